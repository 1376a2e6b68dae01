/* Open Shortest Path First, version 2.  RFC 2328; opaque LSAs: RFC 5250; NSSA: RFC 3101; multicast:
 * RFC 1584; link-local signalling: RFC 5613; topologies: RFC 4915. */
#include "ospf.h"

enum { DIGEST = 16, HEADER2 = 24, HEADER3 = 16, LSA_HEADER = 20 };
enum { AUTH_NONE, AUTH_SIMPLE, AUTH_MD5 };
enum { OPT_LLS = 0x10 };

static const struct name type_names[] = {
	{ OSPF_HELLO, "Hello" },
	{ OSPF_DD, "Database Description" },
	{ OSPF_REQUEST, "LS-Request" },
	{ OSPF_UPDATE, "LS-Update" },
	{ OSPF_ACK, "LS-Ack" },
	{ 0, NULL },
};

static const struct name auth_names[] = {
	{ AUTH_NONE, "none" },
	{ AUTH_SIMPLE, "simple" },
	{ AUTH_MD5, "MD5" },
	{ 0, NULL },
};

static const struct name option_bits[] = {
	{ 0x01, "MultiTopology" },
	{ 0x02, "External" },
	{ 0x04, "Multicast" },
	{ 0x08, "NSSA" },
	{ OPT_LLS, "LLS" },
	{ 0x20, "Demand Circuit" },
	{ 0x40, "Opaque" },
	{ 0x80, "Up/Down" },
	{ 0, NULL },
};

static const struct name dd_flags[] = {
	{ 0x04, "Init" },
	{ 0x02, "More" },
	{ 0x01, "Master" },
	{ 0x08, "OOBResync" },
	{ 0, NULL },
};

enum {
	ROUTER = 1,
	NETWORK,
	SUMMARY,
	ASBR_SUMMARY,
	EXTERNAL,
	GROUP,
	NSSA,
	OPAQUE_LINK = 9,
	OPAQUE_AREA,
	OPAQUE_DOMAIN,
};

static const struct name lsa_names[] = {
	{ ROUTER, "Router" },
	{ NETWORK, "Network" },
	{ SUMMARY, "Summary" },
	{ ASBR_SUMMARY, "ASBR Summary" },
	{ EXTERNAL, "External" },
	{ GROUP, "Multicast Group" },
	{ NSSA, "NSSA" },
	{ OPAQUE_LINK, "Link Local Opaque" },
	{ OPAQUE_AREA, "Area Local Opaque" },
	{ OPAQUE_DOMAIN, "Domain Wide Opaque" },
	{ 0, NULL },
};

enum { TE = 1, GRACE = 3, ROUTER_INFO = 4, EXT_PREFIX = 7, EXT_LINK };

static const struct name opaque_names[] = {
	{ TE, "Traffic Engineering" },
	{ GRACE, "Graceful restart" },
	{ ROUTER_INFO, "Router Information" },
	{ EXT_PREFIX, "Extended Prefix" },
	{ EXT_LINK, "Extended Link" },
	{ 0, NULL },
};

static const struct name topology_names[] = {
	{ 0, "default" },
	{ 1, "multicast" },
	{ 2, "management" },
	{ 0, NULL },
};

static void options(struct dis *d, const char *label, uint8_t bits)
{
	say_s(d, label);
	say_bits(d, option_bits, "none", bits, ", ");
	note_u(d, "options", bits);
	say(d, "]");
}

/* --- LSAs --- */

static bool is_opaque(uint8_t type) { return type >= OPAQUE_LINK && type <= OPAQUE_DOMAIN; }

