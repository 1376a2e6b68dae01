/* Packets in, from a file or the network; text, or a file, out. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "ahead.h"
#include "confine.h"
#include "inputs.h"
#include "job.h"
#include "output.h"
#include "progress.h"
#include "signals.h"
#include "team.h"

#include "../capture/live.h"
#include "../capture/privileges.h"
#include "../dissect/engine.h"
#include "../dissect/names.h"
#include "../display/display.h"
#include "../filter/filter.h"
#include "../savefile/reader.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	TEXT_ENOUGH = 64 << 10, /* text is written in pieces of this size at least */
	LIVE_BATCH = 4096,      /* packets between two looks at the clock and signals */
	WAIT_TEXT = 100,        /* ms the kernel may keep packets: to be printed */
	WAIT_FILE = 250,        /* ms: to be written, at most half the --flush-interval */
	ERROR_TEXT = 1024,
	RESOLVE_LIVE = 100,   /* ms a line waits for the names in it: a live line not long, */
	RESOLVE_FILE = 500,   /* while a file should read the same each time */
	JOBS_PAY = 512 << 20, /* bytes of files that one thread would take too long for */
	JOBS = 4,             /* how many there are then at most */
	LINK_SLL2 = 276,
	LINK_ETHERNET = 1,
};

struct run {
	struct job *job;
	struct dis *d;     /* NULL: nothing is printed */
	struct team *team; /* dissects instead of d, or NULL */
	struct names *names;
	struct ahead *ahead; /* looks names up before they are needed, or NULL */
	struct filter *filter;
	struct display *display; /* -Y, or NULL */
	uint64_t seen;           /* by it; the numbers of packets then */
	struct output *out;      /* NULL: no -w */
	struct inputs *inputs;   /* NULL: live */
	struct source *source;   /* theirs */
	const char *path;        /* of the file that is read */
	bool stays;              /* what is read stays where it is until it is closed */
	struct progress progress;
	struct live *live;
	struct user user;  /* whom we become */
	uint64_t captured; /* passed the filter, those skipped included */
	uint64_t until;    /* captured when to stop, 0 never */
	int64_t end;       /* --duration: ms of the clock, or of the packets' times; 0 none yet */
	bool eager;        /* text goes out packet by packet */
	bool plain;        /* a packet is printed by one thread, and that is all */
	bool stop;
	bool ended; /* by --duration */
	int status;
};

static void fail(struct run *r, int status)
{
	if (r->status == STATUS_OK)
		r->status = status;
	r->stop = true;
}

/* --- a packet --- */

static void text_lost(struct run *r)
{
	say_error(r->job, "Unable to write output: %s", strerror(errno));
	dis_discard(r->d);
	fail(r, STATUS_WRITE);
}

static void flush_text(struct run *r)
{
	if (r->team ? !team_flush(r->team) : r->d && dis_pending(r->d) && !dis_flush(r->d))
		text_lost(r);
}

static void print_packet(struct run *r, const struct packet *p)
{
	if (__builtin_expect(r->job->sampling, 0) && r->captured % r->job->sampling)
		return;
	if (r->team) {
		if (!team_give(r->team, p, r->stays))
			text_lost(r);
		return;
	}
	if (r->names)
		names_poll(r->names);
	dissect_packet(r->d, p);
	if (r->eager || dis_pending(r->d) >= TEXT_ENOUGH)
		flush_text(r);
}

/* Of a file: is that packet later than --duration after the first? */
static bool too_late(struct run *r, const struct packet *p)
{
	int64_t t = p->sec * 1000 + p->frac / (p->nano ? 1000000 : 1000);

	if (!r->end)
		r->end = t + r->job->out.duration_ms;
	r->stop = t >= r->end;
	return r->stop;
}

/* A packet that passed the filter. */
static void take_packet(struct run *r, struct packet *p)
{
	if (r->plain) {
		p->number = ++r->captured;
		dissect_packet(r->d, p);
		if (dis_pending(r->d) >= TEXT_ENOUGH || r->eager)
			flush_text(r);
		r->stop |= p->number == r->until;
		return;
	}
	if (r->job->out.duration_ms && !r->live && too_late(r, p))
		return;
	if (__builtin_expect(r->display != NULL, 0)) {
		p->number = ++r->seen;
		if (!display_match(r->display, p))
			return;
		r->captured++;
	} else {
		p->number = ++r->captured;
	}
	if (r->captured <= r->job->skip)
		return;
	if (r->out) {
		int status = output_packet(r->out, p);

		if (status != STATUS_OK) {
			r->stop = true;
			if (status != OUTPUT_DONE)
				fail(r, status);
			return;
		}
	}
	if (r->d)
		print_packet(r, p);
	if (r->captured == r->until)
		r->stop = true;
}

