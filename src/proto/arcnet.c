/* ARCnet, as BSD and as Linux capture it.  RFC 1051, RFC 1201. */
#include "atalk.h"
#include "ipx.h"

enum {
	DIAGNOSE = 128,
	IPV6 = 196,
	IP = 212,
	ARP,
	RARP,
	ATALK = 221,
	OLD_IP = 240,
	OLD_ARP,
	BANYAN = 247,
	IPX = 250
};
enum {
	HEAD_OLD = 3,
	HEAD_NEW = 6,
	HEAD_EXTENDED = 10,
	EXCEPTION = 0xff,
	LINUX_OLD = 5,
	LINUX_NEW = 8
};

static const struct name types[] = {
	{ OLD_IP, "oldip" },
	{ OLD_ARP, "oldarp" },
	{ IP, "ip" },
	{ ARP, "arp" },
	{ RARP, "rarp" },
	{ ATALK, "atalk" },
	{ BANYAN, "banyan" },
	{ IPX, "ipx" },
	{ IPV6, "ipv6" },
	{ DIAGNOSE, "diag" },
	{ 0, NULL },
};

struct arc {
	uint8_t flag; /* splitting of a datagram into frames */
	uint16_t seq;
	bool split; /* is there such a header? */
};

static bool is_old(uint8_t type) { return type == OLD_IP || type == OLD_ARP || type == DIAGNOSE; }

static void say_head(struct dis *d, struct cur c, struct arc a, bool cut)
{
	uint32_t length = wire(&c);
	uint8_t src = get_u8(&c), dst = get_u8(&c), type = get_u8(&c);

	note_u(d, "src", src);
	note_u(d, "dst", dst);
	note_u(d, "type", type);
	if (!d->opt->e && !cut)
		return;
	sayf(d, "%02x %02x ", src, dst);
	if (d->opt->q) {
		sayf(d, "%u: ", length);
		return;
	}
	say_name(d, types, "%02x", type);
	if (a.split)
		sayf(d, " seqid %04x", a.seq);
	if (a.split && a.flag & 1)
		sayf(d, " (first of %u fragments)", (a.flag + 3u) / 2);
	else if (a.split && a.flag)
		sayf(d, " (fragment %u)", a.flag / 2 + 1u);
	sayf(d, " %u: ", length);
}

static void payload(struct dis *d, uint8_t type, struct cur c)
{
	switch (type) {
	case OLD_IP:
	case IP:
		enter(d, &proto_ip4, c);
		break;
	case IPV6:
		enter(d, &proto_ip6, c);
		break;
	case OLD_ARP:
	case ARP:
	case RARP:
		enter(d, &proto_arp, c);
		break;
	case ATALK:
		enter(d, &proto_atalk, c);
		break;
	case IPX:
		d->proto = "ipx";
		ipx_show(d, c);
		break;
	default:
		say_dump(d, c);
	}
}

static void dissect_arcnet(struct dis *d, struct cur c)
{
	struct arc a = { 0, 0, false };
	uint32_t head = HEAD_OLD, length = wire(&c);
	uint8_t type;

	if (!has(&c, HEAD_OLD) || length < HEAD_OLD) {
		stop(d);
		return;
	}
	type = peek_u8(&c, 2);
	if (!is_old(type)) {
		if (!has(&c, HEAD_NEW) || length < HEAD_NEW) {
			say_head(d, c, a, true);
			say(d, " phds");
			stop(d);
			return;
		}
		a.split = true;
		a.flag = peek_u8(&c, 3);
		a.seq = peek_be16(&c, 4);
		head = HEAD_NEW;
		if (a.flag == EXCEPTION) {
			if (!has(&c, HEAD_EXTENDED) || length < HEAD_EXTENDED) {
				a.split = false;
				say_head(d, c, a, true);
				say(d, " phds extended");
				stop(d);
				return;
			}
			a.flag = peek_u8(&c, 7);
			a.seq = peek_be16(&c, 8);
			head = HEAD_EXTENDED;
		}
	}
	say_head(d, c, a, false);
	d->link_len += head;
	d->src.len = d->dst.len = 0;
	if (a.split && a.flag && !(a.flag & 1))
		return; /* a later fragment */
	payload(d, type, from(c, head));
}

static void dissect_arcnet_linux(struct dis *d, struct cur c)
{
	struct arc none = { 0, 0, false };
	uint32_t length = wire(&c), head;
	uint8_t type;

	if (!has(&c, LINUX_OLD) || length < LINUX_OLD) {
		stop(d);
		return;
	}
	type = peek_u8(&c, 4);
	head = is_old(type) ? LINUX_OLD : LINUX_NEW;
	if (!has(&c, head) || length < head) {
		stop(d);
		return;
	}
	say_head(d, c, none, false); /* sic: an offset stands where BSD has the type */
	d->link_len += head;
	d->src.len = d->dst.len = 0;
	payload(d, type, from(c, head));
}

const struct proto proto_arcnet = { "arcnet", dissect_arcnet };
const struct proto proto_arcnet_linux = { "arcnet_linux", dissect_arcnet_linux };
