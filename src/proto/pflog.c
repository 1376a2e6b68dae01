/* OpenBSD, FreeBSD and NetBSD packet filter logs.
 * https://www.tcpdump.org/linktypes/LINKTYPE_PFLOG.html */
#include "tlv.h"

/* Whose log it is is told by the length of its header. */
enum { DARWIN = 61, FREEBSD = 69, OPENBSD = 100 };
enum { IFNAME = 16, RULESET = 16, AF_INET = 2, NONE32 = -1, UID_MAX_DARWIN = 0x7fffffff };

static const struct name reasons[] = {
	{ 0, "0(match)" },
	{ 1, "1(bad-offset)" },
	{ 2, "2(fragment)" },
	{ 3, "3(short)" },
	{ 4, "4(normalize)" },
	{ 5, "5(memory)" },
	{ 6, "6(bad-timestamp)" },
	{ 7, "7(congestion)" },
	{ 8, "8(ip-option)" },
	{ 9, "9(proto-cksum)" },
	{ 10, "10(state-mismatch)" },
	{ 11, "11(state-insert)" },
	{ 12, "12(state-limit)" },
	{ 13, "13(src-limit)" },
	{ 14, "14(synproxy)" },
	{ 0, NULL },
};

static const struct name actions[] = {
	{ 0, "pass" },
	{ 1, "block" },
	{ 2, "scrub" },
	{ 3, "noscrub" },
	{ 4, "nat" },
	{ 5, "nonat" },
	{ 6, "binat" },
	{ 7, "nobinat" },
	{ 8, "rdr" },
	{ 9, "nordr" },
	{ 10, "synproxy-drop" },
	{ 11, "defer" },
	{ 12, "match" },
	{ 13, "divert" },
	{ 14, "rt" },
	{ 15, "afrt" },
	{ 0, NULL },
};

static const struct name darwin_actions[] = {
	{ 11, "dummynet (Darwin)" },
	{ 12, "nodummynet (Darwin)" },
	{ 13, "nat64 (Darwin)" },
	{ 14, "nonat64 (Darwin)" },
	{ 0, NULL },
};

static const struct name directions[] = { { 0, "in/out" }, { 1, "in" }, { 2, "out" }, { 3, "fwd" },
	{ 0, NULL } };

static bool is_ip6(uint8_t af) { return af == 24 || af == 28 || af == 30; }

/* The rule, the anchor and the rule in it. */
static void say_rule(struct dis *d, struct cur c)
{
	struct cur ruleset = from(c, 20);
	uint32_t rule = peek_be32(&c, 36), sub = peek_be32(&c, 40);

	say(d, "rule ");
	if (rule == (uint32_t)NONE32) {
		say(d, "/");
		return;
	}
	show_u(d, "", "rule", rule);
	if (peek_u8(&c, 20)) {
		say(d, ".");
		say_charsz(d, &ruleset, RULESET);
	}
	if (sub != (uint32_t)NONE32)
		show_u(d, ".", "subrule", sub);
	say(d, "/");
}

static void say_rewritten(struct dis *d, uint8_t af, struct cur addr, uint16_t port)
{
	say(d, "src "); /* sic, both times */
	if (af == AF_INET)
		say_ip4(d, peek_be32(&addr, 0));
	else if (is_ip6(af))
		say_ip6(d, peek_ip6(&addr, 0));
	else
		say(d, "?");
	sayf(d, ":%u", port);
}

static void say_head(struct dis *d, struct cur c, uint32_t len)
{
	uint8_t action = peek_u8(&c, 2), reason = peek_u8(&c, 3), dir = peek_u8(&c, 60), af;
	uint32_t uid = peek_be32(&c, 44), id;
	struct cur ifname = from(c, 4);

	say_rule(d, c);
	show_name(d, "reason", reasons, "unkn(%u)", reason);
	if (uid != (uint32_t)NONE32 && uid != UID_MAX_DARWIN)
		show_u(d, " [uid ", "uid", uid), say(d, "]");
	id = len == FREEBSD ? peek_be32(&c, 64) : 0;
	if (id)
		show_u(d, " [ridentifier ", "ridentifier", id), say(d, "]");
	say(d, ": ");
	show_name(d, "action",
		len == DARWIN && name_of(darwin_actions, action) ? darwin_actions : actions,
		"unkn(%u)", action);
	say(d, " ");
	show_name(d, "direction", directions, "unkn(%u)", dir);
	say(d, " on ");
	say_charsz(d, &ifname, IFNAME);
	say(d, ": ");
	if (!d->opt->v || len != OPENBSD || !peek_u8(&c, 61))
		return;
	af = peek_u8(&c, 62);
	say(d, "[rewritten: ");
	say_rewritten(d, af, from(c, 64), peek_be16(&c, 96));
	say(d, ", ");
	say_rewritten(d, af, from(c, 80), peek_be16(&c, 98));
	say(d, "; ");
}

static void dissect_pflog(struct dis *d, struct cur c)
{
	uint32_t len, padded;
	uint8_t af;
	bool known;

	if (bad(d, "length", wire(&c), <, DARWIN))
		return;
	len = peek_u8(&c, 0);
	af = peek_u8(&c, 1);
	note_u(d, "hdrlen", len);
	note_u(d, "af", af);
	if (bad(d, "hdrlen", len, <, DARWIN) || bad(d, "hdrlen", len, >, OPENBSD))
		return;
	padded = (len + 3u) & ~3u;
	need(&c, padded);
	known = af == AF_INET || is_ip6(af);
	if (d->opt->e || !known)
		say_head(d, c, len);
	d->link_len += padded;
	c = from(c, padded);
	if (af == AF_INET)
		enter(d, &proto_ip4, c);
	else if (known)
		enter(d, &proto_ip6, c);
	else
		say_default(d, c);
}

const struct proto proto_pflog = { "pflog", dissect_pflog };
