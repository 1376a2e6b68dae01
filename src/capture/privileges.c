/* SPDX-License-Identifier: BSD-2-Clause */
#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CAP_NG
#include <cap-ng.h>
#endif

bool user_find(const char *name, struct user *u, char *err, size_t errlen)
{
	const struct passwd *pw = name ? getpwnam(name) : NULL;

	err[0] = '\0';
	if (!name) {
		pw = getpwnam("sonde");
		if (!pw)
			pw = getpwnam("tcpdump");
		if (!pw)
			return false;
	}
	if (!pw) {
		snprintf(err, errlen, "Couldn't find user '%s'", name);
		return false;
	}
	u->uid = pw->pw_uid;
	u->gid = pw->pw_gid;
	snprintf(u->name, sizeof(u->name), "%s", pw->pw_name);
	return true;
}

bool user_become(const struct user *u, char *err, size_t errlen)
{
	if (initgroups(u->name, u->gid) != 0 || setgid(u->gid) != 0 || setuid(u->uid) != 0) {
		snprintf(err, errlen, "Couldn't change to '%.32s' uid=%lu gid=%lu: %s", u->name,
			(unsigned long)u->uid, (unsigned long)u->gid, strerror(errno));
		return false;
	}
#ifdef HAVE_CAP_NG
	if (u->uid != 0) {
		capng_clear(CAPNG_SELECT_BOTH);
		capng_apply(CAPNG_SELECT_CAPS);
	}
#endif
	/* A set-user-ID that did not hold is worse than none. */
	if (u->uid != 0 && setuid(0) == 0) {
		snprintf(err, errlen, "could not give up the rights of root");
		return false;
	}
	return true;
}

bool user_real(char *err, size_t errlen)
{
	if (setgid(getgid()) == 0 && setuid(getuid()) == 0)
		return true;
	snprintf(err, errlen, "could not give up set-user-ID rights: %s", strerror(errno));
	return false;
}
