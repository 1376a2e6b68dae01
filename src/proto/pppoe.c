/* PPP over Ethernet.  RFC 2516; PPP-Max-Payload: RFC 4638. */
#include "ppp.h"

enum { SESSION_DATA = 0x00, HEADER = 6, EOL = 0x0000, TEXT_MAX = 80, PADI = 0x09, PADI_MAX = 1478 };

static const struct name codes[] = {
	{ SESSION_DATA, "" },
	{ 0x07, "PADO" },
	{ PADI, "PADI" },
	{ 0x19, "PADR" },
	{ 0x65, "PADS" },
	{ 0xa7, "PADT" },
	{ 0, NULL },
};

static const struct name tags[] = {
	{ EOL, "EOL" },
	{ 0x0101, "Service-Name" },
	{ 0x0102, "AC-Name" },
	{ 0x0103, "Host-Uniq" },
	{ 0x0104, "AC-Cookie" },
	{ 0x0105, "Vendor-Specific" },
	{ 0x0110, "Relay-Session-ID" },
	{ 0x0120, "PPP-Max-Payload" },
	{ 0x0201, "Service-Name-Error" },
	{ 0x0202, "AC-System-Error" },
	{ 0x0203, "Generic-Error" },
	{ 0, NULL },
};

/* More octets that print than octets that do not? */
static bool is_text(struct cur v)
{
	int32_t balance = 0;

	while (more(&v)) {
		uint8_t ch = get_u8(&v);

		balance += ch >= ' ' && ch < 0x7f ? 1 : -1;
	}
	return balance > 0;
}

static void say_text(struct dis *d, struct cur v)
{
	say(d, "\"");
	for (clip(&v, TEXT_MAX); more(&v);) {
		uint8_t ch = get_u8(&v);

		say_c(d, ch >= ' ' && ch < 0x7f ? (char)ch : '.');
	}
	say(d, "\"");
}

static void say_octets(struct dis *d, struct cur v)
{
	say(d, "0x");
	while (more(&v))
		sayf(d, "%02X", get_u8(&v));
}

static uint16_t show_tag(struct dis *d, struct cur *c)
{
	uint16_t type = get_be16(c), length = get_be16(c);
	struct cur v = take(c, length);

	say(d, " [");
	show_name(d, "type", tags, "TAG-0x%x", type);
	if (length) {
		say(d, " ");
		if (is_text(v)) {
			note_text(d, "value", v);
			say_text(d, v);
		} else {
			note_hex(d, "value", v);
			say_octets(d, v);
		}
	}
	say(d, "]");
	return type;
}

static void show_tags(struct dis *d, struct cur c)
{
	uint16_t type = 1;

	list(d, "tags");
	while (wire(&c) && type != EOL && !d->stopped) {
		item(d);
		type = show_tag(d, &c);
		done(d);
	}
	done(d);
}

static void dissect_pppoe(struct dis *d, struct cur c)
{
	bool link = d->depth == 1;
	uint8_t vertype, code;
	uint16_t session, length;

	if (wire(&c) < HEADER) {
		sayf(d, " (length %u < %u)", wire(&c), HEADER);
		invalid(d);
		return;
	}
	need(&c, HEADER);
	vertype = get_u8(&c), code = get_u8(&c);
	session = get_be16(&c), length = get_be16(&c);
	note_u(d, "version", vertype >> 4);
	note_u(d, "type", vertype & 0xf);
	if (vertype >> 4 != 1)
		sayf(d, " [ver %u]", vertype >> 4);
	if ((vertype & 0xf) != 1)
		sayf(d, " [type %u]", vertype & 0xf);
	say(d, "PPPoE ");
	show_name(d, "code", codes, "PAD-%x", code);
	note_u(d, "length", length);
	if (code == PADI && length > PADI_MAX) /* RFC 2516, 5.1 */
		sayf(d, " [len %u!]", length);
	if (length > wire(&c))
		sayf(d, " [len %u > %u!]", length, wire(&c));
	claim(&c, length);
	note_u(d, "session_id", session);
	if (session)
		sayf(d, " [ses 0x%x]", session);
	if (link)
		d->link_len = HEADER;
	if (code == SESSION_DATA) {
		say(d, " ");
		enter(d, &proto_ppp, c);
	} else {
		show_tags(d, c);
	}
}

const struct proto proto_pppoe = { "pppoe", dissect_pppoe };
