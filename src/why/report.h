/* report.h - findings as one page of HTML that needs nothing else: no network, no other file.
 *
 * A struct report is made of a struct why that has judged.  It picks the evidence to show and the
 * conversations concerned, and then wants to hear all packets once more: it prints the evidence as
 * text and measures those conversations.  So nothing is collected while nobody wants a page.
 *
 * Bounded, whatever the capture: REPORT_EACH packets a finding and REPORT_PACKETS in all,
 * REPORT_PLOTS conversations, series of CURVE_MOST points, and the page stays below REPORT_MOST
 * octets; what was left out is said in it.
 */
#ifndef SONDE_REPORT_H
#define SONDE_REPORT_H

#include "html.h"
#include "why.h"

#include "../dissect/packet.h"

enum {
	REPORT_EACH = 20,
	REPORT_PACKETS = 4000,
	REPORT_PLOTS = 16,
	REPORT_TEXT = 400, /* octets of a packet's text */
	REPORT_MOST = 5000000,
};

struct report;

struct report_words { /* what only the caller knows */
	const char *const *sources;
	size_t nsources;
	bool live;       /* they are devices */
	uint64_t unkept; /* packets that were judged but could not be told again */
	void *arg;
	/* The command that prints the packets of x. */
	void (*command)(void *arg, const struct finding *x, char *o, size_t size);
};

/* w must outlive it, and why_finish() has been called.  NULL: out of memory. */
struct report *report_new(const struct why *w);
void report_free(struct report *r);
/* The same packets with the same numbers once more: events, and after those of a packet itself.
 * False: out of memory. */
bool report_listen(struct report *r, struct tell *t);
void report_packet(struct report *r, const struct packet *p);
/* The page.  False: out of memory. */
bool report_write(struct report *r, const struct report_words *words, struct html *page);

#endif
