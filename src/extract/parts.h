/* parts.h - what the parts of extract share. */
#ifndef SONDE_PARTS_H
#define SONDE_PARTS_H

#include "extract.h"

/* --- save.c: one file --- */

struct save;

struct save_conf {
	const char *kind;
	const char *name;     /* as the packets have it; may be "" */
	const char *type;     /* media type, or "" */
	const char *encoding; /* content coding, or "" */
	const struct dialog *dialog;
	int dir;
};

struct saves; /* all of them: who is open */

struct saves *saves_new(const struct extract_conf *conf);
void saves_free(struct saves *s);

/* NULL: no memory, or it was told why. */
struct save *save_begin(struct saves *s, const struct save_conf *conf);
/* The next n octets; data NULL: they are missing. */
void save_data(struct save *f, const uint8_t *data, uint64_t n);
/* There is no more; whole: nor should there be. */
void save_end(struct save *f, bool whole);

/* A name that is safe, of size EXTRACT_NAME + 1: never empty, no '/', no '.' first. */
void safe_name(char *o, const char *name, const char *type);

/* --- line.c: text lines out of a stream --- */

struct line {
	char *text; /* without its end, NUL-terminated */
	uint32_t n, room;
	bool whole; /* it has its end: the next octet begins a new one */
	bool lost;  /* part of it is missing or it is too long: it is no line */
};

/* Take octets up to the end of a line; how many.  line->whole says if it is complete now. */
uint32_t line_take(struct line *l, const uint8_t *data, uint32_t n);
void line_gap(struct line *l);
void line_free(struct line *l);

/* --- the protocols: each has a state of its own per conversation --- */

struct part { /* a protocol */
	void *(*begin)(struct extract *x, struct dialog *k);
	void (*data)(void *state, struct dialog *k, int dir, const uint8_t *data, uint32_t n);
	void (*end)(void *state, struct dialog *k);
};

extern const struct part part_http, part_ftp, part_ftp_data, part_smtp, part_tftp;

bool http_begins(const uint8_t *data, uint32_t n);
struct saves *extract_saves(struct extract *x);

/* FTP: an end of a data connection that was announced; NULL: none was. */
struct ftp_data;
struct ftp_data *ftp_expected(struct extract *x, const struct flow *f);

enum { EXPECTED = 256 };

struct ftp_data {
	struct tell_addr addr;
	uint16_t port;
	uint64_t control; /* id of the conversation that announced it; 0: free */
	char name[256];
};

/* Announce one; the oldest goes if there is no room. */
struct ftp_data *ftp_announce(struct extract *x);

/* TFTP: transfers are known by the asker's end. */
struct tftp_transfer {
	struct tell_addr addr;
	uint16_t port;
	uint64_t asked; /* in which order; 0: free */
	bool write;     /* the asker sends */
	char name[256];
};

struct tftp_transfer *tftp_asked(struct extract *x, const struct tell_addr *a, uint16_t port);
struct tftp_transfer *tftp_new(struct extract *x);

#endif
