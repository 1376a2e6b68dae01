/* track.h - the TCP conversations seen, for relative sequence numbers.
 *
 * Open-addressed tables, one for IPv4 (24 bytes a conversation) and one for IPv6 (48), keyed by
 * siphash; they double when half full, up to TRACKS_MAX slots (fewer with opts.tables), which are
 * used up to three quarters. Beyond that a new conversation takes the place of an old one at its
 * slot or the next.
 */
#ifndef SONDE_TRACK_H
#define SONDE_TRACK_H

#include "dissect.h"
#include "order.h"

#define TRACKS_MAX (1u << 21)

/* track_seek() in two steps: the key, of which d's table is no matter, and asking for its memory.
 */
void track_key(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport);
void track_ask(struct dis *d, uint8_t ver, const struct track_key *k);
/* The key of the conversation of d->net and the ports.  Its memory is on its way to us from here
 * on: ask for it after some other work. */
void track_seek(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport);
/* A conversation begins with a segment of these numbers. */
static inline void track_begin(struct track *t, bool rev, uint32_t seq, uint32_t ack)
{
	t->first[rev] = seq;
	t->first[!rev] = ack - 1;
}

/* The conversation; *is_new if it was not known.  NULL when d is stopped or memory is short. */
struct track *track_tcp(struct dis *d, struct track_key *k, bool *is_new);

#endif
