/* OpenFlow 1.3.  "OpenFlow Switch Specification", version 1.3.5. */
#include "openflow.h"

enum {
	HELLO,
	ERROR,
	ECHO_REQUEST,
	ECHO_REPLY,
	EXPERIMENTER,
	FEATURES_REQUEST,
	FEATURES_REPLY,
	GET_CONFIG_REQUEST,
	GET_CONFIG_REPLY,
	SET_CONFIG,
	PORT_STATUS = 12,
	PORT_MOD = 16,
	TABLE_MOD,
	BARRIER_REQUEST = 20,
	BARRIER_REPLY,
	QUEUE_GET_CONFIG_REQUEST,
	ROLE_REQUEST = 24,
	ROLE_REPLY,
	GET_ASYNC_REQUEST,
	GET_ASYNC_REPLY,
	SET_ASYNC
};
enum { VERSION_BITMAP = 1 };

const struct name of13_types[] = {
	{ 0, "HELLO" },
	{ 1, "ERROR" },
	{ 2, "ECHO_REQUEST" },
	{ 3, "ECHO_REPLY" },
	{ 4, "EXPERIMENTER" },
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
	{ 15, "GROUP_MOD" },
	{ 16, "PORT_MOD" },
	{ 17, "TABLE_MOD" },
	{ 18, "MULTIPART_REQUEST" },
	{ 19, "MULTIPART_REPLY" },
	{ 20, "BARRIER_REQUEST" },
	{ 21, "BARRIER_REPLY" },
	{ 22, "QUEUE_GET_CONFIG_REQUEST" },
	{ 23, "QUEUE_GET_CONFIG_REPLY" },
	{ 24, "ROLE_REQUEST" },
	{ 25, "ROLE_REPLY" },
	{ 26, "GET_ASYNC_REQUEST" },
	{ 27, "GET_ASYNC_REPLY" },
	{ 28, "SET_ASYNC" },
	{ 29, "METER_MOD" },
	{ 0, NULL },
};

static const struct name error_types[] = {
	{ 0, "HELLO_FAILED" },
	{ 1, "BAD_REQUEST" },
	{ 2, "BAD_ACTION" },
	{ 3, "BAD_INSTRUCTION" },
	{ 4, "BAD_MATCH" },
	{ 5, "FLOW_MOD_FAILED" },
	{ 6, "GROUP_MOD_FAILED" },
	{ 7, "PORT_MOD_FAILED" },
	{ 8, "TABLE_MOD_FAILED" },
	{ 9, "QUEUE_OP_FAILED" },
	{ 10, "SWITCH_CONFIG_FAILED" },
	{ 11, "ROLE_REQUEST_FAILED" },
	{ 12, "METER_MOD_FAILED" },
	{ 13, "TABLE_FEATURES_FAILED" },
	{ 0xffff, "EXPERIMENTER" },
	{ 0, NULL },
};

