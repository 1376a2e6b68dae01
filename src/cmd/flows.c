/* `sonde flows`: the conversations of a capture. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"
#include "signals.h"
#include "verbs.h"

#include "../filter/filter.h"
#include "../flow/flow.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Conversations kept: with what TCP needs, a little more than 2 KiB each. */
enum { FLOWS_MAX = 400000, MS = 1000000 };

static const struct job job = { .prog = "sonde" };

enum how { TABLE, JSON, CSV };

struct row {
	const struct flow *f;
	uint64_t key; /* what is sorted by */
	uint32_t number;
};

/* --- order --- */

static uint64_t lost(const struct flow *f)
{
	return f->tcp ? (uint64_t)f->tcp->half[0].lost + f->tcp->half[1].lost : 0;
}

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
	{ "retransmissions", lost },
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

/* --- rows --- */

static void end_text(char *o, const struct tell_addr *a, uint16_t port)
{
	bool six = !addr_is4(a);

	if (six)
		*o++ = '[';
	o = addr_text(o, a);
	if (six)
		*o++ = ']';
	*o++ = ':';
	*fmt_u32(o, port) = '\0';
}

static const char *proto_text(const struct flow *f) { return f->proto == FLOW_TCP ? "tcp" : "udp"; }

static void size_text(char *o, size_t n, uint64_t v)
{
	static const char units[] = " KMGTPE";
	double d = (double)v;
	int u = 0;

	for (; d >= 9999.5 && u < 6; u++)
		d /= 1000;
	snprintf(o, n, u ? "%.0f%c" : "%.0f", d, units[u]);
}

static void print_row(const struct flow *f, int64_t start, int wa, int wb)
{
	char a[FMT_MAX], b[FMT_MAX], up[32], down[32], rtt[32] = "-";
	int64_t ns = flow_rtt(f);

	end_text(a, &f->a, f->aport);
	end_text(b, &f->b, f->bport);
	size_text(up, sizeof(up), f->bytes[0]);
	size_text(down, sizeof(down), f->bytes[1]);
	if (ns > 0)
		snprintf(rtt, sizeof(rtt), "%.2f", (double)ns / MS);
	printf("%-4s %-*s %-*s %8" PRIu64 " %8" PRIu64 " %7s %7s %10.3f %10.3f %8s %6" PRIu64
	       " %-11s %s\n",
		proto_text(f), wa, a, wb, b, f->packets[0], f->packets[1], up, down,
		(double)(f->first - start) / 1e9, (double)(f->last - f->first) / 1e9, rtt, lost(f),
		*flow_state(f) ? flow_state(f) : "-", flow_application(f));
}

static void print_table(const struct row *rows, size_t n, int64_t start)
{
	int wa = 6, wb = 6;

	for (size_t i = 0; i < n; i++) {
		char a[FMT_MAX];

		end_text(a, &rows[i].f->a, rows[i].f->aport);
		wa = (int)strlen(a) > wa ? (int)strlen(a) : wa;
		end_text(a, &rows[i].f->b, rows[i].f->bport);
		wb = (int)strlen(a) > wb ? (int)strlen(a) : wb;
	}
	printf("%-4s %-*s %-*s %8s %8s %7s %7s %10s %10s %8s %6s %-11s %s\n", "", wa, "client", wb,
		"server", "packets>", "<packets", "bytes>", "<bytes", "start s", "for s", "RTT ms",
		"resent", "state", "what");
	for (size_t i = 0; i < n; i++)
		print_row(rows[i].f, start, wa, wb);
}

static void json_half(const struct tcp_half *h)
{
	uint32_t told = h->kinds[SEG_SPURIOUS] >> 16;

	printf("{\"data\":%" PRIu64
	       ",\"segments\":%u,\"retransmitted\":%u,\"fast\":%u,"
	       "\"timeout\":%u,\"spurious\":%u,\"dsack\":%u,\"duplicates\":%u,\"reordered\":%u,"
	       "\"keepalives\":%u,\"probes\":%u,\"dupacks\":%u,\"zero_windows\":%u,"
	       "\"zero_window_ms\":%.3f,\"window_full\":%u,\"window_max\":%u,\"mss\":%u",
		h->data, h->data_segs, h->lost, h->kinds[SEG_FAST], h->kinds[SEG_TIMEOUT],
		h->kinds[SEG_SPURIOUS] & 0xffff, told, h->kinds[SEG_DUPLICATE], h->kinds[SEG_LATE],
		h->kinds[SEG_KEEPALIVE], h->kinds[SEG_PROBE], h->kinds[SEG_DUPACK], h->zero_times,
		(double)h->zero_ns / MS, h->full, h->window_max, h->mss);
	if (h->rtt.n)
		printf(",\"rtt_ms\":{\"min\":%.3f,\"mean\":%.3f,\"max\":%.3f,\"samples\":%u}",
			(double)h->rtt.min / 1000, (double)h->rtt.sum / h->rtt.n / 1000,
			(double)h->rtt.max / 1000, h->rtt.n);
	printf("}");
}

