/* SPDX-License-Identifier: BSD-2-Clause */
#include "job.h"

#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 3, 0))) static void say(
	const struct job *job, const char *what, const char *fmt, va_list ap)
{
	char line[2048];

	vsnprintf(line, sizeof(line), fmt, ap);
	fprintf(stderr, "%s: %s%s\n", job->prog, what, line);
}

void say_error(const struct job *job, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(job, "", fmt, ap);
	va_end(ap);
}

void say_warning(const struct job *job, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(job, "WARNING: ", fmt, ap);
	va_end(ap);
}
