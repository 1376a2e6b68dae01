/* What a conversation says of its ends: who serves, who is seen one way only, who tries what. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include "../base/fetch.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_WORDS = 64, HOST_WORDS = 16, STEP = 8, NEAR = 256 };

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
	const struct sweep_key key = {
		.a = *v->a, .net = net_of(v->b), .port = v->port, .proto = v->proto
	};

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

/* A SYN, as of a flood. */
static bool leads_nowhere(const struct flow *f)
{
	const struct flow_tcp *t = f->tcp;

	if (!t->syns || t->ack_t || f->payload[0])
		return false;
	/* When a service is down its clients are many, too; theirs are SYNs of today's systems. */
	return !t->reset_first || !(t->half[0].scaled || t->half[0].has_ts);
}

static void see_flood(struct why *w, const struct flow *f, struct flood *x)
{
	const struct flow_tcp *t = f->tcp;
	struct tell_addr a = net_of(&f->a), b;

	x->opened += t->ack_t != 0;
	if (!leads_nowhere(f))
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

static void see_relation(struct why *w, const struct flow *f, const struct talk *k)
{
	struct relation *r = k->relation;

	if (f->tcp->syns || f->tcp->synacks)
		see_series(w, r, f);
	if (!r->conns)
		r->first = f->first, r->first_no = f->first_no;
	r->conns++;
	r->opened += f->tcp->synacks != 0;
	r->refused += f->tcp->reset_first;
	r->one_way += k->one_way;
	r->two_way += f->packets[0] && f->packets[1];
	r->small += said(k)->turns <= 2 && f->payload[0] < 4096;
	r->idle += !f->payload[0] && !f->payload[1];
	r->sessions += strcmp(app_name(k), "SSH") == 0 && f->payload[0] < 6000 &&
	               f->payload[1] < 8000 && (k->first_end >= 0) && f->last - f->first < 30 * SEC;
	r->last = f->last > r->last ? f->last : r->last;
	r->busy += f->last - f->first;
	if (f->tcp->handshake > 0)
		r->setup += f->tcp->handshake;
}

/* A host that speaks after it was asked for is there, whoever's answer is not in the capture. */
static void see_alive(struct why *w, const struct flow *f)
{
	for (int dir = 0; w->asked && dir < 2; dir++) {
		struct host *h = lan_heard(f, dir) ? map_find(w->hosts, dir ? &f->b : &f->a) : NULL;

		if (h && h->asked && h->asks && f->last >= h->asks->first) {
			h->heard = true;
			h->asked = 0;
		}
	}
}

/* --- which tables a conversation is in --- */

enum {
	N_TCP = 1,
	N_OPENS = 2,     /* it begins with a SYN */
	N_FAILS = 4,     /* and leads to nothing; or datagrams that nobody answers */
	N_KEEPS = 8,     /* it has a relation, or must have */
	N_SERVED = 16,   /* its server was heard, and answered the SYN */
	N_OPENED = 32,   /* that led to a connection */
	N_SILENT = 64,   /* that got no answer */
	N_FLOODS = 128,  /* as of a flood */
	N_SENDS = 256,   /* much */
	N_REFUSED = 512, /* its server's other packets tell by whom */
};

/* What is kept of each conversation: what it is, and hashes of what it shares with others. */
struct note {
	uint32_t a, b, pair, relation, service, net;
	uint16_t is;
	uint8_t doubts;
};

/* How many there are of each hash, up to 255, and what is said of it.  Which ones fall together
 * nobody can tell beforehand; those that do get entries in the tables that nobody needs. */
struct counts {
	size_t mask, less; /* less: of those where it takes many */
	uint8_t *relation, *pair, *net, *flood;
	uint8_t *service, *host; /* bits */
	struct host *near[NEAR]; /* looked for lately, by the low bits of their hashes */
};

enum { S_OPENED = 1, S_SILENT = 2, H_REFUSED = 1, H_SENDS = 2, TABLES = 4, COUNTS_MOST = 1 << 18 };

/* The high half of a product by something secret: multiply-shift (Dietzfelbinger, 1996). */
static uint64_t mix(uint64_t x, uint64_t y)
{
	unsigned __int128 p = (unsigned __int128)x * y;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t mix_addr(const uint64_t *key, const struct tell_addr *a)
{
	uint64_t x[2];

	memcpy(x, a->b, sizeof(x));
	return mix(x[0] ^ key[0], x[1] ^ key[1]);
}

enum { KEYS = 6 };

static void hash_note(struct note *n, const uint64_t key[KEYS], const struct flow *f)
{
	uint64_t a = mix_addr(key, &f->a), b = mix_addr(key, &f->b);
	uint64_t what = (uint64_t)f->bport << 8 | f->proto;
	uint64_t pair = mix(a ^ key[2], b ^ key[3]);

	n->a = (uint32_t)a;
	n->b = (uint32_t)b;
	n->pair = (uint32_t)pair;
	n->relation = (uint32_t)mix(pair ^ key[4], what ^ key[5]);
	n->service = (uint32_t)mix(b ^ key[4], what ^ key[5]);
	if (n->is & N_FAILS) {
		const struct tell_addr net = net_of(&f->b);

		n->net = (uint32_t)mix(a ^ mix_addr(key, &net) ^ key[5], what ^ key[4]);
	}
}

static void more(uint8_t *n)
{
	if (*n < UINT8_MAX)
		++*n;
}

static void count_note(const struct counts *c, const struct note *n)
{
	if (n->is & N_TCP)
		more(&c->relation[n->relation & c->mask]);
	if (n->is & N_OPENS)
		more(&c->pair[n->pair & c->less]);
	if (n->is & N_FAILS)
		more(&c->net[n->net & c->less]);
	if (n->is & N_FLOODS)
		more(&c->flood[n->service & c->less]);
	if (n->is & (N_OPENED | N_SILENT))
		c->service[n->service & c->mask] |=
			(n->is & N_OPENED ? S_OPENED : 0) | (n->is & N_SILENT ? S_SILENT : 0);
	if (n->is & N_REFUSED)
		c->host[n->b & c->mask] |= H_REFUSED;
	if (n->is & N_SENDS)
		c->host[n->a & c->mask] |= H_SENDS;
}

/* --- each by itself --- */

static uint16_t note_opening(const struct flow *f)
{
	const struct flow_tcp *t = f->tcp;
	uint16_t is = N_OPENS;

	is |= failed(f) ? N_FAILS : 0;
	is |= t->ack_t ? N_OPENED : 0;
	is |= !t->synacks && !t->reset_first ? N_SILENT : 0;
	is |= leads_nowhere(f) ? N_FLOODS : 0;
	return is;
}

/* What it says alone; once. */
static uint16_t look(struct why *w, struct flow *f, uint8_t *doubts)
{
	struct talk *k = f->app;
	uint16_t is = N_TCP;
	bool opened;

	if (f->proto == FLOW_UDP)
		return f->packets[0] && !f->packets[1] && !addr_multicast(&f->b) ? N_FAILS : 0;
	if (!f->tcp || !k || k->surveyed)
		return 0;
	k->surveyed = true;
	k->one_way = one_way(f);
	see_alive(w, f);
	app_close(w, f);
	w->facts.conversations++;
	w->facts.midstream += !f->tcp->syns && !f->tcp->synacks;
	w->facts.one_way += k->one_way;
	is |= f->tcp->syns && !k->one_way ? note_opening(f) : 0;
	is |= k->one_way || k->relation ? N_KEEPS : 0;
	is |= f->tcp->synacks && lan_heard(f, 1) ? N_SERVED : 0;
	is |= f->tcp->syns && (!f->tcp->synacks || f->tcp->reset_first) ? N_REFUSED : 0;
	is |= odd_doubts(f) ? N_SENDS : 0;
	*doubts = judge_doubts(w, f, &opened);
	w->facts.healthy += opened;
	return is;
}

/* --- among others --- */

static void see_in_pair(struct why *w, struct flow *f, uint16_t is)
{
	const struct pair_key key = { f->a, f->b };
	struct talk *k = f->app;
	struct pair *p = map_add(w->pairs, &key);

	if (!p)
		return;
	p->one_way += k->one_way;
	p->two_way += f->packets[0] && f->packets[1];
	if (is & N_OPENS)
		see_pair(w, f, p);
}

static void see_in_flood(struct why *w, struct flow *f)
{
	const struct flood_key key = { .b = f->b, .port = f->bport };
	struct flood *x = map_add(w->floods, &key);

	if (x)
		see_flood(w, f, x);
}

static void see_in_relation(struct why *w, struct flow *f)
{
	struct talk *k = f->app;

	if (!k->relation)
		k->relation = relation_of(w, &f->a, &f->b, f->bport, f->proto);
	if (k->relation)
		see_relation(w, f, k);
}

static void see_in_sweep(struct why *w, const struct flow *f)
{
	const struct sweep_try v = { &f->a, &f->b, f->bport, f->proto, true, f->first_no,
		f->first };

	sweep_see(w, &v);
}

/* In all tables: what there is of others is not known. */
static void enter_all(struct why *w, struct flow *f, uint16_t is)
{
	struct host *h;

	if (is & N_TCP) {
		see_in_pair(w, f, is);
		see_in_relation(w, f);
	}
	if (is & N_OPENS)
		see_in_flood(w, f);
	if (is & N_FAILS)
		see_in_sweep(w, f);
	lan_remember(w, f, 0, NULL);
	h = lan_remember(w, f, 1, NULL);
	if (h && is & N_SERVED)
		h->serves = true;
}

/* In those where enough others are for a finding, or that a finding's words need. */
static void enter(struct why *w, struct counts *c, const struct note *n, struct flow *f)
{
	uint8_t service = c->service[n->service & c->mask];
	uint8_t a = c->host[n->a & c->mask], b = c->host[n->b & c->mask];
	struct host *h;

	if (n->is & N_TCP && (w->facts.one_way || c->pair[n->pair & c->less] >= SCAN_PORTS))
		see_in_pair(w, f, n->is);
	if (n->is & N_TCP && (n->is & N_KEEPS || c->relation[n->relation & c->mask] > 1))
		see_in_relation(w, f);
	if (n->is & N_OPENS &&
		(c->flood[n->service & c->less] >= FLOOD || service == (S_OPENED | S_SILENT)))
		see_in_flood(w, f);
	if (n->is & N_FAILS && c->net[n->net & c->less] >= SWEEP_HOSTS)
		see_in_sweep(w, f);
	if (a & H_REFUSED)
		lan_remember(w, f, 0, &c->near[n->a % NEAR]);
	if (b & (n->is & N_SERVED ? H_REFUSED | H_SENDS : H_REFUSED)) {
		h = lan_remember(w, f, 1, &c->near[n->b % NEAR]);
		if (h)
			h->serves = h->serves || n->is & N_SERVED;
	}
}

void survey_flow(struct why *w, struct flow *f)
{
	uint8_t doubts;

	enter_all(w, f, look(w, f, &doubts));
}

/* --- all --- */

static bool make_counts(struct counts *c, size_t n)
{
	size_t m = 1024;
	uint8_t *all;

	while (m < 4 * n && m < COUNTS_MOST)
		m *= 2;
	all = calloc(TABLES, m);
	*c = (struct counts){ .mask = m - 1,
		.less = m / 4 - 1,
		.relation = all,
		.service = all + m,
		.host = all + 2 * m,
		.pair = all + 3 * m,
		.net = all + 3 * m + m / 4,
		.flood = all + 3 * m + m / 2 };
	return all != NULL;
}

/* What will be looked at soon: each knows where the next is. */
static void come_near(const struct why *w, size_t i, size_t n)
{
	const struct flow *f;
	const struct talk *k;

	if (i + 2 * STEP < n)
		fetch(flows_at(w->flows, i + 2 * STEP), sizeof(*f));
	if (i + STEP < n) {
		f = flows_at(w->flows, i + STEP);
		if (f->tcp) {
			fetch(f->tcp, sizeof(*f->tcp));
			fetch(f->app, sizeof(*k));
		}
	}
	f = i + STEP / 2 < n ? flows_at(w->flows, i + STEP / 2) : NULL;
	k = f && f->tcp ? f->app : NULL;
	if (k && k->said)
		fetch(k->said, offsetof(struct said, wait_sum));
	if (k && k->ending)
		fetch(k->ending, sizeof(*k->ending));
}

/* The conversations that are there are all that ever were. */
static bool survey_counted(struct why *w, size_t n)
{
	uint64_t key[KEYS];
	struct counts c;

	if (!make_counts(&c, n))
		return false;
	for (uint64_t i = 0; i < KEYS; i++)
		key[i] = siphash(w->secret, &i, sizeof(i)) | 1;
	for (size_t i = 0; i < n; i++) {
		struct note *o = &w->notes[i];

		come_near(w, i, n);
		o->doubts = 0;
		o->is = look(w, flows_at(w->flows, i), &o->doubts);
		hash_note(o, key, flows_at(w->flows, i));
		count_note(&c, o);
	}
	for (size_t i = 0; i < n; i++)
		enter(w, &c, &w->notes[i], flows_at(w->flows, i));
	free(c.relation);
	return true;
}

void survey_all(struct why *w)
{
	size_t n = flows_count(w->flows);

	if (!flows_evicted(w->flows) && n)
		w->notes = malloc(n * sizeof(*w->notes));
	if (w->notes && survey_counted(w, n))
		return;
	survey_end(w);
	for (size_t i = 0; i < n; i++)
		survey_flow(w, flows_at(w->flows, i));
}

void survey_end(struct why *w)
{
	free(w->notes);
	w->notes = NULL;
}

uint8_t survey_doubts(const struct why *w, size_t i)
{
	return w->notes ? w->notes[i].doubts : D_ALL;
}

bool survey_sends(const struct why *w, size_t i)
{
	const struct flow *f = flows_at(w->flows, i);

	return w->notes ? w->notes[i].is & N_SENDS : f->tcp && f->app;
}
