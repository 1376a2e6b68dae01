/* Kerberos, version 4 in some detail.  Miller, Neuman, Schiller, Saltzer: Kerberos Authentication
 * and Authorization System, Project Athena Technical Plan E.2.1; version 5: RFC 4120. */
#include "../dissect/dissect.h"

enum {
	KDC_REQUEST = 1 << 1,
	KDC_REPLY = 2 << 1,
	APPL_REQUEST = 3 << 1,
	ERR_REPLY = 5 << 1,
	LITTLE_ENDIAN_BIT = 1,
};

static const struct name types[] = {
	{ KDC_REQUEST, "KDC_REQUEST" },
	{ KDC_REPLY, "KDC_REPLY" },
	{ APPL_REQUEST, "APPL_REQUEST" },
	{ 4 << 1, "APPL_REQUEST_MUTUAL" },
	{ ERR_REPLY, "ERR_REPLY" },
	{ 6 << 1, "PRIVATE" },
	{ 7 << 1, "SAFE" },
	{ 8 << 1, "APPL_ERR" },
	{ 63 << 1, "DIE" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "OK" },
	{ 1, "NAME_EXP" },
	{ 2, "SERVICE_EXP" },
	{ 3, "AUTH_EXP" },
	{ 4, "PKT_VER" },
	{ 5, "NAME_MAST_KEY_VER" },
	{ 6, "SERV_MAST_KEY_VER" },
	{ 7, "BYTE_ORDER" },
	{ 8, "PRINCIPAL_UNKNOWN" },
	{ 9, "PRINCIPAL_NOT_UNIQUE" },
	{ 10, "NULL_KEY" },
	{ 0, NULL },
};

/* A string up to its NUL, said as it is read. */
static void string(struct dis *d, const char *key, struct cur *c)
{
	struct cur start = *c, text;
	bool more_text = true;

	while (more_text && !d->stopped) {
		uint8_t ch = get_u8(c);

		if (ch && !d->stopped)
			say_visc(d, ch);
		more_text = ch != 0;
	}
	text = start;
	clip(&text, stepped(&start, c) ? stepped(&start, c) - 1 : 0);
	note_text(d, key, text);
}

static uint16_t number(struct cur *c, bool little) { return little ? get_le16(c) : get_be16(c); }

/* name.instance@realm */
static void client(struct dis *d, struct cur *c)
{
	string(d, "name", c);
	say(d, ".");
	string(d, "instance", c);
	say(d, "@");
	string(d, "realm", c);
}

static void kdc_request(struct dis *d, struct cur c)
{
	uint8_t life;

	client(d, &c);
	skip(&c, 4);
	life = get_u8(&c);
	show_u(d, " ", "life", life * 5u);
	say(d, "min ");
	string(d, "service", &c);
	say(d, ".");
	string(d, "service_instance", &c);
}

static void kdc_reply(struct dis *d, struct cur c, bool little)
{
	client(d, &c);
	skip(&c, 10); /* time stamp, number of tickets, expiry, key version */
	show_u(d, " (", "length", number(&c, little));
	say(d, ")");
}

static void application_request(struct dis *d, struct cur c)
{
	uint8_t n;

	n = get_u8(&c);
	show_u(d, "v", "key_version", n);
	say(d, " ");
	string(d, "realm", &c);
	show_u(d, " (", "ticket_length", get_u8(&c));
	say(d, ")");
	show_u(d, " (", "authenticator_length", get_u8(&c));
	say(d, ")");
}

static void error_reply(struct dis *d, struct cur c, bool little)
{
	uint16_t code;

	client(d, &c);
	skip(&c, 4);
	code = number(&c, little);
	say(d, " ");
	show_name(d, "error", errors, "#%u", code);
	say(d, " ");
	skip(&c, 2);
	string(d, "text", &c);
}

static void version4(struct dis *d, struct cur c)
{
	uint8_t type = get_u8(&c);
	bool little = type & LITTLE_ENDIAN_BIT;

	type = (uint8_t)(type & ~LITTLE_ENDIAN_BIT);
	say_s(d, little ? " le " : " be ");
	show_name(d, "type", types, "#%u", type);
	say(d, ": ");
	switch (type) {
	case KDC_REQUEST:
		kdc_request(d, c);
		break;
	case KDC_REPLY:
		kdc_reply(d, c, little);
		break;
	case APPL_REQUEST:
		application_request(d, c);
		break;
	case ERR_REPLY:
		error_reply(d, c, little);
		break;
	default:
		say(d, "(unknown)");
	}
}

static void dissect_krb(struct dis *d, struct cur c)
{
	uint8_t version;

	say(d, "kerberos");
	version = get_u8(&c);
	switch (version) {
	case 1:
	case 2:
	case 3:
		show_u(d, " v", "version", version);
		break;
	case 4:
		show_u(d, " v", "version", version);
		version4(d, c);
		break;
	case 106: /* tags of KRB_TGS_REQ and of what went before it */
	case 107:
		note_u(d, "version", 5);
		say(d, " v5");
		break;
	}
}

const struct proto proto_krb = { "kerberos", dissect_krb };
