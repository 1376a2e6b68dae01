/* IEEE 802.15.4: the MAC frame.  IEEE Std 802.15.4-2015, clause 7. */
#include "../dissect/dissect.h"

enum { BEACON, DATA, ACK, COMMAND, RESERVED, MULTIPURPOSE, FRAGMENT, EXTENDED };
enum { ADDR_NONE, ADDR_RESERVED, ADDR_SHORT, ADDR_EXT };
enum { ID_TERM1 = 0x7e, ID_TERM2 = 0x7f, GROUP_END = 15, DETAILS_V = 2, FLAGS_V = 3, IES_V = 4 };
#define CRC   0x8408u     /* ITU-T CRC-16, least significant bit first (7.2.10) */
#define CRC32 0xedb88320u /* IEEE 802.3's, likewise */

struct frame { /* what the frame control says */
	unsigned type, version, dst, src;
	bool security, pending, ar, pan_comp, no_seq, ies;
	bool long_fc, dst_pan, src_pan;
};

static const char *const types[] = { "Beacon", "Data", "ACK", "Command", "Reserved", "Multipurpose",
	"Fragment", "Extended" };

static const struct name header_ids[] = {
	{ 0x00, "Vendor Specific Header IE" },
	{ 0x1a, "LE CSL IE" },
	{ 0x1b, "LE RIT IE" },
	{ 0x1c, "DSME PAN descriptor IE" },
	{ 0x1d, "Rendezvous Time IE" },
	{ 0x1e, "Time Correction IE" },
	{ 0x21, "Extended DSME PAN descriptor IE" },
	{ 0x22, "Fragment Sequence Context Description IE" },
	{ 0x23, "Simplified Superframe Specification IE" },
	{ 0x24, "Simplified GTS Specification IE" },
	{ 0x25, "LECIM Capabilities IE" },
	{ 0x26, "TRLE Descriptor IE" },
	{ 0x27, "RCC Capabilities IE" },
	{ 0x28, "RCCN Descriptor IE" },
	{ 0x29, "Global Time IE" },
	{ 0x2b, "DA IE" },
	{ ID_TERM1, "Header Termination 1 IE" },
	{ ID_TERM2, "Header Termination 2 IE" },
	{ 0, NULL },
};

static const struct name groups[] = {
	{ 0, "ESDU IE" },
	{ 1, "MLME IE" },
	{ 2, "Vendor Specific Nested IE" },
	{ 3, "Multiplexed IE (802.15.9)" },
	{ 4, "Omnibus Payload Group IE" },
	{ 5, "IETF IE" },
	{ GROUP_END, "List termination" },
	{ 0, NULL },
};

static const struct name commands[] = {
	{ 0x01, "Association Request command" },
	{ 0x02, "Association Response command" },
	{ 0x03, "Disassociation Notification command" },
	{ 0x04, "Data Request command" },
	{ 0x05, "PAN ID Conflict Notification command" },
	{ 0x06, "Orphan Notification command" },
	{ 0x07, "Beacon Request command" },
	{ 0x08, "Coordinator realignment command" },
	{ 0x09, "GTS request command" },
	{ 0x0a, "TRLE Management Request command" },
	{ 0x0b, "TRLE Management Response command" },
	{ 0x13, "DSME Association Request command" },
	{ 0x14, "DSME Association Response command" },
	{ 0x15, "DSME GTS Request command" },
	{ 0x16, "DSME GTS Response command" },
	{ 0x17, "DSME GTS Notify command" },
	{ 0x18, "DSME Information Request command" },
	{ 0x19, "DSME Information Response command" },
	{ 0x1a, "DSME Beacon Allocation Notification command" },
	{ 0x1b, "DSME Beacon Collision Notification command" },
	{ 0x1c, "DSME Link Report command" },
	{ 0x20, "RIT Data Request command" },
	{ 0x21, "DBS Request command" },
	{ 0x22, "DBS Response command" },
	{ 0x23, "RIT Data Response command" },
	{ 0x24, "Vendor Specific command" },
	{ 0, NULL },
};

static void say_octets(struct dis *d, struct cur c)
{
	while (more(&c))
		sayf(d, "%02x ", get_u8(&c));
}

static uint16_t crc16(struct cur c)
{
	uint16_t crc = 0;

	while (more(&c)) {
		crc ^= get_u8(&c);
		for (int i = 0; i < 8; i++)
			crc = (uint16_t)(crc >> 1 ^ (crc & 1 ? CRC : 0));
	}
	return crc;
}

/* The check sequence of four octets (7.2.11), without the inversions. */
static uint32_t crc32(struct cur c)
{
	uint32_t crc = 0;

	while (more(&c)) {
		crc ^= get_u8(&c);
		for (int i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? CRC32 : 0);
	}
	return crc;
}

struct fcs {
	bool may_be_long; /* four octets are tried before two */
	uint32_t is, should;
};

/* --- addresses (7.2.1 to 7.2.8) --- */

static void read_control(struct frame *f, uint16_t w)
{
	f->security = w & 1 << 3;
	f->pending = w & 1 << 4;
	f->ar = w & 1 << 5;
	f->pan_comp = w & 1 << 6;
	f->no_seq = w & 1 << 8;
	f->ies = w & 1 << 9;
	f->dst = w >> 10 & 3;
	f->version = w >> 12 & 3;
	f->src = w >> 14 & 3;
}

static void read_multipurpose(struct frame *f, uint16_t w)
{
	f->long_fc = w & 1 << 3;
	f->dst = w >> 4 & 3;
	f->src = w >> 6 & 3;
	f->dst_pan = w & 1 << 8;
	f->security = w & 1 << 9;
	f->no_seq = w & 1 << 10;
	f->pending = w & 1 << 11;
	f->version = w >> 12 & 3;
	f->ar = w & 1 << 14;
	f->ies = w & 1 << 15;
}

