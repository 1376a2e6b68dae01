/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder.h"
#include "judges.h"
#include "why_live.h"

#include "../filter/filter.h"
#include "../savefile/compress.h"
#include "../savefile/recent.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	AFTER_MS = 10000,
	CERTAIN_MS = 2 * LIVE_CERTAIN_MS, /* less is too short for findings */
	SETTLE_MS = 250, /* what the kernel had when the trigger came is there then */
	BUCKETS = 10,    /* of a second, in which packets are counted for a rate */
	MEMORY_PART = 4, /* of what the machine has, at most */
	NS = 1000000000,
};

struct trigger {
	const char *text;
	struct filter *filter; /* or NULL */
	const char *class;     /* of findings, or the name of a severity; or NULL: */
	uint64_t rate;         /* packets a second */
	int64_t bucket;        /* the tenth of a second that is counted */
	uint64_t counts[BUCKETS], sum;
	bool above;
};

struct recorder {
	const struct job *job;
	struct job mine; /* that, with the name of the file that is open */
	struct output_conf conf;
	struct output_device *devices;
	struct recent *recent;
	struct trigger *triggers;
	size_t ntriggers;
	struct judges *judges; /* or NULL: no trigger is a finding */
	bool looks;            /* a trigger is a packet, or many */
	struct output *out;    /* NULL: none is open */
	char name[PATH_MAX];
	unsigned number;
	int64_t until;            /* ms of the clock: when it ends */
	uint64_t before, written; /* packets of it */
	int64_t flush;
	bool said_short;
	bool failed; /* a file has no name: the capture ends */
	int status;
};

static int64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- findings --- */

static const char of_why[] = "why:";

static bool is_of_why(const char *text) { return strncmp(text, of_why, sizeof(of_why) - 1) == 0; }

bool recorder_judges(const struct job *job)
{
	for (size_t i = 0; i < job->ntriggers; i++)
		if (is_of_why(job->triggers[i]))
			return true;
	return false;
}

/* The severity of that name, or -1. */
static int severity_of(const char *name)
{
	for (int s = SEVERITY_NOTICE; s <= SEVERITY_ERROR; s++)
		if (strcmp(name, severity_name((enum severity)s)) == 0)
			return s;
	return -1;
}

/* All the classes behind a message, in lines. */
static void say_classes(void)
{
	enum { WIDTH = 79 };
	size_t at = 0;

	for (size_t i = 0; why_class(i); i++) {
		size_t n = strlen(why_class(i)) + 1;

		fputs(at == 0 ? "  " : at + n > WIDTH ? "\n  " : " ", stderr);
		at = (at == 0 || at + n > WIDTH ? 1 : at) + n;
		fputs(why_class(i), stderr);
	}
	fputc('\n', stderr);
}

static const char *class_of(const char *text) { return text + sizeof(of_why) - 1; }

/* False after a message. */
static bool knows_class(const struct job *job, const char *text)
{
	if (severity_of(class_of(text)) >= 0 || why_has_class(class_of(text)))
		return true;
	say_error(job,
		"--trigger %s: no such class of findings: it is notice, warning or error (and "
		"what is worse), or one of",
		text);
	say_classes();
	return false;
}

/* --- options --- */

/* A time, or a size with a capital letter: 5m are minutes, 256M are not. */
static bool span(struct job *job, const char *arg)
{
	int64_t ms;

	if (parse_duration(arg, &ms)) {
		job->recorder_ms = ms;
		job->recorder_bytes = 0;
		return true;
	}
	job->recorder_ms = 0;
	if (parse_size(arg, 1, &job->recorder_bytes) && job->recorder_bytes >= 4 << 20)
		return true;
	say_error(job, "invalid span %s (such as 5m for minutes, or 256M for bytes, at least 4M)",
		arg);
	return false;
}

