/* html.c - fuzz `sonde why --html`: whatever is in packets and names, the page is made of the
 * markup that is written in the source and of nothing else.
 *
 * The input: a name of a file, as long as the first octet says (at most 31); an octet that says the
 * link type, then packets, each behind its length and the milliseconds since the one before (two
 * octets each, little-endian).  The page is read as strictly as it is written: known elements with
 * known attributes, in double quotes, closed in their order; known references; no controls.
 */
#include "../../src/dissect/engine.h"
#include "../../src/why/assets.h"
#include "../../src/why/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n);

enum { DEPTH = 64, NAME = 32 };

struct reader {
	const char *b;
	size_t n, at;
	char open[DEPTH][NAME];
	size_t depth;
};

static void die(const struct reader *r, const char *what)
{
	size_t from = r->at > 200 ? r->at - 200 : 0;

	fprintf(stderr, "%s at %zu: %.*s\n", what, r->at, (int)(r->at - from + 40), r->b + from);
	abort();
}

static int is_one(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return 1;
	return 0;
}

static int begins(const struct reader *r, const char *s)
{
	return r->n - r->at >= strlen(s) && memcmp(r->b + r->at, s, strlen(s)) == 0;
}

static void want(struct reader *r, const char *s)
{
	if (!begins(r, s))
		die(r, s);
	r->at += strlen(s);
}

static char next(const struct reader *r) { return r->at < r->n ? r->b[r->at] : '\0'; }

static void word(struct reader *r, char o[NAME])
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t k = 0;

	while (next(r) && strchr(letters, next(r)) && k + 1 < NAME)
		o[k++] = r->b[r->at++];
	o[k] = '\0';
	if (!k)
		die(r, "no name");
}

