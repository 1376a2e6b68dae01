/* SPDX-License-Identifier: BSD-2-Clause */
#include "compress.h"

#include "../base/thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef HAVE_LZ4
#include <lz4frame.h>
#endif

enum {
	SLOTS = 8,         /* pieces on their way */
	FRAME = 8 << 20,   /* bytes, uncompressed: then a frame ends */
	PIECE = 256 << 10, /* compressed at a time: bounds what is allocated for one */
	TRAILER = 16,      /* bytes that end a file, at most */
	ZSTD_LEVEL = 3,    /* fast, and nearly as small as gzip's best */
	GZIP_LEVEL = 1,    /* a capture must not wait for it */
};

struct piece {
	uint8_t *data;
	size_t len, cap;
	uint64_t packets;
};

struct packer {
	enum packing kind;
	int fd;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t come, gone; /* a piece has */
	struct piece slots[SLOTS];
	unsigned head, count; /* the first that waits, how many do */
	bool started;         /* the thread */
	bool closing;
	atomic_int error; /* errno; set once */
	_Atomic uint64_t written, saved;

	/* the thread's own */
	uint8_t *out;
	size_t cap;
	bool in_frame;
	uint64_t frame; /* bytes in it, uncompressed */
#ifdef HAVE_ZLIB
	z_stream z;
	uint32_t crc, total; /* of what is in the file */
#endif
#ifdef HAVE_ZSTD
	ZSTD_CCtx *zstd;
#endif
#ifdef HAVE_LZ4
	LZ4F_cctx *lz4;
#endif
};

/* --- kinds --- */

static const struct {
	const char *suffix;
	enum packing kind;
	bool there;
} kinds[] = {
#ifdef HAVE_ZLIB
	{ ".gz", PACK_GZIP, true },
#else
	{ ".gz", PACK_GZIP, false },
#endif
#ifdef HAVE_ZSTD
	{ ".zst", PACK_ZSTD, true },
#else
	{ ".zst", PACK_ZSTD, false },
#endif
#ifdef HAVE_LZ4
	{ ".lz4", PACK_LZ4, true },
#else
	{ ".lz4", PACK_LZ4, false },
#endif
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

enum packing packing_of(const char *name, size_t *len)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < KINDS; i++) {
		*len = strlen(kinds[i].suffix);
		if (n > *len && strcmp(name + n - *len, kinds[i].suffix) == 0)
			return kinds[i].kind;
	}
	*len = 0;
	return PACK_NONE;
}

const char *packing_suffix(enum packing p)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].kind == p)
			return kinds[i].suffix;
	return "";
}

bool packing_there(enum packing p)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].kind == p)
			return kinds[i].there;
	return p == PACK_NONE;
}

/* --- streams.  Each compresses a piece behind *n bytes of k->out, flushed; n counts on.  False
 * with errno set --- */

static bool room(struct packer *k, size_t need)
{
	uint8_t *b;

	if (need <= k->cap)
		return true;
	b = realloc(k->out, need);
	if (!b) {
		errno = ENOMEM;
		return false;
	}
	k->out = b;
	k->cap = need;
	return true;
}

static size_t put_bytes(uint8_t *o, const void *b, size_t n)
{
	memcpy(o, b, n);
	return n;
}

#ifdef HAVE_ZLIB
/* One member, without end: the stream is raw, head and tail of the file are ours. */
static bool gzip_piece(struct packer *k, const uint8_t *data, size_t len, size_t *n)
{
	static const uint8_t head[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };

	if (!room(k, *n + sizeof(head) + deflateBound(&k->z, (uLong)len) + 64))
		return false;
	if (!k->in_frame)
		*n += put_bytes(k->out + *n, head, sizeof(head));
	k->in_frame = true;
	k->z.next_in = (Bytef *)(uintptr_t)data;
	k->z.avail_in = (uInt)len;
	do {
		if (!room(k, *n + 256))
			return false;
		k->z.next_out = k->out + *n;
		k->z.avail_out = (uInt)(k->cap - *n);
		deflate(&k->z, Z_SYNC_FLUSH);
		*n = k->cap - k->z.avail_out;
		if (k->z.avail_out == 0 && !room(k, 2 * k->cap))
			return false;
	} while (k->z.avail_in || k->z.avail_out == 0);
	return true;
}

static size_t gzip_end(const struct packer *k, uint8_t *o)
{
	size_t n = put_bytes(o, "\x03", 2); /* an empty last block */

	for (int i = 0; i < 32; i += 8)
		o[n++] = (uint8_t)(k->crc >> i);
	for (int i = 0; i < 32; i += 8)
		o[n++] = (uint8_t)(k->total >> i);
	return n;
}
#endif

#ifdef HAVE_ZSTD
static bool zstd_piece(struct packer *k, const uint8_t *data, size_t len, size_t *n)
{
	ZSTD_inBuffer in = { data, len, 0 };
	size_t left;

	k->in_frame = true;
	do {
		ZSTD_outBuffer out;

		if (!room(k, *n + ZSTD_compressBound(len) + 64))
			return false;
		out = (ZSTD_outBuffer){ k->out + *n, k->cap - *n, 0 };
		left = ZSTD_compressStream2(k->zstd, &out, &in, ZSTD_e_flush);
		*n += out.pos;
		if (ZSTD_isError(left)) {
			errno = ENOMEM;
			return false;
		}
	} while (left || in.pos < in.size);
	return true;
}
#endif

