/* SPDX-License-Identifier: BSD-2-Clause */
#include "confine.h"
#include "limits.h"
#include "recorder.h"

#include "../capture/lives.h"
#include "../capture/privileges.h"
#include "../capture/sandbox.h"
#include "../dissect/crypto.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Libraries read their files when they are first used. */
static void warm_up(const struct job *job)
{
	/* With TZ unset, strftime() looks whether /etc/localtime is another one now. */
	if (setenv("TZ", ":/etc/localtime", 0) == 0)
		tzset();
#ifdef HAVE_CRYPTO
	if (job && job->opt.tcp_md5 && crypto()) {
		EVP_MD_CTX *md = crypto()->EVP_MD_CTX_new();

		if (md && crypto()->EVP_DigestInit_ex(md, crypto()->EVP_md5(), NULL))
			crypto()->EVP_DigestUpdate(md, "", 0);
		crypto()->EVP_MD_CTX_free(md);
	}
#else
	(void)job;
#endif
}

/* The directory of a file. */
static void directory_of(const char *file, char dir[PATH_MAX])
{
	const char *slash = strrchr(file, '/');
	int n = slash ? (int)(slash - file) : 1;

	if (slash == file)
		n = 1;
	snprintf(dir, PATH_MAX, "%.*s", n, slash ? file : ".");
}

/* Where files will be: with -G, above what is made of the time. */
static void output_directory(const struct job *job, char dir[PATH_MAX])
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s", job->write);
	if (job->rotate_seconds >= 0)
		name[strcspn(name, "%")] = '\0';
	directory_of(name, dir);
}

/* A file that is a link: also where it leads to. */
static bool link_directory(const char *file, char dir[PATH_MAX])
{
	char *to = file ? realpath(file, NULL) : NULL;

	if (to)
		directory_of(to, dir);
	free(to);
	return to;
}

static bool opens_files(const struct job *job)
{
	return job->rotate_size || job->rotate_seconds >= 0 || job->out.split || job->out.atomic ||
	       limits_any(job) || job->recorder_ms || job->recorder_bytes;
}

static void read_statistics(const struct live *l, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "/sys/class/net/%s/statistics", live_device(l));
}

/* False: what it needs is more than can be said. */
static bool use_live(
	struct sandbox *s, const struct lives *lives, char *statistics, const char **read)
{
	int first;

	s->npackets = lives_sockets(lives, &first);
	read_statistics(lives_at(lives, 0), statistics);
	*read = statistics;
	s->packets = first + 1;
	s->reads = read;
	s->nreads = 1;
	return s->npackets > 0;
}

void confine_job(const struct job *job, const struct lives *lives, const char *file, bool threads)
{
	char dirs[2][PATH_MAX], statistics[PATH_MAX];
	const char *writes[2] = { dirs[0], dirs[1] }, *read;
	bool prints = !job->count_only && (!job->write || job->print);
	struct sandbox s = {
		.names = prints && !job->opt.n,
		.commands = job->postrotate,
		.threads = threads || job->write || lives, /* what keeps packets is one */
		.copies = recorder_judges(job),
		.read_any = job->list || job->follow,
	};

	/* Other devices than network ones, and those that are reset at the end, need more. */
	if (job->no_sandbox || (lives && (job->monitor || !use_live(&s, lives, statistics, &read))))
		return;
	if (!lives && (s.names || job->nreads > 1)) {
		s.reads = job->reads;
		s.nreads = job->nreads;
	}
	if (job->write && opens_files(job)) {
		s.writes = writes;
		s.nwrites = 1;
		output_directory(job, dirs[0]);
		s.nwrites += link_directory(file, dirs[1]);
	}
	warm_up(job);
	sandbox_enter(&s);
}

void confine_verb(const char *const *reads, size_t nreads)
{
	const struct sandbox s = { .threads = true, .reads = reads, .nreads = nreads };

	warm_up(NULL);
	sandbox_enter(&s);
}

/* Whom root becomes.  False: it stays what it is, unless there is a message in err. */
static bool find_user(const struct hearing_conf *conf, struct user *u, char *err, size_t errlen)
{
	const struct passwd *pw = NULL;
	struct stat st;

	err[0] = '\0';
	if (conf->nreads || conf->writes)
		return false;
	if (conf->makes && fstat(conf->makes - 1, &st) == 0)
		pw = getpwuid(st.st_uid);
	if (conf->makes && !pw)
		return false;
	return user_find(pw ? pw->pw_name : NULL, u, err, errlen) && u->uid != 0;
}

static bool give_up_root(const struct job *job, const struct hearing_conf *conf)
{
	struct user u;
	char err[256];

	if (getuid() != geteuid() && !user_real(err, sizeof(err))) {
		say_error(job, "%s", err);
		return false;
	}
	if (getuid() != 0)
		return true;
	if (find_user(conf, &u, err, sizeof(err)))
		user_become(&u, err, sizeof(err));
	if (err[0])
		say_error(job, "%s", err);
	return err[0] == '\0';
}

bool confine_hearing(const struct job *job, const struct hearing_conf *conf)
{
	static const char *const services[] = { "/etc/services" };
	char statistics[PATH_MAX];
	const char *read = statistics;
	struct sandbox s = {
		.reads = conf->reads,
		.nreads = conf->nreads,
		.makes = conf->makes,
		.writes = &conf->writes,
		.nwrites = conf->writes != NULL,
		.copies = conf->copies,
	};

	if (!give_up_root(job, conf))
		return false;
	if (conf->no_sandbox)
		return true;
	if (conf->filters && !s.nreads) {
		s.reads = services;
		s.nreads = 1;
	}
	if (conf->live) {
		s.packets = live_packet_socket(conf->live) + 1;
		if (!s.packets) /* no network device: see use_live() */
			return true;
		read_statistics(conf->live, statistics);
		s.reads = &read;
		s.nreads = 1;
		s.threads = true;
	}
	warm_up(NULL);
	sandbox_enter(&s);
	return true;
}
