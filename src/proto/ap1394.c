/* Apple's IP over IEEE 1394.  RFC 2734 */
#include "eth.h"

enum { HEAD = 18 };

static void dissect_ap1394(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint16_t type;

	if (length < HEAD || !has(&c, HEAD)) {
		stop(d);
		return;
	}
	d->dst.len = d->src.len = 8;
	get_bytes(&c, d->dst.b, 8);
	get_bytes(&c, d->src.b, 8);
	type = get_be16(&c);
	note_u(d, "type", type);
	d->link_len += HEAD;
	if (d->opt->e || !by_ethertype(type)) {
		say_lladdr(d, &d->src);
		say(d, " > ");
		say_lladdr(d, &d->dst);
		say(d, ", ");
		say_eth_type(d, type);
		sayf(d, ", length %u: ", length);
	}
	if (!enter_ethertype(d, type, c))
		say_default(d, c);
}

const struct proto proto_ap1394 = { "ap1394", dissect_ap1394 };