static bool add_trigger(struct job *job, const char *arg)
{
	const char **v;

	if (is_of_why(arg) && !knows_class(job, arg))
		return false;
	v = realloc(job->triggers, (job->ntriggers + 1) * sizeof(*v));
	if (!v) {
		say_error(job, "out of memory");
		return false;
	}
	job->triggers = v;
	v[job->ntriggers++] = arg;
	return true;
}

bool recorder_option(struct job *job, int c, const char *arg)
{
	switch (c) {
	case OPT_RECORDER:
		return span(job, arg);
	case OPT_AFTER:
		job->after = true;
		if (strcmp(arg, "0") == 0 || parse_duration(arg, &job->after_ms))
			return true;
		say_error(job, "invalid time %s (such as 30s)", arg);
		return false;
	default: /* OPT_TRIGGER */
		return add_trigger(job, arg);
	}
}

const char *recorder_conflict(const struct job *job)
{
	if (!job->recorder_ms && !job->recorder_bytes)
		return job->after || job->ntriggers
		               ? "--after and --trigger cannot be used without --recorder"
		               : NULL;
	if (!job->write || strcmp(job->write, "-") == 0)
		return "--recorder needs -w and the name of a file";
	if (job->read || job->list)
		return "--recorder is for captures, not for -r or -V";
	if (job->rotate_size || job->rotate_seconds >= 0 || job->files)
		return "--recorder and -C, -G or -W are mutually exclusive";
	return NULL;
}

/* --- triggers --- */

/* why:CLASS, rate>N, or a filter.  False after a message. */
static bool make_trigger(struct recorder *r, struct trigger *t, const char *text)
{
	const struct filter_conf conf = {
		.snaplen = r->conf.snaplen,
		.netmask = FILTER_NETMASK_UNKNOWN,
		.optimize = true,
		.hosts = HOSTS_WHEN_READING,
	};
	char err[512], *end;

	t->text = text;
	if (is_of_why(text)) {
		t->class = class_of(text);
		return true;
	}
	r->looks = true;
	if (strncmp(text, "rate>", 5) == 0) {
		t->rate = strtoull(text + 5, &end, 10);
		if (text[5] >= '0' && text[5] <= '9' && *end == '\0')
			return true;
		say_error(r->job, "--trigger %s: invalid rate (such as rate>10000)", text);
		return false;
	}
	t->filter = filter_new(text, r->conf.link, &conf, err, sizeof(err));
	if (t->filter)
		return true;
	say_error(r->job, "--trigger %s: %s", text, err);
	filter_explain(text, r->conf.link, err, stderr);
	return false;
}

/* Have more packets come in the last second?  True once, when the rate is passed. */
static bool too_fast(struct trigger *t, const struct packet *p)
{
	int64_t now = recent_time(p) / (NS / BUCKETS);
	bool was = t->above;

	if (now - t->bucket >= BUCKETS || now < t->bucket - BUCKETS) {
		memset(t->counts, 0, sizeof(t->counts));
		t->sum = 0;
		t->bucket = now;
	}
	while (t->bucket < now) {
		t->bucket++;
		t->sum -= t->counts[t->bucket % BUCKETS];
		t->counts[t->bucket % BUCKETS] = 0;
	}
	t->counts[t->bucket % BUCKETS]++;
	t->sum++;
	t->above = t->sum > t->rate;
	return t->above && !was;
}

/* --- opening --- */

static bool copy_devices(struct recorder *r, const struct output_conf *conf)
{
	r->devices = calloc(conf->ndevices, sizeof(*r->devices));
	if (!r->devices)
		return false;
	for (size_t i = 0; i < conf->ndevices; i++) {
		r->devices[i] = conf->devices[i];
		r->devices[i].description = strdup(conf->devices[i].description);
		if (!r->devices[i].description)
			return false;
	}
	r->conf.devices = r->devices;
	return true;
}

