/* inputs.h - the files of -r and -V as one source: one behind the other, merged, followed; and
 * which of their packets. */
#ifndef SONDE_INPUTS_H
#define SONDE_INPUTS_H

#include "job.h"

#include "../savefile/reader.h"

struct inputs;

struct inputs_conf {
	struct job *job;
	/* As in source_conf. */
	bool (*idle)(void *arg, int fd);
	/* A file has been opened. */
	void (*opened)(void *arg, struct source *s);
	/* Called before a message, so that what was read before it is printed before it. */
	void (*flush)(void *arg);
	void *arg;
};

/* NULL after a message. */
struct inputs *inputs_open(const struct inputs_conf *conf);
struct source *inputs_source(struct inputs *in);
/* Reading is over; failed: with the source's error.  Says what is to be said; the exit status. */
int inputs_finish(struct inputs *in, bool failed);
void inputs_close(struct inputs *in);

/* Is packet after packet of one file after the other read, all of them? */
bool inputs_plain(const struct job *job);
/* Bytes read, and of how many; 0 of how many is not known. */
void inputs_progress(const struct inputs *in, uint64_t *done, uint64_t *size);

/* Is the file at path one of those that are read?  A message if so. */
bool inputs_include(const struct job *job, const char *path);

/* --- options; each false after a message --- */

enum inputs_option {
	INPUTS_READ,
	INPUTS_MERGE,
	INPUTS_FOLLOW,
	INPUTS_FROM,
	INPUTS_TO,
	INPUTS_PACKETS,
	INPUTS_DEDUPE,
	INPUTS_REORDER,
};

bool inputs_set(struct job *job, enum inputs_option o, const char *arg);
/* What does not go together, or NULL. */
const char *inputs_conflict(const struct job *job);
void inputs_forget(struct job *job);

#endif
