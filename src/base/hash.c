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

struct state {
	uint64_t a, b, c, d;
};

static inline __attribute__((always_inline)) void round_(struct state *v)
{
	v->a += v->b, v->b = ROTL(v->b, 13) ^ v->a, v->a = ROTL(v->a, 32);
	v->c += v->d, v->d = ROTL(v->d, 16) ^ v->c;
	v->a += v->d, v->d = ROTL(v->d, 21) ^ v->a;
	v->c += v->b, v->b = ROTL(v->b, 17) ^ v->c, v->c = ROTL(v->c, 32);
}

static inline __attribute__((always_inline)) void take(struct state *v, uint64_t m)
{
	v->d ^= m;
	round_(v);
	v->a ^= m;
}

uint64_t siphash(struct secret k, const void *data, size_t n)
{
	const uint8_t *p = data;
	struct state v = { k.k0 ^ 0x736f6d6570736575u, k.k1 ^ 0x646f72616e646f6du,
		k.k0 ^ 0x6c7967656e657261u, k.k1 ^ 0x7465646279746573u };
	uint64_t m;
	size_t left = n;

	for (; left >= 8; left -= 8, p += 8) {
		memcpy(&m, p, 8);
		take(&v, m);
	}
	m = (uint64_t)n << 56;
	for (size_t i = 0; i < left; i++)
		m |= (uint64_t)p[i] << (8 * i);
	take(&v, m);
	v.c ^= 0xff;
	round_(&v), round_(&v), round_(&v);
	return v.a ^ v.b ^ v.c ^ v.d;
}
