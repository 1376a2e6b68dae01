/* The Babel routing protocol.  RFC 8966; hop times: RFC 9616; MAC: RFC 8967; TS/PC: RFC 7298. */
#include "../dissect/dissect.h"

enum { MAGIC = 42, HEADER = 4, MAX_NONCE = 192 };

enum {
	PAD1,
	PADN,
	ACK_REQ,
	ACK,
	HELLO,
	IHU,
	ROUTER_ID,
	NEXT_HOP,
	UPDATE,
	ROUTE_REQUEST,
	SEQNO_REQUEST,
	TSPC,
	HMAC,
	SS_UPDATE,
	SS_REQUEST,
	SS_MH_REQUEST,
	MAC,
	PC,
	CHALLENGE_REQUEST,
	CHALLENGE_REPLY
};

static const struct name short_names[] = {
	{ PAD1, "pad1" },
	{ PADN, "padN" },
	{ ACK_REQ, "ack-req" },
	{ ACK, "ack" },
	{ HELLO, "hello" },
	{ IHU, "ihu" },
	{ ROUTER_ID, "router-id" },
	{ NEXT_HOP, "nh" },
	{ UPDATE, "update" },
	{ ROUTE_REQUEST, "route-request" },
	{ SEQNO_REQUEST, "seqno-request" },
	{ TSPC, "tspc" },
	{ HMAC, "hmac" },
	{ SS_UPDATE, "ss-update" },
	{ SS_REQUEST, "ss-request" },
	{ SS_MH_REQUEST, "ss-mh-request" },
	{ MAC, "mac" },
	{ PC, "pc" },
	{ CHALLENGE_REQUEST, "challenge_request" },
	{ CHALLENGE_REPLY, "challenge_reply" },
	{ 0, NULL },
};

static const struct name channels[] = {
	{ 0, "reserved" },
	{ 255, "all" },
	{ 0, NULL },
};

struct prefix {
	struct ip6 a; /* an IPv4 one in the first four octets */
	uint8_t ae, bits;
};

struct state { /* what later prefixes leave out */
	struct ip6 last4, last6;
};

static void say_interval(struct dis *d, uint16_t v)
{
	if (v)
		sayf(d, "%u.%02us", v / 100, v % 100);
	else
		say(d, "0.0s (bogus)");
}

static void say_addr(struct dis *d, const struct ip6 *a, uint8_t ae, const char *none)
{
	if (ae == 0)
		say_s(d, none);
	else if (ae == 1)
		say_ip4(d, (uint32_t)a->b[0] << 24 | (uint32_t)a->b[1] << 16 |
				   (uint32_t)a->b[2] << 8 | a->b[3]);
	else
		say_ip6(d, *a);
}

static void say_any_prefix(struct dis *d, const struct prefix *p)
{
	say_addr(d, &p->a, p->ae, "::");
	sayf(d, "/%u", p->bits);
}

static void say_prefix(struct dis *d, const struct prefix *p, const char *none)
{
	if (p->ae)
		say_any_prefix(d, p);
	else
		say_s(d, none);
}

/* False if it is not well-formed. */
static bool get_address(struct cur *c, uint8_t ae, struct ip6 *a)
{
	uint32_t n = ae == 1 ? 4 : ae == 2 ? 16 : ae == 3 ? 8 : 0, at = ae == 3 ? 8 : 0;

	*a = (struct ip6){ 0 };
	if (ae > 3 || wire(c) < n)
		return false;
	if (ae == 3) {
		a->b[0] = 0xfe;
		a->b[1] = 0x80;
	}
	for (uint32_t i = 0; i < n; i++)
		a->b[at + i] = get_u8(c);
	return true;
}

