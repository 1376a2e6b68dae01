/* The command line: tcpdump's options, and ours. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inputs.h"
#include "job.h"
#include "recorder.h"
#include "team.h"
#include "../dissect/crypto.h"
#include "../dissect/esp_keys.h"
#include "../dissect/mibs.h"

#include "../filter/filter.h"
#include "../savefile/reader.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SHORT_OPTIONS "aAbB:c:C:dDeE:fF:gG:hHi:Ij:JKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:z:Z:#"

enum { /* options that have no letter */
	OPT_COUNT = 256,
	OPT_IMMEDIATE,
	OPT_LENGTHS,
	OPT_MICRO,
	OPT_NANO,
	OPT_PRECISION,
	OPT_PRINT,
	OPT_SAMPLING,
	OPT_SKIP,
	OPT_VERSION,
	OPT_REMOTE,
	OPT_FPTYPE,
	OPT_TIME_T,
	OPT_TIME_STAMP_TYPE,
	OPT_OWN, /* from here on: not tcpdump's */
	OPT_STYLE = OPT_OWN,
	OPT_JSON,
	OPT_JOBS,
	OPT_NAMES,
	OPT_RESOLVE_WAIT,
	OPT_SMB,
	OPT_DEEP,
	OPT_FIELDS,
	OPT_CSV,
	OPT_DISPLAY,
	OPT_NO_JIT,
	OPT_MEMORY,
	OPT_MERGE,
	OPT_FOLLOW,
	OPT_FROM,
	OPT_TO,
	OPT_PACKETS,
	OPT_DEDUPE,
	OPT_REORDER,
	OPT_BACKEND,
	OPT_RING,
	OPT_NETNS,
	OPT_WAIT,
	OPT_PROCESS,
	OPT_PID,
	OPT_COMM,
	OPT_USER,
	OPT_CONTAINER,
	OPT_NO_SANDBOX,
};

