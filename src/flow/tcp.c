/* What each side of a TCP connection did.  RFC 9293; RTO: RFC 6298; SACK and D-SACK: RFC 2018,
 * 2883; time stamps: RFC 7323. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow.h"

enum {
	MS = 1000,             /* us */
	SAME_AT_MOST = 2 * MS, /* without an IP id: how far apart two copies may be */
	LATE_AT_MOST = 3 * MS, /* likewise, how late a reordered one may come */
	RTO_LEAST = 200 * MS,  /* some send again what they have, with its IP id */
	DUPACKS = 3,
	OLD = 1 << 28, /* further back than any window: another connection's */
};

/* --- what was seen lately --- */

static struct seg_seen seen_of(const struct tell_tcp *e, uint32_t end, uint32_t t)
{
	bool has_id = e->ip->ver == 4 && e->ip->id;

	return (struct seg_seen){ .seq = e->seq,
		.t = t,
		.length = (uint16_t)(end - e->seq),
		.said = (uint16_t)(e->ack ^ e->ack >> 16 ^ e->window),
		.id = (uint16_t)(has_id ? e->ip->id : e->tsval),
		.has_id = has_id };
}

/* Without IP ids: what is sent again later has another time stamp. */
static bool is_copy(const struct tell_tcp *e, uint32_t since)
{
	return since < SAME_AT_MOST || (e->has_ts && since < 100 * MS);
}

/* Has another segment the same id?  Then the sender does not count its packets: ids tell nothing.
 */
static bool constant_id(const struct tcp_half *h, const struct seg_seen *now)
{
	const struct seg_seen *s = tcp_recent(h);

	for (int i = 0; i < h->nrecent; i++)
		if (s[i].has_id && s[i].id == now->id &&
			(s[i].seq != now->seq || s[i].length != now->length))
			return true;
	return false;
}

/* The same packet, seen before?  A sender gives what it sends again a new IP id (or, without ids, a
 * new time stamp), a device that doubles packets does not. */
static bool seen(const struct tcp_half *h, const struct tell_tcp *e, const struct seg_seen *now,
	uint32_t end, uint32_t peer_dupacks)
{
	const struct seg_seen *s = tcp_recent(h);

	if (!h->nrecent || seq_diff(end, h->recent_end) > 0 || (!now->has_id && !now->length))
		return false;
	for (int i = 0; i < h->nrecent; i++, s++) {
		if (s->seq != now->seq || s->length != now->length || s->said != now->said ||
			s->id != now->id || s->has_id != now->has_id)
			continue;
		if (now->has_id && !constant_id(h, now)) {
			if (now->t - s->t < RTO_LEAST)
				return true;
		} else if (now->length && peer_dupacks < 2 && is_copy(e, now->t - s->t)) {
			return true;
		}
	}
	return false;
}

/* Room for more than those; NULL: out of memory. */
static struct seg_seen *grow_recent(struct tcp_room *r, struct tcp_half *h)
{
	bool few = h->nrecent == FLOW_FIRST;
	struct seg_seen *more = pool_get(few ? &r->some : &r->recent);

	if (!more)
		return NULL;
	memcpy(more, tcp_recent(h), h->nrecent * sizeof(*more));
	if (!few)
		pool_put(&r->some, h->recent);
	h->next_recent = h->nrecent++;
	return h->recent = more;
}

static void remember(
	struct tcp_room *r, struct tcp_half *h, const struct seg_seen *now, uint32_t end)
{
	struct seg_seen *to = NULL;

	if (!h->nrecent || seq_diff(end, h->recent_end) > 0)
		h->recent_end = end;
	if (h->nrecent == FLOW_FIRST || h->nrecent == FLOW_SOME)
		to = grow_recent(r, h);
	else if (h->nrecent < FLOW_RECENT)
		h->nrecent++;
	to = to ? to : h->nrecent > FLOW_FIRST ? h->recent : h->first;
	to[h->next_recent] = *now;
	h->next_recent = h->next_recent + 1 < tcp_room_of(h) ? (uint8_t)(h->next_recent + 1) : 0;
}

