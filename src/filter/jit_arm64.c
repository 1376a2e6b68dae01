/* Filters for arm64.  Arm Architecture Reference Manual, A64 base instructions; AAPCS64: the packet
 * is in x0, its length in w1, what there is of it in w2. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "jit_code.h"

#ifdef __aarch64__

#include <string.h>

/* Registers: A and X, what is on its way, and none. */
enum { P = 0, LEN = 1, HELD = 2, A = 3, X = 4, T = 5, T2 = 6, NONE = 31 };

enum { /* conditions */
	EQUAL = 0,
	NOT_EQUAL = 1,
	NOT_LOWER = 2,
	HIGHER = 8,
};

/* Opcodes whose three registers are put in by op3(). */
enum {
	ADD = 0x0b000000,
	ADD_LONG = (int)0x8b000000,
	SUB = 0x4b000000,
	AND = 0x0a000000,
	OR = 0x2a000000,
	XOR = 0x4a000000,
	MUL = 0x1b007c00,
	DIV = 0x1ac00800,
	LSL = 0x1ac02000,
	LSR = 0x1ac02400,
	CMP = 0x6b000000,
	CMP_LONG = (int)0xeb000000,
	TST = 0x6a000000,
	LOAD_W = (int)0xb8606800,
	LOAD_H = 0x78606800,
	LOAD_B = 0x38606800,
};

static void put(struct code *c, uint32_t v)
{
	memcpy(c->out + c->used, &v, 4);
	c->used += 4;
}

static void op3(struct code *c, int op, unsigned to, unsigned n, unsigned m)
{
	put(c, (uint32_t)op | m << 16 | n << 5 | to);
}

static void copy(struct code *c, unsigned to, unsigned from) { op3(c, OR, to, NONE, from); }

/* In instructions, to the instruction i. */
static uint32_t distance(const struct code *c, size_t i)
{
	return (uint32_t)((int32_t)(c->at[i] - (uint32_t)c->used) / 4);
}

static void jump(struct code *c, size_t to) { put(c, 0x14000000 | (distance(c, to) & 0x3ffffff)); }

static void jump_if(struct code *c, unsigned condition, size_t to)
{
	put(c, 0x54000000 | (distance(c, to) & 0x7ffff) << 5 | condition);
}

static void set(struct code *c, unsigned to, uint32_t v)
{
	put(c, 0x52800000 | (v & 0xffff) << 5 | to); /* movz */
	put(c, 0x72a00000 | (v >> 16) << 5 | to);    /* movk, the upper half */
}

/* What T says is loaded, if the packet has it. */
static void load(struct code *c, uint16_t code, unsigned to)
{
	unsigned size = BPF_SIZE(code) == BPF_W ? 4 : BPF_SIZE(code) == BPF_H ? 2 : 1;

	put(c, 0x91000000 | size << 10 | T << 5 | T2); /* add x6, x5, size */
	op3(c, CMP_LONG, NONE, T2, HELD);
	jump_if(c, HIGHER, c->n);
	op3(c, size == 4 ? LOAD_W : size == 2 ? LOAD_H : LOAD_B, to, P, T);
	if (size == 4)
		put(c, 0x5ac00800 | to << 5 | to); /* rev */
	else if (size == 2)
		put(c, 0x5ac00400 | to << 5 | to); /* rev16 */
}

static void load_packet(struct code *c, const struct bpf_insn *b)
{
	bool header = b->code == (BPF_LDX | BPF_MSH | BPF_B);

	set(c, T, b->k);
	if (!header && BPF_MODE(b->code) == BPF_IND)
		op3(c, ADD_LONG, T, T, X);
	load(c, b->code, header ? X : A);
	if (header)
		put(c, 0x531e0c00 | X << 5 | X); /* ubfiz w4, w4, 2, 4 */
}

static void move(struct code *c, const struct bpf_insn *b)
{
	unsigned which = BPF_CLASS(b->code) == BPF_LDX || BPF_CLASS(b->code) == BPF_STX ? X : A;

	if (b->code == BPF_ST || b->code == BPF_STX)
		put(c, 0xb9000000 | b->k << 10 | NONE << 5 |
				which); /* str, from the stack pointer */
	else if (BPF_MODE(b->code) == BPF_MEM)
		put(c, 0xb9400000 | b->k << 10 | NONE << 5 | which);
	else if (BPF_MODE(b->code) == BPF_LEN)
		copy(c, which, LEN);
	else
		set(c, which, b->k);
}

