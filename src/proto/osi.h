/* osi.h - what the protocols of OSI's network layer share. */
#ifndef SONDE_OSI_H
#define SONDE_OSI_H

#include "../dissect/dissect.h"

extern const struct name osi_nlpids[];

/* An NSAP address, or that its length is impossible. */
void say_nsap_checked(struct dis *d, struct cur a);

/* " (unverified)", " (correct)" or " (incorrect should be 0x...)": the checksum of ISO 8473 over
 * the next n octets of c, which has its two octets at `at`. */
void say_osi_checksum(struct dis *d, const struct cur *c, uint32_t n, uint32_t at, uint16_t sum);

#endif
