/* SPDX-License-Identifier: BSD-2-Clause */
#include "join.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One of the sources. */
struct part {
	struct source *s;
	struct packet p;         /* its next, when merging */
	__int128 time;           /* of p */
	uint64_t order;          /* as they were opened: decides at the same time */
	uint32_t *numbers, nnew; /* its interfaces' numbers here */
	struct join *join;
};

/* Where one of our interfaces comes from. */
struct origin {
	struct part *part; /* NULL: it is closed */
	uint32_t interface;
};

struct join {
	struct source s;
	struct join_conf conf;
	struct part **heap; /* by time; chained: only one */
	size_t n, cap;
	struct part *taken; /* whose packet was handed out: its next is not there yet */
	struct origin *origins;
	uint32_t norigins, origins_cap;
	uint64_t opened;
	bool started, stop;
};

static const uint32_t unknown = UINT32_MAX;

/* --- interfaces --- */

/* The number here of a part's interface; a new one if it has none. */
static uint32_t number_of(struct part *t, uint32_t interface)
{
	struct join *j = t->join;

	if (interface >= t->nnew) {
		uint32_t n = interface < UINT32_MAX / 2 ? 2 * interface + 4 : UINT32_MAX;
		uint32_t *v = realloc(t->numbers, n * sizeof(*v));

		if (!v)
			return 0;
		memset(v + t->nnew, 0xff, (n - t->nnew) * sizeof(*v));
		t->numbers = v;
		t->nnew = n;
	}
	if (t->numbers[interface] != unknown)
		return t->numbers[interface];
	if (j->norigins == j->origins_cap) {
		uint32_t n = 2 * j->origins_cap + 4;
		struct origin *o = realloc(j->origins, n * sizeof(*o));

		if (!o)
			return 0;
		j->origins = o;
		j->origins_cap = n;
	}
	j->origins[j->norigins] = (struct origin){ t, interface };
	return t->numbers[interface] = j->norigins++;
}

static const struct source_interface *join_interface(const struct source *s, uint32_t i)
{
	const struct join *j = (const struct join *)s;

	if (i >= j->norigins || !j->origins[i].part)
		return NULL;
	return source_interface(j->origins[i].part->s, j->origins[i].interface);
}

static void on_block(void *arg, const struct source_block *b)
{
	struct part *t = arg;
	struct source *s = &t->join->s;
	struct source_block mine = *b;

	if (!s->on_block)
		return;
	mine.input = (uint32_t)t->order;
	if (b->interface != NO_INTERFACE)
		mine.interface = number_of(t, b->interface);
	s->on_block(s->block_arg, &mine);
}

/* --- parts --- */

static void close_part(struct part *t)
{
	struct join *j = t->join;

	for (uint32_t i = 0; i < t->nnew; i++)
		if (t->numbers[i] != unknown)
			j->origins[t->numbers[i]].part = NULL;
	j->s.losses += t->s->losses;
	source_close(t->s);
	free(t->numbers);
	free(t);
}

/* Its source is at the end. */
static void end_part(struct part *t, enum got g)
{
	struct join *j = t->join;

	if (!j->conf.ended(j->conf.arg, t->s, g == GOT_ERROR))
		j->stop = true;
	close_part(t);
}

static struct part *open_part(struct join *j)
{
	struct source *s = j->stop ? NULL : j->conf.open(j->conf.arg, &j->stop);
	struct part *t = s ? calloc(1, sizeof(*t)) : NULL;

	if (!t) {
		source_close(s);
		return NULL;
	}
	t->s = s;
	t->join = j;
	t->order = j->opened++;
	s->on_block = on_block;
	s->block_arg = t;
	return t;
}

/* --- the order of time --- */

static bool before(const struct part *a, const struct part *b)
{
	return a->time < b->time || (a->time == b->time && a->order < b->order);
}

