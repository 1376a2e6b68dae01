/* Encapsulated Remote Switched Port ANalyser, types I to III.  draft-foschiano-erspan-03. */
#include "../dissect/dissect.h"

enum { VERSION2 = 1, VERSION3 = 2 };
enum { ISL = 1, DOT1Q = 2, PAYLOAD = 3 };

static const struct name bso_names[] = {
	{ 0, "Good/unknown" },
	{ 1, "Short" },
	{ 2, "Oversized" },
	{ 3, "Bad" },
	{ 0, NULL },
};

static const struct name frame_types[] = {
	{ 0, "Ethernet" },
	{ 2, "IP" },
	{ 0, NULL },
};

static void frame(struct dis *d, struct cur c) { enter(d, &proto_eth, c); }

static void dissect_erspan1(struct dis *d, struct cur c)
{
	say(d, "erspan type1: ");
	frame(d, c);
}

static void dissect_erspan2(struct dis *d, struct cur c)
{
	uint32_t hdr;
	uint16_t vlan;

	say(d, "erspan");
	if (bad(d, "len", wire(&c), <, 4))
		return;
	hdr = get_be32(&c);
	if (hdr >> 28 != VERSION2) {
		sayf(d, " erspan-unknown-version-%x", hdr >> 28);
		return;
	}
	if (d->opt->v)
		say(d, " type2");
	show_u(d, " session ", "session", hdr & 0x3ff);
	vlan = hdr >> 16 & 0xfff;
	note_u(d, "vlan", vlan);
	if ((hdr >> 11 & 3) == ISL)
		sayf(d, " isl %u", vlan);
	else if ((hdr >> 11 & 3) == DOT1Q)
		sayf(d, " vlan %u", vlan);
	else if ((hdr >> 11 & 3) == PAYLOAD)
		say(d, " vlan payload");
	note_u(d, "cos", hdr >> 13 & 7);
	if (d->opt->v) {
		sayf(d, " cos %u", hdr >> 13 & 7);
		if (hdr & 0x400)
			say(d, " truncated");
	}
	if (bad(d, "len", wire(&c), <, 4))
		return;
	hdr = get_be32(&c);
	note_u(d, "index", hdr & 0xfffff);
	if (d->opt->v)
		sayf(d, " index %u", hdr & 0xfffff);
	say(d, ": ");
	frame(d, c);
}

static void dissect_erspan3(struct dis *d, struct cur c)
{
	uint32_t hdr, stamp;
	uint16_t sgt, bits;
	uint8_t ft;

	say(d, "erspan");
	if (bad(d, "len", wire(&c), <, 4))
		return;
	hdr = get_be32(&c);
	if (hdr >> 28 != VERSION3) {
		sayf(d, " erspan-unknown-version-%x", hdr >> 28);
		return;
	}
	if (d->opt->v)
		say(d, " type3");
	show_u(d, " session ", "session", hdr & 0x3ff);
	say(d, " bso ");
	show_name(d, "bso", bso_names, "unknown %x", hdr >> 11 & 3);
	note_u(d, "vlan", hdr >> 16 & 0xfff);
	note_u(d, "cos", hdr >> 13 & 7);
	if (d->opt->v) {
		sayf(d, " cos %u", hdr >> 13 & 7);
		if (hdr & 0x400)
			say(d, " truncated");
	}
	if (bad(d, "len", wire(&c), <, 4))
		return;
	stamp = get_be32(&c);
	note_u(d, "timestamp", stamp);
	if (bad(d, "len", wire(&c), <, 2))
		return;
	sgt = get_be16(&c);
	note_u(d, "sgt", sgt);
	if (bad(d, "len", wire(&c), <, 2))
		return;
	bits = get_be16(&c);
	ft = bits >> 10 & 0x1f;
	say(d, " ft ");
	show_name(d, "ft", frame_types, "unknown %x", ft);
	note_u(d, "hw_id", bits >> 4 & 0x3f);
	if (bits & 1) { /* platform-specific subheader */
		if (bad(d, "len", wire(&c), <, 8))
			return;
		need(&c, 8);
		skip(&c, 8);
	}
	say(d, ": ");
	if (ft == 0)
		frame(d, c);
	else if (ft == 2)
		enter(d, &proto_ip4, c);
	else
		say(d, "Frame type unknown");
}

const struct proto proto_erspan1 = { "erspan", dissect_erspan1 };
const struct proto proto_erspan2 = { "erspan", dissect_erspan2 };
const struct proto proto_erspan3 = { "erspan", dissect_erspan3 };
