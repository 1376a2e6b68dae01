/* tell.c - what the dissectors tell a listener.  RFC 791, 8200, 9293, 768, 792, 4443, 4861, 826. */
#define SONDE_CORE
#include "tell.h"
#include "dissect.h"

enum {
	TCP = 6,
	UDP = 17,
	TCP_HEADER = 20,
	UDP_HEADER = 8,
	OPT_EOL = 0,
	OPT_NOP = 1,
	OPT_MSS = 2,
	OPT_WSCALE = 3,
	OPT_SACKOK = 4,
	OPT_SACK = 5,
	OPT_TS = 8,
	DF = 0x4000,
	MF = 0x2000,
	OFFSET = 0x1fff,
	ND_OPTIONS = 8, /* of one message, at most */
	ETHERNET = 1,   /* LINKTYPE_ */
	ETHER_HEADER = 14,
	IP4_HEADER = 20,
	IP6_HEADER = 40,
};

void dis_listen(struct dis *d, struct tell *t)
{
	d->tell = t;
	sink_mute(&d->text);
}

static struct tell_addr addr4(uint32_t ip)
{
	struct tell_addr a = { { [10] = 0xff, [11] = 0xff } };

	a.b[12] = (uint8_t)(ip >> 24);
	a.b[13] = (uint8_t)(ip >> 16);
	a.b[14] = (uint8_t)(ip >> 8);
	a.b[15] = (uint8_t)ip;
	return a;
}

static struct tell_addr addr6(struct ip6 ip)
{
	struct tell_addr a;

	memcpy(a.b, ip.b, sizeof(a.b));
	return a;
}

static struct tell_ip *begin_ip(struct dis *d)
{
	struct tell_ip *e = &d->tell->last;

	e->has_mac = d->src.len == 6;
	if (e->has_mac) {
		memcpy(e->mac_src.b, d->src.b, 6);
		memcpy(e->mac_dst.b, d->dst.b, 6);
	}
	e->ver = d->net.ver;
	e->proto = d->net.proto;
	e->ttl = d->net.ttl;
	return e;
}

void tell_ip4(struct dis *d, struct cur c, bool outer)
{
	struct tell_ip *e = begin_ip(d);
	uint16_t off = peek_be16(&c, 6);

	e->outer = outer;
	e->src = addr4(d->net.src4);
	e->dst = addr4(d->net.dst4);
	e->id = peek_be16(&c, 4);
	e->df = off & DF;
	e->more_frags = off & MF;
	e->frag_offset = (off & OFFSET) * 8u;
	e->length = wire(&c);
	if (d->tell->ip)
		d->tell->ip(d->tell->arg, e);
}

void tell_ip6(struct dis *d, struct cur c, bool outer)
{
	struct tell_ip *e = begin_ip(d);

	e->outer = outer;
	e->src = addr6(d->net.src6);
	e->dst = addr6(d->net.dst6);
	e->id = 0;
	e->df = true;
	e->more_frags = false;
	e->frag_offset = 0;
	e->length = wire(&c);
	if (d->tell->ip)
		d->tell->ip(d->tell->arg, e);
}

void tell_home(struct dis *d, struct ip6 home) { d->tell->last.src = addr6(home); }

/* Where a routing header or a source route ends is with whom it is talked. */
static const struct tell_ip *ends(struct dis *d)
{
	struct tell_ip *e = &d->tell->last;

	e->dst = d->net.ver == 6 ? addr6(d->net.final6) : addr4(d->net.final4);
	return e;
}

void tell_arp(struct dis *d, struct cur c)
{
	struct tell_arp e;
	bool ether = peek_be16(&c, 0) == 1, ip = peek_be16(&c, 2) == 0x0800;

	if (!d->tell->arp || !has(&c, 28) || !ether || !ip || peek_be16(&c, 4) != 0x0604)
		return;
	skip(&c, 6);
	e.op = get_be16(&c);
	e.sha = get_mac(&c);
	e.spa = addr4(get_be32(&c));
	e.tha = get_mac(&c);
	e.tpa = addr4(get_be32(&c));
	e.mac_src = e.sha;
	/* A cooked capture does not say where to: questions go to all. */
	memset(e.mac_dst.b, e.op == 1 ? 0xff : 0, 6);
	if (d->src.len == 6)
		memcpy(e.mac_src.b, d->src.b, 6);
	if (d->dst.len == 6)
		memcpy(e.mac_dst.b, d->dst.b, 6);
	d->tell->arp(d->tell->arg, &e);
}

