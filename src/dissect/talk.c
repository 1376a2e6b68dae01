/* talk.c - conversations whose messages span segments. */
#define SONDE_CORE
#include "talk.h"
#include "session.h"

enum { KEY = 10, BUCKETS = 1024 };
enum { AGAIN_MAX = 1 << 20 }; /* octets that are taken for sent again */

/* Slots are numbered from 1 on; 0 is none. */
struct slot {
	uint32_t key[KEY]; /* addresses and ports */
	struct talk *talk;
	uint16_t bucket, next; /* by its hash; the next one there */
	uint16_t newer, older; /* by when it was used last */
};

struct talks {
	uint64_t uses;
	uint16_t n, newest, oldest;
	uint16_t first[BUCKETS];
	struct slot slot[TALKS_MAX + 1];
};

static void talk_free(struct talk *t)
{
	if (!t)
		return;
	free(t->side[0].buf);
	free(t->side[1].buf);
	free(t->own);
	free(t);
}

void talks_free(struct talks *t)
{
	if (!t)
		return;
	for (unsigned i = 1; i <= t->n; i++)
		talk_free(t->slot[i].talk);
	free(t);
}

/* True if the packet goes from the second of the two. */
static bool key_of(const struct dis *d, uint32_t key[KEY])
{
	const struct net *n = &d->net;
	uint16_t a = d->l4.sport, b = d->l4.dport;
	bool v6 = n->ver == 6, rev;

	if (a != b)
		rev = a > b;
	else
		rev = v6 ? memcmp(&n->src6, &n->dst6, 16) > 0 : n->src4 > n->dst4;
	memset(key, 0, KEY * sizeof(*key));
	if (v6) {
		memcpy(key + 4 * rev, &n->src6, 16);
		memcpy(key + 4 * !rev, &n->dst6, 16);
	} else {
		key[rev] = n->src4;
		key[!rev] = n->dst4;
	}
	key[8] = rev ? (uint32_t)b << 16 | a : (uint32_t)a << 16 | b;
	key[9] = n->ver;
	return rev;
}

static uint16_t bucket_of(struct secret s, const uint32_t key[KEY])
{
	return siphash(s, key, KEY * sizeof(*key)) % BUCKETS;
}

static void take_out(struct talks *t, const struct slot *s)
{
	*(s->newer ? &t->slot[s->newer].older : &t->newest) = s->older;
	*(s->older ? &t->slot[s->older].newer : &t->oldest) = s->newer;
}

static void make_newest(struct talks *t, struct slot *s)
{
	uint16_t i = (uint16_t)(s - t->slot);

	s->newer = 0;
	s->older = t->newest;
	*(t->newest ? &t->slot[t->newest].newer : &t->oldest) = i;
	t->newest = i;
	t->uses++;
}

static struct slot *find(struct talks *t, uint16_t bucket, const uint32_t key[KEY])
{
	struct slot *s;

	for (uint16_t i = t->first[bucket]; i; i = s->next) {
		s = &t->slot[i];
		if (memcmp(s->key, key, sizeof(s->key)) != 0)
			continue;
		take_out(t, s);
		make_newest(t, s);
		return s;
	}
	return NULL;
}

/* That of whoever was not heard of for longest: which does not depend on the run's secret. */
static struct slot *oldest(struct talks *t)
{
	struct slot *s = &t->slot[t->oldest];
	uint16_t *at = &t->first[s->bucket];

	while (*at != t->oldest)
		at = &t->slot[*at].next;
	*at = s->next;
	take_out(t, s);
	talk_free(s->talk);
	return s;
}

/* A slot for key. */
static struct slot *place(struct talks *t, uint16_t bucket, const uint32_t key[KEY])
{
	struct slot *s = t->n < TALKS_MAX ? &t->slot[++t->n] : oldest(t);

	memcpy(s->key, key, sizeof(s->key));
	s->bucket = bucket;
	s->next = t->first[bucket];
	t->first[bucket] = (uint16_t)(s - t->slot);
	make_newest(t, s);
	return s;
}

uint64_t talks_uses(const struct talks *t) { return t ? t->uses : 0; }

