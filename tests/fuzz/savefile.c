/* savefile.c - fuzz the readers of capture files, compressed ones too, mapped and through a pipe:
 * both must hand out the same packets and blocks, and what the writer makes of them must read back
 * the same. */
#include "../../src/savefile/reader.h"
#include "../../src/savefile/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

struct tally {
	uint64_t packets, bytes, sum, blocks, losses;
	const char *format;
	enum got end;
};

static void add_options(struct tally *t, const uint8_t *p, uint32_t n, bool swap)
{
	struct source_option o;

	while (option_next(&p, &n, swap, &o))
		for (uint32_t i = 0; i < o.len; i++)
			t->sum = t->sum * 31 + o.value[i];
}

static void on_block(void *arg, const struct source_block *b)
{
	struct tally *t = arg;

	t->blocks++;
	for (uint32_t i = 0; i < b->len; i++)
		t->sum = t->sum * 31 + b->body[i];
	t->sum = t->sum * 31 + b->interface + b->section;
}

static void on_loss(void *arg, const struct source *s, const char *text)
{
	struct tally *t = arg;

	if (strlen(text) == 0 || s->losses == 0)
		abort();
	t->losses++;
}

static void add(struct tally *t, const struct packet *p)
{
	t->packets++;
	t->bytes += p->len;
	for (uint32_t i = 0; i < p->caplen; i++)
		t->sum = t->sum * 31 + p->data[i];
	t->sum = t->sum * 31 + (uint64_t)p->sec + p->frac;
}

static struct tally read_all(int fd, struct writer **w)
{
	struct tally t = { 0 };
	struct packet p = { 0 };
	struct source *s;
	char path[64], err[256];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	s = source_open(path, err, sizeof(err));
	if (!s) {
		t.end = GOT_ERROR;
		if (!err[0])
			abort();
		return t;
	}
	t.format = s->format;
	s->on_block = on_block;
	s->on_loss = on_loss;
	s->block_arg = s->loss_arg = &t;
	while (t.packets < 10000 && (t.end = source_next(s, &p)) == GOT_PACKET) {
		const struct source_interface *said = source_interface(s, p.interface);

		add(&t, &p);
		add_options(&t, s->extra.options, s->extra.noptions, s->extra.swap);
		if (said)
			add_options(&t, said->options, said->noptions, said->swap);
		if (w && *w && p.link == 1)
			writer_packet(*w, &p);
	}
	if (t.end == GOT_ERROR && !source_error(s)[0])
		abort();
	source_close(s);
	return t;
}

/* A file that is mapped is looked into for old kinds of records, and for NetMon's table. */
static bool alike(const struct tally *a)
{
	return a->format && (strcmp(a->format, "pcapng") == 0 || strcmp(a->format, "snoop") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct tally mapped, piped;
	struct writer *w;
	int fd = memfd_create("in", 0), two[2];

	if (n > 60000 || fd < 0 || write(fd, in, n) != (ssize_t)n || pipe(two) != 0) {
		close(fd);
		return 0;
	}
	w = writer_open("/dev/null", &(struct writer_conf){ .link = 1, .snaplen = 65535 });
	mapped = read_all(fd, &w);
	close(fd);
	if (w)
		writer_close(w, NULL);
	if (write(two[1], in, n) != (ssize_t)n) /* fits the pipe */
		abort();
	close(two[1]);
	piped = read_all(two[0], NULL);
	close(two[0]);
	if (alike(&mapped) && (mapped.packets != piped.packets || mapped.sum != piped.sum ||
				      mapped.end != piped.end || mapped.losses != piped.losses))
		abort();
	return 0;
}
