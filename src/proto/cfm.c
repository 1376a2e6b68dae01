/* Connectivity Fault Management.  IEEE 802.1Q-2018, 21; ITU-T Y.1731. */
#include "tlv.h"

enum { CCM = 1, LOOPBACK_REPLY, LOOPBACK, TRACE_REPLY, TRACE };
enum { HEAD = 4, CCM_LEN = 70, TRACE_REPLY_LEN = 6, TRACE_LEN = 17 };
enum {
	TLV_END,
	TLV_SENDER,
	TLV_PORT,
	TLV_INTERFACE /* sic */,
	TLV_DATA,
	TLV_INGRESS,
	TLV_EGRESS,
	TLV_PRIVATE = 31
};

static const struct name opcodes[] = {
	{ CCM, "Continuity Check Message" },
	{ LOOPBACK_REPLY, "Loopback Reply" },
	{ LOOPBACK, "Loopback Message" },
	{ TRACE_REPLY, "Linktrace Reply" },
	{ TRACE, "Linktrace Message" },
	{ 0, NULL },
};

static const struct name md_formats[] = {
	{ 0, "IEEE 802.1" },
	{ 1, "No MD Name present" },
	{ 2, "DNS string" },
	{ 3, "MAC + 16Bit Integer" },
	{ 4, "Character string" },
	{ 0, NULL },
};

static const struct name ma_formats[] = {
	{ 0, "IEEE 802.1" },
	{ 1, "Primary VID" },
	{ 2, "Character string" },
	{ 3, "16Bit Integer" },
	{ 4, "RFC2685 VPN-ID" },
	{ 0, NULL },
};

static const struct name trace_bits[] = { { 0x80, "Use Forwarding-DB only" }, { 0, NULL } };
static const struct name reply_bits[] = {
	{ 0x80, "UseFDB Only" },
	{ 0x40, "FwdYes" },
	{ 0x20, "Terminal MEP" },
	{ 0, NULL },
};

static const struct name actions[] = {
	{ 1, "Exact Match" },
	{ 2, "Filtering DB" },
	{ 3, "MIP CCM DB" },
	{ 0, NULL },
};

static const struct name tlvs[] = {
	{ TLV_END, "End" },
	{ TLV_SENDER, "Sender ID" },
	{ TLV_PORT, "Port status" },
	{ TLV_INTERFACE, "Interface status" },
	{ TLV_DATA, "Data" },
	{ TLV_INGRESS, "Reply Ingress" },
	{ TLV_EGRESS, "Reply Egress" },
	{ TLV_PRIVATE, "Organization Specific" },
	{ 0, NULL },
};

static const struct name port_states[] = { { 1, "Blocked" }, { 2, "Up" }, { 0, NULL } };

static const struct name interface_states[] = {
	{ 1, "Up" },
	{ 2, "Down" },
	{ 3, "Testing" },
	{ 5, "Dormant" },
	{ 6, "not present" },
	{ 7, "lower Layer down" },
	{ 0, NULL },
};

static const struct name chassis_types[] = {
	{ 0, "Reserved" },
	{ 1, "Chassis component" },
	{ 2, "Interface alias" },
	{ 3, "Port component" },
	{ 4, "MAC address" },
	{ 5, "Network address" },
	{ 6, "Interface name" },
	{ 7, "Locally assigned" },
	{ 0, NULL },
};

/* --- the fixed part of each opcode; c is behind the common header.  False: malformed --- */

/* A maintenance domain's or association's name of n octets at c. */
static void show_name_of(struct dis *d, bool is_text, bool is_mac, struct cur c, uint32_t n)
{
	struct mac m;

	if (is_text) {
		say_charsz(d, &c, n);
	} else if (!is_mac) {
		dump_tlv(d, "\n\t    ", c, n);
	} else if (n == 6) {
		m = get_mac(&c);
		show_mac(d, "\n\t  MAC ", "mac", m);
	} else {
		say(d, "\n\t  MAC (length invalid)");
	}
}

