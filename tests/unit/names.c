/* names.c - the files, learned names, and reverse DNS against a server of our own on 127.0.0.1. */
#include "../../src/dissect/names.h"
#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define IP(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

static char etc[] = "/tmp/sonde-names-XXXXXX";

static void put(const char *file, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", etc, file);
	f = fopen(path, "w");
	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

static bool is(const char *got, const char *want)
{
	if (got && want && strcmp(got, want) == 0)
		return true;
	if (!got && !want)
		return true;
	printf("     %s is not %s\n", got ? got : "(none)", want ? want : "(none)");
	return false;
}

static long ms_since(const struct timespec *t0)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (t.tv_sec - t0->tv_sec) * 1000 + (t.tv_nsec - t0->tv_nsec) / 1000000;
}

static void files(void)
{
	struct names_conf conf = { .etc = etc };
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 }, other[16] = { 0x20, 1 };
	static const struct mac known = { { 2, 0, 0x5e, 0, 0, 1 } }, unknown = { { 2 } };
	struct names *n;

	put("hosts",
		"# comment\n127.0.0.1\tlocalhost loop\n192.0.2.1 gw.example.org gw # tail\n"
		"192.0.2.1 second.example.org\n2001:db8::1 six.example.org\n192.0.2.7\n"
		"nonsense name\n192.0.2.8 bad\033[31mname\nfe80::1%eth0 link.local");
	put("services",
		"http 80/tcp www\nother 80/tcp\ndomain 53/udp\ndomain 53/tcp\n# x 9/tcp\n"
		"big 65535/tcp\nover 65536/tcp\nzero 0/udp\nodd 7/sctp\nbroken\n");
	put("ethers", "02:00:5e:00:00:01 router # x\n2:0:5e:0:0:2 short\n02:00:5e:00:00 five\n");
	n = names_new(&conf);
	CHECK(is(names_ip4(n, IP(127, 0, 0, 1)), "localhost"));
	CHECK(is(names_ip4(n, IP(192, 0, 2, 1)), "gw.example.org"));
	CHECK(is(names_ip4(n, IP(192, 0, 2, 7)), NULL));
	CHECK(is(names_ip4(n, IP(192, 0, 2, 8)), NULL));
	CHECK(is(names_ip4(n, IP(192, 0, 2, 9)), NULL));
	CHECK(is(names_ip6(n, v6), "six.example.org"));
	CHECK(is(names_ip6(n, other), NULL));
	CHECK(is(names_port(n, true, 80), "http"));
	CHECK(is(names_port(n, false, 80), NULL));
	CHECK(is(names_port(n, false, 53), "domain"));
	CHECK(is(names_port(n, true, 65535), "big"));
	CHECK(is(names_port(n, false, 65535), NULL));
	CHECK(is(names_port(n, false, 0), "zero"));
	CHECK(is(names_port(n, true, 7), NULL));
	CHECK(is(names_port(n, true, 9), NULL));
	CHECK(is(names_mac(n, known), "router"));
	CHECK(is(names_mac(n, unknown), NULL));
	names_poll(n);
	CHECK(names_pending(n) == 0);
	names_free(n);

	conf.no_domain = true;
	conf.foreign_numeric = true;
	conf.localnet = IP(192, 0, 2, 0);
	conf.netmask = 0xffffff00;
	n = names_new(&conf);
	CHECK(is(names_ip4(n, IP(192, 0, 2, 1)), "gw"));
	CHECK(is(names_ip4(n, IP(127, 0, 0, 1)), NULL)); /* foreign */
	CHECK(is(names_ip6(n, v6), "six"));
	names_free(n);

	conf = (struct names_conf){ .etc = "/nonexistent" };
	n = names_new(&conf);
	CHECK(n && !names_ip4(n, IP(127, 0, 0, 1)) && !names_port(n, true, 80));
	names_free(n);
	names_free(NULL);
}

