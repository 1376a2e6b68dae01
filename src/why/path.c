/* The way between the two ends: loss, order, delay.  RFC 9293, 6298, 2018, 2883, 4821. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <math.h>

enum {
	FAR_MS = 5000, /* more is no way but a pause */
	LONG_MS = 150, /* a round trip that people feel */
	BIG = 1000,    /* a segment that a tunnel may be too small for */
	MSS_USUAL = 1460,
	SAMPLES = 3,
	BULK = 100000, /* octets: enough to fill a queue */
};

static double ms(int64_t ns) { return (double)ns / 1e6; }

static uint32_t told_spurious(const struct tcp_half *h)
{
	return tcp_odd(h)->kinds[SEG_SPURIOUS] >> 16;
}

static uint32_t seen_spurious(const struct tcp_half *h)
{
	return tcp_odd(h)->kinds[SEG_SPURIOUS] & 0xffff;
}

/* What was really lost: not what was sent again for nothing, nor what nobody is there for. */
static uint32_t really_lost(const struct talk *k, const struct tcp_half *h, int dir)
{
	uint32_t n = h->lost, told = told_spurious(h);
	uint32_t seen = seen_spurious(h);

	told = told > seen ? told - seen : 0; /* the rest of them looked like losses */
	n = n > told ? n - told : 0;
	if (oddity(k)->again[dir] && n >= oddity(k)->again[dir])
		n -= oddity(k)->again[dir];
	return n;
}

/* --- segments that are too long for the way --- */

static bool stuck(const struct flow *f, const struct talk *k, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir];
	uint32_t mss = f->tcp->half[!dir].mss;

	if (k->too_big || oddity(k)->big_again[dir] < 2 || oddity(k)->big_len[dir] < BIG)
		return false;
	if (tcp_odd(&f->tcp->half[!dir])->zero_times &&
		f->tcp->half[!dir].window < oddity(k)->big_len[dir])
		return false;
	if (h->mss && mss && mss < h->mss && oddity(k)->big_len[dir] < mss)
		return false;
	return said(k)->delivered_max[dir] < oddity(k)->big_len[dir];
}

/* At the receiver: what is missing is as long as a whole segment and never comes. */
static bool missing(const struct flow *f, const struct talk *k, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir], *peer = &f->tcp->half[!dir];

	if (k->too_big || !tcp_odd(h)->nholes || !peer->have_ack)
		return false;
	if (tcp_odd(h)->holes[0].from != peer->acked ||
		tcp_odd(h)->holes[0].to - tcp_odd(h)->holes[0].from < BIG)
		return false;
	return said(k)->delivered_max[dir] < BIG && f->last - f->first > SEC;
}

static bool mtu_black_hole(struct why *w, const struct flow *f, const struct talk *k, int dir)
{
	struct finding *x;
	bool fresh, far = missing(f, k, dir);

	if (!stuck(f, k, dir) && !far)
		return false;
	x = found_flow(w, "mtu-black-hole", SEVERITY_ERROR, f, &fresh);
	if (!x)
		return true;
	found_talk(x, f, far ? M_BULK : M_LAST, dir);
	if (!far)
		found_talk(x, f, M_LOST, dir);
	if (!fresh)
		return true;
	found_what(x,
		"Long segments from the %s (%u octets) never arrive, however often they are sent; "
		"the handshake and short ones (up to %u octets) do.",
		dir ? "server" : "client", far ? MSS_USUAL : oddity(k)->big_len[dir],
		said(k)->delivered_max[dir]);
	found_not(x,
		"Not loss at random: all long ones are lost and no short one. No ICMP \"too big\" "
		"came back: it is filtered somewhere.");
	found_next(x,
		"Let ICMP type 3 code 4 (ICMPv6 type 2) through, or lower the MSS at the tunnel "
		"or router (clamp it).");
	return true;
}

/* --- a peer that is gone --- */

