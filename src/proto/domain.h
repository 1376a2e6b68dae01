/* domain.h - domain names as DNS writes them, in the messages of others too. */
#ifndef SONDE_DOMAIN_H
#define SONDE_DOMAIN_H

#include "../dissect/dissect.h"

/* Say the name at c and step over it; pointers count from the start of message.  False: malformed
 * or cut short. */
bool say_domain(struct dis *d, struct cur message, struct cur *c);

/* Note what a name (as RFC 1035, 5.1 writes it) says of a service: its instance, type, domain. */
void dnssd_note(struct dis *d, const char *name);

extern const struct name domain_types[], domain_classes[];

#endif
