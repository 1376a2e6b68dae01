/* What a service does with its clients: answers late, not at all, with nothing, with an error. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps.h"

#include <stdio.h>
#include <string.h>

enum { IDLE_S = 3 };

static bool acked_all(const struct flow *f, int dir)
{
	return f->tcp->half[!dir].have_ack &&
	       seq_diff(f->tcp->half[!dir].acked,
		       f->tcp->half[dir].next - (f->tcp->half[dir].fin ? 1 : 0)) >= 0;
}

/* --- errors that the application tells --- */

static const struct {
	const char *class;
	enum severity severity;
	bool one; /* names the connection, not only the service */
	const char *what, *not, *next;
} kinds[] = {
	[T_HTTP_4XX] = { "http-error-4xx", SEVERITY_WARNING, false,
		"The server refuses requests as the client's mistake",
		"The network and the server work: an answer came.",
		"See whether address, name or credentials in the request are right." },
	[T_HTTP_4XX_MILD] = { "http-error-4xx", SEVERITY_NOTICE, false,
		"The server refuses requests, as is usual for these",
		"Credentials are asked for first, or an icon is missing.", "" },
	[T_HTTP_5XX] = { "http-error-5xx", SEVERITY_ERROR, false,
		"The server fails to answer requests",
		"The network works: the error is the server's own answer.",
		"Look into the log of the server, or of what stands behind it (502, 503, 504)." },
	[T_HTTP_EMPTY] = { "http-empty-body", SEVERITY_WARNING, false,
		"A request is answered 200 with an empty body",
		"Not a connection cut short: the reply is whole and says that it has no body.",
		"See what the application had to say there." },
	[T_REDIS] = { "redis-error", SEVERITY_WARNING, true, "Redis answers with an error",
		"The network works: the error is the server's own answer.",
		"Look at the command and the type of its key." },
	[T_REDIS_MILD] = { "redis-error", SEVERITY_NOTICE, true,
		"Redis sends the client elsewhere, as is usual", "", "" },
	[T_POSTGRES] = { "postgres-error", SEVERITY_WARNING, false,
		"PostgreSQL answers with an error",
		"The network works: the error is the server's own answer.",
		"Look at the statement that was sent before it." },
	[T_SMTP] = { "smtp-error", SEVERITY_WARNING, true, "The mail server rejects",
		"The network works: the error is the server's own answer.",
		"The text of the reply says what it does not like." },
	[T_TLS] = { "tls-handshake-failure", SEVERITY_ERROR, false, "The TLS handshake fails",
		"Not the network: the connection opened and both sides spoke.",
		"Compare versions, ciphers, names and certificates of both sides (openssl "
		"s_client)." },
	[T_SECRET] = { "cleartext-credentials", SEVERITY_WARNING, true,
		"A password goes over the network unencrypted", "",
		"Use TLS, and change the password: who can see these packets has it." },
	[T_MISMATCH] = { "protocol-mismatch", SEVERITY_WARNING, true,
		"Another protocol than the port's is spoken",
		"By the first octets, not by the port.",
		"See which program does that, and why it does not use its own port." },
	[T_SHELL] = { "unknown-service", SEVERITY_WARNING, true,
		"A command shell answers on a port that is no shell's",
		"Not Telnet, not SSH: lines of a shell, unencrypted.",
		"Find the program that has this port (ss -ltnp); if nobody knows it, treat the "
		"host as "
		"compromised." },
	[T_SHORT] = { "truncated-body", SEVERITY_ERROR, true,
		"The server closes before its reply is whole",
		"Not loss: all it sent has arrived, up to its FIN.",
		"Look for a crash, a limit or a time-out of the server or the proxy before it." },
};

static void put_trouble(struct why *w, const struct flow *f, const struct trouble *t)
{
	struct finding *x;
	bool fresh;

	if (t->kind == T_SECRET && f->a.b[12] == 127 && addr_is4(&f->a) && addr_is4(&f->b) &&
		f->b.b[12] == 127)
		return; /* it does not leave the host */
	if (kinds[t->kind].one)
		x = found_flow(w, kinds[t->kind].class, kinds[t->kind].severity, f, &fresh);
	else
		x = found_service(w, kinds[t->kind].class, kinds[t->kind].severity, f, &fresh);
	if (!x)
		return;
	found_evidence(x, t->no, t->t);
	found_evidence(x, t->from_no, t->t);
	if (!fresh)
		return;
	found_what(x, "%s: %s%s", kinds[t->kind].what, t->text,
		t->text[0] && t->text[strlen(t->text) - 1] == '.' ? "" : ".");
	found_not(x, "%s", kinds[t->kind].not );
	found_next(x, "%s", kinds[t->kind].next);
}

