/* Spanning Tree Protocol: STP, RSTP, MSTP and SPB BPDUs.  IEEE 802.1D-2004, 9; 802.1Q-2018, 14. */
#include "../dissect/dissect.h"

enum { STP, RSTP = 2, MSTP, SPB };
enum { CONFIG = 0x00, RAPID = 0x02, TCN = 0x80 };
enum { FIXED = 4, CONFIG_LEN = 35, RSTP_LEN = 36, MSTP_LEN = 102, MSTI_LEN = 16, SPB_LEN = 53 };

static const struct name versions[] = {
	{ STP, "802.1d" },
	{ RSTP, "802.1w" },
	{ MSTP, "802.1s" },
	{ SPB, "802.1aq" },
	{ 0, NULL },
};

static const struct name types[] = {
	{ CONFIG, "Config" },
	{ RAPID, "Rapid STP" },
	{ TCN, "Topology Change" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 0x01, "Topology change" },
	{ 0x02, "Proposal" },
	{ 0x10, "Learn" },
	{ 0x20, "Forward" },
	{ 0x40, "Agreement" },
	{ 0x80, "Topology change ACK" },
	{ 0, NULL },
};

static const struct name roles[] = {
	{ 0, "Unknown" },
	{ 1, "Alternate" },
	{ 2, "Root" },
	{ 3, "Designated" },
	{ 0, NULL },
};

static void show_role(struct dis *d, uint8_t flags)
{
	show_name(d, "role", roles, "", flags >> 2 & 3);
}

static void show_flags(struct dis *d, uint8_t flags)
{
	say(d, "Flags [");
	say_bits(d, flag_bits, "none", flags, ", ");
	say(d, "]");
	note_u(d, "flags", flags);
}

/* IEEE 802.1Q, 14.2.5: a priority of four bits, twelve that extend it, an address */
static void note_bridge(struct dis *d, const char *key, uint64_t id)
{
	bool root = key[0] == 'r' && key[1] == 'o';
	struct mac m;

	if (!root && key[0] != 'b')
		return; /* a region's */
	for (int i = 0; i < 6; i++)
		m.b[i] = (uint8_t)(id >> (40 - 8 * i));
	note_u(d, root ? "root_priority" : "bridge_priority", (id >> 48) & 0xf000);
	note_u(d, root ? "root_extension" : "bridge_extension", (id >> 48) & 0xfff);
	note_mac(d, root ? "root_mac" : "bridge_mac", m);
}

/* A bridge identifier: priority and address. */
static void show_bridge(struct dis *d, const char *label, const char *key, uint64_t id)
{
	say_s(d, label);
	say_x(d, (uint32_t)(id >> 48), 4);
	for (int sh = 40; sh >= 0; sh -= 8) {
		say_s(d, sh == 40 ? "." : ":");
		say_x(d, (uint32_t)(id >> sh) & 0xff, 2);
	}
	note_u(d, key, id);
	if (wants_fields(d))
		note_bridge(d, key, id);
}

/* Four timers in units of 1/256 second. */
static void show_timers(struct dis *d, struct cur *c)
{
	uint16_t age = get_be16(c), max = get_be16(c), hello = get_be16(c), delay = get_be16(c);

	sayf(d, "message-age %.2fs, max-age %.2fs, hello-time %.2fs, forwarding-delay %.2fs",
		(double)age / 256, (double)max / 256, (double)hello / 256, (double)delay / 256);
	note_f(d, "message_age", (double)age / 256);
	note_f(d, "max_age", (double)max / 256);
	note_f(d, "hello_time", (double)hello / 256);
	note_f(d, "forward_delay", (double)delay / 256);
}

/* ", rev N," and the digest of the VLAN table. */
static void show_revision(struct dis *d, const char *label, struct cur *c)
{
	uint16_t rev = get_be16(c);
	struct cur digest = take(c, 16);

	say_s(d, label);
	show_u(d, "", "revision", rev);
	say(d, ",\n\t\tdigest ");
	say_bytes(d, digest, 0);
	note_hex(d, "digest", digest);
}

