/* `sonde grep`: what was said that matches, also across segments. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"
#include "signals.h"
#include "verbs.h"

#include "../base/caret.h"
#include "../base/regex.h"
#include "../filter/filter.h"
#include "../flow/dialog.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	TAIL = 4096,      /* octets of what came before that a match may begin in */
	BEFORE = 100,     /* and so many before it, to be shown, and for what looks back */
	TAILS = 65536,    /* directions that have such */
	AROUND = 100,     /* octets shown on each side of a match, if its line is that long */
	SHOWN = 400,      /* octets of a match that are shown */
	JOINED = 1 << 17, /* room for a tail and a piece */
};

static const struct job job = { .prog = "sonde" };

struct grep {
	struct regex *regex;
	struct dialogs *dialogs;
	bool json, color, count_only, list;
	uint64_t most, found;
	uint64_t tails, untailed; /* in use; directions that have none for want of room */
	uint8_t *joined;
};

/* What a match may have begun with, of each direction. */
struct tails {
	uint8_t *at[2];
	uint32_t n[2], from[2]; /* how many; where the match begins */
	bool told;              /* --list: it has matched */
};

/* --- what is shown --- */

static char *end_text(char *o, const struct tell_addr *a, uint16_t port)
{
	bool six = !addr_is4(a);

	if (six)
		*o++ = '[';
	o = addr_text(o, a);
	if (six)
		*o++ = ']';
	*o++ = ':';
	o = fmt_u32(o, port);
	*o = '\0';
	return o;
}

/* Printable ASCII as it is, all else as a dot. */
static void put_plain(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		putchar(b[i] >= ' ' && b[i] <= '~' ? b[i] : '.');
}

static void put_json_bytes(const uint8_t *b, size_t n)
{
	putchar('"');
	for (size_t i = 0; i < n; i++)
		if (b[i] == '"' || b[i] == '\\')
			printf("\\%c", b[i]);
		else if (b[i] < ' ' || b[i] > '~')
			printf("\\u00%02x", b[i]);
		else
			putchar(b[i]);
	putchar('"');
}

static void put_head(const struct grep *g, const struct dialog *k, int dir)
{
	const struct flow *f = k->flow;
	char from[FMT_MAX], to[FMT_MAX], when[32];
	time_t sec = (time_t)(k->t / 1000000000);
	struct tm tm;

	end_text(from, dir ? &f->b : &f->a, dir ? f->bport : f->aport);
	end_text(to, dir ? &f->a : &f->b, dir ? f->aport : f->bport);
	if (g->json) {
		printf("{\"ts\":\"%" PRId64 ".%09d\",\"number\":%" PRIu64
		       ",\"proto\":\"%s\",\"from\":\"%s\",\"to\":\"%s\"",
			k->t / 1000000000, (int)(k->t % 1000000000), k->seen,
			k->tcp ? "tcp" : "udp", from, to);
		return;
	}
	localtime_r(&sec, &tm);
	strftime(when, sizeof(when), "%H:%M:%S", &tm);
	printf("%s.%06d #%" PRIu64 " %s %s > %s: ", when, (int)(k->t % 1000000000 / 1000), k->seen,
		k->tcp ? "tcp" : "udp", from, to);
}

static bool line_end(uint8_t c) { return c == '\n' || c == '\r' || c == '\0'; }

static void show(struct grep *g, struct dialog *k, int dir, const uint8_t *b, size_t n,
	size_t start, size_t end)
{
	size_t first = start, last = end;

	while (first > 0 && start - first < AROUND && !line_end(b[first - 1]))
		first--;
	while (last < n && last - end < AROUND && !line_end(b[last]))
		last++;
	put_head(g, k, dir);
	if (g->json) {
		printf(",\"match\":");
		put_json_bytes(b + start, end - start);
		printf(",\"line\":");
		put_json_bytes(b + first, last - first);
		printf("}\n");
		return;
	}
	put_plain(b + first, start - first);
	if (g->color)
		fputs("\033[1;31m", stdout);
	put_plain(b + start, end - start < SHOWN ? end - start : SHOWN);
	if (g->color)
		fputs("\033[m", stdout);
	if (end - start > SHOWN)
		printf("[%zu more]", end - start - SHOWN);
	put_plain(b + end, last - end);
	putchar('\n');
}

