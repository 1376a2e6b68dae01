/* Protocols of lines: SMTP (RFC 5321), FTP (RFC 959), POP3 (RFC 1939), IMAP (RFC 9051), Redis
 * (RESP). */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "apps.h"

#include <stdlib.h>
#include <string.h>

static void failed_login(struct why *w, struct flow *f, struct app *a)
{
	struct relation *r = relation_of_flow(w, f);

	a->failed_logins++;
	if (!r)
		return;
	r->failed_logins++;
	marks_add(w, &r->logins, a->no, a->t);
}

static void trouble_line(struct app *a, enum trouble_kind kind, const uint8_t *b, size_t n)
{
	char text[96];

	show_text(text, sizeof(text), b, n);
	app_trouble(a, kind, 0, text);
}

static void secret(struct app *a, const char *what)
{
	if (!a->secret)
		app_trouble(a, T_SECRET, 0, what);
	a->secret = true;
}

/* --- SMTP --- */

static void smtp_client(struct app *a, const uint8_t *b, size_t n)
{
	if (a->in_data) {
		a->in_data = !(n == 1 && b[0] == '.');
	} else if (starts(b, n, "AUTH PLAIN") || starts(b, n, "AUTH LOGIN")) {
		secret(a, "SMTP AUTH without TLS");
		a->auth = 1;
	} else if (starts(b, n, "QUIT")) {
		a->quit = true;
	} else if (starts(b, n, "STARTTLS")) {
		a->auth = 2;
	}
}

static void smtp_server(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	if (n < 3 || b[0] < '2' || b[0] > '5')
		return;
	if (memcmp(b, "354", 3) == 0)
		a->in_data = true;
	if (a->auth == 2 && memcmp(b, "220", 3) == 0) {
		a->feed[0].mode = a->feed[1].mode = F_IGNORE; /* TLS from here on */
		a->upgrade = true;
		return;
	}
	if (memcmp(b, "535", 3) == 0)
		failed_login(w, f, a);
	if ((b[0] == '4' || b[0] == '5') && (n == 3 || b[3] == ' ') && memcmp(b, "502", 3) != 0 &&
		memcmp(b, "500", 3) != 0)
		trouble_line(a, T_SMTP, b, n);
}

/* --- FTP --- */

static void ftp_client(struct app *a, const uint8_t *b, size_t n)
{
	if (starts(b, n, "USER "))
		a->anonymous = starts(b + 5, n - 5, "anonymous") || starts(b + 5, n - 5, "ftp");
	else if (starts(b, n, "PASS ") && !a->anonymous)
		secret(a, "an FTP password");
	else if (starts(b, n, "QUIT"))
		a->quit = true;
	else if (starts(b, n, "AUTH "))
		a->auth = 2;
}

static void ftp_server(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	if (n >= 3 && memcmp(b, "530", 3) == 0 && (n == 3 || b[3] == ' '))
		failed_login(w, f, a);
	if (n >= 3 && a->auth == 2 && memcmp(b, "234", 3) == 0) {
		a->feed[0].mode = a->feed[1].mode = F_IGNORE;
		a->upgrade = true;
	}
}

/* --- POP3, IMAP --- */

static void pop_line(
	struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n)
{
	if (dir == 0 && starts(b, n, "PASS "))
		secret(a, "a POP3 password"), a->auth = 1;
	else if (dir == 0 && starts(b, n, "QUIT"))
		a->quit = true;
	else if (dir == 1 && starts(b, n, "-ERR") && a->auth == 1)
		failed_login(w, f, a), a->auth = 0;
}

static void imap_line(
	struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n)
{
	const uint8_t *word = memchr(b, ' ', n);
	size_t left = word ? n - (size_t)(word + 1 - b) : 0;

	if (!word)
		return;
	if (dir == 0 && starts(word + 1, left, "LOGIN "))
		secret(a, "an IMAP password"), a->auth = 1;
	else if (dir == 0 && starts(word + 1, left, "LOGOUT"))
		a->quit = true;
	else if (dir == 1 && a->auth == 1 && starts(word + 1, left, "NO"))
		failed_login(w, f, a), a->auth = 0;
}

/* --- Redis --- */

static bool redis_waits(const uint8_t *b, size_t n)
{
	static const char *const words[] = { "BLPOP", "BRPOP", "BLMOVE", "BLMPOP", "BZPOP",
		"BZMPOP", "XREAD", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR", "WAIT",
		"BRPOPLPUSH", "XREADGROUP" };

	for (size_t i = 0; i < LEN(words); i++)
		if (starts(b, n, words[i]))
			return true;
	return false;
}

/* The octets of a string and what ends it; 0: there is none. */
static uint64_t bulk_length(const uint8_t *b, size_t n)
{
	char digits[12];

	if (n < 2 || b[1] == '-')
		return 0;
	show_text(digits, sizeof(digits), b + 1, n - 1);
	return strtoul(digits, NULL, 10) + 2;
}

/* A command is a list of strings; the first of them says which. */
static void redis_client(struct app *a, const uint8_t *b, size_t n)
{
	if (n && b[0] == '*') {
		a->bulk = 1; /* the command's name is to come */
	} else if (n && b[0] == '$') {
		a->bulk += a->bulk ? 1 : 0;
		if (a->bulk > 2)
			a->feed[0].skip = bulk_length(b, n);
	} else if (a->bulk == 2 || !a->bulk) {
		a->wait_wanted = redis_waits(b, n);
		a->quit = starts(b, n, "QUIT") || starts(b, n, "SHUTDOWN");
		if (starts(b, n, "AUTH") || starts(b, n, "HELLO 3 AUTH"))
			secret(a, "a Redis password");
	}
}

static void redis_server(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n)
{
	bool mild;

	if (n >= 2 && b[0] == '$' && b[1] != '-') {
		a->feed[1].skip = bulk_length(b, n);
	} else if (n >= 3 && b[0] == '-' && b[1] >= 'A' && b[1] <= 'Z') {
		mild = starts(b, n, "-MOVED") || starts(b, n, "-ASK ") || starts(b, n, "-NOSCRIPT");
		trouble_line(a, mild ? T_REDIS_MILD : T_REDIS, b, n);
		if (starts(b, n, "-WRONGPASS") || starts(b, n, "-ERR invalid password"))
			failed_login(w, f, a);
	}
}

void text_line(struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n)
{
	switch (a->proto) {
	case P_SMTP:
		if (dir == 0)
			smtp_client(a, b, n);
		else
			smtp_server(w, f, a, b, n);
		break;
	case P_FTP:
		if (dir == 0)
			ftp_client(a, b, n);
		else
			ftp_server(w, f, a, b, n);
		break;
	case P_POP3:
		pop_line(w, f, a, dir, b, n);
		break;
	case P_IMAP:
		imap_line(w, f, a, dir, b, n);
		break;
	case P_REDIS:
		if (dir == 0)
			redis_client(a, b, n);
		else
			redis_server(w, f, a, b, n);
		break;
	default:
		break;
	}
}