/* Which PAN identifiers are there: table 7-2. */
static void choose_pans(struct dis *d, struct frame *f)
{
	bool dst = f->dst != ADDR_NONE, src = f->src != ADDR_NONE;

	if (f->version < 2) {
		f->dst_pan = dst;
		f->src_pan = src && !f->pan_comp;
		if (f->pan_comp && !(dst && src))
			say(d, "[ERROR: PAN ID Compression != 0, "
			       "and only one address with frame version < 2]");
	} else if (dst && src) {
		bool both_ext = f->dst == ADDR_EXT && f->src == ADDR_EXT;

		f->dst_pan = !both_ext || !f->pan_comp;
		f->src_pan = f->dst == ADDR_SHORT && f->src == ADDR_SHORT && !f->pan_comp;
	} else if (dst) {
		f->dst_pan = !f->pan_comp;
	} else if (src) {
		f->src_pan = !f->pan_comp;
	} else {
		f->dst_pan = f->pan_comp;
	}
}

static bool show_address(struct dis *d, struct cur *c, bool has_pan, unsigned mode)
{
	uint32_t n = mode == ADDR_EXT ? 8 : 2;

	if (has_pan) {
		if (!has(c, 2)) {
			say(d, "[ERROR: Truncated before dst_pan]"); /* of the source too */
			return false;
		}
		show_x(d, "", "pan", get_le16(c), 4);
		say(d, ":");
	} else {
		say(d, "-:");
	}
	if (mode == ADDR_NONE) {
		say(d, "none");
		return true;
	}
	if (!has(c, n)) {
		say(d, "[ERROR: Truncated before dst_addr]");
		return false;
	}
	if (mode == ADDR_EXT)
		say_eui64(d, get_le64(c));
	else
		show_x(d, "", "address", get_le16(c), 4);
	return true;
}

/* --- the auxiliary security header (9.4) --- */

/* The security level, or -1 if the header is cut short. */
static int show_security(struct dis *d, struct cur *c)
{
	static const uint8_t source_len[] = { 0, 0, 4, 8 };
	bool all = d->opt->v >= DETAILS_V;
	uint8_t control, mode;
	struct cur half;

	if (!has(c, 1)) {
		say(d, "[ERROR: Truncated before Aux Security Header]");
		return -1;
	}
	control = get_u8(c);
	mode = control >> 3 & 3;
	if (d->opt->v)
		sayf(d, "\n\tSecurity Level %d, Key Id Mode %d, ", control & 7, mode);
	note_u(d, "security_level", control & 7);
	if (!(control & 1 << 5)) {
		if (!has(c, 4)) {
			say(d, "[ERROR: Truncated before Frame Counter]");
			return -1;
		}
		uint32_t counter = get_le32(c);
		note_u(d, "frame_counter", counter);
		if (all)
			sayf(d, "Frame Counter 0x%08x ", counter);
	}
	if (mode == 0) {
		if (all)
			say(d, "Implicit");
		return control & 7;
	}
	if (!has(c, source_len[mode])) {
		say(d, "[ERROR: Truncated before Key Source]");
		return -1;
	}
	half = *c;
	if (mode == 2) {
		uint32_t source = get_le32(c);

		if (all)
			sayf(d, "KeySource 0x%04x:%x4x, ", source & 0xffff, source >> 16);
	} else if (mode == 3) {
		uint64_t source = get_le64(c);

		*c = half; /* the reference steps over half of it only */
		skip(c, 4);
		if (all) {
			say(d, "KeySource ");
			say_eui64(d, source);
			say(d, ", ");
		}
	}
	if (!has(c, 1)) {
		say(d, "[ERROR: Truncated before Key Index]");
		return -1;
	}
	mode = get_u8(c);
	if (all)
		sayf(d, "KeyIndex 0x%02x, ", mode);
	return control & 7;
}

/* --- what beacons have, and DSME's descriptors (7.3.1, 7.4.2.5) --- */

static void show_superframe(struct dis *d, uint16_t w)
{
	if (d->opt->v) {
		show_u(d, "\n\tBeacon order = ", "beacon_order", w & 15);
		show_u(d, ", Superframe order = ", "superframe_order", w >> 4 & 15);
		show_u(d, ", Final CAP Slot = ", "final_cap_slot", w >> 8 & 15);
		if (w & 1 << 12)
			say(d, ", BLE enabled");
		if (w & 1 << 14)
			say(d, ", PAN Coordinator");
		if (w & 1 << 15)
			say(d, ", Association Permit");
	}
}

static bool show_gts(struct dis *d, struct cur *c)
{
	uint32_t n;

	if (!has(c, 1)) {
		say(d, "[ERROR: Truncated before GTS info]");
		return false;
	}
	n = get_u8(c) & 7;
	note_u(d, "gts", n);
	if (n == 0) {
		if (d->opt->v)
			say(d, "\n\tGTS Descriptor Count = 0, ");
		return true;
	}
	if (!has(c, 1 + 3 * n)) {
		say(d, " [ERROR: Truncated GTS Info List]");
		return false;
	}
	if (d->opt->v < DETAILS_V) {
		skip(c, 1 + 3 * n);
		return true;
	}
	sayf(d, "GTS Descriptor Count = %u, ", n);
	sayf(d, "GTS Directions Mask = %02x, [ ", get_u8(c) & 0x7f);
	while (n-- > 0) {
		uint16_t addr = get_le16(c);
		uint8_t slots =
			(uint8_t)(addr >>
				  8); /* so the reference, in place of the octet that follows */

		skip(c, 1);
		sayf(d, "[ %04x, Start slot = %d, Length = %d ] ", addr, slots & 15, slots >> 4);
	}
	say(d, "]");
	return true;
}

static bool show_pending(struct dis *d, struct cur *c)
{
	uint32_t n_short, n_ext;

	if (!has(c, 1)) {
		say(d, "[ERROR: Truncated before pending addresses]");
		return false;
	}
	n_short = get_u8(c);
	n_ext = n_short >> 4 & 7;
	n_short &= 7;
	if (!d->opt->v) {
		if (!has(c, 2 * n_short + 8 * n_ext)) {
			say(d, " [ERROR: Pending address list truncated]");
			return false;
		}
		skip(c, 2 * n_short + 8 * n_ext);
		return true;
	}
	sayf(d, "\n\tPending address list, # short addresses = %u, # extended addresses = %u",
		n_short, n_ext);
	if (!has(c, 2 * n_short + 8 * n_ext)) {
		say(d, " [ERROR: Pending address list truncated]");
		return false;
	}
	if (d->opt->v < DETAILS_V) {
		skip(c, 2 * n_short + 8 * n_ext);
		return true;
	}
	if (n_short != 0) {
		say(d, ", Short address list = [ ");
		while (n_short-- > 0)
			sayf(d, "%04x ", get_le16(c));
		say(d, "]");
	}
	if (n_ext != 0) {
		say(d, ", Extended address list = [ ");
		while (n_ext-- > 0) {
			say_eui64(d, get_le64(c));
			say(d, " ");
		}
		say(d, "]");
	}
	return true;
}

