/* hear.h - packets of files, or of a device, to who listens (dissect/tell.h). */
#ifndef SONDE_HEAR_H
#define SONDE_HEAR_H

#include "job.h"

#include "../dissect/tell.h"

#include <stdio.h>

struct hear {
	const struct job *job;
	const char *expr;  /* "": every packet */
	struct tell *tell; /* who listens */
	/* Or: who wants packets as they are; NULL: nobody. */
	void (*packet)(void *arg, const struct packet *p);
	/* Called for what lies between packets; may be NULL. */
	void (*drops)(void *arg, uint64_t dropped);
	void *arg;
	/* Called for each packet after it was told; may be NULL. */
	void (*after)(void *arg, const struct packet *p);
	void *after_arg;
	bool confined; /* an earlier hearing has given up what there was */
	bool no_sandbox;
	/* Files that will be opened when these have been heard; NULL: none. */
	const char *const *later;
	size_t nlater;
	const char *writes; /* a directory where a file is renamed at the end; root stays then */
	bool copies;        /* the program makes copies of itself (fork) */
	int makes;          /* a directory, open, where files will be made, + 1; 0: none */
	uint64_t packets;   /* numbers go on from file to file, also for packets left out */
	bool damaged;       /* something could not be read; it was said */
};

/* Each the exit status, after a message if it is not STATUS_OK.  Before the first packet the user
 * changes and the sandbox closes (confine.h). */
int hear_files(struct hear *h, char *const *paths, size_t n);
/* Until a signal, or for so many seconds (0: no end) or packets (0: no end). */
int hear_device(struct hear *h, const char *device, unsigned seconds, uint64_t packets,
	void (*tick)(void *arg));

/* --- JSON of the verbs --- */

/* A string in quotes; what is not printable ASCII is escaped byte by byte. */
void put_json(FILE *to, const char *s);

#endif
