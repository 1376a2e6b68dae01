/* Label Distribution Protocol.  RFC 5036; fault tolerance: RFC 3479; dual stack: RFC 7552. */
#include "../dissect/dissect.h"
#include "gmpls.h"

enum { PDU_HEADER = 10, MSG_HEADER = 8 };

enum {
	FEC = 0x0100,
	ADDRESS_LIST = 0x0101,
	HOP_COUNT = 0x0103,
	PATH_VECTOR = 0x0104,
	GENERIC_LABEL = 0x0200,
	STATUS = 0x0300,
	COMMON_HELLO = 0x0400,
	IPV4_TRANSPORT = 0x0401,
	CONFIG_SEQ = 0x0402,
	IPV6_TRANSPORT = 0x0403,
	COMMON_SESSION = 0x0500,
	FT_SESSION = 0x0503,
	TYPED_WILDCARD = 0x050b,
	MTU = 0x0601,
	DUAL_STACK = 0x0701
};

static const struct name messages[] = {
	{ 0x0001, "Notification" },
	{ 0x0100, "Hello" },
	{ 0x0200, "Initialization" },
	{ 0x0201, "Keepalive" },
	{ 0x0300, "Address" },
	{ 0x0301, "Address Withdraw" },
	{ 0x0400, "Label Mapping" },
	{ 0x0401, "Label Request" },
	{ 0x0402, "Label Withdraw" },
	{ 0x0403, "Label Release" },
	{ 0x0404, "Label Abort Request" },
	{ 0, NULL },
};

static const struct name tlv_names[] = {
	{ FEC, "FEC" },
	{ ADDRESS_LIST, "Address List" },
	{ HOP_COUNT, "Hop Count" },
	{ PATH_VECTOR, "Path Vector" },
	{ GENERIC_LABEL, "Generic Label" },
	{ 0x0201, "ATM Label" },
	{ 0x0202, "Frame-Relay Label" },
	{ STATUS, "Status" },
	{ 0x0301, "Extended Status" },
	{ 0x0302, "Returned PDU" },
	{ 0x0303, "Returned Message" },
	{ COMMON_HELLO, "Common Hello Parameters" },
	{ IPV4_TRANSPORT, "IPv4 Transport Address" },
	{ CONFIG_SEQ, "Configuration Sequence Number" },
	{ IPV6_TRANSPORT, "IPv6 Transport Address" },
	{ COMMON_SESSION, "Common Session Parameters" },
	{ 0x0501, "ATM Session Parameters" },
	{ 0x0502, "Frame-Relay Session Parameters" },
	{ FT_SESSION, "Fault-Tolerant Session Parameters" },
	{ TYPED_WILDCARD, "Typed Wildcard FEC Capability" },
	{ 0x0600, "Label Request Message ID" },
	{ MTU, "MTU" },
	{ DUAL_STACK, "Dual-Stack Capability" },
	{ 0, NULL },
};

enum { WILDCARD = 1, PREFIX, HOST, MARTINI_VC = 0x80 };

static const struct name fecs[] = {
	{ WILDCARD, "Wildcard" },
	{ PREFIX, "Prefix" },
	{ HOST, "Host address" },
	{ MARTINI_VC, "Martini VC" },
	{ 0, NULL },
};

static const struct name statuses[] = {
	{ 0, "Success" },
	{ 1, "Bad LDP Identifier" },
	{ 2, "Bad Protocol Version" },
	{ 3, "Bad PDU Length" },
	{ 4, "Unknown Message Type" },
	{ 5, "Bad Message Length" },
	{ 6, "Unknown TLV" },
	{ 7, "Bad TLV length" },
	{ 8, "Malformed TLV Value" },
	{ 9, "Hold Timer Expired" },
	{ 10, "Shutdown" },
	{ 11, "Loop Detected" },
	{ 12, "Unknown FEC" },
	{ 13, "No Route" },
	{ 14, "No Label Resources" },
	{ 15, "Label Resources / Available" },
	{ 16, "Session Rejected / No Hello" },
	{ 17, "Session Rejected / Parameters Advertisement Mode" },
	{ 18, "Session Rejected / Parameters Max PDU Length" },
	{ 19, "Session Rejected / Parameters Label Range" },
	{ 20, "KeepAlive Timer Expired" },
	{ 21, "Label Request Aborted" },
	{ 22, "Missing Message Parameters" },
	{ 23, "Unsupported Address Family" },
	{ 24, "Session Rejected / Bad KeepAlive Time" },
	{ 25, "Internal Error" },
	{ 0, NULL },
};

