/* ISAKMP and IKE.  RFC 2408, RFC 2407, RFC 2409; IKEv2: RFC 7296; over UDP port 4500: RFC 3948. */
#include "../dissect/decrypt.h"

enum { ENCRYPTED = 0x01, COMMIT = 0x02 };                       /* flags of version 1 */
enum { INITIATOR = 0x08, VERSION_BIT = 0x10, RESPONSE = 0x20 }; /* of version 2 */
enum { CRITICAL = 0x80 };
enum { SA = 1, P, T, KE, ID, CERT, CR, HASH, SIG, NONCE, N, D, VID };
enum {
	V2SA = 33,
	V2KE,
	V2IDI,
	V2IDR,
	V2CERT,
	V2CR,
	V2AUTH,
	V2NONCE,
	V2N,
	V2D,
	V2VID,
	V2TSI,
	V2TSR,
	V2E,
	V2CP,
	V2EAP,
};
enum { COOKIE = 16390, COOKIE_MAX = 64 };
enum { DOI_IPSEC = 1, PROTO_ISAKMP = 1, PROTO_ESP = 3 };
enum { MAX_DEPTH = 64 };

/* What the payloads of one message have in common. */
struct message {
	uint8_t version, flags;
	uint64_t spi_i, spi_r;
	unsigned depth;
	uint32_t doi;
	uint8_t proto; /* of the proposal */
	uint8_t slip;  /* octets by which the reference is off behind a cut attribute */
};

static const struct name payload_names[] = {
	{ 0, "none" },
	{ SA, "sa" },
	{ P, "p" },
	{ T, "t" },
	{ KE, "ke" },
	{ ID, "id" },
	{ CERT, "cert" },
	{ CR, "cr" },
	{ HASH, "hash" },
	{ SIG, "sig" },
	{ NONCE, "nonce" },
	{ N, "n" },
	{ D, "d" },
	{ VID, "vid" },
	{ 14, "pay14" },
	{ 15, "pay15" },
	{ 16, "pay16" },
	{ 17, "pay17" },
	{ 18, "pay18" },
	{ 19, "pay19" },
	{ 20, "pay20" },
	{ 21, "pay21" },
	{ 22, "pay22" },
	{ 23, "pay23" },
	{ 24, "pay24" },
	{ 25, "pay25" },
	{ 26, "pay26" },
	{ 27, "pay27" },
	{ 28, "pay28" },
	{ 29, "pay29" },
	{ 30, "pay30" },
	{ 31, "pay31" },
	{ 32, "pay32" },
	{ V2SA, "v2sa" },
	{ V2KE, "v2ke" },
	{ V2IDI, "v2IDi" },
	{ V2IDR, "v2IDr" },
	{ V2CERT, "v2cert" },
	{ V2CR, "v2cr" },
	{ V2AUTH, "v2auth" },
	{ V2NONCE, "v2nonce" },
	{ V2N, "v2n" },
	{ V2D, "v2d" },
	{ V2VID, "v2vid" },
	{ V2TSI, "v2TSi" },
	{ V2TSR, "v2TSr" },
	{ V2E, "v2e" },
	{ V2CP, "v2cp" },
	{ V2EAP, "v2eap" },
	{ 0, NULL },
};

static const struct name exchanges[] = {
	{ 0, "none" },
	{ 1, "base" },
	{ 2, "ident" },
	{ 3, "auth" },
	{ 4, "agg" },
	{ 5, "inf" },
	{ 32, "oakley-quick" },
	{ 33, "oakley-newgroup" },
	{ 34, "ikev2_init" },
	{ 35, "ikev2_auth" },
	{ 36, "child_sa" },
	{ 37, "inf2" },
	{ 0, NULL },
};

static const struct name protocols[] = {
	{ 1, "isakmp" },
	{ 2, "ipsec-ah" },
	{ 3, "ipsec-esp" },
	{ 4, "ipcomp" },
	{ 0, NULL },
};

/* --- names of transforms and attributes --- */

static const struct name ike_transforms[] = { { 1, "ike" }, { 0, NULL } };
static const struct name ah_transforms[] = {
	{ 1, "(reserved)" },
	{ 2, "md5" },
	{ 3, "sha" },
	{ 4, "1des" },
	{ 5, "sha2-256" },
	{ 6, "sha2-384" },
	{ 7, "sha2-512" },
	{ 0, NULL },
};
static const struct name esp_transforms[] = {
	{ 1, "1des-iv64" },
	{ 2, "1des" },
	{ 3, "3des" },
	{ 4, "rc5" },
	{ 5, "idea" },
	{ 6, "cast" },
	{ 7, "blowfish" },
	{ 8, "3idea" },
	{ 9, "1des-iv32" },
	{ 10, "rc4" },
	{ 11, "null" },
	{ 12, "aes" },
	{ 0, NULL },
};
static const struct name ipcomp_transforms[] = {
	{ 1, "oui" },
	{ 2, "deflate" },
	{ 3, "lzs" },
	{ 0, NULL },
};
static const struct name *const transforms[] = {
	NULL,
	ike_transforms,
	ah_transforms,
	esp_transforms,
	ipcomp_transforms,
};

static const struct name groups[] = {
	{ 1, "modp768" },
	{ 2, "modp1024" },
	{ 3, "EC2N 2^155" },
	{ 4, "EC2N 2^185" },
	{ 5, "modp1536" },
	{ 6, "iana-grp06" },
	{ 7, "iana-grp07" },
	{ 8, "iana-grp08" },
	{ 9, "iana-grp09" },
	{ 10, "iana-grp10" },
	{ 11, "iana-grp11" },
	{ 12, "iana-grp12" },
	{ 13, "iana-grp13" },
	{ 14, "modp2048" },
	{ 15, "modp3072" },
	{ 16, "modp4096" },
	{ 17, "modp6144" },
	{ 18, "modp8192" },
	{ 0, NULL },
};

struct attribute {
	const char *name;
	const struct name *values;
};

