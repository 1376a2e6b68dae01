/* time.c - time stamps, as -t to -ttttt ask for them. */
#define SONDE_CORE
#include "session.h"

#include <time.h>

#define QUARTER 900 /* zones shift by quarter hours, at quarter hours */

/* The local time at the start of sec's quarter hour; asked for once a quarter hour. */
static void clock_set(struct session *ses, int64_t bucket)
{
	time_t t = bucket * QUARTER;
	struct tm tm;
	char *o = ses->clock_date;

	ses->clock_bucket = bucket;
	if (!localtime_r(&t, &tm)) {
		ses->clock_sec = 0;
		ses->clock_date_len = 0;
		return;
	}
	ses->clock_sec = (uint32_t)(tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec);
	o = fmt_dec(o, (uint32_t)(tm.tm_year + 1900), 4);
	*o++ = '-';
	o = fmt_2(o, fmt_dd + 2 * (tm.tm_mon + 1));
	*o++ = '-';
	o = fmt_2(o, fmt_dd + 2 * tm.tm_mday);
	*o++ = ' ';
	ses->clock_date_len = (uint8_t)(o - ses->clock_date);
}

static char *fmt_hms(char *o, uint32_t s)
{
	o = fmt_2(o, fmt_dd + 2 * (s / 3600));
	*o++ = ':';
	o = fmt_2(o, fmt_dd + 2 * (s / 60 % 60));
	*o++ = ':';
	return fmt_2(o, fmt_dd + 2 * (s % 60));
}

/* "12:34:56." or with the date before it: the same for all packets of a second. */
static void clock_text(struct session *ses, int64_t sec, bool date)
{
	int64_t bucket = sec / QUARTER - (sec % QUARTER < 0);
	char *o = ses->clock_text;

	if (bucket != ses->clock_bucket)
		clock_set(ses, bucket);
	if (date) {
		memcpy(o, ses->clock_date, ses->clock_date_len);
		o += ses->clock_date_len;
	}
	o = fmt_hms(o, (ses->clock_sec + (uint32_t)(sec - bucket * QUARTER)) % 86400);
	*o++ = '.';
	ses->clock_text_len = (uint8_t)(o - ses->clock_text);
	ses->clock_second = sec;
}

static char *fmt_frac(char *o, uint32_t frac, bool nano)
{
	if (frac < (nano ? 1000000000 : 1000000))
		return nano ? fmt_dec(o, frac, 9) : fmt_6(o, frac);
	o = fmt_u32(o, frac);
	memcpy(o, nano ? " (invalid ns)" : " (invalid us)", 13);
	return o + 13;
}

/* A packet's fraction in the units that are printed. */
static uint32_t frac_of(const struct opts *opt, const struct packet *p)
{
	if (opt->nano == p->nano)
		return p->frac;
	return opt->nano ? p->frac * 1000 : p->frac / 1000;
}

void time_ref_next(struct time_ref *r, const struct opts *opt, const struct packet *p)
{
	if (r->have && opt->t != 3)
		return;
	*r = (struct time_ref){ true, p->sec, frac_of(opt, p) };
}

/* Since the previous packet (-ttt) or the first (-ttttt): " 00:00:01.000001". */
static char *fmt_delta(char *o, struct session *ses, const struct opts *opt, const struct packet *p)
{
	uint32_t unit = opt->nano ? 1000000000 : 1000000;
	int64_t ds, df;

	if (!ses->ref.have)
		time_ref_next(&ses->ref, opt, p);
	ds = p->sec - ses->ref.sec;
	df = (int64_t)frac_of(opt, p) - ses->ref.frac;
	if (ds < 0 || (ds == 0 && df < 0)) {
		*o++ = '-';
		ds = -ds;
		df = -df;
	} else {
		*o++ = ' ';
	}
	if (df < 0) {
		ds--;
		df += unit;
	}
	o = fmt_hms(o, (uint32_t)(ds % 86400));
	*o++ = '.';
	o = fmt_frac(o, (uint32_t)df, opt->nano);
	time_ref_next(&ses->ref, opt, p);
	return o;
}

void say_other_time(struct dis *d, const struct packet *p)
{
	struct session *ses = d->ses;
	const struct opts *opt = d->opt;
	uint32_t frac;
	char *o;

	if (opt->t == 1)
		return;
	frac = frac_of(opt, p);
	o = sink_room(&d->text, 2 * FMT_MAX);
	switch (opt->t) {
	case 2:
		if (p->sec < 0)
			*o++ = '-';
		o = fmt_u64(o, p->sec < 0 ? -(uint64_t)p->sec : (uint64_t)p->sec);
		*o++ = '.';
		o = fmt_frac(o, frac, opt->nano);
		break;
	case 3:
	case 5:
		o = fmt_delta(o, ses, opt, p);
		break;
	default:
		if (p->sec != ses->clock_second)
			clock_text(ses, p->sec, opt->t == 4);
		memcpy(o, ses->clock_text, sizeof(ses->clock_text));
		o = fmt_frac(o + ses->clock_text_len, frac, opt->nano);
		break;
	}
	*o++ = ' ';
	sink_done(&d->text, o);
}
