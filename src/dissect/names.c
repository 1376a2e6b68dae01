#include "names.h"

#include "../base/hash.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#ifdef HAVE_CARES
#include <ares.h>
#include <netdb.h>
#endif

#define NAME_MAX_LEN   255
#define FAILED_SECONDS 30 /* a question that got no answer is asked again after this */
#define VAIN_WAITS     3  /* so many waits for nothing in a row: wait no more */
#define CHUNK          4096

enum kind { NOTHING, IP4, IP6, MAC };
enum state { NEW, ASKED, NAMED, NAMELESS, FAILED };

struct key {
	uint8_t kind;
	uint8_t b[16]; /* unused bytes are 0 */
};

struct entry {
	struct key key;
	uint8_t state;
	uint32_t again; /* FAILED: not before this second */
	const char *name;
};

struct chunk {
	struct chunk *next;
	size_t used, size;
	char b[];
};

/* Strings, freed together. */
struct strings {
	struct chunk *head;
};

/* Open addressing, linear probing, at most half full, nothing is ever taken out. */
struct map {
	struct entry *e;
	size_t size, used; /* size is 0 or a power of two */
	struct strings strings;
};

/* Two generations; see the header. */
struct cache {
	struct map young, old;
};

struct names {
	struct names_conf conf;
	struct secret secret;
	struct map files; /* hosts, ethers */
	struct strings services;
	const char **service; /* service[0] is not used */
	size_t services_used, services_size;
	uint16_t *port[2]; /* 65536 each: index into service, 0 for none; [1] is TCP */
	struct cache learned, dns;
	uint64_t wait_until; /* ms; 0: nothing has waited since names_poll() */
	unsigned vain;
	uint64_t pumped; /* ms */
	unsigned asked;
#ifdef HAVE_CARES
	ares_channel channel;
	bool have_channel;
	bool closing;
#endif
	struct key *queue; /* a ring of NAMES_QUEUED */
	unsigned queue_first, queue_len;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* --- strings and maps --- */

static const char *keep(struct strings *s, const char *str, size_t n)
{
	struct chunk *c = s->head;
	char *o;

	if (!c || c->size - c->used < n + 1) {
		size_t size = n + 1 > CHUNK ? n + 1 : CHUNK;

		c = malloc(sizeof(*c) + size);
		if (!c)
			return NULL;
		*c = (struct chunk){ .next = s->head, .size = size };
		s->head = c;
	}
	o = c->b + c->used;
	memcpy(o, str, n);
	o[n] = '\0';
	c->used += n + 1;
	return o;
}

static void strings_free(struct strings *s)
{
	while (s->head) {
		struct chunk *c = s->head;

		s->head = c->next;
		free(c);
	}
}

static void map_free(struct map *m)
{
	free(m->e);
	strings_free(&m->strings);
	*m = (struct map){ 0 };
}

/* The entry with this key, or the free one where it belongs. */
static struct entry *probe(const struct map *m, const struct key *k, uint64_t hash)
{
	size_t i = hash & (m->size - 1);

	while (m->e[i].key.kind != NOTHING && memcmp(&m->e[i].key, k, sizeof(*k)) != 0)
		i = (i + 1) & (m->size - 1);
	return &m->e[i];
}

static uint64_t hash(const struct names *n, const struct key *k)
{
	return siphash(n->secret, k, k->kind == IP4 ? 1 + 4 : sizeof(*k));
}

static struct entry *find(const struct names *n, const struct map *m, const struct key *k)
{
	struct entry *e;

	if (m->used == 0)
		return NULL;
	e = probe(m, k, hash(n, k));
	return e->key.kind == NOTHING ? NULL : e;
}

static bool grow(const struct names *n, struct map *m)
{
	struct map wide = { .size = m->size ? m->size * 2 : 64, .used = m->used };

	wide.e = calloc(wide.size, sizeof(*wide.e));
	if (!wide.e)
		return false;
	for (size_t i = 0; i < m->size; i++)
		if (m->e[i].key.kind != NOTHING)
			*probe(&wide, &m->e[i].key, hash(n, &m->e[i].key)) = m->e[i];
	free(m->e);
	m->e = wide.e;
	m->size = wide.size;
	return true;
}

/* The entry with this key, a new one if need be; NULL when out of memory. */
static struct entry *get(const struct names *n, struct map *m, const struct key *k)
{
	struct entry *e = find(n, m, k);

