/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow.h"

#include "../base/fetch.h"
#include "../base/hash.h"

#include <stdlib.h>
#include <string.h>

enum {
	INDEX_LEAST = 4096, /* slots; a power of 2 */
	HEAD = 8,
	STEP = 5, /* packets between what is fetched for one that is to come */
	PROBES = 4,
	HALF_LINE = 32,
	SECRETS = 8,
	HAND_STEPS = 64, /* how long the clock hand looks for a silent one */
};

struct slot {
	uint32_t hash, id; /* id + 1; 0: free */
};

struct key {
	struct tell_addr lo, hi; /* one behind the other: ends */
	uint16_t lo_port, hi_port;
	uint8_t proto, ver;
	uint8_t pad[2];
};

/* A packet that is to come: what its conversation's place in the index is found by. */
struct ahead {
	uint64_t number; /* of the packet; 0: none */
	uint32_t hash;
	bool from_lo, data; /* who sends; that there is a payload */
	struct flow *flow;  /* that seems to be meant, or NULL */
	uint32_t notes[2];  /* the listener's */
	struct key key;
};

struct flows {
	struct flows_conf conf;
	struct ahead ahead[TELL_AHEAD];
	uint64_t secret[SECRETS];
	struct arena arena;
	struct pool flows, tcp;
	struct tcp_room room;
	size_t count; /* count: conversations that are or were */
	struct slot *slots;
	size_t nslots, nopen;
	size_t hand;
	uint64_t evicted, unseen; /* unseen: no memory */
	uint32_t numbers;
	int64_t now;
	uint64_t number;
	uint32_t bytes; /* of the packet */
	bool counted;   /* for a conversation of each protocol */
};

struct flows *flows_new(const struct flows_conf *conf)
{
	struct flows *s = calloc(1, sizeof(*s));
	struct arena *from;

	if (!s)
		return NULL;
	s->conf = *conf;
	from = conf->arena ? conf->arena : &s->arena;
	s->flows = pool_of(from, (sizeof(struct flow) + HALF_LINE - 1) & -HALF_LINE);
	s->tcp = pool_of(from, pool_lines(sizeof(struct flow_tcp)));
	s->room = tcp_room(from);
	for (int i = 0; i < SECRETS; i += 2) {
		struct secret two = secret_new();

		s->secret[i] = two.k0 | 1;
		s->secret[i + 1] = two.k1 | 1;
	}
	s->nslots = INDEX_LEAST;
	s->slots = calloc(s->nslots, sizeof(*s->slots));
	if (!s->slots) {
		free(s);
		return NULL;
	}
	return s;
}

static struct flow *at(const struct flows *s, size_t i) { return pool_at(&s->flows, i); }

void flows_free(struct flows *s)
{
	if (!s)
		return;
	pool_free(&s->flows);
	pool_free(&s->tcp);
	tcp_room_free(&s->room);
	arena_free(&s->arena);
	free(s->slots);
	free(s);
}

int64_t flows_now(const struct flows *s) { return s->now; }

uint64_t flows_number(const struct flows *s) { return s->number; }

size_t flows_count(const struct flows *s) { return s->count; }

struct flow *flows_at(const struct flows *s, size_t i) { return at(s, i); }

uint64_t flows_evicted(const struct flows *s) { return s->evicted + s->unseen; }

/* --- the index: linear probing, at most half full --- */

static void slot_put(struct slot *slots, size_t n, struct slot v)
{
	size_t i = v.hash & (n - 1);

	while (slots[i].id)
		i = (i + 1) & (n - 1);
	slots[i] = v;
}

static bool grow(struct flows *s)
{
	size_t n = s->nslots * 2;
	struct slot *slots = calloc(n, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < s->nslots; i++)
		if (s->slots[i].id)
			slot_put(slots, n, s->slots[i]);
	free(s->slots);
	s->slots = slots;
	s->nslots = n;
	return true;
}

/* Take the conversation out of the index; what was pushed away by it moves up. */
static void slot_remove(struct flows *s, uint32_t hash, uint32_t id)
{
	size_t mask = s->nslots - 1, i = hash & mask, j;

	while (s->slots[i].id && s->slots[i].id != id + 1)
		i = (i + 1) & mask;
	if (!s->slots[i].id)
		return;
	for (j = (i + 1) & mask; s->slots[j].id; j = (j + 1) & mask)
		if (((j - s->slots[j].hash) & mask) >= ((j - i) & mask)) {
			s->slots[i] = s->slots[j];
			i = j;
		}
	s->slots[i].id = 0;
	s->nopen--;
}

