/* Ad hoc On-Demand Distance Vector routing.  RFC 3561; with IPv6 addresses:
 * draft-perkins-manet-aodv6. */
#include "../dissect/dissect.h"

enum { REQUEST = 1, REPLY, ERROR, REPLY_ACK, HELLO = 1, HELLO_LEN = 4, EXT_HEAD = 2 };

/* The octets of a message besides its two addresses. */
enum { REQUEST_FIXED = 16, REPLY_FIXED = 12, ERROR_FIXED = 4 };

static void show_addr(struct dis *d, const char *label, const char *key, bool v6, struct cur *c)
{
	struct ip6 a6;
	uint32_t a4;

	if (v6) {
		a6 = get_ip6(c);
		say_s(d, label);
		say_ip6(d, a6);
		note_ip6(d, key, a6);
	} else {
		a4 = get_ip4(c);
		say_s(d, label);
		say_ip4(d, a4);
		note_ip4(d, key, a4);
	}
}

/* Only the first extension is shown. */
static void show_extension(struct dis *d, struct cur c)
{
	uint32_t have = wire(&c), ms;
	uint8_t type, len;

	type = get_u8(&c);
	if (type == HELLO && have < EXT_HEAD + HELLO_LEN) {
		sayf(d, " [ext data length %u < %u]", have, EXT_HEAD + HELLO_LEN);
		invalid(d);
		return;
	}
	len = get_u8(&c);
	if (type != HELLO) {
		sayf(d, "\n\text %u %u", type, len);
		return;
	}
	if (len < HELLO_LEN) {
		sayf(d, "\n\text HELLO - bad length %u", len);
		invalid(d);
	} else {
		ms = get_be32(&c);
		show_u(d, "\n\text HELLO ", "hello_interval", ms);
		say(d, " ms");
	}
}

static void show_request(struct dis *d, bool v6, struct cur c)
{
	uint32_t len = wire(&c), size = REQUEST_FIXED + (v6 ? 32 : 8), v;
	uint8_t flags, hops;

	say(d, " rreq");
	if (bad(d, "message length", wire(&c), <, size))
		return;
	need(&c, size);
	flags = v6 ? 0 : peek_u8(&c, 1); /* the reference shows none with IPv6 */
	hops = peek_u8(&c, 3);
	skip(&c, 4);
	v = get_be32(&c);
	sayf(d, " %u %s%s%s%s%shops %u id 0x%08x", len, flags & 0x80 ? "[J]" : "",
		flags & 0x40 ? "[R]" : "", flags & 0x20 ? "[G]" : "", flags & 0x10 ? "[D]" : "",
		flags & 0x08 ? "[U] " : " ", hops, v);
	note_u(d, "flags", flags);
	note_u(d, "hops", hops);
	note_u(d, "id", v);
	show_addr(d, "\n\tdst ", "dst", v6, &c);
	v = get_be32(&c);
	show_u(d, " seq ", "dst_seq", v);
	show_addr(d, " src ", "src", v6, &c);
	v = get_be32(&c);
	show_u(d, " seq ", "src_seq", v);
	if (wire(&c) >= EXT_HEAD)
		show_extension(d, c);
}

static void show_reply(struct dis *d, bool v6, struct cur c)
{
	uint32_t len = wire(&c), size = REPLY_FIXED + (v6 ? 32 : 8), v;
	uint8_t flags, prefix, hops;

	say(d, " rrep");
	if (bad(d, "message length", wire(&c), <, size))
		return;
	need(&c, size);
	flags = peek_u8(&c, 1);
	prefix = peek_u8(&c, 2) & (v6 ? 0x7f : 0x1f);
	hops = peek_u8(&c, 3);
	skip(&c, 4);
	sayf(d, " %u %s%sprefix %u hops %u", len, flags & 0x80 ? "[R]" : "",
		flags & 0x40 ? "[A] " : " ", prefix, hops);
	note_u(d, "flags", flags);
	note_u(d, "prefix", prefix);
	note_u(d, "hops", hops);
	show_addr(d, "\n\tdst ", "dst", v6, &c);
	v = get_be32(&c);
	show_u(d, " dseq ", "dst_seq", v);
	show_addr(d, " src ", "src", v6, &c);
	v = get_be32(&c);
	show_u(d, " ", "lifetime", v);
	say(d, " ms");
	if (wire(&c) >= EXT_HEAD)
		show_extension(d, c);
}

/* The nodes that can no longer be reached. */
static void show_error(struct dis *d, bool v6, struct cur c)
{
	uint32_t len = wire(&c), size = v6 ? 20 : 8, seq;
	uint8_t flags, n;
	struct cur item;

	say(d, " rerr");
	if (bad(d, "message length", wire(&c), <, ERROR_FIXED))
		return;
	need(&c, ERROR_FIXED);
	flags = peek_u8(&c, 1);
	n = peek_u8(&c, 3);
	skip(&c, ERROR_FIXED);
	sayf(d, " %s[items %u] [%u]:", flags & 0x80 ? "[D] " : " ", n, len);
	list(d, "unreachable");
	for (; n && !d->stopped; n--) {
		if (bad(d, "remaining length", wire(&c), <, size))
			return;
		item = take(&c, size);
		item(d);
		show_addr(d, " {", "dst", v6, &item);
		seq = get_be32(&item);
		show_u(d, "}(", "seq", seq);
		say(d, ")");
		done(d);
	}
	done(d);
}

static void dissect_aodv(struct dis *d, struct cur c)
{
	bool v6 = d->net.ver == 6;
	uint8_t type;

	say(d, " aodv");
	type = peek_u8(&c, 0);
	note_u(d, "type", type);
	if (type == REQUEST)
		show_request(d, v6, c);
	else if (type == REPLY)
		show_reply(d, v6, c);
	else if (type == ERROR)
		show_error(d, v6, c);
	else if (type == REPLY_ACK)
		show_u(d, " rrep-ack ", "length", wire(&c));
	else
		sayf(d, " type %u %u", type, wire(&c));
}

const struct proto proto_aodv = { "aodv", dissect_aodv };
