/* calls.h - remembers which procedure a call asked for, so that its answer can be told (RFC
 * 5531, 9.1).
 *
 * As the reference does: of the last 64 calls, whoever made them; where two have one id the search
 * goes on from the call that was found last, round and round. */
#ifndef SONDE_CALLS_H
#define SONDE_CALLS_H

#include "../dissect/dissect.h"

/* net.src asks net.dst. */
void call_put(struct dis *d, enum memo_kind kind, uint64_t id, uint64_t what);
/* net.src answers net.dst; false if nobody asked. */
bool call_find(struct dis *d, enum memo_kind kind, uint64_t id, uint64_t *what);

#endif
