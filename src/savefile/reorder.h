/* reorder.h - packets that are not quite in the order of time, put in order.
 *
 * A packet is held until one has come that is a window younger, or until those
 * held are 64 MiB; what comes later than that is handed out at once, and counted.
 */
#ifndef SONDE_REORDER_H
#define SONDE_REORDER_H

#include "reader.h"

/* Takes over inner; the window is in nanoseconds.  NULL: out of memory, and inner is closed. */
struct source *reorder_open(struct source *inner, uint64_t window);
/* Packets that came too late. */
uint64_t reorder_late(const struct source *s);

#endif
