/* IP Payload Compression.  RFC 3173. */
#include "../dissect/dissect.h"

static void dissect_ipcomp(struct dis *d, struct cur c)
{
	uint16_t cpi;

	need(&c, 4);
	say(d, "IPComp(");
	note_u(d, "next_header", peek_u8(&c, 0));
	note_u(d, "flags", peek_u8(&c, 1));
	skip(&c, 2);
	cpi = get_be16(&c);
	show_x(d, "cpi=0x", "cpi", cpi, 4);
	say(d, ")");
}

const struct proto proto_ipcomp = { "ipcomp", dissect_ipcomp };
