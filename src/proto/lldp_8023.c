/* LLDP: TLVs of IEEE 802.3 (802.3-2018, 79). */
#include "lldp.h"

enum { MAC_PHY = 1, POWER, AGGREGATION, MTU };

static const struct name subtypes[] = {
	{ MAC_PHY, "MAC/PHY configuration/status" },
	{ POWER, "Power via MDI" },
	{ AGGREGATION, "Link aggregation" },
	{ MTU, "Max frame size" },
	{ 0, NULL },
};

static const struct name autoneg[] = { { 1, "supported" }, { 2, "enabled" }, { 0, NULL } };

static const struct name pmds[] = {
	{ 0x4000, "10BASE-T hdx" },
	{ 0x2000, "10BASE-T fdx" },
	{ 0x1000, "100BASE-T4" },
	{ 0x0800, "100BASE-TX hdx" },
	{ 0x0400, "100BASE-TX fdx" },
	{ 0x0200, "100BASE-T2 hdx" },
	{ 0x0100, "100BASE-T2 fdx" },
	{ 0x0080, "Pause for fdx links" },
	{ 0x0040, "Asym PAUSE for fdx" },
	{ 0x0020, "Sym PAUSE for fdx" },
	{ 0x0010, "Asym and Sym PAUSE for fdx" },
	{ 0x0008, "1000BASE-{X LX SX CX} hdx" },
	{ 0x0004, "1000BASE-{X LX SX CX} fdx" },
	{ 0x0002, "1000BASE-T hdx" },
	{ 0x0001, "1000BASE-T fdx" },
	{ 0, NULL },
};

/* RFC 4836, IANA-MAU-MIB */
static const struct name maus[] = {
	{ 1, "AUI" },
	{ 2, "10BASE_5" },
	{ 3, "FOIRL" },
	{ 4, "10BASE2" },
	{ 5, "10BASET duplex mode unknown" },
	{ 6, "10BASEFP" },
	{ 7, "10BASEFB" },
	{ 8, "10BASEFL duplex mode unknown" },
	{ 9, "10BROAD36" },
	{ 10, "10BASET hdx" },
	{ 11, "10BASET fdx" },
	{ 12, "10BASEFL hdx" },
	{ 13, "10BASEFL fdx" },
	{ 14, "100BASET4" },
	{ 15, "100BASETX hdx" },
	{ 16, "100BASETX fdx" },
	{ 17, "100BASEFX hdx" },
	{ 18, "100BASEFX fdx" },
	{ 19, "100BASET2 hdx" },
	{ 20, "100BASET2 fdx" },
	{ 21, "1000BASEX hdx" },
	{ 22, "1000BASEX fdx" },
	{ 23, "1000BASELX hdx" },
	{ 24, "1000BASELX fdx" },
	{ 25, "1000BASESX hdx" },
	{ 26, "1000BASESX fdx" },
	{ 27, "1000BASECX hdx" },
	{ 28, "1000BASECX fdx" },
	{ 29, "1000BASET hdx" },
	{ 30, "1000BASET fdx" },
	{ 31, "10GBASEX" },
	{ 32, "10GBASELX4" },
	{ 33, "10GBASER" },
	{ 34, "10GBASEER" },
	{ 35, "10GBASELR" },
	{ 36, "10GBASESR" },
	{ 37, "10GBASEW" },
	{ 38, "10GBASEEW" },
	{ 39, "10GBASELW" },
	{ 40, "10GBASESW" },
	{ 0, NULL },
};

static const struct name mdi[] = { { 1, "PSE" }, { 2, "supported" }, { 4, "enabled" },
	{ 8, "can be controlled" }, { 0, NULL } };
static const struct name pairs[] = { { 1, "signal" }, { 2, "spare" }, { 0, NULL } };
static const struct name classes[] = { { 1, "class0" }, { 2, "class1" }, { 3, "class2" },
	{ 4, "class3" }, { 5, "class4" }, { 0, NULL } };

static const uint8_t least[] = { [MAC_PHY] = 5, [POWER] = 3, [AGGREGATION] = 5, [MTU] = 2 };

static void show_mac_phy(struct dis *d, struct cur v)
{
	uint8_t flags = get_u8(&v);
	uint16_t pmd = get_be16(&v), mau = get_be16(&v);

	say(d, "\n\t    autonegotiation [");
	say_bits(d, autoneg, "none", flags, ", ");
	show_x(d, "] (0x", "autoneg", flags, 2);
	say(d, ")\n\t    PMD autoneg capability [");
	say_bits(d, pmds, "unknown", pmd, ", ");
	show_x(d, "] (0x", "pmd", pmd, 4);
	say(d, ")\n\t    MAU type ");
	say_name(d, maus, "unknown", mau);
	show_x(d, " (0x", "mau", mau, 4);
	say(d, ")");
}

bool lldp_8023(struct dis *d, struct cur v)
{
	uint8_t subtype, flags, pair, class;
	uint32_t port;

	if (wire(&v) < 1)
		return false;
	subtype = lldp_subtype(d, &v, subtypes);
	if (!name_of(subtypes, subtype))
		return true;
	if (wire(&v) < least[subtype])
		return false;
	switch (subtype) {
	case MAC_PHY:
		show_mac_phy(d, v);
		break;
	case POWER:
		flags = get_u8(&v);
		pair = get_u8(&v);
		class = get_u8(&v);
		say(d, "\n\t    MDI power support [");
		say_bits(d, mdi, "none", flags, ", ");
		say(d, "], power pair ");
		show_name(d, "pair", pairs, "unknown", pair);
		say(d, ", power class ");
		show_name(d, "class", classes, "unknown", class);
		note_u(d, "mdi", flags);
		break;
	case AGGREGATION:
		flags = get_u8(&v);
		port = get_be32(&v);
		say(d, "\n\t    aggregation status [");
		say_bits(d, autoneg, "none", flags, ", ");
		note_u(d, "flags", flags);
		show_u(d, "], aggregation port ID ", "port", port);
		break;
	case MTU:
		show_u(d, "\n\t    MTU size ", "mtu", get_be16(&v));
		break;
	}
	return false;
}
