/* ATM: RFC 2684 encapsulation, OAM cells (ITU-T I.610), SunATM, LAN Emulation, classical IP (RFC
 * 2225). */
#include "atm.h"

#include "eth.h"
#include "llc.h"

enum { FAULT = 1, PERFORMANCE, ACTIVATION = 8, FAULT_AIS = 0, FAULT_RDI, FAULT_LOOPBACK = 8 };
enum { LOCATION_AIS = 16, LOCATION = 12, PAYLOAD = 48, CRC10 = 0x633 };

static const struct name cells[] = {
	{ FAULT, "Fault Management" },
	{ PERFORMANCE, "Performance Management" },
	{ ACTIVATION, "activate/deactivate" },
	{ 15, "System Management" },
	{ 0, NULL },
};

static const struct name faults[] = {
	{ FAULT_AIS, "AIS" },
	{ FAULT_RDI, "RDI" },
	{ 4, "Continuity Check" },
	{ FAULT_LOOPBACK, "Loopback" },
	{ 0, NULL },
};

static const struct name performances[] = {
	{ 0, "Forward Monitoring" },
	{ 1, "Backward Reporting" },
	{ 2, "Monitoring and Reporting" },
	{ 0, NULL },
};

static const struct name activations[] = {
	{ 0, "Performance Monitoring" },
	{ 1, "Continuity Check" },
	{ 0, NULL },
};

static const struct name payloads[] = {
	{ 0, "user data, uncongested, SDU 0" },
	{ 1, "user data, uncongested, SDU 1" },
	{ 2, "user data, congested, SDU 0" },
	{ 3, "user data, congested, SDU 1" },
	{ 4, "VCC OAM F5 flow segment" },
	{ 5, "VCC OAM F5 flow end-to-end" },
	{ 6, "Traffic Control and resource Mgmt" },
	{ 0, NULL },
};

static const struct name f4_vcis[] = { { 3, "OAM F4 (segment)" }, { 4, "OAM F4 (end)" },
	{ 0, NULL } };

static void say_octets(struct dis *d, const char *label, struct cur *c, uint32_t n)
{
	say_s(d, label);
	for (; n && !d->stopped; n--) {
		uint8_t b = get_u8(c);

		say_x(d, b, 2);
		if (n > 1)
			say(d, " ");
	}
}

static uint16_t crc10(struct cur c, uint32_t n)
{
	uint16_t crc = 0;

	for (; n; n--) {
		crc = (uint16_t)(crc ^ get_u8(&c) << 2);
		for (int i = 0; i < 8; i++)
			crc = (uint16_t)((crc << 1) ^ (crc & 0x200 ? CRC10 : 0)) & 0x3ff;
	}
	return crc;
}

static void show_cell(struct dis *d, struct cur c)
{
	struct cur v = c;
	uint8_t b = get_u8(&v), type = b >> 4, function = b & 15, indicator;
	const struct name *names = type == FAULT         ? faults
	                           : type == PERFORMANCE ? performances
	                           : type == ACTIVATION  ? activations
	                                                 : NULL;
	uint16_t sum;
	uint32_t tag;

	say(d, "\n\tcell-type ");
	show_name(d, "cell", cells, "unknown", type);
	sayf(d, " (%u)", type);
	if (names) {
		say(d, ", func-type ");
		show_name(d, "function", names, "none", function);
		sayf(d, " (%u)", function);
	} else {
		sayf(d, ", func-type unknown (%u)", function);
	}
	if (type == FAULT && function == FAULT_LOOPBACK) {
		need(&v, PAYLOAD - 3);
		indicator = get_u8(&v);
		tag = get_be32(&v);
		sayf(d, "\n\tLoopback-Indicator %s, Correlation-Tag 0x%08x",
			indicator & 1 ? "Request" : "Reply", tag);
		say_octets(d, "\n\tLocation-ID ", &v, LOCATION);
		say_octets(d, "\n\tSource-ID   ", &v, LOCATION);
	} else if (type == FAULT && (function == FAULT_AIS || function == FAULT_RDI)) {
		need(&v, PAYLOAD - 3);
		show_x(d, "\n\tFailure-type 0x", "failure", get_u8(&v), 2);
		say_octets(d, "\n\tLocation-ID ", &v, LOCATION_AIS);
	}
	sum = peek_be16(&c, PAYLOAD - 2) & 0x3ff;
	sayf(d, "\n\tcksum 0x%03x (%scorrect)", sum, crc10(c, PAYLOAD) ? "in" : "");
}

void oam_show(struct dis *d, struct cur c, uint32_t lead)
{
	uint32_t head, length = wire(&c);
	uint16_t vpi, vci;

	d->proto = "oam";
	skip(&c, lead);
	head = get_be32(&c);
	vpi = (uint16_t)(head >> 20 & 0xff);
	vci = (uint16_t)(head >> 4);
	need(&c, 1);
	say_name(d, f4_vcis, "OAM F5", vci);
	show_u(d, ", vpi ", "vpi", vpi);
	show_u(d, ", vci ", "vci", vci);
	say(d, ", payload [ ");
	show_name(d, "payload", payloads, "Unknown", head >> 1 & 7);
	show_u(d, " ], clp ", "clp", head & 1);
	show_u(d, ", length ", "length", length);
	if (d->opt->v)
		show_cell(d, c);
}

