/* Opaque LSAs of OSPF.  Traffic engineering: RFC 3630, RFC 4203, RFC 4124; graceful restart: RFC
 * 3623; router information: RFC 7770, RFC 5642; extended prefixes: RFC 7684; segment routing: RFC
 * 8665. */
#include "gmpls.h"
#include "ospf.h"

/* Up to a multiple of four. */
static uint32_t padded(uint32_t n) { return (n + 3) & ~3u; }

/* Whether the next n octets are missing; says so. */
static bool cut(struct dis *d, const struct cur *c, uint32_t n)
{
	if (has(c, n))
		return false;
	truncated(d);
	return true;
}

/* After a sub-TLV of len octets: false, and said so, if its padding is not there. */
static bool padding(struct dis *d, struct cur *c, uint32_t len)
{
	uint32_t room = wire(c);

	if (room < padded(len)) {
		sayf(d, "\n\t    Remaining TLV length %u < %u", room, padded(len));
		return false;
	}
	skip(c, padded(len));
	pretend(c, room - padded(len));
	return true;
}

/* After a TLV of len octets. */
static bool tlv_padding(struct dis *d, struct cur *c, uint32_t len)
{
	uint32_t room = wire(c);

	if (padded(len) > room) {
		sayf(d, "\n\t    Bogus padded length %u > %u", padded(len), room);
		return false;
	}
	skip(c, padded(len));
	pretend(c, room - padded(len));
	return true;
}

/* The head of a sub-TLV, and after it if its value is there too; false, and said so: it is not. */
static bool get_subtlv(struct dis *d, struct cur *c, const struct name *names, const char *indent,
	const char *after, uint16_t *type, uint16_t *len)
{
	if (wire(c) < 4) {
		sayf(d, "\n\t    Remaining TLV length %u < 4", wire(c));
		return false;
	}
	if (cut(d, c, 4))
		return false;
	*type = get_be16(c);
	*len = get_be16(c);
	if (*type == 0 || *len == 0) {
		invalid(d);
		return false;
	}
	say_s(d, indent);
	say_name(d, names, "unknown", *type);
	sayf(d, " subTLV (%u), length: %u%s", *type, *len, after);
	if (wire(c) < *len) {
		sayf(d, "\n\t    Remaining TLV length %u < %u", wire(c), *len);
		return false;
	}
	return true;
}

/* --- graceful restart --- */

static const struct name grace_tlvs[] = {
	{ 1, "Grace Period" },
	{ 2, "Graceful restart Reason" },
	{ 3, "IPv4 interface address" },
	{ 0, NULL },
};
static const struct name grace_reasons[] = {
	{ 0, "Unknown" },
	{ 1, "Software Restart" },
	{ 2, "Software Reload/Upgrade" },
	{ 3, "Control Processor Switch" },
	{ 0, NULL },
};

static bool bogus(struct dis *d, uint32_t len, uint32_t right)
{
	if (len == right)
		return false;
	sayf(d, "\n\t    Bogus length %u != %u", len, right);
	return true;
}

static bool grace_value(struct dis *d, uint16_t type, uint16_t len, struct cur v)
{
	uint8_t why;

	switch (type) {
	case 1:
		if (bogus(d, len, 4))
			return false;
		show_u(d, "", "period", get_be32(&v));
		say(d, "s");
		break;
	case 2:
		if (bogus(d, len, 1))
			return false;
		why = get_u8(&v);
		show_name(d, "reason", grace_reasons, "Unknown", why);
		sayf(d, " (%u)", why);
		break;
	case 3:
		if (bogus(d, len, 4))
			return false;
		show_ip4(d, "", "address", get_ip4(&v));
		break;
	default:
		if (d->opt->v <= 1)
			say_hex(d, "\n\t      ", part(&v, len));
		break;
	}
	return true;
}

