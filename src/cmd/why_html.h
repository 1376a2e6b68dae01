/* why_html.h - `sonde why --html`: the file, and the packets once more. */
#ifndef SONDE_WHY_HTML_H
#define SONDE_WHY_HTML_H

#include "hear.h"

#include "../why/report.h"

struct why_html;

/* The file, whose name it gets when it is whole; "-" is standard output.  Packets are kept if they
 * cannot be read again: from a device, or a file that is none.  NULL: *status is the exit status,
 * after a message. */
struct why_html *why_html_open(const char *path, char *const *files, size_t nfiles, int *status);
/* Directory in which the file is made, for the sandbox; NULL: none. */
const char *why_html_directory(const struct why_html *y);
/* Hear h's packets; call it before h is used. */
void why_html_listen(struct why_html *y, struct hear *h);
/* The findings of w as a page of those packets; the exit status, after a message if it is not
 * STATUS_OK. */
int why_html_write(struct why_html *y, const struct why *w, const struct report_words *words);
/* The file goes away if it was not written. */
void why_html_close(struct why_html *y);

#endif
