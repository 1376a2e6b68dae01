/* thread.h - threads that do one thing beside the main one. */
#ifndef SONDE_THREAD_H
#define SONDE_THREAD_H

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

/* Start run(arg); signals go to the other threads.  False with errno set. */
static inline bool thread_start(pthread_t *thread, void *(*run)(void *), void *arg)
{
	sigset_t all, before;

	sigfillset(&all);
	sigdelset(&all, SIGBUS); /* what a thread does itself */
	sigdelset(&all, SIGSEGV);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	errno = pthread_create(thread, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return errno == 0;
}

/* Between two looks at what another thread will change soon. */
static inline void pause_briefly(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

#endif
