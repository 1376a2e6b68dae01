/* stamps.c - a device with a clock, for a program that is started with LD_PRELOAD=./stamps.so: a
 * device says that it has time stamps (ethtool) and takes orders to make some, but makes none. What
 * is asked of it, and of packet sockets, is said on standard error. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int ioctl(int fd, unsigned long request, ...)
{
	struct ifreq *q;
	va_list ap;

	va_start(ap, request);
	q = va_arg(ap, struct ifreq *);
	va_end(ap);
	if (request == SIOCSHWTSTAMP) {
		fprintf(stderr, "stamps: of all that comes in: %d\n",
			((struct hwtstamp_config *)q->ifr_data)->rx_filter == HWTSTAMP_FILTER_ALL);
		return 0;
	}
	if (request == SIOCETHTOOL && *(__u32 *)q->ifr_data == ETHTOOL_GET_TS_INFO) {
		struct ethtool_ts_info *t = (void *)q->ifr_data;

		t->so_timestamping = SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE |
		                     SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
		t->rx_filters = 1 << HWTSTAMP_FILTER_ALL;
		return 0;
	}
	return (int)syscall(SYS_ioctl, fd, request, q);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t n)
{
	if (level == SOL_PACKET && option == PACKET_TIMESTAMP)
		fprintf(stderr, "stamps: socket: %d\n",
			*(const int *)value == SOF_TIMESTAMPING_RAW_HARDWARE);
	return (int)syscall(SYS_setsockopt, fd, level, option, value, n);
}
