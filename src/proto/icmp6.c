/* ICMP for IPv6.  RFC 4443; neighbour discovery: RFC 4861; mobility: RFC 6275; PROBE: RFC 8335. */
#include "icmp6.h"

#include "icmp_ext.h"
#include "ip.h"

enum {
	UNREACH = 1,
	TOO_BIG,
	EXCEEDED,
	PARAM,
	ECHO = 128,
	ECHO_REPLY,
	MLD_QUERY,
	MLD_REPORT,
	MLD_DONE,
	ROUTER_SOLICIT,
	ROUTER_ADVERT,
	NEIGHBOUR_SOLICIT,
	NEIGHBOUR_ADVERT,
	REDIRECT,
	RENUMBERING,
	NODE_QUERY,
	NODE_REPLY,
	INVERSE_SOLICIT,
	INVERSE_ADVERT,
	MLD2_REPORT,
	HA_REQUEST,
	HA_REPLY,
	MOBILE_SOLICIT,
	MOBILE_ADVERT,
	RPL = 155,
	XECHO = 160,
	XECHO_REPLY = 161,
	MTRACE_RESP = 200,
	MTRACE
};

static const struct name type_names[] = {
	{ UNREACH, "destination unreachable" },
	{ TOO_BIG, "packet too big" },
	{ EXCEEDED, "time exceeded in-transit" },
	{ PARAM, "parameter problem" },
	{ ECHO, "echo request" },
	{ ECHO_REPLY, "echo reply" },
	{ MLD_QUERY, "multicast listener query" },
	{ MLD_REPORT, "multicast listener report" },
	{ MLD_DONE, "multicast listener done" },
	{ ROUTER_SOLICIT, "router solicitation" },
	{ ROUTER_ADVERT, "router advertisement" },
	{ NEIGHBOUR_SOLICIT, "neighbor solicitation" },
	{ NEIGHBOUR_ADVERT, "neighbor advertisement" },
	{ REDIRECT, "redirect" },
	{ RENUMBERING, "router renumbering" },
	{ NODE_QUERY, "node information query" },
	{ NODE_REPLY, "node information reply" },
	{ INVERSE_SOLICIT, "inverse neighbor solicitation" },
	{ INVERSE_ADVERT, "inverse neighbor advertisement" },
	{ MLD2_REPORT, "multicast listener report v2" },
	{ HA_REQUEST, "ha discovery request" },
	{ HA_REPLY, "ha discovery reply" },
	{ MOBILE_SOLICIT, "mobile router solicitation" },
	{ MOBILE_ADVERT, "mobile router advertisement" },
	{ RPL, "RPL" },
	{ XECHO, "extended echo request" },
	{ XECHO_REPLY, "extended echo reply" },
	{ MTRACE_RESP, "mtrace response" },
	{ MTRACE, "mtrace message" },
	{ 0, NULL },
};

static const struct name advert_flags[] = {
	{ 0x80, "managed" },
	{ 0x40, "other stateful" },
	{ 0x20, "home agent" },
	{ 0x02, "ipv6 only" },
	{ 0, NULL },
};

static const struct name neighbour_flags[] = {
	{ 0x80000000u, "router" },
	{ 0x40000000u, "solicited" },
	{ 0x20000000u, "override" },
	{ 0, NULL },
};

/* --- errors --- */

/* The transport header inside the packet that caused the error.  False: none known. */
static bool upper_layer(struct cur ip, uint8_t *proto, struct cur *l4)
{
	uint8_t nh = peek_u8(&ip, 6);

	skip(&ip, 40);
	for (int i = 0; i < 8 && (nh == 0 || nh == 43 || nh == 60 || nh == 44); i++) {
		uint32_t n = nh == 44 ? 8 : (peek_u8(&ip, 1) + 1u) * 8;

		if (nh == 44 && peek_be16(&ip, 2) >> 3)
			return false;
		nh = peek_u8(&ip, 0);
		if (!has(&ip, n))
			return false;
		skip(&ip, n);
	}
	*proto = nh;
	*l4 = ip;
	return nh == 6 || nh == 17;
}

