/* Configuration Test Protocol ("loopback").  Ethernet specification 2.0, 8. */
#include "tlv.h"

enum { REPLY = 1, FORWARD = 2 };

static const struct name functions[] = { { REPLY, "Reply" }, { FORWARD, "Forward Data" },
	{ 0, NULL } };

static void dissect_loopback(struct dis *d, struct cur c)
{
	uint16_t count, function;
	struct mac m;

	say(d, "Loopback");
	if (cut_short(d, c, wire(&c), 2))
		return;
	count = get_le16(&c);
	show_u(d, ", skipCount ", "skip", count);
	if (count % 8)
		say(d, " (bogus)");
	if (cut_short(d, c, wire(&c), count))
		return;
	need(&c, count);
	skip(&c, count);
	if (cut_short(d, c, wire(&c), 2))
		return;
	function = get_le16(&c);
	say(d, ", ");
	show_name(d, "function", functions, " invalid (%u)", function);
	if (function == REPLY) {
		if (cut_short(d, c, wire(&c), 2))
			return;
		show_u(d, ", receipt number ", "receipt", get_le16(&c));
	} else if (function == FORWARD) {
		if (cut_short(d, c, wire(&c), 6))
			return;
		m = get_mac(&c);
		show_mac(d, ", forwarding address ", "forward", m);
	} else {
		need(&c, wire(&c));
		return;
	}
	show_u(d, ", data (", "data", wire(&c));
	say(d, " octets)");
	need(&c, wire(&c));
}

const struct proto proto_loopback = { "loopback", dissect_loopback };
