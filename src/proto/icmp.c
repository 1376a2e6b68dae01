/* Internet Control Message Protocol.  RFC 792; masks: RFC 950; router discovery: RFC 1256; codes:
 * RFC 1122, RFC 1812; MTU: RFC 1191. */
#include "icmp_ext.h"
#include "ip.h"

#define HEADER 8

enum {
	ECHO_REPLY = 0,
	UNREACH = 3,
	QUENCH = 4,
	REDIRECT = 5,
	ECHO = 8,
	ROUTER_ADVERT = 9,
	ROUTER_SOLICIT = 10,
	EXCEEDED = 11,
	PARAM = 12,
	STAMP = 13,
	STAMP_REPLY = 14,
	INFO = 15,
	INFO_REPLY = 16,
	MASK = 17,
	MASK_REPLY = 18,
	XECHO = 42,
	XECHO_REPLY = 43
};
enum { PROTO_UNREACH = 2, PORT_UNREACH = 3, NEED_FRAG = 4 };
enum { EXT_OFFSET = 128 };

static const struct name type_names[] = {
	{ ECHO_REPLY, "echo reply" },
	{ UNREACH, "unreachable" },
	{ QUENCH, "source quench" },
	{ REDIRECT, "redirect" },
	{ ECHO, "echo request" },
	{ ROUTER_ADVERT, "router advertisement" },
	{ ROUTER_SOLICIT, "router solicitation" },
	{ EXCEEDED, "time exceeded" },
	{ PARAM, "parameter problem" },
	{ STAMP, "time stamp request" },
	{ STAMP_REPLY, "time stamp reply" },
	{ INFO, "information request" },
	{ INFO_REPLY, "information reply" },
	{ MASK, "address mask request" },
	{ XECHO, "extended echo request" },
	{ XECHO_REPLY, "extended echo reply" },
	{ 0, NULL },
};

/* What stands before and behind the address. */
static const struct {
	const char *before, *after;
} unreach[] = {
	[0] = { "net ", " unreachable" },
	[1] = { "host ", " unreachable" },
	[4] = { "", " unreachable - need to frag" },
	[5] = { "", " unreachable - source route failed" },
	[6] = { "net ", " unreachable - unknown" },
	[7] = { "host ", " unreachable - unknown" },
	[8] = { "", " unreachable - source host isolated" },
	[9] = { "net ", " unreachable - admin prohibited" },
	[10] = { "host ", " unreachable - admin prohibited" },
	[11] = { "net ", " unreachable - tos prohibited" },
	[12] = { "host ", " unreachable - tos prohibited" },
	[13] = { "host ", " unreachable - admin prohibited filter" },
	[14] = { "host ", " unreachable - host precedence violation" },
	[15] = { "host ", " unreachable - precedence cutoff" },
};

static void show_port_unreach(struct dis *d, struct cur c)
{
	struct cur ip = from(c, HEADER);
	uint8_t hlen = (uint8_t)((peek_u8(&ip, 0) & 0xf) * 4), proto = peek_u8(&ip, 9);
	uint16_t port = peek_be16(&ip, hlen + 2u);
	uint32_t dst = peek_ip4(&ip, 16);

	say_ip4(d, dst);
	switch (proto) {
	case 6:
		say(d, " tcp port ");
		say_tcp_port(d, port);
		break;
	case 17:
		say(d, " udp port ");
		say_udp_port(d, port);
		break;
	default:
		sayf(d, " protocol %u port ", proto);
		say_u(d, port);
		break;
	}
	say(d, " unreachable");
}

static void show_unreach(struct dis *d, struct cur c, uint8_t code)
{
	uint32_t dst;
	uint16_t mtu;

	if (code == PORT_UNREACH) {
		show_port_unreach(d, c);
		return;
	}
	dst = peek_ip4(&c, 24);
	if (code == PROTO_UNREACH) {
		uint8_t proto = peek_u8(&c, 17);

		if (d->stopped)
			return;
		say_ip4(d, dst);
		sayf(d, " protocol %u unreachable", proto);
		return;
	}
	if (code >= sizeof(unreach) / sizeof(unreach[0])) {
		say_ip4(d, dst);
		sayf(d, " unreachable - #%u", code);
		return;
	}
	say_s(d, unreach[code].before);
	say_ip4(d, dst);
	say_s(d, unreach[code].after);
	mtu = peek_be16(&c, 6);
	if (code == NEED_FRAG) {
		note_u(d, "mtu", mtu);
		if (mtu)
			sayf(d, " (mtu %u)", mtu);
	}
}

