/* The rows of `sonde flows`.  A capture may have as many conversations as packets, so a row is made
 * without printf. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "flows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MS = 1000000, SEC = 1000000000, ROW = 400, NUMBER = 32 };

/* --- columns --- */

static void put(struct sink *to, const char *s) { sink_puts(to, s, strlen(s)); }

static void put_u(struct sink *to, uint64_t v)
{
	sink_done(to, fmt_u64(sink_room(to, FMT_MAX), v));
}

static void put_port(struct sink *to, uint16_t v)
{
	sink_done(to, fmt_u16(sink_room(to, FMT_MAX), v));
}

/* ns as a number of units with so many decimals, as printf would round it: exactly half a unit of
 * the last place is what its fraction in binary makes of it. */
static inline __attribute__((always_inline)) char *fixed(char *o, int64_t ns, int64_t unit,
	int decimals) /* divides by constants where it is called */
{
	int64_t last = unit, v;

	for (int i = 0; i < decimals; i++)
		last /= 10;
	if (ns < 0 || ns / last > UINT32_MAX || (ns % last) * 2 == last)
		return o + snprintf(o, FMT_MAX, "%.*f", decimals, (double)ns / (double)unit);
	v = (ns + last / 2) / last;
	o = fmt_u64(o, (uint64_t)v / (uint64_t)(unit / last));
	*o++ = '.';
	return fmt_dec(o, (uint32_t)(v % (unit / last)), decimals);
}

static void put_fixed(struct sink *to, int64_t ns, int64_t unit, int decimals)
{
	sink_done(to, fixed(sink_room(to, FMT_MAX), ns, unit, decimals));
}

/* Seconds since 1970. */
static void put_time(struct sink *to, int64_t ns)
{
	char *o = sink_room(to, FMT_MAX);

	o = fmt_u64(o, (uint64_t)ns / SEC);
	*o++ = '.';
	sink_done(to, fmt_dec(o, (uint32_t)(ns % SEC), 9));
}

/* Fill a column of the table that begins at o and is written up to end; the place of the next. */
static char *pad(const char *o, char *end, int width)
{
	while (end - o < width)
		*end++ = ' ';
	*end++ = ' ';
	return end;
}

/* A column of numbers: [t, end), short, goes to its right.  Of t, NUMBER octets are copied whatever
 * they are; what comes next is written over the rest. */
static char *right(char *o, const char *t, const char *end, int width)
{
	int n = (int)(end - t);

	memset(o, ' ', NUMBER);
	if (n < width)
		o += width - n;
	memcpy(o, t, NUMBER);
	o += n;
	*o++ = ' ';
	return o;
}

/* --- what stands in them --- */

uint64_t flows_lost(const struct flow *f)
{
	return f->tcp ? (uint64_t)f->tcp->half[0].lost + f->tcp->half[1].lost : 0;
}

static char *end_text(char *o, const struct tell_addr *a, uint16_t port)
{
	bool six = !addr_is4(a);

	if (six)
		*o++ = '[';
	o = addr_text(o, a);
	if (six)
		*o++ = ']';
	*o++ = ':';
	return fmt_u16(o, port);
}

static const char *proto_text(const struct flow *f) { return f->proto == FLOW_TCP ? "tcp" : "udp"; }

static char *size_text(char *o, uint64_t v)
{
	static const char units[] = " KMGTPE";
	double d = (double)v;
	int u = 0;

	if (v < 10000)
		return fmt_u32(o, (uint32_t)v);
	for (; d >= 9999.5 && u < 6; u++)
		d /= 1000;
	return o + snprintf(o, FMT_MAX, "%.0f%c", d, units[u]);
}

static char *fmt_count(char *o, uint64_t v)
{
	return v <= UINT32_MAX ? fmt_u32(o, (uint32_t)v) : fmt_u64(o, v);
}

static char *put_numbers(char *o, const struct flows_page *p, const struct flow *f)
{
	int64_t ns = flow_rtt(f);
	char t[FMT_MAX] = "";

	for (int dir = 0; dir < 2; dir++)
		o = right(o, t, fmt_count(t, f->packets[dir]), 8);
	for (int dir = 0; dir < 2; dir++)
		o = right(o, t, size_text(t, f->bytes[dir]), 7);
	o = right(o, t, fixed(t, f->first - p->start, SEC, 3), 10);
	o = right(o, t, fixed(t, f->last - f->first, SEC, 3), 10);
	o = right(o, t, ns > 0 ? fixed(t, ns, MS, 2) : fmt_lit(t, "-"), 8);
	return right(o, t, fmt_count(t, flows_lost(f)), 6);
}

