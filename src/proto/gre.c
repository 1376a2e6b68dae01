/* Generic Routing Encapsulation.  RFC 1701, RFC 2784, RFC 2890; version 1 (PPTP): RFC 2637;
 * ERSPAN: draft-foschiano-erspan; WCCP redirection: draft-param-wccp-v2rev1; MikroTik EoIP. */
#include "../dissect/dissect.h"
#include "isoclns.h"

enum { CKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, SEQ = 0x1000, ACK = 0x0080 };
enum { SRE_IP = 0x0800, SRE_ASN = 0xfffe };
enum {
	PPP = 0x880b,
	TEB = 0x6558,
	EOIP = 0x6400,
	CDP = 0x2000,
	NHRP = 0x2001,
	WCCP = 0x883e,
	ERSPAN = 0x88be,
	ERSPAN3 = 0x22eb,
	OSI = 0x00fe,
	NSH = 0x894f,
};

static const struct name flag_bits[] = {
	{ CKSUM, "checksum present" },
	{ ROUTING, "routing present" },
	{ KEY, "key present" },
	{ SEQ, "sequence# present" },
	{ 0x0800, "source routing present" },
	{ ACK, "ack present" },
	{ 0, NULL },
};

static void enter_known(struct dis *d, const struct proto *p, struct cur c)
{
	if (p)
		enter(d, p, c);
}

/* --- what is carried --- */

static void wccp(struct dis *d, struct cur c)
{
	uint8_t flags, service, alt, pri;

	say(d, "wccp ");
	if (bad(d, "len", wire(&c), <, 4))
		return;
	flags = get_u8(&c);
	service = get_u8(&c);
	alt = get_u8(&c);
	pri = get_u8(&c);
	sayf(d, "T:%c A:%c U:%c SId:%u Alt:%u Pri:%u", flags & 0x80 ? '1' : '0',
		flags & 0x40 ? '1' : '0', flags & 0x20 ? '1' : '0', service, alt, pri);
	say(d, ": ");
	enter_known(d, &proto_ip4, c);
}

static void payload(struct dis *d, uint16_t proto, uint16_t flags, struct cur c)
{
	switch (proto) {
	case 0:
		say(d, "keep-alive");
		break;
	case WCCP:
		wccp(d, c);
		break;
	case 0x0800:
	case 0x86dd:
	case 0x8847:
	case 0x8848:
		enter_ethertype(d, proto, c);
		break;
	case 0x809b:
		enter(d, &proto_atalk_plain, c);
		break;
	case 0x8137:
		enter(d, &proto_ipx_plain, c);
		break;
	case OSI:
		enter(d, &proto_isoclns, c);
		break;
	case NHRP:
		enter_known(d, &proto_nhrp, c);
		break;
	case NSH:
		enter_known(d, &proto_nsh, c);
		break;
	case CDP:
		enter_known(d, &proto_cdp, c);
		break;
	case TEB:
		enter_known(d, &proto_eth, c);
		break;
	case ERSPAN:
		enter(d, flags & SEQ ? &proto_erspan2 : &proto_erspan1, c);
		break;
	case ERSPAN3:
		enter(d, &proto_erspan3, c);
		break;
	default:
		show_x(d, "gre-proto-0x", "payload", proto, 0);
		break;
	}
}

/* ", proto X (0x...), length N" and the separator before the payload. */
static void proto_and_length(struct dis *d, uint16_t proto, uint32_t length, bool carries)
{
	note_u(d, "proto_type", proto);
	if (d->opt->e) {
		say(d, ", proto ");
		say_name(d, ethertype_names, "unknown", proto);
		sayf(d, " (0x%04x)", proto);
	}
	show_u(d, ", length ", "length", length);
	if (carries)
		say_s(d, d->opt->v ? "\n\t" : ": ");
}

static void show_flags(struct dis *d, uint16_t flags)
{
	note_u(d, "flags", flags);
	if (!d->opt->v)
		return;
	say(d, ", Flags [");
	say_bits(d, flag_bits, "none", flags, ", ");
	say(d, "]");
}

/* --- version 0: source routes --- */

/* A list of addresses, the next hop's with a star; step is the size of one. */
static bool route_hops(struct dis *d, struct cur r, uint16_t af, uint8_t off, uint8_t len)
{
	uint32_t step = af == SRE_IP ? 4 : 2, at = 0;

	say_s(d, af == SRE_IP ? "ip" : "asn");
	if (off & (step - 1)) {
		sayf(d, ", badoffset=%u", off);
		return false;
	}
	if (len & (step - 1)) {
		sayf(d, ", badlength=%u", len);
		return false;
	}
	if (off >= len) {
		sayf(d, ", badoff/len=%u/%u", off, len);
		return false;
	}
	for (; at < len; at += step) {
		uint32_t v;

		if (wire(&r) < step) {
			sayf(d, " [len %u < %u]", wire(&r), step);
			return false;
		}
		v = step == 4 ? get_be32(&r) : get_be16(&r);
		say_s(d, at == off ? " *" : " ");
		if (step == 4)
			say_ip4(d, v);
		else
			say_x(d, v, 0);
	}
	return true;
}

