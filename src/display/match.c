/* Does a packet pass a display filter? */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "expr.h"

#include "../base/caret.h"
#include "../dissect/engine.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* --- one value and one literal: -1, 0, 1 as a is less, equal, more; DIFFERENT: not to be compared
 * --- */

enum { DIFFERENT = 2 };

static int order(double a, double b) { return a < b ? -1 : a > b; }

static int order_u(uint64_t a, uint64_t b) { return a < b ? -1 : a > b; }

static int order_bytes(const void *a, size_t n, const void *b, size_t m)
{
	int o = memcmp(a, b, n < m ? n : m);

	return o ? (o < 0 ? -1 : 1) : order_u(n, m);
}

static int with_number(const struct field_value *v, const struct literal *l)
{
	if (!l->number)
		return DIFFERENT;
	switch (v->kind) {
	case FIELD_INT:
		if (!l->whole || l->u > INT64_MAX)
			return order((double)v->i, l->real);
		return v->i < (l->negative ? -(int64_t)l->u : (int64_t)l->u)
		               ? -1
		               : v->i > (l->negative ? -(int64_t)l->u : (int64_t)l->u);
	case FIELD_FLOAT:
		return order(v->f, l->real);
	case FIELD_TIME:
		return order((double)v->i / 1e9, l->real);
	default:
		if (!l->whole)
			return order((double)v->u, l->real);
		return l->negative ? 1 : order_u(v->u, l->u);
	}
}

static int with_ip6(const struct ip6 *a, const struct literal *l)
{
	uint8_t mine[16];
	unsigned bits = l->ip6_bits;

	for (unsigned i = 0; i < 16; i++) {
		unsigned keep = bits > 8 * i + 8 ? 8 : bits > 8 * i ? bits - 8 * i : 0;
		uint8_t mask = (uint8_t)(0xff00 >> keep);

		mine[i] = a->b[i] & mask;
		if (mine[i] != (l->ip6_net.b[i] & mask))
			return mine[i] < (l->ip6_net.b[i] & mask) ? -1 : 1;
	}
	return 0;
}

static int compare(const struct field_value *v, const struct literal *l)
{
	switch (v->kind) {
	case FIELD_IP4:
		return l->ip4 ? order_u(v->ip4 & l->ip4_mask, l->ip4_net) : DIFFERENT;
	case FIELD_IP6:
		return l->ip6 ? with_ip6(&v->ip6, l) : DIFFERENT;
	case FIELD_MAC:
		return l->mac ? order_bytes(v->mac.b, 6, l->mac_addr.b, 6) : DIFFERENT;
	case FIELD_TEXT:
		return order_bytes(v->text, v->len, l->text, l->len);
	case FIELD_BYTES:
		if (l->bytes)
			return order_bytes(v->text, v->len, l->bytes, l->nbytes);
		return order_bytes(v->text, v->len, l->text, l->len);
	default:
		return with_number(v, l);
	}
}

static bool is_number(const struct field_value *v)
{
	return v->kind <= FIELD_TIME && v->kind != FIELD_NONE;
}

static double number_of(const struct field_value *v)
{
	switch (v->kind) {
	case FIELD_INT:
		return (double)v->i;
	case FIELD_FLOAT:
		return v->f;
	case FIELD_TIME:
		return (double)v->i / 1e9;
	default:
		return (double)v->u;
	}
}

static int compare_values(const struct field_value *a, const struct field_value *b)
{
	if (is_number(a) && is_number(b)) {
		if (a->kind == FIELD_UINT && b->kind == FIELD_UINT)
			return order_u(a->u, b->u);
		return order(number_of(a), number_of(b));
	}
	if (a->kind != b->kind)
		return DIFFERENT;
	switch (a->kind) {
	case FIELD_IP4:
		return order_u(a->ip4, b->ip4);
	case FIELD_IP6:
		return order_bytes(a->ip6.b, 16, b->ip6.b, 16);
	case FIELD_MAC:
		return order_bytes(a->mac.b, 6, b->mac.b, 6);
	default:
		return order_bytes(a->text, a->len, b->text, b->len);
	}
}

static bool holds(enum op op, int order_)
{
	switch (op) {
	case OP_EQ:
		return order_ == 0;
	case OP_NE:
		return order_ != 0;
	case OP_LT:
		return order_ == -1;
	case OP_LE:
		return order_ == -1 || order_ == 0;
	case OP_GT:
		return order_ == 1;
	default:
		return order_ == 0 || order_ == 1;
	}
}

/* --- a term --- */

struct seen {
	const struct display *f;
	const struct field_value *v;
	size_t n;
	struct sink *text; /* for values that are looked at as text */
};

static bool in_set(const struct seen *s, const struct node *n, const struct field_value *v)
{
	for (int i = n->first; i < n->last; i++) {
		const struct literal *l = &s->f->values[i];
		int o = compare(v, l);

		if (l->range) {
			int to = compare(v, l + 1);

			if ((o == 0 || o == 1) && (to == 0 || to == -1))
				return true;
			i++;
		} else if (o == 0) {
			return true;
		}
	}
	return false;
}

