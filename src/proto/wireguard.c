/* WireGuard.  https://www.wireguard.com/protocol/ (J. A. Donenfeld, "WireGuard: Next Generation
 * Kernel Network Tunnel", NDSS 2017). */
#include "../dissect/dissect.h"

enum { INITIATION = 1, RESPONSE, COOKIE, TRANSPORT };

static const struct name types[] = {
	{ INITIATION, "handshake initiation" },
	{ RESPONSE, "handshake response" },
	{ COOKIE, "cookie reply" },
	{ TRANSPORT, "transport data" },
	{ 0, NULL },
};

static void dissect_wireguard(struct dis *d, struct cur c)
{
	uint8_t type = get_u8(&c);

	skip(&c, 3);
	say(d, "WireGuard ");
	show_name(d, "type", types, "%u", type);
	if (type == INITIATION || type == RESPONSE)
		show_x(d, ", sender 0x", "sender", get_le32(&c), 8);
	if (type != INITIATION)
		show_x(d, ", receiver 0x", "receiver", get_le32(&c), 8);
	if (type == TRANSPORT) {
		show_u64(d, ", counter ", "counter", get_le64(&c));
		show_u(d, ", length ", "length", wire(&c));
	} else if (type != COOKIE) {
		struct cur ephemeral = take(&c, 32);

		note_hex(d, "ephemeral", ephemeral);
	}
}

const struct proto proto_wireguard = { "wireguard", dissect_wireguard };
