/* clock.c - a clock that is set by hours, for a program that is started with LD_PRELOAD=./clock.so: the file
 * "clock" is mapped, its first 8 octets are how many seconds are added to the time of day. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *set;

__attribute__((constructor)) static void begin(void)
{
	int fd = open("clock", O_RDONLY);
	void *p = mmap(NULL, sizeof(*set), PROT_READ, MAP_SHARED, fd, 0);

	if (p != MAP_FAILED)
		set = p;
	close(fd);
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	int r = (int)syscall(SYS_clock_gettime, id, t);

	if (r == 0 && set && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		t->tv_sec += *set;
	return r;
}

time_t time(time_t *where)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (where)
		*where = t.tv_sec;
	return t.tv_sec;
}
