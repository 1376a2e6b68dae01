/* SPDX-License-Identifier: BSD-2-Clause */
#include "owner_helper.h"
#include "owner_bpf.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	HELD = 4096,      /* sockets whose process is remembered; the number decides the place */
	REST = 2,         /* times as long as a look at all of /proc takes, until the next */
	SECOND = 1000000, /* us */
	WAIT_MOST = 300000,
	DUMP = 32768,
	ANSWER = 8192,
	ADDRESSES = 1024,
	LOOK_MS = 1000, /* between two looks at them */
};

struct held {
	uint32_t inode, pid;
};

struct helper {
	int diag;
	uint8_t mine[ADDRESSES][16]; /* addresses of this machine, IPv4 in the first 4 bytes */
	uint8_t mine_ver[ADDRESSES];
	size_t nmine;
	int64_t looked; /* ms: when that was */
	struct held held[HELD];
	int64_t next_scan, second, waited; /* us, s, us */
	const struct owner_maps *maps;     /* NULL: no BPF */
	int root;                          /* of the cgroups */
	uint64_t netns;                    /* the cookie of ours */
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_ms(void) { return now_us() / 1000; }

/* --- this machine's addresses --- */

static void look_at_addresses(struct helper *h)
{
	struct ifaddrs *all = NULL;

	h->looked = now_ms();
	h->nmine = 0;
	if (getifaddrs(&all) != 0)
		return;
	for (const struct ifaddrs *a = all; a && h->nmine < ADDRESSES; a = a->ifa_next) {
		const struct sockaddr *s = a->ifa_addr;

		if (!s || (s->sa_family != AF_INET && s->sa_family != AF_INET6))
			continue;
		if (s->sa_family == AF_INET)
			memcpy(h->mine[h->nmine],
				&((const struct sockaddr_in *)(const void *)s)->sin_addr, 4);
		else
			memcpy(h->mine[h->nmine],
				&((const struct sockaddr_in6 *)(const void *)s)->sin6_addr, 16);
		h->mine_ver[h->nmine++] = s->sa_family == AF_INET ? 4 : 6;
	}
	freeifaddrs(all);
}

/* A socket that is bound to no address would else be taken for that of any other machine. */
static bool is_mine(struct helper *h, const uint8_t *address, uint8_t ver)
{
	if (ver == 4 && address[0] == 127)
		return true;
	if (now_ms() - h->looked >= LOOK_MS)
		look_at_addresses(h);
	for (size_t i = 0; i < h->nmine; i++)
		if (h->mine_ver[i] == ver && memcmp(h->mine[i], address, ver == 4 ? 4 : 16) == 0)
			return true;
	return false;
}

/* --- the kernel: which socket? --- */

static bool is_local(const struct inet_diag_msg *m, const uint8_t *address, uint16_t port, size_t n)
{
	static const uint8_t any[16], mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *a = (const uint8_t *)m->id.idiag_src;

	if (ntohs(m->id.idiag_sport) != port)
		return false;
	return memcmp(a, address, n) == 0 || memcmp(a, any, n) == 0 ||
	       (n == 4 && m->idiag_family == AF_INET6 &&
		       (memcmp(a, any, 16) == 0 ||
			       (memcmp(a, mapped, 12) == 0 && memcmp(a + 12, address, 4) == 0)));
}

/* Ask for the socket with these ends; UDP wants them the other way round. */
static bool ask(
	struct helper *h, const struct endpoints *e, bool local_is_src, struct inet_diag_msg *found)
{
	struct {
		struct nlmsghdr n;
		struct inet_diag_req_v2 r;
	} q = {
		.n = { sizeof(q), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 0, 0 },
		.r = { .sdiag_family = e->ver == 4 ? AF_INET : AF_INET6,
			.sdiag_protocol = e->proto,
			.idiag_states = ~0U,
			.id.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } },
	};
	bool first_is_src = local_is_src != (e->proto == IPPROTO_UDP);
	size_t n = e->ver == 4 ? 4 : 16;
	_Alignas(8) char answer[ANSWER];
	const struct nlmsghdr *got = (const void *)answer;
	ssize_t len;