enum ospf_lsa ospf_show_grace(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t room = wire(&c);
		uint16_t type, len;

		if (room < 4) {
			sayf(d, "\n\t    Remaining LS length %u < 4", room);
			return OSPF_NEXT;
		}
		type = get_be16(&c);
		len = get_be16(&c);
		room -= 4;
		if (d->stopped)
			return OSPF_GOOD;
		say(d, "\n\t    ");
		say_name(d, grace_tlvs, "unknown TLV", type);
		if (name_of(grace_tlvs, type))
			say(d, " TLV");
		sayf(d, " (%u), length %u, value: ", type, len);
		if (len > room) {
			sayf(d, "\n\t    Bogus length %u > %u", len, room);
			return OSPF_NEXT;
		}
		if (type == 0 || len == 0) {
			invalid(d);
			return OSPF_NEXT;
		}
		if (cut(d, &c, len) || !grace_value(d, type, len, c))
			return OSPF_NEXT;
		if (!tlv_padding(d, &c, len))
			return OSPF_NEXT;
	}
	return OSPF_GOOD;
}

/* --- traffic engineering --- */

enum { ROUTER_ADDRESS = 1, LINK = 2 };
static const struct name te_tlvs[] = {
	{ ROUTER_ADDRESS, "Router Address" },
	{ LINK, "Link" },
	{ 0, NULL },
};

static const struct name link_types[] = { { 1, "Point-to-point" }, { 2, "Multi-Access" },
	{ 0, NULL } };

enum {
	LINK_TYPE = 1,
	LINK_ID,
	LOCAL_IP,
	REMOTE_IP,
	TE_METRIC,
	MAX_BW,
	RESERVABLE_BW,
	UNRESERVED_BW,
	ADMIN_GROUP,
	LINK_IDS = 11,
	PROTECTION = 14,
	SWITCHING = 15,
	SRLG = 16,
	BC = 17,
};
enum { BC_MAX = 4 + 8 * 4 };

static const struct name link_subtlvs[] = {
	{ LINK_TYPE, "Link Type" },
	{ LINK_ID, "Link ID" },
	{ LOCAL_IP, "Local Interface IP address" },
	{ REMOTE_IP, "Remote Interface IP address" },
	{ TE_METRIC, "Traffic Engineering Metric" },
	{ MAX_BW, "Maximum Bandwidth" },
	{ RESERVABLE_BW, "Maximum Reservable Bandwidth" },
	{ UNRESERVED_BW, "Unreserved Bandwidth" },
	{ ADMIN_GROUP, "Administrative Group" },
	{ LINK_IDS, "Link Local/Remote Identifier" },
	{ PROTECTION, "Link Protection Type" },
	{ SWITCHING, "Interface Switching Capability" },
	{ SRLG, "Shared Risk Link Group" },
	{ BC, "Bandwidth Constraints" },
	{ 0, NULL },
};

/* True, and said so, if the length is not the only possible one. */
static bool not_length(struct dis *d, uint16_t len, uint16_t right)
{
	if (len == right)
		return false;
	sayf(d, " != %u", right);
	invalid(d);
	return true;
}

static void mbps_lines(struct dis *d, struct cur *v, const char *label, uint32_t n)
{
	for (uint32_t i = 0; i < n && !d->stopped; i++) {
		float bw = get_float(v);

		say_s(d, label);
		sayf(d, "%u: ", i);
		say_mbps(d, bw);
	}
}

static void switching(struct dis *d, struct cur v)
{
	uint8_t cap = get_u8(&v), enc;

	say(d, "\n\t\tInterface Switching Capability: ");
	say_name(d, gmpls_switching, "Unknown", cap);
	enc = get_u8(&v);
	say(d, "\n\t\tLSP Encoding: ");
	say_name(d, gmpls_encodings, "Unknown", enc);
	say(d, "\n\t\tMax LSP Bandwidth:");
	skip(&v, 2);
	mbps_lines(d, &v, "\n\t\t  priority level ", 8);
}

