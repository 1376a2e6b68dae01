/* SPDX-License-Identifier: BSD-2-Clause */
#include "live.h"
#include "ring.h"

#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SELECTABLE_NEVER (-1)
#define RING             (16 << 20) /* bytes, unless -B: what outlives a stall of the output */
#define PROBE            (2 << 20)  /* of libpcap, while it is only asked what the device is */

struct live {
	pcap_t *pd;        /* NULL once there is */
	struct ring *ring; /* or NULL */
	struct live_conf conf;
	char *device;
	uint32_t snaplen;
	int fd; /* to wait on, or -1: look now and then */
	int timeout_ms;
	uint16_t link;
	bool nano;
	uint32_t net, mask;
	bool network;
	live_handler *handler;
	void *arg;
};

/* --- devices --- */

static pcap_if_t *all_devices(char *err, size_t errlen)
{
	char e[PCAP_ERRBUF_SIZE];
	pcap_if_t *all;

	if (pcap_findalldevs(&all, e) < 0) {
		snprintf(err, errlen, "%s", e);
		return NULL;
	}
	if (!all)
		snprintf(err, errlen, "no interfaces available for capture");
	return all;
}

/* A number that is no device's name is a place in the list.  0 if it is no number. */
static long device_number(const char *s)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(s, &end, 10);
	if (*s == '\0' || *end != '\0')
		return 0;
	return errno || n <= 0 ? -1 : n;
}

/* The n-th device, or with n == 0 the default: the first that is up and no loopback (libpcap puts
 * the likeliest first).  To be freed. */
static char *pick_device(long n, char *err, size_t errlen)
{
	pcap_if_t *all = all_devices(err, errlen), *d = all;
	char *name = NULL;

	if (!all)
		return NULL;
	if (n > 0)
		for (long i = 1; i < n && d; i++)
			d = d->next;
	else if (all->flags & PCAP_IF_LOOPBACK)
		d = NULL;
	if (d)
		name = strdup(d->name);
	else
		snprintf(err, errlen, n > 0 ? "Invalid adapter index" : "no suitable device found");
	pcap_freealldevs(all);
	return name;
}

bool live_list_devices(FILE *to, char *err, size_t errlen)
{
	static const struct {
		bpf_u_int32 flag;
		const char *wired, *wireless;
	} flags[] = {
		{ PCAP_IF_UP, "Up", "Up" },
		{ PCAP_IF_RUNNING, "Running", "Running" },
		{ PCAP_IF_LOOPBACK, "Loopback", "Loopback" },
		{ PCAP_IF_WIRELESS, "Wireless", "Wireless" },
	};
	static const char *const status[][2] = {
		{ NULL, NULL },
		{ "Connected", "Associated" },
		{ "Disconnected", "Not associated" },
		{ NULL, NULL },
	};
	pcap_if_t *all = all_devices(err, errlen);
	int n = 1;

	for (pcap_if_t *d = all; d; d = d->next) {
		const char *sep = "";
		bool wireless = d->flags & PCAP_IF_WIRELESS;
		unsigned s = (d->flags & PCAP_IF_CONNECTION_STATUS) >> 4;

		fprintf(to, "%d.%s", n++, d->name);
		if (d->description)
			fprintf(to, " (%s)", d->description);
		fprintf(to, " [");
		for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
			if (d->flags & flags[i].flag) {
				fprintf(to, "%s%s", sep, flags[i].wired);
				sep = ", ";
			}
		if (status[s][wireless]) {
			fprintf(to, "%s%s", sep, status[s][wireless]);
			sep = ", ";
		}
		fprintf(to, "%s]\n", *sep ? "" : "none");
	}
	if (all)
		pcap_freealldevs(all);
	return all != NULL;
}

/* --- opening --- */

static const char *failure(int status) { return pcap_statustostr(status); }

/* What libpcap says about a failed (or doubtful) activation.  In the way of tcpdump it has the
 * particulars on a second line. */
static void activate_message(const struct live_conf *conf, const char *device, pcap_t *pd,
	int status, char *err, size_t errlen)
{
	const char *more = pcap_geterr(pd);
	bool rights = status == PCAP_ERROR_PERM_DENIED;

	if (status == PCAP_ERROR || status == PCAP_WARNING) {
		snprintf(err, errlen, "%s%s%s", status < 0 ? "" : device, status < 0 ? "" : ": ",
			more);
		if (status < 0 && conf->one_line && !strstr(more, device))
			snprintf(err, errlen, "%s: %s", device, more);
	} else if (*more == '\0' || (conf->one_line && strcmp(more, failure(status)) == 0))
		snprintf(err, errlen, "%s: %s", device, failure(status));
	else if (!conf->one_line)
		snprintf(err, errlen, "%s: %s\n(%s)", device, failure(status), more);
	else
		snprintf(err, errlen, "%s: %s (%s)%s", device, failure(status), more,
			rights ? "; run it as root, or once: setcap cap_net_raw,cap_net_admin=eip"
				 " on the program"
			       : "");
}

