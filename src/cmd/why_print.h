/* why_print.h - what `sonde why` was asked, and how it is answered. */
#ifndef SONDE_WHY_PRINT_H
#define SONDE_WHY_PRINT_H

#include "../why/why.h"

#include <stdio.h>

struct why_asked { /* on the command line */
	struct why_conf conf;
	bool json, lines, no_sandbox;
	const char *device, *baseline, *html;
	unsigned seconds;
	uint64_t count;
	char *const *paths;
	size_t npaths;
};

/* To standard output. */
void why_print_page(const struct why *w, const struct why_asked *a);
void why_print_json(const struct why *w, const struct why_asked *a);
/* An object without its end, so that more can go into it. */
void why_json_verdict(FILE *to, const struct why *w);
/* x as a line of JSON, or of text; arg is a struct why_asked. */
void why_json_line(void *arg, const struct finding *x, FILE *to);
void why_text_line(void *arg, const struct finding *x, FILE *to);
/* The command that prints its packets. */
void why_command(void *arg, const struct finding *x, char *o, size_t size);

#endif
