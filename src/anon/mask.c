/* SPDX-License-Identifier: BSD-2-Clause */
#include "mask.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#ifdef HAVE_CRYPTO
#include "../dissect/crypto.h"

enum {
	BLOCK = 16,
	CACHE = 1 << 14, /* IPv4 addresses; a new one takes the place of another */
};

struct cached {
	uint32_t from, to;
	bool used;
};

struct mask {
	const struct crypto *lib;
	EVP_CIPHER_CTX *aes;
	uint8_t pad[BLOCK], names[32];
	struct cached cache[CACHE];
};

bool mask_there(void) { return crypto() != NULL; }

static bool encrypt(struct mask *m, uint8_t *out, const uint8_t *in, int n)
{
	int got;

	return m->lib->EVP_EncryptUpdate(m->aes, out, &got, in, n) == 1;
}

static bool hash(const struct crypto *c, const uint8_t *b, size_t n, uint8_t out[32])
{
	unsigned len;

	return c->EVP_Digest(b, n, out, &len, c->EVP_sha256(), NULL) == 1;
}

struct mask *mask_new(const uint8_t key[MASK_KEY])
{
	const struct crypto *c = crypto();
	struct mask *m = c ? calloc(1, sizeof(*m)) : NULL;
	uint8_t more[MASK_KEY + 1];

	if (!m)
		return NULL;
	m->lib = c;
	m->aes = c->EVP_CIPHER_CTX_new();
	memcpy(more, key, MASK_KEY);
	more[MASK_KEY] = 'n';
	if (m->aes && c->EVP_CipherInit_ex(m->aes, c->EVP_aes_128_ecb(), NULL, key, NULL, 1) == 1 &&
		c->EVP_CIPHER_CTX_set_padding(m->aes, 0) == 1 &&
		encrypt(m, m->pad, key + BLOCK, BLOCK) && hash(c, more, sizeof(more), m->names))
		return m;
	mask_free(m);
	return NULL;
}

void mask_free(struct mask *m)
{
	if (!m)
		return;
	m->lib->EVP_CIPHER_CTX_free(m->aes);
	memset(m, 0, sizeof(*m));
	free(m);
}

/* The first `bits` of an address, then the pad, encrypted: its first bit turns the next bit of the
 * address.  All positions at once. */
static void preserve(struct mask *m, uint8_t *b, size_t n)
{
	uint8_t in[128 * BLOCK] = { 0 }, out[128 * BLOCK];

	for (size_t pos = 0; pos < 8 * n; pos++) {
		uint8_t *o = in + pos * BLOCK;
		size_t whole = pos / 8;
		uint8_t high = (uint8_t)(0xff00U >> pos % 8);

		memcpy(o, m->pad, BLOCK);
		memcpy(o, b, whole);
		o[whole] = (uint8_t)((b[whole] & high) | (m->pad[whole] & ~high));
	}
	if (!encrypt(m, out, in, (int)(8 * n * BLOCK)))
		memset(out, 0, sizeof(out)); /* cannot be: the context is good */
	for (size_t pos = 0; pos < 8 * n; pos++)
		b[pos / 8] ^= (uint8_t)((out[pos * BLOCK] >> 7) << (7 - pos % 8));
}

static bool stays4(const uint8_t *b)
{
	static const uint8_t all[4] = { 255, 255, 255, 255 }, none[4];

	return memcmp(b, all, 4) == 0 || memcmp(b, none, 4) == 0 || b[0] == 127 ||
	       (b[0] & 0xf0) == 0xe0;
}

void mask_ip4(struct mask *m, uint8_t b[4])
{
	struct cached *c;
	uint32_t v;

	if (stays4(b))
		return;
	memcpy(&v, b, 4);
	c = &m->cache[(v * 2654435761U) >> 18];
	if (!c->used || c->from != v) {
		c->used = true;
		c->from = v;
		preserve(m, b, 4);
		memcpy(&c->to, b, 4);
	}
	memcpy(b, &c->to, 4);
}