static bool peer_vanished(struct why *w, const struct flow *f, const struct talk *k, int dir)
{
	int64_t silence = k->seg_t[dir] - k->seg_t[!dir];
	uint32_t tries = oddity(k)->again[dir] +
	                 (oddity(k)->keepalives[dir] > 1 ? oddity(k)->keepalives[dir] - 1 : 0);
	struct finding *x;
	bool fresh;

	if (tries < 3 || silence < SEC || !k->seg_t[!dir] || k->one_way)
		return false;
	if (ending(k)->rst_t[!dir] || (ending(k)->fin_t[0] && ending(k)->fin_t[1]))
		return false;
	x = found_flow(w, "peer-vanished", SEVERITY_ERROR, f, &fresh);
	if (!x)
		return true;
	found_talk(x, f, M_LAST, dir);
	if (!fresh)
		return true;
	found_what(x,
		"The %s has not been heard of for %.1f s: the last data (%u octets) was sent again "
		"%u "
		"times and never acknowledged, though the connection had worked until then.",
		dir ? "client" : "server", (double)silence / 1e9, oddity(k)->again_len[dir], tries);
	found_not(x,
		"Not a closed connection: neither FIN nor RST came. Not the path MTU: what is "
		"lost is %s.",
		oddity(k)->again_len[dir] < BIG ? "short" : "as long as what arrived before");
	found_next(x,
		"See whether the host is up, and whether a firewall or NAT on the way has "
		"forgotten the connection.");
	return true;
}

/* --- loss, order, copies --- */

static void loss(struct why *w, const struct flow *f, const struct talk *k, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir];
	uint32_t n = really_lost(k, h, dir);
	struct finding *x;
	bool fresh;

	if (!n || k->too_big)
		return;
	x = found_flow(w, "packet-loss", n >= 2 ? SEVERITY_WARNING : SEVERITY_NOTICE, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_LOST, dir);
	if (!fresh)
		return;
	found_what(x,
		"%u of %u data segments from the %s were lost on the way and sent again (%.1f %%): "
		"%u after duplicate acknowledgements, %u after a timeout.",
		n, h->data_segs, dir ? "server" : "client",
		100.0 * n / (h->data_segs ? h->data_segs : 1), tcp_odd(h)->kinds[SEG_FAST],
		tcp_odd(h)->kinds[SEG_TIMEOUT]);
	found_not(x,
		"Not copies made by the capture (the IP ids differ), not reordering, not sent "
		"again for nothing.");
	found_next(x,
		"Look at errors and drops of the interfaces on the way, at a full link, at "
		"duplex and radio.");
}

static void reordering(struct why *w, const struct flow *f, int dir)
{
	uint32_t n = tcp_odd(&f->tcp->half[dir])->kinds[SEG_LATE],
		 healed = tcp_odd(&f->tcp->half[dir])->healed;
	struct finding *x;
	bool fresh, behind = !n && healed >= 3;

	n = behind ? healed : n;

	if (!n)
		return;
	x = found_flow(w, "reordering", n >= 3 ? SEVERITY_WARNING : SEVERITY_NOTICE, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, behind ? M_HEALED : M_LATE, dir);
	if (!fresh)
		return;
	if (behind)
		found_what(x,
			"%u times the receiver misses segments from the %s that then arrive "
			"without being "
			"sent again: they are overtaken behind the place of this capture.",
			n, dir ? "server" : "client");
	else
		found_what(x,
			"%u of %u data segments from the %s arrive after ones that were sent "
			"later.",
			n, f->tcp->half[dir].data_segs, dir ? "server" : "client");
	found_not(x,
		"Not loss: nothing was sent again for them (their IP ids or time stamps are "
		"older).");
	found_next(x, "Look for several ways at once: link bundles or balancing packet by packet.");
}

/* D-SACKs for what was sent again, */
static uint32_t told_again(const struct tcp_half *h)
{
	uint32_t copies = tcp_odd(h)->kinds[SEG_DUPLICATE], told = told_spurious(h);
	uint32_t again = h->lost + seen_spurious(h) + tcp_odd(h)->kinds[SEG_KEEPALIVE] +
	                 tcp_odd(h)->kinds[SEG_SYN_AGAIN];

	told = told > copies ? told - copies : 0;
	return told < again ? told : again;
}

static uint32_t doubled(const struct tcp_half *h)
{
	uint32_t again = h->lost + seen_spurious(h) + tcp_odd(h)->kinds[SEG_KEEPALIVE] +
	                 tcp_odd(h)->kinds[SEG_SYN_AGAIN];

	return told_spurious(h) > again ? told_spurious(h) - again : 0;
}

