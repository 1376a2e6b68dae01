/* LLDP: TLVs of IEEE 802.1 (Q-2018, annex D; Qaz, Qau, Qbb, Qbg). */
#include "lldp.h"

enum {
	PORT_VLAN = 1,
	PROTOCOL_VLAN,
	VLAN_NAME,
	PROTOCOL,
	AGGREGATION = 7,
	CONGESTION,
	ETS_CONFIGURATION,
	ETS_RECOMMENDATION,
	PFC,
	APPLICATION,
	EVB,
	CDCP
};

static const struct name subtypes[] = {
	{ PORT_VLAN, "Port VLAN Id" },
	{ PROTOCOL_VLAN, "Port and Protocol VLAN ID" },
	{ VLAN_NAME, "VLAN name" },
	{ PROTOCOL, "Protocol Identity" },
	{ AGGREGATION, "Link aggregation" },
	{ CONGESTION, "Congestion Notification" },
	{ ETS_CONFIGURATION, "ETS Configuration" },
	{ ETS_RECOMMENDATION, "ETS Recommendation" },
	{ PFC, "Priority Flow Control Configuration" },
	{ APPLICATION, "Application Priority" },
	{ EVB, "EVB" },
	{ CDCP, "CDCP" },
	{ 0, NULL },
};

static const struct name vlan_flags[] = { { 2, "supported" }, { 4, "enabled" }, { 0, NULL } };
static const struct name aggregation_flags[] = { { 1, "supported" }, { 2, "enabled" },
	{ 0, NULL } };
static const struct name evb_modes[] = { { 0, "Not Supported" }, { 1, "EVB Bridge" },
	{ 2, "EVB Station" }, { 3, "Reserved for future Standardization" }, { 0, NULL } };

/* How many octets follow the subtype at least. */
static const uint8_t least[] = {
	[PORT_VLAN] = 2,
	[PROTOCOL_VLAN] = 3,
	[VLAN_NAME] = 2,
	[PROTOCOL] = 1,
	[AGGREGATION] = 5,
	[CONGESTION] = 2,
	[ETS_CONFIGURATION] = 21,
	[ETS_RECOMMENDATION] = 21,
	[PFC] = 2,
	[APPLICATION] = 1,
	[EVB] = 5,
	[CDCP] = 4,
};

static void say_bit_row(struct dis *d, const char *title, uint8_t bits)
{
	say_s(d, title);
	say(d, "\n\t     Priority : 0  1  2  3  4  5  6  7");
	say(d, "\n\t     Value    : ");
	for (int i = 0; i < 8; i++)
		sayf(d, "%-2d ", bits >> i & 1);
}

static void show_row(struct dis *d, const char *key, struct cur *v)
{
	list(d, key);
	for (int i = 0; i < 8; i++) {
		uint8_t b = get_u8(v);

		sayf(d, i ? " %-3d" : "%-3d", b);
		note_u(d, NULL, b);
	}
	done(d);
}

/* Three tables of eight: priorities, bandwidths, algorithms. */
static void show_ets(struct dis *d, struct cur *v)
{
	say(d, "\n\t    Priority Assignment Table");
	say(d, "\n\t     Priority : 0   1   2   3   4   5   6   7\n\t     Value    : ");
	list(d, "priorities");
	for (int i = 0; i < 4; i++) {
		uint8_t two = get_u8(v);

		sayf(d, i ? " %-3d" : "%-3d", two >> 4);
		sayf(d, " %-3d", two & 15);
		note_u(d, NULL, two >> 4);
		note_u(d, NULL, two & 15);
	}
	done(d);
	say(d, "\n\t    TC Bandwidth Table\n\t     TC%   : 0   1   2   3   4   5   6   7");
	say(d, "\n\t     Value : ");
	show_row(d, "bandwidths", v);
	say(d, "\n\t    TSA Assignment Table");
	say(d, "\n\t     Traffic Class: 0   1   2   3   4   5   6   7\n\t     Value        : ");
	show_row(d, "algorithms", v);
}

static void show_applications(struct dis *d, struct cur *v)
{
	show_u(d, "\n\t    RES: ", "res", get_u8(v));
	if (wire(v) == 0 || wire(v) % 3)
		return;
	say(d, "\n\t    Application Priority Table");
	list(d, "applications");
	while (wire(v) && !d->stopped) {
		uint8_t b = get_u8(v);
		uint16_t id = get_be16(v);

		item(d);
		note_u(d, "priority", b >> 5);
		note_u(d, "selector", b & 7);
		note_u(d, "protocol", id);
		done(d);

		sayf(d, "\n\t      Priority: %u, RES: %u, Sel: %u, Protocol ID: %u", b >> 5,
			b >> 3 & 3, b & 7, id);
	}
	done(d);
}