static bool is_of(const struct flow *f, const struct key *k, bool swapped)
{
	const struct tell_addr *a = swapped ? &k->hi : &k->lo, *b = swapped ? &k->lo : &k->hi;
	uint16_t ap = swapped ? k->hi_port : k->lo_port, bp = swapped ? k->lo_port : k->hi_port;

	return f->aport == ap && f->bport == bp && addr_same(&f->a, a) && addr_same(&f->b, b);
}

static struct flow *find(struct flows *s, const struct key *k, uint32_t hash)
{
	size_t i = hash & (s->nslots - 1);

	for (; s->slots[i].id; i = (i + 1) & (s->nslots - 1)) {
		struct flow *f;

		if (s->slots[i].hash != hash)
			continue;
		f = at(s, s->slots[i].id - 1);
		if (f->proto == k->proto && (is_of(f, k, false) || is_of(f, k, true)))
			return f;
	}
	return NULL;
}

/* --- making and forgetting --- */

/* f takes no more packets; it is still counted. */
static void close_flow(struct flows *s, struct flow *f, uint32_t id)
{
	if (f->open)
		slot_remove(s, f->hash, id);
	f->open = false;
}

/* Room for one more: a new place, or that of one that has been silent for long. */
static struct flow *place(struct flows *s, uint32_t *id)
{
	struct flow *f = NULL;

	if (s->count < s->conf.max) {
		f = pool_get(&s->flows);
		if (f)
			*id = (uint32_t)s->count++;
		return f;
	}
	for (int i = 0; i < HAND_STEPS; i++) {
		s->hand = s->hand + 1 < s->count ? s->hand + 1 : 0;
		f = at(s, s->hand);
		if (!f->used || !f->open)
			break;
		f->used = false;
	}
	*id = (uint32_t)s->hand;
	close_flow(s, f, *id);
	if (s->conf.on_end)
		s->conf.on_end(s->conf.arg, f);
	s->evicted++;
	tcp_forget(&s->room, f->tcp);
	pool_put(&s->tcp, f->tcp);
	memset(f, 0, sizeof(*f));
	return f;
}

static struct flow *make(struct flows *s, const struct key *k, uint32_t hash, bool tcp)
{
	struct flow_tcp *t;
	struct flow *f;
	uint32_t id;

	if (s->nopen * 2 >= s->nslots && !grow(s))
		return NULL;
	f = place(s, &id);
	if (!f)
		return NULL;
	f->tcp = t = tcp ? pool_get(&s->tcp) : NULL;
	if (t)
		t->handshake = -1;
	f->proto = k->proto;
	f->ver = k->ver;
	f->hash = hash;
	f->number = s->numbers++;
	f->first = s->now;
	f->first_no = s->number;
	f->open = true;
	slot_put(s->slots, s->nslots, (struct slot){ hash, id + 1 });
	s->nopen++;
	return f;
}

/* True: the sender is lo. */
static bool make_key(struct key *k, uint8_t proto, const struct tell_addr *src,
	const struct tell_addr *dst, uint16_t sport, uint16_t dport)
{
	uint64_t s[2], d[2];
	bool swap;

	memcpy(s, src->b, sizeof(s)); /* any order will do */
	memcpy(d, dst->b, sizeof(d));
	swap = s[0] != d[0] ? s[0] > d[0] : s[1] != d[1] ? s[1] > d[1] : sport > dport;
	k->lo = swap ? *dst : *src;
	k->hi = swap ? *src : *dst;
	k->lo_port = swap ? dport : sport;
	k->hi_port = swap ? sport : dport;
	k->proto = proto;
	k->ver = 0;
	k->pad[0] = k->pad[1] = 0;
	return !swap;
}

/* NH (RFC 4418, 5.2.1) with a run's secret words, in full: of any two keys, whoever chose them,
 * that fall together nobody knows which.  Then multiply-shift.  A fifth of what siphash takes. */
