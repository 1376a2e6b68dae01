/* SPDX-License-Identifier: BSD-2-Clause */
#include "direct.h"

#include "../base/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef O_DIRECT
#define O_DIRECT 0 /* then direct_new() refuses */
#endif

enum {
	PAGE = 4096, /* no disk wants more */
	SLOTS = 4,
	ENOUGH = 1 << 20, /* bytes to hand over; a slot holds two DIRECT_ROOM more */
	SLOT = 2 << 20,   /* a large page of memory: fewer to look up for the disk */
};

struct slot {
	uint8_t *data;
	size_t used;
	uint64_t packets;
	bool whole; /* a record ends here */
};

struct direct {
	int fd, raw; /* raw: the same file, with O_DIRECT; -1: it would not */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t come, gone; /* a slot has */
	struct slot slots[SLOTS];
	unsigned head, count; /* the first that was handed over, how many were */
	bool started, closing;
	atomic_int error; /* errno; set once */
	_Atomic uint64_t saved;

	/* the gatherer's own */
	struct slot *open;
	size_t old; /* bytes of it that the thread has got already */

	/* the thread's own */
	off_t at, good;  /* where the next slot belongs; where the last whole record ends */
	uint64_t behind; /* packets behind that */
};

/* --- the thread --- */

static bool write_at(int fd, const uint8_t *b, size_t n, off_t at)
{
	while (n) {
		ssize_t got = pwrite(fd, b, n, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = ENOSPC;
		if (got <= 0)
			return false;
		b += got;
		n -= (size_t)got;
		at += got;
	}
	return true;
}

/* Some file systems say only now that they can't. */
static bool write_pages(struct direct *d, const uint8_t *b, size_t n)
{
	if (d->raw >= 0) {
		if (write_at(d->raw, b, n, d->at))
			return true;
		if (errno != EINVAL)
			return false;
		close(d->raw);
		d->raw = -1;
	}
	return write_at(d->fd, b, n, d->at);
}

static bool write_slot(struct direct *d, const struct slot *s)
{
	size_t tail = s->used % PAGE, pages = s->used - tail;

	if (s->whole && tail && !write_at(d->fd, s->data + pages, tail, d->at + (off_t)pages))
		return false;
	if (pages && !write_pages(d, s->data, pages))
		return false;
	d->at += (off_t)pages;
	d->behind += s->packets;
	if (s->whole) {
		d->good = d->at + (off_t)tail;
		d->saved += d->behind;
		d->behind = 0;
	}
	return true;
}

static void fail(struct direct *d)
{
	int why = errno;

	if (ftruncate(d->fd, d->good) != 0)
		why = errno; /* it stays as it is */
	d->error = why;
}

static void *run(void *arg)
{
	struct direct *d = arg;

	pthread_mutex_lock(&d->lock);
	while (d->count || !d->closing) {
		const struct slot *s = &d->slots[d->head];

		if (!d->count) {
			pthread_cond_wait(&d->come, &d->lock);
			continue;
		}
		pthread_mutex_unlock(&d->lock);
		if (!d->error && !write_slot(d, s))
			fail(d);
		pthread_mutex_lock(&d->lock);
		d->head = (d->head + 1) % SLOTS;
		d->count--;
		pthread_cond_signal(&d->gone);
	}
	pthread_mutex_unlock(&d->lock);
	return NULL;
}

/* With the first slot, when the sandbox is there for the thread too. */
static bool start(struct direct *d)
{
	if (!d->started)
		d->started = thread_start(&d->thread, run, d);
	return d->started;
}

/* --- the gatherer --- */

static void release(struct direct *d)
{
	for (int i = 0; i < SLOTS; i++)
		free(d->slots[i].data);
	if (d->raw >= 0)
		close(d->raw);
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->come);
	pthread_cond_destroy(&d->gone);
	free(d);
}

