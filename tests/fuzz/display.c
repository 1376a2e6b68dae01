/* display.c - fuzz display filters: an expression, a NUL, and an Ethernet frame that it is asked
 * about. */
#include "../../src/display/display.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static FILE *null;
	const uint8_t *end = n ? memchr(in, 0, n) : NULL;
	size_t len = end ? (size_t)(end - in) : n;
	char *expr = strndup((const char *)in, len);
	struct packet p = { .link = 1, .number = 1 };
	struct display_error e;
	struct display *f;

	if (!null)
		null = fopen("/dev/null", "w");
	if (!expr || !null)
		abort();
	p.data = in + (end ? len + 1 : n);
	p.caplen = p.len = (uint32_t)(n - (size_t)(p.data - in));
	f = display_new(expr, &e);
	if (!f) {
		if (!e.text[0] || e.at > strlen(expr) || e.at + e.len > strlen(expr) + 1)
			abort();
		display_explain(expr, &e, null);
	} else if (p.caplen) {
		bool first = display_match(f, &p);

		/* What it is asked about time and number may differ. */
		if (first != display_match(f, &p) && !strstr(expr, "frame") && !strstr(expr, "tcp"))
			abort();
	}
	display_free(f);
	free(expr);
	return 0;
}
