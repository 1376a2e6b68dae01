/* Findings: made, merged, put into words. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void end_text(char *o, size_t size, const struct tell_addr *a, uint16_t port)
{
	char t[FMT_MAX];

	show_addr(t, a);
	if (!port)
		snprintf(o, size, "%s", t);
	else if (addr_is4(a))
		snprintf(o, size, "%s:%u", t, port);
	else
		snprintf(o, size, "[%s]:%u", t, port);
}

static void name_subject(struct finding *x, const char *name)
{
	char a[FMT_MAX + 16], b[FMT_MAX + 16] = "";

	end_text(a, sizeof(a), &x->a, x->aport);
	if (x->b.b[15] || memcmp(x->b.b, (uint8_t[15]){ 0 }, 15) != 0)
		end_text(b, sizeof(b), &x->b, x->bport);
	snprintf(x->subject, sizeof(x->subject), "%s%s%s%s%.80s", a, *b ? " -> " : "", b,
		name && *name ? " " : "", name ? name : "");
}

static void name_filter(struct finding *x, uint8_t proto)
{
	char a[FMT_MAX], b[FMT_MAX], ports[64] = "";
	const char *word = proto == FLOW_TCP ? " and tcp" : proto == FLOW_UDP ? " and udp" : "";

	show_addr(a, &x->a);
	show_addr(b, &x->b);
	if (proto && x->bport)
		snprintf(ports, sizeof(ports), "%s port %u", word, x->bport);
	if (proto && x->aport)
		snprintf(ports + strlen(ports), sizeof(ports) - strlen(ports), " and port %u",
			x->aport);
	if (strcmp(b, "::") == 0)
		snprintf(x->filter, sizeof(x->filter), "host %s%s", a, ports);
	else
		snprintf(x->filter, sizeof(x->filter), "host %s and host %s%s", a, b, ports);
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
	while (w->found_index[i] && !is_same(&w->found[w->found_index[i] - 1], f))
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
		x = &w->found[*slot - 1];
		again(x, f);
		return x;
	}
	if (w->nfound == WHY_FINDINGS) {
		w->refused++;
		return NULL;
	}
	if (w->nfound % 64 == 0) {
		x = realloc(w->found, (w->nfound + 64) * sizeof(*x));
		if (!x)
			return NULL;
		w->found = x;
	}
	x = &w->found[w->nfound++];
	*slot = (uint16_t)w->nfound;
	memset(x, 0, sizeof(*x));
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
	for (uint32_t i = 0; i < m->n && i < LEN(m->no); i++)
		found_evidence(x, m->no[i], i ? m->last : m->first);
	if (m->n > LEN(m->no))
		x->evidence += m->n - LEN(m->no);
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
		if ((dir < 0 || dir == d) && o->marked[kind][d] > MARKS_KIND)
			x->evidence += o->marked[kind][d] - MARKS_KIND;
}

__attribute__((format(printf, 2, 0))) static void put(char *to, const char *fmt, va_list ap)
{
	vsnprintf(to, WHY_TEXT, fmt, ap);
}

void found_what(struct finding *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(x->what, fmt, ap);
	va_end(ap);
}

void found_not(struct finding *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(x->ruled_out, fmt, ap);
	va_end(ap);
}

void found_next(struct finding *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(x->next, fmt, ap);
	va_end(ap);
}

bool found_has(const struct why *w, const char *class, const struct tell_addr *a,
	const struct tell_addr *b, uint16_t bport)
{
	for (size_t i = 0; i < w->nfound; i++) {
		const struct finding *x = &w->found[i];

		if (strcmp(x->class, class) == 0 && (!a || addr_same(&x->a, a)) &&
			(!b || addr_same(&x->b, b)) && (!bport || x->bport == bport))
			return true;
	}
	return false;
}
