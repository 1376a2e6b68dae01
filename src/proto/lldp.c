/* Link Layer Discovery Protocol.  IEEE 802.1AB-2016. */
#include "lldp.h"

enum {
	END,
	CHASSIS_ID,
	PORT_ID,
	TTL,
	PORT_DESCRIPTION,
	SYSTEM_NAME,
	SYSTEM_DESCRIPTION,
	CAPABILITIES,
	MANAGEMENT,
	ORGANIZATION = 127
};

static const struct name tlvs[] = {
	{ END, "End" },
	{ CHASSIS_ID, "Chassis ID" },
	{ PORT_ID, "Port ID" },
	{ TTL, "Time to Live" },
	{ PORT_DESCRIPTION, "Port Description" },
	{ SYSTEM_NAME, "System Name" },
	{ SYSTEM_DESCRIPTION, "System Description" },
	{ CAPABILITIES, "System Capabilities" },
	{ MANAGEMENT, "Management Address" },
	{ ORGANIZATION, "Organization specific" },
	{ 0, NULL },
};

static const struct name chassis_subtypes[] = {
	{ 1, "Chassis component" },
	{ 2, "Interface alias" },
	{ 3, "Port component" },
	{ 4, "MAC address" },
	{ 5, "Network address" },
	{ 6, "Interface name" },
	{ 7, "Local" },
	{ 0, NULL },
};

static const struct name port_subtypes[] = {
	{ 1, "Interface alias" },
	{ 2, "Port component" },
	{ 3, "MAC address" },
	{ 4, "Network Address" },
	{ 5, "Interface Name" },
	{ 6, "Agent circuit ID" },
	{ 7, "Local" },
	{ 0, NULL },
};

static const struct name capability_bits[] = {
	{ 0x01, "Other" },
	{ 0x02, "Repeater" },
	{ 0x04, "Bridge" },
	{ 0x08, "WLAN AP" },
	{ 0x10, "Router" },
	{ 0x20, "Telephone" },
	{ 0x40, "Docsis" },
	{ 0x80, "Station Only" },
	{ 0, NULL },
};

static const struct name numberings[] = {
	{ 2, "Interface Index" },
	{ 3, "System Port Number" },
	{ 0, NULL },
};

/* Inside DCBX the owner's name differs from the one of Ethernet addresses. */
static const struct name organizations[] = {
	{ 0x00005e, "IANA" },
	{ 0x0080c2, "Ethernet bridged" },
	{ 0x00120f, "IEEE 802.3 Private" },
	{ 0x0012bb, "ANSI/TIA" },
	{ 0x001b21, "DCBX" },
	{ 0, NULL },
};

/* Does v hold an address family and all of its address? */
static bool is_address(struct cur v)
{
	uint8_t af;

	if (wire(&v) < 1)
		return false;
	af = get_u8(&v);
	return wire(&v) >= (af == 1 ? 4 : af == 2 ? 16 : af == 6 ? 6 : 0);
}

static void show_address(struct dis *d, struct cur v)
{
	uint8_t af = get_u8(&v);
	struct mac m;

	say(d, "AFI ");
	show_name(d, "af", af_names, "Unknown", af);
	sayf(d, " (%u)", af);
	switch (af) {
	case 1:
		say(d, ": ");
		show_ip4(d, "", "address", get_ip4(&v));
		break;
	case 2:
		say(d, ": ");
		show_ip6(d, "", "address", get_ip6(&v));
		break;
	case 6:
		m = get_mac(&v);
		show_mac(d, ": ", "address", m);
		break;
	default:
		say(d, ", no AF printer !");
	}
}

enum id { TEXT, MAC, ADDRESS, DUMP };

static const enum id chassis_ids[8] = { DUMP, TEXT, TEXT, TEXT, MAC, ADDRESS, TEXT, TEXT };
static const enum id port_ids[8] = { DUMP, TEXT, TEXT, MAC, ADDRESS, TEXT, TEXT, TEXT };

/* A chassis or a port.  False if it is too short. */
static bool show_id(struct dis *d, struct cur v, bool chassis, bool *dump)
{
	uint8_t subtype;
	enum id id;
	struct mac m;

	if (wire(&v) < 2)
		return false;
	subtype = get_u8(&v);
	say(d, "\n\t  Subtype ");
	show_name(d, "subtype", chassis ? chassis_subtypes : port_subtypes, "Unknown", subtype);
	sayf(d, " (%u): ", subtype);
	id = subtype > 7 ? DUMP : chassis ? chassis_ids[subtype] : port_ids[subtype];
	switch (id) {
	case TEXT:
		say_charsz(d, &v, wire(&v));
		break;
	case MAC:
		if (wire(&v) < 6)
			return false;
		m = get_mac(&v);
		show_mac(d, "", "id", m);
		break;
	case ADDRESS:
		if (!is_address(v))
			return false;
		show_address(d, v);
		break;
	case DUMP:
		*dump = true;
		break;
	}
	return true;
}

