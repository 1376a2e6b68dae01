/* Light Weight Access Point Protocol.  RFC 5412. */
#include "../dissect/dissect.h"

#define HEADER  6
#define CONTROL 8

enum { VERSION = 0, WTP_TO_AC = 12223, NOT_LAST = 1, FRAGMENT = 2, CONTROL_FRAME = 4 };

static const struct name flag_bits[] = {
	{ NOT_LAST, "Not Last" },
	{ FRAGMENT, "Fragment" },
	{ CONTROL_FRAME, "Control" },
	{ 0, NULL },
};

struct element {
	uint8_t type, min;
	const char *name;
};

static const struct element elements[] = {
	{ 2, 7, "AC Address" },
	{ 3, 16, "WTP Descriptor" },
	{ 4, 2, "WTP Radio Information" },
	{ 5, 1, "WTP Name" },
	{ 6, 17, "AC Descriptor" },
	{ 7, 61, "IEEE 802.11 Add WLAN" },
	{ 8, 20, "IEEE 802.11 WTP WLAN Radio Configuration" },
	{ 10, 8, "IEEE 802.11 Multi-Domain Capability" },
	{ 11, 16, "IEEE 802.11 MAC Operation" },
	{ 12, 4, "IEEE 802.11 Tx Power" },
	{ 13, 4, "IEEE 802.11 Tx Power Level" },
	{ 14, 8, "IEEE 802.11 Direct Sequence Control" },
	{ 15, 8, "IEEE 802.11 OFDM Control" },
	{ 16, 4, "IEEE 802.11 Rate Set" },
	{ 18, 1, "Test" },
	{ 26, 3, "Change State Event" },
	{ 27, 2, "Administrative State" },
	{ 28, 3, "IEEE 802.11 Delete WLAN" },
	{ 29, 36, "Add Mobile" },
	{ 30, 7, "Delete Mobile" },
	{ 31, 1, "AC Name" },
	{ 33, 5, "Image Data" },
	{ 34, 43, "IEEE 802.11 Update WLAN" },
	{ 35, 1, "Location Data" },
	{ 37, 2, "Statistics Timer" },
	{ 38, 3, "Decryption Error Report Period" },
	{ 39, 8, "Decryption Error Report" },
	{ 41, 5, "IEEE 802.11 Antenna" },
	{ 44, 1, "Certificate" },
	{ 45, 4, "Session ID" },
	{ 48, 2, "IEEE 802.11 CFP Status" },
	{ 50, 26, "WTP Board Data" },
	{ 51, 1, "IEEE 802.11 Broadcast Probe Mode" },
	{ 52, 1, "Data Transfer Mode" },
	{ 53, 4, "Data Transfer Data" },
	{ 54, 2, "IEEE 802.11 WTP Mode and Type" },
	{ 57, 12, "IEEE 802.11 WTP Quality of Service" },
	{ 58, 1, "Discovery Type" },
	{ 59, 4, "AC IPv4 List" },
	{ 60, 1, "Status" },
	{ 61, 8, "IEEE 802.11 MIC Countermeasures" },
	{ 65, 8, "Add Blacklist Entry" },
	{ 66, 8, "Delete Blacklist Entry" },
	{ 67, 7, "WTP Reboot Statistics" },
	{ 68, 2, "LWAPP Timers" },
	{ 70, 8, "Add Static Blacklist Entry" },
	{ 71, 8, "Delete Static Blacklist Entry" },
	{ 77, 10, "Duplicate IPv4 Address" },
	{ 78, 22, "Duplicate IPv6 Address" },
	{ 79, 14, "IEEE 802.11 MIC Error Report From Mobile" },
	{ 82, 13, "WTP Static IP Address Information" },
	{ 90, 2, "AC Name with Index" },
	{ 91, 1, "WTP Fallback" },
	{ 95, 2, "WTP Radio Fail Alarm Indication" },
	{ 97, 4, "Idle Timeout" },
	{ 99, 6, "WTP Manager Control IPv4 Address" },
	{ 104, 7, "Vendor Specific" },
	{ 105, 11, "IEEE 802.11 Mobile Session Key" },
	{ 106, 14, "IEEE 802.11 Update Mobile QoS" },
	{ 107, 16, "WNonce" },
	{ 108, 16, "ANonce" },
	{ 109, 16, "PSK-MIC" },
	{ 111, 16, "XNonce" },
	{ 137, 18, "WTP Manager Control IPv6 Address" },
	{ 138, 4, "WTP Manager Data IPv4 Address" },
	{ 139, 16, "WTP Manager Data IPv6 Address" },
	{ 140, 12, "IEEE 802.11 Station QoS Profile" },
	{ 141, 16, "AC IPv6 List" },
	{ 0, 0, NULL },
};