/* Configuration and RST BPDUs; c is at the flags. */
static void config(struct dis *d, struct cur c, uint8_t version, uint32_t length)
{
	uint8_t flags = get_u8(&c);
	uint64_t root, bridge;
	uint32_t cost;
	uint16_t port;
	struct cur timers;

	say(d, ", ");
	show_flags(d, flags);
	root = peek_be64(&c, 0);
	cost = peek_be32(&c, 8);
	bridge = peek_be64(&c, 12);
	port = peek_be16(&c, 20);
	show_bridge(d, ", bridge-id ", "bridge", bridge);
	show_x(d, ".", "port", port, 4);
	show_u(d, ", length ", "length", length);
	if (!d->opt->v)
		return;
	timers = from(c, 22);
	need(&timers, 8);
	say(d, "\n\t");
	show_timers(d, &timers);
	show_bridge(d, "\n\troot-id ", "root", root);
	show_u(d, ", root-pathcost ", "root_path_cost", cost);
	if (version == RSTP) {
		say(d, ", port-role ");
		show_role(d, flags);
	}
}

/* One MSTI configuration message; IEEE 802.1Q, 14.4.1. */
static void msti(struct dis *d, struct cur m)
{
	uint8_t flags = get_u8(&m), bridge, port, hops;
	uint16_t id = peek_be16(&m, 0) & 0xfff;
	uint64_t root;
	uint32_t cost;

	show_u(d, "\n\tMSTI ", "msti", id);
	say(d, ", ");
	show_flags(d, flags);
	say(d, ", port-role ");
	show_role(d, flags);
	root = get_be64(&m);
	cost = get_be32(&m);
	show_bridge(d, "\n\t\tMSTI regional-root-id ", "regional_root", root);
	show_u(d, ", pathcost ", "path_cost", cost);
	bridge = get_u8(&m);
	port = get_u8(&m);
	hops = get_u8(&m);
	show_u(d, "\n\t\tMSTI bridge-prio ", "bridge_priority", bridge >> 4);
	show_u(d, ", port-prio ", "port_priority", port >> 4);
	show_u(d, ", hops ", "hops", hops);
}

/* The name of a region: what is held of it is said. */
static void mcid_name(struct dis *d, struct cur *c)
{
	struct cur name = part(c, 32);

	note_text(d, "name", name);
	if (!say_visz(d, name))
		need(&name, 32);
}

/* Multiple spanning tree; c is at the flags.  mlen: what version 3 holds, with its length field. */
static void mst(struct dis *d, struct cur c, uint32_t length, uint32_t mlen)
{
	uint8_t flags = get_u8(&c), hops;
	uint64_t root, region, bridge;
	uint32_t cost;
	uint16_t port, v3len;

	say(d, ", CIST ");
	show_flags(d, flags);
	show_u(d, ", length ", "length", length);
	if (!d->opt->v)
		return;
	root = get_be64(&c);
	cost = get_be32(&c);
	say(d, "\n\tport-role ");
	show_role(d, flags);
	show_bridge(d, ", CIST root-id ", "root", root);
	show_u(d, ", CIST ext-pathcost ", "ext_path_cost", cost);
	region = get_be64(&c);
	show_bridge(d, "\n\tCIST regional-root-id ", "regional_root", region);
	port = get_be16(&c);
	show_x(d, ", CIST port-id ", "port", port, 4);
	say(d, ",");
	need(&c, 8);
	say(d, "\n\t");
	show_timers(d, &c);
	skip(&c, 1); /* version 1 length */
	v3len = get_be16(&c);
	show_u(d, "\n\tv3len ", "v3len", v3len);
	skip(&c, 1);
	say(d, ", MCID Name ");
	mcid_name(d, &c);
	show_revision(d, ", rev ", &c);
	say(d, ", ");
	cost = get_be32(&c);
	show_u(d, "CIST int-root-pathcost ", "int_root_path_cost", cost);
	say(d, ",");
	bridge = get_be64(&c);
	show_bridge(d, "\n\tCIST bridge-id ", "bridge", bridge);
	say(d, ", ");
	hops = get_u8(&c);
	show_u(d, "CIST remaining-hops ", "remaining_hops", hops);
	list(d, "mstis");
	for (uint32_t n = mlen > 66 ? (mlen - 66) / MSTI_LEN : 0; n && !d->stopped; n--) {
		item(d);
		msti(d, part(&c, MSTI_LEN));
		done(d);
	}
	done(d);
}

