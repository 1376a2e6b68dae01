/* SMB: fields by tables.  Specification: [MS-CIFS], 2.2.1. */
#include "smb_fields.h"

#include <time.h>

enum { TEXT_MAX = 1024, ROW = 16 };

static const struct name attributes[] = {
	{ 0x0001, "READONLY" },
	{ 0x0002, "HIDDEN" },
	{ 0x0004, "SYSTEM" },
	{ 0x0008, "VOLUME" },
	{ 0x0010, "DIRECTORY" },
	{ 0x0020, "ARCHIVE" },
	{ 0x0040, "DEVICE" },
	{ 0x0080, "NORMAL" },
	{ 0x0100, "TEMPORARY" },
	{ 0x0200, "SPARSE" },
	{ 0x0400, "REPARSE_POINT" },
	{ 0x0800, "COMPRESSED" },
	{ 0x1000, "OFFLINE" },
	{ 0x2000, "NOT_INDEXED" },
	{ 0x4000, "ENCRYPTED" },
	{ 0, NULL },
};

/* What a number of each kind takes; 0: a length of its own. */
static const uint8_t sizes[] = {
	[SMB_D8] = 1,
	[SMB_D16] = 2,
	[SMB_D32] = 4,
	[SMB_D64] = 8,
	[SMB_U32] = 4,
	[SMB_X8] = 1,
	[SMB_X16] = 2,
	[SMB_X32] = 4,
	[SMB_ATTR] = 2,
	[SMB_ATTR32] = 4,
	[SMB_UTIME] = 4,
	[SMB_FILETIME] = 8,
	[SMB_DATE_TIME] = 4,
	[SMB_TIME_DATE] = 4,
	[SMB_SKIP] = 0,
};

static void note_number(struct dis *d, const char *key, uint64_t v)
{
	if (key)
		note_u(d, key, v);
}

void smb_both(struct dis *d, const char *label, const char *key, uint32_t v)
{
	say_s(d, label);
	sayf(d, "%u (0x%x)", v, v);
	note_number(d, key, v);
}

void smb_octets(struct dis *d, struct cur c)
{
	for (uint32_t at = 0; more(&c); at += ROW) {
		struct cur line = part(&c, left(&c) < ROW ? left(&c) : ROW);
		uint32_t n = left(&line);

		sayf(d, "[%03X] ", at);
		for (uint32_t i = 0; i < ROW; i++) {
			if (i < n)
				sayf(d, "%02X ", peek_u8(&line, i));
			else
				say(d, "   ");
			if (i == 7)
				say(d, " ");
		}
		say(d, " ");
		say_vis(d, part(&line, n < 8 ? n : 8));
		say(d, " ");
		say_vis(d, line);
		say(d, "\n");
	}
}

void smb_rest(struct dis *d, struct cur c)
{
	if (!wire(&c))
		return;
	sayf(d, "Data: (%u bytes)\n", wire(&c));
	smb_octets(d, c);
}

/* --- times --- */

