/* Resource ReSerVation Protocol.  RFC 2205; bundles: RFC 2961; tunnels: RFC 3209; GMPLS: RFC 3473;
 * integrated services: RFC 2210, RFC 2215; fast reroute: RFC 4090; multipoint: RFC 4875. */
#include "../dissect/dissect.h"
#include "gmpls.h"

enum { HEADER = 8, OBJECT_HEADER = 4, VERSION = 1, BUNDLE = 12 };

static const struct name messages[] = {
	{ 1, "Path" },
	{ 2, "Resv" },
	{ 3, "PathErr" },
	{ 4, "ResvErr" },
	{ 5, "PathTear" },
	{ 6, "ResvTear" },
	{ 7, "ResvConf" },
	{ BUNDLE, "Bundle" },
	{ 13, "Acknowledgement" },
	{ 14, "Hello (Old)" },
	{ 15, "Refresh" },
	{ 20, "Hello" },
	{ 0, NULL },
};

static const struct name header_flags[] = {
	{ 1, "Refresh reduction capable" },
	{ 0, NULL },
};

enum {
	SESSION = 1,
	RSVP_HOP = 3,
	INTEGRITY = 4,
	TIME_VALUES = 5,
	ERROR_SPEC = 6,
	STYLE = 8,
	FLOWSPEC = 9,
	FILTERSPEC = 10,
	SENDER_TEMPLATE = 11,
	SENDER_TSPEC = 12,
	ADSPEC = 13,
	CONFIRM = 15,
	LABEL = 16,
	LABEL_REQUEST = 19,
	ERO = 20,
	RRO = 21,
	HELLO = 22,
	MESSAGE_ID = 23,
	MESSAGE_ID_ACK = 24,
	MESSAGE_ID_LIST = 25,
	RECOVERY_LABEL = 34,
	UPSTREAM_LABEL = 35,
	LABEL_SET = 36,
	SUB_LSP = 50,
	DETOUR = 63,
	CLASS_TYPE = 66,
	CLASS_TYPE_OLD = 125,
	SUGGESTED_LABEL = 129,
	RESTART = 131,
	CAPABILITY = 134,
	NOTIFY_REQUEST = 195,
	ADMIN_STATUS = 196,
	PROPERTIES = 204,
	FAST_REROUTE = 205,
	SESSION_ATTRIBUTE = 207,
	UNI = 229
};

static const struct name classes[] = {
	{ SESSION, "Session" },
	{ RSVP_HOP, "RSVP Hop" },
	{ INTEGRITY, "Integrity" },
	{ TIME_VALUES, "Time Values" },
	{ ERROR_SPEC, "Error Spec" },
	{ 7, "Scope" },
	{ STYLE, "Style" },
	{ FLOWSPEC, "Flowspec" },
	{ FILTERSPEC, "FilterSpec" },
	{ SENDER_TEMPLATE, "Sender Template" },
	{ SENDER_TSPEC, "Sender TSpec" },
	{ ADSPEC, "Adspec" },
	{ 14, "Policy Data" },
	{ CONFIRM, "Confirm" },
	{ LABEL, "Label" },
	{ LABEL_REQUEST, "Label Request" },
	{ ERO, "ERO" },
	{ RRO, "RRO" },
	{ HELLO, "Hello" },
	{ MESSAGE_ID, "Message ID" },
	{ MESSAGE_ID_ACK, "Message ID Ack" },
	{ MESSAGE_ID_LIST, "Message ID List" },
	{ RECOVERY_LABEL, "Recovery Label" },
	{ UPSTREAM_LABEL, "Upstream Label" },
	{ LABEL_SET, "Label Set" },
	{ 37, "Protection" },
	{ SUB_LSP, "Sub-LSP to LSP" },
	{ DETOUR, "Detour" },
	{ CLASS_TYPE, "Class Type" },
	{ CLASS_TYPE_OLD, "Class Type (old)" },
	{ SUGGESTED_LABEL, "Suggested Label" },
	{ 130, "Acceptable Label Set" },
	{ RESTART, "Restart Capability" },
	{ CAPABILITY, "Capability" },
	{ NOTIFY_REQUEST, "Notify Request" },
	{ ADMIN_STATUS, "Administrative Status" },
	{ PROPERTIES, "Properties" },
	{ FAST_REROUTE, "Fast Re-Route" },
	{ SESSION_ATTRIBUTE, "Session Attribute" },
	{ UNI, "Generalized UNI" },
	{ 230, "Call-ID" },
	{ 236, "Call Capability" },
	{ 0, NULL },
};

/* Class-types, by what they say. */
enum {
	IPV4 = 1,
	IPV6 = 2,
	IPV4_TLVS = 3,
	IPV6_TLVS = 4,
	INTSERV = 2,
	FLOW_LABEL = 3,
	TUNNEL_IPV4 = 7,
	TUNNEL_IPV6 = 8,
	UNI_IPV4 = 11,
	SENDER_P2MP_IPV4 = 12,
	SENDER_P2MP_IPV6 = 13,
	SESSION_P2MP_IPV4 = 13,
	SESSION_P2MP_IPV6 = 14
};

#define OF(class, ctype) ((class) << 8 | (ctype))

