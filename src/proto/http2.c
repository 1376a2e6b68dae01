/* HTTP/2: frames, RFC 9113; header fields, RFC 7541 (base/hpack.h); further frames: RFC 7838, RFC
 * 8336, RFC 9218; gRPC over it: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md. A
 * frame that spans segments is told with the segment it ends in; DATA with the one it begins in. */
#include "http2.h"

#include "../base/hpack.h"
#include "../dissect/scratch.h"

enum { DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE };
enum { CONTINUATION = 9, ALTSVC = 10, ORIGIN = 12, PRIORITY_UPDATE = 16 };
enum { F_ACK = 1, F_END_STREAM = 1, F_END_HEADERS = 4, F_PADDED = 8, F_PRIORITY = 0x20 };
enum { FRAME = 9, PREFACE = 24, LENGTH_MAX = 16384, STREAMS = 64, PREFIX = 5 };
enum {
	FIELDS_MAX = 1024,
	TEXT_MAX = 65536
}; /* told of a segment; the rest only feeds the tables */

static const struct name types[] = {
	{ DATA, "DATA" },
	{ HEADERS, "HEADERS" },
	{ PRIORITY, "PRIORITY" },
	{ RST_STREAM, "RST_STREAM" },
	{ SETTINGS, "SETTINGS" },
	{ PUSH_PROMISE, "PUSH_PROMISE" },
	{ PING, "PING" },
	{ GOAWAY, "GOAWAY" },
	{ WINDOW_UPDATE, "WINDOW_UPDATE" },
	{ CONTINUATION, "CONTINUATION" },
	{ ALTSVC, "ALTSVC" },
	{ ORIGIN, "ORIGIN" },
	{ PRIORITY_UPDATE, "PRIORITY_UPDATE" },
	{ 0, NULL },
};

static const struct name settings[] = {
	{ 1, "HEADER_TABLE_SIZE" },
	{ 2, "ENABLE_PUSH" },
	{ 3, "MAX_CONCURRENT_STREAMS" },
	{ 4, "INITIAL_WINDOW_SIZE" },
	{ 5, "MAX_FRAME_SIZE" },
	{ 6, "MAX_HEADER_LIST_SIZE" },
	{ 8, "ENABLE_CONNECT_PROTOCOL" },
	{ 9, "NO_RFC7540_PRIORITIES" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "NO_ERROR" },
	{ 1, "PROTOCOL_ERROR" },
	{ 2, "INTERNAL_ERROR" },
	{ 3, "FLOW_CONTROL_ERROR" },
	{ 4, "SETTINGS_TIMEOUT" },
	{ 5, "STREAM_CLOSED" },
	{ 6, "FRAME_SIZE_ERROR" },
	{ 7, "REFUSED_STREAM" },
	{ 8, "CANCEL" },
	{ 9, "COMPRESSION_ERROR" },
	{ 10, "CONNECT_ERROR" },
	{ 11, "ENHANCE_YOUR_CALM" },
	{ 12, "INADEQUATE_SECURITY" },
	{ 13, "HTTP_1_1_REQUIRED" },
	{ 0, NULL },
};

static const struct name grpc_codes[] = {
	{ 0, "OK" },
	{ 1, "CANCELLED" },
	{ 2, "UNKNOWN" },
	{ 3, "INVALID_ARGUMENT" },
	{ 4, "DEADLINE_EXCEEDED" },
	{ 5, "NOT_FOUND" },
	{ 6, "ALREADY_EXISTS" },
	{ 7, "PERMISSION_DENIED" },
	{ 8, "RESOURCE_EXHAUSTED" },
	{ 9, "FAILED_PRECONDITION" },
	{ 10, "ABORTED" },
	{ 11, "OUT_OF_RANGE" },
	{ 12, "UNIMPLEMENTED" },
	{ 13, "INTERNAL" },
	{ 14, "UNAVAILABLE" },
	{ 15, "DATA_LOSS" },
	{ 16, "UNAUTHENTICATED" },
	{ 0, NULL },
};

