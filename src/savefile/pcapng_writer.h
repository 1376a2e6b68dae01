/* pcapng_writer.h - the blocks of a pcapng file: copied from one, or made.
 *
 * A struct ng is a run's idea of the section being written.  Files come and go
 * (rotation): each begins with the section's header, its interfaces, names and
 * secrets again.  A section that is copied keeps its byte order, and every block
 * of it is what it was.  What comes of other formats, of several files merged, or
 * live goes to a section of our own, in this machine's byte order.
 */
#ifndef SONDE_PCAPNG_WRITER_H
#define SONDE_PCAPNG_WRITER_H

#include "pcapng.h"
#include "reader.h"
#include "writer.h"

struct ng_conf {
	bool merged;             /* blocks of several files come interleaved */
	bool cuts;               /* packets may be shorter than they were */
	const char *application; /* of our own sections, as the next two; NULL: not said */
	const char *os, *hardware;
	const char *const *comments; /* of the first section, also if it is copied */
	size_t ncomments;
};

/* An interface of our own. */
struct ng_interface {
	uint16_t link;
	uint32_t snaplen; /* 0: no limit */
	uint8_t tsresol;
	const char *name, *description, *filter, *os, *hardware; /* NULL: not said */
};

/* What an interface has counted since the capture began; times in the interface's units. */
struct ng_statistics {
	uint64_t begin, end;
	uint64_t received, dropped, ifdropped, delivered;
};

struct ng;

/* NULL: out of memory.  What conf points to must last. */
struct ng *ng_new(const struct ng_conf *conf);
void ng_free(struct ng *g);

/* Those that write return false with errno set; w may be NULL while there is no file, then what is
 * to be written comes into the next. */

/* A new file: what belongs to its beginning. */
bool ng_begin(struct ng *g, struct writer *w);
/* A block of the file that is read. */
bool ng_block(struct ng *g, struct writer *w, const struct source_block *b);
/* Add an interface for the packets whose p->interface is so. */
bool ng_add_interface(
	struct ng *g, struct writer *w, uint32_t interface, const struct ng_interface *i);
/* A packet, as the block s->extra says it was; s is NULL for a live one.  A comment may be NULL. */
bool ng_packet(struct ng *g, struct writer *w, const struct source *s, const struct packet *p,
	const char *const *comments, size_t ncomments);
bool ng_put_statistics(
	struct ng *g, struct writer *w, uint32_t interface, const struct ng_statistics *s);
/* A name for an address of 4 or 16 bytes; gathered, and written by ng_end_names(). */
bool ng_name(struct ng *g, const uint8_t *address, size_t len, const char *name);
bool ng_end_names(struct ng *g, struct writer *w);

/* Blocks that could not be copied: of merged files, in the other byte order, and of a kind that
 * is not known. */
uint64_t ng_left_out(const struct ng *g);

/* In pcapng_swap.c: the body of a block (or the options of a packet, with type NG_ENHANCED and body
 * 0) in the other byte order, in place.  False: of a kind whose numbers are not known. */
bool ng_swap_body(uint32_t type, uint8_t *body, size_t len);
bool ng_swap_options(uint32_t type, uint8_t *options, size_t len);

#endif