static inline uint32_t hash_key(const uint64_t secret[SECRETS], const struct key *k)
{
	uint64_t w[sizeof(*k) / sizeof(uint64_t)];
	unsigned __int128 sum;

	memcpy(w, k, sizeof(w));
	sum = (unsigned __int128)(w[0] + secret[0]) * (w[1] + secret[1]);
	sum += (unsigned __int128)(w[2] + secret[2]) * (w[3] + secret[3]);
	sum += (unsigned __int128)(w[4] + secret[4]) * secret[5];
	return (uint32_t)(((uint64_t)sum * secret[6] + (uint64_t)(sum >> 64) * secret[7]) >> 32);
}

static uint32_t hash_of(const struct flows *s, const struct key *k)
{
	const struct ahead *a = &s->ahead[s->number % TELL_AHEAD];

	if (a->number == s->number && memcmp(&a->key, k, sizeof(*k)) == 0)
		return a->hash;
	return hash_key(s->secret, k);
}

static int direction(const struct flow *f, const struct tell_addr *src, uint16_t sport)
{
	return f->aport == sport && addr_same(&f->a, src) ? 0 : 1;
}

struct flow *flows_find(struct flows *s, uint8_t proto, const struct tell_addr *src,
	const struct tell_addr *dst, uint16_t sport, uint16_t dport, int *dir)
{
	struct key k;
	uint32_t hash = (make_key(&k, proto, src, dst, sport, dport), hash_of(s, &k));
	struct flow *f = find(s, &k, hash);

	if (f)
		*dir = direction(f, src, sport);
	return f;
}

/* Ports that servers have: the lower one, below 1024 or not. */
static bool sender_serves(uint16_t sport, uint16_t dport) { return sport < dport && sport < 32768; }

static void set_ends(
	struct flow *f, const struct tell_ip *ip, uint16_t sport, uint16_t dport, bool serves)
{
	f->a = serves ? ip->dst : ip->src;
	f->b = serves ? ip->src : ip->dst;
	f->aport = serves ? dport : sport;
	f->bport = serves ? sport : dport;
	f->ver = ip->ver;
}

static void keep_head(struct flow *f, int dir, const uint8_t *data, uint32_t held)
{
	if (f->head_n || !held)
		return;
	f->head_n = held < HEAD ? held & 15 : HEAD;
	f->head_dir = dir & 1U;
	for (uint8_t i = 0; i < HEAD; i++)
		f->head = f->head << 8 | (i < f->head_n ? data[i] : 0);
}

static void count(struct flows *s, struct flow *f, int dir)
{
	f->used = true;
	f->last = s->now;
	f->last_no = s->number;
	f->packets[dir]++;
	f->bytes[dir] += s->bytes;
}

/* --- what is to come --- */

static uint16_t be16(const uint8_t *b) { return (uint16_t)(b[0] << 8 | b[1]); }

/* The ends of a packet as nearly all are: Ethernet, IP without options or fragments, TCP or UDP.
 * A guess that is wrong costs a little time. */
static bool peek(struct ahead *a, const struct packet *p)
{
	struct tell_addr src = { { [10] = 0xff, [11] = 0xff } }, dst = src;
	const uint8_t *b = p->data, *l4;
	uint32_t length;
	uint8_t proto;

	if (p->link != 1 || p->caplen < 54)
		return false;
	if (be16(b + 12) == 0x0800 && b[14] == 0x45) {
		proto = b[23];
		memcpy(src.b + 12, b + 26, 4);
		memcpy(dst.b + 12, b + 30, 4);
		l4 = b + 34;
		length = be16(b + 16) - 20u;
	} else if (be16(b + 12) == 0x86dd && p->caplen >= 74) {
		proto = b[20];
		memcpy(src.b, b + 22, 16);
		memcpy(dst.b, b + 38, 16);
		l4 = b + 54;
		length = be16(b + 18);
	} else {
		return false;
	}
	if (proto != FLOW_TCP && proto != FLOW_UDP)
		return false;
	a->data = proto == FLOW_UDP || length > (l4[12] >> 4) * 4u;
	a->from_lo = make_key(&a->key, proto, &src, &dst, be16(l4), be16(l4 + 2));
	return true;
}

