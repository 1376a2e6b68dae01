/* lldp.h - the organizationally specific TLVs of LLDP, one function an organization.
 *
 * v is at the subtype and claims what the TLV holds from there.  True: the TLV's octets are to be
 * dumped. */
#ifndef SONDE_LLDP_H
#define SONDE_LLDP_H

#include "tlv.h"

bool lldp_8021(struct dis *d, struct cur v);
bool lldp_8023(struct dis *d, struct cur v);
bool lldp_med(struct dis *d, struct cur v);
bool lldp_dcbx(struct dis *d, struct cur v);
bool lldp_iana(struct dis *d, struct cur v);

/* The subtype's line. */
static inline uint8_t lldp_subtype(struct dis *d, struct cur *v, const struct name *names)
{
	uint8_t subtype = get_u8(v);

	say(d, "\n\t  ");
	show_name(d, "subtype", names, "unknown", subtype);
	sayf(d, " Subtype (%u)", subtype);
	return subtype;
}

#endif
