/* direct.h - a file written past the kernel's cache (O_DIRECT), by a thread.
 *
 * Such writes are of whole pages at whole pages of the file, but records end anywhere.  So what is
 * handed over is written in two: the last bytes, less than a page, through the cache as usual, and
 * then the pages before them.  The last bytes are written again, with what follows them, the next
 * time.  The order is this one because a process that is killed ends after the write that it is in:
 * then the file ends with a whole record all the same.
 */
#ifndef SONDE_DIRECT_H
#define SONDE_DIRECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

enum {
	DIRECT_ROOM = 256 << 10, /* bytes that can always be gathered */
};

struct direct;

/* fd: the file, which is empty; path: its name, to open it once more.  NULL with errno set: EINVAL
 * if this file can't be written so. */
struct direct *direct_new(int fd, const char *path);
/* Where to gather the next DIRECT_ROOM bytes.  Changes with each of the calls below. */
uint8_t *direct_room(struct direct *d);
/* So many bytes have been gathered; the n parts are behind them; then a record ends, and there are
 * so many packets more.  Waits if the thread is far behind.  False with errno set, of this or an
 * earlier write: the file ends with a whole record, and nothing more is written. */
bool direct_put(
	struct direct *d, size_t gathered, const struct iovec *parts, int n, uint64_t packets);
/* Have what was put written, soon. */
bool direct_flush(struct direct *d);
/* Wait until all is written, and free d; fd stays open.  False with errno set; *saved as below. */
bool direct_close(struct direct *d, uint64_t *saved);

size_t direct_pending(const struct direct *d); /* bytes that the thread has not got yet */
uint64_t direct_saved(const struct direct *d); /* packets that are in the file for certain */

#endif
