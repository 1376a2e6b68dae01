/* owner_helper.h - the process that knows the owners of sockets; between owner.c and
 * owner_helper.c. */
#ifndef SONDE_OWNER_HELPER_H
#define SONDE_OWNER_HELPER_H

#include "../base/process.h"

#include <stdint.h>

struct endpoints { /* of a packet; without holes, it is hashed */
	uint8_t src[16], dst[16];
	uint16_t sport, dport; /* of this machine's byte order */
	uint8_t ver, proto;    /* 4 or 6; IPPROTO_ */
	uint8_t zero[2];
};

struct owner_question {
	struct endpoints e;
	int64_t when; /* the packet was there, in ns since 1970 */
};

struct owner_maps;

/* Writes an int to fd: 0 if BPF says whose sockets are, else why not (errno).  Then answers each
 * struct owner_question that comes from it with a struct process, until the other end is closed.
 * Does not return.  m: as owner_maps_open() made it, or NULL with why. */
_Noreturn void owner_help(int fd, struct owner_maps *m, int why);

#endif
