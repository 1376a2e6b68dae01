/* A ladder diagram: hosts side by side, time downwards, an arrow a packet; and the packets as a
 * table.
 *
 * The drawing stretches with the page: across in percent, down in pixels. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_parts.h"

#include <string.h>

enum { ROW = 34, HEAD = 22, LEFT = 18, RIGHT = 92, SLIM = 28 }; /* pixels; per cent; letters */

struct ladder {
	struct html *h;
	struct tell_addr lane[LANES];
	size_t nlanes;
	bool crowd; /* the last lane is all that have none */
	unsigned top;
};

static size_t lane_of(const struct ladder *l, const struct tell_addr *a)
{
	for (size_t i = 0; i < l->nlanes; i++)
		if (addr_same(&l->lane[i], a) && !(l->crowd && i + 1 == l->nlanes))
			return i;
	return l->nlanes - 1;
}

static void add_lane(struct ladder *l, const struct tell_addr *a)
{
	for (size_t i = 0; i < l->nlanes; i++)
		if (addr_same(&l->lane[i], a))
			return;
	if (l->nlanes == LANES)
		l->crowd = true;
	else
		l->lane[l->nlanes++] = *a;
}

static unsigned x_of(const struct ladder *l, size_t lane)
{
	if (l->nlanes == 1)
		return (LEFT + RIGHT) / 2;
	return LEFT + (unsigned)(lane * (RIGHT - LEFT) / (l->nlanes - 1));
}

/* Names of more than two hosts would run into each other: they go downstairs. */
static unsigned name_y(const struct ladder *l, size_t lane)
{
	return 14 + (l->nlanes > 2 ? (unsigned)lane * 15 : 0);
}

static void put_lanes(const struct ladder *l, unsigned height)
{
	struct html *h = l->h;
	char name[FMT_MAX];

	for (size_t i = 0; i < l->nlanes; i++) {
		bool first = i == 0, last = i + 1 == l->nlanes;

		html_put(h, "<line class=\"lane\" x1=\"");
		html_u(h, x_of(l, i));
		html_put(h, "%\" x2=\"");
		html_u(h, x_of(l, i));
		html_put(h, "%\" y1=\"");
		html_u(h, name_y(l, i) + 6);
		html_put(h, "\" y2=\"");
		html_u(h, height);
		html_put(h, "\"/><text class=\"host\" x=\"");
		html_u(h, x_of(l, i));
		html_put(h, "%\" y=\"");
		html_u(h, name_y(l, i));
		if (first && l->nlanes > 1)
			html_put(h, "\" text-anchor=\"start\">");
		else if (last && l->nlanes > 1)
			html_put(h, "\" text-anchor=\"end\">");
		else
			html_put(h, "\" text-anchor=\"middle\">");
		html_text(h, last && l->crowd ? "others" : show_addr(name, &l->lane[i]));
		html_put(h, "</text>");
	}
}

static void put_line(const struct ladder *l, const struct shown *s, unsigned y)
{
	struct html *h = l->h;
	size_t from = lane_of(l, &s->src), to = lane_of(l, &s->dst);
	unsigned a = x_of(l, from), b = x_of(l, to);

	if (from == to) {
		html_put(h, "<circle cx=\"");
		html_u(h, a);
		html_put(h, "%\" cy=\"");
		html_u(h, y);
		html_put(h, "\" r=\"3\"/>");
	} else {
		html_put(h, "<line x1=\"");
		html_u(h, a);
		html_put(h, "%\" x2=\"");
		html_u(h, b);
		html_put(h, "%\" y1=\"");
		html_u(h, y);
		html_put(h, "\" y2=\"");
		html_u(h, y);
		html_put(h, "\"/><svg class=\"head\" x=\"");
		html_u(h, b);
		html_put(h, "%\" y=\"");
		html_u(h, y);
		if (to > from)
			html_put(h, "\"><path d=\"M-8-4L0 0L-8 4Z\"/></svg>");
		else
			html_put(h, "\"><path d=\"M8-4L0 0L8 4Z\"/></svg>");
	}
	html_put(h, "<text class=\"label\" text-anchor=\"middle\" x=\"");
	html_u(h, (a + b) / 2);
	html_put(h, "%\" y=\"");
	html_u(h, y - 5);
	html_put(h, "\">");
	html_text(h, s->label);
	html_put(h, "</text>");
}

