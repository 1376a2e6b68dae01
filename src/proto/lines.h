/* lines.h - protocols whose messages are lines of text. */
#ifndef SONDE_LINES_H
#define SONDE_LINES_H

#include "../dissect/dissect.h"

/* "HTTP: GET / HTTP/1.1", or with -v all lines.  name: as d->proto; commands: the first words that
 * begin a message, NULL-terminated, or NULL if any line does. */
void show_lines(struct dis *d, struct cur c, const char *const *commands);

/* Does the text begin with one of the words, and a space or its end behind it? */
bool line_begins(struct cur c, const char *const *words);
/* Is its second word a status of three digits? */
bool line_is_reply(struct cur c);
/* The line at c without its end, and step behind it; false: its end is not here. */
bool lines_take(struct cur *c, struct cur *line);
/* The word at c, and step behind it and the blanks. */
struct cur line_word(struct cur *c);
/* Three digits, as line_is_reply() has found them. */
uint32_t line_code(struct cur c);
/* Is the line a header of that name (in lower case)?  Its value then. */
bool line_header(struct cur line, const char *name, struct cur *value);

/* Does a message of HTTP/1 begin here? */
bool http_is(struct cur c);

#endif
