/* `sonde follow`: one conversation, in order. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"
#include "signals.h"
#include "verbs.h"

#include "../filter/filter.h"
#include "../flow/dialog.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct job job = { .prog = "sonde" };

enum form { TEXT, HEX, RAW };

struct end { /* an end of a conversation, as far as it was asked for */
	bool any_port;
	struct tell_addr a;
	uint16_t port;
};

struct follow {
	enum form form;
	int side; /* 0 the client's only, 1 the server's, -1 both */
	bool color, list;
	uint64_t number; /* or 0, and: */
	struct end end[2];
	bool found, failed, no_sandbox;
	int turn;               /* who spoke last, -1 nobody */
	uint64_t offset[2];     /* octets so far */
	uint64_t missing, gaps; /* octets, places */
	bool mid_line;
	int64_t first;
	struct dialogs *dialogs;
};

/* --- which --- */

/* 10.0.0.1:80, [2001:db8::1]:80, or without a port. */
static bool read_end(struct end *e, const char *s, size_t n)
{
	char text[64], *port = NULL, *stop;
	struct in_addr four;
	unsigned long v;

	if (n == 0 || n >= sizeof(text))
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	memset(e, 0, sizeof(*e));
	if (text[0] == '[') {
		stop = strchr(text, ']');
		if (!stop)
			return false;
		*stop = '\0';
		if (stop[1] == ':')
			port = stop + 2;
		if (inet_pton(AF_INET6, text + 1, e->a.b) != 1)
			return false;
	} else {
		stop = strchr(text, ':');
		if (stop && !strchr(stop + 1, ':')) {
			*stop = '\0';
			port = stop + 1;
		}
		if (inet_pton(AF_INET, text, &four) == 1) {
			e->a.b[10] = e->a.b[11] = 0xff;
			memcpy(e->a.b + 12, &four, 4);
		} else if (inet_pton(AF_INET6, text, e->a.b) != 1) {
			return false;
		}
	}
	e->any_port = port == NULL;
	if (!port)
		return true;
	v = strtoul(port, &stop, 10);
	e->port = (uint16_t)v;
	return *port >= '0' && *port <= '9' && *stop == '\0' && v <= 65535;
}

/* A number, or two ends with a comma between them. */
static bool read_which(struct follow *f, const char *s)
{
	const char *comma = strchr(s, ',');
	char *stop;

	errno = 0;
	f->number = strtoull(s, &stop, 10);
	if (*s >= '0' && *s <= '9' && *stop == '\0' && errno == 0 && f->number > 0)
		return true;
	f->number = 0;
	if (comma && read_end(&f->end[0], s, (size_t)(comma - s)) &&
		read_end(&f->end[1], comma + 1, strlen(comma + 1)))
		return true;
	say_error(&job,
		"follow: '%s' is no conversation (must be its number in the list, or two ends:"
		" 10.0.0.1:1234,10.0.0.2:80)",
		s);
	return false;
}

static bool is_end(const struct end *e, const struct tell_addr *a, uint16_t port)
{
	return addr_same(&e->a, a) && (e->any_port || e->port == port);
}

static bool is_wanted(const struct follow *f, const struct dialog *k)
{
	const struct flow *w = k->flow;

	if (f->number)
		return k->id == f->number;
	if (f->found)
		return false; /* the first of those it may be */
	return (is_end(&f->end[0], &w->a, w->aport) && is_end(&f->end[1], &w->b, w->bport)) ||
	       (is_end(&f->end[1], &w->a, w->aport) && is_end(&f->end[0], &w->b, w->bport));
}

static bool on_begin(void *arg, struct dialog *k)
{
	struct follow *f = arg;

	if (f->list)
		return true;
	if (!is_wanted(f, k))
		return false;
	f->found = true;
	return true;
}

/* --- what was said --- */

static void put(struct follow *f, const void *b, size_t n)
{
	if (fwrite(b, 1, n, stdout) != n)
		f->failed = true;
}

