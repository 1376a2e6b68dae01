/* snoop capture files, of Solaris.  RFC 1761. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILE_HEADER = 16,
	RECORD_HEADER = 24,
	VERSION = 2,
	PADDING_MAX = 64 << 10,
};

/* RFC 1761's datalink types, and Sun's own for ATM; the others have no LINKTYPE_. */
static const struct {
	uint32_t type;
	uint16_t link;
} links[] = {
	{ 0, 1 },    /* IEEE 802.3 */
	{ 2, 6 },    /* IEEE 802.5 */
	{ 4, 1 },    /* Ethernet */
	{ 8, 10 },   /* FDDI */
	{ 18, 123 }, /* SunATM */
};

struct snoop_source {
	struct source s;
	struct input in;
	size_t padding; /* of the record before */
};

static const bool swap = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

static enum got failed(struct snoop_source *f, const char *what, size_t wanted)
{
	const char *why = input_error(&f->in);

	if (f->in.stopped)
		return GOT_END;
	if (why)
		snprintf(f->s.err, sizeof(f->s.err), "error reading dump file: %s", why);
	else
		snprintf(f->s.err, sizeof(f->s.err),
			"truncated snoop file; tried to read %zu %s bytes, only got %zu", wanted,
			what, input_left(&f->in));
	return GOT_ERROR;
}

static enum got insane(struct snoop_source *f, uint32_t caplen, uint32_t record)
{
	snprintf(f->s.err, sizeof(f->s.err),
		"snoop record of %u bytes with %u bytes of packet at byte %llu makes no sense",
		record, caplen, (unsigned long long)input_at(&f->in));
	return GOT_ERROR;
}

/* What pads the last record may be missing at the end of a file. */
static void skip_padding(struct snoop_source *f)
{
	f->in.p += input_want(&f->in, f->padding) ? f->padding : input_left(&f->in);
	f->padding = 0;
}

static enum got snoop_next(struct source *s, struct packet *p)
{
	struct snoop_source *f = (struct snoop_source *)s;
	uint32_t caplen, record;
	const uint8_t *b;

	skip_padding(f);
	if (!input_want(&f->in, RECORD_HEADER)) {
		if (input_left(&f->in) == 0 && !f->in.error)
			return GOT_END;
		return failed(f, "header", RECORD_HEADER);
	}
	b = f->in.p;
	caplen = load32(b + 4, swap);
	record = load32(b + 8, swap);
	if (caplen > MAX_SNAPLEN || record < RECORD_HEADER + caplen ||
		record - RECORD_HEADER - caplen > PADDING_MAX)
		return insane(f, caplen, record);
	if (!input_want(&f->in, RECORD_HEADER + caplen)) {
		f->in.p += RECORD_HEADER;
		return failed(f, "captured", caplen);
	}
	b = f->in.p;
	f->in.p = b + RECORD_HEADER + caplen;
	f->padding = record - RECORD_HEADER - caplen;
	p->sec = load32(b + 16, swap);
	p->frac = load32(b + 20, swap);
	p->nano = false;
	p->link = s->link;
	p->interface = 0;
	p->caplen = caplen;
	p->len = load32(b, swap);
	p->data = b + RECORD_HEADER;
	if (input_lost()) {
		snprintf(s->err, sizeof(s->err), "the file was cut off while it was being read");
		return GOT_ERROR;
	}
	return GOT_PACKET;
}

/* False with a message if it can't be read. */
static bool read_header(struct snoop_source *f, const uint8_t *b, char *err, size_t errlen)
{
	uint32_t version = load32(b + 8, swap), type = load32(b + 12, swap);

	if (version != VERSION) {
		snprintf(err, errlen, "unsupported snoop file version %u", version);
		return false;
	}
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (links[i].type == type) {
			f->s.link = f->s.only.link = links[i].link;
			f->s.snaplen = MAX_SNAPLEN;
			f->s.only.tsresol = 6;
			return true;
		}
	snprintf(err, errlen, "snoop data link type %u can't be read", type);
	return false;
}

struct source *snoop_open_source(struct input *in, char *err, size_t errlen)
{
	static const uint8_t magic[8] = { 's', 'n', 'o', 'o', 'p' };
	struct snoop_source *f;

	err[0] = '\0';
	if (!input_want(in, sizeof(magic)) || memcmp(in->p, magic, sizeof(magic)) != 0)
		return NULL;
	f = input_new_source(in, sizeof(*f), FILE_HEADER, "snoop", err, errlen);
	if (!f)
		return NULL;
	if (!read_header(f, in->p, err, errlen)) {
		free(f);
		return NULL;
	}
	f->in = *in;
	f->in.p += FILE_HEADER;
	f->s.input = &f->in;
	f->s.format = "snoop";
	f->s.next = snoop_next;
	f->s.close = input_close_source;
	return &f->s;
}
