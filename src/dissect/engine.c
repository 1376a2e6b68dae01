/* engine.c - run one packet through its dissectors. */
#define SONDE_CORE
#include "engine.h"
#include "dissect.h"
#include "cut_dump.h"
#include "fields.h"
#include "frags.h"
#include "scratch.h"
#include "session.h"
#include "talk.h"

#include "../base/process.h"
#include "tell.h"

#include <sys/socket.h>
#include <unistd.h>

#define MAX_PAST_END 100000
#define MAX_SNAPLEN  262144

enum { LINK_ETHERNET = 1 };

static const uint8_t zeros[32];

/* Whose cursors this thread's are.  Only a read past the end asks: so a cursor need not carry it.
 */
static _Thread_local struct dis *cur_dis;

void cur_begin(struct dis *d) { cur_dis = d; }

void stop(struct dis *d)
{
	if (d->stopped)
		return;
	d->stopped = true;
	d->stopped_in = d->proto;
	sink_mute(&d->text);
	if (d->json)
		sink_mute(d->json);
}

__attribute__((cold, noinline)) const uint8_t *cur_past_end(void)
{
	struct dis *d = cur_dis;

	if (++d->past_end > MAX_PAST_END) { /* a loop not bounded by its cursor: our bug */
		fprintf(stderr, "%s: endless loop\n", d->proto);
		abort();
	}
	stop(d);
	return zeros;
}

/* A protocol entered from inside a list or an item is a member of it, not a layer. */
static void enter_fields(struct dis *d, const struct proto *p, struct cur c)
{
	int outer = d->jdepth;

	if (d->fields && outer == d->jlayer) {
		fields_layer(d, p->name);
		p->dissect(d, c);
		return;
	}
	if (d->jdepth == d->jlayer) {
		json_close(d);
		json_open(d, NULL, '{');
		json_s(d, "proto", p->name);
		p->dissect(d, c);
		return;
	}
	json_open(d, d->jclose[outer - 1] == ']' ? NULL : p->name, '{');
	if (d->fields)
		fields_layer(d, p->name);
	else
		json_s(d, "proto", p->name);
	d->jlayer = d->jdepth;
	p->dissect(d, c);
	while (!d->stopped && d->jdepth > outer)
		json_close(d);
	d->jlayer = LAYER_DEPTH;
}

__attribute__((cold)) void enter_rarely(struct dis *d, const struct proto *p, struct cur c)
{
	if (d->stopped || !p)
		return;
	if (d->depth == DEPTH_MAX) {
		say(d, " [nested too deep]");
		invalid(d);
		return;
	}
	d->proto = p->name;
	d->depth++;
	enter_fields(d, p, c);
	d->depth--;
}

/* Whose packet it is: --process. */
__attribute__((cold)) static void say_process(struct dis *d, const struct process *w)
{
	if (!w->has_uid)
		say(d, "(unknown) ");
	else if (!w->has_pid)
		sayf(d, "(uid %u) ", w->uid);
	else if (d->opt->v && w->ppid)
		sayf(d, "%s[%u] (%s, parent %s[%u], %s) ", w->comm, w->pid, w->user, w->parent,
			w->ppid, w->cgroup);
	else if (d->opt->v)
		sayf(d, "%s[%u] (%s, parent unknown, %s) ", w->comm, w->pid, w->user,
			w->cgroup[0] ? w->cgroup : "cgroup unknown");
	else
		sayf(d, "%s[%u] ", w->comm, w->pid);
}

__attribute__((cold)) static void note_process(struct dis *d, const struct process *w)
{
	json_open(d, "process", '{');
	if (w->has_uid) {
		json_u(d, "uid", w->uid);
		if (w->user[0])
			json_s(d, "user", w->user);
	}
	if (w->has_pid) {
		json_u(d, "pid", w->pid);
		json_s(d, "comm", w->comm);
		if (w->ppid) {
			json_u(d, "ppid", w->ppid);
			json_s(d, "parent", w->parent);
		}
		if (w->cgroup[0])
			json_s(d, "cgroup", w->cgroup);
	}
	json_close(d);
}

