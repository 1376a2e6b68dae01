/* Raw IP: the link types that have no header.  tcpdump.org, LINKTYPE_RAW, _IPV4, _IPV6. */
#include "ip.h"

static void dissect_raw4(struct dis *d, struct cur c)
{
	if (d->opt->e)
		say(d, "IP ");
	enter(d, &proto_ip4, c);
}

static void dissect_raw6(struct dis *d, struct cur c)
{
	if (d->opt->e)
		say(d, "IP6 ");
	enter(d, &proto_ip6, c);
}

const struct proto proto_raw4 = { "ipv4", dissect_raw4 };
const struct proto proto_raw6 = { "ipv6", dissect_raw6 };

static void dissect_raw(struct dis *d, struct cur c)
{
	uint8_t ver;

	if (wire(&c) < 1) {
		truncated(d);
		return;
	}
	ver = peek_u8(&c, 0) >> 4;
	if (ver == 4)
		enter(d, &proto_raw4, c);
	else if (ver == 6)
		enter(d, &proto_raw6, c);
	else
		sayf(d, "IP%u", ver), invalid(d);
}

const struct proto proto_raw = { "raw", dissect_raw };
