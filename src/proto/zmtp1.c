/* ZeroMQ Message Transport Protocol, version 1.0 (ZeroMQ RFC 13), over TCP; and over UDP and PGM,
 * where each datagram begins with the offset of its first frame. */
#include "../dissect/dissect.h"

enum { LONG = 0xff, SOME = 128, NO_FRAME = 0xffff };

static const struct name flag_names[] = {
	{ 0x01, "MORE" },
	{ 0x02, "R1" },
	{ 0x04, "R2" },
	{ 0x08, "R3" },
	{ 0x10, "R4" },
	{ 0x20, "R5" },
	{ 0x40, "R6" },
	{ 0x80, "R7" },
	{ 0, NULL },
};

/* How much of n octets is shown: all from -vv on. */
static uint64_t shown(const struct dis *d, uint64_t n)
{
	return d->opt->v == 1 && n > SOME ? SOME : n;
}

static uint32_t room(const struct cur *c) { return left(c) < wire(c) ? left(c) : wire(c); }

/* A frame: length (of flags and body), flags, body. */
static void show_frame(struct dis *d, struct cur *c)
{
	bool wide = peek_u8(c, 0) == LONG;
	uint32_t head = wide ? 9 : 1;
	uint64_t declared, have, n;
	struct cur body;
	uint8_t flags;

	/* A head that goes past the end of the message makes this huge, as in the reference. */
	have = (uint64_t)room(c) - head;
	say(d, "\n\t");
	if (wide) {
		say(d, " frame flags+body (64-bit) length");
		skip(c, 1);
		declared = get_be64(c);
		say(d, " ");
	} else {
		declared = get_u8(c);
		say(d, " frame flags+body  (8-bit) length ");
	}
	say_u64(d, declared);
	note_u(d, "length", declared);
	if (!declared)
		return;
	flags = peek_u8(c, 0);
	if (declared > have) {
		say(d, " (");
		say_u64(d, have);
		say(d, " captured)");
	}
	show_x(d, ", flags 0x", "flags", flags, 2);
	if (d->opt->v) {
		say(d, " (");
		say_bits(d, flag_names, "none", flags, ", ");
		say(d, ")");
		n = shown(d, (declared < have ? declared : have) - 1);
		if (n) {
			say(d, ", first ");
			say_u64(d, n);
			say(d, " byte(s) of body:");
			body = from(*c, 1);
			clip(&body, n < left(&body) ? (uint32_t)n : left(&body));
			say_hexascii(d, "\n\t ", body);
		}
	}
	if (declared > left(c))
		stop(d);
	skip(c, (uint32_t)declared);
}

static void show_frames(struct dis *d, struct cur c)
{
	list(d, "frames");
	while (room(&c) && !d->stopped) {
		item(d);
		show_frame(d, &c);
		done(d);
	}
	done(d);
}

/* What of a frame begun in an earlier datagram comes first. */
static void show_part(struct dis *d, struct cur *c, uint16_t offset)
{
	uint32_t n = offset == NO_FRAME ? wire(c) : offset, have = left(c), m;
	struct cur v = *c;

	if (!n)
		return;
	sayf(d, "\n\t frame intermediate part, %u bytes", n);
	if (n > have)
		sayf(d, " (%u captured)", have);
	m = (uint32_t)shown(d, have < n ? have : n);
	if (d->opt->v && m > 1) {
		clip(&v, m);
		sayf(d, ", first %u byte(s):", m);
		say_hexascii(d, "\n\t ", v);
	}
	skip(c, n);
}

static void dissect_zmtp1(struct dis *d, struct cur c)
{
	say(d, ": ZMTP/1.0");
	show_frames(d, c);
}

static void dissect_zmtp1_datagram(struct dis *d, struct cur c)
{
	uint16_t offset = get_be16(&c);

	show_x(d, "\n\t frame offset 0x", "offset", offset, 4);
	if (offset != NO_FRAME && offset > wire(&c)) {
		say(d, " (exceeds datagram declared length)");
		stop(d);
		return;
	}
	show_part(d, &c, offset);
	show_frames(d, c);
}

const struct proto proto_zmtp1 = { "zmtp1", dissect_zmtp1 };
const struct proto proto_zmtp1_datagram = { "zmtp1", dissect_zmtp1_datagram };
