/* team.h - packets dissected by several threads, their text written in the order of the packets:
 * -j.
 *
 * Every thread does all of it for a batch of packets (at most 1,024, or 512 KiB captured): read
 * them, dissect them, write their text, so that they and their text stay in its processor's cache.
 * One thread at a time reads, and while it does looks at what the packets have to know of those
 * before (order.h); one at a time writes, in the order of the batches.
 */
#ifndef SONDE_TEAM_H
#define SONDE_TEAM_H

#include "../dissect/engine.h"

#include <stdbool.h>

struct team;

enum { TEAM_MOST = 64 }; /* threads */

/* So many threads, the caller's among them, whose text goes to fd; what is to be remembered of
 * packets, d remembers.  opt and d must outlive it.  NULL with errno set. */
struct team *team_new(const struct opts *opt, struct dis *d, unsigned threads, int fd);
/* Start them: after sandbox_enter(), so that it holds for them.  False with errno set. */
bool team_start(struct team *t);
/* Read with read(arg), in one thread at a time, until it returns false: it gives packets, until it
 * returns true because team_full().  Returns when all is written. */
void team_run(struct team *t, bool (*read)(void *arg), void *arg);

/* --- for who reads --- */

/* A place for the next packet, which need not be copied then; until the next call. */
struct packet *team_place(struct team *t);
/* Have p dissected, sooner or later.  stays: its bytes stay where they are until team_flush().
 * False with errno set, once, if text could not be written: what was to come after it is lost. */
bool team_give(struct team *t, const struct packet *p, bool stays);
/* The same of one that is not printed: dis_overhear(). */
bool team_overhear(struct team *t, const struct packet *p, bool stays);
/* Is there enough for a batch? */
bool team_full(const struct team *t);
/* Write the text of all that was given.  False as above. */
bool team_flush(struct team *t);

/* What was not written is lost. */
void team_free(struct team *t);

#endif