/* --- signals --- */

static const char *plural(uint64_t n) { return n == 1 ? "" : "s"; }

/* The counts, on one line or on several. */
static void print_counts(struct run *r, bool one_line)
{
	struct pcap_stat st;
	const char *sep = one_line ? ", " : "\n";

	if (!r->live)
		return;
	if (one_line)
		fprintf(stderr, "%s: ", r->job->prog);
	fprintf(stderr, "%llu packet%s captured", (unsigned long long)r->captured,
		plural(r->captured));
	if (live_counts(r->live, &st)) {
		fprintf(stderr, "%s%u packet%s received by filter", sep, st.ps_recv,
			plural(st.ps_recv));
		fprintf(stderr, "%s%u packet%s dropped by kernel", sep, st.ps_drop,
			plural(st.ps_drop));
		if (st.ps_ifdrop)
			fprintf(stderr, "%s%u packet%s dropped by interface", sep, st.ps_ifdrop,
				plural(st.ps_ifdrop));
	}
	fputc('\n', stderr);
}

static void heed_signals(struct run *r)
{
	signal_any = 0;
	if (signal_counts) {
		signal_counts = 0;
		print_counts(r, true);
	}
	if (signal_flush) {
		signal_flush = 0;
		if (r->out) {
			int status = output_flush(r->out);

			if (status != STATUS_OK)
				fail(r, status);
		}
	}
	if (signal_progress) {
		signal_progress = 0;
		progress_show(&r->progress, r->job, r->inputs);
	}
	if (signal_stop)
		r->stop = true;
}

/* --- files --- */

/* Nothing to read yet from a pipe: what is done is shown, and signals are heeded. */
static bool wait_for_pipe(void *arg, int fd)
{
	struct run *r = arg;
	struct pollfd f = { .fd = fd, .events = POLLIN };
	sigset_t let_in;

	if (poll(&f, 1, 0) == 1)
		return true;
	flush_text(r);
	if (r->out && output_flush(r->out) != STATUS_OK)
		fail(r, STATUS_WRITE);
	signals_hold(&let_in);
	while (!r->stop && !signal_stop) {
		if (signal_any)
			heed_signals(r);
		if (ppoll(&f, 1, NULL, &let_in) > 0)
			break;
	}
	signals_release(&let_in);
	return !r->stop && !signal_stop;
}

/* The names in the file that is read are looked up before they are needed. */
static void look_ahead(struct run *r)
{
	ahead_close(r->ahead);
	r->ahead =
		r->names && inputs_plain(r->job) ? ahead_open(r->path, r->filter, r->names) : NULL;
}

static void read_source(struct run *r)
{
	struct packet p = { .number = 0 };
	struct filter *filter = r->filter;
	enum got g = GOT_END;
	int status;

	look_ahead(r);
	r->source->brief = !r->d || !filter->all;
	if (!r->job->as_tcpdump)
		progress_start(&r->progress, r->d != NULL);
	while (!r->stop && (g = source_next(r->source, &p)) == GOT_PACKET) {
		if (filter_match(filter, &p)) {
			if (r->ahead)
				ahead_step(r->ahead);
			take_packet(r, &p);
		}
		if (__builtin_expect(signal_any, 0))
			heed_signals(r);
	}
	if (signal_any)
		heed_signals(r);
	ahead_close(r->ahead);
	r->ahead = NULL;
	progress_end(&r->progress);
	status = inputs_finish(r->inputs, g == GOT_ERROR);
	if (status != STATUS_OK)
		fail(r, status);
}

static void say_link(uint16_t link)
{
	int dlt = link_to_dlt(link);
	const char *name = pcap_datalink_val_to_name(dlt);

	if (name)
		fprintf(stderr, ", link-type %s (%s)", name, pcap_datalink_val_to_description(dlt));
	else
		fprintf(stderr, ", link-type %d", dlt);
}

static void before_message(void *arg)
{
	struct run *r = arg;

	flush_text(r);
	progress_clear(&r->progress);
}