	if (e)
		return e;
	if ((m->used + 1) * 2 > m->size && !grow(n, m))
		return NULL;
	e = probe(m, k, hash(n, k));
	*e = (struct entry){ .key = *k };
	m->used++;
	return e;
}

/* Forget the old generation, if the young one is full (or has outgrown everything since then). */
static void cache_turn(struct cache *c, size_t limit)
{
	if (c->young.used < limit)
		return;
	map_free(&c->old);
	c->old = c->young;
	c->young = (struct map){ 0 };
}

static struct entry *cache_get(
	const struct names *n, struct cache *c, const struct key *k, bool make)
{
	struct entry *e = find(n, &c->young, k), *was;

	if (e)
		return e;
	was = find(n, &c->old, k);
	if (!was && !make)
		return NULL;
	cache_turn(c, 4 * NAMES_LIMIT); /* only if nobody ever calls names_poll() */
	was = find(n, &c->old, k);
	e = get(n, &c->young, k);
	if (e && was && was != e) {
		e->state = was->state;
		e->again = was->again;
		if (was->name) {
			e->name = keep(&c->young.strings, was->name, strlen(was->name));
			if (!e->name)
				e->state = NAMELESS;
		}
	}
	return e;
}

/* --- what is a name --- */

/* As resolvers do: other bytes could be anything, escape sequences too. */
static bool looks_like_host(const char *s, size_t len)
{
	if (len == 0 || len > NAME_MAX_LEN || s[0] == '-' || s[0] == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			    c == '-' || c == '_' || c == '.'))
			return false;
	}
	return true;
}

static void set_name(
	const struct names *n, struct map *m, struct entry *e, const char *name, size_t len)
{
	const char *dot;

	if (len > 0 && name[len - 1] == '.')
		len--;
	e->state = NAMELESS;
	if (!looks_like_host(name, len))
		return;
	dot = n->conf.no_domain ? memchr(name, '.', len) : NULL;
	if (dot)
		len = (size_t)(dot - name);
	if (e->name && strlen(e->name) == len && memcmp(e->name, name, len) == 0) {
		e->state = NAMED;
		return;
	}
	e->name = keep(&m->strings, name, len);
	if (e->name)
		e->state = NAMED;
}

static struct key ip4_key(uint32_t ip)
{
	struct key k = { .kind = IP4 };
	uint32_t be = htonl(ip);

	memcpy(k.b, &be, 4);
	return k;
}

static struct key ip6_key(const uint8_t ip[16])
{
	struct key k = { .kind = IP6 };

	memcpy(k.b, ip, 16);
	return k;
}

static struct key mac_key(struct mac m)
{
	struct key k = { .kind = MAC };

	memcpy(k.b, m.b, 6);
	return k;
}

/* --- files --- */

/* The next word of a line; *s moves past it.  NULL at the end or a comment. */
static char *word(char **s)
{
	char *w = *s + strspn(*s, " \t\r\n");

	if (*w == '\0' || *w == '#')
		return NULL;
	*s = w + strcspn(w, " \t\r\n#");
	if (**s == '#')
		**s = '\0'; /* nothing follows */
	else if (**s)
		*(*s)++ = '\0';
	return w;
}

/* The first line for an address wins, as in gethostbyaddr(3). */
static void hosts_line(struct names *n, char *address, char *name)
{
	struct key k = { 0 };
	struct entry *e;

	address[strcspn(address, "%")] = '\0';
	if (inet_pton(AF_INET, address, k.b) == 1)
		k.kind = IP4;
	else if (inet_pton(AF_INET6, address, k.b) == 1)
		k.kind = IP6;
	else
		return;
	e = get(n, &n->files, &k);
	if (e && e->state == NEW)
		set_name(n, &n->files, e, name, strlen(name));
}

