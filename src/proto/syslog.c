/* The BSD syslog protocol.  RFC 3164. */
#include "../dissect/dissect.h"

enum { MAX_DIGITS = 3 };

static const struct name severities[] = {
	{ 0, "emergency" },
	{ 1, "alert" },
	{ 2, "critical" },
	{ 3, "error" },
	{ 4, "warning" },
	{ 5, "notice" },
	{ 6, "info" },
	{ 7, "debug" },
	{ 0, NULL },
};

static const struct name facilities[] = {
	{ 0, "kernel" },
	{ 1, "user" },
	{ 2, "mail" },
	{ 3, "daemon" },
	{ 4, "auth" },
	{ 5, "syslog" },
	{ 6, "lpr" },
	{ 7, "news" },
	{ 8, "uucp" },
	{ 9, "cron" },
	{ 10, "authpriv" },
	{ 11, "ftp" },
	{ 12, "ntp" },
	{ 13, "security" },
	{ 14, "console" },
	{ 15, "cron" },
	{ 16, "local0" },
	{ 17, "local1" },
	{ 18, "local2" },
	{ 19, "local3" },
	{ 20, "local4" },
	{ 21, "local5" },
	{ 22, "local6" },
	{ 23, "local7" },
	{ 0, NULL },
};

/* "<13>"; false: anything else. */
static bool get_priority(struct cur *c, uint16_t *pri)
{
	uint8_t ch = get_u8(c);

	*pri = 0;
	if (ch != '<')
		return false;
	for (int i = 0; i <= MAX_DIGITS; i++) {
		ch = get_u8(c);
		if (ch == '>')
			return true;
		if (ch < '0' || ch > '9' || i == MAX_DIGITS)
			return false;
		*pri = (uint16_t)(*pri * 10 + (ch - '0'));
	}
	return false;
}

static void dissect_syslog(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint16_t pri;
	uint32_t n = wire(&c);

	if (!get_priority(&c, &pri)) {
		invalid(d);
		return;
	}
	note_u(d, "priority", pri);
	note_s(d, "facility_name", name_of(facilities, pri >> 3));
	note_s(d, "severity_name", name_of(severities, pri & 7));
	if (!d->opt->v) {
		say(d, "SYSLOG ");
		say_name(d, facilities, "unknown (%u)", pri >> 3);
		say(d, ".");
		say_name(d, severities, "", pri & 7);
		show_u(d, ", length: ", "length", n);
		return;
	}
	show_u(d, "SYSLOG, length: ", "length", n);
	say(d, "\n\tFacility ");
	say_name(d, facilities, "unknown (%u)", pri >> 3);
	sayf(d, " (%u), Severity ", pri >> 3);
	say_name(d, severities, "", pri & 7);
	sayf(d, " (%u)\n\tMsg: ", pri & 7);
	n = wire(&c);
	say_vis(d, part(&c, n < left(&c) ? n : left(&c)));
	if (stepped(&whole, &c) < wire(&whole))
		take(&c, 1);
	note_text(d, "message", whole);
	if (d->opt->v > 1)
		say_hex(d, "\n\t", part(&whole, wire(&whole)));
}

const struct proto proto_syslog = { "syslog", dissect_syslog };
