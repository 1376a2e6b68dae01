/* Connectionless Network Protocol.  ISO/IEC 8473-1. */
#include "osi.h"

enum { FIXED = 9, SEGMENTATION = 6 };
enum { SEGMENTED = 0x80, MORE = 0x40, REPORT = 0x20 };
enum { DATA = 28, ERROR_REPORT = 1 };

static const struct name pdu_names[] = {
	{ ERROR_REPORT, "Error Report" },
	{ 19, "MD" },
	{ DATA, "Data" },
	{ 30, "Echo Request" },
	{ 31, "Echo Response" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ SEGMENTED, "Segmentation permitted" },
	{ MORE, "more Segments" },
	{ REPORT, "request Error Report" },
	{ 0, NULL },
};

enum {
	DISCARD = 193,
	QOS = 195,
	SECURITY = 197,
	ROUTE = 200,
	RECORD = 203,
	PAD = 204,
	PRIORITY = 205
};

static const struct name option_names[] = {
	{ DISCARD, "Discard Reason" },
	{ QOS, "QoS Maintenance" },
	{ SECURITY, "Security" },
	{ 198, "ES Configuration Time" },
	{ ROUTE, "Source Routing" },
	{ RECORD, "Route Recording" },
	{ PAD, "Padding" },
	{ PRIORITY, "Priority" },
	{ 0, NULL },
};

static const struct name classes[] = {
	{ 0x0, "General Error" },
	{ 0x8, "Address Error" },
	{ 0x9, "Source Routeing Error" },
	{ 0xa, "Lifetime Error" },
	{ 0xb, "PDU Discarded Error" },
	{ 0xc, "Reassembly Error" },
	{ 0, NULL },
};

static const char *const reasons[16][16] = {
	[0x0] = { "Reason not specified", "Protocol procedure error", "Incorrect checksum",
		"PDU discarded due to congestion", "Header syntax error (cannot be parsed)",
		"Segmentation needed, but not permitted", "Incomplete PDU received",
		"Duplicate option" },
	[0x8] = { "Destination address unreachable", "Destination address unknown" },
	[0x9] = { "Unspecified source routeing error", "Syntax error in source routeing field",
		"Unknown address in source routeing field", "Path not acceptable" },
	[0xa] = { "Lifetime expired while data unit in transit",
		"Lifetime expired during reassembly" },
	[0xb] = { "Unsupported option not specified", "Unsupported protocol version",
		"Unsupported security option", "Unsupported source routeing option",
		"Unsupported recording of route option", "unsupported or unavailable QoS" },
	[0xc] = { "Reassembly interference" },
};

enum { GLOBAL = 0xc0 };
static const struct name scopes[] = {
	{ 0x00, "Reserved" },
	{ 0x40, "Source Address Specific" },
	{ 0x80, "Destination Address Specific" },
	{ GLOBAL, "Globally unique" },
	{ 0, NULL },
};

static const struct name qos_bits[] = {
	{ 0x20, "reserved" },
	{ 0x10, "sequencing vs. delay" },
	{ 0x08, "congested" },
	{ 0x04, "delay vs. cost" },
	{ 0x02, "error vs. delay" },
	{ 0x01, "error vs. cost" },
	{ 0, NULL },
};

/* --- options --- */

/* The addresses of a route in the option v; the first is at octet `at` (from 1 on), and so are the
 * others: the reference does not step on. */
static void route_addresses(struct dis *d, struct cur v, uint32_t at)
{
	uint32_t len = left(&v), rest = at > len ? 0 : len - at + 1;
	uint8_t n = rest ? peek_u8(&v, at - 1) : 0;

	while (rest && n) {
		struct cur a;

		if (rest < n + 1u) {
			say(d, "\n\t    NSAP address goes past end of option");
			return;
		}
		a = from(v, at);
		sayf(d, "\n\t    NSAP address (length %u): ", n);
		say_nsap_checked(d, take(&a, n));
		rest -= n + 1u;
	}
}

