/* `sonde extract`: the files that were sent. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "../extract/extract.h"

#include "hear.h"
#include "signals.h"
#include "verbs.h"

#include "../capture/privileges.h"
#include "../filter/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct job job = { .prog = "sonde" };

struct extraction {
	const char *dir;
	bool json, failed, no_sandbox;
	uint64_t files, odd;
};

static char *end_text(char *o, const struct tell_addr *a, uint16_t port)
{
	bool six = !addr_is4(a);
	char *start = o;

	if (six)
		*o++ = '[';
	o = addr_text(o, a);
	if (six)
		*o++ = ']';
	*o++ = ':';
	*fmt_u32(o, port) = '\0';
	return start;
}

static void on_done(void *arg, const struct extract_file *f)
{
	struct extraction *x = arg;
	char from[FMT_MAX + 8], to[FMT_MAX + 8];
	const struct flow *w = f->flow;

	x->files++;
	x->odd += *f->note != '\0';
	end_text(from, f->dir ? &w->b : &w->a, f->dir ? w->bport : w->aport);
	end_text(to, f->dir ? &w->a : &w->b, f->dir ? w->aport : w->bport);
	if (!x->json) {
		printf("%12" PRIu64 " %-4s %-30s %s > %s, packet %" PRIu64 "%s%s", f->size, f->kind,
			f->name, from, to, f->number, *f->note ? ": " : "", f->note);
		if (f->missing)
			printf(" (%" PRIu64 " octets missing)", f->missing);
		printf("\n");
		return;
	}
	printf("{\"name\":\"%s\",\"size\":%" PRIu64 ",\"missing\":%" PRIu64
	       ",\"kind\":\"%s\",\"type\":",
		f->name, f->size, f->missing, f->kind);
	put_json(stdout, f->type);
	printf(",\"from\":\"%s\",\"to\":\"%s\",\"number\":%" PRIu64 ",\"note\":\"%s\"}\n", from, to,
		f->number, f->note);
}

static void on_failed(void *arg, const char *name, int error)
{
	struct extraction *x = arg;

	if (!x->failed)
		say_error(&job, "extract: %s/%s: %s", x->dir, name, strerror(error));
	x->failed = true;
	if (error == ENOSPC || error == EDQUOT || error == EROFS || error == EACCES)
		signal_stop = 1; /* nothing more will go there */
}

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde extract [--json] -o directory file [expression]\n"
		"The files that were sent: bodies of HTTP/1 (decoded), transfers of FTP and TFTP, "
		"mails\n"
		"of SMTP.  Nothing is overwritten; the directory is made if it is not there.\n"
		"  -o directory    where they go\n"
		"  --json          a line of JSON for each\n"
		"  --no-sandbox    keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

/* -1 after a message.  One that root makes is whose its files will be. */
static int open_directory(const char *path)
{
	bool made = mkdir(path, 0755) == 0;
	int fd = made || errno == EEXIST ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	struct user u;
	char err[256];

	if (fd < 0)
		say_error(&job, "extract: %s: %s", path, strerror(errno));
	else if (made && getuid() == 0 && user_find(NULL, &u, err, sizeof(err)) &&
		 fchown(fd, u.uid, u.gid) != 0)
		say_warning(&job, "extract: %s: %s", path, strerror(errno));
	return fd;
}

static int finish(struct extraction *x, struct extract *e, struct dialogs *d, bool damaged)
{
	if (!x->json)
		printf("%" PRIu64 " file%s\n", x->files, x->files == 1 ? "" : "s");
	if (extract_left_out(e))
		say_warning(&job,
			"extract: more than %d conversations at once: %" PRIu64
			" were not looked into",
			EXTRACT_TALKS, extract_left_out(e));
	if (dialogs_evicted(d))
		say_warning(&job,
			"extract: more than %d conversations at once: %" PRIu64 " were ended early",
			DIALOGS, dialogs_evicted(d));
	if (fflush(stdout) != 0) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
	if (x->failed)
		return STATUS_WRITE;
	return x->odd || damaged ? STATUS_FAILED : STATUS_OK;
}

static int run(struct extraction *x, char **argv)
{
	struct extract_conf conf = { .arg = x, .done = on_done, .failed = on_failed };
	struct tell tell = { 0 };
	struct dialog_sink sink;
	char *expr = filter_join(argv + 1);
	struct hear h = { .job = &job, .tell = &tell, .expr = expr, .no_sandbox = x->no_sandbox };
	struct extract *e;
	struct dialogs *d = NULL;
	int status = STATUS_MEMORY;

	conf.dir = open_directory(x->dir);
	if (conf.dir < 0) {
		free(expr);
		return STATUS_OPEN;
	}
	h.makes = conf.dir + 1;
	e = extract_new(&conf);
	if (e) {
		sink = extract_sink(e);
		d = dialogs_new(&sink);
	}
	if (d && expr) {
		dialogs_listen(d, &tell);
		signals_catch();
		status = hear_files(&h, argv, 1);
		dialogs_end(d);
		if (status == STATUS_OK)
			status = finish(x, e, d, h.damaged);
	} else {
		say_error(&job, "out of memory");
	}
	dialogs_free(d);
	extract_free(e);
	close(conf.dir);
	free(expr);
	return status;
}

int extract_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ "output", required_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde extract";
	struct extraction x = { 0 };
	int c;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "ho:", options, NULL)) != -1)
		switch (c) {
		case 'j':
			x.json = true;
			break;
		case 'S':
			x.no_sandbox = true;
			break;
		case 'o':
			x.dir = optarg;
			break;
		default:
			return usage(c == 'h' ? stdout : stderr);
		}
	if (!x.dir || optind == argc) {
		if (optind < argc)
			say_error(&job, "extract: where to? -o directory is missing");
		return usage(stderr);
	}
	return run(&x, argv + optind);
}
