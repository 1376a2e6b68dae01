/* Options of IPv6 neighbour discovery.  RFC 4861; mobility: RFC 6275; routes: RFC 4191; DNS: RFC
 * 8106; nonce: RFC 3971; PREF64: RFC 8781. */
#include "icmp6.h"

enum {
	SOURCE_LL = 1,
	TARGET_LL,
	PREFIX,
	REDIRECTED,
	MTU,
	ADVERT_INTERVAL = 7,
	HOME_AGENT = 8,
	NONCE = 14,
	ROUTE = 24,
	RDNSS = 25,
	DNSSL = 31,
	PREF64 = 38
};

static const struct name option_names[] = {
	{ SOURCE_LL, "source link-address" },
	{ TARGET_LL, "destination link-address" },
	{ PREFIX, "prefix info" },
	{ REDIRECTED, "redirected header" },
	{ MTU, "mtu" },
	{ ADVERT_INTERVAL, "advertisement interval" },
	{ HOME_AGENT, "homeagent information" },
	{ NONCE, "nonce" },
	{ ROUTE, "route info" },
	{ RDNSS, "rdnss" },
	{ DNSSL, "dnssl" },
	{ PREF64, "pref64" },
	{ 0, NULL },
};

static const struct name prefix_flags[] = {
	{ 0x80, "onlink" },
	{ 0x40, "auto" },
	{ 0x20, "router" },
	{ 0, NULL },
};

const struct name router_preferences[] = {
	{ 0, "medium" },
	{ 0x08, "high" },
	{ 0x18, "low" },
	{ 0x10, "rsv" },
	{ 0, NULL },
};

static void say_lifetime(struct dis *d, uint32_t s)
{
	if (s == UINT32_MAX)
		say(d, "infinity");
	else
		sayf(d, "%us", s);
}

static void show_prefix(struct dis *d, struct cur o)
{
	struct ip6 prefix = peek_ip6(&o, 16);
	uint8_t len = peek_u8(&o, 2), flags = peek_u8(&o, 3);
	uint32_t valid = peek_be32(&o, 4), preferred = peek_be32(&o, 8);

	show_ip6(d, "", "prefix", prefix);
	show_u(d, "/", "prefix_length", len);
	note_u(d, "prefix_flags", flags);
	note_u(d, "valid_lifetime", valid);
	note_u(d, "preferred_lifetime", preferred);
	if (peek_u8(&o, 1) != 4)
		say(d, "badlen");
	say(d, ", Flags [");
	say_bits(d, prefix_flags, "none", flags, ", ");
	say(d, "], valid time ");
	say_lifetime(d, valid);
	say(d, ", pref. time ");
	say_lifetime(d, preferred);
}

/* RFC 4191, 2.3: the prefix is as long as the option has room for. */
static void show_route(struct dis *d, struct cur o, uint8_t units)
{
	uint8_t a[16] = { 0 }, len, pref;
	uint32_t lifetime;
	struct cur p;

	if (units == 3)
		need(&o, 24);
	else if (units == 2)
		need(&o, 16);
	else if (units != 1)
		clip(&o, 0);
	len = peek_u8(&o, 2);
	pref = peek_u8(&o, 3);
	lifetime = peek_be32(&o, 4);
	if (units > 1) {
		p = from(o, 8);
		get_bytes(&p, a, units == 2 ? 8 : 16);
	}
	say(d, " ");
	say_ip6(d, ld_ip6(a));
	sayf(d, "/%u, pref=", len);
	say_name(d, router_preferences, "", pref & 0x18);
	say(d, ", lifetime=");
	say_lifetime(d, lifetime);
}

static void show_servers(struct dis *d, struct cur o, uint8_t units)
{
	int n = (units - 1) / 2;
	uint32_t lifetime;

	lifetime = peek_be32(&o, 4);
	say(d, " lifetime ");
	say_lifetime(d, lifetime);
	say(d, ",");
	o = from(o, 8);
	for (int i = 0; i < n && !d->stopped; i++) {
		struct ip6 a = get_ip6(&o);

		show_ip6(d, " addr: ", "server", a);
	}
}

