/* `sonde split`: one capture into several. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "verbs.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static const struct option options[] = {
	{ "align", no_argument, NULL, 'a' },
	{ "format", required_argument, NULL, 'F' },
	{ "help", no_argument, NULL, 'h' },
	{ "no-sandbox", no_argument, NULL, 'S' },
	{ "packets", required_argument, NULL, 'p' },
	{ "size", required_argument, NULL, 's' },
	{ "time", required_argument, NULL, 't' },
	{ NULL, 0, NULL, 0 },
};

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde split --packets n | --size n[kmgt] | --time t [options] in out\n"
		"One capture into several: with out.pcap out-00000.pcap, out-00001.pcap ...\n"
		"  --packets n         each of n packets\n"
		"  --size n            each of n bytes; no packet is cut\n"
		"  --time t            each of a time: 10s, 5m, 1h\n"
		"  --align             with --time: at full minutes, hours ...\n"
		"  --format FORMAT     pcap or pcapng, whatever the name says\n"
		"  --no-sandbox        keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

/* How long a part is.  False after a message. */
static bool measure(struct job *job, int c, const char *arg)
{
	struct output_opts *o = &job->out;
	char *end;
	int64_t ms;

	if (c == 's') {
		if (parse_size(arg, 1, &o->split_size))
			return true;
	} else if (c == 't') {
		if (parse_duration(arg, &ms) && ms >= 1000 && ms / 1000 <= INT_MAX) {
			o->split_seconds = (long)(ms / 1000);
			return true;
		}
	} else {
		errno = 0;
		o->split_packets = strtoull(arg, &end, 10);
		if (*arg >= '0' && *arg <= '9' && *end == '\0' && !errno && o->split_packets)
			return true;
	}
	say_error(job, "invalid %s %s",
		c == 's'   ? "size"
		: c == 't' ? "time"
			   : "number of packets",
		arg);
	return false;
}

int split_main(int argc, char **argv)
{
	static char name[] = "sonde split", sonde[] = "sonde";
	struct job job = { .prog = sonde, .quiet = true };
	struct words w = { 0 };
	int c, status = STATUS_MEMORY, ways = 0;

	argv[0] = name;
	words_add(&w, sonde);
	words_add(&w, "-Zroot"); /* files are written where the user may write */
	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case 'a':
			words_add(&w, "--align");
			break;
		case 'F':
			words_add(&w, "--format");
			words_add(&w, optarg);
			break;
		case 'S':
			words_add(&w, "--no-sandbox");
			break;
		case 'p':
		case 's':
		case 't':
			ways++;
			if (!measure(&job, c, optarg))
				return STATUS_FAILED;
			break;
		default:
			return usage(c == 'h' ? stdout : stderr);
		}
	if (argc - optind != 2 || ways == 0)
		return usage(stderr);
	words_add(&w, "-r");
	words_add(&w, argv[optind]);
	words_add(&w, "-w");
	words_add(&w, argv[optind + 1]);
	job.out.split = true;
	if (!w.failed)
		status = job_main(&job, w.n, w.v);
	free(w.v);
	return status;
}