struct talk *talk_find(struct dis *d)
{
	struct talks *t = d->ses->talks;
	uint32_t key[KEY];
	struct slot *s;
	bool rev;

	if (d->stopped || !t)
		return NULL;
	rev = key_of(d, key);
	s = find(t, bucket_of(d->ses->secret, key), key);
	if (!s)
		return NULL;
	s->talk->from = rev;
	return s->talk;
}

struct talk *talk_of(struct dis *d, enum talk_kind kind, uint32_t own)
{
	uint32_t key[KEY];
	uint16_t bucket;
	struct slot *s;
	bool rev;

	if (d->stopped || own > TALK_OWN)
		return NULL;
	if (!d->ses->talks)
		d->ses->talks = calloc(1, sizeof(*d->ses->talks));
	if (!d->ses->talks)
		return NULL;
	rev = key_of(d, key);
	bucket = bucket_of(d->ses->secret, key);
	s = find(d->ses->talks, bucket, key);
	if (!s || s->talk->kind != kind) {
		struct talk *t = calloc(1, sizeof(*t));

		if (t)
			t->own = calloc(1, own ? own : 1);
		if (!t || !t->own) {
			free(t);
			return NULL;
		}
		t->kind = kind;
		if (s)
			talk_free(s->talk);
		else
			s = place(d->ses->talks, bucket, key);
		s->talk = t;
	}
	s->talk->from = rev;
	return s->talk;
}

enum talk_got talk_begin(struct dis *d, struct talk_side *s, struct cur *c)
{
	uint32_t seen = s->begun ? s->next - d->l4.seq : 0;

	if (seen > AGAIN_MAX) { /* also what a new conversation of the same ports begins with */
		s->next = d->l4.seq + wire(c);
		s->lost = true;
		s->skip = s->have = 0;
		return TALK_GAP;
	}
	if (seen && seen >= wire(c)) {
		skip(c, left(c));
		return TALK_AGAIN;
	}
	part(c, seen);
	s->next = d->l4.seq + seen + wire(c);
	s->begun = true;
	return TALK_NEXT;
}

struct cur talk_part(struct talk_side *s, struct cur *c, uint32_t n)
{
	uint32_t here = wire(c) < n ? wire(c) : n;
	struct cur p = part(c, n);

	s->skip = n - here;
	claim(&p, here);
	return p;
}

struct cur talk_skipped(struct talk_side *s, struct cur *c) { return talk_part(s, c, s->skip); }

/* Keep what there is; what the capture does not have can't be. */
static bool keep(struct talk_side *s, struct cur *c)
{
	uint32_t n = left(c);

	if (!s->buf)
		s->buf = malloc(TALK_BUF);
	if (wire(c) > n || !s->buf || n > TALK_BUF - s->have) {
		s->lost = true;
		s->have = 0;
		skip(c, n);
		return false;
	}
	get_bytes(c, s->buf + s->have, n);
	s->have += n;
	return true;
}

/* The rest of the message whose begin is kept. */
static bool finish(struct talk_side *s, struct cur *c, talk_need *needs, struct cur *message)
{
	uint32_t before = s->have, room = TALK_BUF - before, n;
	struct cur rest = *c;

	if (left(&rest) > room)
		rest = take(&rest, room);
	if (!keep(s, &rest)) {
		skip(c, left(c));
		return false;
	}
	*message = (struct cur){ s->buf, s->have, CUR_EVEN };
	n = needs(*message);
	if (n > s->have) {
		if (n > TALK_BUF) {
			s->lost = true;
			s->have = 0;
		}
		skip(c, left(c));
		return false;
	}
	clip(message, n);
	part(c, n > before ? n - before : 0);
	s->have = 0;
	return true;
}

bool talk_message(struct talk_side *s, struct cur *c, talk_need *needs, struct cur *message)
{
	uint32_t n;

	if (s->lost || s->skip || !wire(c))
		return false;
	if (s->have)
		return finish(s, c, needs, message);
	n = needs(*c);
	if (n && n <= left(c)) {
		*message = take(c, n);
		return true;
	}
	if (n > TALK_BUF || !n) {
		s->lost = true;
		return false;
	}
	keep(s, c);
	return false;
}
