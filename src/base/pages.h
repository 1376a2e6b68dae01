/* pages.h - memory of large tables, in large pages where the system has them. */
#ifndef SONDE_PAGES_H
#define SONDE_PAGES_H

#include <stddef.h>

/* n bytes of zeros; NULL without memory. */
void *pages_new(size_t n);
/* What pages_new(n) gave, or NULL. */
void pages_free(void *p, size_t n);

#endif
