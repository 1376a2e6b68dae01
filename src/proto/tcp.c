/* Transmission Control Protocol.  RFC 9293; SACK: RFC 2018; time stamps and window scale: RFC 7323;
 * MD5: RFC 2385; user time-out: RFC 5482; TCP-AO: RFC 5925; Fast Open: RFC 7413; T/TCP: RFC 1644;
 * SCPS: CCSDS 714.0-B; accurate ECN: RFC 9768; diagnostics in a RST:
 * draft-boucadair-tcpm-rst-diagnostic-payload. */
#include "l4.h"

#include "../dissect/decrypt.h"
#include "deep.h"
#include "mptcp.h"
#include "smb.h"
#include "tcp.h"

#define HEADER 20
#define TCP    6

enum {
	OPT_ECHO = 6,
	OPT_ECHOREPLY,
	OPT_CC = 11,
	OPT_CCNEW,
	OPT_CCECHO,
	OPT_MD5 = 19,
	OPT_SCPS = 20,
	OPT_UTO = 28,
	OPT_AO = 29,
	OPT_MPTCP = 30,
	OPT_TFO = 34,
	OPT_EXP2 = 254
};
enum {
	MAGIC_TFO = 0xf989,
	RST_MAGIC = 0x33aa,
	RST_TEXT = 30,
	TELNET = 23,
	BEEP = 10288,
	NFS = 2049
};

static const struct name flag_bits[] = {
	{ FIN, "F" },
	{ SYN, "S" },
	{ RST, "R" },
	{ PUSH, "P" },
	{ ACK, "." },
	{ URG, "U" },
	{ ECE, "E" },
	{ CWR, "W" },
	{ AE, "e" },
	{ 0, NULL },
};

static const struct name option_names[] = {
	{ OPT_EOL, "eol" },
	{ OPT_NOP, "nop" },
	{ OPT_MSS, "mss" },
	{ OPT_WSCALE, "wscale" },
	{ OPT_SACKOK, "sackOK" },
	{ OPT_SACK, "sack" },
	{ OPT_ECHO, "echo" },
	{ OPT_ECHOREPLY, "echoreply" },
	{ OPT_TS, "TS" },
	{ OPT_CC, "cc" },
	{ OPT_CCNEW, "ccnew" },
	{ OPT_CCECHO, "ccecho" },
	{ OPT_MD5, "md5" },
	{ OPT_SCPS, "scps" },
	{ OPT_UTO, "uto" },
	{ OPT_AO, "tcp-ao" },
	{ OPT_MPTCP, "mptcp" },
	{ OPT_TFO, "tfo" },
	{ OPT_EXP2, "exp" },
	{ 0, NULL },
};

static const struct name rst_causes[] = { { 1, "Illegal option length" }, { 0, NULL } };

/* --- options --- */

struct options {
	struct cur c;   /* behind kind and length */
	uint32_t space; /* octets of option space left there; reads may go on beyond */
	uint32_t len;   /* of this option, with kind and length */
	uint32_t used;  /* what was taken of its value */
};

/* Is there option space for n octets of value? */
static bool room(struct options *o, uint32_t n)
{
	if (n > o->space)
		return false;
	need(&o->c, n);
	o->used = n;
	return true;
}

static bool opt_sack(struct dis *d, struct seg *s, struct options *o)
{
	uint32_t n = o->len - 2;

	say(d, " ");
	if (n % 8) {
		say(d, "invalid sack");
		o->used = n;
		return true;
	}
	sayf(d, "%u ", n / 8);
	list(d, "blocks");
	for (uint32_t at = 0; at < n; at += 8) {
		uint32_t a, b, base = s->rev ? s->base_seq : s->base_ack;

		if (!room(o, at + 8))
			return false;
		a = peek_be32(&o->c, at);
		b = peek_be32(&o->c, at + 4);
		sayf(d, "{%u:%u}", a - base, b - base);
		item(d);
		note_u(d, "left", a - base);
		note_u(d, "right", b - base);
		note_u(d, "left_raw", a);
		note_u(d, "right_raw", b);
		done(d);
	}
	done(d);
	o->used = n;
	return true;
}

