/* hosts.h - long lists of hosts in a filter, as a set.
 *
 * libpcap's compiler takes time that grows with the cube of the terms of "host a or host b or ...".
 * Here such a list, where it is a whole expression or stands in parentheses of its own, becomes a
 * hash table; the expression around it is compiled by libpcap twice, with the list true and false.
 */
#ifndef SONDE_HOSTS_H
#define SONDE_HOSTS_H

#include "../dissect/packet.h"

#include <stddef.h>

struct hosts;

enum verdict {
	HOSTS_NO,
	HOSTS_YES,
	HOSTS_CUT
}; /* CUT: a read past the end, the packet is refused */

/* The list of at least that many terms in expr, and where it is: from *at, *len characters.  NULL
 * if there is none, or if the expression moves offsets on its way (vlan, mpls ...). */
struct hosts *hosts_find(const char *expr, size_t least, size_t *at, size_t *len);
void hosts_free(struct hosts *h);

size_t hosts_count(const struct hosts *h);

/* Can packets of that LINKTYPE_ be looked up? */
bool hosts_fit(uint16_t link);
/* What "host a or host b or ..." says of p. */
enum verdict hosts_match(const struct hosts *h, const struct packet *p);

#endif
