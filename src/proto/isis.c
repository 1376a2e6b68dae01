/* Intermediate System to Intermediate System.  ISO/IEC 10589; IP: RFC 1195, RFC 5305, RFC 5308;
 * topologies: RFC 5120; adjacencies: RFC 5303; restart: RFC 8706; authentication: RFC 5304, RFC
 * 5310; instances: RFC 8202; purges: RFC 6232; capabilities: RFC 7981; risks: RFC 5307; tags: RFC
 * 5130. */
#include "isis.h"

#include "osi.h"

enum { COMMON = 8, SYSTEM_ID = 6, NODE_ID = 7, LSP_ID = 8 };
enum {
	L1_IIH = 15,
	L2_IIH = 16,
	P2P_IIH = 17,
	L1_LSP = 18,
	L2_LSP = 20,
	L1_CSNP = 24,
	L2_CSNP = 25,
	L1_PSNP = 26,
	L2_PSNP = 27,
};

static const struct name pdu_names[] = {
	{ L1_IIH, "L1 Lan IIH" },
	{ L2_IIH, "L2 Lan IIH" },
	{ P2P_IIH, "p2p IIH" },
	{ L1_LSP, "L1 LSP" },
	{ L2_LSP, "L2 LSP" },
	{ L1_CSNP, "L1 CSNP" },
	{ L2_CSNP, "L2 CSNP" },
	{ L1_PSNP, "L1 PSNP" },
	{ L2_PSNP, "L2 PSNP" },
	{ 0, NULL },
};

enum {
	AREA = 1,
	IS_REACH = 2,
	ES_NEIGHBOURS = 3,
	PARTITION_DIS = 4,
	PREFIX_NEIGHBOURS = 5,
	IS_NEIGHBOURS = 6,
	INSTANCE = 7,
	PADDING = 8,
	LSP_ENTRIES = 9,
	AUTH = 10,
	CHECKSUM = 12,
	PURGE_ORIGIN = 13,
	BUFFER_SIZE = 14,
	EXT_IS_REACH = 22,
	IS_ALIAS = 24,
	INT_IP_REACH = 128,
	PROTOCOLS = 129,
	EXT_IP_REACH = 130,
	IDRP_INFO = 131,
	IP_ADDR = 132,
	TE_ROUTER = 134,
	IP4_REACH = 135,
	HOSTNAME = 137,
	SRLG = 138,
	MT_PORT_CAP = 143,
	MT_CAP = 144,
	RESTART = 211,
	MT_IS_REACH = 222,
	MT = 229,
	IP6_ADDR = 232,
	MT_IP_REACH = 235,
	IP6_REACH = 236,
	MT_IP6_REACH = 237,
	P2P_ADJ = 240,
	IIH_SEQ = 241,
	ROUTER_CAP = 242,
	VENDOR = 250,
};

static const struct name tlv_names[] = {
	{ AREA, "Area address(es)" },
	{ IS_REACH, "IS Reachability" },
	{ ES_NEIGHBOURS, "ES Neighbor(s)" },
	{ PARTITION_DIS, "Partition DIS" },
	{ PREFIX_NEIGHBOURS, "Prefix Neighbors" },
	{ IS_NEIGHBOURS, "IS Neighbor(s)" },
	{ INSTANCE, "Instance Identifier" },
	{ PADDING, "Padding" },
	{ LSP_ENTRIES, "LSP entries" },
	{ AUTH, "Authentication" },
	{ CHECKSUM, "Checksum" },
	{ PURGE_ORIGIN, "Purge Originator Identifier" },
	{ BUFFER_SIZE, "LSP Buffersize" },
	{ EXT_IS_REACH, "Extended IS Reachability" },
	{ IS_ALIAS, "IS Alias ID" },
	{ 42, "DECnet Phase IV" },
	{ 66, "Lucent Proprietary" },
	{ INT_IP_REACH, "IPv4 Internal Reachability" },
	{ PROTOCOLS, "Protocols supported" },
	{ EXT_IP_REACH, "IPv4 External Reachability" },
	{ IDRP_INFO, "Inter-Domain Information Type" },
	{ IP_ADDR, "IPv4 Interface address(es)" },
	{ 133, "IPv4 authentication (deprecated)" },
	{ TE_ROUTER, "Traffic Engineering Router ID" },
	{ IP4_REACH, "Extended IPv4 Reachability" },
	{ HOSTNAME, "Hostname" },
	{ SRLG, "Shared Risk Link Group" },
	{ MT_PORT_CAP, "Multi-Topology-Aware Port Capability" },
	{ MT_CAP, "Multi-Topology Capability" },
	{ 176, "Nortel Proprietary" },
	{ 177, "Nortel Proprietary" },
	{ RESTART, "Restart Signaling" },
	{ MT_IS_REACH, "Multi Topology IS Reachability" },
	{ MT, "Multi Topology" },
	{ IP6_ADDR, "IPv6 Interface address(es)" },
	{ MT_IP_REACH, "Multi-Topology IPv4 Reachability" },
	{ IP6_REACH, "IPv6 reachability" },
	{ MT_IP6_REACH, "Multi-Topology IP6 Reachability" },
	{ P2P_ADJ, "Point-to-point Adjacency State" },
	{ IIH_SEQ, "Hello PDU Sequence Number" },
	{ ROUTER_CAP, "IS-IS Router Capability" },
	{ VENDOR, "Vendor Private" },
	{ 0, NULL },
};

