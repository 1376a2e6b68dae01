/* What a capture file is, by its first four bytes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
	uint8_t magic[4];
	int n;
	const char *what;
} packed[] = {
	{ { 0x1f, 0x8b }, 2, "gzip" },
	{ { 0x28, 0xb5, 0x2f, 0xfd }, 4, "zstd" },
	{ { 0x04, 0x22, 0x4d, 0x18 }, 4, "lz4" },
	{ { 0xfd, '7', 'z', 'X' }, 4, "xz" },
	{ { 'B', 'Z', 'h' }, 3, "bzip2" },
};

uint16_t link_from_file(uint32_t v)
{
	v &= 0x03ffffff; /* above: FCS length and the "class" bits */
	switch (v) {
	case 11: /* DLT_ATM_RFC1483 */
		return 100;
	case 12: /* DLT_RAW */
		return 101;
	case 15: /* DLT_SLIP_BSDOS */
		return 102;
	case 16: /* DLT_PPP_BSDOS */
		return 103;
	case 19: /* DLT_ATM_CLIP */
		return 106;
	default:
		return v > 65535 ? 65535 : (uint16_t)v;
	}
}

uint32_t link_max_snaplen(uint16_t link)
{
	switch (link) {
	case 231: /* DBUS */
	case 249: /* USBPCAP */
		return 128 << 20;
	case 279: /* EBHSCR */
		return 8 << 20;
	default:
		return MAX_SNAPLEN;
	}
}

static struct source *unknown(const uint8_t *b, char *err, size_t errlen)
{
	for (size_t i = 0; i < sizeof(packed) / sizeof(*packed); i++)
		if (memcmp(b, packed[i].magic, (size_t)packed[i].n) == 0) {
			snprintf(err, errlen, "unknown file format (it is compressed with %s)",
				packed[i].what);
			return NULL;
		}
	snprintf(err, errlen, "unknown file format");
	return NULL;
}

struct source *source_open(const char *path, char *err, size_t errlen)
{
	const struct source_conf conf = { 0 };

	return source_open_conf(path, &conf, err, errlen);
}

struct source *source_open_conf(
	const char *path, const struct source_conf *conf, char *err, size_t errlen)
{
	struct input in;
	struct source *s;

	if (!input_open(&in, path)) {
		snprintf(err, errlen, "%s", strerror(errno));
		return NULL;
	}
	if (!input_want(&in, 4)) {
		if (in.error)
			snprintf(err, errlen, "error reading dump file: %s", strerror(in.error));
		else
			snprintf(err, errlen,
				"truncated dump file; tried to read 4 file header bytes, only got "
				"%zu",
				input_left(&in));
		input_close(&in);
		return NULL;
	}
	if (load32(in.p, false) == 0x0a0d0d0a)
		s = pcapng_open_source(&in, conf, err, errlen);
	else
		s = pcap_open_source(&in, err, errlen);
	if (!s) {
		if (err[0] == '\0')
			unknown(in.p, err, errlen);
		input_close(&in);
	}
	return s;
}

const char *source_error(const struct source *s) { return s->err; }

const struct source_interface *source_interface(const struct source *s, uint32_t i)
{
	return s->interface ? s->interface(s, i) : NULL;
}

void source_close(struct source *s)
{
	if (s)
		s->close(s);
}
