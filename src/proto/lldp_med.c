/* LLDP: Media Endpoint Discovery.  ANSI/TIA-1057. */
#include "lldp.h"

enum { CAPABILITIES = 1, POLICY, LOCATION, POWER, HARDWARE, ASSET = 11 };
enum { COORDINATES = 1, CIVIC, ELIN };

static const struct name subtypes[] = {
	{ CAPABILITIES, "LLDP-MED Capabilities" },
	{ POLICY, "Network policy" },
	{ LOCATION, "Location identification" },
	{ POWER, "Extended power-via-MDI" },
	{ HARDWARE, "Inventory - hardware revision" },
	{ 6, "Inventory - firmware revision" },
	{ 7, "Inventory - software revision" },
	{ 8, "Inventory - serial number" },
	{ 9, "Inventory - manufacturer name" },
	{ 10, "Inventory - model name" },
	{ ASSET, "Inventory - asset ID" },
	{ 0, NULL },
};

static const struct name inventory[] = {
	{ HARDWARE, "Hardware revision" },
	{ 6, "Firmware revision" },
	{ 7, "Software revision" },
	{ 8, "Serial number" },
	{ 9, "Manufacturer name" },
	{ 10, "Model name" },
	{ ASSET, "Asset ID" },
	{ 0, NULL },
};

static const struct name capability_bits[] = {
	{ 0x01, "LLDP-MED capabilities" },
	{ 0x02, "network policy" },
	{ 0x04, "location identification" },
	{ 0x08, "extended power via MDI-PSE" },
	{ 0x10, "extended power via MDI-PD" },
	{ 0x20, "Inventory" },
	{ 0, NULL },
};

static const struct name device_types[] = {
	{ 1, "endpoint class 1" },
	{ 2, "endpoint class 2" },
	{ 3, "endpoint class 3" },
	{ 4, "network connectivity" },
	{ 0, NULL },
};

static const struct name applications[] = {
	{ 1, "voice" },
	{ 2, "voice signaling" },
	{ 3, "guest voice" },
	{ 4, "guest voice signaling" },
	{ 5, "softphone voice" },
	{ 6, "video conferencing" },
	{ 7, "streaming video" },
	{ 8, "video signaling" },
	{ 0, NULL },
};

static const struct name policy_bits[] = { { 8, "Unknown" }, { 4, "Tagged" }, { 2, "reserved" },
	{ 0, NULL } };

static const struct name formats[] = {
	{ COORDINATES, "coordinate-based LCI" },
	{ CIVIC, "civic address LCI" },
	{ ELIN, "ECS ELIN" },
	{ 0, NULL },
};

static const struct name altitudes[] = { { 1, "meters" }, { 2, "floors" }, { 0, NULL } };

static const struct name datums[] = {
	{ 1, "World Geodesic System 1984" }, /* sic */
	{ 2, "North American Datum 1983 (NAVD88)" },
	{ 3, "North American Datum 1983 (MLLW)" },
	{ 0, NULL },
};

/* RFC 4776 */
static const struct name whats[] = {
	{ 0, "location of DHCP server" },
	{ 1, "location of the network element believed to be closest to the client" },
	{ 2, "location of the client" },
	{ 0, NULL },
};

static const struct name civic_types[] = {
	{ 1, "national subdivisions (state,canton,region,province,prefecture)" },
	{ 2, "county, parish, gun, district" },
	{ 3, "city, township, shi" },
	{ 4, "city division, borough, city district, ward chou" },
	{ 5, "neighborhood, block" },
	{ 6, "street" },
	{ 0, NULL },
};

static const struct name sources[] = {
	{ 1, "PSE - primary power source" },
	{ 2, "local - backup power source" },
	{ 3, "PSE+local - reserved" },
	{ 0, NULL },
};

static const struct name priorities[] = { { 1, "critical" }, { 2, "high" }, { 3, "low" },
	{ 0, NULL } };

static void show_policy(struct dis *d, struct cur v)
{
	uint8_t app = get_u8(&v);
	uint32_t bits = get_be24(&v);

	say(d, "\n\t    Application type [");
	say_name(d, applications, "none", app);
	show_x(d, "] (0x", "application", app, 2);
	say(d, "), Flags [");
	say_bits(d, policy_bits, "none", bits >> 20, ", ");
	note_u(d, "flags", bits >> 21);
	show_u(d, "]\n\t    Vlan id ", "vlan", bits >> 9 & 0xfff);
	show_u(d, ", L2 priority ", "priority", bits >> 6 & 7);
	show_u(d, ", DSCP value ", "dscp", bits & 63);
}

/* RFC 3825 */
static void show_coordinates(struct dis *d, struct cur v)
{
	static const char *const axes[] = { "Latitude", "Longitude" };
	static const char *const small[] = { "latitude", "longitude" };
	uint32_t altitude, value;
	uint8_t datum;

	for (int i = 0; i < 2; i++) {
		uint64_t five = get_be40(&v);

		sayf(d, "\n\t    %s resolution %u, %s value ", axes[i], (uint32_t)(five >> 34),
			small[i]);
		say_u64(d, five & 0x3ffffffff);
		note_u(d, small[i], five & 0x3ffffffff);
		note_u(d, i ? "longitude_resolution" : "latitude_resolution", five >> 34);
	}
	altitude = get_be16(&v);
	value = (altitude & 0x3f) << 24 | get_be24(&v);
	datum = get_u8(&v);
	say(d, "\n\t    Altitude type ");
	show_name(d, "altitude_type", altitudes, "unknown", altitude >> 12);
	sayf(d, " (%u)\n\t    Altitude resolution %u, altitude value 0x%x", altitude >> 12,
		altitude >> 6 & 63, value);
	note_u(d, "altitude_resolution", altitude >> 6 & 63);
	note_u(d, "altitude", value);
	say(d, "\n\t    Datum ");
	say_name(d, datums, "unknown", datum);
	show_x(d, " (0x", "datum", datum, 2);
	say(d, ")");
}

