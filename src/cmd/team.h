/* team.h - packets dissected by several threads, their text written in the order of the packets:
 * -j.
 *
 * The thread that reads gives packets; they are gathered in batches (of 1,024 packets or 512 KiB
 * captured), and shard.h says which worker has which packet of a batch.  A thread writes the text
 * of the batches that are done, in their order.  There is a ring of eight batches: nobody is
 * further ahead of what is written than that.  A lock is taken a few times a batch, never for a
 * packet.
 */
#ifndef SONDE_TEAM_H
#define SONDE_TEAM_H

#include "../dissect/opts.h"
#include "../dissect/packet.h"

#include <stdbool.h>

struct team;

enum { TEAM_MOST = 64 }; /* workers */

/* So many workers, whose text goes to fd.  opt must outlive it.  NULL with errno set. */
struct team *team_new(const struct opts *opt, unsigned workers, int fd);
/* Start their threads: after sandbox_enter(), so that it holds for them.  False with errno set. */
bool team_start(struct team *t);
/* Have p dissected, sooner or later.  stays: its bytes stay where they are until team_flush().
 * False with errno set, once, if text could not be written: what was to come after it is lost. */
bool team_give(struct team *t, const struct packet *p, bool stays);
/* Write the text of all that was given.  False as above. */
bool team_flush(struct team *t);
/* What was not written is lost. */
void team_free(struct team *t);

#endif
