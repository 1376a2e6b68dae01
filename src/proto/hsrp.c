/* Cisco Hot Standby Router Protocol.  RFC 2281. */
#include "tlv.h"

static const struct name opcodes[] = {
	{ 0, "hello" },
	{ 1, "coup" },
	{ 2, "resign" },
	{ 0, NULL },
};

static const struct name states[] = {
	{ 0, "initial" },
	{ 1, "learn" },
	{ 2, "listen" },
	{ 4, "speak" },
	{ 8, "standby" },
	{ 16, "active" },
	{ 0, NULL },
};

static void dissect_hsrp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), address;
	uint8_t version, opcode, state, hello, hold, priority, group, reserved;
	struct cur auth;

	say(d, "HSRP");
	version = get_u8(&c);
	show_u(d, "v", "version", version);
	if (version != 0)
		return;
	say(d, "-");
	opcode = get_u8(&c);
	show_name(d, "opcode", opcodes, "unknown (%u)", opcode);
	show_u(d, " ", "length", length);
	say(d, ": ");
	state = get_u8(&c);
	say(d, "state=");
	show_name(d, "state", states, "Unknown (%u)", state);
	say(d, " ");
	group = peek_u8(&c, 3);
	show_u(d, "group=", "group", group);
	say(d, " ");
	reserved = peek_u8(&c, 4);
	if (reserved) {
		show_u(d, "[reserved=", "reserved", reserved);
		say(d, "!] ");
	}
	address = peek_be32(&c, 13);
	show_ip4(d, "addr=", "address", address);
	if (!d->opt->v)
		return;
	hello = get_u8(&c);
	hold = get_u8(&c);
	priority = get_u8(&c);
	say(d, " hellotime=");
	say_secs(d, hello);
	say(d, " holdtime=");
	say_secs(d, hold);
	show_u(d, " priority=", "priority", priority);
	note_u(d, "hellotime", hello);
	note_u(d, "holdtime", hold);
	auth = from(c, 2);
	say(d, " auth=\"");
	say_charsz(d, &auth, 8);
	say(d, "\"");
}

const struct proto proto_hsrp = { "hsrp", dissect_hsrp };
