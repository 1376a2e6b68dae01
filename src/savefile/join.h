/* join.h - several sources as one: one behind the other, or in the order of time.
 *
 * Interfaces are numbered anew, as they are met; a source's number of one never
 * changes.  Nothing is copied: in the order of time each source holds one
 * packet, and the earliest is asked for its next only when it is its turn.
 */
#ifndef SONDE_JOIN_H
#define SONDE_JOIN_H

#include "reader.h"

struct join_conf {
	bool merge; /* by time; else one behind the other */
	/* The next source, opened, or NULL: there are no more.  *stop (false before) set: an end
	 * without the others. */
	struct source *(*open)(void *arg, bool *stop);
	/* s has ended; failed says with an error.  It is closed after that.  False: end here. */
	bool (*ended)(void *arg, struct source *s, bool failed);
	void *arg;
};

/* NULL when out of memory, or when there is no first source. */
struct source *join_open(const struct join_conf *conf);

#endif
