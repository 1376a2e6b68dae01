/* Open Shortest Path First for IPv6.  RFC 5340; address families: RFC 5838; authentication trailer:
 * RFC 7166; graceful restart: RFC 5187. */
#include "ospf.h"

enum { LSA_HEADER = 20, OPT_AF = 0x100, OPT_LLS = 0x200, TRANSITIVE = 0x8000 };

static const struct name option_bits[] = {
	{ 0x001, "V6" },
	{ 0x002, "External" },
	{ 0x004, "Deprecated" },
	{ 0x008, "NSSA" },
	{ 0x010, "Router" },
	{ 0x020, "Demand Circuit" },
	{ OPT_AF, "AFs Support" },
	{ OPT_LLS, "LLS" },
	{ 0x400, "Authentication Trailer" },
	{ 0, NULL },
};

enum {
	ROUTER = 1,
	NETWORK,
	INTER_PREFIX,
	INTER_ROUTER,
	EXTERNAL,
	NSSA = 7,
	LINK,
	INTRA_PREFIX,
	INTRA_TE,
	GRACE,
	INTER_TE = 13
};

static const struct name function_names[] = {
	{ ROUTER, "Router" },
	{ NETWORK, "Network" },
	{ INTER_PREFIX, "Inter-Area Prefix" },
	{ INTER_ROUTER, "Inter-Area Router" },
	{ EXTERNAL, "External" },
	{ 6, "Deprecated" },
	{ NSSA, "NSSA" },
	{ LINK, "Link" },
	{ INTRA_PREFIX, "Intra-Area Prefix" },
	{ INTRA_TE, "Intra-Area TE" },
	{ GRACE, "Grace" },
	{ INTER_TE, "Inter-AS-TE" },
	{ 0, NULL },
};
static const struct name scope_names[] = {
	{ 0, "Link Local" },
	{ 0x2000, "Area Local" },
	{ 0x4000, "Domain Wide" },
	{ 0, NULL },
};
static const struct name prefix_bits[] = {
	{ 0x01, "No Unicast" },
	{ 0x02, "Local address" },
	{ 0x04, "Deprecated" },
	{ 0x08, "Propagate" },
	{ 0x10, "Down" },
	{ 0x20, "N-bit" },
	{ 0, NULL },
};

static const struct name dd_flags[] = {
	{ 0x04, "Init" },
	{ 0x02, "More" },
	{ 0x01, "Master" },
	{ 0x10, "IPv6 MTU" },
	{ 0, NULL },
};

static void options(struct dis *d, const char *label, uint32_t bits)
{
	say_s(d, label);
	say_bits(d, option_bits, "none", bits, ", ");
	note_u(d, "options", bits);
	say(d, "]");
}

static void type_and_id(struct dis *d, const char *label, uint16_t type, uint32_t id)
{
	say_s(d, label);
	show_name(d, "type", function_names, "Unknown", type & 0x1fff);
	sayf(d, " LSA (%u), ", type & 0x1fff);
	say_name(d, scope_names, "Unknown", type & 0x6000);
	say_s(d, type & TRANSITIVE ? " Scope, transitive" : " Scope");
	show_ip4(d, ", LSA-ID ", "id", id);
}

/* False: bogus, and said so. */
static bool lsa_header(struct dis *d, struct cur *c, uint16_t *type, uint32_t *len)
{
	struct cur h = *c;
	uint16_t age = get_be16(&h), length;
	uint32_t id, router, seq;

	*type = get_be16(&h);
	id = get_ip4(&h);
	router = get_ip4(&h);
	seq = get_be32(&h);
	skip(&h, 2);
	length = get_be16(&h);
	if (d->stopped)
		return false;
	if (length < LSA_HEADER) {
		sayf(d, "\n\t\t  Bogus length %u < header (%u)", length, LSA_HEADER);
		truncated(d);
		return false;
	}
	show_ip4(d, "\n\t  Advertising Router ", "advertising_router", router);
	show_x(d, ", seq 0x", "seq", seq, 8);
	show_u(d, ", age ", "age", age);
	show_u(d, "s, length ", "length", length - (uint32_t)LSA_HEADER);
	type_and_id(d, "\n\t    ", *type, id);
	*c = h;
	*len = length;
	return true;
}