static void table_row(const struct flows_page *p, const struct flow *f)
{
	const char *state = flow_state(f);
	char *o = sink_room(p->to, ROW);

	o = f->proto == FLOW_TCP ? fmt_lit(o, "tcp  ") : fmt_lit(o, "udp  ");
	o = pad(o, end_text(o, &f->a, f->aport), p->client);
	o = pad(o, end_text(o, &f->b, f->bport), p->server);
	o = put_numbers(o, p, f);
	o = pad(o, fmt_s(o, *state ? state : "-"), 11);
	o = fmt_s(o, flow_application(f));
	*o++ = '\n';
	sink_done(p->to, o);
}

/* --- JSON --- */

/* ,"key":number, or without a comma what stands first. */
static void key_u(struct sink *to, const char *key, uint64_t v)
{
	put(to, key);
	put_u(to, v);
}

static void put_two(struct sink *to, const char *key, const uint64_t v[2])
{
	key_u(to, key, v[0]);
	sink_putc(to, ',');
	put_u(to, v[1]);
	sink_putc(to, ']');
}

static void json_rtt(struct sink *to, const struct rtt *r)
{
	char t[FMT_MAX];

	put(to, ",\"rtt_ms\":{\"min\":");
	put_fixed(to, r->min, 1000, 3);
	snprintf(t, sizeof(t), "%.3f", (double)r->sum / r->n / 1000);
	put(to, ",\"mean\":");
	put(to, t);
	put(to, ",\"max\":");
	put_fixed(to, r->max, 1000, 3);
	key_u(to, ",\"samples\":", r->n);
	sink_putc(to, '}');
}

static void json_half(struct sink *to, const struct tcp_half *h)
{
	const struct tcp_odd *o = tcp_odd(h);

	key_u(to, "{\"data\":", h->data);
	key_u(to, ",\"segments\":", h->data_segs);
	key_u(to, ",\"retransmitted\":", h->lost);
	key_u(to, ",\"fast\":", o->kinds[SEG_FAST]);
	key_u(to, ",\"timeout\":", o->kinds[SEG_TIMEOUT]);
	key_u(to, ",\"spurious\":", o->kinds[SEG_SPURIOUS] & 0xffff);
	key_u(to, ",\"dsack\":", o->kinds[SEG_SPURIOUS] >> 16);
	key_u(to, ",\"duplicates\":", o->kinds[SEG_DUPLICATE]);
	key_u(to, ",\"reordered\":", o->kinds[SEG_LATE]);
	key_u(to, ",\"gaps\":", o->kinds[SEG_AHEAD]);
	key_u(to, ",\"syns_again\":", o->kinds[SEG_SYN_AGAIN]);
	key_u(to, ",\"keepalives\":", o->kinds[SEG_KEEPALIVE]);
	key_u(to, ",\"probes\":", o->kinds[SEG_PROBE]);
	key_u(to, ",\"dupacks\":", o->kinds[SEG_DUPACK]);
	key_u(to, ",\"zero_windows\":", o->zero_times);
	put(to, ",\"zero_window_ms\":");
	put_fixed(to, o->zero_ns, MS, 3);
	key_u(to, ",\"window_full\":", o->full);
	key_u(to, ",\"window_max\":", h->window_max);
	key_u(to, ",\"mss\":", h->mss);
	if (h->rtt.n)
		json_rtt(to, &h->rtt);
	sink_putc(to, '}');
}

static void json_tcp(struct sink *to, const struct flow *f)
{
	put(to, ",\"state\":\"");
	put(to, flow_state(f));
	sink_putc(to, '"');
	if (flow_rtt(f) > 0) {
		put(to, ",\"rtt_ms\":");
		put_fixed(to, flow_rtt(f), MS, 3);
	}
	put(to, ",\"from_client\":");
	json_half(to, &f->tcp->half[0]);
	put(to, ",\"from_server\":");
	json_half(to, &f->tcp->half[1]);
}

