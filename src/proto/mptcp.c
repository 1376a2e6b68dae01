/* Multipath TCP's option.  RFC 6824 (version 0), RFC 8684 (version 1). */
#include "mptcp.h"

enum { SYN = 0x02, ACK = 0x10 };
enum { CAPABLE, JOIN, DSS, ADD_ADDR, REMOVE_ADDR, PRIO, FAIL, FAST_CLOSE, RESET };
enum { DSS_ACK = 0x01, DSS_ACK8 = 0x02, DSS_MAP = 0x04, DSS_SEQ8 = 0x08, DSS_FIN = 0x10 };

static const struct name capable_bits[] = {
	{ 0x80, "A" },
	{ 0x40, "B" },
	{ 0x20, "C" },
	{ 0x10, "D" },
	{ 0x08, "E" },
	{ 0x04, "F" },
	{ 0x02, "G" },
	{ 0x01, "H" },
	{ 0, NULL },
};

static const struct name reset_bits[] = {
	{ 0x08, "U" },
	{ 0x04, "V" },
	{ 0x02, "W" },
	{ 0x01, "T" },
	{ 0, NULL },
};

static const struct name reasons[] = {
	{ 0, "Unspecified error" },
	{ 1, "MPTCP-specific error" },
	{ 2, "Lack of resources" },
	{ 3, "Administratively prohibited" },
	{ 4, "Too much outstanding data" },
	{ 5, "Unacceptable performance" },
	{ 6, "Middlebox interference" },
	{ 0, NULL },
};

static void say_key(struct dis *d, const char *label, uint64_t key)
{
	say_s(d, label);
	if (key >> 32)
		sayf(d, "%x%08x", (uint32_t)(key >> 32), (uint32_t)key);
	else
		sayf(d, "%x", (uint32_t)key);
}

static bool capable(struct dis *d, struct cur c, uint8_t flags)
{
	uint32_t len = left(&c);
	uint8_t version, bits;
	uint64_t key;

	say(d, " capable");
	if (!((len == 4 || len == 12) && flags & SYN) &&
		!((len == 20 || len == 22 || len == 24) && (flags & (SYN | ACK)) == ACK))
		return false;
	version = peek_u8(&c, 2) & 15;
	bits = peek_u8(&c, 3);
	c = from(c, 4);
	if (version > 1) {
		sayf(d, " Unknown Version (%u)", version);
		return true;
	}
	note_u(d, "flags", bits);
	show_u(d, " v", "version", version);
	say(d, " flags [");
	say_bits(d, capable_bits, "none", bits, "");
	say(d, "]");
	if (bits & 0x80)
		say(d, " csum");
	if (len == 4)
		return true;
	key = get_be64(&c);
	note_u(d, "sender_key", key);
	say_key(d, " {0x", key);
	if (len >= 20) {
		key = get_be64(&c);
		note_u(d, "receiver_key", key);
		say_key(d, ",0x", key);
	}
	if (len >= 22)
		show_u(d, ",data_len=", "data_len", get_be16(&c));
	say(d, "}");
	return true;
}

static bool join(struct dis *d, struct cur c, uint8_t flags)
{
	uint32_t len = left(&c), token, nonce;
	uint8_t first, id;
	uint64_t mac;

	say(d, " join");
	if (!(len == 12 && flags & SYN) && !(len == 16 && (flags & (SYN | ACK)) == (SYN | ACK)) &&
		!(len == 24 && flags & ACK))
		return false;
	first = peek_u8(&c, 2);
	id = peek_u8(&c, 3);
	c = from(c, 4);
	if (len == 24) {
		say(d, " hmac 0x");
		say_bytes(d, c, 0);
		note_hex(d, "hmac", c);
		return true;
	}
	if (first & 1)
		say(d, " backup");
	show_u(d, " id ", "id", id);
	if (len == 12) {
		token = get_be32(&c);
		nonce = get_be32(&c);
		show_x(d, " token 0x", "token", token, 0);
		show_x(d, " nonce 0x", "nonce", nonce, 0);
	} else {
		mac = get_be64(&c);
		nonce = get_be32(&c);
		say_key(d, " hmac 0x", mac);
		show_x(d, " nonce 0x", "nonce", nonce, 0);
	}
	return true;
}

