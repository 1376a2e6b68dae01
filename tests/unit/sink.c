/* sink.c - growth, muting, room at the edge, flushing and what it says when a write fails. */
#include "../../src/base/sink.h"
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void grows(void)
{
	struct sink s;
	size_t n = 0;
	bool same = true;

	sink_init(&s, -1);
	CHECK(sink_len(&s) == 0);
	for (size_t i = 0; i < 300000; i++, n++)
		sink_putc(&s, (char)('a' + i % 26));
	CHECK(sink_len(&s) == n);
	for (size_t i = 0; i < n; i++)
		same &= s.buf[i] == (char)('a' + i % 26);
	CHECK(same);
	sink_free(&s);
}

static void rooms(void)
{
	struct sink s;
	char block[SINK_HOLE];

	memset(block, 'x', sizeof(block));
	sink_init(&s, -1);
	for (size_t n = 0; n <= SINK_HOLE; n++)
		sink_put(&s, block, n);
	CHECK(sink_len(&s) == (size_t)SINK_HOLE * (SINK_HOLE + 1) / 2);
	sink_free(&s);
}

static void mutes(void)
{
	struct sink s;
	char block[SINK_HOLE];

	memset(block, 'y', sizeof(block));
	sink_init(&s, -1);
	sink_put(&s, "before", 6);
	sink_mute(&s);
	sink_mute(&s); /* twice is once */
	for (int i = 0; i < 1000; i++) {
		sink_putc(&s, 'z');
		sink_put(&s, block, sizeof(block));
	}
	CHECK(sink_len(&s) == 6);
	CHECK(s.p[-1] == 'y');
	sink_unmute(&s);
	sink_unmute(&s);
	sink_put(&s, "after", 5);
	CHECK_STR(s.buf, sink_len(&s), "beforeafter");
	sink_free(&s);
}

static void long_strings(void)
{
	static const size_t sizes[] = { 0, 1, SINK_HOLE - 1, SINK_HOLE, SINK_HOLE + 1, 70000,
		1000000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct sink s;
		char *b = malloc(sizes[i] + 1);

		for (size_t k = 0; k < sizes[i]; k++)
			b[k] = (char)(k * 31);
		sink_init(&s, -1);
		sink_puts(&s, b, sizes[i]);
		CHECK(sink_len(&s) == sizes[i] && memcmp(s.buf, b, sizes[i]) == 0);
		sink_free(&s);
		free(b);
	}
}

static void flushes(void)
{
	struct sink s;
	char got[16];
	int fd[2], full = open("/dev/full", O_WRONLY);

	CHECK(pipe(fd) == 0);
	sink_init(&s, fd[1]);
	CHECK(sink_flush(&s)); /* nothing */
	sink_put(&s, "hello", 5);
	CHECK(sink_flush(&s));
	CHECK(sink_len(&s) == 0);
	CHECK_STR(got, (size_t)read(fd[0], got, sizeof(got)), "hello");
	sink_free(&s);
	close(fd[0]);
	close(fd[1]);

	sink_init(&s, full);
	sink_put(&s, "hello", 5);
	errno = 0;
	CHECK(!sink_flush(&s));
	CHECK(errno == ENOSPC);
	sink_free(&s);
	close(full);

	sink_init(&s, -1);
	sink_putc(&s, 'x');
	CHECK(!sink_flush(&s));
	CHECK(errno == EBADF);
	sink_free(&s);
}

int main(void)
{
	grows();
	rooms();
	mutes();
	long_strings();
	flushes();
	return sum();
}
