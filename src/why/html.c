/* SPDX-License-Identifier: BSD-2-Clause */
#include "html.h"

#include "../base/digest.h"
#include "../base/fmt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 1 << 16, FORMATTED = 1024 };

void html_free(struct html *h)
{
	free(h->b);
	memset(h, 0, sizeof(*h));
}

void html_raw(struct html *h, const char *b, size_t n)
{
	size_t room = h->room ? h->room : FIRST;
	char *more;

	if (h->failed)
		return;
	while (room - h->n < n)
		room *= 2;
	if (room != h->room) {
		more = realloc(h->b, room);
		if (!more) {
			h->failed = true;
			return;
		}
		h->b = more;
		h->room = room;
	}
	memcpy(h->b + h->n, b, n);
	h->n += n;
}

void html_u(struct html *h, uint64_t v)
{
	char t[FMT_MAX];

	html_raw(h, t, (size_t)(fmt_u64(t, v) - t));
}

void html_d(struct html *h, int64_t v)
{
	if (v < 0)
		html_put(h, "-");
	html_u(h, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* --- characters --- */

/* The octets of the UTF-8 sequence (RFC 3629, 4) that begins there; 0: none does. */
static size_t sequence(const uint8_t *s, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;

	if (s[0] < 0xc2 || s[0] > 0xf4 || len > n)
		return 0;
	*c = s[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (s[i] & 0x3f);
	}
	if (*c < least[len] || *c > 0x10ffff || (*c >= 0xd800 && *c < 0xe000))
		return 0;
	return len;
}

/* Shown as it is: no control, nothing invisible that changes how what follows it is shown. */
static bool shows(uint32_t c)
{
	if (c < 0xa0 || c == 0xad || c == 0x61c || c == 0xfeff)
		return false;
	if ((c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e))
		return false;
	return !(c >= 0x2060 && c <= 0x206f) && !(c >= 0xe000 && c < 0xf900) &&
	       !(c >= 0xfff0 && c <= 0xffff) && (c & 0xfffe) != 0xfffe && c < 0xe0000;
}

static void put_octet(struct html *h, uint8_t c)
{
	static const char digits[] = "0123456789abcdef";
	const char t[4] = { '\\', 'x', digits[c >> 4], digits[c & 15] };

	html_raw(h, t, sizeof(t));
}

void html_text_n(struct html *h, const char *text, size_t n)
{
	const uint8_t *s = (const uint8_t *)text;
	uint32_t c = 0;

	for (size_t i = 0, len; i < n; i += len) {
		len = s[i] < 0x80 ? 1 : sequence(s + i, n - i, &c);
		if (s[i] == '&')
			html_put(h, "&amp;");
		else if (s[i] == '<')
			html_put(h, "&lt;");
		else if (s[i] == '>')
			html_put(h, "&gt;");
		else if (s[i] == '"')
			html_put(h, "&quot;");
		else if (s[i] == '\'')
			html_put(h, "&#39;");
		else if ((s[i] >= ' ' && s[i] < 0x7f) || (len > 1 && shows(c)))
			html_raw(h, text + i, len);
		else
			for (size_t k = 0; k < (len ? len : 1); k++)
				put_octet(h, s[i + k]);
		len = len ? len : 1;
	}
}

void html_text(struct html *h, const char *s) { html_text_n(h, s, strlen(s)); }

void html_textf(struct html *h, const char *fmt, ...)
{
	char t[FORMATTED];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t, sizeof(t), fmt, ap);
	va_end(ap);
	html_text(h, t);
}

void html_json(struct html *h, const char *s)
{
	char t[8];

	html_put(h, "\"");
	for (; *s; s++) {
		uint8_t c = (uint8_t)*s;
		bool plain = c >= ' ' && c < 0x7f && !strchr("\"\\<>&'", c);

		if (plain)
			html_raw(h, s, 1);
		else
			html_raw(h, t, (size_t)snprintf(t, sizeof(t), "\\u00%02x", c));
	}
	html_put(h, "\"");
}

void html_hash(struct html *h, const char *b, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t sum[33] = { 0 };
	char t[44];

	sha256(b, n, sum);
	for (size_t i = 0; i < 11; i++) {
		uint32_t v =
			(uint32_t)sum[3 * i] << 16 | (uint32_t)sum[3 * i + 1] << 8 | sum[3 * i + 2];

		for (size_t k = 0; k < 4; k++)
			t[4 * i + k] = digits[v >> (18 - 6 * k) & 63];
	}
	t[43] = '='; /* 32 octets are 43 digits and one of padding */
	html_put(h, "'sha256-");
	html_raw(h, t, sizeof(t));
	html_put(h, "'");
}
