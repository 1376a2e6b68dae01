/* SPDX-License-Identifier: BSD-2-Clause */
#include "pcapng_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAGIC = 0x1a2b3c4d,
	SECTION_FIXED = 16, /* bytes of a section header's body before its options */
	COMMENT = 1,
	MAX_KEPT = 64 << 20, /* bytes of names and secrets that are repeated in each file */
	NAMES_BLOCK = 60000, /* bytes of names a block */
	NO_ID = -1,
};

/* A growing string of bytes. */
struct bytes {
	uint8_t *b;
	size_t len, cap;
	bool failed; /* for want of memory */
};

/* A block to be written at the beginning of a file; once only, if it is not of the context. */
struct kept {
	struct kept *next;
	uint32_t type;
	bool once;
	size_t len;
	uint8_t body[];
};

struct interface {
	uint8_t tsresol; /* not known if raw */
	bool raw;        /* described as in the input: so are its times */
};

struct ng {
	struct ng_conf conf;
	bool swap;   /* the section's byte order is not ours */
	bool open;   /* there is a section */
	bool copied; /* it is one that is read */
	bool commented;
	struct kept *kept, **last;
	size_t kept_bytes;
	struct interface *ifs; /* of the section */
	uint32_t nifs, ifs_cap;
	uint32_t base; /* copied: packet.interface of its first */
	bool based;
	int64_t *ids; /* ours: by packet.interface */
	uint32_t nids;
	uint64_t left_out;
	struct bytes names, work;
};

/* --- bytes --- */

static void add(struct bytes *s, const void *data, size_t n)
{
	if (s->len + n + 4 > s->cap && !s->failed) {
		size_t cap = 2 * (s->len + n) + 256;
		uint8_t *b = realloc(s->b, cap);

		s->failed = !b;
		if (b) {
			s->b = b;
			s->cap = cap;
		}
	}
	if (s->failed)
		return;
	if (n)
		memcpy(s->b + s->len, data, n);
	s->len += n;
}

static void pad(struct bytes *s) { add(s, "\0\0\0", -s->len & 3); }

static void add16(struct bytes *s, uint16_t v, bool swap)
{
	v = swap ? __builtin_bswap16(v) : v;
	add(s, &v, 2);
}

static void add32(struct bytes *s, uint32_t v, bool swap)
{
	v = swap ? __builtin_bswap32(v) : v;
	add(s, &v, 4);
}

static void add64(struct bytes *s, uint64_t v, bool swap)
{
	v = swap ? __builtin_bswap64(v) : v;
	add(s, &v, 8);
}

static void add_option(struct bytes *s, uint16_t code, const void *v, size_t len, bool swap)
{
	if (len > UINT16_MAX)
		len = UINT16_MAX;
	add16(s, code, swap);
	add16(s, (uint16_t)len, swap);
	add(s, v, len);
	pad(s);
}

static void add_text(struct bytes *s, uint16_t code, const char *text, bool swap)
{
	if (text)
		add_option(s, code, text, strlen(text), swap);
}

static void add_number(struct bytes *s, uint16_t code, uint64_t v, bool swap)
{
	add16(s, code, swap);
	add16(s, 8, swap);
	add64(s, v, swap);
}

/* The options as they are, without what is behind the end or does not fit. */
static size_t options_length(const uint8_t *o, size_t n, bool swap)
{
	size_t at = 0;

	while (at + 4 <= n) {
		uint16_t code, len;

		memcpy(&code, o + at, 2);
		memcpy(&len, o + at + 2, 2);
		len = swap ? __builtin_bswap16(len) : len;
		if (code == 0 || at + 4 + len > n)
			break;
		at += 4 + (((size_t)len + 3) & ~(size_t)3);
	}
	return at < n ? at : n;
}

static bool no_memory(void)
{
	errno = ENOMEM;
	return false;
}

/* --- the beginning of a file --- */

static void forget(struct ng *g)
{
	for (struct kept *k = g->kept, *next; k; k = next) {
		next = k->next;
		free(k);
	}
	g->kept = NULL;
	g->last = &g->kept;
	g->kept_bytes = 0;
}

static bool put(struct ng *g, struct writer *w, uint32_t type, const void *body, size_t len)
{
	struct writer_part part = { body, len };

	return writer_block(w, type, g->swap, &part, 1);
}

