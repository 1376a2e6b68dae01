/* Layer Two Tunneling Protocol.  RFC 2661; disconnect cause: RFC 3145; L2F: RFC 2341. */
#include "ppp.h"

enum {
	TYPE = 0x8000, /* a control message */
	LENGTH = 0x4000,
	SEQUENCE = 0x0800,
	OFFSET = 0x0200,
	PRIORITY = 0x0100,
	VERSION = 0x000f,
};
enum { AVP_MANDATORY = 0x8000, AVP_HIDDEN = 0x4000, AVP_LENGTH = 0x03ff, AVP_HEADER = 6 };

static const struct name messages[] = {
	{ 1, "SCCRQ" },
	{ 2, "SCCRP" },
	{ 3, "SCCCN" },
	{ 4, "StopCCN" },
	{ 6, "HELLO" },
	{ 7, "OCRQ" },
	{ 8, "OCRP" },
	{ 9, "OCCN" },
	{ 10, "ICRQ" },
	{ 11, "ICRP" },
	{ 12, "ICCN" },
	{ 14, "CDN" },
	{ 15, "WEN" },
	{ 16, "SLI" },
	{ 0, NULL },
};

static const struct name auth_types[] = {
	{ 0, "Reserved" },
	{ 1, "Textual" },
	{ 2, "CHAP" },
	{ 3, "PAP" },
	{ 4, "No Auth" },
	{ 5, "MS-CHAPv1" },
	{ 0, NULL },
};

static const struct name directions[] = {
	{ 0, "global error" },
	{ 1, "at peer" },
	{ 2, "at local" },
	{ 0, NULL },
};

/* --- AVPs: how each one's value is written --- */

enum kind { EMPTY, U16, U32, TEXT, OCTETS, CALL };

struct avp {
	const char *name;
	enum kind kind;
	uint8_t min;
	void (*call)(struct dis *d, struct cur v);
};

static void show_text(struct dis *d, const char *key, struct cur v)
{
	note_text(d, key, v);
	while (more(&v))
		say_visc(d, get_u8(&v));
}

static void show_octets(struct dis *d, struct cur v)
{
	note_hex(d, "value", v);
	say_bytes(d, v, 0);
}

static void message_type(struct dis *d, struct cur v)
{
	show_name(d, "value", messages, "MSGTYPE-#%u", get_be16(&v));
}

static void result_code(struct dis *d, struct cur v)
{
	show_u(d, "", "result", get_be16(&v));
	if (!more(&v))
		return;
	if (left(&v) < 2) {
		say(d, " AVP too short");
		return;
	}
	show_u(d, "/", "error", get_be16(&v));
	if (!more(&v))
		return;
	say(d, " ");
	show_text(d, "message", v);
}

static void protocol_version(struct dis *d, struct cur v)
{
	show_u(d, "", "version", get_u8(&v));
	show_u(d, ".", "revision", get_u8(&v));
}

static void bits(struct dis *d, struct cur v, const char *one)
{
	uint32_t b = get_be32(&v);

	note_u(d, "value", b);
	if (b & 2)
		say(d, "A");
	if (b & 1)
		say_s(d, one);
}

static void framing(struct dis *d, struct cur v) { bits(d, v, "S"); }
static void bearer(struct dis *d, struct cur v) { bits(d, v, "D"); }

static void tie_breaker(struct dis *d, struct cur v) { show_octets(d, take(&v, 8)); }

static void challenge_response(struct dis *d, struct cur v) { show_octets(d, take(&v, 16)); }

static void q931_cause(struct dis *d, struct cur v)
{
	show_u(d, "", "cause", get_be16(&v));
	show_x(d, ", ", "message_type", get_u8(&v), 2);
	if (!more(&v))
		return;
	say(d, " ");
	show_text(d, "advisory", v);
}

static void proxy_auth_type(struct dis *d, struct cur v)
{
	show_name(d, "value", auth_types, "AuthType-#%u", get_be16(&v));
}

static void proxy_auth_id(struct dis *d, struct cur v)
{
	show_u(d, "", "value", get_be16(&v) & 0xff);
}

/* False, and says so, if there is no 32-bit number left. */
static bool holds_number(struct dis *d, const struct cur *v)
{
	if (left(v) < 4)
		say(d, "AVP too short");
	return left(v) >= 4;
}

static void call_errors(struct dis *d, struct cur v)
{
	static const struct {
		const char *label, *key;
	} errors[] = {
		{ "CRCErr", "crc" },
		{ "FrameErr", "framing" },
		{ "HardOver", "hardware_overruns" },
		{ "BufOver", "buffer_overruns" },
		{ "Timeout", "timeouts" },
		{ "AlignErr", "alignment" },
	};

	get_be16(&v);
	for (unsigned i = 0; i < 6; i++) {
		uint32_t n;

		if (!holds_number(d, &v))
			return;
		n = get_be32(&v);
		sayf(d, "%s=%u ", errors[i].label, n);
		note_u(d, errors[i].key, n);
	}
}

