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

/* Answers each struct endpoints that comes from fd with a struct process, until the other end is
 * closed.  Does not return. */
_Noreturn void owner_help(int fd);

#endif