/* --- TCP, UDP --- */

static void read_sack(struct tell_tcp *e, struct cur o, uint32_t len)
{
	for (uint32_t at = 0; at + 8 <= len && e->nsack < TELL_SACKS; at += 8, e->nsack++) {
		e->sack[e->nsack][0] = peek_be32(&o, at);
		e->sack[e->nsack][1] = peek_be32(&o, at + 4);
	}
}

static void read_option(struct tell_tcp *e, uint8_t kind, struct cur o, uint32_t len)
{
	if (kind == OPT_TS && len == 8) {
		e->has_ts = true;
		e->tsval = peek_be32(&o, 0);
		e->tsecr = peek_be32(&o, 4);
	} else if (kind == OPT_SACK) {
		read_sack(e, o, len);
	} else if (kind == OPT_MSS && len == 2) {
		e->mss = peek_be16(&o, 0);
	} else if (kind == OPT_WSCALE && len == 1) {
		e->wscale = peek_u8(&o, 0) > 14 ? 14 : peek_u8(&o, 0); /* RFC 7323, 2.3 */
	} else if (kind == OPT_SACKOK && len == 0) {
		e->sack_ok = true;
	}
}

static void read_options(struct tell_tcp *e, struct cur c, uint32_t n)
{
	clip(&c, n);
	while (has(&c, 2)) {
		uint8_t kind = get_u8(&c), len;

		if (kind == OPT_EOL)
			return;
		if (kind == OPT_NOP)
			continue;
		len = get_u8(&c);
		if (len < 2 || !has(&c, len - 2u))
			return;
		read_option(e, kind, c, len - 2u);
		skip(&c, len - 2u);
	}
}

static void told_tcp(const struct tell *to, const struct tell_ip *ip, struct cur c)
{
	struct tell_tcp e;
	uint32_t hlen, claimed = wire(&c);
	uint16_t first;

	memset(&e, 0, offsetof(struct tell_tcp, sack));
	e.length = e.held = 0;
	e.data = NULL;
	e.ip = ip;
	e.wscale = 255;
	e.sport = peek_be16(&c, 0);
	e.dport = peek_be16(&c, 2);
	e.cut = !has(&c, TCP_HEADER) || claimed < TCP_HEADER;
	if (!e.cut) {
		first = peek_be16(&c, 12);
		hlen = (first >> 12) * 4u;
		e.cut = hlen < TCP_HEADER || hlen > claimed;
	}
	if (!e.cut) {
		e.flags = first & 0x1ff;
		e.seq = peek_be32(&c, 4);
		e.ack = peek_be32(&c, 8);
		e.window = peek_be16(&c, 14);
		if (hlen > TCP_HEADER)
			read_options(&e, from(c, TCP_HEADER), hlen - TCP_HEADER);
		e.length = claimed - hlen;
		skip(&c, hlen);
		e.data = c.raw_at;
		e.held = left(&c) < e.length ? left(&c) : e.length;
	}
	to->tcp(to->arg, &e);
}

void tell_tcp(struct dis *d, struct cur c)
{
	if (d->tell->tcp && d->net.ver && has(&c, 4))
		told_tcp(d->tell, ends(d), c);
}

/* VXLAN, its Linux port, VXLAN-GPE, Geneve. */
static bool is_tunnel(uint16_t port)
{
	return port == 4789 || port == 8472 || port == 4790 || port == 6081;
}

static void told_udp(const struct tell *to, const struct tell_ip *ip, struct cur c)
{
	struct tell_udp e = { .ip = ip };
	uint32_t ulen;

	e.sport = peek_be16(&c, 0);
	e.dport = peek_be16(&c, 2);
	if (has(&c, UDP_HEADER) && wire(&c) >= UDP_HEADER) {
		ulen = peek_be16(&c, 4);
		skip(&c, UDP_HEADER);
		e.length = wire(&c);
		if (ulen >= UDP_HEADER && ulen - UDP_HEADER < e.length)
			e.length = ulen - UDP_HEADER;
		e.data = c.raw_at;
		e.held = left(&c) < e.length ? left(&c) : e.length;
	}
	to->udp(to->arg, &e);
}

