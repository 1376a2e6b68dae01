/* BGP network layer reachability information.  RFC 4760; labels: RFC 8277; VPNs: RFC 4364, RFC
 * 4659; additional paths: RFC 7911; route targets: RFC 4684; multicast VPNs: RFC 6514; VPLS: RFC
 * 4761; layer 2 VPNs: draft-kompella-l2vpn-l2vpn; MDT: RFC 6037. */
#include "bgp.h"

enum { IPV4 = 1, IPV6 = 2, NSAP = 3, VPLS_AFI = 25, L2VPN = 196 };
enum {
	UNICAST = 1,
	MULTICAST,
	UNIMULTICAST,
	LABELED,
	MVPN,
	VPLS = 65,
	MDT = 66,
	VPN_UNICAST = 128,
	VPN_MULTICAST,
	VPN_UNIMULTICAST,
	RT_CONSTRAINT = 132,
};

const struct name bgp_afi_names[] = {
	{ 0, "Reserved" },
	{ IPV4, "IPv4" },
	{ IPV6, "IPv6" },
	{ NSAP, "NSAP" },
	{ 4, "HDLC" },
	{ 5, "BBN 1822" },
	{ 6, "802" },
	{ 7, "E.163" },
	{ 8, "E.164" },
	{ 9, "F.69" },
	{ 10, "X.121" },
	{ 11, "Novell IPX" },
	{ 12, "Appletalk" },
	{ 13, "Decnet IV" },
	{ 14, "Banyan Vines" },
	{ 15, "E.164 with NSAP subaddress" },
	{ VPLS_AFI, "VPLS" },
	{ L2VPN, "Layer-2 VPN" },
	{ 0, NULL },
};

const struct name bgp_safi_names[] = {
	{ 0, "Reserved" },
	{ UNICAST, "Unicast" },
	{ MULTICAST, "Multicast" },
	{ UNIMULTICAST, "Unicast+Multicast" },
	{ LABELED, "labeled Unicast" },
	{ 64, "Tunnel" },
	{ VPLS, "VPLS" },
	{ MVPN, "Multicast VPN" },
	{ MDT, "MDT" },
	{ 70, "EVPN" },
	{ VPN_UNICAST, "labeled VPN Unicast" },
	{ VPN_MULTICAST, "labeled VPN Multicast" },
	{ VPN_UNIMULTICAST, "labeled VPN Unicast+Multicast" },
	{ RT_CONSTRAINT, "Route Target Routing Information" },
	{ 0, NULL },
};

/* --- small parts --- */

void bgp_say_as(struct dis *d, uint32_t as)
{
	if (d->opt->b && as > 65535)
		sayf(d, "%u.%u", as >> 16, as & 0xffff);
	else
		say_u(d, as);
}

struct bgp_rd bgp_get_rd(struct cur *c)
{
	struct bgp_rd rd = { get_be64(c) };

	return rd;
}

void bgp_say_rd(struct dis *d, struct bgp_rd rd)
{
	uint32_t hi = (uint32_t)(rd.v >> 32), lo = (uint32_t)rd.v;

	switch (rd.v >> 48) {
	case 0: /* AS of two octets: number of four */
		sayf(d, "%u:%u (= ", hi & 0xffff, lo);
		say_ip4n(d, lo);
		say(d, ")");
		break;
	case 1: /* address: number of two */
		say_ip4n(d, hi << 16 | lo >> 16);
		sayf(d, ":%u", lo & 0xffff);
		break;
	case 2: /* AS of four: number of two */
		bgp_say_as(d, hi << 16 | lo >> 16);
		sayf(d, ":%u (", lo & 0xffff);
		say_ip4n(d, hi << 16 | lo >> 16);
		sayf(d, ":%u)", lo & 0xffff);
		break;
	default:
		say(d, "unknown RD format");
		break;
	}
}

static void say_rd(struct dis *d, struct bgp_rd rd)
{
	say(d, "RD: ");
	bgp_say_rd(d, rd);
}

enum result { GOOD, ILLEGAL, LEFTOVER };

