/* Classic capture files.  draft-ietf-opsawg-pcap and its ancestors. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILE_HEADER = 24,
	RECORD_HEADER = 16,
	KUZNETZOV_HEADER = 24,  /* + interface index, protocol, packet type, padding */
	KUZNETZOV_SNAPLEN = 14, /* some of these cut off behind the link-level header */
	OLDEST_SANE_MINOR = 3,  /* 2.0 to 2.2 have the two lengths swapped; 2.3 sometimes */
	SUSE_HEADER = 28,       /* SuSE 6.3 had four bytes more */
	LOOK = 3,               /* records looked at to tell them apart */
	BPF_543 = 543,          /* a version 2.2 of another name */
	BULK = 1024, /* octets: a packet that is likely to be followed by others like it */
	SCOUTS = 8,
	SCOUTED = 512 << 10, /* bytes they walk through at a time; the second cache has them */
	SCOUT_FAR = 56,      /* bytes behind the beginning of a record: ports, mostly */
	SCOUT_SECONDS = 600, /* between records of one piece, at most */
};

static const struct variant {
	uint32_t magic;
	bool nano;
	uint8_t record;  /* bytes of a record's header */
	uint8_t trailer; /* bytes after the file's header */
} variants[] = {
	{ 0xa1b2c3d4, false, RECORD_HEADER, 0 },
	{ 0xa1b23c4d, true, RECORD_HEADER, 0 },
	{ 0xa1b2cd34, false, KUZNETZOV_HEADER, 0 },
	{ 0x1c0001ab, false, RECORD_HEADER, 4 }, /* Ixia, software and hardware */
	{ 0x1c0001ac, true, RECORD_HEADER, 4 },
};

/* Those that cannot be told by their magic, which is another's: Red Hat 6.1, SuSE 6.3. */
static const struct variant odd[] = {
	{ 0xa1b2c3d4, false, KUZNETZOV_HEADER, 0 },
	{ 0xa1b2cd34, false, SUSE_HEADER, 0 },
};

enum lengths { PLAIN, SWAPPED, MAYBE_SWAPPED };

struct pcap_source {
	struct source s;
	struct input in;
	const struct variant *kind;
	bool swap;
	enum lengths lengths;
	uint32_t max;
	const uint8_t *scouted; /* when the reader is here, scouts are sent on */
	unsigned turn;          /* whose it is */
	struct {
		const uint8_t *at, *to;
	} scout[SCOUTS];
};

static enum got failed(struct pcap_source *f, const char *what, size_t wanted)
{
	if (f->in.stopped)
		return GOT_END;
	if (f->in.error)
		snprintf(f->s.err, sizeof(f->s.err), "error reading dump file: %s",
			input_error(&f->in));
	else
		snprintf(f->s.err, sizeof(f->s.err),
			"truncated dump file; tried to read %zu %s bytes, only got %zu", wanted,
			what, input_left(&f->in));
	return GOT_ERROR;
}

static enum got too_long(struct pcap_source *f, uint32_t caplen)
{
	if (f->s.snaplen > f->max)
		snprintf(f->s.err, sizeof(f->s.err),
			"invalid packet capture length %u, bigger than maximum of %u", caplen,
			f->max);
	else
		snprintf(f->s.err, sizeof(f->s.err),
			"invalid packet capture length %u, bigger than snaplen of %u", caplen,
			f->s.snaplen);
	return GOT_ERROR;
}

static enum got end_or_cut(struct pcap_source *f)
{
	if (input_left(&f->in) == 0 && !f->in.error)
		return GOT_END;
	return failed(f, "header", f->kind->record);
}

static bool lengths_swapped(const struct pcap_source *f, uint32_t caplen, uint32_t len)
{
	return f->lengths == SWAPPED || (f->lengths == MAYBE_SWAPPED && caplen > len);
}

/* --- scouts ---
 *
 * Where a record is is known when the one before it has been read: from memory, one after the
 * other, that takes longer than to filter and count them.  So at places of the half megabyte ahead
 * something is looked for that looks like a record, and from all these places the records are
 * walked through, a step of one scout for each packet that is read: what it asks for is there when
 * its turn comes again.  The reader then finds the records in the cache.  What it reads is not
 * decided here: a place where a record only seemed to be costs time. */

static bool seems_record(const struct pcap_source *f, const uint8_t *b, uint32_t sec)
{
	uint32_t caplen = load32(b + 8, f->swap);

	return load32(b, f->swap) - sec + SCOUT_SECONDS < 2 * SCOUT_SECONDS &&
	       load32(b + 4, f->swap) < 1000000000 && caplen != 0 && caplen <= f->max &&
	       caplen <= load32(b + 12, f->swap);
}

/* The first place from b on where two records follow each other; end if there is none.  like: one
 * that is read. */
