/* SPDX-License-Identifier: BSD-2-Clause */
#include "hosts.h"

#include "../base/bytes.h"
#include "../base/hash.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	WORD = 63, /* no address is longer */
	IPV4 = 0x0800,
	ARP = 0x0806,
	RARP = 0x8035,
	IPV6 = 0x86dd,
};

enum side { SRC = 1, DST = 2, EITHER = 3 };

struct host {
	uint8_t ver; /* 4 or 6; 0: a free slot */
	uint8_t side;
	uint8_t addr[16];
};

struct hosts {
	struct host *slot;
	size_t size, used;
	bool any4, any6; /* are there such addresses? */
	struct secret secret;
};

/* --- the table --- */

static struct host *slot_of(const struct hosts *h, unsigned ver, const uint8_t *addr)
{
	size_t n = ver == 4 ? 4 : 16, i = siphash(h->secret, addr, n) & (h->size - 1);

	while (h->slot[i].ver && (h->slot[i].ver != ver || memcmp(h->slot[i].addr, addr, n) != 0))
		i = (i + 1) & (h->size - 1);
	return &h->slot[i];
}

static bool grow(struct hosts *h)
{
	struct hosts old = *h;

	h->size = old.size ? old.size * 2 : 256;
	h->slot = calloc(h->size, sizeof(*h->slot));
	if (!h->slot) {
		*h = old;
		return false;
	}
	for (size_t i = 0; i < old.size; i++)
		if (old.slot[i].ver)
			*slot_of(h, old.slot[i].ver, old.slot[i].addr) = old.slot[i];
	free(old.slot);
	return true;
}

static bool add(struct hosts *h, const struct host *new)
{
	struct host *s;

	if (h->used * 2 >= h->size && !grow(h))
		return false;
	s = slot_of(h, new->ver, new->addr);
	if (!s->ver) {
		*s = *new;
		h->used++;
	}
	s->side |= new->side;
	h->any4 |= new->ver == 4;
	h->any6 |= new->ver == 6;
	return true;
}

static bool in(const struct hosts *h, unsigned ver, enum side side, const uint8_t *addr)
{
	const struct host *s = slot_of(h, ver, addr);

	return s->ver && (s->side & side);
}

size_t hosts_count(const struct hosts *h) { return h->used; }

void hosts_free(struct hosts *h)
{
	if (h)
		free(h->slot);
	free(h);
}

/* --- the list in the text --- */

struct words { /* the expression, word by word */
	const char *p, *start;
	char word[WORD + 1];
};

static bool of_word(char c) { return isalnum((unsigned char)c) || strchr(".:_-", c); }

/* The next word or sign; false at the end. */
static bool next(struct words *w)
{
	size_t n = 0;

	while (isspace((unsigned char)*w->p))
		w->p++;
	w->start = w->p;
	if (!*w->p)
		return false;
	while (w->p[n] && of_word(w->p[n]))
		n++;
	if (n == 0)
		n = strncmp(w->p, "||", 2) == 0 ? 2 : 1;
	if (n <= WORD)
		memcpy(w->word, w->p, n);
	w->word[n <= WORD ? n : 0] = '\0';
	w->p += n;
	return true;
}

static bool is(const struct words *w, const char *s) { return strcmp(w->word, s) == 0; }

static bool is_or(const struct words *w) { return is(w, "or") || is(w, "||"); }

/* An address in numbers, all of it: "1.2.3" would be a net. */
static bool address(const char *s, struct host *h)
{
	unsigned dots = 0;

	for (const char *c = s; *c; c++)
		dots += *c == '.';
	if (strchr(s, ':'))
		h->ver = inet_pton(AF_INET6, s, h->addr) == 1 ? 6 : 0;
	else
		h->ver = dots == 3 && inet_pton(AF_INET, s, h->addr) == 1 ? 4 : 0;
	return h->ver != 0;
}

