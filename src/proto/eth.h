/* eth.h - Ethernet, for those who carry it or put tags into it. */
#ifndef SONDE_ETH_H
#define SONDE_ETH_H

#include "../dissect/dissect.h"

struct eth_tag { /* len octets between the source address and the type, and who says them */
	uint32_t len;
	void (*put)(struct dis *d, struct cur tag);
};

/* An Ethernet frame with a switch's tag before its type. */
void eth_tagged(struct dis *d, struct cur c, const struct eth_tag *tag);
/* The type as the text has it with -e: "ethertype IPv4 (0x0800)", or with -q "IPv4". */
void say_eth_type(struct dis *d, uint16_t type);

/* Tags of others that may come where the type is.  Each says itself.
 * eth_macsec: c is behind the type 0x88e5; true: c is at the next type, *icv octets end the frame.
 */
bool eth_macsec(struct dis *d, struct cur *c, uint32_t *icv);
/* eth_arista: c is behind the type 0xd28b; true: c is at the next type. */
bool eth_arista(struct dis *d, struct cur *c);

#endif
