/* sender IF PPS COUNT [BYTES [syn|flood]] - that many numbered UDP frames (127.0.0.1:1 > 127.0.0.1:9999, the
 * number in the first 8 octets of the payload, big-endian) out of IF, at that rate; then it says how many.
 * syn: TCP's SYN from one address and port; flood: each from another address and port.
 * For tests; at most ten million. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 32, MOST = 10000000, HEADERS = 42, LONGEST = 9000 };

static uint8_t frames[BATCH][LONGEST];
static bool syn, flood;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make(uint8_t *f, size_t size)
{
	static const uint8_t ip[] = { 0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127,
		0, 0, 1, 0, 1, 9999 >> 8, 9999 & 255 };
	size_t n = size - 14, u = n - 20;

	memset(f, 0, size);
	f[0] = f[6] = 2;
	f[5] = 1;
	f[12] = 8;
	memcpy(f + 14, ip, sizeof(ip));
	f[16] = (uint8_t)(n >> 8);
	f[17] = (uint8_t)n;
	f[38] = (uint8_t)(u >> 8);
	f[39] = (uint8_t)u;
	if (!syn)
		return;
	memset(f + 34, 0, 20);
	f[23] = 6;
	f[34] = f[36] = 40;
	f[46] = 0x50;
	f[47] = 2;
}

/* An address and a port of its own for each number, in no order. */
static void scatter(uint8_t *f, uint64_t n)
{
	uint64_t x = (n + 1) * UINT64_C(0x9e3779b97f4a7c15);

	f[26] = 10;
	memcpy(f + 27, &x, 3);
	memcpy(f + 34, (const uint8_t *)&x + 4, 2);
}

static void number(uint8_t *f, uint64_t n)
{
	for (int i = 7; i >= 0; i--, n >>= 8)
		f[HEADERS + i] = (uint8_t)n;
}

static void send_some(int fd, unsigned n, uint64_t from, size_t size)
{
	struct mmsghdr m[BATCH];
	struct iovec v[BATCH];

	memset(m, 0, sizeof(m));
	for (unsigned i = 0; i < n; i++) {
		if (flood)
			scatter(frames[i], from + i);
		else if (!syn)
			number(frames[i], from + i);
		v[i] = (struct iovec){ frames[i], size };
		m[i].msg_hdr.msg_iov = &v[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	for (unsigned done = 0; done < n;) {
		int k = sendmmsg(fd, m + done, n - done, 0);

		if (k > 0)
			done += (unsigned)k;
		else if (errno != ENOBUFS && errno != EAGAIN)
			exit(1);
	}
}

int main(int argc, char **argv)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	size_t size = argc > 4 ? (size_t)atoi(argv[4]) : 64;
	uint64_t count = argc > 3 ? strtoull(argv[3], NULL, 10) : 0, sent = 0;
	double rate = argc > 2 ? atof(argv[2]) : 0, begin;
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	flood = argc > 5 && strcmp(argv[5], "flood") == 0;
	syn = flood || (argc > 5 && strcmp(argv[5], "syn") == 0);
	to.sll_ifindex = argc > 1 ? (int)if_nametoindex(argv[1]) : 0;
	if (fd < 0 || !to.sll_ifindex || rate <= 0 || count > MOST || size < HEADERS + 8 ||
		size > LONGEST || bind(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		return 2;
	for (int i = 0; i < BATCH; i++)
		make(frames[i], size);
	begin = now();
	while (sent < count) {
		uint64_t due = (uint64_t)((now() - begin) * rate) + 1;
		unsigned n = BATCH;

		if (due > count)
			due = count;
		if (due <= sent) {
			if (rate < 20000)
				nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
			continue;
		}
		if (due - sent < n)
			n = (unsigned)(due - sent);
		send_some(fd, n, sent, size);
		sent += n;
	}
	printf("%llu\n", (unsigned long long)sent);
	return 0;
}