static void sift_down(struct join *j, size_t i)
{
	struct part *t = j->heap[i];

	for (size_t k = 2 * i + 1; k < j->n; k = 2 * i + 1) {
		if (k + 1 < j->n && before(j->heap[k + 1], j->heap[k]))
			k++;
		if (!before(j->heap[k], t))
			break;
		j->heap[i] = j->heap[k];
		i = k;
	}
	j->heap[i] = t;
}

static void sift_up(struct join *j, size_t i)
{
	struct part *t = j->heap[i];

	while (i > 0 && before(t, j->heap[(i - 1) / 2])) {
		j->heap[i] = j->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	j->heap[i] = t;
}

static enum got read_part(struct part *t)
{
	enum got g = source_next(t->s, &t->p);

	if (g == GOT_PACKET)
		t->time = packet_time(&t->p);
	return g;
}

/* Take t in, with its first packet. */
static bool push(struct join *j, struct part *t)
{
	enum got g;

	if (j->n == j->cap) {
		size_t cap = 2 * j->cap + 8;
		struct part **h = realloc(j->heap, cap * sizeof(*h));

		if (!h)
			return false;
		j->heap = h;
		j->cap = cap;
	}
	g = read_part(t);
	if (g != GOT_PACKET) {
		end_part(t, g);
		return true;
	}
	j->heap[j->n++] = t;
	sift_up(j, j->n - 1);
	return true;
}

static bool open_all(struct join *j)
{
	struct part *t = j->n ? j->heap[0] : NULL;

	j->n = 0;
	while (t || (t = open_part(j))) {
		if (!push(j, t)) {
			close_part(t);
			snprintf(j->s.err, sizeof(j->s.err), "out of memory");
			return false;
		}
		t = NULL;
	}
	return true;
}

static enum got hand_out(struct join *j, struct part *t, struct packet *p)
{
	uint64_t number = p->number;

	*p = t->p;
	p->number = number;
	p->interface = number_of(t, t->p.interface);
	j->s.extra = t->s->extra;
	return GOT_PACKET;
}

static enum got merge_next(struct source *s, struct packet *p)
{
	struct join *j = (struct join *)s;

	if (!j->started && !open_all(j))
		return GOT_ERROR;
	j->started = true;
	if (j->taken) {
		enum got g = read_part(j->taken);

		if (g != GOT_PACKET) {
			end_part(j->taken, g);
			j->heap[0] = j->heap[--j->n];
		}
		if (j->n)
			sift_down(j, 0);
		j->taken = NULL;
	}
	if (j->n == 0 || j->stop)
		return GOT_END;
	j->taken = j->heap[0];
	return hand_out(j, j->taken, p);
}

/* --- one behind the other --- */

static enum got chain_next(struct source *s, struct packet *p)
{
	struct join *j = (struct join *)s;

	while (j->n) {
		struct part *t = j->heap[0];
		enum got g = source_next(t->s, &t->p);

		if (g == GOT_PACKET)
			return hand_out(j, t, p);
		end_part(t, g);
		t = open_part(j);
		j->heap[0] = t;
		j->n = t != NULL;
	}
	return GOT_END;
}

/* --- a source --- */

static void join_close(struct source *s)
{
	struct join *j = (struct join *)s;

	for (size_t i = 0; i < j->n; i++)
		close_part(j->heap[i]);
	free(j->heap);
	free(j->origins);
	free(j);
}

struct source *join_open(const struct join_conf *conf)
{
	struct join *j = calloc(1, sizeof(*j));
	struct part *t;

	if (!j)
		return NULL;
	j->conf = *conf;
	j->heap = calloc(1, sizeof(struct part *));
	t = j->heap ? open_part(j) : NULL;
	if (!t) {
		free(j->heap);
		free(j);
		return NULL;
	}
	j->heap[0] = t;
	j->n = j->cap = 1;
	j->s.link = t->s->link;
	j->s.fcs = t->s->fcs;
	j->s.snaplen = t->s->snaplen;
	j->s.format = t->s->format;
	j->s.next = conf->merge ? merge_next : chain_next;
	j->s.close = join_close;
	j->s.interface = join_interface;
	return &j->s;
}
