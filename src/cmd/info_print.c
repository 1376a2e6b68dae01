/* What `sonde info` has found, for people and as JSON. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "info.h"

#include "../filter/filter.h"

#include <string.h>
#include <time.h>

enum { SECOND = 1000000000, COLUMN = 21 };

/* --- texts --- */

/* Bytes of the character at c, 0 if it is no UTF-8 or for terminals to obey (C1). */
static size_t utf8(const unsigned char *c)
{
	size_t n = c[0] >= 0xf0 && c[0] < 0xf5   ? 4
	           : c[0] >= 0xe0 && c[0] < 0xf0 ? 3
	           : c[0] >= 0xc2 && c[0] < 0xe0 ? 2
	                                         : 0;

	for (size_t k = 1; k < n; k++)
		if ((c[k] & 0xc0) != 0x80)
			return 0;
	if ((c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] > 0x9f) ||
		(c[0] == 0xf0 && c[1] < 0x90) || (c[0] == 0xf4 && c[1] > 0x8f) ||
		(c[0] == 0xc2 && c[1] < 0xa0))
		return 0;
	return n;
}

/* --- for people --- */

static void label(FILE *to, const char *text) { fprintf(to, "%-*s", COLUMN, text); }

/* Text out of a file: one line, nothing that a terminal would obey. */
static void line(FILE *to, const char *what, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	if (!text)
		return;
	label(to, what);
	while (*c) {
		size_t n = *c >= 0x80 ? utf8(c) : 1;

		if (*c == '\n')
			fprintf(to, "\n%*s", COLUMN, "");
		else if (n == 0 || (*c < ' ' && *c != '\t') || *c == 0x7f)
			fprintf(to, "\\x%02x", *c);
		else
			fwrite(c, 1, n, to);
		c += n ? n : 1;
	}
	fputc('\n', to);
}

static void count(FILE *to, const char *what, uint64_t n, const char *unit)
{
	label(to, what);
	fprintf(to, "%llu%s\n", (unsigned long long)n, unit);
}

static void some(FILE *to, const char *what, uint64_t n)
{
	if (n)
		count(to, what, n, "");
}

/* 1234567 as "1.23 M". */
static void rate(FILE *to, const char *what, double v, const char *unit)
{
	static const char *const prefixes[] = { "", "k", "M", "G", "T", "P" };
	size_t k = 0;

	while (v >= 1000 && k < sizeof(prefixes) / sizeof(*prefixes) - 1) {
		v /= 1000;
		k++;
	}
	label(to, what);
	fprintf(to, "%.3g %s%s\n", v, prefixes[k], unit);
}

/* Nanoseconds, as seconds with so many digits. */
static void seconds(FILE *to, __int128 ns, unsigned digits)
{
	bool minus = ns < 0;
	unsigned __int128 v = minus ? -(unsigned __int128)ns : (unsigned __int128)ns;
	unsigned long long part = (unsigned long long)(v % SECOND);

	if (digits == 6)
		part /= 1000;
	fprintf(to, "%s%llu.%0*llu", minus ? "-" : "", (unsigned long long)(v / SECOND),
		(int)digits, part);
}

static void moment(FILE *to, const char *what, __int128 ns, unsigned digits)
{
	__int128 sec = ns / SECOND - (ns % SECOND < 0), rest = ns - sec * SECOND;
	time_t t = (time_t)sec;
	struct tm tm;
	char day[64], zone[16];

	label(to, what);
	if (localtime_r(&t, &tm) && strftime(day, sizeof(day), "%Y-%m-%d %H:%M:%S", &tm) &&
		strftime(zone, sizeof(zone), "%z", &tm))
		fprintf(to, "%s.%0*llu %s\n", day, (int)digits,
			(unsigned long long)(digits == 6 ? rest / 1000 : rest), zone);
	else {
		seconds(to, ns, digits);
		fputc('\n', to);
	}
}

static void link_name(FILE *to, uint16_t link)
{
	int dlt = link_to_dlt(link);
	const char *name = pcap_datalink_val_to_name(dlt);

	if (name)
		fprintf(to, "%s (%s)", name, pcap_datalink_val_to_description(dlt));
	else
		fprintf(to, "link-type %u", link);
}

static void print_links(const struct info *i, FILE *to)
{
	label(to, "Encapsulation:");
	if (i->nlinks > 1) {
		fprintf(to, "several\n");
		for (size_t k = 0; k < i->nlinks; k++) {
			label(to, "");
			link_name(to, i->links[k].link);
			fprintf(to, ": %llu packets\n", (unsigned long long)i->links[k].packets);
		}
		return;
	}
	if (i->nlinks)
		link_name(to, i->links[0].link);
	else if (i->ninfos)
		link_name(to, i->interfaces[0].said.link);
	else
		fprintf(to, "none");
	fputc('\n', to);
}

static void print_resolution(FILE *to, uint8_t r)
{
	static const char *const names[] = { "seconds", NULL, NULL, "milliseconds", NULL, NULL,
		"microseconds", NULL, NULL, "nanoseconds" };

	label(to, "  Time precision:");
	if (r < sizeof(names) / sizeof(*names) && names[r])
		fprintf(to, "%s\n", names[r]);
	else
		fprintf(to, "%s^-%u s\n", r & 0x80 ? "2" : "10", r & 0x7fU);
}