static bool get_prefix(struct cur *c, struct prefix *p, uint8_t omitted, const struct state *s)
{
	uint32_t n = (p->bits + 7) / 8, i, max = p->ae == 1 ? 4 : 16;
	const struct ip6 *last = p->ae == 1 ? &s->last4 : &s->last6;

	p->a = (struct ip6){ 0 };
	if (p->ae == 0)
		return true;
	if (p->ae > 3 || n > max)
		return false;
	if (p->ae == 3) { /* the lower half of a link-local address */
		if (n > 8 && wire(c) < n - 8)
			return false;
		p->a.b[0] = 0xfe;
		p->a.b[1] = 0x80;
		for (i = 8; i < n; i++)
			p->a.b[i] = get_u8(c);
		return true;
	}
	if (omitted > max || (n > omitted && wire(c) < n - omitted))
		return false;
	for (i = 0; i < omitted; i++)
		p->a.b[i] = last->b[i];
	for (i = omitted; i < n; i++)
		p->a.b[i] = get_u8(c);
	return true;
}

static void say_stamp(struct dis *d, struct cur *c)
{
	uint32_t t = get_be32(c);

	sayf(d, "%u.%06us", t / 1000000, t % 1000000);
}

static bool subtlvs(struct dis *d, struct cur c, uint8_t parent)
{
	while (wire(&c) && !d->stopped) {
		uint8_t type = get_u8(&c), n;
		struct cur v;

		if (type == 0) {
			say(d, " sub-pad1");
			continue;
		}
		if (type & 0x80)
			say(d, " (M)");
		if (!wire(&c))
			return false;
		n = get_u8(&c);
		if (n > wire(&c))
			return false;
		v = take(&c, n);
		if (d->stopped)
			return true;
		if (type == 1) {
			say(d, " sub-padn");
		} else if (type == 2) {
			char sep = ' ';

			say(d, " sub-diversity");
			if (!n) {
				say(d, " empty");
				continue;
			}
			while (wire(&v) && !d->stopped) {
				uint8_t channel = get_u8(&v);

				say_c(d, sep);
				say_name(d, channels, "%u", channel);
				sep = '-';
			}
			if (parent != UPDATE && parent != SS_UPDATE)
				say(d, " (bogus)");
		} else if (type == 3) {
			say(d, " sub-timestamp");
			if (parent == HELLO) {
				if (n < 4)
					return false;
				say_c(d, ' ');
				say_stamp(d, &v);
			} else if (parent == IHU) {
				if (n < 8)
					return false;
				say_c(d, ' ');
				say_stamp(d, &v);
				say_c(d, '|');
				say_stamp(d, &v);
			} else {
				say(d, " (bogus)");
			}
		} else {
			sayf(d, " sub-unknown-0x%02x", type);
		}
	}
	return true;
}

static void say_id(struct dis *d, struct cur *c)
{
	struct cur id = take(c, 8);

	say_bytes(d, id, ':');
	note_hex(d, "router_id", id);
}

static void update_flags(struct dis *d, uint8_t flags)
{
	if (flags & 0x80)
		say(d, "/prefix");
	if (flags & 0x40)
		say(d, "/id");
	if (flags & 0x3f)
		say(d, "/unknown");
}

static bool update(struct dis *d, struct cur *c, uint8_t type, struct state *s)
{
	struct prefix p = { 0 }, src = { 0 };
	uint8_t flags, omitted;
	uint16_t interval, seqno, metric;

	say_s(d, type == UPDATE ? "\n\tUpdate" : "\n\tSS-Update");
	if (wire(c) < 10)
		return false;
	p.ae = src.ae = get_u8(c);
	flags = get_u8(c);
	p.bits = get_u8(c);
	omitted = get_u8(c);
	src.bits = flags;
	interval = get_be16(c);
	seqno = get_be16(c);
	metric = get_be16(c);
	if (!get_prefix(c, &p, omitted, s))
		return false;
	if (type == UPDATE) {
		update_flags(d, flags);
		say_c(d, ' ');
		say_prefix(d, &p, "any");
		if (flags & 0x80) {
			if (p.ae == 1)
				s->last4 = p.a;
			else
				s->last6 = p.a;
		}
	} else {
		if (!get_prefix(c, &src, 0, s))
			return false;
		say_c(d, ' ');
		say_any_prefix(d, &p);
		say(d, " from ");
		say_any_prefix(d, &src);
	}
	show_u(d, " metric ", "metric", metric);
	show_u(d, " seqno ", "seqno", seqno);
	say(d, " interval ");
	if (interval == 0xffff)
		say(d, "infinity");
	else
		say_interval(d, interval);
	return true;
}

