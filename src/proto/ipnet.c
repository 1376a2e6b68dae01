/* Solaris ipnet.  https://www.tcpdump.org/linktypes/LINKTYPE_IPNET.html */
#include "../dissect/dissect.h"

enum { HEAD = 24, IPV4 = 2, IPV6 = 26 };

static const struct name families[] = { { IPV4, "IPv4" }, { IPV6, "IPv6" }, { 0, NULL } };

static void dissect_ipnet(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), src, dst;
	uint8_t family;

	if (length < HEAD || !has(&c, HEAD)) {
		stop(d);
		return;
	}
	family = peek_u8(&c, 1);
	src = peek_be32(&c, 16);
	dst = peek_be32(&c, 20);
	note_u(d, "family", family);
	note_u(d, "src_zone", src);
	note_u(d, "dst_zone", dst);
	if (d->opt->e || (family != IPV4 && family != IPV6)) {
		sayf(d, "%u > %u", src, dst);
		if (d->opt->q) {
			say(d, ", ");
			say_name(d, families, "Unknown Ethertype (0x%04x)", family);
		} else {
			say(d, ", family ");
			say_name(d, families, "Unknown", family);
			sayf(d, " (%u)", family);
		}
		sayf(d, ", length %u: ", length);
	}
	d->link_len += HEAD;
	c = from(c, HEAD);
	if (family == IPV4)
		enter(d, &proto_ip4, c);
	else if (family == IPV6)
		enter(d, &proto_ip6, c);
	else
		say_default(d, c);
}

const struct proto proto_ipnet = { "ipnet", dissect_ipnet };
