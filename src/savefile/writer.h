/* writer.h - classic capture files written.
 *
 * Packets are gathered in a buffer and written in large pieces of whole
 * records.  No failure is silent: every call that may write says so.  After a
 * failed write the file is cut back to its last whole record if it can be.
 */
#ifndef SONDE_WRITER_H
#define SONDE_WRITER_H

#include "../dissect/packet.h"

#include <stddef.h>
#include <stdint.h>

struct writer;

/* Create (or empty) a file and write its header; "-" is standard output.
 * Time stamps have nanoseconds if nano, else microseconds; fcs are the high bits of the link
 * type (struct source).  NULL with errno set. */
struct writer *writer_open(
	const char *path, uint16_t link, uint32_t fcs, uint32_t snaplen, bool nano);

/* Add a packet, whose p->link must be the file's.  False with errno set. */
bool writer_packet(struct writer *w, const struct packet *p);
/* Write what is gathered.  False with errno set. */
bool writer_flush(struct writer *w);
/* Write what is gathered, close, and free w whatever happens.  False with errno set. */
bool writer_close(struct writer *w);

/* Bytes of the file including those still gathered. */
uint64_t writer_size(const struct writer *w);
/* Bytes gathered. */
size_t writer_pending(const struct writer *w);
/* Records that are in the file for certain. */
uint64_t writer_saved(const struct writer *w);
int writer_fd(const struct writer *w);
uint16_t writer_link(const struct writer *w);

#endif
