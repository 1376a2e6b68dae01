/* Session Initiation Protocol.  RFC 3261; rport: RFC 3581; Session-Expires, Min-SE: RFC 4028;
 * events: RFC 6665.  Its text is its lines. */
#include "lines.h"

static const char *const commands[] = { "ACK", "BYE", "CANCEL", "DO", "INFO", "INVITE", "MESSAGE",
	"NOTIFY", "OPTIONS", "PRACK", "PUBLISH", "QAUTH", "REFER", "REGISTER", "SPRACK",
	"SUBSCRIBE", "UPDATE", NULL };

/* What a header's value is made of. */
enum kind { TEXT, NUMBER, ADDRESS, VIA, CSEQ };

static const struct header {
	const char *name, *compact; /* RFC 3261, 7.3.3 */
	const char *key;
	enum kind kind;
} headers[] = {
	{ "via", "v", "via", VIA },
	{ "from", "f", "from", ADDRESS },
	{ "to", "t", "to", ADDRESS },
	{ "contact", "m", "contact", ADDRESS },
	{ "route", NULL, "route", ADDRESS },
	{ "record-route", NULL, "record_route", ADDRESS },
	{ "path", NULL, "path", ADDRESS },
	{ "service-route", NULL, "service_route", ADDRESS },
	{ "refer-to", "r", "refer_to", ADDRESS },
	{ "p-asserted-identity", NULL, "p_asserted_identity", ADDRESS },
	{ "p-preferred-identity", NULL, "p_preferred_identity", ADDRESS },
	{ "call-id", "i", "call_id", TEXT },
	{ "cseq", NULL, "cseq", CSEQ },
	{ "max-forwards", NULL, "max_forwards", NUMBER },
	{ "expires", NULL, "expires", NUMBER },
	{ "content-length", "l", "content_length", NUMBER },
	{ "content-type", "c", "content_type", TEXT },
	{ "content-encoding", "e", "content_encoding", TEXT },
	{ "content-disposition", NULL, "content_disposition", TEXT },
	{ "user-agent", NULL, "user_agent", TEXT },
	{ "server", NULL, "server", TEXT },
	{ "accept", NULL, "accept", TEXT },
	{ "accept-encoding", NULL, "accept_encoding", TEXT },
	{ "accept-language", NULL, "accept_language", TEXT },
	{ "allow", NULL, "allow", TEXT },
	{ "allow-events", "u", "allow_events", TEXT },
	{ "event", "o", "event", TEXT },
	{ "subscription-state", NULL, "subscription_state", TEXT },
	{ "supported", "k", "supported", TEXT },
	{ "unsupported", NULL, "unsupported", TEXT },
	{ "require", NULL, "require", TEXT },
	{ "proxy-require", NULL, "proxy_require", TEXT },
	{ "authorization", NULL, "authorization", TEXT },
	{ "www-authenticate", NULL, "www_authenticate", TEXT },
	{ "proxy-authenticate", NULL, "proxy_authenticate", TEXT },
	{ "proxy-authorization", NULL, "proxy_authorization", TEXT },
	{ "authentication-info", NULL, "authentication_info", TEXT },
	{ "session-expires", "x", "session_expires", TEXT },
	{ "min-se", NULL, "min_se", TEXT },
	{ "min-expires", NULL, "min_expires", TEXT },
	{ "retry-after", NULL, "retry_after", TEXT },
	{ "organization", NULL, "organization", TEXT },
	{ "subject", "s", "subject", TEXT },
	{ "date", NULL, "date", TEXT },
	{ "timestamp", NULL, "timestamp", TEXT },
	{ "warning", NULL, "warning", TEXT },
	{ "reason", NULL, "reason", TEXT },
	{ "priority", NULL, "priority", TEXT },
	{ "in-reply-to", NULL, "in_reply_to", TEXT },
	{ "call-info", NULL, "call_info", TEXT },
	{ "alert-info", NULL, "alert_info", TEXT },
	{ "reply-to", NULL, "reply_to", TEXT },
	{ "mime-version", NULL, "mime_version", TEXT },
};

/* How many octets come before the first of the characters in `ends`, or all. */
static uint32_t until(struct cur c, const char *ends)
{
	uint32_t n = 0;

	for (; n < left(&c); n++)
		for (const char *e = ends; *e; e++)
			if (peek_u8(&c, n) == (uint8_t)*e)
				return n;
	return n;
}

static void blanks(struct cur *c)
{
	while (left(c) && (peek_u8(c, 0) == ' ' || peek_u8(c, 0) == '\t'))
		skip(c, 1);
}

/* The octets up to one of `ends`, without blanks around them; c is at it then. */
static struct cur piece(struct cur *c, const char *ends)
{
	struct cur p;
	uint32_t n;

	blanks(c);
	n = until(*c, ends);
	p = *c;
	skip(c, n);
	while (n && (peek_u8(&p, n - 1) == ' ' || peek_u8(&p, n - 1) == '\t'))
		n--;
	return part(&p, n);
}

/* Of at most nine digits; the rest of a longer one is no number of SIP. */
static uint32_t number(struct cur c)
{
	uint32_t v = 0;

	for (int i = 0; i < 9 && left(&c) && peek_u8(&c, 0) >= '0' && peek_u8(&c, 0) <= '9'; i++)
		v = 10 * v + (get_u8(&c) - '0');
	return v;
}

