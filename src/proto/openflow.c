/* OpenFlow.  "OpenFlow Switch Specification", versions 1.0.0 and 1.3.5; this is what they share. */
#include "openflow.h"

#define HEADER 8u

static const struct name versions[] = {
	{ 1, "1.0" },
	{ 2, "1.1" },
	{ 3, "1.2" },
	{ 4, "1.3" },
	{ 5, "1.4" },
	{ 6, "1.5" },
	{ 0, NULL },
};

const struct name of_vendor_names[] = {
	{ 0x00000000, "Ethernet" },
	{ 0x00002320, "Nicira Networks" },
	{ 0x000004ea, "HP-Labs" },
	{ 0x00001018, "Broadcom" },
	{ 0x000015ad, "Netronome" },
	{ 0x00002481, "HP" },
	{ 0x005c16c7, "Big Switch Networks" },
	{ 0x00748771, "Infoblox Inc" },
	{ 0x00a42305, "Open Networking Lab" },
	{ 0x00b0d2f5, "Vello Systems" },
	{ 0x00d0f0db, "Ericsson" },
	{ 0x4f4e4600, "ONF Extensions" },
	{ 0xff000001, "Budapest University of Technology and Economics" },
	{ 0, NULL },
};

bool of_fits(const struct of_size *sizes, size_t n, uint8_t type, uint32_t octets)
{
	for (size_t i = 0; i < n; i++)
		if (sizes[i].type == type)
			return sizes[i].at_least ? octets >= sizes[i].n : octets == sizes[i].n;
	return true;
}

void of_show_data(struct dis *d, const char *indent, struct cur c)
{
	if (!wire(&c))
		return;
	sayf(d, "\n\t%sdata (%u octets)", indent, wire(&c));
	note_hex(d, "data", c);
	if (d->opt->v >= 2)
		say_hexascii(d, *indent && indent[1] ? "\n\t   " : "\n\t  ", part(&c, wire(&c)));
	else
		take(&c, wire(&c));
}

static void show_type(struct dis *d, uint8_t version, uint8_t type)
{
	static const struct name none[] = { { 0, NULL } };

	say(d, ", type ");
	show_name(d, "type",
		version == 1   ? of10_types
		: version == 4 ? of13_types
			       : none,
		"unknown (0x%02x)", type);
}

/* One message; false: nothing behind it makes sense. */
static bool show_message(struct dis *d, struct cur *c)
{
	uint32_t n = wire(c);
	uint8_t version = get_u8(c), type;
	uint16_t length;
	struct cur body;

	say(d, "\n\tversion ");
	show_name(d, "version", versions, "unknown (0x%02x)", version);
	if (n < 2)
		goto end;
	type = get_u8(c);
	show_type(d, version, type);
	if (n < 4)
		goto end;
	length = get_be16(c);
	show_u(d, ", length ", "length", length);
	if (length < HEADER)
		say(d, " (too short!)");
	if (n < HEADER)
		goto end;
	show_x(d, ", xid 0x", "xid", get_be32(c), 8);
	if (length < HEADER) {
		invalid(d);
		return false;
	}
	n = length - HEADER;
	body = *c;
	pretend(&body, n); /* it may go on in the next segment */
	skip(c, n);
	if (version == 1)
		return of10_body(d, body, type);
	if (version == 4)
		return of13_body(d, body, type);
	need(&body, n);
	return true;
end:
	say(d, " (end of TCP payload)");
	return false;
}

static void dissect_openflow(struct dis *d, struct cur c)
{
	struct cur whole = c;

	say(d, ": OpenFlow");
	list(d, "messages");
	while (wire(&c) && !d->stopped) {
		bool ok;

		item(d);
		ok = show_message(d, &c);
		done(d);
		if (!ok) {
			need(&whole, wire(&whole));
			break;
		}
	}
	done(d);
}

const struct proto proto_openflow = { "openflow", dissect_openflow };
