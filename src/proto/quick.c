/* Plain packets: IPv4 without options or IPv6 without extension headers, whole, in Ethernet, and in
 * them UDP or a TCP segment with the options that nearly all have.  What four dissectors would say
 * of these one after the other is said here in one go; all others are left to them.  The words
 * themselves are in tcp.h and fmt.h.  RFC 791, RFC 8200, RFC 9293.  Measured in decisions/0022. */
#include "ip.h"
#include "tcp.h"

enum { ETH = 14, IP4 = 20, IP6 = 40, TCP = 6, UDP = 17, LAYERS = 3 };
enum { TYPE_IP4 = 0x0800, TYPE_IP6 = 0x86dd, DF_OR_RESERVED = 0xc000 };

/* The cursors are handed over by value: where the compiler sees that they hold a header, its reads
 * need no checks. */
#define QUICK static inline __attribute__((always_inline))

/* A segment that has nothing odd, for which s is filled in. */
QUICK bool plain_tcp(struct dis *d, struct cur c, struct seg *s, enum tcp_options *options)
{
	uint16_t first;

	if (!has(&c, TCP_HEADER))
		return false;
	first = peek_be16(&c, 12);
	s->hlen = (first >> 12) * 4u;
	s->length = wire(&c);
	s->flags = first & 0x1ff;
	if (s->hlen < TCP_HEADER || !has(&c, s->hlen) || (s->flags & ~(FIN | SYN | PUSH | ACK)))
		return false;
	*options = tcp_options_of(from(c, TCP_HEADER), s->hlen - TCP_HEADER);
	if (*options == OPTIONS_ODD)
		return false;
	d->l4.sport = peek_be16(&c, 0);
	d->l4.dport = peek_be16(&c, 2);
	track_seek(d, &s->key, d->l4.sport, d->l4.dport);
	s->whole = c;
	s->seq = peek_be32(&c, 4);
	s->ack = peek_be32(&c, 8);
	s->win = peek_be16(&c, 14);
	s->sum = peek_be16(&c, 16);
	s->rev = false;
	return true;
}

QUICK char *fmt_ends(char *o, const struct dis *d)
{
	const struct net *n = &d->net;

	o = n->ver == 4 ? fmt_ip4(o, n->src4) : fmt_ip6(o, n->src6.b);
	*o++ = '.';
	o = fmt_lit(fmt_u16(o, d->l4.sport), " > ");
	o = n->ver == 4 ? fmt_ip4(o, n->dst4) : fmt_ip6(o, n->dst6.b);
	*o++ = '.';
	return fmt_lit(fmt_u16(o, d->l4.dport), ": ");
}

/* The line from the addresses on. */
QUICK void say_tcp(struct dis *d, struct seg *s, enum tcp_options options, char *o)
{
	uint32_t data = s->length - s->hlen;

	o = fmt_tcp_flags(fmt_ends(o, d), s->flags);
	if (s->flags & ACK)
		tcp_make_relative(d, s);
	if (d->opt->v) {
		sink_done(&d->text, o);
		tcp_show_cksum(d, s->whole, s->sum);
		o = sink_room(&d->text, 6 * FMT_MAX);
	}
	o = fmt_tcp_numbers(o, s, data, 0);
	if (options != OPTIONS_NONE) {
		o = fmt_lit(o, ", options [");
		o = fmt_tcp_options(o, from(s->whole, TCP_HEADER), options);
		*o++ = ']';
	}
	sink_done(&d->text, fmt_u32(fmt_lit(o, ", length "), data));
	if (data)
		tcp_payload(d, s->whole, s->hlen, false);
}

static char *fmt_eth(char *o, struct cur c, uint16_t type)
{
	struct mac dst = peek_mac(&c, 0), src = peek_mac(&c, 6);

	o = fmt_lit(fmt_mac(o, src), " > ");
	o = fmt_mac(o, dst);
	if (type == TYPE_IP4)
		o = fmt_lit(o, ", ethertype IPv4 (0x0800), length ");
	else
		o = fmt_lit(o, ", ethertype IPv6 (0x86dd), length ");
	return fmt_lit(fmt_u32(o, wire(&c)), ": ");
}

/* The same with -e or -v. */
static __attribute__((noinline)) void say_more(
	struct dis *d, struct cur c, struct cur ip, uint16_t type)
{
	char *o = sink_room(&d->text, 4 * FMT_MAX);

