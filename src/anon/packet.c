/* Link layers, IP and what carries payload in it. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "anon.h"

#include <string.h>

enum {
	TYPE_IP4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_TEB = 0x6558, /* Ethernet in GRE */
	TYPE_IP6 = 0x86dd,
	TYPE_MPLS = 0x8847,
	TYPE_PPPOE = 0x8864,

	PROTO_ICMP = 1,
	PROTO_IGMP = 2,
	PROTO_IPIP = 4,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_IP6 = 41,
	PROTO_GRE = 47,
	PROTO_ESP = 50,
	PROTO_AH = 51,
	PROTO_ICMP6 = 58,
	PROTO_SCTP = 132,

	MAX_DEEP = 8, /* packets in packets */
};

/* The IP packet around. */
struct outer {
	const uint8_t *addresses; /* both, one behind the other */
	size_t len;               /* of both */
	size_t wire;              /* bytes of the body there were */
	bool fragment;            /* one of several */
	int deep;
};

static void ip4(struct anon *a, uint8_t *b, size_t n, int deep);
static void ip6(struct anon *a, uint8_t *b, size_t n, int deep);

void anon_wipe(struct anon *a, uint8_t *b, size_t n)
{
	if (a->payload == PAYLOAD_KEEP)
		return;
	memset(b, 0, n);
	if (a->payload == PAYLOAD_CUT && (!a->cut || b < a->cut))
		a->cut = b;
}

/* Not payload: zeros whatever is to become of that. */
static void blank(uint8_t *b, size_t n) { memset(b, 0, n); }

/* --- checksums --- */

static uint32_t sum(uint32_t s, const uint8_t *b, size_t n)
{
	for (; n > 1; n -= 2, b += 2)
		s += load_be16(b);
	if (n)
		s += (uint32_t)b[0] << 8;
	return (s >> 16) + (s & 0xffff);
}

static uint16_t folded(uint32_t s)
{
	while (s >> 16)
		s = (s >> 16) + (s & 0xffff);
	return (uint16_t)~s;
}

