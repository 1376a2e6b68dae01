/* Linux usbmon.  https://docs.kernel.org/usb/usbmon.html */
#include "../dissect/dissect.h"

enum { ISOCHRONOUS, INTERRUPT, CONTROL, BULK };
enum { HEAD = 48, HEAD_MMAPPED = 64, SETUP_FLAG = 14 };

static const struct name types[] = {
	{ ISOCHRONOUS, "ISOCHRONOUS" },
	{ INTERRUPT, "INTERRUPT" },
	{ CONTROL, "CONTROL" },
	{ BULK, "BULK" },
	{ 0, NULL },
};

static const struct name events[] = { { 'S', " SUBMIT" }, { 'C', " COMPLETE" }, { 'E', " ERROR" },
	{ 0, NULL } };

/* Which way data goes: true for " from" the device. */
static bool is_from(uint8_t type, uint8_t event)
{
	/* sic: the endpoint's direction bit is not looked at */
	return type == INTERRUPT ? event == 'S' : event != 'S';
}

static void show(struct dis *d, struct cur c, uint32_t head)
{
	uint8_t event, type, endpoint, device;
	uint16_t bus;

	if (!has(&c, head)) {
		stop(d);
		return;
	}
	skip(&c, 8);
	event = get_u8(&c);
	type = get_u8(&c);
	endpoint = get_u8(&c);
	device = get_u8(&c);
	bus = get_le16(&c);
	d->link_len += head;
	if (d->opt->q) {
		say(d, "USB");
		return;
	}
	say(d, "USB ");
	show_name(d, "type", types, " ?", type);
	show_name(d, "event", events, " ?", event);
	if (name_of(types, type) && name_of(events, event))
		say_s(d, is_from(type, event) ? " from" : " to");
	sayf(d, " %u:%u:%u", bus, device, endpoint & 0x7f);
}

static void dissect_usb_linux(struct dis *d, struct cur c) { show(d, c, HEAD); }
static void dissect_usb_linux_mmapped(struct dis *d, struct cur c) { show(d, c, HEAD_MMAPPED); }

const struct proto proto_usb_linux = { "usb_linux_48_byte", dissect_usb_linux };
const struct proto proto_usb_linux_mmapped = { "usb_linux_64_byte", dissect_usb_linux_mmapped };
