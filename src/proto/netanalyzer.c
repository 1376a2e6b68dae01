/* Hilscher netANALYZER: Ethernet behind a header of its own, and in transparent mode behind the
 * preamble too.  https://www.tcpdump.org/linktypes/LINKTYPE_NETANALYZER.html */
#include "../dissect/dissect.h"

enum { HEADER = 4, PREAMBLE = 8 };

static void show_frame(struct dis *d, struct cur c, uint32_t before)
{
	need(&c, before);
	skip(&c, before);
	d->link_len += before;
	enter(d, &proto_eth, c);
}

static void dissect_netanalyzer(struct dis *d, struct cur c) { show_frame(d, c, HEADER); }

static void dissect_netanalyzer_transparent(struct dis *d, struct cur c)
{
	show_frame(d, c, HEADER + PREAMBLE);
}

const struct proto proto_netanalyzer = { "netanalyzer", dissect_netanalyzer };
const struct proto proto_netanalyzer_transparent = { "netanalyzer_transparent",
	dissect_netanalyzer_transparent };
