/* select.h - some of a source's packets: by number, by time, each only once. */
#ifndef SONDE_SELECT_H
#define SONDE_SELECT_H

#include "reader.h"

struct range {
	uint64_t first, last; /* both are in it */
};

struct moment {
	enum {
		NO_MOMENT,
		ABSOLUTE,
		SINCE_START, /* of the first packet */
		TIME_OF_DAY, /* local, on the first packet's day */
	} kind;
	int64_t sec;
	uint32_t nsec;
};

struct select_conf {
	const struct range *ranges; /* in order, none touching another */
	size_t nranges;             /* 0: all */
	struct moment from, to;     /* both are in it */
	uint64_t
		dedupe; /* ns: a packet with the bytes of one this long before is left out; 0 off */
};

/* 10-20,35,100-  False with a message in err; else *ranges is to be freed. */
bool ranges_parse(const char *s, struct range **ranges, size_t *n, char *err, size_t errlen);

/* 2024-05-01T12:30:00.5+02:00, 2024-05-01 12:30, 2024-05-01, 12:30, 1700000000.25, +90, +1m30s.
 * Without a zone the time is local. */
bool moment_parse(const char *s, struct moment *m);

/* 90, 1m30s, 250ms, 10us ... to nanoseconds; without a unit seconds.  False if it is nothing like
 * that. */
bool duration_parse(const char *s, uint64_t *ns);

/* Takes over inner; conf's ranges must last.  NULL: out of memory, and inner is closed. */
struct source *select_open(struct source *inner, const struct select_conf *conf);

#endif
