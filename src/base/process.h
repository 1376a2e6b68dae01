/* process.h - the process that a packet is of, as far as it is known. */
#ifndef SONDE_PROCESS_H
#define SONDE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

struct process {
	bool has_pid, has_uid; /* is the rest of it known? */
	uint32_t pid, ppid, uid;
	char comm[32], parent[32], user[48]; /* "" if not known; without control characters */
	char cgroup[256];
};

#endif
