/* Events in: what is kept of hosts and of each TCP conversation. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include "../base/fetch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	STREAMS_MOST = 32 << 20, /* octets that wait for a hole to be filled, in all */
	DHCP_CLIENT = 68,
	DHCP_SERVER = 67,
	BIG = 500, /* a segment that a small path MTU could stop */
	MSS_USUAL = 1460,
	LAST = 48,
	MARKS_FLOW = 200,
	APP_NEAR = 192,   /* octets of what is spoken that come near */
	MARKS_COMMON = 8, /* of what every conversation has */
	BLOCK = 1 << 18,
	MUCH = 32768, /* octets: from there on rates are kept */
};

static const uint64_t MARK_NO = (1ULL << 48) - 1;

struct block {
	struct block *next;
	_Alignas(16) uint8_t bytes[BLOCK];
};

void *why_keep(struct why *w, size_t n)
{
	struct block *b = w->blocks;

	n = (n + 15) & ~(size_t)15;
	if (n > BLOCK)
		return NULL;
	if (!b || w->block_used + n > BLOCK) {
		b = calloc(1, sizeof(*b));
		if (!b)
			return NULL;
		b->next = w->blocks;
		w->blocks = b;
		w->block_used = 0;
	}
	w->block_used += n;
	return b->bytes + w->block_used - n;
}

void marks_add(struct why *w, struct marks **where, uint64_t no, int64_t t)
{
	struct marks *m = *where;

	if (!m)
		m = *where = why_keep(w, sizeof(*m));
	if (!m)
		return;
	if (m->n < LEN(m->no))
		m->no[m->n] = no;
	if (!m->n)
		m->first = t;
	m->last = t;
	m->n++;
}

/* --- tables --- */

struct host *host_of(struct why *w, const struct tell_addr *a) { return map_add(w->hosts, a); }

struct relation *relation_of(struct why *w, const struct tell_addr *a, const struct tell_addr *b,
	uint16_t port, uint8_t proto)
{
	struct relation_key k = { .a = *a, .b = *b, .port = port, .proto = proto };

	return map_add(w->relations, &k);
}

struct relation *relation_of_flow(struct why *w, const struct flow *f)
{
	struct talk *k = f->app;

	if (!k)
		return relation_of(w, &f->a, &f->b, f->bport, f->proto);
	if (!k->relation)
		k->relation = relation_of(w, &f->a, &f->b, f->bport, f->proto);
	return k->relation;
}

/* --- marks of a conversation --- */

void talk_mark(struct talk *k, enum mark_kind kind, int dir, uint64_t no, int64_t t)
{
	struct mark *m;

	if (k->marked[kind][dir] < UINT16_MAX)
		k->marked[kind][dir]++;
	if (k->marked[kind][dir] > (kind == M_BULK || kind == M_TURN ? MARKS_COMMON : MARKS_KIND) ||
		k->nmarks == MARKS_FLOW)
		return;
	if (k->nmarks == k->room) {
		uint16_t room = (uint16_t)(k->room * (k->marks == k->few ? 4 : 2));

		m = realloc(k->marks == k->few ? NULL : k->marks, room * sizeof(*m));
		if (!m)
			return;
		if (k->marks == k->few)
			memcpy(m, k->few, sizeof(k->few));
		k->marks = m;
		k->room = room;
	}
	k->marks[k->nmarks++] =
		(struct mark){ .t = t, .no = no & MARK_NO, .kind = kind & 0xff, .dir = dir & 1 };
}

/* What it has that is not in a pool. */
static void talk_end(struct why *w, struct talk *k)
{
	for (int dir = 0; dir < 2; dir++)
		if (k->side[dir])
			stream_free(&k->side[dir]->stream, &w->pool);
	app_end(k->app);
	free(k->rates);
	if (k->marks != k->few)
		free(k->marks);
}

void talk_free(struct why *w, struct talk *k)
{
	if (!k)
		return;
	talk_end(w, k);
	for (int dir = 0; dir < 2; dir++)
		pool_put(&w->sides, k->side[dir]);
	pool_put(&w->apps, k->app);
	pool_put(&w->talks, k);
}

/* --- requests and replies --- */

