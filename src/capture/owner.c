/* SPDX-License-Identifier: BSD-2-Clause */
#include "owner.h"
#include "owner_bpf.h"
#include "owner_helper.h"

#include "../base/bytes.h"
#include "../base/hash.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	KEPT = 4096,     /* answers; another with the same place takes it */
	GOOD_FOR = 1000, /* ms */
	BAD_FOR = 100,   /* an answer that nobody is known */

	LINK_ETHERNET = 1,
	LINK_RAW = 101,
	LINK_SLL = 113,
	LINK_SLL2 = 276,
	TAGS_MOST = 3,
};

struct kept {
	struct endpoints e;
	int64_t until;  /* ms; 0: free */
	uint64_t noted; /* how often something had been noted for its ports */
	struct process p;
};

struct owners {
	int fd; /* to the helper */
	struct secret secret;
	struct kept *kept;
	struct owner_maps maps; /* the counts alone */
};

/* The helper, or -1; *why: 0, or why there is no BPF. */
static pid_t start_helper(struct owners *o, int *why)
{
	int pair[2];
	bool maps;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	maps = owner_maps_open(&o->maps);
	*why = maps ? 0 : errno;
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		owner_help(pair[1], maps ? &o->maps : NULL, *why);
	}
	owner_maps_close_fds(&o->maps);
	close(pair[1]);
	o->fd = pair[0];
	if (pid > 0 && read(o->fd, why, sizeof(*why)) != sizeof(*why))
		*why = EPIPE;
	if (*why)
		owner_maps_unmap(&o->maps);
	return pid;
}

struct owners *owners_new(char *err, size_t errlen)
{
	struct owners *o = calloc(1, sizeof(*o));
	int why = 0;

	err[0] = '\0';
	if (o)
		o->kept = calloc(KEPT, sizeof(*o->kept));
	if (o && o->kept && start_helper(o, &why) > 0) {
		o->secret = secret_new();
		if (why)
			snprintf(err, errlen,
				"--process: no BPF (%s): processes that end at once are not known",
				strerror(why));
		return o;
	}
	snprintf(err, errlen, "--process: %s", strerror(errno));
	if (o)
		free(o->kept);
	free(o);
	return NULL;
}

void owners_free(struct owners *o)
{
	if (!o)
		return;
	close(o->fd);
	owner_maps_unmap(&o->maps);
	free(o->kept);
	free(o);
}

/* --- what the packet says --- */

static unsigned be16_at(const uint8_t *b) { return (unsigned)b[0] << 8 | b[1]; }

/* Where the network header is, and its EtherType; 0 if there is none. */
static size_t network(const struct packet *p, unsigned *type)
{
	size_t at;

	switch (p->link) {
	case LINK_ETHERNET:
		at = 12;
		break;
	case LINK_SLL:
		at = 14;
		break;
	case LINK_SLL2:
		*type = p->caplen >= 20 ? be16_at(p->data) : 0;
		return 20;
	case LINK_RAW:
		*type = p->caplen < 1 ? 0 : p->data[0] >> 4 == 4 ? 0x0800 : 0x86dd;
		return 0;
	default:
		*type = 0;
		return 0;
	}
	*type = 0;
	for (int i = 0; i <= TAGS_MOST && p->caplen >= at + 2; i++, at += 4) {
		*type = be16_at(p->data + at);
		if (*type != 0x8100 && *type != 0x88a8)
			return at + 2;
	}
	*type = 0;
	return 0;
}

/* False if it is of no socket that can be asked for. */
static bool take_endpoints(const struct packet *p, struct endpoints *e)
{
	unsigned type;
	size_t at = network(p, &type), size, l4;
	const uint8_t *b = p->data + at;

	memset(e, 0, sizeof(*e));
	if ((type != 0x0800 && type != 0x86dd) || p->caplen < at + 20)
		return false;
	e->ver = type == 0x0800 ? 4 : 6;
	size = e->ver == 4 ? 4 : 16;
	l4 = e->ver == 4 ? (b[0] & 15U) * 4 : 40;
	if (b[0] >> 4 != e->ver || l4 < 20 || p->caplen < at + l4 + 4)
		return false;
	if (e->ver == 4 && (be16_at(b + 6) & 0x1fff))
		return false;
	e->proto = e->ver == 4 ? b[9] : b[6];
	memcpy(e->src, b + (e->ver == 4 ? 12 : 8), size);
	memcpy(e->dst, b + (e->ver == 4 ? 16 : 24), size);
	e->sport = (uint16_t)be16_at(b + l4);
	e->dport = (uint16_t)be16_at(b + l4 + 2);
	return e->proto == IPPROTO_TCP || e->proto == IPPROTO_UDP;
}

/* --- whose it is --- */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Does it grow, then somebody else may have a port of these. */
static uint64_t noted_of(const struct owners *o, const struct endpoints *e)
{
	if (!o->maps.count)
		return 0;
	return __atomic_load_n(&o->maps.count[e->sport], __ATOMIC_ACQUIRE) +
	       __atomic_load_n(&o->maps.count[e->dport], __ATOMIC_ACQUIRE);
}

const struct process *owner_of(struct owners *o, const struct packet *p)
{
	struct owner_question q = { .when = p->sec * INT64_C(1000000000) +
		                            (p->nano ? p->frac : p->frac * INT64_C(1000)) };
	struct kept *k;
	uint64_t noted;
	int64_t now;

	if (!take_endpoints(p, &q.e))
		return NULL;
	now = now_ms();
	noted = noted_of(o, &q.e);
	k = &o->kept[siphash(o->secret, &q.e, sizeof(q.e)) % KEPT];
	if (k->until > now && k->noted == noted && memcmp(&k->e, &q.e, sizeof(q.e)) == 0)
		return &k->p;
	k->e = q.e;
	k->noted = noted;
	if (write(o->fd, &q, sizeof(q)) != sizeof(q) ||
		read(o->fd, &k->p, sizeof(k->p)) != sizeof(k->p))
		memset(&k->p, 0, sizeof(k->p));
	k->until = now + (k->p.has_pid ? GOOD_FOR : BAD_FOR);
	return &k->p;
}
