/* fetch.h - bring memory near before it is looked at: a hint that may be wrong, also of nothing. */
#ifndef SONDE_FETCH_H
#define SONDE_FETCH_H

#include <stddef.h>

enum { CACHE_LINE = 64 };

/* Inlined always, and with something in it that seems to matter: gcc takes a function that does no
 * more than this for one without effect, and leaves its calls out. */
static inline __attribute__((always_inline)) void fetch(const void *p, size_t n)
{
	__asm__ volatile("");
	for (size_t i = 0; i < n; i += CACHE_LINE)
		__builtin_prefetch((const char *)p + i);
}

/* The same for what will be written. */
static inline __attribute__((always_inline)) void fetch_to_write(const void *p, size_t n)
{
	__asm__ volatile("");
	for (size_t i = 0; i < n; i += CACHE_LINE)
		__builtin_prefetch((const char *)p + i, 1);
}

#endif