static const struct name encryptions[] = {
	{ 1, "1des" },
	{ 2, "idea" },
	{ 3, "blowfish" },
	{ 4, "rc5" },
	{ 5, "3des" },
	{ 6, "cast" },
	{ 7, "aes" },
	{ 0, NULL },
};
static const struct name hashes[] = {
	{ 1, "md5" },
	{ 2, "sha1" },
	{ 3, "tiger" },
	{ 4, "sha2-256" },
	{ 5, "sha2-384" },
	{ 6, "sha2-512" },
	{ 0, NULL },
};
static const struct name authentications[] = {
	{ 1, "preshared" },
	{ 2, "dss" },
	{ 3, "rsa sig" },
	{ 4, "rsa enc" },
	{ 5, "rsa enc revised" },
	{ 0, NULL },
};
static const struct name group_types[] = { { 1, "MODP" }, { 2, "ECP" }, { 3, "EC2N" },
	{ 0, NULL } };
static const struct name life_types[] = { { 1, "sec" }, { 2, "kb" }, { 0, NULL } };
static const struct name modes[] = { { 1, "tunnel" }, { 2, "transport" }, { 0, NULL } };
static const struct name macs[] = {
	{ 1, "hmac-md5" },
	{ 2, "hmac-sha1" },
	{ 3, "1des-mac" },
	{ 4, "keyed" },
	{ 0, NULL },
};

static const struct attribute oakley_attributes[] = {
	{ NULL, NULL },
	{ "enc", encryptions },
	{ "hash", hashes },
	{ "auth", authentications },
	{ "group desc", groups },
	{ "group type", group_types },
	{ "group prime", NULL },
	{ "group gen1", NULL },
	{ "group gen2", NULL },
	{ "group curve A", NULL },
	{ "group curve B", NULL },
	{ "lifetype", life_types },
	{ "lifeduration", NULL },
	{ "prf", NULL },
	{ "keylen", NULL },
	{ "field", NULL },
	{ "order", NULL },
};
static const struct attribute ipsec_attributes[] = {
	{ NULL, NULL },
	{ "lifetype", life_types },
	{ "life", NULL },
	{ "group desc", groups },
	{ "enc mode", modes },
	{ "auth", macs },
	{ "keylen", NULL },
	{ "rounds", NULL },
	{ "dictsize", NULL },
	{ "privalg", NULL },
};
static const struct attribute ikev2_encr_attributes[] = {
	[14] = { "keylen", NULL },
};

struct map {
	const struct attribute *a;
	size_t n;
};
#define MAP(t) ((struct map){ t, sizeof(t) / sizeof((t)[0]) })

/* IKEv2: RFC 7296, 3.3.2. */
static const struct name v2_types[] = {
	{ 1, "encr" },
	{ 2, "prf" },
	{ 3, "integ" },
	{ 4, "dh" },
	{ 5, "esn" },
	{ 0, NULL },
};
static const struct name v2_prfs[] = {
	{ 1, "hmac-md5" },
	{ 2, "hmac-sha" },
	{ 3, "hmac-tiger" },
	{ 4, "aes128_xcbc" },
	{ 0, NULL },
};
static const struct name v2_integrities[] = {
	{ 1, "hmac-md5" },
	{ 2, "hmac-sha" },
	{ 3, "dec-mac" },
	{ 4, "kpdk-md5" },
	{ 5, "aes-xcbc" },
	{ 0, NULL },
};
static const struct name v2_esns[] = { { 0, "no-esn" }, { 1, "esn" }, { 0, NULL } };
static const struct name *const v2_transforms[] = {
	NULL,
	esp_transforms,
	v2_prfs,
	v2_integrities,
	groups,
	v2_esns,
};

/* --- helpers --- */

static bool cut(struct dis *d, uint8_t type)
{
	const char *name = name_of(payload_names, type);

	if (name)
		sayf(d, " [|%s]", name);
	else
		sayf(d, " [|#%u]", type);
	return false;
}

static void say_payload(struct dis *d, uint8_t type) { say_name(d, payload_names, "#%u", type); }

static void octets(struct dis *d, struct cur v) { say_bytes(d, part(&v, wire(&v)), 0); }

/* The first ten octets and the last twenty before the end of the packet (sic: not the payload). */
static void quick(struct dis *d, struct cur v)
{
	uint32_t n = left(&v);

	say_bytes(d, part(&v, n < 10 ? n : 10), 0);
	say(d, "...");
	if (left(&v) > 20)
		skip(&v, left(&v) - 20);
	say_bytes(d, v, 0);
}

static void note_octets(struct dis *d, struct cur v)
{
	v = part(&v, wire(&v));
	note_hex(d, "data", v);
}

/* The payload's octets with -vvv. */
static void body(struct dis *d, struct cur v)
{
	note_octets(d, v);
	if (d->opt->v > 2 && wire(&v)) {
		say(d, " ");
		octets(d, v);
	}
}

/* One attribute; c moves behind it.  False if it is not all in c. */
static bool attribute(struct dis *d, struct map m, struct cur *c)
{
	uint16_t type, len;
	const struct attribute *a = NULL;
	struct cur v;

	if (left(c) < 4)
		return false;
	type = peek_be16(c, 0), len = peek_be16(c, 2);
	if (!(type & 0x8000) && left(c) < 4u + len)
		return false;
	skip(c, 4);
	if ((type & 0x7fff) < m.n && m.a[type & 0x7fff].name)
		a = &m.a[type & 0x7fff];
	say(d, "(type=");
	if (a)
		say_s(d, a->name);
	else
		sayf(d, "#%u", type & 0x7fff);
	note_u(d, "type", type & 0x7fff);
	note_s(d, "type_name", a ? a->name : NULL);
	if (type & 0x8000) {
		say(d, " value=");
		note_u(d, "value", len);
		if (a && a->values && name_of(a->values, len))
			say_s(d, name_of(a->values, len));
		else
			sayf(d, "%04x", len);
	} else {
		sayf(d, " len=%u value=", len);
		v = take(c, len);
		note_hex(d, "value", v);
		octets(d, v);
	}
	say(d, ")");
	return true;
}

