/* Generic Protocol Extension for VXLAN.  draft-ietf-nvo3-vxlan-gpe-12. */
#include "../dissect/dissect.h"

enum { HEADER = 8, INSTANCE = 0x08, NEXT = 0x04, BUM = 0x02, OAM = 0x01 };
enum { ETHERNET = 3 };

static const struct name flag_bits[] = {
	{ INSTANCE, "I" },
	{ NEXT, "P" },
	{ BUM, "B" },
	{ OAM, "O" },
	{ 0, NULL },
};

static const struct proto *next_proto(uint8_t next)
{
	switch (next) {
	case 1:
		return by_ethertype(0x0800);
	case 2:
		return by_ethertype(0x86dd);
	case ETHERNET:
		return &proto_eth;
	case 4:
		return &proto_nsh;
	case 5:
		return by_ethertype(0x8847);
	}
	return NULL;
}

static void dissect_vxlan_gpe(struct dis *d, struct cur c)
{
	const struct proto *p;
	uint8_t flags, next;
	uint32_t vni;

	say(d, "VXLAN-GPE, ");
	if (wire(&c) < HEADER) {
		sayf(d, " (len %u < %u)", wire(&c), HEADER);
		invalid(d);
		return;
	}
	flags = get_u8(&c);
	note_u(d, "flags", flags);
	say(d, "flags [");
	say_bits(d, flag_bits, "none", flags, "");
	say(d, "], ");
	next = flags & NEXT ? peek_u8(&c, 2) : ETHERNET;
	if (!(flags & INSTANCE))
		say(d, "ERROR: I flag not set");
	get_be24(&c);
	vni = get_be24(&c);
	if (flags & INSTANCE)
		show_u(d, "vni ", "vni", vni);
	note_u(d, "next_protocol", next);
	if (flags & BUM)
		say(d, ", BUM");
	if (flags & OAM) {
		sayf(d, ", OAM (proto 0x%x, len %u)", next, wire(&c));
		return;
	}
	get_u8(&c);
	say_s(d, d->opt->v ? "\n    " : ": ");
	p = next_proto(next);
	if (p) {
		enter(d, p, c);
		return;
	}
	say(d, "ERROR: unknown-next-protocol");
	invalid(d);
}

const struct proto proto_vxlan_gpe = { "vxlan_gpe", dissect_vxlan_gpe };
