/* Arista's timestamps in Ethernet frames.
 * https://www.arista.com/assets/data/pdf/Whitepapers/Overview_Arista_Timestamps.pdf */
#include "eth.h"

enum { TIMESTAMP = 1, BITS64 = 1, BITS48 };

static const struct name subtypes[] = { { TIMESTAMP, "Timestamp" }, { 0, NULL } };
static const struct name scales[] = { { 0, "TAI" }, { 1, "UTC" }, { 0, NULL } };
static const struct name formats[] = { { BITS64, "64-bit" }, { BITS48, "48-bit" }, { 0, NULL } };
static const struct name hardware[] = { { 0, "R/R2" }, { 1, "R3" }, { 0, NULL } };

/* Seconds since 1970 as a date in UTC. */
static void say_date(struct dis *d, uint32_t sec)
{
	uint32_t days = sec / 86400, s = sec % 86400, era = (days + 719468) / 146097;
	uint32_t doe = days + 719468 - era * 146097;
	uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	uint32_t month = mp < 10 ? mp + 3 : mp - 9, year = yoe + era * 400 + (month <= 2);

	sayf(d, "%u-%02u-%02u %02u:%02u:%02u", year, month, doy - (153 * mp + 2) / 5 + 1, s / 3600,
		s / 60 % 60, s % 60);
}

static bool show_stamp(struct dis *d, struct cur *c, uint8_t format)
{
	uint32_t sec, ns;

	if (format == BITS64) {
		sec = get_be32(c);
		ns = get_be32(c);
		say_date(d, sec);
	} else if (format == BITS48) {
		sec = get_be16(c);
		ns = get_be32(c);
		say_u(d, sec);
	} else {
		return false;
	}
	sayf(d, ".%09u", ns);
	if (ns > 999999999)
		say(d, " (invalid ns)");
	note_u(d, "seconds", sec);
	note_u(d, "nanoseconds", ns);
	return true;
}

bool eth_arista(struct dis *d, struct cur *c)
{
	uint16_t subtype, version;
	uint8_t scale, format, hw;

	d->proto = "arista";
	subtype = get_be16(c);
	say(d, "SubType ");
	show_name(d, "subtype", subtypes, "Unknown", subtype);
	sayf(d, " (0x%04x), ", subtype);
	if (subtype != TIMESTAMP)
		return false;
	scale = get_u8(c);
	say(d, "Timescale ");
	show_name(d, "scale", scales, "Unknown", scale);
	sayf(d, " (%u), ", scale);
	version = get_u8(c);
	format = (uint8_t)(version >> 4);
	hw = version & 15;
	say(d, "Format ");
	show_name(d, "format", formats, "Unknown", format);
	sayf(d, " (%u), HwInfo ", format);
	show_name(d, "hardware", hardware, "Unknown", hw);
	sayf(d, " (%u), Timestamp ", hw);
	if (!show_stamp(d, c, format) || d->stopped)
		return false;
	say(d, ": ");
	return true;
}