static void ethers_line(struct names *n, char *address, char *name)
{
	struct mac m;
	struct entry *e;
	struct key k;
	unsigned b[6];
	char more;

	if (sscanf(address, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
		    &more) != 6)
		return;
	for (int i = 0; i < 6; i++)
		m.b[i] = (uint8_t)b[i];
	k = mac_key(m);
	e = get(n, &n->files, &k);
	if (e && e->state == NEW) {
		e->name = keep(&n->files.strings, name, strlen(name));
		e->state = e->name ? NAMED : NAMELESS;
	}
}

/* The first line for a port and protocol wins, as in getservbyport(3). */
static void services_line(struct names *n, char *name, char *number)
{
	char *end;
	unsigned long port = strtoul(number, &end, 10);
	int tcp = strcmp(end, "/tcp") == 0;
	const char *s;

	if (end == number || port > 65535 || (!tcp && strcmp(end, "/udp") != 0))
		return;
	if (n->port[tcp][port] || n->services_used == 65535)
		return;
	if (n->services_used + 1 >= n->services_size) {
		size_t size = n->services_size ? n->services_size * 2 : 1024;
		const char **wide = realloc(n->service, size * sizeof(*wide));

		if (!wide)
			return;
		n->service = wide;
		n->services_size = size;
	}
	s = keep(&n->services, name, strlen(name));
	if (s) {
		n->service[++n->services_used] = s;
		n->port[tcp][port] = (uint16_t)n->services_used;
	}
}

static void read_file(
	struct names *n, const char *file, void (*line)(struct names *n, char *first, char *second))
{
	char path[4096], *text = NULL;
	size_t size = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", n->conf.etc ? n->conf.etc : "/etc", file);
	f = fopen(path, "re");
	if (!f)
		return;
	while (getline(&text, &size, f) >= 0) {
		char *s = text, *first = word(&s), *second = first ? word(&s) : NULL;

		if (second)
			line(n, first, second);
	}
	free(text);
	fclose(f);
}

/* --- reverse DNS --- */

#ifdef HAVE_CARES

struct question {
	struct names *n;
	struct key key;
};

static void answer(void *arg, int status, int timeouts, struct hostent *host)
{
	struct question *q = arg;
	struct names *n = q->n;
	struct entry *e;

	(void)timeouts;
	n->asked--;
	if (!n->closing) {
		n->vain = 0;
		e = cache_get(n, &n->dns, &q->key, true);
		if (e && status == ARES_SUCCESS && host && host->h_name) {
			set_name(n, &n->dns.young, e, host->h_name, strlen(host->h_name));
		} else if (e && (status == ARES_ENOTFOUND || status == ARES_ENODATA)) {
			e->state = NAMELESS;
		} else if (e) {
			e->state = FAILED;
			e->again = (uint32_t)(now_ms() / 1000) + FAILED_SECONDS;
		}
		/* A server that does not answer is no reason to wait again. */
		if (status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED)
			n->vain = VAIN_WAITS;
	}
	free(q);
}

static bool send_question(struct names *n, const struct key *k)
{
	struct question *q = malloc(sizeof(*q));

	if (!q)
		return false;
	*q = (struct question){ .n = n, .key = *k };
	n->asked++;
	ares_gethostbyaddr(n->channel, k->b, k->kind == IP4 ? 4 : 16,
		k->kind == IP4 ? AF_INET : AF_INET6, answer, q);
	return true;
}

