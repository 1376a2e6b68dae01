/* Common Address Redundancy Protocol.  https://man.openbsd.org/carp */
#include "vrrp.h"

enum { ADVERTISEMENT = 1 };

static const struct name types[] = { { ADVERTISEMENT, "advertise" }, { 0, NULL } };

static void dissect_carp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c);
	uint8_t first, vhid, skew, auth, base;
	uint64_t counter;

	say(d, "CARP");
	first = get_u8(&c);
	show_u(d, "v", "version", first >> 4);
	say(d, "-");
	show_name(d, "type", types, "unknown", first & 15);
	show_u(d, " ", "length", length);
	say(d, ": ");
	if (d->net.ttl != 255) {
		show_u(d, "[ttl=", "ttl", d->net.ttl);
		say(d, "!] ");
	}
	if (first >> 4 != 2 || (first & 15) != ADVERTISEMENT)
		return;
	vhid = get_u8(&c);
	skew = get_u8(&c);
	auth = get_u8(&c);
	skip(&c, 1);
	base = get_u8(&c);
	show_u(d, "vhid=", "vhid", vhid);
	show_u(d, " advbase=", "advbase", base);
	show_u(d, " advskew=", "advskew", skew);
	show_u(d, " authlen=", "authlen", auth);
	say(d, " ");
	if (d->opt->v && has(&whole, length) && cksum(&whole, length, 0)) {
		show_x(d, " (bad carp cksum ", "bad_cksum", peek_be16(&whole, 6), 0);
		say(d, "!)");
	}
	skip(&c, 2);
	counter = get_be64(&c);
	show_u64(d, "counter=", "counter", counter);
}

const struct proto proto_carp = { "carp", dissect_carp };
