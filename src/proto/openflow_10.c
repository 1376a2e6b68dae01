/* OpenFlow 1.0.  "OpenFlow Switch Specification", version 1.0.0; Big Switch Networks' extensions.
 */
#include "openflow.h"

enum {
	HELLO,
	ERROR,
	ECHO_REQUEST,
	ECHO_REPLY,
	VENDOR,
	FEATURES_REQUEST,
	FEATURES_REPLY,
	GET_CONFIG_REQUEST,
	GET_CONFIG_REPLY,
	SET_CONFIG,
	PACKET_IN,
	FLOW_REMOVED,
	PORT_STATUS,
	PACKET_OUT,
	FLOW_MOD,
	PORT_MOD,
	STATS_REQUEST,
	STATS_REPLY,
	BARRIER_REQUEST,
	BARRIER_REPLY,
	QUEUE_GET_CONFIG_REQUEST,
	QUEUE_GET_CONFIG_REPLY
};
enum { S_DESC, S_FLOW, S_AGGREGATE, S_TABLE, S_PORT, S_QUEUE, S_VENDOR = 0xffff };
enum { MATCH = 40, PORT = 48, NO_BUFFER = 0xffffffff, BSN = 0x005c16c7 };
enum {
	W_IN_PORT = 1,
	W_DL_VLAN = 2,
	W_DL_SRC = 4,
	W_DL_DST = 8,
	W_DL_TYPE = 16,
	W_NW_PROTO = 32,
	W_TP_SRC = 64,
	W_TP_DST = 128,
	W_DL_VLAN_PCP = 1 << 20,
	W_NW_TOS = 1 << 21,
	W_ALL = 0x3fffff
};

const struct name of10_types[] = {
	{ 0, "HELLO" },
	{ 1, "ERROR" },
	{ 2, "ECHO_REQUEST" },
	{ 3, "ECHO_REPLY" },
	{ 4, "VENDOR" },
	{ 5, "FEATURES_REQUEST" },
	{ 6, "FEATURES_REPLY" },
	{ 7, "GET_CONFIG_REQUEST" },
	{ 8, "GET_CONFIG_REPLY" },
	{ 9, "SET_CONFIG" },
	{ 10, "PACKET_IN" },
	{ 11, "FLOW_REMOVED" },
	{ 12, "PORT_STATUS" },
	{ 13, "PACKET_OUT" },
	{ 14, "FLOW_MOD" },
	{ 15, "PORT_MOD" },
	{ 16, "STATS_REQUEST" },
	{ 17, "STATS_REPLY" },
	{ 18, "BARRIER_REQUEST" },
	{ 19, "BARRIER_REPLY" },
	{ 20, "QUEUE_GET_CONFIG_REQUEST" },
	{ 21, "QUEUE_GET_CONFIG_REPLY" },
	{ 0, NULL },
};

static const struct name port_names[] = {
	{ 0xff00, "MAX" },
	{ 0xfff8, "IN_PORT" },
	{ 0xfff9, "TABLE" },
	{ 0xfffa, "NORMAL" },
	{ 0xfffb, "FLOOD" },
	{ 0xfffc, "ALL" },
	{ 0xfffd, "CONTROLLER" },
	{ 0xfffe, "LOCAL" },
	{ 0xffff, "NONE" },
	{ 0, NULL },
};

static const struct name config_bits[] = {
	{ 1, "PORT_DOWN" },
	{ 2, "NO_STP" },
	{ 4, "NO_RECV" },
	{ 8, "NO_RECV_STP" },
	{ 16, "NO_FLOOD" },
	{ 32, "NO_FWD" },
	{ 64, "NO_PACKET_IN" },
	{ 0, NULL },
};

static const struct name feature_bits[] = {
	{ 0x001, "10MB_HD" },
	{ 0x002, "10MB_FD" },
	{ 0x004, "100MB_HD" },
	{ 0x008, "100MB_FD" },
	{ 0x010, "1GB_HD" },
	{ 0x020, "1GB_FD" },
	{ 0x040, "10GB_FD" },
	{ 0x080, "COPPER" },
	{ 0x100, "FIBER" },
	{ 0x200, "AUTONEG" },
	{ 0x400, "PAUSE" },
	{ 0x800, "PAUSE_ASYM" },
	{ 0, NULL },
};

static const struct name capability_bits[] = {
	{ 0x01, "FLOW_STATS" },
	{ 0x02, "TABLE_STATS" },
	{ 0x04, "PORT_STATS" },
	{ 0x08, "STP" },
	{ 0x10, "RESERVED" },
	{ 0x20, "IP_REASM" },
	{ 0x40, "QUEUE_STATS" },
	{ 0x80, "ARP_MATCH_IP" },
	{ 0, NULL },
};

static const struct name wildcard_bits[] = {
	{ W_IN_PORT, "IN_PORT" },
	{ W_DL_VLAN, "DL_VLAN" },
	{ W_DL_SRC, "DL_SRC" },
	{ W_DL_DST, "DL_DST" },
	{ W_DL_TYPE, "DL_TYPE" },
	{ W_NW_PROTO, "NW_PROTO" },
	{ W_TP_SRC, "TP_SRC" },
	{ W_TP_DST, "TP_DST" },
	{ W_DL_VLAN_PCP, "DL_VLAN_PCP" },
	{ W_NW_TOS, "NW_TOS" },
	{ 0, NULL },
};

static const struct name action_names[] = {
	{ 0, "OUTPUT" },
	{ 1, "SET_VLAN_VID" },
	{ 2, "SET_VLAN_PCP" },
	{ 3, "STRIP_VLAN" },
	{ 4, "SET_DL_SRC" },
	{ 5, "SET_DL_DST" },
	{ 6, "SET_NW_SRC" },
	{ 7, "SET_NW_DST" },
	{ 8, "SET_NW_TOS" },
	{ 9, "SET_TP_SRC" },
	{ 10, "SET_TP_DST" },
	{ 11, "ENQUEUE" },
	{ 0xffff, "VENDOR" },
	{ 0, NULL },
};

