/* ring_filter.h - a filter that libpcap compiled, as a packet socket can run it. */
#ifndef SONDE_RING_FILTER_H
#define SONDE_RING_FILTER_H

#include <linux/filter.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>

/* To be freed.  A cooked socket has no link header: what a program for LINUX_SLL or LINUX_SLL2
 * reads there is asked of the kernel by other means.  NULL with errno set, EOPNOTSUPP if it has
 * none. */
struct sock_filter *ring_program(
	const struct bpf_program *prog, uint16_t link, bool cooked, unsigned short *len);

#endif
