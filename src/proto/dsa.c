/* Marvell's Distributed Switch Architecture tags.
 * https://www.tcpdump.org/linktypes/LINKTYPE_DSA_TAG_DSA.html */
#include "eth.h"

enum { TO_CPU, FROM_CPU, TO_SNIFFER, FORWARD };

static const struct name modes[] = {
	{ TO_CPU, "To CPU" },
	{ FROM_CPU, "From CPU" },
	{ TO_SNIFFER, "To Sniffer" },
	{ FORWARD, "Forward" },
	{ 0, NULL },
};

static const struct name codes[] = {
	{ 0, "BPDU (MGMT) Trap" },
	{ 1, "Frame2Reg" },
	{ 2, "IGMP/MLD Trap" },
	{ 3, "Policy Trap" },
	{ 4, "ARP Mirror" },
	{ 5, "Policy Mirror" },
	{ 0, NULL },
};

struct tag {
	uint8_t mode, dev, port, code, priority;
	bool tagged, trunk, rx, cfi;
	uint16_t vid;
};

static struct tag get_tag(struct dis *d, struct cur *c)
{
	uint8_t a = get_u8(c), b = get_u8(c);
	uint16_t low = get_be16(c);
	struct tag t = {
		.mode = a >> 6,
		.tagged = a >> 5 & 1,
		.dev = a & 31,
		.port = b >> 3,
		.trunk = b >> 2 & 1,
		.rx = b >> 2 & 1,
		.code = (uint8_t)((b & 6) | (low >> 12 & 1)),
		.cfi = b & 1,
		.priority = (uint8_t)(low >> 13),
		.vid = low & 0xfff,
	};

	note_u(d, "mode", t.mode);
	note_u(d, "dev", t.dev);
	note_u(d, "port", t.port);
	note_b(d, "tagged", t.tagged);
	note_u(d, "vid", t.vid);
	note_u(d, "priority", t.priority);
	return t;
}

static void say_long(struct dis *d, struct tag t)
{
	say(d, "mode ");
	say_name(d, modes, "", t.mode);
	switch (t.mode) {
	case FORWARD:
		sayf(d, ", dev %u, %s %u, ", t.dev, t.trunk ? "trunk" : "port", t.port);
		break;
	case FROM_CPU:
		sayf(d, ", target dev %u, port %u, ", t.dev, t.port);
		break;
	case TO_CPU:
		sayf(d, ", source dev %u, port %u, code ", t.dev, t.port);
		say_name(d, codes, "reserved (%u)", t.code);
		say(d, ", ");
		break;
	default:
		sayf(d, ", source dev %u, port %u, %s sniff, ", t.dev, t.port,
			t.rx ? "ingress" : "egress");
	}
	sayf(d, "%s, %sVID %u, FPri %u, ", t.tagged ? "tagged" : "untagged", t.cfi ? "CFI, " : "",
		t.vid, t.priority);
}

static void say_short(struct dis *d, struct tag t)
{
	switch (t.mode) {
	case FORWARD:
		sayf(d, "Forward %s %u.%u, ", t.trunk ? "trunk" : "port", t.dev, t.port);
		break;
	case FROM_CPU:
		sayf(d, "CPU > port %u.%u, ", t.dev, t.port);
		break;
	case TO_CPU:
		sayf(d, "port %u.%u > CPU, ", t.dev, t.port);
		break;
	default:
		sayf(d, "port %u.%u > %s Sniffer, ", t.dev, t.port, t.rx ? "Rx" : "Tx");
	}
	sayf(d, "VLAN %u%c, ", t.vid, t.tagged ? 't' : 'u');
}

static void put_dsa(struct dis *d, struct cur c)
{
	struct tag t = get_tag(d, &c);

	if (d->opt->e) {
		say(d, "Marvell DSA ");
		say_long(d, t);
	} else {
		say(d, "DSA ");
		say_short(d, t);
	}
}

static void put_edsa(struct dis *d, struct cur c)
{
	uint16_t type = get_be16(&c);
	uint8_t r1 = get_u8(&c), r2 = get_u8(&c);
	struct tag t = get_tag(d, &c);

	if (d->opt->e) {
		sayf(d, "Marvell EDSA ethertype 0x%04x (", type);
		say_name(d, ethertype_names, "Unknown", type);
		sayf(d, "), rsvd %u %u, ", r1, r2);
		say_long(d, t);
	} else {
		sayf(d, "EDSA 0x%04x, ", type);
		say_short(d, t);
	}
}

static const struct eth_tag dsa = { 4, put_dsa }, edsa = { 8, put_edsa };

static void dissect_dsa(struct dis *d, struct cur c) { eth_tagged(d, c, &dsa); }
static void dissect_edsa(struct dis *d, struct cur c) { eth_tagged(d, c, &edsa); }

const struct proto proto_dsa = { "dsa", dissect_dsa };
const struct proto proto_edsa = { "edsa", dissect_edsa };
