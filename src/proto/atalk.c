/* AppleTalk: DDP with NBP and ATP, AARP, LocalTalk.  Sidhu, Andrews, Oppenheimer: Inside AppleTalk,
 * 2nd edition (RFC 1742). */
#include "atalk.h"

#include "tlv.h"

enum {
	DDP_HEAD = 13,
	SHORT_HEAD = 5,
	LLAP_HEAD = 3,
	AARP_LEN = 28,
	NAME_MAX_LEN = 32,
	TUPLE_HEAD = 5,
	ATP_HEAD = 8,
	NBP_MIN = 10
};
enum { NBP = 2, ATP = 3, EIGRP = 88, ATALK = 0x809b };
enum { NBP_BROADCAST = 1, NBP_LOOKUP, NBP_REPLY };
enum { REQUEST = 0x40, RESPONSE = 0x80, RELEASE = 0xc0, XO = 0x20, EOM = 0x10, STS = 0x08 };

static const struct name types[] = {
	{ 1, "rtmp" },
	{ NBP, "nbp" },
	{ ATP, "atp" },
	{ 4, "echo" },
	{ 5, "rtmpReq" },
	{ 22, "IP" },
	{ 23, "ARP" },
	{ 75, "KLAP" },
	{ 0, NULL },
};

static const struct name sockets[] = { { 1, "rtmp" }, { 2, "nis" }, { 4, "echo" }, { 6, "zip" },
	{ 0, NULL } };

struct at { /* an address */
	uint16_t net;
	uint8_t node, socket;
};

static void say_node(struct dis *d, uint16_t net, uint8_t node)
{
	say_u(d, net);
	if (node != 255)
		sayf(d, ".%u", node);
}

static void say_socket(struct dis *d, uint8_t socket)
{
	if (d->opt->n)
		say_u(d, socket);
	else
		say_name(d, sockets, "%u", socket);
}

static void say_at(struct dis *d, struct at a)
{
	say_node(d, a.net, a.node);
	say(d, ".");
	say_socket(d, a.socket);
}

/* --- names --- */

/* A counted string; false if it is longer than a name may be. */
static bool say_string(struct dis *d, struct cur *c)
{
	uint8_t len = get_u8(c);

	if (len > NAME_MAX_LEN) {
		sayf(d, "[len=%u]", len);
		need(c, len);
		return false;
	}
	say_chars(d, c, len);
	return !d->stopped;
}

/* "object:type@zone" */
static bool say_entity(struct dis *d, struct cur *c)
{
	say(d, " \"");
	if (!say_string(d, c))
		return false;
	say(d, ":");
	if (!say_string(d, c))
		return false;
	say(d, "@");
	if (!say_string(d, c))
		return false;
	say(d, "\"");
	return true;
}

/* False if the next one cannot be found. */
static bool show_tuple(struct dis *d, struct cur *c, struct at from_at)
{
	struct cur head = *c;
	uint16_t net;
	uint8_t node, socket, number;
	bool whole;

	skip(c, TUPLE_HEAD);
	whole = say_entity(d, c);
	net = get_be16(&head);
	node = get_u8(&head);
	socket = get_u8(&head);
	number = get_u8(&head);
	if (number != 1)
		sayf(d, "(%u)", number);
	if (socket != from_at.socket)
		sayf(d, " %u", socket);
	if (net != from_at.net || node != from_at.node) {
		say(d, " [addr=");
		say_node(d, net, node);
		say(d, "]");
	}
	return whole && !d->stopped;
}

static void show_nbp(struct dis *d, struct cur c, struct at from_at)
{
	static const char *const ops[] = { "", " nbp-brRq", " nbp-lkup", " nbp-reply" };
	uint32_t length = wire(&c);
	uint8_t control, id, op, n, node, socket, number;
	uint16_t net;
	struct cur head;

	if (length < NBP_MIN) {
		sayf(d, " [undersized-nbp %u < %u]", length, NBP_MIN);
		invalid(d);
		return;
	}
	control = get_u8(&c);
	op = control >> 4;
	n = control & 15;
	note_u(d, "op", op);
	if (op < NBP_BROADCAST || op > NBP_REPLY) {
		sayf(d, " nbp-0x%x", control);
		show_u(d, " ", "id", get_u8(&c));
		sayf(d, "  (%u)", length - 2);
		return;
	}
	say_s(d, ops[op]);
	id = get_u8(&c);
	show_u(d, " ", "id", id);
	say(d, ":");
	if (op == NBP_REPLY) {
		while (n-- && show_tuple(d, &c, from_at))
			;
		return;
	}
	head = c;
	skip(&c, TUPLE_HEAD);
	say_entity(d, &c);
	/* look-ups have one tuple */
	if (n != 1)
		sayf(d, " [ntup=%u]", n);
	net = get_be16(&head);
	node = get_u8(&head);
	socket = get_u8(&head);
	number = get_u8(&head);
	if (number)
		sayf(d, " [enum=%u]", number);
	if (net != from_at.net || node != from_at.node || socket != from_at.socket) {
		say(d, " [addr=");
		say_at(d, (struct at){ net, node, socket });
		say(d, "]");
	}
}

