/* Broadcom switch tags.  https://www.tcpdump.org/linktypes/LINKTYPE_DSA_TAG_BRCM.html */
#include "eth.h"

enum { EGRESS, INGRESS };

static const struct name opcodes[] = { { EGRESS, "EG" }, { INGRESS, "IG" }, { 0, NULL } };
static const struct name tag_actions[] = { { 0, "None" }, { 1, "Untag" }, { 2, "Header" },
	{ 3, "Reserved" }, { 0, NULL } };

static const struct name reasons[] = {
	{ 0x01, "mirror" },
	{ 0x02, "MAC learning" },
	{ 0x04, "switching" },
	{ 0x08, "prot term" },
	{ 0x10, "prot snoop" },
	{ 0x20, "exception" },
	{ 0x40, "reserved-6" },
	{ 0x80, "reserved-7" },
	{ 0, NULL },
};

static void say_ports(struct dis *d, uint32_t map)
{
	bool first = true;

	say(d, ", DST map: [");
	for (unsigned i = 0; i < 9; i++) {
		if (!(map >> i & 1))
			continue;
		sayf(d, first ? "port %u" : ", port %u", i);
		first = false;
	}
	say(d, "]");
}

static void put_tag(struct dis *d, struct cur c)
{
	uint32_t tag = get_be32(&c);

	say(d, "BRCM tag OP: ");
	show_name(d, "opcode", opcodes, "#%u", tag >> 29);
	say(d, ", ");
	if (tag >> 29 == INGRESS) {
		show_u(d, "TC: ", "tc", tag >> 26 & 7);
		say(d, ", TE: ");
		show_name(d, "te", tag_actions, "", tag >> 24 & 3);
		show_u(d, ", TS: ", "ts", tag >> 23 & 1);
		say_ports(d, tag & 0x7fffff);
		note_u(d, "map", tag & 0x7fffff);
		say(d, ", ");
	} else if (tag >> 29 == EGRESS) {
		show_u(d, "CID: ", "cid", tag >> 16 & 0xff);
		say(d, ", RC: [");
		say_bits(d, reasons, "", tag >> 8 & 0xff, ", ");
		show_u(d, "], TC: ", "tc", tag >> 5 & 7);
		show_u(d, ", port: ", "port", tag & 31);
		say(d, ", ");
	}
}

static const struct eth_tag brcm = { 4, put_tag };

static void dissect_brcm_tag(struct dis *d, struct cur c) { eth_tagged(d, c, &brcm); }

static void dissect_brcm_tag_prepend(struct dis *d, struct cur c)
{
	need(&c, 4);
	d->link_len += 4;
	if (d->opt->e)
		put_tag(d, c);
	enter(d, &proto_eth, from(c, 4));
}

const struct proto proto_brcm_tag = { "brcm-tag", dissect_brcm_tag };
const struct proto proto_brcm_tag_prepend = { "brcm-tag-prepend", dissect_brcm_tag_prepend };
