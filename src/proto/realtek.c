/* Realtek's Ethernet type: RRCP, REP, RLDP and switch tags.  http://openrrcp.org.ru/ */
#include "../dissect/dissect.h"

enum { RRCP = 0x01, REP = 0x02, RLDP = 0x03, TAG8 = 0x04, RLDP2 = 0x23 };
enum { REPLY = 0x80, HELLO = 0, GET, SET };

static const struct name opcodes[] = { { HELLO, "hello" }, { GET, "get" }, { SET, "set" },
	{ 0, NULL } };

static void show_hello(struct dis *d, struct cur c)
{
	uint8_t down = get_u8(&c), up = get_u8(&c);
	struct mac m = get_mac(&c);
	uint16_t chip = get_be16(&c);
	uint32_t vendor = get_be32(&c);

	show_u(d, " downlink_port=", "downlink_port", down);
	show_u(d, ", uplink_port=", "uplink_port", up);
	show_mac(d, ", uplink_mac=", "uplink_mac", m);
	show_x(d, ", vendor_id=", "vendor", vendor, 8);
	show_x(d, " ,chip_id=", "chip", chip, 4); /* sic */
	say(d, " ");
}

/* c is behind the protocol octet. */
static void show_rrcp(struct dis *d, struct cur c)
{
	uint8_t first, opcode;
	uint16_t auth, addr;
	uint32_t data, low, high;

	d->proto = "rrcp";
	first = get_u8(&c);
	opcode = first & 0x7f;
	say(d, "RRCP ");
	say_s(d, first & REPLY ? "reply" : "query");
	note_b(d, "reply", first & REPLY);
	say(d, ": ");
	show_name(d, "opcode", opcodes, "unknown opcode (0x%02x)", opcode);
	if (opcode == GET || opcode == SET) {
		addr = peek_le16(&c, 2);
		data = peek_le32(&c, 4);
		show_x(d, " addr=0x", "addr", addr, 4);
		show_x(d, ", data=0x", "data", data, 8);
	}
	auth = get_be16(&c);
	show_x(d, ", auth=0x", "auth", auth, 4);
	if (opcode == GET || opcode == SET) {
		low = peek_be32(&c, 6);
		high = peek_be32(&c, 10);
		sayf(d, ", cookie=0x%08x%08x ", high, low);
		note_u(d, "cookie", (uint64_t)high << 32 | low);
	} else if (first == (REPLY | HELLO)) {
		show_hello(d, c);
	}
}

static void dissect_realtek(struct dis *d, struct cur c)
{
	uint8_t type;

	if (d->src.len && d->dst.len) {
		say_lladdr(d, &d->src);
		say(d, " > ");
		say_lladdr(d, &d->dst);
		say(d, ", ");
	}
	type = get_u8(&c);
	note_u(d, "type", type);
	if (type == RRCP)
		show_rrcp(d, c);
	else if (type == REP)
		say(d, "REP");
	else if (type == RLDP || type == RLDP2)
		say(d, "RLDP");
	else if (type == TAG8)
		say(d, "Realtek 8-byte DSA tag");
	else if (type >> 4 == 9)
		say(d, "Realtek RTL8306 4-byte DSA tag");
	else if (type >> 4 == 0xa)
		say(d, "Realtek RTL8366RB 4-byte DSA tag");
	else
		sayf(d, "Realtek unknown type 0x%02x", type);
}

const struct proto proto_realtek = { "rtl", dissect_realtek };
