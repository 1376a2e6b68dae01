/* Border Gateway Protocol 4: messages.  RFC 4271; capabilities: RFC 5492 and the IANA registry;
 * route refresh: RFC 2918, RFC 7313; outbound filters: RFC 5291, RFC 5292;
 * shutdown communication: RFC 9003; hard reset: RFC 8538; extended parameters: RFC 9072. */
#include "bgp.h"

enum { MARKER = 16, HEADER = 19 };
enum { OPEN = 1, UPDATE, NOTIFICATION, KEEPALIVE, ROUTE_REFRESH };

static const struct name message_names[] = {
	{ OPEN, "Open" },
	{ UPDATE, "Update" },
	{ NOTIFICATION, "Notification" },
	{ KEEPALIVE, "Keepalive" },
	{ ROUTE_REFRESH, "Route Refresh" },
	{ 0, NULL },
};

/* --- open --- */

static const struct name option_names[] = {
	{ 1, "Authentication Information" },
	{ 2, "Capabilities Advertisement" },
	{ 0, NULL },
};

enum {
	CAP_MP = 1,
	CAP_REFRESH = 2,
	CAP_EXT_MSG = 6,
	CAP_BGPSEC = 7,
	CAP_LABELS = 8,
	CAP_ROLE = 9,
	CAP_GR = 64,
	CAP_AS4 = 65,
	CAP_ADD_PATH = 69,
	CAP_ENHANCED_REFRESH = 70,
	CAP_LLGR = 71,
	CAP_REFRESH_CISCO = 128,
};

static const struct name capability_names[] = {
	{ CAP_MP, "Multiprotocol Extensions" },
	{ CAP_REFRESH, "Route Refresh" },
	{ 3, "Cooperative Route Filtering" },
	{ 4, "Multiple Routes to a Destination" },
	{ 5, "Extended Next Hop Encoding" },
	{ CAP_EXT_MSG, "BGP Extended Message" },
	{ CAP_BGPSEC, "BGPsec" },
	{ CAP_LABELS, "Multiple Labels" },
	{ CAP_ROLE, "Role Capability" },
	{ CAP_GR, "Graceful Restart" },
	{ CAP_AS4, "32-Bit AS Number" },
	{ 67, "Dynamic Capability" },
	{ 68, "Multisession BGP" },
	{ CAP_ADD_PATH, "Multiple Paths" },
	{ CAP_ENHANCED_REFRESH, "Enhanced Route Refresh" },
	{ CAP_LLGR, "Long-lived Graceful Restart" },
	{ CAP_REFRESH_CISCO, "Route Refresh (Cisco)" },
	{ 0, NULL },
};

static const struct name restart_bits[] = { { 8, "R" }, { 4, "N" }, { 0, NULL } };
static const struct name add_path_names[] = {
	{ 1, "Receive" },
	{ 2, "Send" },
	{ 3, "Both" },
	{ 0, NULL },
};
static const struct name role_names[] = {
	{ 0, "Provider" },
	{ 1, "RS" },
	{ 2, "RS-Client" },
	{ 3, "Customer" },
	{ 4, "Peer" },
	{ 0, NULL },
};
static const struct name direction_names[] = { { 0, "Receive" }, { 1, "Send" }, { 0, NULL } };

static void say_afi_safi(struct dis *d, uint16_t afi, uint8_t safi)
{
	note_u(d, "afi", afi);
	note_u(d, "safi", safi);
	say(d, "AFI ");
	say_name(d, bgp_afi_names, "Unknown", afi);
	sayf(d, " (%u), SAFI ", afi);
	say_name(d, bgp_safi_names, "Unknown", safi);
	sayf(d, " (%u)", safi);
}

static void cap_restart(struct dis *d, struct cur c)
{
	uint16_t word = get_be16(&c);

	say(d, "\n\t\tRestart Flags: [");
	say_bits(d, restart_bits, "none", word >> 12, "");
	show_u(d, "], Restart Time ", "restart_time", word & 0xfff);
	say(d, "s");
	while (wire(&c) >= 4 && !d->stopped) {
		uint16_t afi = get_be16(&c);
		uint8_t safi = get_u8(&c), bits = get_u8(&c);

		say(d, "\n\t\t  ");
		say_afi_safi(d, afi, safi);
		sayf(d, ", Forwarding state preserved: %s", bits & 0x80 ? "yes" : "no");
		if (d->stopped)
			return;
	}
}