static bool set_time_stamps(struct live *l, const struct live_conf *conf, char *err, size_t errlen)
{
	int type;

	if (conf->time_stamp_type) {
		char w[256];
		int status;

		type = pcap_tstamp_type_name_to_val(conf->time_stamp_type);
		if (type < 0) {
			snprintf(err, errlen, "invalid time stamp type %s", conf->time_stamp_type);
			return false;
		}
		status = pcap_set_tstamp_type(l->pd, type);
		if (status != 0) {
			snprintf(w, sizeof(w), "When trying to set timestamp type '%s' on %s: %s",
				conf->time_stamp_type, l->device, failure(status));
			if (status < 0) {
				snprintf(err, errlen, "%s", w);
				return false;
			}
			conf->warn(conf->warn_arg, w);
		}
	}
	if (conf->nano && pcap_set_tstamp_precision(l->pd, PCAP_TSTAMP_PRECISION_NANO) != 0) {
		snprintf(err, errlen, "%s: Can't set nanosecond time stamp precision", l->device);
		return false;
	}
	return true;
}

static bool set_up(struct live *l, const struct live_conf *conf, char *err, size_t errlen)
{
	int ok;

	if (!set_time_stamps(l, conf, err, errlen))
		return false;
	if (conf->monitor) {
		ok = pcap_can_set_rfmon(l->pd);
		if (ok < 0) {
			activate_message(conf, l->device, l->pd, ok, err, errlen);
			return false;
		}
		if (ok == 0) {
			snprintf(err, errlen, "%s: That device doesn't support monitor mode",
				l->device);
			return false;
		}
		pcap_set_rfmon(l->pd, 1);
	}
	pcap_set_snaplen(l->pd, conf->snaplen);
	pcap_set_promisc(l->pd, conf->promiscuous);
	pcap_set_timeout(l->pd, conf->timeout_ms);
	pcap_set_immediate_mode(l->pd, conf->immediate);
	pcap_set_buffer_size(l->pd, (int)(conf->ring > INT_MAX ? INT_MAX : conf->ring));
	return true;
}

static bool set_link(struct live *l, const struct live_conf *conf, char *err, size_t errlen)
{
	int dlt;

	if (!conf->linktype) {
		if (strcmp(l->device, "any") == 0) /* fails where there is only the old one */
			pcap_set_datalink(l->pd, DLT_LINUX_SLL2);
		return true;
	}
	dlt = pcap_datalink_name_to_val(conf->linktype);
	if (dlt < 0)
		snprintf(err, errlen, "invalid data link type %s", conf->linktype);
	else if (pcap_set_datalink(l->pd, dlt) < 0)
		snprintf(err, errlen, "%s", pcap_geterr(l->pd));
	else
		return true;
	return false;
}

static bool activate(struct live *l, const struct live_conf *conf, char *err, size_t errlen)
{
	char e[PCAP_ERRBUF_SIZE], text[2 * PCAP_ERRBUF_SIZE];
	int status = pcap_activate(l->pd);

	if (status != 0)
		activate_message(conf, l->device, l->pd, status, text, sizeof(text));
	if (status < 0) {
		snprintf(err, errlen, "%s", text);
		return false;
	}
	if (status > 0)
		conf->warn(conf->warn_arg, text);
	if (conf->direction >= 0 && pcap_setdirection(l->pd, (pcap_direction_t)conf->direction)) {
		snprintf(err, errlen, "%s: pcap_setdirection() failed: %s", l->device,
			pcap_geterr(l->pd));
		return false;
	}
	if (!set_link(l, conf, err, errlen))
		return false;
	if (pcap_setnonblock(l->pd, 1, e) < 0) {
		snprintf(err, errlen, "%s: %s", l->device, e);
		return false;
	}
	l->fd = pcap_get_selectable_fd(l->pd);
	l->link = link_from_dlt(pcap_datalink(l->pd));
	l->snaplen = (uint32_t)pcap_snapshot(l->pd);
	l->network = pcap_lookupnet(l->device, &l->net, &l->mask, e) == 0;
	return true;
}

