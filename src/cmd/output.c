/* SPDX-License-Identifier: BSD-2-Clause */
#include "output.h"
#include "limits.h"
#include "ngout.h"
#include "postrotate.h"

#include "../savefile/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	RECORD_MOST = 36,      /* bytes a packet takes more in a file */
	LOOK_EACH = 1024,      /* packets of a file that is read, between two looks at the disk */
	LOOK_AT_DISK = 1000,   /* ms */
	WAIT_COMMANDS = 3000,  /* ms, at the end */
	BINARY_US = 0x80 | 20, /* if_tsresol: about a microsecond */
};

struct output {
	const struct job *job;
	struct output_conf conf;
	struct writer_conf how;
	struct writer *w;
	struct ngout *ng;    /* NULL: files are pcap */
	struct ngout *maybe; /* until the first packet: they will be pcapng if the input needs it */
	bool direct;         /* a packet need only be written to the file, */
	bool verbatim;       /* with the head that it has in the file that is read */
	bool special;        /* more is to be done for a packet than to write it */
	struct beside beside;
	uint32_t links; /* how many link types interfaces have had, at most 2 */
	uint16_t first_link;
	char pattern[PATH_MAX];                  /* of -w, without suffix */
	const char *suffix;                      /* how files are compressed */
	char name[PATH_MAX], part[PATH_MAX + 8]; /* of the file; while it is incomplete */
	uint64_t nth;    /* file of -C, from 0; begins again in each slice of -G */
	unsigned slices; /* of -G that are over */
	int64_t began;   /* the current slice, seconds since 1970; INT64_MIN: none yet */
	int64_t until;   /* when it ends */
	bool done;
	bool broken;           /* the file failed and nothing can be done before the next slice */
	bool limited, in_turn; /* in_turn: files, or there are limits */
	uint32_t cut;          /* --write-snaplen */
	bool repeats;          /* said that files overwrite each other */
	int status;            /* of failures that were survived */
	uint64_t taken, lost;  /* packets of the file; those that found none */
	struct output_counts before; /* when the file began */
	struct limits limits;
	struct postrotate *command;
	int64_t next_look, next_report, opened; /* ms of the monotonic clock */
	const char *user; /* whose rights files are opened with from now on; NULL: ours */
};

