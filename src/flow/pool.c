/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include "../base/fetch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { SHIFT_LEAST = 11, HUGE_PAGE = 2 << 20 };

void *pool_at(const struct pool *p, size_t i)
{
	return (char *)p->chunks[i >> p->shift] + (i & (((size_t)1 << p->shift) - 1)) * p->size;
}

/* So many to a chunk, a power of 2, that it has at least a large page. */
static uint8_t shift_of(size_t size)
{
	uint8_t shift = SHIFT_LEAST;

	while (size << shift < HUGE_PAGE)
		shift++;
	return shift;
}

/* The first is for small captures: pages come as they are touched, and so does the end of the
 * others, which would be most of a large page for nothing. */
static int add_chunk(struct pool *p)
{
	void **c = realloc(p->chunks, (p->nchunks + 1) * sizeof(*c));
	size_t bytes;

	if (!c)
		return 0;
	p->chunks = c;
	p->shift = shift_of(p->size);
	bytes = p->size << p->shift;
	if (!p->nchunks) {
		c[0] = aligned_alloc(CACHE_LINE, bytes);
	} else {
		c[p->nchunks] = aligned_alloc(
			HUGE_PAGE, (bytes + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1));
		if (c[p->nchunks])
			madvise(c[p->nchunks], bytes & ~(size_t)(HUGE_PAGE - 1), MADV_HUGEPAGE);
	}
	if (!c[p->nchunks])
		return 0;
	p->nchunks++;
	return 1;
}

void *pool_get(struct pool *p)
{
	void *thing = p->spare;

	if (thing) {
		memcpy(&p->spare, thing, sizeof(p->spare));
		return thing;
	}
	if (p->used >> p->shift == p->nchunks && !add_chunk(p))
		return NULL;
	thing = pool_at(p, p->used++);
	/* The next but one will be wanted soon; the chunk may end before it, which does no harm. */
	fetch_to_write((char *)thing + 2 * p->size, p->size);
	return thing;
}

void pool_put(struct pool *p, void *thing)
{
	if (!thing)
		return;
	memcpy(thing, &p->spare, sizeof(p->spare));
	p->spare = thing;
}

void pool_free(struct pool *p)
{
	for (size_t i = 0; i < p->nchunks; i++)
		free(p->chunks[i]);
	free(p->chunks);
}