/* --- what is apart --- */

const struct tcp_odd tcp_nothing_odd = { .nholes = 0 };

struct tcp_room tcp_room(struct arena *from)
{
	return (struct tcp_room){ .some = pool_of(from, FLOW_SOME * sizeof(struct seg_seen)),
		.recent = pool_of(from, FLOW_RECENT * sizeof(struct seg_seen)),
		.odd = pool_of(from, sizeof(struct tcp_odd)) };
}

void tcp_room_free(struct tcp_room *r)
{
	pool_free(&r->some);
	pool_free(&r->recent);
	pool_free(&r->odd);
}

void tcp_forget(struct tcp_room *r, struct flow_tcp *t)
{
	for (int dir = 0; t && dir < 2; dir++) {
		struct tcp_half *h = &t->half[dir];

		if (h->nrecent > FLOW_FIRST)
			pool_put(h->nrecent > FLOW_SOME ? &r->recent : &r->some, h->recent);
		pool_put(&r->odd, h->odd);
	}
}

/* NULL: out of memory, then it is not counted. */
static struct tcp_odd *odd_of(struct tcp_room *r, struct tcp_half *h)
{
	if (!h->odd)
		h->odd = pool_get(&r->odd);
	return h->odd;
}

static void count(struct tcp_room *r, struct tcp_half *h, enum seg_kind kind)
{
	struct tcp_odd *o = kind > SEG_NEW ? odd_of(r, h) : NULL;

	if (o)
		o->kinds[kind]++;
}

/* --- holes --- */

static void add_hole(struct tcp_room *r, struct tcp_half *h, const struct tell_tcp *e, uint32_t t)
{
	struct tcp_odd *o = odd_of(r, h);

	if (!o)
		return;
	if (o->nholes == FLOW_HOLES) {
		memmove(o->holes, o->holes + 1, sizeof(o->holes) - sizeof(o->holes[0]));
		o->nholes--;
	}
	o->holes[o->nholes++] = (struct hole){ h->next, e->seq, e->ip->id, e->tsval, t };
}

/* The hole that [seq, end) is in, or NULL; it is made smaller by it. */
static bool fill_hole(struct tcp_half *h, uint32_t seq, uint32_t end, struct hole *was)
{
	struct tcp_odd *o = h->odd;

	for (int i = 0; o && i < o->nholes; i++) {
		struct hole *g = &o->holes[i];

		if (seq_diff(end, g->from) <= 0 || seq_diff(seq, g->to) >= 0)
			continue;
		*was = *g;
		if (seq_diff(seq, g->from) <= 0)
			g->from = end;
		else if (seq_diff(end, g->to) >= 0)
			g->to = seq;
		else
			g->from = end; /* the middle: what is before it is given up */
		if (seq_diff(g->from, g->to) >= 0) {
			memmove(g, g + 1, (size_t)(o->nholes - i - 1) * sizeof(*g));
			o->nholes--;
		}
		return true;
	}
	return false;
}

/* --- acknowledgements --- */

static void measure(struct tcp_half *sender, uint32_t ack, uint32_t t)
{
	uint8_t n = 0;

	for (uint8_t i = 0; i < sender->ntimed; i++) {
		if (seq_diff(ack, sender->timed[i].end) < 0) {
			sender->timed[n++] = sender->timed[i];
		} else if (ack == sender->timed[i].end) {
			rtt_add(&sender->rtt, t - sender->timed[i].t);
		}
	}
	sender->ntimed = n & 7U;
}

/* RFC 2883: the first block tells of data that came twice. */
static bool is_dsack(const struct tell_tcp *e)
{
	if (!e->nsack)
		return false;
	if (seq_diff(e->sack[0][1], e->ack) <= 0)
		return true;
	return e->nsack > 1 && seq_diff(e->sack[0][0], e->sack[1][0]) >= 0 &&
	       seq_diff(e->sack[0][1], e->sack[1][1]) <= 0;
}

static void see_zero(struct tcp_odd *o, uint32_t window, int64_t t)
{
	if (o && !window && !o->zero_since) {
		o->zero_since = t;
		o->zero_times++;
	} else if (o && window && o->zero_since) {
		o->zero_ns += t - o->zero_since;
		o->zero_since = 0;
	}
}

