/* SPDX-License-Identifier: BSD-2-Clause */
#include "reorder.h"
#include "wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_MAX = 64 << 20 }; /* bytes */

struct held {
	struct packet p;
	struct source_extra extra;
	__int128 time;
	uint64_t order;
	size_t size;
	uint8_t bytes[]; /* the packet's, then its options */
};

struct reorderer {
	struct wrapper w;
	uint64_t window, order, late;
	struct held **heap;
	size_t n, cap, bytes;
	__int128 newest, last; /* read, and handed out */
	struct held *out;      /* the caller has it */
	enum got ended;        /* GOT_PACKET: not yet */
	bool any;
};

static bool before(const struct held *a, const struct held *b)
{
	return a->time < b->time || (a->time == b->time && a->order < b->order);
}

static void add(struct reorderer *f, struct held *h)
{
	size_t i = f->n++;

	while (i > 0 && before(h, f->heap[(i - 1) / 2])) {
		f->heap[i] = f->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	f->heap[i] = h;
}

static struct held *take(struct reorderer *f)
{
	struct held *first = f->heap[0], *h = f->heap[--f->n];
	size_t i = 0;

	for (size_t k = 1; k < f->n; k = 2 * i + 1) {
		if (k + 1 < f->n && before(f->heap[k + 1], f->heap[k]))
			k++;
		if (!before(f->heap[k], h))
			break;
		f->heap[i] = f->heap[k];
		i = k;
	}
	f->heap[i] = h;
	return first;
}

/* A copy of the packet just read.  False when out of memory. */
static bool hold(struct reorderer *f, const struct packet *p)
{
	const struct source_extra *x = &f->w.s.extra;
	size_t size = sizeof(struct held) + p->caplen + x->noptions;
	struct held *h;

	if (f->n == f->cap) {
		size_t cap = 2 * f->cap + 1024;
		struct held **heap = realloc(f->heap, cap * sizeof(*heap));

		if (!heap)
			return false;
		f->heap = heap;
		f->cap = cap;
	}
	h = malloc(size);
	if (!h)
		return false;
	*h = (struct held){ *p, *x, packet_time(p), f->order++, size };
	memcpy(h->bytes, p->data, p->caplen);
	if (x->noptions)
		memcpy(h->bytes + p->caplen, x->options, x->noptions);
	h->p.data = h->bytes;
	h->extra.options = h->bytes + p->caplen;
	f->bytes += size;
	if (!f->any || h->time > f->newest)
		f->newest = h->time;
	f->any = true;
	add(f, h);
	return true;
}

/* Read until the earliest held packet may go. */
static bool read_on(struct reorderer *f)
{
	struct packet p = { .number = 0 };

	while (f->ended == GOT_PACKET) {
		if (f->n &&
			(f->bytes > HELD_MAX || f->newest - f->heap[0]->time > (__int128)f->window))
			return true;
		f->ended = wrap_next(&f->w, &p);
		if (f->ended == GOT_PACKET && !hold(f, &p))
			return false;
	}
	return true;
}

static void release(struct reorderer *f)
{
	if (f->out)
		f->bytes -= f->out->size;
	free(f->out);
	f->out = NULL;
}

static enum got reorder_next(struct source *s, struct packet *p)
{
	struct reorderer *f = (struct reorderer *)s;
	uint64_t number = p->number;

	release(f);
	if (!read_on(f)) {
		snprintf(s->err, sizeof(s->err), "out of memory");
		return GOT_ERROR;
	}
	if (f->n == 0)
		return f->ended == GOT_ERROR ? wrap_failed(&f->w) : GOT_END;
	f->out = take(f);
	if (f->order > f->n + 1 && f->out->time < f->last)
		f->late++;
	else
		f->last = f->out->time;
	*p = f->out->p;
	p->number = number;
	s->extra = f->out->extra;
	return GOT_PACKET;
}

static void reorder_close(struct source *s)
{
	struct reorderer *f = (struct reorderer *)s;

	release(f);
	while (f->n)
		free(f->heap[--f->n]);
	free(f->heap);
	source_close(f->w.inner);
	free(f);
}

struct source *reorder_open(struct source *inner, uint64_t window)
{
	struct reorderer *f = calloc(1, sizeof(*f));

	if (!f) {
		source_close(inner);
		return NULL;
	}
	wrap(&f->w, inner);
	f->w.s.next = reorder_next;
	f->w.s.close = reorder_close;
	f->window = window;
	f->ended = GOT_PACKET;
	return &f->w.s;
}

uint64_t reorder_late(const struct source *s) { return ((const struct reorderer *)s)->late; }