/* --- information elements (7.4) --- */

static void show_vendor(struct dis *d, struct cur c)
{
	uint32_t oui;

	if (!has(&c, 3)) {
		say(d, "[ERROR: Vendor OUI missing]");
		return;
	}
	oui = get_be24(&c);
	sayf(d, "OUI = 0x%06x, Data = ", oui);
	say_octets(d, c);
}

static void show_csl(struct dis *d, struct cur c)
{
	uint32_t n = left(&c), phase, period;

	if (n < 4) {
		say(d, "[ERROR: Truncated CSL IE]");
		return;
	}
	phase = get_le16(&c);
	period = get_le16(&c);
	sayf(d, "CSL Phase = %d, CSL Period = %d", phase, period);
	if (n >= 6) {
		phase = get_le16(&c);
		sayf(d, ", Rendezvous time = %d", phase);
	}
	if (n != 4 && n != 6)
		say(d, " [ERROR: CSL IE length wrong]");
}

static void show_rit(struct dis *d, struct cur c)
{
	uint32_t first, repeats, interval;

	if (left(&c) < 4) {
		say(d, "[ERROR: Truncated RIT IE]");
		return;
	}
	first = get_u8(&c);
	repeats = get_u8(&c);
	interval = get_le16(&c);
	sayf(d, "Time to First Listen = %d, # of Repeat Listen = %d, Repeat Listen Interval = %d",
		first, repeats, interval);
}

static void show_rendezvous(struct dis *d, struct cur c)
{
	uint32_t time, interval;

	if (left(&c) != 4) {
		say(d, "[ERROR: Length != 2]"); /* (it is 4 that is wanted) */
		return;
	}
	time = get_le16(&c);
	interval = get_le16(&c);
	sayf(d, "Rendezvous time = %d, Wake-up Interval = %d", time, interval);
}

/* Twelve bits with a sign, in microseconds; the top bit says that it is a NACK. */
static void show_time_correction(struct dis *d, struct cur c)
{
	uint16_t w;
	int us;

	if (left(&c) != 2) {
		say(d, "[ERROR: Length != 2]");
		return;
	}
	w = get_le16(&c);
	us = w & 0xfff;
	if (us > 2047)
		us -= 4096;
	if (w & 0x8000)
		say(d, "Negative ");
	sayf(d, "Ack time correction = %d, ", us);
}

/* --- the DSME PAN descriptor (7.4.2.5) and its extended form --- */

static bool show_dsme_superframe(struct dis *d, struct cur *c, bool extended, bool *sequence)
{
	uint16_t w, mode;

	if (!has(c, extended ? 2 : 1)) {
		say(d, "[ERROR: Truncated before DSME Superframe Specification]");
		return false;
	}
	w = extended ? get_le16(c) : get_u8(c);
	mode = extended ? w >> 8 : w >> 4;
	show_u(d, "Multi-superframe Order = ", "multi_superframe_order",
		w & (extended ? 0xff : 0xf));
	say_s(d, mode & 1 ? ", Channel hopping mode" : ", Channel adaptation mode");
	if (mode & 4)
		say(d, ", CAP reduction enabled");
	if (mode & 8)
		say(d, ", Deferred beacon enabled");
	*sequence = extended && mode & 16;
	if (*sequence)
		say(d, ", Hopping Sequence Present");
	return true;
}

static void show_dsme_time(struct dis *d, struct cur *c)
{
	uint64_t stamp = get_le32(c);
	uint16_t offset;

	stamp |= (uint64_t)get_le16(c) << 32;
	offset = get_le16(c);
	say(d, "Beacon timestamp = ");
	say_u64(d, stamp);
	note_u(d, "beacon_timestamp", stamp);
	show_u(d, ", offset = ", "beacon_offset", offset);
}

static bool show_dsme_bitmap(struct dis *d, struct cur *c)
{
	uint16_t n;

	if (!has(c, 4)) {
		say(d, " [ERROR: Truncated before Beacon Bitmap]");
		return false;
	}
	show_u(d, "SD Index = ", "sd_index", get_le16(c));
	n = get_le16(c);
	sayf(d, ", Bitmap len = %u, ", n);
	if (!has(c, n)) {
		say(d, " [ERROR: Truncated in SD bitmap]");
		return false;
	}
	say(d, " SD Bitmap = ");
	say_octets(d, take(c, n));
	return true;
}

static void show_dsme_hopping(struct dis *d, struct cur *c, struct cur beyond, bool sequence)
{
	uint8_t id, bsn;
	uint16_t offset, n;

	if (!has(c, 5)) {
		say(d, " [ERROR: Truncated before Channel hopping specification]");
		return;
	}
	id = get_u8(c), bsn = get_u8(c);
	offset = get_le16(c);
	n = peek_le16(&beyond, 4); /* sic: the second octet may be behind the IE, */
	skip(c, 1);                /* and the bitmap begins with it */
	sayf(d, "Hopping Seq ID = %u, PAN Coordinator BSN = %u, ", id, bsn);
	sayf(d, "Channel offset = %u, Bitmap length = %u, ", offset, n);
	if (!has(c, n)) {
		say(d, " [ERROR: Truncated in Channel offset bitmap]");
		return;
	}
	say(d, " Channel offset bitmap = ");
	say_octets(d, take(c, n));
	if (!sequence)
		return;
	if (!more(c)) {
		say(d, " [ERROR: Truncated in Hopping Sequence length]");
		return;
	}
	n = get_u8(c);
	sayf(d, "Hopping Seq length = %u [ ", n);
	if (!has(c, n * 2U)) {
		say(d, " [ERROR: Truncated in Channel offset bitmap]");
		return;
	}
	while (n--)
		sayf(d, "%02x ", get_le16(c));
	say(d, "]");
}

