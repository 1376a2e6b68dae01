/* why.c - fuzz `sonde why`: packets one after the other to conversations, detectors and findings.
 *
 * The input: an octet that says the link type, then packets, each behind its length and the
 * milliseconds since the one before (two octets each, little-endian).  Findings must be printable
 * ASCII, whatever is in the packets.
 */
#include "../../src/dissect/engine.h"
#include "../../src/why/why.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

static void check(const char *s, size_t size)
{
	size_t len = strnlen(s, size);

	if (len == size)
		abort();
	for (size_t i = 0; i < len; i++)
		if (s[i] < ' ' || s[i] > '~')
			abort();
}

static void look(struct why *w)
{
	char reason[WHY_TEXT];

	why_finish(w);
	why_reason(w, reason, sizeof(reason));
	check(reason, sizeof(reason));
	why_verdict(w);
	for (size_t i = 0; i < why_count(w); i++) {
		const struct finding *x = why_at(w, i);

		check(x->subject, sizeof(x->subject));
		check(x->what, WHY_TEXT);
		check(x->ruled_out, WHY_TEXT);
		check(x->next, WHY_TEXT);
		check(x->filter, sizeof(x->filter));
		if (x->npackets > WHY_EVIDENCE || x->npackets > x->evidence)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const uint16_t links[] = { 1, 1, 1, 101, 113, 276, 0, 228 };
	static const struct opts opt = { .n = true, .t = 1 };
	static const struct why_conf conf = { .has_host = false };
	struct packet p = { .sec = 1700000000, .nano = true };
	struct why *w = why_new(&conf);
	struct dis *d = dis_new(&opt, NULL, -1);
	struct tell tell = { 0 };

	if (!w || !d)
		abort();
	why_listen(w, &tell);
	dis_listen(d, &tell);
	p.link = n ? links[in[0] & 7] : 1;
	for (size_t at = 1; at + 4 <= n;) {
		uint32_t len = in[at] | (uint32_t)in[at + 1] << 8;
		uint64_t ms = in[at + 2] | (uint64_t)in[at + 3] << 8;
		uint64_t ns = p.frac + ms * 1000000;
		uint8_t *b;

		at += 4;
		if (len > n - at)
			len = (uint32_t)(n - at);
		b = malloc(len ? len : 1); /* its end is watched */
		if (!b)
			abort();
		memcpy(b, in + at, len);
		at += len;
		p.sec += (int64_t)(ns / 1000000000);
		p.frac = (uint32_t)(ns % 1000000000);
		p.number++;
		p.caplen = p.len = len;
		p.data = b;
		dissect_packet(d, &p);
		free(b);
	}
	look(w);
	dis_free(d);
	why_free(w);
	return 0;
}