static void print_interface(const struct info *i, uint32_t k, FILE *to)
{
	const struct info_interface *f = &i->interfaces[k];

	fprintf(to, "Interface %u:\n", k);
	line(to, "  Name:", f->name);
	line(to, "  Description:", f->description);
	line(to, "  Hardware:", f->hardware);
	line(to, "  System:", f->system);
	line(to, "  Filter:", f->filter);
	line(to, "  Comment:", f->comment);
	if (f->speed)
		rate(to, "  Speed:", (double)f->speed, "bit/s");
	label(to, "  Encapsulation:");
	link_name(to, f->said.link);
	fputc('\n', to);
	if (f->said.snaplen)
		count(to, "  Snapshot length:", f->said.snaplen, " bytes");
	print_resolution(to, f->said.tsresol);
	if (f->said.tsoffset) {
		label(to, "  Time offset:");
		fprintf(to, "%lld s\n", (long long)f->said.tsoffset);
	}
	count(to, "  Packets:", f->packets, "");
	some(to, "  Statistics blocks:", f->statistics);
	if (f->has_received)
		count(to, "  Received:", f->received, "");
	if (f->has_dropped)
		count(to, "  Dropped:", f->dropped, "");
}

static void print_times(const struct info *i, FILE *to)
{
	double d;

	if (!i->timed)
		return;
	label(to, "Capture duration:");
	seconds(to, i->last - i->first, i->digits);
	fprintf(to, " seconds\n");
	moment(to, "First packet:", i->first, i->digits);
	moment(to, "Last packet:", i->last, i->digits);
	d = (double)(i->last - i->first) / SECOND;
	if (d > 0) {
		rate(to, "Data rate:", (double)i->bytes / d, "B/s");
		rate(to, "", (double)i->bytes * 8 / d, "bit/s");
		rate(to, "Packet rate:", (double)i->packets / d, "packets/s");
	}
	label(to, "Order of time:");
	fprintf(to, "%s\n", i->ordered ? "yes" : "no");
}

static void print_made(const struct info *i, FILE *to)
{
	line(to, "Hardware:", i->hardware);
	line(to, "System:", i->system);
	line(to, "Application:", i->application);
	if (i->sections > 1)
		count(to, "Sections:", i->sections, "");
	some(to, "Names:", i->names);
	some(to, "Secrets blocks:", i->secrets);
	some(to, "Statistics blocks:", i->statistics);
	some(to, "Journal entries:", i->journal);
	some(to, "Custom blocks:", i->custom);
	some(to, "Unknown blocks:", i->unknown);
	some(to, "Comments:", i->all_comments);
	for (size_t k = 0; k < i->ncomments; k++) {
		char what[40] = "  Section:";

		if (i->comments[k].packet)
			snprintf(what, sizeof(what),
				"  Packet %llu:", (unsigned long long)i->comments[k].packet);
		line(to, what, i->comments[k].text);
	}
}

static void print_hash(const struct info *i, FILE *to)
{
	for (int k = 0; k < INFO_HASH; k++)
		fprintf(to, "%02x", i->hash[k]);
}

void info_print(const struct info *i, FILE *to)
{
	line(to, "File name:", i->path);
	label(to, "File type:");
	fprintf(to, "%s%s%s\n", i->format, i->compression ? ", compressed with " : "",
		i->compression ? i->compression : "");
	print_links(i, to);
	label(to, "Time precision:");
	fprintf(to, "%s\n", i->digits == 6 ? "microseconds" : "nanoseconds");
	count(to, "Snapshot length:", i->snaplen, " bytes");
	if (i->shortest_cut)
		count(to, "Cut packets:", i->shortest_cut, " bytes held or more");
	count(to, "Packets:", i->packets, "");
	some(to, "  without a time:", i->untimed);
	if (i->file_size)
		count(to, "File size:", i->file_size, " bytes");
	if (i->compression || !i->file_size)
		count(to, "Unpacked size:", i->unpacked, " bytes");
	count(to, "Data size:", i->bytes, " bytes");
	if (i->captured != i->bytes)
		count(to, "  of them held:", i->captured, " bytes");
	if (i->packets) {
		label(to, "Average packet:");
		fprintf(to, "%.2f bytes\n", (double)i->bytes / (double)i->packets);
	}
	print_times(i, to);
	if (i->hashed) {
		label(to, "SHA-256:");
		print_hash(i, to);
		fputc('\n', to);
	}
	print_made(i, to);
	count(to, "Interfaces:", i->ninterfaces, "");
	for (uint32_t k = 0; k < i->ninfos; k++)
		print_interface(i, k, to);
	line(to, "Damage:", i->damage);
}

/* --- JSON --- */

