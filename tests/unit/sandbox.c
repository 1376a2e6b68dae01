/* What can still be done after sandbox_enter(), tried from inside: each try in a process of its
 * own.
 */
#include "check.h"

#include "../../src/capture/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { KILLED = 1000, NOT_CONFINED };

static char dir[] = "/tmp/sonde-sandbox-XXXXXX", in[64], out[64], made[64];
static unsigned held;

/* 0, the errno that act() failed with, or KILLED. */
static int try(const struct sandbox *s, int (*act)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (!sandbox_enter(s))
			_exit(255);
		errno = 0;
		_exit(act() < 0 ? errno : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? KILLED : -1;
	return WEXITSTATUS(status) == 255 ? NOT_CONFINED : WEXITSTATUS(status);
}

/* --- tries --- */

static int run_program(void) { return execl("/bin/true", "true", (char *)NULL); }
static int run_at(void)
{
	static char *const none[] = { NULL };

	return (int)syscall(SYS_execveat, AT_FDCWD, "/bin/true", none, none, 0);
}
static int trace(void) { return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL); }
static int trace_parent(void) { return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL); }
static int peek(void) { return (int)syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0); }
static int use_bpf(void) { return (int)syscall(SYS_bpf, 0, NULL, 0); }
static int mount_it(void) { return (int)syscall(SYS_mount, "a", "/", "tmpfs", 0, NULL); }
static int module(void) { return (int)syscall(SYS_finit_module, -1, "", 0); }
static int namespace(void) { return unshare(CLONE_NEWNET); }
static int root(void) { return chroot("/"); }
static int a_fork(void)
{
	pid_t p = fork();

	if (p == 0)
		_exit(0);
	return p < 0 ? -1 : 0;
}
static int sock(int domain, int type) { return socket(domain, type, 0); }
static int sock_udp(void) { return sock(AF_INET, SOCK_DGRAM); }
static int sock_udp6(void) { return sock(AF_INET6, SOCK_DGRAM); }
static int sock_unix(void) { return sock(AF_UNIX, SOCK_STREAM); }
static int sock_packet(void) { return sock(AF_PACKET, SOCK_RAW); }
static int sock_netlink(void) { return sock(AF_NETLINK, SOCK_RAW); }
static int ring(void) { return (int)syscall(SYS_io_uring_setup, 1, NULL); }
static int signal_parent(void) { return kill(getppid(), 0); }
static int signal_self(void) { return kill(getpid(), 0) | raise(SIGCONT); }
static int code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	                       MAP_FAILED
	               ? -1
	               : 0;
}
static int own_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? 0 : mprotect(p, 4096, PROT_READ | PROT_EXEC);
}
static int read_in(void) { return open(in, O_RDONLY); }
static int read_passwd(void) { return open("/etc/passwd", O_RDONLY); }
static int read_protocols(void) { return open("/etc/protocols", O_RDONLY); }
static int write_in(void) { return open(in, O_WRONLY); }
static int append_in(void) { return open(in, O_RDWR | O_APPEND); }
static int truncate_in(void) { return open(in, O_RDONLY | O_TRUNC); }
static int no_name(void) { return open(dir, O_TMPFILE | O_RDWR, 0600); }
static int make_out(void) { return open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600); }
static int make_elsewhere(void) { return open(made, O_WRONLY | O_CREAT | O_TRUNC, 0600); }
static int write_tmp(void) { return open("/tmp/sonde-sandbox-other", O_WRONLY | O_CREAT, 0600); }
static int rename_out(void)
{
	char to[80];

	snprintf(to, sizeof(to), "%s.2", out);
	return make_out() < 0 || rename(out, to) != 0 || rename(to, out) != 0 ? -1 : 0;
}
static int remove_out(void) { return make_out() < 0 ? -1 : unlink(out); }
static int remove_in(void) { return unlink(in); }
static int type_for_us(void) { return ioctl(0, 0x5412 /* TIOCSTI */, "x"); }
static int own_chmod(void) { return chmod(in, 04777); }

static void *nothing(void *arg) { return arg; }
static int thread(void)
{
	pthread_t t;

	errno = pthread_create(&t, NULL, nothing, NULL);
	return errno ? -1 : pthread_join(t, NULL);
}
static void *write_in_thread(void *arg)
{
	*(int *)arg = write_in() < 0 ? errno : 0;
	return NULL;
}
static int thread_is_in(void)
{
	pthread_t t;
	int why = 0;

	errno = pthread_create(&t, NULL, write_in_thread, &why);
	if (errno || pthread_join(t, NULL) != 0)
		return -1;
	errno = why ? 0 : EEXIST;
	return errno ? -1 : 0;
}

