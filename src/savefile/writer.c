/* SPDX-License-Identifier: BSD-2-Clause */
#include "writer.h"
#include "direct.h"
#include "pcapng.h"

#include "../base/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
#ifdef SMALL_BUFFERS /* see input.c */
	BUFFER = 4 << 10,
#else
	BUFFER = 256 << 10,
#endif
	FILE_HEADER = 24,
	HEADER_SNAPLEN = 16, /* where it is in there */
	RECORD_HEADER = 16,
	BLOCK_HEADER = 8, /* of pcapng; the length again behind it */
	PARTS = 8,
	SPAN = 256 << 10,      /* records where they were read are written from so many bytes on, */
	SPAN_LEAST = 32 << 10, /* and copied if they are less and others follow */
	LINE = 64,
};

struct writer {
	int fd;
	enum writer_format format;
	uint16_t link;
	bool nano, failed;
	struct packer *packer;    /* NULL: not compressed */
	struct direct *direct;    /* NULL: written as usual */
	uint64_t written;         /* bytes before compression, always whole records */
	uint64_t saved, gathered; /* packets */
	size_t used;
	const uint8_t *span; /* behind the buffer: records that follow each other elsewhere */
	size_t spanned;
	bool swap;    /* blocks in the buffer are in the other byte order */
	uint8_t *buf; /* BUFFER bytes: ours, or direct's */
	uint8_t own[];
};

_Static_assert((int)DIRECT_ROOM >= (int)BUFFER, "what is gathered fits");

static uint8_t *put32(uint8_t *o, uint32_t v)
{
	memcpy(o, &v, 4);
	return o + 4;
}

static bool is_packet(uint32_t type)
{
	return type == NG_ENHANCED || type == NG_SIMPLE || type == NG_PACKET;
}

/* --- records in the buffer --- */

static size_t record_length(const struct writer *w, const uint8_t *b, bool *packet)
{
	*packet = w->format == WRITE_PCAP || is_packet(load32(b, w->swap));
	if (w->format == WRITE_PCAP)
		return RECORD_HEADER + (size_t)load32(b + 8, false);
	return load32(b + 4, w->swap);
}

/* How much of the first n bytes of what was to be written is whole records? */
static size_t whole(const struct writer *w, size_t n, uint64_t *packets)
{
	size_t at = w->written == 0 && w->format == WRITE_PCAP ? FILE_HEADER : 0;

	*packets = 0;
	if (n < at)
		return 0;
	while (at < w->used + w->spanned) {
		const uint8_t *b = at < w->used ? w->buf + at : w->span + (at - w->used);
		bool packet;
		size_t len = record_length(w, b, &packet);

		if (at + len > n)
			break;
		at += len;
		*packets += packet;
	}
	return at;
}

/* A write stopped after n bytes: keep whole records only. */
static void cut_back(struct writer *w, size_t n)
{
	int why = errno;
	uint64_t packets;
	size_t good = whole(w, n, &packets);
	struct stat st;

	if (good < n && fstat(w->fd, &st) == 0 && S_ISREG(st.st_mode)) {
		off_t end = lseek(w->fd, 0, SEEK_CUR);

		if (end < 0 || ftruncate(w->fd, end - (off_t)(n - good)) != 0)
			good = n; /* it stays as it is */
	}
	w->saved += packets;
	w->written += good;
	w->failed = true;
	w->used = w->spanned = 0;
	w->gathered = 0;
	errno = why;
}

/* --- writing --- */

/* All of these bytes to the file; *done is how many it took. */
static bool write_parts(int fd, const struct iovec *parts, int n, size_t *done)
{
	size_t all = 0;

	for (int i = 0; i < n; i++)
		all += parts[i].iov_len;
	for (*done = 0; *done < all;) {
		struct iovec v[PARTS + 2];
		size_t skip = *done;
		int k = 0;
		ssize_t got;

		for (int i = 0; i < n; i++) {
			size_t cut = skip < parts[i].iov_len ? skip : parts[i].iov_len;

			skip -= cut;
			if (parts[i].iov_len > cut)
				v[k++] = (struct iovec){ (uint8_t *)parts[i].iov_base + cut,
					parts[i].iov_len - cut };
		}
		got = writev(fd, v, k);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = ENOSPC;
		if (got <= 0)
			return false;
		*done += (size_t)got;
	}
	return true;
}

static struct iovec part_of(const void *data, size_t n)
{
	return (struct iovec){ (void *)(uintptr_t)data, n };
}

/* Write the buffer, the span, and after them the n parts of one record that did not fit; there is
 * only one of the two. */
static bool put_out(struct writer *w, const struct iovec *more, int n)
{
	struct iovec v[PARTS + 2] = { part_of(w->buf, w->used), part_of(w->span, w->spanned) };
	size_t all = w->used + w->spanned, done;

	for (int i = 0; i < n; i++) {
		v[i + 1] = more[i];
		all += more[i].iov_len;
	}
	if (w->packer) {
		if (!packer_put(w->packer, v, n + 1, w->gathered)) {
			w->failed = true;
			return false;
		}
	} else if (w->direct) {
		if (!direct_put(w->direct, w->used, more, n, w->gathered)) {
			w->failed = true;
			return false;
		}
		w->buf = direct_room(w->direct);
	} else if (!write_parts(w->fd, v, n + (w->spanned ? 2 : 1), &done)) {
		cut_back(w, done);
		return false;
	} else
		w->saved += w->gathered;
	w->written += all;
	w->used = w->spanned = 0;
	w->gathered = 0;
	return true;
}

