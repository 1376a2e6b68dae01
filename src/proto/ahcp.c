/* Ad Hoc Configuration Protocol, version 1.  draft-chroboczek-ahcp-00. */
#include "../dissect/dissect.h"

#include <time.h>

enum { VERSION = 1, HEAD = 24, BODY_HEAD = 4, PAD = 0, MANDATORY = 1 };

static const struct name messages[] = {
	{ 0, "Discover" },
	{ 1, "Offer" },
	{ 2, "Request" },
	{ 3, "Ack" },
	{ 4, "Nack" },
	{ 5, "Release" },
	{ 0, NULL },
};

enum shape { TIME, SECONDS, IP4, IP6, PREFIX4, PREFIX6, EMPTY };

static const struct {
	const char *name;
	enum shape shape;
} options[] = {
	{ "Pad", EMPTY },
	{ "Mandatory", EMPTY },
	{ "Origin Time", TIME },
	{ "Expires", SECONDS },
	{ "My-IPv6-Address", IP6 },
	{ "My-IPv4-Address", IP4 },
	{ "IPv6 Prefix", PREFIX6 },
	{ NULL, EMPTY },
	{ "IPv6 Address", IP6 },
	{ "IPv4 Address", IP4 },
	{ "IPv6 Prefix Delegation", PREFIX6 },
	{ "IPv4 Prefix Delegation", PREFIX4 },
	{ "Name Server", IP6 },
	{ "NTP Server", IP6 },
};

static void show_time(struct dis *d, struct cur v)
{
	char text[40];
	struct tm tm;
	time_t t;

	if (wire(&v) != 4) {
		invalid(d);
		return;
	}
	t = (time_t)get_be32(&v);
	if (gmtime_r(&t, &tm) && strftime(text, sizeof(text), ": %Y-%m-%d %H:%M:%S UTC", &tm))
		say_s(d, text);
}

static void show_seconds(struct dis *d, struct cur v)
{
	uint32_t s;

	if (wire(&v) != 4) {
		invalid(d);
		return;
	}
	s = get_be32(&v);
	show_u(d, ": ", "seconds", s);
	say(d, "s");
}

/* Addresses, or prefixes: an address and its length. */
static void show_addresses(struct dis *d, enum shape shape, struct cur v)
{
	bool v6 = shape == IP6 || shape == PREFIX6, prefix = shape == PREFIX4 || shape == PREFIX6;
	uint32_t size = (v6 ? 16u : 4u) + prefix;
	const char *sep = ": ";
	struct ip6 a6;
	uint32_t a4;

	while (wire(&v) && !d->stopped) {
		if (wire(&v) < size) {
			invalid(d);
			return;
		}
		need(&v, size);
		say_s(d, sep);
		if (v6) {
			a6 = get_ip6(&v);
			say_ip6(d, a6);
		} else {
			a4 = get_ip4(&v);
			say_ip4(d, a4);
		}
		if (prefix)
			sayf(d, "/%u", get_u8(&v));
		sep = ", ";
	}
}

static void show_option(struct dis *d, uint8_t code, struct cur v)
{
	switch (options[code].shape) {
	case TIME:
		show_time(d, v);
		break;
	case SECONDS:
		show_seconds(d, v);
		break;
	case EMPTY:
		break;
	default:
		show_addresses(d, options[code].shape, v);
		break;
	}
}

static void show_options(struct dis *d, struct cur c)
{
	bool known;
	uint8_t code, len;

	list(d, "options");
	while (wire(&c) && !d->stopped) {
		code = get_u8(&c);
		if (d->stopped)
			return;
		item(d);
		note_u(d, "code", code);
		known = code < sizeof(options) / sizeof(options[0]) && options[code].name;
		if (known)
			sayf(d, "\n\t %s", options[code].name);
		else
			sayf(d, "\n\t Unknown-%u", code);
		if (code != PAD && code != MANDATORY) {
			if (!wire(&c)) {
				invalid(d);
				return;
			}
			len = get_u8(&c);
			if (len > wire(&c)) {
				invalid(d);
				return;
			}
			if (known) {
				show_option(d, code, part(&c, len));
			} else {
				sayf(d, " (Length %u)", len);
				need(&c, len);
				skip(&c, len);
			}
		}
		done(d);
	}
	done(d);
}

static void show_body(struct dis *d, struct cur c)
{
	uint8_t type, zero;
	uint16_t len;

	if (wire(&c) < BODY_HEAD) {
		invalid(d);
		return;
	}
	type = get_u8(&c);
	say(d, "\n\t");
	show_name(d, "type", messages, "Unknown-%u", type);
	zero = get_u8(&c);
	if (zero)
		sayf(d, ", MBZ %u", zero);
	len = get_be16(&c);
	show_u(d, ", Length ", "length", len);
	if (len > wire(&c)) {
		invalid(d);
		return;
	}
	claim(&c, len);
	show_options(d, c);
}

static void show_version1(struct dis *d, struct cur c)
{
	if (wire(&c) < HEAD - 2) {
		invalid(d);
		return;
	}
	if (!d->opt->v)
		return;
	show_u(d, "\n\tHopcount ", "hops", get_u8(&c));
	show_u(d, ", Original Hopcount ", "original_hops", get_u8(&c));
	show_x(d, ", Nonce 0x", "nonce", get_be32(&c), 8);
	sayf(d, ", Source Id ");
	say_bytes(d, take(&c, 8), ':');
	sayf(d, ", Destination Id ");
	say_bytes(d, take(&c, 8), ':');
	show_body(d, c);
}

static void dissect_ahcp(struct dis *d, struct cur c)
{
	uint8_t version;

	say(d, "AHCP");
	if (wire(&c) < 2) {
		invalid(d);
		return;
	}
	skip(&c, 1); /* the magic number: 43 */
	version = get_u8(&c);
	show_u(d, " Version ", "version", version);
	if (version == VERSION)
		show_version1(d, c);
	else
		say(d, " (unknown)");
}

const struct proto proto_ahcp = { "ahcp", dissect_ahcp };