static const struct name error_codes[] = {
	/* type << 16 | code */
	{ 0x0, "INCOMPATIBLE" },
	{ 0x1, "EPERM" },
	{ 0x10000, "BAD_VERSION" },
	{ 0x10001, "BAD_TYPE" },
	{ 0x10002, "BAD_MULTIPART" },
	{ 0x10003, "BAD_EXPERIMENTER" },
	{ 0x10004, "BAD_EXP_TYPE" },
	{ 0x10005, "EPERM" },
	{ 0x10006, "BAD_LEN" },
	{ 0x10007, "BUFFER_EMPTY" },
	{ 0x10008, "BUFFER_UNKNOWN" },
	{ 0x10009, "BAD_TABLE_ID" },
	{ 0x1000a, "IS_SLAVE" },
	{ 0x1000b, "BAD_PORT" },
	{ 0x1000c, "BAD_PACKET" },
	{ 0x1000d, "MULTIPART_BUFFER_OVERFLOW" },
	{ 0x20000, "BAD_TYPE" },
	{ 0x20001, "BAD_LEN" },
	{ 0x20002, "BAD_EXPERIMENTER" },
	{ 0x20003, "BAD_EXP_TYPE" },
	{ 0x20004, "BAD_OUT_PORT" },
	{ 0x20005, "BAD_ARGUMENT" },
	{ 0x20006, "EPERM" },
	{ 0x20007, "TOO_MANY" },
	{ 0x20008, "BAD_QUEUE" },
	{ 0x20009, "BAD_OUT_GROUP" },
	{ 0x2000a, "MATCH_INCONSISTENT" },
	{ 0x2000b, "UNSUPPORTED_ORDER" },
	{ 0x2000c, "BAD_TAG" },
	{ 0x2000d, "BAD_SET_TYPE" },
	{ 0x2000e, "BAD_SET_LEN" },
	{ 0x2000f, "BAD_SET_ARGUMENT" },
	{ 0x30000, "UNKNOWN_INST" },
	{ 0x30001, "UNSUP_INST" },
	{ 0x30002, "BAD_TABLE_ID" },
	{ 0x30003, "UNSUP_METADATA" },
	{ 0x30004, "UNSUP_METADATA_MASK" },
	{ 0x30005, "BAD_EXPERIMENTER" },
	{ 0x30006, "BAD_EXP_TYPE" },
	{ 0x30007, "BAD_LEN" },
	{ 0x30008, "EPERM" },
	{ 0x40000, "BAD_TYPE" },
	{ 0x40001, "BAD_LEN" },
	{ 0x40002, "BAD_TAG" },
	{ 0x40003, "BAD_DL_ADDR_MASK" },
	{ 0x40004, "BAD_NW_ADDR_MASK" },
	{ 0x40005, "BAD_WILDCARDS" },
	{ 0x40006, "BAD_FIELD" },
	{ 0x40007, "BAD_VALUE" },
	{ 0x40008, "BAD_MASK" },
	{ 0x40009, "BAD_PREREQ" },
	{ 0x4000a, "DUP_FIELD" },
	{ 0x4000b, "EPERM" },
	{ 0x50000, "UNKNOWN" },
	{ 0x50001, "TABLE_FULL" },
	{ 0x50002, "BAD_TABLE_ID" },
	{ 0x50003, "OVERLAP" },
	{ 0x50004, "EPERM" },
	{ 0x50005, "BAD_TIMEOUT" },
	{ 0x50006, "BAD_COMMAND" },
	{ 0x50007, "BAD_FLAGS" },
	{ 0x60000, "GROUP_EXISTS" },
	{ 0x60001, "INVALID_GROUP" },
	{ 0x60002, "WEIGHT_UNSUPPORTED" },
	{ 0x60003, "OUT_OF_GROUPS" },
	{ 0x60004, "OUT_OF_BUCKETS" },
	{ 0x60005, "CHAINING_UNSUPPORTED" },
	{ 0x60006, "WATCH_UNSUPPORTED" },
	{ 0x60007, "LOOP" },
	{ 0x60008, "UNKNOWN_GROUP" },
	{ 0x60009, "CHAINED_GROUP" },
	{ 0x6000a, "BAD_TYPE" },
	{ 0x6000b, "BAD_COMMAND" },
	{ 0x6000c, "BAD_BUCKET" },
	{ 0x6000d, "BAD_MATCH" },
	{ 0x6000e, "EPERM" },
	{ 0x70000, "BAD_PORT" },
	{ 0x70001, "BAD_HW_ADDR" },
	{ 0x70002, "BAD_CONFIG" },
	{ 0x70003, "BAD_ADVERTISE" },
	{ 0x70004, "EPERM" },
	{ 0x80000, "BAD_TABLE" },
	{ 0x80001, "BAD_CONFIG" },
	{ 0x80002, "EPERM" },
	{ 0x90000, "BAD_PORT" },
	{ 0x90001, "BAD_QUEUE" },
	{ 0x90002, "EPERM" },
	{ 0xa0000, "BAD_FLAGS" },
	{ 0xa0001, "BAD_LEN" },
	{ 0xa0002, "EPERM" },
	{ 0xb0000, "STALE" },
	{ 0xb0001, "UNSUP" },
	{ 0xb0002, "BAD_ROLE" },
	{ 0xc0000, "UNKNOWN" },
	{ 0xc0001, "METER_EXISTS" },
	{ 0xc0002, "INVALID_METER" },
	{ 0xc0003, "UNKNOWN_METER" },
	{ 0xc0004, "BAD_COMMAND" },
	{ 0xc0005, "BAD_FLAGS" },
	{ 0xc0006, "BAD_RATE" },
	{ 0xc0007, "BAD_BURST" },
	{ 0xc0008, "BAD_BAND" },
	{ 0xc0009, "BAD_BAND_VALUE" },
	{ 0xc000a, "OUT_OF_METERS" },
	{ 0xc000b, "OUT_OF_BANDS" },
	{ 0xd0000, "BAD_TABLE" },
	{ 0xd0001, "BAD_METADATA" },
	{ 0xd0002, "BAD_TYPE" },
	{ 0xd0003, "BAD_LEN" },
	{ 0xd0004, "BAD_ARGUMENT" },
	{ 0xd0005, "EPERM" },
	{ 0, NULL },
};

