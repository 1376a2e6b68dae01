/* One file to another, packet by packet. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "confine.h"
#include "inputs.h"
#include "output.h"
#include "signals.h"
#include "verbs.h"

#include "../savefile/pcapng_writer.h"
#include "../savefile/reader.h"

#include <stdlib.h>
#include <string.h>

void words_add(struct words *w, const char *word)
{
	char **v = realloc(w->v, ((size_t)w->n + 2) * sizeof(*v));

	if (!v) {
		w->failed = true;
		return;
	}
	w->v = v;
	v[w->n++] = (char *)(uintptr_t)word;
	v[w->n] = NULL;
}

/* What a run needs, between the source and the output. */
struct way {
	struct convert *c;
	struct job *job;
	struct source *source;
	void (*to)(void *arg, const struct source_block *b); /* the output's */
	void *to_arg;
};

static void on_block(void *arg, const struct source_block *b)
{
	struct way *w = arg;

	if (w->to && (!w->c->block || w->c->block(w->c->arg, b->type)))
		w->to(w->to_arg, b);
}

static void on_loss(void *arg, const struct source *s, const char *text)
{
	struct way *w = arg;

	(void)s;
	w->c->losses++;
	say_warning(w->job, "%s: %s", w->c->in, text);
}

static bool open_source(struct way *w)
{
	struct convert *c = w->c;
	char err[512];

	if (c->open)
		w->source = c->open(c, w->job);
	else {
		w->source = source_open(c->in, err, sizeof(err));
		if (!w->source)
			say_error(w->job, "%s: %s",
				strcmp(c->in, "-") == 0 ? "standard input" : c->in, err);
	}
	if (!w->source)
		return false;
	w->source->on_loss = on_loss;
	w->source->loss_arg = w;
	return true;
}

static int copy(struct way *w, struct output *o)
{
	struct convert *c = w->c;
	struct packet p = { .number = 0 };
	enum got g = GOT_END;
	int status = STATUS_OK;

	while (status == STATUS_OK && !signal_stop &&
		(g = source_next(w->source, &p)) == GOT_PACKET) {
		if (c->no_options) {
			w->source->extra.noptions = 0;
			w->source->extra.options = NULL;
		}
		if (c->change && !c->change(c->arg, &p))
			continue;
		p.number = ++c->packets;
		status = output_packet(o, &p);
	}
	if (status == STATUS_OK && g == GOT_ERROR) {
		say_error(w->job, "%s: %s", c->in, source_error(w->source));
		c->losses++;
	}
	return status;
}

int convert_run(struct convert *c)
{
	static char sonde[] = "sonde";
	struct job job = { .prog = sonde,
		.read = c->in,
		.reads = &c->in,
		.nreads = 1,
		.write = c->out,
		.rotate_seconds = -1 };
	struct way w = { .c = c, .job = &job };
	struct output_conf conf = { .job = &job };
	struct output *o;
	int status, closed;

	job.out = c->opts;
	signals_catch();
	if (inputs_include(&job, c->out) || !open_source(&w))
		return STATUS_FAILED;
	conf.source = w.source;
	conf.link = w.source->link;
	conf.fcs = w.source->fcs;
	conf.snaplen = w.source->snaplen;
	if (source_interface(w.source, 0) && source_interface(w.source, 0)->tsresol == 9)
		job.opt.nano = true;
	o = output_open(&conf);
	if (!o) {
		source_close(w.source);
		return STATUS_FAILED;
	}
	w.to = w.source->on_block;
	w.to_arg = w.source->block_arg;
	w.source->on_block = on_block;
	w.source->block_arg = &w;
	if (!c->no_sandbox)
		confine_verb(NULL, 0);
	status = copy(&w, o);
	closed = output_close(o);
	source_close(w.source);
	if (status == STATUS_OK)
		status = closed;
	return status == STATUS_OK && c->losses ? STATUS_FAILED : status;
}
