/* Sub-TLVs of IS-IS.  Traffic engineering: RFC 5305, RFC 5307, RFC 4124; links: RFC 5029;
 * tags: RFC 5130; segment routing: RFC 8667; shortest path bridging: RFC 6329. */
#include "isis.h"

#include "gmpls.h"

enum {
	ADMIN_GROUP = 3,
	LINK_IDS = 4,
	REMOTE_ID = 5,
	LOCAL_ADDR = 6,
	REMOTE_ADDR = 8,
	MAX_BW = 9,
	RESERVABLE_BW = 10,
	UNRESERVED_BW = 11,
	BC_OLD = 12,
	TE_METRIC = 18,
	LINK_ATTR = 19,
	PROTECTION = 20,
	SWITCHING = 21,
	BC = 22,
	SPB_METRIC = 29,
	LAN_ADJ_SID = 32,
};

static const struct name is_subtlvs[] = {
	{ ADMIN_GROUP, "Administrative groups" },
	{ LINK_IDS, "Link Local/Remote Identifier" },
	{ REMOTE_ID, "Link Remote Identifier" },
	{ LOCAL_ADDR, "IPv4 interface address" },
	{ REMOTE_ADDR, "IPv4 neighbor address" },
	{ MAX_BW, "Maximum link bandwidth" },
	{ RESERVABLE_BW, "Reservable link bandwidth" },
	{ UNRESERVED_BW, "Unreserved bandwidth" },
	{ BC_OLD, "Bandwidth Constraints (old)" },
	{ TE_METRIC, "Traffic Engineering Metric" },
	{ LINK_ATTR, "Link Attribute" },
	{ PROTECTION, "Link Protection Type" },
	{ SWITCHING, "Interface Switching Capability" },
	{ BC, "Bandwidth Constraints" },
	{ SPB_METRIC, "SPB Metric" },
	{ LAN_ADJ_SID, "LAN Adjacency Segment Identifier" },
	{ 250, "Reserved for cisco specific extensions" },
	{ 251, "Reserved for cisco specific extensions" },
	{ 252, "Reserved for cisco specific extensions" },
	{ 253, "Reserved for cisco specific extensions" },
	{ 254, "Reserved for cisco specific extensions" },
	{ 255, "Reserved for future expansion" },
	{ 0, NULL },
};

static const struct name link_attributes[] = {
	{ 1, "Local Protection Available" },
	{ 2, "Link excluded from local protection path" },
	{ 4, "Local maintenance required" },
	{ 0, NULL },
};

static const struct name adj_sid_bits[] = {
	{ 0x80, "Address family IPv6" },
	{ 0x40, "Backup" },
	{ 0x20, "Value" },
	{ 0x10, "Local significance" },
	{ 0x08, "Set of adjacencies" },
	{ 0x04, "Persistent" },
	{ 0, NULL },
};

static const struct name sonet_names[] = {
	{ 0, "Standard SONET/SDH" },
	{ 1, "Arbitrary SONET/SDH" },
	{ 0, NULL },
};

static void head(struct dis *d, const char *indent, const struct name *t, uint8_t type, uint8_t len)
{
	say_s(d, indent);
	show_name(d, "type", t, "unknown", type);
	sayf(d, " subTLV #%u, length: %u", type, len);
}

static void mbps_list(struct dis *d, struct cur v, const char *label, uint32_t n)
{
	for (uint32_t i = 0; i < n && !d->stopped; i++) {
		float bw = get_float(&v);

		say_s(d, label);
		sayf(d, "%u: ", i);
		say_mbps(d, bw);
	}
}

