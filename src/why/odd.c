/* What nobody expected: scans, floods, guessing, beacons, data that leaves.  Scans: Jung, Paxson,
 * Berger, Balakrishnan, "Fast portscan detection using sequential hypothesis testing" (2004). */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FLOOD_A_SECOND = 10,
	LOGINS = 5,
	SESSIONS = 8, /* short ones of SSH */
	BEACONS = 8,
	CHURN = 20,
	EXFIL = 500000,
};

/* --- scans and floods, before the conversations are judged --- */

static void port_scan(struct why *w, struct pair *p)
{
	const struct found v = { "port-scan", SEVERITY_ERROR, &p->key.a, &p->key.b, 0, 0, 0, NULL,
		0 };
	char a[FMT_MAX], b[FMT_MAX];
	struct finding *x;
	bool fresh;

	if (p->ports < SCAN_PORTS || p->fails * 10 < p->tries * 6)
		return;
	p->scan = true;
	w->nscans++;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, p->marks);
	found_what(x, "%s tried %u ports of %s; %u of %u attempts led to nothing.",
		show_addr(a, &p->key.a), p->ports, show_addr(b, &p->key.b), p->fails, p->tries);
	found_not(x, "Not a service that is looked for: nobody needs so many ports of one host.");
	found_next(x, "See who works on %s; if it is nobody's test, take it off the network.", a);
}

static void host_sweep(struct why *w, const struct sweep *s)
{
	const struct found v = { "host-sweep", SEVERITY_WARNING, &s->key.a, &s->key.net, 0, 0, 0,
		NULL, 0 };
	char a[FMT_MAX], n[FMT_MAX];
	struct finding *x;
	bool fresh;

	if (s->hosts.n < SWEEP_HOSTS)
		return;
	w->nsweeps++;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, s->marks);
	if (!fresh)
		return;
	show_addr(a, &s->key.a);
	show_addr(n, &s->key.net);
	snprintf(
		x->subject, sizeof(x->subject), "%s -> %s/%d", a, n, addr_is4(&s->key.a) ? 24 : 64);
	snprintf(x->filter, sizeof(x->filter), "host %s", a);
	found_what(x, "%s tried %u addresses of %s/%d one after the other (%s).", a, s->hosts.n, n,
		addr_is4(&s->key.a) ? 24 : 64,
		s->key.proto == FLOW_TCP   ? "TCP, one port"
		: s->key.proto == FLOW_UDP ? "UDP, one port, no answer"
		: s->key.proto == 1        ? "echo requests"
					   : "ARP or neighbour solicitations");
	found_next(
		x, "See who works on %s; monitoring does this too, and should be known for it.", a);
}

static void syn_flood(struct why *w, struct flood *f)
{
	double secs = (double)(f->last - f->first) / 1e9;
	const struct found v = { "syn-flood", SEVERITY_ERROR, &f->source, &f->key.b, 0, f->key.port,
		0, NULL, FLOW_TCP };
	char a[FMT_MAX], b[FMT_MAX];
	struct tell_addr net = f->source;
	struct finding *x;
	bool fresh;

	if (f->unfinished < FLOOD || f->unfinished < 4 * f->opened ||
		f->unfinished < FLOOD_A_SECOND * secs)
		return;
	/* A few clients who try again and again are refused; they are no flood. */
	if (f->unfinished - f->refused < FLOOD && f->sources.n < FLOOD)
		return;
	f->is_flood = true;
	w->nfloods++;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, f->marks);
	if (f->sources.n > 1) {
		if (addr_is4(&net))
			net.b[15] = 0;
		show_addr(a, &net);
		show_addr(b, &f->key.b);
		snprintf(x->subject, sizeof(x->subject),
			addr_is4(&net) ? "%s%s -> %s:%u" : "%s%s -> [%s]:%u",
			f->one_net && addr_is4(&net) ? a : "many hosts",
			f->one_net && addr_is4(&net) ? "/24" : "", b, f->key.port);
		snprintf(x->filter, sizeof(x->filter), "tcp and dst host %s and dst port %u", b,
			f->key.port);
	}
	found_what(x,
		"%u SYNs to port %u in %.1f s from %s%u sources, and no handshake is completed.",
		f->unfinished, f->key.port, secs, f->sources.n > 100 ? "more than " : "",
		f->sources.n);
	found_not(x, "Not a rush of clients: those would complete the handshake.");
	found_next(x,
		"Turn SYN cookies on; filter the sources before the server if they can be told.");
}

