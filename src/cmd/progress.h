/* progress.h - how far a long read has come: a line on the terminal, now and then; nothing when
 * stderr is no terminal, or when packets are printed on one. */
#ifndef SONDE_PROGRESS_H
#define SONDE_PROGRESS_H

#include "inputs.h"

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool on, shown;
	int64_t start; /* ms */
};

/* text: packets are printed on standard output. */
void progress_start(struct progress *p, bool text);
/* signal_progress has been set. */
void progress_show(struct progress *p, const struct job *job, const struct inputs *in);
/* Make room for a message. */
void progress_clear(struct progress *p);
void progress_end(struct progress *p);

#endif
