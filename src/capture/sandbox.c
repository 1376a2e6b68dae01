/* SPDX-License-Identifier: BSD-2-Clause */
#include "sandbox.h"

#if defined(__has_feature)
#define HAS(feature) __has_feature(feature)
#else
#define HAS(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || HAS(address_sanitizer) ||     \
	HAS(thread_sanitizer) || HAS(memory_sanitizer) || !defined(__linux__)
#define CONFINES 0
#elif defined(__x86_64__) && !defined(__ILP32__)
#define CONFINES AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__ILP32__) && !defined(__AARCH64EB__)
#define CONFINES AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define CONFINES AUDIT_ARCH_RISCV64
#else
#define CONFINES 0
#endif

#if defined(__linux__)
#include <linux/audit.h>
#endif

#if CONFINES

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox_calls.h"

/* --- the program: a tree of comparisons, whose leaves are verdicts --- */

enum { PROGRAM_MOST = 800 };

struct program {
	struct sock_filter f[PROGRAM_MOST];
	unsigned n;
	bool failed;
	pid_t pid;
	uint32_t packets, packets_end;
};

/* From this number on, up to the next one's. */
struct range {
	uint32_t from;
	enum verdict verdict;
};

static void put(struct program *p, uint16_t code, uint32_t k, unsigned yes, unsigned no)
{
	if (p->n == PROGRAM_MOST || yes > 255 || no > 255) {
		p->failed = true;
		return;
	}
	p->f[p->n++] = (struct sock_filter){ code, (uint8_t)yes, (uint8_t)no, k };
}

static void give(struct program *p, uint32_t result) { put(p, BPF_RET | BPF_K, result, 0, 0); }

static void allow(struct program *p) { give(p, SECCOMP_RET_ALLOW); }

static void refuse(struct program *p, int why)
{
	give(p, SECCOMP_RET_ERRNO | ((uint32_t)why & SECCOMP_RET_DATA));
}

/* The lower half of an argument: what takes an int looks at no more. */
static void load(struct program *p, unsigned argument)
{
	put(p, BPF_LD | BPF_W | BPF_ABS,
		(uint32_t)(offsetof(struct seccomp_data, args) + 8 * argument), 0, 0);
}

static void allow_if_any(struct program *p, const uint32_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(p, BPF_JMP | BPF_JEQ | BPF_K, values[i], (unsigned)(n - i), 0);
	refuse(p, EPERM);
	allow(p);
}

static void allow_if(struct program *p, unsigned argument, uint32_t value)
{
	load(p, argument);
	allow_if_any(p, &value, 1);
}

