/* Ethernet II and IEEE 802.3 with 802.1Q and 802.1ad tags.  IEEE 802.3, IEEE 802.1Q. */
#include "eth.h"
#include "llc.h"

enum { LENGTH_MAX = 1500, JUMBO = 0x8870, MACSEC = 0x88e5, ARISTA = 0xd28b };

static bool is_vlan(uint16_t type)
{
	return type == 0x8100 || type == 0x9100 || type == 0x9200 || type == 0x88a8;
}

void say_eth_type(struct dis *d, uint16_t type)
{
	const char *name = name_of(ethertype_names, type);

	if (d->opt->q) {
		say_name(d, ethertype_names, "Unknown Ethertype (0x%04x)", type);
		return;
	}
	say(d, "ethertype ");
	say_s(d, name ? name : "Unknown");
	say(d, " (0x");
	say_x(d, type, 4);
	say(d, ")");
}

static void say_hosts(struct dis *d, struct mac src, struct mac dst)
{
	say_mac(d, src);
	say(d, " > ");
	say_mac(d, dst);
	say(d, ", ");
}

static void say_length(struct dis *d, bool *said, uint32_t length)
{
	if (*said) {
		say(d, ", ");
		return;
	}
	say(d, ", length ");
	say_u(d, length);
	say(d, ": ");
	*said = true;
}

#define MAX_TCIS 16

struct tcis { /* of a frame, for one list; deeper stacks are cut */
	uint16_t tci[MAX_TCIS], type[MAX_TCIS]; /* and the type behind each */
	unsigned n;
};

/* One tag: its TCI, and the type behind it.  False if it is cut short. */
static bool vlan_tag(struct dis *d, struct cur *c, uint16_t *type, bool *said, uint32_t length,
	struct tcis *seen)
{
	uint16_t tag = *type, tci;

	d->proto = "vlan";
	if (!has(c, 4)) {
		truncated(d);
		return false;
	}
	tci = get_be16(c);
	*type = get_be16(c);
	if (seen->n < MAX_TCIS) {
		seen->type[seen->n] = *type;
		seen->tci[seen->n++] = tci;
	}
	if (!d->opt->e)
		return true;
	say_eth_type(d, tag);
	say_length(d, said, length);
	say(d, "vlan ");
	say_u(d, tci & 0xfff);
	say(d, ", p ");
	say_u(d, tci >> 13);
	if (tci & 0x1000)
		say(d, ", DEI");
	say(d, ", ");
	return true;
}

/* Said with and without -e.  False: not known, its bytes have been dumped. */
static bool arista_tag(struct dis *d, struct cur *c, uint32_t length)
{
	struct mac src = ld_mac(d->src.b), dst = ld_mac(d->dst.b);
	struct cur tag = *c;
	bool said = false;

	say_eth_type(d, ARISTA);
	say_length(d, &said, length);
	if (eth_arista(d, c))
		return true;
	if (!d->opt->e) {
		said = false;
		say_hosts(d, src, dst);
		say_eth_type(d, ARISTA);
		say_length(d, &said, length);
	}
	say_default(d, tag);
	return false;
}

/* The integrity check value ends the frame, as the sender and as the capture have it. */
static void without_tail(struct cur *c, uint32_t n)
{
	uint32_t claimed = wire(c) > n ? wire(c) - n : 0;
	struct cur held = *c;

	*c = part(&held, left(c) > n ? left(c) - n : 0);
	pretend(c, claimed);
}

static bool walk_tags(struct dis *d, struct cur *c, uint16_t *type, bool *said, uint32_t length,
	struct tcis *seen)
{
	uint32_t icv = 0;

	while (more(c) || *type == MACSEC) {
		if (is_vlan(*type)) {
			if (!vlan_tag(d, c, type, said, length, seen))
				return false;
		} else if (*type == ARISTA) {
			if (!has(c, 2))
				break;
			if (!arista_tag(d, c, length))
				return false;
			*said = false;
			*type = get_be16(c);
		} else if (*type == MACSEC) {
			if (d->opt->e) {
				say_eth_type(d, *type);
				say_length(d, said, length);
			}
			if (!eth_macsec(d, c, &icv))
				return false;
			d->proto = "ether";
			without_tail(c, icv);
			if (!icv && !has(c, 2)) {
				sayf(d, " [caplen %u < 2]", left(c));
				return false;
			}
			*type = get_be16(c);
		} else {
			return true;
		}
	}
	if (is_vlan(*type))
		return vlan_tag(d, c, type, said, length, seen);
	if (*type == ARISTA) {
		say(d, "[|arista]");
		return false;
	}
	return true;
}