static const struct name ctypes[] = {
	{ OF(SESSION, IPV4), "IPv4" },
	{ OF(SESSION, IPV6), "IPv6" },
	{ OF(SESSION, TUNNEL_IPV4), "Tunnel IPv4" },
	{ OF(SESSION, UNI_IPV4), "UNI IPv4" },
	{ OF(SESSION, SESSION_P2MP_IPV4), "IPv4 P2MP LSP Tunnel" },
	{ OF(SESSION, SESSION_P2MP_IPV6), "IPv6 P2MP LSP Tunnel" },
	{ OF(RSVP_HOP, IPV4), "IPv4" },
	{ OF(RSVP_HOP, IPV6), "IPv6" },
	{ OF(RSVP_HOP, IPV4_TLVS), "IPv4 plus opt. TLVs" },
	{ OF(RSVP_HOP, IPV6_TLVS), "IPv6 plus opt. TLVs" },
	{ OF(TIME_VALUES, 1), "1" },
	{ OF(ERROR_SPEC, IPV4), "IPv4" },
	{ OF(ERROR_SPEC, IPV6), "IPv6" },
	{ OF(ERROR_SPEC, IPV4_TLVS), "IPv4 plus opt. TLVs" },
	{ OF(ERROR_SPEC, IPV6_TLVS), "IPv6 plus opt. TLVs" },
	{ OF(STYLE, 1), "1" },
	{ OF(FLOWSPEC, 1), "obsolete" },
	{ OF(FLOWSPEC, INTSERV), "IntServ" },
	{ OF(FILTERSPEC, IPV4), "IPv4" },
	{ OF(FILTERSPEC, IPV6), "IPv6" },
	{ OF(FILTERSPEC, FLOW_LABEL), "IPv6 Flow-label" },
	{ OF(FILTERSPEC, TUNNEL_IPV4), "Tunnel IPv4" },
	{ OF(FILTERSPEC, SENDER_P2MP_IPV4), "IPv4 P2MP LSP Tunnel" },
	{ OF(FILTERSPEC, SENDER_P2MP_IPV6), "IPv6 P2MP LSP Tunnel" },
	{ OF(SENDER_TEMPLATE, IPV4), "IPv4" },
	{ OF(SENDER_TEMPLATE, IPV6), "IPv6" },
	{ OF(SENDER_TEMPLATE, TUNNEL_IPV4), "Tunnel IPv4" },
	{ OF(SENDER_TEMPLATE, SENDER_P2MP_IPV4), "IPv4 P2MP LSP Tunnel" },
	{ OF(SENDER_TEMPLATE, SENDER_P2MP_IPV6), "IPv6 P2MP LSP Tunnel" },
	{ OF(SENDER_TSPEC, INTSERV), "IntServ" },
	{ OF(ADSPEC, INTSERV), "IntServ" },
	{ OF(CONFIRM, IPV4), "IPv4" },
	{ OF(CONFIRM, IPV6), "IPv6" },
	{ OF(LABEL, 1), "Label" },
	{ OF(LABEL, 2), "Generalized Label" },
	{ OF(LABEL, 3), "Waveband Switching" },
	{ OF(LABEL_REQUEST, 1), "without label range" },
	{ OF(LABEL_REQUEST, 2), "with ATM label range" },
	{ OF(LABEL_REQUEST, 3), "with FR label range" },
	{ OF(LABEL_REQUEST, 4), "Generalized Label" },
	{ OF(ERO, IPV4), "IPv4" },
	{ OF(RRO, IPV4), "IPv4" },
	{ OF(HELLO, 1), "Hello Request" },
	{ OF(HELLO, 2), "Hello Ack" },
	{ OF(MESSAGE_ID, 1), "1" },
	{ OF(MESSAGE_ID_ACK, 1), "Message id ack" },
	{ OF(MESSAGE_ID_ACK, 2), "Message id nack" },
	{ OF(MESSAGE_ID_LIST, 1), "1" },
	{ OF(RECOVERY_LABEL, 1), "Label" },
	{ OF(RECOVERY_LABEL, 2), "Generalized Label" },
	{ OF(RECOVERY_LABEL, 3), "Waveband Switching" },
	{ OF(UPSTREAM_LABEL, 1), "Label" },
	{ OF(UPSTREAM_LABEL, 2), "Generalized Label" },
	{ OF(UPSTREAM_LABEL, 3), "Waveband Switching" },
	{ OF(LABEL_SET, 1), "1" },
	{ OF(SUB_LSP, IPV4), "IPv4 sub-LSP" },
	{ OF(SUB_LSP, IPV6), "IPv6 sub-LSP" },
	{ OF(DETOUR, TUNNEL_IPV4), "Tunnel IPv4" },
	{ OF(CLASS_TYPE, 1), "1" },
	{ OF(CLASS_TYPE_OLD, 1), "1" },
	{ OF(SUGGESTED_LABEL, 1), "Label" },
	{ OF(SUGGESTED_LABEL, 2), "Generalized Label" },
	{ OF(SUGGESTED_LABEL, 3), "Waveband Switching" },
	{ OF(RESTART, 1), "IPv4" },
	{ OF(CAPABILITY, 1), "1" },
	{ OF(NOTIFY_REQUEST, IPV4), "IPv4" },
	{ OF(NOTIFY_REQUEST, IPV6), "IPv6" },
	{ OF(ADMIN_STATUS, 1), "1" },
	{ OF(PROPERTIES, 1), "1" },
	{ OF(FAST_REROUTE, 1), "1" },
	{ OF(FAST_REROUTE, TUNNEL_IPV4), "Tunnel IPv4" },
	{ OF(SESSION_ATTRIBUTE, TUNNEL_IPV4), "Tunnel IPv4" },
	{ OF(UNI, 1), "1" },
	{ 0, NULL },
};

static const struct name styles[] = {
	{ 10, "Fixed Filter" },
	{ 17, "Wildcard Filter" },
	{ 18, "Shared Explicit" },
	{ 0, NULL },
};

static const struct name session_flags[] = {
	{ 0x01, "Local Protection" },
	{ 0x02, "Label Recording" },
	{ 0x04, "SE Style" },
	{ 0x08, "Bandwidth protection" },
	{ 0x10, "Node protection" },
	{ 0, NULL },
};

static const struct name integrity_flags[] = {
	{ 0x80, "Handshake" },
	{ 0, NULL },
};

static const struct name capabilities[] = {
	{ 4, "RecoveryPath Transmit Enabled" },
	{ 2, "RecoveryPath Desired" },
	{ 1, "RecoveryPath Srefresh Capable" },
	{ 0, NULL },
};

static const struct name admin_states[] = {
	{ 0x80000000, "Reflect" },
	{ 4, "Testing" },
	{ 2, "Admin-down" },
	{ 1, "Delete-in-progress" },
	{ 0, NULL },
};

enum { HOP_IPV4 = 1, HOP_LABEL = 3 };

static const struct name hops[] = {
	{ 0, "Reserved" },
	{ HOP_IPV4, "IPv4 prefix" },
	{ 2, "IPv6 prefix" },
	{ HOP_LABEL, "Label" },
	{ 32, "Autonomous system number" },
	{ 64, "MPLS label switched path termination" },
	{ 0, NULL },
};

static const struct name hop_flags[] = {
	{ 1, "Local protection available" },
	{ 2, "Local protection in use" },
	{ 4, "Bandwidth protection" },
	{ 8, "Node protection" },
	{ 0, NULL },
};

static const struct name label_flags[] = {
	{ 1, "Global" },
	{ 0, NULL },
};

enum { ROUTING = 24, DIFFSERV_TE = 28, DIFFSERV_TE_OLD = 125 };

static const struct name error_codes[] = {
	{ ROUTING, "Routing Problem" },
	{ 25, "Notify Error" },
	{ DIFFSERV_TE, "Diffserv TE Error" },
	{ DIFFSERV_TE_OLD, "Diffserv TE Error (Old)" },
	{ 0, NULL },
};

static const struct name routing_errors[] = {
	{ 1, "Bad EXPLICIT_ROUTE object" },
	{ 2, "Bad strict node" },
	{ 3, "Bad loose node" },
	{ 4, "Bad initial subobject" },
	{ 5, "No route available toward destination" },
	{ 6, "Unacceptable label value" },
	{ 7, "RRO indicated routing loops" },
	{ 8, "non-RSVP-capable router in the path" },
	{ 9, "MPLS label allocation failure" },
	{ 10, "Unsupported L3PID" },
	{ 0, NULL },
};

