/* SPDX-License-Identifier: BSD-2-Clause */
#include "inputs.h"

#include "../savefile/join.h"
#include "../savefile/reorder.h"
#include "../savefile/select.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LOSSES_SAID = 10, /* places where something was lost: more are only counted */
	DEDUPE = 50,      /* ms */
	REORDER = 1000,
};

struct inputs {
	struct inputs_conf conf;
	struct source *source, *current; /* current: the one being read, or opened last */
	struct source **open;            /* those that are read */
	size_t nopen;
	int *fds; /* + 1, of job->reads, opened before root's rights are given up; 0 none, -errno */
	FILE *list;
	char name[4096]; /* out of it */
	size_t next;     /* of job->reads */
	uint64_t done, size, losses;
	bool direct; /* source (under what selects) is a file */
	bool again;  /* the file that is followed is to be opened once more */
	int status;
};

/* --- messages --- */

static const char *file_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

static void failed(struct inputs *in, const struct source *s)
{
	const struct job *job = in->conf.job;

	in->conf.flush(in->conf.arg); /* the good part comes before the complaint */
	if (job->as_tcpdump)
		say_error(job, "pcap_loop: %s", source_error(s));
	else
		say_error(job, "%s: %s", s->path ? file_name(s->path) : "reading", source_error(s));
	in->status = STATUS_FAILED;
}

static void on_loss(void *arg, const struct source *s, const char *text)
{
	struct inputs *in = arg;

	in->status = STATUS_FAILED;
	if (in->losses++ >= LOSSES_SAID)
		return;
	in->conf.flush(in->conf.arg);
	say_error(in->conf.job, "%s: %s", file_name(s->path), text);
}

static void cannot_open(struct inputs *in, const char *path, const char *err)
{
	const struct job *job = in->conf.job;

	in->conf.flush(in->conf.arg);
	if (!job->as_tcpdump || access(path, R_OK) != 0)
		say_error(job, "%s: %s", file_name(path), err);
	else
		say_error(job, "%s", err); /* in its words */
	in->status = STATUS_FAILED;
}

/* --- one file --- */

static void remember(struct inputs *in, struct source *s)
{
	struct source **open = realloc(in->open, (in->nopen + 1) * sizeof(struct source *));

	in->current = s;
	if (!open)
		return; /* it will be missing in the progress */
	in->open = open;
	open[in->nopen++] = s;
}

static void forget(struct inputs *in, const struct source *s)
{
	size_t i = 0;

	in->current = NULL;
	while (i < in->nopen && in->open[i] != s)
		i++;
	if (i < in->nopen)
		in->open[i] = in->open[--in->nopen];
}

/* Its descriptor + 1, if it has been opened: for its first reading only.  -errno if it could not
 * be. */
static int opened(struct inputs *in, const char *path)
{
	const struct job *job = in->conf.job;
	int fd;

	if (!in->fds || in->next == 0 || path != job->reads[in->next - 1])
		return 0;
	fd = in->fds[in->next - 1];
	in->fds[in->next - 1] = 0;
	return fd;
}

static struct source *open_one(struct inputs *in, const char *path)
{
	const struct job *job = in->conf.job;
	struct source_conf conf = {
		.opened = opened(in, path),
		.strict = job->as_tcpdump,
		.follow = job->follow,
		.idle = in->conf.idle,
		.idle_arg = in->conf.arg,
	};
	char err[1024];
	struct source *s = NULL;
	uint64_t done, size;

	if (conf.opened < 0)
		snprintf(err, sizeof(err), "%s", strerror(-conf.opened));
	else
		s = source_open_conf(path, &conf, err, sizeof(err));
	if (!s) {
		cannot_open(in, path, err);
		return NULL;
	}
	source_progress(s, &done, &size);
	if (in->next > job->nreads || job->nreads == 0)
		in->size += size; /* the others have been counted */
	s->on_loss = on_loss;
	s->loss_arg = in;
	remember(in, s);
	in->conf.opened(in->conf.arg, s);
	return s;
}

/* The next file's name; NULL when there are no more. */
static const char *next_name(struct inputs *in)
{
	const struct job *job = in->conf.job;

	if (in->again && job->nreads) {
		in->again = false;
		return job->reads[0];
	}
	if (in->next < job->nreads)
		return job->reads[in->next++];
	while (in->list && fgets(in->name, sizeof(in->name), in->list)) {
		in->name[strcspn(in->name, "\r\n")] = '\0';
		if (in->name[0])
			return in->name;
	}
	return NULL;
}

static struct source *open_next(void *arg, bool *stop)
{
	struct inputs *in = arg;
	const char *name;
	struct source *s = NULL;

