#include "caret.h"

#include <ctype.h>
#include <string.h>

enum { WIDTH = 76 };

void caret_show(const char *text, size_t at, size_t len, FILE *to)
{
	size_t first = strlen(text) > WIDTH && at > WIDTH / 2 ? at - WIDTH / 2 : 0, column = 0;

	fprintf(to, "  ");
	for (size_t k = first; k < first + WIDTH && text[k]; k++) {
		fputc(isprint((unsigned char)text[k]) ? text[k] : ' ', to);
		column += k < at;
	}
	fprintf(to, "\n  %*s", (int)column, "");
	for (size_t k = 0; k < (len ? len : 1) && column + k < WIDTH; k++)
		fputc('^', to);
	fputc('\n', to);
}
