/* fields.h - some of a packet's fields, picked out while it is dissected.
 *
 * A field_list holds the fields someone asked for, by name.  It is a tree of keys: the dissectors'
 * notes (json.c) walk down it as they open and close lists and groups, and what stands at a leaf is
 * kept.  Nothing is written as JSON and read again, and what nobody asked for costs a comparison.
 *
 * Names are Wireshark's where it has the field (field_names.c), and sonde's own, "layer.key": the
 * layer is a protocol's name wherever in the packet it stands, keys of lists and groups stand
 * between dots.  A protocol's name alone is a field too: that it is there.
 */
#ifndef SONDE_FIELDS_H
#define SONDE_FIELDS_H

#include "../base/fmt.h"
#include "../base/sink.h"
#include "cursor.h"
#include "packet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dis;

enum {
	FIELDS_MOST = 1024,        /* fields in a list */
	FIELD_NODES = 4096,        /* keys in its tree */
	FIELD_VALUES = 4096,       /* values kept of a packet; more are left out */
	FIELD_TEXT_MOST = 1 << 20, /* octets of text and bytes of a packet; likewise */
	FIELD_DEPTH = 64,          /* of struct dis */
};

enum field_kind {
	FIELD_NONE,
	FIELD_UINT,
	FIELD_INT,
	FIELD_FLOAT,
	FIELD_BOOL,
	FIELD_TIME, /* i: ns */
	FIELD_TEXT,
	FIELD_BYTES,
	FIELD_IP4,
	FIELD_IP6,
	FIELD_MAC,
};

enum field_form { /* how it is written */
	FORM_OWN, /* as its kind is */
	FORM_HEX, /* 0x, zero padded to the width */
	FORM_BIT, /* 0 or 1 */
};

struct field_value {
	uint16_t field; /* of the list */
	uint8_t kind, form, width;
	uint32_t len; /* of text and bytes */
	union {
		uint64_t u;
		int64_t i;
		double f;
		const char *text;
		uint32_t ip4;
		struct ip6 ip6;
		struct mac mac;
	};
};

/* --- what is wanted --- */

struct field_list;

struct field_list *field_list_new(void); /* NULL: no memory */
void field_list_free(struct field_list *l);
/* Ask for the field of that name (len characters); its number in the list, the same if it was
 * asked for already.  -1: there is no such field, and hint (of size) has names that are near, or
 * is empty; -2: too many, or no memory. */
int field_list_add(struct field_list *l, const char *name, size_t len, char *hint, size_t size);
unsigned field_list_count(const struct field_list *l);
const char *field_list_name(const struct field_list *l, unsigned field);

/* --- what a packet had --- */

struct fields; /* a thread's */

struct fields *fields_new(const struct field_list *l);
void fields_free(struct fields *f);
/* The values of the last packet in their order; valid until the next. */
const struct field_value *fields_values(const struct fields *f, size_t *n);
/* The names of its layers in their order ("frame" first); FIELD_DEPTH at most. */
const char *const *fields_layers(const struct fields *f, size_t *n);
const struct fields *dis_fields(const struct dis *d); /* NULL: none are wanted */

/* The value as text at the end of s: control characters escaped as in C, all else that is not
 * printable ASCII as \xNN. */
void field_put(struct sink *s, const struct field_value *v);
/* A line of all fields, values of one joined by commas; csv: quoted where RFC 4180 asks for it,
 * else tabs between them. */
void fields_put_line(const struct fields *f, struct sink *s, bool csv);
void fields_put_header(const struct field_list *l, struct sink *s);

/* --- the notes' side: json.c and engine.c --- */

void fields_begin(struct dis *d, const struct packet *p);
void fields_layer(struct dis *d, const char *name); /* at d->jdepth */
void fields_open(struct dis *d, const char *key, char open);
/* Where a value of that key goes: 0 nowhere. */
unsigned fields_at(const struct dis *d, const char *key, const char *suffix);
void fields_keep(struct dis *d, unsigned node, const struct field_value *v);

/* --- names: field_names.c --- */

struct field_alias {
	const char *name; /* Wireshark's */
	const char *path; /* sonde's */
	uint8_t form, width, shift;
	uint32_t mask; /* 0: all of it */
};

/* The i-th of the aliases, by name; NULL behind the last. */
const struct field_alias *field_alias(size_t i);
/* How long the layer at the front of an own path is; 0: there is no such protocol. */
size_t field_layer_known(const char *path, size_t len);
/* Has that layer such a key, somewhere? */
bool field_key_known(const char *layer, size_t layer_len, const char *key, size_t key_len);
/* Names that look like it, with commas, as "a, b or c". */
void field_names_near(const char *name, size_t len, char *hint, size_t size);

/* A number of a double, in at most FMT_MAX characters: nine digits, or as many as a time of day
 * since 1970 needs to be told to the microsecond. */
char *fmt_double(char *o, double v);

#endif
