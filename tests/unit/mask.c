/* Crypto-PAn: the addresses that its authors' sample program prints; prefixes; names. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../src/anon/mask.h"
#include "check.h"

static const uint8_t key[MASK_KEY] = { 21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144,
	125, 16, 216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2 };

static void known(struct mask *m)
{
	static const uint8_t pairs[][2][4] = {
		{ { 128, 11, 68, 132 }, { 135, 242, 180, 132 } },
		{ { 129, 118, 74, 4 }, { 134, 136, 186, 123 } },
		{ { 130, 132, 252, 244 }, { 133, 68, 164, 234 } },
		{ { 141, 223, 7, 43 }, { 141, 167, 8, 160 } },
		{ { 24, 0, 250, 221 }, { 100, 15, 198, 226 } },
		{ { 192, 102, 249, 13 }, { 252, 138, 62, 131 } },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		uint8_t b[4];

		memcpy(b, pairs[i][0], 4);
		mask_ip4(m, b);
		CHECK(memcmp(b, pairs[i][1], 4) == 0);
		memcpy(b, pairs[i][0], 4); /* from the cache */
		mask_ip4(m, b);
		CHECK(memcmp(b, pairs[i][1], 4) == 0);
	}
}

static unsigned shared(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned i = 0;

	while (i < bits && !((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1))
		i++;
	return i;
}

static void prefixes(struct mask *m)
{
	for (unsigned bit = 0; bit < 128; bit++) {
		uint8_t a[16] = { 0x20, 1, 0xd, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 },
			b[16];
		unsigned want;

		memcpy(b, a, 16);
		b[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
		if (b[0] == 0xff)
			continue;
		want = shared(a, b, 128);
		mask_ip6(m, a);
		mask_ip6(m, b);
		CHECK(shared(a, b, 128) == want);
	}
}

static void stay(struct mask *m)
{
	uint8_t group[6] = { 1, 0, 0x5e, 0, 0, 1 }, mac[6] = { 0, 1, 2, 3, 4, 5 }, same[6];
	uint8_t four[4] = { 224, 0, 0, 1 }, loop[16] = { [15] = 1 };
	uint8_t local[16] = { 0xfe, 0x80, [15] = 9 };

	mask_mac(m, group);
	CHECK(group[0] == 1 && group[5] == 1);
	memcpy(same, mac, 6);
	mask_mac(m, mac);
	CHECK(memcmp(mac, same, 6) != 0 && (mac[0] & 3) == 2);
	mask_mac(m, same);
	CHECK(memcmp(mac, same, 6) == 0);
	mask_ip4(m, four);
	CHECK(four[0] == 224 && four[3] == 1);
	mask_ip6(m, loop);
	CHECK(loop[0] == 0 && loop[15] == 1);
	mask_ip6(m, local);
	CHECK(local[0] == 0xfe && local[1] == 0x80 && local[7] == 0);
}

static void names(struct mask *m)
{
	uint8_t a[] = "Example", b[] = "example", c[] = "com", d[] = "exampla";

	mask_label(m, a, 7);
	mask_label(m, b, 7);
	mask_label(m, c, 3);
	mask_label(m, d, 7);
	CHECK(memcmp(a, b, 7) == 0 && memcmp(a, "example", 7) != 0 && memcmp(a, d, 7) != 0);
	CHECK(memcmp(c, "com", 3) == 0);
}

static void keys(void)
{
	uint8_t k[MASK_KEY], hex[65];

	for (int i = 0; i < MASK_KEY; i++)
		snprintf((char *)hex + 2 * i, 3, "%02x", key[i]);
	CHECK(mask_key(hex, 64, k) && memcmp(k, key, MASK_KEY) == 0);
	CHECK(mask_key(key, MASK_KEY, k) && memcmp(k, key, MASK_KEY) == 0);
	CHECK(mask_key((const uint8_t *)"a secret of some length", 23, k) && k[0] != 'a');
}

int main(void)
{
	struct mask *m;

	if (!mask_there()) {
		printf("skipped: no libcrypto\n");
		return sum();
	}
	m = mask_new(key);
	CHECK(m != NULL);
	if (m) {
		known(m);
		prefixes(m);
		stay(m);
		names(m);
	}
	mask_free(m);
	keys();
	return sum();
}
