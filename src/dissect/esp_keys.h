/* esp_keys.h - what -E knows: keys of IPsec and IKE security associations, and decryption by them.
 *
 *	algorithm:secret			for whatever no other key is for
 *	spi@address algorithm:secret		one association
 *	file NAME				such lines, and
 *	ikev2 I|R spi-i spi-r integrity:secret encryption:secret
 *
 * several of them with commas between.  A secret is text, or 0x and hexadecimal digits.  An
 * algorithm is a name libcrypto has, or one of the manual's; -hmac96 after it: 12 octets of
 * authentication follow what is encrypted. */
#ifndef SONDE_ESP_KEYS_H
#define SONDE_ESP_KEYS_H

#include <stdbool.h>

struct esp_keys;

enum { ESP_KEYS_MAX = 1024 }; /* more are ignored, with a warning */

/* Parse -E's argument.  Warnings go to warn; NULL and *status, the program's, when one is an error
 * or there is no libcrypto. */
struct esp_keys *esp_keys_new(
	const char *arg, void (*warn)(void *ctx, const char *text), void *ctx, int *status);
void esp_keys_free(struct esp_keys *k);

#endif
