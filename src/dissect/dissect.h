/* dissect.h - everything a dissector may use; the only header one includes.
 *
 * A dissector is one function:  void dissect_x(struct dis *d, struct cur c).
 * It reads from c and speaks to d with three verbs:
 *
 *	say    text for people			say(d, " > ")
 *	note   a field for machines		note_u(d, "cksum", sum)
 *	show   both: label, key, value		show_u(d, ", length ", "length", n)
 *
 * Read all the values of a phrase before saying any of it: what was said before
 * a read ran off the end stays, what comes after is lost.
 *
 * Three ways to give up, all of them tcpdump's:
 *	a read past the end, stop(d)	nothing more from this packet; the line ends in " [|proto]"
 *	truncated(d)			says " [|proto]" here; return, and the parent goes on
 *	invalid(d), bad(...)		says " (invalid)"; return, and the parent goes on
 */
#ifndef SONDE_DISSECT_H
#define SONDE_DISSECT_H

#include "../base/fmt.h"
#include "../base/sink.h"
#include "cursor.h"
#include "opts.h"
#include "protos.h"

#include <stdio.h>
#include <stdlib.h>

struct net {                   /* the enclosing IP header, for what it carries */
	uint8_t ver;           /* 4, 6, or 0: none */
	uint8_t proto;         /* the header's own protocol or next-header field */
	uint8_t ttl;           /* or hop limit */
	bool more_frags, frag; /* more fragments follow; this is not the first */
	uint32_t src4, dst4;
	struct ip6 src6, dst6;
	struct ip6 final6; /* dst6, or the last hop of a routing header: for checksums */
	uint32_t final4;   /* dst4, or the last hop of a source route */
};

struct l4 { /* the enclosing TCP, UDP, DCCP, SCTP header */
	uint16_t sport, dport;
	uint32_t seq; /* of the payload; only where is_deep() (proto/deep.h) */
};

struct lladdr { /* a link-layer address; the length says how it is written */
	uint8_t len;
	uint8_t b[20];
};

struct tell;    /* who listens instead of reading text: tell.h */
struct session; /* what outlives a packet: conversations, names, clocks (session.h) */

enum { LAYER_DEPTH = 3 }; /* of a layer in the JSON of a packet: record, list, layer */

enum { JSON_KEYS = 512 };

struct dis { /* one packet being dissected */
	struct sink text;
	struct sink *json;     /* NULL: no fields wanted */
	struct fields *fields; /* they are picked out, not written as JSON; or NULL (fields.h) */
	const struct opts *opt;
	struct session *ses;
	struct tell *tell; /* NULL: nobody listens, text or fields are wanted */
	const char *proto; /* innermost protocol, for "[|udp]"; a dissector may set it */
	bool stopped;
	const char *stopped_in; /* d->proto at that time */
	const uint8_t *raw_packet;
	uint32_t raw_caplen;
	int32_t link; /* type of the last packet, or -1; and who dissects that */
	const struct proto *link_proto;
	bool bare;            /* nothing stands before a packet's text but the time */
	quick_fn *link_quick; /* NULL: nobody, or the options ask for what it can't say */
	uint32_t past_end;    /* reads past the end of this packet; see cur_past_end() */
	unsigned depth;       /* dissectors entered */
	uint32_t link_len;    /* length of the link-layer header, for -x and -A */
	struct net net;
	struct l4 l4;
	struct lladdr src, dst; /* of the innermost link layer; len 0: none */
	int jdepth, jlayer;
	char jclose[64]; /* the closers still owed */
	/* The keys of the objects that are open, the innermost object's last; jfirst says where
	 * each begins. */
	struct {
		const char *key, *suffix;
		size_t len; /* of key */
	} jkey[JSON_KEYS];
	int jkeys, jfirst[64];
	uint64_t jmask[64]; /* of each object: a bit for each hash of its keys */
};

struct proto {
	const char *name; /* as in "[|name]" and JSON's "proto" */
	void (*dissect)(struct dis *d, struct cur c);
};

