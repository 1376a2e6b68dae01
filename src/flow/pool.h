/* pool.h - things of one size, in large pages: a packet in a hundred thousand conversations touches
 * memory that no cache knows.  What is put back is handed out again; the memory is given back as a
 * whole. */
#ifndef SONDE_POOL_H
#define SONDE_POOL_H

#include <stddef.h>
#include <stdint.h>

struct pool {
	size_t size; /* of one thing: at least a pointer's, at most POOL_MOST */
	void **chunks;
	uint32_t first, each; /* things in the first chunk, and in the others */
	size_t nchunks, used; /* used: of all that were ever handed out */
	size_t room;          /* of all chunks */
	void *spare;          /* the first that was put back; it begins with the next */
};

enum { POOL_MOST = 1 << 18 };

/* The i-th that was ever handed out. */
static inline void *pool_at(const struct pool *p, size_t i)
{
	uint32_t n = (uint32_t)(i - p->first);

	if (i < p->first)
		return (char *)p->chunks[0] + i * p->size;
	return (char *)p->chunks[1 + n / p->each] + n % p->each * p->size;
}

/* The size rounded up to whole cache lines, for what is looked at with every packet. */
static inline size_t pool_lines(size_t size) { return (size + 63) & ~(size_t)63; }

void *pool_get(struct pool *p); /* zeroed; NULL: out of memory */
void pool_put(struct pool *p, void *thing);
void pool_free(struct pool *p);

#endif
