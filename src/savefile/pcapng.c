/* pcapng capture files.  draft-ietf-opsawg-pcapng. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "pcapng.h"
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPTION_END = 0,
	OPTION_TSRESOL = 9,
	OPTION_TSOFFSET = 14,

	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	BLOCK_HEADER = 8,
	BLOCK_TRAILER = 4,
	SECTION_MIN = 28,
	SECTION_MAX = 1 << 20,
	MAX_BLOCK = 16 << 20,
	MAX_INTERFACES = 1 << 18, /* of a section */
	MAX_OPTIONS = 64 << 10,   /* of an interface, kept */
	MAX_AHEAD = 32 << 20,     /* looked through for the first interface */
	ENHANCED_MIN = 20,
};

struct interface {
	struct source_interface said;
	uint32_t snaplen; /* that is believed */
	uint64_t units;   /* of a time stamp in a second */
	unsigned binary;  /* units == 1 << binary, or 0 */
	bool nano;        /* what time stamps are turned into */
};

struct ng_source {
	struct source s;
	struct input in;
	bool swap;
	struct interface *ifs; /* of the current section */
	uint32_t nifs, cap;
	uint32_t base; /* interfaces in the sections before */
	uint32_t sections;
	uint32_t max_block;
	bool strict;    /* the first fault ends the file */
	bool looking;   /* for the first interface: nothing is told, all will be read again */
	bool cut;       /* the file ends before it should */
	uint64_t whole; /* where the block ends whose frame was good, 0 if it was not */
	uint64_t place; /* of the block being read */
};

/* What is in a block, and how much is left of it. */
struct body {
	const uint8_t *p;
	size_t left;
};

__attribute__((format(printf, 2, 3))) static enum got bad(struct ng_source *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->s.err, sizeof(f->s.err), fmt, ap);
	va_end(ap);
	return GOT_ERROR;
}

static enum got too_short(struct ng_source *f, uint32_t type)
{
	return bad(f, "block of type %u in pcapng dump file is too short", type);
}

static enum got cut(struct ng_source *f, size_t wanted)
{
	if (f->in.stopped)
		return GOT_END;
	f->cut = true;
	if (f->in.error)
		return bad(f, "error reading dump file: %s", input_error(&f->in));
	return bad(f, "truncated pcapng dump file; tried to read %zu bytes, only got %zu", wanted,
		input_left(&f->in));
}

/* --- sections and interfaces --- */

/* Hand a block on to who wants them. */
static void tell(struct ng_source *f, uint32_t type, uint32_t id, struct body b)
{
	struct source_block block = {
		.type = type,
		.swap = f->swap,
		.section = f->sections - 1,
		.interface = id,
		.body = b.p,
		.len = (uint32_t)b.left,
	};

	if (f->s.on_block && !f->looking)
		f->s.on_block(f->s.block_arg, &block);
}

static void forget_interfaces(struct ng_source *f)
{
	for (uint32_t i = 0; i < f->nifs; i++)
		free((void *)(uintptr_t)f->ifs[i].said.options);
	f->nifs = 0;
}

/* A section header begins at in.p.  It sets the byte order of all that follows. */
static enum got section(struct ng_source *f, bool first)
{
	const uint8_t *b;
	uint32_t len;
	uint16_t major, minor;

	if (!input_want(&f->in, 12)) {
		if (first && !f->in.error)
			return GOT_END; /* not one of these files */
		f->in.p += BLOCK_HEADER;
		return cut(f, 4);
	}
	b = f->in.p;
	f->swap = load32(b + 8, false) != BYTE_ORDER_MAGIC;
	if (load32(b + 8, f->swap) != BYTE_ORDER_MAGIC)
		return first ? GOT_END
		             : bad(f, "the file has a section with a byte order magic of 0x%08x",
				       load32(b + 8, false));
	len = load32(b + 4, f->swap);
	if (len < SECTION_MIN || len > SECTION_MAX)
		return bad(f,
			"Section Header Block in pcapng dump file has invalid length %d < _%u_ < %d"
			" (BT_SHB_INSANE_MAX)",
			SECTION_MIN, len, SECTION_MAX);
	if (!input_want(&f->in, len)) {
		f->in.p += 12;
		return cut(f, len - 12);
	}
	b = f->in.p;
	major = load16(b + 12, f->swap);
	minor = load16(b + 14, f->swap);
	if (first && (major != 1 || (minor != 0 && minor != 2)))
		return bad(f, "unsupported pcapng savefile version %u.%u", major, minor);
	if (major != 1)
		return bad(f, "unknown pcapng savefile major version number %u", major);
	if (!f->strict && load32(b + len - BLOCK_TRAILER, f->swap) != len)
		return bad(f, "block total length in header and trailer don't match");
	f->in.p += len;
	f->base += f->nifs;
	f->sections++;
	forget_interfaces(f);
	tell(f, NG_SECTION, NO_INTERFACE,
		(struct body){ b + BLOCK_HEADER, len - BLOCK_HEADER - BLOCK_TRAILER });
	return GOT_PACKET;
}

