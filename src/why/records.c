/* Protocols of records: PostgreSQL (its manual, "Message Formats"), TLS (RFC 8446, 5246; SNI: RFC
 * 6066). */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps.h"

#include <stdio.h>
#include <string.h>

enum {
	RECORD_HEAD = 5,
	PG_VERSION3 = 196608,
	PG_SSL = 80877103,
	ALERT = 21,
	HANDSHAKE = 22,
	DATA = 23,
	FATAL = 2,
	HIDDEN_ALERT = 19, /* level, description, the real type, and 16 octets of tag */
};

static uint32_t be32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint16_t be16(const uint8_t *b) { return (uint16_t)(b[0] << 8 | b[1]); }

uint16_t record_first(const struct app *a, int dir)
{
	if (a->proto == P_POSTGRES && dir == 0)
		return 8; /* the startup message has no type */
	return RECORD_HEAD;
}

static void expect(struct app *a, int dir, uint16_t n) { a->feed[dir].want = n; }

static void give_up(struct app *a)
{
	a->feed[0].mode = a->feed[1].mode = F_IGNORE;
	a->feed[0].lost = a->feed[1].lost = true;
}

/* --- PostgreSQL --- */

static const char *pg_field(const uint8_t *b, size_t n, char which, char *o, size_t size)
{
	size_t at = 0;

	o[0] = '\0';
	while (at < n && b[at]) {
		const uint8_t *end = memchr(b + at, 0, n - at);
		size_t len = (end ? (size_t)(end - b) : n) - at;

		if ((char)b[at] == which) {
			show_text(o, size, b + at + 1, len - 1);
			return o;
		}
		at += len + 1;
	}
	return o;
}

static void pg_error(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	char severity[16], code[8], message[60], text[96];
	struct relation *r = relation_of_flow(w, f);

	pg_field(b, n, 'S', severity, sizeof(severity));
	pg_field(b, n, 'C', code, sizeof(code));
	pg_field(b, n, 'M', message, sizeof(message));
	snprintf(text, sizeof(text), "%s %s: %s", severity, code, message);
	app_trouble(a, T_POSTGRES, 0, text);
	if (r && (strcmp(code, "28P01") == 0 || strcmp(code, "28000") == 0)) {
		r->failed_logins++;
		marks_add(w, &r->logins, a->no, a->t);
	}
}

static void pg_startup(struct app *a, const uint8_t *b)
{
	uint32_t len = be32(b), version = be32(b + 4);

	if (version == PG_SSL || len < 8 || len > 10000) {
		/* What the server answers is one octet; TLS follows it, or the real startup. */
		a->feed[1].want = 1;
		a->record_type = 'N';
		return;
	}
	a->feed[0].skip = len - 8;
	expect(a, 0, RECORD_HEAD);
	a->started = true;
}

static void pg_head(struct app *a, int dir, const uint8_t *b)
{
	uint32_t len = be32(b + 1);

	if (len < 4 || len > 1 << 30) {
		give_up(a);
		return;
	}
	len -= 4;
	if (dir == 0) {
		a->quit = b[0] == 'X';
		if (b[0] == 'p' && a->clear_password)
			app_trouble(a, T_SECRET, 0, "a PostgreSQL password");
		a->clear_password = false;
		a->feed[0].skip = len;
		return;
	}
	if ((b[0] == 'E' || b[0] == 'R') && len) {
		a->record_type = b[0];
		expect(a, 1, (uint16_t)(len < 512 ? len : 512));
		a->body = len - (len < 512 ? len : 512);
		return;
	}
	a->feed[1].skip = len;
}

static void pg_body(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	if (a->record_type == 'E')
		pg_error(w, f, a, b, n);
	else if (n >= 4 && be32(b) == 3)
		a->clear_password = true;
	a->record_type = 0;
	a->feed[1].skip = a->body;
	expect(a, 1, RECORD_HEAD);
}

static void pg_record(
	struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n)
{
	if (dir == 1 && a->record_type == 'N') {
		a->record_type = 0;
		expect(a, 1, RECORD_HEAD);
		if (b[0] == 'S') { /* TLS */
			a->feed[0].mode = a->feed[1].mode = F_IGNORE;
			a->upgrade = true;
		}
	} else if (dir == 0 && !a->started) {
		pg_startup(a, b);
	} else if (dir == 1 && a->record_type) {
		pg_body(w, f, a, b, n);
	} else {
		pg_head(a, dir, b);
	}
}

