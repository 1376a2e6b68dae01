/* `sonde baseline`: what is usual, kept in a small file.  `sonde diff`: what is new, gone or
 * slower. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "hear.h"
#include "verbs.h"

#include "../flow/flow.h"
#include "../why/baseline.h"
#include "../why/why.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STATUS_DIFFERENT = 2, ROWS = 50, LABEL = 2 * FMT_MAX + 32 };

static const struct job job = { .prog = "sonde" };

/* --- the file --- */

int baseline_load(const char *path, bool must, struct baseline **where)
{
	struct baseline *b = baseline_new();
	FILE *f = fopen(path, "re");
	char err[200];
	bool good = true;

	*where = b;
	if (!b) {
		say_error(&job, "out of memory");
		if (f)
			fclose(f);
		return STATUS_MEMORY;
	}
	if (!f) {
		if (!must && errno == ENOENT)
			return STATUS_OK;
		say_error(&job, "%s: %s", path, strerror(errno));
		return STATUS_FAILED;
	}
	good = baseline_read(b, f, err, sizeof(err));
	if (!good)
		say_error(&job, "%s: %s", path, err);
	fclose(f);
	return good ? STATUS_OK : STATUS_FAILED;
}

/* Complete, or the old one. */
static int save(const struct baseline *b, const char *path)
{
	size_t n = strlen(path) + 16;
	char *temp = malloc(n);
	int fd = -1;
	FILE *f;
	bool good;

	if (temp) {
		snprintf(temp, n, "%s.XXXXXX", path);
		fd = mkstemp(temp);
	}
	f = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!f) {
		say_error(&job, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		free(temp);
		return STATUS_WRITE;
	}
	good = baseline_write(b, f);
	good = fclose(f) == 0 && good && rename(temp, path) == 0;
	if (!good) {
		say_error(&job, "%s: %s", path, strerror(errno));
		unlink(temp);
	}
	free(temp);
	return good ? STATUS_OK : STATUS_WRITE;
}

/* --- what is usual in captures --- */

/* w is made and, if all went well, finished; its conversations are in b.  h says what more will be
 * done. */
static int hear_usual(
	struct hear h, char *const *paths, size_t n, struct baseline *b, struct why **where)
{
	const struct why_conf conf = { .has_host = false };
	struct why *w = *where = why_new(&conf);
	struct tell tell = { 0 };
	int status;

	h.job = &job;
	h.tell = &tell;
	h.expr = "";
	h.arg = w;
	if (!w) {
		say_error(&job, "out of memory");
		return STATUS_MEMORY;
	}
	why_listen(w, &tell);
	status = hear_files(&h, paths, n);
	if (status == STATUS_OK) {
		why_finish(w);
		why_usual(w, b);
	}
	return status == STATUS_OK && h.damaged ? STATUS_FAILED : status;
}