/* All attributes of a payload; false if the last is cut. */
static bool show_attributes(struct dis *d, struct map m, struct cur c)
{
	bool ok = true;

	list(d, "attributes");
	while (ok && wire(&c) && !d->stopped) {
		struct cur w = c;

		need(&c, 4);
		clip(&w, wire(&w));
		item(d);
		ok = attribute(d, m, &w);
		done(d);
		if (!ok)
			say(d, "[|attr]");
		skip(&c, stepped(&c, &w));
	}
	done(d);
	return ok;
}

/* --- version 1: each gets the payload's data; next is where the following payload is --- */

/* A chain of payloads of type np from *c on.  False when it cannot be followed further. */
static bool chain(struct dis *d, struct message *m, uint8_t np, struct cur *c);

static bool sa(struct dis *d, struct message *m, struct cur v, struct cur *next)
{
	uint32_t doi, situation;
	const char *sep = "";

	if (!has(&v, 8))
		return say(d, "sa:"), cut(d, SA);
	doi = get_be32(&v), situation = get_be32(&v);
	note_u(d, "doi", doi);
	note_u(d, "situation", situation);
	say(d, "sa:");
	if (doi != DOI_IPSEC) {
		sayf(d, " doi=%u situation=%u", doi, situation);
		*next = v; /* sic */
		return true;
	}
	say(d, " doi=ipsec situation=");
	if (situation & 1)
		say(d, "identity"), sep = "+";
	if (situation & 2) {
		say_s(d, sep);
		say(d, "secrecy"), sep = "+";
	}
	if (situation & 4) {
		say_s(d, sep);
		say(d, "integrity");
	}
	if (situation != 1) {
		if (!has(&v, 4))
			return cut(d, SA);
		skip(&v, 4);
		sayf(d, " ident=%u", doi); /* sic */
	}
	if (!has(&v, 4))
		return cut(d, SA);
	m->doi = doi;
	*next = v;
	return chain(d, m, P, next);
}

static bool proposal(struct dis *d, struct message *m, struct cur v, struct cur *next)
{
	uint8_t number, proto, spi, n;

	if (!has(&v, 4))
		return say(d, "p:"), cut(d, P);
	number = get_u8(&v), proto = get_u8(&v), spi = get_u8(&v), n = get_u8(&v);
	show_u(d, "p: #", "number", number);
	say(d, " protoid=");
	show_name(d, "protocol", protocols, "#%u", proto);
	show_u(d, " transform=", "transforms", n);
	if (spi) {
		say(d, " spi=");
		if (!has(&v, spi))
			return cut(d, P);
		say_bytes(d, take(&v, spi), 0);
	}
	if (!has(&v, 4))
		return cut(d, P);
	m->proto = proto;
	*next = v;
	return chain(d, m, T, next);
}

static bool transform(struct dis *d, struct message *m, struct cur v, struct cur *next)
{
	static const struct attribute none[1];
	uint8_t number, id;
	const struct name *names = m->proto < 5 ? transforms[m->proto] : NULL;
	struct map map = MAP(none);

	if (!has(&v, 4))
		return say(d, "t:"), cut(d, T);
	number = get_u8(&v), id = get_u8(&v), get_be16(&v);
	show_u(d, "t: #", "number", number);
	say(d, " id=");
	if (names)
		show_name(d, "id", names, "#%u", id);
	else
		show_u(d, "", "id", id);
	say(d, " ");
	if (m->proto == PROTO_ISAKMP)
		map = MAP(oakley_attributes);
	else if (m->proto >= 2 && m->proto <= 4)
		map = MAP(ipsec_attributes);
	if (!show_attributes(d, map, v))
		skip(next, 1); /* sic */
	return true;
}

static const struct name id_types[] = {
	{ 1, "IPv4" },
	{ 2, "FQDN" },
	{ 3, "user FQDN" },
	{ 4, "IPv4net" },
	{ 5, "IPv6" },
	{ 6, "IPv6net" },
	{ 7, "IPv4range" },
	{ 8, "IPv6range" },
	{ 9, "ASN1 DN" },
	{ 10, "ASN1 GN" },
	{ 11, "keyid" },
	{ 0, NULL },
};

static bool too_short(struct dis *d, const struct cur *v, uint32_t n)
{
	if (wire(v) >= n)
		return false;
	sayf(d, " [bad: < %u]", n);
	return true;
}

static void id_value(struct dis *d, uint8_t type, struct cur v)
{
	static const uint8_t sizes[9] = { 0, 4, 0, 0, 8, 16, 32, 8, 32 };

	if (type < sizeof(sizes) && too_short(d, &v, sizes[type]))
		return;
	switch (type) {
	case 1:
		show_ip4(d, " ", "value", get_ip4(&v));
		break;
	case 2:
	case 3:
		say(d, " ");
		v = part(&v, wire(&v));
		note_text(d, "value", v);
		say_vis(d, v);
		break;
	case 4:
		show_ip4(d, " ", "value", get_ip4(&v));
		show_ip4(d, "/", "mask", get_ip4(&v));
		break;
	case 5:
		show_ip6(d, " ", "value", get_ip6(&v));
		break;
	case 6:
		show_ip6(d, " ", "value", get_ip6(&v));
		say(d, "/0x");
		say_bytes(d, take(&v, 16), 0);
		break;
	case 7:
		show_ip4(d, " ", "value", get_ip4(&v));
		show_ip4(d, "-", "last", get_ip4(&v));
		break;
	case 8:
		show_ip6(d, " ", "value", get_ip6(&v));
		show_ip6(d, "-", "last", get_ip6(&v));
		break;
	default:
		body(d, v);
	}
}

