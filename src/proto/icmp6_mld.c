/* Multicast listener discovery (RFC 2710, RFC 3810), node information (RFC 4620) and router
 * renumbering (RFC 2894): the parts of ICMPv6 that few links carry. */
#include "icmp6.h"
#include "igmp.h"

/* --- multicast listeners --- */

static void show_sources(struct dis *d, struct cur *c, uint16_t n)
{
	if (d->opt->v < 2) {
		sayf(d, ", %u source(s)", n);
		skip(c, n * 16u);
		return;
	}
	say(d, " {");
	for (uint16_t i = 0; i < n && !d->stopped; i++) {
		struct ip6 a = get_ip6(c);

		say(d, " ");
		say_ip6(d, a);
	}
	say(d, " }");
}

void show_mld2_report(struct dis *d, struct cur c)
{
	uint32_t n = wire(&c);
	uint16_t records;

	if (n < 8) {
		sayf(d, " [invalid len %u]", n);
		return;
	}
	records = peek_be16(&c, 6);
	show_u(d, ", ", "records", records);
	say(d, " group record(s)");
	if (!d->opt->v)
		return;
	c = from(c, 8);
	list(d, "groups");
	for (uint16_t i = 0; i < records && !d->stopped; i++) {
		struct ip6 group;
		uint16_t sources;
		uint8_t type;

		if (wire(&c) < 20) {
			say(d, " [invalid number of groups]");
			return;
		}
		group = peek_ip6(&c, 4);
		item(d);
		show_ip6(d, " [gaddr ", "group", group);
		type = peek_u8(&c, 0);
		say(d, " ");
		show_name(d, "type", igmp_record_types, " [v2-report-#%u]", type);
		sources = peek_be16(&c, 2);
		note_u(d, "aux_data_len", peek_u8(&c, 1));
		note_u(d, "source_count", sources);
		if (wire(&c) < 20 + sources * 16u) {
			sayf(d, " [invalid number of sources %u]", sources);
			return;
		}
		skip(&c, 20);
		show_sources(d, &c, sources);
		say(d, "]");
		done(d);
	}
	done(d);
}

/* RFC 3810, 5.1.3: the larger delays as a mantissa and an exponent */
static uint32_t delay_of(uint16_t code)
{
	return code < 32768 ? code : ((code & 0xfffu) | 0x1000) << ((code >> 12 & 7) + 3);
}

static void show_query2(struct dis *d, struct cur c)
{
	struct ip6 group;
	uint16_t code, sources;
	uint8_t flags, qqi;

	if (wire(&c) < 28) {
		sayf(d, " [invalid len %u]", wire(&c));
		return;
	}
	code = peek_be16(&c, 4);
	if (d->opt->v) {
		say(d, " [max resp delay=");
		say_u(d, delay_of(code));
		say(d, "]");
	}
	group = peek_ip6(&c, 8);
	show_ip6(d, " [gaddr ", "group", group);
	flags = peek_u8(&c, 24);
	if (d->opt->v) {
		if (flags & 8)
			say(d, " sflag");
		if (flags & 7)
			sayf(d, " robustness=%u", flags & 7);
		qqi = peek_u8(&c, 25);
		sayf(d, " qqi=%u", qqi < 128 ? qqi : ((qqi & 0xfu) | 0x10) << ((qqi >> 4 & 7) + 3));
	}
	sources = peek_be16(&c, 26);
	if (sources) {
		if (wire(&c) < 28 + sources * 16u) {
			say(d, " [invalid number of sources");
			if (d->opt->v)
				sayf(d, " %u", sources);
			say(d, "]");
		} else {
			c = from(c, 28);
			show_sources(d, &c, sources);
		}
	}
	say(d, "]");
}

void show_mld(struct dis *d, struct cur c, uint8_t type)
{
	struct ip6 group;
	uint16_t delay;

	if (type == 130 && wire(&c) >= 28) {
		say(d, " v2");
		show_query2(d, c);
		return;
	}
	if (type == 130 && wire(&c) != 24) {
		sayf(d, " unknown-version (len %u) ", wire(&c));
		return;
	}
	if (!has(&c, 24)) /* the reference says nothing of a short one */
		return;
	delay = peek_be16(&c, 4);
	group = peek_ip6(&c, 8);
	show_u(d, "max resp delay: ", "max_resp_delay", delay); /* sic: no space before */
	show_ip6(d, " addr: ", "group", group);
}

/* --- node information --- */

enum { Q_NOOP, Q_UNUSED, Q_NAME, Q_ADDRESSES, Q_IP4 };

static const struct name qtypes[] = {
	{ Q_NOOP, "noop" },
	{ Q_NAME, "node name" },
	{ Q_ADDRESSES, "node addresses" },
	{ Q_IP4, "ipv4 addresses" },
	{ 0, NULL },
};

static const struct name reply_codes[] = {
	{ 0, "success" },
	{ 1, "refused" },
	{ 2, "unknown" },
	{ 0, NULL },
};

static const struct name info_flags[] = {
	{ 0x01, "T" },
	{ 0x02, "A" },
	{ 0x04, "C" },
	{ 0x08, "L" },
	{ 0x10, "S" },
	{ 0x20, "G" },
	{ 0, NULL },
};

