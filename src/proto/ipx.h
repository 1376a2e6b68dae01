/* ipx.h - IPX, for what carries it in other ways than Ethernet II (LLC, PPP). */
#ifndef SONDE_IPX_H
#define SONDE_IPX_H

#include "../dissect/dissect.h"

/* The packet itself, without a word on how it is framed. */
void ipx_show(struct dis *d, struct cur c);

#endif