/* To the file if there is one, and to the next ones if it belongs there. */
static bool keep(struct ng *g, struct writer *w, uint32_t type, const void *body, size_t len)
{
	bool context = type == NG_SECTION || type == NG_INTERFACE || type == NG_NAMES ||
	               type == NG_SECRETS;
	struct kept *k;

	if (type == NG_NAMES || type == NG_SECRETS) {
		context = g->kept_bytes + len <= MAX_KEPT;
		g->kept_bytes += context ? len : 0;
	}
	if (context || !w) {
		k = malloc(sizeof(*k) + len);
		if (!k)
			return no_memory();
		*k = (struct kept){ .type = type, .once = !context, .len = len };
		memcpy(k->body, body, len);
		*g->last = k;
		g->last = &k->next;
	}
	return !w || put(g, w, type, body, len);
}

bool ng_begin(struct ng *g, struct writer *w)
{
	struct kept **at = &g->kept;

	while (*at) {
		struct kept *k = *at;

		if (!put(g, w, k->type, k->body, k->len))
			return false;
		if (!k->once) {
			at = &k->next;
			continue;
		}
		*at = k->next;
		free(k);
	}
	g->last = at;
	return true;
}

static bool put_section(struct ng *g, struct writer *w, const struct source_block *b)
{
	struct bytes *s = &g->work;
	size_t n = 0;

	s->len = 0;
	add32(s, MAGIC, g->swap);
	add16(s, 1, g->swap);
	add16(s, 0, g->swap);
	add64(s, UINT64_MAX, g->swap); /* its length is not known before its end */
	if (s->failed)
		return no_memory();
	if (b && b->len >= SECTION_FIXED) {
		memcpy(s->b + 4, b->body + 4, 4); /* its version */
		n = options_length(b->body + SECTION_FIXED, b->len - SECTION_FIXED, g->swap);
		add(s, b->body + SECTION_FIXED, n);
	} else {
		add_text(s, 2, g->conf.hardware, g->swap);
		add_text(s, 3, g->conf.os, g->swap);
		add_text(s, 4, g->conf.application, g->swap);
	}
	for (size_t i = 0; i < g->conf.ncomments && !g->commented; i++)
		add_text(s, COMMENT, g->conf.comments[i], g->swap);
	g->commented = true;
	if (s->len > SECTION_FIXED)
		add32(s, 0, false);
	return s->failed ? no_memory() : keep(g, w, NG_SECTION, s->b, s->len);
}

static bool begin_section(struct ng *g, struct writer *w, const struct source_block *b)
{
	/* Blocks that wait for a file would be lost with their section. */
	for (const struct kept *k = g->kept; k; k = k->next)
		g->left_out += k->once;
	forget(g);
	g->open = true;
	g->copied = b != NULL;
	g->swap = b && b->swap;
	g->nifs = 0;
	g->based = false;
	for (uint32_t i = 0; i < g->nids; i++)
		g->ids[i] = NO_ID;
	return put_section(g, w, b);
}

/* --- interfaces --- */

static bool note_interface(struct ng *g, uint8_t tsresol, bool raw)
{
	if (g->nifs == g->ifs_cap) {
		uint32_t cap = 2 * g->ifs_cap + 4;
		struct interface *v = realloc(g->ifs, cap * sizeof(*v));

		if (!v)
			return no_memory();
		g->ifs = v;
		g->ifs_cap = cap;
	}
	g->ifs[g->nifs++] = (struct interface){ tsresol, raw };
	return true;
}

/* Our next interface is what packets call by that number. */
static bool set_id(struct ng *g, uint32_t interface)
{
	if (interface >= g->nids) {
		size_t n = 2 * (size_t)interface + 4;
		int64_t *v = realloc(g->ids, n * sizeof(*v));

		if (!v)
			return no_memory();
		for (size_t i = g->nids; i < n; i++)
			v[i] = NO_ID;
		g->ids = v;
		g->nids = (uint32_t)n;
	}
	g->ids[interface] = g->nifs;
	return true;
}

bool ng_add_interface(
	struct ng *g, struct writer *w, uint32_t interface, const struct ng_interface *i)
{
	struct bytes *s = &g->work;

	if ((!g->open || g->copied) && !begin_section(g, w, NULL))
		return false;
	s->len = 0;
	add16(s, i->link, false);
	add16(s, 0, false);
	add32(s, i->snaplen, false);
	add_text(s, 2, i->name, false);
	add_text(s, 3, i->description, false);
	add_option(s, 9, &i->tsresol, 1, false);
	if (i->filter && *i->filter) {
		size_t n = strlen(i->filter) + 1;
		char *text = malloc(n);

		if (!text)
			return no_memory();
		text[0] = 0; /* a filter in libpcap's language */
		memcpy(text + 1, i->filter, n - 1);
		add_option(s, 11, text, n, false);
		free(text);
	}
	add_text(s, 12, i->os, false);
	add_text(s, 15, i->hardware, false);
	add32(s, 0, false);
	if (s->failed)
		return no_memory();
	return keep(g, w, NG_INTERFACE, s->b, s->len) && set_id(g, interface) &&
	       note_interface(g, i->tsresol, false);
}