static char *end_text(char *o, const struct tell_addr *a, uint16_t port)
{
	bool six = !addr_is4(a);
	char *start = o;

	if (six)
		*o++ = '[';
	o = addr_text(o, a);
	if (six)
		*o++ = ']';
	*o++ = ':';
	*fmt_u32(o, port) = '\0';
	return start;
}

static const char *color_of(const struct follow *f, int dir)
{
	return !f->color ? "" : dir ? "\033[34m" : "\033[31m";
}

/* Somebody else speaks. */
static void begin_turn(struct follow *f, const struct dialog *k, int dir)
{
	char a[FMT_MAX + 8];
	const struct flow *w = k->flow;

	if (f->mid_line)
		putchar('\n');
	f->mid_line = false;
	if (f->turn < 0)
		f->first = k->t;
	f->turn = dir;
	printf("%s--- %s, packet %" PRIu64 ", %.6f s%s\n", color_of(f, dir),
		end_text(a, dir ? &w->b : &w->a, dir ? w->bport : w->aport), k->seen,
		(double)(k->t - f->first) / 1e9, f->color ? "\033[m" : "");
}

/* Text as it is; what a terminal might obey is a dot. */
static void put_text(struct follow *f, int dir, const uint8_t *b, uint32_t n)
{
	char line[4096];
	size_t used = 0;

	fputs(color_of(f, dir), stdout);
	for (uint32_t i = 0; i < n; i++) {
		if (used == sizeof(line)) {
			put(f, line, used);
			used = 0;
		}
		if (b[i] == '\r' && (i + 1 == n || b[i + 1] == '\n'))
			continue;
		line[used++] = (b[i] >= ' ' && b[i] <= '~') || b[i] == '\n' || b[i] == '\t'
		                       ? (char)b[i]
		                       : '.';
	}
	put(f, line, used);
	if (f->color)
		fputs("\033[m", stdout);
	f->mid_line = n && b[n - 1] != '\n';
}

static void put_hex(struct follow *f, int dir, const uint8_t *b, uint32_t n)
{
	for (uint32_t at = 0; at < n; at += 16) {
		printf("%s%s%08" PRIx64 " ", color_of(f, dir), dir ? "    " : "",
			f->offset[dir] + at);
		for (uint32_t i = 0; i < 16; i++)
			if (at + i < n)
				printf("%s%02x", i == 8 ? "  " : " ", b[at + i]);
			else
				fputs(i == 8 ? "    " : "   ", stdout);
		fputs("  ", stdout);
		for (uint32_t i = at; i < n && i < at + 16; i++)
			putchar(b[i] >= ' ' && b[i] <= '~' ? b[i] : '.');
		puts(f->color ? "\033[m" : "");
	}
}

static void on_data(void *arg, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct follow *f = arg;

	if (f->list)
		return;
	if (f->side >= 0 && f->side != dir)
		return;
	if (f->form != RAW && (f->turn != dir || !k->tcp))
		begin_turn(f, k, dir);
	if (!data) {
		f->missing += n;
		f->gaps++;
		if (f->form != RAW)
			printf("%s[%u octets missing]\n", f->mid_line ? "\n" : "", n);
		f->mid_line = false;
	} else if (f->form == RAW) {
		put(f, data, n);
	} else if (f->form == HEX) {
		put_hex(f, dir, data, n);
	} else {
		put_text(f, dir, data, n);
	}
	f->offset[dir] += n;
	if (ferror(stdout)) {
		f->failed = true;
		signal_stop = 1;
	}
}

/* --- the list --- */

static void on_end(void *arg, struct dialog *k)
{
	const struct follow *f = arg;
	const struct flow *w = k->flow;
	char a[FMT_MAX + 8], b[FMT_MAX + 8];

	if (!f->list)
		return;
	printf("%6" PRIu64 " %s %-21s %-21s %10" PRIu64 " %10" PRIu64 " %s\n", k->id,
		k->tcp ? "tcp" : "udp", end_text(a, &w->a, w->aport), end_text(b, &w->b, w->bport),
		w->payload[0], w->payload[1], flow_application(w));
}

