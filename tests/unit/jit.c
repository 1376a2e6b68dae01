/* jit.c - filters as machine code against libpcap's interpreter: 5,000 expressions made at random
 * on the packets of tests/golden (and of SHARED, if it is set) and on random bytes, and programs
 * made at random. */
#include "../../src/filter/filter.h"
#include "check.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdlib.h>

enum {
	EXPRESSIONS = 5000,
	PROGRAMS = 20000,
	PACKETS = 6000, /* at most kept */
	EACH = 120,     /* of them an expression is asked about */
	LONGEST = 2000, /* bytes */
};

struct random {
	uint64_t state;
};

/* xorshift64*: the same numbers each time. */
static uint32_t below(struct random *r, uint32_t n)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return (uint32_t)((r->state * 0x2545f4914f6cdd1dU) >> 33) % n;
}

static bool one_in(struct random *r, uint32_t n) { return below(r, n) == 0; }

/* --- packets --- */

struct store {
	struct packet *p;
	size_t n;
};

/* A copy in memory of its own, so that AddressSanitizer sees what is read beyond it. */
static void keep(struct store *s, int link, const uint8_t *data, uint32_t caplen, uint32_t len)
{
	uint8_t *mine;

	if (s->n == PACKETS || caplen > LONGEST)
		return;
	mine = malloc(caplen ? caplen : 1);
	if (caplen)
		memcpy(mine, data, caplen);
	s->p[s->n++] = (struct packet){
		.link = link_from_dlt(link), .caplen = caplen, .len = len, .data = mine
	};
}

static void keep_file(struct store *s, const char *path)
{
	char err[PCAP_ERRBUF_SIZE];
	pcap_t *pd = pcap_open_offline(path, err);
	struct pcap_pkthdr *h;
	const uint8_t *data;

	for (int i = 0; pd && i < 12 && pcap_next_ex(pd, &h, &data) == 1; i++)
		keep(s, pcap_datalink(pd), data, h->caplen, h->len);
	if (pd)
		pcap_close(pd);
}

static void keep_directory(struct store *s, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char path[600];

	while (d && (e = readdir(d)))
		if (strstr(e->d_name, ".pcap") && !strstr(e->d_name, ".out")) {
			snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
			keep_file(s, path);
		}
	if (d)
		closedir(d);
}

static void keep_noise(struct store *s, struct random *r)
{
	static const uint8_t types[][2] = { { 8, 0 }, { 0x86, 0xdd }, { 0x81, 0 }, { 8, 6 } };

	for (int i = 0; i < 400; i++) {
		uint8_t b[LONGEST];
		uint32_t n = one_in(r, 4) ? below(r, 80) : below(r, 300);

		for (uint32_t k = 0; k < n; k++)
			b[k] = (uint8_t)below(r, 256);
		if (n > 14 && !one_in(r, 3)) {
			memcpy(b + 12, types[below(r, 4)], 2);
			b[14] = b[12] == 8 ? 0x45 : 0x60;
			if (n > 23)
				b[b[12] == 8 ? 23 : 20] = one_in(r, 2) ? 6 : 17;
		}
		keep(s, DLT_EN10MB, b, n, n + below(r, 3) * 100);
	}
}

/* --- expressions --- */

struct text {
	char s[1200];
	size_t n;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *fmt, ...)
{
	va_list a;
	int n;

	va_start(a, fmt);
	n = vsnprintf(t->s + t->n, sizeof(t->s) - t->n, fmt, a);
	va_end(a);
	if (n > 0 && t->n + (size_t)n < sizeof(t->s))
		t->n += (size_t)n;
}

static const char *pick(struct random *r, const char *const *words)
{
	uint32_t n = 0;

	while (words[n])
		n++;
	return words[below(r, n)];
}

/* A number out of the packet, or made of such. */
static void arithmetic(struct text *t, struct random *r, int depth)
{
	static const char *const from[] = { "ether", "ip", "ip6", "tcp", "udp", "icmp", "arp",
		"link", NULL };
	static const char *const ops[] = { "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>",
		NULL };
	static const char *const sizes[] = { "", ":1", ":2", ":4", NULL };

	if (depth && one_in(r, 2)) {
		add(t, "(");
		arithmetic(t, r, depth - 1);
		add(t, " %s ", pick(r, ops));
		if (one_in(r, 2))
			add(t, "%u", 1 + below(r, 31));
		else
			arithmetic(t, r, depth - 1);
		add(t, ")");
	} else if (one_in(r, 6)) {
		add(t, "len");
	} else if (one_in(r, 8)) {
		add(t, "%u", below(r, 70000));
	} else if (one_in(r, 5)) {
		add(t, "%s[", pick(r, from));
		arithmetic(t, r, 0);
		add(t, "%s]", pick(r, sizes));
	} else
		add(t, "%s[%u%s]", pick(r, from), one_in(r, 9) ? below(r, 3000) : below(r, 50),
			pick(r, sizes));
}

