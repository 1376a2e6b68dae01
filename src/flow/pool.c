/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include "../base/fetch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { FIRST = 1 << 18, HUGE_PAGE = 2 << 20, SMALL_PAGE = 4096 };

/* Zeroed pages, from a multiple of their number on; NULL: out of memory. */
static void *pages(size_t bytes, size_t align)
{
	uintptr_t from, to;
	void *p = mmap(
		NULL, bytes + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	from = ((uintptr_t)p + align - 1) & ~(uintptr_t)(align - 1);
	to = from + bytes;
	if (from > (uintptr_t)p)
		munmap(p, from - (uintptr_t)p);
	if ((uintptr_t)p + bytes + align > to)
		munmap((void *)to, (uintptr_t)p + bytes + align - to);
	return (void *)from;
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
		c[0] = pages(FIRST, SMALL_PAGE);
	} else {
		c[p->nchunks] = pages(HUGE_PAGE, HUGE_PAGE);
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
		memset(thing, 0, p->size);
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
		munmap(p->chunks[i], i ? HUGE_PAGE : FIRST);
	free(p->chunks);
}
