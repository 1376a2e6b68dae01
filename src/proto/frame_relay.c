/* Frame Relay.  ITU-T Q.922, RFC 2427, FRF.12 and FRF.15. */
#include "fr.h"

#include "llc.h"
#include "tlv.h"

enum { UI = 0x03, EA = 0x01 };
enum { Q933 = 0x08, SNAP = 0x80, CLNP, ESIS, ISIS, IP6 = 0x8e, MFR = 0xb1, IP = 0xcc, PPP = 0xcf };

const struct name nlpid_names[] = {
	{ 0x00, "NULL" },
	{ Q933, "Q.933" },
	{ 0x09, "LMI" },
	{ SNAP, "SNAP" },
	{ CLNP, "CLNP" },
	{ ESIS, "ES-IS" },
	{ ISIS, "IS-IS" },
	{ 0x84, "CONS" },
	{ 0x85, "IDRP" },
	{ 0x8a, "X25 ES-IS" },
	{ IP6, "IPv6" },
	{ MFR, "FRF.15" },
	{ 0xc1, "ISIS_SPB" },
	{ IP, "IPv4" },
	{ PPP, "PPP" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 0x02000000, "C!" },
	{ 0x00020000, "DE" },
	{ 0x00040000, "BECN" },
	{ 0x00080000, "FECN" },
	{ 0x00000002, "sdlcore" },
	{ 0, NULL },
};

static const struct name frag_bits[] = { { 0x80, "Begin" }, { 0x40, "End" }, { 0x20, "Control" },
	{ 0, NULL } };

/* A Q.922 address of two to four octets; len 0: it is invalid, or (cut) it goes on past the end. */
struct address {
	uint32_t len, dlci, flags;
	bool cut;
};

static struct address get_address(struct cur c)
{
	struct address a = { 2, 0, 0, false }, none = { 0, 0, 0, false }, cut = { 0, 0, 0, true };
	uint8_t b0, b1, b;

	if (!more(&c))
		return cut;
	b0 = get_u8(&c);
	if (b0 & EA)
		return none;
	if (!more(&c))
		return cut;
	b1 = get_u8(&c);
	a.dlci = (b0 & 0xfcu) << 2 | b1 >> 4;
	a.flags = (b0 & 2u) << 24 | (b1 & 0x0eu) << 16;
	if (b1 & EA)
		return a;
	a.len = 3;
	if (!more(&c))
		return cut;
	b = get_u8(&c);
	if (!(b & EA)) {
		a.dlci = a.dlci << 7 | b >> 1;
		a.len = 4;
		if (!more(&c))
			return cut;
		b = get_u8(&c);
	}
	if (!(b & EA))
		return none;
	a.flags |= b & 2u;
	a.dlci = a.dlci << 6 | b >> 2;
	return a;
}

void fr_say_address(struct dis *d, struct cur c)
{
	struct address a = get_address(c);

	if (a.cut)
		say(d, "<Truncated>");
	else if (!a.len)
		say(d, "<Invalid DLCI>");
	else
		show_u(d, "DLCI ", "dlci", a.dlci);
}

static void say_head(struct dis *d, struct address a, uint32_t length, uint16_t type)
{
	bool cisco = type > 0xff;

	if (d->opt->q) {
		sayf(d, "Q.922, DLCI %u, length %u: ", a.dlci, length);
		return;
	}
	sayf(d, "Q.922, hdr-len %u, DLCI %u, Flags [", a.len, a.dlci);
	say_bits(d, flag_bits, "none", a.flags, ", ");
	say_s(d, cisco ? "], cisco-ethertype " : "], NLPID ");
	say_name(d, cisco ? ethertype_names : nlpid_names, "unknown", type);
	sayf(d, cisco ? " (0x%04x), length %u: " : " (0x%02x), length %u: ", type, length);
}