static void switching(struct dis *d, struct cur v)
{
	uint8_t cap, enc, sonet;

	if (left(&v) < 36)
		return;
	cap = get_u8(&v);
	enc = get_u8(&v);
	say(d, "\n\t          Interface Switching Capability:");
	show_name(d, "switching", gmpls_switching, "Unknown", cap);
	say(d, ", LSP Encoding: ");
	show_name(d, "encoding", gmpls_encodings, "Unknown", enc);
	skip(&v, 2);
	say(d, "\n\t          Max LSP Bandwidth:");
	mbps_list(d, v, "\n\t            priority level ", 8);
	skip(&v, 32);
	if (!more(&v))
		return;
	if (cap >= 1 && cap <= 4) {
		float bw;

		if (left(&v) < 6)
			return;
		bw = get_float(&v);

		say(d, "\n\t          Min LSP Bandwidth: ");
		say_mbps(d, bw);
		show_u(d, "\n\t          Interface MTU: ", "mtu", get_be16(&v));
	} else if (cap == 100) {
		float bw;

		if (left(&v) < 8)
			return;
		bw = get_float(&v);
		say(d, "\n\t          Min LSP Bandwidth: ");
		say_mbps(d, bw);
		sonet = get_u8(&v);
		say(d, "\n\t          Indication ");
		say_name(d, sonet_names, "Unknown (%u)", sonet);
	} else {
		say_hex(d, "\n\t\t    ", v);
	}
}

static void adjacency_sid(struct dis *d, struct cur v)
{
	uint8_t flags, weight;

	if (left(&v) < 8)
		return;
	flags = get_u8(&v);
	weight = get_u8(&v);
	say(d, "\n\t          Flags: [");
	say_bits(d, adj_sid_bits, "none", flags, ", ");
	sayf(d, "]\n\t          Weight: %u\n\t          Neighbor System-ID: ", weight);
	isis_say_id(d, take(&v, 6));
	if ((flags & 0x30) == 0x30)
		show_u(d, "\n\t          Label: ", "label", get_be24(&v) & 0xfffff);
	else if (!(flags & 0x30))
		show_u(d, "\n\t          Index: ", "index", get_be32(&v));
	else
		invalid(d);
}

static void bandwidth_constraints(struct dis *d, struct cur v)
{
	uint8_t model;

	if (!more(&v))
		return;
	model = get_u8(&v);
	say(d, "\n\t        Bandwidth Constraints Model ID: ");
	say_name(d, te_bc_models, "unknown", model);
	sayf(d, " (%u)", model);
	mbps_list(d, v, "\n\t          Bandwidth constraint CT", left(&v) / 4);
}

static void link_protection(struct dis *d, struct cur v)
{
	uint8_t bits, priority;

	if (left(&v) < 2)
		return;
	bits = get_u8(&v);
	priority = get_u8(&v);
	say(d, ", ");
	say_bits(d, gmpls_link_protection, "none", bits, ", ");
	sayf(d, ", Priority %u", priority);
}

static void ids(struct dis *d, struct cur v)
{
	uint32_t n = left(&v);

	if (n >= 4)
		show_x(d, ", 0x", "value", get_be32(&v), 8);
	if (n == 8)
		show_x(d, ", 0x", "value", get_be32(&v), 8);
}

bool isis_is_reach_subtlv(struct dis *d, uint8_t type, uint8_t len, struct cur v)
{
	uint32_t x;

	head(d, "\n\t        ", is_subtlvs, type, len);
	if (left(&v) < len)
		return false;
	switch (type) {
	case ADMIN_GROUP:
	case LINK_IDS:
	case REMOTE_ID:
		ids(d, v);
		break;
	case LOCAL_ADDR:
	case REMOTE_ADDR:
		if (len >= 4)
			show_ip4(d, ", ", "value", get_ip4(&v));
		break;
	case MAX_BW:
	case RESERVABLE_BW:
		if (len >= 4) {
			float bw = get_float(&v);

			say(d, ", ");
			say_mbps(d, bw);
		}
		break;
	case UNRESERVED_BW:
		if (len >= 32)
			mbps_list(d, v, "\n\t          TE-Class ", 8);
		break;
	case BC_OLD:
	case BC:
		bandwidth_constraints(d, v);
		break;
	case TE_METRIC:
		if (len >= 3)
			show_u(d, ", ", "value", get_be24(&v));
		break;
	case LINK_ATTR:
		if (len == 2) {
			x = get_be16(&v);
			say(d, ", [ ");
			say_bits(d, link_attributes, "Unknown", x, ", ");
			sayf(d, " ] (0x%04x)", x);
		}
		break;
	case PROTECTION:
		link_protection(d, v);
		break;
	case SWITCHING:
		switching(d, v);
		break;
	case SPB_METRIC:
		if (len >= 6) {
			uint32_t metric = get_be24(&v);
			uint8_t ports = get_u8(&v);

			sayf(d, ", LM: %u, P: %u, P-ID: %u", metric, ports, get_be16(&v));
		}
		break;
	case LAN_ADJ_SID:
		adjacency_sid(d, v);
		break;
	default:
		say_hex(d, "\n\t\t    ", v);
		break;
	}
	return true;
}