static void show_capabilities(struct dis *d, struct cur v)
{
	uint16_t has_them = get_be16(&v), uses = get_be16(&v);

	say(d, "\n\t  System  Capabilities [");
	say_bits(d, capability_bits, "none", has_them, ", ");
	show_x(d, "] (0x", "capabilities", has_them, 4);
	say(d, ")\n\t  Enabled Capabilities [");
	say_bits(d, capability_bits, "none", uses, ", ");
	show_x(d, "] (0x", "enabled", uses, 4);
	say(d, ")");
}

/* False if it is too short. */
static bool show_management(struct dis *d, struct cur v)
{
	uint8_t len, numbering, oid;
	uint32_t interface;
	struct cur a;

	if (wire(&v) < 1)
		return false;
	len = get_u8(&v);
	if (len == 0 || wire(&v) < len)
		return false;
	a = part(&v, len);
	if (!is_address(a))
		return false;
	sayf(d, "\n\t  Management Address length %u, ", len);
	note_u(d, "address_length", len);
	show_address(d, a);
	if (wire(&v) < 5)
		return false;
	numbering = get_u8(&v);
	interface = get_be32(&v);
	say(d, "\n\t  ");
	show_name(d, "numbering", numberings, "Unknown", numbering);
	sayf(d, " Interface Numbering (%u): %u", numbering, interface);
	note_u(d, "interface", interface);
	if (wire(&v) == 0)
		return true;
	oid = get_u8(&v);
	note_u(d, "object_length", oid);
	if (wire(&v) < oid)
		return false;
	if (oid) {
		show_u(d, "\n\t  OID length ", "oid_len", oid);
		say_charsz(d, &v, oid);
	}
	return true;
}

static bool show_organization(struct dis *d, struct cur v, bool *dump)
{
	uint32_t oui;

	if (wire(&v) < 3)
		return false;
	oui = get_be24(&v);
	say(d, ": OUI ");
	say_name(d, name_of(organizations, oui) ? organizations : oui_names, "Unknown", oui);
	show_x(d, " (0x", "oui", oui, 6);
	say(d, ")");
	switch (oui) {
	case 0x0080c2:
		*dump = lldp_8021(d, v);
		break;
	case 0x00120f:
		*dump = lldp_8023(d, v);
		break;
	case 0x0012bb:
		*dump = lldp_med(d, v);
		break;
	case 0x001b21:
		*dump = lldp_dcbx(d, v);
		break;
	case 0x00005e:
		*dump = lldp_iana(d, v);
		break;
	default:
		*dump = true;
	}
	return true;
}

/* The value of one TLV.  False if it is too short. */
static bool show_tlv(struct dis *d, uint8_t type, struct cur v, bool *dump)
{
	switch (type) {
	case CHASSIS_ID:
	case PORT_ID:
		return show_id(d, v, type == CHASSIS_ID, dump);
	case TTL:
		if (wire(&v) < 2)
			return false;
		show_u(d, ": TTL ", "ttl", get_be16(&v));
		say(d, "s");
		return true;
	case PORT_DESCRIPTION:
	case SYSTEM_NAME:
		say(d, ": ");
		say_charsz(d, &v, wire(&v));
		return true;
	case SYSTEM_DESCRIPTION:
		say(d, "\n\t  ");
		say_charsz(d, &v, wire(&v));
		return true;
	case CAPABILITIES:
		if (wire(&v) < 4)
			return false;
		show_capabilities(d, v);
		return true;
	case MANAGEMENT:
		return show_management(d, v);
	case ORGANIZATION:
		return show_organization(d, v, dump);
	}
	*dump = true;
	return true;
}

static void dissect_lldp(struct dis *d, struct cur c)
{
	uint32_t rest = wire(&c);

	show_u(d, "LLDP, length ", "length", rest);
	list(d, "tlvs");
	while (rest >= 2 && !d->stopped) {
		uint16_t head = get_be16(&c), len = head & 0x1ff;
		uint8_t type = (uint8_t)(head >> 9);
		bool dump = false;
		struct cur v;

		rest -= 2;
		item(d);
		note_u(d, "type", type);
		note_s(d, "type_name", name_of(tlvs, type));
		note_u(d, "length", len);
		if (d->opt->v) {
			say(d, "\n\t");
			say_name(d, tlvs, "Unknown", type);
			sayf(d, " TLV (%u), length %u", type, len);
		}
		if (type == END || len == 0 || d->stopped)
			break;
		need(&c, len);
		if (rest < len) {
			stop(d);
			break;
		}
		v = part(&c, len);
		if (!d->opt->v && type == SYSTEM_NAME)
			show_tlv(d, type, v, &dump);
		if (d->opt->v && !show_tlv(d, type, v, &dump)) {
			stop(d);
			break;
		}
		if (d->opt->v > 1 || (d->opt->v && dump))
			dump_tlv(d, "\n\t  ", v, len);
		rest -= len;
		done(d);
	}
	done(d);
}

const struct proto proto_lldp = { "lldp", dissect_lldp };