static void show_frf15(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint16_t seq;
	uint8_t flags;

	if (length < 2) {
		stop(d);
		return;
	}
	flags = peek_u8(&c, 0);
	seq = get_be16(&c);
	sayf(d, "FRF.15, seq 0x%03x, Flags [", seq & 0x1ff);
	say_bits(d, frag_bits, "none", flags & 0xe0, ", ");
	sayf(d, "],%s Fragmentation, length %u", flags & 1 ? "Interface" : "End-to-End", length);
}

static void payload(struct dis *d, uint8_t nlpid, struct cur whole, struct cur c, uint32_t head,
	struct address a)
{
	uint32_t length = wire(&whole);

	switch (nlpid) {
	case IP:
		enter(d, &proto_ip4, c);
		return;
	case IP6:
		enter(d, &proto_ip6, c);
		return;
	case CLNP:
	case ESIS:
	case ISIS:
		enter(d, &proto_isoclns, from(whole, head - 1));
		return;
	case SNAP:
		if (snap_enter(d, c, 0))
			return;
		a.len = head; /* sic */
		if (!d->opt->e)
			say_head(d, a, length, nlpid);
		say_default(d, whole);
		return;
	case Q933:
		enter(d, &proto_q933, c);
		return;
	case MFR:
		show_frf15(d, c);
		return;
	case PPP:
		enter(d, &proto_ppp, c);
		return;
	}
	if (!d->opt->e)
		say_head(d, a, length, nlpid);
	if (!d->opt->x) /* -q and the like do not silence this */
		say_dump(d, c);
	need(&c, wire(&c));
}

/* Cisco's encapsulation: an Ethernet type after the address. */
static bool cisco(struct dis *d, struct cur c, struct address a)
{
	uint16_t type = peek_be16(&c, a.len);

	if (d->stopped)
		return true;
	if (d->opt->e)
		say_head(d, a, wire(&c), type);
	d->link_len += a.len + 2;
	if (enter_ethertype(d, type, from(c, a.len + 2)))
		return true;
	d->link_len -= a.len + 2;
	return false;
}

void fr_show(struct dis *d, struct cur c)
{
	struct cur w = c;
	struct address a;
	uint32_t length = wire(&c), head;
	uint8_t nlpid;

	clip(&w, length);
	need(&w, 2);
	if (d->stopped)
		return;
	a = get_address(w);
	if (a.cut) {
		stop(d);
		return;
	}
	if (a.len == 0) {
		say(d, "Q.922, invalid address");
		return;
	}
	note_u(d, "dlci", a.dlci);
	note_u(d, "flags", a.flags);
	d->src.len = d->dst.len = 0;
	if (length < a.len + 1) {
		stop(d);
		return;
	}
	need(&c, a.len + 1);
	if (peek_u8(&c, a.len) != UI && a.dlci != 0) {
		if (length >= a.len + 2 && has(&c, a.len + 2) && cisco(d, c, a))
			return;
		sayf(d, "UI %02x! ", peek_u8(&c, a.len));
	}
	if (length < a.len + 2) {
		stop(d);
		return;
	}
	if (peek_u8(&c, a.len + 1) == 0) {
		if (a.len != 3)
			say(d, "Pad! ");
		head = a.len + 3;
	} else {
		if (a.len == 3)
			say(d, "No pad! ");
		head = a.len + 2;
	}
	if (length < head)
		stop(d);
	nlpid = peek_u8(&c, head - 1);
	note_u(d, "nlpid", nlpid);
	if (d->opt->e)
		say_head(d, a, length, nlpid);
	d->link_len += head;
	payload(d, nlpid, c, from(c, head), head, a);
}

static void dissect_frame_relay(struct dis *d, struct cur c)
{
	if (d->depth == 1 && !has(&c, 4)) /* the link type's shortest header */
		stop(d);
	else
		fr_show(d, c);
}

const struct proto proto_frame_relay = { "fr", dissect_frame_relay };