enum { DEPTH_MAX = 200 };

void enter_rarely(struct dis *d, const struct proto *p, struct cur c); /* cold half of enter() */

/* Hand c to p.  d->proto is p's name from here on, also after the return (as in tcpdump). */
static inline void enter(struct dis *d, const struct proto *p, struct cur c)
{
	if (__builtin_expect(d->stopped || !p || d->json || d->depth == DEPTH_MAX, 0)) {
		enter_rarely(d, p, c);
		return;
	}
	d->proto = p->name;
	d->depth++;
	p->dissect(d, c);
	d->depth--;
}

void stop(struct dis *d);      /* "truncated": give up on this packet */
void truncated(struct dis *d); /* say " [|proto]"; the parent goes on */

/* --- say: text --- */

#define say(d, lit) sink_put(&(d)->text, "" lit, sizeof(lit) - 1)
void say_s(struct dis *d, const char *s);
/* Off the hot path: printf's %d %i %u %x %X %o %c %s %f %g %e with flags, width, precision, l, ll.
 */
void sayf(struct dis *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void say_u64(struct dis *d, uint64_t v);
void say_i(struct dis *d, int32_t v);
/* How many bytes of c, from the first on, are printable ASCII or tabs. */
uint32_t text_run(const struct cur *c);
uint32_t line_run(const struct cur *c);       /* how many come before the first CR or LF */
void say_vis(struct dis *d, struct cur c);    /* all of c as text, ^A M-x escapes */
void say_tabbed(struct dis *d, struct cur c); /* likewise, but tabs as they are */
/* say_vis() up to the first NUL (or all of c); true if there was a NUL. */
bool say_visz(struct dis *d, struct cur c);
void say_visc(struct dis *d, uint8_t ch);
void say_bytes(struct dis *d, struct cur c, char sep);         /* 00:11:22, all of c; sep 0: none */
void say_hex(struct dis *d, const char *indent, struct cur c); /* hex: indent before each line */
void say_hexascii(struct dis *d, const char *indent, struct cur c); /* hex and ASCII, likewise */
void say_ascii(struct dis *d, struct cur c); /* -A: printable text as it is */
void say_dump(struct dis *d, struct cur c);  /* hex and ASCII, "\n\t" before each line */
void say_default(struct dis *d,
	struct cur c); /* say_dump unless -q, or -x, -X or -A (which print it anyway) */
void say_secs(struct dis *d, uint32_t s);     /* 1w2d3h4m5s */
void say_isecs(struct dis *d, int32_t s);     /* the same with a sign */
void say_upper(struct dis *d, const char *s); /* s in upper case */

static inline void say_c(struct dis *d, char c) { sink_putc(&d->text, c); }

static inline void say_u(struct dis *d, uint32_t v)
{
	sink_done(&d->text, fmt_u32(sink_room(&d->text, FMT_MAX), v));
}

static inline void say_x(struct dis *d, uint32_t v, int width)
{
	sink_done(&d->text, fmt_x(sink_room(&d->text, FMT_MAX), v, width));
}

/* Numbers only, always. */
static inline void say_ip4n(struct dis *d, uint32_t ip)
{
	sink_done(&d->text, fmt_ip4(sink_room(&d->text, FMT_MAX), ip));
}
static inline void say_ip6n(struct dis *d, struct ip6 ip)
{
	sink_done(&d->text, fmt_ip6(sink_room(&d->text, FMT_MAX), ip.b));
}

/* By name unless -n. */
void say_ip4_name(struct dis *d, uint32_t ip);
void say_ip6_name(struct dis *d, struct ip6 ip);
void say_mac_name(struct dis *d, struct mac m);
void say_port_name(struct dis *d, bool tcp, uint16_t port);

/* The packet itself says the name of an address; kept with --names capture. */
bool wants_names(const struct dis *d);
void learn_ip4(struct dis *d, uint32_t ip, const char *name, size_t len);
void learn_ip6(struct dis *d, struct ip6 ip, const char *name, size_t len);

static inline void say_ip4(struct dis *d, uint32_t ip)
{
	if (__builtin_expect(d->opt->n, 1))
		say_ip4n(d, ip);
	else
		say_ip4_name(d, ip);
}

static inline void say_ip6(struct dis *d, struct ip6 ip)
{
	if (__builtin_expect(d->opt->n, 1))
		say_ip6n(d, ip);
	else
		say_ip6_name(d, ip);
}

static inline void say_mac(struct dis *d, struct mac m)
{
	if (__builtin_expect(d->opt->n, 1))
		sink_done(&d->text, fmt_mac(sink_room(&d->text, FMT_MAX), m));
	else
		say_mac_name(d, m);
}

static inline void say_tcp_port(struct dis *d, uint16_t port)
{
	if (__builtin_expect(d->opt->n, 1))
		say_u(d, port);
	else
		say_port_name(d, true, port);
}

static inline void say_udp_port(struct dis *d, uint16_t port)
{
	if (__builtin_expect(d->opt->n, 1))
		say_u(d, port);
	else
		say_port_name(d, false, port);
}

void say_eui64(struct dis *d, uint64_t v);              /* 00:11:22:33:44:55:66:77 */
void say_lladdr(struct dis *d, const struct lladdr *a); /* by its length */
void say_nsap(struct dis *d, struct cur c);             /* an OSI NSAP address: 47.0005.80 */
/* The addresses of the enclosing IP header: "src > dst". */
void say_net_src(struct dis *d);
void say_net_dst(struct dis *d);

/* " [what a op b] (invalid)" and true if a op b; use as: if (bad(...)) return; */
#define bad(d, what, a, op, b) ((a)op(b) && (bad_(d, what, a, #op, b), true))
void bad_(struct dis *d, const char *what, uint32_t a, const char *op, uint32_t b);
void invalid(struct dis *d); /* " (invalid)" */

/* --- note: fields --- */

void json_u(struct dis *d, const char *key, uint64_t v);
void json_i(struct dis *d, const char *key, int64_t v);
void json_f(struct dis *d, const char *key, double v);
void json_b(struct dis *d, const char *key, bool v);
void json_s(struct dis *d, const char *key, const char *s);    /* nothing if s is NULL */
void json_name(struct dis *d, const char *key, const char *s); /* key_name */
void json_ip4(struct dis *d, const char *key, uint32_t ip);
void json_ip6(struct dis *d, const char *key, struct ip6 ip);
void json_mac(struct dis *d, const char *key, struct mac m);
void json_text(struct dis *d, const char *key, struct cur c);
void json_hex(struct dis *d, const char *key, struct cur c);
void json_open(struct dis *d, const char *key, char open);
void json_close(struct dis *d); /* the engine's: what is open, whatever it is */
void json_done(struct dis *d);  /* the list, item or group that is open */

#define wants_fields(d) __builtin_expect((d)->json != NULL, 0)
#define note_(kind, d, ...)                                                                        \
	do {                                                                                       \
		if (wants_fields(d))                                                               \
			json_##kind(d, __VA_ARGS__);                                               \
	} while (0)
#define note_u(d, key, v)    note_(u, d, key, v)
#define note_i(d, key, v)    note_(i, d, key, v)
#define note_f(d, key, v)    note_(f, d, key, v)
#define note_b(d, key, v)    note_(b, d, key, v)
#define note_s(d, key, str)  note_(s, d, key, str)
#define note_text(d, key, c) note_(text, d, key, c)
#define note_hex(d, key, c)  note_(hex, d, key, c)
#define note_ip4(d, key, ip) note_(ip4, d, key, ip)
#define note_ip6(d, key, ip) note_(ip6, d, key, ip)
#define note_mac(d, key, m)  note_(mac, d, key, m)
/* list(d, "options"); for each: item(d); ... done(d); then done(d). */
#define list(d, key)  note_(open, d, key, '[')
#define item(d)       note_(open, d, NULL, '{')
#define group(d, key) note_(open, d, key, '{')
#define done(d)                                                                                    \
	do {                                                                                       \
		if (wants_fields(d))                                                               \
			json_done(d);                                                              \
	} while (0)

/* --- show: both.  (label, key, value); the value is read before the label is said --- */

#define show_u(d, label, key, v)    show_u_(d, "" label, sizeof(label) - 1, key, v)
#define show_u64(d, label, key, v)  show_u64_(d, "" label, sizeof(label) - 1, key, v)
#define show_i(d, label, key, v)    show_i_(d, "" label, sizeof(label) - 1, key, v)
#define show_x(d, label, key, v, w) show_x_(d, "" label, sizeof(label) - 1, key, v, w)
#define show_ip4(d, label, key, ip) show_ip4_(d, "" label, sizeof(label) - 1, key, ip)
#define show_ip6(d, label, key, ip) show_ip6_(d, "" label, sizeof(label) - 1, key, ip)
#define show_mac(d, label, key, m)  show_mac_(d, "" label, sizeof(label) - 1, key, m)
#define show_vis(d, label, key, c)  show_vis_(d, "" label, sizeof(label) - 1, key, c) /* say_vis */

static inline void show_u_(struct dis *d, const char *l, size_t n, const char *key, uint32_t v)
{
	char *o = sink_room(&d->text, n + FMT_MAX);

	memcpy(o, l, n);
	sink_done(&d->text, fmt_u32(o + n, v));
	note_u(d, key, v);
}

static inline void show_x_(
	struct dis *d, const char *l, size_t n, const char *key, uint32_t v, int w)
{
	char *o = sink_room(&d->text, n + FMT_MAX);

	memcpy(o, l, n);
	sink_done(&d->text, fmt_x(o + n, v, w));
	note_u(d, key, v);
}

static inline void show_u64_(struct dis *d, const char *l, size_t n, const char *key, uint64_t v)
{
	sink_put(&d->text, l, n);
	say_u64(d, v);
	note_u(d, key, v);
}

static inline void show_i_(struct dis *d, const char *l, size_t n, const char *key, int32_t v)
{
	sink_put(&d->text, l, n);
	say_i(d, v);
	note_i(d, key, v);
}

static inline void show_ip4_(struct dis *d, const char *l, size_t n, const char *key, uint32_t ip)
{
	sink_put(&d->text, l, n);
	say_ip4(d, ip);
	note_ip4(d, key, ip);
}

static inline void show_ip6_(struct dis *d, const char *l, size_t n, const char *key, struct ip6 ip)
{
	sink_put(&d->text, l, n);
	say_ip6(d, ip);
	note_ip6(d, key, ip);
}

static inline void show_mac_(struct dis *d, const char *l, size_t n, const char *key, struct mac m)
{
	sink_put(&d->text, l, n);
	say_mac(d, m);
	note_mac(d, key, m);
}

static inline void show_vis_(struct dis *d, const char *l, size_t n, const char *key, struct cur c)
{
	sink_put(&d->text, l, n);
	say_vis(d, c);
	note_text(d, key, c);
}

/* Names for numbers.  A table ends with {0, NULL}; a number not in it is shown
 * by `unknown`, which may hold one of %u %d %x %X %02x %04x %08x ... or none. */
struct name {
	uint32_t v;
	const char *s;
};

const char *name_of(const struct name *t, uint32_t v); /* NULL if unknown */
void say_name(struct dis *d, const struct name *t, const char *unknown, uint32_t v);
/* The names of the bits of v, sep between them; `none` if none is set.  An entry may be of several
 * bits. */
void say_bits(struct dis *d, const struct name *t, const char *none, uint32_t v, const char *sep);
void show_name(
	struct dis *d, const char *key, const struct name *t, const char *unknown, uint32_t v);

/* --- tell: typed events for a listener (tell.h); only if d->tell --- */

struct packet;
bool tell_plain(const struct dis *d, const struct packet *p); /* false: it is to be dissected */
void tell_arp(struct dis *d, struct cur c);
void tell_ip4(struct dis *d, struct cur c, bool outer); /* c is at the header, clipped to it */
void tell_ip6(struct dis *d, struct cur c, bool outer);
void tell_home(struct dis *d, struct ip6 home); /* the sender's address that lasts: RFC 6275 */
struct tell_frag {
	uint32_t id, offset; /* octets */
	bool more;
	uint8_t next; /* what it carries */
};
/* A fragment's payload: true: *c and f->next are now those of the whole datagram, or of a first
 * fragment that was cut short. */
bool tell_frag(struct dis *d, struct cur *c, struct tell_frag *f);
void tell_tcp(struct dis *d, struct cur c);
bool tell_udp(struct dis *d, struct cur c); /* false: a tunnel, what is in it is to be told */
void tell_icmp(struct dis *d, struct cur c);
void tell_icmp6(struct dis *d, struct cur c);

/* --- memory between packets: bounded, oldest forgotten first; see session.h --- */

struct memo { /* kind (a number of the caller's own, MEMO_x) and key words say which */
	uint32_t key[11];
	uint32_t kind;
	uint64_t val[2];
};
enum memo_kind {
	MEMO_NONE,
	MEMO_RPC,
	MEMO_RX,
	MEMO_ISAKMP,
	MEMO_QUIC_CID,
	MEMO_QUIC_LENGTHS,
	MEMO_SLIP,
	MEMO_SMB
};

/* A memory of what net.src asked net.dst, from either side: key[1] to key[9] are the hosts; swap in
 * the answer. */
struct memo memo_of_hosts(const struct dis *d, enum memo_kind kind, bool swap);
/* What was put under k's kind and key: its val, or NULL. */
uint64_t *memo_find(struct dis *d, const struct memo *k);
/* Keep k; replaces what was there.  Does nothing once d is stopped. */
void memo_put(struct dis *d, const struct memo *k);

/* --- who comes next: the dispatch tables (tables.c) --- */

extern const struct name ethertype_names[], ip_proto_names[], oui_names[];
extern const struct name af_names[]; /* IANA address families */

/* Each is NULL where nobody is known. */
const struct proto *by_link(uint16_t linktype);
const struct proto *by_deep_link(uint16_t linktype); /* --deep, and fields */
const struct proto *by_ethertype(uint16_t type);
extern const struct proto *const ip_protos[256];
const struct proto *by_udp_port(const struct dis *d, uint16_t src, uint16_t dst);
const struct proto *by_tcp_port(const struct dis *d, uint16_t src, uint16_t dst);

#define IF_NAME_MAX 16
/* The name of this machine's interface with that index, written to buf; NULL if there is none. */
const char *if_name(struct dis *d, uint32_t index, char buf[IF_NAME_MAX]);

/* The name of an IP protocol from /etc/protocols; NULL with -n or if unknown. */
const char *ip_proto_name(struct dis *d, uint8_t proto);

/* Hand c to the dissector of an Ethernet type; false if there is none. */
bool enter_ethertype(struct dis *d, uint16_t type, struct cur c);
void say_unknown_ip_proto(struct dis *d, uint8_t proto, struct cur c);

/* Hand c to the dissector of an IP protocol; says "ip-proto-N LENGTH" if there is none. */
static inline void enter_ip_proto(struct dis *d, uint8_t proto, struct cur c)
{
	const struct proto *p = ip_protos[proto];

	if (p)
		enter(d, p, c);
	else
		say_unknown_ip_proto(d, proto, c);
}

#ifndef SONDE_CORE /* a dissector has no business with any of these */
#undef alloca
#pragma GCC poison raw_at raw_held raw_extra raw_packet raw_caplen
#pragma GCC poison memcpy memmove memset strcpy strcat strlen sprintf snprintf printf fprintf
#pragma GCC poison malloc calloc realloc free alloca setjmp longjmp
#endif

#endif