/* A prefix with its options; metric: what the 16 bits behind them are.  False: bad length. */
static bool prefix(struct dis *d, struct cur *c, uint16_t *word)
{
	uint8_t bits = get_u8(c), opts = get_u8(c), b[16] = { 0 };
	uint32_t n;

	*word = get_be16(c);
	if (d->stopped)
		return true;
	if (bits > 128) {
		sayf(d, " bogus prefixlen /%u", bits);
		return false;
	}
	n = (bits + 31u) / 32 * 4;
	get_bytes(c, b, n);
	if (d->stopped)
		return true;
	say(d, "\n\t\t");
	say_ip6(d, ld_ip6(b));
	sayf(d, "/%u", bits);
	if (opts) {
		say(d, ", Options [");
		say_bits(d, prefix_bits, "none", opts, ", ");
		say(d, "]");
	}
	return true;
}

static const struct name router_bits[] = {
	{ 0x01, "ABR" },
	{ 0x02, "External" },
	{ 0x04, "Virtual-Link Endpoint" },
	{ 0x08, "Wildcard" },
	{ 0x10, "NSSA Translator" },
	{ 0, NULL },
};

static bool router_lsa(struct dis *d, struct cur c)
{
	uint8_t bits;
	uint32_t word;

	word = get_be32(&c);
	bits = (uint8_t)(word >> 24);
	options(d, "\n\t      Options [", word & 0xffffff);
	say(d, ", RLA-Flags [");
	say_bits(d, router_bits, "none", bits, ", ");
	say(d, "]");
	while (wire(&c) && !d->stopped) {
		uint8_t type = get_u8(&c);
		uint16_t metric;
		uint32_t mine, theirs, router;

		skip(&c, 1);
		metric = get_be16(&c);
		mine = get_ip4(&c);
		theirs = get_ip4(&c);
		router = get_ip4(&c);
		if (d->stopped)
			return true;
		switch (type) {
		case 4:
			show_ip4(
				d, "\n\t      Virtual Link: Neighbor Router-ID ", "router", router);
			break;
		case 1:
			show_ip4(d, "\n\t      Neighbor Router-ID ", "router", router);
			break;
		case 2:
			show_ip4(d, "\n\t      Neighbor Network-ID ", "router", router);
			break;
		default:
			sayf(d, "\n\t      Unknown Router Links Type 0x%02x", type);
			return true;
		}
		show_ip4(d, "\n\t      Neighbor Interface-ID ", "remote", theirs);
		show_ip4(d, ", Interface ", "local", mine);
		show_u(d, ", metric ", "metric", metric);
	}
	return true;
}

static void network_lsa(struct dis *d, struct cur c)
{
	uint32_t word = get_be32(&c);

	options(d, "\n\t      Options [", word & 0xffffff);
	say(d, "\n\t      Connected Routers:");
	list(d, "routers");
	while (wire(&c) && !d->stopped) {
		uint32_t r = get_ip4(&c);

		show_ip4(d, "\n\t\t", NULL, r);
	}
	done(d);
}

static bool inter_prefix(struct dis *d, struct cur c)
{
	uint32_t metric = get_be32(&c);
	uint16_t word;

	show_u(d, ", metric ", "metric", metric & 0xffffff);
	while (wire(&c) && !d->stopped) {
		if (!prefix(d, &c, &word))
			return false;
		sayf(d, ", metric %u", word);
	}
	return true;
}

static const struct name external_bits[] = {
	{ 0x80000000u, "External Type 2" },
	{ 0x02000000, "Forwarding" },
	{ 0x01000000, "Tag" },
	{ 0, NULL },
};