/* A header; its length is put in *len.  False: it is bogus, and that was said. */
static bool lsa_header(struct dis *d, struct cur *c, uint8_t *type, uint32_t *len)
{
	uint16_t age = peek_be16(c, 0), length = peek_be16(c, 18);
	uint32_t id, router = peek_be32(c, 8), seq = peek_be32(c, 12);

	if (d->stopped)
		return false;
	if (length < LSA_HEADER) {
		sayf(d, "\n\t    Bogus length %u < header (%u)", length, LSA_HEADER);
		return false;
	}
	show_ip4(d, "\n\t  Advertising Router ", "advertising_router", router);
	show_x(d, ", seq 0x", "seq", seq, 8);
	show_u(d, ", age ", "age", age);
	show_u(d, "s, length ", "length", length - (uint32_t)LSA_HEADER);
	*type = peek_u8(c, 3);
	id = peek_be32(c, 4);
	say(d, "\n\t    ");
	show_name(d, "type", lsa_names, "unknown", *type);
	sayf(d, " LSA (%u)", *type);
	if (is_opaque(*type)) {
		say(d, ", Opaque-Type ");
		say_name(d, opaque_names, "unknown", id >> 24);
		sayf(d, " LSA (%u), Opaque-ID %u", id >> 24, id & 0xffffff);
	} else {
		show_ip4(d, ", LSA-ID: ", "id", id);
	}
	options(d, "\n\t    Options: [", peek_u8(c, 2));
	*len = length - (uint32_t)LSA_HEADER;
	return true;
}

/* Whether the next n octets of an LSA are missing; says so. */
static bool cut(struct dis *d, const struct cur *c, uint32_t n)
{
	if (has(c, n))
		return false;
	truncated(d);
	return true;
}

/* The metric of a link, and those of n more topologies. */
static void tos_metrics(struct dis *d, struct cur *c, uint8_t n)
{
	uint16_t metric = get_be16(c);

	sayf(d, "\n\t\ttopology default (0), metric %u", metric);
	for (; n && !d->stopped; n--) {
		uint8_t tos = get_u8(c);

		skip(c, 1);
		metric = get_be16(c);
		if (d->stopped)
			return;
		say(d, "\n\t\ttopology ");
		say_name(d, topology_names, "Unknown", tos);
		sayf(d, " (%u), metric %u", tos, metric);
	}
}

static const struct name router_bits[] = {
	{ 0x01, "ABR" },
	{ 0x02, "ASBR" },
	{ 0x04, "Virtual" },
	{ 0x08, "Wildcard" },
	{ 0x10, "Nt" },
	{ 0x80, "Host" },
	{ 0, NULL },
};

static const struct name link_types[] = {
	{ 1, "Neighbor Router-ID: " },
	{ 2, "Neighbor Network-ID: " },
	{ 3, "Stub Network: " },
	{ 4, "Virtual Link: Neighbor Router-ID: " },
	{ 0, NULL },
};

static enum ospf_lsa router_lsa(struct dis *d, struct cur c)
{
	uint8_t bits = get_u8(&c);
	uint16_t n;

	note_u(d, "flags", bits);
	say(d, "\n\t    Router LSA Options: [");
	say_bits(d, router_bits, "none", bits, ", ");
	say(d, "]");
	skip(&c, 1);
	n = get_be16(&c);
	list(d, "links");
	for (; n && !d->stopped; n--) {
		uint32_t id, data;
		uint8_t type, tos;

		if (cut(d, &c, 12))
			return OSPF_CUT;
		item(d);
		id = get_ip4(&c);
		data = get_ip4(&c);
		type = get_u8(&c);
		tos = get_u8(&c);
		note_u(d, "type", type);
		if (!name_of(link_types, type)) {
			sayf(d, "\n\t      Unknown Router Link Type (%u)", type);
			return OSPF_NEXT;
		}
		say(d, "\n\t      ");
		say_s(d, name_of(link_types, type));
		show_ip4(d, "", "id", id);
		say_s(d, type == 3 ? ", Mask: " : ", Interface Address: ");
		show_ip4(d, "", "data", data);
		tos_metrics(d, &c, tos);
		done(d);
	}
	done(d);
	return OSPF_GOOD;
}

