/* Distance Vector Multicast Routing Protocol, within IGMP.  draft-ietf-idmr-dvmrp-v3; version 1:
 * RFC 1075. */
#include "../dissect/dissect.h"

enum { PROBE = 1, REPORT, ASK, NEIGHBORS, ASK2, NEIGHBORS2, PRUNE, GRAFT, GRAFT_ACK };

static const struct name types[] = {
	{ PROBE, "Probe" },
	{ REPORT, "Report" },
	{ ASK, "Ask-neighbors(old)" },
	{ NEIGHBORS, "Neighbors(old)" },
	{ ASK2, "Ask-neighbors2" },
	{ NEIGHBORS2, "Neighbors2" },
	{ PRUNE, "Prune" },
	{ GRAFT, "Graft" },
	{ GRAFT_ACK, "Graft-ACK" },
	{ 0, NULL },
};

static void probe(struct dis *d, struct cur c)
{
	uint32_t id, a;

	if (bad(d, "full length", wire(&c), <, 4))
		return;
	if (d->opt->v > 1)
		say(d, "\n\t");
	else
		say_c(d, ' ');
	id = get_be32(&c);
	show_u(d, "genid ", "genid", id);
	if (d->opt->v < 2)
		return;
	while (wire(&c) && !d->stopped) {
		if (wire(&c) < 4) {
			sayf(d, "[remaining length %u < 4]", wire(&c));
			invalid(d);
			return;
		}
		a = get_ip4(&c);
		if (d->stopped)
			return;
		say(d, "\n\tneighbor ");
		say_ip4(d, a);
	}
}

static void report(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t mask[4] = { 255, 0, 0, 0 }, metric = 0;
		unsigned i, width = 1;

		if (bad(d, "length", wire(&c), <, 3))
			return;
		need(&c, 3);
		for (i = 1; i < 4; i++) {
			mask[i] = get_u8(&c);
			if (mask[i])
				width = i + 1;
		}
		if (d->stopped)
			return;
		sayf(d, "\n\tMask 255.%u.%u.%u", mask[1], mask[2], mask[3]);
		do {
			uint8_t a[4] = { 0 };

			if (wire(&c) < width + 1) {
				say(d, "\n\t  [Truncated Report]");
				invalid(d);
				return;
			}
			need(&c, width + 1);
			for (i = 0; i < width; i++)
				a[i] = get_u8(&c);
			metric = get_u8(&c);
			if (d->stopped)
				return;
			sayf(d, "\n\t  %u.%u.%u.%u metric %u", a[0], a[1], a[2], a[3],
				metric & 0x7f);
		} while (!(metric & 0x80) && !d->stopped);
	}
}

static void neighbors_old(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t local, a;
		uint8_t metric, threshold, n;

		if (bad(d, "length", wire(&c), <, 7))
			return;
		need(&c, 7);
		local = get_ip4(&c);
		metric = get_u8(&c);
		threshold = get_u8(&c);
		n = get_u8(&c);
		while (n-- && !d->stopped) {
			if (bad(d, "length", wire(&c), <, 4))
				return;
			say(d, " [");
			say_ip4(d, local);
			say(d, " ->");
			a = get_ip4(&c);
			if (d->stopped)
				return;
			say_c(d, ' ');
			say_ip4(d, a);
			sayf(d, ", (%u/%u)]", metric, threshold);
		}
	}
}

static void neighbors(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t local, a;
		uint8_t metric, threshold, flags, n;

		if (bad(d, "length", wire(&c), <, 8))
			return;
		need(&c, 8);
		local = get_ip4(&c);
		metric = get_u8(&c);
		threshold = get_u8(&c);
		flags = get_u8(&c);
		n = get_u8(&c);
		for (; n && wire(&c) && !d->stopped; n--) {
			if (bad(d, "length", wire(&c), <, 4))
				return;
			say(d, " [");
			say_ip4(d, local);
			say(d, " -> ");
			a = get_ip4(&c);
			if (d->stopped)
				return;
			say_ip4(d, a);
			sayf(d, " (%u/%u%s%s%s%s%s)]", metric, threshold,
				flags & 0x01 ? "/tunnel" : "", flags & 0x02 ? "/srcrt" : "",
				flags & 0x40 ? "/querier" : "", flags & 0x20 ? "/disabled" : "",
				flags & 0x10 ? "/down" : "");
		}
		if (n > 1 && !d->stopped) { /* one less, as tcpdump counts */
			sayf(d, " [ncount %u]", n - 1u);
			invalid(d);
			return;
		}
	}
}

static void prune(struct dis *d, struct cur c, bool timed)
{
	uint32_t src, grp, timer;

	need(&c, 8);
	src = get_ip4(&c);
	grp = get_ip4(&c);
	show_ip4(d, " src ", "source", src);
	show_ip4(d, " grp ", "group", grp);
	if (timed) {
		say(d, " timer ");
		timer = get_be32(&c);
		if (d->stopped)
			return;
		say_secs(d, timer);
		note_u(d, "timer", timer);
	}
}

/* c: from the IGMP header on, which igmp.c knows to be whole on the wire. */
static void dissect_dvmrp(struct dis *d, struct cur c)
{
	uint8_t type = peek_u8(&c, 1), minor, major;

	note_u(d, "type", type);
	note_(name, d, "type", name_of(types, type));
	if (!name_of(types, type)) {
		sayf(d, " [type %u]", type);
		return;
	}
	say_c(d, ' ');
	say_s(d, name_of(types, type));
	if (type == NEIGHBORS2) {
		minor = peek_u8(&c, 6);
		major = peek_u8(&c, 7);
		if (d->stopped)
			return;
		sayf(d, " (v %u.%u):", major, minor);
	}
	if (type == ASK || type == ASK2 || (type == PROBE && !d->opt->v) ||
		(type == REPORT && d->opt->v < 2))
		return;
	skip(&c, 8);
	if (type == PROBE)
		probe(d, c);
	else if (type == REPORT)
		report(d, c);
	else if (type == NEIGHBORS)
		neighbors_old(d, c);
	else if (type == NEIGHBORS2)
		neighbors(d, c);
	else
		prune(d, c, type == PRUNE);
}

const struct proto proto_dvmrp = { "dvmrp", dissect_dvmrp };
