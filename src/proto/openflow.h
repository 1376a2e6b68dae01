/* openflow.h - what the versions of OpenFlow share. */
#ifndef SONDE_OPENFLOW_H
#define SONDE_OPENFLOW_H

#include "../dissect/dissect.h"

extern const struct name of_vendor_names[];

struct of_size { /* octets of a message's body */
	uint8_t type;
	bool at_least; /* or just so many */
	uint8_t n;
};

/* Has the body of such a message that many?  Those that are not among the n sizes may have any. */
bool of_fits(const struct of_size *sizes, size_t n, uint8_t type, uint32_t octets);
/* " data (N octets)", and the octets with -vvv. */
void of_show_data(struct dis *d, const char *indent, struct cur c);
/* False: malformed, and the segment ends here. */
bool of10_body(struct dis *d, struct cur c, uint8_t type);
bool of13_body(struct dis *d, struct cur c, uint8_t type);
extern const struct name of10_types[], of13_types[];

#endif
