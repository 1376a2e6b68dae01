/* `sonde why`: what is wrong here? */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"
#include "signals.h"
#include "verbs.h"
#include "why_html.h"
#include "why_live.h"
#include "why_print.h"

#include "../why/baseline.h"
#include "../why/why.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_FINDINGS = 2, STATUS_UNKNOWN = 3 };

static const struct job job = { .prog = "sonde" };

/* --- the command line --- */

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde why [--json | --jsonl] [--html PAGE] [--baseline BASELINE] file ... "
		"[HOST[:PORT]]\n"
		"       sonde why [--json | --jsonl] [--html PAGE] -i interface [--duration "
		"SECONDS] [-c N] "
		"[HOST[:PORT]]\n"
		"What is wrong in a capture: findings, each with its evidence and what to do "
		"next.\n"
		"  HOST[:PORT]      only what concerns that host (an address; [ADDRESS]:PORT for "
		"IPv6)\n"
		"  --json           one JSON object instead of a page\n"
		"  --jsonl          a line of JSON for each finding, with -i as soon as it is "
		"certain,\n"
		"                   and one with the verdict\n"
		"  --html PAGE      also one page of HTML that needs no other file: findings, "
		"diagrams,\n"
		"                   plots, packets (-: to standard output, instead)\n"
		"  --baseline B     also what is not usual by that file (see sonde baseline)\n"
		"  -i interface     listen there, until interrupted\n"
		"  --duration S     and for so many seconds at most\n"
		"  -c N             and for so many packets at most\n"
		"  --no-sandbox     keep what is usually given up\n"
		"Exit status: 0 healthy, 2 findings of warning or above, 3 cannot tell.\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

/* Is the word an address, and not a file? */
static bool host_of(const char *word, struct why_conf *conf)
{
	char text[INET6_ADDRSTRLEN + 8];
	struct in6_addr six;
	struct in_addr four;
	const char *port = NULL, *from = word;
	size_t n = strlen(word);

	if (access(word, F_OK) == 0)
		return false;
	if (*word == '[' && strchr(word, ']')) {
		from = word + 1;
		n = (size_t)(strchr(word, ']') - from);
		port = from[n + 1] == ':' ? from + n + 2 : NULL;
	} else if (strchr(word, ':') && strchr(word, ':') == strrchr(word, ':')) {
		n = (size_t)(strchr(word, ':') - word);
		port = word + n + 1;
	}
	if (n >= sizeof(text))
		return false;
	memcpy(text, from, n);
	text[n] = '\0';
	memset(&conf->host, 0, sizeof(conf->host));
	if (inet_pton(AF_INET, text, &four) == 1) {
		conf->host.b[10] = conf->host.b[11] = 0xff;
		memcpy(conf->host.b + 12, &four, 4);
	} else if (inet_pton(AF_INET6, text, &six) == 1) {
		memcpy(conf->host.b, &six, 16);
	} else {
		return false;
	}
	conf->has_host = true;
	conf->port = port ? (uint16_t)atoi(port) : 0;
	return true;
}

/* --- while it listens --- */

struct ears {
	struct why *why;
	struct why_live *live; /* or NULL */
};

static void on_drops(void *arg, uint64_t dropped) { why_drops(((struct ears *)arg)->why, dropped); }

static void on_tick(void *arg)
{
	struct ears *e = arg;

	if (e->live)
		why_live_tick(e->live);
}

/* What is said while a capture goes on, or as lines at its end; *live is NULL if nothing is. */
static bool listen_live(const struct why_asked *a, struct why *w, struct why_live **live)
{
	const struct why_live_conf conf = {
		.why = w,
		.to = a->lines ? stdout : stderr,
		.arg = (void *)(uintptr_t)a,
		.put = a->lines ? why_json_line : why_text_line,
	};

	*live = NULL;
	if (!a->lines && (!a->device || !isatty(STDERR_FILENO)))
		return true;
	*live = why_live_new(&conf);
	return *live != NULL;
}

/* What is asked for goes to standard output, unless that is where the page goes. */
static int print_all(
	const struct why *w, const struct why_asked *a, struct why_live *live, struct why_html *y)
{
	const struct report_words words = {
		.sources = a->device ? &a->device : (const char *const *)a->paths,
		.nsources = a->device ? 1 : a->npaths,
		.live = a->device,
		.arg = (void *)(uintptr_t)a,
		.command = why_command,
	};

	if (a->lines) {
		why_live_rest(live);
		why_json_verdict(stdout, w);
		printf(",\"findings\":%zu}\n", why_count(w));
	} else if (a->json)
		why_print_json(w, a);
	else if (!a->html || strcmp(a->html, "-") != 0)
		why_print_page(w, a);
	return y ? why_html_write(y, w, &words) : STATUS_OK;
}

