/* The client/server protocol of MySQL and MariaDB.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html and
 * https://mariadb.com/kb/en/clientserver-protocol/
 * What a packet is depends on those before it, so the conversation is remembered (dissect/talk.h).
 */
#include "deep.h"

#include "../dissect/talk.h"

enum { PORT = 3306, HEAD = 4, WHOLE = 16000, BEGIN = 256, PROTOCOL = 10, SSL_REQUEST = 32 };
enum { OK = 0, MORE = 1, INFILE = 0xfb, END = 0xfe, ERR = 0xff, END_MAX = 9 };
enum {
	COM_QUIT = 1,
	COM_INIT_DB,
	COM_QUERY,
	COM_FIELD_LIST,
	COM_STATISTICS = 9,
	COM_CHANGE_USER = 17
};
enum { COM_STMT_PREPARE = 22, COM_STMT_EXECUTE, COM_STMT_SEND_LONG_DATA, COM_STMT_CLOSE };
enum { COM_STMT_FETCH = 28 };
enum { MORE_RESULTS = 8 }; /* of the server's status */
enum { ATTRIBUTES_MAX = 64 };
enum {
	C_WITH_DB = 1 << 3,
	C_COMPRESS = 1 << 5,
	C_41 = 1 << 9,
	C_SSL = 1 << 11,
	C_SECURE = 1 << 15,
	C_PLUGIN = 1 << 19,
	C_ATTRS = 1 << 20,
	C_LENENC = 1 << 21,
	C_TRACK = 1 << 23,
	C_NO_EOF = 1 << 24,
	C_ATTRIBUTES = 1 << 27
};

static const struct name commands[] = {
	{ 0, "COM_SLEEP" },
	{ COM_QUIT, "COM_QUIT" },
	{ COM_INIT_DB, "COM_INIT_DB" },
	{ COM_QUERY, "COM_QUERY" },
	{ COM_FIELD_LIST, "COM_FIELD_LIST" },
	{ 5, "COM_CREATE_DB" },
	{ 6, "COM_DROP_DB" },
	{ 7, "COM_REFRESH" },
	{ 8, "COM_SHUTDOWN" },
	{ COM_STATISTICS, "COM_STATISTICS" },
	{ 10, "COM_PROCESS_INFO" },
	{ 11, "COM_CONNECT" },
	{ 12, "COM_PROCESS_KILL" },
	{ 13, "COM_DEBUG" },
	{ 14, "COM_PING" },
	{ 15, "COM_TIME" },
	{ 16, "COM_DELAYED_INSERT" },
	{ COM_CHANGE_USER, "COM_CHANGE_USER" },
	{ 18, "COM_BINLOG_DUMP" },
	{ 19, "COM_TABLE_DUMP" },
	{ 20, "COM_CONNECT_OUT" },
	{ 21, "COM_REGISTER_SLAVE" },
	{ COM_STMT_PREPARE, "COM_STMT_PREPARE" },
	{ COM_STMT_EXECUTE, "COM_STMT_EXECUTE" },
	{ COM_STMT_SEND_LONG_DATA, "COM_STMT_SEND_LONG_DATA" },
	{ COM_STMT_CLOSE, "COM_STMT_CLOSE" },
	{ 26, "COM_STMT_RESET" },
	{ 27, "COM_SET_OPTION" },
	{ COM_STMT_FETCH, "COM_STMT_FETCH" },
	{ 29, "COM_DAEMON" },
	{ 30, "COM_BINLOG_DUMP_GTID" },
	{ 31, "COM_RESET_CONNECTION" },
	{ 32, "COM_CLONE" },
	{ 250, "COM_STMT_BULK_EXECUTE" },
	{ 0, NULL },
};

/* What the server's next packet may be. */
enum stage { UNKNOWN, LOGIN, RESPONSE, DEFINITIONS, DEFINITIONS_END, ROWS };

struct mysql {
	uint32_t caps;   /* as the client asked for, 0: not seen */
	bool knows_caps; /* ... which is not the same */
	bool compressed;
	uint8_t command; /* the client's last */
	uint8_t stage;
	uint32_t columns;      /* definitions still to come */
	uint32_t more_columns; /* those of the result, behind those of parameters */
};

struct seg {
	struct mysql *m;
	struct talk_side *s;
	bool server; /* it is its segment */
};

/* --- what packets are made of --- */