/* Send what waits, take what has come; block for at most ms. */
static void pump(struct names *n, int ms)
{
	ares_socket_t socks[ARES_GETSOCK_MAXNUM];
	struct pollfd fds[ARES_GETSOCK_MAXNUM];
	nfds_t count = 0;
	int bits;
	struct timeval most = { ms / 1000, ms % 1000 * 1000 }, tv, *t;

	while (n->queue_len > 0 && n->asked < NAMES_ASKED) {
		struct key k = n->queue[n->queue_first];

		n->queue_first = (n->queue_first + 1) % NAMES_QUEUED;
		n->queue_len--;
		if (!send_question(n, &k)) {
			struct entry *e = cache_get(n, &n->dns, &k, false);

			if (e)
				e->state = NEW;
		}
	}
	bits = ares_getsock(n->channel, socks, ARES_GETSOCK_MAXNUM);
	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		/* ARES_GETSOCK_WRITABLE shifts a 1 into the sign. */
		bool in = (unsigned)bits >> i & 1,
		     out = (unsigned)bits >> (i + ARES_GETSOCK_MAXNUM) & 1;
		short want = (short)((in ? POLLIN : 0) | (out ? POLLOUT : 0));

		if (want)
			fds[count++] = (struct pollfd){ .fd = socks[i], .events = want };
	}
	t = ares_timeout(n->channel, &most, &tv);
	if (poll(fds, count, (int)(t->tv_sec * 1000 + (t->tv_usec + 999) / 1000)) > 0) {
		for (nfds_t i = 0; i < count; i++)
			if (fds[i].revents)
				ares_process_fd(n->channel,
					fds[i].events & POLLIN ? fds[i].fd : ARES_SOCKET_BAD,
					fds[i].events & POLLOUT ? fds[i].fd : ARES_SOCKET_BAD);
	} else {
		ares_process_fd(n->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* timeouts */
	}
	n->pumped = now_ms();
}

static bool dns_open(struct names *n)
{
	struct ares_options o = { .timeout = 1500, .tries = 2, .lookups = (char[]){ "b" } };

	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		return false;
	if (ares_init_options(&n->channel, &o,
		    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS) != ARES_SUCCESS) {
		ares_library_cleanup();
		return false;
	}
	n->have_channel = true;
	if (n->conf.resolver &&
		ares_set_servers_ports_csv(n->channel, n->conf.resolver) != ARES_SUCCESS)
		return false;
	n->queue = malloc(NAMES_QUEUED * sizeof(*n->queue));
	return n->queue != NULL;
}

static void dns_close(struct names *n)
{
	if (!n->have_channel)
		return;
	n->closing = true;
	ares_destroy(n->channel);
	ares_library_cleanup();
	n->have_channel = false;
}

bool names_have_dns(void) { return true; }

#else

static void pump(struct names *n, int ms)
{
	(void)n;
	(void)ms;
}

static bool dns_open(struct names *n)
{
	(void)n;
	return false;
}

static void dns_close(struct names *n) { (void)n; }

bool names_have_dns(void) { return false; }

#endif

/* Put the question in the queue; false if that is full. */
static bool ask(struct names *n, struct entry *e)
{
	if (n->queue_len == NAMES_QUEUED)
		return false;
	n->queue[(n->queue_first + n->queue_len++) % NAMES_QUEUED] = e->key;
	e->state = ASKED;
	return true;
}

/* Wait for this answer, within what is left of the line's time. */
static struct entry *wait_for(struct names *n, const struct key *k)
{
	struct entry *e = cache_get(n, &n->dns, k, false);
	uint64_t now = now_ms();

	if (n->vain >= VAIN_WAITS)
		return e;
	if (n->wait_until == 0)
		n->wait_until = now + n->conf.wait_ms;
	while (e && e->state == ASKED && now < n->wait_until) {
		pump(n, (int)(n->wait_until - now));
		e = cache_get(n, &n->dns, k, false);
		now = now_ms();
	}
	if (e && e->state == ASKED)
		n->vain++;
	return e;
}

/* --- look-ups --- */

static const char *lookup(struct names *n, const struct key *k, bool wait)
{
	struct entry *e;

	if (n->conf.learn) {
		e = cache_get(n, &n->learned, k, false);
		if (e && e->state == NAMED)
			return e->name;
	}
	e = find(n, &n->files, k);
	if (e && e->state == NAMED)
		return e->name;
	if (!n->conf.dns)
		return NULL;
	e = cache_get(n, &n->dns, k, true);
	if (!e)
		return NULL;
	if (e->state == FAILED && (uint32_t)(now_ms() / 1000) >= e->again)
		e->state = NEW;
	if (e->state == NEW && ask(n, e) && n->asked < NAMES_ASKED) {
		pump(n, 0);
		e = cache_get(n, &n->dns, k, false);
	}
	if (e && e->state == ASKED && wait && n->conf.wait_ms > 0)
		e = wait_for(n, k);
	return e && e->state == NAMED ? e->name : NULL;
}