/* Of link-local addresses what is behind the prefix, of mapped IPv4 ones what IPv4 has. */
void mask_ip6(struct mask *m, uint8_t b[16])
{
	static const uint8_t zero[16], mapped[12] = { [10] = 0xff, [11] = 0xff };
	uint8_t local[8];

	if (b[0] == 0xff || (memcmp(b, zero, 15) == 0 && b[15] <= 1))
		return;
	if (memcmp(b, mapped, 12) == 0) {
		mask_ip4(m, b + 12);
		return;
	}
	memcpy(local, b, 8);
	preserve(m, b, 16);
	if (local[0] == 0xfe && (local[1] & 0xc0) == 0x80)
		memcpy(b, local, 8);
}

/* At most 64 bytes. */
static void keyed(struct mask *m, const uint8_t *b, size_t n, uint8_t out[32])
{
	uint8_t all[32 + 1 + 64] = { 0 };

	memcpy(all, m->names, 32);
	all[32] = (uint8_t)n;
	memcpy(all + 33, b, n);
	if (!hash(m->lib, all, sizeof(all), out))
		memset(out, 0, 32);
}

/* Group addresses say what; others become locally administered ones. */
void mask_mac(struct mask *m, uint8_t b[6])
{
	static const uint8_t none[6];
	uint8_t h[32];

	if (b[0] & 1 || memcmp(b, none, 6) == 0)
		return;
	keyed(m, b, 6, h);
	memcpy(b, h, 6);
	b[0] = (uint8_t)((b[0] & ~1) | 2);
}

void mask_label(struct mask *m, uint8_t *b, size_t n)
{
	static const char *const stay[] = { "arpa", "in-addr", "ip6", "local", "com", "net", "org",
		"www", "localhost" };
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t lower[64] = { 0 }, h[32];

	for (size_t i = 0; i < sizeof(stay) / sizeof(*stay); i++)
		if (strlen(stay[i]) == n && strncasecmp((const char *)b, stay[i], n) == 0)
			return;
	n = n > sizeof(lower) ? sizeof(lower) : n;
	for (size_t i = 0; i < n; i++)
		lower[i] = (uint8_t)tolower(b[i]);
	keyed(m, lower, n, h);
	for (size_t i = 0; i < n; i++)
		b[i] = (uint8_t)letters[h[i % 32] % 32];
}

bool mask_key(const uint8_t *bytes, size_t n, uint8_t key[MASK_KEY])
{
	const struct crypto *c = crypto();
	size_t hex = 0;

	while (hex < n && isxdigit(bytes[hex]))
		hex++;
	if (n == MASK_KEY) {
		memcpy(key, bytes, MASK_KEY);
		return true;
	}
	if (hex == 64 && (n == 64 || (n == 65 && bytes[64] == '\n'))) {
		for (size_t i = 0; i < MASK_KEY; i++) {
			const char two[3] = { (char)bytes[2 * i], (char)bytes[2 * i + 1], 0 };

			key[i] = (uint8_t)strtoul(two, NULL, 16);
		}
		return true;
	}
	return n && c && hash(c, bytes, n, key);
}

#else

bool mask_there(void) { return false; }
struct mask *mask_new(const uint8_t key[MASK_KEY]) { return key ? NULL : NULL; }
void mask_free(struct mask *m) { (void)m; }
void mask_ip4(struct mask *m, uint8_t b[4]) { (void)m, (void)b; }
void mask_ip6(struct mask *m, uint8_t b[16]) { (void)m, (void)b; }
void mask_mac(struct mask *m, uint8_t b[6]) { (void)m, (void)b; }
void mask_label(struct mask *m, uint8_t *b, size_t n) { (void)m, (void)b, (void)n; }
bool mask_key(const uint8_t *bytes, size_t n, uint8_t key[MASK_KEY]) { return bytes && n && !key; }

#endif

bool mask_random_key(uint8_t key[MASK_KEY]) { return getrandom(key, MASK_KEY, 0) == MASK_KEY; }