static bool request(struct dis *d, struct cur *c, uint8_t type, const struct state *s)
{
	struct prefix p = { 0 }, src = { 0 };
	struct cur id = *c;
	uint16_t seqno = 0;
	uint8_t hops = 0;
	bool specific = type == SS_REQUEST || type == SS_MH_REQUEST,
	     mh = type == SEQNO_REQUEST || type == SS_MH_REQUEST;

	sayf(d, "\n\t%s%s ", specific ? "SS-" : "",
		mh         ? specific ? "MH-Request" : "Seqno Request"
		: specific ? "Request"
			   : "Route Request");
	if (wire(c) < (mh ? 14u : specific ? 3u : 2u))
		return false;
	p.ae = src.ae = get_u8(c);
	p.bits = get_u8(c);
	if (mh) {
		seqno = get_be16(c);
		hops = get_u8(c);
	}
	if (mh || specific)
		src.bits = get_u8(c);
	if (mh)
		id = part(c, 8);
	if (!get_prefix(c, &p, 0, s) || (specific && !get_prefix(c, &src, 0, s)))
		return false;
	if (mh)
		sayf(d, "(%u hops) ", hops);
	if (specific && (mh || p.ae)) {
		say(d, "for (");
		say_any_prefix(d, &p);
		say(d, ", ");
		say_any_prefix(d, &src);
		say_c(d, ')');
	} else {
		say(d, "for ");
		say_prefix(d, &p, mh ? "invalid AE 0" : "any");
	}
	if (mh) {
		show_u(d, " seqno ", "seqno", seqno);
		say(d, " id ");
		say_id(d, &id);
	}
	return true;
}

/* Each of these: false, its value is too short. */
static bool hello(struct dis *d, struct cur *c)
{
	uint16_t seqno, interval;

	say(d, "\n\tHello ");
	if (wire(c) < 6)
		return false;
	if (get_be16(c) & 0x8000)
		say(d, "(Unicast) ");
	seqno = get_be16(c);
	interval = get_be16(c);
	show_u(d, "seqno ", "seqno", seqno);
	if (interval) {
		say(d, " interval ");
		say_interval(d, interval);
	} else {
		say(d, " unscheduled");
	}
	return true;
}

static bool ihu(struct dis *d, struct cur *c)
{
	uint16_t cost, interval;
	struct ip6 addr;
	uint8_t ae;

	say(d, "\n\tIHU ");
	if (wire(c) < 6)
		return false;
	ae = get_u8(c);
	skip(c, 1);
	cost = get_be16(c);
	interval = get_be16(c);
	if (!get_address(c, ae, &addr))
		return false;
	say_addr(d, &addr, ae, "any");
	show_u(d, " rxcost ", "rxcost", cost);
	say(d, " interval ");
	say_interval(d, interval);
	return true;
}

static bool hmac(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c);

	say(d, "\n\tHMAC ");
	if (n < 18)
		return false;
	sayf(d, "key-id %u digest-%u ", get_be16(&c), n - 2);
	while (wire(&c) && !d->stopped)
		sayf(d, "%02X", get_u8(&c));
	return true;
}

