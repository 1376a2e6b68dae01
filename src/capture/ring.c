/* SPDX-License-Identifier: BSD-2-Clause */
#include "ring.h"
#include "ring_filter.h"
#include "spare.h"

#include "../base/thread.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
	LINK_ETHERNET = 1,
	LINK_RAW = 101,
	LINK_80211 = 105,
	LINK_SLL = 113,
	LINK_RADIOTAP = 127,
	LINK_SLL2 = 276,

	RING = 32 << 20,
	BLOCK = 2 << 20,         /* where packets may wait */
	BLOCK_SMALL = 256 << 10, /* where they are seen at once: there are more blocks to fill */
	SMALL_BELOW = 32,        /* ms */
	BLOCKS = 16,             /* at least, if they need not be smaller for it than that */
	BLOCKS_LEAST = 2,
	SPARE = 8, /* times the ring, in memory during a stall */

	AHEAD = 2048, /* bytes from where we are to what is asked of memory */
	LINE = 64,    /* of the cache; only speed hangs on it */

	TAG = 4, /* of a VLAN */
	TAG_AT = 12,
	TAG_AT_SLL = 14,
	SLL = 16,
	SLL2 = 20,
	ADDRESS = 8,
	NAP_PART = 8,     /* of the ring may fill while the reader naps, */
	NAP_LEAST = 1,    /* and more blocks than that are worth a nap, */
	NAP_MOST = 20,    /* of so many ms: at once there may be a gigabyte a second */
	SETTLE_MS = 2,    /* after a stop: packets that another processor had in hand */
	LOOKS = 8,        /* of the thread, while the ring fills */
	LOOK_MOST = 100,  /* ms between them, */
	LOOK_SOON = 25,   /* and while blocks wait to be read */
	LATE_MOST = 130,  /* ms until a reader that was woken should have come back, */
	IDLE_LEAST = 250, /* and of a sleep that tells nothing of the next */
};

struct ring {
	struct ring_conf conf;
	int fd, rx_errors[2];
	int loopback;                /* its ifindex */
	unsigned short hardware;     /* what kind of device, ARPHRD_ */
	struct sock_filter *program; /* the filter, or NULL */
	unsigned short program_len;
	uint8_t *map;
	size_t block_size;
	unsigned blocks;
	_Atomic unsigned tail; /* the block that the kernel hands over next */

	/* the block that is read */
	uint8_t *base;
	struct spare_block *copy; /* it is one, or NULL: in the ring, before tail */
	uint32_t at, left;        /* of the next packet; packets */
	uint32_t asked;           /* the processor's cache has been told so far */
	bool told;                /* that there was a loss before packets of it */
	bool broke, gone, stopping;
	unsigned taken; /* blocks, since the reader slept last with some behind it, */
	int64_t slept;  /* which was then, in ns; */
	int64_t cycle;  /* so many passed until it slept again, */
	int64_t each;   /* and lately for a block */
	bool doubts;    /* are there time stamps of the device? */

	struct ring_counts counts;
	uint64_t delivered, lost, ifdropped_before;
	int64_t settled, give_up; /* ms of the clock, once stopping */
	ring_loss *loss;
	void *loss_arg;

