/* ring.h - packets of a network device on Linux, through our own packet socket.
 *
 * The kernel fills blocks of a ring that it shares with us (AF_PACKET, TPACKET_V3;
 * Linux Documentation/networking/packet_mmap.rst).  libpcap's are of 256 KiB; larger ones cost
 * a third less, and counting what was handed over against what the kernel took tells at a stop when
 * the last packet is out.
 *
 * A thread keeps what the kernel hands over while we are stuck in a write: between
 * ring_pause() and ring_resume() it may empty the ring into memory, oldest first, and
 * ring_read() takes from there.  It looks when the ring is filling, and sleeps else.
 */
#ifndef SONDE_RING_H
#define SONDE_RING_H

#include "../dissect/packet.h"

#include <pcap/pcap.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct ring;

struct ring_conf {
	const char *device;
	int ifindex;   /* 0: every device */
	bool cooked;   /* link is LINUX_SLL or LINUX_SLL2: the kernel takes link headers off */
	uint16_t link; /* LINKTYPE_ */
	uint32_t snaplen;
	int timeout_ms; /* a block is handed over when it is full, or so old */
	uint64_t bytes; /* of the ring, 0: the default */
	bool promiscuous, nano;
	int direction;   /* pcap_direction_t, or -1 */
	int time_source; /* PACKET_TIMESTAMP: what of the device's clock is taken; 0: the host's */
	/* Once, if a packet that came in had none of the device's; must not be NULL then. */
	void (*warn)(void *arg, const char *text);
	void *warn_arg;
};

typedef void ring_handler(void *arg, struct packet *p);
/* So many packets were lost before the next one. */
typedef void ring_loss(void *arg, uint64_t n);

/* Can it capture this LINKTYPE_? */
bool ring_knows(uint16_t link, bool cooked);
/* The socket and its ring; nothing comes in yet.  NULL with errno set. */
struct ring *ring_open(const struct ring_conf *conf);
void ring_close(struct ring *r);

/* Capture what prog, compiled for the link type, lets through; NULL: all.  False with errno set; it
 * is EOPNOTSUPP if the kernel can't run it. */
bool ring_start(struct ring *r, const struct bpf_program *prog);
/* Start the thread; without it the ring is all there is.  Before it there is nothing to pause. */
void ring_keep(struct ring *r);
void ring_on_loss(struct ring *r, ring_loss *loss, void *arg);

/* As live_read() and so on. */
int ring_read(struct ring *r, int max, ring_handler *handler, void *arg, char *err, size_t errlen);
void ring_break(struct ring *r);
void ring_wait(struct ring *r, int ms, const sigset_t *let_in);
/* The caller of ring_read(), perhaps in a handler, will not touch a packet in between. */
void ring_pause(struct ring *r);
void ring_resume(struct ring *r);

/* No more packets from now on.  In at most the time returned (ms) all that was taken is there; */
int ring_stop(struct ring *r);
/* this is true when all of it has been read. */
bool ring_drained(struct ring *r);

struct ring_counts {
	uint64_t received,
		dropped; /* by the filter's leave; of them, those the ring had no place for */
	uint64_t ifdropped;
};
void ring_count(struct ring *r, struct ring_counts *c);

int ring_fd(const struct ring *r);

/* As live_next_time() and so on. */
bool ring_next_time(struct ring *r, int64_t *ns);
void ring_heed_error(struct ring *r);
bool ring_stopping(const struct ring *r);
void ring_move_socket(struct ring *r, int least);
bool ring_return(struct ring *r);

#endif
