/* HTTP/1.x, as far as trouble shows in it.  RFC 9110, 9112. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum http_part { H_START, H_HEADERS, H_BODY, H_CHUNK, H_CHUNK_END, H_TRAILER, H_CLOSE };

static struct request *latest(struct app *a)
{
	return &a->requests[(a->asked ? a->asked - 1 : 0) % REQUESTS];
}

/* The one that the reply is to. */
static const struct request *answered(const struct app *a)
{
	static const struct request none = { .method = "?" };

	return a->requests ? &a->requests[a->replied % REQUESTS] : &none;
}

static uint64_t number(const uint8_t *b, size_t n, int base)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		int c = tolower(b[i]);
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;

		if (d >= base || v > UINT64_MAX / 32)
			break;
		v = v * (unsigned)base + (unsigned)d;
	}
	return v;
}

static uint64_t hash(const uint8_t *b, size_t n)
{
	uint64_t h = 1469598103934665603u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ b[i]) * 1099511628211u;
	return h;
}

static bool contains(const char *path, const char *word) { return strcasestr(path, word) != NULL; }

/* Asked to be answered later. */
static bool is_long_poll(const char *path)
{
	static const char *const words[] = { "poll", "event", "timeout=", "wait", "stream",
		"subscribe", "watch", "/sse", "notif", "comet" };

	for (size_t i = 0; i < LEN(words); i++)
		if (contains(path, words[i]))
			return true;
	return false;
}

/* --- requests --- */

static void request_line(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	const uint8_t *space = memchr(b, ' ', n), *end;
	struct relation *r = relation_of_flow(w, f);
	struct request *q;

	if (!n)
		return; /* an empty line before a request is let pass: RFC 9112, 2.2 */
	if (!space || space - b > 7) {
		a->feed[0].mode = F_IGNORE;
		a->feed[0].lost = true;
		return;
	}
	if (!a->requests)
		a->requests = pool_get(&w->requests);
	if (!a->requests) {
		a->feed[0].mode = a->feed[1].mode = F_IGNORE;
		return;
	}
	a->asked++;
	q = latest(a);
	memset(q, 0, sizeof(*q));
	q->no = a->no;
	show_text(q->method, sizeof(q->method), b, (size_t)(space - b));
	end = memchr(space + 1, ' ', n - (size_t)(space + 1 - b));
	end = end ? end : b + n;
	show_text(q->path, sizeof(q->path), space + 1, (size_t)(end - space - 1));
	a->wait_wanted = is_long_poll(q->path);
	a->part[0] = H_HEADERS;
	a->has_length[0] = a->chunked[0] = a->form = false;
	a->length[0] = 0;
	if (r && !r->seen_paths)
		r->seen_paths = why_keep(w, PATHS * sizeof(*r->seen_paths));
	if (r && r->seen_paths && r->npaths < PATHS)
		r->seen_paths[r->npaths++] = hash(space + 1, (size_t)(end - space - 1));
}

static void secret(struct app *a, const char *text)
{
	if (!a->secret)
		app_trouble(a, T_SECRET, 0, text);
	a->secret = true;
}

static void request_header(struct app *a, const uint8_t *b, size_t n)
{
	if (starts(b, n, "Authorization: Basic ") || starts(b, n, "Proxy-Authorization: Basic ")) {
		secret(a, "HTTP Basic authentication");
		latest(a)->authorized = true;
	} else if (starts(b, n, "Authorization: ")) {
		latest(a)->authorized = true;
	} else if (starts(b, n, "Content-Type: application/x-www-form")) {
		a->form = true;
	}
}

/* --- replies --- */

static bool expects_body(const struct app *a, const struct request *q)
{
	return a->status >= 200 && a->status != 204 && a->status != 304 &&
	       strcmp(q->method, "HEAD") != 0 &&
	       !(strcmp(q->method, "CONNECT") == 0 && a->status / 100 == 2);
}

static void status_line(struct app *a, const uint8_t *b, size_t n)
{
	if (!starts(b, n, "HTTP/1.") || n < 12) {
		a->feed[1].mode = F_IGNORE;
		a->feed[1].lost = true;
		return;
	}
	a->status = (int)number(b + 9, 3, 10);
	a->part[1] = H_HEADERS;
	a->has_length[1] = a->chunked[1] = false;
	a->length[1] = a->body = 0;
	a->location = 0;
	a->reply_no = a->no;
}

