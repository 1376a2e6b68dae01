/* ATA over Ethernet.  "AoE", S. Hopkins and B. Coile, 2009:
 * http://support.coraid.com/documents/AoEr11.txt */
#include "../dissect/dissect.h"

enum { VERSION = 1, HEADER = 10, ATA = 0, CONFIG, MASK, RESERVE };
enum { ERROR_FLAG = 4 };

static const struct name flag_bits[] = {
	{ 8, "Response" },
	{ 4, "Error" },
	{ 2, "MBZ-1" },
	{ 1, "MBZ-0" },
	{ 0, NULL },
};

static const struct name commands[] = {
	{ ATA, "Issue ATA Command" },
	{ CONFIG, "Query Config Information" },
	{ MASK, "MAC Mask List" },
	{ RESERVE, "Reserve/Release" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 1, "Unrecognized command code" },
	{ 2, "Bad argument parameter" },
	{ 3, "Device unavailable" },
	{ 4, "Config string present" },
	{ 5, "Unsupported version" },
	{ 6, "Target is reserved" },
	{ 0, NULL },
};

static const struct name ata_bits[] = {
	{ 0x80, "MBZ-7" },
	{ 0x40, "Ext48" },
	{ 0x20, "MBZ-5" },
	{ 0x10, "Device" },
	{ 0x08, "MBZ-3" },
	{ 0x04, "MBZ-2" },
	{ 0x02, "Async" },
	{ 0x01, "Write" },
	{ 0, NULL },
};

static const struct name config_commands[] = {
	{ 0, "read config string" },
	{ 1, "test config string" },
	{ 2, "test config string prefix" },
	{ 3, "set config string" },
	{ 4, "force set config string" },
	{ 0, NULL },
};

static const struct name mask_commands[] = { { 0, "Read Mac Mask List" },
	{ 1, "Edit Mac Mask List" }, { 0, NULL } };

static const struct name mask_errors[] = {
	{ 1, "Unspecified Error" },
	{ 2, "Bad DCmd directive" },
	{ 3, "Mask list full" },
	{ 0, NULL },
};

static const struct name directives[] = {
	{ 0, "No Directive" },
	{ 1, "Add mac address to mask list" },
	{ 2, "Delete mac address from mask list" },
	{ 0, NULL },
};

static const struct name reserve_commands[] = {
	{ 0, "Read reserve list" },
	{ 1, "Set reserve list" },
	{ 2, "Force set reserve list" },
	{ 0, NULL },
};

/* The value is read before the label is said. */
static void show_named(
	struct dis *d, const char *label, const char *key, const struct name *t, uint8_t v)
{
	say_s(d, label);
	show_name(d, key, t, "Unknown (0x%02x)", v);
}

static void show_ata(struct dis *d, struct cur c)
{
	uint8_t flags = get_u8(&c);

	say(d, "\n\tAFlags: [");
	say_bits(d, ata_bits, "none", flags, ", ");
	say(d, "]");
	note_u(d, "ata_flags", flags);
	show_u(d, ", Err/Feature: ", "feature", get_u8(&c));
	show_u(d, ", Sector Count: ", "sectors", get_u8(&c));
	show_u(d, ", Cmd/Status: ", "ata_command", get_u8(&c));
	show_u(d, "\n\tlba0: ", "lba0", get_u8(&c));
	show_u(d, ", lba1: ", "lba1", get_u8(&c));
	show_u(d, ", lba2: ", "lba2", get_u8(&c));
	show_u(d, ", lba3: ", "lba3", get_u8(&c));
	show_u(d, ", lba4: ", "lba4", get_u8(&c));
	show_u(d, ", lba5: ", "lba5", get_u8(&c));
	skip(&c, 2);
	if (wire(&c))
		sayf(d, "\n\tData: %u bytes", wire(&c));
}