static void begin_fields(struct dis *d, const struct packet *p)
{
	char t[40], *o = t;

	if (d->fields) {
		fields_begin(d, p);
		return;
	}
	if (p->sec < 0)
		*o++ = '-';
	o = fmt_u64(o, p->sec < 0 ? -(uint64_t)p->sec : (uint64_t)p->sec);
	*o++ = '.';
	o = p->nano ? fmt_dec(o, p->frac, 9) : fmt_dec(o, p->frac, 6);
	*o = '\0';
	json_open(d, NULL, '{');
	json_u(d, "number", p->number);
	json_s(d, "ts", t);
	json_u(d, "interface", p->interface);
	if (d->opt->interfaces)
		json_s(d, "interface_name", d->opt->interfaces[p->interface]);
	json_u(d, "caplen", p->caplen);
	json_u(d, "len", p->len);
	if (__builtin_expect(d->opt->process != NULL, 0))
		note_process(d, d->opt->process);
	json_open(d, "layers", '[');
	json_open(d, NULL, '{');
	json_s(d, "proto", "frame");
	json_u(d, "linktype", p->link);
	d->jlayer = LAYER_DEPTH;
}

static void end_fields(struct dis *d)
{
	sink_unmute(d->json);
	if (d->fields) {
		if (d->opt->field_line)
			fields_put_line(d->fields, d->json, d->opt->csv);
		return;
	}
	while (d->jdepth > 1)
		json_close(d);
	if (d->stopped)
		json_s(d, "truncated", d->stopped_in);
	json_close(d);
	sink_putc(d->json, '\n');
}

/* Headers that no capture can have: say what is wrong, dissect nothing. */
static bool bad_header(const struct packet *p)
{
	return p->caplen - 1 >= p->len || p->len > MAX_SNAPLEN; /* or one of them is 0 */
}

static void say_bad_header(struct dis *d, const struct packet *p)
{
	say(d, "[Invalid header:");
	if (p->caplen == 0)
		say(d, " caplen==0");
	if (p->caplen == 0 && p->len == 0)
		say(d, ",");
	if (p->len == 0)
		say(d, " len==0");
	else if (p->len < p->caplen)
		sayf(d, " len(%u) < caplen(%u)", p->len, p->caplen);
	if (p->caplen > MAX_SNAPLEN)
		sayf(d, " caplen(%u) > %u", p->caplen, MAX_SNAPLEN);
	if (p->len > MAX_SNAPLEN)
		sayf(d, " len(%u) > %u", p->len, MAX_SNAPLEN);
	say(d, "]\n");
}

static void say_dumps(struct dis *d, const struct packet *p, struct cur c)
{
	const struct opts *o = d->opt;
	uint32_t skip_n = o->x == 1 || o->X == 1 || o->A == 1 ? d->link_len : 0;

	if (p->caplen <= skip_n)
		return;
	skip(&c, skip_n);
	if (o->X)
		say_hexascii(d, "\n\t", c);
	else if (o->x)
		say_hex(d, "\n\t", c);
	else
		say_ascii(d, c);
}

static void unsupported(struct dis *d, struct cur c)
{
	say(d, "UNSUPPORTED");
	say_dump(d, c);
}

static inline struct cur begin_packet(struct dis *d, const struct packet *p)
{
	struct cur c = { p->data, p->caplen, CUR_EVEN };

	d->stopped = false;
	pretend(&c, p->len);
	cur_begin(d);
	d->raw_packet = p->data;
	d->raw_caplen = p->caplen;
	d->past_end = 0;
	d->proto = "";
	d->depth = 0;
	if (__builtin_expect(d->ses->scratch != NULL, 0))
		scratch_reset(d->ses);
	d->link_len = 0;
	d->net.ver = 0;
	d->src.len = d->dst.len = 0;
	return c;
}

