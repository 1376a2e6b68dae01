/* reader.h - packets out of capture files.
 *
 * A source hands out one packet after the other.  Regular files are mapped and
 * packets point into the mapping; pipes are read into a large buffer.  Nothing
 * is copied for a packet and there is no system call a packet.  The size of
 * what is allocated never follows a length claimed by a file beyond the
 * largest record that is allowed (MAX_BLOCK).
 *
 * Read: classic pcap (micro- and nanoseconds, both byte orders, Kuznetzov's
 * longer records, the swapped lengths of old versions) and pcapng.
 */
#ifndef SONDE_READER_H
#define SONDE_READER_H

#include "../dissect/packet.h"

#include <stddef.h>
#include <stdint.h>

#define MAX_SNAPLEN 262144

enum got {
	GOT_ERROR = -1, /* source_error() says why; what came before was good */
	GOT_END = 0,
	GOT_PACKET = 1,
};

struct source {
	enum got (*next)(struct source *s, struct packet *p);
	void (*close)(struct source *s);
	uint16_t link;    /* LINKTYPE_ of the (first) interface */
	uint32_t fcs;     /* what a classic file says of FCS: the high bits of its link type */
	uint32_t snaplen; /* of the (first) interface, as libpcap would report it */
	/* Called before a read of a pipe that may wait: waits until fd can be read and
	 * returns true, or false to end here.  NULL: just wait. */
	bool (*idle)(void *arg, int fd);
	void *idle_arg;
	char err[200];
};

/* Open a capture file; "-" is standard input.  NULL with a message (without
 * the file's name) in err when it can't be opened or is no capture file. */
struct source *source_open(const char *path, char *err, size_t errlen);

/* The next packet.  p->number is left alone.  p->data is valid until the next call. */
static inline enum got source_next(struct source *s, struct packet *p) { return s->next(s, p); }

const char *source_error(const struct source *s);
void source_close(struct source *s);

/* The LINKTYPE_ for a value as found in files: the flags about FCS are cut off,
 * and the few DLT_ values some programs wrote are mapped.  65535 for what can't be. */
uint16_t link_from_file(uint32_t v);
/* The largest packet of a link type that is believed (bytes). */
uint32_t link_max_snaplen(uint16_t link);

#endif