static void learned(void)
{
	struct names_conf conf = { .etc = etc, .learn = true };
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	struct names *n = names_new(&conf);
	char longest[300];

	names_learn_ip4(n, IP(192, 0, 2, 1), "www.example.org.", 16);
	CHECK(is(names_ip4(n, IP(192, 0, 2, 1)), "www.example.org")); /* before the files */
	names_learn_ip4(n, IP(192, 0, 2, 1), "new.example.org", 15);
	CHECK(is(names_ip4(n, IP(192, 0, 2, 1)), "new.example.org"));
	names_learn_ip4(n, IP(192, 0, 2, 20), "a\033[31mb", 7); /* no escapes on a terminal */
	CHECK(is(names_ip4(n, IP(192, 0, 2, 20)), NULL));
	names_learn_ip4(n, IP(192, 0, 2, 21), "", 0);
	CHECK(is(names_ip4(n, IP(192, 0, 2, 21)), NULL));
	names_learn_ip4(n, IP(192, 0, 2, 22), "a\0b", 3);
	CHECK(is(names_ip4(n, IP(192, 0, 2, 22)), NULL));
	memset(longest, 'a', sizeof(longest));
	names_learn_ip4(n, IP(192, 0, 2, 23), longest, 255);
	CHECK(names_ip4(n, IP(192, 0, 2, 23)) && strlen(names_ip4(n, IP(192, 0, 2, 23))) == 255);
	names_learn_ip4(n, IP(192, 0, 2, 24), longest, 256);
	CHECK(is(names_ip4(n, IP(192, 0, 2, 24)), NULL));
	names_learn_ip6(n, v6, "six", 3);
	CHECK(is(names_ip6(n, v6), "six"));
	/* Far more than the limit: what is used stays, memory does not grow without end. */
	for (uint32_t i = 0; i < 4 * NAMES_LIMIT; i++) {
		names_learn_ip4(n, 0x0a000000 + i, "host", 4);
		if (i % 1000 == 0)
			CHECK(is(names_ip6(n, v6), "six"));
		names_poll(n);
	}
	CHECK(is(names_ip4(n, 0x0a000000 + 4 * NAMES_LIMIT - 1), "host"));
	CHECK(is(names_ip4(n, 0x0a000000), NULL));
	names_free(n);

	conf.learn = false;
	n = names_new(&conf);
	names_learn_ip4(n, IP(192, 0, 2, 1), "www.example.org", 15);
	CHECK(is(names_ip4(n, IP(192, 0, 2, 1)), "gw.example.org"));
	names_free(n);
}

/* --- a name server that knows 198.51.100.N as hN.example.net, for some N in its own way --- */

enum { NXDOMAIN = 200, SILENT, EVIL, FORMERR };

static int server_fd;
static _Atomic unsigned server_asked;

static void *serve(void *unused)
{
	uint8_t m[1500];
	struct sockaddr_in peer;
	socklen_t len = sizeof(peer);
	ssize_t n;

	(void)unused;
	while ((n = recvfrom(server_fd, m, sizeof(m) - 300, 0, (struct sockaddr *)&peer, &len)) >=
		12) {
		unsigned host = (unsigned)strtoul((char *)m + 13, NULL, 10);
		uint8_t *o, *len_at;
		char name[64];

		server_asked++;
		o = m + 12;
		while (o < m + n && *o)
			o += *o + 1;
		o += 5; /* the root, type, class */
		m[2] = 0x81;
		m[3] = (uint8_t)(host == NXDOMAIN ? 0x83 : host == FORMERR ? 0x82 : 0x80);
		memset(m + 6, 0, 6);
		if (host == SILENT)
			continue;
		if (host != NXDOMAIN && host != FORMERR) {
			static const uint8_t rr[] = { 0xc0, 12, 0, 12, 0, 1, 0, 0, 1, 0, 0 };

			m[7] = 1;
			memcpy(o, rr, sizeof(rr));
			len_at = o + sizeof(rr);
			o = len_at + 1;
			snprintf(name, sizeof(name), host == EVIL ? "a\033]2;x" : "h%u", host);
			*o = (uint8_t)strlen(name);
			memcpy(o + 1, name, *o);
			o += *o + 1;
			memcpy(o, "\7example\3net", 13);
			o += 13;
			*len_at = (uint8_t)(o - len_at - 1);
		}
		sendto(server_fd, m, (size_t)(o - m), 0, (struct sockaddr *)&peer, len);
	}
	return NULL;
}

static void settle(struct names *n)
{
	for (int i = 0; i < 3000 && names_pending(n) > 0; i++) {
		names_poll(n);
		usleep(1000);
	}
}

static void dns_waiting(const char *resolver)
{
	struct names_conf conf = { .etc = etc, .dns = true, .wait_ms = 2000, .resolver = resolver };
	struct names *n = names_new(&conf);
	unsigned asked = server_asked;
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 0x77 };

	CHECK(is(names_ip4(n, IP(198, 51, 100, 7)), "h7.example.net"));
	CHECK(is(names_ip4(n, IP(198, 51, 100, 7)), "h7.example.net"));
	CHECK(server_asked == asked + 1); /* once */
	CHECK(is(names_ip4(n, IP(127, 0, 0, 1)), "localhost"));
	CHECK(server_asked == asked + 1); /* the files need no server */
	CHECK(is(names_ip4(n, IP(198, 51, 100, NXDOMAIN)), NULL));
	CHECK(is(names_ip4(n, IP(198, 51, 100, NXDOMAIN)), NULL));
	CHECK(server_asked == asked + 2); /* no is an answer */
	CHECK(is(names_ip4(n, IP(198, 51, 100, EVIL)), NULL));
	CHECK(is(names_ip6(n, v6), "h7.example.net")); /* the server reads the first nibble only */
	CHECK(names_pending(n) == 0);
	names_free(n);
}

