/* Point-to-Point Protocol.  RFC 1661, RFC 1662; multilink: RFC 1990; pppd's direction octet:
 * tcpdump.org, LINKTYPE_PPP_PPPD; numbers: IANA "PPP Numbers". */
#include "ppp.h"
#include "../dissect/scratch.h"
#include "ip.h"
#include "ipx.h"
#include "isoclns.h"

enum {
	IP = 0x0021,
	OSI = 0x0023,
	IPX = 0x002b,
	VJNC = 0x002f,
	MULTILINK = 0x003d,
	IPV6 = 0x0057,
	COMPRESSED = 0x00fd,
	MPLS_UNICAST = 0x0281,
	MPLS_MULTICAST = 0x0283,
	IPCP = 0x8021,
	OSICP = 0x8023,
	IPV6CP = 0x8057,
	CCP = 0x80fd,
	MPLSCP = 0x8281,
	LCP = 0xc021,
	PAP = 0xc023,
	BACP = 0xc02b,
	BAP = 0xc02d,
	CHAP = 0xc223,
	ETHERTYPE_IP = 0x0800, /* not PPP's, but met */
	ETHERTYPE_IPV6 = 0x86dd,
};
enum { ALL_STATIONS = 0xff03, PPPD_IN = 0x0003, PPPD_OUT = 0x0103, FLAG = 0x7e, ESCAPE = 0x7d };
enum { CHDLC_UNICAST = 0x0f, CHDLC_BROADCAST = 0x8f };

static const struct proto ipx = { "ipx", ipx_show };

const struct name ppp_protocols[] = {
	{ IP, "IP" },
	{ OSI, "OSI" },
	{ 0x0025, "NS" },
	{ 0x0027, "DECNET" },
	{ 0x0029, "APPLE" },
	{ IPX, "IPX" },
	{ 0x002d, "VJC IP" },
	{ VJNC, "VJNC IP" },
	{ 0x0031, "BRPDU" },
	{ 0x0033, "STII" },
	{ 0x0035, "VINES" },
	{ MULTILINK, "MLPPP" },
	{ IPV6, "IP6" },
	{ COMPRESSED, "Compressed" },
	{ 0x0201, "HELLO" },
	{ 0x0231, "LUXCOM" },
	{ 0x0233, "SNS" },
	{ MPLS_UNICAST, "MPLS" },
	{ MPLS_MULTICAST, "MPLS" },
	{ IPCP, "IPCP" },
	{ OSICP, "OSICP" },
	{ 0x8025, "NSCP" },
	{ 0x8027, "DECNETCP" },
	{ 0x8029, "APPLECP" },
	{ 0x802b, "IPXCP" },
	{ 0x8033, "STIICP" },
	{ 0x8035, "VINESCP" },
	{ IPV6CP, "IP6CP" },
	{ CCP, "CCP" },
	{ MPLSCP, "MPLSCP" },
	{ LCP, "LCP" },
	{ PAP, "PAP" },
	{ 0xc025, "LQM" },
	{ 0xc027, "SPAP" },
	{ CHAP, "CHAP" },
	{ BACP, "BACP" },
	{ BAP, "BAP" },
	{ 0xc03d, "MLPPP-CP" },
	{ 0xc123, "Old-SPAP" },
	{ 0xc227, "EAP" },
	{ 0, NULL },
};

static const struct name multilink_bits[] = {
	{ 0, "none" },
	{ 0x8000, "begin" },
	{ 0x4000, "end" },
	{ 0xc000, "begin, end" },
	{ 0, NULL },
};

static void multilink(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint16_t head;

	if (!d->opt->e)
		say(d, "MLPPP, ");
	if (length < 2 || !has(&c, 2)) {
		say(d, "[|mlppp]");
		return;
	}
	head = get_be16(&c);
	show_x(d, "seq 0x", "seq", head & 0x0fff, 3);
	say(d, ", Flags [");
	show_name(d, "flags", multilink_bits, "", head & 0xc000);
	show_u(d, "], length ", "length", length);
}

/* --- frames as they are on the line: RFC 1662, 4.2 --- */

/* Undo the escaping of c. */
static struct cur unescaped(struct dis *d, struct cur c)
{
	uint32_t n = 0;
	uint8_t *b = scratch(d, wire(&c));

	if (!b)
		return part(&c, 0);
	for (struct cur r = c; more(&r); n++) {
		uint8_t octet = get_u8(&r);

		if (octet == ESCAPE) {
			if (!more(&r))
				break;
			octet = get_u8(&r) ^ 0x20;
		}
		b[n] = octet;
	}
	return scratch_cursor(d, b, n);
}

static void escaped(struct dis *d, struct cur c)
{
	uint16_t protocol;

	c = unescaped(d, c);
	if (d->stopped || wire(&c) < 1)
		return;
	switch (peek_u8(&c, 0)) {
	case IP:
		get_u8(&c);
		enter(d, &proto_ip4, c);
		return;
	case IPV6:
		get_u8(&c);
		enter(d, &proto_ip6, c);
		return;
	}
	if (wire(&c) < 2) {
		truncated(d);
		return;
	}
	protocol = get_be16(&c);
	if (protocol == ALL_STATIONS) {
		if (wire(&c) < 2) {
			truncated(d);
			return;
		}
		protocol = get_be16(&c);
	}
	note_u(d, "protocol", protocol);
	if (protocol >> 8 == FLAG)
		sayf(d, "(protocol 0x%04x invalid)", protocol);
	else
		ppp_payload(d, protocol, c);
}

