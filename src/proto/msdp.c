/* Multicast Source Discovery Protocol.  RFC 3618. */
#include "../dissect/dissect.h"

enum { SA = 1, SA_REQUEST, SA_RESPONSE, KEEPALIVE, NOTIFICATION, TYPE_MAX = 7 };
enum { HEADER = 3, LONGEST = 1500, REMARKABLE = 1400 };

static const struct name types[] = {
	{ SA, "SA" },
	{ SA_REQUEST, "SA-Request" },
	{ SA_RESPONSE, "SA-Response" },
	{ KEEPALIVE, "Keepalive" },
	{ NOTIFICATION, "Notification" },
	{ 0, NULL },
};

/* False ends the packet. */
static bool message(struct dis *d, struct cur c, uint8_t type, uint32_t len)
{
	uint32_t v, entries;

	note_u(d, "type", type);
	note_(name, d, "type", name_of(types, type));
	note_u(d, "length", len);
	if (!name_of(types, type)) {
		sayf(d, " [type=%u len=%u]", type, len);
		return true;
	}
	say_c(d, ' ');
	say_s(d, name_of(types, type));
	switch (type) {
	case SA:
	case SA_RESPONSE:
		if (bad(d, "len", len, <, 4))
			return false;
		v = get_u8(&c);
		show_u(d, " ", "entries", v);
		say(d, " entries");
		if (bad(d, "len", len, <, 8))
			return false;
		entries = v * 12 + 8;
		need(&c, entries - 4);
		if (entries < len && !d->stopped) {
			say(d, " [w/data]");
			if (d->opt->v > 1) {
				say_c(d, ' ');
				skip(&c, entries - 4);
				enter(d, &proto_ip4, c);
			}
		}
		return true;
	case SA_REQUEST:
		if (bad(d, "len", len, <, 8))
			return false;
		if (len != 8)
			sayf(d, "[len=%u] ", len);
		skip(&c, 1);
		v = get_ip4(&c);
		if (!d->stopped)
			show_ip4(d, " for ", "group", v);
		return true;
	case KEEPALIVE:
		if (len != HEADER)
			sayf(d, "[len=%u] ", len);
		return true;
	default:
		return true;
	}
}

static void dissect_msdp(struct dis *d, struct cur c)
{
	uint32_t len;
	uint8_t type;

	say(d, ": msdp");
	need(&c, HEADER);
	type = peek_u8(&c, 0);
	len = peek_be16(&c, 1);
	if (d->stopped || bad(d, "len", len, >, LONGEST) || bad(d, "len", len, <, HEADER) ||
		bad(d, "type", type, ==, 0) || bad(d, "type", type, >, TYPE_MAX))
		return;
	list(d, "messages");
	while (wire(&c) && !d->stopped) {
		struct cur m = c;
		bool whole;

		item(d);
		if (bad(d, "length", wire(&c), <, HEADER)) {
			done(d);
			break;
		}
		type = get_u8(&m);
		len = get_be16(&m);
		if (d->stopped)
			return;
		if (len > REMARKABLE || d->opt->v)
			sayf(d, " [len %u]", len);
		if (bad(d, "len", len, <, HEADER) || bad(d, "length", wire(&c), <, len)) {
			done(d);
			break;
		}
		clip(&m, len - HEADER);
		whole = message(d, m, type, len);
		done(d);
		if (!whole)
			break;
		skip(&c, len);
	}
	done(d);
}

const struct proto proto_msdp = { "msdp", dissect_msdp };
