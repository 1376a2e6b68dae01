/* Enhanced Interior Gateway Routing Protocol.  RFC 7868. */
#include "../dissect/dissect.h"

enum { HEADER = 20 };
enum { GENERAL = 0x001, AUTH, SEQUENCE, SOFTWARE, NEXT_MULTICAST };
enum { IP_INT = 0x102, IP_EXT, AT_INT = 0x202, AT_EXT, AT_CABLE, IPX_INT = 0x302, IPX_EXT };

static const struct name opcodes[] = {
	{ 1, "Update" },
	{ 3, "Query" },
	{ 4, "Reply" },
	{ 5, "Hello" },
	{ 6, "IPX SAP" },
	{ 7, "Probe" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 1, "Init" },
	{ 2, "Conditionally Received" },
	{ 4, "Restart" },
	{ 8, "End-of-Table" },
	{ 0, NULL },
};

static const struct name tlvs[] = {
	{ GENERAL, "General Parameters" },
	{ AUTH, "Authentication" },
	{ SEQUENCE, "Sequence" },
	{ SOFTWARE, "Software Version" },
	{ NEXT_MULTICAST, "Next Multicast Sequence" },
	{ IP_INT, "IP Internal routes" },
	{ IP_EXT, "IP External routes" },
	{ AT_INT, "AppleTalk Internal routes" },
	{ AT_EXT, "AppleTalk External routes" },
	{ AT_CABLE, "AppleTalk Cable setup" },
	{ IPX_INT, "IPX Internal routes" },
	{ IPX_EXT, "IPX External routes" },
	{ 0, NULL },
};

static const struct name origins[] = {
	{ 1, "IGRP" },
	{ 2, "EIGRP" },
	{ 3, "Static" },
	{ 4, "RIP" },
	{ 5, "Hello" },
	{ 6, "OSPF" },
	{ 7, "IS-IS" },
	{ 8, "EGP" },
	{ 9, "BGP" },
	{ 10, "IDRP" },
	{ 11, "Connected" },
	{ 0, NULL },
};

/* The octets a TLV needs, its header counted; 0: not known in detail. */
static uint32_t least(uint16_t type)
{
	switch (type) {
	case GENERAL:
	case AT_CABLE:
		return 12;
	case SOFTWARE:
		return 8;
	case IP_INT:
		return 26;
	case IP_EXT:
		return 46;
	case AT_INT:
		return 28;
	case AT_EXT:
		return 44;
	default:
		return 0;
	}
}

struct path { /* what comes with a prefix */
	uint32_t router, as, tag, metric, delay, bandwidth, mtu;
	uint8_t proto, flags, hop, reliability, load;
	bool external;
};

static void get_external(struct cur *c, struct path *p)
{
	p->external = true;
	p->router = get_be32(c);
	p->as = get_be32(c);
	p->tag = get_be32(c);
}

static void get_metric(struct cur *c, struct path *p)
{
	p->delay = get_be32(c);
	p->bandwidth = get_be32(c);
	p->mtu = get_be24(c);
	p->hop = get_u8(c);
	p->reliability = get_u8(c);
	p->load = get_u8(c);
	skip(c, 2);
}

static void say_path(struct dis *d, const struct path *p, bool ip)
{
	if (p->external) {
		say(d, "\n\t      origin-router ");
		if (ip)
			show_ip4(d, "", "origin_router", p->router);
		else
			show_u(d, "", "origin_router", p->router);
		show_u(d, ", origin-as ", "origin_as", p->as);
		say(d, ", origin-proto ");
		show_name(d, "origin_proto", origins, "unknown", p->proto);
		sayf(d, ", flags [0x%02x], tag 0x%08x, metric %u", p->flags, p->tag, p->metric);
	}
	sayf(d, "\n\t      delay %u ms, bandwidth %u Kbps, mtu %u, hop %u, reliability %u, load %u",
		p->delay / 100, p->bandwidth, p->mtu, p->hop, p->reliability, p->load);
	note_u(d, "delay", p->delay);
	note_u(d, "bandwidth", p->bandwidth);
	note_u(d, "mtu", p->mtu);
	note_u(d, "hops", p->hop);
	note_u(d, "reliability", p->reliability);
	note_u(d, "load", p->load);
}

static void ip_route(struct dis *d, struct cur c, bool external)
{
	struct path p = { 0 };
	uint32_t hop = get_ip4(&c), prefix = 0, i, bits;
	char text[24], *o;

	if (external) {
		get_external(&c, &p);
		p.metric = get_be32(&c);
		skip(&c, 2);
		p.proto = get_u8(&c);
		p.flags = get_u8(&c);
	}
	get_metric(&c, &p);
	bits = get_u8(&c);
	if (bits > 32) {
		sayf(d, "\n\t    illegal prefix length %u", bits);
		return;
	}
	for (i = 0; i < (bits + 7) / 8; i++)
		prefix |= (uint32_t)get_u8(&c) << (24 - 8 * i);
	o = fmt_ip4(text, prefix);
	*o = '\0';
	sayf(d, "\n\t    IPv4 prefix: %15s/%u, nexthop: ", text, bits);
	note_ip4(d, "prefix", prefix);
	note_u(d, "prefix_length", bits);
	if (hop)
		show_ip4(d, "", "next_hop", hop);
	else
		say(d, "self");
	say_path(d, &p, true);
}

