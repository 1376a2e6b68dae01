/* llc.h - IEEE 802.2 LLC and SNAP, for the link layers that carry it. */
#ifndef SONDE_LLC_H
#define SONDE_LLC_H

#include "../dissect/dissect.h"

/* Dissect LLC.  d->src and d->dst are the link's addresses (len 0: it has none).  Adds its header
 * to d->link_len.  False if nobody knows what it carries: the caller dumps the payload from the LLC
 * header on with say_default(). */
bool llc_enter(struct dis *d, struct cur c);

/* SNAP: c is at the OUI.  bridge_pad: octets before a bridged frame (RFC 2427 and 2684 differ).
 * False as above. */
bool snap_enter(struct dis *d, struct cur c, uint32_t bridge_pad);

#endif
