/* ospf.h - what versions 2 and 3 of OSPF share. */
#ifndef SONDE_OSPF_H
#define SONDE_OSPF_H

#include "../dissect/dissect.h"

enum { OSPF_HELLO = 1, OSPF_DD, OSPF_REQUEST, OSPF_UPDATE, OSPF_ACK };
/* What became of an LSA: its bytes may be dumped; on to the next one; or it is cut short, which
 * ends the packet (and is said twice). */
enum ospf_lsa { OSPF_GOOD, OSPF_NEXT, OSPF_CUT };

/* The TLVs of a graceful restart LSA (RFC 3623, RFC 5187); c claims them. */
enum ospf_lsa ospf_show_grace(struct dis *d, struct cur c);
/* The TLVs of a traffic engineering LSA (RFC 3630, RFC 4203). */
enum ospf_lsa ospf_show_te(struct dis *d, struct cur c);
/* Router information, extended prefix and link LSAs (RFC 7770, RFC 7684, RFC 8665). */
enum ospf_lsa ospf_show_router_info(struct dis *d, struct cur c);
enum ospf_lsa ospf_show_ext_prefix(struct dis *d, struct cur c);

/* The body of version 3; c is behind the 16 octets of its header.  False: broken, and said so. */
bool ospf_version3(struct dis *d, struct cur c, uint8_t type);
/* What is behind it, by its options; c is there. */
void ospf_version3_trailer(struct dis *d, struct cur c, uint32_t opts);

#endif