/* Source routing or recording. */
static bool route(struct dis *d, uint8_t code, struct cur v)
{
	struct cur whole = v;
	uint32_t len = left(&v);
	uint8_t kind, at;

	if (len < 2) {
		say(d, ", bad opt len");
		return false;
	}
	kind = get_u8(&v);
	if (code == ROUTE) {
		static const struct name t[] = { { 0, "partial" }, { 1, "complete" }, { 0, NULL } };

		say_name(d, t, "Unknown", kind);
		say(d, " source routing");
	} else {
		static const struct name t[] = { { 0, "partial" }, { 1, "complete" }, { 0, NULL } };

		say_name(d, t, "Unknown", kind);
		say(d, " recording of route in progress");
	}
	at = get_u8(&v);
	if (at == 0)
		say(d, " Bad NSAP offset (0)");
	else if (at > len + 1)
		say(d, " Bad NSAP offset (past end of option)");
	else
		route_addresses(d, whole, at);
	return true;
}

static void discard_reason(struct dis *d, struct cur v)
{
	uint8_t b = get_u8(&v), class = b >> 4, why = b & 0xf;

	say(d, "\n\t    Class: ");
	say_name(d, classes, "Unknown Error", class);
	sayf(d, " (0x%x), ", class);
	say_s(d, reasons[class][why] ? reasons[class][why] : "Unknown");
	sayf(d, " (0x%x)", why);
}

/* False: the header is broken. */
static bool option(struct dis *d, uint8_t code, struct cur v)
{
	uint32_t len = left(&v);
	uint8_t b;

	switch (code) {
	case ROUTE:
	case RECORD:
		if (!route(d, code, v))
			return false;
		break;
	case PRIORITY:
		if (len < 1) {
			say(d, ", bad opt len");
			return false;
		}
		sayf(d, "0x%1x", get_u8(&v) & 0xf);
		break;
	case QOS:
	case SECURITY:
		if (len < (code == QOS ? 1u : 2u)) {
			say(d, ", bad opt len");
			return false;
		}
		b = get_u8(&v);
		say(d, "\n\t    Format Code: ");
		say_name(d, scopes, "Reserved", b & 0xc0);
		if (code == SECURITY)
			sayf(d, ", Security-Level %u", get_u8(&v));
		else if ((b & 0xc0) == GLOBAL) {
			say(d, "\n\t    QoS Flags [");
			say_bits(d, qos_bits, "none", b, ", ");
			say(d, "]");
		}
		break;
	case DISCARD:
		if (len < 1) {
			say(d, ", bad opt len");
			return false;
		}
		discard_reason(d, v);
		break;
	case PAD:
		say(d, "padding data");
		break;
	default:
		say_hex(d, "\n\t  ", v);
		break;
	}
	return true;
}

/* False: the header is broken, the whole PDU is dumped. */
static bool options(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t code, len;
		struct cur v;

		if (wire(&c) < 2) {
			say(d, ", bad opts/li");
			return false;
		}
		code = get_u8(&c);
		len = get_u8(&c);
		if (len > wire(&c)) {
			sayf(d, ", opt (%u) too long", code);
			return false;
		}
		need(&c, len);
		if (d->stopped)
			return false;
		say(d, "\n\t  ");
		show_name(d, "option", option_names, "Unknown", code);
		sayf(d, " Option #%u, length %u, value: ", code, len);
		v = take(&c, len);
		if (!option(d, code, v))
			return false;
		if (d->opt->v > 1)
			say_hex(d, "\n\t  ", v);
	}
	return true;
}

/* --- the PDU --- */

static const struct proto proto_returned;

static bool take_address(struct dis *d, struct cur *c, struct cur *a, uint32_t *li)
{
	uint8_t n;

	if (*li < 1) {
		say(d, "li < size of fixed part of CLNP header and addresses");
		return false;
	}
	n = get_u8(c);
	--*li;
	if (*li < n) {
		say(d, "li < size of fixed part of CLNP header and addresses");
		return false;
	}
	*a = take(c, n);
	*li -= n;
	return true;
}

