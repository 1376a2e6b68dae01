/* owner_bpf.h - programs in the kernel that note who makes, binds and uses sockets.
 *
 * They hang on the root of the cgroups (Linux 5.10 or later, x86-64, arm64 and the like), are put
 * together here instruction by instruction (owner_programs.c) and end with the process that loaded
 * them, also when that is killed.  Noted in a map: who has the socket with these ends, or with this
 * own end, since when and until when; also of processes that have ended by now.  Sockets older than
 * the programs are not in it until their process connects or sends by them.
 *
 * A second map counts for each port how often something was noted: what was learnt of a port holds
 * as long as its number.  It is shared memory.
 */
#ifndef SONDE_OWNER_BPF_H
#define SONDE_OWNER_BPF_H

#include "owner_helper.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the programs write it; the kernel's byte order but for addresses. */
struct owner_key {
	uint64_t netns;                /* the cookie of the network namespace */
	uint8_t local[16], remote[16]; /* IPv4 as ::ffff:a.b.c.d; all 0: any */
	uint16_t lport;                /* this machine's byte order */
	uint16_t rport;                /* the network's */
	uint32_t proto;                /* IPPROTO_ */
};

struct owner_of_socket {
	uint64_t since, closed; /* ns of CLOCK_MONOTONIC; closed 0: not yet */
	uint64_t cookie;        /* of the socket */
	uint64_t cgroup;        /* its number */
	uint32_t pid, uid;
	char comm[16];
};

struct owner_noted {
	struct owner_of_socket now, before;
	uint32_t shared, zero; /* several have bound this port */
};

enum { OWNER_PORTS = 65536, OWNER_BEGUN_SHIFT = 32 };

/* A count: in the lower half how often something was noted, in the upper by how many just now. */
#define OWNER_BEGUN (UINT64_C(1) << OWNER_BEGUN_SHIFT)

struct owner_maps {
	int noted, stored, counts; /* descriptors, or -1 */
	const uint64_t *count;     /* of each port, this machine's byte order; shared memory */
};

/* The maps; to be called where the counts are to be seen.  False with errno set: BPF is not to be
 * had. */
bool owner_maps_open(struct owner_maps *m);
/* What has only the descriptors, or only looks at the counts, may close the rest. */
void owner_maps_close_fds(struct owner_maps *m);
void owner_maps_unmap(struct owner_maps *m);

/* Load the programs and attach them.  -1 with errno set, then none is; else a descriptor of the
 * root of the cgroups. */
int owner_programs_start(const struct owner_maps *m);

/* The path of the cgroup with that number below the root, or "". */
void owner_cgroup(int root, uint64_t number, char *path, size_t size);

/* Who has the socket, seen from its own end, at that time (ns of CLOCK_MONOTONIC)?  local_only:
 * bound to it, whoever is at the other end.  False: not known.  *shared: several have bound the
 * port. */
bool owner_noted_find(const struct owner_maps *m, const struct owner_key *k, int64_t when,
	struct owner_of_socket *o, bool *shared);

#endif
