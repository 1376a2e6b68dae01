/* SPDX-License-Identifier: BSD-2-Clause */
#include "recent.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifdef HAVE_LZ4
#include <lz4.h>
#endif

enum { PIECE = 1 << 20, PAGE = 4096 };

struct piece {
	struct piece *next;
	size_t mapped;       /* bytes of memory */
	int64_t last;        /* time of the youngest packet */
	size_t used, packed; /* bytes of records; of data, if compressed, else 0 */
	uint8_t data[];
};

/* The packet's bytes follow. */
struct record {
	int64_t sec;
	uint64_t number;
	uint32_t frac, interface, caplen, len;
	uint16_t link;
	bool nano;
};

struct recent {
	size_t most, bytes;
	int64_t ns;
	struct piece *first, **last; /* that are full */
	struct piece *open;          /* that is filled, with room for at least PIECE bytes, */
	size_t room;                 /* namely these */
	uint8_t *scratch;            /* to compress and unpack */
	size_t scratch_size;
	bool short_of_room;
};

int64_t recent_time(const struct packet *p)
{
	return p->sec * 1000000000 + (int64_t)p->frac * (p->nano ? 1 : 1000);
}

/* In memory of its own, which copies of the process (--trigger why:) need not share: to fork with
 * gigabytes would take a second. */
static struct piece *new_piece(size_t room)
{
	size_t n = (sizeof(struct piece) + room + PAGE - 1) & ~(size_t)(PAGE - 1);
	struct piece *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
#ifdef MADV_DONTFORK
	madvise(p, n, MADV_DONTFORK);
#endif
	*p = (struct piece){ .mapped = n, .last = INT64_MIN };
	return p;
}

static void free_piece(struct piece *p)
{
	if (p)
		munmap(p, p->mapped);
}

/* It is full: what it does not use is given back. */
static void shrink(struct piece *p)
{
	size_t n = (sizeof(*p) + p->used + PAGE - 1) & ~(size_t)(PAGE - 1);

	if (n < p->mapped && munmap((uint8_t *)p + n, p->mapped - n) == 0)
		p->mapped = n;
}

struct recent *recent_new(size_t bytes, int64_t ns)
{
	struct recent *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->most = bytes ? bytes : SIZE_MAX;
	r->ns = ns ? ns : INT64_MAX;
	r->last = &r->first;
	r->room = PIECE;
	r->open = new_piece(PIECE);
	if (r->open)
		return r;
	recent_free(r);
	return NULL;
}

void recent_free(struct recent *r)
{
	if (!r)
		return;
	while (r->first) {
		struct piece *next = r->first->next;

		free_piece(r->first);
		r->first = next;
	}
	free_piece(r->open);
	free(r->scratch);
	free(r);
}

/* --- pieces --- */

static bool scratch(struct recent *r, size_t n)
{
	uint8_t *b;

	if (n <= r->scratch_size)
		return true;
	b = realloc(r->scratch, n);
	if (!b)
		return false;
	r->scratch = b;
	r->scratch_size = n;
	return true;
}

/* A smaller copy of it, or NULL. */
static struct piece *compressed(struct recent *r, const struct piece *p)
{
#ifdef HAVE_LZ4
	int bound = LZ4_compressBound((int)p->used), n;
	struct piece *c;

	if (!scratch(r, (size_t)bound))
		return NULL;
	n = LZ4_compress_default((const char *)p->data, (char *)r->scratch, (int)p->used, bound);
	if (n <= 0 || (size_t)n > p->used / 8 * 7)
		return NULL;
	c = new_piece((size_t)n);
	if (!c)
		return NULL;
	c->last = p->last;
	c->used = p->used;
	c->packed = (size_t)n;
	memcpy(c->data, r->scratch, (size_t)n);
	return c;
#else
	(void)r;
	(void)p;
	return NULL;
#endif
}

static const uint8_t *records(struct recent *r, const struct piece *p)
{
	if (!p->packed)
		return p->data;
#ifdef HAVE_LZ4
	if (scratch(r, p->used) && LZ4_decompress_safe((const char *)p->data, (char *)r->scratch,
					   (int)p->packed, (int)p->used) == (int)p->used)
		return r->scratch;
#endif
	return NULL;
}

/* The oldest go.  The open piece counts as if it were full. */
static void trim(struct recent *r, int64_t now)
{
	while (r->first) {
		struct piece *p = r->first;
		bool old = now - p->last > r->ns;

		if (!old && r->bytes + r->room <= r->most)
			return;
		r->short_of_room |= !old && r->ns != INT64_MAX;
		r->first = p->next;
		if (!r->first)
			r->last = &r->first;
		r->bytes -= p->mapped;
		free_piece(p);
	}
}

/* The open piece is full: it stands behind the others, and another is opened, for n bytes at least.
 */
static bool next_piece(struct recent *r, size_t n)
{
	size_t room = n > PIECE ? n : PIECE;
	struct piece *done = compressed(r, r->open), *fresh = r->open;

	if (!done || room > r->room) {
		fresh = new_piece(room);
		if (!fresh) {
			free_piece(done);
			return false;
		}
		r->room = room;
	}
	if (!done) {
		done = r->open;
		shrink(done);
	} else if (fresh != r->open)
		free_piece(r->open);
	*r->last = done;
	r->last = &done->next;
	r->bytes += done->mapped;
	r->open = fresh;
	fresh->used = 0;
	fresh->last = INT64_MIN;
	return true;
}

/* --- packets --- */

static size_t aligned(size_t n) { return (n + 7) & ~(size_t)7; }

bool recent_add(struct recent *r, const struct packet *p)
{
	struct record h = {
		.sec = p->sec,
		.number = p->number,
		.frac = p->frac,
		.interface = p->interface,
		.caplen = p->caplen,
		.len = p->len,
		.link = p->link,
		.nano = p->nano,
	};
	size_t n = sizeof(h) + aligned(p->caplen);
	int64_t t = recent_time(p);
	uint8_t *o;

	if (r->open->used + n > r->room) {
		if (!next_piece(r, n))
			return false;
		trim(r, t);
	}
	o = r->open->data + r->open->used;
	memcpy(o, &h, sizeof(h));
	memcpy(o + sizeof(h), p->data, p->caplen);
	r->open->used += n;
	if (t > r->open->last)
		r->open->last = t;
	return true;
}

static bool hand_over(
	const uint8_t *b, size_t used, int64_t from, recent_handler *handler, void *arg)
{
	for (size_t at = 0; at < used;) {
		struct record h;
		struct packet p;

		memcpy(&h, b + at, sizeof(h));
		p = (struct packet){
			.sec = h.sec,
			.frac = h.frac,
			.nano = h.nano,
			.link = h.link,
			.interface = h.interface,
			.caplen = h.caplen,
			.len = h.len,
			.number = h.number,
			.data = b + at + sizeof(h),
		};
		at += sizeof(h) + aligned(h.caplen);
		if (recent_time(&p) >= from && !handler(arg, &p))
			return false;
	}
	return true;
}

bool recent_each(struct recent *r, int64_t from, recent_handler *handler, void *arg)
{
	for (const struct piece *p = r->first; p; p = p->next) {
		const uint8_t *b = p->last >= from ? records(r, p) : NULL;

		if (p->last >= from && (!b || !hand_over(b, p->used, from, handler, arg)))
			return false;
	}
	return hand_over(r->open->data, r->open->used, from, handler, arg);
}

size_t recent_bytes(const struct recent *r) { return r->bytes + r->room; }

bool recent_short(const struct recent *r) { return r->short_of_room; }
