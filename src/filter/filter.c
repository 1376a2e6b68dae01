/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct filter_more {
	struct filter_more *next;
	struct bpf_program prog;
	uint16_t link;
	bool ok;
};

/* Where the two numberings differ on Linux. */
static const struct {
	int dlt;
	uint16_t link;
} links[] = {
	{ DLT_ATM_RFC1483, 100 },
	{ DLT_RAW, 101 },
	{ DLT_SLIP_BSDOS, 102 },
	{ DLT_PPP_BSDOS, 103 },
	{ DLT_ATM_CLIP, 106 },
};

int link_to_dlt(uint16_t link)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (links[i].link == link)
			return links[i].dlt;
	return link;
}

uint16_t link_from_dlt(int dlt)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (links[i].dlt == dlt)
			return links[i].link;
	return (uint16_t)dlt;
}

static bool blank(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return *s == '\0';
}

static bool compile(struct bpf_program *prog, const char *expr, uint16_t link, uint32_t snaplen,
	bool optimize, uint32_t netmask, char *err, size_t errlen)
{
	pcap_t *pd = pcap_open_dead(link_to_dlt(link), (int)snaplen);
	bool ok;

	if (!pd) {
		snprintf(err, errlen, "out of memory");
		return false;
	}
	ok = pcap_compile(pd, prog, expr, optimize, netmask) == 0;
	if (!ok)
		snprintf(err, errlen, "%s", pcap_geterr(pd));
	pcap_close(pd);
	return ok;
}

struct filter *filter_new(const char *expr, uint16_t link, uint32_t snaplen, bool optimize,
	uint32_t netmask, char *err, size_t errlen)
{
	struct filter *f = calloc(1, sizeof(*f));

	if (f)
		f->expr = strdup(expr);
	if (!f || !f->expr) {
		snprintf(err, errlen, "out of memory");
		filter_free(f);
		return NULL;
	}
	f->link = link;
	f->snaplen = snaplen;
	f->optimize = optimize;
	f->netmask = netmask;
	f->all = blank(expr);
	if (compile(&f->prog, expr, link, snaplen, optimize, netmask, err, errlen))
		return f;
	if (f->all) /* a link type libpcap has no filters for; none is asked */
		return f;
	filter_free(f);
	return NULL;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	while (f->more) {
		struct filter_more *m = f->more;

		f->more = m->next;
		pcap_freecode(&m->prog);
		free(m);
	}
	pcap_freecode(&f->prog);
	free(f->expr);
	free(f);
}

/* The current program goes to the list, the wanted one comes from there. */
bool filter_switch(struct filter *f, uint16_t link)
{
	struct filter_more *m;
	struct bpf_program prog;
	char err[PCAP_ERRBUF_SIZE];

	for (m = f->more; m && m->link != link; m = m->next)
		;
	if (!m) {
		m = calloc(1, sizeof(*m));
		if (!m)
			return false;
		m->link = link;
		m->ok = compile(&m->prog, f->expr, link, f->snaplen, f->optimize, f->netmask, err,
			sizeof(err));
		m->next = f->more;
		f->more = m;
	}
	if (!m->ok) {
		f->unfit++;
		f->unfit_link = link;
		return false;
	}
	prog = f->prog;
	f->prog = m->prog;
	m->prog = prog;
	m->link = f->link;
	f->link = link;
	return true;
}

void filter_dump(const struct filter *f, int how, FILE *to)
{
	const struct bpf_insn *b = f->prog.bf_insns;
	unsigned n = f->prog.bf_len;

	if (how > 2)
		fprintf(to, "%u\n", n);
	for (unsigned i = 0; i < n; i++)
		if (how > 2)
			fprintf(to, "%u %u %u %u\n", b[i].code, b[i].jt, b[i].jf, b[i].k);
		else if (how == 2)
			fprintf(to, "{ 0x%x, %u, %u, 0x%08x },\n", b[i].code, b[i].jt, b[i].jf,
				b[i].k);
		else
			fprintf(to, "%s\n", bpf_image(&b[i], (int)i));
}

char *filter_join(char *const *words)
{
	size_t n = 1;
	char *all, *o;

	for (int i = 0; words[i]; i++)
		n += strlen(words[i]) + 1;
	all = o = malloc(n);
	if (!all)
		return NULL;
	*o = '\0';
	for (int i = 0; words[i]; i++)
		o += sprintf(o, "%s%s", i ? " " : "", words[i]);
	return all;
}

/* "#" to the end of the line is a comment. */
static void drop_comments(char *s)
{
	char *o = s;

	while (*s) {
		if (*s == '#')
			while (*s && *s != '\n')
				s++;
		else
			*o++ = *s++;
	}
	*o = '\0';
}

char *filter_read(const char *path)
{
	enum { MOST = 64 << 20 };
	int fd = strcmp(path, "-") == 0 ? 0 : open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0, cap = 4096;
	char *b = fd < 0 ? NULL : malloc(cap);
	ssize_t got = 0;

	while (b && n < MOST && (got = read(fd, b + n, cap - n - 1)) > 0) {
		n += (size_t)got;
		if (cap - n < 2) {
			char *more = realloc(b, cap *= 2);

			if (!more)
				free(b);
			b = more;
		}
	}
	if (fd > 0) {
		int why = errno;

		close(fd);
		errno = why;
	}
	if (b && got < 0) {
		free(b);
		return NULL;
	}
	if (b) {
		b[n] = '\0';
		drop_comments(b);
	}
	return b;
}
