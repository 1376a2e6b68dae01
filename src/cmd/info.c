/* SPDX-License-Identifier: BSD-2-Clause */
#include "confine.h"
#include "info.h"
#include "job.h"

#include "../dissect/crypto.h"
#include "../savefile/pcapng.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPTION_COMMENT = 1,
	SECTION_HARDWARE = 2,
	SECTION_SYSTEM = 3,
	SECTION_APPLICATION = 4,
	INTERFACE_NAME = 2,
	INTERFACE_DESCRIPTION = 3,
	INTERFACE_SPEED = 8,
	INTERFACE_FILTER = 11,
	INTERFACE_SYSTEM = 12,
	INTERFACE_HARDWARE = 15,
	STATISTICS_RECEIVED = 4,
	STATISTICS_DROPPED = 5,

	SECTION_FIXED = 16, /* bytes before the options */
	INTERFACE_FIXED = 8,
	STATISTICS_FIXED = 12,
};

static const struct job job = { .prog = "sonde" };

/* --- texts --- */

static char *text_of(const struct source_option *o)
{
	char *t = malloc((size_t)o->len + 1);

	if (t) {
		memcpy(t, o->value, o->len);
		t[o->len] = '\0';
	}
	return t;
}

/* The first one counts. */
static void keep_text(char **where, const struct source_option *o)
{
	if (!*where)
		*where = text_of(o);
}

static void keep_comment(struct info *i, uint64_t packet, const struct source_option *o)
{
	struct info_comment *c;

	i->all_comments++;
	if (i->ncomments == INFO_COMMENTS)
		return;
	c = realloc(i->comments, (i->ncomments + 1) * sizeof(*c));
	if (!c)
		return;
	i->comments = c;
	c[i->ncomments++] = (struct info_comment){ packet, text_of(o) };
}

static uint64_t number_of(const struct source_option *o, bool swap)
{
	uint64_t v = 0;

	if (o->len != sizeof(v))
		return 0;
	memcpy(&v, o->value, sizeof(v));
	return swap ? __builtin_bswap64(v) : v;
}

/* --- blocks --- */

static void see_section(struct info *i, const struct source_block *b)
{
	const uint8_t *p = b->body + SECTION_FIXED;
	uint32_t n = b->len > SECTION_FIXED ? b->len - SECTION_FIXED : 0;
	struct source_option o;

	i->sections++;
	while (option_next(&p, &n, b->swap, &o))
		switch (o.code) {
		case OPTION_COMMENT:
			keep_comment(i, 0, &o);
			break;
		case SECTION_HARDWARE:
			keep_text(&i->hardware, &o);
			break;
		case SECTION_SYSTEM:
			keep_text(&i->system, &o);
			break;
		case SECTION_APPLICATION:
			keep_text(&i->application, &o);
			break;
		}
}

/* The interface of that number, made if it is to be described; or NULL. */
static struct info_interface *interface_of(struct info *i, uint32_t number)
{
	struct info_interface *v;

	if (number >= i->ninterfaces && number != NO_INTERFACE)
		i->ninterfaces = number + 1;
	if (number >= INFO_INTERFACES)
		return NULL;
	if (number >= i->ninfos) {
		v = realloc(i->interfaces, (number + 1) * sizeof(*v));
		if (!v)
			return NULL;
		memset(v + i->ninfos, 0, (number + 1 - i->ninfos) * sizeof(*v));
		i->interfaces = v;
		i->ninfos = number + 1;
	}
	return &i->interfaces[number];
}

static unsigned digits_of(uint8_t tsresol)
{
	if (tsresol & 0x80)
		return 9;
	return tsresol <= 6 ? 6 : 9;
}

static void describe(struct info *i, const struct source *s, uint32_t number)
{
	const struct source_interface *said = source_interface(s, number);
	struct info_interface *f = said ? interface_of(i, number) : NULL;
	const uint8_t *p;
	uint32_t n;
	struct source_option o;

	if (!f || f->said.tsresol)
		return;
	f->said = *said;
	if (digits_of(said->tsresol) > i->digits)
		i->digits = digits_of(said->tsresol);
	p = said->options;
	n = said->noptions;
	while (option_next(&p, &n, said->swap, &o))
		switch (o.code) {
		case OPTION_COMMENT:
			keep_text(&f->comment, &o);
			break;
		case INTERFACE_NAME:
			keep_text(&f->name, &o);
			break;
		case INTERFACE_DESCRIPTION:
			keep_text(&f->description, &o);
			break;
		case INTERFACE_SPEED:
			f->speed = number_of(&o, said->swap);
			break;
		case INTERFACE_FILTER: /* after a byte that says what kind of filter it is */
			if (o.len && o.value[0] == 0) {
				o.value++;
				o.len--;
				keep_text(&f->filter, &o);
			}
			break;
		case INTERFACE_SYSTEM:
			keep_text(&f->system, &o);
			break;
		case INTERFACE_HARDWARE:
			keep_text(&f->hardware, &o);
			break;
		}
	f->said.options = NULL;
}