/* beyond: the same, but with what follows the IE. */
static void show_dsme(struct dis *d, struct cur c, struct cur beyond, bool extended)
{
	struct cur start = c;
	bool sequence;

	if (!has(&c, 2)) {
		say(d, "[ERROR: Truncated DSME PAN IE]");
		return;
	}
	show_superframe(d, get_le16(&c));
	if (!has(&c, 1)) {
		say(d, "[ERROR: Truncated before pending addresses field]");
		return;
	}
	if (!show_pending(d, &c) || !show_dsme_superframe(d, &c, extended, &sequence))
		return;
	if (!has(&c, 8)) {
		say(d, " [ERROR: Truncated before Time synchronization specification]");
		return;
	}
	show_dsme_time(d, &c);
	if (!show_dsme_bitmap(d, &c))
		return;
	skip(&beyond, stepped(&start, &c));
	show_dsme_hopping(d, &c, beyond, sequence);
}

/* --- IEs inside the MLME IE (7.4.3.3) --- */

static const struct name short_ids[] = {
	{ 0x1a, "TSCH Synchronization IE" },
	{ 0x1b, "TSCH Slotframe and Link IE" },
	{ 0x1c, "TSCH Timeslot IE" },
	{ 0x1d, "Hopping timing IE" },
	{ 0x1e, "Enhanced Beacon Filter IE" },
	{ 0x1f, "MAC Metrics IE" },
	{ 0x20, "All MAC Metrics IE" },
	{ 0x21, "Coexistence Specification IE" },
	{ 0x22, "SUN Device Capabilities IE" },
	{ 0x23, "SUN FSK Generic PHY IE" },
	{ 0x24, "Mode Switch Parameter IE" },
	{ 0x25, "PHY Parameter Change IE" },
	{ 0x26, "O-QPSK PHY Mode IE" },
	{ 0x27, "PCA Allocation IE" },
	{ 0x28, "LECIM DSSS Operating Mode IE" },
	{ 0x29, "LECIM FSK Operating Mode IE" },
	{ 0x2b, "TVWS PHY Operating Mode Description IE" },
	{ 0x2c, "TVWS Device Capabilities IE" },
	{ 0x2d, "TVWS Device Category IE" },
	{ 0x2e, "TVWS Device Identification IE" },
	{ 0x2f, "TVWS Device Location IE" },
	{ 0x30, "TVWS Channel Information Query IE" },
	{ 0x31, "TVWS Channel Information Source IE" },
	{ 0x32, "CTM IE" },
	{ 0x33, "Timestamp IE" },
	{ 0x34, "Timestamp Difference IE" },
	{ 0x35, "TMCTP Specification IE" },
	{ 0x36, "RCC PHY Operating Mode IE" },
	{ 0, NULL },
};

static const struct name long_ids[] = {
	{ 8, "Vendor Specific MLME Nested IE" },
	{ 9, "Channel Hopping IE" },
	{ 0, NULL },
};

static void show_tsch_sync(struct dis *d, struct cur c, uint32_t n)
{
	uint64_t asn;

	if (n < 6)
		say(d, "[ERROR: Length != 6]"); /* and goes on: sic */
	asn = get_le32(&c);
	asn |= (uint64_t)get_u8(&c) << 32;
	sayf(d, "ASN = %010lx, Join Metric = %u ", (unsigned long)asn, get_u8(&c));
	note_u(d, "asn", asn);
}

static void show_links(struct dis *d, struct cur *c, uint8_t n)
{
	static const struct name options[] = { { 1, "TX " }, { 2, "RX " }, { 4, "Shared " },
		{ 8, "Timekeeping " }, { 16, "Priority " }, { 0, NULL } };

	while (n--) {
		uint16_t slot, offset;

		if (!has(c, 5)) {
			say(d, "[ERROR: Truncated IE links]");
			return;
		}
		slot = get_le16(c), offset = get_le16(c);
		sayf(d, "\n\t\t\t\t[ Timeslot =  %u, Offset = %u, Options = ", slot, offset);
		say_bits(d, options, "", get_u8(c), "");
		say(d, "] ");
	}
}

static void show_tsch_links(struct dis *d, struct cur c)
{
	uint8_t n = get_u8(&c);

	show_u(d, "Slotframes = ", "slotframes", n);
	say(d, " ");
	while (n--) {
		uint8_t handle, links;
		uint16_t size;

		if (!has(&c, 4)) {
			say(d, "[ERROR: Truncated IE before slotframes]");
			return;
		}
		handle = get_u8(&c);
		size = get_le16(&c);
		links = get_u8(&c);
		sayf(d, "\n\t\t\t[ Handle %u, size = %u, links = %u ", handle, size, links);
		show_links(d, &c, links);
		say(d, "] ");
	}
}

static void show_tsch_timeslot(struct dis *d, struct cur c)
{
	static const char *const names[] = { "CCA Offset", "CCA", "TX Offset", "RX Offset",
		"RX Ack Delay", "TX Ack Delay", "RX Wait", "Ack Wait", "RX TX", "Max Ack", "Max TX",
		"Time slot Length" };
	uint32_t n = left(&c);

	if (n != 1 && n != 25 && n != 27) {
		say(d, "[ERROR: Length not 1, 25, or 27]\n\t\t\tIE Data = ");
		say_octets(d, c);
		return;
	}
	show_u(d, "Time slot ID = ", "timeslot", get_u8(&c));
	for (int i = 0; n > 1 && i < 12; i++) {
		bool wide = n == 27 && i >= 10;

		sayf(d, ", %s = %u", names[i], wide ? get_le24(&c) : get_le16(&c));
	}
	say(d, " ");
}

