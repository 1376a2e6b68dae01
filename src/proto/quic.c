/* QUIC headers.  RFC 8999, RFC 9000, 17. */
#include "../dissect/dissect.h"

enum { CID_MAX = 20, TAG = 16, VERSION_1 = 1 };
enum { INITIAL, ZERO_RTT, HANDSHAKE, RETRY };

static const struct name type_names[] = {
	{ INITIAL, "initial" },
	{ ZERO_RTT, "0-rtt" },
	{ HANDSHAKE, "handshake" },
	{ RETRY, "retry" },
	{ 0, NULL },
};

static uint64_t get_varint(struct cur *c)
{
	switch (peek_u8(c, 0) >> 6) {
	case 0:
		return get_u8(c);
	case 1:
		return get_be16(c) & 0x3fff;
	case 2:
		return get_be32(c) & 0x3fffffff;
	default:
		return get_be64(c) & 0x3fffffffffffffff;
	}
}

/* --- connection IDs that were seen: a short header does not say how long its own is --- */

static struct memo cid_key(struct cur cid)
{
	struct memo m = { .kind = MEMO_QUIC_CID };

	m.key[0] = left(&cid);
	for (uint32_t i = 1; more(&cid); i++)
		for (int shift = 24; shift >= 0 && more(&cid); shift -= 8)
			m.key[i] |= (uint32_t)get_u8(&cid) << shift;
	return m;
}

/* A bit for each length that a connection ID was seen with. */
static uint64_t lengths_seen(struct dis *d)
{
	const struct memo k = { .kind = MEMO_QUIC_LENGTHS };
	const uint64_t *seen = memo_find(d, &k);

	return seen ? *seen : 0;
}

static void remember(struct dis *d, struct cur cid)
{
	struct memo m, lengths = { .kind = MEMO_QUIC_LENGTHS };

	if (!more(&cid))
		return;
	m = cid_key(cid);
	memo_put(d, &m);
	lengths.val[0] = lengths_seen(d) | 1ull << left(&cid);
	memo_put(d, &lengths);
}

static void show_cid(struct dis *d, const char *label, const char *key, struct cur cid)
{
	if (!more(&cid))
		return;
	say_s(d, label);
	say_bytes(d, cid, 0);
	note_hex(d, key, cid);
}

static void show_short(struct dis *d, struct cur c)
{
	uint64_t lengths = lengths_seen(d);
	uint32_t most;

	say(d, ", protected");
	note_s(d, "type", "protected");
	skip(&c, 1);
	need(&c, TAG);
	most = left(&c) < CID_MAX ? left(&c) : CID_MAX;
	for (uint32_t n = 1; n <= most && !d->stopped; n++) {
		struct cur at = c, cid = part(&at, n);
		struct memo m;

		if (!(lengths >> n & 1))
			continue;
		m = cid_key(cid);
		if (memo_find(d, &m)) {
			show_cid(d, ", dcid ", "dcid", cid);
			return;
		}
	}
}

/* --- long headers --- */

static struct cur get_cid(struct cur *c)
{
	uint8_t n = get_u8(c);

	return take(c, n > CID_MAX ? 0 : n);
}

static void show_versions(struct dis *d, struct cur *c)
{
	list(d, "versions");
	while (more(c))
		show_x(d, ", version 0x", NULL, get_be32(c), 0);
	done(d);
}

static void show_token(struct dis *d, struct cur *c, uint64_t n)
{
	struct cur token;

	if (!n || n > left(c))
		return;
	token = take(c, (uint32_t)n);
	say(d, ", token ");
	say_bytes(d, token, 0);
	note_hex(d, "token", token);
}

static void show_long(struct dis *d, struct cur *c)
{
	uint8_t type = get_u8(c) >> 4 & 3;
	uint32_t version = get_be32(c);
	struct cur dcid, scid;
	uint64_t n;

	note_u(d, "version", version);
	if (version == 0) {
		say(d, ", version negotiation");
	} else {
		say(d, ", ");
		show_name(d, "type", type_names, "", type);
		if (version != VERSION_1)
			sayf(d, ", v%x", version);
	}
	note_u(d, "dcid_length", left(c) ? peek_u8(c, 0) : 0);
	dcid = get_cid(c);
	show_cid(d, ", dcid ", "dcid", dcid);
	note_u(d, "scid_length", left(c) ? peek_u8(c, 0) : 0);
	scid = get_cid(c);
	show_cid(d, ", scid ", "scid", scid);
	if (version == 0) {
		show_versions(d, c);
		return;
	}
	remember(d, dcid);
	remember(d, scid);
	if (type == RETRY) {
		if (left(c) < TAG)
			say(d, ", token ");
		need(c, TAG);
		show_token(d, c, left(c) > TAG ? left(c) - TAG : 0);
		skip(c, left(c));
		return;
	}
	if (type == INITIAL) {
		n = get_varint(c);
		note_u(d, "token_length", n);
		show_token(d, c, n);
	}
	n = get_varint(c);
	say(d, ", length ");
	say_u64(d, n);
	note_u(d, "length", n);
	need(c, n < UINT32_MAX ? (uint32_t)n : UINT32_MAX);
	if (n <= wire(c)) /* else what follows it is looked for right here */
		skip(c, (uint32_t)n);
}

static void dissect_quic(struct dis *d, struct cur c)
{
	say(d, "quic");
	list(d, "packets");
	while (more(&c) && wire(&c) && !d->stopped) {
		uint8_t first = peek_u8(&c, 0);

		if (first == 0) { /* padding */
			skip(&c, 1);
			continue;
		}
		item(d);
		if (first & 0x80) {
			show_long(d, &c);
		} else {
			show_short(d, c);
			skip(&c, left(&c));
		}
		done(d);
	}
	done(d);
}

const struct proto proto_quic = { "quic", dissect_quic };
