/* Real-time Transport Protocol and its control protocol.  RFC 3550; version 1 was in drafts before
 * RFC 1889.  And the formats of vat, LBL's audio tool, which came before. */
#include "../dissect/dissect.h"

enum { HEADER1 = 8, HEADER2 = 12, H261 = 31 };
enum { SR = 200, RR, SDES, BYE };
enum { HEADER_RTCP = 4, SENDER = 20, REPORT = 24 };

/* --- RTP --- */

static void malformed(struct dis *d, const char *what)
{
	sayf(d, " !%s", what);
	note_b(d, "invalid", true);
}

/* Version 1: words of options, the last has its upper bit set.  False: said what is wrong. */
static bool skip_options(struct dis *d, struct cur *c)
{
	uint32_t option;

	do {
		uint32_t n;

		option = peek_be32(c, 0);
		if (d->stopped)
			return false;
		n = option >> 16 & 0xff;
		if (n == 0 || n > wire(c) / 4) {
			malformed(d, "opt");
			return false;
		}
		skip(c, n * 4);
	} while (!(option & 0x80000000u));
	return true;
}

/* RFC 3550, 5.3.1; the reference does not step over the CSRCs before it. */
static bool skip_extension(struct dis *d, struct cur *c)
{
	uint32_t n = (peek_be32(c, 0) & 0xffff) + 1;

	if (d->stopped)
		return false;
	if (n > wire(c) / 4) {
		malformed(d, "ext");
		return false;
	}
	skip(c, n * 4);
	return true;
}

static void show_body(struct dis *d, struct cur c, bool old, bool extended, uint8_t type)
{
	struct cur at = c;

	show_u(d, " ", "ssrc", get_be32(&at));
	if (!old)
		c = at; /* version 1 has no SSRC here: what was printed is the payload */
	if (extended && !(old ? skip_options(d, &c) : skip_extension(d, &c)))
		return;
	if (type == H261)
		sayf(d, " 0x%04x", get_be32(&c) >> 16);
}

static void dissect_rtp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), first, stamp;
	bool old, extended, mark;
	uint8_t type;

	if (length < HEADER1) {
		sayf(d, "udp/rtp, length %u < %u", length, HEADER1);
		return;
	}
	first = get_be32(&c);
	stamp = get_be32(&c);
	old = first >> 30 == 1;
	if (!old && length < HEADER2) {
		sayf(d, "udp/rtp, length %u < %u", length, HEADER2);
		return;
	}
	extended = first & (old ? 0x800000u : 0x10000000u);
	mark = first & (old ? 0x400000u : 0x800000u);
	type = (uint8_t)(first >> 16 & (old ? 0x3f : 0x7f));
	if (old)
		say(d, "udp/rtpv1 ");
	else
		say(d, "udp/rtp ");
	say_u(d, length - (old ? HEADER1 : HEADER2));
	show_u(d, " c", "payload_type", type);
	say(d, " ");
	if (extended)
		say(d, "+");
	if (mark)
		say(d, "*");
	note_b(d, "marker", mark);
	show_u(d, " ", "seq", first & 0xffff);
	show_u(d, " ", "timestamp", stamp);
	if (d->opt->v)
		show_body(d, c, old, extended, type);
}

/* --- RTCP --- */

static void say_fixed(struct dis *d, uint32_t whole, uint32_t fraction, uint32_t unit_bits)
{
	uint64_t hundredths = (((uint64_t)fraction * 100) + (1ull << (unit_bits - 1))) >> unit_bits;

	if (hundredths >= 100) {
		whole++;
		hundredths -= 100;
	}
	sayf(d, "%u.%02u", whole, (uint32_t)hundredths);
}

static void say_middle(struct dis *d, uint32_t ntp) { say_fixed(d, ntp >> 16, ntp & 0xffff, 16); }

static void show_ssrc(struct dis *d, struct cur *c)
{
	uint32_t ssrc = get_be32(c);

	note_u(d, "ssrc", ssrc);
	if (d->opt->v)
		sayf(d, " %u", ssrc);
}

