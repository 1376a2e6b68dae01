/* PostgreSQL's frontend/backend protocol, version 3.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html */
#include "../dissect/dissect.h"

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

/* Text up to a NUL; false: none is here. */
static bool get_text(struct cur *c, struct cur *text)
{
	uint32_t n = 0;

	while (n < left(c) && peek_u8(c, n))
		n++;
	if (n == left(c))
		return false;
	*text = take(c, n);
	skip(c, 1);
	return true;
}

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

		if (n < 4)
			break;
		say_s(d, sep);
		item(d);
		note_u(d, "length", n);
		show_message(d, type, part(&c, n - 4), client);
		done(d);
		sep = ";";
	}
	done(d);
}

const struct proto proto_postgresql = { "postgresql", dissect_postgresql };
