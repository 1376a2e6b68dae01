/* Packets in, from a file or the network; text, or a file, out. */
/* SPDX-License-Identifier: BSD-2-Clause */
#include "ahead.h"
#include "command.h"
#include "confine.h"
#include "inputs.h"
#include "job.h"
#include "output.h"
#include "progress.h"
#include "recorder.h"
#include "signals.h"
#include "team.h"

#include "../capture/lives.h"
#include "../base/process.h"
#include "../capture/netns.h"
#include "../capture/owner.h"
#include "../capture/privileges.h"
#include "../dissect/engine.h"
#include "../dissect/names.h"
#include "../display/display.h"
#include "../filter/filter.h"
#include "../savefile/reader.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	TEXT_ENOUGH = 64 << 10, /* text is written in pieces of this size at least */
	LIVE_BATCH = 4096,      /* packets between two looks at the clock and signals */
	WAIT_NOT = 1,           /* ms the kernel may keep packets: in --immediate-mode, */
	WAIT_SEEN = 8,          /* to be seen at once, */
	WAIT_TEXT = 100,        /* to be printed */
	FLUSH_PART = 5,         /* of --flush-interval is ours, the rest the kernel's */
	WAIT_FILE = 250,        /* to be written, at most */
	DEVICE_EACH = 100,      /* ms between two looks whether a device is there */
	RECORDER_EACH = 50,     /* ms between two looks whether its file is to be ended */
	COMMAND_EACH = 20,      /* ms between two looks whether the command is over, */
	COMMAND_REST = 200,     /* and how long the capture goes on then */
	DRAIN_MORE = 20,        /* ms, for what is held back to be put in order */
	LOSS_EACH = 1000,       /* ms between two lines about packets that were lost */
	TEAM_EACH = 50, /* ms between two looks at signals where another thread may have got them */
	ERROR_TEXT = 1024,
	RESOLVE_LIVE = 100,   /* ms a line waits for the names in it: a live line not long, */
	RESOLVE_FILE = 500,   /* while a file should read the same each time */
	JOBS_PAY = 512 << 20, /* bytes of files that one thread would take too long for */
	JOBS = 4,             /* how many there are then at most */
	AHEAD = 8,        /* packets of a file that are read before one is printed, if it pays, */
	LOOK_EACH = 4096, /* and how often one looks whether it does */
	LINK_SLL2 = 276,
	LINK_ETHERNET = 1,
};

struct run {
	struct job *job;
	struct dis *d;     /* NULL: nothing is printed */
	struct team *team; /* dissects instead of d, or NULL */
	struct names *names;
	bool silent;         /* dissected for the names in it only */
	struct ahead *ahead; /* looks names up before they are needed, or NULL */
	struct filter *filter;
	struct display *display; /* -Y, or NULL */
	uint64_t seen;           /* by it; the numbers of packets then */
	struct output *out;      /* NULL: no -w */
	struct inputs *inputs;   /* NULL: live */
	struct source *source;   /* theirs */
	enum got got;            /* from it, last */
	const char *path;        /* of the file that is read */
	bool stays;              /* what is read stays where it is until it is closed */
	struct progress progress;
	struct lives *lives;       /* NULL: a file is read */
	struct filter **filters;   /* of each of them; the first is filter */
	const char **devices;      /* their names, NULL behind the last */
	int back;                  /* from another network namespace */
	struct command *command;   /* or NULL */
	struct owners *owners;     /* --process, or NULL */
	uint32_t user_of;          /* the number of --user */
	struct recorder *recorder; /* instead of out, or NULL */
	bool command_over;
	int command_status;
	uint8_t *held;              /* a packet of it that is being written, */
	size_t room;                /* and how long one may be */
	uint64_t told_lost, unsaid; /* packets lost that we know of; not yet said */
	int64_t next_loss;          /* ms of the clock: when the next line may be */
	struct user user;           /* whom we become */
	uint64_t captured;          /* passed the filter, those skipped included */
	uint64_t until;             /* captured when to stop, 0 never */
	int64_t end;  /* --duration: ms of the clock, or of the packets' times; 0 none yet */
	bool eager;   /* text goes out packet by packet */
	bool plain;   /* a packet is printed, and that is all */
	bool gathers; /* a packet is written, and that is all */
	bool stop;
	bool ended; /* by --duration */
	int status;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

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
	if (!r->team) /* which may be at it in another thread, and loses it itself */
		dis_discard(r->d);
	fail(r, STATUS_WRITE);
}