/* A name, or a number of the list if no device has it as its name.  To be freed. */
static char *choose_device(const char *name, char *err, size_t errlen)
{
	long n;
	char *d;

	if (!name)
		return pick_device(0, err, errlen);
	n = device_number(name);
	if (n == 0)
		return strdup(name);
	if (n < 0) {
		snprintf(err, errlen, "Invalid adapter index");
		return NULL;
	}
	d = pick_device(n, err, errlen);
	return d;
}

static struct live *create(const struct live_conf *conf, char *err, size_t errlen)
{
	char e[PCAP_ERRBUF_SIZE];
	struct live *l = calloc(1, sizeof(*l));

	if (!l) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	l->conf = *conf;
	l->device = choose_device(conf->device, err, errlen);
	l->timeout_ms = conf->timeout_ms;
	l->nano = conf->nano;
	l->fd = SELECTABLE_NEVER;
	if (l->device) {
		l->pd = pcap_create(l->device, e);
		if (l->pd)
			return l;
		snprintf(err, errlen, "%s: %s", l->device, e);
	}
	live_close(l);
	return NULL;
}

static struct live *open_libpcap(
	const struct live_conf *conf, uint64_t ring, char *err, size_t errlen)
{
	struct live_conf c = *conf;
	struct live *l;

	c.ring = ring;
	l = create(&c, err, errlen);
	if (l && set_up(l, &c, err, errlen) && activate(l, &c, err, errlen))
		return l;
	live_close(l);
	return NULL;
}

int live_packet_socket(const struct live *l)
{
	int fd = l->ring ? ring_fd(l->ring) : pcap_fileno(l->pd), domain = 0;
	socklen_t n = sizeof(domain);

	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &n) < 0 || domain != AF_PACKET)
		return -1;
	return fd;
}

/* Does what is asked for look like something for the ring? */
static bool suits_ring(const struct live_conf *conf)
{
	return conf->backend != LIVE_LIBPCAP && !conf->monitor;
}

/* libpcap has switched the device's time stamps on if they were asked for and there are some: what
 * its socket takes from there, as PACKET_TIMESTAMP has it. */
static int time_source(const struct live_conf *conf, int fd)
{
	int source = 0;
	socklen_t n = sizeof(source);

	if (!conf->time_stamp_type ||
		getsockopt(fd, SOL_PACKET, PACKET_TIMESTAMP, &source, &n) != 0)
		return 0;
	return source;
}

/* Our own socket beside libpcap's, for the same packets.  False with errno set. */
static bool make_ring(struct live *l, const struct live_conf *conf)
{
	int fd = live_packet_socket(l), type = 0;
	struct sockaddr_ll at = { .sll_ifindex = -1 };
	socklen_t n = sizeof(type), size = sizeof(at);
	struct ring_conf c = {
		.device = l->device,
		.link = l->link,
		.snaplen = l->snaplen,
		.timeout_ms = conf->ring_ms ? conf->ring_ms : conf->timeout_ms,
		.bytes = conf->ring,
		.promiscuous = conf->promiscuous,
		.nano = conf->nano,
		.direction = conf->direction,
		.warn = conf->warn,
		.warn_arg = conf->warn_arg,
	};

	errno = EOPNOTSUPP;
	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) != 0 ||
		getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		return false;
	c.ifindex = at.sll_ifindex;
	c.cooked = type == SOCK_DGRAM;
	c.time_source = time_source(conf, fd);
	if (!ring_knows(c.link, c.cooked)) {
		errno = EOPNOTSUPP;
		return false;
	}
	l->ring = ring_open(&c);
	if (l->ring && conf->loss)
		ring_on_loss(l->ring, conf->loss, conf->loss_arg);
	return l->ring;
}

static void no_ring(const struct live *l, char *err, size_t errlen)
{
	snprintf(err, errlen, "%s: --backend ring: %s", l->device, strerror(errno));
}

struct live *live_open(const struct live_conf *conf, char *err, size_t errlen)
{
	struct live *l;

	if (suits_ring(conf)) {
		l = open_libpcap(conf, PROBE, err, errlen);
		if (!l || make_ring(l, conf))
			return l;
	} else if (conf->backend == LIVE_RING) {
		errno = EOPNOTSUPP;
		l = create(conf, err, errlen);
	} else
		return open_libpcap(conf, conf->ring ? conf->ring : RING, err, errlen);
	if (conf->backend == LIVE_RING) {
		if (l)
			no_ring(l, err, errlen);
		live_close(l);
		return NULL;
	}
	live_close(l);
	return open_libpcap(conf, conf->ring ? conf->ring : RING, err, errlen);
}

