/* report_parts.h - what the parts of a report share: report.c picks, hearing.c listens, page.c,
 * ladder.c and plots.c write. */
#ifndef SONDE_REPORT_PARTS_H
#define SONDE_REPORT_PARTS_H

#include "inner.h"
#include "report.h"
#include "curve.h"

#include "../dissect/engine.h"

enum {
	PLOTS_EACH = 2, /* conversations of a finding */
	NO_PLOT = 255,
	LABEL = 60,
	ROWS = 24, /* of a ladder; no less than REPORT_EACH */
	ANSWERS = 1000,
	LANES = 6,
	RATE_BINS = 160,
};

struct shown { /* a packet of the evidence */
	uint64_t no;
	int64_t t;
	bool seen, has_ends, bad; /* bad: it refuses, or something was wrong */
	uint64_t answers; /* no evidence: it answers that packet, which is; 0: is evidence */
	struct tell_addr src, dst;
	char label[LABEL]; /* for an arrow */
	char *text;        /* as the printer has it; NULL: not seen */
};

struct plot { /* a conversation */
	const struct flow *flow;
	uint32_t rtt_n[2];
	uint64_t asked; /* the last packet that is evidence, while nothing came back; 0 */
	int asked_dir;
	struct {
		struct curve seq, again, ack, rtt, window, flight;
		uint64_t rate[RATE_BINS]; /* octets of payload */
		uint32_t base;            /* the sequence number that counts as 0 */
		bool has_base;
	} way[2];
	int64_t bin; /* ns */
};

struct ends { /* two hosts, the lower first; or none and one */
	struct tell_addr lo, hi;
};

struct report {
	const struct why *why;
	struct shown *shown;   /* by number */
	size_t nshown, next;   /* next: the first that is not told yet */
	struct shown *answers; /* by the packets they answer */
	size_t nanswers;
	struct plot plots[REPORT_PLOTS];
	size_t nplots, unplotted;  /* unplotted: findings that could have had one */
	uint8_t (*of)[PLOTS_EACH]; /* plots of each finding */
	struct ends *ends;
	size_t nends;
	/* while packets are told */
	struct flows *flows;
	struct dis *printer;
	struct shown *now;
	bool concerns;
};

/* The packet of that number, or NULL. */
struct shown *shown_of(const struct report *r, uint64_t no);
/* Those of x that are shown, in their order; how many. */
size_t evidence_of(const struct report *r, const struct finding *x, struct shown *list[ROWS]);
/* The same and, if there is room, what answers them; n: how many there are. */
size_t with_answers(const struct report *r, struct shown *list[ROWS], size_t n);

/* All were told: they are looked for from here on. */
void sort_answers(struct report *r);
/* Is a finding about the two, or about one of them and nobody in particular? */
bool is_concerned(const struct report *r, const struct tell_addr *a, const struct tell_addr *b);

void put_end(struct html *h, const struct tell_addr *a, uint16_t port);
/* "12.3 ms" */
void put_span(struct html *h, int64_t ns);
/* "1 packet", "2 packets" */
void put_count(struct html *h, uint64_t n, const char *what);
/* "13:20:05.123456", local time */
void put_clock(struct html *h, int64_t ns);

/* ladder.c: a drawing of the packets, and a table of them. */
void put_ladder(struct html *h, const struct finding *x, struct shown *const *list, size_t n);
void put_packets(struct html *h, struct shown *const *list, size_t n);
/* plots.c: the conversations, and what is drawn of them as JSON. */
void put_conversations(struct html *h, struct report *r);
void put_plot_data(struct html *h, struct report *r);

#endif
