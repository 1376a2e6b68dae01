/* series.h - a measurement over time in bounded room: the lowest and highest of each stretch.
 *
 * Up to SERIES_MOST points are kept as they are.  When there are more, of every four the lowest and
 * the highest stay, in their order, and so on: a peak is never lost, and a plot of many
 * millions of points looks like that of all of them.
 */
#ifndef SONDE_SERIES_H
#define SONDE_SERIES_H

#include <stdbool.h>
#include <stdint.h>

enum { SERIES_MOST = 512, SERIES_STRETCH = 4 };

struct point {
	int64_t t, v;
};

struct series {
	struct point *p; /* SERIES_MOST, when there is one */
	uint32_t n;
	uint64_t each; /* of so many points two are kept; 0: all are */
	uint64_t seen; /* of the stretch that is not ended */
	struct point low, high;
	uint64_t all;
};

/* Nothing is added when memory is out. */
void series_add(struct series *s, int64_t t, int64_t v);
/* No more comes: what waits is put behind the others. */
void series_end(struct series *s);
void series_free(struct series *s);

#endif