static void llc(struct dis *d, struct cur c)
{
	d->src.len = d->dst.len = 0;
	if (!llc_enter(d, c))
		say_default(d, c);
}

static void dissect_atm(struct dis *d, struct cur c)
{
	uint32_t first;

	if (peek_u8(&c, 0) == 0x03) { /* Cisco's NLPID */
		if (d->opt->e)
			say(d, "CNLPID ");
		enter(d, &proto_isoclns, from(c, 1));
		return;
	}
	first = peek_be24(&c, 0);
	if (first != 0xfefe03 && first != 0xaaaa03 && first != 0x060603) { /* addresses first */
		if (d->opt->e && has(&c, 16))
			sayf(d, "%08x%08x %08x%08x ", peek_be32(&c, 0), peek_be32(&c, 4),
				peek_be32(&c, 8), peek_be32(&c, 12));
		need(&c, 20);
		d->link_len += 20;
		c = from(c, 20);
	}
	llc(d, c);
}

/* --- LAN emulation --- */

static const struct name lane_ops[] = {
	{ 0x0001, "configure request" },
	{ 0x0101, "configure response" },
	{ 0x0002, "join request" },
	{ 0x0102, "join response" },
	{ 0x0003, "ready query" },
	{ 0x0103, "ready indication" },
	{ 0x0004, "register request" },
	{ 0x0104, "register response" },
	{ 0x0005, "unregister request" },
	{ 0x0105, "unregister response" },
	{ 0x0006, "ARP request" },
	{ 0x0106, "ARP response" },
	{ 0x0007, "flush request" },
	{ 0x0107, "flush response" },
	{ 0x0008, "NARP request" },
	{ 0x0009, "topology request" },
	{ 0, NULL },
};

static void dissect_lane(struct dis *d, struct cur c)
{
	uint16_t id;

	need(&c, 6);
	id = peek_be16(&c, 0);
	if (id == 0xff00) { /* control */
		sayf(d, "lec: proto %x vers %x ", peek_u8(&c, 2), peek_u8(&c, 3));
		show_name(d, "opcode", lane_ops, "opcode-#%u", peek_be16(&c, 4));
		return;
	}
	need(&c, 16);
	show_x(d, "lecid:", "lecid", id, 0);
	say(d, " ");
	d->link_len += 2;
	enter(d, &proto_eth, from(c, 2));
}

static const struct proto proto_lane = { "lane", dissect_lane };

/* --- SunATM --- */

enum { META = 1, BROADCAST, OAM_SEGMENT, OAM_END, SIGNALLING, ILMI = 16 };
enum { Q2931 = 9, LANE = 1 };

static const struct name messages[] = {
	{ 0x02, "Call_proceeding" },
	{ 0x05, "Setup" },
	{ 0x07, "Connect" },
	{ 0x0f, "Connect_ack" },
	{ 0x46, "Restart" },
	{ 0x4d, "Release" },
	{ 0x4e, "Restart_ack" },
	{ 0x5a, "Release_complete" },
	{ 0x75, "Status_enquiry" },
	{ 0x7d, "Status" },
	{ 0x80, "Add_party" },
	{ 0x81, "Add_party_ack" },
	{ 0x82, "Add_party_reject" },
	{ 0x83, "Drop_party" },
	{ 0x84, "Drop_party_ack" },
	{ 0, NULL },
};

static void show_signalling(struct dis *d, struct cur c)
{
	uint8_t proto, message;
	uint32_t ref;

	proto = peek_u8(&c, 0);
	if (proto != Q2931) {
		say(d, "");
		sayf(d, "SSCOP, proto %u ", proto);
		return;
	}
	say(d, "Q.2931");
	message = peek_u8(&c, 5);
	say(d, ":");
	show_name(d, "message", messages, "msgtype#%u", message);
	say(d, " ");
	ref = peek_be24(&c, 2);
	show_x(d, "CALL_REF:0x", "call_ref", ref, 6);
}

static void dissect_sunatm(struct dis *d, struct cur c)
{
	uint8_t flags, vpi;
	uint16_t vci;

	flags = get_u8(&c);
	if (d->opt->e)
		say_s(d, flags & 0x80 ? "Tx: " : "Rx: ");
	vpi = get_u8(&c);
	vci = get_be16(&c);
	note_u(d, "vpi", vpi);
	note_u(d, "vci", vci);
	d->link_len += 4;
	if (d->opt->e)
		sayf(d, "VPI:%u VCI:%u ", vpi, vci);
	d->proto = "atm";
	if (vpi == 0) {
		switch (vci) {
		case META:
			say(d, "meta: ");
			return;
		case BROADCAST:
			say(d, "broadcast sig: ");
			return;
		case OAM_SEGMENT:
		case OAM_END:
			oam_show(d, c, 1);
			return;
		case SIGNALLING:
			show_signalling(d, c);
			return;
		case ILMI:
			say(d, "ilmi: ");
			enter(d, &proto_snmp, c);
			return;
		}
	}
	if ((flags & 15) == LANE)
		enter(d, &proto_lane, c);
	else
		llc(d, c);
}

const struct proto proto_atm = { "atm", dissect_atm };
const struct proto proto_sunatm = { "sunatm", dissect_sunatm };
