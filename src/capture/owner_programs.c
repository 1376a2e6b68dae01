/* SPDX-License-Identifier: BSD-2-Clause */
#include "owner_code.h"

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 12, 0)

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

/* Linux Documentation/bpf/standardization/instruction-set.rst; names of registers by what they
 * hold. Calls take 1 to 5 and spoil them, the result is in 0; 6 to 9 stay; 10 is the end of the
 * stack. */
enum {
	R0,
	R1,
	R2,
	R3,
	R4,
	R5,
	CTX,
	STORED,
	KEY,
	SOCK,
	STACK,

	W = BPF_W,
	DW = BPF_DW,
	H = BPF_H,

	KEY_AT = -(int)sizeof(struct owner_key), /* on the stack */
	PORT_AT = KEY_AT - 8,
	BEGAN_AT = PORT_AT - 8,

	COUNT = CTX, /* in note(), which comes last */
};

#define IN_KEY(member)    ((int16_t)offsetof(struct owner_key, member))
#define IN_STORED(member) ((int16_t)offsetof(struct owner_stored, member))
#define IN_NOTED(member)  ((int16_t)offsetof(struct owner_noted, member))
#define IN_SOCK(member)   ((int16_t)offsetof(struct bpf_sock, member))

/* --- instructions --- */

static void put(struct owner_code *c, int code, int dst, int src, int off, int32_t imm)
{
	if (c->n == OWNER_CODE_MOST) {
		c->failed = true;
		return;
	}
	c->i[c->n++] = (struct bpf_insn){ .code = (uint8_t)code,
		.dst_reg = (unsigned)dst & 15U,
		.src_reg = (unsigned)src & 15U,
		.off = (int16_t)off,
		.imm = imm };
}

static void set(struct owner_code *c, int dst, int32_t v)
{
	put(c, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, v);
}