static bool is_usual(const struct app *a)
{
	uint32_t empty = 0;

	for (uint8_t i = 0; i < a->ntroubles; i++)
		empty += a->troubles[i].kind == T_HTTP_EMPTY;
	return empty >= 5 && !a->full_replies;
}

static void told(struct why *w, const struct flow *f, const struct talk *k)
{
	const struct app *a = k->app;
	bool explained;

	if (!a || !a->ntroubles)
		return;
	explained = is_explained(w, f);
	for (uint8_t i = 0; i < a->ntroubles; i++) {
		if (a->troubles[i].kind == T_HTTP_EMPTY && is_usual(a))
			continue; /* all of them are: so it is meant */
		if (explained && a->troubles[i].kind != T_SECRET && a->troubles[i].kind != T_SHELL)
			continue;
		if (a->troubles[i].kind == T_SHELL && (!f->payload[0] || !f->payload[1]))
			continue; /* a file, not a conversation */
		put_trouble(w, f, &a->troubles[i]);
	}
}

static void hello_unanswered(struct why *w, const struct flow *f, const struct talk *k)
{
	const struct app *a = k->app;
	struct trouble t = { T_TLS,
		k->first_end == 1
			? (ending(k)->fin_no[1] ? ending(k)->fin_no[1] : ending(k)->rst_no[1])
			: 0,
		0, f->last, "the server closes after the ClientHello" };

	if (!a || a->proto != P_TLS || !a->hello || a->hello_back || a->ntroubles ||
		k->first_end != 1)
		return;
	t.from_no = a->hello_no;
	put_trouble(w, f, &t);
}

/* --- no answer --- */

/* A FIN that crossed the request on its way: it does not acknowledge it. */
static bool crossed(const struct flow *f, const struct talk *k)
{
	return said(k)->turns > 1 &&
	       seq_diff(ending(k)->fin_ack, f->tcp->half[0].next - (f->tcp->half[0].fin ? 1 : 0)) <
	               0;
}

static bool zero_reply(struct why *w, const struct flow *f, const struct talk *k)
{
	struct finding *x;
	bool fresh, known = app_answers(k);

	if (!said(k)->waiting || !ending(k)->fin_t[1] ||
		(ending(k)->rst_t[1] && ending(k)->rst_t[1] < ending(k)->fin_t[1]) || crossed(f, k))
		return false;
	if (k->spoken == P_TLS)
		return true;
	if (!known && (k->first_end != 1 || said(k)->replied))
		return false;
	if (k->app && (k->app->quit || k->app->upgrade))
		return false;
	if (ending(k)->fin_t[1] < said(k)->req_last)
		return false; /* it was closed already */
	if (k->first_end == 0 && ending(k)->fin_t[0] - said(k)->req_last > 500 * MS)
		return false; /* the client gave up first */
	/* A client that closes with its request need not want an answer. */
	x = found_flow(w, "zero-size-reply", k->first_end == 0 ? SEVERITY_NOTICE : SEVERITY_ERROR,
		f, &fresh);
	if (!x)
		return true;
	found_evidence(x, said(k)->req_no, said(k)->req_first);
	found_evidence(x, ending(k)->fin_no[1], ending(k)->fin_t[1]);
	if (!fresh)
		return true;
	found_what(x,
		"The server took a request of %u octets (acknowledged) and closed the connection "
		"%.1f ms later "
		"without a single octet of reply%s.",
		said(k)->req_len, (double)(ending(k)->fin_t[1] - said(k)->req_last) / 1e6,
		k->first_end == 0 ? "; the client had closed its side with the request" : "");
	found_not(x,
		"Not the network: the request arrived, and the FIN is the server's own. Not a "
		"reset.");
	found_next(
		x, "Look into the server's log: a crash of the worker, a limit, a wrong protocol.");
	return true;
}

/* When nobody waits any more. */
static int64_t gave_up(const struct why *w, const struct flow *f, const struct talk *k)
{
	if (ending(k)->fin_t[0])
		return ending(k)->fin_t[0];
	if (ending(k)->rst_t[0])
		return ending(k)->rst_t[0];
	if (ending(k)->rst_t[1])
		return ending(k)->rst_t[1];
	return w->facts.last > f->last ? w->facts.last : f->last;
}