bool tell_udp(struct dis *d, struct cur c)
{
	if (!d->net.ver || !has(&c, 4))
		return true;
	if (d->tell->udp)
		told_udp(d->tell, ends(d), c);
	return !is_tunnel(peek_be16(&c, 2));
}

/* --- the short way --- */

static void load_addr4(struct tell_addr *a, const uint8_t *b)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(a->b, mapped, sizeof(mapped));
	memcpy(a->b + sizeof(mapped), b, 4);
}

/* The header at b, without options and not of a fragment; claimed octets begin there on the wire.
 * How long it is; 0: the dissectors know more. */
static uint32_t plain_ip4(struct tell_ip *e, const uint8_t *b, uint32_t claimed)
{
	uint16_t off = ld_be16(b + 6);

	e->length = ld_be16(b + 2);
	if (b[0] != 0x45 || off & (MF | OFFSET) || e->length < IP4_HEADER || e->length > claimed)
		return 0;
	e->ver = 4;
	e->ttl = b[8];
	e->proto = b[9];
	e->id = ld_be16(b + 4);
	e->df = off & DF;
	load_addr4(&e->src, b + 12);
	load_addr4(&e->dst, b + 16);
	return IP4_HEADER;
}

static uint32_t plain_ip6(struct tell_ip *e, const uint8_t *b, uint32_t claimed)
{
	uint32_t payload = ld_be16(b + 4);

	e->length = IP6_HEADER + payload;
	if (b[0] >> 4 != 6 || !payload || e->length > claimed)
		return 0;
	e->ver = 6;
	e->proto = b[6];
	e->ttl = b[7];
	e->id = 0;
	e->df = true;
	memcpy(e->src.b, b + 8, 16);
	memcpy(e->dst.b, b + 24, 16);
	return IP6_HEADER;
}

/* Nearly all packets are TCP or UDP in IP in Ethernet and nothing odd: of those all that would be
 * told can be read off at once (tests/unit/tell.c: it is the same).  False: nothing was told. */
bool tell_plain(const struct dis *d, const struct packet *p)
{
	const uint8_t *b = p->data + ETHER_HEADER;
	struct tell *to = d->tell;
	struct tell_ip *e = &to->last;
	uint32_t hlen = 0;
	uint16_t type;
	struct cur c;

	if (p->link != ETHERNET || p->caplen < ETHER_HEADER + IP4_HEADER + 4 || to->dissect)
		return false;
	type = ld_be16(b - 2);
	if (type == 0x0800)
		hlen = plain_ip4(e, b, p->len - ETHER_HEADER);
	else if (type == 0x86dd && p->caplen >= ETHER_HEADER + IP6_HEADER + 4)
		hlen = plain_ip6(e, b, p->len - ETHER_HEADER);
	if (!hlen || e->length < hlen + 4 || (e->proto != TCP && e->proto != UDP))
		return false;
	c.raw_at = b + hlen;
	c.raw_held = (p->caplen - ETHER_HEADER < e->length ? p->caplen - ETHER_HEADER : e->length) -
	             hlen;
	pretend(&c, e->length - hlen);
	if (e->proto == UDP && is_tunnel(peek_be16(&c, 2)))
		return false;
	e->outer = e->has_mac = true;
	e->more_frags = false;
	e->frag_offset = 0;
	memcpy(e->mac_dst.b, p->data, 6);
	memcpy(e->mac_src.b, p->data + 6, 6);
	if (to->ip)
		to->ip(to->arg, e);
	if (e->proto == TCP && to->tcp)
		told_tcp(to, e, c);
	else if (e->proto == UDP && to->udp)
		told_udp(to, e, c);
	return true;
}

/* --- ICMP --- */

