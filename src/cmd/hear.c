/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"

#include "../capture/live.h"
#include "../dissect/engine.h"
#include "../filter/filter.h"
#include "../savefile/pcapng.h"
#include "../savefile/reader.h"
#include "signals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STATISTICS_FIXED = 12, STATISTICS_DROPPED = 5, SNAPLEN = 262144, LIVE_BATCH = 4096 };

struct hearing {
	struct hear *h;
	struct dis *d;
	struct filter *filter;
	const char *path;
	uint64_t until;
};

/* An interface statistics block tells how many packets the capture lost. */
static void on_block(void *arg, const struct source_block *b)
{
	struct hearing *w = arg;
	const uint8_t *p = b->body + STATISTICS_FIXED;
	uint32_t n = b->len > STATISTICS_FIXED ? b->len - STATISTICS_FIXED : 0;
	struct source_option o;
	uint64_t v;

	if (b->type != NG_STATISTICS || b->len < STATISTICS_FIXED || !w->h->drops)
		return;
	while (option_next(&p, &n, b->swap, &o))
		if (o.code == STATISTICS_DROPPED && o.len == sizeof(v)) {
			memcpy(&v, o.value, sizeof(v));
			w->h->drops(w->h->arg, b->swap ? __builtin_bswap64(v) : v);
		}
}

static void on_loss(void *arg, const struct source *s, const char *text)
{
	struct hearing *w = arg;

	(void)s;
	if (!w->h->damaged)
		say_error(w->h->job, "%s: %s", w->path, text);
	w->h->damaged = true;
}

static bool make_filter(struct hearing *w, uint16_t link, uint32_t snaplen, bool file)
{
	const struct filter_conf conf = {
		.snaplen = snaplen ? snaplen : SNAPLEN,
		.netmask = FILTER_NETMASK_UNKNOWN,
		.optimize = true,
		.hosts = HOSTS_WHEN_READING,
		.file = file,
	};
	char err[PCAP_ERRBUF_SIZE];

	if (w->filter)
		return true;
	w->filter = filter_new(w->h->expr, link, &conf, err, sizeof(err));
	if (!w->filter) {
		say_error(w->h->job, "%s", err);
		filter_explain(w->h->expr, link, err, stderr);
	}
	return w->filter != NULL;
}

static void hear_packet(struct hearing *w, struct packet *p)
{
	if (!filter_match(w->filter, p))
		return;
	if (w->h->packet)
		w->h->packet(w->h->arg, p);
	else
		dissect_packet(w->d, p);
	if (w->h->after)
		w->h->after(w->h->after_arg, p);
}

/* Some packets are read before they are told, so that what is known of their conversations can come
 * from memory in the meantime. */
static enum got hear_ahead(struct hearing *w, struct source *s)
{
	struct packet ring[TELL_AHEAD];
	uint64_t read = 0, told = 0;
	enum got g = GOT_PACKET;

	while (!signal_stop && (g == GOT_PACKET || told < read)) {
		struct packet *p = &ring[read % TELL_AHEAD];

		if (g == GOT_PACKET && read - told < TELL_AHEAD) {
			g = source_next(s, p);
			if (g != GOT_PACKET)
				continue;
			p->number = ++w->h->packets;
			w->h->tell->ahead(w->h->tell->arg, p);
			read++;
		} else {
			hear_packet(w, &ring[told++ % TELL_AHEAD]);
		}
	}
	return g;
}

