/* hpack.h - HPACK, the compression of HTTP/2's header fields.  RFC 7541.
 *
 * A decoder that may have come late or missed something: what its table does not have is said to be
 * unknown, and what is added from then on is known again, for the table is counted from its newest
 * entry. It allocates nothing, and what it keeps is bounded by HPACK_TEXT and HPACK_ENTRIES,
 * whatever size the peers agreed on: older entries are unknown.
 */
#ifndef SONDE_HPACK_H
#define SONDE_HPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HPACK_TEXT = 16384, HPACK_ENTRIES = 512, HPACK_SIZE = 4096 };
enum { HPACK_BLOCK = 16384, HPACK_OUT = 2 * HPACK_TEXT + 2 * HPACK_BLOCK };

struct hpack {              /* the dynamic table of one direction; hpack_reset() begins */
	uint32_t max, size; /* RFC 7541, 4.1: texts and 32 an entry; max: what the encoder said */
	uint32_t n, newest; /* entries, and the place of the newest */
	uint32_t used, end; /* octets of text, and where the next goes */
	struct hpack_entry {
		uint16_t at, name, value; /* place of the name in text, lengths */
		bool unnamed;             /* its name is not known */
	} entry[HPACK_ENTRIES];
	uint8_t text[HPACK_TEXT]; /* a ring */
};

struct hpack_text {
	const uint8_t *b; /* NULL: not known */
	uint32_t n;
};

struct hpack_field { /* its texts are good until the next call */
	struct hpack_text name, value;
	uint32_t index; /* by which it was named; 0: by none */
	bool added;     /* to the table */
	bool never;     /* RFC 7541, 6.2.3: not to be put into a table by anybody */
};

struct hpack_block { /* the octets of a header block, and where their texts are unpacked */
	const uint8_t *b, *end; /* at most HPACK_BLOCK */
	uint8_t *out;           /* HPACK_OUT */
	uint32_t used;
};

enum hpack_got {
	HPACK_FIELD,
	HPACK_RESIZED, /* the table was given another size: h->max */
	HPACK_END,
	HPACK_BAD /* not HPACK, or cut short: the table is not to be relied upon any more */
};

void hpack_reset(struct hpack *h);
enum hpack_got hpack_next(struct hpack *h, struct hpack_block *k, struct hpack_field *f);

#endif
