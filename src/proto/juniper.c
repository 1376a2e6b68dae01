/* Juniper's encapsulations.  https://www.tcpdump.org/linktypes.html (LINKTYPE_JUNIPER_), Junos
 * packet capture. */
#include "../dissect/scratch.h"
#include "atm.h"
#include "chdlc.h"
#include "eth.h"
#include "fr.h"
#include "llc.h"
#include "tlv.h"

enum { MAGIC = 0x4d4743, FLAG_IN = 0x01, NO_L2 = 0x02, EXTENDED = 0x80 };
enum { ADAPTIVE = 0x47, LINK_SERVICES = 0x54 }; /* the first octet of a cookie */
enum { FROM_ENGINE = 0x0c };                    /* in an adaptive cookie */
enum { LSQ_IPV4 = 0x00, LSQ_IPV6 = 0x10, LSQ_MPLS = 0x20, LSQ_ISO = 0x30 };

static const struct name flag_bits[] = {
	{ EXTENDED, "Ext" },
	{ 0x40, "Filter" },
	{ 0x04, "IIF" },
	{ NO_L2, "no-L2" },
	{ FLAG_IN, "In" },
	{ 0, NULL },
};

static const struct name media[] = {
	{ 1, "Ethernet" },
	{ 2, "FDDI" },
	{ 3, "Token-Ring" },
	{ 4, "PPP" },
	{ 5, "Frame-Relay" },
	{ 6, "Cisco-HDLC" },
	{ 7, "SMDS-DXI" },
	{ 8, "ATM-PVC" },
	{ 9, "PPP-CCC" },
	{ 10, "Frame-Relay-CCC" },
	{ 11, "IP-over-IP" },
	{ 12, "GRE" },
	{ 13, "PIM-Encapsulator" },
	{ 14, "PIM-Decapsulator" },
	{ 15, "Cisco-HDLC-CCC" },
	{ 16, "VLAN-CCC" },
	{ 17, "Multilink-PPP" },
	{ 18, "Multilink-FR" },
	{ 19, "Multilink" },
	{ 20, "LSI" },
	{ 22, "ATM-CCC-Cell-Relay" },
	{ 23, "IPSEC-over-IP" },
	{ 24, "GGSN" },
	{ 27, "PPP-TCC" },
	{ 28, "Frame-Relay-TCC" },
	{ 29, "Cisco-HDLC-TCC" },
	{ 30, "Ethernet-CCC" },
	{ 31, "VPN-Loopback-tunnel" },
	{ 32, "Extended-VLAN-CCC" },
	{ 33, "Ethernet-over-ATM" },
	{ 34, "Monitor" },
	{ 35, "Ethernet-TCC" },
	{ 36, "VLAN-TCC" },
	{ 37, "Extended-VLAN-TCC" },
	{ 38, "Controller" },
	{ 39, "Multilink-FR-UNI-NNI" },
	{ 40, "LinkService" },
	{ 41, "VPLS" },
	{ 42, "VLAN-VPLS" },
	{ 43, "Extended-VLAN-VPLS" },
	{ 44, "Logical-tunnel" },
	{ 45, "General-Services" },
	{ 46, "Ethernet-VPLS-over-ATM" },
	{ 48, "Extended FR-CCC" },
	{ 49, "Extended FR-TCC" },
	{ 50, "Flexible-FrameRelay" },
	{ 52, "Flexible-Ethernet-Services" },
	{ 53, "Flow-collection" },
	{ 56, "PPPoE" },
	{ 57, "PPP-Subordinate" },
	{ 59, "Dynamic-Flow-Capture" },
	{ 60, "PIC Peer" },
	{ 0, NULL },
};

