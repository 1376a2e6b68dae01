/* Locator/ID Separation Protocol, the control messages.  RFC 6830. */
#include "../dissect/dissect.h"

enum { MAP_REGISTER = 3, MAP_NOTIFY = 4, HEADER = 16, RECORD = 12, LOCATOR = 8 };
enum { XTR_ID = 16, SITE_ID = 8 };

static const struct name types[] = {
	{ 0, "LISP-Reserved" },
	{ 1, "LISP-Map-Request" },
	{ 2, "LISP-Map-Reply" },
	{ MAP_REGISTER, "LISP-Map-Register" },
	{ MAP_NOTIFY, "LISP-Map-Notify" },
	{ 8, "LISP-Encapsulated-Control-Message" },
	{ 0, NULL },
};

static const struct name register_flags[] = {
	{ 0x08000000, "P-Proxy-Map-Reply" },
	{ 0x04000000, "S-LISP-SEC-Capable" },
	{ 0x02000000, "I-xTR-ID-Present" },
	{ 0x01000000, "R-Build-For-RTR" },
	{ 0x00000100, "M-Want-Map-Notify" },
	{ 0, NULL },
};

static const struct name notify_flags[] = {
	{ 0x08000000, "I-xTR-ID-Present" },
	{ 0x04000000, "R-Build-For-RTR" },
	{ 0, NULL },
};

static const struct name locator_flags[] = {
	{ 4, "Local-Locator" },
	{ 2, "RLoc-Probed" },
	{ 1, "Reachable" },
	{ 0, NULL },
};

static const struct name authentications[] = {
	{ 0, "None" },
	{ 1, "SHA1" },
	{ 2, "SHA256" },
	{ 0, NULL },
};

static const struct name actions[] = {
	{ 0, "No-Action" },
	{ 1, "Natively-Forward" },
	{ 2, "Send-Map-Request" },
	{ 3, "Drop" },
	{ 0, NULL },
};

enum { IPV4 = 1, IPV6 = 2 };

static bool locator(struct dis *d, struct cur *c)
{
	uint8_t prio, weight, mprio, mweight;
	uint16_t flags, af;

	need(c, LOCATOR);
	prio = get_u8(c);
	weight = get_u8(c);
	mprio = get_u8(c);
	mweight = get_u8(c);
	flags = get_be16(c);
	af = get_be16(c);
	if (d->stopped)
		return false;
	say_s(d, d->opt->v ? "\n       " : "");
	if (af == IPV4) {
		uint32_t a = get_ip4(c);

		if (d->stopped)
			return false;
		show_ip4(d, " LOC ", "locator", a);
	} else if (af == IPV6) {
		struct ip6 a = get_ip6(c);

		if (d->stopped)
			return false;
		show_ip6(d, " LOC ", "locator", a);
	}
	note_u(d, "priority", prio);
	note_u(d, "weight", weight);
	if (!d->opt->v)
		return true;
	sayf(d, "\n          Priority/Weight %u/%u, Multicast Priority/Weight %u/%u, flags [", prio,
		weight, mprio, mweight);
	say_bits(d, locator_flags, "none", flags, ", ");
	say(d, "],");
	return true;
}