static const struct option long_options[] = {
	{ "absolute-tcp-sequence-numbers", no_argument, NULL, 'S' },
	{ "buffer-size", required_argument, NULL, 'B' },
	{ "count", no_argument, NULL, OPT_COUNT },
	{ "direction", required_argument, NULL, 'Q' },
	{ "dont-verify-checksums", no_argument, NULL, 'K' },
	{ "fp-type", no_argument, NULL, OPT_FPTYPE },
	{ "help", no_argument, NULL, 'h' },
	{ "immediate-mode", no_argument, NULL, OPT_IMMEDIATE },
	{ "interface", required_argument, NULL, 'i' },
	{ "ip-oneline", no_argument, NULL, 'g' },
	{ "lengths", no_argument, NULL, OPT_LENGTHS },
	{ "linktype", required_argument, NULL, 'y' },
	{ "list-data-link-types", no_argument, NULL, 'L' },
	{ "list-interfaces", no_argument, NULL, 'D' },
	{ "list-remote-interfaces", required_argument, NULL, OPT_REMOTE },
	{ "list-time-stamp-types", no_argument, NULL, 'J' },
	{ "micro", no_argument, NULL, OPT_MICRO },
	{ "monitor-mode", no_argument, NULL, 'I' },
	{ "nano", no_argument, NULL, OPT_NANO },
	{ "no-optimize", no_argument, NULL, 'O' },
	{ "no-promiscuous-mode", no_argument, NULL, 'p' },
	{ "number", no_argument, NULL, '#' },
	{ "packet-buffered", no_argument, NULL, 'U' },
	{ "print", no_argument, NULL, OPT_PRINT },
	{ "print-sampling", required_argument, NULL, OPT_SAMPLING },
	{ "relinquish-privileges", required_argument, NULL, 'Z' },
	{ "skip", required_argument, NULL, OPT_SKIP },
	{ "snapshot-length", required_argument, NULL, 's' },
	{ "time-stamp-precision", required_argument, NULL, OPT_PRECISION },
	{ "time-stamp-type", required_argument, NULL, OPT_TIME_STAMP_TYPE },
	{ "time-t-size", no_argument, NULL, OPT_TIME_T },
	{ "version", no_argument, NULL, OPT_VERSION },
	/* ours, last: they are cut off when the program is called tcpdump */
	{ "style", required_argument, NULL, OPT_STYLE },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "jobs", required_argument, NULL, OPT_JOBS },
	{ "names", required_argument, NULL, OPT_NAMES },
	{ "resolve-wait", required_argument, NULL, OPT_RESOLVE_WAIT },
	{ "smb", no_argument, NULL, OPT_SMB },
	{ "deep", no_argument, NULL, OPT_DEEP },
	{ "fields", required_argument, NULL, OPT_FIELDS },
	{ "csv", no_argument, NULL, OPT_CSV },
	{ "display-filter", required_argument, NULL, OPT_DISPLAY },
	{ "memory", optional_argument, NULL, OPT_MEMORY },
	{ "no-jit", no_argument, NULL, OPT_NO_JIT },
	{ "merge", no_argument, NULL, OPT_MERGE },
	{ "follow", no_argument, NULL, OPT_FOLLOW },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "to", required_argument, NULL, OPT_TO },
	{ "no-sandbox", no_argument, NULL, OPT_NO_SANDBOX },
	{ "packets", required_argument, NULL, OPT_PACKETS },
	{ "backend", required_argument, NULL, OPT_BACKEND },
	{ "ring", required_argument, NULL, OPT_RING },
	{ "netns", required_argument, NULL, OPT_NETNS },
	{ "wait", no_argument, NULL, OPT_WAIT },
	{ "process", no_argument, NULL, OPT_PROCESS },
	{ "pid", required_argument, NULL, OPT_PID },
	{ "comm", required_argument, NULL, OPT_COMM },
	{ "user", required_argument, NULL, OPT_USER },
	{ "container", required_argument, NULL, OPT_CONTAINER },
	{ "dedupe", optional_argument, NULL, OPT_DEDUPE },
	{ "reorder", optional_argument, NULL, OPT_REORDER },
	{ "align", no_argument, NULL, OPT_ALIGN },
	{ "atomic", no_argument, NULL, OPT_ATOMIC },
	{ "direct", no_argument, NULL, OPT_DIRECT },
	{ "comment", required_argument, NULL, OPT_COMMENT },
	{ "compat-z", no_argument, NULL, OPT_COMPAT_Z },
	{ "duration", required_argument, NULL, OPT_DURATION },
	{ "flush-interval", required_argument, NULL, OPT_FLUSH_INTERVAL },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "interval-report", optional_argument, NULL, OPT_INTERVAL_REPORT },
	{ "max-files", required_argument, NULL, OPT_MAX_FILES },
	{ "max-size", required_argument, NULL, OPT_MAX_SIZE },
	{ "min-free", required_argument, NULL, OPT_MIN_FREE },
	{ "after", required_argument, NULL, OPT_AFTER },
	{ "recorder", required_argument, NULL, OPT_RECORDER },
	{ "trigger", required_argument, NULL, OPT_TRIGGER },
	{ "write-snaplen", required_argument, NULL, OPT_WRITE_SNAPLEN },
	{ NULL, 0, NULL, 0 },
};

#define LONG_OPTIONS (sizeof(long_options) / sizeof(*long_options))

static const struct {
	const char *name;
	enum force force;
} types[] = {
	{ "aodv", FORCE_AODV },
	{ "carp", FORCE_CARP },
	{ "cnfp", FORCE_CNFP },
	{ "domain", FORCE_DOMAIN },
	{ "lmp", FORCE_LMP },
	{ "pgm", FORCE_PGM },
	{ "pgm_zmtp1", FORCE_PGM_ZMTP1 },
	{ "ptp", FORCE_PTP },
	{ "quic", FORCE_QUIC },
	{ "radius", FORCE_RADIUS },
	{ "resp", FORCE_RESP },
	{ "rpc", FORCE_RPC },
	{ "rtcp", FORCE_RTCP },
	{ "rtp", FORCE_RTP },
	{ "snmp", FORCE_SNMP },
	{ "someip", FORCE_SOMEIP },
	{ "tftp", FORCE_TFTP },
	{ "vat", FORCE_VAT },
	{ "vxlan", FORCE_VXLAN },
	{ "wb", FORCE_WB },
	{ "zmtp1", FORCE_ZMTP1 },
};

