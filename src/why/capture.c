/* What the capture is fit for, and the verdict. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static int worse(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	return x->first < y->first ? -1 : x->first > y->first;
}

void judge_capture(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->relations); i++)
		one_way(w, map_at(w->relations, i));
	w->facts.forgotten = flows_evicted(w->flows);
	if (w->nfound)
		qsort(w->found, w->nfound, sizeof(*w->found), worse);
}

size_t why_count(const struct why *w) { return w->nfound; }

const struct finding *why_at(const struct why *w, size_t i) { return &w->found[i]; }

const struct capture_facts *why_facts(const struct why *w) { return &w->facts; }

enum verdict why_verdict(const struct why *w)
{
	const struct capture_facts *f = &w->facts;

	for (size_t i = 0; i < w->nfound; i++)
		if (w->found[i].severity > SEVERITY_NOTICE)
			return VERDICT_FINDINGS;
	if (!f->packets)
		return VERDICT_UNKNOWN;
	if (f->conversations && f->one_way * 2 >= f->conversations)
		return VERDICT_UNKNOWN;
	if (f->cut * 2 > f->packets)
		return VERDICT_UNKNOWN;
	return VERDICT_HEALTHY;
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
	else
		snprintf(o, size, "%" PRIu64 " TCP conversations, of which %" PRIu64 " opened",
			f->conversations, f->healthy);
}
