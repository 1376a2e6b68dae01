/* Home Networking Control Protocol.  RFC 7788; the protocol below it, DNCP: RFC 7787. */
#include "domain.h"

enum { DEPTH = 40, TLV = 4, MAPPED = 12, PSK = 32, V4_OPT = 2, V6_OPT = 4 };

enum tlv {
	REQ_NETWORK = 1,
	REQ_NODE,
	NODE_ENDPOINT,
	NETWORK_STATE,
	NODE_STATE,
	PEER = 8,
	KEEP_ALIVE,
	VERDICT,
	VERSION = 32,
	EXTERNAL,
	DELEGATED,
	ASSIGNED,
	ADDRESS,
	DHCP4,
	DHCP6,
	ZONE,
	DOMAIN,
	NODE_NAME,
	MANAGED_PSK,
	POLICY
};

static const struct name types[] = {
	{ REQ_NETWORK, "Request network state" },
	{ REQ_NODE, "Request node state" },
	{ NODE_ENDPOINT, "Node endpoint" },
	{ NETWORK_STATE, "Network state" },
	{ NODE_STATE, "Node state" },
	{ PEER, "Peer" },
	{ KEEP_ALIVE, "Keep-alive interval" },
	{ VERDICT, "Trust-Verdict" },
	{ VERSION, "HNCP-Version" },
	{ EXTERNAL, "External-Connection" },
	{ DELEGATED, "Delegated-Prefix" },
	{ ASSIGNED, "Assigned-Prefix" },
	{ ADDRESS, "Node-Address" },
	{ DHCP4, "DHCPv4-Data" },
	{ DHCP6, "DHCPv6-Data" },
	{ ZONE, "DNS-Delegated-Zone" },
	{ DOMAIN, "Domain-Name" },
	{ NODE_NAME, "Node-Name" },
	{ MANAGED_PSK, "Managed-PSK" },
	{ POLICY, "Prefix-Policy" },
	{ 0, NULL },
};

enum option_kind { OTHER, V4_ADDRS, V6_ADDRS, NAMES };

struct option {
	uint16_t code;
	enum option_kind kind;
	const char *name;
};

static const struct option v4_options[] = {
	{ 6, V4_ADDRS, "DNS-server" },
	{ 42, V4_ADDRS, "NTP-server" },
	{ 119, NAMES, "DNS-search" },
	{ 0, OTHER, NULL },
};

static const struct option v6_options[] = {
	{ 23, V6_ADDRS, "DNS-server" },
	{ 24, NAMES, "DNS-search-list" },
	{ 31, V6_ADDRS, "SNTP-servers" },
	{ 0, OTHER, NULL },
};

/* What the registry says of types without a name. */
static const char *range(uint16_t type)
{
	if (!type)
		return "Reserved";
	if (type >= 44 && type <= 511)
		return "Unassigned";
	return type >= 768 && type <= 1023 ? "Private use" : "Future use";
}

static const char *type_name(uint16_t type)
{
	const char *s = name_of(types, type);

	return s ? s : range(type);
}

static void indent(struct dis *d, unsigned depth)
{
	say_c(d, '\n');
	while (depth--)
		say_c(d, '\t');
}

static void show_interval(struct dis *d, const char *label, uint32_t ms)
{
	sayf(d, "%s%u.%03us", label, ms / 1000, ms % 1000);
}

static void show_id(struct dis *d, const char *label, uint32_t id)
{
	sayf(d, "%s%02x:%02x:%02x:%02x", label, id >> 24, id >> 16 & 255, id >> 8 & 255, id & 255);
}

static bool is_mapped(const uint8_t *b)
{
	for (unsigned i = 0; i < 10; i++)
		if (b[i])
			return false;
	return b[10] == 0xff && b[11] == 0xff;
}

static void show_address(struct dis *d, const char *label, struct cur *c)
{
	uint32_t last = peek_be32(c, MAPPED);
	struct ip6 a = get_ip6(c);

	say_s(d, label);
	if (is_mapped(a.b))
		say_ip4(d, last);
	else
		say_ip6(d, a);
}

/* A prefix: its length, then as many octets as it needs.  Steps over it; false, and a word of it,
 * if bad. */
