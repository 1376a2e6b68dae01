/* Ethernet within IP.  RFC 3378. */
#include "eth.h"

enum { HEAD = 2, VERSION = 3 };

static void dissect_etherip(struct dis *d, struct cur c)
{
	uint16_t head;

	if (wire(&c) < HEAD) {
		sayf(d, " [|etherip]");
		return;
	}
	head = get_be16(&c);
	show_u(d, "etherip ", "version", head >> 12);
	if (head >> 12 != VERSION) {
		sayf(d, " (unsupported)");
		return;
	}
	show_u(d, ", length ", "length", wire(&c) + HEAD);
	say(d, ": ");
	enter(d, &proto_eth, c);
}

const struct proto proto_etherip = { "etherip", dissect_etherip };
