/* SPDX-License-Identifier: BSD-2-Clause */
#include "stream.h"

#include <stdlib.h>
#include <string.h>

enum { TOO_FAR = 1 << 26 }; /* beyond any window: numbers of another connection */

struct piece {
	struct piece *next;
	uint32_t seq, length, held;
	uint8_t data[];
};

static int32_t diff(uint32_t a, uint32_t b) { return (int32_t)(a - b); }

static void deliver(struct stream *s, const uint8_t *data, uint32_t held, uint32_t length,
	const struct stream_sink *to)
{
	s->next += length;
	if (held)
		to->take(to->arg, data, held);
	if (held < length)
		to->take(to->arg, NULL, length - held);
}

static void keep(struct stream *s, struct stream_pool *pool, uint32_t seq, const uint8_t *data,
	uint32_t held, uint32_t length)
{
	struct piece **at = &s->pieces, *p;

	if (s->last && diff(s->last->seq, seq) < 0) /* nearly always: behind all others */
		at = &s->last->next;
	while (*at && diff((*at)->seq, seq) < 0)
		at = &(*at)->next;
	if (*at && (*at)->seq == seq && (*at)->length >= length)
		return;
	p = malloc(sizeof(*p) + held);
	if (!p)
		return;
	p->next = *at;
	p->seq = seq;
	p->length = length;
	p->held = held;
	memcpy(p->data, data, held);
	if (!p->next)
		s->last = p;
	*at = p;
	s->npieces++;
	s->waiting += held + (uint32_t)sizeof(*p);
	pool->used += held + sizeof(*p);
}

static void drop_first(struct stream *s, struct stream_pool *pool)
{
	struct piece *p = s->pieces;

	s->pieces = p->next;
	if (!s->pieces)
		s->last = NULL;
	s->npieces--;
	s->waiting -= p->held + (uint32_t)sizeof(*p);
	pool->used -= p->held + sizeof(*p);
	free(p);
}

/* The part of it that is new. */
static void advance(struct stream *s, uint32_t seq, const uint8_t *data, uint32_t held,
	uint32_t length, const struct stream_sink *to)
{
	uint32_t old = s->next - seq;

	if (old >= length)
		return;
	if (old < held)
		deliver(s, data + old, held - old, length - old, to);
	else
		deliver(s, NULL, 0, length - old, to);
}

static void drain(struct stream *s, struct stream_pool *pool, const struct stream_sink *to)
{
	while (s->pieces && diff(s->pieces->seq, s->next) <= 0) {
		struct piece *p = s->pieces;

		if (diff(p->seq + p->length, s->next) > 0)
			advance(s, p->seq, p->data, p->held, p->length, to);
		drop_first(s, pool);
	}
}

void stream_feed(struct stream *s, struct stream_pool *pool, uint32_t seq, const uint8_t *data,
	uint32_t held, uint32_t length, const struct stream_sink *to)
{
	int32_t ahead;

	if (!s->begun) {
		s->begun = true;
		s->next = seq;
	}
	ahead = diff(seq, s->next);
	if (ahead > TOO_FAR || ahead < -TOO_FAR)
		return;
	if (ahead <= 0) {
		if (diff(seq + length, s->next) > 0)
			advance(s, seq, data, held, length, to);
		if (s->pieces)
			drain(s, pool, to);
		return;
	}
	keep(s, pool, seq, data, held, length);
	if ((s->npieces > STREAM_PIECES || s->waiting > (pool->each ? pool->each : STREAM_WAIT) ||
		    pool->used > pool->most) &&
		s->pieces) {
		deliver(s, NULL, 0, s->pieces->seq - s->next, to);
		drain(s, pool, to);
	}
}

void stream_end(struct stream *s, struct stream_pool *pool, const struct stream_sink *to)
{
	while (s->pieces) {
		if (diff(s->pieces->seq, s->next) > 0)
			deliver(s, NULL, 0, s->pieces->seq - s->next, to);
		drain(s, pool, to);
	}
}

void stream_free(struct stream *s, struct stream_pool *pool)
{
	while (s->pieces)
		drop_first(s, pool);
}
