/* Apple's PKTAP.  https://www.tcpdump.org/linktypes/LINKTYPE_PKTAP.html */
#include "dlt.h"
#include "../dissect/dissect.h"

enum { HEAD = 108, NONE = 0, PACKET };

static void say_head(struct dis *d, uint32_t dlt, uint32_t len, uint32_t length)
{
	if (!d->opt->q)
		say(d, "DLT ");
	say_name(d, dlt_names, "UNKNOWN", dlt);
	if (!d->opt->q)
		sayf(d, " (%u) len %u", dlt, len);
	sayf(d, ", length %u: ", length);
}

static void dissect_pktap(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), len, type, dlt;
	const struct proto *p;

	if (length < HEAD) {
		sayf(d, " (packet too short, %u < %u)", length, HEAD);
		invalid(d);
		return;
	}
	need(&c, 12);
	len = peek_le32(&c, 0);
	type = peek_le32(&c, 4);
	dlt = peek_le32(&c, 8);
	note_u(d, "type", type);
	note_u(d, "dlt", dlt);
	if (len < HEAD) {
		sayf(d, " (pkt_len too small, %u < %u)", len, HEAD);
		invalid(d);
		return;
	}
	if (len > length) {
		sayf(d, " (pkt_len too big, %u > %u)", len, length);
		invalid(d);
		return;
	}
	need(&c, len);
	if (d->opt->e)
		say_head(d, dlt, len, length);
	d->link_len += len;
	c = from(c, len);
	if (type == NONE) {
		say(d, "no data");
		return;
	}
	if (type != PACKET)
		return;
	p = dlt < 65536 ? by_link((uint16_t)dlt) : NULL;
	if (p) {
		enter(d, p, c);
		return;
	}
	if (!d->opt->e)
		say_head(d, dlt, len, length);
	say_default(d, c);
}

const struct proto proto_pktap = { "pktap", dissect_pktap };
