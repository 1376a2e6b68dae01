/* A report hears the packets: the evidence in words, the conversations in numbers. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a report looks for in a conversation goes to its f->app: the plot, or &others. */
static const char others;

/* --- conversations --- */

/* It is known by its first packet: that of the table of findings was made of the same ones. */
static void meet(struct report *r, struct flow *f)
{
	for (size_t i = 0; i < r->nplots; i++) {
		const struct flow *g = r->plots[i].flow;

		if (g->first_no == f->first_no && g->aport == f->aport && g->bport == f->bport &&
			addr_same(&g->a, &f->a) && addr_same(&g->b, &f->b)) {
			f->app = &r->plots[i];
			return;
		}
	}
	if (is_concerned(r, &f->a, &f->b))
		f->app = (void *)(uintptr_t)&others;
}

static bool sent_again(enum seg_kind kind)
{
	return kind == SEG_FAST || kind == SEG_TIMEOUT || kind == SEG_SPURIOUS ||
	       kind == SEG_SYN_AGAIN;
}

static void see_rate(struct plot *p, int dir, uint32_t length, int64_t t)
{
	int64_t i = t < p->flow->first ? 0 : (t - p->flow->first) / p->bin;

	p->way[dir].rate[i < RATE_BINS ? i : RATE_BINS - 1] += length;
}

static void see_segment(struct plot *p, const struct flow *f, int dir, const struct tell_tcp *e,
	enum seg_kind kind, int64_t t)
{
	const struct tcp_half *h = &f->tcp->half[dir];
	uint32_t end = e->seq + e->length;

	if (e->cut || e->flags & TELL_RST)
		return;
	if (!p->way[dir].has_base || e->flags & TELL_SYN) {
		p->way[dir].has_base = true;
		p->way[dir].base = e->seq + (e->flags & TELL_SYN ? 1 : 0);
	}
	if (e->length && kind != SEG_KEEPALIVE) {
		curve_add(sent_again(kind) ? &p->way[dir].again : &p->way[dir].seq, t,
			seq_diff(end, p->way[dir].base));
		see_rate(p, dir, e->length, t);
	}
	if (e->flags & TELL_ACK && p->way[!dir].has_base)
		curve_add(&p->way[!dir].ack, t, seq_diff(h->acked, p->way[!dir].base));
	curve_add(&p->way[dir].window, t, h->window);
	for (int d = 0; d < 2; d++) {
		const struct tcp_half *from = &f->tcp->half[d], *to = &f->tcp->half[!d];
		int32_t flight = seq_diff(from->next, to->acked);

		if (from->have && to->have_ack && flight >= 0 && flight < 1 << 30)
			curve_add(&p->way[d].flight, t, flight);
		if (from->rtt.n != p->rtt_n[d])
			curve_add(&p->way[d].rtt, t, from->rtt.last);
		p->rtt_n[d] = from->rtt.n;
	}
}

/* What comes back after a packet of the evidence is shown with it. */
static void see_answer(struct report *r, struct plot *p, int dir, const struct tell_tcp *e)
{
	uint64_t no = flows_number(r->flows);
	struct shown *s;

	if (r->now) {
		p->asked = no;
		p->asked_dir = dir;
		return;
	}
	if (!p->asked || dir == p->asked_dir || r->nanswers == ANSWERS)
		return;
	s = r->now = &r->answers[r->nanswers++];
	s->no = no;
	s->t = flows_now(r->flows);
	s->answers = p->asked;
	s->seen = s->has_ends = true;
	s->src = e->ip->src;
	s->dst = e->ip->dst;
	p->asked = 0;
}

/* --- words for an arrow --- */

static void add_word(char *o, const char *word, const char *between)
{
	size_t n = strlen(o);

	snprintf(o + n, LABEL - n, "%s%s", n ? between : "", word);
}

static void label_tcp(struct shown *s, const struct tell_tcp *e, enum seg_kind kind)
{
	static const char *const odd[SEG_KINDS] = {
		[SEG_DUPLICATE] = "a copy",
		[SEG_LATE] = "late",
		[SEG_FAST] = "sent again",
		[SEG_TIMEOUT] = "sent again",
		[SEG_SPURIOUS] = "sent again for nothing",
		[SEG_KEEPALIVE] = "keep-alive",
		[SEG_PROBE] = "window probe",
		[SEG_DUPACK] = "the same once more",
		[SEG_SYN_AGAIN] = "again",
	};
	static const struct {
		uint16_t flag;
		const char *word;
	} flags[] = { { TELL_SYN, "SYN" }, { TELL_FIN, "FIN" }, { TELL_RST, "RST" } };
	char t[32];

	s->label[0] = '\0';
	s->bad = e->flags & TELL_RST || sent_again(kind);
	for (size_t i = 0; i < LEN(flags); i++)
		if (e->flags & flags[i].flag)
			add_word(s->label, flags[i].word, " ");
	if (e->flags & TELL_ACK && (!e->length || *s->label))
		add_word(s->label, "ACK", " ");
	if ((e->flags & (TELL_SYN | TELL_ACK)) == TELL_SYN) {
		snprintf(t, sizeof(t), "to port %u", e->dport);
		add_word(s->label, t, " ");
	}
	if (e->length) {
		snprintf(t, sizeof(t), "%u octet%s", e->length, e->length == 1 ? "" : "s");
		add_word(s->label, t, ", ");
	}
	if (!e->window && e->flags & TELL_ACK && !(e->flags & (TELL_RST | TELL_SYN))) {
		add_word(s->label, "window 0", ", ");
		s->bad = true;
	}
	if (odd[kind])
		add_word(s->label, odd[kind], ", ");
}

