/* IP over Fibre Channel.  RFC 2625. */
#include "llc.h"

static void dissect_ip_fc(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);

	if (length < 16 || !has(&c, 16)) {
		stop(d);
		return;
	}
	skip(&c, 2); /* network address authority */
	d->dst.len = d->src.len = 6;
	get_bytes(&c, d->dst.b, 6);
	skip(&c, 2);
	get_bytes(&c, d->src.b, 6);
	note_mac(d, "dst", ld_mac(d->dst.b));
	note_mac(d, "src", ld_mac(d->src.b));
	d->link_len += 16;
	if (d->opt->e) {
		say_mac(d, ld_mac(d->src.b));
		say(d, " > ");
		say_mac(d, ld_mac(d->dst.b));
		sayf(d, ", length %u: ", length);
	}
	if (!llc_enter(d, c))
		say_default(d, c);
}

const struct proto proto_ip_fc = { "ipfc", dissect_ip_fc };
