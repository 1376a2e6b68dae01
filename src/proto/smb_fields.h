/* smb_fields.h - the fields of SMB's messages, told by tables.
 *
 * A table's row is a field: the text before it, its key, what it is.  A block of a message (its
 * words, its octets, the parameters or data of a transaction) is a window; the rows are told one by
 * one until the window ends, which is no mistake: an older or shorter form of the same block. */
#ifndef SONDE_SMB_FIELDS_H
#define SONDE_SMB_FIELDS_H

#include "../dissect/dissect.h"

enum smb_kind {
	SMB_D8, /* 1 (0x1) */
	SMB_D16,
	SMB_D32,
	SMB_D64,
	SMB_U32, /* 1 */
	SMB_X8,  /* 0x1 */
	SMB_X16,
	SMB_X32,
	SMB_ATTR,      /* [MS-CIFS], 2.2.1.2.4 */
	SMB_ATTR32,    /* 2.2.1.2.3 */
	SMB_UTIME,     /* seconds since 1970, 2.2.1.4.3 */
	SMB_FILETIME,  /* tenths of a microsecond since 1601 */
	SMB_DATE_TIME, /* 2.2.1.4.1, then 2.2.1.4.2 */
	SMB_TIME_DATE, /* the other way round */
	SMB_TEXT,      /* up to a NUL, in the message's alphabet, aligned */
	SMB_TEXT_HERE, /* not aligned */
	SMB_OEM,       /* up to a NUL, one octet a character */
	SMB_NAME,      /* n octets at most, one a character */
	SMB_BUFFER,    /* 2.2.1.1: a format, then text */
	SMB_COUNTED,   /* text of as many octets as length n says */
	SMB_OCTETS,    /* as many as length n says */
	SMB_FIXED,     /* n octets */
	SMB_SKIP,      /* n octets that are not told */
};

struct smb_field {
	const char *label, *key;
	uint8_t kind;
	uint8_t n; /* of a number: it is length n (1 or 2) of what comes later */
};

struct smb { /* one message */
	struct cur head;
	uint8_t command;
	bool reply, unicode;
	uint32_t length[2];
};

/* Tell the rows; false: the packet was cut short within one, and that was said. */
bool smb_fields(struct dis *d, struct smb *s, struct cur *c, const struct smb_field *f);
/* Note the rows' fields without a word of text. */
void smb_note_fields(struct dis *d, struct smb *s, struct cur c, const struct smb_field *f);
/* "Data: (3 bytes)" and the octets; nothing if there are none. */
void smb_rest(struct dis *d, struct cur c);
/* "[000] 41 42 ...  AB ", sixteen octets a line, a gap after eight */
void smb_octets(struct dis *d, struct cur c);
/* "NAME = DECIMAL (0xHEX)" */
void smb_both(struct dis *d, const char *label, const char *key, uint32_t v);

/* The command's name and its direction. */
void smb_say_command(struct dis *d, const struct smb *s);

/* --- the rest of a message; c is at its count of words --- */

void smb_body(struct dis *d, struct smb *s, struct cur c);
/* smb_trans.c; true: those are its, and have been told; bytes is what follows its words. */
bool smb_transaction(struct dis *d, struct smb *s, struct cur words, struct cur bytes);

#endif
