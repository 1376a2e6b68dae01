/* flow.h - conversations: who talked with whom, how much, and how well TCP fared.
 *
 * A table is fed with events (dissect/tell.h), packet by packet, and keeps one
 * struct flow a conversation: the two ends, what went each way, and for TCP what
 * can be told of each direction: round trips, retransmissions by kind, windows.
 *
 * The ends are a, the client as far as can be told, and b; direction 0 is from a
 * to b.  A new SYN on the ports of an older connection begins a new conversation.
 *
 * Bounded: at most conf.max conversations.  When there are more, one that has
 * been silent for long is forgotten (a clock hand looks for one that had no
 * packet since it came by last); evicted() says how many.  Keys are hashed
 * with a run's secret, for they come from the network.
 */
#ifndef SONDE_FLOW_H
#define SONDE_FLOW_H

#include "../dissect/tell.h"
#include "pool.h"

#include <stddef.h>
#include <stdint.h>

enum { FLOW_TCP = 6, FLOW_UDP = 17 };

enum { FLOW_RECENT = 12, FLOW_SOME = 6, FLOW_FIRST = 2, FLOW_HOLES = 3, FLOW_TIMED = 4 };

/* What a segment is, beside what went before in its direction. */
enum seg_kind {
	SEG_PLAIN,     /* no data, nothing odd */
	SEG_NEW,       /* data in order */
	SEG_AHEAD,     /* data beyond a hole: something before it is missing here */
	SEG_DUPLICATE, /* the same packet once more: by the network or the capture */
	SEG_LATE,      /* fills a hole and was sent before what made it: reordered */
	SEG_FAST,      /* sent again after duplicate ACKs or SACK */
	SEG_TIMEOUT,   /* sent again after a timeout */
	SEG_SPURIOUS,  /* sent again although it had been acknowledged */
	SEG_KEEPALIVE, /* an octet or none before what comes next */
	SEG_PROBE,     /* of a window that is closed */
	SEG_DUPACK,    /* acknowledges the same once more */
	SEG_SYN_AGAIN, /* a SYN or SYN-ACK sent again */
	SEG_KINDS
};

struct rtt { /* us */
	uint32_t n, min, max, last;
	uint64_t sum;
};

/* Times of these are microseconds, of which only the low 32 bits count: differences are short. */
struct seg_seen { /* the last few segments of a direction */
	uint32_t seq, t;
	uint16_t length; /* in sequence numbers; of more than 65,535 only the low bits */
	uint16_t said;   /* what it acknowledges and offers, folded */
	uint16_t id;     /* of IPv4, or of the time stamp if there is none */
	bool has_id;
};

struct hole {
	uint32_t from, to;     /* sequence numbers that were not seen */
	uint32_t id, tsval, t; /* of the segment that showed it */
};

/* What most connections have nothing of. */
struct tcp_odd {
	uint32_t kinds[SEG_KINDS];      /* but of PLAIN and NEW, which are not counted */
	uint32_t healed, resent_before; /* holes the receiver told of that closed by themselves */
	uint32_t full;                  /* times it had filled the other's window */
	uint32_t zero_times;            /* it closed its window */
	int64_t zero_since, zero_ns;
	struct hole holes[FLOW_HOLES];
	uint8_t nholes;
};

/* What one side of a TCP connection did.  Small, for there may be very many: what only long or odd
 * ones need is apart. */
struct tcp_half {
	bool have : 1;     /* a segment was seen; seq and next hold */
	bool have_ack : 1; /* it has acknowledged something */
	bool sacking : 1;  /* its last segment says that something is missing */
	bool syn : 1, fin : 1, rst : 1, has_ts : 1, scaled : 1;
	bool moved : 1; /* it acknowledged more than before */
	uint8_t wscale : 4, ntimed : 3;
	uint8_t nrecent, next_recent; /* next_recent: the place of the next */
	uint8_t ttl;                  /* of its last segment */
	uint8_t dupacks;              /* in a row, 255 or more */
	uint16_t mss;                 /* of its SYN, 0 not known */
	uint32_t isn, next;           /* next: behind the highest octet it sent */
	uint32_t acked;               /* the highest acknowledgement number it sent */
	uint32_t fin_seq;
	uint32_t window, window_max, window_min; /* advertised, scaled; the least since data */
	uint32_t max_seg;                        /* the largest payload */
	uint32_t data_segs;
	uint32_t lost;       /* segments sent again that were needed */
	uint32_t newest;     /* time stamp */
	uint32_t recent_end; /* the highest of those seen lately */
	uint64_t data;       /* octets of payload, each counted once */
	int64_t last_data;
	struct rtt rtt; /* from its data to the other's acknowledgement */
	struct {
		uint32_t end, t;
	} timed[FLOW_TIMED]; /* segments whose acknowledgement is awaited */
	union {              /* nrecent of them, seen lately: as long as they are so few; */
		struct seg_seen first[FLOW_FIRST];
		struct seg_seen *recent; /* then a ring of FLOW_SOME, then of FLOW_RECENT */
	};
	struct tcp_odd *odd; /* or NULL: tcp_odd() */
};

struct flow_tcp {
	struct tcp_half half[2];
	int64_t syn_t, synack_t, ack_t; /* of the first SYN, the first answer, the ACK of it; 0 */
	int64_t handshake;              /* ns from the last SYN to its SYN-ACK; -1 not seen */
	uint32_t syns, synacks;
	bool reset_first; /* the first answer to the SYN was a RST */
};