/* While that lasts, nobody looks at a packet of the network. */
static void flush_text(struct run *r)
{
	bool ok;

	if (r->lives)
		lives_pause(r->lives);
	ok = r->team ? team_flush(r->team) : !r->d || !dis_pending(r->d) || dis_flush(r->d);
	if (r->lives)
		lives_resume(r->lives);
	if (!ok)
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
	if (r->silent) {
		dis_discard(r->d);
		return;
	}
	if (r->eager || dis_pending(r->d) >= TEXT_ENOUGH)
		flush_text(r);
}

static void overhear(struct run *r, const struct packet *p)
{
	if (!r->team)
		dis_overhear(r->d, p);
	else if (!team_overhear(r->team, p, r->stays))
		text_lost(r);
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

/* A copy of it that lasts until the next call; p itself without memory. */
static const struct packet *hold(struct run *r, const struct packet *p, struct packet *copy)
{
	if (p->caplen > r->room) {
		uint8_t *b = realloc(r->held, p->caplen);

		if (!b)
			return p;
		r->held = b;
		r->room = p->caplen;
	}
	memcpy(r->held, p->data, p->caplen);
	*copy = *p;
	copy->data = r->held;
	return copy;
}

/* A write may last.  What the kernel has is kept meanwhile, so the packet has to be somewhere else.
 */
static inline int write_live(struct run *r, const struct packet *p)
{
	bool writes = !r->recorder || recorder_writes(r->recorder);
	struct packet copy;
	int status;

	if (!r->recorder && output_gather(r->out, p))
		return STATUS_OK;

	if (writes)
		p = hold(r, p, &copy);
	writes = writes && p == &copy;
	if (writes)
		lives_pause(r->lives);
	status = r->recorder ? recorder_packet(r->recorder, p) : output_packet(r->out, p);
	if (writes)
		lives_resume(r->lives);
	return status;
}

/* Is it of a process that --pid and the like let through?  Of whom we do not know, it is not. */
static bool wanted_process(const struct run *r, const struct process *w)
{
	const struct job *job = r->job;

	if (!job->pid && !job->comm && !job->user_of && !job->container)
		return true;
	if (!w)
		return false;
	if (job->user_of && (!w->has_uid || w->uid != r->user_of))
		return false;
	if (!w->has_pid)
		return !job->pid && !job->comm && !job->container;
	return (!job->pid || strtoul(job->pid, NULL, 10) == w->pid) &&
	       (!job->comm || strcmp(job->comm, w->comm) == 0) &&
	       (!job->container || strstr(w->cgroup, job->container));
}

/* Ask whose it is; it is printed and written with that.  False: it is not wanted. */
static bool ask_owner(struct run *r, const struct packet *p)
{
	const struct process *w = owner_of(r->owners, p);

	r->job->opt.process = r->job->process ? w : NULL;
	return wanted_process(r, w);
}

/* It is printed and nothing else. */
static inline void take_plain(struct run *r, struct packet *p)
{
	p->number = ++r->captured;
	dissect_packet(r->d, p);
	if (dis_pending(r->d) >= TEXT_ENOUGH || r->eager)
		flush_text(r);
	r->stop |= p->number == r->until;
}

/* The same, side by side. */
static inline void take_shared(struct run *r, struct packet *p)
{
	p->number = ++r->captured;
	if (!team_give(r->team, p, r->stays))
		text_lost(r);
	r->stop |= p->number == r->until;
}

/* A packet that passed the filter. */
static void take_packet(struct run *r, struct packet *p)
{
	if (__builtin_expect(r->owners != NULL, 0) && !ask_owner(r, p))
		return;
	if (r->job->out.duration_ms && !r->lives && too_late(r, p))
		return;
	if (__builtin_expect(r->display != NULL, 0)) {
		p->number = ++r->seen;
		if (!display_match(r->display, p)) {
			if (r->d && display_talks(r->display))
				overhear(r, p);
			return;
		}
		r->captured++;
	} else {
		p->number = ++r->captured;
	}
	if (r->captured <= r->job->skip)
		return;
	if (r->out || r->recorder) {
		int status = r->lives ? write_live(r, p) : output_packet(r->out, p);

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

static void print_count(uint64_t n, const char *what, const char *sep)
{
	fprintf(stderr, "%s%llu packet%s %s", sep, (unsigned long long)n, plural(n), what);
}

/* The counts, on one line or on several. */
static void print_counts(struct run *r, bool one_line)
{
	struct live_counts c;
	const char *sep = one_line ? ", " : "\n";

	if (!r->lives)
		return;
	if (one_line)
		fprintf(stderr, "%s: ", r->job->prog);
	fprintf(stderr, "%llu packet%s captured", (unsigned long long)r->captured,
		plural(r->captured));
	if (lives_counts(r->lives, &c)) {
		print_count(c.received, "received by filter", sep);
		print_count(c.dropped, "dropped by kernel", sep);
		if (c.ifdropped)
			print_count(c.ifdropped, "dropped by interface", sep);
	}
	fputc('\n', stderr);
}

/* SIGUSR2 */
static void flush_file(struct run *r)
{
	int status = STATUS_OK;

	if (r->lives)
		lives_pause(r->lives);
	if (r->recorder)
		status = recorder_trigger(r->recorder, "SIGUSR2");
	else if (r->out)
		status = output_flush(r->out);
	if (r->lives)
		lives_resume(r->lives);
	if (status != STATUS_OK)
		fail(r, status);
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
		flush_file(r);
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
	const struct timespec moment = { .tv_nsec = TEAM_EACH * 1000000 };
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
		if (ppoll(&f, 1, r->team ? &moment : NULL, &let_in) > 0)
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

/* Packets that are printed and nothing else, from a file that stays where it is, and so many
 * conversations that the processor's caches do not hold them: packets are read before they are
 * printed, so that what is known of theirs can come from memory in the meantime. */
static enum got read_ahead(struct run *r)
{
	struct packet ring[AHEAD] = { 0 };
	unsigned read = 0, taken = 0;
	enum got g = GOT_PACKET;

	while (!r->stop && (g == GOT_PACKET || taken != read)) {
		struct packet *p = &ring[read % AHEAD];

		if (g == GOT_PACKET && read - taken < AHEAD) {
			g = source_next(r->source, p);
			if (g != GOT_PACKET || !filter_match(r->filter, p))
				continue;
			if (read++ != taken) /* the one before is likely to be there by now */
				dis_expect(r->d, &ring[(read - 2) % AHEAD]);
			continue;
		}
		take_plain(r, &ring[taken++ % AHEAD]);
		if (__builtin_expect(signal_any, 0))
			heed_signals(r);
	}
	return g;
}

static inline enum got read_packet(
	struct run *r, struct packet *p, struct filter *filter, bool shared)
{
	enum got g = source_next(r->source, p);

	if (g != GOT_PACKET)
		return g;
	if (filter_match(filter, p)) {
		if (r->ahead)
			ahead_step(r->ahead);
		if (!r->plain)
			take_packet(r, p);
		else if (shared)
			take_shared(r, p);
		else
			take_plain(r, p);
	}
	if (__builtin_expect(signal_any, 0))
		heed_signals(r);
	return g;
}

/* For the team: until it has enough for now.  False at the end. */
static bool read_batch(void *arg)
{
	struct run *r = arg;
	struct filter *filter = r->filter;

	while (!r->stop &&
		(r->got = read_packet(r, team_place(r->team), filter, true)) == GOT_PACKET)
		if (team_full(r->team))
			return true;
	return false;
}

/* Until the end, or until it pays to look ahead. */
static void read_each(struct run *r)
{
	bool may_look_ahead = r->plain && !r->ahead && !r->eager && r->stays && r->job->nreads == 1;
	struct packet p = { .number = 0 };
	struct filter *filter = r->filter;

	while (!r->stop && (r->got = read_packet(r, &p, filter, false)) == GOT_PACKET)
		if (r->captured % LOOK_EACH == 0 && may_look_ahead && dis_crowded(r->d)) {
			r->got = read_ahead(r);
			break;
		}
}

static void read_source(struct run *r)
{
	int status;

	look_ahead(r);
	r->source->brief = !r->d || !r->filter->all;
	if (!r->job->as_tcpdump)
		progress_start(&r->progress, r->d != NULL);
	if (r->team)
		team_run(r->team, read_batch, r);
	else
		read_each(r);
	if (signal_any)
		heed_signals(r);
	ahead_close(r->ahead);
	r->ahead = NULL;
	progress_end(&r->progress);
	status = inputs_finish(r->inputs, r->got == GOT_ERROR);
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

/* What the command line says is not heard with -F. */
static bool read_filter(struct run *r)
{
	if (r->job->filter_file) {
		free(r->job->expr);
		r->job->expr = filter_read(r->job->filter_file);
		if (!r->job->expr) {
			say_error(
				r->job, "can't open %s: %s", r->job->filter_file, strerror(errno));
			return false;
		}
	}
	return true;
}

/* NULL after a message. */
static struct filter *new_filter(
	struct run *r, struct live *live, uint16_t link, uint32_t snaplen, uint32_t netmask)
{
	char err[PCAP_ERRBUF_SIZE];
	struct filter *f;
	struct filter_conf conf = {
		.snaplen = snaplen,
		.netmask = netmask,
		.optimize = r->job->optimize,
		.interpret = r->job->interpret,
		.hosts = r->job->dump ? HOSTS_NEVER
		         : live       ? HOSTS_WHEN_LIVE
		                      : HOSTS_WHEN_READING,
		.file = r->source,
		.live = live ? live_handle(live) : NULL,
	};

	f = filter_new(r->job->expr, link, &conf, err, sizeof(err));
	if (!f)
		say_filter_error(r, link, err);
	else if (!r->job->as_tcpdump && filter_doubt(r->job->expr, err, sizeof(err)))
		say_warning(r->job, "%s", err);
	return f;
}

static bool make_filter(struct run *r, uint16_t link, uint32_t snaplen, uint32_t netmask)
{
	if (read_filter(r))
		r->filter = new_filter(r, NULL, link, snaplen, netmask);
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
		.dns = !r->silent,
		.learn = r->job->learn_names,
		.wait_ms = wait >= 0  ? (unsigned)wait
		           : r->lives ? RESOLVE_LIVE
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

/* May it last until it is open?  Then that has to be in the thread that hears signals. */
static bool opens_slowly(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && (stat(path, &st) != 0 || !S_ISREG(st.st_mode));
}

static bool opens_at_once(const struct job *job)
{
	if (job->list && (strcmp(job->list, "-") == 0 || opens_slowly(job->list)))
		return false;
	for (size_t i = 0; i < job->nreads; i++)
		if (opens_slowly(job->reads[i]))
			return false;
	return true;
}

/* -j, or what pays.  Text that is to be seen at once, and names, are one thread's. */
static unsigned jobs_of(const struct run *r)
{
	const struct job *job = r->job;
	uint64_t done, size;
	unsigned n;

	if (r->lives || r->eager || r->names || job->fields || !opens_at_once(job))
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
		r->team = team_new(&r->job->opt, r->d, n, STDOUT_FILENO);
	if (n > 1 && !r->team) {
		say_error(r->job, "-j: %s", strerror(errno));
		fail(r, STATUS_MEMORY);
	}
}

static bool make_dissector(struct run *r)
{
	struct job *job = r->job;

	r->silent = job->write && !job->print;
	if (job->count_only || (r->silent && (!job->learn_names || job->opt.n)))
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
	if (r->d && !r->silent)
		make_team(r);
	r->plain = !r->lives && !r->display && !r->out && !r->names && !job->skip &&
	           !job->sampling && !job->out.duration_ms;
	return r->status == STATUS_OK;
}

static bool output_counts(void *arg, int device, struct output_counts *c)
{
	struct run *r = arg;
	struct live_counts n;

	if (device == ALL_DEVICES ? !lives_counts(r->lives, &n)
				  : !live_counts(lives_at(r->lives, (size_t)device), &n))
		return false;
	*c = (struct output_counts){ n.received, n.dropped, n.ifdropped };
	return true;
}

static bool open_output(struct run *r, uint16_t link, uint32_t snaplen)
{
	struct output_device devices[LIVES_MOST];
	char descriptions[LIVES_MOST][128];
	struct output_conf c = {
		.job = r->job,
		.source = r->source,
		.devices = devices,
		.ndevices = r->lives ? lives_count(r->lives) : 0,
		.filter = r->job->expr,
		.link = link,
		.fcs = r->source ? r->source->fcs : 0,
		.snaplen = snaplen,
		.counts = r->lives ? output_counts : NULL,
		.arg = r,
	};

	for (size_t i = 0; i < c.ndevices; i++) {
		const struct live *l = lives_at(r->lives, i);

		live_description(l, descriptions[i], sizeof(descriptions[i]));
		devices[i] = (struct output_device){
			.name = live_device(l),
			.description = descriptions[i],
			.link = live_link(l),
			.snaplen = live_snaplen(l),
		};
	}
	if (r->job->recorder_ms || r->job->recorder_bytes)
		r->recorder = recorder_new(&c);
	else
		r->out = output_open(&c);
	return r->out || r->recorder;
}

static bool enter_netns(struct run *r)
{
	char err[ERROR_TEXT];

	if (!r->job->netns || netns_enter(r->job->netns, &r->back, err, sizeof(err)))
		return true;
	say_error(r->job, "%s", err);
	return false;
}

static bool leave_netns(struct run *r)
{
	if (!r->job->netns || netns_leave(r->back))
		return true;
	say_error(r->job, "--netns: can't go back: %s", strerror(errno));
	return false;
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
	/* The dissector asks for names of interfaces where these are. */
	if (!make_dissector(r) || !leave_netns(r))
		return false;
	if (!give_up_root(r) || (r->out && !output_ready(r->out)) ||
		(r->recorder && !recorder_ready(r->recorder)))
		return false;
	confine_job(job, r->lives, r->out ? output_name(r->out) : NULL, r->team);
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
	if (r->recorder) {
		status = recorder_end(r->recorder);
		r->recorder = NULL;
		if (status != STATUS_OK)
			fail(r, status);
	}
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

/* A set-user-ID program has what it needs of its owner's rights.  False after a message. */
static bool be_real_user(struct run *r)
{
	char err[ERROR_TEXT];

	if (geteuid() == getuid() || user_real(err, sizeof(err)))
		return true;
	say_error(r->job, "%s", err);
	return false;
}

static int read_job(struct run *r)
{
	if (!be_real_user(r) || !open_inputs(r))
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

/* 1234567: "1,234,567". */
static const char *with_commas(uint64_t n, char s[32])
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	char *o = s;

	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*o++ = ',';
		*o++ = digits[i];
	}
	*o = '\0';
	return s;
}

/* n more packets were lost, before the next one if here.  At most a line a second is said. */
static void say_loss(struct run *r, uint64_t n, bool here)
{
	int64_t now = now_ms();
	char s[32];

	r->unsaid += n;
	if (r->job->as_tcpdump || now < r->next_loss || r->unsaid == 0)
		return;
	flush_text(r);
	fprintf(stderr, "-- %s packet%s dropped%s --\n", with_commas(r->unsaid, s),
		plural(r->unsaid), here ? " here" : "");
	r->unsaid = 0;
	r->next_loss = now + LOSS_EACH;
}

static void on_loss(void *arg, uint64_t n)
{
	struct run *r = arg;

	r->told_lost += n;
	say_loss(r, n, true);
}

/* How long may a packet wait in the kernel, for others to be looked at with it? */
static int timeout_of(const struct job *job)
{
	int file = job->out.flush_ms - job->out.flush_ms / FLUSH_PART;

	if (!job->write || job->print)
		return WAIT_TEXT;
	return file > WAIT_FILE ? WAIT_FILE : file > 0 ? file : 1;
}

/* The same of the ring, whose blocks can be handed over sooner. */
static int ring_timeout_of(const struct job *job)
{
	bool text = !job->write || job->print;

	if (job->immediate)
		return WAIT_NOT;
	if (job->packet_buffered || (text && (job->line_buffered || isatty(STDOUT_FILENO))))
		return WAIT_SEEN;
	return timeout_of(job);
}

static void live_conf_of(struct run *r, struct live_conf *c)
{
	const struct job *job = r->job;
	bool text = !job->write || job->print;

	*c = (struct live_conf){
		.device = job->device,
		.snaplen = job->snaplen,
		.timeout_ms = timeout_of(job),
		.ring_ms = ring_timeout_of(job),
		.ring = job->ring,
		.backend = job->backend,
		.promiscuous = job->promiscuous,
		.monitor = job->monitor,
		.immediate = job->immediate || (text && isatty(STDOUT_FILENO)),
		.nano = job->opt.nano,
		.linktype = job->linktype,
		.time_stamp_type = job->time_stamp_type,
		.direction = job->direction,
		.one_line = !job->as_tcpdump,
		.warn = on_warning,
		.warn_arg = r->job,
		.loss = on_loss,
		.loss_arg = r,
	};
}

static void say_listening(struct run *r)
{
	const struct job *job = r->job;

	fprintf(stderr, "%s: ", job->prog);
	if (!job->opt.v && !job->write)
		fprintf(stderr,
			"verbose output suppressed, use -v[v]... for full protocol decode\n");
	for (size_t i = 0; i < lives_count(r->lives); i++) {
		const struct live *l = lives_at(r->lives, i);

		fprintf(stderr, "listening on %s", live_device(l));
		say_link(live_link(l));
		fprintf(stderr,
			job->opt.classic ? ", capture size %u bytes\n"
					 : ", snapshot length %u bytes\n",
			live_snaplen(l));
	}
}

static void on_live_packet(void *arg, struct packet *p)
{
	struct run *r = arg;

	struct filter *f = r->filters[p->interface];

	if (r->stop || (f->split && !filter_match(f, p)))
		return;
	take_packet(r, p);
	if (r->stop)
		lives_break(r->lives);
}

/* The same of a packet for which there is nothing to do but to gather it. */
static void gather_live(void *arg, struct packet *p)
{
	struct run *r = arg;

	p->number = r->captured + 1;
	if (!r->stop && p->number != r->until && output_gather(r->out, p))
		r->captured++;
	else
		on_live_packet(arg, p);
}

static bool only_gathers(const struct run *r)
{
	bool split = false;

	for (size_t i = 0; i < lives_count(r->lives); i++)
		split |= r->filters[i]->split;
	return r->out && !r->recorder && !r->d && !r->owners && !r->display && !r->job->skip &&
	       !split;
}

/* False when there is nothing more to come. */
static bool read_live(struct run *r, int *n)
{
	char err[PCAP_ERRBUF_SIZE + 32];

	*n = lives_read(r->lives, LIVE_BATCH, r->gathers ? gather_live : on_live_packet, r, err,
		sizeof(err));
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
		lives_wait(r->lives, ms, &let_in);
	signals_release(&let_in);
}

/* What is due by the clock.  Times are in ms. */
struct clock {
	int64_t flush, got, losses;
};

/* What nobody has told us the place of. */
static void look_for_losses(struct run *r)
{
	struct live_counts c;
	uint64_t n;

	if (!lives_counts(r->lives, &c))
		return;
	n = c.dropped > r->told_lost ? c.dropped - r->told_lost : 0;
	r->told_lost += n;
	say_loss(r, n, false);
}

/* What it sent last may still come. */
static void look_at_command(struct run *r, int64_t now)
{
	if (!r->command || r->command_over || !command_over(r->command, &r->command_status))
		return;
	r->command_over = true;
	if (!r->end || r->end > now + COMMAND_REST)
		r->end = now + COMMAND_REST;
}

/* Everything that the kernel had for us is written at once; while there is more, what is written
 * first need not wait for the last. */
static int tick_output(struct run *r, struct clock *c, int64_t now, bool more)
{
	int status, part = r->job->out.flush_ms / FLUSH_PART;

	if (r->recorder)
		return recorder_tick(r->recorder);
	status = output_tick(r->out);

	if (output_done(r->out))
		r->stop = true;
	if (status == STATUS_OK && !r->stop && (!more || now >= c->flush)) {
		status = output_flush(r->out);
		c->flush = now + part;
	}
	return status;
}

static void tick(struct run *r, struct clock *c, bool more)
{
	int64_t now = now_ms();
	int status;

	look_at_command(r, now);
	if (r->end && now >= r->end)
		r->stop = r->ended = true;
	if (now >= c->losses) {
		look_for_losses(r);
		c->losses = now + LOSS_EACH;
	}
	if (!r->out && !r->recorder)
		return;
	lives_pause(r->lives);
	status = tick_output(r, c, now, more);
	lives_resume(r->lives);
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
	int64_t now = now_ms(), left = r->command && !r->command_over ? COMMAND_EACH : 1000;

	if (r->end && r->end - now < left)
		left = r->end - now;
	if (r->recorder && left > RECORDER_EACH)
		left = RECORDER_EACH;
	if (r->out && output_pending(r->out) && c->flush - now < left)
		left = c->flush - now;
	if (left < 0)
		left = 0;
	return r->out ? output_due(r->out, (int)left) : (int)left;
}

/* After a signal: what the kernel has taken already is ours. */
static void drain(struct run *r)
{
	int64_t end = now_ms() + lives_stop(r->lives);
	int n;

	r->stop = false;
	while (read_live(r, &n)) {
		int64_t left = end - now_ms();

		if (n > 0)
			continue;
		if (left <= -DRAIN_MORE || lives_drained(r->lives))
			break;
		lives_wait(r->lives, left > 0 ? (int)left : 1, NULL);
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
		tick(r, &c, n > 0);
		if (n == 0 && !r->stop) {
			rest(r, due(r, &c));
			c.flush = now_ms() + r->job->out.flush_ms / FLUSH_PART;
		}
		if (signal_any)
			heed_signals(r);
		if (r->stop)
			break;
	}
	if ((signal_stop || r->ended) && r->status == STATUS_OK)
		drain(r);
}

static void say_what_is_odd(struct run *r, const struct live *l)
{
	struct opts *opt = &r->job->opt;

	if (r->job->linktype || strcmp(live_device(l), "any") == 0)
		fprintf(stderr, "%s: data link type %s\n", r->job->prog,
			pcap_datalink_val_to_name(link_to_dlt(live_link(l))));
	if (opt->f && !live_network(l, &opt->localnet, &opt->netmask))
		say_warning(r->job, "%s has no IPv4 network: -f has no effect", live_device(l));
}

/* Each device has its own: they may differ in link type.  False after a message. */
static bool make_filters(struct run *r)
{
	size_t n = lives_count(r->lives);

	r->filters = calloc(n, sizeof(struct filter *));
	r->devices = calloc(n + 1, sizeof(char *));
	if (!r->filters || !r->devices) {
		say_error(r->job, "out of memory");
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		struct live *l = lives_at(r->lives, i);

		r->devices[i] = live_device(l);
		r->filters[i] =
			new_filter(r, l, live_link(l), live_snaplen(l), r->job->opt.netmask);
		if (!r->filters[i])
			return false;
	}
	if (n > 1)
		r->job->opt.interfaces = r->devices;
	r->filter = r->filters[0];
	return true;
}

static void forget_filters(struct run *r)
{
	for (size_t i = 1; r->filters && i < lives_count(r->lives); i++)
		filter_free(r->filters[i]);
	free(r->filters);
	free(r->devices);
}

/* False after a message. */
static bool open_lives(struct run *r)
{
	const struct job *job = r->job;
	struct live_conf conf;
	char err[ERROR_TEXT];
	size_t n = job->as_tcpdump && job->ndevices ? 1 : job->ndevices;
	const char *const *names = job->devices + (job->ndevices - n);
	bool missing, said = false;

	live_conf_of(r, &conf);
	while (!(r->lives = lives_open(&conf, names, n, &missing, err, sizeof(err)))) {
		if (!missing || !job->wait) {
			say_error(job, "%s", err);
			return false;
		}
		if (!said)
			say_warning(job, "%s; waiting for it", err);
		said = true;
		nanosleep(&(struct timespec){ .tv_nsec = DEVICE_EACH * 1000000L }, NULL);
	}
	if (job->wait)
		lives_await(r->lives);
	return true;
}

static int start_live(struct run *r)
{
	char err[ERROR_TEXT];

	if (!open_lives(r))
		return STATUS_FAILED;
	for (size_t i = 0; i < lives_count(r->lives); i++)
		say_what_is_odd(r, lives_at(r->lives, i));
	if (!be_real_user(r) || !read_filter(r) || !make_filters(r))
		return STATUS_FAILED;
	if (r->job->dump) {
		filter_dump(r->filter, r->job->dump, stdout);
		return STATUS_OK;
	}
	for (size_t i = 0; i < lives_count(r->lives); i++)
		if (!live_filter(lives_at(r->lives, i), r->filters[i], err, sizeof(err))) {
			say_error(r->job, "%s", err);
			return STATUS_FAILED;
		}
	return -1;
}

static uint32_t most_snaplen(const struct run *r)
{
	uint32_t most = 0;

	for (size_t i = 0; i < lives_count(r->lives); i++)
		if (live_snaplen(lives_at(r->lives, i)) > most)
			most = live_snaplen(lives_at(r->lives, i));
	return most;
}

/* --user: a name, or a number, which may be another machine's (a container's). */
static bool find_owner_user(struct run *r)
{
	const char *name = r->job->user_of;
	const struct passwd *pw = name ? getpwnam(name) : NULL;
	char *end;

	if (!name)
		return true;
	errno = 0;
	r->user_of = pw ? pw->pw_uid : (uint32_t)strtoul(name, &end, 10);
	if (pw || (*name >= '0' && *name <= '9' && *end == '\0' && errno == 0))
		return true;
	say_error(r->job, "--user %s: there is no such user here (a number is taken, too)", name);
	return false;
}

/* A helper, with the rights that we have now. */
static bool start_owners(struct run *r)
{
	const struct job *job = r->job;
	char err[ERROR_TEXT];

	if (!job->process && !job->pid && !job->comm && !job->user_of && !job->container)
		return true;
	if (!find_owner_user(r))
		return false;
	r->owners = owners_new(err, sizeof(err));
	if (!r->owners)
		say_error(job, "%s", err);
	else if (err[0])
		say_warning(job, "%s", err);
	return r->owners;
}

/* Before anything is open: it is none of the command's business. */
static bool start_command(struct run *r)
{
	r->command = r->job->command && !r->job->dump ? command_new(r->job) : NULL;
	return !r->job->command || r->job->dump || r->command;
}

static int end_command(struct run *r, int status)
{
	int of_command = 0;

	if (r->command)
		of_command = command_end(r->command, signal_stop);
	r->command = NULL;
	return status == STATUS_OK ? of_command : status;
}

static int capture(struct run *r)
{
	if (r->out && output_flush(r->out) != STATUS_OK) /* the header shows at once */
		return STATUS_WRITE;
	say_listening(r);
	lives_start(r->lives);
	r->gathers = only_gathers(r);
	if (r->command)
		command_go(r->command);
	loop_live(r);
	r->next_loss = 0; /* what has not been said yet */
	look_for_losses(r);
	finish_output(r);
	end_interrupted(r);
	print_counts(r, false);
	return r->status;
}

static int live_job(struct run *r)
{
	int status;

	if (!enter_netns(r) || !start_owners(r) || !start_command(r))
		return STATUS_FAILED;
	status = start_live(r);
	if (status < 0) {
		if (prepare(r, live_link(lives_at(r->lives, 0)), most_snaplen(r)))
			status = capture(r);
		else
			status = r->status ? r->status : STATUS_FAILED;
	}
	return end_command(r, status);
}

/* --- instead of packets --- */

static int list_job(struct run *r)
{
	struct job *job = r->job;
	struct live_conf conf;
	char err[ERROR_TEXT];
	bool ok;

	if (!enter_netns(r))
		return STATUS_FAILED;
	live_conf_of(r, &conf);
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

/* --memory */
static void say_memory(struct run *r)
{
	struct dis_memory m = { 0 };

	if (r->d)
		dis_memory(r->d, &m);
	fprintf(stderr,
		"%s: memory: %llu TCP conversation%s, at most %llu: %.1f MiB; %llu forgotten\n",
		r->job->prog, (unsigned long long)m.conversations, plural(m.conversations),
		(unsigned long long)m.most, (double)m.bytes / (1 << 20),
		(unsigned long long)m.forgotten);
}

int job_run(struct job *job)
{
	struct run r = { .job = job };
	int status;

	if (!make_display(&r))
		return STATUS_FAILED;
	if (job->list_devices ||
		(!job->nreads && !job->list && (job->list_links || job->list_time_stamps)))
		status = list_job(&r);
	else if (job->read || job->list)
		status = read_job(&r);
	else if (job->dump && !job->device)
		status = dump_job(&r);
	else
		status = live_job(&r);
	if (job->memory)
		say_memory(&r);
	team_free(r.team);
	dis_free(r.d);
	if (r.names)
		names_free(r.names);
	if (r.recorder)
		recorder_end(r.recorder);
	owners_free(r.owners);
	forget_filters(&r);
	filter_free(r.filter);
	display_free(r.display);
	inputs_close(r.inputs);
	lives_close(r.lives);
	free(r.held);
	return status;
}
