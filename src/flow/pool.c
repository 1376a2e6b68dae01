/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CHUNK = 2048, HUGE_PAGE = 2 << 20 };

void *pool_at(const struct pool *p, size_t i)
{
	return (char *)p->chunks[i / CHUNK] + i % CHUNK * p->size;
}

static int add_chunk(struct pool *p)
{
	size_t bytes = (CHUNK * p->size + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
	void **c = realloc(p->chunks, (p->nchunks + 1) * sizeof(*c));

	if (!c)
		return 0;
	p->chunks = c;
	/* The first is small for small captures: pages come as they are touched. */
	c[p->nchunks] = p->nchunks ? aligned_alloc(HUGE_PAGE, bytes) : malloc(bytes);
	if (!c[p->nchunks])
		return 0;
	if (p->nchunks)
		madvise(c[p->nchunks], bytes, MADV_HUGEPAGE);
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
	if (p->used / CHUNK == p->nchunks && !add_chunk(p))
		return NULL;
	return pool_at(p, p->used++);
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
