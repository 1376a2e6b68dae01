/* `sonde stats`: for people and for machines. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "stats.h"

#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 60, TOP_MOST = 1000, INDENT_MOST = 64 };

static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const plain[] = { " ", ".", ":", "-", "=", "+", "*", "#", "@" };

bool stats_has_blocks(void)
{
	setlocale(LC_CTYPE, "");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static char *address_text(char *o, const struct stats_host *h)
{
	uint32_t ip4;

	if (h->address[0] == 6) {
		*fmt_ip6(o, h->address + 1) = '\0';
		return o;
	}
	memcpy(&ip4, h->address + 1, 4);
	*fmt_ip4(o, __builtin_bswap32(ip4)) = '\0';
	return o;
}

static char *size_text(char *o, size_t n, double v)
{
	static const char units[] = " kMGTPE";
	int u = 0;

	for (; v >= 9999.5 && u < 6; u++)
		v /= 1000;
	if (u)
		snprintf(o, n, "%.1f %c", v, units[u]);
	else
		snprintf(o, n, "%.0f ", v);
	return o;
}

static double seconds_of(const struct stats *s) { return (double)(s->last - s->first) / 1e9; }

/* --- a line over time --- */

/* How many spans are in use, and how many of them make a column. */
static unsigned spans_of(const struct stats *s, unsigned *per_column)
{
	unsigned n = (unsigned)((s->last - s->first) / s->span_ns) + 1;

	if (n > STATS_SPANS)
		n = STATS_SPANS;
	*per_column = (n + COLUMNS - 1) / COLUMNS;
	return n;
}

static void print_line(const struct stats *s, const char *what, bool bytes, FILE *to)
{
	const char *const *marks = s->blocks ? blocks : plain;
	unsigned per, n = spans_of(s, &per), columns = (n + per - 1) / per;
	double most = 0, v[COLUMNS] = { 0 }, seconds = (double)(per * s->span_ns) / 1e9;
	char a[32];

	for (unsigned i = 0; i < n; i++)
		v[i / per] += (double)(bytes ? s->span[i].bytes : s->span[i].packets);
	for (unsigned i = 0; i < columns; i++)
		most = v[i] > most ? v[i] : most;
	fprintf(to, "  %-9s ", what);
	for (unsigned i = 0; i < columns; i++)
		fputs(marks[v[i] > 0 ? 1 + (int)(7 * v[i] / most) : 0], to);
	fprintf(to, "  at most %s%s a second\n",
		size_text(a, sizeof(a), most * (bytes ? 8 : 1) / seconds),
		bytes ? "bit" : "packets");
}

static void print_time(const struct stats *s, FILE *to)
{
	double seconds = seconds_of(s);
	unsigned per;
	char a[32], b[32];

	if (!s->timed || s->last == s->first)
		return;
	spans_of(s, &per);
	fprintf(to, "\nOver time (a column is %.3g s)\n", (double)(per * s->span_ns) / 1e9);
	print_line(s, "packets", false, to);
	print_line(s, "bytes", true, to);
	fprintf(to, "  on average %spackets and %sbit a second\n",
		size_text(a, sizeof(a), (double)s->packets / seconds),
		size_text(b, sizeof(b), (double)s->bytes * 8 / seconds));
}

/* --- the tree --- */

/* Nodes are walked without recursion: a tree may be as deep as a packet has layers. */
struct walk {
	unsigned stack[INDENT_MOST];
	int depth;
};

/* The next node in the tree's order; 0 at its end. */
static unsigned step(const struct stats *s, struct walk *w)
{
	unsigned at = w->stack[w->depth];

	if (s->node[at].child && w->depth + 1 < INDENT_MOST)
		return w->stack[++w->depth] = s->node[at].child;
	while (w->depth > 0 && !s->node[w->stack[w->depth]].next)
		w->depth--;
	if (w->depth == 0)
		return 0;
	return w->stack[w->depth] = s->node[w->stack[w->depth]].next;
}

static void print_tree(const struct stats *s, FILE *to)
{
	struct walk w = { .stack = { 1 } };
	char a[32];
	unsigned at;

	fprintf(to, "\nProtocols %*s packets           bytes\n", 25, "");
	while ((at = step(s, &w))) {
		const struct stats_node *n = &s->node[at];

		fprintf(to, "  %*s%-*s %10" PRIu64 " %5.1f%% %9s %5.1f%%\n", 2 * (w.depth - 1), "",
			32 - 2 * (w.depth - 1) > 0 ? 32 - 2 * (w.depth - 1) : 0, n->name,
			n->packets, 100.0 * (double)n->packets / (double)s->packets,
			size_text(a, sizeof(a), (double)n->bytes),
			s->bytes ? 100.0 * (double)n->bytes / (double)s->bytes : 0.0);
	}
}

/* --- sizes, hosts --- */

static void class_text(char *o, size_t n, int i)
{
	if (i + 1 < STATS_SIZES)
		snprintf(o, n, "%u-%u", stats_size[i], stats_size[i + 1] - 1);
	else
		snprintf(o, n, "%u-", stats_size[i]);
}