static bool cap_add_path(struct dis *d, struct cur c)
{
	if (wire(&c) == 0) {
		say(d, " (bogus)");
		return true;
	}
	while (wire(&c) && !d->stopped) {
		uint16_t afi;
		uint8_t safi, mode;

		if (wire(&c) < 4) {
			invalid(d);
			return true;
		}
		afi = get_be16(&c);
		safi = get_u8(&c);
		mode = get_u8(&c);
		say(d, "\n\t\t");
		say_afi_safi(d, afi, safi);
		say(d, ", Send/Receive: ");
		say_name(d, add_path_names, "Bogus (0x%02x)", mode);
		if (d->stopped)
			return false;
	}
	return true;
}

static void cap_labels(struct dis *d, struct cur c)
{
	while (wire(&c) >= 4 && !d->stopped) {
		uint16_t afi = get_be16(&c);
		uint8_t safi = get_u8(&c), count = get_u8(&c);

		say(d, "\n\t\t");
		say_afi_safi(d, afi, safi);
		sayf(d, ", Count: %u", count);
		if (d->stopped)
			return;
	}
}

static bool cap_bgpsec(struct dis *d, struct cur c)
{
	uint8_t bits;
	uint16_t afi;

	if (wire(&c) != 3) {
		sayf(d, " [%u != 3]", wire(&c));
		return false;
	}
	bits = get_u8(&c);
	afi = get_be16(&c);
	sayf(d, "\n\t\tVersion %u, Direction ", bits >> 4);
	say_name(d, direction_names, "Unknown", bits >> 3 & 1);
	sayf(d, " (%u), AFI ", bits >> 3 & 1);
	say_bits(d, bgp_afi_names, "Unknown", afi, ", "); /* sic */
	sayf(d, " (%u)", afi);
	return true;
}

/* True if the capability is shorter than its fixed part; it says so. */
static bool cap_short(struct dis *d, const struct cur *c, uint32_t least)
{
	if (wire(c) >= least)
		return false;
	sayf(d, " (too short, < %u)", least);
	return true;
}

/* False if it is malformed: the rest is not looked at. */
static bool capability(struct dis *d, uint8_t code, struct cur c)
{
	uint32_t v;
	uint16_t afi;
	uint8_t safi;

	switch (code) {
	case CAP_MP:
		if (cap_short(d, &c, 4))
			return false;
		afi = get_be16(&c);
		safi = peek_u8(&c, 1);
		say(d, "\n\t\t");
		say_afi_safi(d, afi, safi);
		break;
	case CAP_BGPSEC:
		return cap_bgpsec(d, c);
	case CAP_LABELS:
		cap_labels(d, c);
		break;
	case CAP_ROLE:
		if (cap_short(d, &c, 1))
			return false;
		v = get_u8(&c);
		say(d, "\n\t\tRole name ");
		show_name(d, "role", role_names, "Unassigned", v);
		sayf(d, " (%u)", v);
		break;
	case CAP_GR:
		if (cap_short(d, &c, 2))
			return false;
		cap_restart(d, c);
		break;
	case CAP_AS4:
		if (cap_short(d, &c, 4))
			return false;
		v = get_be32(&c);
		say(d, "\n\t\t 4 Byte AS ");
		note_u(d, "as", v);
		bgp_say_as(d, v);
		break;
	case CAP_ADD_PATH:
		return cap_add_path(d, c);
	case CAP_REFRESH:
	case CAP_EXT_MSG:
	case CAP_ENHANCED_REFRESH:
	case CAP_LLGR:
	case CAP_REFRESH_CISCO:
		break;
	default:
		sayf(d, "\n\t\tno decoder for Capability %u", code);
		if (d->opt->v <= 1)
			say_hex(d, "\n\t\t", take(&c, wire(&c)));
		break;
	}
	return true;
}

static void capabilities(struct dis *d, struct cur c)
{
	list(d, "capabilities");
	while (wire(&c) && !d->stopped) {
		struct cur v;
		uint8_t code, len;

		if (!has(&c, 2)) {
			truncated(d);
			return;
		}
		code = get_u8(&c);
		len = get_u8(&c);
		v = c;
		pretend(&v, len);
		item(d);
		say(d, "\n\t      ");
		show_name(d, "code", capability_names, "Unknown", code);
		sayf(d, " (%u), length: ", code);
		show_u(d, "", "length", len);
		need(&c, len);
		if (!capability(d, code, v))
			return;
		if (d->opt->v > 1 && len)
			say_hex(d, "\n\t\t", take(&v, len));
		done(d);
		skip(&c, len);
		if (d->stopped)
			return;
	}
	done(d);
}

