/* What a word of a display filter can stand for. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "expr.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 80, MAC_BYTES = 6 };

/* A whole number: decimal, 0x hexadecimal, 0b binary; with a sign. */
static bool read_whole(struct literal *l, const char *s)
{
	char *end;
	bool negative = *s == '-';

	s += *s == '-' || *s == '+';
	if (!isdigit((unsigned char)*s))
		return false;
	errno = 0;
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		l->u = strtoull(s, &end, 16);
	else if (s[0] == '0' && (s[1] == 'b' || s[1] == 'B'))
		l->u = strtoull(s + 2, &end, 2);
	else
		l->u = strtoull(s, &end, 10);
	if (*end || errno)
		return false;
	l->number = l->whole = true;
	l->negative = negative && l->u;
	l->real = negative ? -(double)l->u : (double)l->u;
	return true;
}

static void read_number(struct literal *l, const char *s)
{
	char *end;

	if (read_whole(l, s))
		return;
	if (strcmp(s, "true") == 0 || strcmp(s, "True") == 0 || strcmp(s, "TRUE") == 0) {
		l->number = l->whole = true;
		l->u = 1;
		l->real = 1;
		return;
	}
	if (strcasecmp(s, "false") == 0) {
		l->number = l->whole = true;
		return;
	}
	if (!isdigit((unsigned char)s[*s == '-' || *s == '.']) || strpbrk(s, "xX"))
		return;
	l->real = strtod(s, &end);
	l->number = *end == '\0';
}

/* The bits behind the slash; most if there is none, -1 if they are wrong. */
static int prefix_of(char *s, int most)
{
	char *slash = strchr(s, '/'), *end;
	long bits;

	if (!slash)
		return most;
	*slash = '\0';
	if (!isdigit((unsigned char)slash[1]))
		return -1;
	bits = strtol(slash + 1, &end, 10);
	return *end || bits > most ? -1 : (int)bits;
}

static void read_address(struct literal *l, const char *word)
{
	char s[WORD];
	struct in_addr a;
	int bits;

	snprintf(s, sizeof(s), "%s", word);
	bits = prefix_of(s, 32);
	if (bits >= 0 && inet_pton(AF_INET, s, &a) == 1) {
		l->ip4 = true;
		l->ip4_mask = bits ? ~0U << (32 - bits) : 0;
		l->ip4_net = ntohl(a.s_addr) & l->ip4_mask;
		return;
	}
	snprintf(s, sizeof(s), "%s", word);
	bits = prefix_of(s, 128);
	if (bits >= 0 && inet_pton(AF_INET6, s, l->ip6_net.b) == 1) {
		l->ip6 = true;
		l->ip6_bits = (uint8_t)bits;
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* aa:bb:cc, aa-bb-cc, aa.bb.cc, aabb.ccdd.eeff: pairs of digits, and the same separator. */
static bool read_bytes(struct literal *l, const char *s, size_t n)
{
	char sep = '\0';
	size_t k = 0;

	l->bytes = malloc(n / 2 + 1);
	if (!l->bytes)
		return false;
	while (k + 1 < n) {
		int hi = hex_digit(s[k]), lo = hex_digit(s[k + 1]);

		if (hi < 0 || lo < 0)
			break;
		l->bytes[l->nbytes++] = (uint8_t)(hi << 4 | lo);
		k += 2;
		if (k < n && strchr(":-.", s[k]) && (!sep || s[k] == sep) && k + 1 < n)
			sep = s[k++];
	}
	if (k != n || !l->nbytes) {
		free(l->bytes);
		l->bytes = NULL;
		l->nbytes = 0;
	} else if (l->nbytes == MAC_BYTES && sep) {
		l->mac = true;
		memcpy(l->mac_addr.b, l->bytes, MAC_BYTES);
	}
	return true;
}

bool literal_read(struct literal *l, const char *word, size_t n, bool quoted)
{
	char s[WORD];

	*l = (struct literal){ .len = n };
	l->text = malloc(n + 1);
	if (!l->text)
		return false;
	memcpy(l->text, word, n);
	l->text[n] = '\0';
	if (quoted)
		return true;
	if (n > 0 && n < WORD) {
		memcpy(s, l->text, n + 1);
		read_number(l, s);
		read_address(l, s);
	}
	return read_bytes(l, word, n);
}

void literal_free(struct literal *l)
{
	free(l->text);
	free(l->bytes);
}
