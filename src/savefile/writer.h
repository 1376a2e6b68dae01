/* writer.h - capture files written.
 *
 * Records are gathered in a buffer and written in large pieces of whole ones,
 * straight to the file or through a thread that compresses them.  No failure is
 * silent: every call that may write says so, for a compressed file at the latest
 * one of the following calls.  After a failed write the file is cut back to its
 * last whole record if it can be.
 */
#ifndef SONDE_WRITER_H
#define SONDE_WRITER_H

#include "compress.h"

#include "../dissect/packet.h"

#include <stddef.h>
#include <stdint.h>

enum writer_format { WRITE_PCAP, WRITE_PCAPNG };

struct writer_conf {
	enum writer_format format;
	enum packing packing;
	bool direct; /* past the kernel's cache (direct.h), if the file can be written so */
	/* of pcap */
	uint16_t link;
	uint32_t fcs; /* the high bits of the link type (struct source) */
	uint32_t snaplen;
	bool nano; /* time stamps have nanoseconds, else microseconds */
};

struct writer;

/* Create (or empty) a file and gather its header, if it is pcap; "-" is standard output.
 * NULL with errno set. */
struct writer *writer_open(const char *path, const struct writer_conf *conf);

/* Nothing has been written yet: it is to be a pcapng file.  False if it is too late for that. */
bool writer_turn_pcapng(struct writer *w);
/* The snapshot length in a pcap file's header, which may be written already.  False if it stays as
 * it is, as in a pipe or a compressed file. */
bool writer_set_snaplen(struct writer *w, uint32_t snaplen);
/* Add a packet to a pcap file, whose link type p->link must be.  False with errno set. */
bool writer_packet(struct writer *w, const struct packet *p);
/* The same of a packet of a source that is verbatim, whose times have the file's units: the writer
 * may take record and packet from there later, until it is closed or flushed.  So many of them that
 * follow each other are one piece that nobody copies but the kernel.  errno is EFAULT when they are
 * there no more: that file was cut off. */
bool writer_record(struct writer *w, const struct packet *p);

/* Add a block of a pcapng file, whose body is what is in the parts one after the other; padding is
 * added.  A packet is one that counts in writer_saved().  In the other byte order than this
 * machine's if swap.  False with errno set. */
struct writer_part {
	const void *data;
	size_t len;
};
bool writer_block(
	struct writer *w, uint32_t type, bool swap, const struct writer_part *parts, int n);

/* Write what is gathered; a thread that writes is told to.  False with errno set. */
bool writer_flush(struct writer *w);
/* Write what is gathered, close, and free w whatever happens; *saved is as below unless it is NULL.
 * False with errno set, unless the failure was told before. */
bool writer_close(struct writer *w, uint64_t *saved);

/* As writer_packet() if there is room to gather it, for then nothing can fail; else false. */
bool writer_gather(struct writer *w, const struct packet *p);
/* Is there no room to gather a packet of so many bytes? */
bool writer_full(const struct writer *w, uint32_t caplen);
/* Bytes of the file including those still gathered; of a compressed file, those written. */
uint64_t writer_size(const struct writer *w);
/* Bytes gathered. */
size_t writer_pending(const struct writer *w);
/* Packets that are in the file for certain. */
uint64_t writer_saved(const struct writer *w);
bool writer_direct(const struct writer *w);
int writer_fd(const struct writer *w);

#endif