/* A reply that took long, in ms without the way there and back. */
static void end_wait(struct talk *k, const struct flow *f, int64_t t, uint64_t no)
{
	int64_t wait = t - k->req_last, think = wait - flow_rtt(f);

	k->waiting = false;
	k->replied = true;
	k->wait_sum += wait;
	if (wait > k->wait_max) {
		k->wait_max = wait;
		k->wait_no = k->req_no;
		k->wait_reply_no = no;
	}
	if (think >= SEC && !app_may_wait(k)) {
		k->slow++;
		talk_mark(k, M_SLOW, 0, k->req_no, k->req_last);
		talk_mark(k, M_SLOW, 1, no, t);
	}
}

static void see_request(struct talk *k, uint64_t no, int64_t t, uint32_t length)
{
	if (!k->waiting) {
		if (k->turns && k->req_len + k->reply_len < 2048)
			k->small++;
		if (k->turns && t - k->reply_last < 20 * MS)
			k->quick++;
		if (k->turns)
			k->gap_sum += t - k->reply_last;
		k->turns++;
		k->waiting = true;
		k->req_first = t;
		k->req_no = no;
		k->req_len = k->reply_len = 0;
		talk_mark(k, M_TURN, 0, no, t);
	}
	k->req_last = t;
	k->req_acked = 0;
	k->req_len += length;
	k->req_octets += length;
}

static void see_data(struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e,
	int64_t t, uint64_t no)
{
	int64_t quiet = k->seg_t[0] > k->seg_t[1] ? k->seg_t[0] : k->seg_t[1];

	if (!k->first_t[dir]) {
		k->first_t[dir] = t;
		talk_mark(k, M_FIRST, dir, no, t);
	}
	if (k->marked[M_BULK][dir] < MARKS_COMMON)
		talk_mark(k, M_BULK, dir, no, t);
	if (dir == 0) {
		k->idle_before = quiet ? t - quiet : 0;
		k->after_idle_no = no;
		see_request(k, no, t, e->length);
	} else {
		if (k->waiting)
			end_wait(k, f, t, no);
		k->reply_last = t;
		k->reply_len += e->length;
		k->reply_octets += e->length;
	}
	k->data_t[dir] = t;
	k->data_no[dir] = no;
}

/* --- Nagle's algorithm waits for an acknowledgement that is delayed --- */

static void see_stall(struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e,
	int64_t t, uint64_t no)
{
	int64_t rtt = flow_rtt(f), delay = k->ack_delay[dir];
	uint32_t mss = f->tcp->half[!dir].mss ? f->tcp->half[!dir].mss : MSS_USUAL;

	if (!k->acked_t[dir])
		return;
	if (t - k->acked_t[dir] <= rtt + 3 * MS && delay - rtt >= 25 * MS && delay <= 600 * MS &&
		e->length + 60 < mss && k->last_len[dir] + 60 < mss) {
		k->stalls[dir]++;
		k->stall_ns[dir] += delay;
		talk_mark(k, M_STALL, dir, no, t);
	}
	k->acked_t[dir] = 0;
}

static void see_pure_ack(
	struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e, int64_t t)
{
	const struct tcp_half *sender = &f->tcp->half[!dir];

	if (e->ack != sender->next || !k->data_t[!dir] || k->data_t[dir] > k->data_t[!dir])
		return;
	if (k->acked_t[!dir])
		return;
	k->ack_delay[!dir] = t - k->data_t[!dir];
	k->acked_t[!dir] = t;
	if (dir == 1 && k->waiting && !k->req_acked)
		k->req_acked = t;
}

/* --- what is sent again, and what of it arrives --- */

static void note_sent(struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	struct talk_side *x = k->side[dir];
	uint32_t mss = f->tcp->half[!dir].mss ? f->tcp->half[!dir].mss : MSS_USUAL;
	uint32_t i = x->nsent++ % LEN(x->sent);
	x->sent[i].end = e->seq + e->length;
	x->sent[i].len = e->length < mss ? e->length : mss; /* longer: it will be cut */
}

static void note_delivered(struct talk *k, int dir, uint32_t ack)
{
	struct talk_side *x = k->side[dir];

	for (size_t i = 0; x && i < LEN(x->sent); i++)
		if (x->sent[i].len && seq_diff(ack, x->sent[i].end) >= 0) {
			if (x->sent[i].len > k->delivered_max[dir])
				k->delivered_max[dir] = x->sent[i].len;
			x->sent[i].len = 0;
		}
	if (k->again[dir] && seq_diff(ack, k->again_seq[dir]) > 0)
		k->again[dir] = 0;
}

