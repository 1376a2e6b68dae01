/* SPDX-License-Identifier: BSD-2-Clause */
#include "owner_bpf.h"
#include "owner_code.h"

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 12, 0)

#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <linux/mount.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOTED = 65536, HANDSHAKE = 1000000000 };

static int bpf(enum bpf_cmd cmd, union bpf_attr *a, size_t size)
{
	return (int)syscall(SYS_bpf, cmd, a, size);
}

/* --- maps --- */

/* The kernel wants to know what is kept with a socket: a number as key, and so many octets. */
static int load_types(void)
{
	const struct {
		struct btf_header h;
		struct {
			struct btf_type t;
			uint32_t more;
		} number, octet;
		struct {
			struct btf_type t;
			struct btf_array a;
		} octets;
		char names[8];
	} types = {
		.h = {
			.magic = BTF_MAGIC,
			.version = BTF_VERSION,
			.hdr_len = sizeof(struct btf_header),
			.type_len = sizeof(types.number) + sizeof(types.octet) + sizeof(types.octets),
			.str_off = sizeof(types.number) + sizeof(types.octet) + sizeof(types.octets),
			.str_len = sizeof(types.names),
		},
		.number = { { .name_off = 1, .info = BTF_KIND_INT << 24, .size = 4 }, 32 },
		.octet = { { .name_off = 5, .info = BTF_KIND_INT << 24, .size = 1 }, 8 },
		.octets = { { .info = BTF_KIND_ARRAY << 24 },
			{ .type = 2, .index_type = 1, .nelems = sizeof(struct owner_stored) } },
		.names = "\0int\0u8",
	};
	union bpf_attr a = { .btf = (uintptr_t)&types, .btf_size = sizeof(types) };

	return bpf(BPF_BTF_LOAD, &a, sizeof(a));
}

static int make_stored(void)
{
	union bpf_attr a = {
		.map_type = BPF_MAP_TYPE_SK_STORAGE,
		.key_size = sizeof(int),
		.value_size = sizeof(struct owner_stored),
		.map_flags = BPF_F_NO_PREALLOC | BPF_F_CLONE,
		.btf_key_type_id = 1,
		.btf_value_type_id = 3,
	};
	int types = load_types(), fd;

	if (types < 0)
		return -1;
	a.btf_fd = (uint32_t)types;
	fd = bpf(BPF_MAP_CREATE, &a, sizeof(a));
	close(types);
	return fd;
}

bool owner_maps_open(struct owner_maps *m)
{
	union bpf_attr noted = {
		.map_type = BPF_MAP_TYPE_LRU_HASH,
		.key_size = sizeof(struct owner_key),
		.value_size = sizeof(struct owner_noted),
		.max_entries = NOTED,
	};
	union bpf_attr counts = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = sizeof(int),
		.value_size = sizeof(*m->count),
		.max_entries = OWNER_PORTS,
		.map_flags = BPF_F_MMAPABLE,
	};
	void *p = MAP_FAILED;
	int why;

	*m = (struct owner_maps){ -1, -1, -1, NULL };
	m->noted = bpf(BPF_MAP_CREATE, &noted, sizeof(noted));
	if (m->noted >= 0)
		m->counts = bpf(BPF_MAP_CREATE, &counts, sizeof(counts));
	if (m->counts >= 0)
		m->stored = make_stored();
	if (m->stored >= 0)
		p = mmap(
			NULL, OWNER_PORTS * sizeof(*m->count), PROT_READ, MAP_SHARED, m->counts, 0);
	if (p != MAP_FAILED) {
		m->count = p;
		return true;
	}
	why = errno;
	owner_maps_close_fds(m);
	errno = why;
	return false;
}

