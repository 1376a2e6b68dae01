/* moment.c - what is written for a time, a while, and packet numbers: what is taken, and what is
 * not. */
#include "../../src/savefile/select.h"
#include "check.h"

#include <stdlib.h>
#include <time.h>

static bool is_moment(const char *s, int kind, int64_t sec, uint32_t nsec)
{
	struct moment m = { 0 };

	return moment_parse(s, &m) && (int)m.kind == kind && m.sec == sec && m.nsec == nsec;
}

static void moments(void)
{
	static const char *const bad[] = { "", "x", "+", "+x", "+1x", "2023-13-01", "2023-00-01",
		"2023-01-32", "2023-1-1", "2023-11-14T", "2023-11-14T22", "2023-11-14T22:61",
		"2023-11-14T22:13:61", "2023-11-14T22:13:20+2", "2023-11-14T22:13:20+24:00",
		"2023-11-14T22:13:20Zx", "25:00", "12:60", "12:", "12:30:", "-5", "@",
		"1700000000x", "99999999999999999999", "2023-11-14 22:13:20 " };
	struct moment m;

	CHECK(is_moment("2023-11-14T22:13:20Z", ABSOLUTE, 1700000000, 0));
	CHECK(is_moment("2023-11-14t22:13:20.5z", ABSOLUTE, 1700000000, 500000000));
	CHECK(is_moment("2023-11-15T00:13:20+02:00", ABSOLUTE, 1700000000, 0));
	CHECK(is_moment("2023-11-14T15:13:20.000000001-0700", ABSOLUTE, 1700000000, 1));
	CHECK(is_moment("2023-11-14 22:13:20", ABSOLUTE, 1700000000, 0));
	CHECK(is_moment("2023-11-14 22:13", ABSOLUTE, 1699999980, 0));
	CHECK(is_moment("2023-11-14", ABSOLUTE, 1699920000, 0));
	CHECK(is_moment("1970-01-01", ABSOLUTE, 0, 0));
	CHECK(is_moment("1700000000", ABSOLUTE, 1700000000, 0));
	CHECK(is_moment("@1700000000.25", ABSOLUTE, 1700000000, 250000000));
	CHECK(is_moment("0", ABSOLUTE, 0, 0));
	CHECK(is_moment("12", ABSOLUTE, 12, 0));
	CHECK(is_moment("12:30", TIME_OF_DAY, 45000, 0));
	CHECK(is_moment("00:00:00.000000001", TIME_OF_DAY, 0, 1));
	CHECK(is_moment("24:00", TIME_OF_DAY, 86400, 0));
	CHECK(is_moment("+90", SINCE_START, 90, 0));
	CHECK(is_moment("+1m30s", SINCE_START, 90, 0));
	CHECK(is_moment("+250ms", SINCE_START, 0, 250000000));
	CHECK(is_moment("+0", SINCE_START, 0, 0));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(!moment_parse(bad[i], &m));
}

static bool is_while(const char *s, uint64_t want)
{
	uint64_t ns;

	return duration_parse(s, &ns) && ns == want;
}

static void whiles(void)
{
	static const char *const bad[] = { "", "s", "1x", "-1", "1 s", "1e3", "1sec",
		"99999999999999999999", "9999999999d", "1m30s5q" };
	uint64_t ns;

	CHECK(is_while("1", 1000000000));
	CHECK(is_while("1.5", 1500000000));
	CHECK(is_while("0.000000001", 1));
	CHECK(is_while("7ns", 7));
	CHECK(is_while("7us", 7000));
	CHECK(is_while("50ms", 50000000));
	CHECK(is_while("2m", 120000000000));
	CHECK(is_while("2min", 120000000000));
	CHECK(is_while("1h30m", 5400000000000));
	CHECK(is_while("1d", 86400000000000));
	CHECK(is_while("0", 0));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(!duration_parse(bad[i], &ns));
}

static bool is_ranges(const char *s, size_t n, const struct range *want)
{
	struct range *r;
	char err[100];
	size_t got;
	bool same = ranges_parse(s, &r, &got, err, sizeof(err)) && got == n;

	for (size_t i = 0; same && i < n; i++)
		same = r[i].first == want[i].first && r[i].last == want[i].last;
	free(r);
	return same;
}

static void ranges(void)
{
	static const char *const bad[] = { "", "0", "0-3", "3-2", "-", ",", "1,", ",1", "1,,2", "x",
		"1-2-3", "1-x", "1 ", "99999999999999999999" };
	const uint64_t end = UINT64_MAX;

	CHECK(is_ranges("7", 1, (struct range[]){ { 7, 7 } }));
	CHECK(is_ranges("7-9", 1, (struct range[]){ { 7, 9 } }));
	CHECK(is_ranges("7-", 1, (struct range[]){ { 7, end } }));
	CHECK(is_ranges("1-", 1, (struct range[]){ { 1, end } }));
	CHECK(is_ranges("-9", 1, (struct range[]){ { 1, 9 } }));
	CHECK(is_ranges("35,10-20", 2, (struct range[]){ { 10, 20 }, { 35, 35 } }));
	CHECK(is_ranges("1-3,4,5-6", 1, (struct range[]){ { 1, 6 } }));
	CHECK(is_ranges("5-,1-2,9", 2, (struct range[]){ { 1, 2 }, { 5, end } }));
	CHECK(is_ranges("1-10,2-3", 1, (struct range[]){ { 1, 10 } }));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char err[100] = "";
		struct range *r = (struct range *)1;
		size_t n;

		CHECK(!ranges_parse(bad[i], &r, &n, err, sizeof(err)));
		CHECK(!r && err[0]);
	}
}

int main(void)
{
	setenv("TZ", "GMT0", 1);
	tzset();
	moments();
	whiles();
	ranges();
	return sum();
}
