/* SPDX-License-Identifier: BSD-2-Clause */
#include "lives.h"

#include <fnmatch.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	FIRST_SOCKET = 64, /* they stand in a row from there on */
	SLACK_MS = 3,      /* to what may wait in the kernel */
	FUTURE_MS = 1000,  /* the clock was set back: nothing is held any more */
	LOOK_MS = 100,     /* between two looks whether a device is there again */
};

struct lives {
	struct live_conf conf;
	size_t n;
	struct live *l[LIVES_MOST];
	bool gone[LIVES_MOST];
	bool awaits, broke, stopping;
	size_t from; /* the device whose packets are read */
	live_handler *handler;
	void *arg;
	int64_t next_look; /* ms */
};

static int64_t now(clockid_t which, int64_t parts)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec * parts + t.tv_nsec / (1000000000 / parts);
}

/* --- opening --- */

static bool is_pattern(const char *s) { return strpbrk(s, "*?[") != NULL; }

static bool is_open(const struct lives *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(live_device(s->l[i]), name) == 0)
			return true;
	return false;
}

static bool open_one(struct lives *s, const char *name, char *err, size_t errlen)
{
	struct live_conf c = s->conf;

	if (name && is_open(s, name))
		return true;
	if (s->n == LIVES_MOST) {
		snprintf(err, errlen, "more than %d interfaces", LIVES_MOST);
		return false;
	}
	c.device = name;
	s->l[s->n] = live_open(&c, err, errlen);
	if (s->l[s->n])
		s->n++;
	return s->n && (!name || is_open(s, name) || s->l[s->n]);
}

/* Those network devices whose names the pattern fits, in the order of their indexes. */
static bool open_matching(
	struct lives *s, const char *pattern, bool *missing, char *err, size_t errlen)
{
	struct if_nameindex *all = if_nameindex();
	bool ok = all, any = false;

	for (struct if_nameindex *d = all; ok && d->if_name; d++)
		if (fnmatch(pattern, d->if_name, 0) == 0) {
			any = true;
			ok = open_one(s, d->if_name, err, errlen);
		}
	if (all)
		if_freenameindex(all);
	if (any)
		return ok;
	*missing = true;
	snprintf(err, errlen, "%s: no interface has such a name", pattern);
	return false;
}

static bool open_all(struct lives *s, const char *const *names, size_t n, bool *missing, char *err,
	size_t errlen)
{
	if (n == 0)
		return open_one(s, NULL, err, errlen);
	for (size_t i = 0; i < n; i++) {
		bool pattern = is_pattern(names[i]) && if_nametoindex(names[i]) == 0;

		if (pattern ? open_matching(s, names[i], missing, err, errlen)
			    : open_one(s, names[i], err, errlen))
			continue;
		if (!pattern)
			*missing = if_nametoindex(names[i]) == 0;
		return false;
	}
	return true;
}

struct lives *lives_open(const struct live_conf *conf, const char *const *names, size_t n,
	bool *missing, char *err, size_t errlen)
{
	struct lives *s = calloc(1, sizeof(*s));

	*missing = false;
	if (!s) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	s->conf = *conf;
	if (n > 1 || (n && is_pattern(names[0])))
		s->conf.ring_ms = (conf->ring_ms + 2) / 3; /* for they are held twice as long */
	if (!open_all(s, names, n, missing, err, errlen)) {
		lives_close(s);
		return NULL;
	}
	if (s->n > 1)
		for (size_t i = 0; i < s->n; i++)
			live_move_socket(s->l[i], FIRST_SOCKET);
	return s;
}

void lives_close(struct lives *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++)
		live_close(s->l[i]);
	free(s);
}

size_t lives_count(const struct lives *s) { return s->n; }

struct live *lives_at(const struct lives *s, size_t i) { return s->l[i]; }

int lives_sockets(const struct lives *s, int *first)
{
	*first = live_packet_socket(s->l[0]);
	for (size_t i = 0; i < s->n; i++)
		if (*first < 0 || live_packet_socket(s->l[i]) != *first + (int)i)
			return 0;
	return (int)s->n;
}

void lives_await(struct lives *s) { s->awaits = true; }

void lives_start(struct lives *s)
{
	for (size_t i = 0; i < s->n; i++)
		live_start(s->l[i]);
}

/* --- packets --- */

static void on_packet(void *arg, struct packet *p)
{
	struct lives *s = arg;

	p->interface = (uint32_t)s->from;
	s->handler(s->arg, p);
}

/* May an older packet still come than those there are?  A device that is drained has no more. */
static bool may_come(struct lives *s)
{
	int64_t t;

	for (size_t i = 0; i < s->n; i++)
		if (!s->gone[i] && !live_next_time(s->l[i], &t) && !live_drained(s->l[i]))
			return true;
	return false;
}

/* The kernel's timer, which hands blocks over, may pass one twice. */
static int64_t held_ns(const struct lives *s)
{
	return (int64_t)(2 * s->conf.ring_ms + SLACK_MS) * 1000000;
}

/* The device with the oldest packet that may be taken, or -1. */
static int oldest(struct lives *s, int64_t at)
{
	int64_t hold = !s->stopping || may_come(s) ? held_ns(s) : 0;
	int64_t least = INT64_MAX, t;
	int pick = -1;

	for (size_t i = 0; i < s->n; i++)
		if (!s->gone[i] && live_next_time(s->l[i], &t) && t < least) {
			least = t;
			pick = (int)i;
		}
	if (pick >= 0 && least > at - hold && least < at + FUTURE_MS * 1000000LL)
		return -1;
	return pick;
}

