/* verbs.h - `sonde VERB ...`: those that make new files of old ones.  Each returns the exit status.
 */
#ifndef SONDE_VERBS_H
#define SONDE_VERBS_H

#include "job.h"

int flows_main(int argc, char **argv);    /* the conversations of a capture */
int follow_main(int argc, char **argv);   /* what was said in a conversation */
int extract_main(int argc, char **argv);  /* the files that were sent */
int grep_main(int argc, char **argv);     /* what was said that matches */
int stats_main(int argc, char **argv);    /* what a capture consists of */
int why_main(int argc, char **argv);      /* what is wrong in it */
int baseline_main(int argc, char **argv); /* what is usual */
int diff_main(int argc, char **argv);     /* what is new, gone or slower */
int merge_main(int argc, char **argv);    /* several into one, by time */
int split_main(int argc, char **argv);    /* one into several */
int fix_main(int argc, char **argv);      /* what can be saved of a damaged one */
int anon_main(int argc, char **argv);     /* one that may be shown to others */

/* Do what `sonde` does with this command line: argv[0] is not looked at, argv[argc] is NULL. */
int job_main(struct job *job, int argc, char **argv);

/* A command line that is put together; there is always room for one more word. */
struct words {
	char **v;
	int n;
	bool failed; /* for want of memory */
};

void words_add(struct words *w, const char *word);

struct baseline;

/* The baseline in that file, to be freed whatever the status; one that is not there is empty unless
 * it must be. */
int baseline_load(const char *path, bool must, struct baseline **where);

/* --- one file to another: convert.c --- */

struct source;

struct convert {
	const char *in, *out;
	struct output_opts opts;
	/* The source of the input.  NULL after a message; NULL: source_open(). */
	struct source *(*open)(const struct convert *c, const struct job *job);
	/* A packet on its way; it may be changed, also p->data.  False: it is left out.  May be
	 * NULL. */
	bool (*change)(void *arg, struct packet *p);
	/* A block on its way: false: it is left out.  May be NULL: all are kept. */
	bool (*block)(void *arg, uint32_t type);
	/* A packet's options are left out. */
	bool no_options;
	bool no_sandbox;
	void *arg;
	uint64_t packets, losses; /* written; places where something could not be read */
};

/* The exit status; STATUS_FAILED also when the input was damaged, all of it being told. */
int convert_run(struct convert *c);

#endif