#ifdef HAVE_LZ4
static bool lz4_piece(struct packer *k, const uint8_t *data, size_t len, size_t *n)
{
	static const LZ4F_preferences_t how = {
		.frameInfo = { .blockSizeID = LZ4F_max256KB },
		.autoFlush = 1,
	};
	size_t got = 0;

	if (!room(k, *n + LZ4F_HEADER_SIZE_MAX + LZ4F_compressBound(len, &how) + 64))
		return false;
	if (!k->in_frame) {
		got = LZ4F_compressBegin(k->lz4, k->out + *n, k->cap - *n, &how);
		if (!LZ4F_isError(got))
			*n += got;
	}
	k->in_frame = true;
	if (!LZ4F_isError(got))
		got = LZ4F_compressUpdate(k->lz4, k->out + *n, k->cap - *n, data, len, NULL);
	if (LZ4F_isError(got)) {
		errno = ENOMEM;
		return false;
	}
	*n += got;
	return true;
}
#endif

static bool pack(struct packer *k, const uint8_t *data, size_t len, size_t *n)
{
	switch (k->kind) {
#ifdef HAVE_ZLIB
	case PACK_GZIP:
		return gzip_piece(k, data, len, n);
#endif
#ifdef HAVE_ZSTD
	case PACK_ZSTD:
		return zstd_piece(k, data, len, n);
#endif
#ifdef HAVE_LZ4
	case PACK_LZ4:
		return lz4_piece(k, data, len, n);
#endif
	default:
		(void)data;
		(void)len;
		(void)n;
		errno = ENOTSUP;
		return false;
	}
}

/* What ends a file whose last piece was flushed: it depends on nothing but that. */
static size_t ending(const struct packer *k, uint8_t *o)
{
	if (!k->in_frame)
		return 0;
	switch (k->kind) {
#ifdef HAVE_ZLIB
	case PACK_GZIP:
		return gzip_end(k, o);
#endif
	case PACK_ZSTD:
		return put_bytes(o, "\x01\0", 3); /* a last block, raw, of no bytes */
	case PACK_LZ4:
		return put_bytes(o, "\0\0\0", 4); /* EndMark */
	default:
		return 0;
	}
}

static bool stream_open(struct packer *k)
{
	switch (k->kind) {
#ifdef HAVE_ZLIB
	case PACK_GZIP:
		return deflateInit2(&k->z, GZIP_LEVEL, Z_DEFLATED, -MAX_WBITS, 9,
			       Z_DEFAULT_STRATEGY) == Z_OK;
#endif
#ifdef HAVE_ZSTD
	case PACK_ZSTD:
		k->zstd = ZSTD_createCCtx();
		return k->zstd && !ZSTD_isError(ZSTD_CCtx_setParameter(
					  k->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL));
#endif
#ifdef HAVE_LZ4
	case PACK_LZ4:
		return !LZ4F_isError(LZ4F_createCompressionContext(&k->lz4, LZ4F_VERSION));
#endif
	default:
		return false;
	}
}

static void stream_close(struct packer *k)
{
#ifdef HAVE_ZLIB
	if (k->kind == PACK_GZIP)
		deflateEnd(&k->z);
#endif
#ifdef HAVE_ZSTD
	ZSTD_freeCCtx(k->zstd);
#endif
#ifdef HAVE_LZ4
	LZ4F_freeCompressionContext(k->lz4);
#endif
}

/* A zstd or lz4 frame has become long: end it here.  The next begins as the first did. */
static size_t end_frame(struct packer *k, uint8_t *o)
{
	size_t n = ending(k, o);

#ifdef HAVE_ZSTD
	if (k->kind == PACK_ZSTD)
		ZSTD_CCtx_reset(k->zstd, ZSTD_reset_session_only);
#endif
	k->in_frame = false;
	k->frame = 0;
	return n;
}

/* --- the thread --- */

