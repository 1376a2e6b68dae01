/* inner.h - what the detectors of why/ share.
 *
 * Events go to watch.c, which keeps the tables, and segments to talk.c; each class of trouble has a
 * judge in a file of its group.  A conversation is surveyed (what it says of its ends: survey.c)
 * before it is judged; at the end of the capture all are surveyed first.
 *
 * Tables that are full take no more entries (flow/map.h); why_reason() says so.
 */
#ifndef SONDE_INNER_H
#define SONDE_INNER_H

#include "../base/hash.h"
#include "../flow/flow.h"
#include "../flow/map.h"
#include "../flow/pool.h"
#include "../flow/stream.h"
#include "why.h"

#define MS     1000000LL /* ns */
#define SEC    1000000000LL
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

enum {
	HOSTS_MAX = 65536,
	RELATIONS_MAX = 131072,
	LOOKUPS_MAX = 65536,
	OTHERS_MAX = 16384,
	MARKS_KIND = 24, /* evidence kept of one kind a conversation */
	SCAN_PORTS = 12,
	SWEEP_HOSTS = 12,
	FLOOD = 60,  /* SYNs that led to nothing */
	SERIES = 64, /* connections of a relation whose starts are kept */
	NAME_MAX_ = 256,
	BINS = 64,
	MARKS_FEW = 4,
	BOOKS = 3, /* sizes of what is apart for more of them */
	SENT = 8,
	PATHS = 32,
	EARLY = 2,
	WAY = EARLY + 1,
	WAY_LEAST = 10, /* segments, for a word on the way */
	LEAP = 5,       /* ms */
	FOUND_SLOTS = 4 * WHY_FINDINGS,
};

/* --- evidence: numbers of packets --- */

struct marks {
	uint32_t n, room; /* how many there were; at most MARKS_KIND are kept */
	int64_t first, last;
	uint64_t no[]; /* room of them */
};

/* One more; *m is made, in memory of w, when it is the first. */
void marks_add(struct why *w, struct marks **m, uint64_t no, int64_t t);

static inline uint32_t marks_n(const struct marks *m) { return m ? m->n : 0; }

/* --- hosts --- */

struct host {
	struct tell_addr addr;
	uint8_t ttl; /* of what it sends that is no RST; 0 not seen */
	uint8_t ttl_min, ttl_max;
	bool has_mac, serves;
	struct mac mac; /* by ARP or neighbour discovery: the first one */
	struct mac via; /* the link-layer source of its packets */
	bool has_via;
	/* who else says it is this host */
	struct mac other;
	bool has_other, flipped; /* flipped: the first came back after it */
	/* The last question for it: who has answered, and was it whether the address is free? */
	bool first_answered, other_answered, is_probe;
	uint32_t unasked; /* claims of the other that nobody asked for */
	uint32_t both;    /* questions that both answered, or whoever had it objected */
	struct marks *conflict;
	/* asked for, by ARP or NS */
	int64_t ask_t;  /* the last time; 0 never */
	uint32_t asked; /* since it was last heard of */
	struct tell_addr asker;
	bool asker_differs, heard;
	struct marks *asks;
};

/* --- relations: a client and a service --- */

struct series {
	uint32_t n;
	int64_t start[SERIES];
	uint64_t no[SERIES];
	uint32_t sent[SERIES];
};

struct relation_key {
	struct tell_addr a, b;
	uint16_t port;
	uint8_t proto, pad[5];
};

struct relation {
	struct relation_key key;
	uint32_t conns, opened, refused, silent, reset_early, idle, one_way, two_way;
	uint32_t small; /* connections with at most two small requests */
	int64_t first, last, setup, busy, last_start;
	uint64_t first_no;
	struct series *series; /* in memory of w, as all that is pointed to */
	/* logins */
	uint32_t failed_logins, sessions; /* sessions: short ones of ssh */
	struct marks *logins;
	/* redirects */
	uint32_t redirects, back; /* back: to where it had been already */
	uint64_t *seen_paths;     /* PATHS of them */
	uint8_t npaths;
	struct marks *redirected;
	bool explained; /* scanned, flooded or brute-forced: its connections need no word of their
	                   own */
};

struct pair_key {
	struct tell_addr a, b;
};

