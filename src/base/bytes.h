/* bytes.h - runs of bytes at once: what is printable, and hex.  SSE2 where the machine has it, else
 * one by one; the same results. */
#ifndef SONDE_BYTES_H
#define SONDE_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* How many of the n bytes at b, from the first on, are printable ASCII (space to tilde). */
size_t bytes_printable(const uint8_t *b, size_t n);

/* How many of them come before the first CR or LF. */
size_t bytes_to_end(const uint8_t *b, size_t n);

/* 16 bytes as "0001 0203 ... 0e0f" (39 characters) to hex and as themselves or '.' (16 characters)
 * to asc; as -X prints them, where a space is a '.' too. */
void bytes_dump16(const uint8_t *b, char *hex, char *asc);

#endif
