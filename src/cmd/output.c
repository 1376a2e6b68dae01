/* SPDX-License-Identifier: BSD-2-Clause */
#include "output.h"

#include "../savefile/writer.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct output {
	const struct job *job;
	struct writer *w;
	char name[PATH_MAX];
	uint16_t link;
	uint32_t fcs, snaplen;
	uint64_t nth;    /* file of -C, from 0; begins again in each slice of -G */
	unsigned slices; /* of -G that are over */
	int64_t began;   /* the current slice, seconds since 1970; INT64_MIN: none yet */
	bool done;
	const char *user; /* whose rights files are opened with from now on; NULL: ours */
};

static int failed(const struct output *o)
{
	const char *name = strcmp(o->name, "-") == 0 ? "standard output" : o->name;

	if (errno == EACCES && o->user)
		say_error(o->job, "%s: %s (as user %s; -Z root keeps the rights of root)", name,
			strerror(errno), o->user);
	else
		say_error(o->job, "%s: %s", name, strerror(errno));
	return STATUS_WRITE;
}

/* --- names --- */

static int digits(unsigned n)
{
	int d = 1;

	while (n >= 10) {
		n /= 10;
		d++;
	}
	return d;
}

static bool timed(const struct output *o) { return o->job->rotate_seconds >= 0; }

/* The name of the file that begins now, at time t. */
static bool make_name(struct output *o, int64_t t)
{
	const struct job *job = o->job;
	char base[PATH_MAX];
	time_t at = (time_t)t;
	struct tm tm;
	int n;

	if (timed(o)) {
		if (!localtime_r(&at, &tm) || !strftime(base, sizeof(base), job->write, &tm))
			snprintf(base, sizeof(base), "%s", job->write);
	} else
		snprintf(base, sizeof(base), "%s", job->write);
	if (!job->rotate_size || job->files == 1 || (job->files == 0 && o->nth == 0))
		n = snprintf(o->name, sizeof(o->name), "%s", base);
	else if (job->files)
		n = snprintf(o->name, sizeof(o->name), "%s%0*u", base, digits(job->files - 1),
			(unsigned)(o->nth % job->files));
	else
		n = snprintf(o->name, sizeof(o->name), "%s%llu", base, (unsigned long long)o->nth);
	errno = ENAMETOOLONG;
	return n >= 0 && (size_t)n < sizeof(o->name);
}

static int open_file(struct output *o, int64_t t)
{
	if (!make_name(o, t))
		return failed(o);
	o->w = writer_open(o->name, o->link, o->fcs, o->snaplen, o->job->opt.nano);
	if (o->w)
		return STATUS_OK;
	failed(o);
	return STATUS_FAILED;
}

/* Live, slices are of the wall clock; of a file, of its packets' time. */
static bool by_packets(const struct output *o) { return o->job->read || o->job->list; }

/* With -G a file read names its first slice when its first packet is known. */
struct output *output_open(const struct job *job, uint16_t link, uint32_t fcs, uint32_t snaplen)
{
	struct output *o = calloc(1, sizeof(*o));

	if (!o) {
		say_error(job, "out of memory");
		return NULL;
	}
	o->job = job;
	o->link = link;
	o->fcs = fcs;
	o->snaplen = snaplen;
	o->began = by_packets(o) ? INT64_MIN : time(NULL);
	if ((timed(o) && by_packets(o)) || open_file(o, time(NULL)) == STATUS_OK)
		return o;
	free(o);
	return NULL;
}

void output_give(struct output *o, const char *user, unsigned uid, unsigned gid)
{
	o->user = user;
	if (o->w && strcmp(o->name, "-") != 0 && fchown(writer_fd(o->w), uid, gid) != 0)
		return; /* a file system without owners; it is open, that is what counts */
}

/* --- rotation --- */

/* -z: the command with the file's name, out of the way of the capture. */
static void postrotate(const struct output *o)
{
	pid_t pid;

	if (!o->job->postrotate)
		return;
	pid = fork();
	if (pid != 0)
		return;
	setpriority(PRIO_PROCESS, 0, 19);
	signal(SIGCHLD, SIG_DFL); /* ignored by us, it would be by the command */
	execlp(o->job->postrotate, o->job->postrotate, o->name, (char *)NULL);
	say_error(o->job, "-z: can't run %s %s: %s", o->job->postrotate, o->name, strerror(errno));
	_exit(1);
}

static int close_file(struct output *o)
{
	struct writer *w = o->w;

	o->w = NULL;
	if (w && !writer_close(w))
		return failed(o);
	return STATUS_OK;
}

/* The file is complete: the command has it, and the next packet begins another. */
static int end_file(struct output *o)
{
	int status = STATUS_OK;

	if (o->w) {
		status = close_file(o);
		if (status == STATUS_OK)
			postrotate(o);
	}
	return status;
}

/* Is the slice of -G over at time t?  Slices begin at multiples of their length after the first, so
 * that they do not drift. */
static int slice(struct output *o, int64_t t)
{
	int64_t length = o->job->rotate_seconds, over = t - o->began;

	if (o->began == INT64_MIN || (length == 0 && !o->w)) {
		o->began = t;
		return STATUS_OK;
	}
	if (over < length || o->done)
		return STATUS_OK;
	o->began = length ? o->began + over / length * length : t;
	o->slices++;
	o->nth = 0;
	if (o->job->files && !o->job->rotate_size && o->slices >= o->job->files) {
		fprintf(stderr, "Maximum file limit reached: %u\n", o->job->files);
		o->done = true;
		return STATUS_OK;
	}
	return end_file(o);
}

/* A file for the packet p: the time is looked at before the size, as tcpdump does. */
static int rotate(struct output *o, const struct packet *p)
{
	int status = STATUS_OK;

	if (timed(o))
		status = slice(o, by_packets(o) ? p->sec : time(NULL));
	if (status != STATUS_OK || o->done)
		return status;
	if (o->w && o->job->rotate_size && writer_size(o->w) > o->job->rotate_size) {
		o->nth++;
		status = end_file(o);
	}
	if (status == STATUS_OK && !o->w)
		status = open_file(o, o->began);
	return status;
}

int output_packet(struct output *o, const struct packet *p)
{
	if (o->job->rotate_size || timed(o)) {
		int status = rotate(o, p);

		if (status != STATUS_OK || o->done)
			return status;
	}
	if (p->link != o->link) {
		say_error(o->job,
			"%s: a packet of link-type %u can't be written to a pcap file of link-type"
			" %u",
			o->name, p->link, o->link);
		return STATUS_FAILED;
	}
	if (!writer_packet(o->w, p))
		return failed(o);
	if (o->job->packet_buffered && !writer_flush(o->w))
		return failed(o);
	return STATUS_OK;
}

int output_flush(struct output *o)
{
	if (o->w && writer_pending(o->w) && !writer_flush(o->w))
		return failed(o);
	return STATUS_OK;
}

/* Of -G 0 every packet is a slice: there is nothing to do in between. */
int output_tick(struct output *o)
{
	return timed(o) && !by_packets(o) && o->job->rotate_seconds > 0 ? slice(o, time(NULL))
	                                                                : STATUS_OK;
}

int output_close(struct output *o)
{
	int status = STATUS_OK;

	if (!o->w && timed(o) && o->began == INT64_MIN) /* no packet came: an empty capture */
		status = open_file(o, time(NULL));
	if (status == STATUS_OK)
		status = close_file(o);
	free(o);
	return status;
}

bool output_done(const struct output *o) { return o->done; }
