/* The page: verdict, capture, findings, conversations, what was left out. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "assets.h"
#include "report_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	LISTED = 24,             /* findings whose list is open at first */
	SOURCES = 20,            /* file names shown */
	FINDINGS_MOST = 2000000, /* octets of findings with all they have to say; */
	SHORT_MOST = 500000,     /* and of those that follow with a line each */
};

/* --- small things --- */

void put_end(struct html *h, const struct tell_addr *a, uint16_t port)
{
	char t[FMT_MAX];

	show_addr(t, a);
	html_textf(h, !port ? "%s" : addr_is4(a) ? "%s:%u" : "[%s]:%u", t, port);
}

void put_span(struct html *h, int64_t ns)
{
	double ms = (double)ns / 1e6;

	if (ns >= 100 * SEC)
		html_textf(h, "%.0f s", ms / 1000);
	else if (ns >= SEC)
		html_textf(h, "%.3g s", ms / 1000);
	else if (ns < 1000 && ns > -1000)
		html_put(h, "0 ms");
	else
		html_textf(h, "%.3g ms", ms);
}

void put_count(struct html *h, uint64_t n, const char *what)
{
	html_textf(h, "%" PRIu64 " %s%s", n, what, n == 1 ? "" : "s");
}

static void put_time(struct html *h, int64_t ns, const char *format)
{
	time_t secs = (time_t)(ns / SEC);
	struct tm tm;
	char t[64];

	if (localtime_r(&secs, &tm) && strftime(t, sizeof(t), format, &tm))
		html_text(h, t);
}

void put_clock(struct html *h, int64_t ns)
{
	put_time(h, ns, "%H:%M:%S");
	html_textf(h, ".%06d", (int)(ns % SEC / 1000));
}

static const char *severity_class(const struct finding *x)
{
	return x->severity == SEVERITY_ERROR     ? "error"
	       : x->severity == SEVERITY_WARNING ? "warning"
	                                         : "notice";
}

/* --- the head --- */

static void put_counts(struct html *h, const struct why *w)
{
	size_t n[3] = { 0, 0, 0 }, left = 0;

	for (size_t i = 0; i < why_count(w); i++)
		n[why_at(w, i)->severity]++;
	for (int s = SEVERITY_ERROR; s >= SEVERITY_NOTICE; s--) {
		if (!n[s])
			continue;
		if (left++)
			html_put(h, ", ");
		put_count(h, n[s], severity_name((enum severity)s));
	}
}

static void put_verdict(struct html *h, const struct why *w)
{
	switch (why_verdict(w)) {
	case VERDICT_HEALTHY:
		html_put(h, "Healthy");
		break;
	case VERDICT_UNKNOWN:
		html_put(h, "Cannot tell");
		break;
	default:
		put_counts(h, w);
		break;
	}
}

static void put_sources(struct html *h, const struct report_words *words)
{
	if (words->live)
		html_put(h, "interface ");
	for (size_t i = 0; i < words->nsources && i < SOURCES; i++) {
		if (i)
			html_put(h, ", ");
		html_text(h,
			strcmp(words->sources[i], "-") == 0 ? "standard input" : words->sources[i]);
	}
	if (words->nsources > SOURCES)
		html_textf(h, " and %zu more", words->nsources - SOURCES);
}

static void put_policy(struct html *h)
{
	struct asset script = asset_page_script(), style = asset_page_style();

	html_put(h,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"script-src ");
	html_hash(h, script.b, script.n);
	html_put(h, "; style-src ");
	html_hash(h, style.b, style.n);
	html_put(h, "; base-uri 'none'; form-action 'none'\">\n<style>");
	html_raw(h, style.b, style.n);
	html_put(h, "</style>\n");
}

static void put_script(struct html *h)
{
	struct asset script = asset_page_script();

	html_put(h, "<script>");
	html_raw(h, script.b, script.n);
	html_put(h, "</script>\n");
}

