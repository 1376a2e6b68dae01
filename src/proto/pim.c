/* Protocol Independent Multicast, version 2.  RFC 7761, RFC 2117 (its addresses); dense mode and
 * state refresh: RFC 3973; bootstrap: RFC 5059; bidirectional: RFC 5015; hello options: IANA. */
#include "ip.h"

enum {
	HELLO,
	REGISTER,
	REGISTER_STOP,
	JOIN_PRUNE,
	BOOTSTRAP,
	ASSERT,
	GRAFT,
	GRAFT_ACK,
	CANDIDATE_RP,
	PRUNE_REFRESH,
	DF_ELECTION,
	ECMP_REDIRECT,
};

static const struct name type_names[] = {
	{ HELLO, "Hello" },
	{ REGISTER, "Register" },
	{ REGISTER_STOP, "Register Stop" },
	{ JOIN_PRUNE, "Join / Prune" },
	{ BOOTSTRAP, "Bootstrap" },
	{ ASSERT, "Assert" },
	{ GRAFT, "Graft" },
	{ GRAFT_ACK, "Graft Acknowledgement" },
	{ CANDIDATE_RP, "Candidate RP Advertisement" },
	{ PRUNE_REFRESH, "Prune Refresh" },
	{ DF_ELECTION, "DF Election" },
	{ ECMP_REDIRECT, "ECMP Redirect" },
	{ 0, NULL },
};

/* --- addresses --- */

enum kind { UNICAST, GROUP, SOURCE };

/* One encoded address, said; false if it is malformed (the caller says so).  len: RFC 2117's
 * address length in the header, or 0: family and encoding come first. */
static bool address(struct dis *d, struct cur *c, enum kind kind, uint8_t len)
{
	uint8_t family = len == 4 ? 1 : len == 16 ? 2 : 0, encoding = 0, flags = 0, mask = 0, full;
	uint32_t ip4 = 0;
	struct ip6 ip6 = { { 0 } };

	if (!len) {
		family = get_u8(c);
		encoding = get_u8(c);
	}
	if (d->stopped || encoding != 0 || (family != 1 && family != 2))
		return false;
	if (kind != UNICAST) {
		flags = get_u8(c);
		mask = get_u8(c);
	}
	if (family == 1)
		ip4 = get_ip4(c);
	else
		ip6 = get_ip6(c);
	if (d->stopped)
		return true;
	full = family == 1 ? 32 : 128;
	if (family == 1)
		show_ip4(d, "", "address", ip4);
	else
		show_ip6(d, "", "address", ip6);
	if (kind == UNICAST)
		return true;
	if (mask != full)
		sayf(d, "/%u", mask);
	if (kind == GROUP && flags) {
		sayf(d, "(0x%02x)", flags);
	} else if (kind == SOURCE && flags) {
		sayf(d, "(%s%s%s", flags & 4 ? "S" : "", flags & 2 ? "W" : "",
			flags & 1 ? "R" : "");
		if (flags & 0xf8)
			sayf(d, "+0x%02x", flags & 0xf8);
		say(d, ")");
	}
	return true;
}

/* The same behind a label; says " [|pimv2]" if it is malformed. */
static bool labelled(struct dis *d, struct cur *c, const char *label, enum kind kind, uint8_t len)
{
	say_s(d, label);
	if (address(d, c, kind, len))
		return !d->stopped;
	truncated(d);
	return false;
}

/* --- hello --- */

enum {
	HOLD_TIME = 1,
	LAN_PRUNE_DELAY = 2,
	DR_PRIORITY_OLD = 18,
	DR_PRIORITY = 19,
	GENERATION = 20,
	REFRESH_CAP = 21,
	BIDIR = 22,
	ADDRESS_LIST = 24,
	ADDRESS_LIST_OLD = 65001,
};

static const struct name hello_options[] = {
	{ HOLD_TIME, "Hold Time" },
	{ LAN_PRUNE_DELAY, "LAN Prune Delay" },
	{ DR_PRIORITY_OLD, "DR Priority (Old)" },
	{ DR_PRIORITY, "DR Priority" },
	{ GENERATION, "Generation ID" },
	{ REFRESH_CAP, "State Refresh Capability" },
	{ BIDIR, "Bi-Directional Capability" },
	{ ADDRESS_LIST, "Address List" },
	{ ADDRESS_LIST_OLD, "Address List (Old)" },
	{ 0, NULL },
};

static bool wrong_length(struct dis *d, uint16_t len, uint16_t right)
{
	if (len == right)
		return false;
	sayf(d, "[option length %u != %u]", len, right);
	invalid(d);
	return true;
}