static int64_t now_ms(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *shown(const struct output *o)
{
	return strcmp(o->name, "-") == 0 ? "standard output" : o->name;
}

static int failed(const struct output *o, const char *what)
{
	if (errno == EFAULT && o->verbatim) /* as the reader would have said */
		say_error(o->job, "%s: the file was cut off while it was being read",
			o->conf.source->path);
	else if (errno == EACCES && o->user)
		say_error(o->job, "%s: %s (as user %s; -Z root keeps the rights of root)%s",
			shown(o), strerror(errno), o->user, what);
	else
		say_error(o->job, "%s: %s%s", shown(o), strerror(errno), what);
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

/* `sonde split`: out-00001.pcap. */
static int split_name(struct output *o)
{
	const char *slash = strrchr(o->pattern, '/');
	const char *dot = strrchr(slash ? slash : o->pattern, '.');
	size_t n = dot && dot != o->pattern ? (size_t)(dot - o->pattern) : strlen(o->pattern);

	return snprintf(o->name, sizeof(o->name), "%.*s-%05llu%s%s", (int)n, o->pattern,
		(unsigned long long)o->nth, o->pattern + n, o->suffix);
}

/* How far local time is ahead of UTC at time t. */
static long zone(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	return localtime_r(&at, &tm) ? tm.tm_gmtoff : 0;
}

static void base_name(const struct output *o, int64_t t, char *base, size_t size)
{
	time_t at = (time_t)t;
	struct tm tm;

	if (!timed(o) || !localtime_r(&at, &tm) || !strftime(base, size, o->pattern, &tm))
		snprintf(base, size, "%s", o->pattern);
}

/* The name of the file that begins now, at time t. */
static bool make_name(struct output *o, int64_t t)
{
	const struct job *job = o->job;
	char base[PATH_MAX];
	int n;

	base_name(o, t, base, sizeof(base));
	if (job->out.split)
		n = split_name(o);
	else if (!job->rotate_size || job->files == 1 || (job->files == 0 && o->nth == 0))
		n = snprintf(o->name, sizeof(o->name), "%s%s", base, o->suffix);
	else if (job->files)
		n = snprintf(o->name, sizeof(o->name), "%s%0*u%s", base, digits(job->files - 1),
			(unsigned)(o->nth % job->files), o->suffix);
	else
		n = snprintf(o->name, sizeof(o->name), "%s%llu%s", base, (unsigned long long)o->nth,
			o->suffix);
	snprintf(o->part, sizeof(o->part), "%s%s", o->name,
		job->out.atomic && strcmp(o->name, "-") != 0 ? ".part" : "");
	errno = ENAMETOOLONG;
	return n >= 0 && (size_t)n < sizeof(o->name);
}

/* Told once when a slice has the name of the one before. */
static void say_repeats(struct output *o, const char *before)
{
	if (o->repeats || o->job->as_tcpdump || o->job->rotate_size || o->job->out.split ||
		strcmp(before, o->name) != 0)
		return;
	o->repeats = true;
	say_warning(o->job,
		"each file overwrites the one before: -w %s has no time that changes in"
		" %ld seconds",
		o->job->write, o->job->rotate_seconds);
}

/* --- files --- */

static void begin_counts(struct output *o)
{
	o->taken = 0;
	o->opened = now_ms(CLOCK_MONOTONIC);
	if (o->conf.counts && !o->conf.counts(o->conf.arg, ALL_DEVICES, &o->before))
		memset(&o->before, 0, sizeof(o->before));
}

/* STATUS_OK, or not after a message. */
static int open_file(struct output *o, int64_t t)
{
	char before[PATH_MAX];

	memcpy(before, o->name, sizeof(before));
	if (!make_name(o, t))
		return failed(o, "");
	say_repeats(o, before);
	o->broken = false;
	o->w = writer_open(o->part, &o->how);
	if (!o->w)
		return failed(o, "");
	if (o->how.direct && !writer_direct(o->w)) {
		say_warning(o->job, "--direct: %s: it can't be written so: it is written as usual",
			shown(o));
		o->how.direct = false;
	}
	if (o->ng && !ngout_begin(o->ng, o->w)) {
		failed(o, "");
		writer_close(o->w, NULL);
		o->w = NULL;
		return STATUS_WRITE;
	}
	begin_counts(o);
	if (o->limited)
		limits_file(&o->limits, o->name);
	return STATUS_OK;
}

/* Live, slices are of the wall clock; of a file, of its packets' time. */
static bool by_packets(const struct output *o) { return o->job->read || o->job->list; }

static void say_report(struct output *o, uint64_t bytes)
{
	struct output_counts c;

	fprintf(stderr, "%s: %s: %llu packet%s, %llu bytes", o->job->prog, shown(o),
		(unsigned long long)o->taken, o->taken == 1 ? "" : "s", (unsigned long long)bytes);
	if (o->conf.counts) {
		fprintf(stderr, ", %.1f s", (double)(now_ms(CLOCK_MONOTONIC) - o->opened) / 1000);
		if (o->conf.counts(o->conf.arg, ALL_DEVICES, &c))
			fprintf(stderr, ", %llu dropped by kernel",
				(unsigned long long)(c.dropped - o->before.dropped));
	}
	fputc('\n', stderr);
}

/* It was there; is it still?  Then it has its name now. */
static int name_file(struct output *o, const struct stat *st)
{
	if (st->st_nlink == 0) {
		say_error(o->job, "%s: it was removed while it was written", shown(o));
		return STATUS_WRITE;
	}
	if (o->job->out.atomic && S_ISREG(st->st_mode) && rename(o->part, o->name) != 0)
		return failed(o, "");
	return STATUS_OK;
}

static int close_file(struct output *o)
{
	struct writer *w = o->w;
	struct stat st = { .st_nlink = 1 };
	uint64_t bytes;
	int fd, status = STATUS_OK;

	o->w = NULL;
	if (!w)
		return STATUS_OK;
	fd = dup(writer_fd(w));
	if (o->ng && !ngout_end(o->ng, w))
		status = failed(o, "");
	if (!writer_close(w, NULL) && status == STATUS_OK)
		status = failed(o, "");
	if (fd >= 0) {
		fstat(fd, &st);
		close(fd);
	}
	bytes = (uint64_t)st.st_size;
	if (status == STATUS_OK && strcmp(o->name, "-") != 0)
		status = name_file(o, &st);
	if (o->job->out.report && !o->job->out.report_ms)
		say_report(o, bytes);
	return status;
}

/* The file is complete: the command has it, and the next packet begins another. */
static int end_file(struct output *o)
{
	int status;

	if (!o->w)
		return STATUS_OK;
	status = close_file(o);
	if (status == STATUS_OK && o->command)
		postrotate_run(o->command, o->name);
	return status;
}

/* --- opening and closing the whole --- */

static void take_suffix(struct output *o)
{
	size_t n = 0;

	o->how.packing = o->job->as_tcpdump ? PACK_NONE : packing_of(o->job->write, &n);
	o->suffix = packing_suffix(o->how.packing);
	snprintf(o->pattern, sizeof(o->pattern), "%.*s", (int)(strlen(o->job->write) - n),
		o->job->write);
}

static bool ends_in(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n > k && strcasecmp(s + n - k, suffix) == 0;
}

static bool several_links(const struct output *o)
{
	for (size_t i = 1; i < o->conf.ndevices; i++)
		if (o->conf.devices[i].link != o->conf.devices[0].link)
			return true;
	return false;
}

/* pcap or pcapng, by --format, by the name, or as the input needs it.  False after a message. */
static bool choose_format(struct output *o)
{
	const struct job *job = o->job;
	bool named = ends_in(o->pattern, ".pcapng") || ends_in(o->pattern, ".ntar");
	bool pcap = ends_in(o->pattern, ".pcap") || ends_in(o->pattern, ".cap");

	if (job->as_tcpdump)
		return true;
	if (several_links(o) && job->out.format == FORMAT_BY_NAME && !named && !pcap) {
		say_warning(job,
			"%s: it is written as pcapng, for the interfaces have several link types",
			job->write);
		named = true;
	}
	if (job->out.format == FORMAT_PCAPNG || (job->out.format == FORMAT_BY_NAME && named)) {
		o->how.format = WRITE_PCAPNG;
		o->ng = ngout_open(&o->conf);
		return o->ng;
	}
	if (job->out.ncomments)
		say_error(
			job, "--comment needs a pcapng file: name it .pcapng, or --format pcapng");
	else if (job->out.format == FORMAT_BY_NAME && !pcap && o->conf.source) {
		o->maybe = ngout_open(&o->conf);
		o->special = o->maybe;
		return o->maybe;
	}
	if (several_links(o))
		say_error(job,
			"%s: a pcap file can't hold several link types (--format pcapng can)",
			job->write);
	return job->out.ncomments == 0 && !several_links(o);
}

/* What the input has beside packets. */
static void on_block(void *arg, const struct source_block *b)
{
	struct output *o = arg;
	struct ngout *ng = o->ng ? o->ng : o->maybe;
	uint16_t link;

	if (b->type == NG_INTERFACE && b->len >= 2) {
		memcpy(&link, b->body, 2);
		link = b->swap ? __builtin_bswap16(link) : link;
		if (o->links == 0)
			o->first_link = link;
		o->links = o->links && link != o->first_link ? 2 : 1;
	}
	if (!o->ng) {
		o->special = true;
		o->direct = false;
		beside_block(&o->beside, b);
	}
	/* An error of the writer shows again with the next packet. */
	if (ng && !ngout_block(ng, o->ng ? o->w : NULL, b) && errno == ENOMEM)
		say_error(o->job, "out of memory");
}

/* The first packet is there, and with it all there is before it: of several kinds? */
static void decide(struct output *o)
{
	struct ngout *ng = o->maybe;

	o->maybe = NULL;
	if (o->links < 2 || (o->w && !writer_turn_pcapng(o->w))) {
		ngout_free(ng);
		o->special = o->links > 0;
		return;
	}
	say_warning(o->job, "%s: it is written as pcapng, for the input has several link types",
		o->job->write);
	memset(&o->beside, 0, sizeof(o->beside));
	o->special = false;
	o->ng = ng;
	o->how.format = WRITE_PCAPNG;
	if (o->w)
		ngout_begin(o->ng, o->w); /* into the buffer */
}

static void set_slice(struct output *o, int64_t t);

/* --max-files with -C: numbers go on where a run before us stopped. */
static void go_on_counting(struct output *o)
{
	uint64_t last;

	if (o->job->out.max_files && o->job->rotate_size && !timed(o) && make_name(o, 0) &&
		limits_number(&o->limits, o->name, &last))
		o->nth = last + 1;
	else if (o->job->out.max_files && o->job->rotate_size && !timed(o) &&
		 access(o->name, F_OK) == 0)
		o->nth = 1;
	o->name[0] = '\0';
}

/* With -G a file read names its first slice when its first packet is known. */
/* As asked; else what the file has that is read, but tcpdump writes microseconds. */
static bool nanoseconds(const struct output_conf *conf)
{
	const struct job *job = conf->job;
	const struct source_interface *i;

	if (job->precise || job->as_tcpdump || !conf->source)
		return job->opt.nano;
	i = source_interface(conf->source, 0);
	return job->opt.nano ||
	       (i && (i->tsresol & 0x80 ? i->tsresol > BINARY_US : i->tsresol > 6));
}

struct output *output_open(const struct output_conf *conf)
{
	struct output *o = calloc(1, sizeof(*o));
	const struct job *job = conf->job;

	if (!o) {
		say_error(job, "out of memory");
		return NULL;
	}
	o->job = job;
	o->conf = *conf;
	o->how = (struct writer_conf){
		.link = conf->link,
		.fcs = conf->fcs,
		.snaplen = conf->snaplen,
		.nano = nanoseconds(conf),
		.direct = job->out.direct,
	};
	take_suffix(o);
	o->cut = job->out.snaplen ? job->out.snaplen : UINT32_MAX;
	if (o->cut < conf->snaplen)
		o->conf.snaplen = o->how.snaplen = o->cut;
	if (!choose_format(o)) {
		free(o);
		return NULL;
	}
	if (o->conf.source && !job->as_tcpdump) {
		o->conf.source->on_block = on_block;
		o->conf.source->block_arg = o;
	}
	o->limited = limits_any(job);
	o->in_turn = o->limited || job->rotate_size || timed(o) || job->out.split;
	o->began = INT64_MIN;
	if (!limits_init(&o->limits, job, o->pattern, o->suffix)) {
		say_error(job, "out of memory");
		free(o);
		return NULL;
	}
	go_on_counting(o);
	if (!by_packets(o))
		set_slice(o, time(NULL));
	if ((timed(o) && by_packets(o)) ||
		open_file(o, timed(o) ? o->began : time(NULL)) == STATUS_OK)
		return o;
	ngout_free(o->ng);
	ngout_free(o->maybe);
	limits_free(&o->limits);
	free(o);
	return NULL;
}

void output_give(struct output *o, const char *user, unsigned uid, unsigned gid)
{
	struct stat st;

	o->user = user;
	if (!o->w || strcmp(o->name, "-") == 0 || fstat(writer_fd(o->w), &st) != 0 ||
		S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
		return; /* /dev/null is everybody's */
	if (fchown(writer_fd(o->w), uid, gid) != 0)
		return; /* a file system without owners; it is open, that is what counts */
}

void output_names(struct output *o, const struct names *n)
{
	if (o->ng)
		ngout_names(o->ng, n);
}

bool output_ready(struct output *o)
{
	if (o->job->postrotate)
		o->command = postrotate_start(o->job);
	return !o->job->postrotate || o->command;
}

/* --- slices of time --- */

/* The last moment on the clock before t that is a multiple of the slices' length, in local time. */
static int64_t clock_before(int64_t t, long length)
{
	int64_t over = (t + zone(t)) % length;

	return t - (over < 0 ? over + length : over);
}

/* The next such moment.  A day of 23 or 25 hours is one slice, if slices are longer than an hour.
 */
static int64_t clock_after(int64_t t, long length)
{
	int64_t next = clock_before(t, length) + length;

	return length > 3600 ? next + zone(t) - zone(next) : next;
}

/* When clocks are set back, an hour has its name twice: both are one file. */
static bool same_name_again(const struct output *o, int64_t before)
{
	char was[PATH_MAX], is[PATH_MAX];

	if (zone(before) == zone(o->began))
		return false;
	base_name(o, before, was, sizeof(was));
	base_name(o, o->began, is, sizeof(is));
	return strcmp(was, is) == 0;
}

/* A slice begins with time t, or began before it. */
static void set_slice(struct output *o, int64_t t)
{
	long length = o->job->rotate_seconds;

	if (length <= 0) {
		o->began = o->until = t;
		return;
	}
	if (o->job->out.align) {
		o->began = o->began == INT64_MIN ? t : clock_before(t, length);
		o->until = clock_after(t, length);
	} else {
		if (o->began == INT64_MIN || t < o->began)
			o->began = t;
		else
			o->began += (t - o->began) / length * length;
		o->until = o->began + length;
	}
}

/* Is the slice of -G over at time t?  Slices begin at multiples of their length after the first, so
 * that they do not drift. */
static int slice(struct output *o, int64_t t)
{
	const struct job *job = o->job;
	int64_t before = o->began;

	if (o->began == INT64_MIN || (job->rotate_seconds == 0 && !o->w)) {
		set_slice(o, t);
		return STATUS_OK;
	}
	if (t < o->began && !by_packets(o)) { /* the clock was set back */
		set_slice(o, t);
		return STATUS_OK;
	}
	if (t < o->until || o->done)
		return STATUS_OK;
	set_slice(o, t);
	if (o->w && !job->out.split && same_name_again(o, before))
		return STATUS_OK;
	o->slices++;
	o->nth = job->out.split ? o->nth + 1 : 0;
	o->broken = false;
	if (job->files && !job->rotate_size && o->slices >= job->files) {
		fprintf(stderr, "Maximum file limit reached: %u\n", job->files);
		o->done = true;
		return STATUS_OK;
	}
	return end_file(o);
}

/* --- failures --- */

/* Open the next file and write its header.  False: there was no place for that either. */
static bool try_next(struct output *o)
{
	if (open_file(o, o->began) != STATUS_OK)
		return false;
	if (writer_flush(o->w))
		return true;
	failed(o, "");
	writer_close(o->w, NULL);
	o->w = NULL;
	unlink(o->part); /* there is nothing in it */
	return false;
}

/* A file failed.  The next takes over: in a ring one of the others, whose place it takes. */
static int go_on(struct output *o)
{
	const struct job *job = o->job;
	unsigned tries = job->rotate_size && job->files ? job->files : 2;
	char name[PATH_MAX];

	memcpy(name, o->name, sizeof(name));
	while (tries-- > 1) {
		o->nth += job->rotate_size > 0;
		if (!make_name(o, o->began))
			return failed(o, "");
		if (strcmp(name, o->name) == 0) { /* it must not be overwritten */
			o->broken = true;
			return timed(o) && !by_packets(o) ? STATUS_OK : STATUS_WRITE;
		}
		if (o->limited)
			limits_full(&o->limits);
		if (try_next(o))
			return STATUS_OK;
	}
	return STATUS_WRITE;
}

/* The file could not be written on.  What is in it stays. */
static int broke(struct output *o)
{
	int why = errno;
	char lost[64] = "";
	uint64_t saved;
	struct stat st;
	bool regular = fstat(writer_fd(o->w), &st) == 0 && S_ISREG(st.st_mode);

	writer_close(o->w, &saved);
	o->w = NULL;
	if (o->taken > saved)
		snprintf(lost, sizeof(lost), "; %llu packet%s lost",
			(unsigned long long)(o->taken - saved), o->taken - saved == 1 ? "" : "s");
	errno = why;
	o->status = failed(o, o->in_turn ? lost : "");
	if (!regular || (!o->job->rotate_size && !timed(o)))
		return o->status;
	if (name_file(o, &st) == STATUS_OK && o->command)
		postrotate_run(o->command, o->name);
	return go_on(o);
}

/* --- packets --- */

/* Is there no place in the file for p?  With -C it is when the limit is passed already. */
static bool full(const struct output *o, const struct packet *p)
{
	const struct job *job = o->job;

	if (job->rotate_size)
		return writer_size(o->w) > job->rotate_size;
	if (job->out.split_packets && o->taken >= job->out.split_packets)
		return true;
	return job->out.split_size && o->taken &&
	       writer_size(o->w) + p->caplen + RECORD_MOST > job->out.split_size;
}

/* A file for the packet p: the time is looked at before the size, as tcpdump does. */
static int rotate(struct output *o, const struct packet *p)
{
	int status = STATUS_OK;

	if (timed(o))
		status = slice(o, by_packets(o) ? p->sec : time(NULL));
	if (status != STATUS_OK || o->done || o->broken)
		return status;
	if (o->w && full(o, p)) {
		o->nth++;
		status = end_file(o);
	}
	if (status == STATUS_OK && !o->w)
		status = open_file(o, o->began);
	return status;
}

static int wrong_link(const struct output *o, const struct packet *p)
{
	say_error(o->job,
		"%s: a packet of link-type %u can't be written to a pcap file of link-type %u%s",
		o->name, p->link, o->conf.link,
		o->job->as_tcpdump ? "" : " (--format pcapng can hold both)");
	return STATUS_FAILED;
}

static bool put_packet(struct output *o, const struct packet *p)
{
	o->taken++;
	return (o->ng ? ngout_packet(o->ng, o->w, p) : writer_packet(o->w, p)) &&
	       (!o->job->packet_buffered || writer_flush(o->w));
}

/* A packet of an output that changes files or has limits. */
static int put_in_turn(struct output *o, const struct packet *p)
{
	int status = STATUS_OK;

	if (o->limited && by_packets(o) && o->taken % LOOK_EACH == LOOK_EACH - 1)
		status = output_tick(o);
	if (status != STATUS_OK)
		return status;

	if (o->job->rotate_size || timed(o) || o->job->out.split) {
		status = rotate(o, p);
		if (status != STATUS_OK || o->done)
			return status;
	}
	if (o->limited && o->w && !limits_grown(&o->limits, writer_size(o->w) + p->caplen + 16)) {
		o->done = true;
		return STATUS_OK;
	}
	if (!o->w)
		o->lost++;
	else if (!put_packet(o, p))
		return broke(o);
	return STATUS_OK;
}

/* A pcap file of a pcapng one: what can't be kept is counted. */
static void look_at_extra(struct output *o, const struct packet *p)
{
	if (o->ng)
		return;
	o->beside.comments += o->conf.source->extra.noptions != 0;
	o->beside.times += p->sec < 0 || p->sec > UINT32_MAX;
	/* One interface's packets may be longer than the first one's; readers cut at the header's.
	 */
	if (p->caplen > o->how.snaplen && o->how.snaplen && p->caplen <= o->cut) {
		o->how.snaplen = p->caplen > MAX_SNAPLEN ? p->caplen : MAX_SNAPLEN;
		if (o->w && !writer_set_snaplen(o->w, o->how.snaplen))
			o->beside.longer++;
	}
}

/* A packet for which more is to be done than to write it to the one pcap file there is. */
static int put_carefully(struct output *o, const struct packet *p)
{
	const struct source *s = o->conf.source;
	struct packet cut;

	if (o->special) {
		if (o->maybe)
			decide(o);
		look_at_extra(o, p);
	}
	if (p->link != o->conf.link && !o->ng)
		return wrong_link(o, p);
	if (p->caplen > o->cut) {
		cut = *p;
		cut.caplen = o->cut;
		p = &cut;
	}
	o->direct = !o->ng && !o->in_turn && !o->special && !o->job->packet_buffered &&
	            o->cut == UINT32_MAX;
	o->verbatim = o->direct && s && s->verbatim && (s->only.tsresol == 9) == o->how.nano;
	if (o->in_turn)
		return put_in_turn(o, p);
	return put_packet(o, p) ? STATUS_OK : broke(o);
}

int output_packet(struct output *o, const struct packet *p)
{
	if (!o->direct || p->link != o->conf.link) {
		int status = put_carefully(o, p);

		return status == STATUS_OK && o->done ? OUTPUT_DONE : status;
	}
	o->taken++;
	return (o->verbatim ? writer_record(o->w, p) : writer_packet(o->w, p)) ? STATUS_OK
	                                                                       : broke(o);
}

/* A block of pcapng, with room to spare for what is told of the packet. */
static bool gather_block(struct output *o, const struct packet *p)
{
	enum { MORE = 4096 };

	if (!o->ng || !o->w || o->in_turn || o->special || o->job->packet_buffered ||
		o->job->out.ncomments || p->caplen > o->cut || writer_full(o->w, p->caplen + MORE))
		return false;
	if (put_packet(o, p))
		return true;
	o->taken--;
	return false;
}

bool output_gather(struct output *o, const struct packet *p)
{
	if (!o->direct || p->link != o->conf.link)
		return gather_block(o, p);
	if (!writer_gather(o->w, p))
		return false;
	o->taken++;
	return true;
}

int output_flush(struct output *o)
{
	if (o->w && !writer_flush(o->w))
		return broke(o);
	return STATUS_OK;
}

/* Of -G 0 every packet is a slice: there is nothing to do in between. */
int output_tick(struct output *o)
{
	int64_t now = now_ms(CLOCK_MONOTONIC);
	int64_t each = o->job->out.report_ms;
	int status = STATUS_OK;

	if (timed(o) && !by_packets(o) && o->job->rotate_seconds > 0)
		status = slice(o, time(NULL));
	if (status == STATUS_OK && o->limited && now >= o->next_look) {
		o->next_look = now + LOOK_AT_DISK;
		if (!limits_disk(&o->limits, o->name)) {
			o->done = true;
			status = STATUS_WRITE;
		}
	}
	if (each && o->w && now >= o->next_report) {
		if (o->next_report)
			say_report(o, writer_size(o->w));
		o->next_report = now + each;
	}
	return status;
}

bool output_pending(const struct output *o) { return o->w && writer_pending(o->w); }

int output_due(const struct output *o, int ms)
{
	int64_t left = ms, t;

	if (timed(o) && !by_packets(o) && o->job->rotate_seconds > 0) {
		t = o->until * 1000 - now_ms(CLOCK_REALTIME);
		left = t < 0 ? 0 : t < left ? t : left;
	}
	if (o->next_report) {
		t = o->next_report - now_ms(CLOCK_MONOTONIC);
		left = t < 0 ? 0 : t < left ? t : left;
	}
	return (int)left;
}

/* -z for the last file too, unless tcpdump's way is asked for. */
static int close_last(struct output *o)
{
	if (o->job->out.compat_z || o->job->as_tcpdump)
		return close_file(o);
	return end_file(o);
}

int output_close(struct output *o)
{
	int status = STATUS_OK;
	int wait = o->job->as_tcpdump ? 0 : WAIT_COMMANDS;

	if (!o->w && timed(o) && o->began == INT64_MIN) /* no packet came: an empty capture */
		status = open_file(o, time(NULL));
	if (status == STATUS_OK)
		status = close_last(o);
	if (o->lost)
		say_error(o->job, "%llu packets could not be written to any file",
			(unsigned long long)o->lost);
	if (o->command && !postrotate_end(o->command, wait) && status == STATUS_OK &&
		!o->job->as_tcpdump)
		status = STATUS_WRITE;
	if (status == STATUS_OK)
		status = o->status;
	if (o->ng)
		ngout_say_left_out(o->ng);
	else
		beside_say(&o->beside, o->job, o->job->write);
	ngout_free(o->ng);
	ngout_free(o->maybe);
	limits_free(&o->limits);
	free(o);
	return status;
}

const char *output_name(const struct output *o) { return o->w ? o->name : ""; }

bool output_done(const struct output *o) { return o->done; }
