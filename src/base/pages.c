/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { PAGE = 64 << 10, LARGE = 2 << 20 }; /* a page: of any system */

/* A table that is looked into at random costs a walk through the page tables at each look, unless
 * its pages are large; then the kernel also fills it 512 pages at a time. */
void *pages_new(size_t n)
{
	size_t all, before;
	uint8_t *p;

	if (n < LARGE)
		return calloc(1, n);
	n = (n + PAGE - 1) & ~(size_t)(PAGE - 1);
	all = n + LARGE;
	p = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
		0);
	if (p == MAP_FAILED)
		return NULL;
	before = -(uintptr_t)p & (LARGE - 1);
	if (before)
		munmap(p, before);
	munmap(p + before + n, all - before - n);
	madvise(p + before, n, MADV_HUGEPAGE);
	return p + before;
}

void pages_free(void *p, size_t n)
{
	if (n < LARGE)
		free(p);
	else if (p)
		munmap(p, (n + PAGE - 1) & ~(size_t)(PAGE - 1));
}