static bool record(struct dis *d, struct cur *c)
{
	uint32_t ttl;
	uint8_t count, mask, i;
	uint16_t act, version, af;

	need(c, RECORD);
	if (d->stopped)
		return false;
	say(d, "\n");
	ttl = get_be32(c);
	count = get_u8(c);
	mask = get_u8(c);
	act = get_be16(c);
	version = get_be16(c);
	af = get_be16(c);
	if (d->stopped)
		return false;
	if (d->opt->v) {
		sayf(d, "      Record TTL %u, %sAuthoritative, ", ttl, act & 0x1000 ? "" : "Non-");
		say_name(d, actions, "unknown", act >> 13);
		sayf(d, ", Map Version: %u,", version & 0xfff);
	}
	note_u(d, "ttl", ttl);
	if (af == IPV4) {
		uint32_t a = get_ip4(c);

		if (d->stopped)
			return false;
		show_ip4(d, " EID ", "eid", a);
	} else if (af == IPV6) {
		struct ip6 a = get_ip6(c);

		if (d->stopped)
			return false;
		show_ip6(d, " EID ", "eid", a);
	} else {
		sayf(d, " [unsupported address family identifier %u]", af);
		return false;
	}
	show_u(d, "/", "prefix_length", mask);
	show_u(d, ", ", "locators", count);
	say(d, " locator(s)");
	for (i = 0; i < count; i++)
		if (!locator(d, c))
			return false;
	return true;
}

/* They may go beyond the end that the packet claims, but not from there. */
static bool records(struct dis *d, struct cur *c, uint32_t count)
{
	struct cur start = *c;
	bool good = true;

	list(d, "maps");
	for (; good && count && stepped(&start, c) != wire(&start) && !d->stopped; count--) {
		item(d);
		good = record(d, c);
		done(d);
	}
	done(d);
	return good;
}

/* Who registers: RFC 9301, 5.6. */
static void show_site(struct dis *d, struct cur c)
{
	struct cur id = c;

	say_hex(d, "\n    xTR-ID: ", part(&id, XTR_ID));
	need(&c, XTR_ID);
	skip(&c, XTR_ID);
	show_u64(d, "\n    SITE-ID: ", "site_id", get_be64(&c));
}

static void dissect_lisp(struct dis *d, struct cur c)
{
	struct cur data, rest;
	uint32_t first, count;
	uint8_t type;
	uint16_t key, auth;
	const char *name;
	bool xtr;

	if (wire(&c) < HEADER) {
		sayf(d, "LISP [length %u < %u]", wire(&c), HEADER);
		invalid(d);
		return;
	}
	if (!has(&c, 1))
		say(d, "LISP");
	type = peek_u8(&c, 0) >> 4;
	note_u(d, "type", type);
	name = name_of(types, type);
	note_(name, d, "type", name);
	if (name)
		say_s(d, name);
	else
		sayf(d, "LISP-unknown-type-%u", type);
	say_c(d, ',');
	first = get_be32(&c);
	if (d->stopped)
		return;
	if (type != MAP_REGISTER && type != MAP_NOTIFY) {
		need(&c, HEADER - 4);
		return;
	}
	xtr = first & (type == MAP_REGISTER ? 0x02000000 : 0x08000000);
	if (d->opt->v) {
		say(d, " flags [");
		say_bits(d, type == MAP_REGISTER ? register_flags : notify_flags, "none", first,
			", ");
		say(d, "],");
	}
	need(&c, HEADER - 4);
	skip(&c, 8);
	key = get_be16(&c);
	auth = get_be16(&c);
	if (d->opt->v)
		say(d, "\n   ");
	count = first & 0xff;
	show_u(d, " ", "records", count);
	say(d, " record(s),");
	if (d->opt->v) {
		say(d, " Authentication ");
		show_name(d, "authentication", authentications, "unknown-type", key);
		say_c(d, ',');
	}
	if (!count) {
		say(d, " [record count 0 == 0]");
		invalid(d);
		return;
	}
	if (bad(d, "authentication data length", auth, >, wire(&c)))
		return;
	rest = c;
	data = part(&c, auth);
	if (d->opt->v && auth)
		say_hex(d, "\n    Authentication-Data: ", data);
	need(&rest, auth);
	rest = c;
	if (!records(d, &c, count))
		return;
	if (xtr)
		show_site(d, c);
	else if (stepped(&rest, &c) != wire(&rest))
		say_hex(d, "\n    Data: ", part(&c, wire(&c) ? wire(&c) : left(&c)));
}

const struct proto proto_lisp = { "lisp", dissect_lisp };
