/* many.c - connections of processes that end at once: tests/live/process.py.
 *
 *	many tcp|udp|connected 4|6 PORT COUNT PARALLEL
 *
 * Child i sends something from a socket of its own and ends: by TCP to PORT, by UDP to PORT + i, also by one
 * that is connected first.  A line for each that succeeded: i, its process, its port.
 *
 *	many time 4|6 PORT COUNT
 *
 * One process makes so many connections: how many us each took, of CPU.
 */
/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

union address {
	struct sockaddr s;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static socklen_t loopback(union address *a, bool six, int port)
{
	memset(a, 0, sizeof(*a));
	if (six) {
		a->six = (struct sockaddr_in6){ .sin6_family = AF_INET6,
			.sin6_port = htons((uint16_t)port),
			.sin6_addr = IN6ADDR_LOOPBACK_INIT };
		return sizeof(a->six);
	}
	a->four = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	return sizeof(a->four);
}

/* Reads until the other end is closed. */
static void serve(int listener)
{
	char b[100];

	for (;;) {
		int c = accept(listener, NULL, NULL);

		while (c >= 0 && read(c, b, sizeof(b)) > 0)
			;
		close(c);
	}
}

static pid_t start_server(bool six, int port)
{
	union address a;
	socklen_t n = loopback(&a, six, port);
	int s = socket(a.s.sa_family, SOCK_STREAM, 0), one = 1;
	pid_t pid;

	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(s, &a.s, n) != 0 || listen(s, 1000) != 0) {
		perror("many: server");
		exit(1);
	}
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, "server");
		serve(s);
	}
	close(s);
	return pid;
}

static void child(const char *kind, bool six, int port, int i)
{
	bool tcp = strcmp(kind, "tcp") == 0;
	union address a, mine;
	socklen_t n = loopback(&a, six, tcp ? port : port + i), m = sizeof(mine);
	char text[64];
	int s, len;

	snprintf(text, sizeof(text), "c%d", i);
	prctl(PR_SET_NAME, text);
	s = socket(a.s.sa_family, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
	if (strcmp(kind, "udp") == 0) {
		if (sendto(s, "x", 1, 0, &a.s, n) != 1)
			_exit(1);
	} else if (connect(s, &a.s, n) != 0 || send(s, "x", 1, 0) != 1)
		_exit(1);
	getsockname(s, &mine.s, &m);
	len = snprintf(text, sizeof(text), "%d %d %d\n", i, getpid(),
		ntohs(six ? mine.six.sin6_port : mine.four.sin_port));
	_exit(write(1, text, (size_t)len) != len);
}

static void time_them(bool six, int port, int count)
{
	union address a;
	socklen_t n = loopback(&a, six, port);
	struct linger hard = { 1, 0 }; /* nothing stays of it */
	struct rusage u;

	for (int i = 0; i < count; i++) {
		int s = socket(a.s.sa_family, SOCK_STREAM, 0);

		setsockopt(s, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		if (connect(s, &a.s, n) != 0)
			perror("many: connect");
		close(s);
	}
	getrusage(RUSAGE_SELF, &u);
	printf("%.3f\n", ((double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
				 (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec)) /
				 count);
}

int main(int argc, char **argv)
{
	bool timed = argc > 4 && strcmp(argv[1], "time") == 0;
	int port, count, running = 0;
	pid_t server = 0;
	bool six;

	if (argc < 5 || (!timed && argc < 6)) {
		fprintf(stderr, "many: see many.c\n");
		return 2;
	}
	six = argv[2][0] == '6';
	port = atoi(argv[3]);
	count = atoi(argv[4]);
	if (timed || strcmp(argv[1], "tcp") == 0)
		server = start_server(six, port);
	if (timed)
		time_them(six, port, count);
	for (int i = 0; !timed && i < count; i++) {
		if (running >= atoi(argv[5])) {
			wait(NULL);
			running--;
		}
		running++;
		if (fork() == 0)
			child(argv[1], six, port, i);
	}
	while (running-- > 0)
		wait(NULL);
	fflush(stdout);
	if (server)
		kill(server, SIGKILL);
	return 0;
}
