/* Addresses and ports of transport protocols.  RFC 9293, RFC 768. */
#include "l4.h"

static void say_port(struct dis *d, uint8_t proto, uint16_t port)
{
	if (proto == 6)
		say_tcp_port(d, port);
	else
		say_udp_port(d, port);
}

void say_endpoints(struct dis *d, uint8_t proto, uint16_t sport, uint16_t dport)
{
	bool hosts = d->net.proto == proto;

	if (hosts && d->opt->n && d->net.ver == 4) { /* nearly all packets: one piece of room */
		char *o = sink_room(&d->text, 2 * FMT_MAX);

		o = fmt_ip4(o, d->net.src4);
		*o++ = '.';
		o = fmt_u16(o, sport);
		*o++ = ' ', *o++ = '>', *o++ = ' ';
		o = fmt_ip4(o, d->net.dst4);
		*o++ = '.';
		o = fmt_u16(o, dport);
		*o++ = ':', *o++ = ' ';
		sink_done(&d->text, o);
		return;
	}
	if (hosts) {
		say_net_src(d);
		say(d, ".");
	}
	say_port(d, proto, sport);
	say(d, " > ");
	if (hosts) {
		say_net_dst(d);
		say(d, ".");
	}
	say_port(d, proto, dport);
	say(d, ": ");
}

void say_hosts_only(struct dis *d, uint8_t proto)
{
	if (d->net.proto != proto && proto != 6)
		return;
	say_net_src(d);
	say(d, " > ");
	say_net_dst(d);
	say_s(d, proto == 6 ? ":" : ": "); /* sic: TCP without the blank */
}