static void on_open(void *arg, struct source *s)
{
	struct run *r = arg;

	before_message(r);
	if (!r->job->quiet) {
		fprintf(stderr, "reading from file %s", s->path);
		say_link(s->link);
		fprintf(stderr, ", snapshot length %u\n", s->snaplen);
		if (s->link == LINK_SLL2)
			fprintf(stderr, "Warning: interface names might be incorrect\n");
	}
	r->path = s->path;
	/* Once one does not, none is taken to: it may not be the only one that is open. */
	r->stays = r->stays && source_stays(s) && !r->job->reorder;
	look_ahead(r);
}

/* False after a message. */
static bool open_inputs(struct run *r)
{
	const struct inputs_conf conf = {
		.job = r->job,
		.idle = wait_for_pipe,
		.opened = on_open,
		.flush = before_message,
		.arg = r,
	};

	r->stays = true;
	r->inputs = inputs_open(&conf);
	if (r->inputs)
		r->source = inputs_source(r->inputs);
	return r->inputs != NULL;
}

/* --- what is said and done before the first packet --- */

static void say_filter_error(struct run *r, uint16_t link, const char *err)
{
	say_error(r->job, "%s", err);
	if (!r->job->as_tcpdump)
		filter_explain(r->job->expr, link, err, stderr);
}

/* False after a message. */
static bool make_display(struct run *r)
{
	struct display_error e;

	if (!r->job->display_expr)
		return true;
	r->display = display_new(r->job->display_expr, &e);
	if (r->display)
		return true;
	say_error(r->job, "-Y: %s", e.text);
	display_explain(r->job->display_expr, &e, stderr);
	return false;
}

static bool make_filter(struct run *r, uint16_t link, uint32_t snaplen, uint32_t netmask)
{
	char err[PCAP_ERRBUF_SIZE];
	struct filter_conf conf;

	if (r->job->filter_file) { /* what the command line says is not heard then */
		free(r->job->expr);
		r->job->expr = filter_read(r->job->filter_file);
		if (!r->job->expr) {
			say_error(
				r->job, "can't open %s: %s", r->job->filter_file, strerror(errno));
			return false;
		}
	}
	conf = (struct filter_conf){
		.snaplen = snaplen,
		.netmask = netmask,
		.optimize = r->job->optimize,
		.interpret = r->job->interpret,
		.hosts = r->job->dump ? HOSTS_NEVER
		         : r->live    ? HOSTS_WHEN_LIVE
		                      : HOSTS_WHEN_READING,
		.file = r->source,
		.live = r->live ? live_handle(r->live) : NULL,
	};
	r->filter = filter_new(r->job->expr, link, &conf, err, sizeof(err));
	if (!r->filter)
		say_filter_error(r, link, err);
	else if (!r->job->as_tcpdump && filter_doubt(r->job->expr, err, sizeof(err)))
		say_warning(r->job, "%s", err);
	return r->filter != NULL;
}

/* -Z, or a user made for this; not when files are opened later, which root alone may be
 * able to read. */
static bool give_up_root(struct run *r)
{
	char err[ERROR_TEXT];

	if (getuid() != 0 && geteuid() != 0)
		return true;
	if (!r->job->user && (r->job->list || r->job->follow))
		return true;
	if (!user_find(r->job->user, &r->user, err, sizeof(err))) {
		if (err[0])
			say_error(r->job, "%s", err);
		return err[0] == '\0';
	}
	if (r->user.uid == 0)
		return true;
	if (r->out)
		output_give(r->out, r->user.name, r->user.uid, r->user.gid);
	if (user_become(&r->user, err, sizeof(err)))
		return true;
	say_error(r->job, "%s", err);
	return false;
}

/* Names are looked up unless -n; without memory for them there are numbers. */
static void make_names(struct run *r)
{
	const struct opts *o = &r->job->opt;
	int wait = r->job->resolve_wait;
	struct names_conf c = {
		.no_domain = o->N,
		.foreign_numeric = o->f,
		.localnet = o->localnet,
		.netmask = o->netmask,
		.dns = true,
		.learn = r->job->learn_names,
		.wait_ms = wait >= 0 ? (unsigned)wait
		           : r->live ? RESOLVE_LIVE
		                     : RESOLVE_FILE,
	};

	if (!o->n)
		r->names = names_new(&c);
}

/* How many processors there are for us. */
static unsigned processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

