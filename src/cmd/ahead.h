/* ahead.h - a second pair of eyes on a file that is printed with names: it runs some packets ahead
 * and asks for the names of the addresses there, so that they are known when their line is printed.
 */
#ifndef SONDE_AHEAD_H
#define SONDE_AHEAD_H

#include "../dissect/names.h"
#include "../filter/filter.h"

struct ahead;

/* NULL if that makes no sense: a pipe, or no DNS. */
struct ahead *ahead_open(const char *path, struct filter *f, struct names *n);
/* The reader has come to one more packet that passed the filter. */
void ahead_step(struct ahead *a);
void ahead_close(struct ahead *a);

#endif
