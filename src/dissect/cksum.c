/* cksum.c - Internet checksums.  RFC 1071. */
#define SONDE_CORE
#include "dissect.h"

uint16_t cksum(const struct cur *c, uint32_t n, uint32_t seed)
{
	const uint8_t *b = c->raw_at;
	uint64_t sum = 0, w, carry = 0;

	if (n > left(c))
		n = left(c);
	for (; n >= 8; n -= 8, b += 8) { /* ones' complement sums do not mind the byte order */
		memcpy(&w, b, 8);
		carry += __builtin_add_overflow(sum, w, &sum);
	}
	if (n) {
		w = 0;
		memcpy(&w, b, n);
		carry += __builtin_add_overflow(sum, w, &sum);
	}
	sum = (sum >> 32) + (sum & 0xffffffff) + carry;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	sum = __builtin_bswap16((uint16_t)sum);
#endif
	sum += seed;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

uint16_t cksum_should_be(uint16_t field, uint16_t rest)
{
	uint32_t v = (uint32_t)field + rest;

	v = (v & 0xffff) + (v >> 16);
	return (uint16_t)((v & 0xffff) + (v >> 16));
}

static uint32_t sum6(struct ip6 a)
{
	uint32_t s = 0;

	for (int i = 0; i < 16; i += 2)
		s += ld_be16(a.b + i);
	return s;
}

uint32_t pseudo_sum(const struct dis *d, uint8_t proto, uint32_t len)
{
	const struct net *n = &d->net;
	uint32_t s = proto + (len & 0xffff);

	if (n->ver == 6)
		return s + (len >> 16) + sum6(n->src6) + sum6(n->final6);
	return s + (n->src4 >> 16) + (n->src4 & 0xffff) + (n->final4 >> 16) + (n->final4 & 0xffff);
}