/* What v says in full; false if it cannot be right. */
static bool tlv(struct dis *d, uint8_t type, struct cur c, struct state *s)
{
	uint32_t n = wire(&c);
	uint16_t a;
	uint8_t ae;
	struct ip6 addr;

	switch (type) {
	case PADN:
		sayf(d, "\n\tPad %u", n + 2);
		return true;
	case ACK_REQ:
		say(d, "\n\tAcknowledgment Request ");
		if (n < 6)
			return false;
		skip(&c, 2);
		a = get_be16(&c);
		sayf(d, "%04x ", a);
		say_interval(d, get_be16(&c));
		return true;
	case ACK:
		say(d, "\n\tAcknowledgment ");
		if (n < 2)
			return false;
		sayf(d, "%04x", get_be16(&c));
		return true;
	case HELLO:
		if (!hello(d, &c))
			return false;
		break;
	case IHU:
		if (!ihu(d, &c))
			return false;
		break;
	case ROUTER_ID:
		say(d, "\n\tRouter Id");
		if (n < 10)
			return false;
		skip(&c, 2);
		say_c(d, ' ');
		say_id(d, &c);
		return true;
	case NEXT_HOP:
		say(d, "\n\tNext Hop");
		if (n < 2)
			return false;
		ae = get_u8(&c);
		skip(&c, 1);
		if (!get_address(&c, ae, &addr))
			return false;
		say_c(d, ' ');
		say_addr(d, &addr, ae, "invalid AE 0");
		return true;
	case UPDATE:
	case SS_UPDATE:
		if (!update(d, &c, type, s))
			return false;
		break;
	case ROUTE_REQUEST:
	case SEQNO_REQUEST:
	case SS_REQUEST:
	case SS_MH_REQUEST:
		return request(d, &c, type, s);
	case TSPC:
		say(d, "\n\tTS/PC ");
		if (n < 6)
			return false;
		a = get_be16(&c);
		show_u(d, "timestamp ", "timestamp", get_be32(&c));
		show_u(d, " packetcounter ", "packet_counter", a);
		return true;
	case HMAC:
		return hmac(d, c);
	case MAC:
		sayf(d, "\n\tMAC len %u", n);
		return true;
	case PC:
		say(d, "\n\tPC");
		if (n < 4)
			return false;
		sayf(d, " value %u", get_be32(&c));
		sayf(d, " index len %u", n - 4);
		return true;
	case CHALLENGE_REQUEST:
		say(d, "\n\tChallenge Request");
		if (n > MAX_NONCE)
			return false;
		sayf(d, " len %u", n);
		return true;
	case CHALLENGE_REPLY:
		say(d, "\n\tChallenge Reply");
		if (n > MAX_NONCE)
			return false;
		sayf(d, " len %u", n);
		return true;
	default:
		sayf(d, "\n\tUnknown message type %u", type);
		return true;
	}
	if (!subtlvs(d, c, type) && !d->stopped)
		invalid(d);
	return true;
}

static bool tlvs(struct dis *d, struct cur c, struct state *s)
{
	while (wire(&c) && !d->stopped) {
		uint8_t type = get_u8(&c), n;
		struct cur v;
		bool good = true;

		if (d->stopped)
			return true;
		if (type == PAD1) {
			say_s(d, d->opt->v ? "\n\tPad 1" : " pad1");
			continue;
		}
		if (!wire(&c))
			return false;
		n = get_u8(&c);
		if (d->stopped)
			return true;
		if (n > wire(&c))
			return false;
		v = take(&c, n);
		if (d->stopped)
			return true;
		item(d);
		note_u(d, "type", type);
		note_(name, d, "type", name_of(short_names, type));
		if (d->opt->v) {
			good = tlv(d, type, v, s);
		} else {
			say_c(d, ' ');
			say_name(d, short_names, "unknown", type);
			if (type == UPDATE) {
				if (n < 10)
					good = false;
				else
					update_flags(d, peek_u8(&v, 1));
			}
		}
		done(d);
		if (!good && !d->stopped)
			return false;
	}
	return true;
}

static void dissect_babel(struct dis *d, struct cur c)
{
	struct state s = { 0 };
	uint8_t magic, version;
	uint32_t n;
	bool good;

	say(d, "babel");
	need(&c, HEADER);
	magic = get_u8(&c);
	version = get_u8(&c);
	n = get_be16(&c);
	if (magic != MAGIC) {
		say(d, " invalid header");
		return;
	}
	show_u(d, " ", "version", version);
	if (version != 2) {
		say(d, " unknown version");
		return;
	}
	show_u(d, " (", "length", n);
	say_c(d, ')');
	if (n > wire(&c)) {
		invalid(d);
		return;
	}
	list(d, "tlvs");
	good = tlvs(d, part(&c, n), &s);
	if (good && wire(&c) && !d->stopped) {
		say_s(d, d->opt->v ? "\n\t----" : " |");
		good = tlvs(d, c, &s);
	}
	done(d);
	if (!good && !d->stopped)
		invalid(d);
}

const struct proto proto_babel = { "babel", dissect_babel };
