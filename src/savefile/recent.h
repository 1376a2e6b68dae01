/* recent.h - the last packets of a capture, kept in memory.
 *
 * They are gathered in pieces of 1 MiB; each that is full is compressed if that makes it smaller.
 * The oldest pieces go when there are too many bytes, or when all packets of one are too old: what
 * is kept is never less than was asked for, as long as there is memory.
 */
#ifndef SONDE_RECENT_H
#define SONDE_RECENT_H

#include "../dissect/packet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recent;

/* At most so many bytes (of memory), and packets of the last ns; 0: whatever fits the other.  NULL:
 * out of memory. */
struct recent *recent_new(size_t bytes, int64_t ns);
void recent_free(struct recent *r);

/* Keep a copy.  False: out of memory. */
bool recent_add(struct recent *r, const struct packet *p);

/* Hand over those that are kept, from that time on (ns since 1970), in the order they came.  The
 * handler returns false to end it; so does this then, and when out of memory. */
typedef bool recent_handler(void *arg, const struct packet *p);
bool recent_each(struct recent *r, int64_t from, recent_handler *handler, void *arg);

/* How many bytes the pieces take. */
size_t recent_bytes(const struct recent *r);
/* Did packets that were young enough have to go, for there was no room? */
bool recent_short(const struct recent *r);

/* The time of a packet in ns since 1970. */
int64_t recent_time(const struct packet *p);

#endif
