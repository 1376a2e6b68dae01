/* Broadcom's Lawful Intercept shim.  https://www.broadcom.com/ (reverse-engineered by tcpdump) */
#include "eth.h"

enum { UNDECIDED = 4, IPV4, IPV6, ETHERNET };

static const struct name directions[] = {
	{ 1, "unused" },
	{ 2, "egress" },
	{ 3, "ingress" },
	{ 0, NULL },
};

static const struct name payloads[] = {
	{ UNDECIDED, "undecided" },
	{ IPV4, "ipv4" },
	{ IPV6, "ipv6" },
	{ ETHERNET, "ethernet" },
	{ 0, NULL },
};

static const struct name subtypes[] = {
	{ 1, "single VLAN tag" },
	{ 2, "double VLAN tag" },
	{ 3, "untagged" },
	{ 0, NULL },
};

static void guess(struct dis *d, struct cur c)
{
	uint8_t version = peek_u8(&c, 0) >> 4;

	if (version == 4)
		enter(d, &proto_ip4, c);
	else if (version == 6)
		enter(d, &proto_ip6, c);
	else
		say(d, "unknown payload");
}

static void dissect_bcm_li(struct dis *d, struct cur c)
{
	uint32_t shim;

	if (wire(&c) < 4) {
		sayf(d, " (length %u < 4)", wire(&c));
		invalid(d);
		return;
	}
	shim = get_be32(&c);
	if (d->opt->v)
		say(d, "\n    ");
	say(d, "BCM-LI-SHIM: direction ");
	show_name(d, "direction", directions, "unknown", shim >> 29);
	say(d, ", pkt-type ");
	show_name(d, "type", payloads, "unknown", shim >> 25 & 15);
	say(d, ", pkt-subtype ");
	show_name(d, "subtype", subtypes, "unknown", shim >> 22 & 7);
	show_u(d, ", li-id ", "li_id", shim & 0x3fffff);
	if (!d->opt->v) {
		need(&c, wire(&c));
		return;
	}
	say(d, "\n    ");
	switch (shim >> 25 & 15) {
	case IPV4:
		enter(d, &proto_ip4, c);
		break;
	case IPV6:
		enter(d, &proto_ip6, c);
		break;
	case ETHERNET:
		enter(d, &proto_eth, c);
		break;
	case UNDECIDED:
		guess(d, c);
		break;
	default:
		invalid(d);
	}
}

const struct proto proto_bcm_li = { "bcm_li", dissect_bcm_li };
