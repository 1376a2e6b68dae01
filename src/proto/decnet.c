/* DECnet phase IV.  DNA Routing Layer Functional Specification 2.0.0; NSP Functional Specification
 * 4.0.0. */
#include "tlv.h"

/* Flags of the routing layer, its first octet. */
enum { PADDED = 0x80, FUTURE = 0x40, INTRA = 0x20, RTS = 0x10, RQR = 8, KIND = 7 };
enum { CONTROL = 1, SHORT = 2, LONG = 6 };

/* Control messages. */
enum {
	INIT = 1,
	VERIFICATION = 3,
	TEST = 5,
	L1_ROUTES = 7,
	L2_ROUTES = 9,
	ROUTER_HELLO = 11,
	ENDNODE_HELLO = 13,
	CONTROL_MASK = 15
};

enum { SHORT_HEAD = 6, LONG_HEAD = 21, NSP_HEAD = 5, ROUTES_HEAD = 4, ROUTE = 6 };

/* Types of NSP messages, and what kinds there are of each. */
enum { NSP_TYPE = 0x0c, NSP_KIND = 0x70, NSP_DATA = 0, NSP_ACK = 4, NSP_CONTROL = 8 };
enum { INTERRUPT = 0x30, LINK_SERVICE = 0x10 };
enum { FLOW = 6 }; /* behind the NSP header */
enum { DATA_ACK = 0, OTHER_ACK = 0x10, CONN_ACK = 0x20 };
enum { CI = 0x10, CC = 0x20, DI = 0x30, DC = 0x40, RETRANS_CI = 0x60 };
enum { HAS_ACK = 0x8000, HAS_OTHER = 0xa000, OTHER_NAK = 0xb000, IS_NAK = 0x1000, SEQ = 0x0fff };

static const struct name node_types[] = {
	{ 1, "l2rout" },
	{ 2, "l1rout" },
	{ 3, "endnode" },
	{ 0, NULL },
};

static const struct name services[] = {
	{ 4, "seg " },
	{ 8, "msg " },
	{ 0, NULL },
};

static const struct name nsp_versions[] = {
	{ 0, "3.2" },
	{ 1, "3.1" },
	{ 2, "4.0" },
	{ 3, "4.1" },
	{ 0, NULL },
};

static const struct name reasons[] = {
	{ 0, "object rejected connect" },
	{ 1, "insufficient resources" },
	{ 2, "unrecognized node name" },
	{ 3, "node is shutting down" },
	{ 4, "unrecognized object" },
	{ 5, "invalid object name format" },
	{ 6, "object too busy" },
	{ 7, "protocol error discovered" },
	{ 8, "third party abort" },
	{ 9, "user abort" },
	{ 10, "invalid node name format" },
	{ 11, "local node shutting down" },
	{ 32, "insufficient local resources" },
	{ 33, "insufficient remote user resources" },
	{ 34, "invalid access control information" },
	{ 36, "bad ACCOUNT information" },
	{ 38, "no response from object" },
	{ 39, "node unreachable" },
	{ 41, "no link terminate" },
	{ 42, "disconnect complete" },
	{ 43, "bad image data in connect" },
	{ 54, "cryptographic service mismatch" },
	{ 0, NULL },
};

static const struct name controls[] = {
	{ INIT, "init " },
	{ VERIFICATION, "verification " },
	{ TEST, "test " },
	{ L1_ROUTES, "lev-1-routing " },
	{ L2_ROUTES, "lev-2-routing " },
	{ ROUTER_HELLO, "router-hello " },
	{ ENDNODE_HELLO, "endnode-hello " },
	{ 0, NULL },
};

/* Little-endian, as all of DECnet. */
static uint16_t le16_at(struct cur c, uint32_t at)
{
	return (uint16_t)(peek_u8(&c, at) | peek_u8(&c, at + 1) << 8);
}

static void show_node(struct dis *d, const char *label, const char *key, uint16_t node)
{
	sayf(d, "%s%u.%u", label, node >> 10, node & 0x3ff);
	note_u(d, key, node);
}

static void show_info(struct dis *d, uint8_t info, uint8_t block)
{
	show_name(d, "node_type", node_types, "reserved-ntype?", info & 3);
	say(d, " ");
	say_s(d, info & 0x04 ? "verif " : "");
	say_s(d, block == 0x40 && info & 0x20 ? "nomcast " : "");
	say_s(d, info & block ? "blo " : "");
}