static bool is_name(struct cur c, const char *name)
{
	while (*name && left(&c))
		if ((get_u8(&c) | 0x20) != (uint8_t)*name++)
			return false;
	return !*name && !left(&c);
}

/* "host", "host:port" or "[address]:port" */
static void note_host(struct dis *d, struct cur c, const char *host, const char *port)
{
	struct cur at = c;
	uint32_t n = left(&c) && peek_u8(&c, 0) == '[' ? until(c, "]") + 1 : until(c, ":");

	skip(&c, n);
	note_text(d, host, part(&at, n));
	if (left(&c) < 2)
		return;
	skip(&c, 1);
	note_u(d, port, number(c));
}

/* RFC 3261, 19.1.1: sip:user:password@host:port;parameters?headers */
static void note_uri(struct dis *d, struct cur c)
{
	struct cur at, user, scheme;
	uint32_t n;

	note_text(d, "uri", c);
	scheme = piece(&c, ":");
	if (!is_name(scheme, "sip") && !is_name(scheme, "sips"))
		return;
	skip(&c, 1);
	n = until(c, "@");
	if (n < left(&c)) {
		at = c;
		user = part(&at, n);
		n = until(user, ":;");
		note_text(d, "user", part(&user, n));
		skip(&at, 1);
		c = at;
	}
	note_host(d, piece(&c, ";?>"), "host", "port");
	if (left(&c) && get_u8(&c) == ';')
		note_text(d, "uri_parameters", piece(&c, "?>"));
}

/* name=value, behind semicolons: those that are asked for are noted by their names. */
static void note_parameters(struct dis *d, struct cur c)
{
	static const char *const known[] = { "tag", "branch", "received", "rport", "maddr", "ttl",
		"q", "expires", NULL };

	while (left(&c) && get_u8(&c) == ';') {
		struct cur name = piece(&c, "=;,"), value = { 0 };

		if (left(&c) && peek_u8(&c, 0) == '=') {
			skip(&c, 1);
			value = piece(&c, ";,");
		}
		for (int i = 0; known[i]; i++)
			if (is_name(name, known[i]))
				note_text(d, known[i], value);
	}
}

/* RFC 3261, 20.10: "display" <uri>;parameters, or uri;parameters */
static void note_address(struct dis *d, struct cur c)
{
	struct cur name, uri;

	note_text(d, "text", c);
	blanks(&c);
	if (left(&c) && peek_u8(&c, 0) == '"') {
		skip(&c, 1);
		name = piece(&c, "\"");
		note_text(d, "display", name);
		skip(&c, 1);
		blanks(&c);
	} else if (until(c, "<") < left(&c)) {
		name = piece(&c, "<");
		if (left(&name))
			note_text(d, "display", name);
	}
	if (left(&c) && peek_u8(&c, 0) == '<') {
		skip(&c, 1);
		uri = piece(&c, ">");
		skip(&c, 1);
	} else {
		uri = piece(&c, ";,"); /* its parameters are the header's: RFC 3261, 20 */
	}
	note_uri(d, uri);
	blanks(&c);
	note_parameters(d, c);
}

/* RFC 3261, 20.42: SIP/2.0/UDP host:port;parameters */
static void note_via(struct dis *d, struct cur c)
{
	note_text(d, "text", c);
	for (int i = 0; i < 2; i++) {
		skip(&c, until(c, "/"));
		skip(&c, 1);
	}
	note_text(d, "transport", piece(&c, " \t"));
	note_host(d, piece(&c, ";,"), "sent_by", "sent_by_port");
	note_parameters(d, c);
}

static void note_value(struct dis *d, const struct header *h, struct cur v)
{
	switch (h->kind) {
	case TEXT:
		note_text(d, h->key, v);
		return;
	case NUMBER:
		note_u(d, h->key, number(v));
		return;
	default:
		break;
	}
	group(d, h->key);
	if (h->kind == ADDRESS) {
		note_address(d, v);
	} else if (h->kind == VIA) {
		note_via(d, v);
	} else {
		note_text(d, "text", v);
		note_u(d, "number", number(piece(&v, " ")));
		note_text(d, "method", piece(&v, ""));
	}
	done(d);
}

static void note_header(struct dis *d, struct cur line)
{
	struct cur v;

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		if (line_header(line, headers[i].name, &v) ||
			(headers[i].compact && line_header(line, headers[i].compact, &v)))
			note_value(d, &headers[i], v);
}

/* RFC 3261, 7: a request line or a status line, and the headers that are in this packet. */
static void note_message(struct dis *d, struct cur c)
{
	bool request;
	struct cur line, rest;

	clip(&c, wire(&c));
	request = line_begins(c, commands);
	if ((!request && !line_is_reply(c)) || !lines_take(&c, &line))
		return;
	rest = line;
	note_text(d, "first_line", line);
	if (request) {
		note_text(d, "request_method", line_word(&rest));
		group(d, "request_uri");
		note_uri(d, line_word(&rest));
		done(d);
		note_text(d, "request_version", rest);
	} else {
		note_text(d, "response_version", line_word(&rest));
		note_u(d, "status", line_code(line_word(&rest)));
		note_text(d, "phrase", rest);
	}
	while (lines_take(&c, &line) && left(&line))
		note_header(d, line);
}

static void dissect_sip(struct dis *d, struct cur c)
{
	if (wants_fields(d) && left(&c))
		note_message(d, c);
	if (wire(&c))
		show_lines(d, c, commands);
	else
		say_upper(d, d->proto);
}

const struct proto proto_sip = { "sip", dissect_sip };
