/* tls.h - TLS: its records, and the certificates in them. */
#ifndef SONDE_TLS_H
#define SONDE_TLS_H

#include "../dissect/dissect.h"

/* A certificate in DER: who, by whom, until when. */
void x509_show(struct dis *d, struct cur c);

/* Does c begin with a record of TLS? */
bool tls_is(struct cur c);

/* Does c begin with a record of TLS? */
bool tls_is(struct cur c);

#endif
