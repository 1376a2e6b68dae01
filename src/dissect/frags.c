/* Fragments wait in a ring, the oldest first; what has its first and last octet and all between is
 * copied to the packet's scratch memory. */
#define SONDE_CORE
#include "frags.h"
#include "scratch.h"
#include "session.h"
#include "tell.h"

enum { UNIT = 8, MOST = 65535, UNITS = (MOST + UNIT) / UNIT, ROOM_STEP = 4096 };

struct key {
	struct tell_addr src, dst;
	uint32_t id;
	uint8_t ver, proto;
	uint8_t pad[2];
};

struct datagram {
	struct key key;
	uint8_t next;           /* the protocol that its first fragment names */
	bool has_first, spoilt; /* spoilt: what comes of it is thrown away */
	uint32_t total;         /* octets; 0: not known */
	uint32_t have, room;    /* units of UNIT octets that are here; octets of data */
	int64_t began;
	uint8_t *data;
	uint64_t units[(UNITS + 63) / 64];
};

struct frags {
	struct datagram *ring;      /* FRAGS_MAX */
	uint32_t hashes[FRAGS_MAX]; /* of their keys, odd; 0: a free place */
	uint32_t at;                /* the oldest: the next that is made takes its place */
	size_t octets;
};

void frags_free(struct frags *s)
{
	for (int i = 0; s && s->ring && i < FRAGS_MAX; i++)
		free(s->ring[i].data);
	if (s)
		free(s->ring);
	free(s);
}

static struct frags *frags_of(struct dis *d)
{
	struct frags *s = d->ses->frags;

	if (!s)
		s = d->ses->frags = calloc(1, sizeof(*s));
	if (s && !s->ring)
		s->ring = calloc(FRAGS_MAX, sizeof(*s->ring));
	return s && s->ring ? s : NULL;
}

static void forget(struct frags *s, struct datagram *g)
{
	free(g->data);
	s->octets -= g->room;
	s->hashes[g - s->ring] = 0;
	memset(g, 0, sizeof(*g));
}

/* The datagram of that key, or a new one. */
static struct datagram *datagram_of(struct dis *d, struct frags *s, const struct key *k)
{
	uint32_t hash = (uint32_t)siphash_inline(d->ses->secret, k, sizeof(*k)) | 1;
	int64_t now = d->tell->now;
	struct datagram *g;

	for (uint32_t i = 0; i < FRAGS_MAX; i++) {
		g = &s->ring[i];
		if (s->hashes[i] != hash || memcmp(&g->key, k, sizeof(*k)) != 0)
			continue;
		if (now - g->began <= FRAGS_SECONDS && now >= g->began)
			return g;
		forget(s, g);
	}
	g = &s->ring[s->at];
	forget(s, g);
	s->hashes[s->at] = hash;
	s->at = (s->at + 1) % FRAGS_MAX;
	g->key = *k;
	g->began = now;
	return g;
}

/* Memory for n octets; others are given up for it, the oldest first. */
static bool make_room(struct frags *s, struct datagram *g, uint32_t n)
{
	uint32_t room = (n + ROOM_STEP - 1) / ROOM_STEP * ROOM_STEP;
	uint8_t *data;

	if (n <= g->room)
		return true;
	for (uint32_t i = 0; i < FRAGS_MAX && s->octets + room - g->room > FRAGS_OCTETS; i++) {
		struct datagram *old = &s->ring[(s->at + i) % FRAGS_MAX];

		if (old != g)
			forget(s, old);
	}
	data = realloc(g->data, room);
	if (!data)
		return false;
	s->octets += room - g->room;
	g->data = data;
	g->room = room;
	return true;
}

static bool has_unit(const struct datagram *g, uint32_t i)
{
	return g->units[i / 64] >> i % 64 & 1;
}

/* Its octets; the first that came stay.  False: what IPv6 forbids. */
static bool take_octets(struct datagram *g, uint32_t from, const uint8_t *b, uint32_t n)
{
	bool overlaps = false;

	for (uint32_t at = 0; at < n; at += UNIT) {
		uint32_t i = (from + at) / UNIT, len = n - at < UNIT ? n - at : UNIT;

		if (has_unit(g, i)) {
			overlaps = true;
			continue;
		}
		memcpy(g->data + from + at, b + at, len);
		g->units[i / 64] |= 1ULL << i % 64;
		g->have++;
	}
	return !overlaps || g->key.ver == 4;
}

/* The whole, over memory of the packet. */
static bool hand_over(struct dis *d, struct frags *s, struct datagram *g, struct cur *c)
{
	uint8_t *b = scratch(d, g->total);

	if (b) {
		memcpy(b, g->data, g->total);
		*c = scratch_cursor(d, b, g->total);
	}
	forget(s, g);
	return b != NULL;
}

static bool add(struct frags *s, struct datagram *g, const struct tell_frag *f, struct cur *c)
{
	uint32_t n = wire(c), end = f->offset + n;

	if (g->spoilt || n == 0 || end > MOST || (f->more && n % UNIT))
		return false;
	if (!f->more && (!g->total || end == g->total))
		g->total = end;
	if (g->total && end > g->total)
		return false;
	if (!make_room(s, g, end))
		return false;
	if (!take_octets(g, f->offset, c->raw_at, n)) {
		g->spoilt = true;
		return false;
	}
	if (f->offset == 0) {
		g->has_first = true;
		g->next = f->next;
	}
	return g->total && g->has_first && g->have == (g->total + UNIT - 1) / UNIT;
}

bool tell_frag(struct dis *d, struct cur *c, struct tell_frag *f)
{
	const struct tell_ip *ip = &d->tell->last;
	struct key k = { .src = ip->src, .dst = ip->dst, .id = f->id, .ver = ip->ver };
	struct frags *s;
	struct datagram *g;

	if (left(c) < wire(c))
		return f->offset == 0; /* it will never be whole */
	s = frags_of(d);
	if (!s)
		return f->offset == 0;
	if (ip->ver == 4)
		k.proto = ip->proto;
	g = datagram_of(d, s, &k);
	if (!add(s, g, f, c))
		return false;
	f->next = g->next;
	return hand_over(d, s, g, c);
}