static bool external_lsa(struct dis *d, struct cur c)
{
	uint32_t word = get_be32(&c);
	uint16_t ref;

	say(d, "\n\t     Flags [");
	say_bits(d, external_bits, "none", word & 0xff000000u, ", ");
	sayf(d, "] metric %u", word & 0xffffff);
	if (!prefix(d, &c, &ref))
		return false;
	sayf(d, ", metric %u", ref);
	if (word & 0x02000000) {
		struct ip6 ip = get_ip6(&c);

		show_ip6(d, " forward ", "forward", ip);
	}
	if (word & 0x01000000) {
		uint32_t tag = get_be32(&c);

		say(d, " tag ");
		say_ip4(d, tag);
	}
	if (ref && word & 0x01000000) {
		uint32_t id = get_ip4(&c);

		show_ip4(d, " RefLSID: ", "ref_id", id);
	}
	return true;
}

static bool link_lsa(struct dis *d, struct cur c)
{
	uint32_t word = get_be32(&c), n;
	struct ip6 addr;
	uint16_t metric;

	options(d, "\n\t      Options [", word & 0xffffff);
	addr = get_ip6(&c);
	n = get_be32(&c);
	sayf(d, "\n\t      Priority %u, Link-local address ", word >> 24);
	say_ip6(d, addr);
	sayf(d, ", Prefixes %u:", n);
	for (; n && !d->stopped; n--) {
		if (!prefix(d, &c, &metric))
			return false;
		sayf(d, ", metric %u", metric);
	}
	return true;
}

/* whole: c, not limited to the length that the LSA says. */
static bool intra_prefix(struct dis *d, struct cur c, struct cur whole)
{
	uint32_t n = get_be16(&c), id;
	uint16_t metric, ref;

	ref = get_be16(&c);
	id = peek_be32(&whole, 4);
	type_and_id(d, "\n\t    ", ref, id);
	skip(&c, 4);
	need(&c, 4);
	skip(&c, 4);
	sayf(d, "\n\t      Prefixes %u:", n);
	for (; n && !d->stopped; n--) {
		if (!prefix(d, &c, &metric))
			return false;
		sayf(d, ", metric %u", metric);
	}
	return true;
}

static bool lsa(struct dis *d, struct cur *c)
{
	uint16_t type = 0;
	uint32_t len = 0;
	struct cur body;
	bool ok = true;

	if (!lsa_header(d, c, &type, &len))
		return false;
	len -= LSA_HEADER;
	if (len > wire(c)) {
		stop(d);
		return false;
	}
	body = *c;
	clip(&body, len);
	pretend(&body, len);
	switch (type & 0x1fff) {
	case ROUTER:
		ok = router_lsa(d, body);
		break;
	case NETWORK:
		network_lsa(d, body);
		break;
	case INTER_PREFIX:
		ok = inter_prefix(d, body);
		break;
	case EXTERNAL:
	case NSSA:
		ok = external_lsa(d, body);
		break;
	case LINK:
		ok = link_lsa(d, body);
		break;
	case INTRA_PREFIX:
		ok = intra_prefix(d, body, *c);
		break;
	case INTRA_TE:
		ok = ospf_show_te(d, body) == OSPF_GOOD;
		break;
	case GRACE:
		ok = ospf_show_grace(d, body) == OSPF_GOOD;
		break;
	default:
		say_hex(d, "\n\t      ", part(&body, len));
		break;
	}
	if (!ok) {
		truncated(d);
		return false;
	}
	need(c, len);
	skip(c, len);
	return !d->stopped;
}

static void headers(struct dis *d, struct cur c)
{
	uint16_t type;
	uint32_t len;

	while (wire(&c) && !d->stopped)
		if (!lsa_header(d, &c, &type, &len))
			return;
}