static void put_addr(struct sink *to, const struct tell_addr *a)
{
	sink_done(to, addr_text(sink_room(to, FMT_MAX), a));
}

static void json_row(struct sink *to, const struct flow *f)
{
	const char *app = flow_application(f);

	put(to, "{\"proto\":\"");
	put(to, proto_text(f));
	put(to, "\",\"client\":\"");
	put_addr(to, &f->a);
	key_u(to, "\",\"client_port\":", f->aport);
	put(to, ",\"server\":\"");
	put_addr(to, &f->b);
	key_u(to, "\",\"server_port\":", f->bport);
	put_two(to, ",\"packets\":[", f->packets);
	put_two(to, ",\"bytes\":[", f->bytes);
	put_two(to, ",\"payload\":[", f->payload);
	put(to, ",\"first\":");
	put_time(to, f->first);
	put(to, ",\"last\":");
	put_time(to, f->last);
	key_u(to, ",\"first_packet\":", f->first_no);
	key_u(to, ",\"last_packet\":", f->last_no);
	if (*app) {
		put(to, ",\"application\":\"");
		put(to, app);
		sink_putc(to, '"');
	}
	if (f->tcp)
		json_tcp(to, f);
	put(to, "}\n");
}

/* --- comma-separated values --- */

static void csv_row(struct sink *to, const struct flow *f)
{
	put(to, proto_text(f));
	sink_putc(to, ',');
	put_addr(to, &f->a);
	sink_putc(to, ',');
	put_port(to, f->aport);
	sink_putc(to, ',');
	put_addr(to, &f->b);
	sink_putc(to, ',');
	put_port(to, f->bport);
	for (int i = 0; i < 2; i++)
		key_u(to, ",", f->packets[i]);
	for (int i = 0; i < 2; i++)
		key_u(to, ",", f->bytes[i]);
	sink_putc(to, ',');
	put_time(to, f->first);
	sink_putc(to, ',');
	put_fixed(to, f->last - f->first, SEC, 6);
	sink_putc(to, ',');
	put_fixed(to, flow_rtt(f), MS, 3);
	key_u(to, ",", flows_lost(f));
	sink_putc(to, ',');
	put(to, flow_state(f));
	sink_putc(to, ',');
	put(to, flow_application(f));
	sink_putc(to, '\n');
}

/* --- all of it --- */

/* How long a number up to 65,535 is. */
static int digits(unsigned v) { return 1 + (v > 9) + (v > 99) + (v > 999) + (v > 9999); }

/* The width of a column that shows that end as well. */
static int wider(int width, const struct tell_addr *a, uint16_t port)
{
	char t[2 * FMT_MAX];
	bool four = addr_is4(a);
	int n = 3 + 1 + digits(port);

	if (width >= (four ? 4 * 3 + 3 + 6 : 8 * 4 + 7 + 2 + 6)) /* as wide as any */
		return width;
	for (int i = 12; four && i < 16; i++)
		n += digits(a->b[i]);
	if (!four)
		n = (int)(end_text(t, a, port) - t);
	return n > width ? n : width;
}

void flows_measure(struct flows_page *p, const struct flow *f)
{
	p->client = wider(p->client, &f->a, f->aport);
	p->server = wider(p->server, &f->b, f->bport);
}

void flows_head(const struct flows_page *p)
{
	char t[ROW];

	if (p->how == FLOWS_CSV)
		put(p->to,
			"proto,client,client_port,server,server_port,packets_from_client,"
			"packets_from_server,bytes_from_client,bytes_from_server,first,duration,"
			"rtt_ms,retransmissions,state,application\n");
	if (p->how != FLOWS_TABLE)
		return;
	snprintf(t, sizeof(t), "%-4s %-*s %-*s %8s %8s %7s %7s %10s %10s %8s %6s %-11s %s\n", "",
		p->client, "client", p->server, "server", "packets>", "<packets", "bytes>",
		"<bytes", "start s", "for s", "RTT ms", "resent", "state", "what");
	put(p->to, t);
}

void flows_row(const struct flows_page *p, const struct flow *f)
{
	if (p->how == FLOWS_TABLE)
		table_row(p, f);
	else if (p->how == FLOWS_JSON)
		json_row(p->to, f);
	else
		csv_row(p->to, f);
}
