/* Files of FTP.  RFC 959; EPSV and EPRT: RFC 2428. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "parts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct ftp { /* a control connection */
	struct extract *x;
	struct line line[2];
	struct ftp_data *data; /* announced last; may have gone to another since */
	char name[256];        /* asked for, and not given to a data connection yet */
};

/* "1,2,3,4,5,6": the last two are the port. */
static bool six_numbers(const char *s, struct tell_addr *a, uint16_t *port)
{
	unsigned v[6];

	s += strcspn(s, "0123456789");
	if (sscanf(s, "%3u,%3u,%3u,%3u,%3u,%3u", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5]) != 6)
		return false;
	for (int i = 0; i < 6; i++)
		if (v[i] > 255)
			return false;
	memset(a, 0, sizeof(*a));
	a->b[10] = a->b[11] = 0xff;
	for (int i = 0; i < 4; i++)
		a->b[12 + i] = (uint8_t)v[i];
	*port = (uint16_t)(v[4] << 8 | v[5]);
	return true;
}

static void announce(
	struct ftp *f, const struct dialog *k, const struct tell_addr *a, uint16_t port)
{
	f->data = ftp_announce(f->x);
	f->data->addr = *a;
	f->data->port = port;
	f->data->control = k->id;
	snprintf(f->data->name, sizeof(f->data->name), "%s", f->name);
	f->name[0] = '\0';
}

/* A server behind a translator may name an address that nobody sees: its own is taken. */
static void server_line(struct ftp *f, const struct dialog *k, const char *s)
{
	struct tell_addr a;
	uint16_t port;
	unsigned v;
	const char *open;

	if (strncmp(s, "227 ", 4) == 0 && six_numbers(s + 4, &a, &port)) {
		announce(f, k, &k->flow->b, port);
	} else if (strncmp(s, "229 ", 4) == 0 && (open = strstr(s, "|||")) &&
		   sscanf(open + 3, "%5u", &v) == 1 && v <= 65535) {
		announce(f, k, &k->flow->b, (uint16_t)v);
	}
}

/* EPRT |1|132.235.1.2|6275| */
static void extended_port(struct ftp *f, const struct dialog *k, const char *s)
{
	struct tell_addr a = { { 0 } };
	char text[64];
	unsigned family, port;
	struct in_addr four;

	if (sscanf(s, "|%1u|%63[0-9a-fA-F.:]|%5u|", &family, text, &port) != 3 || port > 65535)
		return;
	if (inet_pton(AF_INET, text, &four) == 1) {
		a.b[10] = a.b[11] = 0xff;
		memcpy(a.b + 12, &four, 4);
	} else if (inet_pton(AF_INET6, text, a.b) != 1) {
		return;
	}
	announce(f, k, &a, (uint16_t)port);
}

static void client_line(struct ftp *f, const struct dialog *k, const char *s)
{
	static const char *const files[] = { "RETR ", "STOR ", "APPE ", "STOU " };
	static const char *const lists[] = { "LIST", "NLST", "MLSD" };
	struct tell_addr a;
	const char *name = NULL, *slash;
	uint16_t port;

	if (strncasecmp(s, "PORT ", 5) == 0 && six_numbers(s + 5, &a, &port))
		announce(f, k, &a, port);
	else if (strncasecmp(s, "EPRT ", 5) == 0)
		extended_port(f, k, s + 5);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (strncasecmp(s, files[i], 5) == 0)
			name = s + 5;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (strncasecmp(s, lists[i], 4) == 0)
			name = "listing.txt";
	if (!name)
		return;
	slash = strrchr(name, '/');
	snprintf(f->name, sizeof(f->name), "%s", slash ? slash + 1 : name);
	if (f->data && f->data->control == k->id && !f->data->name[0]) {
		snprintf(f->data->name, sizeof(f->data->name), "%s", f->name);
		f->name[0] = '\0';
	}
}

static void ftp_control(void *state, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct ftp *f = state;

	if (!data) {
		line_gap(&f->line[dir]);
		return;
	}
	while (n) {
		uint32_t used = line_take(&f->line[dir], data, n);

		data += used;
		n -= used;
		if (!f->line[dir].whole || f->line[dir].lost)
			continue;
		if (dir)
			server_line(f, k, f->line[dir].text);
		else
			client_line(f, k, f->line[dir].text);
	}
}

static void *ftp_begin(struct extract *x, struct dialog *k)
{
	struct ftp *f = calloc(1, sizeof(*f));

	(void)k;
	if (f)
		f->x = x;
	return f;
}

static void ftp_end(void *state, struct dialog *k)
{
	struct ftp *f = state;

	(void)k;
	line_free(&f->line[0]);
	line_free(&f->line[1]);
	free(f);
}

const struct part part_ftp = { ftp_begin, ftp_control, ftp_end };

/* --- data connections --- */

struct transfer {
	struct extract *x;
	char name[256];
	struct save *save[2];
};

static void *data_begin(struct extract *x, struct dialog *k)
{
	struct transfer *t = calloc(1, sizeof(*t));
	struct ftp_data *e = ftp_expected(x, k->flow);

	if (!t || !e) {
		free(t);
		return NULL;
	}
	t->x = x;
	snprintf(t->name, sizeof(t->name), "%s", e->name[0] ? e->name : "ftp-data");
	e->control = 0;
	return t;
}

static void data_data(void *state, struct dialog *k, int dir, const uint8_t *data, uint32_t n)
{
	struct transfer *t = state;
	const struct save_conf conf = {
		.kind = "ftp", .name = t->name, .type = "", .encoding = "", .dialog = k, .dir = dir
	};

	if (!t->save[dir])
		t->save[dir] = save_begin(extract_saves(t->x), &conf);
	save_data(t->save[dir], data, n);
}

static void data_end(void *state, struct dialog *k)
{
	struct transfer *t = state;
	const struct flow_tcp *tcp = k->flow->tcp;

	for (int dir = 0; dir < 2; dir++)
		save_end(t->save[dir], !tcp || tcp->half[dir].fin);
	free(t);
}

const struct part part_ftp_data = { data_begin, data_data, data_end };
