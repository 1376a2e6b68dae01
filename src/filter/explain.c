/* Where a filter expression is wrong, and what was perhaps meant.
 *
 * libpcap says "syntax error" and no more.  The place is found by trying: the
 * offending word is the first with which the words so far have no continuation
 * that parses.  Names are replaced by an address in these trials, so that
 * nothing is looked up in the DNS.
 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter.h"

#include "../base/caret.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_WORDS = 256,
	MOST_TEXT = 16384,
};

struct word {
	size_t at, len;
};

struct words {
	const char *text;
	struct word w[MOST_WORDS];
	int n;
	uint16_t link;
};

static const char keywords[] =
	" dst src host net mask port portrange proto protochain gateway less greater byte broadcast"
	" multicast and or not ip ip6 tcp udp sctp icmp icmp6 igmp igrp pim vrrp carp arp rarp "
	"ether"
	" fddi tr wlan link ppp slip atalk aarp decnet lat sca moprc mopdl iso esis es-is isis "
	"is-is"
	" clnp stp ipx netbeui len inbound outbound ifindex vlan mpls pppoed pppoes geneve vxlan "
	"ra ta"
	" addr1 addr2 addr3 addr4 type subtype direction dir esp ah radio l1 l2 iih lsp snp csnp "
	"psnp"
	" on ifname rnr rulenum srnr reason rset ruleset action lane llc vpi vci oam oamf4 oamf4ec"
	" oamf4sc metac bcc sc ilmic connectmsg metaconnect tcpflags"
	" icmptype icmpcode icmp6type icmp6code ";

static bool is_keyword(const char *s, size_t n)
{
	char padded[24];

	if (n == 0 || n > sizeof(padded) - 3)
		return false;
	snprintf(padded, sizeof(padded), " %.*s ", (int)n, s);
	return strstr(keywords, padded) != NULL;
}

static bool word_char(char c) { return isalnum((unsigned char)c) || (c && strchr("_.:/\\-", c)); }

/* Words are names and numbers, or one operator. */
static void split(struct words *ws, const char *text)
{
	size_t i = 0;

	ws->text = text;
	ws->n = 0;
	while (text[i] && ws->n < MOST_WORDS) {
		size_t n = 1;

		if (isspace((unsigned char)text[i])) {
			i++;
			continue;
		}
		if (word_char(text[i]))
			while (word_char(text[i + n]))
				n++;
		else if ((strchr("=<>!", text[i]) && text[i + 1] == '=') ||
			 (strchr("&|<>", text[i]) && text[i + 1] == text[i]))
			n = 2;
		ws->w[ws->n++] = (struct word){ i, n };
		i += n;
	}
}

static bool is(const struct words *ws, int i, const char *s)
{
	return i >= 0 && i < ws->n && strlen(s) == ws->w[i].len &&
	       memcmp(ws->text + ws->w[i].at, s, ws->w[i].len) == 0;
}

static bool is_one_of(const struct words *ws, int i, const char *list)
{
	char padded[32];

	if (i < 0 || i >= ws->n || ws->w[i].len > sizeof(padded) - 3)
		return false;
	snprintf(padded, sizeof(padded), " %.*s ", (int)ws->w[i].len, ws->text + ws->w[i].at);
	return strstr(list, padded) != NULL;
}

static bool is_number(const struct words *ws, int i)
{
	if (i < 0 || i >= ws->n)
		return false;
	for (size_t k = 0; k < ws->w[i].len; k++)
		if (!isdigit((unsigned char)ws->text[ws->w[i].at + k]))
			return false;
	return true;
}

/* --- the place --- */

/* Does libpcap call this a syntax error? */
static bool parses(const char *text, uint16_t link)
{
	pcap_t *pd = pcap_open_dead(link_to_dlt(link), 262144);
	struct bpf_program prog;
	bool ok = true;

	if (!pd)
		return true;
	if (pcap_compile(pd, &prog, text, 0, 0) == 0)
		pcap_freecode(&prog);
	else
		ok = strstr(pcap_geterr(pd), "syntax error") == NULL &&
		     strstr(pcap_geterr(pd), "illegal token") == NULL;
	pcap_close(pd);
	return ok;
}