static bool write_all(int fd, const uint8_t *b, size_t n, size_t *done)
{
	for (*done = 0; *done < n;) {
		ssize_t got = write(fd, b + *done, n - *done);

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

/* n bytes too many were written: back to the last piece that is all there, and end the file. */
static void cut_back(struct packer *k, size_t n, const uint8_t *end, size_t len)
{
	struct stat st;
	off_t at = lseek(k->fd, 0, SEEK_CUR);
	size_t done;

	if (fstat(k->fd, &st) != 0 || !S_ISREG(st.st_mode) || at < 0)
		return;
	if (ftruncate(k->fd, at - (off_t)n) == 0 && lseek(k->fd, at - (off_t)n, SEEK_SET) >= 0 &&
		write_all(k->fd, end, len, &done))
		k->written += len;
}

/* Compress and write a piece.  On failure the file is as before it. */
static bool put_piece(struct packer *k, const struct piece *p)
{
	uint8_t end[TRAILER];
	size_t n = 0, len = ending(k, end), done = 0;
	int why;

	for (size_t at = 0; at < p->len; at += PIECE) {
		size_t part = p->len - at < PIECE ? p->len - at : PIECE;

		if (!pack(k, p->data + at, part, &n))
			return false;
	}
	k->frame += p->len;
	if (k->frame >= FRAME && k->kind != PACK_GZIP) {
		if (!room(k, n + TRAILER))
			return false;
		n += end_frame(k, k->out + n);
	}
	if (!write_all(k->fd, k->out, n, &done)) {
		why = errno;
		cut_back(k, done, end, len);
		errno = why;
		return false;
	}
#ifdef HAVE_ZLIB
	if (k->kind == PACK_GZIP) {
		k->crc = (uint32_t)crc32(k->crc, p->data, (uInt)p->len);
		k->total += (uint32_t)p->len;
	}
#endif
	k->written += n;
	k->saved += p->packets;
	return true;
}

static void finish(struct packer *k)
{
	uint8_t end[TRAILER];
	size_t n = ending(k, end), done;

	if (k->error)
		return;
	if (write_all(k->fd, end, n, &done))
		k->written += n;
	else
		k->error = errno;
}

static void *run(void *arg)
{
	struct packer *k = arg;

	pthread_mutex_lock(&k->lock);
	while (k->count || !k->closing) {
		struct piece *p = &k->slots[k->head];

		if (!k->count) {
			pthread_cond_wait(&k->come, &k->lock);
			continue;
		}
		pthread_mutex_unlock(&k->lock);
		if (!k->error && !put_piece(k, p))
			k->error = errno;
		pthread_mutex_lock(&k->lock);
		k->head = (k->head + 1) % SLOTS;
		k->count--;
		pthread_cond_signal(&k->gone);
	}
	pthread_mutex_unlock(&k->lock);
	finish(k);
	return NULL;
}

/* --- the others' side --- */

static void release(struct packer *k)
{
	stream_close(k);
	for (int i = 0; i < SLOTS; i++)
		free(k->slots[i].data);
	free(k->out);
	pthread_mutex_destroy(&k->lock);
	pthread_cond_destroy(&k->come);
	pthread_cond_destroy(&k->gone);
	free(k);
}

struct packer *packer_new(enum packing kind, int fd)
{
	struct packer *k;

	if (!packing_there(kind)) {
		errno = ENOTSUP;
		return NULL;
	}
	k = calloc(1, sizeof(*k));
	if (!k)
		return NULL;
	k->kind = kind;
	k->fd = fd;
	pthread_mutex_init(&k->lock, NULL);
	pthread_cond_init(&k->come, NULL);
	pthread_cond_init(&k->gone, NULL);
	if (stream_open(k))
		return k;
	release(k);
	errno = ENOMEM;
	return NULL;
}

/* With the first piece, when the sandbox is there for the thread too. */
static bool start(struct packer *k)
{
	if (!k->started)
		k->started = thread_start(&k->thread, run, k);
	return k->started;
}

static bool copy(struct piece *p, const struct iovec *v, int n)
{
	size_t len = 0;

	for (int i = 0; i < n; i++)
		len += v[i].iov_len;
	if (len > p->cap) {
		uint8_t *b = realloc(p->data, len);

		if (!b) {
			errno = ENOMEM;
			return false;
		}
		p->data = b;
		p->cap = len;
	}
	p->len = 0;
	for (int i = 0; i < n; i++) {
		if (v[i].iov_len)
			memcpy(p->data + p->len, v[i].iov_base, v[i].iov_len);
		p->len += v[i].iov_len;
	}
	return true;
}

bool packer_put(struct packer *k, const struct iovec *v, int n, uint64_t packets)
{
	struct piece *p;

	if (!start(k))
		return false;
	pthread_mutex_lock(&k->lock);
	while (k->count == SLOTS)
		pthread_cond_wait(&k->gone, &k->lock);
	p = &k->slots[(k->head + k->count) % SLOTS];
	pthread_mutex_unlock(&k->lock);
	if (k->error) {
		errno = k->error;
		return false;
	}
	if (!copy(p, v, n))
		return false;
	p->packets = packets;
	pthread_mutex_lock(&k->lock);
	k->count++;
	pthread_cond_signal(&k->come);
	pthread_mutex_unlock(&k->lock);
	return true;
}

bool packer_close(struct packer *k, uint64_t *saved)
{
	int why;

	pthread_mutex_lock(&k->lock);
	k->closing = true;
	pthread_cond_signal(&k->come);
	pthread_mutex_unlock(&k->lock);
	if (k->started)
		pthread_join(k->thread, NULL);
	why = k->error;
	*saved = k->saved;
	release(k);
	errno = why;
	return why == 0;
}

int packer_error(const struct packer *k) { return k->error; }

uint64_t packer_size(const struct packer *k) { return k->written; }

uint64_t packer_saved(const struct packer *k) { return k->saved; }
