/* SPDX-License-Identifier: BSD-2-Clause */
#include "map.h"

#include "../base/hash.h"
#include "pool.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 512 };

struct map {
	size_t key;
	struct pool records;
	uint32_t max, n;
	struct secret secret;
	uint32_t *slots; /* record + 1; 0: free */
	size_t nslots;
	uint64_t refused;
};

struct map *map_new(size_t key_size, size_t record_size, uint32_t max)
{
	struct map *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->key = key_size;
	m->records.size = (record_size + 15) & ~(size_t)15;
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

/* Where the key is, or the free slot it would be put in. */
static size_t slot_of(const struct map *m, const void *key)
{
	size_t i = (size_t)siphash(m->secret, key, m->key) & (m->nslots - 1);

	while (m->slots[i] && memcmp(map_at(m, m->slots[i] - 1), key, m->key) != 0)
		i = (i + 1) & (m->nslots - 1);
	return i;
}

void *map_find(const struct map *m, const void *key)
{
	size_t i = slot_of(m, key);

	return m->slots[i] ? map_at(m, m->slots[i] - 1) : NULL;
}

static int grow(struct map *m)
{
	uint32_t *old = m->slots, *slots = calloc(m->nslots * 2, sizeof(*slots));

	if (!slots)
		return 0;
	m->slots = slots;
	m->nslots *= 2;
	for (uint32_t i = 0; i < m->n; i++)
		m->slots[slot_of(m, map_at(m, i))] = i + 1;
	free(old);
	return 1;
}

void *map_add(struct map *m, const void *key)
{
	size_t i = slot_of(m, key);
	uint8_t *r;

	if (m->slots[i])
		return map_at(m, m->slots[i] - 1);
	if (m->n == m->max || (m->n * 2 >= m->nslots && !grow(m)) || !(r = pool_get(&m->records))) {
		m->refused++;
		return NULL;
	}
	i = slot_of(m, key);
	memset(r, 0, m->records.size);
	memcpy(r, key, m->key);
	m->slots[i] = ++m->n;
	return r;
}
