/* SPDX-License-Identifier: BSD-2-Clause */
#include "postrotate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	AT_ONCE = 8,   /* commands; one that hangs must not become a thousand */
	NOT_RUN = 127, /* exit status of what could not be run, as in the shell */
	LATE = 60,     /* seconds after which a command is said to be still running */
};

struct postrotate {
	const struct job *job;
	int fd;
	bool failed;
};

/* --- the helper --- */

struct task {
	struct task *next;
	pid_t pid; /* 0: not begun */
	time_t begun;
	bool told; /* that it takes long */
	char file[];
};

struct helper {
	const struct job *job;
	int fd;
	bool heard; /* more names may come */
	const char *command;
	char *script; /* the command as a script, or NULL: a plain word */
	struct task *tasks;
	unsigned running;
};

/* A command that is more than a word is the shell's, with the file as $1. */
static char *script_of(const char *command)
{
	static const char *const uses[] = { "$1", "${1", "$@", "${@", "$*", "${*" };
	char *s;

	if (!strpbrk(command, " \t\n\"'\\$&|;<>()`*?[]#~=%") || access(command, X_OK) == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++)
		if (strstr(command, uses[i]))
			return strdup(command);
	return asprintf(&s, "%s \"$1\"", command) < 0 ? NULL : s;
}

_Noreturn static void run_command(const struct helper *h, const char *file)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	if (h->script)
		execl("/bin/sh", "sh", "-c", h->script, h->job->prog, file, (char *)NULL);
	else
		execlp(h->command, h->command, file, (char *)NULL);
	say_error(h->job, "-z: can't run %s %s: %s", h->command, file, strerror(errno));
	_exit(NOT_RUN);
}

static void report(const struct helper *h)
{
	if (send(h->fd, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return; /* nobody is there to be told: it has been said */
}

static void begin_task(struct helper *h, struct task *t)
{
	t->begun = time(NULL);
	t->pid = fork();
	if (t->pid == 0)
		run_command(h, t->file);
	if (t->pid > 0) {
		h->running++;
		return;
	}
	say_error(h->job, "-z: can't run %s %s: %s", h->command, t->file, strerror(errno));
	report(h);
	t->pid = -1;
}

static void say_ended(const struct helper *h, const struct task *t, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	if (WIFSIGNALED(status))
		say_error(h->job, "-z: %s %s: killed by signal %d", h->command, t->file,
			WTERMSIG(status));
	else if (WEXITSTATUS(status) != NOT_RUN || h->script) /* else it has been said */
		say_error(h->job, "-z: %s %s: exit status %d", h->command, t->file,
			WEXITSTATUS(status));
	report(h);
}

static void reap(struct helper *h)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct task *t = h->tasks; t; t = t->next)
			if (t->pid == pid) {
				say_ended(h, t, status);
				t->pid = -1;
				h->running--;
				break;
			}
}

/* Begin what may begin, forget what has ended, tell what takes long. */
static void look_after(struct helper *h)
{
	time_t now = time(NULL);

	for (struct task **at = &h->tasks; *at;) {
		struct task *t = *at;

		if (t->pid == 0 && h->running < AT_ONCE)
			begin_task(h, t);
		if (t->pid > 0 && !t->told && now - t->begun >= LATE) {
			say_warning(h->job, "-z: %s %s is still running after %d seconds",
				h->command, t->file, LATE);
			t->told = true;
		}
		if (t->pid >= 0) {
			at = &t->next;
			continue;
		}
		*at = t->next;
		free(t);
	}
}

/* A file's name has come, or nobody is there any more. */
static void hear(struct helper *h)
{
	char file[PATH_MAX];
	ssize_t n = recv(h->fd, file, sizeof(file), 0);
	struct task *t, **last = &h->tasks;

	if (n < 0 && errno == EINTR)
		return;
	h->heard = n > 0;
	t = h->heard ? calloc(1, sizeof(*t) + (size_t)n + 1) : NULL;
	if (!t)
		return;
	memcpy(t->file, file, (size_t)n);
	while (*last)
		last = &(*last)->next;
	*last = t;
}

