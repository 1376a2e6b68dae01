/* why_live.h - findings while a capture goes on.
 *
 * To judge changes what is known, and is for the end of a capture.  So every second or so a child
 * process, which is a copy of this one at that moment, judges as if the capture ended there, and
 * tells its parent what it found.  What it finds now and still finds LIVE_CERTAIN_MS later is
 * certain enough to be said, once; notices wait for the end.  Where there can be no child nothing
 * is said before the end.
 */
#ifndef SONDE_WHY_LIVE_H
#define SONDE_WHY_LIVE_H

#include "../why/why.h"

#include <stdio.h>

enum { LIVE_CERTAIN_MS = 4000 };

struct why_live_conf {
	struct why *why;
	FILE *to; /* or NULL */
	void *arg;
	void (*put)(void *arg, const struct finding *x, FILE *to); /* a line, with its end */
	/* Who wants to know what is certain, with its line, and once more when it has become worse;
	 * also of notices.  NULL: nobody. */
	void (*found)(void *arg, const char *class, enum severity s, const char *line, size_t n);
};

struct why_live;

/* NULL: out of memory. */
struct why_live *why_live_new(const struct why_live_conf *conf);
/* Several times a second. */
void why_live_tick(struct why_live *l);
/* How many there were so far, certain or not; at most WHY_FINDINGS. */
size_t why_live_seen(const struct why_live *l);
/* The capture is over: what was not said of the findings that are judged now is. */
void why_live_rest(struct why_live *l);
void why_live_free(struct why_live *l);

#endif
