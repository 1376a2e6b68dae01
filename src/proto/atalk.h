/* atalk.h - AppleTalk for those who carry it. */
#ifndef SONDE_ATALK_H
#define SONDE_ATALK_H

#include "../dissect/dissect.h"

/* DDP with its long header, "AT " before it. */
void atalk_show(struct dis *d, struct cur c);

#endif
