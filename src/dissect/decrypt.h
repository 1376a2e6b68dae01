/* decrypt.h - what dissectors ask of the keys of -E (esp_keys.h) and -M. */
#ifndef SONDE_DECRYPT_H
#define SONDE_DECRYPT_H

#include "dissect.h"

enum esp_result { ESP_NO_KEY, ESP_SHORT, ESP_CLEAR };

/* Decrypt what follows SPI and sequence number by the key for that SPI and d's destination address.
 * ESP_CLEAR: *clear is the payload with padding, pad length and next header.  ESP_SHORT: there is a
 * key, but not an initialization vector and some data. */
enum esp_result esp_decrypt(struct dis *d, uint32_t spi, struct cur c, struct cur *clear);

/* The same for an Encrypted payload of IKEv2. */
enum esp_result ikev2_decrypt(struct dis *d, bool initiator, uint64_t spi_i, uint64_t spi_r,
	struct cur c, struct cur *clear);

/* Whether a TCP segment's MD5 signature (RFC 2385) is right by -M: 1, 0, or -1 without the means to
 * tell. */
int tcp_md5_verify(struct dis *d, struct cur seg, struct cur sig);

#endif
