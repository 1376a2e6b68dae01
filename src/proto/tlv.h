/* tlv.h - small things that many protocols made of TLVs share. */
#ifndef SONDE_TLV_H
#define SONDE_TLV_H

#include "../dissect/dissect.h"

/* " (invalid)", and the rest of what c claims has to be there. */
static inline void malformed(struct dis *d, struct cur c)
{
	invalid(d);
	need(&c, wire(&c));
}

/* Whether n octets are fewer than least; says so, and c is malformed then. */
static inline bool cut_short(struct dis *d, struct cur c, uint32_t n, uint32_t least)
{
	if (!bad(d, "length", n, <, least))
		return false;
	need(&c, wire(&c));
	return true;
}

/* n octets as text; what is held of them is said before the dissector goes inert.  Steps over them.
 */
static inline void say_chars(struct dis *d, struct cur *c, uint32_t n)
{
	struct cur v = part(c, n);

	note_text(d, "text", v);
	say_vis(d, v);
	need(&v, left(&v) < wire(&v) ? wire(&v) : 0);
}

/* The same up to a NUL; the rest of the n octets need not be held then. */
static inline void say_charsz(struct dis *d, struct cur *c, uint32_t n)
{
	struct cur v = part(c, n);

	note_text(d, "text", v);
	if (!say_visz(d, v))
		need(&v, n);
}

/* n octets in hex after "\n INDENT 0x0000: "; all that is held. */
static inline void dump_tlv(struct dis *d, const char *indent, struct cur c, uint32_t n)
{
	say_hex(d, indent, part(&c, n));
}

#endif
