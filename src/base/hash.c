#include "hash.h"

#include <string.h>
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

#define ROTL(x, b) ((x) << (b) | (x) >> (64 - (b)))

static void round_(uint64_t v[4])
{
	v[0] += v[1], v[1] = ROTL(v[1], 13) ^ v[0], v[0] = ROTL(v[0], 32);
	v[2] += v[3], v[3] = ROTL(v[3], 16) ^ v[2];
	v[0] += v[3], v[3] = ROTL(v[3], 21) ^ v[0];
	v[2] += v[1], v[1] = ROTL(v[1], 17) ^ v[2], v[2] = ROTL(v[2], 32);
}

uint64_t siphash(struct secret k, const void *data, size_t n)
{
	const uint8_t *p = data;
	uint64_t v[4] = { k.k0 ^ 0x736f6d6570736575u, k.k1 ^ 0x646f72616e646f6du,
		k.k0 ^ 0x6c7967656e657261u, k.k1 ^ 0x7465646279746573u };
	uint64_t m, last = (uint64_t)n << 56;
	size_t left = n;

	for (; left >= 8; left -= 8, p += 8) {
		memcpy(&m, p, 8);
		v[3] ^= m;
		round_(v);
		v[0] ^= m;
	}
	m = 0;
	memcpy(&m, p, left);
	last |= m;
	v[3] ^= last;
	round_(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	round_(v), round_(v), round_(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
