/* domain.h - domain names as DNS writes them, in the messages of others too. */
#ifndef SONDE_DOMAIN_H
#define SONDE_DOMAIN_H

#include "../dissect/dissect.h"

/* Say the name at c and step over it; pointers count from the start of message.  False: malformed
 * or cut short. */
bool say_domain(struct dis *d, struct cur message, struct cur *c);

/* Note the name at c, if it is well-formed; pointers as above.  key NULL: an element of a list. */
void domain_note(struct dis *d, struct cur message, const char *key, struct cur c);

/* Note what a name (as RFC 1035, 5.1 writes it) says of a service: its instance, type, domain. */
void dnssd_note(struct dis *d, const char *name);

/* What an option of EDNS, the parameters of SVCB and HTTPS, and the data of LOC, DNSKEY and DS say,
 * as fields. */
void domain_note_option(struct dis *d, uint16_t code, struct cur c);
void domain_note_parameters(struct dis *d, struct cur c);
void domain_note_loc(struct dis *d, struct cur c);
void domain_note_key(struct dis *d, struct cur c);
void domain_note_ds(struct dis *d, struct cur c);

extern const struct name domain_types[], domain_classes[];

#endif