	if (d->opt->e)
		o = fmt_eth(o, c, type);
	else
		o = type == TYPE_IP4 ? fmt_lit(o, "IP ") : fmt_lit(o, "IP6 ");
	sink_done(&d->text, o);
	if (!d->opt->v)
		return;
	if (type == TYPE_IP4)
		ip4_show_header(d, ip, IP4, false);
	else
		ip6_show_header(d, ip);
}

/* What stands before the addresses, which go where it returns. */
QUICK char *say_head(struct dis *d, struct cur c, struct cur ip, uint16_t type)
{
	char *o;

	if (d->opt->e | d->opt->v) {
		say_more(d, c, ip, type);
		return sink_room(&d->text, SINK_HOLE);
	}
	o = fmt_lit(sink_room(&d->text, SINK_HOLE), "IP6 ");
	if (type == TYPE_IP4)
		*(o - 2) = ' ';
	return type == TYPE_IP4 ? o - 1 : o;
}

/* Is there an IPv4 header with nothing odd, and what it says is there? */
QUICK bool plain_ip4(struct dis *d, struct cur *ip)
{
	struct net *n = &d->net;
	struct cur c = *ip;
	uint32_t total;

	if (!has(&c, IP4))
		return false;
	total = peek_be16(&c, 2);
	n->proto = peek_u8(&c, 9);
	if (peek_u8(&c, 0) != 0x45 || (peek_be16(&c, 6) & ~DF_OR_RESERVED) || total < IP4 ||
		total > wire(&c) || (n->proto != TCP && n->proto != UDP))
		return false;
	n->ver = 4;
	n->ttl = peek_u8(&c, 8);
	n->src4 = peek_ip4(&c, 12);
	n->dst4 = n->final4 = peek_ip4(&c, 16);
	*ip = part(&c, total);
	return true;
}

QUICK bool plain_ip6(struct dis *d, struct cur *ip)
{
	struct net *n = &d->net;
	struct cur c = *ip;
	uint32_t payload;

	if (!has(&c, IP6))
		return false;
	payload = peek_be16(&c, 4);
	n->proto = peek_u8(&c, 6);
	if (peek_u8(&c, 0) >> 4 != 6 || !payload || payload > wire(&c) - IP6 ||
		(n->proto != TCP && n->proto != UDP))
		return false;
	n->ver = 6;
	n->ttl = peek_u8(&c, 7);
	n->src6 = peek_ip6(&c, 8);
	n->dst6 = n->final6 = peek_ip6(&c, 24);
	*ip = part(&c, payload + IP6);
	return true;
}

/* flatten reaches through link-time optimisation: not into all of UDP. */
static __attribute__((noinline)) void enter_udp(struct dis *d, struct cur c)
{
	enter(d, &proto_udp, c);
}

QUICK bool say_plain(struct dis *d, struct cur c, struct cur ip, struct cur l4, uint16_t type)
{
	enum tcp_options options = OPTIONS_NONE;
	struct seg s;

	if (d->net.proto == TCP && !plain_tcp(d, l4, &s, &options))
		return false;
	d->net.more_frags = d->net.frag = false;
	d->dst.len = d->src.len = 6;
	d->depth = LAYERS;
	if (d->net.proto == TCP) {
		d->proto = "tcp";
		say_tcp(d, &s, options, say_head(d, c, ip, type));
	} else {
		sink_done(&d->text, say_head(d, c, ip, type));
		d->depth--;
		enter_udp(d, l4);
	}
	d->link_len = ETH; /* a frame in a tunnel is not the packet's link layer */
	return true;
}

__attribute__((flatten)) bool eth_quick(struct dis *d, struct cur c)
{
	struct cur ip = c;
	uint16_t type;

	if (!has(&c, ETH + IP4) || left(&c) > wire(&c))
		return false;
	type = peek_be16(&c, 12);
	get_bytes(&ip, d->dst.b, 6);
	get_bytes(&ip, d->src.b, 6);
	skip(&ip, 2);
	if (type == TYPE_IP4 ? plain_ip4(d, &ip) : type == TYPE_IP6 && plain_ip6(d, &ip))
		if (say_plain(d, c, ip, from(ip, type == TYPE_IP4 ? IP4 : IP6), type))
			return true;
	d->net.ver = 0;
	return false;
}
