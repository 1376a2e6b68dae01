/* live.h - packets from the network, through libpcap or our own packet socket.
 *
 * A device is opened, given a filter, and then asked for the packets that wait.
 * live_wait() sleeps until there are some, a signal comes or the time is over;
 * with the signals blocked in between, none is missed.
 *
 * libpcap always opens the device first: it knows what each is, and says what is
 * wrong.  Of a network device live_filter() then goes on with ring.h; all others stay with libpcap.
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

enum live_backend { LIVE_ANY, LIVE_LIBPCAP, LIVE_RING };

struct live_conf {
	const char *device; /* NULL: the default one.  A number means the -D list's. */
	int snaplen;
	int timeout_ms; /* packets wait in the kernel at most this long, */
	int ring_ms;    /* or with the ring this long */
	uint64_t ring;  /* bytes in the kernel, 0: the default */
	enum live_backend backend;
	bool promiscuous, monitor, immediate, nano;
	const char *linktype;        /* DLT_ name, or NULL */
	const char *time_stamp_type; /* name, or NULL */
	int direction;               /* pcap_direction_t, or -1 */
	bool one_line;               /* errors on one line, with a hint (not as tcpdump) */
	/* A device that can't do quite what was asked: called with a warning. */
	void (*warn)(void *arg, const char *text);
	void *warn_arg;
	/* So many packets were lost before the next one; only the ring knows where. */
	void (*loss)(void *arg, uint64_t n);
	void *loss_arg;
};

struct live;

/* NULL with a message in err (it may have two lines if !one_line). */
struct live *live_open(const struct live_conf *conf, char *err, size_t errlen);
void live_close(struct live *l);

const char *live_device(const struct live *l);
pcap_t *live_handle(struct live *l); /* for filter_new(), before live_filter() */
/* What the system says it is, or "". */
void live_description(const struct live *l, char *s, size_t size);
uint16_t live_link(const struct live *l);
uint32_t live_snaplen(const struct live *l);
/* The device's IPv4 network, for -f and "ip broadcast"; false if it has none. */
bool live_network(const struct live *l, uint32_t *net, uint32_t *mask);

/* Let the kernel filter, and packets come, from here on.  False with a message. */
bool live_filter(struct live *l, struct filter *f, char *err, size_t errlen);
/* The capture begins: start what helps it, a thread perhaps. */
void live_start(struct live *l);

typedef void live_handler(void *arg, struct packet *p);

/* Hand over the packets that wait now, at most max of them if max > 0; returns how many, or -1
 * with a message when the device is gone. */
int live_read(struct live *l, int max, live_handler *handler, void *arg, char *err, size_t errlen);
/* From inside a handler: this was the last. */
void live_break(struct live *l);
/* Sleep until packets wait or ms are over; signals of the mask are let in while sleeping. */
void live_wait(struct live *l, int ms, const sigset_t *let_in);
/* The packet socket it reads; -1: it is something else. */
int live_packet_socket(const struct live *l);
/* In between the packet that was handed over is not looked at: what writes may last. */
void live_pause(struct live *l);
void live_resume(struct live *l);
/* No more packets after this moment; those the kernel has taken can still be read.
 * Returns for how many ms they may still come. */
int live_stop(struct live *l);
/* Have all been read?  Not always known, then false. */
bool live_drained(struct live *l);

struct live_counts {
	uint64_t received, dropped, ifdropped;
};
bool live_counts(struct live *l, struct live_counts *c);

/* --- for lives.h --- */

/* When was the next packet, in ns since 1970?  False: there is none now, or it can't be said. */
bool live_next_time(struct live *l, int64_t *ns);
int live_fd(const struct live *l); /* to poll, or -1 */
void live_heed_error(struct live *l);
/* Is it being stopped, by live_stop() or because it has gone? */
bool live_stopping(const struct live *l);
/* Make its packet socket a number that is free, from least on. */
void live_move_socket(struct live *l, int least);
/* A device that was gone: is it there again?  Then it is captured again. */
bool live_return(struct live *l);

/* -D, -L, -J: print and return true, or false with a message. */
bool live_list_devices(FILE *to, char *err, size_t errlen);
bool live_list_links(const struct live_conf *conf, FILE *to, char *err, size_t errlen);
bool live_list_time_stamps(const struct live_conf *conf, FILE *to, char *err, size_t errlen);

#endif