static const struct name action_bits[] = {
	{ 1, "OUTPUT" },
	{ 2, "SET_VLAN_VID" },
	{ 4, "SET_VLAN_PCP" },
	{ 8, "STRIP_VLAN" },
	{ 16, "SET_DL_SRC" },
	{ 32, "SET_DL_DST" },
	{ 64, "SET_NW_SRC" },
	{ 128, "SET_NW_DST" },
	{ 256, "SET_NW_TOS" },
	{ 512, "SET_TP_SRC" },
	{ 1024, "SET_TP_DST" },
	{ 2048, "ENQUEUE" },
	{ 0, NULL },
};

static const struct name command_names[] = {
	{ 0, "ADD" },
	{ 1, "MODIFY" },
	{ 2, "MODIFY_STRICT" },
	{ 3, "DELETE" },
	{ 4, "DELETE_STRICT" },
	{ 0, NULL },
};

static const struct name flow_bits[] = { { 1, "SEND_FLOW_REM" }, { 2, "CHECK_OVERLAP" },
	{ 4, "EMERG" }, { 0, NULL } };
static const struct name frag_names[] = { { 0, "FRAG_NORMAL" }, { 1, "FRAG_DROP" },
	{ 2, "FRAG_REASM" }, { 0, NULL } };
static const struct name packet_reasons[] = { { 0, "NO_MATCH" }, { 1, "ACTION" }, { 0, NULL } };
static const struct name removed_reasons[] = { { 0, "IDLE_TIMEOUT" }, { 1, "HARD_TIMEOUT" },
	{ 2, "DELETE" }, { 0, NULL } };
static const struct name status_reasons[] = { { 0, "ADD" }, { 1, "DELETE" }, { 2, "MODIFY" },
	{ 0, NULL } };
static const struct name property_names[] = { { 0, "NONE" }, { 1, "MIN_RATE" }, { 0, NULL } };
static const struct name more_bits[] = { { 1, "MORE" }, { 0, NULL } };
static const struct name no_bits[] = { { 0, NULL } };

static const struct name stats_names[] = {
	{ 0, "DESC" },
	{ 1, "FLOW" },
	{ 2, "AGGREGATE" },
	{ 3, "TABLE" },
	{ 4, "PORT" },
	{ 5, "QUEUE" },
	{ 0xffff, "VENDOR" },
	{ 0, NULL },
};

static const struct name error_types[] = {
	{ 0, "HELLO_FAILED" },
	{ 1, "BAD_REQUEST" },
	{ 2, "BAD_ACTION" },
	{ 3, "FLOW_MOD_FAILED" },
	{ 4, "PORT_MOD_FAILED" },
	{ 5, "QUEUE_OP_FAILED" },
	{ 0, NULL },
};

/* Type in the upper half. */
static const struct name error_codes[] = {
	{ 0x00000, "INCOMPATIBLE" },
	{ 0x00001, "EPERM" },
	{ 0x10000, "BAD_VERSION" },
	{ 0x10001, "BAD_TYPE" },
	{ 0x10002, "BAD_STAT" },
	{ 0x10003, "BAD_VENDOR" },
	{ 0x10004, "BAD_SUBTYPE" },
	{ 0x10005, "EPERM" },
	{ 0x10006, "BAD_LEN" },
	{ 0x10007, "BUFFER_EMPTY" },
	{ 0x10008, "BUFFER_UNKNOWN" },
	{ 0x20000, "BAD_TYPE" },
	{ 0x20001, "BAD_LEN" },
	{ 0x20002, "BAD_VENDOR" },
	{ 0x20003, "BAD_VENDOR_TYPE" },
	{ 0x20004, "BAD_OUT_PORT" },
	{ 0x20005, "BAD_ARGUMENT" },
	{ 0x20006, "EPERM" },
	{ 0x20007, "TOO_MANY" },
	{ 0x20008, "BAD_QUEUE" },
	{ 0x30000, "ALL_TABLES_FULL" },
	{ 0x30001, "OVERLAP" },
	{ 0x30002, "EPERM" },
	{ 0x30003, "BAD_EMERG_TIMEOUT" },
	{ 0x30004, "BAD_COMMAND" },
	{ 0x30005, "UNSUPPORTED" },
	{ 0x40000, "BAD_PORT" },
	{ 0x40001, "BAD_HW_ADDR" },
	{ 0x50000, "BAD_PORT" },
	{ 0x50001, "BAD_QUEUE" },
	{ 0x50002, "EPERM" },
	{ 0, NULL },
};

static const struct name bsn_types[] = {
	{ 0, "SET_IP_MASK" },
	{ 1, "GET_IP_MASK_REQUEST" },
	{ 2, "GET_IP_MASK_REPLY" },
	{ 3, "SET_MIRRORING" },
	{ 4, "GET_MIRRORING_REQUEST" },
	{ 5, "GET_MIRRORING_REPLY" },
	{ 6, "SHELL_COMMAND" },
	{ 7, "SHELL_OUTPUT" },
	{ 8, "SHELL_STATUS" },
	{ 9, "GET_INTERFACES_REQUEST" },
	{ 10, "GET_INTERFACES_REPLY" },
	{ 11, "SET_PKTIN_SUPPRESSION_REQUEST" },
	{ 12, "SET_L2_TABLE_REQUEST" },
	{ 13, "GET_L2_TABLE_REQUEST" },
	{ 14, "GET_L2_TABLE_REPLY" },
	{ 15, "VIRTUAL_PORT_CREATE_REQUEST" },
	{ 16, "VIRTUAL_PORT_CREATE_REPLY" },
	{ 17, "VIRTUAL_PORT_REMOVE_REQUEST" },
	{ 18, "BW_ENABLE_SET_REQUEST" },
	{ 19, "BW_ENABLE_GET_REQUEST" },
	{ 20, "BW_ENABLE_GET_REPLY" },
	{ 21, "BW_CLEAR_DATA_REQUEST" },
	{ 22, "BW_CLEAR_DATA_REPLY" },
	{ 23, "BW_ENABLE_SET_REPLY" },
	{ 24, "SET_L2_TABLE_REPLY" },
	{ 25, "SET_PKTIN_SUPPRESSION_REPLY" },
	{ 26, "VIRTUAL_PORT_REMOVE_REPLY" },
	{ 27, "HYBRID_GET_REQUEST" },
	{ 28, "HYBRID_GET_REPLY" },
	{ 31, "PDU_TX_REQUEST" },
	{ 32, "PDU_TX_REPLY" },
	{ 33, "PDU_RX_REQUEST" },
	{ 34, "PDU_RX_REPLY" },
	{ 35, "PDU_RX_TIMEOUT" },
	{ 0, NULL },
};