static const struct name diffserv_errors[] = {
	{ 1, "Unexpected CT object" },
	{ 2, "Unsupported CT" },
	{ 3, "Invalid CT value" },
	{ 4, "CT/setup priority do not form a configured TE-Class" },
	{ 5, "CT/holding priority do not form a configured TE-Class" },
	{ 6, "CT/setup priority and CT/holding priority do not form a configured TE-Class" },
	{ 7, "Inconsistency between signaled PSC and signaled CT" },
	{ 8, "Inconsistency between signaled PHBs and signaled CT" },
	{ 0, NULL },
};

static const struct name services[] = {
	{ 1, "Default/Global Information" },
	{ 2, "Guaranteed Service" },
	{ 5, "Controlled Load" },
	{ 0, NULL },
};

enum {
	IS_HOPS = 4,
	BANDWIDTH = 6,
	LATENCY = 8,
	COMPOSED_MTU = 10,
	TOKEN_BUCKET = 127,
	RSPEC = 130,
	TOTAL_C = 133,
	TOTAL_D = 134,
	SUM_C = 135,
	SUM_D = 136
};

static const struct name parameters[] = {
	{ IS_HOPS, "IS hop cnt" },
	{ BANDWIDTH, "Path b/w estimate" },
	{ LATENCY, "Minimum path latency" },
	{ COMPOSED_MTU, "Composed MTU" },
	{ TOKEN_BUCKET, "Token Bucket TSpec" },
	{ RSPEC, "Guaranteed Service RSpec" },
	{ TOTAL_C, "End-to-end composed value for C" },
	{ TOTAL_D, "End-to-end composed value for D" },
	{ SUM_C, "Since-last-reshaping point composed C" },
	{ SUM_D, "Since-last-reshaping point composed D" },
	{ 0, NULL },
};

enum { UNI_SOURCE = 1, UNI_DEST, UNI_DIVERSITY, UNI_EGRESS, UNI_SERVICE };

static const struct name uni_types[] = {
	{ UNI_SOURCE, "Source TNA address" },
	{ UNI_DEST, "Destination TNA address" },
	{ UNI_DIVERSITY, "Diversity" },
	{ UNI_EGRESS, "Egress label" },
	{ UNI_SERVICE, "Service level" },
	{ 0, NULL },
};

enum { INCLUSIVE_RANGE = 2, EXCLUSIVE_RANGE = 3 };

static const struct name actions[] = {
	{ 0, "Inclusive list" },
	{ 1, "Exclusive list" },
	{ INCLUSIVE_RANGE, "Inclusive range" },
	{ EXCLUSIVE_RANGE, "Exclusive range" },
	{ 0, NULL },
};

/* What came of an object: DUMP shows its octets, what is not known or not told; FAIL ends the
 * message. */
enum result { DONE, DUMP, FAIL };

struct obj { /* an object being shown; c is all of its value, held */
	struct cur c;
	const char *indent;
	uint8_t class, ctype;
};

static enum result failed(struct dis *d, const struct obj *o, const char *why)
{
	sayf(d, "%sERROR: %s is too short", o->indent, why);
	return FAIL;
}

#define AT_LEAST(n)                                                                                \
	do {                                                                                       \
		if (wire(&o->c) < (n))                                                             \
			return failed(d, o, "object");                                             \
	} while (0)

static void line(struct dis *d, const struct obj *o)
{
	say_s(d, o->indent);
	say(d, "  ");
}

static enum result session(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	uint32_t v;
	uint16_t id;
	bool six = o->ctype == IPV6 || o->ctype == TUNNEL_IPV6;

	switch (o->ctype) {
	case IPV4:
	case IPV6:
		AT_LEAST(six ? 20u : 8u);
		line(d, o);
		if (six)
			show_ip6(d, "IPv6 DestAddress: ", "destination", get_ip6(c));
		else
			show_ip4(d, "IPv4 DestAddress: ", "destination", get_ip4(c));
		show_x(d, ", Protocol ID: 0x", "protocol", get_u8(c), 2);
		line(d, o);
		show_x(d, "Flags: [0x", "flags", get_u8(c), 2);
		say(d, "]");
		show_u(d, ", DestPort ", "port", get_be16(c));
		return DONE;
	case TUNNEL_IPV4:
	case TUNNEL_IPV6:
	case UNI_IPV4:
	case SESSION_P2MP_IPV4:
		AT_LEAST(six ? 36u : 12u);
		line(d, o);
		if (six) {
			show_ip6(d, "IPv6 Tunnel EndPoint: ", "endpoint", get_ip6(c));
		} else {
			v = get_ip4(c);
			say_s(d, o->ctype == SESSION_P2MP_IPV4 ? "IPv4 P2MP LSP ID: "
							       : "IPv4 Tunnel EndPoint: ");
			show_ip4(d, "", "endpoint", v);
		}
		skip(c, 2);
		show_x(d, ", Tunnel ID: 0x", "tunnel", get_be16(c), 4);
		if (six)
			show_ip6(d, ", Extended Tunnel ID: ", "extended_tunnel", get_ip6(c));
		else
			show_ip4(d, ", Extended Tunnel ID: ", "extended_tunnel", get_ip4(c));
		return DONE;
	case SESSION_P2MP_IPV6:
		AT_LEAST(24);
		line(d, o);
		v = get_be32(c);
		skip(c, 2);
		id = get_be16(c);
		show_x(d, "IPv6 P2MP LSP ID: 0x", "endpoint", v, 8);
		show_x(d, ", Tunnel ID: 0x", "tunnel", id, 4);
		show_ip6(d, ", Extended Tunnel ID: ", "extended_tunnel", get_ip6(c));
		return DONE;
	default:
		return DUMP;
	}
}

/* One address, with a label before it. */
static enum result address(struct dis *d, struct obj *o, const char *four, const char *six)
{
	if (o->ctype == IPV4) {
		AT_LEAST(4);
		line(d, o);
		say_s(d, four);
		show_ip4(d, "", "address", get_ip4(&o->c));
	} else if (o->ctype == IPV6) {
		AT_LEAST(16);
		line(d, o);
		say_s(d, six);
		show_ip6(d, "", "address", get_ip6(&o->c));
	} else {
		return DUMP;
	}
	return DONE;
}