/* False: abandon the TLV. */
static bool link_subtlv(struct dis *d, uint16_t type, uint16_t len, struct cur v)
{
	uint32_t x;
	uint8_t b;

	switch (type) {
	case ADMIN_GROUP:
		if (not_length(d, len, 4))
			return false;
		show_x(d, ", 0x", "value", get_be32(&v), 8);
		break;
	case LINK_ID:
	case LINK_IDS:
		if (len != 4 && len != 8) {
			say(d, " != 4 && != 8");
			invalid(d);
			return false;
		}
		x = get_be32(&v);
		show_ip4(d, ", ", "value", x);
		sayf(d, " (0x%08x)", x);
		if (len == 8) {
			x = get_be32(&v);
			say(d, ", ");
			say_ip4(d, x);
			sayf(d, " (0x%08x)", x);
		}
		break;
	case LOCAL_IP:
	case REMOTE_IP:
		if (not_length(d, len, 4))
			return false;
		show_ip4(d, ", ", "value", get_ip4(&v));
		break;
	case MAX_BW:
	case RESERVABLE_BW: {
		float bw;

		if (not_length(d, len, 4))
			return false;
		bw = get_float(&v);
		say(d, ", ");
		say_mbps(d, bw);
		break;
	}
	case UNRESERVED_BW:
		if (not_length(d, len, 32))
			return false;
		mbps_lines(d, &v, "\n\t\tTE-Class ", 8);
		break;
	case BC:
		if (len < 4) {
			say(d, " < 4");
			invalid(d);
			return false;
		}
		b = get_u8(&v);
		skip(&v, 3);
		say(d, "\n\t\tBandwidth Constraints Model ID: ");
		say_name(d, te_bc_models, "unknown", b);
		sayf(d, " (%u)", b);
		if (len > BC_MAX) {
			sayf(d, "\n\t\tlength %u > %u", len, BC_MAX);
			invalid(d);
			return false;
		}
		mbps_lines(d, &v, "\n\t\t  Bandwidth constraint CT", (len - 4u) / 4);
		break;
	case TE_METRIC:
		if (not_length(d, len, 4))
			return false;
		show_u(d, ", Metric ", "value", get_be32(&v));
		break;
	case PROTECTION:
		if (not_length(d, len, 4))
			return false;
		say(d, ", ");
		say_bits(d, gmpls_link_protection, "none", get_u8(&v), ", ");
		break;
	case SWITCHING:
		if (len < 36) {
			say(d, " < 36");
			invalid(d);
			return false;
		}
		switching(d, v);
		break;
	case LINK_TYPE:
		if (not_length(d, len, 1))
			return false;
		b = get_u8(&v);
		say(d, ", ");
		say_name(d, link_types, "unknown", b);
		sayf(d, " (%u)", b);
		break;
	case SRLG:
		if (len % 4) {
			say(d, " != N x 4");
			invalid(d);
			return false;
		}
		say(d, "\n\t\t  Shared risk group: ");
		while (len >= 4 && !d->stopped) {
			sayf(d, "%u", get_be32(&v));
			len = (uint16_t)(len - 4);
			if (len)
				say(d, ", ");
		}
		break;
	default:
		if (d->opt->v <= 1)
			say_hex(d, "\n\t\t", part(&v, len));
		break;
	}
	return true;
}

static bool link_tlv(struct dis *d, struct cur c)
{
	while (wire(&c)) {
		uint16_t type, len;
		struct cur v;

		if (!get_subtlv(d, &c, link_subtlvs, "\n\t      ", "", &type, &len))
			return false;
		v = c;
		pretend(&v, len);
		if (cut(d, &c, len) || !link_subtlv(d, type, len, v) || !padding(d, &c, len))
			return false;
	}
	return true;
}

/* The head of a TLV, and after it if its value is there too; else said so.  Of OSPF_CUT one
 * " [|ospf2]" is still to be said by the caller, if it ends the packet. */
