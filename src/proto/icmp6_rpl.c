/* RPL control messages in ICMPv6.  RFC 6550, 6. */
#include "icmp6.h"

enum { DIS, DIO, DAO, DAO_ACK, SECURE = 0x80 };

static const struct name modes[] = {
	{ 0, "nonstoring" },
	{ 1, "storing" },
	{ 2, "nonstoring-multicast" },
	{ 3, "storing-multicast" },
	{ 0, NULL },
};

static const struct name options[] = {
	{ 0, "pad0" },
	{ 1, "padN" },
	{ 2, "metrics" },
	{ 3, "routinginfo" },
	{ 4, "config" },
	{ 5, "rpltarget" },
	{ 6, "transitinfo" },
	{ 8, "destprefix" },
	{ 9, "rpltargetdesc" },
	{ 0, NULL },
};

static void show_options(struct dis *d, struct cur c)
{
	list(d, "options");
	while (wire(&c) && !d->stopped) {
		uint8_t type = get_u8(&c);
		uint32_t len;

		item(d);
		if (type == 0) {
			say(d, " opt:pad1");
			done(d);
			continue;
		}
		if (wire(&c) < 1) {
			stop(d);
			return;
		}
		len = get_u8(&c) + 2u;
		say(d, " opt:");
		show_name(d, "type", options, "subopt:%u", type);
		sayf(d, " len:%u ", len);
		need(&c, len - 2);
		if (d->opt->v > 2) {
			struct cur v = c;

			say_hex(d, " ", part(&v, len - 2));
		}
		done(d);
		skip(&c, len - 2);
	}
	done(d);
}

static void show_dio(struct dis *d, struct cur c)
{
	uint8_t instance, version, flags, seq;
	struct ip6 dag;
	uint16_t rank;

	if (bad(d, "length", wire(&c), <, 24))
		return;
	need(&c, 24);
	instance = get_u8(&c);
	version = get_u8(&c);
	rank = get_be16(&c);
	flags = get_u8(&c);
	seq = get_u8(&c);
	skip(&c, 2);
	dag = get_ip6(&c);
	(void)version;
	show_ip6(d, " [dagid:", "dag_id", dag);
	show_u(d, ",seq:", "dtsn", seq);
	show_u(d, ",instance:", "instance", instance);
	show_u(d, ",rank:", "rank", rank);
	say(d, ",");
	if (flags & 0x80)
		say(d, "grounded,");
	say(d, "mop:");
	say_name(d, modes, "mop%u", flags >> 3 & 7);
	sayf(d, ",prf:%u]", flags & 7);
	if (d->opt->v > 1)
		show_options(d, c);
}

/* The DODAG identifier, if the flag says there is one. */
static bool get_dag(struct dis *d, struct cur *c, bool present, struct ip6 *dag)
{
	if (!present)
		return true;
	if (bad(d, "length", wire(c), <, 16))
		return false;
	*dag = get_ip6(c);
	return true;
}

static void say_dag(struct dis *d, bool present, struct ip6 dag)
{
	say(d, " [dagid:");
	if (present)
		say_ip6(d, dag);
	else
		say(d, "<elided>");
}

static void show_dao(struct dis *d, struct cur c)
{
	uint8_t instance, flags, seq;
	struct ip6 dag = { { 0 } };

	if (bad(d, "length", wire(&c), <, 4))
		return;
	need(&c, 4);
	instance = get_u8(&c);
	flags = get_u8(&c);
	skip(&c, 1);
	seq = get_u8(&c);
	if (d->stopped || !get_dag(d, &c, flags & 0x40, &dag) || d->stopped)
		return;
	say_dag(d, flags & 0x40, dag);
	sayf(d, ",seq:%u,instance:%u%s%s,flags:%02x]", seq, instance, flags & 0x80 ? ",acK" : "",
		flags & 0x40 ? ",Dagid" : "", flags);
	if (d->opt->v > 1)
		show_options(d, c);
}

static void show_dao_ack(struct dis *d, struct cur c)
{
	uint8_t instance, flags, seq, status;
	struct ip6 dag = { { 0 } };

	if (bad(d, "length", wire(&c), <, 4))
		return;
	need(&c, 4);
	instance = get_u8(&c);
	flags = get_u8(&c);
	seq = get_u8(&c);
	status = get_u8(&c);
	if (d->stopped || !get_dag(d, &c, flags & 0x80, &dag) || d->stopped)
		return;
	say_dag(d, flags & 0x80, dag);
	sayf(d, ",seq:%u,instance:%u,status:%u]", seq, instance, status);
	if (d->opt->v > 1)
		show_options(d, c);
}

void show_rpl(struct dis *d, struct cur c, uint8_t code)
{
	note_u(d, "rpl_code", code);
	if (code & SECURE) {
		say(d, ", (SEC) [worktodo]"); /* sic */
		return;
	}
	say(d, ", (CLR)");
	switch (code) {
	case DIS:
		say(d, "DODAG Information Solicitation");
		break;
	case DIO:
		say(d, "DODAG Information Object");
		if (d->opt->v)
			show_dio(d, c);
		break;
	case DAO:
		say(d, "Destination Advertisement Object");
		if (d->opt->v)
			show_dao(d, c);
		break;
	case DAO_ACK:
		say(d, "Destination Advertisement Object Ack");
		if (d->opt->v)
			show_dao_ack(d, c);
		break;
	default:
		sayf(d, "RPL message, unknown code %u", code);
		break;
	}
}
