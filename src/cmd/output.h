/* output.h - where packets go with -w: one file, or files in turn (-C, -G, -W, -z).
 *
 * The names are tcpdump's: with -C f, f1, f2 ...; with -C and -W a ring of
 * zero-padded numbers; with -G the time by strftime().
 */
#ifndef SONDE_OUTPUT_H
#define SONDE_OUTPUT_H

#include "job.h"

#include "../dissect/packet.h"

struct output;

/* Open the first file.  NULL after a message. */
struct output *output_open(const struct job *job, uint16_t link, uint32_t fcs, uint32_t snaplen);
/* Give the open file to the user we become; the name must last as long as o. */
void output_give(struct output *o, const char *user, unsigned uid, unsigned gid);

/* Each returns a status; not STATUS_OK after a message, but see output_done(). */
int output_packet(struct output *o, const struct packet *p);
int output_flush(struct output *o);
/* Called now and then: a slice of time that is over ends here. */
int output_tick(struct output *o);
int output_close(struct output *o);

/* -G -W: all files have been written; nothing more is taken. */
bool output_done(const struct output *o);

#endif
