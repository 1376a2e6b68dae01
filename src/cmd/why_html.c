/* SPDX-License-Identifier: BSD-2-Clause */
#include "why_html.h"
#include "signals.h"

#include "../base/sink.h"
#include "../dissect/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	KEPT_EACH = 512,       /* octets of a packet that is kept to be told again */
	KEPT_MOST = 256 << 20, /* octets of all of them */
	CHUNK = 1 << 20,
};

struct chunk {
	struct chunk *next;
	uint8_t b[CHUNK];
};

struct why_html {
	const struct job *job;
	char *const *files;
	size_t nfiles;
	const char *expr;
	const char *path;    /* for messages */
	char name[PATH_MAX]; /* where it goes in the end; "": it is written as it is made */
	char part[PATH_MAX + 8], dir[PATH_MAX];
	int fd;
	bool keep;
	struct packet *kept;
	size_t nkept, room, used; /* used: of the newest chunk */
	struct chunk *chunks;
	uint64_t octets, unkept, last;
	struct report *report;
};

/* --- the file --- */

static int failed(const struct why_html *y)
{
	fprintf(stderr, "sonde: %s: %s\n", strcmp(y->path, "-") == 0 ? "stdout" : y->path,
		strerror(errno));
	return STATUS_WRITE;
}

/* Beside the file that it will be, with the mode that one has or would get. */
static bool make_part(struct why_html *y, const struct stat *st, bool there)
{
	mode_t mask = umask(0);
	const char *slash;

	umask(mask);
	slash = strrchr(y->name, '/');
	snprintf(y->dir, sizeof(y->dir), "%.*s",
		slash ? (slash == y->name ? 1 : (int)(slash - y->name)) : 1, slash ? y->name : ".");
	snprintf(y->part, sizeof(y->part), "%s.XXXXXX", y->name);
	y->fd = mkostemp(y->part, O_CLOEXEC);
	if (y->fd < 0) {
		*y->part = '\0';
		return false;
	}
	return fchmod(y->fd, there ? st->st_mode & 0777 : 0666 & ~mask) == 0;
}

static bool open_file(struct why_html *y)
{
	struct stat st;
	bool there;

	if (strcmp(y->path, "-") == 0) {
		y->fd = STDOUT_FILENO;
		return true;
	}
	there = stat(y->path, &st) == 0;
	if (there && !S_ISREG(st.st_mode)) {
		y->fd = open(y->path, O_WRONLY | O_CLOEXEC);
		return y->fd >= 0;
	}
	if (there && access(y->path, W_OK) != 0)
		return false;
	if (there ? !realpath(y->path, y->name)
		  : strlen(y->path) >= sizeof(y->name) || !strcpy(y->name, y->path)) {
		errno = there ? errno : ENAMETOOLONG;
		return false;
	}
	return make_part(y, &st, there);
}

const char *why_html_directory(const struct why_html *y) { return *y->name ? y->dir : NULL; }

struct why_html *why_html_open(const char *path, char *const *files, size_t nfiles, int *status)
{
	struct why_html *y = calloc(1, sizeof(*y));
	struct stat st;

	if (!y) {
		fprintf(stderr, "sonde: out of memory\n");
		*status = STATUS_MEMORY;
		return NULL;
	}
	y->path = path;
	y->files = files;
	y->nfiles = nfiles;
	y->keep = nfiles == 0;
	for (size_t i = 0; i < nfiles; i++)
		y->keep = y->keep || stat(files[i], &st) != 0 || !S_ISREG(st.st_mode);
	y->fd = -1;
	if (!open_file(y)) {
		*status = failed(y);
		why_html_close(y);
		return NULL;
	}
	return y;
}

/* --- packets that cannot be read again --- */

static uint8_t *room_for(struct why_html *y, uint32_t n)
{
	struct chunk *c;

	if (!y->chunks || y->used + n > CHUNK) {
		c = malloc(sizeof(*c));
		if (!c)
			return NULL;
		c->next = y->chunks;
		y->chunks = c;
		y->used = 0;
	}
	y->used += n;
	return y->chunks->b + y->used - n;
}

