/* Logical Link Control and the Subnetwork Access Protocol.  IEEE 802.2, IEEE 802, RFC 1042. */
#include "llc.h"

#include "eth.h"

enum {
	SAP_IP = 0x06,
	SAP_STP = 0x42,
	SAP_SNAP = 0xaa,
	SAP_IPX = 0xe0,
	SAP_NETBEUI = 0xf0,
	SAP_OSI = 0xfe,
	SAP_GLOBAL = 0xff
};
enum { UI = 0x03, XID = 0xaf, POLL = 0x10, XID_FI = 0x81 };
enum {
	OUI_ETHERNET = 0,
	OUI_CISCO = 0x0c,
	OUI_CISCO_90 = 0xf8,
	OUI_BRIDGED = 0x0080c2,
	OUI_APPLETALK = 0x080007
};

static const struct name saps[] = {
	{ 0x00, "Null" },
	{ 0x02, "802.1B I" },
	{ 0x04, "SNA" },
	{ 0x06, "IP" },
	{ 0x0e, "ProWay NM" },
	{ 0x42, "STP" },
	{ 0x4e, "RS511" },
	{ 0x7e, "ISO8208" },
	{ 0x8e, "ProWay" },
	{ 0xaa, "SNAP" },
	{ 0xe0, "IPX" },
	{ 0xf0, "NetBeui" },
	{ 0xfe, "OSI" },
	{ 0, NULL },
};

static const struct name u_commands[] = {
	{ 0x03, "ui" },
	{ 0x0f, "dm" },
	{ 0x43, "disc" },
	{ 0x63, "ua" },
	{ 0x6f, "sabme" },
	{ 0x87, "frmr" },
	{ 0xaf, "xid" },
	{ 0xe3, "test" },
	{ 0, NULL },
};

static const struct name s_commands[] = {
	{ 0, "Receiver Ready" },
	{ 1, "Receiver not Ready" },
	{ 2, "Reject" },
	{ 0, NULL },
};

static const char *const flag_names[] = { "Command", "Response", "Poll", "Final" };

static const struct name cisco_pids[] = {
	{ 0x010b, "PVST" },
	{ 0x010c, "VLAN Bridge" },
	{ 0x0111, "UDLD" },
	{ 0x2000, "CDP" },
	{ 0x2003, "VTP" },
	{ 0x2004, "DTP" },
	{ 0, NULL },
};

/* RFC 2684, 5.2 */
static const struct name bridged_pids[] = {
	{ 0x0001, "Ethernet + FCS" },
	{ 0x0002, "802.4 + FCS" },
	{ 0x0003, "Token Ring + FCS" },
	{ 0x0004, "FDDI + FCS" },
	{ 0x0005, "802.6 + FCS" },
	{ 0x0007, "Ethernet w/o FCS" },
	{ 0x0008, "802.4 w/o FCS" },
	{ 0x0009, "Token Ring w/o FCS" },
	{ 0x000a, "FDDI w/o FCS" },
	{ 0x000b, "802.6 w/o FCS" },
	{ 0x000d, "802.6 w/o FCS" },
	{ 0x000e, "BPDU" },
	{ 0, NULL },
};

static const struct {
	uint32_t oui;
	const struct name *pids;
} pid_tables[] = {
	{ OUI_ETHERNET, ethertype_names },
	{ OUI_CISCO_90, ethertype_names },
	{ OUI_APPLETALK, ethertype_names },
	{ OUI_CISCO, cisco_pids },
	{ OUI_BRIDGED, bridged_pids },
};

static void say_snap(struct dis *d, uint32_t oui, uint16_t pid, uint32_t length)
{
	const struct name *pids = NULL;
	const char *s;

	for (size_t i = 0; i < sizeof(pid_tables) / sizeof(pid_tables[0]); i++)
		if (pid_tables[i].oui == oui)
			pids = pid_tables[i].pids;
	s = pids ? name_of(pids, pid) : NULL;
	if (d->opt->e || oui != OUI_ETHERNET) {
		say(d, "oui ");
		say_name(d, oui_names, "Unknown", oui);
		sayf(d, " (0x%06x), ", oui);
	}
	sayf(d, "%s %s (0x%04x), length %u: ", oui == OUI_ETHERNET ? "ethertype" : "pid",
		s ? s : "Unknown", pid, length);
}

