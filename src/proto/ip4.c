/* Internet Protocol, version 4.  RFC 791; ECN: RFC 3168; router alert: RFC 2113. */
#include "../dissect/dissect.h"

#include "ip.h"

#define HEADER 20
#define OFFSET 0x1fff
#define MF     0x2000

enum { TCP = 6, UDP = 17, DCCP = 33, SCTP = 132 };
enum {
	OPT_EOL = 0,
	OPT_NOP = 1,
	OPT_RR = 7,
	OPT_TS = 68,
	OPT_SECURITY = 130,
	OPT_LSRR = 131,
	OPT_SSRR = 137,
	OPT_RA = 148
};

static const struct name option_names[] = {
	{ OPT_EOL, "EOL" },
	{ OPT_NOP, "NOP" },
	{ OPT_RR, "RR" },
	{ OPT_TS, "timestamp" },
	{ 82, "traceroute" },
	{ OPT_SECURITY, "security" },
	{ OPT_LSRR, "LSRR" },
	{ OPT_SSRR, "SSRR" },
	{ OPT_RA, "RA" },
	{ 205, "RFC1393" },
	{ 0, NULL },
};

/* Record route and the source routes.  o is at the option's kind. */
static bool say_route(struct dis *d, struct cur o, uint32_t len)
{
	uint8_t ptr;

	if (len < 3) {
		sayf(d, " [bad length %u]", len);
		return true;
	}
	if ((len + 1) & 3)
		sayf(d, " [bad length %u]", len);
	skip(&o, 2);
	if (!has(&o, 1)) {
		say(d, " [truncated-option]");
		return false;
	}
	ptr = (uint8_t)(get_u8(&o) - 1);
	if (ptr < 3 || ptr > len || ((ptr + 1) & 3))
		sayf(d, " [bad ptr %u]", (ptr + 1) & 0xff);
	for (uint32_t at = 3; at < len; at += 4) {
		uint32_t ip;

		if (!has(&o, 4)) {
			say(d, " [truncated-option]");
			return false;
		}
		ip = get_ip4(&o);

		say(d, " ");
		say_ip4(d, ip);
		if (ptr > at)
			say(d, ",");
	}
	return true;
}

static const struct name ts_types[] = {
	{ 0, "TSONLY" },
	{ 1, "TS+ADDR" },
	{ 3, "PRESPEC" },
	{ 0, NULL },
};

/* Time stamps, with addresses or without; ^ marks the place for the next. */
static bool say_timestamps(struct dis *d, struct cur o, uint32_t len)
{
	uint32_t hop, at = 4, ptr;
	uint8_t b2, b3;
	bool marked = false;

	if (len < 4) {
		sayf(d, "[bad length %u]", len);
		return true;
	}
	skip(&o, 2);
	b2 = get_u8(&o);
	b3 = get_u8(&o);
	say(d, " TS{");
	hop = (b3 & 0xf) == 0 ? 4 : 8;
	if ((len - 4) & (hop - 1))
		sayf(d, "[bad length %u]", len);
	ptr = (uint32_t)b2 - 1;
	if (b2 < 5 || ((ptr - 4) & (hop - 1)) || b2 > len + 1)
		sayf(d, "[bad ptr %u]", b2);
	if (!name_of(ts_types, b3 & 0xf)) {
		sayf(d, "[bad ts type %u]", b3 & 0xf);
		at = 0;
		len = 0;
	} else {
		say_name(d, ts_types, "", b3 & 0xf);
	}
	for (; at < len; at += hop) {
		uint32_t ip, ts;

		if (!has(&o, hop)) {
			say(d, " [truncated-option]");
			return false;
		}
		ip = hop == 8 ? get_ip4(&o) : 0;
		ts = get_be32(&o);

		marked = ptr == at;
		sayf(d, "%s%u@", marked ? " ^ " : " ", ts);
		if (hop == 8)
			say_ip4(d, ip);
	}
	if (ptr == at)
		say(d, " ^ ");
	if (b3 >> 4)
		sayf(d, " [%u hops not recorded]} ", b3 >> 4);
	else
		say(d, "}");
	return true;
}

