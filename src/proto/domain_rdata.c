/* Domain Name System: fields of records and options that the text does not take apart.  RFC 1876
 * (LOC), RFC 4034 (DNSKEY, DS, NSEC), RFC 9460 (SVCB, HTTPS), RFC 7871 (client subnet), RFC 7873
 * (cookies), RFC 7828 (keepalive). */
#include "domain.h"

enum { OPT_SUBNET = 8, OPT_COOKIE = 10, OPT_KEEPALIVE = 11 };
enum { P_MANDATORY, P_ALPN, P_NO_DEFAULT, P_PORT, P_IPV4HINT, P_ECH, P_IPV6HINT };
enum { IPV4 = 1, IPV6 = 2, COOKIE = 8 };

static const struct name parameter_names[] = {
	{ P_MANDATORY, "mandatory" },
	{ P_ALPN, "alpn" },
	{ P_NO_DEFAULT, "no-default-alpn" },
	{ P_PORT, "port" },
	{ P_IPV4HINT, "ipv4hint" },
	{ P_ECH, "ech" },
	{ P_IPV6HINT, "ipv6hint" },
	{ 0, NULL },
};

/* The first bits of an address, the others not set. */
static void note_prefix(struct dis *d, uint16_t family, struct cur c)
{
	struct ip6 a = { { 0 } };
	uint32_t n = left(&c), max = family == IPV4 ? 4 : 16;

	if (n > max || (family != IPV4 && family != IPV6))
		return;
	for (uint32_t i = 0; i < n; i++)
		a.b[i] = get_u8(&c);
	if (family == IPV6)
		note_ip6(d, "address6", a);
	else
		note_ip4(d, "address",
			(uint32_t)a.b[0] << 24 | (uint32_t)a.b[1] << 16 | (uint32_t)a.b[2] << 8 |
				a.b[3]);
}

void domain_note_option(struct dis *d, uint16_t code, struct cur c)
{
	uint16_t family;

	if (code == OPT_COOKIE && has(&c, COOKIE)) {
		note_hex(d, "client_cookie", take(&c, COOKIE));
		if (more(&c))
			note_hex(d, "server_cookie", c);
	} else if (code == OPT_KEEPALIVE && has(&c, 2)) {
		note_u(d, "timeout", get_be16(&c));
	} else if (code == OPT_SUBNET && has(&c, 4)) {
		family = get_be16(&c);
		note_u(d, "family", family);
		note_u(d, "source_prefix", get_u8(&c));
		note_u(d, "scope_prefix", get_u8(&c));
		note_prefix(d, family, c);
	}
}

static void note_parameter(struct dis *d, uint16_t key, struct cur v)
{
	if (key == P_ALPN) {
		list(d, "alpn");
		while (more(&v) && has(&v, peek_u8(&v, 0) + 1u)) {
			uint8_t n = get_u8(&v);

			item(d);
			note_text(d, "protocol", take(&v, n));
			done(d);
		}
		done(d);
	} else if (key == P_PORT && has(&v, 2)) {
		note_u(d, "port", get_be16(&v));
	} else if (key == P_IPV4HINT) {
		list(d, "ipv4hint");
		while (has(&v, 4))
			note_ip4(d, NULL, get_ip4(&v));
		done(d);
	} else if (key == P_IPV6HINT) {
		list(d, "ipv6hint");
		while (has(&v, 16))
			note_ip6(d, NULL, get_ip6(&v));
		done(d);
	} else if (key == P_MANDATORY) {
		list(d, "mandatory");
		while (has(&v, 2))
			note_u(d, NULL, get_be16(&v));
		done(d);
	} else {
		note_hex(d, "data", v);
	}
}

void domain_note_parameters(struct dis *d, struct cur c)
{
	list(d, "parameters");
	while (has(&c, 4)) {
		uint16_t key = get_be16(&c), n = get_be16(&c);

		item(d);
		note_u(d, "key", key);
		note_s(d, "key_name", name_of(parameter_names, key));
		note_u(d, "length", n);
		note_parameter(d, key, part(&c, n));
		done(d);
	}
	done(d);
}

void domain_note_loc(struct dis *d, struct cur c)
{
	static const char *const keys[] = { "version", "size", "horizontal_precision",
		"vertical_precision" };
	static const char *const places[] = { "latitude", "longitude", "altitude" };

	for (int i = 0; i < 4 && more(&c); i++)
		note_u(d, keys[i], get_u8(&c));
	for (int i = 0; i < 3 && has(&c, 4); i++)
		note_u(d, places[i], get_be32(&c));
}

void domain_note_key(struct dis *d, struct cur c)
{
	if (!has(&c, 4))
		return;
	note_u(d, "flags", get_be16(&c));
	note_u(d, "protocol", get_u8(&c));
	note_u(d, "algorithm", get_u8(&c));
	note_hex(d, "public_key", c);
}

void domain_note_ds(struct dis *d, struct cur c)
{
	if (!has(&c, 4))
		return;
	note_u(d, "key_tag", get_be16(&c));
	note_u(d, "algorithm", get_u8(&c));
	note_u(d, "digest_type", get_u8(&c));
	note_hex(d, "digest", c);
}