static void print_json(const struct flow *f)
{
	char a[FMT_MAX], b[FMT_MAX];
	const struct flow_tcp *t = f->tcp;

	*addr_text(a, &f->a) = '\0';
	*addr_text(b, &f->b) = '\0';
	printf("{\"proto\":\"%s\",\"client\":\"%s\",\"client_port\":%u,\"server\":\"%s\","
	       "\"server_port\":%u,\"packets\":[%" PRIu64 ",%" PRIu64 "],\"bytes\":[%" PRIu64
	       ",%" PRIu64 "],\"payload\":[%" PRIu64 ",%" PRIu64 "],\"first\":%" PRId64
	       ".%09d,\"last\":%" PRId64 ".%09d,\"first_packet\":%" PRIu64
	       ",\"last_packet\":%" PRIu64,
		proto_text(f), a, f->aport, b, f->bport, f->packets[0], f->packets[1], f->bytes[0],
		f->bytes[1], f->payload[0], f->payload[1], f->first / 1000000000,
		(int)(f->first % 1000000000), f->last / 1000000000, (int)(f->last % 1000000000),
		f->first_no, f->last_no);
	if (*flow_application(f))
		printf(",\"application\":\"%s\"", flow_application(f));
	if (t) {
		printf(",\"state\":\"%s\"", flow_state(f));
		if (flow_rtt(f) > 0)
			printf(",\"rtt_ms\":%.3f", (double)flow_rtt(f) / MS);
		printf(",\"from_client\":");
		json_half(&t->half[0]);
		printf(",\"from_server\":");
		json_half(&t->half[1]);
	}
	printf("}\n");
}

static void print_csv(const struct flow *f)
{
	char a[FMT_MAX], b[FMT_MAX];

	*addr_text(a, &f->a) = '\0';
	*addr_text(b, &f->b) = '\0';
	printf("%s,%s,%u,%s,%u,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRId64
	       ".%09d,%.6f,%.3f,%" PRIu64 ",%s,%s\n",
		proto_text(f), a, f->aport, b, f->bport, f->packets[0], f->packets[1], f->bytes[0],
		f->bytes[1], f->first / 1000000000, (int)(f->first % 1000000000),
		(double)(f->last - f->first) / 1e9, (double)flow_rtt(f) / MS, lost(f),
		flow_state(f), flow_application(f));
}

static int print(const struct flows *s, enum how how, key_of *order, size_t top)
{
	size_t n = flows_count(s), all = n;
	struct row *rows = malloc((n + 1) * sizeof(*rows));
	int64_t start = INT64_MAX;

	if (!rows) {
		say_error(&job, "out of memory");
		return STATUS_MEMORY;
	}
	for (size_t i = 0; i < n; i++) {
		rows[i].f = flows_at(s, i);
		rows[i].key = order(rows[i].f);
		rows[i].number = rows[i].f->number;
		start = rows[i].f->first < start ? rows[i].f->first : start;
	}
	qsort(rows, n, sizeof(*rows), compare);
	if (top && n > top)
		n = top;
	if (how == TABLE)
		print_table(rows, n, start);
	else if (how == CSV)
		printf("proto,client,client_port,server,server_port,packets_from_client,"
		       "packets_from_server,bytes_from_client,bytes_from_server,first,duration,"
		       "rtt_ms,retransmissions,state,application\n");
	for (size_t i = 0; how != TABLE && i < n; i++)
		if (how == JSON)
			print_json(rows[i].f);
		else
			print_csv(rows[i].f);
	if (how == TABLE && n < all)
		printf("%zu of %zu conversations\n", n, all);
	free(rows);
	if (flows_evicted(s))
		say_warning(&job,
			"there were more than %d conversations: %" PRIu64
			" that had been silent for long are left out",
			FLOWS_MAX, flows_evicted(s));
	return STATUS_OK;
}

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde flows [--json | --csv] [--sort KEY] [--top N] file [expression]\n"
		"       sonde flows -i interface [--duration SECONDS] [-c N] ... [expression]\n"
		"The conversations of a capture: packets, bytes, times, round trips, what was sent "
		"again.\n"
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
	enum how how;
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

static int work(const struct asked *a, int argc, char **argv)
{
	const struct flows_conf conf = { .max = FLOWS_MAX };
	struct flows *s = flows_new(&conf);
	struct tell tell = { 0 };
	int status, files = a->device ? 0 : 1;
	char *expr = filter_join(argv + files);
	struct hear h = { .job = &job, .tell = &tell, .expr = expr, .no_sandbox = a->no_sandbox };

	(void)argc;
	if (!s || !expr) {
		say_error(&job, "out of memory");
		flows_free(s);
		free(expr);
		return STATUS_MEMORY;
	}
	flows_listen(s, &tell);
	signals_catch();
	status = a->device ? hear_device(&h, a->device, a->seconds, a->count, NULL)
	                   : hear_files(&h, argv, 1);
	if (status == STATUS_OK)
		status = print(s, a->how, a->order, a->top);
	if (status == STATUS_OK && h.damaged)
		status = STATUS_FAILED;
	flows_free(s);
	free(expr);
	if (fflush(stdout) != 0) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
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
	struct asked a = { .how = TABLE, .order = by_bytes };
	uint64_t v;
	int c;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "+hi:c:", options, NULL)) != -1)
		switch (c) {
		case 'j':
			a.how = JSON;
			break;
		case 'C':
			a.how = CSV;
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