static bool identification(struct dis *d, struct cur v)
{
	uint8_t type, proto;
	uint16_t port;
	const char *name;

	say(d, "id:");
	if (!has(&v, 4))
		return cut(d, ID);
	type = get_u8(&v), proto = get_u8(&v), port = get_be16(&v);
	say(d, " idtype=");
	show_name(d, "type", id_types, "#%u", type);
	name = proto ? ip_proto_name(d, proto) : NULL;
	note_u(d, "protocol", proto);
	if (name)
		sayf(d, " protoid=%s", name);
	else
		sayf(d, " protoid=%u", proto);
	show_u(d, " port=", "port", port);
	if (!wire(&v))
		return true;
	sayf(d, " len=%u", wire(&v));
	id_value(d, type, v);
	return true;
}

static const struct name cert_types[] = {
	{ 0, "none" },
	{ 1, "pkcs7" },
	{ 2, "pgp" },
	{ 3, "dns" },
	{ 4, "x509sign" },
	{ 5, "x509ke" },
	{ 6, "kerberos" },
	{ 7, "crl" },
	{ 8, "arl" },
	{ 9, "spki" },
	{ 10, "x509attr" },
	{ 0, NULL },
};

static bool certificate(struct dis *d, uint8_t type, struct cur v)
{
	say_payload(d, type);
	say(d, ":");
	if (!has(&v, 2))
		return cut(d, type);
	sayf(d, " len=%u type=", wire(&v));
	show_name(d, "type", cert_types, "#%u", peek_u8(&v, 0));
	body(d, v);
	return true;
}

/* Those of which length and octets are all there is to say. */
static bool plain(struct dis *d, uint8_t type, const char *words, struct cur v)
{
	say_payload(d, type);
	sayf(d, ": %slen=%u", words, wire(&v));
	body(d, v);
	return true;
}

static bool nonce(struct dis *d, struct cur v)
{
	if (d->opt->v != 2)
		return plain(d, NONCE, "n ", v);
	sayf(d, "nonce: n len=%u  data=(", wire(&v));
	quick(d, v);
	say(d, ")");
	return true;
}

static const struct name notify_types[] = {
	{ 1, "INVALID-PAYLOAD-TYPE" },
	{ 2, "DOI-NOT-SUPPORTED" },
	{ 3, "SITUATION-NOT-SUPPORTED" },
	{ 4, "INVALID-COOKIE" },
	{ 5, "INVALID-MAJOR-VERSION" },
	{ 6, "INVALID-MINOR-VERSION" },
	{ 7, "INVALID-EXCHANGE-TYPE" },
	{ 8, "INVALID-FLAGS" },
	{ 9, "INVALID-MESSAGE-ID" },
	{ 10, "INVALID-PROTOCOL-ID" },
	{ 11, "INVALID-SPI" },
	{ 12, "INVALID-TRANSFORM-ID" },
	{ 13, "ATTRIBUTES-NOT-SUPPORTED" },
	{ 14, "NO-PROPOSAL-CHOSEN" },
	{ 15, "BAD-PROPOSAL-SYNTAX" },
	{ 16, "PAYLOAD-MALFORMED" },
	{ 17, "INVALID-KEY-INFORMATION" },
	{ 18, "INVALID-ID-INFORMATION" },
	{ 19, "INVALID-CERT-ENCODING" },
	{ 20, "INVALID-CERTIFICATE" },
	{ 21, "CERT-TYPE-UNSUPPORTED" },
	{ 22, "INVALID-CERT-AUTHORITY" },
	{ 23, "INVALID-HASH-INFORMATION" },
	{ 24, "AUTHENTICATION-FAILED" },
	{ 25, "INVALID-SIGNATURE" },
	{ 26, "ADDRESS-NOTIFICATION" },
	{ 27, "NOTIFY-SA-LIFETIME" },
	{ 28, "CERTIFICATE-UNAVAILABLE" },
	{ 29, "UNSUPPORTED-EXCHANGE-TYPE" },
	{ 30, "UNEQUAL-PAYLOAD-LENGTHS" },
	{ 8192, "RESERVED" },
	{ 16384, "CONNECTED" },
	{ 0, NULL },
};
enum { RESPONDER_LIFETIME = 24576, REPLAY_STATUS = 24577, INITIAL_CONTACT = 24578 };
static const struct name ipsec_notify_types[] = {
	{ RESPONDER_LIFETIME, "RESPONDER-LIFETIME" },
	{ REPLAY_STATUS, "REPLAY-STATUS" },
	{ INITIAL_CONTACT, "INITIAL-CONTACT" },
	{ 0, NULL },
};

static bool notify_data(struct dis *d, uint16_t type, struct cur v)
{
	if (type == RESPONDER_LIFETIME) {
		say(d, " attrs=(");
		show_attributes(d, MAP(oakley_attributes), v);
	} else if (type == REPLAY_STATUS) {
		bool on;

		say(d, " status=(");
		on = get_be32(&v);
		say(d, "replay detection ");
		say_s(d, on ? "enabled" : "disabled");
	} else {
		say(d, " data=(");
		note_octets(d, v);
		if (d->opt->v > 3)
			say_bytes(d, v, 0);
		else
			quick(d, v);
	}
	say(d, ")");
	return true;
}

static bool notification(struct dis *d, struct cur v, struct cur *next)
{
	uint32_t doi;
	uint8_t proto, spi;
	uint16_t type;
	const char *name;

	say(d, "n:");
	if (!has(&v, 8))
		return cut(d, N);
	doi = get_be32(&v), proto = get_u8(&v), spi = get_u8(&v), type = get_be16(&v);
	note_u(d, "doi", doi);
	note_u(d, "protocol", proto);
	note_u(d, "type", type);
	name = name_of(notify_types, type);
	if (doi == DOI_IPSEC) {
		say(d, " doi=ipsec proto=");
		say_name(d, protocols, "#%u", proto);
		name = name ? name : name_of(ipsec_notify_types, type);
	} else {
		sayf(d, " doi=%u proto=%u", doi, proto);
	}
	note_s(d, "type_name", name);
	if (name)
		sayf(d, " type=%s", name);
	else if (type >= 16384 && type < RESPONDER_LIFETIME)
		sayf(d, " type=#%u", type - 16384); /* sic */
	else
		sayf(d, " type=#%u", type);
	if (spi) {
		say(d, " spi=");
		if (!has(&v, spi))
			return cut(d, N);
		say_bytes(d, take(&v, spi), 0);
	}
	if (doi != DOI_IPSEC)
		*next = v; /* sic */
	else if (more(&v))
		return notify_data(d, type, v);
	return true;
}