static bool keep_packet(struct why_html *y, const struct packet *p)
{
	uint32_t n = p->caplen < KEPT_EACH ? p->caplen : KEPT_EACH;
	uint8_t *b;

	if (y->unkept || y->octets + n + sizeof(*p) > KEPT_MOST)
		return false;
	if (y->nkept == y->room) {
		size_t room = y->room ? y->room * 2 : 1024;
		struct packet *more = realloc(y->kept, room * sizeof(*more));

		if (!more)
			return false;
		y->kept = more;
		y->room = room;
	}
	b = room_for(y, n);
	if (!b)
		return false;
	memcpy(b, p->data, n);
	y->kept[y->nkept] = *p;
	y->kept[y->nkept].data = b;
	y->kept[y->nkept++].caplen = n;
	y->octets += n + sizeof(*p);
	return true;
}

static void on_first(void *arg, const struct packet *p)
{
	struct why_html *y = arg;

	y->last = p->number;
	if (y->keep && !keep_packet(y, p))
		y->unkept++;
}

void why_html_listen(struct why_html *y, struct hear *h)
{
	y->job = h->job;
	y->expr = h->expr;
	h->after = on_first;
	h->after_arg = y;
}

/* --- once more --- */

static void on_second(void *arg, const struct packet *p)
{
	struct why_html *y = arg;

	report_packet(y->report, p);
	if (p->number >= y->last)
		signal_stop = 1; /* it was interrupted there, or the file has grown */
}

static int tell_kept(struct why_html *y, struct tell *tell)
{
	static const struct opts opt = { .n = true, .t = 1 };
	struct dis *d = dis_new(&opt, NULL, -1);

	if (!d)
		return STATUS_MEMORY;
	dis_listen(d, tell);
	for (size_t i = 0; i < y->nkept; i++) {
		dissect_packet(d, &y->kept[i]);
		report_packet(y->report, &y->kept[i]);
	}
	dis_free(d);
	return STATUS_OK;
}

static int tell_again(struct why_html *y)
{
	struct tell tell = { 0 };
	struct hear h = { .job = y->job,
		.expr = y->expr,
		.tell = &tell,
		.after = on_second,
		.after_arg = y,
		.confined = true,
		.damaged = true }; /* what is, was said */
	int status;

	if (!report_listen(y->report, &tell))
		status = STATUS_MEMORY;
	else if (y->keep)
		status = tell_kept(y, &tell);
	else {
		signal_stop = 0;
		status = hear_files(&h, y->files, y->nfiles);
	}
	if (status == STATUS_MEMORY)
		say_error(y->job, "out of memory");
	return status;
}

static int put_file(struct why_html *y, const struct html *page)
{
	int fd = y->fd;

	if (!write_all(fd, page->b, page->n))
		return failed(y);
	if (*y->name && fsync(fd) != 0 && errno != EINVAL)
		return failed(y);
	y->fd = -1;
	if (fd != STDOUT_FILENO && close(fd) != 0)
		return failed(y);
	if (*y->name && rename(y->part, y->name) != 0)
		return failed(y);
	*y->part = '\0';
	return STATUS_OK;
}

int why_html_write(struct why_html *y, const struct why *w, const struct report_words *words)
{
	struct report_words all = *words;
	struct html page = { 0 };
	int status = STATUS_MEMORY;

	all.unkept = y->unkept;
	y->report = report_new(w);
	if (!y->report) {
		say_error(y->job, "out of memory");
		return status;
	}
	status = tell_again(y);
	if (status == STATUS_OK && !report_write(y->report, &all, &page)) {
		say_error(y->job, "out of memory");
		status = STATUS_MEMORY;
	}
	if (status == STATUS_OK)
		status = put_file(y, &page);
	html_free(&page);
	return status;
}

void why_html_close(struct why_html *y)
{
	if (!y)
		return;
	if (y->fd >= 0 && y->fd != STDOUT_FILENO)
		close(y->fd);
	if (*y->part)
		unlink(y->part);
	while (y->chunks) {
		struct chunk *c = y->chunks;

		y->chunks = c->next;
		free(c);
	}
	report_free(y->report);
	free(y->kept);
	free(y);
}
