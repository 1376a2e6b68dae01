/* live.h - packets from the network, through libpcap.
 *
 * A device is opened, given a filter, and then asked for the packets that wait.
 * live_wait() sleeps until there are some, a signal comes or the time is over;
 * with the signals blocked in between, none is missed.
 */
#ifndef SONDE_LIVE_H
#define SONDE_LIVE_H

#include "../dissect/packet.h"
#include "../filter/filter.h"

#include <pcap/pcap.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>

enum live_status { /* as the exit status of the program */
	LIVE_OK = 0,
	LIVE_FAILED = 1,
};

struct live_conf {
	const char *device; /* NULL: the default one.  A number means the -D list's. */
	int snaplen;
	int timeout_ms; /* packets wait in the kernel at most this long */
	int buffer_kib; /* 0: the default */
	bool promiscuous, monitor, immediate, nano;
	const char *linktype;        /* DLT_ name, or NULL */
	const char *time_stamp_type; /* name, or NULL */
	int direction;               /* pcap_direction_t, or -1 */
	bool one_line;               /* errors on one line, with a hint (not as tcpdump) */
	/* A device that can't do quite what was asked: called with a warning. */
	void (*warn)(void *arg, const char *text);
	void *warn_arg;
};

struct live;

/* NULL with a message in err (it may have two lines if !one_line). */
struct live *live_open(const struct live_conf *conf, char *err, size_t errlen);
void live_close(struct live *l);

const char *live_device(const struct live *l);
pcap_t *live_handle(struct live *l); /* for filter_new() */
/* What the system says it is, or "". */
void live_description(const struct live *l, char *s, size_t size);
uint16_t live_link(const struct live *l);
uint32_t live_snaplen(const struct live *l);
/* The device's IPv4 network, for -f and "ip broadcast"; false if it has none. */
bool live_network(const struct live *l, uint32_t *net, uint32_t *mask);

/* Let the kernel filter from here on.  False with a message. */
bool live_filter(struct live *l, struct filter *f, char *err, size_t errlen);

typedef void live_handler(void *arg, const struct packet *p);

/* Hand over the packets that wait now, at most max of them if max > 0; returns how many, or -1
 * with a message when the device is gone. */
int live_read(struct live *l, int max, live_handler *handler, void *arg, char *err, size_t errlen);
/* From inside a handler: this was the last. */
void live_break(struct live *l);
/* Sleep until packets wait or ms are over; signals of the mask are let in while sleeping. */
void live_wait(struct live *l, int ms, const sigset_t *let_in);
/* No more packets after this moment; those the kernel has taken can still be read.
 * Returns for how many ms they may still come. */
int live_stop(struct live *l);
/* The packet socket it reads; -1: it is something else. */
int live_packet_socket(const struct live *l);
bool live_counts(struct live *l, struct pcap_stat *st);

/* -D, -L, -J: print and return true, or false with a message. */
bool live_list_devices(FILE *to, char *err, size_t errlen);
bool live_list_links(const struct live_conf *conf, FILE *to, char *err, size_t errlen);
bool live_list_time_stamps(const struct live_conf *conf, FILE *to, char *err, size_t errlen);

#endif