	memcpy(q.r.id.idiag_src, first_is_src ? e->src : e->dst, n);
	memcpy(q.r.id.idiag_dst, first_is_src ? e->dst : e->src, n);
	q.r.id.idiag_sport = htons(first_is_src ? e->sport : e->dport);
	q.r.id.idiag_dport = htons(first_is_src ? e->dport : e->sport);
	if (send(h->diag, &q, sizeof(q), 0) != (ssize_t)sizeof(q))
		return false;
	len = recv(h->diag, answer, sizeof(answer), 0);
	if (len < (ssize_t)(sizeof(*got) + sizeof(*found)) ||
		got->nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return false;
	memcpy(found, NLMSG_DATA(got), sizeof(*found));
	return is_local(
		found, local_is_src ? e->src : e->dst, local_is_src ? e->sport : e->dport, n);
}

/* A connection that no process has accepted yet. */
static bool is_waiting(const struct inet_diag_msg *m)
{
	return m->idiag_inode == 0 &&
	       (m->idiag_state == TCP_ESTABLISHED || m->idiag_state == TCP_SYN_RECV ||
		       m->idiag_state == TCP_CLOSE_WAIT);
}

/* How many sockets of that family listen there; *m is one of them. */
static unsigned count_listeners(struct helper *h, const struct endpoints *e, bool local_is_src,
	uint8_t family, struct inet_diag_msg *m)
{
	struct {
		struct nlmsghdr n;
		struct inet_diag_req_v2 r;
	} q = {
		.n = { sizeof(q), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 0, 0 },
		.r = { .sdiag_family = family,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = 1U << TCP_LISTEN },
	};
	_Alignas(8) char answer[DUMP];
	unsigned n = 0;
	bool over = send(h->diag, &q, sizeof(q), 0) != (ssize_t)sizeof(q);

	while (!over) {
		ssize_t got = recv(h->diag, answer, sizeof(answer), 0);
		const struct nlmsghdr *a = (const void *)answer;

		over = got <= 0;
		for (; !over && NLMSG_OK(a, (size_t)got); a = NLMSG_NEXT(a, got)) {
			const struct inet_diag_msg *x = NLMSG_DATA(a);

			over = a->nlmsg_type != SOCK_DIAG_BY_FAMILY;
			if (over ||
				!is_local(x, local_is_src ? e->src : e->dst,
					local_is_src ? e->sport : e->dport, e->ver == 4 ? 4 : 16))
				continue;
			*m = *x;
			n++;
		}
	}
	return n;
}

/* The only one that can accept it. */
static void ask_listener(
	struct helper *h, const struct endpoints *e, bool local_is_src, struct inet_diag_msg *m)
{
	struct inet_diag_msg found;
	unsigned n = count_listeners(h, e, local_is_src, AF_INET6, &found);

