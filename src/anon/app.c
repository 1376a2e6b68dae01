/* What is in TCP and UDP: DNS, the heads of HTTP, the hellos of TLS; all else is wiped. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "anon.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- DNS (RFC 1035) --- */

enum { TYPE_A = 1, TYPE_AAAA = 28, TYPE_SOA = 6, TYPE_OPT = 41, TYPE_SRV = 33, TYPE_MX = 15 };

/* A name at `at`, label by label; compression points to one that is met elsewhere.  Where it ends,
 * n if it does not. */
static size_t dns_name(struct anon *a, uint8_t *b, size_t n, size_t at)
{
	while (at < n) {
		size_t len = b[at];

		if (len == 0)
			return at + 1;
		if ((len & 0xc0) == 0xc0)
			return at + 2 <= n ? at + 2 : n;
		if (len > 63 || at + 1 + len > n)
			break;
		mask_label(a->mask, b + at + 1, len);
		at += 1 + len;
	}
	if (at < n)
		memset(b + at, 0, n - at);
	return n;
}

/* The data of a record. */
static void dns_data(struct anon *a, uint16_t type, uint8_t *b, size_t at, size_t end)
{
	size_t len = end - at;

	switch (type) {
	case TYPE_A:
		if (len == 4)
			mask_ip4(a->mask, b + at);
		break;
	case TYPE_AAAA:
		if (len == 16)
			mask_ip6(a->mask, b + at);
		break;
	case 2: /* NS, CNAME, PTR, DNAME */
	case 5:
	case 12:
	case 39:
		dns_name(a, b, end, at);
		break;
	case TYPE_SOA:
		at = dns_name(a, b, end, at);
		dns_name(a, b, end, at);
		break;
	case TYPE_MX:
		if (len > 2)
			dns_name(a, b, end, at + 2);
		break;
	case TYPE_SRV:
		if (len > 6)
			dns_name(a, b, end, at + 6);
		break;
	default:
		memset(b + at, 0, len);
	}
}

static void dns(struct anon *a, uint8_t *b, size_t n)
{
	size_t at = 12, questions, records;

	if (n < 12) {
		anon_wipe(a, b, n);
		return;
	}
	questions = load_be16(b + 4);
	records = (size_t)load_be16(b + 6) + load_be16(b + 8) + load_be16(b + 10);
	for (size_t i = 0; i < questions && at < n; i++)
		at = dns_name(a, b, n, at) + 4;
	for (size_t i = 0; i < records && at < n; i++) {
		size_t len;
		uint16_t type;

		at = dns_name(a, b, n, at);
		if (at + 10 > n)
			break;
		type = load_be16(b + at);
		len = load_be16(b + at + 8);
		at += 10;
		if (len > n - at) {
			len = n - at;
			type = 0; /* cut: wiped */
		}
		dns_data(a, type, b, at, at + len);
		at += len;
	}
	if (at < n)
		memset(b + at, 0, n - at);
}

/* --- names in text --- */

static bool in_name(uint8_t c) { return isalnum(c) || c == '-' || c == '_'; }

/* A host's name: labels between dots; an address of digits becomes another name too. */
static void text_name(struct anon *a, uint8_t *b, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t len = 0;

		while (at + len < n && in_name(b[at + len]))
			len++;
		if (len)
			mask_label(a->mask, b + at, len);
		at += len;
		if (at < n && b[at] == ':') /* the port may stay */
			return;
		if (at < n)
			at++;
	}
}

/* --- HTTP/1 --- */

static void cross_out(uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isgraph(b[i]))
			b[i] = 'x';
}

static bool starts(const uint8_t *b, size_t n, const char *s)
{
	size_t k = strlen(s);

	return n >= k && strncasecmp((const char *)b, s, k) == 0;
}

static bool is_http(const uint8_t *b, size_t n)
{
	static const char *const begins[] = { "GET ", "POST ", "HEAD ", "PUT ", "DELETE ",
		"OPTIONS ", "PATCH ", "CONNECT ", "HTTP/1." };

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (starts(b, n, begins[i]))
			return true;
	return false;
}

/* GET /path HTTP/1.1: the path goes. */
static void request_line(uint8_t *b, size_t n)
{
	const uint8_t *space = memchr(b, ' ', n);
	size_t from = space ? (size_t)(space - b) + 1 : n, to = n;

	if (starts(b, n, "HTTP/"))
		return;
	if (n >= 9 && memcmp(b + n - 9, " HTTP/1.", 8) == 0)
		to = n - 9;
	if (from < to && b[from] == '/')
		from++;
	if (from < to)
		cross_out(b + from, to - from);
}

static void header_line(struct anon *a, uint8_t *b, size_t n)
{
	static const char *const stay[] = { "Content-Length:", "Content-Type:", "Connection:",
		"Transfer-Encoding:", "Content-Encoding:", "Accept-Encoding:", "Upgrade:" };
	const uint8_t *colon = memchr(b, ':', n);
	size_t from = colon ? (size_t)(colon - b) + 1 : 0;

	for (size_t i = 0; i < sizeof(stay) / sizeof(*stay); i++)
		if (starts(b, n, stay[i]))
			return;
	while (from < n && b[from] == ' ')
		from++;
	if (starts(b, n, "Host:"))
		text_name(a, b + from, n - from);
	else
		cross_out(b + from, n - from);
}

