/* SPDX-License-Identifier: BSD-2-Clause */
#include "team.h"

#include "../base/thread.h"
#include "../dissect/order.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	BATCH = 1024,
	BATCH_BYTES = 512 << 10,
	BATCH_TEXT = 256 << 10, /* about: what stays in a processor's cache */
	BATCH_LEAST = 32,
	LINGER = 8192, /* looks, at most: some tenths of a millisecond */
	LINGER_LEAST = 64,
	AHEAD = 4,      /* packets whose conversations are on their way to who reads */
	TEXT = 4 << 10, /* at first */
};

struct batch {
	uint64_t turn; /* how many are before it */
	uint32_t n;
	size_t bytes;
	struct item item[BATCH];
	struct time_ref ref[BATCH]; /* for -ttt, -ttttt */
	struct track_key key[BATCH];
	size_t end[BATCH]; /* where its text ends in kept */
	char *kept;        /* of those that were dissected in order */
	size_t kept_cap;
	uint8_t *copies; /* of the packets that would not have stayed */
	size_t copied, copies_cap;
};

enum doing { BUSY, WAITS_TO_READ, WAITS_FOR_ORDER, WAITS_TO_WRITE };

struct worker {
	struct team *team;
	struct dis *d;
	struct batch *batch;
	pthread_t thread;
	pthread_cond_t go;
	enum doing doing;
	unsigned patience; /* looks before it sleeps */
	bool started;
};

struct team {
	const struct opts *opt;
	struct dis *memories;
	int fd;
	unsigned n;
	struct worker *worker; /* the first is the caller */

	/* who reads, from here */
	bool (*read)(void *arg);
	void *arg;
	struct worker *reader;
	uint32_t most; /* packets of a batch */
	struct time_ref ref;
	bool since; /* -ttt, -ttttt */
	bool told;  /* of the error */
	uint64_t turns;

	pthread_mutex_t lock; /* for what follows, and worker.doing */
	bool begun, over;
	_Atomic bool reading;              /* these three are looked at without the lock as well */
	_Atomic uint64_t ordered, written; /* batches */
	size_t text;                       /* of a packet, in the last that was written */
	int error;                         /* of a write: there is no more writing */
};

/* --- in order --- */

static void keep(struct team *t, struct batch *b, uint32_t i)
{
	struct item *item = &b->item[i];

	if (t->since)
		dis_time_ref(t->memories, &b->ref[i]);
	if (item->overheard)
		dis_overhear(t->memories, &item->packet);
	else
		dissect_packet(t->memories, &item->packet);
	b->end[i] = dis_pending(t->memories);
}

/* What the packets of the batch have to know of those before. */
static void put_in_order(struct team *t, struct batch *b)
{
	for (uint32_t i = 0; i < b->n + AHEAD; i++) {
		struct item *item = &b->item[i - (i < AHEAD ? i : AHEAD)];

		if (i < b->n && b->item[i].order == ORDER_TOLD)
			order_ask(t->memories, &b->item[i], &b->key[i]);
		if (i < AHEAD)
			continue;
		if (item->order == ORDER_TOLD)
			order_tell(t->memories, item, &b->key[i - AHEAD]);
		if (item->order == ORDER_KEPT)
			keep(t, b, i - AHEAD);
	}
	dis_swap(t->memories, &b->kept, &b->kept_cap);
}

/* --- side by side --- */

/* What has each of them to know? */
static void look_at_batch(struct worker *w, struct batch *b)
{
	for (uint32_t i = 0; i < b->n; i++) {
		struct item *item = &b->item[i];

		order_look(w->d, item, &b->key[i]);
		if (item->overheard)
			item->order = ORDER_KEPT;
	}
}

static void dissect_batch(struct worker *w, struct batch *b)
{
	size_t from = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		struct item *item = &b->item[i];

		if (item->order == ORDER_KEPT) {
			dis_put(w->d, b->kept + from, b->end[i] - from);
			from = b->end[i];
			continue;
		}
		if (w->team->since)
			dis_time_ref(w->d, &b->ref[i]);
		dis_told(w->d, item->order == ORDER_TOLD ? &item->told : NULL);
		dissect_packet(w->d, &item->packet);
	}
}

/* --- taking turns; the lock is held --- */