struct pair { /* who tried how many ports of whom */
	struct pair_key key;
	uint32_t tries, fails, ports, one_way, two_way;
	uint16_t first_port;
	uint64_t first_no;
	int64_t first;
	uint64_t *bits; /* ports, folded; when there is more than the first */
	struct marks *marks;
	bool scan;
};

struct sweep_key {
	struct tell_addr a, net;
	uint16_t port;
	uint8_t proto, pad[5];
};

/* A set of numbers, folded into some words; most have one member only. */
struct some {
	uint32_t first, n;
	uint64_t *bits; /* when there is more than the first */
};

struct sweep { /* who tried how many hosts of a network */
	struct sweep_key key;
	uint32_t tries, fails;
	struct some hosts;
	uint64_t first_no;
	int64_t first;
	struct marks *marks; /* from the second try on */
};

struct flood_key {
	struct tell_addr b;
	uint16_t port, pad[3];
};

struct flood { /* SYNs to a service that led to nothing */
	struct flood_key key;
	uint32_t opened, unfinished, unanswered, refused;
	struct some sources;
	struct tell_addr source; /* the first; */
	bool one_net;            /* all others are of its network */
	int64_t first, last;
	uint64_t first_no;
	struct marks *marks; /* from the second on */
	bool is_flood;
};

/* --- names --- */

struct lookup_key {
	struct tell_addr client, server;
	uint64_t name;
	uint16_t type, port, pad[2];
};

struct lookup {
	struct lookup_key key;
	const char *name; /* in memory of w */
	uint32_t asked, answered, ok, empty, nx, servfail, refused, pending;
	uint16_t id;
	int64_t first, last;
	struct marks *questions, *answers;
};

struct domain_key {
	struct tell_addr client, server;
	uint64_t name;
};

struct domain { /* the last two labels */
	struct domain_key key;
	const char *suffix; /* what all names have in common: the end of the first */
	uint32_t names, longs, odd_types, queries;
	uint64_t octets;
	int64_t first, last;
	struct marks *marks;
};

/* --- ICMP errors, servers of DHCP, routers --- */

struct refusal_key {
	struct tell_addr a, b, by;
	uint16_t port;
	uint8_t proto, type, code, ver, pad[2];
};

struct refusal {
	struct refusal_key key;
	uint16_t aport;
	bool ports_differ;
	struct marks *marks;
};

struct dhcp_server {
	struct tell_addr id;
	struct mac mac;
	struct tell_addr router, dns;
	struct marks *marks;
};

struct router {
	struct tell_addr addr;
	struct mac mac;
	struct tell_addr prefix;
	uint8_t prefix_len;
	bool has_prefix;
	struct marks *marks;
};

/* --- a TCP conversation --- */

enum mark_kind {
	M_SYN,
	M_SYNACK,
	M_RST,
	M_FIN,
	M_FIRST, /* the first data of each side */
	M_BULK,
	M_TURN,
	M_USUAL, /* these are usual; what follows is not */
	M_LOST = M_USUAL,
	M_LATE,
	M_DUPLICATE,
	M_SPURIOUS,
	M_ZERO,
	M_TINY, /* a small window or segment */
	M_FULL,
	M_STALL,
	M_SLOW,
	M_DSACK,
	M_HEALED,
	M_LAST, /* the last packets, resent without an answer */
	M_KINDS
};

struct mark { /* small: of 2^44 packets, the numbers go round */
	int64_t t;
	uint64_t no : 44, kinds : 19,
		dir : 1; /* kinds: a bit each, for one packet is often several */
};

struct mark_counts { /* of kinds that are not usual */
	uint16_t n[M_KINDS - M_USUAL][2];
};

/* Marks of one conversation: few, then more of them in a place apart. */
struct book {
	struct mark *marks;
	struct mark_counts *odd;
	uint64_t last;    /* of the last mark: its number and direction */
	uint8_t n, total; /* total: of all kinds */
	uint8_t size;     /* 0: few; or of BOOKS */
	uint16_t usual[M_USUAL][2];
	struct mark few[MARKS_FEW];
};

/* How many there were. */
static inline uint32_t marked(const struct book *o, enum mark_kind kind, int dir)
{
	if (o && kind < M_USUAL)
		return o->usual[kind][dir];
	return o && o->odd ? o->odd->n[kind - M_USUAL][dir] : 0;
}

