/* tcp_md5.c - does a TCP segment's MD5 signature (RFC 2385) agree with the secret of -M? */
#define SONDE_CORE
#include "crypto.h"
#include "decrypt.h"

#if HAVE_CRYPTO

enum { TCP = 6, HEADER = 20, CKSUM = 16, DIGEST = 16 };

static void put32(uint8_t *to, uint32_t v)
{
	to[0] = (uint8_t)(v >> 24), to[1] = (uint8_t)(v >> 16);
	to[2] = (uint8_t)(v >> 8), to[3] = (uint8_t)v;
}

/* RFC 9293, 3.1; RFC 8200, 8.1.  Its length. */
static size_t pseudo_header(const struct dis *d, uint32_t length, uint8_t to[40])
{
	if (d->net.ver == 6) {
		memcpy(to, d->net.src6.b, 16);
		memcpy(to + 16, d->net.final6.b, 16);
		put32(to + 32, length);
		put32(to + 36, TCP);
		return 40;
	}
	put32(to, d->net.src4);
	put32(to + 4, d->net.final4);
	put32(to + 8, (uint32_t)TCP << 16 | (length & 0xffff));
	return 12;
}

/* seg: the whole segment; sig: at the 16 octets of the signature.  1 it does, 0 it does not, -1
 * there is no telling. */
int tcp_md5_verify(struct dis *d, struct cur seg, struct cur sig)
{
	const uint8_t *b = seg.raw_at, *s = sig.raw_at;
	uint32_t n = wire(&seg), header;
	uint8_t pseudo[40], fixed[HEADER], digest[EVP_MAX_MD_SIZE];
	size_t pseudo_len;
	const struct crypto *lib = crypto();
	EVP_MD_CTX *x;
	int verdict = -1;

	if (!lib || left(&seg) < n || n < HEADER || left(&sig) < DIGEST || !d->opt->tcp_md5)
		return -1;
	header = (uint32_t)(b[12] >> 4) * 4;
	if (header < HEADER || header > n)
		return -1;
	pseudo_len = pseudo_header(d, n, pseudo);
	memcpy(fixed, b, HEADER);
	fixed[CKSUM] = fixed[CKSUM + 1] = 0;
	x = lib->EVP_MD_CTX_new();
	if (x && lib->EVP_DigestInit_ex(x, lib->EVP_md5(), NULL) == 1 &&
		lib->EVP_DigestUpdate(x, pseudo, pseudo_len) == 1 &&
		lib->EVP_DigestUpdate(x, fixed, HEADER) == 1 &&
		lib->EVP_DigestUpdate(x, b + header, n - header) == 1 &&
		lib->EVP_DigestUpdate(x, d->opt->tcp_md5, strlen(d->opt->tcp_md5)) == 1 &&
		lib->EVP_DigestFinal_ex(x, digest, NULL) == 1)
		verdict = memcmp(digest, s, DIGEST) == 0;
	lib->EVP_MD_CTX_free(x);
	return verdict;
}

#else

int tcp_md5_verify(struct dis *d, struct cur seg, struct cur sig)
{
	(void)d, (void)seg, (void)sig;
	return -1;
}

#endif
