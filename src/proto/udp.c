/* User Datagram Protocol.  RFC 768; jumbograms: RFC 2675. */
#include "l4.h"

#include "deep.h"
#include "smb.h"

#define HEADER 8
#define UDP    17

enum { NFS = 2049 };

static const struct proto *const forced[] = {
	[FORCE_AODV] = &proto_aodv,
	[FORCE_CNFP] = &proto_cnfp,
	[FORCE_DOMAIN] = &proto_domain,
	[FORCE_LMP] = &proto_lmp,
	[FORCE_PGM] = &proto_pgm,
	[FORCE_PGM_ZMTP1] = &proto_pgm_zmtp1,
	[FORCE_PTP] = &proto_ptp,
	[FORCE_QUIC] = &proto_quic,
	[FORCE_RADIUS] = &proto_radius,
	[FORCE_RPC] = &proto_rpc,
	[FORCE_RTCP] = &proto_rtcp,
	[FORCE_RTP] = &proto_rtp,
	[FORCE_SNMP] = &proto_snmp,
	[FORCE_SOMEIP] = &proto_someip,
	[FORCE_TFTP] = &proto_tftp,
	[FORCE_VAT] = &proto_vat,
	[FORCE_VXLAN] = &proto_vxlan,
	[FORCE_WB] = &proto_wb,
	[FORCE_ZMTP1] = &proto_zmtp1_datagram,
};

static const struct proto *by_force(enum force f)
{
	return f < sizeof(forced) / sizeof(forced[0]) ? forced[f] : NULL;
}

/* NFS is known by its port and the RPC message type (RFC 5531, 9). */
static const struct proto *by_rpc(struct cur c, uint16_t sport, uint16_t dport)
{
	uint32_t type;

	if ((sport != NFS && dport != NFS) || !has(&c, 8))
		return NULL;
	type = peek_be32(&c, 4);
	if (dport == NFS && type == 0)
		return &proto_nfs_request;
	if (sport == NFS && type == 1)
		return &proto_nfs_reply;
	return NULL;
}

/* AppleTalk in UDP: ports as Kinetics' gateways map DDP sockets, and a LAP type of long DDP. */
static bool is_kip(uint16_t port)
{
	return (port >= 200 && port < 328) || (port >= 768 && port < 896) ||
	       (port >= 16512 && port < 16640);
}

static bool is_atalk(struct cur c, uint16_t sport, uint16_t dport)
{
	return (is_kip(sport) || is_kip(dport)) && peek_u8(&c, 2) == 2;
}

static void check_sum(struct dis *d, const struct cur *udp, uint16_t sum, uint32_t n)
{
	uint16_t rest;

	if (sum == 0 && d->net.ver == 4) {
		say(d, "[no cksum] ");
		return;
	}
	if (!has(udp, n))
		return;
	rest = cksum(udp, n, pseudo_sum(d, UDP, n));
	note_b(d, "cksum_ok", rest == 0);
	if (rest == 0) {
		say(d, "[udp sum ok] ");
		return;
	}
	sayf(d, "[bad udp cksum 0x%04x -> 0x%04x!] ", sum, cksum_should_be(sum, rest));
}

static void show_plain(struct dis *d, const struct cur *c, uint32_t length)
{
	if (length > wire(c) && !d->net.more_frags) {
		show_u(d, "UDP, bad length ", "length", length);
		say(d, " > ");
		say_u(d, wire(c));
	} else {
		show_u(d, "UDP, length ", "length", length);
	}
}

static void payload(struct dis *d, struct cur whole, struct cur c, uint16_t sum, uint32_t length)
{
	uint16_t sport = d->l4.sport, dport = d->l4.dport;
	const struct proto *app = by_force(d->opt->force);

	if (app) {
		enter(d, app, c);
		return;
	}
	if (!d->opt->q && (app = by_rpc(c, sport, dport))) {
		enter(d, app, c);
		return;
	}
	/* IPv6 has no checksum of its own, so there -v is enough. */
	if (d->opt->v > (d->net.ver == 4) && !d->opt->K && !d->net.more_frags && d->net.ver)
		check_sum(d, &whole, sum, HEADER + wire(&c));
	if (!d->opt->q) {
		app = by_udp_port(d, sport, dport);
		if (!app && (dport == 443 || sport == 443) && wire(&c) && (peek_u8(&c, 0) & 0x40))
			app = &proto_quic;
		if (!app)
			app = smb_udp(d);
		if (!app && is_atalk(c, sport, dport))
			app = &proto_llap;
		if (app) {
			enter(d, app, c);
			return;
		}
	}
	show_plain(d, &c, length);
	if (!d->opt->q && is_deep(d) && (app = deep_udp(d, c))) {
		say(d, ": ");
		enter(d, app, c);
	}
}

/* Sun RPC writes the addresses itself, with the transaction in place of the port. */
static bool names_hosts(const struct dis *d, struct cur c, uint32_t length)
{
	uint32_t ulen;

	if (length < HEADER || !has(&c, 4))
		return false;
	ulen = get_be16(&c);
	skip(&c, 2);
	if (ulen < HEADER)
		return false;
	return d->opt->force == FORCE_RPC;
}

static void dissect_udp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c), ulen;
	uint16_t sport, dport, sum;

	if (d->tell && tell_udp(d, c))
		return;
	if (!has(&c, 4)) {
		say_hosts_only(d, UDP);
		stop(d);
		return;
	}
	d->l4.sport = sport = get_be16(&c);
	d->l4.dport = dport = get_be16(&c);
	note_u(d, "sport", sport);
	note_u(d, "dport", dport);
	if (!names_hosts(d, c, length))
		say_endpoints(d, UDP, sport, dport);
	if (bad(d, "undersized-udp", length, <, HEADER))
		return;
	ulen = get_be16(&c);
	if (ulen == 0 && length > 65535)
		ulen = length;
	if (bad(d, "undersized-udplength", ulen, <, HEADER))
		return;
	sum = get_be16(&c);
	note_u(d, "total_length", ulen);
	note_u(d, "cksum", sum);
	claim(&c, ulen - HEADER); /* the payload ends where UDP says, if IP has that much */
	payload(d, whole, c, sum, ulen - HEADER);
}

const struct proto proto_udp = { "udp", dissect_udp };
