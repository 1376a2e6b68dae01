/* PPP control protocols: LCP, RFC 1661 and RFC 1570; IPCP, RFC 1332, RFC 1877, RFC 2290; header
 * compression: RFC 2507, RFC 2508, RFC 3544; IPV6CP, RFC 5072; CCP, RFC 1962 with RFC 1977 (BSD),
 * RFC 1979 (Deflate), RFC 1975 (Magnalink); BACP, RFC 2125; MPLSCP, RFC 3032. */
#include "../dissect/scratch.h"
#include "ppp.h"

enum { IPCP = 0x8021, IPV6CP = 0x8057, CCP = 0x80fd, LCP = 0xc021, BACP = 0xc02b };

enum code {
	VENDOR_EXT,
	CONF_REQUEST,
	CONF_ACK,
	CONF_NAK,
	CONF_REJECT,
	TERM_REQUEST,
	TERM_ACK,
	CODE_REJECT,
	PROT_REJECT,
	ECHO_REQUEST,
	ECHO_REPLY,
	DISCARD,
	IDENT,
	TIME_REMAINING,
};

static const struct name codes[] = {
	{ VENDOR_EXT, "Vendor-Extension" },
	{ CONF_REQUEST, "Conf-Request" },
	{ CONF_ACK, "Conf-Ack" },
	{ CONF_NAK, "Conf-Nack" },
	{ CONF_REJECT, "Conf-Reject" },
	{ TERM_REQUEST, "Term-Request" },
	{ TERM_ACK, "Term-Ack" },
	{ CODE_REJECT, "Code-Reject" },
	{ PROT_REJECT, "Prot-Reject" },
	{ ECHO_REQUEST, "Echo-Request" },
	{ ECHO_REPLY, "Echo-Reply" },
	{ DISCARD, "Disc-Req" },
	{ IDENT, "Ident" },
	{ TIME_REMAINING, "Time-Rem" },
	{ 14, "Reset-Req" },
	{ 15, "Reset-Ack" },
	{ 0, NULL },
};

/* --- options --- */

/* One option: whole begins at its type, v at its value; neither ends with it. */
struct option {
	uint8_t type, len;
	struct cur whole, v;
	struct cur dump; /* with -vv */
	bool opaque;     /* dumped with -v already */
	bool ends;       /* and none after it */
	const char *proto;
};

/* The value is not all there; the other options are not looked at. */
static bool cut(struct dis *d, struct option *o)
{
	sayf(d, "[|%s]", o->proto);
	o->ends = true;
	return false;
}

static bool wrong_length(struct dis *d, bool wrong, const char *op, uint32_t want)
{
	if (wrong)
		sayf(d, " (length bogus, should be %s %u)", op, want);
	return wrong;
}

/* The same, where the reference then looks at no other option. */
static bool fatal_length(struct dis *d, struct option *o, bool wrong, const char *op, uint32_t want)
{
	o->ends = wrong;
	return wrong_length(d, wrong, op, want);
}

/* --- LCP options --- */

static const struct name lcp_options[] = {
	{ 0, "Vend-Ext" },
	{ 1, "MRU" },
	{ 2, "ACCM" },
	{ 3, "Auth-Prot" },
	{ 4, "Qual-Prot" },
	{ 5, "Magic-Num" },
	{ 6, "deprecated(6)" },
	{ 7, "PFC" },
	{ 8, "ACFC" },
	{ 9, "FCS-Alt" },
	{ 10, "SDP" },
	{ 11, "Num-Mode" },
	{ 12, "deprecated(12)" },
	{ 13, "Call-Back" },
	{ 14, "deprecated(14)" },
	{ 15, "deprecated(15)" },
	{ 16, "deprecated(16)" },
	{ 17, "MRRU" },
	{ 18, "12-Bit seq #" },
	{ 19, "End-Disc" },
	{ 20, "Proprietary" },
	{ 21, "DCE-Id" },
	{ 22, "MP+" },
	{ 23, "Link-Disc" },
	{ 24, "LCP-Auth-Opt" },
	{ 25, "COBS" },
	{ 26, "Prefix-elision" },
	{ 27, "Multilink-header-Form" },
	{ 28, "I18N" },
	{ 29, "SDL-over-SONET/SDH" },
	{ 30, "PPP-Muxing" },
	{ 0, NULL },
};

static const struct name auth_algorithms[] = {
	{ 5, "MD5" },
	{ 128, "MS-CHAPv1" },
	{ 129, "MS-CHAPv2" },
	{ 0, NULL },
};

