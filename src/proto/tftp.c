/* Trivial File Transfer Protocol.  RFC 1350; options: RFC 2347. */
#include "../dissect/dissect.h"

enum { RRQ = 1, WRQ, DATA, ACK, ERROR, OACK };

static const struct name opcodes[] = {
	{ RRQ, "RRQ" },
	{ WRQ, "WRQ" },
	{ DATA, "DATA" },
	{ ACK, "ACK" },
	{ ERROR, "ERROR" },
	{ OACK, "OACK" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "EUNDEF" },
	{ 1, "ENOTFOUND" },
	{ 2, "EACCESS" },
	{ 3, "ENOSPACE" },
	{ 4, "EBADOP" },
	{ 5, "EBADID" },
	{ 6, "EEXISTS" },
	{ 7, "ENOUSER" },
	{ 0, NULL },
};

/* A string up to its NUL; false if it has none. */
static bool show_string(struct dis *d, struct cur *c, const char *key, const char *quote)
{
	uint32_t n = wire(c) < left(c) ? wire(c) : left(c);
	struct cur text = *c, string;
	bool ended = false;

	for (uint32_t i = 0; i < n && !ended; i++)
		ended = get_u8(c) == 0;
	n = stepped(&text, c) - ended;
	string = part(&text, n);
	say_s(d, quote);
	say_vis(d, string);
	say_s(d, quote);
	note_text(d, key, string);
	return ended;
}

static void show_options(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		if (peek_u8(&c, 0) == 0) {
			skip(&c, 1);
			continue;
		}
		say(d, " ");
		if (!show_string(d, &c, "option", "")) {
			truncated(d);
			return;
		}
	}
}

static void show_request(struct dis *d, struct cur c)
{
	if (!wire(&c))
		goto cut;
	say(d, " ");
	if (!show_string(d, &c, "file", "\"") || !wire(&c))
		goto cut;
	say(d, " ");
	if (!show_string(d, &c, "mode", ""))
		goto cut;
	show_options(d, c);
	return;
cut:
	truncated(d);
}

static void show_error(struct dis *d, struct cur c)
{
	uint16_t code;

	if (wire(&c) < 2)
		goto cut;
	code = get_be16(&c);
	say(d, " ");
	show_name(d, "code", errors, "tftp-err-#%u \"", code);
	if (!wire(&c))
		goto cut;
	need(&c, 1);
	say(d, " ");
	if (show_string(d, &c, "message", "\""))
		return;
cut:
	truncated(d);
}

static void dissect_tftp(struct dis *d, struct cur c)
{
	uint16_t op;

	show_u(d, "TFTP, length ", "length", wire(&c));
	if (wire(&c) < 2) {
		truncated(d);
		return;
	}
	op = get_be16(&c);
	say(d, ", ");
	show_name(d, "opcode", opcodes, "tftp-#%u", op);
	switch (op) {
	case RRQ:
	case WRQ:
		show_request(d, c);
		break;
	case OACK:
		show_options(d, c);
		break;
	case ACK:
	case DATA:
		if (wire(&c) < 2)
			truncated(d);
		else
			show_u(d, " block ", "block", get_be16(&c));
		break;
	case ERROR:
		show_error(d, c);
		break;
	}
}

const struct proto proto_tftp = { "tftp", dissect_tftp };
