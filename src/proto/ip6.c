/* Internet Protocol, version 6, and its extension headers.  RFC 8200; jumbograms: RFC 2675;
 * router alert: RFC 2711; home address: RFC 6275; segment routing: RFC 8754. */
#include "ip.h"

#define HEADER 40

enum {
	HBH = 0,
	TCP = 6,
	UDP = 17,
	DCCP = 33,
	ROUTING = 43,
	FRAGMENT = 44,
	DSTOPT = 60,
	SCTP = 132,
	MOBILITY = 135
};
enum { PAD1 = 0, PADN = 1, RTALERT = 5, JUMBO = 0xc2, HOMEADDR = 0xc9 };

struct walk {             /* one packet's way through its extension headers */
	uint32_t payload; /* of the fixed header */
	bool jumbo;       /* a valid jumbo payload option was met */
	bool jumbo_seen;  /* or one that is not */
	uint32_t jumbo_len;
	struct cur start; /* the fixed header */
};

static bool wrong_length(
	struct dis *d, const char *what, const char *op, uint32_t is, uint32_t want)
{
	sayf(d, " [%s length %u %s %u]", what, is, op, want);
	invalid(d);
	return false;
}

/* --- hop-by-hop and destination options --- */

static bool show_subopts(struct dis *d, struct cur c)
{
	while (left(&c)) {
		uint32_t n = left(&c), len = 1;
		uint8_t type = peek_u8(&c, 0);

		if (type != PAD1) {
			if (bad(d, "remaining length", n, <, 2))
				return false;
			len = peek_u8(&c, 1) + 2u;
			if (bad(d, "remaining length", n, <, len))
				return false;
		}
		if (d->opt->v && type == PAD1)
			say(d, ", pad1");
		else if (d->opt->v && type == PADN)
			say(d, ", padn");
		else if (d->opt->v)
			sayf(d, ", unknown subopt-type 0x%02x len=%u", type, len - 2);
		skip(&c, len);
	}
	return true;
}

static bool show_jumbo(struct dis *d, struct cur o, struct walk *w, bool hbh)
{
	uint32_t len;

	if (peek_u8(&o, 1) != 4)
		return wrong_length(d, "(jumbo)", "!=", peek_u8(&o, 1), 4);
	len = peek_be32(&o, 2);
	note_u(d, "jumbo", len);
	if (!hbh || w->payload || w->jumbo_seen || len < 65536) {
		if (d->opt->v)
			sayf(d, "(jumbo: %u - %s) ", len,
				!hbh            ? "not a hop-by-hop option"
				: w->jumbo_seen ? "already seen"
				: w->payload    ? "payload len != 0"
						: "< 65536");
		w->jumbo_seen = true;
		return true;
	}
	w->jumbo_seen = w->jumbo = true;
	w->jumbo_len = len;
	if (d->opt->v)
		sayf(d, "(jumbo: %u) ", len);
	return true;
}

static bool show_homeaddr(struct dis *d, struct cur o, uint32_t len)
{
	struct ip6 a;

	if (len < 18)
		return wrong_length(d, "(homeaddr)", "<", len - 2, 16);
	a = peek_ip6(&o, 2);
	note_ip6(d, "home_address", a);
	if (d->tell)
		tell_home(d, a);
	if (d->opt->v) {
		say(d, "(homeaddr: ");
		say_ip6(d, a);
	}
	skip(&o, 18);
	if (!show_subopts(d, take(&o, len - 18)))
		return false;
	if (d->opt->v)
		say(d, ")");
	return true;
}

