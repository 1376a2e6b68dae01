/* The packets of wb, the LBL whiteboard, over its reliable multicast.
 * https://doi.org/10.1145/217382.217470 (S. Floyd et al., "A Reliable Multicast Framework for
 * Light-weight Sessions", ACM SIGCOMM 1995). */
#include "../dissect/dissect.h"

enum { DRAW, ID, REPAIR_REQUEST, REPAIR_REPLY, KILL, PAGE_REQUEST, PAGE_REPLY = 7 };
enum { SKIP = 14, HOLE };

static const struct name types[] = {
	{ DRAW, "dop" },
	{ ID, "id" },
	{ REPAIR_REQUEST, "rreq" },
	{ REPAIR_REPLY, "rrep" },
	{ KILL, "kill" },
	{ PAGE_REQUEST, "preq" },
	{ PAGE_REPLY, "prep" },
	{ 0, NULL },
};

static const struct name draw_ops[] = {
	{ 2, "RECT" },
	{ 3, "LINE" },
	{ 4, "ML" },
	{ 5, "DEL" },
	{ 6, "XFORM" },
	{ 7, "ELL" },
	{ 8, "CHAR" },
	{ 9, "STR" },
	{ 10, "NOP" },
	{ 11, "PSCODE" },
	{ 12, "PSCOMP" },
	{ 13, "REF" },
	{ SKIP, "SKIP" },
	{ HOLE, "HOLE" },
	{ 0, NULL },
};

struct page { /* who made it, and its number there */
	uint32_t host, number;
};

static struct page get_page(struct cur *c)
{
	uint32_t host = get_ip4(c), number = get_be32(c);

	return (struct page){ host, number };
}

static void show_page(struct dis *d, struct page p)
{
	show_ip4(d, "", "page_host", p.host);
	show_u(d, ":", "page", p.number);
}

/* Is that much of the packet claimed?  If not, it is wrong. */
static bool room(struct dis *d, const struct cur *c, uint32_t n)
{
	if (wire(c) >= n)
		return true;
	invalid(d);
	return false;
}

/* One drawing operation; *seq is its number, and behind it the last that it stands for.  False if
 * the numbers go backwards. */
static bool show_draw_op(struct dis *d, struct cur *c, uint32_t *seq, uint32_t last)
{
	uint32_t first = *seq, ts = get_be32(c);
	uint16_t words = get_be16(c);
	uint8_t op = (skip(c, 1), get_u8(c));

	say(d, " ");
	item(d);
	note_u(d, "ts", ts);
	note_u(d, "words", words);
	show_name(d, "op", draw_ops, "dop-%u!", op);
	done(d);
	skip(c, words * 4U);
	if (op != SKIP && op != HOLE)
		return true;
	say_u(d, ts - first + 1);
	*seq = ts;
	if (ts < first || ts > last)
		say(d, "[|]");
	return ts >= first;
}

static void show_draw_ops(struct dis *d, struct cur c, uint32_t first, uint32_t last)
{
	if (!d->opt->v && !wants_fields(d))
		return;
	say(d, " <");
	list(d, "ops");
	while (first <= last) {
		need(&c, 8);
		if (!more(&c) || !show_draw_op(d, &c, &first, last))
			return;
		first++;
	}
	done(d);
	say(d, " >");
}

/* Which drawing operations of a page: "host:page<first:last>". */
static void show_draw(struct dis *d, struct cur c, bool ops)
{
	struct page p = get_page(&c);
	uint32_t first = get_be32(&c), last = get_be32(&c);

	say(d, " ");
	show_page(d, p);
	show_u(d, "<", "first", first);
	show_u(d, ":", "last", last);
	say(d, ">");
	if (ops)
		show_draw_ops(d, c, first, last);
}

static void dissect_draw(struct dis *d, struct cur c)
{
	if (room(d, &c, 16))
		show_draw(d, c, true);
}

