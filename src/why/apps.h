/* apps.h - what is spoken over a TCP connection, as far as trouble shows in it.
 *
 * The octets of each direction come in order (flow/stream.h), cut into lines or records of a
 * bounded size; a hole makes a direction lost: from then on nothing is claimed of it.
 */
#ifndef SONDE_APPS_H
#define SONDE_APPS_H

#include "inner.h"

enum spoken {
	P_UNKNOWN,
	P_HTTP,
	P_HTTP2,
	P_REDIS,
	P_POSTGRES,
	P_SMTP,
	P_FTP,
	P_POP3,
	P_IMAP,
	P_SSH,
	P_TLS,
	P_TELNET,
	P_OTHER, /* not looked at any further */
};

enum { LINE_MOST = 1024, REQUESTS = 8, TROUBLES = 16, PATH_MOST = 80 };

enum trouble_kind {
	T_HTTP_4XX,
	T_HTTP_4XX_MILD, /* asked for credentials, a missing icon */
	T_HTTP_5XX,
	T_HTTP_EMPTY,
	T_REDIS,
	T_REDIS_MILD,
	T_POSTGRES,
	T_SMTP,
	T_TLS,
	T_SECRET,
	T_MISMATCH,
	T_SHELL,
	T_SHORT, /* a body that ends too early */
};

struct trouble {
	uint8_t kind;
	uint64_t no, from_no; /* the packet that shows it, and the request's */
	int64_t t;
	char text[96];
};

enum feed_mode { F_LINES, F_RECORDS, F_IGNORE };

struct feed {
	uint8_t mode;
	bool lost;
	struct stream stream;
	uint64_t skip;       /* octets that are only counted */
	uint16_t have, want; /* want: of a record's head or body */
	uint8_t *buf;        /* LINE_MOST, when something waits */
};

struct request {
	uint64_t no;
	char method[8], path[PATH_MOST];
	bool authorized;
};

struct app {
	struct why *why; /* its pools */
	struct talk *talk;
	enum spoken proto;
	bool has_modes; /* of feed, for that protocol */
	struct feed feed[2];
	struct trouble *troubles;
	uint8_t ntroubles;
	uint32_t more_troubles;
	uint64_t no;
	int64_t t;
	/* HTTP */
	struct request *requests; /* REQUESTS of them, when there is one */
	uint32_t asked, replied;
	uint8_t part[2]; /* of a message: enum http_part */
	bool chunked[2], has_length[2], form, upgrade;
	uint64_t length[2], body; /* body: octets of the reply so far */
	int status;
	uint64_t location, reply_no;
	uint32_t full_replies; /* with a body */
	/* lines */
	bool quit, wait_wanted, secret, anonymous, in_data;
	uint8_t auth;
	uint32_t failed_logins, bulk;
	/* PostgreSQL, TLS */
	bool started, clear_password, hello, hello_back, finished;
	uint8_t record_type;
	uint64_t hello_no;
	uint8_t looked[2];
};

void app_trouble(struct app *a, enum trouble_kind kind, uint64_t from, const char *text);
bool starts_with(const uint8_t *b, size_t n, const char *word);

/* Without regard to case; nearly always the first octet says no. */
static inline bool starts(const uint8_t *b, size_t n, const char *word)
{
	return n && ((b[0] ^ (uint8_t)word[0]) & ~0x20) == 0 && starts_with(b, n, word);
}

/* Each takes what feed[dir] is made of. */
void http_line(struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n);
void http_skipped(struct app *a, int dir); /* a body, or a chunk, is over */
void http_body(struct app *a, int dir, const uint8_t *b, size_t n);
/* The reply's header ends too early; n octets of a line are there. */
void http_cut(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n);
/* A segment after a hole: the beginning of a reply can be told. */
void http_glimpse(struct why *w, struct flow *f, struct app *a, const uint8_t *b, size_t n);
void http_close(struct app *a, const struct flow *f, const struct talk *k);
void text_line(struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n);
void record_whole(
	struct why *w, struct flow *f, struct app *a, int dir, const uint8_t *b, size_t n);
uint16_t record_first(const struct app *a, int dir); /* how many octets its first head has */

#endif