static void say_cookie(struct dis *d, struct cur c, uint32_t n)
{
	struct cur cookie = take(&c, n);

	say(d, " cookie ");
	say_bytes(d, cookie, 0);
	note_hex(d, "cookie", cookie);
}

static bool opt_tfo(struct dis *d, struct seg *s, struct options *o)
{
	uint32_t n = o->len - 2;

	(void)s;
	if (n % 2 == 0 && n >= 4 && n <= 16 && !room(o, n))
		return false;
	say(d, " ");
	if (n == 0) {
		say(d, " cookiereq");
		return true;
	}
	if (n % 2 || n < 4 || n > 16) {
		invalid(d);
		o->used = n;
		return true;
	}
	say_cookie(d, o->c, n);
	return true;
}

static bool opt_exp(struct dis *d, struct seg *s, struct options *o)
{
	uint32_t n = o->len - 2;
	uint16_t magic;

	(void)s;
	if (n < 2 || !room(o, n))
		return false;
	magic = peek_be16(&o->c, 0);
	note_u(d, "exid", magic);
	if (magic != MAGIC_TFO) {
		sayf(d, "-%04x", magic);
		return true;
	}
	say(d, "-tfo");
	if (n == 2) {
		say(d, " cookiereq");
	} else if (n % 2 || n < 6 || n > 18) {
		invalid(d);
	} else {
		say_cookie(d, from(o->c, 2), n - 2);
	}
	return true;
}

static bool opt_md5(struct dis *d, struct seg *s, struct options *o)
{
	int ok = -1;

	if (!room(o, 16))
		return false;
	say(d, " ");
	if (!has(&s->whole, s->length)) {
		say(d, "snaplen too short, ");
	} else if (!d->opt->tcp_md5) {
		say(d, "shared secret not supplied with -M, ");
	} else {
		ok = tcp_md5_verify(d, s->whole, o->c);
	}
	if (ok == 1) {
		say(d, "valid");
	} else if (ok == 0) {
		invalid(d);
	} else {
		struct cur sig = o->c;

		say(d, "can't check - ");
		say_bytes(d, take(&sig, 16), 0);
	}
	return true;
}

/* RFC 5925, 2.2 */
static void note_ao(struct dis *d, struct cur c, uint32_t n)
{
	if (!has(&c, 2))
		return;
	note_u(d, "keyid", get_u8(&c));
	note_u(d, "rnextkeyid", get_u8(&c));
	note_hex(d, "mac", part(&c, n - 2));
}

static bool opt_ao(struct dis *d, struct seg *s, struct options *o)
{
	uint32_t n = o->len - 2;
	uint8_t keyid, rnext;

	(void)s;
	o->used = n;
	if (n < 2) {
		invalid(d);
		return true;
	}
	if (n > o->space)
		return false;
	if (wants_fields(d))
		note_ao(d, o->c, n);
	keyid = peek_u8(&o->c, 0);
	sayf(d, " keyid %u", keyid);
	rnext = peek_u8(&o->c, 1);
	sayf(d, " rnextkeyid %u", rnext);
	if (n > 2)
		say(d, " mac 0x");
	for (uint32_t i = 2; i < n; i++) { /* octet by octet: what there is of a cut one is said */
		uint8_t b = peek_u8(&o->c, i);

		say_x(d, b, 2);
	}
	return true;
}

static bool opt_mptcp(struct dis *d, struct seg *s, struct options *o, struct cur opt)
{
	if (!room(o, o->len - 2) || !has(&opt, o->len))
		return false;
	d->proto = "mptcp";
	return mptcp_option(d, take(&opt, o->len), (uint8_t)s->flags);
}

