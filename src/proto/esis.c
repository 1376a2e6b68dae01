/* End System to Intermediate System.  ISO 9542. */
#include "osi.h"

enum { FIXED = 9 };
enum { ESH = 2, ISH = 4, REDIRECT = 6 };
enum { PROTOCOLS = 129 };

static const struct name pdu_names[] = {
	{ REDIRECT, "redirect" },
	{ ESH, "ESH" },
	{ ISH, "ISH" },
	{ 0, NULL },
};

static const struct name option_names[] = {
	{ 129, "Protocols supported" },
	{ 193, "Discard Reason" },
	{ 195, "QoS Maintenance" },
	{ 197, "Security" },
	{ 198, "ES Configuration Time" },
	{ 200, "Source Routing" },
	{ 203, "Route Recording" },
	{ 204, "Padding" },
	{ 205, "Priority" },
	{ 225, "Address Mask" },
	{ 226, "SNPA Mask" },
	{ 0, NULL },
};

/* One NSAP with its length before it; false, and said so, if it does not fit. */
static bool get_address(struct dis *d, struct cur *c, struct cur *a, const char *what)
{
	uint8_t n;

	need(c, 1);
	if (wire(c) < 1) {
		say_s(d, what);
		return false;
	}
	n = get_u8(c);
	need(c, n);
	if (n > wire(c)) {
		say_s(d, what);
		return false;
	}
	*a = take(c, n);
	return !d->stopped;
}

/* all: the PDU from where c is on, and what follows it.  The length octet of the NET is not
 * counted: what the reference takes for options ends one octet later than the PDU. */
static bool redirect(struct dis *d, struct cur *c, struct cur all)
{
	struct cur dst, snpa, start = *c;
	uint32_t rest;
	uint8_t n;

	if (!get_address(d, c, &dst, ", bad redirect/li"))
		return false;
	say(d, "\n\t  ");
	say_nsap_checked(d, dst);
	if (!get_address(d, c, &snpa, ", bad redirect/li"))
		return false;
	need(c, 1);
	if (wire(c) < 1) {
		say(d, ", bad redirect/li");
		return false;
	}
	rest = wire(c);
	n = peek_u8(c, 0);
	need(c, n + 1u);
	sayf(d, "\n\t  SNPA (length: %u): ", left(&snpa));
	if (!more(&snpa))
		say(d, "<empty>");
	else
		say_bytes(d, snpa, ':');
	all = from(all, stepped(&start, c));
	n = get_u8(&all);
	if (n) {
		struct cur net;

		if (n > rest) {
			say(d, ", bad redirect/li");
			return false;
		}
		net = take(&all, n);
		sayf(d, "\n\t  NET (length: %u) ", n);
		say_nsap_checked(d, net);
		rest -= n;
	}
	*c = all;
	pretend(c, rest);
	return !d->stopped;
}

static bool end_systems(struct dis *d, struct cur *c)
{
	uint8_t n;

	need(c, 1);
	if (wire(c) < 1) {
		say(d, ", bad esh/li");
		return false;
	}
	n = get_u8(c);
	show_u(d, "\n\t  Number of Source Addresses: ", "sources", n);
	for (; n && !d->stopped; n--) {
		struct cur a;

		if (!get_address(d, c, &a, ", bad esh/li"))
			return false;
		sayf(d, "\n\t  NET (length: %u): ", left(&a));
		say_nsap_checked(d, a);
	}
	return true;
}

static bool intermediate_system(struct dis *d, struct cur *c)
{
	struct cur a;

	if (!get_address(d, c, &a, ", bad ish/li"))
		return false;
	sayf(d, "\n\t  NET (length: %u): ", left(&a));
	say_nsap_checked(d, a);
	return true;
}

static void show_protocols(struct dis *d, struct cur v)
{
	while (wire(&v) && !d->stopped) {
		uint8_t nlpid = get_u8(&v);

		if (d->stopped)
			return;
		say_name(d, osi_nlpids, "Unknown", nlpid);
		sayf(d, " (0x%02x)", nlpid);
		if (wire(&v))
			say(d, ", ");
	}
}

static void options(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t code, len;
		struct cur v;

		if (wire(&c) < 2) {
			say(d, ", bad opts/li");
			return;
		}
		code = get_u8(&c);
		len = get_u8(&c);
		if (len > wire(&c)) {
			sayf(d, ", opt (%u) too long", code);
			return;
		}
		say(d, "\n\t  ");
		show_name(d, "option", option_names, "Unknown", code);
		sayf(d, " Option #%u, length %u, value: ", code, len);
		v = part(&c, len);
		if (code == 198 && len == 2)
			show_u(d, "", "seconds", peek_be16(&v, 0)), say(d, "s");
		else if (code == 198)
			say(d, "(bad length)");
		else if (code == PROTOCOLS)
			show_protocols(d, v);
		else
			say_hex(d, "\n\t  ", v);
		if (d->opt->v > 1)
			say_hex(d, "\n\t  ", v);
		if (d->stopped)
			return;
	}
}

static void dissect_esis(struct dis *d, struct cur c)
{
	struct cur pdu = c, all;
	uint8_t li, version, type;
	uint16_t hold, sum;
	bool ok = true;

	if (!d->opt->e)
		say(d, "ES-IS");
	if (wire(&c) <= 2) {
		say_s(d, d->opt->q ? "bad pkt!" : "no header at all!");
		return;
	}
	need(&c, FIXED);
	skip(&c, 1);
	li = get_u8(&c);
	version = get_u8(&c);
	skip(&c, 1);
	type = get_u8(&c) & 0x1f;
	hold = get_be16(&c);
	sum = get_be16(&c);
	if (version != 1) {
		sayf(d, " version %u packet not supported", version);
		return;
	}
	if (li > wire(&pdu)) {
		sayf(d, " length indicator(%u) > PDU size (%u)!", li, wire(&pdu));
		return;
	}
	if (li < FIXED) {
		sayf(d, " length indicator %u < min PDU size:", li);
		while (more(&pdu))
			sayf(d, "%02X", get_u8(&pdu));
		return;
	}
	if (!d->opt->v) {
		say_s(d, d->opt->e ? "" : ", ");
		show_name(d, "type", pdu_names, "unknown type (%u)", type);
		show_u(d, ", length ", "length", wire(&pdu));
		return;
	}
	sayf(d, "%slength %u\n\t", d->opt->e ? "" : ", ", wire(&pdu));
	show_name(d, "type", pdu_names, "unknown type: %u", type);
	sayf(d, " (%u), v: %u, checksum: 0x%04x", type, version, sum);
	say_osi_checksum(d, &pdu, li, 7, sum);
	sayf(d, ", holding time: %us, length indicator: %u", hold, li);
	if (d->opt->v > 1) {
		struct cur head = pdu;

		say_hex(d, "\n\t", take(&head, FIXED));
	}
	all = c;
	claim(&c, (uint32_t)li - FIXED);
	switch (type) {
	case REDIRECT:
		ok = redirect(d, &c, all);
		break;
	case ESH:
		ok = end_systems(d, &c);
		break;
	case ISH:
		ok = intermediate_system(d, &c);
		break;
	default:
		if (d->opt->v <= 1)
			say_hex(d, "\n\t  ", all);
		return;
	}
	if (ok)
		options(d, c);
}

const struct proto proto_esis = { "esis", dissect_esis };
