/* hash.h - SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input PRF") for table keys
 * that come from the network, and the run's secret. */
#ifndef SONDE_HASH_H
#define SONDE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct secret {
	uint64_t k0, k1;
};

/* A secret from the system's random source; never fails (falls back on the clock and addresses). */
struct secret secret_new(void);
uint64_t siphash(struct secret k, const void *data, size_t n);

#endif
