/* atalk.h - AppleTalk for those who carry it. */
#ifndef SONDE_ATALK_H
#define SONDE_ATALK_H

#include "../dissect/dissect.h"

extern const struct proto proto_atalk, proto_aarp, proto_ltalk;

/* DDP with its long header, "AT " before it. */
void atalk_show(struct dis *d, struct cur c);

#endif