	/* The reader has the lock unless it pauses. */
	pthread_mutex_t lock;
	struct spare spare;
	pthread_t keeper;
	bool keeping;
	int timer; /* of its looks */
	_Atomic bool ending;
	_Atomic bool waiting; /* the reader sleeps until there are packets: nothing is stuck */
	_Atomic bool dozing;  /* the keeper sleeps until somebody sets its timer */
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool ring_knows(uint16_t link, bool cooked)
{
	if (cooked)
		return link == LINK_SLL || link == LINK_SLL2;
	return link == LINK_ETHERNET || link == LINK_RAW || link == LINK_80211 ||
	       link == LINK_RADIOTAP;
}

/* --- opening --- */

static bool set(int fd, int option, int value)
{
	return setsockopt(fd, SOL_PACKET, option, &value, sizeof(value)) == 0;
}

/* As much of what is asked for as the kernel has memory for. */
static bool make_ring(struct ring *r)
{
	uint64_t bytes = r->conf.bytes ? r->conf.bytes : RING;
	struct tpacket_req3 q = { .tp_retire_blk_tov = (unsigned)r->conf.timeout_ms };

	r->block_size = r->conf.timeout_ms < SMALL_BELOW ? BLOCK_SMALL : BLOCK;
	while (r->block_size > BLOCK_SMALL && bytes < BLOCKS * r->block_size)
		r->block_size /= 2;
	r->blocks = (unsigned)(bytes / r->block_size);
	if (r->blocks < BLOCKS_LEAST)
		r->blocks = BLOCKS_LEAST;
	q.tp_block_size = (unsigned)r->block_size;
	q.tp_frame_size = q.tp_block_size;
	if (!set(r->fd, PACKET_VERSION, TPACKET_V3) || !set(r->fd, PACKET_RESERVE, TAG))
		return false;
	r->doubts = r->conf.time_source != 0;
	if (r->doubts && !set(r->fd, PACKET_TIMESTAMP, r->conf.time_source))
		return false;
	q.tp_block_nr = q.tp_frame_nr = r->blocks;
	while (setsockopt(r->fd, SOL_PACKET, PACKET_RX_RING, &q, sizeof(q)) != 0) {
		if (errno != ENOMEM || r->blocks / 2 < BLOCKS_LEAST)
			return false;
		r->blocks /= 2;
		q.tp_block_nr = q.tp_frame_nr = r->blocks;
	}
	r->map =
		mmap(NULL, r->blocks * r->block_size, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (r->map == MAP_FAILED)
		r->map = NULL;
	else
		madvise(r->map, r->blocks * r->block_size, MADV_DONTFORK); /* why's copies */
	return r->map;
}

/* What the device itself had no place for; asked as libpcap does, who counts it when the device
 * is promiscuous. */
static void open_errors(struct ring *r)
{
	static const char *const names[] = { "rx_missed_errors", "rx_fifo_errors" };
	char path[128];

	for (int i = 0; i < 2; i++) {
		r->rx_errors[i] = -1;
		if (!r->conf.ifindex || !r->conf.promiscuous)
			continue;
		snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/%s", r->conf.device,
			names[i]);
		r->rx_errors[i] = open(path, O_RDONLY | O_CLOEXEC);
	}
}

static uint64_t device_errors(const struct ring *r)
{
	uint64_t sum = 0;

	for (int i = 0; i < 2; i++) {
		char text[32];
		ssize_t n =
			r->rx_errors[i] < 0 ? 0 : pread(r->rx_errors[i], text, sizeof(text) - 1, 0);

		if (n > 0) {
			text[n] = '\0';
			sum += strtoull(text, NULL, 10);
		}
	}
	return sum;
}

static bool make_promiscuous(struct ring *r)
{
	struct packet_mreq m = { .mr_ifindex = r->conf.ifindex, .mr_type = PACKET_MR_PROMISC };

	return !r->conf.promiscuous || !r->conf.ifindex ||
	       setsockopt(r->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &m, sizeof(m)) == 0;
}

struct ring *ring_open(const struct ring_conf *conf)
{
	struct ring *r = calloc(1, sizeof(*r));
	struct ifreq q = { 0 };
	int why;