static void primitive(struct text *t, struct random *r)
{
	static const char *const plain[] = { "ip", "ip6", "arp", "tcp", "udp", "icmp", "icmp6",
		"broadcast", "multicast", "ip multicast", "vlan", "vlan 100", "mpls", "rarp", "stp",
		"ether proto 0x88cc", "ip proto 47", "ip6 proto 58", "ip6 protochain 17",
		"ip protochain 6", "igmp", "sctp", "ether multicast", "ip6 multicast", "llc",
		"pppoes", "isis", "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
		"icmp[icmptype] = icmp-echo", "geneve", "iso", "netbeui", "decnet src 10.15",
		NULL };
	static const char *const side[] = { "", "src ", "dst ", "src or dst ", "src and dst ",
		NULL };
	static const char *const proto[] = { "", "tcp ", "udp ", "ip ", "ip6 ", NULL };
	static const char *const compare[] = { "=", "!=", "<", ">", "<=", ">=", NULL };
	static const char *const nets[] = { "10.0.0.0/8", "192.0.2.0/24", "2001:db8::/32",
		"127.0.0.1", "fe80::1", "192.168.0.0/16", "ff02::1", "0.0.0.0/1", NULL };
	static const uint16_t ports[] = { 53, 80, 443, 22, 67, 123, 179, 514, 5353, 8080 };

	switch (below(r, 7)) {
	case 0:
	case 1:
		add(t, "%s", pick(r, plain));
		break;
	case 2:
		add(t, "%s%sport %u", pick(r, one_in(r, 2) ? proto : side), "",
			ports[below(r, 10)]);
		break;
	case 3:
		add(t, "%sportrange %u-%u", pick(r, side), below(r, 100), 100 + below(r, 60000));
		break;
	case 4:
		add(t, "%snet %s", pick(r, side), pick(r, nets));
		break;
	case 5:
		add(t, one_in(r, 2) ? "greater %u" : "less %u", below(r, 1600));
		break;
	default:
		arithmetic(t, r, 2);
		add(t, " %s ", pick(r, compare));
		arithmetic(t, r, 1);
	}
}

static void expression(struct text *t, struct random *r, int depth)
{
	if (one_in(r, 6))
		add(t, "not ");
	if (depth == 0 || one_in(r, 3)) {
		primitive(t, r);
		return;
	}
	add(t, "(");
	expression(t, r, depth - 1);
	add(t, one_in(r, 2) ? ") and (" : ") or (");
	expression(t, r, depth - 1);
	add(t, ")");
}

/* Is there a way on which M[] is read before it is written?  libpcap makes such programs of some
 * expressions with geneve and vlan; what they say depends on its stack. */
static bool reads_unwritten(const struct bpf_program *g)
{
	uint16_t *written = malloc(g->bf_len * sizeof(*written));
	bool found = false;

	memset(written, 0xff, g->bf_len * sizeof(*written));
	written[0] = 0;
	for (unsigned i = 0; i < g->bf_len; i++) {
		const struct bpf_insn *b = &g->bf_insns[i];
		uint16_t now = written[i], class = BPF_CLASS(b->code);

		if (b->code == (BPF_LD | BPF_MEM) || b->code == (BPF_LDX | BPF_MEM))
			found |= !(now >> b->k & 1);
		if (b->code == BPF_ST || b->code == BPF_STX)
			now |= (uint16_t)(1U << b->k);
		if (class == BPF_JMP && b->code == (BPF_JMP | BPF_JA)) {
			if ((int32_t)b->k >= 0)
				written[i + 1 + b->k] &= now;
		} else if (class == BPF_JMP) {
			written[i + 1 + b->jt] &= now;
			written[i + 1 + b->jf] &= now;
		} else if (class != BPF_RET && i + 1 < g->bf_len)
			written[i + 1] &= now;
	}
	free(written);
	return found;
}

/* Differences on some of the packets of that link type. */
static int compare_packets(
	struct filter *f, const struct store *s, struct random *r, uint64_t *taken)
{
	int bad = 0;