/* --- transactions --- */

static void say_bitmap(struct dis *d, uint8_t bits)
{
	char sep = '<';

	if (((bits + 1u) & bits) == 0) { /* 0 to some bit */
		unsigned top = 0;

		while (bits >> (top + 1))
			top++;
		if (bits > 1)
			sayf(d, "<0-%u>", top);
		else
			say(d, "<0>");
		return;
	}
	for (unsigned i = 0; i < 8; i++) {
		if (!(bits >> i & 1))
			continue;
		sayf(d, "%c%u", sep, i);
		sep = ',';
	}
	say(d, ">");
}

static void say_flags(struct dis *d, uint8_t flags)
{
	static const struct name bits[] = { { XO, "XO" }, { EOM, "EOM" }, { STS, "STS" },
		{ 0, NULL } };

	if (!flags)
		return;
	say(d, "[");
	say_bits(d, bits, "", flags, ",");
	say(d, "]");
}

static void show_atp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), user;
	uint8_t control, bitmap;
	uint16_t id;

	d->proto = "atp";
	if (length < ATP_HEAD) {
		sayf(d, " [ATP length %u < %u]", length, ATP_HEAD);
		invalid(d);
		return;
	}
	control = get_u8(&c);
	bitmap = get_u8(&c);
	id = get_be16(&c);
	length -= ATP_HEAD;
	if (d->stopped)
		return;
	note_u(d, "control", control);
	note_u(d, "id", id);
	note_u(d, "bitmap", bitmap);
	switch (control & 0xc0) {
	case REQUEST:
		sayf(d, " atp-req%s %u", control & XO ? " " : "*", id);
		say_bitmap(d, bitmap);
		if (length)
			sayf(d, " [len=%u]", length);
		say_s(d, control & (EOM | STS) ? " " : "");
		say_flags(d, control & (EOM | STS));
		break;
	case RESPONSE:
		sayf(d, " atp-resp%s%u:%u (%u)", control & EOM ? "*" : " ", id, bitmap, length);
		say_s(d, control & (XO | STS) ? " " : "");
		say_flags(d, control & (XO | STS));
		break;
	case RELEASE:
		sayf(d, " atp-rel  %u", id);
		say_bitmap(d, bitmap);
		if (length)
			sayf(d, " [len=%u]", length);
		say_flags(d, control & (XO | EOM | STS)); /* no blank, sic */
		break;
	default:
		sayf(d, " atp-0x%x  %u (%u)", control, id, length);
	}
	user = get_be32(&c);
	note_u(d, "user", user);
	if (user)
		sayf(d, " 0x%x", user);
}

/* What DDP carries. */
static void payload(struct dis *d, uint8_t type, struct cur c, struct at from_at)
{
	switch (type) {
	case NBP:
		show_nbp(d, c, from_at);
		break;
	case ATP:
		show_atp(d, c);
		break;
	case EIGRP:
		enter(d, &proto_eigrp, c);
		break;
	default:
		say(d, " at-");
		show_name(d, "type", types, "#%u", type);
		sayf(d, " %u", wire(&c));
	}
}

/* Addresses and payload of a long header; colon is after the addresses. */
static void show_ddp(struct dis *d, struct cur c, const char *colon)
{
	struct at src, dst;
	uint8_t type;

	dst.net = peek_be16(&c, 4);
	src.net = peek_be16(&c, 6);
	dst.node = peek_u8(&c, 8);
	src.node = peek_u8(&c, 9);
	dst.socket = peek_u8(&c, 10);
	src.socket = peek_u8(&c, 11);
	say_at(d, src);
	say(d, " > ");
	say_at(d, dst);
	say_s(d, colon);
	type = peek_u8(&c, 12);
	note_u(d, "type", type);
	note_u(d, "src_net", src.net);
	note_u(d, "src_node", src.node);
	note_u(d, "src_socket", src.socket);
	note_u(d, "dst_net", dst.net);
	note_u(d, "dst_node", dst.node);
	note_u(d, "dst_socket", dst.socket);
	payload(d, type, from(c, DDP_HEAD), src);
}

