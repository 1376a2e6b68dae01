/* Requests one after the other.  Nagle's algorithm: RFC 896; delayed acknowledgements: RFC 1122,
 * 4.2.3.2. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

enum {
	STALLS = 5,
	TURNS = 50,
	SMALL_TURN = 1024, /* octets of a request and its reply */
};

/* True: that is why the turns take long. */
static bool delayed_ack(struct why *w, const struct flow *f, const struct talk *k, int dir)
{
	const struct tcp_half *h = &f->tcp->half[dir];
	int64_t lasted = said(k)->data_t[dir] - said(k)->first_t[dir];
	uint32_t n = oddity(k)->stalls[dir];
	struct finding *x;
	bool fresh;

	if (n < STALLS || oddity(k)->stall_ns[dir] * 10 < lasted || n * 5 < h->data_segs)
		return false;
	x = found_flow(w, "delayed-ack-stall", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return true;
	found_talk(x, f, M_STALL, dir);
	found_talk(x, f, M_BULK, dir);
	if (!fresh)
		return true;
	found_what(x,
		"%u times the %s holds back a small segment until its last one is acknowledged "
		"(Nagle), and "
		"the other side delays that acknowledgement by about %.0f ms: %.2f s of %.2f s are "
		"lost so.",
		n, dir ? "server" : "client", (double)oddity(k)->stall_ns[dir] / n / 1e6,
		(double)oddity(k)->stall_ns[dir] / 1e9, (double)lasted / 1e9);
	found_not(x, "Not the way (round trip %.1f ms), not loss, not a closed window.",
		(double)flow_rtt(f) / 1e6);
	found_next(x,
		"Write a request in one piece (writev, a buffer), or set TCP_NODELAY; about %.2f s "
		"less.",
		(double)oddity(k)->stall_ns[dir] / 1e9);
	return true;
}

static bool other_cause(const struct flow *f, const struct talk *k)
{
	const struct flow_tcp *t = f->tcp;

	if (t->half[0].lost + t->half[1].lost > said(k)->turns / 20)
		return true;
	if (tcp_odd(&t->half[0])->zero_times || tcp_odd(&t->half[1])->zero_times)
		return true;
	return said(k)->slow * 10 > said(k)->turns;
}

static void many_small(struct why *w, const struct flow *f, const struct talk *k)
{
	uint64_t octets =
		said(k)->turns ? (said(k)->req_octets + said(k)->reply_octets) / said(k)->turns : 0;
	int64_t lasted = f->last - f->first, rtt = flow_rtt(f), work;
	struct finding *x;
	bool fresh;

	if (said(k)->turns < TURNS || octets > SMALL_TURN || other_cause(f, k))
		return;
	if (said(k)->quick * 10 < said(k)->turns * 8 ||
		(said(k)->wait_sum + said(k)->gap_sum) * 2 < lasted)
		return;
	if (app_may_wait(k))
		return;
	work = said(k)->wait_sum - rtt * said(k)->turns;
	work = work < 0 ? 0 : work;
	x = found_flow(w, "many-small-requests", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_TURN, 0);
	if (!fresh)
		return;
	found_what(x,
		"%u small %s%srequests one after the other, each waiting for its reply (%llu "
		"octets out, %llu "
		"back on average): %.0f %% of %.2f s is waiting for replies.",
		said(k)->turns, app_name(k), *app_name(k) ? " " : "",
		(unsigned long long)(said(k)->req_octets / said(k)->turns),
		(unsigned long long)(said(k)->reply_octets / said(k)->turns),
		100.0 * (double)said(k)->wait_sum / (double)(lasted ? lasted : 1),
		(double)lasted / 1e9);
	found_not(x,
		"Not loss, not windows, not a slow server (%.2f ms a request), not Nagle's "
		"algorithm.",
		(double)work / said(k)->turns / 1e6);
	found_next(x,
		"Ask for more at a time, or send requests without waiting (pipelining, a batch, "
		"one query for "
		"all): in one batch about %.3f s instead of %.3f s, if the server takes as long a "
		"request as "
		"now.",
		(double)(rtt + work) / 1e9, (double)said(k)->wait_sum / 1e9);
}

void judge_turns(struct why *w, struct flow *f)
{
	const struct talk *k = f->app;
	bool stalled = delayed_ack(w, f, k, 0);

	stalled |= delayed_ack(w, f, k, 1);
	if (!stalled)
		many_small(w, f, k);
}

bool turns_doubts(const struct talk *k) { return k->odd || said(k)->turns >= TURNS; }