static void show_evb(struct dis *d, struct cur *v)
{
	uint8_t bridge = get_u8(v), station = get_u8(v), r = get_u8(v), mode = get_u8(v);
	uint8_t rka = get_u8(v);

	note_u(d, "bridge_status", bridge);
	note_u(d, "station_status", station);
	note_u(d, "retries", r >> 5);
	note_u(d, "retransmission", r & 31);
	note_u(d, "resource_wait", mode & 31);
	note_u(d, "keepalive", rka & 31);
	say(d, "\n\t    EVB Bridge Status");
	sayf(d, "\n\t      RES: %u, BGID: %u, RRCAP: %u, RRCTR: %u", bridge >> 3, bridge >> 2 & 1,
		bridge >> 1 & 1, bridge & 1);
	say(d, "\n\t    EVB Station Status");
	sayf(d, "\n\t      RES: %u, SGID: %u, RRREQ: %u,RRSTAT: %u", station >> 4, station >> 3 & 1,
		station >> 2 & 1, station & 3);
	sayf(d, "\n\t    R: %u, RTE: %u, EVB Mode: ", r >> 5, r & 31);
	show_name(d, "mode", evb_modes, "unknown", mode >> 6);
	sayf(d, " [%u]\n\t    ROL: %u, RWD: %u, RES: %u, ROL: %u, RKA: %u", mode >> 6,
		mode >> 5 & 1, mode & 31, rka >> 6, rka >> 5 & 1, rka & 31);
}

static void show_cdcp(struct dis *d, struct cur *v)
{
	uint8_t b = get_u8(v);
	uint16_t cap;

	skip(v, 1);
	cap = get_be16(v) & 0xfff;
	sayf(d, "\n\t    Role: %u, RES: %u, Scomp: %u ChnCap: %u", b >> 7, b >> 4 & 7, b >> 3 & 1,
		cap);
	note_u(d, "role", b >> 7);
	note_u(d, "s_component", b >> 3 & 1);
	note_u(d, "channels", cap);
	if (wire(v) % 3)
		return;
	while (wire(v) && !d->stopped) {
		uint32_t pair = get_be24(v);

		show_u(d, "\n\t    SCID: ", "scid", pair >> 12);
		show_u(d, ", SVID: ", "svid", pair & 0xfff);
	}
}

static void show_text(struct dis *d, const char *label, struct cur *v)
{
	uint8_t len;

	if (wire(v) < 1)
		return;
	len = get_u8(v);
	note_u(d, "name_length", len);
	if (wire(v) < len)
		return;
	say_s(d, label);
	say_charsz(d, v, len);
}

static void show_vlans(struct dis *d, uint8_t subtype, struct cur *v)
{
	uint8_t flags;
	uint32_t id;

	switch (subtype) {
	case PORT_VLAN:
		show_u(d, "\n\t    port vlan id (PVID): ", "pvid", get_be16(v));
		break;
	case PROTOCOL_VLAN:
		flags = get_u8(v);
		id = get_be16(v);
		show_u(d, "\n\t    port and protocol vlan id (PPVID): ", "ppvid", id);
		say(d, ", flags [");
		say_bits(d, vlan_flags, "none", flags, ", ");
		show_x(d, "] (0x", "flags", flags, 2);
		say(d, ")");
		break;
	case VLAN_NAME:
		show_u(d, "\n\t    vlan id (VID): ", "vid", get_be16(v));
		show_text(d, "\n\t    vlan name: ", v);
		break;
	case PROTOCOL:
		show_text(d, "\n\t    protocol identity: ", v);
		break;
	case AGGREGATION:
		flags = get_u8(v);
		id = get_be32(v);
		say(d, "\n\t    aggregation status [");
		say_bits(d, aggregation_flags, "none", flags, ", ");
		note_u(d, "flags", flags);
		show_u(d, "], aggregation port ID ", "port", id);
		break;
	}
}

bool lldp_8021(struct dis *d, struct cur v)
{
	uint8_t subtype, b;

	if (wire(&v) < 1)
		return false;
	subtype = lldp_subtype(d, &v, subtypes);
	if (!name_of(subtypes, subtype))
		return true;
	if (wire(&v) < least[subtype])
		return false;
	switch (subtype) {
	case CONGESTION:
		b = get_u8(&v);
		note_u(d, "cnpv", b);
		say_bit_row(d, "\n\t    Pre-Priority CNPV Indicator", b);
		b = get_u8(&v);
		note_u(d, "ready", b);
		say_bit_row(d, "\n\t    Pre-Priority Ready Indicator", b);
		break;
	case ETS_CONFIGURATION:
		b = get_u8(&v);
		sayf(d, "\n\t    Willing:%u, CBS:%u, RES:%u, Max TCs:%u", b >> 7,
			b >> 6 & 2 /* sic */, b >> 3 & 7, b & 7);
		note_b(d, "willing", b >> 7);
		note_b(d, "cbs", b >> 6 & 1);
		note_u(d, "most_classes", b & 7);
		show_ets(d, &v);
		break;
	case ETS_RECOMMENDATION:
		show_u(d, "\n\t    RES: ", "res", get_u8(&v));
		show_ets(d, &v);
		break;
	case PFC:
		b = get_u8(&v);
		sayf(d, "\n\t    Willing: %u, MBC: %u, RES: %u, PFC cap:%u ", b >> 7, b >> 6 & 1,
			b >> 4 & 3, b & 15);
		note_b(d, "willing", b >> 7);
		note_b(d, "mbc", b >> 6 & 1);
		note_u(d, "pfc_capability", b & 15);
		b = get_u8(&v);
		note_u(d, "pfc_enable", b);
		say_bit_row(d, "\n\t    PFC Enable", b);
		break;
	case APPLICATION:
		show_applications(d, &v);
		break;
	case EVB:
		show_evb(d, &v);
		break;
	case CDCP:
		show_cdcp(d, &v);
		break;
	default:
		show_vlans(d, subtype, &v);
	}
	return false;
}