/* As much as the message says it is long. */
static void show_dump(struct dis *d, struct cur c)
{
	struct cur v = part(&c, wire(&c));

	say_dump(d, v);
	need(&v, wire(&v));
}

/* --- control messages of the routing layer --- */

static void show_init(struct dis *d, struct cur c)
{
	uint16_t node = le16_at(c, 1), block = le16_at(c, 4), hello = le16_at(c, 9);
	uint8_t info = peek_u8(&c, 3), vers = peek_u8(&c, 6), eco = peek_u8(&c, 7),
		user = peek_u8(&c, 8);

	show_info(d, info, 0x08);
	show_node(d, "src ", "src", node);
	show_u(d, "blksize ", "block_size", block);
	show_u(d, " vers ", "version", vers);
	sayf(d, " eco %u ueco %u", eco, user);
	show_u(d, " hello ", "hello", hello);
}

static void show_hello(struct dis *d, struct cur c, bool router)
{
	uint16_t node = le16_at(c, 8), block = le16_at(c, 11), hello = le16_at(c, router ? 15 : 28);
	uint8_t vers = peek_u8(&c, 1), eco = peek_u8(&c, 2), user = peek_u8(&c, 3);

	show_info(d, peek_u8(&c, 10), 0x40);
	show_u(d, "vers ", "version", vers);
	sayf(d, " eco %u ueco %u", eco, user);
	show_node(d, " src ", "src", node);
	show_u(d, " blksize ", "block_size", block);
	if (router)
		show_u(d, " pri ", "priority", peek_u8(&c, 13));
	else
		show_node(d, " rtr ", "router", le16_at(c, 26));
	show_u(d, " hello ", "hello", hello);
	if (!router)
		sayf(d, " data %o", peek_u8(&c, 31));
}

static void show_routes(struct dis *d, struct cur c, const char *what)
{
	uint16_t count, first, info;

	show_node(d, "src ", "src", le16_at(c, 1));
	say(d, " ");
	c = from(c, ROUTES_HEAD);
	while (wire(&c) > ROUTE && !d->stopped) {
		need(&c, ROUTE);
		count = get_le16(&c);
		if (count > 1024) /* nonsense from here on */
			return;
		first = get_le16(&c);
		info = get_le16(&c);
		sayf(d, "{%s %u-%u cost %u hops %u} ", what, first, first + count, info & 0x1ff,
			info >> 10 & 31);
	}
}

static uint32_t control_size(uint8_t type)
{
	static const uint8_t sizes[] = { [INIT] = 11,
		[VERIFICATION] = 4,
		[TEST] = 4,
		[L1_ROUTES] = ROUTES_HEAD,
		[L2_ROUTES] = ROUTES_HEAD,
		[ROUTER_HELLO] = 18,
		[ENDNODE_HELLO] = 32 };

	return sizes[type];
}

static void show_control(struct dis *d, struct cur c)
{
	uint8_t type = peek_u8(&c, 0) & CONTROL_MASK;

	if (!name_of(controls, type)) {
		say(d, "unknown control message");
		show_dump(d, c);
		return;
	}
	show_name(d, "control", controls, "", type);
	if (wire(&c) < control_size(type)) {
		invalid(d);
		return;
	}
	need(&c, control_size(type));
	switch (type) {
	case INIT:
		show_init(d, c);
		break;
	case VERIFICATION:
	case TEST:
		show_node(d, "src ", "src", le16_at(c, 1));
		sayf(d, "%s%o", type == TEST ? " data " : " fcnval ", peek_u8(&c, 3));
		break;
	case L1_ROUTES:
	case L2_ROUTES:
		show_routes(d, c, type == L1_ROUTES ? "ids" : "areas");
		break;
	default:
		show_hello(d, c, type == ROUTER_HELLO);
		break;
	}
}

/* --- NSP --- */

/* 16 bits, of which c's message must have as many; false, and a word of it, if it does not. */
static bool get_word(struct dis *d, struct cur *c, uint16_t *v)
{
	if (wire(c) < 2) {
		invalid(d);
		return false;
	}
	*v = get_le16(c);
	return true;
}

/* Up to two acknowledgments, of this subchannel and the other one; then *v is what follows them. */
static bool show_acks(struct dis *d, struct cur *c, uint16_t *v, bool data, bool more)
{
	if (!get_word(d, c, v))
		return false;
	if (!(*v & HAS_ACK))
		return true;
	sayf(d, "%s %u ", *v & IS_NAK ? "nak" : "ack", *v & SEQ);
	if (!get_word(d, c, v))
		return false;
	if (!(*v & HAS_OTHER))
		return true;
	if (data)
		sayf(d, "%s %u ", (*v & OTHER_NAK) == OTHER_NAK ? "onak" : "oack", *v & SEQ);
	else
		sayf(d, "%s %u ", (*v & OTHER_NAK) == OTHER_NAK ? "nakdat" : "ackdat", *v & SEQ);
	return !more || get_word(d, c, v);
}

