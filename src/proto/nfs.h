/* nfs.h - what calls and replies of NFS hold beyond what the reference's text says: fields only.
 *
 * Each takes a cursor of its own, and stops where the packet does without making the dissector
 * inert: so what the text is made of stays as it is. */
#ifndef SONDE_NFS_H
#define SONDE_NFS_H

#include "../dissect/dissect.h"

/* sattr3, RFC 1813, 2.5.3, or sattr, RFC 1094, 2.3.6, as set_mode, set_uid ... */
struct cur nfs_note_sattr(struct dis *d, struct cur c, bool v3);
/* What follows the name in CREATE, MKDIR and SETATTR. */
void nfs_note_create(struct dis *d, struct cur c, bool v3);
void nfs_note_setattr(struct dis *d, struct cur c, bool v3);
/* The entries of a directory, behind the verifier: RFC 1813, 3.3.16 and 3.3.17; RFC 1094, 2.2.17 */
void nfs_note_entries(struct dis *d, struct cur c, bool v3, bool plus);

/* A compound of version 4, behind the head of the call or the reply: RFC 7530, 15.2 */
void nfs4_note_compound(struct dis *d, struct cur c, bool reply);

#endif
