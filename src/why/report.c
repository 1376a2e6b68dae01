/* What a report will show: the evidence, and the conversations that the findings are about. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_parts.h"

#include <stdlib.h>
#include <string.h>

static const struct tell_addr nobody;

/* --- evidence --- */

static int by_number(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	return x->no < y->no ? -1 : x->no > y->no;
}

static int numbers(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

struct shown *shown_of(const struct report *r, uint64_t no)
{
	const struct shown key = { .no = no };

	if (!r->nshown)
		return NULL;
	return bsearch(&key, r->shown, r->nshown, sizeof(key), by_number);
}

/* The first ones of a finding, in order. */
static size_t first_numbers(const struct finding *x, uint64_t no[WHY_EVIDENCE])
{
	memcpy(no, x->packets, x->npackets * sizeof(*no));
	qsort(no, x->npackets, sizeof(*no), numbers);
	return x->npackets < REPORT_EACH ? x->npackets : REPORT_EACH;
}

size_t evidence_of(const struct report *r, const struct finding *x, struct shown *list[ROWS])
{
	uint64_t no[WHY_EVIDENCE];
	size_t n = first_numbers(x, no), got = 0;

	for (size_t i = 0; i < n; i++) {
		struct shown *s = shown_of(r, no[i]);

		if (s && s->seen)
			list[got++] = s;
	}
	return got;
}

static int by_question(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	return x->answers < y->answers ? -1 : x->answers > y->answers;
}

static int in_order(const void *a, const void *b)
{
	return by_number(*(struct shown *const *)a, *(struct shown *const *)b);
}

size_t with_answers(const struct report *r, struct shown *list[ROWS], size_t n)
{
	size_t all = n;

	if (n > ROWS / 2 || !r->nanswers)
		return n;
	for (size_t i = 0; i < n; i++) {
		const struct shown key = { .answers = list[i]->no };
		struct shown *s = bsearch(&key, r->answers, r->nanswers, sizeof(key), by_question);
		bool there = !s;

		for (size_t k = 0; k < n && s; k++)
			there = there || list[k]->no == s->no;
		if (!there)
			list[all++] = s;
	}
	qsort(list, all, sizeof(*list), in_order);
	return all;
}

/* The worst findings first, until there is no room. */
static bool pick_evidence(struct report *r)
{
	size_t all = 0, n = 0;

	r->shown = calloc(REPORT_PACKETS, sizeof(*r->shown));
	r->answers = calloc(ANSWERS, sizeof(*r->answers));
	if (!r->shown || !r->answers)
		return false;
	for (size_t i = 0; i < why_count(r->why); i++) {
		uint64_t no[WHY_EVIDENCE];
		size_t some = first_numbers(why_at(r->why, i), no);

		for (size_t k = 0; k < some && all < REPORT_PACKETS; k++)
			r->shown[all++].no = no[k];
	}
	qsort(r->shown, all, sizeof(*r->shown), by_number);
	for (size_t i = 0; i < all; i++)
		if (!n || r->shown[n - 1].no != r->shown[i].no)
			r->shown[n++].no = r->shown[i].no;
	r->nshown = n;
	return true;
}

void sort_answers(struct report *r)
{
	if (r->nanswers)
		qsort(r->answers, r->nanswers, sizeof(*r->answers), by_question);
}

/* --- who is concerned: their conversations are printed from the start, so that relative
 * sequence numbers are those that the whole capture gives --- */

static int by_ends(const void *a, const void *b) { return memcmp(a, b, sizeof(struct ends)); }

static bool pick_ends(struct report *r)
{
	size_t n = why_count(r->why);

	r->ends = calloc(n ? n : 1, sizeof(*r->ends));
	if (!r->ends)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct finding *x = why_at(r->why, i);
		bool order = memcmp(x->a.b, x->b.b, sizeof(x->a.b)) < 0;

		r->ends[r->nends++] = (struct ends){ order ? x->a : x->b, order ? x->b : x->a };
	}
	qsort(r->ends, r->nends, sizeof(*r->ends), by_ends);
	return true;
}

bool is_concerned(const struct report *r, const struct tell_addr *a, const struct tell_addr *b)
{
	bool order = memcmp(a->b, b->b, sizeof(a->b)) < 0;
	const struct ends keys[] = {
		{ order ? *a : *b, order ? *b : *a },
		{ .hi = *a },
		{ .hi = *b },
	};

	for (size_t i = 0; r->nends && i < LEN(keys); i++)
		if (bsearch(&keys[i], r->ends, r->nends, sizeof(keys[i]), by_ends))
			return true;
	return false;
}

/* --- conversations --- */

