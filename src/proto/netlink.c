/* Netlink, as seen by nlmon: RFC 3549; https://www.tcpdump.org/linktypes/LINKTYPE_NETLINK.html;
 * messages of rtnetlink: rtnetlink(7), netlink(7); generic netlink:
 * https://docs.kernel.org/userspace-api/netlink/intro.html
 * Numbers are in the order of the machine that it was captured on; the length says which. */
#include "../dissect/dissect.h"

enum { ROUTE = 0, SOCK_DIAG = 4, NETFILTER = 12, GENERIC = 16 };
enum { COOKED = 16, HEADER = 16, NOOP = 1, ERROR, DONE, OVERRUN, FIRST = 16, NESTED = 0x8000 };
enum { LINK = 0, ADDR = 1, ROUTES = 2, NEIGH = 3, RULE = 4, QDISC = 5, TCLASS = 6, FILTER = 7 };
enum { LINES_MAX = 4096 }; /* messages and attributes told of a packet */

static const struct name families[] = {
	{ ROUTE, "route" },
	{ 2, "usersock" },
	{ SOCK_DIAG, "sock_diag" },
	{ 5, "nflog" },
	{ 6, "xfrm" },
	{ 7, "selinux" },
	{ 8, "iscsi" },
	{ 9, "audit" },
	{ 10, "fib_lookup" },
	{ 11, "connector" },
	{ NETFILTER, "netfilter" },
	{ 15, "kobject_uevent" },
	{ GENERIC, "generic" },
	{ 18, "scsitransport" },
	{ 20, "rdma" },
	{ 21, "crypto" },
	{ 22, "smc" },
	{ 0, NULL },
};

static const struct name control_types[] = {
	{ NOOP, "NLMSG_NOOP" },
	{ ERROR, "NLMSG_ERROR" },
	{ DONE, "NLMSG_DONE" },
	{ OVERRUN, "NLMSG_OVERRUN" },
	{ 0, NULL },
};

static const struct name route_types[] = {
	{ 16, "RTM_NEWLINK" },
	{ 17, "RTM_DELLINK" },
	{ 18, "RTM_GETLINK" },
	{ 19, "RTM_SETLINK" },
	{ 20, "RTM_NEWADDR" },
	{ 21, "RTM_DELADDR" },
	{ 22, "RTM_GETADDR" },
	{ 24, "RTM_NEWROUTE" },
	{ 25, "RTM_DELROUTE" },
	{ 26, "RTM_GETROUTE" },
	{ 28, "RTM_NEWNEIGH" },
	{ 29, "RTM_DELNEIGH" },
	{ 30, "RTM_GETNEIGH" },
	{ 32, "RTM_NEWRULE" },
	{ 33, "RTM_DELRULE" },
	{ 34, "RTM_GETRULE" },
	{ 36, "RTM_NEWQDISC" },
	{ 37, "RTM_DELQDISC" },
	{ 38, "RTM_GETQDISC" },
	{ 40, "RTM_NEWTCLASS" },
	{ 41, "RTM_DELTCLASS" },
	{ 42, "RTM_GETTCLASS" },
	{ 44, "RTM_NEWTFILTER" },
	{ 45, "RTM_DELTFILTER" },
	{ 46, "RTM_GETTFILTER" },
	{ 64, "RTM_NEWNEIGHTBL" },
	{ 66, "RTM_GETNEIGHTBL" },
	{ 68, "RTM_NEWNDUSEROPT" },
	{ 72, "RTM_GETADDRLABEL" },
	{ 80, "RTM_NEWNETCONF" },
	{ 82, "RTM_GETNETCONF" },
	{ 84, "RTM_NEWMDB" },
	{ 86, "RTM_GETMDB" },
	{ 88, "RTM_NEWNSID" },
	{ 90, "RTM_GETNSID" },
	{ 92, "RTM_NEWSTATS" },
	{ 94, "RTM_GETSTATS" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 0x01, "request" },
	{ 0x02, "multi" },
	{ 0x04, "ack" },
	{ 0x08, "echo" },
	{ 0x10, "dump_intr" },
	{ 0x20, "dump_filtered" },
	{ 0, NULL },
};