/* -j, or what pays.  Text that is to be seen at once, and names, are one thread's. */
static unsigned jobs_of(const struct run *r)
{
	const struct job *job = r->job;
	uint64_t done, size;
	unsigned n;

	if (r->live || r->eager || r->names || job->fields)
		return 1;
	if (job->jobs)
		return job->jobs;
	inputs_progress(r->inputs, &done, &size);
	if (!r->stays || size < JOBS_PAY || (job->count && job->count < JOBS_PAY / 512))
		return 1;
	n = processors();
	return n < JOBS ? n : JOBS;
}

static void make_team(struct run *r)
{
	unsigned n = jobs_of(r);

	if (n > 1)
		r->team = team_new(&r->job->opt, n, STDOUT_FILENO);
	if (n > 1 && !r->team) {
		say_error(r->job, "-j: %s", strerror(errno));
		fail(r, STATUS_MEMORY);
	}
}

static bool make_dissector(struct run *r)
{
	struct job *job = r->job;

	if (job->count_only || (job->write && !job->print))
		return true;
	make_names(r);
	r->d = dis_new(&job->opt, r->names, STDOUT_FILENO);
	if (!r->d) {
		say_error(job, "out of memory");
		fail(r, STATUS_MEMORY);
	}
	if (r->out && r->names)
		output_names(r->out, r->names);
	r->eager = job->line_buffered || job->packet_buffered || isatty(STDOUT_FILENO);
	if (r->d)
		make_team(r);
	r->plain = !r->out && !r->team && !r->names && !job->skip && !job->sampling &&
	           !job->out.duration_ms;
	return r->status == STATUS_OK;
}

static bool output_counts(void *arg, struct output_counts *c)
{
	struct run *r = arg;
	struct pcap_stat st;

	if (!live_counts(r->live, &st))
		return false;
	*c = (struct output_counts){ st.ps_recv, st.ps_drop, st.ps_ifdrop };
	return true;
}

static bool open_output(struct run *r, uint16_t link, uint32_t snaplen)
{
	char description[256] = "";
	struct output_conf c = {
		.job = r->job,
		.source = r->source,
		.device = r->live ? live_device(r->live) : NULL,
		.description = description,
		.filter = r->job->expr,
		.link = link,
		.fcs = r->source ? r->source->fcs : 0,
		.snaplen = snaplen,
		.counts = r->live ? output_counts : NULL,
		.arg = r,
	};

	if (r->live)
		live_description(r->live, description, sizeof(description));
	r->out = output_open(&c);
	return r->out;
}

/* Open what packets go to; the rest is the same for files and networks. */
static bool prepare(struct run *r, uint16_t link, uint32_t snaplen)
{
	struct job *job = r->job;

	r->until = job->count ? job->skip + job->count : 0;
	signals_catch();
	if (job->write && inputs_include(job, job->write))
		return false;
	if (job->write && !open_output(r, link, snaplen))
		return false;
	if (!give_up_root(r) || (r->out && !output_ready(r->out)) || !make_dissector(r))
		return false;
	confine_job(job, r->live, r->out ? output_name(r->out) : NULL, r->team);
	if (!r->team || team_start(r->team))
		return true;
	say_error(job, "-j: %s", strerror(errno));
	fail(r, STATUS_MEMORY);
	return false;
}

static void finish_output(struct run *r)
{
	int status;

	flush_text(r);
	if (r->out) {
		status = output_close(r->out);
		r->out = NULL;
		if (status != STATUS_OK)
			fail(r, status);
	}
}

/* tcpdump ends the line it may have been printing. */
static void end_interrupted(struct run *r)
{
	if (signal_stop && r->status == STATUS_OK && !r->job->write && !r->job->opt.json &&
		!r->job->fields && write(STDOUT_FILENO, "\n", 1) < 0)
		fail(r, STATUS_WRITE);
}

static void say_unfit(struct run *r)
{
	if (r->filter && r->filter->unfit)
		say_warning(r->job,
			"the filter can't be applied to link-type %u: %llu packets of it left out",
			r->filter->unfit_link, (unsigned long long)r->filter->unfit);
}

/* --- reading --- */

static int read_job(struct run *r)
{
	if (!open_inputs(r))
		return STATUS_FAILED;
	if (!make_filter(r, r->source->link, r->source->snaplen, 0))
		return STATUS_FAILED;
	if (r->job->dump) {
		filter_dump(r->filter, r->job->dump, stdout);
		return STATUS_OK;
	}
	if (!prepare(r, r->source->link, r->source->snaplen))
		return r->status ? r->status : STATUS_FAILED;
	read_source(r);
	finish_output(r);
	say_unfit(r);
	if (r->job->count_only && r->status != STATUS_WRITE) {
		uint64_t n = r->captured > r->job->skip ? r->captured - r->job->skip : 0;

		printf("%llu packet%s\n", (unsigned long long)n, plural(n));
	} else
		end_interrupted(r);
	return r->status;
}

