/* SPDX-License-Identifier: BSD-2-Clause */
#include "command.h"
#include "job.h"

#include "../capture/privileges.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_FOUND = 127, NOT_RUN = 126, BY_SIGNAL = 128 };

struct command {
	int fd; /* to the helper */
	bool went, over;
	int status;
};

/* --- the helper --- */

static void on_child(int sig) { (void)sig; }

static void run(const struct job *job, const sigset_t *mask)
{
	char err[128];

	sigprocmask(SIG_SETMASK, mask, NULL);
	if (geteuid() != getuid() && !user_real(err, sizeof(err))) {
		say_error(job, "%s", err);
		_exit(NOT_RUN);
	}
	execvp(job->command[0], job->command);
	say_error(job, "%s: %s", job->command[0], strerror(errno));
	_exit(errno == ENOENT ? NOT_FOUND : NOT_RUN);
}

/* Until it ends; a byte from the capture says that it is to be ended, no byte more that there is
 * nobody to tell. */
static int look_after(pid_t child, int fd, const sigset_t *let_in)
{
	int status = 0;

	while (waitpid(child, &status, WNOHANG) == 0) {
		struct pollfd f = { .fd = fd, .events = POLLIN };
		char c;

		if (ppoll(&f, 1, NULL, let_in) < 1)
			continue;
		if (read(fd, &c, 1) != 1)
			_exit(0);
		kill(child, SIGTERM);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : BY_SIGNAL + WTERMSIG(status);
}

/* ^C is for the command and the capture; we stay. */
static void help(const struct job *job, int fd)
{
	struct sigaction sa = { .sa_handler = on_child };
	sigset_t all, before, let_in;
	pid_t child;
	char c;
	int status;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	sigfillset(&let_in);
	sigdelset(&let_in, SIGCHLD);
	if (read(fd, &c, 1) != 1)
		_exit(0);
	sigaction(SIGCHLD, &sa, NULL);
	child = fork();
	if (child == 0)
		run(job, &before);
	status = child < 0 ? NOT_RUN : look_after(child, fd, &let_in);
	_exit(write(fd, &status, sizeof(status)) != sizeof(status));
}

/* --- the capture --- */

struct command *command_new(const struct job *job)
{
	struct command *c = calloc(1, sizeof(*c));
	int pair[2];
	pid_t pid = -1;

	if (c && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		pid = fork();
		if (pid == 0) {
			close(pair[0]);
			help(job, pair[1]);
		}
		close(pair[1]);
		c->fd = pair[0];
	}
	if (pid > 0)
		return c;
	say_error(job, "%s: %s", job->command[0], strerror(errno));
	free(c);
	return NULL;
}

void command_go(struct command *c) { c->went = write(c->fd, "g", 1) == 1; }

bool command_over(struct command *c, int *status)
{
	struct pollfd f = { .fd = c->fd, .events = POLLIN };

	if (!c->over && poll(&f, 1, 0) > 0) {
		c->over = true;
		if (read(c->fd, &c->status, sizeof(c->status)) != sizeof(c->status))
			c->status = NOT_RUN;
	}
	*status = c->status;
	return c->over;
}

int command_end(struct command *c, bool terminate)
{
	int status;

	if (c->went && !c->over) {
		if (terminate && write(c->fd, "t", 1) != 1)
			terminate = false; /* it is over */
		if (read(c->fd, &c->status, sizeof(c->status)) != sizeof(c->status))
			c->status = 0;
	}
	status = c->status;
	close(c->fd);
	free(c);
	return status;
}