static bool opt_uto(struct dis *d, struct seg *s, struct options *o)
{
	uint16_t v;

	(void)s;
	if (!room(o, 2))
		return false;
	v = peek_be16(&o->c, 0);
	sayf(d, " 0x%x %u", v, v & 1 ? (v >> 1) * 60 : v >> 1);
	return true;
}

/* A value of n octets that is one number. */
static bool opt_number(struct dis *d, struct options *o, const char *key, uint32_t n)
{
	uint32_t v;

	if (!room(o, n))
		return false;
	v = n == 1 ? peek_u8(&o->c, 0) : n == 2 ? peek_be16(&o->c, 0) : peek_be32(&o->c, 0);
	say(d, " ");
	say_u(d, v);
	note_u(d, key, v);
	return true;
}

static bool opt_ts(struct dis *d, struct options *o)
{
	uint32_t val, ecr;

	if (!room(o, 8))
		return false;
	val = peek_be32(&o->c, 0);
	ecr = peek_be32(&o->c, 4);
	say_s(d, d->opt->classic ? " " : " val ");
	show_u(d, "", "val", val);
	say_s(d, d->opt->classic ? " " : " ecr ");
	show_u(d, "", "ecr", ecr);
	return true;
}

static bool opt_unknown(struct dis *d, struct options *o)
{
	uint32_t n = o->len - 2;

	if (!n)
		return true;
	say(d, " 0x");
	for (uint32_t i = 0; i < n; i++) {
		if (!room(o, i + 1))
			return false;
		say_x(d, peek_u8(&o->c, i), 2);
	}
	return true;
}

/* The value of one option that has a length; opt is at its kind.  False: malformed. */
static bool opt_value(struct dis *d, struct seg *s, struct options *o, uint8_t kind, struct cur opt)
{
	switch (kind) {
	case OPT_MSS:
		return opt_number(d, o, "mss", 2);
	case OPT_WSCALE:
		return opt_number(d, o, "wscale", 1);
	case OPT_SACKOK:
		return true;
	case OPT_SACK:
		return opt_sack(d, s, o);
	case OPT_ECHO:
	case OPT_ECHOREPLY:
	case OPT_CC:
	case OPT_CCNEW:
	case OPT_CCECHO:
		return opt_number(d, o, "value", 4);
	case OPT_TS:
		return opt_ts(d, o);
	case OPT_SCPS:
		if (!room(o, 2))
			return false;
		sayf(d, " cap %02x id %u", peek_u8(&o->c, 0), peek_u8(&o->c, 1));
		return true;
	case OPT_TFO:
		return opt_tfo(d, s, o);
	case OPT_MD5:
		return opt_md5(d, s, o);
	case OPT_AO:
		return opt_ao(d, s, o);
	case OPT_MPTCP:
		return opt_mptcp(d, s, o, opt);
	case OPT_UTO:
		return opt_uto(d, s, o);
	case OPT_EXP2:
		return opt_exp(d, s, o);
	}
	return opt_unknown(d, o);
}

/* One of the options that nearly every segment has, if it is whole: its length, or 0. */
static uint32_t fmt_option(char **to, struct cur *c, uint32_t at, uint32_t space)
{
	uint8_t kind = peek_u8(c, at), len;
	char *o = *to;

	if (kind == OPT_NOP) {
		*to = fmt_lit(o, "nop");
		return 1;
	}
	if (space - at < 2)
		return 0;
	len = peek_u8(c, at + 1);
	if (space - at < len)
		return 0;
	if (kind == OPT_TS && len == 10) {
		o = fmt_u32(fmt_lit(o, "TS val "), peek_be32(c, at + 2));
		*to = fmt_u32(fmt_lit(o, " ecr "), peek_be32(c, at + 6));
	} else if (kind == OPT_MSS && len == 4) {
		*to = fmt_u32(fmt_lit(o, "mss "), peek_be16(c, at + 2));
	} else if (kind == OPT_SACKOK && len == 2) {
		*to = fmt_lit(o, "sackOK");
	} else if (kind == OPT_WSCALE && len == 3) {
		*to = fmt_u32(fmt_lit(o, "wscale "), peek_u8(c, at + 2));
	} else {
		return 0;
	}
	return len;
}

