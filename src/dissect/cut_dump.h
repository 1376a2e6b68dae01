/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the dump of a frame that is cut short begins. */
#ifndef SONDE_CUT_DUMP_H
#define SONDE_CUT_DUMP_H

#include <stdint.h>

/* Octets at the head of a frame that -x, -X and -A do not show when `proto` (the name in
 * "[|proto]") found it cut short; link_len is what they do not show of a whole frame, caplen what
 * there is.  The reference leaves some printers before it has added up its link header, and says
 * nothing more of a frame that is shorter than that: observed with 4.99.3. */
uint32_t cut_dump_skip(const char *proto, uint32_t link_len, uint32_t caplen);

#endif
