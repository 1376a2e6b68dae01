/* dlt.h - names of link types. */
#ifndef SONDE_DLT_H
#define SONDE_DLT_H

#include "../dissect/dissect.h"

extern const struct name dlt_names[];

#endif
