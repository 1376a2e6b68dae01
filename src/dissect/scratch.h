/* scratch.h - octets that are not in the packet: what was decrypted, unescaped, uncompressed.
 *
 * Memory is lent until the next packet begins.  A dissector gets a cursor over it and reads that as
 * it reads the packet; it never sees the memory itself.
 *
 *	uint8_t *b = scratch(d, n);		NULL: too much for one packet
 *	...
 *	return scratch_cursor(d, b, n);
 */
#ifndef SONDE_SCRATCH_H
#define SONDE_SCRATCH_H

#include "dissect.h"

struct scratch;

#define SCRATCH_MAX (1u << 20) /* octets a packet may have */

/* n octets, undefined; NULL when the packet had SCRATCH_MAX already. */
uint8_t *scratch(struct dis *d, uint32_t n);
struct cur scratch_cursor(struct dis *d, const uint8_t *b, uint32_t n);

/* c, n octets earlier (or from the first there is). */
struct cur cur_back(struct dis *d, struct cur c, uint32_t n);

void scratch_reset(struct session *ses); /* a new packet */
void scratch_free(struct scratch *s);

#endif