/* What is behind the addresses, without the length. */
static void label_text(struct shown *s)
{
	const char *from = strstr(s->text, " > "), *to = from ? strstr(from, ": ") : NULL;
	size_t n;

	if (to)
		from = to + 2;
	else
		from = strstr(s->text, ", ") ? strstr(s->text, ", ") + 2 : s->text;
	to = strstr(from, ", length ");
	n = to ? (size_t)(to - from) : strlen(from);
	memcpy(s->label, from, n < LABEL ? n : LABEL);
	if (n >= LABEL)
		memcpy(s->label + LABEL - 4, "...", 4);
	s->bad = strstr(from, "unreachable") || strstr(from, "time exceeded");
}

/* --- events --- */

static void on_packet(void *arg, const struct packet *p)
{
	struct report *r = arg;

	flows_packet(r->flows, p);
	r->now = NULL;
	r->concerns = false;
	while (r->next < r->nshown && r->shown[r->next].no < p->number)
		r->next++;
	if (r->next < r->nshown && r->shown[r->next].no == p->number)
		r->now = &r->shown[r->next];
	if (r->now) {
		r->now->t = flows_now(r->flows);
		r->now->seen = true;
	}
}

static void on_ahead(void *arg, const struct packet *p)
{
	struct report *r = arg;

	flows_ahead(r->flows, p);
}

static void set_ends(struct shown *s, const struct tell_addr *src, const struct tell_addr *dst)
{
	if (!s || s->has_ends)
		return;
	s->src = *src;
	s->dst = *dst;
	s->has_ends = true;
}

static void on_ip(void *arg, const struct tell_ip *e)
{
	set_ends(((struct report *)arg)->now, &e->src, &e->dst);
}

static void on_arp(void *arg, const struct tell_arp *e)
{
	set_ends(((struct report *)arg)->now, &e->spa, &e->tpa);
}

static void on_tcp(void *arg, const struct tell_tcp *e)
{
	flows_tcp(((struct report *)arg)->flows, e);
}

static void on_udp(void *arg, const struct tell_udp *e)
{
	flows_udp(((struct report *)arg)->flows, e);
}

static void on_segment(void *arg, struct flow *f, int dir, const struct tell_tcp *e,
	enum seg_kind kind, int64_t t, uint64_t number)
{
	struct report *r = arg;

	(void)number;
	if (f->packets[0] + f->packets[1] == 1)
		meet(r, f);
	if (f->app && f->app != &others)
		see_answer(r, f->app, dir, e);
	if (r->now && !e->cut && !*r->now->label)
		label_tcp(r->now, e, kind);
	if (!f->app)
		return;
	r->concerns = true;
	if (f->app != &others)
		see_segment(f->app, f, dir, e, kind, t);
}

static bool begin(struct report *r)
{
	const struct flows_conf conf = {
		.max = WHY_FLOWS,
		.arg = r,
		.on_tcp = on_segment,
	};
	static const struct opts opt = { .n = true, .t = 1 };

	r->flows = flows_new(&conf);
	r->printer = dis_new(&opt, NULL, -1);
	return r->flows && r->printer;
}

bool report_listen(struct report *r, struct tell *t)
{
	if (!begin(r))
		return false;
	t->arg = r;
	t->ahead = on_ahead;
	t->packet = on_packet;
	t->ip = on_ip;
	t->arp = on_arp;
	t->tcp = on_tcp;
	t->udp = on_udp;
	return true;
}

/* In one line, without what ends it. */
static char *one_line(const char *b, size_t n)
{
	char *o = malloc(REPORT_TEXT + 4);
	size_t k = 0, i = 0;

	if (!o)
		return NULL;
	for (; i < n && k < REPORT_TEXT; i++) {
		bool blank = b[i] == '\n' || b[i] == '\t' || b[i] == ' ';

		if (!blank)
			o[k++] = b[i];
		else if (k && o[k - 1] != ' ')
			o[k++] = ' ';
	}
	while (k && o[k - 1] == ' ')
		k--;
	memcpy(o + k, i < n ? "..." : "", i < n ? 4 : 1);
	return o;
}

void report_packet(struct report *r, const struct packet *p)
{
	const char *text;
	size_t n;

	if (!r->now && !r->concerns)
		return;
	dissect_packet(r->printer, p);
	text = dis_text(r->printer, &n);
	if (r->now && !r->now->text)
		r->now->text = one_line(text, n);
	dis_discard(r->printer);
	if (r->now && r->now->text && !*r->now->label)
		label_text(r->now);
}
