/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

enum { FTP = 21, SMTP = 25, SUBMISSION = 587, SMTP_OTHER = 2525, TFTP = 69, TRANSFERS = 256 };

struct extract {
	struct saves *saves;
	uint64_t looked, left_out, asked;
	struct ftp_data expected[EXPECTED];
	unsigned next_expected;
	struct tftp_transfer transfers[TRANSFERS];
};

struct going { /* a conversation that is looked into */
	const struct part *part;
	void *state;
};

static const struct part nothing;

struct saves *extract_saves(struct extract *x) { return x->saves; }

/* --- FTP's data connections, TFTP's transfers --- */

struct ftp_data *ftp_announce(struct extract *x)
{
	struct ftp_data *e = &x->expected[x->next_expected++ % EXPECTED];

	memset(e, 0, sizeof(*e));
	return e;
}

struct ftp_data *ftp_expected(struct extract *x, const struct flow *f)
{
	for (unsigned i = 0; i < EXPECTED; i++) {
		struct ftp_data *e = &x->expected[i];

		if (e->control && ((e->port == f->bport && addr_same(&e->addr, &f->b)) ||
					  (e->port == f->aport && addr_same(&e->addr, &f->a))))
			return e;
	}
	return NULL;
}

struct tftp_transfer *tftp_asked(struct extract *x, const struct tell_addr *a, uint16_t port)
{
	struct tftp_transfer *last = NULL;

	for (unsigned i = 0; i < TRANSFERS; i++) {
		struct tftp_transfer *t = &x->transfers[i];

		if (t->asked && t->port == port && addr_same(&t->addr, a) &&
			(!last || t->asked > last->asked))
			last = t;
	}
	return last;
}

struct tftp_transfer *tftp_new(struct extract *x)
{
	struct tftp_transfer *t = &x->transfers[x->asked % TRANSFERS];

	memset(t, 0, sizeof(*t));
	t->asked = ++x->asked;
	return t;
}

/* --- who speaks what --- */

static bool is_mail(uint16_t port)
{
	return port == SMTP || port == SUBMISSION || port == SMTP_OTHER;
}

static const struct part *part_of_udp(struct extract *x, const struct flow *f)
{
	if (f->bport == TFTP || tftp_asked(x, &f->a, f->aport) || tftp_asked(x, &f->b, f->bport))
		return &part_tftp;
	return &nothing;
}

/* By the first octets; NULL: not to be said yet. */
static const struct part *part_of_tcp(
	struct extract *x, const struct flow *f, const uint8_t *data, uint32_t n)
{
	if (ftp_expected(x, f))
		return &part_ftp_data;
	if (f->bport == FTP)
		return &part_ftp;
	if (is_mail(f->bport))
		return &part_smtp;
	if (!data)
		return NULL;
	return http_begins(data, n) ? &part_http : &nothing;
}

static struct going *look(struct extract *x, struct dialog *k, const uint8_t *data, uint32_t n)
{
	struct going *g;
	const struct part *part =
		k->tcp ? part_of_tcp(x, k->flow, data, n) : part_of_udp(x, k->flow);

	if (!part)
		return NULL;
	if (part != &nothing && x->looked == EXTRACT_TALKS) {
		x->left_out++;
		part = &nothing;
	}
	g = calloc(1, sizeof(*g));
	if (!g)
		return NULL;
	g->part = part;
	if (part->begin) {
		g->state = part->begin(x, k);
		x->looked++;
	}
	k->app = g;
	return g;
}

static void on_data(void *arg, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct going *g = k->app ? k->app : look(arg, k, data, n);

	if (g && g->state)
		g->part->data(g->state, k, dir, data, n);
}

static void on_end(void *arg, struct dialog *k)
{
	struct extract *x = arg;
	struct going *g = k->app;

	if (!g)
		return;
	if (g->part->begin)
		x->looked--;
	if (g->state)
		g->part->end(g->state, k);
	free(g);
}

struct dialog_sink extract_sink(struct extract *x)
{
	return (struct dialog_sink){ .arg = x, .data = on_data, .end = on_end };
}

struct extract *extract_new(const struct extract_conf *conf)
{
	struct extract *x = calloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->saves = saves_new(conf);
	if (x->saves)
		return x;
	free(x);
	return NULL;
}

uint64_t extract_left_out(const struct extract *x) { return x->left_out; }

void extract_free(struct extract *x)
{
	if (!x)
		return;
	saves_free(x->saves);
	free(x);
}
