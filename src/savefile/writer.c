/* SPDX-License-Identifier: BSD-2-Clause */
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	BUFFER = 256 << 10,
	FILE_HEADER = 24,
	RECORD_HEADER = 16,
};

struct writer {
	int fd;
	uint16_t link;
	bool nano, failed;
	uint64_t written;         /* bytes, always whole records */
	uint64_t saved, gathered; /* records */
	size_t used;
	uint8_t buf[BUFFER];
};

static uint8_t *put32(uint8_t *o, uint32_t v)
{
	memcpy(o, &v, 4);
	return o + 4;
}

/* How much of the first n bytes of what was to be written is whole records? */
static size_t whole(const struct writer *w, size_t n, uint64_t *records)
{
	size_t at = w->written == 0 ? FILE_HEADER : 0;

	*records = 0;
	if (n < at)
		return 0;
	while (at + RECORD_HEADER <= w->used) {
		uint32_t caplen;

		memcpy(&caplen, w->buf + at + 8, 4);
		if (at + RECORD_HEADER + caplen > n)
			break;
		at += RECORD_HEADER + caplen;
		++*records;
	}
	return at;
}

/* A write stopped after n bytes: keep whole records only. */
static void cut_back(struct writer *w, size_t n)
{
	int why = errno;
	uint64_t records;
	size_t good = whole(w, n, &records);
	struct stat st;

	if (good < n && fstat(w->fd, &st) == 0 && S_ISREG(st.st_mode)) {
		off_t end = lseek(w->fd, 0, SEEK_CUR);

		if (end < 0 || ftruncate(w->fd, end - (off_t)(n - good)) != 0)
			good = n; /* it stays as it is */
	}
	w->saved += records;
	w->written += good;
	w->failed = true;
	w->used = 0;
	w->gathered = 0;
	errno = why;
}

/* Write the buffer and after it n bytes of a packet that did not fit. */
static bool put_out(struct writer *w, const uint8_t *data, size_t n)
{
	size_t done = 0, all = w->used + n;

	while (done < all) {
		struct iovec v[2];
		int k = 0;
		ssize_t got;

		if (done < w->used)
			v[k++] = (struct iovec){ w->buf + done, w->used - done };
		if (n)
			v[k++] = done < w->used ? (struct iovec){ (uint8_t *)(uintptr_t)data, n }
			                        : (struct iovec){ (uint8_t *)(uintptr_t)data +
									  (done - w->used),
							  all - done };
		got = writev(w->fd, v, k);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			if (got == 0)
				errno = ENOSPC;
			cut_back(w, done);
			return false;
		}
		done += (size_t)got;
	}
	w->written += all;
	w->saved += w->gathered;
	w->used = 0;
	w->gathered = 0;
	return true;
}

static void put_header(struct writer *w, uint32_t fcs, uint32_t snaplen)
{
	uint8_t *o = w->buf;
	const uint16_t version[2] = { 2, 4 };

	o = put32(o, w->nano ? 0xa1b23c4d : 0xa1b2c3d4);
	memcpy(o, version, 4);
	o = put32(o + 4, 0); /* time zone */
	o = put32(o, 0);     /* accuracy */
	o = put32(o, snaplen);
	put32(o, w->link | fcs);
	w->used = FILE_HEADER;
}

/* A file that exists is opened without O_CREAT: with it, Linux refuses even root another user's
 * file in /tmp (fs.protected_regular), such as the one of the capture before. */
static int create(const char *path)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	return fd;
}

struct writer *writer_open(
	const char *path, uint16_t link, uint32_t fcs, uint32_t snaplen, bool nano)
{
	struct writer *w = malloc(sizeof(*w));

	if (!w)
		return NULL;
	memset(w, 0, offsetof(struct writer, buf));
	w->link = link;
	w->nano = nano;
	w->fd = strcmp(path, "-") == 0 ? 1 : create(path);
	if (w->fd >= 0) {
		put_header(w, fcs, snaplen);
		return w;
	}
	free(w);
	return NULL;
}

/* The time stamp in the units of the file; what is out of range stays so. */
static uint32_t fraction(const struct writer *w, const struct packet *p)
{
	if (w->nano == p->nano)
		return p->frac;
	return w->nano ? p->frac * 1000 : p->frac / 1000;
}

bool writer_packet(struct writer *w, const struct packet *p)
{
	uint8_t *o;

	if (w->failed) {
		errno = EIO;
		return false;
	}
	if (w->used + RECORD_HEADER + p->caplen > BUFFER && w->used > BUFFER / 2 &&
		!writer_flush(w))
		return false;
	o = w->buf + w->used;
	o = put32(o, (uint32_t)p->sec);
	o = put32(o, fraction(w, p));
	o = put32(o, p->caplen);
	put32(o, p->len);
	w->used += RECORD_HEADER;
	w->gathered++;
	if (w->used + p->caplen > BUFFER)
		return put_out(w, p->data, p->caplen);
	memcpy(w->buf + w->used, p->data, p->caplen);
	w->used += p->caplen;
	return true;
}

bool writer_flush(struct writer *w)
{
	if (w->failed) {
		errno = EIO;
		return false;
	}
	return w->used == 0 || put_out(w, NULL, 0);
}

bool writer_close(struct writer *w)
{
	bool ok = w->failed || writer_flush(w); /* a failure was told already */
	int why = errno;

	if (close(w->fd) != 0 && ok) {
		why = errno;
		ok = false;
	}
	free(w);
	errno = why;
	return ok;
}

uint64_t writer_size(const struct writer *w) { return w->written + w->used; }

size_t writer_pending(const struct writer *w) { return w->used; }

uint64_t writer_saved(const struct writer *w) { return w->saved; }

int writer_fd(const struct writer *w) { return w->fd; }

uint16_t writer_link(const struct writer *w) { return w->link; }