/* --- the verb --- */

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde follow [options] file [conversation [expression]]\n"
		"What was said in a conversation, in order; without one: the list of them.\n"
		"A conversation is its number in that list, or two ends: "
		"10.0.0.1:1234,10.0.0.2:80\n"
		"(without a port: the first conversation of the two).\n"
		"  --text           as text (the default): what is not printable is a dot\n"
		"  --hex            octets, and what they are as text\n"
		"  --raw            octets as they are\n"
		"  --side SIDE      only what the client or the server said\n"
		"  --no-sandbox     keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

static int finish(struct follow *f, const struct hear *h, int status)
{
	if (f->mid_line)
		putchar('\n');
	if (fflush(stdout) != 0 || f->failed) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
	if (status != STATUS_OK)
		return status;
	if (dialogs_evicted(f->dialogs))
		say_warning(&job,
			"follow: there were more than %d conversations at once; %" PRIu64
			" were forgotten on the way",
			DIALOGS, dialogs_evicted(f->dialogs));
	if (!f->list && !f->found) {
		say_error(&job,
			"follow: there is no such conversation (sonde follow FILE lists them)");
		return STATUS_FAILED;
	}
	if (f->gaps) {
		say_warning(&job,
			"follow: %" PRIu64 " octets in %" PRIu64 " places are not in the capture",
			f->missing, f->gaps);
		return STATUS_FAILED;
	}
	return h->damaged ? STATUS_FAILED : STATUS_OK;
}

static int run(struct follow *f, char **argv, char *const *words)
{
	const struct dialog_sink sink = {
		.arg = f, .begin = on_begin, .data = on_data, .end = on_end
	};
	struct tell tell = { 0 };
	char *expr = filter_join(words);
	struct hear h = { .job = &job, .tell = &tell, .expr = expr, .no_sandbox = f->no_sandbox };
	int status = STATUS_MEMORY;

	f->dialogs = dialogs_new(&sink);
	if (f->dialogs && expr) {
		dialogs_listen(f->dialogs, &tell);
		signals_catch();
		status = hear_files(&h, argv, 1);
		dialogs_end(f->dialogs);
		status = finish(f, &h, status);
	} else {
		say_error(&job, "out of memory");
	}
	dialogs_free(f->dialogs);
	free(expr);
	return status;
}

/* False after a message. */
static bool read_side(struct follow *f, const char *s)
{
	f->side = strcmp(s, "server") == 0;
	if (f->side || strcmp(s, "client") == 0)
		return true;
	say_error(&job, "follow: --side wants client or server, not '%s'", s);
	return false;
}

int follow_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "hex", no_argument, NULL, 'x' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ "raw", no_argument, NULL, 'r' },
		{ "side", required_argument, NULL, 's' },
		{ "text", no_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde follow";
	struct follow f = { .side = -1, .turn = -1 };
	int c;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "+h", options, NULL)) != -1)
		switch (c) {
		case 't':
		case 'x':
		case 'r':
			f.form = c == 't' ? TEXT : c == 'x' ? HEX : RAW;
			break;
		case 'S':
			f.no_sandbox = true;
			break;
		case 's':
			if (!read_side(&f, optarg))
				return STATUS_FAILED;
			break;
		default:
			return usage(c == 'h' ? stdout : stderr);
		}
	if (optind == argc)
		return usage(stderr);
	f.list = optind + 1 == argc;
	if (!f.list && !read_which(&f, argv[optind + 1]))
		return STATUS_FAILED;
	f.color = f.form != RAW && isatty(STDOUT_FILENO);
	return run(&f, argv + optind, argv + optind + (f.list ? 1 : 2));
}
