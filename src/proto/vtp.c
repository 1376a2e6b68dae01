/* Cisco VLAN Trunking Protocol.  https://wiki.wireshark.org/VTP */
#include "tlv.h"

enum { HEAD = 36, DOMAIN_LEN = 32, VLAN_HEAD = 12 };
enum { SUMMARY = 1, SUBSET, REQUEST, JOIN };

static const struct name messages[] = {
	{ SUMMARY, "Summary advertisement" },
	{ SUBSET, "Subset advertisement" },
	{ REQUEST, "Advertisement request" },
	{ JOIN, "Join message" },
	{ 0, NULL },
};

static const struct name fourth_octets[] = {
	{ SUMMARY, "Followers" },
	{ SUBSET, "Seq number" },
	{ REQUEST, "Rsvd" },
	{ JOIN, "Rsvd" },
	{ 0, NULL },
};

static const struct name vlan_types[] = {
	{ 1, "Ethernet" },
	{ 2, "FDDI" },
	{ 3, "TrCRF" },
	{ 4, "FDDI-net" },
	{ 5, "TrBRF" },
	{ 0, NULL },
};

static const struct name vlan_status[] = { { 0, "Operational" }, { 1, "Suspended" }, { 0, NULL } };

static const struct name stp_types[] = { { 1, "SRT" }, { 2, "SRB" }, { 3, "Auto" }, { 0, NULL } };
static const struct name pruning[] = { { 1, "Enabled" }, { 0, NULL } };
static const struct name bridge_types[] = { { 1, "SRB" }, { 0, NULL } };
static const struct name backup[] = { { 1, "Backup" }, { 0, NULL } };

enum kind { HEX, NUMBER, NAME };

/* Parameters of a VLAN; a value is one 16-bit word. */
static const struct tlv {
	const char *name;
	enum kind kind;
	const struct name *values;
	const char *other;
} tlvs[] = {
	[0x01] = { "Source-Routing Ring Number TLV", HEX, NULL, NULL },
	[0x02] = { "Source-Routing Bridge Number TLV", HEX, NULL, NULL },
	[0x03] = { "STP type TLV", NAME, stp_types, "Unknown" },
	[0x04] = { "Parent VLAN TLV", HEX, NULL, NULL },
	[0x05] = { "Translationally bridged VLANs TLV", HEX, NULL, NULL },
	[0x06] = { "Pruning TLV", NAME, pruning, "Disabled" },
	[0x07] = { "Bridge Type TLV", NAME, bridge_types, "SRT" },
	[0x08] = { "Max ARP Hop Count TLV", HEX, NULL, NULL },
	[0x09] = { "Max STE Hop Count TLV", NUMBER, NULL, NULL },
	[0x0a] = { "Backup CRF Mode TLV", NAME, backup, "Not backup" },
};

/* One parameter of a VLAN; false if it is malformed. */
static bool show_parameter(struct dis *d, struct cur *c)
{
	struct cur whole = *c;
	uint8_t type = get_u8(c), words = get_u8(c);
	const struct tlv *t = type < sizeof(tlvs) / sizeof(tlvs[0]) ? &tlvs[type] : NULL;
	uint16_t v;

	sayf(d, "\n\t\t%s (0x%04x) TLV", t && t->name ? t->name : "Unknown", type);
	note_u(d, "type", type);
	if (wire(c) < words * 2u) {
		say(d, " (TLV goes past the end of the packet)");
		return false;
	}
	need(c, words * 2u);
	if (words != 1) {
		sayf(d, " [TLV length %u != 1]", words);
		return false;
	}
	v = get_be16(c);
	if (t && t->kind == NUMBER) {
		show_u(d, ", ", "value", v);
	} else if (t && t->kind == NAME) {
		say(d, ", ");
		show_name(d, "value", t->values, t->other, v);
		sayf(d, " (%u)", v);
	} else {
		say_hex(d, "\n\t\t  ", take(&whole, 4));
	}
	return true;
}

