/* ip.h - what the IP dissectors and their extension headers share. */
#ifndef SONDE_IP_H
#define SONDE_IP_H

#include "../dissect/dissect.h"

/* The parenthesis of -v; ip is at the header.  guessed: the total length was 0 (offload).  False:
 * its options are cut short. */
__attribute__((noinline)) bool ip4_show_header(
	struct dis *d, struct cur ip, uint32_t hlen, bool guessed);
__attribute__((noinline)) void ip6_show_header(struct dis *d, struct cur ip);

#endif