/* The packet an error is about; c is at its IP header. */
static void read_quote(struct tell_icmp *e, struct cur c)
{
	uint32_t hlen = 40;

	if (!has(&c, 20))
		return;
	e->quote.ver = peek_u8(&c, 0) >> 4;
	if (e->quote.ver == 4) {
		hlen = (peek_u8(&c, 0) & 0xf) * 4u;
		e->quote.length = peek_be16(&c, 2);
		e->quote.id = peek_be16(&c, 4);
		e->quote.ttl = peek_u8(&c, 8);
		e->quote.proto = peek_u8(&c, 9);
		e->quote.src = addr4(peek_be32(&c, 12));
		e->quote.dst = addr4(peek_be32(&c, 16));
	} else if (e->quote.ver == 6 && has(&c, 40)) {
		e->quote.length = peek_be16(&c, 4) + 40u;
		e->quote.proto = peek_u8(&c, 6);
		e->quote.ttl = peek_u8(&c, 7);
		e->quote.src = addr6(peek_ip6(&c, 8));
		e->quote.dst = addr6(peek_ip6(&c, 24));
	} else {
		return;
	}
	e->has_quote = true;
	if (!has(&c, hlen + 8) || (e->quote.proto != TCP && e->quote.proto != UDP))
		return;
	e->quote.sport = peek_be16(&c, hlen);
	e->quote.dport = peek_be16(&c, hlen + 2);
	if (e->quote.proto == TCP)
		e->quote.seq = peek_be32(&c, hlen + 4);
}

void tell_icmp(struct dis *d, struct cur c)
{
	struct tell_icmp e;

	if (!d->tell->icmp || d->net.ver != 4 || !has(&c, 8))
		return;
	memset(&e, 0, sizeof(e));
	e.ip = &d->tell->last;
	e.type = peek_u8(&c, 0);
	e.code = peek_u8(&c, 1);
	if (e.type == 0 || e.type == 8) {
		e.id = peek_be16(&c, 4);
		e.seq = peek_be16(&c, 6);
	} else if (e.type == 3 || e.type == 4 || e.type == 5 || e.type == 11 || e.type == 12) {
		e.mtu = e.type == 3 && e.code == 4 ? peek_be16(&c, 6) : 0;
		read_quote(&e, from(c, 8));
	}
	d->tell->icmp(d->tell->arg, &e);
}

/* Options of neighbour discovery (RFC 4861, 4.6). */
static void read_nd_options(struct tell_icmp *e, struct cur c)
{
	for (int i = 0; i < ND_OPTIONS && has(&c, 8); i++) {
		uint8_t kind = peek_u8(&c, 0);
		uint32_t len = peek_u8(&c, 1) * 8u;

		if (!len || !has(&c, len))
			return;
		if ((kind == 1 || kind == 2) && len == 8) {
			e->has_lladdr = true;
			e->lladdr = peek_mac(&c, 2);
		} else if (kind == 3 && len == 32 && !e->has_prefix) {
			e->has_prefix = true;
			e->prefix_len = peek_u8(&c, 2);
			e->prefix = addr6(peek_ip6(&c, 16));
		}
		skip(&c, len);
	}
}

static void read_nd(struct tell_icmp *e, struct cur c)
{
	switch (e->type) {
	case 133: /* router solicitation */
		read_nd_options(e, from(c, 8));
		break;
	case 134:
		if (!has(&c, 16))
			return;
		e->lifetime = peek_be16(&c, 6);
		read_nd_options(e, from(c, 16));
		break;
	case 135:
	case 136:
		if (!has(&c, 24))
			return;
		e->target = addr6(peek_ip6(&c, 8));
		read_nd_options(e, from(c, 24));
		break;
	}
}

void tell_icmp6(struct dis *d, struct cur c)
{
	struct tell_icmp e;

	if (!d->tell->icmp || d->net.ver != 6 || !has(&c, 8))
		return;
	memset(&e, 0, sizeof(e));
	e.ip = &d->tell->last;
	e.type = peek_u8(&c, 0);
	e.code = peek_u8(&c, 1);
	if (e.type == 128 || e.type == 129) {
		e.id = peek_be16(&c, 4);
		e.seq = peek_be16(&c, 6);
	} else if (e.type < 128) {
		e.mtu = e.type == 2 ? peek_be32(&c, 4) : 0;
		read_quote(&e, from(c, 8));
	} else {
		read_nd(&e, c);
	}
	d->tell->icmp(d->tell->arg, &e);
}