static enum result label(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;

	switch (o->ctype) {
	case 1:
		while (wire(c) >= 4 && !d->stopped) {
			line(d, o);
			show_u(d, "Label: ", "label", get_be32(c));
		}
		return DONE;
	case 2:
		AT_LEAST(4);
		line(d, o);
		show_u(d, "Generalized Label: ", "label", get_be32(c));
		return DONE;
	case 3:
		AT_LEAST(12);
		line(d, o);
		show_u(d, "Waveband ID: ", "waveband", get_be32(c));
		line(d, o);
		show_u(d, "Start Label: ", "start", get_be32(c));
		show_u(d, ", Stop Label: ", "stop", get_be32(c));
		return DONE;
	default:
		return DUMP;
	}
}

static enum result style(struct dis *d, struct obj *o)
{
	uint8_t flags;

	if (o->ctype != 1)
		return DUMP;
	AT_LEAST(4);
	flags = get_u8(&o->c);
	line(d, o);
	say(d, "Reservation Style: ");
	show_name(d, "style", styles, "Unknown", get_be24(&o->c));
	show_x(d, ", Flags: [0x", "flags", flags, 2);
	say(d, "]");
	return DONE;
}

/* A sender: in its template, and in the filters made of those. */
static enum result sender(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	bool filter = o->class == FILTERSPEC;

	switch (o->ctype) {
	case SENDER_P2MP_IPV4:
		AT_LEAST(16);
		line(d, o);
		show_ip4(d, "IPv4 Tunnel Sender Address: ", "source", get_ip4(c));
		skip(c, 2);
		show_x(d, ", LSP ID: 0x", "lsp", get_be16(c), 4);
		line(d, o);
		show_ip4(d, "Sub-Group Originator ID: ", "originator", get_ip4(c));
		skip(c, 2);
		show_x(d, ", Sub-Group ID: 0x", "subgroup", get_be16(c), 4);
		return DONE;
	case SENDER_P2MP_IPV6:
		AT_LEAST(40);
		line(d, o);
		show_ip6(d, "IPv6 Tunnel Sender Address: ", "source", get_ip6(c));
		skip(c, 2);
		show_x(d, ", LSP ID: 0x", "lsp", get_be16(c), 4);
		line(d, o);
		show_ip6(d, "Sub-Group Originator ID: ", "originator", get_ip6(c));
		skip(c, 2);
		show_x(d, ", Sub-Group ID: 0x", "subgroup", get_be16(c), 4);
		return DONE;
	case IPV4:
	case TUNNEL_IPV4:
		AT_LEAST(8);
		line(d, o);
		if (o->ctype == TUNNEL_IPV4 && !filter)
			say(d, "IPv4 Tunnel Sender Address: ");
		else
			say(d, "Source Address: ");
		show_ip4(d, "", "source", get_ip4(c));
		skip(c, 2);
		if (o->ctype == IPV4)
			show_u(d, ", Source Port: ", "port", get_be16(c));
		else
			show_x(d, ", LSP-ID: 0x", "lsp", get_be16(c), 4);
		return DONE;
	case TUNNEL_IPV6: /* of which tcpdump shows a quarter of the address */
		if (!filter)
			return DUMP;
		AT_LEAST(20);
		line(d, o);
		show_ip4(d, "Source Address: ", "source", get_ip4(c));
		skip(c, 14);
		show_x(d, ", LSP-ID: 0x", "lsp", get_be16(c), 4);
		return DONE;
	case FLOW_LABEL:
		if (!filter)
			return DUMP;
		/* fall through */
	case IPV6:
		AT_LEAST(20);
		line(d, o);
		show_ip6(d, "Source Address: ", "source", get_ip6(c));
		if (o->ctype == FLOW_LABEL) {
			skip(c, 1);
			show_u(d, ", Flow Label: ", "flow_label", get_be24(c));
			return DONE;
		}
		skip(c, 2);
		show_u(d, ", Source Port: ", "port", get_be16(c));
		return DONE;
	default:
		return DUMP;
	}
}

static void layer3(struct dis *d, struct obj *o)
{
	line(d, o);
	skip(&o->c, 2);
	say(d, "L3 Protocol ID: ");
	show_name(d, "protocol", ethertype_names, "Unknown Protocol (0x%04x)", get_be16(&o->c));
}

static enum result label_request(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	uint32_t a, b;

	switch (o->ctype) {
	case 1:
		while (wire(c) >= 4 && !d->stopped)
			layer3(d, o);
		return DONE;
	case 2:
		AT_LEAST(12);
		layer3(d, o);
		a = get_be16(c);
		b = get_be16(c);
		sayf(d, ",%s merge capability", a & 0x8000 ? "no" : "");
		line(d, o);
		sayf(d, "Minimum VPI/VCI: %u/%u", a & 0xfff, b & 0xfff);
		note_u(d, "least_vpi", a & 0xfff);
		note_u(d, "least_vci", b);
		a = get_be16(c);
		b = get_be16(c);
		line(d, o);
		sayf(d, "Maximum VPI/VCI: %u/%u", a & 0xfff, b & 0xfff);
		note_u(d, "most_vpi", a & 0xfff);
		note_u(d, "most_vci", b);
		return DONE;
	case 3:
		AT_LEAST(12);
		layer3(d, o);
		a = get_be32(c);
		b = get_be32(c);
		line(d, o);
		sayf(d, "Minimum/Maximum DLCI: %u/%u, %s%s bit DLCI", a & 0x7fffff, b & 0x7fffff,
			(a >> 23 & 3) == 0 ? "10" : "", (a >> 23 & 3) == 2 ? "23" : "");
		note_u(d, "least_dlci", a & 0x7fffff);
		note_u(d, "most_dlci", b & 0x7fffff);
		return DONE;
	case 4:
		AT_LEAST(4);
		a = get_u8(c);
		line(d, o);
		say(d, "LSP Encoding Type: ");
		show_name(d, "encoding", gmpls_encodings, "Unknown", a);
		sayf(d, " (%u)", a);
		a = get_u8(c);
		line(d, o);
		say(d, "Switching Type: ");
		show_name(d, "switching", gmpls_switching, "Unknown", a);
		b = get_be16(c);
		sayf(d, " (%u), Payload ID: ", a);
		show_name(d, "payload", gmpls_payloads, "Unknown", b);
		sayf(d, " (0x%04x)", b);
		return DONE;
	default:
		return DUMP;
	}
}