static const struct name parameters[] = {
	{ 1, "MTU" },
	{ 2, "Number of ATM Cells" },
	{ 3, "Description" },
	{ 4, "Payload Bytes" },
	{ 5, "CEM options" },
	{ 6, "VLAN-ID" },
	{ 9, "FCS retention" },
	{ 0x0c, "VCCV" },
	{ 0, NULL },
};

static const struct name vccv_channels[] = {
	{ 1, "PWE3 control word" },
	{ 2, "MPLS Router Alert Label" },
	{ 4, "MPLS inner label TTL = 1" },
	{ 0, NULL },
};

static const struct name vccv_types[] = {
	{ 1, "ICMP Ping" },
	{ 2, "LSP Ping" },
	{ 4, "BFD" },
	{ 8, "VCCV BFD IPv4/UDP-encapsulated, for PW Fault Detection only" },
	{ 0, NULL },
};

static const struct name preferences[] = {
	{ 4, "IPv4" },
	{ 6, "IPv6" },
	{ 0, NULL },
};

static void prefix_fec(struct dis *d, struct cur c)
{
	uint8_t bits, bytes[16] = { 0 };
	uint16_t af;
	uint32_t n, i, max;

	if (bad(d, "tlv length", wire(&c), <, 2))
		return;
	af = get_be16(&c);
	if (af != 1 && af != 2) {
		sayf(d, ": Address family %u prefix", af);
		return;
	}
	max = af == 1 ? 32 : 128;
	bits = get_u8(&c);
	n = (bits + 7) / 8;
	if (bits <= max && wire(&c) < n) {
		stop(d);
		return;
	}
	if (bits > max) {
		sayf(d, ": IPv%u prefix (invalid length)", af == 1 ? 4 : 6);
		return;
	}
	need(&c, n);
	for (i = 0; i < n; i++)
		bytes[i] = get_u8(&c);
	if (bits % 8)
		bytes[n - 1] &= (uint8_t)(0xff00 >> bits % 8);
	sayf(d, ": IPv%u prefix ", af == 1 ? 4 : 6);
	if (af == 1) {
		show_ip4(d, "", "prefix",
			(uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
				(uint32_t)bytes[2] << 8 | bytes[3]);
	} else {
		struct ip6 a;

		for (i = 0; i < 16; i++)
			a.b[i] = bytes[i];
		show_ip6(d, "", "prefix", a);
	}
	show_u(d, "/", "prefix_length", bits);
}

static void martini_fec(struct dis *d, struct cur c)
{
	uint32_t group, vc, n;
	uint16_t type;

	if (bad(d, "tlv length", wire(&c), <, 7))
		return;
	need(&c, 7);
	type = get_be16(&c);
	n = get_u8(&c);
	group = get_be32(&c);
	if (!n) {
		say(d, ": ");
		show_name(d, "pw_type", mpls_pw_types, "Unknown", type & 0x7fff);
		sayf(d, ", %scontrol word, group-ID %u, VC-info-length: 0",
			type & 0x8000 ? "" : "no ", group);
		return;
	}
	if (bad(d, "tlv length", wire(&c) + 7, <, 11))
		return;
	vc = get_be32(&c);
	say(d, ": ");
	show_name(d, "pw_type", mpls_pw_types, "Unknown", type & 0x7fff);
	sayf(d, ", %scontrol word", type & 0x8000 ? "" : "no ");
	show_u(d, ", group-ID ", "group", group);
	show_u(d, ", VC-ID ", "vc", vc);
	sayf(d, ", VC-info-length: %u", n);
	if (n < 4) {
		say(d, " (invalid, < 4");
		return;
	}
	n -= 4;
	if (bad(d, "tlv length", wire(&c), <, n))
		return;
	c = part(&c, n);
	while (wire(&c) > 1 && !d->stopped) {
		uint8_t t = get_u8(&c), len = get_u8(&c);
		struct cur v, all;

		if (d->stopped)
			return;
		if (len < 2 || len - 2u > wire(&c))
			return;
		say(d, "\n\t\tInterface Parameter: ");
		say_name(d, parameters, "Unknown", t);
		sayf(d, " (0x%02x), len %u", t, len);
		all = c;
		v = part(&c, len - 2u);
		if (t == 1 && wire(&v) >= 2) {
			sayf(d, ": %u", get_be16(&v));
		} else if (t == 3) {
			say(d, ": ");
			say_vis(d, v);
		} else if (t == 0x0c) { /* whatever its length, as in tcpdump */
			uint8_t cc = get_u8(&all), cv = get_u8(&all);

			sayf(d, "\n\t\t  Control Channels (0x%02x) = [", cc);
			say_bits(d, vccv_channels, "none", cc, ", ");
			sayf(d, "]\n\t\t  CV Types (0x%02x) = [", cv);
			say_bits(d, vccv_types, "none", cv, ", ");
			say_c(d, ']');
		} else if (wire(&v)) {
			say_hex(d, "\n\t\t  ", v);
		}
	}
}

static void addresses(struct dis *d, struct cur c)
{
	uint16_t af = get_be16(&c);

	say(d, "\n\t      Address Family: ");
	if (af == 1)
		say(d, "IPv4, addresses");
	else if (af == 2)
		say(d, "IPv6, addresses");
	else
		say_name(d, af_names, "Unknown (%u)", af);
	if (af != 1 && af != 2)
		say(d, ", addresses");
	while (af == 1 && wire(&c) >= 4 && !d->stopped) {
		uint32_t a = get_ip4(&c);

		if (!d->stopped) {
			say_c(d, ' ');
			say_ip4(d, a);
		}
	}
	while (af == 2 && wire(&c) >= 16 && !d->stopped) {
		struct ip6 a = get_ip6(&c);

		if (!d->stopped) {
			say_c(d, ' ');
			say_ip6(d, a);
		}
	}
}

static void session(struct dis *d, struct cur c)
{
	uint16_t version = get_be16(&c), keepalive = get_be16(&c), space;
	uint8_t flags = get_u8(&c), limit;
	uint16_t max;
	uint32_t id;

	sayf(d, "\n\t      Version: %u", version);
	show_u(d, ", Keepalive: ", "keepalive", keepalive);
	sayf(d, "s, Flags: [Downstream %s, Loop Detection %s]",
		flags & 0x80 ? "On Demand" : "Unsolicited", flags & 0x40 ? "Enabled" : "Disabled");
	need(&c, 9);
	limit = get_u8(&c);
	max = get_be16(&c);
	id = get_ip4(&c);
	space = get_be16(&c);
	sayf(d, "\n\t      Path Vector Limit %u, Max-PDU length: %u", limit, max);
	show_ip4(d, ", Receiver Label-Space-ID ", "receiver", id);
	sayf(d, ":%u", space);
}

static void status(struct dis *d, struct cur c)
{
	uint32_t code = get_be32(&c), id;
	uint16_t type;

	say(d, "\n\t      Status Code: ");
	show_name(d, "status", statuses, "Unknown", code & 0x3fffffff);
	sayf(d, ", Flags: [%s and %s forward]",
		code >> 31 ? "Fatal error" : "Advisory Notification",
		code & 0x40000000 ? "do" : "don't");
	id = get_be32(&c);
	if (id)
		show_x(d, ", causing Message ID: 0x", "message_id", id, 8);
	type = get_be16(&c);
	if (type) {
		say(d, ", Message Type: ");
		say_name(d, messages, "Unknown", type);
	}
}

static void fault_tolerance(struct dis *d, struct cur c)
{
	uint16_t f = get_be16(&c);
	uint32_t reconnect, recovery;

	skip(&c, 2);
	sayf(d,
		"\n\t      Flags: [%sReconnect, %sSave State, %sAll-Label Protection, %s "
		"Checkpoint,"
		" %sRe-Learn State]",
		f & 0x8000 ? "" : "No ", f & 8 ? "" : "Don't ", f & 4 ? "" : "No ",
		f & 2 ? "Sequence Numbered Label" : "All Labels", f & 1 ? "" : "Don't ");
	reconnect = get_be32(&c);
	if (reconnect && !d->stopped) {
		show_u(d, ", Reconnect Timeout: ", "reconnect_timeout", reconnect);
		say(d, "ms");
	}
	recovery = get_be32(&c);
	if (recovery && !d->stopped) {
		show_u(d, ", Recovery Time: ", "recovery_time", recovery);
		say(d, "ms");
	}
}

static uint32_t least(uint16_t type)
{
	switch (type) {
	case FEC:
	case HOP_COUNT:
	case TYPED_WILDCARD:
		return 1;
	case ADDRESS_LIST:
	case MTU:
		return 2;
	case COMMON_SESSION:
		return 14;
	case STATUS:
		return 10;
	case FT_SESSION:
		return 12;
	case IPV6_TRANSPORT:
		return 16;
	case COMMON_HELLO:
	case IPV4_TRANSPORT:
	case CONFIG_SEQ:
	case GENERIC_LABEL:
	case DUAL_STACK:
	case PATH_VECTOR:
		return 4;
	default:
		return 0;
	}
}

static void value(struct dis *d, uint16_t type, struct cur c)
{
	uint32_t a, b;
	struct ip6 ip6;
	bool first = true;

	if (bad(d, "tlv length", wire(&c), <, least(type)))
		return;
	switch (type) {
	case COMMON_HELLO:
		a = get_be16(&c);
		b = get_be16(&c);
		if (d->stopped)
			return;
		show_u(d, "\n\t      Hold Time: ", "hold_time", a);
		sayf(d, "s, Flags: [%s Hello%s]", b & 0x8000 ? "Targeted" : "Link",
			b & 0x4000 ? ", Request for targeted Hellos" : "");
		return;
	case IPV4_TRANSPORT:
		a = get_ip4(&c);
		if (!d->stopped)
			show_ip4(d, "\n\t      IPv4 Transport Address: ", "transport_address", a);
		return;
	case IPV6_TRANSPORT:
		ip6 = get_ip6(&c);
		if (!d->stopped)
			show_ip6(d, "\n\t      IPv6 Transport Address: ", "transport_address", ip6);
		return;
	case CONFIG_SEQ:
		a = get_be32(&c);
		if (!d->stopped)
			show_u(d, "\n\t      Sequence Number: ", "sequence", a);
		return;
	case ADDRESS_LIST:
		addresses(d, c);
		return;
	case COMMON_SESSION:
		session(d, c);
		return;
	case FEC:
		a = get_u8(&c);
		if (d->stopped)
			return;
		say(d, "\n\t      ");
		show_name(d, "fec", fecs, "Unknown", a);
		sayf(d, " FEC (0x%02x)", a);
		if (a == PREFIX)
			prefix_fec(d, c);
		else if (a == MARTINI_VC)
			martini_fec(d, c);
		return;
	case GENERIC_LABEL:
		a = get_be32(&c);
		if (!d->stopped)
			show_u(d, "\n\t      Label: ", "label", a & 0xfffff);
		return;
	case STATUS:
		status(d, c);
		return;
	case FT_SESSION:
		fault_tolerance(d, c);
		return;
	case MTU:
		a = get_be16(&c);
		if (!d->stopped)
			show_u(d, "\n\t      MTU: ", "mtu", a);
		return;
	case DUAL_STACK:
		a = get_u8(&c);
		if (d->stopped)
			return;
		say(d, "\n\t      Transport Connection Preference: ");
		say_name(d, preferences, "Unknown", a >> 4);
		return;
	case TYPED_WILDCARD:
		a = get_u8(&c);
		if (!d->stopped)
			sayf(d, "\n\t      %sSupport", a & 0x80 ? "" : "No ");
		return;
	case HOP_COUNT:
		a = get_u8(&c);
		if (!d->stopped)
			show_u(d, "\n\t      Hop Count: ", "hop_count", a);
		return;
	case PATH_VECTOR:
		say(d, "\n\t      Path Vector: ");
		while (wire(&c) >= 4 && !d->stopped) {
			a = get_ip4(&c);
			if (d->stopped)
				return;
			say_s(d, first ? "" : ", ");
			say_ip4(d, a);
			first = false;
		}
		return;
	default:
		if (d->opt->v <= 1 && wire(&c))
			say_hex(d, "\n\t      ", c);
	}
}

/* room: the octets left of the message, which the packet may not have. */
static void tlvs(struct dis *d, struct cur c, uint32_t room)
{
	while (room >= 4 && !d->stopped) {
		uint16_t type, len;

		need(&c, 4);
		type = get_be16(&c);
		len = get_be16(&c);
		if (d->stopped)
			return;
		room -= 4;
		if (len > room) {
			say(d, "\n\t\t TLV contents go past end of message");
			return;
		}
		item(d);
		say(d, "\n\t    ");
		show_name(d, "type", tlv_names, "Unknown", type & 0x3fff);
		sayf(d, " TLV (0x%04x), length: %u, Flags: [%s and %s forward if unknown]",
			type & 0x3fff, len, type & 0x8000 ? "continue processing" : "ignore",
			type & 0x4000 ? "do" : "don't");
		value(d, type & 0x3fff, part(&c, len));
		room -= len;
		done(d);
	}
}

/* False ends the packet. */
static bool messages_of(struct dis *d, struct cur c, uint32_t room)
{
	while (room && !d->stopped) {
		uint16_t type, len;
		uint32_t id, dump;
		struct cur v;

		need(&c, MSG_HEADER);
		type = get_be16(&c);
		len = get_be16(&c);
		if (d->stopped)
			return false;
		item(d);
		say(d, "\n\t  ");
		show_name(d, "type", messages, "Unknown", type & 0x7fff);
		sayf(d, " Message (0x%04x), length: %u", type & 0x7fff, len);
		if (len < 4) {
			say(d, " (too short, < 4)");
			done(d);
			return false;
		}
		id = get_be32(&c);
		show_x(d, ", Message ID: 0x", "id", id, 8);
		sayf(d, ", Flags: [%s if unknown]",
			type & 0x8000 ? "continue processing" : "ignore");
		if (len > MSG_HEADER)
			need(&c, len - MSG_HEADER); /* four too few, as in tcpdump */
		v = c;
		dump = len - (d->opt->v > 1 ? 0u : 4u); /* four too many, as tcpdump has it */
		if (name_of(messages, type & 0x7fff)) {
			list(d, "tlvs");
			tlvs(d, c, len - 4u);
			done(d);
			if (d->opt->v <= 1)
				dump = 0;
		}
		if (dump > left(&v))
			dump = left(&v);
		if (dump && !d->stopped)
			say_hex(d, "\n\t  ", part(&v, dump));
		done(d);
		skip(&c, len - 4u);
		room -= len + 4u; /* may wrap, as in tcpdump: what follows is read on */
	}
	return true;
}

static void dissect_ldp(struct dis *d, struct cur c)
{
	list(d, "pdus");
	while (wire(&c) > PDU_HEADER + MSG_HEADER && !d->stopped) {
		uint32_t room = wire(&c), len, id;
		uint16_t version, space;
		const char *start = d->opt->v ? "\n\t" : "";

		need(&c, PDU_HEADER);
		version = get_be16(&c);
		len = get_be16(&c);
		id = get_ip4(&c);
		space = get_be16(&c);
		if (d->stopped)
			return;
		item(d);
		say_s(d, start);
		if (version != 1) {
			sayf(d, "LDP version %u packet not supported", version);
			done(d);
			break;
		}
		if (len < 6) {
			sayf(d, "LDP, pdu-length: %u (too short, < 6)", len);
			done(d);
			break;
		}
		show_ip4(d, "LDP, Label-Space-ID: ", "lsr_id", id);
		show_u(d, ":", "label_space", space);
		show_u(d, ", pdu-length: ", "length", len);
		if (!d->opt->v) {
			done(d);
			break;
		}
		list(d, "messages");
		if (!messages_of(d, c, len - 6)) {
			done(d);
			done(d);
			break;
		}
		done(d);
		done(d);
		if (d->stopped)
			return;
		skip(&c, len - 6);
		if (room < len + 4) {
			sayf(d, " [remaining length %u < %u]", room, len + 4);
			invalid(d);
			break;
		}
	}
	done(d);
}

const struct proto proto_ldp = { "ldp", dissect_ldp };
const struct proto proto_ldp_udp = { "ldp", dissect_ldp };