/* What every run does. */
static int ordinary(void)
{
	struct timespec t = { 0, 1000 };
	struct stat st;
	sigset_t none;
	time_t now = time(NULL);
	struct tm tm;
	char text[64];
	void *p = malloc(64 << 20);
	int fd[2] = { dup(0), -1 };

	sigemptyset(&none);
	if (!p || fd[0] < 0 || close(fd[0]) != 0)
		return -1;
	memset(p, 1, 64 << 20);
	p = realloc(p, 128 << 20);
	free(p);
	if (nanosleep(&t, NULL) != 0 || stat(in, &st) != 0 || access(in, F_OK) != 0 ||
		ppoll(NULL, 0, &t, &none) != 0 || clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return -1;
	isatty(2);
	signal(SIGALRM, SIG_IGN);
	alarm(1);
	return localtime_r(&now, &tm) && strftime(text, sizeof(text), "%c %Z", &tm) ? 0 : -1;
}

static int dies(void) { abort(); }

/* --- phases --- */

static bool files(void) { return held & SANDBOX_FILES; }

/* Refused by whatever phase. */
static void check_never(const struct sandbox *s)
{
	static int (*const killed[])(void) = { run_program, run_at, trace, trace_parent, peek,
		use_bpf, mount_it, module, namespace, root };
	static int (*const refused[])(void) = { a_fork, sock_unix, sock_packet, sock_netlink, ring,
		signal_parent, code, own_code, type_for_us, own_chmod };

	for (size_t i = 0; i < sizeof(killed) / sizeof(*killed); i++)
		CHECK(try(s, killed[i]) == KILLED);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		CHECK(try(s, refused[i]) == EPERM);
	CHECK(try(s, ordinary) == 0);
	CHECK(try(s, signal_self) == 0);
	CHECK(try(s, dies) == -1); /* by SIGABRT, not SIGSYS */
}

/* Nor do these open anything for writing. */
static void check_no_writing(const struct sandbox *s)
{
	CHECK(try(s, write_in) == EPERM);
	CHECK(try(s, append_in) == EPERM);
	CHECK(try(s, truncate_in) == EPERM);
	CHECK(try(s, no_name) == EPERM);
	CHECK(try(s, make_out) == EPERM);
	CHECK(try(s, remove_in) == EPERM);
}

/* One file that is open, without names. */
static void check_reading(void)
{
	const struct sandbox s = { 0 };

	check_never(&s);
	check_no_writing(&s);
	CHECK(try(&s, read_in) == EPERM);
	CHECK(try(&s, sock_udp) == EPERM);
	CHECK(try(&s, thread) == EPERM);
}

static void check_names(void)
{
	const char *reads[] = { in, "-", "/nowhere" };
	const struct sandbox s = { .names = true, .reads = reads, .nreads = 3 };

	check_never(&s);
	check_no_writing(&s);
	CHECK(try(&s, sock_udp) == 0);
	CHECK(try(&s, sock_udp6) == 0);
	CHECK(try(&s, read_in) == 0);
	CHECK(try(&s, read_protocols) == 0);
	CHECK(!files() || try(&s, read_passwd) == EACCES);
}

static void check_lists(void)
{
	const struct sandbox s = { .read_any = true };

	check_no_writing(&s);
	CHECK(try(&s, read_passwd) == 0);
	CHECK(try(&s, sock_udp) == EPERM);
}

static void check_rotation(void)
{
	const char *writes[] = { dir };
	const struct sandbox s = { .threads = true, .writes = writes, .nwrites = 1 };

	check_never(&s);
	CHECK(try(&s, make_out) == 0);
	CHECK(try(&s, rename_out) == 0);
	CHECK(try(&s, remove_out) == 0);
	CHECK(try(&s, thread) == 0);
	CHECK(try(&s, sock_udp) == EPERM);
	CHECK(!files() || try(&s, make_elsewhere) == EACCES);
	CHECK(!files() || try(&s, write_tmp) == EACCES);
	CHECK(!files() || try(&s, read_passwd) == EACCES);
}

/* The same of a directory that is open. */
static void check_directory(void)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY);
	const struct sandbox s = { .makes = fd + 1 };

	check_never(&s);
	CHECK(fd >= 0);
	CHECK(try(&s, make_out) == 0);
	CHECK(try(&s, rename_out) == 0);
	CHECK(try(&s, remove_out) == 0);
	CHECK(try(&s, thread) == EPERM);
	CHECK(try(&s, sock_udp) == EPERM);
	CHECK(!files() || try(&s, make_elsewhere) == EACCES);
	CHECK(!files() || try(&s, write_tmp) == EACCES);
	CHECK(!files() || try(&s, read_passwd) == EACCES);
	close(fd);
}

static void check_threads(void)
{
	const struct sandbox s = { .threads = true };

	CHECK(try(&s, thread) == 0);
	CHECK(try(&s, thread_is_in) == 0);
	CHECK(try(&s, a_fork) == EPERM);
	CHECK(try(&s, run_program) == KILLED);
}