static void http(struct anon *a, uint8_t *b, size_t n)
{
	bool first = true;

	while (n) {
		uint8_t *end = memchr(b, '\n', n);
		size_t len = end ? (size_t)(end - b) : n, text = len;

		if (text && b[text - 1] == '\r')
			text--;
		if (first)
			request_line(b, text);
		else if (text)
			header_line(a, b, text);
		len = end ? len + 1 : n;
		b += len;
		n -= len;
		if (!first && text == 0)
			break;
		first = false;
	}
	anon_wipe(a, b, n);
}

/* --- TLS (RFC 8446; 1.2 looks the same here) --- */

static void server_name(struct anon *a, uint8_t *b, size_t n)
{
	size_t len = n >= 5 ? load_be16(b + 3) : 0;

	if (n < 5 || len > n - 5) {
		memset(b, 0, n);
		return;
	}
	text_name(a, b + 5, len);
	memset(b + 5 + len, 0, n - 5 - len);
}

static void tls_extensions(struct anon *a, uint8_t *b, size_t n)
{
	if (n < 2)
		return;
	b += 2;
	n -= 2;
	while (n >= 4) {
		uint16_t type = load_be16(b);
		size_t len = load_be16(b + 2);

		b += 4;
		n -= 4;
		if (len > n)
			break;
		if (type == 0 && len)
			server_name(a, b, len);
		else if (type != 10 && type != 11 && type != 13 && type != 16 && type != 43)
			memset(b, 0, len); /* groups, points, signatures, ALPN, versions stay */
		b += len;
		n -= len;
	}
	memset(b, 0, n);
}

/* Skip a vector with a length of that many bytes; n if it is longer. */
static size_t vector(const uint8_t *b, size_t n, size_t at, size_t bytes)
{
	size_t len = 0;

	if (at + bytes > n)
		return n;
	for (size_t i = 0; i < bytes; i++)
		len = len << 8 | b[at + i];
	return len > n - at - bytes ? n : at + bytes + len;
}

/* ClientHello (1) or ServerHello (2), behind its length. */
static void tls_hello(struct anon *a, int type, uint8_t *b, size_t n)
{
	size_t at = 34, end;

	if (n < 35) {
		memset(b, 0, n);
		return;
	}
	memset(b + 2, 0, 32); /* random */
	end = vector(b, n, at, 1);
	memset(b + at + 1, 0, end - at - 1); /* session */
	at = end;
	if (type == 1) {
		at = vector(b, n, at, 2); /* ciphers */
		at = vector(b, n, at, 1); /* compression */
	} else
		at = at + 3 < n ? at + 3 : n;
	tls_extensions(a, b + at, n - at);
}

static void tls_handshake(struct anon *a, uint8_t *b, size_t n)
{
	while (n >= 4) {
		size_t len = (size_t)b[1] << 16 | (size_t)load_be16(b + 2);

		if (len > n - 4)
			len = n - 4;
		if (b[0] == 1 || b[0] == 2)
			tls_hello(a, b[0], b + 4, len);
		else
			memset(b + 4, 0, len);
		b += 4 + len;
		n -= 4 + len;
	}
	memset(b, 0, n);
}

static bool is_tls(const uint8_t *b, size_t n)
{
	return n >= 5 && b[0] >= 20 && b[0] <= 23 && b[1] == 3 && b[2] <= 4;
}

static void tls(struct anon *a, uint8_t *b, size_t n)
{
	while (is_tls(b, n)) {
		size_t len = load_be16(b + 3);

		if (len > n - 5)
			len = n - 5;
		if (b[0] == 22 && len >= 4 && (b[5] == 1 || b[5] == 2 || b[5] == 11))
			tls_handshake(a, b + 5, len);
		else
			memset(b + 5, 0, len);
		b += 5 + len;
		n -= 5 + len;
	}
	anon_wipe(a, b, n);
}

/* --- by port, by look --- */

static bool is_dns(uint16_t port) { return port == 53 || port == 5353 || port == 5355; }

void anon_udp_payload(struct anon *a, uint8_t *b, size_t n, uint16_t sport, uint16_t dport)
{
	if (a->payload == PAYLOAD_NAMES && (is_dns(sport) || is_dns(dport)))
		dns(a, b, n);
	else
		anon_wipe(a, b, n);
}

void anon_tcp_payload(struct anon *a, uint8_t *b, size_t n, uint16_t sport, uint16_t dport)
{
	if (a->payload != PAYLOAD_NAMES)
		anon_wipe(a, b, n);
	else if ((sport == 53 || dport == 53) && n >= 14 && load_be16(b) == n - 2)
		dns(a, b + 2, n - 2);
	else if (is_http(b, n))
		http(a, b, n);
	else if (is_tls(b, n))
		tls(a, b, n);
	else
		anon_wipe(a, b, n);
}