static void see_statistics(struct info *i, const struct source_block *b)
{
	struct info_interface *f =
		b->interface == NO_INTERFACE ? NULL : interface_of(i, b->interface);
	const uint8_t *p = b->body + STATISTICS_FIXED;
	uint32_t n = b->len > STATISTICS_FIXED ? b->len - STATISTICS_FIXED : 0;
	struct source_option o;

	i->statistics++;
	if (!f)
		return;
	f->statistics++;
	while (option_next(&p, &n, b->swap, &o))
		if (o.code == STATISTICS_RECEIVED) {
			f->received = number_of(&o, b->swap);
			f->has_received = true;
		} else if (o.code == STATISTICS_DROPPED) {
			f->dropped = number_of(&o, b->swap);
			f->has_dropped = true;
		}
}

/* A name resolution block: its records stand like options, and end like them. */
static void see_names(struct info *i, const struct source_block *b)
{
	const uint8_t *p = b->body;
	uint32_t n = b->len;
	struct source_option o;

	while (option_next(&p, &n, b->swap, &o))
		i->names++;
}

struct seen {
	struct info *i;
	struct source *s;
};

static void on_block(void *arg, const struct source_block *b)
{
	struct seen *seen = arg;
	struct info *i = seen->i;

	switch (b->type) {
	case NG_SECTION:
		see_section(i, b);
		break;
	case NG_INTERFACE:
		interface_of(i, b->interface);
		describe(i, seen->s, b->interface);
		break;
	case NG_NAMES:
		see_names(i, b);
		break;
	case NG_STATISTICS:
		see_statistics(i, b);
		break;
	case NG_JOURNAL:
		i->journal++;
		break;
	case NG_SECRETS:
		i->secrets++;
		break;
	case NG_CUSTOM:
	case NG_CUSTOM_LOCAL:
		i->custom++;
		break;
	default:
		i->unknown++;
	}
}

/* --- packets --- */

static void count_link(struct info *i, uint16_t link)
{
	size_t k = 0;

	while (k < i->nlinks && i->links[k].link != link)
		k++;
	if (k == INFO_LINKS)
		return;
	if (k == i->nlinks)
		i->links[i->nlinks++] = (struct info_link){ link, 0 };
	i->links[k].packets++;
}

static void see_packet(struct info *i, const struct source *s, const struct packet *p)
{
	const uint8_t *at = s->extra.options;
	uint32_t n = s->extra.noptions;
	struct info_interface *f = interface_of(i, p->interface);
	struct source_option o;

	i->packets++;
	i->bytes += p->len;
	i->captured += p->caplen;
	if (p->caplen > i->largest)
		i->largest = p->caplen;
	if (p->caplen < p->len && (!i->shortest_cut || p->caplen < i->shortest_cut))
		i->shortest_cut = p->caplen;
	if (f)
		f->packets++;
	count_link(i, p->link);
	while (option_next(&at, &n, s->extra.swap, &o))
		if (o.code == OPTION_COMMENT)
			keep_comment(i, i->packets, &o);
}

static void see_time(struct info *i, const struct source *s, const struct packet *p, __int128 *now)
{
	__int128 t = packet_time(p);

	if (s->extra.type == NG_SIMPLE) {
		i->untimed++;
		return;
	}
	if (!i->timed || t < i->first)
		i->first = t;
	if (!i->timed || t > i->last)
		i->last = t;
	if (i->timed && t < *now)
		i->ordered = false;
	i->timed = true;
	*now = t;
}

static void on_loss(void *arg, const struct source *s, const char *text)
{
	struct info *i = arg;

	(void)s;
	if (!i->damage)
		i->damage = strdup(text);
	if (i->losses++ < 10)
		say_error(&job, "%s: %s", i->path, text);
}

static void read_all(struct info *i, struct source *s)
{
	struct seen seen = { i, s };
	struct packet p = { .number = 0 };
	__int128 now = 0;
	uint64_t done, size;
	enum got g;

	s->on_block = on_block;
	s->block_arg = &seen;
	s->on_loss = on_loss;
	s->loss_arg = i;
	describe(i, s, 0);
	while ((g = source_next(s, &p)) == GOT_PACKET) {
		if (s->extra.type == 0 && i->ninfos == 0)
			describe(i, s, 0);
		see_packet(i, s, &p);
		see_time(i, s, &p, &now);
	}
	if (g == GOT_ERROR)
		on_loss(i, s, source_error(s));
	source_progress(s, &done, &size);
	i->unpacked = source_position(s);
	i->file_size = size;
}

