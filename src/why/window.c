/* Receivers that do not let the sender send.  RFC 9293, 3.8.6; RFC 1122, 4.2.3.3. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

enum {
	SMALL = 40000, /* a window that a fast or long way needs more than */
	MANY = 16,     /* times the window */
	SILLY = 10,    /* small windows or segments, so many of them */
	MSS_USUAL = 1460,
};

static const char *side(int dir) { return dir ? "server" : "client"; }

static int64_t closed_for(const struct flow *f, const struct tcp_half *h)
{
	int64_t ns = tcp_odd(h)->zero_ns;

	if (tcp_odd(h)->zero_since && !f->tcp->half[0].rst && !f->tcp->half[1].rst)
		ns += f->last - tcp_odd(h)->zero_since;
	return ns;
}

/* dir closes its window. */
static bool zero_window(struct why *w, const struct flow *f, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir];
	int64_t ns = closed_for(f, h);
	struct finding *x;
	bool fresh;

	if (!tcp_odd(h)->zero_times || ns < 200 * MS || !f->tcp->half[!dir].data)
		return false;
	x = found_flow(w, "zero-window", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return true;
	found_talk(x, f, M_ZERO, -1);
	if (!fresh)
		return true;
	found_what(x,
		"The %s closed its receive window %u time%s, for %.2f s in all: its program does "
		"not read "
		"what has come, and the %s must wait.",
		side(dir), tcp_odd(h)->zero_times, tcp_odd(h)->zero_times == 1 ? "" : "s",
		(double)ns / 1e9, side(!dir));
	found_not(x,
		"Not the network: what was sent was acknowledged. Not the %s: it has more to send.",
		side(!dir));
	found_next(x,
		"See what the program on the %s's side does instead of reading (disk, CPU, a "
		"lock).",
		side(dir));
	return true;
}

/* dir's window is so small that !dir sends crumbs. */
static bool silly_window(struct why *w, const struct flow *f, const struct talk *k, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir], *sender = &f->tcp->half[!dir];
	uint32_t crumbs = oddity(k)->tiny_segs[!dir], windows = oddity(k)->tiny[dir];
	struct finding *x;
	bool fresh;

	if (crumbs < SILLY || windows < SILLY || crumbs * 4 < sender->data_segs)
		return false;
	x = found_flow(w, "silly-window", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return true;
	found_talk(x, f, M_TINY, -1);
	if (!fresh)
		return true;
	found_what(x,
		"The %s opens its window by little at a time (%u windows of less than half a "
		"segment), and "
		"the %s fills each at once: %u of %u segments are crumbs of %u octets or so.",
		side(dir), windows, side(!dir), crumbs, sender->data_segs,
		sender->data_segs ? (uint32_t)(sender->data / sender->data_segs) : 0);
	found_not(
		x, "Not loss. Not small requests: the sender has more to send and no room for it.");
	found_next(x,
		"Let the program on the %s's side read more at a time, or give it a larger receive "
		"buffer.",
		side(dir));
	(void)h;
	return true;
}

static void small_window(struct why *w, const struct flow *f, const struct talk *k, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir], *sender = &f->tcp->half[!dir];
	int64_t rtt = flow_rtt(f), lasted = said(k)->data_t[!dir] - said(k)->first_t[!dir];
	double share = sender->data_segs ? (double)tcp_odd(sender)->full / sender->data_segs : 0;
	/* What is on its way at a time: a capture at the receiver does not see the window full. */
	double flight =
		lasted > 0 ? (double)sender->data / ((double)lasted / 1e9) * ((double)rtt / 1e9)
			   : 0;
	bool small = h->window_max < SMALL, full = tcp_odd(sender)->full >= 8 && share >= 0.2;
	struct finding *x;
	bool fresh;

	if (small && flight > 0.4 * h->window_max && sender->data > (uint64_t)MANY * h->window_max)
		full = true;
	if (!full || rtt < 2 * MS || lasted < 5 * rtt || sender->lost > 2)
		return;
	x = found_flow(w, small ? "small-window" : "window-limited",
		small ? SEVERITY_WARNING : SEVERITY_NOTICE, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_FULL, !dir);
	if (!fresh)
		return;
	found_what(x,
		"The %s never offers a window of more than %u octets, and the %s fills it and "
		"waits "
		"a round trip (%.0f ms) each time: at most %.2f Mbit/s whatever the link can do.",
		side(dir), h->window_max, side(!dir), (double)rtt / 1e6,
		h->window_max * 8.0 / ((double)rtt / 1e9) / 1e6);
	found_not(x,
		"Not loss (%u segments). Not a slow sender: it sends as soon as there is room.",
		sender->lost);
	found_next(x, "Give the %s a larger receive buffer%s.", side(dir),
		h->scaled ? "" : ", and let it use window scaling (RFC 7323): it is off");
}

void judge_windows(struct why *w, struct flow *f)
{
	struct talk *k = f->app;

	for (int dir = 0; dir < 2; dir++) {
		bool zero = zero_window(w, f, dir), silly = silly_window(w, f, k, dir);

		if (!zero && !silly)
			small_window(w, f, k, dir);
	}
}

/* Of one whose ends have nothing odd. */
bool window_doubts(const struct flow *f)
{
	const struct tcp_half *h = f->tcp->half;

	return h[0].data > (uint64_t)MANY * h[1].window_max ||
	       h[1].data > (uint64_t)MANY * h[0].window_max;
}
