/* CAN, CAN FD and CAN XL as Linux hands them over.
 * https://www.tcpdump.org/linktypes/LINKTYPE_CAN_SOCKETCAN.html; ISO 11898-1;
 * https://docs.kernel.org/networking/can.html */
#include "../dissect/dissect.h"

enum { EXTENDED = 0x80000000, REMOTE = 0x40000000, ERROR = 0x20000000, ID = 0x1fffffff };
enum { FD_BRS = 1, FD_ESI = 2, FD = 4, XL = 0x80, HEADER = 8, CLASSIC_MAX = 8, FD_MAX = 64 };
enum {
	FRAME_FD = 72
}; /* of canfd_frame, by which frames were told apart before there was a flag */

static const struct name error_bits[] = {
	{ 0x001, "tx_timeout" },
	{ 0x002, "lost_arbitration" },
	{ 0x004, "controller" },
	{ 0x008, "protocol" },
	{ 0x010, "transceiver" },
	{ 0x020, "no_ack" },
	{ 0x040, "bus_off" },
	{ 0x080, "bus_error" },
	{ 0x100, "restarted" },
	{ 0x200, "counters" },
	{ 0, NULL },
};

static void show_data(struct dis *d, struct cur c, uint32_t n)
{
	clip(&c, n);
	if (!more(&c))
		return;
	say(d, ": ");
	say_bytes(d, c, ' ');
	note_hex(d, "data", c);
}

/* CAN CiA 610-1: priority, then what the data are, then how many */
static void show_xl(struct dis *d, struct cur c, uint32_t id)
{
	uint32_t acceptance;
	uint8_t flags, type;
	uint16_t n;

	skip(&c, 4);
	flags = get_u8(&c), type = get_u8(&c);
	n = get_le16(&c);
	acceptance = get_le32(&c);
	say(d, "CAN XL");
	note_s(d, "type", "xl");
	show_x(d, " priority 0x", "priority", id & 0x7ff, 3);
	note_u(d, "vcid", id >> 16 & 0xff);
	note_u(d, "xl_flags", flags);
	show_x(d, " type 0x", "sdu_type", type, 2);
	show_x(d, " acceptance 0x", "acceptance", acceptance, 8);
	show_u(d, " length ", "length", n);
	show_data(d, c, n);
}

static void show_id(struct dis *d, uint32_t id)
{
	bool extended = id & EXTENDED;

	show_x(d, " id 0x", "id", extended ? id & ID : id & 0x7ff, extended ? 8 : 3);
	note_b(d, "extended", extended);
	note_b(d, "remote", id & REMOTE);
	note_b(d, "error", id & ERROR);
	if (id & REMOTE)
		say(d, " remote request");
}

/* An error frame: the identifier says what went wrong. */
static void show_error(struct dis *d, uint32_t id)
{
	say(d, " error ");
	say_bits(d, error_bits, "none", id & ID, ",");
	if (!wants_fields(d))
		return;
	list(d, "errors");
	for (const struct name *n = error_bits; n->s; n++)
		if (id & n->v) {
			item(d);
			note_s(d, "error", n->s);
			done(d);
		}
	done(d);
}

static void show_frame(struct dis *d, struct cur c, uint32_t id)
{
	uint8_t n = peek_u8(&c, 4), flags = peek_u8(&c, 5);
	bool fd;

	if (n & XL) {
		show_xl(d, c, id);
		return;
	}
	need(&c, HEADER);
	fd = flags & FD || n > CLASSIC_MAX || wire(&c) == FRAME_FD;
	say_s(d, fd ? "CAN FD" : "CAN");
	note_s(d, "type", fd ? "fd" : "classic");
	show_id(d, id);
	if (id & ERROR)
		show_error(d, id);
	if (fd) {
		note_b(d, "bitrate_switch", flags & FD_BRS);
		note_b(d, "error_state", flags & FD_ESI);
		say_s(d, flags & FD_BRS ? " BRS" : "");
		say_s(d, flags & FD_ESI ? " ESI" : "");
	}
	show_u(d, " length ", "length", n);
	if (n > FD_MAX)
		invalid(d);
	skip(&c, HEADER);
	if (!(id & REMOTE))
		show_data(d, c, n);
}

static void dissect_can(struct dis *d, struct cur c) { show_frame(d, c, peek_be32(&c, 0)); }

/* Behind a cooked header the identifier is in the order of the machine: libpcap turns only the
 * other one. */
static void dissect_can_cooked(struct dis *d, struct cur c) { show_frame(d, c, peek_le32(&c, 0)); }

const struct proto proto_can = { "can", dissect_can };
const struct proto proto_can_cooked = { "can", dissect_can_cooked };
