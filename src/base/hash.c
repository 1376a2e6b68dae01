#include "hash.h"

#include <sys/random.h>
#include <time.h>

struct secret secret_new(void)
{
	struct secret s;
	struct timespec t;

	if (getrandom(&s, sizeof(s), GRND_NONBLOCK) == (ssize_t)sizeof(s))
		return s;
	clock_gettime(CLOCK_REALTIME, &t);
	s.k0 = (uint64_t)t.tv_nsec << 32 ^ (uint64_t)t.tv_sec;
	s.k1 = (uint64_t)(uintptr_t)&s * 0x9e3779b97f4a7c15u;
	return s;
}

uint64_t siphash(struct secret k, const void *data, size_t n) { return siphash_inline(k, data, n); }
