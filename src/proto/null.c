/* BSD loopback: an address family, in the capturing (NULL) or network (LOOP) byte order.
 * tcpdump.org, LINKTYPE_NULL, LINKTYPE_LOOP. */
#include "atalk.h"
#include "ip.h"

enum { INET = 2, ISO = 7, APPLETALK = 16, IPX = 23 };

static const struct name families[] = {
	{ 2, "IPv4" },
	{ 6, "NS" },
	{ 7, "ISO" },
	{ 16, "Appletalk" },
	{ 23, "IPX" },
	{ 24, "IPv6" },
	{ 28, "IPv6" },
	{ 30, "IPv6" },
	{ 0, NULL },
};

static const struct proto *by_family(uint32_t af)
{
	switch (af) {
	case INET:
		return &proto_ip4;
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* Darwin */
		return &proto_ip6;
	case ISO:
		return &proto_isoclns;
	case IPX:
		return &proto_ipx_plain;
	}
	return NULL;
}

static void show_header(struct dis *d, uint32_t af, uint32_t length)
{
	const char *name = name_of(families, af);

	if (d->opt->q)
		say_name(d, families, "Unknown AF %u", af);
	else
		sayf(d, "AF %s (%u)", name ? name : "Unknown", af);
	sayf(d, ", length %u: ", length);
}

static void dissect_null(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), af;
	const struct proto *p;

	if (!has(&c, 4)) {
		stop(d);
		return;
	}
	af = get_le32(&c);
	if (af & 0xffff0000u) /* written by a machine of the other byte order, or LOOP */
		af = __builtin_bswap32(af);
	note_u(d, "family", af);
	d->link_len = 4;
	if (d->opt->e)
		show_header(d, af, length);
	if (af == APPLETALK) {
		atalk_show(d, c);
		return;
	}
	p = by_family(af);
	if (p) {
		enter(d, p, c);
		return;
	}
	if (!d->opt->e)
		show_header(d, af, length);
	say_default(d, c);
}

const struct proto proto_null = { "null", dissect_null };
