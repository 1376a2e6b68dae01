/* SPDX-License-Identifier: BSD-2-Clause */
#include "ngout.h"

#include "../base/process.h"
#include "../dissect/names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#ifndef SONDE_VERSION
#define SONDE_VERSION "0.1"
#endif

enum { COMMENTS_MOST = 16 }; /* of a packet, with --process */

struct ngout {
	const struct output_conf *conf;
	struct ng *ng;
	const struct names *names;
	uint64_t begin; /* of the capture, in ticks */
	size_t ndevices;
	uint64_t *taken;    /* packets of each */
	const char **texts; /* of comments, in their order: those of the section first */
	size_t nsection, next;
	char os[256], hardware[128];
};

/* --- who we are --- */

static void describe_machine(struct ngout *n)
{
	struct utsname u;
	FILE *f = fopen("/proc/cpuinfo", "re");
	char line[256];

	if (uname(&u) == 0)
		snprintf(n->os, sizeof(n->os), "%s %s", u.sysname, u.release);
	while (f && fgets(line, sizeof(line), f)) {
		char *colon = strchr(line, ':');

		if (strncmp(line, "model name", 10) != 0 || !colon)
			continue;
		colon[1 + strcspn(colon + 1, "\n")] = '\0';
		snprintf(n->hardware, sizeof(n->hardware), "%.100s",
			colon + 1 + strspn(colon + 1, " "));
		break;
	}
	if (f)
		fclose(f);
}

static uint64_t now(const struct ngout *n)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (n->conf->job->opt.nano)
		return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static bool describe_interface(struct ngout *n)
{
	const struct output_conf *c = n->conf;
	bool ok = true;

	n->begin = now(n);
	for (size_t k = 0; ok && k < c->ndevices; k++) {
		const struct output_device *d = &c->devices[k];
		const struct ng_interface i = {
			.link = d->link,
			.snaplen = d->snaplen < c->snaplen ? d->snaplen : c->snaplen,
			.tsresol = c->job->opt.nano ? 9 : 6,
			.name = d->name,
			.description = d->description && *d->description ? d->description : NULL,
			.filter = c->filter,
			.os = n->os,
			.hardware = NULL,
		};

		ok = ng_add_interface(n->ng, NULL, (uint32_t)k, &i);
	}
	return ok;
}

struct ngout *ngout_open(const struct output_conf *conf)
{
	const struct output_opts *o = &conf->job->out;
	struct ngout *n = calloc(1, sizeof(*n));
	struct ng_conf c = {
		.merged = conf->job->merge,
		.cuts = o->snaplen,
		.application = "sonde " SONDE_VERSION,
	};

	if (n) {
		n->texts = calloc(o->ncomments + 1, sizeof(*n->texts));
		n->taken = calloc(conf->ndevices + 1, sizeof(*n->taken));
	}
	if (n && n->texts && n->taken) {
		n->conf = conf;
		n->ndevices = conf->ndevices;
		describe_machine(n);
		for (size_t i = 0; i < o->ncomments; i++) {
			n->texts[i] = o->comments[i].text;
			n->nsection += o->comments[i].number == 0;
		}
		n->next = n->nsection;
		c.comments = n->texts;
		c.ncomments = n->nsection;
		c.os = conf->source ? NULL : n->os; /* a file may be of another machine */
		c.hardware = conf->source || !*n->hardware ? NULL : n->hardware;
		n->ng = ng_new(&c);
	}
	if (n && n->ng && (conf->source || describe_interface(n)))
		return n;
	say_error(conf->job, "out of memory");
	ngout_free(n);
	return NULL;
}

void ngout_free(struct ngout *n)
{
	if (!n)
		return;
	ng_free(n->ng);
	free(n->texts);
	free(n->taken);
	free(n);
}

void ngout_names(struct ngout *n, const struct names *names) { n->names = names; }

/* --- blocks --- */

bool ngout_begin(struct ngout *n, struct writer *w) { return ng_begin(n->ng, w); }

bool ngout_block(struct ngout *n, struct writer *w, const struct source_block *b)
{
	return ng_block(n->ng, w, b);
}

/* Whose it is stands in a comment, which other programs show. */
static bool put_with_process(
	struct ngout *n, struct writer *w, const struct packet *p, size_t first, size_t count)
{
	const struct process *who = n->conf->job->opt.process;
	const char *texts[COMMENTS_MOST];
	char text[512];

