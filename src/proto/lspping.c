/* LSP ping.  RFC 4379. */
#include "../dissect/dissect.h"
#include "bgp.h"
#include "enterprises.h"
#include "gmpls.h"
#include "ntp.h"

enum { HEADER = 32 };

enum { FEC_STACK = 1, DOWNSTREAM = 2, VENDOR = 5, BFD = 15 };

enum {
	LDP4 = 1,
	LDP6,
	RSVP4,
	RSVP6,
	VPN4 = 6,
	VPN6,
	L2_ENDPOINT,
	FEC128_OLD,
	FEC128,
	BGP4 = 12,
	BGP6
};

static const struct name messages[] = {
	{ 1, "MPLS Echo Request" },
	{ 2, "MPLS Echo Reply" },
	{ 0, NULL },
};

static const struct name reply_modes[] = {
	{ 1, "Do not reply" },
	{ 2, "Reply via an IPv4/IPv6 UDP packet" },
	{ 3, "Reply via an IPv4/IPv6 UDP packet with Router Alert" },
	{ 4, "Reply via application level control channel" },
	{ 0, NULL },
};

static const struct name return_codes[] = {
	{ 0, "No return code or return code contained in the Error Code TLV" },
	{ 1, "Malformed echo request received" },
	{ 2, "One or more of the TLVs was not understood" },
	{ 3, "Replying router is an egress for the FEC at stack depth %u" },
	{ 4, "Replying router has no mapping for the FEC at stack depth %u" },
	{ 6, "Reserved" },
	{ 7, "Reserved" },
	{ 8, "Label switched at stack-depth %u" },
	{ 9, "Label switched but no MPLS forwarding at stack-depth" },
	{ 10, "Mapping for this FEC is not the given label at stack depth %u" },
	{ 11, "No label entry at stack-depth %u" },
	{ 12, "Protocol not associated with interface at FEC stack depth %u" },
	{ 13, "Premature termination of ping due to label stack shrinking to a single label" },
	{ 0, NULL },
};

static const struct name tlv_names[] = {
	{ FEC_STACK, "Target FEC Stack" },
	{ DOWNSTREAM, "Downstream Mapping" },
	{ 3, "Pad" },
	{ VENDOR, "Vendor Enterprise Code" },
	{ 7, "Interface Label Stack" },
	{ 9, "Error Code" },
	{ 10, "Reply TOS Byte" },
	{ BFD, "BFD Discriminator" },
	{ 0xfc00, "Vendor Private Code" },
	{ 0, NULL },
};

static const struct name fec_names[] = {
	{ LDP4, "LDP IPv4 prefix" },
	{ LDP6, "LDP IPv6 prefix" },
	{ RSVP4, "RSVP IPv4 Session Query" },
	{ RSVP6, "RSVP IPv6 Session Query" },
	{ 5, "Reserved" },
	{ VPN4, "VPN IPv4 prefix" },
	{ VPN6, "VPN IPv6 prefix" },
	{ L2_ENDPOINT, "L2 VPN endpoint" },
	{ FEC128_OLD, "FEC 128 pseudowire (old)" },
	{ FEC128, "FEC 128 pseudowire" },
	{ BGP4, "BGP labeled IPv4 prefix" },
	{ BGP6, "BGP labeled IPv6 prefix" },
	{ 0, NULL },
};

static const struct name address_types[] = {
	{ 1, "IPv4" },
	{ 2, "Unnumbered IPv4" },
	{ 3, "IPv6" },
	{ 4, "IPv6" },
	{ 0, NULL },
};

static uint32_t fec_length(uint16_t type)
{
	switch (type) {
	case LDP4:
	case BGP4:
		return 5;
	case LDP6:
	case BGP6:
		return 17;
	case RSVP4:
		return 20;
	case RSVP6:
		return 56;
	case VPN4:
		return 13;
	case VPN6:
		return 25;
	case L2_ENDPOINT:
	case FEC128:
		return 14;
	case FEC128_OLD:
		return 10;
	default:
		return 0;
	}
}

