/* gzip (RFC 1952), zstd (RFC 8878), lz4 frames, xz and bzip2, each by its library. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef HAVE_LZ4
#include <lz4frame.h>
#endif
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_BZ2
#include <bzlib.h>
#endif

enum {
	WINDOW_MAX = 32 << 20, /* bytes a window may have without conditions */
	BOMB_MIN = 16 << 20,   /* a file that has become this large, and that ... */
	BOMB = 20000,          /* many times as large as it was, is one; with a larger window ... */
	BOMB_WIDE = 1000,      /* already at this */
	XZ_MEMORY = 100 << 20, /* xz -9 wants 65 MiB */
	ZSTD_WINDOW_LOG = 27,  /* zstd --long */
	HEAD = 18,             /* of a zstd frame, at most */
};

enum step { STEP_BAD = -1, STEP_MORE, STEP_END };

/* Bytes in and out of one step; both move on. */
struct flow {
	const uint8_t *in;
	size_t nin;
	uint8_t *out;
	size_t nout;
};

struct unpack;

struct codec {
	const char *name;
	uint8_t magic[4];
	uint8_t n, mask; /* bytes of the magic; bits of its first that count */
	bool (*begin)(struct unpack *u);
	enum step (*step)(struct unpack *u, struct flow *f);
	void (*end)(struct unpack *u);
};

struct unpack {
	struct input in;
	const struct codec *codec; /* NULL between two pieces */
	const char *name;          /* of the first one's */
	uint64_t taken, made;      /* bytes, of the current piece */
	uint64_t window;           /* bytes it wants to remember */
	bool ended;
	union {
#ifdef HAVE_ZLIB
		z_stream gz;
#endif
#ifdef HAVE_ZSTD
		ZSTD_DCtx *zstd;
#endif
#ifdef HAVE_LZ4
		LZ4F_dctx *lz4;
#endif
#ifdef HAVE_LZMA
		lzma_stream xz;
#endif
#ifdef HAVE_BZ2
		bz_stream bz;
#endif
		int none;
	} is;
	char err[160];
};

__attribute__((unused)) static enum step bad(struct unpack *u, const char *what)
{
	snprintf(u->err, sizeof(u->err), "damaged %s data: %s", u->codec->name, what);
	return STEP_BAD;
}

/* --- gzip --- */

#ifdef HAVE_ZLIB
static bool gz_begin(struct unpack *u)
{
	memset(&u->is.gz, 0, sizeof(u->is.gz));
	return inflateInit2(&u->is.gz, 16 + MAX_WBITS) == Z_OK;
}

static enum step gz_step(struct unpack *u, struct flow *f)
{
	z_stream *z = &u->is.gz;
	const size_t most = 1 << 30;
	uInt in = (uInt)(f->nin < most ? f->nin : most), out = (uInt)f->nout;
	int r;

	z->next_in = (Bytef *)(uintptr_t)f->in;
	z->avail_in = in;
	z->next_out = f->out;
	z->avail_out = out;
	r = inflate(z, Z_NO_FLUSH);
	f->in += in - z->avail_in;
	f->nin -= in - z->avail_in;
	f->out += out - z->avail_out;
	f->nout -= out - z->avail_out;
	if (r == Z_STREAM_END)
		return STEP_END;
	if (r == Z_OK || r == Z_BUF_ERROR)
		return STEP_MORE;
	return bad(u, z->msg ? z->msg : zError(r));
}

static void gz_end(struct unpack *u) { inflateEnd(&u->is.gz); }
#endif

/* --- zstd --- */

#ifdef HAVE_ZSTD
/* RFC 8878, 3.1.1.1: how much the frame at b wants to remember. */
static uint64_t zstd_window(const uint8_t *b, size_t n)
{
	static const uint8_t dictionary[] = { 0, 1, 2, 4 }, sizes[] = { 1, 2, 4, 8 };
	uint64_t size = 0;
	size_t at;

	if (n < HEAD || b[0] != 0x28)
		return 0;
	if (!(b[4] & 0x20)) {
		uint64_t base = (uint64_t)1 << (10 + (b[5] >> 3));

		return base + base / 8 * (b[5] & 7);
	}
	at = 5U + dictionary[b[4] & 3];
	for (size_t i = sizes[b[4] >> 6]; i > 0; i--)
		size = size << 8 | b[at + i - 1];
	return size;
}

static bool zstd_begin(struct unpack *u)
{
	size_t n = input_want(&u->in, HEAD) ? HEAD : 0;

	u->window = zstd_window(u->in.p, n);
	u->is.zstd = ZSTD_createDCtx();
	return u->is.zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(
				     u->is.zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG));
}

static enum step zstd_step(struct unpack *u, struct flow *f)
{
	ZSTD_inBuffer in = { f->in, f->nin, 0 };
	ZSTD_outBuffer out = { f->out, f->nout, 0 };
	size_t r = ZSTD_decompressStream(u->is.zstd, &out, &in);