static void show_hopping(struct dis *d, struct cur c)
{
	uint8_t page;
	uint16_t n;
	uint32_t phy;

	show_u(d, "Hopping Sequence ID = ", "hopping_sequence", get_u8(&c));
	if (!more(&c))
		return;
	if (!has(&c, 7))
		goto truncated;
	page = get_u8(&c);
	n = get_le16(&c);
	phy = get_le32(&c);
	sayf(d, "Channel Page = %u, Number of Channels = %u, ", page, n);
	sayf(d, "Phy Configuration = 0x%08x, ", phy);
	if (page == 9 || page == 10) {
		uint32_t bytes = (n + 7U) / 8;

		if (!has(&c, bytes))
			goto truncated;
		say(d, "Extended bitmap = 0x");
		say_bytes(d, take(&c, bytes), 0);
		say(d, ", ");
	}
	if (!has(&c, 2))
		goto truncated;
	n = get_le16(&c);
	sayf(d, "Hopping Seq length = %u [ ", n);
	if (!has(&c, n * 2U)) {
		say(d, " ");
		goto truncated;
	}
	while (n--)
		sayf(d, "%02x ", get_le16(&c));
	say(d, "]");
	if (!has(&c, 2))
		goto truncated;
	sayf(d, "Current hop = %u", get_le16(&c));
	return;
truncated:
	say(d, "[ERROR: IE truncated]");
}

/* The numbers of both forms mean the same: sic. */
static void show_nested(struct dis *d, unsigned id, struct cur c, struct cur beyond)
{
	if (id == 0x1a) {
		show_tsch_sync(d, beyond, left(&c));
	} else if (id == 0x1b) {
		show_tsch_links(d, c);
	} else if (id == 0x1c) {
		show_tsch_timeslot(d, c);
	} else if (id == 8) {
		show_vendor(d, c);
	} else if (id == 9) {
		show_hopping(d, c);
	} else {
		say(d, "IE Data = ");
		say_octets(d, c);
	}
}

static void show_mlme(struct dis *d, struct cur c, struct cur beyond)
{
	struct cur start = c;

	while (more(&c)) {
		uint16_t w, n;
		uint8_t id;
		bool long_form;
		const char *name;

		if (!has(&c, 2)) {
			say(d, "[ERROR: Truncated MLME IE]");
			return;
		}
		w = get_le16(&c);
		long_form = w & 0x8000;
		n = w & (long_form ? 0x3ff : 0xff); /* sic: one bit fewer */
		id = long_form ? w >> 11 & 0xf : w >> 8 & 0x7f;
		name = name_of(long_form ? long_ids : short_ids, id);
		say(d, "\n\t\t");
		if (name)
			say_s(d, name);
		else
			sayf(d,
				long_form || id > 15 ? "Reserved 0x%02x"
						     : "Reserved for long format 0x%x",
				id);
		sayf(d, " [ length = %u, ", n);
		if (!has(&c, n)) {
			say(d, "[ERROR: Truncated IE data]");
			return;
		}
		if (n) {
			struct cur rest = beyond;

			skip(&rest, stepped(&start, &c));
			show_nested(d, id, take(&c, n), rest);
		}
		say(d, "] ");
	}
}

static void show_header_ie(struct dis *d, unsigned id, struct cur c, struct cur beyond)
{
	if (d->opt->v >= IES_V && id == 0x00) {
		show_vendor(d, c);
	} else if (d->opt->v >= IES_V && id == 0x1a) {
		show_csl(d, c);
	} else if (d->opt->v >= IES_V && id == 0x1b) {
		show_rit(d, c);
	} else if (d->opt->v >= IES_V && id == 0x1d) {
		show_rendezvous(d, c);
	} else if (d->opt->v >= IES_V && id == 0x1e) {
		show_time_correction(d, c);
	} else if (d->opt->v >= IES_V && (id == 0x1c || id == 0x21)) {
		show_dsme(d, c, beyond, id == 0x21);
	} else {
		say(d, "IE Data = ");
		say_octets(d, c);
	}
}

static bool say_ie_head(
	struct dis *d, const char *name, unsigned id, uint32_t n, const struct cur *c)
{
	if (name)
		sayf(d, "\n\t%s [", name);
	else
		sayf(d, "\n\tReserved 0x%02x [", id);
	if (n != 0)
		sayf(d, " length = %u, ", n);
	if (!has(c, n)) {
		say(d, "[ERROR: Truncated IE data]");
		return false;
	}
	return true;
}

/* The last identifier seen, or -1 if the list is cut short. */
static int show_header_ies(struct dis *d, struct cur *c)
{
	unsigned id = 0;

	do {
		uint16_t w;
		uint32_t n;

		if (!has(c, 2)) {
			say(d, "[ERROR: Truncated header IE]");
			return -1;
		}
		w = get_le16(c);
		n = w & 0x7f;
		id = w >> 7 & 0xff;
		if (w & 0x8000)
			say(d, "[ERROR: Header IE with type 1] ");
		if (id > 0x7f) {
			sayf(d, "Reserved Element ID %02x, length = %u ", id, n);
			if (!has(c, n)) {
				say(d, "[ERROR: Truncated IE data]");
				return -1;
			}
		} else if (!say_ie_head(d, name_of(header_ids, id), id, n, c)) {
			return -1;
		}
		if (n != 0) {
			struct cur beyond = *c;

			show_header_ie(d, id, take(c, n), beyond);
		}
		say(d, "] ");
	} while (more(c) && id != ID_TERM1 && id != ID_TERM2);
	return (int)id;
}