static void see_again(struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e,
	int64_t t, uint64_t no)
{
	uint32_t mss = f->tcp->half[!dir].mss ? f->tcp->half[!dir].mss : MSS_USUAL;
	uint32_t len = e->length < mss ? e->length : mss;

	if (!k->again[dir] || e->seq != k->again_seq[dir]) {
		k->again[dir] = 0;
		k->again_seq[dir] = e->seq;
		k->again_len[dir] = len;
		k->again_first[dir] = t;
	}
	k->again[dir]++;
	k->again_last[dir] = t;
	talk_mark(k, M_LAST, dir, no, t);
	if (len >= BIG && k->again[dir] > k->big_again[dir]) {
		k->big_again[dir] = k->again[dir];
		k->big_len[dir] = len;
	}
}

/* --- how long the way takes --- */

/* RFC 7323 leaves the tick open; nearly all count milliseconds, which way_ok() checks. */
static void measure_way(struct way *y, uint32_t tsval, int64_t t)
{
	double v;

	if (!y->n) {
		y->first_val = tsval;
		y->first_t = t;
		y->last = 0;
	}
	v = (double)(t - y->first_t) / 1e6 - (double)seq_diff(tsval, y->first_val);
	if (!y->n || v < y->least)
		y->least = v;
	if (!y->n || v > y->most)
		y->most = v;
	if (y->n) {
		y->steps += fabs(v - y->last);
		y->leaps += fabs(v - y->last) >= LEAP;
	}
	y->sum += v;
	y->last = v;
	y->last_val = tsval;
	y->last_t = t;
	y->n++;
}

/* The side that says it has data, or many segments; NULL: out of memory. */
static struct talk_side *side_of(struct why *w, struct talk *k, int dir)
{
	struct talk_side *x = k->side[dir];

	if (x)
		return x;
	x = k->side[dir] = pool_get(&w->sides);
	if (!x)
		return NULL;
	for (uint8_t i = 0; i < k->nearly[dir]; i++)
		measure_way(&x->way, k->early[dir][i].val, k->early[dir][i].t);
	return x;
}

static void see_way(struct why *w, struct talk *k, int dir, const struct tell_tcp *e, int64_t t)
{
	struct talk_side *x = k->side[dir];

	/* A SYN may have waited for its neighbour's address since it was stamped. */
	if (!e->has_ts || !e->tsval || e->flags & TELL_SYN)
		return;
	if (!x && k->nearly[dir] < EARLY) {
		k->early[dir][k->nearly[dir]].t = t;
		k->early[dir][k->nearly[dir]++].val = e->tsval;
		return;
	}
	x = side_of(w, k, dir);
	if (x)
		measure_way(&x->way, e->tsval, t);
}

/* --- rates --- */

static void see_rate(struct talk *k, int dir, uint32_t length, int64_t t)
{
	struct rates *r = k->rates;

	if (!r) {
		if ((dir ? k->reply_octets : k->req_octets) < MUCH)
			return;
		r = k->rates = calloc(1, sizeof(*r));
		if (!r)
			return;
		r->width = 50 * MS;
		r->start = t;
		r->dir = dir;
	}
	if (dir != r->dir || t < r->start)
		return;
	while ((t - r->start) / r->width >= BINS) {
		for (int i = 0; i < BINS; i++)
			r->bin[i] = i < BINS / 2 ? r->bin[2 * i] + r->bin[2 * i + 1] : 0;
		r->width *= 2;
	}
	r->bin[(t - r->start) / r->width] += length;
}

/* --- windows --- */

static void see_window(struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e,
	int64_t t, uint64_t no)
{
	const struct tcp_half *h = &f->tcp->half[dir], *peer = &f->tcp->half[!dir];
	uint32_t mss = h->mss ? h->mss : MSS_USUAL;

	if (e->flags & (TELL_SYN | TELL_RST))
		return;
	if (h->window == 0) {
		talk_mark(k, M_ZERO, dir, no, t);
	} else if (h->window < mss / 2 && peer->data_segs) {
		k->tiny[dir]++;
		talk_mark(k, M_TINY, dir, no, t);
	}
	/* A small segment because there is no room for more. */
	if (e->length && e->length < mss / 2 && peer->have_ack && peer->window < mss &&
		h->next - peer->acked + mss / 8 >= peer->window) {
		k->tiny_segs[dir]++;
		talk_mark(k, M_TINY, dir, no, t);
	}
}