	if (!r)
		return NULL;
	r->conf = *conf;
	r->timer = -1;
	/* Protocol 0: nothing comes before ring_start(). */
	r->fd = socket(AF_PACKET, (conf->cooked ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC, 0);
	open_errors(r);
	pthread_mutex_init(&r->lock, NULL);
	if (r->fd >= 0 && make_ring(r) && make_promiscuous(r)) {
		r->loopback = (int)if_nametoindex("lo");
		snprintf(q.ifr_name, sizeof(q.ifr_name), "%s", conf->device);
		if (ioctl(r->fd, SIOCGIFHWADDR, &q) == 0)
			r->hardware = q.ifr_hwaddr.sa_family;
		spare_init(&r->spare, SPARE * r->blocks * r->block_size);
		r->ifdropped_before = device_errors(r);
		return r;
	}
	why = errno;
	ring_close(r);
	errno = why;
	return NULL;
}

static bool attach(struct ring *r, struct sock_filter *f, unsigned short len)
{
	struct sock_fprog prog = { .len = len, .filter = f };

	return setsockopt(r->fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)) == 0;
}

static bool bind_device(struct ring *r)
{
	const struct sockaddr_ll all = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = r->conf.ifindex,
	};

	return bind(r->fd, (const struct sockaddr *)&all, sizeof(all)) == 0;
}

bool ring_start(struct ring *r, const struct bpf_program *prog)
{
	if (prog) {
		r->program = ring_program(prog, r->conf.link, r->conf.cooked, &r->program_len);
		if (!r->program || !attach(r, r->program, r->program_len))
			return false;
	}
	return bind_device(r);
}

void ring_on_loss(struct ring *r, ring_loss *loss, void *arg)
{
	r->loss = loss;
	r->loss_arg = arg;
}

int ring_fd(const struct ring *r) { return r->fd; }

/* --- blocks --- */

static uint8_t *start_of(const struct ring *r, unsigned i)
{
	return r->map + (size_t)(i % r->blocks) * r->block_size;
}

static struct tpacket_hdr_v1 *header_of(uint8_t *block)
{
	return &((struct tpacket_block_desc *)(void *)block)->hdr.bh1;
}

static struct tpacket_hdr_v1 *block_at(const struct ring *r, unsigned i)
{
	return header_of(start_of(r, i));
}