static void show_text(struct dis *d, const char *label, const char *key, struct cur *c)
{
	struct cur text;

	if (!get_text(c, &text) || !more(&text))
		return;
	say_s(d, label);
	say_vis(d, text);
	note_text(d, key, text);
}

/* A length-encoded integer; false: it is not here, or NULL. */
static bool get_lenenc(struct cur *c, uint64_t *v)
{
	uint8_t first;

	if (!has(c, 1))
		return false;
	first = get_u8(c);
	*v = first;
	if (first < 0xfb)
		return true;
	if (first == 0xfb || first == 0xff || !has(c, first == 0xfc ? 2 : first == 0xfd ? 3 : 8))
		return false;
	*v = first == 0xfc ? get_le16(c) : first == 0xfd ? get_le24(c) : get_le64(c);
	return true;
}

static bool get_string(struct cur *c, struct cur *s)
{
	uint64_t n;

	if (!get_lenenc(c, &n) || n > left(c))
		return false;
	*s = take(c, (uint32_t)n);
	return true;
}

static void note_lenenc(struct dis *d, const char *key, struct cur *c)
{
	uint64_t v;

	if (get_lenenc(c, &v))
		note_u(d, key, v);
}

static void kind(struct dis *d, const char *what)
{
	say(d, " ");
	say_s(d, what);
	note_s(d, "type", what);
}

/* --- the beginning --- */

/* What the client is to prove itself with, in two parts; n octets at that place. */
static void note_salt(struct dis *d, struct cur c, uint32_t at, uint32_t n)
{
	if (!has(&c, at + n))
		return;
	skip(&c, at);
	note_hex(d, at == 4 ? "salt" : "salt2", take(&c, n));
}

/* Ten octets of the greeting that are for nothing yet. */
static void note_unused(struct dis *d, struct cur c)
{
	skip(&c, 21);
	note_hex(d, "unused", take(&c, 10));
}

static void show_greeting(struct dis *d, struct cur c)
{
	uint32_t caps;

	kind(d, "greeting");
	note_u(d, "protocol", PROTOCOL);
	skip(&c, 1);
	show_text(d, " ", "version", &c);
	if (!has(&c, 18))
		return;
	note_u(d, "thread_id", peek_le32(&c, 0));
	caps = peek_le16(&c, 13);
	if (has(&c, 31)) {
		caps |= (uint32_t)peek_le16(&c, 18) << 16;
		note_u(d, "charset", peek_u8(&c, 15));
		note_u(d, "status", peek_le16(&c, 16));
	}
	note_u(d, "capabilities", caps);
	note_salt(d, c, 4, 8);
	if (caps & C_PLUGIN && has(&c, 31)) {
		uint8_t salt = peek_u8(&c, 20);

		note_u(d, "salt_length", salt);
		note_unused(d, c);
		note_salt(d, c, 31, salt > 21 ? salt - 9u : 12u);
		skip(&c, 31u + (salt > 21 ? salt - 8u : 13u));
		show_text(d, ", ", "auth_plugin", &c);
	}
}

/* What proves who the client is. */
static void note_proof(struct dis *d, struct cur *c, uint32_t caps)
{
	struct cur proof = { 0 };
	uint64_t n = 0;

	if (caps & C_LENENC)
		get_lenenc(c, &n);
	else if (caps & C_SECURE && has(c, 1))
		n = get_u8(c);
	else if (get_text(c, &proof))
		n = 0;
	note_u(d, "auth_length", n);
	if (n || !(caps & (C_LENENC | C_SECURE)))
		proof = part(c, n < left(c) ? (uint32_t)n : left(c));
	note_hex(d, "auth_data", proof);
}

/* Names and values that a client tells of itself. */
static void note_attributes(struct dis *d, struct cur c)
{
	struct cur name, value;
	uint64_t n;

	if (!get_lenenc(&c, &n))
		return;
	note_u(d, "attributes_length", n);
	clip(&c, n < left(&c) ? (uint32_t)n : left(&c));
	list(d, "attributes_sent");
	while (get_string(&c, &name) && get_string(&c, &value)) {
		item(d);
		note_text(d, "name", name);
		note_text(d, "value", value);
		done(d);
	}
	done(d);
}

