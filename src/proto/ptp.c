/* Precision Time Protocol.  IEEE 1588-2008, 13; IEEE 1588-2019. */
#include "../dissect/dissect.h"

enum {
	SYNC,
	DELAY_REQ,
	PDELAY_REQ,
	PDELAY_RESP,
	FOLLOW_UP = 8,
	DELAY_RESP,
	PDELAY_FOLLOW_UP,
	ANNOUNCE,
	SIGNALING,
	MANAGEMENT
};

static const struct name types[] = {
	{ SYNC, "sync msg" },
	{ DELAY_REQ, "delay req msg" },
	{ PDELAY_REQ, "peer delay req msg" },
	{ PDELAY_RESP, "peer delay resp msg" },
	{ FOLLOW_UP, "follow up msg" },
	{ DELAY_RESP, "delay resp msg" },
	{ PDELAY_FOLLOW_UP, "pdelay resp fup msg" },
	{ ANNOUNCE, "announce msg" },
	{ SIGNALING, "signaling msg" },
	{ MANAGEMENT, "management msg" },
	{ 0, NULL },
};

enum { HEADER = 34 };

static const struct name flag_bits[] = {
	{ 0x0001, "l1 61" },
	{ 0x0002, "l1 59" },
	{ 0x0004, "utc reasonable" },
	{ 0x0008, "timescale" },
	{ 0x0010, "time tracable" },      /* sic */
	{ 0x0020, "frequency tracable" }, /* sic */
	{ 0x0100, "alternate master" },
	{ 0x0200, "two step" },
	{ 0x0400, "unicast" },
	{ 0x1000, "profile specific 1" },
	{ 0x2000, "profile specific 2" },
	{ 0x4000, "security mask" },
	{ 0x08c0, "unknown" }, /* all of them, sic */
	{ 0, NULL },
};

static const struct name controls[] = {
	{ 0, "Sync" },
	{ 1, "Delay_Req" },
	{ 2, "Follow_Up" },
	{ 3, "Delay_Resp" },
	{ 4, "Management" },
	{ 5, "Other" },
	{ 0, NULL },
};

static const char *const stamps[16] = {
	[SYNC] = "originTimeStamp",
	[DELAY_REQ] = "originTimeStamp",
	[PDELAY_REQ] = "preciseOriginTimeStamp",
	[PDELAY_RESP] = "receiveTimeStamp",
	[FOLLOW_UP] = "preciseOriginTimeStamp",
	[DELAY_RESP] = "receiveTimeStamp",
	[PDELAY_FOLLOW_UP] = "preciseOriginTimeStamp",
	[ANNOUNCE] = "originTimeStamp",
};

static void show_time(struct dis *d, struct cur *c, uint8_t type)
{
	uint64_t s;
	uint32_t ns;

	say(d, ", ");
	say_s(d, stamps[type]);
	say(d, ":");
	s = get_be48(c);
	show_u64(d, " ", "seconds", s);
	say(d, ".");
	ns = get_be32(c);
	sayf(d, "%09u seconds", ns);
	if (ns > 999999999)
		say(d, " (invalid ns)");
	note_u(d, "nanoseconds", ns);
}

static void say_id(struct dis *d, uint64_t id)
{
	if (id >> 32) {
		say_x(d, (uint32_t)(id >> 32), 1);
		say_x(d, (uint32_t)id, 8);
	} else {
		say_x(d, (uint32_t)id, 1);
	}
}

static void show_port(struct dis *d, struct cur *c, const char *label, const char *key)
{
	uint64_t id = get_be64(c);
	uint16_t port;

	say_s(d, label);
	say_id(d, id);
	note_u(d, key, id);
	port = get_be16(c);
	show_u(d, ", port id: ", "port", port);
}

