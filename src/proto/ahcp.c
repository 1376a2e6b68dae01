/* Ad Hoc Configuration Protocol, version 1.  draft-chroboczek-ahcp-00. */
#include "tlv.h"

#include <time.h>

enum { MAGIC = 43, VERSION = 1, HEAD = 24, BODY_HEAD = 4, PAD = 0, MANDATORY = 1 };

static const struct name messages[] = {
	{ 0, "Discover" },
	{ 1, "Offer" },
	{ 2, "Request" },
	{ 3, "Ack" },
	{ 4, "Nack" },
	{ 5, "Release" },
	{ 0, NULL },
};

enum shape { TIME, SECONDS, IP4, IP6, PREFIX4, PREFIX6, EMPTY, OPAQUE };

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
	{ "IPv4 Prefix", OPAQUE },
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
			malformed(d, v);
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
		known = code < sizeof(options) / sizeof(options[0]);
		if (known)
			sayf(d, "\n\t %s", options[code].name);
		else
			sayf(d, "\n\t Unknown-%u", code);
		if (code != PAD && code != MANDATORY) {
			if (!wire(&c)) {
				malformed(d, c);
				return;
			}
			len = get_u8(&c);
			if (len > wire(&c)) {
				malformed(d, c);
				return;
			}
			if (known && options[code].shape != OPAQUE) {
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
		malformed(d, c);
		return;
	}
	need(&c, BODY_HEAD);
	type = get_u8(&c);
	zero = get_u8(&c);
	len = get_be16(&c);
	if (d->opt->v) {
		say(d, "\n\t");
		show_name(d, "type", messages, "Unknown-%u", type);
		if (zero)
			sayf(d, ", MBZ %u", zero);
		show_u(d, ", Length ", "length", len);
	}
	if (len > wire(&c)) {
		malformed(d, c);
		return;
	}
	claim(&c, len);
	if (d->opt->v >= 2)
		show_options(d, c);
	else
		need(&c, len);
}

static void show_head(struct dis *d, struct cur c)
{
	struct cur id;

	show_u(d, "\n\tHopcount ", "hops", get_u8(&c));
	show_u(d, ", Original Hopcount ", "original_hops", get_u8(&c));
	show_x(d, ", Nonce 0x", "nonce", get_be32(&c), 8);
	id = take(&c, 8);
	say(d, ", Source Id ");
	say_bytes(d, id, ':');
	id = take(&c, 8);
	say(d, ", Destination Id ");
	say_bytes(d, id, ':');
}

static void show_version1(struct dis *d, struct cur c)
{
	if (wire(&c) < HEAD - 2) {
		malformed(d, c);
		return;
	}
	if (d->opt->v)
		show_head(d, c);
	c = from(c, HEAD - 2);
	show_body(d, c);
}

static void dissect_ahcp(struct dis *d, struct cur c)
{
	uint8_t version;

	say(d, "AHCP");
	if (wire(&c) < 2) {
		malformed(d, c);
		return;
	}
	if (get_u8(&c) != MAGIC) {
		malformed(d, c);
		return;
	}
	version = get_u8(&c);
	show_u(d, " Version ", "version", version);
	if (version == VERSION) {
		show_version1(d, c);
	} else {
		say(d, " (unknown)");
		need(&c, wire(&c));
	}
}

const struct proto proto_ahcp = { "ahcp", dissect_ahcp };
