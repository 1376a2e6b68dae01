/* packet.c - fuzz the dissectors: options, a link type, and packets one after the other, so that
 * what is remembered between packets is fuzzed as well.
 *
 *	byte 0	-v (2 bits), -e, -q, -x, -X, -A, -S
 *	byte 1	JSON, -K, -b, -u, -H, --deep, --smb, classic
 *	byte 2	-T
 *	3, 4	LINKTYPE_
 *	then, a packet: caplen (2 bytes), bytes the wire had more (1 byte), the bytes
 */
#include "../../src/dissect/engine.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

static void options(struct opts *o, const uint8_t *in)
{
	o->n = true;
	o->v = (in[0] & 3) == 3 ? 4 : in[0] & 3; /* the most there is */
	o->e = in[0] & 4;
	o->q = in[0] & 8;
	o->x = in[0] >> 4 & 1;
	o->X = in[0] >> 5 & 1;
	o->A = in[0] >> 6 & 1;
	o->S = in[0] & 0x80;
	o->json = in[1] & 1;
	o->K = in[1] & 2;
	o->b = in[1] & 4;
	o->u = in[1] & 8;
	o->H = in[1] & 0x10;
	o->deep = in[1] & 0x20;
	o->smb = in[1] & 0x40;
	o->classic = in[1] & 0x80;
	o->force = (enum force)(in[2] % (FORCE_ZMTP1 + 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	struct opts opt = { 0 };
	struct packet p = { .sec = 1767225600 };
	struct dis *d;

	if (n < 5)
		return 0;
	options(&opt, in);
	p.link = (uint16_t)(in[3] << 8 | in[4]);
	d = dis_new(&opt, NULL, -1);
	for (in += 5, n -= 5; n > 3 && p.number < 50;) {
		uint32_t cap = (uint32_t)(in[0] << 8 | in[1]), extra = in[2];
		uint8_t *data;

		in += 3;
		n -= 3;
		if (cap > n)
			cap = (uint32_t)n;
		data = malloc(cap ? cap : 1); /* its own, so that a byte too many is seen */
		memcpy(data, in, cap);
		p.data = data;
		p.caplen = cap;
		p.len = cap + (extra == 255 ? 60000 : extra);
		p.number++;
		p.frac += 1000;
		dissect_packet(d, &p);
		dis_discard(d);
		free(data);
		in += cap;
		n -= cap;
	}
	dis_free(d);
	return 0;
}
