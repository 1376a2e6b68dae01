/* Reading a display filter.  Words first, then a descent: or, and, not, a term. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "expr.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_QUOTED,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_BRACE,
	TOKEN_UNBRACE,
	TOKEN_COMMA,
	TOKEN_RANGE,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_MASK,
	TOKEN_COMPARE,
	TOKEN_IN,
	TOKEN_CONTAINS,
	TOKEN_MATCHES,
	TOKEN_ODD,
};

struct token {
	enum token_kind kind;
	enum op op;
	size_t at, len;
};

struct parser {
	struct display *f;
	const char *text;
	struct token t; /* the one that is looked at */
	size_t end;     /* of the one before it */
	unsigned depth;
	struct display_error *e;
};

/* --- words --- */

static const struct {
	const char *word;
	enum token_kind kind;
	enum op op;
} words[] = {
	{ "and", TOKEN_AND, OP_NONE },
	{ "or", TOKEN_OR, OP_NONE },
	{ "not", TOKEN_NOT, OP_NONE },
	{ "in", TOKEN_IN, OP_NONE },
	{ "contains", TOKEN_CONTAINS, OP_NONE },
	{ "matches", TOKEN_MATCHES, OP_NONE },
	{ "eq", TOKEN_COMPARE, OP_EQ },
	{ "ne", TOKEN_COMPARE, OP_NE },
	{ "lt", TOKEN_COMPARE, OP_LT },
	{ "le", TOKEN_COMPARE, OP_LE },
	{ "gt", TOKEN_COMPARE, OP_GT },
	{ "ge", TOKEN_COMPARE, OP_GE },
	{ "bitwise_and", TOKEN_MASK, OP_NONE },
};

/* Longer ones first. */
static const struct {
	const char *sign;
	enum token_kind kind;
	enum op op;
} signs[] = {
	{ "===", TOKEN_COMPARE, OP_EQ },
	{ "!==", TOKEN_COMPARE, OP_NE },
	{ "&&", TOKEN_AND, OP_NONE },
	{ "||", TOKEN_OR, OP_NONE },
	{ "==", TOKEN_COMPARE, OP_EQ },
	{ "!=", TOKEN_COMPARE, OP_NE },
	{ "<=", TOKEN_COMPARE, OP_LE },
	{ ">=", TOKEN_COMPARE, OP_GE },
	{ "..", TOKEN_RANGE, OP_NONE },
	{ "<", TOKEN_COMPARE, OP_LT },
	{ ">", TOKEN_COMPARE, OP_GT },
	{ "~", TOKEN_MATCHES, OP_NONE },
	{ "!", TOKEN_NOT, OP_NONE },
	{ "&", TOKEN_MASK, OP_NONE },
	{ "(", TOKEN_OPEN, OP_NONE },
	{ ")", TOKEN_CLOSE, OP_NONE },
	{ "{", TOKEN_BRACE, OP_NONE },
	{ "}", TOKEN_UNBRACE, OP_NONE },
	{ ",", TOKEN_COMMA, OP_NONE },
};

static bool word_char(const char *s)
{
	return isalnum((unsigned char)*s) || (*s && strchr("_:/+", *s)) ||
	       (*s == '-' && isalnum((unsigned char)s[1])) || (*s == '.' && s[1] != '.');
}

static void quoted_token(struct parser *p, size_t at)
{
	const char *s = p->text;
	char quote = s[at];
	size_t i = at + 1;

	while (s[i] && s[i] != quote)
		i += s[i] == '\\' && s[i + 1] ? 2 : 1;
	p->t = (struct token){ s[i] ? TOKEN_QUOTED : TOKEN_ODD, OP_NONE, at,
		i - at + (s[i] != '\0') };
}

static void step(struct parser *p)
{
	size_t at = p->t.at + p->t.len, n = 0;

	p->end = at;
	while (isspace((unsigned char)p->text[at]))
		at++;
	if (!p->text[at]) {
		p->t = (struct token){ TOKEN_END, OP_NONE, p->end, 0 };
		return;
	}
	if (p->text[at] == '"' || p->text[at] == '\'') {
		quoted_token(p, at);
		return;
	}
	while (word_char(p->text + at + n))
		n++;
	if (n) {
		p->t = (struct token){ TOKEN_WORD, OP_NONE, at, n };
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (strlen(words[i].word) == n &&
				strncasecmp(words[i].word, p->text + at, n) == 0)
				p->t = (struct token){ words[i].kind, words[i].op, at, n };
		return;
	}
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		n = strlen(signs[i].sign);
		if (strncmp(p->text + at, signs[i].sign, n) == 0) {
			p->t = (struct token){ signs[i].kind, signs[i].op, at, n };
			return;
		}
	}
	p->t = (struct token){ TOKEN_ODD, OP_NONE, at, 1 };
}