static void put16(uint8_t *b, uint16_t v)
{
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

/* The checksum at `at` of the n bytes at b, over the addresses too if o; 0 if it cannot be known.
 */
static void check(uint8_t *b, size_t n, size_t at, const struct outer *o, uint8_t proto)
{
	uint32_t s = 0;
	bool whole = n >= o->wire && !o->fragment;

	if (at + 2 > n)
		return;
	put16(b + at, 0);
	if (!whole)
		return;
	if (proto) {
		for (size_t i = 0; i < o->len; i += 16)
			s = sum(s, o->addresses + i, o->len - i < 16 ? o->len - i : 16);
		s += proto + (uint32_t)(n & 0xffff) + (uint32_t)(n >> 16);
	}
	for (size_t i = 0; i < n; i += 4096)
		s = sum(s, b + i, n - i < 4096 ? n - i : 4096);
	put16(b + at, folded(s));
	if (proto == PROTO_UDP && b[at] == 0 && b[at + 1] == 0)
		put16(b + at, 0xffff);
}

/* --- in IP --- */

/* Options that say nothing of anybody: end, NOP, MSS, window scale, SACK, time stamps. */
static void tcp_options(uint8_t *b, size_t n)
{
	size_t at = 0;

	while (at < n && b[at] != 0) {
		size_t len = b[at] == 1 ? 1 : at + 1 < n ? b[at + 1] : 0;
		bool known = b[at] <= 5 || b[at] == 8;

		if (len == 0 || len > n - at || (len == 1 && b[at] != 1)) {
			blank(b + at, n - at);
			return;
		}
		if (!known && len > 2)
			blank(b + at + 2, len - 2);
		at += len;
	}
	if (at < n)
		blank(b + at, n - at);
}

static void tcp(struct anon *a, uint8_t *b, size_t n, const struct outer *o)
{
	size_t head = n >= 13 ? (size_t)(b[12] >> 4) * 4 : 0;

	if (n < 20 || head < 20) {
		if (n > 14)
			blank(b + 14, n - 14);
		return;
	}
	if (head > n)
		head = n;
	tcp_options(b + 20, head - 20);
	anon_tcp_payload(a, b + head, n - head, load_be16(b), load_be16(b + 2));
	check(b, n, 16, o, PROTO_TCP);
}

static void udp(struct anon *a, uint8_t *b, size_t n, const struct outer *o)
{
	uint16_t sport, dport;
	bool none;

	if (n < 8)
		return;
	sport = load_be16(b);
	dport = load_be16(b + 2);
	none = b[6] == 0 && b[7] == 0;
	if ((dport == 4789 || sport == 4789) && n >= 16) {
		blank(b + 9, 3);
		anon_ethernet(a, b + 16, n - 16);
	} else
		anon_udp_payload(a, b + 8, n - 8, sport, dport);
	if (!none)
		check(b, n, 6, o, PROTO_UDP);
}

/* A packet that something happened to is behind the first 8 bytes. */
static void icmp(struct anon *a, uint8_t *b, size_t n, const struct outer *o)
{
	if (n < 8) {
		if (n > 4)
			blank(b + 4, n - 4);
		return;
	}
	switch (b[0]) {
	case 5:
		mask_ip4(a->mask, b + 4);
		/* fall through */
	case 3:
	case 4:
	case 11:
	case 12:
		ip4(a, b + 8, n - 8, o->deep + 1);
		break;
	case 0:
	case 8:
	case 13:
	case 14:
		anon_wipe(a, b + 8, n - 8);
		break;
	default:
		anon_wipe(a, b + 4, n - 4);
	}
	check(b, n, 2, o, 0);
}

/* Options of neighbour discovery: link-layer addresses and prefixes; others are blanked. */
static void nd_options(struct anon *a, uint8_t *b, size_t n)
{
	while (n >= 8) {
		size_t len = (size_t)b[1] * 8;

		if (len == 0 || len > n)
			break;
		if ((b[0] == 1 || b[0] == 2) && len == 8)
			mask_mac(a->mask, b + 2);
		else if (b[0] == 3 && len == 32)
			mask_ip6(a->mask, b + 16);
		else if (b[0] != 5)
			blank(b + 2, len - 2);
		b += len;
		n -= len;
	}
	blank(b, n);
}

static void icmp6_body(struct anon *a, uint8_t *b, size_t n, int deep)
{
	size_t fixed = 8;

	switch (b[0]) {
	case 1:
	case 2:
	case 3:
	case 4:
		ip6(a, b + 8, n - 8, deep + 1);
		return;
	case 128:
	case 129:
		anon_wipe(a, b + 8, n - 8);
		return;
	case 130:
	case 131:
	case 132:
		if (n >= 24)
			mask_ip6(a->mask, b + 8);
		fixed = n < 24 ? n : 24;
		blank(b + fixed, n - fixed);
		return;
	case 134:
		fixed = 16;
		break;
	case 137:
		fixed = 40;
		if (n >= 40)
			mask_ip6(a->mask, b + 24);
		/* fall through */
	case 135:
	case 136:
		fixed = fixed < 24 ? 24 : fixed;
		if (n >= 24)
			mask_ip6(a->mask, b + 8);
		break;
	case 133:
		break;
	default:
		anon_wipe(a, b + 4, n - 4);
		return;
	}
	if (n < fixed)
		blank(b + 8, n - 8);
	else
		nd_options(a, b + fixed, n - fixed);
}

static void icmp6(struct anon *a, uint8_t *b, size_t n, const struct outer *o)
{
	if (n < 8) {
		if (n > 4)
			blank(b + 4, n - 4);
		return;
	}
	icmp6_body(a, b, n, o->deep);
	check(b, n, 2, o, PROTO_ICMP6);
}

static void by_type(struct anon *a, uint16_t type, uint8_t *b, size_t n, int deep);

static void gre(struct anon *a, uint8_t *b, size_t n, int deep)
{
	size_t head = 4;

	if (n < 4 || (b[1] & 7)) { /* version 1 is PPTP's */
		anon_wipe(a, b + (n < 4 ? n : 4), n < 4 ? 0 : n - 4);
		return;
	}
	head += b[0] & 0x80 ? 4 : 0;
	head += b[0] & 0x20 ? 4 : 0;
	head += b[0] & 0x10 ? 4 : 0;
	if (head > n)
		return;
	if (b[0] & 0x80) /* not computed again: said not to be there would move the rest */
		blank(b + 4, 2);
	by_type(a, load_be16(b + 2), b + head, n - head, deep + 1);
}

static void keep_head(struct anon *a, uint8_t *b, size_t n, size_t head)
{
	if (n > head)
		anon_wipe(a, b + head, n - head);
}

static void l4(struct anon *a, uint8_t proto, uint8_t *b, size_t n, const struct outer *o)
{
	if (o->deep > MAX_DEEP) {
		anon_wipe(a, b, n);
		return;
	}
	switch (proto) {
	case PROTO_TCP:
		tcp(a, b, n, o);
		break;
	case PROTO_UDP:
		udp(a, b, n, o);
		break;
	case PROTO_ICMP:
		icmp(a, b, n, o);
		break;
	case PROTO_ICMP6:
		icmp6(a, b, n, o);
		break;
	case PROTO_IGMP:
		keep_head(a, b, n, 8);
		check(b, n, 2, o, 0);
		break;
	case PROTO_IPIP:
		ip4(a, b, n, o->deep + 1);
		break;
	case PROTO_IP6:
		ip6(a, b, n, o->deep + 1);
		break;
	case PROTO_GRE:
		gre(a, b, n, o->deep);
		break;
	case PROTO_SCTP: /* its checksum is of the whole, which is gone */
		if (n >= 12)
			blank(b + 8, 4);
		keep_head(a, b, n, 12);
		break;
	case PROTO_ESP:
		keep_head(a, b, n, 8);
		break;
	default:
		anon_wipe(a, b, n);
	}
}

/* --- IP --- */

static void ip4(struct anon *a, uint8_t *b, size_t n, int deep)
{
	size_t head, total;
	struct outer o = { .len = 8, .deep = deep };

	if (n < 20 || b[0] >> 4 != 4 || (b[0] & 15) < 5) {
		anon_wipe(a, b, n);
		return;
	}
	head = (size_t)(b[0] & 15) * 4;
	total = load_be16(b + 2);
	if (total < head) /* a segment the card was to cut */
		total = n;
	if (total < n) {
		blank(b + total, n - total); /* padding */
		n = total;
	}
	mask_ip4(a->mask, b + 12);
	mask_ip4(a->mask, b + 16);
	memset(b + 20, 1, (head < n ? head : n) - 20); /* options become NOPs */
	if (head > n)
		return;
	o.addresses = b + 12;
	o.wire = total - head;
	o.fragment = load_be16(b + 6) & 0x3fff;
	if (load_be16(b + 6) & 0x1fff)
		anon_wipe(a, b + head, n - head);
	else
		l4(a, b[9], b + head, n - head, &o);
	put16(b + 10, 0);
	put16(b + 10, folded(sum(0, b, head)));
}

/* The length of an extension header, or 0: it is none. */
static size_t extension(uint8_t proto, const uint8_t *b, size_t n)
{
	if (n < 8)
		return 0;
	switch (proto) {
	case 0:
	case 43:
	case 60:
	case 135:
		return 8 * ((size_t)b[1] + 1);
	case PROTO_AH:
		return 4 * ((size_t)b[1] + 2);
	case 44:
		return 8;
	default:
		return 0;
	}
}

static void ip6(struct anon *a, uint8_t *b, size_t n, int deep)
{
	size_t at = 40, len, more;
	struct outer o = { .len = 32, .deep = deep };
	bool later = false;
	uint8_t proto;

	if (n < 40 || b[0] >> 4 != 6) {
		anon_wipe(a, b, n);
		return;
	}
	len = load_be16(b + 4);
	if (len && 40 + len < n) {
		blank(b + 40 + len, n - 40 - len);
		n = 40 + len;
	}
	mask_ip6(a->mask, b + 8);
	mask_ip6(a->mask, b + 24);
	proto = b[6];
	while ((more = extension(proto, b + at, n - at)) != 0 && more <= n - at) {
		if (proto == 44) {
			o.fragment = true;
			later = load_be16(b + at + 2) & 0xfff8;
		} else if (proto == 0) /* pads of one byte each; a router alert says nothing */
			blank(b + at + 2, more - 2);
		else
			blank(b + at + (proto == 43 ? 4 : 2), more - (proto == 43 ? 4 : 2));
		proto = b[at];
		at += more;
	}
	o.addresses = b + 8;
	o.wire = len ? 40 + len - at : n - at;
	if (later)
		anon_wipe(a, b + at, n - at);
	else
		l4(a, proto, b + at, n - at, &o);
}

/* --- links --- */

static void arp(struct anon *a, uint8_t *b, size_t n)
{
	if (n < 28 || b[4] != 6 || b[5] != 4 || load_be16(b + 2) != TYPE_IP4) {
		anon_wipe(a, b, n);
		return;
	}
	mask_mac(a->mask, b + 8);
	mask_ip4(a->mask, b + 14);
	mask_mac(a->mask, b + 18);
	mask_ip4(a->mask, b + 24);
	blank(b + 28, n - 28);
}

static void by_version(struct anon *a, uint8_t *b, size_t n, int deep)
{
	if (n && b[0] >> 4 == 6)
		ip6(a, b, n, deep);
	else
		ip4(a, b, n, deep);
}

static void by_type(struct anon *a, uint16_t type, uint8_t *b, size_t n, int deep)
{
	size_t at = 0;

	switch (type) {
	case TYPE_IP4:
		ip4(a, b, n, deep);
		break;
	case TYPE_IP6:
		ip6(a, b, n, deep);
		break;
	case TYPE_ARP:
		arp(a, b, n);
		break;
	case TYPE_TEB:
		if (deep <= MAX_DEEP)
			anon_ethernet(a, b, n);
		break;
	case TYPE_MPLS:
		while (at + 4 <= n && !(b[at + 2] & 1))
			at += 4;
		at = at + 4 <= n ? at + 4 : n;
		by_version(a, b + at, n - at, deep);
		break;
	case TYPE_PPPOE:
		if (n >= 8 && (load_be16(b + 6) == 0x21 || load_be16(b + 6) == 0x57)) {
			by_version(a, b + 8, n - 8, deep);
			break;
		}
		/* fall through */
	default:
		anon_wipe(a, b, n);
	}
}

void anon_ethernet(struct anon *a, uint8_t *b, size_t n)
{
	size_t at = 12;
	uint16_t type;

	if (n < 14) {
		blank(b, n);
		return;
	}
	mask_mac(a->mask, b);
	mask_mac(a->mask, b + 6);
	type = load_be16(b + at);
	while ((type == 0x8100 || type == 0x88a8 || type == 0x9100) && at + 6 <= n) {
		at += 4;
		type = load_be16(b + at);
	}
	by_type(a, type, b + at + 2, n - at - 2, 1);
}

/* Linux's cooked header: the sender's address at `address`, the protocol at `type`. */
static void cooked(struct anon *a, uint8_t *b, size_t n, size_t address, size_t type, size_t head)
{
	if (n < head) {
		blank(b, n);
		return;
	}
	mask_mac(a->mask, b + address);
	blank(b + address + 6, 2);
	by_type(a, load_be16(b + type), b + head, n - head, 1);
}

uint32_t anon_packet(struct anon *a, const struct packet *p, uint8_t *b)
{
	size_t n = p->caplen;

	a->cut = NULL;
	switch (p->link) {
	case 1:
		anon_ethernet(a, b, n);
		break;
	case 0:
	case 108:
		by_version(a, b + (n < 4 ? n : 4), n < 4 ? 0 : n - 4, 1);
		break;
	case 101:
	case 228:
	case 229:
		by_version(a, b, n, 1);
		break;
	case 113:
		cooked(a, b, n, 6, 14, 16);
		break;
	case 276:
		cooked(a, b, n, 12, 0, 20);
		break;
	default:
		anon_wipe(a, b, n);
	}
	return a->cut ? (uint32_t)(a->cut - b) : p->caplen;
}
