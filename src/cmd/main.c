/* Which of its jobs is the program asked to do? */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "info.h"
#include "inputs.h"
#include "job.h"
#include "verbs.h"
#include "../dissect/esp_keys.h"
#include "../dissect/mibs.h"
#include "../dissect/fields.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* `sonde VERB ...`: each has a page of the manual and a file here. */
static const struct verb {
	const char *name;
	int (*main)(int argc, char **argv);
	const char *summary;
} verbs[] = {
	{ "info", info_main, "what is in capture files" },
	{ "flows", flows_main, "the conversations of a capture" },
	{ "follow", follow_main, "what was said in a conversation" },
	{ "extract", extract_main, "the files that were sent" },
	{ "grep", grep_main, "what was said that matches" },
	{ "stats", stats_main, "what a capture consists of" },
	{ "why", why_main, "what is wrong in a capture" },
	{ "baseline", baseline_main, "what is usual" },
	{ "diff", diff_main, "what is new, gone or slower" },
	{ "merge", merge_main, "several captures into one" },
	{ "split", split_main, "one capture into several" },
	{ "fix", fix_main, "save what can be saved of a damaged capture" },
	{ "anon", anon_main, "make a capture fit to be shown to others" },
	{ NULL, NULL, NULL },
};

static const struct verb *verb_of(const char *word)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (strcmp(v->name, word) == 0)
			return v;
	return NULL;
}

/* A closed standard stream must not become the number of a capture file: what is written to it
 * fails, as it should. */
static void keep_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			_exit(STATUS_FAILED);
}

int job_main(struct job *job, int argc, char **argv)
{
	int status;

	optind = 0; /* a verb may have read a line of its own */
	status = options_parse(job, argc, argv);

	if (status < 0)
		status = job_run(job);
	free(job->expr);
	output_forget(&job->out);
	inputs_forget(job);
	free(job->devices);
	free(job->triggers);
	esp_keys_free(job->keys);
	mibs_free(job->mibs);
	field_list_free(job->fields);
	if (fflush(stdout) != 0 && status == STATUS_OK) {
		say_error(job, "Unable to write output: %s", strerror(errno));
		status = STATUS_WRITE;
	}
	return status;
}

int main(int argc, char **argv)
{
	static char sonde[] = "sonde", tcpdump[] = "tcpdump";
	struct job job = { .prog = sonde };
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const struct verb *v;

	keep_standard_streams();
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
	return job_main(&job, argc, argv);
}