static bool deletion(struct dis *d, struct cur v, struct cur *next)
{
	uint32_t doi;
	uint8_t proto, size;
	uint16_t n;

	say(d, "d:");
	if (!has(&v, 8))
		return cut(d, D);
	doi = get_be32(&v), proto = get_u8(&v), size = get_u8(&v), n = get_be16(&v);
	note_u(d, "doi", doi);
	note_u(d, "protocol", proto);
	if (doi == DOI_IPSEC) {
		say(d, " doi=ipsec proto=");
		say_name(d, protocols, "#%u", proto);
	} else {
		sayf(d, " doi=%u proto=%u", doi, proto);
		*next = v; /* sic */
	}
	show_u(d, " spilen=", "spi_size", size);
	show_u(d, " nspi=", "spis", n);
	if (size == 0)
		return true;
	say(d, " spi=");
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			say(d, ",");
		if (!has(&v, size))
			return cut(d, D);
		say_bytes(d, take(&v, size), 0);
	}
	return true;
}

/* --- version 2 --- */

/* Name and critical flag. */
static void v2_name(struct dis *d, uint8_t type, bool critical)
{
	if (type == V2SA)
		say(d, "sa");
	else if (type == V2NONCE)
		say(d, "nonce");
	else if (type == V2N)
		say(d, "n");
	else
		say_payload(d, type);
	if (critical)
		say(d, "[C]");
}

static void slip(struct message *m, struct cur *c)
{
	if (!has(c, m->slip))
		return;
	skip(c, m->slip);
	m->slip = 0;
}

static bool v2_transform(struct dis *d, struct message *m, unsigned number, struct cur v)
{
	static const struct attribute none[1];
	uint8_t type;
	uint16_t id;
	const struct name *names;

	if (!has(&v, 4))
		return cut(d, T);
	type = get_u8(&v), get_u8(&v), id = get_be16(&v);
	names = type < 6 ? v2_transforms[type] : NULL;
	sayf(d, "t: #%u type=", number);
	show_name(d, "type", v2_types, "#%u", type);
	say(d, " id=");
	if (names)
		show_name(d, "id", names, "#%u", id);
	else
		show_u(d, "", "id", id);
	say(d, " ");
	if (!show_attributes(d, type == 1 ? MAP(ikev2_encr_attributes) : MAP(none), v))
		m->slip = 1;
	return true;
}

static void indent(struct dis *d, unsigned depth)
{
	say(d, "\n");
	for (unsigned i = 0; i < depth; i++)
		say(d, "    ");
	say(d, "(");
}

/* The header of a payload in *c: its type's successor and its data; false if it is not all there.
 */
static bool payload_header(struct cur *c, uint8_t *np, bool *critical, struct cur *v, uint16_t *len)
{
	if (!has(c, 4))
		return false;
	*np = peek_u8(c, 0);
	*critical = peek_u8(c, 1) & CRITICAL;
	*len = peek_be16(c, 2);
	if (!has(c, *len))
		return false;
	*v = *c;
	skip(c, *len);
	pretend(v, *len); /* reads are not limited to it */
	skip(v, 4);
	return true;
}

/* How a chain inside a payload ended: CUT at the end of what holds it, whence the reference goes on
 * four octets behind that, or LOST at the end of the packet, where it forgets to end it. */
enum ending { WHOLE, CUT, LOST };

/* The next payload of such a chain, type, is it there? */
static enum ending inner_header(struct dis *d, struct cur *c, const struct cur *start, uint8_t type,
	uint8_t *np, bool *critical, struct cur *v)
{
	uint32_t used = stepped(start, c);
	enum ending e = LOST;
	uint16_t len = 0;

	if (has(c, 4) && (used + peek_be16(c, 2) > wire(start) + 4 || used + 4 > wire(start) ||
				 (type == V2SA && used + 8 > wire(start))))
		e = CUT;
	else if (payload_header(c, np, critical, v, &len) && len >= 4)
		return WHOLE;
	cut(d, type);
	return e;
}

static enum ending v2_proposal(struct dis *d, struct message *m, struct cur v, struct cur *end)
{
	uint8_t number, proto, spi, n, np = T;
	struct cur start = v;

	if (!has(&v, 4))
		return cut(d, P), CUT;
	sayf(d, "p:");
	number = get_u8(&v), proto = get_u8(&v), spi = get_u8(&v), n = get_u8(&v);
	show_u(d, " #", "number", number);
	say(d, " protoid=");
	show_name(d, "protocol", protocols, "#%u", proto);
	show_u(d, " transform=", "transforms", n);
	sayf(d, " len=%u", wire(&start) + 4);
	if (spi) {
		if (spi > wire(&start))
			return cut(d, P), CUT;
		say(d, " spi=");
		if (!has(&v, spi))
			return cut(d, P), LOST;
		say_bytes(d, take(&v, spi), 0);
	}
	for (unsigned i = 1; np && !d->stopped; i++) {
		struct cur t;
		bool critical, ok = true;
		uint8_t type = np;
		enum ending e = inner_header(d, &v, &start, P, &np, &critical, &t);

		if (e != WHOLE)
			return e;
		indent(d, m->depth + 1);
		if (type == T)
			ok = v2_transform(d, m, i, t);
		else
			say_payload(d, type);
		say(d, ")");
		if (!ok)
			return CUT;
		slip(m, &v);
	}
	*end = v;
	return WHOLE;
}

