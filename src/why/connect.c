/* A connection that does not open, or late.  RFC 9293, 3.5; RFC 6298, 2; ICMP: RFC 792, 1812, 4443.
 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <string.h>

enum {
	TRACEROUTE = 33434, /* its ports, and so many of them */
	TRACEROUTE_N = 256,
	UNREACH4 = 3,
	UNREACH6 = 1,
	NEEDS_FRAG = 4,
	TOO_BIG6 = 2,
};

/* --- refused: by whom? --- */

/* Is the host behind a router, the one that the RST came from?  It has then gone through none. */
static bool came_from_router(struct why *w, const struct flow *f, const struct talk *k)
{
	const struct host *h = map_find(w->hosts, &f->b);
	const struct host *other;

	if (!h || !h->has_via || h->has_mac)
		return false; /* it answers ARP itself: it is on this link */
	if (k->rst_ttl != 64 && k->rst_ttl != 128 && k->rst_ttl != 255)
		return false;
	for (uint32_t i = 0; i < map_count(w->hosts); i++) {
		other = map_at(w->hosts, i);
		if (other->has_mac && memcmp(other->mac.b, h->via.b, 6) == 0)
			return true;
	}
	return false;
}

static void refused_by_firewall(struct why *w, const struct flow *f, const struct talk *k,
	const struct host *h, bool router)
{
	bool fresh;
	struct finding *x = found_flow(w, "tcp-refused-by-firewall", SEVERITY_ERROR, f, &fresh);

	if (!x)
		return;
	found_talk(x, f, M_SYN, 0);
	found_talk(x, f, M_RST, 1);
	if (!fresh)
		return;
	found_what(x,
		"The connection to port %u was refused by a RST that the host itself did not send: "
		"a device on the way answers in its name.",
		f->bport);
	if (router)
		found_not(x,
			"Not the host: the RST arrives with TTL %u, as sent by the next router, "
			"and the host is not on this network.",
			k->rst_ttl);
	else
		found_not(x,
			"Not the host: the RST arrives with TTL %u, what the host sends otherwise "
			"with TTL %u.",
			k->rst_ttl, h->ttl);
	found_next(
		x, "Ask who runs the firewall before that host to let port %u through.", f->bport);
}

static void refused(struct why *w, const struct flow *f, const struct talk *k)
{
	const struct host *h = map_find(w->hosts, &f->b);
	bool known = h && h->ttl_max, fresh;
	bool other = known && (k->rst_ttl < h->ttl_min || k->rst_ttl > h->ttl_max);
	struct finding *x;

	if (other || (!known && came_from_router(w, f, k))) {
		refused_by_firewall(w, f, k, h, !known);
		return;
	}
	x = found_flow(w, "tcp-refused", SEVERITY_ERROR, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_SYN, 0);
	found_talk(x, f, M_RST, 1);
	if (!fresh)
		return;
	found_what(x,
		"Nothing listens on port %u: the host itself answered the SYN with RST after "
		"%.3f ms.",
		f->bport, (double)(ending(k)->rst_t[1] - f->tcp->syn_t) / 1e6);
	if (known)
		found_not(x,
			"Not a firewall on the way: the RST arrives with the same TTL (%u) as what "
			"the "
			"host sends otherwise, and most firewalls answer nothing at all.",
			k->rst_ttl);
	else
		found_not(x,
			"Not a firewall on the way, as far as can be seen: the RST acknowledges "
			"the SYN "
			"and arrives with TTL %u, as from the host; most firewalls answer nothing "
			"at "
			"all.",
			k->rst_ttl);
	found_next(x, "Start the service, or see which address and port it listens on (ss -ltn).");
}

/* --- silence --- */

static void backlog(struct why *w, const struct flow *f, const struct talk *k)
{
	const struct relation *r = k->relation;
	bool fresh;
	struct finding *x = found_service(w, "syn-backlog-full", SEVERITY_ERROR, f, &fresh);

	if (!x)
		return;
	found_talk(x, f, M_SYN, 0);
	if (!fresh)
		return;
	found_what(x,
		"SYNs to port %u get no answer although %u connection%s to it opened: the service "
		"does not accept connections fast enough and its queue is full.",
		f->bport, r ? r->opened : 0, r && r->opened == 1 ? "" : "s");
	found_not(
		x, "Not a firewall: other connections to the same port open. Not refused: no RST.");
	found_next(x,
		"Look at the service (is it stuck?) and its listen backlog: ss -ltn, nstat "
		"TcpExtListenOverflows.");
}

