/* What a program must be to be translated, and the memory its instructions are in. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "jit.h"
#include "jit_code.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__aarch64__)

enum { LONGEST = 16384 }; /* instructions: jumps of arm64 reach a megabyte */

/* Is that a jump into the program? */
static bool lands(size_t i, int64_t step, size_t n)
{
	int64_t to = (int64_t)i + 1 + step;

	return to >= 0 && to < (int64_t)n;
}

static bool alu_known(const struct bpf_insn *b)
{
	switch (BPF_OP(b->code)) {
	case BPF_ADD:
	case BPF_SUB:
	case BPF_MUL:
	case BPF_AND:
	case BPF_OR:
	case BPF_XOR:
	case BPF_NEG:
		return true;
	case BPF_DIV:
	case BPF_MOD:
		return BPF_SRC(b->code) == BPF_X || b->k != 0;
	case BPF_LSH:
	case BPF_RSH: /* by 32 and more: whatever libpcap's processor does */
		return BPF_SRC(b->code) == BPF_X || b->k < 32;
	default:
		return false;
	}
}

static bool load_known(const struct bpf_insn *b)
{
	switch (b->code) {
	case BPF_LD | BPF_W | BPF_ABS:
	case BPF_LD | BPF_H | BPF_ABS:
	case BPF_LD | BPF_B | BPF_ABS:
	case BPF_LD | BPF_W | BPF_IND:
	case BPF_LD | BPF_H | BPF_IND:
	case BPF_LD | BPF_B | BPF_IND:
	case BPF_LDX | BPF_MSH | BPF_B:
	case BPF_LD | BPF_W | BPF_LEN:
	case BPF_LDX | BPF_W | BPF_LEN:
	case BPF_LD | BPF_IMM:
	case BPF_LDX | BPF_IMM:
		return true;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		return b->k < BPF_MEMWORDS;
	default:
		return false;
	}
}

/* The bits of an operation that nothing looks at must not be there. */
static bool known(const struct bpf_insn *b, size_t i, size_t n)
{
	uint16_t op = BPF_OP(b->code);

	switch (BPF_CLASS(b->code)) {
	case BPF_JMP:
		if (b->code == (BPF_JMP | BPF_JA)) /* "ip6 protochain" jumps back */
			return lands(i, (int32_t)b->k, n);
		return b->code < 0x100 &&
		       (op == BPF_JEQ || op == BPF_JGT || op == BPF_JGE || op == BPF_JSET) &&
		       lands(i, b->jt, n) && lands(i, b->jf, n);
	case BPF_ALU:
		return b->code < 0x100 && (op != BPF_NEG || b->code == (BPF_ALU | BPF_NEG)) &&
		       alu_known(b);
	case BPF_RET:
		return b->code == (BPF_RET | BPF_K) || b->code == (BPF_RET | BPF_A);
	case BPF_MISC:
		return b->code == (BPF_MISC | BPF_TAX) || b->code == (BPF_MISC | BPF_TXA);
	default:
		return load_known(b);
	}
}

static bool all_known(struct code *c)
{
	const struct bpf_insn *b = c->prog;

	if (c->n == 0 || c->n > LONGEST || BPF_CLASS(b[c->n - 1].code) != BPF_RET)
		return false;
	for (size_t i = 0; i < c->n; i++) {
		if (!known(&b[i], i, c->n))
			return false;
		c->memory |= b[i].code == (BPF_LD | BPF_MEM) || b[i].code == (BPF_LDX | BPF_MEM);
	}
	return true;
}

static void write_all(struct code *c)
{
	c->used = 0;
	jit_begin(c);
	for (size_t i = 0; i < c->n; i++) {
		c->at[i] = (uint32_t)c->used;
		jit_instruction(c, i);
	}
	c->at[c->n] = (uint32_t)c->used;
	jit_refuse(c);
}

bool jit_make(struct jit *j, const struct bpf_insn *prog, size_t n)
{
	struct code c = { .prog = prog, .n = n };
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	bool ok;

	*j = (struct jit){ .run = NULL };
	if (!all_known(&c))
		return false;
	j->size = ((n + 2) * JIT_MOST + page - 1) & ~(page - 1);
	c.at = calloc(n + 1, sizeof(*c.at));
	j->pages = c.at ? mmap(NULL, j->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				  -1, 0)
	                : MAP_FAILED;
	if (j->pages == MAP_FAILED) {
		free(c.at);
		j->pages = NULL;
		return false;
	}
	c.out = j->pages;
	write_all(&c);
	write_all(&c);
	free(c.at);
	__builtin___clear_cache((char *)j->pages, (char *)j->pages + c.used);
	ok = mprotect(j->pages, j->size, PROT_READ | PROT_EXEC) == 0;
	if (ok)
		j->run = (jit_run *)(uintptr_t)j->pages;
	else
		jit_free(j);
	return ok;
}

#else

bool jit_make(struct jit *j, const struct bpf_insn *prog, size_t n)
{
	(void)prog;
	(void)n;
	*j = (struct jit){ .run = NULL };
	return false;
}

#endif

void jit_free(struct jit *j)
{
	if (j->pages)
		munmap(j->pages, j->size);
	*j = (struct jit){ .run = NULL };
}
