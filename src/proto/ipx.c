/* Novell IPX, with RIP and SAP.  Novell, IPX Router Specification 107-000029-001. */
#include "ipx.h"

#include "ipx_sap.h"
#include "smb.h"
#include "tlv.h"

enum { HEAD = 30 };
enum { NCP = 0x451, SAP, RIP, NETBIOS = 0x455, DIAGNOSTIC, NWLINK = 0x553, EIGRP = 0x85be };

static const struct name sockets[] = {
	{ NCP, "ipx-ncp" },
	{ NETBIOS, "ipx-netbios" },
	{ DIAGNOSTIC, "ipx-diags" },
	{ NWLINK, "ipx-nwlink-dgm" },
	{ 0, NULL },
};

static const struct name sap_commands[] = {
	{ 1, "ipx-sap-req" },
	{ 2, "ipx-sap-resp" },
	{ 3, "ipx-sap-nearest-req" },
	{ 4, "ipx-sap-nearest-resp" },
	{ 0, NULL },
};

static void say_net_node(struct dis *d, uint32_t net, struct mac node)
{
	say_x(d, net, 8);
	say(d, ".");
	for (int i = 0; i < 6; i++) {
		if (i)
			say(d, ":");
		say_x(d, node.b[i], 2);
	}
}

static void show_type(struct dis *d, uint16_t type)
{
	if (d->opt->n) {
		show_x(d, "", "type", type, 4);
	} else {
		note_u(d, "type", type);
		say_name(d, server_types, "%04x", type);
	}
}

/* Servers: type, name, address, hops. */
static void show_servers(struct dis *d, struct cur c, uint32_t rest)
{
	for (unsigned i = 0; i < 8 && rest && !d->stopped; i++) {
		uint16_t type;
		uint32_t net;
		struct mac node;

		if (bad(d, "length", rest, <, 2))
			return;
		type = get_be16(&c);
		say(d, " ");
		show_type(d, type);
		rest -= 2;
		say(d, " '");
		if (rest >= 48)
			say_charsz(d, &c, 48);
		say(d, "'");
		if (rest < 48) {
			invalid(d);
			return;
		}
		rest -= 48;
		if (bad(d, "length", rest, <, 10))
			return;
		net = get_be32(&c);
		node = get_mac(&c);
		say(d, " addr ");
		say_net_node(d, net, node);
		rest -= 10;
		if (bad(d, "length", rest, <, 4))
			return;
		need(&c, 4);
		skip(&c, 4);
		rest -= 4;
	}
}

static void show_sap(struct dis *d, struct cur c, uint32_t rest)
{
	uint16_t command;

	if (bad(d, "length", rest, <, 2))
		return;
	command = get_be16(&c);
	rest -= 2;
	show_name(d, "command", sap_commands, "ipx-sap-?%x", command);
	if (command == 2 || command == 4) {
		show_servers(d, c, rest);
	} else if (command == 1 || command == 3) { /* sic: no matter the length */
		uint16_t type = get_be16(&c);

		say(d, " ");
		show_type(d, type);
	}
}

static void show_rip(struct dis *d, struct cur c, uint32_t rest)
{
	uint16_t command;

	if (bad(d, "length", rest, <, 2))
		return;
	command = get_be16(&c);
	rest -= 2;
	note_u(d, "command", command);
	if (command != 1 && command != 2) {
		sayf(d, "ipx-rip-?%x", command);
		return;
	}
	say_s(d, command == 1 ? "ipx-rip-req" : "ipx-rip-resp");
	for (unsigned i = 0; i < (command == 1 ? 1u : 15u) && rest && !d->stopped; i++) {
		uint32_t net;
		uint16_t hops, ticks;

		if (bad(d, "length", rest, <, 8))
			return;
		net = get_be32(&c);
		hops = get_be16(&c);
		ticks = get_be16(&c);
		sayf(d, " %08x/%u.%u", net, hops, ticks);
		rest -= 8;
	}
}

void ipx_show(struct dis *d, struct cur c)
{
	struct cur head = c;
	uint32_t dnet, snet;
	uint16_t length, dsock, ssock;
	struct mac dnode, snode;

	if (!d->opt->e)
		say(d, "IPX ");
	skip(&head, 2);
	length = get_be16(&head);
	skip(&head, 2);
	dnet = get_be32(&head);
	dnode = get_mac(&head);
	dsock = get_be16(&head);
	snet = get_be32(&head);
	snode = get_mac(&head);
	ssock = get_be16(&head);
	say_net_node(d, snet, snode);
	show_x(d, ".", "ssocket", ssock, 4);
	say(d, " > ");
	say_net_node(d, dnet, dnode);
	show_x(d, ".", "dsocket", dsock, 4);
	say(d, ": ");
	note_u(d, "snet", snet);
	note_u(d, "dnet", dnet);
	note_u(d, "length", length);
	if (length < HEAD) {
		sayf(d, "[length %u < %u]", length, HEAD);
		invalid(d);
		return;
	}
	length = (uint16_t)(length - HEAD);
	switch (dsock) {
	case SAP:
		show_sap(d, head, length);
		break;
	case RIP:
		show_rip(d, head, length);
		break;
	case EIGRP:
		pretend(&head, length);
		enter(d, &proto_eigrp, head);
		break;
	default:
		say_name(d, sockets, "ipx-#%x", dsock);
		sayf(d, " %u", length);
		if (d->opt->smb && (dsock == NETBIOS || dsock == NWLINK)) {
			claim(&head, length);
			smb_ipx(d, head);
		}
	}
}

static void dissect_ipx(struct dis *d, struct cur c)
{
	say(d, "(NOV-ETHII) ");
	ipx_show(d, c);
}

static void dissect_ipx_8022(struct dis *d, struct cur c)
{
	if (d->opt->e)
		say(d, "IPX 802.2: ");
	ipx_show(d, c);
}

static void dissect_ipx_netware(struct dis *d, struct cur c)
{
	if (d->opt->e)
		say(d, "IPX 802.3: ");
	ipx_show(d, c);
}

const struct proto proto_ipx = { "ipx", dissect_ipx };
const struct proto proto_ipx_8022 = { "ipx", dissect_ipx_8022 };
const struct proto proto_ipx_plain = { "ipx", ipx_show };
const struct proto proto_ipx_netware = { "ipx", dissect_ipx_netware };