/* Whoever waits for what is the case now goes on. */
static void wake(struct team *t)
{
	bool reads = t->begun && !t->reading;

	for (unsigned i = 0; i < t->n; i++) {
		struct worker *w = &t->worker[i];

		if (w->doing == WAITS_FOR_ORDER && w->batch->turn == t->ordered)
			pthread_cond_signal(&w->go);
		if (w->doing == WAITS_TO_WRITE && w->batch->turn == t->written)
			pthread_cond_signal(&w->go);
		if (w->doing == WAITS_TO_READ && (reads || t->over))
			pthread_cond_signal(&w->go);
		if (w->doing == WAITS_TO_READ && !t->over)
			reads = false;
	}
}

/* To sleep and to be woken takes longer than most waits: so first a moment without. */
static void linger(struct worker *w, enum doing doing)
{
	const struct team *t = w->team;

	for (unsigned i = 0; i < w->patience; i++) {
		bool go = doing == WAITS_TO_READ     ? !t->reading
		          : doing == WAITS_FOR_ORDER ? t->ordered == w->batch->turn
		                                     : t->written == w->batch->turn;

		if (go) {
			if (i && w->patience < LINGER)
				w->patience *= 2;
			return;
		}
		pause_briefly();
	}
	if (w->patience > LINGER_LEAST)
		w->patience /= 2; /* others have our processors, it seems */
}

/* Until *done, which is one of the two, is its batch's turn. */
static void wait_for_turn(struct worker *w, enum doing doing, const _Atomic uint64_t *done)
{
	struct team *t = w->team;

	w->doing = doing;
	while (*done != w->batch->turn)
		pthread_cond_wait(&w->go, &t->lock);
	w->doing = BUSY;
}

/* False: there is nothing more to read. */
static bool wait_to_read(struct worker *w)
{
	struct team *t = w->team;

	w->doing = WAITS_TO_READ;
	while (!t->over && (t->reading || !t->begun))
		pthread_cond_wait(&w->go, &t->lock);
	w->doing = BUSY;
	return !t->over;
}

/* How many packets a batch should have, if each is so much text. */
static uint32_t batch_of(size_t text)
{
	size_t n = text ? BATCH_TEXT / text : BATCH;

	return n < BATCH_LEAST ? BATCH_LEAST : n < BATCH ? (uint32_t)n : BATCH;
}

static void begin_batch(struct team *t, struct worker *w)
{
	struct batch *b = w->batch;

	b->n = 0;
	b->bytes = b->copied = 0;
	t->reader = w;
	t->most = batch_of(t->text);
}

/* --- a batch that has been read and put in order --- */