struct grpc_side {     /* how far the messages of a stream have come in one direction */
	uint32_t left; /* octets of a message still to come */
	uint8_t prefix[PREFIX], have;
};

struct stream { /* of a conversation the last STREAMS, by their number */
	uint32_t id;
	bool grpc;
	struct grpc_side side[2];
};

struct http2 {
	struct hpack table[2]; /* of what each side encodes */
	bool begun[2];
	uint32_t data[2]; /* the stream whose DATA goes on */
	struct stream stream[STREAMS];
};

_Static_assert(sizeof(struct http2) <= TALK_OWN, "fits");

enum {
	METHOD,
	SCHEME,
	AUTHORITY,
	PATH,
	CONTENT_TYPE,
	ACCEPT,
	STATUS,
	USER_AGENT,
	SERVER,
	GRPC_STATUS,
	GRPC_TEXT,
	KEPT
};

/* What is asked for often is also told by itself, or says what else there is. */
static const struct {
	const char *name, *key;
} kept_names[KEPT] = {
	[METHOD] = { ":method", "method" },
	[SCHEME] = { ":scheme", "scheme" },
	[AUTHORITY] = { ":authority", "authority" },
	[PATH] = { ":path", "path" },
	[CONTENT_TYPE] = { "content-type", "content_type" },
	[ACCEPT] = { "accept", NULL },
	[STATUS] = { ":status", NULL },
	[USER_AGENT] = { "user-agent", "user_agent" },
	[SERVER] = { "server", "server" },
	[GRPC_STATUS] = { "grpc-status", NULL },
	[GRPC_TEXT] = { "grpc-message", NULL },
};

struct seg { /* what is being dissected */
	struct http2 *h;
	struct talk_side *s;
	bool from;
	uint8_t *out, *keep; /* HPACK_OUT and TEXT_MAX octets */
	uint32_t fields, text;
	const char *sep;
};

struct frame {
	uint32_t length, stream;
	uint8_t type, flags;
};

/* --- gRPC --- */

static struct stream *stream_of(struct http2 *h, uint32_t id)
{
	struct stream *s = &h->stream[id / 2 % STREAMS];

	if (s->id != id)
		*s = (struct stream){ .id = id };
	return s;
}

/* Prefixes of messages in the octets of a stream: compressed or not, length. */
static void show_messages(struct dis *d, struct grpc_side *g, struct cur c)
{
	list(d, "messages");
	while (more(&c)) {
		uint32_t n = g->left < left(&c) ? g->left : left(&c);

		skip(&c, n);
		g->left -= n;
		if (g->left || !more(&c))
			break;
		g->prefix[g->have++] = get_u8(&c);
		if (g->have < PREFIX)
			continue;
		g->have = 0;
		g->left = (uint32_t)g->prefix[1] << 24 | (uint32_t)g->prefix[2] << 16 |
		          (uint32_t)g->prefix[3] << 8 | g->prefix[4];
		item(d);
		say_s(d, g->prefix[0] ? " gRPC compressed message" : " gRPC message");
		note_b(d, "compressed", g->prefix[0] & 1);
		show_u(d, " of ", "length", g->left);
		done(d);
	}
	done(d);
}

static void show_grpc_data(struct dis *d, struct seg *g, uint32_t id, struct cur c)
{
	struct stream *s = stream_of(g->h, id);

	if (!s->grpc)
		return;
	if (left(&c) < wire(&c)) { /* not captured: where the next message begins is not known */
		s->grpc = false;
		return;
	}
	group(d, "grpc");
	show_messages(d, &s->side[g->from], c);
	done(d);
}

/* "/package.Service/Method" */
static void note_grpc_path(struct dis *d, struct cur path)
{
	struct cur at = path;
	uint32_t slash = 0, n = 0;

	for (; more(&at); n++)
		if (get_u8(&at) == '/')
			slash = n;
	note_text(d, "path", path);
	if (slash < 2)
		return;
	skip(&path, 1);
	note_text(d, "service", take(&path, slash - 1));
	skip(&path, 1);
	note_text(d, "method", path);
}

