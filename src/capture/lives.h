/* lives.h - several devices as one: their packets in the order of time, their counts together.
 *
 * p->interface says which device a packet is of, in the order of lives_at().  So that a packet of
 * one is not taken before an older one of another, which still waits in the kernel, packets are
 * held as long as those may.  Of one device nothing is held.
 */
#ifndef SONDE_LIVES_H
#define SONDE_LIVES_H

#include "live.h"

enum { LIVES_MOST = 64 };

struct lives;

/* Open them; a name may be a pattern of the shell for names of network devices.  With none, the
 * default one.  NULL with a message, as live_open(); if no device has (yet) one of the names,
 * *missing is set. */
struct lives *lives_open(const struct live_conf *conf, const char *const *names, size_t n,
	bool *missing, char *err, size_t errlen);
void lives_close(struct lives *s);

size_t lives_count(const struct lives *s);
struct live *lives_at(const struct lives *s, size_t i);
/* How many packet sockets there are, *first the first of them, the others following it; 0: not all
 * are such. */
int lives_sockets(const struct lives *s, int *first);
/* A device that has gone is said as by conf->warn, and the others go on; it is captured again if it
 * returns, and even the last may. */
void lives_await(struct lives *s);

/* As those of live.h, for all.  Each device has a filter of its own: live_filter(). */
void lives_start(struct lives *s);
int lives_read(
	struct lives *s, int max, live_handler *handler, void *arg, char *err, size_t errlen);
void lives_break(struct lives *s);
void lives_wait(struct lives *s, int ms, const sigset_t *let_in);
void lives_pause(struct lives *s);
void lives_resume(struct lives *s);
int lives_stop(struct lives *s);
bool lives_drained(struct lives *s);
bool lives_counts(struct lives *s, struct live_counts *c);

#endif
