/* order.c - what can a packet touch?  plain() knows all of the packets that nearly all are.  Behind
 * it each function is the short form of a dissector: it may say more than is true, never less. */
#define SONDE_CORE
#include "order.h"
#include "session.h"
#include "talk.h"
#include "track.h"

enum { DEEP = 8, TCP_LEAST = 20, NFS = 2049, QUIC = 443 };

struct view { /* captured bytes that are left; a dissector stops when it runs out of them */
	const uint8_t *b;
	uint32_t n, depth;
};

static struct view beyond(struct view v, uint32_t n)
{
	return (struct view){ v.b + n, v.n - n, v.depth + 1 };
}

static enum order of_ethertype(uint16_t type, struct view v);
static enum order of_ip4(struct view v);
static enum order of_ip6(struct view v);

static enum order of_eth(struct view v)
{
	return v.n < 14 ? ORDER_FREE : of_ethertype(ld_be16(v.b + 12), beyond(v, 14));
}

/* --- what lies over IP --- */

/* If not plain, where its numbers begin is not for us to say. */
static enum order of_tcp(struct view v) { return v.n < TCP_LEAST ? ORDER_FREE : ORDER_KEPT; }

static enum order of_geneve(struct view v)
{
	uint32_t n = v.n ? 8 + (v.b[0] & 0x3fu) * 4 : 8;
	uint16_t type;

	if (v.n < n)
		return ORDER_FREE;
	type = ld_be16(v.b + 2);
	return type == 0x6558 ? of_eth(beyond(v, n)) : of_ethertype(type, beyond(v, n));
}

static enum order of_udp(struct view v)
{
	const struct proto *p;
	uint16_t sport, dport;
	bool nfs;

	if (v.n < 8)
		return ORDER_FREE;
	sport = ld_be16(v.b);
	dport = ld_be16(v.b + 2);
	nfs = sport == NFS || dport == NFS;
	p = by_udp_port(NULL, sport, dport);
	if (!p)
		return nfs || sport == QUIC || dport == QUIC ? ORDER_KEPT : ORDER_FREE;
	if (p == &proto_vxlan && !nfs)
		return v.n < 16 ? ORDER_FREE : of_eth(beyond(v, 16));
	if (p == &proto_geneve && !nfs)
		return of_geneve(beyond(v, 8));
	if (p == &proto_vxlan || p == &proto_geneve || p == &proto_vxlan_gpe || p == &proto_l2tp ||
		p == &proto_mpls || p == &proto_bcm_li)
		return ORDER_KEPT;
	if (nfs || p == &proto_isakmp || p == &proto_isakmp_natt || p == &proto_rx)
		return ORDER_KEPT;
	return ORDER_FREE;
}

/* An error holds the packet that it is about. */
static enum order of_icmp(struct view v)
{
	if (v.n < 8)
		return ORDER_FREE;
	switch (v.b[0]) {
	case 3:
	case 4:
	case 5:
	case 11:
	case 12:
		return of_ip4(beyond(v, 8));
	default:
		return ORDER_FREE;
	}
}

static enum order of_mpls(struct view v)
{
	uint32_t entry = 0;

	while (!(entry & 0x100)) {
		if (v.n < 4)
			return ORDER_FREE;
		entry = ld_be32(v.b);
		v.b += 4;
		v.n -= 4;
	}
	if (v.n && (entry >> 12 == 0 || (v.b[0] >= 0x45 && v.b[0] <= 0x4f && entry >> 12 != 2)))
		return of_ip4(beyond(v, 0));
	if (v.n && (entry >> 12 == 2 || v.b[0] >> 4 == 6))
		return of_ip6(beyond(v, 0));
	return ORDER_FREE;
}

static enum order of_gre(struct view v)
{
	uint16_t flags, type;
	uint32_t n = 4;