static const struct name bsn_actions[] = { { 1, "MIRROR" }, { 2, "SET_TUNNEL_DST" },
	{ 4, "CHECKSUM" }, { 0, NULL } };

/* --- small things --- */

static uint32_t mask_of(const struct name *t)
{
	uint32_t m = 0;

	for (; t->s; t++)
		m |= t->v;
	return m;
}

/* " (A, B)" and " (bogus)" for bits nobody knows. */
static void say_flags(struct dis *d, const struct name *t, uint32_t v, uint32_t mask)
{
	if (v & mask) {
		say(d, " (");
		say_bits(d, t, "", v, ", ");
		say(d, ")");
	}
	if (v & ~mask)
		say(d, " (bogus)");
}

static void show_flags(
	struct dis *d, const char *label, const char *key, const struct name *t, uint32_t v)
{
	say_s(d, label);
	show_x(d, " 0x", key, v, 8);
	say_flags(d, t, v, mask_of(t));
}

static void show_port_no(struct dis *d, const char *label, const char *key, uint16_t port)
{
	say_s(d, label);
	show_name(d, key, port_names, "%u", port);
}

/* n octets of text, up to a NUL */
static void show_text(struct dis *d, const char *label, const char *key, struct cur *c, uint32_t n)
{
	struct cur text = part(c, left(c) < n ? left(c) : n);

	say_s(d, label);
	say(d, "'");
	if (!say_visz(d, text) && left(&text) < n)
		need(c, 1);
	say(d, "'");
	note_text(d, key, text);
	if (left(&text) < n)
		need(c, 1);
}

/* What is wrong at c, the rest of a list or a message; whoever is around it goes on. */
static bool bad_length(
	struct dis *d, struct cur *c, const char *what, uint32_t n, const char *op, uint32_t min)
{
	sayf(d, " [%s %u %s %u]", what, n, op, min);
	invalid(d);
	need(c, wire(c));
	return true;
}

static void show_buffer(struct dis *d, uint32_t id)
{
	if (id == NO_BUFFER)
		say(d, ", buffer_id NONE");
	else
		sayf(d, ", buffer_id 0x%08x", id);
	note_u(d, "buffer", id);
}

/* An Ethernet frame; below its own line with -vvv, and told as without those three. */
static void show_frame(struct dis *d, struct cur c)
{
	const struct opts *ours = d->opt;
	struct opts fewer = *ours;

	if (!wire(&c))
		return;
	sayf(d, "\n\t data (%u octets)", wire(&c));
	if (d->opt->v < 3) {
		need(&c, wire(&c));
		return;
	}
	say(d, ", frame decoding below\n");
	clip(&c, wire(&c));
	if (!d->json)
		fewer.v -= 3;
	d->opt = &fewer;
	enter(d, &proto_eth, c);
	d->opt = ours;
}

/* --- ports --- */

static bool show_ports(struct dis *d, struct cur c)
{
	list(d, "ports");
	while (wire(&c) && !d->stopped) {
		struct mac m;
		uint16_t port;

		if (wire(&c) < PORT)
			return bad_length(d, &c, "\n\t  port def. length", wire(&c), "<", PORT);
		say(d, "\n\t ");
		item(d);
		port = get_be16(&c);
		show_port_no(d, " port_no ", "port", port);
		m = get_mac(&c);
		show_mac(d, ", hw_addr ", "mac", m);
		show_text(d, ", name ", "name", &c, 16);
		if (d->opt->v < 2) {
			take(&c, 24);
			done(d);
			continue;
		}
		show_flags(d, "\n\t   config", "config", config_bits, get_be32(&c));
		{
			static const struct name stp[] = { { 0x000, "STP_LISTEN" },
				{ 0x100, "STP_LEARN" }, { 0x200, "STP_FORWARD" },
				{ 0x300, "STP_BLOCK" }, { 0, NULL } };
			uint32_t state = get_be32(&c);

			show_x(d, "\n\t   state 0x", "state", state, 8);
			sayf(d, " (%s%s)", name_of(stp, state & 0x300),
				state & 1 ? ", LINK_DOWN" : "");
			if (state & ~0x301u)
				say(d, " (bogus)");
		}
		show_flags(d, "\n\t   curr", "curr", feature_bits, get_be32(&c));
		show_flags(d, "\n\t   advertised", "advertised", feature_bits, get_be32(&c));
		show_flags(d, "\n\t   supported", "supported", feature_bits, get_be32(&c));
		show_flags(d, "\n\t   peer", "peer", feature_bits, get_be32(&c));
		done(d);
	}
	done(d);
	return true;
}

static bool show_features(struct dis *d, struct cur c)
{
	uint64_t dpid = get_be64(&c);
	uint32_t hi = (uint32_t)(dpid >> 32), capabilities;

	if (d->stopped)
		return true;
	sayf(d, "\n\t dpid 0x%08x%08x", hi, (uint32_t)dpid);
	note_u(d, "dpid", dpid);
	show_u(d, ", n_buffers ", "n_buffers", get_be32(&c));
	show_u(d, ", n_tables ", "n_tables", get_u8(&c));
	take(&c, 3);
	capabilities = get_be32(&c);
	show_x(d, "\n\t capabilities 0x", "capabilities", capabilities, 8);
	say_flags(d, capability_bits, capabilities, mask_of(capability_bits) & ~0x10U);
	show_flags(d, "\n\t actions", "actions", action_bits, get_be32(&c));
	return show_ports(d, c);
}