static void accm(struct dis *d, struct cur v)
{
	get_be16(&v);
	if (!holds_number(d, &v))
		return;
	show_x(d, "send=", "send", get_be32(&v), 8);
	say(d, " ");
	if (!holds_number(d, &v))
		return;
	show_x(d, "recv=", "recv", get_be32(&v), 8);
	say(d, " ");
}

static void disconnect_cause(struct dis *d, struct cur v)
{
	uint8_t direction;

	show_x(d, "", "code", get_be16(&v), 4);
	show_x(d, ", ", "control_protocol", get_be16(&v), 4);
	say(d, " ");
	direction = get_u8(&v);
	show_name(d, "direction", directions, "Direction-#%u", direction);
	if (!more(&v))
		return;
	say(d, " ");
	show_text(d, "message", v);
}

static void obsolete(struct dis *d, struct cur v)
{
	(void)v;
	say(d, "obsolete");
}

static const struct avp avps[] = {
	{ "MSGTYPE", CALL, 2, message_type },
	{ "RESULT_CODE", CALL, 2, result_code },
	{ "PROTO_VER", CALL, 2, protocol_version },
	{ "FRAMING_CAP", CALL, 4, framing },
	{ "BEARER_CAP", CALL, 4, bearer },
	{ "TIE_BREAKER", CALL, 8, tie_breaker },
	{ "FIRM_VER", U16, 2, NULL },
	{ "HOST_NAME", TEXT, 0, NULL },
	{ "VENDOR_NAME", TEXT, 0, NULL },
	{ "ASSND_TUN_ID", U16, 2, NULL },
	{ "RECV_WIN_SIZE", U16, 2, NULL },
	{ "CHALLENGE", OCTETS, 0, NULL },
	{ "Q931_CC", CALL, 3, q931_cause },
	{ "CHALLENGE_RESP", CALL, 16, challenge_response },
	{ "ASSND_SESS_ID", U16, 2, NULL },
	{ "CALL_SER_NUM", U32, 4, NULL },
	{ "MINIMUM_BPS", U32, 4, NULL },
	{ "MAXIMUM_BPS", U32, 4, NULL },
	{ "BEARER_TYPE", CALL, 4, bearer },
	{ "FRAMING_TYPE", CALL, 4, framing },
	{ "PACKET_PROC_DELAY", CALL, 0, obsolete },
	{ "CALLED_NUMBER", TEXT, 0, NULL },
	{ "CALLING_NUMBER", TEXT, 0, NULL },
	{ "SUB_ADDRESS", TEXT, 0, NULL },
	{ "TX_CONN_SPEED", U32, 4, NULL },
	{ "PHY_CHANNEL_ID", U32, 4, NULL },
	{ "INI_RECV_LCP", OCTETS, 0, NULL },
	{ "LAST_SENT_LCP", OCTETS, 0, NULL },
	{ "LAST_RECV_LCP", OCTETS, 0, NULL },
	{ "PROXY_AUTH_TYPE", CALL, 2, proxy_auth_type },
	{ "PROXY_AUTH_NAME", TEXT, 0, NULL },
	{ "PROXY_AUTH_CHAL", OCTETS, 0, NULL },
	{ "PROXY_AUTH_ID", CALL, 2, proxy_auth_id },
	{ "PROXY_AUTH_RESP", OCTETS, 0, NULL },
	{ "CALL_ERRORS", CALL, 2, call_errors },
	{ "ACCM", CALL, 2, accm },
	{ "RANDOM_VECTOR", OCTETS, 0, NULL },
	{ "PRIVATE_GRP_ID", TEXT, 0, NULL },
	{ "RX_CONN_SPEED", U32, 4, NULL },
	{ "SEQ_REQUIRED", EMPTY, 0, NULL },
};
enum { NAMED = 40, DISCONNECT = 46 };
static const struct avp ppp_disconnect = { "PPP_DISCON_CC", CALL, 5, disconnect_cause };

static const struct avp *find(uint16_t type)
{
	if (type == DISCONNECT)
		return &ppp_disconnect;
	return type < NAMED ? &avps[type] : NULL;
}

static void avp_value(struct dis *d, const struct avp *a, struct cur v)
{
	if (!a)
		return;
	if (left(&v) < a->min) {
		say(d, "AVP too short");
		return;
	}
	switch (a->kind) {
	case EMPTY:
		break;
	case U16:
		show_u(d, "", "value", get_be16(&v));
		break;
	case U32:
		show_u(d, "", "value", get_be32(&v));
		break;
	case TEXT:
		show_text(d, "value", v);
		break;
	case OCTETS:
		show_octets(d, v);
		break;
	case CALL:
		a->call(d, v);
		break;
	}
}

