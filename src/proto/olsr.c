/* Optimized Link State Routing Protocol.  RFC 3626, and what olsrd adds to it. */
#include "../dissect/dissect.h"

enum { HELLO = 1, TC, MID, HNA, POWERINFO = 128, NAMESERVICE = 130, HELLO_LQ = 201, TC_LQ = 202 };

static const struct name messages[] = {
	{ HELLO, "Hello" },
	{ TC, "TC" },
	{ MID, "MID" },
	{ HNA, "HNA" },
	{ POWERINFO, "Powerinfo" },
	{ NAMESERVICE, "Nameservice" },
	{ HELLO_LQ, "Hello-LQ" },
	{ TC_LQ, "TC-LQ" },
	{ 0, NULL },
};

static const struct name link_types[] = {
	{ 0, "Unspecified" },
	{ 1, "Asymmetric" },
	{ 2, "Symmetric" },
	{ 3, "Lost" },
	{ 0, NULL },
};

static const struct name neighbor_types[] = {
	{ 0, "Not-Neighbor" },
	{ 1, "Symmetric" },
	{ 2, "Symmetric-MPR" },
	{ 0, NULL },
};

static const char *const gateway_flags[] = {
	/* from bit 0 on */
	"LINKSPEED",
	"IPV4",
	"IPV4-NAT",
	"IPV6",
	"IPv6-PREFIX",
};

/* A time in four bits of mantissa and four of exponent, as 1/16 s. */
static void say_time(struct dis *d, uint8_t v)
{
	double t = (1 + (v >> 4) / 16.0) * (double)(1u << (v & 15)) / 16;

	sayf(d, "%.3fs", t);
}

static void say_address(struct dis *d, struct cur *c, bool v6)
{
	if (v6) {
		struct ip6 a = get_ip6(c);

		if (!d->stopped)
			show_ip6(d, "", "address", a);
	} else {
		uint32_t a = get_ip4(c);

		if (!d->stopped)
			show_ip4(d, "", "address", a);
	}
}

/* Always IPv4 addresses, as tcpdump has it. */
static void neighbors(struct dis *d, struct cur c)
{
	say(d, "\n\t      neighbor\n\t\t");
	list(d, "neighbors");
	while (wire(&c) >= 4 && !d->stopped) {
		item(d);
		say_address(d, &c, false);
		done(d);
		if (!d->stopped)
			say_c(d, ' ');
	}
	done(d);
}

static void lq_neighbors(struct dis *d, struct cur c, bool v6)
{
	list(d, "neighbors");
	while (wire(&c) >= (v6 ? 20 : 8) && !d->stopped) {
		struct cur n = take(&c, v6 ? 20 : 8);
		uint8_t lq, nlq;

		if (d->stopped)
			return;
		item(d);
		say(d, "\n\t      neighbor ");
		say_address(d, &n, v6);
		lq = get_u8(&n);
		nlq = get_u8(&n);
		sayf(d, ", link-quality %.2f%%, neighbor-link-quality %.2f%%", lq / 2.55,
			nlq / 2.55);
		note_f(d, "link_quality", lq / 255.0);
		note_f(d, "neighbor_link_quality", nlq / 255.0);
		done(d);
	}
	done(d);
}

static bool hello(struct dis *d, struct cur c, bool v6, bool lq)
{
	uint8_t htime, will;

	if (bad(d, "message length", wire(&c), <, 4))
		return false;
	need(&c, 4);
	skip(&c, 2);
	htime = get_u8(&c);
	will = get_u8(&c);
	if (d->stopped)
		return false;
	say(d, "\n\t  hello-time ");
	say_time(d, htime);
	show_u(d, ", MPR willingness ", "willingness", will);
	while (wire(&c) >= 4 && !d->stopped) {
		uint32_t room = wire(&c), n;
		struct cur v;
		uint8_t code;

		need(&c, 4);
		code = get_u8(&c);
		skip(&c, 1);
		n = get_be16(&c);
		if (d->stopped)
			return false;
		say(d, "\n\t    link-type ");
		show_name(d, "link_type", link_types, "Unknown", code & 3);
		say(d, ", neighbor-type ");
		show_name(d, "neighbor_type", neighbor_types, "Unknown", code >> 2);
		sayf(d, ", len %u", n);
		if (n < 4 || n > room) {
			invalid(d);
			return true;
		}
		v = part(&c, n - 4);
		list(d, "neighbors");
		if (lq)
			lq_neighbors(d, v, v6);
		else
			neighbors(d, v);
		done(d);
	}
	return true;
}

