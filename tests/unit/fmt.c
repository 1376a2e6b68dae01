/* fmt.c - each formatter against printf at its edges, and on a walk through the numbers. */
#include "../../src/base/fmt.h"
#include "check.h"

#include <arpa/inet.h>
#include <inttypes.h>

static char buf[FMT_MAX + 1];

static void number(uint64_t v)
{
	char want[64];

	snprintf(want, sizeof(want), "%" PRIu64, v);
	CHECK_STR(buf, (size_t)(fmt_u64(buf, v) - buf), want);
	if (v <= UINT32_MAX)
		CHECK_STR(buf, (size_t)(fmt_u32(buf, (uint32_t)v) - buf), want);
	if (v >= 10000 && v <= UINT32_MAX)
		CHECK_STR(buf, (size_t)(fmt_big(buf, (uint32_t)v) - buf), want);
}

static void hex(uint32_t v, int width)
{
	char want[64];

	snprintf(want, sizeof(want), "%0*" PRIx32, width, v);
	CHECK_STR(buf, (size_t)(fmt_x(buf, v, width) - buf), want);
}

static void dec(uint32_t v, int width)
{
	char want[64];

	snprintf(want, sizeof(want), "%0*" PRIu32, width, v);
	CHECK_STR(buf, (size_t)(fmt_dec(buf, v, width) - buf), want);
}

static void ip4(uint32_t ip)
{
	char want[INET_ADDRSTRLEN];
	uint32_t be = htonl(ip);

	inet_ntop(AF_INET, &be, want, sizeof(want));
	CHECK_STR(buf, (size_t)(fmt_ip4(buf, ip) - buf), want);
}

static void ip6(const char *text, const char *want)
{
	uint8_t a[16];

	CHECK(inet_pton(AF_INET6, text, a) == 1);
	CHECK_STR(buf, (size_t)(fmt_ip6(buf, a) - buf), want);
}

static void numbers(void)
{
	uint64_t power = 1;

	for (int i = 0; i < 20; i++, power *= 10) {
		number(power - 1);
		number(power);
		number(power + 1);
	}
	for (int i = 0; i < 64; i++) {
		number((1ull << i) - 1);
		number(1ull << i);
	}
	number(UINT64_MAX);
	for (uint64_t v = 1; v < UINT32_MAX; v = v * 3 + 7)
		number(v);
	for (uint32_t v = 0; v < 11000; v += 7)
		number(v);
}

static void widths(void)
{
	for (int width = 0; width <= 8; width++) {
		hex(0, width);
		hex(0xf, width);
		hex(0x10, width);
		hex(0xabcdef, width);
		hex(UINT32_MAX, width);
	}
	dec(0, 1);
	dec(9, 1);
	dec(0, 2);
	dec(99, 2);
	dec(7, 3);
	dec(999999, 6);
	dec(1, 6);
	dec(0, 9);
	dec(999999999, 9);
}

int main(void)
{
	static const struct mac low = { { 0 } }, high = { { 255, 255, 255, 255, 255, 255 } },
				some = { { 2, 0, 0x5e, 0xab, 0xc, 0xf0 } };

	numbers();
	widths();
	for (uint32_t i = 0; i < 256; i++)
		ip4(i << 24 | (255 - i) << 16 | i << 8 | (i * 7 & 255));
	ip4(0);
	ip4(UINT32_MAX);
	ip6("::", "::");
	ip6("::1", "::1");
	ip6("1::", "1::");
	ip6("2001:db8::1", "2001:db8::1");
	ip6("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
	ip6("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
	ip6("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
	ip6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	ip6("::ffff:192.0.2.1", "::ffff:192.0.2.1");
	ip6("fe80::1:0:0:1", "fe80::1:0:0:1");
	ip6("0:1::", "0:1::");
	CHECK_STR(buf, (size_t)(fmt_mac(buf, low) - buf), "00:00:00:00:00:00");
	CHECK_STR(buf, (size_t)(fmt_mac(buf, high) - buf), "ff:ff:ff:ff:ff:ff");
	CHECK_STR(buf, (size_t)(fmt_mac(buf, some) - buf), "02:00:5e:ab:0c:f0");
	return sum();
}