/* One hop of a route; c is from its type on.  False if it is not what it says. */
static bool hop(struct dis *d, const struct obj *o, struct cur c, uint8_t type, uint8_t len)
{
	uint32_t v;
	uint8_t flags, prefix;

	if (type != HOP_IPV4 && type != HOP_LABEL)
		return true;
	if (len != 8) {
		say(d, " ERROR: length != 8");
		return false;
	}
	if (type == HOP_IPV4) {
		bool loose = get_u8(&c) & 0x80;

		skip(&c, 1);
		v = get_ip4(&c);
		prefix = get_u8(&c);
		flags = get_u8(&c);
		if (prefix != 32) {
			sayf(d, " ERROR: Prefix length %u != 32", prefix);
			return false;
		}
		say_s(d, loose ? ", Loose, " : ", Strict, ");
		note_b(d, "loose", loose);
		note_u(d, "prefix", prefix);
		note_u(d, "flags", flags);
		show_ip4(d, "", "address", v);
		sayf(d, "/%u, Flags: [", prefix);
		say_bits(d, hop_flags, "none", flags, ", ");
		say_c(d, ']');
	} else {
		uint8_t ctype;

		skip(&c, 2);
		flags = get_u8(&c);
		ctype = get_u8(&c);
		say(d, ", Flags: [");
		say_bits(d, label_flags, "none", flags, ", ");
		sayf(d, "] (%#x), Class-Type: ", flags);
		say_name(d, ctypes, "Unknown", OF(o->class, ctype));
		v = get_be32(&c);
		sayf(d, " (%u), %u", ctype, v);
		note_u(d, "flags", flags);
		note_u(d, "ctype", ctype);
		note_u(d, "label", v);
	}
	return true;
}

static enum result route(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;

	if (o->ctype != IPV4)
		return DUMP;
	list(d, "hops");
	while (wire(c) >= 4 && !d->stopped) {
		uint8_t type = peek_u8(c, 0) & 0x7f, len = peek_u8(c, 1);
		bool good;

		line(d, o);
		say(d, "Subobject Type: ");
		say_name(d, hops, "Unknown %u", type);
		sayf(d, ", length %u", len);
		if (len == 0 || len > wire(c)) {
			line(d, o);
			say_s(d, len ? "ERROR: ERO subobject length > object length"
				     : "ERROR: zero length ERO subtype");
			break;
		}
		item(d);
		note_u(d, "type", type);
		note_s(d, "type_name", name_of(hops, type));
		note_u(d, "length", len);
		good = hop(d, o, take(c, len), type, len);
		done(d);
		if (!good) {
			invalid(d);
			done(d);
			return FAIL;
		}
	}
	done(d);
	return DONE;
}

static enum result two(struct dis *d, struct obj *o)
{
	uint32_t a, b;

	if (o->ctype != 1 && (o->ctype != 2 || o->class != HELLO))
		return DUMP;
	AT_LEAST(8);
	a = get_be32(&o->c);
	b = get_be32(&o->c);
	line(d, o);
	if (o->class == HELLO)
		sayf(d, "Source Instance: 0x%08x, Destination Instance: 0x%08x", a, b);
	else
		sayf(d, "Restart  Time: %ums, Recovery Time: %ums", a, b);
	note_u(d, o->class == HELLO ? "source_instance" : "restart_time", a);
	note_u(d, o->class == HELLO ? "destination_instance" : "recovery_time", b);
	return DONE;
}

static enum result capability(struct dis *d, struct obj *o)
{
	uint32_t v;

	if (o->ctype != 1)
		return DUMP;
	AT_LEAST(4);
	v = get_be32(&o->c);
	if (v & ~7u) {
		line(d, o);
		sayf(d, "[reserved=0x%08x must be zero]", v & ~7u);
	}
	line(d, o);
	say(d, "Flags: [");
	say_bits(d, capabilities, "none", v, ", ");
	note_u(d, "flags", v);
	say_c(d, ']');
	return DONE;
}

static enum result session_attribute(struct dis *d, struct obj *o)
{
	uint8_t setup, hold, flags, n;
	struct cur name;

	if (o->ctype != TUNNEL_IPV4)
		return DUMP;
	AT_LEAST(4);
	setup = get_u8(&o->c);
	hold = get_u8(&o->c);
	flags = get_u8(&o->c);
	n = get_u8(&o->c);
	AT_LEAST(n);
	name = take(&o->c, n);
	line(d, o);
	show_vis(d, "Session Name: ", "name", name);
	line(d, o);
	show_u(d, "Setup Priority: ", "setup_priority", setup);
	show_u(d, ", Holding Priority: ", "holding_priority", hold);
	say(d, ", Flags: [");
	say_bits(d, session_flags, "none", flags, ", ");
	sayf(d, "] (%#x)", flags);
	note_u(d, "flags", flags);
	return DONE;
}

static enum result uni_subobject(
	struct dis *d, struct obj *o, struct cur c, uint8_t type, uint8_t af)
{
	uint32_t len = wire(&c), v, port, lab;

	skip(&c, 4);
	switch (type) {
	case UNI_SOURCE:
	case UNI_DEST:
		if (af != 1 && af != 2)
			return af == 3 && len > 4 ? DUMP : DONE;
		if (len < (af == 1 ? 8 : 20))
			return failed(d, o, "sub-object");
		line(d, o);
		if (af == 1)
			show_ip4(d, "  UNI IPv4 TNA address: ", "address", get_ip4(&c));
		else
			show_ip6(d, "  UNI IPv6 TNA address: ", "address", get_ip6(&c));
		return DONE;
	case UNI_EGRESS:
		if (len < 16)
			return failed(d, o, "sub-object");
		v = get_be32(&c);
		port = get_be32(&c);
		lab = get_be32(&c);
		line(d, o);
		sayf(d, "  U-bit: %x, Label type: %u, Logical port id: %u, Label: %u", v >> 31,
			v & 0x7f, port, lab);
		note_b(d, "upstream", v >> 31);
		note_u(d, "label_type", v & 0x7f);
		note_u(d, "port", port);
		note_u(d, "label", lab);
		return DONE;
	case UNI_SERVICE:
		if (len < 5)
			return failed(d, o, "sub-object");
		line(d, o);
		show_u(d, "  Service level: ", "level", get_u8(&c));
		return DONE;
	case UNI_DIVERSITY:
		return len > 4 ? DUMP : DONE;
	default:
		return DUMP;
	}
}

static enum result uni(struct dis *d, struct obj *o)
{
	enum result all = DONE, r = DONE;

	if (o->ctype != 1)
		return DUMP;
	AT_LEAST(4);
	list(d, "subobjects");
	while (wire(&o->c) >= 4 && !d->stopped) {
		uint16_t len = peek_be16(&o->c, 0);
		uint8_t type = peek_u8(&o->c, 2), af = peek_u8(&o->c, 3);

		line(d, o);
		say(d, "Subobject Type: ");
		say_name(d, uni_types, "Unknown", type);
		sayf(d, " (%u), AF: ", type);
		say_name(d, af_names, "Unknown", af);
		sayf(d, " (%u), length: %u", af, len);
		if (len < 4 || len > wire(&o->c)) {
			invalid(d);
			r = FAIL;
		} else {
			item(d);
			note_u(d, "type", type);
			note_s(d, "type_name", name_of(uni_types, type));
			note_u(d, "af", af);
			note_u(d, "length", len);
			r = uni_subobject(d, o, take(&o->c, len), type, af);
			done(d);
		}
		if (r == FAIL)
			break;
		if (r == DUMP)
			all = DUMP;
	}
	done(d);
	return r == FAIL ? FAIL : all;
}