static const struct name callbacks[] = {
	{ 0, "UserAuth" },
	{ 1, "DialString" },
	{ 2, "LocalID" },
	{ 3, "E.164" },
	{ 4, "X.500" },
	{ 6, "CBCP" },
	{ 0, NULL },
};

static void auth_protocol(struct dis *d, struct option *o)
{
	struct cur v = o->v;
	uint16_t protocol = get_be16(&v);
	uint8_t alg;

	note_u(d, "auth_protocol", protocol);
	say(d, ": ");
	switch (protocol) {
	case 0xc223:
		say(d, "CHAP");
		alg = get_u8(&v);
		say(d, ", ");
		show_name(d, "algorithm", auth_algorithms, "Unknown Auth Alg %u", alg);
		break;
	case 0xc023:
	case 0xc227:
	case 0xc027:
	case 0xc123:
		say_s(d, name_of(ppp_protocols, protocol));
		break;
	case 0xc025:
		say(d, "LQM");
		say_hex(d, "\n\t", part(&o->whole, o->len));
		break;
	default:
		say_name(d, ppp_protocols, "Unknown Auth Proto (0x04x)", protocol); /* sic */
		say_hex(d, "\n\t", part(&o->whole, o->len));
	}
}

/* Endpoint discriminator: RFC 1990, 5.1.3. */
static bool discriminator(struct dis *d, struct option *o)
{
	static const struct name classes[] = {
		{ 0, "Null" },
		{ 1, "Local" },
		{ 4, "Magic-Num-Block" },
		{ 5, "PSNDN" },
		{ 0, NULL },
	};
	struct cur v = o->v;
	uint8_t class = get_u8(&v);

	note_u(d, "class", class);
	switch (class) {
	case 2:
		if (fatal_length(d, o, o->len != 7, "=", 7))
			return false;
		show_ip4(d, ": IPv4 ", "address", get_ip4(&v));
		break;
	case 3:
		if (fatal_length(d, o, o->len != 9, "=", 9))
			return false;
		show_mac(d, ": MAC ", "mac", get_mac(&v));
		break;
	default:
		say(d, ": ");
		say_name(d, classes, "Unknown class %u", class);
	}
	return true;
}

static bool lcp_value(struct dis *d, struct option *o)
{
	struct cur v = o->v;
	uint32_t n;

	switch (o->type) {
	case 0:
		if (wrong_length(d, o->len < 6, ">=", 6))
			return false;
		n = get_be24(&v);
		say(d, ": Vendor: ");
		show_name(d, "oui", oui_names, "Unknown", n);
		sayf(d, " (%u)", n);
		break;
	case 1:
		if (wrong_length(d, o->len != 4, "=", 4))
			return false;
		show_u(d, ": ", "value", get_be16(&v));
		break;
	case 17:
		if (fatal_length(d, o, o->len != 4, "=", 4))
			return false;
		show_u(d, ": ", "value", get_be16(&v));
		break;
	case 2:
		if (wrong_length(d, o->len != 6, "=", 6))
			return false;
		show_x(d, ": 0x", "value", get_be32(&v), 8);
		break;
	case 5:
		if (fatal_length(d, o, o->len != 6, "=", 6))
			return false;
		show_x(d, ": 0x", "value", get_be32(&v), 8);
		break;
	case 3:
		if (wrong_length(d, o->len < 4, ">=", 4))
			return false;
		auth_protocol(d, o);
		break;
	case 4:
		if (fatal_length(d, o, o->len < 4, ">=", 4))
			return false;
		n = get_be16(&v);
		note_u(d, "quality_protocol", n);
		say_s(d, n == 0xc025 ? ": LQR" : ": unknown");
		break;
	case 13:
		if (fatal_length(d, o, o->len < 3, ">=", 3))
			return false;
		n = get_u8(&v);
		say(d, ": Callback Operation ");
		show_name(d, "operation", callbacks, "Unknown", n);
		sayf(d, " (%u)", n);
		break;
	case 19:
		if (fatal_length(d, o, o->len < 3, ">=", 3))
			return false;
		return discriminator(d, o);
	case 23:
		if (fatal_length(d, o, o->len != 4, "=", 4))
			return false;
		show_x(d, ": 0x", "value", get_be16(&v), 4);
		break;
	case 7:
	case 8:
		break;
	default:
		o->opaque = true;
	}
	return true;
}

/* --- IPCP options --- */

static const struct name ipcp_options[] = {
	{ 1, "IP-Addrs" },
	{ 2, "IP-Comp" },
	{ 3, "IP-Addr" },
	{ 4, "Home-Addr" },
	{ 129, "Pri-DNS" },
	{ 130, "Pri-NBNS" },
	{ 131, "Sec-DNS" },
	{ 132, "Sec-NBNS" },
	{ 0, NULL },
};