/* Listen, judge, tell. */
static int judge(struct hear *h, const struct why_asked *a, struct why *w, struct why_html *y)
{
	static const int statuses[] = { STATUS_OK, STATUS_FINDINGS, STATUS_UNKNOWN };
	struct ears ears = { .why = w };
	int status;

	if (!listen_live(a, w, &ears.live)) {
		say_error(&job, "out of memory");
		return STATUS_MEMORY;
	}
	h->arg = &ears;
	if (y)
		why_html_listen(y, h);
	signals_catch();
	h->no_sandbox = a->no_sandbox;
	h->copies = ears.live != NULL;
	if (y) { /* files are read again for it */
		h->later = (const char *const *)a->paths;
		h->nlater = a->device ? 0 : a->npaths;
		h->writes = why_html_directory(y);
	}
	status = a->device ? hear_device(h, a->device, a->seconds, a->count, on_tick)
	                   : hear_files(h, a->paths, a->npaths);
	if (status == STATUS_OK) {
		why_finish(w);
		status = print_all(w, a, ears.live, y);
	}
	why_live_free(ears.live);
	if (status != STATUS_OK)
		return status;
	return h->damaged ? STATUS_FAILED : statuses[why_verdict(w)];
}

static int work(const struct why_asked *a)
{
	struct baseline *usual = NULL;
	struct why_conf wc = a->conf;
	struct why *w;
	struct tell tell = { 0 };
	struct hear h = { .job = &job, .tell = &tell, .expr = "", .drops = on_drops };
	struct why_html *y = NULL;
	int status = STATUS_OK;

	if (a->baseline)
		status = baseline_load(a->baseline, true, &usual);
	if (status != STATUS_OK) {
		baseline_free(usual);
		return status;
	}
	wc.baseline = usual;
	w = why_new(&wc);
	if (!w) {
		say_error(&job, "out of memory");
		return STATUS_MEMORY;
	}
	why_listen(w, &tell);
	if (a->html)
		y = why_html_open(a->html, a->paths, a->npaths, &status);
	if (status == STATUS_OK)
		status = judge(&h, a, w, y);
	why_html_close(y);
	why_free(w);
	baseline_free(usual);
	if (fflush(stdout) != 0) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
	return status;
}

static bool number_of(const char *what, const char *s, uint64_t *v)
{
	char *end;

	errno = 0;
	*v = strtoull(s, &end, 10);
	if (errno == 0 && end != s && *end == '\0' && *v > 0 && *s != '-' && *v < UINT32_MAX)
		return true;
	say_error(&job, "why: %s wants a number from 1 on, not '%s'", what, s);
	return false;
}

static bool outputs_agree(const struct why_asked *a)
{
	if (a->json && a->lines)
		say_error(&job, "why: either --json or --jsonl, not both");
	else if ((a->json || a->lines) && a->html && strcmp(a->html, "-") == 0)
		say_error(&job,
			"why: %s and --html - both want standard output; give --html a file",
			a->lines ? "--jsonl" : "--json");
	else
		return true;
	return false;
}

int why_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "jsonl", no_argument, NULL, 'l' },
		{ "html", required_argument, NULL, 'H' },
		{ "baseline", required_argument, NULL, 'b' },
		{ "interface", required_argument, NULL, 'i' },
		{ "duration", required_argument, NULL, 'd' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde why";
	struct why_asked a = { 0 };
	uint64_t v;
	int c;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "hi:c:", options, NULL)) != -1)
		switch (c) {
		case 'j':
			a.json = true;
			break;
		case 'l':
			a.lines = true;
			break;
		case 'S':
			a.no_sandbox = true;
			break;
		case 'H':
			a.html = optarg;
			break;
		case 'b':
			a.baseline = optarg;
			break;
		case 'i':
			a.device = optarg;
			break;
		case 'd':
			if (!number_of("--duration", optarg, &v))
				return STATUS_FAILED;
			a.seconds = (unsigned)v;
			break;
		case 'c':
			if (!number_of("-c", optarg, &a.count))
				return STATUS_FAILED;
			break;
		default:
			return usage(c == 'h' ? stdout : stderr);
		}
	a.paths = argv + optind;
	a.npaths = (size_t)(argc - optind);
	if (a.npaths && host_of(argv[argc - 1], &a.conf))
		a.npaths--;
	if (a.device && a.npaths) {
		say_error(&job, "why: either -i or files, not both: '%s'", a.paths[0]);
		return STATUS_FAILED;
	}
	if (!outputs_agree(&a))
		return STATUS_FAILED;
	if (!a.device && !a.npaths)
		return usage(stderr);
	return work(&a);
}
