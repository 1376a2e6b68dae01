/* IP protocols that say little: no next header (RFC 8200, 4.7), Sun ND, Ethernet in IP (RFC 8986).
 */
#include "eth.h"
#include "ip.h"

static void dissect_no_next(struct dis *d, struct cur c)
{
	(void)c;
	say(d, "no next header");
}

static void dissect_sun_nd(struct dis *d, struct cur c) { show_u(d, " nd ", "length", wire(&c)); }

static void dissect_ip_ether(struct dis *d, struct cur c)
{
	if (d->net.ver != 6) {
		say(d, "[Ethernet requires IPv6]");
		invalid(d);
		return;
	}
	enter(d, &proto_eth, c);
}

const struct proto proto_no_next = { "ip", dissect_no_next };
const struct proto proto_sun_nd = { "ip", dissect_sun_nd };
const struct proto proto_ip_ether = { "ether", dissect_ip_ether };
