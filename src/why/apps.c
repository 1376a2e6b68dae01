/* What is spoken, found out by the first octets; its octets cut into lines and records. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKS = 6 }; /* for a prompt, in each direction */

bool starts_with(const uint8_t *b, size_t n, const char *word)
{
	size_t i = 0;

	/* Words are ASCII: the case is one bit. */
	for (; word[i] && i < n; i++)
		if (b[i] != (uint8_t)word[i] && ((b[i] ^ (uint8_t)word[i]) != 0x20 ||
							(b[i] | 0x20) < 'a' || (b[i] | 0x20) > 'z'))
			return false;
	return !word[i];
}

void app_trouble(struct app *a, enum trouble_kind kind, uint64_t from, const char *text)
{
	struct trouble *t;

	a->talk->troubled = true;
	if (a->ntroubles == TROUBLES) {
		a->more_troubles++;
		return;
	}
	if (!a->troubles)
		a->troubles = pool_get(&a->why->troubles);
	if (!a->troubles)
		return;
	t = &a->troubles[a->ntroubles++];
	t->kind = (uint8_t)kind;
	t->no = a->no;
	t->from_no = from;
	t->t = a->t;
	show_text(t->text, sizeof(t->text), (const uint8_t *)text, strlen(text));
}

void app_pools(struct why *w)
{
	w->apps = pool_of(&w->arena, pool_lines(sizeof(struct app)));
	w->bufs = pool_of(&w->arena, LINE_MOST);
	w->troubles = pool_of(&w->arena, TROUBLES * sizeof(struct trouble));
	w->requests = pool_of(&w->arena, REQUESTS * sizeof(struct request));
}

/* What waits in them is all that is in no pool. */
static void streams_free(struct why *w)
{
	for (size_t i = 0; w->pool.used && i < w->apps.used; i++) {
		struct app *a = pool_at(&w->apps, i);

		stream_free(&a->feed[0].stream, &w->pool);
		stream_free(&a->feed[1].stream, &w->pool);
	}
}

void app_pools_free(struct why *w)
{
	struct pool *const all[] = { &w->apps, &w->bufs, &w->troubles, &w->requests };

	streams_free(w);
	for (size_t i = 0; i < LEN(all); i++)
		pool_free(all[i]);
}

void app_end(struct why *w, struct app *a)
{
	if (!a)
		return;
	for (int dir = 0; dir < 2; dir++) {
		stream_free(&a->feed[dir].stream, &w->pool);
		pool_put(&w->bufs, a->feed[dir].buf);
	}
	pool_put(&w->troubles, a->troubles);
	pool_put(&w->requests, a->requests);
	pool_put(&w->apps, a);
}

/* --- which protocol --- */

static bool is_http_request(const uint8_t *b, size_t n)
{
	static const char *const verbs[] = { "GET ", "POST ", "HEAD ", "PUT ", "DELETE ",
		"OPTIONS ", "PATCH ", "CONNECT ", "TRACE ", "PROPFIND " };

	if (!n || !memchr("GPHDOCT", b[0], 7))
		return false;
	for (size_t i = 0; i < LEN(verbs); i++)
		if (n >= strlen(verbs[i]) && memcmp(b, verbs[i], strlen(verbs[i])) == 0)
			return true;
	return false;
}

static bool is_tls(const uint8_t *b, size_t n)
{
	return n >= 6 && b[0] == 22 && b[1] == 3 && b[2] <= 4 && (b[5] == 1 || b[5] == 2);
}

/* A startup message: its length, then version 3.0 or the request for TLS. */
static bool is_postgres(const uint8_t *b, size_t n)
{
	uint32_t len, version;

	if (n < 8)
		return false;
	len = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	version = (uint32_t)b[4] << 24 | (uint32_t)b[5] << 16 | (uint32_t)b[6] << 8 | b[7];
	return len >= 8 && len < 10000 &&
	       (version == 196608 || (version == 80877103 && len == 8) || version == 196610);
}