/* False with errno set. */
static bool works(struct writer *w)
{
	if (w->failed) {
		errno = EIO;
		return false;
	}
	if (w->packer && (errno = packer_error(w->packer)) != 0) {
		w->failed = true;
		return false;
	}
	return true;
}

/* Make room in the buffer. */
static bool empty(struct writer *w)
{
	return works(w) && (w->used + w->spanned == 0 || put_out(w, NULL, 0));
}

/* --- opening --- */

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

/* What stands between us and the file.  False with errno set. */
static bool open_ways(struct writer *w, const char *path, const struct writer_conf *conf)
{
	if (conf->packing != PACK_NONE) {
		w->packer = packer_new(conf->packing, w->fd);
		return w->packer;
	}
	if (conf->direct && w->fd != STDOUT_FILENO) {
		w->direct = direct_new(w->fd, path);
		if (w->direct)
			w->buf = direct_room(w->direct);
		return w->direct || errno == EINVAL;
	}
	return true;
}

struct writer *writer_open(const char *path, const struct writer_conf *conf)
{
	struct writer *w = malloc(sizeof(*w) + BUFFER);
	int why;

	if (!w)
		return NULL;
	memset(w, 0, sizeof(*w));
	w->buf = w->own;
	w->format = conf->format;
	w->link = conf->link;
	w->nano = conf->nano;
	w->fd = strcmp(path, "-") == 0 ? STDOUT_FILENO : create(path);
	if (w->fd >= 0 && !open_ways(w, path, conf)) {
		why = errno;
		close(w->fd);
		errno = why;
		w->fd = -1;
	}
	if (w->fd < 0) {
		why = errno;
		free(w);
		errno = why;
		return NULL;
	}
	if (w->format == WRITE_PCAP)
		put_header(w, conf->fcs, conf->snaplen);
	return w;
}

bool writer_turn_pcapng(struct writer *w)
{
	if (w->written || w->used > FILE_HEADER)
		return false;
	w->format = WRITE_PCAPNG;
	w->used = 0;
	return true;
}

bool writer_set_snaplen(struct writer *w, uint32_t snaplen)
{
	if (w->format != WRITE_PCAP)
		return true;
	if (w->written == 0) {
		put32(w->buf + HEADER_SNAPLEN, snaplen);
		return true;
	}
	return !w->packer && !w->direct && w->fd != STDOUT_FILENO &&
	       pwrite(w->fd, &snaplen, 4, HEADER_SNAPLEN) == 4;
}

/* --- packets --- */

/* The time stamp in the units of the file; what is out of range stays so. */
static uint32_t fraction(const struct writer *w, const struct packet *p)
{
	if (w->nano == p->nano)
		return p->frac;
	return w->nano ? p->frac * 1000 : p->frac / 1000;
}

/* Make room for n bytes if that is worth a write, which gives their number to *room. */
static bool make_room(struct writer *w, size_t n)
{
	if (w->failed) {
		errno = EIO;
		return false;
	}
	return w->used + n <= BUFFER || w->used <= BUFFER / 2 || empty(w);
}

static inline void put_record(struct writer *w, const struct packet *p)
{
	uint8_t *o = w->buf + w->used;

	o = put32(o, (uint32_t)p->sec);
	o = put32(o, fraction(w, p));
	o = put32(o, p->caplen);
	put32(o, p->len);
	w->used += RECORD_HEADER;
	w->gathered++;
}

/* The packet does not fit into what is left of the buffer. */
__attribute__((noinline)) static bool full(struct writer *w, const struct packet *p)
{
	struct iovec data = part_of(p->data, p->caplen);

	if (!make_room(w, RECORD_HEADER + (size_t)p->caplen))
		return false;
	put_record(w, p);
	if (w->used + p->caplen > BUFFER)
		return put_out(w, &data, 1);
	memcpy(w->buf + w->used, p->data, p->caplen);
	w->used += p->caplen;
	return true;
}

/* What is spanned goes to the file, or if it is little to the buffer. */
static bool settle(struct writer *w)
{
	if (w->spanned >= SPAN_LEAST || w->used + w->spanned > BUFFER)
		return empty(w);
	memcpy(w->buf + w->used, w->span, w->spanned);
	w->used += w->spanned;
	w->spanned = 0;
	return true;
}

