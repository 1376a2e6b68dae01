/* Filters for x86-64.  Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2;
 * System V ABI: the packet is in rdi, its length in esi, what there is of it in edx. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "jit_code.h"

#ifdef __x86_64__

#include <string.h>

/* A is eax, X is ecx; r8 is what there is of the packet, for edx is needed to divide; edx and r9
 * are for what is on its way.  The memory M[] is the red zone below the stack: nothing is called.
 */

enum { /* conditions, in jumps */
	BELOW = 2,
	NOT_BELOW = 3,
	EQUAL = 4,
	NOT_EQUAL = 5,
	ABOVE = 7,
};

static void put(struct code *c, const char *bytes, size_t n)
{
	memcpy(c->out + c->used, bytes, n);
	c->used += n;
}

#define PUT(c, bytes) put(c, bytes, sizeof(bytes) - 1)

static void put8(struct code *c, unsigned v) { c->out[c->used++] = (uint8_t)v; }

static void put32(struct code *c, uint32_t v)
{
	memcpy(c->out + c->used, &v, 4);
	c->used += 4;
}

/* To the instruction i; the length of the jump counts from its end. */
static void put_distance(struct code *c, size_t i) { put32(c, c->at[i] - (uint32_t)c->used - 4); }

static void jump(struct code *c, size_t to)
{
	PUT(c, "\xe9");
	put_distance(c, to);
}

static void jump_if(struct code *c, unsigned condition, size_t to)
{
	put8(c, 0x0f);
	put8(c, 0x80 + condition);
	put_distance(c, to);
}

static void refuse_if(struct code *c, unsigned condition) { jump_if(c, condition, c->n); }

static unsigned size_of(uint16_t code)
{
	return BPF_SIZE(code) == BPF_W ? 4 : BPF_SIZE(code) == BPF_H ? 2 : 1;
}

/* What is behind k bytes must be there. */
static void check(struct code *c, uint32_t k, unsigned size)
{
	PUT(c, "\x41\x81\xf8"); /* cmp r8d, k + size */
	put32(c, k + size);
	refuse_if(c, BELOW);
}

static void swap_loaded(struct code *c, unsigned size)
{
	if (size == 4)
		PUT(c, "\x0f\xc8"); /* bswap eax */
	else if (size == 2)
		PUT(c, "\x66\xc1\xc0\x08"); /* rol ax, 8 */
}

/* The opcode of mov or movzx from memory. */
static void load_op(struct code *c, unsigned size)
{
	if (size == 4)
		PUT(c, "\x8b");
	else if (size == 2)
		PUT(c, "\x0f\xb7");
	else
		PUT(c, "\x0f\xb6");
}

static void load_absolute(struct code *c, const struct bpf_insn *b)
{
	unsigned size = size_of(b->code);

	if (b->k > INT32_MAX - 4) { /* no packet is that long */
		jump(c, c->n);
		return;
	}
	check(c, b->k, size);
	load_op(c, size);
	PUT(c, "\x87"); /* eax, [rdi + k] */
	put32(c, b->k);
	swap_loaded(c, size);
}

static void load_indirect(struct code *c, const struct bpf_insn *b)
{
	unsigned size = size_of(b->code);

	PUT(c, "\x89\xca\x41\xb9"); /* mov edx, ecx; mov r9d, k */
	put32(c, b->k);
	PUT(c, "\x4c\x01\xca\x4c\x8d\x4a"); /* add rdx, r9; lea r9, [rdx + size] */
	put8(c, size);
	PUT(c, "\x4d\x39\xc1"); /* cmp r9, r8 */
	refuse_if(c, ABOVE);
	load_op(c, size);
	PUT(c, "\x04\x17"); /* eax, [rdi + rdx] */
	swap_loaded(c, size);
}

static void load_header_length(struct code *c, uint32_t k)
{
	if (k > INT32_MAX - 4) {
		jump(c, c->n);
		return;
	}
	check(c, k, 1);
	PUT(c, "\x0f\xb6\x8f"); /* movzx ecx, byte [rdi + k] */
	put32(c, k);
	PUT(c, "\x83\xe1\x0f\xc1\xe1\x02"); /* and ecx, 15; shl ecx, 2 */
}

static void move(struct code *c, const struct bpf_insn *b)
{
	unsigned memory = (unsigned)-64 + 4 * b->k; /* from the stack pointer */

	switch (b->code) {
	case BPF_LD | BPF_IMM:
		PUT(c, "\xb8"); /* mov eax, k */
		put32(c, b->k);
		break;
	case BPF_LDX | BPF_IMM:
		PUT(c, "\xb9"); /* mov ecx, k */
		put32(c, b->k);
		break;
	case BPF_LD | BPF_W | BPF_LEN:
		PUT(c, "\x89\xf0"); /* mov eax, esi */
		break;
	case BPF_LDX | BPF_W | BPF_LEN:
		PUT(c, "\x89\xf1"); /* mov ecx, esi */
		break;
	case BPF_LD | BPF_MEM:
		PUT(c, "\x8b\x44\x24"); /* mov eax, [rsp + memory] */
		put8(c, memory);
		break;
	case BPF_LDX | BPF_MEM:
		PUT(c, "\x8b\x4c\x24"); /* mov ecx, [rsp + memory] */
		put8(c, memory);
		break;
	case BPF_ST:
		PUT(c, "\x89\x44\x24"); /* mov [rsp + memory], eax */
		put8(c, memory);
		break;
	default:                        /* BPF_STX */
		PUT(c, "\x89\x4c\x24"); /* mov [rsp + memory], ecx */
		put8(c, memory);
	}
}