static void filtered(struct why *w, const struct flow *f)
{
	const struct host *h = map_find(w->hosts, &f->b);
	bool fresh;
	struct finding *x = found_flow(w, "tcp-filtered", SEVERITY_ERROR, f, &fresh);

	if (!x)
		return;
	found_talk(x, f, M_SYN, 0);
	if (!fresh)
		return;
	found_what(x,
		"%u SYNs to port %u in %.1f s, and nothing came back: no SYN-ACK, no RST, no ICMP. "
		"Something drops them.",
		f->tcp->syns, f->bport, (double)(f->last - f->first) / 1e9);
	found_not(x, "%s",
		h && h->ttl_max
			? "Not a dead host: it answers otherwise. Not a closed port: that would be "
			  "refused by a RST."
			: "Not a closed port: the host would refuse with a RST. Whether the host "
			  "is up "
			  "cannot be seen here.");
	found_next(x,
		"Look for a packet filter on the way (or on the host) that drops port %u, and "
		"for the way back.",
		f->bport);
}

static bool same_port_works(struct why *w, const struct flow *f)
{
	const struct flood_key key = { .b = f->b, .port = f->bport };
	const struct flood *x = map_find(w->floods, &key);

	return x && x->opened > 0;
}

static void unanswered(struct why *w, const struct flow *f, const struct talk *k)
{
	const struct host *h = map_find(w->hosts, &f->b);
	int64_t waited = w->facts.last - f->first;

	if (k->icmp || (h && h->asked >= 3 && !h->heard))
		return; /* the reason is told elsewhere */
	if (f->packets[1] || (f->last - f->first < 900 * MS && waited < 2 * SEC))
		return; /* both began at once, or it is too early to say */
	if (f->tcp->syns < 2 && waited < 3 * SEC)
		return;
	if (f->tcp->syns < 2 && !same_port_works(w, f))
		return;
	if (same_port_works(w, f))
		backlog(w, f, k);
	else
		filtered(w, f);
}

static void half_open(struct why *w, const struct flow *f, const struct talk *k)
{
	bool fresh;
	struct finding *x;

	if (f->tcp->synacks < 2 || k->one_way || f->tcp->half[0].rst)
		return;
	x = found_service(w, "half-open", SEVERITY_NOTICE, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_SYNACK, 1);
	if (fresh)
		found_what(x,
			"The server answers the SYN %u times, but the client never completes the "
			"handshake: what the server sends does not get there, or the source is "
			"forged.",
			f->tcp->synacks);
}

void judge_opening(struct why *w, struct flow *f)
{
	struct talk *k = f->app;

	if (is_explained(w, f))
		return;
	if (f->tcp->reset_first)
		refused(w, f, k);
	else if (!f->tcp->synacks)
		unanswered(w, f, k);
	else
		half_open(w, f, k);
}

/* The answer was on its way when the SYN was sent again: later round trips take as long. */
static bool is_just_far(const struct flow_tcp *t, int64_t late)
{
	int64_t trip = ((int64_t)t->half[0].rtt.min + t->half[1].rtt.min) * 1000;

	return t->half[0].rtt.n && trip * 4 >= late * 3;
}

