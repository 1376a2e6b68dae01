/* mptcp.h - the TCP option of Multipath TCP. */
#ifndef SONDE_MPTCP_H
#define SONDE_MPTCP_H

#include "../dissect/dissect.h"

/* opt is the whole option, from its kind octet on.  False: malformed. */
bool mptcp_option(struct dis *d, struct cur opt, uint8_t flags);

#endif
