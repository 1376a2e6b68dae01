/* netbios.h - NetBIOS over UDP, TCP and IPX, as a tcpdump built with SMB prints it (--smb). */
#ifndef SONDE_NETBIOS_H
#define SONDE_NETBIOS_H

#include "../dissect/dissect.h"

void netbios_name_service(struct dis *d, struct cur c);
/* A datagram's header; *c is at its user data then, of length octets; false: it has none. */
bool netbios_datagram(struct dis *d, struct cur *c);
/* A packet of the session service that is no message. */
void netbios_session(struct dis *d, struct cur c);

#endif
