/* talk.h - what outlives a segment of a TCP conversation: messages that do not end where segments
 * do, and what later messages are read by.
 *
 * Only dissectors of proto/deep.h keep one, so there is none while plain text is printed.  There
 * are TALKS_MAX at most, found by a keyed hash; then whoever was not heard of for longest is
 * forgotten.  Each has at most two buffers of TALK_BUF octets and TALK_OWN octets of its
 * dissector's.
 *
 *	t = talk_of(d, TALK_SSH, sizeof(struct mine));	made if there was none; or NULL
 *	s = &t->side[t->from];
 *	got = talk_begin(d, s, &c);			what was seen before is stepped over
 *	while (talk_message(s, &c, needs, &m))		m: one message
 */
#ifndef SONDE_TALK_H
#define SONDE_TALK_H

#include "dissect.h"

enum { TALKS_MAX = 1024, TALK_BUF = 16384 + 9, TALK_OWN = 65536 };
enum talk_kind { TALK_NONE, TALK_HTTP2, TALK_SSH, TALK_MYSQL };

struct talk_side {     /* what one of the two has said */
	bool begun;    /* next is known */
	bool lost;     /* where a message begins is not known */
	uint32_t next; /* sequence number of the octet that comes next */
	uint32_t skip; /* octets of a message that are still to come, and that nobody wants */
	uint32_t have; /* octets in buf, of a message that is not whole */
	uint8_t *buf;
};

struct talk {
	enum talk_kind kind;
	bool from; /* whose segment this is: an index of side */
	struct talk_side side[2];
	void *own; /* zeros at first */
};

/* The conversation of d->net and d->l4, of any kind; NULL: nobody remembers it. */
struct talk *talk_find(struct dis *d);
/* The same; if it is not of that kind, a new one with own octets (at most TALK_OWN) of zeros.  NULL
 * when d is stopped or memory is short. */
struct talk *talk_of(struct dis *d, enum talk_kind kind, uint32_t own);

enum talk_got {
	TALK_NEXT,  /* c goes on where the last segment ended, or is the first */
	TALK_AGAIN, /* all of c was seen before */
	TALK_GAP    /* something between is missing; s is as if new, but lost */
};
/* c: the payload of a segment at d->l4.seq; what of it was seen before is stepped over. */
enum talk_got talk_begin(struct dis *d, struct talk_side *s, struct cur *c);
/* How many octets the message at c has; when that can't be said yet, more than c holds. */
typedef uint32_t talk_need(struct cur c);
/* The next message of c, or of what was kept and c; false: there is none, and what is there of one
 * is kept.  A message of more than TALK_BUF octets, or one that was not captured, loses s. */
bool talk_message(struct talk_side *s, struct cur *c, talk_need *needs, struct cur *message);
/* Step over what s->skip says; what of it is in c. */
struct cur talk_skipped(struct talk_side *s, struct cur *c);
/* The next n octets, of which c may hold fewer: the rest is to be skipped when it comes. */
struct cur talk_part(struct talk_side *s, struct cur *c, uint32_t n);

struct talks;
void talks_free(struct talks *t);
uint64_t talks_uses(const struct talks *t); /* how often any was asked for */

#endif
