/* savefile.c - fuzz the readers of capture files, mapped and through a pipe: both must hand out the
 * same packets, and what the writer makes of them must read back the same. */
#include "../../src/savefile/reader.h"
#include "../../src/savefile/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

struct tally {
	uint64_t packets, bytes, sum;
	enum got end;
};

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
		return t;
	}
	while ((t.end = source_next(s, &p)) == GOT_PACKET) {
		add(&t, &p);
		if (w && *w && p.link == writer_link(*w))
			writer_packet(*w, &p);
	}
	source_close(s);
	return t;
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
	w = writer_open("/dev/null", 1, 0, 65535, false);
	mapped = read_all(fd, &w);
	close(fd);
	if (w)
		writer_close(w);
	if (write(two[1], in, n) != (ssize_t)n) /* fits the pipe */
		abort();
	close(two[1]);
	piped = read_all(two[0], NULL);
	close(two[0]);
	if (mapped.packets != piped.packets || mapped.sum != piped.sum || mapped.end != piped.end)
		abort();
	return 0;
}