struct way {                                    /* one-way delay, but for a constant; ms */
	uint32_t n, first_val, last_val, leaps; /* leaps: changes of LEAP ms or more */
	int64_t first_t, last_t;
	double last, least, most, sum, steps; /* steps: the sum of |change| from packet to packet */
};

struct rates { /* octets in bins of equal width, twice as wide when there are too many */
	int64_t start, width;
	uint32_t bin[BINS];
	int dir;
};

struct app; /* what is spoken: apps.h */
struct relation;

struct sent { /* the last segments of a direction; len 0: it arrived, or there is none */
	uint32_t end[SENT];
	uint16_t len[SENT];
};

/* What is said in both directions, when anything is; the most wanted first. */
struct said {
	int64_t data_t[2]; /* of data, the last; 0 none */
	int64_t acked_t[2];
	uint32_t delivered_max[2]; /* octets of the longest that arrived */
	uint32_t last_len[2];
	uint8_t nsent[2], on_way[2]; /* on_way: of sent, not acknowledged */
	bool waiting, replied;
	int64_t ack_delay[2]; /* how long the last acknowledgement came after the data */
	int64_t req_last, reply_last;
	uint64_t req_octets, reply_octets;
	int64_t idle_before;    /* silence before the client's last data */
	uint64_t after_idle_no; /* the segment after it */
	/* requests and replies */
	uint32_t turns, quick, small; /* quick: the next request came at once */
	uint32_t req_len, reply_len;
	uint32_t slow; /* replies that took long */
	uint64_t req_no;
	int64_t req_first;
	int64_t wait_sum, gap_sum, wait_max;
	int64_t first_t[2];  /* of data */
	struct rates *rates; /* when there is much */
	struct sent sent[2];
};

struct ending {
	int64_t fin_t[2], rst_t[2];
	uint64_t fin_no[2], rst_no[2];
	uint32_t fin_ack; /* what the server's FIN acknowledged */
};

/* What few conversations have anything of. */
struct oddity {
	uint32_t healed[2];
	uint32_t keepalives[2]; /* unanswered, in a row */
	uint32_t again[2];      /* what was sent again and never acknowledged */
	uint32_t again_seq[2], again_len[2];
	uint32_t big_again[2]; /* most times one long segment was sent again */
	uint32_t big_len[2];
	/* Nagle and delayed acknowledgements */
	uint32_t stalls[2];
	int64_t stall_ns[2];
	/* windows */
	uint32_t tiny[2]; /* windows of less than a quarter of a segment */
	uint32_t tiny_segs[2];
};

/* Where the first packet of each direction came from. */
struct whence {
	struct mac via[2]; /* the link-layer source */
	uint8_t ttl[2];
	uint8_t heard; /* bit dir: there was one; bit 2 + dir: with via */
};

/* Of every TCP conversation, and of most there is no more: two cache lines. */
struct talk {
	struct said *said;  /* these are NULL as long as there is nothing of it; */
	struct oddity *odd; /* said(), oddity() and ending() are for reading */
	struct ending *ending;
	struct book *book;
	struct app *app;
	struct relation *relation; /* NULL: not looked for, it is the only one, or too many */
	int64_t seg_t[2];          /* of any segment */
	uint64_t synack_no;        /* of the server's first SYN-ACK; 0 none */
	union {
		struct {
			uint32_t us, val; /* since the conversation began; the time stamp */
		} early[EARLY];
		struct way *way;
	} stamps[2];
	struct whence from;
	uint8_t nearly[2]; /* time stamps in early; WAY: there is a way */
	int8_t first_end;  /* who closed first: 0, 1; -1 nobody */
	uint8_t rst_ttl;
	uint8_t spoken;    /* that of app: enum spoken in apps.h */
	uint8_t looked[2]; /* segments, for a prompt */
	bool named : 1;    /* by the first octets */
	bool measured : 1; /* a way has WAY_LEAST segments or more */
	bool troubled : 1; /* that says something is wrong */
	bool icmp : 1, too_big : 1, surveyed : 1, one_way : 1, syn_first : 1;
};

extern const struct said nothing_said;
extern const struct oddity nothing_odd;
extern const struct ending no_ending;

static inline const struct said *said(const struct talk *k)
{
	return k->said ? k->said : &nothing_said;
}

static inline const struct oddity *oddity(const struct talk *k)
{
	return k->odd ? k->odd : &nothing_odd;
}

