/* SPDX-License-Identifier: BSD-2-Clause */
#include "ring_filter.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

enum {
	LINK_SLL = 113,
	LINK_SLL2 = 276,
	SLL = 16, /* bytes of their headers */
	SLL2 = 20,
};

/* Fields of the two headers, and where Linux has them (networking/filter.rst, "BPF extensions").
 * https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html, ..._SLL2.html */
static const struct field {
	uint16_t link;
	uint8_t at, size;
	int instead;
} fields[] = {
	{ LINK_SLL, 0, BPF_H, SKF_AD_PKTTYPE },
	{ LINK_SLL, 2, BPF_H, SKF_AD_HATYPE },
	{ LINK_SLL, 14, BPF_H, SKF_AD_PROTOCOL },
	{ LINK_SLL2, 0, BPF_H, SKF_AD_PROTOCOL },
	{ LINK_SLL2, 4, BPF_W, SKF_AD_IFINDEX },
	{ LINK_SLL2, 8, BPF_H, SKF_AD_HATYPE },
	{ LINK_SLL2, 10, BPF_B, SKF_AD_PKTTYPE },
};

/* False if the kernel can't see what is loaded. */
static bool shift(struct sock_filter *f, uint16_t link)
{
	uint32_t header = link == LINK_SLL ? SLL : SLL2;

	if ((int32_t)f->k < 0) /* an extension already */
		return true;
	if (f->k >= header) {
		f->k -= header;
		return true;
	}
	if (BPF_CLASS(f->code) != BPF_LD || BPF_MODE(f->code) != BPF_ABS)
		return false;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (fields[i].link == link && fields[i].at == f->k &&
			fields[i].size == BPF_SIZE(f->code)) {
			f->code = BPF_LD | BPF_W | BPF_ABS;
			f->k = (uint32_t)(SKF_AD_OFF + fields[i].instead);
			return true;
		}
	return false;
}

static bool reads_packet(const struct sock_filter *f)
{
	unsigned class = BPF_CLASS(f->code), mode = BPF_MODE(f->code);

	return (class == BPF_LD || class == BPF_LDX) &&
	       (mode == BPF_ABS || mode == BPF_IND || mode == BPF_MSH);
}

struct sock_filter *ring_program(
	const struct bpf_program *prog, uint16_t link, bool cooked, unsigned short *len)
{
	struct sock_filter *f;

	if (prog->bf_len == 0 || prog->bf_len > USHRT_MAX) {
		errno = EOPNOTSUPP;
		return NULL;
	}
	f = calloc(prog->bf_len, sizeof(*f));
	if (!f)
		return NULL;
	for (unsigned i = 0; i < prog->bf_len; i++) {
		const struct bpf_insn *b = &prog->bf_insns[i];

		f[i] = (struct sock_filter){ b->code, b->jt, b->jf, b->k };
		if (cooked && reads_packet(&f[i]) && !shift(&f[i], link)) {
			free(f);
			errno = EOPNOTSUPP;
			return NULL;
		}
	}
	*len = (unsigned short)prog->bf_len;
	return f;
}
