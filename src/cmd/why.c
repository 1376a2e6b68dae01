/* `sonde why`: what is wrong here? */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"
#include "signals.h"
#include "verbs.h"

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

enum { STATUS_FINDINGS = 2, STATUS_UNKNOWN = 3, WIDTH = 80, SHOWN = 12 };

static const struct job job = { .prog = "sonde" };

struct asked {
	struct why_conf conf;
	bool json, no_sandbox;
	const char *device, *baseline;
	unsigned seconds;
	uint64_t count;
	char *const *paths;
	size_t npaths;
};

/* --- words --- */

struct page {
	FILE *to;
	bool colour;
	int width;
};

static const char *colour_of(const struct page *p, enum severity s)
{
	if (!p->colour)
		return "";
	return s == SEVERITY_ERROR     ? "\033[1;31m"
	       : s == SEVERITY_WARNING ? "\033[1;33m"
	                               : "\033[1;36m";
}

static const char *plain(const struct page *p) { return p->colour ? "\033[0m" : ""; }

/* Text in lines no longer than the page, behind a label. */
static void put_text(const struct page *p, const char *label, const char *text)
{
	int indent = 13, at = indent;

	if (!*text)
		return;
	fprintf(p->to, "  %-11s", label);
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");

		if (at > indent && at + 1 + (int)n > p->width) {
			fprintf(p->to, "\n%*s", indent, "");
			at = indent;
		}
		at += fprintf(p->to, "%s%.*s", at > indent ? " " : "", (int)n, text);
		text += n;
	}
	putc('\n', p->to);
}

static void clock_text(char *o, size_t size, int64_t ns)
{
	time_t secs = (time_t)(ns / 1000000000);
	struct tm tm;

	if (!localtime_r(&secs, &tm) || !strftime(o, size, "%H:%M:%S", &tm))
		*o = '\0';
	snprintf(o + strlen(o), size - strlen(o), ".%06d", (int)(ns % 1000000000 / 1000));
}

static void evidence_text(const struct finding *x, char *o, size_t size)
{
	char from[40];
	size_t n = 0;

	if (!x->npackets) {
		*o = '\0';
		return;
	}
	clock_text(from, sizeof(from), x->first);
	n += (size_t)snprintf(o, size, "packet%s", x->npackets == 1 ? "" : "s");
	for (uint32_t i = 0; i < x->npackets && i < SHOWN && n < size; i++)
		n += (size_t)snprintf(o + n, size - n, "%s%" PRIu64, i ? ", " : " ", x->packets[i]);
	if (x->evidence > SHOWN && n < size)
		n += (size_t)snprintf(
			o + n, size - n, " and %" PRIu64 " more", x->evidence - SHOWN);
	if (n < size)
		snprintf(o + n, size - n, ", from %s on", from);
}

