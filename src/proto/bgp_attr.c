/* BGP path attributes.  RFC 4271, 4.3 and 5; communities: RFC 1997; reflection: RFC 4456;
 * four-octet AS numbers: RFC 6793; PMSI tunnels: RFC 6514; AIGP: RFC 7311; large communities: RFC
 * 8092; BGPsec: RFC 8205; only to customer: RFC 9234; attribute sets: RFC 6368. */
#include "bgp.h"

enum { EXTENDED = 0x10, MAX_LEVEL = 11 };
enum {
	ORIGIN = 1,
	AS_PATH,
	NEXT_HOP,
	MED,
	LOCAL_PREF,
	ATOMIC,
	AGGREGATOR,
	COMMUNITY,
	ORIGINATOR,
	CLUSTER,
	MP_REACH = 14,
	MP_UNREACH,
	EXT_COMMUNITY,
	AS4_PATH,
	AGGREGATOR4,
	PMSI = 22,
	AIGP = 26,
	LARGE = 32,
	BGPSEC = 33,
	OTC = 35,
	ATTR_SET = 128,
};

static const struct name attr_names[] = {
	{ ORIGIN, "Origin" },
	{ AS_PATH, "AS Path" },
	{ NEXT_HOP, "Next Hop" },
	{ MED, "Multi Exit Discriminator" },
	{ LOCAL_PREF, "Local Preference" },
	{ ATOMIC, "Atomic Aggregate" },
	{ AGGREGATOR, "Aggregator" },
	{ COMMUNITY, "Community" },
	{ ORIGINATOR, "Originator ID" },
	{ CLUSTER, "Cluster List" },
	{ MP_REACH, "Multi-Protocol Reach NLRI" },
	{ MP_UNREACH, "Multi-Protocol Unreach NLRI" },
	{ EXT_COMMUNITY, "Extended Community" },
	{ AS4_PATH, "AS4 Path" },
	{ AGGREGATOR4, "Aggregator4" },
	{ PMSI, "PMSI Tunnel" },
	{ 23, "Tunnel Encapsulation" },
	{ 24, "Traffic Engineering" },
	{ 25, "IPv6 Extended Community" },
	{ AIGP, "Accumulated IGP Metric" },
	{ 27, "PE Distinguisher Label" },
	{ 28, "Entropy Label" },
	{ LARGE, "Large Community" },
	{ BGPSEC, "BGPsec Path" },
	{ OTC, "Only to Customer (OTC)" },
	{ ATTR_SET, "Attribute Set" },
	{ 255, "Reserved for development" },
	{ 0, NULL },
};

static const struct name flag_letters[] = {
	{ 0x80, "O" },
	{ 0x40, "T" },
	{ 0x20, "P" },
	{ EXTENDED, "E" },
	{ 0, NULL },
};

static const struct name origins[] = {
	{ 0, "IGP" },
	{ 1, "EGP" },
	{ 2, "Incomplete" },
	{ 0, NULL },
};

static const struct name well_known[] = {
	{ 0xffff0000, " GRACEFUL_SHUTDOWN" },
	{ 0xffffff01, " NO_EXPORT" },
	{ 0xffffff02, " NO_ADVERTISE" },
	{ 0xffffff03, " NO_EXPORT_SUBCONFED" },
	{ 0, NULL },
};

/* True, and said so, if the attribute is not of its only length. */
static bool wrong_len(struct dis *d, bool wrong)
{
	if (wrong)
		say(d, "invalid len");
	return wrong;
}

/* --- AS paths --- */

enum { AS_SET = 1, AS_SEQUENCE, CONFED_SEQUENCE, CONFED_SET };

static const struct name segment_open[] = {
	{ AS_SET, "{ " },
	{ AS_SEQUENCE, "" },
	{ CONFED_SEQUENCE, "( " },
	{ CONFED_SET, "({ " },
	{ 0, NULL },
};
static const struct name segment_close[] = {
	{ AS_SET, "}" },
	{ AS_SEQUENCE, "" },
	{ CONFED_SEQUENCE, ")" },
	{ CONFED_SET, "})" },
	{ 0, NULL },
};

/* An old speaker's numbers have two octets; which it is only shows in whether the segments add up.
 */
static uint32_t as_octets(struct cur c, uint8_t type)
{
	if (type == AS4_PATH)
		return 4;
	while (wire(&c)) {
		uint8_t segment = peek_u8(&c, 0), n = peek_u8(&c, 1);

		if (segment < AS_SET || segment > CONFED_SET || n == 0)
			return 4;
		if (wire(&c) < 2 + n * 2u)
			return 4;
		if (!has(&c, 2 + n * 2u))
			return 4;
		skip(&c, 2 + n * 2u);
	}
	return 2;
}

