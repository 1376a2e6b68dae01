/* select.c - fuzz what is done with sources: joined, merged, put in order, doubles left out; and
 * the words that say which packets. */
#include "../../src/savefile/join.h"
#include "../../src/savefile/reorder.h"
#include "../../src/savefile/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

struct files {
	int fds[3];
	int next, n;
};

static struct source *open_next(void *arg, bool *stop)
{
	struct files *f = arg;
	struct source *s = NULL;
	char path[64], err[256];

	(void)stop;
	while (!s && f->next < f->n) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", f->fds[f->next++]);
		s = source_open(path, err, sizeof(err));
	}
	return s;
}

static bool ended(void *arg, struct source *s, bool failed)
{
	(void)arg;
	if (failed && !source_error(s)[0])
		abort();
	return true;
}

static void on_block(void *arg, const struct source_block *b)
{
	uint64_t *sum = arg;

	*sum += b->interface + b->input;
}

static int file_of(const uint8_t *b, size_t n)
{
	int fd = memfd_create("in", 0);

	if (fd < 0 || write(fd, b, n) != (ssize_t)n)
		abort();
	return fd;
}

/* Packets in order of time, if they are to be; each once counted. */
static void read_all(struct source *s, bool sorted)
{
	struct packet p = { .number = 0 };
	uint64_t sum = 0, packets = 0;
	__int128 last = 0;

	s->on_block = on_block;
	s->block_arg = &sum;
	while (packets < 10000 && source_next(s, &p) == GOT_PACKET) {
		const struct source_interface *said = source_interface(s, p.interface);

		if (sorted && packets && packet_time(&p) < last)
			abort();
		last = packet_time(&p);
		packets++;
		for (uint32_t i = 0; i < p.caplen; i++)
			sum += p.data[i];
		for (uint32_t i = 0; i < s->extra.noptions; i++)
			sum += s->extra.options[i];
		if (said)
			sum += said->link;
	}
	source_close(s);
}

/* The first line says what to do; what follows is cut in up to three files. */
int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	const uint8_t *nl = memchr(in, '\n', n < 60 ? n : 60);
	struct files f = { .n = 0 };
	struct select_conf c = { 0 };
	struct range *ranges = NULL;
	char words[64] = "", err[200], *at;
	uint64_t ns = 0;
	struct source *s;

	if (!nl || nl == in || n > 60000)
		return 0;
	memcpy(words, in + 1, (size_t)(nl - in) - 1);
	n -= (size_t)(nl + 1 - in);
	if (ranges_parse(words, &ranges, &c.nranges, err, sizeof(err)))
		c.ranges = ranges;
	else
		c.nranges = 0;
	at = strchr(words, ' ');
	if (!moment_parse(words, &c.from) || in[0] & 8)
		c.from.kind = NO_MOMENT;
	if (!moment_parse(at ? at + 1 : words, &c.to) || in[0] & 16)
		c.to.kind = NO_MOMENT;
	if (duration_parse(words, &ns))
		c.dedupe = ns;
	for (int i = 0; i < 3; i++)
		f.fds[f.n++] = file_of(nl + 1 + n * (size_t)i / 3 * (in[0] & 1),
			n - n * (size_t)i / 3 * (in[0] & 1));
	s = join_open(&(struct join_conf){ in[0] & 2, open_next, ended, &f });
	if (s)
		s = select_open(s, &c);
	if (s && in[0] & 4)
		s = reorder_open(s, (uint64_t)1 << 62);
	/* pcapng has times that lie further apart than any window */
	if (s)
		read_all(s, in[0] & 4 && !(in[0] & 1) && strcmp(s->format, "pcap") == 0);
	for (int i = 0; i < f.n; i++)
		close(f.fds[i]);
	free(ranges);
	return 0;
}
