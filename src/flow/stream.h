/* stream.h - the octets of one direction of a TCP connection, in order.
 *
 * What comes early waits, STREAM_WAIT octets a direction at most (or what the pool says) and so
 * many in all directions together as the pool allows; then the hole before it is given up and told
 * as a gap.  What was not captured is a gap as well.
 */
#ifndef SONDE_STREAM_H
#define SONDE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STREAM_WAIT = 1 << 18, STREAM_PIECES = 8192 };

struct piece;

struct stream {
	bool begun;
	uint32_t next;               /* sequence number that is to come */
	uint32_t waiting, npieces;   /* octets; at most STREAM_PIECES */
	struct piece *pieces, *last; /* by sequence number */
};

struct stream_pool {
	uint64_t used, most; /* octets that wait, and may */
	uint32_t each;       /* of a direction; 0: STREAM_WAIT */
};

struct stream_sink {
	void *arg;
	/* The next n octets; data NULL: they are missing. */
	void (*take)(void *arg, const uint8_t *data, uint32_t n);
};

/* A segment of length octets, of which the first held are there. */
void stream_feed(struct stream *s, struct stream_pool *pool, uint32_t seq, const uint8_t *data,
	uint32_t held, uint32_t length, const struct stream_sink *to);
/* Nothing more comes: what waits is handed over, with the gaps before it. */
void stream_end(struct stream *s, struct stream_pool *pool, const struct stream_sink *to);
void stream_free(struct stream *s, struct stream_pool *pool);

#endif
