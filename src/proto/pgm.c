/* Pragmatic General Multicast.  RFC 3208; PGMCC: draft-ietf-rmt-bb-pgmcc. */
#include "tlv.h"

enum { PGM = 113, HEAD = 16, OPTIONS_PRESENT = 1, OPTION_END = 0x80, IPV4 = 1, IPV6 };
enum { SPM, POLL, POLR, ODATA = 4, RDATA, NAK = 8, NNAK, NCF, ACK, SPMR };
enum {
	LENGTH,
	FRAGMENT,
	NAK_LIST,
	JOIN,
	BACKOFF_IVL,
	BACKOFF_RNG,
	REDIRECT = 7,
	PARITY_PRM,
	PARITY_GRP,
	CURRENT_TGSIZE,
	NBR_UNREACH,
	PATH_NLA,
	SYN,
	FIN,
	RST,
	CR,
	CRQST,
	CC_DATA,
	CC_FEEDBACK
};

struct address {
	uint16_t family;
	uint32_t v4;
	struct ip6 v6;
};

/* A network layer address of some family; false if the family is unknown. */
static bool get_address(struct cur *c, uint16_t family, struct address *a)
{
	a->family = family;
	if (family == IPV4)
		a->v4 = get_ip4(c);
	else if (family == IPV6)
		a->v6 = get_ip6(c);
	else
		return false;
	return true;
}

static void show_address(struct dis *d, const char *key, const struct address *a)
{
	if (a->family == IPV4)
		show_ip4(d, "", key, a->v4);
	else
		show_ip6(d, "", key, a->v6);
}

/* --- what follows the header, by type; false: malformed --- */

static bool show_spm(struct dis *d, struct cur *c)
{
	uint32_t seq = get_be32(c), trail = get_be32(c), lead = get_be32(c);
	uint16_t family = get_be16(c);
	struct address nla;

	skip(c, 2);
	if (!get_address(c, family, &nla))
		return false;
	show_u(d, "SPM seq ", "seq", seq);
	show_u(d, " trail ", "trail", trail);
	show_u(d, " lead ", "lead", lead);
	say(d, " nla ");
	show_address(d, "nla", &nla);
	return true;
}

static bool show_poll(struct dis *d, struct cur *c)
{
	uint32_t seq = get_be32(c), ivl, rnd, mask;
	uint16_t round = get_be16(c), family;
	struct address nla;

	skip(c, 2);
	family = get_be16(c);
	skip(c, 2);
	if (!get_address(c, family, &nla))
		return false;
	ivl = get_be32(c);
	rnd = get_be32(c);
	mask = get_be32(c);
	show_u(d, "POLL seq ", "seq", seq);
	show_u(d, " round ", "round", round);
	say(d, " nla ");
	show_address(d, "nla", &nla);
	show_u(d, " ivl ", "ivl", ivl);
	show_x(d, " rnd 0x", "rnd", rnd, 8);
	show_x(d, " mask 0x", "mask", mask, 8);
	return true;
}

static bool show_nak(struct dis *d, uint8_t type, struct cur *c)
{
	uint32_t seq = get_be32(c);
	uint16_t family = get_be16(c);
	struct address src, group;

	skip(c, 2);
	if (!get_address(c, family, &src))
		return false;
	skip(c, 4);
	family = peek_be16(c, 0); /* sic: the first half of the address itself */
	if (!get_address(c, family, &group))
		return false;
	say_s(d, type == NAK ? "NAK " : type == NNAK ? "NNAK " : "NCF ");
	say(d, "(");
	show_address(d, "source", &src);
	say(d, " -> ");
	show_address(d, "group", &group);
	show_u(d, "), seq ", "seq", seq);
	return true;
}

static bool show_body(struct dis *d, uint8_t type, struct cur *c)
{
	uint32_t seq, trail;
	uint16_t round;

	switch (type) {
	case SPM:
		return show_spm(d, c);
	case POLL:
		return show_poll(d, c);
	case POLR:
		seq = get_be32(c);
		round = get_be16(c);
		need(c, 2);
		skip(c, 2);
		show_u(d, "POLR seq ", "seq", seq);
		show_u(d, " round ", "round", round);
		return true;
	case ODATA:
	case RDATA:
		seq = get_be32(c);
		trail = get_be32(c);
		show_u_(d, type == ODATA ? "ODATA trail " : "RDATA trail ", 12, "trail", trail);
		show_u(d, " seq ", "seq", seq);
		return true;
	case NAK:
	case NNAK:
	case NCF:
		return show_nak(d, type, c);
	case ACK:
		seq = get_be32(c);
		need(c, 4);
		skip(c, 4);
		show_u(d, "ACK seq ", "seq", seq);
		return true;
	case SPMR:
		say(d, "SPMR");
		return true;
	}
	sayf(d, "UNKNOWN type 0x%02x", type);
	return true;
}