static void show_port_unreach(struct dis *d, struct cur c)
{
	struct cur l4;
	struct ip6 dst;
	uint8_t proto;
	uint16_t port;

	say(d, ", unreachable port");
	if (!upper_layer(from(c, 8), &proto, &l4)) {
		stop(d);
		return;
	}
	dst = peek_ip6(&c, 32);
	port = peek_be16(&l4, 2);
	say(d, ", ");
	say_ip6(d, dst);
	if (proto == 6) {
		say(d, " tcp port ");
		say_tcp_port(d, port);
	} else {
		say(d, " udp port ");
		say_udp_port(d, port);
	}
}

/* False: unknown code. */
static bool show_unreach(struct dis *d, struct cur c, uint8_t code)
{
	static const char *const phrases[] = { ", unreachable route",
		",  unreachable prohibited" /* sic */, ", beyond scope", ", unreachable address" };
	struct ip6 src, dst;

	if (code == 4) {
		show_port_unreach(d, c);
		return true;
	}
	if (code > 4) {
		sayf(d, ", unknown unreach code (%u)", code);
		if (d->opt->v <= 1)
			say_hex(d, "\n\t", c);
		return d->opt->v > 1;
	}
	say_s(d, phrases[code]);
	dst = peek_ip6(&c, 32);
	if (d->stopped)
		return true;
	say(d, " ");
	say_ip6(d, dst);
	if (code == 2) {
		say(d, ", source address ");
		src = peek_ip6(&c, 16);
		say_ip6(d, src);
	}
	return true;
}

static void show_exceeded(struct dis *d, struct cur c, uint8_t code)
{
	struct ip6 dst;

	if (code == 0) {
		dst = peek_ip6(&c, 32);
		say(d, " for ");
		say_ip6(d, dst);
	} else if (code == 1) {
		say(d, " (reassembly)");
	} else {
		sayf(d, ", unknown code (%u)", code);
	}
}

static void show_param(struct dis *d, struct cur c, uint8_t code)
{
	static const char *const what[] = { ", erroneous", ", next header", ", option",
		", incomplete header chain" };
	uint32_t ptr = peek_be32(&c, 4);

	note_u(d, "pointer", ptr);
	need(&c, 8 + 24 + 16);
	if (code < 4)
		sayf(d, "%s - octet %u", what[code], ptr);
	else
		sayf(d, ", code-#%u", code);
}

/* --- neighbour discovery --- */

/* What there is of an advertisement that is too short. */
static void note_short_advert(struct dis *d, struct cur c)
{
	if (has(&c, 6)) {
		note_u(d, "cur_hop_limit", peek_u8(&c, 4));
		note_u(d, "flags", peek_u8(&c, 5));
	}
	if (has(&c, 8))
		note_u(d, "router_lifetime", peek_be16(&c, 6));
	if (has(&c, 12))
		note_u(d, "reachable_time", peek_be32(&c, 8));
}

static void show_router_advert(struct dis *d, struct cur c)
{
	uint8_t hops = peek_u8(&c, 4), flags = peek_u8(&c, 5);
	uint16_t lifetime = peek_be16(&c, 6);
	uint32_t reachable = peek_be32(&c, 8), retrans = peek_be32(&c, 12);

	show_u(d, "\n\thop limit ", "cur_hop_limit", hops);
	say(d, ", Flags [");
	say_bits(d, advert_flags, "none", flags, ", ");
	say(d, "], pref ");
	say_name(d, router_preferences, "", flags & 0x18);
	note_u(d, "flags", flags);
	show_u(d, ", router lifetime ", "router_lifetime", lifetime);
	show_u(d, "s, reachable time ", "reachable_time", reachable);
	show_u(d, "ms, retrans timer ", "retrans_timer", retrans);
	say(d, "ms");
	show_nd_options(d, from(c, 16));
}

