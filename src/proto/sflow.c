/* sFlow version 5.  https://sflow.org/sflow_version_5.txt */
#include "../dissect/dissect.h"

#define HEADER 28

enum { VERSION = 5, AGENT_IP4 = 1 };
enum { FLOW = 1, COUNTERS, EXPANDED_FLOW, EXPANDED_COUNTERS };

static const struct name sample_names[] = {
	{ FLOW, "flow sample" },
	{ COUNTERS, "counter sample" },
	{ EXPANDED_FLOW, "expanded flow sample" },
	{ EXPANDED_COUNTERS, "expanded counter sample" },
	{ 0, NULL },
};

static const struct name counter_names[] = {
	{ 1, "Generic counter" },
	{ 2, "Ethernet counter" },
	{ 3, "Token ring counter" },
	{ 4, "100 BaseVG counter" },
	{ 5, "Vlan counter" },
	{ 1001, "Processor counter" },
	{ 0, NULL },
};

static const struct name flow_names[] = {
	{ 1, "Raw packet" },
	{ 2, "Ethernet frame" },
	{ 3, "IPv4 Data" },
	{ 4, "IPv6 Data" },
	{ 1001, "Extended Switch data" },
	{ 1002, "Extended Router data" },
	{ 1003, "Extended Gateway data" },
	{ 1004, "Extended User data" },
	{ 1005, "Extended URL data" },
	{ 1006, "Extended MPLS data" },
	{ 1007, "Extended NAT data" },
	{ 1008, "Extended MPLS tunnel" },
	{ 1009, "Extended MPLS VC" },
	{ 1010, "Extended MPLS FEC" },
	{ 1011, "Extended MPLS LVP FEC" },
	{ 1012, "Extended VLAN Tunnel" },
	{ 0, NULL },
};

static const struct name raw_protocols[] = { { 1, "Ethernet" }, { 11, "IPv4" }, { 12, "IPv6" },
	{ 0, NULL } };

static const struct name directions[] = {
	{ 0, "unknown" },
	{ 1, "full-duplex" },
	{ 2, "half-duplex" },
	{ 3, "in" },
	{ 4, "out" },
	{ 0, NULL },
};

/* A number of a record: what is said before it, its key, and its octets.  The octets of a line are
 * read before its first word is said. */
struct field {
	const char *label, *key;
	uint8_t octets;
};

static const struct field generic_in[] = {
	{ "\n\t      In octets ", "in_octets", 8 },
	{ ", unicast pkts ", "in_unicast", 4 },
	{ ", multicast pkts ", "in_multicast", 4 },
	{ ", broadcast pkts ", "in_broadcast", 4 },
	{ ", discards ", "in_discards", 4 },
	{ "\n\t      In errors ", "in_errors", 4 },
	{ ", unknown protos ", "in_unknown_protos", 4 },
	{ "\n\t      Out octets ", "out_octets", 8 },
	{ ", unicast pkts ", "out_unicast", 4 },
	{ ", multicast pkts ", "out_multicast", 4 },
	{ ", broadcast pkts ", "out_broadcast", 4 },
	{ ", discards ", "out_discards", 4 },
	{ "\n\t      Out errors ", "out_errors", 4 },
	{ ", promisc mode ", "promiscuous", 4 },
	{ NULL, NULL, 0 },
};

static const struct field ethernet[] = {
	{ "\n\t      align errors ", "alignment_errors", 4 },
	{ ", fcs errors ", "fcs_errors", 4 },
	{ ", single collision ", "single_collision", 4 },
	{ ", multiple collision ", "multiple_collision", 4 },
	{ ", test error ", "sqe_test_errors", 4 },
	{ "\n\t      deferred ", "deferred", 4 },
	{ ", late collision ", "late_collisions", 4 },
	{ ", excessive collision ", "excessive_collisions", 4 },
	{ ", mac trans error ", "mac_transmit_errors", 4 },
	{ "\n\t      carrier error ", "carrier_sense_errors", 4 },
	{ ", frames too long ", "frames_too_long", 4 },
	{ ", mac receive errors ", "mac_receive_errors", 4 },
	{ ", symbol errors ", "symbol_errors", 4 },
	{ NULL, NULL, 0 },
};