/* One optional parameter; false if it does not fit. */
static bool parameter(struct dis *d, struct cur *c, bool extended)
{
	uint32_t len;
	struct cur v;
	uint8_t type;

	type = get_u8(c);
	len = extended ? get_be16(c) : get_u8(c);
	if (d->stopped)
		return false;
	if (wire(c) < len) {
		sayf(d, "\n\t     Option %u, length: %u, goes past the end of the options", type,
			len);
		return false;
	}
	say(d, "\n\t    Option ");
	show_name(d, "option", option_names, "Unknown", type);
	sayf(d, " (%u), length: %u", type, len);
	v = *c;
	claim(&v, len);
	if (type == 2)
		capabilities(d, v);
	else
		sayf(d, "\n\t      no decoder for option %u", type);
	need(c, len);
	skip(c, len);
	return !d->stopped;
}

static void open_message(struct dis *d, struct cur c)
{
	uint8_t version, n;
	uint16_t as, hold, opts;
	uint32_t id;
	bool extended = false;

	if (wire(&c) < 10) {
		truncated(d);
		return;
	}
	version = get_u8(&c);
	as = get_be16(&c);
	hold = get_be16(&c);
	id = get_ip4(&c);
	show_u(d, "\n\t  Version ", "version", version);
	say(d, ", my AS ");
	note_u(d, "as", as);
	bgp_say_as(d, as);
	show_u(d, ", Holdtime ", "hold_time", hold);
	show_ip4(d, "s, ID ", "id", id);
	n = get_u8(&c);
	opts = n;
	if (n && peek_u8(&c, 0) == 255) { /* whatever the length says */
		extended = true;
		skip(&c, 1);
		opts = get_be16(&c);
	}
	sayf(d, "\n\t  Optional parameters%s, length: %u", extended ? " (Extended)" : "", opts);
	if (!opts)
		return;
	pretend(&c, opts);
	while (wire(&c) && !d->stopped)
		if (!parameter(d, &c, extended))
			return;
}

/* --- update --- */

static void update(struct dis *d, struct cur c)
{
	uint16_t n;
	struct cur v;
	uint32_t attributes;
	bool whole;

	n = get_be16(&c);
	if (wire(&c) < n + 2u) {
		truncated(d);
		return;
	}
	if (n > 1) {
		v = c;
		claim(&v, n);
		say(d, "\n\t  Withdrawn routes:");
		list(d, "withdrawn");
		whole = bgp_show_routes(d, v);
		done(d);
		if (!whole)
			return;
	}
	skip(&c, n);
	attributes = n = get_be16(&c);
	if (wire(&c) < n) {
		truncated(d);
		return;
	}
	if (n) {
		v = c;
		pretend(&v, n);
		list(d, "attributes");
		if (bgp_show_attributes(d, v, 0) == BGP_ABORT)
			return;
		done(d);
		skip(&c, n);
	}
	if (wire(&c)) {
		say(d, "\n\t  Updated routes:");
		list(d, "nlri");
		bgp_show_routes(d, c);
		done(d);
	} else if (!attributes) {
		say(d, "\n\t  End-of-Rib Marker (empty NLRI)");
	}
}

/* --- notification --- */

enum { ERR_HEADER = 1, ERR_OPEN, ERR_UPDATE, ERR_HOLD, ERR_FSM, ERR_CEASE, ERR_REFRESH };
enum { CEASE_PREFIXES = 1, CEASE_SHUTDOWN = 2, CEASE_RESET = 4, CEASE_HARD_RESET = 9 };
enum { SHUTDOWN_MAX = 128 };

static const struct name error_names[] = {
	{ ERR_HEADER, "Message Header Error" },
	{ ERR_OPEN, "OPEN Message Error" },
	{ ERR_UPDATE, "UPDATE Message Error" },
	{ ERR_HOLD, "Hold Timer Expired" },
	{ ERR_FSM, "Finite State Machine Error" },
	{ ERR_CEASE, "Cease" },
	{ ERR_REFRESH, "ROUTE-REFRESH Message Error" },
	{ 8, "Send Hold Timer Expired" },
	{ 0, NULL },
};