/* The flow control of a link service message; always at the same place, whatever is acknowledged.
 */
static void show_flow(struct dis *d, struct cur c)
{
	uint8_t flags, value;

	flags = peek_u8(&c, FLOW);
	value = peek_u8(&c, FLOW + 1);
	if ((flags & 0x0c) == 4) {
		sayf(d, "intr req count %u ", value);
	} else if (flags & 0x0c) {
		sayf(d, "reserved-fcval-int? %x", flags);
	} else {
		sayf(d, "dat seg count %u ", value);
		if ((flags & 3) == 1)
			say(d, "donotsend-data ");
		else if ((flags & 3) == 2)
			say(d, "send-data ");
		else if (flags & 3)
			sayf(d, "reserved-fcmod? %x", flags);
	}
}

static void show_data(struct dis *d, uint8_t flags, uint16_t src, uint16_t dst, struct cur c)
{
	uint8_t kind = flags & NSP_KIND;
	const struct cur start = c;
	uint16_t v;

	if (kind == 0x50 || kind == 0x70) {
		sayf(d, "reserved-subtype? %x %u > %u", flags, src, dst);
		return;
	}
	if (kind == INTERRUPT)
		say(d, "intr ");
	else
		sayf(d, "%s %u>%u ", kind == LINK_SERVICE ? "link-service" : "data", src, dst);
	if (kind == LINK_SERVICE && wire(&c) < FLOW + 2) {
		invalid(d);
		return;
	}
	if (!show_acks(d, &c, &v, kind != INTERRUPT && kind != LINK_SERVICE, true))
		return;
	show_u(d, "seg ", "seg", v & SEQ);
	say(d, " ");
	if (kind == LINK_SERVICE)
		show_flow(d, start);
}

static void show_ack(struct dis *d, uint8_t flags, uint16_t src, uint16_t dst, struct cur c)
{
	uint8_t kind = flags & NSP_KIND;
	uint16_t v;

	if (kind == CONN_ACK) {
		sayf(d, "conn-ack %u", dst);
	} else if (kind == DATA_ACK || kind == OTHER_ACK) {
		sayf(d, "%s %u>%u ", kind == DATA_ACK ? "data-ack" : "ils-ack", src, dst);
		if (wire(&c) < 4) {
			invalid(d);
			return;
		}
		need(&c, 4);
		show_acks(d, &c, &v, kind == DATA_ACK, false);
	} else {
		sayf(d, "reserved-acktype? %x %u > %u", flags, src, dst);
	}
}

static void show_connect(struct dis *d, struct cur c, bool confirm)
{
	uint8_t service, info, len;
	uint16_t size;

	if (wire(&c) < (confirm ? 5 : 4)) {
		invalid(d);
		return;
	}
	need(&c, confirm ? 5 : 4);
	service = get_u8(&c);
	info = get_u8(&c);
	size = get_le16(&c);
	say_name(d, services, "", service & 0x0c);
	say(d, "ver ");
	show_name(d, "version", nsp_versions, "", info & 3);
	show_u(d, " segsize ", "segment_size", size);
	say(d, " ");
	if (confirm) {
		len = get_u8(&c);
		if (len)
			sayf(d, "optlen %u ", len);
	}
}

static void show_reason(struct dis *d, struct cur c, bool initiate)
{
	uint16_t reason;
	uint8_t len;

	if (wire(&c) < (initiate ? 3 : 2)) {
		invalid(d);
		return;
	}
	need(&c, initiate ? 3 : 2);
	reason = get_le16(&c);
	show_name(d, "reason", reasons, "reason-%u", reason);
	say(d, " ");
	if (initiate) {
		len = get_u8(&c);
		if (len)
			sayf(d, "optlen %u ", len);
	}
}

static void show_nsp_control(struct dis *d, uint8_t flags, uint16_t src, uint16_t dst, struct cur c)
{
	static const struct name kinds[] = {
		{ CI, "conn-initiate" },
		{ CC, "conn-confirm" },
		{ DI, "disconn-initiate" },
		{ DC, "disconn-confirm" },
		{ RETRANS_CI, "retrans-conn-initiate" },
		{ 0, NULL },
	};
	uint8_t kind = flags & NSP_KIND;

	if (!name_of(kinds, kind)) {
		sayf(d, "reserved-ctltype? %x %u > %u", flags, src, dst);
		return;
	}
	show_name(d, "kind", kinds, "", kind);
	sayf(d, " %u>%u ", src, dst);
	if (kind == DI || kind == DC)
		show_reason(d, c, kind == DI);
	else
		show_connect(d, c, kind == CC);
}