static bool topology(struct dis *d, struct cur c, bool v6, bool lq)
{
	uint16_t seq;

	if (bad(d, "message length", wire(&c), <, 4))
		return false;
	need(&c, 4);
	seq = get_be16(&c);
	skip(&c, 2);
	if (d->stopped)
		return false;
	show_x(d, "\n\t    advertised neighbor seq 0x", "ansn", seq, 4);
	list(d, "neighbors");
	if (lq)
		lq_neighbors(d, c, v6);
	else
		neighbors(d, c);
	done(d);
	return true;
}

static void say_speed(struct dis *d, uint8_t v)
{
	uint32_t s = v ? (v >> 3) + 1 : 0;

	for (v &= 7; v; v--)
		s *= 10;
	say_u(d, s);
}

static uint32_t mask_bits(uint32_t mask)
{
	uint32_t n = 0;

	if (~mask & (~mask + 1))
		return UINT32_MAX; /* not of leading ones */
	for (; mask; mask <<= 1)
		n++;
	return n;
}

static void networks4(struct dis *d, struct cur c)
{
	for (unsigned col = 0; wire(&c) >= 8 && !d->stopped; col = (col + 1) % 4) {
		uint32_t net, mask;

		need(&c, 8);
		net = get_ip4(&c);
		mask = get_be32(&c);
		if (d->stopped)
			return;
		say_s(d, col ? ", " : "\n\t    ");
		item(d);
		note_ip4(d, "network", net);
		note_u(d, "mask", mask);
		if (!net && !(mask >> 24) && mask >> 16) {
			say(d, "Smart-Gateway: ");
			for (unsigned i = 0; i < 5; i++)
				if (mask >> 16 & 1u << i)
					sayf(d, "%s ", gateway_flags[i]);
			say_speed(d, mask >> 8 & 0xff);
			say_c(d, '/');
			say_speed(d, mask & 0xff);
		} else {
			say_ip4(d, net);
			sayf(d, "/%u", mask_bits(mask));
		}
		done(d);
	}
}

static void networks6(struct dis *d, struct cur c)
{
	while (wire(&c) >= 32 && !d->stopped) {
		struct ip6 net, mask;
		uint32_t bits = 0;

		need(&c, 32);
		net = get_ip6(&c);
		mask = get_ip6(&c);
		if (d->stopped)
			return;
		while (bits < 128 && mask.b[bits / 8] & 0x80 >> bits % 8)
			bits++;
		item(d);
		say(d, "\n\t    #0: ");
		show_ip6(d, "", "network", net);
		show_u(d, "/", "prefix_length", bits);
		done(d);
	}
}