/* --- the end --- */

static void see_end(struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e,
	int64_t t, uint64_t no)
{
	if (e->flags & TELL_RST && !k->rst_t[dir]) {
		k->rst_t[dir] = t;
		k->rst_no[dir] = no;
		k->rst_ttl = e->ip->ttl;
		k->rst_unsent = f->tcp->half[!dir].next - f->tcp->half[dir].acked;
		talk_mark(k, M_RST, dir, no, t);
	} else if (e->flags & TELL_FIN && !k->fin_t[dir]) {
		k->fin_t[dir] = t;
		k->fin_no[dir] = no;
		if (dir == 1)
			k->fin_ack = e->ack;
		talk_mark(k, M_FIN, dir, no, t);
	} else {
		return;
	}
	if (k->first_end < 0)
		k->first_end = (int8_t)dir;
}

/* --- a segment --- */

static struct talk *talk_of(struct why *w, struct flow *f)
{
	struct talk *k = f->app;

	if (!k) {
		k = pool_get(&w->talks);
		if (!k)
			return NULL;
		k->first_end = -1;
		k->marks = k->few;
		k->room = MARKS_FEW;
		f->app = k;
	}
	return k;
}

static void mark_kind(struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e,
	enum seg_kind kind, int64_t t, uint64_t no)
{
	switch (kind) {
	case SEG_FAST:
	case SEG_TIMEOUT:
		talk_mark(k, M_LOST, dir, no, t);
		see_again(k, f, dir, e, t, no);
		break;
	case SEG_SPURIOUS:
		talk_mark(k, M_SPURIOUS, dir, no, t);
		break;
	case SEG_LATE:
		talk_mark(k, M_LATE, dir, no, t);
		break;
	case SEG_DUPLICATE:
		talk_mark(k, M_DUPLICATE, dir, no, t);
		break;
	case SEG_KEEPALIVE:
		k->keepalives[dir]++;
		if (k->keepalives[dir] > 1)
			talk_mark(k, M_LAST, dir, no, t);
		break;
	case SEG_PROBE:
		talk_mark(k, M_ZERO, dir, no, t);
		break;
	default:
		break;
	}
}

static bool carries(enum seg_kind kind)
{
	return kind == SEG_NEW || kind == SEG_AHEAD || kind == SEG_LATE || kind == SEG_FAST ||
	       kind == SEG_TIMEOUT || kind == SEG_SPURIOUS;
}

void talk_segment(
	struct why *w, struct flow *f, int dir, const struct tell_tcp *e, enum seg_kind kind)
{
	struct talk *k = talk_of(w, f);
	int64_t t = w->now;
	uint64_t no = w->number;

	if (!k || e->cut)
		return;
	if (e->flags & TELL_SYN)
		talk_mark(k, e->flags & TELL_ACK ? M_SYNACK : M_SYN, dir, no, t);
	mark_kind(k, f, dir, e, kind, t, no);
	if (kind == SEG_DUPLICATE)
		return;
	if (e->flags & (TELL_RST | TELL_FIN))
		see_end(k, f, dir, e, t, no);
	if (!(e->flags & TELL_RST)) {
		k->keepalives[!dir] = 0;
		if (k->healed[!dir] != tcp_odd(&f->tcp->half[!dir])->healed)
			talk_mark(k, M_HEALED, !dir, no, t);
		k->healed[!dir] = tcp_odd(&f->tcp->half[!dir])->healed;
		see_window(k, f, dir, e, t, no);
		if (e->flags & TELL_ACK)
			note_delivered(k, !dir, e->ack);
		if (e->nsack && seq_diff(e->sack[0][1], e->ack) <= 0)
			talk_mark(k, M_DSACK, dir, no, t);
	}
	if ((kind == SEG_NEW || kind == SEG_AHEAD) && e->length) {
		see_stall(k, f, dir, e, t, no);
		see_data(k, f, dir, e, t, no);
		see_rate(k, dir, e->length, t);
		if (tcp_odd(&f->tcp->half[dir])->full != k->marked[M_FULL][dir])
			talk_mark(k, M_FULL, dir, no, t);
		k->last_len[dir] = e->length;
		k->acked_t[!dir] = 0; /* an acknowledgement with data was not delayed for nothing */
	} else if (!e->length && !(e->flags & (TELL_SYN | TELL_FIN | TELL_RST))) {
		see_pure_ack(k, f, dir, e, t);
	}
	if (kind == SEG_NEW || kind == SEG_AHEAD || kind == SEG_PLAIN)
		see_way(w, k, dir, e, t);
	if (e->length && !(e->flags & (TELL_RST | TELL_SYN)) && side_of(w, k, dir)) {
		if (carries(kind))
			note_sent(k, f, dir, e);
		app_data(w, f, dir, e);
	}
	k->seg_t[dir] = t;
}

