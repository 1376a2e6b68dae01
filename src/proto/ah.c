/* IP Authentication Header.  RFC 2402, RFC 4302. */
#include "../dissect/dissect.h"

enum { HEAD = 12 };

static void dissect_ah(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t next, len;
	uint16_t reserved;
	uint32_t n, spi, seq;

	next = get_u8(&c);
	say(d, "AH");
	len = get_u8(&c);
	say(d, "(");
	n = (len + 2u) * 4;
	if (d->opt->v) {
		show_u(d, "length=", "length", len);
		sayf(d, "(%u-bytes),", n);
	}
	reserved = get_be16(&c);
	note_u(d, "next_header", next);
	note_u(d, "reserved", reserved);
	if (reserved) {
		sayf(d, "reserved=0x%x", reserved);
		say(d, "[MustBeZero],");
	}
	spi = get_be32(&c);
	show_x(d, "spi=0x", "spi", spi, 8);
	say(d, ",");
	seq = get_be32(&c);
	show_x(d, "seq=0x", "seq", seq, 0);
	say(d, ",icv=0x");
	if (n > HEAD && has(&c, n - HEAD)) {
		struct cur icv = c;

		clip(&icv, n - HEAD);
		note_hex(d, "icv", icv);
	}
	for (uint32_t i = HEAD; i < n && !d->stopped; i++) {
		uint8_t b = get_u8(&c);

		say_x(d, b, 2);
	}
	say(d, "): ");
	enter_ip_proto(d, next, from(whole, n));
}

const struct proto proto_ah = { "ah", dissect_ah };