/* --- what is looked at --- */

static void found(struct grep *g, struct dialog *k, int dir, const uint8_t *b, size_t n,
	size_t start, size_t end)
{
	struct tails *t = k->app;

	g->found++;
	if (g->most && g->found == g->most)
		signal_stop = 1;
	if (g->count_only || (g->list && t && t->told))
		return;
	if (g->list && t) {
		char a[FMT_MAX], c[FMT_MAX];

		t->told = true;
		end_text(a, &k->flow->a, k->flow->aport);
		end_text(c, &k->flow->b, k->flow->bport);
		printf("%" PRIu64 " %s %s %s\n", k->id, k->tcp ? "tcp" : "udp", a, c);
		return;
	}
	show(g, k, dir, b, n, start, end);
}

/* All matches from `from` on; where one begins that may go on in the next piece, n if none does. */
static size_t look(
	struct grep *g, struct dialog *k, int dir, const uint8_t *b, size_t n, size_t from)
{
	size_t start, end;

	while (!g->most || g->found < g->most) {
		switch (regex_look(g->regex, b, n, from, &start, &end)) {
		case REGEX_FOUND:
			found(g, k, dir, b, n, start, end);
			from = end > start ? end : end + 1;
			break;
		case REGEX_BEGUN:
			return start;
		default:
			return n;
		}
	}
	return n;
}

/* Keep what a match may begin with, and a little before it, for what looks back. */
static void keep(struct grep *g, struct dialog *k, int dir, const uint8_t *b, size_t n, size_t from)
{
	struct tails *t = k->app;
	size_t first;

	if (!t)
		t = k->app = calloc(1, sizeof(*t));
	if (t && !t->at[dir] && g->tails < TAILS) {
		t->at[dir] = malloc(TAIL);
		g->tails += t->at[dir] != NULL;
	}
	if (!t || !t->at[dir]) {
		g->untailed++;
		return;
	}
	first = from > BEFORE ? from - BEFORE : 0;
	if (n - first > TAIL)
		first = n - TAIL;
	memmove(t->at[dir], b + first, n - first);
	t->n[dir] = (uint32_t)(n - first);
	t->from[dir] = (uint32_t)(from > first ? from - first : 0);
}

static void on_data(void *arg, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct grep *g = arg;
	struct tails *t = k->app;
	size_t before = t ? t->n[dir] : 0, all = n, from = 0, begun;

	if (before)
		t->n[dir] = 0;
	if (!data) /* nothing matches across a gap */
		return;
	if (before && n <= JOINED - TAIL) {
		memcpy(g->joined, t->at[dir], before);
		memcpy(g->joined + before, data, n);
		data = g->joined;
		all += before;
		from = t->from[dir];
	}
	begun = look(g, k, dir, data, all, from);
	if (k->tcp && begun < all)
		keep(g, k, dir, data, all, begun);
}

static void on_end(void *arg, struct dialog *k)
{
	struct grep *g = arg;
	struct tails *t = k->app;

	if (!t)
		return;
	g->tails -= (t->at[0] != NULL) + (t->at[1] != NULL);
	free(t->at[0]);
	free(t->at[1]);
	free(t);
}

/* --- the verb --- */

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde grep [options] REGEX file [expression]\n"
		"       sonde grep [options] -i interface REGEX [expression]\n"
		"Look for a regular expression (PCRE2) in what TCP and UDP carry, also where it "
		"goes\n"
		"on in the next segment.  The exit status is 1 if there is none.\n"
		"  -c, --count          only how many matches there are\n"
		"  -I, --ignore-case    whatever the case\n"
		"  --json               a line of JSON for each match\n"
		"  -l, --list           only the conversations, with their number for sonde "
		"follow\n"
		"  -m N                 end after so many matches\n"
		"  -F, --fixed          the words as they are, not a regular expression\n"
		"  -i interface         listen there, until interrupted\n"
		"  --duration S         and for so many seconds at most\n"
		"  --no-sandbox         keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

struct asked {
	const char *device;
	unsigned seconds, flags;
	bool fixed, no_sandbox;
};

