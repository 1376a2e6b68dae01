/* ntp.h - the time stamps of NTP, which others use too. */
#ifndef SONDE_NTP_H
#define SONDE_NTP_H

#include "../dissect/dissect.h"

struct ntp_time { /* seconds since 1900 (or 2036), RFC 5905, 6 */
	uint32_t sec, frac;
};

struct ntp_time get_ntp_time(struct cur *c);
/* "3712483316.928478999 (2017-08-23T13:21:56Z)" */
void say_ntp_time(struct dis *d, struct ntp_time t);

#endif
