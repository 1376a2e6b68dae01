/* SPDX-License-Identifier: BSD-2-Clause */
#include "series.h"

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
static void thin(struct series *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i += SERIES_STRETCH) {
		struct point two[2];
		uint32_t left = s->n - i < SERIES_STRETCH ? s->n - i : SERIES_STRETCH;
		uint32_t got = extremes(s->p + i, left, two);

		memcpy(s->p + n, two, got * sizeof(*two));
		n += got;
	}
	s->n = n;
	s->each = s->each ? s->each * 2 : SERIES_STRETCH;
}

static void keep(struct series *s, struct point v)
{
	if (s->n == SERIES_MOST)
		thin(s);
	s->p[s->n++] = v;
}

static void end_stretch(struct series *s)
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

void series_add(struct series *s, int64_t t, int64_t v)
{
	const struct point now = { t, v };

	if (!s->p)
		s->p = malloc(SERIES_MOST * sizeof(*s->p));
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

void series_end(struct series *s)
{
	if (s->seen)
		end_stretch(s);
}

void series_free(struct series *s)
{
	free(s->p);
	memset(s, 0, sizeof(*s));
}