static const struct name encapsulations[] = {
	{ 2, "ATM SNAP" },
	{ 3, "ATM NLPID" },
	{ 4, "ATM VCMUX" },
	{ 5, "ATM LLC" },
	{ 6, "PPP over ATM VCMUX" },
	{ 7, "PPP over ATM LLC" },
	{ 8, "PPP over FUNI" },
	{ 9, "CCC over ATM" },
	{ 10, "FR NLPID" },
	{ 11, "FR SNAP" },
	{ 12, "FR PPP" },
	{ 13, "FR CCC" },
	{ 14, "Ethernet" },
	{ 17, "PPP" },
	{ 18, "C-HDLC" },
	{ 19, "PPP CCC" },
	{ 20, "IPIP" },
	{ 21, "PIM Null" },
	{ 22, "GRE NULL" },
	{ 23, "PPP over GRE" },
	{ 24, "PIMd" },
	{ 25, "C-HDLC CCC" },
	{ 26, "CISCO compatible NLPID" },
	{ 27, "VLAN CCC" },
	{ 28, "MLPPP" },
	{ 29, "MLFR" },
	{ 30, "LSI Null" },
	{ 32, "ATM CCC Cell Relay" },
	{ 33, "Crypto" },
	{ 34, "GGSN" },
	{ 35, "ATM VCMUX TCC" },
	{ 36, "FR TCC" },
	{ 37, "PPP TCC" },
	{ 38, "C-HDLC TCC" },
	{ 39, "Ethernet CCC" },
	{ 40, "VT" },
	{ 41, "Ethernet over ATM LLC" },
	{ 42, "Extended VLAN CCC" },
	{ 43, "ATM SNAP TCC" },
	{ 44, "Monitor" },
	{ 45, "Ethernet TCC" },
	{ 46, "VLAN TCC" },
	{ 47, "Extended VLAN TCC" },
	{ 48, "MFR" },
	{ 49, "VPLS" },
	{ 50, "VLAN VPLS" },
	{ 51, "Extended VLAN VPLS" },
	{ 52, "General Services" },
	{ 53, "Ethernet VPLS over ATM LLC" },
	{ 54, "FR CCC" },
	{ 55, "MLPPP over ATM LLC" },
	{ 56, "Ethernet over ATM CCC" },
	{ 57, "LT VLAN" },
	{ 58, "Collector" },
	{ 59, "Aggregator" },
	{ 60, "LAPD" },
	{ 61, "PPPoE over ATM LLC" },
	{ 62, "PPPoE over Ethernet" },
	{ 63, "PPPoE" },
	{ 64, "" },
	{ 65, "C-HDLC via dialer" },
	{ 0, NULL },
};

static const struct name extensions[] = {
	{ 1, "Device Interface Index" },
	{ 2, "Device Interface Name" },
	{ 3, "Device Media Type" },
	{ 4, "Logical Interface Index" },
	{ 5, "Logical Unit Number" },
	{ 6, "Logical Interface Encapsulation" },
	{ 7, "TTP derived Device Media Type" },
	{ 8, "TTP derived Logical Interface Encapsulation" },
	{ 0, NULL },
};

struct pic {              /* a link type: what stands before the packet */
	const char *name; /* NULL: no cookie */
	uint8_t cookie;   /* its length, as a rule */
	bool is_bundle, is_mfr;
};

struct frame { /* what has been found out about a packet */
	uint32_t head;
	uint16_t proto;
	uint8_t cookie[8], cookie_len, cookie_type, flags;
	uint32_t bundle;
	struct cur c; /* behind the cookie */
};

/* An address family by the first octet of a packet; false if it is none. */
static bool guess_ip(struct dis *d, struct cur c)
{
	uint8_t b = peek_u8(&c, 0);

	if (b >= 0x45 && b <= 0x4f)
		enter(d, &proto_ip4, c);
	else if (b >= 0x60 && b <= 0x6f)
		enter(d, &proto_ip6, c);
	else
		return false;
	return true;
}

static void say_extension(struct dis *d, uint8_t type, struct cur v)
{
	uint32_t n = 0, len = left(&v);

	if (len > 4 || type == 2)
		return;
	for (uint32_t i = 0; i < len; i++) /* the low types are little-endian */
		n = n << 8 | peek_u8(&v, type < 128 ? len - 1 - i : i);
	note_u(d, "value", n);
	if (type == 3 || type == 7) {
		say_name(d, media, "Unknown", n);
		sayf(d, " (%u)", n);
	} else if (type == 6 || type == 8) {
		say_name(d, encapsulations, "Unknown", n);
		sayf(d, " (%u)", n);
	} else {
		say_u(d, n);
	}
}

/* TLVs of n octets; false: malformed. */
static bool show_extensions(struct dis *d, struct cur c, uint32_t n)
{
	while (n > 2 && !d->stopped) {
		uint8_t type = get_u8(&c), len = get_u8(&c);

		if (type == 0 || len == 0)
			break;
		if (bad(d, "extension_length", n, <, len + 2u))
			return false;
		n -= len + 2u;
		if (d->opt->v > 1) {
			say(d, "\n\t  ");
			say_name(d, extensions, "Unknown", type);
			sayf(d, " Extension TLV #%u, length %u, value ", type, len);
			say_extension(d, type, take(&c, len));
		} else {
			take(&c, len);
		}
	}
	return true;
}