/* RFC 3550, 6.4.1 */
static void show_sender(struct dis *d, struct cur *c)
{
	uint32_t sec, frac, stamp, packets, octets;

	need(c, SENDER);
	sec = get_be32(c);
	frac = get_be32(c);
	stamp = get_be32(c);
	packets = get_be32(c);
	octets = get_be32(c);
	say(d, " @");
	say_fixed(d, sec, frac, 32);
	show_u(d, " ", "timestamp", stamp);
	show_u(d, " ", "packets", packets);
	show_u(d, "p ", "octets", octets);
	say(d, "b");
}

/* The reference prints the first block as often as there should be some; so a block that is missing
 * is not missed. */
static void show_reports(struct dis *d, struct cur c, uint8_t n)
{
	if (n > 1)
		sayf(d, " c%u", n);
	list(d, "reports");
	for (; n && !d->stopped; n--) {
		struct cur r = c;
		uint32_t lost, seq, jitter, last, delay;

		item(d);
		show_ssrc(d, &r);
		lost = get_be32(&r) & 0xffffff;
		seq = get_be32(&r);
		jitter = get_be32(&r);
		last = get_be32(&r);
		delay = get_be32(&r);
		show_u(d, " ", "lost", lost);
		show_u(d, "l ", "seq", seq);
		show_u(d, "s ", "jitter", jitter);
		say(d, "j @");
		say_middle(d, last);
		say(d, "+");
		say_middle(d, delay);
		done(d);
	}
	done(d);
}

static void show_rtcp(struct dis *d, struct cur *c)
{
	uint32_t length;
	uint8_t count, type;
	struct cur body;

	need(c, HEADER_RTCP + 4); /* and the SSRC, in every kind */
	count = peek_u8(c, 0) & 0x1f;
	type = peek_u8(c, 1);
	length = (peek_be16(c, 2) + 1u) * 4;
	body = from(*c, HEADER_RTCP);
	note_u(d, "type", type);
	switch (type) {
	case SR:
		say(d, " sr");
		if (length != HEADER_RTCP + 4 + SENDER + count * (uint32_t)REPORT)
			sayf(d, " [%u]", length);
		show_ssrc(d, &body);
		show_sender(d, &body);
		show_reports(d, body, count);
		break;
	case RR:
		say(d, " rr");
		if (length != HEADER_RTCP + 4 + count * (uint32_t)REPORT)
			sayf(d, " [%u]", length);
		show_ssrc(d, &body);
		show_reports(d, body, count);
		break;
	case SDES:
		sayf(d, " sdes %u", length);
		show_ssrc(d, &body);
		break;
	case BYE:
		sayf(d, " bye %u", length);
		show_ssrc(d, &body);
		break;
	default:
		sayf(d, " type-0x%x %u", type, length);
		break;
	}
	skip(c, length);
}

static void dissect_rtcp(struct dis *d, struct cur c)
{
	list(d, "packets");
	while (more(&c) && !d->stopped) {
		item(d);
		show_rtcp(d, &c);
		done(d);
	}
	done(d);
}

/* --- vat --- */

static void dissect_vat(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), first, stamp;
	uint16_t conference;

	if (length < 2) {
		sayf(d, "udp/va/vat, length %u < 2", length);
		return;
	}
	conference = peek_be16(&c, 0);
	if (conference & 0xf060) { /* session messages */
		sayf(d, "udp/vt %u %u / %u", length, conference & 0x3ff, conference >> 10);
		return;
	}
	if (length < HEADER1) {
		sayf(d, "udp/vat, length %u < %u", length, HEADER1);
		return;
	}
	first = get_be32(&c);
	stamp = get_be32(&c);
	sayf(d, "udp/vat %u c%u", length - HEADER1, first & 0xffff);
	show_u(d, " ", "timestamp", stamp);
	if (first & 0x800000)
		say(d, "*");
	if (first >> 16 & 0x1f)
		sayf(d, " f%u", first >> 16 & 0x1f);
	if (first >> 24 & 0xf)
		sayf(d, " s%u", first >> 24 & 0xf);
}

const struct proto proto_rtp = { "rtp", dissect_rtp };
const struct proto proto_rtcp = { "rtcp", dissect_rtcp };
const struct proto proto_vat = { "vat", dissect_vat };