static void doubled_later(struct why *w, const struct flow *f, uint32_t n)
{
	bool fresh;
	struct finding *x = found_flow(w, "duplicate-packets", SEVERITY_WARNING, f, &fresh);

	if (!x)
		return;
	found_talk(x, f, M_DSACK, -1);
	if (!fresh)
		return;
	found_what(x,
		"%u segments that were sent once arrived twice, says the receiver (D-SACK): "
		"something behind "
		"the place of this capture copies packets.",
		n);
	found_not(x, "Not sent again by the sender: the capture would show it.");
	found_next(x, "Look for a loop, a bond or a mirror between here and the receiver.");
}

/* So many copies of one direction that it is the capture which sees it twice. */
static bool mirrored(const struct flow *f, int dir)
{
	return tcp_odd(&f->tcp->half[dir])->kinds[SEG_DUPLICATE] * 5ULL > f->packets[dir] * 2;
}

static void duplicates(struct why *w, const struct flow *f)
{
	uint32_t n = tcp_odd(&f->tcp->half[0])->kinds[SEG_DUPLICATE] +
	             tcp_odd(&f->tcp->half[1])->kinds[SEG_DUPLICATE];
	uint32_t told = doubled(&f->tcp->half[0]) + doubled(&f->tcp->half[1]);
	uint64_t all = f->packets[0] + f->packets[1];
	bool capture = mirrored(f, 0) || mirrored(f, 1);
	struct finding *x;
	bool fresh;

	w->facts.duplicates += n;
	if (n < 2 && told >= 2) {
		doubled_later(w, f, told);
		return;
	}
	if (n < 2 && !capture)
		return;
	x = found_flow(w, "duplicate-packets",
		capture || n < 2 ? SEVERITY_NOTICE : SEVERITY_WARNING, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_DUPLICATE, -1);
	if (!fresh)
		return;
	found_what(x, "%u of %llu packets come twice: the same octets with the same IP id.%s", n,
		(unsigned long long)all,
		capture ? " So many that it is the capture which sees each packet twice." : "");
	found_not(x, "Not sent again by the sender: that would have a new IP id or time stamp.");
	found_next(x, "%s",
		capture ? "Mirror one direction or one port only, or remove copies: sonde --dedupe."
			: "Look for a device on the way that copies packets: a loop, a bond, a "
			  "mirror.");
}

static void spurious(struct why *w, const struct flow *f, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir];
	uint32_t told = told_again(h), seen = seen_spurious(h), n = told > seen ? told : seen;
	struct finding *x;
	bool fresh;

	if (!n)
		return;
	x = found_flow(w, "spurious-retransmission", n >= 2 ? SEVERITY_WARNING : SEVERITY_NOTICE, f,
		&fresh);
	if (!x)
		return;
	found_talk(x, f, M_SPURIOUS, dir);
	if (told)
		found_talk(x, f, M_LOST, dir);
	if (!fresh)
		return;
	found_what(x,
		"The %s sent %u segments again that had arrived%s: the way was slow for a moment, "
		"not "
		"lossy.",
		dir ? "server" : "client", n,
		told ? " (the receiver says so: D-SACK)" : " (they had been acknowledged)");
	found_next(x,
		"Look for what holds packets up for a moment: queues, radio, a busy virtual "
		"machine.");
}

/* --- delay --- */

static bool way_ok(const struct way *y)
{
	double real = ms(y->last_t - y->first_t),
	       told = (double)seq_diff(y->last_val, y->first_val);

	return y->n >= WAY_LEAST && real >= 300 && fabs(told - real) < real * 0.25 + 20;
}

/* The least round trip of the connection, ns. */
static int64_t least_rtt(const struct flow *f)
{
	int64_t rtt = flow_rtt(f), both;
	const struct flow_tcp *t = f->tcp;

	both = ((int64_t)t->half[0].rtt.min + t->half[1].rtt.min) * 1000;
	/* With more than one SYN it is not clear which of them was answered. */
	if (t->half[0].rtt.n && t->half[1].rtt.n && (!rtt || both < rtt || t->syns > 1))
		return both;
	return t->syns > 1 ? 0 : rtt;
}

/* As long as people feel it. */
static bool is_long(int64_t rtt) { return rtt >= LONG_MS * MS && rtt <= FAR_MS * MS; }