/* --- blocks that are read --- */

/* Of several files that are merged: in our section, in our byte order. */
static bool merged_block(struct ng *g, struct writer *w, const struct source_block *b)
{
	struct bytes *s = &g->work;
	int64_t id;

	if (b->type == NG_SECTION)
		return g->open || begin_section(g, w, NULL);
	if (!g->open && !begin_section(g, w, NULL))
		return false;
	s->len = 0;
	add(s, b->body, b->len);
	if (s->failed)
		return no_memory();
	if (b->swap && !ng_swap_body(b->type, s->b, s->len)) {
		g->left_out++;
		return true;
	}
	if (b->type == NG_INTERFACE)
		return keep(g, w, b->type, s->b, s->len) && set_id(g, b->interface) &&
		       note_interface(g, 0, true);
	if (b->type == NG_STATISTICS && s->len >= 4) {
		id = b->interface < g->nids ? g->ids[b->interface] : NO_ID;
		memcpy(s->b, &(uint32_t){ id < 0 ? 0 : (uint32_t)id }, 4);
	}
	return keep(g, w, b->type, s->b, s->len);
}

bool ng_block(struct ng *g, struct writer *w, const struct source_block *b)
{
	if (g->conf.merged)
		return merged_block(g, w, b);
	if (b->type == NG_SECTION)
		return begin_section(g, w, b);
	if (!g->copied)
		return true; /* a block of no section: there is none like that */
	if (b->type == NG_INTERFACE) {
		if (!g->based)
			g->base = b->interface;
		g->based = true;
		if (!note_interface(g, 0, true))
			return false;
	}
	return keep(g, w, b->type, b->body, b->len);
}

/* --- packets --- */

static uint64_t units_of(uint8_t tsresol)
{
	uint64_t u = 1;

	if (tsresol & 0x80)
		return 1ULL << (tsresol & 0x3f);
	for (unsigned i = 0; i < (tsresol & 0x7f) && i < 19; i++)
		u *= 10;
	return u;
}

static uint64_t ticks_of(const struct packet *p, const struct interface *i)
{
	uint64_t units = units_of(i->tsresol), second = p->nano ? 1000000000 : 1000000;
	uint64_t sec = (uint64_t)p->sec;

	if (units == second)
		return sec * units + p->frac;
	return sec * units + (uint64_t)((unsigned __int128)p->frac * units / second);
}

/* The id of a packet's interface, which is described first if it has not been. */
static bool id_of(struct ng *g, struct writer *w, const struct source *s, const struct packet *p,
	uint32_t *id)
{
	const struct source_interface *i = NULL;
	struct ng_interface mine = { .link = p->link, .tsresol = p->nano ? 9 : 6 };

	if (g->copied && s && s->extra.type && p->interface >= g->base &&
		p->interface - g->base < g->nifs) {
		*id = p->interface - g->base;
		return true;
	}
	if (!g->copied && p->interface < g->nids && g->ids[p->interface] >= 0) {
		*id = (uint32_t)g->ids[p->interface];
		return true;
	}
	if (s)
		i = source_interface(s, p->interface);
	if (i) {
		mine.snaplen = p->caplen <= i->snaplen ? i->snaplen : 0;
		mine.tsresol = i->tsresol;
	}
	if (!ng_add_interface(g, w, p->interface, &mine))
		return false;
	*id = g->nifs - 1;
	return true;
}

/* The packet's options and our comments into g->work, in the section's byte order. */
static bool gather_options(
	struct ng *g, const struct source_extra *x, const char *const *comments, size_t ncomments)
{
	struct bytes *s = &g->work;
	size_t n;

	s->len = 0;
	/* Nothing changes: then what some writers left behind the last option stays as well. */
	if (x && !ncomments && x->swap == g->swap && !g->conf.cuts) {
		add(s, x->options, x->noptions);
		return !s->failed || no_memory();
	}
	if (x && x->noptions) {
		n = options_length(x->options, x->noptions, x->swap);
		add(s, x->options, n);
		if (!s->failed && x->swap != g->swap && !ng_swap_options(NG_ENHANCED, s->b, n))
			s->len = 0;
	}
	for (size_t i = 0; i < ncomments; i++)
		add_text(s, COMMENT, comments[i], g->swap);
	if (s->len)
		add32(s, 0, false);
	return !s->failed || no_memory();
}

