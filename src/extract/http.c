/* Bodies of HTTP/1.  RFC 9112; content codings: RFC 9110, 8.4. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ASKED = 64, URI = 160, WORD = 64 };

enum state {
	START,      /* a request or status line is to come */
	HEADERS,    /* or trailers */
	BODY,       /* so many octets */
	UNTIL_END,  /* of the connection */
	CHUNK_SIZE, /* a line that says how long the next one is */
	CHUNK,
	CHUNK_END, /* the line end behind it */
	TRAILER,
	LOST, /* until a segment begins with a message */
	OVER, /* something else is spoken */
};

struct asked { /* a request whose answer is to come */
	char uri[URI];
	bool head, connect;
};

struct message {
	unsigned status; /* 0: a request */
	bool has_length, chunked;
	uint64_t length;
	char type[WORD], encoding[WORD], name[URI];
	struct asked about;
};

struct side {
	enum state state;
	struct line line;
	uint64_t left;
	struct message m;
	struct save *save;
};

struct http {
	struct extract *x;
	struct side side[2];
	struct asked asked[ASKED];
	unsigned first, n;
};

static bool is_method(const char *s, size_t n)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS",
		"PATCH", "CONNECT", "TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE",
		"LOCK", "UNLOCK", "REPORT", "SEARCH", "SUBSCRIBE", "NOTIFY", "M-SEARCH" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		size_t k = strlen(methods[i]);

		if (n > k && memcmp(s, methods[i], k) == 0 && s[k] == ' ')
			return true;
	}
	return false;
}

bool http_begins(const uint8_t *data, uint32_t n)
{
	const char *s = (const char *)data;

	return (n >= 9 && memcmp(s, "HTTP/1.", 7) == 0) || is_method(s, n);
}

/* --- lines --- */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The last part of a path, %41 made A. */
static void last_part(char *o, size_t size, const char *uri)
{
	size_t end = strcspn(uri, "?#"), from = end, n = 0;

	while (from > 0 && uri[from - 1] != '/')
		from--;
	for (; from < end && n + 1 < size; from++) {
		if (uri[from] == '%' && from + 2 < end && hex(uri[from + 1]) >= 0 &&
			hex(uri[from + 2]) >= 0) {
			o[n++] = (char)(hex(uri[from + 1]) << 4 | hex(uri[from + 2]));
			from += 2;
			if (o[n - 1] == '\0')
				o[n - 1] = '_';
		} else {
			o[n++] = uri[from];
		}
	}
	o[n] = '\0';
}

/* GET /x HTTP/1.1 */
static void request_line(struct http *h, struct side *s, char *line)
{
	char *uri = strchr(line, ' '), *version = uri ? strrchr(uri + 1, ' ') : NULL;
	struct asked *a;

	if (!version || strncmp(version, " HTTP/1.", 8) != 0 || !is_method(line, strlen(line))) {
		s->state = LOST;
		return;
	}
	*version = '\0';
	memset(&s->m, 0, sizeof(s->m));
	last_part(s->m.about.uri, URI, uri + 1);
	s->m.about.head = strncmp(line, "HEAD ", 5) == 0;
	s->m.about.connect = strncmp(line, "CONNECT ", 8) == 0;
	if (h->n == ASKED) { /* the oldest will not be answered */
		h->first++;
		h->n--;
	}
	a = &h->asked[(h->first + h->n++) % ASKED];
	*a = s->m.about;
	s->state = HEADERS;
}

/* HTTP/1.1 200 OK */
static void status_line(struct http *h, struct side *s, const char *line)
{
	unsigned status = 0;

	if (strncmp(line, "HTTP/1.", 7) != 0 || sscanf(line + 8, " %3u", &status) != 1) {
		s->state = LOST;
		return;
	}
	memset(&s->m, 0, sizeof(s->m));
	s->m.status = status;
	s->state = HEADERS;
	if (status < 200 && status != 101)
		return;
	if (h->n) {
		s->m.about = h->asked[h->first++ % ASKED];
		h->n--;
	}
}

static const char *value_of(const char *line, const char *name)
{
	size_t n = strlen(name);

	if (strncasecmp(line, name, n) != 0 || line[n] != ':')
		return NULL;
	line += n + 1;
	return line + strspn(line, " \t");
}

/* attachment; filename="a b.pdf" */
static void disposition(struct message *m, const char *v)
{
	const char *name = strcasestr(v, "filename=");
	size_t n;

	if (!name)
		return;
	name += strlen("filename=");
	n = *name == '"' ? strcspn(++name, "\"") : strcspn(name, "; ");
	snprintf(m->name, sizeof(m->name), "%.*s", (int)(n < URI ? n : URI - 1), name);
}

static void header(struct message *m, const char *line)
{
	const char *v;
	char *end;

	if ((v = value_of(line, "Content-Length")) && *v >= '0' && *v <= '9') {
		m->length = strtoull(v, &end, 10);
		m->has_length = true;
	} else if ((v = value_of(line, "Transfer-Encoding"))) {
		m->chunked = strcasestr(v, "chunked") != NULL;
	} else if ((v = value_of(line, "Content-Encoding"))) {
		snprintf(m->encoding, sizeof(m->encoding), "%.*s", (int)strcspn(v, " \t"), v);
	} else if ((v = value_of(line, "Content-Type"))) {
		snprintf(m->type, sizeof(m->type), "%.*s", (int)strcspn(v, "; \t"), v);
	} else if ((v = value_of(line, "Content-Disposition"))) {
		disposition(m, v);
	}
}

