/* mibs.h - names of SNMP's objects out of MIB modules (-m), read by libsmi.
 *
 * libsmi reads the modules when they are asked for, before anything else happens; what packets need
 * of them is kept in a table of our own.  So no packet reaches libsmi, and files are read while
 * they can be (docs/decisions/0010).  libsmi is loaded with the first -m: linked, every start would
 * pay for it. */
#ifndef SONDE_MIBS_H
#define SONDE_MIBS_H

#include <stdbool.h>
#include <stdint.h>

struct name;
struct mibs;

enum { OID_MAX = 128 }; /* numbers of an identifier: RFC 2578, 3.5 */

struct mib_object {
	const uint32_t *oid;
	uint16_t len; /* numbers of oid */
	const char *name;
	const struct name *values; /* of an enumeration, its numbers' names; or NULL */
};

/* Read a module, given by its name or by a file's, into *m (NULL: the first).  NULL, or why not. */
const char *mibs_read(struct mibs **m, const char *module);
void mibs_free(struct mibs *m);
/* The object whose identifier is the longest beginning of oid; NULL: there is none. */
const struct mib_object *mibs_find(const struct mibs *m, const uint32_t *oid, uint32_t len);

#endif
