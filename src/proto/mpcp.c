/* Multipoint MAC Control.  IEEE 802.3-2018, 64 and 77. */
#include "tlv.h"

enum { PAUSE = 1, GATE, REPORT, REGISTER_REQUEST, REGISTER, REGISTER_ACK };

static const struct name opcodes[] = {
	{ PAUSE, "Pause" },
	{ GATE, "Gate" },
	{ REPORT, "Report" },
	{ REGISTER_REQUEST, "Register Request" },
	{ REGISTER, "Register" },
	{ REGISTER_ACK, "Register ACK" },
	{ 0, NULL },
};

static const struct name grant_bits[] = {
	{ 0x08, "Discovery" },
	{ 0x10, "Force Grant #1" },
	{ 0x20, "Force Grant #2" },
	{ 0x40, "Force Grant #3" },
	{ 0x80, "Force Grant #4" },
	{ 0, NULL },
};

static const struct name report_bits[] = {
	{ 0x01, "Q0" },
	{ 0x02, "Q1" },
	{ 0x04, "Q2" },
	{ 0x08, "Q3" },
	{ 0x10, "Q4" },
	{ 0x20, "Q5" },
	{ 0x40, "Q6" },
	{ 0x80, "Q7" },
	{ 0, NULL },
};

static const struct name request_flags[] = { { 1, "Register" }, { 3, "De-Register" }, { 0, NULL } };
static const struct name register_flags[] = {
	{ 1, "Re-Register" },
	{ 2, "De-Register" },
	{ 3, "ACK" },
	{ 4, "NACK" },
	{ 0, NULL },
};
static const struct name ack_flags[] = { { 0, "NACK" }, { 1, "ACK" }, { 0, NULL } };

static void show_gate(struct dis *d, struct cur *c)
{
	uint8_t b = get_u8(c);

	show_u(d, "\n\tGrant Numbers ", "grants", b & 7);
	say(d, ", Flags [ ");
	say_bits(d, grant_bits, "?", b & 0xf8, ", ");
	say(d, " ]");
	for (unsigned i = 1; i <= (b & 7u); i++) {
		uint32_t start = get_be32(c);
		uint16_t duration = get_be16(c);

		sayf(d, "\n\tGrant #%u", i);
		show_u(d, ", Start-Time ", "start", start);
		show_u(d, " ticks, duration ", "duration", duration);
		say(d, " ticks");
	}
	show_u(d, "\n\tSync-Time ", "sync", get_be16(c));
	say(d, " ticks");
}

static void show_report(struct dis *d, struct cur *c)
{
	uint8_t sets = get_u8(c);

	show_u(d, "\n\tTotal Queue-Sets ", "sets", sets);
	for (unsigned i = 1; i < sets && !d->stopped; i++) { /* sic: one too few */
		uint8_t bits = get_u8(c);

		sayf(d, "\n\t  Queue-Set #%u, Report-Bitmap [ ", sets); /* sic */
		say_bits(d, report_bits, "Unknown", bits, ", ");
		say(d, " ]");
		for (unsigned q = 1; bits; q++, bits >>= 1) {
			if (!(bits & 1))
				continue;
			sayf(d, "\n\t    Q%u Report, Duration %u ticks", q, peek_be16(c, 0));
			get_be16(c);
		}
	}
}

static void say_flags(struct dis *d, const struct name *names, uint8_t flags)
{
	say(d, "Flags [ ");
	say_bits(d, names, "Reserved", flags, ", ");
	say(d, " ]");
	note_u(d, "flags", flags);
}

static void show_register(struct dis *d, struct cur *c, uint16_t opcode)
{
	uint16_t port, sync;
	uint8_t flags, pending;

	if (opcode == REGISTER_REQUEST) {
		flags = get_u8(c);
		pending = get_u8(c);
		say(d, "\n\t");
		say_flags(d, request_flags, flags);
		show_u(d, ", Pending-Grants ", "pending", pending);
		return;
	}
	if (opcode == REGISTER_ACK) {
		flags = get_u8(c);
		port = get_be16(c);
		sync = get_be16(c);
		show_u(d, "\n\tEchoed-Assigned-Port ", "port", port);
		say(d, ", ");
		say_flags(d, ack_flags, flags);
		show_u(d, "\n\tEchoed-Sync-Time ", "sync", sync);
		say(d, " ticks");
		return;
	}
	port = get_be16(c);
	flags = get_u8(c);
	sync = get_be16(c);
	pending = get_u8(c);
	show_u(d, "\n\tAssigned-Port ", "port", port);
	say(d, ", ");
	say_flags(d, register_flags, flags);
	show_u(d, "\n\tSync-Time ", "sync", sync);
	show_u(d, " ticks, Echoed-Pending-Grants ", "pending", pending);
}

static void dissect_mpcp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint16_t opcode = get_be16(&c);
	uint32_t stamp = get_be32(&c);

	say(d, "MPCP, Opcode ");
	show_name(d, "opcode", opcodes, "Unknown (%u)", opcode);
	if (opcode != PAUSE) {
		show_u(d, ", Timestamp ", "timestamp", stamp);
		say(d, " ticks");
	}
	show_u(d, ", length ", "length", wire(&whole));
	if (!d->opt->v)
		return;
	switch (opcode) {
	case PAUSE:
		break;
	case GATE:
		show_gate(d, &c);
		break;
	case REPORT:
		show_report(d, &c);
		break;
	case REGISTER_REQUEST:
	case REGISTER:
	case REGISTER_ACK:
		show_register(d, &c, opcode);
		break;
	default:
		dump_tlv(d, "\n\t", whole, wire(&whole));
	}
}

const struct proto proto_mpcp = { "mpcp", dissect_mpcp };