	f->in += in.pos;
	f->nin -= in.pos;
	f->out += out.pos;
	f->nout -= out.pos;
	if (ZSTD_isError(r) && u->window > (uint64_t)1 << ZSTD_WINDOW_LOG) {
		snprintf(u->err, sizeof(u->err),
			"the zstd data want %llu MiB of memory; unpack them with zstd -d "
			"--memory=%lluMB first",
			(unsigned long long)(u->window >> 20),
			(unsigned long long)(u->window >> 20) + 1);
		return STEP_BAD;
	}
	if (ZSTD_isError(r))
		return bad(u, ZSTD_getErrorName(r));
	return r == 0 ? STEP_END : STEP_MORE;
}

static void zstd_end(struct unpack *u) { ZSTD_freeDCtx(u->is.zstd); }
#endif

/* --- lz4 --- */

#ifdef HAVE_LZ4
static bool lz4_begin(struct unpack *u)
{
	return !LZ4F_isError(LZ4F_createDecompressionContext(&u->is.lz4, LZ4F_VERSION));
}

static enum step lz4_step(struct unpack *u, struct flow *f)
{
	size_t in = f->nin, out = f->nout;
	size_t r = LZ4F_decompress(u->is.lz4, f->out, &out, f->in, &in, NULL);

	if (LZ4F_isError(r))
		return bad(u, LZ4F_getErrorName(r));
	f->in += in;
	f->nin -= in;
	f->out += out;
	f->nout -= out;
	return r == 0 ? STEP_END : STEP_MORE;
}

static void lz4_end(struct unpack *u) { LZ4F_freeDecompressionContext(u->is.lz4); }
#endif

/* --- xz --- */

#ifdef HAVE_LZMA
static bool xz_begin(struct unpack *u)
{
	const lzma_stream empty = LZMA_STREAM_INIT;

	u->is.xz = empty;
	return lzma_stream_decoder(&u->is.xz, XZ_MEMORY, 0) == LZMA_OK;
}

static enum step xz_step(struct unpack *u, struct flow *f)
{
	lzma_stream *z = &u->is.xz;
	lzma_ret r;

	z->next_in = f->in;
	z->avail_in = f->nin;
	z->next_out = f->out;
	z->avail_out = f->nout;
	r = lzma_code(z, LZMA_RUN);
	f->in = z->next_in;
	f->nin = z->avail_in;
	f->out = z->next_out;
	f->nout = z->avail_out;
	u->window = lzma_memusage(z);
	switch (r) {
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return STEP_MORE;
	case LZMA_STREAM_END:
		return STEP_END;
	case LZMA_MEMLIMIT_ERROR:
		snprintf(u->err, sizeof(u->err),
			"the xz data want %llu MiB of memory; unpack them with xz -d first",
			(unsigned long long)(u->window >> 20));
		return STEP_BAD;
	case LZMA_MEM_ERROR:
		return bad(u, "out of memory");
	case LZMA_OPTIONS_ERROR:
		return bad(u, "made by a newer version");
	default:
		return bad(u, "they make no sense");
	}
}

static void xz_end(struct unpack *u) { lzma_end(&u->is.xz); }
#endif

/* --- bzip2 --- */

#ifdef HAVE_BZ2
static bool bz_begin(struct unpack *u)
{
	memset(&u->is.bz, 0, sizeof(u->is.bz));
	return BZ2_bzDecompressInit(&u->is.bz, 0, 0) == BZ_OK;
}

static enum step bz_step(struct unpack *u, struct flow *f)
{
	bz_stream *z = &u->is.bz;
	const size_t most = 1 << 30;
	unsigned in = (unsigned)(f->nin < most ? f->nin : most), out = (unsigned)f->nout;
	int r;

	z->next_in = (char *)(uintptr_t)f->in;
	z->avail_in = in;
	z->next_out = (char *)f->out;
	z->avail_out = out;
	r = BZ2_bzDecompress(z);
	f->in += in - z->avail_in;
	f->nin -= in - z->avail_in;
	f->out += out - z->avail_out;
	f->nout -= out - z->avail_out;
	if (r == BZ_STREAM_END)
		return STEP_END;
	return r == BZ_OK ? STEP_MORE : bad(u, "a block's checksum or shape is wrong");
}

static void bz_end(struct unpack *u) { BZ2_bzDecompressEnd(&u->is.bz); }
#endif

/* --- all of them --- */

