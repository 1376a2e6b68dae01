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

#define TRACKS_MAX (1u << 21)

struct track {             /* the first sequence number seen in each direction */
	uint32_t first[2]; /* of the key's direction, of the other */
};

enum { TRACK_WORDS = 5 };

struct track_key {
	uint64_t word[TRACK_WORDS]; /* addresses and ports, the lower port first */
	uint64_t hash;
	bool rev; /* the packet goes the other way */
};

/* The key of the conversation of d->net and the ports.  Its memory is on its way to us from here
 * on: ask for it after some other work. */
void track_seek(struct dis *d, struct track_key *k, uint16_t sport, uint16_t dport);
/* The conversation; *is_new if it was not known.  NULL when d is stopped or memory is short. */
struct track *track_tcp(struct dis *d, struct track_key *k, bool *is_new);

#endif
