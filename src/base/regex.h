/* regex.h - regular expressions: PCRE2, compiled to machine code where it can; without the library
 * regex_new() fails and says so. */
#ifndef SONDE_REGEX_H
#define SONDE_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct regex;

enum { REGEX_ANY_CASE = 1 };

/* NULL after a message in err; *at is where in the pattern it is wrong. */
struct regex *regex_new(
	const char *pattern, size_t len, unsigned flags, size_t *at, char *err, size_t errlen);
/* Is it in the n bytes at text, from `from` on?  Where is put in *start and *end (may be NULL).  A
 * match that would take too long is none. */
bool regex_find(
	struct regex *r, const void *text, size_t n, size_t from, size_t *start, size_t *end);
/* The same, and if there is none: may one begin at *start, if there were more behind the end? */
enum regex_found { REGEX_NONE, REGEX_FOUND, REGEX_BEGUN };
enum regex_found regex_look(
	struct regex *r, const void *text, size_t n, size_t from, size_t *start, size_t *end);
void regex_free(struct regex *r);

#endif
