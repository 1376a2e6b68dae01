/* html.h - a page of HTML in the making: markup is literal, everything else is escaped.
 *
 * Whatever is not written here as a string literal or a number goes through html_text() or
 * html_json(), so that nothing out of a packet, a file name or a command line can become markup,
 * an attribute or a script.  What is no printable character (controls, what is not UTF-8, what
 * turns the direction of text) shows as \xNN.
 *
 * Room is always granted; when memory is out the page fails and takes no more (html_failed()).
 */
#ifndef SONDE_HTML_H
#define SONDE_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct html {
	char *b;
	size_t n, room;
	bool failed;
};

void html_free(struct html *h);

/* Markup as it is: only for what stands in the source. */
#define html_put(h, literal) html_raw(h, "" literal, sizeof(literal) - 1)
/* The same of a file that is built in. */
void html_raw(struct html *h, const char *b, size_t n);
void html_u(struct html *h, uint64_t v); /* digits */
void html_d(struct html *h, int64_t v);
/* The text of an element or, in double quotes, of an attribute. */
void html_text(struct html *h, const char *s);
void html_text_n(struct html *h, const char *s, size_t n);
/* Formatted, then escaped; 1 KiB at most. */
__attribute__((format(printf, 2, 3))) void html_textf(struct html *h, const char *fmt, ...);
/* A JSON string, quotes and all, that may stand in a <script>: nothing in it can end that. */
void html_json(struct html *h, const char *s);
/* sha256 of b, as a Content Security Policy has it: 'sha256-...' */
void html_hash(struct html *h, const char *b, size_t n);

#endif