static const struct name compressions[] = {
	{ 0x2d, "VJ-Comp" },
	{ 0x61, "IP Header Compression" },
	{ 0, NULL },
};

static const struct name compression_suboptions[] = {
	{ 1, "RTP-Compression" },
	{ 2, "Enhanced RTP-Compression" },
	{ 0, NULL },
};

/* One suboption; false if it was the last. */
static bool compression_suboption(struct dis *d, struct cur *c, uint32_t *n)
{
	struct cur v = *c;
	uint8_t type = get_u8(&v), len = get_u8(&v);

	if (type == 0 || len == 0)
		return false;
	say(d, "\n\t\t");
	say_name(d, compression_suboptions, "Unknown", type);
	sayf(d, " Suboption #%u, length %u", type, len);
	if (bad(d, "remaining suboptions length", *n, <, len))
		return false;
	*n -= len;
	skip(c, len);
	return true;
}

/* RFC 3544, 2.1. */
static bool header_compression(struct dis *d, struct option *o, struct cur v)
{
	uint16_t tcp, non, period, time, header;
	uint32_t n;

	if (fatal_length(d, o, o->len < 14, ">=", 14))
		return false;
	if (!has(&v, 12))
		return cut(d, o);
	tcp = get_be16(&v), non = get_be16(&v), period = get_be16(&v);
	time = get_be16(&v), header = get_be16(&v);
	sayf(d, "\n\t    TCP Space %u, non-TCP Space %u, maxPeriod %u, maxTime %u, maxHdr %u", tcp,
		non, period, time, header);
	n = o->len - 14u;
	if (n == 0)
		return true;
	sayf(d, "\n\t      Suboptions, length %u", n);
	while (n >= 2 && !d->stopped) {
		if (!has(&v, 2))
			return cut(d, o);
		if (!compression_suboption(d, &v, &n))
			break;
	}
	skip(&v, 2); /* sic: not the option, but what is behind it */
	o->dump = v;
	return true;
}

static bool ipcp_value(struct dis *d, struct option *o)
{
	struct cur v = o->v;
	uint32_t a, b;

	switch (o->type) {
	case 1:
		if (wrong_length(d, o->len != 10, "=", 10))
			return false;
		a = get_ip4(&v), b = get_ip4(&v);
		show_ip4(d, ": src ", "src", a);
		show_ip4(d, ", dst ", "dst", b);
		break;
	case 2:
		if (fatal_length(d, o, o->len < 4, ">=", 4))
			return false;
		a = get_be16(&v);
		say(d, ": ");
		show_name(d, "compression", compressions, "Unknown", a);
		sayf(d, " (0x%02x):", a);
		if (a == 0x61)
			return header_compression(d, o, v);
		break;
	case 3:
	case 4:
	case 129:
	case 130:
	case 131:
	case 132:
		if (fatal_length(d, o, o->len != 6, "=", 6))
			return false;
		show_ip4(d, ": ", "address", get_ip4(&v));
		break;
	default:
		o->opaque = true;
	}
	return true;
}

/* --- IPV6CP options --- */

static const struct name ipv6cp_options[] = { { 1, "Interface-ID" }, { 0, NULL } };

static bool ipv6cp_value(struct dis *d, struct option *o)
{
	struct cur v = o->v;
	uint16_t a, b, c, e;

	if (o->type != 1) {
		o->opaque = true;
		return true;
	}
	if (wrong_length(d, o->len != 10, "=", 10))
		return false;
	if (!has(&v, 8))
		return cut(d, o);
	a = get_be16(&v), b = get_be16(&v), c = get_be16(&v), e = get_be16(&v);
	sayf(d, ": %04x:%04x:%04x:%04x", a, b, c, e);
	return true;
}

/* --- CCP options --- */

static const struct name ccp_options[] = {
	{ 0, "OUI" },
	{ 1, "Pred-1" },
	{ 2, "Pred-2" },
	{ 3, "Puddle" },
	{ 16, "HP-PPC" },
	{ 17, "Stac-LZS" },
	{ 18, "MPPC" },
	{ 19, "Gand-FZA" },
	{ 20, "V.42bis" },
	{ 21, "BSD-Comp" },
	{ 23, "LZS-DCP" },
	{ 24, "MVRCA" },
	{ 25, "DEC" },
	{ 26, "Deflate" },
	{ 255, "Reserved" },
	{ 0, NULL },
};

