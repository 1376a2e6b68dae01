/* SPDX-License-Identifier: BSD-2-Clause */
#include "baseline.h"
#include "inner.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "sonde baseline 1\n"

enum { LINE = 512, FIELDS = 7, EPHEMERAL = 32768 };

struct baseline {
	struct arena arena;
	struct map *map;
};

struct baseline *baseline_new(void)
{
	struct baseline *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->map = map_new(&b->arena, sizeof(struct usual_key), sizeof(struct usual), BASELINE_MAX);
	if (!b->map) {
		free(b);
		return NULL;
	}
	return b;
}

void baseline_free(struct baseline *b)
{
	if (!b)
		return;
	map_free(b->map);
	arena_free(&b->arena);
	free(b);
}

size_t baseline_count(const struct baseline *b) { return map_count(b->map); }

const struct usual *baseline_at(const struct baseline *b, size_t i)
{
	return map_at(b->map, (uint32_t)i);
}

bool baseline_full(const struct baseline *b) { return map_refused(b->map) > 0; }

const struct usual *baseline_find(const struct baseline *b, const struct usual_key *k)
{
	return map_find(b->map, k);
}

/* --- conversations --- */

bool baseline_counts(const struct flow *f)
{
	if (addr_multicast(&f->b) || !f->packets[0] || !f->packets[1])
		return false;
	return f->tcp ? f->tcp->synacks || (f->payload[0] && f->payload[1]) : true;
}

static struct usual_key key_of(const struct flow *f, bool peer)
{
	struct usual_key k = { .server = f->b, .port = f->bport, .proto = f->proto };

	if (peer)
		k.client = f->a;
	return k;
}

static void add(struct baseline *b, const struct flow *f, bool peer)
{
	const struct usual_key k = key_of(f, peer);
	const char *app = flow_application(f);
	struct usual *u = map_add(b->map, &k);
	const struct talk *t = f->app;

	if (!u)
		return;
	if (!u->app[0])
		snprintf(u->app, sizeof(u->app), "%s", app);
	u->seen++;
	u->octets += f->bytes[0] + f->bytes[1];
	if (!f->tcp || !t)
		return;
	u->turns += said(t)->turns;
	u->wait += said(t)->wait_sum;
	u->lost += f->tcp->half[0].lost + f->tcp->half[1].lost;
	if (flow_rtt(f) > 0) {
		u->rtt += flow_rtt(f);
		u->nrtt++;
	}
}

void baseline_see(struct baseline *b, const struct flow *f)
{
	if (!baseline_counts(f))
		return;
	add(b, f, false);
	add(b, f, true);
}

const struct usual *baseline_service(const struct baseline *b, const struct flow *f)
{
	const struct usual_key k = key_of(f, false);

	return map_find(b->map, &k);
}

const struct usual *baseline_peer(const struct baseline *b, const struct flow *f)
{
	const struct usual_key k = key_of(f, true);

	return map_find(b->map, &k);
}

/* --- the file --- */

static bool addr_of(const char *s, struct tell_addr *a)
{
	struct in6_addr six;
	struct in_addr four;

	memset(a, 0, sizeof(*a));
	if (strcmp(s, "-") == 0)
		return true;
	if (inet_pton(AF_INET, s, &four) == 1) {
		a->b[10] = a->b[11] = 0xff;
		memcpy(a->b + 12, &four, 4);
		return true;
	}
	if (inet_pton(AF_INET6, s, &six) != 1)
		return false;
	memcpy(a->b, &six, 16);
	return true;
}

static bool number_of(const char *s, uint64_t most, uint64_t *v)
{
	char *end;

	errno = 0;
	*v = strtoull(s, &end, 10);
	return *s >= '0' && *s <= '9' && *end == '\0' && !errno && *v <= most;
}

static bool is_word(const char *s)
{
	for (; *s; s++)
		if (*s < '!' || *s > '~')
			return false;
	return true;
}

static bool read_line(struct baseline *b, char *line)
{
	char *field[FIELDS], *rest = line;
	struct usual_key k = { .pad = { 0 } };
	uint64_t port, seen;
	struct usual *u;

	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < FIELDS; i++) {
		field[i] = strsep(&rest, "\t");
		if (!field[i])
			return false;
	}
	if (rest || !addr_of(field[1], &k.client) || !addr_of(field[2], &k.server) ||
		!number_of(field[3], 65535, &port) || !number_of(field[6], UINT64_MAX / 2, &seen))
		return false;
	if (strcmp(field[0], "service") != 0 && strcmp(field[0], "peer") != 0)
		return false;
	if ((strcmp(field[4], "tcp") != 0 && strcmp(field[4], "udp") != 0) || !is_word(field[5]))
		return false;
	k.port = (uint16_t)port;
	k.proto = strcmp(field[4], "tcp") == 0 ? FLOW_TCP : FLOW_UDP;
	u = map_add(b->map, &k);
	if (!u)
		return true;
	u->seen += seen;
	if (strcmp(field[5], "-") != 0)
		snprintf(u->app, sizeof(u->app), "%s", field[5]);
	return true;
}