/* A / X or A / k; what remains is in edx. */
static void divide(struct code *c, const struct bpf_insn *b)
{
	if (BPF_SRC(b->code) == BPF_X) {
		PUT(c, "\x85\xc9"); /* test ecx, ecx */
		refuse_if(c, EQUAL);
		PUT(c, "\x31\xd2\xf7\xf1"); /* xor edx, edx; div ecx */
	} else {
		PUT(c, "\x31\xd2\x41\xb9"); /* xor edx, edx; mov r9d, k */
		put32(c, b->k);
		PUT(c, "\x41\xf7\xf1"); /* div r9d */
	}
	if (BPF_OP(b->code) == BPF_MOD)
		PUT(c, "\x89\xd0"); /* mov eax, edx */
}

static void shift(struct code *c, const struct bpf_insn *b)
{
	bool left = BPF_OP(b->code) == BPF_LSH;

	if (BPF_SRC(b->code) == BPF_K) {
		put8(c, 0xc1);
		put8(c, left ? 0xe0 : 0xe8); /* shl or shr eax, k */
		put8(c, b->k);
		return;
	}
	PUT(c, "\x83\xf9\x20\x19\xd2"); /* cmp ecx, 32; sbb edx, edx: all ones if below */
	put8(c, 0xd3);
	put8(c, left ? 0xe0 : 0xe8);
	PUT(c, "\x21\xd0"); /* and eax, edx */
}

/* The opcode of "op eax, ecx"; plus 4 it is "op eax, k". */
static unsigned plain_op(uint16_t op)
{
	switch (op) {
	case BPF_ADD:
		return 0x01;
	case BPF_SUB:
		return 0x29;
	case BPF_AND:
		return 0x21;
	case BPF_OR:
		return 0x09;
	default: /* BPF_XOR */
		return 0x31;
	}
}

static void compute(struct code *c, const struct bpf_insn *b)
{
	uint16_t op = BPF_OP(b->code);
	bool x = BPF_SRC(b->code) == BPF_X;

	switch (op) {
	case BPF_NEG:
		PUT(c, "\xf7\xd8"); /* neg eax */
		break;
	case BPF_DIV:
	case BPF_MOD:
		divide(c, b);
		break;
	case BPF_LSH:
	case BPF_RSH:
		shift(c, b);
		break;
	case BPF_MUL:
		if (x) {
			PUT(c, "\x0f\xaf\xc1"); /* imul eax, ecx */
		} else {
			PUT(c, "\x69\xc0"); /* imul eax, eax, k */
			put32(c, b->k);
		}
		break;
	default:
		put8(c, plain_op(op) + (x ? 0 : 4));
		if (x)
			put8(c, 0xc8); /* eax, ecx */
		else
			put32(c, b->k);
	}
}

static void branch(struct code *c, const struct bpf_insn *b, size_t i)
{
	uint16_t op = BPF_OP(b->code);
	unsigned yes = op == BPF_JEQ   ? EQUAL
	               : op == BPF_JGT ? ABOVE
	               : op == BPF_JGE ? NOT_BELOW
	                               : NOT_EQUAL;

	if (op == BPF_JA) {
		jump(c, (size_t)((int64_t)i + 1 + (int32_t)b->k));
		return;
	}
	if (BPF_SRC(b->code) == BPF_X) {
		put8(c, op == BPF_JSET ? 0x85 : 0x39); /* test or cmp eax, ecx */
		put8(c, 0xc8);
	} else {
		put8(c, op == BPF_JSET ? 0xa9 : 0x3d); /* eax, k */
		put32(c, b->k);
	}
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
	PUT(c, "\xf3\x0f\x1e\xfa"); /* endbr64 */
	PUT(c, "\x41\x89\xd0");     /* mov r8d, edx */
	PUT(c, "\x31\xc0\x31\xc9"); /* xor eax, eax; xor ecx, ecx */
	if (!c->memory)
		return;
	PUT(c, "\x0f\x57\xc0"); /* xorps xmm0, xmm0 */
	for (unsigned i = 0; i < 4; i++) {
		PUT(c, "\x0f\x11\x44\x24"); /* movups [rsp + memory], xmm0 */
		put8(c, (unsigned)-64 + 16 * i);
	}
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
		if (BPF_RVAL(b->code) == BPF_K) {
			PUT(c, "\xb8"); /* mov eax, k */
			put32(c, b->k);
		}
		PUT(c, "\xc3");
		return;
	case BPF_MISC:
		if (b->code == (BPF_MISC | BPF_TAX))
			PUT(c, "\x89\xc1"); /* mov ecx, eax */
		else
			PUT(c, "\x89\xc8"); /* mov eax, ecx */
		return;
	}
	if (b->code == (BPF_LDX | BPF_MSH | BPF_B))
		load_header_length(c, b->k);
	else if (BPF_CLASS(b->code) == BPF_LD && BPF_MODE(b->code) == BPF_ABS)
		load_absolute(c, b);
	else if (BPF_CLASS(b->code) == BPF_LD && BPF_MODE(b->code) == BPF_IND)
		load_indirect(c, b);
	else
		move(c, b);
}

void jit_refuse(struct code *c) { PUT(c, "\x31\xc0\xc3"); } /* xor eax, eax; ret */

#endif
