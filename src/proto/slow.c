/* Slow Protocols: LACP, Marker, OAM, OSSP.  IEEE 802.3-2018, 57, annexes 57A and 57B; 802.1AX. */
#include "tlv.h"

enum { LACP = 1, MARKER, OAM, OSSP = 10 };
enum { TERMINATOR, ACTOR, PARTNER, COLLECTOR };
enum { OAM_INFORMATION, OAM_EVENT, OAM_LOOPBACK = 4 };

static const struct name subtypes[] = {
	{ LACP, "LACP" },
	{ MARKER, "MARKER" },
	{ OAM, "OAM" },
	{ OSSP, "OSSP" },
	{ 0, NULL },
};

static const struct name lacp_tlvs[] = {
	{ TERMINATOR, "Terminator" },
	{ ACTOR, "Actor Information" },
	{ PARTNER, "Partner Information" },
	{ COLLECTOR, "Collector Information" },
	{ 0, NULL },
};

static const struct name marker_tlvs[] = {
	{ TERMINATOR, "Terminator" },
	{ 1, "Marker Information" },
	{ 0, NULL },
};

static const struct name state_bits[] = {
	{ 0x01, "Activity" },
	{ 0x02, "Timeout" },
	{ 0x04, "Aggregation" },
	{ 0x08, "Synchronization" },
	{ 0x10, "Collecting" },
	{ 0x20, "Distributing" },
	{ 0x40, "Default" },
	{ 0x80, "Expired" },
	{ 0, NULL },
};

static const struct name oam_codes[] = {
	{ OAM_INFORMATION, "Information" },
	{ OAM_EVENT, "Event Notification" },
	{ 2, "Variable Request" },
	{ 3, "Variable Response" },
	{ OAM_LOOPBACK, "Loopback Control" },
	{ 0xfe, "Vendor Private" },
	{ 0, NULL },
};

static const struct name oam_bits[] = {
	{ 0x01, "Link Fault" },
	{ 0x02, "Dying Gasp" },
	{ 0x04, "Critical Event" },
	{ 0x08, "Local Evaluating" },
	{ 0x10, "Local Stable" },
	{ 0x20, "Remote Evaluating" },
	{ 0x40, "Remote Stable" },
	{ 0, NULL },
};

static const struct name information[] = {
	{ 0, "End of TLV marker" },
	{ 1, "Local" },
	{ 2, "Remote" },
	{ 0xfe, "Organization specific" },
	{ 0, NULL },
};

static const struct name events[] = {
	{ 0, "End of TLV marker" },
	{ 1, "Errored Symbol Period Event" },
	{ 2, "Errored Frame Event" },
	{ 3, "Errored Frame Period Event" },
	{ 4, "Errored Frame Seconds Summary Event" },
	{ 0xfe, "Organization specific" },
	{ 0, NULL },
};

static const struct name config_bits[] = {
	{ 0x01, "Active" },
	{ 0x02, "Unidirectional" },
	{ 0x04, "Remote-Loopback" },
	{ 0x08, "Link-Events" },
	{ 0x10, "Variable-Retrieval" },
	{ 0, NULL },
};

static const struct name parser_actions[] = {
	{ 0, "forwarding" },
	{ 1, "looping back" },
	{ 2, "discarding" },
	{ 3, "reserved" },
	{ 0, NULL },
};

static const struct name mux_actions[] = { { 0, "forwarding" }, { 1, "discarding" }, { 0, NULL } };

static const struct name loopbacks[] = {
	{ 1, "Enable OAM Remote Loopback" },
	{ 2, "Disable OAM Remote Loopback" },
	{ 0, NULL },
};

static void too_short(struct dis *d) { say(d, "\n\t\t packet is too short"); }

static bool wrong_length(struct dis *d, uint32_t len, uint32_t should)
{
	if (len == should)
		return false;
	sayf(d, "\n\t    ERROR: illegal length - should be %u", should);
	return true;
}

/* --- link aggregation: TLVs whose length counts type and length --- */

static void show_party(struct dis *d, struct cur v)
{
	uint16_t system = get_be16(&v), key, priority, port;
	struct mac m = get_mac(&v);
	uint8_t state;

	key = get_be16(&v);
	priority = get_be16(&v);
	port = get_be16(&v);
	show_mac(d, "\n\t  System ", "system", m);
	show_u(d, ", System Priority ", "system_priority", system);
	show_u(d, ", Key ", "key", key);
	show_u(d, ", Port ", "port", port);
	show_u(d, ", Port Priority ", "port_priority", priority);
	state = get_u8(&v);
	say(d, "\n\t  State Flags [");
	say_bits(d, state_bits, "none", state, ", ");
	say(d, "]");
	note_u(d, "state", state);
}