static bool show_prefix(struct dis *d, struct cur *c)
{
	uint8_t bits = peek_u8(c, 0), n = (uint8_t)((bits + 7) / 8);
	struct ip6 a = { { 0 } };
	bool mapped = false;
	struct cur head;

	if (bits >= 96 && wire(c) > MAPPED) {
		head = *c;
		skip(&head, 1);
		get_bytes(&head, a.b, MAPPED);
		mapped = is_mapped(a.b);
	}
	if (bits > 128 || wire(c) < n + 1u) {
		if (mapped)
			say(d, "(length is invalid)");
		else
			invalid(d);
		return false;
	}
	skip(c, 1);
	get_bytes(c, a.b, n);
	if (bits & 7)
		a.b[n - 1] &= (uint8_t)(0xff00 >> (bits & 7));
	if (mapped)
		say_ip4(d, ld_be32(a.b + MAPPED));
	else
		say_ip6(d, a);
	sayf(d, "/%u", mapped ? bits - 96u : bits);
	return true;
}

/* Labels of a domain name, without pointers.  Steps over them; false if there is no end to it. */
static bool show_labels(struct dis *d, struct cur *c)
{
	bool first = true;
	uint8_t n;

	while (wire(c) && !d->stopped) {
		n = get_u8(c);
		if (!n)
			return true;
		if (!first)
			say_c(d, '.');
		first = false;
		if (n > wire(c)) {
			say_visz(d, part(c, wire(c)));
			break;
		}
		say_visz(d, take(c, n));
	}
	say(d, "[|DNS]");
	return false;
}

/* --- DHCP options --- */

static bool show_names(struct dis *d, struct cur data, struct cur v)
{
	struct cur at = from(data, stepped(&data, &v));

	while (stepped(&v, &at) < wire(&v) && !d->stopped) {
		say_c(d, ' ');
		if (!say_domain(d, v, &at))
			return false;
	}
	return true;
}

static bool show_option(struct dis *d, const struct option *o, struct cur data, struct cur v)
{
	uint32_t width = o->kind == V4_ADDRS ? 4 : 16;

	if (o->kind == OTHER)
		return true;
	if (o->kind == NAMES)
		return show_names(d, data, v);
	if (wire(&v) % width || (width == 4 && !wire(&v))) {
		if (width == 16)
			invalid(d); /* the caller says it too */
		return false;
	}
	while (wire(&v) && !d->stopped) {
		say_c(d, ' ');
		if (width == 4)
			say_ip4(d, get_ip4(&v));
		else
			say_ip6(d, get_ip6(&v));
	}
	return true;
}

/* The options a DHCP client got: with octets (v4) or 16-bit words (v6) for code and length. */
static bool show_options(struct dis *d, struct cur c, bool v6, unsigned depth)
{
	const struct option *o;
	const struct cur data = c;
	uint32_t head = v6 ? V6_OPT : V4_OPT;
	uint16_t code, len;

	while (wire(&c) && !d->stopped) {
		if (wire(&c) < head) {
			if (v6)
				invalid(d);
			return v6;
		}
		code = v6 ? get_be16(&c) : get_u8(&c);
		len = v6 ? get_be16(&c) : get_u8(&c);
		for (o = v6 ? v6_options : v4_options; o->name && o->code != code; o++)
			;
		indent(d, depth);
		sayf(d, "%s (%u)", o->name ? o->name : "Unknown", len + head);
		if (len > wire(&c) || !show_option(d, o, data, part(&c, len)))
			return false;
	}
	return true;
}

/* --- TLVs --- */

static void show_tlvs(struct dis *d, struct cur c, unsigned depth);

/* The TLVs behind what was read of c since start, on the next boundary of four octets. */
static void show_nested(struct dis *d, struct cur start, struct cur c, unsigned depth)
{
	uint32_t pad = -stepped(&start, &c) & 3;

	if (wire(&c) < pad)
		return;
	skip(&c, pad);
	show_tlvs(d, c, depth + 1);
}

static void show_hash(struct dis *d, struct cur *c)
{
	say(d, " hash: ");
	say_bytes(d, take(c, 8), 0);
}

static void show_policy(struct dis *d, struct cur c)
{
	uint8_t policy = peek_u8(&c, 0);

	say(d, " type: ");
	if (policy == 0 || policy == 131) {
		if (wire(&c) != 1)
			invalid(d);
		else
			say_s(d, policy ? "Restrictive assignment" : "Internet connectivity");
	} else if (policy <= 128) {
		say(d, "Dest-Prefix: ");
		show_prefix(d, &c);
	} else if (policy == 129) {
		say(d, "DNS domain: ");
		skip(&c, 1);
		show_labels(d, &c);
	} else if (policy == 130) {
		say(d, "Opaque UTF-8: ");
		skip(&c, 1);
		say_visz(d, part(&c, wire(&c)));
	} else {
		sayf(d, "Unknown (%u)", policy);
	}
}

