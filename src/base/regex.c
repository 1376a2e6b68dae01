#include "regex.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef HAVE_PCRE2
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { STEPS = 1000000 }; /* of one match; then it is none */

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
};

struct regex *regex_new(
	const char *pattern, size_t len, unsigned flags, size_t *at, char *err, size_t errlen)
{
	struct regex *r = calloc(1, sizeof(*r));
	int code = 0;
	PCRE2_SIZE where = 0;

	*at = 0;
	snprintf(err, errlen, "out of memory");
	if (!r)
		return NULL;
	r->code = pcre2_compile((PCRE2_SPTR)pattern, len,
		flags & REGEX_ANY_CASE ? PCRE2_CASELESS : 0, &code, &where, NULL);
	if (!r->code) {
		PCRE2_UCHAR text[128];

		pcre2_get_error_message(code, text, sizeof(text));
		snprintf(err, errlen, "%s", (const char *)text);
		*at = where;
		regex_free(r);
		return NULL;
	}
	/* If it can't, it is interpreted. */
	pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_SOFT);
	r->data = pcre2_match_data_create(1, NULL);
	r->limits = pcre2_match_context_create(NULL);
	if (!r->data || !r->limits) {
		regex_free(r);
		return NULL;
	}
	pcre2_set_match_limit(r->limits, STEPS);
	return r;
}

bool regex_find(
	struct regex *r, const void *text, size_t n, size_t from, size_t *start, size_t *end)
{
	const PCRE2_SIZE *at;

	if (from > n || pcre2_match(r->code, text, n, from, 0, r->data, r->limits) < 0)
		return false;
	at = pcre2_get_ovector_pointer(r->data);
	if (start)
		*start = at[0];
	if (end)
		*end = at[1];
	return true;
}

enum regex_found regex_look(
	struct regex *r, const void *text, size_t n, size_t from, size_t *start, size_t *end)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(r->data);
	int e;

	if (from > n)
		return REGEX_NONE;
	e = pcre2_match(r->code, text, n, from, PCRE2_PARTIAL_SOFT, r->data, r->limits);
	if (e < 0 && e != PCRE2_ERROR_PARTIAL)
		return REGEX_NONE;
	*start = at[0];
	*end = at[1];
	return e < 0 ? REGEX_BEGUN : REGEX_FOUND;
}

void regex_free(struct regex *r)
{
	if (!r)
		return;
	pcre2_match_context_free(r->limits);
	pcre2_match_data_free(r->data);
	pcre2_code_free(r->code);
	free(r);
}

#else

struct regex *regex_new(
	const char *pattern, size_t len, unsigned flags, size_t *at, char *err, size_t errlen)
{
	(void)pattern, (void)len, (void)flags;
	*at = 0;
	snprintf(err, errlen, "this build has no regular expressions (PCRE2)");
	return NULL;
}

bool regex_find(
	struct regex *r, const void *text, size_t n, size_t from, size_t *start, size_t *end)
{
	(void)r, (void)text, (void)n, (void)from, (void)start, (void)end;
	return false;
}

enum regex_found regex_look(
	struct regex *r, const void *text, size_t n, size_t from, size_t *start, size_t *end)
{
	(void)r, (void)text, (void)n, (void)from, (void)start, (void)end;
	return REGEX_NONE;
}

void regex_free(struct regex *r) { (void)r; }

#endif
