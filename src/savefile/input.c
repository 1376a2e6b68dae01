/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "reader.h"
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
	WINDOW = 1 << 20, /* mapped pages are asked for in steps of this */
	AHEAD = 4 << 20,  /* the disk is asked this far ahead */
	KEEP = 1 << 20,   /* and they are given back this far behind, not each time */
#ifdef SMALL_BUFFERS /* fuzzers meet their ends with small files, and do not pay for much memory   \
                      */
	BUFFER = 4 << 10,
#else
	BUFFER = 1 << 20, /* of pipes and of what is unpacked */
#endif
	GUARDS = 8,
};

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

/* A mapped file that another process cuts off raises SIGBUS.  The handler puts
 * a page of zeros there and says so; the reader then ends with an error. */
static volatile sig_atomic_t lost;
static struct {
	uint8_t *volatile start, *volatile end;
} guards[GUARDS]; /* what is mapped; a file that finds no place is read like a pipe */

static void on_bus(int sig, siginfo_t *si, void *context)
{
	uint8_t *at = si->si_addr;
	long page = sysconf(_SC_PAGESIZE);

	(void)context;
	int i = 0;

	while (i < GUARDS && (at < guards[i].start || at >= guards[i].end))
		i++;
	if (i == GUARDS) {
		signal(sig, SIG_DFL);
		return;
	}
	at -= (uintptr_t)at % (uintptr_t)page;
	if (mmap(at, (size_t)page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
		MAP_FAILED)
		_exit(1);
	lost = 1;
}

bool input_lost(void) { return lost; }

static bool input_map(struct input *in, size_t size)
{
	struct sigaction sa = { .sa_sigaction = on_bus, .sa_flags = SA_SIGINFO };
	void *map;
	int i = 0;

	while (i < GUARDS && guards[i].start)
		i++;
	if (i == GUARDS)
		return false;
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, in->fd, 0);
	if (map == MAP_FAILED)
		return false;
	in->map = map;
	in->mapped = size;
	in->p = in->end = map;
	guards[i].end = in->map + size;
	guards[i].start = map;
	lost = 0;
	sigaction(SIGBUS, &sa, NULL);
	posix_fadvise(in->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return true;
}

static bool input_buffer(struct input *in)
{
	in->cap = BUFFER;
	in->buf = malloc(in->cap);
	in->p = in->end = in->buf;
	if (!in->buf)
		errno = ENOMEM;
	return in->buf != NULL;
}

/* A file that may grow is not mapped. */
static bool open_regular(struct input *in, const struct stat *st)
{
	off_t at = lseek(in->fd, 0, SEEK_CUR); /* standard input may have been read from */

	in->size = (uint64_t)st->st_size;
	if (in->follow || at < 0 || at >= st->st_size || !input_map(in, (size_t)st->st_size))
		return false;
	in->p = in->end = in->map + at;
	return true;
}

bool input_open(struct input *in, const char *path, const struct source_conf *conf)
{
	struct stat st;

	memset(in, 0, sizeof(*in));
	in->path = path;
	in->idle = conf->idle;
	in->idle_arg = conf->idle_arg;
	in->timer = -1;
	if (conf->opened)
		in->fd = conf->opened - 1;
	else
		in->fd = strcmp(path, "-") == 0 ? 0 : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return false;
	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode)) {
		in->follow = conf->follow;
		if (open_regular(in, &st))
			return true;
	}
	return input_buffer(in);
}

bool input_unpack(struct input *in, char *err, size_t errlen)
{
	struct input packed = *in;
	struct unpack *u;

	if (!unpack_kind(in->p))
		return true;
	u = unpack_open(&packed, err, errlen);
	if (!u) {
		*in = packed;
		return false;
	}
	memset(in, 0, sizeof(*in));
	in->fd = in->timer = -1;
	in->unpack = u;
	if (input_buffer(in))
		return true;
	snprintf(err, errlen, "out of memory");
	return false;
}

const char *input_error(const struct input *in)
{
	if (in->unpack && in->error == EBADMSG)
		return unpack_error(in->unpack);
	return in->error ? strerror(in->error) : NULL;
}

void input_close(struct input *in)
{
	if (in->map) {
		for (int i = 0; i < GUARDS; i++)
			if (guards[i].start == in->map)
				guards[i].start = guards[i].end = NULL;
		munmap(in->map, in->mapped);
	}
	free(in->buf);
	if (in->unpack)
		unpack_close(in->unpack);
	if (in->fd > 0)
		close(in->fd);
	if (in->timer >= 0)
		close(in->timer);
}

void input_close_source(struct source *s)
{
	input_close(s->input);
	free(s);
}

void *input_new_source(
	struct input *in, size_t size, size_t header, const char *format, char *err, size_t errlen)
{
	void *s = NULL;

	if (!input_want(in, header)) {
		snprintf(err, errlen,
			"truncated %s file; tried to read %zu header bytes, only got %zu", format,
			header, input_left(in));
		return NULL;
	}
	s = calloc(1, size);
	if (!s)
		snprintf(err, errlen, "out of memory");
	return s;
}