enum {
	GO_ON = -1,
	RING_MOST = 1 << 30,
	MEMORY_LEAST = 1 << 20,
};

/* --- values --- */

/* A decimal number between min and max, or an error that says what would have been right. */
static bool number(const struct job *job, const char *what, const char *s, long long min,
	long long max, long long *v)
{
	char *end;

	errno = 0;
	*v = strtoll(s, &end, 10);
	if (end != s && *end == '\0' && errno == 0 && *v >= min && *v <= max)
		return true;
	say_error(job, "invalid %s %s (must be >= %lld and <= %lld)", what, s, min, max);
	return false;
}

/* -C: millions of bytes, or with k, m or g the powers of 1024. */
static bool file_size(struct job *job, const char *s)
{
	if (parse_size(s, 1000000, &job->rotate_size))
		return true;
	say_error(job, "invalid file size %s", s);
	return false;
}

static bool direction(struct job *job, const char *s)
{
	if (strcasecmp(s, "in") == 0)
		job->direction = PCAP_D_IN;
	else if (strcasecmp(s, "out") == 0)
		job->direction = PCAP_D_OUT;
	else if (strcasecmp(s, "inout") == 0)
		job->direction = PCAP_D_INOUT;
	else {
		say_error(job, "unknown capture direction `%s'", s);
		return false;
	}
	return true;
}

static bool packet_type(struct job *job, const char *s)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcasecmp(s, types[i].name) == 0) {
			job->opt.force = types[i].force;
			return true;
		}
	say_error(job, "unknown packet type `%s'", s);
	return false;
}

static bool precision(struct job *job, const char *s)
{
	if (strcmp(s, "micro") != 0 && strcmp(s, "nano") != 0) {
		say_error(job, "unsupported time stamp precision");
		return false;
	}
	job->opt.nano = *s == 'n';
	return job->precise = true;
}

static bool style(struct job *job, const char *s)
{
	if (strcmp(s, "classic") != 0 && strcmp(s, "modern") != 0) {
		say_error(job, "unknown style `%s' (classic or modern)", s);
		return false;
	}
	job->opt.classic = *s == 'c';
	return true;
}

static bool names(struct job *job, const char *s)
{
	if (strcmp(s, "capture") != 0) {
		say_error(job, "unknown source of names `%s' (must be capture)", s);
		return false;
	}
	job->learn_names = true;
	return true;
}

static bool backend(struct job *job, const char *s)
{
	if (strcmp(s, "libpcap") != 0 && strcmp(s, "ring") != 0) {
		say_error(job, "unknown backend `%s' (libpcap or ring)", s);
		return false;
	}
	job->backend = *s == 'l' ? LIVE_LIBPCAP : LIVE_RING;
	return true;
}

/* -i: several are captured together; the last is what -L and the like are about. */
static bool add_device(struct job *job, const char *name)
{
	const char **v = realloc(job->devices, (job->ndevices + 1) * sizeof(*v));

	if (!v) {
		say_error(job, "out of memory");
		return false;
	}
	job->devices = v;
	v[job->ndevices++] = job->device = name;
	return true;
}

static bool ring_size(struct job *job, const char *s)
{
	if (parse_size(s, 1, &job->ring) && job->ring <= RING_MOST)
		return true;
	say_error(job, "invalid ring size %s (such as 64m, at most 1g)", s);
	return false;
}

static bool not_built(struct job *job, const char *option, const char *what)
{
	say_error(job, "%s: %s is not built into this version yet", option, what);
	return false;
}