static bool v2_sa(struct dis *d, struct message *m, struct cur v, struct cur *next)
{
	struct cur start = v;
	uint8_t np = P;
	enum ending e = WHOLE;
	bool lost = false;

	sayf(d, ": len=%u", wire(&v));
	m->depth++;
	while (np && !d->stopped) {
		struct cur p;
		bool critical;
		uint8_t type = np;

		e = inner_header(d, &v, &start, V2SA, &np, &critical, &p);
		if (e != WHOLE)
			break;
		indent(d, m->depth);
		if (type == P) {
			e = v2_proposal(d, m, p, &v);
			lost = e == LOST;
			if (lost)
				break;
			if (e == CUT)
				skip(&v, 4); /* sic */
		} else {
			say_payload(d, type);
		}
		say(d, ")");
		e = WHOLE;
		slip(m, &v);
	}
	m->depth--;
	if (e == WHOLE)
		*next = v;
	return !lost;
}

static bool v2_ke(struct dis *d, bool critical, struct cur v)
{
	uint16_t group;

	if (!has(&v, 4))
		return cut(d, V2KE);
	group = get_be16(&v), get_be16(&v);
	v2_name(d, V2KE, critical);
	sayf(d, ": len=%u group=", wire(&v));
	show_name(d, "group", groups, "#%u", group);
	body(d, v);
	return true;
}

static bool v2_id(struct dis *d, uint8_t payload, bool critical, struct cur v)
{
	static const struct name types[] = {
		{ 1, "ipv4" },
		{ 2, "fqdn" },
		{ 3, "rfc822" },
		{ 5, "ipv6" },
		{ 9, "dn" },
		{ 10, "gn" },
		{ 11, "keyid" },
		{ 0, NULL },
	};
	uint8_t type;

	if (!has(&v, 4))
		return cut(d, payload);
	v2_name(d, payload, critical);
	sayf(d, ": len=%u", wire(&v));
	body(d, v);
	if (wire(&v) < 4) {
		say(d, " [payload too short]");
		return true;
	}
	type = get_u8(&v), get_be24(&v);
	note_u(d, "type", type);
	if (!name_of(types, type))
		return true;
	sayf(d, " %s:", name_of(types, type));
	v = part(&v, wire(&v));
	note_hex(d, "value", v);
	if (type == 2 || type == 3)
		say_vis(d, v);
	else
		octets(d, v);
	return true;
}

static bool v2_auth(struct dis *d, bool critical, struct cur v)
{
	static const struct name methods[] = {
		{ 0, "invalid" },
		{ 1, "rsasig" },
		{ 2, "shared-secret" },
		{ 3, "dsssig" },
		{ 0, NULL },
	};
	uint32_t len = wire(&v);
	uint8_t method;

	if (!has(&v, 4))
		return cut(d, V2AUTH);
	method = peek_u8(&v, 0);
	v2_name(d, V2AUTH, critical);
	sayf(d, ": len=%u method=", len);
	show_name(d, "method", methods, "#%u", method);
	say_s(d, d->opt->v > 1 ? " authdata=(" : " data=(");
	if (len < 4 && d->opt->v > 1)
		return cut(d, V2AUTH);
	skip(&v, 4);
	note_octets(d, v);
	if (d->opt->v > 1) {
		octets(d, v);
		say(d, ") ");
	} else {
		quick(d, v);
		say(d, ")");
	}
	return true;
}

static bool v2_nonce(struct dis *d, bool critical, struct cur v)
{
	v2_name(d, V2NONCE, critical);
	sayf(d, ": len=%u", wire(&v));
	note_octets(d, v);
	if (d->opt->v > 1) {
		say(d, " nonce=(");
		octets(d, v);
		say(d, ") ");
	} else {
		say(d, " data=(");
		quick(d, v);
		say(d, ")");
	}
	return true;
}

/* IANA "IKEv2 Notify Message Types". */
static const struct name v2_notify_types[] = {
	{ 1, "unsupported_critical_payload" },
	{ 4, "invalid_ike_spi" },
	{ 5, "invalid_major_version" },
	{ 7, "invalid_syntax" },
	{ 9, "invalid_message_id" },
	{ 11, "invalid_spi" },
	{ 14, "no_proposal_chosen" },
	{ 17, "invalid_ke_payload" },
	{ 24, "authentication_failed" },
	{ 34, "single_pair_required" },
	{ 35, "no_additional_sas" },
	{ 36, "internal_address_failure" },
	{ 37, "failed_cp_required" },
	{ 38, "ts_unacceptable" },
	{ 39, "invalid_selectors" },
	{ 40, "unacceptable_addresses" },
	{ 41, "unexpected_nat_detected" },
	{ 42, "use_assigned_hoa" },
	{ 43, "temporary_failure" },
	{ 44, "child_sa_not_found" },
	{ 45, "invalid_group_id" },
	{ 46, "authorization_failed" },
	{ 47, "state_not_found" },
	{ 16384, "initial_contact" },
	{ 16385, "set_window_size" },
	{ 16386, "additional_ts_possible" },
	{ 16387, "ipcomp_supported" },
	{ 16388, "nat_detection_source_ip" },
	{ 16389, "nat_detection_destination_ip" },
	{ 16390, "cookie" },
	{ 16391, "use_transport_mode" },
	{ 16392, "http_cert_lookup_supported" },
	{ 16393, "rekey_sa" },
	{ 16394, "tfc_padding_not_supported" },
	{ 16395, "non_first_fragment_also" },
	{ 16396, "mobike_supported" },
	{ 16397, "additional_ip4_address" },
	{ 16398, "additional_ip6_address" },
	{ 16399, "no_additional_addresses" },
	{ 16400, "update_sa_addresses" },
	{ 16401, "cookie2" },
	{ 16402, "no_nats_allowed" },
	{ 16403, "auth_lifetime" },
	{ 16404, "multiple_auth_supported" },
	{ 16405, "another_auth_follows" },
	{ 16406, "redirect_supported" },
	{ 16407, "redirect" },
	{ 16408, "redirected_from" },
	{ 16409, "ticket_lt_opaque" },
	{ 16410, "ticket_request" },
	{ 16411, "ticket_ack" },
	{ 16412, "ticket_nack" },
	{ 16413, "ticket_opaque" },
	{ 16414, "link_id" },
	{ 16415, "use_wesp_mode" },
	{ 16416, "rohc_supported" },
	{ 16417, "eap_only_authentication" },
	{ 16418, "childless_ikev2_supported" },
	{ 16419, "quick_crash_detection" },
	{ 16420, "ikev2_message_id_sync_supported" },
	{ 16421, "ipsec_replay_counter_sync_supported" },
	{ 16422, "ikev2_message_id_sync" },
	{ 16423, "ipsec_replay_counter_sync" },
	{ 16424, "secure_password_methods" },
	{ 16425, "psk_persist" },
	{ 16426, "psk_confirm" },
	{ 16427, "erx_supported" },
	{ 16428, "ifom_capability" },
	{ 16429, "sender_request_id" },
	{ 16430, "ikev2_fragmentation_supported" },
	{ 16431, "signature_hash_algorithms" },
	{ 16432, "clone_ike_sa_supported" },
	{ 16433, "clone_ike_sa" },
	{ 16434, "puzzle" },
	{ 16435, "use_ppk" },
	{ 16436, "ppk_identity" },
	{ 16437, "no_ppk_auth" },
	{ 16438, "intermediate_exchange_supported" },
	{ 16439, "ip4_allowed" },
	{ 16440, "ip6_allowed" },
	{ 16441, "additional_key_exchange" },
	{ 16442, "use_aggfrag" },
	{ 0, NULL },
};

