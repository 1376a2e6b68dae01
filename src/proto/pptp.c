/* Point-to-Point Tunneling Protocol, the control connection.  RFC 2637. */
#include "../dissect/dissect.h"

#define MAGIC 0x1a2b3c4d

enum message {
	SCCRQ = 1,
	SCCRP,
	STOP_CCRQ,
	STOP_CCRP,
	ECHO_RQ,
	ECHO_RP,
	OCRQ,
	OCRP,
	ICRQ,
	ICRP,
	ICCN,
	CCRQ,
	CDN,
	WEN,
	SLI,
};

static const struct name messages[] = {
	{ 0, "NOT_DEFINED" },
	{ SCCRQ, "SCCRQ" },
	{ SCCRP, "SCCRP" },
	{ STOP_CCRQ, "StopCCRQ" },
	{ STOP_CCRP, "StopCCRP" },
	{ ECHO_RQ, "ECHORQ" },
	{ ECHO_RP, "ECHORP" },
	{ OCRQ, "OCRQ" },
	{ OCRP, "OCRP" },
	{ ICRQ, "ICRQ" },
	{ ICRP, "ICRP" },
	{ ICCN, "ICCN" },
	{ CCRQ, "CCRQ" },
	{ CDN, "CDN" },
	{ WEN, "WEN" },
	{ SLI, "SLI" },
	{ 0, NULL },
};

static const struct name channel_results[] = {
	{ 1, "Successful channel establishment" },
	{ 2, "General error" },
	{ 3, "Command channel already exists" },
	{ 4, "Requester is not authorized to establish a command channel" },
	{ 5, "The protocol version of the requester is not supported" },
	{ 0, NULL },
};
static const struct name results[] = { { 1, "OK" }, { 2, "General Error" }, { 0, NULL } };
static const struct name outgoing_results[] = {
	{ 1, "Connected" },
	{ 2, "General Error" },
	{ 3, "No Carrier" },
	{ 4, "Busy" },
	{ 5, "No Dial Tone" },
	{ 6, "Time-out" },
	{ 7, "Do Not Accept" },
	{ 0, NULL },
};
static const struct name incoming_results[] = {
	{ 1, "Connect" },
	{ 2, "General Error" },
	{ 3, "Do Not Accept" },
	{ 0, NULL },
};
static const struct name disconnect_results[] = {
	{ 1, "Lost Carrier" },
	{ 2, "General Error" },
	{ 3, "Admin Shutdown" },
	{ 4, "Request" },
	{ 0, NULL },
};
static const struct name errors[] = {
	{ 0, "None" },
	{ 1, "Not-Connected" },
	{ 2, "Bad-Format" },
	{ 3, "Bad-Value" },
	{ 4, "No-Resource" },
	{ 5, "Bad-Call-ID" },
	{ 6, "PAC-Error" },
	{ 0, NULL },
};
static const struct name reasons[] = {
	{ 1, "None" },
	{ 2, "Stop-Protocol" },
	{ 3, "Stop-Local-Shutdown" },
	{ 0, NULL },
};
static const struct name bearer_types[] = {
	{ 1, "A" },
	{ 2, "D" },
	{ 3, "Any" },
	{ 0, NULL },
};
static const struct name framing_types[] = {
	{ 1, "A" },
	{ 2, "S" },
	{ 3, "E" },
	{ 0, NULL },
};

/* --- fields --- */

static void mbz(struct dis *d, uint32_t v)
{
	if (v)
		sayf(d, " [ERROR: reserved=%u must be zero]", v);
}

static void reserved1(struct dis *d, struct cur *c) { mbz(d, get_u8(c)); }
static void reserved2(struct dis *d, struct cur *c) { mbz(d, get_be16(c)); }

/* A number in brackets. */
#define number(d, label, key, get)                                                                 \
	do {                                                                                       \
		show_u(d, label, key, get);                                                        \
		say(d, ")");                                                                       \
	} while (0)

/* A number, with -v its name too. */
static void named(struct dis *d, const char *key, const struct name *names, uint8_t v)
{
	note_u(d, key, v);
	if (wants_fields(d))
		json_name(d, key, name_of(names, v));
	say_u(d, v);
	if (d->opt->v) {
		say(d, ":");
		say_name(d, names, "?", v);
	}
	say(d, ")");
}

static void result_and_error(struct dis *d, struct cur *c, const struct name *names)
{
	uint8_t v = get_u8(c);

	say(d, " RESULT_CODE(");
	named(d, "result", names, v);
	v = get_u8(c);
	say(d, " ERR_CODE(");
	named(d, "error", errors, v);
}

static void framing_capability(struct dis *d, struct cur *c)
{
	uint32_t v;

	say(d, " FRAME_CAP(");
	v = get_be32(c);
	note_u(d, "framing_capabilities", v);
	if (v & 1)
		say(d, "A");
	if (v & 2)
		say(d, "S");
	say(d, ")");
}