/* --- matches --- */

static void show_vlan(struct dis *d, const char *label, uint16_t vlan)
{
	say_s(d, label);
	note_u(d, "vlan", vlan);
	if (vlan == 0xffff)
		say(d, "NONE");
	else
		say_u(d, vlan);
	if (vlan != 0xffff && (vlan == 0 || vlan > 0xfff))
		say(d, " (bogus)");
}

static void show_pcp(struct dis *d, const char *label, uint8_t pcp)
{
	say_s(d, label);
	show_u(d, "", "pcp", pcp);
	if (pcp > 7)
		say(d, " (bogus)");
}

static void show_net(struct dis *d, const char *label, const char *key, uint32_t ip, uint32_t wild)
{
	if (wild >= 32)
		return;
	say_s(d, label);
	show_ip4(d, "", key, ip);
	sayf(d, "/%u", 32 - wild);
}

static void show_match(struct dis *d, struct cur *c, const char *indent)
{
	uint32_t w = get_be32(c), ip;
	uint16_t v16, type;
	bool icmp;
	uint8_t v8;
	struct mac m;

	group(d, "match");
	note_u(d, "wildcards", w);
	if (w & ~(uint32_t)W_ALL)
		sayf(d, "%swildcards 0x%08x (bogus)", indent, w);
#define LABEL(s) (say_s(d, indent), (void)(say(d, "match " s " ")))
	v16 = get_be16(c);
	if (!(w & W_IN_PORT)) {
		LABEL("in_port");
		show_name(d, "in_port", port_names, "%u", v16);
	}
	m = get_mac(c);
	if (!(w & W_DL_SRC)) {
		LABEL("dl_src");
		show_mac(d, "", "dl_src", m);
	}
	m = get_mac(c);
	if (!(w & W_DL_DST)) {
		LABEL("dl_dst");
		show_mac(d, "", "dl_dst", m);
	}
	v16 = get_be16(c);
	if (!(w & W_DL_VLAN)) {
		LABEL("dl_vlan");
		show_vlan(d, "", v16);
	}
	v8 = get_u8(c);
	if (!(w & W_DL_VLAN_PCP)) {
		LABEL("dl_vlan_pcp");
		show_pcp(d, "", v8);
	}
	take(c, 1);
	v16 = get_be16(c);
	if (!(w & W_DL_TYPE)) {
		LABEL("dl_type");
		show_x(d, "0x", "dl_type", v16, 4);
	}
	type = v16;
	v8 = get_u8(c);
	if (!(w & W_NW_TOS)) {
		LABEL("nw_tos");
		show_x(d, "0x", "nw_tos", v8, 2);
	}
	v8 = get_u8(c);
	if (!(w & W_NW_PROTO)) {
		LABEL("nw_proto");
		show_u(d, "", "nw_proto", v8);
	}
	icmp = !(w & (W_NW_PROTO | W_DL_TYPE)) && type == 0x0800 && v8 == 1;
	take(c, 2);
	ip = get_ip4(c);
	if ((w >> 8 & 63) < 32)
		LABEL("nw_src");
	show_net(d, "", "nw_src", ip, w >> 8 & 63);
	ip = get_ip4(c);
	if ((w >> 14 & 63) < 32)
		LABEL("nw_dst");
	show_net(d, "", "nw_dst", ip, w >> 14 & 63);
	v16 = get_be16(c);
	if (!(w & W_TP_SRC)) {
		if (icmp)
			LABEL("icmp_type");
		else
			LABEL("tp_src");
		show_u(d, "", "tp_src", v16);
	}
	v16 = get_be16(c);
	if (!(w & W_TP_DST)) {
		if (icmp)
			LABEL("icmp_code");
		else
			LABEL("tp_dst");
		show_u(d, "", "tp_dst", v16);
	}
#undef LABEL
	done(d);
}

/* --- actions --- */

static bool bad_action(uint16_t type, uint16_t len)
{
	return (type == 4 || type == 5 || type == 11) ? len != 16 : type <= 10 ? len != 8 : false;
}

static void show_bsn_action(struct dis *d, const char *indent, struct cur c)
{
	uint32_t subtype, tag;

	say_s(d, indent);
	subtype = get_be32(&c);
	say(d, " subtype ");
	show_name(d, "subtype", bsn_actions, "unknown (0x%08x)", subtype);
	if (subtype != 1) {
		need(&c, wire(&c));
		return;
	}
	if (bad(d, "len", wire(&c), !=, 12))
		return;
	show_u(d, ", dest_port ", "dest_port", get_be32(&c));
	tag = get_be32(&c);
	if (tag >> 16 == 0)
		sayf(d, ", vlan_tag none");
	else if (tag >> 16 == 0x8100)
		sayf(d, ", vlan_tag 802.1Q (vlan %u, p %u%s)", tag & 0xfff, tag >> 13 & 7,
			tag & 0x1000 ? ", DEI" : "");
	else
		sayf(d, ", vlan_tag unknown (0x%04x)", tag >> 16);
	tag = get_u8(&c);
	if (tag > 1)
		sayf(d, ", copy_stage unknown (%u)", tag);
	else
		sayf(d, ", copy_stage %s", tag ? "EGRESS" : "INGRESS");
	take(&c, 3);
}

