/* SPDX-License-Identifier: BSD-2-Clause */
#include "progress.h"
#include "signals.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST = 1000, EVERY = 500 }; /* ms */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_start(struct progress *p, bool text)
{
	p->on = isatty(STDERR_FILENO) && !(text && isatty(STDOUT_FILENO));
	p->start = now_ms();
	if (p->on)
		signals_every(FIRST, EVERY);
}

static void bytes(double v)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	size_t k = 0;

	while (v >= 1000 && k < sizeof(units) / sizeof(*units) - 1) {
		v /= 1000;
		k++;
	}
	fprintf(stderr, "%.*f %s", k ? 1 : 0, v, units[k]);
}

void progress_show(struct progress *p, const struct job *job, const struct inputs *in)
{
	double seconds = (double)(now_ms() - p->start) / 1000, rate;
	uint64_t done, size;

	inputs_progress(in, &done, &size);
	if (!p->on || done == 0 || seconds <= 0)
		return;
	rate = (double)done / seconds;
	fprintf(stderr, "%s: ", job->prog);
	bytes((double)done);
	if (size >= done) {
		fprintf(stderr, " of ");
		bytes((double)size);
		fprintf(stderr, " (%.0f %%)", 100 * (double)done / (double)size);
	}
	fprintf(stderr, ", ");
	bytes(rate);
	fprintf(stderr, "/s");
	if (size >= done) {
		unsigned left = (unsigned)((double)(size - done) / rate + 0.5);

		if (left < 60)
			fprintf(stderr, ", %u s left", left);
		else if (left < 3600)
			fprintf(stderr, ", %u min %u s left", left / 60, left % 60);
		else
			fprintf(stderr, ", %u h %u min left", left / 3600, left / 60 % 60);
	}
	fprintf(stderr, "\033[K\r");
	p->shown = true;
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\033[K");
	p->shown = false;
}

void progress_end(struct progress *p)
{
	if (p->on)
		signals_every(0, 0);
	progress_clear(p);
	p->on = false;
}
