/* Cisco Auto-RP: which routers are rendezvous points of PIM for which groups.
 * ftp://ftpeng.cisco.com/ipmulticast/specs/pim-autorp-spec01.txt */
#include "../dissect/dissect.h"

static const struct name types[] = {
	{ 0x11, "candidate-advert" },
	{ 0x12, "mapping" },
	{ 0, NULL },
};

static const char *const versions[] = { " PIMv?", " PIMv1", " PIMv2", " PIMv1+2" };

enum { NEGATIVE = 1, BIDIR = 2, RESERVED = 0xfc };

static void groups(struct dis *d, struct cur *c, uint8_t n)
{
	char sep = ' ';

	for (; n && !d->stopped; n--) {
		uint8_t bits, len;
		uint32_t group;

		need(c, 6);
		bits = get_u8(c);
		len = get_u8(c);
		group = get_ip4(c);
		if (d->stopped)
			return;
		say_c(d, sep);
		if (bits & NEGATIVE)
			say_c(d, '!');
		item(d);
		show_ip4(d, "", "group", group);
		show_u(d, "/", "prefix_length", len);
		done(d);
		if (bits & BIDIR)
			say(d, " bidir");
		if (bits & RESERVED)
			sayf(d, "[rsvd=0x%02x]", bits & RESERVED);
		sep = ',';
	}
}

static void dissect_cisco_autorp(struct dis *d, struct cur c)
{
	uint8_t type, n;
	uint16_t hold;

	say(d, " auto-rp ");
	type = get_u8(&c);
	show_name(d, "type", types, "type-0x%02x", type);
	n = get_u8(&c);
	say(d, " Hold ");
	hold = get_be16(&c);
	note_u(d, "hold_time", hold);
	if (hold)
		say_secs(d, hold);
	else
		say(d, "FOREVER");
	need(&c, 4);
	skip(&c, 4);
	list(d, "rps");
	for (; n && !d->stopped; n--) {
		uint32_t rp = get_ip4(&c);
		uint8_t version, count;

		if (d->stopped)
			return;
		item(d);
		show_ip4(d, " RP ", "rp", rp);
		version = get_u8(&c);
		if (d->stopped)
			return;
		say_s(d, versions[version & 3]);
		if (version & RESERVED)
			sayf(d, " [rsvd=0x%02x]", version & RESERVED);
		count = get_u8(&c);
		list(d, "groups");
		groups(d, &c, count);
		done(d);
		done(d);
	}
	done(d);
}

const struct proto proto_cisco_autorp = { "cisco_autorp", dissect_cisco_autorp };