static void explain(struct why *w)
{
	if (!w->nscans && !w->nfloods && !w->nsweeps)
		return;
	for (uint32_t i = 0; i < map_count(w->relations); i++) {
		struct relation *r = map_at(w->relations, i);
		const struct pair_key pk = { r->key.a, r->key.b };
		const struct flood_key fk = { .b = r->key.b, .port = r->key.port };
		const struct pair *p = w->nscans ? map_find(w->pairs, &pk) : NULL;
		const struct flood *f = w->nfloods ? map_find(w->floods, &fk) : NULL;

		if ((p && p->scan && r->conns < 8) || (f && f->is_flood && r->opened == 0) ||
			(f && f->is_flood && r->idle == r->conns))
			r->explained = true;
		if (w->nsweeps && !r->opened && found_has(w, "host-sweep", &r->key.a, NULL, 0))
			r->explained = true;
	}
}

/* The only conversation of its kind has no record of its own. */
static bool alone_explained(const struct why *w, const struct flow *f)
{
	const struct pair_key pk = { f->a, f->b };
	const struct flood_key fk = { .b = f->b, .port = f->bport };
	const struct pair *p = w->nscans ? map_find(w->pairs, &pk) : NULL;
	const struct flood *x = w->nfloods ? map_find(w->floods, &fk) : NULL;
	bool opened = f->tcp->synacks != 0;

	if (p && p->scan)
		return true;
	if (x && x->is_flood && (!opened || (!f->payload[0] && !f->payload[1])))
		return true;
	return w->nsweeps && !opened && found_has(w, "host-sweep", &f->a, NULL, 0);
}

bool is_explained(const struct why *w, const struct flow *f)
{
	const struct talk *k = f->app;

	return k->relation ? k->relation->explained : alone_explained(w, f);
}

/* --- guessing passwords --- */

static bool ssh_guessing(const struct relation *r)
{
	return r->sessions >= SESSIONS && r->sessions * 10 >= r->conns * 7;
}

static void brute_force(struct why *w, struct relation *r)
{
	const struct found v = { "brute-force", SEVERITY_ERROR, &r->key.a, &r->key.b, 0,
		r->key.port, 0, NULL, FLOW_TCP };
	bool ssh = r->failed_logins < LOGINS && ssh_guessing(r), fresh;
	struct finding *x;

	if (r->failed_logins < LOGINS && !ssh)
		return;
	r->explained = true;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, r->logins);
	for (uint32_t i = 0; r->series && i < r->series->n && i < SERIES; i++)
		found_evidence(x, r->series->no[i], r->series->start[i]);
	if (ssh)
		found_what(x,
			"%u short SSH sessions one after the other that end after the key "
			"exchange: logins that "
			"failed.",
			r->sessions);
	else
		found_what(x, "%u logins failed, over %u connections in %.0f s.", r->failed_logins,
			r->conns, (double)(r->last - r->first) / 1e9);
	found_not(x, "Not somebody who mistyped: too many, too regular.");
	found_next(x,
		"Block the client, look for one login that did not fail, and turn passwords off "
		"where keys "
		"will do.");
}

/* --- regular as a clock --- */

