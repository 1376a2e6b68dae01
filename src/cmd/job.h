/* job.h - what one run of the packet printer was asked to do. */
#ifndef SONDE_JOB_H
#define SONDE_JOB_H

#include "output_opts.h"

#include "../capture/live.h"
#include "../dissect/opts.h"
#include "../savefile/select.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1, /* usage, filter, device, file; a file that is cut */
	STATUS_MEMORY = 12,
	STATUS_OPEN = 13,
	STATUS_WRITE = 14, /* output could not be written */
	STATUS_SECRET = 15,
};

struct job {
	const char *prog; /* as messages begin */
	bool as_tcpdump;  /* called by that name: nothing else than it has */
	bool precise;     /* the precision of time stamps was asked for */
	bool quiet;       /* a verb: does not say what it reads */
	struct opts opt;

	/* where packets come from */
	const char *read;   /* -r, the last */
	const char **reads; /* all of them */
	size_t nreads;
	const char *list;     /* -V */
	const char *device;   /* -i, the last */
	const char **devices; /* all of them */
	size_t ndevices;
	bool wait;                                    /* --wait: for devices that are not there */
	const char *netns;                            /* --netns */
	bool process;                                 /* --process: whose are they? */
	const char *pid, *comm, *user_of, *container; /* only those of such a process; or NULL */
	char *const *command; /* behind --, or NULL: run it, capture as long as it does */
	const char *linktype, *time_stamp_type;
	int snaplen;   /* bytes */
	uint64_t ring; /* bytes in the kernel for packets, 0: the default */
	enum live_backend backend;
	int direction; /* pcap_direction_t, -1 any */
	bool promiscuous, monitor, immediate;

	/* which of them */
	const char *filter_file;
	char *expr;               /* never NULL once parsed */
	bool optimize, interpret; /* of the filter */
	bool merge, follow;
	struct select_conf select;
	struct range *ranges; /* select's */
	uint64_t reorder;     /* ns, 0 off */
	uint64_t count;       /* -c, 0 all */
	uint64_t skip;
	const char *display_expr; /* -Y */

	/* what is done with them */
	const char *write; /* -w */
	bool print;        /* --print: even so */
	uint64_t sampling; /* print every nth, 0 all */
	bool count_only;   /* --count */
	int dump;          /* -d: 1 to 3 */
	bool line_buffered, packet_buffered;
	unsigned jobs;             /* -j N, 0: what pays */
	bool memory;               /* --memory: say at the end what the tables took */
	struct field_list *fields; /* --fields; opt's */

	/* rotation */
	uint64_t rotate_size; /* -C, bytes */
	long rotate_seconds;  /* -G, -1 never */
	unsigned files;       /* -W, 0 no limit */
	const char *postrotate;
	struct output_opts out;

	/* the recorder: it runs if there is one of the first two */
	int64_t recorder_ms;     /* packets of so long, */
	uint64_t recorder_bytes; /* or in so much memory */
	int64_t after_ms;        /* and then so long; if after */
	bool after;
	const char **triggers;
	size_t ntriggers;

	/* names */
	bool learn_names; /* --names capture */
	int resolve_wait; /* ms, -1: what suits the source */

	/* instead of packets */
	bool list_devices, list_links, list_time_stamps;

	bool no_sandbox;
	const char *user;   /* -Z */
	const char *secret; /* -E */
	struct esp_keys *keys;
	struct mibs *mibs; /* -m */
};

/* Read the command line into job.  -1: go on; else exit with that status, all has been said. */
int options_parse(struct job *job, int argc, char **argv);

/* --- field_opts.c --- */

/* --fields: names with commas between them.  False after a message. */
bool fields_option(struct job *job, const char *arg);
/* What does not go together, or NULL. */
const char *fields_conflict(const struct job *job);

/* --- usage.c --- */

void print_versions(const struct job *job, bool to_stdout);
void print_usage(const struct job *job, bool to_stdout);

/* --- message.c: one line on stderr, begun with the program's name --- */

__attribute__((format(printf, 2, 3))) void say_error(const struct job *job, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void say_warning(const struct job *job, const char *fmt, ...);

/* Do it; the exit status. */
int job_run(struct job *job);

#endif
