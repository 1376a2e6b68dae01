/* curve.h - a measurement over time in bounded room: the lowest and highest of each stretch.
 *
 * Up to CURVE_MOST points are kept as they are.  When there are more, of every four the lowest and
 * the highest stay, in their order, and so on: a peak is never lost, and a plot of many
 * millions of points looks like that of all of them.
 */
#ifndef SONDE_CURVE_H
#define SONDE_CURVE_H

#include <stdbool.h>
#include <stdint.h>

enum { CURVE_MOST = 512, CURVE_STRETCH = 4 };

struct point {
	int64_t t, v;
};

struct curve {
	struct point *p; /* CURVE_MOST, when there is one */
	uint32_t n;
	uint64_t each; /* of so many points two are kept; 0: all are */
	uint64_t seen; /* of the stretch that is not ended */
	struct point low, high;
	uint64_t all;
};

/* Nothing is added when memory is out. */
void curve_add(struct curve *s, int64_t t, int64_t v);
/* No more comes: what waits is put behind the others. */
void curve_end(struct curve *s);
void curve_free(struct curve *s);

#endif