/* What a login and a request for TLS have behind the capabilities. */
static void note_client(struct dis *d, struct cur c)
{
	if (!has(&c, SSL_REQUEST))
		return;
	note_u(d, "max_packet", peek_le32(&c, 4));
	note_u(d, "charset", peek_u8(&c, 8));
	skip(&c, 9);
	note_hex(d, "unused", take(&c, SSL_REQUEST - 9));
}

static void show_login(struct dis *d, struct seg *g, struct cur c)
{
	uint32_t caps = has(&c, 4) ? peek_le32(&c, 0) : 0;

	g->m->caps = caps;
	g->m->knows_caps = true;
	g->m->compressed = caps & C_COMPRESS;
	if (left(&c) <= SSL_REQUEST && caps & C_SSL) {
		kind(d, "ssl_request");
		note_u(d, "capabilities", caps);
		note_client(d, c);
		return;
	}
	kind(d, "login");
	note_u(d, "capabilities", caps);
	g->m->stage = LOGIN;
	if (!(caps & C_41) || !has(&c, SSL_REQUEST))
		return;
	note_client(d, c);
	skip(&c, SSL_REQUEST);
	show_text(d, " user ", "user", &c);
	note_proof(d, &c, caps);
	if (caps & C_WITH_DB)
		show_text(d, " database ", "database", &c);
	if (caps & C_PLUGIN)
		show_text(d, ", ", "auth_plugin", &c);
	if (wants_fields(d) && caps & C_ATTRS)
		note_attributes(d, c);
}

/* --- what the client wants --- */

/* A value in binary form, by its type; false: it is not here. */
static bool get_value(struct cur *c, uint8_t type, struct cur *v)
{
	uint32_t n;

	switch (type) {
	case 1: /* TINY */
		n = 1;
		break;
	case 2: /* SHORT, YEAR */
	case 13:
		n = 2;
		break;
	case 3: /* LONG, FLOAT, INT24 */
	case 4:
	case 9:
		n = 4;
		break;
	case 5: /* DOUBLE, LONGLONG */
	case 8:
		n = 8;
		break;
	case 6: /* NULL */
		n = 0;
		break;
	default: /* dates and times have their length before them, too */
		return get_string(c, v);
	}
	if (!has(c, n))
		return false;
	*v = take(c, n);
	return true;
}

/* What a query has beside its text: types and names, then values.  False: the text was not found.
 */
static bool note_query_attributes(struct dis *d, struct cur *c, uint64_t n)
{
	struct {
		uint16_t type;
		struct cur name;
		bool null;
	} a[ATTRIBUTES_MAX];
	struct cur nulls;
	bool good = true;

	if (n > ATTRIBUTES_MAX || !has(c, (uint32_t)(n + 7) / 8 + 1))
		return false;
	nulls = take(c, (uint32_t)(n + 7) / 8);
	note_hex(d, "unused", nulls);
	note_u(d, "types_bound", peek_u8(c, 0));
	if (!get_u8(c))
		return false; /* types as of another time */
	for (uint32_t i = 0; i < n; i++) {
		if (!has(c, 2))
			return false;
		a[i].type = get_le16(c);
		a[i].null = peek_u8(&nulls, i / 8) >> i % 8 & 1;
		if (!get_string(c, &a[i].name))
			return false;
	}
	list(d, "query_attributes");
	for (uint32_t i = 0; i < n && good; i++) {
		struct cur v;

		item(d);
		note_u(d, "type", a[i].type);
		note_text(d, "name", a[i].name);
		if (a[i].null)
			note_b(d, "null", true);
		else if ((good = get_value(c, (uint8_t)a[i].type, &v)))
			note_hex(d, "value", v);
		done(d);
	}
	done(d);
	return good;
}

static void show_query(struct dis *d, const struct seg *g, struct cur c)
{
	uint64_t parameters = 0, sets;

	if (g->m->caps & C_ATTRIBUTES && g->m->command == COM_QUERY) {
		if (!get_lenenc(&c, &parameters) || !get_lenenc(&c, &sets))
			return;
		note_u(d, "attributes", parameters);
		note_u(d, "attribute_sets", sets);
	}
	if (!parameters || note_query_attributes(d, &c, parameters))
		show_vis(d, " ", "query", c);
}