	if (v.n < n)
		return ORDER_FREE;
	flags = ld_be16(v.b);
	type = ld_be16(v.b + 2);
	if (flags & 0x4007) /* routes, or not version 0 */
		return ORDER_KEPT;
	n += (flags & 0x8000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0);
	if (v.n < n)
		return ORDER_FREE;
	v = beyond(v, n);
	switch (type) {
	case 0:
		return ORDER_FREE;
	case 0x0800:
	case 0x86dd:
	case 0x8847:
	case 0x8848:
		return of_ethertype(type, v);
	case 0x6558:
		return of_eth(v);
	default:
		return ORDER_KEPT;
	}
}

static enum order of_ip_proto(uint8_t proto, struct view v)
{
	switch (proto) {
	case 1:
		return of_icmp(v);
	case 2: /* IGMP: PIM of version 1 holds packets */
		return v.n && v.b[0] == 0x14 ? ORDER_KEPT : ORDER_FREE;
	case 4:
		return of_ip4(v);
	case 6:
		return of_tcp(v);
	case 17:
		return of_udp(v);
	case 41:
		return of_ip6(v);
	case 47:
		return of_gre(v);
	case 51:  /* AH */
	case 103: /* PIM */
	case 143: /* Ethernet */
		return ORDER_KEPT;
	default:
		return ORDER_FREE;
	}
}

/* --- IP --- */

static enum order of_ip4(struct view v)
{
	uint32_t n;

	if (v.n < 20)
		return ORDER_FREE;
	n = (v.b[0] & 0xfu) * 4;
	if (v.depth > DEEP)
		return ORDER_KEPT;
	if (v.b[0] >> 4 != 4 || n < 20 || v.n < n || ld_be16(v.b + 6) & 0x1fff)
		return ORDER_FREE; /* not a first fragment */
	return of_ip_proto(v.b[9], beyond(v, n));
}

static enum order of_ip6(struct view v)
{
	uint32_t n = 40;
	uint8_t next;

	if (v.n < n)
		return ORDER_FREE;
	if (v.depth > DEEP)
		return ORDER_KEPT;
	if (v.b[0] >> 4 != 6)
		return ORDER_FREE;
	next = v.b[6];
	v = beyond(v, n);
	while (next == 0 || next == 43 || next == 44 ||
		next == 60) { /* options, routes, fragment */
		if (v.n < 8)
			return ORDER_FREE;
		n = next == 44 ? 8 : (v.b[1] + 1u) * 8;
		if (v.n < n)
			return ORDER_FREE;
		next = v.b[0];
		v.b += n;
		v.n -= n;
	}
	return of_ip_proto(next, v);
}

/* --- under IP --- */

static enum order of_pppoe(struct view v)
{
	if (v.n < 8 || v.b[1] != 0)
		return ORDER_FREE;
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
		return ORDER_FREE;
	default:
		return ORDER_KEPT;
	}
}

static enum order of_llc(struct view v)
{
	if (v.n < 4)
		return ORDER_FREE;
	switch (v.b[0] & 0xfe) {
	case 0x06:
		return of_ip4(beyond(v, 3));
	case 0xaa:
		if (v.n < 8)
			return ORDER_FREE;
		switch (ld_be24(v.b + 3)) {
		case 0x000000:
		case 0x0000f8:
			return of_ethertype(ld_be16(v.b + 6), beyond(v, 8));
		case 0x0080c2: /* bridged frames */
			return ld_be16(v.b + 6) == 0x000e ? ORDER_FREE : ORDER_KEPT;
		}
		return ORDER_FREE;
	case 0xfe: /* ISO: CLNP, ES-IS, IS-IS */
		return v.b[3] >= 0x81 && v.b[3] <= 0x83 ? ORDER_FREE : ORDER_KEPT;
	default:
		return ORDER_FREE;
	}
}

static enum order of_ethertype(uint16_t type, struct view v)
{
	while (type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200) {
		if (v.n < 4)
			return ORDER_FREE;
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
		return ORDER_KEPT;
	default:
		return ORDER_FREE;
	}
}

