/* What a conversation says of its ends: who serves, who is seen one way only, who tries what. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_WORDS = 64, HOST_WORDS = 16, STEP = 8 };

/* A set of numbers, folded into n words; false if it was in it. */
static bool set_bit(struct why *w, uint64_t **set, size_t n, uint32_t v)
{
	uint64_t bit = 1ULL << (v & 63), *bits = *set;
	size_t i = (v >> 6) % n;

	if (!bits)
		bits = *set = why_keep(w, n * sizeof(*bits));
	if (!bits)
		return false;
	if (bits[i] & bit)
		return false;
	bits[i] |= bit;
	return true;
}

/* The same of a set that begins with one. */
static void some_add(struct why *w, struct some *x, size_t words, uint32_t v)
{
	if (!x->n) {
		x->first = v;
		x->n = 1;
		return;
	}
	if (!x->bits && v == x->first)
		return;
	if (!x->bits)
		set_bit(w, &x->bits, words, x->first);
	x->n += set_bit(w, &x->bits, words, v);
}

/* An address as a number that tells hosts of a network apart. */
static uint32_t fold(const struct tell_addr *a)
{
	uint32_t v = 0;

	for (int i = 0; i < 16; i++)
		v = v * 31 + a->b[i];
	return v;
}

static struct tell_addr net_of(const struct tell_addr *a)
{
	struct tell_addr n = *a;

	if (addr_is4(a))
		n.b[15] = 0;
	else
		memset(n.b + 8, 0, 8);
	return n;
}

static struct sweep_key sweep_key(const struct sweep_try *v)
{
	return (struct sweep_key){
		.a = *v->a, .net = net_of(v->b), .port = v->port, .proto = v->proto
	};
}

static void see_sweep(struct why *w, struct sweep *s, const struct sweep_try *v)
{
	if (!s)
		return;
	s->fails += v->failed;
	some_add(w, &s->hosts, HOST_WORDS, addr_is4(v->b) ? v->b->b[15] : fold(v->b));
	if (!s->tries++) {
		s->first_no = v->no;
		s->first = v->t;
		return;
	}
	if (!s->marks)
		marks_add(w, &s->marks, s->first_no, s->first);
	marks_add(w, &s->marks, v->no, v->t);
}

void sweep_see(struct why *w, const struct sweep_try *v)
{
	const struct sweep_key key = sweep_key(v);

	see_sweep(w, map_add(w->sweeps, &key), v);
}

/* It opened, but nothing was said, or it did not open. */
static bool failed(const struct flow *f)
{
	return !f->tcp->synacks || (!f->payload[0] && !f->payload[1]) ||
	       (f->tcp->half[0].rst && !f->payload[0]);
}

static void see_pair(struct why *w, const struct flow *f, struct pair *p)
{
	p->tries++;
	if (failed(f))
		p->fails++;
	if (p->tries == 1) {
		p->first_port = f->bport;
		p->first_no = f->first_no;
		p->first = f->first;
		p->ports = 1;
	} else if (f->bport != p->first_port) {
		p->ports += set_bit(w, &p->bits, PORT_WORDS, f->bport);
	}
	if (f->tcp->syns && p->ports > 1) {
		if (!p->marks)
			marks_add(w, &p->marks, p->first_no, p->first);
		marks_add(w, &p->marks, f->first_no, f->first);
	}
}

static void see_flood(struct why *w, const struct flow *f, struct flood *x)
{
	const struct flow_tcp *t = f->tcp;
	struct tell_addr a = net_of(&f->a), b;

	x->opened += t->ack_t != 0;
	if (!t->syns || t->ack_t || f->payload[0])
		return;
	/* When a service is down its clients are many, too; theirs are SYNs of today's systems. */
	if (t->reset_first && (t->half[0].scaled || t->half[0].has_ts))
		return;
	x->refused += t->reset_first;
	if (!x->unfinished) {
		x->source = f->a;
		x->one_net = true;
		x->first = f->first;
		x->first_no = f->first_no;
	}
	b = net_of(&x->source);
	x->one_net = x->one_net && addr_same(&a, &b);
	x->unanswered += !t->synacks;
	some_add(w, &x->sources, HOST_WORDS, fold(&f->a));
	x->last = f->first;
	if (!x->unfinished++)
		return;
	if (!x->marks)
		marks_add(w, &x->marks, x->first_no, x->first);
	marks_add(w, &x->marks, f->first_no, f->first);
}

static void see_series(struct why *w, struct relation *r, const struct flow *f)
{
	struct series *s = r->series;

	if (!s && r->conns >= 2)
		s = r->series = why_keep(w, sizeof(*s));
	if (!s)
		return;
	if (s->n < SERIES) {
		s->start[s->n] = f->first;
		s->no[s->n] = f->first_no;
		s->sent[s->n] = (uint32_t)f->payload[0];
	}
	s->n++;
}

/* Seen one way only: it goes on as if it was answered. */
static bool one_way(const struct flow *f)
{
	int from = f->packets[0] ? 0 : 1;
	const struct tcp_half *h = &f->tcp->half[from];

	if (f->packets[!from] || !h->have_ack)
		return false;
	return h->moved ||
	       (h->syn && f->packets[from] > 1 + tcp_odd(h)->kinds[SEG_SYN_AGAIN] + h->rst);
}

