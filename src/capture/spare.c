/* SPDX-License-Identifier: BSD-2-Clause */
#include "spare.h"

#include <string.h>
#include <sys/mman.h>

void spare_init(struct spare *s, size_t most)
{
	*s = (struct spare){ .last = &s->first, .most = most };
}

struct spare_block *spare_keep(struct spare *s, const void *data, size_t size)
{
	size_t all = sizeof(struct spare_block) + size;
	struct spare_block *b;

	if (all > s->most - s->bytes)
		return NULL;
	b = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (b == MAP_FAILED)
		return NULL;
	b->next = NULL;
	b->size = size;
	memcpy(b->data, data, size);
	s->bytes += all;
	return b;
}

struct spare_block *spare_copy(struct spare *s, const void *data, size_t size)
{
	struct spare_block *b = spare_keep(s, data, size);

	if (b) {
		*s->last = b;
		s->last = &b->next;
	}
	return b;
}

struct spare_block *spare_take(struct spare *s)
{
	struct spare_block *b = s->first;

	if (b) {
		s->first = b->next;
		if (!s->first)
			s->last = &s->first;
	}
	return b;
}

void spare_free(struct spare *s, struct spare_block *b)
{
	size_t all = sizeof(*b) + b->size;

	s->bytes -= all;
	munmap(b, all);
}

void spare_clear(struct spare *s)
{
	for (struct spare_block *b = spare_take(s); b; b = spare_take(s))
		spare_free(s, b);
}