/* A login once more, within a connection; c is behind the user. */
static void note_change(struct dis *d, const struct seg *g, struct cur c)
{
	struct cur text;
	uint8_t n = more(&c) ? get_u8(&c) : 0;

	note_u(d, "auth_length", n);
	note_hex(d, "auth_data", part(&c, n));
	if (!get_text(&c, &text))
		return;
	note_text(d, "database", text);
	if (!has(&c, 2))
		return;
	note_u(d, "charset", get_le16(&c));
	if (!(g->m->caps & C_PLUGIN) || !get_text(&c, &text))
		return;
	note_text(d, "auth_plugin", text);
	if (g->m->caps & C_ATTRS)
		note_attributes(d, c);
}

static void show_command(struct dis *d, struct seg *g, struct cur c)
{
	uint8_t code = get_u8(&c);

	g->m->command = code;
	g->m->stage = RESPONSE;
	note_s(d, "type", "command");
	say(d, " ");
	show_name(d, "command", commands, "command %u", code);
	switch (code) {
	case COM_QUERY:
	case COM_STMT_PREPARE:
		show_query(d, g, c);
		break;
	case COM_INIT_DB:
		show_vis(d, " ", "database", c);
		break;
	case COM_FIELD_LIST:
		show_text(d, " ", "table", &c);
		g->m->stage = DEFINITIONS;
		g->m->columns = UINT32_MAX; /* up to their end */
		break;
	case COM_CHANGE_USER:
		show_text(d, " ", "user", &c);
		if (wants_fields(d))
			note_change(d, g, c);
		g->m->stage = LOGIN;
		break;
	case COM_STMT_EXECUTE:
	case COM_STMT_CLOSE:
	case COM_STMT_FETCH:
	case COM_STMT_SEND_LONG_DATA:
		if (has(&c, 4))
			show_u(d, " ", "statement", get_le32(&c));
		break;
	}
}

/* --- what the server says --- */

static void show_error(struct dis *d, struct seg *g, struct cur c)
{
	kind(d, "error");
	g->m->stage = RESPONSE;
	if (!has(&c, 3))
		return;
	skip(&c, 1);
	show_u(d, " ", "error", get_le16(&c));
	if (has(&c, 6) && peek_u8(&c, 0) == '#') {
		skip(&c, 1);
		show_vis(d, " ", "sql_state", take(&c, 5));
	}
	show_vis(d, " ", "message", c);
}

enum { SESSION_CHANGED = 0x4000, TRACK_SCHEMA = 1 };

/* What a command has changed in the session: a message, and then each change. */
static void note_changes(struct dis *d, struct cur c)
{
	struct cur changes, change, text;

	if (!get_string(&c, &text) || !get_string(&c, &changes))
		return;
	note_u(d, "changes_length", left(&changes));
	list(d, "changes");
	while (has(&changes, 2)) {
		uint8_t type = get_u8(&changes);

		if (!get_string(&changes, &change))
			break;
		item(d);
		note_u(d, "type", type);
		note_u(d, "length", left(&change));
		if (type == TRACK_SCHEMA && get_string(&change, &text))
			note_text(d, "schema", text);
		else
			note_hex(d, "data", change);
		done(d);
	}
	done(d);
}

/* OK, whose first octet has been looked at. */
static void show_ok(struct dis *d, struct seg *g, struct cur c)
{
	kind(d, "ok");
	skip(&c, 1);
	note_lenenc(d, "affected_rows", &c);
	note_lenenc(d, "insert_id", &c);
	g->m->stage = RESPONSE;
	if (!has(&c, 4))
		return;
	note_u(d, "status", peek_le16(&c, 0));
	note_u(d, "warnings", peek_le16(&c, 2));
	if (wants_fields(d) && g->m->caps & C_TRACK && peek_le16(&c, 0) & SESSION_CHANGED)
		note_changes(d, from(c, 4));
}

static void show_eof(struct dis *d, struct seg *g, struct cur c)
{
	if (left(&c) > 5) { /* it has the form of an OK */
		show_ok(d, g, c);
		return;
	}
	kind(d, "eof");
	if (!has(&c, 5))
		return;
	note_u(d, "warnings", peek_le16(&c, 1));
	note_u(d, "status", peek_le16(&c, 3));
}

