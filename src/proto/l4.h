/* l4.h - what TCP, UDP, DCCP and SCTP share. */
#ifndef SONDE_L4_H
#define SONDE_L4_H

#include "../dissect/dissect.h"

/* "src.sport > dst.dport: "; without addresses if IP's own header does not name proto (so they were
 * said before the extension headers). */
void say_endpoints(struct dis *d, uint8_t proto, uint16_t sport, uint16_t dport);
/* "src > dst: " where the ports are not held. */
void say_hosts_only(struct dis *d, uint8_t proto);

#endif