static enum spoken by_client(const uint8_t *b, size_t n, uint16_t port)
{
	if (n >= 14 && memcmp(b, "PRI * HTTP/2.0", 14) == 0)
		return P_HTTP2;
	if (is_http_request(b, n))
		return P_HTTP;
	if (is_tls(b, n))
		return P_TLS;
	if (starts(b, n, "SSH-"))
		return P_SSH;
	if (is_postgres(b, n))
		return P_POSTGRES;
	if ((n >= 4 && b[0] == '*' && b[1] >= '1' && b[1] <= '9') ||
		(port == 6379 && n >= 4 && b[0] >= 'A' && b[0] <= 'z'))
		return P_REDIS;
	if (starts(b, n, "EHLO ") || starts(b, n, "HELO "))
		return P_SMTP;
	return P_UNKNOWN;
}

static enum spoken by_server(const uint8_t *b, size_t n, uint16_t port)
{
	if (starts(b, n, "SSH-"))
		return P_SSH;
	if (starts(b, n, "+OK"))
		return P_POP3;
	if (starts(b, n, "* OK"))
		return P_IMAP;
	if (n >= 4 && memcmp(b, "220", 3) == 0 && (b[3] == ' ' || b[3] == '-'))
		return port == 21 || port == 2121 || (n > 8 && memmem(b, n, "FTP", 3)) ? P_FTP
		                                                                       : P_SMTP;
	if (n >= 3 && b[0] == 255 && b[1] >= 250)
		return P_TELNET;
	if (port == 23)
		return P_TELNET;
	return P_UNKNOWN;
}

/* What the port is known for. */
static const struct {
	uint16_t port;
	enum spoken proto;
} known[] = {
	{ 21, P_FTP },
	{ 22, P_SSH },
	{ 23, P_TELNET },
	{ 25, P_SMTP },
	{ 53, P_OTHER },
	{ 80, P_HTTP },
	{ 110, P_POP3 },
	{ 143, P_IMAP },
	{ 443, P_TLS },
	{ 465, P_TLS },
	{ 587, P_SMTP },
	{ 636, P_TLS },
	{ 853, P_TLS },
	{ 993, P_TLS },
	{ 995, P_TLS },
	{ 3306, P_OTHER },
	{ 3389, P_OTHER },
	{ 5432, P_POSTGRES },
	{ 6379, P_REDIS },
};

static const char *const names[] = { "", "HTTP", "HTTP/2", "Redis", "PostgreSQL", "SMTP", "FTP",
	"POP3", "IMAP", "SSH", "TLS", "Telnet", "" };

static enum feed_mode mode_of(enum spoken proto)
{
	if (proto == P_HTTP || proto == P_REDIS || (proto >= P_SMTP && proto <= P_IMAP))
		return F_LINES;
	return proto == P_POSTGRES || proto == P_TLS ? F_RECORDS : F_IGNORE;
}

/* What is kept of what is spoken: made when that is looked into, or something is wrong with it.
 * NULL: out of memory. */
static struct app *app_of(struct why *w, struct talk *k)
{
	struct app *a = k->app;

	if (!a)
		a = k->app = pool_get(&w->apps);
	if (!a)
		return NULL;
	a->why = w;
	a->talk = k;
	a->no = w->number;
	a->t = w->now;
	if (a->proto == k->spoken && a->has_modes)
		return a;
	a->proto = k->spoken;
	a->has_modes = true;
	a->feed[0].mode = a->feed[1].mode = (uint8_t)mode_of(a->proto);
	a->feed[0].want = record_first(a, 0);
	a->feed[1].want = record_first(a, 1);
	return a;
}

static void check_port(struct why *w, const struct flow *f, const uint8_t *b, size_t n)
{
	struct talk *k = f->app;
	uint8_t proto = k->spoken;
	struct app *a;
	char text[96];

	/* Others greet with 220 as well. */
	if ((proto == P_SMTP || proto == P_FTP) && !memmem(b, n, "SMTP", 4) &&
		!memmem(b, n, "FTP", 3))
		return;
	for (size_t i = 0; i < LEN(known); i++) {
		if (known[i].port != f->bport || proto == known[i].proto)
			continue;
		if (proto == P_UNKNOWN || proto == P_OTHER)
			return;
		if (proto == P_HTTP2 && known[i].proto == P_HTTP)
			return;
		if (proto == P_POP3 && known[i].proto == P_REDIS)
			return; /* both say +OK */
		if (proto == P_TLS &&
			(known[i].port == 6379 || known[i].port == 3389 || known[i].port == 3306))
			return;
		snprintf(text, sizeof(text), "%s is spoken on port %u", names[proto], f->bport);
		a = app_of(w, k);
		if (a)
			app_trouble(a, T_MISMATCH, 0, text);
		return;
	}
}