static uint32_t number(struct cur c)
{
	uint32_t v = 0;

	while (more(&c) && v < 100) {
		uint8_t ch = get_u8(&c);

		if (ch < '0' || ch > '9')
			return 100;
		v = v * 10 + (uint32_t)(ch - '0');
	}
	return v;
}

/* --- header fields --- */

static bool is(struct cur c, const char *s)
{
	while (*s && more(&c))
		if (get_u8(&c) != (uint8_t)*s++)
			return false;
	return !*s && !more(&c);
}

static bool begins(struct cur c, const char *s)
{
	while (*s && more(&c))
		if (get_u8(&c) != (uint8_t)*s++)
			return false;
	return !*s;
}

/* One field; its texts are good until the next. */
static void show_field(
	struct dis *d, struct seg *g, const struct hpack_field *f, struct cur kept[KEPT])
{
	struct cur name = scratch_cursor(d, f->name.b, f->name.b ? f->name.n : 0);
	struct cur value = scratch_cursor(d, f->value.b, f->value.b ? f->value.n : 0);

	item(d);
	if (f->name.b)
		show_vis(d, " ", "name", name);
	else
		show_u(d, " unknown-", "unknown_index", f->index);
	if (f->value.b)
		show_vis(d, " ", "value", value);
	if (f->never)
		note_b(d, "never_indexed", true);
	done(d);
	if (!f->name.b || !f->value.b)
		return;
	for (int i = 0; i < KEPT; i++) {
		uint8_t *to = g->keep + g->text - f->name.n - f->value.n;

		if (!is(name, kept_names[i].name))
			continue;
		get_bytes(&value, to, f->value.n);
		kept[i] = scratch_cursor(d, to, f->value.n);
	}
}

static void show_grpc_headers(
	struct dis *d, struct seg *g, uint32_t id, const struct cur kept[KEPT])
{
	struct stream *s = stream_of(g->h, id);
	uint32_t code;

	if (begins(kept[CONTENT_TYPE], "application/grpc"))
		s->grpc = true;
	if (!s->grpc)
		return;
	group(d, "grpc");
	if (more(&kept[PATH])) {
		say(d, " gRPC call");
		note_grpc_path(d, kept[PATH]);
	}
	if (more(&kept[GRPC_STATUS])) {
		code = number(kept[GRPC_STATUS]);
		say(d, " gRPC ");
		show_name(d, "status", grpc_codes, "status %u", code);
		if (more(&kept[GRPC_TEXT]))
			note_text(d, "message", kept[GRPC_TEXT]);
	}
	done(d);
}

static void show_kept(struct dis *d, const struct cur kept[KEPT])
{
	if (!wants_fields(d))
		return;
	for (int i = 0; i < KEPT; i++)
		if (kept_names[i].key && more(&kept[i]))
			note_text(d, kept_names[i].key, kept[i]);
	/* RFC 8484, 6; a GET has its question in the path: 4.1 */
	if (is(kept[CONTENT_TYPE], "application/dns-message") ||
		is(kept[ACCEPT], "application/dns-message"))
		note_b(d, "dns_over_http", true);
	if (more(&kept[STATUS]))
		note_u(d, "status", number(kept[STATUS]));
}

/* A whole header block of n octets at b. */
static void show_block(struct dis *d, struct seg *g, uint32_t id, const uint8_t *b, uint32_t n)
{
	struct hpack_block k = { b, b + n, g->out, 0 };
	struct cur kept[KEPT];
	struct hpack_field f;
	enum hpack_got got = HPACK_RESIZED;

	for (int i = 0; i < KEPT; i++)
		kept[i] = scratch_cursor(d, b, 0);
	list(d, "headers");
	while (got == HPACK_FIELD || got == HPACK_RESIZED) { /* each takes an octet at least */
		got = hpack_next(&g->h->table[g->from], &k, &f);
		if (got != HPACK_FIELD || g->fields == FIELDS_MAX ||
			f.name.n + f.value.n > TEXT_MAX - g->text)
			continue;
		g->fields++;
		g->text += f.name.n + f.value.n;
		show_field(d, g, &f, kept);
	}
	done(d);
	show_kept(d, kept);
	show_grpc_headers(d, g, id, kept);
	if (got == HPACK_BAD) {
		say(d, " (header block not decodable)");
		note_b(d, "bad_headers", true);
		hpack_reset(&g->h->table[g->from]);
	}
}