static enum result rsvp_hop(struct dis *d, struct obj *o)
{
	if (o->ctype == IPV4 || o->ctype == IPV4_TLVS) {
		AT_LEAST(8);
		line(d, o);
		show_ip4(d, "Previous/Next Interface: ", "address", get_ip4(&o->c));
	} else if (o->ctype == IPV6 || o->ctype == IPV6_TLVS) {
		AT_LEAST(20);
		line(d, o);
		show_ip6(d, "Previous/Next Interface: ", "address", get_ip6(&o->c));
	} else {
		return DUMP;
	}
	show_x(d, ", Logical Interface Handle: 0x", "handle", get_be32(&o->c), 8);
	/* What TLVs there are; the reference shows an IPv6 hop's octets in any case. */
	return wire(&o->c) || o->ctype == IPV6 || o->ctype == IPV6_TLVS ? DUMP : DONE;
}

static enum result number(struct dis *d, struct obj *o)
{
	uint32_t v;

	if (o->ctype != 1)
		return DUMP;
	AT_LEAST(4);
	v = get_be32(&o->c);
	line(d, o);
	if (o->class == TIME_VALUES) {
		show_u(d, "Refresh Period: ", "refresh", v);
		say(d, "ms");
	} else if (o->class == ADMIN_STATUS) {
		say(d, "Flags [");
		say_bits(d, admin_states, "none", v, ", ");
		note_u(d, "flags", v);
		say_c(d, ']');
	} else {
		show_u(d, "CT: ", "class_type", v & 7);
	}
	return DONE;
}

static void mbps(struct dis *d, const char *what, const char *key, struct cur *c)
{
	float f = get_float(c);

	sayf(d, "\n\t\t%s: %.10g Mbps", what, (double)(f / 125000));
	note_f(d, key, (double)f); /* octets a second */
}

static void token_bucket(struct dis *d, struct cur *p)
{
	float size;

	mbps(d, "Token Bucket Rate", "rate", p);
	size = get_float(p);
	sayf(d, "\n\t\tToken Bucket Size: %.10g bytes", (double)size);
	note_f(d, "size", (double)size);
	mbps(d, "Peak Data Rate", "peak", p);
	show_u(d, "\n\t\tMinimum Policed Unit: ", "least_unit", get_be32(p));
	say(d, " bytes");
	show_u(d, "\n\t\tMaximum Packet Size: ", "most_size", get_be32(p));
	say(d, " bytes");
}

/* What is of four octets. */
static void word(struct dis *d, uint8_t id, struct cur *p)
{
	uint32_t v;

	switch (id) {
	case IS_HOPS:
		show_u(d, "\n\t\tIS hop count: ", "hops", get_be32(p));
		break;
	case BANDWIDTH:
		mbps(d, "Path b/w estimate", "bandwidth", p);
		break;
	case LATENCY:
		v = get_be32(p);
		say(d, "\n\t\tMinimum path latency: ");
		if (v == 0xffffffff)
			say(d, "don't care");
		else
			say_u(d, v);
		note_u(d, "latency", v);
		break;
	case COMPOSED_MTU:
		show_u(d, "\n\t\tComposed MTU: ", "mtu", get_be32(p));
		say(d, " bytes");
		break;
	default:
		show_u(d, "\n\t\tValue: ", "value", get_be32(p));
	}
}

static void parameter_value(struct dis *d, uint8_t id, uint32_t len, struct cur p)
{
	switch (id) {
	case IS_HOPS:
	case BANDWIDTH:
	case LATENCY:
	case COMPOSED_MTU:
	case TOTAL_C:
	case TOTAL_D:
	case SUM_C:
	case SUM_D:
		if (len == 4)
			word(d, id, &p);
		break;
	case TOKEN_BUCKET:
		if (len == 20)
			token_bucket(d, &p);
		break;
	case RSPEC:
		if (len == 8) {
			mbps(d, "Rate", "rate", &p);
			show_u(d, "\n\t\tSlack Term: ", "slack", get_be32(&p));
		}
		break;
	default:
		note_hex(d, "data", p);
		if (d->opt->v <= 1)
			say_hex(d, "\n\t\t", p);
	}
}

/* One parameter of a service; false if it does not fit. */
static bool parameter(struct dis *d, struct cur *c)
{
	uint8_t id, flags;
	uint32_t len;

	if (bad(d, "obj_tlen", wire(c), <, 4))
		return false;
	id = peek_u8(c, 0);
	flags = peek_u8(c, 1);
	len = peek_be16(c, 2) * 4u;
	say(d, "\n\t      Parameter ID: ");
	say_name(d, parameters, "unknown", id);
	sayf(d, " (%u), length: %u, Flags: [0x%02x]", id, len, flags);
	if (bad(d, "obj_tlen", wire(c), <, len + 4))
		return false;
	skip(c, 4);
	item(d);
	note_u(d, "id", id);
	note_s(d, "id_name", name_of(parameters, id));
	note_u(d, "flags", flags);
	note_u(d, "length", len);
	parameter_value(d, id, len, take(c, len));
	done(d);
	return true;
}

static enum result intserv(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	uint32_t v;

	if (o->ctype != INTSERV)
		return DUMP;
	AT_LEAST(4);
	v = get_be32(c);
	line(d, o);
	sayf(d, "Msg-Version: %u, length: %u", v >> 28, (v & 0xffff) * 4);
	note_u(d, "version", v >> 28);
	note_u(d, "data_length", (v & 0xffff) * 4);
	list(d, "services");
	while (wire(c) >= 4 && !d->stopped) {
		uint8_t id = get_u8(c), flags = get_u8(c);
		uint32_t len = get_be16(c) * 4u;

		line(d, o);
		say(d, "Service Type: ");
		say_name(d, services, "unknown", id);
		sayf(d, " (%u), break bit %sset, Service length: %u", id,
			flags & 0x80 ? "" : "not ", len);
		item(d);
		note_u(d, "service", id);
		note_s(d, "service_name", name_of(services, id));
		note_b(d, "break", flags & 0x80);
		note_u(d, "length", len);
		list(d, "parameters");
		while (len >= 4 && !d->stopped) {
			struct cur start = *c;

			if (!parameter(d, c))
				break;
			len -= stepped(&start, c);
		}
		done(d);
		done(d);
	}
	done(d);
	return DONE;
}

