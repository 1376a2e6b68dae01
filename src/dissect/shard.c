/* shard.c - what can a packet touch?  Each function is the short form of a dissector: it may say
 * more than is true, never less. */
#define SONDE_CORE
#include "shard.h"
#include "dissect.h"

enum { DEEP = 8, TCP_LEAST = 20, NFS = 2049, QUIC = 443 };

struct view { /* captured bytes that are left; a dissector stops when it runs out of them */
	const uint8_t *b;
	uint32_t n, depth;
};

static struct view beyond(struct view v, uint32_t n)
{
	return (struct view){ v.b + n, v.n - n, v.depth + 1 };
}

static int32_t of_ethertype(uint16_t type, struct view v);
static int32_t of_ip4(struct view v);
static int32_t of_ip6(struct view v);

static int32_t of_eth(struct view v)
{
	return v.n < 14 ? SHARD_ANY : of_ethertype(ld_be16(v.b + 12), beyond(v, 14));
}

/* --- what lies over IP; hosts is the same for both directions --- */

static int32_t of_tcp(struct view v, uint32_t hosts)
{
	const struct proto *p;
	uint16_t sport, dport;

	if (v.n < TCP_LEAST)
		return SHARD_ANY;
	sport = ld_be16(v.b);
	dport = ld_be16(v.b + 2);
	if (sport == NFS || dport == NFS)
		return SHARD_HOME;
	p = by_tcp_port(NULL, sport, dport);
	if (p == &proto_openflow || p == &proto_msdp) /* they hold packets */
		return SHARD_ODD;
	hosts = (hosts ^ (uint32_t)(sport ^ dport) << 11 ^ (uint32_t)(sport + dport)) * 0x9e3779b1;
	return (int32_t)(hosts >> 1);
}

static int32_t of_geneve(struct view v)
{
	uint32_t n = v.n ? 8 + (v.b[0] & 0x3fu) * 4 : 8;
	uint16_t type;

	if (v.n < n)
		return SHARD_ANY;
	type = ld_be16(v.b + 2);
	return type == 0x6558 ? of_eth(beyond(v, n)) : of_ethertype(type, beyond(v, n));
}

static int32_t of_udp(struct view v)
{
	const struct proto *p;
	uint16_t sport, dport;
	bool nfs;

	if (v.n < 8)
		return SHARD_ANY;
	sport = ld_be16(v.b);
	dport = ld_be16(v.b + 2);
	nfs = sport == NFS || dport == NFS;
	p = by_udp_port(NULL, sport, dport);
	if (!p)
		return nfs || sport == QUIC || dport == QUIC ? SHARD_HOME : SHARD_ANY;
	if (p == &proto_vxlan && !nfs)
		return v.n < 16 ? SHARD_ANY : of_eth(beyond(v, 16));
	if (p == &proto_geneve && !nfs)
		return of_geneve(beyond(v, 8));
	if (p == &proto_vxlan || p == &proto_geneve || p == &proto_vxlan_gpe || p == &proto_l2tp ||
		p == &proto_mpls || p == &proto_bcm_li)
		return SHARD_ODD;
	if (nfs || p == &proto_isakmp || p == &proto_isakmp_natt || p == &proto_rx)
		return SHARD_HOME;
	return SHARD_ANY;
}

/* An error holds the packet that it is about. */
static int32_t of_icmp(struct view v)
{
	if (v.n < 8)
		return SHARD_ANY;
	switch (v.b[0]) {
	case 3:
	case 4:
	case 5:
	case 11:
	case 12:
		return of_ip4(beyond(v, 8));
	default:
		return SHARD_ANY;
	}
}