/* False: give up on the message. */
static bool hello_option(struct dis *d, uint16_t type, uint16_t len, struct cur v, uint8_t alen)
{
	struct cur whole = v;
	uint16_t delay, interval;
	uint32_t x;

	switch (type) {
	case HOLD_TIME:
		if (wrong_length(d, len, 2))
			return false;
		x = get_be16(&v);
		note_u(d, "hold_time", x);
		say_secs(d, x);
		break;
	case LAN_PRUNE_DELAY:
		if (wrong_length(d, len, 4))
			return false;
		delay = get_be16(&v);
		interval = get_be16(&v);
		sayf(d, "\n\t    T-bit=%u, LAN delay %ums, Override interval %ums", delay >> 15,
			delay & 0x7fff, interval);
		break;
	case DR_PRIORITY_OLD:
	case DR_PRIORITY:
		if (len == 0) {
			say(d, "Bi-Directional Capability (Old)");
			return true;
		}
		if (wrong_length(d, len, 4))
			return false;
		show_u(d, "", "dr_priority", get_be32(&v));
		break;
	case GENERATION:
		if (wrong_length(d, len, 4))
			return false;
		show_x(d, "0x", "generation_id", get_be32(&v), 8);
		break;
	case REFRESH_CAP:
		if (wrong_length(d, len, 4))
			return false;
		x = get_u8(&v);
		interval = get_u8(&v);
		sayf(d, "v%u", x);
		if (interval) {
			say(d, ", interval ");
			say_secs(d, interval);
		}
		x = get_be16(&v);
		if (x)
			sayf(d, " ?0x%04x?", x);
		break;
	case BIDIR:
		break;
	case ADDRESS_LIST:
	case ADDRESS_LIST_OLD:
		while (d->opt->v > 1 && wire(&v)) {
			if (!labelled(d, &v, "\n\t    ", UNICAST, alen))
				return false;
		}
		break;
	default:
		if (d->opt->v <= 1)
			say_hex(d, "\n\t    ", v);
		break;
	}
	if (d->opt->v > 1)
		say_hex(d, "\n\t    ", whole);
	return !d->stopped;
}

static void hello(struct dis *d, struct cur c, uint8_t alen)
{
	list(d, "options");
	while (wire(&c) && !d->stopped) {
		uint16_t type = get_be16(&c), len = get_be16(&c);
		struct cur v = c;

		if (d->stopped)
			return;
		item(d);
		say(d, "\n\t  ");
		show_name(d, "option", hello_options, "Unknown", type);
		sayf(d, " Option (%u), length %u, Value: ", type, len);
		need(&c, len);
		pretend(&v, len);
		if (d->stopped || !hello_option(d, type, len, part(&v, len), alen))
			return;
		done(d);
		skip(&c, len);
	}
	done(d);
}

/* --- register --- */

static void register_message(struct dis *d, struct cur c)
{
	static const struct name names[] = { { 0x80000000u, "Border" }, { 0x40000000, "Null" },
		{ 0, NULL } };
	uint32_t flags = get_be32(&c), src, dst;
	uint8_t first;

	say(d, ", Flags [ ");
	say_name(d, names, "none", flags); /* sic: only one flag alone has a name */
	note_u(d, "flags", flags);
	say(d, " ]\n\t");
	first = peek_u8(&c, 0);
	switch (first >> 4) {
	case 0:
		skip(&c, 12);
		src = get_ip4(&c);
		dst = get_ip4(&c);
		say(d, "IP-Null-header ");
		say_ip4(d, src);
		say(d, " > ");
		say_ip4(d, dst);
		break;
	case 4:
		enter(d, &proto_ip4, c);
		break;
	case 6:
		enter(d, &proto_ip6, c);
		break;
	default:
		sayf(d, "IP ver %u", first >> 4);
		break;
	}
}

/* --- join, prune, graft --- */

static bool sources(struct dis *d, struct cur *c, const char *what, uint16_t n, uint8_t alen)
{
	for (unsigned i = 1; i <= n; i++) {
		sayf(d, "\n\t      %s source #%u: ", what, i);
		item(d);
		note_s(d, "action", what);
		if (!address(d, c, SOURCE, alen)) {
			truncated(d);
			return false;
		}
		done(d);
		if (d->stopped)
			return false;
	}
	return true;
}

