/* Mobility Support in IPv6: the mobility header.  RFC 6275. */
#include "tlv.h"

enum { NO_NEXT = 59 };
enum { BRR, HOTI, COTI, HOT, COT, BU, BA, BE };
enum { PAD1, PADN, REFRESH, ALT_COA, NONCES, AUTH };

static const struct name types[] = {
	{ BRR, "BRR" },
	{ HOTI, "HoTI" },
	{ COTI, "CoTI" },
	{ HOT, "HoT" },
	{ COT, "CoT" },
	{ BU, "BU" },
	{ BA, "BA" },
	{ BE, "BE" },
	{ 0, NULL },
};

static const uint8_t least[] = { 8, 16, 16, 24, 24, 12, 12, 24 };

static const struct name update_bits[] = {
	{ 0x80, "A" },
	{ 0x40, "H" },
	{ 0x20, "L" },
	{ 0x10, "K" },
	{ 0, NULL },
};

/* One option's value of len octets; n octets are left with its head.  The name is said before it is
 * read. */
static bool show_value(struct dis *d, uint8_t type, struct cur v, uint8_t len, uint32_t n)
{
	uint16_t ho, co;

	switch (type) {
	case PADN:
		say(d, "(padn)");
		break;
	case REFRESH:
		say(d, "(refresh: ");
		if (bad(d, "remaining length", n, <, 4))
			return false;
		show_u(d, "", "refresh", get_be16(&v) * 4u);
		say(d, ")");
		break;
	case ALT_COA:
		say(d, "(alt-CoA: ");
		if (bad(d, "remaining length", n, <, 18))
			return false;
		show_ip6(d, "", "alt_coa", get_ip6(&v));
		say(d, ")");
		break;
	case NONCES:
		say(d, "(ni: ");
		if (bad(d, "remaining length", n, <, 6))
			return false;
		ho = get_be16(&v);
		co = get_be16(&v);
		show_x(d, "ho=0x", "home_nonce", ho, 4);
		show_x(d, " co=0x", "coa_nonce", co, 4);
		say(d, ")");
		break;
	case AUTH:
		say(d, "(auth)");
		if (bad(d, "remaining length", n, <, 12))
			return false;
		break;
	default:
		sayf(d, "(unknown: type-#%u len=%u)", type, len);
	}
	return true;
}

static void show_options(struct dis *d, struct cur c, uint32_t n)
{
	list(d, "options");
	while (n && !d->stopped) {
		uint8_t type = get_u8(&c), len;

		item(d);
		note_u(d, "type", type);
		if (type == PAD1) {
			say(d, "(pad1)");
			n--;
			done(d);
			continue;
		}
		if (bad(d, "remaining length", n, <, 2))
			return;
		len = get_u8(&c);
		if (bad(d, "remaining length", n, <, len + 2u))
			return;
		need(&c, len);
		if (!show_value(d, type, c, len, n))
			return;
		c = from(c, len);
		n -= len + 2u;
		done(d);
	}
	done(d);
}

static void say_cookie(struct dis *d, const char *whose, const char *what, struct cur *c)
{
	uint32_t high = get_be32(c), low = get_be32(c);

	sayf(d, " %s %s=%08x:%08x", whose, what, high, low);
}

/* A binding update, acknowledgement or error; c is behind the checksum. */
static void show_binding(struct dis *d, uint8_t type, struct cur *c)
{
	uint16_t seq, lifetime;
	uint8_t status, flags;
	struct ip6 home;

	if (type == BU) {
		seq = get_be16(c);
		show_u(d, " seq#=", "seq", seq);
		flags = get_u8(c);
		if (flags & 0xf0) {
			say(d, " ");
			say_bits(d, update_bits, "", flags, "");
		}
		note_u(d, "flags", flags);
		skip(c, 1);
		lifetime = get_be16(c);
		show_u(d, " lifetime=", "lifetime", lifetime * 4u);
		return;
	}
	status = get_u8(c);
	show_u(d, " status=", "status", status);
	flags = get_u8(c);
	if (type == BE) {
		home = get_ip6(c);
		say(d, " homeaddr ");
		show_ip6(d, "", "home", home);
		return;
	}
	if (flags & 0x80)
		say(d, " K");
	seq = get_be16(c);
	show_u(d, " seq#=", "seq", seq);
	lifetime = get_be16(c);
	show_u(d, " lifetime=", "lifetime", lifetime * 4u);
}

static void show_test(struct dis *d, uint8_t type, struct cur *c)
{
	const char *whose = type == HOTI || type == HOT ? "Home" : "Care-of";

	if (type == HOT || type == COT)
		show_x(d, " nonce id=0x", "nonce", get_be16(c), 0);
	else
		skip(c, 2);
	if (d->opt->v)
		say_cookie(d, whose, "Init Cookie", c);
	if (d->opt->v && (type == HOT || type == COT))
		say_cookie(d, whose, "Keygen Token", c);
}

static void dissect_mobility(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t next, type;
	uint32_t length, fixed;

	say(d, "mobility: ");
	next = get_u8(&c);
	if (next != NO_NEXT)
		sayf(d, "(payload protocol %u should be %u) ", next, NO_NEXT);
	length = (get_u8(&c) + 1u) * 8;
	type = get_u8(&c);
	if (!name_of(types, type)) {
		sayf(d, "type-#%u len=%u", type, length / 8 - 1);
		return;
	}
	show_name(d, "type", types, "", type);
	fixed = least[type];
	if (length < fixed) {
		sayf(d, " (header length %u < %u)", length, (fixed + 7) / 8 * 8);
		invalid(d);
		return;
	}
	c = whole;
	skip(&c, 6);
	if (type >= BU)
		show_binding(d, type, &c);
	else if (type != BRR)
		show_test(d, type, &c);
	if (d->opt->v && length > fixed)
		show_options(d, from(whole, fixed), length - fixed);
}

const struct proto proto_mobility = { "mobility", dissect_mobility };