static const char *v2_notify_name(uint16_t type)
{
	const char *name = name_of(v2_notify_types, type);

	if (name)
		return name;
	if (type < 8192)
		return "error";
	if (type < 16384)
		return "private-error";
	return type < 40960 ? "status" : "private-status";
}

/* Of the others the reference shows no SPI. */
static bool v2_has_spi(uint16_t type)
{
	return !name_of(v2_notify_types, type) || type == 4 || (type >= 7 && type <= 34) ||
	       (type >= 16388 && type <= 16390) || type == 16393;
}

static bool v2_notification(struct dis *d, bool critical, struct cur v)
{
	uint8_t proto, spi;
	uint16_t type;

	if (!has(&v, 4))
		return cut(d, N);
	proto = get_u8(&v), spi = get_u8(&v), type = get_be16(&v);
	v2_name(d, V2N, critical);
	say(d, ": prot_id=");
	show_name(d, "protocol", protocols, "#%u", proto);
	show_u(d, " type=", "type", type);
	note_s(d, "type_name", v2_notify_name(type));
	sayf(d, "(%s)", v2_notify_name(type));
	if (v2_has_spi(type)) {
		if (spi)
			say(d, " spi=");
		if (!has(&v, spi))
			return cut(d, N);
		say_bytes(d, take(&v, spi), 0);
	} else {
		skip(&v, spi);
	}
	note_octets(d, v);
	if ((d->opt->v > 3 || type == COOKIE) && more(&v)) {
		say(d, " data=(");
		if (d->opt->v > 3 || left(&v) <= COOKIE_MAX)
			say_bytes(d, v, 0); /* sic: to the end of the packet */
		else
			quick(d, v);
		say(d, ")");
	}
	return true;
}

static bool v2_vid(struct dis *d, bool critical, struct cur v)
{
	struct cur rest = v, window = part(&rest, wire(&v));

	v2_name(d, V2VID, critical);
	sayf(d, ": len=%u vid=", wire(&v));
	note_text(d, "vid", window);
	say_vis(d, window);
	if (wire(&v) > 4)
		body(d, v);
	return true;
}

static bool v2_plain(struct dis *d, uint8_t type, bool critical, struct cur v)
{
	v2_name(d, type, critical);
	sayf(d, ": len=%u", wire(&v));
	body(d, v);
	return true;
}

/* RFC 7296, 3.14: with a key of -E the payloads inside follow; np is the first one's type. */
static bool v2_encrypted(struct dis *d, struct message *m, uint8_t np, bool critical, struct cur v)
{
	struct cur clear;

	v2_name(d, V2E, critical);
	sayf(d, ": len=%u", wire(&v));
	if (wire(&v) > 4)
		body(d, v);
	if (!d->opt->esp)
		return false;
	v = part(&v, wire(&v));
	if (ikev2_decrypt(d, m->flags & INITIATOR, m->spi_i, m->spi_r, v, &clear) != ESP_CLEAR)
		return false;
	m->depth++;
	chain(d, m, np, &clear);
	m->depth--;
	return false;
}

/* --- chains --- */

static bool known(const struct message *m, uint8_t type)
{
	return (type >= SA && type <= VID) ||
	       (type >= V2SA && type <= V2EAP && (type != V2E || m->version == 2));
}

/* One payload: type, its data, the next one's place. */
static bool payload(struct dis *d, struct message *m, uint8_t type, uint8_t np, bool critical,
	struct cur v, struct cur *next)
{
	switch (type) {
	case SA:
		return sa(d, m, v, next);
	case P:
		return proposal(d, m, v, next);
	case T:
		return transform(d, m, v, next);
	case KE:
		return plain(d, KE, "key ", v);
	case ID:
		return identification(d, v);
	case CERT:
	case CR:
		return certificate(d, type, v);
	case HASH:
	case SIG:
	case VID:
		return plain(d, type, "", v);
	case NONCE:
		return nonce(d, v);
	case N:
		return notification(d, v, next);
	case D:
		return deletion(d, v, next);
	case V2SA:
		v2_name(d, V2SA, critical);
		return v2_sa(d, m, v, next);
	case V2KE:
		return v2_ke(d, critical, v);
	case V2IDI:
	case V2IDR:
		return v2_id(d, type, critical, v);
	case V2AUTH:
		return v2_auth(d, critical, v);
	case V2NONCE:
		return v2_nonce(d, critical, v);
	case V2N:
		return v2_notification(d, critical, v);
	case V2VID:
		return v2_vid(d, critical, v);
	case V2E:
		return v2_encrypted(d, m, np, critical, v);
	default:
		return v2_plain(d, type, critical, v);
	}
}