/* The common header; false: all has been said. */
static bool get_head(struct dis *d, struct cur *c, struct frame *f)
{
	uint32_t magic = get_be24(c);
	uint16_t len;

	f->flags = get_u8(c);
	f->head = 4;
	if (d->stopped)
		return false;
	if (magic != MAGIC) {
		say(d, "no magic-number found!");
		return false;
	}
	note_u(d, "flags", f->flags);
	if (d->opt->e)
		say_s(d, f->flags & FLAG_IN ? " In " : "Out ");
	if (d->opt->v > 1) {
		say(d, "\n\tJuniper PCAP Flags [");
		say_bits(d, flag_bits, "none", f->flags, ", ");
		say(d, "]");
	}
	if (f->flags & EXTENDED) {
		len = get_be16(c);
		f->head += len + 2u;
		if (d->opt->v > 1)
			show_u(d, ", PCAP Extension(s) total length ", "ext_len", len);
		need(c, len);
		if (!show_extensions(d, *c, len))
			return false;
		*c = from(*c, len);
		if (d->opt->v > 1)
			say(d, "\n\t-----original packet-----\n\t");
	}
	if (f->flags & NO_L2) {
		if (d->opt->e)
			say(d, "no-L2-hdr, ");
		if (!guess_ip(d, from(*c, 4)))
			say(d, "no IP-hdr found!");
		return false;
	}
	return !d->stopped;
}

/* A service PIC's cookie says its kind, and by that its length. */
static void service_cookie(struct frame *f, struct cur c)
{
	f->cookie_type = peek_u8(&c, 0);
	if (f->cookie_type == ADAPTIVE) {
		f->cookie_len = 8;
	} else if (f->cookie_type == LINK_SERVICES) {
		f->cookie_len += 2;
		f->bundle = peek_u8(&c, 1);
	} else {
		f->bundle = f->cookie_type;
	}
}

/* The common header and the cookie; false: all has been said. */
static bool get_frame(struct dis *d, struct cur c, const struct pic *p, struct frame *f)
{
	f->bundle = 0;
	f->cookie_type = 0;
	f->cookie_len = 0;
	if (!get_head(d, &c, f))
		return false;
	f->c = c;
	f->proto = 0;
	if (!p->name) {
		d->link_len += f->head;
		return true;
	}
	f->cookie_len = p->cookie;
	need(&c, 1);
	if (p->is_mfr && peek_u8(&c, 0) >= 0xc0)
		f->cookie_len = 0; /* a child link: Frame Relay at once */
	else
		service_cookie(f, c);
	if (d->opt->e)
		sayf(d, "%s-PIC, cookie-len %u", p->name, f->cookie_len);
	if (f->cookie_len > sizeof(f->cookie)) {
		sayf(d, " [cookie length %u > 8]", f->cookie_len);
		invalid(d);
		return false;
	}
	need(&c, f->cookie_len);
	if (d->opt->e && f->cookie_len) {
		say(d, ", cookie 0x");
		say_bytes(d, part(&c, f->cookie_len), 0);
		c = f->c;
	}
	for (uint32_t i = 0; i < f->cookie_len && i < 8; i++)
		f->cookie[i] = peek_u8(&c, i);
	if (f->cookie_type == ADAPTIVE)
		f->bundle = ((uint32_t)f->cookie[6] << 8 | f->cookie[7]) >> 3 & 0xfff;
	if (d->opt->e)
		say(d, ": ");
	f->head += f->cookie_len;
	f->c = from(c, f->cookie_len);
	if (p->is_bundle && f->cookie_type == ADAPTIVE)
		f->proto = f->cookie[5] & 0x70;
	else
		f->proto = peek_be16(&f->c, 0);
	need(&f->c, 2); /* at least, whatever the protocol */
	if (d->stopped)
		return false;
	d->link_len += f->head;
	return true;
}

static void say_head(struct dis *d, const struct frame *f)
{
	if (d->opt->e)
		sayf(d, "hlen %u, proto 0x%04x, ", f->head, f->proto);
}

static bool entered(struct dis *d, const struct proto *p, struct cur c)
{
	enter(d, p, c);
	return true;
}

/* --- plain ones --- */

static const struct pic plain = { NULL, 0, false, false };

