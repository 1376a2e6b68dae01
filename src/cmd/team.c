/* SPDX-License-Identifier: BSD-2-Clause */
#include "team.h"

#include "../base/sink.h"
#include "../dissect/engine.h"
#include "../dissect/shard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	RING = 8,
	WAKE = 3, /* batches that are worth waking those who wait */
	BATCH = 1024,
	BATCH_BYTES = 512 << 10,
	BATCH_TEXT = 128 << 10, /* about: what stays in a processor's cache */
	BATCH_LEAST = 32,
	TEXT = 64 << 10,    /* of a worker in a batch, at first */
	LINE = 64,          /* of the processor's caches */
	AHEAD = 3,          /* packets whose headers are on their way to a worker */
	AHEAD_BYTES = 2048, /* what is on its way to the reader is so far ahead, */
	AHEAD_MOST = 1024,  /* and so much a packet */
	PACKET_COST = 2048, /* of dissecting, in bytes of a dump */
};

/* What one worker has to do with a batch, and what it did. */
struct part {
	uint16_t n, item[BATCH];
	size_t end[BATCH]; /* where the text of each ends */
	char *text;
	size_t cap;
	uint64_t cost;
};

struct batch {
	uint32_t n;
	size_t bytes;
	struct packet item[BATCH];
	struct time_ref ref[BATCH]; /* for -ttt, -ttttt */
	uint8_t worker[BATCH];      /* of each item */
	struct part *part;          /* of each worker */
	uint8_t *copies;            /* of the packets that would not have stayed */
	size_t copied, copies_cap;
};

struct worker {
	struct team *team;
	struct dis *d;
	unsigned index;
	pthread_t thread;
	bool started;
	uint64_t done; /* batches */
};

struct team {
	const struct opts *opt;
	int fd;
	unsigned n; /* workers */
	struct worker *worker;
	struct batch ring[RING];
	struct batch *now; /* the one that is filled; NULL: none yet */
	uint32_t batch;    /* packets of the next */
	struct time_ref ref;
	bool told; /* of the error */

	pthread_t writer;
	bool started;
	char *joined; /* the text of a batch; the writer's */
	size_t joined_cap;

	pthread_mutex_t lock; /* for what follows, and worker.done */
	pthread_cond_t work, done, written_some;
	uint64_t given, written; /* batches */
	size_t text;             /* of a packet, in the last that was written */
	unsigned idle;           /* workers that wait */
	bool writer_idle;
	bool hurry;    /* somebody waits for all of it, or nearly */
	int error;     /* of a write: there is no more writing */
	unsigned stay; /* workers from this one on have nothing more to do; 0: nor has the writer */
};

/* --- a worker --- */

static void do_part(struct worker *w, struct batch *b)
{
	struct part *part = &b->part[w->index];
	bool since = w->team->opt->t == 3 || w->team->opt->t == 5;

	if (!part->n)
		return;
	for (unsigned i = 0; i < part->n; i++) {
		unsigned item = part->item[i],
			 next = part->item[i + AHEAD < part->n ? i + AHEAD : i];

		__builtin_prefetch(b->item[next].data);
		__builtin_prefetch(b->item[next].data + LINE);
		if (since)
			dis_time_ref(w->d, &b->ref[item]);
		dissect_packet(w->d, &b->item[item]);
		part->end[i] = dis_pending(w->d);
	}
	dis_swap(w->d, &part->text, &part->cap);
}

