/* PPP authentication: PAP, RFC 1334; CHAP, RFC 1994. */
#include "ppp.h"

enum { CHALLENGE = 1, RESPONSE, SUCCESS, FAILURE };
enum { AUTH_REQ = 1, AUTH_ACK, AUTH_NAK };

static const struct name chap_codes[] = {
	{ CHALLENGE, "Challenge" },
	{ RESPONSE, "Response" },
	{ SUCCESS, "Success" },
	{ FAILURE, "Fail" },
	{ 0, NULL },
};

static const struct name pap_codes[] = {
	{ AUTH_REQ, "Auth-Req" },
	{ AUTH_ACK, "Auth-ACK" },
	{ AUTH_NAK, "Auth-NACK" },
	{ 0, NULL },
};

/* n octets as text; what we hold of them is said before the rest is missed. */
static void text(struct dis *d, const char *key, struct cur *c, uint32_t n)
{
	struct cur w = *c;

	clip(&w, n);
	note_text(d, key, w);
	for (; n > 0 && !d->stopped; n--)
		say_visc(d, get_u8(c));
}

static void octets(struct dis *d, const char *key, struct cur *c, uint32_t n)
{
	struct cur w = *c;

	clip(&w, n);
	note_hex(d, key, w);
	for (; n > 0 && !d->stopped; n--)
		say_x(d, get_u8(c), 2);
}

/* Code and identifier, shared by both.  False if the packet is too short for a header. */
static bool header(struct dis *d, struct cur *c, bool chap, uint8_t *code)
{
	uint8_t id;

	if (wire(c) < 1) {
		say_s(d, chap ? "[|chap]" : "[|pap]");
		return false;
	}
	if (wire(c) < 4) {
		*code = get_u8(c);
		sayf(d, chap ? "[|chap 0x%02x]" : "[|pap 0x%02x]", *code);
		return false;
	}
	*code = get_u8(c);
	say_s(d, chap ? "CHAP, " : "PAP, ");
	show_name(d, "code", chap ? chap_codes : pap_codes, "unknown", *code);
	sayf(d, " (0x%02x)", *code);
	id = get_u8(c);
	show_u(d, ", id ", "id", id);
	return true;
}

/* Octets of the packet's own length behind what has been read; may be negative. */
static int32_t behind(const struct cur *start, const struct cur *c, uint16_t length)
{
	return (int32_t)length - (int32_t)stepped(start, c);
}

static void chap_value(struct dis *d, const struct cur *start, struct cur c, uint16_t length)
{
	uint8_t size;

	if (wire(&c) < 1)
		return;
	size = get_u8(&c);
	note_u(d, "value_size", size);
	if (wire(&c) < size)
		return;
	say(d, ", Value ");
	octets(d, "value", &c, size);
	say(d, ", Name ");
	/* The name's length is not checked: it may be "negative", that is, without end. */
	text(d, "name", &c, (uint32_t)behind(start, &c, length));
}

void ppp_chap(struct dis *d, struct cur c)
{
	struct cur start = c;
	uint8_t code;
	uint16_t length;

	if (!header(d, &c, true, &code))
		return;
	length = get_be16(&c);
	note_u(d, "length", length);
	if (code == CHALLENGE || code == RESPONSE) {
		chap_value(d, &start, c, length);
	} else if (code == SUCCESS || code == FAILURE) {
		say(d, ", Msg ");
		text(d, "message", &c, (uint32_t)behind(&start, &c, length));
	}
}

static void pap_request(struct dis *d, const struct cur *start, struct cur c, uint16_t length)
{
	uint8_t n;

	if (behind(start, &c, length) < 2) {
		say(d, "[|pap]");
		return;
	}
	n = get_u8(&c);
	if (behind(start, &c, length) < n)
		return;
	say(d, ", Peer ");
	text(d, "peer_id", &c, n);
	if (behind(start, &c, length) < 1)
		return;
	n = get_u8(&c);
	if (behind(start, &c, length) < n)
		return;
	say(d, ", Name ");
	text(d, "password", &c, n);
}

static void pap_message(struct dis *d, const struct cur *start, struct cur c, uint16_t length)
{
	uint8_t n;

	if (behind(start, &c, length) < 1) {
		say(d, "[|pap]");
		return;
	}
	n = get_u8(&c);
	if (behind(start, &c, length) < n)
		return;
	say(d, ", Msg ");
	text(d, "message", &c, n);
}

void ppp_pap(struct dis *d, struct cur c)
{
	struct cur start = c;
	uint32_t wires = wire(&c);
	uint16_t length;
	uint8_t code;

	if (!header(d, &c, false, &code))
		return;
	length = get_be16(&c);
	note_u(d, "length", length);
	if (length > wires) {
		sayf(d, ", length %u > packet size", length);
		return;
	}
	if (length < 4) {
		sayf(d, ", length %u < PAP header length", length);
		return;
	}
	if (code == AUTH_REQ)
		pap_request(d, &start, c, length);
	else if (code == AUTH_ACK || code == AUTH_NAK)
		pap_message(d, &start, c, length);
}
