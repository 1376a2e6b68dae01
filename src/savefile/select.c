/* SPDX-License-Identifier: BSD-2-Clause */
#include "select.h"
#include "wrap.h"

#include "../base/hash.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SEEN = 1 << 16, /* packets that are remembered to find doubles; the oldest are forgotten */
	BUCKETS = 1 << 17,
	SECOND = 1000000000,
};

/* A packet that was there. */
struct seen {
	uint64_t hash;
	__int128 time;
	uint32_t caplen, len;
	uint32_t next; /* in its bucket, + 1 */
};

struct selector {
	struct wrapper w;
	struct select_conf conf;
	uint64_t number;
	size_t range; /* the one that number is in or before */
	__int128 from, to;
	bool started;
	struct secret secret;
	struct seen *seen; /* a ring */
	uint32_t *buckets; /* index of the latest + 1 */
	uint64_t kept;
};

/* --- time --- */

static __int128 nanoseconds(int64_t sec, uint32_t nsec) { return (__int128)sec * SECOND + nsec; }

/* When that is, in a capture that begins with p. */
static __int128 resolve(const struct moment *m, const struct packet *p)
{
	time_t day = (time_t)p->sec;
	struct tm tm;

	if (m->kind == SINCE_START)
		return packet_time(p) + nanoseconds(m->sec, m->nsec);
	if (m->kind != TIME_OF_DAY || !localtime_r(&day, &tm))
		return nanoseconds(m->sec, m->nsec);
	tm.tm_hour = (int)(m->sec / 3600);
	tm.tm_min = (int)(m->sec / 60 % 60);
	tm.tm_sec = (int)(m->sec % 60);
	tm.tm_isdst = -1;
	return nanoseconds(mktime(&tm), m->nsec);
}

static bool in_time(const struct selector *f, const struct packet *p)
{
	__int128 t;

	if (f->conf.from.kind == NO_MOMENT && f->conf.to.kind == NO_MOMENT)
		return true;
	t = packet_time(p);
	return (f->conf.from.kind == NO_MOMENT || t >= f->from) &&
	       (f->conf.to.kind == NO_MOMENT || t <= f->to);
}

/* --- doubles --- */

static void forget(struct selector *f, uint32_t i)
{
	uint32_t *at = &f->buckets[f->seen[i].hash % BUCKETS];

	while (*at && *at != i + 1)
		at = &f->seen[*at - 1].next;
	if (*at)
		*at = f->seen[i].next;
}

/* Has a packet of the same bytes been there within the window?  It is remembered. */
static bool is_double(struct selector *f, const struct packet *p)
{
	uint64_t h = siphash(f->secret, p->data, p->caplen);
	__int128 t = packet_time(p);
	uint32_t *bucket = &f->buckets[h % BUCKETS], i = (uint32_t)(f->kept % SEEN);

	for (uint32_t k = *bucket; k; k = f->seen[k - 1].next) {
		struct seen *e = &f->seen[k - 1];
		__int128 gap = t > e->time ? t - e->time : e->time - t;

		if (e->hash != h || e->caplen != p->caplen || e->len != p->len)
			continue;
		if (gap <= (__int128)f->conf.dedupe)
			return true;
		e->time = t;
		return false;
	}
	if (f->kept >= SEEN)
		forget(f, i);
	f->seen[i] = (struct seen){ h, t, p->caplen, p->len, *bucket };
	*bucket = i + 1;
	f->kept++;
	return false;
}

/* --- a source --- */

/* Is number in a range?  *past: all ranges lie before it. */
static bool in_ranges(struct selector *f, bool *past)
{
	const struct range *r = f->conf.ranges;

	*past = false;
	if (f->conf.nranges == 0)
		return true;
	while (f->range < f->conf.nranges && f->number > r[f->range].last)
		f->range++;
	*past = f->range == f->conf.nranges;
	return !*past && f->number >= r[f->range].first;
}

static enum got select_next(struct source *s, struct packet *p)
{
	struct selector *f = (struct selector *)s;
	bool past;
	enum got g;

	while ((g = wrap_next(&f->w, p)) == GOT_PACKET) {
		if (!f->started) {
			f->started = true;
			f->from = resolve(&f->conf.from, p);
			f->to = resolve(&f->conf.to, p);
		}
		f->number++;
		if (in_ranges(f, &past) && in_time(f, p) && (!f->seen || !is_double(f, p)))
			return GOT_PACKET;
		if (past)
			return GOT_END;
	}
	return g == GOT_ERROR ? wrap_failed(&f->w) : g;
}

static void select_close(struct source *s)
{
	struct selector *f = (struct selector *)s;

	source_close(f->w.inner);
	free(f->seen);
	free(f->buckets);
	free(f);
}

struct source *select_open(struct source *inner, const struct select_conf *conf)
{
	struct selector *f = calloc(1, sizeof(*f));

	if (!f) {
		source_close(inner);
		return NULL;
	}
	wrap(&f->w, inner);
	f->w.s.next = select_next;
	f->w.s.close = select_close;
	f->conf = *conf;
	if (conf->dedupe) {
		f->secret = secret_new();
		f->seen = malloc(SEEN * sizeof(*f->seen));
		f->buckets = calloc(BUCKETS, sizeof(*f->buckets));
		if (!f->seen || !f->buckets) {
			select_close(&f->w.s);
			return NULL;
		}
	}
	return &f->w.s;
}
