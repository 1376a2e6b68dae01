/* MAC Security: the SecTAG.  IEEE 802.1AE-2018, 9. */
#include "eth.h"

enum {
	VERSION = 0x80,
	ES = 0x40,
	SC = 0x20,
	SCB = 0x10,
	ENCRYPTED = 0x08,
	CHANGED = 0x04,
	AN = 0x03
};
enum { SL = 0x3f, HEAD = 6, SCI_LEN = 8, ICV = 16 };

static const struct name flag_bits[] = {
	{ ENCRYPTED, "E" },
	{ CHANGED, "C" },
	{ ES, "S" },
	{ SCB, "B" },
	{ SC, "I" },
	{ 0, NULL },
};

static void say_tag(struct dis *d, uint8_t tci, uint8_t sl, uint32_t pn, uint64_t sci)
{
	show_u(d, "an ", "an", tci & AN);
	show_u(d, ", pn ", "pn", pn);
	say(d, ", flags ");
	say_bits(d, flag_bits, "none", tci & ~(unsigned)AN, "");
	if (sl)
		show_u(d, ", sl ", "sl", sl);
	if (tci & SC) {
		sayf(d, ", sci %08x%08x", (uint32_t)(sci >> 32), (uint32_t)sci);
		note_u(d, "sci", sci);
	}
	say(d, ", ");
}

bool eth_macsec(struct dis *d, struct cur *c, uint32_t *icv)
{
	uint8_t tci, sl;
	uint32_t pn;
	uint64_t sci = 0;
	bool hidden;

	d->proto = "macsec";
	if (wire(c) < HEAD) {
		stop(d);
		return false;
	}
	need(c, HEAD);
	tci = get_u8(c);
	sl = get_u8(c);
	pn = get_be32(c);
	if (tci & VERSION || sl & ~SL) {
		invalid(d);
		return false;
	}
	if (tci & SC) {
		if (wire(c) < SCI_LEN)
			stop(d);
		sci = get_be64(c);
	}
	hidden = tci & (ENCRYPTED | CHANGED);
	if (!d->opt->e && hidden) {
		say_lladdr(d, &d->src);
		say(d, " > ");
		say_lladdr(d, &d->dst);
		say(d, " 802.1AE MACsec, ");
	}
	if (d->opt->e || hidden)
		say_tag(d, tci, sl, pn, sci);
	if (hidden) {
		say_default(d, *c);
		return false;
	}
	*icv = ICV;
	if (wire(c) < (uint32_t)sl + ICV || left(c) < (uint32_t)sl + ICV) {
		stop(d);
		return false;
	}
	if (sl) { /* the frame is short: what is behind the ICV is padding */
		clip(c, sl);
		*icv = 0;
	}
	return !d->stopped;
}