/* --- events --- */

static void on_packet(void *arg, const struct packet *p)
{
	struct why *w = arg;
	int64_t before = w->now;

	flows_packet(w->flows, p);
	w->now = flows_now(w->flows);
	w->number = p->number;
	if (!w->facts.packets)
		w->facts.first = w->facts.last = w->now;
	else if (w->now < before)
		w->facts.backwards++;
	if (w->now > w->facts.last)
		w->facts.last = w->now;
	if (w->now < w->facts.first)
		w->facts.first = w->now;
	w->facts.packets++;
	w->facts.bytes += p->len;
	w->facts.snapped += p->caplen < p->len;
}

static void on_ahead(void *arg, const struct packet *p)
{
	struct why *w = arg;

	flows_ahead(w->flows, p);
}

static void on_tcp(void *arg, const struct tell_tcp *e)
{
	struct why *w = arg;

	if (e->cut)
		w->facts.cut++;
	flows_tcp(w->flows, e);
}

static void on_udp(void *arg, const struct tell_udp *e)
{
	struct why *w = arg;

	flows_udp(w->flows, e);
	if (e->sport == 53 || e->dport == 53)
		names_udp(w, e);
	else if (e->sport == DHCP_SERVER || e->dport == DHCP_SERVER)
		lan_dhcp(w, e);
}

static void on_icmp(void *arg, const struct tell_icmp *e)
{
	struct why *w = arg;

	connect_icmp(w, e);
	lan_icmp(w, e);
}

static void on_ip(void *arg, const struct tell_ip *e) { lan_ip(arg, e); }

static void on_arp(void *arg, const struct tell_arp *e) { lan_arp(arg, e); }

static void on_segment(void *arg, struct flow *f, int dir, const struct tell_tcp *e,
	enum seg_kind kind, int64_t t, uint64_t number)
{
	struct host *h = NULL;

	(void)t;
	(void)number;
	/* Once a conversation is enough; what resets may be somebody else. */
	if (f->packets[dir] == 1 && !(e->flags & TELL_RST) && e->ip->outer)
		h = lan_heard(arg, e->ip);
	talk_segment(arg, f, dir, e, kind);
	if (h && f->app)
		((struct talk *)f->app)->host[dir] = h;
}

static void on_datagram(
	void *arg, struct flow *f, int dir, const struct tell_udp *e, int64_t t, uint64_t number)
{
	(void)t;
	(void)number;
	if (f->packets[dir] == 1 && e->ip->outer)
		lan_heard(arg, e->ip);
}

/* Forgotten before the capture is over: judged by what is known now. */
static void on_end(void *arg, struct flow *f)
{
	struct why *w = arg;

	if (f->tcp && f->app) {
		survey_flow(w, f);
		judge_flow(w, f);
	}
	talk_free(w, f->app);
	f->app = NULL;
}

/* --- what is to come --- */

static void on_near(void *arg, const struct flow *f, int dir, bool data)
{
	const struct talk *k = f->app;

	(void)arg;
	if (!f->tcp)
		return;
	if (k->side[!dir]) /* what it acknowledges */
		fetch(k->side[!dir]->sent, sizeof(k->side[!dir]->sent));
	if (k->side[dir])
		fetch(k->side[dir], sizeof(*k->side[dir]));
	if (k->app && data)
		fetch(k->app, APP_NEAR);
}