	while (!s && !*stop && (name = next_name(in))) {
		s = open_one(in, name);
		*stop = !s && in->conf.job->as_tcpdump;
	}
	return s;
}

static bool ended(void *arg, struct source *s, bool with_error)
{
	struct inputs *in = arg;
	uint64_t done, size;

	source_progress(s, &done, &size);
	in->done += size ? size : done;
	in->conf.flush(in->conf.arg); /* its packets are still there */
	if (with_error)
		failed(in, s);
	in->again = source_rotated(s);
	forget(in, s);
	return !with_error || !in->conf.job->as_tcpdump;
}

/* --- all of them --- */

/* Merging holds all files open. */
static void allow_many_files(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

static void count_bytes(struct inputs *in)
{
	const struct job *job = in->conf.job;
	struct stat st;

	for (size_t i = 0; i < job->nreads; i++)
		if (stat(job->reads[i], &st) == 0 && S_ISREG(st.st_mode))
			in->size += (uint64_t)st.st_size;
}

/* Root's rights may be gone when it is the turn of the later ones.  What can't be opened now is
 * complained of then. */
static void open_early(struct inputs *in)
{
	const struct job *job = in->conf.job;

	if (job->nreads < 2 || geteuid() != 0)
		return;
	in->fds = calloc(job->nreads, sizeof(*in->fds));
	for (size_t i = 0; in->fds && i < job->nreads; i++)
		if (strcmp(job->reads[i], "-") != 0) {
			int fd = open(job->reads[i], O_RDONLY | O_CLOEXEC);

			in->fds[i] = fd >= 0 ? fd + 1 : errno == EMFILE ? 0 : -errno;
		}
}

static struct source *open_files(struct inputs *in)
{
	const struct job *job = in->conf.job;
	const struct join_conf join = {
		.merge = job->merge,
		.open = open_next,
		.ended = ended,
		.arg = in,
	};

	count_bytes(in);
	in->direct = job->nreads == 1 && !job->list && !job->follow;
	if (in->direct)
		return open_one(in, next_name(in));
	if (job->merge || job->nreads > 1)
		allow_many_files();
	open_early(in);
	return join_open(&join);
}

static struct source *select_packets(const struct job *job, struct source *s)
{
	const struct select_conf *c = &job->select;

	if (s && (c->nranges || c->from.kind || c->to.kind || c->dedupe))
		s = select_open(s, c);
	if (s && job->reorder)
		s = reorder_open(s, job->reorder);
	return s;
}

static bool open_list(struct inputs *in)
{
	const struct job *job = in->conf.job;

	if (!job->list)
		return true;
	in->list = strcmp(job->list, "-") == 0 ? stdin : fopen(job->list, "re");
	if (!in->list)
		say_error(job, "%s: %s", job->as_tcpdump ? "Unable to open file" : job->list,
			strerror(errno));
	return in->list != NULL;
}

struct inputs *inputs_open(const struct inputs_conf *conf)
{
	struct inputs *in = calloc(1, sizeof(*in));
	struct source *s = NULL;

	if (!in) {
		say_error(conf->job, "out of memory");
		return NULL;
	}
	in->conf = *conf;
	if (open_list(in)) {
		s = open_files(in);
		if (!s && in->status == STATUS_OK)
			say_error(conf->job, "%s: there is no file name in it",
				conf->job->list ? conf->job->list : "-r");
	}
	in->source = select_packets(conf->job, s);
	if (in->source)
		return in;
	if (s)
		say_error(conf->job, "out of memory");
	inputs_close(in);
	return NULL;
}

struct source *inputs_source(struct inputs *in) { return in->source; }

int inputs_finish(struct inputs *in, bool with_error)
{
	const struct job *job = in->conf.job;
	uint64_t late;

	if (with_error)
		failed(in, in->direct && in->current ? in->current : in->source);
	in->conf.flush(in->conf.arg);
	if (in->losses > LOSSES_SAID)
		say_error(job, "and the same at %llu places more",
			(unsigned long long)(in->losses - LOSSES_SAID));
	late = job->reorder ? reorder_late(in->source) : 0;
	if (late)
		say_warning(job,
			"%llu packets came too late to be put in order (a larger --reorder=SECONDS "
			"may help)",
			(unsigned long long)late);
	return in->status;
}

void inputs_close(struct inputs *in)
{
	if (!in)
		return;
	source_close(in->source);
	for (size_t i = 0; in->fds && i < in->conf.job->nreads; i++)
		if (in->fds[i] > 0)
			close(in->fds[i] - 1);
	free(in->fds);
	free(in->open);
	if (in->list && in->list != stdin)
		fclose(in->list);
	free(in);
}

bool inputs_plain(const struct job *job)
{
	const struct select_conf *c = &job->select;

	return !job->merge && !job->reorder && !job->follow && !c->nranges && !c->from.kind &&
	       !c->to.kind && !c->dedupe;
}

void inputs_progress(const struct inputs *in, uint64_t *done, uint64_t *size)
{
	uint64_t now, whole;

	*done = in->done;
	for (size_t i = 0; i < in->nopen; i++) {
		source_progress(in->open[i], &now, &whole);
		*done += now;
	}
	*size = in->conf.job->list ? 0 : in->size;
}

/* --- would -w destroy what is read? --- */

static bool same(const struct job *job, const char *name, const struct stat *out)
{
	struct stat st;

	if (stat(name, &st) != 0 || st.st_dev != out->st_dev || st.st_ino != out->st_ino)
		return false;
	say_error(job, "%s: it is being read and can't be written at the same time", job->write);
	return true;
}

/* A list that is a pipe can't be looked at before. */
static bool list_includes(const struct job *job, const struct stat *out)
{
	FILE *f = fopen(job->list, "re");
	char name[4096];
	struct stat st;
	bool found = false;

	if (f && fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode))
		while (!found && fgets(name, sizeof(name), f)) {
			name[strcspn(name, "\r\n")] = '\0';
			found = same(job, name, out);
		}
	if (f)
		fclose(f);
	return found;
}

