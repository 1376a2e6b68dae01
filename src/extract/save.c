/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

enum { TRIES = 100000, BUFFER = 1 << 16, SMALL = 16 << 20 };

enum coding { PLAIN, GZIP, DEFLATE, ZSTD };

struct save {
	struct saves *s;
	struct save *newer, *older; /* of those that are open */
	struct extract_file file;
	char name[EXTRACT_NAME + 16], type[64];
	const char *note;
	int fd;
	dev_t device;
	ino_t inode;
	uint64_t at, taken; /* octets of the file; of what was sent */
	enum coding coding;
	bool failed, asked; /* asked: the first octets of what is coded have been seen */
#ifdef HAVE_ZLIB
	z_stream z;
	bool z_open, z_over;
#endif
#ifdef HAVE_ZSTD
	ZSTD_DStream *zs;
#endif
};

struct saves {
	struct extract_conf conf;
	struct save *newest, *oldest;
	unsigned open;
	uint8_t out[BUFFER];
};

struct saves *saves_new(const struct extract_conf *conf)
{
	struct saves *s = calloc(1, sizeof(*s));

	if (s)
		s->conf = *conf;
	return s;
}

void saves_free(struct saves *s) { free(s); }

/* --- names --- */

static const struct {
	const char *type, *suffix;
} suffixes[] = {
	{ "text/html", ".html" },
	{ "text/plain", ".txt" },
	{ "text/css", ".css" },
	{ "text/xml", ".xml" },
	{ "text/csv", ".csv" },
	{ "text/javascript", ".js" },
	{ "application/javascript", ".js" },
	{ "application/x-javascript", ".js" },
	{ "application/json", ".json" },
	{ "application/xml", ".xml" },
	{ "application/pdf", ".pdf" },
	{ "application/zip", ".zip" },
	{ "application/gzip", ".gz" },
	{ "application/x-www-form-urlencoded", ".form" },
	{ "image/png", ".png" },
	{ "image/jpeg", ".jpg" },
	{ "image/gif", ".gif" },
	{ "image/svg+xml", ".svg" },
	{ "image/webp", ".webp" },
	{ "video/mp4", ".mp4" },
	{ "audio/mpeg", ".mp3" },
	{ "font/woff2", ".woff2" },
	{ "message/rfc822", ".eml" },
};

static const char *suffix_of(const char *type)
{
	size_t n = strcspn(type, "; \t");

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (strlen(suffixes[i].type) == n && strncasecmp(suffixes[i].type, type, n) == 0)
			return suffixes[i].suffix;
	return "";
}

static bool is_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '-';
}

void safe_name(char *o, const char *name, const char *type)
{
	size_t n = 0, most = EXTRACT_NAME - 8;

	for (; *name && n < most; name++, n++)
		o[n] = is_safe(*name) && (n || (*name != '.' && *name != '-')) ? *name : '_';
	if (n == 0)
		n = (size_t)(stpcpy(o, "body") - o);
	o[n] = '\0';
	if (!strchr(o, '.'))
		memcpy(o + n, suffix_of(type), strlen(suffix_of(type)) + 1);
}

