/* Serial Line IP with Van Jacobson's header compression.  RFC 1055, RFC 1144. */
#include "../dissect/dissect.h"

enum { HEAD = 16, DIRECTION = 0, COMPRESSED = 1 };
enum { TYPE_IP = 0x40, TYPE_UNCOMPRESSED = 0x70, TYPE_COMPRESSED = 0x80 };
enum {
	NEW_C = 0x40,
	NEW_I = 0x20,
	NEW_S = 0x08,
	NEW_A = 0x04,
	NEW_W = 0x02,
	NEW_U = 0x01,
	SPECIAL = 0x0f,
	SPECIAL_I = 0x0b,
	SPECIAL_D = 0x0f
};

/* What is remembered of a connection: its last length, and the last connection of all. */
static struct memo key_of(uint32_t dir, uint32_t conn)
{
	struct memo k = { .kind = MEMO_SLIP };

	k.key[0] = dir;
	k.key[1] = conn;
	return k;
}

static uint32_t recall(struct dis *d, uint32_t dir, uint32_t conn, uint32_t otherwise)
{
	struct memo k = key_of(dir, conn);
	uint64_t *v = memo_find(d, &k);

	return v ? (uint32_t)*v : otherwise;
}

static void remember(struct dis *d, uint32_t dir, uint32_t conn, uint32_t value)
{
	struct memo k = key_of(dir, conn);

	k.val[0] = value;
	memo_put(d, &k);
}

static uint32_t last_connection(struct dis *d) { return recall(d, 9, 0, 255); }

/* A number of one octet, or of two behind a 0; only the latter is stepped over, sic. */
static uint16_t get_number(struct cur *c)
{
	uint8_t b = peek_u8(c, 0);

	if (b)
		return b;
	skip(c, 1);
	return get_be16(c);
}

static void show_change(struct dis *d, const char *label, struct cur *c)
{
	uint16_t n = get_number(c);

	say(d, " ");
	say_s(d, label);
	say_u(d, n);
}

static void show_compressed(struct dis *d, struct cur head, struct cur ip, uint32_t dir)
{
	struct cur c = head;
	uint32_t length = wire(&ip), hlen, conn;
	uint8_t flags = get_u8(&c);
	uint16_t n;

	if (flags & NEW_C) {
		conn = get_u8(&c);
		remember(d, 9, 0, conn);
		sayf(d, "ctcp %u", conn);
	} else {
		conn = last_connection(d);
		say(d, "ctcp *");
	}
	c = from(c, 2); /* the checksum */
	if ((flags & SPECIAL) == SPECIAL_I) {
		sayf(d, " *SA+%u", recall(d, dir, conn, 0));
	} else if ((flags & SPECIAL) == SPECIAL_D) {
		sayf(d, " *S+%u", recall(d, dir, conn, 0));
	} else {
		if (flags & NEW_U)
			show_change(d, "U=", &c);
		if (flags & NEW_W) {
			n = get_number(&c);
			if (n > 0x7fff)
				sayf(d, " W%d", (int)n - 0x10000);
			else
				sayf(d, " W+%u", n);
		}
		if (flags & NEW_A)
			show_change(d, "A+", &c);
		if (flags & NEW_S)
			show_change(d, "S+", &c);
	}
	if (flags & NEW_I)
		show_change(d, "I+", &c);
	hlen = peek_u8(&ip, 0) & 15;
	hlen += peek_u8(&ip, hlen * 4 + 12) >> 4;
	remember(d, dir, conn, length - hlen * 4);
	sayf(d, " %u (%u)", length - hlen * 4, stepped(&head, &c));
}

static void say_head(struct dis *d, struct cur c, struct cur ip)
{
	uint8_t dir = peek_u8(&c, DIRECTION), type = peek_u8(&c, COMPRESSED), conn;
	uint32_t hlen, total;
	bool valid = dir <= 1;

	if (dir == 0)
		say(d, "I ");
	else if (dir == 1)
		say(d, "O ");
	else
		sayf(d, "Invalid direction %u ", dir);
	note_u(d, "direction", dir);
	switch (type & 0xf0) {
	case TYPE_IP:
		sayf(d, "ip %u: ", wire(&ip) + HEAD);
		break;
	case TYPE_UNCOMPRESSED:
		conn = peek_u8(&c, COMPRESSED + 9);
		remember(d, 9, 0, conn);
		sayf(d, "utcp %u: ", conn);
		if (!valid)
			break;
		total = wire(&ip);
		hlen = peek_u8(&ip, 0) & 15;
		hlen += peek_u8(&ip, hlen * 4 + 12) >> 4;
		remember(d, dir, conn, total - hlen * 4);
		break;
	default:
		if (!valid)
			return;
		if (type & TYPE_COMPRESSED) {
			show_compressed(d, from(c, COMPRESSED), ip, dir);
			say(d, ": ");
		} else {
			sayf(d, "slip-%u!: ", type);
		}
	}
}

static void show(struct dis *d, struct cur c, bool bsdos)
{
	struct cur ip;
	uint8_t version;

	if (!has(&c, HEAD) || wire(&c) < HEAD) {
		stop(d);
		return;
	}
	ip = from(c, HEAD);
	d->link_len += HEAD;
	if (d->opt->e && !bsdos)
		say_head(d, c, ip);
	if (bsdos) { /* whatever its version */
		enter(d, &proto_ip4, ip);
		return;
	}
	version = peek_u8(&ip, 0) >> 4;
	if (version == 4)
		enter(d, &proto_ip4, ip);
	else if (version == 6)
		enter(d, &proto_ip6, ip);
	else
		sayf(d, "ip v%u", version);
}

static void dissect_slip(struct dis *d, struct cur c) { show(d, c, false); }
static void dissect_slip_bsdos(struct dis *d, struct cur c) { show(d, c, true); }

const struct proto proto_slip = { "slip", dissect_slip };
const struct proto proto_slip_bsdos = { "slip_bsdos", dissect_slip_bsdos };