static const uint8_t *seek_record(
	const struct pcap_source *f, const uint8_t *b, const uint8_t *end, const uint8_t *like)
{
	uint32_t sec = load32(like, f->swap);
	size_t head = f->kind->record, top = like[0] == sec >> 24 ? 0 : 3; /* it changes least */

	for (const uint8_t *c = b + top; (c = memchr(c, like[top], (size_t)(end - c))); c++) {
		const uint8_t *next;

		b = c - top;
		if ((size_t)(end - b) <= head)
			break;
		if (!seems_record(f, b, sec))
			continue;
		next = b + head + load32(b + 8, f->swap);
		if (next < end && (size_t)(end - next) > head && seems_record(f, next, sec))
			return b;
	}
	return end;
}

/* One of the scouts goes a record on; false if it is where it was to go. */
static inline bool scout_step(struct pcap_source *f, unsigned i)
{
	const uint8_t *b = f->scout[i].at;
	uint32_t caplen;

	if (b >= f->scout[i].to)
		return false;
	caplen = load32(b + 8, f->swap);
	if (caplen > SCOUTED)
		b = f->scout[i].to;
	else
		b += f->kind->record + caplen;
	__builtin_prefetch(b);
	__builtin_prefetch(b + SCOUT_FAR);
	f->scout[i].at = b;
	return true;
}

/* The reader is where the scouts were sent before: they are sent half a megabyte on, if there is so
 * much. */
__attribute__((noinline)) static void scouts_go(struct pcap_source *f)
{
	const uint8_t *b = f->in.p, *end;

	for (unsigned i = 0; i < SCOUTS; i++)
		while (scout_step(f, i))
			;
	f->scouted = f->in.end;
	if (!f->in.map || !input_want(&f->in, 4 * SCOUTED))
		return;
	if (f->scout[SCOUTS - 1].at > b && (size_t)(f->scout[SCOUTS - 1].at - b) < 2 * SCOUTED)
		b = f->scout[SCOUTS - 1].at;
	f->scouted = b;
	end = b + SCOUTED;
	for (unsigned i = 0; i < SCOUTS; i++) {
		f->scout[i].at =
			i == 0 ? b : seek_record(f, b + i * (SCOUTED / SCOUTS), end, f->in.p);
		f->scout[i].to = end;
		if (i)
			f->scout[i - 1].to = f->scout[i].at;
	}
}

/* The next record, on its way to us while this packet is dissected.  (A function that only
 * prefetches has no effect in gcc's eyes: unless it is inlined early, its calls are dropped.) */
static inline __attribute__((always_inline)) void fetch_ahead(const uint8_t *b)
{
	__builtin_prefetch(b);
	__builtin_prefetch(b + 64);
	__builtin_prefetch(b + 128);
	__builtin_prefetch(b + 256);
	__builtin_prefetch(b + 320);
	__builtin_prefetch(b + 384);
}

static __attribute__((noinline)) enum got next_slowly(struct source *s, struct packet *p)
{
	struct pcap_source *f = (struct pcap_source *)s;
	size_t head = f->kind->record;
	uint32_t caplen, len;
	const uint8_t *b;

	if (!input_want(&f->in, head))
		return end_or_cut(f);
	b = f->in.p;
	if (s->brief) {
		scout_step(f, f->turn++ % SCOUTS);
		if (b >= f->scouted) {
			scouts_go(f);
			b = f->in.p;
		}
	}
	caplen = load32(b + 8, f->swap);
	len = load32(b + 12, f->swap);
	if (__builtin_expect(f->lengths != PLAIN, 0) && lengths_swapped(f, caplen, len)) {
		uint32_t t = caplen;

		caplen = len;
		len = t;
	}
	if (caplen > f->max)
		return too_long(f, caplen);
	if (!input_want(&f->in, head + caplen)) {
		f->in.p += head;
		return failed(f, "captured", caplen);
	}
	b = f->in.p;
	f->in.p = b + head + caplen;
	if (!s->brief)
		fetch_ahead(f->in.p);
	p->sec = load32(b, f->swap);
	p->frac = load32(b + 4, f->swap);
	p->nano = f->kind->nano;
	p->link = s->link;
	p->interface = 0;
	/* A record longer than the file's own snaplen is cut to it, as libpcap does. */
	p->caplen = caplen > s->snaplen ? s->snaplen : caplen;
	p->len = len;
	p->data = b + head;
	if (input_lost()) {
		snprintf(s->err, sizeof(s->err), "the file was cut off while it was being read");
		return GOT_ERROR;
	}
	return GOT_PACKET;
}

static enum got pcap_next_packet(struct source *s, struct packet *p)
{
	struct pcap_source *f = (struct pcap_source *)s;
	const uint8_t *b = f->in.p;
	size_t held = (size_t)(f->in.end - b);
	uint32_t caplen;