static void release(struct recorder *r)
{
	for (size_t i = 0; r->devices && i < r->conf.ndevices; i++)
		free((void *)(uintptr_t)r->devices[i].description);
	for (size_t i = 0; r->triggers && i < r->ntriggers; i++)
		filter_free(r->triggers[i].filter);
	free(r->devices);
	free(r->triggers);
	judges_free(r->judges);
	recent_free(r->recent);
	free(r);
}

static size_t room_of(const struct job *job)
{
	uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);

	if (job->recorder_bytes)
		return job->recorder_bytes;
	return memory / MEMORY_PART < SIZE_MAX ? (size_t)(memory / MEMORY_PART) : SIZE_MAX / 2;
}

/* A finding is certain. */
static void on_found(void *arg, const char *class, enum severity s, const char *line, size_t n)
{
	struct recorder *r = arg;
	char why[WHY_TEXT];

	for (size_t i = 0; i < r->ntriggers; i++) {
		const struct trigger *t = &r->triggers[i];
		int least = t->class ? severity_of(t->class) : -1;

		if (!t->class || (least >= 0 ? (int)s < least : strcmp(t->class, class) != 0))
			continue;
		snprintf(why, sizeof(why), "trigger %s: %.*s", t->text, (int)n, line);
		if (recorder_trigger(r, why) != STATUS_OK)
			r->failed = true;
		return;
	}
}

static bool make_triggers(struct recorder *r)
{
	const struct judges_conf conf = { .found = on_found, .arg = r };

	for (size_t i = 0; i < r->ntriggers; i++)
		if (!make_trigger(r, &r->triggers[i], r->job->triggers[i]))
			return false;
	if (!recorder_judges(r->job))
		return true;
	if (r->job->recorder_ms && r->job->recorder_ms < CERTAIN_MS)
		say_warning(r->job,
			"--recorder: what led to a finding is more than %d s old when that is "
			"certain",
			LIVE_CERTAIN_MS / 1000);
	r->judges = judges_new(&conf);
	if (!r->judges)
		say_error(r->job, "out of memory");
	return r->judges != NULL;
}

struct recorder *recorder_new(const struct output_conf *conf)
{
	struct recorder *r = calloc(1, sizeof(*r));
	const struct job *job = conf->job;
	bool ok = true;

	if (r) {
		r->job = job;
		r->mine = *job;
		r->mine.write = r->name;
		r->conf = *conf;
		r->conf.job = &r->mine;
		r->recent = recent_new(room_of(job), job->recorder_ms * 1000000);
		r->triggers = calloc(job->ntriggers + 1, sizeof(*r->triggers));
		r->ntriggers = job->ntriggers;
	}
	if (!r || !r->recent || !r->triggers || !copy_devices(r, conf)) {
		say_error(job, "out of memory");
		ok = false;
	}
	if (ok && make_triggers(r))
		return r;
	if (r)
		release(r);
	return NULL;
}

/* The first name that is free, with a number before the suffixes: trouble-00001.pcapng.zst */
static bool next_name(struct recorder *r)
{
	const char *all = r->job->write, *slash = strrchr(all, '/');
	size_t packed, n, dot;

	packing_of(all, &packed);
	n = strlen(all) - packed;
	for (dot = n; dot > 0 && all[dot] != '.' && all[dot] != '/'; dot--)
		;
	if (all[dot] != '.' || dot == (slash ? (size_t)(slash - all) + 1 : 0))
		dot = n;
	do {
		int k = snprintf(r->name, sizeof(r->name), "%.*s-%05u%s", (int)dot, all,
			++r->number, all + dot);

		if (k < 0 || (size_t)k >= sizeof(r->name))
			return false;
	} while (access(r->name, F_OK) == 0 && r->number < 99999);
	return true;
}

bool recorder_ready(struct recorder *r)
{
	char dir[PATH_MAX];
	char *slash;

	snprintf(dir, sizeof(dir), "%s", r->job->write);
	slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0';
	if (access(slash ? dir : ".", W_OK | X_OK) == 0)
		return true;
	say_error(r->job, "%s: %s (-Z root keeps the rights of root)", slash ? dir : ".",
		strerror(errno));
	return false;
}