/* Nothing is printed: who listens hears of it. */
static void tell_packet(struct dis *d, const struct packet *p)
{
	const struct proto *link;

	d->tell->now = p->sec;
	if (d->tell->packet)
		d->tell->packet(d->tell->arg, p);
	if (bad_header(p) || tell_plain(d, p))
		return;
	link = by_link(p->link);
	if (link)
		enter(d, link, begin_packet(d, p));
}

uint64_t dis_talks(const struct dis *d) { return talks_uses(d->ses->talks); }

void dis_overhear(struct dis *d, const struct packet *p)
{
	struct opts deep = *d->opt;
	const struct opts *opt = d->opt;
	struct sink *json = d->json;
	struct fields *fields = d->fields;
	const struct proto *link = by_link(p->link);

	if ((!opt->deep && !json) || !link || bad_header(p))
		return;
	deep.deep = deep.S = true;
	d->opt = &deep;
	d->json = NULL;
	d->fields = NULL;
	sink_mute(&d->text);
	enter(d, link, begin_packet(d, p));
	sink_unmute(&d->text);
	d->opt = opt;
	d->json = json;
	d->fields = fields;
}

/* Does the user ask for nothing but what can be said in one go? */
static bool wants_plain(const struct opts *o)
{
	return o->n && o->v <= 1 && !o->q && !o->S && !o->classic && !o->deep && !o->json &&
	       !o->fields && !o->force;
}

static __attribute__((noinline)) void new_link(struct dis *d, uint16_t link)
{
	const struct opts *o = d->opt;

	d->link = link;
	d->link_proto = by_link(link);
	if (!d->link_proto && (o->deep || d->json))
		d->link_proto = by_deep_link(link);
	d->link_quick = link == LINK_ETHERNET && wants_plain(o) ? eth_quick : NULL;
	d->bare = !d->tell && !d->json && !o->number && !o->lengths && !o->interfaces;
}

/* What stands before a line, if it is not only the time.  False: there is nothing to dissect. */
static __attribute__((noinline)) bool say_before(struct dis *d, const struct packet *p)
{
	const struct opts *o = d->opt;

	if (o->number)
		sayf(d, "%5u  ", (uint32_t)p->number);
	if (bad_header(p)) {
		say_bad_header(d, p);
		return false;
	}
	if (o->lengths)
		sayf(d, "caplen %u len %u ", p->caplen, p->len);
	say_time(d, p);
	if (o->interfaces)
		sayf(d, "%-5s ", o->interfaces[p->interface]);
	if (o->process)
		say_process(d, o->process);
	return true;
}

static __attribute__((noinline)) void dissect_fields(
	struct dis *d, const struct packet *p, struct cur c)
{
	d->jdepth = d->jlayer = d->jkeys = 0;
	sink_mute(&d->text);
	begin_fields(d, p);
	if (d->link_proto)
		enter(d, d->link_proto, c);
	else
		unsupported(d, c);
	end_fields(d);
	sink_unmute(&d->text);
}

static __attribute__((noinline)) void say_stopped(struct dis *d, const struct packet *p)
{
	d->stopped = false;
	d->link_len = cut_dump_skip(d->stopped_in, d->link_len, p->caplen);
	d->proto = d->stopped_in;
	sink_unmute(&d->text);
	truncated(d);
}

void dissect_packet(struct dis *d, const struct packet *p)
{
	struct cur c;

	if (__builtin_expect(d->tell != NULL, 0)) {
		tell_packet(d, p);
		return;
	}
	if (__builtin_expect(d->link != p->link, 0))
		new_link(d, p->link);
	c = begin_packet(d, p);
	if (wants_fields(d)) {
		dissect_fields(d, p, c);
		return;
	}
	if (d->bare && !d->opt->process && !bad_header(p))
		say_time(d, p);
	else if (!say_before(d, p))
		return;
	if (d->link_quick && d->link_quick(d, c))
		;
	else if (d->link_proto)
		enter(d, d->link_proto, c);
	else
		unsupported(d, c);
	if (__builtin_expect(d->stopped, 0))
		say_stopped(d, p);
	if (d->opt->x | d->opt->X | d->opt->A)
		say_dumps(d, p, c);
	say_c(d, '\n');
}