/* --- of reachable prefixes --- */

enum { TAG32 = 1, TAG64 = 2, PREFIX_SID = 3, COLOUR = 117 };

static const struct name ip_subtlvs[] = {
	{ TAG32, "32-Bit Administrative tag" },
	{ TAG64, "64-Bit Administrative tag" },
	{ PREFIX_SID, "Prefix SID" },
	{ COLOUR, "Management Prefix Color" },
	{ 0, NULL },
};

static const struct name prefix_sid_bits[] = {
	{ 0x80, "Readvertisement" },
	{ 0x40, "Node" },
	{ 0x20, "No-PHP" },
	{ 0x10, "Explicit NULL" },
	{ 0x08, "Value" },
	{ 0x04, "Local" },
	{ 0, NULL },
};

static const struct name algorithms[] = { { 0, "SPF" }, { 1, "strict-SPF" }, { 0, NULL } };

static void prefix_sid(struct dis *d, struct cur v)
{
	uint8_t flags = get_u8(&v), alg = get_u8(&v);
	uint32_t x;

	if (flags & 0x08)
		x = get_be24(&v);
	else
		x = get_be32(&v);
	say(d, ", Flags [");
	say_bits(d, prefix_sid_bits, "None", flags, ", ");
	say(d, "], Algo ");
	say_name(d, algorithms, "Unknown", alg);
	sayf(d, " (%u)%s%u", alg, flags & 0x08 ? ", label " : ", index ", x);
}

bool isis_ip_reach_subtlv(struct dis *d, uint8_t type, uint8_t len, struct cur v)
{
	uint32_t x;

	head(d, "\n\t        ", ip_subtlvs, type, len);
	if (left(&v) < len) {
		truncated(d);
		return false;
	}
	switch (type) {
	case COLOUR:
	case TAG32:
		while (left(&v) >= 4) {
			x = get_be32(&v);
			sayf(d, ", 0x%08x (=%u)", x, x);
		}
		break;
	case PREFIX_SID:
		if (len < 5) {
			truncated(d);
			return false;
		}
		prefix_sid(d, v);
		break;
	case TAG64:
		while (left(&v) >= 8) {
			uint32_t hi = get_be32(&v);

			x = get_be32(&v);
			sayf(d, ", 0x%08x%08x", hi, x);
		}
		break;
	default:
		say_hex(d, "\n\t\t    ", v);
		break;
	}
	return true;
}

/* --- shortest path bridging --- */

enum { SPB_MCID = 4, SPB_DIGEST = 5, SPB_BVID = 6 };

static const struct name port_cap_subtlvs[] = {
	{ SPB_MCID, "SPB MCID" },
	{ SPB_DIGEST, "SPB Digest" },
	{ SPB_BVID, "SPB BVID" },
	{ 0, NULL },
};

/* True, and said so, if fewer than n octets are left. */
static bool too_short(struct dis *d, const struct cur *v, uint32_t n)
{
	if (left(v) >= n)
		return false;
	say(d, " (too short)");
	return true;
}

static void say_words(struct dis *d, struct cur *v, int n)
{
	for (int i = 0; i < n; i++)
		sayf(d, "%08x ", get_be32(v));
}