static void bearer_capability(struct dis *d, struct cur *c)
{
	uint32_t v = get_be32(c);

	say(d, " BEARER_CAP(");
	note_u(d, "bearer_capabilities", v);
	if (v & 2)
		say(d, "D");
	if (v & 1)
		say(d, "A");
	say(d, ")");
}

/* A string of at most n octets, up to a NUL, in a field of `size`. */
static void text(struct dis *d, const char *key, struct cur *c, uint32_t n, uint32_t size)
{
	struct cur w = *c, octets = w;

	skip(c, size);
	if (n > size)
		n = size;
	clip(&octets, n);
	note_text(d, key, octets);
	for (uint32_t i = 0; i < n && !d->stopped; i++) {
		uint8_t ch = get_u8(&w);

		if (ch == 0)
			break;
		say_visc(d, ch);
	}
	say(d, ")");
}

#define string(d, label, key, c, n, size)                                                          \
	do {                                                                                       \
		say(d, label);                                                                     \
		text(d, key, c, n, size);                                                          \
	} while (0)

/* --- messages --- */

static void protocol_version(struct dis *d, struct cur *c)
{
	uint8_t major = get_u8(c), minor = get_u8(c);

	show_u(d, " PROTO_VER(", "version", major);
	number(d, ".", "revision", minor);
}

static void start_connection(struct dis *d, struct cur *c, bool reply)
{
	protocol_version(d, c);
	if (reply)
		result_and_error(d, c, channel_results);
	else
		reserved2(d, c);
	framing_capability(d, c);
	bearer_capability(d, c);
	number(d, " MAX_CHAN(", "maximum_channels", get_be16(c));
	number(d, " FIRM_REV(", "firmware_revision", get_be16(c));
	string(d, " HOSTNAME(", "host_name", c, 64, 64);
	string(d, " VENDOR(", "vendor", c, 64, 64);
}

static void stop_request(struct dis *d, struct cur *c)
{
	uint8_t reason = get_u8(c);

	say(d, " REASON(");
	named(d, "reason", reasons, reason);
	reserved1(d, c);
	reserved2(d, c);
}

static void call_ids(struct dis *d, struct cur *c)
{
	number(d, " CALL_ID(", "call_id", get_be16(c));
	number(d, " PEER_CALL_ID(", "peer_call_id", get_be16(c));
}

static void window_and_delay(struct dis *d, struct cur *c)
{
	number(d, " RECV_WIN(", "window", get_be16(c));
	number(d, " PROC_DELAY(", "delay", get_be16(c));
}

static void call_type(struct dis *d, struct cur *c)
{
	uint32_t v = get_be32(c);

	say(d, " BEARER_TYPE(");
	show_name(d, "bearer_type", bearer_types, "?", v);
	say(d, ")");
}

static void frame_type(struct dis *d, struct cur *c)
{
	uint32_t v = get_be32(c);

	say(d, " FRAME_TYPE(");
	show_name(d, "framing_type", framing_types, "?", v);
	say(d, ")");
}

static void outgoing_request(struct dis *d, struct cur *c)
{
	uint16_t n;

	number(d, " CALL_ID(", "call_id", get_be16(c));
	number(d, " CALL_SER_NUM(", "serial", get_be16(c));
	number(d, " MIN_BPS(", "minimum_bps", get_be32(c));
	number(d, " MAX_BPS(", "maximum_bps", get_be32(c));
	call_type(d, c);
	frame_type(d, c);
	window_and_delay(d, c);
	n = get_be16(c);
	number(d, " PHONE_NO_LEN(", "phone_number_length", n);
	reserved2(d, c);
	string(d, " PHONE_NO(", "phone_number", c, n, 64);
	string(d, " SUB_ADDR(", "subaddress", c, 64, 64);
}

static void outgoing_reply(struct dis *d, struct cur *c)
{
	call_ids(d, c);
	result_and_error(d, c, outgoing_results);
	number(d, " CAUSE_CODE(", "cause", get_be16(c));
	number(d, " CONN_SPEED(", "speed", get_be32(c));
	window_and_delay(d, c);
	number(d, " PHY_CHAN_ID(", "channel_id", get_be32(c));
}

static void incoming_request(struct dis *d, struct cur *c)
{
	uint16_t dialed, dialing;

	number(d, " CALL_ID(", "call_id", get_be16(c));
	number(d, " CALL_SER_NUM(", "serial", get_be16(c));
	call_type(d, c);
	number(d, " PHY_CHAN_ID(", "channel_id", get_be32(c));
	dialed = get_be16(c);
	number(d, " DIALED_NO_LEN(", "dialed_number_length", dialed);
	dialing = get_be16(c);
	number(d, " DIALING_NO_LEN(", "dialing_number_length", dialing);
	string(d, " DIALED_NO(", "dialed_number", c, dialed, 64);
	string(d, " DIALING_NO(", "dialing_number", c, dialing, 64);
	string(d, " SUB_ADDR(", "subaddress", c, 64, 64);
}

