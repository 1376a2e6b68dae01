/* IP over InfiniBand.  RFC 4391. */
#include "eth.h"

enum { GRH = 40, HEAD = 44 };

static void dissect_ip_ib(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint16_t type;

	if (length < HEAD || !has(&c, HEAD)) {
		stop(d);
		return;
	}
	skip(&c, GRH);
	type = get_be16(&c);
	skip(&c, 2);
	note_u(d, "type", type);
	d->link_len += HEAD;
	d->src.len = d->dst.len = 0;
	if (d->opt->e || !by_ethertype(type)) {
		say(d, "IPOIB");
		say(d, ", ");
		if (d->opt->q)
			say(d, "ethertype ");
		say_eth_type(d, type);
		sayf(d, ", length %u: ", length);
	}
	if (!enter_ethertype(d, type, c))
		say_default(d, c);
}

const struct proto proto_ip_ib = { "ipoib", dissect_ip_ib };