static const struct name header_errors[] = {
	{ 1, "Connection Not Synchronized" },
	{ 2, "Bad Message Length" },
	{ 3, "Bad Message Type" },
	{ 0, NULL },
};
static const struct name open_errors[] = {
	{ 1, "Unsupported Version Number" },
	{ 2, "Bad Peer AS" },
	{ 3, "Bad BGP Identifier" },
	{ 4, "Unsupported Optional Parameter" },
	{ 5, "Authentication Failure" },
	{ 6, "Unacceptable Hold Time" },
	{ 7, "Capability Message Error" },
	{ 8, "Role Mismatch" },
	{ 0, NULL },
};
static const struct name update_errors[] = {
	{ 1, "Malformed Attribute List" },
	{ 2, "Unrecognized Well-known Attribute" },
	{ 3, "Missing Well-known Attribute" },
	{ 4, "Attribute Flags Error" },
	{ 5, "Attribute Length Error" },
	{ 6, "Invalid ORIGIN Attribute" },
	{ 7, "AS Routing Loop" },
	{ 8, "Invalid NEXT_HOP Attribute" },
	{ 9, "Optional Attribute Error" },
	{ 10, "Invalid Network Field" },
	{ 11, "Malformed AS_PATH" },
	{ 0, NULL },
};
static const struct name fsm_errors[] = {
	{ 0, "Unspecified Error" },
	{ 1, "In OpenSent State" },
	{ 2, "In OpenConfirm State" },
	{ 3, "In Established State" },
	{ 0, NULL },
};
static const struct name cease_errors[] = {
	{ CEASE_PREFIXES, "Maximum Number of Prefixes Reached" },
	{ CEASE_SHUTDOWN, "Administrative Shutdown" },
	{ 3, "Peer Unconfigured" },
	{ CEASE_RESET, "Administrative Reset" },
	{ 5, "Connection Rejected" },
	{ 6, "Other Configuration Change" },
	{ 7, "Connection Collision Resolution" },
	{ 8, "Out of Resources" },
	{ CEASE_HARD_RESET, "Hard Reset" },
	{ 10, "BFD Down" },
	{ 0, NULL },
};
static const struct name refresh_errors[] = { { 1, "Invalid Message Length" }, { 0, NULL } };

static void error_codes(struct dis *d, uint8_t code, uint8_t sub)
{
	static const struct name *const subcodes[] = {
		[ERR_HEADER] = header_errors,
		[ERR_OPEN] = open_errors,
		[ERR_UPDATE] = update_errors,
		[ERR_FSM] = fsm_errors,
		[ERR_CEASE] = cease_errors,
		[ERR_REFRESH] = refresh_errors,
	};
	const struct name *t = code <= ERR_REFRESH ? subcodes[code] : NULL;

	say(d, ", ");
	show_name(d, "error", error_names, "Unknown Error", code);
	sayf(d, " (%u)", code);
	note_u(d, "subcode", sub);
	if (!t) {
		if (sub)
			sayf(d, ", subcode %u", sub);
		return;
	}
	/* sic: no comma before two of them */
	say_s(d, code == ERR_FSM || code == ERR_REFRESH ? " subcode " : ", subcode ");
	say_name(d, t, "Unknown", sub);
	sayf(d, " (%u)", sub);
}

/* RFC 9003: a length and UTF-8 text; what follows is data. */
static void shutdown_communication(struct dis *d, struct cur c)
{
	uint8_t len = peek_u8(&c, 0);

	if (len == 0) {
		say(d, ", empty Shutdown Communication");
		skip(&c, 1);
	} else if (len > wire(&c) - 1) {
		say(d, ", invalid Shutdown Communication length");
	} else {
		struct cur text;

		skip(&c, 1);
		text = take(&c, len);
		sayf(d, ", Shutdown Communication (length: %u): \"", len);
		show_vis(d, "", "shutdown", text);
		say(d, "\"");
	}
	if (wire(&c)) {
		sayf(d, ", Data: (length: %u)", wire(&c));
		say_hex(d, "\n\t\t", take(&c, wire(&c)));
	}
}

