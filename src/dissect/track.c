#define SONDE_CORE
#include "track.h"
#include "session.h"

#define FIRST 1024

struct slot4 {
	uint32_t key[4]; /* the lower endpoint's address, the other's, the ports, 1: used */
	struct track t;
};

struct slot6 {
	uint32_t key[10]; /* two addresses, the ports, 1: used */
	struct track t;
};

struct table {
	uint8_t *slot;
	uint32_t words; /* of a key; the last is 1 in a used slot */
	uint32_t size, used;
};

struct tracks {
	struct table t4, t6;
};

static size_t slot_size(const struct table *t) { return t->words * 4 + sizeof(struct track); }

static uint32_t *key_at(const struct table *t, uint32_t i)
{
	return (uint32_t *)(void *)(t->slot + i * slot_size(t));
}

static uint32_t probe(const struct table *t, struct secret s, const uint32_t *key)
{
	uint32_t i = (uint32_t)siphash(s, key, (t->words - 1) * 4) & (t->size - 1);

	while (key_at(t, i)[t->words - 1] && memcmp(key_at(t, i), key, t->words * 4))
		i = (i + 1) & (t->size - 1);
	return i;
}

static bool grow(struct table *t, struct secret s)
{
	struct table old = *t;

	t->size = old.size ? old.size * 2 : FIRST;
	t->slot = calloc(t->size, slot_size(t));
	if (!t->slot) {
		*t = old;
		return false;
	}
	for (uint32_t i = 0; i < old.size; i++)
		if (key_at(&old, i)[t->words - 1])
			memcpy(key_at(t, probe(t, s, key_at(&old, i))), key_at(&old, i),
				slot_size(t));
	free(old.slot);
	return true;
}

static struct track *look_up(struct table *t, struct secret s, const uint32_t *key, bool *is_new)
{
	uint32_t i;

	if (t->used >= t->size / 4 * 3 && (t->size >= TRACKS_MAX || !grow(t, s))) {
		if (!t->size)
			return NULL;
		i = probe(t, s, key);
		*is_new = !key_at(t, i)[t->words - 1];
		if (*is_new) /* full: in the place of the one at the home slot */
			i = (uint32_t)siphash(s, key, (t->words - 1) * 4) & (t->size - 1);
		*is_new = memcmp(key_at(t, i), key, t->words * 4) != 0;
		memcpy(key_at(t, i), key, t->words * 4);
		return (struct track *)(key_at(t, i) + t->words);
	}
	i = probe(t, s, key);
	*is_new = !key_at(t, i)[t->words - 1];
	if (*is_new) {
		memcpy(key_at(t, i), key, t->words * 4);
		t->used++;
	}
	return (struct track *)(key_at(t, i) + t->words);
}

static struct track *track4(struct dis *d, uint16_t sport, uint16_t dport, bool *is_new, bool *rev)
{
	const struct net *n = &d->net;
	uint32_t key[4] = { n->src4, n->dst4, (uint32_t)sport << 16 | dport, 1 };

	*rev = sport != dport ? sport > dport : n->src4 > n->dst4;
	if (*rev) {
		key[0] = n->dst4;
		key[1] = n->src4;
		key[2] = (uint32_t)dport << 16 | sport;
	}
	return look_up(&d->ses->tracks->t4, d->ses->secret, key, is_new);
}

static struct track *track6(struct dis *d, uint16_t sport, uint16_t dport, bool *is_new, bool *rev)
{
	const struct net *n = &d->net;
	uint32_t key[10];

	*rev = sport != dport ? sport > dport : memcmp(&n->src6, &n->dst6, 16) > 0;
	memcpy(key, *rev ? &n->dst6 : &n->src6, 16);
	memcpy(key + 4, *rev ? &n->src6 : &n->dst6, 16);
	key[8] = *rev ? (uint32_t)dport << 16 | sport : (uint32_t)sport << 16 | dport;
	key[9] = 1;
	return look_up(&d->ses->tracks->t6, d->ses->secret, key, is_new);
}

struct track *track_tcp(struct dis *d, uint16_t sport, uint16_t dport, bool *is_new, bool *rev)
{
	if (d->stopped)
		return NULL;
	if (!d->ses->tracks) {
		d->ses->tracks = calloc(1, sizeof(*d->ses->tracks));
		if (!d->ses->tracks)
			return NULL;
		d->ses->tracks->t4.words = sizeof(struct slot4) / 4 - 2;
		d->ses->tracks->t6.words = sizeof(struct slot6) / 4 - 2;
	}
	return d->net.ver == 6 ? track6(d, sport, dport, is_new, rev)
	                       : track4(d, sport, dport, is_new, rev);
}

void tracks_free(struct tracks *t)
{
	if (!t)
		return;
	free(t->t4.slot);
	free(t->t6.slot);
	free(t);
}
