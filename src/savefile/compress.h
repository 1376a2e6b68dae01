/* compress.h - what is written, compressed on its way by a thread.
 *
 * Pieces are handed over in whole records.  After each the stream is flushed, so
 * that a file cut off there is readable up to it; every few megabytes a frame of
 * its own ends (zstd, lz4).  When the disk is full the file is cut back to the last piece
 * that is all there, and ended properly: it is a good compressed file.
 */
#ifndef SONDE_COMPRESS_H
#define SONDE_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

enum packing { PACK_NONE, PACK_GZIP, PACK_ZSTD, PACK_LZ4 };

/* By the suffix of a name; *len is its length, the dot included. */
enum packing packing_of(const char *name, size_t *len);
/* The suffix, with its dot; "" for none. */
const char *packing_suffix(enum packing p);
/* Is it built in? */
bool packing_there(enum packing p);

struct packer;

/* NULL with errno set (ENOTSUP: not built in). */
struct packer *packer_new(enum packing kind, int fd);
/* Hand over a piece, with so many packets in it; waits if the thread is far behind.  False with
 * errno set, of this or an earlier piece. */
bool packer_put(struct packer *k, const struct iovec *v, int n, uint64_t packets);
/* Wait until all is written, end the file, and free k.  False with errno set; *saved as below. */
bool packer_close(struct packer *k, uint64_t *saved);

int packer_error(const struct packer *k);      /* errno of what failed, 0 if nothing has */
uint64_t packer_size(const struct packer *k);  /* compressed bytes in the file */
uint64_t packer_saved(const struct packer *k); /* packets that are in the file for certain */

#endif
