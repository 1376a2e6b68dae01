/* LLDP: Data Center Bridging Exchange, Rev 1.01.  https://www.ieee802.org/1/files/public/docs2008/
 */
#include "lldp.h"

enum { CONTROL = 1, GROUPS, PFC, APPLICATIONS };

static const struct name subtypes[] = {
	{ 1, "DCB Capability Exchange Protocol Rev 1" },
	{ 2, "DCB Capability Exchange Protocol Rev 1.01" },
	{ 0, NULL },
};

static const uint8_t least[] = { [CONTROL] = 10, [GROUPS] = 17, [PFC] = 6, [APPLICATIONS] = 4 };

/* What every feature begins with. */
static void show_feature(struct dis *d, struct cur *v)
{
	uint8_t oper = get_u8(v), max = get_u8(v), info = get_u8(v), sub = get_u8(v);

	show_u(d, "\n\t      Oper_Version: ", "oper", oper);
	show_u(d, "\n\t      Max_Version: ", "max", max);
	sayf(d, "\n\t      Info block(0x%02X): Enable bit: %u, Willing bit: %u, Error Bit: %u",
		info, info >> 7, info >> 6 & 1, info >> 5 & 1);
	show_u(d, "\n\t      SubType: ", "subtype", sub);
}

static void show_control(struct dis *d, struct cur v)
{
	uint8_t oper = get_u8(&v), max = get_u8(&v);
	uint32_t seq = get_be32(&v), ack = get_be32(&v);

	show_u(d, "\n\t      Oper_Version: ", "oper", oper);
	show_u(d, "\n\t      Max_Version: ", "max", max);
	show_u(d, "\n\t      Sequence Number: ", "seq", seq);
	show_u(d, "\n\t      Acknowledgement Number: ", "ack", ack);
}

static void show_groups(struct dis *d, struct cur v)
{
	show_feature(d, &v);
	say(d, "\n\t      Priority Allocation");
	for (int i = 0; i < 8; i += 2) {
		uint8_t two = get_u8(&v);

		sayf(d, "\n\t          PgId_%d: %u\n\t          PgId_%d: %u", i, two >> 4, i + 1,
			two & 15);
	}
	say(d, "\n\t      Priority Group Allocation");
	for (int i = 0; i < 8; i++)
		sayf(d, "\n\t          Pg percentage[%d]: %u", i, get_u8(&v));
	show_u(d, "\n\t      NumTCsSupported: ", "tcs", get_u8(&v));
}

static void show_pfc(struct dis *d, struct cur v)
{
	uint8_t bits, tcs;

	show_feature(d, &v);
	bits = get_u8(&v);
	tcs = get_u8(&v);
	sayf(d, "\n\t      PFC Config (0x%02X)", bits);
	note_u(d, "pfc", bits);
	for (int i = 0; i < 8; i++)
		sayf(d, "\n\t          Priority Bit %d: %s", i,
			bits >> i & 1 ? "Enabled" : "Disabled");
	show_u(d, "\n\t      NumTCPFCSupported: ", "tcs", tcs);
}

static void show_applications(struct dis *d, struct cur v)
{
	show_feature(d, &v);
	while (wire(&v) >= 6 && !d->stopped) {
		uint16_t id = get_be16(&v);
		uint32_t oui = get_be24(&v);
		uint8_t map = get_u8(&v);

		say(d, "\n\t      Application Value");
		sayf(d, "\n\t          Application Protocol ID: 0x%04x", id);
		sayf(d, "\n\t          SF (0x%x) Application Protocol ID is %s", oui >> 22,
			oui >> 22 ? "Socket Number" : "L2 EtherType");
		sayf(d, "\n\t          OUI: 0x%06x\n\t          User Priority Map: 0x%02x",
			oui & 0x3fffff, map);
	}
}

/* One sub-TLV.  False: it is too short, and the last. */
static bool show_sub(struct dis *d, uint8_t type, struct cur v, uint32_t n)
{
	static const char *const names[] = { "", "Control - Protocol Control",
		"Feature - Priority Group", "Feature - Priority Flow Control",
		"Feature - Application" };

	if (n < least[type])
		return false;
	sayf(d, "\n\t    %s (type 0x%x, length %u)", names[type], type, n);
	switch (type) {
	case CONTROL:
		show_control(d, v);
		break;
	case GROUPS:
		show_groups(d, v);
		break;
	case PFC:
		show_pfc(d, v);
		break;
	default:
		show_applications(d, v);
	}
	return true;
}

bool lldp_dcbx(struct dis *d, struct cur v)
{
	bool dump = false;

	if (wire(&v) < 1)
		return false;
	if (lldp_subtype(d, &v, subtypes) == 1)
		return true;
	while (wire(&v) >= 2 && !d->stopped) {
		uint16_t head = get_be16(&v), len = head & 0x1ff;
		uint8_t type = (uint8_t)(head >> 9);
		struct cur sub;

		if (type == 0 || len == 0 || wire(&v) < len)
			break;
		sub = part(&v, len);
		dump = type > APPLICATIONS;
		if (!dump && !show_sub(d, type, sub, len))
			break;
		if (dump || d->opt->v > 1)
			dump_tlv(d, "\n\t    ", sub, len);
	}
	return dump;
}