/* --- live --- */

static void on_warning(void *arg, const char *text) { say_warning(arg, "%s", text); }

static void live_conf_of(struct job *job, struct live_conf *c)
{
	bool text = !job->write || job->print;
	int file = job->out.flush_ms / 2 < WAIT_FILE ? job->out.flush_ms / 2 : WAIT_FILE;

	*c = (struct live_conf){
		.device = job->device,
		.snaplen = job->snaplen,
		.timeout_ms = text       ? WAIT_TEXT
		              : file > 0 ? file
		                         : 1,
		.buffer_kib = job->buffer_kib,
		.promiscuous = job->promiscuous,
		.monitor = job->monitor,
		.immediate = job->immediate || (text && isatty(STDOUT_FILENO)),
		.nano = job->opt.nano,
		.linktype = job->linktype,
		.time_stamp_type = job->time_stamp_type,
		.direction = job->direction,
		.one_line = !job->as_tcpdump,
		.warn = on_warning,
		.warn_arg = job,
	};
}

static void say_listening(struct run *r)
{
	const struct job *job = r->job;

	fprintf(stderr, "%s: ", job->prog);
	if (!job->opt.v && !job->write)
		fprintf(stderr,
			"verbose output suppressed, use -v[v]... for full protocol decode\n");
	fprintf(stderr, "listening on %s", live_device(r->live));
	say_link(live_link(r->live));
	fprintf(stderr,
		job->opt.classic ? ", capture size %u bytes\n" : ", snapshot length %u bytes\n",
		live_snaplen(r->live));
}

