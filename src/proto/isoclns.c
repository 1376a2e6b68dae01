/* OSI's network layer, by its protocol identifier.  ISO/IEC TR 9577. */
#include "isoclns.h"

#include "osi.h"

enum {
	NULL_NS = 0x00,
	Q933 = 0x08,
	CLNP = 0x81,
	ESIS = 0x82,
	ISIS = 0x83,
	IP6 = 0x8e,
	IP4 = 0xcc,
	PPP = 0xcf,
};

const struct name osi_nlpids[] = {
	{ NULL_NS, "NULL" },
	{ Q933, "Q.933" },
	{ 0x09, "LMI" },
	{ 0x80, "SNAP" },
	{ CLNP, "CLNP" },
	{ ESIS, "ES-IS" },
	{ ISIS, "IS-IS" },
	{ 0x84, "CONS" },
	{ 0x85, "IDRP" },
	{ 0x8a, "X25 ES-IS" },
	{ IP6, "IPv6" },
	{ 0xb1, "FRF.15" },
	{ 0xc1, "ISIS_SPB" },
	{ IP4, "IPv4" },
	{ PPP, "PPP" },
	{ 0, NULL },
};

void say_nsap_checked(struct dis *d, struct cur a)
{
	if (!more(&a) || left(&a) > 20)
		say(d, "isonsap_string: illegal length");
	else
		say_nsap(d, a);
}

void say_osi_checksum(struct dis *d, const struct cur *c, uint32_t n, uint32_t at, uint16_t sum)
{
	struct cur b = *c;
	uint32_t c0 = 0, c1 = 0;
	int64_t x, y;
	bool good;

	if (!sum || !has(c, n) || at + 2 > n) {
		say(d, " (unverified)");
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint8_t v = get_u8(&b);

		if (i == at || i == at + 1)
			v = 0;
		c0 = (c0 + v) % 255;
		c1 = (c1 + c0) % 255;
	}
	/* x and y make both sums 0 */
	x = ((int64_t)(n - at - 1) * c0 - c1) % 255;
	y = ((int64_t)c1 - (int64_t)(n - at) * c0) % 255;
	if (x <= 0)
		x += 255;
	if (y <= 0)
		y += 255;
	good = (sum >> 8) % 255 == x % 255 && (sum & 0xff) % 255 == y % 255;
	note_b(d, "cksum_ok", good);
	if (good)
		say(d, " (correct)");
	else
		sayf(d, " (incorrect should be 0x%04x)", (uint32_t)(x << 8 | y));
}

static void enter_known(struct dis *d, const struct proto *p, struct cur c)
{
	if (p)
		enter(d, p, c);
}

static void dissect_isoclns(struct dis *d, struct cur c)
{
	uint8_t nlpid;
	struct cur inside = c;

	if (!more(&c)) {
		stop(d);
		return;
	}
	nlpid = peek_u8(&c, 0);
	note_u(d, "nlpid", nlpid);
	skip(&inside, 1);
	if (d->opt->e) {
		say(d, "OSI NLPID ");
		say_name(d, osi_nlpids, "Unknown", nlpid);
		sayf(d, " (0x%02x): ", nlpid);
	}
	switch (nlpid) {
	case CLNP:
		enter(d, &proto_clnp, c);
		break;
	case ESIS:
		enter(d, &proto_esis, c);
		break;
	case ISIS:
		enter(d, &proto_isis, c);
		break;
	case NULL_NS:
		sayf(d, "%slength: %u", d->opt->e ? "" : ", ", wire(&c));
		break;
	case Q933:
		enter_known(d, &proto_q933, inside);
		break;
	case IP4:
		enter_known(d, &proto_ip4, inside);
		break;
	case IP6:
		enter_known(d, &proto_ip6, inside);
		break;
	case PPP:
		enter_known(d, &proto_ppp, inside);
		break;
	default:
		if (!d->opt->e)
			sayf(d, "OSI NLPID 0x%02x unknown", nlpid);
		sayf(d, "%slength: %u", d->opt->e ? "" : ", ", wire(&c));
		if (wire(&c) > 1)
			say_hex(d, "\n\t", c);
		break;
	}
}

/* Behind the Ethernet type: an octet of padding first. */
static void dissect_isoclns_pad(struct dis *d, struct cur c)
{
	if (!wire(&c) || !left(&c)) {
		stop(d);
		return;
	}
	skip(&c, 1);
	dissect_isoclns(d, c);
}

const struct proto proto_isoclns = { "isoclns", dissect_isoclns };
const struct proto proto_isoclns_pad = { "isoclns", dissect_isoclns_pad };
