/* Cisco VLAN Query Protocol.  https://wiki.wireshark.org/VQP */
#include "tlv.h"

enum { IP = 0xc01, PORT, VLAN, DOMAIN, FRAME, MAC_NULL, MAC = 0xc08 };

static const struct name types[] = {
	{ 1, "Request, Join Port" },
	{ 2, "Response, VLAN" },
	{ 3, "Request, Reconfirm" },
	{ 4, "Response, Reconfirm" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "No error" },
	{ 3, "Access denied" },
	{ 4, "Shutdown port" },
	{ 5, "Wrong VTP domain" },
	{ 0, NULL },
};

static const struct name objects[] = {
	{ IP, "Client IP Address" },
	{ PORT, "Port Name" },
	{ VLAN, "VLAN Name" },
	{ DOMAIN, "VTP Domain" },
	{ FRAME, "Ethernet Packet" },
	{ MAC_NULL, "MAC Null" },
	{ MAC, "MAC Address" },
	{ 0, NULL },
};

/* A value; false if its length is wrong. */
static bool show_value(struct dis *d, uint32_t type, struct cur v, uint16_t len)
{
	uint32_t ip;
	struct mac m;

	switch (type) {
	case IP:
		if (len != 4)
			return false;
		ip = get_ip4(&v);
		show_ip4(d, "", "ip", ip);
		sayf(d, " (0x%08x)", ip);
		return true;
	case PORT:
	case VLAN:
	case DOMAIN:
	case FRAME:
		say_charsz(d, &v, len);
		return true;
	case MAC_NULL:
	case MAC:
		if (len != 6)
			return false;
		m = get_mac(&v);
		show_mac(d, "", "mac", m);
		return true;
	}
	if (d->opt->v <= 1)
		dump_tlv(d, "\n\t    ", v, len);
	return true;
}

static void dissect_vqp(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), seq, rest;
	uint8_t version, type, error, items;

	need(&c, 8);
	if (length < 8 && !d->stopped) {
		invalid(d);
		return;
	}
	version = get_u8(&c);
	if (version != 1) {
		say(d, "VQP version ");
		show_u(d, "", "version", version);
		say(d, " packet not supported");
		return;
	}
	type = get_u8(&c);
	error = get_u8(&c);
	say_s(d, d->opt->v ? "\n\tVQPv1, " : "VQPv1 ");
	show_name(d, "type", types, "unknown (%u)", type);
	say(d, " Message, error-code ");
	say_name(d, errors, "unknown", error);
	show_u(d, " (", "error", error);
	say(d, ")");
	if (!d->opt->v) {
		show_u(d, ", length ", "length", length);
		return;
	}
	items = get_u8(&c);
	seq = get_be32(&c);
	show_x(d, ", seq 0x", "seq", seq, 8);
	show_u(d, ", items ", "items", items);
	show_u(d, ", length ", "length", length);
	list(d, "objects");
	for (rest = length - 8; items && rest && !d->stopped; items--) {
		uint32_t object;
		uint16_t len;
		struct cur v;

		need(&c, 6);
		object = get_be32(&c);
		len = get_be16(&c);
		item(d);
		say(d, "\n\t  ");
		show_name(d, "type", objects, "Unknown", object);
		sayf(d, " Object (0x%08x), length %u, value: ", object, len);
		rest -= 6;
		if (len == 0 || object == 0) /* sic: the rest is not looked at */
			return;
		v = c;
		need(&c, len);
		if (!show_value(d, object, v, len)) {
			invalid(d);
			return;
		}
		skip(&c, len);
		rest -= len;
		done(d);
	}
	done(d);
}

const struct proto proto_vqp = { "vqp", dissect_vqp };
