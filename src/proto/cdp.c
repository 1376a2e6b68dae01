/* Cisco Discovery Protocol.  https://wiki.wireshark.org/CDP */
#include "tlv.h"

enum { HEAD = 4, TLV_HEAD = 4, DEVICE_ID = 1, TYPES = 0x1b };

/* What a type's value is, and how many octets it has at least and at most (0: any number). */
struct tlv {
	const char *name;
	void (*show)(struct dis *d, struct cur v, uint32_t n);
	uint16_t min, max;
};

static const struct name capabilities[] = {
	{ 0x01, "Router" },
	{ 0x02, "Transparent Bridge" },
	{ 0x04, "Source Route Bridge" },
	{ 0x08, "L2 Switch" },
	{ 0x10, "L3 capable" },
	{ 0x20, "IGMP snooping" },
	{ 0x40, "L1 capable" },
	{ 0, NULL },
};

static void text(struct dis *d, struct cur v, uint32_t n)
{
	say(d, "'");
	say_chars(d, &v, n);
	say(d, "'");
}

/* Lines, each on a line of its own. */
static void version(struct dis *d, struct cur v, uint32_t n)
{
	say(d, "\n\t  ");
	note_text(d, "text", part((struct cur[]){ v }, n));
	for (; n && !d->stopped; n--) {
		uint8_t ch = get_u8(&v);

		if (ch == '\n')
			say(d, "\n\t  ");
		else
			say_visc(d, ch);
	}
}

static void capability(struct dis *d, struct cur v, uint32_t n)
{
	uint32_t bits = get_be32(&v);

	(void)n;
	show_x(d, "(0x", "capabilities", bits, 8);
	say(d, "): ");
	say_bits(d, capabilities, "none", bits, ", ");
}

static void prefixes(struct dis *d, struct cur v, uint32_t n)
{
	if (n % 5) {
		sayf(d, " [length %u is not a multiple of 5]", n);
		return;
	}
	sayf(d, " IPv4 Prefixes (%u):", n / 5);
	for (; n && !d->stopped; n -= 5) {
		uint32_t net = get_ip4(&v);
		uint8_t width = get_u8(&v);

		show_ip4(d, " ", "prefix", net);
		show_u(d, "/", "width", width);
	}
}

static void number16(struct dis *d, struct cur v, uint32_t n)
{
	(void)n;
	show_u(d, "", "value", get_be16(&v));
}

static void duplex(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t full = get_u8(&v);

	(void)n;
	note_u(d, "value", full);
	note_b(d, "full_duplex", full);
	say_s(d, full ? "full" : "half");
}

static void voice_vlan(struct dis *d, struct cur v, uint32_t n)
{
	uint8_t app;
	uint16_t vlan;

	if (n == 2) {
		show_x(d, "unknown 0x", "value", get_be16(&v), 4);
		return;
	}
	app = get_u8(&v);
	vlan = get_be16(&v);
	show_u(d, "app ", "app", app);
	show_u(d, ", vlan ", "vlan", vlan);
}

static void power(struct dis *d, struct cur v, uint32_t n)
{
	uint32_t mw = n == 1 ? get_u8(&v) : n == 2 ? get_be16(&v) : get_be24(&v);

	sayf(d, "%1.2fW", mw / 1000.0);
	note_u(d, "mw", mw);
}

static void mtu(struct dis *d, struct cur v, uint32_t n)
{
	(void)n;
	show_u(d, "", "mtu", get_be32(&v));
	say(d, " bytes");
}

static void hex8(struct dis *d, struct cur v, uint32_t n)
{
	(void)n;
	show_x(d, "0x", "value", get_u8(&v), 2);
}

static void location(struct dis *d, struct cur v, uint32_t n)
{
	show_x(d, "0x", "value", get_u8(&v), 2);
	if (n > 1) {
		say(d, "/");
		say_chars(d, &v, n - 1);
	}
}

static void power_available(struct dis *d, struct cur v, uint32_t n)
{
	uint16_t req = get_be16(&v), mgmt = get_be16(&v);

	show_u(d, "reqid ", "request", req);
	show_u(d, ", mgmtid ", "management", mgmt);
	say(d, ", pwravail");
	for (n -= 4; n >= 4 && !d->stopped; n -= 4) {
		show_u(d, " ", "mw", get_be32(&v));
		say(d, " mW");
	}
}