static int32_t of_mpls(struct view v)
{
	uint32_t entry = 0;

	while (!(entry & 0x100)) {
		if (v.n < 4)
			return SHARD_ANY;
		entry = ld_be32(v.b);
		v.b += 4;
		v.n -= 4;
	}
	if (v.n && (entry >> 12 == 0 || (v.b[0] >= 0x45 && v.b[0] <= 0x4f && entry >> 12 != 2)))
		return of_ip4(beyond(v, 0));
	if (v.n && (entry >> 12 == 2 || v.b[0] >> 4 == 6))
		return of_ip6(beyond(v, 0));
	return SHARD_ANY;
}

static int32_t of_gre(struct view v)
{
	uint16_t flags, type;
	uint32_t n = 4;

	if (v.n < n)
		return SHARD_ANY;
	flags = ld_be16(v.b);
	type = ld_be16(v.b + 2);
	if (flags & 0x4007) /* routes, or not version 0 */
		return SHARD_ODD;
	n += (flags & 0x8000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0);
	if (v.n < n)
		return SHARD_ANY;
	v = beyond(v, n);
	switch (type) {
	case 0:
		return SHARD_ANY;
	case 0x0800:
	case 0x86dd:
	case 0x8847:
	case 0x8848:
		return of_ethertype(type, v);
	case 0x6558:
		return of_eth(v);
	default:
		return SHARD_ODD;
	}
}

static int32_t of_ip_proto(uint8_t proto, struct view v, uint32_t hosts)
{
	switch (proto) {
	case 1:
		return of_icmp(v);
	case 2: /* IGMP: PIM of version 1 holds packets */
		return v.n && v.b[0] == 0x14 ? SHARD_ODD : SHARD_ANY;
	case 4:
		return of_ip4(v);
	case 6:
		return of_tcp(v, hosts);
	case 17:
		return of_udp(v);
	case 41:
		return of_ip6(v);
	case 47:
		return of_gre(v);
	case 51:  /* AH */
	case 103: /* PIM */
	case 143: /* Ethernet */
		return SHARD_ODD;
	default:
		return SHARD_ANY;
	}
}

/* --- IP --- */

static int32_t of_ip4(struct view v)
{
	uint32_t n, hosts;

	if (v.n < 20)
		return SHARD_ANY;
	n = (v.b[0] & 0xfu) * 4;
	if (v.depth > DEEP)
		return SHARD_ODD;
	if (v.b[0] >> 4 != 4 || n < 20 || v.n < n || ld_be16(v.b + 6) & 0x1fff)
		return SHARD_ANY; /* not a first fragment */
	hosts = ld_be32(v.b + 12) ^ ld_be32(v.b + 16);
	return of_ip_proto(v.b[9], beyond(v, n), hosts * 0x85ebca6b);
}

static uint32_t hosts_of_ip6(const uint8_t *b)
{
	uint32_t x = 0;

	for (unsigned i = 8; i < 40; i += 4)
		x ^= ld_be32(b + i);
	return x * 0x85ebca6b;
}

static int32_t of_ip6(struct view v)
{
	uint32_t hosts, n = 40;
	uint8_t next;

	if (v.n < n)
		return SHARD_ANY;
	if (v.depth > DEEP)
		return SHARD_ODD;
	if (v.b[0] >> 4 != 6)
		return SHARD_ANY;
	hosts = hosts_of_ip6(v.b);
	next = v.b[6];
	v = beyond(v, n);
	while (next == 0 || next == 43 || next == 44 ||
		next == 60) { /* options, routes, fragment */
		if (v.n < 8)
			return SHARD_ANY;
		n = next == 44 ? 8 : (v.b[1] + 1u) * 8;
		if (v.n < n)
			return SHARD_ANY;
		next = v.b[0];
		v.b += n;
		v.n -= n;
	}
	return of_ip_proto(next, v, hosts);
}

/* --- under IP --- */

static int32_t of_pppoe(struct view v)
{
	if (v.n < 8 || v.b[1] != 0)
		return SHARD_ANY;
	switch (ld_be16(v.b + 6)) {
	case 0x0021:
		return of_ip4(beyond(v, 8));
	case 0x0057:
		return of_ip6(beyond(v, 8));
	case 0x8021: /* these set up and test the connection */
	case 0x8057:
	case 0xc021:
	case 0xc023:
	case 0xc223:
		return SHARD_ANY;
	default:
		return SHARD_ODD;
	}
}

