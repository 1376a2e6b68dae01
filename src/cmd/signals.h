/* signals.h - what signals have asked for; the only state they share with the program. */
#ifndef SONDE_SIGNALS_H
#define SONDE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Set by handlers, cleared by whoever has done it, in any thread; any is set with each of them. */
extern _Atomic int signal_any, signal_stop, signal_counts, signal_flush, signal_progress;

/* INT, TERM, HUP (unless ignored) and PIPE stop; USR1 asks for counts, USR2 for a flush. */
void signals_catch(void);
/* Set signal_progress after first ms, and then again and again; 0: no more. */
void signals_every(unsigned first, unsigned ms);
/* Hold them back until a wait lets them in; the mask that lets them in. */
void signals_hold(sigset_t *let_in);
void signals_release(const sigset_t *let_in);

#endif