void isis_say_id(struct dis *d, struct cur id)
{
	for (uint32_t i = 0; more(&id); i++) {
		if (i == 2 || i == 4 || i == 6)
			say(d, ".");
		else if (i == 7)
			say(d, "-");
		say_x(d, get_u8(&id), 2);
	}
}

/* --- neighbours and metrics of the old kind --- */

static const struct name mt_ids[] = {
	{ 0, "IPv4 unicast" },
	{ 1, "In-Band Management" },
	{ 2, "IPv6 unicast" },
	{ 3, "Multicast" },
	{ 4095, "Development, Experimental or Proprietary" },
	{ 0, NULL },
};
static const struct name mt_bits[] = {
	{ 0x4000, "ATT bit set" },
	{ 0x8000, "Overload bit set" },
	{ 0, NULL },
};

/* The four metrics; indent goes before the three optional ones. */
static void metrics(struct dis *d, struct cur *c, const char *indent)
{
	static const char *const names[] = { "Delay", "Expense", "Error" };
	uint8_t m = get_u8(c);

	sayf(d, ", Default Metric: %u, %s", m & 0x3f, m & 0x40 ? "External" : "Internal");
	for (int i = 0; i < 3; i++) {
		m = get_u8(c);
		if (m & 0x80)
			continue;
		say_s(d, indent);
		sayf(d, "%s Metric: %u, %s", names[i], m & 0x3f,
			m & 0x40 ? "External" : "Internal");
	}
}

static bool is_reach(struct dis *d, struct cur c)
{
	static const struct name virtual_names[] = { { 0, "IsNotVirtual" }, { 1, "IsVirtual" },
		{ 0, NULL } };
	uint8_t v;

	if (wire(&c) < 1)
		return true;
	v = get_u8(&c);
	say(d, "\n\t      ");
	say_name(d, virtual_names, "bogus virtual flag 0x%02x", v);
	while (wire(&c) >= 11 && !d->stopped) {
		struct cur m = c, id;

		id = from(c, 4);
		id = take(&id, NODE_ID);
		if (d->stopped)
			return false;
		skip(&c, 4 + NODE_ID);
		say(d, "\n\t      IS Neighbor: ");
		isis_say_id(d, id);
		metrics(d, &m, "\n\t\t  ");
		if (d->stopped)
			return false;
	}
	return true;
}

static bool es_neighbours(struct dis *d, struct cur c)
{
	while (wire(&c) >= 4 + SYSTEM_ID && !d->stopped) {
		struct cur m = c, id;

		id = from(c, 4);
		id = take(&id, SYSTEM_ID);
		if (d->stopped)
			return false;
		skip(&c, 4 + SYSTEM_ID);
		say(d, "\n\t      ES Neighbor: ");
		isis_say_id(d, id);
		metrics(d, &m, "\n\t\t  ");
	}
	return true;
}

static void prefix_neighbours(struct dis *d, struct cur c)
{
	need(&c, 4);
	say(d, "\n\t      Metric Block");
	metrics(d, &c, "\n\t\t  ");
	while (wire(&c) && !d->stopped) {
		uint32_t semi = get_u8(&c), n = semi / 2;

		if (semi < 2) {
			sayf(d, "\n\t\tAddress: prefix length %u < 2", semi);
			return;
		}
		if (n > wire(&c))
			return;
		say(d, "\n\t\tAddress: ");
		say_nsap_checked(d, take(&c, n));
		sayf(d, "/%u", semi * 4);
		if (d->stopped)
			return;
	}
}

static void say_padded_ip4(struct dis *d, uint32_t ip)
{
	char text[24], *o = fmt_ip4(text, ip);

	*o = '\0';
	sayf(d, "%15s", text);
}

/* Reachable prefixes of RFC 1195. */
static bool ip_reach(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		static const char *const names[] = { "Delay", "Expense", "Error" };
		uint32_t net, mask;
		struct cur m = c;
		uint8_t metric;

		if (wire(&c) < 12) {
			sayf(d, "short IPv4 Reachability (%u vs 12)", wire(&c));
			return false;
		}
		if (!has(&c, 12))
			return false;
		skip(&c, 4);
		net = get_ip4(&c);
		mask = get_ip4(&c);
		metric = get_u8(&m);
		if (d->stopped)
			return false;
		item(d);
		note_ip4(d, "prefix", net);
		if (mask == 0 || (~mask & (~mask + 1)) == 0) {
			uint32_t bits = 0;

			for (uint32_t x = mask; x; x <<= 1)
				bits++;
			say(d, "\n\t      IPv4 prefix: ");
			say_padded_ip4(d, net);
			sayf(d, "/%u", bits);
		} else {
			say(d, "\n\t      IPv4 prefix: ");
			say_ip4n(d, net);
			say(d, " mask ");
			say_ip4n(d, mask);
		}
		sayf(d, ", Distribution: %s, Metric: %u, %s", metric & 0x80 ? "down" : "up",
			metric & 0x3f, metric & 0x40 ? "External" : "Internal");
		for (int i = 0; i < 3; i++) {
			metric = get_u8(&m);
			if (!(metric & 0x80))
				sayf(d, "\n\t        %s Metric: %u, %s", names[i], metric & 0x3f,
					metric & 0x40 ? "External" : "Internal");
		}
		done(d);
	}
	return true;
}