static void as_path(struct dis *d, struct cur c, uint8_t type)
{
	uint32_t octets;

	if (wrong_len(d, wire(&c) % 2))
		return;
	if (!wire(&c)) {
		say(d, "empty");
		return;
	}
	octets = as_octets(c, type);
	list(d, "value");
	while (wire(&c) && !d->stopped) {
		uint8_t segment = get_u8(&c), n;

		say_name(d, segment_open, "?", segment);
		n = get_u8(&c);
		for (; n; n--) {
			uint32_t as = octets == 2 ? get_be16(&c) : get_be32(&c);

			note_u(d, NULL, as);
			bgp_say_as(d, as);
			say(d, " ");
			if (d->stopped)
				return;
		}
		say_name(d, segment_close, "?", segment);
		if (d->stopped)
			return;
	}
	done(d);
}

/* --- communities and clusters --- */

static void communities(struct dis *d, struct cur c)
{
	if (wrong_len(d, wire(&c) % 4))
		return;
	list(d, "value");
	while (wire(&c) && !d->stopped) {
		uint32_t v = get_be32(&c);
		const char *s = name_of(well_known, v);

		note_u(d, NULL, v);
		if (s)
			say_s(d, s);
		else
			sayf(d, "%u:%u%s", v >> 16, v & 0xffff, wire(&c) ? ", " : "");
	}
	done(d);
}

static void clusters(struct dis *d, struct cur c)
{
	if (wrong_len(d, wire(&c) % 4))
		return;
	list(d, "value");
	while (wire(&c) && !d->stopped) {
		uint32_t ip = get_ip4(&c);

		show_ip4(d, "", NULL, ip);
		if (wire(&c))
			say(d, ", ");
	}
	done(d);
}

static void large_communities(struct dis *d, struct cur c)
{
	if (wrong_len(d, !wire(&c) || wire(&c) % 12))
		return;
	say(d, "\n\t    ");
	while (wire(&c) && !d->stopped) {
		uint32_t a = get_be32(&c), b = get_be32(&c), e = get_be32(&c);

		sayf(d, "%u:%u:%u%s", a, b, e, wire(&c) ? ", " : "");
	}
}

/* --- PMSI tunnels --- */

enum { RSVP_TE = 1, LDP_P2MP, PIM_SSM, PIM_SM, PIM_BIDIR, INGRESS, LDP_MP2MP };

static const struct name pmsi_types[] = {
	{ RSVP_TE, "RSVP-TE P2MP LSP" },
	{ LDP_P2MP, "LDP P2MP LSP" },
	{ PIM_SSM, "PIM-SSM Tree" },
	{ PIM_SM, "PIM-SM Tree" },
	{ PIM_BIDIR, "PIM-Bidir Tree" },
	{ INGRESS, "Ingress Replication" },
	{ LDP_MP2MP, "LDP MP2MP LSP" },
	{ 0, NULL },
};
static const struct name pmsi_flags[] = { { 1, "Leaf Information required" }, { 0, NULL } };

static void two_addresses(struct dis *d, struct cur c, const char *first, const char *second)
{
	uint32_t a = get_ip4(&c), b = get_ip4(&c);

	say_s(d, first);
	say_ip4(d, a);
	say_s(d, second);
	say_ip4(d, b);
}

/* False: abort. */
static bool pmsi(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c), a, b;
	uint8_t flags, type;

	if (n < 5) {
		truncated(d);
		return false;
	}
	flags = get_u8(&c);
	type = get_u8(&c);
	a = get_be24(&c);
	say(d, "\n\t    Tunnel-type ");
	show_name(d, "tunnel", pmsi_types, "Unknown", type);
	sayf(d, " (%u), Flags [", type);
	say_bits(d, pmsi_flags, "none", flags, ", ");
	show_u(d, "], MPLS Label ", "label", a >> 4);
	switch (type) {
	case PIM_SM:
	case PIM_BIDIR:
		two_addresses(d, c, "\n\t      Sender ", ", P-Group ");
		break;
	case PIM_SSM:
		two_addresses(d, c, "\n\t      Root-Node ", ", P-Group ");
		break;
	case INGRESS:
		a = get_ip4(&c);
		say(d, "\n\t      Tunnel-Endpoint ");
		say_ip4(d, a);
		break;
	case LDP_P2MP:
	case LDP_MP2MP:
		a = get_ip4(&c);
		b = get_be32(&c);
		say(d, "\n\t      Root-Node ");
		say_ip4(d, a);
		sayf(d, ", LSP-ID 0x%08x", b);
		break;
	case RSVP_TE:
		a = get_ip4(&c);
		b = get_be32(&c);
		say(d, "\n\t      Extended-Tunnel-ID ");
		say_ip4(d, a);
		sayf(d, ", P2MP-ID 0x%08x", b);
		break;
	default:
		if (d->opt->v <= 1)
			say_hex(d, "\n\t      ", take(&c, n - 5));
		break;
	}
	return true;
}