static void show_seconds(struct dis *d, const char *key, int64_t sec)
{
	char text[32];
	time_t t = (time_t)sec;
	struct tm tm;

	if (gmtime_r(&t, &tm) && strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		say_s(d, text);
	note_i(d, key, sec);
}

static void show_filetime(struct dis *d, const char *key, uint64_t v)
{
	/* 0 and all ones: not set */
	if (v == 0 || v >> 63)
		say(d, "NULL");
	else
		show_seconds(d, key, (int64_t)(v / 10000000) - 11644473600);
}

static void show_date_time(struct dis *d, const char *key, uint16_t date, uint16_t time)
{
	if (!date && !time)
		say(d, "NULL");
	else
		sayf(d, "%04u-%02u-%02u %02u:%02u:%02u", (date >> 9) + 1980u, date >> 5 & 15u,
			date & 31u, time >> 11, time >> 5 & 63u, (time & 31u) * 2);
	note_u(d, key, (uint32_t)date << 16 | time);
}

/* --- text --- */

/* Text up to a NUL or the end of c, of width octets a character.  False: no NUL, and the packet
 * claims more than is here. */
static bool note_chars(struct dis *d, struct cur *c, const char *key, uint32_t width)
{
	char text[TEXT_MAX];
	uint32_t n = 0;
	bool ended = false;

	while (has(c, width) && !ended) {
		uint16_t ch = width == 2 ? get_le16(c) : get_u8(c);

		ended = !ch;
		if (!ended && n < TEXT_MAX - 1)
			text[n++] = ch < 0x100 ? (char)ch : '.';
	}
	text[n] = 0;
	note_s(d, key, text);
	return ended || wire(c) < width;
}

/* Likewise, and told; what is not printable is a dot. */
static bool show_chars(struct dis *d, struct cur *c, const char *key, uint32_t width)
{
	struct cur at = *c;

	while (has(&at, width)) {
		uint16_t ch = width == 2 ? get_le16(&at) : get_u8(&at);

		if (!ch)
			break;
		say_c(d, ch >= 0x20 && ch < 0x7f ? (char)ch : '.');
	}
	return note_chars(d, c, key, width);
}

static void align(const struct smb *s, struct cur *c)
{
	if (s->unicode && (stepped(&s->head, c) & 1))
		skip(c, 1);
}

static bool show_string(struct dis *d, struct smb *s, struct cur *c, const struct smb_field *f)
{
	uint32_t width = s->unicode ? 2 : 1;
	struct cur name;
	bool whole;

	switch (f->kind) {
	case SMB_BUFFER:
		skip(c, 1);
		align(s, c);
		return show_chars(d, c, f->key, width);
	case SMB_TEXT:
		align(s, c);
		return show_chars(d, c, f->key, width);
	case SMB_TEXT_HERE:
		return show_chars(d, c, f->key, width);
	case SMB_NAME:
		name = part(c, f->n);
		return show_chars(d, &name, f->key, 1);
	case SMB_COUNTED:
		whole = has(c, s->length[f->n - 1]);
		name = part(c, s->length[f->n - 1]);
		show_chars(d, &name, f->key, width);
		return whole;
	default:
		return show_chars(d, c, f->key, 1);
	}
}

static bool show_octets(struct dis *d, struct cur *c, const char *key, uint32_t n)
{
	struct cur octets = part(c, n);

	if (n) {
		say(d, "\n");
		smb_octets(d, octets);
		note_hex(d, key, octets);
	}
	return left(&octets) == n;
}

/* --- numbers --- */

static uint64_t get_number(struct cur *c, uint8_t size)
{
	switch (size) {
	case 1:
		return get_u8(c);
	case 2:
		return get_le16(c);
	case 4:
		return get_le32(c);
	default:
		return get_le64(c);
	}
}

static void show_number(struct dis *d, const struct smb_field *f, uint64_t v)
{
	switch (f->kind) {
	case SMB_ATTR:
	case SMB_ATTR32:
		say_bits(d, attributes, "NONE", (uint32_t)v, " ");
		note_number(d, f->key, v);
		break;
	case SMB_UTIME:
		if (v == 0 || v == UINT32_MAX)
			say(d, "NULL");
		else
			show_seconds(d, f->key, (int64_t)v);
		break;
	case SMB_FILETIME:
		show_filetime(d, f->key, v);
		break;
	case SMB_DATE_TIME:
		show_date_time(d, f->key, v & 0xffff, v >> 16 & 0xffff);
		break;
	case SMB_TIME_DATE:
		show_date_time(d, f->key, v >> 16 & 0xffff, v & 0xffff);
		break;
	case SMB_X8:
	case SMB_X16:
	case SMB_X32:
		sayf(d, "0x%X", (uint32_t)v);
		note_number(d, f->key, v);
		break;
	case SMB_U32:
		say_u(d, (uint32_t)v);
		note_number(d, f->key, v);
		break;
	case SMB_D64:
		sayf(d, "%llu (0x%llx)", (unsigned long long)v, (unsigned long long)v);
		note_number(d, f->key, v);
		break;
	default:
		smb_both(d, "", f->key, (uint32_t)v);
	}
}

static bool show_field(struct dis *d, struct smb *s, struct cur *c, const struct smb_field *f)
{
	uint8_t size = f->kind < sizeof(sizes) ? sizes[f->kind] : 0;

	if (size) {
		uint64_t v;

		if (!has(c, size))
			return false;
		v = get_number(c, size);
		if (f->n)
			s->length[f->n - 1] = (uint32_t)v;
		show_number(d, f, v);
		return true;
	}
	if (f->kind == SMB_FIXED)
		return show_octets(d, c, f->key, f->n);
	if (f->kind == SMB_OCTETS)
		return show_octets(d, c, f->key, s->length[f->n - 1]);
	return show_string(d, s, c, f);
}

void smb_note_fields(struct dis *d, struct smb *s, struct cur c, const struct smb_field *f)
{
	for (; f->label && more(&c); f++) {
		uint8_t size = f->kind < sizeof(sizes) ? sizes[f->kind] : 0;

		if (size && !has(&c, size))
			return;
		if (f->kind == SMB_SKIP) {
			skip(&c, f->n);
		} else if (size) {
			note_number(d, f->key, get_number(&c, size));
		} else {
			if (f->kind == SMB_TEXT)
				align(s, &c);
			note_chars(d, &c, f->key, s->unicode && f->kind != SMB_OEM ? 2 : 1);
		}
	}
}

/* Octets end their last line themselves. */
static bool ends_line(const struct smb *s, const struct smb_field *f)
{
	return f->kind == SMB_FIXED || (f->kind == SMB_OCTETS && s->length[f->n - 1]);
}

bool smb_fields(struct dis *d, struct smb *s, struct cur *c, const struct smb_field *f)
{
	for (; f->label; f++) {
		if (f->kind == SMB_SKIP) {
			skip(c, f->n);
			continue;
		}
		say_s(d, f->label);
		if (!wire(c)) /* the label stays, as in the reference */
			return true;
		if (!show_field(d, s, c, f)) {
			truncated(d);
			say(d, "\n");
			return false;
		}
		if (!ends_line(s, f))
			say(d, "\n");
	}
	return true;
}