/* --- the wide kind --- */

/* How much of a sub-TLV of len octets the reference takes off what its TLV has left: in some it has
 * counted down what it has printed. */
static uint32_t counted(uint8_t type, uint32_t len)
{
	switch (type) {
	case 12: /* bandwidth constraints */
	case 22:
		return len ? (len - 1) % 4 : 0;
	case 32: /* LAN adjacency SID */
		return len >= 8 ? len - 2 : len;
	}
	return len;
}

/* Sub-TLVs said to take sum octets, in a TLV that has room octets left.  Returns the octets they
 * take, which may be more than the TLV has. */
static uint32_t subtlvs(struct dis *d, struct cur c, uint32_t room, uint32_t sum)
{
	uint32_t took = 0;

	while (sum && !d->stopped) {
		uint8_t type, len;
		struct cur v;

		need(&c, 2);
		if (room < 2) {
			say(d, "\n\t        Remaining data in TLV shorter than a subTLV header");
			return took + room;
		}
		if (sum < 2) {
			say(d, "\n\t        Remaining data in subTLVs shorter than a subTLV "
			       "header");
			return took + sum;
		}
		type = get_u8(&c);
		len = get_u8(&c);
		took += 2;
		room -= 2;
		sum -= 2;
		if (sum < len || room < len) {
			isis_is_reach_subtlv(d, type, len, part(&c, 0));
			if (sum < len) {
				say(d, " (remaining data in subTLVs shorter than the current "
				       "subTLV)");
				return took + sum;
			}
			say(d, " (> remaining tlv length)");
			return took + room;
		}
		v = part(&c, len);
		if (!isis_is_reach_subtlv(d, type, len, v)) {
			stop(d); /* it is not all there */
			return took;
		}
		took += len;
		room -= counted(type, len);
		sum -= len;
	}
	return took;
}

static uint32_t ext_is_reach(struct dis *d, struct cur c, uint8_t tlv)
{
	uint32_t n, head = tlv == IS_ALIAS ? 8 : 11, room = wire(&c);
	struct cur h = c, id;

	clip(&h, room);
	id = take(&h, NODE_ID);
	say(d, "\n\t      IS Neighbor: ");
	isis_say_id(d, id);
	if (tlv != IS_ALIAS)
		show_u(d, ", Metric: ", "metric", get_be24(&h));
	n = get_u8(&h);
	if (d->stopped)
		return 0;
	if (!n) {
		say(d, ", no sub-TLVs present");
		return head;
	}
	sayf(d, ", sub-TLVs present (%u)", n);
	return head + subtlvs(d, from(c, head), room - head, n);
}

static uint32_t ext_ip_reach(struct dis *d, struct cur c, bool six)
{
	uint32_t metric = get_be32(&c), n, took = six ? 6 : 5;
	uint8_t status = get_u8(&c), bits, b[16] = { 0 };
	struct cur v;

	bits = six ? get_u8(&c) : status & 0x3f;
	if (d->stopped)
		return 0;
	if (bits > (six ? 128 : 32)) {
		sayf(d, "\n\t      IPv%c prefix: bad bit length %u", six ? '6' : '4', bits);
		truncated(d);
		return 0;
	}
	n = (bits + 7u) / 8;
	get_bytes(&c, b, n);
	took += n;
	if (d->stopped)
		return 0;
	if (six) {
		say(d, "\n\t      IPv6 prefix: ");
		say_ip6n(d, ld_ip6(b));
		sayf(d, "/%u, Distribution: %s, Metric: %u, %s", bits,
			status & 0x80 ? "down" : "up", metric,
			status & 0x40 ? "External" : "Internal");
	} else {
		say(d, "\n\t      IPv4 prefix: ");
		say_padded_ip4(d, ld_be32(b));
		sayf(d, "/%u, Distribution: %s, Metric: %u", bits, status & 0x80 ? "down" : "up",
			metric);
	}
	if (!(status & (six ? 0x20 : 0x40)))
		return took;
	say(d, ", sub-TLVs present");
	n = get_u8(&c);
	sayf(d, " (%u)", n);
	took++;
	while (n && !d->stopped) {
		uint8_t type = get_u8(&c), len = get_u8(&c);

		v = c;
		if (!isis_ip_reach_subtlv(d, type, len, part(&v, len))) {
			if (!has(&c, len)) /* and then it is said twice */
				stop(d);
			return 0;
		}
		skip(&c, len);
		took += len + 2u;
		n -= len + 2u; /* sic: below zero it goes on to the end of the packet */
	}
	return took;
}

/* Step over what a neighbour or prefix took; false if that is more than there is. */
static bool step(struct dis *d, struct cur *c, uint32_t took)
{
	if (!took || d->stopped)
		return false;
	if (bad(d, "remaining tlv length", wire(c), <, took))
		return false;
	skip(c, took);
	return true;
}

static void is_neighbours(struct dis *d, struct cur c, uint8_t tlv)
{
	while (wire(&c) && !d->stopped)
		if (!step(d, &c, ext_is_reach(d, c, tlv)))
			return;
}