	if (!s->verbatim || s->brief || held < RECORD_HEADER)
		return next_slowly(s, p);
	caplen = load32(b + 8, false); /* nearly always */
	p->sec = load32(b, false);
	p->frac = load32(b + 4, false);
	p->nano = f->kind->nano;
	p->link = s->link;
	p->interface = 0;
	p->caplen = caplen > s->snaplen ? s->snaplen : caplen;
	p->len = load32(b + 12, false);
	p->data = b + RECORD_HEADER;
	if (caplen > f->max || held - RECORD_HEADER < caplen || input_lost())
		return next_slowly(s, p);
	b += RECORD_HEADER + caplen;
	f->in.p = b;
	fetch_ahead(b);
	if (caplen >= BULK) /* and one more, which is as long for all we know */
		fetch_ahead(b + RECORD_HEADER + caplen);
	return GOT_PACKET;
}

static const struct variant *variant_of(uint32_t magic)
{
	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++)
		if (variants[i].magic == magic)
			return &variants[i];
	return NULL;
}

/* False with a message if that version can't be read. */
static bool version_ok(struct pcap_source *f, uint16_t major, uint16_t minor, char *err, size_t n)
{
	if (major < 2)
		snprintf(err, n, "archaic pcap savefile format");
	else if ((major == 2 && minor > 4) || (major > 2 && major != BPF_543))
		snprintf(err, n, "unsupported pcap savefile version %u.%u", major, minor);
	else {
		f->lengths = PLAIN;
		if (major == BPF_543 || minor < OLDEST_SANE_MINOR)
			f->lengths = SWAPPED;
		else if (minor == OLDEST_SANE_MINOR)
			f->lengths = MAYBE_SWAPPED;
		return true;
	}
	return false;
}

static bool read_header(struct pcap_source *f, const uint8_t *b, char *err, size_t errlen)
{
	uint32_t snaplen = load32(b + 16, f->swap);

	if (!version_ok(f, load16(b + 4, f->swap), load16(b + 6, f->swap), err, errlen))
		return false;
	f->s.link = link_from_file(load32(b + 20, f->swap));
	f->s.fcs = load32(b + 20, f->swap) & (1U << 26) ? load32(b + 20, f->swap) & 0xf4000000 : 0;
	f->max = link_max_snaplen(f->s.link);
	if (snaplen == 0 || snaplen > INT32_MAX) /* "everything", or nonsense */
		snaplen = f->max;
	if (f->kind->record > RECORD_HEADER)
		snaplen += KUZNETZOV_SNAPLEN;
	f->s.snaplen = snaplen;
	f->s.only.link = f->s.link;
	f->s.only.snaplen = snaplen;
	f->s.only.tsresol = f->kind->nano ? 9 : 6;
	return true;
}

/* Are the first records of a mapped file sane if their heads are that long?  What is cut is, if so
 * it may be. */
static bool records_fit(const struct input *in, size_t head, size_t record, bool swap, bool cut)
{
	const uint8_t *b = in->p + head, *end = in->map + in->mapped;

	for (int i = 0; i < LOOK && b != end; i++) {
		uint32_t caplen;

		if ((size_t)(end - b) < record)
			return cut;
		caplen = load32(b + 8, swap);
		if (load32(b + 4, swap) >= 1000000000 || caplen > MAX_SNAPLEN ||
			(!cut && (caplen == 0 || caplen > load32(b + 12, swap))))
			return false;
		if ((size_t)(end - b) < record + caplen)
			return cut;
		b += record + caplen;
	}
	return true;
}

/* A file whose records make no sense may be of an odd kind; a pipe is not looked into that far. */
static const struct variant *odd_variant(
	const struct input *in, const struct variant *v, size_t head, bool swap)
{
	if (!in->map || records_fit(in, head, v->record, swap, true))
		return v;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		if (odd[i].magic == v->magic && records_fit(in, head, odd[i].record, swap, false))
			return &odd[i];
	return v;
}

struct source *pcap_open_source(struct input *in, char *err, size_t errlen)
{
	const struct variant *v = variant_of(load32(in->p, false));
	bool swap = !v;
	struct pcap_source *f;
	size_t head;

	err[0] = '\0';
	if (!v)
		v = variant_of(load32(in->p, true));
	if (!v)
		return NULL;
	head = FILE_HEADER + v->trailer;
	if (!input_want(in, head)) {
		snprintf(err, errlen,
			"truncated dump file; tried to read %zu file header bytes, only got %zu",
			head, input_left(in) - 4);
		return NULL;
	}
	f = calloc(1, sizeof(*f));
	if (!f) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	f->kind = odd_variant(in, v, head, swap);
	f->swap = swap;
	if (!read_header(f, in->p, err, errlen)) {
		free(f);
		return NULL;
	}
	f->in = *in;
	f->in.p += head;
	f->s.input = &f->in;
	f->s.format = f->kind->record > RECORD_HEADER ? "modified pcap"
	              : f->kind->nano                 ? "nanosecond pcap"
	                                              : "pcap";
	f->s.verbatim = in->map && !swap && f->kind->record == RECORD_HEADER && f->lengths == PLAIN;
	f->s.next = pcap_next_packet;
	f->s.close = input_close_source;
	return &f->s;
}