static void join_prune(struct dis *d, struct cur c, uint8_t type, uint8_t alen)
{
	uint16_t hold, joins, prunes;
	uint8_t groups;

	if (type != GRAFT_ACK && !labelled(d, &c, ", upstream-neighbor: ", UNICAST, alen))
		return;
	if (wire(&c) < 4) {
		truncated(d);
		return;
	}
	skip(&c, 1);
	groups = get_u8(&c);
	hold = get_be16(&c);
	sayf(d, "\n\t  %u group(s)", groups);
	if (type != GRAFT_ACK) {
		say(d, ", holdtime: ");
		note_u(d, "hold_time", hold);
		if (hold == 0xffff)
			say(d, "infinite");
		else
			say_secs(d, hold);
	}
	list(d, "groups");
	for (unsigned i = 1; i <= groups; i++) {
		char label[] = "\n\t    group #";

		item(d);
		say_s(d, label);
		sayf(d, "%u: ", i);
		if (!labelled(d, &c, "", GROUP, alen))
			return;
		if (wire(&c) < 4) {
			truncated(d);
			return;
		}
		joins = get_be16(&c);
		prunes = get_be16(&c);
		sayf(d, ", joined sources: %u, pruned sources: %u", joins, prunes);
		list(d, "sources");
		if (!sources(d, &c, "joined", joins, alen) ||
			!sources(d, &c, "pruned", prunes, alen))
			return;
		done(d);
		done(d);
	}
	done(d);
}

/* --- bootstrap --- */

static void hold_and_prio(struct dis *d, struct cur *c)
{
	say_secs(d, get_be16(c));
	show_u(d, ",prio=", "prio", get_u8(c));
	*c = from(*c, 1);
}

static void bootstrap(struct dis *d, struct cur c, uint8_t alen)
{
	show_x(d, " tag=", "tag", get_be16(&c), 0);
	show_u(d, " hashmlen=", "hash_mask_length", get_u8(&c));
	need(&c, 2);
	show_u(d, " BSRprio=", "bsr_priority", get_u8(&c));
	if (!labelled(d, &c, " BSR=", UNICAST, alen))
		return;
	for (unsigned i = 0; wire(&c) && !d->stopped; i++) {
		uint8_t rps, frag;

		sayf(d, " (group%u: ", i);
		if (!labelled(d, &c, "", GROUP, alen))
			return;
		rps = get_u8(&c);
		sayf(d, " RPcnt=%u", rps);
		frag = get_u8(&c);
		sayf(d, " FRPcnt=%u", frag);
		skip(&c, 2);
		for (unsigned j = 0; j < frag && wire(&c); j++) {
			sayf(d, " RP%u=", j);
			if (!labelled(d, &c, "", UNICAST, alen))
				return;
			if (wire(&c) < 2)
				stop(d);
			say(d, ",holdtime=");
			hold_and_prio(d, &c);
			if (d->stopped)
				return;
		}
		say(d, ")");
		if (d->stopped)
			return;
	}
}

static void candidate_rp(struct dis *d, struct cur c, uint8_t alen)
{
	uint8_t n = get_u8(&c);
	uint16_t hold;

	sayf(d, " prefix-cnt=%u", n);
	show_u(d, " prio=", "priority", get_u8(&c));
	if (wire(&c) < 2)
		stop(d);
	say(d, " holdtime=");
	hold = get_be16(&c);
	note_u(d, "holdtime", hold);
	say_secs(d, hold);
	if (!labelled(d, &c, " RP=", UNICAST, alen))
		return;
	for (unsigned i = 0; i < n && wire(&c); i++) {
		sayf(d, " Group%u=", i);
		if (!labelled(d, &c, "", GROUP, alen))
			return;
	}
}

static void assert_message(struct dis *d, struct cur c, uint8_t alen)
{
	uint32_t pref, metric;

	if (!labelled(d, &c, " group=", GROUP, alen) || !labelled(d, &c, " src=", UNICAST, alen))
		return;
	pref = get_be32(&c);
	metric = get_be32(&c);
	if (pref & 0x80000000u)
		say(d, " RPT");
	show_u(d, " pref=", "preference", pref & 0x7fffffff);
	show_u(d, " metric=", "metric", metric);
}

static void prune_refresh(struct dis *d, struct cur c, uint8_t alen)
{
	uint16_t secs;

	if (!labelled(d, &c, " src=", UNICAST, alen) || !labelled(d, &c, " grp=", GROUP, alen) ||
		!labelled(d, &c, " forwarder=", UNICAST, alen))
		return;
	if (wire(&c) < 2)
		stop(d);
	say(d, " TUNR ");
	secs = get_be16(&c);
	say_secs(d, secs);
}