/* --- what is carried --- */

static void unknown(struct dis *d, uint16_t protocol, struct cur c)
{
	say_name(d, ppp_protocols, "unknown PPP protocol (0x%04x)", protocol);
	say(d, " ");
	say_hex(d, "\n\t", part(&c, wire(&c)));
}

/* c begins one octet before the payload: an escaped frame has no two-octet protocol field. */
static void payload_from(struct dis *d, uint16_t protocol, struct cur c, struct cur low)
{
	if (protocol >> 8 == FLAG) {
		if (wire(&c))
			escaped(d, low);
		return;
	}
	switch (protocol) {
	case LCP:
	case IPCP:
	case OSICP:
	case MPLSCP:
	case IPV6CP:
	case CCP:
	case BACP:
		ppp_control(d, protocol, c);
		break;
	case MULTILINK:
		multilink(d, c);
		break;
	case CHAP:
		ppp_chap(d, c);
		break;
	case PAP:
		ppp_pap(d, c);
		break;
	case BAP:
		break;
	case IP:
	case VJNC:
	case ETHERTYPE_IP:
		enter(d, &proto_ip4, c);
		break;
	case IPV6:
	case ETHERTYPE_IPV6:
		enter(d, &proto_ip6, c);
		break;
	case IPX:
		enter(d, &ipx, c);
		break;
	case OSI:
		enter(d, &proto_isoclns, c);
		break;
	case MPLS_UNICAST:
	case MPLS_MULTICAST:
		enter(d, &proto_mpls, c);
		break;
	case COMPRESSED:
		say(d, "compressed PPP data");
		break;
	default:
		unknown(d, protocol, c);
	}
}

void ppp_payload(struct dis *d, uint16_t protocol, struct cur c)
{
	payload_from(d, protocol, c, cur_back(d, c, 1));
}

/* A frame: perhaps address and control, or pppd's direction octet in the address's place. */
static void frame(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint16_t head, protocol;

	if (length < 2) {
		truncated(d);
		return;
	}
	head = peek_be16(&c, 0);
	if (head == ALL_STATIONS || head == PPPD_IN || head == PPPD_OUT) {
		if (d->opt->e && head != ALL_STATIONS)
			say_s(d, head == PPPD_IN ? "In  " : "Out ");
		skip(&c, 2);
	}
	if (wire(&c) < 2) {
		truncated(d);
		return;
	}
	need(&c, 1);
	/* RFC 1661, 2: an odd first octet is a compressed protocol field. */
	protocol = peek_u8(&c, 0) & 1 ? get_u8(&c) : get_be16(&c);
	note_u(d, "protocol", protocol);
	if (d->opt->e) {
		const char *name = name_of(ppp_protocols, protocol);

		sayf(d, "%s (0x%04x), length %u", name ? name : "unknown", protocol, length);
		if (!name)
			return;
		say(d, ": ");
	}
	ppp_payload(d, protocol, c);
}

static void dissect_ppp(struct dis *d, struct cur c)
{
	bool link = d->depth == 1;

	if (link) {
		if (!has(&c, 4)) {
			stop(d);
			return;
		}
		d->link_len = 4;
	}
	frame(d, c);
}

static void dissect_ppp_hdlc(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	struct cur whole = c;
	uint8_t address, control;
	uint16_t protocol;

	need(&c, 2);
	d->link_len = 2;
	address = get_u8(&c);
	if (address == CHDLC_UNICAST || address == CHDLC_BROADCAST) {
		enter(d, &proto_chdlc, whole);
		return;
	}
	need(&c, 3);
	control = get_u8(&c);
	note_u(d, "address", address);
	note_u(d, "control", control);
	if (d->opt->e)
		sayf(d, "%02x %02x %u ", address, control, length);
	if (address != 0xff) {
		uint8_t a = get_u8(&c), b = get_u8(&c);

		/* sic: the octets behind them */
		sayf(d, "unknown addr %02x; ctrl %02x", a, b);
		return;
	}
	protocol = get_be16(&c);
	d->link_len = 4;
	note_u(d, "protocol", protocol);
	say_name(d, ppp_protocols, "unknown PPP protocol (0x%04x)", protocol);
	say(d, ": ");
	ppp_payload(d, protocol, c);
}

/* Printed on BSD/OS alone. */
static void dissect_ppp_bsdos(struct dis *d, struct cur c)
{
	(void)d;
	(void)c;
}

static void dissect_ppp_ether(struct dis *d, struct cur c) { enter(d, &proto_pppoe, c); }

/* Ethernet type 0x880b. */
static void dissect_ppp_ether_type(struct dis *d, struct cur c)
{
	if (!wire(&c))
		return;
	say(d, ": ");
	d->proto = "ppp";
	frame(d, c);
}

const struct proto proto_ppp = { "ppp", dissect_ppp };
const struct proto proto_pppd = { "ppp", dissect_ppp };
const struct proto proto_ppp_serial = { "ppp_hdlc", dissect_ppp_hdlc };
const struct proto proto_ppp_bsdos = { "ppp_bsdos", dissect_ppp_bsdos };
const struct proto proto_ppp_ether = { "pppoe", dissect_ppp_ether };
const struct proto proto_ppp_ether_type = { "ppp", dissect_ppp_ether_type };
