/* tcp.h - what the two ways to the text of a TCP segment share: tcp.c's, and that of plain packets
 * (quick.c).  RFC 9293, 3.1; options: RFC 7323. */
#ifndef SONDE_TCP_H
#define SONDE_TCP_H

#include "../dissect/track.h"

enum { TCP_HEADER = 20 };
enum { FIN = 1, SYN = 2, RST = 4, PUSH = 8, ACK = 16, URG = 32, ECE = 64, CWR = 128, AE = 256 };
enum { OPT_EOL, OPT_NOP, OPT_MSS, OPT_WSCALE, OPT_SACKOK, OPT_SACK, OPT_TS = 8 };

struct seg { /* one segment */
	struct cur whole;
	uint32_t length, hlen;
	uint16_t flags, win, urg, sum;
	uint32_t seq, ack;
	uint32_t base_seq, base_ack; /* of the conversation; 0 with -S */
	struct track_key key;
	bool rev; /* against the direction of the key */
};

/* -v: the checksum and what it should be; nothing where that can't be said. */
__attribute__((noinline)) void tcp_show_cksum(struct dis *d, struct cur whole, uint16_t sum);
/* What it carries, at least an octet.  reset: with RST set. */
__attribute__((noinline)) void tcp_payload(
	struct dis *d, struct cur whole, uint32_t hlen, bool reset);

/* Each is used by the two of them only, and worth it. */
#define TCP_INLINE static inline __attribute__((always_inline))

/* Sequence numbers count from the first seen of the conversation, which track_seek() has been asked
 * for. */
TCP_INLINE void tcp_make_relative(struct dis *d, struct seg *s)
{
	struct track *t;
	bool is_new;

	t = track_tcp(d, &s->key, &is_new);
	if (!t)
		return;
	s->rev = s->key.rev;
	if (is_new || (s->flags & SYN)) {
		t->first[s->rev] = s->seq;
		t->first[!s->rev] = s->ack - 1;
	} else {
		s->seq -= t->first[s->rev];
		s->ack -= t->first[!s->rev];
	}
	s->base_seq = t->first[0]; /* what a SACK option shows is relative already */
	s->base_ack = t->first[1];
}

/* "Flags [P.]", of the nine bits. */
TCP_INLINE char *fmt_tcp_flags(char *o, uint16_t flags)
{
	/* of FIN to ACK */
	static const char five[32][8] = { "none", "F", "S", "FS", "R", "FR", "SR", "FSR", "P", "FP",
		"SP", "FSP", "RP", "FRP", "SRP", "FSRP", ".", "F.", "S.", "FS.", "R.", "FR.", "SR.",
		"FSR.", "P.", "FP.", "SP.", "FSP.", "RP.", "FRP.", "SRP.", "FSRP." };
	static const char more[] = "UEWe";
	static const uint8_t length[32] = { 4, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 1, 2, 2,
		3, 2, 3, 3, 4, 2, 3, 3, 4, 3, 4, 4, 5 };

	o = fmt_lit(o, "Flags [");
	if (flags < 32 || flags & 31)
		o = fmt_cut8(o, five[flags & 31], length[flags & 31]);
	if (__builtin_expect(flags >= 32, 0))
		for (int i = 5; flags >> i; i++)
			if (flags >> i & 1)
				*o++ = more[i - 5];
	*o++ = ']';
	return o;
}

/* ", seq 1:2, ack 3, win 4"; at most 2 * FMT_MAX. */
TCP_INLINE char *fmt_tcp_numbers(char *o, const struct seg *s, uint32_t data, unsigned v)
{
	if (data > 0 || v > 1 || (s->flags & (SYN | FIN | RST))) {
		o = fmt_u32(fmt_lit(o, ", seq "), s->seq);
		if (data > 0) {
			*o++ = ':';
			o = fmt_u32(o, s->seq + data);
		}
	}
	if (s->flags & ACK) {
		o = fmt_u32(fmt_lit(o, ", ack "), s->ack);
	} else if (v > 1 && s->ack) {
		o = fmt_u32(fmt_lit(o, ", [ack "), s->ack);
		o = fmt_lit(o, " != 0 while ACK flag not set]");
	}
	return fmt_u32(fmt_lit(o, ", win "), s->win);
}

enum tcp_options { OPTIONS_ODD, OPTIONS_NONE, OPTIONS_TS, OPTIONS_SYN };

/* The two sets of options that nearly every segment has one of (RFC 7323, appendix A; a SYN's), or
 * anything else; space octets of them are held. */
TCP_INLINE enum tcp_options tcp_options_of(struct cur c, uint32_t space)
{
	const uint32_t ts_aligned = 0x0101080a; /* nop, nop, TS */

	if (space == 12 && peek_be32(&c, 0) == ts_aligned)
		return OPTIONS_TS;
	if (space == 20 && peek_be16(&c, 0) == 0x0204 && peek_be32(&c, 4) == 0x0402080a &&
		peek_be24(&c, 16) == 0x010303) /* mss, sackOK, TS, nop, wscale */
		return OPTIONS_SYN;
	return space ? OPTIONS_ODD : OPTIONS_NONE;
}

TCP_INLINE char *fmt_tcp_options(char *o, struct cur c, enum tcp_options which)
{
	uint32_t at = 4;

	if (which == OPTIONS_SYN) {
		o = fmt_u32(fmt_lit(o, "mss "), peek_be16(&c, 2));
		o = fmt_lit(o, ",sackOK,TS val ");
		at = 8;
	} else {
		o = fmt_lit(o, "nop,nop,TS val ");
	}
	o = fmt_u32(o, peek_be32(&c, at));
	o = fmt_u32(fmt_lit(o, " ecr "), peek_be32(&c, at + 4));
	if (which == OPTIONS_SYN)
		o = fmt_u32(fmt_lit(o, ",nop,wscale "), peek_u8(&c, 19));
	return o;
}

#endif