static int32_t of_llc(struct view v)
{
	if (v.n < 4)
		return SHARD_ANY;
	switch (v.b[0] & 0xfe) {
	case 0x06:
		return of_ip4(beyond(v, 3));
	case 0xaa:
		if (v.n < 8)
			return SHARD_ANY;
		switch (ld_be24(v.b + 3)) {
		case 0x000000:
		case 0x0000f8:
			return of_ethertype(ld_be16(v.b + 6), beyond(v, 8));
		case 0x0080c2: /* bridged frames */
			return ld_be16(v.b + 6) == 0x000e ? SHARD_ANY : SHARD_ODD;
		}
		return SHARD_ANY;
	case 0xfe: /* ISO: CLNP, ES-IS, IS-IS */
		return v.b[3] >= 0x81 && v.b[3] <= 0x83 ? SHARD_ANY : SHARD_ODD;
	default:
		return SHARD_ANY;
	}
}

static int32_t of_ethertype(uint16_t type, struct view v)
{
	while (type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200) {
		if (v.n < 4)
			return SHARD_ANY;
		type = ld_be16(v.b + 2);
		v.b += 4;
		v.n -= 4;
	}
	if (type <= 1500)
		return of_llc(v);
	switch (type) {
	case 0x0800:
		return of_ip4(v);
	case 0x86dd:
		return of_ip6(v);
	case 0x8847:
	case 0x8848:
		return of_mpls(v);
	case 0x3c12:
	case 0x3c13:
	case 0x8863:
	case 0x8864:
		return of_pppoe(v);
	case 0x880b: /* PPP, OSI, NSH, MACsec, Arista's, jumbo frames */
	case 0xfefe:
	case 0x894f:
	case 0x88e5:
	case 0xd28b:
	case 0x8870:
		return SHARD_ODD;
	default:
		return SHARD_ANY;
	}
}

static int32_t of_raw(struct view v)
{
	if (v.n == 0)
		return SHARD_ANY;
	return v.b[0] >> 4 == 6 ? of_ip6(v) : of_ip4(v);
}

static int32_t of_null(struct view v)
{
	uint32_t family;

	if (v.n < 4)
		return SHARD_ANY;
	family = ld_be32(v.b);
	if (family & 0xffff0000u)
		family = __builtin_bswap32(family);
	return family == 7 ? SHARD_ODD : v.n == 4 ? SHARD_ANY : of_raw(beyond(v, 4));
}

/* Linux's cooked headers. */
static int32_t of_sll(struct view v, uint32_t n, uint32_t hatype_at, uint32_t type_at)
{
	uint16_t hatype;

	if (v.n < n)
		return SHARD_ANY;
	hatype = ld_be16(v.b + hatype_at);
	if (hatype == 803 || hatype == 770) /* 802.11, frame relay */
		return SHARD_ODD;
	return of_ethertype(ld_be16(v.b + type_at), beyond(v, n));
}

int32_t shard_of(const struct opts *o, const struct packet *p)
{
	struct view v = { p->data, p->caplen, 0 };

	/* Decrypted packets may hold any; SMB remembers what was asked. */
	if (o->force != FORCE_NONE || o->esp || o->tcp_md5 || o->smb)
		return SHARD_HOME;
	switch (p->link) {
	case 1:
		return of_eth(v);
	case 0:
	case 108:
		return of_null(v);
	case 12:
	case 14:
	case 101:
	case 228:
	case 229:
		return of_raw(v);
	case 113:
		return of_sll(v, 16, 2, 14);
	case 276:
		return of_sll(v, 20, 8, 0);
	default:
		return SHARD_ODD;
	}
}