static void divide(struct code *c, uint16_t op, bool x, unsigned by)
{
	if (x)
		put(c, 0x34000000 | (distance(c, c->n) & 0x7ffff) << 5 | X); /* cbz */
	if (op == BPF_DIV) {
		op3(c, DIV, A, A, by);
		return;
	}
	op3(c, DIV, T2, A, by);
	put(c, 0x1b008000 | by << 16 | A << 10 | T2 << 5 | A); /* msub: A - T2 * by */
}

static void shift(struct code *c, uint16_t op, bool x, unsigned by)
{
	if (x)
		put(c, 0x71000000 | 32 << 10 | X << 5 | NONE); /* cmp w4, 32 */
	op3(c, op == BPF_LSH ? LSL : LSR, A, A, by);
	if (x)
		put(c, 0x1a9f3000 | A << 5 | A); /* csel w3, w3, wzr, lower */
}

static void compute(struct code *c, const struct bpf_insn *b)
{
	uint16_t op = BPF_OP(b->code);
	bool x = BPF_SRC(b->code) == BPF_X;
	unsigned by = x ? X : T;

	if (op == BPF_NEG) {
		op3(c, SUB, A, NONE, A);
		return;
	}
	if (!x)
		set(c, T, b->k);
	switch (op) {
	case BPF_DIV:
	case BPF_MOD:
		divide(c, op, x, by);
		break;
	case BPF_LSH:
	case BPF_RSH:
		shift(c, op, x, by);
		break;
	default:
		op3(c,
			op == BPF_ADD   ? ADD
			: op == BPF_SUB ? SUB
			: op == BPF_MUL ? MUL
			: op == BPF_AND ? AND
			: op == BPF_OR  ? OR
					: XOR,
			A, A, by);
	}
}

static void branch(struct code *c, const struct bpf_insn *b, size_t i)
{
	uint16_t op = BPF_OP(b->code);
	unsigned with = BPF_SRC(b->code) == BPF_X ? X : T;
	unsigned yes = op == BPF_JEQ   ? EQUAL
	               : op == BPF_JGT ? HIGHER
	               : op == BPF_JGE ? NOT_LOWER
	                               : NOT_EQUAL;

	if (op == BPF_JA) {
		jump(c, (size_t)((int64_t)i + 1 + (int32_t)b->k));
		return;
	}
	if (with == T)
		set(c, T, b->k);
	op3(c, op == BPF_JSET ? TST : CMP, NONE, A, with);
	if (b->jt == 0) {
		jump_if(c, yes ^ 1, i + 1 + b->jf);
		return;
	}
	jump_if(c, yes, i + 1 + b->jt);
	if (b->jf != 0)
		jump(c, i + 1 + b->jf);
}

void jit_begin(struct code *c)
{
	put(c, 0xd503245f);  /* bti c */
	put(c, 0xd10103ff);  /* sub sp, sp, 64: M[] */
	copy(c, HELD, HELD); /* the upper halves are anything */
	set(c, A, 0);
	set(c, X, 0);
	for (unsigned i = 0; c->memory && i < 4; i++)
		put(c, 0xa9007fff | 2 * i << 15); /* stp xzr, xzr, [sp, 16 i] */
}

static void leave(struct code *c, unsigned with)
{
	copy(c, P, with);
	put(c, 0x910103ff); /* add sp, sp, 64 */
	put(c, 0xd65f03c0); /* ret */
}

void jit_instruction(struct code *c, size_t i)
{
	const struct bpf_insn *b = &c->prog[i];

	switch (BPF_CLASS(b->code)) {
	case BPF_ALU:
		compute(c, b);
		return;
	case BPF_JMP:
		branch(c, b, i);
		return;
	case BPF_RET:
		if (BPF_RVAL(b->code) == BPF_K)
			set(c, A, b->k);
		leave(c, A);
		return;
	case BPF_MISC:
		if (b->code == (BPF_MISC | BPF_TAX))
			copy(c, X, A);
		else
			copy(c, A, X);
		return;
	}
	if ((BPF_CLASS(b->code) == BPF_LD &&
		    (BPF_MODE(b->code) == BPF_ABS || BPF_MODE(b->code) == BPF_IND)) ||
		b->code == (BPF_LDX | BPF_MSH | BPF_B))
		load_packet(c, b);
	else
		move(c, b);
}

void jit_refuse(struct code *c) { leave(c, NONE); }

#endif