/* The options nearly every segment has, in one piece of room: text only, and nothing odd in them.
 * False: said nothing, take the long way. */
static bool say_common_options(struct dis *d, struct cur c, uint32_t space)
{
	enum tcp_options which;
	char *o;
	uint32_t n;

	if (wants_fields(d) || d->opt->classic || !has(&c, space))
		return false;
	o = sink_room(&d->text, SINK_HOLE);
	which = tcp_options_of(c, space);
	if (which != OPTIONS_ODD) {
		sink_done(&d->text, fmt_tcp_options(o, c, which));
		return true;
	}
	for (uint32_t at = 0; at < space; at += n) {
		n = fmt_option(&o, &c, at, space);
		if (!n)
			return false;
		*o++ = ',';
	}
	sink_done(&d->text, o - 1);
	return true;
}

static void say_option_name(struct dis *d, uint8_t kind)
{
	if (d->opt->classic && kind == OPT_TS)
		say(d, "timestamp");
	else
		say_name(d, option_names, "unknown-%u", kind);
}

/* False: malformed, the segment ends here. */
static bool show_options(struct dis *d, struct seg *s, struct cur c, uint32_t space)
{
	struct options o;
	bool first = true;

	if (say_common_options(d, c, space))
		return true;
	list(d, "options");
	while (space > 0 && !d->stopped) {
		struct cur opt = c;
		uint8_t kind;

		if (!first)
			say(d, ",");
		kind = get_u8(&c);
		o.len = 1;
		space--;
		if (kind != OPT_EOL && kind != OPT_NOP) {
			o.len = get_u8(&c);
			if (o.len < 2 || o.len > space + 1)
				goto malformed;
			space--;
		}
		if (d->stopped)
			return false;
		o.c = c;
		o.space = space;
		o.used = 0;
		item(d);
		note_u(d, "kind", kind);
		if (o.len > 1)
			note_u(d, "length", o.len);
		say_option_name(d, kind);
		if (o.len > 1 && !opt_value(d, s, &o, kind, opt))
			goto malformed;
		done(d);
		skip(&c, o.used);
		space -= o.used < space ? o.used : space;
		if (o.len > 1 && o.used + 2 != o.len)
			sayf(d, "[len %u]", o.len);
		first = false;
		if (kind == OPT_EOL)
			break;
	}
	done(d);
	return true;
malformed:
	say(d, "[bad opt]");
	if (!first)
		say(d, "]");
	return false;
}

/* --- the header --- */

void tcp_show_cksum(struct dis *d, struct cur whole, uint16_t sum)
{
	uint32_t length = wire(&whole);
	uint16_t rest;
	char *o;

	if (!d->opt->v || d->opt->K || d->net.more_frags || !has(&whole, length))
		return;
	rest = cksum(&whole, length, pseudo_sum(d, TCP, length));
	note_b(d, "cksum_ok", rest == 0);
	o = fmt_x(fmt_lit(sink_room(&d->text, FMT_MAX), ", cksum 0x"), sum, 4);
	if (rest == 0)
		o = fmt_lit(o, " (correct)");
	else
		o = fmt_lit(
			fmt_x(fmt_lit(o, " (incorrect -> 0x"), cksum_should_be(sum, rest), 4), ")");
	sink_done(&d->text, o);
}