void input_progress(const struct input *in, uint64_t *done, uint64_t *size)
{
	if (in->unpack)
		in = unpack_input(in->unpack);
	*done = input_at(in);
	*size = in->size;
}

/* Move the window on: pages ahead are brought in with one call for many, pages
 * far behind are given back, so that a large file does not fill our memory. */
static bool map_fill(struct input *in, size_t n)
{
	size_t from = (size_t)(in->end - in->map), at = (size_t)(in->p - in->map);
	size_t step = n > WINDOW ? n : WINDOW, page = 4096, start = from & ~(page - 1), behind;

	if (step > in->mapped - from)
		step = in->mapped - from;
	if (step == 0)
		return false;
	if (at > in->dropped + 3 * KEEP) {
		behind = (at - KEEP) & ~(page - 1);
		madvise(in->map + in->dropped, behind - in->dropped, MADV_DONTNEED);
		in->dropped = behind;
	}
	if (from + AHEAD < in->mapped)
		posix_fadvise(in->fd, (off_t)(from + AHEAD), (off_t)step, POSIX_FADV_WILLNEED);
	madvise(in->map + start, from + step - start, MADV_POPULATE_READ);
	in->end += step;
	return input_left(in) >= n;
}

/* Has the file at its path become another, or shorter than what was read of it? */
static bool has_rotated(const struct input *in)
{
	struct stat mine, now;
	off_t at = lseek(in->fd, 0, SEEK_CUR);

	if (fstat(in->fd, &mine) != 0 || mine.st_size < at)
		return true;
	return strcmp(in->path, "-") != 0 && stat(in->path, &now) == 0 &&
	       (now.st_dev != mine.st_dev || now.st_ino != mine.st_ino);
}

/* A tenth of a second, or until idle() has had enough. */
static bool follow_rest(struct input *in)
{
	const struct itimerspec tenth = { .it_value.tv_nsec = 100000000 };
	struct pollfd f = { .events = POLLIN };
	uint64_t times;

	if (in->timer < 0)
		in->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (in->timer < 0 || timerfd_settime(in->timer, 0, &tenth, NULL) != 0)
		return false;
	f.fd = in->timer;
	if (in->idle ? !in->idle(in->idle_arg, in->timer) : poll(&f, 1, -1) < 0)
		return false;
	return read(in->timer, &times, sizeof(times)) == sizeof(times);
}

/* At the end of a file that may grow.  False: it will not. */
static bool follow_wait(struct input *in)
{
	struct stat st;

	if (!in->follow || in->rotated)
		return false;
	while (!has_rotated(in)) {
		if (!follow_rest(in)) {
			in->stopped = true;
			return false;
		}
		if (fstat(in->fd, &st) == 0 && st.st_size > lseek(in->fd, 0, SEEK_CUR))
			return true;
	}
	in->rotated = true;
	return true; /* once more: what was written before the change */
}

/* Room in the buffer for n bytes from p on: what is left moves to the front if it must, and the
 * buffer grows to twice of what is wanted, so that it moves seldom. */
static void pipe_room(struct input *in, size_t n)
{
	size_t kept = in->holding ? (size_t)(in->p - in->buf) : 0;
	const uint8_t *from = in->p - kept;
	size_t left = (size_t)(in->end - from);

	if ((size_t)(in->p - in->buf) + n <= in->cap)
		return;
	in->before += (uint64_t)(from - in->buf);
	memmove(in->buf, from, left);
	if (kept + n > in->cap / 2) {
		size_t cap = 2 * (kept + n);
		uint8_t *b = realloc(in->buf, cap);

		if (b) {
			in->buf = b;
			in->cap = cap;
		} else if (kept + n > in->cap) {
			in->error = ENOMEM;
			in->ended = true;
		}
	}
	in->p = in->buf + kept;
	in->end = in->buf + left;
}

static bool unpack_fill(struct input *in, size_t n)
{
	while (!in->ended && input_left(in) < n) {
		size_t room = in->cap - (size_t)(in->end - in->buf);
		size_t got = unpack_read(in->unpack, in->buf + (in->end - in->buf), room);

		in->end += got;
		if (got == 0) {
			in->ended = true;
			in->stopped = unpack_stopped(in->unpack);
			in->error = unpack_error(in->unpack) ? EBADMSG : 0;
		}
	}
	return input_left(in) >= n;
}

bool input_fill(struct input *in, size_t n)
{
	size_t left = input_left(in);

	if (in->map)
		return map_fill(in, n);
	if (in->ended)
		return false;
	pipe_room(in, n);
	if (in->unpack)
		return unpack_fill(in, n);
	while (!in->ended && left < n) {
		ssize_t got;

		if (!in->follow && in->idle && !in->idle(in->idle_arg, in->fd)) {
			in->ended = in->stopped = true;
			break;
		}
		got = read(in->fd, in->buf + (in->end - in->buf),
			in->cap - (size_t)(in->end - in->buf));
		if ((got < 0 && errno == EINTR) || (got == 0 && follow_wait(in)))
			continue;
		if (got <= 0) {
			in->error = got < 0 ? errno : 0;
			in->ended = true;
			break;
		}
		left += (size_t)got;
		in->end += got;
	}
	return left >= n;
}
