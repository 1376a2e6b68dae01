/* `sonde stats`: what a capture consists of. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "stats.h"

#include "hear.h"
#include "signals.h"
#include "verbs.h"

#include "../dissect/engine.h"
#include "../filter/filter.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024, FIRST_SPAN = 1000000, TOP = 10 };

const uint32_t stats_size[STATS_SIZES] = { 0, 64, 128, 256, 512, 1024, 1519, 2048, 4096, 9001 };

static const struct job job = { .prog = "sonde" };

/* --- the protocol tree --- */

static unsigned child_of(struct stats *s, unsigned parent, const char *name)
{
	unsigned i = s->node[parent].child, *at = &s->node[parent].child;

	for (; i; at = &s->node[i].next, i = *at)
		if (s->node[i].name == name || strcmp(s->node[i].name, name) == 0)
			return i;
	if (s->nodes == STATS_NODES)
		return 0;
	*at = s->nodes;
	s->node[s->nodes] = (struct stats_node){ .name = name };
	return s->nodes++;
}

static void see_layers(struct stats *s, const struct packet *p, const struct fields *f)
{
	size_t n;
	const char *const *layer = fields_layers(f, &n);
	unsigned at = 1;

	for (size_t i = 0; at; i++) {
		unsigned next = i < n ? child_of(s, at, layer[i]) : 0;

		if (at != 1) {
			s->node[at].packets++;
			s->node[at].bytes += p->len;
			s->node[at].ends += next == 0;
		}
		at = next;
	}
}

/* --- time --- */

/* Each span becomes twice as long. */
static void coarsen(struct stats *s)
{
	for (int i = 0; i < STATS_SPANS / 2; i++) {
		s->span[i].packets = s->span[2 * i].packets + s->span[2 * i + 1].packets;
		s->span[i].bytes = s->span[2 * i].bytes + s->span[2 * i + 1].bytes;
	}
	memset(s->span + STATS_SPANS / 2, 0, sizeof(*s->span) * STATS_SPANS / 2);
	s->span_ns *= 2;
}

static void see_time(struct stats *s, const struct packet *p)
{
	__int128 now = (__int128)p->sec * 1000000000 +
	               (p->nano ? (uint64_t)p->frac : (uint64_t)p->frac * 1000);
	__int128 since;

	if (!s->timed)
		s->first = s->last = now;
	s->timed = true;
	if (now > s->last)
		s->last = now;
	since = now > s->first ? now - s->first : 0; /* out of order: counted with the first */
	while (since / s->span_ns >= STATS_SPANS && s->span_ns < UINT64_MAX / 4)
		coarsen(s);
	if (since / s->span_ns >= STATS_SPANS)
		return;
	s->span[since / s->span_ns].packets++;
	s->span[since / s->span_ns].bytes += p->len;
}

/* --- hosts --- */

static struct stats_host *slot_of(const struct stats *s, const uint8_t *address)
{
	uint32_t i = (uint32_t)siphash(s->secret, address, STATS_ADDRESS) & (s->slots - 1);

	while (s->hosts[i].address[0] && memcmp(s->hosts[i].address, address, STATS_ADDRESS) != 0)
		i = (i + 1) & (s->slots - 1);
	return &s->hosts[i];
}

/* The table becomes twice as large; no memory: it stays as it is. */
static void grow(struct stats *s)
{
	struct stats_host *old = s->hosts, *new = calloc(2 * (size_t)s->slots, sizeof(*new));
	uint32_t slots = s->slots;

	if (!new)
		return;
	s->hosts = new;
	s->slots *= 2;
	for (uint32_t i = 0; i < slots; i++)
		if (old[i].address[0])
			*slot_of(s, old[i].address) = old[i];
	free(old);
}

/* NULL: no room. */
static struct stats_host *host_of(struct stats *s, const uint8_t *address)
{
	struct stats_host *h = slot_of(s, address);

	if (h->address[0])
		return h;
	if (s->used * 2 >= s->slots && s->slots < 2 * STATS_HOSTS) {
		grow(s);
		h = slot_of(s, address);
	}
	if (s->used * 4 >= s->slots * 3ULL)
		return NULL;
	s->used++;
	memcpy(h->address, address, STATS_ADDRESS);
	return h;
}

static bool address_of(uint8_t *o, const struct field_value *v)
{
	memset(o, 0, STATS_ADDRESS);
	if (v->kind == FIELD_IP4) {
		uint32_t net = __builtin_bswap32(v->ip4);

		o[0] = 4;
		memcpy(o + 1, &net, 4);
	} else if (v->kind == FIELD_IP6) {
		o[0] = 6;
		memcpy(o + 1, v->ip6.b, 16);
	}
	return o[0];
}

/* The outermost addresses: the first source and the first destination. */
static void see_hosts(struct stats *s, const struct packet *p, const struct fields *f)
{
	size_t n;
	const struct field_value *v = fields_values(f, &n);
	bool have[2] = { false, false };
	uint8_t address[STATS_ADDRESS];

	for (size_t i = 0; i < n && !(have[0] && have[1]); i++) {
		int to = v[i].field & 1;
		struct stats_host *h;

		if (have[to] || !address_of(address, &v[i]))
			continue;
		have[to] = true;
		h = host_of(s, address);
		if (!h) {
			s->others++;
		} else if (to) {
			h->received++;
			h->received_bytes += p->len;
		} else {
			h->sent++;
			h->sent_bytes += p->len;
		}
	}
}

static uint64_t weight(const struct stats_host *h) { return h->sent_bytes + h->received_bytes; }