/* A DNS name without compression (RFC 4620, 6.3): one zero octet at the end of a full name, two
 * behind a single component; "???" at what is neither. */
static void say_node_name(struct dis *d, struct cur c)
{
	say(d, "\"");
	while (wire(&c) && !d->stopped) {
		uint8_t len = get_u8(&c);

		if (len == 0) {
			if (wire(&c) == 0)
				say(d, ".");
			else if (wire(&c) != 1 || peek_u8(&c, 0) != 0)
				say(d, "???");
			break;
		}
		if (len > wire(&c)) {
			say(d, "???");
			break;
		}
		for (; len && !d->stopped; len--)
			say_visc(d, get_u8(&c));
		if (wire(&c) > 1 && peek_u8(&c, 0))
			say(d, ".");
	}
	say(d, "\"");
}

/* RFC 4620, 6.3 and 6.4: IPv4 addresses know two flags only. */
static void show_info_flags(struct dis *d, uint16_t flags, uint16_t qtype)
{
	static const struct name ip4_flags[] = { { 0x01, "T" }, { 0x02, "A" }, { 0, NULL } };

	note_u(d, "flags", flags);
	if (!flags)
		return;
	say(d, " [");
	say_bits(d, qtype == Q_IP4 ? ip4_flags : info_flags, "none", flags, "");
	say(d, "]");
}

static void show_subject(struct dis *d, struct cur c, uint8_t code)
{
	uint32_t n = wire(&c) < left(&c) ? wire(&c) : left(&c);
	struct ip6 a6;
	uint32_t a4;

	if (code > 2) {
		say(d, ", unknown subject");
		return;
	}
	if ((code == 0 && n < 16) || (code == 2 && n < 4))
		return;
	if ((code == 0 && n != 16) || (code == 2 && n != 4)) {
		if (d->opt->v)
			say(d, ", invalid subject len");
		return;
	}
	if (code == 0) {
		a6 = get_ip6(&c);
		show_ip6(d, ", subject=", "subject", a6);
	} else if (code == 1) {
		say(d, ", subject=DNS name, ");
		say_node_name(d, c);
	} else {
		a4 = get_ip4(&c);
		show_ip4(d, ", subject=", "subject", a4);
	}
}

static void show_node_query(struct dis *d, struct cur c)
{
	uint16_t qtype, flags;
	uint8_t code = peek_u8(&c, 1);

	if (wire(&c) == 12) { /* before the draft had query types */
		say(d, " who-are-you request");
		return;
	}
	if (wire(&c) < 16 || !has(&c, 16)) {
		truncated(d);
		return;
	}
	qtype = peek_be16(&c, 4);
	flags = peek_be16(&c, 6);
	say(d, " (");
	show_name(d, "qtype", qtypes, "unknown", qtype);
	if (qtype == Q_ADDRESSES || qtype == Q_IP4) {
		show_info_flags(d, flags, qtype);
		if (flags & 1)
			say(d, " [invalid flag Truncate present]");
	}
	if (qtype != Q_NOOP)
		show_subject(d, from(c, 16), code);
	else if (d->opt->v && left(&c) != 16)
		say(d, ", invalid len");
	say(d, ")");
}

static void show_reply_name(struct dis *d, struct cur c, bool lives)
{
	uint32_t ttl;

	say(d, ", ");
	if (wire(&c) < 4) {
		say(d, "\"\"");
		return;
	}
	ttl = get_be32(&c);
	if (wire(&c) && peek_u8(&c, 0) ==
				wire(&c) - 1) { /* an old draft: a length, then the name as it is */
		skip(&c, 1);
		say(d, "\"");
		say_vis(d, part(&c, wire(&c)));
		say(d, "\"");
	} else {
		say_node_name(d, c);
	}
	if (lives)
		sayf(d, " [TTL=%u]", ttl);
}

/* Addresses with a time to live each; false: the last one is not whole. */
static bool show_reply_addresses(struct dis *d, struct cur c, uint16_t qtype)
{
	uint32_t size = qtype == Q_IP4 ? 8 : 20;

	while (wire(&c) && !d->stopped) {
		uint32_t ttl;

		if (wire(&c) < size)
			return false;
		ttl = get_be32(&c);
		say(d, " ");
		if (qtype == Q_IP4) {
			uint32_t a = get_ip4(&c);

			say_ip4(d, a);
		} else {
			struct ip6 a = get_ip6(&c);

			say_ip6(d, a);
		}
		sayf(d, "(%u)", ttl);
	}
	return true;
}