static const struct name link_attrs[] = {
	{ 1, "address" },
	{ 2, "broadcast" },
	{ 3, "ifname" },
	{ 4, "mtu" },
	{ 5, "link" },
	{ 6, "qdisc" },
	{ 7, "stats" },
	{ 10, "master" },
	{ 13, "txqlen" },
	{ 14, "map" },
	{ 16, "operstate" },
	{ 17, "linkmode" },
	{ 18, "linkinfo" },
	{ 20, "ifalias" },
	{ 21, "num_vf" },
	{ 23, "stats64" },
	{ 26, "af_spec" },
	{ 27, "group" },
	{ 28, "net_ns_fd" },
	{ 29, "ext_mask" },
	{ 30, "promiscuity" },
	{ 31, "num_tx_queues" },
	{ 32, "num_rx_queues" },
	{ 33, "carrier" },
	{ 35, "carrier_changes" },
	{ 39, "proto_down" },
	{ 40, "gso_max_segs" },
	{ 41, "gso_max_size" },
	{ 43, "xdp" },
	{ 47, "carrier_up_count" },
	{ 48, "carrier_down_count" },
	{ 50, "min_mtu" },
	{ 51, "max_mtu" },
	{ 0, NULL },
};

static const struct name addr_attrs[] = {
	{ 1, "address" },
	{ 2, "local" },
	{ 3, "label" },
	{ 4, "broadcast" },
	{ 5, "anycast" },
	{ 6, "cacheinfo" },
	{ 7, "multicast" },
	{ 8, "flags" },
	{ 9, "rt_priority" },
	{ 11, "proto" },
	{ 0, NULL },
};

static const struct name route_attrs[] = {
	{ 1, "dst" },
	{ 2, "src" },
	{ 3, "iif" },
	{ 4, "oif" },
	{ 5, "gateway" },
	{ 6, "priority" },
	{ 7, "prefsrc" },
	{ 8, "metrics" },
	{ 9, "multipath" },
	{ 12, "cacheinfo" },
	{ 15, "table" },
	{ 16, "mark" },
	{ 20, "pref" },
	{ 0, NULL },
};

static const struct name neigh_attrs[] = {
	{ 1, "dst" },
	{ 2, "lladdr" },
	{ 3, "cacheinfo" },
	{ 4, "probes" },
	{ 8, "ifindex" },
	{ 12, "protocol" },
	{ 0, NULL },
};

static const struct name tc_attrs[] = {
	{ 1, "kind" },
	{ 2, "options" },
	{ 3, "stats" },
	{ 7, "stats2" },
	{ 0, NULL },
};

/* What a group of four messages has: its header, and its attributes. */
static const struct group {
	uint8_t header;
	const struct name *attrs;
	uint64_t text, number; /* which attributes are these: a bit each */
	uint64_t address;
} groups[] = {
	[LINK] = { 16, link_attrs, 1u << 3 | 1u << 6 | 1u << 20,
		1ull << 4 | 1ull << 5 | 1ull << 10 | 1ull << 13 | 1ull << 27 | 1ull << 30 |
			1ull << 31 | 1ull << 32 | 1ull << 35 | 1ull << 40 | 1ull << 41 |
			1ull << 47 | 1ull << 48 | 1ull << 50 | 1ull << 51 | 1ull << 29,
		1u << 1 | 1u << 2 },
	[ADDR] = { 8, addr_attrs, 1u << 3, 1u << 8 | 1u << 9,
		1u << 1 | 1u << 2 | 1u << 4 | 1u << 5 | 1u << 7 },
	[ROUTES] = { 12, route_attrs, 0, 1u << 3 | 1u << 4 | 1u << 6 | 1u << 15 | 1u << 16,
		1u << 1 | 1u << 2 | 1u << 5 | 1u << 7 },
	[NEIGH] = { 12, neigh_attrs, 0, 1u << 4 | 1u << 8, 1u << 1 | 1u << 2 },
	[RULE] = { 12, NULL, 0, 0, 0 },
	[QDISC] = { 20, tc_attrs, 1u << 1, 0, 0 },
	[TCLASS] = { 20, tc_attrs, 1u << 1, 0, 0 },
	[FILTER] = { 20, tc_attrs, 1u << 1, 0, 0 },
};