/* One option but Pad1; o holds all the header has left.  False: stop here. */
static bool show_option(struct dis *d, struct cur o, struct walk *w, bool hbh, uint32_t *len)
{
	uint8_t type = peek_u8(&o, 0);
	uint32_t n = left(&o);

	if (type == RTALERT && bad(d, "(rtalert) remaining length", n, <, 4))
		return false;
	if (type == JUMBO && bad(d, "(jumbo) remaining length", n, <, 6))
		return false;
	if (type == HOMEADDR && bad(d, "(homeaddr) remaining length", n, <, 18))
		return false;
	if (bad(d, "remaining length", n, <, 2))
		return false;
	*len = peek_u8(&o, 1) + 2u;
	if (bad(d, "remaining length", n, <, *len))
		return false;
	if (type == RTALERT && *len != 4)
		return wrong_length(d, "(rtalert)", "!=", *len - 2, 2);
	if (type == JUMBO && *len != 6)
		return wrong_length(d, "(jumbo)", "!=", *len - 2, 4);
	switch (type) {
	case PADN:
		if (d->opt->v)
			say(d, "(padn)");
		return true;
	case RTALERT:
		note_u(d, "router_alert", peek_be16(&o, 2));
		if (d->opt->v)
			sayf(d, "(rtalert: 0x%04x) ", peek_be16(&o, 2));
		return true;
	case JUMBO:
		return show_jumbo(d, o, w, hbh);
	case HOMEADDR:
		return show_homeaddr(d, o, *len);
	}
	if (d->opt->v)
		sayf(d, "(unknown opt-type 0x%02x len=%u)", type, *len - 2);
	return true;
}

/* Both kinds of options header, for fields: RFC 8200, 4.2; c is the header. */
static void note_options(struct dis *d, struct cur c, bool hbh)
{
	note_u(d, hbh ? "hbh_next_header" : "dst_next_header", get_u8(&c));
	note_u(d, hbh ? "hbh_length" : "dst_length", get_u8(&c));
	list(d, hbh ? "hbh_options" : "dst_options");
	while (more(&c)) {
		uint8_t type = get_u8(&c), n;
		struct cur value;

		item(d);
		note_u(d, "type", type);
		n = type != PAD1 && more(&c) ? get_u8(&c) : 0;
		value = part(&c, n);
		if (type != PAD1) {
			note_u(d, "length", n);
			note_hex(d, type == PADN ? "padding" : "value", value);
		}
		done(d);
	}
	done(d);
}

/* Both kinds of options header.  0: stop here; else its length. */
static uint32_t show_options(struct dis *d, struct cur c, struct walk *w, bool hbh)
{
	uint32_t n, len;

	d->proto = hbh ? "hbh" : "dstopt";
	n = (peek_u8(&c, 1) + 1u) * 8;
	need(&c, n);
	if (hbh)
		say(d, "HBH ");
	else
		say(d, "DSTOPT ");
	c = take(&c, n);
	if (wants_fields(d) && !d->stopped)
		note_options(d, c, hbh);
	skip(&c, 2);
	if (!hbh && !d->opt->v && !d->tell)
		return n;
	while (more(&c) && !d->stopped) {
		len = 1;
		if (peek_u8(&c, 0) == PAD1) {
			if (d->opt->v)
				say(d, "(pad1)");
		} else if (!show_option(d, c, w, hbh, &len)) {
			return 0;
		}
		skip(&c, len);
	}
	if (d->opt->v)
		say(d, " ");
	return n;
}

/* --- fragment --- */

static uint32_t show_fragment(struct dis *d, struct cur c, struct walk *w)
{
	uint16_t off;
	uint32_t id, len, before;

	d->proto = "frag6";
	say(d, "frag (");
	off = peek_be16(&c, 2);
	id = peek_be32(&c, 4);
	note_u(d, "frag_next_header", peek_u8(&c, 0));
	note_u(d, "frag_reserved", peek_u8(&c, 1));
	note_u(d, "frag_id", id);
	note_u(d, "frag_offset", off & 0xfff8u);
	note_b(d, "more_fragments", off & 1);
	if (d->opt->v)
		sayf(d, "0x%08x:", id);
	before = stepped(&w->start, &c) + 8;
	len = w->payload + HEADER;
	sayf(d, "%u|", off & 0xfff8u);
	if (before > len) {
		say(d, "[length < 0]");
		invalid(d);
	} else {
		say_u(d, len - before);
	}
	say(d, ")");
	if (!(off & 0xfff8))
		say(d, " ");
	d->net.more_frags = true; /* also in a last fragment that is the first: no checksums */
	d->net.frag = off & 0xfff8;
	return off & 0xfff8 || (wire(&c) <= 8 && before <= len) ? 0 : 8;
}

