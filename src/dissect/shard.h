/* shard.h - which of several sessions may have a packet.
 *
 * What is remembered between packets is of two kinds: TCP conversations, by addresses and ports,
 * and all else (memo.c), which is left to one session, the home.  So packets can be dissected side
 * by side, each session seeing those of its conversations in their order, with the same text as by
 * one.
 *
 * A packet is looked at for what it can touch, tunnels and the packets that ICMP quotes included.
 * One that says nothing about that is odd: from there on one session must have all, and know what
 * the others knew (dis_adopt()).
 */
#ifndef SONDE_SHARD_H
#define SONDE_SHARD_H

#include "opts.h"
#include "packet.h"

enum shard {
	SHARD_ANY = -1,  /* touches nothing: whoever has time */
	SHARD_HOME = -2, /* touches memories: the home session */
	SHARD_ODD = -3,  /* can't be said */
};

/* One of enum shard, or from 0 on: the number of its conversation, the same for all its packets and
 * for both directions. */
int32_t shard_of(const struct opts *o, const struct packet *p);

#endif
