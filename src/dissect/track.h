/* track.h - the TCP conversations seen, for relative sequence numbers.
 *
 * Open-addressed tables, one for IPv4 (24 bytes a conversation) and one for IPv6 (48), keyed by
 * siphash; they double up to TRACKS_MAX slots and are kept at most three quarters full.  Beyond
 * that a new conversation takes the place of an old one at its slot.
 */
#ifndef SONDE_TRACK_H
#define SONDE_TRACK_H

#include "dissect.h"

#define TRACKS_MAX (1u << 21)

struct track { /* the first sequence number seen in each direction */
	uint32_t seq, ack;
};

/* The conversation of d->net and the ports; *is_new if it was not known.  rev: the packet goes
 * against the direction of the stored pair.  NULL when d is stopped or memory is short. */
struct track *track_tcp(struct dis *d, uint16_t sport, uint16_t dport, bool *is_new, bool *rev);

#endif