static void copy(struct owner_code *c, int dst, int src)
{
	put(c, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

/* dst = base + off */
static void point(struct owner_code *c, int dst, int base, int off)
{
	copy(c, dst, base);
	put(c, BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, off);
}

static void load(struct owner_code *c, int size, int dst, int base, int off)
{
	put(c, BPF_LDX | BPF_MEM | size, dst, base, off, 0);
}

static void store(struct owner_code *c, int size, int base, int off, int src)
{
	put(c, BPF_STX | BPF_MEM | size, base, src, off, 0);
}

static void store_number(struct owner_code *c, int size, int base, int off, int32_t v)
{
	put(c, BPF_ST | BPF_MEM | size, base, 0, off, v);
}

static void call(struct owner_code *c, int function)
{
	put(c, BPF_JMP | BPF_CALL, 0, 0, 0, function);
}

static void load_map(struct owner_code *c, int dst, int fd)
{
	put(c, BPF_LD | BPF_DW | BPF_IMM, dst, BPF_PSEUDO_MAP_FD, 0, fd);
	put(c, 0, 0, 0, 0, 0);
}

/* The answer of all of them: go on. */
static void end(struct owner_code *c)
{
	set(c, R0, 1);
	put(c, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* If it is so, go to where land() is called with what this returns. */
static unsigned jump_if(struct owner_code *c, int condition, int reg, int32_t v)
{
	put(c, BPF_JMP | condition | BPF_K, reg, 0, 0, v);
	return c->n - 1;
}

static void land(struct owner_code *c, unsigned from)
{
	c->i[from].off = (int16_t)(c->n - from - 1);
}

static void end_unless(struct owner_code *c, int condition, int reg, int32_t v)
{
	unsigned on = jump_if(c, condition, reg, v);

	end(c);
	land(c, on);
}

/* --- what is kept with a socket --- */

/* STORED: that of the socket; else the program ends. */
static void find_stored(struct owner_code *c, const struct owner_maps *m, int sock, int flags)
{
	load_map(c, R1, m->stored);
	copy(c, R2, sock);
	set(c, R3, 0);
	set(c, R4, flags);
	call(c, BPF_FUNC_sk_storage_get);
	end_unless(c, BPF_JNE, R0, 0);
	copy(c, STORED, R0);
}

/* We run as the process that asks for the socket: it has it now, if it did not before. */
static void note_process(struct owner_code *c)
{
	unsigned same;

	call(c, BPF_FUNC_get_current_pid_tgid);
	put(c, BPF_ALU64 | BPF_RSH | BPF_K, R0, 0, 0, 32);
	load(c, W, R1, STORED, IN_STORED(v.now.pid));
	put(c, BPF_JMP | BPF_JEQ | BPF_X, R0, R1, 0, 0);
	same = c->n - 1;
	store(c, W, STORED, IN_STORED(v.now.pid), R0);
	call(c, BPF_FUNC_get_current_uid_gid);
	store(c, W, STORED, IN_STORED(v.now.uid), R0);
	call(c, BPF_FUNC_get_current_cgroup_id);
	store(c, DW, STORED, IN_STORED(v.now.cgroup), R0);
	point(c, R1, STORED, IN_STORED(v.now.comm));
	set(c, R2, sizeof(((struct owner_of_socket *)0)->comm));
	call(c, BPF_FUNC_get_current_comm);
	copy(c, R1, CTX);
	call(c, BPF_FUNC_get_socket_cookie);
	store(c, DW, STORED, IN_STORED(v.now.cookie), R0);
	copy(c, R1, CTX);
	call(c, BPF_FUNC_get_netns_cookie);
	store(c, DW, STORED, IN_STORED(key.netns), R0);
	store_number(c, W, STORED, IN_STORED(told), 0); /* to be noted anew */
	store_number(c, W, STORED, IN_STORED(bound), 0);
	land(c, same);
}

/* --- noting --- */

/* Both sizes of addresses, from the socket to the key.  Which of them is known here, or asked. */
static void put_address4(struct owner_code *c, int sock, int from, int to)
{
	store_number(c, DW, KEY, to, 0);
	store_number(c, W, KEY, to + 8, (int32_t)htonl(0xffff));
	load(c, W, R1, sock, from);
	store(c, W, KEY, to + 12, R1);
}

static void put_address6(struct owner_code *c, int sock, int from, int to)
{
	for (int i = 0; i < 16; i += 4) {
		load(c, W, R1, sock, from + i);
		store(c, W, KEY, to + i, R1);
	}
}

/* What was noted with this key before stays with it, once. */
static void keep_before(struct owner_code *c, const struct owner_maps *m)
{
	unsigned none, over, mine;

	load_map(c, R1, m->noted);
	copy(c, R2, KEY);
	call(c, BPF_FUNC_map_lookup_elem);
	store_number(c, W, STORED, IN_STORED(v.shared), 0);
	store_number(c, DW, STORED, IN_STORED(v.before.since), 0);
	none = jump_if(c, BPF_JEQ, R0, 0);
	for (int i = 0; i < (int)sizeof(struct owner_of_socket); i += 8) {
		load(c, DW, R1, R0, IN_NOTED(now) + i);
		store(c, DW, STORED, IN_STORED(v.before) + i, R1);
	}
	load(c, DW, R1, R0, IN_NOTED(now.closed));
	over = jump_if(c, BPF_JNE, R1, 0);
	load(c, DW, R1, R0, IN_NOTED(now.cookie));
	load(c, DW, R2, STORED, IN_STORED(v.now.cookie));
	put(c, BPF_JMP | BPF_JEQ | BPF_X, R1, R2, 0, 0);
	mine = c->n - 1;
	store_number(c, W, STORED, IN_STORED(v.shared), 1);
	land(c, mine);
	land(c, over);
	land(c, none);
}

static void set64(struct owner_code *c, int dst, uint64_t v)
{
	put(c, BPF_LD | BPF_DW | BPF_IMM, dst, 0, 0, (int32_t)(uint32_t)v);
	put(c, 0, 0, 0, 0, (int32_t)(uint32_t)(v >> 32));
}

/* reg: what the count was, before v is added to it */
static void add_to_count(struct owner_code *c, int reg, uint64_t v)
{
	set64(c, reg, v);
	put(c, BPF_STX | BPF_ATOMIC | BPF_DW, COUNT, reg, 0, BPF_ADD | BPF_FETCH);
}

/* Two processors may note the same key at once, when neither has found what the other writes.  The
 * later to begin sees that somebody has begun; */
static void begin_to_note(struct owner_code *c, const struct owner_maps *m)
{
	load(c, H, R1, KEY, IN_KEY(lport));
	store(c, W, STACK, PORT_AT, R1);
	load_map(c, R1, m->counts);
	point(c, R2, STACK, PORT_AT);
	call(c, BPF_FUNC_map_lookup_elem);
	end_unless(c, BPF_JNE, R0, 0);
	copy(c, COUNT, R0);
	add_to_count(c, R1, OWNER_BEGUN + 1);
	store(c, DW, STACK, BEGAN_AT, R1);
	keep_before(c, m);
	load(c, DW, R1, STACK, BEGAN_AT);
	put(c, BPF_ALU64 | BPF_RSH | BPF_K, R1, 0, 0, OWNER_BEGUN_SHIFT);
	put(c, BPF_JMP | BPF_JEQ | BPF_K, R1, 0, 1, 0);
	store_number(c, W, STORED, IN_STORED(v.shared), 1);
}

/* the earlier, that somebody has begun since. */
static void end_to_note(struct owner_code *c, const struct owner_maps *m)
{
	unsigned alone, gone;

	add_to_count(c, R1, -OWNER_BEGUN);
	load(c, DW, R2, STACK, BEGAN_AT);
	put(c, BPF_ALU64 | BPF_ADD | BPF_K, R2, 0, 0, 1);
	put(c, BPF_JMP32 | BPF_JEQ | BPF_X, R1, R2, 0, 0); /* how often, not who has begun */
	alone = c->n - 1;
	load_map(c, R1, m->noted);
	copy(c, R2, KEY);
	call(c, BPF_FUNC_map_lookup_elem);
	gone = jump_if(c, BPF_JEQ, R0, 0);
	store_number(c, W, R0, IN_NOTED(shared), 1);
	land(c, gone);
	land(c, alone);
}

/* Note what is stored with the key, and count it for the port. */
static void note(struct owner_code *c, const struct owner_maps *m)
{
	begin_to_note(c, m);
	call(c, BPF_FUNC_ktime_get_ns);
	store(c, DW, STORED, IN_STORED(v.now.since), R0);
	store_number(c, DW, STORED, IN_STORED(v.now.closed), 0);
	load_map(c, R1, m->noted);
	copy(c, R2, KEY);
	point(c, R3, STORED, IN_STORED(v));
	set(c, R4, BPF_ANY);
	call(c, BPF_FUNC_map_update_elem);
	end_to_note(c, m);
}

static void put_ports_and_protocol(struct owner_code *c, int sock)
{
	load(c, W, R1, sock, IN_SOCK(src_port));
	store(c, H, KEY, IN_KEY(lport), R1);
	load(c, W, R1, sock, IN_SOCK(protocol));
	store(c, W, KEY, IN_KEY(proto), R1);
}

/* --- the programs --- */

/* A socket is made. */
static void make_create(struct owner_code *c, const struct owner_maps *m)
{
	copy(c, CTX, R1);
	find_stored(c, m, CTX, BPF_SK_STORAGE_GET_F_CREATE);
	note_process(c);
	end(c);
}

/* A process sends to an address by it, */
static void make_send(struct owner_code *c, const struct owner_maps *m)
{
	copy(c, CTX, R1);
	load(c, DW, SOCK, CTX, (int)offsetof(struct bpf_sock_addr, sk));
	find_stored(c, m, SOCK, BPF_SK_STORAGE_GET_F_CREATE);
	note_process(c);
	end(c);
}

/* or connects it: what goes out next tells both ends. */
static void make_connect(struct owner_code *c, const struct owner_maps *m)
{
	copy(c, CTX, R1);
	load(c, DW, SOCK, CTX, (int)offsetof(struct bpf_sock_addr, sk));
	find_stored(c, m, SOCK, BPF_SK_STORAGE_GET_F_CREATE);
	store_number(c, W, STORED, IN_STORED(told), 0);
	note_process(c);
	end(c);
}

/* It has been bound: here the socket says only addresses of the family that it was bound with. */
static void make_bind(struct owner_code *c, const struct owner_maps *m, bool six)
{
	copy(c, CTX, R1);
	find_stored(c, m, CTX, BPF_SK_STORAGE_GET_F_CREATE);
	note_process(c);
	point(c, KEY, STORED, IN_STORED(key));
	if (six)
		put_address6(c, CTX, IN_SOCK(src_ip6), IN_KEY(local));
	else
		put_address4(c, CTX, IN_SOCK(src_ip4), IN_KEY(local));
	put_ports_and_protocol(c, CTX);
	note(c, m);
	store_number(c, W, STORED, IN_STORED(bound), 1);
	end(c);
}

static void make_bind4(struct owner_code *c, const struct owner_maps *m) { make_bind(c, m, false); }
static void make_bind6(struct owner_code *c, const struct owner_maps *m) { make_bind(c, m, true); }

/* KEY: addresses of SOCK, its own and (if it is connected) the other. */
static void put_addresses(struct owner_code *c, bool both)
{
	unsigned four, on;

	load(c, W, R1, SOCK, IN_SOCK(family));
	four = jump_if(c, BPF_JEQ, R1, AF_INET);
	put_address6(c, SOCK, IN_SOCK(src_ip6), IN_KEY(local));
	if (both)
		put_address6(c, SOCK, IN_SOCK(dst_ip6), IN_KEY(remote));
	put(c, BPF_JMP | BPF_JA, 0, 0, 0, 0);
	on = c->n - 1;
	land(c, four);
	put_address4(c, SOCK, IN_SOCK(src_ip4), IN_KEY(local));
	if (both)
		put_address4(c, SOCK, IN_SOCK(dst_ip4), IN_KEY(remote));
	land(c, on);
	put_ports_and_protocol(c, SOCK);
}

/* UDP that is not connected: its own end, unless that was noted when it was bound. */
static void note_own_end(struct owner_code *c, const struct owner_maps *m)
{
	load(c, W, R1, SOCK, IN_SOCK(protocol));
	end_unless(c, BPF_JNE, R1, IPPROTO_TCP); /* a listener answers */
	store_number(c, W, STORED, IN_STORED(told), 1);
	load(c, W, R1, STORED, IN_STORED(bound));
	end_unless(c, BPF_JEQ, R1, 0);
	store_number(c, W, STORED, IN_STORED(bound), 1);
	point(c, KEY, STORED, IN_STORED(key));
	put_addresses(c, false);
	note(c, m);
	end(c);
}

/* A packet goes out: the first of a socket tells its ends. */
static void make_packet(struct owner_code *c, const struct owner_maps *m)
{
	unsigned connected;

	load(c, DW, R1, R1, (int)offsetof(struct __sk_buff, sk));
	end_unless(c, BPF_JNE, R1, 0);
	call(c, BPF_FUNC_sk_fullsock);
	end_unless(c, BPF_JNE, R0, 0);
	copy(c, SOCK, R0);
	find_stored(c, m, SOCK, 0);
	load(c, W, R1, STORED, IN_STORED(told));
	end_unless(c, BPF_JEQ, R1, 0);
	load(c, H, R2, SOCK, IN_SOCK(dst_port));
	connected = jump_if(c, BPF_JNE, R2, 0);
	note_own_end(c, m);
	land(c, connected);
	store_number(c, W, STORED, IN_STORED(told), 1);
	point(c, KEY, STACK, KEY_AT);
	load(c, DW, R1, STORED, IN_STORED(key.netns));
	store(c, DW, KEY, IN_KEY(netns), R1);
	store(c, H, KEY, IN_KEY(rport), R2);
	put_addresses(c, true);
	note(c, m);
	end(c);
}

/* A socket is closed: its own end is nobody's from now on. */
static void make_release(struct owner_code *c, const struct owner_maps *m)
{
	copy(c, CTX, R1);
	find_stored(c, m, CTX, 0);
	load(c, W, R1, STORED, IN_STORED(bound));
	end_unless(c, BPF_JNE, R1, 0);
	load_map(c, R1, m->noted);
	point(c, R2, STORED, IN_STORED(key));
	call(c, BPF_FUNC_map_lookup_elem);
	end_unless(c, BPF_JNE, R0, 0);
	copy(c, KEY, R0);
	copy(c, R1, CTX);
	call(c, BPF_FUNC_get_socket_cookie);
	load(c, DW, R1, KEY, IN_NOTED(now.cookie));
	put(c, BPF_JMP | BPF_JEQ | BPF_X, R0, R1, 2, 0); /* a child has its listener's */
	end(c);
	call(c, BPF_FUNC_ktime_get_ns);
	store(c, DW, KEY, IN_NOTED(now.closed), R0);
	end(c);
}

const struct owner_program owner_programs[OWNER_PROGRAMS] = {
	{ BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, make_create },
	{ BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE, make_release },
	{ BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND, make_bind4 },
	{ BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND, make_bind6 },
	{ BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT, make_connect },
	{ BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT, make_connect },
	{ BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG, make_send },
	{ BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG, make_send },
	{ BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS, make_packet },
};

#endif
