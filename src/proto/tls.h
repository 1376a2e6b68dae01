/* tls.h - TLS: its records, and the certificates in them. */
#ifndef SONDE_TLS_H
#define SONDE_TLS_H

#include "../dissect/dissect.h"

/* A certificate in DER: who, by whom, until when. */
void x509_show(struct dis *d, struct cur c);

/* Does c begin with a record of TLS? */
bool tls_is(struct cur c);

/* The extensions of a hello, and what the messages of a key exchange hold, as fields. */
void tls_note_extensions(struct dis *d, struct cur c, bool client);
/* signs_by: the signature says by which algorithm (TLS 1.2). */
void tls_note_server_key(struct dis *d, struct cur c, bool signs_by);
void tls_note_client_key(struct dis *d, struct cur c);
void tls_note_ticket(struct dis *d, struct cur c);

#endif