static void incoming_reply(struct dis *d, struct cur *c)
{
	call_ids(d, c);
	result_and_error(d, c, incoming_results);
	window_and_delay(d, c);
	reserved2(d, c);
}

static void incoming_connected(struct dis *d, struct cur *c)
{
	number(d, " PEER_CALL_ID(", "peer_call_id", get_be16(c));
	reserved2(d, c);
	number(d, " CONN_SPEED(", "speed", get_be32(c));
	window_and_delay(d, c);
	frame_type(d, c);
}

static void call_disconnect(struct dis *d, struct cur *c)
{
	number(d, " CALL_ID(", "call_id", get_be16(c));
	result_and_error(d, c, disconnect_results);
	number(d, " CAUSE_CODE(", "cause", get_be16(c));
	reserved2(d, c);
	string(d, " CALL_STATS(", "statistics", c, 128, 128);
}

static void wan_error(struct dis *d, struct cur *c)
{
	number(d, " PEER_CALL_ID(", "peer_call_id", get_be16(c));
	reserved2(d, c);
	number(d, " CRC_ERR(", "crc_errors", get_be32(c));
	number(d, " FRAMING_ERR(", "framing_errors", get_be32(c));
	number(d, " HARDWARE_OVERRUN(", "hardware_overruns", get_be32(c));
	number(d, " BUFFER_OVERRUN(", "buffer_overruns", get_be32(c));
	number(d, " TIMEOUT_ERR(", "timeouts", get_be32(c));
	number(d, " ALIGN_ERR(", "alignment_errors", get_be32(c));
}

static void set_link_info(struct dis *d, struct cur *c)
{
	uint32_t v;

	number(d, " PEER_CALL_ID(", "peer_call_id", get_be16(c));
	reserved2(d, c);
	v = get_be32(c);
	show_x(d, " SEND_ACCM(0x", "send_accm", v, 8);
	say(d, ")");
	v = get_be32(c);
	show_x(d, " RECV_ACCM(0x", "recv_accm", v, 8);
	say(d, ")");
}

static void body(struct dis *d, uint16_t message, struct cur *c)
{
	switch (message) {
	case SCCRQ:
	case SCCRP:
		start_connection(d, c, message == SCCRP);
		break;
	case STOP_CCRQ:
		stop_request(d, c);
		break;
	case STOP_CCRP:
		result_and_error(d, c, results);
		reserved2(d, c);
		break;
	case ECHO_RQ:
		number(d, " ID(", "id", get_be32(c));
		break;
	case ECHO_RP:
		number(d, " ID(", "id", get_be32(c));
		result_and_error(d, c, results);
		reserved2(d, c);
		break;
	case OCRQ:
		outgoing_request(d, c);
		break;
	case OCRP:
		outgoing_reply(d, c);
		break;
	case ICRQ:
		incoming_request(d, c);
		break;
	case ICRP:
		incoming_reply(d, c);
		break;
	case ICCN:
		incoming_connected(d, c);
		break;
	case CCRQ:
		number(d, " CALL_ID(", "call_id", get_be16(c));
		reserved2(d, c);
		break;
	case CDN:
		call_disconnect(d, c);
		break;
	case WEN:
		wan_error(d, c);
		break;
	case SLI:
		set_link_info(d, c);
		break;
	}
}

static void show_type(struct dis *d, uint16_t v)
{
	note_u(d, "pptp_type", v);
	if (!d->opt->v)
		return;
	say_s(d, v == 1 ? " CTRL-MSG" : v == 2 ? " MGMT-MSG" : " UNKNOWN-MSG-TYPE");
}

static void dissect_pptp(struct dis *d, struct cur c)
{
	uint32_t magic;
	uint16_t message;
	uint16_t v;

	say(d, ": pptp");
	v = get_be16(&c);
	note_u(d, "length", v);
	if (d->opt->v)
		sayf(d, " Length=%u", v);
	show_type(d, get_be16(&c));
	magic = get_be32(&c);
	note_u(d, "magic", magic);
	if (magic != MAGIC)
		sayf(d, " UNEXPECTED Magic-Cookie!!(%08x)", magic);
	if (magic != MAGIC || d->opt->v)
		sayf(d, " Magic-Cookie=%08x", magic);
	message = get_be16(&c);
	note_u(d, "message_type", message);
	note_s(d, "message_type_name", name_of(messages, message));
	if (name_of(messages, message)) {
		say(d, " CTRL_MSGTYPE=");
		say_s(d, name_of(messages, message));
	} else {
		sayf(d, " UNKNOWN_CTRL_MSGTYPE(%u)", message);
	}
	mbz(d, get_be16(&c));
	body(d, message, &c);
}

const struct proto proto_pptp = { "pptp", dissect_pptp };