static enum ospf_lsa network_lsa(struct dis *d, struct cur c)
{
	if (cut(d, &c, 4))
		return OSPF_CUT;
	show_ip4(d, "\n\t    Mask ", "mask", get_ip4(&c));
	say(d, "\n\t    Connected Routers:");
	list(d, "routers");
	while (wire(&c) && !d->stopped) {
		uint32_t r = get_ip4(&c);

		show_ip4(d, "\n\t      ", NULL, r);
	}
	done(d);
	return OSPF_GOOD;
}

static enum ospf_lsa summary_lsa(struct dis *d, struct cur c, bool asbr)
{
	uint32_t v;

	if (cut(d, &c, 4))
		return OSPF_CUT;
	v = get_ip4(&c);
	if (!asbr)
		show_ip4(d, "\n\t    Mask ", "mask", v);
	if (wire(&c) && cut(d, &c, 4))
		return OSPF_CUT;
	while (wire(&c) && !d->stopped) {
		v = get_be32(&c);
		if (d->stopped)
			break;
		say(d, "\n\t\ttopology ");
		say_name(d, topology_names, "Unknown", v >> 24 & 0x7f);
		sayf(d, " (%u) metric %u", v >> 24 & 0x7f, v & 0xffffff);
	}
	return OSPF_GOOD;
}

static enum ospf_lsa external_lsa(struct dis *d, struct cur c)
{
	if (cut(d, &c, 4))
		return OSPF_CUT;
	show_ip4(d, "\n\t    Mask ", "mask", get_ip4(&c));
	if (wire(&c) && cut(d, &c, 4))
		return OSPF_CUT;
	while (wire(&c) && !d->stopped) {
		uint32_t v, x;

		v = get_be32(&c);
		if (d->stopped)
			break;
		say(d, "\n\t\ttopology ");
		say_name(d, topology_names, "Unknown", v >> 24 & 0x7f);
		sayf(d, " (%u), type %u, metric", v >> 24 & 0x7f, v >> 31 ? 2 : 1);
		if ((v & 0xffffff) == 0xffffff)
			say(d, " infinite");
		else
			sayf(d, " %u", v & 0xffffff);
		x = get_ip4(&c);
		if (x)
			show_ip4(d, ", forward ", "forward", x);
		x = get_ip4(&c);
		if (x)
			show_ip4(d, ", tag ", "tag", x);
	}
	return OSPF_GOOD;
}

static enum ospf_lsa group_lsa(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t type = get_be32(&c);

		if (type == 1)
			show_ip4(d, "\n\t    Router Router-ID ", "id", peek_be32(&c, 0));
		else if (type == 2)
			show_ip4(d, "\n\t    Network Designated Router ", "id", peek_be32(&c, 0));
		else
			sayf(d, "\n\t    unknown VertexType (%u)", type);
		skip(&c, 4);
	}
	return OSPF_GOOD;
}

static enum ospf_lsa opaque_lsa(struct dis *d, uint8_t opaque, struct cur c)
{
	switch (opaque) {
	case TE:
		return ospf_show_te(d, c);
	case GRACE:
		return ospf_show_grace(d, c);
	case ROUTER_INFO:
		return ospf_show_router_info(d, c);
	case EXT_PREFIX:
		return ospf_show_ext_prefix(d, c);
	}
	if (d->opt->v <= 1)
		say_hex(d, "\n\t    ", part(&c, wire(&c)));
	return OSPF_GOOD;
}

static enum ospf_lsa lsa_body(struct dis *d, uint8_t type, uint8_t opaque, struct cur c)
{
	switch (type) {
	case ROUTER:
		return router_lsa(d, c);
	case NETWORK:
		return network_lsa(d, c);
	case SUMMARY:
	case ASBR_SUMMARY:
		return summary_lsa(d, c, type == ASBR_SUMMARY);
	case EXTERNAL:
	case NSSA:
		return external_lsa(d, c);
	case GROUP:
		return group_lsa(d, c);
	case OPAQUE_LINK:
	case OPAQUE_AREA:
	case OPAQUE_DOMAIN:
		return opaque_lsa(d, opaque, c);
	}
	return OSPF_GOOD;
}

