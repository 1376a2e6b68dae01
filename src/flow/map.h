/* map.h - records found by a key of fixed size: open addressing, siphash with a run's secret.
 *
 * A record begins with its key.  There are at most max of them: when all are in use, map_add()
 * gives NULL and counts (map_refused()); nothing is forgotten.
 */
#ifndef SONDE_MAP_H
#define SONDE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map;

struct arena; /* pool.h: where records come from, which must outlive the map */

/* key_size must be at most record_size; NULL: out of memory. */
struct map *map_new(struct arena *from, size_t key_size, size_t record_size, uint32_t max);
void map_free(struct map *m);
void *map_find(const struct map *m, const void *key); /* NULL: not there */
/* The record of that key, made (zero but for its key) if it is not there; NULL: full.  Records do
 * not move. */
void *map_add(struct map *m, const void *key);
/* The same in steps, for many keys at once: what is needed next is fetched in the meantime. */
uint32_t map_hash(const struct map *m, const void *key);
void map_fetch(const struct map *m, uint32_t hash);        /* the place in the index */
void map_fetch_record(const struct map *m, uint32_t hash); /* the record, when that is there */
void *map_add_hashed(struct map *m, const void *key, uint32_t hash);
uint32_t map_count(const struct map *m);
void *map_at(const struct map *m, uint32_t i); /* in the order they were made */
uint64_t map_refused(const struct map *m);

#endif
