/* Names: those that are not found, that nobody answers for, that carry something else.  RFC 1035,
 * 2308. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "inner.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 12,
	LABELS = 64,
	TYPE_NULL = 10,
	TYPE_PTR = 12,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	SERVFAIL = 2,
	NXDOMAIN = 3,
	REFUSED = 5,
	LONG_LABEL = 20,
	TUNNEL_NAMES = 30,
};

struct question {
	char name[NAME_MAX_];
	uint16_t id, type, flags, answers;
};

static uint16_t be16(const uint8_t *b) { return (uint16_t)(b[0] << 8 | b[1]); }

static uint64_t hash(const char *s)
{
	uint64_t h = 1469598103934665603u;

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 1099511628211u;
	return h;
}

/* The first question; pointers are not followed, for there is nothing before it to point at. */
static bool read_question(struct question *q, const uint8_t *b, uint32_t n)
{
	uint32_t at = HEADER, o = 0;

	if (n < HEADER || be16(b + 4) != 1)
		return false;
	q->id = be16(b);
	q->flags = be16(b + 2);
	q->answers = be16(b + 6);
	for (int i = 0; i < LABELS && at < n && b[at]; i++) {
		uint8_t len = b[at++];

		if (len > 63 || at + len > n || o + len + 2 > NAME_MAX_)
			return false;
		if (o)
			q->name[o++] = '.';
		for (uint8_t k = 0; k < len; k++) {
			uint8_t c = b[at + k];

			q->name[o++] = c > ' ' && c <= '~' ? (char)tolower(c) : '?';
		}
		at += len;
	}
	q->name[o] = '\0';
	if (at + 5 > n || b[at])
		return false;
	q->type = be16(b + at + 1);
	return true;
}

/* --- many names of one domain --- */

/* Where the last two labels begin. */
static const char *domain_of(const char *name)
{
	const char *at = name + strlen(name);
	int dots = 0;

	while (at > name && !(at[-1] == '.' && ++dots == 2))
		at--;
	return at;
}

/* What both end in, whole labels of it. */
static const char *common_end(const char *suffix, const char *name)
{
	size_t n = strlen(suffix), m = strlen(name), same = 0;
	const char *at;

	while (same < n && same < m && suffix[n - 1 - same] == name[m - 1 - same])
		same++;
	if (same == n)
		return suffix;
	at = suffix + n - same;
	while (*at && at > suffix && at[-1] != '.')
		at++;
	return at;
}

