/* Per-Packet Information.  https://www.tcpdump.org/linktypes.html (LINKTYPE_PPI), PPI Packet
 * Header 1.0.10. */
#include "dlt.h"
#include "../dissect/dissect.h"

enum { HEAD = 8, MAX = 65532 };

static void say_head(struct dis *d, uint8_t version, uint32_t dlt, uint16_t len, uint32_t length)
{
	if (!d->opt->q)
		sayf(d, "V.%u DLT ", version);
	say_name(d, dlt_names, "UNKNOWN", dlt);
	if (!d->opt->q)
		sayf(d, " (%u) len %u", dlt, len);
	sayf(d, ", length %u: ", length);
}

static void dissect_ppi(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length = wire(&c), dlt;
	uint16_t len;
	uint8_t version;
	const struct proto *p;

	if (!has(&c, HEAD)) {
		stop(d);
		return;
	}
	version = get_u8(&c);
	skip(&c, 1);
	len = get_le16(&c);
	dlt = get_le32(&c);
	note_u(d, "version", version);
	note_u(d, "dlt", dlt);
	if (len < HEAD || len > MAX) {
		sayf(d, " [length %u < %u or > %u]", len, HEAD, MAX);
		invalid(d);
		return;
	}
	if (!has(&whole, len)) {
		stop(d);
		return;
	}
	p = dlt < 65536 ? by_link((uint16_t)dlt) : NULL;
	d->link_len += len;
	if (d->opt->e)
		say_head(d, version, dlt, len, length);
	c = from(whole, len);
	if (p) {
		enter(d, p, c);
		return;
	}
	if (!d->opt->e)
		say_head(d, version, dlt, len, length);
	say_default(d, c);
}

const struct proto proto_ppi = { "ppi", dissect_ppi };