static enum result fast_reroute(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	uint32_t prio, a, b, any;
	float bw;

	if (o->ctype != 1 && o->ctype != TUNNEL_IPV4)
		return DUMP;
	AT_LEAST(o->ctype == 1 ? 20u : 16u);
	prio = get_be32(c);
	bw = get_float(c);
	line(d, o);
	sayf(d, "Setup Priority: %u, Holding Priority: %u, Hop-limit: %u, Bandwidth: %.10g Mbps",
		prio >> 24, prio >> 16 & 0xff, prio >> 8 & 0xff, (double)(bw / 125000));
	note_u(d, "setup_priority", prio >> 24);
	note_u(d, "holding_priority", prio >> 16 & 0xff);
	note_u(d, "hop_limit", prio >> 8 & 0xff);
	note_u(d, "flags", prio & 0xff);
	note_f(d, "bandwidth", (double)bw);
	a = get_be32(c);
	b = get_be32(c);
	line(d, o);
	note_u(d, o->ctype == 1 ? "include_any" : "include", a);
	note_u(d, o->ctype == 1 ? "exclude_any" : "exclude", b);
	if (o->ctype == 1) {
		any = get_be32(c);
		note_u(d, "include_all", any);
		sayf(d, "Include-any: 0x%08x, Exclude-any: 0x%08x, Include-all: 0x%08x", a, b, any);
	} else {
		sayf(d, "Include Colors: 0x%08x, Exclude Colors: 0x%08x", a, b);
	}
	return DONE;
}

static enum result detour(struct dis *d, struct obj *o)
{
	if (o->ctype != TUNNEL_IPV4)
		return DUMP;
	while (wire(&o->c) >= 8 && !d->stopped) {
		line(d, o);
		show_ip4(d, "PLR-ID: ", "plr", get_ip4(&o->c));
		show_ip4(d, ", Avoid-Node-ID: ", "avoid", get_ip4(&o->c));
	}
	return DONE;
}

static enum result error_spec(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	bool six = o->ctype == IPV6 || o->ctype == IPV6_TLVS;
	uint8_t flags, code;
	uint16_t value;

	if (!six && o->ctype != IPV4 && o->ctype != IPV4_TLVS)
		return DUMP;
	AT_LEAST(six ? 20u : 8u);
	line(d, o);
	if (six)
		show_ip6(d, "Error Node Address: ", "node", get_ip6(c));
	else
		show_ip4(d, "Error Node Address: ", "node", get_ip4(c));
	flags = get_u8(c);
	code = get_u8(c);
	value = get_be16(c);
	show_x(d, ", Flags: [0x", "flags", flags, 2);
	say(d, "]");
	line(d, o);
	say(d, "Error Code: ");
	show_name(d, "error", error_codes, "unknown", code);
	sayf(d, " (%u)", code);
	if (code == ROUTING || (!six && (code == DIFFSERV_TE || code == DIFFSERV_TE_OLD))) {
		say(d, ", Error Value: ");
		show_name(d, "value", code == ROUTING ? routing_errors : diffserv_errors, "unknown",
			value);
		sayf(d, " (%u)", value);
	} else if (!six) {
		show_u(d, ", Unknown Error Value (", "value", value);
		say(d, ")");
	} else {
		note_u(d, "value", value);
	}
	return DONE;
}

static enum result properties(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	uint32_t count, padding;

	if (o->ctype != 1)
		return DUMP;
	AT_LEAST(4);
	count = get_be16(c);
	padding = get_be16(c);
	line(d, o);
	sayf(d, "TLV count: %u, padding bytes: %u", count, padding);
	while (wire(c) >= 2 + padding && !d->stopped) {
		uint8_t type = peek_u8(c, 0), len = peek_u8(c, 1);

		line(d, o);
		sayf(d, "  unknown TLV (0x%02x), length: %u", type, len);
		AT_LEAST(len);
		if (len < 2)
			return failed(d, o, "property TLV");
		skip(c, 2);
		say_hex(d, "\n\t\t", take(c, len - 2u));
	}
	return DONE;
}

static enum result message_id(struct dis *d, struct obj *o)
{
	uint32_t v;

	if (o->ctype != 1 && o->ctype != 2)
		return DUMP;
	AT_LEAST(4);
	v = get_be32(&o->c);
	line(d, o);
	sayf(d, "Flags [0x%02x], epoch: %u", v >> 24, v & 0xffffff);
	note_u(d, "flags", v >> 24);
	note_u(d, "epoch", v & 0xffffff);
	list(d, "ids");
	while (wire(&o->c) >= 4 && !d->stopped) {
		v = get_be32(&o->c);
		line(d, o);
		sayf(d, "  Message-ID 0x%08x (%u)", v, v);
		note_u(d, NULL, v);
	}
	done(d);
	return DONE;
}

static enum result integrity(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c, v;
	uint8_t flags;

	if (o->ctype != 1)
		return DUMP;
	AT_LEAST(32);
	flags = get_u8(c);
	skip(c, 1);
	line(d, o);
	note_u(d, "flags", flags);
	v = take(c, 6);
	say(d, "Key-ID 0x");
	say_bytes(d, v, 0);
	note_hex(d, "key_id", v);
	v = take(c, 8);
	say(d, ", Sequence 0x");
	say_bytes(d, v, 0);
	note_hex(d, "sequence", v);
	say(d, ", Flags [");
	say_bits(d, integrity_flags, "none", flags, ", ");
	say_c(d, ']');
	line(d, o);
	v = take(c, 16);
	say(d, "MD5-sum 0x");
	say_bytes(d, v, 0);
	note_hex(d, "digest", v);
	say(d, "  (unchecked)");
	return DONE;
}

static enum result label_set(struct dis *d, struct obj *o)
{
	struct cur *c = &o->c;
	uint32_t v, a, b, i;

	if (o->ctype != 1)
		return DUMP;
	AT_LEAST(4);
	v = get_be32(c);
	line(d, o);
	say(d, "Action: ");
	say_name(d, actions, "Unknown", v >> 24);
	sayf(d, " (%u), Label type: %u", v >> 24, v & 0x7f);
	note_u(d, "action", v >> 24);
	note_s(d, "action_name", name_of(actions, v >> 24));
	note_u(d, "label_type", v & 0x7f);
	if (v >> 24 == INCLUSIVE_RANGE || v >> 24 == EXCLUSIVE_RANGE) {
		AT_LEAST(8);
		a = get_be32(c);
		b = get_be32(c);
		line(d, o);
		show_u(d, "Start range: ", "start", a);
		show_u(d, ", End range: ", "end", b);
		return DONE;
	}
	list(d, "subchannels");
	for (i = 1; wire(c) >= 4 && !d->stopped; i++) {
		line(d, o);
		v = get_be32(c);
		sayf(d, "Subchannel #%u: %u", i, v);
		note_u(d, NULL, v);
	}
	done(d);
	return DONE;
}