/* --- addresses: a count; each a protocol's type, length and octets, then the address --- */

static void say_spaced(struct dis *d, struct cur *c, uint32_t n)
{
	for (; n && !d->stopped; n--) {
		uint8_t b = get_u8(c);

		say(d, " ");
		say_x(d, b, 2);
	}
}

static const uint8_t snap_ipv6[] = { 0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd };

static bool is_ipv6(struct cur c, uint8_t pt, uint8_t pl)
{
	if (pt != 2 || pl != sizeof(snap_ipv6))
		return false;
	for (uint32_t i = 0; i < sizeof(snap_ipv6); i++)
		if (get_u8(&c) != snap_ipv6[i])
			return false;
	return get_be16(&c) == 16;
}

static bool is_ipv4(struct cur c, uint8_t pt, uint8_t pl)
{
	return pt == 1 && pl == 1 && get_u8(&c) == 0xcc && get_be16(&c) == 4;
}

/* One address; num are left with it, as is said, and *n octets.  False: too few. */
static bool address(struct dis *d, struct cur *c, uint32_t *n, uint32_t num)
{
	uint8_t pt, pl;
	uint16_t al;
	struct cur at;
	bool v4, v6;

	if (*n < 2) {
		say(d, " (not enough space for PT+PL)");
		return false;
	}
	pt = get_u8(c);
	pl = get_u8(c);
	*n -= 2;
	if (*n < pl + 2u) {
		say(d, " (not enough space for P+AL)");
		return false;
	}
	need(c, pl + 2u);
	note_u(d, "protocol_type", pt);
	note_u(d, "protocol_length", pl);
	at = *c;
	note_hex(d, "protocol", part(&at, pl));
	v4 = is_ipv4(*c, pt, pl);
	v6 = !v4 && is_ipv6(*c, pt, pl);
	if (!v4 && !v6) {
		sayf(d, "pt=0x%02x, pl=%u, pb=", pt, pl);
		say_spaced(d, c, pl);
	} else {
		skip(c, pl);
	}
	al = get_be16(c);
	note_u(d, "address_length", al);
	*n -= pl + 2u;
	if (!v4 && !v6)
		sayf(d, ", al=%u, a=", al);
	if (*n < al) {
		say(d, " (not enough space for A)");
		return false;
	}
	*n -= al;
	if (v4) {
		uint32_t ip = get_ip4(c);

		sayf(d, "IPv4 (%u) ", num);
		show_ip4(d, "", "address", ip);
	} else if (v6) {
		struct ip6 ip = get_ip6(c);

		sayf(d, "IPv6 (%u) ", num);
		show_ip6(d, "", "address", ip);
	} else {
		at = *c;
		note_hex(d, "address_data", part(&at, al));
		say_spaced(d, c, al);
	}
	return true;
}

static void addresses(struct dis *d, struct cur v, uint32_t n)
{
	uint32_t num;

	if (n < 4) {
		say(d, " (not enough space for num)");
		return;
	}
	num = get_be32(&v);
	note_u(d, "count", num);
	n -= 4;
	for (bool first = true; num && !d->stopped; num--, first = false) {
		if (!first)
			say(d, " ");
		if (!address(d, &v, &n, num))
			return;
	}
	if (n)
		sayf(d, " (%u bytes of stray data)", n);
}