static void df_election(struct dis *d, struct cur c, uint8_t sub, uint8_t alen)
{
	static const struct name names[] = { { 1, "Offer" }, { 2, "Winner" }, { 3, "Backoff" },
		{ 4, "Pass" }, { 0, NULL } };
	uint32_t pref, metric;
	const char *who = sub == 3 ? "offer" : "new winner";

	say(d, "\n\t  ");
	show_name(d, "subtype", names, "Unknown", sub);
	if (!labelled(d, &c, ", rpa=", UNICAST, alen))
		return;
	pref = get_be32(&c);
	show_u(d, " sender pref=", "preference", pref);
	metric = get_be32(&c);
	show_u(d, " sender metric=", "metric", metric);
	if (sub != 3 && sub != 4)
		return;
	sayf(d, "\n\t  %s addr=", who);
	if (!labelled(d, &c, "", UNICAST, alen))
		return;
	pref = get_be32(&c);
	sayf(d, " %s pref=%u", who, pref);
	metric = get_be32(&c);
	sayf(d, " %s metric=%u", who, metric);
	if (sub == 3)
		sayf(d, " interval %ums", get_be16(&c));
}

/* --- the message --- */

static void check_sum(struct dis *d, const struct cur *c, uint8_t type, uint16_t sum)
{
	uint32_t n = wire(c), pseudo;
	bool good;

	show_x(d, ", cksum 0x", "cksum", sum, 4);
	say(d, " (");
	pseudo = d->net.ver == 6 ? pseudo_sum(d, 103, n) : 0;
	good = false;
	if (sum && type == REGISTER && has(c, 8)) { /* which should only be over the header */
		uint32_t head = d->net.ver == 6 ? pseudo_sum(d, 103, 8) : 0;

		good = cksum(c, 8, pseudo) == 0 || cksum(c, 8, head) == 0;
	}
	if (!good && (sum == 0 || !has(c, n) || (type == REGISTER && n < 8))) {
		say(d, "unverified)");
		return;
	}
	good = good || cksum(c, n, pseudo) == 0;
	note_b(d, "cksum_ok", good);
	say_s(d, good ? "correct)" : "incorrect)");
}

static void body(struct dis *d, uint8_t type, uint8_t reserved, struct cur c)
{
	uint8_t alen = reserved & 0xf;

	switch (type) {
	case HELLO:
		hello(d, c, alen);
		break;
	case REGISTER:
		register_message(d, c);
		break;
	case REGISTER_STOP:
		if (labelled(d, &c, " group=", GROUP, alen))
			labelled(d, &c, " source=", UNICAST, alen);
		break;
	case JOIN_PRUNE:
	case GRAFT:
	case GRAFT_ACK:
		join_prune(d, c, type, alen);
		break;
	case BOOTSTRAP:
		bootstrap(d, c, alen);
		break;
	case ASSERT:
		assert_message(d, c, alen);
		break;
	case CANDIDATE_RP:
		candidate_rp(d, c, alen);
		break;
	case PRUNE_REFRESH:
		prune_refresh(d, c, alen);
		break;
	case DF_ELECTION:
		df_election(d, c, reserved >> 4, alen);
		break;
	default:
		sayf(d, " [type %u]", type);
		break;
	}
}

static void version2(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t type = get_u8(&c) & 0xf, reserved;
	uint16_t sum;

	d->proto = "pimv2";
	say(d, "\n\t");
	show_name(d, "type", type_names, "Unknown Type", type);
	if (wire(&whole) < 2) {
		sayf(d, "[length %u < 2]", wire(&whole));
		invalid(d);
		return;
	}
	reserved = get_u8(&c);
	if (reserved & 0xf)
		say(d, ", RFC2117-encoding");
	if (wire(&whole) < 4) {
		sayf(d, "[length %u < 4]", wire(&whole));
		invalid(d);
		return;
	}
	sum = get_be16(&c);
	check_sum(d, &whole, type, sum);
	body(d, type, reserved, c);
}

static void dissect_pim(struct dis *d, struct cur c)
{
	uint8_t first = peek_u8(&c, 0), version = first >> 4;

	show_u(d, "PIMv", "version", version);
	if (version == 2) {
		if (!d->opt->v) {
			say(d, ", ");
			show_name(d, "type", type_names, "Unknown Type", first & 0xf);
		}
		show_u(d, ", length ", "length", wire(&c));
		if (d->opt->v)
			version2(d, c);
		return;
	}
	show_u(d, ", length ", "length", wire(&c));
}

const struct proto proto_pim = { "pim", dissect_pim };