static bool dss(struct dis *d, struct cur c, uint8_t tcp_flags)
{
	uint32_t len = left(&c), sub;
	uint8_t flags;
	uint16_t n;

	say(d, " dss");
	/* flags, and as much as they announce; a checksum may follow a mapping */
	if (len < 4 || tcp_flags & 0x02) /* none with a SYN */
		return false;
	flags = peek_u8(&c, 3);
	c = from(c, 4);
	note_u(d, "flags", flags);
	if (flags & DSS_FIN)
		say(d, " fin");
	if (flags & DSS_ACK) {
		uint32_t size = flags & DSS_ACK8 ? 8 : 4;
		uint64_t ack;

		say(d, " ack ");
		if (left(&c) < size)
			return false;
		ack = size == 8 ? get_be64(&c) : get_be32(&c);
		show_u64(d, "", "ack", ack);
	}
	if (flags & DSS_MAP) {
		uint32_t size = flags & DSS_SEQ8 ? 8 : 4;
		uint64_t seq;

		say(d, " seq ");
		if (left(&c) < size)
			return false;
		seq = size == 8 ? get_be64(&c) : get_be32(&c);
		show_u64(d, "", "seq", seq);
		if (left(&c) < 4)
			return false;
		sub = get_be32(&c);
		show_u(d, " subseq ", "subseq", sub);
		if (left(&c) < 2)
			return false;
		n = get_be16(&c);
		show_u(d, " len ", "len", n);
		if (left(&c) >= 2)
			show_x(d, " csum 0x", "csum", get_be16(&c), 0);
	}
	return !more(&c);
}

static bool add_addr(struct dis *d, struct cur c)
{
	uint32_t len = left(&c);
	uint8_t first = peek_u8(&c, 2), low = first & 15, id;
	bool v6;
	uint64_t mac;

	say(d, " add-addr");
	if (len != 8 && len != 10 && len != 16 && len != 18 && len != 20 && len != 22 &&
		len != 28 && len != 30)
		return false;
	v6 = len >= 20;
	if (low == 4 || low == 6)
		sayf(d, " v0-ip%u", low);
	else
		say_s(d, low == 0 ? " v1" : low == 1 ? " v1-echo" : " [bad version/echo]");
	id = peek_u8(&c, 3);
	c = from(c, 4);
	show_u(d, " id ", "id", id);
	if (v6) {
		struct ip6 a = get_ip6(&c);

		say(d, " ");
		show_ip6(d, "", "address", a);
	} else {
		uint32_t a = get_ip4(&c);

		say(d, " ");
		show_ip4(d, "", "address", a);
	}
	if (left(&c) == 2 || left(&c) == 10)
		show_u(d, ":", "port", get_be16(&c));
	if (left(&c) == 8) {
		mac = get_be64(&c);
		say_key(d, " hmac 0x", mac);
	}
	return true;
}

static bool remove_addr(struct dis *d, struct cur c)
{
	say(d, " rem-addr");
	if (left(&c) < 4)
		return false;
	c = from(c, 3);
	say(d, " id");
	list(d, "ids");
	while (more(&c))
		show_u(d, " ", NULL, get_u8(&c));
	done(d);
	return true;
}

static bool prio(struct dis *d, struct cur c)
{
	uint32_t len = left(&c);

	say(d, " prio");
	if (len != 3 && len != 4)
		return false;
	say_s(d, peek_u8(&c, 2) & 1 ? " backup" : " non-backup");
	if (len == 4)
		show_u(d, " id ", "id", peek_u8(&c, 3));
	return true;
}

static bool reset(struct dis *d, struct cur c)
{
	uint8_t flags, reason;

	say(d, " tcprst");
	if (left(&c) != 4)
		return false;
	flags = peek_u8(&c, 2) & 15;
	reason = peek_u8(&c, 3);
	say(d, " flags [");
	say_bits(d, reset_bits, "none", flags, "");
	say(d, "] reason ");
	show_name(d, "reason", reasons, "unknown (0x%02x)", reason);
	return true;
}

bool mptcp_option(struct dis *d, struct cur opt, uint8_t flags)
{
	uint64_t v;
	uint8_t subtype;

	if (left(&opt) < 3)
		return false;
	show_u(d, " ", "len", left(&opt));
	subtype = peek_u8(&opt, 2) >> 4;
	note_u(d, "subtype", subtype);
	switch (subtype) {
	case CAPABLE:
		return capable(d, opt, flags);
	case JOIN:
		return join(d, opt, flags);
	case DSS:
		return dss(d, opt, flags);
	case ADD_ADDR:
		return add_addr(d, opt);
	case REMOVE_ADDR:
		return remove_addr(d, opt);
	case PRIO:
		return prio(d, opt);
	case FAIL:
	case FAST_CLOSE:
		say_s(d, subtype == FAIL ? " fail" : " fast-close");
		if (left(&opt) != 12)
			return false;
		v = peek_be64(&opt, 4);
		if (subtype == FAIL)
			show_u64(d, " seq ", "seq", v);
		else
			say_key(d, " key 0x", v);
		return true;
	case RESET:
		return reset(d, opt);
	}
	say(d, " unknown");
	return true;
}
