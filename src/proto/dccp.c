/* Datagram Congestion Control Protocol.  RFC 4340. */
#include "tlv.h"

enum { DCCP = 33, HEAD = 12, HEAD_LONG = 16 };
enum { REQUEST, RESPONSE, DATA, ACK, DATA_ACK, CLOSE_REQ, CLOSE, RESET, SYNC, SYNC_ACK };

static const struct name types[] = {
	{ REQUEST, "DCCP-Request" },
	{ RESPONSE, "DCCP-Response" },
	{ DATA, "DCCP-Data" },
	{ ACK, "DCCP-Ack" },
	{ DATA_ACK, "DCCP-DataAck" },
	{ CLOSE_REQ, "DCCP-CloseReq" },
	{ CLOSE, "DCCP-Close" },
	{ RESET, "DCCP-Reset" },
	{ SYNC, "DCCP-Sync" },
	{ SYNC_ACK, "DCCP-SyncAck" },
	{ 0, NULL },
};

static const struct name codes[] = {
	{ 0, "unspecified" },
	{ 1, "closed" },
	{ 2, "aborted" },
	{ 3, "no_connection" },
	{ 4, "packet_error" },
	{ 5, "option_error" },
	{ 6, "mandatory_error" },
	{ 7, "connection_refused" },
	{ 8, "bad_service_code" },
	{ 9, "too_busy" },
	{ 10, "bad_init_cookie" },
	{ 11, "aggression_penalty" },
	{ 0, NULL },
};

enum {
	CHANGE_L = 32,
	CONFIRM_L,
	CHANGE_R,
	CONFIRM_R,
	INIT_COOKIE,
	NDP_COUNT,
	ACK_VECTOR0,
	ACK_VECTOR1,
	DATA_DROPPED,
	TIMESTAMP,
	TIMESTAMP_ECHO,
	ELAPSED,
	DATA_CHECKSUM,
	CCID = 128
};

static const struct name options[] = {
	{ 0, "nop" },
	{ 1, "mandatory" },
	{ 2, "slowreceiver" },
	{ CHANGE_L, "change_l" },
	{ 33, "confirm_l" },
	{ 34, "change_r" },
	{ CONFIRM_R, "confirm_r" },
	{ INIT_COOKIE, "initcookie" },
	{ NDP_COUNT, "ndp_count" },
	{ ACK_VECTOR0, "ack_vector0" },
	{ ACK_VECTOR1, "ack_vector1" },
	{ DATA_DROPPED, "data_dropped" },
	{ TIMESTAMP, "timestamp" },
	{ TIMESTAMP_ECHO, "timestamp_echo" },
	{ ELAPSED, "elapsed_time" },
	{ DATA_CHECKSUM, "data_checksum" },
	{ 0, NULL },
};

static const struct name features[] = {
	{ 0, "reserved" },
	{ 1, "ccid" },
	{ 2, "allow_short_seqno" },
	{ 3, "sequence_window" },
	{ 4, "ecn_incapable" },
	{ 5, "ack_ratio" },
	{ 6, "send_ack_vector" },
	{ 7, "send_ndp_count" },
	{ 8, "minimum_checksum_coverage" },
	{ 9, "check_data_checksum" },
	{ 0, NULL },
};

static void show_feature(struct dis *d, struct cur v)
{
	uint8_t feature = get_u8(&v);

	note_u(d, "feature", feature);
	if (name_of(features, feature)) {
		say(d, " ");
		say_name(d, features, "", feature);
	} else {
		sayf(d, " feature-number-%u", feature);
		invalid(d);
	}
	while (wire(&v) && !d->stopped)
		show_u(d, " ", "value", get_u8(&v));
}

static void say_octets(struct dis *d, struct cur v)
{
	say(d, " 0x");
	while (wire(&v) && !d->stopped) {
		uint8_t b = get_u8(&v);

		say_x(d, b, 2);
	}
}

