/* `sonde flows`: the conversations of a capture. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "flows.h"
#include "hear.h"
#include "signals.h"
#include "verbs.h"

#include "../base/fetch.h"
#include "../filter/filter.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Conversations kept: with what TCP needs, 1 KiB each at most. */
enum { FLOWS_MAX = 800000, PAGE = 1 << 16, AHEAD = 16 };

static const struct job job = { .prog = "sonde" };

struct row {
	uint64_t key;           /* what is sorted by */
	uint32_t number, place; /* of the conversation: in their order, in the table */
};

/* --- order --- */

static uint64_t by_bytes(const struct flow *f) { return f->bytes[0] + f->bytes[1]; }
static uint64_t by_packets(const struct flow *f) { return f->packets[0] + f->packets[1]; }
static uint64_t by_duration(const struct flow *f) { return (uint64_t)(f->last - f->first); }
static uint64_t by_rtt(const struct flow *f) { return (uint64_t)flow_rtt(f); }
static uint64_t by_start(const struct flow *f) { return UINT64_MAX - f->number; }

typedef uint64_t key_of(const struct flow *f);

static const struct {
	const char *name;
	key_of *f;
} orders[] = {
	{ "bytes", by_bytes },
	{ "packets", by_packets },
	{ "duration", by_duration },
	{ "rtt", by_rtt },
	{ "retransmissions", flows_lost },
	{ "start", by_start },
	{ NULL, NULL },
};

/* The largest key first, of the same the one that began first. */
static int compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? 1 : -1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static key_of *order_of(const char *name)
{
	for (int i = 0; orders[i].name; i++)
		if (strcmp(orders[i].name, name) == 0)
			return orders[i].f;
	return NULL;
}

/* One pass of a radix sort, by an octet of the key, the largest first; false: all have the same. */
static bool sort_by(const struct row *from, struct row *to, size_t n, int shift)
{
	size_t at[256] = { 0 }, next = 0;

	for (size_t i = 0; i < n; i++)
		at[from[i].key >> shift & 255]++;
	if (at[from[0].key >> shift & 255] == n)
		return false;
	for (int v = 255; v >= 0; v--) {
		size_t count = at[v];

		at[v] = next;
		next += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].key >> shift & 255]++] = from[i];
	return true;
}

/* There may be a million, and most keys are small numbers: octet by octet takes a few passes.  It
 * keeps the order of those that have the same key; where that is not theirs, they are compared. */
static void sort(struct row *rows, size_t n)
{
	struct row *spare = malloc(n * sizeof(*spare)), *from = rows, *to = spare, *swap;
	bool ordered = spare != NULL && n > 0;

	for (size_t i = 1; i < n && ordered; i++)
		ordered = rows[i - 1].number < rows[i].number;
	if (!ordered)
		qsort(rows, n, sizeof(*rows), compare);
	for (int shift = 0; ordered && shift < 64; shift += 8)
		if (sort_by(from, to, n, shift)) {
			swap = from;
			from = to;
			to = swap;
		}
	if (from != rows)
		memcpy(rows, from, n * sizeof(*rows));
	free(spare);
}

/* --- rows --- */

/* Rows are in an order of their own: their conversations are fetched before they are looked at. */
static inline void fetch_flow(const struct flows *s, const struct row *rows, size_t i, size_t n)
{
	if (i < n)
		fetch(flows_at(s, rows[i].place), sizeof(struct flow));
}

static inline void fetch_tcp(const struct flows *s, const struct row *rows, size_t i, size_t n)
{
	if (i < n && flows_at(s, rows[i].place)->tcp)
		fetch(flows_at(s, rows[i].place)->tcp, sizeof(struct flow_tcp));
}

/* Lines are written as they come; a row needs less than a page of room. */
static bool put_rows(
	struct flows_page *page, const struct flows *s, const struct row *rows, size_t n)
{
	bool good = true;

	for (size_t i = 0; page->how == FLOWS_TABLE && i < n; i++) {
		fetch_flow(s, rows, i + AHEAD, n);
		flows_measure(page, flows_at(s, rows[i].place));
	}
	flows_head(page);
	for (size_t i = 0; i < n && good; i++) {
		fetch_flow(s, rows, i + AHEAD, n);
		fetch_tcp(s, rows, i + AHEAD / 2, n);
		flows_row(page, flows_at(s, rows[i].place));
		good = sink_len(page->to) < PAGE || sink_flush(page->to);
	}
	return good;
}

static void say_evicted(const struct flows *s)
{
	if (flows_evicted(s))
		say_warning(&job,
			"there were more than %d conversations: %" PRIu64
			" that had been silent for long are left out",
			FLOWS_MAX, flows_evicted(s));
}

