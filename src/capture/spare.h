/* spare.h - blocks of the ring that were copied to memory, oldest first.
 *
 * Each is mapped on its own, so that memory is given back when a stall is over.
 */
#ifndef SONDE_SPARE_H
#define SONDE_SPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spare_block {
	struct spare_block *next;
	size_t size;
	_Alignas(16) uint8_t data[];
};

struct spare {
	struct spare_block *first, **last;
	size_t bytes, most; /* held and allowed */
};

void spare_init(struct spare *s, size_t most);
/* A copy of it at the end.  NULL: there is no more room. */
struct spare_block *spare_copy(struct spare *s, const void *data, size_t size);
/* The same, not to be taken: the caller has it. */
struct spare_block *spare_keep(struct spare *s, const void *data, size_t size);
/* The first, which is the caller's from then on; NULL: there is none. */
struct spare_block *spare_take(struct spare *s);
void spare_free(struct spare *s, struct spare_block *b);
void spare_clear(struct spare *s);

#endif
