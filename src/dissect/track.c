#define SONDE_CORE
#include "track.h"
#include "session.h"

#define FIRST 1024

enum { WORDS4 = 4, WORDS6 = 10 }; /* of a key: addresses, ports, and 1 in a used slot */

struct table {
	uint8_t *slot;
	uint32_t size, used;
};

struct tracks {
	struct table t4, t6;
};

/* The functions below are written once and compiled for each number of words. */
#define EACH static inline __attribute__((always_inline))

EACH uint32_t *key_at(const struct table *t, uint32_t i, uint32_t words)
{
	return (uint32_t *)(void *)(t->slot + (size_t)i * (words * 4 + sizeof(struct track)));
}

EACH bool same(const uint32_t *a, const uint32_t *b, uint32_t words)
{
	uint32_t diff = 0;

	for (uint32_t i = 0; i < words; i++)
		diff |= a[i] ^ b[i];
	return !diff;
}

EACH uint32_t home(const struct table *t, struct secret s, const uint32_t *key, uint32_t words)
{
	return (uint32_t)siphash(s, key, (words - 1) * 4) & (t->size - 1);
}

/* The slot of key, or the free one where it would go. */
EACH uint32_t probe(const struct table *t, uint32_t i, const uint32_t *key, uint32_t words)
{
	while (key_at(t, i, words)[words - 1] && !same(key_at(t, i, words), key, words))
		i = (i + 1) & (t->size - 1);
	return i;
}

EACH bool grow(struct table *t, struct secret s, uint32_t words)
{
	size_t size = words * 4 + sizeof(struct track);
	struct table old = *t;

	t->size = old.size ? old.size * 2 : FIRST;
	t->slot = calloc(t->size, size);
	if (!t->slot) {
		*t = old;
		return false;
	}
	for (uint32_t i = 0; i < old.size; i++) {
		const uint32_t *key = key_at(&old, i, words);

		if (key[words - 1])
			memcpy(key_at(t, probe(t, home(t, s, key, words), key, words), words), key,
				size);
	}
	free(old.slot);
	return true;
}

EACH struct track *look_up(
	struct table *t, struct secret s, const uint32_t *key, bool *is_new, uint32_t words)
{
	bool full = t->used >= t->size / 4 * 3 && (t->size >= TRACKS_MAX || !grow(t, s, words));
	uint32_t at, i;

	if (!t->size)
		return NULL;
	at = home(t, s, key, words);
	i = probe(t, at, key, words);
	*is_new = !key_at(t, i, words)[words - 1];
	if (*is_new) {
		if (full) /* in the place of the one at its home */
			i = at;
		t->used += !full;
		memcpy(key_at(t, i, words), key, words * 4);
	}
	return (struct track *)(key_at(t, i, words) + words);
}

static struct track *track4(struct dis *d, uint16_t sport, uint16_t dport, bool *is_new, bool *rev)
{
	const struct net *n = &d->net;
	uint32_t key[WORDS4] = { n->src4, n->dst4, (uint32_t)sport << 16 | dport, 1 };

	*rev = sport != dport ? sport > dport : n->src4 > n->dst4;
	if (*rev) {
		key[0] = n->dst4;
		key[1] = n->src4;
		key[2] = (uint32_t)dport << 16 | sport;
	}
	return look_up(&d->ses->tracks->t4, d->ses->secret, key, is_new, WORDS4);
}

static struct track *track6(struct dis *d, uint16_t sport, uint16_t dport, bool *is_new, bool *rev)
{
	const struct net *n = &d->net;
	uint32_t key[WORDS6];

	*rev = sport != dport ? sport > dport : memcmp(&n->src6, &n->dst6, 16) > 0;
	memcpy(key, *rev ? &n->dst6 : &n->src6, 16);
	memcpy(key + 4, *rev ? &n->src6 : &n->dst6, 16);
	key[8] = *rev ? (uint32_t)dport << 16 | sport : (uint32_t)sport << 16 | dport;
	key[9] = 1;
	return look_up(&d->ses->tracks->t6, d->ses->secret, key, is_new, WORDS6);
}

struct track *track_tcp(struct dis *d, uint16_t sport, uint16_t dport, bool *is_new, bool *rev)
{
	if (d->stopped)
		return NULL;
	if (!d->ses->tracks) {
		d->ses->tracks = calloc(1, sizeof(*d->ses->tracks));
		if (!d->ses->tracks)
			return NULL;
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
