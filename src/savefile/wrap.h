/* wrap.h - for sources that stand around another: what they do not change goes through. */
#ifndef SONDE_WRAP_H
#define SONDE_WRAP_H

#include "reader.h"

struct wrapper {
	struct source s; /* first */
	struct source *inner;
};

/* w takes over inner; s.next and s.close are the wrapper's own. */
void wrap(struct wrapper *w, struct source *inner);

/* The inner source's next packet, and all that goes with it. */
static inline enum got wrap_next(struct wrapper *w, struct packet *p)
{
	enum got g = w->inner->next(w->inner, p);

	w->s.extra = w->inner->extra;
	return g;
}

/* The inner source has failed: so do we. */
enum got wrap_failed(struct wrapper *w);

#endif