/* The fragments of a block: c is what a HEADERS or PUSH_PROMISE frame has of it, rest the
 * CONTINUATION frames. */
static void show_headers(struct dis *d, struct seg *g, uint32_t id, struct cur c, struct cur rest)
{
	uint32_t room = left(&c) + left(&rest), n = left(&c);
	uint8_t *b = scratch(d, room ? room : 1);

	if (!b || room > HPACK_BLOCK + FRAME) {
		hpack_reset(&g->h->table[g->from]);
		return;
	}
	get_bytes(&c, b, n);
	while (has(&rest, FRAME)) {
		uint32_t length = get_be24(&rest);

		skip(&rest, FRAME - 3);
		if (!has(&rest, length))
			break;
		get_bytes(&rest, b + n, length);
		n += length;
		note_u(d, "continuation", length);
	}
	show_block(d, g, id, b, n < HPACK_BLOCK ? n : HPACK_BLOCK);
}

/* --- frames --- */

static void show_settings(struct dis *d, struct cur c)
{
	const char *sep = " ";

	list(d, "settings");
	while (has(&c, 6)) {
		uint16_t id = get_be16(&c);
		uint32_t value = get_be32(&c);

		item(d);
		say_s(d, sep);
		show_name(d, "id", settings, "setting-%u", id);
		show_u(d, "=", "value", value);
		done(d);
		sep = ",";
	}
	done(d);
}

static void show_priority(struct dis *d, struct cur *c)
{
	uint32_t dependency = get_be32(c), weight = get_u8(c) + 1u;

	note_b(d, "exclusive", dependency >> 31);
	note_u(d, "dependency", dependency & 0x7fffffff);
	note_u(d, "weight", weight);
}

/* RFC 9113, 6.1: padding before and behind; false: there is more of it than there are octets. */
static bool unpad(struct dis *d, const struct frame *f, struct cur *c)
{
	uint8_t n;

	if (!(f->flags & F_PADDED))
		return true;
	if (!more(c))
		return false;
	n = get_u8(c);
	note_u(d, "pad_length", n);
	if (n > wire(c))
		return false;
	clip(c, wire(c) - n);
	return true;
}

static void show_header_frame(
	struct dis *d, struct seg *g, const struct frame *f, struct cur c, struct cur rest)
{
	uint32_t promised = 0;

	if (!unpad(d, f, &c) || (f->type == PUSH_PROMISE && !has(&c, 4)) ||
		(f->type == HEADERS && f->flags & F_PRIORITY && !has(&c, 5))) {
		invalid(d);
		hpack_reset(&g->h->table[g->from]);
		return;
	}
	if (f->type == PUSH_PROMISE) {
		promised = get_be32(&c) & 0x7fffffff;
		show_u(d, " promises ", "promised_stream", promised);
	} else if (f->flags & F_PRIORITY) {
		show_priority(d, &c);
	}
	show_headers(d, g, promised ? promised : f->stream, c, rest);
}

static void show_error(struct dis *d, struct cur *c)
{
	uint32_t code = get_be32(c);

	say(d, " ");
	show_name(d, "error", errors, "error %u", code);
}