/* RFC 4776, 3.1: what, country, elements; n octets from what on.  tcpdump wants one more than there
 * are. */
static void note_civic(struct dis *d, struct cur v)
{
	uint8_t n;

	if (!more(&v) || (n = get_u8(&v)) < 3 || !has(&v, n))
		return;
	clip(&v, n);
	note_u(d, "length", n);
	note_u(d, "what", get_u8(&v));
	note_text(d, "country", take(&v, 2));
	list(d, "civic");
	while (has(&v, 2) && has(&v, peek_u8(&v, 1) + 2u)) {
		uint8_t type = get_u8(&v), len = get_u8(&v);

		item(d);
		note_u(d, "type", type);
		note_u(d, "length", len);
		note_text(d, "text", take(&v, len));
		done(d);
	}
	done(d);
}

static void say_textz(struct dis *d, struct cur *c, uint32_t n)
{
	struct cur v = part(c, n);

	if (!say_visz(d, v))
		need(&v, n);
}

static void show_civic(struct dis *d, struct cur v)
{
	uint32_t n;
	uint8_t what;

	if (wants_fields(d))
		note_civic(d, v);
	n = wire(&v) ? get_u8(&v) : 0;
	if (n < 3 || wire(&v) < n + 1)
		return;
	what = get_u8(&v);
	say(d, "\n\t    LCI length ");
	say_u(d, n);
	say(d, ", LCI what ");
	say_name(d, whats, "unknown", what);
	say(d, " (0x");
	say_x(d, what, 2);
	say(d, "), Country-code ");
	say_textz(d, &v, 2);
	for (n -= 3; n >= 2 && !d->stopped;) {
		uint8_t type = get_u8(&v), len = get_u8(&v);

		say(d, "\n\t      CA type '");
		say_name(d, civic_types, "unknown", type);
		sayf(d, "' (%u), length %u: ", type, len);
		n -= 2;
		if (len == 0 || n < len)
			return;
		say_textz(d, &v, len);
		n -= len;
	}
}

static void show_location(struct dis *d, struct cur v)
{
	uint8_t format = get_u8(&v);

	say(d, "\n\t    Location data format ");
	say_name(d, formats, "unknown", format);
	show_x(d, " (0x", "format", format, 2);
	say(d, ")");
	switch (format) {
	case COORDINATES:
		if (wire(&v) >= 16)
			show_coordinates(d, v);
		break;
	case CIVIC:
		show_civic(d, v);
		break;
	case ELIN:
		say(d, "\n\t    ECS ELIN id ");
		say_charsz(d, &v, wire(&v));
		break;
	default:
		note_hex(d, "data", v);
		say(d, "\n\t    Location ID ");
		dump_tlv(d, "\n\t      ", v, wire(&v));
	}
}

static void show_power(struct dis *d, struct cur v)
{
	uint8_t b = get_u8(&v);
	uint16_t power = get_be16(&v);

	note_u(d, "power_type", b >> 6);
	say(d, "\n\t    Power type [");
	say_s(d, b & 3 ? "PD device" : "PSE device"); /* sic: the type is in the two high bits */
	say(d, "], Power source [");
	show_name(d, "source", sources, "none", b >> 4 & 3);
	say(d, "]\n\t    Power priority [");
	say_name(d, priorities, "none", b & 15);
	show_x(d, "] (0x", "priority", b & 15, 2);
	say(d, ")");
	note_u(d, "power", power);
	if (power < 1024)
		sayf(d, ", Power %.1f Watts", power / 10.0);
	else
		sayf(d, ", Power %u (Reserved)", power);
}

bool lldp_med(struct dis *d, struct cur v)
{
	static const uint8_t least[] = { 0, 3, 4, 1, 3 };
	uint8_t subtype, type;
	uint16_t caps;

	if (wire(&v) < 1)
		return false;
	subtype = lldp_subtype(d, &v, subtypes);
	if (!name_of(subtypes, subtype))
		return true;
	if (subtype <= POWER && wire(&v) < least[subtype])
		return false;
	switch (subtype) {
	case CAPABILITIES:
		caps = get_be16(&v);
		type = get_u8(&v);
		say(d, "\n\t    Media capabilities [");
		say_bits(d, capability_bits, "none", caps, ", ");
		show_x(d, "] (0x", "capabilities", caps, 4);
		say(d, ")\n\t    Device type [");
		say_name(d, device_types, "unknown", type);
		show_x(d, "] (0x", "device", type, 2);
		say(d, ")");
		break;
	case POLICY:
		show_policy(d, v);
		break;
	case LOCATION:
		show_location(d, v);
		break;
	case POWER:
		show_power(d, v);
		break;
	default:
		say(d, "\n\t  ");
		say_name(d, inventory, "", subtype);
		say(d, " ");
		say_charsz(d, &v, wire(&v));
	}
	return false;
}

bool lldp_iana(struct dis *d, struct cur v)
{
	static const struct name iana[] = { { 1, "MUD-URL" }, { 0, NULL } }; /* RFC 8520 */
	uint8_t subtype;

	if (wire(&v) < 5)
		return false;
	subtype = lldp_subtype(d, &v, iana);
	if (subtype != 1)
		return true;
	say(d, "\n\t  MUD-URL=");
	say_chars(d, &v, wire(&v));
	return false;
}