static void put_head(struct html *h, const struct why *w, const struct report_words *words)
{
	html_put(h, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	put_policy(h);
	html_put(h,
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	put_verdict(h, w);
	html_put(h, ": ");
	put_sources(h, words);
	html_put(h,
		"</title>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings\">Skip to the "
		"findings</a>\n<header>\n<p class=\"kicker\">sonde why <span>");
	put_sources(h, words);
	html_put(h, "</span></p>\n<h1 class=\"");
	if (why_verdict(w) == VERDICT_FINDINGS)
		html_text(h, severity_class(why_at(w, 0)));
	else
		html_put(h, "calm");
	html_put(h, "\">");
	put_verdict(h, w);
	html_put(h, "</h1>\n");
}

static void put_lead(struct html *h, const struct why *w)
{
	char reason[WHY_TEXT];

	html_put(h, "<p class=\"lead\">");
	if (why_verdict(w) == VERDICT_FINDINGS) {
		html_text(h, why_at(w, 0)->what);
	} else {
		why_reason(w, reason, sizeof(reason));
		if (*reason >= 'a' && *reason <= 'z')
			*reason = (char)(*reason - 'a' + 'A');
		html_text(h, reason);
		html_put(h, ".");
	}
	html_put(h, "</p>\n");
	if (why_verdict(w) == VERDICT_HEALTHY)
		html_put(h, "<p>Nothing found is no proof that all is well.</p>\n");
	html_put(h, "</header>\n<main>\n");
}

/* --- the capture --- */

static void put_limit(struct html *h, uint64_t n, const char *what, const char *text)
{
	if (!n)
		return;
	html_put(h, "<li>");
	put_count(h, n, what);
	html_put(h, " ");
	html_text(h, text);
	html_put(h, "</li>\n");
}

static void put_limits(struct html *h, const struct capture_facts *f)
{
	bool any = f->dropped || f->snapped || f->backwards || f->one_way || f->forgotten ||
	           f->midstream;

	if (!any) {
		html_put(h,
			"<p>Nothing about the capture itself limits what can be concluded from "
			"it.</p>\n");
		return;
	}
	html_put(h, "<p>What it cannot show:</p>\n<ul>\n");
	put_limit(h, f->dropped, "packet",
		"were lost by the capture: what looks lost may be its own doing.");
	put_limit(h, f->snapped, "packet",
		"captured only in part: what they carry can only be judged in part.");
	put_limit(
		h, f->backwards, "packet", "earlier than the one before: delays are not certain.");
	put_limit(h, f->one_way, "conversation", "seen one way only: not judged.");
	put_limit(h, f->midstream, "conversation",
		"begun before the capture: how they opened is not known.");
	put_limit(h, f->forgotten, "conversation",
		"judged and forgotten early, for there were more than can be kept.");
	html_put(h, "</ul>\n");
}

static void put_capture(struct html *h, const struct why *w)
{
	const struct capture_facts *f = why_facts(w);

	html_put(h,
		"<section aria-labelledby=\"capture-title\"><h2 id=\"capture-title\">The "
		"capture</h2>\n<p>");
	put_count(h, f->packets, "packet");
	html_put(h, ", ");
	put_count(h, f->bytes, "octet");
	if (f->packets) {
		html_put(h, " in ");
		put_span(h, f->last - f->first);
		html_put(h, ", from ");
		put_time(h, f->first, "%Y-%m-%d %H:%M:%S %z");
		html_put(h, " on");
	}
	html_put(h, ". ");
	put_count(h, f->conversations, "TCP conversation");
	html_put(h, ".</p>\n");
	put_limits(h, f);
	html_put(h, "</section>\n");
}

/* --- findings --- */

static void put_link(struct html *h, size_t i, const struct finding *x)
{
	html_put(h, "<tr class=\"");
	html_text(h, severity_class(x));
	html_put(h, "\"><td><span class=\"mark\">");
	html_text(h, severity_name(x->severity));
	html_put(h, "</span></td><td><a href=\"#f");
	html_u(h, i + 1);
	html_put(h, "\">");
	html_text(h, x->class);
	html_put(h, "</a></td><td><code>");
	html_text(h, x->subject);
	html_put(h, "</code></td></tr>\n");
}

/* For a few one reads them; for many a list to choose from. */
static void put_contents(struct html *h, const struct why *w, size_t n)
{
	if (n < 2)
		return;
	html_put(h, "<nav aria-label=\"Findings\">");
	if (n > LISTED) {
		html_put(h, "<details><summary>List of ");
		put_count(h, n, "finding");
		html_put(h, "</summary>");
	}
	html_put(h,
		"<table class=\"contents\"><thead><tr><th "
		"scope=\"col\">Severity</th><th scope=\"col\">Finding</th><th "
		"scope=\"col\">Between</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < n; i++)
		put_link(h, i, why_at(w, i));
	html_put(h, "</tbody></table>");
	if (n > LISTED)
		html_put(h, "</details>");
	html_put(h, "</nav>\n");
}

static void put_item(struct html *h, const char *label, const char *text)
{
	if (!*text)
		return;
	html_put(h, "<dt>");
	html_text(h, label);
	html_put(h, "</dt><dd>");
	html_text(h, text);
	html_put(h, "</dd>\n");
}

static void put_how_much(struct html *h, const struct finding *x, size_t shown)
{
	html_put(h, "<dt>How much</dt><dd>");
	if (x->count > 1 || !x->evidence)
		put_count(h, x->count, "time");
	if (x->evidence) {
		if (x->count > 1)
			html_put(h, ", ");
		put_count(h, x->evidence, "packet");
		html_put(h, " of evidence");
		if (shown < x->evidence)
			html_textf(h, " of which %zu are below", shown);
		html_put(h, ", from ");
		put_clock(h, x->first);
		if (x->last > x->first && x->evidence == x->npackets) {
			html_put(h, " on, within ");
			put_span(h, x->last - x->first);
		}
	}
	html_put(h, "</dd>\n");
}

static void put_plots_of(struct html *h, const struct report *r, size_t i)
{
	bool any = false;

	for (size_t k = 0; k < PLOTS_EACH; k++) {
		uint8_t at = r->of[i][k];

		if (at == NO_PLOT)
			continue;
		if (any)
			html_put(h, ", ");
		else
			html_put(h, "<dt>Plots</dt><dd>");
		html_put(h, "<a href=\"#c");
		html_u(h, at + 1u);
		html_put(h, "\">");
		put_end(h, &r->plots[at].flow->a, r->plots[at].flow->aport);
		html_put(h, " \xe2\x86\x92 ");
		put_end(h, &r->plots[at].flow->b, r->plots[at].flow->bport);
		html_put(h, "</a>");
		any = true;
	}
	if (any)
		html_put(h, "</dd>\n");
}

static void put_finding(
	struct html *h, const struct report *r, const struct report_words *words, size_t i)
{
	const struct finding *x = why_at(r->why, i);
	struct shown *list[ROWS];
	size_t n = evidence_of(r, x, list), all = with_answers(r, list, n);
	char command[1024];

	html_put(h, "<article class=\"finding ");
	html_text(h, severity_class(x));
	html_put(h, "\" data-severity=\"");
	html_text(h, severity_class(x));
	html_put(h, "\" id=\"f");
	html_u(h, i + 1);
	html_put(h, "\" aria-labelledby=\"f");
	html_u(h, i + 1);
	html_put(h, "-name\"><h3 id=\"f");
	html_u(h, i + 1);
	html_put(h, "-name\"><span class=\"mark\">");
	html_text(h, severity_name(x->severity));
	html_put(h, "</span> ");
	html_text(h, x->class);
	html_put(h, "</h3>\n<p class=\"subject\"><code>");
	html_text(h, x->subject);
	html_put(h, "</code></p>\n<p class=\"what\">");
	html_text(h, x->what);
	html_put(h, "</p>\n<dl>");
	put_how_much(h, x, n);
	put_item(h, "Ruled out", x->ruled_out);
	put_item(h, "What next", x->next);
	put_plots_of(h, r, i);
	words->command(words->arg, x, command, sizeof(command));
	html_put(h, "<dt>Show</dt><dd class=\"command\"><code>");
	html_text(h, command);
	html_put(h, "</code></dd></dl>\n");
	if (n) {
		put_ladder(h, x, list, all);
		put_packets(h, list, all);
	}
	html_put(h, "</article>\n");
}

static void put_filters(struct html *h)
{
	html_put(h,
		"<form class=\"filter\" role=\"search\" hidden><label for=\"search\">Search the "
		"findings</label><input id=\"search\" type=\"search\" autocomplete=\"off\" "
		"spellcheck=\"false\"><fieldset><legend>Show</legend><label><input "
		"type=\"checkbox\" value=\"error\" checked> errors</label><label><input "
		"type=\"checkbox\" value=\"warning\" checked> warnings</label><label><input "
		"type=\"checkbox\" value=\"notice\" checked> notices</label></fieldset><p "
		"role=\"status\" id=\"matches\"></p></form>\n");
}

/* Those that have a line only, for the page would be too long. */
static void put_others(struct html *h, const struct why *w, size_t from)
{
	size_t begin = h->n, i = from;

	if (from == why_count(w))
		return;
	html_put(h,
		"<p>There is no room for all of the others; the terminal and --json have "
		"them.</p>\n<ul>\n");
	for (; i < why_count(w) && h->n - begin < SHORT_MOST; i++) {
		html_put(h, "<li>");
		html_text(h, severity_name(why_at(w, i)->severity));
		html_put(h, " ");
		html_text(h, why_at(w, i)->class);
		html_put(h, " <code>");
		html_text(h, why_at(w, i)->subject);
		html_put(h, "</code></li>\n");
	}
	if (i < why_count(w))
		html_textf(h, "and %zu more", why_count(w) - i);
	html_put(h, "</ul>\n");
}

/* How many have all they say in it. */
static size_t put_findings(struct html *h, const struct report *r, const struct report_words *words)
{
	size_t n = why_count(r->why), i = 0, begin;
	struct html all = { 0 };

	for (begin = 0; i < n && all.n < FINDINGS_MOST; i++)
		put_finding(&all, r, words, i);
	html_put(h,
		"<section id=\"findings\" tabindex=\"-1\" aria-labelledby=\"findings-title\"><h2 "
		"id=\"findings-title\">Findings</h2>\n");
	if (!n)
		html_put(h, "<p>None.</p>\n");
	if (n > 1)
		put_filters(h);
	put_contents(h, r->why, i);
	if (all.n)
		html_raw(h, all.b, all.n);
	put_others(h, r->why, i);
	html_put(h, "</section>\n");
	h->failed = h->failed || all.failed;
	html_free(&all);
	(void)begin;
	return i;
}

/* --- the foot --- */

static void put_left_out(
	struct html *h, const struct report *r, const struct report_words *words, size_t told)
{
	size_t n = why_count(r->why);

	html_put(h, "<p>Left out: of a finding more than ");
	html_u(h, REPORT_EACH);
	html_put(h,
		" packets; plots of conversations that carried no data or are not TCP, and of more "
		"than ");
	html_u(h, PLOTS_EACH);
	html_put(h, " of a finding; of a line of a plot more than ");
	html_u(h, CURVE_MOST);
	html_put(h, " points, but for the lowest and the highest of each stretch.");
	if (r->why->refused)
		html_textf(h, " %zu findings are not there, for there are %d at most.",
			r->why->refused, WHY_FINDINGS);
	if (told < n)
		html_textf(h, " %zu of %zu findings have a line only.", n - told, n);
	if (r->unplotted)
		html_textf(h, " %zu findings have no plots, for there are %d conversations.",
			r->unplotted, REPORT_PLOTS);
	if (r->nshown == REPORT_PACKETS)
		html_textf(h, " Packets are shown of the worst findings only, %d in all.",
			REPORT_PACKETS);
	if (words->unkept)
		html_textf(h,
			" %" PRIu64
			" packets at the end could not be kept: they are judged, but not shown.",
			words->unkept);
	html_put(h, "</p>\n");
}

static void put_foot(
	struct html *h, const struct report *r, const struct report_words *words, size_t told)
{
	html_put(h, "</main>\n<footer>\n<h2>About this page</h2>\n<p>Made by sonde " SONDE_VERSION
		    " on ");
	put_time(h, (int64_t)time(NULL) * SEC, "%Y-%m-%d %H:%M %z");
	html_put(h, " from ");
	put_sources(h, words);
	html_put(h,
		". It holds addresses and text out of the packets: treat it as you treat the "
		"capture. It loads nothing and sends nothing. Times are those of the machine "
		"that made it.</p>\n");
	put_left_out(h, r, words, told);
	html_put(h, "<p>Plots: uPlot by Leon Sorokin, MIT licence.</p>\n</footer>\n");
}

bool report_write(struct report *r, const struct report_words *words, struct html *h)
{
	size_t told;

	sort_answers(r);
	put_head(h, r->why, words);
	put_lead(h, r->why);
	put_capture(h, r->why);
	told = put_findings(h, r, words);
	put_conversations(h, r);
	put_foot(h, r, words, told);
	put_plot_data(h, r);
	put_script(h);
	html_put(h, "</body>\n</html>\n");
	return !h->failed;
}