/* The payload of a frame that is no DATA, all of it. */
static void show_payload(
	struct dis *d, struct seg *g, const struct frame *f, struct cur c, struct cur rest)
{
	switch (f->type) {
	case HEADERS:
	case PUSH_PROMISE:
		show_header_frame(d, g, f, c, rest);
		break;
	case PRIORITY:
		if (has(&c, 5))
			show_priority(d, &c);
		break;
	case RST_STREAM:
		if (has(&c, 4))
			show_error(d, &c);
		break;
	case SETTINGS:
		show_settings(d, c);
		break;
	case PING:
		note_hex(d, "opaque", c);
		break;
	case GOAWAY:
		if (!has(&c, 8))
			break;
		show_u(d, " last stream ", "last_stream", get_be32(&c) & 0x7fffffff);
		show_error(d, &c);
		if (more(&c))
			show_vis(d, " ", "debug", c);
		break;
	case WINDOW_UPDATE:
		if (has(&c, 4))
			show_u(d, " +", "increment", get_be32(&c) & 0x7fffffff);
		break;
	}
}

static void show_flags(struct dis *d, const struct frame *f)
{
	bool ack = f->type == SETTINGS || f->type == PING;
	bool content = f->type == DATA || f->type == HEADERS;

	note_u(d, "flags", f->flags);
	if (ack && f->flags & F_ACK)
		say(d, " ACK");
	if (content && f->flags & F_END_STREAM)
		say(d, " END_STREAM");
	if (content)
		note_b(d, "end_stream", f->flags & F_END_STREAM);
	if (ack)
		note_b(d, "ack", f->flags & F_ACK);
}

static struct frame get_frame(struct cur *c)
{
	struct frame f;

	f.length = get_be24(c);
	f.type = get_u8(c);
	f.flags = get_u8(c);
	f.stream = get_be32(c) & 0x7fffffff;
	return f;
}

/* What frame c begins is whole; DATA and what is too large to be kept are wanted by their headers
 * only. */
static uint32_t needs(struct cur c)
{
	uint32_t n = 0;
	bool more_blocks;

	do {
		struct frame f;

		if (!has(&c, FRAME))
			return n + FRAME;
		f = get_frame(&c);
		if (f.type == DATA || (n == 0 && f.length > LENGTH_MAX))
			return n + FRAME;
		more_blocks =
			(f.type == HEADERS || f.type == PUSH_PROMISE || f.type == CONTINUATION) &&
			!(f.flags & F_END_HEADERS);
		n += FRAME + f.length;
		if (!has(&c, f.length))
			return n;
		skip(&c, f.length);
	} while (more_blocks);
	return n;
}

/* m: a frame, with the CONTINUATION frames behind it; or the header of one, whose payload is in c.
 */
static void show_frame(struct dis *d, struct seg *g, struct cur m, struct cur *c)
{
	struct frame f = get_frame(&m);
	struct cur body;

	say_s(d, g->sep);
	g->sep = ";";
	item(d);
	note_u(d, "length", f.length);
	say(d, " ");
	show_name(d, "type", types, "frame type %u", f.type);
	show_u(d, "[", "stream", f.stream);
	say(d, "]");
	show_flags(d, &f);
	if (f.type == DATA) {
		show_u(d, " length ", "data_length", f.length);
		body = talk_part(g->s, c, f.length);
		g->h->data[g->from] = f.stream;
		if (unpad(d, &f, &body))
			show_grpc_data(d, g, f.stream, body);
	} else if (f.length > LENGTH_MAX) {
		talk_part(g->s, c, f.length);
		if (f.type == HEADERS || f.type == PUSH_PROMISE || f.type == CONTINUATION)
			hpack_reset(&g->h->table[g->from]);
	} else {
		body = take(&m, f.length < left(&m) ? f.length : left(&m));
		show_payload(d, g, &f, body, m);
	}
	done(d);
}

/* Does a frame begin here, as far as one can see? */
static bool is_frame(struct cur c)
{
	struct frame f;
	bool of_stream;

	if (!has(&c, FRAME) || peek_u8(&c, 5) & 0x80)
		return false;
	f = get_frame(&c);
	of_stream = f.stream != 0;
	switch (f.type) {
	case DATA:
	case HEADERS:
		return of_stream && f.length <= LENGTH_MAX && !(f.flags & ~0x2du);
	case RST_STREAM:
		return of_stream && f.length == 4 && !f.flags;
	case SETTINGS:
		return !of_stream && f.length % 6 == 0 && f.length <= 96 && f.flags <= F_ACK &&
		       (!f.flags || !f.length);
	case PING:
		return !of_stream && f.length == 8 && f.flags <= F_ACK;
	case GOAWAY:
		return !of_stream && f.length >= 8 && f.length < LENGTH_MAX && !f.flags;
	case WINDOW_UPDATE:
		return f.length == 4 && !f.flags;
	default:
		return false;
	}
}

