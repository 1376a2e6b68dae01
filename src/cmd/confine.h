/* confine.h - what of the sandbox (capture/sandbox.h) a job gets.
 *
 * Nothing is said, for nothing can be done: on a system without it the job runs without.  To be
 * called when everything is open and -z's helper has begun.
 */
#ifndef SONDE_CONFINE_H
#define SONDE_CONFINE_H

#include "job.h"

#include <stdbool.h>

struct lives;

/* A run of the printer.  file: the name of the file that is open for -w, or NULL.  threads: some
 * will be started. */
void confine_job(const struct job *job, const struct lives *lives, const char *file, bool threads);

/* A verb that goes on to open these for reading, and writes to what is open; in the directory
 * `writes`, if it is not NULL, it renames and deletes too. */
void confine_verb(const char *const *reads, size_t nreads, const char *writes);

#endif
