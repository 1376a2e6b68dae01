/* What a capture file is, by its first four bytes. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "input.h"
#include "pcapng.h"
#include "reader.h"
#include "unpack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* The first four bytes are there, or the reason why not is in err. */
static bool first_bytes(struct input *in, char *err, size_t errlen)
{
	if (input_want(in, 4))
		return true;
	if (in->error)
		snprintf(err, errlen, "error reading dump file: %s", input_error(in));
	else
		snprintf(err, errlen,
			"truncated dump file; tried to read 4 file header bytes, only got %zu",
			input_left(in));
	return false;
}

struct source *source_open(const char *path, char *err, size_t errlen)
{
	const struct source_conf conf = { 0 };

	return source_open_conf(path, &conf, err, errlen);
}

/* What is at in.p, by its first bytes. */
static struct source *recognise(
	struct input *in, const struct source_conf *conf, char *err, size_t errlen)
{
	static struct source *(*const open[])(struct input * in, char *err, size_t errlen) = {
		pcap_open_source,
		snoop_open_source,
		netmon_open_source,
	};
	struct source *s = NULL;

	if (load32(in->p, false) == NG_SECTION)
		return pcapng_open_source(in, conf, err, errlen);
	for (size_t i = 0; !s && !err[0] && i < sizeof(open) / sizeof(*open); i++)
		s = open[i](in, err, errlen);
	return s;
}

struct source *source_open_conf(
	const char *path, const struct source_conf *conf, char *err, size_t errlen)
{
	struct input in;
	struct source *s = NULL;
	char *name = strdup(path);

	err[0] = '\0';
	if (!name || !input_open(&in, name, conf)) {
		snprintf(err, errlen, "%s", strerror(errno));
		if (!name && conf->opened)
			close(conf->opened - 1);
		free(name);
		return NULL;
	}
	if (first_bytes(&in, err, errlen) && input_unpack(&in, err, errlen) &&
		first_bytes(&in, err, errlen))
		s = recognise(&in, conf, err, errlen);
	if (s) {
		s->path = name;
		return s;
	}
	if (!err[0])
		snprintf(err, errlen, "unknown file format");
	input_close(&in);
	free(name);
	return NULL;
}

void source_progress(const struct source *s, uint64_t *done, uint64_t *size)
{
	*done = *size = 0;
	if (s->input)
		input_progress(s->input, done, size);
}

uint64_t source_position(const struct source *s) { return s->input ? input_at(s->input) : 0; }

bool source_rotated(const struct source *s)
{
	const struct input *in = s->input;

	if (in && in->unpack)
		in = unpack_input(in->unpack);
	return in && in->rotated;
}

bool source_stays(const struct source *s) { return s->input && s->input->map; }

const char *source_compression(const struct source *s)
{
	return s->input && s->input->unpack ? unpack_name(s->input->unpack) : NULL;
}

bool option_next(const uint8_t **p, uint32_t *n, bool swap, struct source_option *o)
{
	uint32_t padded;

	if (*n < 4)
		return false;
	o->code = load16(*p, swap);
	o->len = load16(*p + 2, swap);
	o->value = *p + 4;
	padded = ((uint32_t)o->len + 3) & ~3U;
	if (o->code == 0 || padded > *n - 4)
		return false;
	*p += 4 + padded;
	*n -= 4 + padded;
	return true;
}

const char *source_error(const struct source *s) { return s->err; }

const struct source_interface *source_interface(const struct source *s, uint32_t i)
{
	if (s->interface)
		return s->interface(s, i);
	return i == 0 && s->only.tsresol ? &s->only : NULL;
}

void source_close(struct source *s)
{
	if (s) {
		free(s->path);
		s->close(s);
	}
}
