#ifndef SONDE_SNMP_MIB_H
#define SONDE_SNMP_MIB_H

#include "../dissect/dissect.h"

struct mib_node {
	uint8_t depth;
	uint16_t id;
	const char *name;
};

/* The node with that number below parent (NULL: the root), or NULL. */
const struct mib_node *mib_child(const struct mib_node *parent, uint32_t id);

/* The node that a common beginning of an object's identifier (BER: X.690, 8.19) stands
 * for; what is written for it goes to *text, how many octets it has to *used.  NULL: none of them.
 */
const struct mib_node *mib_prefix(struct cur oid, const char **text, uint32_t *used);

#endif