static void show_definition(struct dis *d, struct cur c)
{
	static const char *const keys[] = { "catalog", "schema", "table", "org_table", "name",
		"org_name" };
	struct cur s;

	kind(d, "column");
	for (int i = 0; i < 6; i++) {
		if (!get_string(&c, &s))
			return;
		if (i == 4)
			show_vis(d, " ", "name", s);
		else if (more(&s))
			note_text(d, keys[i], s);
	}
	if (has(&c, 11)) {
		note_u(d, "charset", peek_le16(&c, 1));
		note_u(d, "column_length", peek_le32(&c, 3));
		note_u(d, "column_type", peek_u8(&c, 7));
		note_u(d, "column_flags", peek_le16(&c, 8));
		note_u(d, "decimals", peek_u8(&c, 10));
	}
}

static void next_definition(struct seg *g)
{
	if (g->m->columns == UINT32_MAX || --g->m->columns)
		return;
	if (!(g->m->caps & C_NO_EOF)) {
		g->m->stage = DEFINITIONS_END;
		return;
	}
	g->m->stage = g->m->command == COM_STMT_PREPARE ? RESPONSE : ROWS;
	if (g->m->more_columns) {
		g->m->columns = g->m->more_columns;
		g->m->more_columns = 0;
		g->m->stage = DEFINITIONS;
	}
}

static void show_row(struct dis *d, struct seg *g, struct cur c)
{
	kind(d, "row");
	if (g->m->command != COM_QUERY || !wants_fields(d))
		return; /* binary: its types are needed */
	list(d, "values");
	while (more(&c)) {
		struct cur s;

		item(d);
		if (peek_u8(&c, 0) == 0xfb) {
			skip(&c, 1);
			note_b(d, "null", true);
		} else if (get_string(&c, &s)) {
			note_text(d, "value", s);
		} else {
			skip(&c, left(&c));
		}
		done(d);
	}
	done(d);
}

/* The end of definitions or of rows. */
static void show_end(struct dis *d, struct seg *g, struct cur c)
{
	uint8_t stage = g->m->stage;
	uint16_t status = has(&c, 5) && left(&c) == 5 ? peek_le16(&c, 3) : 0;

	show_eof(d, g, c);
	g->m->stage = RESPONSE;
	if (stage == DEFINITIONS_END && g->m->more_columns) {
		g->m->columns = g->m->more_columns;
		g->m->more_columns = 0;
		g->m->stage = DEFINITIONS;
	} else if (stage == DEFINITIONS_END && g->m->command != COM_STMT_PREPARE) {
		g->m->stage = status & 0x40 ? RESPONSE : ROWS; /* a cursor: rows when fetched */
	}
}

static void show_prepared(struct dis *d, struct seg *g, struct cur c)
{
	uint16_t columns, parameters;

	kind(d, "prepared");
	if (!has(&c, 9))
		return;
	skip(&c, 1);
	show_u(d, " ", "statement", get_le32(&c));
	columns = get_le16(&c);
	parameters = get_le16(&c);
	note_u(d, "columns", columns);
	note_u(d, "parameters", parameters);
	g->m->columns = parameters ? parameters : columns;
	g->m->more_columns = parameters ? columns : 0;
	g->m->stage = g->m->columns ? DEFINITIONS : RESPONSE;
}

/* The first packet of an answer. */
static void show_response(struct dis *d, struct seg *g, struct cur c, uint8_t first)
{
	uint64_t n;

	if (g->m->command == COM_STATISTICS && first >= ' ') {
		kind(d, "statistics");
		show_vis(d, " ", "text", c);
	} else if (g->m->command == COM_STMT_FETCH && first != END) {
		show_row(d, g, c);
	} else if (first == OK && g->m->command == COM_STMT_PREPARE) {
		show_prepared(d, g, c);
	} else if (first == OK) {
		show_ok(d, g, c);
	} else if (first == INFILE) {
		kind(d, "infile");
		skip(&c, 1);
		show_vis(d, " ", "file", c);
	} else if (first == END && wire(&c) < END_MAX) {
		show_eof(d, g, c);
	} else if (get_lenenc(&c, &n)) {
		kind(d, "columns");
		show_u(d, " ", "columns", (uint32_t)n);
		g->m->columns = (uint32_t)n;
		g->m->more_columns = 0;
		g->m->stage = n ? DEFINITIONS : RESPONSE;
	}
}

static void show_login_answer(struct dis *d, struct seg *g, struct cur c, uint8_t first)
{
	if (first == OK) {
		show_ok(d, g, c);
	} else if (first == END) {
		kind(d, "auth_switch");
		skip(&c, 1);
		show_text(d, " ", "auth_plugin", &c);
		note_hex(d, "auth_data", c);
	} else if (first == MORE) {
		kind(d, "auth_more");
		skip(&c, 1);
		note_hex(d, "auth_data", c);
	} else {
		kind(d, "auth_data");
	}
}

