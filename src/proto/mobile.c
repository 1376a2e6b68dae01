/* Minimal Encapsulation within IP.  RFC 2004. */
#include "../dissect/dissect.h"

enum { SOURCE_PRESENT = 0x80 };

static void dissect_mobile(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint8_t proto, flags;
	uint32_t dst, src;
	uint16_t sum;

	say(d, "mobile: ");
	if (bad(d, "length", wire(&c), <, 8))
		return;
	need(&c, 8);
	proto = get_u8(&c);
	flags = get_u8(&c);
	if (flags & SOURCE_PRESENT)
		need(&whole, 12);
	sum = get_be16(&c);
	dst = get_ip4(&c);
	say_s(d, flags & SOURCE_PRESENT ? "[S] " : "[] ");
	note_b(d, "source_present", flags & SOURCE_PRESENT);
	note_u(d, "protocol", proto);
	if (d->opt->v) {
		if (flags & SOURCE_PRESENT) {
			src = get_ip4(&c);
			show_ip4(d, "", "src", src);
			say(d, " ");
		}
		show_ip4(d, "> ", "dst", dst);
		sayf(d, " (oproto=%u)", proto);
	}
	if (cksum(&whole, flags & SOURCE_PRESENT ? 12 : 8, 0)) {
		show_u(d, " (bad checksum ", "bad_cksum", sum);
		say(d, ")");
	}
}

const struct proto proto_mobile = { "mobile", dissect_mobile };