/* --- AIGP --- */

/* False: abort. */
static bool aigp_tlv(struct dis *d, struct cur *c)
{
	uint8_t type;
	uint16_t len;
	uint32_t n;

	type = get_u8(c);
	len = get_be16(c);
	n = len - 3u;
	sayf(d, "\n\t    %s TLV (%u), length %u", type == 1 ? "AIGP" : "Unknown", type, len);
	if (len < 3 || wire(c) < n || (type == 1 && n != 8)) {
		truncated(d);
		return false;
	}
	if (type == 1) {
		uint64_t metric = get_be64(c);

		show_u64(d, ", metric ", "metric", metric);
	} else {
		struct cur v = take(c, n);

		if (d->opt->v <= 1)
			say_hex(d, "\n\t      ", v);
	}
	return true;
}

static bool aigp(struct dis *d, struct cur c)
{
	while (wire(&c) >= 3 && !d->stopped)
		if (!aigp_tlv(d, &c))
			return false;
	return true;
}

/* --- BGPsec --- */

static const struct name segment_bits[] = {
	{ 0x01, "MBZ-0" },
	{ 0x02, "MBZ-1" },
	{ 0x04, "MBZ-2" },
	{ 0x08, "MBZ-3" },
	{ 0x10, "MBZ-4" },
	{ 0x20, "MBZ-5" },
	{ 0x40, "MBZ-6" },
	{ 0x80, "C" },
	{ 0, NULL },
};

/* False if it is malformed. */
static bool secure_path(struct dis *d, struct cur *c)
{
	uint16_t len = get_be16(c);
	uint32_t n;

	if (len < 8) {
		sayf(d, " [secure path length %u < 8]", len);
		invalid(d);
		return false;
	}
	show_u(d, "\n\t    Secure Path Length: ", "secure_path_length", len);
	n = len - 2u;
	if (n % 6) {
		sayf(d, " [total segments length %u != N x 6]", n);
		invalid(d);
		return false;
	}
	for (; n && !d->stopped; n -= 6) {
		uint8_t count = get_u8(c), flags = get_u8(c);
		uint32_t as = get_be32(c);

		sayf(d, "\n\t      Secure Path Segment: pCount: %u, Flags: [", count);
		say_bits(d, segment_bits, "none", flags, ", ");
		sayf(d, "] (0x%02x), AS: %u", flags, as);
	}
	return !d->stopped;
}

/* One block of signatures; false if it is malformed. */
static bool signature_block(struct dis *d, struct cur *c)
{
	uint16_t len = get_be16(c);
	uint8_t algorithm = get_u8(c);
	uint32_t n;

	sayf(d, "\n\t    Signature Block: Length: %u, Algo ID: %u", len, algorithm);
	if (len < 3) {
		sayf(d, " [length %u < 3]", len);
		invalid(d);
		return false;
	}
	for (n = len - 3u; n && !d->stopped;) {
		uint16_t size;

		say(d, "\n\t      Signature Segment:\n\t        SKI: ");
		if (n < 20) {
			sayf(d, " [remaining length %u < 20]", n);
			invalid(d);
			return false;
		}
		say_hex(d, "\n\t          ", take(c, 20));
		n -= 20;
		if (n < 2) {
			sayf(d, " [remaining length %u < 2]", n);
			invalid(d);
			return false;
		}
		size = get_be16(c);
		n -= 2;
		sayf(d, "\n\t        Length: %u", size);
		if (bad(d, "remaining length", n, <, size))
			return false;
		say(d, "\n\t        Signature:");
		say_hex(d, "\n\t          ", take(c, size));
		n -= size;
	}
	return !d->stopped;
}

static bool bgpsec(struct dis *d, struct cur c)
{
	if (!secure_path(d, &c))
		return false;
	do {
		if (!signature_block(d, &c))
			return false;
	} while (wire(&c) && !d->stopped);
	return true;
}

/* --- the rest --- */

static void aggregator(struct dis *d, struct cur c)
{
	uint32_t as = wire(&c) == 6 ? get_be16(&c) : get_be32(&c), ip = get_ip4(&c);

	say(d, " AS #");
	note_u(d, "as", as);
	bgp_say_as(d, as);
	show_ip4(d, ", origin ", "value", ip);
}

static int attribute_set(struct dis *d, struct cur c, unsigned level)
{
	uint32_t as;

	if (wire(&c) < 4) {
		truncated(d);
		return BGP_ABORT;
	}
	as = get_be32(&c);
	say(d, "\n\t    Origin AS: ");
	bgp_say_as(d, as);
	return bgp_show_attributes(d, c, level + 1);
}

