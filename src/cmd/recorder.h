/* recorder.h - `--recorder`: the last minutes are kept in memory, and written when something
 * happens.
 *
 * That is SIGUSR2, a packet that --trigger's filter fits, a rate that is passed, or a finding of
 * `sonde why` (judges.h), which is judged in copies of the process.  A file has what was in memory
 * then and what came for --after; another trigger in that time makes it longer.  Memory goes on
 * meanwhile, so that the next file has all that was before it, too.
 */
#ifndef SONDE_RECORDER_H
#define SONDE_RECORDER_H

#include "output.h"

struct recorder;

/* The word behind --recorder, --after, --trigger.  False after a message. */
bool recorder_option(struct job *job, int c, const char *arg);
/* What does not go together, or NULL. */
const char *recorder_conflict(const struct job *job);

/* Will it make copies of the process? */
bool recorder_judges(const struct job *job);

/* conf is that of the files.  NULL after a message. */
struct recorder *recorder_new(const struct output_conf *conf);
/* We have the rights we will have: can a file be made?  False after a message. */
bool recorder_ready(struct recorder *r);

/* Each a status, not STATUS_OK after a message. */
int recorder_packet(struct recorder *r, const struct packet *p);
int recorder_trigger(struct recorder *r, const char *why);
/* What is due by the clock. */
int recorder_tick(struct recorder *r);
/* Closes the file that is open, and frees r. */
int recorder_end(struct recorder *r);
/* Will recorder_packet() write? */
bool recorder_writes(const struct recorder *r);

#endif