static void see_window(struct tcp_room *r, struct tcp_half *h, const struct tell_tcp *e, int64_t t)
{
	uint32_t w = e->window;

	if (!(e->flags & TELL_SYN) && h->scaled)
		w <<= h->wscale;
	if (!w || h->odd)
		see_zero(odd_of(r, h), w, t);
	if (!(e->flags & TELL_SYN) && w > h->window_max)
		h->window_max = w;
	if (!(e->flags & TELL_SYN) && (!h->window_min || w < h->window_min))
		h->window_min = w;
	h->window = w;
}

static uint32_t resent_by(const struct tcp_half *h)
{
	return h->lost + (tcp_odd(h)->kinds[SEG_SPURIOUS] & 0xffff);
}

/* What was missing is there although nothing was sent again: it only came late. */
static void see_sacking(struct tcp_room *r, struct tcp_half *h, struct tcp_half *peer, bool now)
{
	struct tcp_odd *o = now == h->sacking ? NULL : odd_of(r, now ? h : peer);

	if (o && now)
		o->resent_before = resent_by(peer);
	else if (o && tcp_odd(h)->resent_before == resent_by(peer))
		o->healed++;
	h->sacking = now;
}

/* h acknowledges what peer sent.  True: it said the same before and nothing else. */
static bool see_ack(struct tcp_room *r, struct tcp_half *h, struct tcp_half *peer,
	const struct tell_tcp *e, uint32_t t, uint32_t was)
{
	struct tcp_odd *o;
	bool same;

	if (!(e->flags & TELL_ACK))
		return false;
	same = h->have_ack && e->ack == h->acked && !e->length &&
	       !(e->flags & (TELL_SYN | TELL_FIN | TELL_RST)) && h->window == was && peer->have &&
	       seq_diff(peer->next, e->ack) > 0;
	if (!h->have_ack || seq_diff(e->ack, h->acked) > 0) {
		measure(peer, e->ack, t);
		h->moved |= h->have_ack;
		h->acked = e->ack;
		h->dupacks = 0;
	}
	h->have_ack = true;
	if (e->ack == h->acked) /* not one that was overtaken */
		see_sacking(r, h, peer, e->nsack > (is_dsack(e) ? 1 : 0));
	if (same && h->dupacks < UINT8_MAX)
		h->dupacks++;
	o = is_dsack(e) ? odd_of(r, peer) : NULL;
	if (o)
		o->kinds[SEG_SPURIOUS] += 0x10000; /* told by the receiver: the upper half */
	return same;
}

static void see_stamps(struct tcp_half *h, const struct tell_tcp *e)
{
	if (!e->has_ts)
		return;
	if (!h->has_ts || seq_diff(e->tsval, h->newest) > 0)
		h->newest = e->tsval;
	h->has_ts = true;
}

/* --- data --- */

static enum seg_kind resent(const struct tcp_half *peer, uint32_t end)
{
	if (peer->have_ack && seq_diff(peer->acked, end) >= 0)
		return SEG_SPURIOUS;
	if (peer->dupacks >= DUPACKS || peer->sacking)
		return SEG_FAST;
	return SEG_TIMEOUT;
}

/* What fills a hole: was it on its way all the time, or sent again?  By its IP id; or its time
 * stamp: what is sent again is the newest; or by the time: it takes a round trip to ask for it. */
static bool was_late(const struct flow *f, const struct tcp_half *h, const struct hole *g,
	const struct tell_tcp *e, uint32_t t)
{
	uint32_t since = t - g->t, rtt = (uint32_t)(flow_rtt(f) / 1000);

	if (e->ip->ver == 4 && e->ip->id && g->id)
		return (int16_t)(e->ip->id - g->id) < 0;
	if (e->has_ts && seq_diff(e->tsval, h->newest) < 0)
		return true;
	if (e->has_ts && seq_diff(e->tsval, g->tsval) > 0)
		return false;
	return since < (rtt ? rtt - rtt / 5 : LATE_AT_MOST);
}