/* --- files --- */

static bool write_old(void *arg, const struct packet *p)
{
	struct recorder *r = arg;
	int status = output_packet(r->out, p);

	if (status == STATUS_OK)
		r->before++;
	else if (status != OUTPUT_DONE)
		r->status = status;
	return status == STATUS_OK;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

/* A file that can't be written is said; the next trigger gets another. */
static int end_file(struct recorder *r)
{
	int status = output_close(r->out);

	r->out = NULL;
	if (status == STATUS_OK)
		fprintf(stderr, "%s: %s: %llu packets before and %llu after it\n", r->job->prog,
			r->name, (unsigned long long)r->before, (unsigned long long)r->written);
	else
		r->status = status;
	return STATUS_OK;
}

int recorder_trigger(struct recorder *r, const char *why)
{
	int64_t from = r->job->recorder_ms ? now_ns() - r->job->recorder_ms * 1000000 : INT64_MIN;
	int64_t after = r->job->after ? r->job->after_ms : AFTER_MS;
	int64_t way = r->job->out.flush_ms; /* so long packets may be on theirs to us */

	after += way < SETTLE_MS ? way : SETTLE_MS;
	r->until = clock_ms() + (after > SETTLE_MS ? after : SETTLE_MS);
	if (r->out)
		return STATUS_OK;
	if (!next_name(r)) {
		say_error(r->job, "%s: %s", r->job->write, strerror(ENAMETOOLONG));
		return STATUS_OPEN;
	}
	fprintf(stderr, "%s: %s: %s\n", r->job->prog, r->name, why);
	r->before = r->written = 0;
	r->out = output_open(&r->conf);
	if (!r->out) {
		r->status = STATUS_OPEN;
		return STATUS_OK;
	}
	if (!recent_each(r->recent, from, write_old, r) && r->out)
		return end_file(r);
	return STATUS_OK;
}

static int look_at_triggers(struct recorder *r, const struct packet *p)
{
	char why[256];

	for (size_t i = 0; i < r->ntriggers; i++) {
		struct trigger *t = &r->triggers[i];

		if (t->class || (t->filter ? !filter_match(t->filter, p) : !too_fast(t, p)))
			continue;
		snprintf(why, sizeof(why), "trigger %s", t->text);
		return recorder_trigger(r, why);
	}
	return STATUS_OK;
}

int recorder_packet(struct recorder *r, const struct packet *p)
{
	int status = STATUS_OK;

	if (r->out) {
		status = output_packet(r->out, p);
		r->written += status == STATUS_OK;
		if (status != STATUS_OK)
			status = end_file(r);
	}
	if (!recent_add(r->recent, p)) {
		say_error(r->job, "out of memory");
		return STATUS_MEMORY;
	}
	if (!r->said_short && recent_short(r->recent)) {
		r->said_short = true;
		say_warning(r->job, "--recorder: there is no memory for all of it: less is kept");
	}
	if (r->judges)
		judges_hear(r->judges, p);
	return status == STATUS_OK && r->looks ? look_at_triggers(r, p) : status;
}

int recorder_tick(struct recorder *r)
{
	int64_t now;

	if (r->judges)
		judges_tick(r->judges);
	if (r->failed)
		return STATUS_OPEN;
	if (!r->out)
		return STATUS_OK;
	now = clock_ms();
	if (now >= r->until)
		return end_file(r);
	if (now >= r->flush) {
		r->flush = now + (r->job->out.flush_ms + 1) / 2;
		if (output_flush(r->out) != STATUS_OK)
			return end_file(r);
	}
	return STATUS_OK;
}

int recorder_end(struct recorder *r)
{
	int status;

	if (r->out)
		end_file(r);
	status = r->status;
	release(r);
	return status;
}

bool recorder_writes(const struct recorder *r) { return r->out || r->looks; }
