/* stats.h - `sonde stats`: what a capture consists of. */
#ifndef SONDE_STATS_H
#define SONDE_STATS_H

#include "../base/hash.h"
#include "../dissect/fields.h"
#include "../dissect/packet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	STATS_NODES = 4096, /* of the protocol tree; more are counted with their parent */
	STATS_SPANS = 1024, /* of time; they become longer as the capture does */
	STATS_SIZES = 10,
	STATS_HOSTS = 1 << 20, /* addresses told apart; more are counted together */
	STATS_ADDRESS = 17,    /* 4 or 6, and the address */
};

struct stats_node { /* a protocol behind those above it */
	const char *name;
	unsigned child, next;
	uint64_t packets, bytes, ends; /* ends: packets in which nothing stands behind it */
};

struct stats_span {
	uint64_t packets, bytes;
};

struct stats_host {
	uint8_t address[STATS_ADDRESS];
	uint64_t sent, received, sent_bytes, received_bytes;
};

struct stats {
	uint64_t packets, bytes, captured;
	bool timed;
	__int128 first, last; /* ns since 1970 */
	struct stats_node node[STATS_NODES];
	unsigned nodes;
	struct stats_span span[STATS_SPANS];
	uint64_t span_ns; /* how long one is, from first on */
	uint64_t sizes[STATS_SIZES];
	struct stats_host *hosts; /* a table; free: address[0] is 0 */
	uint32_t slots, used;
	uint64_t others; /* packets of addresses that had no room */
	struct secret secret;
	bool blocks; /* may be printed */
};

/* The lower end of a class of sizes; the last has no upper end. */
extern const uint32_t stats_size[STATS_SIZES];

/* False: no memory. */
bool stats_init(struct stats *s);
void stats_free(struct stats *s);
void stats_see(struct stats *s, const struct packet *p, const struct fields *f);
/* The hosts by bytes, the busiest first, top of them at most; how many. */
size_t stats_top(const struct stats *s, const struct stats_host **o, size_t top);

/* --- stats_print.c --- */

/* Can the terminal, or whoever reads, have blocks?  Opens files of the locale. */
bool stats_has_blocks(void);
void stats_print(const struct stats *s, size_t top, FILE *to);
void stats_json(const struct stats *s, size_t top, FILE *to);

#endif