static enum ospf_lsa get_tlv(struct dis *d, struct cur *c, const struct name *names,
	const char *after, uint16_t *type, uint16_t *len)
{
	if (wire(c) < 4) {
		sayf(d, "\n\t    Remaining LS length %u < 4", wire(c));
		return OSPF_NEXT;
	}
	if (cut(d, c, 4))
		return OSPF_CUT;
	*type = get_be16(c);
	*len = get_be16(c);
	say(d, "\n\t    ");
	say_name(d, names, "unknown", *type);
	sayf(d, " TLV (%u), length: %u%s", *type, *len, after);
	if (wire(c) < *len) {
		sayf(d, "\n\t    Bogus length %u > remaining LS length %u", *len, wire(c));
		return OSPF_NEXT;
	}
	return cut(d, c, *len) ? OSPF_CUT : OSPF_GOOD;
}

enum ospf_lsa ospf_show_te(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint16_t type, len;
		struct cur v;

		if (wire(&c) < 4) {
			sayf(d, "\n\t    Remaining LS length %u < 4", wire(&c));
			return OSPF_NEXT;
		}
		if (cut(d, &c, 4))
			return OSPF_NEXT;
		type = get_be16(&c);
		len = get_be16(&c);
		say(d, "\n\t    ");
		say_name(d, te_tlvs, "unknown", type);
		sayf(d, " TLV (%u), length: %u", type, len);
		if (wire(&c) < len) {
			sayf(d, "\n\t    Bogus length %u > remaining LS length %u", len, wire(&c));
			return OSPF_NEXT;
		}
		if (type == 0 || len == 0) {
			invalid(d);
			invalid(d);
			return OSPF_NEXT;
		}
		v = c;
		claim(&v, len);
		if (type == LINK) {
			if (!link_tlv(d, v))
				return OSPF_NEXT;
		} else if (type == ROUTER_ADDRESS) {
			if (len < 4) {
				sayf(d, "\n\t    TLV length %u < 4", len);
				invalid(d);
				return OSPF_NEXT;
			}
			show_ip4(d, ", ", "value", get_ip4(&v));
		} else if (d->opt->v <= 1) {
			say_hex(d, "\n\t      ", part(&v, len));
		}
		if (!tlv_padding(d, &c, len))
			return OSPF_NEXT;
	}
	return OSPF_GOOD;
}

/* --- router information and extended prefixes --- */

static const struct name ri_tlvs[] = {
	{ 1, "Router Capabilities" },
	{ 7, "Hostname" },
	{ 8, "SR-Algorithm" },
	{ 9, "SID/Label Range" },
	{ 14, "SR Local Block" },
	{ 15, "SRMS Preference" },
	{ 0, NULL },
};

/* As the reference has them: from the wrong end. */
static const struct name capability_bits[] = {
	{ 0x0001, "Reserved" },
	{ 0x0002, "Reserved" },
	{ 0x0004, "Reserved" },
	{ 0x0008, "Reserved" },
	{ 0x0010, "graceful restart capable" },
	{ 0x0020, "graceful restart helper" },
	{ 0x0040, "Stub router support" },
	{ 0x0080, "Traffic engineering" },
	{ 0x0100, "p2p over LAN" },
	{ 0x0200, "path computation server" },
	{ 0, NULL },
};

static const struct name algorithms[] = {
	{ 0, "Shortest Path First" },
	{ 1, "Strict Shortest Path First" },
	{ 0, NULL },
};

static const struct name label_tlvs[] = { { 1, "SID/Label" }, { 0, NULL } };

static enum ospf_lsa label_subtlvs(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint16_t type, len;
		struct cur v;

		if (!get_subtlv(d, &c, label_tlvs, "\n\t      ", ", value: ", &type, &len))
			return OSPF_NEXT;
		v = c;
		if (type == 1 && len != 3 && len != 4) {
			sayf(d, "\n\t\tBogus subTLV length %u", len);
			truncated(d);
			return OSPF_CUT;
		}
		if (type == 1 && len == 3)
			show_u(d, "\n\t\tLabel: ", "label", get_be24(&v));
		else if (type == 1)
			show_u(d, "\n\t\tSID: ", "sid", get_be32(&v));
		else if (d->opt->v <= 1)
			say_hex(d, "\n\t\t", part(&v, len));
		if (!padding(d, &c, len))
			return OSPF_NEXT;
	}
	return OSPF_GOOD;
}