#define ELEMENTS 32
struct message {
	uint8_t type;
	const char *name;
	uint8_t elements[ELEMENTS]; /* that may be in it; 0 ends them */
};

static const struct message messages[] = {
	{ 1, "Discovery req", { 3, 4, 58, 0 } },
	{ 2, "Discovery resp", { 2, 6, 31, 99, 137, 0 } },
	{ 3, "Join req", { 2, 3, 4, 5, 18, 35, 44, 45, 111, 0 } },
	{ 4, "Join resp", { 44, 59, 60, 108, 109, 138, 139, 141, 0 } },
	{ 5, "Join ack", { 45, 107, 109, 0 } },
	{ 6, "Join confirm", { 45, 109, 0 } },
	{ 10, "Configure req", { 10, 11, 12, 13, 14, 15, 27, 31, 37, 41, 48, 50, 54, 67, 82, 0 } },
	{ 11, "Configure resp", { 8, 10, 11, 12, 14, 15, 16, 26, 38, 41, 59, 68, 91, 97, 141, 0 } },
	{ 12, "Update req",
		{ 5, 8, 10, 11, 12, 14, 15, 16, 26, 27, 35, 37, 38, 41, 48, 51, 54, 57, 59, 61, 65,
			66, 68, 70, 71, 79, 90, 91, 97, 141, 0 } },
	{ 13, "Update resp", { 0 } },
	{ 14, "WTP event req", { 39, 77, 78, 95, 0 } },
	{ 15, "WTP event resp", { 0 } },
	{ 16, "Change state event req", { 26, 0 } },
	{ 17, "Change state event resp", { 0 } },
	{ 22, "Echo req", { 0 } },
	{ 23, "Echo resp", { 0 } },
	{ 24, "Image data req", { 33, 0 } },
	{ 25, "Image data resp", { 0 } },
	{ 26, "Channel status req", { 0 } },
	{ 27, "Channel status resp", { 0 } },
	{ 30, "Key update req", { 45, 107, 111, 0 } },
	{ 31, "Key update resp", { 45, 108, 109, 0 } },
	{ 32, "Primary discovery req", { 3, 4, 58, 0 } },
	{ 33, "Primary discovery resp", { 6, 31, 99, 137, 0 } },
	{ 34, "Data transfer req", { 52, 53, 0 } },
	{ 35, "Data transfer resp", { 0 } },
	{ 36, "Clear config ind", { 0 } },
	{ 37, "Wlan config req", { 7, 28, 34, 0 } },
	{ 38, "Wlan config resp", { 0 } },
	{ 39, "Mobile config req", { 29, 30, 105, 106, 140, 0 } },
	{ 40, "Mobile config resp", { 0 } },
	{ 0, NULL, { 0 } },
};

static const struct message *message_of(uint8_t type)
{
	const struct message *m = messages;

	while (m->name && m->type != type)
		m++;
	return m;
}

static const struct element *element_of(uint8_t type)
{
	const struct element *e = elements;

	while (e->name && e->type != type)
		e++;
	return e;
}

static bool is_expected(const struct message *m, uint8_t type)
{
	for (int i = 0; m->elements[i]; i++)
		if (m->elements[i] == type)
			return true;
	return false;
}

