/* reader.h - packets out of capture files.
 *
 * A source hands out one packet after the other.  Regular files are mapped and
 * packets point into the mapping; pipes are read into a large buffer.  Nothing
 * is copied for a packet and there is no system call a packet.  The size of
 * what is allocated never follows a length claimed by a file beyond the
 * largest record that is allowed (MAX_BLOCK).
 *
 * Read: classic pcap (micro- and nanoseconds, both byte orders, Kuznetzov's
 * longer records, the swapped lengths of old versions), pcapng, snoop and
 * Microsoft's NetMon; each of them also compressed by gzip, zstd, lz4, xz or
 * bzip2.
 *
 * What a pcapng file has beside packets is handed out as well, as it stands in
 * the file: every other block by on_block(), in the order of the file, also
 * those before the first interface; a packet's options in source.extra.  So a
 * copy can lose nothing.
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

struct input;

/* An interface, of the section that is being read; other formats have one. */
struct source_interface {
	uint16_t link;
	uint32_t snaplen; /* as the file says: 0 is no limit */
	uint8_t tsresol;  /* as if_tsresol: 6 or 9; 0x80 | n for powers of 2 */
	int64_t tsoffset; /* seconds, in the packets' times already */
	/* Its options as in the file, end of options included if there; none are kept beyond
	 * 64 KiB.  They last as long as the section. */
	const uint8_t *options;
	uint32_t noptions;
	bool swap; /* they are in the other byte order than this machine's */
};

#define NO_INTERFACE UINT32_MAX

/* A block of a pcapng file that is no packet: section headers and interfaces too. */
struct source_block {
	uint32_t type;
	bool swap;           /* the other byte order than this machine's */
	uint32_t input;      /* of several: which of them, from 0 */
	uint32_t section;    /* of it, from 0 */
	uint32_t interface;  /* that it is (type 1) or is about (type 5), as packet.interface */
	const uint8_t *body; /* between the two lengths, padding included; valid during the call */
	uint32_t len;
};

/* What the last packet of a pcapng file had more; of other formats all is 0. */
struct source_extra {
	uint32_t type;  /* of its block: 6, 3 (simple: has no time) or 2 (obsolete); 0 none */
	uint64_t ticks; /* the time as it stands there, in the interface's units */
	uint16_t drops; /* of the obsolete block; 65535: not known */
	bool swap;      /* options are in the other byte order */
	uint32_t noptions;
	const uint8_t *options; /* as in the file; valid as long as the packet */
};

struct source {
	enum got (*next)(struct source *s, struct packet *p);
	void (*close)(struct source *s);
	struct input *input;
	const char *format; /* "pcap", "pcapng" ... */
	uint16_t link;      /* LINKTYPE_ of the (first) interface */
	uint32_t fcs;       /* what a classic file says of FCS: the high bits of its link type */
	uint32_t snaplen;   /* of the (first) interface, as libpcap would report it */
	/* Called by source_next() for what lies before the packet it returns; NULL: left out. */
	void (*on_block)(void *arg, const struct source_block *b);
	void *block_arg;
	/* Called when part of a file could not be read and reading went on behind it: what, where
	 * and how much, without the file's name; NULL: only counted. */
	void (*on_loss)(void *arg, const struct source *s, const char *text);
	void *loss_arg;
	uint64_t losses;
	struct source_extra extra;    /* of the last packet */
	struct source_interface only; /* of formats that have one; tsresol 0: interface() knows */
	const struct source_interface *(*interface)(const struct source *s, uint32_t i);
	bool brief; /* set by who reads: a packet takes hardly longer than to fetch it from memory
	             */
	/* A mapped file of this machine's byte order: in front of each packet is its head as a
	 * writer would put it, and there both stay until the source is closed. */
	bool verbatim;
	char *path; /* as source_open() was given it */
	char err[200];
};

/* How to read. */
struct source_conf {
	int opened;  /* the descriptor of the file, + 1, if it is open already; it is taken over */
	bool strict; /* as libpcap: the first fault of a file ends it */
	bool follow; /* a regular file may grow: its end is when another takes its place */
	/* Called before a read that may wait: waits until fd can be read and returns true, or
	 * false to end here.  NULL: just wait. */
	bool (*idle)(void *arg, int fd);
	void *idle_arg;
};

/* Open a capture file; "-" is standard input.  NULL with a message (without
 * the file's name) in err when it can't be opened or is no capture file. */
struct source *source_open(const char *path, char *err, size_t errlen);
struct source *source_open_conf(
	const char *path, const struct source_conf *conf, char *err, size_t errlen);

/* packet.interface i of the section being read.  NULL: there is none.  Indexes go on counting in
 * the next section.  Valid until the next source_next(). */
const struct source_interface *source_interface(const struct source *s, uint32_t i);

/* The next packet.  p->number is left alone.  p->data is valid until the next call. */
static inline enum got source_next(struct source *s, struct packet *p) { return s->next(s, p); }

/* How many bytes of how many have been read; *size is 0 if it is not known. */
void source_progress(const struct source *s, uint64_t *done, uint64_t *size);
/* Bytes behind compression, if any, that have been read. */
uint64_t source_position(const struct source *s);
/* Did a file that was followed end because another has taken its place? */
bool source_rotated(const struct source *s);

/* Nanoseconds since 1970. */
static inline __int128 packet_time(const struct packet *p)
{
	return (__int128)p->sec * 1000000000 +
	       (p->nano ? (uint64_t)p->frac : (uint64_t)p->frac * 1000);
}

/* Do packets stay where they are until the source is closed? */
bool source_stays(const struct source *s);

/* What the file is compressed with, or NULL. */
const char *source_compression(const struct source *s);

/* An option of a block: they stand one behind the other. */
struct source_option {
	uint16_t code, len;
	const uint8_t *value;
};

/* The next of the options that are the *n bytes at *p; false at their end. */
bool option_next(const uint8_t **p, uint32_t *n, bool swap, struct source_option *o);

const char *source_error(const struct source *s);
void source_close(struct source *s);

/* The LINKTYPE_ for a value as found in files: the flags about FCS are cut off,
 * and the few DLT_ values some programs wrote are mapped.  65535 for what can't be. */
uint16_t link_from_file(uint32_t v);
/* The largest packet of a link type that is believed (bytes). */
uint32_t link_max_snaplen(uint16_t link);

#endif