static void show_announce(struct dis *d, struct cur *c)
{
	uint64_t id;

	show_u(d, ", origin cur utc:", "utc_offset", get_be16(c));
	show_u(d, ", rsvd: ", "reserved", get_u8(c));
	show_u(d, ", gm priority_1: ", "priority1", get_u8(c));
	show_u(d, ", gm clock class: ", "clock_class", get_u8(c));
	show_u(d, ", gm clock accuracy: ", "clock_accuracy", get_u8(c));
	show_u(d, ", gm clock variance: ", "clock_variance", get_be16(c));
	show_u(d, ", gm priority_2: ", "priority2", get_u8(c));
	id = get_be64(c);
	say(d, ", gm clock id: 0x");
	say_id(d, id);
	note_u(d, "grandmaster", id);
	show_u(d, ", steps removed: ", "steps_removed", get_be16(c));
	show_x(d, ", time source: 0x", "time_source", get_u8(c), 0);
}

static void show_management(struct dis *d, struct cur *c)
{
	show_port(d, c, ", port identity: 0x", "target");
	show_u(d, ", start boundary hops: ", "start_hops", get_u8(c));
	show_u(d, ", boundary hops: ", "hops", get_u8(c));
	show_x(d, ", flags: 0x", "management_flags", get_u8(c), 0);
	show_x(d, ", reserved: 0x", "reserved", get_u8(c), 0);
}

static void show_body(struct dis *d, struct cur *c, uint8_t type)
{
	if (stamps[type])
		show_time(d, c, type);
	switch (type) {
	case PDELAY_REQ:
	case PDELAY_RESP:
	case DELAY_RESP:
	case PDELAY_FOLLOW_UP:
		show_port(d, c, ", port identity: 0x", "requesting");
		break;
	case SIGNALING:
		show_port(d, c, ", port identity: 0x", "target");
		break;
	case ANNOUNCE:
		show_announce(d, c);
		break;
	case MANAGEMENT:
		show_management(d, c);
		break;
	}
}

static void show_v2(struct dis *d, struct cur c, uint8_t type)
{
	uint16_t flags;
	uint64_t ns;
	uint8_t control;

	show_u(d, ", length: ", "length", get_be16(&c));
	show_u(d, ", domain: ", "domain", get_u8(&c));
	show_u(d, ", reserved1: ", "reserved1", get_u8(&c));
	flags = get_be16(&c);
	say(d, ", Flags [");
	say_bits(d, flag_bits, "none", flags, ", ");
	say(d, "]");
	note_u(d, "flags", flags);
	ns = get_be48(&c);
	show_u64(d, ", NS correction: ", "correction", ns);
	show_u(d, ", sub NS correction: ", "sub_correction", get_be16(&c));
	show_u(d, ", reserved2: ", "reserved2", get_be32(&c));
	show_port(d, &c, ", clock identity: 0x", "clock");
	show_u(d, ", seq id: ", "seq", get_be16(&c));
	control = get_u8(&c);
	show_u(d, ", control: ", "control", control);
	say(d, " (");
	say_name(d, controls, "Reserved", control);
	say(d, ")");
	show_u(d, ", log message interval: ", "log_interval", get_u8(&c));
	show_body(d, &c, type);
}

static void dissect_ptp(struct dis *d, struct cur c)
{
	uint8_t first, second, version, minor;

	say(d, "PTP");
	if (bad(d, "length", wire(&c), <, HEADER))
		return;
	second = peek_u8(&c, 1);
	version = second & 15;
	minor = second >> 4;
	show_u(d, "v", "version", version);
	if (minor)
		show_u(d, ".", "minor", minor);
	if (version == 1) {
		say(d, " (not implemented)");
		return;
	}
	if (version != 2) {
		say(d, " (unsupported)");
		return;
	}
	first = get_u8(&c);
	skip(&c, 1);
	show_x(d, ", majorSdoId: 0x", "major_sdo_id", first >> 4, 0);
	say(d, ", msg type: ");
	show_name(d, "type", types, "Reserved", first & 15);
	show_v2(d, c, first & 15);
}

const struct proto proto_ptp = { "ptp", dissect_ptp };