static void print_sizes(const struct stats *s, FILE *to)
{
	bool fine = s->blocks;
	uint64_t most = 1;
	char a[32];

	for (int i = 0; i < STATS_SIZES; i++)
		most = s->sizes[i] > most ? s->sizes[i] : most;
	fprintf(to, "\nSizes\n");
	for (int i = 0; i < STATS_SIZES; i++) {
		if (!s->sizes[i])
			continue;
		class_text(a, sizeof(a), i);
		fprintf(to, "  %-10s %10" PRIu64 " %5.1f%% ", a, s->sizes[i],
			100.0 * (double)s->sizes[i] / (double)s->packets);
		for (unsigned k = 0; k < 40 * s->sizes[i] / most; k++)
			fputs(fine ? "▇" : "#", to);
		fputc('\n', to);
	}
}

static void print_hosts(const struct stats *s, size_t top, FILE *to)
{
	const struct stats_host *h[TOP_MOST];
	size_t n = stats_top(s, h, top);
	char a[FMT_MAX], b[32], c[32];

	if (!n)
		return;
	fprintf(to, "\nBusiest of %u addresses %*s sent            received\n", s->used, 20, "");
	for (size_t i = 0; i < n; i++)
		fprintf(to, "  %-39s %9" PRIu64 " packets %8sB %9" PRIu64 " packets %8sB\n",
			address_text(a, h[i]), h[i]->sent,
			size_text(b, sizeof(b), (double)h[i]->sent_bytes), h[i]->received,
			size_text(c, sizeof(c), (double)h[i]->received_bytes));
	if (s->others)
		fprintf(to, "  (%" PRIu64 " packets of more addresses are not told apart)\n",
			s->others);
}

void stats_print(const struct stats *s, size_t top, FILE *to)
{
	char a[32];

	fprintf(to, "%" PRIu64 " packets, %sB", s->packets,
		size_text(a, sizeof(a), (double)s->bytes));
	if (s->captured != s->bytes)
		fprintf(to, " (%sB captured)", size_text(a, sizeof(a), (double)s->captured));
	if (s->timed)
		fprintf(to, ", %.6f seconds", seconds_of(s));
	fputc('\n', to);
	if (!s->packets)
		return;
	print_time(s, to);
	print_tree(s, to);
	print_sizes(s, to);
	print_hosts(s, top, to);
}

/* --- JSON --- */

static void json_time(const char *key, __int128 t, FILE *to)
{
	int64_t sec = (int64_t)(t / 1000000000), ns = (int64_t)(t % 1000000000);

	if (ns < 0) {
		sec--;
		ns += 1000000000;
	}
	fprintf(to, ",\"%s\":\"%" PRId64 ".%09d\"", key, sec, (int)ns);
}

static void json_tree(const struct stats *s, FILE *to)
{
	struct walk w = { .stack = { 1 } };
	const char *path[INDENT_MOST];
	unsigned at;
	bool first = true;

	fprintf(to, ",\"protocols\":[");
	while ((at = step(s, &w))) {
		const struct stats_node *n = &s->node[at];

		path[w.depth] = n->name;
		fprintf(to, "%s{\"path\":\"", first ? "" : ",");
		for (int i = 1; i <= w.depth; i++)
			fprintf(to, "%s%s", i > 1 ? ":" : "", path[i]);
		fprintf(to,
			"\",\"proto\":\"%s\",\"packets\":%" PRIu64 ",\"bytes\":%" PRIu64
			",\"last\":%" PRIu64 "}",
			n->name, n->packets, n->bytes, n->ends);
		first = false;
	}
	fprintf(to, "]");
}

static void json_spans(const struct stats *s, FILE *to)
{
	unsigned per, n = s->timed ? spans_of(s, &per) : 0;

	fprintf(to, ",\"span_seconds\":%.9g,\"over_time\":[", (double)s->span_ns / 1e9);
	for (unsigned i = 0; i < n; i++)
		fprintf(to, "%s[%" PRIu64 ",%" PRIu64 "]", i ? "," : "", s->span[i].packets,
			s->span[i].bytes);
	fprintf(to, "]");
}

void stats_json(const struct stats *s, size_t top, FILE *to)
{
	const struct stats_host *h[TOP_MOST];
	size_t n = stats_top(s, h, top);
	char a[FMT_MAX];

	fprintf(to, "{\"packets\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"captured\":%" PRIu64,
		s->packets, s->bytes, s->captured);
	if (s->timed) {
		json_time("first", s->first, to);
		json_time("last", s->last, to);
	}
	json_tree(s, to);
	json_spans(s, to);
	fprintf(to, ",\"sizes\":[");
	for (int i = 0; i < STATS_SIZES; i++)
		fprintf(to, "%s{\"from\":%u,\"packets\":%" PRIu64 "}", i ? "," : "", stats_size[i],
			s->sizes[i]);
	fprintf(to, "],\"addresses\":%u,\"untold\":%" PRIu64 ",\"hosts\":[", s->used, s->others);
	for (size_t i = 0; i < n; i++)
		fprintf(to,
			"%s{\"address\":\"%s\",\"sent\":%" PRIu64 ",\"sent_bytes\":%" PRIu64
			",\"received\":%" PRIu64 ",\"received_bytes\":%" PRIu64 "}",
			i ? "," : "", address_text(a, h[i]), h[i]->sent, h[i]->sent_bytes,
			h[i]->received, h[i]->received_bytes);
	fprintf(to, "]}\n");
}