static void show_marker(struct dis *d, struct cur v)
{
	uint16_t port = get_be16(&v);
	struct mac m = get_mac(&v);
	uint32_t id = get_be32(&v);

	show_mac(d, "\n\t  Request System ", "system", m);
	show_u(d, ", Request Port ", "port", port);
	show_x(d, ", Request Transaction ID 0x", "transaction", id, 8);
}

/* One TLV's value of len - 2 octets.  False: it is unknown. */
static bool show_lacp_tlv(struct dis *d, uint8_t subtype, uint8_t type, struct cur v, uint8_t len)
{
	if (subtype == MARKER) {
		if (type != 1)
			return false;
		if (!wrong_length(d, len, 16))
			show_marker(d, v);
	} else if (type == ACTOR || type == PARTNER) {
		if (!wrong_length(d, len, 20))
			show_party(d, v);
	} else if (type == COLLECTOR) {
		if (!wrong_length(d, len, 16))
			show_u(d, "\n\t  Max Delay ", "max_delay", get_be16(&v));
	} else {
		return false;
	}
	return true;
}

static void show_lacp(struct dis *d, uint8_t subtype, struct cur c)
{
	list(d, "tlvs");
	for (uint32_t rest = wire(&c); rest && !d->stopped;) {
		struct cur whole = c;
		uint8_t type, len;
		bool dump;

		if (rest < 2) {
			too_short(d);
			return;
		}
		type = get_u8(&c);
		len = get_u8(&c);
		item(d);
		say(d, "\n\t");
		show_name(d, "type", subtype == LACP ? lacp_tlvs : marker_tlvs, "Unknown", type);
		sayf(d, " TLV (0x%02x), length %u", type, len);
		if (type == TERMINATOR)
			break;
		if (len < 2) {
			say(d, "\n\t    ERROR: illegal length - should be >= 2");
			return;
		}
		if (rest < len) {
			too_short(d);
			return;
		}
		need(&whole, len);
		dump = !show_lacp_tlv(d, subtype, type, part(&c, len - 2u), len);
		if (d->opt->v > 1 || dump)
			dump_tlv(d, "\n\t  ", from(whole, 2), len - 2u);
		rest -= len;
		done(d);
	}
	done(d);
}

/* --- OAM --- */

static void show_local(struct dis *d, struct cur v)
{
	uint8_t version = get_u8(&v), state, config;
	uint16_t revision = get_be16(&v), size;
	uint32_t oui, vendor;

	state = get_u8(&v);
	config = get_u8(&v);
	size = get_be16(&v);
	show_u(d, "\n\t    OAM-Version ", "version", version);
	show_u(d, ", Revision ", "revision", revision);
	say(d, "\n\t    State-Parser-Action ");
	show_name(d, "parser", parser_actions, "value %u", state & 3);
	say(d, ", State-MUX-Action ");
	show_name(d, "mux", mux_actions, "value %u", state >> 2 & 1);
	say(d, "\n\t    OAM-Config Flags [");
	say_bits(d, config_bits, "none", config, ", ");
	show_u(d, "], OAM-PDU-Config max-PDU size ", "max_pdu", size & 0x7ff);
	oui = get_be24(&v);
	vendor = get_be32(&v);
	say(d, "\n\t    OUI ");
	say_name(d, oui_names, "Unknown", oui);
	show_x(d, " (0x", "oui", oui, 6);
	show_x(d, "), Vendor-Private 0x", "vendor", vendor, 8);
}

static void show_event(struct dis *d, struct cur v)
{
	uint16_t stamp = get_be16(&v);
	uint64_t window = get_be64(&v), threshold = get_be64(&v), errors = get_be64(&v);
	uint64_t total = get_be64(&v);
	uint32_t count = get_be32(&v);

	sayf(d, "\n\t    Timestamp %u ms", stamp * 100u);
	show_u64(d, ", Errored Window ", "window", window);
	show_u64(d, "\n\t    Errored Threshold ", "threshold", threshold);
	show_u64(d, "\n\t    Errors ", "errors", errors);
	show_u64(d, "\n\t    Error Running Total ", "error_total", total);
	show_u(d, "\n\t    Event Running Total ", "event_total", count);
}

