/* SPDX-License-Identifier: BSD-2-Clause */
#include "curve.h"

#include <stdlib.h>
#include <string.h>

/* The lowest and the highest in the order of time; how many they are. */
static uint32_t extremes(const struct point *p, uint32_t n, struct point out[2])
{
	uint32_t low = 0, high = 0;

	for (uint32_t i = 1; i < n; i++) {
		if (p[i].v < p[low].v)
			low = i;
		if (p[i].v >= p[high].v)
			high = i;
	}
	out[0] = p[low < high ? low : high];
	out[1] = p[low < high ? high : low];
	return low == high ? 1 : 2;
}

/* Room for half as many again. */
static void thin(struct curve *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i += CURVE_STRETCH) {
		struct point two[2];
		uint32_t left = s->n - i < CURVE_STRETCH ? s->n - i : CURVE_STRETCH;
		uint32_t got = extremes(s->p + i, left, two);

		memcpy(s->p + n, two, got * sizeof(*two));
		n += got;
	}
	s->n = n;
	s->each = s->each ? s->each * 2 : CURVE_STRETCH;
}

static void keep(struct curve *s, struct point v)
{
	if (s->n == CURVE_MOST)
		thin(s);
	s->p[s->n++] = v;
}

static void end_stretch(struct curve *s)
{
	struct point pair[2] = { s->low, s->high }, two[2];
	uint32_t n;

	if (s->high.t < s->low.t) {
		pair[0] = s->high;
		pair[1] = s->low;
	}
	n = extremes(pair, 2, two);
	s->seen = 0;
	for (uint32_t i = 0; i < n; i++)
		keep(s, two[i]);
}

void curve_add(struct curve *s, int64_t t, int64_t v)
{
	const struct point now = { t, v };

	if (!s->p)
		s->p = malloc(CURVE_MOST * sizeof(*s->p));
	if (!s->p)
		return;
	s->all++;
	if (!s->each) {
		keep(s, now);
		return;
	}
	if (!s->seen++)
		s->low = s->high = now;
	if (v < s->low.v)
		s->low = now;
	if (v >= s->high.v)
		s->high = now;
	if (s->seen >= s->each)
		end_stretch(s);
}

void curve_end(struct curve *s)
{
	if (s->seen)
		end_stretch(s);
}

void curve_free(struct curve *s)
{
	free(s->p);
	memset(s, 0, sizeof(*s));
}