static bool prefixes(struct dis *d, struct cur c, bool six)
{
	while (wire(&c) && !d->stopped) {
		uint32_t took = ext_ip_reach(d, c, six);

		if (!took)
			return false;
		if (!step(d, &c, took))
			return true;
	}
	return true;
}

/* "IPv6 unicast Topology (0x002), Flags: [none]"; false if it does not fit. */
static bool topology(struct dis *d, struct cur *c)
{
	uint16_t word;
	uint32_t id;

	if (wire(c) < 2) {
		say(d, "\n\t      invalid MT-ID");
		return false;
	}
	word = get_be16(c);
	id = word & 0xfff;
	if (d->stopped)
		return false;
	say(d, "\n\t      ");
	say_name(d, mt_ids, "Reserved for IETF Consensus", id);
	sayf(d, " Topology (0x%03x), Flags: [", id);
	say_bits(d, mt_bits, "none", word & 0xf000u, ", ");
	say(d, "]");
	return !d->stopped;
}

/* --- the other TLVs --- */

static void areas(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint8_t n = get_u8(&c);
		struct cur a;

		if (wire(&c) < n)
			return;
		a = take(&c, n);
		if (d->stopped)
			return;
		sayf(d, "\n\t      Area address (length: %u): ", n);
		say_nsap_checked(d, a);
	}
}

static void ids(struct dis *d, struct cur c, const char *label)
{
	while (wire(&c) >= SYSTEM_ID && !d->stopped) {
		struct cur id = take(&c, SYSTEM_ID);

		if (d->stopped)
			return;
		say_s(d, label);
		isis_say_id(d, id);
	}
}

/* SNPAs are written aabb.ccdd.eeff, like system identifiers. */
static void instance(struct dis *d, struct cur c)
{
	uint16_t id;

	if (wire(&c) < 4)
		return;
	id = get_be16(&c);
	sayf(d, "\n\t      Instance ID: %u, ITIDs(%u)", id, wire(&c) / 2);
	if (wire(&c) >= 2)
		say(d, ": ");
	while (wire(&c) >= 2 && !d->stopped) {
		say_u(d, get_be16(&c));
		if (wire(&c) >= 2)
			say(d, ", ");
	}
}

static void lsp_entries(struct dis *d, struct cur c)
{
	list(d, "lsps");
	while (wire(&c) >= 16 && !d->stopped) {
		uint16_t lifetime = get_be16(&c), sum;
		struct cur id = take(&c, LSP_ID);
		uint32_t seq = get_be32(&c);

		sum = get_be16(&c);
		if (d->stopped)
			return;
		item(d);
		say(d, "\n\t      lsp-id: ");
		isis_say_id(d, id);
		show_x(d, ", seq: 0x", "seq", seq, 8);
		sayf(d, ", lifetime: %5ds, chksum: 0x%04x", lifetime, sum);
		done(d);
	}
	done(d);
}

enum { AUTH_TEXT = 1, AUTH_CRYPTO = 3, AUTH_MD5 = 54, AUTH_PRIVATE = 255 };

static bool authentication(struct dis *d, struct cur c)
{
	uint8_t type;

	if (wire(&c) < 1)
		return true;
	type = get_u8(&c);
	note_u(d, "auth_type", type);
	say(d, "\n\t      ");
	switch (type) {
	case AUTH_TEXT:
		say(d, "simple text password: ");
		say_visz(d, take(&c, wire(&c)));
		break;
	case AUTH_MD5:
		say(d, "HMAC-MD5 password: ");
		{
			bool wrong = wire(&c) != 16;

			say_bytes(d, take(&c, wire(&c)), 0);
			if (wrong)
				say(d, ", (invalid subTLV) ");
		}
		say(d, " (unchecked)");
		break;
	case AUTH_CRYPTO:
		say(d, "Generic Crypto key-id: ");
		if (wire(&c) < 2)
			break;
		say_u(d, get_be16(&c));
		say(d, ", password: ");
		say_bytes(d, take(&c, wire(&c)), 0);
		break;
	case AUTH_PRIVATE:
		say(d, "Routing Domain private password: ");
		break;
	default:
		sayf(d, "unknown Authentication type 0x%02x: ", type);
		say_hex(d, "\n\t\t  ", take(&c, wire(&c)));
		break;
	}
	return true;
}

static const struct name adjacency_states[] = { { 0, "Up" }, { 1, "Initializing" }, { 2, "Down" },
	{ 0, NULL } };

static void p2p_adjacency(struct dis *d, struct cur c)
{
	struct cur last;
	uint8_t state;

	if (wire(&c) < 1)
		return;
	state = get_u8(&c);
	say(d, "\n\t      Adjacency State: ");
	show_name(d, "state", adjacency_states, "unknown", state);
	sayf(d, " (%u)", state);
	last = from(c, 4 + SYSTEM_ID > left(&c) ? left(&c) : 4 + SYSTEM_ID);
	if (wire(&c) > 4)
		show_x(d, "\n\t      Extended Local circuit-ID: 0x", "local_circuit", get_be32(&c),
			8);
	if (wire(&c) >= SYSTEM_ID) {
		struct cur id = take(&c, SYSTEM_ID);

		if (d->stopped)
			return;
		say(d, "\n\t      Neighbor System-ID: ");
		isis_say_id(d, id);
	}
	if (wire(&c) >= 4) /* sic: where it is if all of the others are there */
		show_x(d, "\n\t      Neighbor Extended Local circuit-ID: 0x", "remote_circuit",
			get_be32(&last), 8);
}

