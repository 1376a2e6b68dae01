/* Which of its jobs is the program asked to do? */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "job.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* `sonde VERB ...`: each has a page of the manual and a file here. */
static const struct verb {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *summary;
} verbs[] = {
	{ NULL, NULL, NULL },
};

static const struct verb *verb_of(const char *word)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (strcmp(v->name, word) == 0)
			return v;
	return NULL;
}

int main(int argc, char **argv)
{
	static char sonde[] = "sonde", tcpdump[] = "tcpdump";
	struct job job = { .prog = sonde };
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const struct verb *v;
	int status;

	if (argc < 1)
		return STATUS_FAILED;
	if (strcmp(slash ? slash + 1 : argv[0], tcpdump) == 0) {
		job.prog = tcpdump;
		job.as_tcpdump = true;
	}
	tzset();
	v = argc > 1 && !job.as_tcpdump ? verb_of(argv[1]) : NULL;
	if (v)
		return v->main(argc - 1, argv + 1);
	argv[0] = job.as_tcpdump ? tcpdump : sonde; /* getopt's messages begin with it */
	status = options_parse(&job, argc, argv);
	if (status < 0)
		status = job_run(&job);
	free(job.expr);
	return status;
}