/* The first n words, names made addresses; returns the parentheses still open. */
static int prefix(const struct words *ws, int n, char *o, size_t size)
{
	int open = 0;
	size_t used = 0;

	o[0] = '\0';
	for (int i = 0; i < n && used < size - 64; i++) {
		const char *s = ws->text + ws->w[i].at;
		size_t len = ws->w[i].len;

		open += *s == '(';
		open -= *s == ')' && open > 0;
		if (isalpha((unsigned char)*s) && !is_keyword(s, len) && !memchr(s, ':', len) &&
			!memchr(s, '-', len)) {
			s = "127.0.0.1";
			len = strlen(s);
		}
		used += (size_t)snprintf(
			o + used, size - used, "%s%.*s", i ? " " : "", (int)len, s);
	}
	return open;
}

/* Is there anything that could follow the first n words? */
static bool can_go_on(const struct words *ws, int n)
{
	static const char *const ends[] = { "", " 1", " 127.0.0.1", " tcp", " host 127.0.0.1",
		" port 1", " 1 ] = 1", " ] = 1", " = 1", " 0 = 1", " 1:2:3:4:5:6", " 1-2", " mgt",
		" : 1 ] = 1", NULL };
	char text[MOST_TEXT + 512];
	int open = prefix(ws, n, text, MOST_TEXT);
	size_t len = strlen(text);

	for (int e = 0; ends[e]; e++) {
		int k = snprintf(text + len, 64, "%s", ends[e]);

		for (int i = 0; i <= open && i < 300; i++) { /* close some, or all of them */
			if (i)
				text[len + (size_t)k++] = ')';
			text[len + (size_t)k] = '\0';
			if (i != 0 && i != open)
				continue;
			if (parses(text, ws->link))
				return true;
			memcpy(text + len + (size_t)k, " = 1", 5); /* the parentheses of a sum */
			if (parses(text, ws->link))
				return true;
		}
	}
	return false;
}

/* The first word that does not fit; n if what is missing is the rest. */
static int misfit(const struct words *ws)
{
	int good = 0, bad = ws->n + 1; /* words */

	while (bad - good > 1) {
		int middle = (good + bad) / 2;

		if (middle > ws->n)
			break;
		if (can_go_on(ws, middle))
			good = middle;
		else
			bad = middle;
	}
	return bad - 1;
}

/* A word that the message quotes; -1 if none is. */
static int quoted(const struct words *ws, const char *err)
{
	const char *open = strpbrk(err, "'\""), *end = open ? strchr(open + 1, *open) : NULL;

	for (int i = 0; end && i < ws->n; i++)
		if (ws->w[i].len == (size_t)(end - open - 1) &&
			memcmp(ws->text + ws->w[i].at, open + 1, ws->w[i].len) == 0)
			return i;
	for (int i = 0; i < ws->n; i++) { /* a number it names, or a mask */
		char word[64];

		snprintf(word, sizeof(word), "%.*s", (int)ws->w[i].len, ws->text + ws->w[i].at);
		if ((is_number(ws, i) && strstr(err, word)) ||
			(strchr(word, '/') && strstr(err, "mask")))
			return i;
	}
	return -1;
}

/* --- hints --- */

static const struct {
	const char *field, *term;
} wireshark[] = {
	{ "tcp.port", "tcp port" },
	{ "tcp.srcport", "tcp src port" },
	{ "tcp.dstport", "tcp dst port" },
	{ "udp.port", "udp port" },
	{ "udp.srcport", "udp src port" },
	{ "udp.dstport", "udp dst port" },
	{ "ip.addr", "host" },
	{ "ip.src", "src host" },
	{ "ip.dst", "dst host" },
	{ "ip.proto", "ip proto" },
	{ "ipv6.addr", "ip6 host" },
	{ "ipv6.src", "ip6 src host" },
	{ "ipv6.dst", "ip6 dst host" },
	{ "eth.addr", "ether host" },
	{ "eth.src", "ether src" },
	{ "eth.dst", "ether dst" },
	{ "eth.type", "ether proto" },
	{ "vlan.id", "vlan" },
};

struct hint {
	int word;
	char text[256];
};

__attribute__((format(printf, 3, 4))) static bool hint(
	struct hint *h, int word, const char *fmt, ...)
{
	va_list ap;

	h->word = word;
	va_start(ap, fmt);
	vsnprintf(h->text, sizeof(h->text), fmt, ap);
	va_end(ap);
	return true;
}