/* --- messages: the first one stays --- */

__attribute__((format(printf, 4, 5))) static int wrong(
	struct parser *p, size_t at, size_t len, const char *fmt, ...)
{
	va_list ap;

	if (p->e->text[0])
		return 0;
	p->e->at = at;
	p->e->len = len;
	va_start(ap, fmt);
	vsnprintf(p->e->text, sizeof(p->e->text), fmt, ap);
	va_end(ap);
	return 0;
}

__attribute__((format(printf, 2, 3))) static void hint(struct parser *p, const char *fmt, ...)
{
	va_list ap;

	if (p->e->hint[0])
		return;
	va_start(ap, fmt);
	vsnprintf(p->e->hint, sizeof(p->e->hint), fmt, ap);
	va_end(ap);
}

static int unexpected(struct parser *p, const char *wanted)
{
	const char *s = p->text + p->t.at;

	if (p->t.kind == TOKEN_END) {
		wrong(p, p->end, 1, "the expression ends where %s should stand", wanted);
		return 0;
	}
	wrong(p, p->t.at, p->t.len, "%s was expected", wanted);
	if (*s == '"' || *s == '\'')
		hint(p, "this quote is not closed");
	else if (*s == '=')
		hint(p, "equality is written ==");
	else if (*s == '[')
		hint(p, "parts of a field ([a:b]) can't be compared here; contains or matches may "
			"do");
	else if (*s == '|')
		hint(p, "or is written ||");
	return 0;
}

/* --- the tree --- */

static int new_node(struct parser *p, enum node_kind kind)
{
	if (p->f->nodes == DISPLAY_NODES)
		return wrong(p, p->t.at, p->t.len, "too long an expression");
	p->f->node[p->f->nodes] = (struct node){ .kind = kind };
	return p->f->nodes++;
}

static int parse_or(struct parser *p);

/* The field at this token; -1 after a message. */
static int field_here(struct parser *p)
{
	char near[200];
	int field;

	if (p->t.kind != TOKEN_WORD) {
		unexpected(p, "a field");
		return -1;
	}
	field = field_list_add(p->f->list, p->text + p->t.at, p->t.len, near, sizeof(near));
	if (field == -2)
		wrong(p, p->t.at, p->t.len, "too many fields");
	if (field >= 0) {
		step(p);
		return field;
	}
	wrong(p, p->t.at, p->t.len, "there is no field %.*s", (int)p->t.len, p->text + p->t.at);
	if (near[0])
		hint(p, "perhaps %s", near);
	return -1;
}

/* The octets of what is in quotes; \" \\ \n \r \t \0 and \xNN mean what they do in C. */
static size_t unquote(char *o, const char *s, size_t n)
{
	static const char from[] = "nrt0", to[] = "\n\r\t\0";
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		const char *plain;
		unsigned v;
		int digits = 0;

		if (s[i] != '\\' || i + 1 == n) {
			o[used++] = s[i];
			continue;
		}
		i++;
		plain = memchr(from, s[i], sizeof(from) - 1);
		if (s[i] == 'x' && i + 2 < n && isxdigit((unsigned char)s[i + 1]) &&
			isxdigit((unsigned char)s[i + 2]) &&
			sscanf(s + i + 1, "%2x%n", &v, &digits) == 1) {
			o[used++] = (char)v;
			i += (size_t)digits;
		} else {
			o[used++] = plain ? to[plain - from] : s[i];
		}
	}
	return used;
}

static bool more_values(struct display *f)
{
	int room = f->room ? 2 * f->room : 16;
	struct literal *values;

	if (f->nvalues < f->room)
		return true;
	values = realloc(f->values, (size_t)room * sizeof(*values));
	if (!values)
		return false;
	f->values = values;
	f->room = room;
	return true;
}

