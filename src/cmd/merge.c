/* `sonde merge`: several captures into one, in the order of time. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "verbs.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OPT_APPEND = 256, OPT_DEDUPE_TOO, OPT_TO_FORMAT, OPT_FORCE };

static const struct option options[] = {
	{ "append", no_argument, NULL, OPT_APPEND },
	{ "dedupe", optional_argument, NULL, OPT_DEDUPE_TOO },
	{ "force", no_argument, NULL, 'f' },
	{ "format", required_argument, NULL, OPT_TO_FORMAT },
	{ "help", no_argument, NULL, 'h' },
	{ "no-sandbox", no_argument, NULL, 'S' },
	{ NULL, 0, NULL, 0 },
};

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde merge [options] out in ...\n"
		"Several captures into one, their packets in the order of time.\n"
		"  --append            one behind the other instead\n"
		"  --dedupe[=time]     leave out what was there that long before\n"
		"  --format FORMAT     pcap or pcapng, whatever the name says\n"
		"  -f, --force         overwrite out\n"
		"  --no-sandbox        keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

/* A shell's *.pcap as the only words would overwrite the first. */
static bool may_write(const struct job *job, const char *out, bool force)
{
	if (force || access(out, F_OK) != 0)
		return true;
	say_error(job, "%s is there already (-f overwrites it)", out);
	return false;
}

int merge_main(int argc, char **argv)
{
	static char name[] = "sonde merge", sonde[] = "sonde";
	struct job job = { .prog = sonde, .quiet = true };
	struct words w = { 0 };
	bool append = false, force = false;
	int c, status = STATUS_MEMORY;

	argv[0] = name;
	words_add(&w, sonde);
	words_add(&w, "-Zroot"); /* files are written where the user may write */
	while ((c = getopt_long(argc, argv, "fh", options, NULL)) != -1)
		switch (c) {
		case OPT_APPEND:
			append = true;
			break;
		case OPT_DEDUPE_TOO:
			words_add(&w, optarg ? optarg - 9 : "--dedupe"); /* --dedupe=TIME */
			break;
		case OPT_TO_FORMAT:
			words_add(&w, "--format");
			words_add(&w, optarg);
			break;
		case 'S':
			words_add(&w, "--no-sandbox");
			break;
		case 'f':
			force = true;
			break;
		default:
			return usage(c == 'h' ? stdout : stderr);
		}
	if (argc - optind < 2)
		return usage(stderr);
	if (!may_write(&job, argv[optind], force))
		return STATUS_FAILED;
	if (!append)
		words_add(&w, "--merge");
	words_add(&w, "-w");
	words_add(&w, argv[optind++]);
	for (; optind < argc; optind++) {
		words_add(&w, "-r");
		words_add(&w, argv[optind]);
	}
	if (!w.failed)
		status = job_main(&job, w.n, w.v);
	free(w.v);
	return status;
}