/* -m MODULE */
static bool mib(struct job *job, const char *module)
{
#if HAVE_SMI
	const char *why = mibs_read(&job->mibs, module);

	if (why) {
		say_error(job, "-m %s: %s", module, why);
		mibs_free(job->mibs);
		job->mibs = NULL;
	}
	job->opt.mibs = job->mibs;
	return !why;
#else
	(void)module;
	return not_built(job, "-m", "loading MIB modules");
#endif
}

/* --memory=SIZE */
static bool memory(struct job *job, const char *s)
{
	job->memory = true;
	if (!s || (parse_size(s, 1, &job->opt.tables) && job->opt.tables >= MEMORY_LEAST))
		return true;
	say_error(job, "invalid --memory=%s (must be at least 1m, like 200m)", s);
	return false;
}

/* --- options --- */

/* Those that are a flag or a level. */
static bool set_flag(struct job *job, int c)
{
	struct opts *o = &job->opt;

	switch (c) {
	case 'a': /* nothing, since ever */
	case 'Y': /* of tcpdump: libpcap has no parser trace */
		return true;
	case 'A':
		o->A++;
		return true;
	case 'b':
		return o->b = true;
	case 'd':
		return ++job->dump;
	case 'D':
		return job->list_devices = true;
	case 'e':
		return o->e = true;
	case 'f':
		return o->f = true;
	case 'g':
		return o->g = true;
	case 'H':
		return o->H = true;
	case 'I':
		return job->monitor = true;
	case 'J':
		return job->list_time_stamps = true;
	case 'K':
		return o->K = true;
	case 'l':
		return job->line_buffered = true;
	case 'L':
		return job->list_links = true;
	case 'n':
		return o->n = true;
	case 'N':
		return o->N = true;
	case 'O':
		return !(job->optimize = false);
	case 'p':
		return !(job->promiscuous = false);
	case 'q':
		return o->q = true;
	case 'S':
		return o->S = true;
	case 't':
		return ++o->t;
	case 'u':
		return o->u = true;
	case 'U':
		return job->packet_buffered = true;
	case 'v':
		return ++o->v;
	case 'x':
		return ++o->x;
	case 'X':
		return ++o->X;
	case '#':
		return o->number = true;
	case OPT_PROCESS:
		return job->process = true;
	case OPT_WAIT:
		return job->wait = true;
	case OPT_NO_SANDBOX:
		return job->no_sandbox = true;
	case OPT_COUNT:
		return job->count_only = true;
	case OPT_IMMEDIATE:
		return job->immediate = true;
	case OPT_LENGTHS:
		return o->lengths = true;
	case OPT_MICRO:
		o->nano = false;
		return job->precise = true;
	case OPT_NANO:
		o->nano = true;
		return job->precise = true;
	case OPT_PRINT:
		return job->print = true;
	case OPT_JSON:
		return o->json = true;
	case OPT_SMB:
		return o->smb = true;
	case OPT_DEEP:
		return o->deep = true;
	case OPT_CSV:
		return o->csv = true;
	case OPT_NO_JIT:
		return job->interpret = true;
	default:
		return false;
	}
}

/* Those whose argument is kept as it is.  NULL if c is none. */
static const char **text_option(struct job *job, int c)
{
	switch (c) {
	case 'E':
		return &job->secret;
	case 'F':
		return &job->filter_file;
	case OPT_TIME_STAMP_TYPE:
		return &job->time_stamp_type;
	case 'M':
		return &job->opt.tcp_md5;
	case OPT_NETNS:
		return &job->netns;
	case OPT_PID:
		return &job->pid;
	case OPT_COMM:
		return &job->comm;
	case OPT_USER:
		return &job->user_of;
	case OPT_CONTAINER:
		return &job->container;
	case 'V':
		return &job->list;
	case OPT_DISPLAY:
		return &job->display_expr;
	case 'w':
		return &job->write;
	case 'y':
		return &job->linktype;
	case 'z':
		return &job->postrotate;
	case 'Z':
		return &job->user;
	default:
		return NULL;
	}
}

