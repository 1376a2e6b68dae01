/* The local network: who has which address, who gives them out.  ARP: RFC 826, 5227; neighbour
 * discovery: RFC 4861, 4862; DHCP: RFC 2131, 2132. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <stdio.h>
#include <string.h>

enum {
	REQUEST = 1,
	REPLY = 2,
	ASKS = 3,   /* so often without an answer */
	CLAIMS = 3, /* so often unasked */
	BOOTREPLY = 2,
	DHCP_FIXED = 236,
	DHCP_COOKIE = 0x63825363,
	OPT_ROUTER = 3,
	OPT_DNS = 6,
	OPT_TYPE = 53,
	OPT_SERVER = 54,
	OFFER = 2,
	DHCP_ACK = 5,
	RA = 134,
	NS = 135,
	NA = 136,
};

static bool same_mac(const struct mac *a, const struct mac *b)
{
	return memcmp(a->b, b->b, 6) == 0;
}

static bool nobody(const struct tell_addr *a)
{
	static const struct tell_addr none6, none4 = { { [10] = 0xff, [11] = 0xff } };

	return addr_same(a, &none6) || addr_same(a, &none4);
}

/* An address that several hosts share by design: VRRP (RFC 5798, 7.3), HSRP. */
static bool is_shared(const struct mac *m)
{
	static const uint8_t vrrp[4] = { 0, 0, 0x5e, 0 }, hsrp[4] = { 0, 0, 0x0c, 0x07 };

	return memcmp(m->b, vrrp, 4) == 0 || memcmp(m->b, hsrp, 4) == 0;
}

static char *mac_text(char *o, const struct mac *m)
{
	*fmt_mac(o, *m) = '\0';
	return o;
}

/* --- who has the address --- */

struct claim {
	const struct tell_addr *addr;
	const struct mac *mac;
	bool answer; /* somebody asked */
};

static void second_owner(struct why *w, struct host *h, const struct claim *c)
{
	if (is_shared(c->mac) || is_shared(&h->mac))
		return;
	if (!h->has_other || !same_mac(&h->other, c->mac)) {
		if (h->has_other)
			return; /* a third: two are enough to say */
		h->other = *c->mac;
		h->has_other = true;
	}
	if (!c->answer || h->other_answered)
		h->unasked++;
	else if (h->first_answered || h->is_probe)
		h->both++;
	h->other_answered = c->answer;
	marks_add(w, &h->conflict, w->number, w->now);
}

static void claim(struct why *w, const struct claim *c)
{
	struct host *h = host_of(w, c->addr);

	if (!h)
		return;
	h->heard = true;
	h->asked = 0;
	if (!h->has_mac) {
		h->has_mac = true;
		h->mac = *c->mac;
	} else if (!same_mac(&h->mac, c->mac)) {
		second_owner(w, h, c);
	} else if (h->has_other) {
		h->flipped = true;
		h->both += c->answer && h->other_answered && !h->first_answered;
		marks_add(w, &h->conflict, w->number, w->now);
	}
	if (same_mac(&h->mac, c->mac))
		h->first_answered = c->answer;
}

static void ask(struct why *w, const struct tell_addr *asker, const struct tell_addr *target)
{
	struct host *h = host_of(w, target);
	const struct sweep_try v = { asker, target, 0, 0, true, w->number, w->now };

	if (!h)
		return;
	w->asked = true;
	if (!h->asked) {
		if (h->asks)
			h->asks->n = 0;
		h->asker = *asker;
		h->heard = false;
		sweep_see(w, &v);
	}
	h->asked++;
	h->ask_t = w->now;
	h->first_answered = h->other_answered = h->is_probe = false;
	marks_add(w, &h->asks, w->number, w->now);
}

/* Lately enough that what comes is an answer. */
static bool was_asked(const struct why *w, const struct host *h)
{
	return h && h->ask_t && w->now - h->ask_t < 2 * SEC;
}

void lan_arp(struct why *w, const struct tell_arp *e)
{
	const struct claim c = { &e->spa, &e->sha, e->op == REPLY };
	struct host *target;
	bool asked;

	if (e->op != REQUEST && e->op != REPLY)
		return;
	if (!nobody(&e->spa)) {
		target = map_find(w->hosts, &e->spa);
		asked = e->op == REPLY && was_asked(w, target);
		claim(w, &(struct claim){ c.addr, c.mac, asked });
	}
	if (e->op == REQUEST && !addr_same(&e->spa, &e->tpa) && !nobody(&e->spa) &&
		e->mac_dst.b[0] & 1)
		ask(w, &e->spa, &e->tpa);
}