/* name, name-2.txt, name-3.txt ... the first that is not there. */
static int create(struct save *f)
{
	char base[EXTRACT_NAME + 1];
	const char *dot;
	int fd = -1;

	memcpy(base, f->name, EXTRACT_NAME);
	base[EXTRACT_NAME] = '\0';
	dot = strrchr(base, '.');
	for (int i = 1; fd < 0 && i < TRIES; i++) {
		if (i > 1)
			snprintf(f->name, sizeof(f->name), "%.*s-%d%s",
				dot ? (int)(dot - base) : (int)strlen(base), base, i,
				dot ? dot : "");
		fd = openat(f->s->conf.dir, f->name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

/* --- who is open --- */

static void unlist(struct save *f)
{
	struct saves *s = f->s;

	*(f->newer ? &f->newer->older : &s->newest) = f->older;
	*(f->older ? &f->older->newer : &s->oldest) = f->newer;
	f->newer = f->older = NULL;
	s->open--;
}

static void enlist(struct save *f)
{
	struct saves *s = f->s;

	f->older = s->newest;
	if (s->newest)
		s->newest->newer = f;
	s->newest = f;
	if (!s->oldest)
		s->oldest = f;
	s->open++;
}

static void fail(struct save *f, int error)
{
	if (!f->failed && f->s->conf.failed)
		f->s->conf.failed(f->s->conf.arg, f->name, error);
	f->failed = true;
}

static void close_file(struct save *f)
{
	int fd = f->fd;

	if (fd < 0)
		return;
	unlist(f);
	f->fd = -1;
	if (close(fd) != 0)
		fail(f, errno);
}

/* It has been closed for others: is it still the same file? */
static int reopen(struct save *f)
{
	int fd = openat(f->s->conf.dir, f->name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_dev != f->device || st.st_ino != f->inode)) {
		close(fd);
		errno = ESTALE;
		return -1;
	}
	return fd;
}

static bool open_file(struct save *f, bool first)
{
	struct stat st;

	if (f->fd >= 0) { /* now the newest */
		unlist(f);
		enlist(f);
		return true;
	}
	if (f->failed)
		return false;
	if (f->s->open >= EXTRACT_OPEN)
		close_file(f->s->oldest);
	f->fd = first ? create(f) : reopen(f);
	if (f->fd < 0) {
		fail(f, errno);
		return false;
	}
	enlist(f);
	if (first && fstat(f->fd, &st) == 0) {
		f->device = st.st_dev;
		f->inode = st.st_ino;
	}
	return true;
}

/* --- writing --- */

static void write_out(struct save *f, const uint8_t *data, size_t n)
{
	if (f->failed)
		return;
	while (n && f->s->conf.dir >= 0) {
		ssize_t w = open_file(f, false) ? pwrite(f->fd, data, n, (off_t)f->at) : -1;

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0) {
			fail(f, errno);
			return;
		}
		data += w;
		n -= (size_t)w;
		f->at += (uint64_t)w;
	}
	f->at += n;
}

/* What grows beyond all measure is given up. */
static bool too_large(struct save *f)
{
	if (f->at < SMALL || f->at / EXTRACT_RATIO <= f->taken)
		return false;
	f->note = "grows too fast when it is unpacked: given up";
	f->failed = true;
	return true;
}

/* Coded, but it can't be decoded from here on. */
static void give_up(struct save *f)
{
	f->note = "damaged where it is compressed: cut there";
	f->failed = true;
}

#ifdef HAVE_ZLIB
/* RFC 9110, 8.4.1: "deflate" is zlib's format; many send it bare. */
static void inflate_data(struct save *f, const uint8_t *data, size_t n)
{
	if (!f->z_open) {
		bool wrapped = (data[0] & 0xf) == 8 && n > 1 && (data[0] << 8 | data[1]) % 31 == 0;

		f->z_open = inflateInit2(&f->z, data[0] == 0x1f || wrapped ? 15 + 32 : -15) == Z_OK;
		if (!f->z_open) {
			give_up(f);
			return;
		}
	}
	f->z.next_in = (Bytef *)(uintptr_t)data;
	f->z.avail_in = (uInt)n;
	while (f->z.avail_in && !f->z_over && !f->failed) {
		int e;

		f->z.next_out = f->s->out;
		f->z.avail_out = BUFFER;
		e = inflate(&f->z, Z_NO_FLUSH);
		write_out(f, f->s->out, BUFFER - f->z.avail_out);
		if (too_large(f))
			return;
		if (e == Z_STREAM_END)
			f->z_over = true;
		else if (e != Z_OK)
			give_up(f);
	}
}
#endif

#ifdef HAVE_ZSTD
static void zstd_data(struct save *f, const uint8_t *data, size_t n)
{
	ZSTD_inBuffer in = { data, n, 0 };

	if (!f->zs) {
		f->zs = ZSTD_createDStream();
		if (!f->zs ||
			ZSTD_isError(ZSTD_DCtx_setParameter(f->zs, ZSTD_d_windowLogMax, 23))) {
			give_up(f);
			return;
		}
	}
	while (in.pos < in.size && !f->failed) {
		ZSTD_outBuffer out = { f->s->out, BUFFER, 0 };
		size_t e = ZSTD_decompressStream(f->zs, &out, &in);

		write_out(f, f->s->out, out.pos);
		if (too_large(f))
			return;
		if (ZSTD_isError(e))
			give_up(f);
	}
}
#endif

/* Is what is called coded in truth coded so?  Servers err. */
static enum coding coding_of(const struct save *f, const uint8_t *data)
{
	if (f->coding == GZIP && data[0] != 0x1f)
		return PLAIN;
	if (f->coding == ZSTD && (data[0] & 0xf0) != 0x50 && data[0] != 0x28)
		return PLAIN;
	return f->coding;
}

void save_data(struct save *f, const uint8_t *data, uint64_t n)
{
	if (!f || f->failed || !n)
		return;
	f->taken += n;
	if (!data) {
		f->file.missing += n;
		if (f->coding == PLAIN)
			f->at += n;
		else
			give_up(f);
		return;
	}
	if (!f->asked) {
		f->asked = true;
		f->coding = coding_of(f, data);
	}
	switch (f->coding) {
#ifdef HAVE_ZLIB
	case GZIP:
	case DEFLATE:
		inflate_data(f, data, n);
		break;
#endif
#ifdef HAVE_ZSTD
	case ZSTD:
		zstd_data(f, data, n);
		break;
#endif
	default:
		write_out(f, data, n);
	}
}

/* How to decode it; PLAIN with a note if that is not possible here. */
static void choose_coding(struct save *f, const char *encoding)
{
	if (!*encoding || strcasecmp(encoding, "identity") == 0)
		return;
#ifdef HAVE_ZLIB
	if (strcasecmp(encoding, "gzip") == 0 || strcasecmp(encoding, "x-gzip") == 0) {
		f->coding = GZIP;
		return;
	}
	if (strcasecmp(encoding, "deflate") == 0) {
		f->coding = DEFLATE;
		return;
	}
#endif
#ifdef HAVE_ZSTD
	if (strcasecmp(encoding, "zstd") == 0) {
		f->coding = ZSTD;
		return;
	}
#endif
	f->note = "compressed as it was sent: not decoded";
}

struct save *save_begin(struct saves *s, const struct save_conf *conf)
{
	struct save *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->s = s;
	f->fd = -1;
	f->note = "";
	snprintf(f->type, sizeof(f->type), "%s", conf->type);
	safe_name(f->name, conf->name, conf->type);
	choose_coding(f, conf->encoding);
	f->file = (struct extract_file){
		.kind = conf->kind,
		.flow = conf->dialog->flow,
		.dir = conf->dir,
		.number = conf->dialog->seen,
	};
	if (s->conf.dir >= 0 && !open_file(f, true)) {
		free(f);
		return NULL;
	}
	return f;
}

void save_end(struct save *f, bool whole)
{
	if (!f)
		return;
	if (!whole && !*f->note)
		f->note = "its end is not in the capture";
	if (f->file.missing && !*f->note)
		f->note = "with holes";
#ifdef HAVE_ZLIB
	if (f->z_open && !f->z_over && !*f->note)
		f->note = "what is compressed ends too early";
#endif
	if (f->file.missing && f->s->conf.dir >= 0 && !f->failed && open_file(f, false) &&
		ftruncate(f->fd, (off_t)f->at) != 0)
		fail(f, errno);
	close_file(f);
	f->file.name = f->name;
	f->file.type = f->type;
	f->file.note = f->note;
	f->file.size = f->at;
	if (f->s->conf.done)
		f->s->conf.done(f->s->conf.arg, &f->file);
#ifdef HAVE_ZLIB
	if (f->z_open)
		inflateEnd(&f->z);
#endif
#ifdef HAVE_ZSTD
	ZSTD_freeDStream(f->zs);
#endif
	free(f);
}
