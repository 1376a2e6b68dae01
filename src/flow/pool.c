/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include "../base/fetch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { FIRST = 1 << 18, HUGE_PAGE = 2 << 20 };

void *pool_at(const struct pool *p, size_t i)
{
	uint32_t n;

	if (i < p->first)
		return (char *)p->chunks[0] + i * p->size;
	n = (uint32_t)(i - p->first);
	return (char *)p->chunks[1 + n / p->each] + n % p->each * p->size;
}

/* The first is for small captures: its pages come as they are touched.  The others are a large page
 * each, which comes at once. */
static int add_chunk(struct pool *p)
{
	void **c = realloc(p->chunks, (p->nchunks + 1) * sizeof(*c));

	if (!c)
		return 0;
	p->chunks = c;
	if (!p->nchunks) {
		p->first = (uint32_t)(FIRST / p->size);
		p->each = (uint32_t)(HUGE_PAGE / p->size);
		c[0] = aligned_alloc(CACHE_LINE, FIRST);
	} else {
		c[p->nchunks] = aligned_alloc(HUGE_PAGE, HUGE_PAGE);
		if (c[p->nchunks])
			madvise(c[p->nchunks], HUGE_PAGE, MADV_HUGEPAGE);
	}
	if (!c[p->nchunks])
		return 0;
	p->nchunks++;
	p->room = p->first + (p->nchunks - 1) * p->each;
	return 1;
}

void *pool_get(struct pool *p)
{
	void *thing = p->spare;

	if (thing) {
		memcpy(&p->spare, thing, sizeof(p->spare));
		return thing;
	}
	if (p->used == p->room && !add_chunk(p))
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