static void show_multiplexed(struct dis *d, struct cur c)
{
	static const char *const kinds[] = { "", "", "Middle", "", "Last" };
	uint32_t n = left(&c), tid, kind, number, size;

	tid = get_u8(&c);
	kind = tid & 7;
	tid >>= 3;
	if (kind == 0 || kind == 1) { /* 1: the identifier is in place of tid */
		sayf(d, "Type = Full upper layer fragment%s, ",
			kind ? " with small Multiplex ID" : "");
		if (kind == 0 && n < 3) {
			say(d, "[ERROR: Multiplex ID missing]");
			return;
		}
		if (kind == 0) {
			number = get_le16(&c);
			sayf(d, "tid = 0x%02x, Multiplex ID = 0x%04x, ", tid, number);
		} else {
			sayf(d, "Multiplex ID = 0x%04x, ", tid);
		}
		say(d, "Upper layer data = ");
	} else if (kind == 2 || kind == 4) {
		if (n < 2) {
			say(d, "[ERROR: fragment number missing]");
			return;
		}
		number = get_u8(&c);
		sayf(d, "Type = %s fragment, tid = 0x%02x, fragment = 0x%02x, ",
			number == 0 && kind == 2 ? "First" : kinds[kind], tid, number);
		if (number == 0) {
			if (n < 6) {
				say(d, "[ERROR: Total upper layer size or multiplex ID missing]");
				return;
			}
			size = get_le16(&c);
			n = get_le16(&c);
			sayf(d, "Total upper layer size = 0x%04x, Multiplex ID = 0x%04x, ", size,
				n);
		}
		say(d, "Upper layer data = ");
	} else if (kind == 6) {
		if (n == 1) {
			sayf(d, "Type = Abort, tid = 0x%02x, no max size given", tid);
			return;
		}
		if (n == 3) {
			size = get_le16(&c);
			sayf(d, "Type = Abort, tid = 0x%02x, max size = 0x%04x", tid, size);
			return;
		}
		sayf(d, "Type = Abort, tid = 0x%02x, invalid length = %d (not 1 or 3)", tid, n);
		say(d, "Abort data = ");
	} else {
		sayf(d, "Type = %d (Reserved), tid = 0x%02x, Upper layer data = ", kind, tid);
	}
	say_octets(d, c);
}

static void show_payload_ie(struct dis *d, unsigned group, struct cur c, struct cur beyond)
{
	if (d->opt->v >= IES_V && group == 1) {
		show_mlme(d, c, beyond);
	} else if (d->opt->v >= IES_V && group == 2) {
		show_vendor(d, c);
	} else if (d->opt->v >= IES_V && group == 3) {
		show_multiplexed(d, c);
	} else if (d->opt->v >= IES_V && group == 5) {
		uint8_t subtype = get_u8(&c);

		sayf(d, "Subtype ID = 0x%02x, Subtype content = ", subtype);
		say_octets(d, c);
	} else {
		say(d, "IE Data = ");
		say_octets(d, c);
	}
}

static bool show_payload_ies(struct dis *d, struct cur *c)
{
	unsigned group = 0;

	while (more(c) && group != GROUP_END) {
		uint16_t w;
		uint32_t n;

		if (!has(c, 2)) {
			say(d, "[ERROR: Truncated header IE]");
			return false;
		}
		w = get_le16(c);
		n = w & 0x3ff;
		group = w >> 11 & 15;
		if (!(w & 0x8000))
			say(d, "[ERROR: Payload IE with type 0] ");
		if (!say_ie_head(d, name_of(groups, group), group, n, c))
			return false;
		if (n != 0) {
			struct cur beyond = *c;

			show_payload_ie(d, group, take(c, n), beyond);
		}
		say(d, "]\n\t");
	}
	return true;
}

/* --- beacons (7.3.1) --- */

static bool show_beacon(struct dis *d, struct cur *c)
{
	if (!has(c, 2)) {
		say(d, "[ERROR: Truncated before beacon information]");
		return false;
	}
	show_superframe(d, get_le16(c));
	return show_gts(d, c) && show_pending(d, c);
}

/* --- commands (7.5) --- */

static void show_association_request(struct dis *d, struct cur *c)
{
	uint8_t cap;

	if (left(c) != 1) {
		say(d, "Invalid Association request command length");
		return;
	}
	cap = get_u8(c);
	say_s(d, cap & 0x02 ? "FFD, " : "RFD, ");
	if (cap & 0x04)
		say(d, "AC powered, ");
	if (cap & 0x08)
		say(d, "Receiver on when idle, ");
	if (cap & 0x10)
		say(d, "Fast association, ");
	if (cap & 0x40)
		say(d, "Security supported, ");
	if (cap & 0x80)
		say(d, "Allocate address, ");
}

static void show_association_response(struct dis *d, struct cur *c)
{
	static const struct name statuses[] = {
		{ 0, ", Association successful" },
		{ 1, ", PAN at capacity" },
		{ 2, ", PAN access denied" },
		{ 3, ", Hooping sequence offset duplication" },
		{ 0x80, ", Fast association successful" },
		{ 0, NULL },
	};
	uint16_t addr;

	if (left(c) != 3) {
		say(d, "Invalid Association response command length");
		return;
	}
	addr = get_le16(c);
	sayf(d, "Short address = %04x", addr);
	say_name(d, statuses, ", Status = 0x%02x", get_u8(c));
}

static void show_disassociation(struct dis *d, struct cur *c)
{
	static const struct name reasons[] = {
		{ 0, "Reserved" },
		{ 1, "Reason = The coordinator wishes the device to leave PAN" },
		{ 2, "Reason = The device wishes to leave the PAN" },
		{ 0, NULL },
	};

	uint8_t reason;

	if (left(c) != 1) {
		say(d, "Invalid Disassociation Notification command length");
		return;
	}
	reason = get_u8(c);
	if (reason > 2)
		reason = get_u8(c); /* sic: the octet after the one it does not know */
	say_name(d, reasons, "Reason = 0x%02x", reason);
}

static void show_realignment(struct dis *d, struct cur *c)
{
	uint32_t n = left(c), pan, coord, channel, addr;

	if (n < 7 || n > 8) {
		say(d, "Invalid Coordinator Realignment command length");
		return;
	}
	pan = get_le16(c);
	coord = get_le16(c);
	channel = get_u8(c);
	addr = get_le16(c);
	sayf(d, "Pan ID = 0x%04x, Coordinator short address = %04x, Channel Number = %d", pan,
		coord, channel);
	if (n == 8)
		sayf(d, ", page = %d", get_u8(c));
	sayf(d, ", Short address = %04x", addr);
}

static void show_gts_request(struct dis *d, struct cur *c)
{
	uint8_t w;

	if (left(c) != 1) {
		say(d, "Invalid GTS Request command length");
		return;
	}
	w = get_u8(c);
	sayf(d, "GTS Length = %d, %s, %s", w & 15,
		w & 0x10 ? "Receive-only GTS" : "Transmit-only GTS",
		w & 0x20 ? "GTS allocation" : "GTS deallocations");
}