static void notification(struct dis *d, struct cur c)
{
	uint8_t code, sub;

	if (wire(&c) == 0)
		return;
	if (wire(&c) < 2) {
		truncated(d);
		return;
	}
	code = get_u8(&c);
	sub = get_u8(&c);
	error_codes(d, code, sub);
	if (code != ERR_CEASE)
		return;
	if (sub == CEASE_HARD_RESET && wire(&c) >= 2) {
		notification(d, c);
		return;
	}
	if (sub == CEASE_PREFIXES && wire(&c) >= 7) {
		uint16_t afi = get_be16(&c);
		uint8_t safi = get_u8(&c);
		uint32_t max = get_be32(&c);

		say(d, ", ");
		say_afi_safi(d, afi, safi);
		show_u(d, ", Max Prefixes: ", "max_prefixes", max);
		return;
	}
	if ((sub == CEASE_SHUTDOWN || sub == CEASE_RESET) && wire(&c) >= 1)
		shutdown_communication(d, c);
}

/* --- route refresh --- */

static const struct name refresh_names[] = {
	{ 0, "Normal route refresh request" },
	{ 1, "Demarcation of the beginning of a route refresh" },
	{ 2, "Demarcation of the ending of a route refresh" },
	{ 0, NULL },
};
static const struct name orf_refresh_names[] = { { 1, "Immediate" }, { 2, "Defer" }, { 0, NULL } };
static const struct name orf_type_names[] = {
	{ 64, "Address Prefix ORF" },
	{ 0, NULL },
};

static void route_refresh(struct dis *d, struct cur c)
{
	uint16_t afi, len;
	uint8_t sub, safi, when, type;

	if (wire(&c) < 4)
		return;
	afi = get_be16(&c);
	sub = get_u8(&c);
	safi = get_u8(&c);
	say(d, "\n\t  ");
	say_afi_safi(d, afi, safi);
	say(d, ", Subtype ");
	show_name(d, "subtype", refresh_names, "Unknown", sub);
	sayf(d, " (%u)", sub);
	if (wire(&c) < 4)
		return;
	when = get_u8(&c);
	type = get_u8(&c);
	len = get_be16(&c);
	say(d, "\n\t  ORF refresh ");
	show_name(d, "orf_refresh", orf_refresh_names, "Unknown", when);
	sayf(d, " (%u), ORF type ", when);
	show_name(d, "orf_type", orf_type_names, "Unknown", type);
	sayf(d, " (%u)", type);
	show_u(d, ", ORF length ", "orf_length", len);
}

/* --- the stream --- */

/* c claims the message, header and all. */
static void message(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t type = peek_u8(&c, 18);

	item(d);
	say(d, "\n\t");
	show_name(d, "type", message_names, "Unknown", type);
	sayf(d, " Message (%u), length: ", type);
	show_u(d, "", "length", wire(&c));
	skip(&c, HEADER);
	switch (type) {
	case OPEN:
		open_message(d, c);
		break;
	case UPDATE:
		update(d, c);
		break;
	case NOTIFICATION:
		notification(d, c);
		break;
	case KEEPALIVE:
		break;
	case ROUTE_REFRESH:
		route_refresh(d, c);
		break;
	default:
		sayf(d, "\n\t  no Message %u decoder", type);
		say_hex(d, "\n\t  ", take(&whole, wire(&whole)));
		break;
	}
	if (d->opt->v > 1 && type == ROUTE_REFRESH && wire(&c) >= 4)
		say_hex(d, "\n\t  ", take(&whole, wire(&whole)));
	done(d);
}

static bool is_marker(const struct cur *c)
{
	struct cur m = *c;

	return get_be64(&m) == UINT64_MAX && get_be64(&m) == UINT64_MAX;
}

static void dissect_bgp(struct dis *d, struct cur c)
{
	bool skipped = false;

	if (left(&c) > wire(&c))
		c = take(&c, wire(&c));
	say(d, ": BGP");
	if (!d->opt->v)
		return;
	list(d, "messages");
	while (has(&c, MARKER)) {
		struct cur m;
		uint16_t len;

		if (!is_marker(&c)) {
			skip(&c, 1);
			skipped = true;
			continue;
		}
		if (skipped || !has(&c, HEADER))
			truncated(d);
		if (!has(&c, HEADER))
			return;
		skipped = false;
		len = peek_be16(&c, MARKER);
		if (len < HEADER) {
			sayf(d, "\nmessage length %u < %u", len, HEADER);
			invalid(d);
			return;
		}
		if (!has(&c, len)) {
			say(d, "\n[|BGP ");
			say_name(d, message_names, "Unknown Message Type", peek_u8(&c, 18));
			say(d, "]");
			return;
		}
		m = c;
		pretend(&m, len);
		message(d, m);
		if (d->stopped)
			return;
		skip(&c, len);
	}
	done(d);
}

const struct proto proto_bgp = { "bgp", dissect_bgp };