static void show_action(struct dis *d, uint16_t type, struct cur c, const char *indent)
{
	uint16_t port;
	uint32_t v;

	switch (type) {
	case 0:
		port = get_be16(&c);
		show_port_no(d, ", port ", "port", port);
		v = get_be16(&c);
		if (port == 0xfffd)
			show_u(d, ", max_len ", "max_len", v);
		break;
	case 1:
		show_vlan(d, ", vlan_vid ", get_be16(&c));
		take(&c, 2);
		break;
	case 2:
		show_pcp(d, ", vlan_pcp ", get_u8(&c));
		take(&c, 3);
		break;
	case 4:
	case 5:
		show_mac(d, ", dl_addr ", "mac", get_mac(&c));
		take(&c, 6);
		break;
	case 6:
	case 7:
		show_ip4(d, ", nw_addr ", "ip", get_ip4(&c));
		break;
	case 8:
		show_x(d, ", nw_tos 0x", "tos", get_u8(&c), 2);
		take(&c, 3);
		break;
	case 9:
	case 10:
		show_u(d, ", tp_port ", "tp_port", get_be16(&c));
		take(&c, 2);
		break;
	case 11:
		show_port_no(d, ", port ", "port", get_be16(&c));
		take(&c, 6);
		show_u(d, ", queue_id ", "queue", get_be32(&c));
		break;
	case 0xffff:
		v = get_be32(&c);
		show_x(d, ", vendor 0x", "vendor", v, 8);
		sayf(d, " (%s)",
			name_of(of_vendor_names, v) ? name_of(of_vendor_names, v) : "unknown");
		if (v == BSN && wire(&c) < 4)
			invalid(d);
		else if (v == BSN)
			show_bsn_action(d, indent, c);
		else
			of_show_data(d, " ", c);
		break;
	default:
		take(&c, wire(&c));
		break;
	}
}

static bool show_actions(struct dis *d, struct cur c, const char *indent)
{
	list(d, "actions");
	while (wire(&c) && !d->stopped) {
		uint16_t type, len;
		struct cur v;

		if (wire(&c) < 8) {
			sayf(d, "%saction", indent);
			return bad_length(d, &c, "remaining length", wire(&c), "<", 8);
		}
		say_s(d, indent);
		say(d, "action");
		item(d);
		type = get_be16(&c);
		say(d, " type ");
		show_name(d, "type", action_names, "invalid (0x%04x)", type);
		len = get_be16(&c);
		show_u(d, ", len ", "length", len);
		if (len < 8)
			return bad_length(d, &c, "alen", len, "<", 8);
		if (len > wire(&c) + 4)
			return bad_length(d, &c, "alen", len, ">", wire(&c) + 4);
		v = c;
		claim(&v, len - 4u);
		if (bad_action(type, len)) {
			say(d, " (bogus)");
			need(&v, len - 4u);
		} else {
			show_action(d, type, v, indent);
		}
		skip(&c, len - 4u);
		done(d);
	}
	done(d);
	return true;
}

/* --- flows and packets --- */

static void show_cookie(struct dis *d, const char *label, struct cur *c)
{
	uint64_t cookie = get_be64(c);

	say_s(d, label);
	sayf(d, "0x%08x%08x", (uint32_t)(cookie >> 32), (uint32_t)cookie);
	note_u(d, "cookie", cookie);
}

static void show_nonzero(struct dis *d, const char *label, const char *key, uint32_t v)
{
	note_u(d, key, v);
	if (!v)
		return;
	say_s(d, label);
	say_u(d, v);
}

static bool show_flow_mod(struct dis *d, struct cur c)
{
	uint16_t command, v;
	uint32_t buffer;

	show_match(d, &c, "\n\t ");
	show_cookie(d, "\n\t cookie ", &c);
	command = get_be16(&c);
	say(d, ", command ");
	show_name(d, "command", command_names, "invalid (0x%04x)", command);
	show_nonzero(d, ", idle_timeout ", "idle_timeout", get_be16(&c));
	show_nonzero(d, ", hard_timeout ", "hard_timeout", get_be16(&c));
	show_nonzero(d, ", priority ", "priority", get_be16(&c));
	buffer = get_be32(&c);
	if (command == 0 || command == 1 || command == 2)
		show_buffer(d, buffer);
	v = get_be16(&c);
	if (command == 3 || command == 4)
		show_port_no(d, ", out_port ", "out_port", v);
	v = get_be16(&c);
	show_x(d, ", flags 0x", "flags", v, 4);
	say_flags(d, flow_bits, v, 7);
	return show_actions(d, c, "\n\t ");
}

static bool show_flow_removed(struct dis *d, struct cur c)
{
	show_match(d, &c, "\n\t ");
	show_cookie(d, "\n\t cookie ", &c);
	show_nonzero(d, ", priority ", "priority", get_be16(&c));
	{
		uint8_t reason = get_u8(&c);

		say(d, ", reason ");
		show_name(d, "reason", removed_reasons, "unknown (0x%02x)", reason);
	}
	take(&c, 1);
	show_u(d, ", duration_sec ", "duration_sec", get_be32(&c));
	show_u(d, ", duration_nsec ", "duration_nsec", get_be32(&c));
	show_nonzero(d, ", idle_timeout ", "idle_timeout", get_be16(&c));
	take(&c, 2);
	show_u64(d, ", packet_count ", "packet_count", get_be64(&c));
	show_u64(d, ", byte_count ", "byte_count", get_be64(&c));
	return true;
}

static bool show_packet_in(struct dis *d, struct cur c)
{
	uint32_t buffer = get_be32(&c);
	uint8_t reason;

	if (buffer == NO_BUFFER)
		say(d, "\n\t buffer_id NONE");
	else
		show_x(d, "\n\t buffer_id 0x", "buffer", buffer, 8);
	show_u(d, ", total_len ", "total_length", get_be16(&c));
	show_port_no(d, ", in_port ", "in_port", get_be16(&c));
	reason = get_u8(&c);
	say(d, ", reason ");
	show_name(d, "reason", packet_reasons, "invalid (0x%02x)", reason);
	take(&c, 1);
	show_frame(d, c);
	return true;
}

static bool show_packet_out(struct dis *d, struct cur c)
{
	uint16_t n;
	struct cur actions;

	show_x(d, "\n\t buffer_id 0x", "buffer", get_be32(&c), 8);
	show_port_no(d, ", in_port ", "in_port", get_be16(&c));
	n = get_be16(&c);
	show_u(d, ", actions_len ", "actions_length", n);
	if (n > wire(&c))
		return bad_length(d, &c, "actions_len", n, ">", wire(&c));
	actions = c;
	claim(&actions, n);
	if (!show_actions(d, actions, "\n\t "))
		return false;
	skip(&c, n);
	show_frame(d, c);
	return true;
}

