/* Cisco Dynamic Trunking Protocol.  https://wiki.wireshark.org/DTP */
#include "tlv.h"

enum { DOMAIN = 1, STATUS, TYPE, NEIGHBOR };

static const struct name tlvs[] = {
	{ DOMAIN, "Domain" },
	{ STATUS, "Status" },
	{ TYPE, "DTP type" },
	{ NEIGHBOR, "Neighbor" },
	{ 0, NULL },
};

/* A value; false if its length is wrong. */
static bool show_value(struct dis *d, uint16_t type, struct cur v, uint32_t n)
{
	struct mac m;

	switch (type) {
	case DOMAIN:
		say(d, ", ");
		say_charsz(d, &v, n);
		return true;
	case STATUS:
	case TYPE:
		if (n != 1)
			return false;
		show_x(d, ", 0x", "value", get_u8(&v), 0);
		return true;
	case NEIGHBOR:
		if (n != 6)
			return false;
		m = get_mac(&v);
		show_mac(d, ", ", "neighbor", m);
		return true;
	}
	return true;
}

static void dissect_dtp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t version;

	say(d, "DTP");
	if (length < 1) {
		say(d, "[zero packet length]");
		malformed(d, c);
		return;
	}
	version = get_u8(&c);
	show_u(d, "v", "version", version);
	show_u(d, ", length ", "length", length);
	if (!d->opt->v)
		return;
	list(d, "tlvs");
	while (wire(&c) && !d->stopped) {
		uint16_t type, len;
		struct cur v;

		if (wire(&c) < 4) {
			sayf(d, "[%u bytes remaining]", wire(&c));
			malformed(d, c);
			return;
		}
		type = get_be16(&c);
		len = get_be16(&c);
		if (type == 0)
			return;
		item(d);
		say(d, "\n\t");
		show_name(d, "type", tlvs, "Unknown", type);
		sayf(d, " (0x%04x) TLV, length %u", type, len);
		if (len < 4 || len - 4u > wire(&c)) {
			sayf(d, "[TLV length %u]", len);
			malformed(d, c);
			return;
		}
		v = c;
		if (!show_value(d, type, v, len - 4u)) {
			malformed(d, c);
			return;
		}
		take(&c, len - 4u);
		done(d);
	}
	done(d);
}

const struct proto proto_dtp = { "dtp", dissect_dtp };
