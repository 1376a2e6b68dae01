/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter.h"
#include "hosts.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct filter_more {
	struct filter_more *next;
	struct program prog, rest;
	uint16_t link;
	bool ok, split;
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

/* What libpcap compiles for a savefile differs: the numbers of IPv6 on BSD's loopback are all
 * taken, for nobody knows whose it was.  So it gets one, of nothing but a header. */
static pcap_t *no_packets(uint16_t link, uint32_t snaplen)
{
	struct pcap_file_header h = { 0xa1b2c3d4, 2, 4, 0, 0, snaplen, link };
	char err[PCAP_ERRBUF_SIZE];
	FILE *file = fmemopen(&h, sizeof(h), "rb");
	pcap_t *pd = file ? pcap_fopen_offline(file, err) : NULL;

	if (file && !pd)
		fclose(file);
	return pd;
}

static bool compile(struct program *prog, const struct filter *f, const char *expr, uint16_t link,
	char *err, size_t errlen)
{
	pcap_t *pd = f->conf.live;
	bool ok;

	if (!pd && f->conf.file)
		pd = no_packets(link, f->conf.snaplen);
	if (!pd)
		pd = pcap_open_dead(link_to_dlt(link), (int)f->conf.snaplen);
	if (!pd) {
		snprintf(err, errlen, "out of memory");
		return false;
	}
	ok = pcap_compile(pd, &prog->bpf, expr, f->conf.optimize, f->conf.netmask) == 0;
	if (!ok)
		snprintf(err, errlen, "%s", pcap_geterr(pd));
	if (pd != f->conf.live)
		pcap_close(pd);
	return ok;
}

/* libpcap finds out that nothing can match, and calls it an error: here it is a program. */
static bool compile_rest(
	struct program *prog, const struct filter *f, uint16_t link, char *err, size_t errlen)
{
	if (compile(prog, f, f->expr_out, link, err, errlen))
		return true;
	if (!strstr(err, "rejects all packets"))
		return false;
	prog->bpf.bf_insns = calloc(1, sizeof(*prog->bpf.bf_insns));
	prog->bpf.bf_len = 1;
	if (prog->bpf.bf_insns)
		prog->bpf.bf_insns[0].code = BPF_RET | BPF_K; /* 0 */
	return prog->bpf.bf_insns;
}

static bool compile_both(struct filter *f, uint16_t link, struct program *prog,
	struct program *rest, bool *split, char *err, size_t errlen)
{
	memset(prog, 0, sizeof(*prog));
	memset(rest, 0, sizeof(*rest));
	*split = f->hosts && hosts_fit(link);
	if (!compile(prog, f, *split ? f->expr_in : f->expr, link, err, errlen))
		return false;
	return !*split || compile_rest(rest, f, link, err, errlen);
}

/* Before the sandbox closes: later, no more instructions may be made. */
static void translate(struct program *prog)
{
	if (prog->bpf.bf_insns)
		jit_make(&prog->jit, prog->bpf.bf_insns, prog->bpf.bf_len);
}

static void program_free(struct program *prog)
{
	jit_free(&prog->jit);
	pcap_freecode(&prog->bpf);
}

/* A long list of hosts becomes a set. */
static bool take_hosts(struct filter *f, int least)
{
	size_t at = 0, len = 0;

	f->hosts = least < 0 ? NULL : hosts_find(f->expr, (size_t)least, &at, &len);
	return !f->hosts || (asprintf(&f->expr_in, "%.*sgreater 0%s", (int)at, f->expr,
				     f->expr + at + len) >= 0 &&
				    asprintf(&f->expr_out, "%.*snot greater 0%s", (int)at, f->expr,
					    f->expr + at + len) >= 0);
}

/* A packet that ends within its addresses: what libpcap's program says depends on how it happens to
 * look at them.  So it is asked, unless the list is too long for it. */
static bool cut_hosts(struct filter *f, const struct packet *p)
{
	char err[PCAP_ERRBUF_SIZE];

	if (hosts_count(f->hosts) <= HOSTS_WHEN_LIVE &&
		(!f->exact.bpf.bf_insns || f->exact_link != f->link)) {
		pcap_freecode(&f->exact.bpf);
		if (!compile(&f->exact, f, f->expr, f->link, err, sizeof(err)))
			f->exact.bpf.bf_insns = NULL;
		f->exact_link = f->link;
	}
	if (f->exact.bpf.bf_insns)
		return program_match(&f->exact, p);
	return program_match(&f->prog, p) && program_match(&f->rest, p);
}

bool filter_hosts(struct filter *f, const struct packet *p)
{
	enum verdict v = hosts_match(f->hosts, p);

	if (v == HOSTS_CUT)
		return cut_hosts(f, p);
	return program_match(v == HOSTS_YES ? &f->prog : &f->rest, p);
}

struct filter *filter_new(
	const char *expr, uint16_t link, const struct filter_conf *conf, char *err, size_t errlen)
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
	f->conf = *conf;
	f->all = blank(expr);
	if (!take_hosts(f, conf->hosts)) {
		snprintf(err, errlen, "out of memory");
		filter_free(f);
		return NULL;
	}
	if (compile_both(f, link, &f->prog, &f->rest, &f->split, err, errlen)) {
		if (!conf->interpret) {
			translate(&f->prog);
			translate(&f->rest);
		}
		return f;
	}
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
		program_free(&m->prog);
		program_free(&m->rest);
		free(m);
	}
	program_free(&f->prog);
	program_free(&f->rest);
	program_free(&f->exact);
	hosts_free(f->hosts);
	free(f->expr_in);
	free(f->expr_out);
	free(f->expr);
	free(f);
}

/* The current program goes to the list, the wanted one comes from there. */
bool filter_switch(struct filter *f, uint16_t link)
{
	struct filter_more *m;
	struct filter_more was;
	char err[PCAP_ERRBUF_SIZE];

	for (m = f->more; m && m->link != link; m = m->next)
		;
	if (!m) {
		m = calloc(1, sizeof(*m));
		if (!m)
			return false;
		m->link = link;
		m->ok = compile_both(f, link, &m->prog, &m->rest, &m->split, err, sizeof(err));
		m->next = f->more;
		f->more = m;
	}
	if (!m->ok) {
		f->unfit++;
		f->unfit_link = link;
		return false;
	}
	was = (struct filter_more){ m->next, f->prog, f->rest, f->link, true, f->split };
	f->prog = m->prog;
	f->rest = m->rest;
	f->split = m->split;
	f->link = link;
	*m = was;
	return true;
}

void filter_dump(const struct filter *f, int how, FILE *to)
{
	const struct bpf_insn *b = f->prog.bpf.bf_insns;
	unsigned n = f->prog.bpf.bf_len;

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