static void see_ra(struct why *w, const struct tell_icmp *e)
{
	struct router *r = w->routers;
	uint32_t i = 0;

	while (i < w->nrouters && !addr_same(&r[i].addr, &e->ip->src))
		i++;
	if (i == LEN(w->routers))
		return;
	if (i == w->nrouters) {
		if (!e->lifetime && !e->has_prefix)
			return;
		w->nrouters++;
		r[i].addr = e->ip->src;
		r[i].mac = e->has_lladdr ? e->lladdr : e->ip->mac_src;
	}
	if (e->has_prefix) {
		r[i].has_prefix = true;
		r[i].prefix = e->prefix;
		r[i].prefix_len = e->prefix_len;
	}
	marks_add(w, &r[i].marks, w->number, w->now);
}

void lan_icmp(struct why *w, const struct tell_icmp *e)
{
	const struct mac *mac = e->has_lladdr ? &e->lladdr : &e->ip->mac_src;
	struct host *h;

	if (e->ip->ver == 4) {
		const struct sweep_try v = { &e->ip->src, &e->ip->dst, 0, 1, true, w->number,
			w->now };

		if (e->type == 8 && !addr_multicast(&e->ip->dst))
			sweep_see(w, &v);
		return;
	}
	if (e->type == 128 && !addr_multicast(&e->ip->dst)) {
		const struct sweep_try v = { &e->ip->src, &e->ip->dst, 0, 1, true, w->number,
			w->now };

		sweep_see(w, &v);
	}
	if (e->type == RA)
		see_ra(w, e);
	if (!e->ip->has_mac && !e->has_lladdr)
		return;
	if (e->type == NA) {
		h = map_find(w->hosts, &e->target);
		claim(w, &(struct claim){ &e->target, mac, was_asked(w, h) });
	} else if (e->type == NS && nobody(&e->ip->src)) {
		/* Is it free?  Who asks claims it: another who answers has it already. */
		claim(w, &(struct claim){ &e->target, mac, false });
		h = host_of(w, &e->target);
		if (h) {
			h->ask_t = w->now;
			h->is_probe = true;
			h->other_answered = false;
		}
	} else if (e->type == NS && addr_multicast(&e->ip->dst)) {
		ask(w, &e->ip->src, &e->target);
	}
}

/* What it sends arrives with that TTL. */
static void see_ttl(struct host *h, uint8_t ttl)
{
	if (!h->ttl_max)
		h->ttl_min = h->ttl_max = ttl;
	h->ttl = ttl;
	h->ttl_min = ttl < h->ttl_min ? ttl : h->ttl_min;
	h->ttl_max = ttl > h->ttl_max ? ttl : h->ttl_max;
}

static void see_via(struct host *h, const struct mac *m)
{
	if (!h->has_via)
		h->via = *m;
	h->has_via = true;
}

/* Neither TCP nor UDP: its source is there. */
static void heard(struct why *w, const struct tell_ip *e)
{
	struct host *h = host_of(w, &e->src);

	if (!h)
		return;
	h->heard = true;
	h->asked = 0;
	if (e->has_mac)
		see_via(h, &e->mac_src);
	/* Neighbour discovery has its own hop limit, 255. */
	if (e->proto != 58 || e->ttl != 255)
		see_ttl(h, e->ttl);
}

void lan_whence(struct why *w, struct whence *x, int dir, const struct tell_ip *e)
{
	struct host *h = w->asked ? map_find(w->hosts, &e->src) : NULL;

	if (h) {
		h->heard = true;
		h->asked = 0;
	}
	x->ttl[dir] = e->ttl;
	x->heard |= (uint8_t)((e->has_mac ? 5U : 1U) << dir);
	if (e->has_mac)
		x->via[dir] = e->mac_src;
}

static void whence_to(struct host *h, const struct whence *x, int dir)
{
	if (x->heard >> dir & 4)
		see_via(h, &x->via[dir]);
	see_ttl(h, x->ttl[dir]);
}

static const struct whence *whence_of(const struct flow *f)
{
	if (!f->app)
		return NULL;
	return f->proto == FLOW_TCP ? &((const struct talk *)f->app)->from : f->app;
}

bool lan_heard(const struct flow *f, int dir)
{
	const struct whence *x = whence_of(f);

	return x && x->heard >> dir & 1;
}