static void show_zone(struct dis *d, struct cur c, unsigned depth)
{
	const struct cur start = c;
	uint8_t flags;

	show_address(d, " IP-Address: ", &c);
	flags = get_u8(&c);
	sayf(d, " %c%c%c ", flags & 4 ? 'l' : '-', flags & 2 ? 'b' : '-', flags & 1 ? 's' : '-');
	if (show_labels(d, &c))
		show_nested(d, start, c, depth);
	else
		invalid(d);
}

static void show_node_name(struct dis *d, struct cur c, unsigned depth)
{
	const struct cur start = c;
	uint8_t n;

	show_address(d, " IP-Address: ", &c);
	n = get_u8(&c);
	say(d, " Name: ");
	if (n >= 64) {
		invalid(d);
		skip(&c, n);
	} else {
		say_c(d, '"');
		say_visz(d, take(&c, n));
		say_c(d, '"');
	}
	show_nested(d, start, c, depth);
}

/* The fixed part of a value; false where no TLVs may follow it. */
static bool show_value(struct dis *d, uint16_t type, struct cur *c)
{
	uint32_t a;

	switch (type) {
	case REQ_NODE:
		show_id(d, " NID: ", get_be32(c));
		return false;
	case NODE_ENDPOINT:
		show_id(d, " NID: ", get_be32(c));
		sayf(d, " EPID: %08x", get_be32(c));
		return false;
	case NETWORK_STATE:
		show_hash(d, c);
		return false;
	case NODE_STATE:
		show_id(d, " NID: ", get_be32(c));
		sayf(d, " seqno: %u", get_be32(c));
		show_interval(d, " ", get_be32(c));
		show_hash(d, c);
		return true;
	case PEER:
		show_id(d, " Peer-NID: ", get_be32(c));
		sayf(d, " Peer-EPID: %08x", get_be32(c));
		sayf(d, " Local-EPID: %08x", get_be32(c));
		return false;
	case KEEP_ALIVE:
		sayf(d, " EPID: %08x", get_be32(c));
		a = get_be32(c);
		say(d, " Interval: ");
		if (a)
			show_interval(d, "", a);
		else
			say(d, "Do not send");
		return true;
	case VERDICT:
		sayf(d, " Verdict: %u Fingerprint: ", get_be32(c) >> 24);
		say_bytes(d, take(c, 32), 0);
		say(d, " Common Name: ");
		say_visz(d, part(c, wire(c)));
		return false;
	case VERSION:
		a = get_be32(c);
		sayf(d, " M: %u P: %u H: %u L: %u User-agent: ", a >> 12 & 15, a >> 8 & 15,
			a >> 4 & 15, a & 15);
		say_visz(d, part(c, wire(c)));
		return false;
	case DELEGATED:
		show_interval(d, " VLSO: ", get_be32(c));
		show_interval(d, " PLSO: ", get_be32(c));
		say(d, " Prefix: ");
		return show_prefix(d, c);
	case ASSIGNED:
		a = get_be32(c);
		sayf(d, " EPID: %08x Prty: %u Prefix: ", a, get_u8(c) & 15);
		return show_prefix(d, c);
	case ADDRESS:
		sayf(d, " EPID: %08x", get_be32(c));
		show_address(d, " IP Address: ", c);
		return true;
	case MANAGED_PSK:
		say(d, " PSK: ");
		say_bytes(d, take(c, PSK), 0);
		return true;
	default:
		return type == EXTERNAL;
	}
}

/* The length a value has (exact) or has at least. */
static bool fits(uint16_t type, uint32_t n)
{
	static const struct {
		uint8_t n;
		bool exact;
	} sizes[] = {
		[REQ_NETWORK] = { 0, true },
		[REQ_NODE] = { 4, true },
		[NODE_ENDPOINT] = { 8, true },
		[NETWORK_STATE] = { 8, true },
		[NODE_STATE] = { 20, false },
		[PEER] = { 12, true },
		[KEEP_ALIVE] = { 8, false },
		[VERDICT] = { 36, false },
		[VERSION] = { 5, false },
		[DELEGATED] = { 9, false },
		[ASSIGNED] = { 6, false },
		[ADDRESS] = { 20, false },
		[DHCP4] = { 1, false },
		[DHCP6] = { 1, false },
		[ZONE] = { 17, false },
		[DOMAIN] = { 1, false },
		[NODE_NAME] = { 17, false },
		[MANAGED_PSK] = { PSK, false },
		[POLICY] = { 1, false },
	};

	if (type >= sizeof(sizes) / sizeof(sizes[0]))
		return true;
	return sizes[type].exact ? n == sizes[type].n : n >= sizes[type].n;
}