/* One LSA, header and body; false: stop there. */
static bool lsa(struct dis *d, struct cur *c)
{
	uint8_t type = 0, opaque = peek_u8(c, 4);
	uint32_t len = 0;
	struct cur body;
	enum ospf_lsa result;

	if (!lsa_header(d, c, &type, &len)) {
		truncated(d);
		return false;
	}
	skip(c, LSA_HEADER);
	body = *c;
	pretend(&body, len);
	result = lsa_body(d, type, opaque, body);
	if (result == OSPF_CUT)
		truncated(d);
	skip(c, len);
	if (result == OSPF_CUT || d->stopped)
		return false;
	if (result == OSPF_GOOD && d->opt->v > 1)
		say_hex(d, "\n\t    ", part(&body, len));
	return true;
}

/* --- the packets --- */

static void hello(struct dis *d, struct cur c)
{
	uint32_t mask, dead, dr, bdr;
	uint16_t timer;
	uint8_t prio;

	options(d, "\n\tOptions [", peek_u8(&c, 6));
	mask = get_ip4(&c);
	timer = get_be16(&c);
	prio = peek_u8(&c, 1);
	dead = peek_be32(&c, 2);
	c = from(c, 6);
	show_u(d, "\n\t  Hello Timer ", "hello_interval", timer);
	show_u(d, "s, Dead Timer ", "dead_interval", dead);
	show_ip4(d, "s, Mask ", "mask", mask);
	show_u(d, ", Priority ", "priority", prio);
	dr = get_ip4(&c);
	if (dr)
		show_ip4(d, "\n\t  Designated Router ", "designated_router", dr);
	bdr = get_ip4(&c);
	if (bdr)
		show_ip4(d, ", Backup Designated Router ", "backup", bdr);
	if (wire(&c)) {
		say(d, "\n\t  Neighbor List:");
		list(d, "neighbors");
		while (wire(&c) && !d->stopped) {
			uint32_t n = get_ip4(&c);

			show_ip4(d, "\n\t    ", NULL, n);
		}
		done(d);
	}
}

/* LSA headers alone.  stop_at_bogus: as the reference does for descriptions only. */
static void headers(struct dis *d, struct cur c, bool stop_at_bogus)
{
	uint8_t type;
	uint32_t len;

	list(d, "lsas");
	while (wire(&c) && !d->stopped) {
		item(d);
		if (!lsa_header(d, &c, &type, &len) && stop_at_bogus)
			return;
		c = from(c, LSA_HEADER);
		done(d);
	}
	done(d);
}

static void description(struct dis *d, struct cur c)
{
	uint16_t mtu = get_be16(&c);
	uint8_t opts = get_u8(&c), flags;
	uint32_t seq;

	options(d, "\n\tOptions [", opts);
	flags = get_u8(&c);
	say(d, ", DD Flags [");
	say_bits(d, dd_flags, "none", flags, ", ");
	say(d, "]");
	if (mtu)
		show_u(d, ", MTU: ", "mtu", mtu);
	seq = get_be32(&c);
	show_x(d, ", Sequence: 0x", "seq", seq, 8);
	headers(d, c, true);
}

static void request(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t type = get_be32(&c), id = get_be32(&c), router = get_ip4(&c);

		if (d->stopped)
			return;
		show_ip4(d, "\n\t  Advertising Router: ", "advertising_router", router);
		say(d, ", ");
		show_name(d, "type", lsa_names, "unknown", type);
		sayf(d, " LSA (%u)", type);
		if (type >= OPAQUE_LINK && type <= OPAQUE_DOMAIN) {
			say(d, ", Opaque-Type: ");
			say_name(d, opaque_names, "unknown", id >> 24);
			sayf(d, " LSA (%u), Opaque-ID: %u", id >> 24, id & 0xffffff);
		} else {
			show_ip4(d, ", LSA-ID: ", "id", id);
		}
	}
}

