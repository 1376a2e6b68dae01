/* order.h - which packets have to be dissected in their order, when several dissect side by side.
 *
 * What is remembered between packets is of two kinds: TCP conversations (track.h), and all else.  A
 * packet is looked at for what it can touch, tunnels and the packets that ICMP quotes included:
 *
 *  - most touch nothing, and anybody may dissect them at any time;
 *  - a plain TCP segment needs to know where its conversation began: one dissector, who has all
 *    memories, tells that of each in order, and from there on anybody may dissect it;
 *  - the rest, and whatever can't be judged, is dissected in order by the one who has the memories.
 */
#ifndef SONDE_ORDER_H
#define SONDE_ORDER_H

#include "engine.h"

enum order {
	ORDER_FREE, /* touches nothing */
	ORDER_TOLD, /* what it has to know is in told */
	ORDER_KEPT, /* touches memories, or can't be judged */
};

struct item { /* a packet, and what is to be known of it */
	struct packet packet;
	const uint8_t *ip, *tcp; /* of a plain segment: its headers */
	struct told told;
	bool relative, data; /* its numbers are relative; it has data that somebody may keep */
	bool overheard;      /* the caller's */
	enum order order;
};

enum { TRACK_WORDS = 5 };

struct track_key {                  /* of a conversation: track.h */
	uint64_t word[TRACK_WORDS]; /* addresses and ports, the lower port first */
	uint64_t hash;
	bool rev; /* the packet goes the other way */
};

/* What can i->packet touch?  d: any; k: for the others. */
void order_look(struct dis *d, struct item *i, struct track_key *k);
/* It is ORDER_TOLD and nearly its turn.  d: who has the memories. */
void order_ask(struct dis *d, const struct item *i, const struct track_key *k);
/* It is ORDER_TOLD and its turn: i->told.  It may turn out ORDER_KEPT. */
void order_tell(struct dis *d, struct item *i, struct track_key *k);

#endif