static const struct proto *cisco(uint16_t pid)
{
	switch (pid) {
	case 0x010b:
	case 0x010c:
		return &proto_stp;
	case 0x0111:
		return &proto_udld;
	case 0x2000:
		return &proto_cdp;
	case 0x2003:
		return &proto_vtp;
	case 0x2004:
		return &proto_dtp;
	}
	return NULL;
}

/* Frames bridged over something else.  RFC 2684, 5.2; RFC 2427, 4.2. */
static const struct proto *bridged(uint16_t pid)
{
	switch (pid) {
	case 0x0001:
	case 0x0007:
		return &proto_eth;
	case 0x0003:
	case 0x0009:
		return &proto_token;
	case 0x0004:
	case 0x000a:
		return &proto_fddi;
	case 0x000e:
		return &proto_stp;
	}
	return NULL;
}

static const struct proto *snap_next(uint32_t oui, uint16_t pid)
{
	switch (oui) {
	case OUI_ETHERNET:
	case OUI_CISCO_90: /* IOS bridges whatever it is as this */
		return by_ethertype(pid);
	case OUI_APPLETALK:
		return pid == 0x809b ? by_ethertype(pid) : NULL;
	case OUI_CISCO:
		return cisco(pid);
	case OUI_BRIDGED:
		return bridged(pid);
	}
	return NULL;
}

static void say_src_dst(struct dis *d)
{
	say_lladdr(d, &d->src);
	say(d, " > ");
	say_lladdr(d, &d->dst);
}

bool snap_enter(struct dis *d, struct cur c, uint32_t bridge_pad)
{
	const struct proto *next;
	uint32_t oui;
	uint16_t pid;

	d->proto = "snap";
	need(&c, 5);
	oui = get_be24(&c);
	pid = get_be16(&c);
	note_u(d, "oui", oui);
	note_u(d, "pid", pid);
	if (d->stopped)
		return true;
	d->link_len += 5;
	next = snap_next(oui, pid);
	if (d->opt->e) {
		say_snap(d, oui, pid, wire(&c));
	} else if (!next) {
		if (d->src.len) {
			say_src_dst(d);
			say(d, " ");
		}
		say(d, "SNAP, ");
		say_snap(d, oui, pid, wire(&c));
	}
	if (!next)
		return false;
	if (oui == OUI_BRIDGED &&
		next != &proto_stp) { /* FDDI begins with one octet more; sic: 802.5 does not */
		uint32_t pad = bridge_pad + (next == &proto_fddi);

		need(&c, pad);
		skip(&c, pad);
	}
	enter(d, next, c);
	return true;
}

/* "src SSAP > dst DSAP ", or the SAP alone where both are the same. */
static void say_saps(struct dis *d, uint8_t ssap, uint8_t dsap)
{
	bool hosts = d->src.len != 0;

	if (ssap == dsap) {
		if (hosts) {
			say_src_dst(d);
			say(d, " ");
		}
		say_name(d, saps, "Unknown DSAP 0x%02x", dsap);
		say(d, " ");
		return;
	}
	if (hosts) {
		say_lladdr(d, &d->src);
		say(d, " ");
	}
	say_name(d, saps, "Unknown SSAP 0x%02x", ssap);
	say(d, " > ");
	if (hosts) {
		say_lladdr(d, &d->dst);
		say(d, " ");
	}
	say_name(d, saps, "Unknown DSAP 0x%02x", dsap);
	say(d, " ");
}

/* What is there of a frame that is cut short; -q does not silence this. */
static void dump(struct dis *d, struct cur c)
{
	if (!(d->opt->x | d->opt->X))
		say_dump(d, c);
}