	if (e->ver == 4)
		n += count_listeners(h, e, local_is_src, AF_INET, &found);
	if (n == 1)
		*m = found;
}

/* --- /proc: which process? --- */

static bool is_number(const char *s) { return *s && strspn(s, "0123456789") == strlen(s); }

static void note_descriptors(struct helper *h, uint32_t pid)
{
	char path[32], link[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/fd", pid);
	dir = opendir(path);
	for (struct dirent *d = dir ? readdir(dir) : NULL; d; d = readdir(dir)) {
		ssize_t n = readlinkat(dirfd(dir), d->d_name, link, sizeof(link) - 1);
		unsigned inode;

		if (n <= 0)
			continue;
		link[n] = '\0';
		if (sscanf(link, "socket:[%u]", &inode) == 1)
			h->held[inode % HELD] = (struct held){ inode, pid };
	}
	if (dir)
		closedir(dir);
}

/* The capture waits for us: not more than so much of each second. */
static bool wait_for_it(struct helper *h, int64_t now)
{
	int64_t us = h->next_scan - now;

	if (now / SECOND != h->second) {
		h->second = now / SECOND;
		h->waited = 0;
	}
	if (h->waited + us > WAIT_MOST)
		return false;
	h->waited += us;
	usleep((useconds_t)us);
	return true;
}

static void scan(struct helper *h)
{
	int64_t begin = now_us();
	DIR *proc;

	if (begin < h->next_scan && !wait_for_it(h, begin))
		return;
	begin = now_us();
	proc = opendir("/proc");
	for (struct dirent *d = proc ? readdir(proc) : NULL; d; d = readdir(proc))
		if (is_number(d->d_name))
			note_descriptors(h, (uint32_t)strtoul(d->d_name, NULL, 10));
	if (proc)
		closedir(proc);
	h->next_scan = now_us() + REST * (now_us() - begin);
}

/* Does that process still hold the socket?  Its number may be another's by now. */
static bool holds(uint32_t pid, uint32_t inode)
{
	char path[32], link[64], want[32];
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/fd", pid);
	snprintf(want, sizeof(want), "socket:[%u]", inode);
	dir = opendir(path);
	for (struct dirent *d = dir ? readdir(dir) : NULL; d && !found; d = readdir(dir)) {
		ssize_t n = readlinkat(dirfd(dir), d->d_name, link, sizeof(link) - 1);

		link[n > 0 ? n : 0] = '\0';
		found = strcmp(link, want) == 0;
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool find_pid(struct helper *h, uint32_t inode, uint32_t *pid)
{
	const struct held *s = &h->held[inode % HELD];

	if (s->inode != inode || !holds(s->pid, inode))
		scan(h);
	*pid = s->pid;
	return s->inode == inode && holds(s->pid, inode);
}

static void make_plain(char *s)
{
	for (; *s; s++)
		if (!isprint((unsigned char)*s))
			*s = '?';
}

/* A file of a process, a line of it; no control characters. */
static void read_line(uint32_t pid, const char *name, char *line, size_t size)
{
	char path[48];
	ssize_t n = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, line, size - 1);
		close(fd);
	}
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	make_plain(line);
}

/* The fourth field of stat; the second is a name with anything in it, in parentheses. */
static uint32_t parent_of(uint32_t pid)
{
	char line[512];
	const char *end;
	unsigned parent = 0;

	read_line(pid, "stat", line, sizeof(line));
	end = strrchr(line, ')');
	if (!end || sscanf(end + 1, " %*c %u", &parent) != 1)
		return 0;
	return parent;
}

static void describe(struct process *p)
{
	char line[512];
	const char *colons;

	read_line(p->pid, "comm", p->comm, sizeof(p->comm));
	p->ppid = parent_of(p->pid);
	if (p->ppid)
		read_line(p->ppid, "comm", p->parent, sizeof(p->parent));
	read_line(p->pid, "cgroup", line, sizeof(line));
	colons = strchr(line, ':'); /* number:controllers:path */
	colons = colons ? strchr(colons + 1, ':') : NULL;
	snprintf(p->cgroup, sizeof(p->cgroup), "%.255s", colons ? colons + 1 : "");
}

/* --- the programs in the kernel --- */

static int64_t clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* CLOCK_MONOTONIC less CLOCK_REALTIME, ns.  Between two looks at clocks we may have to wait for the
 * processor: the closest of some is taken. */
static int64_t between_clocks(void)
{
	enum { LOOKS = 20, CLOSE = 2000 };
	int64_t least = INT64_MAX, found = 0;

	for (int i = 0; i < LOOKS && least > CLOSE; i++) {
		int64_t before = clock_ns(CLOCK_MONOTONIC), real = clock_ns(CLOCK_REALTIME),
			took = clock_ns(CLOCK_MONOTONIC) - before;

		if (took < least) {
			least = took;
			found = before + took / 2 - real;
		}
	}
	return found;
}

static void name_user(struct process *p)
{
	const struct passwd *pw = getpwuid(p->uid);

	if (pw)
		snprintf(p->user, sizeof(p->user), "%.47s", pw->pw_name);
}

/* When it began, in ns of CLOCK_BOOTTIME; 0: there is none.  The 22nd field of stat. */
static int64_t began(uint32_t pid)
{
	char line[1024];
	const char *end;
	unsigned long long ticks = 0;

	read_line(pid, "stat", line, sizeof(line));
	end = strrchr(line, ')');
	if (!end || sscanf(end + 1,
			    " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d"
			    " %*d %*d %*d %*d %llu",
			    &ticks) != 1)
		return 0;
	return (int64_t)ticks * (1000000000 / sysconf(_SC_CLK_TCK));
}

static void note_cgroup(const struct helper *h, const struct owner_of_socket *o, struct process *p)
{
	owner_cgroup(h->root, o->cgroup, p->cgroup, sizeof(p->cgroup));
	make_plain(p->cgroup);
}

/* Of a process that is gone we know what was noted.  Its number may be another's, which began
 * later. */
static void describe_noted(
	const struct helper *h, const struct owner_of_socket *o, struct process *p)
{
	int64_t suspended = clock_ns(CLOCK_BOOTTIME) - clock_ns(CLOCK_MONOTONIC), start;

	p->has_pid = p->has_uid = true;
	p->pid = o->pid;
	p->uid = o->uid;
	name_user(p);
	start = began(p->pid);
	if (start && start <= (int64_t)o->since + suspended) {
		describe(p);
		if (p->comm[0] && began(p->pid) == start) {
			if (strcmp(p->cgroup, "/") == 0) /* also said of who is ending */
				note_cgroup(h, o, p);
			return;
		}
		memset(p->comm, 0, sizeof(p->comm));
		memset(p->parent, 0, sizeof(p->parent));
		p->ppid = 0;
	}
	memcpy(p->comm, o->comm, sizeof(o->comm));
	make_plain(p->comm);
	note_cgroup(h, o, p);
}

static void put_address(uint8_t *to, const uint8_t *address, uint8_t ver)
{
	memset(to, 0, 16);
	if (ver == 6) {
		memcpy(to, address, 16);
		return;
	}
	to[10] = to[11] = 0xff;
	memcpy(to + 12, address, 4);
}

/* The socket of one of the two ends.  *shared: only the kernel knows which of several it is. */
static bool find_noted(const struct helper *h, const struct endpoints *e, bool local_is_src,
	int64_t when, struct owner_of_socket *o, bool *shared)
{
	static const uint8_t any[16];
	struct owner_key k = {
		.netns = h->netns,
		.lport = local_is_src ? e->sport : e->dport,
		.rport = htons(local_is_src ? e->dport : e->sport),
		.proto = e->proto,
	};

	put_address(k.local, local_is_src ? e->src : e->dst, e->ver);
	put_address(k.remote, local_is_src ? e->dst : e->src, e->ver);
	if (owner_noted_find(h->maps, &k, when, o, shared)) {
		*shared = false;
		return true;
	}
	memset(k.remote, 0, sizeof(k.remote));
	k.rport = 0;
	if (owner_noted_find(h->maps, &k, when, o, shared) || *shared)
		return !*shared;
	put_address(k.local, any, e->ver);
	if (owner_noted_find(h->maps, &k, when, o, shared) || *shared)
		return !*shared;
	if (e->ver == 6)
		return false;
	memset(k.local, 0, sizeof(k.local)); /* of IPv6, which takes IPv4 as well */
	return owner_noted_find(h->maps, &k, when, o, shared) && !*shared;
}

/* False: what they noted does not say. */
static bool ask_programs(const struct helper *h, const struct owner_question *q, bool local_is_src,
	struct process *p)
{
	int64_t when = q->when + between_clocks();
	struct owner_of_socket o;
	bool shared;

	if (!h->maps || !find_noted(h, &q->e, local_is_src, when, &o, &shared))
		return false;
	describe_noted(h, &o, p);
	return true;
}

/* --- questions --- */

/* As it is now, by the kernel and /proc. */
static void look(struct helper *h, const struct inet_diag_msg *m, struct process *p)
{
	if (m->idiag_inode == 0)
		return;
	p->has_uid = true;
	p->uid = m->idiag_uid;
	name_user(p);
	if (!find_pid(h, m->idiag_inode, &p->pid)) {
		p->pid = 0;
		return;
	}
	p->has_pid = true;
	describe(p);
}

/* The sender, or if that is none of ours the other end. */
static void answer(struct helper *h, const struct owner_question *q, struct process *p)
{
	struct inet_diag_msg m;

	memset(p, 0, sizeof(*p));
	for (int end = 0; end < 2; end++) {
		bool src = end == 0;

		if (!is_mine(h, src ? q->e.src : q->e.dst, q->e.ver))
			continue;
		if (ask_programs(h, q, src, p))
			return;
		if (ask(h, &q->e, src, &m)) {
			if (is_waiting(&m))
				ask_listener(h, &q->e, src, &m);
			look(h, &m, p);
			return;
		}
	}
}

/* 0, or why they do not run. */
static int start_programs(struct helper *h, const struct owner_maps *m)
{
	enum { NETNS_COOKIE = 71 }; /* asm/socket.h, newer than some systems this is built on */
	socklen_t n = sizeof(h->netns);

	if (getsockopt(h->diag, SOL_SOCKET, NETNS_COOKIE, &h->netns, &n) != 0)
		return errno;
	h->root = owner_programs_start(m);
	if (h->root < 0)
		return errno;
	h->maps = m;
	return 0;
}

_Noreturn void owner_help(int fd, struct owner_maps *maps, int why)
{
	struct helper *h = calloc(1, sizeof(*h));
	const struct timeval patience = { .tv_sec = 1 };
	struct owner_question q;
	struct process p;
	sigset_t all;

	sigfillset(&all); /* ^C is for the capture; we end when it does */
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (!h)
		_exit(1);
	h->diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	setsockopt(h->diag, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	h->next_scan = h->looked = INT64_MIN / 2;
	if (maps)
		why = start_programs(h, maps);
	if (write(fd, &why, sizeof(why)) != sizeof(why))
		_exit(1);
	while (read(fd, &q, sizeof(q)) == sizeof(q)) {
		answer(h, &q, &p);
		if (write(fd, &p, sizeof(p)) != sizeof(p))
			break;
	}
	_exit(0);
}