static void show_nsp(struct dis *d, struct cur c)
{
	uint16_t src, dst;
	uint8_t flags;

	if (wire(&c) < NSP_HEAD) {
		sayf(d, " (nsplen %u < %u)", wire(&c), NSP_HEAD);
		invalid(d);
		return;
	}
	need(&c, NSP_HEAD);
	flags = get_u8(&c);
	dst = get_le16(&c);
	src = get_le16(&c);
	note_u(d, "nsp_flags", flags);
	note_u(d, "nsp_src", src);
	note_u(d, "nsp_dst", dst);
	if ((flags & NSP_TYPE) == NSP_DATA)
		show_data(d, flags, src, dst, c);
	else if ((flags & NSP_TYPE) == NSP_ACK)
		show_ack(d, flags, src, dst, c);
	else if ((flags & NSP_TYPE) == NSP_CONTROL)
		show_nsp_control(d, flags, src, dst, c);
	else
		sayf(d, "reserved-type? %x %u > %u", flags, src, dst);
}

/* --- the routing layer --- */

static void show_routed(struct dis *d, uint8_t flags, uint16_t len, struct cur c)
{
	bool wide = (flags & KIND) == LONG;
	uint32_t head = wide ? LONG_HEAD : SHORT_HEAD;
	uint16_t src, dst;
	uint8_t hops;
	bool over;

	if (wide && wire(&c) < head) {
		sayf(d, " (length %u < %u)", wire(&c), head);
		invalid(d);
		return;
	}
	dst = le16_at(c, wide ? 7 : 1);
	src = le16_at(c, wide ? 15 : 3);
	hops = wide ? peek_u8(&c, 18) : (uint8_t)((peek_u8(&c, 5) & 0x3f) + 1);
	over = !wide && wire(&c) < head;
	c = from(c, head);
	if (over) /* the reference takes it for a very long message */
		pretend(&c, 0x7fff);
	show_node(d, "", "src", src);
	show_node(d, " > ", "dst", dst);
	show_u(d, " ", "length", len);
	say(d, " ");
	if (d->opt->v) {
		say_s(d, flags & RQR ? "RQR " : "");
		say_s(d, flags & RTS ? "RTS " : "");
		say_s(d, flags & INTRA ? "IE " : "");
		show_u(d, "", "hops", hops);
		say(d, " hops ");
	}
	show_nsp(d, c);
}

static void dissect_decnet(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t pad;
	uint16_t len;
	uint8_t flags;

	if (wire(&c) < SHORT_HEAD) {
		sayf(d, " (length %u < %u)", wire(&c), SHORT_HEAD);
		invalid(d);
		return;
	}
	len = get_le16(&c);
	if (len < SHORT_HEAD) {
		sayf(d, " (pktlen %u < %u)", len, SHORT_HEAD);
		invalid(d);
		return;
	}
	if (wire(&whole) < len) {
		sayf(d, " (pktlen %u > %u)", len, wire(&whole));
		invalid(d);
		return;
	}
	pretend(&c, len); /* reads go on as far as there is something */
	flags = peek_u8(&c, 0);
	if (flags & PADDED) {
		pad = flags & 0x7f;
		if (d->opt->v)
			sayf(d, "[pad:%u] ", pad);
		if (wire(&c) < pad + 2) {
			sayf(d, " (length %u < %u)", wire(&c), pad + 2);
			invalid(d);
			return;
		}
		c = from(c, pad);
		whole = from(whole, pad); /* sic: not beyond the length */
		pretend(&c, len - pad);
		flags = peek_u8(&c, 0);
	}
	clip(&whole, wire(&c));
	note_u(d, "flags", flags);
	if (flags & FUTURE) {
		say(d, "future-version-decnet");
		say_dump(d, whole);
	} else if (flags & CONTROL) {
		show_control(d, c);
	} else if ((flags & KIND) == SHORT || (flags & KIND) == LONG) {
		show_routed(d, flags, len, c);
	} else {
		say(d, "unknown message flags under mask");
		say_dump(d, whole);
	}
}

const struct proto proto_decnet = { "decnet", dissect_decnet };