static void atalk_route(struct dis *d, struct cur c, bool external)
{
	struct path p = { 0 };
	uint16_t net = get_be16(&c), node = get_be16(&c), first, last;

	if (external) {
		get_external(&c, &p);
		p.proto = get_u8(&c);
		p.flags = get_u8(&c);
		p.metric = get_be16(&c);
	}
	get_metric(&c, &p);
	first = get_be16(&c);
	last = get_be16(&c);
	show_u(d, "\n\t     Cable-Range: ", "first_network", first);
	show_u(d, "-", "last_network", last);
	say(d, ", nexthop: ");
	if (net || node)
		sayf(d, "%u.%u", net, node);
	else
		say(d, "self");
	say_path(d, &p, false);
}

static void general(struct dis *d, struct cur c)
{
	static const char *const keys[] = { "k1", "k2", "k3", "k4", "k5" };
	uint8_t k[5], k6;
	uint16_t holdtime;

	for (int i = 0; i < 5; i++) {
		k[i] = get_u8(&c);
		note_u(d, keys[i], k[i]);
	}
	k6 = get_u8(&c);
	note_u(d, "k6", k6);
	holdtime = get_be16(&c);
	show_u(d, "\n\t    holdtime: ", "holdtime", holdtime);
	sayf(d, "s, k1 %u, k2 %u, k3 %u, k4 %u, k5 %u", k[0], k[1], k[2], k[3], k[4]);
}

/* c: the rest of the packet, from the value on. */
static bool tlv(struct dis *d, uint16_t type, struct cur c)
{
	uint32_t a, b;

	switch (type) {
	case GENERAL:
		general(d, c);
		return true;
	case SOFTWARE:
		a = get_u8(&c);
		b = get_u8(&c);
		sayf(d, "\n\t    IOS version: %u.%u", a, b);
		note_u(d, "release", a << 8 | b);
		a = get_u8(&c);
		b = get_u8(&c);
		sayf(d, ", EIGRP version %u.%u", a, b);
		note_u(d, "tlv_version", a << 8 | b);
		return true;
	case IP_INT:
	case IP_EXT:
		ip_route(d, c, type == IP_EXT);
		return true;
	case AT_INT:
	case AT_EXT:
		atalk_route(d, c, type == AT_EXT);
		return true;
	case AT_CABLE:
		a = get_be16(&c);
		b = get_be16(&c);
		sayf(d, "\n\t    Cable-range: %u-%u", a, b);
		show_u(d, ", Router-ID ", "router_id", get_be32(&c));
		return true;
	default:
		return false;
	}
}

static void body(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		struct cur v, rest;
		uint32_t n;
		uint16_t type;
		bool told = true;

		if (wire(&c) < 4) {
			sayf(d, "\n\t  (only %u bytes of data)", wire(&c));
			invalid(d);
			return;
		}
		need(&c, 4);
		type = get_be16(&c);
		n = get_be16(&c);
		if (d->stopped)
			return;
		say(d, "\n\t  ");
		item(d);
		show_name(d, "type", tlvs, "Unknown", type);
		sayf(d, " TLV (0x%04x)", type);
		show_u(d, ", length: ", "length", n);
		if (n < 4 || n - 4 > wire(&c)) {
			invalid(d);
			done(d);
			return;
		}
		rest = c;
		v = take(&c, n - 4);
		if (d->stopped)
			return;
		if (n < least(type))
			sayf(d, " (too short, < %u)", least(type));
		else
			told = tlv(d, type, rest);
		if (d->stopped)
			return;
		if ((d->opt->v > 1 || !told) && wire(&v))
			say_hex(d, "\n\t    ", v);
		done(d);
	}
}

static void dissect_eigrp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), flags, seq, ack;
	uint16_t sum, vrid, as;
	uint8_t version, opcode;

	version = get_u8(&c);
	if (d->stopped)
		return;
	note_u(d, "version", version);
	if (version != 2 && length >= HEADER) {
		sayf(d, "EIGRP version %u packet not supported", version);
		return;
	}
	opcode = get_u8(&c);
	if (d->stopped)
		return;
	note_u(d, "opcode", opcode);
	note_(name, d, "opcode", name_of(opcodes, opcode));
	if (!d->opt->v || length < HEADER) {
		say(d, "EIGRP ");
		say_name(d, opcodes, "unknown (%u)", opcode);
		sayf(d, ", length: %u", length);
		if (length < HEADER)
			sayf(d, " (too short, < %u)", HEADER);
		need(&c, length > 2 ? length - 2 : 0);
		return;
	}
	need(&c, HEADER - 2);
	sum = get_be16(&c);
	flags = get_be32(&c);
	seq = get_be32(&c);
	ack = get_be32(&c);
	vrid = get_be16(&c);
	as = get_be16(&c);
	note_u(d, "cksum", sum);
	note_u(d, "flags", flags);
	sayf(d, "\n\tEIGRP v%u, opcode: ", version);
	say_name(d, opcodes, "unknown, type: %u", opcode);
	sayf(d, " (%u), chksum: 0x%04x, Flags: [", opcode, sum);
	say_bits(d, flag_bits, "none", flags, ", ");
	show_x(d, "]\n\tseq: 0x", "seq", seq, 8);
	show_x(d, ", ack: 0x", "ack", ack, 8);
	show_u(d, ", VRID: ", "vrid", vrid);
	show_u(d, ", AS: ", "as", as);
	sayf(d, ", length: %u", wire(&c));
	list(d, "tlvs");
	body(d, c);
	done(d);
}

const struct proto proto_eigrp = { "eigrp", dissect_eigrp };
