/* PostgreSQL's frontend/backend protocol, version 3.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html */
#include "deep.h"

enum { MD5_PASSWORD = 5 };
enum { PORT = 5432, VERSION_3 = 196608, CANCEL = 80877102, SSL, GSS };

static const struct name client_types[] = {
	{ 'B', "Bind" },
	{ 'C', "Close" },
	{ 'D', "Describe" },
	{ 'E', "Execute" },
	{ 'F', "FunctionCall" },
	{ 'H', "Flush" },
	{ 'P', "Parse" },
	{ 'Q', "Query" },
	{ 'S', "Sync" },
	{ 'X', "Terminate" },
	{ 'c', "CopyDone" },
	{ 'd', "CopyData" },
	{ 'f', "CopyFail" },
	{ 'p', "PasswordMessage" },
	{ 0, NULL },
};

static const struct name server_types[] = {
	{ '1', "ParseComplete" },
	{ '2', "BindComplete" },
	{ '3', "CloseComplete" },
	{ 'A', "NotificationResponse" },
	{ 'C', "CommandComplete" },
	{ 'D', "DataRow" },
	{ 'E', "ErrorResponse" },
	{ 'G', "CopyInResponse" },
	{ 'H', "CopyOutResponse" },
	{ 'I', "EmptyQueryResponse" },
	{ 'K', "BackendKeyData" },
	{ 'N', "NoticeResponse" },
	{ 'R', "Authentication" },
	{ 'S', "ParameterStatus" },
	{ 'T', "RowDescription" },
	{ 'Z', "ReadyForQuery" },
	{ 'c', "CopyDone" },
	{ 'd', "CopyData" },
	{ 'n', "NoData" },
	{ 's', "PortalSuspended" },
	{ 't', "ParameterDescription" },
	{ 0, NULL },
};

/* The messages that have no type: they begin a conversation. */
static void show_startup(struct dis *d, struct cur c)
{
	uint32_t length = get_be32(&c), code = get_be32(&c);
	struct cur key, value;

	note_u(d, "length", length);
	note_u(d, "code", code);
	if (code != VERSION_3) {
		say_s(d, code == SSL   ? " SSLRequest"
			 : code == GSS ? " GSSENCRequest"
				       : " CancelRequest");
		return;
	}
	say(d, " StartupMessage");
	list(d, "parameters");
	while (get_text(&c, &key) && more(&key) && get_text(&c, &value)) {
		item(d);
		show_vis(d, " ", "name", key);
		show_vis(d, "=", "value", value);
		done(d);
	}
	done(d);
}

static bool is_startup(struct cur c)
{
	uint32_t code;

	if (!has(&c, 8))
		return false;
	code = peek_be32(&c, 4);
	return code == VERSION_3 || (code >= CANCEL && code <= GSS);
}

/* RFC-like fields of an error: severity S, code C, message M */
static void show_error(struct dis *d, struct cur c)
{
	struct cur text;

	while (more(&c) && peek_u8(&c, 0)) {
		uint8_t field = get_u8(&c);

		if (!get_text(&c, &text))
			return;
		if (field == 'S')
			show_vis(d, " ", "severity", text);
		else if (field == 'C')
			show_vis(d, " ", "code", text);
		else if (field == 'M')
			show_vis(d, " ", "message", text);
		else if (field == 'F')
			note_text(d, "file", text);
		else if (field == 'L')
			note_text(d, "line", text);
		else if (field == 'R')
			note_text(d, "routine", text);
		else if (field == 'D')
			note_text(d, "detail", text);
		else if (field == 'H')
			note_text(d, "hint", text);
		else if (field == 'V')
			note_text(d, "severity_plain", text);
		else if (field == 'n')
			note_text(d, "constraint", text);
		else if (field == 't')
			note_text(d, "table", text);
		else if (field == 'W')
			note_text(d, "where", text);
	}
}

static void note_columns(struct dis *d, struct cur c)
{
	struct cur name;

	note_u(d, "count", get_be16(&c));
	list(d, "columns");
	while (get_text(&c, &name) && has(&c, 18)) {
		item(d);
		note_text(d, "name", name);
		note_u(d, "table", peek_be32(&c, 0));
		note_u(d, "index", peek_be16(&c, 4));
		note_u(d, "type", peek_be32(&c, 6));
		note_i(d, "size", (int16_t)peek_be16(&c, 10));
		note_i(d, "modifier", (int32_t)peek_be32(&c, 12));
		note_u(d, "format", peek_be16(&c, 16));
		done(d);
		skip(&c, 18);
	}
	done(d);
}