static bool is_preface(struct cur c)
{
	return has(&c, PREFACE) && begins(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
}

/* What a server begins with. */
static bool is_first(struct cur c)
{
	return is_frame(c) && peek_u8(&c, 3) == SETTINGS && !(peek_u8(&c, 4) & F_ACK);
}

bool http2_is(struct dis *d, struct cur c)
{
	struct talk *t = talk_find(d);

	return (t && t->kind == TALK_HTTP2) || is_preface(c) || (is_first(c) && peek_be24(&c, 0));
}

/* A side begins, or goes on behind a gap; false: where frames begin is not known. */
static bool settle(struct dis *d, struct seg *g, struct cur c, bool preface)
{
	if (g->h->begun[g->from] && !g->s->lost && !preface)
		return true;
	if (!preface && !is_frame(c))
		return false;
	if (!preface && (g->h->begun[g->from] || !is_first(c))) {
		say(d, " (header table unknown)");
		note_b(d, "header_table_unknown", true);
	}
	for (int i = 0; i < STREAMS; i++)
		g->h->stream[i].side[g->from] = (struct grpc_side){ 0 };
	hpack_reset(&g->h->table[g->from]);
	g->h->begun[g->from] = true;
	g->s->lost = false;
	g->s->skip = g->s->have = 0;
	return true;
}

/* What is still to come of a frame that was told already. */
static void show_rest(struct dis *d, struct seg *g, struct cur *c)
{
	struct cur body = talk_skipped(g->s, c);
	uint32_t id = g->h->data[g->from];

	sayf(d, " (%u octets of a frame before)", wire(&body));
	g->sep = ";";
	item(d);
	note_u(d, "continued_stream", id);
	note_u(d, "continued", wire(&body));
	show_grpc_data(d, g, id, body);
	done(d);
}

static void show_frames(struct dis *d, struct seg *g, struct cur c, bool preface)
{
	struct cur m;

	if (preface) {
		say(d, " preface");
		note_b(d, "preface", true);
		skip(&c, PREFACE);
		g->sep = ";";
	}
	if (!settle(d, g, c, preface)) {
		say(d, " (goes on somewhere in a frame)");
		note_b(d, "lost", true);
		return;
	}
	list(d, "frames");
	if (g->s->skip)
		show_rest(d, g, &c);
	while (!d->stopped && talk_message(g->s, &c, needs, &m))
		show_frame(d, g, m, &c);
	if (g->s->have)
		sayf(d, "%s (%u octets of a frame to be continued)", g->sep, g->s->have);
	done(d);
	if (g->s->have)
		note_b(d, "continues", true);
}

static void dissect_http2(struct dis *d, struct cur c)
{
	struct talk *t = talk_of(d, TALK_HTTP2, sizeof(struct http2));
	bool preface = is_preface(c);
	struct seg g;

	if (!t)
		return;
	g = (struct seg){ t->own, &t->side[t->from], t->from, NULL, NULL, 0, 0, "" };
	say(d, ": HTTP/2");
	switch (talk_begin(d, g.s, &c)) {
	case TALK_AGAIN:
		say(d, " (sent again)");
		note_b(d, "sent_again", true);
		return;
	case TALK_GAP:
	case TALK_NEXT:
		break;
	}
	g.out = scratch(d, HPACK_OUT);
	g.keep = scratch(d, TEXT_MAX);
	if (!g.out || !g.keep)
		return;
	show_frames(d, &g, c, preface);
}

const struct proto proto_http2 = { "http2", dissect_http2 };
