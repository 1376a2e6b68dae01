/* sender IF PPS COUNT [BYTES [PORTS]] - that many numbered UDP frames (127.0.0.1:1 > 127.0.0.1:9999, the
 * number in the first 8 octets of the payload, big-endian) out of IF, at that rate; then it says how many.
 * With PORTS, they come from that many ports in turn.  For tests; at most ten million. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 32, MOST = 10000000, HEADERS = 42, PORT_AT = 34, LONGEST = 9000 };

static uint8_t frames[BATCH][LONGEST];

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
}

static void number(uint8_t *f, uint64_t n)
{
	for (int i = 7; i >= 0; i--, n >>= 8)
		f[HEADERS + i] = (uint8_t)n;
}

static void port(uint8_t *f, unsigned n)
{
	f[PORT_AT] = (uint8_t)(n >> 8);
	f[PORT_AT + 1] = (uint8_t)n;
}

static void send_some(int fd, unsigned n, uint64_t from, size_t size, unsigned ports)
{
	struct mmsghdr m[BATCH];
	struct iovec v[BATCH];

	memset(m, 0, sizeof(m));
	for (unsigned i = 0; i < n; i++) {
		number(frames[i], from + i);
		if (ports)
			port(frames[i], 1024 + (unsigned)((from + i) % ports));
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
	unsigned ports = argc > 5 ? (unsigned)atoi(argv[5]) : 0;
	double rate = argc > 2 ? atof(argv[2]) : 0, begin;
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

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
		send_some(fd, n, sent, size, ports);
		sent += n;
	}
	printf("%llu\n", (unsigned long long)sent);
	return 0;
}