/* if_tsresol: a power of 10, or of 2. */
static enum got resolution(struct ng_source *f, struct interface *i, uint8_t r)
{
	unsigned n = r & 0x7f;

	if (r & 0x80 ? n > 63 : n > 19)
		return bad(f,
			"Interface Description Block if_tsresol option resolution %d^-%u is too "
			"high",
			r & 0x80 ? 2 : 10, n);
	i->said.tsresol = r;
	i->binary = r & 0x80 ? n : 0;
	i->units = 1;
	if (r & 0x80)
		i->units <<= n;
	else
		for (unsigned k = 0; k < n; k++)
			i->units *= 10;
	i->nano = i->binary || n > 6;
	return GOT_PACKET;
}

static enum got interface_option(struct ng_source *f, struct interface *i, uint16_t code,
	const uint8_t *v, uint16_t len, unsigned *seen)
{
	static const char *const names[] = { "if_tsresol", "if_tsoffset" };
	unsigned which = code == OPTION_TSOFFSET, size = which ? 8 : 1;
	uint32_t lo, hi;

	if (len != size)
		return bad(f, "Interface Description Block has %s option with length %u != %u",
			names[which], len, size);
	if (*seen & 1U << which)
		return bad(
			f, "Interface Description Block has more than one %s option", names[which]);
	*seen |= 1U << which;
	if (code == OPTION_TSRESOL)
		return resolution(f, i, v[0]);
	lo = load32(v + (f->swap ? 4 : 0), f->swap);
	hi = load32(v + (f->swap ? 0 : 4), f->swap);
	i->said.tsoffset = (int64_t)((uint64_t)hi << 32 | lo);
	return GOT_PACKET;
}

static enum got interface_options(struct ng_source *f, struct interface *i, struct body b)
{
	unsigned seen = 0;

	while (b.left >= 4) {
		uint16_t code = load16(b.p, f->swap), len = load16(b.p + 2, f->swap);
		size_t padded = ((size_t)len + 3) & ~(size_t)3;

		b.p += 4;
		b.left -= 4;
		if (code == OPTION_END)
			break;
		if (padded > b.left)
			return too_short(f, NG_INTERFACE);
		if (code == OPTION_TSRESOL || code == OPTION_TSOFFSET) {
			enum got g = interface_option(f, i, code, b.p, len, &seen);

			if (g != GOT_PACKET)
				return g;
		}
		b.p += padded;
		b.left -= padded;
	}
	return GOT_PACKET;
}

static bool room_for_interface(struct ng_source *f)
{
	uint32_t cap = f->cap ? 2 * f->cap : 4;
	struct interface *ifs;

	if (f->nifs < f->cap)
		return true;
	ifs = f->nifs < MAX_INTERFACES ? realloc(f->ifs, cap * sizeof(*ifs)) : NULL;
	if (ifs) {
		f->ifs = ifs;
		f->cap = cap;
	}
	return ifs != NULL;
}

static void keep_options(struct interface *i, struct body b)
{
	uint8_t *o = b.left && b.left <= MAX_OPTIONS ? malloc(b.left) : NULL;

	if (!o)
		return;
	memcpy(o, b.p, b.left);
	i->said.options = o;
	i->said.noptions = (uint32_t)b.left;
}

/* An interface with a fault is one all the same: those behind it keep their numbers. */
static enum got interface(struct ng_source *f, struct body b)
{
	struct interface i = { .units = 1000000, .said.tsresol = 6, .said.swap = f->swap };
	struct body options;
	enum got g;

	if (b.left < 8)
		return too_short(f, NG_INTERFACE);
	i.said.link = link_from_file(load16(b.p, f->swap));
	i.said.snaplen = i.snaplen = load32(b.p + 4, f->swap);
	if (i.snaplen == 0 || i.snaplen > INT32_MAX)
		i.snaplen = link_max_snaplen(i.said.link);
	if (link_max_snaplen(i.said.link) > f->max_block)
		f->max_block = link_max_snaplen(i.said.link) + 65536;
	options = (struct body){ b.p + 8, b.left - 8 };
	g = interface_options(f, &i, options);
	if (g != GOT_PACKET && f->strict)
		return g;
	if (!room_for_interface(f))
		return bad(f, "no memory for interface %u of a section", f->nifs);
	keep_options(&i, options);
	if (f->base + f->nifs == 0) {
		f->s.link = i.said.link;
		f->s.snaplen = i.snaplen;
	}
	f->ifs[f->nifs++] = i;
	tell(f, NG_INTERFACE, f->base + f->nifs - 1, b);
	return g;
}