/* --- a packet socket, here any socket --- */

static int pair[2], other[2];

static int take_message(void)
{
	char c;

	return recv(pair[1], &c, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN ? 0 : -1;
}
static int take_other(void)
{
	char c;

	return recv(other[1], &c, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN ? 0 : -1;
}
static int inject(void) { return write(pair[1], "x", 1) == 1 ? 0 : -1; }
static int tell(void) { return send(other[0], "x", 1, MSG_NOSIGNAL) == 1 ? 0 : -1; }
static int tell_anybody(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(9) };

	return sendto(other[0], "x", 1, 0, (struct sockaddr *)&a, sizeof(a)) < 0 ? -1 : 0;
}
static int options(void)
{
	int on = 0;
	socklen_t n = sizeof(on);

	return getsockopt(pair[1], SOL_SOCKET, SO_TYPE, &on, &n);
}

static void check_live(void)
{
	struct sandbox s = { 0 };

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0 ||
		socketpair(AF_UNIX, SOCK_SEQPACKET, 0, other) != 0)
		return;
	s.packets = pair[1] + 1;
	check_never(&s);
	check_no_writing(&s);
	CHECK(try(&s, take_message) == 0);
	CHECK(try(&s, options) == 0);
	CHECK(try(&s, inject) == EPERM);
	CHECK(try(&s, take_other) == EPERM);
	CHECK(try(&s, tell) == EPERM);
	s.commands = true;
	CHECK(try(&s, tell) == 0);
	CHECK(try(&s, tell_anybody) == EPERM);
	CHECK(try(&s, sock_udp) == EPERM);
	CHECK(try(&s, take_other) == 0);
}

/* --- rights --- */

static int capabilities(void)
{
	uint32_t head[2] = { 0x20080522, 0 }, data[6] = { 0 };

	return (int)syscall(SYS_capget, head, data);
}

static bool no_rights(void)
{
	const struct sandbox s = { .read_any = true };
	char line[256];
	FILE *f;
	bool caps = false, nnp = false;
	unsigned long long v;

	if (!sandbox_enter(&s))
		return false;
	f = fopen("/proc/self/status", "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "CapPrm: %llx", &v) == 1)
			caps = (v & ~0xeULL) == 0; /* those of root's way to files */
		if (sscanf(line, "NoNewPrivs: %llu", &v) == 1)
			nnp = v == 1;
	}
	return caps && nnp;
}

static void check_rights(void)
{
	const struct sandbox s = { 0 };
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(!no_rights());
	waitpid(pid, &status, 0);
	CHECK(status == 0);
	CHECK(try(&s, capabilities) == EPERM);
}

/* How long it takes, in µs: the least of some. */
static void say_time(const char *what, const struct sandbox *s)
{
	long least = 1000000;

	for (int i = 0; i < 50; i++) {
		struct timespec a, b;
		int fd[2];
		long us = 0;

		if (pipe(fd) != 0)
			return;
		if (fork() == 0) {
			clock_gettime(CLOCK_MONOTONIC, &a);
			sandbox_enter(s);
			clock_gettime(CLOCK_MONOTONIC, &b);
			us = (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000;
			_exit(write(fd[1], &us, sizeof(us)) != sizeof(us));
		}
		wait(NULL);
		if (read(fd[0], &us, sizeof(us)) == sizeof(us) && us < least)
			least = us;
		close(fd[0]);
		close(fd[1]);
	}
	printf("%s: %ld us\n", what, least);
}

static unsigned find_held(void)
{
	const struct sandbox s = { 0 };
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit((int)sandbox_enter(&s));
	waitpid(pid, &status, 0);
	return (unsigned)WEXITSTATUS(status);
}

int main(void)
{
	const struct sandbox least = { 0 };

	held = find_held();
	if (!sandbox_kinds() || !(held & SANDBOX_CALLS)) {
		CHECK(!sandbox_kinds() || held == 0 || held == SANDBOX_FILES);
		printf("skipped: no sandbox here\n");
		return sum();
	}
	if (!mkdtemp(dir))
		return 1;
	umask(0);
	snprintf(in, sizeof(in), "%s.in", dir);
	snprintf(made, sizeof(made), "%s.made", dir);
	snprintf(out, sizeof(out), "%s/out", dir);
	close(open(in, O_WRONLY | O_CREAT, 0600));
	if (!files())
		printf("no Landlock here\n");
	check_reading();
	check_names();
	check_lists();
	check_rotation();
	check_directory();
	check_threads();
	check_live();
	check_rights();
	say_time("to enter", &least);
	unlink(in);
	unlink(out);
	rmdir(dir);
	return sum();
}
