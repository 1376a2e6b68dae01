/* SPDX-License-Identifier: BSD-2-Clause */
#include "judges.h"
#include "why_live.h"

#include "../dissect/engine.h"

#include <stdlib.h>

struct judges {
	struct judges_conf conf;
	struct dis *d;
	struct tell tell;
	struct why *why;
	struct why_live *live;
};

static void put(void *arg, const struct finding *x, FILE *to)
{
	(void)arg;
	fprintf(to, "%s %s: %s", x->class, x->subject, x->what);
}

static void stop_hearing(struct judges *j)
{
	why_live_free(j->live);
	why_free(j->why);
}

static bool begin_hearing(struct judges *j)
{
	const struct why_conf none = { 0 };
	struct why_live_conf conf = { .arg = j->conf.arg, .put = put, .found = j->conf.found };
	struct why *w = conf.why = why_new(&none);
	struct why_live *l = w ? why_live_new(&conf) : NULL;

	if (!l) {
		if (w)
			why_free(w);
		return false;
	}
	stop_hearing(j);
	j->why = w;
	j->live = l;
	j->tell = (struct tell){ 0 };
	why_listen(w, &j->tell);
	dis_listen(j->d, &j->tell);
	return true;
}

struct judges *judges_new(const struct judges_conf *conf)
{
	static const struct opts opt = { .n = true, .t = 1 };
	struct judges *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->conf = *conf;
	j->d = dis_new(&opt, NULL, -1);
	if (j->d && begin_hearing(j))
		return j;
	judges_free(j);
	return NULL;
}

void judges_hear(struct judges *j, const struct packet *p) { dissect_packet(j->d, p); }

void judges_tick(struct judges *j)
{
	const size_t many = WHY_FINDINGS / 2;

	why_live_tick(j->live);
	if (why_count(j->why) > many || why_live_seen(j->live) > many)
		begin_hearing(j); /* without memory for that, the old goes on */
}

void judges_free(struct judges *j)
{
	if (!j)
		return;
	stop_hearing(j);
	dis_free(j->d);
	free(j);
}