struct prefix {
	uint8_t bits;
	uint8_t b[20];
	bool labeled, vpn;
	uint32_t label; /* with its traffic class and bottom bit */
	struct bgp_rd rd;
};

/* The octets of a prefix, the bits behind it cleared.  room: what the item may take. */
static enum result get_octets(struct cur *c, struct prefix *p, uint32_t room)
{
	uint32_t n = (p->bits + 7u) / 8;

	if (n > room)
		return LEFTOVER;
	for (int i = 0; i < 20; i++)
		p->b[i] = 0;
	get_bytes(c, p->b, n);
	if (p->bits & 7)
		p->b[n - 1] &= (uint8_t)(0xff << (8 - (p->bits & 7)));
	return GOOD;
}

static enum result get_prefix(struct cur *c, struct prefix *p, uint8_t max, uint32_t room)
{
	p->labeled = p->vpn = false;
	need(c, 1);
	if (room < 1)
		return LEFTOVER;
	p->bits = get_u8(c);
	if (p->bits > max)
		return ILLEGAL;
	return get_octets(c, p, room - 1);
}

static enum result get_labeled(struct cur *c, struct prefix *p, uint8_t max, uint32_t room)
{
	p->labeled = true;
	p->vpn = false;
	need(c, 4);
	if (room < 4)
		return LEFTOVER;
	p->bits = get_u8(c);
	p->label = get_be24(c);
	if (p->bits < 24)
		return ILLEGAL;
	p->bits = (uint8_t)(p->bits - 24);
	if (p->bits > max)
		return ILLEGAL;
	return get_octets(c, p, room - 4);
}

static enum result get_vpn(struct cur *c, struct prefix *p, uint8_t max, uint32_t room)
{
	(void)room;
	p->labeled = p->vpn = true;
	p->bits = get_u8(c);
	if (p->bits < 24 + 64)
		return ILLEGAL;
	p->bits = (uint8_t)(p->bits - 24 - 64);
	if (p->bits > max)
		return ILLEGAL;
	p->label = get_be24(c);
	p->rd = bgp_get_rd(c);
	return get_octets(c, p, 20);
}

static void say_prefix(struct dis *d, const struct prefix *p, uint16_t afi)
{
	uint32_t ip = ld_be32(p->b);
	struct ip6 ip6;

	if (p->vpn) {
		say_rd(d, p->rd);
		say(d, ", ");
	}
	if (afi == IPV4) {
		say_ip4(d, ip);
	} else if (afi == IPV6) {
		ip6 = ld_ip6(p->b);
		say_ip6(d, ip6);
	}
	sayf(d, "/%u", p->bits);
	if (p->labeled)
		sayf(d, ", label:%u %s", p->label >> 4,
			p->label & 1 ? "(bottom)" : "(BOGUS: Bottom of Stack NOT set!)");
}

static void note_prefix(struct dis *d, const struct prefix *p, uint16_t afi)
{
	if (!wants_fields(d))
		return;
	if (afi == IPV4)
		json_ip4(d, "prefix", ld_be32(p->b));
	else if (afi == IPV6)
		json_ip6(d, "prefix", ld_ip6(p->b));
	json_u(d, "prefix_length", p->bits);
	if (p->labeled)
		json_u(d, "label", p->label >> 4);
}

/* --- additional paths: whether identifiers are there was agreed on before, so guess --- */

/* Could c be a list of prefixes, each behind `extra` octets? */
static bool is_list(struct cur c, uint32_t extra, uint8_t max, bool zero_ok)
{
	uint32_t length = wire(&c), at = 0;

	while (at < length) {
		uint8_t bits;

		at += extra;
		if (left(&c) <= at)
			break;
		bits = peek_u8(&c, at);
		if (bits > max || (bits == 0 && !zero_ok))
			return false;
		at += 1 + (bits + 7u) / 8;
	}
	return at <= length;
}

static bool has_path_ids(struct cur c, uint8_t max)
{
	return is_list(c, 4, max, true) && !is_list(c, 0, max, false);
}

/* --- the lists --- */