/* Without its library a codec is known by name only. */
static const struct codec codecs[] = {
#ifdef HAVE_ZLIB
	{ "gzip", { 0x1f, 0x8b }, 2, 0xff, gz_begin, gz_step, gz_end },
#else
	{ "gzip", { 0x1f, 0x8b }, 2, 0xff, NULL, NULL, NULL },
#endif
#ifdef HAVE_ZSTD
	{ "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, 4, 0xff, zstd_begin, zstd_step, zstd_end },
	/* a frame to be skipped, as pzstd begins with one; lz4 has the same */
	{ "zstd", { 0x50, 0x2a, 0x4d, 0x18 }, 4, 0xf0, zstd_begin, zstd_step, zstd_end },
#else
	{ "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, 4, 0xff, NULL, NULL, NULL },
#endif
#ifdef HAVE_LZ4
	{ "lz4", { 0x04, 0x22, 0x4d, 0x18 }, 4, 0xff, lz4_begin, lz4_step, lz4_end },
#else
	{ "lz4", { 0x04, 0x22, 0x4d, 0x18 }, 4, 0xff, NULL, NULL, NULL },
#endif
#ifdef HAVE_LZMA
	{ "xz", { 0xfd, '7', 'z', 'X' }, 4, 0xff, xz_begin, xz_step, xz_end },
#else
	{ "xz", { 0xfd, '7', 'z', 'X' }, 4, 0xff, NULL, NULL, NULL },
#endif
#ifdef HAVE_BZ2
	{ "bzip2", { 'B', 'Z', 'h' }, 3, 0xff, bz_begin, bz_step, bz_end },
#else
	{ "bzip2", { 'B', 'Z', 'h' }, 3, 0xff, NULL, NULL, NULL },
#endif
};

static const struct codec *codec_of(const uint8_t *b)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++) {
		const struct codec *c = &codecs[i];

		if ((b[0] & c->mask) == c->magic[0] && memcmp(b + 1, c->magic + 1, c->n - 1U) == 0)
			return c;
	}
	return NULL;
}

const char *unpack_kind(const uint8_t *b)
{
	const struct codec *c = codec_of(b);

	return c ? c->name : NULL;
}

/* A piece begins at in.p. */
static bool begin(struct unpack *u)
{
	const struct codec *c = input_want(&u->in, 4) ? codec_of(u->in.p) : NULL;

	u->taken = u->made = u->window = 0;
	if (!c)
		snprintf(u->err, sizeof(u->err),
			"there is something else behind the compressed data");
	else if (!c->begin)
		snprintf(u->err, sizeof(u->err), "reading %s is not built into this version",
			c->name);
	else if (!c->begin(u))
		snprintf(u->err, sizeof(u->err), "no memory to unpack %s", c->name);
	else {
		u->codec = c;
		return true;
	}
	return false;
}

static void end_piece(struct unpack *u)
{
	if (u->codec)
		u->codec->end(u);
	u->codec = NULL;
}

/* Between two pieces: zeros may follow (tapes had them); is there another piece? */
static bool next_piece(struct unpack *u)
{
	while (input_want(&u->in, 1))
		if (*u->in.p)
			return begin(u);
		else
			u->in.p++;
	u->ended = true;
	return false;
}

/* Captures that are written and compressed by people do not grow so much. */
static bool is_bomb(const struct unpack *u)
{
	unsigned most = u->window > WINDOW_MAX ? BOMB_WIDE : BOMB;

	return u->made > BOMB_MIN && u->made / most > u->taken;
}

/* One step into f.  False at the end, and when something is wrong. */
static bool step(struct unpack *u, struct flow *f)
{
	size_t in, out = f->nout;
	enum step s;

	f->in = u->in.p;
	f->nin = in = input_left(&u->in);
	s = u->codec->step(u, f);
	u->in.p += in - f->nin;
	u->taken += in - f->nin;
	u->made += out - f->nout;
	if (s == STEP_BAD)
		return false;
	if (is_bomb(u)) {
		snprintf(u->err, sizeof(u->err),
			"the %s data grow more than %d times and are not read on", u->codec->name,
			u->window > WINDOW_MAX ? BOMB_WIDE : BOMB);
		return false;
	}
	if (s == STEP_END) {
		end_piece(u);
		return true;
	}
	if (f->nin == in && f->nout == out && !input_want(&u->in, in + 1)) {
		snprintf(u->err, sizeof(u->err), "the %s data end too early", u->codec->name);
		return false;
	}
	return true;
}

size_t unpack_read(struct unpack *u, uint8_t *out, size_t n)
{
	struct flow f = { .out = out, .nout = n };

	while (f.nout && !u->ended) {
		/* What there is goes out before a pipe is waited for. */
		if (f.nout < n && !u->in.map && input_left(&u->in) == 0)
			break;
		if (!u->codec && !next_piece(u))
			u->ended = true;
		else if (!step(u, &f))
			u->ended = true;
	}
	return n - f.nout;
}

struct unpack *unpack_open(struct input *packed, char *err, size_t errlen)
{
	struct unpack *u = calloc(1, sizeof(*u));

	if (!u) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	u->in = *packed;
	if (begin(u)) {
		u->name = u->codec->name;
		return u;
	}
	snprintf(err, errlen, "%s", u->err);
	*packed = u->in;
	free(u);
	return NULL;
}

void unpack_close(struct unpack *u)
{
	end_piece(u);
	input_close(&u->in);
	free(u);
}

const char *unpack_error(const struct unpack *u)
{
	if (u->in.error)
		return strerror(u->in.error);
	return u->err[0] ? u->err : NULL;
}

const char *unpack_name(const struct unpack *u) { return u->name; }

bool unpack_stopped(const struct unpack *u) { return u->in.stopped; }

const struct input *unpack_input(const struct unpack *u) { return &u->in; }
