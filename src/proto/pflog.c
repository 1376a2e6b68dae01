/* OpenBSD, FreeBSD and NetBSD packet filter logs.
 * https://www.tcpdump.org/linktypes/LINKTYPE_PFLOG.html */
#include "tlv.h"

enum { MIN = 48, REWRITTEN = 100, IFNAME = 16, RULESET = 16, AF_INET = 2 };

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

static const struct name directions[] = { { 0, "in/out" }, { 1, "in" }, { 2, "out" }, { 3, "fwd" },
	{ 0, NULL } };

static void say_rule(struct dis *d, struct cur c)
{
	uint8_t action = peek_u8(&c, 2), reason = peek_u8(&c, 3), dir = peek_u8(&c, 60);
	struct cur ifname = from(c, 4), ruleset = from(c, 20);
	uint32_t rule = peek_be32(&c, 36), sub = peek_be32(&c, 40), uid = peek_be32(&c, 44);

	note_u(d, "rule", rule);
	if (sub == 0xffffffff) {
		sayf(d, "rule %u/", rule);
	} else {
		sayf(d, "rule %u.", rule);
		say_charsz(d, &ruleset, RULESET);
		if (peek_u8(&c, 20))
			sayf(d, ".%u/", sub);
		else
			sayf(d, "%u/", sub);
	}
	show_name(d, "reason", reasons, "unkn(%u)", reason);
	if (d->opt->v)
		sayf(d, " [uid %u]", uid);
	say(d, ": ");
	show_name(d, "action", actions, "unkn(%u)", action);
	say(d, " ");
	show_name(d, "direction", directions, "unkn(%u)", dir);
	say(d, " on ");
	say_charsz(d, &ifname, IFNAME);
	say(d, ": ");
}

static void dissect_pflog(struct dis *d, struct cur c)
{
	uint32_t length = wire(&c), len;
	uint8_t af;

	if (length < MIN || !has(&c, MIN)) {
		stop(d);
		return;
	}
	len = peek_u8(&c, 0);
	if (len < MIN) {
		say(d, "[pflog: invalid header length!]");
		return;
	}
	len = (len + 3u) & ~3u;
	if (length < len || !has(&c, len)) {
		stop(d);
		return;
	}
	af = peek_u8(&c, 1);
	note_u(d, "af", af);
	if (d->opt->e)
		say_rule(d, c);
	d->link_len += len;
	c = from(c, len);
	if (af == AF_INET)
		enter(d, &proto_ip4, c);
	else if (af == 24 || af == 28 || af == 30 || af == 10)
		enter(d, &proto_ip6, c);
	else
		say_default(d, c);
}

const struct proto proto_pflog = { "pflog", dissect_pflog };