static bool put_simple(struct ng *g, struct writer *w, const struct packet *p)
{
	uint32_t len = g->swap ? __builtin_bswap32(p->len) : p->len;
	const struct writer_part parts[] = { { &len, 4 }, { p->data, p->caplen } };

	return writer_block(w, NG_SIMPLE, g->swap, parts, 2);
}

bool ng_packet(struct ng *g, struct writer *w, const struct source *s, const struct packet *p,
	const char *const *comments, size_t ncomments)
{
	const struct source_extra *x = s && s->extra.type ? &s->extra : NULL;
	uint32_t id, head[5], type = NG_ENHANCED;
	uint64_t t;
	struct writer_part parts[4] = { { head, sizeof(head) }, { p->data, p->caplen } };

	if (!id_of(g, w, s, p, &id) || !gather_options(g, x, comments, ncomments))
		return false;
	if (x && g->copied && x->type == NG_SIMPLE && !ncomments && !g->conf.cuts)
		return put_simple(g, w, p);
	t = ticks_of(p, &g->ifs[id]);
	if (x && g->ifs[id].raw)
		t = x->type == NG_SIMPLE ? 0 : x->ticks;
	head[0] = id;
	head[1] = (uint32_t)(t >> 32);
	head[2] = (uint32_t)t;
	head[3] = p->caplen;
	head[4] = p->len;
	for (int i = 0; i < 5 && g->swap; i++)
		head[i] = __builtin_bswap32(head[i]);
	if (x && g->copied && x->type == NG_PACKET) {
		uint16_t two[2] = { (uint16_t)id, x->drops };

		if (g->swap) {
			two[0] = __builtin_bswap16(two[0]);
			two[1] = __builtin_bswap16(two[1]);
		}
		memcpy(head, two, 4);
		type = NG_PACKET;
	}
	parts[2] = (struct writer_part){ "\0\0\0", -p->caplen & 3 };
	parts[3] = (struct writer_part){ g->work.b, g->work.len };
	return writer_block(w, type, g->swap, parts, g->work.len ? 4 : 2);
}

/* --- what a capture has to say of itself --- */

bool ng_put_statistics(
	struct ng *g, struct writer *w, uint32_t interface, const struct ng_statistics *st)
{
	struct bytes *s = &g->work;
	const uint64_t times[] = { st->begin, st->end };

	if (interface >= g->nids || g->ids[interface] < 0)
		return true;
	s->len = 0;
	add32(s, (uint32_t)g->ids[interface], false);
	add32(s, (uint32_t)(st->end >> 32), false);
	add32(s, (uint32_t)st->end, false);
	for (uint16_t i = 0; i < 2; i++) {
		add16(s, 2 + i, false);
		add16(s, 8, false);
		add32(s, (uint32_t)(times[i] >> 32), false);
		add32(s, (uint32_t)times[i], false);
	}
	add_number(s, 5, st->ifdropped, false);
	add_number(s, 6, st->received, false);
	add_number(s, 7, st->dropped, false);
	add_number(s, 8, st->delivered, false);
	add32(s, 0, false);
	return s->failed ? no_memory() : put(g, w, NG_STATISTICS, s->b, s->len);
}

bool ng_name(struct ng *g, const uint8_t *address, size_t len, const char *name)
{
	size_t n = strlen(name) + 1;

	if (g->names.len + len + n > NAMES_BLOCK || n > 1024)
		return true;
	add16(&g->names, len == 4 ? 1 : 2, g->swap);
	add16(&g->names, (uint16_t)(len + n), g->swap);
	add(&g->names, address, len);
	add(&g->names, name, n);
	pad(&g->names);
	return !g->names.failed;
}

bool ng_end_names(struct ng *g, struct writer *w)
{
	bool ok;

	if (g->names.len == 0 || !g->open)
		return true;
	add32(&g->names, 0, false); /* nrb_record_end */
	ok = !g->names.failed && put(g, w, NG_NAMES, g->names.b, g->names.len);
	g->names.len = 0;
	return ok;
}

/* --- the whole --- */

struct ng *ng_new(const struct ng_conf *conf)
{
	struct ng *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->conf = *conf;
	g->last = &g->kept;
	return g;
}

void ng_free(struct ng *g)
{
	if (!g)
		return;
	forget(g);
	free(g->ifs);
	free(g->ids);
	free(g->names.b);
	free(g->work.b);
	free(g);
}

uint64_t ng_left_out(const struct ng *g) { return g->left_out; }