static void dissect_juniper_ether(struct dis *d, struct cur c)
{
	struct frame f;

	if (!get_frame(d, c, &plain, &f))
		return;
	say_head(d, &f);
	enter(d, &proto_eth, f.c);
}

static void dissect_juniper_ppp(struct dis *d, struct cur c)
{
	struct frame f;

	if (!get_frame(d, c, &plain, &f))
		return;
	say_head(d, &f);
	enter(d, &proto_ppp, f.c);
}

static void dissect_juniper_frelay(struct dis *d, struct cur c)
{
	struct frame f;

	if (!get_frame(d, c, &plain, &f))
		return;
	say_head(d, &f);
	enter(d, &proto_frame_relay, f.c);
}

static void dissect_juniper_chdlc(struct dis *d, struct cur c)
{
	struct frame f;

	if (!get_frame(d, c, &plain, &f))
		return;
	say_head(d, &f);
	enter(d, &proto_chdlc, f.c);
}

static void dissect_juniper_pppoe(struct dis *d, struct cur c)
{
	static const struct pic pic = { "PPPoE", 0, false, false };
	struct frame f;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	enter(d, &proto_eth, f.c);
}

static void dissect_juniper_pppoe_atm(struct dis *d, struct cur c)
{
	static const struct pic pic = { "PPPoE ATM", 0, false, false };
	struct frame f;
	uint16_t type;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	type = get_be16(&f.c);
	d->link_len += 2;
	if (!enter_ethertype(d, type, f.c))
		sayf(d, "unknown ethertype 0x%04x", type);
}

/* --- service PICs --- */

static void dissect_juniper_ggsn(struct dis *d, struct cur c)
{
	static const struct pic pic = { "GGSN", 8, false, false };
	static const struct name protos[] = { { 1, "Null" }, { 2, "IPv4" }, { 6, "IPv6" },
		{ 0, NULL } };
	struct frame f;
	uint8_t proto;
	uint16_t vlan;

	if (!get_frame(d, c, &pic, &f))
		return;
	proto = f.cookie[2];
	vlan = (uint16_t)(f.cookie[4] << 8 | f.cookie[5]);
	say_head(d, &f);
	if (d->opt->e) {
		say(d, "proto ");
		say_name(d, protos, "Unknown", proto);
		sayf(d, " (%u), vlan %u: ", proto, vlan);
	}
	if (proto == 2)
		enter(d, &proto_ip4, f.c);
	else if (proto == 6)
		enter(d, &proto_ip6, f.c);
	else if (!d->opt->e)
		sayf(d, "unknown GGSN proto (%u)", proto);
}

static void dissect_juniper_es(struct dis *d, struct cur c)
{
	static const struct pic pic = { "ES", 0, false, false };
	static const struct name kinds[] = { { 1, "ESP ENCR-AUTH" }, { 2, "ESP ENCR-AH AUTH" },
		{ 3, "ESP AUTH" }, { 4, "AH AUTH" }, { 5, "ESP ENCR" }, { 0, NULL } };
	struct frame f;
	uint16_t sa;
	uint8_t ttl, type;
	uint32_t spi, src, dst, length;
	struct cur body;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	length = wire(&f.c);
	body = f.c;
	need(&f.c, 4);
	sa = get_be16(&f.c);
	ttl = get_u8(&f.c);
	type = get_u8(&f.c);
	if (!name_of(kinds, type)) {
		sayf(d, "ES Invalid type %u, length %u", type, length);
		return;
	}
	if (type <= 2) { /* no tunnel: the packet begins with its own addresses */
		if (d->opt->e) {
			sayf(d, "ES SA, index %u, ttl %u type ", sa, ttl);
			say_name(d, kinds, "", type);
			sayf(d, " (%u), length %u\n", type, length);
		}
		enter(d, &proto_ip4, body);
		return;
	}
	spi = get_be32(&f.c);
	src = get_ip4(&f.c);
	dst = get_ip4(&f.c);
	f.c = from(body, 16);
	if (d->opt->e) {
		sayf(d, "ES SA, index %u, ttl %u type ", sa, ttl);
		say_name(d, kinds, "", type);
		sayf(d, " (%u), spi %u, Tunnel ", type, spi);
		say_ip4(d, src);
		say(d, " > ");
		say_ip4(d, dst);
		sayf(d, ", length %u\n", wire(&f.c));
	}
	enter(d, &proto_ip4, f.c);
}