/* Labels up to a zero length, dots behind each.  False: past the end. */
static bool say_domain(struct dis *d, struct cur *c)
{
	while (more(c)) {
		uint8_t len = get_u8(c);

		if (len == 0)
			return true;
		if (len & 0xc0 || !has(c, len))
			return false;
		say_vis(d, take(c, len));
		say(d, ".");
	}
	return false;
}

static void show_search(struct dis *d, struct cur o, uint8_t units)
{
	uint32_t lifetime = peek_be32(&o, 4);
	struct cur names = o;

	say(d, " lifetime ");
	say_lifetime(d, lifetime);
	say(d, ", domain(s):");
	need(&o, units * 8u);
	names = take(&o, units * 8u);
	skip(&names, 8);
	while (more(&names) && peek_u8(&names, 0) && !d->stopped) {
		say(d, " ");
		if (!say_domain(d, &names))
			stop(d);
	}
}

/* RFC 8781, 4 */
static void show_pref64(struct dis *d, struct cur o, uint8_t units)
{
	static const uint8_t lengths[] = { 96, 64, 56, 48, 40, 32 };
	uint8_t a[16] = { 0 }, plc;
	uint16_t v;
	struct cur p;

	if (units != 2)
		say(d, "bad option length! ");
	v = peek_be16(&o, 2);
	p = from(o, 4);
	get_bytes(&p, a, 12);
	plc = v & 7;
	say_ip6(d, ld_ip6(a));
	if (plc < sizeof(lengths))
		sayf(d, "/%u", lengths[plc]);
	else
		say(d, "/??");
	sayf(d, " (plc %u), lifetime %us", plc, v & 0xfff8u);
}

static void show_option(struct dis *d, struct cur first, struct cur o, uint8_t type, uint8_t units)
{
	uint32_t n = units * 8u, v;
	struct cur rest;

	switch (type) {
	case SOURCE_LL:
	case TARGET_LL:
		rest = from(o, 2);
		if (n == 8)
			note_mac(d, "link_address", peek_mac(&rest, 0));
		say_bytes(d, take(&rest, n - 2), ':');
		break;
	case PREFIX:
		show_prefix(d, o);
		break;
	case REDIRECTED:
		say_hex(d, "\n\t    ", part(&first, n)); /* sic: of the first option */
		break;
	case MTU:
		v = peek_be32(&o, 4);
		show_u(d, " ", "mtu", v);
		if (units != 1)
			say(d, "bad option length"); /* sic: no space */
		break;
	case ADVERT_INTERVAL:
		show_u(d, " ", "interval", peek_be32(&o, 4));
		say(d, "ms");
		break;
	case HOME_AGENT: {
		uint16_t pref = peek_be16(&o, 4), lifetime = peek_be16(&o, 6);

		sayf(d, " preference %u, lifetime %u", pref, lifetime);
		break;
	}
	case NONCE:
		rest = from(o, 2);
		say_bytes(d, take(&rest, n - 2), ' ');
		break;
	case ROUTE:
		show_route(d, o, units);
		break;
	case RDNSS:
		show_servers(d, o, units);
		break;
	case DNSSL:
		show_search(d, o, units);
		break;
	case PREF64:
		show_pref64(d, o, units);
		break;
	}
}

void show_nd_options(struct dis *d, struct cur c)
{
	struct cur first = c;

	list(d, "options");
	while (more(&c) && !d->stopped) {
		uint8_t type = peek_u8(&c, 0), units;
		bool known = name_of(option_names, type) != NULL;
		struct cur o = c, rest;

		need(&c, 2);
		units = peek_u8(&c, 1);
		if (units == 0) {
			stop(d);
			return;
		}
		need(&c, units * 8u);
		item(d);
		say(d, "\n\t  ");
		show_name(d, "type", option_names, "unknown", type);
		note_u(d, "units", units);
		sayf(d, " option (%u), length %u (%u): ", type, units * 8u, units);
		show_option(d, first, o, type, units);
		rest = from(o, 2);
		rest = part(&rest, units * 8u - 2);
		if (d->opt->v > 1)
			say_hex(d, "\n\t    ", rest);
		else if (!known)
			say_hex(d, "\n\t  ", rest);
		done(d);
		skip(&c, units * 8u);
	}
	done(d);
}