static void high_rtt(struct why *w, const struct flow *f)
{
	int64_t rtt = least_rtt(f);
	struct finding *x;
	bool fresh;

	if (!is_long(rtt))
		return;
	/* Without the handshake, few samples may be of a server that answered late. */
	if (f->tcp->handshake < 0 && f->tcp->half[0].rtt.n + f->tcp->half[1].rtt.n < SAMPLES)
		return;
	x = found_flow(w, "high-rtt", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_SYN, 0);
	found_talk(x, f, M_SYNACK, 1);
	if (!f->tcp->syns)
		found_talk(x, f, M_FIRST, -1);
	if (!fresh)
		return;
	found_what(x, "A round trip takes %ld ms, from the first packet on.", lrint(ms(rtt)));
	found_not(x,
		"Not the server: its TCP answers the SYN before any program is asked. Not a queue "
		"that fills: it is as long when nothing else is sent.");
	found_next(x,
		"It is the length of the way (or a satellite, a tunnel's detour): see "
		"traceroute; fewer turns help.");
}

/* More than a few requests; what is on its way at a time only the sender's side would see. */
static bool is_bulk(const struct tcp_half *h)
{
	return h->data >= BULK && h->data_segs && h->data / h->data_segs >= 500;
}

struct delay { /* of the data's way, ms */
	double least, mean, most, step;
	bool known;
};

/* Of a direction with too few segments to tell. */
static const struct way none = { .n = 0 };

static struct delay delay_of(const struct flow *f, const struct talk *k, int dir)
{
	const struct rtt *r = &f->tcp->half[dir].rtt;
	const struct way *y = way_of(k, dir) ? way_of(k, dir) : &none;
	struct delay d = { .known = false };
	double base = ms(flow_rtt(f));

	if (way_ok(y) && y->most - y->least > 20) {
		d.known = true;
		d.least = base;
		d.mean = base + y->sum / y->n - y->least;
		d.most = base + y->most - y->least;
		d.step = y->steps / (y->n - 1);
	}
	if (r->n >= 8 && r->max / 1000.0 > d.most) {
		d.known = true;
		d.least = r->min / 1000.0 < base || base <= 0 ? r->min / 1000.0 : base;
		d.mean = (double)r->sum / r->n / 1000.0;
		d.most = r->max / 1000.0;
	}
	return d;
}

/* On a short way a queue that is many times as long as the way shows sooner. */
static bool grows(const struct delay *d)
{
	double more = d->most - d->least;

	return (more >= 60 && d->mean >= 3 * d->least + 10) ||
	       (more >= 45 && d->mean >= 4 * d->least + 10);
}

static bool bufferbloat(struct why *w, const struct flow *f, const struct talk *k, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir];
	uint32_t lost = really_lost(k, h, dir);
	struct finding *x;
	struct delay d;
	bool fresh;

	if (!is_bulk(h))
		return false;
	d = delay_of(f, k, dir);
	if (!d.known || !grows(&d))
		return false;
	if (lost * 100 > h->data_segs || d.step * 8 > d.most - d.least ||
		oddity(k)->stalls[dir] > 5)
		return false;
	if (tcp_odd(&f->tcp->half[!dir])->zero_times)
		return false;
	x = found_flow(w, "bufferbloat", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return true;
	found_talk(x, f, M_BULK, dir);
	if (!fresh)
		return true;
	found_what(x,
		"The round trip grows from %.0f ms to %.0f ms (%.0f ms on average) while the %s "
		"sends "
		"%llu kB, and next to nothing is lost: a queue on the way is far too long.",
		d.least, d.most, d.mean, dir ? "server" : "client",
		(unsigned long long)h->data / 1000);
	found_not(x,
		"Not the length of the way: without load a round trip takes %.0f ms. Not loss.",
		d.least);
	found_next(x,
		"Use a queue that keeps short at the bottleneck (fq_codel, cake), or limit the "
		"rate just below it.");
	return true;
}

