/* judges.h - `sonde why` beside a recorder: it tells when something is found, not what was.
 *
 * Packets are dissected and heard as by `sonde why -i`; what is certain (why_live.h) is told once,
 * and again when it has become worse.  Findings are never forgotten, and there may be only so many
 * of them: when half of them are there, all begins anew.
 */
#ifndef SONDE_JUDGES_H
#define SONDE_JUDGES_H

#include "../dissect/packet.h"
#include "../why/why.h"

#include <stddef.h>

struct judges;

struct judges_conf {
	/* line: what it is, and whose, in printable ASCII, n bytes. */
	void (*found)(void *arg, const char *class, enum severity s, const char *line, size_t n);
	void *arg;
};

/* NULL: out of memory. */
struct judges *judges_new(const struct judges_conf *conf);
void judges_hear(struct judges *j, const struct packet *p);
/* Several times a second: here found() is called. */
void judges_tick(struct judges *j);
void judges_free(struct judges *j);

#endif