/* tcp.port == 80 */
static bool display_filter(const struct words *ws, int i, struct hint *h)
{
	const char *s = ws->text + ws->w[i].at;
	const char *dot = memchr(s, '.', ws->w[i].len);
	bool compared = is_one_of(ws, i + 1, " == = != eq ne > < ");

	for (size_t k = 0; k < sizeof(wireshark) / sizeof(*wireshark); k++)
		if (is(ws, i, wireshark[k].field))
			return hint(h, i, "this is Wireshark's display filter; here it is: %s %.*s",
				wireshark[k].term,
				compared && i + 2 < ws->n ? (int)ws->w[i + 2].len : 1,
				compared && i + 2 < ws->n ? ws->text + ws->w[i + 2].at : "N");
	if (compared && dot && isalpha((unsigned char)*s) && isalpha((unsigned char)dot[1]))
		return hint(h, i,
			"%.*s looks like Wireshark's display filter; here one writes: tcp port 80,"
			" host 1.2.3.4 (see pcap-filter(7))",
			(int)ws->w[i].len, s);
	return false;
}

/* src 1.2.3.4:80, 1.2.3.4.80 */
static bool address_port(const struct words *ws, int i, struct hint *h)
{
	unsigned a[4], port;
	int n = 0;
	char word[64];
	const char *dir = is_one_of(ws, i - 1, " src dst ") ? ws->text + ws->w[i - 1].at : "";
	int d = *dir ? 4 : 0; /* "src " */

	snprintf(word, sizeof(word), "%.*s", (int)ws->w[i].len, ws->text + ws->w[i].at);
	if (sscanf(word, "%3u.%3u.%3u.%3u%*1[.:]%5u%n", &a[0], &a[1], &a[2], &a[3], &port, &n) !=
			5 ||
		word[n])
		return false;
	return hint(h, i,
		"an address and a port are two terms: %.*shost %u.%u.%u.%u and %.*sport %u", d, dir,
		a[0], a[1], a[2], a[3], d, dir, port);
}

/* tcp 80, src 80, port = 80 */
static bool missing_port(const struct words *ws, int i, struct hint *h)
{
	if (is_number(ws, i) && is_one_of(ws, i - 1, " tcp udp sctp "))
		return hint(h, i, "a port is asked for with \"port\": %.*s port %.*s",
			(int)ws->w[i - 1].len, ws->text + ws->w[i - 1].at, (int)ws->w[i].len,
			ws->text + ws->w[i].at);
	if (is_one_of(ws, i, " = == : ") && is_one_of(ws, i - 1, " port host net src dst proto ") &&
		i + 1 < ws->n)
		return hint(h, i, "without \"%.*s\": %.*s %.*s", (int)ws->w[i].len,
			ws->text + ws->w[i].at, (int)ws->w[i - 1].len, ws->text + ws->w[i - 1].at,
			(int)ws->w[i + 1].len, ws->text + ws->w[i + 1].at);
	return false;
}

static bool spelling(const struct words *ws, int i, struct hint *h)
{
	const char *s = ws->text + ws->w[i].at;

	if (is(ws, i, ",") && is_number(ws, i - 1) && is_number(ws, i + 1))
		return hint(h, i, "several are joined by \"or\": (%.*s or %.*s)",
			(int)ws->w[i - 1].len, ws->text + ws->w[i - 1].at, (int)ws->w[i + 1].len,
			ws->text + ws->w[i + 1].at);
	if (is_one_of(ws, i, " AND OR NOT TCP UDP IP PORT HOST SRC DST ICMP ARP IP6 NET "))
		return hint(h, i, "keywords are written in lower case");
	if (is_one_of(ws, i, " ipv6 ipv4 icmpv6 https http dns ssh eth "))
		return hint(h, i, "there is no \"%.*s\" here; perhaps: %s", (int)ws->w[i].len, s,
			is(ws, i, "ipv6")     ? "ip6"
			: is(ws, i, "ipv4")   ? "ip"
			: is(ws, i, "icmpv6") ? "icmp6"
			: is(ws, i, "eth")    ? "ether"
			: is(ws, i, "dns")    ? "port domain"
			: is(ws, i, "https")  ? "tcp port https"
			: is(ws, i, "http")   ? "tcp port http"
					      : "tcp port ssh");
	if (is_one_of(ws, i - 1, " proto protochain ") && is_keyword(s, ws->w[i].len))
		return hint(h, i, "a keyword used as a name needs a backslash: '%.*s \\%.*s'",
			(int)ws->w[i - 1].len, ws->text + ws->w[i - 1].at, (int)ws->w[i].len, s);
	return false;
}

