/* pool.h - things of one size, in large pages: a packet in a hundred thousand conversations touches
 * memory that no cache knows.  What is put back is handed out again; the memory is given back as a
 * whole.
 *
 * Pools that live as long as each other share an arena, so that what is not full of a large page is
 * not theirs each, but once. */
#ifndef SONDE_POOL_H
#define SONDE_POOL_H

#include <stddef.h>
#include <stdint.h>

struct arena {             /* begins as zeros */
	uint8_t *at, *end; /* what is left of the last pages */
	void **pages;
	size_t n;
};

struct pool {
	struct arena *from;
	size_t size; /* of one thing */
	void **chunks;
	uint32_t shift;       /* of a chunk: 1 << shift things */
	size_t nchunks, used; /* used: of all that were ever handed out */
	void *spare;          /* the first that was put back; it begins with the next */
};

enum { POOL_MOST = 1 << 18 };

void arena_free(struct arena *a);

/* n zeroed bytes, for as long as the arena; NULL: out of memory, or n is more than POOL_MOST. */
void *arena_get(struct arena *a, size_t n);

/* Of things of that size, at least a pointer's, at most POOL_MOST. */
struct pool pool_of(struct arena *from, size_t size);

/* The i-th that was ever handed out. */
static inline void *pool_at(const struct pool *p, size_t i)
{
	size_t in = i & (((size_t)1 << p->shift) - 1);

	return (char *)p->chunks[i >> p->shift] + in * p->size;
}

/* The size rounded up to whole cache lines, for what is looked at with every packet. */
static inline size_t pool_lines(size_t size) { return (size + 63) & ~(size_t)63; }

void *pool_get(struct pool *p); /* zeroed; NULL: out of memory */
void pool_put(struct pool *p, void *thing);
void pool_free(struct pool *p); /* its things are gone with the arena */

#endif
