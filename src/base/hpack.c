/* hpack.c - RFC 7541. */
#include "hpack.h"

#include <string.h>

/* Appendix B: the octets in the order of their codes (256: EOS), and how many codes there are of
 * each length. Codes count on from one to the next, and double with each bit more. */
static const uint16_t symbols[257] = {
	48,
	49,
	50,
	97,
	99,
	101,
	105,
	111,
	115,
	116,
	32,
	37,
	45,
	46,
	47,
	51,
	52,
	53,
	54,
	55,
	56,
	57,
	61,
	65,
	95,
	98,
	100,
	102,
	103,
	104,
	108,
	109,
	110,
	112,
	114,
	117,
	58,
	66,
	67,
	68,
	69,
	70,
	71,
	72,
	73,
	74,
	75,
	76,
	77,
	78,
	79,
	80,
	81,
	82,
	83,
	84,
	85,
	86,
	87,
	89,
	106,
	107,
	113,
	118,
	119,
	120,
	121,
	122,
	38,
	42,
	44,
	59,
	88,
	90,
	33,
	34,
	40,
	41,
	63,
	39,
	43,
	124,
	35,
	62,
	0,
	36,
	64,
	91,
	93,
	126,
	94,
	125,
	60,
	96,
	123,
	92,
	195,
	208,
	128,
	130,
	131,
	162,
	184,
	194,
	224,
	226,
	153,
	161,
	167,
	172,
	176,
	177,
	179,
	209,
	216,
	217,
	227,
	229,
	230,
	129,
	132,
	133,
	134,
	136,
	146,
	154,
	156,
	160,
	163,
	164,
	169,
	170,
	173,
	178,
	181,
	185,
	186,
	187,
	189,
	190,
	196,
	198,
	228,
	232,
	233,
	1,
	135,
	137,
	138,
	139,
	140,
	141,
	143,
	147,
	149,
	150,
	151,
	152,
	155,
	157,
	158,
	165,
	166,
	168,
	174,
	175,
	180,
	182,
	183,
	188,
	191,
	197,
	231,
	239,
	9,
	142,
	144,
	145,
	148,
	159,
	171,
	206,
	215,
	225,
	236,
	237,
	199,
	207,
	234,
	235,
	192,
	193,
	200,
	201,
	202,
	205,
	210,
	213,
	218,
	219,
	238,
	240,
	242,
	243,
	255,
	203,
	204,
	211,
	212,
	214,
	221,
	222,
	223,
	241,
	244,
	245,
	246,
	247,
	248,
	250,
	251,
	252,
	253,
	254,
	2,
	3,
	4,
	5,
	6,
	7,
	8,
	11,
	12,
	14,
	15,
	16,
	17,
	18,
	19,
	20,
	21,
	23,
	24,
	25,
	26,
	27,
	28,
	29,
	30,
	31,
	127,
	220,
	249,
	10,
	13,
	22,
	256,
};
static const uint8_t codes_of[31] = { 0, 0, 0, 0, 0, 10, 26, 32, 6, 0, 5, 3, 2, 6, 2, 3, 0, 0, 0, 3,
	8, 13, 26, 29, 12, 4, 15, 19, 29, 0, 4 };

