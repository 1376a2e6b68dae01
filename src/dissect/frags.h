/* frags.h - IP datagrams put together again, for who listens (tell.h); the text shows packets as
 * they are.  RFC 791, 3.2; RFC 815; RFC 8200, 4.5; RFC 5722.
 *
 * Bounded: FRAGS_MAX datagrams wait, FRAGS_OCTETS in all, FRAGS_SECONDS each; what has waited
 * longest is given up first.  A fragment that was cut by the capture is not waited with.  Of octets
 * that come twice the first stay; a datagram of IPv6 whose fragments overlap is given up as a
 * whole.
 */
#ifndef SONDE_FRAGS_H
#define SONDE_FRAGS_H

#include "dissect.h"

enum { FRAGS_MAX = 1024, FRAGS_OCTETS = 16 << 20, FRAGS_SECONDS = 60 };

struct frags;

void frags_free(struct frags *s); /* NULL: nothing */

#endif