static void see_relation(struct why *w, struct flow *f, struct talk *k, struct pair *p)
{
	struct relation *r = k->relation;

	k->one_way = one_way(f);
	if (p) {
		p->one_way += k->one_way;
		p->two_way += f->packets[0] && f->packets[1];
	}
	if (!r)
		return;
	if (f->tcp->syns || f->tcp->synacks)
		see_series(w, r, f);
	if (!r->conns)
		r->first = f->first, r->first_no = f->first_no;
	r->conns++;
	r->opened += f->tcp->synacks != 0;
	r->refused += f->tcp->reset_first;
	r->one_way += k->one_way;
	r->two_way += f->packets[0] && f->packets[1];
	r->small += k->turns <= 2 && f->payload[0] < 4096;
	r->idle += !f->payload[0] && !f->payload[1];
	r->sessions += strcmp(app_name(k), "SSH") == 0 && f->payload[0] < 6000 &&
	               f->payload[1] < 8000 && (k->first_end >= 0) && f->last - f->first < 30 * SEC;
	r->last = f->last > r->last ? f->last : r->last;
	r->busy += f->last - f->first;
	if (f->tcp->handshake > 0)
		r->setup += f->tcp->handshake;
}

/* A host that speaks after it was asked for is there, whoever's answer is not in the capture. */
static void see_alive(const struct flow *f, struct host *h)
{
	if (h && h->asked && h->asks && f->last >= h->asks->first) {
		h->heard = true;
		h->asked = 0;
	}
}

/* What a conversation is found by in the tables, and where. */
struct entries {
	struct pair_key pair;
	struct relation_key relation;
	struct flood_key flood;
	struct sweep_try try;
	struct sweep_key sweep;
	uint32_t hashes[4];
	bool wanted, opens, fails;
};

static void find_entries(struct why *w, const struct flow *f, struct entries *e)
{
	const struct talk *k = f->app;

	e->wanted = f->tcp && k && !k->surveyed;
	if (!e->wanted)
		return;
	e->opens = f->tcp->syns && !one_way(f);
	e->fails = e->opens && failed(f);
	e->pair = (struct pair_key){ f->a, f->b };
	e->hashes[0] = map_hash(w->pairs, &e->pair);
	e->relation =
		(struct relation_key){ .a = f->a, .b = f->b, .port = f->bport, .proto = f->proto };
	e->hashes[1] = map_hash(w->relations, &e->relation);
	if (e->opens) {
		e->flood = (struct flood_key){ .b = f->b, .port = f->bport };
		e->hashes[2] = map_hash(w->floods, &e->flood);
	}
	if (e->fails) {
		e->try = (struct sweep_try){ &f->a, &f->b, f->bport, FLOW_TCP, true, f->first_no,
			f->first };
		e->sweep = sweep_key(&e->try);
		e->hashes[3] = map_hash(w->sweeps, &e->sweep);
	}
}

static void fetch_entries(const struct why *w, const struct entries *e, bool records)
{
	const struct map *maps[] = { w->pairs, w->relations, w->floods, w->sweeps };
	int n = !e->wanted ? 0 : e->fails ? 4 : e->opens ? 3 : 2;

	for (int i = 0; i < n; i++)
		if (records)
			map_fetch_record(maps[i], e->hashes[i]);
		else
			map_fetch(maps[i], e->hashes[i]);
}

/* Datagrams that nobody answered. */
static void survey_udp(struct why *w, const struct flow *f)
{
	const struct sweep_try v = { &f->a, &f->b, f->bport, FLOW_UDP, true, f->first_no,
		f->first };

	if (f->packets[0] && !f->packets[1] && !addr_multicast(&f->b))
		sweep_see(w, &v);
}

static void survey(struct why *w, struct flow *f, const struct entries *e)
{
	struct talk *k = f->app;
	struct flood *x;
	struct pair *p;

	if (f->proto == FLOW_UDP)
		survey_udp(w, f);
	if (!e->wanted)
		return;
	k->surveyed = true;
	see_alive(f, k->host[0]);
	see_alive(f, k->host[1]);
	app_close(w, f);
	w->facts.conversations++;
	w->facts.midstream += !f->tcp->syns && !f->tcp->synacks;
	p = map_add_hashed(w->pairs, &e->pair, e->hashes[0]);
	if (!k->relation)
		k->relation = map_add_hashed(w->relations, &e->relation, e->hashes[1]);
	see_relation(w, f, k, p);
	w->facts.one_way += k->one_way;
	x = e->opens ? map_add_hashed(w->floods, &e->flood, e->hashes[2]) : NULL;
	if (e->opens && p)
		see_pair(w, f, p);
	if (x)
		see_flood(w, f, x);
	if (k->relation && p)
		k->relation->pair = p;
	if (k->relation && x)
		k->relation->flood = x;
	if (e->fails)
		see_sweep(w, map_add_hashed(w->sweeps, &e->sweep, e->hashes[3]), &e->try);
	if (f->tcp->synacks && k->host[1])
		k->host[1]->serves = true;
}

void survey_flow(struct why *w, struct flow *f)
{
	struct entries e;

	find_entries(w, f, &e);
	survey(w, f, &e);
}

/* There may be very many, each with entries anywhere: these come near while others are surveyed. */
void survey_all(struct why *w)
{
	struct entries ring[2 * STEP];
	size_t n = flows_count(w->flows);

	for (size_t i = 0; i < n + 2 * STEP; i++) {
		struct entries *e = &ring[i % LEN(ring)], *near = &ring[(i - STEP) % LEN(ring)];

		if (i >= 2 * STEP)
			survey(w, flows_at(w->flows, i - 2 * STEP), e);
		if (i < n) {
			find_entries(w, flows_at(w->flows, i), e);
			fetch_entries(w, e, false);
		}
		if (i >= STEP && i - STEP < n)
			fetch_entries(w, near, true);
	}
}
