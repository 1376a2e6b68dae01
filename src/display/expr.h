/* expr.h - a display filter that has been read: the parser makes it, the matcher walks it. */
#ifndef SONDE_EXPR_H
#define SONDE_EXPR_H

#include "display.h"

#include "../base/regex.h"
#include "../dissect/fields.h"
#include "../dissect/opts.h"

enum node_kind {
	NODE_OR, /* of the children */
	NODE_AND,
	NODE_NOT,
	NODE_PRESENT, /* a field is there */
	NODE_MASK,    /* has a bit of values[first] set; then compared if op is not OP_NONE */
	NODE_COMPARE, /* with values[first] */
	NODE_FIELDS,  /* with another field */
	NODE_IN,      /* values[first] to values[last - 1]; ranges are two in a row */
	NODE_CONTAINS,
	NODE_MATCHES,
};

enum op { OP_NONE, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };

/* All that a literal can stand for; a value of a packet is compared with what is like it. */
struct literal {
	bool number, ip4, ip6, mac, range;
	double real;
	bool whole, negative; /* a whole number; its size, without the sign */
	uint64_t u;
	uint32_t ip4_net, ip4_mask;
	struct ip6 ip6_net;
	uint8_t ip6_bits;
	struct mac mac_addr;
	char *text; /* as it is written, or what was in quotes; len octets */
	size_t len;
	uint8_t *bytes; /* of aa:bb:cc or of 0x..; or NULL */
	size_t nbytes;
};

struct node {
	enum node_kind kind;
	enum op op;
	int child, next; /* 0: none */
	int field, other;
	int first, last; /* literals */
	struct regex *regex;
};

struct display {
	struct node node[DISPLAY_NODES]; /* [0] is none */
	int nodes, root;
	struct literal *values;
	int nvalues, room;
	struct field_list *list;
	struct opts opts;
	struct sink text; /* for values that are looked at as text */
	struct dis *dis;
	uint64_t talks; /* dis_talks() before the last packet */
};

/* What the n octets of a word can stand for; quoted: text only.  False: no memory. */
bool literal_read(struct literal *l, const char *word, size_t n, bool quoted);
void literal_free(struct literal *l);

/* False after a message. */
bool expr_parse(struct display *f, const char *expr, struct display_error *e);

#endif
