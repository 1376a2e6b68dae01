#define SONDE_CORE
#include "track.h"
#include "engine.h"
#include "session.h"

#include "../base/pages.h"

#define FIRST 1024

enum { WORDS4 = 4, WORDS6 = 10 }; /* of a key: addresses, ports, and 1 in a used slot */

struct table {
	uint8_t *slot;
	uint32_t size, used, most; /* most: slots it may have */
	uint64_t forgotten;
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
	return (uint32_t)siphash_inline(s, key, (words - 1) * 4) & (t->size - 1);
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
	t->slot = pages_new(t->size * size);
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
	pages_free(old.slot, old.size * size);
	return true;
}

/* Slot i becomes free: those behind it that could not be nearer to their homes move up. */
EACH void take_out(struct table *t, struct secret s, uint32_t i, uint32_t words)
{
	uint32_t mask = t->size - 1;

	for (uint32_t k = (i + 1) & mask; key_at(t, k, words)[words - 1]; k = (k + 1) & mask) {
		uint32_t at = home(t, s, key_at(t, k, words), words);

		if (((k - at) & mask) < ((k - i) & mask))
			continue;
		memcpy(key_at(t, i, words), key_at(t, k, words), words * 4 + sizeof(struct track));
		i = k;
	}
	key_at(t, i, words)[words - 1] = 0;
}

/* The table is full: whoever is at that slot, or else the first behind it, is forgotten. */
EACH void make_place(struct table *t, struct secret s, uint32_t at, uint32_t words)
{
	uint32_t i = at;

	t->forgotten++;
	if (key_at(t, at, words)[words - 1])
		return;
	while (!key_at(t, i, words)[words - 1])
		i = (i + 1) & (t->size - 1);
	take_out(t, s, i, words);
}

EACH struct track *look_up(
	struct table *t, struct secret s, struct track_key *k, bool *is_new, uint32_t words)
{
	bool full = t->used >= t->size / 2 && !(t->size < t->most && grow(t, s, words)) &&
	            t->used >= t->size / 4 * 3;
	uint32_t at, i;

	if (!t->size)
		return NULL;
	at = (uint32_t)k->hash & (t->size - 1);
	i = probe(t, at, k->word, words);
	*is_new = !key_at(t, i, words)[words - 1];
	if (*is_new) {
		if (full) {
			make_place(t, s, at, words);
			i = at;
		}
		t->used += !full;
		memcpy(key_at(t, i, words), k->word, words * 4);
	}
	return (struct track *)(key_at(t, i, words) + words);
}

EACH void ask(const struct table *t, const struct track_key *k, uint32_t words)
{
	if (t->size) {
		const uint32_t *slot = key_at(t, (uint32_t)k->hash & (t->size - 1), words);

		__builtin_prefetch(slot);
		__builtin_prefetch(slot + words + 2); /* the end of it may be in another line */
	}
}

/* The lower one first. */
static uint32_t ports_of(uint16_t a, uint16_t b)
{
	return (uint32_t)(a < b ? a : b) << 16 | (a < b ? b : a);
}

static inline void key4(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport)
{
	const struct net *n = &d->net;

	k->rev = sport != dport ? sport > dport : n->src4 > n->dst4;
	k->word[k->rev] = n->src4; /* no branch on what is as likely as not */
	k->word[!k->rev] = n->dst4;
	k->word[2] = ports_of(sport, dport);
	k->word[3] = 1;
	k->hash = siphash_inline(d->ses->secret, k->word, (WORDS4 - 1) * 4);
}

static inline void key6(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport)
{
	const struct net *n = &d->net;

	k->rev = sport != dport ? sport > dport : memcmp(&n->src6, &n->dst6, 16) > 0;
	memcpy(k->word + 4 * k->rev, &n->src6, 16);
	memcpy(k->word + 4 * !k->rev, &n->dst6, 16);
	k->word[8] = ports_of(sport, dport);
	k->word[9] = 1;
	k->hash = siphash_inline(d->ses->secret, k->word, (WORDS6 - 1) * 4);
}

/* While a table grows there is the smaller one as well; each of the two has half of the limit. */
static uint32_t most(uint64_t limit, uint32_t words)
{
	uint32_t n = FIRST;

	if (!limit)
		return TRACKS_MAX;
	while (n < TRACKS_MAX && 3 * (uint64_t)n * (words * 4 + sizeof(struct track)) <= limit / 2)
		n *= 2;
	return n;
}

static struct tracks *tracks_new(uint64_t limit)
{
	struct tracks *t = calloc(1, sizeof(*t));

	if (t) {
		t->t4.most = most(limit, WORDS4);
		t->t6.most = most(limit, WORDS6);
	}
	return t;
}

static struct tracks *tracks_of(struct dis *d)
{
	if (!d->ses->tracks)
		d->ses->tracks = tracks_new(d->opt->tables);
	return d->ses->tracks;
}

void track_key(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport)
{
	if (d->net.ver == 6)
		key6(d, k, sport, dport);
	else
		key4(d, k, sport, dport);
}

void track_ask(struct dis *d, uint8_t ver, const struct track_key *k)
{
	const struct tracks *t = tracks_of(d);

	if (t && ver == 6)
		ask(&t->t6, k, WORDS6);
	else if (t)
		ask(&t->t4, k, WORDS4);
}

void track_seek(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport)
{
	const struct told *told = d->ses->told;

	if (__builtin_expect(told != NULL, 0)) {
		k->rev = told->rev;
		return;
	}
	track_key(d, k, sport, dport);
	track_ask(d, d->net.ver, k);
}

struct track *track_tcp(struct dis *d, struct track_key *k, bool *is_new)
{
	struct tracks *t = d->ses->tracks;
	struct told *told = d->ses->told;

	if (__builtin_expect(told != NULL, 0) && !d->stopped) {
		*is_new = told->is_new;
		return &told->track;
	}
	if (d->stopped || !t)
		return NULL;
	return d->net.ver == 6 ? look_up(&t->t6, d->ses->secret, k, is_new, WORDS6)
	                       : look_up(&t->t4, d->ses->secret, k, is_new, WORDS4);
}

static void count(const struct table *t, uint32_t words, struct dis_memory *m)
{
	m->conversations += t->used;
	m->most += t->most / 4 * 3;
	m->forgotten += t->forgotten;
	m->bytes += t->size * (words * 4 + sizeof(struct track));
}

void tracks_count(const struct tracks *t, struct dis_memory *m)
{
	if (!t)
		return;
	count(&t->t4, WORDS4, m);
	count(&t->t6, WORDS6, m);
}

void tracks_free(struct tracks *t)
{
	if (!t)
		return;
	pages_free(t->t4.slot, t->t4.size * (WORDS4 * 4 + sizeof(struct track)));
	pages_free(t->t6.slot, t->t6.size * (WORDS6 * 4 + sizeof(struct track)));
	free(t);
}
