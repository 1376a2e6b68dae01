/* Cisco HDLC and its SLARP.  https://www.cisco.com/ (RFC 1547, 4.3.1) */
#include "chdlc.h"

#include "tlv.h"

enum { SLARP = 0x8035, OSI = 0xfefe, FUDGE_OSI = 0x81 };
enum { REQUEST, REPLY, KEEPALIVE, SLARP_MIN = 14, SLARP_MAX = 18 };

static const struct name casts[] = { { 0x0f, "unicast" }, { 0x8f, "bcast" }, { 0, NULL } };

static void dissect_slarp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c), code, a, b, s;
	uint16_t reliability;

	sayf(d, "SLARP (length: %u), ", length);
	if (length < SLARP_MIN) {
		stop(d);
		return;
	}
	need(&c, SLARP_MIN);
	code = get_be32(&c);
	note_u(d, "code", code);
	switch (code) {
	case REQUEST:
		c = whole;
		say(d, "request");
		break; /* no addresses in a request */
	case REPLY:
		a = get_ip4(&c);
		b = get_ip4(&c);
		show_ip4(d, "reply ", "address", a);
		show_ip4(d, "/", "mask", b);
		c = whole;
		break;
	case KEEPALIVE:
		a = get_be32(&c);
		b = get_be32(&c);
		reliability = get_be16(&c);
		show_x(d, "keepalive: mineseen=0x", "mine", a, 8);
		show_x(d, ", yourseen=0x", "yours", b, 8);
		show_x(d, ", reliability=0x", "reliability", reliability, 4);
		c = whole;
		if (length < SLARP_MAX)
			break;
		c = from(whole, SLARP_MIN);
		s = peek_be32(&c, 0) / 1000;
		sayf(d, ", link uptime=%ud%uh%um%us", s / 86400, s / 3600 % 24, s / 60 % 60,
			s % 60);
		break;
	default:
		sayf(d, "0x%02x unknown", code);
		c = whole;
		if (d->opt->v <= 1)
			dump_tlv(d, "\n\t", from(whole, 4), length - 4);
	}
	if (d->opt->v && length > SLARP_MAX)
		sayf(d, ", (trailing junk: %u bytes)", length - SLARP_MAX);
	if (d->opt->v > 1 && left(&c) > 4)
		dump_tlv(d, "\n\t", from(c, 4), length - 4);
}

static const struct proto proto_slarp = { "chdlc_slarp", dissect_slarp };

static void dissect_chdlc(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t cast;
	uint16_t type;

	if (length == 0) {
		say(d, " [length 0 < 4]");
		invalid(d);
		return;
	}
	if (length < 4)
		stop(d);
	need(&c, 4);
	cast = get_u8(&c);
	note_u(d, "cast", cast);
	note_u(d, "control", peek_u8(&c, 0));
	skip(&c, 1);
	type = get_be16(&c);
	note_u(d, "type", type);
	d->link_len += 4;
	if (d->opt->e) {
		show_name(d, "address", casts, "0x%02x", cast);
		say(d, ", ethertype ");
		say_name(d, ethertype_names, "Unknown", type);
		sayf(d, " (0x%04x), length %u: ", type, length);
	}
	if (type == SLARP) {
		enter(d, &proto_slarp, c);
	} else if (type == OSI) {
		/* what comes first is the network layer's own first octet, or one of padding */
		bool fudge;

		if (wire(&c) < 2) {
			sayf(d, " [length %u < 2]", wire(&c));
			invalid(d);
			return;
		}
		fudge = peek_u8(&c, 1) == FUDGE_OSI || peek_u8(&c, 1) == 0x82 ||
		        peek_u8(&c, 1) == 0x83;

		enter(d, &proto_isoclns, fudge ? from(c, 1) : c);
	} else if (type == 0x0800 || type == 0x86dd || type == 0x8847 || type == 0x8848) {
		enter_ethertype(d, type, c);
	} else if (!d->opt->e) {
		sayf(d, "unknown CHDLC protocol (0x%04x)", type);
	}
}

const struct proto proto_chdlc = { "chdlc", dissect_chdlc };
