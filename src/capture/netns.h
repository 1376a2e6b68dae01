/* netns.h - devices of another network namespace: --netns. */
#ifndef SONDE_NETNS_H
#define SONDE_NETNS_H

#include <stdbool.h>
#include <stddef.h>

/* Go there: a name as `ip netns` has it, the number of a process, or a path.  *back is for
 * netns_leave(). Sockets that are opened there stay there.  False with a message. */
bool netns_enter(const char *which, int *back, char *err, size_t errlen);
/* Go back; false with errno set. */
bool netns_leave(int back);

#endif
