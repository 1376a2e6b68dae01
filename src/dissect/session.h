/* session.h - what outlives a packet.  One per capture and thread; no globals anywhere.
 * Only the core and what tracks state (tcp.c through track.h) look in here. */
#ifndef SONDE_SESSION_H
#define SONDE_SESSION_H

#include "../base/hash.h"
#include "dissect.h"
#include "packet.h"

struct dis_memory;
struct frags;
struct memos;
struct scratch;
struct talks;
struct told;
struct tracks;

struct session {
	int64_t clock_bucket; /* which quarter hour the next two belong to */
	uint32_t clock_sec;   /* local seconds since midnight at its start */
	char clock_date[24];  /* its local date, "2026-11-23 " */
	uint8_t clock_date_len;
	int64_t clock_second; /* the second clock_text stands for */
	uint8_t clock_text_len;
	char clock_text[40]; /* "12:34:56." or "2026-11-23 12:34:56." */
	struct time_ref ref;
	int devices; /* a socket, to ask for names of interfaces; or -1 */
	struct secret secret;
	struct names *names;
	struct memos *memos;     /* made when first needed */
	struct tracks *tracks;   /* TCP conversations; likewise */
	struct told *told;       /* what is known of the packet's, by whoever has them; or NULL */
	struct talks *talks;     /* what was said in some of them; likewise */
	struct scratch *scratch; /* memory lent for a packet; likewise */
	struct frags *frags;     /* datagrams that are not whole yet; likewise */
};

void say_other_time(struct dis *d, const struct packet *p); /* time.c */

static inline void say_time(struct dis *d, const struct packet *p)
{
	const struct session *ses = d->ses;
	char *o;

	if (d->opt->t || d->opt->nano || p->nano || p->sec != ses->clock_second ||
		p->frac >= 1000000) {
		say_other_time(d, p);
		return;
	}
	o = sink_room(&d->text, FMT_MAX); /* nearly always */
	o = fmt_cut8(o, ses->clock_text, 8);
	*o++ = ses->clock_text[8];
	o = fmt_6(o, p->frac);
	*o++ = ' ';
	sink_done(&d->text, o);
}

/* p has been printed: from where is the next one's time counted? */
void time_ref_next(struct time_ref *r, const struct opts *opt, const struct packet *p);
void memos_free(struct memos *m);
void tracks_free(struct tracks *t);
void tracks_count(const struct tracks *t, struct dis_memory *m);

#endif
