/* ieee80211.h - 802.11 frames behind the headers that receivers put before them. */
#ifndef SONDE_IEEE80211_H
#define SONDE_IEEE80211_H

#include "../dissect/dissect.h"

/* pad: the header is padded to 4 octets; fcs: octets of the frame check sequence at the end.  What
 * is said of the header of link_len octets so far is added up in d->link_len. */
void enter_ieee80211(struct dis *d, struct cur c, bool pad, uint32_t fcs);

#endif