static const struct source_interface *ng_interface(const struct source *s, uint32_t i)
{
	const struct ng_source *f = (const struct ng_source *)s;

	return i >= f->base && i - f->base < f->nifs ? &f->ifs[i - f->base].said : NULL;
}

/* --- packets --- */

static void set_time(struct packet *p, const struct interface *i, uint64_t t)
{
	uint64_t sec = t / i->units, rest = t % i->units;

	p->sec = (int64_t)(sec + (uint64_t)i->said.tsoffset);
	p->nano = i->nano;
	if (i->units == 1000000 || i->units == 1000000000)
		p->frac = (uint32_t)rest;
	else if (i->binary)
		p->frac = (uint32_t)((unsigned __int128)rest * 1000000000 >> i->binary);
	else if (i->nano)
		p->frac = (uint32_t)((unsigned __int128)rest * 1000000000 / i->units);
	else
		p->frac = (uint32_t)(rest * (1000000 / i->units));
}

static const struct interface *interface_of(struct ng_source *f, uint32_t id)
{
	if (id < f->nifs)
		return &f->ifs[id];
	if (f->base + f->nifs == 0)
		bad(f, "the capture file has a packet block before any Interface Description"
		       " Blocks");
	else
		bad(f,
			"a packet arrived on interface %u, but there's no Interface Description"
			" Block for that interface",
			id);
	return NULL;
}

/* The data, and behind them options, follow at b. */
static inline __attribute__((always_inline)) enum got packet_data(struct ng_source *f,
	struct packet *p, uint32_t type, uint32_t id, const struct interface *i, struct body b)
{
	size_t padded = (p->caplen + (size_t)3) & ~(size_t)3; /* b.left is a multiple of 4 too */
	struct source_extra *x = &f->s.extra;

	if (p->caplen > i->snaplen && (f->strict || p->caplen > link_max_snaplen(i->said.link)))
		return bad(f, "invalid packet capture length %u, bigger than snaplen of %u",
			p->caplen, i->snaplen);
	if (p->caplen > b.left)
		return too_short(f, type);
	p->data = b.p;
	p->link = i->said.link;
	p->interface = f->base + id;
	x->type = type;
	x->swap = f->swap;
	x->options = b.p + padded;
	x->noptions = (uint32_t)(b.left - padded);
	return GOT_PACKET;
}

static enum got enhanced(struct ng_source *f, struct packet *p, uint32_t type, struct body b)
{
	uint32_t id;
	const struct interface *i;

	if (b.left < ENHANCED_MIN)
		return too_short(f, type);
	/* The obsolete block has two bytes of interface and two of drops in the same place. */
	id = type == NG_ENHANCED ? load32(b.p, f->swap) : load16(b.p, f->swap);
	if (type == NG_PACKET)
		f->s.extra.drops = load16(b.p + 2, f->swap);
	i = interface_of(f, id);
	if (!i)
		return GOT_ERROR;
	f->s.extra.ticks = (uint64_t)load32(b.p + 4, f->swap) << 32 | load32(b.p + 8, f->swap);
	set_time(p, i, f->s.extra.ticks);
	p->caplen = load32(b.p + 12, f->swap);
	p->len = load32(b.p + 16, f->swap);
	b.p += ENHANCED_MIN;
	b.left -= ENHANCED_MIN;
	return packet_data(f, p, type, id, i, b);
}

static enum got simple(struct ng_source *f, struct packet *p, struct body b)
{
	const struct interface *i = interface_of(f, 0);
	enum got g;

	if (!i)
		return GOT_ERROR;
	if (b.left < 4)
		return too_short(f, NG_SIMPLE);
	p->sec = 0;
	p->frac = 0;
	p->nano = i->nano;
	p->len = load32(b.p, f->swap);
	p->caplen = p->len > i->snaplen ? i->snaplen : p->len;
	g = packet_data(f, p, NG_SIMPLE, 0, i, (struct body){ b.p + 4, b.left - 4 });
	f->s.extra.ticks = 0;
	f->s.extra.noptions = 0;
	return g;
}

/* --- blocks --- */

/* Take the whole block at in.p (never a section header). */
static enum got take_block(struct ng_source *f, uint32_t *type, struct body *b)
{
	uint32_t len = load32(f->in.p + 4, f->swap);