/* One character of text or of an attribute. */
static void character(struct reader *r)
{
	static const char *const refs[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", NULL };
	unsigned char c = (unsigned char)next(r);

	if (c == '&') {
		for (size_t i = 0; refs[i]; i++)
			if (begins(r, refs[i])) {
				r->at += strlen(refs[i]);
				return;
			}
		die(r, "a bare &");
	}
	if ((c < ' ' && c != '\n') || c == 0x7f || c == '<' || c == '>')
		die(r, "a character that is not text");
	r->at++;
}

static void attributes(struct reader *r)
{
	static const char *const names[] = { "lang", "charset", "http-equiv", "content", "name",
		"class", "href", "id", "role", "tabindex", "scope", "type", "value", "for", "width",
		"height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "text-anchor",
		"aria-label", "aria-labelledby", "data-severity", "data-plot", "autocomplete",
		"spellcheck", "hidden", "checked", NULL };
	char name[NAME];

	while (next(r) == ' ') {
		r->at++;
		word(r, name);
		if (!is_one(name, names))
			die(r, "an attribute that nobody writes");
		if (next(r) != '=')
			continue;
		want(r, "=\"");
		if (strcmp(name, "href") == 0 && next(r) != '#')
			die(r, "a link that leaves the page");
		while (r->at < r->n && next(r) != '"')
			if (strcmp(name, "content") == 0 && next(r) == '\'')
				r->at++; /* the policy's own */
			else
				character(r);
		want(r, "\"");
	}
}

/* Of a script or a style: its length is known. */
static void built_in(struct reader *r, struct asset a)
{
	if (r->n - r->at < a.n || memcmp(r->b + r->at, a.b, a.n) != 0)
		die(r, "what is built in is not there");
	r->at += a.n;
}

static void element(struct reader *r)
{
	static const char *const names[] = { "html", "head", "meta", "style", "title", "body", "a",
		"header", "p", "span", "h1", "h2", "h3", "main", "section", "ul", "li", "nav",
		"table", "thead", "tbody", "tr", "th", "td", "form", "label", "input", "fieldset",
		"legend", "article", "code", "dl", "dt", "dd", "div", "figure", "figcaption", "svg",
		"g", "line", "path", "circle", "text", "footer", "script", "details", "summary",
		NULL };
	static const char *const empty[] = { "meta", "input", NULL };
	char name[NAME];
	size_t from;

	if (begins(r, "</")) {
		r->at += 2;
		word(r, name);
		want(r, ">");
		if (!r->depth || strcmp(r->open[--r->depth], name) != 0)
			die(r, "closed out of order");
		return;
	}
	want(r, "<");
	word(r, name);
	if (!is_one(name, names))
		die(r, "an element that nobody writes");
	from = r->at;
	attributes(r);
	if (begins(r, "/>")) {
		r->at += 2;
		return;
	}
	want(r, ">");
	if (is_one(name, empty))
		return;
	if (r->depth == DEPTH)
		die(r, "too deep");
	strcpy(r->open[r->depth++], name);
	if (strcmp(name, "style") == 0)
		built_in(r, asset_page_style());
	else if (strcmp(name, "script") == 0 && r->b[from] == '>')
		built_in(r, asset_page_script());
	else if (strcmp(name, "script") == 0)
		while (next(r) && next(r) != '<')
			character(r); /* JSON has no & < > */
}

static void read_page(const struct html *h)
{
	struct reader r = { .b = h->b, .n = h->n };

	if (h->n > REPORT_MOST)
		die(&r, "too long");
	want(&r, "<!DOCTYPE html>");
	while (r.at < r.n)
		if (next(&r) == '<')
			element(&r);
		else
			character(&r);
	if (r.depth)
		die(&r, "not closed");
}

/* --- the packets, as often as they are wanted --- */

struct input {
	const uint8_t *b;
	size_t n;
	uint16_t link;
};

static void tell_all(const struct input *in, struct tell *tell, struct report *report)
{
	static const struct opts opt = { .n = true, .t = 1 };
	struct packet p = { .sec = 1700000000, .nano = true, .link = in->link };
	struct dis *d = dis_new(&opt, NULL, -1);

	if (!d)
		abort();
	dis_listen(d, tell);
	for (size_t at = 0; at + 4 <= in->n;) {
		uint32_t len = in->b[at] | (uint32_t)in->b[at + 1] << 8;
		uint64_t ns = p.frac + (in->b[at + 2] | (uint64_t)in->b[at + 3] << 8) * 1000000;
		uint8_t *b;

		at += 4;
		if (len > in->n - at)
			len = (uint32_t)(in->n - at);
		b = malloc(len ? len : 1); /* its end is watched */
		if (!b)
			abort();
		memcpy(b, in->b + at, len);
		at += len;
		p.sec += (int64_t)(ns / 1000000000);
		p.frac = (uint32_t)(ns % 1000000000);
		p.number++;
		p.caplen = p.len = len;
		p.data = b;
		dissect_packet(d, &p);
		if (report)
			report_packet(report, &p);
		free(b);
	}
	dis_free(d);
}

static void command(void *arg, const struct finding *x, char *o, size_t size)
{
	snprintf(o, size, "sonde -nr %s '%s'", (const char *)arg, x->filter);
}

static void look(const struct input *in, char *name)
{
	static const struct why_conf conf = { .has_host = false };
	const char *const sources[] = { name };
	const struct report_words words = {
		.sources = sources, .nsources = 1, .arg = name, .command = command
	};
	struct why *w = why_new(&conf);
	struct tell tell = { 0 }, again = { 0 };
	struct html page = { 0 };
	struct report *r;

	if (!w)
		abort();
	why_listen(w, &tell);
	tell_all(in, &tell, NULL);
	why_finish(w);
	r = report_new(w);
	if (!r || !report_listen(r, &again))
		abort();
	tell_all(in, &again, r);
	if (!report_write(r, &words, &page))
		abort();
	read_page(&page);
	html_free(&page);
	report_free(r);
	why_free(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
	static const uint16_t links[] = { 1, 1, 1, 101, 113, 276, 0, 228 };
	struct input i = { .link = 1 };
	char name[32] = "";
	size_t k = n ? in[0] & 31 : 0;

	if (n < k + 2)
		return 0;
	memcpy(name, in + 1, k);
	i.link = links[in[k + 1] & 7];
	i.b = in + k + 2;
	i.n = n - k - 2;
	look(&i, name);
	return 0;
}
