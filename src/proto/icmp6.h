/* icmp6.h - the parts of ICMPv6 that have files of their own. */
#ifndef SONDE_ICMP6_H
#define SONDE_ICMP6_H

#include "../dissect/dissect.h"

extern const struct name router_preferences[]; /* RFC 4191, 2.1; under the mask 0x18 */

/* Neighbour discovery options (RFC 4861, 4.6), each on a line of its own. */
void show_nd_options(struct dis *d, struct cur c);
/* Multicast listener messages (RFC 2710, RFC 3810); c is at the ICMPv6 type. */
void show_mld(struct dis *d, struct cur c, uint8_t type);
void show_mld2_report(struct dis *d, struct cur c);
/* Node information (RFC 4620); c is at the ICMPv6 type. */
void show_node_info(struct dis *d, struct cur c, bool reply);
/* Router renumbering (RFC 2894). */
void show_renumbering(struct dis *d, struct cur c);
/* RPL control messages (RFC 6550, 6); c is behind the checksum. */
void show_rpl(struct dis *d, struct cur c, uint8_t code);

#endif
