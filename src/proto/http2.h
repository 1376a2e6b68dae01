/* http2.h - HTTP/2. */
#ifndef SONDE_HTTP2_H
#define SONDE_HTTP2_H

#include "../dissect/talk.h"

/* Is this a segment of an HTTP/2 conversation, one that is known or the first of one? */
bool http2_is(struct dis *d, struct cur c);

#endif
