/* SPDX-License-Identifier: BSD-2-Clause */
#include "salvage.h"
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_HEADER = 24,
	RECORD = 16,
	CHAIN = 3,               /* records that make a beginning believed */
	FAR = 40 * 86400,        /* seconds between two neighbours, at most */
	MAX_LEN = 1 << 20,       /* on the wire: segments the card cuts later are long */
	LOOK_FOR_HEAD = 1 << 20, /* bytes in which records must begin if there is no header */
};

static const uint32_t micro = 0xa1b2c3d4, nanosecond = 0xa1b23c4d;

struct salvage {
	struct source s;
	struct source_interface said;
	const uint8_t *map;
	size_t size, at;
	bool swap, nano, begun;
	uint32_t sec; /* of the last packet */
};

struct record {
	uint32_t sec, frac, caplen, len;
};

__attribute__((format(printf, 2, 3))) static void loss(struct salvage *f, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->s.losses++;
	if (f->s.on_loss)
		f->s.on_loss(f->s.loss_arg, &f->s, text);
}

/* Does a record's head stand there that makes sense? */
static bool sane(const struct salvage *f, size_t at, uint32_t near, bool any, struct record *r)
{
	const uint8_t *b = f->map + at;

	if (f->size - at < RECORD)
		return false;
	*r = (struct record){ load32(b, f->swap), load32(b + 4, f->swap), load32(b + 8, f->swap),
		load32(b + 12, f->swap) };
	return r->frac < (f->nano ? 1000000000U : 1000000U) && r->caplen <= MAX_SNAPLEN &&
	       r->caplen <= r->len && r->len > 0 && r->len <= MAX_LEN &&
	       (any || (r->sec >= near ? r->sec - near : near - r->sec) <= FAR);
}

static bool fits(const struct salvage *f, size_t at, const struct record *r)
{
	return f->size - at - RECORD >= r->caplen;
}

/* Do so many records follow each other from there, or as many as there are up to the end? */
static bool chain(const struct salvage *f, size_t at, int n)
{
	uint32_t near = f->sec;
	bool any = !f->begun;
	struct record r;

	for (int i = 0; i < n; i++) {
		if (at == f->size)
			return i > 0;
		if (!sane(f, at, near, any, &r) || !fits(f, at, &r))
			return false;
		near = r.sec;
		any = false;
		at += RECORD + r.caplen;
	}
	return true;
}

/* The next place where records begin, or the end. */
static size_t find(const struct salvage *f, size_t from, size_t to)
{
	for (; from < to && f->size - from >= RECORD; from++)
		if (chain(f, from, CHAIN))
			return from;
	return f->size;
}

static enum got hand_out(struct salvage *f, struct packet *p, const struct record *r)
{
	p->sec = r->sec;
	p->frac = r->frac;
	p->nano = f->nano;
	p->link = f->s.link;
	p->interface = 0;
	p->caplen = r->caplen;
	p->len = r->len;
	p->data = f->map + f->at + RECORD;
	f->at += RECORD + r->caplen;
	f->sec = r->sec;
	f->begun = true;
	return GOT_PACKET;
}

/* What is at f->at is not followed by a record that makes sense. */
static enum got doubtful(struct salvage *f, struct packet *p, const struct record *r, bool good)
{
	size_t next = find(f, f->at + 1, f->size), left = f->size - f->at;

	if (good && fits(f, f->at, r) && next >= f->at + RECORD + r->caplen)
		return hand_out(f, p, r); /* the damage is behind it */
	if (good && next == f->size && left > RECORD) {
		struct record cut = *r;

		cut.caplen = (uint32_t)(left - RECORD);
		loss(f, "the last packet ends after %u of %u bytes", cut.caplen, r->caplen);
		return hand_out(f, p, &cut);
	}
	loss(f, "%zu bytes at %zu make no sense", next - f->at, f->at);
	f->at = next;
	return GOT_END;
}

static enum got next_packet(struct source *s, struct packet *p)
{
	struct salvage *f = (struct salvage *)s;

	while (f->at < f->size) {
		struct record r = { 0 }, next;
		bool good = sane(f, f->at, f->sec, !f->begun, &r);
		size_t behind = f->at + RECORD + r.caplen;

		if (good && fits(f, f->at, &r) &&
			(behind == f->size || sane(f, behind, r.sec, false, &next)))
			return hand_out(f, p, &r);
		if (doubtful(f, p, &r, good) == GOT_PACKET)
			return GOT_PACKET;
	}
	return GOT_END;
}

static void close_source(struct source *s)
{
	struct salvage *f = (struct salvage *)s;

	munmap((void *)(uintptr_t)f->map, f->size);
	free(f);
}

static const struct source_interface *interface(const struct source *s, uint32_t i)
{
	return i == 0 ? &((const struct salvage *)s)->said : NULL;
}

static bool is_magic(const struct salvage *f, uint32_t v)
{
	return f->size >= FILE_HEADER && load32(f->map, f->swap) == v;
}

/* The file's header, as far as it can be believed. */
static bool read_header(struct salvage *f)
{
	uint32_t snaplen;

	f->swap = false;
	if (!is_magic(f, micro) && !is_magic(f, nanosecond)) {
		f->swap = true;
		if (!is_magic(f, micro) && !is_magic(f, nanosecond))
			return false;
	}
	f->nano = is_magic(f, nanosecond);
	snaplen = load32(f->map + 16, f->swap);
	f->s.link = link_from_file(load32(f->map + 20, f->swap));
	f->s.snaplen = snaplen && snaplen <= MAX_SNAPLEN ? snaplen : MAX_SNAPLEN;
	f->at = FILE_HEADER;
	return true;
}

/* No header: where do records begin, and in which byte order? */
static bool guess(struct salvage *f, uint16_t link)
{
	size_t to = f->size < LOOK_FOR_HEAD ? f->size : LOOK_FOR_HEAD;

	f->s.link = link;
	f->s.snaplen = MAX_SNAPLEN;
	for (int i = 0; i < 4; i++) {
		f->swap = i & 1;
		f->nano = i & 2;
		f->at = find(f, 0, to);
		if (f->at < f->size)
			return true;
	}
	return false;
}

static bool map(struct salvage *f, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *m = MAP_FAILED;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		m = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	if (m == MAP_FAILED)
		return false;
	f->map = m;
	f->size = (size_t)st.st_size;
	return true;
}

struct source *salvage_open(const char *path, uint16_t link, char *err, size_t errlen)
{
	struct salvage *f = calloc(1, sizeof(*f));

	*err = '\0';
	if (!f) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	if (!map(f, path)) {
		free(f);
		return NULL;
	}
	if (!read_header(f) && (link == UINT16_MAX || !guess(f, link))) {
		close_source(&f->s);
		return NULL;
	}
	f->said = (struct source_interface){
		.link = f->s.link, .snaplen = f->s.snaplen, .tsresol = f->nano ? 9 : 6
	};
	f->s.format = "pcap";
	f->s.next = next_packet;
	f->s.close = close_source;
	f->s.interface = interface;
	return &f->s;
}
