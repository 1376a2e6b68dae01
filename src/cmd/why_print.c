/* What `sonde why` prints: a page for people, JSON, lines. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "why_print.h"
#include "hear.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 80, SHOWN = 12, LABEL = 11 };

/* --- words --- */

struct page {
	FILE *to;
	bool colour;
	int width;
};

static const char *colour_of(const struct page *p, enum severity s)
{
	if (!p->colour)
		return "";
	return s == SEVERITY_ERROR     ? "\033[1;31m"
	       : s == SEVERITY_WARNING ? "\033[1;33m"
	                               : "\033[1;36m";
}

static const char *plain(const struct page *p) { return p->colour ? "\033[0m" : ""; }

static const char *word_at(const char *s)
{
	while (*s == ' ')
		s++;
	return s;
}

static size_t word_length(const char *s)
{
	size_t n = 0;

	while (s[n] && s[n] != ' ')
		n++;
	return n;
}

/* Text in lines no longer than the page, behind a label. */
static void put_text(const struct page *p, const char *label, const char *text)
{
	int indent = 13, at = indent;
	char line[256]; /* of at most p->width, or so much of it as there is room */
	size_t used = 2 + LABEL, named = strnlen(label, LABEL);

	if (!*text)
		return;
	memset(line, ' ', used);
	memcpy(line + 2, label, named);
	for (text = word_at(text); *text; text = word_at(text)) {
		size_t n = word_length(text);
		bool next = at > indent && at + 1 + (int)n > p->width;

		if (next || used + n + 2 > sizeof(line)) {
			fwrite(line, 1, used, p->to);
			used = 0;
		}
		if (next) {
			line[0] = '\n';
			memset(line + 1, ' ', (size_t)indent);
			used = 1 + (size_t)indent;
		}
		at = next ? indent : at;
		if (at > indent)
			line[used++] = ' ';
		at += (int)n + (at > indent);
		if (n > sizeof(line) - used) {
			fwrite(line, 1, used, p->to);
			used = 0;
			fwrite(text, 1, n, p->to);
		} else {
			memcpy(line + used, text, n);
			used += n;
		}
		text += n;
	}
	fwrite(line, 1, used, p->to);
	putc('\n', p->to);
}

static void clock_text(char *o, size_t size, int64_t ns)
{
	time_t secs = (time_t)(ns / 1000000000);
	struct tm tm;

	if (!localtime_r(&secs, &tm) || !strftime(o, size, "%H:%M:%S", &tm))
		*o = '\0';
	snprintf(o + strlen(o), size - strlen(o), ".%06d", (int)(ns % 1000000000 / 1000));
}

/* o has room for 512 octets. */
static void evidence_text(const struct finding *x, char *o)
{
	char from[40];

	if (!x->npackets) {
		*o = '\0';
		return;
	}
	o = fmt_s(o, x->npackets == 1 ? "packet" : "packets");
	for (uint32_t i = 0; i < x->npackets && i < SHOWN; i++)
		o = fmt_u64(fmt_s(o, i ? ", " : " "), x->packets[i]);
	if (x->evidence > SHOWN)
		o = fmt_s(fmt_u64(fmt_s(o, " and "), x->evidence - SHOWN), " more");
	clock_text(from, sizeof(from), x->first);
	*fmt_s(fmt_s(fmt_s(o, ", from "), from), " on") = '\0';
}

