/* igmp.h - what IGMP and MLD share. */
#ifndef SONDE_IGMP_H
#define SONDE_IGMP_H

#include "../dissect/dissect.h"

extern const struct name igmp_record_types[]; /* RFC 3376, 4.2.12; RFC 3810, 5.2.12 */

#endif
