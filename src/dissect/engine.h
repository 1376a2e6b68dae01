/* engine.h - the dissecting engine as its callers (cmd, tests) see it.
 *
 * A struct dis is one thread of dissection with its own session (relative
 * sequence numbers, names, clocks) and its own text sink.  Nothing is global:
 * two dis are two captures.
 */
#ifndef SONDE_ENGINE_H
#define SONDE_ENGINE_H

#include "opts.h"
#include "packet.h"

#include <stddef.h>

struct dis;
struct names;

/* A dissector that prints to fd.  opt must outlive it; names may be NULL (always numeric).
 * NULL when out of memory. */
struct dis *dis_new(const struct opts *opt, struct names *names, int fd);
void dis_free(struct dis *d);

/* The cursors of this thread are d's from here on; dissect_packet() does this itself. */
void cur_begin(struct dis *d);

/* Are there so many conversations that it pays to know a packet's some time before it comes? */
bool dis_crowded(const struct dis *d);
/* p comes soon: what is known of its conversation is on its way to us from here on.  Of some
 * packets at a time; does nothing but take less time. */
void dis_expect(struct dis *d, const struct packet *p);

/* p is not to be printed, but belongs to a conversation: what is to be known of it for later
 * packets of it is learned (talk.h), if any of it could be printed; relative sequence numbers are
 * not counted from it. */
void dis_overhear(struct dis *d, const struct packet *p);
/* How often conversations of that kind were met; so that one can see whether a packet was of one.
 */
uint64_t dis_talks(const struct dis *d);

/* Bytes of text waiting to be written. */
size_t dis_pending(const struct dis *d);
/* Write them out.  False with errno set if that failed. */
bool dis_flush(struct dis *d);
/* Forget what waits (tests, fuzzers). */
void dis_discard(struct dis *d);
/* The text that waits; not NUL-terminated, valid until the next call. */
const char *dis_text(const struct dis *d, size_t *n);

/* What d knows of TCP conversations is added to m. */
struct dis_memory {
	uint64_t conversations, most; /* known; as many as there may be */
	uint64_t forgotten;           /* to have room for others */
	uint64_t bytes;
};
void dis_memory(const struct dis *d, struct dis_memory *m);

/* --- several, side by side: order.h says what only one of them may have --- */

struct track {             /* the first sequence number seen in each direction of a conversation */
	uint32_t first[2]; /* of the direction that its key has (track.h), of the other */
};

/* What is known of the conversation of one packet. */
struct told {
	struct track track;
	bool is_new; /* it begins with this packet */
	bool rev;    /* the packet goes against the direction of the key */
};

/* d finds what it remembers by the same keyed hashes as other: before the first packet. */
void dis_share(struct dis *d, const struct dis *other);
/* The next packets' conversation is this, instead of what d knows of it; NULL: what d knows. */
void dis_told(struct dis *d, struct told *t);
/* Take the text that waits, its buffer and all, and leave another buffer (malloc'd) in its place;
 * how many bytes of text it is. */
size_t dis_swap(struct dis *d, char **buf, size_t *cap);
/* n more bytes of text wait. */
void dis_put(struct dis *d, const char *text, size_t n);
/* The time that the next packet's is counted from. */
void dis_time_ref(struct dis *d, const struct time_ref *r);
/* The same for the packet after p, if p is printed. */
void dis_time_ref_next(struct time_ref *r, const struct opts *opt, const struct packet *p);

/* Is there a dissector for this LINKTYPE_? (Others are printed as unsupported.) */
bool link_known(uint16_t link);

#endif