/* --- options --- */

static const struct fixed { /* options of a fixed length */
	const char *name;
	uint8_t len;
} fixed[] = {
	[LENGTH] = { "OPT_LENGTH", 4 },
	[FRAGMENT] = { "OPT_FRAGMENT", 16 },
	[JOIN] = { "OPT_JOIN", 8 },
	[BACKOFF_IVL] = { "OPT_NAK_BO_IVL", 12 },
	[BACKOFF_RNG] = { "OPT_NAK_BO_RNG", 12 },
	[PARITY_PRM] = { "OPT_PARITY_PRM", 8 },
	[PARITY_GRP] = { "OPT_PARITY_GRP", 8 },
	[CURRENT_TGSIZE] = { "OPT_CURR_TGSIZE", 8 },
	[NBR_UNREACH] = { "OPT_NBR_UNREACH", 4 },
	[SYN] = { "OPT_SYN", 4 },
	[FIN] = { "OPT_FIN", 4 },
	[RST] = { "OPT_RST", 4 },
	[CRQST] = { "OPT_CRQST", 4 },
	[CC_FEEDBACK] = { NULL, 0 },
};

static bool show_fixed(struct dis *d, uint8_t type, struct cur v)
{
	static const char *const words[] = { [NBR_UNREACH] = " NBR_UNREACH",
		[SYN] = " SYN",
		[FIN] = " FIN",
		[RST] = " RST",
		[CRQST] = " CRQST" };
	uint32_t a, b, e;

	switch (type) {
	case LENGTH:
		show_u(d, " OPTS LEN (extra?) ", "length", get_be16(&v));
		return true;
	case NBR_UNREACH:
	case SYN:
	case FIN:
	case RST:
	case CRQST:
		say_s(d, words[type]);
		return true;
	}
	skip(&v, 2);
	a = get_be32(&v);
	if (type == FRAGMENT) {
		b = get_be32(&v);
		e = get_be32(&v);
		sayf(d, " FRAG seq %u off %u len %u", a, b, e);
	} else if (type == BACKOFF_IVL) {
		b = get_be32(&v);
		sayf(d, " BACKOFF ivl %u ivlseq %u", a, b);
	} else if (type == BACKOFF_RNG) {
		b = get_be32(&v);
		sayf(d, " BACKOFF max %u min %u", a, b);
	} else {
		say_s(d, type == JOIN         ? " JOIN "
			 : type == PARITY_PRM ? " PARITY MAXTGS "
			 : type == PARITY_GRP ? " PARITY GROUP "
					      : " PARITY ATGS ");
		say_u(d, a);
	}
	return true;
}

/* Options that end in an address. */
static bool show_addressed(struct dis *d, uint8_t type, struct cur v, uint8_t len)
{
	uint8_t min = type == REDIRECT ? 8 : 12;
	const char *name = type == REDIRECT  ? "OPT_REDIRECT"
	                   : type == CC_DATA ? "OPT_PGMCC_DATA"
	                                     : "OPT_PGMCC_FEEDBACK";
	uint32_t offset = 0;
	uint16_t family;
	struct address a;

	if (len < min) {
		sayf(d, "[Bad %s%s option, length %u < %u]", type == CC_FEEDBACK ? "PGM_" : "",
			name, len, min);
		return false;
	}
	skip(&v, 2);
	if (type != REDIRECT)
		offset = get_be32(&v);
	family = get_be16(&v);
	skip(&v, 2);
	if (family != IPV4 && family != IPV6) {
		invalid(d);
		return false;
	}
	if (len != min + (family == IPV4 ? 4 : 16)) {
		sayf(d, "[Bad %s option, length %u != %u + address size]", name, len, min);
		return false;
	}
	get_address(&v, family, &a);
	if (type == REDIRECT)
		say(d, " REDIRECT ");
	else
		sayf(d, " PGMCC %s %u ", type == CC_DATA ? "DATA" : "FEEDBACK", offset);
	show_address(d, "address", &a);
	return true;
}