static void dissect_juniper_monitor(struct dis *d, struct cur c)
{
	static const struct pic pic = { "MONITOR", 8, false, false };
	struct frame f;
	uint8_t type;
	uint32_t service;
	uint16_t iif;

	if (!get_frame(d, c, &pic, &f))
		return;
	c = f.c;
	say_head(d, &f);
	need(&c, 8);
	type = peek_u8(&c, 0);
	iif = peek_be16(&c, 2);
	service = peek_be32(&c, 4);
	if (d->opt->e)
		sayf(d, "service-id %u, iif %u, pkt-type %u: ", service, iif, type);
	guess_ip(d, c); /* sic */
}

static void dissect_juniper_services(struct dis *d, struct cur c)
{
	static const struct pic pic = { "AS", 8, false, false };
	struct frame f;
	uint8_t service, flags;
	uint16_t set;
	uint32_t iif;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	service = peek_u8(&f.c, 0);
	flags = peek_u8(&f.c, 1);
	set = peek_be16(&f.c, 2);
	iif = peek_be24(&f.c, 5);
	if (d->opt->e)
		sayf(d, "service-id %u flags 0x%02x service-set-id 0x%04x iif %u: ", service, flags,
			set, iif);
	guess_ip(d, f.c); /* sic */
}

/* --- multilink --- */

/* What the cookie says it is; false: something else. */
static bool enter_lsq(struct dis *d, struct frame *f)
{
	switch (f->proto) {
	case LSQ_IPV4: /* from the routing engine: behind PPP's header, no IP */
		enter(d, f->cookie[4] == FROM_ENGINE ? &proto_ppp : &proto_ip4, f->c);
		return true;
	case LSQ_IPV6:
		enter(d, &proto_ip6, f->c);
		return true;
	case LSQ_MPLS:
		return entered(d, &proto_mpls, f->c);
	case LSQ_ISO:
		return entered(d, &proto_isoclns, f->c);
	}
	return false;
}

static void dissect_juniper_mlppp(struct dis *d, struct cur c)
{
	enum { PPP_OSI = 0x0023, PPP_START = 0xff03 };
	static const struct pic pic = { "MLPPP", 2, true, false };
	struct frame f;
	uint16_t cookie;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	cookie = (uint16_t)(f.cookie[0] << 8 | f.cookie[1]);
	/* No bundle: a frame caught on the link below, whose cookie is its PPP header. */
	if (d->opt->e && cookie != PPP_OSI && cookie != PPP_START)
		sayf(d, "Bundle-ID %u: ", f.bundle);
	if (!enter_lsq(d, &f))
		enter(d, &proto_ppp, cookie == PPP_OSI ? cur_back(d, f.c, 2) : f.c);
}

/* Whether a cookie is the one of a link below the bundle. */
static bool is_child(const struct frame *f)
{
	static const uint8_t child[] = { 0, 0, 0, 1 };

	return memcmp(f->cookie, child, sizeof child) == 0;
}

static void multilink_fr(struct dis *d, struct cur c, bool is_mlfr)
{
	static const struct pic mlfr = { "MLFR", 2, true, false }, mfr = { "MFR", 4, true, true };
	struct frame f;

	if (!get_frame(d, c, is_mlfr ? &mlfr : &mfr, &f))
		return;
	if (f.cookie_type != ADAPTIVE && (is_mlfr || f.cookie_type == LINK_SERVICES)) {
		f.head += 2;
		f.c = from(f.c, 2);
	}
	say_head(d, &f);
	if (!is_mlfr && f.cookie_len == 0) {
		enter(d, &proto_mfr, f.c);
		return;
	}
	if (!is_mlfr && f.cookie_type == ADAPTIVE) {
		enter_lsq(d, &f);
		return;
	}
	if (d->opt->e && (is_mlfr || !is_child(&f)))
		sayf(d, "Bundle-ID %u, ", f.bundle);
	if (is_mlfr && (f.proto == 0x0300 || f.proto == 0x0003) && entered(d, &proto_isoclns, f.c))
		return;
	if (!is_mlfr && f.proto == 0xfefe && entered(d, &proto_isoclns, from(f.c, 1)))
		return;
	/* Unnumbered information, then the NLPID, which belongs to the packet. */
	if ((f.proto == 0x03cc || f.proto == 0x0308 || f.proto == 0x038e) &&
		entered(d, &proto_isoclns, cur_back(d, f.c, 1)))
		return;
	sayf(d, "unknown protocol 0x%04x, length %u", f.proto, wire(&f.c));
}

