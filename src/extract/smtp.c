/* Mails as they were sent.  RFC 5321; BDAT: RFC 3030. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum state {
	COMMANDS,
	ASKED, /* DATA was said; 354 allows it */
	MAIL,
	CHUNK, /* of BDAT */
	OVER,  /* TLS */
};

struct smtp {
	struct extract *x;
	enum state state;
	struct line line[2];
	struct save *save;
	uint64_t left; /* of a chunk */
	bool last;     /* it is the last one */
	bool mid_line; /* what is there of the line has been written: it has no end yet */
	bool tls;      /* STARTTLS was said */
};

static void begin_mail(struct smtp *s, struct dialog *k)
{
	const struct save_conf conf = { .kind = "smtp",
		.name = "mail.eml",
		.type = "message/rfc822",
		.encoding = "",
		.dialog = k,
		.dir = 0 };

	if (!s->save)
		s->save = save_begin(extract_saves(s->x), &conf);
}

static void end_mail(struct smtp *s, bool whole)
{
	save_end(s->save, whole);
	s->save = NULL;
}

static void command(struct smtp *s, struct dialog *k, const char *line)
{
	char *end;

	if (strcasecmp(line, "DATA") == 0) {
		s->state = ASKED;
	} else if (strcasecmp(line, "STARTTLS") == 0) {
		s->tls = true;
	} else if (strncasecmp(line, "BDAT ", 5) == 0 && line[5] >= '0' && line[5] <= '9') {
		s->left = strtoull(line + 5, &end, 10);
		s->last = strcasecmp(end, " LAST") == 0;
		begin_mail(s, k);
		s->state = CHUNK;
		if (s->left == 0 && s->last) {
			end_mail(s, true);
			s->state = COMMANDS;
		} else if (s->left == 0) {
			s->state = COMMANDS;
		}
	}
}

/* A line of a mail: "." ends it, a dot before more is taken away (RFC 5321, 4.5.2). */
static void mail_line(struct smtp *s)
{
	const struct line *l = &s->line[0];
	const char *text = l->text;
	uint32_t n = l->n;

	if (l->lost) {
		save_data(s->save, NULL, 1); /* how much is not known */
		return;
	}
	if (n == 1 && text[0] == '.') {
		end_mail(s, true);
		s->state = COMMANDS;
		return;
	}
	if (n && text[0] == '.') {
		text++;
		n--;
	}
	save_data(s->save, (const uint8_t *)text, n);
	save_data(s->save, (const uint8_t *)"\r\n", 2);
}

static uint32_t chunk(struct smtp *s, const uint8_t *data, uint32_t n)
{
	if (n > s->left)
		n = (uint32_t)s->left;
	save_data(s->save, data, n);
	s->left -= n;
	if (s->left == 0) {
		if (s->last)
			end_mail(s, true);
		s->state = COMMANDS;
	}
	return n;
}

static void from_client(struct smtp *s, struct dialog *k, const uint8_t *data, uint32_t n)
{
	while (n && s->state != OVER) {
		uint32_t used;

		if (s->state == CHUNK) {
			used = chunk(s, data, n);
		} else {
			if (s->state == ASKED) { /* the answer is not in the capture */
				begin_mail(s, k);
				s->state = MAIL;
			}
			used = line_take(&s->line[0], data, n);
			if (s->line[0].whole && s->state == MAIL)
				mail_line(s);
			else if (s->line[0].whole && !s->line[0].lost)
				command(s, k, s->line[0].text);
		}
		data += used;
		n -= used;
	}
}

static void from_server(struct smtp *s, struct dialog *k, const uint8_t *data, uint32_t n)
{
	while (n && s->state != OVER) {
		uint32_t used = line_take(&s->line[1], data, n);
		const char *line = s->line[1].text;

		data += used;
		n -= used;
		if (!s->line[1].whole || s->line[1].lost)
			continue;
		if (s->state == ASKED && strncmp(line, "354", 3) == 0) {
			begin_mail(s, k);
			s->state = MAIL;
		} else if (s->state == ASKED && (*line == '4' || *line == '5')) {
			s->state = COMMANDS;
		} else if (s->tls && strncmp(line, "220", 3) == 0) {
			s->state = OVER;
		}
	}
}

static void smtp_data(void *state, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct smtp *s = state;

	if (!data) {
		if (dir == 0 && s->state == CHUNK && n <= s->left)
			chunk(s, NULL, n);
		else
			line_gap(&s->line[dir]);
	} else if (dir == 0) {
		from_client(s, k, data, n);
	} else {
		from_server(s, k, data, n);
	}
}

static void *smtp_begin(struct extract *x, struct dialog *k)
{
	struct smtp *s = calloc(1, sizeof(*s));

	(void)k;
	if (s)
		s->x = x;
	return s;
}

static void smtp_end(void *state, struct dialog *k)
{
	struct smtp *s = state;

	(void)k;
	end_mail(s, false);
	line_free(&s->line[0]);
	line_free(&s->line[1]);
	free(s);
}

const struct part part_smtp = { smtp_begin, smtp_data, smtp_end };