	for (int i = 0; i < EACH; i++) {
		struct packet p = s->p[below(r, (uint32_t)s->n)];
		struct pcap_pkthdr h;
		bool ours;

		if (p.link != f->link)
			continue;
		if (one_in(r, 4))
			p.caplen = below(r, p.caplen + 1);
		h = (struct pcap_pkthdr){ .caplen = p.caplen, .len = p.len };
		ours = filter_match(f, &p);
		*taken += ours;
		bad += ours != (pcap_offline_filter(&f->prog.bpf, &h, p.data) != 0);
	}
	return bad;
}

static void expressions(const struct store *s, struct random *r)
{
	struct filter_conf conf = { .snaplen = 262144,
		.netmask = FILTER_NETMASK_UNKNOWN,
		.hosts = HOSTS_NEVER,
		.file = true };
	uint64_t taken = 0;
	int made = 0, translated = 0, odd = 0;

	while (made < EXPRESSIONS) {
		struct text t = { .n = 0 };
		char err[PCAP_ERRBUF_SIZE];
		uint16_t link = one_in(r, 2) ? 1 : s->p[below(r, (uint32_t)s->n)].link;
		struct filter *f;
		int bad;

		expression(&t, r, (int)below(r, 4));
		conf.optimize = !one_in(r, 3);
		f = filter_new(t.s, link, &conf, err, sizeof(err));
		if (!f)
			continue;
		if (reads_unwritten(&f->prog.bpf)) {
			odd++;
			filter_free(f);
			continue;
		}
		made++;
		translated += f->prog.jit.run != NULL;
		bad = compare_packets(f, s, r, &taken);
		if (bad)
			printf("FAIL link-type %u, %d packets: %s\n", link, bad, t.s);
		CHECK(bad == 0);
		filter_free(f);
	}
	printf("%d of %d expressions were translated; they took %llu packets; left out %d whose "
	       "program "
	       "reads what it has not written\n",
		translated, made, (unsigned long long)taken, odd);
#if defined(__x86_64__) || defined(__aarch64__)
	CHECK(translated == made);
#endif
	CHECK(taken > 10000);
}

/* --- programs --- */

static uint32_t constant(struct random *r)
{
	static const uint32_t odd[] = { 0, 1, 2, 31, 32, 33, 0x7fffffff, 0x80000000, 0xffffffff,
		0xfffffffc, 0x7ffffffb, 0x7ffffffc, 0xfffff02c, 0xfffff030 };

	return one_in(r, 5) ? odd[below(r, 14)] : below(r, one_in(r, 2) ? 60 : 70000);
}

static struct bpf_insn load(struct random *r)
{
	static const uint16_t codes[] = { BPF_LD | BPF_W | BPF_ABS, BPF_LD | BPF_H | BPF_ABS,
		BPF_LD | BPF_B | BPF_ABS, BPF_LD | BPF_W | BPF_IND, BPF_LD | BPF_H | BPF_IND,
		BPF_LD | BPF_B | BPF_IND, BPF_LDX | BPF_MSH | BPF_B, BPF_LD | BPF_W | BPF_LEN,
		BPF_LDX | BPF_W | BPF_LEN, BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM, BPF_LD | BPF_MEM,
		BPF_LDX | BPF_MEM, BPF_ST, BPF_STX };
	uint16_t code = codes[below(r, 15)];
	bool memory = code == (BPF_LD | BPF_MEM) || code == (BPF_LDX | BPF_MEM) || code == BPF_ST ||
	              code == BPF_STX;

	return (struct bpf_insn){ code, 0, 0,
		memory         ? below(r, BPF_MEMWORDS)
		: one_in(r, 8) ? constant(r)
			       : below(r, 60) };
}

