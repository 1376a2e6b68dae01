/* hash.h - SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input PRF") for table keys
 * that come from the network, and the run's secret. */
#ifndef SONDE_HASH_H
#define SONDE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct secret {
	uint64_t k0, k1;
};

/* A secret from the system's random source; never fails (falls back on the clock and addresses). */
struct secret secret_new(void);
uint64_t siphash(struct secret k, const void *data, size_t n);

#define SIP_ROTL(x, b) ((x) << (b) | (x) >> (64 - (b)))

struct sip {
	uint64_t a, b, c, d;
};

static inline __attribute__((always_inline)) void sip_round(struct sip *v)
{
	v->a += v->b, v->b = SIP_ROTL(v->b, 13) ^ v->a, v->a = SIP_ROTL(v->a, 32);
	v->c += v->d, v->d = SIP_ROTL(v->d, 16) ^ v->c;
	v->a += v->d, v->d = SIP_ROTL(v->d, 21) ^ v->a;
	v->c += v->b, v->b = SIP_ROTL(v->b, 17) ^ v->c, v->c = SIP_ROTL(v->c, 32);
}

static inline __attribute__((always_inline)) void sip_take(struct sip *v, uint64_t m)
{
	v->d ^= m;
	sip_round(v);
	v->a ^= m;
}

/* siphash() itself, compiled where it is used: all of it falls away that a constant n decides. */
static inline __attribute__((always_inline)) uint64_t siphash_inline(
	struct secret k, const void *data, size_t n)
{
	const uint8_t *p = data;
	struct sip v = { k.k0 ^ 0x736f6d6570736575u, k.k1 ^ 0x646f72616e646f6du,
		k.k0 ^ 0x6c7967656e657261u, k.k1 ^ 0x7465646279746573u };
	size_t left = n;
	uint64_t m;
	uint32_t half;

	for (; left >= 8; left -= 8, p += 8) {
		memcpy(&m, p, 8);
		sip_take(&v, m);
	}
	m = (uint64_t)n << 56;
	if (left == 4) { /* in the order of the machine: hashes do not leave it */
		memcpy(&half, p, 4);
		m |= half;
	} else {
		for (size_t i = 0; i < left; i++)
			m |= (uint64_t)p[i] << (8 * i);
	}
	sip_take(&v, m);
	v.c ^= 0xff;
	sip_round(&v), sip_round(&v), sip_round(&v);
	return v.a ^ v.b ^ v.c ^ v.d;
}

/* The same of n words of eight octets and one of four that are in registers: stored one by one and
 * read back in other sizes, they would have to wait for each other. */
static inline __attribute__((always_inline)) uint64_t siphash_words(
	struct secret k, const uint64_t *word, unsigned n, uint32_t last)
{
	struct sip v = { k.k0 ^ 0x736f6d6570736575u, k.k1 ^ 0x646f72616e646f6du,
		k.k0 ^ 0x6c7967656e657261u, k.k1 ^ 0x7465646279746573u };

	for (unsigned i = 0; i < n; i++)
		sip_take(&v, word[i]);
	sip_take(&v, (uint64_t)(8 * n + 4) << 56 | last);
	v.c ^= 0xff;
	sip_round(&v), sip_round(&v), sip_round(&v);
	return v.a ^ v.b ^ v.c ^ v.d;
}

#endif