/* "RREQ: please repair HOST ..." and "RREP: for HOST ..." */
static void show_repair(struct dis *d, struct cur c, bool reply)
{
	uint32_t host;

	if (!room(d, &c, 20))
		return;
	need(&c, 20);
	host = get_ip4(&c);
	if (d->stopped)
		return;
	say_s(d, reply ? " for " : " please repair ");
	show_ip4(d, "", "host", host);
	show_draw(d, c, reply);
}

static void show_id(struct dis *d, struct cur c)
{
	struct page max, page;
	uint32_t max_slot, slot;
	uint16_t n;

	if (!room(d, &c, 28))
		return;
	max_slot = get_be32(&c);
	max = get_page(&c);
	slot = get_be32(&c);
	page = get_page(&c);
	show_u(d, " ", "slot", slot);
	say(d, "/");
	show_page(d, page);
	show_u(d, " (max ", "max_slot", max_slot);
	show_ip4(d, "/", "max_host", max.host);
	show_u(d, ":", "max_page", max.number);
	say(d, ") ");
	n = get_be16(&c);
	need(&c, 2);
	skip(&c, 2);
	if (!room(d, &c, n * 8U))
		return;
	list(d, "pages");
	for (uint16_t i = 0; i < n && !d->stopped; i++) {
		struct page p = get_page(&c);

		say_s(d, i ? "," : "<");
		item(d);
		show_page(d, p);
		done(d);
	}
	done(d);
	say(d, "> \"");
	if (left(&c) > wire(&c))
		clip(&c, wire(&c));
	note_text(d, "site", c);
	if (!say_visz(d, c))
		need(&c, wire(&c));
	say(d, "\"");
}

static void show_page_request(struct dis *d, struct cur c)
{
	struct page p;

	if (!room(d, &c, 16))
		return;
	p = get_page(&c);
	show_u(d, " need ", "low", get_be32(&c));
	say(d, "/");
	show_page(d, p);
	note_u(d, "high", peek_be32(&c, 0));
	need(&c, 4);
}

static void show_page_reply(struct dis *d, struct cur c)
{
	uint32_t n;

	if (!room(d, &c, 4))
		return;
	n = get_be32(&c);
	list(d, "pages");
	while (n-- && !d->stopped) {
		uint32_t slot = get_be32(&c);
		struct page p = get_page(&c);
		uint8_t drawn;

		item(d);
		show_u(d, " ", "slot", slot);
		say(d, "/");
		show_page(d, p);
		drawn = get_u8(&c);
		need(&c, 3);
		skip(&c, 3);
		list(d, "drawn_by");
		for (uint8_t i = 0; i < drawn && !d->stopped; i++) {
			uint32_t host = get_ip4(&c), seq = get_be32(&c);

			say_s(d, i ? "," : "<");
			item(d);
			show_ip4(d, "", "host", host);
			show_u(d, ":", "seq", seq);
			done(d);
		}
		done(d);
		say(d, ">");
		done(d);
	}
	done(d);
}

static void dissect_wb(struct dis *d, struct cur c)
{
	uint32_t src, ts;
	uint8_t magic, version, type, flag;

	if (!room(d, &c, 12))
		return;
	src = get_be32(&c), ts = get_be32(&c);
	magic = get_u8(&c), version = get_u8(&c), type = get_u8(&c), flag = get_u8(&c);
	note_ip4(d, "src", src);
	note_u(d, "ts", ts);
	note_u(d, "magic", magic);
	note_u(d, "version", version);
	note_u(d, "flag", flag);
	say_s(d, flag ? "* wb-" : " wb-");
	show_name(d, "type", types, "%u! (invalid)", type);
	if (type != KILL && name_of(types, type))
		say(d, ":");
	if (type == DRAW)
		dissect_draw(d, c);
	else if (type == ID)
		show_id(d, c);
	else if (type == REPAIR_REQUEST || type == REPAIR_REPLY)
		show_repair(d, c, type == REPAIR_REPLY);
	else if (type == PAGE_REQUEST)
		show_page_request(d, c);
	else if (type == PAGE_REPLY)
		show_page_reply(d, c);
}

const struct proto proto_wb = { "wb", dissect_wb };