/* Its ends will be looked for. */
static void on_strange(void *arg, const struct tell_addr ends[2], uint32_t hashes[2], bool again)
{
	const struct why *w = arg;

	for (int i = 0; i < 2; i++)
		if (again) {
			map_fetch_record(w->hosts, hashes[i]);
		} else {
			hashes[i] = map_hash(w->hosts, &ends[i]);
			map_fetch(w->hosts, hashes[i]);
		}
}

/* --- beginning and end --- */

static bool make_tables(struct why *w)
{
	const struct flows_conf conf = {
		.max = WHY_FLOWS,
		.app_size = offsetof(struct talk, ack_delay),
		.app_size_data = offsetof(struct talk, few),
		.arg = w,
		.on_tcp = on_segment,
		.on_udp = on_datagram,
		.near = on_near,
		.strange = on_strange,
		.on_end = on_end,
	};
	struct arena *from = &w->arena;

	w->flows = flows_new(&conf);
	w->hosts = map_new(from, sizeof(struct tell_addr), sizeof(struct host), HOSTS_MAX);
	w->relations =
		map_new(from, sizeof(struct relation_key), sizeof(struct relation), RELATIONS_MAX);
	w->pairs = map_new(from, sizeof(struct pair_key), sizeof(struct pair), OTHERS_MAX);
	w->sweeps = map_new(from, sizeof(struct sweep_key), sizeof(struct sweep), OTHERS_MAX);
	w->floods = map_new(from, sizeof(struct flood_key), sizeof(struct flood), OTHERS_MAX);
	w->lookups = map_new(from, sizeof(struct lookup_key), sizeof(struct lookup), LOOKUPS_MAX);
	w->domains = map_new(from, sizeof(struct domain_key), sizeof(struct domain), OTHERS_MAX);
	w->refusals = map_new(from, sizeof(struct refusal_key), sizeof(struct refusal), OTHERS_MAX);
	return w->flows && w->hosts && w->relations && w->pairs && w->sweeps && w->floods &&
	       w->lookups && w->domains && w->refusals;
}

struct why *why_new(const struct why_conf *conf)
{
	struct why *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->conf = *conf;
	w->pool.most = STREAMS_MOST;
	w->secret = secret_new();
	w->talks = pool_of(&w->arena, pool_lines(sizeof(struct talk)));
	w->sides = pool_of(&w->arena, pool_lines(sizeof(struct talk_side)));
	w->apps = pool_of(&w->arena, app_size());
	if (!make_tables(w)) {
		why_free(w);
		return NULL;
	}
	return w;
}

void why_free(struct why *w)
{
	if (!w)
		return;
	for (size_t i = 0; w->flows && i < flows_count(w->flows); i++)
		if (flows_at(w->flows, i)->app)
			talk_end(w, flows_at(w->flows, i)->app);
	while (w->blocks) {
		struct block *b = w->blocks;

		w->blocks = b->next;
		free(b);
	}
	flows_free(w->flows);
	pool_free(&w->talks);
	pool_free(&w->sides);
	pool_free(&w->apps);
	map_free(w->hosts);
	map_free(w->relations);
	map_free(w->pairs);
	map_free(w->sweeps);
	map_free(w->floods);
	map_free(w->lookups);
	map_free(w->domains);
	map_free(w->refusals);
	arena_free(&w->arena);
	free(w->found);
	free(w);
}

void why_listen(struct why *w, struct tell *t)
{
	t->arg = w;
	t->ahead = on_ahead;
	t->packet = on_packet;
	t->ip = on_ip;
	t->arp = on_arp;
	t->tcp = on_tcp;
	t->udp = on_udp;
	t->icmp = on_icmp;
}

void why_drops(struct why *w, uint64_t dropped) { w->facts.dropped += dropped; }

void why_finish(struct why *w)
{
	size_t n = flows_count(w->flows);

	survey_all(w);
	judge_lan(w);
	judge_scans(w);
	for (size_t i = 0; i < n; i++)
		judge_flow(w, flows_at(w->flows, i));
	judge_refusals(w);
	judge_names(w);
	judge_odd(w);
	judge_usual(w);
	judge_capture(w);
	w->finished = true;
}