/* Those whose argument is a number.  False after a message. */
static bool set_number(struct job *job, int c, const char *arg)
{
	long long v;

	switch (c) {
	case 'B':
		if (!number(job, "packet buffer size", arg, 1, INT_MAX / 1024, &v))
			return false;
		job->ring = (uint64_t)v << 10;
		return true;
	case 'c':
		if (!number(job, "packet count", arg, 1, INT_MAX, &v))
			return false;
		job->count = (uint64_t)v;
		return true;
	case 'G':
		if (!number(job, "number of seconds", arg, 0, INT_MAX, &v))
			return false;
		job->rotate_seconds = (long)v;
		return true;
	case OPT_JOBS:
		if (!number(job, "number of jobs", arg, 1, TEAM_MOST, &v))
			return false;
		job->jobs = (unsigned)v;
		return true;
	case 's':
		if (!number(job, "snaplen", arg, 0, MAX_SNAPLEN, &v))
			return false;
		job->snaplen = v ? (int)v : MAX_SNAPLEN;
		return true;
	case 'W':
		if (!number(job, "number of output files", arg, 1, INT_MAX, &v))
			return false;
		job->files = (unsigned)v;
		return true;
	case OPT_SAMPLING:
		if (!number(job, "print sampling value", arg, 1, INT_MAX, &v))
			return false;
		job->sampling = (uint64_t)v;
		job->print = job->opt.S = true;
		return true;
	case OPT_SKIP:
		if (!number(job, "packet skip count", arg, 0, INT_MAX, &v))
			return false;
		job->skip = (uint64_t)v;
		return true;
	default: /* OPT_RESOLVE_WAIT */
		if (!number(job, "resolve wait", arg, 0, 60000, &v))
			return false;
		job->resolve_wait = (int)v;
		return true;
	}
}

/* Those whose argument is a word out of a few.  False after a message. */
static bool set_word(struct job *job, int c, const char *arg)
{
	switch (c) {
	case 'C':
		return file_size(job, arg);
	case 'm':
		return mib(job, arg);
	case 'Q':
		return direction(job, arg);
	case 'T':
		return packet_type(job, arg);
	case OPT_PRECISION:
		return precision(job, arg);
	case OPT_STYLE:
		return style(job, arg);
	case OPT_BACKEND:
		return backend(job, arg);
	case OPT_RING:
		return ring_size(job, arg);
	case OPT_NAMES:
		return names(job, arg);
	default: /* OPT_REMOTE */
		return not_built(job, "--list-remote-interfaces", "remote capture");
	}
}

/* -j is a time stamp type, or a number of jobs. */
static bool time_stamp_type_or_jobs(struct job *job, const char *arg)
{
	if (!job->as_tcpdump && *arg && strspn(arg, "0123456789") == strlen(arg))
		return set_number(job, OPT_JOBS, arg);
	job->time_stamp_type = arg;
	return true;
}

/* How far is one word from another, in letters changed, added or left out? */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[64];
	size_t n = strlen(b);

	if (n >= 64)
		return UINT_MAX;
	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			unsigned up = row[j], best = diagonal + (a[i - 1] != b[j - 1]);

			if (up + 1 < best)
				best = up + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = up;
			row[j] = best;
		}
	}
	return row[n];
}

/* getopt has said what is wrong; we say what may have been meant. */
static int usage_error(const struct job *job, const char *word)
{
	const char *best = NULL;
	unsigned least = 4;

	if (job->as_tcpdump) {
		print_usage(job, false);
		return STATUS_FAILED;
	}
	if (word && strncmp(word, "--", 2) == 0)
		for (const struct option *o = long_options; o->name; o++) {
			unsigned d = distance(word + 2, o->name);

			if (d < least) {
				least = d;
				best = o->name;
			}
		}
	print_usage(job, false);
	if (best)
		fprintf(stderr, "Did you mean --%s?\n", best);
	return STATUS_FAILED;
}

