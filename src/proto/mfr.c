/* Multilink Frame Relay, FRF.16.1.  https://www.broadband-forum.org/download/FRF.16.1.pdf */
#include "fr.h"
#include "tlv.h"

enum { BEGIN = 0x80, END = 0x40, CONTROL = 0x20, MASK = 0xe0 };
enum { BUNDLE = 1, LINK, MAGIC, TIMESTAMP = 5 };
enum { TIMESTAMP_MAX = 14 };

static const struct name flag_bits[] = { { BEGIN, "Begin" }, { END, "End" }, { CONTROL, "Control" },
	{ 0, NULL } };

static const struct name messages[] = {
	{ 1, "Add Link" },
	{ 2, "Add Link ACK" },
	{ 3, "Add Link Reject" },
	{ 4, "Hello" },
	{ 5, "Hello ACK" },
	{ 6, "Remove Link" },
	{ 7, "Remove Link ACK" },
	{ 0, NULL },
};

static const struct name elements[] = {
	{ BUNDLE, "Bundle ID" },
	{ LINK, "Link ID" },
	{ MAGIC, "Magic Number" },
	{ TIMESTAMP, "Timestamp" },
	{ 6, "Vendor Extension" },
	{ 7, "Cause" },
	{ 0, NULL },
};

static void show_elements(struct dis *d, struct cur c)
{
	uint32_t rest = wire(&c);

	list(d, "elements");
	while (rest > 2 && !d->stopped) {
		uint8_t type, len;
		struct cur v;

		type = get_u8(&c);
		len = get_u8(&c);
		item(d);
		say(d, "\n\tIE ");
		show_name(d, "type", elements, "Unknown", type);
		sayf(d, " (%u), length %u: ", type, len);
		if (type == 0 && len > rest)
			return;
		if (rest < len)
			stop(d);
		if (len <= 2)
			return;
		need(&c, len - 2u);
		v = c;
		if (type == MAGIC) {
			if (len == 6) {
				show_x(d, "0x", "magic", get_be32(&v), 8);
			} else {
				sayf(d, "[IE data length %d != 4]", len - 2);
				invalid(d);
			}
		} else if (type == BUNDLE || type == LINK) {
			say_visz(d, part(&v, len - 2u));
		} else if (type == TIMESTAMP && len - 2 > TIMESTAMP_MAX) {
			sayf(d, "[Timestamp IE length %d > %d]", len - 2, TIMESTAMP_MAX);
			invalid(d);
		} else if (d->opt->v <= 1) {
			dump_tlv(d, "\n\t  ", v, len - 2u);
		}
		if (d->opt->v > 1)
			dump_tlv(d, "\n\t  ", c, len - 2u);
		skip(&c, len - 2u);
		rest -= len;
		done(d);
	}
	done(d);
}

void mfr_show(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t first, message;
	uint16_t seq;

	need(&c, 2);
	need(&c, wire(&c) < 4 ? wire(&c) : 4);
	if (length < 4) {
		sayf(d, "[length %u < 4]", length);
		malformed(d, c);
		return;
	}
	need(&c, 4);
	first = peek_u8(&c, 0);
	note_u(d, "flags", first & MASK);
	if ((first & MASK) == MASK && peek_u8(&c, 1) == 0) {
		message = peek_u8(&c, 2);
		say(d, "FRF.16 Control, Flags [");
		say_bits(d, flag_bits, "none", first & MASK, ", ");
		say(d, "], ");
		show_name(d, "message", messages, "Unknown Message (0x%02x)", message);
		show_u(d, ", length ", "length", length);
		if (d->opt->v)
			show_elements(d, from(c, 3));
		return;
	}
	seq = (uint16_t)((first & 0x1e) << 7 | peek_u8(&c, 1));
	show_u(d, "FRF.16 Frag, seq ", "seq", seq);
	say(d, ", Flags [");
	say_bits(d, flag_bits, "none", first & MASK, ", ");
	say(d, "]");
	if (first & BEGIN && !(first & CONTROL)) {
		say(d, ", ");
		d->link_len += 2;
		enter(d, &proto_frame_relay, from(c, 2));
	} else {
		dump_tlv(d, "\n\t", c, length);
	}
}

static void dissect_mfr(struct dis *d, struct cur c) { mfr_show(d, c); }

const struct proto proto_mfr = { "mfr", dissect_mfr };