/* False after a message. */
static bool compile(struct grep *g, const struct asked *a, const char *pattern)
{
	char err[200], *quoted = NULL;
	size_t at;

	if (a->fixed && asprintf(&quoted, "\\Q%s\\E", pattern) < 0) {
		say_error(&job, "out of memory");
		return false;
	}
	g->regex = regex_new(quoted ? quoted : pattern, strlen(quoted ? quoted : pattern), a->flags,
		&at, err, sizeof(err));
	free(quoted);
	if (g->regex)
		return true;
	say_error(&job, "grep: %s", err);
	caret_show(pattern, at, 1, stderr);
	return false;
}

static void tick(void *arg)
{
	(void)arg;
	fflush(stdout);
}

static int run(struct grep *g, const struct asked *a, char **argv)
{
	const struct dialog_sink sink = { .arg = g, .data = on_data, .end = on_end };
	struct tell tell = { 0 };
	char *expr = filter_join(argv + (a->device ? 0 : 1));
	struct hear h = {
		.job = &job, .tell = &tell, .expr = expr, .arg = g, .no_sandbox = a->no_sandbox
	};
	int status = STATUS_MEMORY;

	g->dialogs = dialogs_new(&sink);
	g->joined = malloc(JOINED);
	if (g->dialogs && g->joined && expr) {
		dialogs_listen(g->dialogs, &tell);
		signals_catch();
		status = a->device ? hear_device(&h, a->device, a->seconds, 0, tick)
		                   : hear_files(&h, argv, 1);
		dialogs_end(g->dialogs);
	} else {
		say_error(&job, "out of memory");
	}
	dialogs_free(g->dialogs);
	free(g->joined);
	free(expr);
	if (g->count_only && status == STATUS_OK)
		printf("%" PRIu64 "\n", g->found);
	if (g->untailed)
		say_warning(&job,
			"grep: more than %d directions at once: in %" PRIu64
			" pieces what goes on in the next segment was not looked for",
			TAILS, g->untailed);
	if (fflush(stdout) != 0) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
	return status != STATUS_OK ? status : h.damaged || !g->found ? STATUS_FAILED : STATUS_OK;
}

/* False after a message. */
static bool number_of(const char *what, const char *s, uint64_t *v)
{
	char *end;

	errno = 0;
	*v = strtoull(s, &end, 10);
	if (errno == 0 && *s >= '0' && *s <= '9' && *end == '\0' && *v > 0 && *v < UINT32_MAX)
		return true;
	say_error(&job, "grep: %s wants a number from 1 on, not '%s'", what, s);
	return false;
}

static bool option(struct grep *g, struct asked *a, int c)
{
	uint64_t v;

	switch (c) {
	case 'c':
		return g->count_only = true;
	case 'I':
		return a->flags |= REGEX_ANY_CASE;
	case 'j':
		return g->json = true;
	case 'l':
		return g->list = true;
	case 'F':
		return a->fixed = true;
	case 'S':
		return a->no_sandbox = true;
	case 'i':
		a->device = optarg;
		return true;
	case 'm':
		return number_of("-m", optarg, &g->most);
	default: /* 'd' */
		if (!number_of("--duration", optarg, &v))
			return false;
		a->seconds = (unsigned)v;
		return true;
	}
}

int grep_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "count", no_argument, NULL, 'c' },
		{ "duration", required_argument, NULL, 'd' },
		{ "fixed", no_argument, NULL, 'F' },
		{ "help", no_argument, NULL, 'h' },
		{ "ignore-case", no_argument, NULL, 'I' },
		{ "interface", required_argument, NULL, 'i' },
		{ "json", no_argument, NULL, 'j' },
		{ "list", no_argument, NULL, 'l' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde grep";
	struct grep g = { .color = isatty(STDOUT_FILENO) };
	struct asked a = { 0 };
	int c, status;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "+hcIlFi:m:", options, NULL)) != -1) {
		if (c == 'h' || c == '?')
			return usage(c == 'h' ? stdout : stderr);
		if (!option(&g, &a, c))
			return STATUS_FAILED;
	}
	if (argc - optind < (a.device ? 1 : 2))
		return usage(stderr);
	if (!compile(&g, &a, argv[optind]))
		return STATUS_FAILED;
	status = run(&g, &a, argv + optind + 1);
	regex_free(g.regex);
	return status;
}