/* The conversation that seems to be meant: the first with that hash. */
static struct flow *likely(const struct flows *s, const struct ahead *a)
{
	size_t i = a->hash & (s->nslots - 1);

	for (int n = 0; n < PROBES && s->slots[i].id; n++, i = (i + 1) & (s->nslots - 1))
		if (s->slots[i].hash == a->hash)
			return at(s, s->slots[i].id - 1);
	return NULL;
}

/* Nobody knows it yet. */
static void come_strange(const struct flows *s, struct ahead *a, int step)
{
	if (s->conf.strange && step < 3)
		s->conf.strange(s->conf.arg, &a->key.lo, a->notes, step == 2);
}

/* What hangs on it has been fetched; now what hangs on that. */
static void come_near(const struct flows *s, const struct ahead *a)
{
	const struct flow *f = a->flow;
	int dir = direction(f, a->from_lo ? &a->key.lo : &a->key.hi,
		a->from_lo ? a->key.lo_port : a->key.hi_port);
	const struct tcp_half *h = f->tcp ? &f->tcp->half[dir] : NULL;

	if (h && h->nrecent > FLOW_FIRST)
		fetch(h->recent, h->nrecent * sizeof(*h->recent));
	if (f->app && s->conf.near)
		s->conf.near(s->conf.arg, f, dir, a->data);
}

/* Its slot has been fetched; now the conversation, then what hangs on it. */
static void come_nearer(const struct flows *s, struct ahead *a, int step)
{
	const struct flow *f = a->flow;

	if (!a->number)
		return;
	if (!f)
		f = a->flow = likely(s, a);
	if (!f) {
		come_strange(s, a, step);
	} else if (step == 1) {
		fetch(f, FLOW_HOT);
	} else if (step == 2) {
		if (f->tcp)
			fetch(f->tcp, sizeof(*f->tcp));
		if (f->app)
			fetch(f->app, a->data ? s->conf.app_size_data : s->conf.app_size);
	} else {
		come_near(s, a);
	}
}

void flows_ahead(void *arg, const struct packet *p)
{
	struct flows *s = arg;
	struct ahead *a = &s->ahead[p->number % TELL_AHEAD];

	a->number = 0;
	a->flow = NULL;
	if (peek(a, p)) {
		a->number = p->number;
		a->hash = hash_key(s->secret, &a->key);
		fetch(&s->slots[a->hash & (s->nslots - 1)], 1);
	}
	for (int step = 1; step <= 3; step++)
		come_nearer(s, &s->ahead[(p->number - (unsigned)step * STEP) % TELL_AHEAD], step);
}

/* --- events --- */

void flows_packet(void *arg, const struct packet *p)
{
	struct flows *s = arg;
	uint64_t frac = p->nano ? p->frac : (uint64_t)p->frac * 1000;

	/* Times that no clock shows would overflow: they count as the epoch. */
	s->now = p->sec < 0 || p->sec > INT64_MAX / 1000000000 - 8
	                 ? 0
	                 : p->sec * 1000000000 + (int64_t)frac;
	s->number = p->number;
	s->bytes = p->len;
}

/* A SYN on the ports of an older connection that is not that connection's own. */
static bool begins_anew(const struct flow *f, int dir, const struct tell_tcp *e)
{
	const struct tcp_half *h;

	if (e->cut || !f->tcp || (e->flags & (TELL_SYN | TELL_ACK)) != TELL_SYN)
		return false;
	h = &f->tcp->half[dir];
	return h->have && e->seq != h->isn;
}

static uint32_t id_of(const struct flows *s, const struct flow *f)
{
	size_t i = f->hash & (s->nslots - 1);

	for (; s->slots[i].id; i = (i + 1) & (s->nslots - 1))
		if (s->slots[i].hash == f->hash && at(s, s->slots[i].id - 1) == f)
			return s->slots[i].id - 1;
	return UINT32_MAX;
}

/* What is told of a packet: whose it may be. */
struct told {
	const struct tell_ip *ip;
	uint16_t sport, dport;
	uint8_t proto;
};

static bool goes(const struct told *e, const struct tell_addr *from, const struct tell_addr *to,
	uint16_t from_port, uint16_t to_port)
{
	return e->sport == from_port && e->dport == to_port && addr_same(&e->ip->src, from) &&
	       addr_same(&e->ip->dst, to);
}