static int set_option(struct job *job, int c, const char *arg, const char *word)
{
	const char **text;

	if (c == 'Y' && !job->as_tcpdump)
		c = OPT_DISPLAY;
	text = text_option(job, c);
	if (text) {
		*text = arg;
		return GO_ON;
	}
	if (c >= OPT_RECORDER && c < OPT_OUTPUT_END)
		return recorder_option(job, c, arg) ? GO_ON : STATUS_FAILED;
	if (c >= OPT_OUTPUT && c < OPT_OUTPUT_END)
		return output_option(job, c, arg) ? GO_ON : STATUS_FAILED;
	switch (c) {
	case '?':
		return usage_error(job, word);
	case 'h':
		print_usage(job, true);
		return STATUS_OK;
	case OPT_VERSION:
		print_versions(job, true);
		return STATUS_OK;
	case OPT_FPTYPE: /* how NaNs travel through floats; 9877 is IEEE */
		printf("9877x000\n");
		return STATUS_OK;
	case OPT_TIME_T:
		printf("%zu\n", sizeof(int64_t) * 8);
		return STATUS_OK;
	case 'B':
	case 'c':
	case 'G':
	case 's':
	case 'W':
	case OPT_SAMPLING:
	case OPT_SKIP:
	case OPT_RESOLVE_WAIT:
	case OPT_JOBS:
		return set_number(job, c, arg) ? GO_ON : STATUS_FAILED;
	case 'C':
	case 'm':
	case 'Q':
	case 'T':
	case OPT_PRECISION:
	case OPT_STYLE:
	case OPT_NAMES:
	case OPT_REMOTE:
	case OPT_BACKEND:
	case OPT_RING:
		return set_word(job, c, arg) ? GO_ON : STATUS_FAILED;
	case 'j':
		return time_stamp_type_or_jobs(job, arg) ? GO_ON : STATUS_FAILED;
	case OPT_MEMORY:
		return memory(job, arg) ? GO_ON : STATUS_FAILED;
	case 'i':
		return add_device(job, arg) ? GO_ON : STATUS_FAILED;
	case OPT_FIELDS:
		return fields_option(job, arg) ? GO_ON : STATUS_FAILED;
	case 'r':
		return inputs_set(job, INPUTS_READ, arg) ? GO_ON : STATUS_FAILED;
	case OPT_MERGE:
	case OPT_FOLLOW:
	case OPT_FROM:
	case OPT_TO:
	case OPT_PACKETS:
	case OPT_DEDUPE:
	case OPT_REORDER: /* in the order of enum inputs_option */
		return inputs_set(job, INPUTS_MERGE + (unsigned)(c - OPT_MERGE), arg)
		               ? GO_ON
		               : STATUS_FAILED;
	default:
		return set_flag(job, c) ? GO_ON : STATUS_FAILED;
	}
}

/* --- what goes together --- */

static bool process_wanted(const struct job *job)
{
	return job->pid || job->comm || job->user_of || job->container;
}

static const char *conflict(const struct job *job)
{
	const struct opts *o = &job->opt;

	if (job->read && job->list)
		return "-V and -r are mutually exclusive.";
	if (o->f && (job->list || job->read))
		return "-f can not be used with -V or -r";
	if (o->t > 5)
		return "only -t, -tt, -ttt, -tttt and -ttttt are supported";
	if (o->A && (o->x || o->X))
		return "-A and -x[x]/-X[X] are mutually exclusive";
	if (o->x && o->X)
		return "-x[x] and -X[X] are mutually exclusive";
	if (job->rotate_size && !job->write)
		return "-C cannot be used without -w";
	if (job->rotate_seconds >= 0 && !job->write)
		return "-G cannot be used without -w";
	if (job->postrotate && !(job->write && (job->rotate_size || job->rotate_seconds >= 0)))
		return "-z cannot be used without -w and (-C or -G)";
	if (job->count_only && !job->read && !job->list)
		return "--count can only be used when reading capture files (-r or -V)";
	if ((job->wait || job->netns || job->process || process_wanted(job)) &&
		(job->read || job->list))
		return "--wait, --netns, --process and its filters are for captures, not for -r or "
		       "-V";
	if (job->pid && (!*job->pid || job->pid[strspn(job->pid, "0123456789")]))
		return "--pid wants a number";
	if (job->command && !job->command[0])
		return "a command is missing behind --";
	if (recorder_conflict(job))
		return recorder_conflict(job);
	if (fields_conflict(job))
		return fields_conflict(job);
	return inputs_conflict(job) ? inputs_conflict(job) : output_conflict(job);
}