static enum order of_raw(struct view v)
{
	if (v.n == 0)
		return ORDER_FREE;
	return v.b[0] >> 4 == 6 ? of_ip6(v) : of_ip4(v);
}

static enum order of_null(struct view v)
{
	uint32_t family;

	if (v.n < 4)
		return ORDER_FREE;
	family = ld_be32(v.b);
	if (family & 0xffff0000u)
		family = __builtin_bswap32(family);
	return family == 7 ? ORDER_KEPT : v.n == 4 ? ORDER_FREE : of_raw(beyond(v, 4));
}

/* Linux's cooked headers. */
static enum order of_sll(struct view v, uint32_t n, uint32_t hatype_at, uint32_t type_at)
{
	uint16_t hatype;

	if (v.n < n)
		return ORDER_FREE;
	hatype = ld_be16(v.b + hatype_at);
	if (hatype == 803 || hatype == 770) /* 802.11, frame relay */
		return ORDER_KEPT;
	return of_ethertype(ld_be16(v.b + type_at), beyond(v, n));
}

static enum order of_link(uint16_t link, struct view v)
{
	switch (link) {
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
		return ORDER_KEPT;
	}
}

/* --- plain segments --- */

enum { IP4_LEAST = 20, IP6_LEAST = 40, IP4 = 0x0800, IP6 = 0x86dd, VLAN = 0x8100, TCP = 6 };
enum { SSH = 22, MYSQL = 3306, SETTINGS = 4, SYN = 2, ACK = 16, MAX_SNAPLEN = 262144 };

/* Where IP begins and which, by the link layer: an Ethernet type, 0 for none of these. */
static inline uint16_t link_type(const struct packet *p, uint32_t *at)
{
	const uint8_t *b = p->data;
	uint32_t n;
	uint16_t type;

	switch (p->link) {
	case 1:
		n = 14;
		break;
	case 113:
	case 276:
		n = p->link == 113 ? 16 : 20;
		break;
	case 12:
	case 14:
	case 101:
		*at = 0;
		return p->caplen == 0 ? 0 : b[0] >> 4 == 4 ? IP4 : b[0] >> 4 == 6 ? IP6 : 0;
	default:
		return 0;
	}
	*at = n;
	if (p->caplen < n)
		return 0;
	type = ld_be16(p->link == 276 ? b : b + n - 2);
	if (p->link != 1 && ld_be16(p->link == 276 ? b + 8 : b + 2) > 1)
		return 0; /* only Ethernet is sure not to hold anything else */
	for (; type == VLAN && p->caplen >= n + 4; n += 4)
		type = ld_be16(b + n + 2);
	*at = n;
	return type;
}

/* Does that IP header hold a whole segment's header and nothing else, as far as it says?  Then
 * TCP's header is behind it, of so many octets with its data; else 0. */
static inline uint32_t plain_ip(const struct packet *p, struct item *i, uint16_t type, uint32_t at)
{
	const uint8_t *b = p->data + at;
	uint32_t header = type == IP4 ? IP4_LEAST : IP6_LEAST, n;

	if (p->caplen < at + header + TCP_LEAST)
		return 0;
	if (type == IP4) {
		if (b[0] != 0x45 || b[9] != TCP || ld_be16(b + 6) & 0x3fff)
			return 0;
		n = ld_be16(b + 2);
	} else {
		if (b[0] >> 4 != 6 || b[6] != TCP)
			return 0;
		n = IP6_LEAST + ld_be16(b + 4);
	}
	if (n < header + TCP_LEAST || n > p->len - at)
		return 0;
	i->ip = b;
	i->tcp = b + header;
	return n - header;
}

/* What dissectors of proto/deep.h keep of a conversation begins so; n captured. */
static bool may_talk(const uint8_t *b, uint32_t n, uint16_t sport, uint16_t dport)
{
	return n < 4 || sport == SSH || dport == SSH || sport == MYSQL || dport == MYSQL ||
	       b[3] == SETTINGS || ld_be32(b) == 0x5353482d /* SSH- */ ||
	       ld_be32(b) == 0x50524920 /* PRI */;
}

