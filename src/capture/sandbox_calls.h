/* sandbox_calls.h - the system calls of a run, for sandbox.c alone.
 *
 * A call without a row is REFUSED; one newer than CALLS_END is UNKNOWN, for which libraries have
 * an older way.  Where a call has several rows, the last one that is needed counts.
 */
#ifndef SONDE_SANDBOX_CALLS_H
#define SONDE_SANDBOX_CALLS_H

#include <stdint.h>
#include <sys/syscall.h>

enum {
	CALLS_END = 456, /* what Linux 6.7 had */
};

enum need { ALWAYS, TO_CAPTURE, TO_ASK, TO_COMMAND, TO_THREAD, TO_COPY, TO_READ, TO_WRITE };

enum verdict {
	REFUSED,
	UNKNOWN,
	KILLED,
	ALLOWED,
	OPEN_TO_READ, /* flags are the second argument */
	OPENAT_TO_READ,
	NO_CODE,     /* no memory that can be run */
	TO_ITSELF,   /* a signal */
	OF_ITSELF,   /* pid is 0 */
	A_THREAD,    /* no process */
	A_COPY,      /* no namespaces */
	ON_DEVICES,  /* ioctl: about a terminal or an interface, changing nothing */
	INTERNET,    /* a socket of IPv4 or IPv6 */
	ON_PACKETS,  /* on the packet socket */
	OFF_PACKETS, /* on anything else: it must not send */
	UNADDRESSED, /* a message on a socket that is connected */
};