static void say_router_alert(struct dis *d, struct cur o, uint32_t len)
{
	uint16_t v;

	if (len < 4) {
		sayf(d, " [bad length %u]", len);
		return;
	}
	skip(&o, 2);
	v = get_be16(&o);
	if (v)
		sayf(d, " value %u", v);
}

/* False: cut short. */
static bool show_options(struct dis *d, struct cur c, uint32_t n)
{
	const char *sep = "";

	while (n) {
		struct cur o = c;
		uint8_t kind;
		uint32_t len = 1;

		say_s(d, sep);
		sep = ",";
		kind = get_u8(&c);
		if (d->stopped)
			return false;
		say_name(d, option_names, "unknown %u", kind);
		if (kind > OPT_NOP) {
			len = get_u8(&c);
			if (d->stopped)
				return false;
			if (len > n || len < 2) {
				sayf(d, " [bad length %u]", len);
				return true;
			}
			if (!has(&o, len)) {
				say(d, " [truncated-option]");
				return false;
			}
		}
		note_u(d, NULL, kind);
		switch (kind) {
		case OPT_EOL:
			return true;
		case OPT_TS:
			if (!say_timestamps(d, o, len))
				return false;
			break;
		case OPT_RR:
		case OPT_SSRR:
		case OPT_LSRR:
			if (!say_route(d, o, len))
				return false;
			break;
		case OPT_RA:
			say_router_alert(d, o, len);
			break;
		}
		c = o;
		skip(&c, len);
		n -= len;
	}
	return true;
}

/* A route's addresses: those that were recorded, and the place that is left for others. */
static void note_route(struct dis *d, struct cur v)
{
	uint8_t next = more(&v) ? get_u8(&v) : 0; /* counted from the option's first octet, as 1 */

	note_u(d, "pointer", next);
	list(d, "recorded");
	for (uint32_t at = 4; at < next && has(&v, 4); at += 4)
		note_ip4(d, NULL, get_ip4(&v));
	done(d);
	list(d, "unrecorded");
	while (has(&v, 4))
		note_ip4(d, NULL, get_ip4(&v));
	done(d);
}

/* RFC 791, 3.1: each option by itself, beside the list of their kinds */
static void note_options(struct dis *d, struct cur c, uint32_t n)
{
	struct cur o = part(&c, n);

	list(d, "option_values");
	while (more(&o)) {
		uint8_t kind = get_u8(&o), len;
		struct cur v;

		item(d);
		note_u(d, "kind", kind);
		if (kind > OPT_NOP && more(&o)) {
			len = get_u8(&o);
			note_u(d, "length", len);
			v = part(&o, len > 2 ? len - 2u : 0);
			if (kind == OPT_RA && has(&v, 2))
				note_u(d, "router_alert", peek_be16(&v, 0));
			else if (kind == OPT_RR || kind == OPT_SSRR || kind == OPT_LSRR)
				note_route(d, v);
			else
				note_hex(d, "value", v);
			if (len < 2)
				skip(&o, left(&o)); /* malformed */
		}
		done(d);
		if (kind == OPT_EOL)
			break;
	}
	done(d);
}

