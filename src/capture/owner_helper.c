/* SPDX-License-Identifier: BSD-2-Clause */
#include "owner_helper.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
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

	if (!is_mine(h, local_is_src ? e->src : e->dst, e->ver))
		return false;
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
	for (char *c = line; *c; c++)
		if (!isprint((unsigned char)*c))
			*c = '?';
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

/* --- questions --- */

static void answer(struct helper *h, const struct endpoints *e, struct process *p)
{
	struct inet_diag_msg m;
	const struct passwd *pw;

	memset(p, 0, sizeof(*p));
	if ((!ask(h, e, true, &m) && !ask(h, e, false, &m)) || m.idiag_inode == 0)
		return;
	p->has_uid = true;
	p->uid = m.idiag_uid;
	pw = getpwuid(p->uid);
	if (pw)
		snprintf(p->user, sizeof(p->user), "%.47s", pw->pw_name);
	if (!find_pid(h, m.idiag_inode, &p->pid)) {
		p->pid = 0;
		return;
	}
	p->has_pid = true;
	describe(p);
}

_Noreturn void owner_help(int fd)
{
	struct helper *h = calloc(1, sizeof(*h));
	const struct timeval patience = { .tv_sec = 1 };
	struct endpoints e;
	struct process p;
	sigset_t all;

	sigfillset(&all); /* ^C is for the capture; we end when it does */
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (!h)
		_exit(1);
	h->diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	setsockopt(h->diag, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	h->next_scan = h->looked = INT64_MIN / 2;
	while (read(fd, &e, sizeof(e)) == sizeof(e)) {
		answer(h, &e, &p);
		if (write(fd, &p, sizeof(p)) != sizeof(p))
			break;
	}
	_exit(0);
}
