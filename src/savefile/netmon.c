/* Microsoft Network Monitor capture files, versions 1 and 2: [Network Monitor capture file format],
 * in the help of Network Monitor 3.4. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	FILE_HEADER = 128,
	MAGIC_1 = 0x53535452, /* RTSS */
	MAGIC_2 = 0x55424d47, /* GMBU */
	TRAILER_MAX = 15,
	MEDIUM_OF_FRAME = 1,  /* since 2.1 a frame says what it is ... */
	FRAME_EVENT = 0xff00, /* these and above are no packets, but notes of NetMon's own */
	UTC_OF_FRAME = 3,     /* and since 2.3 when, in tenths of microseconds since 1601 */
	FROM_1601_HIGH = 0x19db1de,
	FROM_1601_LOW = (int)0xd53e8000,
};

/* Bytes behind a frame in version 2.0, 2.1, 2.2, 2.3. */
static const uint8_t trailers[] = { 0, 2, 6, TRAILER_MAX };

static const struct {
	uint16_t medium, link;
} links[] = {
	{ 1, 1 },        /* Ethernet */
	{ 2, 6 },        /* token ring */
	{ 3, 10 },       /* FDDI */
	{ 7, 101 },      /* tunnels, */
	{ 8, 101 },      /* wireless networks of telephones, */
	{ 9, 101 },      /* and what has no link layer: IP */
	{ 0xe001, 113 }, /* Linux cooked */
};

struct netmon_source {
	struct source s;
	struct input in;
	uint8_t head, tail; /* bytes around a frame */
	uint8_t minor;
	bool two;
	int64_t start;           /* microseconds since 1970 */
	uint32_t table, end;     /* the frame table is at these bytes of the file */
	uint32_t at;             /* in the table, if the file is mapped */
	uint64_t skipped;        /* frames of media that have no link type here */
	uint16_t skipped_medium; /* one of them */
};

static const bool swap = __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__;

static uint64_t load64(const uint8_t *b)
{
	return (uint64_t)load32(b + 4, swap) << 32 | load32(b, swap);
}

static enum got failed(struct netmon_source *f, const char *how, const char *what)
{
	const char *why = input_error(&f->in);

	if (f->in.stopped)
		return GOT_END;
	if (why)
		snprintf(f->s.err, sizeof(f->s.err), "error reading dump file: %s", why);
	else if (input_lost())
		snprintf(
			f->s.err, sizeof(f->s.err), "the file was cut off while it was being read");
	else
		snprintf(f->s.err, sizeof(f->s.err), "%s NetMon file: %s at byte %llu", how, what,
			(unsigned long long)input_at(&f->in));
	return GOT_ERROR;
}

/* Go to the next frame.  GOT_PACKET if there is one.  The frame table says where they are; in a
 * pipe and in a file that has lost it they are taken as they come, up to where it was to be. */
static enum got go_to_frame(struct netmon_source *f)
{
	uint32_t at;

	if (!f->in.map || f->end > f->in.mapped)
		return input_at(&f->in) >= f->table ? GOT_END : GOT_PACKET;
	if (f->end - f->at < 4)
		return GOT_END;
	at = load32(f->in.map + f->at, swap);
	f->at += 4;
	if (at < FILE_HEADER || at >= f->in.mapped)
		return failed(f, "damaged", "the frame table names a frame outside of the file");
	input_go(&f->in, at);
	return GOT_PACKET;
}

static bool link_of(uint16_t medium, uint16_t *link)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (links[i].medium == medium) {
			*link = links[i].link;
			return true;
		}
	return false;
}

static void set_time(
	const struct netmon_source *f, struct packet *p, const uint8_t *head, const uint8_t *tail)
{
	int64_t t;

	p->nano = f->two && f->minor >= UTC_OF_FRAME;
	if (p->nano) {
		t = (int64_t)(load64(tail + 6) -
			      ((uint64_t)FROM_1601_HIGH << 32 | (uint32_t)FROM_1601_LOW));
		p->sec = t / 10000000 - (t % 10000000 < 0);
		p->frac = (uint32_t)(t - p->sec * 10000000) * 100;
		return;
	}
	t = f->two ? (int64_t)load64(head) : (int64_t)load32(head, swap) * 1000;
	t = (int64_t)((uint64_t)f->start + (uint64_t)t);
	p->sec = t / 1000000 - (t % 1000000 < 0);
	p->frac = (uint32_t)(t - p->sec * 1000000);
}

/* Its medium is none of ours. */
static void skip_frame(struct netmon_source *f, uint16_t medium)
{
	if (medium >= FRAME_EVENT)
		return;
	f->skipped++;
	f->skipped_medium = medium;
}

