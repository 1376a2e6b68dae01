/* What the capture is fit for, and the verdict. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD = 2 }; /* conversations that are told one by one */

static void one_way(struct why *w, const struct relation *r)
{
	const struct found v = { "one-way-capture", SEVERITY_NOTICE, &r->key.a, &r->key.b, 0,
		r->key.port, 0, NULL, FLOW_TCP };
	struct finding *x;
	bool fresh;

	if (!r->one_way || r->two_way)
		return;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_evidence(x, r->first_no, r->first);
	if (!fresh)
		return;
	found_what(x,
		"Only one direction of %u connection%s is in the capture: answers are acknowledged "
		"that are nowhere.",
		r->one_way, r->one_way == 1 ? "" : "s");
	found_not(x,
		"Not a dead peer: it is acknowledged. Nothing is concluded from its silence here.");
	found_next(x, "Capture where both directions pass (a mirror of both, the host itself).");
}

/* So much as qsort() is given: a finding's place among them, too, for it decides at last. */
struct rank {
	const struct finding *x;
	uint16_t at;
};

static int worse(const void *a, const void *b)
{
	const struct rank *p = a, *q = b;
	const struct finding *x = p->x, *y = q->x;

	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return p->at < q->at ? -1 : 1;
}

static void put_in_order(struct why *w)
{
	struct rank ranks[WHY_FINDINGS];

	for (size_t i = 0; i < w->nfound; i++)
		ranks[i] = (struct rank){ found_at(w, i), (uint16_t)i };
	if (w->nfound)
		qsort(ranks, w->nfound, sizeof(ranks[0]), worse);
	for (size_t i = 0; i < w->nfound; i++)
		w->rank[i] = ranks[i].at;
}

void judge_capture(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->relations); i++)
		one_way(w, map_at(w->relations, i));
	w->facts.forgotten = flows_evicted(w->flows);
	put_in_order(w);
}

size_t why_count(const struct why *w) { return w->nfound; }

const struct finding *why_at(const struct why *w, size_t i) { return found_at(w, w->rank[i]); }

const struct capture_facts *why_facts(const struct why *w) { return &w->facts; }

enum verdict why_verdict(const struct why *w)
{
	const struct capture_facts *f = &w->facts;

	for (size_t i = 0; i < w->nfound; i++)
		if (found_at(w, i)->severity > SEVERITY_NOTICE)
			return VERDICT_FINDINGS;
	if (!f->packets)
		return VERDICT_UNKNOWN;
	if (f->conversations && f->one_way * 2 >= f->conversations)
		return VERDICT_UNKNOWN;
	if (f->cut * 2 > f->packets)
		return VERDICT_UNKNOWN;
	return VERDICT_HEALTHY;
}

static const char *octets(uint64_t n) { return n == 1 ? "octet" : "octets"; }

/* What one conversation did, in words. */
static size_t tell_one(const struct flow *f, char *o, size_t size)
{
	const struct tcp_half *h = f->tcp->half;
	const struct talk *k = f->app;
	bool whole = !tcp_odd(&h[0])->nholes && !tcp_odd(&h[1])->nholes &&
	             seq_diff(h[1].acked, h[0].next) >= 0;
	int n = snprintf(o, size, "%s, ", f->tcp->synacks ? "opened" : "begun before the capture");

	if (n < 0 || (size_t)n >= size)
		return 0;
	o += n;
	size -= (size_t)n;
	n += snprintf(o, size, "%" PRIu64 " %s from the client%s, %" PRIu64 " from the server, %s",
		h[0].data, octets(h[0].data), h[0].data && whole ? " (all acknowledged)" : "",
		h[1].data,
		k->first_end < 0                           ? "still open"
		: k->first_end == 0 && ending(k)->fin_t[0] ? "closed by the client"
		: k->first_end == 1 && ending(k)->fin_t[1] ? "closed by the server"
		: k->first_end == 0                        ? "aborted by the client"
							   : "aborted by the server");
	return (size_t)n;
}

static void tell_all(const struct why *w, char *o, size_t size)
{
	size_t n = 0, i;

	*o = '\0';
	for (i = 0; i < flows_count(w->flows) && n + 160 < size; i++) {
		const struct flow *f = flows_at(w->flows, i);

		if (!f->tcp || !f->app)
			continue;
		if (n)
			n += (size_t)snprintf(o + n, size - n, "; ");
		n += tell_one(f, o + n, size - n);
	}
}

void why_reason(const struct why *w, char *o, size_t size)
{
	const struct capture_facts *f = &w->facts;

	if (!f->packets)
		snprintf(o, size, "there is no packet in it");
	else if (f->conversations && f->one_way * 2 >= f->conversations)
		snprintf(o, size, "only one direction is in the capture");
	else if (f->cut * 2 > f->packets)
		snprintf(o, size, "packets are cut before their headers end");
	else if (f->conversations && f->conversations <= TOLD)
		tell_all(w, o, size);
	else
		snprintf(o, size, "%" PRIu64 " TCP conversations, of which %" PRIu64 " opened",
			f->conversations, f->healthy);
}
