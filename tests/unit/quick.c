/* quick.c - what is said of a plain packet in one go is what its dissectors say: every packet of
 * the golden captures, cut at each length of its headers, and with octets of them changed. */
#define SONDE_CORE
#include "../../src/dissect/engine.h"
#include "../../src/dissect/dissect.h"
#include "both.h"

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

int main(void)
{
	for (int w = 0; w < WAYS; w++)
		for (int i = 0; i < 2; i++)
			way[w][i] = dis_new(&asked[w], NULL, -1);
	golden_captures();
	CHECK(quickly > 0);
	for (int w = 0; w < WAYS; w++)
		for (int i = 0; i < 2; i++)
			dis_free(way[w][i]);
	return sum();
}
