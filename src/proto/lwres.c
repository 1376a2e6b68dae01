/* BIND's lightweight resolver protocol: the header.  ISC's specification, doc/draft/lwres of
 * BIND 9. */
#include "../dissect/dissect.h"

enum { RESPONSE = 1 };

static const struct name opcodes[] = {
	{ 0, "noop" },
	{ 0x10001, "getaddrsbyname" },
	{ 0x10002, "getnamebyaddr" },
	{ 0x10003, "getrdatabyname" },
	{ 0, NULL },
};

static void show_rest(struct dis *d, struct cur whole, uint32_t length)
{
	need(&whole, wire(&whole));
	if (length != wire(&whole) && !d->stopped)
		sayf(d, " [len: %u != %u]", length, wire(&whole));
}

static void dissect_lwres(struct dis *d, struct cur c)
{
	struct cur whole = c;
	uint32_t length, serial, opcode, result, most;
	uint16_t version, flags, authtype, authlen;

	need(&c, 6);
	length = get_be32(&c);
	version = get_be16(&c);
	say(d, " lwres");
	note_u(d, "version", version);
	if (d->opt->v || version)
		sayf(d, " v%u", version);
	if (version) {
		need(&whole, length);
		show_rest(d, whole, length);
		return;
	}
	flags = get_be16(&c);
	serial = get_be32(&c);
	opcode = get_be32(&c);
	result = get_be32(&c);
	most = get_be32(&c);
	authtype = get_be16(&c);
	authlen = get_be16(&c);
	say(d, " ");
	show_name(d, "opcode", opcodes, "#0x%x", opcode);
	note_u(d, "flags", flags);
	if (!(flags & RESPONSE))
		say(d, "?");
	if (flags & ~RESPONSE)
		sayf(d, "[0x%x]", flags);
	if (d->opt->v)
		sayf(d, " (serial:0x%x result:0x%x recvlen:%u authtype:0x%x authlen:%u)", serial,
			result, most, authtype, authlen);
	if (!name_of(opcodes, opcode))
		show_rest(d, whole, length);
}

const struct proto proto_lwres = { "lwres", dissect_lwres };
