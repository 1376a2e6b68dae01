/* Cisco NetFlow, versions 1, 5 and 6.  Cisco, "NetFlow Export Datagram Formats". */
#include "../dissect/dissect.h"

enum { V1_HEAD = 16, HEAD = 24, V1_RECORD = 48, RECORD = 52, TCP = 6 };

/* Where the fields of a record are. */
enum {
	SRC = 0,
	DST = 4,
	NEXT_HOP = 8,
	PACKETS = 16,
	OCTETS = 20,
	START = 24,
	LAST = 28,
	SPORT = 32,
	DPORT = 34,
	V5_FLAGS = 37,
	PROTO = 38,
	TOS = 39,
	V1_FLAGS = 40,
	SRC_AS = 40,
	DST_AS = 42,
	SRC_MASK = 44,
	DST_MASK = 45,
	ENCAPS = 46
};

static const struct name flag_names[] = {
	{ 0x01, "F" },
	{ 0x02, "S" },
	{ 0x04, "R" },
	{ 0x08, "P" },
	{ 0x10, "." },
	{ 0x20, "U" },
	{ 0x40, "E" },
	{ 0x80, "C" },
	{ 0, NULL },
};

static void show_ms(struct dis *d, const char *label, uint32_t ms)
{
	sayf(d, "%s%u.%03u", label, ms / 1000, ms % 1000);
}

/* One end of the flow: an address, from version 5 on with its prefix length, and port and AS. */
static void show_end(struct dis *d, const char *label, const char *key, uint16_t version,
	struct cur *c, bool src)
{
	uint32_t a = peek_ip4(c, src ? SRC : DST);
	uint16_t port = peek_be16(c, src ? SPORT : DPORT), as;
	uint8_t mask;

	if (version == 1) {
		say_s(d, label);
		show_ip4(d, "", key, a);
		sayf(d, ":%u ", port);
		return;
	}
	mask = peek_u8(c, src ? SRC_MASK : DST_MASK);
	as = peek_be16(c, src ? SRC_AS : DST_AS);
	say_s(d, label);
	show_ip4(d, "", key, a);
	sayf(d, "/%u:%u:%u ", mask, as, port);
}

static void show_record(struct dis *d, uint16_t version, struct cur c)
{
	uint32_t first = peek_be32(&c, START), last = peek_be32(&c, LAST), packets, octets, hop;
	const char *name;
	uint8_t proto, tos, flags;

	show_ms(d, "\n  started ", first);
	show_ms(d, ", last ", last);
	show_end(d, "\n    ", "src", version, &c, true);
	show_end(d, "> ", "dst", version, &c, false);
	hop = peek_ip4(&c, NEXT_HOP);
	show_ip4(d, ">> ", "next_hop", hop);
	say(d, "\n    ");
	proto = peek_u8(&c, PROTO);
	note_u(d, "protocol", proto);
	name = ip_proto_name(d, proto);
	if (name)
		sayf(d, "%s ", name);
	else
		sayf(d, "%u ", proto);
	if (proto == TCP) {
		flags = peek_u8(&c, version == 1 ? V1_FLAGS : V5_FLAGS);
		note_u(d, "flags", flags);
		say_bits(d, flag_names, "", flags, "");
		say_s(d, flags ? " " : "");
	}
	tos = peek_u8(&c, TOS);
	packets = peek_be32(&c, PACKETS);
	octets = peek_be32(&c, OCTETS);
	if (version == 6)
		need(&c, ENCAPS + 2);
	show_u(d, "tos ", "tos", tos);
	show_u(d, ", ", "packets", packets);
	show_u(d, " (", "octets", octets);
	say(d, " octets)");
	if (version == 6)
		sayf(d, " (%u<>%u encaps)", peek_u8(&c, ENCAPS), peek_u8(&c, ENCAPS + 1));
}

static void dissect_cnfp(struct dis *d, struct cur c)
{
	uint32_t n, uptime, secs, nsecs;
	uint16_t version;

	version = peek_be16(&c, 0);
	if (version == 1 || version == 5 || version == 6)
		need(&c, V1_HEAD);
	show_x(d, "NetFlow v", "version", version, 0);
	if (version != 1 && version != 5 && version != 6)
		return;
	n = peek_be32(&c, 2); /* 16 bits by the specification; the reference reads 32 */
	uptime = peek_be32(&c, 4);
	secs = peek_be32(&c, 8);
	nsecs = peek_be32(&c, 12);
	show_ms(d, ", ", uptime);
	sayf(d, " uptime, %u.%09u, ", secs, nsecs);
	if (version != 1) {
		uint32_t seq = peek_be32(&c, 16);

		show_u(d, "#", "seq", seq);
		say(d, ", ");
		need(&c, HEAD);
	}
	sayf(d, "%2u recs", n);
	note_u(d, "records", n);
	c = from(c, version == 1 ? V1_HEAD : HEAD);
	list(d, "flows");
	for (; n && !d->stopped; n--) {
		item(d);
		show_record(d, version, c);
		done(d);
		c = from(c, version == 1 ? V1_RECORD : RECORD);
	}
	done(d);
}

const struct proto proto_cnfp = { "cnfp", dissect_cnfp };