static bool keep_literal(struct parser *p, const char *word, size_t n, bool quoted)
{
	struct display *f = p->f;

	if (f->nvalues == DISPLAY_VALUES) {
		wrong(p, p->t.at, p->t.len, "too many values");
		return false;
	}
	if (!more_values(f)) {
		wrong(p, p->t.at, p->t.len, "out of memory");
		return false;
	}
	if (!literal_read(&f->values[f->nvalues], word, n, quoted)) {
		literal_free(&f->values[f->nvalues]);
		wrong(p, p->t.at, p->t.len, "out of memory");
		return false;
	}
	f->nvalues++;
	return true;
}

/* A literal at this token; pattern: quotes keep their backslashes.  Its number, -1 after a message.
 */
static int literal_here(struct parser *p, bool pattern)
{
	const char *s = p->text + p->t.at;
	char *text;
	size_t n = p->t.len;
	bool ok;

	if (p->t.kind == TOKEN_WORD || (p->t.kind == TOKEN_CONTAINS && pattern)) {
		ok = keep_literal(p, s, n, false);
	} else if (p->t.kind == TOKEN_QUOTED) {
		text = malloc(n);
		if (!text) {
			wrong(p, p->t.at, n, "out of memory");
			return -1;
		}
		memcpy(text, s + 1, n - 2);
		ok = keep_literal(p, text, pattern ? n - 2 : unquote(text, s + 1, n - 2), true);
		free(text);
	} else {
		unexpected(p, "a value");
		return -1;
	}
	if (!ok)
		return -1;
	step(p);
	return p->f->nvalues - 1;
}

/* {a, b, 1..5, 10.0.0.0/8} */
static int parse_set(struct parser *p, int field)
{
	int node = new_node(p, NODE_IN), v;

	if (!node)
		return 0;
	p->f->node[node].field = field;
	p->f->node[node].first = p->f->nvalues;
	step(p);
	if (p->t.kind != TOKEN_BRACE)
		return unexpected(p, "{");
	step(p);
	while (p->t.kind != TOKEN_UNBRACE) {
		v = literal_here(p, false);
		if (v < 0)
			return 0;
		if (p->t.kind == TOKEN_RANGE) {
			step(p);
			p->f->values[v].range = true;
			if (literal_here(p, false) < 0)
				return 0;
		}
		if (p->t.kind == TOKEN_COMMA)
			step(p);
		else if (p->t.kind == TOKEN_END)
			return unexpected(p, "}");
	}
	step(p);
	p->f->node[node].last = p->f->nvalues;
	if (p->f->node[node].first == p->f->nvalues)
		return wrong(p, p->end - 1, 1, "there is nothing in the set");
	return node;
}

static int parse_matches(struct parser *p, int field)
{
	int node = new_node(p, NODE_MATCHES), v;
	struct token t;
	struct literal *l;
	char err[150];
	size_t at;

	if (!node)
		return 0;
	step(p);
	t = p->t;
	v = literal_here(p, true);
	if (v < 0)
		return 0;
	l = &p->f->values[v];
	p->f->node[node].field = field;
	p->f->node[node].regex = regex_new(l->text, l->len, REGEX_ANY_CASE, &at, err, sizeof(err));
	if (p->f->node[node].regex)
		return node;
	at += t.kind == TOKEN_QUOTED;
	return wrong(p, t.at + (at < t.len ? at : t.len - 1), 1, "%s", err);
}

/* What is compared with: a field if there is one of that name, else a value. */
static int parse_compare(struct parser *p, int node)
{
	char near[8];
	int v;

	p->f->node[node].op = p->t.op;
	step(p);
	if (p->t.kind == TOKEN_WORD && isalpha((unsigned char)p->text[p->t.at]) &&
		memchr(p->text + p->t.at, '.', p->t.len) && p->f->node[node].kind != NODE_MASK) {
		v = field_list_add(p->f->list, p->text + p->t.at, p->t.len, near, sizeof(near));
		if (v >= 0) {
			p->f->node[node].kind = NODE_FIELDS;
			p->f->node[node].other = v;
			step(p);
			return node;
		}
	}
	v = literal_here(p, false);
	if (v < 0)
		return 0;
	p->f->node[node].last = v;
	if (p->f->node[node].kind == NODE_COMPARE)
		p->f->node[node].first = v;
	return node;
}