/* Read of one.  One that has gone is said; -1 if it was the last. */
static int read_of(struct lives *s, size_t i, int max, char *err, size_t errlen)
{
	size_t left = 0;
	char text[256];
	int n;

	s->from = i;
	n = live_read(s->l[i], max, on_packet, s, err, errlen);
	if (n >= 0)
		return n;
	s->gone[i] = true;
	for (size_t k = 0; k < s->n; k++)
		left += !s->gone[k];
	if (left == 0 && !s->awaits)
		return -1;
	snprintf(text, sizeof(text), "%s: the interface disappeared%s", live_device(s->l[i]),
		s->awaits ? "; waiting for it" : "");
	s->conf.warn(s->conf.warn_arg, text);
	return 0;
}

static void look_for_returns(struct lives *s)
{
	int64_t at = now(CLOCK_MONOTONIC, 1000);
	char text[256];

	if (at < s->next_look)
		return;
	s->next_look = at + LOOK_MS;
	for (size_t i = 0; i < s->n; i++)
		if (s->gone[i] && live_return(s->l[i])) {
			s->gone[i] = false;
			snprintf(text, sizeof(text), "%s: the interface is there again",
				live_device(s->l[i]));
			s->conf.warn(s->conf.warn_arg, text);
		}
}

int lives_read(struct lives *s, int max, live_handler *handler, void *arg, char *err, size_t errlen)
{
	int total = 0, n = 0, i;
	int64_t at;

	if (s->n == 1 && !s->awaits)
		return live_read(s->l[0], max, handler, arg, err, errlen);
	s->handler = handler;
	s->arg = arg;
	s->broke = false;
	if (!s->stopping)
		look_for_returns(s);
	if (s->n == 1)
		return s->gone[0] ? 0 : read_of(s, 0, max, err, errlen);
	at = now(CLOCK_REALTIME, 1000000000);
	while (!s->broke && total < max && n >= 0 && (i = oldest(s, at)) >= 0) {
		n = read_of(s, (size_t)i, 1, err, errlen);
		total += n > 0 ? n : 0;
	}
	/* Those that don't say when their next packet is from; and who has gone says so here. */
	for (size_t k = 0; k < s->n && n >= 0 && !s->broke && total < max; k++) {
		int64_t t;

		if (s->gone[k] || live_next_time(s->l[k], &t))
			continue;
		n = read_of(s, k, max - total, err, errlen);
		total += n > 0 ? n : 0;
	}
	return n < 0 ? n : total;
}

void lives_break(struct lives *s)
{
	s->broke = true;
	for (size_t i = 0; i < s->n; i++)
		live_break(s->l[i]);
}

/* --- all of them --- */

/* For how many ms are packets that are there not to be taken yet?  A little longer than the oldest
 * alone, for one wake-up to serve many.  -1: there are none. */
static int64_t holds(const struct lives *s)
{
	int64_t t, ms, most, least = INT64_MAX;

	for (size_t i = 0; i < s->n; i++)
		if (!s->gone[i] && live_next_time(s->l[i], &t) && t < least)
			least = t;
	if (least == INT64_MAX)
		return -1;
	most = held_ns(s) / 1000000;
	ms = least / 1000000 + most + most / 4 - now(CLOCK_REALTIME, 1000) + 1;
	return ms < 0 ? 0 : ms > most ? most : ms;
}

static bool any_gone(const struct lives *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->gone[i])
			return true;
	return false;
}

static bool any_stopping(const struct lives *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!s->gone[i] && live_stopping(s->l[i]))
			return true;
	return s->stopping;
}

void lives_wait(struct lives *s, int ms, const sigset_t *let_in)
{
	struct pollfd f[LIVES_MOST];
	struct timespec t;
	nfds_t n = 0;
	int64_t held;

	if (s->n == 1 && !s->gone[0]) {
		live_wait(s->l[0], ms, let_in);
		return;
	}
	if (any_gone(s) && ms > LOOK_MS)
		ms = LOOK_MS;
	if (any_stopping(s) && ms > SLACK_MS)
		ms = SLACK_MS;
	held = holds(s);
	if (held >= 0) /* there may be more to read at once, but it is not to be taken yet */
		ms = held < ms ? (int)held : ms;
	else
		for (; n < s->n; n++)
			f[n] = (struct pollfd){ .fd = s->gone[n] ? -1 : live_fd(s->l[n]),
				.events = POLLIN };
	t = (struct timespec){ ms / 1000, ms % 1000 * 1000000L };
	lives_pause(s);
	ppoll(f, n, &t, let_in);
	lives_resume(s);
	for (nfds_t i = 0; i < n; i++)
		if (f[i].revents & (POLLERR | POLLHUP | POLLNVAL))
			live_heed_error(s->l[i]);
}

void lives_pause(struct lives *s)
{
	for (size_t i = 0; i < s->n; i++)
		live_pause(s->l[i]);
}

void lives_resume(struct lives *s)
{
	for (size_t i = 0; i < s->n; i++)
		live_resume(s->l[i]);
}

int lives_stop(struct lives *s)
{
	int most = 0;

	s->stopping = true;
	for (size_t i = 0; i < s->n; i++) {
		int ms = live_stop(s->l[i]);

		most = ms > most ? ms : most;
	}
	return most;
}

bool lives_drained(struct lives *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!s->gone[i] && !live_drained(s->l[i]))
			return false;
	return true;
}

bool lives_counts(struct lives *s, struct live_counts *c)
{
	struct live_counts one;

	memset(c, 0, sizeof(*c));
	for (size_t i = 0; i < s->n; i++) {
		if (!live_counts(s->l[i], &one))
			return false;
		c->received += one.received;
		c->dropped += one.dropped;
		c->ifdropped += one.ifdropped;
	}
	return true;
}