static bool names(struct dis *d, struct cur c, bool v6)
{
	uint32_t size = v6 ? 16 : 4, entries, i;
	uint16_t version;

	if (bad(d, "message length", wire(&c), <, 4))
		return false;
	need(&c, 4);
	version = get_be16(&c);
	entries = get_be16(&c);
	if (d->stopped)
		return false;
	show_u(d, "\n\t  Version ", "version", version);
	show_u(d, ", Entries ", "entries", entries);
	if (!entries || entries * (4 + size) > wire(&c) + 4) {
		invalid(d);
		return true;
	}
	for (i = 0; i < entries && wire(&c) >= 4; i++) {
		uint32_t n, pad;
		uint16_t type;

		need(&c, 4);
		type = get_be16(&c);
		n = get_be16(&c);
		if (d->stopped)
			return false;
		if (type)
			sayf(d, "\n\t    #%u: type 0x%04x, length %u", i, type, n);
		else
			sayf(d, "\n\t    #%u: type 000000, length %u", i, n);
		if (!n || n > wire(&c)) {
			invalid(d);
			return true;
		}
		pad = -n & 3;
		if (bad(d, "name entry length", wire(&c), <, size + n + pad))
			return false;
		need(&c, size + n + pad);
		if (d->stopped)
			return false;
		item(d);
		say(d, ", address ");
		say_address(d, &c, v6);
		say(d, ", name \"");
		show_vis(d, "", "name", part(&c, n));
		say_c(d, '"');
		done(d);
		skip(&c, pad);
	}
	return true;
}

static bool message(struct dis *d, uint8_t type, struct cur c, bool v6)
{
	switch (type) {
	case HELLO:
	case HELLO_LQ:
		return hello(d, c, v6, type == HELLO_LQ);
	case TC:
	case TC_LQ:
		return topology(d, c, v6, type == TC_LQ);
	case MID:
		while (wire(&c) >= (v6 ? 16 : 4) && !d->stopped) {
			need(&c, v6 ? 16 : 4);
			if (d->stopped)
				return false;
			say(d, "\n\t  interface address ");
			item(d);
			say_address(d, &c, v6);
			done(d);
		}
		return true;
	case HNA:
		sayf(d, "\n\t  Advertised networks (total %u)", wire(&c) / (v6 ? 32 : 8));
		if (v6)
			networks6(d, c);
		else
			networks4(d, c);
		return true;
	case NAMESERVICE:
		return names(d, c, v6);
	default:
		if (wire(&c))
			say_hex(d, "\n\t    ", c);
		return true;
	}
}

static void dissect_olsr(struct dis *d, struct cur c)
{
	bool v6 = d->net.ver == 6, go_on = true;
	uint32_t header = v6 ? 24 : 12;
	uint32_t length;
	uint16_t seq;

	sayf(d, "OLSRv%u", v6 ? 6 : 4);
	if (bad(d, "packet length", wire(&c), <, 4))
		return;
	need(&c, 4);
	length = get_be16(&c);
	seq = get_be16(&c);
	if (length > wire(&c) + 4)
		length = wire(&c) + 4;
	show_x(d, ", seq 0x", "seq", seq, 4);
	show_u(d, ", length ", "length", length);
	if (!d->opt->v)
		return;
	c = part(&c, length > 4 ? length - 4 : 0);
	list(d, "messages");
	while (wire(&c) && !d->stopped && go_on) {
		struct cur whole = c, a;
		uint8_t type, vtime, ttl, hops;
		uint32_t n;

		need(&c, header);
		type = get_u8(&c);
		vtime = get_u8(&c);
		n = get_be16(&c);
		a = take(&c, v6 ? 16 : 4);
		ttl = get_u8(&c);
		hops = get_u8(&c);
		seq = get_be16(&c);
		if (d->stopped)
			return;
		if (!type || !n)
			break;
		item(d);
		say(d, "\n\t");
		show_name(d, "type", messages, "Unknown", type);
		sayf(d, " Message (0x%02x), originator ", type);
		group(d, "originator");
		say_address(d, &a, v6);
		done(d);
		show_u(d, ", ttl ", "ttl", ttl);
		show_u(d, ", hop ", "hops", hops);
		say(d, "\n\t  vtime ");
		say_time(d, vtime);
		show_x(d, ", msg-seq 0x", "msg_seq", seq, 4);
		show_u(d, ", length ", "length", n);
		if (n < header || n > length) {
			invalid(d);
			done(d);
			break;
		}
		go_on = message(d, type, part(&c, n - header), v6);
		done(d);
		skip(&whole, n);
		c = whole;
	}
	done(d);
}

const struct proto proto_olsr = { "olsr", dissect_olsr };
