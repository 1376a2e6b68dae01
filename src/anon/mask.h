/* mask.h - what stands for an address or a name: the same for the same, by a key.
 *
 * IP addresses by Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-Preserving IP Address
 * Anonymization", 2002): two addresses that share their first n bits still share
 * n bits, and no more.  IPv6 in the same way.  Addresses that say what, not who, stay:
 * unspecified, loopback, broadcast, multicast.  Names keep their length, label by label.
 */
#ifndef SONDE_MASK_H
#define SONDE_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MASK_KEY = 32 };

struct mask;

/* NULL: out of memory, or not built in (no libcrypto). */
struct mask *mask_new(const uint8_t key[MASK_KEY]);
void mask_free(struct mask *m);
bool mask_there(void);
/* A key of bytes: 32 of them, 64 hexadecimal digits, or the hash of anything else. */
bool mask_key(const uint8_t *bytes, size_t n, uint8_t key[MASK_KEY]);
/* A key that nobody knows. */
bool mask_random_key(uint8_t key[MASK_KEY]);

/* In place; none can fail. */
void mask_ip4(struct mask *m, uint8_t b[4]);
void mask_ip6(struct mask *m, uint8_t b[16]);
void mask_mac(struct mask *m, uint8_t b[6]);
/* A label of a host name, in whatever case; the usual top ones stay. */
void mask_label(struct mask *m, uint8_t *b, size_t n);

#endif