static void refuse_if_set(struct program *p, unsigned argument, uint32_t bits)
{
	load(p, argument);
	put(p, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
	refuse(p, EPERM);
	allow(p);
}

/* A message to nobody else than the other end. */
static void allow_unaddressed(struct program *p)
{
	load(p, 4);
	put(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
	put(p, BPF_LD | BPF_W | BPF_ABS,
		(uint32_t)(offsetof(struct seccomp_data, args) + 8 * 4 + 4), 0, 0);
	put(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
	refuse(p, EPERM);
	allow(p);
}

static void judge(struct program *p, enum verdict v)
{
	const uint32_t writes =
		O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | (uint32_t)(O_TMPFILE & ~O_DIRECTORY);
	static const uint32_t internet[] = { AF_INET, AF_INET6 };
	static const uint32_t devices[] = { TCGETS, TIOCGWINSZ, FIONREAD, SIOCGIFNAME, SIOCGIFFLAGS,
		SIOCGIFMTU, SIOCGIFHWADDR, SIOCGIFINDEX };

	switch (v) {
	case REFUSED:
		refuse(p, EPERM);
		break;
	case UNKNOWN:
		refuse(p, ENOSYS);
		break;
	case KILLED:
		give(p, SECCOMP_RET_KILL_PROCESS);
		break;
	case ALLOWED:
		allow(p);
		break;
	case OPEN_TO_READ:
		refuse_if_set(p, 1, writes);
		break;
	case OPENAT_TO_READ:
		refuse_if_set(p, 2, writes);
		break;
	case NO_CODE:
		refuse_if_set(p, 2, PROT_EXEC);
		break;
	case TO_ITSELF:
		allow_if(p, 0, (uint32_t)p->pid);
		break;
	case OF_ITSELF:
		allow_if(p, 0, 0);
		break;
	case A_THREAD:
		load(p, 0);
		put(p, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
		refuse(p, EPERM);
		allow(p);
		break;
	case A_COPY:
		refuse_if_set(p, 0,
			CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
				CLONE_NEWNET | CLONE_NEWCGROUP);
		break;
	case ON_DEVICES:
		load(p, 1);
		allow_if_any(p, devices, sizeof(devices) / sizeof(*devices));
		break;
	case INTERNET:
		load(p, 0);
		allow_if_any(p, internet, sizeof(internet) / sizeof(*internet));
		break;
	case ON_PACKETS:
		load(p, 0);
		put(p, BPF_JMP | BPF_JGE | BPF_K, p->packets, 0, 1);
		put(p, BPF_JMP | BPF_JGE | BPF_K, p->packets_end, 0, 1);
		refuse(p, EPERM);
		allow(p);
		break;
	case OFF_PACKETS:
		load(p, 0);
		put(p, BPF_JMP | BPF_JGE | BPF_K, p->packets, 0, 2);
		put(p, BPF_JMP | BPF_JGE | BPF_K, p->packets_end, 1, 0);
		refuse(p, EPERM);
		allow(p);
		break;
	case UNADDRESSED:
		allow_unaddressed(p);
		break;
	}
}

/* The ranges from lo to hi.  Each comparison halves them. */
static void put_tree(struct program *p, const struct range *r, unsigned lo, unsigned hi)
{
	unsigned mid = (lo + hi + 1) / 2, at = p->n;

	if (lo == hi) {
		judge(p, r[lo].verdict);
		return;
	}
	put(p, BPF_JMP | BPF_JGE | BPF_K, r[mid].from, 0, 0);
	put_tree(p, r, lo, mid - 1);
	if (p->n - at - 1 > 255)
		p->failed = true;
	else if (!p->failed)
		p->f[at].jt = (uint8_t)(p->n - at - 1);
	put_tree(p, r, mid, hi);
}

/* --- the ranges --- */

static bool needed(const struct sandbox *s, enum need n)
{
	switch (n) {
	case ALWAYS:
		return true;
	case TO_CAPTURE:
		return s->packets;
	case TO_ASK:
		return s->names;
	case TO_COMMAND:
		return s->commands;
	case TO_THREAD:
		return s->threads;
	case TO_COPY:
		return s->copies;
	case TO_READ:
		return s->names || s->read_any || s->nreads || s->packets;
	case TO_WRITE:
		return s->nwrites || s->makes;
	}
	return false;
}

/* Later rows of a call are wider ones: the last that is needed counts. */
static void fill(const struct sandbox *s, uint8_t verdicts[CALLS_END])
{
	memset(verdicts, REFUSED, CALLS_END);
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (calls[i].number < CALLS_END && needed(s, calls[i].need))
			verdicts[calls[i].number] = calls[i].verdict;
}

static unsigned find_ranges(const uint8_t verdicts[CALLS_END], struct range r[CALLS_END + 2])
{
	unsigned n = 0;

	for (uint32_t i = 0; i < CALLS_END; i++)
		if (i == 0 || verdicts[i] != verdicts[i - 1])
			r[n++] = (struct range){ i, verdicts[i] };
	r[n++] = (struct range){ CALLS_END, UNKNOWN };
	r[n++] = (struct range){ 0x40000000, KILLED }; /* x32, which has other numbers */
	return n;
}

static bool filter_calls(const struct sandbox *s)
{
	const uint32_t first = (uint32_t)s->packets - 1;
	struct program p = {
		.pid = getpid(),
		.packets = first,
		.packets_end = first + (uint32_t)(s->npackets ? s->npackets : 1),
	};
	struct range ranges[CALLS_END + 2];
	uint8_t verdicts[CALLS_END];
	struct sock_fprog prog = { .filter = p.f };
	unsigned flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW, n;

	fill(s, verdicts);
	n = find_ranges(verdicts, ranges);
	put(&p, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
	put(&p, BPF_JMP | BPF_JEQ | BPF_K, CONFINES, 1, 0);
	give(&p, SECCOMP_RET_KILL_PROCESS);
	put(&p, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
	put_tree(&p, ranges, 0, n - 1);
	prog.len = (unsigned short)p.n;
	return !p.failed && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog) == 0;
}

/* --- files --- */

enum {
	DNS_PORT = 53,

	/* linux/landlock.h, which is newer than some systems this is built on */
	CREATE_RULESET = 444,
	ADD_RULE = 445,
	RESTRICT_SELF = 446,
	ASK_VERSION = 1,
	MAY_EXECUTE = 1 << 0,
	MAY_WRITE_FILE = 1 << 1,
	MAY_READ_FILE = 1 << 2,
	MAY_READ_DIR = 1 << 3,
	MAY_REMOVE_FILE = 1 << 5,
	MAY_MAKE_REG = 1 << 8,
	MAY_TRUNCATE = 1 << 14,
	MAY_READ = MAY_READ_FILE | MAY_READ_DIR,
	MAY_WRITE = MAY_READ | MAY_WRITE_FILE | MAY_REMOVE_FILE | MAY_MAKE_REG | MAY_TRUNCATE,
	OF_A_FILE = MAY_EXECUTE | MAY_WRITE_FILE | MAY_READ_FILE | MAY_TRUNCATE,

	RULE_PATH = 1,
	RULE_PORT = 2,
	NET_CONNECT = 1 << 1,
};

struct ruleset {
	uint64_t files, net, scoped;
};

struct port_rule {
	uint64_t allowed, port;
};

struct path_rule {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

/* What the kernel's version of it knows. */
static size_t ruleset_of(long version, struct ruleset *r)
{
	static const uint8_t bits[] = { 13, 14, 15, 15, 16 };

	r->files = (1ULL << bits[version > 5 ? 4 : version - 1]) - 1;
	r->net = version >= 4 ? 3 : 0;
	r->scoped = version >= 6 ? 3 : 0;
	return version >= 6 ? 24 : version >= 4 ? 16 : 8;
}

static void permit_open(int rules, int fd, uint64_t what)
{
	struct path_rule a = { .allowed = what, .fd = fd };

	if (syscall(ADD_RULE, rules, RULE_PATH, &a, 0) != 0 && errno == EINVAL) {
		a.allowed = what & OF_A_FILE; /* it is no directory */
		syscall(ADD_RULE, rules, RULE_PATH, &a, 0);
	}
}

static void permit(int rules, const char *path, uint64_t what)
{
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return;
	permit_open(rules, fd, what);
	close(fd);
}

static void permit_all(int rules, const struct sandbox *s, uint64_t known)
{
	static const char *const for_names[] = { "/etc/protocols", "/etc/nsswitch.conf",
		"/etc/resolv.conf", "/etc/hosts" };
	/* A file of another link type has the filter made anew, with names of ports in it. */
	static const char *const for_filters[] = { "/etc/services", "/etc/protocols",
		"/etc/nsswitch.conf" };
	const struct port_rule dns = { NET_CONNECT, DNS_PORT };

	if (s->read_any)
		permit(rules, "/", MAY_READ);
	for (size_t i = 0; i < s->nreads; i++)
		permit(rules, s->reads[i], MAY_READ);
	for (size_t i = 0; i < s->nwrites; i++)
		permit(rules, s->writes[i], MAY_WRITE & known);
	if (s->makes)
		permit_open(rules, s->makes - 1, MAY_WRITE & known);
	for (size_t i = 0; s->nreads && i < sizeof(for_filters) / sizeof(*for_filters); i++)
		permit(rules, for_filters[i], MAY_READ_FILE);
	if (!s->names)
		return;
	for (size_t i = 0; i < sizeof(for_names) / sizeof(*for_names); i++)
		permit(rules, for_names[i], MAY_READ_FILE);
	syscall(ADD_RULE, rules, RULE_PORT, &dns, 0);
}

static bool confine_files(const struct sandbox *s)
{
	long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
	struct ruleset r;
	size_t size;
	int rules;
	bool ok;

	if (version < 1)
		return false;
	size = ruleset_of(version, &r);
	rules = (int)syscall(CREATE_RULESET, &r, size, 0);
	if (rules < 0)
		return false;
	permit_all(rules, s, r.files);
	ok = syscall(RESTRICT_SELF, rules, 0) == 0;
	close(rules);
	return ok;
}

/* --- rights --- */

/* root that stays root may need its way to files that are opened later, and nothing else. */
static void drop_capabilities(const struct sandbox *s)
{
	struct __user_cap_header_struct h = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct had[2], keep[2] = { 0 };

	if (syscall(SYS_capget, &h, had) != 0)
		return;
	if (s->read_any || s->nreads || s->nwrites || s->makes)
		keep[0].permitted =
			had[0].permitted &
			(1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH | 1U << CAP_FOWNER);
	keep[0].effective = keep[0].permitted;
	syscall(SYS_capset, &h, keep);
}

/* valgrind is in the same process, and takes part in what is allowed. */
static bool watched(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload && strstr(preload, "vgpreload");
}

unsigned sandbox_enter(const struct sandbox *s)
{
	unsigned held = 0;

	if (watched() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return 0;
	drop_capabilities(s);
	if (confine_files(s))
		held |= SANDBOX_FILES;
	if (filter_calls(s))
		held |= SANDBOX_CALLS;
	return held;
}

const char *sandbox_kinds(void) { return "seccomp, landlock"; }

#else

unsigned sandbox_enter(const struct sandbox *s)
{
	(void)s;
	return 0;
}

const char *sandbox_kinds(void) { return NULL; }

#endif
