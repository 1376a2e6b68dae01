/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"
#include "confine.h"

#include "../capture/live.h"
#include "../capture/privileges.h"
#include "../dissect/engine.h"
#include "../filter/filter.h"
#include "../savefile/pcapng.h"
#include "../savefile/reader.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STATISTICS_FIXED = 12, STATISTICS_DROPPED = 5, SNAPLEN = 262144, LIVE_BATCH = 4096 };

struct hearing {
	struct hear *h;
	struct dis *d;
	struct filter *filter;
	uint16_t link; /* that the filter is for */
	const char *path;
	struct live *live;
	uint64_t until;
	bool enough;
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

	if (w->filter && w->link == link)
		return true;
	filter_free(w->filter);
	w->link = link;
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

/* opened: as in source_conf, or -errno. */
static struct source *open_source(struct hearing *w, const char *path, int opened)
{
	const struct source_conf conf = { .opened = opened > 0 ? opened : 0 };
	char err[1024];
	struct source *s = NULL;

	w->path = strcmp(path, "-") == 0 ? "standard input" : path;
	if (opened < 0)
		snprintf(err, sizeof(err), "%s", strerror(-opened));
	else
		s = source_open_conf(path, &conf, err, sizeof(err));
	if (!s) {
		say_error(w->h->job, "%s: %s", w->path, err);
		return NULL;
	}
	s->on_block = on_block;
	s->on_loss = on_loss;
	s->block_arg = s->loss_arg = w;
	return s;
}

static void hear_source(struct hearing *w, struct source *s)
{
	struct packet p = { .number = 0 };
	enum got g = GOT_END;

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

/* root may be another user when it is a file's turn: all are opened now.  From the second on: the
 * descriptor + 1, or -errno; 0: not opened. */
static void open_ahead(const char *const *paths, size_t n, int *opened)
{
	for (size_t i = 1; i < n; i++) {
		int fd = strcmp(paths[i], "-") == 0 ? -1 : open(paths[i], O_RDONLY | O_CLOEXEC);

		if (strcmp(paths[i], "-") != 0)
			opened[i] = fd >= 0 ? fd + 1 : errno == EMFILE ? 0 : -errno;
	}
}

/* The first is open and its filter made when this is called. */
static bool confine(struct hear *h, const char *const *paths, size_t n, int *opened)
{
	struct hearing_conf conf = {
		.reads = h->later,
		.nreads = h->nlater,
		.makes = h->makes,
		.writes = h->writes,
		.copies = h->copies,
		.filters = n > 1,
		.no_sandbox = h->no_sandbox,
	};

	if (h->confined)
		return true;
	if (!h->nlater && geteuid() == 0)
		open_ahead(paths, n, opened);
	else if (!h->nlater && n > 1) {
		conf.reads = paths + 1;
		conf.nreads = n - 1;
	}
	return confine_hearing(h->job, &conf);
}

static int hear_all(struct hearing *w, const char *const *paths, size_t n, int *opened)
{
	for (size_t i = 0; i < n; i++) {
		struct source *s = open_source(w, paths[i], opened[i]);

		opened[i] = 0;
		if (!s)
			return STATUS_FAILED;
		if (!make_filter(w, s->link, s->snaplen, true) ||
			(i == 0 && !confine(w->h, paths, n, opened))) {
			source_close(s);
			return STATUS_FAILED;
		}
		hear_source(w, s);
	}
	return STATUS_OK;
}

int hear_files(struct hear *h, char *const *paths, size_t n)
{
	static const struct opts opt = { .n = true, .t = 1 };
	struct hearing w = { .h = h };
	int *opened = calloc(n, sizeof(*opened)), status = STATUS_MEMORY;
	char err[256];

	/* A set-user-ID program opens what its user may. */
	if (geteuid() != getuid() && !user_real(err, sizeof(err))) {
		say_error(h->job, "%s", err);
		status = STATUS_FAILED;
	} else if (!opened) {
		say_error(h->job, "out of memory");
	} else if (begin(&w, &opt)) {
		status = hear_all(&w, (const char *const *)paths, n, opened);
		finish(&w);
	}
	for (size_t i = 0; opened && i < n; i++)
		if (opened[i] > 0)
			close(opened[i] - 1);
	free(opened);
	return status;
}

/* --- a device --- */

static void on_live(void *arg, struct packet *p)
{
	struct hearing *w = arg;

	p->number = ++w->h->packets;
	hear_packet(w, p);
	if (w->until && w->h->packets >= w->until) {
		w->enough = true;
		signal_stop = 1;
		live_break(w->live);
	}
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What the kernel has taken already is ours, except when there are enough. */
static int drain(struct hearing *w, struct live *l, char *err, size_t errlen)
{
	int64_t end = now_ms() + live_stop(l);
	int n = 1;

	while (n >= 0 && !w->enough) {
		n = live_read(l, LIVE_BATCH, on_live, w, err, errlen);
		if (n == 0 && (now_ms() >= end || live_drained(l)))
			break;
		if (n == 0)
			live_wait(l, 1, NULL);
	}
	return n;
}

static int hear_live(struct hearing *w, struct live *l, unsigned seconds, void (*tick)(void *arg))
{
	int64_t end = now_ms() + seconds * INT64_C(1000);
	struct live_counts c;
	char err[1024];
	sigset_t let_in;
	int n = 0;

	live_start(l);
	signals_hold(&let_in);
	while (!signal_stop && n >= 0 && (!seconds || now_ms() < end)) {
		live_wait(l, 200, &let_in);
		n = live_read(l, LIVE_BATCH, on_live, w, err, sizeof(err));
		if (tick)
			tick(w->h->arg);
	}
	signals_release(&let_in);
	if (n >= 0)
		n = drain(w, l, err, sizeof(err));
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
	struct live *l = w.live = live_open(&conf, err, sizeof(err));
	const struct hearing_conf rights = {
		.live = l,
		.no_sandbox = h->no_sandbox,
		.makes = h->makes,
		.writes = h->writes,
		.copies = h->copies,
	};
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
		if (!live_filter(l, w.filter, err, sizeof(err)))
			say_error(h->job, "%s", err);
		else if (confine_hearing(h->job, &rights))
			status = hear_live(&w, l, seconds, tick);
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
