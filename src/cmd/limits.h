/* limits.h - how many files, and how much of the disk, a capture may take: --max-files, --max-size,
 * --min-free.  The oldest files of this capture and of runs before go first.
 */
#ifndef SONDE_LIMITS_H
#define SONDE_LIMITS_H

#include "job.h"
#include "kin.h"

struct limits {
	const struct job *job;
	const char *suffix; /* behind the number of a file */
	char *pattern;      /* as kin_find() wants it */
	struct kin kin;     /* of the current file */
	uint64_t most;      /* bytes the current file may have before one must go */
	bool warned;
};

bool limits_init(struct limits *l, const struct job *job, const char *pattern, const char *suffix);
void limits_free(struct limits *l);

/* Is there any? */
bool limits_any(const struct job *job);
/* The highest number of -C that is in use. */
bool limits_number(struct limits *l, const char *current, uint64_t *number);
/* A file has been opened: what is too old or too many goes. */
void limits_file(struct limits *l, const char *current);
/* The current file has grown, or is about to, to so many bytes.  False after a message: nothing is
 * left that could go. */
bool limits_grown(struct limits *l, uint64_t bytes);
/* Is there disk enough?  To be asked now and then.  False after a message, as above. */
bool limits_disk(struct limits *l, const char *current);

/* The disk is full: the oldest goes, if old files may. */
void limits_full(struct limits *l);

#endif
