/* M3UA: MTP3 users over SCTP.  RFC 4666. */
#include "tlv.h"

enum { HEAD = 8, TAG = 4, PROTOCOL_DATA = 0x210 };

static const struct name classes[] = {
	{ 0, "Management" },
	{ 1, "Transfer" },
	{ 2, "SS7" },
	{ 3, "ASP" },
	{ 4, "ASP" },
	{ 9, "Routing Key Management" },
	{ 0, NULL },
};

/* Messages: class << 8 | type. */
static const struct name messages[] = {
	{ 0x000, "Error" },
	{ 0x001, "Notify" },
	{ 0x101, "Data" },
	{ 0x201, "Destination Unavailable" },
	{ 0x202, "Destination Available" },
	{ 0x203, "Destination State Audit" },
	{ 0x204, "Signalling Congestion" },
	{ 0x205, "Destination User Part Unavailable" },
	{ 0x206, "Destination Restricted" },
	{ 0x301, "Up" },
	{ 0x302, "Down" },
	{ 0x303, "Heartbeat" },
	{ 0x304, "Up Acknowledgement" },
	{ 0x305, "Down Acknowledgement" },
	{ 0x306, "Heartbeat Acknowledgement" },
	{ 0x401, "Active" },
	{ 0x402, "Inactive" },
	{ 0x403, "Active Acknowledgement" },
	{ 0x404, "Inactive Acknowledgement" },
	{ 0x901, "Registration Request" },
	{ 0x902, "Registration Response" },
	{ 0x903, "Deregistration Request" },
	{ 0x904, "Deregistration Response" },
	{ 0, NULL },
};

enum { INFO = 4, CONTEXT = 6, STATUS = 0x0d, AFFECTED = 0x12, CORRELATION = 0x13 };
enum { APPEARANCE = 0x200 };

static const struct name tags[] = {
	{ INFO, "INFO String" },
	{ CONTEXT, "Routing Context" },
	{ 0x07, "Diagnostic Info" },
	{ 0x09, "Heartbeat Data" },
	{ 0x0b, "Traffic Mode Type" },
	{ 0x0c, "Error Code" },
	{ STATUS, "Status" },
	{ 0x11, "ASP Identifier" },
	{ AFFECTED, "Affected Point Code" },
	{ CORRELATION, "Correlation ID" },
	{ APPEARANCE, "Network Appearance" },
	{ 0x204, "User/Cause" },
	{ 0x205, "Congestion Indications" },
	{ 0x206, "Concerned Destination" },
	{ 0x207, "Routing Key" },
	{ 0x208, "Registration Result" },
	{ 0x209, "Deregistration Result" },
	{ 0x20a, "Local Routing Key Identifier" },
	{ 0x20b, "Destination Point Code" },
	{ 0x20c, "Service Indicators" },
	{ 0x20e, "Originating Point Code List" },
	{ 0x210, "Protocol Data" },
	{ 0x212, "Registration Status" },
	{ 0x213, "Deregistration Status" },
	{ 0, NULL },
};

static void show_value(struct dis *d, uint16_t tag, struct cur v)
{
	bool number = tag == CONTEXT || tag == CORRELATION || tag == APPEARANCE;

	if (number && wire(&v) != 4) {
		invalid(d);
	} else if (number) {
		/* As the reference: the parameter's own head, not the value behind it. */
		sayf(d, "0x%08x", (uint32_t)tag << 16 | (TAG + 4));
	} else {
		sayf(d, "(length %u)", wire(&v) + TAG);
	}
}

/* RFC 4666, 3.3.1: whose message of MTP3 it is, and to whom */
static void note_routing(struct dis *d, struct cur c)
{
	note_u(d, "opc", peek_be32(&c, 0));
	note_u(d, "dpc", peek_be32(&c, 4));
	note_u(d, "si", peek_u8(&c, 8));
	note_u(d, "ni", peek_u8(&c, 9));
	note_u(d, "mp", peek_u8(&c, 10));
	note_u(d, "sls", peek_u8(&c, 11));
}