bool inputs_include(const struct job *job, const char *path)
{
	struct stat out;

	if (stat(path, &out) != 0 || !S_ISREG(out.st_mode))
		return false;
	for (size_t i = 0; i < job->nreads; i++)
		if (same(job, job->reads[i], &out))
			return true;
	return job->list && strcmp(job->list, "-") != 0 && list_includes(job, &out);
}

/* --- options --- */

static bool add_file(struct job *job, const char *name)
{
	const char **files;

	job->read = name;
	if (job->as_tcpdump) /* the last one counts */
		job->nreads = 0;
	files = realloc(job->reads, (job->nreads + 1) * sizeof(*files));
	if (!files) {
		say_error(job, "out of memory");
		return false;
	}
	files[job->nreads++] = name;
	job->reads = files;
	return true;
}

static bool moment(struct job *job, const char *option, const char *arg, struct moment *m)
{
	if (moment_parse(arg, m))
		return true;
	say_error(job,
		"invalid time %s %s (must be like 2026-05-01T12:30:00, 12:30:05.25, +90s or "
		"seconds "
		"since 1970)",
		option, arg);
	return false;
}

static bool duration(
	struct job *job, const char *option, const char *arg, unsigned ms, uint64_t *ns)
{
	*ns = (uint64_t)ms * 1000000;
	if (!arg || (duration_parse(arg, ns) && *ns))
		return true;
	say_error(job, "invalid %s=%s (must be like 2s or 50ms)", option, arg);
	return false;
}

static bool packets(struct job *job, const char *arg)
{
	char err[200];

	free(job->ranges);
	job->select.nranges = 0;
	if (ranges_parse(arg, &job->ranges, &job->select.nranges, err, sizeof(err))) {
		job->select.ranges = job->ranges;
		return true;
	}
	say_error(job, "%s", err);
	return false;
}

bool inputs_set(struct job *job, enum inputs_option o, const char *arg)
{
	switch (o) {
	case INPUTS_READ:
		return add_file(job, arg);
	case INPUTS_MERGE:
		return job->merge = true;
	case INPUTS_FOLLOW:
		return job->follow = true;
	case INPUTS_FROM:
		return moment(job, "--from", arg, &job->select.from);
	case INPUTS_TO:
		return moment(job, "--to", arg, &job->select.to);
	case INPUTS_PACKETS:
		return packets(job, arg);
	case INPUTS_DEDUPE:
		return duration(job, "--dedupe", arg, DEDUPE, &job->select.dedupe);
	case INPUTS_REORDER:
		return duration(job, "--reorder", arg, REORDER, &job->reorder);
	}
	return false;
}

const char *inputs_conflict(const struct job *job)
{
	bool files = job->read || job->list;

	if (job->merge && !files)
		return "--merge can only be used when reading capture files (-r or -V)";
	if (job->follow && (job->nreads != 1 || job->list))
		return "--follow can only be used with one file (-r)";
	if (!files && !inputs_plain(job))
		return "--from, --to, --packets, --dedupe and --reorder can only be used when "
		       "reading capture files (-r or -V)";
	return NULL;
}

void inputs_forget(struct job *job)
{
	free(job->reads);
	free(job->ranges);
}