bool ip4_show_header(struct dis *d, struct cur ip, uint32_t hlen, bool guessed)
{
	static const char *const ecn[] = { "", ",ECT(1)", ",ECT(0)", ",CE" };
	static const char *const flags[] = { "none", "+", "DF", "+, DF", "rsvd", "+, rsvd",
		"DF, rsvd", "+, DF, rsvd" };
	uint8_t tos = peek_u8(&ip, 1), ttl = peek_u8(&ip, 8);
	uint16_t id = peek_be16(&ip, 4), off = peek_be16(&ip, 6), sum = peek_be16(&ip, 10), rest;
	uint32_t total = guessed ? wire(&ip) : peek_be16(&ip, 2);
	char *o = sink_room(&d->text, 4 * FMT_MAX);
	bool whole = true;

	o = fmt_x(fmt_lit(o, "(tos 0x"), tos, 0);
	o = fmt_s(o, ecn[tos & 3]);
	if (ttl)
		o = fmt_u32(fmt_lit(o, ", ttl "), ttl);
	o = fmt_u32(fmt_lit(o, ", id "), id);
	o = fmt_u32(fmt_lit(o, ", offset "), (off & OFFSET) * 8u);
	o = fmt_s(fmt_lit(o, ", flags ["), flags[off >> 13]);
	o = fmt_lit(o, "], proto ");
	sink_done(&d->text, o);
	note_u(d, "version", 4);
	note_u(d, "hlen", hlen);
	note_u(d, "tos", tos);
	note_u(d, "ttl", ttl);
	note_u(d, "id", id);
	note_u(d, "flags", off >> 13);
	note_u(d, "offset", (off & OFFSET) * 8u);
	show_name(d, "protocol", ip_proto_names, "unknown", d->net.proto);
	o = fmt_u32(fmt_lit(sink_room(&d->text, FMT_MAX), " ("), d->net.proto);
	sink_done(&d->text, fmt_u32(fmt_lit(o, "), length "), total));
	note_u(d, "length", total);
	if (guessed && total > 65535)
		say(d, " [was 0, presumed BIG TCP]");
	else if (guessed)
		say(d, " [was 0, presumed TSO]");
	if (hlen > HEADER) {
		say(d, ", options (");
		list(d, "options");
		whole = show_options(d, from(ip, HEADER), hlen - HEADER);
		done(d);
		if (wants_fields(d) && has(&ip, hlen))
			note_options(d, from(ip, HEADER), hlen - HEADER);
		say(d, ")");
	}
	if (!d->opt->K && has(&ip, hlen)) {
		rest = cksum(&ip, hlen, 0);
		note_u(d, "cksum", sum);
		note_b(d, "cksum_ok", rest == 0);
		if (rest)
			sayf(d, ", bad cksum %x (->%x)!", sum, cksum_should_be(sum, rest));
	}
	if (d->opt->g)
		say(d, ") ");
	else
		say(d, ")\n    ");
	return whole;
}

static void say_hosts(struct dis *d)
{
	say_ip4(d, d->net.src4);
	say(d, " > ");
	say_ip4(d, d->net.dst4);
	say(d, ": ");
}

/* What of the header other dissectors ask for. */
static void read_net(struct dis *d, struct cur c, uint16_t off)
{
	struct net *n = &d->net;

	n->ver = 4;
	n->ttl = peek_u8(&c, 8);
	n->proto = peek_u8(&c, 9);
	n->more_frags = off & MF;
	n->frag = off & OFFSET;
	n->src4 = peek_ip4(&c, 12);
	n->dst4 = n->final4 = peek_ip4(&c, 16);
	note_ip4(d, "src", n->src4);
	note_ip4(d, "dst", n->dst4);
}

/* Where a source route ends (RFC 791, 3.1: its last address), or the destination. */
static uint32_t final_hop(struct dis *d, struct cur o, uint32_t n)
{
	clip(&o, n);
	while (has(&o, 2)) {
		uint8_t kind = peek_u8(&o, 0), len = kind == OPT_NOP ? 1 : peek_u8(&o, 1);

		if (kind == OPT_EOL || len == 0 || (kind != OPT_NOP && len < 2) || !has(&o, len))
			break;
		if ((kind == OPT_LSRR || kind == OPT_SSRR) && len >= 7)
			return peek_ip4(&o, len - 4u);
		skip(&o, len);
	}
	return d->net.dst4;
}