static bool ccp_value(struct dis *d, struct option *o)
{
	struct cur v = o->v;
	uint8_t a, b;

	switch (o->type) {
	case 21:
		if (wrong_length(d, o->len < 3, ">=", 3))
			return false;
		a = get_u8(&v);
		show_u(d, ": Version: ", "version", a >> 5);
		show_u(d, ", Dictionary Bits: ", "dictionary_bits", a & 0x1f);
		break;
	case 24:
		if (wrong_length(d, o->len < 4, ">=", 4))
			return false;
		a = get_u8(&v), b = get_u8(&v);
		show_u(d, ": Features: ", "features", a >> 6);
		say_s(d, a & 0x20 ? ", PxP: Enabled" : ", PxP: Disabled");
		show_u(d, ", History: ", "history", a & 0x1f);
		show_u(d, ", #CTX-ID: ", "contexts", b);
		break;
	case 26:
		if (wrong_length(d, o->len < 4, ">=", 4))
			return false;
		a = get_u8(&v), b = get_u8(&v);
		show_u(d, ": Window: ", "window", a >> 4);
		sayf(d, "K, Method: %s (0x%x)", (a & 0xf) == 8 ? "zlib" : "unknown", a & 0xf);
		show_u(d, ", MBZ: ", "mbz", b >> 2);
		show_u(d, ", CHK: ", "check", b & 3);
		break;
	default:
		o->opaque = true;
	}
	return true;
}

/* --- BACP options --- */

static const struct name bacp_options[] = { { 1, "Favored-Peer" }, { 0, NULL } };

static bool bacp_value(struct dis *d, struct option *o)
{
	struct cur v = o->v;

	if (o->type != 1) {
		o->opaque = true;
		return true;
	}
	if (wrong_length(d, o->len != 6, "=", 6))
		return false;
	show_x(d, ": Magic-Num 0x", "magic", get_be32(&v), 8);
	return true;
}

/* --- all options --- */

static const struct family {
	uint16_t protocol;
	const char *proto, *unknown;
	const struct name *names;
	bool (*value)(struct dis *d, struct option *o); /* false: nothing more of this option */
} families[] = {
	{ LCP, "lcp", NULL, lcp_options, lcp_value },
	{ IPCP, "ipcp", "unknown", ipcp_options, ipcp_value },
	{ IPV6CP, "ip6cp", "unknown", ipv6cp_options, ipv6cp_value },
	{ CCP, "ccp", "Unknown", ccp_options, ccp_value },
	{ BACP, "bacp", "Unknown", bacp_options, bacp_value },
	{ 0, NULL, NULL, NULL, NULL },
};

/* Length of the option; 0 ends the options. */
static uint8_t option(struct dis *d, const struct family *f, struct cur c, uint32_t packet)
{
	struct option o = { .whole = c, .proto = f->proto };
	const char *name;

	if (!has(&c, 2)) {
		cut(d, &o);
		return 0;
	}
	o.type = get_u8(&c), o.len = get_u8(&c), o.v = o.dump = c;
	if (o.len > packet)
		return 0;
	name = name_of(f->names, o.type);
	note_u(d, "type", o.type);
	note_s(d, "type_name", name);
	note_u(d, "length", o.len);
	if (!name && !f->unknown) {
		sayf(d, "\n\tunknown LCP option 0x%02x", o.type);
		return o.len < 2 ? 0 : o.len;
	}
	sayf(d, "\n\t  %s Option (0x%02x), length %u", name ? name : f->unknown, o.type, o.len);
	if (o.len < 2) {
		say(d, " (length bogus, should be >= 2)");
		return 0;
	}
	if (!f->value(d, &o))
		return o.ends ? 0 : o.len;
	if (d->opt->v > 1 && f->protocol == IPCP && !has(&o.dump, o.len - 2u))
		return o.len;
	if ((d->opt->v > 1 || o.opaque) && o.len > 2)
		say_hex(d, "\n\t    ", part(&o.dump, o.len - 2u));
	return o.len;
}

static void options(struct dis *d, uint16_t protocol, struct cur c, uint32_t n)
{
	const struct family *f = families;
	uint32_t n_all = n;

	while (f->protocol && f->protocol != protocol)
		f++;
	if (!f->protocol)
		return;
	list(d, "options");
	while (n > 0 && !d->stopped) {
		uint8_t len;

		item(d);
		len = option(d, f, c, n_all + 4);
		done(d);
		if (len == 0)
			break;
		if (n < len) {
			sayf(d, " [remaining options length %u < %u]", n, len);
			invalid(d);
			break;
		}
		n -= len;
		skip(&c, len);
	}
	done(d);
}

/* --- packets --- */