static bool say_if_illegal(struct dis *d, enum result r)
{
	if (r == ILLEGAL)
		say(d, "\n\t    (illegal prefix length)");
	return r != GOOD;
}

bool bgp_show_routes(struct dis *d, struct cur c)
{
	bool ids = has_path_ids(c, 32);
	uint32_t room = wire(&c); /* sic: not what is left of it */

	while (wire(&c) && !d->stopped) {
		struct prefix p;
		uint32_t id = 0;
		enum result r;

		if (ids)
			id = get_be32(&c);
		r = get_prefix(&c, &p, 32, room);
		if (r == LEFTOVER && !d->stopped) {
			truncated(d);
			return false;
		}
		if (say_if_illegal(d, r) || d->stopped)
			return true;
		item(d);
		say(d, "\n\t    ");
		say_prefix(d, &p, IPV4);
		note_prefix(d, &p, IPV4);
		if (ids)
			show_u(d, "   Path Id: ", "path_id", id);
		done(d);
	}
	return true;
}

/* sic: room is that of the whole attribute, so a last prefix may reach out of it. */
typedef enum result get_fn(struct cur *c, struct prefix *p, uint8_t max, uint32_t room);

static void prefixes(struct dis *d, struct cur c, uint16_t afi, get_fn *get, uint32_t room)
{
	uint8_t max = afi == IPV4 ? 32 : 128;
	bool ids = get == get_prefix && has_path_ids(c, max);

	while (wire(&c) && !d->stopped) {
		struct prefix p;
		uint32_t id = 0;

		if (ids)
			id = get_be32(&c);
		if (say_if_illegal(d, get(&c, &p, max, room)) || d->stopped)
			return;
		item(d);
		say(d, "\n\t      ");
		say_prefix(d, &p, afi);
		note_prefix(d, &p, afi);
		if (ids)
			show_u(d, "   Path Id: ", "path_id", id);
		done(d);
	}
}

/* An NSAP address; of the last octet only the bits that count, if they are not all. */
static void say_nsap_bits(struct dis *d, struct cur a, uint32_t bits)
{
	uint32_t n = left(&a);

	if (!n || n > 20) {
		say(d, "isonsap_string: illegal length");
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint8_t b = get_u8(&a);

		if (i + 1 == n && bits & 7)
			b &= (uint8_t)(0xff << (8 - (bits & 7)));
		say_x(d, b, 2);
		if (i % 2 == 0 && i + 1 < n)
			say(d, ".");
	}
}

/* sic: the reference begins the address three octets too late */
static void nsap_prefixes(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t bits = get_u8(&c);
		struct cur a;

		if (bits > 152) {
			say_if_illegal(d, ILLEGAL);
			return;
		}
		a = from(c, 3);
		a = take(&a, (bits + 7u) / 8);
		skip(&c, (bits + 7u) / 8);
		if (d->stopped)
			return;
		say(d, "\n\t      ");
		say_nsap_bits(d, a, bits);
		sayf(d, "/%u", bits);
	}
}

static void nsap_vpn_prefixes(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t bits = get_u8(&c);
		struct bgp_rd rd;
		uint32_t label;
		struct cur a;

		if (bits < 24 + 64 || bits - 24 - 64 > 152) {
			say_if_illegal(d, ILLEGAL);
			return;
		}
		bits = (uint8_t)(bits - 24 - 64);
		label = get_be24(&c);
		rd = bgp_get_rd(&c);
		a = take(&c, (bits + 7u) / 8);
		if (d->stopped)
			return;
		say(d, "\n\t      ");
		say_rd(d, rd);
		say(d, ", ");
		say_nsap_bits(d, a, bits);
		sayf(d, "/%u, label:%u %s", bits, label >> 4,
			label & 1 ? "(bottom)" : "(BOGUS: Bottom of Stack NOT set!)");
	}
}

/* --- route targets --- */