static void on_child(int sig) { (void)sig; }

/* Our own process group: ^C is not for the commands.  Nothing of the capture stays open. */
static int settle(int fd)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2 };
	struct sigaction sa = { .sa_handler = on_child };
	int null = open("/dev/null", O_RDWR);
	long most = sysconf(_SC_OPEN_MAX);

	setpgid(0, 0);
	setpriority(PRIO_PROCESS, 0, 19);
	dup2(null, STDIN_FILENO);
	if (fd != 3)
		dup2(fd, 3);
	fcntl(3, F_SETFD, FD_CLOEXEC);
	if (close_range(4, ~0U, 0) != 0)
		for (int i = 4; i < most; i++)
			close(i);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		signal(ignored[i], SIG_IGN);
	sigaction(SIGCHLD, &sa, NULL);
	return 3;
}

_Noreturn static void helper(const struct job *job, int fd)
{
	struct helper h = { .job = job, .command = job->postrotate, .heard = true };
	sigset_t child, let_in;

	h.fd = settle(fd);
	h.script = script_of(job->postrotate);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	sigemptyset(&let_in);
	while (h.heard || h.tasks) {
		struct pollfd f = { .fd = h.heard ? h.fd : -1, .events = POLLIN };
		struct timespec t = { .tv_sec = LATE };

		if (ppoll(&f, 1, h.tasks ? &t : NULL, &let_in) > 0)
			hear(&h);
		reap(&h);
		look_after(&h);
	}
	_exit(0);
}

/* --- its master --- */

struct postrotate *postrotate_start(const struct job *job)
{
	struct postrotate *p = calloc(1, sizeof(*p));
	int fd[2];
	pid_t pid = -1;

	if (p && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) == 0) {
		pid = fork();
		if (pid == 0) {
			close(fd[0]);
			helper(job, fd[1]);
		}
		close(fd[1]);
		if (pid < 0)
			close(fd[0]);
	}
	if (pid < 0) {
		say_error(job, "-z: %s", strerror(errno));
		free(p);
		return NULL;
	}
	p->job = job;
	p->fd = fd[0];
	return p;
}

void postrotate_run(struct postrotate *p, const char *file)
{
	ssize_t n;

	do
		n = send(p->fd, file, strlen(file), MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return;
	say_error(p->job, "-z: can't run %s %s: %s", p->job->postrotate, file, strerror(errno));
	p->failed = true;
}

/* One report is there, or the helper has gone. */
static bool hear_report(struct postrotate *p)
{
	char c;
	ssize_t n = recv(p->fd, &c, 1, MSG_DONTWAIT);

	if (n > 0)
		p->failed = true;
	return n > 0;
}

bool postrotate_failed(struct postrotate *p)
{
	while (hear_report(p))
		;
	return p->failed;
}

bool postrotate_end(struct postrotate *p, int ms)
{
	struct timespec t;
	int64_t now, end;
	bool failed;

	clock_gettime(CLOCK_MONOTONIC, &t);
	now = t.tv_sec * 1000 + t.tv_nsec / 1000000;
	end = now + ms;
	shutdown(p->fd, SHUT_WR);
	while (now < end) {
		struct pollfd f = { .fd = p->fd, .events = POLLIN };

		if (poll(&f, 1, (int)(end - now)) > 0 && !hear_report(p))
			break;
		clock_gettime(CLOCK_MONOTONIC, &t);
		now = t.tv_sec * 1000 + t.tv_nsec / 1000000;
	}
	failed = postrotate_failed(p);
	if (ms > 0 && now >= end)
		say_warning(
			p->job, "-z: %s is still running, and left to itself", p->job->postrotate);
	close(p->fd);
	free(p);
	return !failed;
}
