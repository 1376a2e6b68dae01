/* vrrp.h - CARP shares VRRP's protocol number; -T carp says which it is. */
#ifndef SONDE_VRRP_H
#define SONDE_VRRP_H

#include "../dissect/dissect.h"

#endif