/* Have all workers done so many batches?  The lock is held. */
static bool all_did(const struct team *t, uint64_t batches)
{
	for (unsigned w = 0; w < t->n; w++)
		if (t->worker[w].done < batches)
			return false;
	return true;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct team *t = w->team;

	pthread_mutex_lock(&t->lock);
	while (w->index < t->stay) {
		if (w->done == t->given) {
			t->idle++;
			pthread_cond_wait(&t->work, &t->lock);
			t->idle--;
			continue;
		}
		pthread_mutex_unlock(&t->lock);
		do_part(w, &t->ring[w->done % RING]);
		pthread_mutex_lock(&t->lock);
		w->done++;
		if (t->writer_idle && all_did(t, t->written + (t->hurry ? 1 : WAKE)))
			pthread_cond_signal(&t->done);
	}
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

/* --- text --- */

static size_t text_of(const struct team *t, const struct batch *b)
{
	size_t n = 0;

	for (unsigned w = 0; w < t->n; w++)
		n += b->part[w].n ? b->part[w].end[b->part[w].n - 1] : 0;
	return n;
}

/* Room for n bytes; false when out of memory. */
static bool joined_room(struct team *t, size_t n)
{
	char *room;

	if (n <= t->joined_cap)
		return true;
	room = realloc(t->joined, 2 * n);
	if (!room)
		return false;
	t->joined = room;
	t->joined_cap = 2 * n;
	return true;
}

/* Its texts in the order of the packets. */
static size_t join(struct team *t, const struct batch *b)
{
	size_t from[TEAM_MOST] = { 0 }, at = 0;
	uint16_t next[TEAM_MOST] = { 0 };

	for (uint32_t i = 0; i < b->n; i++) {
		unsigned w = b->worker[i];
		const struct part *part = &b->part[w];
		size_t end = part->end[next[w]++], n = end - from[w];

		memcpy(t->joined + at, part->text + from[w], n);
		from[w] = end;
		at += n;
	}
	return at;
}

static bool write_batch(struct team *t, const struct batch *b)
{
	const struct part *first;

	if (!b->n)
		return true;
	first = &b->part[b->worker[0]];
	if (first->n == b->n) /* one did all */
		return write_all(t->fd, first->text, first->end[first->n - 1]);
	return joined_room(t, text_of(t, b)) && write_all(t->fd, t->joined, join(t, b));
}

static void *write_all_batches(void *arg)
{
	struct team *t = arg;

	pthread_mutex_lock(&t->lock);
	while (t->stay) {
		const struct batch *b = &t->ring[t->written % RING];
		bool lost = t->error != 0, ok;
		size_t text;

		if (t->written == t->given || !all_did(t, t->written + 1)) {
			t->writer_idle = true;
			pthread_cond_wait(&t->done, &t->lock);
			t->writer_idle = false;
			continue;
		}
		pthread_mutex_unlock(&t->lock);
		text = text_of(t, b) / (b->n ? b->n : 1);
		ok = lost || write_batch(t, b);
		pthread_mutex_lock(&t->lock);
		if (!ok)
			t->error = errno;
		t->text = text;
		t->written++;
		if (t->hurry)
			pthread_cond_signal(&t->written_some);
	}
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

/* Wait until at most so many batches are not written; the lock is held. */
static void wait_until_left(struct team *t, uint64_t most)
{
	t->hurry = true;
	pthread_cond_broadcast(&t->work);
	pthread_cond_signal(&t->done);
	while (t->given - t->written > most)
		pthread_cond_wait(&t->written_some, &t->lock);
	t->hurry = false;
}

/* --- packets --- */

/* How many packets a batch should have, if each is so much text. */
static uint32_t batch_of(size_t text)
{
	size_t n = text ? BATCH_TEXT / text : BATCH;

	return n < BATCH_LEAST ? BATCH_LEAST : n < BATCH ? (uint32_t)n : BATCH;
}

/* The batch that was filled is the workers' from here on.  Waits for room for another, or until all
 * is written.  False with errno set, once, if something could not be. */
static bool hand_over(struct team *t, bool all)
{
	int error;

	pthread_mutex_lock(&t->lock);
	t->given += t->now != NULL;
	t->now = NULL;
	if (all)
		wait_until_left(t, 0);
	else if (t->given - t->written == RING)
		wait_until_left(t, RING / 2);
	else if (t->idle && t->given - t->written >= WAKE)
		pthread_cond_broadcast(&t->work);
	error = t->error;
	t->batch = batch_of(t->text);
	pthread_mutex_unlock(&t->lock);
	if (!error || t->told)
		return true;
	t->told = true;
	if (error == EPIPE)
		raise(SIGPIPE); /* it was held back in the thread that writes */
	errno = error;
	return false;
}

static void begin_batch(struct team *t)
{
	struct batch *b = &t->ring[t->given % RING];

	b->n = 0;
	b->bytes = b->copied = 0;
	for (unsigned w = 0; w < t->n; w++)
		b->part[w].n = 0, b->part[w].cost = 0;
	t->now = b;
}

/* Workers from stay on end when they have done what was given. */
static void dismiss(struct team *t, unsigned stay)
{
	pthread_mutex_lock(&t->lock);
	t->stay = stay;
	pthread_cond_broadcast(&t->work);
	pthread_cond_signal(&t->done);
	pthread_mutex_unlock(&t->lock);
	for (unsigned w = stay; w < t->n; w++)
		if (t->worker[w].started)
			pthread_join(t->worker[w].thread, NULL);
	if (stay == 0 && t->started)
		pthread_join(t->writer, NULL);
}

/* From here on one worker has all, and knows what the others knew. */
static bool unite(struct team *t)
{
	bool ok = hand_over(t, true);

	dismiss(t, 1);
	for (unsigned w = 1; w < t->n; w++) {
		dis_adopt(t->worker[0].d, t->worker[w].d);
		dis_free(t->worker[w].d);
		t->worker[w].d = NULL;
		for (int i = 0; i < RING; i++)
			free(t->ring[i].part[w].text);
	}
	pthread_mutex_lock(&t->lock);
	t->n = 1;
	pthread_mutex_unlock(&t->lock);
	return ok;
}

static unsigned least_busy(const struct team *t, const struct batch *b)
{
	unsigned least = 0;

	for (unsigned w = 1; w < t->n; w++)
		if (b->part[w].cost < b->part[least].cost)
			least = w;
	return least;
}

static unsigned worker_of(const struct team *t, const struct batch *b, int32_t shard)
{
	if (shard >= 0)
		return (unsigned)((uint64_t)(uint32_t)shard * t->n >> 31);
	return shard == SHARD_ANY ? least_busy(t, b) : 0;
}

/* Where the next packets are is only known when the one before has been read: so all of a file is
 * asked for. */
static void ask_ahead(const struct packet *p)
{
	uintptr_t from = (uintptr_t)p->data + AHEAD_BYTES;
	uint32_t n = p->caplen < AHEAD_MOST ? p->caplen + 16 : AHEAD_MOST;

	for (uint32_t at = 0; at < n; at += LINE)
		__builtin_prefetch((const void *)(from + at));
}

static void put(struct team *t, struct batch *b, const struct packet *p, unsigned w, bool stays)
{
	const struct opts *o = t->opt;
	struct packet *item = &b->item[b->n];
	struct part *part = &b->part[w];

	*item = *p;
	if (stays) {
		ask_ahead(p);
	} else {
		item->data = memcpy(b->copies + b->copied, p->data, p->caplen);
		b->copied += p->caplen;
	}
	if (o->t == 3 || o->t == 5) {
		b->ref[b->n] = t->ref;
		dis_time_ref_next(&t->ref, o, p);
	}
	b->worker[b->n] = (uint8_t)w;
	part->item[part->n++] = (uint16_t)b->n++;
	part->cost += PACKET_COST + (o->x | o->X | o->A ? 4 * p->caplen : 0);
	b->bytes += p->caplen;
}

/* Room for a copy of p, the last that b can have if it is large. */
static bool copies_room(struct batch *b, const struct packet *p)
{
	if (b->copied + p->caplen <= b->copies_cap)
		return true;
	if (b->copied)
		return false;
	b->copies_cap = p->caplen > BATCH_BYTES ? p->caplen : BATCH_BYTES;
	free(b->copies);
	b->copies = malloc(b->copies_cap);
	if (!b->copies)
		b->copies_cap = 0;
	return b->copies != NULL;
}

bool team_give(struct team *t, const struct packet *p, bool stays)
{
	int32_t shard = t->n > 1 ? shard_of(t->opt, p) : SHARD_HOME;
	bool ok = true;

	if (shard == SHARD_ODD)
		ok = unite(t);
	if (t->now && (t->now->n >= t->batch || t->now->bytes + p->caplen > BATCH_BYTES)) {
		ok = hand_over(t, false) && ok;
	}
	if (!t->now)
		begin_batch(t);
	if (!stays && !copies_room(t->now, p)) {
		errno = ENOMEM;
		return false;
	}
	put(t, t->now, p, worker_of(t, t->now, shard), stays);
	return ok;
}

bool team_flush(struct team *t) { return hand_over(t, true); }

/* --- beginning and end --- */

static bool make_worker(struct team *t, unsigned w)
{
	struct worker *me = &t->worker[w];

	*me = (struct worker){ .team = t, .index = w };
	me->d = dis_new(t->opt, NULL, t->fd);
	for (int i = 0; i < RING; i++) {
		struct part *part = &t->ring[i].part[w];

		part->cap = TEXT;
		part->text = malloc(TEXT);
		if (!part->text)
			return false;
	}
	return me->d;
}

static bool make_workers(struct team *t)
{
	bool ok = true;

	t->worker = calloc(t->n, sizeof(*t->worker));
	for (int i = 0; i < RING; i++) {
		t->ring[i].part = calloc(t->n, sizeof(struct part));
		ok = ok && t->ring[i].part;
	}
	for (unsigned w = 0; t->worker && ok && w < t->n; w++)
		ok = make_worker(t, w);
	return t->worker && ok;
}

bool team_start(struct team *t)
{
	sigset_t all, before;
	bool ok = true;

	sigfillset(&all); /* signals are for the thread that reads */
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGSEGV);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (unsigned w = 0; ok && w < t->n; w++) {
		errno = pthread_create(&t->worker[w].thread, NULL, work, &t->worker[w]);
		ok = t->worker[w].started = errno == 0;
	}
	if (ok) {
		errno = pthread_create(&t->writer, NULL, write_all_batches, t);
		ok = t->started = errno == 0;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

struct team *team_new(const struct opts *opt, unsigned workers, int fd)
{
	struct team *t = calloc(1, sizeof(*t));

	errno = ENOMEM;
	if (!t)
		return NULL;
	t->opt = opt;
	t->fd = fd;
	t->batch = BATCH;
	t->n = t->stay = workers < TEAM_MOST ? workers : TEAM_MOST;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->work, NULL);
	pthread_cond_init(&t->done, NULL);
	pthread_cond_init(&t->written_some, NULL);
	if (make_workers(t))
		return t;
	team_free(t);
	return NULL;
}

void team_free(struct team *t)
{
	int error = errno;

	if (!t)
		return;
	if (t->worker)
		dismiss(t, 0);
	for (unsigned w = 0; t->worker && w < t->n; w++)
		dis_free(t->worker[w].d);
	for (int i = 0; i < RING; i++) {
		for (unsigned w = 0; t->ring[i].part && w < t->n; w++)
			free(t->ring[i].part[w].text);
		free(t->ring[i].part);
		free(t->ring[i].copies);
	}
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->work);
	pthread_cond_destroy(&t->done);
	pthread_cond_destroy(&t->written_some);
	free(t->worker);
	free(t->joined);
	free(t);
	errno = error;
}
