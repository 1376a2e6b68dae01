/* Where a filter expression is wrong, and what was perhaps meant. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter.h"

void filter_explain(const char *expr, uint16_t link, const char *err, FILE *to)
{
	(void)expr, (void)link, (void)err, (void)to;
}