/* Who listens hears of datagrams, not of their pieces.  True: c is behind the header, at the whole,
 * or d has stopped. */
static bool fragment_told(struct dis *d, struct cur *c, uint8_t *nh)
{
	uint16_t off = peek_be16(c, 2);
	struct tell_frag f = { .id = peek_be32(c, 4),
		.offset = off & 0xfff8u,
		.more = off & 1,
		.next = peek_u8(c, 0) };

	if (!(off & 0xfff9) || !has(c, 9))
		return false;
	skip(c, 8);
	if (tell_frag(d, c, &f))
		*nh = f.next;
	else
		stop(d);
	return true;
}

/* --- routing --- */

static const struct name tlv_names[] = { { 0, "Pad1" }, { 4, "PadN" }, { 5, "HMAC" }, { 0, NULL } };

/* RFC 8754, 2.1.2; c is behind the TLV's length octet. */
static bool show_hmac(struct dis *d, struct cur *c, uint32_t len)
{
	uint16_t rsv;
	uint32_t id;

	if (bad(d, "remaining length", wire(c), <, 6))
		return false;
	rsv = get_be16(c);
	id = get_be32(c);
	if (d->opt->v) {
		sayf(d, ", D=%u", rsv >> 15);
		if (rsv & 0x7fff)
			sayf(d, ", reserved MBZ %u", rsv & 0x7fff);
		sayf(d, ", HMAC-key-ID=0x%02x", id);
		say(d, ", HMAC=0x");
	}
	for (uint32_t i = 0; i < len; i++) {
		uint8_t ch;

		if (bad(d, "remaining length", wire(c), <, 1))
			return false;
		ch = get_u8(c);
		if (d->opt->v)
			say_x(d, ch, 2);
	}
	return true;
}

static bool show_tlv(struct dis *d, struct cur *c)
{
	uint8_t type = get_u8(c);
	uint32_t len;

	say(d, ", TLV-type=");
	say_name(d, tlv_names, "Unknown", type);
	sayf(d, "(%u)", type);
	if (type == 0)
		return true;
	if (wire(c) == 0)
		return true; /* sic */
	len = get_u8(c);
	sayf(d, ", TLV-len=%u", len);
	if (type == 5)
		return show_hmac(d, c, len);
	if (type == 4 && len > 5) {
		sayf(d, " [PadN length %u > 5]", len);
		invalid(d);
		return false;
	}
	if (d->opt->v && type != 4)
		say(d, ", TLV-value=0x");
	if (bad(d, "remaining length", wire(c), <, len))
		return false;
	if (d->opt->v && type != 4) {
		say_bytes(d, take(c, len), 0);
	} else {
		need(c, len);
		skip(c, len);
	}
	return true;
}

static bool show_addresses(struct dis *d, struct cur *c, uint32_t n)
{
	list(d, "segments");
	for (uint32_t i = 0; i < n; i++) {
		struct ip6 a;

		a = get_ip6(c);
		if (d->stopped)
			return false;
		sayf(d, ", [%u]", i);
		show_ip6(d, "", NULL, a);
		d->net.final6 = a;
	}
	done(d);
	return true;
}

static bool show_srh(struct dis *d, struct cur c, uint8_t len)
{
	uint8_t last = get_u8(&c), flags;
	uint16_t tag;
	uint32_t end;

	show_u(d, ", last-entry=", "last_entry", last);
	flags = get_u8(&c);
	if (d->opt->v || flags)
		show_x(d, ", flags=0x", "flags", flags, 1);
	tag = get_be16(&c);
	show_x(d, ", tag=", "tag", tag, 1);
	end = len * 8u;
	if (!show_addresses(d, &c, last + 1u))
		return false;
	pretend(&c, end > (last + 1u) * 16 ? end - (last + 1u) * 16 : 0);
	while (wire(&c) && !d->stopped)
		if (!show_tlv(d, &c))
			return false;
	say(d, ") ");
	return true;
}