static void quote(FILE *to, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	fputc('"', to);
	while (*c) {
		size_t n = *c >= 0x80 ? utf8(c) : 1;

		if (n == 0 || *c < ' ' || *c == 0x7f)
			fprintf(to, "\\u%04x", *c);
		else if (*c == '"' || *c == '\\')
			fprintf(to, "\\%c", *c);
		else
			fwrite(c, 1, n, to);
		c += n ? n : 1;
	}
	fputc('"', to);
}

/* Members follow a first one. */
static void text_member(FILE *to, const char *key, const char *text)
{
	if (!text)
		return;
	fprintf(to, ",\"%s\":", key);
	quote(to, text);
}

static void member(FILE *to, const char *key, uint64_t v)
{
	fprintf(to, ",\"%s\":%llu", key, (unsigned long long)v);
}

static void time_member(FILE *to, const char *key, __int128 ns)
{
	fprintf(to, ",\"%s\":", key);
	seconds(to, ns, 9);
}

static void json_link(FILE *to, uint16_t link)
{
	fprintf(to, "\"link_type\":%u", link);
	text_member(to, "link_type_name", pcap_datalink_val_to_name(link_to_dlt(link)));
}

static void json_interface(const struct info *i, uint32_t k, FILE *to)
{
	const struct info_interface *f = &i->interfaces[k];

	fprintf(to, "%s{\"interface\":%u,", k ? "," : "", k);
	json_link(to, f->said.link);
	text_member(to, "name", f->name);
	text_member(to, "description", f->description);
	text_member(to, "hardware", f->hardware);
	text_member(to, "system", f->system);
	text_member(to, "filter", f->filter);
	text_member(to, "comment", f->comment);
	if (f->speed)
		member(to, "speed", f->speed);
	member(to, "snaplen", f->said.snaplen);
	member(to, f->said.tsresol & 0x80 ? "tsresol_binary" : "tsresol", f->said.tsresol & 0x7f);
	if (f->said.tsoffset)
		fprintf(to, ",\"tsoffset\":%lld", (long long)f->said.tsoffset);
	member(to, "packets", f->packets);
	member(to, "statistics", f->statistics);
	if (f->has_received)
		member(to, "received", f->received);
	if (f->has_dropped)
		member(to, "dropped", f->dropped);
	fputc('}', to);
}

static void json_lists(const struct info *i, FILE *to)
{
	fprintf(to, ",\"link_types\":[");
	for (size_t k = 0; k < i->nlinks; k++) {
		fprintf(to, "%s{", k ? "," : "");
		json_link(to, i->links[k].link);
		member(to, "packets", i->links[k].packets);
		fputc('}', to);
	}
	fprintf(to, "],\"interfaces\":[");
	for (uint32_t k = 0; k < i->ninfos; k++)
		json_interface(i, k, to);
	fprintf(to, "],\"comments\":[");
	for (size_t k = 0; k < i->ncomments; k++) {
		fprintf(to, "%s{\"packet\":%llu", k ? "," : "",
			(unsigned long long)i->comments[k].packet);
		text_member(to, "text", i->comments[k].text);
		fputc('}', to);
	}
	fputc(']', to);
}

static void json_times(const struct info *i, FILE *to)
{
	double d = (double)(i->last - i->first) / SECOND;

	if (!i->timed)
		return;
	time_member(to, "first", i->first);
	time_member(to, "last", i->last);
	time_member(to, "duration", i->last - i->first);
	fprintf(to, ",\"in_order\":%s", i->ordered ? "true" : "false");
	if (d > 0)
		fprintf(to, ",\"bytes_per_second\":%.3f,\"packets_per_second\":%.3f",
			(double)i->bytes / d, (double)i->packets / d);
}

void info_json(const struct info *i, FILE *to)
{
	fprintf(to, "{\"file\":");
	quote(to, i->path);
	text_member(to, "type", i->format);
	text_member(to, "compression", i->compression);
	if (i->file_size)
		member(to, "size", i->file_size);
	member(to, "unpacked_size", i->unpacked);
	member(to, "precision", i->digits);
	member(to, "snaplen", i->snaplen);
	member(to, "packets", i->packets);
	member(to, "packets_without_time", i->untimed);
	member(to, "bytes", i->bytes);
	member(to, "captured_bytes", i->captured);
	if (i->packets)
		fprintf(to, ",\"average_packet\":%.3f", (double)i->bytes / (double)i->packets);
	json_times(i, to);
	text_member(to, "hardware", i->hardware);
	text_member(to, "system", i->system);
	text_member(to, "application", i->application);
	member(to, "sections", i->sections);
	member(to, "names", i->names);
	member(to, "secrets_blocks", i->secrets);
	member(to, "statistics_blocks", i->statistics);
	member(to, "journal_entries", i->journal);
	member(to, "custom_blocks", i->custom);
	member(to, "unknown_blocks", i->unknown);
	member(to, "interface_count", i->ninterfaces);
	member(to, "comment_count", i->all_comments);
	json_lists(i, to);
	if (i->hashed) {
		fprintf(to, ",\"sha256\":\"");
		print_hash(i, to);
		fputc('"', to);
	}
	text_member(to, "damage", i->damage);
	member(to, "losses", i->losses);
	fprintf(to, "}\n");
}
