/* SPDX-License-Identifier: BSD-2-Clause */
#include "signals.h"

#include <sys/time.h>

_Atomic int signal_any, signal_stop, signal_counts, signal_flush, signal_progress;

static const int stoppers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

static void on_stop(int sig)
{
	(void)sig;
	signal_any = signal_stop = 1;
}

static void on_counts(int sig)
{
	(void)sig;
	signal_any = signal_counts = 1;
}

static void on_flush(int sig)
{
	(void)sig;
	signal_any = signal_flush = 1;
}

static void on_alarm(int sig)
{
	(void)sig;
	signal_any = signal_progress = 1;
}

static void catch_one(int sig, void (*handler)(int), int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

void signals_catch(void)
{
	struct sigaction old;

	/* No SA_RESTART for these: a blocked read must end. */
	for (unsigned i = 0; i < sizeof(stoppers) / sizeof(*stoppers); i++)
		if (stoppers[i] != SIGHUP || sigaction(SIGHUP, NULL, &old) != 0 ||
			old.sa_handler != SIG_IGN)
			catch_one(stoppers[i], on_stop, 0);
	catch_one(SIGUSR1, on_counts, SA_RESTART);
	catch_one(SIGUSR2, on_flush, SA_RESTART);
	catch_one(SIGCHLD, SIG_IGN, 0); /* -z's helper leaves no zombie */
	catch_one(SIGXFSZ, SIG_IGN, 0); /* a write past the limit fails instead */
}

static struct timeval time_of(unsigned ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}

void signals_every(unsigned first, unsigned ms)
{
	const struct itimerval t = { .it_interval = time_of(ms), .it_value = time_of(first) };

	catch_one(SIGALRM, on_alarm, SA_RESTART);
	setitimer(ITIMER_REAL, &t, NULL);
}

void signals_hold(sigset_t *let_in)
{
	sigset_t all;

	sigemptyset(&all);
	for (unsigned i = 0; i < sizeof(stoppers) / sizeof(*stoppers); i++)
		sigaddset(&all, stoppers[i]);
	sigaddset(&all, SIGUSR1);
	sigaddset(&all, SIGUSR2);
	sigprocmask(SIG_BLOCK, &all, let_in);
}

void signals_release(const sigset_t *let_in) { sigprocmask(SIG_SETMASK, let_in, NULL); }