struct host *lan_remember(struct why *w, const struct flow *f, int dir, struct host **near)
{
	const struct tell_addr *a = dir ? &f->b : &f->a;
	struct host *h;

	if (!lan_heard(f, dir))
		return NULL;
	h = near && *near && addr_same(&(*near)->addr, a) ? *near : host_of(w, a);
	if (h)
		whence_to(h, whence_of(f), dir);
	if (near)
		*near = h;
	return h;
}

void lan_ip(struct why *w, const struct tell_ip *e)
{
	if (e->outer && !e->frag_offset && e->proto != FLOW_TCP && e->proto != FLOW_UDP &&
		!addr_multicast(&e->src))
		heard(w, e);
}

/* --- DHCP --- */

static void see_server(struct why *w, const struct dhcp_server *s)
{
	uint32_t i = 0;

	while (i < w->ndhcp && !addr_same(&w->dhcp[i].id, &s->id))
		i++;
	if (i == LEN(w->dhcp))
		return;
	if (i == w->ndhcp) {
		w->dhcp[i] = *s;
		w->ndhcp++;
	}
	marks_add(w, &w->dhcp[i].marks, w->number, w->now);
}

static struct tell_addr addr_at(const uint8_t *b)
{
	struct tell_addr a = { { [10] = 0xff, [11] = 0xff, b[0], b[1], b[2], b[3] } };

	a.b[12] = b[0], a.b[13] = b[1], a.b[14] = b[2], a.b[15] = b[3];
	return a;
}

void lan_dhcp(struct why *w, const struct tell_udp *e)
{
	const uint8_t *b = e->data;
	struct dhcp_server s = { .id = e->ip->src, .mac = e->ip->mac_src };
	uint32_t at = DHCP_FIXED + 4;
	uint8_t type = 0;

	if (e->held < at || b[0] != BOOTREPLY || b[236] != 0x63 || b[237] != 0x82 ||
		b[238] != 0x53 || b[239] != 0x63)
		return;
	if (b[24] | b[25] | b[26] | b[27])
		return; /* through a relay: this is another network's */
	while (at + 2 <= e->held && b[at] != 255) {
		uint8_t len = b[at + 1];

		if (b[at] == 0) {
			at++;
			continue;
		}
		if (at + 2 + len > e->held)
			return;
		if (b[at] == OPT_TYPE && len == 1)
			type = b[at + 2];
		else if (b[at] == OPT_SERVER && len == 4)
			s.id = addr_at(b + at + 2);
		else if (b[at] == OPT_ROUTER && len >= 4)
			s.router = addr_at(b + at + 2);
		else if (b[at] == OPT_DNS && len >= 4)
			s.dns = addr_at(b + at + 2);
		at += 2u + len;
	}
	if (type == OFFER || type == DHCP_ACK)
		see_server(w, &s);
}

/* --- findings --- */

/* Whose else is that card? */
static const struct host *owner_of(
	const struct why *w, const struct mac *m, const struct host * not )
{
	for (uint32_t i = 0; i < map_count(w->hosts); i++) {
		const struct host *h = map_at(w->hosts, i);

		if (h != not &&h->has_mac && same_mac(&h->mac, m) &&
			addr_is4(&h->addr) == addr_is4(&not ->addr))
			return h;
	}
	return NULL;
}

static void conflict(struct why *w, const struct host *h)
{
	const struct host *owner = owner_of(w, &h->other, h);
	uint32_t unasked = h->unasked;
	bool spoof = unasked >= CLAIMS && (owner || h->flipped || unasked > 2 * h->both);
	char a[32], b[32], ip[FMT_MAX];
	const struct found v = { spoof ? "arp-spoofing" : "duplicate-ip", SEVERITY_ERROR, &h->addr,
		NULL, 0, 0, 0, NULL, 0 };
	struct finding *x;
	bool fresh;

	if (!spoof && !h->flipped && !h->both)
		return; /* moved to another card, once */
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, h->conflict);
	show_addr(ip, &h->addr);
	mac_text(a, &h->mac);
	mac_text(b, &h->other);
	if (spoof) {
		snprintf(x->subject, sizeof(x->subject), "%s (claimed by %s)", ip, b);
		found_what(x,
			"%s says %u times, unasked, that it is %s, which belongs to %s: traffic "
			"for %s is drawn to "
			"it.",
			b, unasked, ip, a, ip);
		if (owner)
			found_not(x, "Not a host that got a new card: %s is known as %s here.", b,
				show_addr((char[FMT_MAX]){ 0 }, &owner->addr));
		found_next(x,
			"Find the switch port of %s and take it off the network; fix ARP entries "
			"of "
			"gateways.",
			b);
	} else {
		found_what(x, "Two hosts use %s: %s and %s both say it is theirs.", ip, a, b);
		found_not(x,
			"Not a shared address of VRRP or HSRP: those have cards of their own "
			"kind.");
		found_next(x,
			"Give one of them another address; look for a fixed one inside the DHCP "
			"range.");
	}
}

