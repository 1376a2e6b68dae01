/* tell.h - the fourth verb: typed events for who listens instead of reading text.
 *
 * A dissector that has something to tell does so and returns: nothing is said,
 * no field is noted, and what TCP and UDP carry is handed over as bytes.  Only
 * `sonde flows` and `sonde why` listen.  An event and what it points to are
 * valid during the call.  Nothing is told of bytes that were not captured:
 * lengths say what the packet claims, held what there is of it.
 */
#ifndef SONDE_TELL_H
#define SONDE_TELL_H

#include "../base/fmt.h"
#include "packet.h"

#include <stdbool.h>
#include <stdint.h>

struct tell_addr { /* an IPv4 address is ::ffff:a.b.c.d here */
	uint8_t b[16];
};

/* An IP header; told for every one, those inside tunnels too.  What fragments carry is told with
 * the one that makes the datagram whole (frags.h). */
struct tell_ip {
	struct tell_addr src, dst;
	struct mac mac_src, mac_dst; /* of the link layer, if */
	bool has_mac;
	bool outer; /* not inside another IP header */
	uint8_t ver, proto, ttl;
	bool df, more_frags;
	uint32_t frag_offset; /* bytes */
	uint32_t id;          /* of IPv4 */
	uint32_t length;      /* of the whole datagram, as claimed */
};

struct tell_arp {
	uint16_t op;
	struct mac sha, tha, mac_src, mac_dst;
	struct tell_addr spa, tpa;
};

enum { TELL_AHEAD = 16 };
enum { TELL_SACKS = 4, TELL_FIN = 1, TELL_SYN = 2, TELL_RST = 4, TELL_PUSH = 8, TELL_ACK = 16 };

struct tell_tcp {
	const struct tell_ip *ip;
	uint16_t sport, dport;
	bool cut; /* of the header only the ports were captured; what follows is 0 */
	uint16_t flags, window;
	uint32_t seq, ack;
	uint16_t mss;   /* 0: no such option */
	uint8_t wscale; /* 255: no such option */
	bool sack_ok, has_ts;
	uint32_t tsval, tsecr;
	uint8_t nsack;
	uint32_t length, held; /* of the payload */
	const uint8_t *data;
	uint32_t sack[TELL_SACKS][2]; /* nsack of them */
};

struct tell_udp {
	const struct tell_ip *ip;
	uint16_t sport, dport;
	uint32_t length, held; /* of the payload */
	const uint8_t *data;
};

/* ICMP or, if ip->ver is 6, ICMPv6. */
struct tell_icmp {
	const struct tell_ip *ip;
	uint8_t type, code;
	uint16_t id, seq; /* of an echo */
	uint32_t mtu;     /* of "fragmentation needed" and "packet too big" */
	bool has_quote;   /* an error: the packet it is about */
	struct {
		struct tell_addr src, dst;
		uint8_t ver, proto, ttl;
		uint16_t sport, dport; /* 0 if the quote is too short or it has none */
		uint32_t seq;          /* of TCP */
		uint32_t id, length;
	} quote;
	struct tell_addr target; /* of neighbour discovery */
	bool has_lladdr;         /* source or target link-layer address option */
	struct mac lladdr;
	uint16_t lifetime; /* of a router advertisement, seconds */
	bool has_prefix;
	struct tell_addr prefix; /* the first one it advertises */
	uint8_t prefix_len;
};

struct tell {
	void *arg;
	/* Any of them may be NULL. */
	/* A packet that will be told of after TELL_AHEAD - 1 others: a hint, nothing is told yet.
	 */
	void (*ahead)(void *arg, const struct packet *p);
	void (*packet)(void *arg, const struct packet *p);
	void (*arp)(void *arg, const struct tell_arp *e);
	void (*ip)(void *arg, const struct tell_ip *e);
	void (*tcp)(void *arg, const struct tell_tcp *e);
	void (*udp)(void *arg, const struct tell_udp *e);
	void (*icmp)(void *arg, const struct tell_icmp *e);
	bool dissect; /* each packet, also those of which all can be told at once: for tests */
	struct tell_ip last; /* the IP header we are in */
	int64_t now;         /* of the packet, s */
};

struct dis;

/* From here on d prints nothing and tells t, which must outlive it. */
void dis_listen(struct dis *d, struct tell *t);

#endif
