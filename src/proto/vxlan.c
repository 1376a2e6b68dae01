/* Virtual eXtensible Local Area Network.  RFC 7348. */
#include "../dissect/dissect.h"

enum { HEADER = 8, VNI = 0x08 };

static void dissect_vxlan(struct dis *d, struct cur c)
{
	uint8_t flags, last;
	uint32_t vni, reserved;

	say(d, "VXLAN");
	if (bad(d, "length", wire(&c), <, HEADER))
		return;
	flags = get_u8(&c);
	note_u(d, "flags", flags);
	sayf(d, ", flags [%s] (0x%02x), ", flags & VNI ? "I" : "invalid", flags);
	if (!(flags & VNI))
		say(d, "ERROR: I flag not set\n");
	reserved = get_be24(&c);
	note_u(d, "group_policy", reserved & 0xffff);
	vni = get_be24(&c);
	if (flags & VNI) {
		show_u(d, "vni ", "vni", vni);
		say(d, "\n");
	}
	last = get_u8(&c);
	note_u(d, "reserved", last);
	enter(d, &proto_eth, c);
}

const struct proto proto_vxlan = { "vxlan", dissect_vxlan };
