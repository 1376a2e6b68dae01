/* SPDX-License-Identifier: BSD-2-Clause */
#include "pool.h"

#include "../base/fetch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	FIRST = 1 << 20,
	HUGE_PAGE = 2 << 20,
	SMALL_PAGE = 4096,
	CHUNK = 64 << 10,
	LINE = 64,
	LITTLE = 16
};

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

/* The first are for small captures: they come as they are touched.  Then it is a large page each
 * time, which comes at once. */
static int more_pages(struct arena *a)
{
	size_t bytes = a->n ? HUGE_PAGE : FIRST;
	void **all = realloc(a->pages, (a->n + 1) * sizeof(*all)), *new;

	if (!all)
		return 0;
	a->pages = all;
	new = pages(bytes, a->n ? HUGE_PAGE : SMALL_PAGE);
	if (!new)
		return 0;
	if (a->n)
		madvise(new, HUGE_PAGE, MADV_HUGEPAGE);
	a->pages[a->n++] = new;
	a->at = new;
	a->end = a->at + bytes;
	return 1;
}

static void *take(struct arena *a, size_t bytes, size_t align)
{
	void *got;

	a->at = (uint8_t *)(((uintptr_t)a->at + align - 1) & ~(uintptr_t)(align - 1));
	if (a->at > a->end)
		a->at = a->end;
	if ((size_t)(a->end - a->at) < bytes && !more_pages(a))
		return NULL;
	got = a->at;
	a->at += bytes;
	return got;
}

void *arena_get(struct arena *a, size_t n) { return n <= POOL_MOST ? take(a, n, LITTLE) : NULL; }

void arena_free(struct arena *a)
{
	for (size_t i = 0; i < a->n; i++)
		munmap(a->pages[i], i ? HUGE_PAGE : FIRST);
	free(a->pages);
	*a = (struct arena){ .n = 0 };
}

struct pool pool_of(struct arena *from, size_t size)
{
	struct pool p = { .from = from, .size = size };

	while (size << (p.shift + 1) <= CHUNK)
		p.shift++;
	return p;
}

static int add_chunk(struct pool *p)
{
	void **c = p->chunks;

	if ((p->nchunks & (p->nchunks - 1)) == 0) /* as many as there are again */
		c = realloc(c, (p->nchunks ? p->nchunks * 2 : 1) * sizeof(*c));
	if (!c)
		return 0;
	p->chunks = c;
	c[p->nchunks] = take(p->from, p->size << p->shift, LINE);
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
		memset(thing, 0, p->size);
		return thing;
	}
	if (p->used == p->nchunks << p->shift && !add_chunk(p))
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

void pool_free(struct pool *p) { free(p->chunks); }
