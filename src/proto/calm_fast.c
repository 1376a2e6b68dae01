/* CALM FAST.  ISO 29281. */
#include "../dissect/dissect.h"

#define HEADER 2

static void dissect_calm_fast(struct dis *d, struct cur c)
{
	say(d, "CALM FAST");
	if (d->src.len) {
		say(d, " src:");
		say_lladdr(d, &d->src);
	}
	say(d, "; ");
	if (wire(&c) < HEADER) {
		sayf(d, " (length %u < %u)", wire(&c), HEADER);
		invalid(d);
		need(&c, wire(&c));
		return;
	}
	show_u(d, "SrcNwref:", "src_nwref", get_u8(&c));
	say(d, "; ");
	show_u(d, "DstNwref:", "dst_nwref", get_u8(&c));
	say(d, "; ");
	if (d->opt->v) {
		say_dump(d, c); /* whatever -q or -x */
		need(&c, wire(&c));
	}
}

const struct proto proto_calm_fast = { "calm_fast", dissect_calm_fast };