/* An MST configuration identifier. */
static void mcid(struct dis *d, struct cur *v)
{
	struct cur name;
	uint16_t lvl;
	uint8_t id = get_u8(v);

	name = take(v, 32);
	lvl = get_be16(v);
	sayf(d, "ID: %u, Name: ", id);
	say_visz(d, name);
	sayf(d, "\n\t              Lvl: %u", lvl);
	say(d, ", Digest: ");
	for (int i = 0; i < 16; i++)
		sayf(d, "%02x ", get_u8(v));
}

/* False: too short. */
static bool bvids(struct dis *d, struct cur v)
{
	while (more(&v) && !d->stopped) {
		uint32_t ect;
		uint16_t word;

		if (too_short(d, &v, 4))
			return false;
		ect = get_be32(&v);
		sayf(d, "\n\t           ECT: %08x", ect);
		if (too_short(d, &v, 2))
			return false;
		word = get_be16(&v);
		sayf(d, " BVID: %u, U:%u M:%u ", word >> 4, word >> 3 & 1, word >> 2 & 1);
	}
	return true;
}

static bool port_cap_subtlv(struct dis *d, uint8_t type, struct cur v)
{
	uint8_t bits;

	switch (type) {
	case SPB_MCID:
		if (too_short(d, &v, 102))
			return false;
		say(d, "\n\t         MCID: ");
		mcid(d, &v);
		say(d, "\n\t         AUX-MCID: ");
		mcid(d, &v);
		break;
	case SPB_DIGEST:
		if (too_short(d, &v, 33))
			return false;
		bits = get_u8(&v);
		sayf(d, "\n\t        RES: %u V: %u A: %u D: %u", bits >> 5, bits >> 4 & 1,
			bits >> 2 & 3, bits & 3);
		say(d, "\n\t         Digest: ");
		say_words(d, &v, 4);
		say(d, "\n\t                 ");
		say_words(d, &v, 4);
		break;
	case SPB_BVID:
		return bvids(d, v);
	default:
		break;
	}
	return true;
}

bool isis_port_cap_subtlvs(struct dis *d, struct cur c)
{
	while (wire(&c) > 2 && !d->stopped) {
		uint8_t type = get_u8(&c), len = get_u8(&c);

		head(d, "\n\t       ", port_cap_subtlvs, type, len);
		if (wire(&c) < len) {
			say(d, " (> containing TLV length)");
			return true;
		}
		if (!has(&c, len)) {
			truncated(d);
			return false;
		}
		if (!port_cap_subtlv(d, type, take(&c, len)) || d->stopped)
			return false;
	}
	return true;
}

enum { SPB_INSTANCE = 1, SPBM_SI = 3 };

static const struct name mt_cap_subtlvs[] = {
	{ SPB_INSTANCE, "SPB Instance" },
	{ SPBM_SI, "SPBM Service Identifier and Unicast Address" },
	{ 0, NULL },
};

/* False: too short. */
static bool spb_instance(struct dis *d, struct cur v)
{
	uint32_t a, b, cost;
	uint16_t prio;
	uint8_t n;

	if (too_short(d, &v, 20))
		return false;
	a = get_be32(&v);
	b = get_be32(&v);
	cost = get_be32(&v);
	prio = get_be16(&v);
	sayf(d, "\n\t        CIST Root-ID: %08x %08x, Path Cost: %08x, Prio: %u", a, b, cost, prio);
	a = get_be32(&v);
	sayf(d, "\n\t        RES: %u, V: %u, SPSource-ID: %u", a >> 21, a >> 20 & 1, a & 0xfffff);
	n = get_u8(&v);
	sayf(d, ", No of Trees: %x", n);
	for (; n && more(&v) && !d->stopped; n--) {
		uint8_t bits;
		uint32_t ect, base;

		if (left(&v) < 8) {
			truncated(d);
			return false;
		}
		bits = get_u8(&v);
		ect = get_be32(&v);
		base = get_be24(&v);
		sayf(d, "\n\t         U:%u, M:%u, A:%u, RES:%u, ECT: %08x, BVID: %u, SPVID: %u",
			bits >> 7, bits >> 6 & 1, bits >> 5 & 1, bits & 0x1f, ect, base >> 12,
			base & 0xfff);
	}
	return true;
}