static void update(struct dis *d, struct cur c)
{
	uint32_t n = get_be32(&c);

	sayf(d, ", %u LSA%s", n, n == 1 ? "" : "s");
	list(d, "lsas");
	for (uint32_t i = 1; i <= n; i++) {
		sayf(d, "\n\t  LSA #%u", i);
		item(d);
		if (!lsa(d, &c))
			return;
		done(d);
	}
	done(d);
}

/* --- link-local signalling --- */

static const struct name lls_tlvs[] = {
	{ 1, "Extended Options" },
	{ 2, "MD5 Authentication" },
	{ 0, NULL },
};
static const struct name lls_bits[] = { { 1, "LSDB resync" }, { 2, "Restart" }, { 0, NULL } };

static void lls(struct dis *d, struct cur c)
{
	uint16_t sum, words;

	sum = get_be16(&c);
	show_x(d, "\n\t  LLS: checksum: 0x", "lls_cksum", sum, 4);
	words = get_be16(&c);
	sayf(d, ", length: %u", words);
	while (wire(&c) && !d->stopped) {
		uint16_t type = get_be16(&c), len;
		struct cur v;

		if (d->stopped)
			return;
		say(d, "\n\t    ");
		say_name(d, lls_tlvs, "Unknown TLV", type);
		sayf(d, " (%u)", type);
		len = get_be16(&c);
		v = c;
		sayf(d, ", length: %u", len);
		if (type == 1) {
			uint32_t bits;

			if (len != 4) {
				say(d, " [should be 4]");
				len = 4;
			}
			bits = get_be32(&v);
			sayf(d, "\n\t      Options: 0x%08x [", bits);
			say_bits(d, lls_bits, "?", bits, ", ");
			say(d, "]");
		} else if (type == 2) {
			if (len != 20) {
				say(d, " [should be 20]");
				len = 20;
			}
			show_x(d, "\n\t      Sequence number: 0x", "lls_seq", get_be32(&v), 8);
		}
		skip(&c, len);
	}
}

/* Link-local signalling lies behind the packet's own length.  c: the packet. */
static void signalling(struct dis *d, struct cur c, uint16_t length, uint8_t opts, uint16_t auth)
{
	if (!(opts & OPT_LLS) || wire(&c) <= length)
		return;
	if (auth == AUTH_MD5)
		length = (uint16_t)(length + peek_u8(&c, 19));
	if (wire(&c) < length) {
		say(d, "\n\t[LLS truncated]");
		return;
	}
	c = from(c, length);
	if (!d->stopped)
		lls(d, c);
}

static void show_area(struct dis *d, uint32_t area)
{
	if (area)
		show_ip4(d, ", Area ", "area", area);
	else
		say(d, ", Backbone Area");
}

static void version2(struct dis *d, struct cur c, uint8_t version, uint8_t type, uint16_t length,
	struct cur whole)
{
	uint32_t router = get_ip4(&c), seq;
	uint16_t auth;
	struct cur v;
	uint8_t key, alen;

