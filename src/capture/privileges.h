/* privileges.h - root's rights, given up once everything is open. */
#ifndef SONDE_PRIVILEGES_H
#define SONDE_PRIVILEGES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct user {
	uid_t uid;
	gid_t gid;
	char name[64];
};

/* The user to become: name, or when it is NULL "sonde" or "tcpdump" if there is one.  False
 * with a message if there is no such user, and with an empty one if no name was given. */
bool user_find(const char *name, struct user *u, char *err, size_t errlen);

/* Become that user for good, without any capability.  False with a message. */
bool user_become(const struct user *u, char *err, size_t errlen);

/* Rights of a set-user-ID program, for what needs none of them. */
bool user_real(char *err, size_t errlen);

#endif