/* The first octets of the connection, or of the other side if the first said nothing. */
static void name(struct why *w, const struct flow *f, int dir, const uint8_t *b, size_t n)
{
	enum spoken proto = dir == 0 ? by_client(b, n, f->bport) : by_server(b, n, f->bport);
	struct talk *k = f->app;

	if (proto == P_UNKNOWN && dir == 1 && !f->payload[0])
		return; /* a banner that says nothing: the client may */
	k->named = true;
	k->spoken = (uint8_t)proto;
	if (mode_of(proto) != F_IGNORE)
		app_of(w, k);
	check_port(w, f, b, n);
}

/* --- lines and records --- */

struct going {
	struct why *w;
	struct flow *f;
	struct app *a;
	int dir;
};

static bool keep(struct why *w, struct feed *d, const uint8_t *b, size_t n)
{
	if (!d->buf)
		d->buf = pool_get(&w->bufs);
	if (!d->buf)
		return false;
	if (n > (size_t)(LINE_MOST - d->have))
		n = (size_t)(LINE_MOST - d->have);
	memcpy(d->buf + d->have, b, n);
	d->have = (uint16_t)(d->have + n);
	return true;
}

static void line(struct going *g, const uint8_t *b, size_t n)
{
	if (n && b[n - 1] == '\r')
		n--;
	if (g->a->proto == P_HTTP)
		http_line(g->w, g->f, g->a, g->dir, b, n);
	else
		text_line(g->w, g->f, g->a, g->dir, b, n);
}

static size_t take_line(struct going *g, const uint8_t *b, size_t n)
{
	struct feed *d = &g->a->feed[g->dir];
	const uint8_t *end = memchr(b, '\n', n);
	size_t len = end ? (size_t)(end - b) : n;

	if (end && !d->have) {
		line(g, b, len);
		return len + 1;
	}
	if (!keep(g->w, d, b, len))
		return n;
	if (!end)
		return n;
	len = d->have;
	d->have = 0;
	line(g, d->buf, len);
	return (size_t)(end - b) + 1;
}

static size_t take_record(struct going *g, const uint8_t *b, size_t n)
{
	struct feed *d = &g->a->feed[g->dir];
	size_t need = (size_t)(d->want - d->have), some = n < need ? n : need;

	if (!d->have && some == d->want) {
		record_whole(g->w, g->f, g->a, g->dir, b, some);
		return some;
	}
	if (!keep(g->w, d, b, some))
		return n;
	if (d->have == d->want) {
		d->have = 0;
		record_whole(g->w, g->f, g->a, g->dir, d->buf, d->want);
	}
	return some;
}

static void missing(struct going *g, uint32_t n)
{
	struct feed *d = &g->a->feed[g->dir];

	if (d->skip >= n) {
		d->skip -= n;
		g->a->body += g->dir == 1 ? n : 0;
		if (!d->skip && g->a->proto == P_HTTP)
			http_skipped(g->a, g->dir);
		return;
	}
	if (g->a->proto == P_HTTP && g->dir == 1)
		http_cut(g->w, g->f, g->a, d->buf, d->have);
	if (d->have && d->mode == F_LINES && g->a->proto != P_HTTP)
		line(g, d->buf, d->have); /* what there is of it */
	d->have = 0;
	d->lost = true;
	if (d->mode != F_LINES || g->a->proto == P_HTTP || g->a->proto == P_REDIS)
		d->mode = F_IGNORE;
}

static void take(void *arg, const uint8_t *b, uint32_t n)
{
	struct going *g = arg;
	struct feed *d = &g->a->feed[g->dir];
	size_t left = n, some;

	if (!b) {
		missing(g, n);
		return;
	}
	while (left && d->mode != F_IGNORE) {
		if (d->skip) {
			some = d->skip < left ? (size_t)d->skip : left;
			d->skip -= some;
			if (g->a->proto == P_HTTP)
				http_body(g->a, g->dir, b, some);
			if (!d->skip && g->a->proto == P_HTTP)
				http_skipped(g->a, g->dir);
		} else if (d->mode == F_LINES) {
			some = take_line(g, b, left);
		} else {
			some = take_record(g, b, left);
		}
		b += some;
		left -= some;
	}
	if (!d->have && d->buf) {
		pool_put(&g->w->bufs, d->buf);
		d->buf = NULL;
	}
}