	*type = load32(f->in.p, f->swap);
	if (len < BLOCK_HEADER + BLOCK_TRAILER)
		return bad(f, "block in pcapng dump file has a length of %u < %d", len,
			BLOCK_HEADER + BLOCK_TRAILER);
	if (len % 4)
		return bad(f,
			"block in pcapng dump file has a length of %u that is not a multiple of 4",
			len);
	if (len > f->max_block)
		return bad(f, "pcapng block size %u > maximum %u", len, f->max_block);
	if (!input_want(&f->in, len)) {
		f->in.p += BLOCK_HEADER;
		return cut(f, len - BLOCK_HEADER);
	}
	b->p = f->in.p + BLOCK_HEADER;
	b->left = len - BLOCK_HEADER - BLOCK_TRAILER;
	if (load32(b->p + b->left, f->swap) != len)
		return bad(f, "block total length in header and trailer don't match");
	f->in.p += len;
	f->whole = f->place + len;
	return GOT_PACKET;
}

/* A block that is no packet and no interface. */
static enum got other(struct ng_source *f, uint32_t type, struct body b)
{
	uint32_t id = NO_INTERFACE;

	if (type == NG_STATISTICS && b.left >= 4 && load32(b.p, f->swap) < f->nifs)
		id = f->base + load32(b.p, f->swap);
	tell(f, type, id, b);
	return GOT_PACKET;
}

/* One block.  GOT_PACKET with p->data NULL if it held no packet. */
static enum got block(struct ng_source *f, struct packet *p)
{
	struct body b = { NULL, 0 };
	uint32_t type;
	enum got g;

	if (!input_want(&f->in, BLOCK_HEADER))
		return input_left(&f->in) == 0 && !f->in.error ? GOT_END : cut(f, BLOCK_HEADER);
	if (load32(f->in.p, false) == NG_SECTION)
		return section(f, false);
	g = take_block(f, &type, &b);
	if (g != GOT_PACKET)
		return g;
	switch (type) {
	case NG_INTERFACE:
		return interface(f, b);
	case NG_ENHANCED:
	case NG_PACKET:
		return enhanced(f, p, type, b);
	case NG_SIMPLE:
		return simple(f, p, b);
	default:
		return other(f, type, b);
	}
}

/* --- damage --- */

/* Could what lies at b be the first bytes (ENHANCED_MIN + BLOCK_HEADER of them) of a block?  Its
 * length, 0 if not. */
static uint32_t looks_like_block(const struct ng_source *f, const uint8_t *b)
{
	uint32_t type = load32(b, f->swap), len = load32(b + 4, f->swap);

	if (load32(b, false) == NG_SECTION) {
		bool swap = load32(b + 8, false) != BYTE_ORDER_MAGIC;

		len = load32(b + 4, swap);
		return load32(b + 8, swap) == BYTE_ORDER_MAGIC && len >= SECTION_MIN &&
		                       len <= SECTION_MAX && len % 4 == 0
		               ? len
		               : 0;
	}
	if (len < BLOCK_HEADER + BLOCK_TRAILER || len % 4 || len > f->max_block)
		return 0;
	switch (type) {
	case NG_INTERFACE:
		return len >= 20 ? len : 0;
	case NG_ENHANCED:
		return load32(b + 8, f->swap) < f->nifs &&
		                       len >= BLOCK_HEADER + ENHANCED_MIN + BLOCK_TRAILER &&
		                       load32(b + 20, f->swap) <= len - 32
		               ? len
		               : 0;
	case NG_SIMPLE:
		return f->nifs && len >= 16 ? len : 0;
	case NG_PACKET:
		return load16(b + 8, f->swap) < f->nifs && len >= 32 ? len : 0;
	case NG_NAMES:
	case NG_STATISTICS:
	case NG_JOURNAL:
	case NG_SECRETS:
	case NG_CUSTOM:
	case NG_CUSTOM_LOCAL:
		return len;
	default:
		return 0;
	}
}

/* Is there a whole block at in.p, its length at both ends? */
static bool is_block(struct ng_source *f)
{
	uint32_t len;
	uint8_t head[BLOCK_HEADER + ENHANCED_MIN] = { 0 };
	size_t n = input_want(&f->in, sizeof(head)) ? sizeof(head) : input_left(&f->in);
	bool swap = f->swap;

	memcpy(head, f->in.p, n);
	len = looks_like_block(f, head);
	if (len == 0 || !input_want(&f->in, len))
		return false;
	if (load32(f->in.p, false) == NG_SECTION)
		swap = load32(f->in.p + 8, false) != BYTE_ORDER_MAGIC;
	return load32(f->in.p + len - BLOCK_TRAILER, swap) == len;
}

