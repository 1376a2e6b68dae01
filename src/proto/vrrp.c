/* Virtual Router Redundancy Protocol.  RFC 2338, RFC 3768 (version 2), RFC 5798 (version 3). */
#include "vrrp.h"

#include "tlv.h"

enum { VRRP = 112, ADVERTISEMENT = 1, SIMPLE = 1 };

static const struct name types[] = { { ADVERTISEMENT, "Advertisement" }, { 0, NULL } };
static const struct name auths[] = { { 0, "none" }, { SIMPLE, "simple" }, { 2, "ah" },
	{ 0, NULL } };

static void say_sum(struct dis *d, struct cur whole, uint8_t version)
{
	uint32_t length = wire(&whole), seed = version == 3 ? pseudo_sum(d, VRRP, length) : 0;
	uint16_t field;

	if (!has(&whole, length) || cksum(&whole, length, seed) == 0)
		return;
	field = peek_be16(&whole, 6);
	show_x(d, ", (bad vrrp cksum ", "bad_cksum", field, 0);
	say(d, ")");
}

static void show_addresses(struct dis *d, struct cur *c, uint8_t n, bool v6)
{
	say(d, ", addrs");
	if (n > 1)
		sayf(d, "(%u)", n);
	say(d, ":");
	list(d, "addresses");
	for (unsigned i = 0; i < n && !d->stopped; i++) {
		if (v6) {
			struct ip6 ip = get_ip6(c);

			say_s(d, i ? "," : " ");
			show_ip6(d, "", NULL, ip);
		} else {
			uint32_t ip = get_ip4(c);

			say_s(d, i ? "," : " ");
			show_ip4(d, "", NULL, ip);
		}
	}
	done(d);
}

static void dissect_vrrp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t first, version, type, vrid, prio, n, auth = 0, interval;

	if (d->opt->force == FORCE_CARP) {
		enter(d, &proto_carp, c);
		return;
	}
	say(d, "VRRP");
	first = get_u8(&c);
	version = first >> 4;
	type = first & 15;
	show_u(d, "v", "version", version);
	say(d, ", ");
	show_name(d, "type", types, "unknown type (%u)", type);
	if (d->net.ttl != 255)
		show_u(d, ", (ttl ", "ttl", d->net.ttl);
	if (d->net.ttl != 255)
		say(d, ")");
	if (version < 2 || version > 3 || type != ADVERTISEMENT)
		return;
	vrid = get_u8(&c);
	prio = get_u8(&c);
	show_u(d, ", vrid ", "vrid", vrid);
	show_u(d, ", prio ", "priority", prio);
	n = peek_u8(&c, 0);
	if (version == 2) {
		auth = peek_u8(&c, 1);
		say(d, ", authtype ");
		show_name(d, "auth", auths, "#%u", auth);
		interval = peek_u8(&c, 2);
		show_u(d, ", intvl ", "interval", interval);
		show_u(d, "s, length ", "length", wire(&whole));
	} else {
		show_u(d, ", intvl ", "interval", peek_be16(&c, 1) & 0xfff);
		show_u(d, "cs, length ", "length", wire(&whole));
	}
	if (has(&c, 5))
		note_u(d, "cksum", peek_be16(&c, 3));
	if (!d->opt->v)
		return;
	say_sum(d, whole, version);
	skip(&c, 5);
	show_addresses(d, &c, n, version == 3 && d->net.ver == 6);
	if (auth == SIMPLE) {
		say(d, " auth \"");
		say_charsz(d, &c, 8);
		say(d, "\"");
	}
}

const struct proto proto_vrrp = { "vrrp", dissect_vrrp };
