/* display.h - display filters: conditions on a packet's fields, in Wireshark's language.
 *
 *	tcp.flags.syn == 1 && ip.ttl < 64 && !(dns.qry.name contains "example")
 *
 * A field may have several values: == < <= > >= contains matches in are true if one of them
 * is so, != if there is a value and all of them differ.  A field alone is true if it is there.
 *
 * Each filter dissects packets for itself, with a session of its own: what it sees does not
 * depend on how the packet is printed, nor the other way round.
 */
#ifndef SONDE_DISPLAY_H
#define SONDE_DISPLAY_H

#include "../dissect/packet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct display;

enum {
	DISPLAY_NODES = 2048,  /* terms of an expression */
	DISPLAY_DEPTH = 100,   /* parentheses within each other */
	DISPLAY_TEXT = 65536,  /* octets of an expression */
	DISPLAY_VALUES = 8192, /* literals */
};

struct display_error {
	size_t at, len; /* of the expression */
	char text[200], hint[300];
};

/* NULL after a message in e. */
struct display *display_new(const char *expr, struct display_error *e);
void display_free(struct display *f);

/* Does it pass?  Packets are to be shown in their order: numbers and times count from them. */
bool display_match(struct display *f, const struct packet *p);

/* Was the last one of a conversation of which more is remembered than its addresses?  Then who
 * prints those that pass wants to overhear it (dis_overhear()). */
bool display_talks(const struct display *f);

/* The expression with the place marked, and the hint if there is one. */
void display_explain(const char *expr, const struct display_error *e, FILE *to);

#endif
