/* baseline.h - what is usual: services and who uses them, in a small file.
 *
 * A text file: a first line that says what it is, then a line a service or a pair of client and
 * service, its fields between tabs: kind, client (- for a service), server, port, protocol, what is
 * spoken (- not known), conversations seen.  At most BASELINE_MAX lines.
 */
#ifndef SONDE_BASELINE_H
#define SONDE_BASELINE_H

#include "../dissect/tell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { BASELINE_MAX = 1 << 20, BASELINE_APP = 16 };

struct usual_key {
	struct tell_addr client, server; /* client all zero: a service */
	uint16_t port;
	uint8_t proto, pad[5];
};

struct usual {
	struct usual_key key;
	char app[BASELINE_APP];
	uint64_t seen;
	/* Of this run only, for comparisons: */
	uint64_t octets, turns, lost;
	int64_t wait, rtt; /* ns in all */
	uint64_t nrtt;
};

struct baseline;
struct flow;

struct baseline *baseline_new(void); /* NULL: out of memory */
void baseline_free(struct baseline *b);
/* Add what the file says.  False with a message in err. */
bool baseline_read(struct baseline *b, FILE *f, char *err, size_t errlen);
bool baseline_write(const struct baseline *b, FILE *f);
/* A conversation that was answered; others say nothing of what is usual. */
void baseline_see(struct baseline *b, const struct flow *f);
const struct usual *baseline_service(const struct baseline *b, const struct flow *f);
const struct usual *baseline_peer(const struct baseline *b, const struct flow *f);
const struct usual *baseline_find(const struct baseline *b, const struct usual_key *k);
size_t baseline_count(const struct baseline *b);
const struct usual *baseline_at(const struct baseline *b, size_t i);
bool baseline_full(const struct baseline *b);
/* Was it answered?  Only then it counts. */
bool baseline_counts(const struct flow *f);

#endif
