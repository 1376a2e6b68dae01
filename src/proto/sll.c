/* Linux cooked capture, versions 1 and 2.  tcpdump.org, LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
 */
#include "eth.h"
#include "llc.h"

#include "deep.h"
#include "ip.h"

#define HEADER1 16
#define HEADER2 20

enum { P_802_3 = 1, P_802_2 = 4, VLAN = 0x8100, LENGTH_MAX = 1500 };
enum { P_CAN = 0x0c, P_CANXL = 0x0e, ARPHRD_CAN = 280 };
enum { ARPHRD_FRAD = 770, ARPHRD_RADIOTAP = 803 };

static const struct name directions[] = {
	{ 0, "In" },
	{ 1, "B" },
	{ 2, "M" },
	{ 3, "P" },
	{ 4, "Out" },
	{ 0, NULL },
};

struct sll {
	uint16_t direction, hatype, protocol, halen;
	uint32_t ifindex;
	struct mac address;
	uint32_t length; /* of the frame, from here on without its tags */
};

static void note_header(struct dis *d, const struct sll *s)
{
	note_u(d, "direction", s->direction);
	note_u(d, "hatype", s->hatype);
	note_u(d, "halen", s->halen);
	note_u(d, "protocol", s->protocol);
	if (s->halen == 6)
		note_mac(d, "address", s->address);
}

static void say_header(struct dis *d, const struct sll *s, bool v2)
{
	const char *name;

	if (v2)
		sayf(d, "ifindex %u ", s->ifindex);
	else
		sayf(d, "%3s ",
			name_of(directions, s->direction) ? name_of(directions, s->direction)
							  : "?");
	if (s->halen == 6) {
		say_mac(d, s->address);
		say(d, " ");
	}
	if (d->opt->q)
		return;
	if (s->protocol == P_802_3 || s->protocol == P_802_2) {
		say_s(d, s->protocol == P_802_3 ? "802.3" : "802.2");
	} else {
		name = name_of(ethertype_names, s->protocol);
		sayf(d, "ethertype %s (0x%04x)", name ? name : "Unknown", s->protocol);
	}
	sayf(d, ", length %u: ", s->length);
}

/* 802.1Q tags; the type behind them in *type.  False: cut short. */
static bool tags(struct dis *d, struct cur *c, uint16_t *type, uint32_t *length)
{
	while (*type == VLAN) {
		uint16_t tci;

		d->proto = "vlan";
		if (!has(c, 4)) {
			truncated(d);
			return false;
		}
		tci = get_be16(c);
		*type = get_be16(c);
		d->link_len += 4;
		*length -= 4;
		if (d->opt->e)
			sayf(d, "vlan %u, p %u%s, ", tci & 0xfff, tci >> 13,
				tci & 0x1000 ? ", DEI" : "");
		if (*type <= LENGTH_MAX)
			*type = P_802_2;
		if (!d->opt->q) {
			const char *name = name_of(ethertype_names, *type);

			sayf(d, "ethertype %s, ", name ? name : "Unknown");
		}
	}
	return true;
}

static void payload(struct dis *d, struct cur c, struct sll *s, bool v2)
{
	uint16_t type = s->protocol;

	if (s->hatype == ARPHRD_RADIOTAP) {
		enter(d, &proto_radiotap, c);
		return;
	}
	if (s->hatype == ARPHRD_FRAD) {
		enter(d, &proto_frame_relay, c);
		return;
	}
	if (!tags(d, &c, &type, &s->length))
		return;
	if (type == P_802_3) {
		enter(d, &proto_ipx_plain, c);
		return;
	}
	if (type == P_802_2) {
		if (!llc_enter(d, c))
			say_default(d, c);
		return;
	}
	if (type > LENGTH_MAX && enter_ethertype(d, type, c))
		return;
	if (s->hatype == ARPHRD_CAN && type >= P_CAN && type <= P_CANXL && is_deep(d)) {
		enter(d, &proto_can_cooked, c);
		return;
	}
	if (!d->opt->e && type > LENGTH_MAX)
		say_header(d, s, v2);
	say_default(d, c);
}

static void dissect_sll(struct dis *d, struct cur c)
{
	struct sll s = { .length = wire(&c) };
	struct cur rest;

	if (!has(&c, HEADER1)) {
		stop(d);
		return;
	}
	s.direction = get_be16(&c);
	s.hatype = get_be16(&c);
	s.halen = get_be16(&c);
	s.address = peek_mac(&c, 0);
	rest = from(c, s.halen < 8 ? s.halen : 8);
	skip(&c, 8);
	s.protocol = get_be16(&c);
	note_header(d, &s);
	note_hex(d, "unused", part(&rest, s.halen < 8 ? 8u - s.halen : 0));
	d->link_len = HEADER1;
	if (d->opt->e)
		say_header(d, &s, false);
	payload(d, c, &s, false);
}

static void dissect_sll2(struct dis *d, struct cur c)
{
	struct sll s = { .length = wire(&c) };
	const char *name, *dir;
	char buf[IF_NAME_MAX];

	if (!has(&c, HEADER2)) {
		stop(d);
		return;
	}
	s.protocol = get_be16(&c);
	skip(&c, 2);
	s.ifindex = get_be32(&c);
	s.hatype = get_be16(&c);
	s.direction = get_u8(&c);
	s.halen = get_u8(&c);
	s.address = peek_mac(&c, 0);
	skip(&c, 8);
	note_header(d, &s);
	note_u(d, "ifindex", s.ifindex);
	d->link_len = HEADER2;
	name = if_name(d, s.ifindex, buf);
	dir = name_of(directions, s.direction);
	sayf(d, "%-5s %-3s ", name ? name : "?", dir ? dir : "?");
	if (d->opt->e)
		say_header(d, &s, true);
	payload(d, c, &s, true);
}

const struct proto proto_sll = { "sll", dissect_sll };
const struct proto proto_sll2 = { "sll2", dissect_sll2 };
