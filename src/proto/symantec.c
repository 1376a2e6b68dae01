/* Symantec Enterprise Firewall.  https://www.tcpdump.org/linktypes.html
 * (LINKTYPE_SYMANTEC_FIREWALL) */
#include "../dissect/dissect.h"

enum { HEAD = 44, LENGTH_MAX = 1500 };

static void say_head(struct dis *d, uint16_t type, uint32_t length)
{
	if (type <= LENGTH_MAX) {
		sayf(d, "invalid ethertype %u", type);
	} else if (d->opt->q) {
		say_name(d, ethertype_names, "Unknown Ethertype (0x%04x)", type);
	} else {
		say(d, "ethertype ");
		say_name(d, ethertype_names, "Unknown", type);
		sayf(d, " (0x%04x)", type);
	}
	sayf(d, ", length %u: ", length);
}

static void dissect_symantec(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint16_t type;
	bool known;

	if (length < HEAD || !has(&c, HEAD)) {
		stop(d);
		return;
	}
	type = peek_be16(&c, 6);
	known = type > LENGTH_MAX && by_ethertype(type);
	note_u(d, "type", type);
	d->link_len += HEAD;
	if (d->opt->e || !known)
		say_head(d, type, length);
	c = from(c, HEAD);
	d->src.len = d->dst.len = 0;
	if (!known || !enter_ethertype(d, type, c))
		say_default(d, c);
}

const struct proto proto_symantec = { "symantec", dissect_symantec };