/* The path of a Location, absolute or not. */
static uint64_t location_of(const uint8_t *b, size_t n)
{
	const uint8_t *p = memmem(b, n, "://", 3);

	if (p) {
		n -= (size_t)(p + 3 - b);
		b = p + 3;
		p = memchr(b, '/', n);
		if (!p)
			return hash((const uint8_t *)"/", 1);
		n -= (size_t)(p - b);
		b = p;
	}
	return hash(b, n);
}

static void reply_header(struct app *a, const uint8_t *b, size_t n)
{
	size_t at = 9;

	if (!starts(b, n, "Location:"))
		return;
	while (at < n && b[at] == ' ')
		at++;
	a->location = location_of(b + at, n - at);
}

static void see_redirect(struct why *w, struct flow *f, struct app *a)
{
	struct relation *r = relation_of_flow(w, f);

	if (!r)
		return;
	if (a->status / 100 != 3 || !a->location) {
		if (r->redirects < 5) { /* a chain that ended well */
			r->redirects = r->back = r->npaths = 0;
			if (r->redirected)
				r->redirected->n = 0;
		}
		return;
	}
	r->redirects++;
	for (uint8_t i = 0; i < r->npaths; i++)
		if (r->seen_paths[i] == a->location) {
			r->back++;
			break;
		}
	marks_add(w, &r->redirected, a->no, a->t);
}

static void see_status(struct why *w, struct flow *f, struct app *a, const struct request *q)
{
	struct relation *r = relation_of_flow(w, f);
	enum trouble_kind kind = T_HTTP_4XX;
	char text[128];

	if (a->status < 400 || a->status > 599)
		return;
	snprintf(text, sizeof(text), "%s %s: %d", q->method, q->path, a->status);
	if (a->status >= 500)
		kind = T_HTTP_5XX;
	else if ((a->status == 401 || a->status == 407) && !q->authorized)
		kind = T_HTTP_4XX_MILD;
	else if (contains(q->path, "favicon.ico") || contains(q->path, "robots.txt") ||
		 contains(q->path, "apple-touch-icon"))
		kind = T_HTTP_4XX_MILD;
	app_trouble(a, kind, q->no, text);
	if ((a->status == 401 || a->status == 403) && r &&
		(q->authorized || strcmp(q->method, "POST") == 0)) {
		r->failed_logins++;
		marks_add(w, &r->logins, q->no, a->t);
	}
}

static void see_empty(struct app *a, const struct request *q)
{
	char text[128];

	if (a->status != 200 || strcmp(q->method, "GET") != 0)
		return;
	snprintf(text, sizeof(text), "GET %s", q->path);
	app_trouble(a, T_HTTP_EMPTY, q->no, text);
}

static void reply_over(struct app *a)
{
	if (a->body)
		a->full_replies++;
	if (a->replied < a->asked)
		a->replied++;
	a->part[1] = H_START;
	a->wait_wanted = a->asked > a->replied && is_long_poll(answered(a)->path);
}

static void reply_begins_body(struct why *w, struct flow *f, struct app *a)
{
	const struct request *q = answered(a);

	if (a->status == 101 || (strcmp(q->method, "CONNECT") == 0 && a->status / 100 == 2)) {
		a->upgrade = true; /* another protocol from here on */
		a->feed[0].mode = a->feed[1].mode = F_IGNORE;
		a->replied = a->asked;
		return;
	}
	if (a->status < 200) {
		a->part[1] = H_START; /* the real one is to come */
		return;
	}
	see_status(w, f, a, q);
	see_redirect(w, f, a);
	if (!expects_body(a, q)) {
		reply_over(a);
	} else if (a->chunked[1]) {
		a->part[1] = H_CHUNK;
	} else if (a->has_length[1]) {
		a->feed[1].skip = a->length[1];
		a->part[1] = H_BODY;
		if (!a->length[1]) {
			see_empty(a, q);
			reply_over(a);
		}
	} else {
		a->part[1] = H_CLOSE;
		a->feed[1].skip = UINT64_MAX;
	}
}

/* --- both --- */

static void body_header(struct app *a, int dir, const uint8_t *b, size_t n)
{
	size_t at = 15;

	if (starts(b, n, "Content-Length:")) {
		while (at < n && b[at] == ' ')
			at++;
		if (at == n || !isdigit(b[at])) { /* nobody knows what follows */
			a->feed[dir].lost = true;
			return;
		}
		a->length[dir] = number(b + at, n - at, 10);
		a->has_length[dir] = true;
	} else if (starts(b, n, "Transfer-Encoding:")) {
		a->chunked[dir] = strncasecmp((const char *)(b + n - (n >= 7 ? 7 : n)), "chunked",
					  n >= 7 ? 7 : n) == 0;
	}
}