/* False: malformed. */
static bool show_config(struct dis *d, struct cur c)
{
	uint8_t command;
	uint16_t n;

	show_u(d, "\n\tBuffer Count: ", "buffers", get_be16(&c));
	show_u(d, ", Firmware Version: ", "firmware", get_be16(&c));
	show_u(d, ", Sector Count: ", "sectors", get_u8(&c));
	command = get_u8(&c);
	show_u(d, ", AoE: ", "aoe", command >> 4);
	command &= 0xf;
	say(d, ", CCmd: ");
	show_name(d, "config_command", config_commands, "Unknown (0x02x)", command); /* sic */
	n = get_be16(&c);
	if (n > 1024 || n > wire(&c))
		return false;
	if (!n)
		return true;
	show_u(d, "\n\tConfig String (length ", "config_length", n);
	say(d, "): ");
	show_vis(d, "", "config", part(&c, n < left(&c) ? n : left(&c)));
	if (!more(&c) && wire(&c))
		get_u8(&c);
	return true;
}

static bool show_mask(struct dis *d, struct cur c)
{
	uint8_t count;

	skip(&c, 1);
	show_named(d, "\n\tMCmd: ", "mask_command", mask_commands, get_u8(&c));
	show_named(d, ", MError: ", "mask_error", mask_errors, get_u8(&c));
	count = get_u8(&c);
	show_u(d, ", Dir Count: ", "count", count);
	if (count * 8u > wire(&c))
		return false;
	list(d, "directives");
	for (; count && !d->stopped; count--) {
		item(d);
		skip(&c, 1);
		show_named(d, "\n\t DCmd: ", "directive", directives, get_u8(&c));
		show_mac(d, ", Ethernet Address: ", "mac", get_mac(&c));
		done(d);
	}
	done(d);
	return true;
}

static bool show_reserve(struct dis *d, struct cur c)
{
	uint8_t count;

	show_named(d, "\n\tRCmd: ", "reserve_command", reserve_commands, get_u8(&c));
	count = get_u8(&c);
	show_u(d, ", NMacs: ", "count", count);
	if (count * 6u > wire(&c))
		return false;
	list(d, "macs");
	for (unsigned i = 0; i < count && !d->stopped; i++) {
		struct mac m = get_mac(&c);

		sayf(d, "\n\tEthernet Address %u: ", i);
		show_mac(d, "", NULL, m);
	}
	done(d);
	return true;
}

/* False: malformed. */
static bool show_argument(struct dis *d, uint8_t command, struct cur c)
{
	static const uint8_t min[] = { 12, 8, 4, 8 };

	if (command > RESERVE)
		return true;
	if (wire(&c) < min[command])
		return false;
	switch (command) {
	case ATA:
		show_ata(d, c);
		return true;
	case CONFIG:
		return show_config(d, c);
	case MASK:
		return show_mask(d, c);
	default:
		return show_reserve(d, c);
	}
}

static bool show_message(struct dis *d, struct cur c, uint8_t flags)
{
	uint8_t error, command;

	say(d, ", Flags: [");
	say_bits(d, flag_bits, "none", flags, ", ");
	say(d, "]");
	note_u(d, "flags", flags);
	if (!d->opt->v)
		return true;
	error = get_u8(&c);
	if (flags & ERROR_FLAG) {
		say(d, "\n\tError: ");
		show_name(d, "error", errors, "Invalid (%u)", error);
	}
	show_x(d, "\n\tMajor: 0x", "major", get_be16(&c), 4);
	show_x(d, ", Minor: 0x", "minor", get_u8(&c), 2);
	command = get_u8(&c);
	say(d, ", Command: ");
	show_name(d, "command", commands, "Unknown (0x%02x)", command);
	show_x(d, ", Tag: 0x", "tag", get_be32(&c), 8);
	return show_argument(d, command, c);
}

static void dissect_aoe(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t first;

	show_u(d, "AoE length ", "length", wire(&c));
	if (wire(&c) < 1)
		goto malformed;
	first = get_u8(&c);
	show_u(d, ", Ver ", "version", first >> 4);
	if (first >> 4 != VERSION)
		goto rest;
	if (wire(&whole) < HEADER)
		goto malformed;
	if (!show_message(d, c, first & 0xf))
		goto malformed;
	return;
malformed:
	invalid(d);
rest:
	need(&whole, wire(&whole));
}

const struct proto proto_aoe = { "aoe", dissect_aoe };