/* What the shell takes away, or leaves in. */
static bool shell(const struct words *ws, int i, struct hint *h)
{
	int open = 0;

	if (i < ws->n && strchr("$`;\"'{}~?", ws->text[ws->w[i].at]))
		return hint(h, i,
			"\"%c\" has no meaning here; put the whole expression between"
			" single quotes, and nothing of the shell into it",
			ws->text[ws->w[i].at]);
	for (int k = 0; k < ws->n; k++) {
		open += is(ws, k, "(");
		open -= is(ws, k, ")");
		if (open < 0)
			return hint(h, k, "this parenthesis was never opened");
	}
	if (i < ws->n)
		return false;
	if (open > 0)
		return hint(h, i, "a parenthesis is not closed");
	if (is(ws, ws->n - 1, "]"))
		return hint(h, i,
			"something is compared here: ... & 2 != 0.  The shell takes & | < > ( ) for"
			" itself: put the expression between single quotes");
	return hint(h, i,
		"the expression ends too early; the shell takes & | < > ( ) for itself:"
		" put the expression between single quotes");
}

/* ip6 and tcp[13]=2 */
static bool never(const struct words *ws, struct hint *h)
{
	bool six = false;

	for (int i = 0; i < ws->n; i++) {
		six |= is(ws, i, "ip6");
		if (six && is_one_of(ws, i, " tcp udp icmp ") && is(ws, i + 1, "["))
			return hint(h, i,
				"%.*s[...] looks into IPv4 packets only; for IPv6 without extension"
				" headers write ip6[40+...]",
				(int)ws->w[i].len, ws->text + ws->w[i].at);
	}
	return hint(h, ws->n ? ws->n - 1 : 0, "no packet can be all of this at once");
}

static void find_hint(const struct words *ws, int bad, struct hint *h)
{
	for (int i = 0; i < ws->n; i++)
		if (display_filter(ws, i, h) || address_port(ws, i, h))
			return;
	for (int i = bad > 0 ? bad - 1 : 0; i <= bad && i < ws->n; i++)
		if (missing_port(ws, i, h) || spelling(ws, i, h))
			return;
	if (!shell(ws, bad, h))
		h->text[0] = '\0';
}

/* --- what is shown --- */

/* The line with the word on it, and the caret. */
static void show(const struct words *ws, int i, FILE *to)
{
	size_t at = i < ws->n ? ws->w[i].at : strlen(ws->text);

	if (i == ws->n && ws->n > 0) /* behind the last word, not behind spaces */
		at = ws->w[ws->n - 1].at + ws->w[ws->n - 1].len;
	caret_show(ws->text, at, i < ws->n ? ws->w[i].len : 1, to);
}

void filter_explain(const char *expr, uint16_t link, const char *err, FILE *to)
{
	struct words ws = { .link = link };
	struct hint h = { .word = -1 };
	int bad;

	if (strlen(expr) >= MOST_TEXT / 2)
		return;
	split(&ws, expr);
	if (ws.n == MOST_WORDS)
		return;
	if (strstr(err, "rejects all packets"))
		never(&ws, &h);
	else {
		bad = strstr(err, "syntax error") || strstr(err, "illegal token")
		              ? misfit(&ws)
		              : quoted(&ws, err);
		h.word = bad;
		if (bad >= 0)
			find_hint(&ws, bad, &h);
	}
	if (h.word < 0)
		return;
	show(&ws, h.word, to);
	if (h.text[0])
		fprintf(to, "  hint: %s\n", h.text);
}

const char *filter_doubt(const char *expr, char *text, size_t size)
{
	struct words ws = { .link = 1 };

	if (strlen(expr) >= MOST_TEXT / 2)
		return NULL;
	split(&ws, expr);
	for (int i = 1; i < ws.n; i++) {
		const char *s = ws.text + ws.w[i].at;
		unsigned a, b, c;
		int n = 0;

		if (!is(&ws, i - 1, "host") || sscanf(s, "%3u.%3u.%3u%n", &a, &b, &c, &n) != 3 ||
			(size_t)n != ws.w[i].len)
			continue;
		snprintf(text, size, "\"host %u.%u.%u\" means the network %u.%u.%u.0/24 to libpcap",
			a, b, c, a, b, c);
		return text;
	}
	return NULL;
}
