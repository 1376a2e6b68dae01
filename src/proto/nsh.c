/* Network Service Header.  RFC 8300. */
#include "ip.h"

enum { WORD = 4, BASE = 2 }; /* words of the base and service path headers */

static const struct name md_types[] = {
	{ 0, "reserved" },
	{ 1, "1" },
	{ 2, "2" },
	{ 0xf, "experimental" },
	{ 0, NULL },
};

static const struct name next_protos[] = {
	{ 1, "IPv4" },
	{ 2, "IPv6" },
	{ 3, "Ethernet" },
	{ 4, "NSH" },
	{ 5, "MPLS" },
	{ 0xfe, "Experiment 1" },
	{ 0xff, "Experiment 2" },
	{ 0, NULL },
};

/* Context headers of fixed and of variable length. */
static void contexts(struct dis *d, struct cur c, uint32_t words)
{
	for (uint32_t i = 0; i < words && !d->stopped; i++) {
		uint32_t v = get_be32(&c);

		sayf(d, "\n        Context[%02u]: 0x%08x", i, v);
	}
}

/* False: malformed. */
static bool tlvs(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint16_t class = get_be16(&c);
		uint8_t type = get_u8(&c), len = get_u8(&c) & 0x7f;
		uint32_t padded = (len + 3u) & ~3u;

		if (d->stopped)
			return true;
		sayf(d, "\n        TLV Class %u, Type %u, Len %u", class, type, len);
		if (wire(&c) < len) {
			say(d, " (length too big)");
			invalid(d);
			return false;
		}
		if (len) {
			struct cur v = c;

			say(d, "\n            Value: 0x");
			say_bytes(d, part(&v, len), ':');
			need(&c, padded < wire(&c) ? padded : wire(&c));
			skip(&c, padded);
		}
	}
	return true;
}

static const struct proto *next_proto(uint8_t next)
{
	switch (next) {
	case 1:
		return &proto_ip4;
	case 2:
		return &proto_ip6;
	case 3:
		return &proto_eth;
	case 5:
		return &proto_mpls;
	}
	return NULL;
}

static const struct name flag_bits[] = { { 0x20, "O" }, { 0, NULL } };

/* RFC 8300, 2.2, the first two octets; false: another version. */
static bool show_base(struct dis *d, uint16_t path)
{
	uint8_t version = (uint8_t)(path >> 14);

	say(d, "NSH, ");
	note_u(d, "version", version);
	if (d->opt->v > 1)
		sayf(d, "ver %u, ", version);
	if (version != 0)
		return false;
	say(d, "flags [");
	say_bits(d, flag_bits, "none", path >> 8 & 0x30, "");
	say(d, "], ");
	if (d->opt->v > 2)
		sayf(d, "TTL %u, length %u, ", path >> 6 & 0x3f, path & 0x3f);
	return true;
}

static void show_types(struct dis *d, uint8_t type, uint8_t next)
{
	note_u(d, "next_protocol", next);
	if (d->opt->v > 2) {
		say(d, "md type ");
		say_name(d, md_types, "unknown (0x%02x)", type);
		say(d, ", ");
	}
	if (d->opt->v > 1) {
		say(d, "next-protocol ");
		say_name(d, next_protos, "unknown (0x%02x)", next);
		say(d, ", ");
	}
}

static void dissect_nsh(struct dis *d, struct cur c)
{
	const struct proto *p;
	uint16_t word, path;
	uint32_t words, spi, rest, v = d->opt->v, length = wire(&c);
	uint8_t type, next, si;
	struct cur ctx;

	if (wire(&c) < WORD * BASE) {
		sayf(d, " (packet length %u < %u)", wire(&c), WORD * BASE);
		invalid(d);
		return;
	}
	need(&c, WORD);
	path = get_be16(&c);
	words = path & 0x3f;
	if (!show_base(d, path))
		return;
	type = get_u8(&c) & 0xf;
	next = get_u8(&c);
	show_types(d, type, next);
	if (WORD * words > length) {
		sayf(d, " (too many headers for packet length %u)", length);
		invalid(d);
		return;
	}
	spi = get_be24(&c);
	show_x(d, "service-path-id 0x", "spi", spi, 6);
	say(d, ", ");
	si = get_u8(&c);
	show_x(d, "service-index 0x", "si", si, 0);
	if (words < BASE) {
		say(d, " (less than two headers)");
		invalid(d);
		return;
	}
	rest = words - BASE;
	if (v > 2 && type == 1 && words != 6) {
		say(d, " (length for the MD type)");
		invalid(d);
		return;
	}
	word = (uint16_t)(rest * WORD);
	ctx = c;
	claim(&ctx, word);
	if (v > 2 && type == 1)
		contexts(d, ctx, rest);
	else if (v > 2 && type == 2 && !tlvs(d, ctx))
		return;
	need(&c, word);
	skip(&c, word);
	say_s(d, v ? "\n    " : ": ");
	p = next_proto(next);
	if (p)
		enter(d, p, c);
	else
		say(d, "ERROR: unknown-next-protocol");
}

const struct proto proto_nsh = { "nsh", dissect_nsh };