	show_ip4(d, "\n\tRouter-ID ", "router_id", router);
	show_area(d, get_ip4(&c));
	skip(&c, 2);
	auth = get_be16(&c);
	need(&c, 8);
	say(d, ", Authentication Type: ");
	show_name(d, "auth_type", auth_names, "unknown", auth);
	sayf(d, " (%u)", auth);
	v = c;
	if (auth == AUTH_SIMPLE) {
		say(d, "\n\tSimple text password: ");
		say_visz(d, take(&v, 8));
	} else if (auth == AUTH_MD5) {
		skip(&v, 2);
		key = get_u8(&v);
		alen = get_u8(&v);
		seq = get_be32(&v);
		sayf(d, "\n\tKey-ID: %u", key);
		sayf(d, ", Auth-Length: %u, Crypto Sequence Number: 0x%08x", alen, seq);
	}
	skip(&c, 8);
	if (!name_of(auth_names, auth))
		return;
	if (version != 2) {
		sayf(d, " ospf [version %u]", version);
		return;
	}
	claim(&c, length > HEADER2 ? length - (uint32_t)HEADER2 : 0);
	switch (type) {
	case OSPF_HELLO:
		hello(d, c);
		if (!d->stopped)
			signalling(d, whole, length, peek_u8(&c, 6), auth);
		break;
	case OSPF_DD:
		description(d, c);
		if (!d->stopped)
			signalling(d, whole, length, peek_u8(&c, 2), auth);
		break;
	case OSPF_REQUEST:
		request(d, c);
		break;
	case OSPF_UPDATE:
		update(d, c);
		break;
	case OSPF_ACK:
		headers(d, c, false);
		break;
	}
}

static void version3(struct dis *d, struct cur c, uint8_t version, uint8_t type, uint16_t length,
	struct cur whole)
{
	uint32_t router = get_ip4(&c), opts = 0;
	uint8_t instance;
	uint16_t sum;

	d->proto = "ospf3";
	show_ip4(d, "\n\tRouter-ID ", "router_id", router);
	show_area(d, get_ip4(&c));
	sum = get_be16(&c);
	note_u(d, "cksum", sum);
	instance = get_u8(&c);
	note_u(d, "instance", instance);
	if (instance)
		sayf(d, ", Instance %u", instance);
	need(&c, 1);
	note_u(d, "reserved", peek_u8(&c, 0));
	skip(&c, 1);
	if (version != 3)
		return;
	if (type != OSPF_HELLO && type != OSPF_DD && length > HEADER3)
		clip(&c, length - (uint32_t)HEADER3);
	else
		claim(&c, length > HEADER3 ? length - (uint32_t)HEADER3 : 0);
	if (!ospf_version3(d, c, type) || d->stopped || wire(&whole) <= length)
		return;
	if (type == OSPF_HELLO || type == OSPF_DD)
		opts = peek_be32(&c, type == OSPF_HELLO ? 4 : 0) & 0xffffff;
	ospf_version3_trailer(d, from(whole, length), opts);
}

static void dissect_ospf(struct dis *d, struct cur c)
{
	struct cur whole;
	uint8_t version, type;
	uint16_t length;
	uint32_t held = wire(&c);
	bool third;

	d->proto = d->net.ver == 6 ? "ospf3" : "ospf2";
	if (d->net.ver != 6 && peek_be16(&c, 14) == AUTH_MD5 && held >= DIGEST) {
		held -= DIGEST; /* is not counted, nor read */
		clip(&c, left(&c) > DIGEST ? left(&c) - DIGEST : 0);
		pretend(&c, held);
	}
	whole = c;
	version = get_u8(&c);
	type = get_u8(&c);
	show_u(d, "OSPFv", "version", version);
	say(d, ", ");
	show_name(d, "type", type_names,
		d->net.ver == 6 ? "unknown packet type (%u)" : "unknown LS-type %u", type);
	show_u(d, ", length ", "length", held);
	if (!name_of(type_names, type) || !d->opt->v)
		return;
	length = get_be16(&c);
	third = version == 3 || d->net.ver == 6;
	if ((third ? length > held : length != held) && !d->stopped)
		sayf(d, " [len %u]", length);
	if (!third)
		version2(d, c, version, type, length, whole);
	else if (length <= held)
		version3(d, c, version, type, length, whole);
}

const struct proto proto_ospf = { "ospf", dissect_ospf };
