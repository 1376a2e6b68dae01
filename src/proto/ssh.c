/* Secure Shell: the identification string.  RFC 4253, 4.2. */
#include "../dissect/dissect.h"

static void dissect_ssh(struct dis *d, struct cur c)
{
	static const uint8_t prefix[] = { 'S', 'S', 'H', '-' };
	struct cur line = c, text = c;
	uint32_t n;
	uint8_t ch;

	for (size_t i = 0; i < sizeof(prefix); i++)
		if (get_u8(&line) != prefix[i])
			return;
	do {
		n = stepped(&c, &line);
		if (!wire(&line))
			return;
		ch = get_u8(&line);
		if (ch == '\r' && (!wire(&line) || peek_u8(&line, 0) != '\n'))
			return;
		if ((ch < ' ' || ch > '~') && ch != '\r' && ch != '\n')
			return;
	} while (!d->stopped && ch != '\n' && ch != '\r');
	say(d, ": SSH: ");
	say_vis(d, part(&text, n));
	note_text(d, "identification", part(&c, n));
}

const struct proto proto_ssh = { "ssh", dissect_ssh };
