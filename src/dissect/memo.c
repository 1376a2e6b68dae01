/* memo.c - small memories between packets (RPC calls and the like). */
#define SONDE_CORE
#include "dissect.h"
#include "session.h"

#define WAYS 8
#define SETS 4096 /* 32,768 memories of 64 bytes; a full set forgets its oldest */

struct memos {
	uint8_t next[SETS];
	struct memo m[SETS][WAYS];
};

_Static_assert(sizeof(struct memo) == 64, "a cache line");

static uint32_t set_of(struct dis *d, const struct memo *k)
{
	return (uint32_t)siphash(d->ses->secret, k, sizeof(k->key) + sizeof(k->kind)) % SETS;
}

static struct memo *find(struct memos *ms, uint32_t set, const struct memo *k)
{
	for (int i = 0; i < WAYS; i++)
		if (!memcmp(&ms->m[set][i], k, sizeof(k->key) + sizeof(k->kind)))
			return &ms->m[set][i];
	return NULL;
}

static void put_host(uint32_t key[4], const uint8_t a[16])
{
	for (int i = 0; i < 4; i++)
		key[i] = ld_be32(a + 4 * i);
}

struct memo memo_of_hosts(const struct dis *d, enum memo_kind kind, bool swap)
{
	struct memo m = { .kind = kind };

	m.key[1] = d->net.ver;
	if (d->net.ver == 4) {
		m.key[2] = swap ? d->net.dst4 : d->net.src4;
		m.key[3] = swap ? d->net.src4 : d->net.dst4;
	} else {
		put_host(m.key + 2, swap ? d->net.dst6.b : d->net.src6.b);
		put_host(m.key + 6, swap ? d->net.src6.b : d->net.dst6.b);
	}
	return m;
}

uint64_t *memo_find(struct dis *d, const struct memo *k)
{
	struct memo *m;

	if (d->stopped || !d->ses->memos || k->kind == MEMO_NONE)
		return NULL;
	m = find(d->ses->memos, set_of(d, k), k);
	return m ? m->val : NULL;
}

void memo_put(struct dis *d, const struct memo *k)
{
	struct memo *m;
	uint32_t set;

	if (d->stopped || k->kind == MEMO_NONE)
		return;
	if (!d->ses->memos)
		d->ses->memos = calloc(1, sizeof(*d->ses->memos));
	if (!d->ses->memos)
		return;
	set = set_of(d, k);
	m = find(d->ses->memos, set, k);
	if (!m)
		m = &d->ses->memos->m[set][d->ses->memos->next[set]++ % WAYS];
	*m = *k;
}

void memos_free(struct memos *m) { free(m); }