bool writer_record(struct writer *w, const struct packet *p)
{
	const uint8_t *b = p->data - RECORD_HEADER;
	size_t n = RECORD_HEADER + (size_t)p->caplen;

	if (w->failed || w->packer || w->direct ||
		load32(b + 8, false) != p->caplen) /* it was cut to the snaplen */
		return writer_packet(w, p);
	if (w->spanned && w->span + w->spanned == b) {
		w->gathered++;
		w->spanned += n;
		return w->spanned < SPAN || empty(w);
	}
	if (w->spanned && !settle(w))
		return false;
	w->gathered++;
	w->span = b;
	w->spanned = n;
	for (size_t i = LINE; i < n; i += LINE) /* it will be copied */
		__builtin_prefetch(b + i);
	return true;
}

bool writer_packet(struct writer *w, const struct packet *p)
{
	if (w->spanned && !settle(w))
		return false;
	if (w->used + RECORD_HEADER + p->caplen > BUFFER || w->failed)
		return full(w, p);
	put_record(w, p);
	memcpy(w->buf + w->used, p->data, p->caplen);
	w->used += p->caplen;
	return true;
}

/* As memcpy(), for which a short packet is not worth the call. */
static inline void copy(uint8_t *o, const uint8_t *b, size_t n)
{
	enum { HALF = 32 };

	if (n < HALF || n > 4 * HALF) {
		memcpy(o, b, n);
		return;
	}
	if (n > 2 * HALF) {
		memcpy(o + HALF, b + HALF, HALF);
		memcpy(o + n - 2 * HALF, b + n - 2 * HALF, HALF);
	}
	memcpy(o, b, HALF);
	memcpy(o + n - HALF, b + n - HALF, HALF);
}

bool writer_gather(struct writer *w, const struct packet *p)
{
	if (w->used + RECORD_HEADER + p->caplen > BUFFER || w->failed || w->spanned)
		return false;
	put_record(w, p);
	copy(w->buf + w->used, p->data, p->caplen);
	w->used += p->caplen;
	return true;
}

/* A block that the buffer does not hold, from where it is. */
static bool put_large(struct writer *w, const uint32_t *head, const struct writer_part *parts,
	int n, size_t padding)
{
	static const uint8_t zeros[4];
	struct iovec v[PARTS + 2];
	int k = 0;

	v[k++] = part_of(head, BLOCK_HEADER);
	for (int i = 0; i < n; i++)
		v[k++] = part_of(parts[i].data, parts[i].len);
	if (padding)
		v[k++] = part_of(zeros, padding);
	v[k++] = part_of(head + 1, 4);
	return put_out(w, v, k);
}

bool writer_block(
	struct writer *w, uint32_t type, bool swap, const struct writer_part *parts, int n)
{
	size_t body = 0, padding, all;
	uint32_t head[2];
	uint8_t *o;

	for (int i = 0; i < n; i++)
		body += parts[i].len;
	padding = -body & 3;
	all = BLOCK_HEADER + body + padding + 4;
	head[0] = swap ? __builtin_bswap32(type) : type;
	head[1] = swap ? __builtin_bswap32((uint32_t)all) : (uint32_t)all;
	if ((swap != w->swap && !empty(w)) || !make_room(w, all))
		return false;
	w->swap = swap;
	if (w->used + all > BUFFER && !empty(w))
		return false;
	w->gathered += is_packet(type);
	if (all > BUFFER)
		return put_large(w, head, parts, n, padding);
	o = w->buf + w->used;
	memcpy(o, head, BLOCK_HEADER);
	o += BLOCK_HEADER;
	for (int i = 0; i < n; i++) {
		if (parts[i].len)
			memcpy(o, parts[i].data, parts[i].len);
		o += parts[i].len;
	}
	memset(o, 0, padding);
	memcpy(o + padding, head + 1, 4);
	w->used += all;
	return true;
}

bool writer_flush(struct writer *w)
{
	if (!empty(w))
		return false;
	if (!w->direct)
		return true;
	w->failed = !direct_flush(w->direct);
	w->buf = direct_room(w->direct);
	return !w->failed;
}

bool writer_close(struct writer *w, uint64_t *saved)
{
	bool ok = w->failed || writer_flush(w); /* a failure was told already */
	int why = errno;

	if (w->packer && !packer_close(w->packer, &w->saved) && ok && !w->failed) {
		why = errno;
		ok = false;
	}
	if (w->direct && !direct_close(w->direct, &w->saved) && ok && !w->failed) {
		why = errno;
		ok = false;
	}
	if (close(w->fd) != 0 && ok) {
		why = errno;
		ok = false;
	}
	if (saved)
		*saved = w->saved;
	free(w);
	errno = why;
	return ok;
}

bool writer_full(const struct writer *w, uint32_t caplen)
{
	return w->used + RECORD_HEADER + caplen > BUFFER || w->failed;
}

uint64_t writer_size(const struct writer *w)
{
	return w->packer ? packer_size(w->packer) : w->written + w->used + w->spanned;
}

size_t writer_pending(const struct writer *w)
{
	return w->used + w->spanned + (w->direct ? direct_pending(w->direct) : 0);
}

uint64_t writer_saved(const struct writer *w)
{
	return w->packer ? packer_saved(w->packer) : w->direct ? direct_saved(w->direct) : w->saved;
}

bool writer_direct(const struct writer *w) { return w->direct; }

int writer_fd(const struct writer *w) { return w->fd; }
