/* Redis Serialization Protocol, version 2.  https://redis.io/docs/reference/protocol-spec/
 * The types of version 3 are told as fields; to the text they are lines. */
#include "../dissect/dissect.h"

enum { PORT = 6379 };

static const struct name types[] = {
	{ '!', "bulk_error" },
	{ '#', "boolean" },
	{ '$', "bulk_string" },
	{ '%', "map" },
	{ '(', "big_number" },
	{ '*', "array" },
	{ '+', "simple_string" },
	{ ',', "double" },
	{ '-', "error" },
	{ ':', "integer" },
	{ '=', "verbatim_string" },
	{ '>', "push" },
	{ '_', "null" },
	{ '|', "attribute" },
	{ '~', "set" },
	{ 0, NULL },
};

struct resp {
	struct cur c;
	uint64_t due; /* elements of arrays still to come */
};

enum outcome { GOOD, CUT };

static bool is_end(uint8_t ch) { return ch == '\r' || ch == '\n'; }

static void show_string(struct dis *d, struct cur v)
{
	say(d, " \"");
	say_vis(d, v);
	say(d, "\"");
	note_text(d, "value", v);
}

/* How far the first CR LF is, or all that is left if there is none. */
static uint32_t to_crlf(struct cur c)
{
	struct cur start = c;

	skip(&c, line_run(&c));
	while (has(&c, 2) && peek_be16(&c, 0) != 0x0d0a) {
		skip(&c, 1);
		skip(&c, line_run(&c));
	}
	return has(&c, 2) ? stepped(&start, &c) : left(&start);
}

/* Up to CR LF. */
static enum outcome show_simple(struct dis *d, struct resp *r)
{
	uint32_t n = to_crlf(r->c);

	if (!has(&r->c, n + 2))
		return CUT;
	show_string(d, part(&r->c, n));
	skip(&r->c, 2);
	return GOOD;
}

static void skip_ends(struct cur *c)
{
	while (more(c) && is_end(peek_u8(c, 0)))
		skip(c, 1);
}

/* A command as typed: a line, whatever ends it. */
static enum outcome show_inline(struct dis *d, struct resp *r)
{
	uint32_t n;

	skip_ends(&r->c);
	n = line_run(&r->c);
	if (!has(&r->c, n + 1))
		return CUT;
	show_string(d, part(&r->c, n));
	skip_ends(&r->c);
	return GOOD;
}

enum length { SOME, NONE, TOO_SHORT, TOO_LARGE, NO_LENGTH, CUT_LENGTH };

/* Digits up to CR LF; what is not one is stepped over and ends it. */
static enum length get_length(struct cur *c, uint32_t *n)
{
	bool negative = false, digits = false, large = false;
	uint64_t v = 0;
	uint8_t ch = 0;

	if (!more(c))
		return CUT_LENGTH;
	if (peek_u8(c, 0) == '-') {
		negative = true;
		skip(c, 1);
	}
	while (more(c)) {
		ch = get_u8(c);
		if (ch < '0' || ch > '9')
			break;
		digits = true;
		v = large ? v : v * 10 + (uint64_t)(ch - '0');
		large |= v > 0x7fffffff;
	}
	if (ch >= '0' && ch <= '9')
		return CUT_LENGTH;
	if (ch != '\r' || !digits)
		return ch || digits || more(c) ? NO_LENGTH : CUT_LENGTH;
	if (!more(c))
		return CUT_LENGTH;
	if (get_u8(c) != '\n')
		return NO_LENGTH;
	*n = (uint32_t)v;
	if (negative)
		return v == 1 ? NONE : TOO_SHORT;
	if (large)
		return TOO_LARGE;
	return SOME;
}

/* Is there a length to go by?  If not, why, or what it means. */
static bool show_length(struct dis *d, struct resp *r, uint32_t *n, enum outcome *o)
{
	*o = GOOD;
	switch (get_length(&r->c, n)) {
	case SOME:
		note_u(d, "length", *n);
		if (*n)
			return true;
		say(d, " empty");
		return false;
	case NONE:
		say(d, " null");
		note_b(d, "null", true);
		return false;
	case TOO_SHORT:
		say(d, " length negative and not -1");
		return false;
	case TOO_LARGE:
		say(d, " length too large");
		return false;
	case NO_LENGTH:
		say(d, " invalid");
		return false;
	case CUT_LENGTH:
		*o = CUT;
		return false;
	}
	return false;
}

/* Whatever there is up to the next CR LF. */
static enum outcome take_end(struct resp *r)
{
	uint32_t n = to_crlf(r->c);

	if (!has(&r->c, n + 2))
		return CUT;
	skip(&r->c, n + 2);
	return GOOD;
}

static enum outcome show_bulk(struct dis *d, struct resp *r)
{
	struct cur before = r->c;
	uint32_t n = 1;
	enum outcome o;

	if (!show_length(d, r, &n, &o)) {
		if (n == 0 && o == GOOD && more(&before))
			return take_end(r);
		return o;
	}
	if (!has(&r->c, n))
		return CUT;
	show_string(d, part(&r->c, n));
	return take_end(r);
}

/* "$4\r\nPING\r\n": the name of a command, the first element of its array. */
static void note_command(struct dis *d, struct cur c)
{
	uint32_t n;

	if (!more(&c) || get_u8(&c) != '$' || get_length(&c, &n) != SOME || !has(&c, n))
		return;
	note_text(d, "command", take(&c, n));
}

static void note_type(struct dis *d, struct resp *r)
{
	const char *type = name_of(types, peek_u8(&r->c, 0));

	note_s(d, "type", type ? type : "inline");
}

static enum outcome show_element(struct dis *d, struct resp *r)
{
	enum outcome o;
	uint32_t n = 0;

	if (wants_fields(d))
		note_type(d, r);
	switch (peek_u8(&r->c, 0)) {
	case '+':
	case '-':
	case ':':
		skip(&r->c, 1);
		return show_simple(d, r);
	case '$':
		skip(&r->c, 1);
		return show_bulk(d, r);
	case '*':
		skip(&r->c, 1);
		if (!show_length(d, r, &n, &o))
			return o;
		r->due += n;
		if (wants_fields(d) && d->l4.dport == PORT && r->due == n)
			note_command(d, r->c);
		return o;
	default:
		return show_inline(d, r);
	}
}

static void dissect_resp(struct dis *d, struct cur c)
{
	bool cut = wire(&c) > left(&c);
	struct resp r = { part(&c, cut ? left(&c) : wire(&c)), 0 };
	enum outcome o = GOOD;

	say(d, ": RESP");
	list(d, "elements");
	while (o == GOOD && more(&r.c)) {
		if (r.due)
			r.due--;
		item(d);
		o = show_element(d, &r);
		done(d);
	}
	done(d);
	if (o == CUT || r.due || cut)
		truncated(d);
}

const struct proto proto_resp = { "resp", dissect_resp };