static void show_numbers(struct dis *d, struct seg *s, uint32_t data)
{
	char *o = sink_room(&d->text, 2 * FMT_MAX);

	sink_done(&d->text, fmt_tcp_numbers(o, s, data, d->opt->v));
	if (data > 0 || d->opt->v > 1 || (s->flags & (SYN | FIN | RST)))
		note_u(d, "seq", s->seq);
	if (s->flags & ACK)
		note_u(d, "ack", s->ack);
	note_u(d, "win", s->win);
	if (s->flags & URG)
		show_u(d, ", urg ", "urg", s->urg);
	else if (d->opt->v > 1 && s->urg)
		sayf(d, ", [urg %u != 0 while URG flag not set]", s->urg);
}

/* Some stacks say why in the segment. */
static void show_rst_text(struct dis *d, struct cur c, uint32_t n)
{
	struct cur text;
	struct cur all = c;
	bool cut = n > RST_TEXT;

	if (cut)
		n = RST_TEXT;
	say(d, " [RST");
	if (n == 8 && !cut && peek_be16(&c, 0) == RST_MAGIC) {
		uint16_t code;
		uint32_t pen;

		say(d, ": ");
		skip(&c, 2);
		code = get_be16(&c);
		pen = get_be32(&c);
		if (d->opt->v > 1 && pen == 0 && name_of(rst_causes, code))
			sayf(d, "%s]", name_of(rst_causes, code));
		else
			sayf(d, "code %u, pen %u]", code, pen);
		return;
	}
	if (cut)
		say(d, "+");
	need(&c, 1);
	say(d, " ");
	text = part(&c, n);
	note_text(d, "reset_text", text);
	for (uint32_t i = 0; i < n && !d->stopped; i++)
		say_visc(d, get_u8(&text));
	say(d, "]");
	need(&all, wire(&all));
}

static const struct proto *by_ports(struct dis *d, struct cur c)
{
	uint16_t sport = d->l4.sport, dport = d->l4.dport;

	(void)c;
	switch (d->opt->force) {
	case FORCE_ZMTP1:
		return &proto_zmtp1;
	case FORCE_DOMAIN:
		return &proto_domain_tcp;
	case FORCE_RESP:
		return &proto_resp;
	case FORCE_NONE:
		break;
	default: /* of UDP: this is none of it */
		return NULL;
	}
	if (sport == TELNET || dport == TELNET)
		return &proto_telnet;
	if (sport == BEEP || dport == BEEP)
		return &proto_beep;
	if (sport == NFS || dport == NFS)
		return &proto_nfs_tcp;
	return by_tcp_port(d, sport, dport);
}

void tcp_payload(struct dis *d, struct cur whole, uint32_t hlen, bool reset)
{
	const struct proto *app;
	struct cur c = whole;

	if (!has(&whole, hlen)) {
		sayf(d, " [remaining caplen(%u) < header length(%u)]", left(&whole), hlen);
		truncated(d);
		return;
	}
	skip(&c, hlen);
	if (reset) { /* why, not data */
		if (d->opt->v)
			show_rst_text(d, c, wire(&c));
		else
			need(&c, wire(&c));
		return;
	}
	app = by_ports(d, c);
	if (!app && !d->opt->force)
		app = smb_tcp(d, c);
	if (is_deep(d)) {
		d->l4.seq = peek_be32(&whole, 4);
		if (!app && !d->opt->force)
			app = deep_tcp(d, c);
	}
	if (app)
		enter(d, app, c);
}