/* One term; side is what a term without a qualifier has from the one before, 0 at the first. */
static bool term(struct words *w, struct host *h, uint8_t *side)
{
	memset(h, 0, sizeof(*h));
	if (is(w, "src") || is(w, "dst")) {
		*side = is(w, "src") ? SRC : DST;
		if (!next(w))
			return false;
		if (is(w, "host") && !next(w))
			return false;
	} else if (is(w, "host")) {
		*side = EITHER;
		if (!next(w))
			return false;
	}
	h->side = *side;
	return *side != 0 && address(w->word, h);
}

/* The list that begins with the word w; at its end w is at the word behind it, or at none (*more).
 */
static bool list(struct words *w, struct hosts *h, size_t *n, const char **end, bool *more)
{
	struct host new;
	uint8_t side = 0;

	for (*n = 0;; ++*n) {
		if (!term(w, &new, &side))
			return false;
		if (h && !add(h, &new))
			return false;
		*end = w->p;
		*more = next(w);
		if (!*more || !is_or(w))
			break;
		if (!next(w))
			return false;
	}
	++*n;
	return true;
}

/* Words behind which everything is at another place. */
static bool moves(const char *expr)
{
	static const char *const movers[] = { "vlan", "mpls", "pppoes", "pppoed", "geneve", "vxlan",
		NULL };
	struct words w = { .p = expr };

	while (next(&w))
		for (const char *const *m = movers; *m; m++)
			if (strcasecmp(w.word, *m) == 0)
				return true;
	return false;
}

/* From each place where a list may be: the beginning, and behind a parenthesis. */
struct hosts *hosts_find(const char *expr, size_t least, size_t *at, size_t *len)
{
	struct words w = { .p = expr };
	bool begins = true, go_on = next(&w);
	struct hosts *h;

	while (go_on) {
		struct words from = w, try = w;
		bool more = true, whole = false;
		const char *end = NULL;
		size_t n = 0;

		if (begins && list(&try, NULL, &n, &end, &more))
			whole = from.start == expr + strspn(expr, " \t\r\n")
			                ? !more
			                : more && is(&try, ")");
		if (whole && n >= least && !moves(expr)) {
			h = calloc(1, sizeof(*h));
			*at = (size_t)(from.start - expr);
			*len = (size_t)(end - from.start);
			if (h) {
				h->secret = secret_new();
				if (list(&from, h, &n, &end, &more))
					return h;
			}
			hosts_free(h);
			return NULL;
		}
		begins = is(&w, "(");
		go_on = next(&w);
	}
	return NULL;
}

/* --- packets --- */

/* Where the protocol is in the link header, and how long that is. */
static const struct layout {
	uint16_t link;
	uint32_t type;
	uint32_t len;
} layouts[] = {
	{ 1, 12, 14 },   /* Ethernet */
	{ 113, 14, 16 }, /* LINUX_SLL */
	{ 276, 0, 20 },  /* LINUX_SLL2 */
};

static const struct layout *layout_of(uint16_t link)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
		if (layouts[i].link == link)
			return &layouts[i];
	return NULL;
}

bool hosts_fit(uint16_t link) { return layout_of(link) != NULL; }

/* src and dst: where the addresses are. */
static enum verdict look(
	const struct hosts *h, const struct packet *p, unsigned ver, uint32_t src, uint32_t dst)
{
	uint32_t n = ver == 4 ? 4 : 16;

	if (!(ver == 4 ? h->any4 : h->any6))
		return HOSTS_NO;
	if (p->caplen < dst + n)
		return HOSTS_CUT;
	return in(h, ver, SRC, p->data + src) || in(h, ver, DST, p->data + dst) ? HOSTS_YES
	                                                                        : HOSTS_NO;
}

enum verdict hosts_match(const struct hosts *h, const struct packet *p)
{
	const struct layout *l = layout_of(p->link);
	uint32_t net;

	if (!l || p->caplen < l->type + 2)
		return HOSTS_CUT;
	net = l->len;
	switch (load_be16(p->data + l->type)) {
	case IPV4:
		return look(h, p, 4, net + 12, net + 16);
	case ARP:
	case RARP:
		return look(h, p, 4, net + 14, net + 24);
	case IPV6:
		return look(h, p, 6, net + 8, net + 24);
	}
	return HOSTS_NO;
}
