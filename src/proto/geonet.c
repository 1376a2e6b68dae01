/* GeoNetworking and BTP.  ETSI TS 102 636-4-1 and 5-1 V1.1.1: https://www.etsi.org/standards */
#include "../dissect/dissect.h"

enum { BTP_A = 1, BTP_B, COMMON = 36, MULTI_HOP = 32, BTP = 4 };

static const struct name next_headers[] = {
	{ 0, "Any" },
	{ 1, "BTP-A" },
	{ 2, "BTP-B" },
	{ 3, "IPv6" },
	{ 0, NULL },
};

static const struct name message_types[] = {
	{ 0, "CAM" },
	{ 1, "DENM" },
	{ 101, "TPEGM" },
	{ 102, "TSPDM" },
	{ 103, "VPM" },
	{ 104, "SRM" },
	{ 105, "SLAM" },
	{ 106, "ecoCAM" },
	{ 107, "ITM" },
	{ 150, "SA" },
	{ 0, NULL },
};

static const struct name header_types[] = { { 0, "Any" }, { 1, "Beacon" }, { 2, "GeoUnicast" },
	{ 0, NULL } };

static const struct name header_subtypes[] = {
	{ 0x30, "GeoAnycastCircle" },
	{ 0x31, "GeoAnycastRect" },
	{ 0x32, "GeoAnycastElipse" }, /* sic */
	{ 0x40, "GeoBroadcastCircle" },
	{ 0x41, "GeoBroadcastRect" },
	{ 0x42, "GeoBroadcastElipse" },
	{ 0x50, "TopoScopeBcast-SH" },
	{ 0x51, "TopoScopeBcast-MH" },
	{ 0x60, "LocService-Request" },
	{ 0x61, "LocService-Reply" },
	{ 0, NULL },
};

/* Octets of the extended header; -1: nobody knows this type. */
static int extended(uint8_t type)
{
	if (type >> 4 < 2 || type == 0x50)
		return 0;
	return type == 0x51 ? MULTI_HOP : -1;
}

static void show_btp(struct dis *d, struct cur *c)
{
	show_u(d, "; BTP Dst:", "btp_dst", get_be16(c));
	show_u(d, " Src:", "btp_src", get_be16(c));
	if (wire(c) >= 2) {
		uint8_t type;

		show_u(d, "; ItsPduHeader v:", "its_version", peek_u8(c, 0));
		type = peek_u8(c, 1);
		show_u(d, " t:", "its_type", type);
		say(d, "-");
		say_name(d, message_types, "unknown (%u)", type);
	}
}

static void show_common(struct dis *d, struct cur *c, uint8_t *next, uint8_t *type)
{
	uint8_t version = get_u8(c), hops;
	uint16_t payload;
	struct cur address, after;
	uint32_t lat, lon;
	const char *name;

	*next = version & 0xf;
	version >>= 4;
	*type = get_u8(c);
	skip(c, 2);
	payload = get_be16(c);
	skip(c, 1);
	hops = get_u8(c);
	name = name_of(header_types, *type >> 4);
	if (!name)
		name = name_of(header_subtypes, *type);
	show_u(d, "v:", "version", version);
	show_u(d, " NH:", "next_header", *next);
	say(d, "-");
	say_name(d, next_headers, "Unknown", *next);
	sayf(d, " HT:%u-%u-%s", *type >> 4, *type & 0xf, name ? name : "Unknown");
	note_u(d, "header_type", *type);
	show_u(d, " HopLim:", "hop_limit", hops);
	show_u(d, " Payload:", "payload", payload);
	say(d, " ");
	address = take(c, 8);
	say(d, "GN_ADDR:");
	say_bytes(d, address, ':');
	note_hex(d, "address", address);
	say(d, " ");
	after = *c;
	skip(&after, 4);
	lat = get_be32(&after);
	show_u(d, "lat:", "lat", lat);
	say(d, " ");
	lon = get_be32(&after);
	show_u(d, "lon:", "lon", lon);
	take(c, 20);
}

static void dissect_geonet(struct dis *d, struct cur c)
{
	uint8_t next = 0, type = 0;
	int more_header;

	say(d, "GeoNet ");
	if (d->src.len) {
		say(d, "src:");
		say_lladdr(d, &d->src);
	}
	say(d, "; ");
	if (wire(&c) < COMMON) {
		sayf(d, " (common header length %u < %u)", wire(&c), COMMON);
		goto malformed;
	}
	show_common(d, &c, &next, &type);
	more_header = extended(type);
	if (more_header > 0) {
		if (wire(&c) < (uint32_t)more_header) {
			sayf(d, " (header size %d > %u)", more_header, wire(&c));
			goto malformed;
		}
		take(&c, (uint32_t)more_header);
	}
	if (more_header >= 0 && (next == BTP_A || next == BTP_B)) {
		if (wire(&c) < BTP) {
			sayf(d, " (BTP length %u < %u)", wire(&c), BTP);
			goto malformed;
		}
		show_btp(d, &c);
	}
	if (d->opt->v) {
		say_default(d, c);
		need(&c, wire(&c));
	}
	return;
malformed:
	invalid(d);
}

const struct proto proto_geonet = { "geonet", dissect_geonet };
