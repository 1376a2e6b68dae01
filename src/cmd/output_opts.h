/* output_opts.h - our own options about files that are written. */
#ifndef SONDE_OUTPUT_OPTS_H
#define SONDE_OUTPUT_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job;

enum { /* options that have no letter; others begin lower */
	OPT_OUTPUT = 400,
	OPT_ALIGN = OPT_OUTPUT,
	OPT_ATOMIC,
	OPT_COMMENT,
	OPT_COMPAT_Z,
	OPT_DIRECT,
	OPT_DURATION,
	OPT_FLUSH_INTERVAL,
	OPT_FORMAT,
	OPT_INTERVAL_REPORT,
	OPT_MAX_FILES,
	OPT_MAX_SIZE,
	OPT_MIN_FREE,
	OPT_WRITE_SNAPLEN,
	OPT_RECORDER, /* the next three are recorder.h's */
	OPT_AFTER,
	OPT_TRIGGER,
	OPT_OUTPUT_END,
};

/* --comment */
struct comment {
	uint64_t number; /* of the packet; 0: of the section */
	const char *text;
};

enum file_format { FORMAT_BY_NAME, FORMAT_PCAP, FORMAT_PCAPNG };

struct output_opts {
	bool align;          /* slices of -G end at multiples of it on the clock */
	bool atomic;         /* a file has its name when it is complete */
	bool direct;         /* past the kernel's cache */
	bool compat_z;       /* -z not for the last file */
	bool report;         /* a line about each file, */
	int64_t report_ms;   /* or each so many ms; 0: each file */
	int64_t duration_ms; /* 0: no end */
	int flush_ms;
	uint64_t max_size;    /* of all files together, 0 no limit */
	unsigned max_files;   /* 0 no limit */
	uint64_t min_free;    /* bytes of the disk, 0 no limit */
	unsigned min_percent; /* the same in thousandths of the disk */
	enum file_format format;
	uint32_t snaplen;         /* packets are cut to that, 0 not */
	struct comment *comments; /* by number; the section's first */
	size_t ncomments;
	/* `sonde split`: names are numbered before their suffix, and files end so */
	bool split;
	uint64_t split_packets, split_size; /* 0: not by that */
	long split_seconds;
};

void output_defaults(struct output_opts *o);
/* One of the options above.  False after a message. */
bool output_option(struct job *job, int c, const char *arg);
/* The word behind --format.  False after a message. */
bool output_format(const struct job *job, const char *arg, enum file_format *f);
void output_forget(struct output_opts *o);
/* What does not go together, or NULL. */
const char *output_conflict(const struct job *job);

/* A size in bytes: units that a plain number counts, k, m, g and t the powers of 1024. */
bool parse_size(const char *s, uint64_t units, uint64_t *v);
/* A time in ms: 10, 10s, 500ms, 10m, 2h, 1d; a plain number is seconds. */
bool parse_duration(const char *s, int64_t *ms);

#endif