static void on_live_packet(void *arg, const struct packet *p)
{
	struct run *r = arg;
	struct packet mine = *p;

	if (r->stop || (r->filter->split && !filter_match(r->filter, &mine)))
		return;
	take_packet(r, &mine);
	if (r->stop)
		live_break(r->live);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False when there is nothing more to come. */
static bool read_live(struct run *r, int *n)
{
	char err[PCAP_ERRBUF_SIZE + 32];

	*n = live_read(r->live, LIVE_BATCH, on_live_packet, r, err, sizeof(err));
	if (*n >= 0)
		return !r->stop;
	flush_text(r);
	say_error(r->job, "%s", err);
	fail(r, STATUS_FAILED);
	return false;
}

/* Sleep until something happens; what waits to be seen is shown first. */
static void rest(struct run *r, int ms)
{
	sigset_t let_in;

	flush_text(r);
	signals_hold(&let_in);
	if (!signal_any && !r->stop)
		live_wait(r->live, ms, &let_in);
	signals_release(&let_in);
}

/* What is due by the clock.  Times are in ms. */
struct clock {
	int64_t flush, got;
};

static void tick(struct run *r, struct clock *c)
{
	int64_t now = now_ms();
	int status = STATUS_OK;

	if (r->end && now >= r->end)
		r->stop = r->ended = true;
	if (!r->out)
		return;
	status = output_tick(r->out);
	if (output_done(r->out))
		r->stop = true;
	if (status == STATUS_OK && !r->stop && now >= c->flush) {
		status = output_flush(r->out);
		c->flush = now + (r->job->out.flush_ms + 1) / 2;
	}
	if (status != STATUS_OK)
		fail(r, status);
	if (r->job->opt.v && !r->job->print && now >= c->got) {
		fprintf(stderr, "Got %llu\r", (unsigned long long)r->captured);
		c->got = now + 1000;
	}
}

/* For how many ms there is nothing to do. */
static int due(const struct run *r, const struct clock *c)
{
	int64_t now = now_ms(), left = 1000;

	if (r->end && r->end - now < left)
		left = r->end - now;
	if (r->out && output_pending(r->out) && c->flush - now < left)
		left = c->flush - now;
	if (left < 0)
		left = 0;
	return r->out ? output_due(r->out, (int)left) : (int)left;
}

/* After a signal: what the kernel has taken already is ours. */
static void drain(struct run *r)
{
	int64_t end = now_ms() + live_stop(r->live);
	int n;

	r->stop = false;
	while (read_live(r, &n)) {
		int64_t left = end - now_ms();

		if (n > 0)
			continue;
		if (left <= 0)
			break;
		live_wait(r->live, (int)left, NULL);
	}
	r->stop = true;
}

static void loop_live(struct run *r)
{
	struct clock c = { .got = now_ms() + 1000 };
	int n;

	if (r->job->out.duration_ms)
		r->end = now_ms() + r->job->out.duration_ms;
	while (read_live(r, &n)) {
		tick(r, &c);
		if (n == 0 && !r->stop)
			rest(r, due(r, &c));
		if (signal_any)
			heed_signals(r);
		if (r->stop)
			break;
	}
	if ((signal_stop || r->ended) && r->status == STATUS_OK)
		drain(r);
}

static int start_live(struct run *r)
{
	struct live_conf conf;
	char err[ERROR_TEXT];
	struct opts *opt = &r->job->opt;

	live_conf_of(r->job, &conf);
	r->live = live_open(&conf, err, sizeof(err));
	if (!r->live) {
		say_error(r->job, "%s", err);
		return STATUS_FAILED;
	}
	if (r->job->linktype || strcmp(live_device(r->live), "any") == 0)
		fprintf(stderr, "%s: data link type %s\n", r->job->prog,
			pcap_datalink_val_to_name(link_to_dlt(live_link(r->live))));
	if (opt->f && !live_network(r->live, &opt->localnet, &opt->netmask))
		say_warning(
			r->job, "%s has no IPv4 network: -f has no effect", live_device(r->live));
	if (geteuid() != getuid() && !user_real(err, sizeof(err))) {
		say_error(r->job, "%s", err);
		return STATUS_FAILED;
	}
	if (!make_filter(r, live_link(r->live), live_snaplen(r->live), opt->netmask))
		return STATUS_FAILED;
	if (r->job->dump) {
		filter_dump(r->filter, r->job->dump, stdout);
		return STATUS_OK;
	}
	if (!live_filter(r->live, r->filter, err, sizeof(err))) {
		say_error(r->job, "%s", err);
		return STATUS_FAILED;
	}
	return -1;
}

static int live_job(struct run *r)
{
	int status = start_live(r);

	if (status >= 0)
		return status;
	if (!prepare(r, live_link(r->live), live_snaplen(r->live)))
		return r->status ? r->status : STATUS_FAILED;
	if (r->out && output_flush(r->out) != STATUS_OK) /* the header shows at once */
		return STATUS_WRITE;
	say_listening(r);
	loop_live(r);
	finish_output(r);
	end_interrupted(r);
	print_counts(r, false);
	return r->status;
}

/* --- instead of packets --- */

static int list_job(struct job *job)
{
	struct live_conf conf;
	char err[ERROR_TEXT];
	bool ok;

	live_conf_of(job, &conf);
	if (job->list_devices)
		ok = live_list_devices(stdout, err, sizeof(err));
	else if (job->list_time_stamps)
		ok = live_list_time_stamps(&conf, stdout, err, sizeof(err));
	else
		ok = live_list_links(&conf, stdout, err, sizeof(err));
	if (!ok)
		say_error(job, "%s", err);
	return ok ? STATUS_OK : STATUS_FAILED;
}

/* -d with no file and no device: of Ethernet, or of the link type of -y. */
static int dump_job(struct run *r)
{
	int dlt = DLT_EN10MB;

	if (r->job->linktype) {
		dlt = pcap_datalink_name_to_val(r->job->linktype);
		if (dlt < 0) {
			say_error(r->job, "invalid data link type %s", r->job->linktype);
			return STATUS_FAILED;
		}
	} else
		fprintf(stderr, "Warning: assuming Ethernet\n");
	if (!make_filter(r, link_from_dlt(dlt), (uint32_t)r->job->snaplen, FILTER_NETMASK_UNKNOWN))
		return STATUS_FAILED;
	filter_dump(r->filter, r->job->dump, stdout);
	return STATUS_OK;
}

int job_run(struct job *job)
{
	struct run r = { .job = job };
	int status;

	if (!make_display(&r))
		return STATUS_FAILED;
	if (job->list_devices || job->list_links || job->list_time_stamps)
		status = list_job(job);
	else if (job->read || job->list)
		status = read_job(&r);
	else if (job->dump && !job->device)
		status = dump_job(&r);
	else
		status = live_job(&r);
	team_free(r.team);
	dis_free(r.d);
	if (r.names)
		names_free(r.names);
	filter_free(r.filter);
	display_free(r.display);
	inputs_close(r.inputs);
	live_close(r.live);
	return status;
}
