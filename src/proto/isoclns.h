/* isoclns.h - what the link layers and tunnels need of OSI's network layer. */
#ifndef SONDE_ISOCLNS_H
#define SONDE_ISOCLNS_H

#include "../dissect/dissect.h"

/* Begins with the network layer protocol identifier. */

#endif
