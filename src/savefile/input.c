/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "reader.h"
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	WINDOW = 4 << 20, /* mapped pages are asked for in steps of this */
	KEEP = 8 << 20,   /* and given back this far behind */
	BUFFER = 1 << 20, /* of pipes and of what is unpacked */
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

bool input_open(struct input *in, const char *path)
{
	struct stat st;
	off_t at;

	memset(in, 0, sizeof(*in));
	in->fd = strcmp(path, "-") == 0 ? 0 : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return false;
	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
		at = lseek(in->fd, 0, SEEK_CUR); /* standard input may have been read from */
		if (at >= 0 && at < st.st_size && input_map(in, (size_t)st.st_size)) {
			in->p = in->end = in->map + at;
			return true;
		}
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
	in->fd = -1;
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
}

/* Move the window on: pages ahead are brought in with one call for many, pages
 * far behind are given back, so that a large file does not fill our memory. */
static bool map_fill(struct input *in, size_t n)
{
	size_t from = (size_t)(in->end - in->map), at = (size_t)(in->p - in->map);
	size_t step = n > WINDOW ? n : WINDOW, page = 4096, start = from & ~(page - 1);

	if (step > in->mapped - from)
		step = in->mapped - from;
	if (step == 0)
		return false;
	if (from + step < in->mapped)
		posix_fadvise(in->fd, (off_t)(from + step), WINDOW, POSIX_FADV_WILLNEED);
	madvise(in->map + start, from + step - start, MADV_POPULATE_READ);
	in->end += step;
	if (at > in->dropped + 2 * KEEP) {
		madvise(in->map + in->dropped, KEEP, MADV_DONTNEED);
		in->dropped += KEEP;
	}
	return input_left(in) >= n;
}

/* What is left moves to the front of a buffer that holds n bytes from p on. */
static void pipe_room(struct input *in, size_t n)
{
	size_t kept = in->holding ? (size_t)(in->p - in->buf) : 0;
	const uint8_t *from = in->p - kept;
	size_t left = (size_t)(in->end - from);

	in->before += (uint64_t)(from - in->buf);
	memmove(in->buf, from, left);
	if (kept + n > in->cap) {
		uint8_t *b = realloc(in->buf, kept + n);

		if (b) {
			in->buf = b;
			in->cap = kept + n;
		} else {
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
		size_t got =
			unpack_read(in->unpack, in->buf + (in->end - in->buf), room, in->owner);

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

		if (in->owner && in->owner->idle && !in->owner->idle(in->owner->idle_arg, in->fd)) {
			in->ended = in->stopped = true;
			break;
		}
		got = read(in->fd, in->buf + (in->end - in->buf),
			in->cap - (size_t)(in->end - in->buf));
		if (got < 0 && errno == EINTR)
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