static void no_answer(struct why *w, const struct flow *f, const struct talk *k)
{
	int64_t waited = gave_up(w, f, k) - said(k)->req_last;
	bool closed = ending(k)->fin_t[0] || ending(k)->rst_t[0], fresh;
	struct finding *x;

	if (!said(k)->waiting || !app_answers(k) || oddity(k)->again[0] ||
		oddity(k)->keepalives[0] > 1 || !acked_all(f, 0))
		return;
	if (waited < (closed ? SEC : 3 * SEC) || ending(k)->rst_t[1] || k->icmp)
		return;
	x = found_flow(w, "request-unanswered", SEVERITY_ERROR, f, &fresh);
	if (!x)
		return;
	found_evidence(x, said(k)->req_no, said(k)->req_first);
	found_evidence(x, ending(k)->fin_no[0] ? ending(k)->fin_no[0] : ending(k)->rst_no[0],
		gave_up(w, f, k));
	if (!fresh)
		return;
	found_what(x,
		"A request of %u octets was acknowledged by the server's TCP but never answered; "
		"%s %.1f s.",
		said(k)->req_len,
		closed ? "the client gave up after" : "still so at the end of the capture, after",
		(double)waited / 1e9);
	found_not(x,
		"Not the network and not a dead host: its TCP acknowledged the request. Not "
		"refused.");
	found_next(x,
		"The program is stuck: look what it waits for (a lock, a database, another "
		"service).");
}

static void slow_server(struct why *w, const struct flow *f, const struct talk *k)
{
	bool known = k->spoken != P_UNKNOWN && k->spoken != P_OTHER, fresh;
	struct finding *x;

	if (!said(k)->slow || f->tcp->half[0].lost > said(k)->slow * 2 ||
		tcp_odd(&f->tcp->half[1])->zero_times)
		return;
	if (tcp_odd(&f->tcp->half[0])->zero_times)
		return;
	x = found_service(w, "slow-server", known ? SEVERITY_WARNING : SEVERITY_NOTICE, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_SLOW, -1);
	if (!fresh)
		return;
	found_what(x,
		"%u of %u %s%srequests waited for the server, the longest %.2f s from the request "
		"to the first "
		"octet of its reply.",
		said(k)->slow, said(k)->turns, app_name(k), *app_name(k) ? " " : "",
		(double)said(k)->wait_max / 1e9);
	found_not(x, "Not the network: a round trip takes %.1f ms and nothing was lost.",
		(double)flow_rtt(f) / 1e6);
	found_next(x,
		"Look what the server does in that time (slow queries, another service, too little "
		"CPU).");
}

/* --- resets --- */

static bool idle_reset(struct why *w, const struct flow *f, const struct talk *k)
{
	struct finding *x;
	bool fresh;

	if (!ending(k)->rst_t[1] || ending(k)->fin_t[1] || !said(k)->waiting ||
		said(k)->idle_before < IDLE_S * SEC || said(k)->turns < 2)
		return false;
	if (ending(k)->rst_t[1] - said(k)->req_first > 2 * flow_rtt(f) + 300 * MS)
		return false;
	x = found_flow(w, "idle-timeout-reset", SEVERITY_ERROR, f, &fresh);
	if (!x)
		return true;
	found_evidence(x, said(k)->after_idle_no, said(k)->req_first);
	found_evidence(x, ending(k)->rst_no[1], ending(k)->rst_t[1]);
	if (!fresh)
		return true;
	found_what(x,
		"After %.1f s of silence the client's next segment was answered by RST: the other "
		"side, or a "
		"firewall or NAT between, had forgotten the connection.",
		(double)said(k)->idle_before / 1e9);
	found_not(x,
		"Not refused, not a crash in the middle of a reply: it had worked before the "
		"silence.");
	found_next(x,
		"Use TCP keep-alive (or the protocol's own) well below %.0f s, or raise the idle "
		"time-out.",
		(double)said(k)->idle_before / 1e9);
	return true;
}