static void protocols(struct dis *d, struct cur c)
{
	say(d, "\n\t      NLPID(s): ");
	while (wire(&c) && !d->stopped) {
		uint8_t p = get_u8(&c);

		say_name(d, osi_nlpids, "unknown", p);
		sayf(d, " (0x%02x)", p);
		if (wire(&c))
			say(d, ", ");
	}
}

static void risk_group(struct dis *d, struct cur c)
{
	struct cur id;
	uint8_t flags;

	if (wire(&c) < NODE_ID)
		return;
	id = take(&c, NODE_ID);
	say(d, "\n\t      IS Neighbor: ");
	isis_say_id(d, id);
	if (wire(&c) < 1)
		return;
	flags = get_u8(&c);
	sayf(d, ", Flags: [%s]", flags & 1 ? "numbered" : "unnumbered");
	if (wire(&c) < 4)
		return;
	show_ip4(d, "\n\t      IPv4 interface address: ", "local", get_ip4(&c));
	if (wire(&c) < 4)
		return;
	show_ip4(d, "\n\t      IPv4 neighbor address: ", "remote", get_ip4(&c));
	while (wire(&c) >= 4 && !d->stopped)
		show_x(d, "\n\t      Link-ID: 0x", "link_id", get_be32(&c), 8);
}

static const struct name restart_bits[] = {
	{ 1, "Restart Request" },
	{ 2, "Restart Acknowledgement" },
	{ 4, "Suppress adjacency advertisement" },
	{ 0, NULL },
};

static void restart(struct dis *d, struct cur c)
{
	uint8_t bits;

	if (wire(&c) < 1)
		return;
	bits = get_u8(&c);
	say(d, "\n\t      Flags [");
	say_bits(d, restart_bits, "none", bits, ", ");
	say(d, "]");
	if (wire(&c) < 2)
		return;
	sayf(d, ", Remaining holding time %us", get_be16(&c));
	if (wire(&c) == SYSTEM_ID) {
		struct cur id = take(&c, SYSTEM_ID);

		say(d, ", for ");
		isis_say_id(d, id);
	}
}

static const struct name idrp_types[] = {
	{ 0, "Reserved" },
	{ 1, "Routing-Domain Specific" },
	{ 2, "AS Number Tag" },
	{ 0, NULL },
};

static void inter_domain(struct dis *d, struct cur c)
{
	uint8_t type;

	if (wire(&c) < 1)
		return;
	type = get_u8(&c);
	say(d, "\n\t      Inter-Domain Information Type: ");
	say_name(d, idrp_types, "Unknown (0x%02x)", type);
	if (type == 2) {
		if (wire(&c) >= 2)
			show_u(d, "AS Number: ", "as", get_be16(&c));
	} else {
		say_hex(d, "\n\t      ", take(&c, wire(&c)));
	}
}

static void port_capability(struct dis *d, struct cur c)
{
	uint16_t word;

	if (wire(&c) < 2)
		return;
	word = get_be16(&c);
	sayf(d, "\n\t       RES: %u, MTID(s): %u", word >> 12, word & 0xfff);
	if (wire(&c))
		isis_port_cap_subtlvs(d, c);
}

static void mt_capability(struct dis *d, struct cur c)
{
	uint16_t word;

	if (wire(&c) < 2)
		return;
	word = get_be16(&c);
	sayf(d, "\n\t      O: %u, RES: %u, MTID(s): %u", word >> 15, word >> 12 & 7, word & 0xfff);
	if (wire(&c))
		isis_mt_cap_subtlvs(d, c);
}

static const struct name router_bits[] = { { 1, "S bit" }, { 2, "D bit" }, { 0, NULL } };

static void router_capability(struct dis *d, struct cur c)
{
	uint32_t id;
	uint8_t bits;

	if (wire(&c) < 5) {
		sayf(d, " [object length %u < 5]", wire(&c));
		invalid(d);
		return;
	}
	id = get_ip4(&c);
	bits = get_u8(&c);
	show_ip4(d, "\n\t      Router-ID ", "router_id", id);
	say(d, ", Flags [");
	say_bits(d, router_bits, "none", bits, ", ");
	say(d, "]");
	if (wire(&c))
		isis_router_cap_subtlvs(d, c);
}

static void purge_origin(struct dis *d, struct cur c)
{
	uint8_t n;
	struct cur id;

	if (wire(&c) < 1)
		return;
	n = get_u8(&c);
	if (n == 0) {
		say(d, " No system IDs supplied");
		return;
	}
	if (wire(&c) < SYSTEM_ID)
		return;
	id = take(&c, SYSTEM_ID);
	say(d, "\n\t      Purge Originator System-ID: ");
	isis_say_id(d, id);
	if (n < 2 || wire(&c) < SYSTEM_ID)
		return;
	id = take(&c, SYSTEM_ID);
	say(d, "\n\t      Received from System-ID: ");
	isis_say_id(d, id);
}

