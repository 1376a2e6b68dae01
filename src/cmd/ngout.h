/* ngout.h - what a pcapng file that we write says beside the packets: where they come from, what
 * the user and the input say about them, names that were found, what was lost.
 */
#ifndef SONDE_NGOUT_H
#define SONDE_NGOUT_H

#include "output.h"

#include "../savefile/pcapng_writer.h"

struct ngout;

/* NULL after a message.  conf must last. */
struct ngout *ngout_open(const struct output_conf *conf);
void ngout_free(struct ngout *n);
void ngout_names(struct ngout *n, const struct names *names);

/* Each false with errno set; w may be NULL in ngout_block(). */
bool ngout_begin(struct ngout *n, struct writer *w);
bool ngout_block(struct ngout *n, struct writer *w, const struct source_block *b);
bool ngout_packet(struct ngout *n, struct writer *w, const struct packet *p);
/* The file ends. */
bool ngout_end(struct ngout *n, struct writer *w);
/* Say what could not be kept, if anything. */
void ngout_say_left_out(const struct ngout *n);

/* What is in the input and has no place in a pcap file. */
struct beside {
	uint64_t comments, names, secrets, others;
	uint64_t times;  /* before 1970, or after 2106 */
	uint64_t longer; /* than the header of the file says, which could not be changed */
};

void beside_block(struct beside *b, const struct source_block *block);
void beside_say(const struct beside *b, const struct job *job, const char *file);

#endif
