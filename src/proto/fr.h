/* fr.h - Frame Relay and Q.933, for Multilink Frame Relay, ATM and Juniper's encapsulations. */
#ifndef SONDE_FR_H
#define SONDE_FR_H

#include "../dissect/dissect.h"

extern const struct name nlpid_names[]; /* ISO/IEC TR 9577 */

/* Frame Relay from the Q.922 address on. */
void fr_show(struct dis *d, struct cur c);
/* A Q.922 address, as ARP has it: "DLCI 16". */
void fr_say_address(struct dis *d, struct cur c);
/* FRF.16. */
void mfr_show(struct dis *d, struct cur c);

#endif