static bool spbm_si(struct dis *d, struct cur v)
{
	uint32_t hi, word;
	uint16_t lo, bvid;

	if (left(&v) < 8) {
		truncated(d);
		return false;
	}
	hi = get_be32(&v);
	lo = get_be16(&v);
	bvid = get_be16(&v);
	sayf(d, "\n\t        BMAC: %08x", hi);
	sayf(d, "%04x, RES: %u, VID: %u", lo, bvid >> 12, bvid & 0xfff);
	while (left(&v) >= 4) {
		word = get_be32(&v);
		sayf(d, "\n\t        T: %u, R: %u, RES: %u, ISID: %u", word >> 31, word >> 30 & 1,
			word >> 24 & 0x3f, word & 0xffffff);
	}
	return true;
}

bool isis_mt_cap_subtlvs(struct dis *d, struct cur c)
{
	while (wire(&c) > 2 && !d->stopped) {
		uint8_t type = get_u8(&c), len = get_u8(&c);
		struct cur v;

		head(d, "\n\t      ", mt_cap_subtlvs, type, len);
		if (wire(&c) < len) {
			say(d, " (> containing TLV length)");
			return true;
		}
		if (!has(&c, len)) {
			truncated(d);
			return true;
		}
		v = take(&c, len);
		if (type == SPB_INSTANCE && !spb_instance(d, v))
			return true;
		if (type == SPBM_SI && !spbm_si(d, v))
			return true;
	}
	return true;
}

/* --- of a router's capabilities: RFC 7981, RFC 8667 --- */

enum { SR_CAPABILITIES = 2 };

static const struct name router_cap_subtlvs[] = {
	{ SR_CAPABILITIES, "SR-Capabilities" },
	{ 0, NULL },
};
static const struct name sr_bits[] = { { 0x80, "ipv4" }, { 0x40, "ipv6" }, { 0, NULL } };

/* v is not limited to the len octets of the sub-TLV; one that is too short is taken for a very long
 * one. */
static void sr_capabilities(struct dis *d, uint8_t len, struct cur v)
{
	uint8_t flags = get_u8(&v);
	uint32_t range = get_be24(&v), rest = (uint16_t)(len - 4);

	note_u(d, "flags", flags);
	say(d, ", Flags [");
	say_bits(d, sr_bits, "None", flags, ", ");
	show_u(d, "], Range ", "range", range);
	while (rest >= 2 && !d->stopped) {
		uint8_t type = get_u8(&v), n = get_u8(&v);
		struct cur w;

		rest -= 2;
		if (rest < n)
			return;
		rest -= n;
		w = v;
		if (type != 1)
			say_hex(d, "\n\t\t  ", part(&w, n));
		else if (n == 3)
			show_u(d, ", SID value ", "sid", peek_be24(&v, 0));
		else if (n == 4)
			show_u(d, ", SID value ", "sid", peek_be32(&v, 0));
		else
			sayf(d, ", Unknown SID length%u", n); /* sic */
		v = from(v, n);
	}
}

bool isis_router_cap_subtlvs(struct dis *d, struct cur c)
{
	while (wire(&c) >= 2 && !d->stopped) {
		uint8_t type = get_u8(&c), len = get_u8(&c);
		struct cur v;

		head(d, "\n\t\t", router_cap_subtlvs, type, len);
		if (wire(&c) < len)
			return true;
		if (!has(&c, len))
			return true;
		v = c;
		if (type == SR_CAPABILITIES)
			sr_capabilities(d, len, v);
		else
			say_hex(d, "\n\t\t", part(&v, len));
		if (d->stopped)
			return false;
		skip(&c, len);
	}
	return true;
}