static bool is_of(const struct flow *f, const struct finding *x)
{
	bool same = addr_same(&f->a, &x->a) && addr_same(&f->b, &x->b);
	bool swapped = addr_same(&f->a, &x->b) && addr_same(&f->b, &x->a);

	if (addr_same(&x->b, &nobody))
		same = addr_same(&f->a, &x->a) || addr_same(&f->b, &x->a);
	if (!same && !swapped)
		return false;
	if (x->bport && x->bport != (swapped && !same ? f->aport : f->bport))
		return false;
	return !x->aport || x->aport == (swapped && !same ? f->bport : f->aport);
}

/* How much of the evidence may be its. */
static uint32_t hits(const struct flow *f, const struct finding *x)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->npackets; i++)
		n += x->packets[i] >= f->first_no && x->packets[i] <= f->last_no;
	return n;
}

static uint64_t octets(const struct flow *f) { return f->payload[0] + f->payload[1]; }

static uint8_t add_plot(struct report *r, const struct flow *f)
{
	int64_t wide = (f->last - f->first) / (RATE_BINS - 1), step = MS;
	struct plot *p;

	for (size_t i = 0; i < r->nplots; i++)
		if (r->plots[i].flow == f)
			return (uint8_t)i;
	if (r->nplots == REPORT_PLOTS)
		return NO_PLOT;
	/* Steps of 1, 2 or 5 times a power of ten. */
	while (step < wide && step < INT64_MAX / 10)
		step = step * 2 >= wide ? step * 2 : step * 5 >= wide ? step * 5 : step * 10;
	p = &r->plots[r->nplots];
	p->flow = f;
	p->bin = step;
	return (uint8_t)r->nplots++;
}

/* Those with most of the evidence; of equal ones those that said most. */
static size_t best_of(
	const struct why *w, const struct finding *x, const struct flow *best[PLOTS_EACH])
{
	uint32_t most[PLOTS_EACH] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < flows_count(w->flows); i++) {
		const struct flow *f = flows_at(w->flows, i);
		size_t at = n;
		uint32_t h;

		if (!f->tcp || !octets(f) || !is_of(f, x))
			continue;
		h = hits(f, x);
		if (!h)
			continue;
		while (at && (most[at - 1] < h ||
				     (most[at - 1] == h && octets(best[at - 1]) < octets(f))))
			at--;
		if (at == PLOTS_EACH)
			continue;
		n += n < PLOTS_EACH;
		for (size_t k = n - 1; k > at; k--) {
			best[k] = best[k - 1];
			most[k] = most[k - 1];
		}
		best[at] = f;
		most[at] = h;
	}
	return n;
}

/* Nothing is wrong: the largest ones show what is right. */
static void pick_largest(struct report *r)
{
	const struct flow *best[3] = { NULL, NULL, NULL };

	for (size_t i = 0; i < flows_count(r->why->flows); i++) {
		const struct flow *f = flows_at(r->why->flows, i);

		if (!f->tcp || !octets(f))
			continue;
		for (size_t k = 0; k < LEN(best) && f; k++)
			if (!best[k] || octets(f) > octets(best[k])) {
				const struct flow *less = best[k];

				best[k] = f;
				f = less;
			}
	}
	for (size_t k = 0; k < LEN(best) && best[k]; k++)
		add_plot(r, best[k]);
}

static bool pick_plots(struct report *r)
{
	size_t n = why_count(r->why);

	r->of = malloc((n ? n : 1) * sizeof(*r->of));
	if (!r->of)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct flow *best[PLOTS_EACH] = { NULL };
		size_t some = 0;

		memset(r->of[i], NO_PLOT, sizeof(r->of[i]));
		if (r->nplots < REPORT_PLOTS)
			some = best_of(r->why, why_at(r->why, i), best);
		else
			r->unplotted++;
		for (size_t k = 0; k < some; k++)
			r->of[i][k] = add_plot(r, best[k]);
	}
	if (!n)
		pick_largest(r);
	return true;
}

/* --- all of it --- */

struct report *report_new(const struct why *w)
{
	struct report *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->why = w;
	if (!pick_evidence(r) || !pick_ends(r) || !pick_plots(r)) {
		report_free(r);
		return NULL;
	}
	return r;
}

void report_free(struct report *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->nplots; i++)
		for (int d = 0; d < 2; d++) {
			curve_free(&r->plots[i].way[d].seq);
			curve_free(&r->plots[i].way[d].again);
			curve_free(&r->plots[i].way[d].ack);
			curve_free(&r->plots[i].way[d].rtt);
			curve_free(&r->plots[i].way[d].window);
			curve_free(&r->plots[i].way[d].flight);
		}
	for (size_t i = 0; i < r->nshown; i++)
		free(r->shown[i].text);
	for (size_t i = 0; i < r->nanswers; i++)
		free(r->answers[i].text);
	free(r->shown);
	free(r->answers);
	free(r->ends);
	free(r->of);
	flows_free(r->flows);
	dis_free(r->printer);
	free(r);
}