size_t stats_top(const struct stats *s, const struct stats_host **o, size_t top)
{
	size_t n = 0;

	for (uint32_t i = 0; i < s->slots; i++) {
		const struct stats_host *h = &s->hosts[i];
		size_t at = n;

		if (!h->address[0])
			continue;
		while (at > 0 &&
			(weight(o[at - 1]) < weight(h) ||
				(weight(o[at - 1]) == weight(h) &&
					memcmp(o[at - 1]->address, h->address, STATS_ADDRESS) > 0)))
			at--;
		if (at == top)
			continue;
		if (n < top)
			n++;
		memmove(o + at + 1, o + at, (n - at - 1) * sizeof(*o));
		o[at] = h;
	}
	return n;
}

/* --- all --- */

bool stats_init(struct stats *s)
{
	memset(s, 0, sizeof(*s));
	s->nodes = 2; /* none, and the root */
	s->span_ns = FIRST_SPAN;
	s->slots = FIRST_SLOTS;
	s->hosts = calloc(s->slots, sizeof(*s->hosts));
	s->secret = secret_new();
	return s->hosts != NULL;
}

void stats_free(struct stats *s) { free(s->hosts); }

void stats_see(struct stats *s, const struct packet *p, const struct fields *f)
{
	int size = STATS_SIZES - 1;

	s->packets++;
	s->bytes += p->len;
	s->captured += p->caplen;
	while (size > 0 && p->len < stats_size[size])
		size--;
	s->sizes[size]++;
	see_time(s, p);
	see_layers(s, p, f);
	see_hosts(s, p, f);
}

/* --- the verb --- */

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde stats [--json] [--top N] file [expression]\n"
		"       sonde stats [options] -i interface [--duration SECONDS] [-c N] "
		"[expression]\n"
		"What a capture consists of: protocols, packets and bytes over time, the busiest\n"
		"addresses, sizes.\n"
		"  --json          one object\n"
		"  --top N         so many addresses (10)\n"
		"  -i interface    listen there, until interrupted\n"
		"  --duration S    and for so many seconds at most\n"
		"  -c N            and for so many packets at most\n"
		"  --no-sandbox    keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

struct asked {
	const char *device;
	uint64_t seconds, count, top;
	bool json, no_sandbox;
};

struct counting {
	struct stats *s;
	struct dis *d;
};

static void on_packet(void *arg, const struct packet *p)
{
	struct counting *w = arg;

	dissect_packet(w->d, p);
	dis_discard(w->d);
	stats_see(w->s, p, dis_fields(w->d));
}

static struct field_list *addresses(void)
{
	static const char *const names[] = { "ip.src", "ip.dst", "ip6.src", "ip6.dst" };
	struct field_list *l = field_list_new();
	char hint[8];

	for (size_t i = 0; l && i < sizeof(names) / sizeof(*names); i++)
		field_list_add(l, names[i], strlen(names[i]), hint, sizeof(hint));
	return l;
}

static int run(const struct asked *a, char **argv)
{
	struct field_list *l = addresses();
	const struct opts opt = { .v = 1, .n = true, .t = 1, .K = true, .deep = true, .fields = l };
	struct counting w = { .s = malloc(sizeof(struct stats)), .d = dis_new(&opt, NULL, -1) };
	char *expr = filter_join(argv + (a->device ? 0 : 1));
	struct hear h = { .job = &job,
		.expr = expr,
		.packet = on_packet,
		.arg = &w,
		.no_sandbox = a->no_sandbox };
	int status = STATUS_MEMORY;

	if (l && w.s && w.d && expr && stats_init(w.s)) {
		w.s->blocks = stats_has_blocks();
		signals_catch();
		status = a->device
		                 ? hear_device(&h, a->device, (unsigned)a->seconds, a->count, NULL)
		                 : hear_files(&h, argv, 1);
		if (status == STATUS_OK && a->json)
			stats_json(w.s, a->top, stdout);
		else if (status == STATUS_OK)
			stats_print(w.s, a->top, stdout);
		stats_free(w.s);
	} else {
		say_error(&job, "out of memory");
	}
	free(w.s);
	dis_free(w.d);
	field_list_free(l);
	free(expr);
	if (fflush(stdout) != 0) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
	return status == STATUS_OK && h.damaged ? STATUS_FAILED : status;
}

/* False after a message. */
static bool number_of(const char *what, uint64_t most, uint64_t *v)
{
	char *end;

	errno = 0;
	*v = strtoull(optarg, &end, 10);
	if (errno == 0 && *optarg >= '0' && *optarg <= '9' && *end == '\0' && *v > 0 && *v <= most)
		return true;
	say_error(&job, "stats: %s wants a number from 1 to %llu, not '%s'", what,
		(unsigned long long)most, optarg);
	return false;
}

int stats_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "duration", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "interface", required_argument, NULL, 'i' },
		{ "json", no_argument, NULL, 'j' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ "top", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde stats";
	struct asked a = { .top = TOP };
	bool good = true;
	int c;

	argv[0] = name;
	while (good && (c = getopt_long(argc, argv, "+hi:c:", options, NULL)) != -1)
		switch (c) {
		case 'j':
			a.json = true;
			break;
		case 'S':
			a.no_sandbox = true;
			break;
		case 'i':
			a.device = optarg;
			break;
		case 't':
			good = number_of("--top", 1000, &a.top);
			break;
		case 'd':
			good = number_of("--duration", UINT32_MAX, &a.seconds);
			break;
		case 'c':
			good = number_of("-c", UINT32_MAX, &a.count);
			break;
		default:
			return usage(c == 'h' ? stdout : stderr);
		}
	if (!good)
		return STATUS_FAILED;
	if (optind == argc && !a.device)
		return usage(stderr);
	return run(&a, argv + optind);
}