static inline const struct ending *ending(const struct talk *k)
{
	return k->ending ? k->ending : &no_ending;
}

static inline const struct way *way_of(const struct talk *k, int dir) /* NULL: not known */
{
	return k->nearly[dir] == WAY ? k->stamps[dir].way : NULL;
}

void talk_mark(struct why *w, struct talk *k, enum mark_kind kind, int dir, uint64_t no, int64_t t);

/* --- all of it --- */

struct why {
	struct why_conf conf;
	struct arena arena;
	struct pool talks, saids, odds, endings, books, counts, marks[BOOKS], ways, rates;
	struct pool whences;                        /* of UDP */
	struct pool apps, bufs, troubles, requests; /* the last three: apps.c */
	struct note *notes; /* of all conversations while they are judged, or NULL: survey.c */
	uint32_t nscans, nfloods, nsweeps;
	bool asked;   /* somebody looked for a neighbour */
	bool forgets; /* conversations: there were too many */
	struct flows *flows;
	struct map *hosts, *relations, *pairs, *sweeps, *floods, *lookups, *domains, *refusals;
	struct dhcp_server dhcp[16];
	struct router routers[16];
	uint32_t ndhcp, nrouters;
	struct stream_pool pool;
	struct pool findings;
	size_t nfound, refused;
	uint16_t rank[WHY_FINDINGS]; /* the worst first, when it is finished */
	struct secret secret;
	uint16_t found_index[FOUND_SLOTS]; /* by whom they are about: a finding's place + 1 */
	struct capture_facts facts;
	int64_t now;
	uint64_t number;
	bool finished;
	char reason[WHY_TEXT];
};

/* n zeroed bytes that last as long as w, or NULL. */
void *why_keep(struct why *w, size_t n);

struct host *host_of(struct why *w, const struct tell_addr *a); /* NULL: too many */
struct relation *relation_of(struct why *w, const struct tell_addr *a, const struct tell_addr *b,
	uint16_t port, uint8_t proto);
struct relation *relation_of_flow(struct why *w, const struct flow *f);

/* --- found.c: findings --- */

static inline struct finding *found_at(const struct why *w, size_t i)
{
	return pool_at(&w->findings, i);
}

struct found { /* what one is made of */
	const char *class;
	enum severity severity;
	const struct tell_addr *a, *b; /* b may be NULL */
	uint16_t aport, bport;         /* 0: none */
	uint32_t key;                  /* tells apart what is not the same cause */
	const char *name;              /* goes behind the subject: a name that was looked up */
	uint8_t proto;                 /* for the filter; 0: hosts only */
};

/* A finding, or the one it is merged with; NULL if there are too many or it does not concern the
 * host that was asked for.  *fresh: it is new, and wants its words. */
struct finding *found_add(struct why *w, const struct found *f, bool *fresh);
/* The same for a conversation: both ports are named. */
struct finding *found_flow(
	struct why *w, const char *class, enum severity s, const struct flow *f, bool *fresh);
/* For what concerns a service and not one connection: the client's port is left out. */
struct finding *found_service(
	struct why *w, const char *class, enum severity s, const struct flow *f, bool *fresh);
void found_evidence(struct finding *x, uint64_t no, int64_t t);
void found_marks(struct finding *x, const struct marks *m);
void found_talk(
	struct finding *x, const struct flow *f, enum mark_kind kind, int dir); /* -1: both */