static void show_target(struct dis *d, struct cur c, uint8_t type)
{
	struct ip6 target;

	if (type == NEIGHBOUR_ADVERT)
		note_u(d, "na_flags", peek_be32(&c, 4));
	target = peek_ip6(&c, 8);
	note_ip6(d, type == NEIGHBOUR_SOLICIT ? "ns_target" : "na_target", target);
	if (type == NEIGHBOUR_SOLICIT) {
		show_ip6(d, ", who has ", "target", target);
	} else {
		show_ip6(d, ", tgt is ", "target", target);
		if (d->opt->v) {
			say(d, ", Flags [");
			say_bits(d, neighbour_flags, "none", peek_be32(&c, 4), ", ");
			say(d, "]");
		}
	}
	if (d->opt->v)
		show_nd_options(d, from(c, 24));
}

static void show_redirect(struct dis *d, struct cur c)
{
	struct ip6 target = peek_ip6(&c, 8), dst = peek_ip6(&c, 24);

	show_ip6(d, ", ", "destination", dst);
	show_ip6(d, " to ", "target", target);
	if (d->opt->v)
		show_nd_options(d, from(c, 40));
}

/* --- the rest --- */

static void show_home_agents(struct dis *d, struct cur c)
{
	uint16_t id = peek_be16(&c, 4);

	if (!d->opt->v)
		return;
	sayf(d, ", id 0x%04x", id);
	skip(&c, 8);
	while (left(&c) && !d->stopped) {
		struct ip6 a = get_ip6(&c);

		say(d, ", ");
		say_ip6(d, a);
	}
}

static void show_id(struct dis *d, struct cur c)
{
	uint16_t id = peek_be16(&c, 4);

	sayf(d, ", id 0x%04x", id);
}

static void show_echo(struct dis *d, struct cur c, uint8_t type, uint8_t code)
{
	bool extended = type == XECHO || type == XECHO_REPLY;
	uint16_t id = peek_be16(&c, 4), seq = extended ? peek_u8(&c, 6) : peek_be16(&c, 6);
	uint8_t last;

	show_u(d, ", id ", "id", id);
	show_u(d, ", seq ", "seq", seq);
	if (!d->opt->v)
		return;
	last = extended ? peek_u8(&c, 7) : 0;
	if (type == XECHO)
		show_extended_echo(d, from(c, 8), last);
	else if (type == XECHO_REPLY)
		show_extended_reply(d, code, last);
}

/* Types whose length comes before the details with -v. */
static bool length_first(uint8_t type)
{
	return (type >= ROUTER_SOLICIT && type <= REDIRECT) || type == HA_REPLY ||
	       type == MOBILE_ADVERT || type == 0;
}

/* The octets that are for nothing yet: RFC 4443, 3; RFC 4861, 4. */
static void note_reserved(struct dis *d, struct cur c, uint8_t type)
{
	struct cur r;

	if (!has(&c, 8))
		return;
	skip(&c, 4);
	r = part(&c, 4);
	if (type == UNREACH || type == EXCEEDED || type == ROUTER_SOLICIT ||
		type == NEIGHBOUR_SOLICIT || type == REDIRECT)
		note_hex(d, "reserved", r);
	else if (type == MLD2_REPORT)
		note_hex(d, "reserved", part(&r, 2));
	else if (type == MLD_QUERY || type == MLD_REPORT || type == MLD_DONE) {
		skip(&r, 2);
		note_hex(d, "reserved", r);
	}
}