static void note_row(struct dis *d, struct cur c)
{
	note_u(d, "count", get_be16(&c));
	list(d, "values");
	while (has(&c, 4)) {
		uint32_t n = get_be32(&c);

		if (n != UINT32_MAX && !has(&c, n))
			break;
		item(d);
		if (n == UINT32_MAX)
			note_b(d, "null", true);
		else
			note_text(d, "value", take(&c, n));
		done(d);
	}
	done(d);
}

/* What only machines are told of. */
static void note_message(struct dis *d, uint8_t type, struct cur c, bool client)
{
	struct cur text;

	if (!client && type == 'Z' && has(&c, 1))
		note_text(d, "status", take(&c, 1));
	else if (!client && type == 'K' && has(&c, 8)) {
		note_u(d, "pid", peek_be32(&c, 0));
		note_u(d, "key", peek_be32(&c, 4));
	} else if (!client && type == 'T' && has(&c, 2))
		note_columns(d, c);
	else if (!client && type == 'D' && has(&c, 2))
		note_row(d, c);
	else if (client && type == 'P' && get_text(&c, &text)) {
		note_text(d, "statement", text);
		if (get_text(&c, &text))
			note_text(d, "query", text);
		if (has(&c, 2))
			note_u(d, "parameters", get_be16(&c));
	} else if (client && type == 'E' && get_text(&c, &text) && has(&c, 4)) {
		note_text(d, "portal", text);
		note_u(d, "rows", get_be32(&c));
	} else if (client && (type == 'D' || type == 'C') && has(&c, 2)) {
		uint8_t what = get_u8(&c);

		if (get_text(&c, &text))
			note_text(d, what == 'P' ? "portal" : "statement", text);
	} else if (client && type == 'B' && get_text(&c, &text)) {
		note_text(d, "portal", text);
		if (get_text(&c, &text))
			note_text(d, "statement", text);
	} else if (!client && type == 'A' && has(&c, 4)) {
		note_u(d, "pid", get_be32(&c));
		if (get_text(&c, &text))
			note_text(d, "channel", text);
		if (get_text(&c, &text))
			note_text(d, "text", text);
	} else if (!client && type == 'R' && has(&c, 8) && peek_be32(&c, 0) == MD5_PASSWORD) {
		skip(&c, 4);
		note_hex(d, "salt", c);
	} else if (client && type == 'p') {
		note_text(d, "password", get_text(&c, &text) ? text : c); /* or what SASL says */
	}
}

static void show_message(struct dis *d, uint8_t type, struct cur c, bool client)
{
	struct cur text;

	say(d, " ");
	show_name(d, "type", client ? client_types : server_types, "type 0x%02x", type);
	if (!client && (type == 'E' || type == 'N'))
		show_error(d, c);
	else if (client && type == 'Q' && get_text(&c, &text))
		show_vis(d, " ", "query", text);
	else if (!client && type == 'C' && get_text(&c, &text))
		show_vis(d, " ", "tag", text);
	else if (!client && type == 'R' && has(&c, 4))
		show_u(d, " ", "authentication", get_be32(&c));
	else if (!client && type == 'S' && get_text(&c, &text)) {
		show_vis(d, " ", "name", text);
		if (get_text(&c, &text))
			show_vis(d, "=", "value", text);
	}
}

static void dissect_postgresql(struct dis *d, struct cur c)
{
	bool client = d->l4.dport == PORT;
	const char *sep = "";

	say(d, ": PostgreSQL");
	if (client && is_startup(c)) {
		show_startup(d, c);
		return;
	}
	if (!client && wire(&c) == 1) { /* the answer to an SSLRequest */
		say_s(d, peek_u8(&c, 0) == 'S' ? " SSL accepted" : " SSL refused");
		note_b(d, "ssl", peek_u8(&c, 0) == 'S');
		return;
	}
	list(d, "messages");
	while (has(&c, 5)) {
		uint8_t type = get_u8(&c);
		uint32_t n = get_be32(&c);
		struct cur body;

		if (n < 4)
			break;
		say_s(d, sep);
		item(d);
		note_u(d, "length", n);
		body = part(&c, n - 4);
		show_message(d, type, body, client);
		if (wants_fields(d))
			note_message(d, type, body, client);
		done(d);
		sep = ";";
	}
	done(d);
}

const struct proto proto_postgresql = { "postgresql", dissect_postgresql };
