/* quick.c - what is said of a plain packet in one go is what its dissectors say: every packet of
 * the golden captures, cut at each length of its headers, and with octets of them changed. */
#define SONDE_CORE
#include "../../src/dissect/engine.h"
#include "../../src/dissect/dissect.h"
#include "../../src/savefile/reader.h"
#include "check.h"

#include <glob.h>
#include <stdlib.h>

enum { HEAD = 100, MUTANTS = 40, PACKETS = 40 };

static const struct opts asked[] = {
	{ .n = true },
	{ .n = true, .v = 1 },
	{ .n = true, .e = true, .t = 4, .K = true },
	{ .n = true, .e = true, .v = 1, .g = true, .number = true },
	{ .n = true, .X = 1, .t = 1 },
};

enum { WAYS = sizeof(asked) / sizeof(*asked) };

static struct dis *way[WAYS][2]; /* the short one, and through the dissectors */
static uint64_t quickly;

/* All of that link type goes through the dissectors: which are known when one has been seen. */
static void take_the_long_way(struct dis *d, uint16_t link)
{
	const struct packet none = { .link = link };

	if (d->link != link) {
		dissect_packet(d, &none);
		dis_discard(d);
	}
	d->link_quick = NULL;
}

static bool same(const struct packet *p)
{
	bool ok = true;

	for (int w = 0; w < WAYS; w++) {
		const char *text[2];
		size_t n[2];

		take_the_long_way(way[w][1], p->link);
		for (int i = 0; i < 2; i++) {
			dissect_packet(way[w][i], p);
			text[i] = dis_text(way[w][i], &n[i]);
		}
		quickly += way[w][0]->link_quick != NULL;
		ok = ok && n[0] == n[1] && memcmp(text[0], text[1], n[0]) == 0;
		for (int i = 0; i < 2; i++)
			dis_discard(way[w][i]);
	}
	return ok;
}

static unsigned next(unsigned *seed) { return (*seed = *seed * 1103515245 + 12345) >> 16; }

/* False: one of them differs. */
static bool cuts(const struct packet *whole)
{
	struct packet p = *whole;

	for (uint32_t n = 0; n < HEAD && n < whole->caplen; n++) {
		p.caplen = n;
		p.len = whole->len;
		if (!same(&p))
			return false;
		p.len = n;
		if (!same(&p))
			return false;
	}
	return true;
}

static bool mutants(const struct packet *whole, unsigned seed)
{
	static uint8_t copy[MAX_SNAPLEN];
	struct packet p = *whole;
	uint32_t head = p.caplen < HEAD ? p.caplen : HEAD;

	p.data = copy;
	for (int i = 0; i < MUTANTS && head; i++) {
		memcpy(copy, whole->data, whole->caplen);
		for (unsigned n = next(&seed) % 3 + 1; n; n--)
			copy[next(&seed) % head] = (uint8_t)next(&seed);
		if (!same(&p))
			return false;
	}
	return true;
}

static void capture(const char *path)
{
	char err[256];
	struct source *s = source_open(path, err, sizeof(err));
	struct packet p = { .number = 0 };
	const char *wrong = NULL;

	while (s && !wrong && p.number < PACKETS && source_next(s, &p) == GOT_PACKET) {
		p.number++;
		if (!same(&p))
			wrong = "a packet";
		else if (!cuts(&p))
			wrong = "a cut one";
		else if (!mutants(&p, (unsigned)p.number))
			wrong = "a changed one";
	}
	if (wrong)
		printf("%s: packet %u, %s\n", path, (unsigned)p.number, wrong);
	CHECK(!wrong);
	if (s)
		source_close(s);
}

int main(void)
{
	glob_t files;

	for (int w = 0; w < WAYS; w++)
		for (int i = 0; i < 2; i++)
			way[w][i] = dis_new(&asked[w], NULL, -1);
	CHECK(glob("tests/golden/*.pcap", 0, NULL, &files) == 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		capture(files.gl_pathv[i]);
	globfree(&files);
	CHECK(quickly > 0);
	for (int w = 0; w < WAYS; w++)
		for (int i = 0; i < 2; i++)
			dis_free(way[w][i]);
	return sum();
}