static enum seg_kind see_old(const struct flow *f, struct tcp_half *h, struct tcp_half *peer,
	const struct tell_tcp *e, uint32_t end, uint32_t t)
{
	struct hole g;
	enum seg_kind kind;

	if (e->length <= 1 && e->seq == h->next - 1 &&
		!(e->flags & (TELL_SYN | TELL_FIN | TELL_RST)) && peer->have_ack &&
		peer->acked == h->next)
		return SEG_KEEPALIVE;
	if (e->length <= 1 && peer->window == 0 && !(e->flags & (TELL_SYN | TELL_FIN)))
		return SEG_PROBE;
	if (fill_hole(h, e->seq, end, &g)) {
		if (was_late(f, h, &g, e, t))
			return SEG_LATE;
		kind = peer->dupacks || peer->sacking ? SEG_FAST : SEG_TIMEOUT;
	} else {
		kind = resent(peer, end);
	}
	/* Karn: what was sent twice measures nothing. */
	for (uint8_t i = 0; i < h->ntimed; i++)
		if (seq_diff(h->timed[i].end, e->seq) > 0)
			h->ntimed = i & 7U;
	if (kind != SEG_SPURIOUS)
		h->lost++;
	return kind;
}

static void time_segment(struct tcp_half *h, uint32_t end, uint32_t t)
{
	if (h->ntimed == FLOW_TIMED)
		return;
	h->timed[h->ntimed].end = end;
	h->timed[h->ntimed].t = t;
	h->ntimed = (h->ntimed + 1) & 7;
}

/* What is on its way now fills the other's window. */
static void see_flight(struct tcp_room *r, struct tcp_half *h, const struct tcp_half *peer,
	const struct tell_tcp *e)
{
	uint32_t flight = h->next - peer->acked;
	struct tcp_odd *o;

	if (!peer->have_ack || !e->length || !peer->window || flight >= OLD ||
		flight + (h->max_seg ? h->max_seg / 2 : 1) <= peer->window)
		return;
	o = odd_of(r, h);
	if (o)
		o->full++;
}

static enum seg_kind see_data(struct tcp_room *r, const struct flow *f, int dir,
	const struct tell_tcp *e, uint32_t end, uint32_t t)
{
	struct tcp_half *h = &f->tcp->half[dir], *peer = &f->tcp->half[!dir];
	enum seg_kind kind = SEG_NEW;
	int32_t ahead = seq_diff(e->seq, h->next);

	if (seq_diff(end, h->next) <= 0)
		return see_old(f, h, peer, e, end, t);
	if (ahead > 0) {
		add_hole(r, h, e, t);
		kind = SEG_AHEAD;
	} else if (ahead == 0 && e->length == 1 && peer->have_ack && peer->window == 0) {
		kind = SEG_PROBE;
	}
	h->data += ahead < 0 ? (uint32_t)seq_diff(end, h->next) : e->length;
	if (kind == SEG_PROBE)
		return kind; /* likely refused: not what is next */
	h->next = end;
	time_segment(h, end, t);
	see_flight(r, h, peer, e);
	return kind;
}

static void see_syn(struct flow *f, int dir, const struct tell_tcp *e, int64_t t)
{
	struct tcp_half *h = &f->tcp->half[dir];

	h->syn = true;
	if (e->mss)
		h->mss = e->mss;
	h->wscale = e->wscale == 255 ? 0 : e->wscale & 15U;
	h->scaled = e->wscale != 255;
	if (!(e->flags & TELL_ACK)) {
		f->tcp->syns++;
		f->tcp->syn_t = f->tcp->syn_t ? f->tcp->syn_t : t;
		h->last_data = t;
		return;
	}
	f->tcp->synacks++;
	if (!f->tcp->synack_t) {
		f->tcp->synack_t = t;
		if (f->tcp->half[!dir].last_data)
			f->tcp->handshake = t - f->tcp->half[!dir].last_data;
	}
	/* RFC 7323, 2.2: both must have sent the option. */
	h->scaled = f->tcp->half[!dir].scaled = h->scaled && f->tcp->half[!dir].scaled;
}