/* The whole line as tcpdump 3.9 had it: "S 1:1(0) ack 2 win 3 <mss 4>". */
static void show_classic(struct dis *d, struct seg *s, uint32_t data)
{
	if (s->flags & (SYN | FIN | RST | PUSH))
		say_bits(d, flag_bits, "", s->flags & (SYN | FIN | RST | PUSH), "");
	else
		say(d, ".");
	if (d->opt->v && !d->opt->K && !d->net.more_frags && has(&s->whole, s->length)) {
		uint16_t rest = cksum(&s->whole, s->length, pseudo_sum(d, TCP, s->length));

		sayf(d, ", cksum 0x%04x", s->sum);
		if (rest)
			sayf(d, " (incorrect (-> 0x%04x),", cksum_should_be(s->sum, rest));
		else
			say(d, " (correct),");
	}
	if (data > 0 || (s->flags & (SYN | FIN | RST)))
		sayf(d, " %u:%u(%u)", s->seq, s->seq + data, data);
	if (s->flags & ACK)
		sayf(d, " ack %u", s->ack);
	sayf(d, " win %u", s->win);
	if (s->flags & URG)
		sayf(d, " urg %u", s->urg);
	if (s->hlen > HEADER) {
		say(d, " <");
		if (!show_options(d, s, from(s->whole, HEADER), s->hlen - HEADER))
			return;
		say(d, ">");
	}
}

static void show_segment(struct dis *d, struct seg *s)
{
	uint32_t data = s->length - s->hlen;

	if (d->opt->classic) {
		show_classic(d, s, data);
	} else {
		tcp_show_cksum(d, s->whole, s->sum);
		show_numbers(d, s, data);
		if (s->hlen > HEADER) {
			say(d, ", options [");
			if (!show_options(d, s, from(s->whole, HEADER), s->hlen - HEADER))
				return;
			say(d, "]");
		}
		show_u(d, ", length ", "length", data);
	}
	if (data)
		tcp_payload(d, s->whole, s->hlen, s->flags & RST);
}

static void dissect_tcp(struct dis *d, struct cur c)
{
	struct seg s;
	uint16_t first;

	if (d->tell) {
		tell_tcp(d, c);
		return;
	}
	s.whole = c;
	s.length = wire(&c);
	s.base_seq = s.base_ack = 0;
	s.rev = false;
	if (!has(&c, 4)) {
		say_hosts_only(d, TCP);
		stop(d);
		return;
	}
	d->l4.sport = get_be16(&c);
	d->l4.dport = get_be16(&c);
	note_u(d, "sport", d->l4.sport);
	note_u(d, "dport", d->l4.dport);
	if (!d->opt->S && !d->opt->q)
		track_seek(d, &s.key, d->l4.sport, d->l4.dport);
	say_endpoints(d, TCP, d->l4.sport, d->l4.dport);
	s.hlen = (peek_u8(&c, 8) >> 4) * 4u;
	if (!d->stopped && s.hlen < HEADER) {
		sayf(d, " tcp %u [bad hdr length %u - too short, < %u]", s.length - s.hlen, s.hlen,
			HEADER);
		invalid(d);
		return;
	}
	need(&c, HEADER - 4);
	s.seq = get_be32(&c);
	s.ack = get_be32(&c);
	first = get_be16(&c);
	s.win = get_be16(&c);
	s.sum = get_be16(&c);
	s.urg = get_be16(&c);
	s.flags = first & 0x1ff;
	note_u(d, "hlen", s.hlen);
	note_u(d, "seq_raw", s.seq);
	note_u(d, "ack_raw", s.ack);
	note_u(d, "flags", s.flags);
	note_u(d, "cksum", s.sum);
	note_u(d, "urgent_pointer", s.urg);
	if (d->opt->q) {
		show_u(d, "tcp ", "length", s.length - s.hlen);
	} else if (!d->opt->classic) {
		sink_done(&d->text, fmt_tcp_flags(sink_room(&d->text, FMT_MAX), s.flags));
	}
	/* Also a segment whose header is too long opens the conversation. */
	if (!d->opt->S && !d->opt->q && (s.flags & ACK))
		tcp_make_relative(d, &s);
	if (s.hlen > s.length) {
		sayf(d, " [bad hdr length %u - too long, > %u]", s.hlen, s.length);
		invalid(d);
		return;
	}
	if (!d->opt->q)
		show_segment(d, &s);
}

const struct proto proto_tcp = { "tcp", dissect_tcp };