static void say_prefix(struct dis *d, struct cur c, bool v6)
{
	if (v6) {
		struct ip6 a = get_ip6(&c);

		show_ip6(d, "", "prefix", a);
	} else {
		uint32_t a = get_ip4(&c);

		show_ip4(d, "", "prefix", a);
	}
	show_u(d, "/", "prefix_length", get_u8(&c));
}

static void session(struct dis *d, struct cur c, bool v6)
{
	uint32_t end = 0, ext = 0, sender = 0;
	struct ip6 end6 = { 0 }, ext6 = { 0 }, sender6 = { 0 };
	uint16_t tunnel, lsp;

	if (v6)
		end6 = get_ip6(&c);
	else
		end = get_ip4(&c);
	skip(&c, 2);
	tunnel = get_be16(&c);
	if (v6) {
		ext6 = get_ip6(&c);
		sender6 = get_ip6(&c);
	} else {
		ext = get_ip4(&c);
		sender = get_ip4(&c);
	}
	skip(&c, 2);
	lsp = get_be16(&c);
	if (v6) {
		show_ip6(d, "\n\t      tunnel end-point ", "end_point", end6);
		show_ip6(d, ", tunnel sender ", "sender", sender6);
	} else {
		show_ip4(d, "\n\t      tunnel end-point ", "end_point", end);
		show_ip4(d, ", tunnel sender ", "sender", sender);
	}
	show_x(d, ", lsp-id 0x", "lsp", lsp, 4);
	show_x(d, "\n\t      tunnel-id 0x", "tunnel", tunnel, 4);
	if (v6)
		show_ip6(d, ", extended tunnel-id ", "extended_tunnel", ext6);
	else
		show_ip4(d, ", extended tunnel-id ", "extended_tunnel", ext);
}

static void pseudowire(struct dis *d, struct cur c, bool old)
{
	uint32_t sender = old ? 0 : get_ip4(&c), remote = get_ip4(&c), id = get_be32(&c);
	uint16_t type = get_be16(&c);

	if (old) {
		show_ip4(d, "\n\t      Remote PE: ", "remote", remote);
	} else {
		show_ip4(d, "\n\t      Sender PE: ", "sender", sender);
		show_ip4(d, ", Remote PE: ", "remote", remote);
	}
	show_x(d, "\n\t      PW ID: 0x", "pw_id", id, 8);
	say(d, ", PW Type: ");
	show_name(d, "pw_type", mpls_pw_types, "unknown", type);
	sayf(d, " (%u)", type);
}

static void endpoint(struct dis *d, struct cur c)
{
	struct bgp_rd rd = bgp_get_rd(&c);
	uint16_t sender = get_be16(&c), receiver = get_be16(&c), encaps = get_be16(&c);

	say(d, "\n\t      RD: ");
	bgp_say_rd(d, rd);
	show_u(d, ", Sender VE ID: ", "sender_ve", sender);
	show_u(d, ", Receiver VE ID: ", "receiver_ve", receiver);
	say(d, "\n\t      Encapsulation Type: ");
	show_name(d, "encapsulation", mpls_pw_types, "unknown", encaps);
	sayf(d, " (%u)", encaps);
}

/* False if it is not as it should be. */
static bool fec(struct dis *d, uint16_t type, struct cur c)
{
	uint32_t want = fec_length(type);
	struct bgp_rd rd;

	if (want && wire(&c) != want) {
		sayf(d, "\n\t      invalid subTLV length, should be %u", want);
		return false;
	}
	switch (type) {
	case LDP4:
	case BGP4:
	case LDP6:
	case BGP6:
		say(d, "\n\t      ");
		say_prefix(d, c, type == LDP6 || type == BGP6);
		return true;
	case RSVP4:
	case RSVP6:
		session(d, c, type == RSVP6);
		return true;
	case VPN4:
	case VPN6:
		rd = bgp_get_rd(&c);
		say(d, "\n\t      RD: ");
		bgp_say_rd(d, rd);
		say(d, ", ");
		say_prefix(d, c, type == VPN6);
		return true;
	case L2_ENDPOINT:
		endpoint(d, c);
		return true;
	case FEC128_OLD:
	case FEC128:
		pseudowire(d, c, type == FEC128_OLD);
		return true;
	default:
		return false;
	}
}

