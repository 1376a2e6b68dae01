/* `sonde anon`: a capture that may be shown to others. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "verbs.h"

#include "../anon/anon.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
	{ "format", required_argument, NULL, 'F' },
	{ "help", no_argument, NULL, 'h' },
	{ "no-sandbox", no_argument, NULL, 'S' },
	{ "key", required_argument, NULL, 'k' },
	{ "payload", required_argument, NULL, 'p' },
	{ NULL, 0, NULL, 0 },
};

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde anon [options] in out\n"
		"A capture with other addresses and names, without payload, that can be shown to "
		"others.\n"
		"  --key FILE          the same key, the same addresses (else: never again)\n"
		"  --payload WHAT      names: zeros, but DNS, HTTP heads and TLS hellos with "
		"other\n"
		"                      names (the default); zero; cut; keep\n"
		"  --format FORMAT     pcap or pcapng, whatever the name says\n"
		"  --no-sandbox        keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

struct anonymous {
	struct anon anon;
	uint8_t *b; /* the packet */
	size_t cap;
	const struct job *job;
};

static bool change(void *arg, struct packet *p)
{
	struct anonymous *n = arg;

	if (p->caplen > n->cap) {
		uint8_t *b = realloc(n->b, p->caplen);

		if (!b) {
			say_error(n->job, "out of memory");
			return false;
		}
		n->b = b;
		n->cap = p->caplen;
	}
	if (p->caplen)
		memcpy(n->b, p->data, p->caplen);
	p->caplen = anon_packet(&n->anon, p, n->b);
	p->data = n->b;
	return true;
}

/* Names, secrets, comments, names of machines: none goes on. */
static bool no_block(void *arg, uint32_t type)
{
	(void)arg;
	(void)type;
	return false;
}

/* False after a message. */
static bool read_key(const struct job *job, const char *path, uint8_t key[MASK_KEY])
{
	uint8_t bytes[4096];
	FILE *f;
	size_t n;

	if (!path) {
		if (mask_random_key(key))
			return true;
		say_error(job, "no random key: %s", strerror(errno));
		return false;
	}
	f = fopen(path, "re");
	n = f ? fread(bytes, 1, sizeof(bytes), f) : 0;
	if (!f || ferror(f))
		say_error(job, "%s: %s", path, strerror(errno));
	else if (n < 16)
		say_error(job, "%s: a key has 16 bytes at least", path);
	else if (!mask_key(bytes, n, key))
		say_error(job, "%s: no key", path);
	else
		n = SIZE_MAX;
	if (f)
		fclose(f);
	memset(bytes, 0, sizeof(bytes));
	return n == SIZE_MAX;
}

static bool payload(const struct job *job, const char *word, enum anon_payload *p)
{
	static const char *const words[] = { "names", "zero", "cut", "keep" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i]) == 0) {
			*p = (enum anon_payload)i;
			return true;
		}
	say_error(job, "unknown payload `%s' (names, zero, cut or keep)", word);
	return false;
}

static int run(struct convert *c, const struct job *job, const char *key_file, enum anon_payload p)
{
	struct anonymous n = { .anon = { .payload = p }, .job = job };
	uint8_t key[MASK_KEY];
	int status;

	if (!mask_there()) {
		say_error(job, "anon: libcrypto is not built into this version");
		return STATUS_FAILED;
	}
	if (!read_key(job, key_file, key))
		return STATUS_FAILED;
	n.anon.mask = mask_new(key);
	memset(key, 0, sizeof(key));
	if (!n.anon.mask) {
		say_error(job, "out of memory");
		return STATUS_MEMORY;
	}
	c->change = change;
	c->block = no_block;
	c->no_options = true;
	c->arg = &n;
	status = convert_run(c);
	mask_free(n.anon.mask);
	free(n.b);
	return status;
}

int anon_main(int argc, char **argv)
{
	static char name[] = "sonde anon", sonde[] = "sonde";
	const struct job job = { .prog = sonde };
	enum anon_payload what = PAYLOAD_NAMES;
	struct convert c = { .in = NULL };
	const char *key = NULL;
	int o;

	argv[0] = name;
	while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (o) {
		case 'F':
			if (!output_format(&job, optarg, &c.opts.format))
				return STATUS_FAILED;
			break;
		case 'k':
			key = optarg;
			break;
		case 'p':
			if (!payload(&job, optarg, &what))
				return STATUS_FAILED;
			break;
		case 'S':
			c.no_sandbox = true;
			break;
		default:
			return usage(o == 'h' ? stdout : stderr);
		}
	if (argc - optind != 2)
		return usage(stderr);
	c.in = argv[optind];
	c.out = argv[optind + 1];
	return run(&c, &job, key, what);
}