static bool is_ours(const struct tpacket_hdr_v1 *b)
{
	return __atomic_load_n(&b->block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER;
}

static void give_back(struct tpacket_hdr_v1 *b)
{
	__atomic_store_n(&b->block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
}

static void done_block(struct ring *r)
{
	if (r->copy)
		spare_free(&r->spare, r->copy);
	else
		give_back(header_of(r->base));
	r->copy = NULL;
	r->base = NULL;
}

/* The next block, if there is one. */
static bool take_block(struct ring *r)
{
	const struct tpacket_hdr_v1 *h;

	r->copy = spare_take(&r->spare);
	if (r->copy)
		r->base = r->copy->data;
	else if (is_ours(block_at(r, r->tail))) {
		r->base = start_of(r, r->tail);
		r->tail = (r->tail + 1) % r->blocks;
	} else
		return false;
	r->taken++;
	h = header_of(r->base);
	r->left = h->num_pkts;
	r->at = h->offset_to_first_pkt;
	r->asked = r->at;
	r->told = false;
	if (r->left == 0)
		done_block(r);
	return true;
}

/* --- packets --- */

/* Asking for the numbers sets the kernel's to 0. */
static void add_up(struct ring *r)
{
	struct tpacket_stats_v3 s;
	socklen_t n = sizeof(s);

	if (getsockopt(r->fd, SOL_PACKET, PACKET_STATISTICS, &s, &n) == 0) {
		r->counts.received += s.tp_packets;
		r->counts.dropped += s.tp_drops;
	}
}

static void tell_loss(struct ring *r)
{
	uint64_t n = r->counts.dropped - r->lost;

	r->lost = r->counts.dropped;
	if (n && r->loss)
		r->loss(r->loss_arg, n);
}

static struct sockaddr_ll *sender(struct tpacket3_hdr *h)
{
	return (void *)((uint8_t *)h + TPACKET_ALIGN(sizeof(*h)));
}

/* Is it wanted?  Packets on the loopback device are seen going out, and again coming in; CAN frames
 * are echoed, too. */
static bool wanted(const struct ring *r, const struct sockaddr_ll *from)
{
	uint16_t protocol = ntohs(from->sll_protocol);

	if (from->sll_pkttype != PACKET_OUTGOING)
		return r->conf.direction != PCAP_D_OUT;
	if (from->sll_ifindex == r->loopback)
		return false;
	if ((protocol == ETH_P_CAN || protocol == ETH_P_CANFD) && r->conf.direction != PCAP_D_OUT)
		return false;
	return r->conf.direction != PCAP_D_IN;
}

static uint8_t *put16(uint8_t *o, unsigned v)
{
	o[0] = (uint8_t)(v >> 8);
	o[1] = (uint8_t)v;
	return o + 2;
}

static uint16_t kind(const struct sockaddr_ll *from)
{
	return from->sll_pkttype <= PACKET_OUTGOING ? from->sll_pkttype : 0xffff;
}

static uint8_t *put_address(uint8_t *o, const struct sockaddr_ll *from)
{
	memcpy(o, from->sll_addr, ADDRESS);
	return o + ADDRESS;
}

/* The header of the link type stands before the packet, where there is room for it. */
static uint32_t put_header(uint8_t *data, const struct ring *r, const struct sockaddr_ll *from)
{
	uint8_t *o = data - SLL;

	if (r->conf.link == LINK_SLL) {
		o = put16(o, kind(from));
		o = put16(o, from->sll_hatype);
		o = put16(o, from->sll_halen);
		o = put_address(o, from);
		memcpy(o, &from->sll_protocol, 2);
		return SLL;
	}
	o = data - SLL2;
	memcpy(o, &from->sll_protocol, 2);
	o = put16(o + 2, 0);
	o = put16(o, (unsigned)from->sll_ifindex >> 16);
	o = put16(o, (unsigned)from->sll_ifindex);
	o = put16(o, from->sll_hatype);
	o[0] = (uint8_t)kind(from);
	o[1] = from->sll_halen;
	put_address(o + 2, from);
	return SLL2;
}

/* Devices take the tag off.  It stands again where it was. */
static uint32_t put_tag(uint8_t *data, const struct ring *r, const struct tpacket3_hdr *h)
{
	uint16_t tpid = ETH_P_8021Q;
	uint32_t at = r->conf.link == LINK_SLL ? TAG_AT_SLL : TAG_AT;
	uint8_t *o = data - TAG;

	if (h->hv1.tp_vlan_tci == 0 && !(h->tp_status & TP_STATUS_VLAN_VALID))
		return 0;
	if ((r->conf.link != LINK_ETHERNET && r->conf.link != LINK_SLL) || h->tp_snaplen < at)
		return 0;
	if (h->tp_status & TP_STATUS_VLAN_TPID_VALID)
		tpid = h->hv1.tp_vlan_tpid;
	memmove(o, data, at);
	put16(put16(o + at, tpid), h->hv1.tp_vlan_tci);
	return TAG;
}

/* What goes out has left no stamp when it is seen. */
__attribute__((cold)) static void look_for_stamp(struct ring *r, const struct tpacket3_hdr *h)
{
	char text[128];

	if (h->tp_status & (TP_STATUS_TS_RAW_HARDWARE | TP_STATUS_TS_SYS_HARDWARE))
		return;
	r->doubts = false;
	snprintf(text, sizeof(text), "%s: it gives packets no time stamps: they have the host's",
		r->conf.device);
	r->conf.warn(r->conf.warn_arg, text);
}

static void hand_over(struct ring *r, struct tpacket3_hdr *h, ring_handler *handler, void *arg)
{
	struct sockaddr_ll *from = sender(h);
	uint8_t *data = (uint8_t *)h + h->tp_mac;
	uint32_t more = 0;
	struct packet p;

	if (!wanted(r, from))
		return;
	if (__builtin_expect(r->doubts, 0) && from->sll_pkttype != PACKET_OUTGOING)
		look_for_stamp(r, h);
	if (r->conf.cooked)
		more = put_header(data, r, from);
	more += put_tag(data - more, r, h);
	p = (struct packet){
		.sec = h->tp_sec,
		.frac = r->conf.nano ? h->tp_nsec : h->tp_nsec / 1000,
		.nano = r->conf.nano,
		.link = r->conf.link,
		.caplen = h->tp_snaplen + more,
		.len = h->tp_len + more,
		.data = data - more,
	};
	if (p.caplen > r->conf.snaplen)
		p.caplen = r->conf.snaplen;
	handler(arg, &p);
}

static void next_packet(struct ring *r, ring_handler *handler, void *arg)
{
	const uint8_t *base = r->base;
	struct tpacket3_hdr *h = (void *)(r->base + r->at);
	uint32_t asked = r->asked, end = r->at + h->tp_next_offset + AHEAD;

	r->at += h->tp_next_offset;
	r->left--;
	r->delivered++;
	/* The processor's own prefetching ends with each page, and where headers are skipped. */
	for (; asked < end; asked += LINE)
		__builtin_prefetch(base + asked, 0, 3);
	r->asked = asked;
	if (__builtin_expect(h->tp_status & TP_STATUS_LOSING, 0) && !r->told) {
		r->told = true;
		add_up(r);
		tell_loss(r);
	}
	hand_over(r, h, handler, arg); /* r->base may be another one after it */
	if (r->left == 0)
		done_block(r);
}

/* Only a device that is gone for good ends a capture; one that is down may come up again, and one
 * that is renamed is the same. */
void ring_heed_error(struct ring *r)
{
	int why = 0;
	socklen_t n = sizeof(why);
	struct ifreq q = { 0 };

	getsockopt(r->fd, SOL_SOCKET, SO_ERROR, &why, &n);
	if (!r->conf.ifindex || r->gone)
		return;
	q.ifr_ifindex = r->conf.ifindex;
	if (ioctl(r->fd, SIOCGIFNAME, &q) != 0 && errno == ENODEV) {
		r->gone = true;
		ring_stop(r);
	}
}

int ring_read(struct ring *r, int max, ring_handler *handler, void *arg, char *err, size_t errlen)
{
	int n = 0;

	r->broke = false;
	while (!r->broke && (max <= 0 || n < max)) {
		if (!r->base && !take_block(r))
			break;
		if (!r->base)
			continue;
		next_packet(r, handler, arg);
		n++;
	}
	if (n || !r->gone || !ring_drained(r))
		return n;
	snprintf(err, errlen, "pcap_loop: The interface disappeared");
	return -1;
}

void ring_break(struct ring *r) { r->broke = true; }

static void look_in(struct ring *r, long ms)
{
	const struct itimerspec t = { .it_value = { ms / 1000, ms % 1000 * 1000000L } };

	r->dozing = false;
	timerfd_settime(r->timer, 0, &t, NULL);
}

static long look_most(const struct ring *r)
{
	long look = (long)r->blocks * r->conf.timeout_ms / LOOKS;

	return look > LOOK_MOST || look <= 0 ? LOOK_MOST : look;
}

/* The reader is about to write, or was woken: if it has not come back by the time it should, the
 * keeper looks.  Each time it is woken puts that off, so that the keeper sleeps while all is well.
 */
static void expect_back(struct ring *r)
{
	int64_t ns = r->cycle > 2 * r->each ? r->cycle : 2 * r->each;
	long ms = (long)(ns / 1000000), most = look_most(r);

	if (most == LOOK_MOST)
		most = LATE_MOST;
	ms = ms > IDLE_LEAST ? LOOK_SOON : ms + ms / 2;
	if (ms < LOOK_SOON)
		ms = LOOK_SOON;
	look_in(r, ms < most ? ms : most);
}

static void let_keeper(struct ring *r)
{
	if (r->keeping)
		pthread_mutex_unlock(&r->lock);
}

/* When blocks come one upon the other, to be woken for each costs more than to look at it: for so
 * many ns some may gather, if nobody waits to see them.  0: wait for the next one. */
static int64_t nap(struct ring *r)
{
	struct timespec t;
	int64_t now, ns, most = r->conf.timeout_ms / 2;

	clock_gettime(CLOCK_MONOTONIC, &t);
	now = t.tv_sec * 1000000000LL + t.tv_nsec;
	r->cycle = now - r->slept;
	if (r->taken == 0)
		return 0;
	r->each = r->cycle / r->taken;
	r->slept = now;
	r->taken = 0;
	if (r->stopping || r->conf.timeout_ms < SMALL_BELOW)
		return 0;
	ns = r->each * r->blocks / NAP_PART;
	if (most > NAP_MOST)
		most = NAP_MOST;
	if (ns > most * 1000000)
		ns = most * 1000000;
	return ns > r->each * NAP_LEAST ? ns : 0;
}

void ring_wait(struct ring *r, int ms, const sigset_t *let_in)
{
	struct pollfd f = { .fd = r->fd, .events = POLLIN };
	int64_t ns = nap(r), left = r->stopping ? r->give_up - now_ms() : ms;
	struct timespec t;

	if (left > ms)
		left = ms;
	if (r->stopping && left > SETTLE_MS)
		left = SETTLE_MS;
	if (left < 0)
		left = 0;
	t = (struct timespec){ left / 1000, left % 1000 * 1000000L };
	if (ns && ns < left * 1000000)
		t = (struct timespec){ .tv_nsec = ns };
	else
		ns = 0;
	r->waiting = true;
	let_keeper(r);
	ppoll(&f, ns == 0, &t, let_in);
	ring_resume(r);
	r->waiting = false;
	if (r->keeping && (ns || f.revents & POLLIN))
		expect_back(r);
	if (f.revents & (POLLERR | POLLHUP | POLLNVAL))
		ring_heed_error(r);
}

bool ring_next_time(struct ring *r, int64_t *ns)
{
	const struct tpacket3_hdr *h;

	while (!r->base)
		if (!take_block(r))
			return false;
	h = (const void *)(r->base + r->at);
	*ns = (int64_t)h->tp_sec * 1000000000 + h->tp_nsec;
	return true;
}

bool ring_stopping(const struct ring *r) { return r->stopping; }

void ring_move_socket(struct ring *r, int least)
{
	int fd = fcntl(r->fd, F_DUPFD_CLOEXEC, least);

	if (fd < 0)
		return;
	close(r->fd);
	r->fd = fd;
}

/* The same name, perhaps another number, and the same kind of device. */
bool ring_return(struct ring *r)
{
	static struct sock_filter everything[] = { { BPF_RET | BPF_K, 0, 0, UINT32_MAX } };
	struct ifreq q = { 0 };
	int before = r->conf.ifindex;

	snprintf(q.ifr_name, sizeof(q.ifr_name), "%s", r->conf.device);
	if (!r->gone || ioctl(r->fd, SIOCGIFINDEX, &q) != 0)
		return false;
	r->conf.ifindex = q.ifr_ifindex;
	if (ioctl(r->fd, SIOCGIFHWADDR, &q) != 0 || q.ifr_hwaddr.sa_family != r->hardware ||
		!bind_device(r)) {
		r->conf.ifindex = before;
		return false;
	}
	make_promiscuous(r);
	r->gone = r->stopping = false;
	return r->program ? attach(r, r->program, r->program_len) : attach(r, everything, 1);
}

/* --- the end --- */

int ring_stop(struct ring *r)
{
	static struct sock_filter nothing[] = { { BPF_RET | BPF_K, 0, 0, 0 } };
	int64_t now = now_ms();

	if (r->stopping)
		return (int)(r->give_up > now ? r->give_up - now : 0);
	attach(r, nothing, 1);
	r->stopping = true;
	r->settled = now + SETTLE_MS;
	/* The kernel's timer hands a block over after one to two time-outs. */
	r->give_up = now + 2 * r->conf.timeout_ms + 50;
	return (int)(r->give_up - now);
}

bool ring_drained(struct ring *r)
{
	int64_t now = now_ms();

	if (!r->stopping || r->base || r->spare.first || is_ours(block_at(r, r->tail)))
		return false;
	if (now < r->settled)
		return false;
	if (now >= r->give_up)
		return true;
	add_up(r);
	return r->delivered + r->counts.dropped >= r->counts.received;
}

void ring_count(struct ring *r, struct ring_counts *c)
{
	add_up(r);
	r->counts.ifdropped = device_errors(r) - r->ifdropped_before;
	*c = r->counts;
}

/* --- the thread that keeps what we can't look at --- */

/* Is a quarter of the ring full? */
static bool is_filling(const struct ring *r)
{
	return is_ours(block_at(r, r->tail + r->blocks / 4));
}

/* The block that was being read when the reader paused. */
static bool keep_current(struct ring *r)
{
	struct spare_block *b;

	if (!r->base || r->copy)
		return true;
	b = spare_keep(&r->spare, r->base, header_of(r->base)->blk_len);
	if (!b)
		return false;
	done_block(r);
	r->copy = b;
	r->base = b->data;
	return true;
}

/* Empty the ring.  The lock is given up after each block, for the reader. */
static void keep_blocks(struct ring *r)
{
	bool more = true;

	while (more && pthread_mutex_trylock(&r->lock) == 0) {
		struct tpacket_hdr_v1 *b = block_at(r, r->tail);

		more = keep_current(r) && is_ours(b) &&
		       spare_copy(&r->spare, start_of(r, r->tail), b->blk_len);
		if (more) {
			give_back(b);
			r->tail = (r->tail + 1) % r->blocks;
		}
		pthread_mutex_unlock(&r->lock);
	}
}

/* Without packets there is nothing to look at.  The reader says that it does not wait before it
 * asks whether we doze, and we the other way round. */
static void look_again(struct ring *r)
{
	long most = look_most(r);

	if (r->waiting) {
		r->dozing = true;
		if (r->waiting)
			return;
	}
	look_in(r, most > LOOK_SOON && is_ours(block_at(r, r->tail + 1)) ? LOOK_SOON : most);
}

static void *keep(void *arg)
{
	struct ring *r = arg;
	uint64_t n;

	while (!r->ending) {
		if (read(r->timer, &n, sizeof(n)) < 0 && errno != EINTR)
			break;
		if (!r->ending && is_filling(r))
			keep_blocks(r);
		if (!r->ending)
			look_again(r);
	}
	return NULL;
}

void ring_keep(struct ring *r)
{
	if (r->keeping)
		return;
	r->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (r->timer < 0)
		return;
	look_in(r, look_most(r));
	pthread_mutex_lock(&r->lock);
	r->keeping = thread_start(&r->keeper, keep, r);
}

void ring_pause(struct ring *r)
{
	if (r->keeping && r->dozing)
		expect_back(r);
	let_keeper(r);
}

void ring_resume(struct ring *r)
{
	if (r->keeping)
		pthread_mutex_lock(&r->lock);
}

void ring_close(struct ring *r)
{
	if (!r)
		return;
	if (r->keeping) {
		r->ending = true;
		look_in(r, 1);
		pthread_join(r->keeper, NULL);
		if (r->copy)
			spare_free(&r->spare, r->copy);
		spare_clear(&r->spare);
	}
	if (r->map)
		munmap(r->map, r->blocks * r->block_size);
	for (int i = 0; i < 2; i++)
		if (r->rx_errors[i] >= 0)
			close(r->rx_errors[i]);
	if (r->timer >= 0)
		close(r->timer);
	if (r->fd >= 0)
		close(r->fd);
	free(r->program);
	free(r);
}