/* What came of a TLV: with LAST nothing after it is looked at. */
enum result { GOOD, SHORT, LAST };

/* tcpdump steps over the value only, not over the header before it. */
static enum result fecs(struct dis *d, struct cur c)
{
	uint32_t room = wire(&c);

	while (room && !d->stopped) {
		uint16_t type, n;
		uint32_t step;
		struct cur v = c;
		bool good;

		if (room < 4)
			return SHORT;
		need(&v, 4);
		type = get_be16(&v);
		n = get_be16(&v);
		if (d->stopped)
			return LAST;
		room -= 4;
		if (n > room)
			return SHORT;
		item(d);
		say(d, "\n\t    ");
		show_name(d, "type", fec_names, "Unknown", type);
		sayf(d, " subTLV (%u), length: %u", type, n);
		v = part(&v, n);
		good = fec(d, type, v);
		if ((d->opt->v > 1 || !good) && wire(&v))
			say_hex(d, "\n\t      ", v);
		done(d);
		step = (n + 3u) & ~3u;
		if (step > room) {
			say(d, "\n\t\t TLV is too short");
			return LAST;
		}
		room -= step;
		skip(&c, step);
	}
	return GOOD;
}

static bool downstream(struct dis *d, struct cur c)
{
	uint16_t mtu;
	uint8_t type;
	bool v6;

	if (wire(&c) < 4) {
		return false;
	}
	mtu = get_be16(&c);
	type = get_u8(&c);
	show_u(d, "\n\t    MTU: ", "mtu", mtu);
	say(d, ", Address-Type: ");
	show_name(d, "address_type", address_types, "unknown", type);
	sayf(d, " (%u)", type);
	if (type < 1 || type > 4)
		return true;
	skip(&c, 1);
	v6 = type > 2;
	if (wire(&c) < (type == 3 ? 32u : v6 ? 20u : 8u))
		return false;
	if (v6)
		show_ip6(d, "\n\t    Downstream IP: ", "downstream", get_ip6(&c));
	else
		show_ip4(d, "\n\t    Downstream IP: ", "downstream", get_ip4(&c));
	if (type == 1)
		show_ip4(d, "\n\t    Downstream Interface IP: ", "interface", get_ip4(&c));
	else if (type == 3)
		show_ip6(d, "\n\t    Downstream Interface IP: ", "interface", get_ip6(&c));
	else
		show_x(d, "\n\t    Downstream Interface Index: 0x", "interface_index", get_be32(&c),
			8);
	return wire(&c) >= 4;
}

static enum result tlv(struct dis *d, uint16_t type, struct cur c)
{
	uint32_t a;
	enum result r;

	switch (type) {
	case FEC_STACK:
		list(d, "fecs");
		r = fecs(d, c);
		done(d);
		return r;
	case DOWNSTREAM: /* the multipath information is not told but as octets */
		if (!downstream(d, c))
			return SHORT;
		if (d->opt->v <= 1)
			say_hex(d, "\n\t    ", c);
		return GOOD;
	case BFD:
		if (wire(&c) < 4)
			return SHORT;
		show_x(d, "\n\t    BFD Discriminator 0x", "discriminator", get_be32(&c), 8);
		return GOOD;
	case VENDOR:
		if (wire(&c) < 4)
			return SHORT;
		a = get_be32(&c);
		say(d, "\n\t    Vendor: ");
		show_name(d, "vendor", enterprises, "Unknown", a);
		sayf(d, " (0x%04x)", a);
		return GOOD;
	default:
		if (d->opt->v <= 1 && wire(&c))
			say_hex(d, "\n\t    ", c);
		return GOOD;
	}
}

