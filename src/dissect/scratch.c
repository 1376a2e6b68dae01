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
	return (struct cur){ b, 0, n, n, d };
}

struct cur cur_back(struct cur c, uint32_t n)
{
	c.raw_off -= n < c.raw_off ? n : c.raw_off;
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