static void begin_half(struct tcp_half *h, const struct tell_tcp *e)
{
	h->have = true;
	h->isn = e->flags & TELL_SYN ? e->seq : e->seq - 1;
	h->next = e->seq + (e->flags & TELL_SYN ? 1 : 0);
}

/* An RST need not carry a number of the stream. */
static enum seg_kind see_reset(struct flow *f, int dir)
{
	struct flow_tcp *tcp = f->tcp;

	tcp->half[dir].rst = true;
	if (tcp->syns && !tcp->synacks && dir == 1)
		tcp->reset_first = true;
	return SEG_PLAIN;
}

/* Data of a SYN counts when it is acknowledged with it; else it is sent again.  RFC 7413, 4.2.2. */
static void take_syn_data(struct tcp_half *h, const struct tell_tcp *e)
{
	int32_t n = seq_diff(e->ack, h->next);

	if (!(e->flags & TELL_ACK) || !h->syn || h->next != h->isn + 1 || h->data_segs || n <= 0 ||
		(uint32_t)n > h->max_seg)
		return;
	h->data = (uint32_t)n;
	h->data_segs = 1;
	h->next = e->ack;
}

static enum seg_kind see_opening(
	struct tcp_room *r, struct flow *f, int dir, const struct tell_tcp *e, int64_t ns)
{
	struct tcp_half *h = &f->tcp->half[dir];
	bool again = h->syn && e->seq == h->isn;
	uint32_t window = h->window;

	see_syn(f, dir, e, ns);
	if (!h->have || !again)
		begin_half(h, e);
	if (e->length > h->max_seg)
		h->max_seg = e->length;
	take_syn_data(&f->tcp->half[!dir], e);
	see_window(r, h, e, ns);
	see_ack(r, h, &f->tcp->half[!dir], e, (uint32_t)(ns / 1000), window);
	if (!again)
		return SEG_PLAIN;
	count(r, h, SEG_SYN_AGAIN);
	return SEG_SYN_AGAIN;
}

enum seg_kind tcp_see(
	struct tcp_room *r, struct flow *f, int dir, const struct tell_tcp *e, int64_t ns)
{
	struct tcp_half *h = &f->tcp->half[dir], *peer = &f->tcp->half[!dir];
	uint32_t end =
		e->seq + e->length + (e->flags & TELL_SYN ? 1 : 0) + (e->flags & TELL_FIN ? 1 : 0);
	enum seg_kind kind = SEG_PLAIN;
	uint32_t window = h->window, t = (uint32_t)(ns / 1000);
	struct seg_seen now;
	bool again;

	h->ttl = e->ip->ttl;
	if (e->flags & TELL_RST)
		return see_reset(f, dir);
	now = seen_of(e, end, t);
	again = h->have && seen(h, e, &now, end, peer->dupacks);
	remember(r, h, &now, end);
	if (again) {
		count(r, h, SEG_DUPLICATE);
		return SEG_DUPLICATE;
	}
	if (e->flags & TELL_SYN)
		return see_opening(r, f, dir, e, ns);
	if (!h->have)
		begin_half(h, e);
	if (f->tcp->synack_t && !f->tcp->ack_t && dir == 0 && (e->flags & TELL_ACK))
		f->tcp->ack_t = ns;
	if (end != e->seq)
		kind = see_data(r, f, dir, e, end, t);
	else if (seq_diff(e->seq, h->next) == -1 && peer->have_ack && peer->acked == h->next)
		kind = SEG_KEEPALIVE;
	see_stamps(h, e);
	if (e->length) {
		h->data_segs++;
		h->last_data = ns;
		if (e->length > h->max_seg)
			h->max_seg = e->length;
	}
	if (e->flags & TELL_FIN && !h->fin) {
		h->fin = true;
		h->fin_seq = end - 1;
	}
	see_window(r, h, e, ns);
	if (see_ack(r, h, peer, e, t, window) && kind == SEG_PLAIN)
		kind = SEG_DUPACK;
	count(r, h, kind);
	return kind;
}