static const struct field base_vg[] = {
	{ "\n\t      in high prio frames ", "in_high_frames", 4 },
	{ ", in high prio octets ", "in_high_octets", 8 },
	{ "\n\t      in norm prio frames ", "in_norm_frames", 4 },
	{ ", in norm prio octets ", "in_norm_octets", 8 },
	{ "\n\t      in ipm errors ", "in_ipm_errors", 4 },
	{ ", oversized ", "in_oversize", 4 },
	{ ", in data errors ", "in_data_errors", 4 },
	{ ", null addressed frames ", "in_null_addressed", 4 },
	{ "\n\t      out high prio frames ", "out_high_frames", 4 },
	{ ", out high prio octets ", "out_high_octets", 8 },
	{ ", trans into frames ", "transition_into", 4 },
	{ "\n\t      in hc high prio octets ", "in_hc_high_octets", 8 },
	{ ", in hc norm prio octets ", "in_hc_norm_octets", 8 },
	{ ", out hc high prio octets ", "out_hc_high_octets", 8 },
	{ NULL, NULL, 0 },
};

static const struct field vlan[] = {
	{ "\n\t      vlan_id ", "vlan", 4 },
	{ ", octets ", "octets", 8 },
	{ ", unicast_pkt ", "unicast", 4 },
	{ ", multicast_pkt ", "multicast", 4 },
	{ ", broadcast_pkt ", "broadcast", 4 },
	{ ", discards ", "discards", 4 },
	{ NULL, NULL, 0 },
};

static const struct field processor[] = {
	{ "\n\t      5sec ", "cpu_5s", 4 },
	{ ", 1min ", "cpu_1m", 4 },
	{ ", 5min ", "cpu_5m", 4 },
	{ ", total_mem ", "total_memory", 8 },
	{ ", total_mem ", "free_memory", 8 }, /* sic */
	{ NULL, NULL, 0 },
};

static const struct field extended_switch[] = {
	{ "\n\t      src vlan ", "src_vlan", 4 },
	{ ", src pri ", "src_priority", 4 },
	{ ", dst vlan ", "dst_vlan", 4 },
	{ ", dst pri ", "dst_priority", 4 },
	{ NULL, NULL, 0 },
};

/* With -v alone; -vv says less. */
static void show_unknown(struct dis *d, const char *indent, struct cur c, uint32_t n)
{
	if (d->opt->v < 2)
		say_hex(d, indent, part(&c, n));
}

static uint32_t octets_of(const struct field *f, bool line)
{
	uint32_t n = 0;

	for (const struct field *first = f; f->label; f++) {
		if (line && f != first && f->label[0] == '\n')
			break;
		n += f->octets;
	}
	return n;
}

static void show_fields(struct dis *d, struct cur *c, const struct field *f)
{
	for (; f->label; f++) {
		uint64_t v;

		if (f->label[0] == '\n')
			need(c, octets_of(f, true));
		v = f->octets == 8 ? get_be64(c) : get_be32(c);
		say_s(d, f->label);
		say_u64(d, v);
		note_u(d, f->key, v);
	}
}

/* False: malformed, the packet ends here. */
static bool show_all(struct dis *d, struct cur c, const struct field *f)
{
	if (wire(&c) < octets_of(f, false))
		return false;
	show_fields(d, &c, f);
	return true;
}

static bool show_generic(struct dis *d, struct cur c)
{
	uint32_t index, type, direction, status;
	uint64_t speed;

	if (wire(&c) < 88)
		return false;
	index = get_be32(&c);
	type = get_be32(&c);
	speed = get_be64(&c);
	direction = get_be32(&c);
	show_u(d, "\n\t      ifindex ", "if_index", index);
	show_u(d, ", iftype ", "if_type", type);
	show_u64(d, ", ifspeed ", "if_speed", speed);
	show_u(d, ", ifdirection ", "if_direction", direction);
	say(d, " (");
	say_name(d, directions, "Unknown", direction);
	say(d, ")");
	status = get_be32(&c);
	show_u(d, "\n\t      ifstatus ", "if_status", status);
	sayf(d, ", adminstatus: %s, operstatus: %s", status & 1 ? "up" : "down",
		status & 2 ? "up" : "down");
	show_fields(d, &c, generic_in);
	return true;
}

