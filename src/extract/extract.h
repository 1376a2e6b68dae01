/* extract.h - the files that were sent: bodies of HTTP/1, transfers of FTP and TFTP, mails of SMTP.
 *
 * It is fed with what was said (flow/dialog.h).  Files go to one directory: under names of letters,
 * digits, '.', '_' and '-' that are made of what the packets say, never out of the directory,
 * never over a file that is there.  What is missing in the capture is a hole in the file, and told.
 *
 * Bounded: EXTRACT_TALKS conversations are looked into at once, lines up to EXTRACT_LINE octets,
 * EXTRACT_OPEN files open at once (others are opened again when there is more for them), and what
 * is compressed may become EXTRACT_RATIO times as large.
 */
#ifndef SONDE_EXTRACT_H
#define SONDE_EXTRACT_H

#include "../flow/dialog.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	EXTRACT_TALKS = 50000,
	EXTRACT_LINE = 16384,
	EXTRACT_OPEN = 200,
	EXTRACT_RATIO = 1100, /* deflate's most is 1,032 */
	EXTRACT_NAME = 100,   /* octets of a file's name */
};

struct extract_file {     /* that is complete, or as complete as it will be */
	const char *name; /* in the directory */
	const char *kind; /* "http", "ftp", "tftp", "smtp" */
	const char *type; /* as the sender calls it, or "" */
	const char *note; /* what is odd about it, or "" */
	const struct flow *flow;
	int dir;                /* who sent it: 0 a, 1 b */
	uint64_t size, missing; /* octets */
	uint64_t number;        /* of the packet with its first octet */
};

struct extract;

struct extract_conf {
	int dir; /* descriptor of the directory; -1: nothing is written (to try it) */
	void *arg;
	void (*done)(void *arg, const struct extract_file *f);
	/* A file can't be made or written: why.  It ends there. */
	void (*failed)(void *arg, const char *name, int error);
};

/* NULL: out of memory. */
struct extract *extract_new(const struct extract_conf *conf);
/* The listener that a struct dialogs wants. */
struct dialog_sink extract_sink(struct extract *x);
/* Conversations that were not looked into for want of room. */
uint64_t extract_left_out(const struct extract *x);
void extract_free(struct extract *x);

#endif