/* A path as a shell takes it. */
static void shell_word(char *o, size_t size, const char *s)
{
	size_t n = 0;

	if (s[strspn(s,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=+,@")] ==
		'\0') {
		snprintf(o, size, "%s", s);
		return;
	}
	if (n + 1 < size)
		o[n++] = '\'';
	for (; *s && n + 6 < size; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\'') {
			memcpy(o + n, "'\\''", 4);
			n += 4;
		} else {
			o[n++] = c < ' ' || c > '~' ? '?' : (char)c;
		}
	}
	o[n++] = '\'';
	o[n] = '\0';
}

static void command_text(const struct asked *a, const struct finding *x, char *o, size_t size)
{
	char path[600];

	if (a->device) {
		snprintf(o, size, "sonde -ni %s '%s'", a->device, x->filter);
		return;
	}
	shell_word(path, sizeof(path), a->paths[0]);
	snprintf(o, size, "sonde -nr %s '%s'", path, x->filter);
}

static void print_finding(
	const struct page *p, const struct asked *a, const struct finding *x, size_t i)
{
	char text[1024];

	fprintf(p->to, "\n%s%s%s  %s  %s\n", colour_of(p, x->severity), severity_name(x->severity),
		plain(p), x->class, x->subject);
	(void)i;
	put_text(p, "what", x->what);
	if (x->count > 1) {
		snprintf(text, sizeof(text), "%u times", x->count);
		put_text(p, "how often", text);
	}
	put_text(p, "ruled out", x->ruled_out);
	evidence_text(x, text, sizeof(text));
	put_text(p, "evidence", text);
	put_text(p, "next", x->next);
	command_text(a, x, text, sizeof(text));
	fprintf(p->to, "  %-11s%s\n", "show", text);
}

static const char *const verdicts[] = { "healthy", "findings", "cannot tell" };

static void print_facts(const struct page *p, const struct capture_facts *f)
{
	fprintf(p->to, "%" PRIu64 " packets in %.3f s, %" PRIu64 " TCP conversations", f->packets,
		(double)(f->last - f->first) / 1e9, f->conversations);
	if (f->midstream)
		fprintf(p->to, ", %" PRIu64 " of them begun before the capture", f->midstream);
	fprintf(p->to, "\n");
	if (f->dropped)
		fprintf(p->to,
			"The capture lost %" PRIu64
			" packets: what looks lost may be its own doing.\n",
			f->dropped);
	if (f->snapped)
		fprintf(p->to,
			"%" PRIu64
			" packets are cut: what they carry can only be judged in part.\n",
			f->snapped);
	if (f->backwards)
		fprintf(p->to,
			"%" PRIu64
			" packets are earlier than the one before: delays are not certain.\n",
			f->backwards);
	if (f->one_way)
		fprintf(p->to,
			"%" PRIu64 " conversations are seen one way only: they are not judged.\n",
			f->one_way);
	if (f->forgotten)
		fprintf(p->to,
			"There were more than %d conversations: %" PRIu64
			" that had been silent for long were judged and forgotten.\n",
			WHY_FLOWS, f->forgotten);
}

static void print_page(const struct why *w, const struct asked *a)
{
	struct page p = {
		.to = stdout, .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), .width = WIDTH
	};
	const struct capture_facts *f = why_facts(w);
	enum verdict v = why_verdict(w);
	size_t n[3] = { 0, 0, 0 };
	struct winsize ws;
	char reason[WHY_TEXT];

	if (p.colour && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 40)
		p.width = ws.ws_col < 110 ? ws.ws_col : 110;
	for (size_t i = 0; i < why_count(w); i++)
		n[why_at(w, i)->severity]++;
	why_reason(w, reason, sizeof(reason));
	if (v == VERDICT_FINDINGS)
		printf("%zu error%s, %zu warning%s, %zu notice%s\n", n[2], n[2] == 1 ? "" : "s",
			n[1], n[1] == 1 ? "" : "s", n[0], n[0] == 1 ? "" : "s");
	else
		printf("%s: %s\n", verdicts[v], reason);
	print_facts(&p, f);
	for (size_t i = 0; i < why_count(w); i++)
		print_finding(&p, a, why_at(w, i), i);
	if (v == VERDICT_HEALTHY)
		printf("\nNothing found is no proof that all is well.\n");
}

/* --- JSON --- */

static void json_text(const char *key, const char *text)
{
	printf(",\"%s\":", key);
	put_json(stdout, text);
}

static void json_finding(const struct asked *a, const struct finding *x)
{
	char text[1024];

	printf("{\"class\":\"%s\",\"severity\":\"%s\"", x->class, severity_name(x->severity));
	json_text("subject", x->subject);
	printf(",\"count\":%u,\"packets\":[", x->count);
	for (uint32_t i = 0; i < x->npackets; i++)
		printf("%s%" PRIu64, i ? "," : "", x->packets[i]);
	printf("],\"evidence\":%" PRIu64, x->evidence);
	if (x->npackets)
		printf(",\"first\":%" PRId64 ".%09d,\"last\":%" PRId64 ".%09d",
			x->first / 1000000000, (int)(x->first % 1000000000), x->last / 1000000000,
			(int)(x->last % 1000000000));
	json_text("what", x->what);
	json_text("ruled_out", x->ruled_out);
	json_text("next", x->next);
	json_text("filter", x->filter);
	command_text(a, x, text, sizeof(text));
	json_text("command", text);
	printf("}");
}

