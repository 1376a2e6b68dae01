/* names.h - names for addresses and ports: files first, then reverse DNS (c-ares, if built in).
 *
 * One struct names serves one thread.  Look-ups never block: a name that is not
 * known yet is asked for in the background, and the caller gets NULL (print the
 * number) or waits for at most the time given to names_wait().
 */
#ifndef SONDE_NAMES_H
#define SONDE_NAMES_H

#include "../base/fmt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct names;

struct names_conf {
	bool no_domain;       /* -N: cut the domain */
	bool foreign_numeric; /* -f: only addresses of localnet/netmask by name */
	uint32_t localnet, netmask;
	bool dns;        /* reverse DNS as well as the files */
	bool learn;      /* --names capture: names_learn() wins */
	unsigned wait_ms; /* a look-up waits this long for an answer (--resolve-wait) */
};

/* NULL when out of memory.  Files that cannot be read are skipped. */
struct names *names_new(const struct names_conf *conf);
void names_free(struct names *n);

/* The name, or NULL: print the number.  Strings live as long as n. */
const char *names_ip4(struct names *n, uint32_t ip);
const char *names_ip6(struct names *n, const uint8_t ip[16]);
const char *names_mac(struct names *n, struct mac m);         /* /etc/ethers */
const char *names_port(struct names *n, bool tcp, uint16_t port); /* /etc/services */

/* Ask for an address's name without waiting (reading ahead in a file). */
void names_ahead_ip4(struct names *n, uint32_t ip);
void names_ahead_ip6(struct names *n, const uint8_t ip[16]);
/* The capture itself showed a name for an address (a DNS answer). */
void names_learn_ip4(struct names *n, uint32_t ip, const char *name, size_t len);
void names_learn_ip6(struct names *n, const uint8_t ip[16], const char *name, size_t len);
/* Take what answers have come in; cheap; called between packets. */
void names_poll(struct names *n);

#endif
