/* why.h - what is wrong in a capture: findings, each with its evidence, and a verdict.
 *
 * A struct why listens to events (dissect/tell.h), keeps conversations (flow/flow.h) and what it
 * must know of hosts and services, and is asked for its findings when the capture is over.
 *
 * One finding is one cause: what is the same trouble between the same two ends is merged.  Bounded:
 * WHY_FINDINGS findings with WHY_EVIDENCE packets each, WHY_FLOWS conversations (those silent for
 * long are judged and forgotten first), and as many hosts and services as inner.h says.
 */
#ifndef SONDE_WHY_H
#define SONDE_WHY_H

#include "../dissect/tell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WHY_FLOWS = 200000, WHY_FINDINGS = 1000, WHY_EVIDENCE = 64, WHY_TEXT = 512 };

enum severity { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_ERROR };

enum verdict { VERDICT_HEALTHY, VERDICT_FINDINGS, VERDICT_UNKNOWN };

struct why;

struct finding {
	const char *class; /* as in docs and labels: "tcp-refused" */
	enum severity severity;
	char subject[192]; /* client[:port] -> server[:port], or the host(s) */
	/* Plain words.  Strings out of packets are printable ASCII in all of them. */
	const char *what; /* what happened, and how much; shorter than WHY_TEXT, as all three */
	const char *ruled_out; /* what it is not, or how one knows; "" */
	const char *next;      /* what to do */
	char filter[256];      /* an expression for just those packets */
	uint32_t count;        /* how often */
	uint64_t packets[WHY_EVIDENCE];
	uint32_t npackets;
	uint64_t evidence;   /* how many packets there would be */
	int64_t first, last; /* ns since 1970, of the evidence */
	/* --- who: for merging --- */
	struct why *why; /* whose it is */
	struct tell_addr a, b;
	uint16_t aport, bport;
	uint32_t key;
	bool dropped; /* explained by another one */
};

/* What the capture itself is fit for. */
struct capture_facts {
	uint64_t packets, bytes, dropped;
	uint64_t cut;       /* packets of which less than their headers were captured */
	uint64_t snapped;   /* packets that are cut */
	uint64_t backwards; /* packets earlier than the one before */
	uint64_t conversations, midstream, one_way, duplicates, oversized, forgotten;
	uint64_t healthy;    /* TCP connections that opened, spoke and closed or are open */
	int64_t first, last; /* ns since 1970 */
};

struct baseline;

struct why_conf {
	bool has_host; /* only what concerns this host */
	struct tell_addr host;
	uint16_t port;                   /* 0: any */
	const struct baseline *baseline; /* what is usual, or NULL; must outlive the struct why */
};

struct why *why_new(const struct why_conf *conf); /* NULL: out of memory */
void why_free(struct why *w);
void why_listen(struct why *w, struct tell *t);
void why_drops(struct why *w, uint64_t dropped); /* the capture says it lost so many */
/* The capture is over: judge.  Call it once. */
void why_finish(struct why *w);

size_t why_count(const struct why *w);
const struct finding *why_at(const struct why *w, size_t i); /* the worst first */
enum verdict why_verdict(const struct why *w);
const struct capture_facts *why_facts(const struct why *w);
/* In words, why the verdict is no other. */
void why_reason(const struct why *w, char *text, size_t size);

/* Add its conversations to what is usual. */
void why_usual(const struct why *w, struct baseline *b);

const char *severity_name(enum severity s);

/* The i-th class of findings that need no baseline, in the order of the alphabet; NULL behind the
 * last. */
const char *why_class(size_t i);
bool why_has_class(const char *name);

#endif
