/* copy.c - fuzz the writers: a capture is copied to pcapng, as it stands or as if merged, and
 * through each compressor; what is read back must be the same packets at the same times. */
#include "../../src/savefile/pcapng_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

struct copy {
	struct ng *ng;
	struct writer *w;
	uint64_t packets, sum, losses;
};

static void on_block(void *arg, const struct source_block *b)
{
	struct copy *c = arg;

	if (c->w && !ng_block(c->ng, c->w, b))
		abort();
}

static void on_loss(void *arg, const struct source *s, const char *text)
{
	struct copy *c = arg;

	(void)s;
	(void)text;
	c->losses++;
}

/* Read the file, and write what is in it if there is a writer. */
static enum got pass(struct copy *c, int fd)
{
	char path[64], err[256];
	struct packet p = { 0 };
	struct source *s;
	enum got g = GOT_END;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	s = source_open(path, err, sizeof(err));
	if (!s)
		return GOT_ERROR;
	s->on_block = on_block;
	s->on_loss = on_loss;
	s->block_arg = s->loss_arg = c;
	while (c->packets < 2000 && (g = source_next(s, &p)) == GOT_PACKET) {
		uint64_t t = (uint64_t)packet_time(&p);

		c->packets++;
		for (uint32_t i = 0; i < p.caplen; i++)
			c->sum = c->sum * 31 + p.data[i];
		c->sum = c->sum * 31 + p.len + p.link;
		if (s->extra.type != NG_SIMPLE) /* merged, it has a time */
			c->sum = c->sum * 31 + t;
		if (c->w && !ng_packet(c->ng, c->w, s, &p, NULL, 0))
			abort();
	}
	source_close(s);
	return g;
}

/* Times that a file can have: since 1970, in 64 bits of its units. */
static bool same(const struct copy *a, const struct copy *b, bool merged)
{
	return a->packets == b->packets && (merged || a->sum == b->sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const enum packing kinds[] = { PACK_NONE, PACK_NONE, PACK_NONE, PACK_GZIP, PACK_ZSTD,
		PACK_LZ4 };
	struct ng_conf conf = { 0 };
	struct writer_conf how = { .format = WRITE_PCAPNG };
	struct copy first = { 0 }, again = { 0 };
	int from, to;
	char path[64];
	enum got g;

	if (n < 5 || n > 60000)
		return 0;
	conf.merged = in[n - 1] & 1;
	how.packing = kinds[in[n - 1] / 2 % 6];
	if (!packing_there(how.packing))
		return 0;
	from = memfd_create("from", 0);
	to = memfd_create("to", 0);
	if (from < 0 || to < 0 || write(from, in, n) != (ssize_t)n)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", to);
	first.ng = ng_new(&conf);
	first.w = writer_open(path, &how);
	if (!first.ng || !first.w)
		abort();
	g = pass(&first, from);
	if (!writer_close(first.w, NULL))
		abort();
	if (g != GOT_ERROR && first.packets && first.losses == 0) {
		g = pass(&again, to);
		if (!same(&first, &again, conf.merged))
			abort();
	}
	ng_free(first.ng);
	close(from);
	close(to);
	return 0;
}
