/* salvage.h - the packets of a classic capture file that is damaged.
 *
 * Where a record's head makes no sense, the next place is looked for where a
 * chain of records begins: times near the last, lengths that lead from one to the next.
 * What lies between is told as a loss.  A last packet that is cut off is kept as far as it
 * goes.  When the file's own header is gone, byte order and place are found the same way.
 */
#ifndef SONDE_SALVAGE_H
#define SONDE_SALVAGE_H

#include "reader.h"

/* A regular, uncompressed file.  link is what its packets are if the header does not say.  NULL
 * with a message in err, which is empty if it is no classic capture file. */
struct source *salvage_open(const char *path, uint16_t link, char *err, size_t errlen);

#endif
