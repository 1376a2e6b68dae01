/* SPDX-License-Identifier: BSD-2-Clause */
#include "wrap.h"

#include <string.h>

static void on_block(void *arg, const struct source_block *b)
{
	struct wrapper *w = arg;

	if (w->s.on_block)
		w->s.on_block(w->s.block_arg, b);
}

static const struct source_interface *interface(const struct source *s, uint32_t i)
{
	return source_interface(((const struct wrapper *)s)->inner, i);
}

void wrap(struct wrapper *w, struct source *inner)
{
	w->inner = inner;
	w->s.link = inner->link;
	w->s.fcs = inner->fcs;
	w->s.snaplen = inner->snaplen;
	w->s.format = inner->format;
	w->s.interface = interface;
	inner->on_block = on_block;
	inner->block_arg = w;
}

enum got wrap_failed(struct wrapper *w)
{
	memcpy(w->s.err, w->inner->err, sizeof(w->s.err));
	return GOT_ERROR;
}