static void magic(struct dis *d, struct cur *c)
{
	show_x(d, "\n\t  Magic-Num 0x", "magic", get_be32(c), 8);
}

static void vendor_extension(struct dis *d, struct cur c, uint32_t n)
{
	uint32_t oui;

	if (n < 7)
		return;
	magic(d, &c);
	oui = get_be24(&c);
	say(d, " Vendor: ");
	show_name(d, "oui", oui_names, "Unknown", oui);
	sayf(d, " (%u)", oui);
}

static void protocol_reject(struct dis *d, struct cur c, uint32_t n)
{
	uint16_t protocol;

	if (n < 2)
		return;
	protocol = get_be16(&c);
	say(d, "\n\t  Rejected ");
	show_name(d, "rejected_protocol", ppp_protocols, "unknown", protocol);
	sayf(d, " Protocol (0x%04x)", protocol);
	if (n <= 2)
		return;
	say(d, "\n\t  Rejected Packet");
	say_hex(d, "\n\t    ", part(&c, n - 2));
}

static void echo(struct dis *d, const char *name, struct cur c, uint32_t n)
{
	if (n < 4)
		return;
	magic(d, &c);
	if (n <= 4)
		return;
	say(d, "\n\t  -----trailing data-----");
	if (!has(&c, n - 4)) {
		sayf(d, "[|%s]", name);
		return;
	}
	say_hex(d, "\n\t  ", part(&c, n - 4));
}

static void identification(struct dis *d, const char *name, struct cur c, uint32_t n)
{
	struct cur text;
	bool is_cut;

	if (n < 4)
		return;
	magic(d, &c);
	if (n <= 4)
		return;
	say(d, "\n\t  Message\n\t    ");
	/* sic: as many octets as message and magic number have together. */
	text = part(&c, n);
	is_cut = left(&text) < n;
	note_text(d, "message", text);
	say_vis(d, text);
	if (is_cut)
		sayf(d, "[|%s]", name);
}

static void time_remaining(struct dis *d, struct cur c, uint32_t n)
{
	uint32_t seconds;

	if (n < 8)
		return;
	magic(d, &c);
	seconds = get_be32(&c);
	show_u(d, ", Seconds-Remaining ", "seconds", seconds);
	say(d, "s");
}

/* c is at the data, n octets by the packet's length field. */
static void body(struct dis *d, uint16_t protocol, uint8_t code, struct cur c, uint32_t n)
{
	const char *name = name_of(ppp_protocols, protocol);

	switch (code) {
	case VENDOR_EXT:
		vendor_extension(d, c, n);
		break;
	case CONF_REQUEST:
	case CONF_ACK:
	case CONF_NAK:
	case CONF_REJECT:
		options(d, protocol, c, n);
		break;
	case PROT_REJECT:
		protocol_reject(d, c, n);
		break;
	case ECHO_REQUEST:
	case ECHO_REPLY:
	case DISCARD:
		echo(d, name, c, n);
		break;
	case IDENT:
		identification(d, name, c, n);
		break;
	case TIME_REMAINING:
		time_remaining(d, c, n);
		break;
	}
}

void ppp_control(struct dis *d, uint16_t protocol, struct cur c)
{
	const char *name = name_of(ppp_protocols, protocol);
	uint32_t length = wire(&c);
	uint8_t code, id;
	uint16_t len;
	struct cur whole = c;

	say_s(d, name);
	say(d, ", ");
	if (length < 4 || !has(&c, 2)) {
		sayf(d, "[|%s]", name);
		return;
	}
	code = get_u8(&c), id = get_u8(&c);
	show_name(d, "code", codes, "Unknown Opcode", code);
	sayf(d, " (0x%02x)", code);
	show_u(d, ", id ", "id", id);
	show_u(d, ", length ", "length", length + 2);
	if (!d->opt->v && !wants_fields(d))
		return;
	len = get_be16(&c);
	if (len < 4) {
		sayf(d, "\n\tencoded length %u (< 4))", len); /* sic */
		return;
	}
	if (len > length) {
		sayf(d, "\n\tencoded length %u (> packet length %u))", len, length); /* sic */
		return;
	}
	sayf(d, "\n\tencoded length %u (=Option(s) length %u)", len, len - 4u);
	if (len == 4)
		return;
	if (d->opt->v > 1)
		sayf(d, "\n\t0x0000:  %04x %02x%02x %04x", protocol, code, id, len);
	body(d, protocol, code, c, len - 4u);
	if (!name_of(codes, code) && d->opt->v < 2) { /* its protocol field, too */
		whole = cur_back(d, whole, 2);
		say_hex(d, "\n\t  ", part(&whole, len + 2u));
	}
}