/* Shortest path bridging; IEEE 802.1aq.  c is at the version 4 length. */
static void spb(struct dis *d, struct cur c)
{
	uint16_t v4len = get_be16(&c), edges;
	uint8_t flags, format, convention;
	struct cur digest;

	show_u(d, "\n\tv4len ", "v4len", v4len);
	skip(&c, 1);
	say(d, ", AUXMCID Name ");
	mcid_name(d, &c);
	show_revision(d, ", Rev ", &c);
	flags = get_u8(&c);
	skip(&c, 1);
	format = get_u8(&c);
	convention = get_u8(&c);
	edges = get_be16(&c);
	skip(&c, 8);
	digest = take(&c, 20);
	sayf(d, "\n\tAgreement num %u, Discarded Agreement num %u, Agreement valid-flag %u,",
		flags >> 6, flags >> 4 & 3, flags >> 3 & 1);
	sayf(d, "\n\tRestricted role-flag: %u, Format id %u cap %u, Convention id %u cap %u,",
		flags >> 2 & 1, format >> 4, format, convention >> 4, convention);
	note_u(d, "agreement_flags", flags);
	show_u(d, "\n\tEdge count ", "edge_count", edges);
	say(d, ", Agreement digest ");
	say_bytes(d, digest, 0);
	note_hex(d, "agreement_digest", digest);
}

/* A BPDU of MSTP or SPB; c is at the flags, whole at the protocol identifier. */
static void multiple(struct dis *d, struct cur c, struct cur whole, bool is_spb)
{
	uint32_t length = wire(&whole), mlen, slen;

	if (length < MSTP_LEN || peek_u8(&whole, CONFIG_LEN) != 0) {
		invalid(d);
		return;
	}
	mlen = peek_be16(&whole, RSTP_LEN) + 2u;
	if (length < RSTP_LEN + mlen) {
		invalid(d);
		return;
	}
	mst(d, c, length, mlen);
	if (!is_spb)
		return;
	slen = peek_be16(&whole, RSTP_LEN + mlen) + 2u;
	if (length < RSTP_LEN + mlen + slen || slen < SPB_LEN) {
		invalid(d);
		return;
	}
	if (d->opt->v)
		spb(d, from(whole, RSTP_LEN + mlen));
}

static void dissect_stp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c);
	uint8_t version, type;

	if (length < FIXED) {
		invalid(d);
		return;
	}
	if (get_be16(&c) != 0) {
		show_u(d, "unknown STP version, length ", "length", length);
		return;
	}
	note_u(d, "protocol", 0);
	version = get_u8(&c);
	say(d, "STP ");
	show_name(d, "version", versions, "Unknown STP protocol (0x%02x)", version);
	if (!name_of(versions, version))
		return;
	type = get_u8(&c);
	say(d, ", ");
	show_name(d, "type", types, "Unknown BPDU Type (0x%02x)", type);
	if (type == CONFIG || (type == RAPID && version == RSTP)) {
		if (length < (type == CONFIG ? CONFIG_LEN : RSTP_LEN))
			invalid(d);
		else
			config(d, c, version, length);
	} else if (type == RAPID && version >= MSTP) {
		multiple(d, c, whole, version == SPB);
	}
}

const struct proto proto_stp = { "stp", dissect_stp };