__attribute__((format(printf, 2, 3))) void found_what(struct finding *x, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void found_not(struct finding *x, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void found_next(struct finding *x, const char *fmt, ...);
bool found_has(const struct why *w, const char *class, const struct tell_addr *a,
	const struct tell_addr *b, uint16_t bport); /* a, b may be NULL, bport 0 */

/* --- talk.c: segments; survey.c; judges --- */

void talk_segment(
	struct why *w, struct flow *f, int dir, const struct tell_tcp *e, enum seg_kind kind);
void talk_free(struct why *w, struct talk *k);
void talk_pools(struct why *w);
void talk_pools_free(struct why *w);
void survey_flow(struct why *w, struct flow *f);
/* All that are left.  Conversations that share nothing with others get no entries in the tables. */
void survey_all(struct why *w);
void survey_end(struct why *w);
/* What of the i-th conversation is to be judged: enum D_ALL; that it sends much. */
uint8_t survey_doubts(const struct why *w, size_t i);
bool survey_sends(const struct why *w, size_t i);
/* Does a scan, a flood or guessing of passwords explain what it does? */
bool is_explained(const struct why *w, const struct flow *f);

struct sweep_try { /* one host of a network is tried */
	const struct tell_addr *a, *b;
	uint16_t port;
	uint8_t proto;
	bool failed;
	uint64_t no;
	int64_t t;
};

void sweep_see(struct why *w, const struct sweep_try *v);

enum { /* of a conversation that did not open, and of one that did */
	D_OPENING = 1,
	D_OPENED = 2,
	D_PATH = 4,
	D_FAR = 8,
	D_WINDOWS = 16,
	D_TURNS = 32,
	D_SERVICE = 64,
	D_ALL = 127,
};

void judge_flow(struct why *w, struct flow *f, uint8_t doubts);
void judge_flows(struct why *w);
/* Which judges could find anything in it: no bit, no finding.  It is asked of all before the tables
 * are whole, and says whether it opened. */
uint8_t judge_doubts(const struct why *w, const struct flow *f, bool *opened);
bool path_doubts(const struct flow *f, const struct talk *k);
bool path_far(const struct flow *f);
bool window_doubts(const struct flow *f);
bool turns_doubts(const struct talk *k);
bool service_doubts(const struct why *w, const struct talk *k);
bool odd_doubts(const struct flow *f); /* it sends much */

void judge_opening(struct why *w, struct flow *f);  /* connect.c: it did not open */
void judge_opened(struct why *w, struct flow *f);   /* connect.c: it took long */
void judge_path(struct why *w, struct flow *f);     /* path.c */
void judge_distance(struct why *w, struct flow *f); /* path.c: of no other doubts */
void judge_windows(struct why *w, struct flow *f);  /* window.c */
void judge_service(struct why *w, struct flow *f);  /* service.c */
void judge_turns(struct why *w, struct flow *f);    /* turns.c */
void judge_scans(struct why *w);                    /* odd.c: before the conversations */
void judge_odd(struct why *w);                      /* odd.c: after them */
void judge_lan(struct why *w);                      /* lan.c */
void judge_silent_hosts(struct why *w);             /* lan.c: after the scans */
void judge_names(struct why *w);                    /* names.c */
void judge_refusals(struct why *w);                 /* connect.c */
void judge_usual(struct why *w);                    /* baseline.c */
void judge_capture(struct why *w);                  /* capture.c */

void lan_arp(struct why *w, const struct tell_arp *e);
void lan_icmp(struct why *w, const struct tell_icmp *e);
/* The first packet of a conversation's direction: where it came from. */
void lan_whence(struct why *w, struct whence *x, int dir, const struct tell_ip *e);
/* Whether that end was heard of, but for resets. */
bool lan_heard(const struct flow *f, int dir);
/* What a conversation knows of where that end's packets come from goes to the host's record. NULL:
 * it was not heard, or there are too many.  *near: one that it may be, or near is NULL. */
struct host *lan_remember(struct why *w, const struct flow *f, int dir, struct host **near);
void lan_ip(struct why *w, const struct tell_ip *e);
void lan_dhcp(struct why *w, const struct tell_udp *e);
void names_udp(struct why *w, const struct tell_udp *e);
void connect_icmp(struct why *w, const struct tell_icmp *e);

/* --- apps.c: what is spoken --- */

void app_data(struct why *w, struct flow *f, int dir, const struct tell_tcp *e);
void app_close(struct why *w, struct flow *f);
void app_pools(struct why *w);
void app_pools_free(struct why *w);
void app_end(struct why *w, struct app *a); /* it goes back to its pool; NULL: nothing */
/* A reply that takes long is what was asked for. */
bool app_may_wait(const struct talk *k);
/* Each request is answered. */
bool app_answers(const struct talk *k);
/* It is known what is spoken, and the last request was answered in full. */
bool app_complete(const struct talk *k);
const char *app_name(const struct talk *k); /* "" not known */

/* --- text --- */

char *show_addr(char *o, const struct tell_addr *a); /* NUL-terminated; room of FMT_MAX */
/* n octets out of a packet as printable ASCII, at most size - 1 characters. */
void show_text(char *o, size_t size, const uint8_t *b, size_t n);

#endif
