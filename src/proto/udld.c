/* Cisco Unidirectional Link Detection.  RFC 5171. */
#include "tlv.h"

enum { DEVICE_ID = 1, PORT_ID, ECHO, MESSAGE_INTERVAL, TIMEOUT_INTERVAL, DEVICE_NAME, SEQUENCE };

static const struct name tlvs[] = {
	{ DEVICE_ID, "Device-ID TLV" },
	{ PORT_ID, "Port-ID TLV" },
	{ ECHO, "Echo TLV" },
	{ MESSAGE_INTERVAL, "Message Interval TLV" },
	{ TIMEOUT_INTERVAL, "Timeout Interval TLV" },
	{ DEVICE_NAME, "Device Name TLV" },
	{ SEQUENCE, "Sequence Number TLV" },
	{ 0, NULL },
};

static const struct name codes[] = {
	{ 0, "Reserved" },
	{ 1, "Probe message" },
	{ 2, "Echo message" },
	{ 3, "Flush message" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 0x01, "RT" },
	{ 0x02, "RSY" },
	{ 0x04, "MBZ-2" },
	{ 0x08, "MBZ-3" },
	{ 0x10, "MBZ-4" },
	{ 0x20, "MBZ-5" },
	{ 0x40, "MBZ-6" },
	{ 0x80, "MBZ-7" },
	{ 0, NULL },
};

/* A value of n octets; false if its length is wrong. */
static bool show_value(struct dis *d, uint16_t type, struct cur *c, uint32_t n)
{
	switch (type) {
	case DEVICE_ID:
	case PORT_ID:
	case DEVICE_NAME:
		if (n == 0)
			return false;
		say(d, ", ");
		say_charsz(d, c, n);
		return true;
	case ECHO: /* a count and pairs of device and port */
		if (n == 0)
			return false;
		say(d, ", ");
		say_chars(d, c, n);
		return true;
	case MESSAGE_INTERVAL:
	case TIMEOUT_INTERVAL:
		if (n != 1)
			return false;
		show_u(d, ", ", "value", get_u8(c));
		say(d, "s");
		return true;
	case SEQUENCE:
		if (n != 4)
			return false;
		show_u(d, ", ", "value", get_be32(c));
		return true;
	}
	take(c, n);
	return true;
}

static void show_tlvs(struct dis *d, struct cur *c)
{
	list(d, "tlvs");
	for (uint32_t rest = wire(c); rest && !d->stopped;) {
		uint16_t type, len;

		if (rest < 4) {
			malformed(d, *c);
			return;
		}
		type = get_be16(c);
		len = get_be16(c);
		item(d);
		say(d, "\n\t");
		show_name(d, "type", tlvs, "Unknown", type);
		sayf(d, " (0x%04x) TLV, length %u", type, len);
		if (len <= 4 || len > rest || !show_value(d, type, c, len - 4u)) {
			malformed(d, *c);
			return;
		}
		rest -= len;
		done(d);
	}
	done(d);
}

static void dissect_udld(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t first, flags;
	uint16_t sum;

	say(d, "UDLD");
	if (length < 4) {
		malformed(d, c);
		return;
	}
	first = get_u8(&c);
	flags = get_u8(&c);
	show_u(d, "v", "version", first >> 5);
	say(d, ", Code ");
	show_name(d, "code", codes, "Reserved", first & 0x1f);
	sayf(d, " (%x), Flags [", first & 0x1f);
	say_bits(d, flag_bits, "none", flags, ", ");
	show_x(d, "] (0x", "flags", flags, 2);
	show_u(d, "), length ", "length", length);
	sum = get_be16(&c);
	if (!d->opt->v) {
		need(&c, wire(&c));
		return;
	}
	show_x(d, "\n\tChecksum 0x", "cksum", sum, 4);
	say(d, " (unverified)");
	show_tlvs(d, &c);
}

const struct proto proto_udld = { "udld", dissect_udld };