static int parse_mask(struct parser *p, int field)
{
	int node = new_node(p, NODE_MASK), v;

	step(p);
	v = node ? literal_here(p, false) : -1;
	if (v < 0)
		return 0;
	if (!p->f->values[v].whole)
		return wrong(p, p->end - p->f->values[v].len, p->f->values[v].len,
			"a number was expected behind &");
	p->f->node[node].field = field;
	p->f->node[node].first = v;
	return p->t.kind == TOKEN_COMPARE ? parse_compare(p, node) : node;
}

static int parse_test(struct parser *p)
{
	int field = field_here(p), node, v;

	if (field < 0)
		return 0;
	switch (p->t.kind) {
	case TOKEN_COMPARE:
		node = new_node(p, NODE_COMPARE);
		p->f->node[node].field = field;
		return node ? parse_compare(p, node) : 0;
	case TOKEN_MASK:
		return parse_mask(p, field);
	case TOKEN_IN:
		return parse_set(p, field);
	case TOKEN_MATCHES:
		return parse_matches(p, field);
	case TOKEN_CONTAINS:
		step(p);
		node = new_node(p, NODE_CONTAINS);
		v = node ? literal_here(p, false) : -1;
		if (v < 0)
			return 0;
		p->f->node[node].field = field;
		p->f->node[node].first = v;
		return node;
	default:
		node = new_node(p, NODE_PRESENT);
		p->f->node[node].field = field;
		return node;
	}
}

static int parse_not(struct parser *p)
{
	int node, inner;
	bool no = false;

	while (p->t.kind == TOKEN_NOT) {
		no = !no;
		step(p);
	}
	if (p->t.kind == TOKEN_OPEN) {
		size_t at = p->t.at;

		if (++p->depth > DISPLAY_DEPTH)
			return wrong(p, at, 1, "too many parentheses within each other");
		step(p);
		inner = parse_or(p);
		p->depth--;
		if (!inner)
			return 0;
		if (p->t.kind != TOKEN_CLOSE) {
			if (p->t.kind == TOKEN_END)
				return wrong(p, at, 1, "this parenthesis is not closed");
			return unexpected(p, "&&, || or )");
		}
		step(p);
	} else {
		inner = parse_test(p);
	}
	if (!inner || !no)
		return inner;
	node = new_node(p, NODE_NOT);
	p->f->node[node].child = inner;
	return node;
}

/* What stands between `sep` is made the children of one node. */
static int parse_list(
	struct parser *p, enum token_kind sep, enum node_kind kind, int (*inner)(struct parser *p))
{
	int first = inner(p), node, last;

	if (!first || p->t.kind != sep)
		return first;
	node = new_node(p, kind);
	if (!node)
		return 0;
	p->f->node[node].child = last = first;
	while (p->t.kind == sep) {
		int next;

		step(p);
		next = inner(p);
		if (!next)
			return 0;
		p->f->node[last].next = next;
		last = next;
	}
	return node;
}

static int parse_and(struct parser *p) { return parse_list(p, TOKEN_AND, NODE_AND, parse_not); }

static int parse_or(struct parser *p) { return parse_list(p, TOKEN_OR, NODE_OR, parse_and); }

/* Behind a whole expression there is something else. */
static bool too_much(struct parser *p)
{
	const char *s = p->text + p->t.at;

	if (p->t.kind == TOKEN_CLOSE) {
		wrong(p, p->t.at, 1, "this parenthesis was never opened");
		return false;
	}
	unexpected(p, "&& or ||, or the end,");
	if (p->t.kind == TOKEN_WORD)
		hint(p, "a capture filter (tcp port 80) stands alone, without -Y; "
			"here one writes tcp.port == 80");
	else if (*s == '=')
		hint(p, "equality is written ==");
	return false;
}

bool expr_parse(struct display *f, const char *expr, struct display_error *e)
{
	struct parser p = { .f = f, .text = expr, .e = e };

	f->nodes = 1;
	if (strlen(expr) > DISPLAY_TEXT) {
		wrong(&p, 0, 1, "too long an expression");
		return false;
	}
	step(&p);
	if (p.t.kind == TOKEN_END) {
		wrong(&p, 0, 1, "the expression is empty");
		return false;
	}
	f->root = parse_or(&p);
	if (f->root && p.t.kind != TOKEN_END)
		return too_much(&p);
	return f->root != 0;
}