/* The value as octets; numbers and addresses as they are written. */
static const char *octets(const struct seen *s, const struct field_value *v, size_t *n)
{
	if (v->kind == FIELD_TEXT || v->kind == FIELD_BYTES) {
		*n = v->len;
		return v->text;
	}
	s->text->p = s->text->buf;
	field_put(s->text, v);
	*n = sink_len(s->text);
	return s->text->buf;
}

static bool contains(const struct seen *s, const struct node *n, const struct field_value *v)
{
	const struct literal *l = &s->f->values[n->first];
	size_t len;
	const char *b = octets(s, v, &len);

	if (v->kind == FIELD_BYTES && l->bytes && memmem(b, len, l->bytes, l->nbytes))
		return true;
	return memmem(b, len, l->text, l->len) != NULL;
}

static bool masked(const struct seen *s, const struct node *n, const struct field_value *v)
{
	struct field_value m = *v;

	if (v->kind != FIELD_UINT && v->kind != FIELD_BOOL)
		return false;
	m.u &= s->f->values[n->first].u;
	if (n->op == OP_NONE)
		return m.u != 0;
	return holds(n->op, compare(&m, &s->f->values[n->last]));
}

/* With the values of another field: one of them, or for != all. */
static bool with_field(const struct seen *s, const struct node *n, const struct field_value *v)
{
	bool any = false;

	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].field != n->other)
			continue;
		if (holds(n->op, compare_values(v, &s->v[i])) != (n->op == OP_NE))
			return n->op != OP_NE;
		any = true;
	}
	return n->op == OP_NE && any;
}

static bool value_passes(const struct seen *s, const struct node *n, const struct field_value *v)
{
	size_t len;
	const char *b;

	switch (n->kind) {
	case NODE_PRESENT:
		return true;
	case NODE_MASK:
		return masked(s, n, v);
	case NODE_COMPARE:
		return holds(n->op, compare(v, &s->f->values[n->first]));
	case NODE_FIELDS:
		return with_field(s, n, v);
	case NODE_IN:
		return in_set(s, n, v);
	case NODE_CONTAINS:
		return contains(s, n, v);
	default:
		b = octets(s, v, &len);
		return regex_find(n->regex, b, len, 0, NULL, NULL);
	}
}

/* One of the field's values passes; of !=, there is one and all do. */
static bool term_passes(const struct seen *s, const struct node *n)
{
	bool all = (n->kind == NODE_COMPARE || n->kind == NODE_FIELDS) && n->op == OP_NE;
	bool any = false;

	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].field != n->field)
			continue;
		any = true;
		if (value_passes(s, n, &s->v[i]) != all)
			return !all;
	}
	return all && any;
}

/* As deep as the expression is: DISPLAY_DEPTH parentheses at most. */
static bool passes(const struct seen *s, int at)
{
	const struct node *n = &s->f->node[at];

	switch (n->kind) {
	case NODE_NOT:
		return !passes(s, n->child);
	case NODE_AND:
	case NODE_OR:
		for (int i = n->child; i; i = s->f->node[i].next)
			if (passes(s, i) == (n->kind == NODE_OR))
				return n->kind == NODE_OR;
		return n->kind == NODE_AND;
	default:
		return term_passes(s, n);
	}
}

/* --- all of it --- */

/* Everything is read that there is to be noted, whatever is printed. */
static const struct opts eager = { .v = 3, .n = true, .deep = true };

struct display *display_new(const char *expr, struct display_error *e)
{
	struct display *f = calloc(1, sizeof(*f));

	*e = (struct display_error){ .len = 1 };
	if (f) {
		sink_init(&f->text, -1);
		f->list = field_list_new();
	}
	if (f && f->list && expr_parse(f, expr, e)) {
		f->opts = eager;
		f->opts.fields = f->list;
		f->dis = dis_new(&f->opts, NULL, -1);
		if (f->dis)
			return f;
	}
	if (!e->text[0])
		snprintf(e->text, sizeof(e->text), "out of memory");
	display_free(f);
	return NULL;
}

void display_free(struct display *f)
{
	if (!f)
		return;
	dis_free(f->dis);
	for (int i = 0; i < f->nodes; i++)
		regex_free(f->node[i].regex);
	for (int i = 0; i < f->nvalues; i++)
		literal_free(&f->values[i]);
	sink_free(&f->text);
	field_list_free(f->list);
	free(f->values);
	free(f);
}

bool display_match(struct display *f, const struct packet *p)
{
	struct seen s = { .f = f, .text = &f->text };

	f->talks = dis_talks(f->dis);
	dissect_packet(f->dis, p);
	dis_discard(f->dis);
	s.v = fields_values(dis_fields(f->dis), &s.n);
	return passes(&s, f->root);
}

bool display_talks(const struct display *f) { return dis_talks(f->dis) != f->talks; }

void display_explain(const char *expr, const struct display_error *e, FILE *to)
{
	caret_show(expr, e->at, e->len, to);
	if (e->hint[0])
		fprintf(to, "  hint: %s\n", e->hint);
}
