/* Token Ring with source routing.  IEEE 802.5. */
#include "llc.h"

enum { HEAD = 14, ROUTED = 0x80, LLC_FRAME = 1, BACKWARD = 0x80 };

static const char *const largest[8] = { "516", "1500", "2052", "4472", "8144", "11407", "17800",
	"??" };
static const char *const broadcasts[8] = { "Non-Broadcast", "Non-Broadcast", "Non-Broadcast",
	"Non-Broadcast", "All-routes", "All-routes", "Single-route", "Single-route" };

/* The routing information field; steps over it. */
static void show_route(struct dis *d, struct cur *c)
{
	uint16_t control = peek_be16(c, 0), len = control >> 8 & 31;
	uint32_t segments = len < 2 ? 0 : (len - 2) / 2;

	note_u(d, "route_control", control);
	if (d->opt->v) {
		sayf(d, "%s %s", broadcasts[control >> 13],
			control & BACKWARD ? "Backward" : "Forward");
		for (uint32_t i = 0; i < segments && !d->stopped; i++) {
			uint16_t s = peek_be16(c, 2 + 2 * i);

			sayf(d, " [%u:%u]", s >> 4, s & 15);
		}
	} else {
		sayf(d, "rt = %x", control);
		for (uint32_t i = 0; i < segments && !d->stopped; i++)
			sayf(d, ":%x", peek_be16(c, 2 + 2 * i));
	}
	sayf(d, " (%s) ", largest[control >> 4 & 7]);
	*c = from(*c, len);
}

static void show_header(struct dis *d, uint8_t ac, uint8_t fc, uint32_t length)
{
	if (!d->opt->q)
		sayf(d, "%02x %02x ", ac, fc);
	say_mac(d, ld_mac(d->src.b));
	say(d, " > ");
	say_mac(d, ld_mac(d->dst.b));
	sayf(d, ", length %u: ", length);
}

static void dissect_token(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	struct cur whole = c;
	uint8_t ac, fc;
	bool routed;

	if (!has(&c, HEAD)) {
		stop(d);
		return;
	}
	ac = get_u8(&c);
	fc = get_u8(&c);
	d->dst.len = d->src.len = 6;
	get_bytes(&c, d->dst.b, 6);
	get_bytes(&c, d->src.b, 6);
	routed = d->src.b[0] & ROUTED;
	d->src.b[0] &= ROUTED - 1;
	note_u(d, "ac", ac);
	note_u(d, "fc", fc);
	note_mac(d, "dst", ld_mac(d->dst.b));
	note_mac(d, "src", ld_mac(d->src.b));
	if (d->opt->e)
		show_header(d, ac, fc, length);
	if (routed && (!has(&c, 2) || !has(&c, peek_u8(&c, 0) & 31))) {
		stop(d);
		return;
	}
	if (routed)
		show_route(d, &c);
	d->link_len += stepped(&whole, &c);
	if (fc >> 6 != LLC_FRAME && !d->opt->e)
		show_header(d, ac, fc, length);
	if (fc >> 6 != LLC_FRAME || !llc_enter(d, c))
		say_default(d, c);
}

const struct proto proto_token = { "token-ring", dissect_token };