static const struct {
	const char *name, *value;
} fixed[] = {
	/* Appendix A, from 1 on */
	{ ":authority", "" },
	{ ":method", "GET" },
	{ ":method", "POST" },
	{ ":path", "/" },
	{ ":path", "/index.html" },
	{ ":scheme", "http" },
	{ ":scheme", "https" },
	{ ":status", "200" },
	{ ":status", "204" },
	{ ":status", "206" },
	{ ":status", "304" },
	{ ":status", "400" },
	{ ":status", "404" },
	{ ":status", "500" },
	{ "accept-charset", "" },
	{ "accept-encoding", "gzip, deflate" },
	{ "accept-language", "" },
	{ "accept-ranges", "" },
	{ "accept", "" },
	{ "access-control-allow-origin", "" },
	{ "age", "" },
	{ "allow", "" },
	{ "authorization", "" },
	{ "cache-control", "" },
	{ "content-disposition", "" },
	{ "content-encoding", "" },
	{ "content-language", "" },
	{ "content-length", "" },
	{ "content-location", "" },
	{ "content-range", "" },
	{ "content-type", "" },
	{ "cookie", "" },
	{ "date", "" },
	{ "etag", "" },
	{ "expect", "" },
	{ "expires", "" },
	{ "from", "" },
	{ "host", "" },
	{ "if-match", "" },
	{ "if-modified-since", "" },
	{ "if-none-match", "" },
	{ "if-range", "" },
	{ "if-unmodified-since", "" },
	{ "last-modified", "" },
	{ "link", "" },
	{ "location", "" },
	{ "max-forwards", "" },
	{ "proxy-authenticate", "" },
	{ "proxy-authorization", "" },
	{ "range", "" },
	{ "referer", "" },
	{ "refresh", "" },
	{ "retry-after", "" },
	{ "server", "" },
	{ "set-cookie", "" },
	{ "strict-transport-security", "" },
	{ "transfer-encoding", "" },
	{ "user-agent", "" },
	{ "vary", "" },
	{ "via", "" },
	{ "www-authenticate", "" },
};

enum { FIXED = sizeof(fixed) / sizeof(*fixed), ENTRY = 32, LONGEST = 30, EOS = 256 };

/* --- the table: RFC 7541, 2.3 and 4 --- */

void hpack_reset(struct hpack *h)
{
	h->n = h->newest = h->used = h->end = h->size = 0;
	h->max = HPACK_SIZE;
}

static uint32_t size_of(const struct hpack_entry *e)
{
	return ENTRY + (uint32_t)e->name + e->value;
}

static void drop_oldest(struct hpack *h)
{
	const struct hpack_entry *e =
		&h->entry[(h->newest + HPACK_ENTRIES - (h->n - 1)) % HPACK_ENTRIES];

	h->size -= size_of(e);
	h->used -= (uint32_t)e->name + e->value;
	h->n--;
}

static void shrink(struct hpack *h, uint32_t room)
{
	while (h->n && (room > h->max || h->size > h->max - room))
		drop_oldest(h);
}

static void put_text(struct hpack *h, const struct hpack_text *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		h->text[(h->end + i) % HPACK_TEXT] = t->b[i];
	h->end = (h->end + t->n) % HPACK_TEXT;
	h->used += t->n;
}

static void add(struct hpack *h, const struct hpack_field *f)
{
	struct hpack_text none = { h->text, 0 };
	const struct hpack_text *name = f->name.b ? &f->name : &none;
	uint32_t octets = name->n + f->value.n;
	struct hpack_entry *e;

	shrink(h, octets + ENTRY);
	if (octets + ENTRY > h->max || octets > HPACK_TEXT)
		return; /* 4.4: the table is empty then, and that is no error */
	while (h->n && (h->n == HPACK_ENTRIES || octets > HPACK_TEXT - h->used))
		drop_oldest(h);
	h->newest = (h->newest + 1) % HPACK_ENTRIES;
	h->n++;
	e = &h->entry[h->newest];
	e->at = (uint16_t)h->end;
	e->name = (uint16_t)name->n;
	e->value = (uint16_t)f->value.n;
	e->unnamed = !f->name.b;
	h->size += size_of(e);
	put_text(h, name);
	put_text(h, &f->value);
}

/* --- texts --- */

/* A copy, as the table may soon be another. */
static bool copy(
	struct hpack *h, struct hpack_block *k, uint32_t at, uint32_t n, struct hpack_text *t)
{
	if (n > HPACK_OUT - k->used)
		return false;
	t->b = k->out + k->used;
	t->n = n;
	for (uint32_t i = 0; i < n; i++)
		k->out[k->used++] = h->text[(at + i) % HPACK_TEXT];
	return true;
}

static struct hpack_text text_of(const char *s)
{
	return (struct hpack_text){ (const uint8_t *)s, (uint32_t)strlen(s) };
}

