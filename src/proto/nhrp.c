/* Next Hop Resolution Protocol.  RFC 2332; traffic indications: draft-detienne-dmvpn. */
#include "../dissect/dissect.h"

enum { FIXED = 20, MANDATORY = 8, CIE = 12 };
enum { LAST_WITH_CLIENTS = 6, ERROR = 7, TRAFFIC = 8 };
enum { IPV4 = 1, IPV6 = 2, IEEE_802 = 6 };

static const struct name ops[] = {
	{ 1, "res request" },
	{ 2, "res reply" },
	{ 3, "reg request" },
	{ 4, "reg reply" },
	{ 5, "purge request" },
	{ 6, "purge reply" },
	{ ERROR, "error indication" },
	{ TRAFFIC, "traffic indication" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 1, "unrecognized extension" },
	{ 3, "NHRP loop detected" },
	{ 6, "protocol address unreachable" },
	{ 7, "protocol error" },
	{ 8, "NHRP SDU size exceeded" },
	{ 9, "invalid extension" },
	{ 10, "invalid NHRP resolution reply received" },
	{ 11, "authentication failure" },
	{ 15, "hop count exceeded" },
	{ 0, NULL },
};

static const struct name traffic_codes[] = {
	{ 0, "NHRP traffic redirect/indirection" },
	{ 0, NULL },
};

struct family { /* what the fixed header says of the addresses */
	uint16_t nbma, proto;
};

/* The address in hexadecimal unless it is one of IP. */
static void say_address(struct dis *d, const char *key, struct cur c, bool v4, bool v6)
{
	uint32_t n = wire(&c);

	if (v4 && n == 4) {
		show_ip4_(d, "", 0, key, get_ip4(&c));
	} else if (v6 && n == 16) {
		show_ip6_(d, "", 0, key, get_ip6(&c));
	} else {
		say_bytes(d, c, ':');
		note_hex(d, key, c);
	}
}

static void say_nbma(struct dis *d, const char *label, struct cur c, uint16_t family)
{
	if (family == IPV4 || family == IPV6 || family == IEEE_802) {
		say_s(d, label);
		say_address(d, "nbma", c, family == IPV4, family == IPV6);
	} else {
		sayf(d, "unknown-nbma-addr-family-%04x (", family);
		say_bytes(d, c, ':');
		say_c(d, ')');
	}
}

static bool is_ip(uint16_t proto) { return proto == 0x0800 || proto == 0x86dd; }

static void say_proto(struct dis *d, const char *key, struct cur c, uint16_t proto)
{
	if (!d->stopped)
		say_address(d, key, c, proto == 0x0800, proto == 0x86dd);
}

static bool short_of(struct dis *d, const char *what, uint32_t have, uint32_t n)
{
	if (have >= n)
		return false;
	sayf(d, " [%s %u < %u]", what, have, n);
	invalid(d);
	return true;
}

static bool client(struct dis *d, struct cur *c, uint32_t *rest, struct family f)
{
	static const char what[] = "remaining mandatory part length";
	uint8_t code, bits, nbma, sub, proto, pref;
	uint16_t mtu, hold;

	if (short_of(d, what, *rest, CIE))
		return false;
	code = get_u8(c);
	show_u(d, " (code ", "code", code);
	need(c, CIE - 1);
	bits = get_u8(c);
	skip(c, 2);
	mtu = get_be16(c);
	hold = get_be16(c);
	nbma = get_u8(c);
	sub = get_u8(c);
	proto = get_u8(c);
	pref = get_u8(c);
	if (d->stopped)
		return false;
	*rest -= CIE;
	if (d->opt->v) {
		show_u(d, ", pl ", "prefix_length", bits);
		show_u(d, ", mtu ", "mtu", mtu);
		show_u(d, ", htime ", "holding_time", hold);
		show_u(d, ", pref ", "preference", pref);
	}
	if (nbma & 0x40)
		say(d, ", nbma E.154");
	if (nbma) {
		struct cur a;

		if (short_of(d, what, *rest, nbma))
			return false;
		a = take(c, nbma);
		*rest -= nbma;
		if (d->stopped)
			return false;
		say(d, ", ");
		say_nbma(d, "nbma ", a, f.nbma);
	}
	if (sub) {
		if (short_of(d, what, *rest, nbma)) /* sic */
			return false;
		say(d, ", unknown-nbma-saddr-family");
		take(c, sub);
		*rest -= sub; /* sic: it may wrap */
		if (d->stopped)
			return false;
	}
	if (proto) {
		struct cur a;

		if (short_of(d, what, *rest, proto))
			return false;
		a = take(c, proto);
		*rest -= proto;
		if (d->stopped)
			return false;
		if (is_ip(f.proto)) {
			say(d, ", proto ");
			say_proto(d, "protocol_address", a, f.proto);
		} else {
			sayf(d, ", unknown-proto-family-%04x (", f.proto);
			say_bytes(d, a, ':');
			say_c(d, ')');
		}
	}
	say_c(d, ')');
	return true;
}