static int usage_baseline(FILE *to)
{
	fprintf(to,
		"Usage: sonde baseline BASELINE file ...\n"
		"What is usual: the services in captures and who uses them, added to the file "
		"BASELINE,\n"
		"for sonde why --baseline BASELINE.\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

/* Only --help is an option of these. */
static int help_of(int argc, char **argv, int (*usage)(FILE *to))
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c = getopt_long(argc, argv, "h", options, NULL);

	return c == -1 ? -1 : usage(c == 'h' ? stdout : stderr);
}

/* The directory of the file is needed until it is saved. */
static int learn(
	const char *path, char *const *paths, size_t n, struct baseline *b, struct why **where)
{
	const char *slash = strrchr(path, '/');
	char *dir = !slash ? strdup(".") : strndup(path, slash > path ? (size_t)(slash - path) : 1);
	int fd = dir ? open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1, status = STATUS_WRITE;

	if (fd < 0) {
		say_error(&job, "%s: %s", path, strerror(errno));
	} else {
		const struct hear h = { .makes = fd + 1 };

		status = hear_usual(h, paths, n, b, where);
		close(fd);
	}
	free(dir);
	return status;
}

int baseline_main(int argc, char **argv)
{
	static char name[] = "sonde baseline";
	struct baseline *b = NULL;
	struct why *w = NULL;
	int status;

	argv[0] = name;
	status = help_of(argc, argv, usage_baseline);
	if (status >= 0)
		return status;
	if (argc - optind < 2)
		return usage_baseline(stderr);
	status = baseline_load(argv[optind], false, &b);
	if (status == STATUS_OK)
		status = learn(argv[optind], argv + optind + 1, (size_t)(argc - optind - 1), b, &w);
	if (status == STATUS_OK && baseline_full(b))
		say_warning(&job, "%s: full, at %d lines: not all was added", argv[optind],
			BASELINE_MAX);
	if (status == STATUS_OK)
		status = save(b, argv[optind]);
	if (status == STATUS_OK)
		printf("%s: %zu services and users of them\n", argv[optind], baseline_count(b));
	why_free(w);
	baseline_free(b);
	return status;
}

/* --- two captures --- */

struct side {
	struct baseline *b;
	struct why *w;
};

static char *label(char *o, const struct usual *u)
{
	static const struct tell_addr none;
	char a[FMT_MAX], b[FMT_MAX];
	bool peer = !addr_same(&u->key.client, &none), six = !addr_is4(&u->key.server);

	*addr_text(a, &u->key.client) = '\0';
	*addr_text(b, &u->key.server) = '\0';
	snprintf(o, LABEL, "%s%s%s%s%s:%u/%s%s%s", peer ? a : "", peer ? " -> " : "",
		six ? "[" : "", b, six ? "]" : "", u->key.port,
		u->key.proto == FLOW_TCP ? "tcp" : "udp", u->app[0] ? " " : "", u->app);
	return o;
}

static bool is_peer(const struct usual *u)
{
	static const struct tell_addr none;

	return !addr_same(&u->key.client, &none);
}

/* What is in b and not in a; peers only of services both have. */
static size_t only(const struct side *a, const struct side *b, const char *what)
{
	size_t n = 0;
	char o[LABEL];

	for (size_t i = 0; i < baseline_count(b->b); i++) {
		const struct usual *u = baseline_at(b->b, i);
		struct usual_key service = u->key;

		memset(&service.client, 0, sizeof(service.client));
		if (baseline_find(a->b, &u->key) || (is_peer(u) && !baseline_find(a->b, &service)))
			continue;
		if (n++ < ROWS)
			printf("%s  %s  %s  (%" PRIu64 " conversation%s)\n", what,
				is_peer(u) ? "client " : "service", label(o, u), u->seen,
				u->seen == 1 ? "" : "s");
	}
	if (n > ROWS)
		printf("%s  and %zu more\n", what, n - ROWS);
	return n;
}

static double mean_ms(int64_t sum, uint64_t n) { return n ? (double)sum / (double)n / 1e6 : 0; }

/* Twice as long, and longer by what is felt. */
static bool much(double before, double after) { return after > 2 * before && after - before > 5; }

static size_t slower(const struct side *a, const struct side *b)
{
	size_t n = 0;
	char o[LABEL];

	for (size_t i = 0; i < baseline_count(b->b); i++) {
		const struct usual *u = baseline_at(b->b, i), *v = baseline_find(a->b, &u->key);
		double rtt, rtt0, wait, wait0;

		if (!v || is_peer(u))
			continue;
		rtt = mean_ms(u->rtt, u->nrtt);
		rtt0 = mean_ms(v->rtt, v->nrtt);
		wait = mean_ms(u->wait, u->turns);
		wait0 = mean_ms(v->wait, v->turns);
		if (v->turns && much(wait0, wait)) {
			printf("slower  service  %s  a reply takes %.1f ms, was %.1f ms\n",
				label(o, u), wait, wait0);
			n++;
		}
		if (v->nrtt && much(rtt0, rtt)) {
			printf("slower  service  %s  a round trip takes %.1f ms, was %.1f ms\n",
				label(o, u), rtt, rtt0);
			n++;
		}
	}
	return n;
}

static bool has(const struct why *w, const struct finding *x)
{
	for (size_t i = 0; i < why_count(w); i++) {
		const struct finding *y = why_at(w, i);

		if (strcmp(x->class, y->class) == 0 && addr_same(&x->a, &y->a) &&
			addr_same(&x->b, &y->b) && x->bport == y->bport)
			return true;
	}
	return false;
}

static size_t troubles(const struct side *a, const struct side *b, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < why_count(b->w); i++) {
		const struct finding *x = why_at(b->w, i);

		if (x->severity == SEVERITY_NOTICE || has(a->w, x))
			continue;
		if (n++ < ROWS)
			printf("%s  %s  %s  %s\n", what, severity_name(x->severity), x->class,
				x->subject);
	}
	if (n > ROWS)
		printf("%s  and %zu more\n", what, n - ROWS);
	return n;
}

static int usage_diff(FILE *to)
{
	fprintf(to,
		"Usage: sonde diff before after\n"
		"What is new, gone or slower in the second of two captures: services, who uses "
		"them, how\n"
		"long round trips and replies take, and what is wrong.\n"
		"Exit status: 0 no difference, 2 differences.\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

static int compare(char **paths)
{
	struct side s[2] = { { NULL, NULL }, { NULL, NULL } };
	int status = STATUS_OK;
	size_t n = 0;

	for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
		const struct hear h = {
			.later = (const char *const *)paths, .nlater = 2 - i, .no_sandbox = i
		};

		s[i].b = baseline_new();
		status = s[i].b ? hear_usual(h, paths + i, 1, s[i].b, &s[i].w) : STATUS_MEMORY;
	}
	if (status == STATUS_OK) {
		n += troubles(&s[0], &s[1], "new   ");
		n += troubles(&s[1], &s[0], "gone  ");
		n += only(&s[0], &s[1], "new   ");
		n += only(&s[1], &s[0], "gone  ");
		n += slower(&s[0], &s[1]);
		if (!n)
			printf("no difference in services, clients, delays and findings\n");
	}
	for (int i = 0; i < 2; i++) {
		why_free(s[i].w);
		baseline_free(s[i].b);
	}
	if (status != STATUS_OK)
		return status;
	return n ? STATUS_DIFFERENT : STATUS_OK;
}

int diff_main(int argc, char **argv)
{
	static char name[] = "sonde diff";
	int status;

	argv[0] = name;
	status = help_of(argc, argv, usage_diff);
	if (status >= 0)
		return status;
	if (argc - optind != 2)
		return usage_diff(stderr);
	status = compare(argv + optind);
	if (fflush(stdout) != 0) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
	return status;
}
