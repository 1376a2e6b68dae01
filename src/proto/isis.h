/* isis.h - IS-IS: what its TLVs need of their sub-TLVs. */
#ifndef SONDE_ISIS_H
#define SONDE_ISIS_H

#include "../dissect/dissect.h"

/* A system, node or LSP identifier: 0102.0304.0506.00-00, as many octets as are in id. */
void isis_say_id(struct dis *d, struct cur id);

/* Each says one or all sub-TLVs of its kind; false: what follows cannot be understood. */
bool isis_is_reach_subtlv(struct dis *d, uint8_t type, uint8_t len, struct cur v);
bool isis_ip_reach_subtlv(struct dis *d, uint8_t type, uint8_t len, struct cur v);
bool isis_port_cap_subtlvs(struct dis *d, struct cur c);
bool isis_mt_cap_subtlvs(struct dis *d, struct cur c);
bool isis_router_cap_subtlvs(struct dis *d, struct cur c);

#endif
