/* digest.h - digests that name things; not for secrets. */
#ifndef SONDE_DIGEST_H
#define SONDE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void md5(const void *data, size_t n, uint8_t out[16]);
void sha256(const void *data, size_t n, uint8_t out[32]);

#endif
