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
	uint8_t mode;
	uint16_t hold;

	if (more(&c)) {
		mode = peek_u8(&c, 0) >> 4;
		say(d, " ");
		show_name(d, "mode", modes, "mode-%u", mode);
	}
	if (!d->opt->v)
		return;
	say(d, " (Hold-time ");
	hold = peek_be16(&c, 2);
	note_u(d, "hold_time", hold);
	say_secs(d, hold);
	say(d, ")");
}

static void register_stop(struct dis *d, struct cur c)
{
	uint32_t src = get_ip4(&c), group = get_ip4(&c);

	show_ip4(d, " for ", "src", src);
	show_ip4(d, " > ", "group", group);
}

static void say_mask(struct dis *d, uint32_t mask)
{
	note_ip4(d, "mask", mask);
	if (mask == 0xffffffff)
		return;
	say(d, "/");
	say_ip4(d, mask);
}

static void assert_message(struct dis *d, struct cur c)
{
	uint32_t group = get_ip4(&c), mask = get_ip4(&c), src = get_ip4(&c), pref, metric;

	show_ip4(d, " for ", "src", src);
	show_ip4(d, " > ", "group", group);
	say_mask(d, mask);
	pref = get_be32(&c);
	metric = get_be32(&c);
	say_s(d, pref & 0x80000000u ? " RP-tree" : " SPT");
	show_u(d, " pref ", "pref", pref & 0x7fffffff);
	show_u(d, " metric ", "metric", metric);
}

static void rp_reachable(struct dis *d, struct cur c)
{
	uint32_t group = get_ip4(&c), mask;

	show_ip4(d, " group ", "group", group);
	mask = get_ip4(&c);
	if (d->stopped)
		return;
	say_mask(d, mask);
	show_ip4(d, " RP ", "rp", get_ip4(&c));
	say(d, " hold ");
	say_secs(d, peek_be16(&c, 2));
}

/* --- joins and prunes --- */

enum { SPARSE = 1, WC = 0x80, RP = 0x40, ENTRY = 6, GROUP = 12, ONE = 12 + GROUP + ENTRY };

static void say_entry(struct dis *d, struct cur c)
{
	uint8_t flags = peek_u8(&c, 0), bits = peek_u8(&c, 1);

	say_s(d, flags & SPARSE ? "Sparse " : "Dense ");
	say_s(d, bits & WC ? "WC " : "");
	say_s(d, bits & RP ? "RP" : "SPT");
}

/* Only one source of one group, on one line.  False: it is not so. */
static bool single(struct dis *d, struct cur c)
{
	uint16_t joins, prunes;
	struct cur group, entry;
	uint32_t mask;

	if (!has(&c, ONE) || peek_u8(&c, 11) != 1)
		return false;
	joins = peek_be16(&c, 20);
	prunes = peek_be16(&c, 22);
	if (joins + prunes != 1)
		return false;
	group = from(c, 12);
	entry = from(c, 24);
	show_ip4(d, " RPF ", "upstream", peek_be32(&c, 0));
	say(d, " Hold ");
	say_secs(d, peek_be16(&c, 6));
	say_s(d, joins ? "Join" : "Prune");
	show_ip4(d, " (", "src", peek_be32(&entry, 2));
	sayf(d, "/%u, ", peek_u8(&entry, 1) & 0x3f);
	show_ip4(d, "", "group", peek_be32(&group, 0));
	mask = peek_be32(&group, 4);
	say_mask(d, mask);
	say(d, ") ");
	say_entry(d, entry);
	return true;
}

/* Whether n more octets are claimed; " [|pimv1]" if not. */
static bool claimed(struct dis *d, struct cur *c, uint32_t n)
{
	if (wire(c) >= n)
		return true;
	truncated(d);
	return false;
}

static bool entries(struct dis *d, struct cur *c, uint16_t n, const char *what)
{
	for (; n && !d->stopped; n--) {
		uint32_t src;
		uint8_t len;

		if (!claimed(d, c, ENTRY))
			return false;
		need(c, ENTRY);
		src = peek_be32(c, 2);
		len = peek_u8(c, 1) & 0x3f;
		sayf(d, "\n\t%s ", what);
		say_entry(d, *c);
		say(d, " ");
		say_ip4(d, src);
		sayf(d, "/%u", len);
		skip(c, ENTRY);
	}
	return true;
}

static void join_prune(struct dis *d, struct cur c)
{
	const char *sep = d->opt->v > 1 ? "\n" : "";
	uint16_t joins, prunes;
	uint8_t n;

	if (single(d, c))
		return;
	if (!wire(&c) || !claimed(d, &c, 4))
		return;
	say_s(d, sep);
	show_ip4(d, " Upstream Nbr: ", "upstream", get_ip4(&c));
	if (!claimed(d, &c, 4))
		return;
	say_s(d, sep);
	say(d, " Hold time: ");
	say_secs(d, peek_be16(&c, 2));
	c = from(c, 4);
	if (d->opt->v < 2)
		return;
	if (!claimed(d, &c, 4))
		return;
	n = peek_u8(&c, 3);
	c = from(c, 4);
	for (; n && !d->stopped; n--) {
		uint32_t mask;

		if (!claimed(d, &c, 4))
			return;
		show_ip4(d, "\n\tGroup: ", "group", get_ip4(&c));
		if (!claimed(d, &c, 4))
			return;
		mask = get_ip4(&c);
		say_mask(d, mask);
		if (!claimed(d, &c, 4))
			return;
		joins = get_be16(&c);
		prunes = get_be16(&c);
		sayf(d, " joined: %u pruned: %u", joins, prunes);
		if (!entries(d, &c, joins, "Join ") || !entries(d, &c, prunes, "Prune"))
			return;
	}
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
		say(d, " Register-Stop");
		register_stop(d, b);
		break;
	case JOIN_PRUNE:
		say(d, " Join/Prune");
		if (d->opt->v)
			join_prune(d, b);
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
		if (d->opt->v)
			join_prune(d, b);
		break;
	case GRAFT_ACK:
		say(d, " Graft-ACK");
		if (d->opt->v)
			join_prune(d, b);
		break;
	default:
		sayf(d, " [type %u]", type);
		break;
	}
	note_u(d, "type", type);
	version = peek_u8(&c, 4) >> 4;
	if (version != 1)
		sayf(d, " [v%u]", version);
}

const struct proto proto_pimv1 = { "pimv1", dissect_pimv1 };