static void tell_skipped(struct netmon_source *f)
{
	char text[100];

	if (f->skipped == 0)
		return;
	snprintf(text, sizeof(text), "%llu frames of NetMon medium %u can't be read; left out",
		(unsigned long long)f->skipped, f->skipped_medium);
	f->skipped = 0;
	f->s.losses++;
	if (f->s.on_loss)
		f->s.on_loss(f->s.loss_arg, &f->s, text);
}

/* The frame at in.p.  GOT_PACKET with p->data NULL if it is no packet. */
static enum got frame(struct netmon_source *f, struct packet *p)
{
	const uint8_t *b;

	p->data = NULL;
	if (!input_want(&f->in, f->head))
		return failed(f, "truncated", "a frame's head is cut");
	b = f->in.p;
	p->len = f->two ? load32(b + 8, swap) : load16(b + 4, swap);
	p->caplen = f->two ? load32(b + 12, swap) : load16(b + 6, swap);
	if (p->caplen > MAX_SNAPLEN)
		return failed(f, "damaged", "a frame that is too long");
	if (!input_want(&f->in, (size_t)f->head + p->caplen + f->tail))
		return failed(f, "truncated", "a frame is cut");
	b = f->in.p;
	f->in.p += f->head + p->caplen + f->tail;
	p->link = f->s.link;
	p->interface = 0;
	if (f->tail) {
		uint16_t medium = load16(b + f->head + p->caplen, swap);

		if (!link_of(medium, &p->link)) {
			skip_frame(f, medium);
			return GOT_PACKET;
		}
		/* A frame of another medium came by another interface. */
		if (p->link != f->s.link)
			p->interface = 1U + p->link;
	}
	set_time(f, p, b, b + f->head + p->caplen);
	p->data = b + f->head;
	return GOT_PACKET;
}

static enum got netmon_next(struct source *s, struct packet *p)
{
	struct netmon_source *f = (struct netmon_source *)s;
	enum got g;

	do {
		g = go_to_frame(f);
		if (g == GOT_PACKET)
			g = frame(f, p);
	} while (g == GOT_PACKET && !p->data);
	if (g != GOT_PACKET)
		tell_skipped(f);
	return input_lost() ? failed(f, "", "") : g;
}

/* The local time, as Windows writes it, at b. */
static int64_t start_time(const uint8_t *b)
{
	struct tm tm = {
		.tm_year = load16(b, swap) - 1900,
		.tm_mon = load16(b + 2, swap) - 1,
		.tm_mday = load16(b + 6, swap),
		.tm_hour = load16(b + 8, swap),
		.tm_min = load16(b + 10, swap),
		.tm_sec = load16(b + 12, swap),
		.tm_isdst = -1,
	};

	return (int64_t)mktime(&tm) * 1000000 + load16(b + 14, swap) * 1000;
}

/* False with a message if it can't be read. */
static bool read_header(struct netmon_source *f, const uint8_t *b, char *err, size_t errlen)
{
	uint16_t medium = load16(b + 6, swap);

	f->two = load32(b, swap) == MAGIC_2;
	f->minor = b[4];
	if (b[5] != (f->two ? 2 : 1)) {
		snprintf(err, errlen, "unsupported NetMon file version %u.%u", b[5], b[4]);
		return false;
	}
	f->head = f->two ? 16 : 8;
	if (f->two)
		f->tail = trailers[f->minor < sizeof(trailers) ? f->minor : sizeof(trailers) - 1];
	if (!link_of(medium, &f->s.link) && f->tail == 0) {
		snprintf(err, errlen, "NetMon medium %u can't be read", medium);
		return false;
	}
	if (!f->s.link)
		f->s.link = 1; /* each frame says its own */
	f->start = start_time(b + 8);
	f->table = f->at = load32(b + 24, swap);
	f->end = f->table + load32(b + 28, swap);
	if (f->table < FILE_HEADER || f->end < f->table) {
		snprintf(err, errlen, "damaged NetMon file: its frame table is nowhere");
		return false;
	}
	f->s.snaplen = MAX_SNAPLEN;
	f->s.only.link = f->s.link;
	f->s.only.tsresol = f->two && f->minor >= UTC_OF_FRAME ? 9 : 6;
	return true;
}

struct source *netmon_open_source(struct input *in, char *err, size_t errlen)
{
	uint32_t magic = load32(in->p, swap);
	struct netmon_source *f;

	err[0] = '\0';
	if (magic != MAGIC_1 && magic != MAGIC_2)
		return NULL;
	f = input_new_source(in, sizeof(*f), FILE_HEADER, "NetMon", err, errlen);
	if (!f)
		return NULL;
	if (!read_header(f, in->p, err, errlen)) {
		free(f);
		return NULL;
	}
	f->in = *in;
	f->in.p += FILE_HEADER;
	f->s.input = &f->in;
	f->s.format = f->two ? "Microsoft NetMon 2.x" : "Microsoft NetMon 1.x";
	f->s.next = netmon_next;
	f->s.close = input_close_source;
	return &f->s;
}
