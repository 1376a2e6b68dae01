/* A TCP conversation, segment by segment: what is kept of it, and where. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <math.h>
#include <string.h>

enum {
	BIG = 500, /* a segment that a small path MTU could stop */
	MSS_USUAL = 1460,
	MARKS_SOME = 12,
	MARKS_MANY = 36,
	MARKS_FLOW = 200,
	MARKS_COMMON = 8, /* of what every conversation has */
	MUCH = 32768,     /* octets: from there on rates are kept */
};

static const uint64_t MARK_NO = (1ULL << 44) - 1;

const struct said nothing_said = { .turns = 0 };
const struct oddity nothing_odd = { .healed = { 0 } };
const struct ending no_ending = { .fin_ack = 0 };

void talk_pools(struct why *w)
{
	struct arena *from = &w->arena;

	w->talks = pool_of(from, pool_lines(sizeof(struct talk)));
	w->saids = pool_of(from, pool_lines(sizeof(struct said)));
	w->odds = pool_of(from, sizeof(struct oddity));
	w->endings = pool_of(from, sizeof(struct ending));
	w->books = pool_of(from, pool_lines(sizeof(struct book)));
	w->counts = pool_of(from, sizeof(struct mark_counts));
	w->marks[0] = pool_of(from, MARKS_SOME * sizeof(struct mark));
	w->marks[1] = pool_of(from, MARKS_MANY * sizeof(struct mark));
	w->marks[2] = pool_of(from, MARKS_FLOW * sizeof(struct mark));
	w->ways = pool_of(from, sizeof(struct way));
	w->rates = pool_of(from, sizeof(struct rates));
}

void talk_pools_free(struct why *w)
{
	struct pool *const all[] = { &w->talks, &w->saids, &w->odds, &w->endings, &w->books,
		&w->counts, &w->marks[0], &w->marks[1], &w->marks[2], &w->ways, &w->rates };

	for (size_t i = 0; i < LEN(all); i++)
		pool_free(all[i]);
}

/* Each is made when there is something to write; NULL: out of memory. */
static struct said *said_of(struct why *w, struct talk *k)
{
	if (!k->said)
		k->said = pool_get(&w->saids);
	return k->said;
}

static struct oddity *odd_of(struct why *w, struct talk *k)
{
	if (!k->odd)
		k->odd = pool_get(&w->odds);
	return k->odd;
}

static struct book *book_of(struct why *w, struct talk *k)
{
	if (!k->book) {
		k->book = pool_get(&w->books);
		if (k->book)
			k->book->marks = k->book->few;
	}
	return k->book;
}

static uint8_t room_of(const struct book *o)
{
	static const uint8_t rooms[BOOKS + 1] = { MARKS_FEW, MARKS_SOME, MARKS_MANY, MARKS_FLOW };

	return rooms[o->size];
}

static bool grow(struct why *w, struct book *o)
{
	struct mark *more = pool_get(&w->marks[o->size]);

	if (!more)
		return false;
	memcpy(more, o->marks, o->n * sizeof(*more));
	if (o->size)
		pool_put(&w->marks[o->size - 1], o->marks);
	o->marks = more;
	o->size++;
	return true;
}

/* How many of that kind there were, or NULL: out of memory. */
static uint16_t *count_of(struct why *w, struct book *o, enum mark_kind kind, int dir)
{
	if (kind < M_USUAL)
		return &o->usual[kind][dir];
	if (!o->odd)
		o->odd = pool_get(&w->counts);
	return o->odd ? &o->odd->n[kind - M_USUAL][dir] : NULL;
}

void talk_mark(struct why *w, struct talk *k, enum mark_kind kind, int dir, uint64_t no, int64_t t)
{
	struct book *o = book_of(w, k);
	uint16_t *n = o ? count_of(w, o, kind, dir) : NULL;
	struct mark *m;

	if (!n)
		return;
	if (*n < UINT16_MAX)
		++*n;
	if (*n > (kind == M_BULK || kind == M_TURN ? MARKS_COMMON : MARKS_KIND) ||
		o->total == MARKS_FLOW)
		return;
	if (!o->n || o->last != (no << 1 | (dir & 1U))) {
		if (o->n == room_of(o) && !grow(w, o))
			return;
		o->last = no << 1 | (dir & 1U);
		m = &o->marks[o->n++];
		*m = (struct mark){ .t = t, .no = no & MARK_NO, .dir = dir & 1U };
	}
	m = &o->marks[o->n - 1];
	m->kinds |= 1U << kind;
	o->total++;
}

static void book_free(struct why *w, struct book *o)
{
	if (o && o->size)
		pool_put(&w->marks[o->size - 1], o->marks);
	if (o)
		pool_put(&w->counts, o->odd);
	pool_put(&w->books, o);
}

