/* output.h - where packets go with -w: one file, or files in turn (-C, -G, -W, -z).
 *
 * The names are tcpdump's: with -C f, f1, f2 ...; with -C and -W a ring of
 * zero-padded numbers; with -G the time by strftime().  A suffix that says how files
 * are compressed stays behind the number.
 *
 * Slices of -G end by the clock, whether packets come or not; of a file that is
 * read, by its packets' times.  When a file can't be written to its end, the capture
 * goes on with the next one if there is to be one and it can be opened.
 */
#ifndef SONDE_OUTPUT_H
#define SONDE_OUTPUT_H

#include "job.h"

#include "../dissect/packet.h"

struct names;
struct output;

/* What a capture counts beside the packets it hands over. */
struct output_counts {
	uint64_t received, dropped, ifdropped;
};

/* One of the devices that are captured. */
struct output_device {
	const char *name, *description;
	uint16_t link;
	uint32_t snaplen;
};

enum { ALL_DEVICES = -1 };

struct output_conf {
	const struct job *job;
	uint16_t link;
	uint32_t fcs, snaplen;
	struct source *source; /* NULL: live, and then: */
	const struct output_device
		*devices; /* by p->interface; not looked at after output_open() */
	size_t ndevices;
	const char *filter;
	/* Live: what the counts of one of them, or of all, are now; false if they are not known.
	 * NULL: a file is read. */
	bool (*counts)(void *arg, int device, struct output_counts *c);
	void *arg;
};

/* Open the first file.  NULL after a message. */
struct output *output_open(const struct output_conf *conf);
/* Give the open file to the user we become; the name must last as long as o. */
void output_give(struct output *o, const char *user, unsigned uid, unsigned gid);
/* Names that are found go to pcapng files, until output_close(). */
void output_names(struct output *o, const struct names *n);
/* We are that user.  False after a message. */
bool output_ready(struct output *o);

/* Each returns a status; not STATUS_OK after a message, but see output_done(). */
enum { OUTPUT_DONE = -1 }; /* of output_packet(): as output_done(), this one was not taken */
int output_packet(struct output *o, const struct packet *p);
/* Take it as output_packet() does, if that surely needs no write (nor closing a file, nor waiting
 * for one); else false. */
bool output_gather(struct output *o, const struct packet *p);
int output_flush(struct output *o);
/* Called now and then: what is due by the clock is done. */
int output_tick(struct output *o);
/* Is there something that is not in the file yet? */
bool output_pending(const struct output *o);
/* How many ms until that makes sense, at most ms. */
int output_due(const struct output *o, int ms);
/* Also not STATUS_OK when something failed that did not end the capture. */
int output_close(struct output *o);

/* -G -W: all files have been written; or the disk is full of them.  Nothing more is taken. */
/* Name of the file that is open, or "". */
const char *output_name(const struct output *o);
bool output_done(const struct output *o);

#endif
