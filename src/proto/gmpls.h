/* gmpls.h - names of traffic engineering and GMPLS, for the protocols that carry them:
 * IS-IS, OSPF, RSVP, LDP, LMP. */
#ifndef SONDE_GMPLS_H
#define SONDE_GMPLS_H

#include "../dissect/dissect.h"

extern const struct name gmpls_link_protection[]; /* RFC 3471, 7.1: bits */
extern const struct name gmpls_switching[];       /* RFC 3471, 3.1.1 */
extern const struct name gmpls_encodings[];       /* RFC 3471, 3.1.1 */
extern const struct name gmpls_payloads[];        /* RFC 3471, 3.1.1: G-PID */
extern const struct name te_bc_models[];          /* RFC 4124 */

/* Bandwidth in octets a second, said as megabits: "1000.000 Mbps". */
void say_mbps(struct dis *d, float octets);

extern const struct name mpls_pw_types[]; /* RFC 4446, as LDP and LSP ping name them */

#endif