static const struct name element_types[] = { { VERSION_BITMAP, "VERSIONBITMAP" }, { 0, NULL } };

static const struct name version_bits[] = {
	{ 0x01, "1.0" },
	{ 0x02, "1.1" },
	{ 0x04, "1.2" },
	{ 0x08, "1.3" },
	{ 0x10, "1.4" },
	{ 0x20, "1.5" },
	{ 0, NULL },
};

static const struct name capability_bits[] = {
	{ 0x001, "FLOW_STATS" },
	{ 0x002, "TABLE_STATS" },
	{ 0x004, "PORT_STATS" },
	{ 0x008, "GROUP_STATS" },
	{ 0x020, "IP_REASM" },
	{ 0x040, "QUEUE_STATS" },
	{ 0x100, "PORT_BLOCKED" },
	{ 0, NULL },
};

static const struct name frag_names[] = {
	{ 0, "FRAG_NORMAL" },
	{ 1, "FRAG_DROP" },
	{ 2, "FRAG_REASM" },
	{ 0, NULL },
};

static const struct name length_names[] = {
	{ 0xffe5, "MAX" },
	{ 0xffff, "NO_BUFFER" },
	{ 0, NULL },
};

static const struct name port_names[] = {
	{ 0xffffff00, "MAX" },
	{ 0xfffffff8, "IN_PORT" },
	{ 0xfffffff9, "TABLE" },
	{ 0xfffffffa, "NORMAL" },
	{ 0xfffffffb, "FLOOD" },
	{ 0xfffffffc, "ALL" },
	{ 0xfffffffd, "CONTROLLER" },
	{ 0xfffffffe, "LOCAL" },
	{ 0xffffffff, "ANY" },
	{ 0, NULL },
};

static const struct name config_bits[] = {
	{ 0x01, "PORT_DOWN" },
	{ 0x04, "NO_RECV" },
	{ 0x20, "NO_FWD" },
	{ 0x40, "NO_PACKET_IN" },
	{ 0, NULL },
};

static const struct name state_bits[] = {
	{ 1, "LINK_DOWN" },
	{ 2, "BLOCKED" },
	{ 4, "LIVE" },
	{ 0, NULL },
};

static const struct name feature_bits[] = {
	{ 0x0001, "10MB_HD" },
	{ 0x0002, "10MB_FD" },
	{ 0x0004, "100MB_HD" },
	{ 0x0008, "100MB_FD" },
	{ 0x0010, "1GB_HD" },
	{ 0x0020, "1GB_FD" },
	{ 0x0040, "10GB_FD" },
	{ 0x0080, "40GB_FD" },
	{ 0x0100, "100GB_FD" },
	{ 0x0200, "1TB_FD" },
	{ 0x0400, "OTHER" },
	{ 0x0800, "COPPER" },
	{ 0x1000, "FIBER" },
	{ 0x2000, "AUTONEG" },
	{ 0x4000, "PAUSE" },
	{ 0x8000, "PAUSE_ASYM" },
	{ 0, NULL },
};

static const struct name reason_names[] = { { 0, "ADD" }, { 1, "DELETE" }, { 2, "MODIFY" },
	{ 0, NULL } };

static const struct name role_names[] = { { 0, "NOCHANGE" }, { 1, "EQUAL" }, { 2, "MASTER" },
	{ 3, "SLAVE" }, { 0, NULL } };

static const struct name table_names[] = { { 0xfe, "MAX" }, { 0xff, "ALL" }, { 0, NULL } };

static const struct name packet_bits[] = { { 1, "NO_MATCH" }, { 2, "ACTION" }, { 4, "INVALID_TTL" },
	{ 0, NULL } };

static const struct name change_bits[] = { { 1, "ADD" }, { 2, "DELETE" }, { 4, "MODIFY" },
	{ 0, NULL } };

/* "LABEL 0xVALUE (NAMES)", and " (bogus)" if a bit has no name */
static void show_flags(
	struct dis *d, const char *label, const char *key, const struct name *t, uint32_t v)
{
	uint32_t known = 0;

	for (const struct name *n = t; n->s; n++)
		known |= n->v;
	say_s(d, label);
	show_x(d, " 0x", key, v, 8);
	if (v & known) {
		say(d, " (");
		say_bits(d, t, "", v, ", ");
		say(d, ")");
	}
	if (v & ~known)
		say(d, " (bogus)");
}

static void show_port_no(struct dis *d, const char *label, uint32_t port)
{
	say_s(d, label);
	show_name(d, "port", port_names, "%u", port);
}