bool enter_ethertype(struct dis *d, uint16_t type, struct cur c)
{
	const struct proto *p = by_ethertype(type);

	if (p)
		enter(d, p, c);
	return p != NULL;
}

void say_unknown_ip_proto(struct dis *d, uint8_t proto, struct cur c)
{
	const char *name = ip_proto_name(d, proto);

	if (name)
		sayf(d, " %s", name);
	else
		show_u(d, " ip-proto-", "next", proto);
	show_u(d, " ", "length", wire(&c));
}

bool link_known(uint16_t link) { return by_link(link) != NULL; }

/* --- for the callers --- */

struct dis *dis_new(const struct opts *opt, struct names *names, int fd)
{
	struct dis *d = calloc(1, sizeof(*d));
	struct session *ses = calloc(1, sizeof(*ses));

	if (!d || !ses) {
		free(d);
		free(ses);
		return NULL;
	}
	ses->clock_bucket = ses->clock_second = INT64_MIN;
	ses->secret = secret_new();
	ses->devices = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ses->names = names;
	d->opt = opt;
	d->ses = ses;
	d->link = -1;
	sink_init(&d->text, fd);
	if (!opt->json && !opt->fields)
		return d;
	d->json = calloc(1, sizeof(*d->json));
	if (d->json)
		sink_init(d->json, fd);
	if (d->json && opt->fields)
		d->fields = fields_new(opt->fields);
	if (!d->json || (opt->fields && !d->fields)) {
		dis_free(d);
		return NULL;
	}
	if (d->fields && opt->csv)
		fields_put_header(opt->fields, d->json);
	return d;
}

void dis_free(struct dis *d)
{
	if (!d)
		return;
	memos_free(d->ses->memos);
	tracks_free(d->ses->tracks);
	talks_free(d->ses->talks);
	scratch_free(d->ses->scratch);
	frags_free(d->ses->frags);
	if (d->ses->devices >= 0)
		close(d->ses->devices);
	free(d->ses);
	if (d->json)
		sink_free(d->json);
	free(d->json);
	fields_free(d->fields);
	sink_free(&d->text);
	free(d);
}

static struct sink *out(const struct dis *d) { return d->json ? d->json : (struct sink *)&d->text; }

size_t dis_pending(const struct dis *d) { return sink_len(out(d)); }

bool dis_flush(struct dis *d) { return sink_flush(out(d)); }

void dis_discard(struct dis *d)
{
	sink_unmute(&d->text);
	d->text.p = d->text.buf;
	if (d->json)
		d->json->p = d->json->buf;
}

const char *dis_text(const struct dis *d, size_t *n)
{
	*n = sink_len(out(d));
	return out(d)->buf;
}

void dis_share(struct dis *d, const struct dis *other) { d->ses->secret = other->ses->secret; }

void dis_told(struct dis *d, struct told *t) { d->ses->told = t; }

size_t dis_swap(struct dis *d, char **buf, size_t *cap)
{
	struct sink *s = out(d);
	size_t n = sink_len(s), size = s->cap;
	char *text = s->buf;

	s->buf = s->p = *buf;
	s->cap = *cap;
	s->end = s->buf + s->cap;
	*buf = text;
	*cap = size;
	return n;
}

void dis_put(struct dis *d, const char *text, size_t n) { sink_puts(out(d), text, n); }

void dis_time_ref(struct dis *d, const struct time_ref *r) { d->ses->ref = *r; }

void dis_time_ref_next(struct time_ref *r, const struct opts *opt, const struct packet *p)
{
	if (!bad_header(p))
		time_ref_next(r, opt, p);
}

void dis_memory(const struct dis *d, struct dis_memory *m) { tracks_count(d->ses->tracks, m); }