void judge_opened(struct why *w, struct flow *f)
{
	const struct flow_tcp *t = f->tcp;
	int64_t late = t->synack_t - t->syn_t;
	struct finding *x;
	bool fresh;

	if (!t->syn_t || !t->synack_t || t->syns < 2 || late < 500 * MS || is_just_far(t, late))
		return;
	x = found_flow(w, "slow-connect", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return;
	found_talk(x, f, M_SYN, 0);
	found_talk(x, f, M_SYNACK, 1);
	if (!fresh)
		return;
	found_what(x,
		"The connection opened only after %.2f s: %u SYNs were needed, %u of them or their "
		"answers were lost.",
		(double)late / 1e9, t->syns, t->syns - 1);
	found_not(x, "Not a long way: the last SYN was answered after %.1f ms.",
		(double)(t->handshake > 0 ? t->handshake : 0) / 1e6);
	found_next(x,
		"Look for loss on the way, or for a server or firewall that drops SYNs under "
		"load.");
}

/* --- ICMP --- */

enum refusal_kind { NOTHING, NO_ROUTE, NO_HOST, REJECTED };

static enum refusal_kind kind_of(const struct refusal_key *k)
{
	if (k->ver == 6) {
		if (k->type != UNREACH6)
			return NOTHING;
		return k->code == 0   ? NO_ROUTE
		       : k->code == 3 ? NO_HOST
		       : k->code == 2 ? NOTHING
		                      : REJECTED;
	}
	if (k->type != UNREACH4)
		return NOTHING;
	switch (k->code) {
	case 0:
	case 6:
	case 11:
		return NO_ROUTE;
	case 1:
	case 7:
	case 12:
		return NO_HOST;
	case 2:
	case 3:
	case 9:
	case 10:
	case 13:
		return REJECTED;
	}
	return NOTHING;
}

static bool is_unreachable(const struct tell_icmp *e)
{
	return e->ip->ver == 6 ? e->type == UNREACH6 : e->type == UNREACH4 && e->code != NEEDS_FRAG;
}

static bool is_too_big(const struct tell_icmp *e)
{
	return e->ip->ver == 6 ? e->type == TOO_BIG6 : e->type == UNREACH4 && e->code == NEEDS_FRAG;
}

/* Is the quoted packet a question, not an answer that nobody waits for any more? */
static bool is_question(struct why *w, const struct tell_icmp *e, struct flow **f)
{
	int dir = 0;

	*f = flows_find(w->flows, e->quote.proto, &e->quote.src, &e->quote.dst, e->quote.sport,
		e->quote.dport, &dir);
	if (*f)
		return dir == 0;
	return e->quote.sport >= 1024 || e->quote.dport < 1024;
}

void connect_icmp(struct why *w, const struct tell_icmp *e)
{
	struct refusal_key key = { .a = e->quote.src,
		.b = e->quote.dst,
		.by = e->ip->src,
		.port = e->quote.dport,
		.proto = e->quote.proto,
		.type = e->type,
		.code = e->code,
		.ver = e->ip->ver };
	struct refusal *r;
	struct flow *f;
	bool question;

	if (!e->has_quote)
		return;
	question = is_question(w, e, &f);
	if (f && f->app && f->tcp) {
		((struct talk *)f->app)->icmp |= is_unreachable(e);
		((struct talk *)f->app)->too_big |= is_too_big(e);
	}
	if (!is_unreachable(e) || !question || kind_of(&key) == NOTHING)
		return;
	if (e->quote.proto == FLOW_UDP && e->quote.dport >= TRACEROUTE &&
		e->quote.dport < TRACEROUTE + TRACEROUTE_N)
		return;
	r = map_add(w->refusals, &key);
	if (!r)
		return;
	r->ports_differ |= r->marks && r->aport != e->quote.sport;
	r->aport = e->quote.sport;
	if (f && !r->marks)
		marks_add(w, &r->marks, f->first_no, f->first);
	marks_add(w, &r->marks, w->number, w->now);
}

static void put_refusal(struct why *w, const struct refusal *r)
{
	static const char *const classes[] = { "", "no-route", "host-unreachable",
		"icmp-rejected" };
	enum refusal_kind kind = kind_of(&r->key);
	const struct found v = { classes[kind], SEVERITY_ERROR, &r->key.a, &r->key.b,
		r->ports_differ ? 0 : r->aport, r->key.port, 0, NULL, r->key.proto };
	char by[FMT_MAX], to[FMT_MAX];
	struct finding *x;
	bool fresh, own = addr_same(&r->key.by, &r->key.b);

	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, r->marks);
	if (!fresh)
		return;
	show_addr(by, &r->key.by);
	show_addr(to, &r->key.b);
	if (kind == NO_ROUTE && own) {
		found_what(x,
			"%s answers by ICMP that there is no route to itself (type %u, code %u).",
			by, r->key.type, r->key.code);
		found_next(x,
			"Something answers in its name, or its routing is broken: look at both.");
	} else if (kind == NO_ROUTE) {
		found_what(x, "%s has no route to %s and says so by ICMP (type %u, code %u).", by,
			to, r->key.type, r->key.code);
		found_next(x, "Look at the routing table of %s.", by);
	} else if (kind == NO_HOST) {
		found_what(x,
			"%s cannot reach %s and says so by ICMP (type %u, code %u): the host does "
			"not "
			"answer on its own network.",
			by, to, r->key.type, r->key.code);
		found_next(x, "See whether %s is switched on, and its address, mask and VLAN.", to);
	} else {
		found_what(x, "%s refuses packets to %s port %u by ICMP (type %u, code %u): %s.",
			by, to, r->key.port, r->key.type, r->key.code,
			own && r->key.proto == FLOW_UDP && r->key.code >= 3
				? "nothing listens on that port"
				: "a packet filter says no");
		found_next(x, "Look at the filter rules of %s, or whether the service runs.", by);
	}
	found_not(x, "The ICMP quotes the very packet. Not silence, not a RST of the host.");
}

void judge_refusals(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->refusals); i++) {
		const struct refusal *r = map_at(w->refusals, i);
		const struct pair *p;
		const struct pair_key key = { r->key.a, r->key.b };

		p = map_find(w->pairs, &key);
		if (p && p->scan)
			continue;
		if (found_has(w, "host-sweep", &r->key.a, NULL, 0))
			continue;
		put_refusal(w, r);
	}
}