/* RFC 4666, 3.2 and 3.3 to 3.8: what a parameter says */
static void note_value(struct dis *d, uint16_t tag, struct cur v, uint32_t n)
{
	struct cur octets = part(&v, n);

	switch (tag) {
	case PROTOCOL_DATA:
		if (n >= 12)
			note_routing(d, octets);
		skip(&octets, 12);
		note_u(d, "payload_length", left(&octets));
		break;
	case STATUS:
		if (n >= 4) {
			note_u(d, "status_type", get_be16(&octets));
			note_u(d, "status_info", get_be16(&octets));
		}
		break;
	case AFFECTED:
		list(d, "affected");
		while (has(&octets, 4)) {
			item(d);
			note_u(d, "mask", get_u8(&octets));
			note_u(d, "pc", get_be24(&octets));
			done(d);
		}
		done(d);
		break;
	case INFO:
		note_text(d, "text", octets);
		break;
	default:
		if (n == 4)
			note_u(d, "value", peek_be32(&octets, 0));
		else
			note_hex(d, "data", octets);
	}
}

static void show_tags(struct dis *d, struct cur c)
{
	uint16_t tag, len;
	uint32_t pad;
	struct cur v;

	list(d, "parameters");
	while (wire(&c) && !d->stopped) {
		if (wire(&c) < TAG) {
			invalid(d);
			return;
		}
		item(d);
		need(&c, TAG);
		tag = get_be16(&c);
		len = get_be16(&c);
		say(d, "\n\t\t\t");
		show_name(d, "tag", tags, "Unknown Parameter (0x%04x)", tag);
		say(d, ": ");
		if (len < TAG) {
			invalid(d);
			return;
		}
		/* The reference minds what was captured, not where the message ends. */
		need(&c, (uint32_t)len - TAG);
		v = c;
		pretend(&v, (uint32_t)len - TAG);
		note_u(d, "length", len);
		if (wants_fields(d))
			note_value(d, tag, v, (uint32_t)len - TAG);
		show_value(d, tag, v);
		skip(&v, (uint32_t)len - TAG);
		if (len & 3)
			note_hex(d, "padding", part(&v, -(uint32_t)len & 3));
		done(d);
		if (wire(&c) <= (uint32_t)len - TAG)
			break;
		skip(&c, (uint32_t)len - TAG);
		pad = -(uint32_t)len & 3;
		skip(&c, pad < wire(&c) ? pad : wire(&c));
	}
	done(d);
}

static void dissect_m3ua(struct dis *d, struct cur c)
{
	uint8_t class, type;
	uint32_t length;

	if (wire(&c) < HEAD) {
		invalid(d);
		return;
	}
	need(&c, HEAD);
	if (get_u8(&c) != 1)
		return;
	note_u(d, "reserved", peek_u8(&c, 0));
	skip(&c, 1);
	class = get_u8(&c);
	type = get_u8(&c);
	if (!name_of(classes, class)) {
		sayf(d, "\n\t\tUnknown message class %u", class);
	} else {
		say(d, "\n\t\t");
		show_name(d, "class", classes, "", class);
		say(d, " ");
		if (name_of(messages, (uint32_t) class << 8 | type))
			say_name(d, messages, "", (uint32_t) class << 8 | type);
		else
			sayf(d, "Unknown (0x%02x)", type);
		say(d, " Message");
	}
	note_u(d, "type", type);
	length = get_be32(&c);
	note_u(d, "version", 1);
	note_u(d, "length", length);
	if (length != wire(&c) + HEAD) {
		sayf(d, "\n\t\t\t@@@@@@ Corrupted length %u of message @@@@@@", length);
		return;
	}
	show_tags(d, c);
}

const struct proto proto_m3ua = { "m3ua", dissect_m3ua };
