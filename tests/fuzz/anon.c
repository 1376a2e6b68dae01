/* anon.c - fuzz what makes packets fit to be shown: no byte outside the packet is touched, and it
 * does not get longer. */
#include "../../src/anon/anon.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const uint16_t links[] = { 1, 1, 1, 101, 113, 276, 0, 147 };
	static const uint8_t key[MASK_KEY] = { 1, 2, 3 };
	struct anon a = { 0 };
	struct packet p = { 0 };
	uint8_t *b;
	uint32_t len;

	if (n < 2 || n > 70000)
		return 0;
	a.payload = (enum anon_payload)(in[0] & 3);
	p.link = links[in[0] >> 2 & 7];
	p.caplen = p.len = (uint32_t)(n - 1);
	a.mask = mask_new(key);
	b = malloc(n - 1); /* its end is watched */
	if (!a.mask || !b)
		abort();
	memcpy(b, in + 1, n - 1);
	len = anon_packet(&a, &p, b);
	if (len > p.caplen)
		abort();
	mask_free(a.mask);
	free(b);
	return 0;
}