struct flow {
	/* What is looked at with each packet, FLOW_HOT octets. */
	struct tell_addr a, b;
	uint16_t aport, bport;
	uint8_t proto, ver;
	bool used : 1;        /* since the clock hand came by */
	bool open : 1;        /* it is in the index: a packet may still be added */
	bool sure : 1;        /* a is the client for certain */
	uint8_t head_n : 4;   /* octets of head */
	uint8_t head_dir : 1; /* whose they are */
	struct flow_tcp *tcp; /* NULL: no TCP */
	void *app;            /* the listener's own */
	int64_t last;         /* ns since 1970 */
	uint64_t last_no;     /* the packet's number */
	uint64_t packets[2], bytes[2], payload[2];
	/* The rest. */
	int64_t first;
	uint64_t first_no;
	uint64_t head;         /* the first octets of payload, as a number */
	uint32_t hash, number; /* number: from 0 in the order of their first packets */
};

enum { FLOW_HOT = offsetof(struct flow, first) };

struct flows;

struct flows_conf {
	struct arena *arena; /* where memory comes from, which outlives it; NULL: its own */
	uint32_t max;        /* conversations kept */
	/* Octets of a flow's app that on_tcp will look at, without data or with. */
	size_t app_size, app_size_data;
	void *arg;
	/* A segment, after it was counted; may be NULL. */
	void (*on_tcp)(void *arg, struct flow *f, int dir, const struct tell_tcp *e,
		enum seg_kind kind, int64_t t, uint64_t number);
	void (*on_udp)(void *arg, struct flow *f, int dir, const struct tell_udp *e, int64_t t,
		uint64_t number);
	/* Hints, which may be NULL: in a few packets there will be one of f, with data or not; or
	 * one of a conversation that is not known yet, told twice, a few packets apart, with the
	 * same room for notes. */
	void (*near)(void *arg, const struct flow *f, int dir, bool data);
	void (*strange)(void *arg, const struct tell_addr ends[2], uint32_t notes[2], bool again);
	/* f is forgotten after this call; may be NULL. */
	void (*on_end)(void *arg, struct flow *f);
};

/* NULL: out of memory. */
struct flows *flows_new(const struct flows_conf *conf);
void flows_free(struct flows *s);
/* Set those events of t that a table wants: arg must be the table. */
void flows_listen(struct flows *s, struct tell *t);

/* What t->packet, tcp and udp do, for listeners that have their own as well. */
void flows_ahead(void *arg, const struct packet *p);
void flows_packet(void *arg, const struct packet *p);
void flows_tcp(void *arg, const struct tell_tcp *e);
void flows_udp(void *arg, const struct tell_udp *e);

int64_t flows_now(const struct flows *s); /* ns of the packet that is told */
uint64_t flows_number(const struct flows *s);

size_t flows_count(const struct flows *s);
struct flow *flows_at(const struct flows *s, size_t i); /* in no order; NULL: a gap */
uint64_t flows_evicted(const struct flows *s);
/* Call on_end for all that are left. */
void flows_end(struct flows *s);
/* The conversation of that packet (an ICMP error quotes it), and which way it went; or NULL. */
struct flow *flows_find(struct flows *s, uint8_t proto, const struct tell_addr *src,
	const struct tell_addr *dst, uint16_t sport, uint16_t dport, int *dir);

/* tcp.c: where what is apart comes from. */
struct tcp_room {
	struct pool some, recent, odd;
};

struct tcp_room tcp_room(struct arena *from);
void tcp_room_free(struct tcp_room *r);
void tcp_forget(struct tcp_room *r, struct flow_tcp *t);
/* Count a segment. */
enum seg_kind tcp_see(
	struct tcp_room *r, struct flow *f, int dir, const struct tell_tcp *e, int64_t t);

/* For how many of those seen lately there is room. */
static inline uint8_t tcp_room_of(const struct tcp_half *h)
{
	return h->nrecent <= FLOW_FIRST  ? FLOW_FIRST
	       : h->nrecent <= FLOW_SOME ? FLOW_SOME
	                                 : FLOW_RECENT;
}

static inline const struct seg_seen *tcp_recent(const struct tcp_half *h)
{
	return h->nrecent > FLOW_FIRST ? h->recent : h->first;
}

extern const struct tcp_odd tcp_nothing_odd;

static inline const struct tcp_odd *tcp_odd(const struct tcp_half *h)
{
	return h->odd ? h->odd : &tcp_nothing_odd;
}

/* The time of a round trip between the two ends, ns: the handshake's if it was seen, or the two
 * halves' least; 0 not known. */
int64_t flow_rtt(const struct flow *f);
/* "established", "refused" ...: what became of a TCP connection. */
const char *flow_state(const struct flow *f);
/* What is spoken, from the first octets or the port; "" not known. */
const char *flow_application(const struct flow *f);

/* --- small helpers --- */

static inline int32_t seq_diff(uint32_t a, uint32_t b) { return (int32_t)(a - b); }

static inline bool addr_same(const struct tell_addr *a, const struct tell_addr *b)
{
	uint64_t x[2], y[2];

	memcpy(x, a->b, sizeof(x));
	memcpy(y, b->b, sizeof(y));
	return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

bool addr_is4(const struct tell_addr *a);
/* As text; o has room for FMT_MAX. */
char *addr_text(char *o, const struct tell_addr *a);
bool addr_multicast(const struct tell_addr *a); /* or broadcast */

static inline void rtt_add(struct rtt *r, uint32_t us)
{
	if (!r->n || us < r->min)
		r->min = us;
	if (us > r->max)
		r->max = us;
	r->sum += us;
	r->last = us;
	r->n++;
}

#endif