void live_close(struct live *l)
{
	if (!l)
		return;
	if (l->pd)
		pcap_close(l->pd);
	ring_close(l->ring);
	free(l->device);
	free(l);
}

pcap_t *live_handle(struct live *l) { return l->pd; }

const char *live_device(const struct live *l) { return l->device; }

void live_description(const struct live *l, char *s, size_t size)
{
	char err[PCAP_ERRBUF_SIZE];
	pcap_if_t *all = all_devices(err, sizeof(err));

	*s = '\0';
	for (pcap_if_t *d = all; d; d = d->next)
		if (strcmp(d->name, l->device) == 0 && d->description)
			snprintf(s, size, "%s", d->description);
	if (all)
		pcap_freealldevs(all);
}

uint16_t live_link(const struct live *l) { return l->link; }

uint32_t live_snaplen(const struct live *l) { return l->snaplen; }

bool live_network(const struct live *l, uint32_t *net, uint32_t *mask)
{
	*net = l->net;
	*mask = l->mask;
	return l->network;
}

/* The ring takes over.  False: it can't. */
static bool go_on_with_ring(struct live *l, struct filter *f)
{
	if (!ring_start(l->ring, f->all || f->split ? NULL : &f->prog.bpf))
		return false;
	f->conf.live = NULL; /* it is closed; what is compiled from now on is not for the kernel */
	pcap_close(l->pd);
	l->pd = NULL;
	return true;
}

/* The kernel can't run the filter for it.  libpcap's own ring gets its size. */
static bool go_back_to_libpcap(struct live *l, struct filter *f, char *err, size_t errlen)
{
	struct live *full;

	if (l->conf.backend == LIVE_RING) {
		no_ring(l, err, errlen);
		return false;
	}
	full = open_libpcap(&l->conf, l->conf.ring ? l->conf.ring : RING, err, errlen);
	if (!full)
		return false;
	ring_close(l->ring);
	l->ring = NULL;
	pcap_close(l->pd);
	l->pd = full->pd;
	l->fd = full->fd;
	full->pd = NULL;
	live_close(full);
	f->conf.live = l->pd;
	return true;
}

bool live_filter(struct live *l, struct filter *f, char *err, size_t errlen)
{
	static struct bpf_insn all[] = { { BPF_RET | BPF_K, 0, 0, UINT32_MAX } };
	struct bpf_program everything = { 1, all };

	if (l->ring) {
		if (go_on_with_ring(l, f))
			return true;
		if (!go_back_to_libpcap(l, f, err, errlen))
			return false;
	}
	/* A set of hosts is asked behind the kernel. */
	if (pcap_setfilter(l->pd, f->split ? &everything : &f->prog.bpf) == 0)
		return true;
	snprintf(err, errlen, "%s: %s", l->device, pcap_geterr(l->pd));
	return false;
}

void live_start(struct live *l)
{
	if (l->ring)
		ring_keep(l->ring);
}

/* --- packets --- */

static void on_packet(u_char *arg, const struct pcap_pkthdr *h, const u_char *data)
{
	struct live *l = (struct live *)(void *)arg;
	struct packet p = {
		.sec = h->ts.tv_sec,
		.frac = (uint32_t)h->ts.tv_usec,
		.nano = l->nano,
		.link = l->link,
		.caplen = h->caplen,
		.len = h->len,
		.data = data,
	};

	l->handler(l->arg, &p);
}

int live_read(struct live *l, int max, live_handler *handler, void *arg, char *err, size_t errlen)
{
	int n;

	if (l->ring)
		return ring_read(l->ring, max, handler, arg, err, errlen);
	l->handler = handler;
	l->arg = arg;
	n = pcap_dispatch(l->pd, max > 0 ? max : -1, on_packet, (u_char *)l);
	if (n == PCAP_ERROR_BREAK)
		return 0;
	if (n < 0) {
		snprintf(err, errlen, "pcap_loop: %s", pcap_geterr(l->pd));
		return -1;
	}
	return n;
}

void live_break(struct live *l)
{
	if (l->ring)
		ring_break(l->ring);
	else
		pcap_breakloop(l->pd);
}

void live_pause(struct live *l)
{
	if (l->ring)
		ring_pause(l->ring);
}

void live_resume(struct live *l)
{
	if (l->ring)
		ring_resume(l->ring);
}