/* False if the packet is invalid. */
static bool routes(struct dis *d, struct cur *c)
{
	while (!d->stopped) {
		uint16_t af;
		uint8_t off, len;
		bool ok = true; /* of a family that is not known */

		if (bad(d, "len", wire(c), <, 4))
			return false;
		af = get_be16(c);
		off = get_u8(c);
		len = get_u8(c);
		if (af == 0 && len == 0)
			return true;
		say(d, ", (rtaf=");
		if (af == SRE_IP || af == SRE_ASN)
			ok = route_hops(d, *c, af, off, len);
		else
			sayf(d, "0x%x", af);
		say(d, ")");
		if (!ok) {
			invalid(d);
			return false;
		}
		if (bad(d, "len", wire(c), <, len))
			return false;
		need(c, len);
		skip(c, len);
	}
	return false;
}

static void version0(struct dis *d, struct cur c, uint16_t flags)
{
	uint32_t length = wire(&c) + 2, key;
	uint16_t proto, sum, off;

	show_flags(d, flags);
	if (bad(d, "len", wire(&c), <, 2))
		return;
	proto = get_be16(&c);
	if (flags & (CKSUM | ROUTING)) {
		if (bad(d, "len", wire(&c), <, 2))
			return;
		sum = get_be16(&c);
		note_u(d, "cksum", sum);
		if (d->opt->v)
			sayf(d, ", sum 0x%x", sum);
		if (bad(d, "len", wire(&c), <, 2))
			return;
		off = get_be16(&c);
		show_x(d, ", off 0x", "offset", off, 0);
	}
	if (flags & KEY) {
		if (bad(d, "len", wire(&c), <, 4))
			return;
		key = get_be32(&c);
		show_x(d, ", key=0x", "key", key, 0);
	}
	if (flags & SEQ) {
		if (bad(d, "len", wire(&c), <, 4))
			return;
		show_u(d, ", seq ", "seq", get_be32(&c));
	}
	if (flags & ROUTING && !routes(d, &c))
		return;
	proto_and_length(d, proto, length, true);
	payload(d, proto, flags, c);
}

/* --- version 1 --- */

/* MikroTik's Ethernet over IP: the key is a length and a tunnel. */
static void eoip(struct dis *d, struct cur c, uint16_t flags, uint32_t length)
{
	uint16_t tunnel;

	if ((flags & ~0x0) != 0x2001) {
		sayf(d, " unknown-eoip-flags-%04x!", flags);
		return;
	}
	if (bad(d, "len", wire(&c), <, 4))
		return;
	get_be16(&c);
	tunnel = get_be16(&c); /* sic */
	show_u(d, ", tunnel-id ", "tunnel_id", tunnel);
	proto_and_length(d, EOIP, length, true);
	enter_known(d, &proto_eth, c);
}

static void payload1(struct dis *d, uint16_t proto, struct cur c)
{
	if (proto == PPP)
		enter_known(d, &proto_ppp, c);
	else
		show_x(d, "gre-proto-0x", "payload", proto, 0);
}

static void version1(struct dis *d, struct cur c, uint16_t flags)
{
	uint32_t length = wire(&c) + 2;
	uint16_t proto, carried;

	show_flags(d, flags);
	if (bad(d, "len", wire(&c), <, 2))
		return;
	proto = get_be16(&c);
	if (proto == EOIP) {
		eoip(d, c, flags, length);
		return;
	}
	if (flags & KEY) {
		if (bad(d, "len", wire(&c), <, 2))
			return;
		carried = get_be16(&c);
		note_u(d, "payload_len", carried);
		if (bad(d, "len", wire(&c), <, 2))
			return;
		show_u(d, ", call ", "call_id", get_be16(&c));
	} else {
		say(d, ", (ERROR: K flag not set)");
	}
	if (flags & SEQ) {
		if (bad(d, "len", wire(&c), <, 4))
			return;
		show_u(d, ", seq ", "seq", get_be32(&c));
	}
	if (flags & ACK) {
		if (bad(d, "len", wire(&c), <, 4))
			return;
		show_u(d, ", ack ", "ack", get_be32(&c));
	}
	if (!(flags & SEQ))
		say(d, ", no-payload");
	proto_and_length(d, proto, length, flags & SEQ);
	if (flags & SEQ)
		payload1(d, proto, c);
}

static void dissect_gre(struct dis *d, struct cur c)
{
	uint16_t flags;
	uint8_t version;

	say(d, "GRE");
	if (bad(d, "length", wire(&c), <, 2))
		return;
	flags = get_be16(&c);
	version = flags & 7;
	show_u(d, "v", "version", version);
	if (version == 0)
		version0(d, c, flags);
	else if (version == 1)
		version1(d, c, flags);
	else
		say(d, " ERROR: unknown-version");
}

const struct proto proto_gre = { "gre", dissect_gre };
