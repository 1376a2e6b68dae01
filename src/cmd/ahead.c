/* SPDX-License-Identifier: BSD-2-Clause */
#include "ahead.h"

#include "../savefile/reader.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	LEAD = 2000, /* packets that pass the filter: some ms of printing, many questions at once */
	STEP = 256, /* packets looked at for one that is printed, so that a rare filter costs little
	             */

	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_SLL2 = 276,
};

struct ahead {
	struct source *source;
	struct filter *filter;
	struct names *names;
	unsigned lead; /* packets ahead of the reader */
	bool ended;
};

struct ahead *ahead_open(const char *path, struct filter *f, struct names *n)
{
	struct stat st;
	char err[200];
	struct ahead *a;

	if (!names_have_dns() || strcmp(path, "-") == 0 || stat(path, &st) != 0 ||
		!S_ISREG(st.st_mode))
		return NULL;
	a = calloc(1, sizeof(*a));
	if (a)
		a->source = source_open(path, err, sizeof(err));
	if (a && !a->source) {
		free(a);
		a = NULL;
	}
	if (a) {
		a->filter = f;
		a->names = n;
	}
	return a;
}

void ahead_close(struct ahead *a)
{
	if (!a)
		return;
	source_close(a->source);
	free(a);
}

/* Where the IP header begins; past the end if it is not known. */
static uint32_t ip_at(const struct packet *p)
{
	uint32_t at;

	switch (p->link) {
	case LINK_ETHERNET:
		for (at = 12; at + 2 <= p->caplen && p->data[at] == 0x81 && p->data[at + 1] == 0;)
			at += 4;
		return at + 2;
	case LINK_NULL:
	case LINK_LOOP:
		return 4;
	case LINK_RAW:
	case LINK_IPV4:
	case LINK_IPV6:
		return 0;
	case LINK_SLL:
		return 16;
	case LINK_SLL2:
		return 20;
	default:
		return p->caplen;
	}
}

static void ask(const struct ahead *a, const struct packet *p)
{
	uint32_t at = ip_at(p), left = at < p->caplen ? p->caplen - at : 0;
	const uint8_t *ip = p->data + at;

	if (left >= 20 && ip[0] >> 4 == 4)
		for (int i = 12; i <= 16; i += 4)
			names_ahead_ip4(a->names, (uint32_t)ip[i] << 24 |
							  (uint32_t)ip[i + 1] << 16 |
							  (uint32_t)ip[i + 2] << 8 | ip[i + 3]);
	else if (left >= 40 && ip[0] >> 4 == 6) {
		names_ahead_ip6(a->names, ip + 8);
		names_ahead_ip6(a->names, ip + 24);
	}
}

void ahead_step(struct ahead *a)
{
	struct packet p = { .number = 0 };
	uint64_t unfit = a->filter->unfit;

	if (a->lead)
		a->lead--;
	for (int i = 0; i < STEP && a->lead < LEAD && !a->ended; i++) {
		a->ended = source_next(a->source, &p) != GOT_PACKET;
		if (!a->ended && filter_match(a->filter, &p)) {
			a->lead++;
			ask(a, &p);
		}
	}
	a->filter->unfit = unfit; /* the reader counts them */
}