static bool show_command(struct dis *d, struct cur *c)
{
	uint8_t id;
	const char *name;

	if (!has(c, 1)) {
		say(d, "[ERROR: Truncated before Command ID]");
		return false;
	}
	id = get_u8(c);
	note_u(d, "command", id);
	name = name_of(commands, id);
	if (name)
		sayf(d, "Command ID = %s ", name);
	else
		sayf(d, "Command ID = Reserved 0x%02x ", id);
	switch (id) {
	case 1:
		show_association_request(d, c);
		break;
	case 2:
		show_association_response(d, c);
		break;
	case 3:
		show_disassociation(d, c);
		break;
	case 4:
	case 5:
	case 6:
	case 7:
		break; /* nothing but the identifier */
	case 8:
		show_realignment(d, c);
		break;
	case 9:
		show_gts_request(d, c);
		break;
	default:
		if (more(c)) {
			say(d, "Command Data = ");
			say_octets(d, *c);
		}
	}
	return true;
}

/* --- the frame --- */

static void show_flags(struct dis *d, const struct frame *f)
{
	if (f->security)
		say(d, "Security Enabled, ");
	if (f->pending)
		say(d, "Frame Pending, ");
	if (f->ar)
		say(d, "AR, ");
	if (f->type == MULTIPURPOSE && f->dst_pan)
		say(d, "PAN ID Present, ");
	if (f->pan_comp)
		say(d, "PAN ID Compression, ");
	if (f->no_seq)
		say(d, "Sequence Number Suppression, ");
	if (f->ies)
		say(d, "IE present, ");
}

static bool show_sequence(struct dis *d, struct cur *c, const struct frame *f)
{
	uint8_t seq;

	if (f->no_seq) {
		if (f->type == MULTIPURPOSE)
			return true;
		if (f->version < 2)
			say(d, "[ERROR: Sequence number suppressed on frames where version < 2]");
		if (d->opt->v)
			say(d, "seq suppressed ");
		return true;
	}
	seq = get_u8(c);
	note_u(d, "seq", seq);
	if (d->opt->v)
		sayf(d, "seq %02x ", seq);
	return true;
}

/* The message integrity code is the last thing before the FCS. */
static bool cut_mic(struct dis *d, struct cur *c, struct cur *mic, int level)
{
	static const uint8_t lens[] = { 0, 4, 8, 16 };
	uint32_t n = lens[level & 3];

	if (!has(c, n)) {
		say(d, "[ERROR: Truncated before MIC]");
		return false;
	}
	*mic = from(*c, left(c) - n);
	clip(c, left(c) - n);
	return true;
}

static void say_mic(struct dis *d, struct cur mic)
{
	if (d->opt->v < FLAGS_V || !more(&mic))
		return;
	say(d, "\n\tMIC ");
	while (more(&mic))
		sayf(d, "%02x", get_u8(&mic));
	say(d, " ");
}

/* The last two octets, or four, if they are right, unless the frame is over already; they are
 * payload if they are not right. */
static void check_fcs(struct cur *frame, struct cur *c, uint32_t rest, struct fcs *f)
{
	struct cur body = *frame;
	uint32_t n = 2;

	if (rest < 2)
		return;
	if (f->may_be_long && has(frame, 4)) {
		clip(&body, left(&body) - 4);
		f->is = peek_le32(frame, left(frame) - 4);
		f->should = crc32(body);
		n = 4;
	}
	if (n == 2 || f->is != f->should) {
		body = *frame;
		clip(&body, left(&body) - 2);
		f->is = peek_le16(frame, left(frame) - 2);
		f->should = crc16(body);
		n = 2;
	}
	if (f->is != f->should)
		return;
	need(c, n);
	clip(c, left(c) - n);
}

/* False if the reference takes none of the frame for its own. */
static bool show_frame(struct dis *d, struct cur c, bool long_fcs, bool in_zep)
{
	struct fcs fcs = { long_fcs, 0, 0 };
	struct cur whole = c, mic;
	struct frame f = { 0 };
	uint16_t control;
	uint32_t rest;
	int level = 0, last;

	if (!has(&c, 2)) {
		truncated(d);
		return more(&c);
	}
	control = get_u8(&c);
	f.type = control & 7;
	note_s(d, "type", types[f.type]);
	sayf(d, "IEEE 802.15.4 %s packet ", types[f.type]);
	if (f.type == RESERVED || f.type == FRAGMENT || f.type == EXTENDED) {
		skip(&c, 1);
		return false;
	}
	need(&whole, in_zep ? wire(&whole) : 0); /* the check sequence is looked at first */
	if (f.type != MULTIPURPOSE || control & 1 << 3) {
		need(&c, 1);
		control |= (uint16_t)(get_u8(&c) << 8);
		sayf(d, "v%d ", control >> 12 & 3);
	}
	if (f.type == MULTIPURPOSE)
		read_multipurpose(&f, control);
	else
		read_control(&f, control);
	if (d->opt->v >= FLAGS_V)
		show_flags(d, &f);
	rest = left(&whole) - (f.type == MULTIPURPOSE ? 1 : 2); /* as the reference counts */
	show_sequence(d, &c, &f);
	check_fcs(&whole, &c, rest, &fcs);
	if (f.src == ADDR_RESERVED || f.dst == ADDR_RESERVED) {
		sayf(d, "[ERROR: Invalid %s address mode]", f.src == ADDR_RESERVED ? "src" : "dst");
		return false;
	}
	if (f.type != MULTIPURPOSE)
		choose_pans(d, &f);
	if (!show_address(d, &c, f.dst_pan, f.dst))
		return false;
	say(d, " < ");
	if (f.type == MULTIPURPOSE)
		say(d, " ");
	if (!show_address(d, &c, f.src_pan, f.src))
		return false;
	say(d, " ");
	if (f.security) {
		level = show_security(d, &c);
		if (level < 0)
			return false;
	}
	mic = c;
	if (!cut_mic(d, &c, &mic, level))
		return false;
	last = f.ies ? show_header_ies(d, &c) : 0;
	if (last < 0)
		return false;
	if (f.ies && last == ID_TERM1) {
		if (level >= 4)
			say(d, "Payload IEs present, but encrypted, cannot print ");
		else if (!show_payload_ies(d, &c))
			return false;
	}
	say_mic(d, mic);
	if (d->opt->v >= FLAGS_V) {
		if (fcs.is == fcs.should)
			sayf(d, "FCS %x ", fcs.is);
		else
			sayf(d, "wrong FCS %x vs %x (assume no FCS stored) ", fcs.is, fcs.should);
	}
	if (f.type == DATA || f.type == ACK || (f.type == BEACON && f.version >= 2) ||
		f.type == MULTIPURPOSE) {
		say_default(d, c);
		return true;
	}
	if (f.type == BEACON ? show_beacon(d, &c) : show_command(d, &c))
		say_default(d, c);
	return true;
}

