/* SPDX-License-Identifier: BSD-2-Clause */
#include "limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

bool limits_any(const struct job *job)
{
	const struct output_opts *o = &job->out;

	return o->max_files || o->max_size || o->min_free || o->min_percent;
}

static bool rotates(const struct job *job) { return job->rotate_size || job->rotate_seconds >= 0; }

/* Without -G a % in the name is only that. */
bool limits_init(struct limits *l, const struct job *job, const char *pattern, const char *suffix)
{
	char *o;

	memset(l, 0, sizeof(*l));
	l->job = job;
	l->suffix = suffix;
	l->most = job->out.max_size ? job->out.max_size : UINT64_MAX;
	l->pattern = o = malloc(2 * strlen(pattern) + 1);
	if (!o)
		return false;
	for (; *pattern; pattern++) {
		if (*pattern == '%' && job->rotate_seconds < 0)
			*o++ = '%';
		*o++ = *pattern;
	}
	*o = '\0';
	return true;
}

void limits_free(struct limits *l)
{
	kin_free(&l->kin);
	free(l->pattern);
}

bool limits_number(struct limits *l, const char *current, uint64_t *number)
{
	bool found;

	kin_free(&l->kin);
	if (!kin_find(&l->kin, l->pattern, l->suffix, current))
		return false;
	found = l->kin.n > 0;
	*number = 0;
	for (size_t i = 0; i < l->kin.n; i++)
		if (l->kin.files[i].number > *number)
			*number = l->kin.files[i].number;
	return found;
}

/* The oldest goes.  False if there is none. */
static bool drop_oldest(struct limits *l)
{
	struct kin *k = &l->kin;

	if (k->n == 0)
		return false;
	if (unlink(k->files[0].path) != 0 && errno != ENOENT && !l->warned) {
		say_warning(l->job, "%s can't be deleted: %s", k->files[0].path, strerror(errno));
		l->warned = true;
	}
	k->bytes -= k->files[0].size;
	free(k->files[0].path);
	memmove(k->files, k->files + 1, --k->n * sizeof(*k->files));
	return true;
}

static void set_most(struct limits *l)
{
	uint64_t max = l->job->out.max_size;

	l->most = !max ? UINT64_MAX : l->kin.bytes < max ? max - l->kin.bytes : 0;
}

void limits_file(struct limits *l, const char *current)
{
	const struct output_opts *o = &l->job->out;

	kin_free(&l->kin);
	if (!rotates(l->job))
		return;
	if (!kin_find(&l->kin, l->pattern, l->suffix, current)) {
		if (!l->warned)
			say_warning(l->job, "the directory of %s can't be read: %s", current,
				strerror(errno));
		l->warned = true;
	}
	while (o->max_files && l->kin.n + 1 > o->max_files)
		drop_oldest(l);
	set_most(l);
	while (l->most == 0 && drop_oldest(l))
		set_most(l);
}

bool limits_grown(struct limits *l, uint64_t bytes)
{
	while (bytes > l->most) {
		if (!drop_oldest(l)) {
			fprintf(stderr, "Maximum size reached: %llu bytes\n",
				(unsigned long long)l->job->out.max_size);
			return false;
		}
		set_most(l);
	}
	return true;
}

void limits_full(struct limits *l)
{
	if (l->job->out.max_files || l->job->out.max_size)
		drop_oldest(l);
}

/* How many bytes are missing on the disk? */
static uint64_t missing(const struct limits *l, const char *current)
{
	const struct output_opts *o = &l->job->out;
	const char *slash = strrchr(current, '/');
	char *where = slash ? strndup(current, (size_t)(slash - current) + 1) : strdup(".");
	struct statvfs fs;
	uint64_t least = o->min_free, left;
	bool ok = where && statvfs(where, &fs) == 0;

	free(where);
	if (!ok)
		return 0;
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (o->min_percent)
		least = (uint64_t)fs.f_blocks * fs.f_frsize / 1000 * o->min_percent;
	return left < least ? least - left : 0;
}

bool limits_disk(struct limits *l, const char *current)
{
	const struct output_opts *o = &l->job->out;

	if (!o->min_free && !o->min_percent)
		return true;
	while (missing(l, current)) {
		if (drop_oldest(l))
			continue;
		if (o->min_percent)
			say_error(l->job, "%s: less than %g%% of the disk is free", current,
				o->min_percent / 10.0);
		else
			say_error(l->job, "%s: less than %llu bytes of the disk are free", current,
				(unsigned long long)o->min_free);
		return false;
	}
	return true;
}
