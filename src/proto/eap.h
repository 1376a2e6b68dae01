/* eap.h - an EAP packet, for what carries it (EAPOL, RADIUS). */
#ifndef SONDE_EAP_H
#define SONDE_EAP_H

#include "../dissect/dissect.h"

/* c claims what the carrier says the packet's length is; with another length it is a fragment. */
void eap_show(struct dis *d, struct cur c);

#endif