bool baseline_read(struct baseline *b, FILE *f, char *err, size_t errlen)
{
	char line[LINE];
	unsigned n = 1;

	if (!fgets(line, sizeof(line), f) || strcmp(line, FIRST_LINE) != 0) {
		snprintf(err, errlen, "not a baseline of sonde");
		return false;
	}
	while (fgets(line, sizeof(line), f)) {
		n++;
		if (!strchr(line, '\n') || !read_line(b, line)) {
			snprintf(err, errlen, "line %u is no line of a baseline", n);
			return false;
		}
	}
	if (ferror(f)) {
		snprintf(err, errlen, "%s", strerror(errno));
		return false;
	}
	return true;
}

bool baseline_write(const struct baseline *b, FILE *f)
{
	static const struct tell_addr none;
	char c[FMT_MAX], s[FMT_MAX];

	fputs(FIRST_LINE, f);
	for (size_t i = 0; i < baseline_count(b); i++) {
		const struct usual *u = baseline_at(b, i);
		bool peer = !addr_same(&u->key.client, &none);

		fprintf(f, "%s\t%s\t%s\t%u\t%s\t%s\t%" PRIu64 "\n", peer ? "peer" : "service",
			peer ? show_addr(c, &u->key.client) : "-", show_addr(s, &u->key.server),
			u->key.port, u->key.proto == FLOW_TCP ? "tcp" : "udp",
			u->app[0] ? u->app : "-", u->seen);
	}
	return !ferror(f);
}

/* --- what is not usual --- */

static void new_service(struct why *w, const struct flow *f)
{
	const struct found v = { "unknown-service", SEVERITY_WARNING, &f->a, &f->b, f->aport,
		f->bport, 1, NULL, f->proto };
	bool fresh;
	struct finding *x = found_add(w, &v, &fresh);

	if (!x)
		return;
	found_evidence(x, f->first_no, f->first);
	if (!fresh)
		return;
	found_what(x, "Port %u%s%s of this host answers, which the baseline does not know.",
		f->bport, *flow_application(f) ? ", " : "", flow_application(f));
	found_not(x, "It is a service: it answered. In the baseline it is not, with any client.");
	found_next(x,
		"See which program it is (ss -ltnup there); if it is meant, add the capture to the "
		"baseline: sonde baseline.");
}

static void new_peer(struct why *w, const struct flow *f)
{
	const struct found v = { "new-peer", SEVERITY_NOTICE, &f->a, &f->b, 0, f->bport, 0, NULL,
		f->proto };
	bool fresh;
	struct finding *x = found_add(w, &v, &fresh);

	if (!x)
		return;
	found_evidence(x, f->first_no, f->first);
	if (fresh)
		found_what(x, "This client has not used this service before, says the baseline.");
}

static void new_protocol(struct why *w, const struct flow *f, const struct usual *u)
{
	const char *app = flow_application(f);
	bool fresh;
	struct finding *x;

	if (!u->app[0] || !*app || strcmp(u->app, app) == 0)
		return;
	x = found_service(w, "protocol-mismatch", SEVERITY_WARNING, f, &fresh);
	if (!x)
		return;
	found_evidence(x, f->first_no, f->first);
	if (fresh)
		found_what(x, "%s is spoken, where the baseline has %s.", app, u->app);
}

void judge_usual(struct why *w)
{
	const struct baseline *b = w->conf.baseline;

	for (size_t i = 0; b && i < flows_count(w->flows); i++) {
		const struct flow *f = flows_at(w->flows, i);
		const struct usual *u;

		if (!baseline_counts(f))
			continue;
		u = baseline_service(b, f);
		if (!u && f->bport < EPHEMERAL)
			new_service(w, f);
		else if (!u || !baseline_peer(b, f))
			new_peer(w, f);
		if (u)
			new_protocol(w, f, u);
	}
}

void why_usual(const struct why *w, struct baseline *b)
{
	for (size_t i = 0; i < flows_count(w->flows); i++)
		baseline_see(b, flows_at(w->flows, i));
}
