/* Network Time Protocol.  RFC 5905; control messages: RFC 9327; extension fields: RFC 7822, RFC
 * 8915. */
#include "ntp.h"

#define HEADER  48
#define CONTROL 12u

enum { MODE_CONTROL = 6, MODE_PRIVATE = 7 };
enum { UNSPECIFIED, PRIMARY, INFO_QUERY = 62, INFO_REPLY };

static const struct name mode_names[] = {
	{ 0, "unspecified" },
	{ 1, "symmetric active" },
	{ 2, "symmetric passive" },
	{ 3, "Client" },
	{ 4, "Server" },
	{ 5, "Broadcast" },
	{ 6, "Control Message" },
	{ 7, "Reserved" },
	{ 0, NULL },
};

static const struct name leap_names[] = {
	{ 0x00, "" },
	{ 0x40, "+1s" },
	{ 0x80, "-1s" },
	{ 0xc0, "clock unsynchronized" },
	{ 0, NULL },
};

static const struct name extension_names[] = {
	{ 0x0104, "Unique Identifier" },
	{ 0x0204, "NTS Cookie" },
	{ 0x0304, "NTS Cookie Placeholder" },
	{ 0x0404, "NTS Authenticator and Encrypted Extension Fields" },
	{ 0, NULL },
};

static const char *stratum_name(uint8_t stratum)
{
	return stratum == UNSPECIFIED ? "unspecified"
	       : stratum == PRIMARY   ? "primary reference"
	       : stratum < 16         ? "secondary reference"
	                              : "reserved";
}

static void show_poll(struct dis *d, int8_t poll)
{
	show_i(d, ", poll ", "poll", poll);
	if (poll >= 0 && poll < 32)
		sayf(d, " (%us)", 1u << poll);
	else if (poll < 0 && poll > -32)
		sayf(d, " (1/%us)", 1u << -poll);
}

/* 16 bits of seconds, 16 of fraction. */
static void say_short(struct dis *d, uint32_t v)
{
	sayf(d, "%u.%06u", v >> 16, (uint32_t)((v & 0xffff) * 1000000ull >> 16));
}

static void show_time(struct dis *d, struct cur *c, const char *key, struct ntp_time *t)
{
	*t = get_ntp_time(c);
	say_ntp_time(d, *t);
	note_f(d, key, t->sec + t->frac / 4294967296.0);
}

static void say_difference(struct dis *d, struct ntp_time org, struct ntp_time t)
{
	uint64_t a = (uint64_t)org.sec << 32 | org.frac, b = (uint64_t)t.sec << 32 | t.frac;
	uint64_t diff = b > a ? b - a : a - b;

	if (!a) {
		say_ntp_time(d, t);
		return;
	}
	say_s(d, b > a ? "+" : "-");
	sayf(d, "%u.%09u", (uint32_t)(diff >> 32),
		(uint32_t)((diff & 0xffffffff) * 1000000000 >> 32));
}

/* False: the message ends here. */
static bool show_reference(struct dis *d, struct cur *c, uint8_t stratum)
{
	bool kiss = stratum == UNSPECIFIED && peek_u8(c, 0) >= ' ' && peek_u8(c, 0) < 127;
	struct cur id;
	uint32_t v;

	if (stratum == UNSPECIFIED && !kiss)
		say(d, "(unspec)");
	id = take(c, 4);
	v = peek_be32(&id, 0);
	note_u(d, "refid", v);
	switch (stratum) {
	case UNSPECIFIED:
		if (kiss)
			say_vis(d, id);
		break;
	case PRIMARY:
		say_vis(d, id);
		break;
	case INFO_QUERY:
	case INFO_REPLY:
		say_ip4(d, v);
		say_s(d, stratum == INFO_QUERY ? " INFO_QUERY" : " INFO_REPLY");
		return false;
	default:
		sayf(d, "0x%08x", v);
		break;
	}
	return true;
}

static void show_extensions(struct dis *d, struct cur *c)
{
	list(d, "extensions");
	for (bool first = true; wire(c) >= 4; first = false) {
		uint16_t type = peek_be16(c, 0), len = peek_be16(c, 2);
		struct cur value;

		if (len < 4 || len % 4 || len > wire(c)) {
			if (first)
				invalid(d);
			break;
		}
		if (first)
			say(d, "\n\tExtension fields:");
		item(d);
		say(d, "\n\t  ");
		show_name(d, "type", extension_names, "Unknown type", type);
		sayf(d, " (0x%04x)", type);
		show_u(d, ", length ", "length", len);
		skip(c, 4);
		value = *c;
		if (wants_fields(d)) {
			note_hex(d, "data", part(&value, len - 4u));
			value = *c;
		}
		if (d->opt->v > 2)
			say_hex(d, "\n\t    ", part(&value, len - 4u));
		take(c, len - 4u);
		done(d);
	}
	done(d);
}

/* A key's number and a digest may follow extensions: RFC 5905, 7.3 and 7.5. */
static void note_left_over(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c);

	if ((n == 20 || n == 24) && left(&c) == n) {
		note_u(d, "key_id", get_be32(&c));
		note_hex(d, "mac", c);
	} else {
		note_hex(d, "extra", c);
	}
}