void atalk_show(struct dis *d, struct cur c)
{
	d->proto = "atalk";
	if (!d->opt->e)
		say(d, "AT ");
	if (wire(&c) < DDP_HEAD) {
		sayf(d, " [length %u < %u]", wire(&c), DDP_HEAD);
		invalid(d);
		return;
	}
	show_ddp(d, c, ": ");
}

static void dissect_atalk(struct dis *d, struct cur c)
{
	if (d->opt->v)
		say(d, "et1 ");
	atalk_show(d, c);
}

static void dissect_ltalk(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t dst, src, type, dst_socket, src_socket, ddp;
	struct at from_at;

	d->proto = "llap";
	if (length < LLAP_HEAD) {
		sayf(d, " [LLAP length %u < %u]", length, LLAP_HEAD);
		invalid(d);
		return;
	}
	need(&c, LLAP_HEAD);
	dst = get_u8(&c);
	src = get_u8(&c);
	type = get_u8(&c);
	d->link_len += LLAP_HEAD;
	if (type == 2) {
		d->proto = "ddp";
		if (wire(&c) < DDP_HEAD) {
			sayf(d, " [DDP length %u < %u]", wire(&c), DDP_HEAD);
			invalid(d);
			return;
		}
		show_ddp(d, c, ":");
		return;
	}
	if (type != 1) {
		sayf(d, "%u > %u at-lap#%u %u", src, dst, type, wire(&c));
		return;
	}
	d->proto = "sddp";
	if (wire(&c) < SHORT_HEAD) {
		sayf(d, " [SDDP length %u < %u]", wire(&c), SHORT_HEAD);
		invalid(d);
		return;
	}
	skip(&c, 2);
	dst_socket = get_u8(&c);
	src_socket = get_u8(&c);
	from_at = (struct at){ 0, src, src_socket };
	if (d->stopped)
		return;
	say_at(d, from_at);
	say(d, " > ");
	say_at(d, (struct at){ 0, dst, dst_socket });
	say(d, ":");
	ddp = get_u8(&c);
	payload(d, ddp, c, from_at);
}

/* KIP: the same in UDP. */
static void dissect_llap(struct dis *d, struct cur c)
{
	d->proto = "udp"; /* whose cut it is */
	if (d->opt->v)
		say(d, "kip ");
	dissect_ltalk(d, c);
}

/* --- address resolution --- */

static void say_pa(struct dis *d, struct cur c)
{
	uint16_t net;
	uint8_t node;

	skip(&c, 1);
	net = get_be16(&c);
	node = get_u8(&c);
	say_node(d, net, node);
}

static void dissect_aarp(struct dis *d, struct cur c)
{
	static const char *const verbs[] = { "", "who-has ", "reply ", "probe " };
	struct cur whole = c, spa, tpa;
	uint16_t hrd, pro, op;
	uint8_t hln, pln;
	struct mac m;

	say(d, "aarp ");
	if (wire(&c) < AARP_LEN) {
		sayf(d, " [length %u < %u]", wire(&c), AARP_LEN);
		malformed(d, c);
		return;
	}
	need(&c, AARP_LEN);
	hrd = get_be16(&c);
	pro = get_be16(&c);
	hln = get_u8(&c);
	pln = get_u8(&c);
	op = get_be16(&c);
	m = get_mac(&c);
	spa = c;
	tpa = from(c, 10);
	note_u(d, "op", op);
	if (hrd != 1 || pro != ATALK || hln != 6 || pln != 4 || op < 1 || op > 3) {
		sayf(d, "len %u op %u htype %u ptype 0x%x halen %u palen %u", wire(&whole), op, hrd,
			pro, hln, pln);
		return;
	}
	say_s(d, verbs[op]);
	if (op == 2) {
		say_pa(d, spa);
		show_mac(d, " is-at ", "sha", m);
	} else {
		say_pa(d, tpa);
		say(d, " tell ");
		say_pa(d, spa);
	}
}

const struct proto proto_atalk = { "atalk", dissect_atalk };
const struct proto proto_atalk_plain = { "atalk", atalk_show };
const struct proto proto_ltalk = { "ltalk", dissect_ltalk };
const struct proto proto_llap = { "llap", dissect_llap };
const struct proto proto_aarp = { "aarp", dissect_aarp };