static void hello(struct dis *d, struct cur c)
{
	uint32_t ifid = get_ip4(&c), word = get_be32(&c), dr, bdr;
	uint16_t timer, dead;

	options(d, "\n\tOptions [", word & 0xffffff);
	timer = get_be16(&c);
	dead = get_be16(&c);
	show_u(d, "\n\t  Hello Timer ", "hello_interval", timer);
	show_u(d, "s, Dead Timer ", "dead_interval", dead);
	show_ip4(d, "s, Interface-ID ", "interface_id", ifid);
	show_u(d, ", Priority ", "priority", word >> 24);
	dr = get_ip4(&c);
	if (dr)
		show_ip4(d, "\n\t  Designated Router ", "designated_router", dr);
	bdr = get_ip4(&c);
	if (bdr)
		show_ip4(d, ", Backup Designated Router ", "backup", bdr);
	if (d->opt->v < 2)
		return;
	say(d, "\n\t  Neighbor List:");
	list(d, "neighbors");
	while (wire(&c) && !d->stopped) {
		uint32_t n = get_ip4(&c);

		show_ip4(d, "\n\t    ", NULL, n);
	}
	done(d);
}

static void description(struct dis *d, struct cur c)
{
	uint32_t opts = get_be32(&c) & 0xffffff, seq;
	uint16_t mtu;
	uint8_t flags;

	options(d, "\n\tOptions [", opts);
	flags = peek_u8(&c, 3);
	say(d, ", DD Flags [");
	say_bits(d, dd_flags, "none", flags, ", ");
	say(d, "]");
	mtu = get_be16(&c);
	skip(&c, 2);
	seq = get_be32(&c);
	sayf(d, ", MTU %u, DD-Sequence 0x%08x", mtu, seq);
	if (d->opt->v > 1)
		headers(d, c);
}

static void request(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t type = get_be32(&c) & 0xffff, id = get_ip4(&c), router = get_ip4(&c);

		if (d->stopped)
			return;
		show_ip4(d, "\n\t  Advertising Router ", "advertising_router", router);
		type_and_id(d, "\n\t    ", (uint16_t)type, id);
	}
}

static bool update(struct dis *d, struct cur c)
{
	uint32_t n = get_be32(&c);

	for (; n && wire(&c) && !d->stopped; n--)
		if (!lsa(d, &c))
			return false;
	return true;
}

/* RFC 7166, 4.1. */
static void authentication(struct dis *d, struct cur c)
{
	static const struct name types[] = { { 1, "HMAC" }, { 0, NULL } };
	uint32_t rest = wire(&c);
	uint16_t type = get_be16(&c), len = get_be16(&c);

	if (rest < 16)
		stop(d);
	say(d, "\n\tAuthentication Type ");
	show_name(d, "auth_type", types, "unknown (0x%04x)", type);
	show_u(d, ", Length ", "auth_length", len);
	if (len < 16 || len > rest) {
		stop(d);
		return;
	}
	skip(&c, 2);
	show_u(d, ", SAID ", "said", get_be16(&c));
	show_x(d, ", CSN 0x", "csn_high", get_be32(&c), 8);
	if (!d->stopped)
		show_x(d, ":", "csn_low", get_be32(&c), 8);
	if (len > 16)
		say_hex(d, "\n\tAuthentication Data ", take(&c, len - 16u));
}

/* What lies behind the packet's own length: link-local signalling, an authentication trailer. */
void ospf_version3_trailer(struct dis *d, struct cur c, uint32_t opts)
{
	if (opts & OPT_LLS) {
		uint16_t sum = get_be16(&c), words;

		show_x(d, "\n\tLLS Checksum 0x", "lls_cksum", sum, 4);
		words = get_be16(&c);
		show_u(d, ", Data Length ", "lls_length", words);
		if (!words) {
			stop(d);
			return;
		}
		c = from(c, words * 4u - 4);
	}
	if (wire(&c) && !d->stopped)
		authentication(d, c);
}

bool ospf_version3(struct dis *d, struct cur c, uint8_t type)
{
	switch (type) {
	case OSPF_HELLO:
		hello(d, c);
		break;
	case OSPF_DD:
		description(d, c);
		break;
	case OSPF_REQUEST:
		if (d->opt->v > 1)
			request(d, c);
		break;
	case OSPF_UPDATE:
		if (d->opt->v > 1)
			return update(d, c);
		break;
	case OSPF_ACK:
		if (d->opt->v > 1)
			headers(d, c);
		break;
	}
	return true;
}