static void reset(struct why *w, const struct flow *f, const struct talk *k)
{
	bool done = app_complete(k) || (ending(k)->fin_t[0] && ending(k)->fin_t[1]), fresh;
	bool server = ending(k)->rst_t[1] &&
	              (!ending(k)->rst_t[0] || ending(k)->rst_t[1] <= ending(k)->rst_t[0]);
	bool one_sided; /* nobody knows whether an answer was to come */
	struct finding *x;

	if (!ending(k)->rst_t[0] && !ending(k)->rst_t[1])
		return;
	if (server && ending(k)->fin_t[0] && ending(k)->fin_t[0] <= ending(k)->rst_t[1] &&
		!(app_answers(k) && said(k)->waiting))
		return; /* the client had finished */
	one_sided = server &&
	            ((!app_answers(k) && !f->payload[1]) || (app_complete(k) && !said(k)->waiting));
	if (server && (ending(k)->fin_t[1] || (ending(k)->fin_t[0] && done)))
		return; /* it had closed: only what came too late was reset */
	if (server && !f->payload[0] && !f->payload[1])
		return; /* nothing was said: a probe */
	x = found_flow(w, "connection-reset",
		server && !one_sided ? SEVERITY_ERROR : SEVERITY_NOTICE, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_RST, server ? 1 : 0);
	if (!fresh)
		return;
	if (server)
		found_what(x,
			"The server aborts the connection with RST%s after %llu octets of reply%s.",
			said(k)->waiting ? " instead of an answer," : "",
			(unsigned long long)f->tcp->half[1].data,
			k->app && k->app->part[1] && !done ? ", in the middle of it" : "");
	else
		found_what(x, "The client aborts the connection with RST%s.",
			done || said(k)->replied
				? " after a reply, as browsers and others do when they need no more"
				: "");
	found_not(
		x, "Not refused: the connection had opened. Not a time-out: no silence before it.");
	found_next(x, "%s",
		server ? "Look for a crash, a limit or a kill of the server's program; compare the "
			 "TTL of the RST "
			 "with its other packets if a firewall may have sent it."
		       : "");
}

void judge_service(struct why *w, struct flow *f)
{
	const struct talk *k = f->app;

	told(w, f, k);
	if (is_explained(w, f))
		return;
	hello_unanswered(w, f, k);
	if (!idle_reset(w, f, k))
		reset(w, f, k);
	if (!zero_reply(w, f, k))
		no_answer(w, f, k);
	slow_server(w, f, k);
}

bool service_doubts(const struct why *w, const struct talk *k)
{
	const struct said *x = said(k);
	const struct ending *e = ending(k);

	if (e->rst_t[0] || e->rst_t[1])
		return true;
	if (x->waiting && (e->fin_t[1] || w->facts.last - x->req_last >= SEC))
		return true;
	return x->slow || k->troubled || (k->spoken == P_TLS && k->first_end == 1);
}

/* --- every conversation --- */

static bool did_not_open(const struct flow *f)
{
	const struct flow_tcp *t = f->tcp;

	return t->syns && (!t->synacks || (!t->ack_t && !f->payload[0]));
}

uint8_t judge_doubts(const struct why *w, const struct flow *f, bool *opened)
{
	const struct flow_tcp *t = f->tcp;
	const struct talk *k = f->app;
	unsigned doubts = 0;

	*opened = false;
	if (k->one_way)
		return 0;
	if (did_not_open(f))
		return t->synacks != 1 || t->reset_first ? D_OPENING : 0;
	*opened = true;
	doubts |= t->syns > 1 ? D_OPENED : 0;
	doubts |= path_doubts(f, k) ? D_PATH | D_WINDOWS : 0;
	doubts |= path_far(f) ? D_FAR : 0;
	doubts |= window_doubts(f) ? D_WINDOWS : 0;
	doubts |= turns_doubts(k) ? D_TURNS : 0;
	doubts |= service_doubts(w, k) ? D_SERVICE : 0;
	return (uint8_t)doubts;
}

void judge_flow(struct why *w, struct flow *f, uint8_t doubts)
{
	struct talk *k = f->app;

	if (!f->tcp || !k || k->one_way) /* half of it cannot be judged */
		return;
	if (did_not_open(f)) {
		judge_opening(w, f);
		return;
	}
	if (doubts & D_OPENED)
		judge_opened(w, f);
	if (doubts & D_PATH)
		judge_path(w, f);
	else if (doubts & D_FAR)
		judge_distance(w, f);
	if (doubts & D_WINDOWS)
		judge_windows(w, f);
	if (doubts & D_TURNS)
		judge_turns(w, f);
	if (doubts & D_SERVICE)
		judge_service(w, f);
}

void judge_flows(struct why *w)
{
	for (size_t i = 0; i < flows_count(w->flows); i++) {
		uint8_t doubts = survey_doubts(w, i);

		if (doubts)
			judge_flow(w, flows_at(w->flows, i), doubts);
	}
}
