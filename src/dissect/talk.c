/* talk.c - conversations whose messages span segments. */
#define SONDE_CORE
#include "talk.h"
#include "session.h"

enum { WAYS = 8, SETS = TALKS_MAX / WAYS, KEY = 10 };
enum { AGAIN_MAX = 1 << 20 }; /* octets that are taken for sent again */

struct slot {
	uint32_t key[KEY]; /* addresses and ports */
	uint64_t used;     /* when, in uses of any */
	struct talk *talk; /* NULL: the slot is free */
};

struct talks {
	uint64_t uses;
	struct slot slot[SETS][WAYS];
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
	for (int i = 0; i < SETS; i++)
		for (int w = 0; w < WAYS; w++)
			talk_free(t->slot[i][w].talk);
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

static struct slot *set_of(struct talks *t, struct secret s, const uint32_t key[KEY])
{
	return t->slot[siphash(s, key, KEY * sizeof(*key)) % SETS];
}

static struct slot *find(struct talks *t, struct slot *set, const uint32_t key[KEY])
{
	for (int w = 0; w < WAYS; w++)
		if (set[w].talk && !memcmp(set[w].key, key, sizeof(set[w].key))) {
			set[w].used = ++t->uses;
			return &set[w];
		}
	return NULL;
}

/* A slot for key: a free one, or that of whoever was not heard of for longest. */
static struct slot *place(struct talks *t, struct slot *set, const uint32_t key[KEY])
{
	struct slot *s = set;

	for (int w = 0; w < WAYS && s->talk; w++)
		if (!set[w].talk || set[w].used < s->used)
			s = &set[w];
	talk_free(s->talk);
	s->talk = NULL;
	s->used = ++t->uses;
	memcpy(s->key, key, sizeof(s->key));
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
	s = find(t, set_of(t, d->ses->secret, key), key);
	if (!s)
		return NULL;
	s->talk->from = rev;
	return s->talk;
}

struct talk *talk_of(struct dis *d, enum talk_kind kind, uint32_t own)
{
	struct slot *set, *s;
	uint32_t key[KEY];
	bool rev;

	if (d->stopped || own > TALK_OWN)
		return NULL;
	if (!d->ses->talks)
		d->ses->talks = calloc(1, sizeof(*d->ses->talks));
	if (!d->ses->talks)
		return NULL;
	rev = key_of(d, key);
	set = set_of(d->ses->talks, d->ses->secret, key);
	s = find(d->ses->talks, set, key);
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
			s = place(d->ses->talks, set, key);
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
