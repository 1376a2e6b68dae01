/* Juniper's encapsulations.  https://www.tcpdump.org/linktypes.html (LINKTYPE_JUNIPER_), Junos packet capture. */
#include "atm.h"
#include "chdlc.h"
#include "eth.h"
#include "fr.h"
#include "llc.h"
#include "tlv.h"

enum { MAGIC = 0x4d4743, FLAG_IN = 0x01, NO_L2 = 0x02, EXTENDED = 0x80 };
enum { LSPIC_SERVICES = 0x54, AS_COOKIE = 0x80 };

extern const struct proto proto_ip4, proto_ip6, proto_mpls __attribute__((weak)),
	proto_isoclns __attribute__((weak)), proto_ppp __attribute__((weak));

static const struct name flag_bits[] = {
	{ EXTENDED, "Ext" },
	{ 0x08, "Filter" },
	{ 0x04, "IIF" },
	{ NO_L2, "no-L2" },
	{ FLAG_IN, "In" },
	{ 0, NULL },
};

static const struct name extensions[] = {
	{ 1, "Device Interface Index" },
	{ 2, "Device Interface Name" },
	{ 3, "Device Media Type" },
	{ 4, "TTP derived Device Media Type" },
	{ 5, "Logical Interface Index" },
	{ 6, "Logical Unit Number" },
	{ 7, "Logical Interface Encapsulation" },
	{ 8, "TTP derived Logical Interface Encapsulation" },
	{ 0, NULL },
};

struct pic { /* a link type: what stands before the packet */
	const char *name; /* NULL: no cookie */
	uint8_t cookie;   /* its length; 255: it says itself */
	const char *proto;
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
	uint32_t n = 0;

	for (uint32_t i = left(&v); i-- > 0;) /* little-endian */
		n = n << 8 | peek_u8(&v, i);
	note_u(d, "value", n);
	if (type == 2)
		say_u(d, n);
	else
		say_u(d, n);
}

