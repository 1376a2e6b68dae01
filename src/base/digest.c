/* digest.c - MD5 (RFC 1321) and SHA-256 (FIPS 180-4). */
#include "digest.h"

#include <string.h>

static const uint32_t md5_sines[64] = { 0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf,
	0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
	0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51,
	0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6,
	0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942,
	0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8,
	0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
	0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82,
	0xbd3af235, 0x2ad7d2bb, 0xeb86d391 };
static const uint32_t sha_cubes[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b,
	0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6,
	0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
	0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585,
	0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa,
	0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };
static const uint32_t sha_start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
	0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

static uint32_t left(uint32_t v, unsigned n) { return v << n | v >> (32 - n); }
static uint32_t right(uint32_t v, unsigned n) { return v >> n | v << (32 - n); }

static void md5_block(uint32_t s[4], const uint8_t b[64])
{
	static const uint8_t turns[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 },
		{ 6, 10, 15, 21 } };
	uint32_t w[16], a = s[0], x = s[1], y = s[2], z = s[3];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)b[4 * i] | (uint32_t)b[4 * i + 1] << 8 |
		       (uint32_t)b[4 * i + 2] << 16 | (uint32_t)b[4 * i + 3] << 24;
	for (int i = 0; i < 64; i++) {
		uint32_t f, t;
		int k;

		if (i < 16)
			f = (x & y) | (~x & z), k = i;
		else if (i < 32)
			f = (x & z) | (y & ~z), k = 5 * i + 1;
		else if (i < 48)
			f = x ^ y ^ z, k = 3 * i + 5;
		else
			f = y ^ (x | ~z), k = 7 * i;
		t = z;
		z = y;
		y = x;
		x += left(a + f + md5_sines[i] + w[k & 15], turns[i / 16][i & 3]);
		a = t;
	}
	s[0] += a;
	s[1] += x;
	s[2] += y;
	s[3] += z;
}

static void sha_block(uint32_t s[8], const uint8_t b[64])
{
	uint32_t w[64], v[8];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)b[4 * i] << 24 | (uint32_t)b[4 * i + 1] << 16 |
		       (uint32_t)b[4 * i + 2] << 8 | b[4 * i + 3];
	for (int i = 16; i < 64; i++) {
		uint32_t x = w[i - 15], y = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] + (right(x, 7) ^ right(x, 18) ^ x >> 3) +
		       (right(y, 17) ^ right(y, 19) ^ y >> 10);
	}
	memcpy(v, s, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t e = v[4], a = v[0];
		uint32_t one = v[7] + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) +
		               ((e & v[5]) ^ (~e & v[6])) + sha_cubes[i] + w[i];
		uint32_t two = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) +
		               ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += one;
		v[0] = one + two;
	}
	for (int i = 0; i < 8; i++)
		s[i] += v[i];
}

/* The whole of data, padded: each block goes to one of the two. */
static void run(uint32_t *s, const void *data, size_t n, bool big,
	void (*block)(uint32_t *, const uint8_t *))
{
	const uint8_t *p = data;
	uint8_t last[128] = { 0 };
	size_t rest = n % 64, size = rest < 56 ? 64 : 128;

	for (size_t i = 0; i + 64 <= n; i += 64)
		block(s, p + i);
	if (rest)
		memcpy(last, p + (n - rest), rest);
	last[rest] = 0x80;
	for (int i = 0; i < 8; i++)
		last[size - 8 + (big ? 7 - i : i)] = (uint8_t)((uint64_t)n * 8 >> 8 * i);
	for (size_t i = 0; i < size; i += 64)
		block(s, last + i);
}

void md5(const void *data, size_t n, uint8_t out[16])
{
	uint32_t s[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };

	run(s, data, n, false, md5_block);
	for (int i = 0; i < 16; i++)
		out[i] = (uint8_t)(s[i / 4] >> 8 * (i % 4));
}

void sha256(const void *data, size_t n, uint8_t out[32])
{
	uint32_t s[8];

	memcpy(s, sha_start, sizeof(s));
	run(s, data, n, true, sha_block);
	for (int i = 0; i < 32; i++)
		out[i] = (uint8_t)(s[i / 4] >> (24 - 8 * (i % 4)));
}