/* Whether what a value says of lengths inside itself fits. */
static bool fits_inside(uint16_t type, struct cur c)
{
	if (type == DELEGATED)
		return wire(&c) >= 9 + (peek_u8(&c, 8) + 7u) / 8;
	if (type == ASSIGNED)
		return wire(&c) >= 6 + (peek_u8(&c, 5) + 7u) / 8;
	if (type == NODE_NAME)
		return wire(&c) >= 17u + peek_u8(&c, 16);
	return true;
}

/* False if nothing behind it is to be read. */
static bool show_tlv(struct dis *d, uint16_t type, struct cur c, unsigned depth)
{
	const struct cur start = c;

	if (!fits(type, wire(&c)) || !fits_inside(type, c)) {
		invalid(d);
	} else if (type == DHCP4 || type == DHCP6) {
		if (!show_options(d, c, type == DHCP6, depth + 1)) {
			invalid(d);
			return type == DHCP6;
		}
	} else if (type == POLICY) {
		show_policy(d, c);
	} else if (type == ZONE) {
		show_zone(d, c, depth);
	} else if (type == NODE_NAME) {
		show_node_name(d, c, depth);
	} else if (type == DOMAIN) {
		say(d, " Domain: ");
		show_labels(d, &c);
	} else if (show_value(d, type, &c)) {
		show_nested(d, start, c, depth);
	}
	return true;
}

/* c's next TLV; false, and a word of it, if it does not fit. */
static bool get_tlv(struct dis *d, struct cur *c, uint16_t *type, struct cur *v)
{
	uint16_t len;

	if (!has(c, TLV) || (wire(c) >= TLV && !has(c, TLV + (uint32_t)peek_be16(c, 2)))) {
		truncated(d);
		return false;
	}
	len = peek_be16(c, 2);
	if (wire(c) < TLV + (uint32_t)len) {
		invalid(d);
		return false;
	}
	*type = get_be16(c);
	skip(c, 2);
	*v = *c;
	claim(v, len); /* what is behind it matters to the TLVs inside */
	skip(c, len + (-(uint32_t)len & 3));
	return true;
}

static void show_tlvs(struct dis *d, struct cur c, unsigned depth)
{
	struct cur v;
	uint16_t type;

	if (depth > DEPTH) {
		invalid(d);
		return;
	}
	list(d, "tlvs");
	while (wire(&c) && !d->stopped) {
		indent(d, depth);
		if (!get_tlv(d, &c, &type, &v))
			break;
		item(d);
		note_u(d, "type", type);
		note_s(d, "type_name", type_name(type));
		say_s(d, type_name(type));
		if (!name_of(types, type))
			sayf(d, ": type=%u", type);
		sayf(d, " (%u)", wire(&v) + TLV);
		if (!show_tlv(d, type, v, depth))
			break;
		done(d);
	}
	done(d);
}

static void show_times(struct dis *d, const char *name, unsigned n, bool first)
{
	say_s(d, first ? " " : ", ");
	say_s(d, name);
	if (n > 1)
		sayf(d, " (x%u)", n);
}

/* Without -v: the names, and how often each comes in a row. */
static void show_types(struct dis *d, struct cur c)
{
	const char *last = NULL, *s;
	bool first = true;
	unsigned n = 0;
	struct cur v;
	uint16_t type;

	while (wire(&c) && !d->stopped) {
		if (!get_tlv(d, &c, &type, &v))
			return;
		s = type_name(type);
		if (last && s != last) {
			show_times(d, last, n, first);
			first = false;
			n = 0;
		}
		last = s;
		n++;
	}
	if (last && !d->stopped)
		show_times(d, last, n, first);
}

static void dissect_hncp(struct dis *d, struct cur c)
{
	show_u(d, "hncp (", "length", wire(&c));
	say(d, ")");
	if (d->opt->v)
		show_tlvs(d, c, 1);
	else
		show_types(d, c);
}

const struct proto proto_hncp = { "hncp", dissect_hncp };