static void tlvs(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint16_t type, n;
		struct cur v;
		enum result r;

		if (wire(&c) < 4) {
			say(d, "\n\t\t packet is too short");
			return;
		}
		need(&c, 4);
		type = get_be16(&c);
		n = get_be16(&c);
		if (d->stopped)
			return;
		item(d);
		say(d, "\n\t  ");
		show_name(d, "type", tlv_names, "Unknown", type);
		sayf(d, " TLV (%u), length: %u", type, n);
		if (!n) {
			done(d);
			continue;
		}
		if (n > wire(&c)) {
			say(d, "\n\t\t packet is too short");
			done(d);
			return;
		}
		v = take(&c, n);
		if (d->stopped)
			return;
		r = tlv(d, type, v);
		if (r == SHORT && !d->stopped)
			say(d, "\n\t      TLV is too short");
		if ((d->opt->v > 1 || r == SHORT) && r != LAST && !d->stopped)
			say_hex(d, "\n\t    ", v);
		done(d);
		if (r == LAST)
			return;
		n = (uint16_t)(-n & 3);
		if (n > wire(&c)) {
			say(d, "\n\t\t packet is too short");
			return;
		}
		skip(&c, n);
	}
}

static void say_stamp(struct dis *d, struct cur *c, const char *none)
{
	struct cur whole = *c;
	uint64_t v = peek_be64(&whole, 0);

	if (!v && none) {
		say_s(d, none);
		skip(c, 8);
		return;
	}
	say_ntp_time(d, get_ntp_time(c));
}

static void say_return_code(struct dis *d, uint8_t code, uint8_t sub)
{
	const char *name = name_of(return_codes, code);

	if (!name)
		name = "unknown";
	for (; *name; name++) {
		if (*name == '%') { /* %u: the depth */
			say_u(d, sub);
			name++;
		} else {
			say_c(d, *name);
		}
	}
}

static void dissect_lspping(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), handle, seq;
	uint16_t version;
	uint8_t type, mode, code, sub;

	if (length < HEADER) {
		say(d, "\n\t\t packet is too short");
		return;
	}
	need(&c, HEADER);
	version = get_be16(&c);
	skip(&c, 2);
	type = get_u8(&c);
	mode = get_u8(&c);
	code = get_u8(&c);
	sub = get_u8(&c);
	handle = get_be32(&c);
	seq = get_be32(&c);
	note_u(d, "version", version);
	if (version != 1) {
		sayf(d, "LSP-PING version %u packet not supported", version);
		return;
	}
	note_u(d, "type", type);
	note_(name, d, "type", name_of(messages, type));
	if (!d->opt->v) {
		sayf(d, "LSP-PINGv%u, ", version);
		say_name(d, messages, "unknown (%u)", type);
		sayf(d, ", seq %u, length: %u", seq, length);
		return;
	}
	sayf(d, "\n\tLSP-PINGv%u, msg-type: ", version);
	say_name(d, messages, "unknown", type);
	sayf(d, " (%u), length: %u\n\t  reply-mode: ", type, length);
	show_name(d, "reply_mode", reply_modes, "unknown", mode);
	sayf(d, " (%u)\n\t  Return Code: ", mode);
	note_u(d, "return_code", code);
	say_return_code(d, code, sub);
	sayf(d, " (%u)\n\t  Return Subcode: (%u)", code, sub);
	show_x(d, "\n\t  Sender Handle: 0x", "handle", handle, 8);
	show_u(d, ", Sequence: ", "seq", seq);
	say(d, "\n\t  TimeStamp Sent: ");
	say_stamp(d, &c, NULL);
	say(d, "\n\t  TimeStamp Received: ");
	say_stamp(d, &c, "no timestamp");
	list(d, "tlvs");
	tlvs(d, c);
	done(d);
}

const struct proto proto_lspping = { "lspping", dissect_lspping };