/* False: no length behind it. */
static bool show_details(struct dis *d, struct cur c, uint8_t type, uint8_t code)
{
	if (wants_fields(d))
		note_reserved(d, c, type);
	switch (type) {
	case UNREACH:
		if (!show_unreach(d, c, code))
			return false;
		break;
	case TOO_BIG:
		show_u(d, ", mtu ", "mtu", peek_be32(&c, 4));
		break;
	case EXCEEDED:
		show_exceeded(d, c, code);
		break;
	case PARAM:
		show_param(d, c, code);
		break;
	case ECHO:
	case ECHO_REPLY:
	case XECHO:
	case XECHO_REPLY:
		show_echo(d, c, type, code);
		break;
	case MLD_QUERY:
	case MLD_REPORT:
	case MLD_DONE:
		show_mld(d, c, type);
		break;
	case MLD2_REPORT:
		show_mld2_report(d, c);
		break;
	case ROUTER_SOLICIT:
		if (d->opt->v && wire(&c) >= 8)
			show_nd_options(d, from(c, 8));
		break;
	case ROUTER_ADVERT:
		if (wants_fields(d) && !has(&c, 16))
			note_short_advert(d, c);
		if (d->opt->v)
			show_router_advert(d, c);
		break;
	case NEIGHBOUR_SOLICIT:
	case NEIGHBOUR_ADVERT:
		show_target(d, c, type);
		break;
	case REDIRECT:
		show_redirect(d, c);
		break;
	case RENUMBERING:
		show_renumbering(d, c);
		break;
	case NODE_QUERY:
	case NODE_REPLY:
		show_node_info(d, c, type == NODE_REPLY);
		break;
	case HA_REQUEST:
	case MOBILE_SOLICIT:
		show_id(d, c);
		break;
	case HA_REPLY:
		show_home_agents(d, c);
		break;
	case MOBILE_ADVERT:
		if (d->opt->v) {
			uint8_t flags;

			show_id(d, c);
			flags = peek_u8(&c, 6);
			if (flags & 0xc0)
				say(d, " ");
			if (flags & 0x80)
				say(d, "M");
			if (flags & 0x40)
				say(d, "O");
			show_nd_options(d, from(c, 8));
		}
		break;
	case MTRACE_RESP:
	case MTRACE:
		show_u(d, ", length ", "length", wire(&c));
		if (d->opt->v <= 1)
			say_hex(d, "\n\t", c);
		return false;
	case RPL:
		skip(&c, 4);
		show_rpl(d, c, code);
		break;
	}
	return true;
}

static void show_cksum(struct dis *d, struct cur *c)
{
	uint16_t rest, sum;

	if (!d->opt->v || d->opt->K || d->net.more_frags || !has(c, wire(c)))
		return;
	sum = peek_be16(c, 2);
	rest = cksum(c, wire(c), pseudo_sum(d, 58, wire(c)));
	note_b(d, "cksum_ok", rest == 0);
	if (rest)
		sayf(d, "[bad icmp6 cksum 0x%04x -> 0x%04x!] ", sum, cksum_should_be(sum, rest));
	else
		say(d, "[icmp6 sum ok] ");
}

static void show_unknown(struct dis *d, struct cur c, uint8_t type)
{
	sayf(d, ", unknown icmp6 type (%u)", type);
	need(&c, 2);
	sayf(d, ", length %u", wire(&c));
	if (d->opt->v <= 1)
		say_hex(d, "\n\t", c);
}

static void dissect_icmp6(struct dis *d, struct cur c)
{
	uint8_t type, code;

	if (d->net.ver != 6) {
		say(d, "[ICMPv6 requires IPv6]");
		invalid(d);
		return;
	}
	if (d->tell) {
		tell_icmp6(d, c);
		return;
	}
	if (wire(&c) == 0) {
		show_u(d, "ICMP6, length ", "length", 0);
		invalid(d);
		return;
	}
	type = peek_u8(&c, 0);
	show_cksum(d, &c);
	say(d, "ICMP6");
	note_u(d, "type", type);
	if (wants_fields(d) && has(&c, 4))
		note_u(d, "cksum", peek_be16(&c, 2));
	if (!name_of(type_names, type)) {
		show_unknown(d, c, type);
		return;
	}
	say(d, ", ");
	say_name(d, type_names, "", type);
	if (d->opt->v && length_first(type))
		show_u(d, ", length ", "length", wire(&c));
	code = peek_u8(&c, 1);
	note_u(d, "code", code);
	if (show_details(d, c, type, code) && !d->opt->v)
		show_u(d, ", length ", "length", wire(&c));
	if (type >= UNREACH && type <= PARAM && wants_fields(d) && has(&c, 8 + 40)) {
		skip(&c, 8); /* the packet that caused it; the text has nothing of it */
		enter(d, &proto_ip6, c);
	}
}

const struct proto proto_icmp6 = { "icmp6", dissect_icmp6 };