static bool chain(struct dis *d, struct message *m, uint8_t np, struct cur *c)
{
	if (m->depth == MAX_DEPTH)
		return false;
	m->depth++;
	while (np && !d->stopped) {
		uint8_t type = np;
		struct cur v, next = *c;
		bool critical, ok = true;
		uint16_t len;

		if (!payload_header(&next, &np, &critical, &v, &len)) {
			m->depth--;
			return cut(d, type);
		}
		indent(d, m->depth);
		group(d, "payload");
		note_u(d, "payload", type);
		note_u(d, "next", np);
		note_u(d, "payload_length", len);
		if (len <= 4)
			ok = false;
		else if (known(m, type))
			ok = payload(d, m, type, np, critical, v, &next);
		else
			say_payload(d, type);
		done(d);
		say(d, ")");
		if (!ok) {
			m->depth--;
			return false;
		}
		skip(&next, m->slip);
		m->slip = 0;
		*c = next;
	}
	m->depth--;
	return true;
}

/* --- messages --- */

static uint64_t fold(const uint8_t *b)
{
	uint64_t h = 14695981039346656037u;

	for (unsigned i = 0; i < 16; i++)
		h = (h ^ b[i]) * 1099511628211u;
	return h;
}

static void ends_of(const struct dis *d, uint64_t *src, uint64_t *dst)
{
	*src = d->net.ver == 6 ? fold(d->net.src6.b) : d->net.src4;
	*dst = d->net.ver == 6 ? fold(d->net.dst6.b) : d->net.dst4;
}

/* Who speaks: "I" or "R" once the first message of the exchange was seen. */
static const char *speaker(struct dis *d, uint64_t spi_i, uint64_t spi_r)
{
	struct memo k = { .kind = MEMO_ISAKMP };
	uint64_t src, dst, *was;

	ends_of(d, &src, &dst);
	k.key[0] = (uint32_t)(spi_i >> 32);
	k.key[1] = (uint32_t)spi_i;
	k.key[2] = d->net.ver;
	was = memo_find(d, &k);
	if (!was) {
		if (spi_r != 0 || spi_i == 0)
			return "?";
		k.val[0] = src, k.val[1] = dst;
		memo_put(d, &k);
		return "I";
	}
	if (was[0] == src && was[1] == dst)
		return "I";
	return was[0] == dst && was[1] == src ? "R" : "?";
}

static void show_flags(struct dis *d, const struct message *m)
{
	uint8_t f = m->flags;

	note_u(d, "flags", f);
	if (!f)
		return;
	say(d, "[");
	if (m->version == 1)
		sayf(d, "%s%s", f & ENCRYPTED ? "E" : "", f & COMMIT ? "C" : "");
	else
		sayf(d, "%s%s%s", f & INITIATOR ? "I" : "", f & VERSION_BIT ? "V" : "",
			f & RESPONSE ? "R" : "");
	say(d, "]");
}

static void message_body(struct dis *d, struct message *m, uint8_t np, struct cur c)
{
	if (m->flags & ENCRYPTED) {
		if (!d->opt->v)
			return;
		say(d, ": [encrypted ");
		say_payload(d, np);
		say(d, "]");
		return;
	}
	if (!d->opt->v && !wants_fields(d))
		return;
	say(d, ":");
	list(d, "payloads");
	chain(d, m, np, &c);
	done(d);
}

static void dissect_isakmp(struct dis *d, struct cur c)
{
	struct message m = { .depth = 0 };
	struct cur spi;
	uint32_t packet = wire(&c), id, length;
	uint8_t np, version, exchange;

	if (!has(&c, 28)) {
		truncated(d);
		return;
	}
	spi = c;
	note_hex(d, "spi_i", part(&spi, 8));
	note_hex(d, "spi_r", part(&spi, 8));
	m.spi_i = get_be64(&c), m.spi_r = get_be64(&c);
	np = get_u8(&c), version = get_u8(&c), exchange = get_u8(&c), m.flags = get_u8(&c);
	id = get_be32(&c), length = get_be32(&c);
	m.version = version >> 4;
	say(d, "isakmp");
	note_u(d, "version", version >> 4);
	note_u(d, "minor_version", version & 0xf);
	note_u(d, "next_payload", np);
	note_u(d, "message_id", id);
	if (d->opt->v) {
		sayf(d, " %u.%u", version >> 4, version & 0xf);
		sayf(d, " msgid %08x", id);
		if (d->opt->v > 1)
			sayf(d, " cookie %016llx->%016llx", (unsigned long long)m.spi_i,
				(unsigned long long)m.spi_r);
	}
	say(d, ":");
	if (m.version == 1) {
		say_s(d, id ? " phase 2/others " : " phase 1 ");
		say_s(d, speaker(d, m.spi_i, m.spi_r));
		say(d, " ");
	} else if (m.version == 2) {
		say_s(d, id ? " child_sa  " : " parent_sa ");
	} else {
		return;
	}
	show_name(d, "exchange", exchanges, "#%u", exchange);
	show_flags(d, &m);
	message_body(d, &m, np, c);
	note_u(d, "length", length);
	if (d->opt->v && length != packet)
		sayf(d, " (len mismatch: isakmp %u/ip %u)", length, packet);
}

const struct proto proto_isakmp = { "isakmp", dissect_isakmp };

/* RFC 3948, 2: a keep-alive, IKE behind four zero octets, or ESP. */
static void dissect_natt(struct dis *d, struct cur c)
{
	if (wire(&c) == 1 && peek_u8(&c, 0) == 0xff) {
		say(d, "isakmp-nat-keep-alive");
		return;
	}
	if (wire(&c) < 4) {
		truncated(d);
		return;
	}
	need(&c, 4);
	if (peek_be32(&c, 0) == 0) {
		skip(&c, 4);
		say(d, "NONESP-encap: ");
		enter(d, &proto_isakmp, c);
		return;
	}
	say(d, "UDP-encap: ");
	enter(d, &proto_esp, c);
}

const struct proto proto_isakmp_natt = { "isakmp_rfc3948", dissect_natt };