static void mandatory(struct dis *d, struct cur c, uint8_t op, struct family f, uint8_t hops,
	uint8_t shtl, uint8_t sstl, uint32_t rest)
{
	static const char what[] = "mand_part_len";
	uint8_t spl, dpl;
	uint32_t id;

	if (short_of(d, what, rest, MANDATORY))
		return;
	need(&c, MANDATORY);
	rest -= MANDATORY;
	spl = get_u8(&c);
	dpl = get_u8(&c);
	skip(&c, 2);
	id = get_be32(&c);
	if (op >= 1 && op <= LAST_WITH_CLIENTS) {
		show_u(d, ", id ", "id", id);
	} else if (op == ERROR) {
		say(d, ", error <");
		show_name(d, "error", errors, "unknown-err-code-%u", id >> 16);
		say_c(d, '>');
	} else if (op == TRAFFIC) {
		say(d, ", code <");
		show_name(d, "code", traffic_codes, "unknown-traffic-code-%u", id >> 16);
		say_c(d, '>');
	}
	if (d->opt->v) {
		show_u(d, ", hopcnt ", "hops", hops);
		if (shtl & 0x80)
			say(d, " (shtl bit 7 set)");
		if (shtl & 0x40)
			say(d, " (nbma E.154)");
	}
	if (shtl) {
		struct cur a;

		if (short_of(d, what, rest, shtl))
			return;
		a = take(&c, shtl);
		rest -= shtl;
		if (d->stopped)
			return;
		say(d, ", ");
		say_nbma(d, "src nbma ", a, f.nbma);
	}
	if (sstl) {
		if (short_of(d, what, rest, sstl))
			return;
		take(&c, sstl);
		rest -= sstl;
	}
	if (d->stopped)
		return;
	say(d, ", ");
	if (short_of(d, what, rest, spl))
		return;
	if (spl) {
		struct cur a;

		if (!is_ip(f.proto))
			sayf(d, "proto type %04x ", f.proto);
		a = take(&c, spl);
		rest -= spl;
		if (d->stopped)
			return;
		say_proto(d, "src", a, f.proto);
		say_c(d, ' ');
	}
	say(d, "->");
	if (dpl) {
		struct cur a;

		if (short_of(d, what, rest, dpl))
			return;
		a = take(&c, dpl);
		rest -= dpl;
		if (d->stopped)
			return;
		say_c(d, ' ');
		say_proto(d, "dst", a, f.proto);
	}
	if (op < 1 || op > LAST_WITH_CLIENTS)
		return;
	list(d, "clients");
	while (rest && !d->stopped) {
		bool good;

		item(d);
		good = client(d, &c, &rest, f);
		done(d);
		if (!good)
			break;
	}
	done(d);
}

static void dissect_nhrp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	struct family f;
	uint32_t size, ext;
	uint8_t hops, version, op, shtl, sstl;

	say(d, "NHRP: ");
	if (short_of(d, "length", wire(&c), FIXED))
		return;
	need(&c, FIXED - 3);
	f.nbma = get_be16(&c);
	f.proto = get_be16(&c);
	skip(&c, 5);
	hops = get_u8(&c);
	size = get_be16(&c);
	skip(&c, 2);
	ext = get_be16(&c);
	version = get_u8(&c);
	note_u(d, "version", version);
	if (version != 1) {
		sayf(d, "unknown-version-%02x", version);
		return;
	}
	if (short_of(d, "pktsz", size, FIXED))
		return;
	op = get_u8(&c);
	show_name(d, "op", ops, "unknown-op-type-%04x", op);
	if (ext) {
		if (short_of(d, "extoff", ext, FIXED))
			return;
		if (bad(d, "extoff", ext, >, size))
			return;
		size = ext;
	}
	shtl = get_u8(&c);
	sstl = get_u8(&c);
	skip(&whole, FIXED);
	if (size > wire(&whole) + FIXED)
		size = wire(&whole) + FIXED;
	mandatory(d, whole, op, f, hops, shtl, sstl, size - FIXED);
}

const struct proto proto_nhrp = { "nhrp", dissect_nhrp };