static void dissect_juniper_mlfr(struct dis *d, struct cur c) { multilink_fr(d, c, true); }
static void dissect_juniper_mfr(struct dis *d, struct cur c) { multilink_fr(d, c, false); }

/* --- ATM --- */

/* Whether LLC stands first and has been shown. */
static bool enter_if_llc(struct dis *d, struct frame *f)
{
	uint32_t first = peek_be24(&f->c, 0);

	if (first != 0xfefe03 && first != 0xaaaa03)
		return false;
	d->src.len = d->dst.len = 0;
	return llc_enter(d, f->c);
}

static void atm_payload(struct dis *d, struct frame *f)
{
	need(&f->c, 3);
	if (peek_u8(&f->c, 0) == 0x03 && entered(d, &proto_isoclns, from(f->c, 1)))
		return; /* Cisco's NLPID */
	if (guess_ip(d, f->c))
		return;
}

static void dissect_juniper_atm1(struct dis *d, struct cur c)
{
	static const struct pic pic = { "ATM1", 4, false, false };
	struct frame f;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	if (f.cookie[0] == 0x80)
		oam_show(d, f.c, 0);
	else if (!enter_if_llc(d, &f))
		atm_payload(d, &f);
}

/* Whether a protocol of PPP seems to stand first. */
static bool is_ppp(struct cur c)
{
	static const uint16_t protos[] = { 0x0021, 0x0023, 0x003d, 0x0057, 0x0281, 0x0283, 0x8021,
		0x8023, 0x8057, 0x8281, 0xc021, 0xc023, 0xc223 };
	uint16_t proto = peek_be16(&c, 0);

	for (size_t i = 0; i < sizeof protos / sizeof *protos; i++) {
		if (proto == protos[i])
			return true;
	}
	return false;
}

static void dissect_juniper_atm2(struct dis *d, struct cur c)
{
	enum { GAP_COUNT = 0x3f };
	static const struct pic pic = { "ATM2", 8, false, false };
	struct frame f;
	uint32_t word, lead = 0;

	if (!get_frame(d, c, &pic, &f))
		return;
	if (f.cookie[7] & 0x70) { /* a cell, maybe with a control word before it */
		word = peek_be32(&f.c, 0);
		if (d->opt->e)
			sayf(d, "control-word 0x%08x ", word);
		if (word == 0 || word == 0x08000000 || word == 0x08380000) {
			f.head += 4;
			lead = 4; /* which the cell's length counts */
		}
		say_head(d, &f);
		oam_show(d, f.c, lead);
		return;
	}
	need(&f.c, 4);
	say_head(d, &f);
	if (enter_if_llc(d, &f))
		return;
	if (!(f.flags & FLAG_IN) && f.cookie[3] & GAP_COUNT) {
		enter(d, &proto_eth, f.c); /* bridged, multiplexed by circuit */
		return;
	}
	if (is_ppp(f.c) && entered(d, &proto_ppp, f.c))
		return;
	atm_payload(d, &f);
}

const struct proto proto_juniper_ether = { "juniper_ether", dissect_juniper_ether };
const struct proto proto_juniper_ppp = { "juniper_ppp", dissect_juniper_ppp };
const struct proto proto_juniper_frelay = { "juniper_frelay", dissect_juniper_frelay };
const struct proto proto_juniper_chdlc = { "juniper_chdlc", dissect_juniper_chdlc };
const struct proto proto_juniper_pppoe = { "juniper_pppoe", dissect_juniper_pppoe };
const struct proto proto_juniper_pppoe_atm = { "juniper_pppoe_atm", dissect_juniper_pppoe_atm };
const struct proto proto_juniper_ggsn = { "juniper_ggsn", dissect_juniper_ggsn };
const struct proto proto_juniper_es = { "juniper_es", dissect_juniper_es };
const struct proto proto_juniper_monitor = { "juniper_monitor", dissect_juniper_monitor };
const struct proto proto_juniper_services = { "juniper_services", dissect_juniper_services };
const struct proto proto_juniper_mlppp = { "juniper_mlppp", dissect_juniper_mlppp };
const struct proto proto_juniper_mlfr = { "juniper_mlfr", dissect_juniper_mlfr };
const struct proto proto_juniper_mfr = { "juniper_mfr", dissect_juniper_mfr };
const struct proto proto_juniper_atm1 = { "juniper_atm1", dissect_juniper_atm1 };
const struct proto proto_juniper_atm2 = { "juniper_atm2", dissect_juniper_atm2 };
