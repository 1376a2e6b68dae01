/* Rx, the remote procedure calls of AFS: packets and acknowledgements.  "Rx protocol specification
 * draft", N. Zeldovich.  What AFS's services say in the data is not told yet. */
#include "../dissect/dissect.h"

#define HEADER 28

enum { ACK = 2 };

static const struct name types[] = {
	{ 1, "data" },
	{ 2, "ack" },
	{ 3, "busy" },
	{ 4, "abort" },
	{ 5, "ackall" },
	{ 6, "challenge" },
	{ 7, "response" },
	{ 8, "debug" },
	{ 9, "params" },
	{ 10, "params" },
	{ 11, "params" },
	{ 12, "params" },
	{ 13, "version" },
	{ 0, NULL },
};

static const struct name flag_bits[] = {
	{ 1, "client-init" },
	{ 2, "req-ack" },
	{ 4, "last-pckt" },
	{ 8, "more-pckts" },
	{ 32, "free-pckt" },
	{ 0, NULL },
};

static const struct name reasons[] = {
	{ 1, "ack requested" },
	{ 2, "duplicate packet" },
	{ 3, "out of sequence" },
	{ 4, "exceeds window" },
	{ 5, "no buffer space" },
	{ 6, "ping" },
	{ 7, "ping response" },
	{ 8, "delay" },
	{ 0, NULL },
};

/* The runs of packets that are (not) acknowledged, as sequence numbers: " acked 3,5-7". */
static void say_runs(struct dis *d, struct cur acks, uint32_t first, uint8_t want)
{
	uint32_t n = left(&acks), start = 0, run = 0;
	bool any = false;

	for (uint32_t i = 0; i <= n; i++) {
		bool yes = i < n && peek_u8(&acks, i) == want;

		if (yes) {
			if (!run++)
				start = i;
			continue;
		}
		if (!run)
			continue;
		say_s(d, any ? "," : want ? " acked " : " nacked ");
		say_u(d, first + start);
		if (run > 1)
			sayf(d, "-%u", first + start + run - 1);
		any = true;
		run = 0;
	}
}

static void show_ack(struct dis *d, struct cur c)
{
	uint16_t space, skew;
	uint32_t first, serial;
	uint8_t reason, count;
	struct cur acks;

	if (!has(&c, 18)) {
		say(d, " [|ack]");
		return;
	}
	space = get_be16(&c);
	skew = get_be16(&c);
	first = get_be32(&c);
	skip(&c, 4);
	serial = get_be32(&c);
	reason = get_u8(&c);
	count = get_u8(&c);
	if (d->opt->v > 2)
		sayf(d, " bufspace %u maxskew %u", space, skew);
	show_u(d, " first ", "first", first);
	show_u(d, " serial ", "ack_serial", serial);
	say(d, " reason ");
	show_name(d, "reason", reasons, "#%u", reason);
	if (!count)
		return;
	if (!has(&c, count)) {
		say(d, " [|ack]");
		return;
	}
	acks = take(&c, count);
	say_runs(d, acks, first, 1);
	say_runs(d, acks, first, 0);
}

static void show_flags(struct dis *d, uint8_t flags)
{
	bool any = false;

	note_u(d, "flags", flags);
	for (const struct name *f = flag_bits; f->s; f++) {
		if (!(flags & f->v))
			continue;
		sayf(d, "%s<%s>", any ? "," : " ", f->s);
		any = true;
	}
}

static void dissect_rx(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), cid, call, seq, serial;
	uint16_t service;
	uint8_t type, flags, security;

	if (!has(&c, HEADER)) {
		sayf(d, " [|rx] (%u)", length);
		return;
	}
	skip(&c, 4);
	cid = get_be32(&c);
	call = get_be32(&c);
	seq = get_be32(&c);
	serial = get_be32(&c);
	type = get_u8(&c);
	flags = get_u8(&c);
	skip(&c, 1);
	security = get_u8(&c);
	skip(&c, 2);
	service = get_be16(&c);
	say(d, " rx ");
	show_name(d, "type", types, "type %u", type);
	note_u(d, "cid", cid);
	note_u(d, "call", call);
	note_u(d, "service", service);
	if (d->opt->v > 1)
		sayf(d, " cid %08x call# %u", cid, call);
	if (d->opt->v) {
		show_u(d, " seq ", "seq", seq);
		show_u(d, " ser ", "serial", serial);
	}
	if (d->opt->v > 1) {
		sayf(d, " secindex %u serviceid %u", security, service);
		show_flags(d, flags);
	}
	if (type == ACK)
		show_ack(d, c);
	sayf(d, " (%u)", length);
}

const struct proto proto_rx = { "rx", dissect_rx };
