/* enterprises.h - names of enterprise numbers, as vendor fields carry them.  IANA "Private
 * Enterprise Numbers". */
#ifndef SONDE_ENTERPRISES_H
#define SONDE_ENTERPRISES_H

#include "../dissect/dissect.h"

extern const struct name enterprises[];

#endif
