/* Blocks Extensible Exchange Protocol.  RFC 3080; SEQ: RFC 3081. */
#include "../dissect/dissect.h"

static const struct name keywords[] = {
	{ 0x4d534700, "MSG" }, /* sic: a MSG is never known as one */
	{ 0x45525220, "ERR" },
	{ 0x52505920, "RPY" },
	{ 0x414e5320, "ANS" },
	{ 0x4e554c20, "NUL" },
	{ 0x53455120, "SEQ" },
	{ 0x454e4420, "END" },
	{ 0, NULL },
};

static void dissect_beep(struct dis *d, struct cur c)
{
	const char *keyword =
		has(&c, 4) && wire(&c) >= 4 ? name_of(keywords, peek_be32(&c, 0)) : NULL;

	say(d, " BEEP ");
	say_s(d, keyword ? keyword : "(payload or undecoded)");
	note_s(d, "keyword", keyword);
}

const struct proto proto_beep = { "beep", dissect_beep };
