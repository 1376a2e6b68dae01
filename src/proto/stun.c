/* Session Traversal Utilities for NAT.  RFC 8489; TURN: RFC 8656; ICE: RFC 8445. */
#include "../dissect/dissect.h"

enum { COOKIE = 0x2112a442, HEADER = 20 };
enum { MAPPED = 0x0001, USERNAME = 0x0006, ERROR = 0x0009, REALM = 0x0014, XOR_PEER = 0x0012 };
enum { XOR_RELAYED = 0x0016, XOR_MAPPED = 0x0020, SOFTWARE = 0x8022 };

static const struct name classes[] = { { 0, "request" }, { 1, "indication" }, { 2, "success" },
	{ 3, "error" }, { 0, NULL } };

static const struct name methods[] = {
	{ 0x001, "Binding" },
	{ 0x003, "Allocate" },
	{ 0x004, "Refresh" },
	{ 0x006, "Send" },
	{ 0x007, "Data" },
	{ 0x008, "CreatePermission" },
	{ 0x009, "ChannelBind" },
	{ 0, NULL },
};

static const struct name attributes[] = {
	{ MAPPED, "MAPPED-ADDRESS" },
	{ USERNAME, "USERNAME" },
	{ 0x0008, "MESSAGE-INTEGRITY" },
	{ ERROR, "ERROR-CODE" },
	{ 0x000a, "UNKNOWN-ATTRIBUTES" },
	{ 0x000c, "CHANNEL-NUMBER" },
	{ 0x000d, "LIFETIME" },
	{ XOR_PEER, "XOR-PEER-ADDRESS" },
	{ 0x0013, "DATA" },
	{ REALM, "REALM" },
	{ 0x0015, "NONCE" },
	{ XOR_RELAYED, "XOR-RELAYED-ADDRESS" },
	{ 0x0019, "REQUESTED-TRANSPORT" },
	{ 0x001c, "MESSAGE-INTEGRITY-SHA256" },
	{ XOR_MAPPED, "XOR-MAPPED-ADDRESS" },
	{ 0x0024, "PRIORITY" },
	{ 0x0025, "USE-CANDIDATE" },
	{ SOFTWARE, "SOFTWARE" },
	{ 0x8028, "FINGERPRINT" },
	{ 0x8029, "ICE-CONTROLLED" },
	{ 0x802a, "ICE-CONTROLLING" },
	{ 0, NULL },
};

/* RFC 8489, 14.1 and 14.2; whole: the message, whose cookie and transaction are the mask */
static void show_address(struct dis *d, struct cur c, struct cur whole, bool masked)
{
	uint16_t family = get_be16(&c), port = get_be16(&c);
	struct ip6 a;

	if (masked)
		port ^= COOKIE >> 16;
	if (family == 1) {
		show_ip4(d, " ", "address", get_ip4(&c) ^ (masked ? COOKIE : 0));
	} else {
		a = get_ip6(&c);
		for (uint32_t i = 0; masked && i < 16; i++)
			a.b[i] ^= peek_u8(&whole, 4 + i);
		show_ip6(d, " ", "address", a);
	}
	show_u(d, ".", "port", port);
}

static void show_attribute(struct dis *d, uint16_t type, struct cur v, struct cur whole)
{
	switch (type) {
	case MAPPED:
		show_address(d, v, whole, false);
		break;
	case XOR_MAPPED:
	case XOR_PEER:
	case XOR_RELAYED:
		show_address(d, v, whole, true);
		break;
	case USERNAME:
	case REALM:
	case SOFTWARE:
		show_vis(d, " ", "text", v);
		break;
	case ERROR: {
		uint32_t code;

		skip(&v, 2);
		code = (get_u8(&v) & 7) * 100U;
		code += get_u8(&v);
		show_u(d, " ", "code", code);
		show_vis(d, " ", "reason", v);
		break;
	}
	default:
		break;
	}
}

/* Has the attribute fields of its own? */
static bool is_told(uint16_t type)
{
	return type == MAPPED || type == XOR_MAPPED || type == XOR_PEER || type == XOR_RELAYED ||
	       type == USERNAME || type == REALM || type == SOFTWARE || type == ERROR;
}

static void dissect_stun(struct dis *d, struct cur c)
{
	struct cur whole = c, cookie, transaction;
	uint16_t type = get_be16(&c), length = get_be16(&c);
	uint16_t method = (type & 0xf) | (type >> 1 & 0x70) | (type >> 2 & 0xf80);

	say(d, "STUN ");
	show_name(d, "method", methods, "method 0x%03x", method);
	say(d, " ");
	show_name(d, "class", classes, "%u", (type >> 4 & 1) | (type >> 7 & 2));
	note_u(d, "length", length);
	cookie = part(&c, 4);
	note_hex(d, "cookie", cookie);
	transaction = take(&c, 12);
	note_hex(d, "transaction", transaction);
	list(d, "attributes");
	while (wire(&c) >= 4 && !d->stopped) {
		uint16_t attribute = get_be16(&c), n = get_be16(&c);
		struct cur v = take(&c, n);

		say(d, ", ");
		item(d);
		show_name(d, "type", attributes, "attribute 0x%04x", attribute);
		note_u(d, "length", n);
		if (wants_fields(d) && !is_told(attribute))
			note_hex(d, "value", v);
		show_attribute(d, attribute, v, whole);
		done(d);
		skip(&c, (4 - n % 4) % 4);
	}
	done(d);
}

const struct proto proto_stun = { "stun", dissect_stun };