/* Range size, then what the labels are.  c claims the TLV; of a short one the reference thinks that
 * it is very long. */
static enum ospf_lsa label_range(struct dis *d, struct cur c)
{
	uint32_t rest = (uint16_t)(wire(&c) - 4);

	if (cut(d, &c, 4))
		return OSPF_CUT;
	show_u(d, "\n\t      Range size: ", "range_size", get_be24(&c));
	skip(&c, 1);
	pretend(&c, rest);
	return label_subtlvs(d, c);
}

static void show_algorithms(struct dis *d, struct cur v)
{
	while (wire(&v)) {
		uint8_t a = get_u8(&v);

		say(d, "\n\t      ");
		say_name(d, algorithms, "Unknown", a);
		sayf(d, " (%u)", a);
	}
}

enum ospf_lsa ospf_show_router_info(struct dis *d, struct cur c)
{
	enum ospf_lsa result;
	uint16_t type, len;
	struct cur v;

	while (wire(&c) && !d->stopped) {
		result = get_tlv(d, &c, ri_tlvs, ", value: ", &type, &len);
		if (result != OSPF_GOOD)
			return result;
		v = c;
		claim(&v, len);
		switch (type) {
		case 1:
			if (bogus(d, len, 4))
				return OSPF_NEXT;
			say(d, "Capabilities: ");
			say_bits(d, capability_bits, "Unknown", get_be32(&v), ", ");
			break;
		case 7:
			say(d, "\n\t      Hostname: ");
			say_vis(d, part(&v, len));
			break;
		case 8:
			show_algorithms(d, v);
			break;
		case 9:
		case 14:
			result = label_range(d, v);
			if (result != OSPF_GOOD)
				return result;
			break;
		case 15:
			if (len != 4) {
				sayf(d, "\n\t    Bogus SRMS Preference TLV length %u != 4", len);
				return OSPF_NEXT;
			}
			show_u(d, "\n\t      SRMS Preference: ", "preference", get_u8(&v));
			break;
		default:
			if (d->opt->v <= 1)
				say_hex(d, "\n\t      ", part(&v, len));
			break;
		}
		if (!tlv_padding(d, &c, len))
			return OSPF_NEXT;
	}
	return OSPF_GOOD;
}

static const struct name prefix_tlvs[] = {
	{ 1, "Extended Prefix" },
	{ 2, "Extended Prefix Range" },
	{ 0, NULL },
};
static const struct name route_types[] = {
	{ 0, "Unspecified" },
	{ 1, "Intra-Area" },
	{ 3, "Inter-Area" },
	{ 5, "AS External" },
	{ 7, "NSSA External" },
	{ 0, NULL },
};
static const struct name prefix_flags[] = { { 0x80, "Inter-Area" }, { 0, NULL } };
static const struct name sid_flags[] = {
	{ 0x40, "No-PHP" },
	{ 0x20, "Mapping-Server" },
	{ 0x10, "Explicit-NULL" },
	{ 0x08, "Value" },
	{ 0x04, "Local" },
	{ 0, NULL },
};

static const struct name prefix_sid[] = { { 2, "Prefix-SID" }, { 0, NULL } };

static void show_prefix_sid(struct dis *d, uint16_t len, struct cur v)
{
	uint8_t flags = get_u8(&v), mt, alg;
	uint32_t x;

	skip(&v, 1);
	mt = get_u8(&v);
	alg = get_u8(&v);
	x = len == 7 ? get_be24(&v) : get_be32(&v);
	note_u(d, len == 7 ? "label" : "index", x);
	sayf(d, "\n\t\t  %s: %u, MT-ID: %u, Algorithm: ", len == 7 ? "Label" : "Index", x, mt);
	say_name(d, algorithms, "Unknown", alg);
	sayf(d, " (%u), Flags [", alg);
	say_bits(d, sid_flags, "none", flags, ", ");
	say(d, "]");
}

