/* Protocols of text lines: HTTP (RFC 9112, RFC 4918, RFC 3253), SMTP (RFC 5321), FTP (RFC 959),
 * RTSP (RFC 7826), WHOIS (RFC 3912). */
#include "lines.h"

#include "deep.h"
#include "http2.h"

enum { FTP = 21, SMTP = 25 };

static const char *const http_commands[] = { "GET", "PUT", "COPY", "HEAD", "LOCK", "MOVE", "POLL",
	"POST", "BCOPY", "BMOVE", "MKCOL", "TRACE", "LABEL", "MERGE", "DELETE", "SEARCH", "UNLOCK",
	"REPORT", "UPDATE", "NOTIFY", "BDELETE", "CONNECT", "OPTIONS", "CHECKIN", "PROPFIND",
	"CHECKOUT", "CCM_POST", "SUBSCRIBE", "PROPPATCH", "BPROPFIND", "BPROPPATCH", "UNCHECKOUT",
	"MKACTIVITY", "MKWORKSPACE", "UNSUBSCRIBE", "RPC_CONNECT", "VERSION-CONTROL",
	"BASELINE-CONTROL", NULL };

static const char *const rtsp_commands[] = { "OPTIONS", "DESCRIBE", "ANNOUNCE", "SETUP", "PLAY",
	"PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "RECORD", NULL };

static bool ends_word(uint8_t ch) { return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n'; }

static uint8_t upper(uint8_t ch) { return ch >= 'a' && ch <= 'z' ? (uint8_t)(ch - 32) : ch; }

/* Is c at a word, or at none?  Not at what a word of text can't have in it. */
static bool is_word(struct cur c)
{
	for (; more(&c) && !ends_word(peek_u8(&c, 0)); skip(&c, 1))
		if (peek_u8(&c, 0) < '!' || peek_u8(&c, 0) > '~')
			return false;
	return true;
}

bool line_begins(struct cur c, const char *const *words)
{
	for (; *words; words++) {
		const char *w = *words;
		struct cur at = c;

		while (*w && more(&at) && upper(peek_u8(&at, 0)) == (uint8_t)*w) {
			skip(&at, 1);
			w++;
		}
		if (!*w && (!more(&at) || ends_word(peek_u8(&at, 0))))
			return true;
	}
	return false;
}

bool line_is_reply(struct cur c)
{
	uint32_t digits = 0;

	if (!is_word(c) || !more(&c) || ends_word(peek_u8(&c, 0)))
		return false;
	while (more(&c) && !ends_word(peek_u8(&c, 0)))
		skip(&c, 1);
	while (more(&c) && peek_u8(&c, 0) == ' ')
		skip(&c, 1);
	for (; more(&c) && peek_u8(&c, 0) >= '0' && peek_u8(&c, 0) <= '9'; digits++)
		skip(&c, 1);
	return digits == 3 && (!more(&c) || ends_word(peek_u8(&c, 0)));
}

static void show_text(struct dis *d, const char *prefix, struct cur line)
{
	say_s(d, prefix);
	say_tabbed(d, line);
	note_text(d, "line", line);
}

/* Say the line at c if all of it is text and step to the next.  False: not text, or the end. */
static bool show_line(struct dis *d, const char *prefix, struct cur *c)
{
	struct cur line = *c, at = *c;

	skip(&at, text_run(&at));
	if (more(&at) && wire(&at)) {
		uint32_t n = stepped(&line, &at);
		uint8_t ch = get_u8(&at);

		if (ch == '\r' && more(&at) && wire(&at))
			ch = get_u8(&at);
		if (ch != '\n')
			return false;
		show_text(d, prefix, part(&line, n));
		*c = at;
		return true;
	}
	if (wire(&at)) /* the capture cut it */
		truncated(d);
	else /* it goes on in the next segment */
		show_text(d, prefix, part(&line, stepped(&line, &at)));
	return false;
}

void show_lines(struct dis *d, struct cur c, const char *const *commands)
{
	struct cur text = c;
	bool message = !commands;

	if (!wire(&c))
		return;
	clip(&text, wire(&text));
	if (commands)
		message = line_begins(text, commands) || line_is_reply(text);
	say_upper(d, d->proto);
	if (!message)
		return;
	if (!d->opt->v) {
		show_line(d, ": ", &c);
		return;
	}
	sayf(d, ", length: %u", wire(&c));
	while (wire(&c)) {
		if (!more(&c)) {
			truncated(d);
			break;
		}
		if (!show_line(d, "\n\t", &c))
			break;
	}
}

/* --- the fields of HTTP, beside its lines --- */

bool lines_take(struct cur *c, struct cur *line)
{
	struct cur at = *c;
	uint32_t n = line_run(c);

	if (n >= left(c))
		return false;
	*line = part(&at, n);
	if (peek_u8(&at, 0) == '\r' && has(&at, 2))
		skip(&at, 1);
	skip(&at, 1);
	*c = at;
	return true;
}

uint32_t line_code(struct cur c)
{
	uint32_t v = 0;

	for (int i = 0; i < 3 && left(&c); i++)
		v = 10 * v + (get_u8(&c) - '0');
	return v;
}

struct cur line_word(struct cur *c)
{
	struct cur at = *c;
	uint32_t n = 0;

	while (n < left(c) && !ends_word(peek_u8(c, n)))
		n++;
	skip(c, n);
	while (left(c) && peek_u8(c, 0) == ' ')
		skip(c, 1);
	return part(&at, n);
}

bool line_header(struct cur line, const char *name, struct cur *value)
{
	for (; *name; name++) {
		if (!left(&line) || (peek_u8(&line, 0) | 0x20) != (*name | 0x20))
			return false;
		skip(&line, 1);
	}
	if (!left(&line) || get_u8(&line) != ':')
		return false;
	while (left(&line) && (peek_u8(&line, 0) == ' ' || peek_u8(&line, 0) == '\t'))
		skip(&line, 1);
	*value = line;
	return true;
}

static void note_header(struct dis *d, struct cur line)
{
	static const struct {
		const char *name, *key;
	} headers[] = {
		{ "host", "host" },
		{ "user-agent", "user_agent" },
		{ "referer", "referer" },
		{ "content-type", "content_type" },
		{ "content-encoding", "content_encoding" },
		{ "content-length", "content_length" },
		{ "transfer-encoding", "transfer_encoding" },
		{ "server", "server" },
		{ "location", "location" },
		{ "accept", "accept" },
		{ "cookie", "cookie" },
		{ "set-cookie", "set_cookie" },
		{ "authorization", "authorization" },
		{ "connection", "connection" },
		{ "date", "date" },
		{ "accept-encoding", "accept_encoding" },
		{ "accept-language", "accept_language" },
		{ "last-modified", "last_modified" },
		{ "cache-control", "cache_control" },
		{ "upgrade", "upgrade" },
		{ "x-forwarded-for", "x_forwarded_for" },
		{ "sec-websocket-protocol", "sec_websocket_protocol" },
		{ "sec-websocket-key", "sec_websocket_key" },
		{ "sec-websocket-version", "sec_websocket_version" },
		{ "sec-websocket-extensions", "sec_websocket_extensions" },
		{ "sec-websocket-accept", "sec_websocket_accept" },
	};
	struct cur value;

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		if (line_header(line, headers[i].name, &value))
			note_text(d, headers[i].key, value);
}

/* RFC 9112, 3.2.1: the path, and the query behind the '?' if there is one */
static void note_uri(struct dis *d, struct cur uri)
{
	struct cur path = uri;
	uint32_t n = 0;

	note_text(d, "uri", uri);
	while (n < left(&uri) && peek_u8(&uri, n) != '?')
		n++;
	if (n == left(&uri))
		return;
	note_text(d, "path", part(&path, n));
	skip(&path, 1);
	note_text(d, "query", path);
}

static bool ends_in(struct cur c, const char *word)
{
	uint32_t n = 0;

	while (word[n])
		n++;
	if (left(&c) < n)
		return false;
	skip(&c, left(&c) - n);
	for (; *word; word++)
		if ((get_u8(&c) | 0x20) != *word)
			return false;
	return true;
}

/* RFC 9112, 7.1: the sizes of the chunks that begin in this segment; c is behind the headers. */
static void note_chunks(struct dis *d, struct cur c)
{
	struct cur line;
	uint32_t size = 1;

	list(d, "chunk_sizes");
	while (size && lines_take(&c, &line) && left(&line)) {
		size = 0;
		for (uint32_t i = 0; i < 7 && left(&line); i++) {
			uint8_t ch = peek_u8(&line, 0), low = ch | 0x20;

			if (ch >= '0' && ch <= '9')
				size = size << 4 | (ch & 15u);
			else if (low >= 'a' && low <= 'f')
				size = size << 4 | (low - 'a' + 10u);
			else
				break;
			skip(&line, 1);
		}
		note_u(d, NULL, size);
		skip(&c, size);
		if (!lines_take(&c, &line) || left(&line))
			break; /* a chunk ends with an empty line */
	}
	done(d);
}

/* RFC 9112, 3 and 4: a request line or a status line, and the headers that are in this segment. */
static void note_http(struct dis *d, struct cur c)
{
	struct cur line, word, rest;
	bool chunked = false;

	if (!line_begins(c, http_commands) && !line_is_reply(c))
		return;
	if (!lines_take(&c, &line))
		return;
	rest = line;
	if (line_begins(line, http_commands)) {
		note_text(d, "method", line_word(&rest));
		note_uri(d, line_word(&rest));
		note_text(d, "request_version", rest);
	} else {
		note_text(d, "response_version", line_word(&rest));
		word = line_word(&rest);
		note_u(d, "status", line_code(word));
		note_text(d, "phrase", rest);
	}
	while (lines_take(&c, &line) && left(&line)) {
		note_header(d, line);
		if (line_header(line, "transfer-encoding", &rest))
			chunked = ends_in(rest, "chunked");
	}
	if (chunked)
		note_chunks(d, c);
}

/* RFC 5321, 4.2 and RFC 959, 4.2: a code of three digits; or a word. */
static bool is_code(struct cur c)
{
	for (int i = 0; i < 3; i++)
		if (!left(&c) || peek_u8(&c, 0) < '0' || get_u8(&c) > '9')
			return false;
	return !left(&c) || peek_u8(&c, 0) == ' ' || peek_u8(&c, 0) == '-';
}

/* Each line of a dialogue of commands and replies, as far as it is whole. */
static void note_dialogue(struct dis *d, struct cur c, bool server)
{
	struct cur line, word;

	list(d, server ? "replies" : "commands");
	while (lines_take(&c, &line)) {
		struct cur rest = line;

		if (!left(&line) || left(&line) != text_run(&line))
			break; /* what DATA or AUTH send is no dialogue, and may be anything */
		item(d);
		if (server && is_code(line)) {
			note_u(d, "code", line_code(line));
			skip(&rest, 4);
			note_text(d, "text", rest);
		} else if (!server) {
			word = line_word(&rest);
			note_text(d, "command", word);
			if (left(&rest))
				note_text(d, "argument", rest);
		}
		done(d);
	}
	done(d);
}

/* A segment of a TCP connection; its length has just been said. */
static void show_segment(struct dis *d, struct cur c, const char *const *commands)
{
	say(d, ": ");
	show_lines(d, c, commands);
}

bool http_is(struct cur c)
{
	struct cur line, word, last;

	clip(&c, wire(&c));
	if (!lines_take(&c, &line))
		return false;
	word = line;
	last = line_word(&word);
	if (line_begins(line, http_commands)) {
		line_word(&word);
		last = word;
	} else if (!line_is_reply(line)) {
		return false;
	}
	return has(&last, 8) && peek_be32(&last, 0) == 0x48545450 && /* "HTTP/1." */
	       peek_be24(&last, 4) == 0x2f312e;
}

static void dissect_http(struct dis *d, struct cur c)
{
	if (wants_fields(d) && wire(&c) && left(&c))
		note_http(d, c);
	show_segment(d, c, http_commands);
	if (is_deep(d) && http2_is(d, c))
		enter(d, &proto_http2, c);
}
static void dissect_rtsp(struct dis *d, struct cur c) { show_segment(d, c, rtsp_commands); }

static void dissect_smtp(struct dis *d, struct cur c)
{
	if (wants_fields(d))
		note_dialogue(d, c, d->l4.sport == SMTP);
	show_segment(d, c, NULL);
}

static void dissect_ftp(struct dis *d, struct cur c)
{
	if (wants_fields(d))
		note_dialogue(d, c, d->l4.sport == FTP);
	show_segment(d, c, NULL);
}

static void dissect_whois(struct dis *d, struct cur c) { show_segment(d, c, NULL); }

const struct proto proto_http = { "http", dissect_http };
const struct proto proto_rtsp = { "rtsp", dissect_rtsp };
const struct proto proto_smtp = { "smtp", dissect_smtp };
const struct proto proto_ftp = { "ftp", dissect_ftp };
const struct proto proto_whois = { "whois", dissect_whois };
