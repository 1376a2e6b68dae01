/* What a conversation says of its ends: who serves, who is seen one way only, who tries what. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_WORDS = 64, HOST_WORDS = 16 };

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

void sweep_see(struct why *w, const struct sweep_try *v)
{
	struct sweep_key key = {
		.a = *v->a, .net = net_of(v->b), .port = v->port, .proto = v->proto
	};
	struct sweep *s = map_add(w->sweeps, &key);

	if (!s)
		return;
	s->tries++;
	s->fails += v->failed;
	s->hosts += set_bit(w, &s->bits, HOST_WORDS, addr_is4(v->b) ? v->b->b[15] : fold(v->b));
	marks_add(w, &s->marks, v->no, v->t);
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

static void see_flood(struct why *w, const struct flow *f)
{
	const struct flow_tcp *t = f->tcp;
	struct flood_key key = { .b = f->b, .port = f->bport };
	struct flood *x = map_add(w->floods, &key);
	struct tell_addr a = net_of(&f->a), b;
	bool unfinished = t->syns && !t->ack_t && !t->reset_first && !f->payload[0];

	if (!x)
		return;
	x->opened += t->ack_t != 0;
	if (!unfinished)
		return;
	if (!x->unfinished) {
		x->source = f->a;
		x->one_net = true;
		x->first = f->first;
	}
	b = net_of(&x->source);
	x->one_net = x->one_net && addr_same(&a, &b);
	x->unfinished++;
	x->unanswered += !t->synacks;
	x->sources += set_bit(w, &x->bits, HOST_WORDS, fold(&f->a));
	x->last = f->first;
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
	struct relation *r = relation_of_flow(w, f);

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

void survey_flow(struct why *w, struct flow *f)
{
	struct talk *k = f->app;
	struct pair *p;

	if (!f->tcp || !k || k->surveyed)
		return;
	k->surveyed = true;
	see_alive(f, k->host[0]);
	see_alive(f, k->host[1]);
	app_close(w, f);
	w->facts.conversations++;
	w->facts.midstream += !f->tcp->syns && !f->tcp->synacks;
	p = pair_of(w, &f->a, &f->b);
	see_relation(w, f, k, p);
	w->facts.one_way += k->one_way;
	if (f->tcp->syns && !k->one_way) {
		const struct sweep_try v = { &f->a, &f->b, f->bport, FLOW_TCP, failed(f),
			f->first_no, f->first };

		if (p)
			see_pair(w, f, p);
		see_flood(w, f);
		if (failed(f))
			sweep_see(w, &v);
	}
	if (f->tcp->synacks && k->host[1])
		k->host[1]->serves = true;
}
