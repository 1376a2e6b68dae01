/* Classical IP over ATM.  RFC 2684, 5; RFC 2225. */
#include "llc.h"

static void dissect_cip(struct dis *d, struct cur c)
{
	struct cur at = c;
	uint64_t first;
	uint32_t length = wire(&c);

	d->src.len = d->dst.len = 0;
	if (d->opt->e)
		show_u(d, "", "length", length);
	if (d->opt->e)
		say(d, ": ");
	first = get_be48(&at);
	if (first == 0xaaaa03000000) {
		if (!llc_enter(d, c))
			say_default(d, c);
	} else {
		enter(d, &proto_ip4, c);
	}
}

const struct proto proto_atm_clip = { "cip", dissect_cip };
