/* X.509 certificates.  RFC 5280; their encoding: ITU-T X.690. */
#include "tls.h"

enum { SEQUENCE = 0x30, SET = 0x31, OID = 6, EXPLICIT_0 = 0xa0, EXPLICIT_3 = 0xa3 };
enum { OCTETS = 4, BOOLEAN = 1, UTC_TIME = 0x17, DNS_NAME = 0x82 };
enum { NAME_MAX = 8, EXTENSION_MAX = 32, SAN_MAX = 16 }; /* more are not looked at */

/* the last arc of 2.5.4.x */
static const struct name attributes[] = {
	{ 3, "CN" },
	{ 5, "serialNumber" },
	{ 6, "C" },
	{ 7, "L" },
	{ 8, "ST" },
	{ 10, "O" },
	{ 11, "OU" },
	{ 0, NULL },
};

/* The next element's tag and value; false: none, or not all of it is here. */
static bool get_der(struct cur *c, uint8_t *tag, struct cur *v)
{
	uint32_t n;

	if (!has(c, 2))
		return false;
	*tag = get_u8(c);
	n = get_u8(c);
	if (n & 0x80) {
		uint32_t k = n & 0x7f;

		if (k > 3 || !has(c, k))
			return false;
		for (n = 0; k; k--)
			n = n << 8 | get_u8(c);
	}
	if (!has(c, n))
		return false;
	*v = take(c, n);
	return true;
}

static bool get_tagged(struct cur *c, uint8_t want, struct cur *v)
{
	uint8_t tag;

	return get_der(c, &tag, v) && tag == want;
}

/* The short name of an attribute, or NULL. */
static const char *attribute_of(struct cur oid)
{
	if (left(&oid) != 3 || peek_be16(&oid, 0) != 0x5504)
		return NULL;
	return name_of(attributes, peek_u8(&oid, 2));
}

/* "CN=example.org, O=..." and the fields key.CN ... */
static void show_name_(struct dis *d, const char *label, const char *key, struct cur name)
{
	const char *sep = "";

	say_s(d, label);
	group(d, key);
	for (int i = 0; i < NAME_MAX && more(&name); i++) {
		struct cur rdn, pair, oid, value;
		const char *what;
		uint8_t tag;

		if (!get_tagged(&name, SET, &rdn) || !get_tagged(&rdn, SEQUENCE, &pair) ||
			!get_tagged(&pair, OID, &oid) || !get_der(&pair, &tag, &value))
			break;
		what = attribute_of(oid);
		if (!what)
			continue;
		say_s(d, sep);
		say_s(d, what);
		say(d, "=");
		say_vis(d, value);
		note_text(d, what, value);
		sep = ", ";
	}
	done(d);
}

static bool is_digits(struct cur c)
{
	while (more(&c) && left(&c) > 1) {
		uint8_t ch = get_u8(&c);

		if (ch < '0' || ch > '9')
			return false;
	}
	return true;
}

/* RFC 5280, 4.1.2.5: "2026-11-23" of a UTCTime or GeneralizedTime */
static void show_day(struct dis *d, const char *label, const char *key, uint8_t tag, struct cur v)
{
	bool utc = tag == UTC_TIME;
	uint32_t n = utc ? 6 : 8, day = 0;

	if (!has(&v, n) || !is_digits(v))
		return;
	for (uint32_t i = 0; i < n; i++)
		day = day * 10 + get_u8(&v) - '0';
	if (utc)
		day += day / 10000 < 50 ? 20000000 : 19000000;
	say_s(d, label);
	sayf(d, "%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
	note_u(d, key, day);
}

static void show_validity(struct dis *d, struct cur c)
{
	struct cur from_, to;
	uint8_t tag;

	if (!get_der(&c, &tag, &from_))
		return;
	show_day(d, ", valid ", "not_before", tag, from_);
	if (get_der(&c, &tag, &to))
		show_day(d, " to ", "not_after", tag, to);
}

/* RFC 5280, 4.2.1.6: the DNS names among the alternatives */
static void show_alternatives(struct dis *d, struct cur octets)
{
	struct cur names, name;
	uint8_t tag;
	bool any = false;

	if (!get_tagged(&octets, SEQUENCE, &names))
		return;
	list(d, "names");
	for (int i = 0; i < SAN_MAX && get_der(&names, &tag, &name); i++) {
		if (tag != DNS_NAME)
			continue;
		say_s(d, any ? "," : ", names ");
		item(d);
		show_vis(d, "", "dns", name);
		done(d);
		any = true;
	}
	done(d);
}

static void show_extensions(struct dis *d, struct cur c)
{
	struct cur all, one;

	if (!get_tagged(&c, SEQUENCE, &all))
		return;
	for (int i = 0; i < EXTENSION_MAX && get_tagged(&all, SEQUENCE, &one); i++) {
		struct cur oid, v;
		uint8_t tag;

		if (!get_tagged(&one, OID, &oid) || !get_der(&one, &tag, &v))
			return;
		if (tag == BOOLEAN && !get_der(&one, &tag, &v)) /* critical */
			return;
		if (tag == OCTETS && left(&oid) == 3 && peek_be24(&oid, 0) == 0x551d11)
			show_alternatives(d, v);
	}
}

void x509_show(struct dis *d, struct cur c)
{
	struct cur cert, body, v, issuer, validity, subject;
	uint8_t tag;

	if (!get_tagged(&c, SEQUENCE, &cert) || !get_tagged(&cert, SEQUENCE, &body))
		return;
	if (!get_der(&body, &tag, &v))
		return;
	if (tag == EXPLICIT_0) {
		note_u(d, "version", left(&v) == 3 ? peek_u8(&v, 2) + 1U : 0);
		if (!get_der(&body, &tag, &v))
			return;
	}
	note_hex(d, "serial", v);
	if (!get_tagged(&body, SEQUENCE, &v) || !get_tagged(&body, SEQUENCE, &issuer) ||
		!get_tagged(&body, SEQUENCE, &validity) || !get_tagged(&body, SEQUENCE, &subject))
		return;
	show_name_(d, " subject ", "subject", subject);
	show_name_(d, ", issuer ", "issuer", issuer);
	show_validity(d, validity);
	for (int i = 0; i < 4 && get_der(&body, &tag, &v); i++)
		if (tag == EXPLICIT_3)
			show_extensions(d, v);
}
