/* Transport Layer Security: records, handshakes, alerts.  RFC 8446, RFC 5246; server names: RFC
 * 6066; ALPN: RFC 7301; fingerprints: https://github.com/salesforce/ja3 and
 * https://github.com/FoxIO-LLC/ja4; DNS within: RFC 7858, RFC 8484. What spans segments is shown as
 * far as the first has it. */
#include "tls.h"

#include "../base/digest.h"

enum { CHANGE_CIPHER_SPEC = 20, ALERT, HANDSHAKE, APPLICATION_DATA, HEARTBEAT };
enum { CLIENT_HELLO = 1, SERVER_HELLO, NEW_TICKET = 4, CERTIFICATE = 11, SERVER_KEY };
enum { CLIENT_KEY = 16, TLS12 = 0x0303 };
/* Servers of TLS 1.3 before draft 22 named no session and no compression, and said which draft. */
enum { DRAFT = 0x7f, DRAFT_WITH_SESSION = 22 };
enum { E_NAME = 0, E_GROUPS = 10, E_POINTS = 11, E_SIGNATURES = 13, E_ALPN = 16, E_VERSIONS = 43 };
enum { E_KEY_SHARE = 51 };
enum { HTTPS = 443, DOT = 853 };
enum { RECORD = 5, RECORD_MAX = 16384 + 2048, LIST_MAX = 128, TEXT_MAX = 2560 };

static const struct name versions[] = {
	{ 0x0300, "SSL 3.0" },
	{ 0x0301, "TLS 1.0" },
	{ 0x0302, "TLS 1.1" },
	{ 0x0303, "TLS 1.2" },
	{ 0x0304, "TLS 1.3" },
	{ 0, NULL },
};

static const struct name record_types[] = {
	{ CHANGE_CIPHER_SPEC, "ChangeCipherSpec" },
	{ ALERT, "Alert" },
	{ HANDSHAKE, "Handshake" },
	{ APPLICATION_DATA, "ApplicationData" },
	{ HEARTBEAT, "Heartbeat" },
	{ 0, NULL },
};

static const struct name handshake_types[] = {
	{ 0, "HelloRequest" },
	{ CLIENT_HELLO, "ClientHello" },
	{ SERVER_HELLO, "ServerHello" },
	{ 4, "NewSessionTicket" },
	{ 5, "EndOfEarlyData" },
	{ 8, "EncryptedExtensions" },
	{ CERTIFICATE, "Certificate" },
	{ 12, "ServerKeyExchange" },
	{ 13, "CertificateRequest" },
	{ 14, "ServerHelloDone" },
	{ 15, "CertificateVerify" },
	{ 16, "ClientKeyExchange" },
	{ 20, "Finished" },
	{ 22, "CertificateStatus" },
	{ 24, "KeyUpdate" },
	{ 0, NULL },
};

static const struct name alert_names[] = {
	{ 0, "close_notify" },
	{ 10, "unexpected_message" },
	{ 20, "bad_record_mac" },
	{ 21, "decryption_failed" },
	{ 22, "record_overflow" },
	{ 40, "handshake_failure" },
	{ 42, "bad_certificate" },
	{ 43, "unsupported_certificate" },
	{ 44, "certificate_revoked" },
	{ 45, "certificate_expired" },
	{ 46, "certificate_unknown" },
	{ 47, "illegal_parameter" },
	{ 48, "unknown_ca" },
	{ 49, "access_denied" },
	{ 50, "decode_error" },
	{ 51, "decrypt_error" },
	{ 70, "protocol_version" },
	{ 71, "insufficient_security" },
	{ 80, "internal_error" },
	{ 86, "inappropriate_fallback" },
	{ 90, "user_canceled" },
	{ 100, "no_renegotiation" },
	{ 109, "missing_extension" },
	{ 110, "unsupported_extension" },
	{ 112, "unrecognized_name" },
	{ 113, "bad_certificate_status_response" },
	{ 115, "unknown_psk_identity" },
	{ 116, "certificate_required" },
	{ 120, "no_application_protocol" },
	{ 0, NULL },
};