static bool foreign(const struct names *n, uint32_t ip)
{
	return n->conf.foreign_numeric && (ip & n->conf.netmask) != n->conf.localnet;
}

const char *names_ip4(struct names *n, uint32_t ip)
{
	struct key k = ip4_key(ip);

	return foreign(n, ip) ? NULL : lookup(n, &k, true);
}

const char *names_ip6(struct names *n, const uint8_t ip[16])
{
	struct key k = ip6_key(ip);

	return lookup(n, &k, true);
}

void names_ahead_ip4(struct names *n, uint32_t ip)
{
	struct key k = ip4_key(ip);

	if (!foreign(n, ip))
		lookup(n, &k, false);
}

void names_ahead_ip6(struct names *n, const uint8_t ip[16])
{
	struct key k = ip6_key(ip);

	lookup(n, &k, false);
}

const char *names_mac(struct names *n, struct mac m)
{
	struct key k = mac_key(m);
	struct entry *e = find(n, &n->files, &k);

	return e && e->state == NAMED ? e->name : NULL;
}

const char *names_port(struct names *n, bool tcp, uint16_t port)
{
	uint16_t i = n->port[tcp][port];

	return i ? n->service[i] : NULL;
}

bool names_learns(const struct names *n) { return n->conf.learn; }

static void learn(struct names *n, const struct key *k, const char *name, size_t len)
{
	struct entry *e;

	if (!n->conf.learn)
		return;
	e = cache_get(n, &n->learned, k, true);
	if (e)
		set_name(n, &n->learned.young, e, name, len);
}

void names_learn_ip4(struct names *n, uint32_t ip, const char *name, size_t len)
{
	struct key k = ip4_key(ip);

	learn(n, &k, name, len);
}

void names_learn_ip6(struct names *n, const uint8_t ip[16], const char *name, size_t len)
{
	struct key k = ip6_key(ip);

	learn(n, &k, name, len);
}

void names_poll(struct names *n)
{
	n->wait_until = 0;
	cache_turn(&n->learned, NAMES_LIMIT);
	cache_turn(&n->dns, NAMES_LIMIT);
	/* Not more than once a millisecond: reading a file calls this a million times a second. */
	if (n->asked + n->queue_len > 0 && now_ms() != n->pumped)
		pump(n, 0);
}

static void each(const struct map *m,
	void (*fn)(void *arg, const uint8_t *address, size_t len, const char *name), void *arg)
{
	for (size_t i = 0; i < m->size; i++) {
		const struct entry *e = &m->e[i];

		if ((e->key.kind == IP4 || e->key.kind == IP6) && e->state == NAMED && e->name)
			fn(arg, e->key.b, e->key.kind == IP4 ? 4 : 16, e->name);
	}
}

void names_each(const struct names *n,
	void (*fn)(void *arg, const uint8_t *address, size_t len, const char *name), void *arg)
{
	each(&n->learned.young, fn, arg);
	each(&n->learned.old, fn, arg);
	each(&n->dns.young, fn, arg);
	each(&n->dns.old, fn, arg);
}

unsigned names_pending(const struct names *n) { return n->asked + n->queue_len; }

struct names *names_new(const struct names_conf *conf)
{
	struct names *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	n->conf = *conf;
	n->secret = secret_new();
	n->port[0] = calloc(65536, sizeof(*n->port[0]));
	n->port[1] = calloc(65536, sizeof(*n->port[1]));
	if (!n->port[0] || !n->port[1]) {
		names_free(n);
		return NULL;
	}
	read_file(n, "hosts", hosts_line);
	read_file(n, "services", services_line);
	read_file(n, "ethers", ethers_line);
	if (n->conf.dns && !dns_open(n)) {
		dns_close(n);
		n->conf.dns = false;
	}
	return n;
}

void names_free(struct names *n)
{
	if (!n)
		return;
	dns_close(n);
	map_free(&n->files);
	map_free(&n->learned.young);
	map_free(&n->learned.old);
	map_free(&n->dns.young);
	map_free(&n->dns.old);
	strings_free(&n->services);
	free(n->service);
	free(n->port[0]);
	free(n->port[1]);
	free(n->queue);
	free(n);
}