static bool show_rh0(struct dis *d, struct cur c, uint8_t len)
{
	uint32_t rsv = get_be32(&c);

	note_u(d, "rt_reserved", rsv);
	if (rsv || d->opt->v)
		show_x(d, ", rsv=0x", "reserved", rsv, 1);
	if (len % 2) {
		sayf(d, " [length %u]", len);
		invalid(d);
		return false;
	}
	pretend(&c, len * 8u);
	if (!show_addresses(d, &c, len / 2u))
		return false;
	say(d, ") ");
	return true;
}

static uint32_t show_routing(struct dis *d, struct cur c)
{
	struct ip6 final = d->net.dst6;
	uint8_t len, type, left_;
	bool ok = false;

	d->proto = "rt6";
	say(d, "RT6");
	note_u(d, "rt_next_header", peek_u8(&c, 0));
	len = peek_u8(&c, 1);
	show_u(d, " (len=", "rt_len", len);
	type = peek_u8(&c, 2);
	show_u(d, ", type=", "rt_type", type);
	if (type == 0)
		say(d, " [Deprecated]");
	left_ = peek_u8(&c, 3);
	show_u(d, ", segleft=", "segments_left", left_);
	if (type == 0 || type == 2) {
		ok = show_rh0(d, from(c, 4), len);
		if (!left_)
			d->net.final6 = final;
	} else if (type == 4) {
		ok = show_srh(d, from(c, 4), len);
		d->net.final6 = final;
		if (ok && left_)
			d->net.final6 = peek_ip6(&c, 8);
	} else {
		say(d, " (unknown type)");
		invalid(d);
	}
	return ok && !d->stopped ? (len + 1u) * 8 : 0;
}

/* --- the fixed header --- */

void ip6_show_header(struct dis *d, struct cur c)
{
	uint32_t first = peek_be32(&c, 0);

	say(d, "(");
	if (first >> 20 & 0xff)
		sayf(d, "class 0x%02x, ", first >> 20 & 0xff);
	if (first & 0xfffff)
		sayf(d, "flowlabel 0x%05x, ", first & 0xfffff);
	note_u(d, "version", 6);
	note_u(d, "class", first >> 20 & 0xff);
	note_u(d, "flow_label", first & 0xfffff);
	show_u(d, "hlim ", "hlim", peek_u8(&c, 7));
	say(d, ", next-header ");
	show_name(d, "next_header", ip_proto_names, "unknown", peek_u8(&c, 6));
	say(d, " (");
	say_u(d, peek_u8(&c, 6));
	show_u(d, "), payload length ", "payload_length", peek_be16(&c, 4));
	say(d, ") ");
}

static void say_hosts(struct dis *d)
{
	say_ip6(d, d->net.src6);
	say(d, " > ");
	say_ip6(d, d->net.dst6);
	say(d, ": ");
}

static bool misplaced_hbh(struct dis *d, bool seen, bool first)
{
	if (first)
		return false;
	if (seen)
		say(d, "[The Hop-by-Hop Options header was already found]");
	else
		say(d, "[The Hop-by-Hop Options header don't follow the IPv6 header]"); /* sic */
	invalid(d);
	return true;
}

/* The length that a jumbo payload option gives the packet. */
static void take_jumbo(struct dis *d, struct cur *c, const struct walk *w, uint32_t length)
{
	uint32_t len = w->jumbo_len + HEADER;

	if (len > length) {
		sayf(d, "[header+payload length %u > length %u]", len, length);
		invalid(d);
		say(d, " ");
		pretend(c, len - stepped(&w->start, c));
	} else {
		clip(c, len - stepped(&w->start, c));
	}
}

