/* Linux netfilter log.  https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html */
#include "tlv.h"

enum { HEAD = 4, PAYLOAD = 9, IPV4 = 2, IPV6 = 10 };

static const struct name families[] = { { IPV4, "IPv4" }, { IPV6, "IPv6" }, { 0, NULL } };

static void say_head(struct dis *d, uint8_t family, uint8_t version, uint16_t id, uint32_t length)
{
	sayf(d, "version %u, resource ID %u", version, id);
	if (d->opt->q) {
		say(d, ", ");
		say_name(d, families, "Unknown NFLOG (0x%02x)", family);
	} else {
		say(d, ", family ");
		say_name(d, families, "Unknown", family);
		sayf(d, " (%u)", family);
	}
	sayf(d, ", length %u: ", length);
}

/* Step to the payload.  False: malformed. */
static bool find_payload(struct dis *d, struct cur *c)
{
	while (wire(c) && !d->stopped) {
		struct cur whole = *c;
		uint32_t size;
		uint16_t type;

		if (wire(c) < HEAD) {
			sayf(d, " [length %u < %u]", wire(c), HEAD);
			malformed(d, whole);
			return false;
		}
		size = (get_le16(c) + 3u) & 0xfffc; /* sic: as on a little-endian machine */
		type = get_le16(c);
		if (size < HEAD) {
			sayf(d, " [size %u < %u]", size, HEAD);
			malformed(d, whole);
			return false;
		}
		if (wire(&whole) < size) {
			sayf(d, " [length %u < %u]", wire(&whole), size);
			malformed(d, whole);
			return false;
		}
		need(&whole, size);
		if (type == PAYLOAD)
			return true;
		*c = from(whole, size);
	}
	return true;
}

static void dissect_nflog(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c);
	struct cur whole = c;
	uint8_t family, version;
	uint16_t id;

	if (length < HEAD) {
		sayf(d, " [length %u < %u]", length, HEAD);
		malformed(d, c);
		return;
	}
	need(&c, HEAD);
	family = get_u8(&c);
	version = get_u8(&c);
	id = get_be16(&c);
	note_u(d, "family", family);
	note_u(d, "version", version);
	note_u(d, "resource", id);
	if (version != 0) {
		sayf(d, "version %u (unknown)", version);
		return;
	}
	if (d->opt->e)
		say_head(d, family, version, id, length);
	if (!find_payload(d, &c))
		return;
	d->link_len += stepped(&whole, &c);
	if (family == IPV4) {
		enter(d, &proto_ip4, c);
	} else if (family == IPV6) {
		enter(d, &proto_ip6, c);
	} else {
		if (!d->opt->e)
			say_head(d, family, version, id, wire(&c) + HEAD); /* sic */
		say_default(d, c);
	}
}

const struct proto proto_nflog = { "nflog", dissect_nflog };
