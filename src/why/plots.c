/* Conversations: what each side did, and the measurements that the page's script draws. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_parts.h"

#include <inttypes.h>

/* The direction that is looked at closely: of which the receiver had no room, or with more data. */
static int main_way(const struct flow *f)
{
	const struct tcp_half *h = f->tcp->half;

	if ((h[0].zero_times != 0) != (h[1].zero_times != 0))
		return h[1].zero_times ? 0 : 1;
	return f->payload[1] > f->payload[0];
}

/* --- for people --- */

static void put_cell(struct html *h, uint64_t v)
{
	html_put(h, "<td>");
	html_u(h, v);
	html_put(h, "</td>");
}

static void put_way(struct html *h, const struct flow *f, int dir)
{
	const struct tcp_half *t = &f->tcp->half[dir];

	if (dir)
		html_put(h, "<tr><th scope=\"row\">server to client</th>");
	else
		html_put(h, "<tr><th scope=\"row\">client to server</th>");
	put_cell(h, f->packets[dir]);
	put_cell(h, t->data);
	put_cell(h, t->lost + (t->kinds[SEG_SPURIOUS] & 0xffff));
	html_put(h, "<td>");
	if (t->rtt.n) {
		put_span(h, (int64_t)t->rtt.min * 1000);
		html_put(h, " / ");
		put_span(h, (int64_t)(t->rtt.sum / t->rtt.n) * 1000);
		html_put(h, " / ");
		put_span(h, (int64_t)t->rtt.max * 1000);
	} else {
		html_put(h, "not measured");
	}
	html_put(h, "</td><td>");
	html_u(h, t->window_min);
	html_put(h, " / ");
	html_u(h, t->window_max);
	if (t->zero_times) {
		html_put(h, ", closed ");
		put_count(h, t->zero_times, "time");
		html_put(h, " for ");
		put_span(h, t->zero_ns + (t->zero_since ? f->last - t->zero_since : 0));
	}
	html_put(h, "</td></tr>\n");
}

static void put_name(struct html *h, const struct flow *f)
{
	put_end(h, &f->a, f->aport);
	html_put(h, " \xe2\x86\x92 ");
	put_end(h, &f->b, f->bport);
}

static void put_conversation(struct html *h, const struct flow *f, size_t i)
{
	html_put(h, "<section class=\"conversation\" id=\"c");
	html_u(h, i + 1);
	html_put(h, "\" aria-labelledby=\"c");
	html_u(h, i + 1);
	html_put(h, "-name\"><h3 id=\"c");
	html_u(h, i + 1);
	html_put(h, "-name\">");
	put_name(h, f);
	html_put(h, "</h3>\n<p>");
	html_text(h, flow_state(f));
	if (*flow_application(f)) {
		html_put(h, ", ");
		html_text(h, flow_application(f));
	}
	html_put(h, ", ");
	put_span(h, f->last - f->first);
	html_put(h, ", from ");
	put_clock(h, f->first);
	html_put(h, " on, packets ");
	html_u(h, f->first_no);
	html_put(h, " to ");
	html_u(h, f->last_no);
	html_put(h,
		".</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What "
		"each side did\"><table><thead><tr><th scope=\"col\">Way</th><th "
		"scope=\"col\">packets</th><th scope=\"col\">octets</th><th scope=\"col\">sent "
		"again</th><th scope=\"col\">round trip, least / mean / most</th><th "
		"scope=\"col\">its own window, least / most</th></tr></thead><tbody>\n");
	put_way(h, f, 0);
	put_way(h, f, 1);
	html_put(h, "</tbody></table></div>\n<div class=\"plots\" data-plot=\"");
	html_u(h, i);
	html_put(h, "\"></div></section>\n");
}

void put_conversations(struct html *h, struct report *r)
{
	if (!r->nplots)
		return;
	html_put(h,
		"<section id=\"conversations\" aria-labelledby=\"conversations-title\"><h2 "
		"id=\"conversations-title\">");
	if (why_count(r->why))
		html_put(h, "Conversations concerned");
	else
		html_put(h, "The largest conversations");
	html_put(h,
		"</h2>\n<p class=\"noscript\">The plots are drawn by the page\xe2\x80\x99s own "
		"script, which does not run here; the tables stand without it.</p>\n");
	for (size_t i = 0; i < r->nplots; i++)
		put_conversation(h, r->plots[i].flow, i);
	html_put(h, "</section>\n");
}

/* --- for the script --- */

/* [[microseconds since the one before ...], [values ...]] */
static void put_series(struct html *h, const char *name, struct curve *s, int64_t from)
{
	int64_t before = 0;

	curve_end(s);
	html_put(h, ",");
	html_json(h, name);
	html_put(h, ":[[");
	for (uint32_t i = 0; i < s->n; i++) {
		int64_t us = (s->p[i].t - from) / 1000;

		if (i)
			html_put(h, ",");
		html_d(h, us - before);
		before = us;
	}
	html_put(h, "],[");
	for (uint32_t i = 0; i < s->n; i++) {
		if (i)
			html_put(h, ",");
		html_d(h, s->p[i].v);
	}
	html_put(h, "]]");
}

static void put_rate(struct html *h, const struct plot *p, int dir)
{
	int64_t last = (p->flow->last - p->flow->first) / p->bin;

	html_put(h, ",\"rate\":[");
	for (int64_t i = 0; i < RATE_BINS && i <= last; i++) {
		if (i)
			html_put(h, ",");
		html_u(h, p->way[dir].rate[i]);
	}
	html_put(h, "]");
}

static void put_plot(struct html *h, struct plot *p)
{
	int64_t from = p->flow->first;

	html_put(h, "{\"span\":");
	html_d(h, (p->flow->last - from) / 1000);
	html_put(h, ",\"bin\":");
	html_d(h, p->bin / 1000);
	html_put(h, ",\"main\":");
	html_d(h, main_way(p->flow));
	html_put(h, ",\"ways\":[");
	for (int d = 0; d < 2; d++) {
		if (d)
			html_put(h, ",");
		html_put(h, "{\"points\":");
		html_u(h, p->way[d].seq.all + p->way[d].again.all);
		put_series(h, "seq", &p->way[d].seq, from);
		put_series(h, "again", &p->way[d].again, from);
		put_series(h, "ack", &p->way[d].ack, from);
		put_series(h, "rtt", &p->way[d].rtt, from);
		put_series(h, "window", &p->way[d].window, from);
		put_series(h, "flight", &p->way[d].flight, from);
		put_rate(h, p, d);
		html_put(h, "}");
	}
	html_put(h, "]}");
}

void put_plot_data(struct html *h, struct report *r)
{
	html_put(h, "<script type=\"application/json\" id=\"plot-data\">[");
	for (size_t i = 0; i < r->nplots; i++) {
		if (i)
			html_put(h, ",\n");
		put_plot(h, &r->plots[i]);
	}
	html_put(h, "]</script>\n");
}
