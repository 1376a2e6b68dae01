/* both.h - two ways that must come to the same, tried with every packet of the golden captures,
 * with what is left of it when it is cut at each length of its headers, and with octets of them
 * changed. The includer has same(), which tries one packet both ways. */
#ifndef SONDE_TEST_BOTH_H
#define SONDE_TEST_BOTH_H

#include "../../src/savefile/reader.h"
#include "check.h"

#include <glob.h>
#include <stdlib.h>

enum { HEAD = 100, MUTANTS = 40, PACKETS = 40 };

static bool same(const struct packet *p);

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

static void golden_captures(void)
{
	glob_t files;

	CHECK(glob("tests/golden/*.pcap", 0, NULL, &files) == 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		capture(files.gl_pathv[i]);
	globfree(&files);
}

#endif