static int hear_file(struct hearing *w, const char *path)
{
	const struct job *job = w->h->job;
	struct packet p = { .number = 0 };
	char err[1024];
	struct source *s = source_open(path, err, sizeof(err));
	enum got g = GOT_END;

	w->path = strcmp(path, "-") == 0 ? "standard input" : path;
	if (!s) {
		say_error(job, "%s: %s", w->path, err);
		return STATUS_FAILED;
	}
	s->on_block = on_block;
	s->on_loss = on_loss;
	s->block_arg = s->loss_arg = w;
	if (!make_filter(w, s->link, s->snaplen, true)) {
		source_close(s);
		return STATUS_FAILED;
	}
	if (source_stays(s) && w->h->tell && w->h->tell->ahead)
		g = hear_ahead(w, s);
	else
		while (!signal_stop && (g = source_next(s, &p)) == GOT_PACKET) {
			p.number = ++w->h->packets;
			hear_packet(w, &p);
		}
	if (g == GOT_ERROR)
		on_loss(w, s, source_error(s));
	source_close(s);
	return STATUS_OK;
}

/* The dissector reports to the listener; what it would print goes nowhere. */
static bool begin(struct hearing *w, const struct opts *opt)
{
	w->d = dis_new(opt, NULL, -1);
	if (w->d && w->h->tell)
		dis_listen(w->d, w->h->tell);
	if (!w->d)
		say_error(w->h->job, "out of memory");
	return w->d != NULL;
}

static void finish(struct hearing *w)
{
	filter_free(w->filter);
	dis_free(w->d);
}

int hear_files(struct hear *h, char *const *paths, size_t n)
{
	static const struct opts opt = { .n = true, .t = 1 };
	struct hearing w = { .h = h };
	int status = STATUS_OK;

	if (!begin(&w, &opt))
		return STATUS_MEMORY;
	for (size_t i = 0; i < n && status == STATUS_OK; i++)
		status = hear_file(&w, paths[i]);
	finish(&w);
	return status;
}

/* --- a device --- */

static void on_live(void *arg, struct packet *p)
{
	struct hearing *w = arg;

	p->number = ++w->h->packets;
	hear_packet(w, p);
	if (w->until && w->h->packets >= w->until)
		signal_stop = 1;
}

static int hear_live(struct hearing *w, struct live *l, unsigned seconds, void (*tick)(void *arg))
{
	time_t end = time(NULL) + seconds;
	struct live_counts c;
	char err[1024];
	sigset_t let_in;
	int n = 0;

	live_start(l);
	signals_hold(&let_in);
	while (!signal_stop && n >= 0 && (!seconds || time(NULL) < end)) {
		live_wait(l, 200, &let_in);
		n = live_read(l, LIVE_BATCH, on_live, w, err, sizeof(err));
		if (tick)
			tick(w->h->arg);
	}
	signals_release(&let_in);
	if (n < 0)
		say_error(w->h->job, "%s", err);
	if (live_counts(l, &c) && w->h->drops && c.dropped)
		w->h->drops(w->h->arg, c.dropped);
	return n < 0 ? STATUS_FAILED : STATUS_OK;
}

int hear_device(struct hear *h, const char *device, unsigned seconds, uint64_t packets,
	void (*tick)(void *arg))
{
	static const struct opts opt = { .n = true, .t = 1 };
	const struct live_conf conf = {
		.device = device,
		.snaplen = SNAPLEN,
		.timeout_ms = 100,
		.promiscuous = true,
		.direction = -1,
		.one_line = true,
	};
	struct hearing w = { .h = h, .until = packets };
	char err[1024];
	struct live *l = live_open(&conf, err, sizeof(err));
	int status = STATUS_FAILED;

	if (!l) {
		say_error(h->job, "%s", err);
		return STATUS_FAILED;
	}
	if (!begin(&w, &opt)) {
		live_close(l);
		return STATUS_MEMORY;
	}
	if (make_filter(&w, live_link(l), live_snaplen(l), false)) {
		if (live_filter(l, w.filter, err, sizeof(err)))
			status = hear_live(&w, l, seconds, tick);
		else
			say_error(h->job, "%s", err);
	}
	live_close(l);
	finish(&w);
	return status;
}

void put_json(FILE *to, const char *s)
{
	putc('"', to);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			fprintf(to, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			fprintf(to, "\\u00%02x", c);
		else
			putc(c, to);
	}
	putc('"', to);
}
