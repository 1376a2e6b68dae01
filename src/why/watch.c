/* Events in: what is kept of hosts and of each TCP conversation. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include "../base/fetch.h"

#include <stdlib.h>
#include <string.h>

enum {
	STREAMS_MOST = 32 << 20, /* octets that wait for a hole to be filled, in all */
	DHCP_CLIENT = 68,
	DHCP_SERVER = 67,
	APP_NEAR = 128, /* octets of what is spoken that come near */
	MARKS_FIRST = 2,
};

void *why_keep(struct why *w, size_t n) { return arena_get(&w->arena, n); }

/* Room for more numbers; what had room for few is not used again. */
static struct marks *more_marks(struct why *w, const struct marks *m)
{
	uint32_t room = m ? MARKS_KIND : MARKS_FIRST;
	struct marks *new = why_keep(w, sizeof(*new) + room * sizeof(new->no[0]));

	if (!new)
		return NULL;
	if (m) {
		*new = *m;
		memcpy(new->no, m->no, m->room * sizeof(m->no[0]));
	}
	new->room = room;
	return new;
}

void marks_add(struct why *w, struct marks **where, uint64_t no, int64_t t)
{
	struct marks *m = *where;

	if (!m || (m->n == m->room && m->n < MARKS_KIND)) {
		m = more_marks(w, m);
		if (!m)
			return;
		*where = m;
	}
	if (m->n < m->room)
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

static void see_whence(
	struct why *w, const struct flow *f, struct whence *x, int dir, const struct tell_ip *e)
{
	lan_whence(w, x, dir, e);
	if (w->forgets)
		lan_remember(w, f, dir, NULL);
}

/* Those that are forgotten are judged by what is known of hosts: from now on that is kept as it
 * comes. */
static void begin_to_forget(struct why *w)
{
	w->forgets = true;
	for (size_t i = 0; i < flows_count(w->flows); i++) {
		lan_remember(w, flows_at(w->flows, i), 0, NULL);
		lan_remember(w, flows_at(w->flows, i), 1, NULL);
	}
}

static void on_segment(void *arg, struct flow *f, int dir, const struct tell_tcp *e,
	enum seg_kind kind, int64_t t, uint64_t number)
{
	struct why *w = arg;
	bool first = f->packets[dir] == 1 && !(e->flags & TELL_RST) && e->ip->outer;

	(void)t;
	(void)number;
	talk_segment(w, f, dir, e, kind);
	/* Once a conversation is enough; what resets may be somebody else. */
	if (first && f->app)
		see_whence(w, f, &((struct talk *)f->app)->from, dir, e->ip);
}

static void on_datagram(
	void *arg, struct flow *f, int dir, const struct tell_udp *e, int64_t t, uint64_t number)
{
	struct why *w = arg;

	(void)t;
	(void)number;
	if (f->packets[dir] != 1 || !e->ip->outer)
		return;
	if (!f->app)
		f->app = pool_get(&w->whences);
	if (f->app)
		see_whence(w, f, f->app, dir, e->ip);
}

/* Forgotten before the capture is over: judged by what is known now. */
static void on_end(void *arg, struct flow *f)
{
	struct why *w = arg;

	if (!w->forgets)
		begin_to_forget(w);
	if (f->proto != FLOW_TCP) {
		pool_put(&w->whences, f->app);
	} else {
		if (f->tcp && f->app) {
			survey_flow(w, f);
			judge_flow(w, f, D_ALL);
		}
		talk_free(w, f->app);
	}
	f->app = NULL;
}

/* --- what is to come --- */

static void on_near(void *arg, const struct flow *f, int dir, bool data)
{
	const struct talk *k = f->app;

	(void)arg;
	if (!f->tcp)
		return;
	if (k->nearly[dir] == WAY)
		fetch(k->stamps[dir].way, sizeof(*k->stamps[dir].way));
	if (!k->said)
		return;
	fetch(k->said, data ? sizeof(*k->said) : offsetof(struct said, req_last));
	if (!data) {
		fetch(&k->said->sent[!dir], sizeof(k->said->sent[!dir]));
		return;
	}
	if (k->book)
		fetch(k->book, sizeof(*k->book));
	if (k->app)
		fetch(k->app, APP_NEAR);
}

/* --- beginning and end --- */

static bool make_tables(struct why *w)
{
	const struct flows_conf conf = {
		.arena = &w->arena,
		.max = WHY_FLOWS,
		.app_size = sizeof(struct talk),
		.app_size_data = sizeof(struct talk),
		.arg = w,
		.on_tcp = on_segment,
		.on_udp = on_datagram,
		.near = on_near,
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
	w->whences = pool_of(&w->arena, sizeof(struct whence));
	w->findings = pool_of(&w->arena, sizeof(struct finding));
	talk_pools(w);
	app_pools(w);
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
	flows_free(w->flows);
	talk_pools_free(w);
	app_pools_free(w);
	pool_free(&w->whences);
	pool_free(&w->findings);
	map_free(w->hosts);
	map_free(w->relations);
	map_free(w->pairs);
	map_free(w->sweeps);
	map_free(w->floods);
	map_free(w->lookups);
	map_free(w->domains);
	map_free(w->refusals);
	arena_free(&w->arena);
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
	survey_all(w);
	judge_lan(w);
	judge_scans(w);
	judge_flows(w);
	judge_refusals(w);
	judge_names(w);
	judge_odd(w);
	judge_usual(w);
	judge_capture(w);
	survey_end(w);
	w->finished = true;
}