static bool show_extensions(struct dis *d, struct cur c, uint32_t n)
{
	while (n > 2 && !d->stopped) {
		uint8_t type = get_u8(&c), len = get_u8(&c);

		if (type == 0 || len == 0)
			break;
		n -= 2;
		if (n < len) {
			return false;
		}
		if (d->opt->e) {
			say(d, "\n\t  ");
			say_name(d, extensions, "Unknown", type);
			sayf(d, " Extension TLV #%u, length %u, value ", type, len);
			say_extension(d, type, take(&c, len));
		} else {
			take(&c, len);
		}
		n -= len;
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
	if (d->opt->e) {
		say_s(d, f->flags & FLAG_IN ? " In " : "Out ");
		if (d->opt->v) {
			say(d, "\n\tJuniper PCAP Flags [");
			say_bits(d, flag_bits, "none", f->flags, ", ");
			say(d, "]");
		}
	}
	if (f->flags & EXTENDED) {
		len = get_be16(c);
		f->head += len + 2u;
		if (d->opt->e)
			show_u(d, ", PCAP Extension(s) total length ", "ext_len", len);
		need(c, len);
		show_extensions(d, *c, len);
		*c = from(*c, len);
		if (d->opt->e)
			say(d, "\n\t-----original packet-----\n\t");
	}
	if (f->flags & NO_L2) {
		if (d->opt->e)
			say(d, "no-L2-hdr, ");
		if (!guess_ip(d, *c))
			say(d, "no IP-hdr found!");
		return false;
	}
	return !d->stopped;
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
	if (!p->name)
		goto protocol;
	f->cookie_len = p->cookie;
	if (p->cookie == 255) { /* of the kind of service PIC */
		f->cookie_type = peek_u8(&c, 0);
		f->cookie_len = f->cookie_type == LSPIC_SERVICES ? 4 : 2;
		f->bundle = f->cookie_type == LSPIC_SERVICES ? peek_u8(&c, 1) : f->cookie_type;
	}
	if (d->opt->e)
		sayf(d, "%s-PIC, cookie-len %u", p->name, f->cookie_len);
	if (wire(&c) < f->cookie_len) {
		sayf(d, " [cookie length %u > %u]", f->cookie_len, wire(&c));
		malformed(d, c);
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
	if (d->opt->e)
		say(d, ": ");
	f->head += f->cookie_len;
	f->c = from(c, f->cookie_len);
protocol:
	if (wire(&f->c) >= 2)
		f->proto = peek_be16(&f->c, 0);
	else
		stop(d);
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

static bool enter_weak(struct dis *d, const struct proto *p, struct cur c)
{
	if (p)
		enter(d, p, c);
	return p != NULL;
}

/* --- plain ones --- */

static const struct pic plain = { NULL, 0, NULL };

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
	if (d->opt->e && !&proto_ppp)
		say(d, "hlen");
	enter_weak(d, &proto_ppp, f.c);
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
	static const struct pic pic = { "PPPoE", 0, "" };
	struct frame f;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	enter(d, &proto_eth, f.c);
}

static void dissect_juniper_pppoe_atm(struct dis *d, struct cur c)
{
	static const struct pic pic = { "PPPoE ATM", 0, "" };
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
	static const struct pic pic = { "GGSN", 8, "" };
	static const struct name protos[] = { { 2, "IPv4" }, { 3, "MPLS" }, { 6, "IPv6" }, /* sic */
		{ 0, NULL } };
	struct frame f;
	uint8_t proto;
	uint16_t vlan;

	if (!get_frame(d, c, &pic, &f))
		return;
	proto = f.cookie[4];
	vlan = (uint16_t)(f.cookie[2] << 8 | f.cookie[3]);
	say_head(d, &f);
	if (d->opt->e) {
		say(d, "proto ");
		say_name(d, protos, "Unknown", proto);
		sayf(d, " (%u), vlan %u: ", proto, vlan);
	}
	if (proto == 2)
		enter(d, &proto_ip4, f.c);
	else if (proto == 3)
		enter_weak(d, &proto_mpls, f.c);
	else if (proto == 6)
		enter(d, &proto_ip6, f.c);
	else if (!d->opt->e)
		sayf(d, "unknown GGSN proto (%u)", proto);
}

static void dissect_juniper_es(struct dis *d, struct cur c)
{
	static const struct pic pic = { "ES", 0, "" };
	static const struct name kinds[] = { { 0, "ESP ENCR-AUTH" }, { 1, "ESP ENCR-AH AUTH" },
		{ 2, "AH AUTH" }, { 3, "ESP AUTH" }, { 4, "ESP ENCR" }, { 0, NULL } };
	struct frame f;
	uint16_t sa;
	uint8_t ttl, type;
	uint32_t spi, src, dst, length;
	bool tunnel;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	length = wire(&f.c);
	need(&f.c, 4);
	sa = get_be16(&f.c);
	ttl = get_u8(&f.c);
	type = get_u8(&f.c);
	tunnel = type <= 4;
	if (!tunnel) {
		sayf(d, "ES Invalid type %u, length %u", type, length);
		return;
	}
	if (type == 0 || type > 4) {
		sayf(d, "ES SA, index %u, ttl %u type ", sa, ttl);
		say_name(d, kinds, "", type);
		sayf(d, " (%u), length %u\n", type, length);
		enter(d, &proto_ip4, f.c);
		return;
	}
	spi = get_be32(&f.c);
	src = get_ip4(&f.c);
	dst = get_ip4(&f.c);
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
	static const struct pic pic = { "MONITOR", 8, "" };
	struct frame f;
	uint8_t type;
	uint32_t service;
	uint16_t iif;

	if (!get_frame(d, c, &pic, &f))
		return;
	c = f.c;
	say_head(d, &f);
	type = peek_u8(&c, 0);
	service = peek_be24(&c, 1);
	iif = peek_be16(&c, 4);
	if (d->opt->e)
		sayf(d, "service-id %u, iif %u, pkt-type %u: ", service, iif, type);
	guess_ip(d, from(c, 8));
}

static void dissect_juniper_services(struct dis *d, struct cur c)
{
	static const struct pic pic = { "AS", 8, "" };
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
		sayf(d, "service-id %u flags 0x%02x service-set-id 0x%04x iif %u: ", service, flags, set,
			iif);
	guess_ip(d, from(f.c, 8));
}

/* --- multilink --- */

static void dissect_juniper_mlppp(struct dis *d, struct cur c)
{
	static const struct pic pic = { "MLPPP", 255, "" };
	struct frame f;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	if (d->opt->e)
		sayf(d, "Bundle-ID %u: ", f.bundle);
	if (f.cookie_type == LSPIC_SERVICES || !guess_ip(d, f.c))
		enter_weak(d, &proto_ppp, f.c);
}

static void multilink_fr(struct dis *d, struct cur c, bool is_mlfr)
{
	static const struct pic mlfr = { "MLFR", 255, "" }, mfr = { "MFR", 0, "" };
	struct frame f;

	if (!get_frame(d, c, is_mlfr ? &mlfr : &mfr, &f))
		return;
	if (f.cookie_len && is_mlfr) {
		f.head += 2;
		f.c = from(f.c, 2);
	}
	say_head(d, &f);
	if (f.cookie_len == 0) {
		enter(d, &proto_mfr, f.c);
		return;
	}
	if (d->opt->e)
		sayf(d, "Bundle-ID %u, ", f.bundle);
	if (f.proto == 0x03cc)
		enter(d, &proto_ip4, f.c);
	else if (f.proto == 0x0381 || f.proto == 0x0382 || f.proto == 0x0383)
		enter_weak(d, &proto_isoclns, f.c);
	else
		sayf(d, "unknown protocol 0x%04x, length %u", f.proto, wire(&f.c));
}

static void dissect_juniper_mlfr(struct dis *d, struct cur c) { multilink_fr(d, c, true); }
static void dissect_juniper_mfr(struct dis *d, struct cur c) { multilink_fr(d, c, false); }

/* --- ATM --- */

static void atm_payload(struct dis *d, struct frame *f)
{
	uint32_t first = peek_be24(&f->c, 0);

	if (first == 0xfefe03 || first == 0xaaaa03) {
		d->src.len = d->dst.len = 0;
		if (llc_enter(d, f->c))
			return;
	}
	if (peek_u8(&f->c, 0) == 0x03 && enter_weak(d, &proto_isoclns, from(f->c, 1)))
		return; /* Cisco's NLPID */
	if (guess_ip(d, f->c))
		return;
}

static void dissect_juniper_atm1(struct dis *d, struct cur c)
{
	static const struct pic pic = { "ATM1", 4, "" };
	struct frame f;

	if (!get_frame(d, c, &pic, &f))
		return;
	say_head(d, &f);
	if (f.cookie[0] == 0x80)
		oam_show(d, f.c, 0);
	else
		atm_payload(d, &f);
}

static void dissect_juniper_atm2(struct dis *d, struct cur c)
{
	static const struct pic pic = { "ATM2", 8, "" };
	struct frame f;

	if (!get_frame(d, c, &pic, &f))
		return;
	if (d->opt->e && f.cookie[7] & 0x08)
		sayf(d, "control-word 0x%08x ", peek_be32(&f.c, 0));
	say_head(d, &f);
	if (f.cookie[7] & 0x70) {
		oam_show(d, f.c, 0);
		return;
	}
	if (f.proto == 0x0021 && enter_weak(d, &proto_ppp, f.c))
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