/* How many of its octets to dump, or BGP_ABORT. */
static int attribute(struct dis *d, uint8_t type, struct cur c, unsigned level)
{
	uint32_t n = wire(&c);

	switch (type) {
	case ORIGIN:
		if (!wrong_len(d, n != 1))
			show_name(d, "value", origins, "Unknown Origin Typecode", get_u8(&c));
		break;
	case AS_PATH:
	case AS4_PATH:
		as_path(d, c, type);
		break;
	case NEXT_HOP:
	case ORIGINATOR:
		if (!wrong_len(d, n != 4))
			show_ip4(d, "", "value", get_ip4(&c));
		break;
	case MED:
	case LOCAL_PREF:
		if (!wrong_len(d, n != 4))
			show_u(d, "", "value", get_be32(&c));
		break;
	case ATOMIC:
		wrong_len(d, n != 0);
		break;
	case AGGREGATOR:
		if (!wrong_len(d, n != 6 && n != 8))
			aggregator(d, c);
		break;
	case AGGREGATOR4:
		if (!wrong_len(d, n != 8))
			aggregator(d, c);
		break;
	case COMMUNITY:
		communities(d, c);
		break;
	case CLUSTER:
		clusters(d, c);
		break;
	case MP_REACH:
		if (!bgp_show_mp_reach(d, c))
			return BGP_ABORT;
		break;
	case MP_UNREACH:
		if (!bgp_show_mp_unreach(d, c))
			return BGP_ABORT;
		break;
	case EXT_COMMUNITY:
		bgp_show_ext_communities(d, c);
		break;
	case PMSI:
		if (!pmsi(d, c))
			return BGP_ABORT;
		break;
	case AIGP:
		if (!aigp(d, c))
			return BGP_ABORT;
		break;
	case LARGE:
		large_communities(d, c);
		return 0;
	case BGPSEC:
		return bgpsec(d, c) ? (int)n : 0;
	case OTC:
		if (!wrong_len(d, n < 4))
			show_u(d, "\n\t    OTC ", "value", get_be32(&c));
		break;
	case ATTR_SET:
		return attribute_set(d, c, level);
	default:
		sayf(d, "\n\t    no Attribute %u decoder", type);
		if (d->opt->v <= 1)
			say_hex(d, "\n\t    ", take(&c, n));
		break;
	}
	return (int)n;
}

static void show_flags(struct dis *d, uint8_t flags, bool nested)
{
	note_u(d, "flags", flags);
	if (flags) {
		say(d, ", Flags [");
		say_bits(d, flag_letters, "", flags, "");
		if (flags & 0xf)
			sayf(d, "+%x", flags & 0xf);
		say(d, "]");
	}
	if (flags || nested)
		say(d, ": ");
}

/* A header or value that does not fit; inside a set no new line begins. */
static void too_short(struct dis *d, bool nested, bool header)
{
	if (nested)
		say(d, " [path attr too short]");
	else if (header)
		say(d, "\n\t  [path attrs too short]");
	else
		say(d, " [path attrs too short]");
}

/* One attribute, its header read. */
static int show_attribute(struct dis *d, uint8_t type, struct cur v, unsigned level)
{
	int dump;

	if (level >= MAX_LEVEL) {
		say(d, "(too many nested levels, not recursing)");
		return 0;
	}
	dump = attribute(d, type, v, level);
	if (dump > 0 && d->opt->v > 1)
		say_hex(d, "\n\t    ", take(&v, (uint32_t)dump));
	return dump;
}

int bgp_show_attributes(struct dis *d, struct cur c, unsigned level)
{
	while (wire(&c) && !d->stopped) {
		uint32_t room = wire(&c), header, len;
		uint8_t flags, type;
		struct cur v;

		flags = get_u8(&c);
		type = get_u8(&c);
		header = flags & EXTENDED ? 4 : 3;
		len = flags & EXTENDED ? get_be16(&c) : get_u8(&c);
		if (d->stopped)
			return 0;
		if (room < header) {
			need(&c, !level && room == 2 ? len : 0);
			too_short(d, level, true);
			return room < 2 ? (int)room : (int)room - 2;
		}
		item(d);
		say_s(d, level ? "\n\t      " : "\n\t  ");
		show_name(d, "type", attr_names, "Unknown Attribute", type);
		sayf(d, " (%u), length: %u", type, len);
		show_flags(d, flags, level);
		if (wire(&c) < len) {
			too_short(d, level, false);
			done(d);
			return (int)wire(&c);
		}
		v = c;
		claim(&v, len);
		if (show_attribute(d, type, v, level) == BGP_ABORT)
			return BGP_ABORT;
		done(d);
		need(&c, len);
		skip(&c, len);
	}
	return 0;
}
