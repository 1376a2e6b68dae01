/* SPDX-License-Identifier: BSD-2-Clause */
#include "map.h"

#include "../base/fetch.h"
#include "../base/hash.h"
#include "pool.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 512 };

struct slot {
	uint32_t hash, id; /* record + 1; 0: free */
};

struct map {
	size_t key;
	struct pool records;
	uint32_t max, n;
	struct secret secret;
	struct slot *slots;
	size_t nslots;
	uint64_t refused;
};

struct map *map_new(struct arena *from, size_t key_size, size_t record_size, uint32_t max)
{
	struct map *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->key = key_size;
	m->records = pool_of(from, (record_size + 15) & ~(size_t)15);
	m->max = max;
	m->secret = secret_new();
	m->nslots = SLOTS;
	m->slots = calloc(m->nslots, sizeof(*m->slots));
	if (!m->slots) {
		free(m);
		return NULL;
	}
	return m;
}

void map_free(struct map *m)
{
	if (!m)
		return;
	pool_free(&m->records);
	free(m->slots);
	free(m);
}

uint32_t map_count(const struct map *m) { return m->n; }

uint64_t map_refused(const struct map *m) { return m->refused; }

void *map_at(const struct map *m, uint32_t i) { return pool_at(&m->records, i); }

uint32_t map_hash(const struct map *m, const void *key)
{
	switch (m->key) { /* compiled for those that are looked up most */
	case 16:
		return (uint32_t)siphash_inline(m->secret, key, 16);
	case 32:
		return (uint32_t)siphash_inline(m->secret, key, 32);
	case 40:
		return (uint32_t)siphash_inline(m->secret, key, 40);
	default:
		return (uint32_t)siphash(m->secret, key, m->key);
	}
}

/* Where the key is, or the free slot it would be put in. */
static struct slot *slot_of(const struct map *m, const void *key, uint32_t hash)
{
	size_t i = hash & (m->nslots - 1);

	while (m->slots[i].id && (m->slots[i].hash != hash ||
					 memcmp(map_at(m, m->slots[i].id - 1), key, m->key) != 0))
		i = (i + 1) & (m->nslots - 1);
	return &m->slots[i];
}

void map_fetch(const struct map *m, uint32_t hash) { fetch(&m->slots[hash & (m->nslots - 1)], 1); }

void map_fetch_record(const struct map *m, uint32_t hash)
{
	const struct slot *v = &m->slots[hash & (m->nslots - 1)];

	if (v->id && v->hash == hash)
		fetch(map_at(m, v->id - 1), m->records.size);
}

void *map_find(const struct map *m, const void *key)
{
	const struct slot *v = slot_of(m, key, map_hash(m, key));

	return v->id ? map_at(m, v->id - 1) : NULL;
}

static int grow(struct map *m)
{
	size_t n = m->nslots * 2;
	struct slot *slots = calloc(n, sizeof(*slots));

	if (!slots)
		return 0;
	for (size_t i = 0; i < m->nslots; i++) {
		size_t at = m->slots[i].hash & (n - 1);

		if (!m->slots[i].id)
			continue;
		while (slots[at].id)
			at = (at + 1) & (n - 1);
		slots[at] = m->slots[i];
	}
	free(m->slots);
	m->slots = slots;
	m->nslots = n;
	return 1;
}

void *map_add_hashed(struct map *m, const void *key, uint32_t hash)
{
	struct slot *v = slot_of(m, key, hash);
	uint8_t *r;

	if (v->id)
		return map_at(m, v->id - 1);
	if (m->n == m->max) {
		m->refused++;
		return NULL;
	}
	if (m->n * 2 >= m->nslots) {
		if (!grow(m)) {
			m->refused++;
			return NULL;
		}
		v = slot_of(m, key, hash);
	}
	r = pool_get(&m->records);
	if (!r) {
		m->refused++;
		return NULL;
	}
	memcpy(r, key, m->key);
	*v = (struct slot){ hash, ++m->n };
	return r;
}

void *map_add(struct map *m, const void *key) { return map_add_hashed(m, key, map_hash(m, key)); }