void talk_free(struct why *w, struct talk *k)
{
	if (!k)
		return;
	if (k->said)
		pool_put(&w->rates, k->said->rates);
	pool_put(&w->saids, k->said);
	app_end(w, k->app);
	book_free(w, k->book);
	for (int dir = 0; dir < 2; dir++)
		if (k->nearly[dir] == WAY)
			pool_put(&w->ways, k->stamps[dir].way);
	pool_put(&w->odds, k->odd);
	pool_put(&w->endings, k->ending);
	pool_put(&w->talks, k);
}

/* --- requests and replies --- */

/* A reply that took long, in ms without the way there and back. */
static void end_wait(struct why *w, struct talk *k, const struct flow *f)
{
	struct said *x = k->said;
	int64_t t = w->now, wait = t - x->req_last, think = wait - flow_rtt(f);

	x->waiting = false;
	x->replied = true;
	x->wait_sum += wait;
	if (wait > x->wait_max)
		x->wait_max = wait;
	if (think >= SEC && !app_may_wait(k)) {
		x->slow++;
		talk_mark(w, k, M_SLOW, 0, x->req_no, x->req_last);
		talk_mark(w, k, M_SLOW, 1, w->number, t);
	}
}

static void see_request(struct why *w, struct talk *k, uint32_t length)
{
	struct said *x = k->said;
	int64_t t = w->now;

	if (!x->waiting) {
		if (x->turns && x->req_len + x->reply_len < 2048)
			x->small++;
		if (x->turns && t - x->reply_last < 20 * MS)
			x->quick++;
		if (x->turns)
			x->gap_sum += t - x->reply_last;
		x->turns++;
		x->waiting = true;
		x->req_first = t;
		x->req_no = w->number;
		x->req_len = x->reply_len = 0;
		talk_mark(w, k, M_TURN, 0, w->number, t);
	}
	x->req_last = t;
	x->req_len += length;
	x->req_octets += length;
}

static void see_data(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	int64_t quiet = k->seg_t[0] > k->seg_t[1] ? k->seg_t[0] : k->seg_t[1], t = w->now;
	uint64_t no = w->number;
	struct said *x = k->said;

	if (!x->first_t[dir]) {
		x->first_t[dir] = t;
		talk_mark(w, k, M_FIRST, dir, no, t);
	}
	if (marked(k->book, M_BULK, dir) < MARKS_COMMON)
		talk_mark(w, k, M_BULK, dir, no, t);
	if (dir == 0) {
		x->idle_before = quiet ? t - quiet : 0;
		x->after_idle_no = no;
		see_request(w, k, e->length);
	} else {
		if (x->waiting)
			end_wait(w, k, f);
		x->reply_last = t;
		x->reply_len += e->length;
		x->reply_octets += e->length;
	}
	x->data_t[dir] = t;
}

/* --- Nagle's algorithm waits for an acknowledgement that is delayed --- */

static void see_stall(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	struct said *x = k->said;
	int64_t rtt, delay = x->ack_delay[dir];
	uint32_t mss = f->tcp->half[!dir].mss ? f->tcp->half[!dir].mss : MSS_USUAL;
	struct oddity *o;

	if (!x->acked_t[dir])
		return;
	rtt = flow_rtt(f);
	if (w->now - x->acked_t[dir] <= rtt + 3 * MS && delay - rtt >= 25 * MS &&
		delay <= 600 * MS && e->length + 60 < mss && x->last_len[dir] + 60 < mss) {
		o = odd_of(w, k);
		if (o) {
			o->stalls[dir]++;
			o->stall_ns[dir] += delay;
		}
		talk_mark(w, k, M_STALL, dir, w->number, w->now);
	}
	x->acked_t[dir] = 0;
}

static void see_pure_ack(
	struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e, int64_t t)
{
	const struct tcp_half *sender = &f->tcp->half[!dir];
	struct said *x = k->said;

	if (!x || e->ack != sender->next || !x->data_t[!dir] || x->data_t[dir] > x->data_t[!dir])
		return;
	if (x->acked_t[!dir])
		return;
	x->ack_delay[!dir] = t - x->data_t[!dir];
	x->acked_t[!dir] = t;
}

/* --- what is sent again, and what of it arrives --- */

static void note_sent(struct said *x, const struct flow *f, int dir, const struct tell_tcp *e)
{
	uint32_t mss = f->tcp->half[!dir].mss ? f->tcp->half[!dir].mss : MSS_USUAL;
	uint32_t i = x->nsent[dir]++ % SENT;

	x->on_way[dir] = (uint8_t)(x->on_way[dir] + !x->sent[dir].len[i]);
	x->sent[dir].end[i] = e->seq + e->length;
	/* Longer: it will be cut. */
	x->sent[dir].len[i] = (uint16_t)(e->length < mss ? e->length : mss);
}

