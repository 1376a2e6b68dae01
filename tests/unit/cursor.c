/* cursor.c - every read and window at 0, 1, the end, one past it, and the largest numbers. */
#define SONDE_CORE
#include "../../src/dissect/dissect.h"
#include "../../src/dissect/engine.h"
#include "check.h"

#include <stdlib.h>

static struct dis *d;
static uint8_t *bytes; /* on the heap and no longer than it says, for ASan */

static struct cur window(uint32_t cap, uint32_t wire)
{
	struct cur c = { bytes, cap, CUR_EVEN + wire - cap };

	cur_begin(d);
	d->stopped = false;
	d->past_end = 0;
	sink_unmute(&d->text);
	return c;
}

#define READS(name, n, want)                                                                       \
	do {                                                                                       \
		struct cur c = window(8, 8);                                                       \
                                                                                                   \
		CHECK(get_##name(&c) == (want));                                                   \
		CHECK(c.raw_at == bytes + (n) && !d->stopped);                                     \
		c = window(8, 8);                                                                  \
		CHECK(peek_##name(&c, 0) == (want));                                               \
		CHECK(c.raw_at == bytes);                                                          \
		(void)peek_##name(&c, 8 - (n)); /* the last that fits */                           \
		CHECK(!d->stopped);                                                                \
		CHECK(peek_##name(&c, 8 - (n) + 1) == 0); /* one too far */                        \
		CHECK(d->stopped);                                                                 \
		c = window(8, 8);                                                                  \
		CHECK(peek_##name(&c, UINT32_MAX) == 0 && d->stopped);                             \
		c = window((n)-1, 100);                                                            \
		CHECK(get_##name(&c) == 0 && d->stopped);                                          \
		CHECK(left(&c) == 0 && !more(&c));                                                 \
		c = window(0, 0);                                                                  \
		CHECK(get_##name(&c) == 0 && d->stopped);                                          \
	} while (0)

static void reads(void)
{
	READS(u8, 1, 0x81);
	READS(i8, 1, -0x7f);
	READS(be16, 2, 0x8122);
	READS(be24, 3, 0x812243u);
	READS(be32, 4, 0x81224364u);
	READS(be40, 5, 0x8122436485u);
	READS(be48, 6, 0x8122436485a6u);
	READS(be56, 7, 0x8122436485a6c7u);
	READS(be64, 8, 0x8122436485a6c7e8u);
	READS(bei16, 2, (int16_t)0x8122);
	READS(bei32, 4, (int32_t)0x81224364);
	READS(bei64, 8, (int64_t)0x8122436485a6c7e8);
	READS(le16, 2, 0x2281);
	READS(le24, 3, 0x432281u);
	READS(le32, 4, 0x64432281u);
	READS(le64, 8, 0xe8c7a68564432281u);
	READS(lei16, 2, 0x2281);
	READS(lei32, 4, 0x64432281);
	READS(ip4, 4, 0x81224364u);
}

static void steps(void)
{
	struct cur c = window(8, 20);

	CHECK(left(&c) == 8 && wire(&c) == 20 && more(&c));
	CHECK(has(&c, 0) && has(&c, 8) && !has(&c, 9) && !has(&c, UINT32_MAX));
	skip(&c, 0);
	CHECK(left(&c) == 8);
	skip(&c, 3);
	CHECK(left(&c) == 5 && wire(&c) == 17);
	skip(&c, 6); /* one too many: to the end, not stopped */
	CHECK(left(&c) == 0 && !d->stopped);
	skip(&c, UINT32_MAX);
	CHECK(left(&c) == 0 && !d->stopped);
	c = window(8, 3); /* more held than claimed */
	skip(&c, 5);
	CHECK(wire(&c) == 0 && left(&c) == 3);
}

static void windows(void)
{
	struct cur c = window(8, 20), w;

	w = take(&c, 0);
	CHECK(left(&w) == 0 && wire(&w) == 0 && left(&c) == 8);
	w = take(&c, 8);
	CHECK(left(&w) == 8 && wire(&w) == 8 && left(&c) == 0 && !d->stopped);
	c = window(8, 20);
	w = take(&c, 9);
	CHECK(d->stopped && left(&w) == 0 && left(&c) == 0);
	c = window(8, 20);
	w = take(&c, UINT32_MAX);
	CHECK(d->stopped && left(&w) == 0);

	c = window(8, 20);
	w = part(&c, 5);
	CHECK(left(&w) == 5 && wire(&w) == 5 && left(&c) == 3);
	w = part(&c, 10); /* held in part */
	CHECK(left(&w) == 3 && wire(&w) == 10 && left(&c) == 0 && !d->stopped);
	w = part(&c, 1);
	CHECK(left(&w) == 0 && wire(&w) == 1);

	c = from(window(8, 20), 8);
	CHECK(left(&c) == 0 && !d->stopped);
	c = from(window(8, 20), 9);
	CHECK(left(&c) == 0 && d->stopped);
}

static void limits(void)
{
	struct cur c = window(8, 20);

	clip(&c, 30);
	CHECK(left(&c) == 8 && wire(&c) == 20);
	clip(&c, 10);
	CHECK(left(&c) == 8 && wire(&c) == 10);
	clip(&c, 4);
	CHECK(left(&c) == 4 && wire(&c) == 4);
	CHECK(peek_u8(&c, 3) == 0x64 && !d->stopped);
	CHECK(peek_u8(&c, 4) == 0 && d->stopped);
	c = window(8, 20);
	claim(&c, 4);
	CHECK(left(&c) == 8 && wire(&c) == 4);
	clip(&c, 0);
	CHECK(left(&c) == 0 && wire(&c) == 0 && !more(&c));
	c = window(8, 20);
	pretend(&c, 100);
	CHECK(left(&c) == 8 && wire(&c) == 100);
	need(&c, 8);
	CHECK(!d->stopped);
	need(&c, 9);
	CHECK(d->stopped);
}

static void bulk(void)
{
	struct cur c = window(8, 8);
	uint8_t to[9];

	get_bytes(&c, to, 0);
	CHECK(left(&c) == 8);
	get_bytes(&c, to, 8);
	CHECK(memcmp(to, bytes, 8) == 0 && left(&c) == 0 && !d->stopped);
	c = window(8, 8);
	memset(to, 1, sizeof(to));
	get_bytes(&c, to, 9);
	CHECK(d->stopped && to[0] == 0 && to[8] == 0);
	c = window(8, 8);
	CHECK(any_set(&c));
	clip(&c, 0);
	CHECK(!any_set(&c));
}

static uint16_t slow_sum(const uint8_t *b, uint32_t n, uint32_t seed)
{
	uint32_t s = seed;

	for (uint32_t i = 0; i < n; i++)
		s += i % 2 ? b[i] : (uint32_t)b[i] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

static void sums(void)
{
	uint8_t b[200];

	for (uint32_t i = 0; i < sizeof(b); i++)
		b[i] = (uint8_t)(i * 89 + 250);
	for (uint32_t at = 0; at < 5; at++)
		for (uint32_t n = 0; n + at <= sizeof(b); n++) {
			struct cur c = { b + at, (uint32_t)sizeof(b) - at, CUR_EVEN };

			CHECK(cksum(&c, n, 0) == slow_sum(b + at, n, 0));
			CHECK(cksum(&c, n, 0x12345) == slow_sum(b + at, n, 0x12345));
		}
	memset(b, 0xff, sizeof(b));
	struct cur c = { b, sizeof(b), CUR_EVEN };

	CHECK(cksum(&c, 200, 0) == slow_sum(b, 200, 0));
	CHECK(cksum(&c, UINT32_MAX, 0) == slow_sum(b, 200, 0)); /* as many as we hold */
}

static void stays_stopped(void)
{
	struct cur c = window(2, 2);
	size_t before = sink_len(&d->text);

	say(d, "one");
	get_be32(&c);
	say(d, "two");
	say_u(d, 4711);
	CHECK(sink_len(&d->text) == before + 3);
	for (int i = 0; i < 1000; i++)
		get_u8(&c);
	CHECK(d->stopped && left(&c) == 0);
	sink_unmute(&d->text);
	CHECK_STR(d->text.buf + before, sink_len(&d->text) - before, "one");
}

int main(void)
{
	static const struct opts opt = { .n = true };
	static const uint8_t eight[8] = { 0x81, 0x22, 0x43, 0x64, 0x85, 0xa6, 0xc7, 0xe8 };

	d = dis_new(&opt, NULL, -1);
	bytes = malloc(8);
	memcpy(bytes, eight, 8);
	reads();
	steps();
	windows();
	limits();
	bulk();
	sums();
	stays_stopped();
	sink_unmute(&d->text);
	dis_free(d);
	free(bytes);
	return sum();
}