static void unreachable(struct why *w, const struct host *h)
{
	const struct found v = { "host-unreachable", SEVERITY_ERROR, &h->asker, &h->addr, 0, 0, 0,
		NULL, 0 };
	char ip[FMT_MAX];
	struct finding *x;
	bool fresh;

	if (h->asked < ASKS || h->heard || !h->asks || h->asks->last - h->asks->first < 900 * MS)
		return;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	found_marks(x, h->asks);
	show_addr(ip, &h->addr);
	found_what(x, "Nobody answers for %s: it was asked for %u times in %.1f s.", ip, h->asked,
		(double)(h->asks->last - h->asks->first) / 1e9);
	found_not(x, "Not a firewall: neighbours answer %s even when they refuse everything else.",
		addr_is4(&h->addr) ? "ARP" : "neighbour solicitations");
	found_next(x,
		"See whether %s is switched on and in this VLAN, and whether the mask is right (is "
		"it a "
		"neighbour at all?).",
		ip);
}

static void rogue_dhcp(struct why *w)
{
	const struct dhcp_server *s = w->dhcp;
	const struct found v = { "rogue-dhcp", SEVERITY_ERROR, &s[0].id, &s[1].id, 0, 0, 0, NULL,
		0 };
	char a[FMT_MAX], b[FMT_MAX], m[32], n[32];
	struct finding *x;
	bool fresh;

	if (w->ndhcp < 2)
		return;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	for (uint32_t i = 0; i < w->ndhcp; i++)
		found_marks(x, s[i].marks);
	show_addr(a, &s[0].id);
	show_addr(b, &s[1].id);
	snprintf(x->subject, sizeof(x->subject), "%s and %s", a, b);
	found_what(x, "%u DHCP servers answer on one network: %s (%s) and %s (%s)%s.", w->ndhcp, a,
		mac_text(m, &s[0].mac), b, mac_text(n, &s[1].mac),
		addr_same(&s[0].router, &s[1].router) ? "" : "; they name different gateways");
	found_not(x, "Not relays: none of the answers names one.");
	found_next(x,
		"See which of them is yours; find the other's switch port (DHCP snooping stops "
		"it).");
}

static void rogue_ra(struct why *w)
{
	const struct router *r = w->routers;
	bool differ = r[0].has_prefix != r[1].has_prefix || !addr_same(&r[0].prefix, &r[1].prefix);
	const struct found v = { "rogue-ra", differ ? SEVERITY_ERROR : SEVERITY_NOTICE, &r[0].addr,
		&r[1].addr, 0, 0, 0, NULL, 0 };
	char a[FMT_MAX], b[FMT_MAX], m[32], n[32];
	struct finding *x;
	bool fresh;

	if (w->nrouters < 2)
		return;
	x = found_add(w, &v, &fresh);
	if (!x)
		return;
	for (uint32_t i = 0; i < w->nrouters; i++)
		found_marks(x, r[i].marks);
	show_addr(a, &r[0].addr);
	show_addr(b, &r[1].addr);
	snprintf(x->subject, sizeof(x->subject), "%s and %s", a, b);
	found_what(x, "%u routers advertise themselves on one network: %s (%s) and %s (%s)%s.",
		w->nrouters, a, mac_text(m, &r[0].mac), b, mac_text(n, &r[1].mac),
		differ ? ", with different prefixes" : ", with the same prefix");
	found_next(x, "See which of them is yours; RA guard on the switch stops the other.");
}

void judge_lan(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->hosts); i++) {
		const struct host *h = map_at(w->hosts, i);

		if (h->has_other)
			conflict(w, h);
	}
	rogue_dhcp(w);
	rogue_ra(w);
}

void judge_silent_hosts(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->hosts); i++) {
		const struct host *h = map_at(w->hosts, i);

		if (h->asked >= ASKS && !found_has(w, "host-sweep", &h->asker, NULL, 0))
			unreachable(w, h);
	}
}
