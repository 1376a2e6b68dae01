/* anon.h - a packet made fit to be shown to others.
 *
 * Addresses and names become others (mask.h), checksums are right again, and
 * everything that is not known to be harmless is zeros: payload, options, protocols that
 * are not understood.  Lengths and times stay.
 */
#ifndef SONDE_ANON_H
#define SONDE_ANON_H

#include "mask.h"

#include "../base/bytes.h"
#include "../dissect/packet.h"

enum anon_payload {
	PAYLOAD_NAMES, /* zeros, but DNS, HTTP heads and TLS hellos with other names */
	PAYLOAD_ZERO,
	PAYLOAD_CUT,  /* the packet ends where it would begin */
	PAYLOAD_KEEP, /* on the user's own responsibility */
};

struct anon {
	struct mask *mask;
	enum anon_payload payload;
	const uint8_t *cut; /* of the packet at hand: where it ends, or NULL */
};

/* b is a copy of the packet's bytes, to be changed in place.  The new captured length. */
uint32_t anon_packet(struct anon *a, const struct packet *p, uint8_t *b);

/* --- for its parts; n bytes are there, of wire --- */

/* Payload that is not known. */
void anon_wipe(struct anon *a, uint8_t *b, size_t n);
/* What is in UDP or TCP between these ports. */
void anon_udp_payload(struct anon *a, uint8_t *b, size_t n, uint16_t sport, uint16_t dport);
void anon_tcp_payload(struct anon *a, uint8_t *b, size_t n, uint16_t sport, uint16_t dport);
/* An Ethernet frame in something. */
void anon_ethernet(struct anon *a, uint8_t *b, size_t n);

#endif
