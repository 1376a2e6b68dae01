/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

static bool make_room(struct line *l, uint32_t n)
{
	uint32_t room = l->room ? l->room : 256;
	char *text;

	if (n < l->room)
		return true;
	if (n >= EXTRACT_LINE)
		return false;
	while (room <= n)
		room *= 2;
	text = realloc(l->text, room);
	if (!text)
		return false;
	l->text = text;
	l->room = room;
	return true;
}

uint32_t line_take(struct line *l, const uint8_t *data, uint32_t n)
{
	const uint8_t *end = memchr(data, '\n', n);
	uint32_t used = end ? (uint32_t)(end - data) : n;

	if (l->whole) {
		l->n = 0;
		l->whole = l->lost = false;
	}
	if (!l->lost && make_room(l, l->n + used)) {
		memcpy(l->text + l->n, data, used);
		l->n += used;
	} else {
		l->lost = true;
	}
	if (!end)
		return n;
	l->whole = true;
	if (l->lost)
		l->n = 0;
	if (l->n && l->text[l->n - 1] == '\r')
		l->n--;
	if (l->text)
		l->text[l->n] = '\0';
	else
		l->lost = true;
	return used + 1;
}

void line_gap(struct line *l)
{
	if (l->whole)
		l->n = 0;
	l->whole = false;
	l->lost = true;
}

void line_free(struct line *l) { free(l->text); }