static void show_rest(struct dis *d, struct cur c, uint8_t version)
{
	uint32_t n = wire(&c);

	if (n == 4 || n == 20 || n == 24) {
		struct cur mac;

		show_u(d, "\n\tKey id: ", "key_id", get_be32(&c));
		if (n == 4)
			return;
		mac = take(&c, n - 4);
		if (d->stopped)
			return;
		say(d, "\n\tAuthentication: ");
		say_bytes(d, mac, 0);
		note_hex(d, "mac", mac);
		return;
	}
	if (version == 4)
		show_extensions(d, &c);
	if (wire(&c))
		sayf(d, "\n\t(%u more bytes after the header and extension fields)", wire(&c));
	if (wants_fields(d) && more(&c))
		note_left_over(d, c);
}

static void show_times(struct dis *d, struct cur c, uint8_t version)
{
	struct ntp_time ref, org, rec, xmt;

	say(d, "\n\t  Reference Timestamp:  ");
	show_time(d, &c, "reference", &ref);
	say(d, "\n\t  Origin Timestamp:     ");
	show_time(d, &c, "origin", &org);
	say(d, "\n\t  Receive Timestamp:    ");
	show_time(d, &c, "receive", &rec);
	say(d, "\n\t  Transmit Timestamp:   ");
	show_time(d, &c, "transmit", &xmt);
	say(d, "\n\t    Originator - Receive Timestamp:  ");
	say_difference(d, org, rec);
	say(d, "\n\t    Originator - Transmit Timestamp: ");
	say_difference(d, org, xmt);
	show_rest(d, c, version);
}

static void show_message(struct dis *d, struct cur c, uint8_t version)
{
	uint8_t stratum;

	skip(&c, 1);
	stratum = get_u8(&c);
	show_u(d, ", Stratum ", "stratum", stratum);
	sayf(d, " (%s)", stratum_name(stratum));
	show_poll(d, get_i8(&c));
	show_i(d, ", precision ", "precision", get_i8(&c));
	if (has(&c, 4)) /* RFC 5905, 6: 16 bits of seconds, 16 of their fractions */
		note_f(d, "root_delay", peek_be32(&c, 0) / 65536.0);
	if (has(&c, 8))
		note_f(d, "root_dispersion", peek_be32(&c, 4) / 65536.0);
	say(d, "\n\tRoot Delay: ");
	say_short(d, get_be32(&c));
	say(d, ", Root dispersion: ");
	say_short(d, get_be32(&c));
	say(d, ", Reference-ID: ");
	if (show_reference(d, &c, stratum))
		show_times(d, c, version);
}

static void show_control(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t control;
	uint16_t seq, status, count;

	skip(&c, 1);
	control = get_u8(&c);
	sayf(d, ", %s, %s, %s, OpCode=%u\n", control & 0x80 ? "Response" : "Request",
		control & 0x40 ? "Error" : "OK", control & 0x20 ? "More" : "Last", control & 0x1f);
	note_u(d, "control", control);
	note_u(d, "opcode", control & 0x1f);
	seq = get_be16(&c);
	show_u(d, "\tSequence=", "sequence", seq);
	status = get_be16(&c);
	sayf(d, ", Status=%#x", status);
	note_u(d, "status", status);
	show_u(d, ", Assoc.=", "assoc", get_be16(&c));
	show_u(d, ", Offset=", "offset", get_be16(&c));
	count = get_be16(&c);
	show_u(d, ", Count=", "count", count);
	if (CONTROL + count > wire(&whole)) {
		sayf(d, " [length %u < %u]", wire(&whole), CONTROL + count);
		invalid(d);
		need(&whole, wire(&whole));
		return;
	}
	need(&c, count);
	if (count) {
		say(d, "\n\tTO-BE-DONE: data not interpreted");
		note_text(d, "data", part(&c, count));
	}
}

/* What mode 7 is about is each implementation's own (RFC 5905, 3); as ntpdc has asked ntpd. */
static void note_private(struct dis *d, struct cur c)
{
	uint16_t v;

	if (!has(&c, 8))
		return;
	v = get_u8(&c);
	note_b(d, "response", v & 0x80);
	note_b(d, "more", v & 0x40);
	note_u(d, "auth_seq", get_u8(&c));
	note_u(d, "implementation", get_u8(&c));
	note_u(d, "request_code", get_u8(&c));
	v = get_be16(&c);
	note_u(d, "error", v >> 12);
	note_u(d, "items", v & 0xfff);
	v = get_be16(&c);
	note_u(d, "reserved", v >> 12);
	note_u(d, "item_size", v & 0xfff);
}

static void dissect_ntp(struct dis *d, struct cur c)
{
	uint8_t first, version, mode;
	uint32_t min;

	say(d, "NTP");
	first = peek_u8(&c, 0);
	version = first >> 3 & 7;
	mode = first & 7;
	min = mode == MODE_CONTROL ? CONTROL : HEADER;
	note_u(d, "flags", first);
	show_u(d, "v", "version", version);
	say(d, ", ");
	show_name(d, "mode", mode_names, "Unknown mode", mode);
	show_u(d, ", length ", "length", wire(&c));
	if (!d->opt->v)
		return;
	say(d, "\n\tLeap indicator: ");
	show_name(d, "leap", leap_names, "", first & 0xc0);
	sayf(d, " (%u)", first & 0xc0);
	if (mode == MODE_PRIVATE) {
		if (wants_fields(d))
			note_private(d, c);
		return;
	}
	if (wire(&c) < min) {
		sayf(d, " [length %u < %u]", wire(&c), min);
		invalid(d);
		need(&c, wire(&c));
		if (!wants_fields(d))
			return;
	}
	if (mode == MODE_CONTROL)
		show_control(d, c);
	else
		show_message(d, c, version);
}

const struct proto proto_ntp = { "ntp", dissect_ntp };
