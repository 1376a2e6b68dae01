/* SPDX-License-Identifier: BSD-2-Clause */
#include "dialog.h"

#include <stdlib.h>

struct dialogs {
	struct dialog_sink to;
	struct flows *flows;
	struct stream_pool pool;
	uint64_t count;
};

/* A stream's octets on their way to the listener. */
struct side {
	struct dialogs *s;
	struct dialog *k;
	int dir;
};

static void take(void *arg, const uint8_t *data, uint32_t n)
{
	const struct side *side = arg;

	side->s->to.data(side->s->to.arg, side->k, side->dir, data, n);
}

/* The dialog of f, made with its first packet; NULL: nobody wants it, or there is no memory. */
static struct dialog *dialog_of(struct dialogs *s, struct flow *f)
{
	static struct dialog *const nobody = NULL;
	struct dialog *k = f->app;

	if (k)
		return k->flow ? k : nobody;
	k = calloc(1, sizeof(*k));
	if (!k)
		return NULL;
	f->app = k;
	k->flow = f;
	k->id = ++s->count;
	k->tcp = f->proto == FLOW_TCP;
	if (s->to.begin && !s->to.begin(s->to.arg, k)) {
		k->flow = NULL;
		return nobody;
	}
	return k;
}

static void on_tcp(void *arg, struct flow *f, int dir, const struct tell_tcp *e, enum seg_kind kind,
	int64_t t, uint64_t number)
{
	struct dialogs *s = arg;
	struct dialog *k = dialog_of(s, f);
	struct side side = { s, k, dir };
	const struct stream_sink to = { &side, take };
	struct stream *stream;
	uint32_t seq = e->seq;

	(void)kind;
	if (!k || e->cut)
		return;
	stream = &k->stream[dir];
	k->seen = number;
	k->t = t;
	if (e->flags & TELL_SYN) {
		seq++; /* data may come with it (RFC 7413) */
		if (!stream->begun) {
			stream->begun = true;
			stream->next = seq;
		}
	}
	if (e->length && !(e->flags & TELL_RST)) /* with a reset it is a reason, not data */
		stream_feed(stream, &s->pool, seq, e->data, e->held, e->length, &to);
}

static void on_udp(
	void *arg, struct flow *f, int dir, const struct tell_udp *e, int64_t t, uint64_t number)
{
	struct dialogs *s = arg;
	struct dialog *k = dialog_of(s, f);

	if (!k)
		return;
	k->seen = number;
	k->t = t;
	if (e->held)
		s->to.data(s->to.arg, k, dir, e->data, e->held);
}

static void on_end(void *arg, struct flow *f)
{
	struct dialogs *s = arg;
	struct dialog *k = f->app;

	if (!k)
		return;
	for (int dir = 0; dir < 2 && k->flow; dir++) {
		struct side side = { s, k, dir };
		const struct stream_sink to = { &side, take };

		stream_end(&k->stream[dir], &s->pool, &to);
	}
	if (k->flow && s->to.end)
		s->to.end(s->to.arg, k);
	stream_free(&k->stream[0], &s->pool);
	stream_free(&k->stream[1], &s->pool);
	free(k);
	f->app = NULL;
}

struct dialogs *dialogs_new(const struct dialog_sink *to)
{
	struct dialogs *s = calloc(1, sizeof(*s));
	struct flows_conf conf = {
		.max = DIALOGS, .arg = s, .on_tcp = on_tcp, .on_udp = on_udp, .on_end = on_end
	};

	if (!s)
		return NULL;
	s->to = *to;
	s->pool.most = DIALOG_WAIT;
	s->pool.each = DIALOG_WAIT_EACH;
	s->flows = flows_new(&conf);
	if (s->flows)
		return s;
	free(s);
	return NULL;
}

void dialogs_listen(struct dialogs *s, struct tell *t) { flows_listen(s->flows, t); }

void dialogs_end(struct dialogs *s) { flows_end(s->flows); }

void dialogs_free(struct dialogs *s)
{
	if (!s)
		return;
	flows_end(s->flows);
	flows_free(s->flows);
	free(s);
}

uint64_t dialogs_evicted(const struct dialogs *s) { return flows_evicted(s->flows); }