static void vendor(struct dis *d, struct cur c)
{
	uint32_t oui;

	if (wire(&c) < 3)
		return;
	oui = get_be24(&c);
	say(d, "\n\t      Vendor: ");
	say_name(d, oui_names, "Unknown", oui);
	sayf(d, " (%u)", oui);
	if (wire(&c) && d->opt->v)
		say_hex(d, "\n\t\t", take(&c, wire(&c)));
}

/* --- one TLV --- */

/* False: the rest of the packet is not looked at.  pdu: the PDU from its first octet on. */
static bool tlv(struct dis *d, uint8_t type, struct cur c, struct cur pdu)
{
	uint16_t sum;

	switch (type) {
	case AREA:
		areas(d, c);
		break;
	case IS_NEIGHBOURS:
		ids(d, c, "\n\t      SNPA: ");
		break;
	case INSTANCE:
		instance(d, c);
		break;
	case PADDING:
		break;
	case MT_IS_REACH:
		if (wire(&c) < 2)
			stop(d);
		else if (topology(d, &c))
			is_neighbours(d, c, type);
		break;
	case IS_ALIAS:
	case EXT_IS_REACH:
		is_neighbours(d, c, type);
		break;
	case IS_REACH:
		return is_reach(d, c);
	case ES_NEIGHBOURS:
		return es_neighbours(d, c);
	case PARTITION_DIS:
		ids(d, c, "\n\t      ");
		break;
	case PREFIX_NEIGHBOURS:
		if (wire(&c) >= 4)
			prefix_neighbours(d, c);
		break;
	case INT_IP_REACH:
	case EXT_IP_REACH:
		return ip_reach(d, c);
	case IP4_REACH:
		return prefixes(d, c, false);
	case MT_IP_REACH:
		if (wire(&c) < 2)
			stop(d);
		return !topology(d, &c) || prefixes(d, c, false);
	case IP6_REACH:
		return prefixes(d, c, true);
	case MT_IP6_REACH:
		if (wire(&c) < 2)
			stop(d);
		return !topology(d, &c) || prefixes(d, c, true);
	case IP6_ADDR:
		while (wire(&c) >= 16 && !d->stopped)
			show_ip6(d, "\n\t      IPv6 interface address: ", "address", get_ip6(&c));
		break;
	case AUTH:
		return authentication(d, c);
	case P2P_ADJ:
		p2p_adjacency(d, c);
		break;
	case PROTOCOLS:
		protocols(d, c);
		break;
	case MT_PORT_CAP:
		port_capability(d, c);
		break;
	case MT_CAP:
		mt_capability(d, c);
		break;
	case TE_ROUTER:
		if (wire(&c) >= 4)
			show_ip4(d, "\n\t      Traffic Engineering Router ID: ", "value",
				get_ip4(&c));
		break;
	case IP_ADDR:
		while (wire(&c) >= 4 && !d->stopped)
			show_ip4(d, "\n\t      IPv4 interface address: ", "address", get_ip4(&c));
		break;
	case HOSTNAME:
		c = take(&c, wire(&c));
		say(d, "\n\t      Hostname: ");
		note_text(d, "value", c);
		say_visz(d, c);
		break;
	case SRLG:
		risk_group(d, c);
		break;
	case LSP_ENTRIES:
		lsp_entries(d, c);
		break;
	case CHECKSUM:
		if (wire(&c) < 2)
			break;
		sum = peek_be16(&c, 0);
		show_x(d, "\n\t      checksum: 0x", "value", sum, 4);
		say(d, " ");
		say_osi_checksum(d, &pdu, wire(&pdu), stepped(&pdu, &c), sum);
		break;
	case PURGE_ORIGIN:
		purge_origin(d, c);
		break;
	case MT:
		while (wire(&c) && topology(d, &c))
			;
		break;
	case RESTART:
		restart(d, c);
		break;
	case IDRP_INFO:
		inter_domain(d, c);
		break;
	case BUFFER_SIZE:
		if (wire(&c) >= 2)
			show_u(d, "\n\t      LSP Buffersize: ", "value", get_be16(&c));
		break;
	case IIH_SEQ:
		if (wire(&c) >= 4)
			show_u(d, "\n\t      Sequence number: ", "value", get_be32(&c));
		break;
	case ROUTER_CAP:
		router_capability(d, c);
		break;
	case VENDOR:
		vendor(d, c);
		break;
	default:
		if (d->opt->v <= 1)
			say_hex(d, "\n\t\t", part(&c, wire(&c)));
		break;
	}
	return !d->stopped;
}

static void tlvs(struct dis *d, struct cur c, struct cur pdu)
{
	uint32_t room = wire(&c);

	list(d, "tlvs");
	while (room) {
		uint8_t type, len;
		struct cur v;

		if (room < 2)
			stop(d);
		type = get_u8(&c);
		len = get_u8(&c);
		if (d->stopped)
			return;

		item(d);
		say(d, "\n\t    ");
		show_name(d, "type", tlv_names, "unknown", type);
		sayf(d, " TLV #%u, length: ", type);
		show_u(d, "", "length", len);
		room -= 2;
		if (room < len) {
			truncated(d);
			return;
		}
		room -= len;
		v = c;
		pretend(&v, len);
		if (!tlv(d, type, v, pdu))
			return;
		if (d->opt->v > 1)
			say_hex(d, "\n\t      ", part(&v, len));
		skip(&c, len);
		done(d);
		if (d->stopped)
			return;
	}
	done(d);
}