static void show_hello(struct dis *d, struct cur c)
{
	list(d, "elements");
	while (wire(&c) && !d->stopped) {
		uint16_t type, n;
		struct cur e = c;

		say(d, "\n\t");
		if (bad(d, "remaining length", wire(&c), <, 4))
			break;
		item(d);
		type = get_be16(&c);
		say(d, " type ");
		show_name(d, "type", element_types, "unknown (0x%04x)", type);
		n = get_be16(&c);
		show_u(d, ", length ", "length", n);
		if (bad(d, "bitmap length", n, <, 4) || bad(d, "bitmap length", n, >, wire(&e))) {
			done(d);
			break;
		}
		if (type == VERSION_BITMAP && n == 8)
			show_flags(d, ", bitmap", "bitmap", version_bits, get_be32(&c));
		else if (type == VERSION_BITMAP)
			say(d, " (bogus)");
		take(&e, n);
		c = e;
		done(d);
	}
	need(&c, wire(&c));
	done(d);
}

static void show_error(struct dis *d, struct cur c)
{
	uint16_t type, code;
	const char *s;

	type = get_be16(&c);
	say(d, "\n\t type ");
	show_name(d, "error", error_types, "invalid (0x%04x)", type);
	code = get_be16(&c);
	say(d, ", code ");
	s = name_of(error_codes, (uint32_t)type << 16 | code);
	if (s)
		say_s(d, s);
	else
		sayf(d, "invalid (0x%04x)", code);
	note_u(d, "code", code);
	of_show_data(d, " ", c);
}

static void show_experimenter(struct dis *d, struct cur c)
{
	uint32_t who = get_be32(&c);

	show_x(d, "\n\t experimenter 0x", "experimenter", who, 8);
	say(d, " (");
	say_name(d, of_vendor_names, "unknown", who);
	say(d, ")");
	show_x(d, ", exp_type 0x", "exp_type", get_be32(&c), 8);
	of_show_data(d, " ", c);
}

static void show_features(struct dis *d, struct cur c)
{
	uint64_t dpid = get_be64(&c);

	if (!d->stopped)
		sayf(d, "\n\t dpid 0x%016lx", (unsigned long)dpid);
	note_u(d, "dpid", dpid);
	show_u(d, ", n_buffers ", "n_buffers", get_be32(&c));
	show_u(d, ", n_tables ", "n_tables", get_u8(&c));
	show_u(d, ", auxiliary_id ", "auxiliary_id", get_u8(&c));
	take(&c, 2);
	show_flags(d, "\n\t capabilities", "capabilities", capability_bits, get_be32(&c));
	take(&c, 4);
}

static void show_config(struct dis *d, struct cur c)
{
	uint16_t flags = get_be16(&c), most;

	say(d, "\n\t flags ");
	show_name(d, "flags", frag_names, "invalid (0x%04x)", flags);
	most = get_be16(&c);
	say(d, ", miss_send_len ");
	show_name(d, "miss_send_len", length_names, "%u", most);
}

/* A name of at most 16 octets. */
static void show_port_name(struct dis *d, struct cur *c)
{
	struct cur name = part(c, left(c) < 16 ? left(c) : 16);

	say(d, ", name '");
	if (!say_visz(d, name) && left(&name) < 16)
		need(c, 1);
	say(d, "'");
	note_text(d, "name", name);
	if (left(&name) < 16)
		need(c, 1);
}

static void show_port_status(struct dis *d, struct cur c)
{
	uint8_t reason = get_u8(&c);

	say(d, "\n\t reason ");
	show_name(d, "reason", reason_names, "invalid (0x02x)", reason); /* sic */
	take(&c, 7);
	show_port_no(d, "\n\t  port_no ", get_be32(&c));
	take(&c, 4);
	show_mac(d, ", hw_addr ", "mac", get_mac(&c));
	take(&c, 2);
	show_port_name(d, &c);
	if (d->opt->v < 2 && !wants_fields(d)) {
		take(&c, 32);
		return;
	}
	show_flags(d, "\n\t   config", "config", config_bits, get_be32(&c));
	show_flags(d, "\n\t   state", "state", state_bits, get_be32(&c));
	show_flags(d, "\n\t   curr", "curr", feature_bits, get_be32(&c));
	show_flags(d, "\n\t   advertised", "advertised", feature_bits, get_be32(&c));
	show_flags(d, "\n\t   supported", "supported", feature_bits, get_be32(&c));
	show_flags(d, "\n\t   peer", "peer", feature_bits, get_be32(&c));
	show_u(d, "\n\t   curr_speed ", "curr_speed", get_be32(&c));
	say(d, "kbps");
	show_u(d, "\n\t   max_speed ", "max_speed", get_be32(&c));
	say(d, "kbps");
}

