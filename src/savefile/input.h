/* input.h - the bytes of a file, mapped or read ahead; for the readers only. */
#ifndef SONDE_INPUT_H
#define SONDE_INPUT_H

#include "../base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source;
struct source_conf;
struct unpack;

struct input {
	const uint8_t *p, *end; /* unread bytes that are here */
	uint8_t *map;           /* a mapped file, or NULL */
	size_t mapped;
	size_t dropped; /* bytes at the start whose pages were given back */
	uint8_t *buf;   /* a pipe's buffer, or NULL */
	size_t cap;
	uint64_t before;       /* bytes of the file that have left the buffer */
	int fd, timer;         /* timer: of a file that is followed, else -1 */
	bool holding;          /* nothing read leaves the buffer: it will be gone back to */
	bool ended, stopped;   /* no more to read; because idle() said so */
	int error;             /* errno of a failed read, 0 if none; input_error() says it */
	struct unpack *unpack; /* what fills buf, if the file is compressed */
	const char *path;
	uint64_t size; /* of a regular file, 0 not known */
	/* As in struct source_conf. */
	bool (*idle)(void *arg, int fd);
	void *idle_arg;
	bool follow, rotated; /* rotated: another file has taken its place */
};

/* False with errno set.  path must last as long as in. */
bool input_open(struct input *in, const char *path, const struct source_conf *conf);
/* Is it compressed?  Then what is inside is read from now on.  False with a message if that can't
 * be. */
bool input_unpack(struct input *in, char *err, size_t errlen);
void input_close(struct input *in);
/* What was wrong with the last read; NULL if nothing was. */
const char *input_error(const struct input *in);
bool input_fill(struct input *in, size_t n); /* cold half of input_want() */
/* close() of a source that is one piece of memory and has nothing but its input. */
void input_close_source(struct source *s);
/* What a source of that size begins with, if its file's header is there: behind which in then is.
 * NULL with a message. */
void *input_new_source(
	struct input *in, size_t size, size_t header, const char *format, char *err, size_t errlen);
/* Has the mapped file been cut off behind our back? */
bool input_lost(void);

/* Are n bytes at in->p?  If not, all that is left is there.  Moves what p points to. */
static inline bool input_want(struct input *in, size_t n)
{
	return (size_t)(in->end - in->p) >= n || input_fill(in, n);
}

static inline size_t input_left(const struct input *in) { return (size_t)(in->end - in->p); }

/* How much of the file has been read; size is 0 if that is not known. */
void input_progress(const struct input *in, uint64_t *done, uint64_t *size);

/* Where p is in the file (what is behind compression). */
static inline uint64_t input_at(const struct input *in)
{
	return in->map ? (uint64_t)(in->p - in->map) : in->before + (uint64_t)(in->p - in->buf);
}

/* Go to a byte of a mapped file. */
static inline void input_go(struct input *in, uint64_t at)
{
	in->p = in->map + at;
	if (in->p > in->end)
		in->end = in->p;
}

/* --- the readers behind source_open(): the magic is still unread --- */

struct source *pcap_open_source(struct input *in, char *err, size_t errlen);
struct source *snoop_open_source(struct input *in, char *err, size_t errlen);
struct source *netmon_open_source(struct input *in, char *err, size_t errlen);
struct source *pcapng_open_source(
	struct input *in, const struct source_conf *conf, char *err, size_t errlen);

#endif