/* The extension headers, then what they lead to; c is behind the fixed header. */
static void walk_headers(struct dis *d, struct cur c, uint8_t nh, struct walk *w, uint32_t length)
{
	bool seen_hbh = false, first = true;
	uint32_t step = 0;

	for (; !d->stopped; first = false) {
		uint8_t next = nh;

		switch (nh) {
		case HBH:
			if (misplaced_hbh(d, seen_hbh, first))
				return;
			seen_hbh = true;
			step = show_options(d, c, w, true);
			next = peek_u8(&c, 0);
			if (!w->payload && !w->jumbo) {
				say(d, "[No valid Jumbo Payload Hop-by-Hop option found]");
				invalid(d);
				return;
			}
			if (!w->payload && next != HBH)
				take_jumbo(d, &c, w, length);
			break;
		case DSTOPT:
			step = show_options(d, c, w, false);
			next = peek_u8(&c, 0);
			break;
		case FRAGMENT:
			if (d->tell && fragment_told(d, &c, &nh))
				continue;
			step = show_fragment(d, c, w);
			next = peek_u8(&c, 0);
			break;
		case ROUTING:
			if (!has(&c, 1)) {
				d->proto = "ip6";
				stop(d);
				return;
			}
			step = show_routing(d, c);
			next = peek_u8(&c, 0);
			break;
		default:
			enter_ip_proto(d, nh, c);
			return;
		}
		if (!step || !has(&c, step))
			return;
		skip(&c, step);
		nh = next;
	}
}

static void read_net(struct dis *d, struct cur c)
{
	struct net *n = &d->net;

	n->ver = 6;
	n->more_frags = n->frag = false;
	n->proto = peek_u8(&c, 6);
	n->ttl = peek_u8(&c, 7);
	n->src6 = peek_ip6(&c, 8);
	n->dst6 = peek_ip6(&c, 24);
	n->final6 = n->dst6;
	note_ip6(d, "src", n->src6);
	note_ip6(d, "dst", n->dst6);
}

/* Addresses, extension headers and payload; c is at the fixed header. */
static void show_rest(struct dis *d, struct cur c, uint8_t nh, struct walk *w, uint32_t length)
{
	bool outer = d->net.ver == 0;

	read_net(d, c);
	if (d->tell)
		tell_ip6(d, c, outer);
	if (nh != TCP && nh != UDP && nh != DCCP && nh != SCTP)
		say_hosts(d);
	skip(&c, HEADER);
	walk_headers(d, c, nh, w, length);
}

static void dissect_ip6(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), len;
	struct walk w = { .start = c };
	bool guessed = false;
	uint8_t nh;

	if (!d->opt->e)
		say(d, "IP6 ");
	if (bad(d, "length", length, <, HEADER))
		return;
	if (bad(d, "version", peek_u8(&c, 0) >> 4, !=, 6))
		return;
	w.payload = peek_be16(&c, 4);
	len = w.payload + HEADER;
	if (length < len) {
		sayf(d, "[header+payload length %u > length %u]", len, length);
		invalid(d);
		say(d, " ");
	}
	nh = peek_u8(&c, 6);
	if (d->opt->v)
		ip6_show_header(d, c);
	if (w.payload == 0 && (nh == TCP || nh == UDP)) { /* segmentation offload */
		guessed = true;
		w.payload = length - HEADER;
		len = length;
	}
	if (guessed && len - HEADER > 65535)
		sayf(d, "[real length %u, presumed BIG TCP] ", len);
	else if (guessed && d->opt->v && len > HEADER)
		sayf(d, "[real length %u, presumed TSO] ", len);
	if (wants_fields(d) && d->net.ver == 0 && w.payload && left(&c) > len)
		note_hex(d, "frame_trailer", from(c, len)); /* what fills up or ends the frame */
	if (w.payload && length < len)
		pretend(&c, len); /* the upper layers are told what the header says */
	else if (w.payload)
		clip(&c, len);
	else if (nh != HBH)
		claim(&c, len);
	w.start = c;
	if (d->net.ver == 0) { /* the outermost header: there is nothing to come back to */
		uint32_t link_len = d->link_len;

		show_rest(d, c, nh, &w, length);
		d->net.ver = 0;
		d->link_len = link_len; /* a frame in a tunnel is not the packet's link layer */
	} else {
		struct net outer = d->net;

		show_rest(d, c, nh, &w, length);
		d->net = outer;
	}
}

const struct proto proto_ip6 = { "ip6", dissect_ip6 };
