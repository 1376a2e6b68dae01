/* Findings: made, merged, put into words. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 80 }; /* of a name in a subject */

char *show_addr(char *o, const struct tell_addr *a)
{
	*addr_text(o, a) = '\0';
	return o;
}

void show_text(char *o, size_t size, const uint8_t *b, size_t n)
{
	size_t i = 0;

	for (; i < n && i + 1 < size; i++)
		o[i] = b[i] >= ' ' && b[i] <= '~' ? (char)b[i] : '.';
	o[i] = '\0';
}

const char *severity_name(enum severity s)
{
	return s == SEVERITY_ERROR ? "error" : s == SEVERITY_WARNING ? "warning" : "notice";
}

/* Each returns the new end. */
static char *end_text(char *o, const struct tell_addr *a, uint16_t port)
{
	bool four = addr_is4(a);

	if (port && !four)
		*o++ = '[';
	o = addr_text(o, a);
	if (port && !four)
		*o++ = ']';
	if (port) {
		*o++ = ':';
		o = fmt_u16(o, port);
	}
	return o;
}

static char *port_text(char *o, const char *word, uint16_t port)
{
	return fmt_u16(fmt_s(o, word), port);
}

static void take_text(char *to, size_t size, const char *text, const char *end)
{
	size_t n = (size_t)(end - text);

	n = n < size ? n : size - 1;
	memcpy(to, text, n);
	to[n] = '\0';
}

static bool is_nobody(const struct tell_addr *a)
{
	static const struct tell_addr none;

	return addr_same(a, &none);
}

static void name_subject(struct finding *x, const char *name)
{
	char text[3 * FMT_MAX + NAMED + 16], *o = end_text(text, &x->a, x->aport);

	if (!is_nobody(&x->b))
		o = end_text(fmt_s(o, " -> "), &x->b, x->bport);
	if (name && *name) {
		size_t n = strnlen(name, NAMED);

		*o++ = ' ';
		memcpy(o, name, n);
		o += n;
	}
	take_text(x->subject, sizeof(x->subject), text, o);
}

static void name_filter(struct finding *x, uint8_t proto)
{
	char text[4 * FMT_MAX], *o = addr_text(fmt_s(text, "host "), &x->a);

	if (!is_nobody(&x->b))
		o = addr_text(fmt_s(o, " and host "), &x->b);
	if (proto && x->bport) {
		o = fmt_s(o, proto == FLOW_TCP ? " and tcp" : proto == FLOW_UDP ? " and udp" : "");
		o = port_text(o, " port ", x->bport);
	}
	if (proto && x->aport)
		o = port_text(o, " and port ", x->aport);
	take_text(x->filter, sizeof(x->filter), text, o);
}

static bool concerns(const struct why *w, const struct found *f)
{
	if (w->conf.port && f->aport != w->conf.port && f->bport != w->conf.port && f->bport)
		return false;
	if (!w->conf.has_host)
		return true;
	return addr_same(f->a, &w->conf.host) || (f->b && addr_same(f->b, &w->conf.host));
}

static bool is_same(const struct finding *x, const struct found *f)
{
	static const struct tell_addr none;

	return x->bport == f->bport && x->key == f->key && strcmp(x->class, f->class) == 0 &&
	       addr_same(&x->a, f->a) && addr_same(&x->b, f->b ? f->b : &none);
}

/* Where such a finding is in the index, or the free place it would take. */
static uint16_t *slot_of(struct why *w, const struct found *f)
{
	struct {
		struct tell_addr a, b;
		uint32_t key, port;
	} k = { .a = *f->a, .key = f->key, .port = f->bport };
	size_t i;

	if (f->b)
		k.b = *f->b;
	i = (size_t)siphash_inline(w->secret, &k, sizeof(k)) % FOUND_SLOTS;
	while (w->found_index[i] && !is_same(found_at(w, w->found_index[i] - 1U), f))
		i = (i + 1) % FOUND_SLOTS;
	return &w->found_index[i];
}

/* The same trouble once more. */
static void again(struct finding *x, const struct found *f)
{
	x->count++;
	if (f->severity > x->severity)
		x->severity = f->severity;
	if (x->aport && x->aport != f->aport) { /* not of one connection only */
		x->aport = 0;
		name_subject(x, f->name);
		name_filter(x, f->proto);
	}
}

struct finding *found_add(struct why *w, const struct found *f, bool *fresh)
{
	struct finding *x;
	uint16_t *slot;

