/* unpack.h - what gzip, zstd, lz4, xz and bzip2 have made smaller; for input.c only.
 *
 * Streams: nothing is ever held but the decompressor's own window and what the
 * caller asks for.  Several compressed pieces one behind the other, of whatever
 * kind, read as one.  A bomb gets no more than 64 MiB: what grows 20,000 times
 * is not read on, and a window of more than 32 MiB, as xz -9 and zstd --long
 * make them, is there only for what does not grow 1,000 times.
 */
#ifndef SONDE_UNPACK_H
#define SONDE_UNPACK_H

#include "input.h"

struct unpack;

/* The bytes at b (4 of them) are a compressed file's: by what?  NULL if not. */
const char *unpack_kind(const uint8_t *b);

/* Takes over packed, whose first bytes are unread.  NULL with a message if it can't be. */
struct unpack *unpack_open(struct input *packed, char *err, size_t errlen);
void unpack_close(struct unpack *u);

/* Up to n bytes; 0 at the end, where unpack_error() says whether it should have been. */
size_t unpack_read(struct unpack *u, uint8_t *out, size_t n);
/* NULL if all is well. */
const char *unpack_error(const struct unpack *u);
/* By what it was compressed (its first piece). */
const char *unpack_name(const struct unpack *u);
/* Did idle() say to stop? */
bool unpack_stopped(const struct unpack *u);
const struct input *unpack_input(const struct unpack *u);

#endif
