/* Time stamps of the Network Time Protocol.  RFC 5905, 6. */
#include "ntp.h"

#define EPOCH_1970 2208988800u

struct ntp_time get_ntp_time(struct cur *c)
{
	struct ntp_time t = { get_be32(c), 0 };

	t.frac = get_be32(c);
	return t;
}

/* Days since 1970 as a date of the Gregorian calendar. */
static void say_date(struct dis *d, uint64_t days)
{
	uint64_t z = days + 719468, era = z / 146097, doe = z % 146097;
	uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	unsigned day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
	unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	unsigned year = (unsigned)(yoe + era * 400 + (month <= 2));

	sayf(d, "%04u-%02u-%02u", year, month, day);
}

void say_ntp_time(struct dis *d, struct ntp_time t)
{
	uint64_t sec = t.sec;
	/* days before 1970 count from the year 0 */
	uint64_t whole = (sec >> 31 ? sec : sec + (1ull << 32)) + 86400ull * 719528 - EPOCH_1970;
	uint32_t day = (uint32_t)(whole % 86400);

	sayf(d, "%u.%09u", t.sec, (uint32_t)(((uint64_t)t.frac * 1000000000) >> 32));
	if (!t.sec)
		return;
	say(d, " (");
	say_date(d, whole / 86400 - 719528);
	sayf(d, "T%02u:%02u:%02uZ)", day / 3600, day / 60 % 60, day % 60);
}
