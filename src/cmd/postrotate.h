/* postrotate.h - the command of -z, run with the name of every file that is complete.
 *
 * A helper process is started early, when this program is small and before it
 * gives up what it needs for that.  It runs the commands at low priority, a few
 * at a time, with no terminal to ask, out of reach of ^C, and says at once which
 * failed.  It outlives us if commands do.
 */
#ifndef SONDE_POSTROTATE_H
#define SONDE_POSTROTATE_H

#include "job.h"

struct postrotate;

/* NULL after a message. */
struct postrotate *postrotate_start(const struct job *job);
/* Run the command for that file; it is queued if many are running already. */
void postrotate_run(struct postrotate *p, const char *file);
/* Has a command failed so far?  Each has been told. */
bool postrotate_failed(struct postrotate *p);
/* No more files: wait ms for the commands still running, then leave them to themselves.  False if
 * one has failed. */
bool postrotate_end(struct postrotate *p, int ms);

#endif