/* --- a shell at the other end --- */

static bool is_text(const uint8_t *b, size_t n)
{
	size_t odd = 0;

	for (size_t i = 0; i < n; i++)
		odd += (b[i] < ' ' && b[i] != '\n' && b[i] != '\r' && b[i] != '\t' && b[i] != 27) ||
		       b[i] > 0x7e;
	return n && odd * 20 <= n;
}

/* What ends like a prompt, or begins as shells and `id` do. */
static bool is_prompt(const uint8_t *b, size_t n)
{
	static const char *const words[] = { "Microsoft Windows [Version", "bash: no job control",
		"/bin/sh", "sh: can't access tty" };
	bool unix_ = n >= 2 && n < 400 && b[n - 1] == ' ' && (b[n - 2] == '$' || b[n - 2] == '#');
	bool dos = n >= 4 && n < 400 && b[n - 1] == '>' && memmem(b, n, ":\\", 2);

	if (unix_ || dos)
		return is_text(b, n);
	if (starts(b, n, "uid=") && memmem(b, n < 200 ? n : 200, " gid=", 5))
		return true;
	for (size_t i = 0; i < LEN(words); i++)
		if (starts(b, n, words[i]))
			return true;
	return false;
}

static void look_for_shell(struct why *w, const struct flow *f, int dir, const uint8_t *b, size_t n)
{
	struct talk *k = f->app;
	struct app *a;

	if (k->looked[dir] >= LOOKS || f->bport == 23)
		return;
	k->looked[dir]++;
	if (!is_prompt(b, n))
		return;
	k->looked[0] = k->looked[1] = LOOKS;
	a = app_of(w, k);
	if (a)
		app_trouble(a, T_SHELL, 0, "a shell prompt");
}

void app_data(struct why *w, struct flow *f, int dir, const struct tell_tcp *e)
{
	struct talk *k = f->app;
	struct going g = { w, f, NULL, dir };
	struct stream_sink to = { &g, take };

	if (!k->named && e->held)
		name(w, f, dir, e->data, e->held);
	if (k->spoken == P_UNKNOWN && e->held)
		look_for_shell(w, f, dir, e->data, e->held);
	if (!k->app || !k->named)
		return;
	g.a = k->app;
	g.a->no = w->number;
	g.a->t = w->now;
	if (dir == 1 && g.a->feed[1].lost && g.a->proto == P_HTTP && !g.a->upgrade)
		http_glimpse(w, f, g.a, e->data, e->held);
	if (g.a->feed[dir].mode != F_IGNORE)
		stream_feed(
			&g.a->feed[dir].stream, &w->pool, e->seq, e->data, e->held, e->length, &to);
}

void app_close(struct why *w, struct flow *f)
{
	struct talk *k = f->app;

	(void)w;
	if (k->spoken == P_HTTP && k->app)
		http_close(k->app, f, k);
}

/* --- what others ask --- */

const char *app_name(const struct talk *k) { return names[k->spoken]; }

bool app_may_wait(const struct talk *k)
{
	const struct app *a = k->app;

	return (a && (a->wait_wanted || a->upgrade)) || k->spoken == P_SSH ||
	       k->spoken == P_TELNET || k->spoken == P_HTTP2 || k->spoken == P_IMAP;
}

bool app_answers(const struct talk *k)
{
	const struct app *a = k->app;

	if (!a || a->quit || a->upgrade || a->wait_wanted || a->feed[1].lost)
		return false;
	return a->proto == P_HTTP || a->proto == P_REDIS || a->proto == P_POSTGRES ||
	       (a->proto >= P_SMTP && a->proto <= P_POP3) || (a->proto == P_TLS && !a->finished);
}

bool app_complete(const struct talk *k)
{
	const struct app *a = k->app;

	return a && a->proto == P_HTTP && !a->feed[1].lost && a->asked && a->asked == a->replied;
}
