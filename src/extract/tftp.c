/* Files of TFTP.  RFC 1350; options: RFC 2347, RFC 2348. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RRQ = 1, WRQ, DATA, ACK, ERROR, OACK };
enum { BLOCK = 512, BLOCK_MOST = 65464 };

struct tftp {
	struct extract *x;
	struct save *save;
	char name[256];
	bool known; /* the request was seen */
	bool over;
	uint32_t block; /* octets of one */
	uint16_t next;  /* block that is to come */
};

/* A string that ends in a NUL at *at; false: it does not end. */
static bool take_string(const uint8_t *data, uint32_t n, uint32_t *at, const char **s)
{
	const uint8_t *end = *at < n ? memchr(data + *at, '\0', n - *at) : NULL;

	if (!end)
		return false;
	*s = (const char *)data + *at;
	*at = (uint32_t)(end - data) + 1;
	return true;
}

static void request(struct tftp *t, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct tftp_transfer *e;
	const char *name, *slash;
	uint32_t at = 2;

	if (!take_string(data, n, &at, &name))
		return;
	e = tftp_new(t->x);
	e->addr = dir ? k->flow->b : k->flow->a;
	e->port = dir ? k->flow->bport : k->flow->aport;
	e->write = data[1] == WRQ;
	slash = strrchr(name, '/');
	snprintf(e->name, sizeof(e->name), "%s", slash ? slash + 1 : name);
}

/* The asker's request, seen in the conversation with the server's own port. */
static void learn(struct tftp *t, struct dialog *k)
{
	struct tftp_transfer *e = tftp_asked(t->x, &k->flow->a, k->flow->aport);

	if (!e)
		e = tftp_asked(t->x, &k->flow->b, k->flow->bport);
	if (!e || t->known)
		return;
	t->known = true;
	memcpy(t->name, e->name, sizeof(t->name));
}

static void options(struct tftp *t, const uint8_t *data, uint32_t n)
{
	uint32_t at = 2;
	const char *name, *value;

	while (take_string(data, n, &at, &name) && take_string(data, n, &at, &value)) {
		unsigned long v = strtoul(value, NULL, 10);

		if (strcasecmp(name, "blksize") == 0 && v >= 8 && v <= BLOCK_MOST)
			t->block = (uint32_t)v;
	}
}

static void block(struct tftp *t, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	uint16_t number = (uint16_t)(data[2] << 8 | data[3]);
	const struct save_conf conf = {
		.kind = "tftp", .name = t->name, .type = "", .encoding = "", .dialog = k, .dir = dir
	};
	uint16_t ahead = (uint16_t)(number - t->next);

	if (t->over || ahead >= 0x8000) /* once more */
		return;
	if (!t->save)
		t->save = save_begin(extract_saves(t->x), &conf);
	save_data(t->save, NULL, (uint64_t)ahead * t->block);
	save_data(t->save, data + 4, n - 4);
	t->next = (uint16_t)(number + 1);
	if (n - 4 < t->block) {
		save_end(t->save, true);
		t->save = NULL;
		t->over = true;
	}
}

static void tftp_data(void *state, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct tftp *t = state;

	if (!data || n < 4 || data[0] != 0)
		return;
	switch (data[1]) {
	case RRQ:
	case WRQ:
		request(t, k, dir, data, n);
		break;
	case OACK:
		options(t, data, n);
		break;
	case DATA:
		learn(t, k);
		if (t->known)
			block(t, k, dir, data, n);
		break;
	default: /* acknowledgements and errors */
		break;
	}
}

static void *tftp_begin(struct extract *x, struct dialog *k)
{
	struct tftp *t = calloc(1, sizeof(*t));

	(void)k;
	if (!t)
		return NULL;
	t->x = x;
	t->block = BLOCK;
	t->next = 1;
	return t;
}

static void tftp_end(void *state, struct dialog *k)
{
	struct tftp *t = state;

	(void)k;
	save_end(t->save, t->over);
	free(t);
}

const struct part part_tftp = { tftp_begin, tftp_data, tftp_end };