/* Tags of any kind up to the real type.  False: all has been said. */
static bool tags(struct dis *d, struct cur *c, uint16_t *type, bool *said, uint32_t length)
{
	struct tcis seen = { .n = 0 };
	bool good = walk_tags(d, c, type, said, length, &seen);

	if (wants_fields(d) && seen.n) {
		list(d, "vlans");
		for (unsigned i = 0; i < seen.n; i++)
			note_u(d, NULL, seen.tci[i]);
		done(d);
		list(d, "vlan_types");
		for (unsigned i = 0; i < seen.n; i++)
			note_u(d, NULL, seen.type[i]);
		done(d);
	}
	return good;
}

static void say_802_3(struct dis *d, bool said, uint32_t length)
{
	say(d, "802.3");
	if (said)
		return; /* sic: no comma before what follows */
	say(d, ", length ");
	say_u(d, length);
	say(d, ": ");
}

static void payload(struct dis *d, struct cur c, uint16_t type, bool said, uint32_t length)
{
	struct mac src = ld_mac(d->src.b), dst = ld_mac(d->dst.b);
	const struct proto *next;

	if (type <= LENGTH_MAX || type == JUMBO) {
		if (type != JUMBO)
			clip(&c, type);
		if (type != JUMBO && d->opt->e)
			say_802_3(d, said, wire(&c));
		if (!llc_enter(d, c))
			say_default(d, c);
		return;
	}
	next = by_ethertype(type);
	note_u(d, "type", type);
	if (d->opt->e || !next) {
		if (!d->opt->e)
			say_hosts(d, src, dst);
		say_eth_type(d, type);
		say_length(d, &said, length);
	}
	if (next)
		enter(d, next, c);
	else
		say_default(d, c);
}

/* What -e says of nearly all frames, in one piece of room. */
static void say_head(struct dis *d, const char *name, uint16_t type, uint32_t length)
{
	char *o = sink_room(&d->text, 4 * FMT_MAX);

	o = fmt_lit(fmt_mac_at(o, d->src.b), " > ");
	o = fmt_lit(fmt_mac_at(o, d->dst.b), ", ethertype ");
	o = fmt_s(o, name);
	o = fmt_x(fmt_lit(o, " (0x"), type, 4);
	o = fmt_u32(fmt_lit(o, "), length "), length);
	sink_done(&d->text, fmt_lit(o, ": "));
}

/* A frame with tags, or of a type that is said in another way. */
static __attribute__((noinline)) void eth_slow(
	struct dis *d, struct cur c, const struct eth_tag *tag)
{
	uint32_t length = wire(&c), head = 14 + (tag ? tag->len : 0), at = d->link_len;
	struct cur whole = c, t;
	bool said = false;
	uint16_t type;

	skip(&c, 12);
	t = tag ? take(&c, tag->len) : c;
	type = get_be16(&c);
	if (type <= LENGTH_MAX)
		note_u(d, "length", type);
	else
		note_u(d, "first_type", type);
	d->link_len = at + head;
	if (d->opt->e)
		say_hosts(d, ld_mac(d->src.b), ld_mac(d->dst.b));
	if (tag)
		tag->put(d, t);
	if (!tags(d, &c, &type, &said, length)) {
		d->link_len = at + stepped(&whole, &c);
		return;
	}
	d->link_len = at + stepped(&whole, &c);
	payload(d, c, type, said, length);
}

void eth_tagged(struct dis *d, struct cur c, const struct eth_tag *tag)
{
	uint32_t len = 14 + (tag ? tag->len : 0);
	const struct proto *next;
	struct cur head = c;
	uint16_t type;

	if (left(&c) > wire(&c)) {
		sayf(d, "[length %u < caplen %u]", wire(&c), left(&c));
		invalid(d);
		return;
	}
	if (!has(&c, len) || wire(&c) < len) {
		stop(d);
		return;
	}
	d->dst.len = d->src.len = 6;
	get_bytes(&head, d->dst.b, 6);
	get_bytes(&head, d->src.b, 6);
	note_mac(d, "dst", ld_mac(d->dst.b));
	note_mac(d, "src", ld_mac(d->src.b));
	type = peek_be16(&c, 12);
	next = by_ethertype(type); /* nobody for a tag's type */
	if (tag || !next || type <= LENGTH_MAX || type == JUMBO) {
		eth_slow(d, c, tag);
		return;
	}
	if (d->opt->e) {
		const char *name = name_of(ethertype_names, type);

		if (!d->opt->n || d->opt->q || !name) {
			eth_slow(d, c, tag);
			return;
		}
		say_head(d, name, type, wire(&c));
	}
	note_u(d, "first_type", type); /* nearly all frames */
	note_u(d, "type", type);
	d->link_len += 14;
	skip(&c, 14);
	enter(d, next, c);
}

static void dissect_eth(struct dis *d, struct cur c) { eth_tagged(d, c, NULL); }

const struct proto proto_eth = { "ether", dissect_eth };