static void say_target(struct dis *d, const struct prefix *p, uint8_t bits)
{
	uint32_t n = (bits + 7u) / 8;
	uint16_t type = ld_be16(p->b), lo = ld_be16(p->b + 6);
	bool known = type == 0x0002 || type == 0x0102 || type == 0x0202;

	if (bits == 0) {
		say(d, ", route-target: 0:0/0");
		return;
	}
	if (bits < 16) {
		say(d, ", route-target: partial-type: (");
	} else if (!known) {
		sayf(d, ", route target: unknown-type(%04x) (", type); /* sic: no hyphen */
	} else {
		say(d, ", route-target: ");
		if (type == 0x0002) {
			sayf(d, "%u:%u", ld_be16(p->b + 2), ld_be32(p->b + 4));
		} else if (type == 0x0102) {
			say_ip4n(d, ld_be32(p->b + 2));
			sayf(d, ":%u", lo);
		} else {
			bgp_say_as(d, ld_be32(p->b + 2));
			sayf(d, ":%u", lo);
		}
		sayf(d, "/%u (", bits);
	}
	for (uint32_t i = 0; i < n; i++)
		sayf(d, "%s%02x", i && i % 2 == 0 ? " " : "", p->b[i]);
	if (bits < 16 || !known)
		sayf(d, "/%u", bits);
	say(d, ")");
}

static void route_targets(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		struct prefix p = { 0 };
		uint8_t bits = get_u8(&c);
		uint32_t as = 0;

		if (bits >= 32)
			need(&c, 4);
		if (d->stopped)
			return;
		if (bits && (bits < 32 || bits > 96)) {
			say(d, "\n\t      (illegal prefix length)");
			return;
		}
		if (bits) {
			as = get_be32(&c);
			p.bits = (uint8_t)(bits - 32);
			get_octets(&c, &p, 20);
		}
		if (d->stopped)
			return;
		item(d);
		if (bits) {
			say(d, "\n\t      origin AS: ");
			note_u(d, "origin_as", as);
			bgp_say_as(d, as);
			say_target(d, &p, p.bits);
		} else {
			say(d, "\n\t      default route target");
		}
		done(d);
	}
}

/* --- multicast VPNs --- */

enum { INTRA_AS = 1, INTER_AS, S_PMSI, SEGMENT_LEAF, SOURCE_ACTIVE, SHARED_JOIN, SOURCE_JOIN };

static const struct name mvpn_types[] = {
	{ INTRA_AS, "Intra-AS I-PMSI" },
	{ INTER_AS, "Inter-AS I-PMSI" },
	{ S_PMSI, "S-PMSI" },
	{ SEGMENT_LEAF, "Intra-AS Segment-Leaf" },
	{ SOURCE_ACTIVE, "Source-Active" },
	{ SHARED_JOIN, "Shared Tree Join" },
	{ SOURCE_JOIN, "Source Tree Join" },
	{ 0, NULL },
};

struct mvpn_addr { /* of 32 or 128 bits; any other number is only said */
	uint32_t bits;
	uint32_t ip4;
	struct ip6 ip6;
};

static struct mvpn_addr get_mvpn_addr(struct cur c, uint32_t bits)
{
	struct mvpn_addr a = { .bits = bits };

	if (bits == 32)
		a.ip4 = get_ip4(&c);
	else if (bits == 128)
		a.ip6 = get_ip6(&c);
	return a;
}

static void say_mvpn_addr(struct dis *d, struct mvpn_addr a)
{
	if (a.bits == 32)
		say_ip4(d, a.ip4);
	else if (a.bits == 128)
		say_ip6(d, a.ip6);
	else
		sayf(d, "bogus address length %u", a.bits);
}

/* Source and group, each behind its length; returns the octets they say they take. */
static uint32_t mvpn_sg(struct dis *d, struct cur c)
{
	uint32_t n = 0;

	for (int i = 0; i < 2; i++) {
		uint8_t bits = get_u8(&c);
		struct mvpn_addr a;

		if (!has(&c, bits / 8))
			return n;
		n++;
		if (!bits)
			continue;
		a = get_mvpn_addr(c, bits);
		say_s(d, i ? ", Group " : ", Source ");
		say_mvpn_addr(d, a);
		skip(&c, bits / 8);
		n += bits / 8;
	}
	return n;
}