static const struct name cipher_names[] = {
	{ 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA" },
	{ 0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA" },
	{ 0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256" },
	{ 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0x1301, "TLS_AES_128_GCM_SHA256" },
	{ 0x1302, "TLS_AES_256_GCM_SHA384" },
	{ 0x1303, "TLS_CHACHA20_POLY1305_SHA256" },
	{ 0x1304, "TLS_AES_128_CCM_SHA256" },
	{ 0x1305, "TLS_AES_128_CCM_8_SHA256" },
	{ 0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA" },
	{ 0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" },
	{ 0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" },
	{ 0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" },
	{ 0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256" },
	{ 0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384" },
	{ 0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384" },
	{ 0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
	{ 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0, NULL },
};

/* --- what a hello says, for its fingerprints --- */

struct numbers {
	uint32_t n; /* of all; no more than LIST_MAX are kept */
	uint16_t v[LIST_MAX];
};

struct hello {
	uint16_t version, newest;  /* as the header and as the extension has it */
	bool named, dot, resolver; /* has a name; ALPN of DNS; the name of a public resolver */
	uint8_t alpn[2];           /* the first and last character of the first protocol */
	struct numbers ciphers, extensions, groups, points, signatures, shares;
};

/* Values that only test whether peers ignore what they do not know: RFC 8701. */
static bool is_grease(uint16_t v) { return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff); }

static void add(struct numbers *l, uint16_t v)
{
	if (is_grease(v))
		return;
	if (l->n < LIST_MAX)
		l->v[l->n++] = v;
}

struct text { /* is filled up to its end; the rest is lost */
	char b[TEXT_MAX];
	uint32_t n;
};

static void put(struct text *t, char ch)
{
	if (t->n < TEXT_MAX)
		t->b[t->n++] = ch;
}

static void put_decimal(struct text *t, uint32_t v)
{
	char digits[FMT_MAX], *end = fmt_u32(digits, v);

	for (char *p = digits; p < end; p++)
		put(t, *p);
}

static void put_hex(struct text *t, uint16_t v)
{
	for (int shift = 12; shift >= 0; shift -= 4)
		put(t, "0123456789abcdef"[v >> shift & 15]);
}

static void put_list(struct text *t, const struct numbers *l)
{
	put(t, ',');
	for (uint32_t i = 0; i < l->n; i++) {
		if (i)
			put(t, '-');
		put_decimal(t, l->v[i]);
	}
}

/* n octets of a digest in hex */
static void show_digest(
	struct dis *d, const char *label, const char *key, const uint8_t *sum, uint32_t n)
{
	char hex[65];

	for (uint32_t i = 0; i < 2 * n; i++)
		hex[i] = "0123456789abcdef"[sum[i / 2] >> (i & 1 ? 0 : 4) & 15];
	hex[2 * n] = '\0';
	say_s(d, label);
	say_s(d, hex);
	note_s(d, key, hex);
}

static void show_ja3(struct dis *d, const struct hello *h, bool client)
{
	struct text t = { .n = 0 };
	uint8_t sum[16];

	put_decimal(&t, h->version);
	put_list(&t, &h->ciphers);
	put_list(&t, &h->extensions);
	if (client) {
		put_list(&t, &h->groups);
		put_list(&t, &h->points);
	}
	md5(t.b, t.n, sum);
	show_digest(d, client ? ", JA3 " : ", JA3S ", client ? "ja3" : "ja3s", sum, 16);
}

static void sort(struct numbers *l)
{
	for (uint32_t i = 1; i < l->n; i++)
		for (uint32_t k = i; k > 0 && l->v[k - 1] > l->v[k]; k--) {
			uint16_t v = l->v[k];

			l->v[k] = l->v[k - 1];
			l->v[k - 1] = v;
		}
}

/* Twelve digits of the digest of what t has, or noughts. */
static void put_sum(struct text *to, const struct text *t)
{
	uint8_t sum[32];

	sha256(t->b, t->n, sum);
	put(to, '_');
	for (int i = 0; i < 12; i++)
		put(to, t->n ? "0123456789abcdef"[sum[i / 2] >> (i & 1 ? 0 : 4) & 15] : '0');
}

static void put_hex_list(struct text *t, const struct numbers *l, bool no_names)
{
	bool any = false;

	for (uint32_t i = 0; i < l->n; i++) {
		if (no_names && (l->v[i] == E_NAME || l->v[i] == E_ALPN))
			continue;
		if (any)
			put(t, ',');
		put_hex(t, l->v[i]);
		any = true;
	}
}

static void put_two_digits(struct text *t, uint32_t v)
{
	v = v > 99 ? 99 : v;
	put(t, (char)('0' + v / 10));
	put(t, (char)('0' + v % 10));
}

static void show_ja4(struct dis *d, struct hello *h)
{
	struct text t = { .n = 0 }, list_ = { .n = 0 };
	uint16_t version = h->newest ? h->newest : h->version;

	put(&t, 't');
	put(&t, version == 0x0300 ? 's' : '1');
	put(&t, (char)(version == 0x0300 ? '3' : '0' + (version & 0xff) - 1));
	put(&t, h->named ? 'd' : 'i');
	put_two_digits(&t, h->ciphers.n);
	put_two_digits(&t, h->extensions.n);
	put(&t, (char)(h->alpn[0] ? h->alpn[0] : '0'));
	put(&t, (char)(h->alpn[1] ? h->alpn[1] : '0'));
	sort(&h->ciphers);
	put_hex_list(&list_, &h->ciphers, false);
	put_sum(&t, &list_);
	list_.n = 0;
	sort(&h->extensions);
	put_hex_list(&list_, &h->extensions, true);
	if (h->signatures.n) {
		put(&list_, '_');
		put_hex_list(&list_, &h->signatures, false);
	}
	put_sum(&t, &list_);
	put(&t, '\0');
	say(d, ", JA4 ");
	say_s(d, t.b);
	note_s(d, "ja4", t.b);
}

/* --- extensions --- */

static void read_list(struct cur c, uint32_t head, struct numbers *l)
{
	skip(&c, head);
	for (int i = 0; i < LIST_MAX && has(&c, 2); i++)
		add(l, get_be16(&c));
}

/* Names that answer DNS over HTTPS, and few of them anything else.  Nothing but these and the
 * addresses below tells it from other HTTPS. */
static const char *const resolvers[] = { "cloudflare-dns.com", "mozilla.cloudflare-dns.com",
	"chrome.cloudflare-dns.com", "one.one.one.one", "dns.google", "dns.quad9.net",
	"dns9.quad9.net", "dns10.quad9.net", "dns11.quad9.net", "doh.opendns.com",
	"dns.opendns.com", "dns.nextdns.io", "dns.adguard-dns.com", "doh.cleanbrowsing.org",
	"doh.dns.sb", "dns.mullvad.net", "dns0.eu", "dns.alidns.com", "doh.pub",
	"doh.libredns.gr" };

static bool is_text(struct cur c, const char *s)
{
	while (*s && more(&c))
		if ((get_u8(&c) | 0x20) != (uint8_t)(*s++ | 0x20))
			return false;
	return !*s && !more(&c);
}

static bool is_resolver(struct cur name)
{
	for (size_t i = 0; i < sizeof(resolvers) / sizeof(*resolvers); i++)
		if (is_text(name, resolvers[i]))
			return true;
	return has(&name, 4) && is_text(part(&name, 4), "doh.");
}

/* Who is asked by address sends no name: RFC 6066, 3. */
static const uint32_t resolvers4[] = { 0x01000001, 0x01000002, 0x01000003, 0x01010101, 0x01010102,
	0x01010103, 0x08080404, 0x08080808, 0x09090909, 0x0909090a, 0x0909090b, 0x5e8c0e0e,
	0x5e8c0f0f, 0x95707070, 0xd043dcdc, 0xd043dede, 0xdf050505, 0xdf060606 };

/* The first and the last 64 bits. */
static const struct {
	uint64_t net, host;
} resolvers6[] = { { 0x2001486048600000, 0x8844 }, { 0x2001486048600000, 0x8888 },
	{ 0x2606470047000000, 0x1001 }, { 0x2606470047000000, 0x1111 }, { 0x262000fe00000000, 0x9 },
	{ 0x262000fe00000000, 0xfe } };

static uint64_t be64(const uint8_t *b)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | b[i];
	return v;
}

static bool to_resolver(const struct dis *d)
{
	uint64_t net = be64(d->net.dst6.b), host = be64(d->net.dst6.b + 8);

	if (d->l4.dport != HTTPS)
		return false;
	for (size_t i = 0; d->net.ver == 4 && i < sizeof(resolvers4) / sizeof(*resolvers4); i++)
		if (d->net.dst4 == resolvers4[i])
			return true;
	for (size_t i = 0; d->net.ver == 6 && i < sizeof(resolvers6) / sizeof(*resolvers6); i++)
		if (net == resolvers6[i].net && host == resolvers6[i].host)
			return true;
	return false;
}

/* Is DNS in it?  ALPN says so, or the port that is for it; for HTTPS there is only the server's
 * name or address, and that may be wrong. */
static void show_dns_within(struct dis *d, const struct hello *h)
{
	bool port = d->l4.sport == DOT || d->l4.dport == DOT;

	if (h->dot || port) {
		say(d, ", DNS over TLS");
		note_s(d, "dns_over", "tls");
		note_s(d, "dns_over_by", h->dot ? "alpn" : "port");
	} else if (h->resolver || (!h->named && to_resolver(d))) {
		say(d, ", perhaps DNS over HTTPS");
		note_s(d, "dns_over", "perhaps https");
		note_s(d, "dns_over_by", h->resolver ? "server_name" : "address");
	}
}

/* RFC 8446, 4.2.8: the groups of a client's keys, or of the server's */
static void read_shares(struct cur c, struct numbers *l, bool client)
{
	skip(&c, client ? 2 : 0);
	for (int i = 0; i < LIST_MAX && has(&c, 2); i++) {
		add(l, get_be16(&c));
		if (!has(&c, 2))
			return;
		skip(&c, peek_be16(&c, 0) + 2u);
	}
}

static void show_server_name(struct dis *d, struct cur c, struct hello *h)
{
	uint16_t n;

	h->named = true;
	if (!has(&c, 5))
		return; /* a server's is empty */
	skip(&c, 3);
	n = get_be16(&c);
	if (!has(&c, n))
		return;
	clip(&c, n);
	h->resolver = is_resolver(c);
	show_vis(d, ", SNI ", "server_name", c);
}

static void show_alpn(struct dis *d, struct cur c, struct hello *h)
{
	const char *sep = ", ALPN ";

	skip(&c, 2);
	list(d, "alpn");
	while (has(&c, 2) && has(&c, peek_u8(&c, 0) + 1U)) {
		uint8_t n = get_u8(&c);
		struct cur name = take(&c, n);

		if (!h->alpn[0] && n) {
			h->alpn[0] = peek_u8(&name, 0);
			h->alpn[1] = peek_u8(&name, n - 1U);
		}
		h->dot |= is_text(name, "dot");
		say_s(d, sep);
		item(d);
		show_vis(d, "", "protocol", name);
		done(d);
		sep = ",";
	}
	done(d);
}

static void show_versions(struct dis *d, struct cur c, struct hello *h, bool client)
{
	const char *sep = client ? ", versions " : ", version ";

	skip(&c, client ? 1 : 0);
	list(d, "versions");
	for (int i = 0; i < LIST_MAX && has(&c, 2); i++) {
		uint16_t v = get_be16(&c);

		if (is_grease(v))
			continue;
		if (v > h->newest)
			h->newest = v;
		say_s(d, sep);
		item(d);
		show_name(d, "version", versions, "0x%04x", v);
		done(d);
		sep = ",";
	}
	done(d);
}

static void show_extensions(struct dis *d, struct cur c, struct hello *h, bool client)
{
	while (has(&c, 4)) {
		uint16_t type = get_be16(&c), n = get_be16(&c);
		struct cur e;

		add(&h->extensions, type);
		if (!has(&c, n))
			return;
		e = take(&c, n);
		if (type == E_NAME)
			show_server_name(d, e, h);
		else if (type == E_ALPN)
			show_alpn(d, e, h);
		else if (type == E_VERSIONS)
			show_versions(d, e, h, client);
		else if (type == E_KEY_SHARE)
			read_shares(e, &h->shares, client);
		else if (type == E_GROUPS)
			read_list(e, 2, &h->groups);
		else if (type == E_SIGNATURES)
			read_list(e, 2, &h->signatures);
		else if (type == E_POINTS)
			for (skip(&e, 1); more(&e) && h->points.n < LIST_MAX;)
				h->points.v[h->points.n++] = get_u8(&e);
	}
}

static void note_numbers(
	struct dis *d, const char *key, const struct numbers *l, const struct name *names)
{
	list(d, key);
	for (uint32_t i = 0; i < l->n; i++) {
		item(d);
		note_u(d, "value", l->v[i]);
		note_s(d, "name", names ? name_of(names, l->v[i]) : NULL);
		done(d);
	}
	done(d);
}

/* --- handshakes --- */

static void show_client_hello(struct dis *d, struct cur c)
{
	struct hello h = { 0 };
	struct cur random_, session, extensions;
	uint32_t n;

	if (!has(&c, 35))
		return;
	h.version = get_be16(&c);
	note_u(d, "version", h.version);
	random_ = take(&c, 32);
	note_hex(d, "random", random_);
	n = get_u8(&c);
	if (!has(&c, n + 2))
		return;
	session = take(&c, n);
	note_hex(d, "session_id", session);
	n = get_be16(&c);
	note_u(d, "ciphers_length", n);
	if (!has(&c, n + 1))
		return;
	read_list(take(&c, n), 0, &h.ciphers);
	n = get_u8(&c);
	if (!has(&c, n))
		return;
	session = take(&c, n);
	note_hex(d, "compression_methods", session);
	if (has(&c, 2)) {
		n = get_be16(&c);
		extensions = part(&c, n);
		show_extensions(d, extensions, &h, true);
		note_u(d, "extensions_length", n);
		if (wants_fields(d))
			tls_note_extensions(d, extensions, true);
		if (left(&c) == 0 && wire(&c))
			return; /* the rest is elsewhere: no fingerprint */
	}
	show_dns_within(d, &h);
	note_numbers(d, "ciphers", &h.ciphers, cipher_names);
	note_numbers(d, "groups", &h.groups, NULL);
	note_numbers(d, "point_formats", &h.points, NULL);
	note_numbers(d, "signature_algorithms", &h.signatures, NULL);
	note_numbers(d, "key_shares", &h.shares, NULL);
	show_ja3(d, &h, true);
	show_ja4(d, &h);
}

static void show_server_hello(struct dis *d, struct cur c)
{
	struct hello h = { 0 };
	struct cur random_, session, extensions;
	uint16_t cipher;
	uint32_t n;
	bool draft;

	if (!has(&c, 35))
		return;
	h.version = get_be16(&c);
	draft = h.version >> 8 == DRAFT && (h.version & 0xff) < DRAFT_WITH_SESSION;
	note_u(d, "version", h.version);
	random_ = take(&c, 32);
	note_hex(d, "random", random_);
	if (!draft) {
		n = get_u8(&c);
		if (!has(&c, n + 3))
			return;
		session = take(&c, n);
		note_hex(d, "session_id", session);
	}
	if (!has(&c, 2))
		return;
	cipher = get_be16(&c);
	add(&h.ciphers, cipher);
	if (!draft) {
		note_u(d, "compression_method", peek_u8(&c, 0));
		skip(&c, 1);
	}
	say(d, ", ");
	show_name(d, "cipher", cipher_names, "cipher 0x%04x", cipher);
	if (has(&c, 2)) {
		n = get_be16(&c);
		if (!has(&c, n))
			return;
		extensions = take(&c, n);
		show_extensions(d, extensions, &h, false);
		note_u(d, "extensions_length", n);
		if (wants_fields(d))
			tls_note_extensions(d, extensions, false);
		note_numbers(d, "point_formats", &h.points, NULL);
		note_numbers(d, "key_shares", &h.shares, NULL);
	}
	show_ja3(d, &h, false);
}

/* RFC 5246, 7.4.2: a chain, the server's own certificate first */
static void show_certificates(struct dis *d, struct cur c)
{
	if (!has(&c, 3))
		return;
	note_u(d, "certificates_length", peek_be24(&c, 0));
	skip(&c, 3);
	list(d, "certificates");
	while (has(&c, 3)) {
		uint32_t n = get_be24(&c);

		if (!has(&c, n) || n == 0)
			break;
		item(d);
		note_u(d, "length", n);
		x509_show(d, take(&c, n));
		done(d);
		if (has(&c, 3))
			say(d, ";");
	}
	done(d);
}

/* The messages of a record; c: the record's octets, as far as they are here. */
static void show_handshake(struct dis *d, struct cur c, uint16_t version)
{
	const char *sep = " ";

	list(d, "handshake");
	while (has(&c, 4)) {
		uint8_t type = get_u8(&c);
		uint32_t n = get_be24(&c);
		struct cur body;

		if (!name_of(handshake_types, type) || n > RECORD_MAX * 4) {
			say_s(d, sep);
			say(d, "encrypted handshake");
			break;
		}
		item(d);
		say_s(d, sep);
		show_name(d, "type", handshake_types, "%u", type);
		note_u(d, "length", n);
		body = part(&c, n);
		if (type == CLIENT_HELLO)
			show_client_hello(d, body);
		else if (type == SERVER_HELLO)
			show_server_hello(d, body);
		else if (type == CERTIFICATE)
			show_certificates(d, body);
		else if (wants_fields(d) && type == NEW_TICKET)
			tls_note_ticket(d, body);
		else if (wants_fields(d) && type == SERVER_KEY)
			tls_note_server_key(d, body, version >= TLS12);
		else if (wants_fields(d) && type == CLIENT_KEY && left(&body) == n)
			tls_note_client_key(d, body);
		done(d);
		sep = "; ";
	}
	done(d);
}

static void show_alert(struct dis *d, struct cur c, uint16_t length)
{
	uint8_t level, what;

	if (length != 2 || !has(&c, 2)) {
		say(d, " encrypted alert");
		return;
	}
	level = get_u8(&c), what = get_u8(&c);
	say_s(d, level == 2 ? " fatal alert " : level == 1 ? " warning alert " : " alert ");
	note_u(d, "level", level);
	show_name(d, "alert", alert_names, "%u", what);
}

/* Does this look like the begin of a record? */
static bool is_record(struct cur c)
{
	uint8_t type;
	uint16_t n;

	if (!has(&c, RECORD))
		return false;
	type = peek_u8(&c, 0);
	n = peek_be16(&c, 3);
	return type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT && peek_u8(&c, 1) == 3 &&
	       peek_u8(&c, 2) <= 4 && n > 0 && n <= RECORD_MAX;
}

static void show_record(struct dis *d, struct cur *c)
{
	uint8_t type = get_u8(c);
	uint16_t version = get_be16(c), n = get_be16(c);
	struct cur body = part(c, n);

	note_u(d, "type", type);
	note_s(d, "type_name", name_of(record_types, type));
	note_u(d, "version", version);
	note_u(d, "length", n);
	if (type == HANDSHAKE) {
		show_handshake(d, body, version);
	} else if (type == ALERT) {
		show_alert(d, body, n);
	} else {
		say(d, " ");
		say_s(d, name_of(record_types, type));
		if (type != CHANGE_CIPHER_SPEC)
			sayf(d, " (%u)", n);
	}
	if (left(&body) < n)
		note_b(d, "continues", true); /* in the next segment */
}

static void dissect_tls(struct dis *d, struct cur c)
{
	const char *sep = "";

	say(d, ": TLS");
	list(d, "records");
	while (is_record(c)) {
		say_s(d, sep);
		item(d);
		show_record(d, &c);
		done(d);
		sep = ";";
	}
	done(d);
}

const struct proto proto_tls = { "tls", dissect_tls };

bool tls_is(struct cur c) { return is_record(c); }