/* One TLV of an information or an event PDU.  False: the last one. */
static bool show_oam_tlv(struct dis *d, uint8_t code, struct cur *c, uint32_t *rest)
{
	struct cur whole = *c;
	uint8_t type = get_u8(c), len = get_u8(c);
	bool is_info = code == OAM_INFORMATION, dump = false, known;

	say(d, "\n\t  ");
	show_name(d, "type", is_info ? information : events, "Reserved", type);
	sayf(d, is_info ? " Information Type (%u), length %u" : " Link Event Type (%u), length %u",
		type, len);
	if (type == 0)
		return false;
	if (len < 2) {
		say(d, "\n\t    ERROR: illegal length - should be >= 2");
		return false;
	}
	if (*rest < len) {
		too_short(d);
		return false;
	}
	need(&whole, len);
	known = type <= (is_info ? 2 : 4);
	if (known && wrong_length(d, len, is_info ? 16 : 40))
		dump = true;
	else if (known && is_info)
		show_local(d, *c);
	else if (known)
		show_event(d, *c);
	else
		dump = true;
	if (d->opt->v > 1 || dump)
		dump_tlv(d, "\n\t  ", whole, len);
	skip(c, len - 2u);
	*rest -= len;
	return true;
}

static void show_oam(struct dis *d, struct cur c)
{
	uint32_t rest = wire(&c);
	uint16_t flags;
	uint8_t code, command;

	if (rest < 3) {
		too_short(d);
		return;
	}
	flags = get_be16(&c);
	code = get_u8(&c);
	rest -= 3;
	say(d, "\n\tCode ");
	show_name(d, "code", oam_codes, "Unknown (%u)", code);
	say(d, " OAM PDU, Flags [");
	say_bits(d, oam_bits, "none", flags, ", ");
	say(d, "]");
	note_u(d, "flags", flags);
	if (code == OAM_EVENT) {
		if (rest < 2) {
			too_short(d);
			return;
		}
		show_u(d, "\n\t  Sequence Number ", "seq", get_be16(&c));
		rest -= 2;
	} else if (code == OAM_LOOPBACK) {
		if (rest < 1) {
			too_short(d);
			return;
		}
		command = get_u8(&c);
		say(d, "\n\t  Command ");
		show_name(d, "command", loopbacks, "Unknown", command);
		sayf(d, " (%u)", command);
		return;
	} else if (code != OAM_INFORMATION) {
		if (d->opt->v < 2) /* sic */
			dump_tlv(d, "\n\t  ", c, rest);
		return;
	}
	list(d, "tlvs");
	while (rest && !d->stopped) {
		if (rest < 2) {
			too_short(d);
			return;
		}
		item(d);
		if (!show_oam_tlv(d, code, &c, &rest))
			break;
		done(d);
	}
	done(d);
}

/* --- all --- */

static void show_ossp(struct dis *d, struct cur c)
{
	static const struct name itu[] = { { 0x0019a7, "ITU-T" }, { 0, NULL } };
	uint32_t oui;

	if (wire(&c) < 3) {
		sayf(d, " [length %u < 3]", wire(&c));
		malformed(d, c);
		return;
	}
	oui = get_be24(&c);
	say(d, "\n\tOUI: ");
	say_name(d, oui == 0x0019a7 ? itu : oui_names, "Unknown", oui);
	show_x(d, " (0x", "oui", oui, 6);
	say(d, ")");
	dump_tlv(d, "\n\t", c, wire(&c));
}

static void dissect_slow(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c);
	uint8_t subtype, version;

	if (length < 1) {
		if (d->opt->v)
			too_short(d);
		else
			say(d, " (packet is too short)");
		return;
	}
	subtype = get_u8(&c);
	note_u(d, "subtype", subtype);
	if (subtype == LACP || subtype == MARKER) {
		if (length < 2) {
			too_short(d);
			return;
		}
		version = get_u8(&c);
		note_u(d, "version", version);
		if (version != 1) {
			say_name(d, subtypes, "", subtype);
			sayf(d, " version %u packet not supported", version);
			return;
		}
		say_name(d, subtypes, "", subtype);
		sayf(d, "v%u, length %u", version, length);
	} else {
		say_name(d, subtypes, "unknown (%u)", subtype);
		show_u(d, ", length ", "length", length);
	}
	if (!name_of(subtypes, subtype)) {
		dump_tlv(d, "\n\t", whole, length);
		return;
	}
	if (!d->opt->v)
		return;
	if (subtype == OAM)
		show_oam(d, c);
	else if (subtype == OSSP)
		show_ossp(d, c);
	else
		show_lacp(d, subtype, c);
}

const struct proto proto_slow = { "slow", dissect_slow };
