/* chdlc.h - Cisco HDLC, for Juniper's encapsulations and PPP's. */
#ifndef SONDE_CHDLC_H
#define SONDE_CHDLC_H

#include "../dissect/dissect.h"

#endif
