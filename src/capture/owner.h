/* owner.h - which process has the socket that a packet is of: --process.
 *
 * A helper that is forked at the start keeps its rights: it asks the kernel for the socket with the
 * packet's addresses and ports (inet_diag), and /proc for the process that holds it.  It never sees
 * a packet, only those four numbers.  What it said is kept for a second.  A process that ended
 * before it was asked for is unknown; none is ever guessed.
 */
#ifndef SONDE_OWNER_H
#define SONDE_OWNER_H

#include "../dissect/packet.h"

#include <stdbool.h>
#include <stddef.h>

struct process;
struct owners;

/* The helper runs.  NULL with a message; a message all the same if it knows less than it could. */
struct owners *owners_new(char *err, size_t errlen);
void owners_free(struct owners *o);

/* Whose is it?  NULL if it is of no socket (neither TCP nor UDP, or a fragment); else valid until
 * the next call.  Of two processes of this machine the sender. */
const struct process *owner_of(struct owners *o, const struct packet *p);

#endif