static bool show_ccm(struct dis *d, struct cur c, uint8_t flags, uint8_t offset)
{
	/* float, as the reference has them: a lifetime of 0.0325 s is rounded down. */
	static const float intervals[8] = { 0, .003333F, .01F, .1F, 1, 10, 60, 600 };
	double t = (double)intervals[flags & 7];
	uint32_t seq, room = 45; /* octets for the name of the association */
	uint16_t mep;
	struct cur names;
	uint8_t format, len;

	if (offset < CCM_LEN) {
		sayf(d, " (too small 1, must be >= %u)", CCM_LEN);
		return false;
	}
	need(&c, CCM_LEN);
	seq = get_be32(&c);
	mep = get_be16(&c);
	names = c;
	sayf(d, ", Flags [CCM Interval %u%s]", flags & 7, flags & 0x80 ? ", RDI" : "");
	if (flags & 7)
		sayf(d, "\n\t  CCM Interval %.3fs, min CCM Lifetime %.3fs, max CCM Lifetime %.3fs",
			t, t * 3.25, t * 3.5);
	show_x(d, "\n\t  Sequence Number 0x", "seq", seq, 8);
	show_x(d, ", MA-End-Point-ID 0x", "mep", mep, 4);

	format = get_u8(&names);
	say(d, "\n\t  MD Name Format ");
	show_name(d, "md_format", md_formats, "Unknown", format);
	sayf(d, " (%u)", format);
	if (format != 1) {
		len = get_u8(&names);
		show_u(d, ", MD Name length ", "md_len", len);
		if (len > room - 1) {
			sayf(d, " (too large, must be <= %u)", room - 1);
			return false;
		}
		say(d, "\n\t  MD Name: ");
		show_name_of(d, format == 2 || format == 4, format == 3, part(&names, len), len);
		room -= len + 1u;
	}
	format = get_u8(&names);
	len = get_u8(&names);
	say(d, "\n\t  MA Name-Format ");
	show_name(d, "ma_format", ma_formats, "Unknown", format);
	sayf(d, " (%u)", format);
	show_u(d, ", MA name length ", "ma_len", len);
	if (len > room) {
		sayf(d, " (too large, must be <= %u)", room);
		return false;
	}
	say(d, "\n\t  MA Name: ");
	show_name_of(d, format == 2, false, names, len);
	return true;
}

static bool show_trace(struct dis *d, struct cur c, uint8_t flags, uint8_t offset, bool is_reply)
{
	uint32_t min = is_reply ? TRACE_REPLY_LEN : TRACE_LEN, id;
	uint8_t ttl, action;
	struct mac from_mac, to_mac;

	if (offset < min) {
		sayf(d, " (too small %u, must be >= %u)", is_reply ? 5 : 4, min);
		return false;
	}
	need(&c, min);
	say(d, ", Flags [");
	say_bits(d, is_reply ? reply_bits : trace_bits, "none", flags, ", ");
	say(d, "]");
	id = get_be32(&c);
	ttl = get_u8(&c);
	show_x(d, "\n\t  Transaction-ID 0x", "transaction", id, 8);
	show_u(d, ", ttl ", "ttl", ttl);
	if (is_reply) {
		action = get_u8(&c);
		say(d, "\n\t  Replay-Action "); /* sic */
		show_name(d, "action", actions, "Unknown", action);
		sayf(d, " (%u)", action);
		return true;
	}
	from_mac = get_mac(&c);
	to_mac = get_mac(&c);
	show_mac(d, "\n\t  Original-MAC ", "original", from_mac);
	show_mac(d, ", Target-MAC ", "target", to_mac);
	return true;
}

/* --- TLVs --- */

static bool is_short(struct dis *d, struct cur v, uint32_t min)
{
	if (wire(&v) >= min)
		return false;
	sayf(d, " (too short, must be >= %u)", min);
	return true;
}

/* n octets in hex, every line of them with the label. */
static void show_octets(struct dis *d, const char *label, struct cur *v, uint32_t n)
{
	dump_tlv(d, label, *v, n);
	skip(v, n);
}

static void show_network_address(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t af = get_u8(&v);

	say(d, "\n\t  Network Address Type ");
	show_name(d, "af", af_names, "Unknown", af);
	sayf(d, " (%u)", af);
	if (af == 1 && n != 5)
		sayf(d, "(invalid IPv4 address length %u)", n - 1);
	else if (af == 2 && n != 17)
		sayf(d, "(invalid IPv6 address length %u)", n - 1);
	else if (af == 1)
		show_ip4(d, ", ", "address", get_ip4(&v));
	else if (af == 2)
		show_ip6(d, ", ", "address", get_ip6(&v));
}

static void show_chassis(struct dis *d, uint8_t type, struct cur v, uint32_t n)
{
	struct mac m;

	switch (type) {
	case 4:
		if (n != 6) {
			say(d, " (invalid MAC address length)");
			return;
		}
		m = get_mac(&v);
		show_mac(d, "\n\t  MAC ", "mac", m);
		return;
	case 5:
		show_network_address(d, v, n);
		return;
	case 1:
	case 2:
	case 3:
	case 6:
	case 7:
		say_charsz(d, &v, n);
	}
}

/* What is done behind a value: its octets are dumped at -vv, not at all, always, or it is the last
 * one looked at. */
enum after { AS_VERBOSE, NOT_DUMPED, DUMPED, LAST };

static enum after too_short(struct dis *d)
{
	say(d, "\n\t  (TLV too short)");
	return NOT_DUMPED;
}

static enum after show_sender(struct dis *d, struct cur *v)
{
	uint8_t len = get_u8(v), type;

