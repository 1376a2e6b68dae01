/* Multiprotocol Label Switching.  RFC 3032; traffic class: RFC 5462. */
#include "../dissect/dissect.h"
#include "isoclns.h"

enum { MAX_NAMED = 15 };

static const struct name label_names[] = {
	{ 0, "IPv4 explicit NULL" },
	{ 1, "router alert" },
	{ 2, "IPv6 explicit NULL" },
	{ 3, "implicit NULL" },
	{ 0, NULL },
};

/* There is no protocol number: a reserved label says it, or the first octet lets us guess. */
static const struct proto *guess(uint32_t label, uint8_t octet)
{
	if (label == 0 || label == 3)
		return by_ethertype(0x0800);
	if (label == 2)
		return by_ethertype(0x86dd);
	if (octet >= 0x45 && octet <= 0x4f)
		return by_ethertype(0x0800);
	if (octet >= 0x60 && octet <= 0x6f)
		return by_ethertype(0x86dd);
	if (octet >= 0x81 && octet <= 0x83)
		return &proto_isoclns;
	return NULL;
}

static void show_label(struct dis *d, uint32_t entry)
{
	uint32_t label = entry >> 12;

	show_u(d, "(label ", "label", label);
	if (d->opt->v && label <= MAX_NAMED) {
		say(d, " (");
		say_name(d, label_names, "rsvd", label);
		say(d, ")");
	}
	show_u(d, ", tc ", "tc", entry >> 9 & 7);
	if (entry & 0x100)
		say(d, ", [S]");
	show_u(d, ", ttl ", "ttl", entry & 0xff);
	say(d, ")");
}

static void dissect_mpls(struct dis *d, struct cur c)
{
	const struct proto *next;
	uint32_t entry = 0;

	say(d, "MPLS");
	list(d, "stack");
	for (bool first = true; !(entry & 0x100); first = false) {
		if (wire(&c) < 4) {
			invalid(d);
			return;
		}
		entry = get_be32(&c);
		if (d->stopped)
			return;
		say_s(d, d->opt->v && !first ? "\n\t" : " ");
		item(d);
		show_label(d, entry);
		done(d);
	}
	done(d);
	entry >>= 12;
	if (wire(&c) < 1 && entry > 3)
		return;
	next = guess(entry, has(&c, 1) || entry == 1 || entry > 3 ? peek_u8(&c, 0) : 0);
	if (!next) {
		say_default(d, c);
		if (!(d->opt->x | d->opt->X | d->opt->q))
			need(&c, wire(&c)); /* the dump has run out of what there is */
		return;
	}
	say_s(d, d->opt->v ? "\n\t" : " ");
	enter(d, next, c);
}

const struct proto proto_mpls = { "mpls", dissect_mpls };