/* An option of a CCID: only its length tells a number. */
static void show_ccid(struct dis *d, struct cur v)
{
	uint32_t n = wire(&v), value;

	if (n == 2 || n == 4) {
		value = n == 2 ? get_be16(&v) : get_be32(&v);
		show_u(d, " ", "value", value);
	} else {
		say_octets(d, v);
	}
}

/* Whether a value has n octets as its type asks; says what is wrong. */
static bool sized(struct dis *d, uint8_t type, uint32_t n)
{
	if (type == NDP_COUNT && n > 6)
		sayf(d, " [optlen %u > 8]", n + 2);
	else if ((type == TIMESTAMP || type == DATA_CHECKSUM) && n != 4)
		sayf(d, " [optlen %u != 6]", n + 2);
	else if (type == ELAPSED && n != 2 && n != 4)
		say(d, " [optlen != 4 or 6]");
	else if (type == TIMESTAMP_ECHO && n != 4 && n != 6 && n != 8)
		say(d, " [optlen != 6 or 8 or 10]");
	else
		return true;
	invalid(d);
	return false;
}

static void show_time(struct dis *d, struct cur v)
{
	uint32_t t = wire(&v) == 2 ? get_be16(&v) : get_be32(&v);

	show_u(d, " ", "time", t);
	if (wire(&v)) {
		t = wire(&v) == 2 ? get_be16(&v) : get_be32(&v);
		show_u(d, " (elapsed time ", "elapsed", t);
		say(d, ")");
	}
}

static void show_value(struct dis *d, uint8_t type, struct cur v)
{
	switch (type) {
	case CHANGE_L:
	case CONFIRM_L:
	case CHANGE_R:
	case CONFIRM_R:
		show_feature(d, v);
		break;
	case INIT_COOKIE:
	case ACK_VECTOR0:
	case ACK_VECTOR1:
	case DATA_DROPPED:
		if (wire(&v))
			say_octets(d, v);
		break;
	case NDP_COUNT:
		while (wire(&v) && !d->stopped)
			show_u(d, " ", "value", get_u8(&v));
		break;
	case TIMESTAMP:
	case TIMESTAMP_ECHO:
	case ELAPSED:
		show_time(d, v);
		break;
	case DATA_CHECKSUM:
		if (wire(&v))
			say_octets(d, v);
		break;
	}
}

/* One option of n octets that are left; steps over it.  0: malformed. */
static uint32_t show_option(struct dis *d, struct cur *c, uint32_t n)
{
	uint8_t type = get_u8(c), len = 1, min = 2;

	note_u(d, "type", type);
	if (type >= CCID) {
		sayf(d, "CCID option %u", type);
	} else if (name_of(options, type)) {
		say_name(d, options, "", type);
	} else {
		sayf(d, "option-type-%u", type);
	}
	if (type < CHANGE_L && name_of(options, type))
		return len;
	if (type < CHANGE_L) {
		invalid(d);
		return 0;
	}
	len = get_u8(c);
	if (type <= DATA_DROPPED)
		min = type == CHANGE_L || type == CHANGE_R ? 4 : 3;
	if (len < 2)
		min = 2;
	if (len < min)
		sayf(d, " [optlen %u < %u]", len, min);
	else if (len > n)
		sayf(d, " [remaining length %u < %u]", n, len);
	if (len < min || len > n || (type < CCID && !name_of(options, type))) {
		invalid(d);
		return 0;
	}
	if (type >= CCID)
		show_ccid(d, part(c, len - 2u));
	else if (sized(d, type, len - 2u))
		show_value(d, type, part(c, len - 2u));
	else
		return 0;
	return len;
}

static void show_options(struct dis *d, struct cur c, uint32_t n)
{
	say(d, " <");
	list(d, "options");
	while (n && !d->stopped) {
		uint32_t len;

		item(d);
		len = show_option(d, &c, n);
		done(d);
		if (len == 0 || len > n)
			return;
		n -= len;
		if (n)
			say(d, ", ");
	}
	done(d);
	say(d, ">");
}