/* What an index stands for; unknown texts if nothing is known by it. */
static bool look_up(struct hpack *h, struct hpack_block *k, struct hpack_field *f, bool value_too)
{
	const struct hpack_entry *e;
	uint32_t age;

	if (f->index <= FIXED) {
		f->name = text_of(fixed[f->index - 1].name);
		if (value_too)
			f->value = text_of(fixed[f->index - 1].value);
		return true;
	}
	age = f->index - FIXED - 1;
	if (age >= h->n)
		return true;
	e = &h->entry[(h->newest + HPACK_ENTRIES - age) % HPACK_ENTRIES];
	if (!e->unnamed && !copy(h, k, e->at, e->name, &f->name))
		return false;
	return !value_too || copy(h, k, e->at + (uint32_t)e->name, e->value, &f->value);
}

/* --- the primitives: RFC 7541, 5 --- */

static bool integer(struct hpack_block *k, unsigned bits, uint32_t *v)
{
	uint32_t most = (1u << bits) - 1;

	*v = *k->b++ & most;
	if (*v < most)
		return true;
	for (unsigned shift = 0; shift <= 21 && k->b < k->end; shift += 7) {
		*v += (*k->b & 0x7fu) << shift;
		if (!(*k->b++ & 0x80))
			return true;
	}
	return false;
}

/* 5.2: codes one after the other, most significant bit first, filled up with ones. */
static bool unpack(struct hpack_block *k, const uint8_t *b, uint32_t n, struct hpack_text *t)
{
	uint32_t code = 0, first = 0, at = 0;
	unsigned bits = 0;

	t->b = k->out + k->used;
	t->n = 0;
	for (uint64_t i = 0; i < (uint64_t)n * 8; i++) {
		code = code << 1 | (b[i / 8] >> (7 - i % 8) & 1u);
		if (++bits > LONGEST)
			return false;
		first <<= 1;
		if (code - first >= codes_of[bits]) {
			first += codes_of[bits];
			at += codes_of[bits];
			continue;
		}
		if (symbols[at + code - first] == EOS || k->used == HPACK_OUT)
			return false;
		k->out[k->used++] = (uint8_t)symbols[at + code - first];
		t->n++;
		code = first = at = 0;
		bits = 0;
	}
	return bits < 8 && code == (1u << bits) - 1;
}

static bool string(struct hpack_block *k, struct hpack_text *t)
{
	bool packed;
	uint32_t n;

	if (k->b >= k->end)
		return false;
	packed = *k->b & 0x80;
	if (!integer(k, 7, &n) || n > (uint32_t)(k->end - k->b))
		return false;
	t->b = k->b;
	t->n = n;
	k->b += n;
	return !packed || unpack(k, t->b, n, t);
}

/* 6.2: a literal; its name is an index or a text. */
static enum hpack_got literal(
	struct hpack *h, struct hpack_block *k, struct hpack_field *f, unsigned bits)
{
	if (!integer(k, bits, &f->index))
		return HPACK_BAD;
	if (f->index ? !look_up(h, k, f, false) : !string(k, &f->name))
		return HPACK_BAD;
	return string(k, &f->value) ? HPACK_FIELD : HPACK_BAD;
}

enum hpack_got hpack_next(struct hpack *h, struct hpack_block *k, struct hpack_field *f)
{
	enum hpack_got got;

	*f = (struct hpack_field){ 0 };
	k->used = 0;
	if (k->b >= k->end)
		return HPACK_END;
	if (*k->b & 0x80) { /* 6.1 */
		if (!integer(k, 7, &f->index) || !f->index || !look_up(h, k, f, true))
			return HPACK_BAD;
		return HPACK_FIELD;
	}
	if ((*k->b & 0xe0) == 0x20) { /* 6.3 */
		if (!integer(k, 5, &h->max))
			return HPACK_BAD;
		shrink(h, 0);
		return HPACK_RESIZED;
	}
	f->added = *k->b & 0x40;
	f->never = !f->added && *k->b & 0x10;
	got = literal(h, k, f, f->added ? 6 : 4);
	if (got == HPACK_FIELD && f->added)
		add(h, f);
	return got;
}