static enum result object(struct dis *d, struct obj *o)
{
	switch (o->class) {
	case SESSION:
		return session(d, o);
	case RSVP_HOP:
		return rsvp_hop(d, o);
	case INTEGRITY:
		return integrity(d, o);
	case TIME_VALUES:
	case CLASS_TYPE:
	case CLASS_TYPE_OLD:
	case ADMIN_STATUS:
		return number(d, o);
	case ERROR_SPEC:
		return error_spec(d, o);
	case STYLE:
		return style(d, o);
	case FLOWSPEC:
	case SENDER_TSPEC:
	case ADSPEC:
		return intserv(d, o);
	case FILTERSPEC:
	case SENDER_TEMPLATE:
		return sender(d, o);
	case CONFIRM:
		return address(d, o, "IPv4 Receiver Address: ", "IPv6 Receiver Address: ");
	case NOTIFY_REQUEST:
		return address(d, o, "IPv4 Notify Node Address: ", "IPv6 Notify Node Address: ");
	case SUB_LSP:
		return address(
			d, o, "Sub-LSP destination address: ", "Sub-LSP destination address: ");
	case LABEL:
	case RECOVERY_LABEL:
	case UPSTREAM_LABEL:
	case SUGGESTED_LABEL:
		return label(d, o);
	case LABEL_REQUEST:
		return label_request(d, o);
	case ERO:
	case RRO:
		return route(d, o);
	case HELLO:
	case RESTART:
		return two(d, o);
	case MESSAGE_ID:
	case MESSAGE_ID_ACK:
	case MESSAGE_ID_LIST:
		return message_id(d, o);
	case LABEL_SET:
		return label_set(d, o);
	case DETOUR:
		return detour(d, o);
	case CAPABILITY:
		return capability(d, o);
	case PROPERTIES:
		return properties(d, o);
	case FAST_REROUTE:
		return fast_reroute(d, o);
	case SESSION_ATTRIBUTE:
		return session_attribute(d, o);
	case UNI:
		return uni(d, o);
	default:
		return DUMP;
	}
}

/* room: the octets of the message, which the packet may not have.  False ends the packet. */
static bool objects(struct dis *d, struct cur c, uint32_t room, const char *indent)
{
	while (room >= OBJECT_HEADER && !d->stopped) {
		struct obj o = { .indent = indent };
		struct cur value;
		uint16_t len;
		enum result r;

		need(&c, OBJECT_HEADER);
		len = get_be16(&c);
		o.class = get_u8(&c);
		o.ctype = get_u8(&c);
		if (d->stopped)
			return false;
		if (len % 4) {
			sayf(d, "%sERROR: object header size %u not a multiple of 4", indent, len);
			return false;
		}
		if (len < OBJECT_HEADER) {
			sayf(d, "%sERROR: object header too short %u < 4", indent, len);
			return false;
		}
		item(d);
		say_s(d, indent);
		show_name(d, "class", classes, "Unknown", o.class);
		sayf(d, " Object (%u) Flags: [%s if unknown], Class-Type: ", o.class,
			!(o.class & 0x80) ? "reject"
			: o.class & 0x40  ? "ignore and forward"
					  : "ignore silently");
		say_name(d, ctypes, "Unknown", OF(o.class, o.ctype));
		note_u(d, "ctype", o.ctype);
		note_u(d, "length", len);
		sayf(d, " (%u), length: %u", o.ctype, len);
		if (len > room) {
			sayf(d, "%sERROR: object goes past end of objects TLV", indent);
			done(d);
			return false;
		}
		value = o.c = take(&c, len - 4u);
		if (d->stopped)
			return false;
		r = object(d, &o);
		if (r == DUMP)
			note_hex(d, "data", value);
		if (r != FAIL && (r == DUMP || d->opt->v > 1))
			say_hex(d, "\n\t    ", value);
		done(d);
		if (r == FAIL)
			return false;
		room -= len;
	}
	return true;
}

struct header {
	uint8_t version, flags, type, ttl;
	uint16_t sum, len;
};

static bool header(struct dis *d, struct cur *c, struct header *h)
{
	need(c, HEADER);
	h->version = get_u8(c);
	h->type = get_u8(c);
	h->sum = get_be16(c);
	h->ttl = get_u8(c);
	skip(c, 1);
	h->len = get_be16(c);
	if (d->stopped)
		return false;
	h->flags = h->version & 15;
	h->version >>= 4;
	if (h->version != VERSION) {
		sayf(d, "ERROR: RSVP version %u packet not supported", h->version);
		return false;
	}
	return true;
}

static bool verbose_header(struct dis *d, const struct header *h, const char *indent)
{
	sayf(d, "%sRSVPv%u ", indent, h->version);
	note_u(d, "version", h->version);
	note_u(d, "flags", h->flags);
	show_name(d, "type", messages, "unknown, type: %u", h->type);
	sayf(d, " Message (%u), Flags: [", h->type);
	say_bits(d, header_flags, "none", h->flags, ", ");
	show_u(d, "], length: ", "length", h->len);
	show_u(d, ", ttl: ", "ttl", h->ttl);
	show_x(d, ", checksum: 0x", "checksum", h->sum, 4);
	if (h->len < HEADER) {
		sayf(d, "ERROR: common header too short %u < 8", h->len);
		return false;
	}
	return true;
}

static void bundle(struct dis *d, struct cur c, uint32_t room)
{
	bool good = true;

	while (room && good && !d->stopped) {
		struct header h;

		if (!header(d, &c, &h))
			return;
		item(d);
		good = verbose_header(d, &h, "\n\t  ");
		if (good && h.len > room) {
			sayf(d, "ERROR: common header too large %u > %u", h.len, room);
			good = false;
		}
		if (good) {
			list(d, "objects");
			good = objects(d, c, h.len - HEADER, "\n\t    ");
			done(d);
			skip(&c, h.len - HEADER);
			room -= h.len;
		}
		done(d);
	}
}

static void dissect_rsvp(struct dis *d, struct cur c)
{
	uint32_t all = wire(&c);
	struct header h;

	if (!header(d, &c, &h))
		return;
	if (!d->opt->v) {
		sayf(d, "RSVPv%u ", h.version);
		show_name(d, "type", messages, "unknown (%u)", h.type);
		show_u(d, " Message, length: ", "length", all);
		return;
	}
	if (!verbose_header(d, &h, "\n\t"))
		return;
	list(d, h.type == BUNDLE ? "messages" : "objects");
	if (h.type == BUNDLE)
		bundle(d, c, h.len - HEADER);
	else if (name_of(messages, h.type))
		objects(d, c, h.len - HEADER, "\n\t  ");
	else
		say_hex(d, "\n\t    ", part(&c, h.len - HEADER));
	done(d);
}

const struct proto proto_rsvp = { "rsvp", dissect_rsvp };
