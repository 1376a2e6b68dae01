/* deep.h - protocols that the reference does not know.
 *
 * They are fields always (--json), text only with --deep: without it every line stays the
 * reference's.  Those of link layers are in tables.c (by_deep_link()). */
#ifndef SONDE_DEEP_H
#define SONDE_DEEP_H

#include "../dissect/dissect.h"

/* Is anybody to know of them? */
static inline bool is_deep(const struct dis *d) { return d->opt->deep || wants_fields(d); }

/* Who is told by what the payload is like, or by the ports; NULL: nobody. */
const struct proto *deep_tcp(struct dis *d, struct cur c);
const struct proto *deep_udp(const struct dis *d, struct cur c);

/* Text up to a NUL; false: none is here. */
static inline bool get_text(struct cur *c, struct cur *text)
{
	uint32_t n = 0;

	while (n < left(c) && peek_u8(c, n))
		n++;
	if (n == left(c))
		return false;
	*text = take(c, n);
	skip(c, 1);
	return true;
}

#endif