	if (who->has_pid && !who->ppid)
		snprintf(text, sizeof(text), "process %s[%u], user %s, parent unknown, cgroup %s",
			who->comm, who->pid, who->user, who->cgroup[0] ? who->cgroup : "unknown");
	else if (who->has_pid)
		snprintf(text, sizeof(text), "process %s[%u], user %s, parent %s[%u], cgroup %s",
			who->comm, who->pid, who->user, who->parent, who->ppid, who->cgroup);
	else if (who->has_uid)
		snprintf(text, sizeof(text), "process unknown, uid %u", who->uid);
	else
		snprintf(text, sizeof(text), "process unknown");
	if (count > COMMENTS_MOST - 1)
		count = COMMENTS_MOST - 1;
	for (size_t i = 0; i < count; i++)
		texts[i] = n->texts[first + i];
	texts[count++] = text;
	n->taken[p->interface < n->ndevices ? p->interface : n->ndevices]++;
	return ng_packet(n->ng, w, n->conf->source, p, texts, count);
}

bool ngout_packet(struct ngout *n, struct writer *w, const struct packet *p)
{
	const struct output_opts *o = &n->conf->job->out;
	size_t first, count = 0;

	while (n->next < o->ncomments && o->comments[n->next].number < p->number)
		n->next++;
	first = n->next;
	while (first + count < o->ncomments && o->comments[first + count].number == p->number)
		count++;
	if (n->conf->job->opt.process)
		return put_with_process(n, w, p, first, count);
	n->taken[p->interface < n->ndevices ? p->interface : n->ndevices]++;
	return ng_packet(n->ng, w, n->conf->source, p, n->texts + first, count);
}

static void add_name(void *arg, const uint8_t *address, size_t len, const char *name)
{
	ng_name(arg, address, len, name);
}

bool ngout_end(struct ngout *n, struct writer *w)
{
	struct output_counts c;

	if (n->names) {
		names_each(n->names, add_name, n->ng);
		if (!ng_end_names(n->ng, w))
			return false;
	}
	for (size_t i = 0; n->conf->counts && i < n->ndevices; i++) {
		struct ng_statistics s = {
			.begin = n->begin,
			.end = now(n),
			.delivered = n->taken[i],
		};

		if (!n->conf->counts(n->conf->arg, (int)i, &c))
			continue;
		s.received = c.received;
		s.dropped = c.dropped;
		s.ifdropped = c.ifdropped;
		if (!ng_put_statistics(n->ng, w, (uint32_t)i, &s))
			return false;
	}
	return true;
}

void ngout_say_left_out(const struct ngout *n)
{
	uint64_t left = ng_left_out(n->ng);

	if (left)
		say_warning(n->conf->job,
			"%llu block%s of unknown kinds, in another byte order than the file's, left"
			" out",
			(unsigned long long)left, left == 1 ? "" : "s");
}

/* --- what pcap can't hold --- */

void beside_block(struct beside *b, const struct source_block *block)
{
	switch (block->type) {
	case NG_SECTION:
	case NG_INTERFACE:
	case NG_STATISTICS:
		break;
	case NG_NAMES:
		b->names++;
		break;
	case NG_SECRETS:
		b->secrets++;
		break;
	default:
		b->others++;
	}
}

static void list(char *s, size_t size, uint64_t n, const char *one, const char *many)
{
	size_t used = strlen(s);

	if (n)
		snprintf(s + used, size - used, "%s%llu %s", used ? ", " : "",
			(unsigned long long)n, n == 1 ? one : many);
}

void beside_say(const struct beside *b, const struct job *job, const char *file)
{
	char s[300] = "";

	list(s, sizeof(s), b->comments, "packet's options", "packets' options");
	list(s, sizeof(s), b->names, "block of names", "blocks of names");
	list(s, sizeof(s), b->secrets, "block of secrets", "blocks of secrets");
	list(s, sizeof(s), b->others, "other block", "other blocks");
	list(s, sizeof(s), b->times, "time before 1970 or after 2106",
		"times before 1970 or after 2106");
	list(s, sizeof(s), b->longer, "longer packet", "packets of different snapshot lengths");
	if (*s)
		say_warning(job, "%s: a pcap file can't hold %s (--format pcapng can)", file, s);
}
