/* RIP for IPv6.  RFC 2080. */
#include "../dissect/dissect.h"

enum { HEADER = 4, ENTRY = 20 };

static void entry(struct dis *d, struct cur *c, bool metrics)
{
	struct ip6 prefix = get_ip6(c);
	uint16_t tag = get_be16(c);
	uint8_t bits = get_u8(c), metric;

	item(d);
	show_ip6(d, "", "prefix", prefix);
	show_u(d, "/", "prefix_length", bits);
	note_u(d, "tag", tag);
	if (tag)
		sayf(d, " [%u]", tag);
	metric = get_u8(c);
	note_u(d, "metric", metric);
	if (metrics && metric)
		sayf(d, " (%u)", metric);
	done(d);
}

static void entries(struct dis *d, struct cur c, bool metrics)
{
	while (wire(&c) && !d->stopped) {
		if (wire(&c) < ENTRY) {
			invalid(d);
			return;
		}
		say_s(d, d->opt->v > 1 ? "\n\t" : " ");
		entry(d, &c, metrics);
	}
}

static void say_count(struct dis *d, const char *what, uint32_t n, uint32_t octets)
{
	say_s(d, what);
	say_u(d, n);
	if (n * ENTRY != octets)
		sayf(d, "[%u]", octets + HEADER);
	say(d, ":");
}

static void dissect_ripng(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), n;
	uint8_t command, version;

	if (length < HEADER) {
		invalid(d);
		return;
	}
	need(&c, HEADER);
	command = get_u8(&c);
	version = get_u8(&c);
	note_u(d, "version", version);
	note_u(d, "reserved", peek_be16(&c, 0));
	skip(&c, 2);
	if (version != 1) {
		sayf(d, "ripng [version %u, must be 1]", version);
		invalid(d);
		return;
	}
	n = wire(&c) / ENTRY;
	note_u(d, "command", command);
	switch (command) {
	case 1:
		if (n == 1 && wire(&c) == ENTRY && peek_u8(&c, 19) == 16 && peek_be64(&c, 0) == 0 &&
			peek_be64(&c, 8) == 0 && !d->stopped) {
			say(d, " ripng-req dump");
			break;
		}
		say_count(d, " ripng-req ", n, wire(&c));
		list(d, "entries");
		entries(d, c, false);
		done(d);
		break;
	case 2:
		say_count(d, " ripng-resp ", n, wire(&c));
		list(d, "entries");
		entries(d, c, true);
		done(d);
		break;
	default:
		sayf(d, " ripng-%u ?? %u", command, length);
		invalid(d);
		break;
	}
}

const struct proto proto_ripng = { "ripng", dissect_ripng };
