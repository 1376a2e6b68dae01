/* SPDX-License-Identifier: BSD-2-Clause */
#include "why_live.h"

#include "../base/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	EVERY_MS = 1000,
	SELDOM = 20, /* a pause is so many times as long as the judging before it took */
	PIECE = 65536,
};

struct known { /* a finding: what tells it from others (found_add) */
	struct tell_addr a, b;
	uint32_t bport, key;
	char class[40];
};

struct seen {
	struct known what;
	int64_t since; /* ms; found ever since */
	uint32_t round;
	bool said;
	enum severity worst; /* that was said */
};

struct told { /* by the child: this, and a line */
	struct known what;
	enum severity severity;
	uint32_t length;
};

struct why_live {
	struct why_live_conf conf;
	struct seen seen[WHY_FINDINGS];
	size_t nseen;
	uint32_t round;
	pid_t child; /* 0: none */
	int fd;
	int64_t began, next; /* ms */
	char *b;             /* what the child has told so far */
	size_t n, room;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct why_live *why_live_new(const struct why_live_conf *conf)
{
	struct why_live *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->conf = *conf;
	l->next = now_ms() + EVERY_MS;
	return l;
}

static struct known known_of(const struct finding *x)
{
	struct known k;

	memset(&k, 0, sizeof(k)); /* also what lies between its parts: it is compared as octets */
	k.a = x->a;
	k.b = x->b;
	k.bport = x->bport;
	k.key = x->key;
	snprintf(k.class, sizeof(k.class), "%s", x->class);
	return k;
}

/* NULL: there are too many. */
static struct seen *seen_of(struct why_live *l, const struct known *k)
{
	for (size_t i = 0; i < l->nseen; i++)
		if (memcmp(&l->seen[i].what, k, sizeof(*k)) == 0)
			return &l->seen[i];
	if (l->nseen == WHY_FINDINGS)
		return NULL;
	l->seen[l->nseen] = (struct seen){ .what = *k };
	return &l->seen[l->nseen++];
}

/* --- the child --- */

static bool tell_one(const struct why_live *l, const struct finding *x, int fd)
{
	struct told t = { .what = known_of(x), .severity = x->severity };
	char *line = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&line, &n);
	bool good;

	if (!to)
		return false;
	l->conf.put(l->conf.arg, x, to);
	good = fclose(to) == 0;
	t.length = (uint32_t)n;
	good = good && write_all(fd, (const char *)&t, sizeof(t)) && write_all(fd, line, n);
	free(line);
	return good;
}

static void judge_and_tell(const struct why_live *l, int fd)
{
	const enum severity least = l->conf.found ? SEVERITY_NOTICE : SEVERITY_WARNING;
	struct why *w = l->conf.why;

	why_finish(w);
	for (size_t i = 0; i < why_count(w); i++)
		if (why_at(w, i)->severity >= least && !tell_one(l, why_at(w, i), fd))
			break;
}

static void start(struct why_live *l)
{
	int fds[2];

	l->began = now_ms();
	l->next = l->began + EVERY_MS;
	if (pipe2(fds, O_CLOEXEC) != 0)
		return;
	l->child = fork();
	if (l->child == 0) {
		close(fds[0]);
		judge_and_tell(l, fds[1]);
		_exit(0);
	}
	close(fds[1]);
	if (l->child < 0 || fcntl(fds[0], F_SETFL, O_NONBLOCK) != 0) {
		close(fds[0]);
		l->child = 0;
		return;
	}
	l->fd = fds[0];
	l->n = 0;
}

/* --- what it tells --- */

/* It was found in the round before as well, or it is new again. */
static void hear_one(struct why_live *l, const struct told *t, const char *line)
{
	struct seen *s = seen_of(l, &t->what);

	if (!s)
		return;
	if (s->round + 1 != l->round || !s->round)
		s->since = l->began;
	s->round = l->round;
	if (l->began - s->since < LIVE_CERTAIN_MS)
		return;
	if (l->conf.found && (!s->said || t->severity > s->worst))
		l->conf.found(l->conf.arg, t->what.class, t->severity, line, t->length);
	if (l->conf.to && !s->said) {
		fwrite(line, 1, t->length, l->conf.to);
		fflush(l->conf.to);
	}
	if (!s->said || t->severity > s->worst)
		s->worst = t->severity;
	s->said = true;
}

static void hear_all(struct why_live *l)
{
	struct told t;

	l->round++;
	for (size_t at = 0; l->n - at >= sizeof(t);) {
		memcpy(&t, l->b + at, sizeof(t));
		at += sizeof(t);
		if (l->n - at < t.length)
			return;
		hear_one(l, &t, l->b + at);
		at += t.length;
	}
}

/* False: there is no more for now. */
static bool read_more(struct why_live *l)
{
	ssize_t got;

	if (l->room - l->n < PIECE) {
		char *b = realloc(l->b, l->n + 2 * (size_t)PIECE);

		if (!b)
			return false;
		l->b = b;
		l->room = l->n + 2 * (size_t)PIECE;
	}
	got = read(l->fd, l->b + l->n, PIECE);
	if (got > 0) {
		l->n += (size_t)got;
		return true;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	close(l->fd);
	l->child = 0;
	if (got == 0)
		hear_all(l);
	l->next = now_ms() + SELDOM * (now_ms() - l->began);
	if (l->next < l->began + EVERY_MS)
		l->next = l->began + EVERY_MS;
	return false;
}

void why_live_tick(struct why_live *l)
{
	while (l->child && read_more(l))
		;
	if (!l->child && now_ms() >= l->next && why_facts(l->conf.why)->packets)
		start(l);
}

size_t why_live_seen(const struct why_live *l) { return l->nseen; }

void why_live_rest(struct why_live *l)
{
	const struct why *w = l->conf.why;

	for (size_t i = 0; i < why_count(w); i++) {
		const struct known k = known_of(why_at(w, i));
		const struct seen *s = seen_of(l, &k);

		if (!s || !s->said)
			l->conf.put(l->conf.arg, why_at(w, i), l->conf.to);
	}
}

void why_live_free(struct why_live *l)
{
	if (!l)
		return;
	if (l->child) {
		close(l->fd);
		kill(l->child, SIGKILL);
	}
	free(l->b);
	free(l);
}
