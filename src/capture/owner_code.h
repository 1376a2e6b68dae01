/* owner_code.h - the programs of owner_bpf.h, in the kernel's instructions; between
 * owner_programs.c and owner_bpf.c. */
#ifndef SONDE_OWNER_CODE_H
#define SONDE_OWNER_CODE_H

#include "owner_bpf.h"

#include <linux/bpf.h>

enum { OWNER_CODE_MOST = 256 };

struct owner_code {
	struct bpf_insn i[OWNER_CODE_MOST];
	unsigned n;
	bool failed; /* there was no room */
};

/* What is kept with each socket; a child of a listening one begins with a copy. */
struct owner_stored {
	struct owner_key key; /* of its own end alone, if it is noted */
	struct owner_noted v;
	uint32_t told;  /* both ends are noted */
	uint32_t bound; /* its own end is */
};

/* Where a program goes, and how it is made. */
struct owner_program {
	unsigned type, attach; /* BPF_PROG_TYPE_, BPF_CGROUP_ */
	void (*make)(struct owner_code *c, const struct owner_maps *m);
};

enum { OWNER_PROGRAMS = 9 };

extern const struct owner_program owner_programs[OWNER_PROGRAMS];

#endif