static void later_fragment(struct dis *d, uint8_t proto)
{
	const char *name = ip_proto_name(d, proto);

	say_ip4(d, d->net.src4);
	say(d, " > ");
	say_ip4(d, d->net.dst4);
	say(d, ":");
	if (name)
		sayf(d, " %s", name);
	else
		sayf(d, " ip-proto-%u", proto);
}

/* Who listens hears of datagrams, not of their pieces. */
static void fragment_told(struct dis *d, struct cur ip, uint32_t hlen, uint16_t off)
{
	struct tell_frag f = { .id = peek_be16(&ip, 4),
		.offset = (off & OFFSET) * 8u,
		.more = off & MF,
		.next = d->net.proto };

	if (!has(&ip, hlen))
		return;
	if (hlen > HEADER)
		d->net.final4 = final_hop(d, from(ip, HEADER), hlen - HEADER);
	skip(&ip, hlen);
	if (tell_frag(d, &ip, &f))
		enter_ip_proto(d, f.next, ip);
}

static void ip4_payload(struct dis *d, struct cur ip, uint32_t hlen, bool guessed)
{
	uint16_t off = peek_be16(&ip, 6);
	bool outer = d->net.ver == 0;
	uint8_t nh;

	read_net(d, ip, off);
	if (d->tell)
		tell_ip4(d, ip, outer);
	nh = d->net.proto;
	if (d->tell && off & (MF | OFFSET)) {
		fragment_told(d, ip, hlen, off);
		return;
	}
	if (d->opt->v && !ip4_show_header(d, ip, hlen, guessed)) {
		say_hosts(d);
		stop(d);
		return;
	}
	if (off & OFFSET) {
		note_u(d, "frag_offset", (off & OFFSET) * 8u);
		later_fragment(d, nh);
		return;
	}
	if (nh != TCP && nh != UDP && nh != DCCP && nh != SCTP)
		say_hosts(d);
	if (!has(&ip, hlen)) {
		sayf(d, " [remaining caplen(%u) < header length(%u)]", left(&ip), hlen);
		truncated(d);
		return;
	}
	if (hlen > HEADER)
		d->net.final4 = final_hop(d, from(ip, HEADER), hlen - HEADER);
	skip(&ip, hlen);
	enter_ip_proto(d, nh, ip);
}

static void dissect_ip4(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), hlen, len;
	bool guessed = false;
	uint8_t nh;

	if (!d->opt->e)
		say(d, "IP ");
	if (bad(d, "length", length, <, HEADER))
		return;
	if (bad(d, "version", peek_u8(&c, 0) >> 4, !=, 4))
		return;
	hlen = (peek_u8(&c, 0) & 0xf) * 4u;
	if (bad(d, "header length", hlen, <, HEADER))
		return;
	len = peek_be16(&c, 2);
	if (len > length) {
		sayf(d, "[total length %u > length %u]", len, length);
		invalid(d);
		say(d, " ");
	}
	if (len == 0) { /* the sender's offload engine would have filled it in */
		nh = peek_u8(&c, 9);
		guessed = nh == TCP || nh == UDP;
		if (guessed)
			len = length;
	}
	if (len < hlen) {
		sayf(d, "[total length %u < header length %u]", len, hlen);
		invalid(d);
		return;
	}
	if (!has(&c, HEADER)) {
		stop(d);
		return;
	}
	if (wants_fields(d) && d->net.ver == 0 && left(&c) > len)
		note_hex(d, "frame_trailer", from(c, len)); /* what fills up or ends the frame */
	clip(&c, len);
	if (d->net.ver == 0) { /* the outermost header: there is nothing to come back to */
		uint32_t link_len = d->link_len;

		ip4_payload(d, c, hlen, guessed);
		d->net.ver = 0;
		d->link_len = link_len; /* a frame in a tunnel is not the packet's link layer */
	} else {
		struct net outer = d->net;

		ip4_payload(d, c, hlen, guessed);
		d->net = outer;
	}
}

const struct proto proto_ip4 = { "ip", dissect_ip4 };