/* Its data, which is not nothing. */
static bool plain_data(const struct opts *o, struct item *i, uint32_t header)
{
	const uint8_t *b = i->tcp + header, *end = i->packet.data + i->packet.caplen;
	uint16_t sport = ld_be16(i->tcp), dport = ld_be16(i->tcp + 2);
	const struct proto *p = by_tcp_port(NULL, sport, dport);

	if (sport == NFS || dport == NFS)
		return false;
	if (p == &proto_openflow || p == &proto_msdp) /* they hold packets */
		return false;
	i->data = o->deep || o->json || o->fields;
	return !i->data || !may_talk(b, end > b ? (uint32_t)(end - b) : 0, sport, dport);
}

/* A segment of which all is said by what it holds, and by what is known of its conversation?  Then
 * what that is to be is in i as well. */
static inline bool plain(const struct opts *o, struct item *i)
{
	const struct packet *p = &i->packet;
	uint32_t at, n, header;
	uint16_t type = link_type(p, &at);

	if (type != IP4 && type != IP6)
		return false;
	n = plain_ip(p, i, type, at);
	if (!n)
		return false;
	header = (i->tcp[12] >> 4) * 4u;
	i->data = false;
	if (header < TCP_LEAST || header > n || (header < n && !plain_data(o, i, header)))
		return false;
	i->relative = !o->S && !o->q && i->tcp[13] & ACK;
	return true;
}

/* Its conversation, as its dissector will ask for it. */
static void be_at(struct dis *d, const struct item *i)
{
	struct net *n = &d->net;

	d->stopped = false;
	n->ver = i->ip[0] >> 4;
	if (n->ver == 4) {
		n->src4 = ld_be32(i->ip + 12);
		n->dst4 = ld_be32(i->ip + 16);
	} else {
		n->src6 = ld_ip6(i->ip + 8);
		n->dst6 = ld_ip6(i->ip + 24);
	}
	d->l4.sport = ld_be16(i->tcp);
	d->l4.dport = ld_be16(i->tcp + 2);
}

/* --- the answer --- */

void order_look(struct dis *d, struct item *i, struct track_key *k)
{
	const struct packet *p = &i->packet;
	const struct opts *o = d->opt;

	/* Decrypted packets may hold any; SMB remembers what was asked. */
	if (o->force != FORCE_NONE || o->esp || o->tcp_md5 || o->smb || p->caplen > p->len ||
		p->len > MAX_SNAPLEN)
		i->order = ORDER_KEPT;
	else if (!plain(o, i))
		i->order = of_link(p->link, (struct view){ p->data, p->caplen, 0 });
	else
		i->order = i->relative || i->data ? ORDER_TOLD : ORDER_FREE;
	if (i->order != ORDER_TOLD)
		return;
	be_at(d, i);
	if (i->relative)
		track_key(d, k, d->l4.sport, d->l4.dport);
}

void order_ask(struct dis *d, const struct item *i, const struct track_key *k)
{
	if (i->relative)
		track_ask(d, i->ip[0] >> 4, k);
}

void order_tell(struct dis *d, struct item *i, struct track_key *k)
{
	struct told *told = &i->told;
	struct track *t = NULL;

	d->stopped = false;
	d->net.ver = i->ip[0] >> 4;
	if (i->data && dis_talks(d)) {
		be_at(d, i);
		if (talk_find(d)) {
			i->order = ORDER_KEPT;
			return;
		}
	}
	if (i->relative)
		t = track_tcp(d, k, &told->is_new);
	if (!t) {
		i->order = i->relative ? ORDER_KEPT : ORDER_FREE;
		return;
	}
	told->rev = k->rev;
	if (told->is_new || i->tcp[13] & SYN)
		track_begin(t, k->rev, ld_be32(i->tcp + 4), ld_be32(i->tcp + 8));
	told->track = *t;
}