void owner_maps_close_fds(struct owner_maps *m)
{
	int *fds[] = { &m->noted, &m->stored, &m->counts };

	for (int i = 0; i < 3; i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

void owner_maps_unmap(struct owner_maps *m)
{
	if (m->count)
		munmap((void *)(uintptr_t)m->count, OWNER_PORTS * sizeof(*m->count));
	m->count = NULL;
}

/* --- programs --- */

static int load_program(const struct owner_program *p, const struct owner_maps *m)
{
	static const char licence[] = "Dual BSD/GPL";
	struct owner_code c = { .n = 0 };
	union bpf_attr a = {
		.prog_type = p->type,
		.expected_attach_type = p->attach,
		.insns = (uintptr_t)c.i,
		.license = (uintptr_t)licence,
		.prog_name = "sonde_owner",
	};

	p->make(&c, m);
	if (c.failed) {
		errno = E2BIG;
		return -1;
	}
	a.insn_cnt = c.n;
	return bpf(BPF_PROG_LOAD, &a, sizeof(a));
}

/* The root of the cgroups; the system's own mount may be hidden, as by ip-netns(8). */
static int open_root(void)
{
	int fs = (int)syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC), mount = -1, fd = -1;

	if (fs >= 0 && syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		mount = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	if (mount >= 0) {
		fd = openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(mount);
	}
	if (fs >= 0)
		close(fs);
	if (fd < 0)
		fd = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

/* The link, or -1. */
static int attach(int root, const struct owner_program *p, const struct owner_maps *m)
{
	union bpf_attr a = { .link_create = {
				     .target_fd = (uint32_t)root, .attach_type = p->attach } };
	int fd = load_program(p, m), link;

	if (fd < 0)
		return -1;
	a.link_create.prog_fd = (uint32_t)fd;
	link = bpf(BPF_LINK_CREATE, &a, sizeof(a));
	close(fd);
	return link;
}

/* The links stay open as long as the process lives. */
int owner_programs_start(const struct owner_maps *m)
{
	int root = open_root(), links[OWNER_PROGRAMS], why;
	unsigned i = 0;

	while (root >= 0 && i < OWNER_PROGRAMS &&
		(links[i] = attach(root, &owner_programs[i], m)) >= 0)
		i++;
	if (i == OWNER_PROGRAMS)
		return root;
	why = errno;
	while (i > 0)
		close(links[--i]);
	if (root >= 0)
		close(root);
	errno = why;
	return -1;
}

void owner_cgroup(int root, uint64_t number, char *path, size_t size)
{
	enum { KERNFS = 0xfe }; /* linux/exportfs.h: a number is all there is */
	struct {
		struct file_handle h;
		uint64_t number;
	} f = { { .handle_bytes = sizeof(number), .handle_type = KERNFS }, number };
	int fd = open_by_handle_at(root, &f.h, O_PATH | O_CLOEXEC);
	char link[32];
	ssize_t n;

	path[0] = '\0';
	if (fd < 0)
		return;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, size - 1);
	path[n > 0 ? n : 0] = '\0';
	close(fd);
}

/* --- what is noted --- */

/* Two clocks are compared, one of which may count microseconds. */
static bool is_at(const struct owner_of_socket *o, int64_t when)
{
	enum { SLACK = 20000 };

	return o->since && (int64_t)o->since <= when + SLACK &&
	       (!o->closed || when <= (int64_t)o->closed);
}

/* A server's connection is noted with the first packet that it sends; the handshake came before. */
static bool is_soon(const struct owner_of_socket *o, int64_t when)
{
	return (int64_t)o->since > when && (int64_t)o->since - when < HANDSHAKE;
}

bool owner_noted_find(const struct owner_maps *m, const struct owner_key *k, int64_t when,
	struct owner_of_socket *o, bool *shared)
{
	struct owner_noted v;
	union bpf_attr a = {
		.map_fd = (uint32_t)m->noted, .key = (uintptr_t)k, .value = (uintptr_t)&v
	};

	*shared = false;
	if (bpf(BPF_MAP_LOOKUP_ELEM, &a, sizeof(a)) != 0)
		return false;
	*shared = v.shared;
	if (k->rport && k->proto == IPPROTO_TCP && is_soon(&v.now, when)) {
		*o = v.now;
		return !v.before.since || v.before.pid == o->pid;
	}
	*o = is_at(&v.now, when) ? v.now : v.before;
	return is_at(o, when) && o->pid;
}

#else /* headers that are too old for it */

#include <errno.h>

bool owner_maps_open(struct owner_maps *m)
{
	*m = (struct owner_maps){ -1, -1, -1, NULL };
	errno = ENOSYS;
	return false;
}

void owner_maps_close_fds(struct owner_maps *m) { (void)m; }
void owner_maps_unmap(struct owner_maps *m) { (void)m; }

int owner_programs_start(const struct owner_maps *m)
{
	(void)m;
	errno = ENOSYS;
	return -1;
}

void owner_cgroup(int root, uint64_t number, char *path, size_t size)
{
	(void)root;
	(void)number;
	(void)size;
	path[0] = '\0';
}

bool owner_noted_find(const struct owner_maps *m, const struct owner_key *k, int64_t when,
	struct owner_of_socket *o, bool *shared)
{
	(void)m;
	(void)k;
	(void)when;
	(void)o;
	return *shared = false;
}

#endif
