/* ppp.h - what the protocols that carry PPP need of it.
 *
 * proto_ppp takes a frame: optional address and control octets, the protocol field, the payload.
 * Who has read the protocol number himself hands the payload to ppp_payload(). */
#ifndef SONDE_PPP_H
#define SONDE_PPP_H

#include "../dissect/dissect.h"

extern const struct name ppp_protocols[];

/* c is behind the protocol field.  Says no header, with or without -e. */
void ppp_payload(struct dis *d, uint16_t protocol, struct cur c);

/* --- among the files of PPP --- */

void ppp_control(struct dis *d, uint16_t protocol, struct cur c);
void ppp_chap(struct dis *d, struct cur c);
void ppp_pap(struct dis *d, struct cur c);

#endif
