/* What people write for a time, a while, or some of the packets. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "select.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SECOND = 1000000000 };

/* --- packet numbers --- */

static int by_first(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Digits at *s, which moves on; false if there are none, or too many. */
static bool digits(const char **s, uint64_t *v)
{
	char *end;

	if (!isdigit((unsigned char)**s))
		return false;
	errno = 0;
	*v = strtoull(*s, &end, 10);
	*s = end;
	return errno == 0;
}

/* One of the ranges: "7", "7-9", "7-" or "-9".  NULL if it is none; else what follows it. */
static const char *range_parse(const char *s, struct range *r)
{
	bool from = *s != '-';

	*r = (struct range){ 1, UINT64_MAX };
	if (from && (!digits(&s, &r->first) || r->first == 0))
		return NULL;
	if (*s != '-') {
		r->last = r->first;
		return s;
	}
	s++;
	if (from && !isdigit((unsigned char)*s))
		return s;
	return digits(&s, &r->last) && r->last >= r->first ? s : NULL;
}

/* Sorted, and those that touch are one. */
static size_t tidy(struct range *r, size_t n)
{
	size_t kept = 0;

	qsort(r, n, sizeof(*r), by_first);
	for (size_t i = 1; i < n; i++)
		if (r[kept].last == UINT64_MAX || r[i].first <= r[kept].last + 1) {
			if (r[i].last > r[kept].last)
				r[kept].last = r[i].last;
		} else
			r[++kept] = r[i];
	return kept + 1;
}

bool ranges_parse(const char *s, struct range **ranges, size_t *n, char *err, size_t errlen)
{
	size_t most = 1;
	const char *at = s;

	for (const char *c = s; *c; c++)
		most += *c == ',';
	*n = 0;
	*ranges = calloc(most, sizeof(**ranges));
	while (*ranges && at) {
		at = range_parse(at, &(*ranges)[*n]);
		if (at && (*at == ',' || *at == '\0'))
			++*n;
		else
			at = NULL;
		if (at && *at++ == '\0') {
			*n = tidy(*ranges, *n);
			return true;
		}
	}
	snprintf(err, errlen, "invalid packet numbers %s (must be like 10-20,35)", s);
	free(*ranges);
	*ranges = NULL;
	return false;
}

/* --- a while --- */

/* ".25" to nanoseconds; what follows. */
static const char *fraction(const char *s, uint32_t *nsec)
{
	uint32_t unit = SECOND;

	*nsec = 0;
	if (*s != '.' && *s != ',')
		return s;
	for (s++; isdigit((unsigned char)*s); s++) {
		unit /= 10;
		*nsec += (uint32_t)(*s - '0') * unit;
	}
	return s;
}

bool duration_parse(const char *s, uint64_t *ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{ "ns", 1 },
		{ "us", 1000 },
		{ "ms", 1000000 },
		{ "s", SECOND },
		{ "min", 60ULL * SECOND },
		{ "m", 60ULL * SECOND },
		{ "h", 3600ULL * SECOND },
		{ "d", 86400ULL * SECOND },
	};
	__int128 sum = 0;

	if (!*s)
		return false;
	while (*s) {
		uint32_t part;
		char *end;
		unsigned long long v;
		uint64_t unit = SECOND;

		if (!isdigit((unsigned char)*s))
			return false;
		errno = 0;
		v = strtoull(s, &end, 10);
		s = fraction(end, &part);
		for (size_t i = 0; *s && i < sizeof(units) / sizeof(*units); i++) {
			size_t n = strlen(units[i].name);

			if (strncmp(s, units[i].name, n) == 0 && !isalpha((unsigned char)s[n])) {
				unit = units[i].ns;
				s += n;
				break;
			}
		}
		sum += (__int128)v * unit + (__int128)part * unit / SECOND;
		if (errno || sum > INT64_MAX)
			return false;
	}
	*ns = (uint64_t)sum;
	return true;
}

/* --- a time --- */

static bool number(const char **s, int digits, int min, int max, int *v)
{
	*v = 0;
	for (int i = 0; i < digits; i++, ++*s) {
		if (!isdigit((unsigned char)**s))
			return false;
		*v = *v * 10 + (**s - '0');
	}
	return *v >= min && *v <= max;
}

/* "12:30", "12:30:05.25" */
static bool clock_parse(const char **s, struct tm *tm, uint32_t *nsec)
{
	*nsec = 0;
	if (!number(s, 2, 0, 24, &tm->tm_hour) || *(*s)++ != ':' ||
		!number(s, 2, 0, 59, &tm->tm_min))
		return false;
	tm->tm_sec = 0;
	if (**s != ':')
		return true;
	++*s;
	if (!number(s, 2, 0, 60, &tm->tm_sec))
		return false;
	*s = fraction(*s, nsec);
	return true;
}

/* "Z", "+02:00", "-0700", or nothing: local. */
static bool zone_parse(const char *s, struct tm *tm, int64_t *sec)
{
	int h, m, sign = *s == '-' ? -1 : 1;

	if (*s == '\0') {
		tm->tm_isdst = -1;
		*sec = mktime(tm);
		return true;
	}
	*sec = timegm(tm);
	if ((*s == 'Z' || *s == 'z') && s[1] == '\0')
		return true;
	if (*s != '+' && *s != '-')
		return false;
	s++;
	if (!number(&s, 2, 0, 23, &h))
		return false;
	s += *s == ':';
	if (!number(&s, 2, 0, 59, &m) || *s)
		return false;
	*sec -= sign * (h * 3600 + m * 60);
	return true;
}

static bool date_parse(const char *s, struct moment *m)
{
	struct tm tm = { 0 };

	m->kind = ABSOLUTE;
	m->nsec = 0;
	if (!number(&s, 4, 1900, 9999, &tm.tm_year) || *s++ != '-' ||
		!number(&s, 2, 1, 12, &tm.tm_mon) || *s++ != '-' ||
		!number(&s, 2, 1, 31, &tm.tm_mday))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	if (*s == 'T' || *s == 't' || *s == ' ') {
		s++;
		if (!clock_parse(&s, &tm, &m->nsec))
			return false;
	}
	return zone_parse(s, &tm, &m->sec);
}

static bool epoch_parse(const char *s, struct moment *m)
{
	char *end;

	m->kind = ABSOLUTE;
	s += *s == '@';
	if (!isdigit((unsigned char)*s))
		return false;
	errno = 0;
	m->sec = strtoll(s, &end, 10);
	return errno == 0 && *fraction(end, &m->nsec) == '\0';
}

bool moment_parse(const char *s, struct moment *m)
{
	struct tm tm = { 0 };
	uint64_t ns;
	size_t digits = strspn(s, "0123456789");

	if (*s == '+') {
		if (!duration_parse(s + 1, &ns))
			return false;
		*m = (struct moment){ SINCE_START, (int64_t)(ns / SECOND),
			(uint32_t)(ns % SECOND) };
		return true;
	}
	if (digits == 4 && s[4] == '-')
		return date_parse(s, m);
	if (digits != 2 || s[2] != ':')
		return epoch_parse(s, m);
	if (!clock_parse(&s, &tm, &m->nsec) || *s)
		return false;
	m->kind = TIME_OF_DAY;
	m->sec = tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
	return true;
}
