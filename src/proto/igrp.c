/* Cisco's Interior Gateway Routing Protocol.  C. Hedrick, An Introduction to IGRP (Rutgers, 1991).
 */
#include "../dissect/dissect.h"

enum { ROUTE = 14, MAX_METRIC = 0xffffff };

static const struct name opcodes[] = {
	{ 1, "update" },
	{ 2, "request" },
	{ 0, NULL },
};

/* One route; kind is 0 in the network (three octets of it are known), 1 in the system, 2 outside.
 */
static void route(struct dis *d, struct cur c, int kind)
{
	uint8_t a = get_u8(&c), b = get_u8(&c), e = get_u8(&c), reliability, load, hops;
	uint32_t delay, bandwidth, metric, mtu;

	if (kind == 0)
		sayf(d, " *.%u.%u.%u", a, b, e);
	else
		sayf(d, " %s%u.%u.%u.0", kind == 2 ? "X" : "", a, b, e);
	delay = get_be24(&c);
	bandwidth = get_be24(&c);
	mtu = get_be16(&c);
	reliability = get_u8(&c);
	load = get_u8(&c);
	hops = get_u8(&c);
	metric = bandwidth + delay;
	if (metric > MAX_METRIC || delay == MAX_METRIC)
		metric = MAX_METRIC;
	show_u(d, " d=", "delay", delay * 10);
	show_u(d, " b=", "bandwidth", bandwidth ? 10000000 / bandwidth : 0);
	show_u(d, " r=", "reliability", reliability);
	show_u(d, " l=", "load", load);
	show_u(d, " M=", "metric", metric);
	show_u(d, " mtu=", "mtu", mtu);
	show_u(d, " in ", "hops", hops);
	say(d, " hops");
}

static void dissect_igrp(struct dis *d, struct cur c)
{
	uint32_t n[3], sum;
	uint16_t as;
	uint8_t first, edition;
	int kind = 0;

	say(d, "igrp:");
	first = get_u8(&c);
	edition = get_u8(&c);
	as = get_be16(&c);
	n[0] = get_be16(&c);
	n[1] = get_be16(&c);
	n[2] = get_be16(&c);
	say_c(d, ' ');
	show_name(d, "opcode", opcodes, "op-#%u", first & 15);
	show_u(d, " V", "version", first >> 4);
	show_u(d, " edit=", "edition", edition);
	show_u(d, " AS=", "as", as);
	sayf(d, " (%u/%u/%u)", n[0], n[1], n[2]);
	sum = get_be16(&c);
	if (d->opt->v)
		show_x(d, " checksum=0x", "checksum", sum, 4);
	list(d, "routes");
	while (wire(&c) >= ROUTE && !d->stopped) {
		while (kind < 3 && !n[kind])
			kind++;
		if (kind == 3) {
			done(d);
			sayf(d, " [extra bytes %u]", wire(&c));
			invalid(d);
			return;
		}
		item(d);
		route(d, part(&c, ROUTE), kind);
		done(d);
		n[kind]--;
	}
	done(d);
	if (n[0] || n[1] || n[2] || wire(&c))
		invalid(d);
}

const struct proto proto_igrp = { "igrp", dissect_igrp };
