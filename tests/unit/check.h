/* check.h - the few lines a unit test needs: CHECK, CHECK_STR, and sum() as the end of main. */
#ifndef SONDE_CHECK_H
#define SONDE_CHECK_H

#include <stdio.h>
#include <string.h>

static int checks_passed, checks_failed;

#define CHECK(c) check_(!!(c), __FILE__, __LINE__, #c)
/* The n characters at `got` are the string `want`. */
#define CHECK_STR(got, n, want) check_str_(got, n, want, __FILE__, __LINE__)

static inline void check_(int ok, const char *file, int line, const char *what)
{
	if (ok) {
		checks_passed++;
		return;
	}
	checks_failed++;
	printf("FAIL %s:%d: %s\n", file, line, what);
}

static inline void check_str_(
	const char *got, size_t n, const char *want, const char *file, int line)
{
	if (n == strlen(want) && memcmp(got, want, n) == 0) {
		checks_passed++;
		return;
	}
	checks_failed++;
	printf("FAIL %s:%d: \"%.*s\" is not \"%s\"\n", file, line, (int)n, got, want);
}

static inline int sum(void)
{
	printf("%d passed, %d failed\n", checks_passed, checks_failed);
	return checks_failed != 0;
}

#endif