static void show_node_reply(struct dis *d, struct cur c)
{
	uint8_t code;
	uint16_t qtype;

	if (wire(&c) < 16 || !has(&c, wire(&c))) {
		truncated(d);
		return;
	}
	code = peek_u8(&c, 1);
	say(d, " (");
	if (code) {
		show_name(d, "reply", reply_codes, "", code);
		if (d->opt->v && name_of(reply_codes, code) && wire(&c) != 16)
			say(d, ", invalid length");
		say(d, ")");
		return;
	}
	if (d->opt->v)
		say(d, "success, ");
	qtype = peek_be16(&c, 4);
	show_name(d, "qtype", qtypes, "unknown", qtype);
	switch (qtype) {
	case Q_NOOP:
		if (d->opt->v && wire(&c) != 16)
			say(d, ", invalid length");
		break;
	case Q_NAME:
		show_reply_name(d, from(c, 16), peek_be16(&c, 6) & 1);
		break;
	case Q_ADDRESSES:
	case Q_IP4:
		show_info_flags(d, peek_be16(&c, 6), Q_ADDRESSES);
		if (!show_reply_addresses(d, from(c, 16), qtype) && qtype == Q_IP4) {
			stop(d);
			return;
		}
		break;
	}
	say(d, ")");
}

void show_node_info(struct dis *d, struct cur c, bool reply)
{
	if (reply)
		show_node_reply(d, c);
	else
		show_node_query(d, c);
}

/* --- router renumbering --- */

static const struct name rr_codes[] = {
	{ 0, "command" },
	{ 1, "result" },
	{ 255, "sequence number reset" },
	{ 0, NULL },
};

static const struct name rr_ops[] = { { 1, "add" }, { 2, "change" }, { 3, "setglobal" },
	{ 0, NULL } };

static const struct name rr_flags[] = {
	{ 0x80, "T" },
	{ 0x40, "R" },
	{ 0x20, "A" },
	{ 0x10, "S" },
	{ 0x08, "P" },
	{ 0, NULL },
};

static void say_break(struct dis *d) { say_s(d, d->opt->v > 1 ? "\n\t" : " "); }

static void show_use_prefix(struct dis *d, struct cur *c)
{
	uint8_t uselen = peek_u8(c, 0), keeplen = peek_u8(c, 1), mask = peek_u8(c, 2),
		ra = peek_u8(c, 3);
	uint32_t valid = peek_be32(c, 4), preferred = peek_be32(c, 8), flags = peek_be32(c, 12);
	struct ip6 prefix = peek_ip6(c, 16);

	say_break(d);
	say(d, "use(");
	if (flags >> 24) {
		if (flags & 0x80000000u)
			say(d, "V");
		if (flags & 0x40000000u)
			say(d, "P");
		say(d, ",");
	}
	if (d->opt->v) {
		sayf(d, "mask=0x%x,raflags=0x%x,", mask, ra);
		if (valid == UINT32_MAX)
			say(d, "vltime=infty,");
		else
			sayf(d, "vltime=%u,", valid);
		if (preferred == UINT32_MAX)
			say(d, "pltime=infty,");
		else
			sayf(d, "pltime=%u,", preferred);
	}
	say_ip6(d, prefix);
	sayf(d, "/%u/%u)", uselen, keeplen);
	skip(c, 32);
}

static void show_match_prefix(struct dis *d, struct cur *c, uint32_t *len)
{
	uint8_t op = peek_u8(c, 0), ordinal = peek_u8(c, 2), match = peek_u8(c, 3);
	uint8_t min, max;
	struct ip6 prefix;

	*len = peek_u8(c, 1);
	min = peek_u8(c, 4);
	max = peek_u8(c, 5);
	prefix = peek_ip6(c, 8);
	say_break(d);
	say(d, "match(");
	say_name(d, rr_ops, "#%u", op);
	say(d, ",");
	if (d->opt->v)
		sayf(d, "ord=%u,min=%u,max=%u,", ordinal, min, max);
	say_ip6(d, prefix);
	sayf(d, "/%u)", match);
	skip(c, 24);
}

void show_renumbering(struct dis *d, struct cur c)
{
	uint8_t code, seg, flags;
	uint16_t delay;
	uint32_t seq, reserved, len;

	if (!has(&c, 16)) {
		truncated(d);
		return;
	}
	code = peek_u8(&c, 1);
	seq = peek_be32(&c, 4);
	seg = peek_u8(&c, 8);
	flags = peek_u8(&c, 9);
	delay = peek_be16(&c, 10);
	reserved = peek_be32(&c, 12);
	say(d, ", ");
	show_name(d, "rr_code", rr_codes, "code-#%u", code);
	show_u(d, ", seq=", "seq", seq);
	if (d->opt->v) {
		say(d, "[");
		if (flags & 0xf8) {
			say_bits(d, rr_flags, "", flags & 0xf8, "");
			say(d, ",");
		} else if (flags) {
			say(d, "none,");
		}
		sayf(d, "seg=%u,maxdelay=%u", seg, delay);
		if (reserved)
			sayf(d, "rsvd=0x%x", reserved);
		say(d, "]");
	}
	if (code != 0) /* a result has no operations */
		return;
	skip(&c, 16);
	if (!has(&c, 24)) {
		truncated(d);
		return;
	}
	show_match_prefix(d, &c, &len);
	if (len < 3 || len % 4 != 3) {
		truncated(d);
		return;
	}
	for (; len > 3 && !d->stopped; len -= 4) {
		if (!has(&c, 32)) {
			truncated(d);
			return;
		}
		show_use_prefix(d, &c);
	}
}
