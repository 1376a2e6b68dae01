/* icmp_ext.h - what ICMP and ICMPv6 share: multi-part messages and extended echo. */
#ifndef SONDE_ICMP_EXT_H
#define SONDE_ICMP_EXT_H

#include "../dissect/dissect.h"

/* The extension structure behind the original datagram; whole is the ICMP message.  RFC 4884. */
void show_multipart(struct dis *d, struct cur ext);
/* What an extended echo request asks for; c is at its extension structure.  RFC 8335, 2.1. */
void show_extended_echo(struct dis *d, struct cur c, uint8_t flags);
/* The second line of an extended echo reply.  RFC 8335, 3. */
void show_extended_reply(struct dis *d, uint8_t code, uint8_t state);

#endif
