/* Protocol Independent Multicast, version 1, inside IGMP.  draft-ietf-idmr-pim-spec (1995). */
#include "ip.h"

enum { QUERY, REGISTER, REGISTER_STOP, JOIN_PRUNE, RP_REACHABLE, ASSERT, GRAFT, GRAFT_ACK };

static const struct name modes[] = {
	{ 0, "Dense-mode" },
	{ 1, "Sparse-mode" },
	{ 2, "Sparse-Dense-mode" },
	{ 0, NULL },
};

static void query(struct dis *d, struct cur c)
{
	uint8_t mode = get_u8(&c) >> 4;
	uint16_t hold;

	say(d, " ");
	say_name(d, modes, "mode-%u", mode);
	skip(&c, 1);
	hold = get_be16(&c);
	if (d->opt->v && !d->stopped) {
		say(d, " (Hold-time ");
		say_secs(d, hold);
		say(d, ")");
	}
}

static void addresses(struct dis *d, struct cur *c, const char *between)
{
	uint32_t a = get_ip4(c), b = get_ip4(c);

	say_ip4(d, b);
	say_s(d, between);
	say_ip4(d, a);
}

static void assert_message(struct dis *d, struct cur c)
{
	uint32_t group, mask, src, pref;

	group = get_ip4(&c);
	mask = get_ip4(&c);
	src = get_ip4(&c);
	(void)mask;
	say(d, " for ");
	say_ip4(d, src);
	say(d, " > ");
	say_ip4(d, group);
	pref = get_be32(&c);
	sayf(d, "%s pref %u", pref & 0x80000000u ? " RP-tree" : " SPT", pref & 0x7fffffff);
	sayf(d, " metric %u", get_be32(&c));
}

static void rp_reachable(struct dis *d, struct cur c)
{
	uint32_t group, rp;

	group = get_ip4(&c);
	say(d, " group ");
	say_ip4(d, group);
	skip(&c, 4);
	rp = get_ip4(&c);
	say(d, " RP ");
	say_ip4(d, rp);
	skip(&c, 2);
	say(d, " hold ");
	say_secs(d, get_be16(&c));
}

static void dissect_pimv1(struct dis *d, struct cur c)
{
	uint8_t type, version;
	struct cur b;

	need(&c, 2);
	type = peek_u8(&c, 1);
	b = c;
	skip(&b, 8);
	switch (type) {
	case QUERY:
		say(d, " Query");
		if (has(&b, 1))
			query(d, b);
		break;
	case REGISTER:
		say(d, " Register");
		if (has(&b, 20)) {
			say(d, " for ");
			skip(&b, 12);
			{
				uint32_t src = get_ip4(&b), dst = get_ip4(&b);

				say_ip4(d, src);
				say(d, " > ");
				say_ip4(d, dst);
			}
		}
		break;
	case REGISTER_STOP:
		say(d, " Register-Stop for ");
		addresses(d, &b, " > ");
		break;
	case JOIN_PRUNE:
		say(d, " Join/Prune");
		break;
	case RP_REACHABLE:
		say(d, " RP-reachable");
		if (d->opt->v)
			rp_reachable(d, b);
		break;
	case ASSERT:
		say(d, " Assert");
		assert_message(d, b);
		break;
	case GRAFT:
		say(d, " Graft");
		break;
	case GRAFT_ACK:
		say(d, " Graft-ACK");
		break;
	default:
		sayf(d, " [type %u]", type);
		break;
	}
	version = peek_u8(&c, 4) >> 4;
	if (version != 1)
		sayf(d, " [v%u]", version);
}

const struct proto proto_pimv1 = { "pimv1", dissect_pimv1 };