/* The same file once more.  -1 with errno set. */
static int open_raw(int fd, const char *path)
{
	struct stat one, two;
	int raw;

	errno = EINVAL;
	if (!O_DIRECT || fstat(fd, &one) != 0 || !S_ISREG(one.st_mode))
		return -1;
	raw = open(path, O_WRONLY | O_DIRECT | O_CLOEXEC);
	if (raw < 0 ||
		(fstat(raw, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino))
		return raw;
	close(raw);
	errno = ESTALE;
	return -1;
}

struct direct *direct_new(int fd, const char *path)
{
	int raw = open_raw(fd, path);
	struct direct *d = raw >= 0 ? calloc(1, sizeof(*d)) : NULL;
	bool ok = d;

	if (!d) {
		if (raw >= 0)
			close(raw);
		return NULL;
	}
	d->fd = fd;
	d->raw = raw;
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->come, NULL);
	pthread_cond_init(&d->gone, NULL);
	for (int i = 0; ok && i < SLOTS; i++) {
		ok = (d->slots[i].data = aligned_alloc(SLOT, SLOT)) != NULL;
#ifdef MADV_HUGEPAGE
		if (ok)
			madvise(d->slots[i].data, SLOT, MADV_HUGEPAGE);
#endif
	}
	d->open = &d->slots[0];
	if (ok)
		return d;
	release(d);
	errno = ENOMEM;
	return NULL;
}

uint8_t *direct_room(struct direct *d) { return d->open->data + d->open->used; }

size_t direct_pending(const struct direct *d) { return d->open->used - d->old; }

uint64_t direct_saved(const struct direct *d) { return d->saved; }

/* The open slot is the thread's; what is behind its last page begins the next one. */
static bool hand_over(struct direct *d, bool whole)
{
	struct slot *s = d->open, *next;
	size_t tail = s->used % PAGE;

	if (!start(d))
		return false;
	pthread_mutex_lock(&d->lock);
	while (d->count == SLOTS - 1)
		pthread_cond_wait(&d->gone, &d->lock);
	next = &d->slots[(d->head + d->count + 1) % SLOTS];
	pthread_mutex_unlock(&d->lock);
	if (d->error) {
		errno = d->error;
		return false;
	}
	memcpy(next->data, s->data + s->used - tail, tail);
	next->used = d->old = tail;
	next->packets = 0;
	s->whole = whole;
	pthread_mutex_lock(&d->lock);
	d->count++;
	pthread_cond_signal(&d->come);
	pthread_mutex_unlock(&d->lock);
	d->open = next;
	return true;
}

/* A part may be longer than a slot. */
static bool append(struct direct *d, const uint8_t *b, size_t n)
{
	while (n) {
		size_t room = SLOT - d->open->used, k = n < room ? n : room;

		if (k == 0 && !hand_over(d, false))
			return false;
		memcpy(direct_room(d), b, k);
		d->open->used += k;
		b += k;
		n -= k;
	}
	return true;
}

bool direct_put(
	struct direct *d, size_t gathered, const struct iovec *parts, int n, uint64_t packets)
{
	if (d->error) {
		errno = d->error;
		return false;
	}
	d->open->used += gathered;
	for (int i = 0; i < n; i++)
		if (!append(d, parts[i].iov_base, parts[i].iov_len))
			return false;
	d->open->packets += packets;
	return d->open->used < ENOUGH || hand_over(d, true);
}

bool direct_flush(struct direct *d)
{
	if (!d->error && direct_pending(d) && !hand_over(d, true))
		return false;
	pthread_mutex_lock(&d->lock);
	while (d->count)
		pthread_cond_wait(&d->gone, &d->lock);
	pthread_mutex_unlock(&d->lock);
	errno = d->error;
	return errno == 0;
}

bool direct_close(struct direct *d, uint64_t *saved)
{
	int why;

	if (!d->error && !direct_flush(d))
		d->error = errno;
	pthread_mutex_lock(&d->lock);
	d->closing = true;
	pthread_cond_signal(&d->come);
	pthread_mutex_unlock(&d->lock);
	if (d->started)
		pthread_join(d->thread, NULL);
	why = d->error;
	*saved = d->saved;
	release(d);
	errno = why;
	return why == 0;
}