static int print(const struct flows *s, enum flows_how how, key_of *order, size_t top)
{
	size_t n = flows_count(s), all = n;
	struct row *rows = malloc((n + 1) * sizeof(*rows));
	struct sink to;
	struct flows_page page = {
		.to = &to, .how = how, .start = INT64_MAX, .client = 6, .server = 6
	};
	char t[FMT_MAX * 2];
	bool good;

	if (!rows) {
		say_error(&job, "out of memory");
		return STATUS_MEMORY;
	}
	sink_init(&to, STDOUT_FILENO);
	for (size_t i = 0; i < n; i++) {
		const struct flow *f = flows_at(s, i);

		rows[i] = (struct row){ order(f), f->number, (uint32_t)i };
		page.start = f->first < page.start ? f->first : page.start;
	}
	sort(rows, n);
	if (top && n > top)
		n = top;
	good = put_rows(&page, s, rows, n);
	if (how == FLOWS_TABLE && n < all) {
		snprintf(t, sizeof(t), "%zu of %zu conversations\n", n, all);
		sink_puts(&to, t, strlen(t));
	}
	good = good && sink_flush(&to);
	if (!good)
		say_error(&job, "Unable to write output: %s", strerror(errno));
	free(rows);
	sink_free(&to);
	say_evicted(s);
	return good ? STATUS_OK : STATUS_WRITE;
}

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde flows [--json | --csv] [--sort KEY] [--top N] file ... [[--] "
		"expression]\n"
		"       sonde flows -i interface [--duration SECONDS] [-c N] ... [expression]\n"
		"The conversations of a capture: packets, bytes, times, round trips, what was sent "
		"again.\n"
		"Several files are read as one capture, in the order they are given.\n"
		"  --json           a line of JSON for each\n"
		"  --csv            comma-separated values, with a line of names\n"
		"  --sort KEY       bytes (the default), packets, duration, rtt, retransmissions "
		"or\n"
		"                   start\n"
		"  --top N          the first N only\n"
		"  -i interface     listen there, until interrupted\n"
		"  --duration S     and for so many seconds at most\n"
		"  -c N             and for so many packets at most\n"
		"  --no-sandbox     keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

struct asked {
	enum flows_how how;
	key_of *order;
	size_t top;
	bool no_sandbox;
	const char *device;
	unsigned seconds;
	uint64_t count;
};

static bool number_of(const char *what, const char *s, uint64_t *v)
{
	char *end;

	errno = 0;
	*v = strtoull(s, &end, 10);
	if (errno == 0 && end != s && *end == '\0' && *v > 0 && *s != '-' && *v < UINT32_MAX)
		return true;
	say_error(&job, "flows: %s wants a number from 1 on, not '%s'", what, s);
	return false;
}

/* How many of the words are files: the first, those that follow it and are there, or all up to
 * "--". */
static int files_of(int argc, char **argv)
{
	int n = argc > 0;

	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--") == 0)
			return i;
	while (n < argc && access(argv[n], F_OK) == 0)
		n++;
	return n;
}

static int listen_to(struct hear *h, const struct asked *a, char **files, int n)
{
	if (a->device)
		return hear_device(h, a->device, a->seconds, a->count, NULL);
	return hear_files(h, files, (size_t)n);
}

static int work(const struct asked *a, int argc, char **argv)
{
	const struct flows_conf conf = { .max = FLOWS_MAX };
	struct flows *s = flows_new(&conf);
	struct tell tell = { 0 };
	int status, files = a->device ? 0 : files_of(argc, argv);
	bool ends = files < argc && strcmp(argv[files], "--") == 0;
	char *expr = filter_join(argv + files + ends);
	struct hear h = { .job = &job, .tell = &tell, .expr = expr, .no_sandbox = a->no_sandbox };

	if (!s || !expr) {
		say_error(&job, "out of memory");
		flows_free(s);
		free(expr);
		return STATUS_MEMORY;
	}
	flows_listen(s, &tell);
	signals_catch();
	status = listen_to(&h, a, argv, files);
	if (status == STATUS_OK)
		status = print(s, a->how, a->order, a->top);
	if (status == STATUS_OK && h.damaged)
		status = STATUS_FAILED;
	flows_free(s);
	free(expr);
	return status;
}

int flows_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "csv", no_argument, NULL, 'C' },
		{ "sort", required_argument, NULL, 's' },
		{ "top", required_argument, NULL, 't' },
		{ "interface", required_argument, NULL, 'i' },
		{ "duration", required_argument, NULL, 'd' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde flows";
	struct asked a = { .how = FLOWS_TABLE, .order = by_bytes };
	uint64_t v;
	int c;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "+hi:c:", options, NULL)) != -1)
		switch (c) {
		case 'j':
			a.how = FLOWS_JSON;
			break;
		case 'C':
			a.how = FLOWS_CSV;
			break;
		case 'S':
			a.no_sandbox = true;
			break;
		case 's':
			a.order = order_of(optarg);
			if (!a.order) {
				say_error(&job,
					"flows: --sort wants bytes, packets, duration, rtt, "
					"retransmissions or start, not '%s'",
					optarg);
				return STATUS_FAILED;
			}
			break;
		case 't':
			if (!number_of("--top", optarg, &v))
				return STATUS_FAILED;
			a.top = (size_t)v;
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
	if (optind == argc && !a.device)
		return usage(stderr);
	return work(&a, argc - optind, argv + optind);
}
