/* jit.h - a filter's program as instructions of this machine.
 *
 * What libpcap's compiler makes is translated once, instruction by instruction, into pages that are
 * written first and can only be read and run from then on.  It decides as libpcap's interpreter
 * does: a load beyond the packet, and a division by an X of 0, refuse the packet; a shift by an X
 * of 32 or more gives 0.  (Of memory that a program reads before it has written it, as libpcap
 * makes them of some expressions with geneve and vlan, the interpreter has whatever lies on the
 * stack; here it is 0.)  A program in which anything is not known, or not defined there, is left to
 * the interpreter.
 */
#ifndef SONDE_JIT_H
#define SONDE_JIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_insn;

/* The packet; its length on the wire; how much of it there is at p. */
typedef unsigned jit_run(const uint8_t *p, unsigned len, unsigned caplen);

struct jit {
	jit_run *run; /* NULL: none, ask the interpreter */
	void *pages;
	size_t size;
};

/* Translate the n instructions at prog.  False, and j->run NULL, if that can't be: another machine
 * than x86-64 and arm64, a program that is not understood, no memory, or a system that lets nobody
 * make instructions. */
bool jit_make(struct jit *j, const struct bpf_insn *prog, size_t n);
void jit_free(struct jit *j);

#endif