/* False: abort. */
static bool mvpn_route(struct dis *d, struct cur c, uint8_t type, uint8_t len)
{
	struct mvpn_addr origin = { 0 };
	struct bgp_rd rd;
	uint32_t as = 0;

	if (type < INTRA_AS || type > SOURCE_JOIN || type == SEGMENT_LEAF)
		return true;
	rd = bgp_get_rd(&c);
	if (type == INTER_AS || type == SHARED_JOIN || type == SOURCE_JOIN)
		as = get_be32(&c);
	if (type == INTRA_AS && len < 8) {
		truncated(d);
		return false;
	}
	if (type == INTRA_AS)
		origin = get_mvpn_addr(c, (len - 8u) * 8);
	if (d->stopped)
		return true;
	say(d, ", RD: ");
	bgp_say_rd(d, rd);
	if (type == INTRA_AS) {
		say(d, ", Originator ");
		say_mvpn_addr(d, origin);
	} else if (type == S_PMSI) {
		as = mvpn_sg(d, c);
		if (!has(&c, len - as)) {
			truncated(d);
			return false;
		}
		origin = get_mvpn_addr(c, (len - as) * 8); /* sic: read where the source is */
		say(d, ", Originator ");
		say_mvpn_addr(d, origin);
	} else if (type == SOURCE_ACTIVE) {
		mvpn_sg(d, c);
	} else {
		say(d, ", Source-AS ");
		bgp_say_as(d, as);
		if (type != INTER_AS)
			mvpn_sg(d, c);
	}
	return true;
}

static bool mvpn_routes(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t type = get_u8(&c), len = get_u8(&c);

		item(d);
		say(d, "\n\t      Route-Type: ");
		show_name(d, "route_type", mvpn_types, "Unknown", type);
		sayf(d, " (%u), length: %u", type, len);
		if (!mvpn_route(d, c, type, len))
			return false;
		done(d);
		skip(&c, len);
		if (d->stopped)
			return true;
	}
	return true;
}

/* --- multicast distribution trees --- */

static void mdt_routes(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t bits = get_u8(&c);
		struct bgp_rd rd;
		uint32_t vpn, group;

		if (bits != 128) {
			say_if_illegal(d, ILLEGAL);
			return;
		}
		rd = bgp_get_rd(&c);
		vpn = get_ip4(&c);
		group = get_ip4(&c);
		if (d->stopped)
			return;
		say(d, "\n\t      ");
		say_rd(d, rd);
		say(d, ", VPN IP Address: ");
		say_ip4(d, vpn);
		say(d, ", MC Group Address: ");
		say_ip4(d, group);
	}
}

/* --- layer 2 --- */

enum { CIRCUIT_STATUS = 1 };

/* False if the label block ran out. */
static bool label_block_tlv(struct dis *d, struct cur *c, uint32_t *room)
{
	uint8_t type;
	uint32_t len, octets;

	if (*room < 3) {
		say(d, "\n\t\tran past the end");
		return false;
	}
	type = get_u8(c);
	len = get_be16(c);
	*room -= 3;
	octets = (len + 7) / 8;
	if (type != CIRCUIT_STATUS) {
		sayf(d, "\n\t\tunknown TLV #%u, length: %u", type, len);
		octets = (len + 7) / 8;
	} else {
		struct cur v = *c;

		sayf(d, "\n\t\tcircuit status vector (%u) length: %u: 0x", type, len);
		for (uint32_t i = 0; i < octets && i < *room; i++)
			say_x(d, get_u8(&v), 2);
	}
	if (octets > *room) {
		say(d, " (ran past the end)");
		return false;
	}
	*room -= octets;
	if (type == CIRCUIT_STATUS)
		skip(c, octets);
	return true;
}

static void label_block(struct dis *d, struct cur c, uint32_t room)
{
	struct bgp_rd rd = bgp_get_rd(&c);
	uint16_t ce = get_be16(&c), offset = get_be16(&c);
	uint32_t base = get_be24(&c);

	say(d, "\n\t      ");
	say_rd(d, rd);
	sayf(d, ", CE-ID: %u, Label-Block Offset: %u, Label Base %u", ce, offset, base >> 4);
	room -= 3; /* sic */
	while (room && !d->stopped)
		if (!label_block_tlv(d, &c, &room))
			return;
}

