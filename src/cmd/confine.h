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

/* A verb that goes on to open these for reading, and writes to what is open. */
void confine_verb(const char *const *reads, size_t nreads);

struct hearing_conf {
	const struct live *live;  /* NULL: files, which are open */
	const char *const *reads; /* opened later; then root stays root, without its rights */
	size_t nreads;
	int makes; /* a directory, open, where files are made, + 1; 0: none */
	const char
		*writes; /* another, where one is renamed; root stays root for it too; NULL: none */
	bool copies;     /* copies of the program are made (fork) */
	bool filters;    /* more of them are made, for files of other link types */
	bool no_sandbox;
};

/* A verb that is about to hear packets: root becomes another user, as without -Z, and of a
 * directory where files are made its owner.  False with a message. */
bool confine_hearing(const struct job *job, const struct hearing_conf *conf);

#endif
