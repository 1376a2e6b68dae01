/* SPDX-License-Identifier: BSD-2-Clause */
#include "job.h"

#include "../savefile/compress.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_MS = 100 };

bool parse_size(const char *s, uint64_t units, uint64_t *v)
{
	static const char suffixes[] = "kmgt";
	const char *u;
	char *end;

	errno = 0;
	*v = strtoull(s, &end, 10);
	if (end == s || *s == '-' || *s == '+' || errno)
		return false;
	if (*end) {
		u = strchr(suffixes, *end | 0x20);
		if (!u || end[1])
			return false;
		units = 1ULL << (10 * (u - suffixes + 1));
	}
	if (*v == 0 || *v > INT64_MAX / units)
		return false;
	*v *= units;
	return true;
}

bool parse_duration(const char *s, int64_t *ms)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = {
		{ "", 1000 },
		{ "s", 1000 },
		{ "ms", 1 },
		{ "m", 60000 },
		{ "min", 60000 },
		{ "h", 3600000 },
		{ "d", 86400000 },
	};
	char *end;
	double v;

	if (!strchr("0123456789.", *s) || *s == '\0')
		return false;
	v = strtod(s, &end);
	for (size_t i = 0; end != s && i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(end, units[i].unit) == 0) {
			v *= units[i].ms;
			*ms = v < 1e15 ? (int64_t)v : 0;
			return *ms > 0;
		}
	return false;
}

/* What a verb has set stays. */
void output_defaults(struct output_opts *o) { o->flush_ms = FLUSH_MS; }

static bool bad(const struct job *job, const char *what, const char *arg, const char *like)
{
	say_error(job, "invalid %s %s (such as %s)", what, arg, like);
	return false;
}

/* A size, or a part of the disk. */
static bool min_free(struct job *job, const char *arg)
{
	char *end;
	double v;

	if (strchr(arg, '%')) {
		v = strtod(arg, &end);
		if (strcmp(end, "%") == 0 && v >= 0.1 && v < 100) {
			job->out.min_percent = (unsigned)(v * 10);
			return true;
		}
	} else if (parse_size(arg, 1, &job->out.min_free))
		return true;
	return bad(job, "free space", arg, "5% or 10g");
}

static bool max_files(struct job *job, const char *arg)
{
	char *end;
	unsigned long v;

	errno = 0;
	v = strtoul(arg, &end, 10);
	job->out.max_files = (unsigned)v;
	return (*arg >= '0' && *arg <= '9' && *end == '\0' && !errno && v && v <= INT_MAX) ||
	       bad(job, "number of files", arg, "24");
}

static bool flush_interval(struct job *job, const char *arg)
{
	int64_t ms;

	if (!parse_duration(arg, &ms) || ms > INT_MAX)
		return bad(job, "interval", arg, "100ms or 1s");
	job->out.flush_ms = (int)ms;
	return true;
}

bool output_format(const struct job *job, const char *arg, enum file_format *f)
{
	if (strcmp(arg, "pcap") != 0 && strcmp(arg, "pcapng") != 0)
		return bad(job, "format", arg, "pcap or pcapng");
	*f = strcmp(arg, "pcap") == 0 ? FORMAT_PCAP : FORMAT_PCAPNG;
	return true;
}

static bool snaplen(struct job *job, const char *arg)
{
	char *end;
	unsigned long v;

	errno = 0;
	v = strtoul(arg, &end, 10);
	job->out.snaplen = (uint32_t)v;
	return (*arg >= '0' && *arg <= '9' && *end == '\0' && !errno && v && v <= INT_MAX) ||
	       bad(job, "length", arg, "96");
}

/* N:text is packet N's; they are kept in the order of their numbers. */
static bool comment(struct job *job, const char *arg)
{
	struct output_opts *o = &job->out;
	struct comment c = { 0, arg }, *v;
	size_t digits = strspn(arg, "0123456789"), at;

	if (digits && arg[digits] == ':') {
		c.number = strtoull(arg, NULL, 10);
		c.text = arg + digits + 1;
		if (c.number == 0)
			return bad(job, "packet number", arg, "12:this is where it fails");
	}
	v = realloc(o->comments, (o->ncomments + 1) * sizeof(*v));
	if (!v) {
		say_error(job, "out of memory");
		return false;
	}
	o->comments = v;
	for (at = o->ncomments++; at > 0 && v[at - 1].number > c.number; at--)
		v[at] = v[at - 1];
	v[at] = c;
	return true;
}

void output_forget(struct output_opts *o) { free(o->comments); }

bool output_option(struct job *job, int c, const char *arg)
{
	struct output_opts *o = &job->out;

	switch (c) {
	case OPT_ALIGN:
		return o->align = true;
	case OPT_ATOMIC:
		return o->atomic = true;
	case OPT_COMMENT:
		return comment(job, arg);
	case OPT_FORMAT:
		return output_format(job, arg, &o->format);
	case OPT_WRITE_SNAPLEN:
		return snaplen(job, arg);
	case OPT_COMPAT_Z:
		return o->compat_z = true;
	case OPT_DIRECT:
		return o->direct = true;
	case OPT_DURATION:
		return parse_duration(arg, &o->duration_ms) || bad(job, "duration", arg, "10m");
	case OPT_FLUSH_INTERVAL:
		return flush_interval(job, arg);
	case OPT_INTERVAL_REPORT:
		o->report = true;
		return !arg || parse_duration(arg, &o->report_ms) ||
		       bad(job, "interval", arg, "10s");
	case OPT_MAX_FILES:
		return max_files(job, arg);
	case OPT_MAX_SIZE:
		return parse_size(arg, 1, &o->max_size) || bad(job, "size", arg, "1g");
	default: /* OPT_MIN_FREE */
		return min_free(job, arg);
	}
}

const char *output_conflict(const struct job *job)
{
	const struct output_opts *o = &job->out;
	size_t suffix;
	bool rotates = job->rotate_size || job->rotate_seconds >= 0;

	if (o->direct && (!job->write || strcmp(job->write, "-") == 0))
		return "--direct needs -w and the name of a file";
	if (o->direct && packing_of(job->write, &suffix) != PACK_NONE)
		return "--direct cannot be used for compressed files";
	if (o->align && job->rotate_seconds < 1)
		return "--align cannot be used without -G";
	if (o->max_files && !rotates)
		return "--max-files cannot be used without -C or -G";
	if (o->max_files && job->files && job->rotate_size)
		return "--max-files and -W are mutually exclusive";
	if (!job->write && (o->format || o->snaplen || o->ncomments))
		return "--comment, --format and --write-snaplen cannot be used without -w";
	if (!job->write && (o->atomic || o->max_size || o->min_free || o->min_percent || o->report))
		return "--atomic, --interval-report, --max-size and --min-free cannot be used "
		       "without -w";
	return NULL;
}