static void show_redirect(struct dis *d, struct cur c, uint8_t code)
{
	static const struct name kinds[] = {
		{ 0, "redirect" },
		{ 1, "redirect" },
		{ 2, "redirect-tos" },
		{ 3, "redirect-tos" },
		{ 0, NULL },
	};
	uint32_t dst = peek_ip4(&c, 24), gateway = peek_ip4(&c, 4);

	if (code < 4)
		say_name(d, kinds, "", code);
	else
		sayf(d, "redirect-#%u", code);
	say(d, " ");
	say_ip4(d, dst);
	say_s(d, code >= 4 ? " to " : code & 1 ? " to host " : " to net ");
	show_ip4(d, "", "gateway", gateway);
}

static void show_lifetime(struct dis *d, uint16_t s)
{
	if (s < 60)
		sayf(d, "%u", s);
	else if (s < 3600)
		sayf(d, "%u:%02u", s / 60, s % 60);
	else
		sayf(d, "%u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
}

static void show_advert(struct dis *d, struct cur c)
{
	uint16_t lifetime;
	uint8_t n, size;

	say(d, "router advertisement lifetime ");
	skip(&c, 4);
	n = get_u8(&c);
	size = get_u8(&c);
	lifetime = get_be16(&c);
	show_lifetime(d, lifetime);
	show_u(d, " ", "addresses", n);
	say(d, ":");
	if (size != 2) {
		sayf(d, " [size %u]", size);
		return;
	}
	for (; n && !d->stopped; n--) {
		uint32_t a = get_ip4(&c), pref = get_be32(&c);

		if (d->stopped)
			return;
		say(d, " {");
		say_ip4(d, a);
		sayf(d, " %u}", pref);
	}
}

static void show_exceeded(struct dis *d, uint8_t code)
{
	if (code == 0)
		say(d, "time exceeded in-transit");
	else if (code == 1)
		say(d, "ip reassembly time exceeded");
	else
		sayf(d, "time exceeded-#%u", code);
}

static void say_stamp(struct dis *d, const char *label, uint32_t ms)
{
	uint32_t s = ms / 1000;

	sayf(d, "%s%02u:%02u:%02u.%03u", label, s / 3600, s / 60 % 60, s % 60, ms % 1000);
}

static void show_stamp(struct dis *d, struct cur c, bool reply)
{
	uint16_t id, seq;

	skip(&c, 4);
	id = get_be16(&c);
	seq = get_be16(&c);
	if (!reply) {
		sayf(d, "time stamp query id %u seq %u", id, seq);
		return;
	}
	need(&c, 12);
	sayf(d, "time stamp reply id %u seq %u:", id, seq);
	say_stamp(d, " org ", get_be32(&c));
	say_stamp(d, ", recv ", get_be32(&c));
	say_stamp(d, ", xmit ", get_be32(&c));
}

/* All that the first phrase shows is read before "ICMP" is said. */
static void need_phrase(struct cur *c, uint8_t type, uint8_t code)
{
	static const uint8_t lengths[] = {
		[ECHO_REPLY] = 8,
		[UNREACH] = 28,
		[REDIRECT] = 28,
		[EXCEEDED] = 28,
		[ECHO] = 8,
		[ROUTER_ADVERT] = 8,
		[STAMP] = 8,
		[STAMP_REPLY] = 20,
		[MASK_REPLY] = 12,
		[XECHO] = 7,
		[XECHO_REPLY] = 7,
	};

	if (type < sizeof(lengths))
		need(c, lengths[type]);
	if (type == UNREACH && code == PORT_UNREACH)
		need(c, HEADER + (peek_u8(c, HEADER) & 0xfu) * 4 + 4);
	if (type == ROUTER_ADVERT && peek_u8(c, 5) == 2)
		need(c, HEADER + peek_u8(c, 4) * 8u);
	if (type == PARAM && code == 0)
		need(c, 5);
}

static void show_message(struct dis *d, struct cur c, uint8_t type, uint8_t code)
{
	uint16_t id, seq;

	switch (type) {
	case ECHO:
	case ECHO_REPLY:
	case XECHO:
	case XECHO_REPLY:
		id = peek_be16(&c, 4);
		seq = type == XECHO || type == XECHO_REPLY ? peek_u8(&c, 6) : peek_be16(&c, 6);
		say_name(d, type_names, "", type);
		show_u(d, ", id ", "id", id);
		show_u(d, ", seq ", "seq", seq);
		break;
	case UNREACH:
		show_unreach(d, c, code);
		break;
	case REDIRECT:
		show_redirect(d, c, code);
		break;
	case ROUTER_ADVERT:
		show_advert(d, c);
		break;
	case EXCEEDED:
		show_exceeded(d, code);
		break;
	case PARAM:
		if (code)
			sayf(d, "parameter problem - code %u", code);
		else
			show_u(d, "parameter problem - octet ", "pointer", peek_u8(&c, 4));
		break;
	case MASK_REPLY:
		show_x(d, "address mask is 0x", "mask", peek_be32(&c, 8), 8);
		break;
	case STAMP:
	case STAMP_REPLY:
		show_stamp(d, c, type == STAMP_REPLY);
		break;
	default:
		say_name(d, type_names, "type-#%u", type);
		break;
	}
}

static bool is_error(uint8_t type)
{
	return type == UNREACH || type == QUENCH || type == REDIRECT || type == EXCEEDED ||
	       type == PARAM;
}

/* May carry an extension structure behind the original datagram (RFC 4884, 4). */
static bool is_multipart(uint8_t type)
{
	return type == UNREACH || type == EXCEEDED || type == PARAM;
}

/* The datagram that caused an error, on a line of its own. */
static void show_original(struct dis *d, struct cur c)
{
	uint16_t len;

	say(d, "\n\t");
	c = from(c, HEADER);
	len = peek_be16(&c, 2);
	pretend(&c, len);
	enter(d, &proto_ip4, c);
	d->proto = "icmp";
}

/* -v: the datagram that caused an error, extensions, what PROBE asks. */
static void show_more(struct dis *d, struct cur whole, uint8_t type, uint8_t code)
{
	if (is_error(type))
		show_original(d, whole);
	if (is_multipart(type) && wire(&whole) > EXT_OFFSET + HEADER) {
		uint8_t len = peek_u8(&whole, 5);
		struct cur ext = from(whole, HEADER + EXT_OFFSET);

		/* Old implementations leave the length 0 and pad to 128 octets (RFC 4884, 5.5). */
		if (len == 0 && has(&ext, wire(&ext)) && cksum(&ext, wire(&ext), 0))
			return;
		if (len && (len * 4u < EXT_OFFSET || HEADER + len * 4u >= wire(&whole)))
			ext = from(whole, HEADER + EXT_OFFSET);
		show_multipart(d, ext);
	}
	if (type == XECHO)
		show_extended_echo(d, from(whole, HEADER), peek_u8(&whole, 7));
	if (type == XECHO_REPLY)
		show_extended_reply(d, code, peek_u8(&whole, 7));
}

static void show_cksum(struct dis *d, struct cur c)
{
	uint16_t rest, sum;

	if (!has(&c, wire(&c)))
		return;
	rest = cksum(&c, wire(&c), 0);
	note_b(d, "cksum_ok", rest == 0);
	if (!rest)
		return;
	sum = peek_be16(&c, 2);
	sayf(d, " (wrong icmp cksum %x (->%x)!)", sum, cksum_should_be(sum, rest));
}

/* RFC 792; RFC 1191, 4: half of it is the MTU then */
static void note_unused(struct dis *d, struct cur c, uint8_t type, uint8_t code)
{
	bool mtu = type == UNREACH && code == 4;

	if (!has(&c, 8) || (type != UNREACH && type != QUENCH && type != EXCEEDED))
		return;
	skip(&c, 4);
	note_hex(d, "unused", take(&c, mtu ? 2 : 4));
}

static void dissect_icmp(struct dis *d, struct cur c)
{
	uint8_t type, code;

	if (d->net.ver != 4) {
		say(d, "[ICMP requires IPv4]");
		invalid(d);
		return;
	}
	if (d->tell) {
		tell_icmp(d, c);
		return;
	}
	type = peek_u8(&c, 0);
	code = peek_u8(&c, 1);
	note_u(d, "type", type);
	note_u(d, "code", code);
	if (wants_fields(d) && has(&c, 4))
		note_u(d, "cksum", peek_be16(&c, 2));
	if (wants_fields(d))
		note_unused(d, c, type, code);
	need_phrase(&c, type, code);
	say(d, "ICMP ");
	show_message(d, c, type, code);
	show_u(d, ", length ", "length", wire(&c));
	if (!d->opt->v)
		return;
	if (!d->net.more_frags && !d->opt->K)
		show_cksum(d, c);
	show_more(d, c, type, code);
}

const struct proto proto_icmp = { "icmp", dissect_icmp };