	*fresh = false;
	if (!concerns(w, f))
		return NULL;
	slot = slot_of(w, f);
	if (*slot) {
		x = found_at(w, *slot - 1U);
		again(x, f);
		return x;
	}
	if (w->nfound == WHY_FINDINGS) {
		w->refused++;
		return NULL;
	}
	x = pool_get(&w->findings);
	if (!x)
		return NULL;
	*slot = (uint16_t)++w->nfound;
	x->why = w;
	x->what = x->ruled_out = x->next = "";
	x->class = f->class;
	x->severity = f->severity;
	x->a = *f->a;
	if (f->b)
		x->b = *f->b;
	x->aport = f->aport;
	x->bport = f->bport;
	x->key = f->key;
	x->count = 1;
	name_subject(x, f->name);
	name_filter(x, f->proto);
	*fresh = true;
	return x;
}

struct finding *found_flow(
	struct why *w, const char *class, enum severity s, const struct flow *f, bool *fresh)
{
	const struct found v = { class, s, &f->a, &f->b, f->aport, f->bport, 0, NULL, f->proto };

	return found_add(w, &v, fresh);
}

struct finding *found_service(
	struct why *w, const char *class, enum severity s, const struct flow *f, bool *fresh)
{
	const struct found v = { class, s, &f->a, &f->b, 0, f->bport, 0, NULL, f->proto };

	return found_add(w, &v, fresh);
}

void found_evidence(struct finding *x, uint64_t no, int64_t t)
{
	if (!no)
		return;
	for (uint32_t i = 0; i < x->npackets; i++)
		if (x->packets[i] == no)
			return;
	if (x->npackets < WHY_EVIDENCE)
		x->packets[x->npackets++] = no;
	if (!x->evidence || t < x->first)
		x->first = t;
	if (t > x->last)
		x->last = t;
	x->evidence++;
}

void found_marks(struct finding *x, const struct marks *m)
{
	if (!m)
		return;
	for (uint32_t i = 0; i < m->n && i < m->room; i++)
		found_evidence(x, m->no[i], i ? m->last : m->first);
	if (m->n > MARKS_KIND)
		x->evidence += m->n - MARKS_KIND;
}

/* What is not among the marks, for every conversation has it. */
static void found_first(struct finding *x, const struct flow *f, enum mark_kind kind, int dir)
{
	const struct talk *k = f->app;

	if (kind == M_SYN && dir != 1 && k->syn_first)
		found_evidence(x, f->first_no, f->first);
	else if (kind == M_SYNACK && dir != 0)
		found_evidence(x, k->synack_no, f->tcp->synack_t);
	else if (kind == M_RST && dir >= 0)
		found_evidence(x, ending(k)->rst_no[dir], ending(k)->rst_t[dir]);
}

void found_talk(struct finding *x, const struct flow *f, enum mark_kind kind, int dir)
{
	const struct talk *k = f->app;
	const struct book *o = k->book;

	found_first(x, f, kind, dir);
	for (uint16_t i = 0; o && i < o->n; i++)
		if (o->marks[i].kinds >> kind & 1 && (dir < 0 || o->marks[i].dir == dir))
			found_evidence(x, o->marks[i].no, o->marks[i].t);
	for (int d = 0; o && d < 2; d++)
		if ((dir < 0 || dir == d) && marked(o, kind, d) > MARKS_KIND)
			x->evidence += marked(o, kind, d) - MARKS_KIND;
}

/* The words, in memory of w; those that are always the same are where they are. */
__attribute__((format(printf, 2, 0))) static const char *words(
	struct why *w, const char *fmt, va_list ap)
{
	char text[WHY_TEXT], *o;
	size_t n;

	if (!strchr(fmt, '%'))
		return fmt;
	vsnprintf(text, sizeof(text), fmt, ap);
	n = strlen(text) + 1;
	o = why_keep(w, n);
	return o ? memcpy(o, text, n) : "";
}

void found_what(struct finding *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	x->what = words(x->why, fmt, ap);
	va_end(ap);
}

void found_not(struct finding *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	x->ruled_out = words(x->why, fmt, ap);
	va_end(ap);
}

void found_next(struct finding *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	x->next = words(x->why, fmt, ap);
	va_end(ap);
}

bool found_has(const struct why *w, const char *class, const struct tell_addr *a,
	const struct tell_addr *b, uint16_t bport)
{
	for (size_t i = 0; i < w->nfound; i++) {
		const struct finding *x = found_at(w, i);

		if (strcmp(x->class, class) == 0 && (!a || addr_same(&x->a, a)) &&
			(!b || addr_same(&x->b, b)) && (!bport || x->bport == bport))
			return true;
	}
	return false;
}