static void see_domain(struct why *w, const struct lookup *l)
{
	const char *name = domain_of(l->name);
	struct domain_key key = { l->key.client, l->key.server, hash(name) };
	struct domain *d;
	size_t longest = 0, run = 0;

	if (strstr(l->name, ".arpa"))
		return;
	d = map_add(w->domains, &key);
	if (!d)
		return;
	for (const char *s = l->name; *s; s++) {
		run = *s == '.' ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	if (!d->names) {
		d->suffix = l->name;
		d->first = w->now;
	} else {
		d->suffix = common_end(d->suffix, l->name);
	}
	d->names++;
	d->longs += longest >= LONG_LABEL || strlen(l->name) >= 60;
	d->odd_types += l->key.type == TYPE_TXT || l->key.type == TYPE_NULL;
	d->octets += strlen(l->name);
	d->last = w->now;
	marks_add(w, &d->marks, w->number, w->now);
}

/* --- questions and answers --- */

/* The record of a question; *fresh: it is new.  NULL: there are too many. */
static struct lookup *lookup_of(
	struct why *w, const struct lookup_key *key, const struct question *q, bool *fresh)
{
	struct lookup *l = map_add(w->lookups, key);
	size_t n = strlen(q->name) + 1;
	char *name;

	*fresh = l && !l->name;
	if (!*fresh)
		return l;
	name = why_keep(w, n);
	if (name)
		memcpy(name, q->name, n);
	l->name = name ? name : "";
	return l;
}

static void see_question(struct why *w, const struct tell_udp *e, const struct question *q)
{
	struct lookup_key key = { .client = e->ip->src,
		.server = e->ip->dst,
		.name = hash(q->name),
		.type = q->type,
		.port = e->dport };
	bool fresh;
	struct lookup *l = lookup_of(w, &key, q, &fresh);

	if (!l)
		return;
	if (fresh)
		see_domain(w, l);
	if (!l->pending)
		l->first = w->now;
	l->asked++;
	l->pending++;
	l->id = q->id;
	l->last = w->now;
	marks_add(w, &l->questions, w->number, w->now);
}

static void see_answer(struct why *w, const struct tell_udp *e, const struct question *q)
{
	struct lookup_key key = { .client = e->ip->dst,
		.server = e->ip->src,
		.name = hash(q->name),
		.type = q->type,
		.port = e->sport };
	bool fresh;
	struct lookup *l = lookup_of(w, &key, q, &fresh);
	uint16_t rcode = q->flags & 15;

	if (!l)
		return;
	l->answered++;
	l->pending = 0;
	l->ok += rcode == 0 && q->answers;
	l->empty += rcode == 0 && !q->answers;
	l->nx += rcode == NXDOMAIN;
	l->servfail += rcode == SERVFAIL;
	l->refused += rcode == REFUSED;
	if (rcode)
		marks_add(w, &l->answers, w->number, w->now);
}

void names_udp(struct why *w, const struct tell_udp *e)
{
	struct question q;

	if (addr_multicast(&e->ip->dst) || !read_question(&q, e->data, e->held))
		return;
	if (q.flags & 0x8000)
		see_answer(w, e, &q);
	else
		see_question(w, e, &q);
}

/* --- findings --- */

static struct finding *found_name(
	struct why *w, const char *class, enum severity s, const struct lookup *l, bool *fresh)
{
	const struct found v = { class, s, &l->key.client, &l->key.server, 0, l->key.port,
		(uint32_t)l->key.name, l->name, FLOW_UDP };
	struct finding *x = found_add(w, &v, fresh);

	if (x) {
		found_marks(x, l->answers);
		found_marks(x, l->questions);
	}
	return x;
}

/* The search list's work: the name without its end is found. */
static bool was_search(struct why *w, const struct lookup *l)
{
	for (uint32_t i = 0; i < map_count(w->lookups); i++) {
		const struct lookup *o = map_at(w->lookups, i);
		size_t n = strlen(o->name);

		if (o->ok && n < strlen(l->name) && strncmp(o->name, l->name, n) == 0 &&
			l->name[n] == '.' && addr_same(&o->key.client, &l->key.client))
			return true;
		/* Or the same name with another end. */
		if (o->ok && o != l && strchr(l->name, '.') &&
			addr_same(&o->key.client, &l->key.client) &&
			strncmp(o->name, l->name, (size_t)(strchr(l->name, '.') - l->name) + 1) ==
				0 &&
			l->key.type == o->key.type && o->last >= l->last && o->last - l->last < SEC)
			return true;
	}
	return false;
}

static void not_found(struct why *w, const struct lookup *l)
{
	bool fresh, mild = l->key.type == TYPE_PTR || strstr(l->name, ".arpa") || was_search(w, l);
	struct finding *x =
		found_name(w, "dns-nxdomain", mild ? SEVERITY_NOTICE : SEVERITY_WARNING, l, &fresh);

	if (!x || !fresh)
		return;
	found_what(x, "The name %.200s does not exist, says the name server (NXDOMAIN).", l->name);
	found_not(x, "Not the network and not the name server: it answered.");
	found_next(x,
		"See how the name is written; if it is new, whether this server knows its zone "
		"already.");
}

static void failed(struct why *w, const struct lookup *l)
{
	bool fresh;
	struct finding *x = found_name(w, "dns-servfail", SEVERITY_ERROR, l, &fresh);

	if (!x || !fresh)
		return;
	found_what(x, "The name server answers %s for %.200s: it cannot find out.",
		l->servfail ? "SERVFAIL" : "REFUSED", l->name);
	found_not(x,
		"Not the network to the name server: it answered. Not a wrong name: that would be "
		"NXDOMAIN.");
	found_next(x,
		"Look at what the server asks itself: its upstream, DNSSEC, the zone's servers.");
}

static void no_answer(struct why *w, const struct lookup *l)
{
	int64_t waited = w->facts.last - l->first;
	bool fresh;
	struct finding *x;

	if (l->answered || (l->asked < 2 && waited < 4 * SEC) || waited < 900 * MS)
		return;
	x = found_name(
		w, "dns-timeout", l->asked < 2 ? SEVERITY_NOTICE : SEVERITY_ERROR, l, &fresh);
	if (!x || !fresh)
		return;
	found_what(x, "The name server never answered for %.200s, asked %u time%s in %.1f s.",
		l->name, l->asked, l->asked == 1 ? "" : "s", (double)(l->last - l->first) / 1e9);
	found_not(x, "Not a wrong name: no answer at all came.");
	found_next(x, "See whether the server runs and whether UDP port 53 gets there and back.");
}

static bool is_tunnel(const struct domain *d)
{
	return d->names >= TUNNEL_NAMES && d->longs * 2 >= d->names;
}

static void tunnel(struct why *w, const struct domain *d)
{
	const struct found v = { "dns-tunnel", SEVERITY_WARNING, &d->key.client, &d->key.server, 0,
		53, (uint32_t)d->key.name, d->suffix, FLOW_UDP };
	double secs = (double)(d->last - d->first) / 1e9;
	bool fresh;
	struct finding *x = found_add(w, &v, &fresh);

	if (!x)
		return;
	found_marks(x, d->marks);
	found_what(x,
		"%u different names below %.100s were asked for in %.1f s, %u with long labels "
		"(%llu octets a "
		"name)%s: data goes out in the names.",
		d->names, d->suffix, secs, d->longs, (unsigned long long)(d->octets / d->names),
		d->odd_types * 2 > d->names ? ", mostly TXT or NULL" : "");
	found_not(x, "Not ordinary look-ups: those are few and short, and are asked again.");
	found_next(x, "See which program asks on that host, and who owns the domain.");
}

static bool of_tunnel(struct why *w, const struct lookup *l)
{
	struct domain_key key = { l->key.client, l->key.server, hash(domain_of(l->name)) };
	const struct domain *d = map_find(w->domains, &key);

	return d && is_tunnel(d);
}

/* Is the server seen one way only? */
static bool half_seen(struct why *w, const struct lookup *l)
{
	const struct pair_key key = { l->key.client, l->key.server };
	const struct pair *p = map_find(w->pairs, &key);

	return w->facts.one_way && (!p || p->one_way > p->two_way);
}

void judge_names(struct why *w)
{
	for (uint32_t i = 0; i < map_count(w->domains); i++) {
		const struct domain *d = map_at(w->domains, i);

		if (is_tunnel(d))
			tunnel(w, d);
	}
	for (uint32_t i = 0; i < map_count(w->lookups); i++) {
		const struct lookup *l = map_at(w->lookups, i);

		if (l->ok || of_tunnel(w, l))
			continue;
		if (l->nx)
			not_found(w, l);
		else if (l->servfail || l->refused)
			failed(w, l);
		else if (!half_seen(w, l))
			no_answer(w, l);
	}
}