static void show_server(struct dis *d, struct seg *g, struct cur c, uint8_t seq)
{
	uint8_t first = more(&c) ? peek_u8(&c, 0) : 0;

	if (seq == 0 && first == PROTOCOL) {
		show_greeting(d, c);
		g->m->stage = LOGIN;
		return;
	}
	if (!more(&c))
		return;
	if (first == ERR && wire(&c) >= 3) {
		show_error(d, g, c);
		return;
	}
	switch (g->m->stage) {
	case LOGIN:
		show_login_answer(d, g, c, first);
		break;
	case RESPONSE:
		show_response(d, g, c, first);
		break;
	case DEFINITIONS:
		if (first == END && wire(&c) < END_MAX) {
			show_end(d, g, c);
			break;
		}
		show_definition(d, c);
		next_definition(g);
		break;
	case DEFINITIONS_END:
		show_end(d, g, c);
		break;
	case ROWS:
		if (first == END && (wire(&c) < END_MAX || g->m->caps & C_NO_EOF))
			show_end(d, g, c);
		else
			show_row(d, g, c);
		break;
	default:
		kind(d, "unknown");
		break;
	}
}

static void show_auth_response(struct dis *d, struct cur c)
{
	kind(d, "auth_response");
	note_hex(d, "auth_data", c);
}

static void show_client(struct dis *d, struct seg *g, struct cur c, uint8_t seq)
{
	if (seq == 0 && more(&c))
		show_command(d, g, c);
	else if (g->m->stage == LOGIN && !g->m->knows_caps)
		show_login(d, g, c);
	else if (g->m->stage == LOGIN && has(&c, SSL_REQUEST) && seq <= 2 && g->m->caps & C_SSL)
		show_login(d, g, c); /* in clear all the same */
	else if (g->m->stage == LOGIN)
		show_auth_response(d, c);
	else
		kind(d, "data");
}

/* m: a packet, or what there is at its begin. */
static void show_packet(struct dis *d, struct seg *g, struct cur m, struct cur *c)
{
	uint32_t length = get_le24(&m);
	uint8_t seq = get_u8(&m);

	if (length + HEAD > WHOLE)
		talk_part(g->s, c, length - left(&m));
	item(d);
	note_u(d, "length", length);
	note_u(d, "seq", seq);
	pretend(&m, length);
	if (g->server)
		show_server(d, g, m, seq);
	else
		show_client(d, g, m, seq);
	done(d);
}

static uint32_t needs(struct cur c)
{
	uint32_t length;

	if (!has(&c, HEAD))
		return HEAD;
	length = peek_le24(&c, 0);
	return HEAD + (length + HEAD > WHOLE ? BEGIN : length);
}

/* A packet may begin where none was to be expected: its number says so. */
static bool is_first(struct cur c, bool server)
{
	return has(&c, HEAD + 1) && peek_u8(&c, 3) == 0 &&
	       (server ? peek_u8(&c, 4) == PROTOCOL : peek_le24(&c, 0) + HEAD == wire(&c));
}

static void dissect_mysql(struct dis *d, struct cur c)
{
	struct talk *t = talk_of(d, TALK_MYSQL, sizeof(struct mysql));
	struct seg g;
	const char *sep = "";
	struct cur m;

	if (!t)
		return;
	g = (struct seg){ t->own, &t->side[t->from], d->l4.sport == PORT };
	if (g.server && is_first(c, true))
		*g.m = (struct mysql){ .stage = LOGIN };
	if (talk_begin(d, g.s, &c) == TALK_AGAIN)
		return;
	say(d, ": MySQL");
	if (g.m->compressed) {
		say(d, " compressed");
		note_b(d, "compressed", true);
		return;
	}
	if (g.s->lost && is_first(c, g.server))
		g.s->lost = false;
	list(d, "messages");
	talk_skipped(g.s, &c);
	while (!d->stopped && talk_message(g.s, &c, needs, &m)) {
		say_s(d, sep);
		show_packet(d, &g, m, &c);
		sep = ";";
	}
	done(d);
	if (g.s->have || g.s->skip)
		note_b(d, "continues", true);
}

const struct proto proto_mysql = { "mysql", dissect_mysql };