static bool show_counter(struct dis *d, uint32_t type, struct cur c, uint32_t len)
{
	switch (type) {
	case 1:
		return show_generic(d, c);
	case 2:
		return show_all(d, c, ethernet);
	case 4:
		return show_all(d, c, base_vg);
	case 5:
		return show_all(d, c, vlan);
	case 1001:
		return show_all(d, c, processor);
	case 3:
		return true;
	}
	show_unknown(d, "\n\t\t", c, len);
	return true;
}

static bool show_raw(struct dis *d, struct cur c)
{
	uint32_t protocol, length, stripped, size;

	if (wire(&c) < 16)
		return false;
	protocol = get_be32(&c);
	length = get_be32(&c);
	stripped = get_be32(&c);
	size = get_be32(&c);
	say(d, "\n\t      protocol ");
	show_name(d, "protocol", raw_protocols, "Unknown", protocol);
	sayf(d, " (%u)", protocol);
	show_u(d, ", length ", "frame_length", length);
	show_u(d, ", stripped bytes ", "stripped", stripped);
	show_u(d, ", header_size ", "header_size", size);
	return true;
}

static bool show_flow(struct dis *d, uint32_t type, struct cur c, uint32_t len)
{
	uint32_t length, frame_type;

	switch (type) {
	case 1:
		return show_raw(d, c);
	case 2:
		if (wire(&c) < 24)
			return false;
		length = get_be32(&c);
		skip(&c, 16);
		frame_type = get_be32(&c);
		show_u(d, "\n\t      frame len ", "frame_length", length);
		show_u(d, ", type ", "frame_type", frame_type);
		break;
	case 1001:
		return show_all(d, c, extended_switch);
	default:
		if (!name_of(flow_names, type))
			show_unknown(d, "\n\t\t", c, len);
		break;
	}
	return true;
}

/* False: malformed. */
static bool show_records(struct dis *d, struct cur c, uint32_t count, bool flow)
{
	static const struct name none[] = { { 0, NULL } };

	list(d, "records");
	for (; count && !d->stopped; count--) {
		uint32_t type, len, enterprise;

		if (wire(&c) < 8)
			return false;
		type = get_be32(&c);
		enterprise = type >> (flow ? 12 : 20); /* sic */
		len = get_be32(&c);
		item(d);
		show_u(d, "\n\t    enterprise ", "enterprise", enterprise);
		say_s(d, flow ? " " : ", ");
		show_name(d, "format",
			enterprise ? none
			: flow     ? flow_names
				   : counter_names,
			"Unknown", type & 0xfff);
		sayf(d, " (%u)", type & 0xfff);
		show_u(d, " length ", "length", len);
		if (wire(&c) < len)
			return false;
		if (enterprise == 0 && !(flow ? show_flow(d, type & 0xfff, c, len)
					      : show_counter(d, type & 0xfff, c, len)))
			return false;
		done(d);
		skip(&c, len);
	}
	done(d);
	return true;
}

static void show_source(struct dis *d, uint32_t seq, uint32_t type, uint32_t index)
{
	show_u(d, " seqnum ", "seq", seq);
	show_u(d, ", type ", "source_type", type);
	show_u(d, ", idx ", "source_index", index);
}