struct msg { /* the order of its numbers, and how much may still be told */
	bool little;
	uint32_t room;
};

static uint16_t get16(const struct msg *m, struct cur *c)
{
	return m->little ? get_le16(c) : get_be16(c);
}

static uint32_t get32(const struct msg *m, struct cur *c)
{
	return m->little ? get_le32(c) : get_be32(c);
}

/* Text without the NUL at its end. */
static struct cur text_of(struct cur c)
{
	struct cur at = c;
	uint32_t n = 0;

	while (more(&at) && get_u8(&at))
		n++;
	return take(&c, n);
}

static void show_address(struct dis *d, struct cur c)
{
	struct ip6 a;

	switch (left(&c)) {
	case 4:
		show_ip4(d, " ", "ip", get_ip4(&c));
		break;
	case 6:
		show_mac(d, " ", "mac", get_mac(&c));
		break;
	case 16:
		a = get_ip6(&c);
		show_ip6(d, " ", "ip6", a);
		break;
	default:
		note_hex(d, "data", c);
		break;
	}
}

static void show_attr(
	struct dis *d, const struct msg *m, const struct group *g, uint16_t type, struct cur c)
{
	uint64_t bit = (type & 0x3fff) < 64 ? 1ull << (type & 0x3fff) : 0;

	if (g->text & bit) {
		say(d, " ");
		say_s(d, name_of(g->attrs, type & 0x3fffu));
		show_vis(d, " ", "text", text_of(c));
	} else if (g->number & bit && left(&c) == 4) {
		note_u(d, "number", get32(m, &c));
	} else if (g->address & bit) {
		say(d, " ");
		say_s(d, name_of(g->attrs, type & 0x3fffu));
		show_address(d, c);
	} else {
		note_hex(d, "data", c);
	}
}

static void show_attrs(struct dis *d, struct msg *m, const struct group *g, struct cur c)
{
	list(d, "attributes");
	while (has(&c, 4) && m->room) {
		uint16_t n = get16(m, &c), type = get16(m, &c);
		struct cur v;

		if (n < 4 || !has(&c, n - 4u))
			break;
		m->room--;
		v = take(&c, n - 4u);
		item(d);
		note_u(d, "length", n);
		note_u(d, "type", type & 0x3fff);
		note_s(d, "type_name", g->attrs ? name_of(g->attrs, type & 0x3fffu) : NULL);
		note_b(d, "nested", type & NESTED);
		show_attr(d, m, g, type, v);
		done(d);
		skip(&c, (4u - (n & 3u)) & 3u);
	}
	done(d);
}

/* The fixed header of each group. */
static void show_header(struct dis *d, const struct msg *m, unsigned kind, struct cur c)
{
	uint8_t family = get_u8(&c), a = get_u8(&c), b = get_u8(&c), e = get_u8(&c);

	note_u(d, "address_family", family);
	switch (kind) {
	case LINK:
		note_u(d, "link_type", m->little ? b | e << 8 : b << 8 | e);
		show_u(d, " index ", "index", get32(m, &c));
		show_x(d, " flags 0x", "link_flags", get32(m, &c), 4);
		note_u(d, "change", get32(m, &c));
		break;
	case ADDR:
		note_u(d, "prefix_length", a);
		note_u(d, "address_flags", b);
		note_u(d, "scope", e);
		show_u(d, " index ", "index", get32(m, &c));
		break;
	case ROUTES:
		note_u(d, "dst_length", a);
		note_u(d, "src_length", b);
		note_u(d, "tos", e);
		show_u(d, " table ", "table", get_u8(&c));
		note_u(d, "route_protocol", peek_u8(&c, 0));
		note_u(d, "scope", peek_u8(&c, 1));
		note_u(d, "route_type", peek_u8(&c, 2));
		skip(&c, 3);
		note_u(d, "route_flags", get32(m, &c));
		break;
	case NEIGH:
		show_u(d, " index ", "index", get32(m, &c));
		show_x(d, " state 0x", "state", get16(m, &c), 2);
		note_u(d, "neighbour_flags", peek_u8(&c, 0));
		note_u(d, "neighbour_type", peek_u8(&c, 1));
		break;
	case QDISC:
	case TCLASS:
	case FILTER:
		show_u(d, " index ", "index", get32(m, &c));
		show_x(d, " handle 0x", "handle", get32(m, &c), 0);
		show_x(d, " parent 0x", "parent", get32(m, &c), 0);
		break;
	}
}