static void say_sum(struct dis *d, struct cur whole, uint32_t hlen, uint8_t coverage, uint16_t sum)
{
	uint32_t length = wire(&whole), n = length;
	uint16_t rest;

	if (coverage) {
		n = hlen + (coverage - 1u) * 4;
		if (n > length)
			n = length;
	}
	rest = cksum(&whole, n, pseudo_sum(d, DCCP, length));
	sayf(d, ", cksum 0x%04x ", sum);
	if (rest)
		sayf(d, "(incorrect -> 0x%04x)", cksum_should_be(sum, rest));
	else
		say(d, "(correct)");
	note_b(d, "cksum_ok", rest == 0);
}

/* What follows the generic header; fixed: its length so far.  Steps over it; 0: malformed. */
static uint32_t show_type(
	struct dis *d, uint8_t type, struct cur *c, bool longer, uint32_t length, uint32_t fixed)
{
	enum { ACK_LEN = 8 }; /* sic: also where sequence numbers are short */
	uint32_t need_n = fixed;
	bool has_ack = type != REQUEST && type != DATA;
	struct cur extra = *c;

	show_name(d, "type", types, "packet-type-%u", type);
	say(d, " ");
	if (!name_of(types, type)) {
		invalid(d);
		return 0;
	}
	if (has_ack)
		need_n += ACK_LEN;
	if (type == REQUEST || type == RESPONSE || type == RESET)
		need_n += 4;
	if (bad(d, "length", length, <, need_n))
		return 0;
	if (has_ack)
		extra = from(extra, ACK_LEN);
	if (type == REQUEST || type == RESPONSE) {
		show_u(d, "(service=", "service", get_be32(&extra));
		say(d, ") ");
	} else if (type == RESET) {
		uint8_t code = get_u8(&extra);

		say(d, "(code=");
		show_name(d, "code", codes, "reset-code-%u (invalid)", code);
		say(d, ") ");
	}
	if (has_ack) {
		uint64_t ack = longer ? peek_be48(c, 2) : peek_be24(c, 1);

		show_u64(d, "(ack=", "ack", ack);
		say(d, ") ");
	}
	return need_n;
}

static void dissect_dccp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c), hlen, fixed;
	uint16_t sport, dport, sum;
	uint8_t coverage, type;
	uint64_t seq;
	bool longer;

	if (bad(d, "length", length, <, HEAD))
		return;
	longer = peek_u8(&whole, 8) & 1;
	fixed = longer ? HEAD_LONG : HEAD;
	if (bad(d, "length", length, <, fixed))
		return;
	need(&whole, fixed);
	sport = get_be16(&c);
	dport = get_be16(&c);
	hlen = get_u8(&c) * 4u;
	note_u(d, "sport", sport);
	note_u(d, "dport", dport);
	d->l4 = (struct l4){ sport, dport };
	say_net_src(d);
	sayf(d, ".%u > ", sport);
	say_net_dst(d);
	sayf(d, ".%u: ", dport);
	say(d, "DCCP");
	if (d->opt->q && hlen > length) {
		sayf(d, " [length %u < %u]", length, hlen);
		invalid(d);
		return;
	}
	if (d->opt->q) {
		sayf(d, " %u", length - hlen);
		return;
	}
	say(d, " ");
	coverage = get_u8(&c);
	sum = get_be16(&c);
	type = get_u8(&c) >> 1 & 15;
	seq = longer ? peek_be48(&c, 1) : peek_be24(&c, 0);
	if (d->opt->v) {
		show_u(d, "(CCVal ", "ccval", coverage >> 4);
		show_u(d, ", CsCov ", "cscov", coverage & 15);
		if (has(&whole, length))
			say_sum(d, whole, hlen, coverage & 15, sum);
		say(d, ") ");
	}
	c = from(whole, fixed);
	fixed = show_type(d, type, &c, longer, length, fixed);
	if (fixed == 0 || d->opt->v < 2)
		return;
	show_u64(d, "seq ", "seq", seq);
	if (hlen > fixed)
		show_options(d, from(whole, fixed), hlen - fixed);
}

const struct proto proto_dccp = { "dccp", dissect_dccp };
