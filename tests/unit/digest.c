/* digest.c: the test vectors of RFC 1321, A.5, and of FIPS 180-4. */
#include "../../src/base/digest.h"
#include "check.h"

static void check_hex(const uint8_t *got, size_t n, const char *want)
{
	char hex[65];

	for (size_t i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02x", got[i]);
	CHECK_STR(hex, 2 * n, want);
}

static void both(const char *text, const char *want_md5, const char *want_sha)
{
	uint8_t a[16], b[32];

	md5(text, strlen(text), a);
	sha256(text, strlen(text), b);
	check_hex(a, 16, want_md5);
	check_hex(b, 32, want_sha);
}

int main(void)
{
	both("", "d41d8cd98f00b204e9800998ecf8427e",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	both("abc", "900150983cd24fb0d6963f7d28e17f72",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	both("12345678901234567890123456789012345678901234567890123456789012345678901234567890",
		"57edf4a22be3c955ac49da2e2107b67a",
		"f371bc4a311f2b009eef952dd83ca80e2b60026c8e935592d0f9c308453c813e");
	return sum();
}
