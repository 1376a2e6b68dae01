#define SONDE_CORE
#include "track.h"
#include "engine.h"
#include "session.h"

#include "../base/pages.h"

#define FIRST 1024

/* Words of a key: addresses; ports, with a bit above them in a used slot. */
enum { WORDS4 = 2, WORDS6 = 5 };
#define USED (1ULL << 32)

enum {
	EXPECTED = 16,
	CROWD = 1 << 16, /* slots: more of them are not in the processor's caches */
};

struct table {
	uint8_t *slot;
	uint32_t size, used, most; /* most: slots it may have */
	uint64_t forgotten;
};

struct tracks {
	struct table t4, t6;
	bool expecting;                                            /* dis_expect() is called */
	struct track_key expected4[EXPECTED], expected6[EXPECTED]; /* of packets to come */
};

/* The functions below are written once and compiled for each number of words. */
#define EACH static inline __attribute__((always_inline))

EACH uint64_t *key_at(const struct table *t, uint32_t i, uint32_t words)
{
	return (uint64_t *)(void *)(t->slot + (size_t)i * (words * 8 + sizeof(struct track)));
}

EACH bool same(const uint64_t *a, const uint64_t *b, uint32_t words)
{
	uint64_t diff = 0;

	for (uint32_t i = 0; i < words; i++)
		diff |= a[i] ^ b[i];
	return !diff;
}

EACH uint32_t home(const struct table *t, struct secret s, const uint64_t *key, uint32_t words)
{
	return (uint32_t)siphash_words(s, key, words - 1, (uint32_t)key[words - 1]) & (t->size - 1);
}

/* The slot of key, or the free one where it would go. */
EACH uint32_t probe(const struct table *t, uint32_t i, const uint64_t *key, uint32_t words)
{
	while (key_at(t, i, words)[words - 1] && !same(key_at(t, i, words), key, words))
		i = (i + 1) & (t->size - 1);
	return i;
}

EACH bool grow(struct table *t, struct secret s, uint32_t words)
{
	size_t size = words * 8 + sizeof(struct track);
	struct table old = *t;

	t->size = old.size ? old.size * 2 : FIRST;
	t->slot = pages_new(t->size * size);
	if (!t->slot) {
		*t = old;
		return false;
	}
	for (uint32_t i = 0; i < old.size; i++) {
		const uint64_t *key = key_at(&old, i, words);

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
		memcpy(key_at(t, i, words), key_at(t, k, words), words * 8 + sizeof(struct track));
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
		memcpy(key_at(t, i, words), k->word, words * 8);
	}
	return (struct track *)(key_at(t, i, words) + words);
}

/* The lower one first. */
EACH uint64_t ports_of(uint16_t a, uint16_t b)
{
	return USED | (uint32_t)(a < b ? a : b) << 16 | (a < b ? b : a);
}

/* Each gives whether the packet goes against the direction of the key. */
EACH bool key4(uint64_t word[WORDS4], uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport)
{
	bool rev = sport != dport ? sport > dport : src > dst;
	uint64_t there = (uint64_t)dst << 32 | src, back = (uint64_t)src << 32 | dst;

	word[0] = rev ? back : there;
	word[1] = ports_of(sport, dport);
	return rev;
}

EACH bool key6(uint64_t word[WORDS6], const uint8_t src[16], const uint8_t dst[16], uint16_t sport,
	uint16_t dport)
{
	bool rev = sport != dport ? sport > dport : memcmp(src, dst, 16) > 0;
	uint64_t s[2], t[2];

	memcpy(s, src, 16);
	memcpy(t, dst, 16);
	for (int i = 0; i < 2; i++) {
		word[i] = rev ? t[i] : s[i];
		word[i + 2] = rev ? s[i] : t[i];
	}
	word[4] = ports_of(sport, dport);
	return rev;
}

EACH void fetch(const struct table *t, uint64_t hash, uint32_t words)
{
	const uint64_t *slot;

	if (!t->size)
		return;
	slot = key_at(t, (uint32_t)hash & (t->size - 1), words);
	__builtin_prefetch(slot);
	__builtin_prefetch(slot + words); /* the end of it may be in another line */
}

EACH void hash(struct track_key *k, struct secret s, const uint64_t *word, uint32_t words)
{
	k->hash = siphash_words(s, word, words - 1, (uint32_t)word[words - 1]);
	for (uint32_t i = 0; i < words; i++)
		k->word[i] = word[i];
}

/* Where a key that is expected is kept with its hash. */
EACH struct track_key *expected(struct tracks *t, const uint64_t *word, uint32_t words)
{
	uint64_t x = word[0] ^ word[words - 1];

	x = (x ^ x >> 32 ^ x >> 16) % EXPECTED;
	return words == WORDS4 ? &t->expected4[x] : &t->expected6[x];
}

