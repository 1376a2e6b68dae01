/* names.h - names for addresses and ports: what the capture showed, then the files, then reverse
 * DNS (c-ares, if built in).
 *
 * One struct names serves one thread.  A name that is not known yet is asked for in the background,
 * many at once, and the caller gets NULL: print the number.  With wait_ms, all look-ups between two
 * calls of names_poll() together wait at most that long for answers; when a few waits in a row were
 * for nothing, none waits again until an answer has come.
 *
 * Names from the network are kept only if they look like host names (letters, digits, - _ .).
 * Limits: learned names and DNS answers are two tables of two generations each.  When the young
 * generation has NAMES_LIMIT entries, the old one is forgotten; an entry that is used moves to the
 * young.  At most NAMES_ASKED questions are out and NAMES_QUEUED wait; past that an address stays
 * a number until it is met again.
 */
#ifndef SONDE_NAMES_H
#define SONDE_NAMES_H

#include "../base/fmt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMES_LIMIT  65536
#define NAMES_ASKED  128
#define NAMES_QUEUED 16384

struct names;

struct names_conf {
	bool no_domain;       /* -N: cut the domain */
	bool foreign_numeric; /* -f: only IPv4 addresses of localnet/netmask by name */
	uint32_t localnet, netmask;
	bool dns;         /* reverse DNS as well as the files */
	bool learn;       /* --names capture: names_learn() wins */
	unsigned wait_ms; /* the look-ups of a line wait this long for answers (--resolve-wait) */
	const char *resolver; /* "ADDR[:PORT]", "[ADDR6]:PORT"; NULL: as resolv.conf says */
	const char *etc;      /* where hosts, services and ethers are; NULL: /etc */
};

/* NULL when out of memory.  Files that cannot be read are skipped. */
struct names *names_new(const struct names_conf *conf);
void names_free(struct names *n);

/* The name, or NULL: print the number.  The string is good until names_poll() is called next. */
const char *names_ip4(struct names *n, uint32_t ip);
const char *names_ip6(struct names *n, const uint8_t ip[16]);
const char *names_mac(struct names *n, struct mac m);             /* ethers */
const char *names_port(struct names *n, bool tcp, uint16_t port); /* services */

/* Ask for an address's name without waiting (reading ahead in a file). */
void names_ahead_ip4(struct names *n, uint32_t ip);
void names_ahead_ip6(struct names *n, const uint8_t ip[16]);
/* Are names learned at all? */
bool names_learns(const struct names *n);
/* The capture itself showed a name for an address (a DNS answer). */
void names_learn_ip4(struct names *n, uint32_t ip, const char *name, size_t len);
void names_learn_ip6(struct names *n, const uint8_t ip[16], const char *name, size_t len);
/* Take what answers have come in; cheap; called between packets. */
void names_poll(struct names *n);
/* Questions without an answer yet: at the end of a file, one may wait for the last. */
unsigned names_pending(const struct names *n);

/* Call fn for every name of an address that was asked for and found, or learned: address has 4 or
 * 16 bytes.  It must not call back. */
void names_each(const struct names *n,
	void (*fn)(void *arg, const uint8_t *address, size_t len, const char *name), void *arg);

/* Is reverse DNS built in? */
bool names_have_dns(void);

#endif
