/* filter.c - fuzz filter expressions with the packet they look at, and what is said about an
 * expression that does not compile.
 *
 *	0, 1	LINKTYPE_
 *	the expression up to a NUL, then the packet
 */
#include "../../src/filter/filter.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

/* libpcap's compiler looks names up: here, none is known, and no packet leaves. */
int getaddrinfo(
	const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res)
{
	(void)node;
	(void)service;
	(void)hints;
	*res = NULL;
	return EAI_NONAME;
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const struct filter_conf conf = { 262144, FILTER_NETMASK_UNKNOWN, true,
		HOSTS_WHEN_READING, true, NULL };
	struct packet p = { .sec = 1 };
	struct filter *f;
	const uint8_t *nul;
	char err[1024], *expr;
	uint8_t *data;
	FILE *null;

	/* The optimiser of libpcap takes its time over long expressions. */
	if (n < 3 || !(nul = memchr(in + 2, 0, n - 2)) || nul - in > 120)
		return 0;
	p.link = (uint16_t)(in[0] << 8 | in[1]);
	expr = strdup((const char *)in + 2);
	p.caplen = (uint32_t)(n - (size_t)(nul + 1 - in));
	p.len = p.caplen + 10;
	data = malloc(p.caplen ? p.caplen : 1);
	memcpy(data, nul + 1, p.caplen);
	p.data = data;
	f = filter_new(expr, p.link, &conf, err, sizeof(err));
	null = fopen("/dev/null", "w");
	if (f) {
		filter_match(f, &p);
		p.link = p.link == 1 ? 113 : 1;
		filter_match(f, &p);
		filter_dump(f, 1, null);
		filter_free(f);
	} else {
		filter_explain(expr, p.link, err, null);
	}
	fclose(null);
	free(data);
	free(expr);
	return 0;
}