static bool unnumbered(struct dis *d, struct cur c, uint8_t ctrl, uint8_t response, uint32_t length)
{
	uint8_t cmd = (uint8_t)(ctrl & ~POLL);
	uint8_t type, classes, window;
	struct cur whole = c;

	say(d, "Unnumbered, ");
	show_name(d, "command", u_commands, "%02x", cmd);
	sayf(d, ", Flags [%s], length %u", flag_names[response | (ctrl & POLL ? 2 : 0)], length);
	if (cmd != XID)
		return false;
	if (wire(&c) == 0)
		return true;
	type = get_u8(&c);
	if (type != XID_FI)
		return false;
	if (!has(&c, 2)) {
		truncated(d);
		dump(d, whole);
		return true;
	}
	classes = get_u8(&c);
	window = get_u8(&c);
	sayf(d, ": %02x %02x", classes, window);
	return true;
}

static bool numbered(struct dis *d, uint16_t ctrl, uint8_t response, uint32_t length)
{
	const char *flags = flag_names[response | (ctrl & 0x100 ? 2 : 0)];

	if ((ctrl & 3) == 1) {
		say(d, "Supervisory, ");
		show_name(d, "command", s_commands, "?", ctrl >> 2 & 3);
		sayf(d, ", rcv seq %u, Flags [%s], length %u", ctrl >> 9, flags, length);
		return true;
	}
	sayf(d, "Information, send seq %u, rcv seq %u, Flags [%s], length %u", ctrl >> 1 & 0x7f,
		ctrl >> 9, flags, length);
	return false;
}

/* Who a pair of SAPs belongs to, for frames that carry UI; NULL: nobody. */
static const struct proto *by_sap(uint8_t ssap, uint8_t dsap, uint16_t ctrl)
{
	if (ssap == SAP_STP && dsap == SAP_STP && ctrl == UI)
		return &proto_stp;
	if (ssap == SAP_IP && dsap == SAP_IP && ctrl == UI)
		return &proto_ip4;
	if (ssap == SAP_IPX && dsap == SAP_IPX && ctrl == UI)
		return &proto_ipx_8022;
	if (ssap == SAP_OSI && dsap == SAP_OSI && ctrl == UI)
		return &proto_isoclns;
	return NULL;
}

bool llc_enter(struct dis *d, struct cur c)
{
	struct cur whole = c;
	const struct proto *next;
	uint8_t dsap, ssap, sap_d, sap_s;
	uint16_t ctrl;
	bool is_u;

	d->proto = "llc";
	if (!has(&c, 3) || wire(&c) < 3) {
		truncated(d);
		dump(d, c);
		return true;
	}
	dsap = get_u8(&c);
	ssap = get_u8(&c);
	ctrl = get_u8(&c);
	is_u = (ctrl & 3) == 3;
	if (!is_u) {
		if (!has(&c, 1)) {
			truncated(d);
			dump(d, whole);
			return true;
		}
		ctrl = (uint16_t)(ctrl | get_u8(&c) << 8);
	}
	if (ssap == SAP_GLOBAL && dsap == SAP_GLOBAL) { /* Novell's frames without LLC */
		enter(d, &proto_ipx_netware, whole);
		return true;
	}
	sap_d = (uint8_t)(dsap & ~1);
	sap_s = (uint8_t)(ssap & ~1);
	note_u(d, "dsap", dsap);
	note_u(d, "ssap", ssap);
	note_u(d, "control", ctrl);
	if (d->opt->e) {
		say(d, "LLC, dsap ");
		say_name(d, saps, "Unknown", sap_d);
		sayf(d, " (0x%02x) %s, ssap ", sap_d, dsap & 1 ? "Group" : "Individual");
		say_name(d, saps, "Unknown", sap_s);
		sayf(d, " (0x%02x) %s", sap_s, ssap & 1 ? "Response" : "Command");
		sayf(d, is_u ? ", ctrl 0x%02x: " : ", ctrl 0x%04x: ", ctrl);
	}
	d->link_len += is_u ? 3 : 4;
	if (sap_s == SAP_SNAP && sap_d == SAP_SNAP && ctrl == UI) {
		return snap_enter(d, c, 2);
	}
	next = by_sap(sap_s, sap_d, ctrl);
	if (next) {
		enter(d, next, c);
		return true;
	}
	if (!d->opt->e)
		say_saps(d, sap_s, sap_d);
	if (is_u)
		return unnumbered(d, c, (uint8_t)ctrl, ssap & 1, wire(&whole));
	return numbered(d, ctrl, ssap & 1, wire(&whole));
}