static void show_avp(struct dis *d, uint16_t head, struct cur v)
{
	uint16_t vendor = get_be16(&v), type = get_be16(&v);
	const struct avp *a = find(type);

	note_b(d, "mandatory", head & AVP_MANDATORY);
	note_b(d, "hidden", head & AVP_HIDDEN);
	note_u(d, "vendor", vendor);
	note_u(d, "type", type);
	if (head & AVP_MANDATORY)
		say(d, "*");
	if (head & AVP_HIDDEN)
		say(d, "?");
	if (vendor) {
		sayf(d, "VENDOR%04x:ATTR%04x(", vendor, type);
		show_octets(d, v);
		say(d, ")");
		return;
	}
	if (a)
		say_s(d, a->name);
	else
		sayf(d, "AVP-#%u", type);
	note_s(d, "type_name", a ? a->name : NULL);
	say(d, "(");
	if (head & AVP_HIDDEN)
		say(d, "???");
	else
		avp_value(d, a, v);
	say(d, ")");
}

/* n octets of AVPs. */
static void show_avps(struct dis *d, struct cur c, uint32_t n)
{
	list(d, "avps");
	while (n > 0 && !d->stopped) {
		uint16_t head;
		uint32_t len;
		struct cur v;

		say(d, " ");
		head = get_be16(&c);
		len = head & AVP_LENGTH;
		if (bad(d, "AVP length", len, <, AVP_HEADER))
			break;
		if (len > n) {
			sayf(d, " (len > %u)", n);
			invalid(d);
			break;
		}
		v = take(&c, len - 2);
		item(d);
		show_avp(d, head, v);
		done(d);
		n -= len;
	}
	done(d);
}

/* --- the header --- */

static const struct name flag_bits[] = {
	{ TYPE, "T" },
	{ LENGTH, "L" },
	{ SEQUENCE, "S" },
	{ OFFSET, "O" },
	{ PRIORITY, "P" },
	{ 0, NULL },
};

/* What comes after the header. */
static void body(struct dis *d, uint16_t flags, uint16_t length, struct cur start, struct cur c)
{
	uint32_t header = stepped(&start, &c), packet = wire(&start);

	if (flags & LENGTH) {
		if (length > packet) {
			sayf(d, " Length %u larger than packet", length);
			invalid(d);
			return;
		}
		if (length < header) {
			sayf(d, " Length %u smaller than header length", length);
			invalid(d);
			return;
		}
		claim(&c, length - header);
	} else if (header > packet) {
		say(d, " Packet length smaller than header length");
		invalid(d);
		return;
	}
	if (!(flags & TYPE)) {
		say(d, " {");
		enter(d, &proto_ppp, c);
		say(d, "}");
	} else if (!(flags & LENGTH)) {
		say(d, " No length");
		invalid(d);
	} else if (length == header) {
		say(d, " ZLB");
	} else {
		show_avps(d, c, length - header);
	}
}

static void l2tp2(struct dis *d, uint16_t flags, struct cur start, struct cur c)
{
	uint16_t length = 0, offset;

	note_u(d, "version", flags & VERSION);
	note_u(d, "flags", flags);
	say(d, " l2tp:[");
	say_bits(d, flag_bits, "", flags, "");
	say(d, "]");
	if (flags & LENGTH) {
		length = get_be16(&c);
		note_u(d, "length", length);
	}
	show_u(d, "(", "tunnel_id", get_be16(&c));
	say(d, "/");
	show_u(d, "", "session_id", get_be16(&c));
	say(d, ")");
	if (flags & SEQUENCE) {
		show_u(d, "Ns=", "ns", get_be16(&c));
		say(d, ",");
		show_u(d, "Nr=", "nr", get_be16(&c));
	}
	if (flags & OFFSET) {
		offset = get_be16(&c);
		note_u(d, "offset", offset);
		need(&c, offset);
		skip(&c, offset);
	}
	body(d, flags, length, start, c);
}

static void dissect_l2tp(struct dis *d, struct cur c)
{
	struct cur start = c;
	uint16_t flags;

	flags = get_be16(&c);
	switch (flags & VERSION) {
	case 1:
		say(d, " l2f:");
		break;
	case 2:
		l2tp2(d, flags, start, c);
		break;
	default:
		say(d, " Unknown Version, neither L2F(1) nor L2TP(2)");
	}
}

const struct proto proto_l2tp = { "l2tp", dissect_l2tp };