/* --- statistics --- */

static void say_table(struct dis *d, const char *label, uint8_t table)
{
	static const struct name names[] = { { 0xfe, "EMERG" }, { 0xff, "ALL" }, { 0, NULL } };

	say_s(d, label);
	show_name(d, "table", names, "%u", table);
}

static bool show_flow_stats(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint16_t len;
		struct cur s = c;

		say(d, "\n\t");
		if (wire(&c) < 88)
			return bad_length(d, &c, "remaining length", wire(&c), "<", 88);
		len = get_be16(&s);
		show_u(d, " length ", "length", len);
		if (len < 88)
			return bad_length(d, &c, "entry_len", len, "<", 88);
		if (len > wire(&c))
			return bad_length(d, &c, "entry_len", len, ">", wire(&c));
		say_table(d, ", table_id ", get_u8(&s));
		take(&s, 1);
		show_match(d, &s, "\n\t  ");
		show_u(d, "\n\t  duration_sec ", "duration_sec", get_be32(&s));
		show_u(d, ", duration_nsec ", "duration_nsec", get_be32(&s));
		show_u(d, ", priority ", "priority", get_be16(&s));
		show_u(d, ", idle_timeout ", "idle_timeout", get_be16(&s));
		show_u(d, ", hard_timeout ", "hard_timeout", get_be16(&s));
		take(&s, 6);
		show_cookie(d, ", cookie ", &s);
		show_u64(d, ", packet_count ", "packet_count", get_be64(&s));
		show_u64(d, ", byte_count ", "byte_count", get_be64(&s));
		claim(&s, len - 88u);
		if (!show_actions(d, s, "\n\t  "))
			return false;
		skip(&c, len);
	}
	return true;
}

static bool show_table_stats(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint32_t wild;

		say(d, "\n\t");
		if (wire(&c) < 64)
			return bad_length(d, &c, "remaining length", wire(&c), "<", 64);
		say_table(d, " table_id ", get_u8(&c));
		take(&c, 3);
		show_text(d, ", name ", "name", &c, 32);
		wild = get_be32(&c);
		show_x(d, "\n\t  wildcards 0x", "wildcards", wild, 8);
		if (wild & mask_of(wildcard_bits))
			say_flags(d, wildcard_bits, wild, W_ALL);
		else if (wild & ~(uint32_t)W_ALL)
			say(d, " (bogus)");
		show_u(d, "\n\t  max_entries ", "max_entries", get_be32(&c));
		show_u(d, ", active_count ", "active_count", get_be32(&c));
		show_u64(d, ", lookup_count ", "lookup_count", get_be64(&c));
		show_u64(d, ", matched_count ", "matched_count", get_be64(&c));
	}
	return true;
}

static bool show_counters(struct dis *d, struct cur c, bool queue)
{
	static const char *const port_labels[] = { ", rx_packets ", ", tx_packets ", ", rx_bytes ",
		", tx_bytes ", ", rx_dropped ", ", tx_dropped ", ", rx_errors ", ", tx_errors ",
		", rx_frame_err ", ", rx_over_err ", ", rx_crc_err ", ", collisions ", NULL };
	static const char *const queue_labels[] = { ", tx_bytes ", ", tx_packets ", ", tx_errors ",
		NULL };
	uint32_t size = queue ? 32 : 104;

	list(d, "counters");
	while (wire(&c) && !d->stopped) {
		const char *const *l = queue ? queue_labels : port_labels;

		say(d, "\n\t ");
		if (wire(&c) < size)
			return bad_length(d, &c, "remaining length", wire(&c), "<", size);
		item(d);
		show_port_no(d, " port_no ", "port", get_be16(&c));
		if (!queue && d->opt->v < 2 && !wants_fields(d)) {
			take(&c, size - 2);
			continue;
		}
		take(&c, queue ? 2 : 6);
		if (queue)
			show_u(d, ", queue_id ", "queue", get_be32(&c));
		for (; *l; l++) {
			uint64_t v = get_be64(&c);

			say_s(d, *l);
			say_u64(d, v);
		}
		done(d);
	}
	done(d);
	return true;
}

static bool show_desc(struct dis *d, struct cur c)
{
	if (wire(&c) != 1056) {
		say(d, "\n\t ");
		return bad_length(d, &c, "len", wire(&c), "!=", 1056);
	}
	show_text(d, "\n\t  mfr_desc ", "mfr_desc", &c, 256);
	show_text(d, "\n\t  hw_desc ", "hw_desc", &c, 256);
	show_text(d, "\n\t  sw_desc ", "sw_desc", &c, 256);
	show_text(d, "\n\t  serial_num ", "serial_num", &c, 32);
	show_text(d, "\n\t  dp_desc ", "dp_desc", &c, 256);
	return true;
}

static bool show_vendor_data(struct dis *d, struct cur c)
{
	uint32_t v;

	if (wire(&c) < 4)
		return bad_length(d, &c, "len", wire(&c), "<", 4);
	v = get_be32(&c);
	show_x(d, ", vendor 0x", "vendor", v, 8);
	sayf(d, " (%s)", name_of(of_vendor_names, v) ? name_of(of_vendor_names, v) : "unknown");
	of_show_data(d, " ", c);
	return true;
}

static void say_all(struct dis *d, const char *label, uint32_t v, uint32_t all)
{
	say_s(d, label);
	if (v == all)
		say(d, "ALL");
	else
		say_u(d, v);
}

static uint16_t show_stats_header(struct dis *d, struct cur *c, const struct name *bits)
{
	uint16_t type = get_be16(c), flags;

	say(d, "\n\t type ");
	show_name(d, "stats", stats_names, "invalid (0x%04x)", type);
	flags = get_be16(c);
	show_x(d, ", flags 0x", "flags", flags, 4);
	say_flags(d, bits, flags, mask_of(bits));
	return type;
}