static int less(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

struct rhythm {
	double period, spread; /* s; relative, of the middle half */
	uint32_t n;
};

static struct rhythm rhythm_of(const struct series *s)
{
	struct rhythm r = { 0, 1, 0 };
	double gaps[SERIES], off[SERIES];
	uint32_t n = s->n < SERIES ? s->n : SERIES;

	if (n < 3)
		return r;
	for (uint32_t i = 0; i + 1 < n; i++)
		gaps[i] = (double)(s->start[i + 1] - s->start[i]) / 1e9;
	r.n = n - 1;
	qsort(gaps, r.n, sizeof(gaps[0]), less);
	r.period = gaps[r.n / 2];
	for (uint32_t i = 0; i < r.n; i++)
		off[i] = fabs(gaps[i] - r.period);
	qsort(off, r.n, sizeof(off[0]), less);
	if (r.period > 0)
		r.spread = off[r.n * 3 / 4] / r.period;
	return r;
}

static bool beaconing(struct why *w, struct relation *r)
{
	const struct found v = { "beaconing", SEVERITY_WARNING, &r->key.a, &r->key.b, 0,
		r->key.port, 0, NULL, FLOW_TCP };
	struct rhythm h;
	struct finding *x;
	bool fresh;

	if (!r->series || r->series->n < BEACONS || r->small * 10 < r->conns * 9 || r->explained)
		return false;
	h = rhythm_of(r->series);
	if (h.period < 0.8 || h.spread > 0.35 || r->refused * 2 > r->conns)
		return false;
	r->explained = true;
	x = found_add(w, &v, &fresh);
	if (!x)
		return true;
	for (uint32_t i = 0; i < r->series->n && i < SERIES; i++)
		found_evidence(x, r->series->no[i], r->series->start[i]);
	found_what(x, "%u small connections to the same place, every %.1f s (within %.0f %%).",
		r->conns, h.period, 100 * h.spread);
	found_not(x, "Not a person: too regular. Not a burst of requests: too far apart.");
	found_next(x,
		"See which program on the client does it: monitoring and updates do, and so do "
		"programs that "
		"wait for orders.");
	return true;
}

static void churn(struct why *w, const struct relation *r)
{
	const struct found v = { "connection-churn", SEVERITY_WARNING, &r->key.a, &r->key.b, 0,
		r->key.port, 0, NULL, FLOW_TCP };
	double secs = (double)(r->last - r->first) / 1e9;
	struct finding *x;
	bool fresh;

	if (r->conns < CHURN || r->opened * 10 < r->conns * 9 || r->small * 10 < r->conns * 8 ||
		r->idle * 2 > r->conns || r->conns < secs / 6 || r->explained)
		return;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	for (uint32_t i = 0; r->series && i < r->series->n && i < SERIES; i++)
		found_evidence(x, r->series->no[i], r->series->start[i]);
	found_what(x,
		"%u connections in %.1f s, each for one small request: opening them takes %u more "
		"round trips.",
		r->conns, secs, r->conns);
	found_not(x, "Not parallel use: each is closed after its request.");
	found_next(x,
		"Keep connections open (keep-alive, a pool): about %.3f s of opening them saved.",
		(double)r->setup / 1e9);
}

static void redirect_loop(struct why *w, const struct relation *r)
{
	const struct found v = { "redirect-loop", SEVERITY_ERROR, &r->key.a, &r->key.b, 0,
		r->key.port, 0, NULL, FLOW_TCP };
	struct finding *x;
	bool fresh;

	if (r->redirects < 5 || r->back < 3)
		return;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, r->redirected);
	found_what(x,
		"%u redirects one after the other, %u of them to a page that had been asked for "
		"already.",
		r->redirects, r->back);
	found_not(x, "Not a redirect that ends somewhere: the chain goes round.");
	found_next(x,
		"Look at the rewrite rules (http/https, www, a login whose cookie is not kept).");
}

/* --- data that leaves --- */

static void exfil(struct why *w, const struct flow *f)
{
	const struct talk *k = f->app;
	uint64_t out = f->tcp->half[0].data, in = f->tcp->half[1].data;
	const struct host *h;
	struct finding *x;
	bool fresh;

	if (!odd_doubts(f) || k->one_way)
		return;
	h = map_find(w->hosts, &f->a);
	if (!h || !h->serves)
		return;
	x = found_flow(w, "data-exfil", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_BULK, 0);
	if (!fresh)
		return;
	found_what(x,
		"A host that otherwise serves others opened a connection itself and sent %.1f MB "
		"out, with %llu "
		"octets back.",
		(double)out / 1e6, (unsigned long long)in);
	found_not(x, "Not an answer to a client: the server is the one that opened it.");
	found_next(x,
		"See which program did it and whether the destination is known (a backup, a log "
		"server).");
}

void judge_scans(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->pairs); i++)
		port_scan(w, map_at(w->pairs, i));
	for (uint32_t i = 0; i < map_count(w->sweeps); i++)
		host_sweep(w, map_at(w->sweeps, i));
	for (uint32_t i = 0; i < map_count(w->floods); i++)
		syn_flood(w, map_at(w->floods, i));
	explain(w);
	for (uint32_t i = 0; i < map_count(w->relations); i++)
		brute_force(w, map_at(w->relations, i));
	judge_silent_hosts(w);
}

void judge_odd(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->relations); i++) {
		struct relation *r = map_at(w->relations, i);

		redirect_loop(w, r);
		if (!beaconing(w, r))
			churn(w, r);
	}
	for (size_t i = 0; i < flows_count(w->flows); i++)
		if (survey_sends(w, i))
			exfil(w, flows_at(w->flows, i));
}

bool odd_doubts(const struct flow *f)
{
	uint64_t out = f->tcp->half[0].data, in = f->tcp->half[1].data;

	return out >= EXFIL && out >= 10 * in;
}