static void put_row(const struct ladder *l, const struct shown *s, int64_t since, unsigned y)
{
	struct html *h = l->h;

	if (s->bad)
		html_put(h, "<g class=\"bad\">");
	else if (s->answers)
		html_put(h, "<g class=\"answer\">");
	else
		html_put(h, "<g>");
	html_put(h, "<text class=\"when\" x=\"0\" y=\"");
	html_u(h, y + 4);
	html_put(h, "\">");
	put_span(h, since);
	html_put(h, "</text>");
	if (s->has_ends)
		put_line(l, s, y);
	html_put(h, "<text class=\"number\" text-anchor=\"end\" x=\"100%\" y=\"");
	html_u(h, y + 4);
	html_put(h, "\">");
	html_u(h, s->no);
	html_put(h, "</text></g>");
}

static bool any_answer(struct shown *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i]->answers)
			return true;
	return false;
}

/* It has room on a telephone. */
static bool is_slim(const struct ladder *l, struct shown *const *list, size_t n)
{
	if (l->nlanes > 2 || !addr_is4(&l->lane[0]) || !addr_is4(&l->lane[1]))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]->label) > SLIM)
			return false;
	return true;
}

void put_ladder(struct html *h, const struct finding *x, struct shown *const *list, size_t n)
{
	struct ladder l = { .h = h };
	unsigned height;

	/* The client, as far as it is there, on the left. */
	for (size_t i = 0; i < n; i++)
		if (list[i]->has_ends &&
			(addr_same(&list[i]->src, &x->a) || addr_same(&list[i]->dst, &x->a)))
			add_lane(&l, &x->a);
	for (size_t i = 0; i < n; i++)
		if (list[i]->has_ends) {
			add_lane(&l, &list[i]->src);
			add_lane(&l, &list[i]->dst);
		}
	if (l.nlanes < 2)
		return;
	l.top = HEAD + name_y(&l, l.nlanes - 1);
	height = l.top + (unsigned)n * ROW;
	if (is_slim(&l, list, n))
		html_put(h, "<figure class=\"ladder slim\">");
	else
		html_put(h, "<figure class=\"ladder\">");
	html_put(h, "<svg role=\"img\" width=\"100%\" height=\"");
	html_u(h, height);
	html_put(h, "\" aria-label=\"Sequence diagram of ");
	put_count(h, n, "packet");
	html_put(h, " between ");
	put_count(h, l.nlanes, "host");
	html_put(h, "; the table below has the same packets.\">");
	put_lanes(&l, height);
	for (size_t i = 0; i < n; i++)
		put_row(&l, list[i], list[i]->t - list[0]->t, l.top + (unsigned)i * ROW + ROW / 2);
	html_put(h,
		"</svg><figcaption>Time since the first of these packets on the left, packet "
		"numbers on the right.");
	if (any_answer(list, n))
		html_put(h, " What is grey is no evidence itself: it is what came back.");
	html_put(h, "</figcaption></figure>\n");
}

void put_packets(struct html *h, struct shown *const *list, size_t n)
{
	html_put(h,
		"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Packets of "
		"the evidence\"><table class=\"packets\"><thead><tr><th "
		"scope=\"col\">No.</th><th scope=\"col\">Time</th><th scope=\"col\">Packet, as "
		"sonde -n prints it</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < n; i++) {
		if (list[i]->answers)
			html_put(h, "<tr class=\"answer\"><td>");
		else
			html_put(h, "<tr><td>");
		html_u(h, list[i]->no);
		html_put(h, "</td><td>");
		put_clock(h, list[i]->t);
		html_put(h, "</td><td><code>");
		html_text(h, list[i]->text ? list[i]->text : "");
		html_put(h, "</code></td></tr>\n");
	}
	html_put(h, "</tbody></table></div>\n");
}