/* The i-th of n, the last of which returns. */
static struct bpf_insn instruction(struct random *r, uint32_t i, uint32_t n)
{
	static const uint16_t alu[] = { BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_MOD, BPF_AND,
		BPF_OR, BPF_XOR, BPF_LSH, BPF_RSH };
	static const uint16_t jumps[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	struct bpf_insn b = { 0 };
	uint32_t left = n - i - 1;

	if (left == 0 || one_in(r, 30))
		return (struct bpf_insn){ one_in(r, 2) ? BPF_RET | BPF_A : BPF_RET | BPF_K, 0, 0,
			constant(r) };
	switch (below(r, 6)) {
	case 0:
	case 1:
		return load(r);
	case 2:
		if (one_in(r, 6))
			return (struct bpf_insn){ BPF_ALU | BPF_NEG, 0, 0, 0 };
		b.code = BPF_ALU | alu[below(r, 10)] | (one_in(r, 2) ? BPF_X : BPF_K);
		b.k = constant(r);
		if (BPF_OP(b.code) == BPF_LSH || BPF_OP(b.code) == BPF_RSH)
			b.k %= 32;
		else if (BPF_SRC(b.code) == BPF_K && b.k == 0)
			b.k = 1;
		return b;
	case 3:
		return (struct bpf_insn){ BPF_MISC | (one_in(r, 2) ? BPF_TAX : BPF_TXA), 0, 0, 0 };
	case 4:
		if (one_in(r, 5))
			return (struct bpf_insn){ BPF_JMP | BPF_JA, 0, 0, below(r, left) };
		b.code = BPF_JMP | jumps[below(r, 4)] | (one_in(r, 3) ? BPF_X : BPF_K);
		b.jt = (uint8_t)below(r, left < 250 ? left : 250);
		b.jf = (uint8_t)below(r, left < 250 ? left : 250);
		b.k = constant(r);
		return b;
	default:
		return load(r);
	}
}

/* What it returns too must be the same.  M[] is written first: libpcap's is not empty. */
static void programs(const struct store *s, struct random *r)
{
	int zero = 0, ran = 0, bad = 0;

	for (int k = 0; k < PROGRAMS; k++) {
		struct bpf_insn prog[BPF_MEMWORDS + 60];
		uint32_t n = BPF_MEMWORDS + 1 + below(r, 59);
		struct jit j;

		for (uint32_t i = 0; i < n; i++)
			prog[i] = i < BPF_MEMWORDS ? (struct bpf_insn){ BPF_ST, 0, 0, i }
			                           : instruction(r, i, n);
		if (!bpf_validate(prog, (int)n) || !jit_make(&j, prog, n))
			continue;
		for (int i = 0; i < 5; i++) {
			const struct packet *p = &s->p[below(r, (uint32_t)s->n)];
			unsigned want = bpf_filter(prog, p->data, p->len, p->caplen);

			ran++;
			zero += want == 0;
			bad += j.run(p->data, p->len, p->caplen) != want;
		}
		jit_free(&j);
	}
	printf("%d runs of programs, %d returned 0, %d differ\n", ran, zero, bad);
	CHECK(bad == 0);
#if defined(__x86_64__) || defined(__aarch64__)
	CHECK(ran > 4 * PROGRAMS && zero < ran * 9 / 10);
#endif
}

/* --- what is left to the interpreter --- */

static void refused(void)
{
	static const struct bpf_insn end = { BPF_RET | BPF_K, 0, 0, 1 };
	static const struct bpf_insn bad[] = {
		{ BPF_ALU | BPF_LSH | BPF_K, 0, 0, 32 },
		{ BPF_ALU | BPF_DIV | BPF_K, 0, 0, 0 },
		{ BPF_ALU | BPF_MOD | BPF_K, 0, 0, 0 },
		{ BPF_ST, 0, 0, BPF_MEMWORDS },
		{ BPF_LD | BPF_MEM, 0, 0, 0xffffffff },
		{ BPF_JMP | BPF_JA, 0, 0, 1 },
		{ BPF_JMP | BPF_JA, 0, 0, 0xfffffffe },
		{ BPF_JMP | BPF_JEQ, 0, 1, 0 },
		{ BPF_JMP | 0xf0, 0, 0, 0 },
		{ BPF_LD | 0x18, 0, 0, 0 },
		{ 0xffff, 0, 0, 0 },
	};
	struct jit j;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct bpf_insn prog[2] = { bad[i], end };

		CHECK(!jit_make(&j, prog, 2) && !j.run);
	}
	CHECK(!jit_make(&j, bad, 0));
	CHECK(!jit_make(&j, &bad[3], 1)); /* does not end */
}

int main(void)
{
	struct random r = { 20261123 };
	struct store s = { calloc(PACKETS, sizeof(struct packet)), 0 };
	const char *shared = getenv("SHARED");
	char path[500];

	keep_noise(&s, &r);
	keep_directory(&s, "tests/golden");
	if (shared) {
		snprintf(path, sizeof(path), "%s/corpus", shared);
		keep_directory(&s, path);
	} else
		printf("skipped: the corpus (SHARED is not set)\n");
	CHECK(s.n > 500);
	expressions(&s, &r);
	programs(&s, &r);
	refused();
	for (size_t i = 0; i < s.n; i++)
		free((void *)(uintptr_t)s.p[i].data);
	free(s.p);
	return sum();
}