static void print_json(const struct why *w, const struct asked *a)
{
	const struct capture_facts *f = why_facts(w);
	char reason[WHY_TEXT];

	why_reason(w, reason, sizeof(reason));
	printf("{\"verdict\":\"%s\"", verdicts[why_verdict(w)]);
	json_text("reason", reason);
	printf(",\"capture\":{\"packets\":%" PRIu64 ",\"bytes\":%" PRIu64
	       ",\"seconds\":%.6f,"
	       "\"conversations\":%" PRIu64 ",\"midstream\":%" PRIu64 ",\"one_way\":%" PRIu64
	       ",\"dropped\":%" PRIu64 ",\"cut\":%" PRIu64 ",\"backwards\":%" PRIu64
	       ",\"duplicates\":%" PRIu64 ",\"forgotten\":%" PRIu64 "},\"findings\":[",
		f->packets, f->bytes, (double)(f->last - f->first) / 1e9, f->conversations,
		f->midstream, f->one_way, f->dropped, f->snapped, f->backwards, f->duplicates,
		f->forgotten);
	for (size_t i = 0; i < why_count(w); i++) {
		printf("%s\n", i ? "," : "");
		json_finding(a, why_at(w, i));
	}
	printf("]}\n");
}

/* --- the command line --- */

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde why [--json] [--baseline BASELINE] file ... [HOST[:PORT]]\n"
		"       sonde why [--json] -i interface [--duration SECONDS] [-c N] [HOST[:PORT]]\n"
		"What is wrong in a capture: findings, each with its evidence and what to do "
		"next.\n"
		"  HOST[:PORT]      only what concerns that host (an address; [ADDRESS]:PORT for "
		"IPv6)\n"
		"  --json           one JSON object instead of a page\n"
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

static void on_drops(void *arg, uint64_t dropped) { why_drops(arg, dropped); }

static int work(const struct asked *a)
{
	static const int statuses[] = { STATUS_OK, STATUS_FINDINGS, STATUS_UNKNOWN };
	struct baseline *usual = NULL;
	struct why_conf wc = a->conf;
	struct why *w;
	struct tell tell = { 0 };
	struct hear h = {
		.job = &job,
		.tell = &tell,
		.expr = "",
		.drops = on_drops,
		.no_sandbox = a->no_sandbox,
	};
	int status = STATUS_OK;

	if (a->baseline)
		status = baseline_load(a->baseline, true, &usual);
	if (status != STATUS_OK) {
		baseline_free(usual);
		return status;
	}
	wc.baseline = usual;
	h.arg = w = why_new(&wc);
	if (!w) {
		say_error(&job, "out of memory");
		return STATUS_MEMORY;
	}
	why_listen(w, &tell);
	signals_catch();
	status = a->device ? hear_device(&h, a->device, a->seconds, a->count, NULL)
	                   : hear_files(&h, a->paths, a->npaths);
	if (status == STATUS_OK) {
		why_finish(w);
		if (a->json)
			print_json(w, a);
		else
			print_page(w, a);
		status = h.damaged ? STATUS_FAILED : statuses[why_verdict(w)];
	}
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

int why_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "baseline", required_argument, NULL, 'b' },
		{ "interface", required_argument, NULL, 'i' },
		{ "duration", required_argument, NULL, 'd' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde why";
	struct asked a = { 0 };
	uint64_t v;
	int c;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "hi:c:", options, NULL)) != -1)
		switch (c) {
		case 'j':
			a.json = true;
			break;
		case 'S':
			a.no_sandbox = true;
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
	if (!a.device && !a.npaths)
		return usage(stderr);
	return work(&a);
}