static void show_port_mod(struct dis *d, struct cur c)
{
	show_port_no(d, "\n\t port_no ", get_be32(&c));
	take(&c, 4);
	show_mac(d, ", hw_addr ", "mac", get_mac(&c));
	take(&c, 2);
	show_flags(d, "\n\t  config", "config", config_bits, get_be32(&c));
	show_flags(d, "\n\t  mask", "mask", config_bits, get_be32(&c));
	show_flags(d, "\n\t  advertise", "advertise", feature_bits, get_be32(&c));
	take(&c, 4);
}

static void show_table_mod(struct dis *d, struct cur c)
{
	uint8_t table = get_u8(&c);

	say(d, "\n\t table_id ");
	show_name(d, "table", table_names, "%u", table);
	take(&c, 3);
	show_x(d, ", config 0x", "config", get_be32(&c), 8);
}

static void show_role(struct dis *d, struct cur c)
{
	uint32_t role = get_be32(&c);
	uint64_t generation;

	say(d, "\n\t role ");
	show_name(d, "role", role_names, "invalid (0x%08x)", role);
	take(&c, 4);
	generation = get_be64(&c);
	sayf(d, ", generation_id 0x%016lx", (unsigned long)generation);
	note_u(d, "generation", generation);
}

static void show_async(struct dis *d, struct cur c)
{
	static const char *const labels[] = { "\n\t packet_in_mask[EM]", "\n\t packet_in_mask[S]",
		"\n\t port_status_mask[EM]", "\n\t port_status_mask[S]",
		"\n\t flow_removed_mask[EM]", "\n\t flow_removed_mask[S]" };

	for (int i = 0; i < 6; i++)
		show_flags(d, labels[i], labels[i] + 3, i < 2 ? packet_bits : change_bits,
			get_be32(&c));
}

/* Is a body of n octets as long as its type wants? */
static const struct of_size sizes[] = {
	{ ERROR, true, 4 },
	{ EXPERIMENTER, true, 8 },
	{ FEATURES_REQUEST, false, 0 },
	{ GET_CONFIG_REQUEST, false, 0 },
	{ BARRIER_REQUEST, false, 0 },
	{ BARRIER_REPLY, false, 0 },
	{ GET_ASYNC_REQUEST, false, 0 },
	{ FEATURES_REPLY, false, 24 },
	{ GET_ASYNC_REPLY, false, 24 },
	{ SET_ASYNC, false, 24 },
	{ GET_CONFIG_REPLY, false, 4 },
	{ SET_CONFIG, false, 4 },
	{ PORT_STATUS, false, 72 },
	{ PORT_MOD, false, 32 },
	{ TABLE_MOD, false, 8 },
	{ QUEUE_GET_CONFIG_REQUEST, false, 8 },
	{ ROLE_REQUEST, false, 16 },
	{ ROLE_REPLY, false, 16 },
};

static void show_body(struct dis *d, struct cur c, uint8_t type)
{
	switch (type) {
	case HELLO:
		show_hello(d, c);
		break;
	case ERROR:
		show_error(d, c);
		break;
	case ECHO_REQUEST:
	case ECHO_REPLY:
		of_show_data(d, " ", c);
		break;
	case EXPERIMENTER:
		show_experimenter(d, c);
		break;
	case FEATURES_REPLY:
		show_features(d, c);
		break;
	case GET_CONFIG_REPLY:
	case SET_CONFIG:
		show_config(d, c);
		break;
	case PORT_STATUS:
		show_port_status(d, c);
		break;
	case PORT_MOD:
		show_port_mod(d, c);
		break;
	case TABLE_MOD:
		show_table_mod(d, c);
		break;
	case QUEUE_GET_CONFIG_REQUEST:
		show_port_no(d, "\n\t port ", get_be32(&c));
		take(&c, 4);
		break;
	case ROLE_REQUEST:
	case ROLE_REPLY:
		show_role(d, c);
		break;
	case GET_ASYNC_REPLY:
	case SET_ASYNC:
		show_async(d, c);
		break;
	default:
		need(&c, wire(&c));
	}
}

bool of13_body(struct dis *d, struct cur c, uint8_t type)
{
	bool ok = of_fits(sizes, sizeof(sizes) / sizeof(*sizes), type, wire(&c));

	if (!ok)
		invalid(d);
	if (ok && (d->opt->v || wants_fields(d)))
		show_body(d, c, type);
	else
		need(&c, wire(&c));
	return true;
}
