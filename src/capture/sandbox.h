/* sandbox.h - what a run may still ask of the system once everything is open.
 *
 * Before the first packet is looked at, sandbox_enter() takes away for good what the run will
 * not need: capabilities, new rights by a set-user-ID program, files that it has no business
 * with (Landlock), and system calls (seccomp).  A call that only an intruder would make kills the
 * process; any other that is not in the table of sandbox.c fails with EPERM, so that one that was
 * forgotten is an error message and not a dead capture.
 *
 * Landlock and capabilities hold for the thread that enters and for those it starts later; the
 * system calls for all there are.  So a thread is to be started after sandbox_enter(), by a job
 * that says .threads; a process that must do more (-z's) before it.  What needs a file or a socket
 * opens it before, or says here that it will.  dis_new() opens a socket: a `struct dis` for another
 * thread is to be made before, too.
 *
 * Nothing is done where the system has nothing of this kind, under valgrind, or when built with a
 * sanitizer, which all need more than a capture does.
 */
#ifndef SONDE_SANDBOX_H
#define SONDE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* What will still be needed. */
struct sandbox {
	int packets;   /* a packet socket + 1; 0: none */
	int npackets;  /* so many of them, in a row; 0: one */
	bool names;    /* name servers are asked; /etc/protocols is read */
	bool commands; /* -z's helper is told of files, by a socket that is open */
	bool threads;
	bool copies;               /* of the program are made, that end by themselves */
	bool read_any;             /* files are opened for reading, which ones is not known */
	const char *const *reads;  /* files and directories opened for reading; NULL: none */
	size_t nreads;             /* those that are not there, and "-", do no harm */
	const char *const *writes; /* directories where files are made, renamed and deleted */
	size_t nwrites;
	int makes; /* one more of these, that is open, + 1; 0: none */
};

enum { SANDBOX_FILES = 1, SANDBOX_CALLS = 2 };

/* Which of the two hold from now on. */
unsigned sandbox_enter(const struct sandbox *s);

/* What sandbox_enter() can do in this build, in words for --version; NULL: nothing. */
const char *sandbox_kinds(void);

#endif