static void note_delivered(struct talk *k, int dir, uint32_t ack)
{
	struct said *x = k->said;

	for (size_t i = 0; x && x->on_way[dir] && i < SENT; i++) {
		struct sent *s = &x->sent[dir];

		if (!s->len[i] || seq_diff(ack, s->end[i]) < 0)
			continue;
		if (s->len[i] > x->delivered_max[dir])
			x->delivered_max[dir] = s->len[i];
		s->len[i] = 0;
		x->on_way[dir]--;
	}
	if (k->odd && k->odd->again[dir] && seq_diff(ack, k->odd->again_seq[dir]) > 0)
		k->odd->again[dir] = 0;
}

static void see_again(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	uint32_t mss = f->tcp->half[!dir].mss ? f->tcp->half[!dir].mss : MSS_USUAL;
	uint32_t len = e->length < mss ? e->length : mss;
	struct oddity *o = odd_of(w, k);

	talk_mark(w, k, M_LAST, dir, w->number, w->now);
	if (!o)
		return;
	if (!o->again[dir] || e->seq != o->again_seq[dir]) {
		o->again[dir] = 0;
		o->again_seq[dir] = e->seq;
		o->again_len[dir] = len;
	}
	o->again[dir]++;
	if (len >= BIG && o->again[dir] > o->big_again[dir]) {
		o->big_again[dir] = o->again[dir];
		o->big_len[dir] = len;
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

/* There are more time stamps than few. */
static void begin_way(struct why *w, struct talk *k, const struct flow *f, int dir)
{
	struct way *y = pool_get(&w->ways);

	if (!y)
		return;
	for (uint8_t i = 0; i < k->nearly[dir]; i++)
		measure_way(y, k->stamps[dir].early[i].val,
			f->first + (int64_t)k->stamps[dir].early[i].us * 1000);
	k->stamps[dir].way = y;
	k->nearly[dir] = WAY;
}

static void see_way(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	int64_t us = (w->now - f->first) / 1000;
	uint8_t n = k->nearly[dir];

	/* A SYN may have waited for its neighbour's address since it was stamped. */
	if (!e->has_ts || !e->tsval || e->flags & TELL_SYN)
		return;
	if (n < EARLY && us >= 0 && us <= UINT32_MAX) {
		k->stamps[dir].early[n].us = (uint32_t)us;
		k->stamps[dir].early[n].val = e->tsval;
		k->nearly[dir]++;
		return;
	}
	if (n != WAY)
		begin_way(w, k, f, dir);
	if (k->nearly[dir] != WAY)
		return;
	measure_way(k->stamps[dir].way, e->tsval, w->now);
	k->measured = k->measured || k->stamps[dir].way->n >= WAY_LEAST;
}

/* --- rates --- */

static void see_rate(struct why *w, struct said *x, int dir, uint32_t length)
{
	struct rates *r = x->rates;
	int64_t t = w->now;

	if (!r) {
		if ((dir ? x->reply_octets : x->req_octets) < MUCH)
			return;
		r = x->rates = pool_get(&w->rates);
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

static void see_tiny(struct why *w, struct talk *k, int dir, bool segment)
{
	struct oddity *o = odd_of(w, k);

	if (o) {
		o->tiny[dir] += !segment;
		o->tiny_segs[dir] += segment;
	}
	talk_mark(w, k, M_TINY, dir, w->number, w->now);
}

static void see_window(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	const struct tcp_half *h = &f->tcp->half[dir], *peer = &f->tcp->half[!dir];
	uint32_t mss = h->mss ? h->mss : MSS_USUAL;

	if (e->flags & (TELL_SYN | TELL_RST))
		return;
	if (h->window == 0)
		talk_mark(w, k, M_ZERO, dir, w->number, w->now);
	else if (h->window < mss / 2 && peer->data_segs)
		see_tiny(w, k, dir, false);
	/* A small segment because there is no room for more. */
	if (e->length && e->length < mss / 2 && peer->have_ack && peer->window < mss &&
		h->next - peer->acked + mss / 8 >= peer->window)
		see_tiny(w, k, dir, true);
}

/* --- the end --- */

static void see_end(struct why *w, struct talk *k, int dir, const struct tell_tcp *e)
{
	struct ending *x;

	if (!k->ending)
		k->ending = pool_get(&w->endings);
	x = k->ending;
	if (!x)
		return;
	if (e->flags & TELL_RST && !x->rst_t[dir]) {
		x->rst_t[dir] = w->now;
		x->rst_no[dir] = w->number;
		k->rst_ttl = e->ip->ttl;
	} else if (e->flags & TELL_FIN && !x->fin_t[dir]) {
		x->fin_t[dir] = w->now;
		x->fin_no[dir] = w->number;
		if (dir == 1)
			x->fin_ack = e->ack;
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
		f->app = k;
	}
	return k;
}

static void see_syn(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	bool answer = e->flags & TELL_ACK;

	/* The first of each is kept without a mark. */
	if (!answer && dir == 0 && w->number == f->first_no)
		k->syn_first = true;
	else if (answer && dir == 1 && !k->synack_no && f->tcp->synack_t == w->now)
		k->synack_no = w->number;
	else
		talk_mark(w, k, answer ? M_SYNACK : M_SYN, dir, w->number, w->now);
}

static void see_keepalive(struct why *w, struct talk *k, int dir)
{
	struct oddity *o = odd_of(w, k);

	if (o && ++o->keepalives[dir] > 1)
		talk_mark(w, k, M_LAST, dir, w->number, w->now);
}

static void mark_kind(struct why *w, struct talk *k, const struct flow *f, int dir,
	const struct tell_tcp *e, enum seg_kind kind)
{
	static const uint8_t marks[SEG_KINDS] = {
		[SEG_FAST] = M_LOST,
		[SEG_TIMEOUT] = M_LOST,
		[SEG_SPURIOUS] = M_SPURIOUS,
		[SEG_LATE] = M_LATE,
		[SEG_DUPLICATE] = M_DUPLICATE,
		[SEG_PROBE] = M_ZERO,
	};

	if (kind == SEG_KEEPALIVE)
		see_keepalive(w, k, dir);
	else if (marks[kind])
		talk_mark(w, k, marks[kind], dir, w->number, w->now);
	if (kind == SEG_FAST || kind == SEG_TIMEOUT)
		see_again(w, k, f, dir, e);
}

static bool carries(enum seg_kind kind)
{
	return kind == SEG_NEW || kind == SEG_AHEAD || kind == SEG_LATE || kind == SEG_FAST ||
	       kind == SEG_TIMEOUT || kind == SEG_SPURIOUS;
}

/* Holes that closed by themselves. */
static void see_healed(struct why *w, struct talk *k, const struct flow *f, int dir)
{
	uint32_t healed = tcp_odd(&f->tcp->half[dir])->healed;
	struct oddity *o;

	if (oddity(k)->healed[dir] == healed)
		return;
	o = odd_of(w, k);
	if (o)
		o->healed[dir] = healed;
	talk_mark(w, k, M_HEALED, dir, w->number, w->now);
}

/* All that is no RST. */
static void see_lively(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	if (k->odd)
		k->odd->keepalives[!dir] = 0;
	see_healed(w, k, f, !dir);
	see_window(w, k, f, dir, e);
	if (e->flags & TELL_ACK)
		note_delivered(k, !dir, e->ack);
	if (e->nsack && seq_diff(e->sack[0][1], e->ack) <= 0)
		talk_mark(w, k, M_DSACK, dir, w->number, w->now);
}

static void see_new_data(
	struct why *w, struct talk *k, const struct flow *f, int dir, const struct tell_tcp *e)
{
	if (!said_of(w, k))
		return;
	see_stall(w, k, f, dir, e);
	see_data(w, k, f, dir, e);
	see_rate(w, k->said, dir, e->length);
	if (tcp_odd(&f->tcp->half[dir])->full != marked(k->book, M_FULL, dir))
		talk_mark(w, k, M_FULL, dir, w->number, w->now);
	k->said->last_len[dir] = e->length;
	/* An acknowledgement with data was not delayed for nothing. */
	k->said->acked_t[!dir] = 0;
}

void talk_segment(
	struct why *w, struct flow *f, int dir, const struct tell_tcp *e, enum seg_kind kind)
{
	struct talk *k = talk_of(w, f);

	if (!k || e->cut)
		return;
	if (e->flags & TELL_SYN)
		see_syn(w, k, f, dir, e);
	if (kind > SEG_NEW)
		mark_kind(w, k, f, dir, e, kind);
	if (kind == SEG_DUPLICATE)
		return;
	if (e->flags & (TELL_RST | TELL_FIN))
		see_end(w, k, dir, e);
	if (!(e->flags & TELL_RST))
		see_lively(w, k, f, dir, e);
	if ((kind == SEG_NEW || kind == SEG_AHEAD) && e->length)
		see_new_data(w, k, f, dir, e);
	else if (!e->length && !(e->flags & (TELL_SYN | TELL_FIN | TELL_RST)))
		see_pure_ack(k, f, dir, e, w->now);
	if (kind == SEG_NEW || kind == SEG_AHEAD || kind == SEG_PLAIN)
		see_way(w, k, f, dir, e);
	if (e->length && !(e->flags & (TELL_RST | TELL_SYN)) && said_of(w, k)) {
		if (carries(kind))
			note_sent(k->said, f, dir, e);
		app_data(w, f, dir, e);
	}
	k->seg_t[dir] = w->now;
}