/* False: malformed. */
static bool show_elements(struct dis *d, struct cur c, const struct message *m)
{
	list(d, "elements");
	for (unsigned i = 0; wire(&c) && !d->stopped; i++) {
		const struct element *e;
		uint8_t type;
		uint16_t len;

		if (wire(&c) < 3) {
			sayf(d, " [remaining length %u < 3]", wire(&c));
			return false;
		}
		type = get_u8(&c);
		e = element_of(type);
		item(d);
		sayf(d, "\n\t  Msg Elem %u Type: %u (%s)", i, type, e->name ? e->name : "Unknown");
		note_u(d, "type", type);
		note_s(d, "name", e->name);
		if (!is_expected(m, type))
			say(d, " [unexpected!]");
		len = get_be16(&c);
		show_u(d, ", Length: ", "length", len);
		if (len < e->min)
			say(d, " [too short!]");
		if (len > wire(&c)) {
			sayf(d, " [elem_len %u > %u]", len, wire(&c));
			return false;
		}
		take(&c, len);
		done(d);
	}
	done(d);
	return true;
}

/* False: malformed. */
static bool show_control(struct dis *d, struct cur c)
{
	const struct message *m;
	uint8_t type;
	uint16_t len;

	type = get_u8(&c);
	m = message_of(type);
	sayf(d, "\n\t  Msg type: %s (%u)", m->name ? m->name : "Unknown", type);
	note_u(d, "message", type);
	note_s(d, "message_name", m->name);
	show_u(d, ", Seqnum: ", "seq", get_u8(&c));
	len = get_be16(&c);
	show_u(d, ", Msg len: ", "message_length", len);
	if (len + 4u != wire(&c)) {
		sayf(d, " [msg_elem_len %u != %u]", len, wire(&c) - 4);
		return false;
	}
	show_x(d, ", Session: 0x", "session", get_be32(&c), 8);
	return show_elements(d, c, m);
}

static void show_header(struct dis *d, uint8_t first)
{
	bool bogus = (first & CONTROL_FRAME) && (first & (NOT_LAST | FRAGMENT));

	sayf(d, "v0, %s frame", first & CONTROL_FRAME ? "Control" : "Data");
	if (d->opt->v)
		show_u(d, ", Radio-id ", "radio", first >> 3 & 7);
	say(d, ", Flags [");
	say_bits(d, flag_bits, "none", first & 7, ", ");
	say(d, "]");
	note_u(d, "flags", first & 7);
	if (bogus)
		say(d, " (bogus)");
}

/* False: malformed. */
static bool show_frame(struct dis *d, struct cur c, const struct mac *ap)
{
	uint8_t first = get_u8(&c), fragment;
	uint16_t len;

	if (first >> 6 != VERSION) {
		if (d->stopped)
			return true;
		sayf(d, " [version %u != 0]", first >> 6);
		return false;
	}
	if (d->stopped)
		return true;
	show_header(d, first);
	fragment = get_u8(&c);
	if (d->opt->v)
		show_u(d, ", Frag-id ", "fragment", fragment);
	if (d->opt->v && fragment && (first & (CONTROL_FRAME | FRAGMENT)) != FRAGMENT)
		say(d, " (MBZ!)");
	len = get_be16(&c);
	show_u(d, ", length ", "length", len);
	skip(&c, 2); /* RSSI and SNR, or a status */
	if (len > wire(&c)) {
		sayf(d, " [LWAPP payload length %u != %u]", len, wire(&c));
		return false;
	}
	if (!d->opt->v || !len)
		return true;
	if ((first & CONTROL_FRAME) && len < CONTROL) {
		sayf(d, " [transport payload length %u < %u]", len, CONTROL);
		return false;
	}
	if (ap)
		show_mac(d, "\n\tAP identity: ", "ap", *ap);
	if (first & CONTROL_FRAME)
		return show_control(d, c);
	need(&c, 1);
	say_hex(d, "\n\t", part(&c, len));
	return true;
}

static void dissect_lwapp(struct dis *d, struct cur c)
{
	bool has_ap = d->l4.dport == WTP_TO_AC;
	uint32_t min = HEADER + (has_ap ? 6 : 0);
	struct mac ap = { { 0 } };

	say(d, "LWAPP");
	if (bad(d, "UDP payload length", wire(&c), <, min))
		return;
	if (has_ap)
		ap = get_mac(&c);
	if (!show_frame(d, c, has_ap ? &ap : NULL))
		invalid(d);
}

const struct proto proto_lwapp_control = { "lwapp", dissect_lwapp };
const struct proto proto_lwapp_data = { "lwapp", dissect_lwapp };
