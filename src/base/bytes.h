/* bytes.h - runs of bytes at once: what is printable, and hex.  SSE2 where the machine has it, else
 * one by one; the same results.  And the numbers in files, whose byte order may be another. */
#ifndef SONDE_BYTES_H
#define SONDE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many of the n bytes at b, from the first on, are printable ASCII (space to tilde). */
size_t bytes_printable(const uint8_t *b, size_t n);

/* How many of them come before the first CR or LF. */
size_t bytes_to_end(const uint8_t *b, size_t n);

/* 16 bytes as "0001 0203 ... 0e0f" (39 characters) to hex and as themselves or '.' (16 characters)
 * to asc; as -X prints them, where a space is a '.' too. */
void bytes_dump16(const uint8_t *b, char *hex, char *asc);

/* Lines of such a dump: "\n\t0x0010:  ", hex, two spaces, characters; DUMP_LINE each.  b is of n
 * times 16 bytes, the first of them at `at`, a multiple of 16; the last line is before 0x10000.  To
 * o; its new end.  SSSE3 where the machine turns out to have it. */
#define DUMP_LINE 68
char *bytes_dump(char *o, const uint8_t *b, size_t n, uint32_t at);

/* A number as it stands there; swap: in the other byte order than this machine's. */
static inline uint16_t load16(const uint8_t *b, bool swap)
{
	uint16_t v;

	__builtin_memcpy(&v, b, 2);
	return swap ? __builtin_bswap16(v) : v;
}

static inline uint32_t load32(const uint8_t *b, bool swap)
{
	uint32_t v;

	__builtin_memcpy(&v, b, 4);
	return swap ? __builtin_bswap32(v) : v;
}

/* In the network's. */
static inline uint16_t load_be16(const uint8_t *b) { return (uint16_t)(b[0] << 8 | b[1]); }

#endif