/* The hash of a key, which may be known already: then its memory is on its way. */
EACH void seek(struct tracks *all, const struct table *t, struct secret s, struct track_key *k,
	const uint64_t *word, uint32_t words)
{
	const struct track_key *e = expected(all, word, words);

	if (!all->expecting || !same(e->word, word, words)) {
		hash(k, s, word, words);
		fetch(t, k->hash, words);
		return;
	}
	for (uint32_t i = 0; i < words; i++)
		k->word[i] = word[i];
	k->hash = e->hash;
}

EACH void expect(struct tracks *all, const struct table *t, struct secret s, const uint64_t *word,
	uint32_t words)
{
	struct track_key *e = expected(all, word, words);

	hash(e, s, word, words);
	fetch(t, e->hash, words);
}

bool dis_crowded(const struct dis *d)
{
	const struct tracks *t = d->ses->tracks;

	return t && (t->t4.size > CROWD || t->t6.size > CROWD);
}

void dis_expect(struct dis *d, const struct packet *p)
{
	enum { TCP = 6, IP4 = 14, IP6 = 14, TCP4 = IP4 + 20, TCP6 = IP6 + 40 };
	struct tracks *t = d->ses->tracks;
	const uint8_t *b = p->data;
	uint64_t word[WORDS6];

	if (!t || !d->link_quick || p->caplen < TCP4 + 20)
		return;
	t->expecting = true;
	if (ld_be16(b + 12) == 0x0800 && b[IP4] == 0x45 && b[IP4 + 9] == TCP) {
		key4(word, ld_be32(b + IP4 + 12), ld_be32(b + IP4 + 16), ld_be16(b + TCP4),
			ld_be16(b + TCP4 + 2));
		expect(t, &t->t4, d->ses->secret, word, WORDS4);
	} else if (ld_be16(b + 12) == 0x86dd && b[IP6 + 6] == TCP && p->caplen >= TCP6 + 20) {
		key6(word, b + IP6 + 8, b + IP6 + 24, ld_be16(b + TCP6), ld_be16(b + TCP6 + 2));
		expect(t, &t->t6, d->ses->secret, word, WORDS6);
	}
}

/* While a table grows there is the smaller one as well; each of the two has half of the limit. */
static uint32_t most(uint64_t limit, uint32_t words)
{
	uint32_t n = FIRST;

	if (!limit)
		return TRACKS_MAX;
	while (n < TRACKS_MAX && 3 * (uint64_t)n * (words * 8 + sizeof(struct track)) <= limit / 2)
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

static inline struct tracks *tracks_of(struct dis *d)
{
	if (!d->ses->tracks)
		d->ses->tracks = tracks_new(d->opt->tables);
	return d->ses->tracks;
}

void track_key(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport)
{
	uint64_t word[WORDS6];

	if (d->net.ver == 6) {
		k->rev = key6(word, d->net.src6.b, d->net.dst6.b, sport, dport);
		hash(k, d->ses->secret, word, WORDS6);
	} else {
		k->rev = key4(word, d->net.src4, d->net.dst4, sport, dport);
		hash(k, d->ses->secret, word, WORDS4);
	}
}

void track_ask(struct dis *d, uint8_t ver, const struct track_key *k)
{
	const struct tracks *t = tracks_of(d);

	if (t && ver == 6)
		fetch(&t->t6, k->hash, WORDS6);
	else if (t)
		fetch(&t->t4, k->hash, WORDS4);
}

void track_seek(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport)
{
	const struct told *told = d->ses->told;
	uint64_t word[WORDS6];
	struct tracks *t;

	if (__builtin_expect(told != NULL, 0)) {
		k->rev = told->rev;
		return;
	}
	t = tracks_of(d);
	if (!t)
		return;
	if (d->net.ver == 6) {
		k->rev = key6(word, d->net.src6.b, d->net.dst6.b, sport, dport);
		seek(t, &t->t6, d->ses->secret, k, word, WORDS6);
	} else {
		k->rev = key4(word, d->net.src4, d->net.dst4, sport, dport);
		seek(t, &t->t4, d->ses->secret, k, word, WORDS4);
	}
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
	m->bytes += t->size * (words * 8 + sizeof(struct track));
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
	pages_free(t->t4.slot, t->t4.size * (WORDS4 * 8 + sizeof(struct track)));
	pages_free(t->t6.slot, t->t6.size * (WORDS6 * 8 + sizeof(struct track)));
	free(t);
}
