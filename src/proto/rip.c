/* Routing Information Protocol.  RFC 1058, RFC 2453; on demand: RFC 2091; authentication: RFC 4822.
 */
#include "../dissect/dissect.h"

enum { HEADER = 4, ENTRY = 20, AUTH = 0xffff };
enum { REQUEST = 1, RESPONSE, TRACE_ON, TRACE_OFF, SUN, POLL };

static const struct name commands[] = {
	{ REQUEST, "Request" },
	{ RESPONSE, "Response" },
	{ 3, "Trace on" },
	{ 4, "Trace off" },
	{ 5, "Sun" },
	{ 6, "Triggered Request" },
	{ 7, "Triggered Response" },
	{ 8, "Triggered Acknowledgement" },
	{ 9, "Update Request" },
	{ 10, "Update Response" },
	{ 11, "Update Acknowledge" },
	{ 0, NULL },
};

static void entry_v1(struct dis *d, struct cur e)
{
	struct cur whole = e;
	uint16_t family = get_be16(&e);
	uint32_t a, b, addr, metric;
	uint16_t mbz = get_be16(&e);

	addr = get_ip4(&e);
	a = get_be32(&e);
	b = get_be32(&e);
	metric = get_be32(&e);
	if (family != 0 && family != 2) {
		sayf(d, "\n\t AFI Unknown (%u), ", family);
		say_hex(d, "\n\t  ", from(whole, 4));
		return;
	}
	if (mbz || a || b) { /* what must be zero is not */
		say_hex(d, "\n\t  ", whole);
		return;
	}
	say_s(d, family ? "\n\t  " : "\n\t  AFI 0, ");
	say_ip4(d, addr);
	show_u(d, ", metric: ", "metric", metric);
}

/* Returns the octets it is long, 0 to end. */
static uint32_t auth_entry(struct dis *d, struct cur *c)
{
	uint16_t type = get_be16(c);
	struct cur v;

	if (type == 1) {
		v = take(c, 16);
		if (d->stopped)
			return 0;
		say(d, "\n\t  Auth trailer:");
		say_hex(d, "\n\t  ", v);
	} else if (type == 2) {
		v = part(c, wire(c) < 16 ? wire(c) : 16);
		say(d, "\n\t  Simple Text Authentication data: ");
		say_visz(d, v);
		need(&v, wire(&v));
		if (bad(d, "remaining entries length", wire(&v) + 4, <, ENTRY))
			return 0;
	} else if (type == 3) {
		uint32_t x;

		say(d, "\n\t  Auth header:");
		sayf(d, " Packet Len %u,", get_be16(c));
		sayf(d, " Key-ID %u,", get_u8(c));
		sayf(d, " Auth Data Len %u,", get_u8(c));
		sayf(d, " SeqNo %u,", get_be32(c));
		x = get_be32(c);
		sayf(d, " MBZ %u,", x);
		sayf(d, " MBZ %u", get_be32(c));
	} else {
		sayf(d, "\n\t  Unknown (%u) Authentication data:", type);
		say_hex(d, "\n\t  ", *c); /* and all that is left */
		return 0;
	}
	return d->stopped ? 0 : ENTRY;
}

static const struct name families[] = { { 6, "NS" }, { 7, "ISO" }, { 16, "Appletalk" },
	{ 23, "IPX" }, { 24, "IPv6" }, { 28, "IPv6" }, { 30, "IPv6" }, { 0, NULL } };

static int mask_bits(uint32_t mask)
{
	int n = 0;

	if (~mask & (~mask + 1))
		return -1;
	for (; mask; mask <<= 1)
		n++;
	return n;
}

static void entry_v2(struct dis *d, struct cur e)
{
	struct cur whole = e;
	uint16_t family = get_be16(&e), tag = get_be16(&e);
	uint32_t addr = get_ip4(&e), mask = get_be32(&e), hop = get_ip4(&e), metric = get_be32(&e);
	char text[24], *o = fmt_ip4(text, addr);

	*o = '\0';
	if (family != 0 && family != 2) {
		say(d, "\n\t  AFI ");
		say_name(d, families, "Unknown (%u)", family);
		say_hex(d, "\n\t  ", from(whole, 4));
		return;
	}
	if (family == 0)
		sayf(d, "\n\t  AFI 0, %15s/%-2d, tag 0x%04x, metric: %u, next-hop: ", text,
			mask_bits(mask), tag, metric);
	else
		sayf(d, "\n\t  AFI IPv4, %15s/%-2d, tag 0x%04x, metric: %u, next-hop: ", text,
			mask_bits(mask), tag, metric);
	note_ip4(d, "address", addr);
	note_u(d, "mask", mask);
	note_u(d, "metric", metric);
	if (hop)
		show_ip4(d, "", "next_hop", hop);
	else
		say(d, "self");
}

static void entries_v1(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		if (bad(d, "remaining data length", wire(&c), <, ENTRY))
			return;
		item(d);
		entry_v1(d, take(&c, ENTRY));
		done(d);
		if (d->stopped)
			return;
	}
}

static void entries_v2(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t room = wire(&c);
		struct cur v2;

		if (bad(d, "remaining data length", wire(&c), <, 4))
			return;
		v2 = c;
		item(d);
		if (peek_be16(&c, 0) == AUTH) {
			struct cur v = c;

			get_be16(&v);
			if (peek_be16(&v, 0) == 1) { /* the trailer takes what is left */
				get_be16(&v);
				say(d, "\n\t  Auth trailer:");
				say_hex(d, "\n\t  ", part(&v, room - 4));
				return;
			}
			if (peek_be16(&v, 0) == 3 &&
				bad(d, "remaining data length", room - 4, <, 16))
				return;
			if (!auth_entry(d, &v))
				return;
		} else {
			uint16_t family = peek_be16(&c, 0);

			if (wire(&c) < ENTRY && family != 0 && family != 2) {
				say(d, "\n\t  AFI ");
				say_name(d, families, "Unknown (%u)", family);
				say_hex(d, "\n\t  ", from(c, 4));
				if (bad(d, "remaining entries length", wire(&c), <, ENTRY))
					return;
			}
			if (bad(d, "remaining data length", wire(&c), <, ENTRY))
				return;
			entry_v2(d, take(&v2, ENTRY));
		}
		done(d);
		if (d->stopped)
			return;
		skip(&c, ENTRY);
	}
}

static void dissect_rip(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t command, version;

	say_s(d, d->opt->v ? "\n\tRIP" : "RIP");
	if (bad(d, "packet length", length, <, HEADER))
		return;
	command = get_u8(&c);
	version = get_u8(&c);
	show_u(d, "v", "version", version);
	if (version != 1 && version != 2) {
		say(d, " [version != 1 && version != 2]");
		invalid(d);
		need(&c, wire(&c));
		skip(&c, 2);
		if (d->opt->v)
			say_hex(d, "\n\t", c);
		return;
	}
	say(d, ", ");
	show_name(d, "command", commands, "unknown command (%u)", command);
	show_u(d, ", length: ", "length", length);
	need(&c, 2);
	skip(&c, 2);
	if (command == REQUEST || command == RESPONSE) {
		if (!d->opt->v)
			return;
		sayf(d, ", routes: %u%s", (length - HEADER) / ENTRY,
			version == 2 ? " or less" : "");
		list(d, "entries");
		if (version == 1)
			entries_v1(d, c);
		else
			entries_v2(d, c);
		done(d);
		return;
	}
	if (d->opt->v > (name_of(commands, command) ? 1 : 0))
		say_hex(d, "\n\t", part(&c, wire(&c)));
}

const struct proto proto_rip = { "rip", dissect_rip };