/* --- the PDUs' own headers --- */

static const struct name circuit_types[] = {
	{ 1, "Level 1 only" },
	{ 2, "Level 2 only" },
	{ 3, "Level 1, Level 2" },
	{ 0, NULL },
};

static const struct name lsp_levels[] = {
	{ 0, "Unused 0x0 (invalid)" },
	{ 1, "L1 IS" },
	{ 2, "Unused 0x2 (invalid)" },
	{ 3, "L2 IS" },
	{ 0, NULL },
};
static const struct name att_bits[] = {
	{ 0x08, "default" },
	{ 0x10, "delay" },
	{ 0x20, "expense" },
	{ 0x40, "error" },
	{ 0, NULL },
};

/* The length a header must have; 0: any. */
static uint8_t header_length(uint8_t type)
{
	switch (type) {
	case L1_IIH:
	case L2_IIH:
	case L1_LSP:
	case L2_LSP:
		return 27;
	case P2P_IIH:
		return 20;
	case L1_CSNP:
	case L2_CSNP:
		return 33;
	case L1_PSNP:
	case L2_PSNP:
		return 17;
	}
	return 0;
}

/* Without -v: one line. */
static void summary(struct dis *d, uint8_t type, struct cur c, uint32_t length)
{
	struct cur id, lan;
	uint32_t seq;
	uint16_t lifetime;
	uint8_t prio;

	need(&c, header_length(type) - (uint32_t)COMMON);
	switch (type) {
	case L1_IIH:
	case L2_IIH:
		skip(&c, 1);
		id = take(&c, SYSTEM_ID);
		say(d, ", src-id ");
		isis_say_id(d, id);
		get_be32(&c);
		prio = get_u8(&c);
		lan = take(&c, NODE_ID);
		say(d, ", lan-id ");
		isis_say_id(d, lan);
		show_u(d, ", prio ", "priority", prio);
		break;
	case P2P_IIH:
		skip(&c, 1);
		id = take(&c, SYSTEM_ID);
		say(d, ", src-id ");
		isis_say_id(d, id);
		break;
	case L1_PSNP:
	case L2_PSNP:
	case L1_CSNP:
	case L2_CSNP:
		skip(&c, 2);
		id = take(&c, NODE_ID);
		say(d, ", src-id ");
		isis_say_id(d, id);
		break;
	case L1_LSP:
	case L2_LSP:
		skip(&c, 2);
		lifetime = get_be16(&c);
		id = take(&c, LSP_ID);
		seq = get_be32(&c);
		say(d, ", lsp-id ");
		isis_say_id(d, id);
		sayf(d, ", seq 0x%08x, lifetime %5us", seq, lifetime);
		break;
	}
	show_u(d, ", length ", "length", length);
}

static uint16_t hello(struct dis *d, uint8_t type, struct cur c)
{
	uint8_t circuit = get_u8(&c), prio;
	struct cur id = take(&c, SYSTEM_ID), lan;
	uint16_t hold = get_be16(&c), len = get_be16(&c);

	say(d, "\n\t  source-id: ");
	isis_say_id(d, id);
	sayf(d, ",%s holding time: %us, Flags: [", type == P2P_IIH ? "" : " ", hold);
	show_name(d, "circuit_type", circuit_types, "unknown circuit type 0x%02x", circuit);
	say(d, "]");
	note_u(d, "holding_time", hold);
	prio = get_u8(&c);
	if (type == P2P_IIH) {
		sayf(d, "\n\t  circuit-id: 0x%02x, PDU length: %u", prio, len);
	} else {
		lan = take(&c, NODE_ID);
		say(d, "\n\t  lan-id:    ");
		isis_say_id(d, lan);
		sayf(d, ", Priority: %u, PDU length: %u", prio & 0x7f, len);
	}
	return len;
}

static uint16_t link_state(struct dis *d, struct cur c, struct cur pdu)
{
	uint16_t len = get_be16(&c), lifetime = get_be16(&c), sum;
	struct cur at = c, id = take(&c, LSP_ID);
	uint32_t seq = get_be32(&c), n;
	uint8_t bits;

	say(d, "\n\t  lsp-id: ");
	isis_say_id(d, id);
	show_x(d, ", seq: 0x", "seq", seq, 8);
	sayf(d, ", lifetime: %5us\n\t  chksum: 0x", lifetime);
	sum = get_be16(&c);
	show_x(d, "", "cksum", sum, 4);
	n = wire(&pdu) > 12 ? (len < wire(&pdu) ? len : wire(&pdu)) - 12u : 0;
	say_osi_checksum(d, &at, n, 12, sum);
	sayf(d, ", PDU length: %u, Flags: [ ", len);
	bits = get_u8(&c);
	if (bits & 4)
		say(d, "Overload bit set, ");
	if (bits & 0x78) {
		say_bits(d, att_bits, "", bits, " ");
		say(d, " ATT bit set, ");
	}
	if (bits & 0x80)
		say(d, "P bit set, ");
	say_name(d, lsp_levels, "", bits & 3);
	say(d, " ]");
	return len;
}

