/* smb.h - SMB and NetBIOS as a tcpdump built with SMB prints them (--smb). */
#ifndef SONDE_SMB_H
#define SONDE_SMB_H

#include "../dissect/dissect.h"

/* NetBIOS or SMB by the ports; NULL: neither, or --smb was not asked for. */
const struct proto *smb_udp(const struct dis *d);
const struct proto *smb_tcp(const struct dis *d, struct cur c);
/* What an IPX socket of NetBIOS has. */
void smb_ipx(struct dis *d, struct cur c);

#endif