static void jitter(struct why *w, const struct flow *f, const struct talk *k)
{
	double step = 0, most = 0;
	struct finding *x;
	bool fresh;

	if (is_bulk(&f->tcp->half[0]) || is_bulk(&f->tcp->half[1]))
		return;
	for (int dir = 0; dir < 2; dir++) {
		const struct way *y = way_of(k, dir) ? way_of(k, dir) : &none;
		const struct rtt *r = &f->tcp->half[dir].rtt;
		double s = way_ok(y) && y->leaps >= 4 ? y->steps / (y->n - 1) : 0;
		/* Once out and back, as when a machine stood still, is no jitter. */
		bool often = y->steps - 2 * (y->most - y->least) >= 5.0 * (y->n - 1);

		if (s > step && often && y->most - y->least >= 30 &&
			r->n + f->tcp->half[!dir].rtt.n >= 8) {
			step = s;
			most = y->most - y->least;
		}
	}
	if (step < 10)
		return;
	x = found_flow(w, "jitter", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_BULK, -1);
	if (!fresh)
		return;
	found_what(x,
		"How long packets take varies by up to %.0f ms, by %.0f ms from one to the next, "
		"though "
		"the connection hardly sends anything.",
		most, step);
	found_not(x,
		"Not a queue that this connection fills. Not the server: by the senders' time "
		"stamps it is the way.");
	found_next(x,
		"Look for radio, a shared or overloaded link, a busy virtual machine on the "
		"way.");
}

/* --- a rate that something holds --- */

struct rate {
	double mean, spread; /* octets a second; relative */
	int bins;
};

static struct rate rate_of(const struct rates *k)
{
	struct rate r = { 0, 0, 0 };
	double sum = 0, sq = 0;
	int last = BINS - 1, from;

	if (!k)
		return r;
	while (last > 0 && !k->bin[last])
		last--;
	from = last / 4; /* without the start, and without the last, which is cut */
	for (int i = from; i < last; i++, r.bins++) {
		sum += k->bin[i];
		sq += (double)k->bin[i] * k->bin[i];
	}
	if (r.bins < 6 || sum <= 0)
		return r;
	r.mean = sum / r.bins;
	r.spread = sqrt(fmax(0, sq / r.bins - r.mean * r.mean)) / r.mean;
	r.mean /= (double)k->width / 1e9;
	return r;
}

static void rate_limited(struct why *w, const struct flow *f, const struct talk *k)
{
	int dir = said(k)->rates ? said(k)->rates->dir : 0;
	const struct tcp_half *h = &f->tcp->half[dir], *peer = &f->tcp->half[!dir];
	bool fresh, queued;
	struct finding *x;
	struct delay d;
	struct rate r;

	if (!said(k)->rates || !is_bulk(h))
		return;
	d = delay_of(f, k, dir);
	r = rate_of(said(k)->rates);
	if (r.bins < 6 || r.spread > 0.3 || tcp_odd(peer)->zero_times)
		return;
	queued = d.known && d.mean > 1.4 * d.least + 8;
	if (!queued && really_lost(k, h, dir) < 3)
		return;
	if (tcp_odd(h)->full * 4 > h->data_segs)
		return;
	x = found_flow(w, "rate-limited", SEVERITY_NOTICE, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_BULK, dir);
	if (!fresh)
		return;
	found_what(x,
		"The transfer from the %s runs at a steady %.2f Mbit/s (within %.0f %%) with a "
		"queue "
		"before it: something on the way limits the rate.",
		dir ? "server" : "client", r.mean * 8 / 1e6, 100 * r.spread);
	found_not(x,
		"Not the receiver: its window is never full. Not the sender: it has more to send.");
	found_next(
		x, "Compare with the rate that was bought or configured (shaper, policer, link).");
}

void judge_distance(struct why *w, struct flow *f) { high_rtt(w, f); }

void judge_path(struct why *w, struct flow *f)
{
	struct talk *k = f->app;
	bool gone = false, bloat = false;

	for (int dir = 0; dir < 2 && !gone; dir++)
		gone = mtu_black_hole(w, f, k, dir) || peer_vanished(w, f, k, dir);
	for (int dir = 0; dir < 2; dir++) {
		if (!gone)
			loss(w, f, k, dir);
		reordering(w, f, dir);
		spurious(w, f, dir);
		bloat |= bufferbloat(w, f, k, dir);
	}
	duplicates(w, f);
	high_rtt(w, f);
	if (!bloat)
		jitter(w, f, k);
	rate_limited(w, f, k);
}

/* What is lost, late, doubled or sent again shows in what is kept apart. */
bool path_doubts(const struct flow *f, const struct talk *k)
{
	for (int dir = 0; dir < 2; dir++) {
		const struct tcp_half *h = &f->tcp->half[dir];

		if (h->odd || h->lost || h->data >= BULK)
			return true;
	}
	return k->odd || k->measured;
}

bool path_far(const struct flow *f) { return is_long(least_rtt(f)); }
