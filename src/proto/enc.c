/* Encapsulated packets of BSD's IPsec.  https://man.openbsd.org/enc */
#include "../dissect/dissect.h"

enum { HEAD = 12, CONFIDENTIAL = 0x0400, AUTHENTIC = 0x0800, AUTHENTIC_AH = 0x2000 };

static void say_flag(struct dis *d, uint32_t *flags, uint32_t bit, const char *name)
{
	if (!(*flags & bit))
		return;
	say_s(d, name);
	say_s(d, *flags == bit ? "): " : ",");
	*flags &= ~bit;
}

static void dissect_enc(struct dis *d, struct cur c)
{
	uint32_t af, spi, flags;

	if (!has(&c, HEAD)) {
		stop(d);
		return;
	}
	af = peek_le32(&c, 0); /* in the byte order of the machine that captured */
	flags = peek_le32(&c, 8);
	if (af >> 16) {
		af = peek_be32(&c, 0);
		flags = peek_be32(&c, 8);
	}
	spi = peek_be32(&c, 4);
	c = from(c, HEAD);
	note_u(d, "af", af);
	note_u(d, "spi", spi);
	note_u(d, "flags", flags);
	d->link_len += HEAD;
	say(d, "(");
	if (flags == 0)
		say(d, "unprotected): ");
	else
		say_flag(d, &flags, AUTHENTIC, "authentic");
	say_flag(d, &flags, CONFIDENTIAL, "confidential");
	sayf(d, "SPI 0x%08x: ", spi);
	if (af == 2)
		enter(d, &proto_ip4, c);
	else if (af == 24 || af == 28 || af == 30 || af == 10)
		enter(d, &proto_ip6, c);
}

const struct proto proto_enc = { "enc", dissect_enc };