static bool show_stats_request(struct dis *d, struct cur c)
{
	uint16_t type = show_stats_header(d, &c, no_bits);

	switch (type) {
	case S_DESC:
	case S_TABLE:
		return wire(&c) ? bad_length(d, &c, "len", wire(&c), "!=", 0) : true;
	case S_FLOW:
	case S_AGGREGATE:
		if (wire(&c) != 44)
			return bad_length(d, &c, "len", wire(&c), "!=", 44);
		show_match(d, &c, "\n\t ");
		say_table(d, "\n\t table_id ", get_u8(&c));
		take(&c, 1);
		show_port_no(d, ", out_port ", "out_port", get_be16(&c));
		return true;
	case S_PORT:
		if (wire(&c) != 8)
			return bad_length(d, &c, "len", wire(&c), "!=", 8);
		show_port_no(d, "\n\t port_no ", "port", get_be16(&c));
		take(&c, 6);
		return true;
	case S_QUEUE:
		if (wire(&c) != 8)
			return bad_length(d, &c, "len", wire(&c), "!=", 8);
		show_port_no(d, "\n\t port_no ", "port", get_be16(&c));
		take(&c, 2);
		say_all(d, ", queue_id ", get_be32(&c), 0xffffffff);
		return true;
	case S_VENDOR:
		return show_vendor_data(d, c);
	}
	need(&c, wire(&c));
	return true;
}

static bool show_stats_reply(struct dis *d, struct cur c)
{
	uint16_t type = show_stats_header(d, &c, more_bits);

	if (d->stopped)
		return true;
	switch (type) {
	case S_DESC:
		return show_desc(d, c);
	case S_FLOW:
		return show_flow_stats(d, c);
	case S_AGGREGATE:
		say(d, "\n\t");
		if (wire(&c) != 24)
			return bad_length(d, &c, "remaining length", wire(&c), "!=", 24);
		show_u64(d, " packet_count ", "packet_count", get_be64(&c));
		show_u64(d, ", byte_count ", "byte_count", get_be64(&c));
		show_u(d, ", flow_count ", "flow_count", get_be32(&c));
		take(&c, 4);
		return true;
	case S_TABLE:
		return show_table_stats(d, c);
	case S_PORT:
		return show_counters(d, c, false);
	case S_QUEUE:
		return show_counters(d, c, true);
	case S_VENDOR:
		return show_vendor_data(d, c);
	}
	need(&c, wire(&c));
	return true;
}

/* --- queues --- */

static bool show_properties(struct dis *d, struct cur c)
{
	while (wire(&c) && !d->stopped) {
		uint16_t type, len;

		say(d, "\n\t  ");
		if (wire(&c) < 8)
			return bad_length(d, &c, "remaining length", wire(&c), "<", 8);
		type = get_be16(&c);
		say(d, " property ");
		show_name(d, "property", property_names, "invalid (0x%04x)", type);
		len = get_be16(&c);
		show_u(d, ", len ", "length", len);
		if (len < 8)
			return bad_length(d, &c, "property length", len, "<", 8);
		if (len > wire(&c) + 4)
			return bad_length(d, &c, "property length", len, ">", wire(&c) + 4);
		take(&c, 4);
		if (type == 1 && len == 16) {
			uint16_t rate = get_be16(&c);

			if (rate > 1000)
				say(d, ", rate disabled");
			else
				sayf(d, ", rate %u.%u%%", rate / 10, rate % 10);
			take(&c, 6);
			continue;
		}
		if ((type == 0 && len != 8) || (type == 1 && len != 16))
			say(d, " (bogus)");
		take(&c, len - 8u);
	}
	return true;
}

static bool show_queues(struct dis *d, struct cur c)
{
	show_port_no(d, "\n\t port ", "port", get_be16(&c));
	take(&c, 6);
	while (wire(&c) && !d->stopped) {
		struct cur p;
		uint16_t len;

		say(d, "\n\t ");
		if (wire(&c) < 8)
			return bad_length(d, &c, "remaining length", wire(&c), "<", 8);
		show_u(d, " queue_id ", "queue", get_be32(&c));
		len = get_be16(&c);
		show_u(d, ", len ", "length", len);
		if (len < 8)
			return bad_length(d, &c, "prop. desc. length", len, "<", 8);
		if (len > wire(&c) + 6)
			return bad_length(d, &c, "prop. desc. length", len, ">", wire(&c) + 6);
		take(&c, 2);
		p = c;
		claim(&p, len - 8u);
		if (d->opt->v > 1 && !show_properties(d, p))
			return false;
		take(&c, len - 8u);
	}
	return true;
}

/* --- Big Switch Networks --- */

/* What is typed into or comes out of a shell. */
static void show_shell(struct dis *d, struct cur *c)
{
	uint32_t n = wire(c);

	say(d, ", data '");
	show_vis(d, "", "data", part(c, n < left(c) ? n : left(c)));
	if (wire(c))
		get_u8(c);
	say(d, "'");
}