__attribute__((cold)) static void tell_loss(struct ng_source *f, uint64_t from, uint64_t to)
{
	char text[300];

	if (f->looking)
		return;
	f->s.losses++;
	snprintf(text, sizeof(text), "at byte %llu: %s; %llu bytes left out",
		(unsigned long long)from, f->s.err, (unsigned long long)(to - from));
	if (f->s.on_loss)
		f->s.on_loss(f->s.loss_arg, &f->s, text);
}

/* What is looked through is kept, so this must have an end. */
static bool too_far(const struct ng_source *f)
{
	return f->looking && !f->in.map && input_at(&f->in) > MAX_AHEAD;
}

/* After a bad block at f->place: go to the next good one.  False if there is none; then the error
 * is the last thing to say. */
__attribute__((cold)) static bool resynchronise(struct ng_source *f)
{
	uint64_t at = input_at(&f->in);
	char err[sizeof(f->s.err)];

	if (f->strict || f->in.error || f->in.stopped || input_lost())
		return false;
	if (f->whole) {
		tell_loss(f, f->place, at);
		return true;
	}
	f->in.p -= at - f->place;
	while (input_want(&f->in, 1) && !too_far(f)) {
		f->in.p++;
		if (is_block(f)) {
			tell_loss(f, f->place, input_at(&f->in));
			return true;
		}
	}
	if (f->cut)
		return false;
	memcpy(err, f->s.err, sizeof(err));
	bad(f, "at byte %llu: %.140s; the %llu bytes to the end left out",
		(unsigned long long)f->place, err,
		(unsigned long long)(input_at(&f->in) - f->place));
	return false;
}

/* --- a source --- */

static enum got ng_next_packet(struct source *s, struct packet *p)
{
	struct ng_source *f = (struct ng_source *)s;
	enum got g;

	p->data = NULL;
	do {
		f->place = input_at(&f->in);
		f->whole = 0;
		g = block(f, p);
		if (__builtin_expect(g == GOT_ERROR, 0) && resynchronise(f)) {
			p->data = NULL;
			g = GOT_PACKET;
		}
	} while (g == GOT_PACKET && !p->data);
	if (input_lost())
		return bad(f, "the file was cut off while it was being read");
	return g;
}

static void ng_close_source(struct source *s)
{
	struct ng_source *f = (struct ng_source *)s;

	input_close(&f->in);
	forget_interfaces(f);
	free(f->ifs);
	free(f);
}

/* Read on to the first interface: it says what kind of packets these are. */
static enum got first_interface(struct ng_source *f)
{
	enum got g = section(f, true);
	struct packet p = { .data = NULL };

	while (g == GOT_PACKET && f->nifs == 0 && !too_far(f)) {
		f->place = input_at(&f->in);
		f->whole = 0;
		g = block(f, &p);
		if (g == GOT_ERROR && resynchronise(f))
			g = GOT_PACKET;
	}
	if (g == GOT_END && f->in.p != f->in.end)
		return g;
	if (g == GOT_END && f->strict)
		return bad(f, "the capture file has no Interface Description Blocks");
	return g;
}

/* Find out what kind of packets these are, and go back to the start.  Without an interface there is
 * no packet, but there may be other blocks. */
static bool look_ahead(struct ng_source *f)
{
	uint64_t start = input_at(&f->in);
	bool ours;

	f->looking = f->in.holding = true;
	f->s.link = 1;
	f->s.snaplen = MAX_SNAPLEN;
	ours = first_interface(f) == GOT_PACKET || (!f->strict && f->sections > 0);
	f->in.p -= input_at(&f->in) - start;
	f->looking = f->in.holding = f->cut = false;
	forget_interfaces(f);
	f->sections = f->base = 0;
	f->swap = false;
	return ours;
}

struct source *pcapng_open_source(
	struct input *in, const struct source_conf *conf, char *err, size_t errlen)
{
	struct ng_source *f = calloc(1, sizeof(*f));

	err[0] = '\0';
	if (!f) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	f->in = *in;
	f->max_block = MAX_BLOCK;
	f->strict = conf->strict;
	f->s.input = &f->in;
	f->s.format = "pcapng";
	f->s.next = ng_next_packet;
	f->s.close = ng_close_source;
	f->s.interface = ng_interface;
	if (look_ahead(f))
		return &f->s;
	snprintf(err, errlen, "%s", f->s.err);
	*in = f->in;
	forget_interfaces(f);
	free(f->ifs);
	free(f);
	return NULL;
}