/* RFC 6074, 3.2.2.1: the announcement of a virtual switch */
static void switch_instance(struct dis *d, struct cur c)
{
	struct bgp_rd rd = bgp_get_rd(&c);
	uint32_t nh = get_ip4(&c);

	say(d, "\n\t      ");
	say_rd(d, rd);
	say(d, ", BGPNH: ");
	say_ip4(d, nh);
}

/* False: abort. */
static bool label_blocks(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t room = get_be16(&c);

		if (room == 12) {
			switch_instance(d, c);
		} else if (room > 17) {
			label_block(d, c, room);
		} else {
			truncated(d);
			return false;
		}
		skip(&c, room);
		if (d->stopped)
			return true;
	}
	return true;
}

/* --- attributes 14 and 15 --- */

enum family {
	NONE,
	F_IP4,
	F_IP6,
	F_NSAP,
	F_MVPN,
	F_RT,
	F_MDT,
	F_VPN4,
	F_VPN6,
	F_NSAP_VPN,
	F_L2,
	F_LABELED4,
	F_LABELED6
};

static const struct {
	uint16_t afi;
	uint8_t safi;
	enum family f;
} families[] = {
	{ IPV4, UNICAST, F_IP4 },
	{ IPV4, MULTICAST, F_IP4 },
	{ IPV4, UNIMULTICAST, F_IP4 },
	{ IPV4, LABELED, F_LABELED4 },
	{ IPV4, MVPN, F_MVPN },
	{ IPV4, RT_CONSTRAINT, F_RT },
	{ IPV4, MDT, F_MDT },
	{ IPV4, VPN_UNICAST, F_VPN4 },
	{ IPV4, VPN_MULTICAST, F_VPN4 },
	{ IPV4, VPN_UNIMULTICAST, F_VPN4 },
	{ IPV6, UNICAST, F_IP6 },
	{ IPV6, MULTICAST, F_IP6 },
	{ IPV6, UNIMULTICAST, F_IP6 },
	{ IPV6, LABELED, F_LABELED6 },
	{ IPV6, VPN_UNICAST, F_VPN6 },
	{ IPV6, VPN_MULTICAST, F_VPN6 },
	{ IPV6, VPN_UNIMULTICAST, F_VPN6 },
	{ NSAP, UNICAST, F_NSAP },
	{ NSAP, MULTICAST, F_NSAP },
	{ NSAP, UNIMULTICAST, F_NSAP },
	{ NSAP, VPN_UNICAST, F_NSAP_VPN },
	{ NSAP, VPN_MULTICAST, F_NSAP_VPN },
	{ NSAP, VPN_UNIMULTICAST, F_NSAP_VPN },
	{ VPLS_AFI, VPLS, F_L2 },
	{ L2VPN, VPN_UNICAST, F_L2 },
	{ L2VPN, VPN_MULTICAST, F_L2 },
	{ L2VPN, VPN_UNIMULTICAST, F_L2 },
};

static bool show_nlri(struct dis *d, enum family f, struct cur c, uint32_t room)
{
	bool ok = true;

	list(d, "nlri");
	switch (f) {
	case F_IP4:
		prefixes(d, c, IPV4, get_prefix, room);
		break;
	case F_IP6:
		prefixes(d, c, IPV6, get_prefix, room);
		break;
	case F_LABELED4:
		prefixes(d, c, IPV4, get_labeled, room);
		break;
	case F_LABELED6:
		prefixes(d, c, IPV6, get_labeled, room);
		break;
	case F_VPN4:
		prefixes(d, c, IPV4, get_vpn, room);
		break;
	case F_VPN6:
		prefixes(d, c, IPV6, get_vpn, room);
		break;
	case F_NSAP:
		nsap_prefixes(d, c);
		break;
	case F_NSAP_VPN:
		nsap_vpn_prefixes(d, c);
		break;
	case F_MVPN:
		ok = mvpn_routes(d, c);
		break;
	case F_RT:
		route_targets(d, c);
		break;
	case F_MDT:
		mdt_routes(d, c);
		break;
	case F_L2:
		ok = label_blocks(d, c);
		break;
	case NONE:
		break;
	}
	done(d);
	return ok;
}