static const struct tlv tlvs[TYPES] = {
	[0x01] = { "Device-ID", text, 0, 0 },
	[0x02] = { "Address", addresses, 4, 0 },
	[0x03] = { "Port-ID", text, 0, 0 },
	[0x04] = { "Capability", capability, 4, 4 },
	[0x05] = { "Version String", version, 0, 0 },
	[0x06] = { "Platform", text, 0, 0 },
	[0x07] = { "Prefixes", prefixes, 0, 0 },
	[0x08] = { "Protocol-Hello option", NULL, 0, 0 },
	[0x09] = { "VTP Management Domain", text, 0, 0 },
	[0x0a] = { "Native VLAN ID", number16, 2, 2 },
	[0x0b] = { "Duplex", duplex, 1, 1 },
	[0x0e] = { "ATA-186 VoIP VLAN assignment", voice_vlan, 3, 3 },
	[0x0f] = { "ATA-186 VoIP VLAN request", voice_vlan, 2, 3 },
	[0x10] = { "power consumption", power, 1, 3 },
	[0x11] = { "MTU", mtu, 4, 4 },
	[0x12] = { "AVVID trust bitmap", hex8, 1, 1 },
	[0x13] = { "AVVID untrusted ports CoS", hex8, 1, 1 },
	[0x14] = { "System Name", text, 0, 0 },
	[0x15] = { "System Object ID (not decoded)", NULL, 0, 0 },
	[0x16] = { "Management Addresses", addresses, 4, 0 },
	[0x17] = { "Physical Location", location, 1, 0 },
	[0x1a] = { "Power available", power_available, 4, 0 },
};

static void show_tlv(struct dis *d, uint16_t type, struct cur v, uint32_t n)
{
	const struct tlv *t = type < TYPES ? &tlvs[type] : NULL;
	const char *name = t && t->name ? t->name : "unknown field type";

	note_u(d, "type", type);
	note_s(d, "type_name", t ? t->name : NULL);
	note_u(d, "length", n + TLV_HEAD);
	if (!t || !t->show)
		note_hex(d, "data", part((struct cur[]){ v }, n));
	if (d->opt->v)
		sayf(d, "\n\t%s (0x%04x), value length: %u byte%s: ", name, type, n,
			n == 1 ? "" : "s");
	if (!t) {
		if (d->opt->v)
			dump_tlv(d, "\n\t  ", v, n);
		return;
	}
	if (n < t->min || (t->max && n > t->max)) {
		say(d, " (malformed TLV)");
		if (d->opt->v)
			dump_tlv(d, "\n\t  ", v, n);
		return;
	}
	if (!d->opt->v && (type == DEVICE_ID || !t->name))
		sayf(d, ", %s ", name);
	if (!t->name)
		need(&v, n);
	if (t->show && (d->opt->v || type == DEVICE_ID))
		t->show(d, v, n);
}

static void too_short(struct dis *d, uint16_t type, uint16_t len)
{
	const char *name = type < TYPES && tlvs[type].name ? tlvs[type].name : "unknown field type";

	if (d->opt->v)
		sayf(d, "\n\t%s (0x%04x), TLV length: %u byte%s (too short)", name, type, len,
			len == 1 ? "" : "s");
	else
		sayf(d, ", %s TLV length %u too short", name, len);
}

static void dissect_cdp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), rest;
	uint8_t ver, ttl;
	uint16_t sum;

	say(d, "CDP");
	if (length < HEAD) {
		sayf(d, " (packet length %u < %u)", length, HEAD);
		malformed(d, c);
		return;
	}
	ver = get_u8(&c);
	ttl = get_u8(&c);
	show_u(d, "v", "version", ver);
	show_u(d, ", ttl: ", "ttl", ttl);
	say(d, "s");
	sum = get_be16(&c);
	if (d->opt->v) {
		show_x(d, ", checksum: 0x", "cksum", sum, 4);
		show_u(d, " (unverified), length ", "length", length);
	}
	list(d, "tlvs");
	for (rest = length - HEAD; rest && !d->stopped;) {
		uint16_t type, len;

		if (rest < TLV_HEAD) {
			sayf(d, " (remaining packet length %u < %u)", rest, TLV_HEAD);
			malformed(d, c);
			return;
		}
		type = get_be16(&c);
		len = get_be16(&c);
		if (len < TLV_HEAD) {
			too_short(d, type, len);
			malformed(d, c);
			return;
		}
		if (len > rest) {
			sayf(d, " (TLV length %u > %u)", len, rest);
			malformed(d, c);
			return;
		}
		item(d);
		show_tlv(d, type, c, len - TLV_HEAD);
		if (d->opt->v)
			need(&c, len - TLV_HEAD);
		skip(&c, len - TLV_HEAD);
		rest -= len;
		done(d);
	}
	done(d);
	if (!d->opt->v)
		show_u(d, ", length ", "length", length);
}

const struct proto proto_cdp = { "cdp", dissect_cdp };