static uint16_t sequence_numbers(struct dis *d, uint8_t type, struct cur c)
{
	uint16_t len = get_be16(&c);
	struct cur id = take(&c, NODE_ID);

	say(d, "\n\t  source-id:    ");
	isis_say_id(d, id);
	sayf(d, ", PDU length: %u", len);
	if (type == L1_CSNP || type == L2_CSNP) {
		id = take(&c, LSP_ID);
		say(d, "\n\t  start lsp-id: ");
		isis_say_id(d, id);
		id = take(&c, LSP_ID);
		say(d, "\n\t  end lsp-id:   ");
		isis_say_id(d, id);
	}
	return len;
}

struct header { /* the octets all PDUs begin with */
	uint8_t nlpid, length, version, id_length, type, pdu_version, reserved, max_area;
};

/* False, and said so, if nothing more can be understood. */
static bool check_header(struct dis *d, const struct header *h, uint32_t length)
{
	if (h->version != 1)
		sayf(d, "version %u packet not supported", h->version);
	else if (h->id_length != SYSTEM_ID && h->id_length != 0)
		sayf(d, "system ID length of %u is not supported", h->id_length);
	else if (h->pdu_version != 1)
		sayf(d, "version %u packet not supported", h->pdu_version);
	else if (length < h->length)
		sayf(d, "fixed header length %u > packet length %u", h->length, length);
	else if (h->length < COMMON)
		sayf(d, "fixed header length %u < minimum header size %u", h->length, COMMON);
	else
		return true;
	return false;
}

/* Whether the header has the length that its type asks for; says so if not. */
static bool right_length(struct dis *d, const struct header *h, struct cur pdu)
{
	uint8_t right = header_length(h->type);
	bool lsp = h->type == L1_LSP || h->type == L2_LSP;

	if (h->length == right)
		return true;
	sayf(d, "%s bogus fixed header length %u should be %u",
		h->type == L1_PSNP || h->type == L2_PSNP ? "-" : ",", h->length,
		lsp ? right - COMMON : right); /* sic */
	say_hex(d, "\n\t", pdu);
	return false;
}

/* With -v: everything. */
static void verbose(struct dis *d, const struct header *h, struct cur c, struct cur pdu)
{
	struct cur fixed = c, head = pdu;
	uint16_t len = 0;

	sayf(d, "%slength %u", d->opt->e ? "" : ", ", wire(&pdu));
	note_u(d, "length", wire(&pdu));
	say(d, "\n\t");
	show_name(d, "type", pdu_names, "unknown, type %u", h->type);
	sayf(d, ", hlen: %u, v: %u, pdu-v: %u, sys-id-len: %u (%u), max-area: %u (%u)", h->length,
		h->version, h->pdu_version, h->id_length ? h->id_length : SYSTEM_ID, h->id_length,
		h->max_area ? h->max_area : 3, h->max_area);
	if (d->opt->v > 1)
		say_hex(d, "\n\t", take(&head, COMMON));
	if (!name_of(pdu_names, h->type)) {
		say_hex(d, "\n\t  ", c);
		say_hex(d, "\n\t", pdu);
		return;
	}
	if (!right_length(d, h, pdu))
		return;
	need(&c, h->length - (uint32_t)COMMON);
	switch (h->type) {
	case L1_IIH:
	case L2_IIH:
	case P2P_IIH:
		len = hello(d, h->type, c);
		break;
	case L1_LSP:
	case L2_LSP:
		len = link_state(d, c, pdu);
		break;
	default:
		len = sequence_numbers(d, h->type, c);
		break;
	}
	if (d->opt->v > 1)
		say_hex(d, "\n\t  ", take(&fixed, h->length - (uint32_t)COMMON));
	if (bad(d, "packet length", len, <, h->length))
		return;
	if (wire(&pdu) > len) /* less than the frame holds */
		claim(&pdu, len);
	c = from(pdu, h->length);
	tlvs(d, c, pdu);
}

static void dissect_isis(struct dis *d, struct cur c)
{
	struct cur pdu = c;
	struct header h;

	need(&c, COMMON);
	if (!d->opt->e)
		say(d, "IS-IS");
	h.nlpid = get_u8(&c);
	h.length = get_u8(&c);
	h.version = get_u8(&c);
	h.id_length = get_u8(&c);
	h.type = get_u8(&c);
	h.pdu_version = get_u8(&c);
	h.reserved = get_u8(&c);
	h.max_area = get_u8(&c);
	if (!check_header(d, &h, wire(&pdu))) {
		say_hex(d, "\n\t", pdu);
		return;
	}
	if (h.max_area == 255) {
		sayf(d, "bad packet -- 255 areas");
		say_hex(d, "\n\t", pdu);
		return;
	}
	if (d->opt->v) {
		verbose(d, &h, c, pdu);
		return;
	}
	say_s(d, d->opt->e ? "" : ", ");
	show_name(d, "type", pdu_names, "unknown PDU-Type %u", h.type);
	if (!name_of(pdu_names, h.type))
		show_u(d, ", length ", "length", wire(&pdu));
	else if (right_length(d, &h, pdu))
		summary(d, h.type, c, wire(&pdu));
}

const struct proto proto_isis = { "isis", dissect_isis };
