/* scratch.c - lend memory for a packet. */
#define SONDE_CORE
#include "scratch.h"
#include "session.h"

enum { BLOCK = 65536 };

struct block {
	struct block *next;
	uint8_t b[];
};

struct scratch {
	uint32_t lent; /* of this packet */
	uint32_t used; /* of the first block */
	struct block *first, *large;
};

static uint8_t *large(struct scratch *s, uint32_t n)
{
	struct block *b = malloc(sizeof(*b) + n);

	if (!b)
		return NULL;
	b->next = s->large;
	s->large = b;
	return b->b;
}

uint8_t *scratch(struct dis *d, uint32_t n)
{
	struct scratch *s = d->ses->scratch;
	uint8_t *b;

	if (!s) {
		s = d->ses->scratch = calloc(1, sizeof(*s));
		if (s)
			s->first = malloc(sizeof(*s->first) + BLOCK);
	}
	if (!s || !s->first || n > SCRATCH_MAX - s->lent)
		return NULL;
	s->lent += n;
	if (n > BLOCK - s->used)
		return large(s, n);
	b = s->first->b + s->used;
	s->used += n;
	return b;
}

struct cur scratch_cursor(struct dis *d, const uint8_t *b, uint32_t n)
{
	(void)d;
	return (struct cur){ b, n, CUR_EVEN };
}

static bool within(struct cur c, const uint8_t *b, size_t n)
{
	return c.raw_at >= b && c.raw_at <= b + n;
}

/* How many octets there are before c. */
static uint32_t before(struct dis *d, struct cur c)
{
	struct scratch *s = d->ses->scratch;

	if (within(c, d->raw_packet, d->raw_caplen))
		return (uint32_t)(c.raw_at - d->raw_packet);
	if (s && s->first && within(c, s->first->b, s->used))
		return (uint32_t)(c.raw_at - s->first->b);
	return 0;
}

struct cur cur_back(struct dis *d, struct cur c, uint32_t n)
{
	uint32_t most = before(d, c);

	if (n > most)
		n = most;
	c.raw_at -= n;
	c.raw_held += n;
	return c;
}

static void drop_large(struct scratch *s)
{
	while (s->large) {
		struct block *b = s->large;

		s->large = b->next;
		free(b);
	}
}

void scratch_reset(struct session *ses)
{
	struct scratch *s = ses->scratch;

	if (!s || !s->lent)
		return;
	drop_large(s);
	s->lent = s->used = 0;
}

void scratch_free(struct scratch *s)
{
	if (!s)
		return;
	drop_large(s);
	free(s->first);
	free(s);
}