/* --- bodies --- */

static void begin_body(struct http *h, struct dialog *k, int dir)
{
	struct side *s = &h->side[dir];
	struct message *m = &s->m;
	struct save_conf conf = {
		.kind = "http",
		.name = *m->name ? m->name : m->about.uri,
		.type = m->type,
		.encoding = m->encoding,
		.dialog = k,
		.dir = dir,
	};

	s->save = save_begin(extract_saves(h->x), &conf);
}

static void end_body(struct side *s, bool whole)
{
	save_end(s->save, whole);
	s->save = NULL;
}

/* RFC 9112, 6.3: how long is the body? */
static void headers_end(struct http *h, struct dialog *k, int dir)
{
	struct side *s = &h->side[dir];
	struct message *m = &s->m;

	s->state = START;
	if (m->status == 101 || (m->status / 100 == 2 && m->about.connect)) {
		h->side[0].state = h->side[1].state = OVER;
		return;
	}
	if (m->status && (m->status < 200 || m->status == 204 || m->status == 304 || m->about.head))
		return;
	if (m->chunked) {
		s->state = CHUNK_SIZE;
	} else if (m->has_length) {
		if (m->length == 0)
			return;
		s->left = m->length;
		s->state = BODY;
	} else if (m->status) {
		s->state = UNTIL_END;
	} else {
		return;
	}
	begin_body(h, k, dir);
}

static void chunk_size(struct side *s)
{
	char *end;
	uint64_t n = strtoull(s->line.text, &end, 16);

	if (hex(s->line.text[0]) < 0 || (*end && !strchr("; \t", *end)) || n > INT64_MAX) {
		end_body(s, false);
		s->state = LOST;
		return;
	}
	s->left = n;
	s->state = n ? CHUNK : TRAILER;
	if (n == 0)
		end_body(s, true);
}

static void take_line(struct http *h, struct dialog *k, int dir)
{
	struct side *s = &h->side[dir];
	char *line = s->line.text;

	if (s->line.lost) {
		end_body(s, false);
		s->state = LOST;
		return;
	}
	switch (s->state) {
	case START:
		if (!*line) /* an empty line before a message may be ignored (RFC 9112, 2.2) */
			break;
		if (strncmp(line, "HTTP/1.", 7) == 0)
			status_line(h, s, line);
		else
			request_line(h, s, line);
		break;
	case HEADERS:
		if (*line)
			header(&s->m, line);
		else
			headers_end(h, k, dir);
		break;
	case CHUNK_SIZE:
		chunk_size(s);
		break;
	case CHUNK_END:
		s->state = CHUNK_SIZE;
		break;
	default: /* TRAILER */
		if (!*line)
			s->state = START;
	}
}

static uint32_t take_body(struct side *s, const uint8_t *data, uint32_t n)
{
	if (s->state == UNTIL_END) {
		save_data(s->save, data, n);
		return n;
	}
	if (n > s->left)
		n = (uint32_t)s->left;
	save_data(s->save, data, n);
	s->left -= n;
	if (s->left == 0 && s->state == BODY) {
		end_body(s, true);
		s->state = START;
	} else if (s->left == 0) {
		s->state = CHUNK_END;
	}
	return n;
}

static bool in_body(const struct side *s)
{
	return s->state == BODY || s->state == CHUNK || s->state == UNTIL_END;
}

/* A gap within a body is a hole in it; any other loses the thread. */
static void gap(struct side *s, uint32_t n)
{
	if (s->state == OVER)
		return;
	if (in_body(s) && (s->state == UNTIL_END || n <= s->left)) {
		take_body(s, NULL, n);
		return;
	}
	if (in_body(s) && s->left)
		save_data(s->save, NULL, s->left);
	end_body(s, s->state == BODY);
	line_gap(&s->line);
	s->state = LOST;
}

static void http_data(void *state, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct http *h = state;
	struct side *s = &h->side[dir];

	if (!data) {
		gap(s, n);
		return;
	}
	if (s->state == LOST && http_begins(data, n)) {
		s->state = START;
		s->line.whole = true;
	}
	while (n && s->state != LOST && s->state != OVER) {
		uint32_t used;

		if (in_body(s)) {
			used = take_body(s, data, n);
		} else {
			used = line_take(&s->line, data, n);
			if (s->line.whole)
				take_line(h, k, dir);
		}
		data += used;
		n -= used;
	}
}

static void *http_begin(struct extract *x, struct dialog *k)
{
	struct http *h = calloc(1, sizeof(*h));

	(void)k;
	if (h)
		h->x = x;
	return h;
}

static void http_end(void *state, struct dialog *k)
{
	struct http *h = state;

	(void)k;
	for (int dir = 0; dir < 2; dir++) {
		end_body(&h->side[dir], h->side[dir].state == UNTIL_END);
		line_free(&h->side[dir].line);
	}
	free(h);
}

const struct part part_http = { http_begin, http_data, http_end };