/* One VLAN of a subset advertisement; false if it is malformed. */
static bool show_vlan(struct dis *d, struct cur *c)
{
	uint8_t len = get_u8(c), status, type, name_len;
	uint16_t id, size;
	uint32_t said, padded;
	struct cur v;

	need(c, len - 1u);
	if (len < VLAN_HEAD || len - 1u > wire(c))
		return false;
	v = *c;
	claim(&v, len - 1u);
	skip(c, len - 1u);
	status = get_u8(&v);
	type = get_u8(&v);
	name_len = get_u8(&v);
	id = get_be16(&v);
	size = get_be16(&v);
	said = get_be32(&v);
	say(d, "\n\tVLAN info status ");
	show_name(d, "status", vlan_status, "Unknown", status);
	say(d, ", type ");
	show_name(d, "type", vlan_types, "Unknown", type);
	show_u(d, ", VLAN-id ", "vlan", id);
	show_u(d, ", MTU ", "mtu", size);
	show_x(d, ", SAID 0x", "said", said, 8);
	say(d, ", Name ");
	padded = (name_len + 3u) / 4 * 4;
	if (wire(&v) < padded)
		return false;
	need(&v, padded);
	say_charsz(d, &v, name_len);
	skip(&v, padded - name_len);
	list(d, "parameters");
	while (wire(&v) && !d->stopped) {
		if (wire(&v) < 2)
			return false;
		item(d);
		if (!show_parameter(d, &v))
			return false;
		done(d);
	}
	done(d);
	return true;
}

static void summary(struct dis *d, struct cur c)
{
	uint32_t rev = get_be32(&c), updater = get_ip4(&c), t1, t2, t3;
	struct cur digest;

	show_x(d, "\n\t  Config Rev ", "revision", rev, 0);
	show_ip4(d, ", Updater ", "updater", updater);
	t1 = get_be32(&c), t2 = get_be32(&c), t3 = get_be32(&c);
	sayf(d, ", Timestamp 0x%08x 0x%08x 0x%08x", t1, t2, t3);
	digest = take(&c, 16);
	say(d, ", MD5 digest: ");
	say_bytes(d, digest, 0);
	note_hex(d, "md5", digest);
}

static void subset(struct dis *d, struct cur c)
{
	show_x(d, ", Config Rev ", "revision", get_be32(&c), 0);
	list(d, "vlans");
	while (wire(&c) && !d->stopped) {
		struct cur at = c;

		if (peek_u8(&c, 0) == 0)
			break;
		item(d);
		if (!show_vlan(d, &c)) {
			malformed(d, at);
			return;
		}
		done(d);
	}
	done(d);
}

static void dissect_vtp(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c);
	uint8_t version, type, fourth, domain_len;

	say(d, "VTP");
	if (length < HEAD) {
		sayf(d, " [length %u < %u]", length, HEAD);
		malformed(d, c);
		return;
	}
	need(&c, HEAD);
	version = get_u8(&c);
	if (version < 1 || version > 3) {
		sayf(d, version < 1 ? " [version %u < 1]" : " [version %u > 3]", version);
		malformed(d, whole);
		return;
	}
	type = get_u8(&c);
	show_u(d, "v", "version", version);
	say(d, ", Message ");
	show_name(d, "type", messages, "Unknown message type", type);
	show_x(d, " (0x", "code", type, 2);
	show_u(d, "), length ", "length", length);
	if (!d->opt->v) {
		need(&c, wire(&c));
		return;
	}
	fourth = get_u8(&c);
	domain_len = get_u8(&c);
	say(d, "\n\tDomain name: ");
	if (domain_len < 1 || domain_len > DOMAIN_LEN) {
		sayf(d, " [MgmtD Len %u]", domain_len);
		malformed(d, whole);
		return;
	}
	say_charsz(d, &c, domain_len);
	say(d, ", ");
	say_name(d, fourth_octets, "Unknown", type);
	show_u(d, ": ", "fourth", fourth);
	skip(&c, DOMAIN_LEN - domain_len);
	switch (type) {
	case SUMMARY:
		summary(d, c);
		break;
	case SUBSET:
		subset(d, c);
		break;
	case REQUEST:
		show_u(d, "\n\tStart value: ", "start", get_be32(&c));
		break;
	}
}

const struct proto proto_vtp = { "vtp", dissect_vtp };