/* A path as a shell takes it. */
static void shell_word(char *o, size_t size, const char *s)
{
	size_t n = 0;

	if (s[strspn(s,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=+,@")] ==
		'\0') {
		snprintf(o, size, "%s", s);
		return;
	}
	if (n + 1 < size)
		o[n++] = '\'';
	for (; *s && n + 6 < size; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\'') {
			memcpy(o + n, "'\\''", 4);
			n += 4;
		} else {
			o[n++] = c < ' ' || c > '~' ? '?' : (char)c;
		}
	}
	o[n++] = '\'';
	o[n] = '\0';
}

static void command_text(const struct why_asked *a, const struct finding *x, char *o, size_t size)
{
	char path[600];

	if (a->device) {
		snprintf(o, size, "sonde -ni %s '%s'", a->device, x->filter);
		return;
	}
	shell_word(path, sizeof(path), a->paths[0]);
	snprintf(o, size, "sonde -nr %s '%s'", path, x->filter);
}

static void print_finding(
	const struct page *p, const struct why_asked *a, const struct finding *x, size_t i)
{
	char text[1024];

	fprintf(p->to, "\n%s%s%s  %s  %s\n", colour_of(p, x->severity), severity_name(x->severity),
		plain(p), x->class, x->subject);
	(void)i;
	put_text(p, "what", x->what);
	if (x->count > 1) {
		snprintf(text, sizeof(text), "%u times", x->count);
		put_text(p, "how often", text);
	}
	put_text(p, "ruled out", x->ruled_out);
	evidence_text(x, text);
	put_text(p, "evidence", text);
	put_text(p, "next", x->next);
	command_text(a, x, text, sizeof(text));
	fprintf(p->to, "  %-11s%s\n", "show", text);
}

void why_command(void *arg, const struct finding *x, char *o, size_t size)
{
	command_text(arg, x, o, size);
}

static const char *const verdicts[] = { "healthy", "findings", "cannot tell" };

static void print_facts(const struct page *p, const struct capture_facts *f)
{
	fprintf(p->to, "%" PRIu64 " packets in %.3f s, %" PRIu64 " TCP conversations", f->packets,
		(double)(f->last - f->first) / 1e9, f->conversations);
	if (f->midstream)
		fprintf(p->to, ", %" PRIu64 " of them begun before the capture", f->midstream);
	fprintf(p->to, "\n");
	if (f->dropped)
		fprintf(p->to,
			"The capture lost %" PRIu64
			" packets: what looks lost may be its own doing.\n",
			f->dropped);
	if (f->snapped)
		fprintf(p->to,
			"%" PRIu64
			" packets are cut: what they carry can only be judged in part.\n",
			f->snapped);
	if (f->backwards)
		fprintf(p->to,
			"%" PRIu64
			" packets are earlier than the one before: delays are not certain.\n",
			f->backwards);
	if (f->one_way)
		fprintf(p->to,
			"%" PRIu64 " conversations are seen one way only: they are not judged.\n",
			f->one_way);
	if (f->forgotten)
		fprintf(p->to,
			"There were more than %d conversations: %" PRIu64
			" that had been silent for long were judged and forgotten.\n",
			WHY_FLOWS, f->forgotten);
}

void why_print_page(const struct why *w, const struct why_asked *a)
{
	struct page p = {
		.to = stdout, .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), .width = WIDTH
	};
	const struct capture_facts *f = why_facts(w);
	enum verdict v = why_verdict(w);
	size_t n[3] = { 0, 0, 0 };
	struct winsize ws;
	char reason[WHY_TEXT];

	if (p.colour && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 40)
		p.width = ws.ws_col < 110 ? ws.ws_col : 110;
	for (size_t i = 0; i < why_count(w); i++)
		n[why_at(w, i)->severity]++;
	why_reason(w, reason, sizeof(reason));
	if (v == VERDICT_FINDINGS)
		printf("%zu error%s, %zu warning%s, %zu notice%s\n", n[2], n[2] == 1 ? "" : "s",
			n[1], n[1] == 1 ? "" : "s", n[0], n[0] == 1 ? "" : "s");
	else
		printf("%s: %s\n", verdicts[v], reason);
	print_facts(&p, f);
	for (size_t i = 0; i < why_count(w); i++)
		print_finding(&p, a, why_at(w, i), i);
	if (v == VERDICT_HEALTHY)
		printf("\nNothing found is no proof that all is well.\n");
}

/* --- JSON --- */

static void json_text(FILE *to, const char *key, const char *text)
{
	fprintf(to, ",\"%s\":", key);
	put_json(to, text);
}

static void json_finding(FILE *to, const struct why_asked *a, const struct finding *x)
{
	char text[1024];

	fprintf(to, "{\"class\":\"%s\",\"severity\":\"%s\"", x->class, severity_name(x->severity));
	json_text(to, "subject", x->subject);
	fprintf(to, ",\"count\":%u,\"packets\":[", x->count);
	for (uint32_t i = 0; i < x->npackets; i++)
		fprintf(to, "%s%" PRIu64, i ? "," : "", x->packets[i]);
	fprintf(to, "],\"evidence\":%" PRIu64, x->evidence);
	if (x->npackets)
		fprintf(to, ",\"first\":%" PRId64 ".%09d,\"last\":%" PRId64 ".%09d",
			x->first / 1000000000, (int)(x->first % 1000000000), x->last / 1000000000,
			(int)(x->last % 1000000000));
	json_text(to, "what", x->what);
	json_text(to, "ruled_out", x->ruled_out);
	json_text(to, "next", x->next);
	json_text(to, "filter", x->filter);
	command_text(a, x, text, sizeof(text));
	json_text(to, "command", text);
	fprintf(to, "}");
}

void why_json_verdict(FILE *to, const struct why *w)
{
	const struct capture_facts *f = why_facts(w);
	char reason[WHY_TEXT];

	why_reason(w, reason, sizeof(reason));
	fprintf(to, "{\"verdict\":\"%s\"", verdicts[why_verdict(w)]);
	json_text(to, "reason", reason);
	fprintf(to,
		",\"capture\":{\"packets\":%" PRIu64 ",\"bytes\":%" PRIu64
		",\"seconds\":%.6f,"
		"\"conversations\":%" PRIu64 ",\"midstream\":%" PRIu64 ",\"one_way\":%" PRIu64
		",\"dropped\":%" PRIu64 ",\"cut\":%" PRIu64 ",\"backwards\":%" PRIu64
		",\"duplicates\":%" PRIu64 ",\"forgotten\":%" PRIu64 "}",
		f->packets, f->bytes, (double)(f->last - f->first) / 1e9, f->conversations,
		f->midstream, f->one_way, f->dropped, f->snapped, f->backwards, f->duplicates,
		f->forgotten);
}

void why_print_json(const struct why *w, const struct why_asked *a)
{
	why_json_verdict(stdout, w);
	printf(",\"findings\":[");
	for (size_t i = 0; i < why_count(w); i++) {
		printf("%s\n", i ? "," : "");
		json_finding(stdout, a, why_at(w, i));
	}
	printf("]}\n");
}

/* --- a line for each finding --- */

void why_json_line(void *arg, const struct finding *x, FILE *to)
{
	json_finding(to, arg, x);
	putc('\n', to);
}

void why_text_line(void *arg, const struct finding *x, FILE *to)
{
	char when[40];

	(void)arg;
	clock_text(when, sizeof(when), x->first);
	fprintf(to, "%s %s %s %s: %s\n", when, severity_name(x->severity), x->class, x->subject,
		x->what);
}
