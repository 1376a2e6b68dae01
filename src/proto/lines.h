/* lines.h - protocols whose messages are lines of text. */
#ifndef SONDE_LINES_H
#define SONDE_LINES_H

#include "../dissect/dissect.h"

/* "HTTP: GET / HTTP/1.1", or with -v all lines.  name: as d->proto; commands: the first words that
 * begin a message, NULL-terminated, or NULL if any line does. */
void show_lines(struct dis *d, struct cur c, const char *const *commands);

/* Does a message of HTTP/1 begin here? */
bool http_is(struct cur c);

#endif