/* --- TLS --- */

static const struct {
	uint8_t v;
	const char *name;
} alerts[] = {
	{ 0, "close_notify" },
	{ 10, "unexpected_message" },
	{ 20, "bad_record_mac" },
	{ 22, "record_overflow" },
	{ 40, "handshake_failure" },
	{ 42, "bad_certificate" },
	{ 43, "unsupported_certificate" },
	{ 44, "certificate_revoked" },
	{ 45, "certificate_expired" },
	{ 46, "certificate_unknown" },
	{ 47, "illegal_parameter" },
	{ 48, "unknown_ca" },
	{ 49, "access_denied" },
	{ 50, "decode_error" },
	{ 51, "decrypt_error" },
	{ 70, "protocol_version" },
	{ 71, "insufficient_security" },
	{ 80, "internal_error" },
	{ 86, "inappropriate_fallback" },
	{ 90, "user_canceled" },
	{ 109, "missing_extension" },
	{ 110, "unsupported_extension" },
	{ 112, "unrecognized_name" },
	{ 116, "certificate_required" },
	{ 120, "no_application_protocol" },
};

static void tls_alert(struct app *a, int dir, const uint8_t *b, size_t n)
{
	const char *name = "";
	char text[96];

	if (n != 2 || (b[0] != FATAL && b[0] != 1) || b[1] == 0)
		return; /* encrypted, or no more than a goodbye */
	if (b[0] != FATAL)
		return;
	for (size_t i = 0; i < LEN(alerts); i++)
		if (alerts[i].v == b[1])
			name = alerts[i].name;
	snprintf(text, sizeof(text), "the %s sends alert %s (%u)", dir ? "server" : "client", name,
		b[1]);
	app_trouble(a, T_TLS, a->hello_no, text);
	a->finished = true;
}

static void tls_head(struct app *a, int dir, const uint8_t *b)
{
	uint16_t len = be16(b + 3), some = len < LINE_MOST ? len : LINE_MOST;

	if (b[0] < 20 || b[0] > 24 || b[1] != 3 || !len) {
		if (dir == 1 && a->hello && !a->hello_back)
			app_trouble(a, T_TLS, a->hello_no, "the server does not answer in TLS");
		a->finished = true;
		give_up(a);
		return;
	}
	if (b[0] == DATA && dir == 0 && a->hello_back && !a->finished) {
		/* TLS 1.3: what comes first from the client ends the handshake, or refuses. */
		a->finished = true;
		if (len == HIDDEN_ALERT)
			app_trouble(a, T_TLS, a->hello_no,
				"the client ends the handshake with an alert (encrypted)");
	}
	if (b[0] == ALERT || (b[0] == HANDSHAKE && !(dir ? a->hello_back : a->hello))) {
		a->record_type = b[0];
		a->looked[dir] = b[0];
		a->feed[dir].want = some;
		a->length[dir] = len - some;
		return;
	}
	if (b[0] == 20 && dir == 1)
		a->auth = 1; /* TLS 1.2: the server's ChangeCipherSpec ends the handshake */
	a->feed[dir].skip = len;
}

static void see_hello(struct app *a)
{
	a->hello = true;
	a->hello_no = a->no;
}

static void tls_record(struct app *a, int dir, const uint8_t *b, size_t n)
{
	uint8_t type = a->looked[dir];

	if (!type) {
		tls_head(a, dir, b);
		return;
	}
	a->looked[dir] = 0;
	if (type == ALERT)
		tls_alert(a, dir, b, n);
	else if (dir == 0 && n && b[0] == 1)
		see_hello(a);
	else if (dir == 1 && n && b[0] == 2)
		a->hello_back = true;
	a->feed[dir].skip = a->length[dir];
	expect(a, dir, RECORD_HEAD);
}

void record_whole(struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n)
{
	if (a->proto == P_POSTGRES)
		pg_record(w, f, a, dir, b, n);
	else
		tls_record(a, dir, b, n);
}
