/* Bluetooth HCI H4 with a direction.
 * https://www.tcpdump.org/linktypes/LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR.html */
#include "../dissect/dissect.h"

static void dissect_bt_h4(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), direction;

	say(d, "bluetooth");
	if (length < 4 || !has(&c, 4)) {
		stop(d);
		return;
	}
	direction = get_be32(&c);
	note_u(d, "direction", direction & 1);
	if (d->opt->e)
		sayf(d, ", hci length %u, direction %s", length - 4, direction & 1 ? "in" : "out");
	d->link_len += 4;
	say_default(d, c);
}

const struct proto proto_bt_h4 = { "bluetooth", dissect_bt_h4 };
