/* packet.h - a captured packet, and the one call that dissects it. */
#ifndef SONDE_PACKET_H
#define SONDE_PACKET_H

#include <stdbool.h>
#include <stdint.h>

struct dis;
struct proto;

struct packet {
	int64_t sec;        /* since 1970 */
	uint32_t frac;      /* as in the file: millionths or billionths; may be out of range */
	bool nano;          /* frac counts nanoseconds */
	uint16_t link;      /* LINKTYPE_ value; DLT_ and LINKTYPE_ of raw IP etc. are mapped by the
	                       reader */
	uint32_t interface; /* index within the source */
	uint32_t caplen, len; /* held, and on the wire */
	uint64_t number;      /* from 1, for -# */
	const uint8_t *data;  /* caplen bytes; valid until the source is asked for the next */
};

struct time_ref { /* -ttt, -ttttt: the packet that time is counted from */
	bool have;
	int64_t sec;
	uint32_t frac;
};

/* Print one packet (or write its fields) to d's sinks.  Never fails. */
void dissect_packet(struct dis *d, const struct packet *p);

#endif