static void finish(struct worker *w)
{
	struct team *t = w->team;
	struct batch *b = w->batch;
	size_t text;
	int error;

	look_at_batch(w, b);
	linger(w, WAITS_FOR_ORDER);
	pthread_mutex_lock(&t->lock);
	wait_for_turn(w, WAITS_FOR_ORDER, &t->ordered);
	pthread_mutex_unlock(&t->lock);
	put_in_order(t, b);
	pthread_mutex_lock(&t->lock);
	t->ordered++;
	wake(t);
	pthread_mutex_unlock(&t->lock);
	dissect_batch(w, b);
	text = dis_pending(w->d);
	linger(w, WAITS_TO_WRITE);
	pthread_mutex_lock(&t->lock);
	wait_for_turn(w, WAITS_TO_WRITE, &t->written);
	error = t->error;
	pthread_mutex_unlock(&t->lock);
	if (error)
		dis_discard(w->d);
	else if (!dis_flush(w->d))
		error = errno;
	pthread_mutex_lock(&t->lock);
	t->error = error;
	if (b->n)
		t->text = text / b->n;
	t->written++;
	wake(t);
	pthread_mutex_unlock(&t->lock);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct team *t = w->team;

	pthread_mutex_lock(&t->lock);
	while (wait_to_read(w)) {
		bool more;

		t->reading = true;
		begin_batch(t, w);
		pthread_mutex_unlock(&t->lock);
		more = t->read(t->arg);
		pthread_mutex_lock(&t->lock);
		w->batch->turn = t->turns++;
		t->reading = false;
		t->over = !more;
		wake(t);
		pthread_mutex_unlock(&t->lock);
		finish(w);
		linger(w, WAITS_TO_READ);
		pthread_mutex_lock(&t->lock);
	}
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

void team_run(struct team *t, bool (*read)(void *arg), void *arg)
{
	struct worker *w = t->worker;

	pthread_mutex_lock(&t->lock);
	t->read = read;
	t->arg = arg;
	t->begun = true;
	wake(t);
	pthread_mutex_unlock(&t->lock);
	work(w);
	pthread_mutex_lock(&t->lock);
	begin_batch(t, w);
	w->batch->turn = t->turns; /* all others */
	wait_for_turn(w, WAITS_TO_WRITE, &t->written);
	pthread_mutex_unlock(&t->lock);
}

/* --- packets --- */

/* False with errno set, once, if something could not be written. */
static bool all_well(struct team *t)
{
	int error;

	pthread_mutex_lock(&t->lock);
	error = t->error;
	pthread_mutex_unlock(&t->lock);
	if (!error || t->told)
		return true;
	t->told = true;
	errno = error;
	return false;
}

bool team_flush(struct team *t)
{
	struct worker *w = t->reader;

	w->batch->turn = t->turns++;
	finish(w);
	pthread_mutex_lock(&t->lock);
	begin_batch(t, w);
	pthread_mutex_unlock(&t->lock);
	return all_well(t);
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

static bool give(struct team *t, const struct packet *p, bool stays, bool overheard)
{
	struct batch *b = t->reader->batch;
	bool ok = b->n || all_well(t);
	struct item *item;
	uint32_t i;

	if (!stays && !copies_room(b, p)) {
		ok = team_flush(t) && ok;
		if (!copies_room(b, p)) {
			errno = ENOMEM;
			return false;
		}
	}
	i = b->n++;
	item = &b->item[i];
	if (p != &item->packet)
		item->packet = *p;
	item->overheard = overheard;
	if (!stays) {
		item->packet.data = memcpy(b->copies + b->copied, p->data, p->caplen);
		b->copied += p->caplen;
	}
	b->bytes += p->caplen;
	if (t->since && !overheard) {
		b->ref[i] = t->ref;
		dis_time_ref_next(&t->ref, t->opt, p);
	}
	return ok;
}

struct packet *team_place(struct team *t)
{
	struct batch *b = t->reader->batch;

	return &b->item[b->n].packet;
}

bool team_give(struct team *t, const struct packet *p, bool stays)
{
	return give(t, p, stays, false);
}

bool team_overhear(struct team *t, const struct packet *p, bool stays)
{
	return give(t, p, stays, true);
}

bool team_full(const struct team *t)
{
	const struct batch *b = t->reader->batch;

	return b->n >= t->most || b->bytes >= BATCH_BYTES;
}

/* --- beginning and end --- */

static bool make_worker(struct team *t, unsigned i)
{
	struct worker *w = &t->worker[i];
	struct batch *b = calloc(1, sizeof(*b));

	w->team = t;
	w->patience = LINGER;
	w->batch = b;
	pthread_cond_init(&w->go, NULL);
	w->d = dis_new(t->opt, NULL, t->fd);
	if (w->d)
		dis_share(w->d, t->memories);
	if (b) {
		b->kept_cap = TEXT;
		b->kept = malloc(TEXT);
	}
	return b && b->kept && w->d;
}

bool team_start(struct team *t)
{
	bool ok = true;

	for (unsigned i = 1; ok && i < t->n; i++)
		ok = t->worker[i].started = thread_start(&t->worker[i].thread, work, &t->worker[i]);
	return ok;
}

struct team *team_new(const struct opts *opt, struct dis *d, unsigned threads, int fd)
{
	struct team *t = calloc(1, sizeof(*t));
	bool ok;

	errno = ENOMEM;
	if (!t)
		return NULL;
	t->opt = opt;
	t->memories = d;
	t->fd = fd;
	t->since = opt->t == 3 || opt->t == 5;
	t->n = threads < TEAM_MOST ? threads : TEAM_MOST;
	t->most = BATCH;
	pthread_mutex_init(&t->lock, NULL);
	t->worker = t->reader = calloc(t->n, sizeof(*t->worker));
	ok = t->worker;
	for (unsigned i = 0; t->worker && i < t->n; i++)
		ok = make_worker(t, i) && ok;
	if (ok)
		return t;
	team_free(t);
	return NULL;
}

static void free_worker(struct worker *w)
{
	dis_free(w->d);
	if (w->batch) {
		free(w->batch->kept);
		free(w->batch->copies);
	}
	free(w->batch);
	pthread_cond_destroy(&w->go);
}

void team_free(struct team *t)
{
	int error = errno;

	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	t->over = true;
	if (t->worker)
		wake(t);
	pthread_mutex_unlock(&t->lock);
	for (unsigned i = 0; t->worker && i < t->n; i++) {
		if (t->worker[i].started)
			pthread_join(t->worker[i].thread, NULL);
		free_worker(&t->worker[i]);
	}
	pthread_mutex_destroy(&t->lock);
	free(t->worker);
	free(t);
	errno = error;
}
