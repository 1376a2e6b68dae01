/* filter.h - filter expressions, by libpcap's compiler.
 *
 * An expression means something only for a link type, so a filter is compiled
 * for each link type its packets turn out to have (a pcapng file may hold
 * several).  What is compiled when a filter is made is also translated to
 * instructions of the machine (jit.h); link types that turn up later, when no more
 * of those may be made, and what can't be translated, run in libpcap's interpreter.
 */
#ifndef SONDE_FILTER_H
#define SONDE_FILTER_H

#include "jit.h"

#include "../dissect/packet.h"

#include <pcap/pcap.h>
#include <stddef.h>
#include <stdio.h>

/* The netmask of a network that is not known. */
#define FILTER_NETMASK_UNKNOWN PCAP_NETMASK_UNKNOWN

enum { /* terms of a list from which on it becomes a set; below, libpcap's program is as good */
	HOSTS_WHEN_READING = 24,
	HOSTS_WHEN_LIVE = 100, /* the kernel runs what is shorter */
	HOSTS_NEVER = -1,
};

struct filter_conf {
	uint32_t snaplen, netmask;
	bool optimize;
	bool interpret; /* never translate */
	int hosts;      /* lists of so many hosts become sets */
	bool file;      /* packets come from a savefile, */
	pcap_t *live;   /* or from this (its VLAN tags are elsewhere), or both unset */
};

struct program {
	struct bpf_program bpf;
	struct jit jit;
};

struct filter {
	struct program prog; /* for this link type */
	struct program rest; /* with a list of hosts: when none of them is in the packet */
	bool split;          /* there are such two */
	uint16_t link;
	bool all;                 /* the expression is empty: everything matches */
	struct filter_more *more; /* the other link types */
	struct filter_conf conf;
	char *expr;
	struct hosts *hosts;      /* a long list in it, or NULL */
	char *expr_in, *expr_out; /* expr with true and with false in its place */
	struct program exact;     /* of expr itself, for packets that are cut; when first needed */
	uint16_t exact_link;
	uint64_t unfit;      /* packets of a link type the expression can't be compiled for */
	uint16_t unfit_link; /* (one of) that */
};

/* Compile expr for packets of a LINKTYPE_.  NULL with libpcap's message in err. */
struct filter *filter_new(
	const char *expr, uint16_t link, const struct filter_conf *conf, char *err, size_t errlen);
void filter_free(struct filter *f);

/* The slow half of filter_match(): make f->prog the program of another link type.  False if the
 * expression can't be compiled for it: nothing of it matches. */
bool filter_switch(struct filter *f, uint16_t link);

bool filter_hosts(struct filter *f, const struct packet *p); /* its way with a set of hosts */

static inline bool program_match(const struct program *g, const struct packet *p)
{
	if (__builtin_expect(g->jit.run != NULL, 1))
		return g->jit.run(p->data, p->len, p->caplen) != 0;
	return bpf_filter(g->bpf.bf_insns, p->data, p->len, p->caplen) != 0;
}

/* Does p pass? */
static inline bool filter_match(struct filter *f, const struct packet *p)
{
	if (f->all)
		return true;
	if (__builtin_expect(p->link != f->link, 0) && !filter_switch(f, p->link))
		return false;
	if (__builtin_expect(f->split, 0))
		return filter_hosts(f, p);
	return program_match(&f->prog, p);
}

/* Print the program as -d (1), -dd (2) or -ddd (3) does. */
void filter_dump(const struct filter *f, int how, FILE *to);

/* Say more about an expression that does not compile: the expression with the
 * offending word marked below it, and a hint if the mistake is a common one.
 * err is the compiler's message. */
void filter_explain(const char *expr, uint16_t link, const char *err, FILE *to);

/* Something in an expression that compiles, but hardly means what was meant: the
 * sentence (in text), or NULL. */
const char *filter_doubt(const char *expr, char *text, size_t size);

/* The text of a -F file without its comments; NULL with errno set.  To be freed. */
char *filter_read(const char *path);
/* Words joined by spaces; NULL when out of memory.  To be freed. */
char *filter_join(char *const *words);

/* DLT_ value of a LINKTYPE_ value, and back. */
int link_to_dlt(uint16_t link);
uint16_t link_from_dlt(int dlt);

#endif