static enum family show_family(struct dis *d, struct cur *c)
{
	struct cur whole = *c;
	uint16_t afi = get_be16(c);
	uint8_t safi = get_u8(c);

	say(d, "\n\t    AFI: ");
	show_name(d, "afi", bgp_afi_names, "Unknown AFI", afi);
	sayf(d, " (%u), %sSAFI: ", afi, safi > 128 ? "vendor specific " : "");
	show_name(d, "safi", bgp_safi_names, "Unknown SAFI", safi);
	sayf(d, " (%u)", safi);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i].afi == afi && families[i].safi == safi)
			return families[i].f;
	sayf(d, "\n\t    no AFI %u / SAFI %u decoder", afi, safi);
	if (d->opt->v <= 1) {
		*c = whole;
		say_hex(d, "\n\t    ", take(c, wire(c)));
	}
	return NONE;
}

/* One next hop; false if what is left of the field is too short. */
static bool next_hop(struct dis *d, enum family f, struct cur *c)
{
	bool vpn = f == F_VPN4 || f == F_VPN6 || f == F_NSAP_VPN;
	bool six = f == F_IP6 || f == F_LABELED6 || f == F_VPN6;
	bool nsap = f == F_NSAP || f == F_NSAP_VPN;
	uint32_t least = (vpn ? 8 : 0) + (six ? 16 : nsap ? 1 : 4);
	struct bgp_rd rd = { 0 };

	if (wire(c) < least) {
		say(d, "invalid len");
		return false;
	}
	if (vpn)
		rd = bgp_get_rd(c);
	if (nsap) {
		struct cur a = take(c, wire(c));

		if (vpn) {
			say_rd(d, rd);
			say(d, ", ");
		}
		if (!d->stopped)
			say_nsap_bits(d, a, 0);
	} else if (six) {
		struct ip6 ip = get_ip6(c);

		if (vpn) {
			say_rd(d, rd);
			say(d, ", ");
		}
		show_ip6(d, "", NULL, ip);
	} else {
		uint32_t ip = get_ip4(c);

		if (vpn) {
			say_rd(d, rd);
			say(d, ", ");
		}
		show_ip4(d, "", NULL, ip);
	}
	return !d->stopped;
}

bool bgp_show_mp_reach(struct dis *d, struct cur c)
{
	uint32_t room = wire(&c);
	enum family f;
	uint8_t n, snpa;
	struct cur nh;

	if (wire(&c) < 3) {
		truncated(d);
		return false;
	}
	f = show_family(d, &c);
	if (f == NONE)
		return true;
	n = get_u8(&c);
	if (n) {
		say(d, "\n\t    nexthop: ");
		nh = c;
		pretend(&nh, n);
		list(d, "next_hop");
		for (bool first = true; wire(&nh) && !d->stopped; first = false) {
			if (!first)
				say(d, ", ");
			if (!next_hop(d, f, &nh))
				break;
		}
		done(d);
	}
	sayf(d, ", nh-length: %u", n);
	need(&c, n);
	skip(&c, n);
	snpa = get_u8(&c);
	if (snpa) {
		sayf(d, "\n\t    %u SNPA", snpa);
		for (; snpa; snpa--) {
			uint8_t len;

			if (wire(&c) < 2) {
				truncated(d);
				return false;
			}
			len = get_u8(&c);
			sayf(d, "\n\t      %u bytes", len);
			skip(&c, len);
		}
	} else {
		say(d, ", no SNPA");
	}
	return show_nlri(d, f, c, room);
}

bool bgp_show_mp_unreach(struct dis *d, struct cur c)
{
	uint32_t room = wire(&c);
	enum family f = show_family(d, &c);

	if (f == NONE)
		return true;
	if (room != 3)
		return show_nlri(d, f, c, room);
	say(d, "\n\t      End-of-Rib Marker (empty NLRI)");
	return true;
}
