/* jit_code.h - what jit.c and the writers of machine code share; for them only. */
#ifndef SONDE_JIT_CODE_H
#define SONDE_JIT_CODE_H

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The program is gone through twice: the first time tells where each instruction will be, the
 * second writes the jumps.  So nothing that is written may be of another length then. */
struct code {
	const struct bpf_insn *prog;
	size_t n;
	uint8_t *out;
	size_t used;
	bool memory;  /* M[] is read: it is emptied first */
	uint32_t *at; /* where the instruction i is; at[n]: where the packet is refused */
};

enum { JIT_MOST = 48 }; /* bytes of machine code an instruction needs, or what is around them all */

/* In jit_x86_64.c or jit_arm64.c. */
void jit_begin(struct code *c);
void jit_instruction(struct code *c, size_t i);
void jit_refuse(struct code *c);

#endif
