/* Fiber Distributed Data Interface.  ANSI X3.139, RFC 1390. */
#include "llc.h"

enum { HEAD = 13, CLASS = 0xf0, SMT = 0x40, LLC_ASYNC = 0x50 };

static const struct name controls[] = {
	{ 0x40, "void" },
	{ 0x41, "info" },
	{ 0x4f, "nsa" },
	{ 0x80, "nrt" },
	{ 0xc0, "rt" },
	{ 0xc2, "beacon" },
	{ 0xc3, "claim" },
	{ 0, NULL },
};

/* Classes of frames; the low four bits follow. */
static const struct name classes[] = {
	{ 0x40, "smt" },
	{ 0x50, "async" },
	{ 0x60, "imp_async" },
	{ 0xc0, "mac" },
	{ 0xd0, "sync" },
	{ 0xe0, "imp_sync" },
	{ 0, NULL },
};

static void say_control(struct dis *d, uint8_t fc)
{
	const char *class = name_of(classes, fc & CLASS);

	if (name_of(controls, fc))
		say_s(d, name_of(controls, fc));
	else if (class)
		sayf(d, "%s%x", class, fc & 15);
	else
		say_x(d, fc, 2);
	say(d, " ");
}

static void dissect_fddi(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	uint8_t fc;
	bool known;

	if (length < HEAD || !has(&c, HEAD)) {
		stop(d);
		return;
	}
	fc = get_u8(&c);
	d->dst.len = d->src.len = 6;
	get_bytes(&c, d->dst.b, 6);
	get_bytes(&c, d->src.b, 6);
	note_u(d, "fc", fc);
	note_mac(d, "dst", ld_mac(d->dst.b));
	note_mac(d, "src", ld_mac(d->src.b));
	d->link_len += HEAD;
	known = (fc & CLASS) == LLC_ASYNC || (fc & CLASS) == SMT;
	if (d->opt->e || !known) {
		if (!d->opt->q)
			say_control(d, fc);
		say_mac(d, ld_mac(d->src.b));
		say(d, " > ");
		say_mac(d, ld_mac(d->dst.b));
		sayf(d, ", length %u: ", length);
	}
	if ((fc & CLASS) == SMT)
		say(d, "<SMT printer not yet implemented>");
	else if ((fc & CLASS) != LLC_ASYNC || !llc_enter(d, c))
		say_default(d, c);
}

const struct proto proto_fddi = { "fddi", dissect_fddi };