/* Words that only libpcap knows are asked of it before anything is opened. */
static bool known_to_libpcap(struct job *job)
{
	if (job->linktype && pcap_datalink_name_to_val(job->linktype) < 0)
		say_error(job, "invalid data link type %s", job->linktype);
	else if (job->time_stamp_type && pcap_tstamp_type_name_to_val(job->time_stamp_type) < 0)
		say_error(job, "invalid time stamp type %s", job->time_stamp_type);
	else
		return true;
	return false;
}

static void warn_of_secret(void *job, const char *text) { say_warning(job, "%s", text); }

/* Parse -E's argument. */
static int secrets(struct job *job)
{
	int status = STATUS_OK;

#if HAVE_CRYPTO
	if ((job->secret || job->opt.tcp_md5) && !crypto()) {
		say_error(job, "%s: libcrypto can't be loaded", job->secret ? "-E" : "-M");
		return STATUS_FAILED;
	}
#endif
	if (!job->secret)
		return GO_ON;
	job->keys = esp_keys_new(job->secret, warn_of_secret, job, &status);
	job->opt.esp = job->keys;
	return job->keys ? GO_ON : status;
}

static void defaults(struct job *job)
{
	job->snaplen = MAX_SNAPLEN;
	job->direction = -1;
	job->promiscuous = job->optimize = true;
	job->rotate_seconds = job->out.split_seconds ? job->out.split_seconds : -1;
	job->resolve_wait = -1;
	output_defaults(&job->out);
}

/* What stands behind -- is a command; tcpdump has the rest of the filter there. */
static int cut_command(struct job *job, int argc, char **argv)
{
	for (int i = 1; i < argc && !job->as_tcpdump; i++)
		if (strcmp(argv[i], "--") == 0) {
			job->command = argv + i + 1;
			argv[i] = NULL;
			return i;
		}
	return argc;
}

/* Where nothing is captured, it is the rest of the filter as well: argv[argc] is its end. */
static void uncut_command(struct job *job, int argc, char **argv)
{
	if (!job->command || !(job->read || job->list || job->dump))
		return;
	for (char **at = argv + argc; (*at = at[1]) != NULL; at++)
		;
	job->command = NULL;
}

/* For machines everything is read that there is to be noted, whatever a person would be shown. */
static void note_all(struct job *job)
{
	struct opts *o = &job->opt;

	if ((!o->json && !o->fields) || (job->write && !job->print))
		return;
	o->v = o->v > 3 ? o->v : 3;
	o->n = true;
	o->q = false;
}

int options_parse(struct job *job, int argc, char **argv)
{
	const char *shorts = job->as_tcpdump ? SHORT_OPTIONS "Y" : SHORT_OPTIONS "Y:";
	struct option own[LONG_OPTIONS];
	const char *why;
	size_t n = 0;
	int c, status;

	defaults(job);
	argc = cut_command(job, argc, argv);
	for (const struct option *o = long_options; o->name; o++)
		if (!job->as_tcpdump || o->val < OPT_OWN)
			own[n++] = *o;
	own[n] = long_options[LONG_OPTIONS - 1];
	while ((c = getopt_long(argc, argv, shorts, own, NULL)) != -1) {
		status = set_option(job, c, optarg, argv[optind - 1]);
		if (status != GO_ON)
			return status;
	}
	uncut_command(job, argc, argv);
	why = conflict(job);
	if (why) {
		say_error(job, "%s", why);
		return STATUS_FAILED;
	}
	if (!known_to_libpcap(job))
		return STATUS_FAILED;
	status = secrets(job);
	if (status != GO_ON)
		return status;
	note_all(job);
	job->expr = filter_join(argv + optind);
	return job->expr ? GO_ON : STATUS_MEMORY;
}