static bool show_flow_sample(struct dis *d, struct cur c, bool expanded)
{
	uint32_t seq, type, index, rate, pool, drops, in_format = 0, in, out_format = 0, out, count;

	if (wire(&c) < (expanded ? 44u : 32u))
		return false;
	seq = get_be32(&c);
	type = get_be32(&c);
	index = expanded ? get_be32(&c) : type & 0xffffff;
	rate = get_be32(&c);
	pool = get_be32(&c);
	drops = get_be32(&c);
	if (expanded)
		in_format = get_be32(&c);
	in = get_be32(&c);
	if (expanded)
		out_format = get_be32(&c);
	out = get_be32(&c);
	count = get_be32(&c);
	show_source(d, seq, expanded ? type : type >> 24, index);
	show_u(d, ", rate ", "rate", rate);
	show_u(d, ", pool ", "pool", pool);
	show_u(d, ", drops ", "drops", drops);
	show_u(d, ", input ", "input", in);
	if (expanded)
		sayf(d, " (%u),", in_format);
	show_u(d, " output ", "output", out);
	if (expanded)
		sayf(d, " (%u),", out_format);
	show_u(d, " records ", "count", count);
	return show_records(d, c, count, true);
}

static bool show_counter_sample(struct dis *d, struct cur c, bool expanded)
{
	uint32_t seq, type, index, count;

	if (wire(&c) < (expanded ? 16u : 12u))
		return false;
	seq = get_be32(&c);
	type = get_be32(&c);
	index = expanded ? get_be32(&c) : type & 0xffffff;
	count = get_be32(&c);
	show_source(d, seq, expanded ? type : type >> 24, index);
	show_u(d, ", records ", "count", count);
	return show_records(d, c, count, false);
}

static bool show_sample(struct dis *d, uint32_t type, struct cur c, uint32_t len)
{
	switch (type) {
	case FLOW:
		return show_flow_sample(d, c, false);
	case COUNTERS:
		return show_counter_sample(d, c, false);
	case EXPANDED_FLOW:
		return show_flow_sample(d, c, true);
	case EXPANDED_COUNTERS:
		return show_counter_sample(d, c, true);
	}
	show_unknown(d, "\n\t    ", c, len);
	return true;
}

static void show_samples(struct dis *d, struct cur c, uint32_t count)
{
	list(d, "samples");
	for (; count && wire(&c) && !d->stopped; count--) {
		uint32_t type, len;

		type = get_be32(&c) & 0xfff;
		len = get_be32(&c);
		item(d);
		say(d, "\n\t");
		show_name(d, "type", sample_names, "Unknown", type);
		sayf(d, " (%u)", type);
		show_u(d, ", length ", "length", len);
		say(d, ",");
		if (type == 0 || len == 0)
			return;
		if (len > wire(&c)) {
			if (name_of(sample_names, type))
				invalid(d);
			return;
		}
		need(&c, len);
		if (!show_sample(d, type, c, len)) {
			invalid(d);
			return;
		}
		done(d);
		skip(&c, len);
	}
	done(d);
}

static void dissect_sflow(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), version = get_be32(&c), family, agent4 = 0, id, seq = 0,
		 uptime = 0, count = 0;
	struct ip6 agent6 = { { 0 } };

	if (length < HEADER && !d->stopped) {
		sayf(d, "sFlowv%u [length %u < %u]", version, length, HEADER);
		invalid(d);
		return;
	}
	need(&c, HEADER - 4);
	note_u(d, "version", version);
	if (version != VERSION) {
		sayf(d, "sFlow version %u packet not supported", version);
		return;
	}
	family = get_be32(&c);
	if (family == AGENT_IP4)
		agent4 = get_ip4(&c);
	else
		agent6 = get_ip6(&c);
	id = get_be32(&c);
	if (d->opt->v || wants_fields(d)) {
		seq = get_be32(&c);
		uptime = get_be32(&c);
		count = get_be32(&c);
	}
	if (family == AGENT_IP4)
		show_ip4(d, "sFlowv5, IPv4 agent ", "agent", agent4);
	else
		show_ip6(d, "sFlowv5, IPv6 agent ", "agent", agent6);
	show_u(d, ", agent-id ", "agent_id", id);
	if (d->opt->v) {
		sayf(d, ", seqnum %u, uptime %u, samples %u", seq, uptime, count);
		note_u(d, "seq", seq);
		note_u(d, "uptime", uptime);
		note_u(d, "count", count);
	}
	show_u(d, ", length ", "length", length);
	if (d->opt->v)
		show_samples(d, c, count);
}

const struct proto proto_sflow = { "sflow", dissect_sflow };
