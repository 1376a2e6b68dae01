/* RPKI to Router Protocol, version 0.  RFC 6810. */
#include "../dissect/dissect.h"

enum { HEADER = 8 };
enum {
	SERIAL_NOTIFY,
	SERIAL_QUERY,
	RESET_QUERY,
	CACHE_RESPONSE,
	IPV4_PREFIX,
	IPV6_PREFIX = 6,
	END_OF_DATA,
	CACHE_RESET,
	ERROR_REPORT = 10,
};

static const struct name pdu_names[] = {
	{ SERIAL_NOTIFY, "Serial Notify" },
	{ SERIAL_QUERY, "Serial Query" },
	{ RESET_QUERY, "Reset Query" },
	{ CACHE_RESPONSE, "Cache Response" },
	{ IPV4_PREFIX, "IPV4 Prefix" },
	{ IPV6_PREFIX, "IPV6 Prefix" },
	{ END_OF_DATA, "End of Data" },
	{ CACHE_RESET, "Cache Reset" },
	{ ERROR_REPORT, "Error Report" },
	{ 0, NULL },
};

static const struct name error_names[] = {
	{ 0, "Corrupt Data" },
	{ 1, "Internal Error" },
	{ 2, "No Data Available" },
	{ 3, "Invalid Request" },
	{ 4, "Unsupported Protocol Version" },
	{ 5, "Unsupported PDU Type" },
	{ 6, "Withdrawal of Unknown Record" },
	{ 7, "Duplicate Announcement Received" },
	{ 0, NULL },
};

static const char indents[2][8] = { "\n\t  ", "\n\t    " };

static uint32_t pdu(struct dis *d, struct cur c, bool inner, unsigned indent);

static bool fail(struct dis *d)
{
	invalid(d);
	return false;
}

static void prefix(struct dis *d, struct cur c, bool six, unsigned indent)
{
	uint8_t flags = get_u8(&c), len = get_u8(&c), max = get_u8(&c);
	struct ip6 ip6 = { { 0 } };
	uint32_t ip4 = 0, as;

	skip(&c, 1);
	if (six)
		ip6 = get_ip6(&c);
	else
		ip4 = get_ip4(&c);
	as = get_be32(&c);
	say_s(d, indents[indent > 1]);
	if (six)
		show_ip6(d, "IPv6 Prefix ", "prefix", ip6);
	else
		show_ip4(d, "IPv4 Prefix ", "prefix", ip4);
	sayf(d, "/%u-%u, origin-as %u, flags 0x%02x", len, max, as, flags);
}

/* An error report: the PDU that was wrong, then text.  len: the whole PDU's. */
static bool error_report(
	struct dis *d, struct cur c, uint16_t code, uint32_t len, bool inner, unsigned indent)
{
	uint32_t inner_len, text_len, need_len = HEADER + 8;

	inner_len = get_be32(&c);
	if (d->stopped)
		return true;
	need_len += inner_len;
	say_s(d, indents[indent > 1]);
	say(d, "Error code: ");
	show_name(d, "error", error_names, "Unknown", code);
	sayf(d, " (%u), Encapsulated PDU length: %u", code, inner_len);
	if (len < need_len) /* a sum that wraps is let through */
		return fail(d);
	if (inner_len) {
		struct cur v = c;

		need(&c, need_len - HEADER - 4);
		if (d->stopped)
			return true;
		if (inner) /* an error report in an error report */
			return fail(d);
		say(d, "\n\t    -----encapsulated PDU-----");
		pretend(&v, inner_len);
		pdu(d, v, true, indent + 2);
	}
	skip(&c, inner_len);
	text_len = get_be32(&c);
	if (d->stopped)
		return true;
	if (text_len > len - need_len)
		return fail(d);
	if (text_len) {
		struct cur t = take(&c, text_len);

		if (d->stopped)
			return true;
		say_s(d, indents[indent > 1]);
		say(d, "Error text: ");
		say_vis(d, t);
	}
	return true;
}

/* One PDU; returns its length, 0 to end. */
static uint32_t pdu(struct dis *d, struct cur c, bool inner, unsigned indent)
{
	struct cur whole = c;
	uint8_t version, type;
	uint32_t len, fixed;
	uint16_t session;

	if (wire(&c) < HEADER) {
		sayf(d, "(%u bytes is too few to decode)", wire(&c));
		invalid(d);
		need(&c, wire(&c));
		return 0;
	}
	version = get_u8(&c);
	if (version != 0) {
		sayf(d, "\n\tRPKI-RTRv%u (unknown)", version);
		return 0;
	}
	need(&c, HEADER - 1);
	type = get_u8(&c);
	session = get_be16(&c);
	len = get_be32(&c);
	if (d->stopped)
		return 0;
	item(d);
	say(d, "\n\tRPKI-RTRv0, ");
	show_name(d, "type", pdu_names, "Unknown", type);
	sayf(d, " PDU (%u), length: %u", type, len);
	if (len < HEADER || len > wire(&whole)) {
		invalid(d);
		return 0;
	}
	if (!inner)
		need(&whole, len);
	switch (type) {
	case SERIAL_NOTIFY:
	case SERIAL_QUERY:
	case END_OF_DATA:
		if (len != 12) {
			invalid(d);
			return 0;
		}
		fixed = get_be32(&c);
		if (d->stopped)
			return 0;
		say_s(d, indents[indent > 1]);
		show_x(d, "Session ID: 0x", "session_id", session, 4);
		show_u(d, ", Serial: ", "serial", fixed);
		break;
	case RESET_QUERY:
	case CACHE_RESET:
		if (len != 8) {
			invalid(d);
			return 0;
		}
		break;
	case CACHE_RESPONSE:
		if (len != 8) {
			invalid(d);
			return 0;
		}
		say_s(d, indents[indent > 1]);
		show_x(d, "Session ID: 0x", "session_id", session, 4);
		break;
	case IPV4_PREFIX:
	case IPV6_PREFIX:
		if (len != (type == IPV4_PREFIX ? 20u : 32u)) {
			invalid(d);
			return 0;
		}
		prefix(d, c, type == IPV6_PREFIX, indent);
		break;
	case ERROR_REPORT:
		if (len < HEADER + 4) {
			invalid(d);
			return 0;
		}
		if (!error_report(d, c, session, len, inner, indent))
			return 0;
		break;
	default:
		break;
	}
	done(d);
	if (d->stopped)
		return 0;
	if (!inner && (d->opt->v > 1 || !name_of(pdu_names, type)))
		say_hex(d, "\n\t  ", take(&whole, len));
	return len;
}

static void dissect_rpki_rtr(struct dis *d, struct cur c)
{
	if (!d->opt->v) {
		say(d, ", RPKI-RTR");
		return;
	}
	list(d, "pdus");
	while (wire(&c) && !d->stopped) {
		uint32_t n = pdu(d, c, false, 0);

		if (!n || d->stopped)
			return;
		skip(&c, n);
	}
	done(d);
}

const struct proto proto_rpki_rtr = { "rpki_rtr", dissect_rpki_rtr };
