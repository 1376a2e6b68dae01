/* atm.h - ATM's OAM cells and LLC encapsulation, for SunATM and Juniper. */
#ifndef SONDE_ATM_H
#define SONDE_ATM_H

#include "../dissect/dissect.h"

/* An OAM cell behind lead octets; its length counts them. */
void oam_show(struct dis *d, struct cur c, uint32_t lead);

#endif