/* --- a file --- */

/* False after a message. */
#ifdef HAVE_CRYPTO
static bool hash_file(struct info *i)
{
	const struct crypto *c = crypto();
	EVP_MD_CTX *md = c ? c->EVP_MD_CTX_new() : NULL;
	FILE *f = fopen(i->path, "re");
	char buf[65536];
	unsigned len = 0;
	size_t n;

	if (f && md && c->EVP_DigestInit_ex(md, c->EVP_sha256(), NULL)) {
		while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
			c->EVP_DigestUpdate(md, buf, n);
		i->hashed = !ferror(f) && c->EVP_DigestFinal_ex(md, i->hash, &len);
	}
	if (f)
		fclose(f);
	if (md)
		c->EVP_MD_CTX_free(md);
	if (!i->hashed)
		say_error(&job, "%s: no hash: %s", i->path,
			md ? strerror(errno) : "libcrypto is not there");
	return i->hashed;
}

/* libcrypto opens files when it is first used, and may not later. */
static void warm_hash(void)
{
	const struct crypto *c = crypto();
	EVP_MD_CTX *md = c ? c->EVP_MD_CTX_new() : NULL;

	if (md) {
		c->EVP_DigestInit_ex(md, c->EVP_sha256(), NULL);
		c->EVP_MD_CTX_free(md);
	}
}
#else
static void warm_hash(void) {}

static bool hash_file(struct info *i)
{
	say_error(&job, "%s: no hash: libcrypto is not built in", i->path);
	return false;
}
#endif

static void forget(struct info *i)
{
	for (uint32_t k = 0; k < i->ninfos; k++) {
		struct info_interface *f = &i->interfaces[k];

		free(f->name);
		free(f->description);
		free(f->filter);
		free(f->hardware);
		free(f->system);
		free(f->comment);
	}
	for (size_t k = 0; k < i->ncomments; k++)
		free(i->comments[k].text);
	free(i->interfaces);
	free(i->comments);
	free(i->hardware);
	free(i->system);
	free(i->application);
	free(i->damage);
}

static int one_file(const char *path, bool json, bool hash)
{
	struct info i = { .path = path, .ordered = true, .digits = 6 };
	char err[1024];
	struct source *s = source_open(path, err, sizeof(err));
	bool failed = false;

	if (!s) {
		say_error(&job, "%s: %s", strcmp(path, "-") == 0 ? "standard input" : path, err);
		return STATUS_FAILED;
	}
	i.format = s->format;
	i.compression = source_compression(s);
	i.snaplen = s->snaplen;
	read_all(&i, s);
	source_close(s);
	if (hash && strcmp(path, "-") != 0)
		failed = !hash_file(&i);
	if (json)
		info_json(&i, stdout);
	else
		info_print(&i, stdout);
	failed |= i.damage != NULL;
	forget(&i);
	return failed ? STATUS_FAILED : STATUS_OK;
}

static int usage(FILE *to)
{
	fprintf(to,
		"Usage: sonde info [--json] [--hash] file ...\n"
		"What is in capture files: their kind, packets, times, interfaces and "
		"comments.\n"
		"  --json   a line of JSON for each file\n"
		"  --hash   the SHA-256 of each file as well\n"
		"  --no-sandbox  keep what is usually given up\n");
	return to == stdout ? STATUS_OK : STATUS_FAILED;
}

int info_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "hash", no_argument, NULL, 'H' },
		{ "help", no_argument, NULL, 'h' },
		{ "no-sandbox", no_argument, NULL, 'S' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = "sonde info";
	bool json = false, hash = false, sandbox = true;
	int c, status = STATUS_OK;

	argv[0] = name;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case 'j':
			json = true;
			break;
		case 'H':
			hash = true;
			break;
		case 'S':
			sandbox = false;
			break;
		default:
			return usage(c == 'h' ? stdout : stderr);
		}
	if (optind == argc)
		return usage(stderr);
	if (hash)
		warm_hash();
	if (sandbox)
		confine_verb((const char *const *)(argv + optind), (size_t)(argc - optind));
	for (int k = optind; k < argc; k++) {
		if (k > optind && !json)
			printf("\n");
		if (one_file(argv[k], json, hash) != STATUS_OK)
			status = STATUS_FAILED;
	}
	if (fflush(stdout) != 0) {
		say_error(&job, "Unable to write output: %s", strerror(errno));
		return STATUS_WRITE;
	}
	return status;
}