/* The conversation that was found while the packet was on its way, if it is the one. */
static struct flow *expected(const struct flows *s, const struct told *e, int *dir)
{
	const struct ahead *a = &s->ahead[s->number % TELL_AHEAD];
	struct flow *f = a->flow;

	if (a->number != s->number || !f || !f->open || f->proto != e->proto)
		return NULL;
	*dir = goes(e, &f->a, &f->b, f->aport, f->bport) ? 0 : 1;
	return *dir == 0 || goes(e, &f->b, &f->a, f->bport, f->aport) ? f : NULL;
}

/* With its key, if it is not the expected one. */
static struct flow *look_up(
	struct flows *s, const struct told *e, struct key *k, uint32_t *hash, int *dir)
{
	struct flow *f;

	make_key(k, e->proto, &e->ip->src, &e->ip->dst, e->sport, e->dport);
	*hash = hash_of(s, k);
	f = find(s, k, *hash);
	if (f)
		*dir = direction(f, &e->ip->src, e->sport);
	return f;
}

/* A conversation begins, and serves says that its first packet is the server's. */
static struct flow *begin(struct flows *s, const struct told *e, const struct key *k, uint32_t hash,
	bool serves, int *dir)
{
	struct flow *f = make(s, k, hash, e->proto == FLOW_TCP);

	if (!f) {
		s->unseen++;
		return NULL;
	}
	set_ends(f, e->ip, e->sport, e->dport, serves);
	*dir = direction(f, &e->ip->src, e->sport);
	return f;
}

static struct flow *begin_tcp(struct flows *s, const struct told *e, const struct tell_tcp *t,
	const struct key *k, uint32_t hash, int *dir)
{
	bool sure = t->flags & TELL_SYN,
	     serves = sure ? t->flags & TELL_ACK : sender_serves(e->sport, e->dport);
	struct flow *f = begin(s, e, k, hash, serves, dir);

	if (f)
		f->sure = sure;
	return f;
}

void flows_tcp(void *arg, const struct tell_tcp *e)
{
	const struct told told = { e->ip, e->sport, e->dport, FLOW_TCP };
	struct flows *s = arg;
	struct key k;
	uint32_t hash;
	enum seg_kind kind;
	int dir;
	struct flow *f = expected(s, &told, &dir);

	if (!f || begins_anew(f, dir, e)) {
		f = look_up(s, &told, &k, &hash, &dir);
		if (f && begins_anew(f, dir, e)) {
			close_flow(s, f, id_of(s, f));
			f = NULL;
		}
		if (!f)
			f = begin_tcp(s, &told, e, &k, hash, &dir);
		if (!f)
			return;
	}
	count(s, f, dir);
	f->payload[dir] += e->length;
	keep_head(f, dir, e->data, e->held);
	kind = f->tcp && !e->cut ? tcp_see(&s->room, f, dir, e, s->now) : SEG_PLAIN;
	if (s->conf.on_tcp)
		s->conf.on_tcp(s->conf.arg, f, dir, e, kind, s->now, s->number);
}

void flows_udp(void *arg, const struct tell_udp *e)
{
	const struct told told = { e->ip, e->sport, e->dport, FLOW_UDP };
	struct flows *s = arg;
	struct key k;
	uint32_t hash;
	int dir;
	struct flow *f = expected(s, &told, &dir);

	if (!f)
		f = look_up(s, &told, &k, &hash, &dir);
	if (!f)
		f = begin(s, &told, &k, hash,
			e->sport < 1024 && e->dport >= 1024 && !addr_multicast(&e->ip->dst), &dir);
	if (!f)
		return;
	count(s, f, dir);
	f->payload[dir] += e->length;
	keep_head(f, dir, e->data, e->held);
	if (s->conf.on_udp)
		s->conf.on_udp(s->conf.arg, f, dir, e, s->now, s->number);
}

void flows_listen(struct flows *s, struct tell *t)
{
	t->arg = s;
	t->ahead = flows_ahead;
	t->packet = flows_packet;
	t->tcp = flows_tcp;
	t->udp = flows_udp;
}

void flows_end(struct flows *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->conf.on_end)
			s->conf.on_end(s->conf.arg, at(s, i));
}