static void headers_over(struct why *w, struct flow *f, struct app *a, int dir)
{
	if (dir == 1) {
		reply_begins_body(w, f, a);
	} else if (a->chunked[0]) {
		a->part[0] = H_CHUNK;
	} else if (a->has_length[0] && a->length[0]) {
		a->feed[0].skip = a->length[0];
		a->part[0] = H_BODY;
	} else {
		a->part[0] = H_START;
	}
}

static void chunk_size(struct app *a, int dir, const uint8_t *b, size_t n)
{
	uint64_t size = number(b, n, 16);

	if (!n || !isxdigit(b[0])) {
		a->feed[dir].lost = true;
	} else if (size) {
		a->feed[dir].skip = size;
		a->part[dir] = H_BODY;
	} else {
		a->part[dir] = H_TRAILER;
	}
}

static void trailer(struct app *a, int dir, size_t n)
{
	if (n)
		return;
	if (dir == 0) {
		a->part[0] = H_START;
		return;
	}
	if (!a->body)
		see_empty(a, answered(a));
	reply_over(a);
}

void http_line(struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n)
{
	switch ((enum http_part)a->part[dir]) {
	case H_START:
		if (dir == 0)
			request_line(w, f, a, b, n);
		else
			status_line(a, b, n);
		break;
	case H_HEADERS:
		if (!n) {
			headers_over(w, f, a, dir);
			break;
		}
		body_header(a, dir, b, n);
		if (dir == 0)
			request_header(a, b, n);
		else
			reply_header(a, b, n);
		break;
	case H_CHUNK:
		chunk_size(a, dir, b, n);
		break;
	case H_CHUNK_END:
		a->part[dir] = H_CHUNK;
		break;
	case H_TRAILER:
		trailer(a, dir, n);
		break;
	default:
		break;
	}
}

void http_skipped(struct app *a, int dir)
{
	if (a->chunked[dir])
		a->part[dir] = H_CHUNK_END;
	else if (dir == 0)
		a->part[0] = H_START;
	else
		reply_over(a);
}

void http_body(struct app *a, int dir, const uint8_t *b, size_t n)
{
	if (dir == 1) {
		a->body += n;
		return;
	}
	if (a->form && (memmem(b, n, "passw", 5) || memmem(b, n, "pwd=", 4)))
		secret(a, "a password in a form");
	a->form = false;
}

void http_cut(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	if (a->part[1] == H_START && n >= 12 && starts(b, n, "HTTP/1."))
		status_line(a, b, n);
	if (a->part[1] == H_HEADERS && a->status >= 200)
		see_status(w, f, a, answered(a));
	if (a->status == 101)
		a->upgrade = true;
}

void http_glimpse(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	static const struct request unknown = { .method = "(cut)" };

	if (n < 12 || !starts(b, n, "HTTP/1."))
		return;
	a->status = (int)number(b + 9, 3, 10);
	see_status(w, f, a, &unknown);
}

/* The server closed: was its reply whole? */
void http_close(struct app *a, const struct flow *f, const struct talk *k)
{
	const struct tcp_half *h = &f->tcp->half[1];
	const struct request *q = answered(a);
	char text[128];

	if (k->first_end != 1 || !h->fin || a->feed[1].lost || a->replied >= a->asked)
		return;
	if (!a->feed[1].stream.begun || a->feed[1].stream.next != h->fin_seq)
		return; /* not all of it is here */
	a->no = ending(k)->fin_no[1];
	a->t = ending(k)->fin_t[1];
	if (a->part[1] == H_CLOSE) {
		if (!a->body)
			see_empty(a, q);
		a->replied++;
		return;
	}
	if (a->part[1] == H_START)
		return;
	if (a->chunked[1])
		snprintf(
			text, sizeof(text), "%s %s: the last chunk is missing", q->method, q->path);
	else if (a->part[1] == H_BODY)
		snprintf(text, sizeof(text), "%s %s: %llu of %llu octets", q->method, q->path,
			(unsigned long long)a->body, (unsigned long long)a->length[1]);
	else
		snprintf(text, sizeof(text), "%s %s: not even the header is whole", q->method,
			q->path);
	app_trouble(a, T_SHORT, a->reply_no, text);
}
