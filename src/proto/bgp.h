/* bgp.h - what the parts of BGP share, and what LSP ping borrows from it. */
#ifndef SONDE_BGP_H
#define SONDE_BGP_H

#include "../dissect/dissect.h"

extern const struct name bgp_afi_names[], bgp_safi_names[];
extern const struct name bgp_l2vpn_encaps[]; /* MPLS Pseudowire Types Registry, RFC 4446 */

struct bgp_rd { /* a route distinguisher, RFC 4364, 4.2 */
	uint64_t v;
};

struct bgp_rd bgp_get_rd(struct cur *c);
void bgp_say_rd(struct dis *d, struct bgp_rd rd);

/* An AS number, as asdot with -b. */
void bgp_say_as(struct dis *d, uint32_t as);

enum { BGP_ABORT = -1 }; /* said " [|bgp]"; nothing more of this message */

/* Path attributes: c claims just them.  level: attribute sets entered.  Returns the octets left
 * over because they do not make an attribute, or BGP_ABORT. */
int bgp_show_attributes(struct dis *d, struct cur c, unsigned level);

/* "Withdrawn routes" and "Updated routes": IPv4 prefixes; c claims just them.
 * False: abort. */
bool bgp_show_routes(struct dis *d, struct cur c);

/* The bodies of MP_REACH_NLRI and MP_UNREACH_NLRI.  False: abort. */
bool bgp_show_mp_reach(struct dis *d, struct cur c);
bool bgp_show_mp_unreach(struct dis *d, struct cur c);

/* The Extended Communities attribute. */
void bgp_show_ext_communities(struct dis *d, struct cur c);

#endif
