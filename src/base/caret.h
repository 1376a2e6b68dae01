/* caret.h - a line of what the user wrote, and marks below the part that is meant. */
#ifndef SONDE_CARET_H
#define SONDE_CARET_H

#include <stddef.h>
#include <stdio.h>

/* Two lines: text, cut to a terminal's width about the place, and len carets at at. */
void caret_show(const char *text, size_t at, size_t len, FILE *to);

#endif