static void show_route(struct dis *d, struct msg *m, uint16_t type, struct cur c)
{
	unsigned kind = (type - FIRST) / 4u;
	const struct group *g;

	if (kind >= sizeof(groups) / sizeof(*groups))
		return;
	g = &groups[kind];
	if (!has(&c, g->header))
		return; /* an old form of a request: an address family only */
	show_header(d, m, kind, take(&c, g->header));
	show_attrs(d, m, g, c);
}

/* What it is about: the request, or its header. */
static void note_request(struct dis *d, const struct msg *m, struct cur c)
{
	group(d, "request");
	note_u(d, "length", get32(m, &c));
	note_u(d, "type", get16(m, &c));
	note_u(d, "flags", get16(m, &c));
	note_u(d, "seq", get32(m, &c));
	note_u(d, "pid", get32(m, &c));
	done(d);
}

static void show_error(struct dis *d, const struct msg *m, struct cur c)
{
	int32_t code;

	if (!has(&c, 4))
		return;
	code = (int32_t)get32(m, &c);
	show_i(d, " ", "error", code);
	if (has(&c, HEADER) && wants_fields(d))
		note_request(d, m, c);
}

static void show_message(struct dis *d, struct msg *m, uint16_t family, struct cur c)
{
	uint32_t length = get32(m, &c), seq, pid;
	uint16_t type = get16(m, &c), flags = get16(m, &c);

	seq = get32(m, &c), pid = get32(m, &c);
	note_u(d, "length", length);
	say(d, " ");
	if (type < FIRST)
		show_name(d, "type", control_types, "type %u", type);
	else if (family == ROUTE)
		show_name(d, "type", route_types, "type %u", type);
	else
		show_u(d, "type ", "type", type);
	note_u(d, "flags", flags);
	say(d, " [");
	say_bits(d, flag_bits, "none", flags & 0x3f, ",");
	say(d, "]");
	show_u(d, " seq ", "seq", seq);
	show_u(d, " pid ", "pid", pid);
	if (type == ERROR || type == DONE) {
		show_error(d, m, c);
	} else if (type >= FIRST && family == ROUTE) {
		show_route(d, m, type, c);
	} else if (type >= FIRST && family == GENERIC && has(&c, 4)) {
		show_u(d, " command ", "command", get_u8(&c));
		note_u(d, "version", peek_u8(&c, 0));
	} else if (type >= FIRST && family == NETFILTER) {
		note_u(d, "subsystem", type >> 8);
		note_u(d, "command", type & 0xff);
	}
}

static void dissect_netlink(struct dis *d, struct cur c)
{
	struct msg m = { .room = LINES_MAX };
	const char *sep = ":";
	uint16_t family;

	need(&c, COOKED);
	note_u(d, "packet_type", peek_be16(&c, 0));
	note_u(d, "hatype", peek_be16(&c, 2));
	skip(&c, COOKED - 2);
	family = get_be16(&c);
	say(d, "netlink ");
	show_name(d, "family", families, "family %u", family);
	list(d, "messages");
	while (has(&c, HEADER) && m.room) {
		uint32_t n = peek_le32(&c, 0);

		m.room--;
		m.little = n >= HEADER && n <= wire(&c);
		if (!m.little)
			n = peek_be32(&c, 0);
		if (n < HEADER || n > wire(&c)) {
			invalid(d);
			break;
		}
		say_s(d, sep);
		sep = ";";
		item(d);
		show_message(d, &m, family, part(&c, n));
		done(d);
		skip(&c, (4u - (n & 3u)) & 3u);
	}
	done(d);
}

const struct proto proto_netlink = { "netlink", dissect_netlink };