void live_wait(struct live *l, int ms, const sigset_t *let_in)
{
	struct pollfd f = { .fd = l->fd, .events = POLLIN };
	struct timespec t;

	if (l->ring) {
		ring_wait(l->ring, ms, let_in);
		return;
	}
	if (l->fd == SELECTABLE_NEVER && ms > 10)
		ms = 10;
	t.tv_sec = ms / 1000;
	t.tv_nsec = ms % 1000 * 1000000L;
	ppoll(&f, l->fd == SELECTABLE_NEVER ? 0 : 1, &t, let_in);
}

/* A packet socket gets a filter that takes nothing more.  The kernel's open block of packets is
 * handed over when its time is up, at the latest: until then they may still come. */
int live_stop(struct live *l)
{
	static struct sock_filter nothing[] = { { 0x06, 0, 0, 0 } };
	struct sock_fprog prog = { .len = 1, .filter = nothing };
	int fd;

	if (l->ring)
		return ring_stop(l->ring);
	fd = live_packet_socket(l);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)) < 0)
		return 0;
	return l->timeout_ms + 20;
}

bool live_drained(struct live *l) { return l->ring && ring_drained(l->ring); }

bool live_counts(struct live *l, struct live_counts *c)
{
	struct pcap_stat st;

	if (l->ring) {
		struct ring_counts r;

		ring_count(l->ring, &r);
		*c = (struct live_counts){ r.received, r.dropped, r.ifdropped };
		return true;
	}
	memset(c, 0, sizeof(*c));
	if (pcap_stats(l->pd, &st) != 0)
		return false;
	*c = (struct live_counts){ st.ps_recv, st.ps_drop, st.ps_ifdrop };
	return true;
}

/* --- for lives.h --- */

bool live_next_time(struct live *l, int64_t *ns) { return l->ring && ring_next_time(l->ring, ns); }

int live_fd(const struct live *l) { return l->ring ? ring_fd(l->ring) : l->fd; }

void live_heed_error(struct live *l)
{
	if (l->ring)
		ring_heed_error(l->ring);
}

bool live_stopping(const struct live *l) { return l->ring && ring_stopping(l->ring); }

void live_move_socket(struct live *l, int least)
{
	if (l->ring)
		ring_move_socket(l->ring, least);
}

bool live_return(struct live *l) { return l->ring && ring_return(l->ring); }

/* --- lists --- */

bool live_list_links(const struct live_conf *conf, FILE *to, char *err, size_t errlen)
{
	struct live_conf plain = *conf;
	struct live *l;
	int *dlts, n;

	plain.linktype = NULL;
	plain.backend = LIVE_LIBPCAP;
	l = live_open(&plain, err, errlen);
	if (!l)
		return false;
	n = pcap_list_datalinks(l->pd, &dlts);
	if (n <= 0) {
		snprintf(err, errlen, "%s: %s", l->device,
			n < 0 ? pcap_geterr(l->pd) : "no data link types");
		live_close(l);
		return false;
	}
	fprintf(to, "Data link types for %s %s(use option -y to set):\n", l->device,
		conf->monitor ? "when in monitor mode " : "");
	for (int i = 0; i < n; i++) {
		const char *name = pcap_datalink_val_to_name(dlts[i]);
		const char *text = pcap_datalink_val_to_description(dlts[i]);

		if (name)
			fprintf(to, "  %s (%s)\n", name, text);
		else
			fprintf(to, "  DLT %d (printing not supported)\n", dlts[i]);
	}
	pcap_free_datalinks(dlts);
	live_close(l);
	return true;
}

bool live_list_time_stamps(const struct live_conf *conf, FILE *to, char *err, size_t errlen)
{
	struct live *l = create(conf, err, errlen);
	int *types, n;

	if (!l)
		return false;
	n = pcap_list_tstamp_types(l->pd, &types);
	if (n < 0) {
		snprintf(err, errlen, "%s: %s", l->device, pcap_geterr(l->pd));
		live_close(l);
		return false;
	}
	if (n == 0)
		fprintf(to, "Time stamp type cannot be set for %s\n", l->device);
	else {
		fprintf(to, "Time stamp types for %s (use option -j to set):\n", l->device);
		for (int i = 0; i < n; i++)
			fprintf(to, "  %s (%s)\n", pcap_tstamp_type_val_to_name(types[i]),
				pcap_tstamp_type_val_to_description(types[i]));
		pcap_free_tstamp_types(types);
	}
	live_close(l);
	return true;
}