static void dissect_fcs(struct dis *d, struct cur c) { show_frame(d, c, false, false); }
/* The reference looks for the check sequence all the same. */
static void dissect_nofcs(struct dis *d, struct cur c) { show_frame(d, c, true, false); }

/* A header of the PHY goes first: preamble, start of frame, length. */
static void dissect_nonask(struct dis *d, struct cur c)
{
	skip(&c, 6);
	show_frame(d, c, false, false);
}

/* LINKTYPE_IEEE802_15_4_TAP: a header of TLVs, which may say what the FCS is like. */
static void dissect_tap(struct dis *d, struct cur c)
{
	uint32_t n;

	need(&c, 4);
	n = peek_le16(&c, 2);
	if (peek_u8(&c, 0) != 0 || n < 4) {
		invalid(d);
		return;
	}
	need(&c, n);
	if (!d->stopped)
		d->proto = proto_ieee802_15_4.name;
	show_frame(d, from(c, n), false, false);
}

const struct proto proto_ieee802_15_4 = { "802.15.4", dissect_fcs };
const struct proto proto_ieee802_15_4_nofcs = { "802.15.4", dissect_nofcs };
const struct proto proto_ieee802_15_4_nonask = { "802.15.4", dissect_nonask };
const struct proto proto_ieee802_15_4_tap = { "802.15.4_tap", dissect_tap };

/* --- ZEP: frames in UDP, as sniffers send them --- */

enum { MAGIC = 0x4558, ZEP_ACK = 2, V1_LEN = 16, V2_LEN = 32, ACK_LEN = 8, YEAR_BIT = 0x80000000u };

static void show_channel(struct dis *d, struct cur c)
{
	uint32_t channel, device, mode, lqi;

	channel = get_u8(&c);
	device = get_be16(&c);
	show_u(d, "Channel ID ", "channel", channel);
	show_x(d, ", Device ID 0x", "device", device, 4);
	say(d, ", ");
	mode = get_u8(&c);
	if (mode != 0) {
		say(d, "CRC, ");
		return;
	}
	lqi = get_u8(&c);
	show_u(d, "LQI ", "lqi", lqi);
	say(d, ", ");
}

/* An NTP time: seconds since 1900 or 2036, with the date of it in the calendar. */
static void show_time(struct dis *d, uint32_t sec, uint32_t frac)
{
	/* seconds since the first of March of the year 0 */
	uint64_t t = sec + (sec & YEAR_BIT ? 0 : 1ull << 32) + 86400ull * 693901;
	uint64_t z = t / 86400, era = z / 146097, doe = z % 146097;
	uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	unsigned day = (unsigned)(doy - (153 * mp + 2) / 5 + 1),
		 month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	unsigned s = (unsigned)(t % 86400);

	sayf(d, "%u.%09u", sec, (uint32_t)((uint64_t)frac * 1000000000 >> 32));
	if (sec == 0)
		return;
	sayf(d, " (%04u-%02u-%02u", (unsigned)(yoe + era * 400 + (month <= 2)), month, day);
	sayf(d, " %02u:%02u:%02u)", s / 3600, s / 60 % 60, s % 60);
}

static void dissect_zep(struct dis *d, struct cur c)
{
	uint32_t version, type, inner, seq, sec, frac;
	struct cur frame;

	if (!has(&c, 2) || peek_be16(&c, 0) != MAGIC) {
		say(d, "ZEP");
		if (has(&c, 1) && peek_u8(&c, 0) == MAGIC >> 8)
			need(&c, 2);
		need(&c, 1);
		say(d, " [Preamble Code: ");
		say_visc(d, get_u8(&c));
		say_visc(d, get_u8(&c));
		say(d, "]");
		invalid(d);
		return;
	}
	if (!has(&c, 3))
		say(d, "ZEP");
	version = peek_u8(&c, 2);
	show_u(d, "ZEPv", "version", version);
	say(d, " ");
	if (version == 1) {
		if (bad(d, "len", wire(&c), <, V1_LEN))
			return;
		show_channel(d, from(c, 3));
		inner = peek_u8(&c, 15);
		show_u(d, "inner len = ", "length", inner);
		skip(&c, V1_LEN);
	} else {
		type = peek_u8(&c, 3);
		if (type == ZEP_ACK) {
			if (bad(d, "len", wire(&c), <, ACK_LEN))
				return;
			seq = peek_be32(&c, 4);
			show_u(d, "ACK, seq# = ", "seq", seq);
			skip(&c, ACK_LEN);
			say_default(d, c);
			return;
		}
		if (bad(d, "len", wire(&c), <, V2_LEN))
			return;
		need(&c, 7); /* type, channel, device: one phrase */
		show_u(d, "Type ", "type", type);
		say(d, ", ");
		show_channel(d, from(c, 4));
		sec = peek_be32(&c, 9);
		frac = peek_be32(&c, 13);
		show_time(d, sec, frac);
		seq = peek_be32(&c, 17);
		inner = peek_u8(&c, 31);
		show_u(d, ", seq# = ", "seq", seq);
		show_u(d, ", inner len = ", "length", inner);
		skip(&c, V2_LEN);
	}
	if (inner)
		say(d, "\n\t");
	d->proto = proto_ieee802_15_4.name;
	frame = c;
	clip(&frame, inner);
	pretend(&frame, inner);
	if (inner == 0 || !show_frame(d, frame, false, true)) {
		say_default(d, c);
		need(&c, wire(&c));
	}
}

const struct proto proto_zep = { "zep", dissect_zep };