/* Whether the length and the version are such that the rest can be read; says so if not. */
static bool is_known(struct dis *d, struct cur pdu, uint32_t li, uint8_t version)
{
	if (version == 1 && li >= FIXED && li <= wire(&pdu))
		return true;
	if (version != 1) {
		sayf(d, "version %u packet not supported", version);
	} else if (li > wire(&pdu)) {
		sayf(d, " length indicator(%u) > PDU size (%u)!", li, wire(&pdu));
	} else {
		sayf(d, " length indicator %u < min PDU size:", li);
		while (more(&pdu))
			sayf(d, "%02X", get_u8(&pdu));
	}
	return false;
}

/* ISO 8473-1, 7.4; li is what is left of the header. */
static bool segmentation(struct dis *d, struct cur *c, uint32_t *li)
{
	uint16_t id, offset, total;

	if (*li < SEGMENTATION) {
		say(d, "li < size of fixed part of CLNP header, addresses, and segment part");
		return false;
	}
	*li -= SEGMENTATION;
	id = get_be16(c);
	offset = get_be16(c);
	total = get_be16(c);
	sayf(d, "\n\tData Unit ID: 0x%04x, Segment Offset: %u, Total PDU Length: %u", id, offset,
		total);
	return true;
}

/* False: it cannot be understood. */
static bool show_pdu(struct dis *d, struct cur c)
{
	struct cur pdu = c, dst, src, o;
	uint32_t li;
	uint8_t version, lifetime, bits, type;
	uint16_t segment, sum;

	need(&c, FIXED);
	skip(&c, 1);
	li = get_u8(&c);
	version = get_u8(&c);
	lifetime = get_u8(&c);
	bits = get_u8(&c);
	segment = get_be16(&c);
	sum = get_be16(&c);
	type = bits & 0x1f;
	if (!d->opt->e)
		say(d, "CLNP");
	if (!is_known(d, pdu, li, version))
		return false;
	li -= FIXED;
	if (!take_address(d, &c, &dst, &li) || !take_address(d, &c, &src, &li)) {
		return false;
	}
	if (!d->opt->v) {
		say_s(d, d->opt->e ? "" : ", ");
		say_nsap_checked(d, src);
		say(d, " > ");
		say_nsap_checked(d, dst);
		say(d, ", ");
		show_name(d, "type", pdu_names, "unknown (%u)", type);
		show_u(d, ", length ", "length", wire(&pdu));
		return true;
	}
	sayf(d, "%slength %u\n\t", d->opt->e ? "" : ", ", wire(&pdu));
	show_name(d, "type", pdu_names, "unknown (%u)", type);
	sayf(d, " PDU, hlen: %u, v: %u, lifetime: %u.%us, Segment PDU length: %u, checksum: 0x%04x",
		peek_u8(&pdu, 1), version, lifetime / 2, lifetime % 2 * 5, segment, sum);
	say_osi_checksum(d, &pdu, peek_u8(&pdu, 1), 7, sum);
	say(d, "\n\tFlags [");
	say_bits(d, flag_bits, "none", bits & 0xe0u, ", ");
	sayf(d, "]\n\tsource address (length %u): ", left(&src));
	say_nsap_checked(d, src);
	sayf(d, "\n\tdest   address (length %u): ", left(&dst));
	say_nsap_checked(d, dst);
	o = c;
	if (bits & SEGMENTED) {
		if (!segmentation(d, &c, &li)) {
			return false;
		}
		o = c;
	}
	pretend(&o, li);
	if (!options(d, o)) {
		return false;
	}
	skip(&c, li);
	if (type == ERROR_REPORT && more(&c) && peek_u8(&c, 0) == 0x81) {
		say(d, "\n\t-----original packet-----\n\t");
		enter(d, &proto_returned, c);
		return true;
	}
	if (wire(&c)) {
		sayf(d, "\n\t  undecoded non-header data, length %u", wire(&c));
		say_hex(d, "\n\t  ", c);
	}
	return true;
}

static void dissect_clnp(struct dis *d, struct cur c)
{
	if (!show_pdu(d, c))
		say_hex(d, "\n\t", c);
}

/* A PDU in an error report is not dumped. */
static void dissect_returned(struct dis *d, struct cur c) { show_pdu(d, c); }

static const struct proto proto_returned = { "clnp", dissect_returned };

const struct proto proto_clnp = { "clnp", dissect_clnp };