	if (len) {
		if (wire(v) < 1)
			return too_short(d);
		type = get_u8(v);
		say(d, "\n\t  Chassis-ID Type ");
		show_name(d, "chassis", chassis_types, "Unknown", type);
		sayf(d, " (%u), Chassis-ID length %u", type, len);
		if (wire(v) < len)
			return too_short(d);
		show_chassis(d, type, part(v, len), len);
	}
	if (wire(v) < 1)
		return AS_VERBOSE;
	len = get_u8(v);
	show_u(d, "\n\t  Management Address Domain Length ", "domain_len", len);
	if (len == 0)
		return AS_VERBOSE;
	if (wire(v) < len)
		return too_short(d);
	show_octets(d, "\n\t  Management Address Domain: ", v, len);
	if (wire(v) < 1) {
		say(d, " (Management Address Length is missing)");
		return NOT_DUMPED;
	}
	len = get_u8(v);
	show_u(d, "\n\t  Management Address Length ", "address_len", len);
	if (wire(v) < len) {
		too_short(d);
		return LAST;
	}
	if (len)
		show_octets(d, "\n\t  Management Address: ", v, len);
	return AS_VERBOSE;
}

static enum after show_value(struct dis *d, uint8_t type, struct cur v)
{
	struct cur whole = v;
	enum after after;
	uint8_t status;
	uint32_t oui;

	switch (type) {
	case TLV_PORT:
	case TLV_INTERFACE:
		if (is_short(d, v, 1))
			return LAST;
		status = get_u8(&v);
		say(d, ", Status: ");
		show_name(d, "status", type == TLV_PORT ? port_states : interface_states, "Unknown",
			status);
		sayf(d, " (%u)", status);
		return AS_VERBOSE;
	case TLV_PRIVATE:
		if (is_short(d, v, 4))
			return LAST;
		oui = get_be24(&v);
		status = get_u8(&v);
		say(d, ", Vendor: ");
		say_name(d, oui_names, "Unknown", oui);
		sayf(d, " (%u), Sub-Type %u", oui, status);
		return DUMPED;
	case TLV_SENDER:
		if (is_short(d, v, 1))
			return NOT_DUMPED;
		after = show_sender(d, &v);
		if (after == AS_VERBOSE && d->opt->v > 1)
			dump_tlv(d, "\n\t  ", whole, wire(&v)); /* sic: from the beginning */
		return after == LAST ? LAST : NOT_DUMPED;
	}
	return DUMPED;
}

/* The next TLV follows, but where a chassis does not fit: it is within this one then. */
static uint32_t step_over(uint8_t type, struct cur v, uint32_t len)
{
	return type == TLV_SENDER && len > 1 && peek_u8(&v, 0) && peek_u8(&v, 0) + 2u > len
	               ? len - 1
	               : len;
}

static void show_tlvs(struct dis *d, struct cur c, uint32_t rest)
{
	list(d, "tlvs");
	while (rest && !d->stopped) {
		uint8_t type = get_u8(&c);
		enum after after;
		uint16_t len;
		struct cur v;

		item(d);
		say(d, "\n\t");
		show_name(d, "type", tlvs, "Unknown", type);
		sayf(d, " TLV (0x%02x)", type);
		if (type == TLV_END)
			break;
		if (rest < 3) {
			say(d, "\n\t\t packet is too short");
			return;
		}
		len = get_be16(&c);
		show_u(d, ", length ", "length", len);
		rest -= 3;
		if (len > rest) {
			say(d, "\n\t\t packet is too short");
			return;
		}
		need(&c, len);
		v = c;
		v = part(&v, len);
		after = show_value(d, type, v);
		if (after == LAST)
			break;
		if (after == DUMPED || (after == AS_VERBOSE && d->opt->v > 1))
			dump_tlv(d, "\n\t  ", v, len);
		len = (uint16_t)step_over(type, v, len);
		skip(&c, len);
		rest -= len;
		done(d);
	}
	done(d);
}

static void dissect_cfm(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t first, opcode, flags, offset;
	bool okay = true;

	if (length < HEAD) {
		say(d, "\n\t\t packet is too short");
		return;
	}
	first = get_u8(&c);
	opcode = get_u8(&c);
	flags = get_u8(&c);
	offset = get_u8(&c);
	if (first & 0x1f) {
		show_u(d, "CFMv", "version", first & 0x1f);
		show_u(d, " not supported, length ", "length", length);
		return;
	}
	say(d, "CFMv0 ");
	show_name(d, "opcode", opcodes, "unknown (%u)", opcode);
	show_u(d, ", MD Level ", "level", first >> 5);
	show_u(d, ", length ", "length", length);
	if (!d->opt->v)
		return;
	show_u(d, "\n\tFirst TLV offset ", "offset", offset);
	if (offset > length - HEAD) {
		sayf(d, " (too large, must be <= %u)", length - HEAD);
		return;
	}
	switch (opcode) {
	case CCM:
		okay = show_ccm(d, c, flags, offset);
		break;
	case TRACE_REPLY:
	case TRACE:
		okay = show_trace(d, c, flags, offset, opcode == TRACE_REPLY);
		break;
	default: /* sic: as long as the rest, not as the fixed part */
		dump_tlv(d, "\n\t  ", c, length - HEAD - offset);
	}
	if (okay && offset < length - HEAD)
		show_tlvs(d, from(c, offset), length - HEAD - offset);
}

const struct proto proto_cfm = { "cfm", dissect_cfm };