static bool show_bsn(struct dis *d, struct cur c)
{
	uint32_t subtype;

	if (wire(&c) < 4)
		return false;
	say(d, "\n\t");
	subtype = get_be32(&c);
	say(d, " subtype ");
	show_name(d, "subtype", bsn_types, "unknown (0x%08x)", subtype);
	switch (subtype) {
	case 0:
	case 2:
		if (wire(&c) != 8)
			return bad_length(d, &c, "len", wire(&c), "!=", 8);
		show_u(d, ", index ", "index", get_u8(&c));
		take(&c, 3);
		show_ip4(d, ", mask ", "mask", get_ip4(&c));
		return true;
	case 1:
		if (wire(&c) != 8)
			return bad_length(d, &c, "len", wire(&c), "!=", 8);
		show_u(d, ", index ", "index", get_u8(&c));
		take(&c, 7);
		return true;
	case 3:
	case 4:
	case 5: {
		uint8_t on;

		if (wire(&c) != 4)
			return bad_length(d, &c, "len", wire(&c), "!=", 4);
		on = get_u8(&c);
		sayf(d, ", report_mirror_ports %s", on == 1 ? "ON" : on ? "bogus" : "OFF");
		take(&c, 3);
		return true;
	}
	case 6:
		if (wire(&c) < 4)
			return bad_length(d, &c, "len", wire(&c), "<", 4);
		show_u(d, ", service ", "service", get_be32(&c));
		show_shell(d, &c);
		return true;
	case 7:
		show_shell(d, &c);
		return true;
	case 8:
		if (wire(&c) != 4)
			return bad_length(d, &c, "len", wire(&c), "!=", 4);
		show_x(d, ", status 0x", "status", get_be32(&c), 8);
		return true;
	case 17:
		if (wire(&c) != 4)
			return bad_length(d, &c, "len", wire(&c), "!=", 4);
		show_u(d, ", vport_no ", "vport", get_be32(&c));
		return true;
	case 9:
	case 13:
	case 19:
	case 21:
	case 27:
		if (wire(&c))
			return bad_length(d, &c, "len", wire(&c), "!=", 0);
		return true;
	}
	need(&c, wire(&c));
	return true;
}

static bool show_vendor(struct dis *d, struct cur c)
{
	uint32_t v;

	if (wire(&c) < 4)
		return false;
	v = get_be32(&c);
	show_x(d, ", vendor 0x", "vendor", v, 8);
	sayf(d, " (%s)", name_of(of_vendor_names, v) ? name_of(of_vendor_names, v) : "unknown");
	if (v == BSN)
		return show_bsn(d, c);
	of_show_data(d, " ", c);
	return true;
}

/* --- messages --- */

static bool show_error(struct dis *d, struct cur c)
{
	uint16_t type = get_be16(&c), code = get_be16(&c);

	say(d, "\n\t type ");
	show_name(d, "error", error_types, "invalid (0x%04x)", type);
	say(d, ", code ");
	{
		const char *s = name_of(error_codes, (uint32_t)type << 16 | code);

		if (s)
			say_s(d, s);
		else
			sayf(d, "invalid (0x%04x)", code);
		note_u(d, "code", code);
	}
	of_show_data(d, " ", c);
	return true;
}

static bool show_config(struct dis *d, struct cur c)
{
	uint16_t flags = get_be16(&c);

	say(d, "\n\t flags ");
	show_name(d, "flags", frag_names, "invalid (0x%04x)", flags);
	show_u(d, ", miss_send_len ", "miss_send_len", get_be16(&c));
	return true;
}

static bool show_port_mod(struct dis *d, struct cur c)
{
	show_port_no(d, "\n\t port_no ", "port", get_be16(&c));
	show_mac(d, ", hw_addr ", "mac", get_mac(&c));
	show_flags(d, "\n\t  config", "config", config_bits, get_be32(&c));
	show_flags(d, "\n\t  mask", "mask", config_bits, get_be32(&c));
	show_flags(d, "\n\t  advertise", "advertise", feature_bits, get_be32(&c));
	take(&c, 4);
	return true;
}

static bool show_port_status(struct dis *d, struct cur c)
{
	uint8_t reason = get_u8(&c);

	say(d, "\n\t reason ");
	show_name(d, "reason", status_reasons, "invalid (0x%02x)", reason);
	take(&c, 7);
	return show_ports(d, c);
}

static const struct of_size sizes[] = {
	{ FEATURES_REQUEST, false, 0 },
	{ GET_CONFIG_REQUEST, false, 0 },
	{ BARRIER_REQUEST, false, 0 },
	{ BARRIER_REPLY, false, 0 },
	{ GET_CONFIG_REPLY, false, 4 },
	{ SET_CONFIG, false, 4 },
	{ QUEUE_GET_CONFIG_REQUEST, false, 4 },
	{ PORT_MOD, false, 24 },
	{ PORT_STATUS, false, 56 },
	{ FLOW_REMOVED, false, 80 },
	{ ERROR, true, 4 },
	{ VENDOR, true, 4 },
	{ STATS_REQUEST, true, 4 },
	{ STATS_REPLY, true, 4 },
	{ PACKET_OUT, true, 8 },
	{ QUEUE_GET_CONFIG_REPLY, true, 8 },
	{ PACKET_IN, true, 10 },
	{ FEATURES_REPLY, true, 24 },
	{ FLOW_MOD, true, 64 },
};

static bool show_body(struct dis *d, struct cur c, uint8_t type)
{
	switch (type) {
	case ERROR:
		return show_error(d, c);
	case VENDOR:
		return show_vendor(d, c);
	case FEATURES_REPLY:
		return show_features(d, c);
	case GET_CONFIG_REPLY:
	case SET_CONFIG:
		return show_config(d, c);
	case PACKET_IN:
		return show_packet_in(d, c);
	case FLOW_REMOVED:
		return show_flow_removed(d, c);
	case PORT_STATUS:
		return show_port_status(d, c);
	case PACKET_OUT:
		return show_packet_out(d, c);
	case FLOW_MOD:
		return show_flow_mod(d, c);
	case PORT_MOD:
		return show_port_mod(d, c);
	case STATS_REQUEST:
		return show_stats_request(d, c);
	case STATS_REPLY:
		return show_stats_reply(d, c);
	case QUEUE_GET_CONFIG_REQUEST:
		show_port_no(d, "\n\t port ", "port", get_be16(&c));
		take(&c, 2);
		return true;
	case QUEUE_GET_CONFIG_REPLY:
		return show_queues(d, c);
	case HELLO:
	case ECHO_REQUEST:
	case ECHO_REPLY:
		of_show_data(d, " ", c);
		return true;
	default:
		need(&c, wire(&c));
		return true;
	}
}

bool of10_body(struct dis *d, struct cur c, uint8_t type)
{
	if (of_fits(sizes, sizeof(sizes) / sizeof(*sizes), type, wire(&c))) {
		if (d->opt->v)
			return show_body(d, c, type);
		need(&c, wire(&c));
		return true;
	}
	invalid(d);
	need(&c, wire(&c));
	return true;
}