static void dns_silent(const char *resolver)
{
	struct names_conf conf = { .etc = etc, .dns = true, .wait_ms = 60, .resolver = resolver };
	struct names *n = names_new(&conf);
	struct timespec t0;

	clock_gettime(CLOCK_MONOTONIC, &t0);
	CHECK(is(names_ip4(n, IP(198, 51, 100, SILENT)), NULL));
	CHECK(is(names_ip4(n, IP(198, 51, 100, SILENT)), NULL)); /* the line's time is used up */
	CHECK(ms_since(&t0) >= 55 && ms_since(&t0) < 300);
	names_poll(n);
	/* A few lines wait; then none does, until somebody answers. */
	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (int i = 0; i < 1000; i++) {
		CHECK(is(names_ip4(n, IP(198, 51, 100, SILENT)), NULL));
		names_poll(n);
	}
	CHECK(ms_since(&t0) < 1000);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	names_ip4(n, IP(198, 51, 100, 9)); /* not waited for, though its answer may be quick */
	CHECK(ms_since(&t0) < 50);
	for (int i = 0; i < 1000 && names_pending(n) > 1; i++) {
		names_poll(n);
		usleep(1000);
	}
	CHECK(is(names_ip4(n, IP(198, 51, 100, 9)), "h9.example.net"));
	names_poll(n);
	CHECK(is(names_ip4(n, IP(198, 51, 100, 10)), "h10.example.net")); /* waits again */
	CHECK(names_pending(n) == 1);
	names_free(n); /* with a question out */
}

static void dns_many(const char *resolver)
{
	struct names_conf conf = { .etc = etc, .dns = true, .resolver = resolver };
	struct names *n = names_new(&conf);
	struct timespec t0;
	int good = 0;

	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (uint32_t i = 0; i < 3000; i++)
		names_ahead_ip4(
			n, IP(198, 51, 0, 1) + (i << 8) % 0x10000 + i / 256); /* .1 to .12 */
	CHECK(ms_since(&t0) < 1000);
	settle(n);
	for (uint32_t i = 0; i < 3000; i++)
		good += names_ip4(n, IP(198, 51, 0, 1) + (i << 8) % 0x10000 + i / 256) != NULL;
	CHECK(good == 3000);
	names_free(n);
}

static void dns_absent(void)
{
	struct names_conf conf = {
		.etc = etc, .dns = true, .wait_ms = 100, .resolver = "127.0.0.1:1"
	};
	struct names *n = names_new(&conf);
	struct timespec t0;

	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (int i = 0; i < 20; i++) {
		CHECK(is(names_ip4(n, IP(203, 0, 113, i)), NULL));
		names_poll(n);
	}
	CHECK(ms_since(&t0) < 1000);
	names_free(n);

	conf.resolver = "no such thing";
	n = names_new(&conf);
	CHECK(n && is(names_ip4(n, IP(127, 0, 0, 1)), "localhost"));
	names_free(n);
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	pthread_t server;
	char resolver[64], rm[128];

	if (!mkdtemp(etc))
		return 1;
	files();
	learned();
	server_fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (names_have_dns() && server_fd >= 0 &&
		bind(server_fd, (struct sockaddr *)&a, sizeof(a)) == 0 &&
		getsockname(server_fd, (struct sockaddr *)&a, &len) == 0 &&
		pthread_create(&server, NULL, serve, NULL) == 0) {
		int big = 1 << 20;

		setsockopt(server_fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof(big));
		snprintf(resolver, sizeof(resolver), "127.0.0.1:%u", ntohs(a.sin_port));
		dns_waiting(resolver);
		dns_silent(resolver);
		dns_many(resolver);
		dns_absent();
		sendto(server_fd, "", 1, 0, (struct sockaddr *)&a,
			sizeof(a)); /* one byte: the end */
		pthread_join(server, NULL);
	} else {
		printf("skipped: no c-ares in this build\n");
	}
	snprintf(rm, sizeof(rm), "rm -r %s", etc);
	return sum() | (system(rm) != 0);
}
