/* bytes.c - dumps: as printf would write them, whatever instructions this machine has. */
#include "../../src/base/bytes.h"
#include "check.h"

#include <stdlib.h>

/* One line, the slow way. */
static size_t line(char *o, const uint8_t *b, uint32_t at)
{
	char *from = o;

	o += sprintf(o, "\n\t0x%04x: ", at);
	for (int i = 0; i < 16; i++)
		o += sprintf(o, i % 2 ? "%02x" : " %02x", b[i]);
	o += sprintf(o, "  ");
	for (int i = 0; i < 16; i++)
		*o++ = b[i] > ' ' && b[i] <= '~' ? (char)b[i] : '.';
	return (size_t)(o - from);
}

int main(void)
{
	uint8_t b[16 * 16];
	char want[16 * DUMP_LINE + 1], got[16 * DUMP_LINE + 1], hex[39], asc[16];

	for (int i = 0; i < 256; i++)
		b[i] = (uint8_t)i;
	for (int round = 0; round < 50; round++) {
		for (uint32_t at = 0; at < 0x10000; at += round ? 0x1230 : 0x100) {
			uint32_t lines = 1 + at / 16 % 16;
			size_t n = 0;
			char *end;

			if (at + 16 * lines > 0x10000)
				continue;
			for (uint32_t i = 0; i < lines; i++)
				n += line(want + n, b + 16 * i, at + 16 * i);
			got[n] = '#';
			end = bytes_dump(got, b, lines, at);
			CHECK((size_t)(end - got) == n && n == lines * DUMP_LINE);
			CHECK(memcmp(got, want, n) == 0 && got[n] == '#');
		}
		memset(hex, ' ', sizeof(hex));
		bytes_dump16(b, hex, asc);
		line(want, b, 0);
		CHECK(memcmp(want + 11, hex, 39) == 0 && memcmp(want + 52, asc, 16) == 0);
		for (int i = 0; i < 256; i++)
			b[i] = (uint8_t)rand();
	}
	return sum();
}