static bool show_option(struct dis *d, uint8_t coded, struct cur v, uint8_t len)
{
	uint8_t type = coded & ~OPTION_END;
	const struct fixed *f =
		type < sizeof(fixed) / sizeof(fixed[0]) && fixed[type].len ? &fixed[type] : NULL;

	if (f && len != f->len) {
		sayf(d, "[Bad %s option, length %u != %u]", f->name, len, f->len);
		return false;
	}
	if (f)
		return show_fixed(d, type, v);
	switch (type) {
	case NAK_LIST:
		say(d, " NAK LIST");
		skip(&v, 2);
		for (; len >= 8; len -= 4)
			show_u(d, " ", "seq", get_be32(&v));
		if (len != 4)
			say(d, "[Option length not a multiple of 4]");
		return len == 4;
	case REDIRECT:
	case CC_DATA:
	case CC_FEEDBACK:
		return show_addressed(d, type, v, len);
	case PATH_NLA:
		sayf(d, " PATH_NLA [%u]", len);
		return true;
	case CR:
		say(d, " CR");
		return true;
	}
	sayf(d, " OPT_%02X [%u] ", coded, len);
	return true;
}

static bool show_options(struct dis *d, struct cur *c)
{
	uint8_t type = get_u8(c), len;
	uint16_t rest;

	if ((type & ~OPTION_END) != LENGTH) {
		sayf(d, "[First option bad, should be PGM_OPT_LENGTH, is %u]", type & 0x7f);
		return false;
	}
	len = get_u8(c);
	if (len != 4) {
		sayf(d, "[Bad OPT_LENGTH option, length %u != 4]", len);
		return false;
	}
	rest = get_be16(c);
	if (rest < 4) {
		sayf(d, "[Bad total option length %u < 4]", rest);
		return false;
	}
	show_u(d, " OPTS LEN ", "options_len", rest);
	rest = (uint16_t)(rest - 4);
	list(d, "options");
	while (rest && !d->stopped) {
		struct cur v;

		if (rest < 2) {
			say(d, "[Total option length leaves no room for final option]");
			return false;
		}
		type = get_u8(c);
		len = get_u8(c);
		if (len < 4) {
			sayf(d, "[Bad option, length %u < 4]", len);
			break;
		}
		if (rest < len) {
			say(d, "[Total option length leaves no room for final option]");
			return false;
		}
		item(d);
		note_u(d, "type", type & 0x7f);
		need(c, len - 2u);
		v = *c;
		if (!show_option(d, type, v, len))
			return false;
		skip(c, len - 2u);
		rest = (uint16_t)(rest - len);
		done(d);
		if (type & OPTION_END)
			break;
	}
	done(d);
	return true;
}

static void dissect_pgm(struct dis *d, struct cur c)
{
	struct cur whole = c, gsi;
	uint16_t sport, dport, sum, tsdu;
	uint8_t type, options;

	if (!has(&c, 4)) {
		say_net_src(d);
		say(d, " > ");
		say_net_dst(d);
		say(d, ":");
		stop(d);
		return;
	}
	sport = get_be16(&c);
	dport = get_be16(&c);
	d->l4 = (struct l4){ sport, dport };
	note_u(d, "sport", sport);
	note_u(d, "dport", dport);
	if (d->net.proto == PGM) {
		say_net_src(d);
		say(d, ".");
		say_tcp_port(d, sport); /* sic: TCP's names */
		say(d, " > ");
		say_net_dst(d);
		say(d, ".");
		say_tcp_port(d, dport);
		say(d, ": ");
	} else { /* inside UDP */
		sayf(d, "%u > %u: ", sport, dport);
	}
	need(&whole, HEAD);
	type = get_u8(&c);
	options = get_u8(&c);
	sum = get_be16(&c);
	gsi = take(&c, 6);
	tsdu = get_be16(&c);
	note_u(d, "type", type);
	note_u(d, "cksum", sum);
	show_u(d, "PGM, length ", "length", tsdu);
	if (!d->opt->v)
		return;
	say(d, " 0x");
	say_bytes(d, gsi, 0);
	note_hex(d, "gsi", gsi);
	say(d, " ");
	if (!show_body(d, type, &c)) {
		invalid(d);
		return;
	}
	if (options & OPTIONS_PRESENT && !show_options(d, &c))
		return;
	sayf(d, " [%u]", wire(&whole));
	if ((type == ODATA || type == RDATA) && d->opt->force == FORCE_PGM_ZMTP1) {
		pretend(&c, tsdu);
		enter(d, &proto_zmtp1_datagram, c);
	}
}

const struct proto proto_pgm = { "pgm", dissect_pgm };
const struct proto proto_pgm_zmtp1 = { "pgm", dissect_pgm };