static const struct call {
	uint16_t number;
	uint8_t need, verdict;
} calls[] = {
	/* reading and writing what is open */
	{ SYS_read, ALWAYS, ALLOWED },
	{ SYS_write, ALWAYS, ALLOWED },
	{ SYS_readv, ALWAYS, ALLOWED },
	{ SYS_writev, ALWAYS, ALLOWED },
	{ SYS_pread64, ALWAYS, ALLOWED },
	{ SYS_pwrite64, ALWAYS, ALLOWED },
	{ SYS_preadv, ALWAYS, ALLOWED },
	{ SYS_pwritev, ALWAYS, ALLOWED },
	{ SYS_lseek, ALWAYS, ALLOWED },
	{ SYS_close, ALWAYS, ALLOWED },
	{ SYS_close_range, ALWAYS, ALLOWED },
	{ SYS_dup, ALWAYS, ALLOWED },
	{ SYS_dup3, ALWAYS, ALLOWED },
	{ SYS_fcntl, ALWAYS, ALLOWED },
	{ SYS_fsync, ALWAYS, ALLOWED },
	{ SYS_fdatasync, ALWAYS, ALLOWED },
	{ SYS_fallocate, ALWAYS, ALLOWED },
	{ SYS_ftruncate, ALWAYS, ALLOWED },
	{ SYS_fadvise64, ALWAYS, ALLOWED },
	{ SYS_readahead, ALWAYS, ALLOWED },
	{ SYS_ppoll, ALWAYS, ALLOWED },
	{ SYS_pselect6, ALWAYS, ALLOWED },
	{ SYS_ioctl, ALWAYS, ON_DEVICES },
	{ SYS_timerfd_create, ALWAYS, ALLOWED },
	{ SYS_timerfd_settime, ALWAYS, ALLOWED },

	/* what is there */
	{ SYS_fstat, ALWAYS, ALLOWED },
	{ SYS_newfstatat, ALWAYS, ALLOWED },
	{ SYS_statx, ALWAYS, ALLOWED },
	{ SYS_statfs, ALWAYS, ALLOWED },
	{ SYS_fstatfs, ALWAYS, ALLOWED },
	{ SYS_faccessat, ALWAYS, ALLOWED },
	{ SYS_faccessat2, ALWAYS, ALLOWED },
	{ SYS_readlinkat, ALWAYS, ALLOWED },
	{ SYS_getcwd, ALWAYS, ALLOWED },
	{ SYS_getdents64, ALWAYS, ALLOWED },

	/* files */
	{ SYS_openat, TO_READ, OPENAT_TO_READ },
	{ SYS_openat, TO_WRITE, ALLOWED },
	{ SYS_openat2, ALWAYS, UNKNOWN },
	{ SYS_unlinkat, TO_WRITE, ALLOWED },
#ifdef SYS_renameat
	{ SYS_renameat, TO_WRITE, ALLOWED },
#endif
	{ SYS_renameat2, TO_WRITE, ALLOWED },

	/* memory */
	{ SYS_brk, ALWAYS, ALLOWED },
	{ SYS_mmap, ALWAYS, NO_CODE },
	{ SYS_mprotect, ALWAYS, NO_CODE },
	{ SYS_munmap, ALWAYS, ALLOWED },
	{ SYS_mremap, ALWAYS, ALLOWED },
	{ SYS_madvise, ALWAYS, ALLOWED },
	{ SYS_mincore, ALWAYS, ALLOWED },

	/* time and itself */
	{ SYS_clock_gettime, ALWAYS, ALLOWED },
	{ SYS_clock_getres, ALWAYS, ALLOWED },
	{ SYS_clock_nanosleep, ALWAYS, ALLOWED },
	{ SYS_nanosleep, ALWAYS, ALLOWED },
	{ SYS_gettimeofday, ALWAYS, ALLOWED },
	{ SYS_setitimer, ALWAYS, ALLOWED },
	{ SYS_restart_syscall, ALWAYS, ALLOWED },
	{ SYS_getrandom, ALWAYS, ALLOWED },
	{ SYS_getpid, ALWAYS, ALLOWED },
	{ SYS_getppid, ALWAYS, ALLOWED },
	{ SYS_gettid, ALWAYS, ALLOWED },
	{ SYS_getuid, ALWAYS, ALLOWED },
	{ SYS_geteuid, ALWAYS, ALLOWED },
	{ SYS_getgid, ALWAYS, ALLOWED },
	{ SYS_getegid, ALWAYS, ALLOWED },
	{ SYS_getrusage, ALWAYS, ALLOWED },
	{ SYS_times, ALWAYS, ALLOWED },
	{ SYS_sysinfo, ALWAYS, ALLOWED },
	{ SYS_uname, ALWAYS, ALLOWED },
	{ SYS_prlimit64, ALWAYS, OF_ITSELF },
	{ SYS_sched_getaffinity, ALWAYS, ALLOWED },
	{ SYS_exit, ALWAYS, ALLOWED },
	{ SYS_exit_group, ALWAYS, ALLOWED },

	/* signals */
	{ SYS_rt_sigaction, ALWAYS, ALLOWED },
	{ SYS_rt_sigprocmask, ALWAYS, ALLOWED },
	{ SYS_rt_sigreturn, ALWAYS, ALLOWED },
	{ SYS_sigaltstack, ALWAYS, ALLOWED },
	{ SYS_tgkill, ALWAYS, TO_ITSELF },
	{ SYS_kill, ALWAYS, TO_ITSELF },

	/* threads */
	{ SYS_futex, ALWAYS, ALLOWED },
	{ SYS_sched_yield, ALWAYS, ALLOWED },
	{ SYS_set_robust_list, ALWAYS, ALLOWED },
	{ SYS_rseq, ALWAYS, ALLOWED },
	{ SYS_getcpu, ALWAYS, ALLOWED },
	{ SYS_membarrier, ALWAYS, ALLOWED },
	{ SYS_clone, TO_THREAD, A_THREAD },
	{ SYS_clone, TO_COPY, A_COPY },
	{ SYS_pipe2, TO_COPY, ALLOWED },
	{ SYS_clone3, ALWAYS, UNKNOWN }, /* its flags are out of sight: libc takes clone() */

	/* a capture: libpcap's look at the device, statistics, the filter that ends it */
	{ SYS_recvfrom, TO_CAPTURE, ON_PACKETS },
	{ SYS_recvmsg, TO_CAPTURE, ON_PACKETS },
	{ SYS_bind, TO_CAPTURE, ON_PACKETS },
	{ SYS_getsockname, TO_CAPTURE, ON_PACKETS },
	{ SYS_getsockopt, TO_CAPTURE, ON_PACKETS },
	{ SYS_setsockopt, TO_CAPTURE, ON_PACKETS },
	{ SYS_write, TO_CAPTURE, OFF_PACKETS },
	{ SYS_writev, TO_CAPTURE, OFF_PACKETS },
	{ SYS_pwrite64, TO_CAPTURE, OFF_PACKETS },
	{ SYS_pwritev, TO_CAPTURE, OFF_PACKETS },

	/* -z's helper */
	{ SYS_sendto, TO_COMMAND, UNADDRESSED },
	{ SYS_recvfrom, TO_COMMAND, ALLOWED },
	{ SYS_shutdown, TO_COMMAND, ALLOWED },

	/* name servers */
	{ SYS_socket, TO_ASK, INTERNET },
	{ SYS_connect, TO_ASK, ALLOWED },
	{ SYS_bind, TO_ASK, ALLOWED },
	{ SYS_sendto, TO_ASK, OFF_PACKETS },
	{ SYS_sendmsg, TO_ASK, OFF_PACKETS },
	{ SYS_recvfrom, TO_ASK, ALLOWED },
	{ SYS_recvmsg, TO_ASK, ALLOWED },
	{ SYS_getsockname, TO_ASK, ALLOWED },
	{ SYS_getpeername, TO_ASK, ALLOWED },
	{ SYS_getsockopt, TO_ASK, ALLOWED },
	{ SYS_setsockopt, TO_ASK, ALLOWED },
	{ SYS_shutdown, TO_ASK, ALLOWED },

#ifdef SYS_open /* x86: what newer systems have one call less for */
	{ SYS_open, TO_READ, OPEN_TO_READ },
	{ SYS_open, TO_WRITE, ALLOWED },
	{ SYS_unlink, TO_WRITE, ALLOWED },
	{ SYS_rename, TO_WRITE, ALLOWED },
	{ SYS_stat, ALWAYS, ALLOWED },
	{ SYS_lstat, ALWAYS, ALLOWED },
	{ SYS_access, ALWAYS, ALLOWED },
	{ SYS_readlink, ALWAYS, ALLOWED },
	{ SYS_dup2, ALWAYS, ALLOWED },
	{ SYS_poll, ALWAYS, ALLOWED },
	{ SYS_select, ALWAYS, ALLOWED },
	{ SYS_time, ALWAYS, ALLOWED },
	{ SYS_alarm, ALWAYS, ALLOWED },
	{ SYS_getrlimit, ALWAYS, ALLOWED },
	{ SYS_iopl, ALWAYS, KILLED },
	{ SYS_ioperm, ALWAYS, KILLED },
#endif

	/* what only an intruder would want */
	{ SYS_execve, ALWAYS, KILLED },
	{ SYS_execveat, ALWAYS, KILLED },
	{ SYS_ptrace, ALWAYS, KILLED },
	{ SYS_process_vm_readv, ALWAYS, KILLED },
	{ SYS_process_vm_writev, ALWAYS, KILLED },
	{ SYS_pidfd_getfd, ALWAYS, KILLED },
	{ SYS_kcmp, ALWAYS, KILLED },
	{ SYS_bpf, ALWAYS, KILLED },
	{ SYS_perf_event_open, ALWAYS, KILLED },
	{ SYS_userfaultfd, ALWAYS, KILLED },
	{ SYS_kexec_load, ALWAYS, KILLED },
	{ SYS_kexec_file_load, ALWAYS, KILLED },
	{ SYS_init_module, ALWAYS, KILLED },
	{ SYS_finit_module, ALWAYS, KILLED },
	{ SYS_delete_module, ALWAYS, KILLED },
	{ SYS_mount, ALWAYS, KILLED },
	{ SYS_umount2, ALWAYS, KILLED },
	{ SYS_pivot_root, ALWAYS, KILLED },
	{ SYS_chroot, ALWAYS, KILLED },
	{ SYS_open_tree, ALWAYS, KILLED },
	{ SYS_move_mount, ALWAYS, KILLED },
	{ SYS_fsopen, ALWAYS, KILLED },
	{ SYS_fsconfig, ALWAYS, KILLED },
	{ SYS_fsmount, ALWAYS, KILLED },
	{ SYS_fspick, ALWAYS, KILLED },
	{ SYS_setns, ALWAYS, KILLED },
	{ SYS_unshare, ALWAYS, KILLED },
	{ SYS_open_by_handle_at, ALWAYS, KILLED },
	{ SYS_keyctl, ALWAYS, KILLED },
	{ SYS_add_key, ALWAYS, KILLED },
	{ SYS_request_key, ALWAYS, KILLED },
	{ SYS_reboot, ALWAYS, KILLED },
	{ SYS_swapon, ALWAYS, KILLED },
	{ SYS_swapoff, ALWAYS, KILLED },
	{ SYS_acct, ALWAYS, KILLED },
};

#endif