static bool prefix_subtlvs(struct dis *d, struct cur c)
{
	if (wire(&c) < 4)
		return true;
	while (wire(&c) && !d->stopped) {
		uint16_t type, len;
		struct cur v;

		if (!get_subtlv(d, &c, prefix_sid, "\n\t\t", ", value: ", &type, &len))
			return false;
		v = c;
		if (type == 2 && len != 7 && len != 8) {
			sayf(d, "\n\t\tBogus subTLV length %u", len);
			stop(d);
			return false;
		}
		if (type == 2)
			show_prefix_sid(d, len, c);
		else if (d->opt->v <= 1)
			say_hex(d, "\n\t\t", part(&v, len));
		need(&c, len);
		if (!padding(d, &c, len))
			return false;
	}
	return true;
}

/* The prefix, always four octets.  False: said why not. */
static bool show_prefix4(struct dis *d, struct cur *v, uint8_t af, uint8_t bits)
{
	char text[24], *o;

	if (af != 0) {
		sayf(d, "\n\t      Bogus AF %u", af);
		return false;
	}
	if (bits > 32) {
		sayf(d, "\n\t      IPv4 prefix: bad bit length %u", bits);
		return false;
	}
	o = fmt_ip4(text, get_ip4(v));
	*o = '\0';
	note_s(d, "prefix", text);
	note_u(d, "prefix_length", bits);
	sayf(d, "\n\t      IPv4 prefix: %15s/%u", text, bits);
	return true;
}

static bool extended_prefix(struct dis *d, struct cur v)
{
	uint8_t route, bits, af, flags;

	route = get_u8(&v);
	bits = get_u8(&v);
	af = get_u8(&v);
	flags = get_u8(&v);
	if (!show_prefix4(d, &v, af, bits))
		return false;
	say(d, ", Route Type: ");
	show_name(d, "route_type", route_types, "Unknown", route);
	say(d, ", Flags [");
	say_bits(d, prefix_flags, "none", flags, ", ");
	say(d, "]");
	return prefix_subtlvs(d, v);
}

static bool extended_range(struct dis *d, struct cur v)
{
	uint8_t bits, af, flags;
	uint16_t size;

	bits = get_u8(&v);
	af = get_u8(&v);
	size = get_be16(&v);
	flags = get_u8(&v);
	skip(&v, 3);
	if (!show_prefix4(d, &v, af, bits))
		return false;
	show_u(d, ", Range size: ", "range_size", size);
	say(d, ", Flags [");
	say_bits(d, prefix_flags, "none", flags, ", ");
	say(d, "]");
	return prefix_subtlvs(d, v);
}

enum ospf_lsa ospf_show_ext_prefix(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint16_t type, len;
		struct cur v;

		if (wire(&c) < 4) {
			sayf(d, "\n\t    Remaining LS length %u < 4", wire(&c));
			return OSPF_NEXT;
		}
		type = get_be16(&c);
		len = get_be16(&c);
		if (type == 0 || len == 0) {
			invalid(d);
			return OSPF_NEXT;
		}
		say(d, "\n\t    ");
		say_name(d, prefix_tlvs, "unknown", type);
		sayf(d, " TLV (%u), length: %u, value: ", type, len);
		if (wire(&c) < len) {
			sayf(d, "\n\t    Bogus length %u > %u", len, wire(&c));
			return OSPF_NEXT;
		}
		v = c;
		claim(&v, len);
		if (type == 1) {
			if (!extended_prefix(d, v))
				return OSPF_NEXT;
		} else if (type == 2) {
			if (!extended_range(d, v))
				return OSPF_NEXT;
		} else if (d->opt->v <= 1) {
			say_hex(d, "\n\t\t", part(&v, len));
		}
		if (!tlv_padding(d, &c, len))
			return OSPF_NEXT;
	}
	return OSPF_GOOD;
}
